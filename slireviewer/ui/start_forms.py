"""The forms of the start page: a new challenge, the sample, joining a team. Each ends with an open challenge."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from slireviewer.ui.cards import button, label
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.prompts import Prompts
from slireviewer.ui.theme import Look

if TYPE_CHECKING:
    from slireviewer.model import Person
    from slireviewer.storage import Workspace

from slireviewer.ui.fields import Choice, Day
from slireviewer.ui.form import Keeping, secret

# The type of challenge that goes with a framework, by how the framework's id begins.
_TYPES = {
    "cpc": "corporate",
    "finance": "finance",
    "governance": "governance",
    "housing": "housing",
    "social-housing": "housing",
    "hwb": "health and wellbeing",
    "asc": "adult social care",
    "adult": "adult safeguarding",
    "children": "children's services",
    "fire": "fire",
    "eflg": "equality",
    "communications": "communications",
    "culture": "culture and library",
}


def _type_in(words: str) -> str:
    """A type of challenge as it is said within a sentence: "Adult social care" is "adult social care", "LGA" stays."""
    words = " ".join(words.split())
    return (words[0].lower() + words[1:] if words[1:2].islower() else words) or "corporate"


class NewChallenge(Keeping):
    """Asks what a new challenge is about, and makes its file."""

    def __init__(self, look: Look, jobs: Jobs, prompts: Prompts, folder: Path, clock: Callable[[], datetime]) -> None:
        super().__init__(jobs, prompts, folder, self.tr("New challenge"), self.tr("Make the challenge"))
        self._clock = clock
        self.council = QLineEdit()
        self.council.setPlaceholderText(self.tr("For example: Anytown Council"))
        self.council.textChanged.connect(self.show_place)
        self.kind = Choice(look)
        self.kind.setEditable(True)
        self.kind.addItems(
            [
                "Corporate",
                "Finance",
                "Communications",
                "Adult social care",
                "Children's services",
                "Planning",
                "Equality",
            ]
        )
        self.framework = Choice(look)
        self.framework.activated.connect(self._follow_framework)
        self.first, self.last = Day(look), Day(look)
        self.first.dateChanged.connect(self._move_last)
        self.person = QLineEdit()
        self.person.setPlaceholderText(self.tr("Your notes are kept under this name"))
        self.add(self.tr("Council"), self.council)
        self.add(self.tr("Type of challenge"), self.kind)
        self.add(self.tr("Themes"), self.framework)
        self.add(self.tr("First day"), self.first)
        self.add(self.tr("Last day"), self.last)
        self.add(self.tr("Your name"), self.person)
        self.add_keeping()

    def reset(self) -> None:
        """An empty form, with next week's days."""
        self._chosen = None
        self.say("")
        self.council.clear()
        self.person.clear()
        self.forget_passphrase()
        if not self.framework.count():
            self._fill_frameworks()
        today = self._clock().date()
        monday = today + timedelta(days=(7 - today.weekday()) % 7)
        self.first.setDate(_qdate(monday))
        self.last.setDate(_qdate(monday + timedelta(days=3)))
        self.show_place()

    def file_name(self) -> str:
        return self.council.text()

    def submit(self) -> None:
        council, person = self.council.text().strip(), self.person.text().strip()
        wrong = (
            (not council, self.tr("Name the council."), self.council),
            (self.last.date() < self.first.date(), self.tr("The last day is before the first."), self.last),
            (not person, self.tr("Say your name: notes are kept under it."), self.person),
            (bool(self.bad_passphrase()), self.bad_passphrase(), self.passphrase),
        )
        matter, field = next(((words, field) for is_so, words, field in wrong if is_so), ("", None))
        self.say(matter)
        if field is not None:
            field.setFocus()
            return
        path, passphrase = self.path(), self.passphrase.text()
        kind, framework = _type_in(self.kind.currentText()), str(self.framework.currentData() or "")
        first, last = _date(self.first.date()), _date(self.last.date())

        def work() -> Workspace:
            from slireviewer import storage
            from slireviewer.model import Challenge

            path.parent.mkdir(parents=True, exist_ok=True)
            challenge = Challenge(
                id=storage.new_id(), councils=(council,), type=kind, framework=framework, start=first, end=last
            )
            return storage.create_challenge(path, passphrase, challenge, lead=person)

        self.run_here(work, self.tr("Making the file…"))

    def _move_last(self, first: QDate) -> None:
        if self.last.date() < first:
            self.last.setDate(first.addDays(3))

    def _follow_framework(self) -> None:
        framework = str(self.framework.currentData() or "")
        kind = next((kind for start, kind in _TYPES.items() if framework.startswith(start)), "")
        if kind:
            self.kind.setCurrentText(kind.capitalize())

    def _fill_frameworks(self) -> None:
        from slireviewer.frameworks import frameworks

        for each in frameworks():
            if each.themes:
                self.framework.addItem(f"{each.title} ({each.years})", each.id)
        self.framework.addItem(self.tr("No set themes: the council's own scope only"), "")
        self.framework.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.framework.setMinimumContentsLength(20)
        corporate = [number for number, each in enumerate(frameworks()) if each.id.startswith("cpc")]
        self.framework.setCurrentIndex(corporate[-1] if corporate else 0)


