"""The starter in two steps: who is in the team, and a passphrase to speak aloud."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from slireviewer.errors import ReviewError
from slireviewer.model import Person
from slireviewer.ui.cards import button, label
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.listing import Listing
from slireviewer.ui.prompts import Prompts
from slireviewer.ui.rows import Row
from slireviewer.ui.theme import Look

if TYPE_CHECKING:
    from slireviewer.storage import Workspace

SHORTEST = 8  # characters of a passphrase


class StarterForm(QDialog):
    """Asks the team lead for the team and the passphrase, then writes the starter."""

    def __init__(self, look: Look, workspace: Workspace, jobs: Jobs, prompts: Prompts, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._workspace, self._jobs, self._prompts = look, workspace, jobs, prompts
        self.busy = False
        self.setWindowTitle(self.tr("Make the starter"))
        self.setModal(True)
        self.finished.connect(self._end)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 16, 18, 16)
        whole.setSpacing(12)
        self._title = label(role="heading", wrap=True)
        whole.addWidget(self._title)
        self._steps = QStackedWidget()
        self._steps.addWidget(self._build_team())
        self._steps.addWidget(self._build_passphrase())
        whole.addWidget(self._steps, 1)
        self._matter = label(wrap=True)
        self._matter.hide()
        whole.addWidget(self._matter)
        whole.addLayout(self._build_foot())
        self.resize(min(look.px(640), parent.width() - 40), min(look.px(470), parent.height() - 40))
        self._show_team()
        self._show_step(0)

    # The team.

    def add_person(self) -> None:
        """Take the named person into the team."""
        from slireviewer import storage

        name = " ".join(self.name.text().split())
        if not name:
            self.name.setFocus()
            return
        made = Person(
            id=storage.new_id(),
            name=name,
            role=" ".join(self.role.text().split()),
            organisation=" ".join(self.organisation.text().split()),
        )
        try:
            with self._workspace.edit(self.tr("Add to the team"), origin=self) as e:
                storage.write_person(e, made)
        except ReviewError as refused:
            self._say(str(refused))
            return
        for field in (self.name, self.role, self.organisation):
            field.clear()
        self._say("")
        self._show_team()
        self.name.setFocus()

    def _show_team(self) -> None:
        from slireviewer import storage

        with self._workspace.read() as r:
            people = storage.person_lines(r)
        rows = []
        for person in people:
            below = " · ".join(part for part in (person.role, person.organisation) if part)
            mine = self.tr("this laptop") if person.id == self._workspace.me else ""
            rows.append(Row(person.id, person.name, below or self.tr("No role yet"), mine, "user"))
        self.team.fill(rows)

    # The two steps.

    def next(self) -> None:
        """On to the passphrase, or write it."""
        if self._steps.currentIndex() == 0:
            if self.name.text().strip():
                self.add_person()
            self._show_step(1)
        elif self._steps.currentIndex() == 1:
            self._write()

    def go_back(self) -> None:
        """Back to the team, or away."""
        if self._steps.currentIndex() == 1 and self.forth.isVisible():
            self._show_step(0)
        else:
            self.reject()

    def _show_step(self, number: int) -> None:
        self._steps.setCurrentIndex(number)
        self._say("")
        if number == 0:
            self._title.setText(self.tr("1 of 2: Who is in the team?"))
            self.forth.setText(self.tr("Next"))
            self.back.setText(self.tr("Cancel"))
            self.name.setFocus()
        else:
            self._title.setText(self.tr("2 of 2: A passphrase to speak aloud"))
            self.forth.setText(self.tr("Write the starter…"))
            self.back.setText(self.tr("Back"))
            self.passphrase.setFocus()

    def _write(self) -> None:
        passphrase = self.passphrase.text().strip()
        if len(passphrase) < SHORTEST:
            self._say(self.tr("Use at least {count} characters; three words are good.").format(count=SHORTEST))
            self.passphrase.setFocus()
            return
        path = self._prompts.save_starter(self, Path.home() / self.tr("starter.slirnotes"))
        if path is None:
            return
        workspace = self._workspace

        def work(stop: Event) -> Path:
            from slireviewer import storage

            storage.write_starter(workspace, path, passphrase)
            return path

        self.busy = True
        self._bar.show()
        self._say(self.tr("Writing and checking…"))
        self.forth.setEnabled(False)
        self._jobs.start(work, self._written, self._failed)

    def _written(self, path: Path) -> None:
        self._ready()
        self._say(
            self.tr(
                "{name} is in {folder}. Give it to everybody, and say the passphrase aloud: never write it beside it."
            ).format(name=path.name, folder=path.parent)
        )
        self.passphrase.setReadOnly(True)
        self.forth.hide()
        self.back.setText(self.tr("Done"))
        self.back.setFocus()

    def _failed(self, fault: Exception) -> None:
        self._ready()
        if not isinstance(fault, ReviewError):
            raise fault
        self._say(str(fault))

    def _end(self) -> None:
        """Closed: what is under way lands first."""
        if not self.busy:
            self.deleteLater()

    def _ready(self) -> None:
        self.busy = False
        if not self.isVisible():
            self.deleteLater()
        self._bar.hide()
        self.forth.setEnabled(True)

    def _say(self, words: str) -> None:
        self._matter.setText(words)
        self._matter.setAccessibleName(words)
        self._matter.setVisible(bool(words))

    # Building.

    def _build_team(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(
            label(
                self.tr("Each of them says with the starter who they are, and their notes carry it."), "soft", wrap=True
            )
        )
        self.team = Listing(self._look, self.tr("The team"))
        column.addWidget(self.team, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.name, self.role, self.organisation = QLineEdit(), QLineEdit(), QLineEdit()
        for field, words in (
            (self.name, self.tr("Name")),
            (self.role, self.tr("Role")),
            (self.organisation, self.tr("Organisation")),
        ):
            field.setPlaceholderText(words)
            field.setAccessibleName(words)
            field.returnPressed.connect(self.add_person)
            row.addWidget(field, 1)
        self.add = button(self.tr("Add"), name=self.tr("Add to the team"))
        self.add.clicked.connect(self.add_person)
        row.addWidget(self.add)
        column.addLayout(row)
        return made

    def _build_passphrase(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(
            label(
                self.tr("Say it in the room or by telephone. Three or four words that everybody can spell are best."),
                "soft",
                wrap=True,
            )
        )
        self.passphrase = QLineEdit()
        self.passphrase.setAccessibleName(self.tr("Passphrase of the starter"))
        self.passphrase.setPlaceholderText(self.tr("At least {count} characters").format(count=SHORTEST))
        self.passphrase.returnPressed.connect(self.next)
        column.addWidget(self.passphrase)
        column.addWidget(
            label(
                self.tr("In it: the scope, themes, questions, timetable, team and findings. No notes and no points."),
                wrap=True,
            )
        )
        column.addWidget(
            label(
                self.tr(
                    "Changes to them later go out with “Give my notes”, like any package, and disturb nobody's notes."
                ),
                "soft",
                wrap=True,
            )
        )
        column.addStretch(1)
        return made

    def _build_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("At work"))
        self._bar.hide()
        row.addWidget(self._bar, 1)
        row.addStretch(1)
        self.back = button("")
        self.forth = button("", "primary")
        self.back.clicked.connect(self.go_back)
        self.forth.clicked.connect(self.next)
        row.addWidget(self.back)
        row.addWidget(self.forth)
        return row
