"""A journey drives the real ``run()`` by keys and mouse, from the first paint until the window is closed."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from slireviewer import app
from slireviewer.model import Person
from slireviewer.ui.prompts import Prompts
from slireviewer.ui.window import Window
from tests.windows import let_go

HELD = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
}


@dataclass
class Answers(Prompts):
    """What the reviewer answers when asked."""

    title: str | None = None
    files: list[Path] = field(default_factory=list)

    def open_challenge(self, parent: QWidget, folder: Path) -> Path | None:
        return self.files.pop(0)

    def open_starter(self, parent: QWidget, folder: Path) -> Path | None:
        return self.files.pop(0)

    def save_challenge(self, parent: QWidget, suggestion: Path) -> Path | None:
        return self.files.pop(0)

    def save_text(self, parent: QWidget, suggestion: Path) -> Path | None:
        return self.files.pop(0)

    def choose_packages(self, parent: QWidget, folder: Path) -> list[Path]:
        files, self.files = self.files, []
        return files

    def save_receipt(self, parent: QWidget, suggestion: Path) -> Path | None:
        return self.files.pop(0)

    def give_to(self, parent: QWidget, folder: Path) -> Path | None:
        return self.files.pop(0)

    def save_document(self, parent: QWidget, suggestion: Path) -> Path | None:
        return self.files.pop(0)

    def meeting_title(self, parent: QWidget) -> str | None:
        return self.title

    def choose_person(self, parent: QWidget, people: list[Person]) -> Person | None:
        return people[0]

    def leave_unsaved(self, parent: QWidget, reason: str) -> bool:
        return True


@dataclass
class Reviewer:
    """Somebody at the window: types, presses keys, clicks, and looks."""

    window: Window
    qtbot: QtBot
    answers: Answers

    def type(self, text: str) -> None:
        QTest.keyClicks(self._focus(), text)

    def press(self, keys: str) -> None:
        *held, key = keys.split("+")
        modifiers = Qt.KeyboardModifier.NoModifier
        for each in held:
            modifiers |= HELD[each]
        QTest.keyClick(self._focus(), getattr(Qt.Key, f"Key_{key}"), modifiers)

    def click(self, words: str) -> None:
        found = [
            each
            for kind in (QPushButton, QWidget)
            for each in self.window.findChildren(kind)
            if each.isVisible() and each.isEnabled() and words in (getattr(each, "text", str)(), each.accessibleName())
        ]
        assert found, f"nothing to click says {words!r}"
        QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)

    def drop(self, files: list[Path]) -> None:
        """Let files go over the middle of the window, as a file manager does."""
        handle, middle = self.window.windowHandle(), self.window.rect().center()
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
        copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        for event in (
            QDragEnterEvent(middle, copy, data, left, none),
            QDragMoveEvent(middle, copy, data, left, none),
            QDropEvent(QPointF(middle), copy, data, left, none),
        ):
            QApplication.sendEvent(handle, event)
            assert event.isAccepted()

    def sees(self, words: str) -> bool:
        return any(
            words in text
            for each in self.window.findChildren(QWidget)
            if each.isVisible()
            for text in (getattr(each, "text", str)(), each.accessibleName())
            if isinstance(text, str)
        )

    def waits_for(self, words: str, timeout: int = 15000) -> None:
        self.qtbot.waitUntil(lambda: self.sees(words), timeout=timeout)

    def points(self) -> list[tuple[str, str, int]]:
        """Text, kind and number of themes of every point on the screen."""
        assert self.window.capture is not None
        return [(point.text, point.kind.value, len(point.themes)) for point in self.window.capture.editor.points()]

    def _focus(self) -> QWidget:
        return self.window.focusWidget() or self.window


Journey = Callable[..., None]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folders of the laptop of this journey."""
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def travel(qtbot: QtBot, qapp: QApplication, home: Path) -> Iterator[Journey]:
    """Run the program with a reviewer who does what the given function says, then closes the window."""

    def go(
        steps: Callable[[Reviewer], None],
        argv: tuple[str, ...] = (),
        clock: Callable[[], datetime] = datetime.now,
        answers: Answers | None = None,
    ) -> None:
        faults: list[BaseException] = []
        given = answers or Answers()

        def started(window: Window) -> None:
            try:
                window.activateWindow()
                qtbot.waitUntil(window.isActiveWindow)
                steps(Reviewer(window, qtbot, given))
            except BaseException as fault:
                window.grab().save(str(home / "failure.png"))
                faults.append(fault)
            window.close()

        assert app.run(argv, started=started, prompts=given, clock=clock) == 0
        if faults:
            raise faults[0]

    yield go
    let_go()
    left = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
    assert left == []
    assert os.environ["HOME"] == str(home)
