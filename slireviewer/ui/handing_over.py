"""Giving one's notes: what is in the package, what its receiver has already, and where to put it."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from slireviewer.errors import ReviewError
from slireviewer.model import ItemKind
from slireviewer.ui.cards import Shortened, TickBox, button, card, label
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.prompts import Prompts
from slireviewer.ui.theme import Look
from slireviewer.ui.words import BRITISH, first_name, items_words, size_of, spoken

if TYPE_CHECKING:
    from slireviewer.storage import Package, Workspace

FACT = "give_folder"
DOT = "   ·   "
_TOLD = (ItemKind.POINT, ItemKind.FINDING, ItemKind.RECOMMENDATION, ItemKind.MEETING, ItemKind.ATTACHMENT)


@dataclass(frozen=True, slots=True)
class Content:
    """What a package would hold: changes, things by kind, changes that the receiver has, and its size in bytes."""

    changes: int
    kinds: dict[str, int]
    there: int
    size: int


class HandingOver(QDialog):
    """Asks only where to; the folder is remembered."""

    def __init__(
        self,
        look: Look,
        workspace: Workspace,
        jobs: Jobs,
        prompts: Prompts,
        clock: Callable[[], datetime],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._look, self._workspace, self._jobs, self._prompts, self._clock = look, workspace, jobs, prompts, clock
        self._given: Path | None = None
        self._said = ""  # what is in it
        self.busy = False
        self._receiver, self._me = self._people()
        self.setWindowTitle(self.tr("Give my notes"))
        self.setModal(True)
        self.finished.connect(self._end)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 16, 18, 16)
        whole.setSpacing(12)
        words = self.tr("Give the team what it lacks") if workspace.is_lead else self.tr("Give my notes to {who}")
        whole.addWidget(Shortened(words.format(who=self._receiver), "heading"))
        whole.addWidget(self._build_content())
        whole.addWidget(self._build_places())
        whole.addStretch(1)
        whole.addLayout(self._build_foot())
        self.resize(min(look.px(600), parent.width() - 40), min(look.px(330), parent.height() - 40))
        self._restyle()
        self._show_places()
        self._look_inside()

    # What is in it.

    def _people(self) -> tuple[str, str]:
        from slireviewer import storage

        with self._workspace.read() as r:
            people = storage.person_lines(r)
        me = next((person.name for person in people if person.id == self._workspace.me), "")
        lead = next((person.name for person in people if person.manager), "")
        team = self.tr("the team") if self._workspace.is_lead else lead or self.tr("the team lead")
        return team, me

    def _look_inside(self) -> None:
        workspace, everything = self._workspace, self.everything.isChecked()

        def work(stop: Event) -> Content:
            return content_of(workspace, everything=everything)

        self._wait(self.tr("Looking what is new…"))
        self._jobs.start(work, self._show_content, self._failed)

    def _show_content(self, content: Content) -> None:
        self._ready()
        several = items_words()
        said = [f"{several[kind]} {content.kinds[kind]}" for kind in _TOLD if content.kinds.get(kind)]
        changes = self.tr("%n change(s)", "", content.changes)
        self._said = DOT.join((changes, *said, size_of(content.size)))
        if not content.changes:
            self._said = self.tr("Nothing new. You may give it all the same.")
        self._inside.setText(self._said)
        there = BRITISH.toString(content.there)
        self.everything.setVisible(bool(content.there) or self.everything.isChecked())
        self._there.setText(
            self.tr("{who} already has {count} earlier changes; they are left out.").format(
                who=self._receiver[:1].upper() + self._receiver[1:], count=there
            )
            if content.there
            else self.tr("All that this laptop holds is in.")
            if self.everything.isChecked()
            else self.tr("Nothing of this was given before, so all of it is in.")
        )
        self.first().setFocus()

    # Where to.

    def first(self) -> QWidget:
        """The button of the place that is offered first."""
        return self.again if self.again.isVisibleTo(self) else self.folder

    def give_again(self) -> None:
        """Put it where the last one went."""
        folder = self._remembered()
        if folder is not None:
            self._write(folder, self._put)

    def give_to_folder(self) -> None:
        """Ask for a folder, and put it there."""
        folder = self._prompts.give_to(self, self._remembered() or Path.home())
        if folder is not None:
            self._write(folder, self._put)

    def give_by_mail(self) -> None:
        """Write it to this laptop and begin a letter in the system's mail program."""
        folder = self._workspace.path.parent / "packages"
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as fault:
            self._say(self.tr("{folder} cannot be made: {reason}.").format(folder=folder, reason=fault.strerror))
            return
        self._write(folder, self._posted)

    def _put(self, path: Path) -> None:
        self._workspace.set_fact(FACT, str(path.parent))
        self._done(self.tr("{name} is in {folder}.").format(name=path.name, folder=path.parent))

    def _posted(self, path: Path) -> None:
        self._prompts.show_folder(path.parent)
        words = self.tr("My notes are in the file {name}, attached.").format(name=path.name)
        opened = self._prompts.write_mail(self.tr("My notes: {name}").format(name=path.name), words)
        where = self.tr("{name} is in {folder}.").format(name=path.name, folder=path.parent)
        then = (
            self.tr("Attach it to the letter that has opened.")
            if opened
            else self.tr("No mail program opened: attach it to a letter yourself.")
        )
        self._done(f"{where} {then}")

    def _write(self, folder: Path, then: Callable[[Path], None]) -> None:
        path = free_name(folder, package_name(self._me, self._clock()))
        workspace, everything = self._workspace, self.everything.isChecked()

        def work(stop: Event) -> Path:
            from slireviewer import storage

            storage.write_package(workspace, path, everything=everything)
            return path

        def done(written: Path) -> None:
            self._ready()
            then(written)

        self._wait(self.tr("Writing and checking…"))
        self._jobs.start(work, done, self._failed)

    def _done(self, words: str) -> None:
        self._given = None
        self._inside.setText(self._said)
        self._places.hide()
        self.everything.hide()
        self._say(words)
        self._matter.setProperty("role", "")
        self.close_button.setText(self.tr("Done"))
        self.close_button.setFocus()

    def _remembered(self) -> Path | None:
        said = self._workspace.facts.get(FACT, "")
        return Path(said) if said and Path(said).is_dir() else None

    # Showing.

    def _show_places(self) -> None:
        folder = self._remembered()
        self.again.setVisible(folder is not None)
        self.again.setText(" " + self.tr("Put it where the last one went"))
        self._where.set_whole(str(folder) if folder is not None else "")
        self._where.setVisible(folder is not None)
        self.folder.setText(" " + (self.tr("Another folder…") if folder else self.tr("On a stick or in a folder…")))
        role = "" if folder is not None else "primary"
        self.folder.setProperty("role", role)
        self._restyle()

    def _wait(self, words: str) -> None:
        self.busy = True
        self._matter.hide()
        self._inside.setText(words)
        self._bar.show()
        for each in (self.everything, self.again, self.folder, self.mail):
            each.setEnabled(False)

    def _end(self) -> None:
        """Closed: what is under way lands first."""
        if not self.busy:
            self.deleteLater()

    def _ready(self) -> None:
        self.busy = False
        if not self.isVisible():
            self.deleteLater()
        self._bar.hide()
        for each in (self.everything, self.again, self.folder, self.mail):
            each.setEnabled(True)

    def _failed(self, fault: Exception) -> None:
        self._ready()
        self._inside.setText("")
        if not isinstance(fault, ReviewError):
            raise fault
        self._say(str(fault))
        self.first().setFocus()

    def _say(self, words: str) -> None:
        self._matter.setText(words)
        self._matter.setAccessibleName(words)
        self._matter.show()

    # Building.

    def _build_content(self) -> QWidget:
        made, column = card(spacing=5)
        column.addWidget(label(self.tr("In it"), "section"))
        self._inside = label(wrap=True)
        self._there = label(role="soft", wrap=True)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("At work"))
        column.addWidget(self._inside)
        column.addWidget(self._there)
        self.everything = TickBox(self._look, self.tr("All of it once more, in case an earlier package got lost"))
        self.everything.toggled.connect(self._look_inside)
        self.everything.hide()
        column.addWidget(self.everything)
        column.addWidget(self._bar)
        return made

    def _build_places(self) -> QWidget:
        self._places, column = card(spacing=8)
        column.addWidget(label(self.tr("Where to"), "section"))
        self.again = button("", "primary")
        self._where = Shortened(role="small")
        self.folder = button("")
        self.mail = button(" " + self.tr("By e-mail…"), name=self.tr("By e-mail, with your own mail program"))
        self.again.clicked.connect(self.give_again)
        self.folder.clicked.connect(self.give_to_folder)
        self.mail.clicked.connect(self.give_by_mail)
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(self.again)
        first.addWidget(self._where, 1)
        second = QHBoxLayout()
        second.setSpacing(8)
        second.addWidget(self.folder)
        second.addWidget(self.mail)
        second.addStretch(1)
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(label(self.tr("Only the team of this challenge can open it."), "small", wrap=True))
        return self._places

    def _build_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self._sign = QLabel()
        self._matter = label(wrap=True)
        self._matter.hide()
        self.close_button = button(self.tr("Close"))
        self.close_button.clicked.connect(self.accept)
        row.addWidget(self._matter, 1)
        row.addStretch(0)
        row.addWidget(self.close_button)
        return row

    def _restyle(self) -> None:
        look = self._look
        self.again.setIcon(look.icon("send", "accent_text"))
        primary = self.folder.property("role") == "primary"
        self.folder.setIcon(look.icon("hard-drive", "accent_text" if primary else "text_soft"))
        self.mail.setIcon(look.icon("external-link", "text_soft"))
        for each in (self.again, self.folder, self.mail):
            each.setIconSize(QSize(look.px(16), look.px(16)))
            each.style().unpolish(each)
            each.style().polish(each)


