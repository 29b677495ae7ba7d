"""A look, a clock that stands still, and the sample challenge in an open window."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from slireviewer import storage
from slireviewer.model import Challenge, ItemId, Person
from slireviewer.paths import resource
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.prompts import Prompts
from slireviewer.ui.settings import Recent, Settings
from slireviewer.ui.theme import Look
from slireviewer.ui.window import Window
from tests.support import hasten
from tests.windows import let_go

PASSPHRASE = "three plain words"
TUESDAY = datetime(2026, 9, 16, 10, 48)


@dataclass
class Answers(Prompts):
    """Answers in place of the reviewer; an answer that is missing is "rather not"."""

    title: str | None = None
    file: Path | None = None
    person: str = ""
    leave: bool = True
    packages: list[Path] = field(default_factory=list)
    shown: list[Path] = field(default_factory=list)  # files that were opened with the system's own program
    mails: bool = True
    asked: list[str] = field(default_factory=list)

    def show_file(self, parent: QWidget, path: Path) -> bool:
        self.shown.append(path)
        return True

    def open_challenge(self, parent: QWidget, folder: Path) -> Path | None:
        self.asked.append("open challenge")
        return self.file

    def open_starter(self, parent: QWidget, folder: Path) -> Path | None:
        self.asked.append("open starter")
        return self.file

    def save_challenge(self, parent: QWidget, suggestion: Path) -> Path | None:
        self.asked.append("save challenge")
        return self.file

    def save_text(self, parent: QWidget, suggestion: Path) -> Path | None:
        self.asked.append("save text")
        return self.file

    def choose_folder(self, parent: QWidget, folder: Path) -> Path | None:
        self.asked.append("choose folder")
        return self.file

    def choose_packages(self, parent: QWidget, folder: Path) -> list[Path]:
        self.asked.append("choose packages")
        return list(self.packages)

    def give_to(self, parent: QWidget, folder: Path) -> Path | None:
        self.asked.append(f"give to: {folder}")
        return self.file

    def watch_folder(self, parent: QWidget, folder: Path) -> Path | None:
        self.asked.append("watch folder")
        return self.file

    def save_starter(self, parent: QWidget, suggestion: Path) -> Path | None:
        self.asked.append("save starter")
        return self.file

    def save_receipt(self, parent: QWidget, suggestion: Path) -> Path | None:
        self.asked.append(f"save receipt: {suggestion.name}")
        return self.file

    def write_mail(self, subject: str, body: str) -> bool:
        self.asked.append(f"mail: {subject}: {body}")
        return self.mails

    def save_evidence(self, parent: QWidget, suggestion: Path) -> Path | None:
        self.asked.append("save evidence")
        return self.file

    def open_documents(self, parent: QWidget) -> list[Path]:
        self.asked.append("open documents")
        return [self.file] if self.file is not None else []

    def show_folder(self, folder: Path) -> None:
        self.asked.append(f"folder: {folder}")

    def print_document(self, parent: QWidget, document: QTextDocument) -> bool:
        self.asked.append("print")
        return True

    def save_timetable(self, parent: QWidget, suggestion: Path) -> Path | None:
        self.asked.append("save timetable")
        return self.file

    def save_document(self, parent: QWidget, suggestion: Path) -> Path | None:
        self.asked.append(f"save {suggestion.name}")
        return self.file

    def open_word(self, parent: QWidget, title: str, folder: Path) -> Path | None:
        self.asked.append("open word")
        return self.file

    def open_file(self, path: Path) -> None:
        self.asked.append(f"open {path.name}")

    def link_address(self, parent: QWidget, present: str) -> str | None:
        self.asked.append(f"link {present}")
        return self.title

    def meeting_title(self, parent: QWidget) -> str | None:
        self.asked.append("meeting title")
        return self.title

    def choose_person(self, parent: QWidget, people: list[Person]) -> Person | None:
        self.asked.append("person")
        return next((person for person in people if person.name == self.person), None)

    def leave_unsaved(self, parent: QWidget, reason: str) -> bool:
        self.asked.append(f"leave: {reason}")
        return self.leave


@dataclass
class Clock:
    """The hour it is."""

    now: datetime = TUESDAY

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Look]:
    english = QTranslator()
    english.load(str(resource("i18n/slireviewer_en.qm")))
    qapp.installTranslator(english)
    yield Look(qapp)
    qapp.removeTranslator(english)
    let_go()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample challenge as a file, with a peer at its laptop."""
    path = tmp_path_factory.mktemp("sample") / "Wexmoor.slir"
    with storage.create_challenge(path, PASSPHRASE, Challenge(id=ItemId("x"), councils=("Wexmoor",))) as workspace:
        storage.import_records(workspace, storage.read_records(resource("sample/challenge.jsonl")))
        with workspace.read() as r:
            person = next(each for each in storage.person_lines(r) if each.name.endswith("Jo Birkwood"))
        workspace.set_me(person.id)
    hasten(path, PASSPHRASE)
    return path


@pytest.fixture
def challenge_file(sample: Path, tmp_path: Path) -> Path:
    """A copy of the sample challenge that a test may change."""
    for each in sample.parent.iterdir():
        if not each.name.endswith(("-lock", "-owner")):
            shutil.copy(each, tmp_path / each.name)
    return tmp_path / sample.name


@pytest.fixture
def window(
    qtbot: QtBot,
    qapp: QApplication,
    look: Look,
    answers: Answers,
    clock: Clock,
    challenge_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Window]:
    """The window with the sample challenge on Today, on a laptop of its own."""
    for name in ("XDG_DATA_HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "data"))
    jobs = Jobs(qapp)
    made = Window(
        look,
        jobs,
        answers,
        Settings(tmp_path / "window.ini"),
        Recent(tmp_path / "recent.json"),
        tmp_path / "challenges",
        clock,
    )
    qtbot.addWidget(made)
    made.resize(1366, 740)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.open_workspace(storage.open_challenge(challenge_file, PASSPHRASE))
    yield made
    made.close_workspace()
    jobs.shut_down()
    qapp.aboutToQuit.disconnect(jobs.shut_down)