class Sample(Keeping):
    """Makes the sample challenge as a file of its own, under a passphrase that the reviewer chooses."""

    def __init__(self, jobs: Jobs, prompts: Prompts, folder: Path) -> None:
        super().__init__(jobs, prompts, folder, self.tr("Sample challenge"), self.tr("Make and open it"))
        self.fields.addRow(
            label(
                self.tr(
                    "Wexmoor is an invented council, with the notes of an invented team. Try everything out on it."
                ),
                "soft",
                wrap=True,
            )
        )
        self.add_keeping()

    def reset(self) -> None:
        """An empty form."""
        self._chosen = None
        self.say("")
        self.forget_passphrase()
        self.show_place()

    def take_focus(self) -> None:
        self.passphrase.setFocus()

    def file_name(self) -> str:
        return self.tr("Sample challenge")

    def submit(self) -> None:
        self.say(self.bad_passphrase())
        if self.bad_passphrase():
            return
        path, passphrase = self.path(), self.passphrase.text()

        def opened() -> Workspace:
            from slireviewer import storage

            return storage.open_challenge(path, passphrase)

        self.run(
            lambda stop: _make_sample(path, passphrase),
            lambda _: self.run_here(opened, self.tr("Opening…")),
            self.tr("Making the file…"),
        )


def _make_sample(path: Path, passphrase: str) -> None:
    """Write the sample challenge to ``path``, as its manager's laptop has it. Raises ReviewError."""
    from slireviewer import storage
    from slireviewer.model import NO_ITEM, Challenge
    from slireviewer.paths import resource

    records = storage.read_records(resource("sample/challenge.jsonl"))
    facts = next(record for record in records if record["kind"] == "challenge")
    manager = next(record for record in records if record["kind"] == "reviewer" and record.get("manager"))
    challenge = Challenge(id=NO_ITEM, councils=(facts["council"],), framework=facts["framework"])
    with storage.create_challenge(path, passphrase, challenge) as workspace:
        storage.import_records(workspace, records)
        with workspace.read() as r:
            me = storage.find_person(r, manager["id"]).id
        workspace.set_me(me)


class Join(Keeping):
    """Asks for a starter package, then who one is in its team, and makes a file from it."""

    def __init__(self, look: Look, jobs: Jobs, prompts: Prompts, folder: Path) -> None:
        super().__init__(jobs, prompts, folder, self.tr("Join from a starter package"), self.tr("Read the package"))
        self._starter: Path | None = None
        self._people: list[Person] = []
        row = QWidget()
        place = QHBoxLayout(row)
        place.setContentsMargins(0, 0, 0, 0)
        self.file = label(role="soft", wrap=True)
        self.choose = button(self.tr("Choose…"), name=self.tr("Choose the starter package"))
        self.choose.clicked.connect(self._choose_starter)
        place.addWidget(self.file, 1)
        place.addWidget(self.choose)
        self.fields.addRow(QLabel(self.tr("Package")), row)
        self.spoken = secret()
        self.add(self.tr("Passphrase you were told"), self.spoken)
        self.person = Choice(look)
        self.add(self.tr("Who are you?"), self.person)
        self.add_keeping()

    def reset(self, path: Path | None = None) -> None:
        """An empty form; ``path`` when the package is known already."""
        self._chosen, self._starter, self._people = None, path, []
        self.say("")
        self.spoken.clear()
        self.forget_passphrase()
        self._show_step()

    def take_focus(self) -> None:
        (self.spoken if self._starter is not None else self.choose).setFocus()

    def file_name(self) -> str:
        return self._starter.stem if self._starter is not None else ""

    def submit(self) -> None:
        if self._starter is None:
            self.say(self.tr("Choose the package your team lead sent you."))
        elif not self._people:
            self._read()
        else:
            self._join()

    def refused(self) -> None:
        if not self._people:
            self.spoken.setFocus()
            self.spoken.selectAll()

    def _read(self) -> None:
        starter, spoken = self._starter, self.spoken.text()

        def work(_: Event) -> list[Person]:
            from slireviewer import storage

            assert starter is not None
            return storage.starter_people(starter, spoken)

        self.run(work, self._show_people, self.tr("Reading…"))

    def _show_people(self, people: list[Person]) -> None:
        self._people = people
        self.person.clear()
        for person in people:
            self.person.addItem(f"{person.name} · {person.role}" if person.role else person.name, person.id)
        self._show_step()
        self.person.setFocus()

    def _join(self) -> None:
        matter = self.bad_passphrase()
        self.say(matter)
        if matter:
            return
        starter, spoken, path, passphrase = self._starter, self.spoken.text(), self.path(), self.passphrase.text()
        person = str(self.person.currentData())

        def work() -> Workspace:
            from slireviewer import storage

            assert starter is not None
            path.parent.mkdir(parents=True, exist_ok=True)
            return storage.join_challenge(starter, spoken, path, passphrase, person)

        self.run_here(work, self.tr("Joining…"))

    def forget_passphrase(self) -> None:
        super().forget_passphrase()
        self.spoken.clear()

    def _choose_starter(self) -> None:
        path = self._prompts.open_starter(self, self._folder)
        if path is not None:
            self._starter, self._people = path, []
            self._show_step()
            self.spoken.setFocus()

    def _show_step(self) -> None:
        self.file.setText(self._starter.name if self._starter is not None else self.tr("None chosen yet"))
        known = bool(self._people)
        for row in range(2, self.fields.rowCount()):
            self.fields.setRowVisible(row, known)
        self.spoken.setEnabled(not known)
        self._go_words = self.tr("Join the challenge") if known else self.tr("Read the package")
        self.go.setText(self._go_words)
        self.show_place()


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _date(day: QDate) -> date:
    return date(day.year(), day.month(), day.day())