def package_name(person: str, now: datetime) -> str:
    """What a package is called, so that a lead can tell seven of them apart: "tue-1712-patel.slirnotes"."""
    surname = person.split()[-1].lower() if person.split() else "notes"
    plain = "".join(sign for sign in surname if sign.isalnum()) or first_name(person).lower() or "notes"
    return f"{spoken(now.date(), 'ddd').lower()}-{now:%H%M}-{plain}.slirnotes"


def free_name(folder: Path, name: str) -> Path:
    """A path in that folder under which nothing is yet."""
    path, number = folder / name, 2
    while path.exists():
        path = folder / f"{Path(name).stem}-{number}.slirnotes"
        number += 1
    return path


def content_of(workspace: Workspace, *, everything: bool = False) -> Content:
    """What a package written now would hold; it is written aside and taken away again."""
    from slireviewer import storage

    with tempfile.TemporaryDirectory(prefix="slireviewer-") as folder:
        package: Package = storage.write_package(workspace, Path(folder) / "look.slirnotes", everything=everything)
    with workspace.read() as r:
        whole = int(_entries(storage.status(r)))
    kinds: Counter[str] = Counter()
    for kind, _ in {(entry.kind, entry.item) for entry in package.entries}:
        kinds[kind] += 1
    return Content(len(package.entries), dict(kinds), max(0, whole - len(package.entries)), len(package.data))


def _entries(status: dict[str, Any]) -> int:
    return int(status["entries"])
