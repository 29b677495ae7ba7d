"""The forms of the start page: a passphrase, a new challenge, joining a team. Each ends with an open challenge."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDate, Qt, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDateEdit,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from slireviewer.errors import DamagedFile, NotOurFile, ReviewError
from slireviewer.ui.cards import button, label
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.prompts import Prompts
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look
from slireviewer.ui.words import moment_of

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent

    from slireviewer.model import Person
    from slireviewer.storage import Workspace

SHORTEST = 8  # characters of a passphrase

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


class Choice(QComboBox):
    """A choice of one among several, with an arrow in the colours of the window."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look

    @safe(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.width() - self._look.px(44)
        option.currentText = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideMiddle, room)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        if not self.isEditable():
            painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        _draw_arrow(painter, self._look, self, "chevron-down")
        painter.end()


class Day(QDateEdit):
    """A day, typed or chosen from a calendar."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setCalendarPopup(True)
        self.setDisplayFormat("ddd d MMMM yyyy")

    @safe(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        _draw_arrow(painter, self._look, self, "calendar-days")
        painter.end()


def _draw_arrow(painter: QPainter, look: Look, field: QWidget, name: str) -> None:
    side = look.px(15)
    icon = look.picture(name, "text_soft", 15, ratio=field.devicePixelRatioF())
    painter.drawPixmap(field.width() - side - look.px(9), (field.height() - side) // 2, icon)


class Form(QFrame):
    """A card with fields, one sentence when something is the matter, and two buttons."""

    opened = Signal(object)
    left = Signal()

    def __init__(self, jobs: Jobs, title: str, go: str) -> None:
        super().__init__()
        self._jobs = jobs
        self._go_words = go
        self.setProperty("role", "card")
        self.setAccessibleName(title)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 20, 24, 20)
        self._column.setSpacing(12)
        self._head = label(title, "heading", wrap=True)
        self._column.addWidget(self._head)
        self.fields = QFormLayout()
        self.fields.setSpacing(10)
        self.fields.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.fields.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.fields.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self._column.addLayout(self.fields)
        self.matter = label(role="alarm", wrap=True)
        self.matter.hide()
        self._column.addWidget(self.matter)
        row = QHBoxLayout()
        self.back = button(self.tr("Back"))
        self.back.clicked.connect(self.left)
        self.go = button(go, "primary")
        self.go.clicked.connect(self._start)
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.go)
        self._column.addLayout(row)

    def take_focus(self) -> None:
        """Put the focus into the first field."""
        field = self.fields.itemAt(0, QFormLayout.ItemRole.FieldRole)
        widget = field.widget() if field is not None else None
        if widget is not None:
            widget.setFocus()

    def say(self, sentence: str) -> None:
        """Say what is the matter, in place."""
        self.matter.setText(sentence)
        self.matter.setVisible(bool(sentence))
        self.matter.setAccessibleName(sentence)

    def add(self, words: str, field: QWidget) -> None:
        """A field and its label."""
        name = QLabel(words)
        name.setBuddy(field)
        field.setAccessibleName(words)
        self.fields.addRow(name, field)
        if isinstance(field, QLineEdit):
            field.returnPressed.connect(lambda: self._go_on(field))

    def run(self, work: Callable[[Event], Any], done: Callable[[Any], None], busy: str) -> None:
        """Do ``work`` on a thread; meanwhile the form waits."""
        self._wait(busy)
        self._jobs.start(work, lambda value: self._landed(done, value), self._failed)

    def run_here(self, work: Callable[[], Workspace], busy: str) -> None:
        """Do ``work`` as soon as ``busy`` is on the screen, and hand on the workspace it gives.

        A challenge is opened on the window's own thread: the lock on its file belongs to the thread that took it.
        """
        self._wait(busy)
        QTimer.singleShot(30, lambda: self._open(work))

    def _open(self, work: Callable[[], Workspace]) -> None:
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            workspace = work()
        except (ReviewError, OSError) as fault:
            self._failed(fault)
            return
        finally:
            QApplication.restoreOverrideCursor()
        self._landed(self.opened.emit, workspace)
        self.forget_passphrase()

    def forget_passphrase(self) -> None:
        """Keep no passphrase in a field that is not seen."""

    def _wait(self, busy: str) -> None:
        self.say("")
        self.go.setEnabled(False)
        self.go.setText(busy)

    def _landed(self, done: Callable[[Any], None], value: Any) -> None:
        self._ready()
        done(value)

    def _failed(self, fault: Exception) -> None:
        self._ready()
        if isinstance(fault, (ReviewError, OSError)):
            self.say(
                str(fault)
                if isinstance(fault, ReviewError)
                else self.tr("The file cannot be used: {reason}.").format(reason=fault.strerror)
            )
            self.refused()
        else:
            raise fault

    def _ready(self) -> None:
        self.go.setEnabled(True)
        self.go.setText(self._go_words)

    def refused(self) -> None:
        """What follows a refusal."""

    def _go_on(self, field: QLineEdit) -> None:
        """Enter leads from a passphrase to where it is asked again, and from anywhere else to what the form is for."""
        column = QFormLayout.ItemRole.FieldRole
        items = [self.fields.itemAt(row, column) for row in range(self.fields.rowCount())]
        fields = [item.widget() for item in items if item is not None]
        after = fields[fields.index(field) + 1 :]
        again = next((each for each in after if isinstance(each, QLineEdit) and each.isVisible()), None)
        hidden = QLineEdit.EchoMode.Password
        if again is not None and field.echoMode() == again.echoMode() == hidden and field.text() and not again.text():
            again.setFocus()
        else:
            self._start()

    def _start(self) -> None:
        if self.go.isEnabled():
            self.submit()

    def submit(self) -> None:
        """The reviewer wants it done."""
        raise NotImplementedError

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.go.isEnabled():
            self.left.emit()
        else:
            super().keyPressEvent(event)


def secret() -> QLineEdit:
    """A field for a passphrase."""
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field


class Unlock(Form):
    """Asks for the passphrase of a challenge file; where the file is damaged, offers what can be done about it."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__(jobs, "", self.tr("Open"))
        self.setAccessibleName(self.tr("Open a challenge"))
        self._path = Path()
        self._backup: Path | None = None
        self.passphrase = secret()
        self.add(self.tr("Passphrase"), self.passphrase)
        self._column.insertWidget(self._column.count() - 1, self._build_rescue())

    def ask(self, path: Path, title: str) -> None:
        """Ask for the passphrase of the file at ``path``, which was last called ``title``."""
        self._path = path
        self._head.setText(title)
        self.passphrase.clear()
        self._rescue.hide()
        self.say("")

    def try_keyring(self) -> None:
        """Open it by the keyring of this laptop, where that was chosen; otherwise the passphrase is waited for."""
        from slireviewer import storage

        path = self._path
        if not storage.is_remembered(path):
            return

        def work(stop: Event) -> str | None:
            return storage.recall(path)

        self.run(work, lambda found: self._recalled(path, found), self.tr("Opening…"))

    def _recalled(self, path: Path, found: str | None) -> None:
        if path != self._path or not self.isVisible():
            return
        if found is None:
            self.say(self.tr("The keyring of this laptop does not open it now. Type the passphrase."))
            self.passphrase.setFocus()
        else:
            self._open_with(path, found)

    def submit(self) -> None:
        self._open_with(self._path, self.passphrase.text())

    def _open_with(self, path: Path, passphrase: str) -> None:
        def work() -> Workspace:
            from slireviewer import storage

            return storage.open_challenge(path, passphrase)

        self.run_here(work, self.tr("Opening…"))

    def forget_passphrase(self) -> None:
        self.passphrase.clear()

    def refused(self) -> None:
        self.passphrase.setFocus()
        self.passphrase.selectAll()

    def repair(self) -> None:
        """Bring what can be read of a damaged file into a new one."""
        path, passphrase, out = self._path, self.passphrase.text(), _free_name(self._path, self.tr("repaired"))

        def work(stop: Event) -> str:
            from slireviewer import storage

            return storage.repair(path, passphrase, out).sentence()

        self._save_from(work, out)

    def take_backup(self) -> None:
        """Make a new file of the newest backup."""
        backup, passphrase, out = self._backup, self.passphrase.text(), _free_name(self._path, self.tr("from backup"))
        if backup is None:
            return

        def work(stop: Event) -> str:
            from slireviewer import storage

            storage.restore_into(out, backup, passphrase)
            return self.tr("The backup is now the file {name}.").format(name=out.name)

        self._save_from(work, out)

    def _save_from(self, work: Callable[[Event], str], out: Path) -> None:
        self._rescue.setEnabled(False)
        self.run(work, lambda said: self._saved(said, out), self.tr("At work…"))

    def _saved(self, said: str, out: Path) -> None:
        self._path = out
        self._head.setText(out.stem)
        self._rescue.setEnabled(True)
        self._buttons.hide()
        self._rescue_words.setText(said + " " + self.tr("The damaged file stays as it is. Press Open."))
        self.go.setFocus()

    def _failed(self, fault: Exception) -> None:
        self._rescue.setEnabled(True)
        super()._failed(fault)
        if isinstance(fault, (DamagedFile, NotOurFile)):
            self._offer_rescue()

    def _offer_rescue(self) -> None:
        from slireviewer import storage

        sound = [backup for backup in storage.backup_lines(self._path) if backup.sound]
        self._backup = sound[0].path if sound else None
        words = [self.tr("What can be read of the file can be brought into a new one.")] if self._path.is_file() else []
        if sound:
            words.append(
                self.tr("The newest backup is of {when}: %n point(s).", "", sound[0].points).format(
                    when=moment_of(sound[0].at)
                )
            )
        self._rescue_words.setText(" ".join(words))
        self.repair_button.setVisible(self._path.is_file())
        self.backup_button.setVisible(bool(sound))
        self._buttons.show()
        self._rescue.setVisible(bool(words))

    def _build_rescue(self) -> QFrame:
        self._rescue = QFrame()
        self._rescue.setProperty("role", "quiet")
        column = QVBoxLayout(self._rescue)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        self._rescue_words = label(wrap=True)
        self.repair_button = button(self.tr("Repair into a new file"))
        self.repair_button.clicked.connect(self.repair)
        self.backup_button = button(self.tr("Make a file of the backup"))
        self.backup_button.clicked.connect(self.take_backup)
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.repair_button)
        row.addWidget(self.backup_button)
        row.addStretch(1)
        column.addWidget(self._rescue_words)
        column.addWidget(self._buttons)
        self._rescue.hide()
        return self._rescue


def _free_name(path: Path, words: str) -> Path:
    """A name beside ``path`` that no file has."""
    made, number = path.with_name(f"{path.stem} {words}.slir"), 2
    while made.exists() or made.with_name(made.name + "-keys").exists():
        made, number = path.with_name(f"{path.stem} {words} {number}.slir"), number + 1
    return made


class Keeping(Form):
    """A form that makes a file: where it is kept, and its new passphrase twice."""

    def __init__(self, jobs: Jobs, prompts: Prompts, folder: Path, title: str, go: str) -> None:
        super().__init__(jobs, title, go)
        self._prompts, self._folder = prompts, folder
        self._chosen: Path | None = None

    def add_keeping(self) -> None:
        """The fields every new file needs, below those of the form."""
        self.passphrase, self.again = secret(), secret()
        self.passphrase.setPlaceholderText(self.tr("At least {count} characters").format(count=SHORTEST))
        self.add(self.tr("Passphrase for this laptop"), self.passphrase)
        self.add(self.tr("Passphrase again"), self.again)
        row = QWidget()
        place = QHBoxLayout(row)
        place.setContentsMargins(0, 0, 0, 0)
        self.place = label(role="soft", wrap=True)
        self.elsewhere = button(self.tr("Elsewhere…"), name=self.tr("Keep the file elsewhere"))
        self.elsewhere.clicked.connect(self._choose)
        place.addWidget(self.place, 1)
        place.addWidget(self.elsewhere)
        self.fields.addRow(QLabel(self.tr("Kept in")), row)

    def path(self) -> Path:
        """Where the file will be."""
        if self._chosen is not None:
            return self._chosen
        name = "".join(sign for sign in self.file_name() if sign.isalnum() or sign in " -&").strip() or self.tr(
            "Challenge"
        )
        path, number = self._folder / f"{name}.slir", 2
        while path.exists():
            path, number = self._folder / f"{name} {number}.slir", number + 1
        return path

    def file_name(self) -> str:
        """What the file is called unless the reviewer says otherwise."""
        raise NotImplementedError

    def show_place(self) -> None:
        """Say where the file will be."""
        path = self.path()
        home = Path.home()
        self.place.setText(str(Path("~") / path.relative_to(home)) if path.is_relative_to(home) else str(path))

    def bad_passphrase(self) -> str:
        """What is wrong with the two passphrases; empty when nothing is."""
        if len(self.passphrase.text()) < SHORTEST:
            return self.tr("Use a passphrase of at least {count} characters; three words are good.").format(
                count=SHORTEST
            )
        if self.passphrase.text() != self.again.text():
            return self.tr("The two passphrases differ.")
        return ""

    def forget_passphrase(self) -> None:
        self.passphrase.clear()
        self.again.clear()

    def _choose(self) -> None:
        path = self._prompts.save_challenge(self, self.path())
        if path is not None:
            self._chosen = path if path.suffix == ".slir" else path.with_name(path.name + ".slir")
            self.show_place()


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
                "corporate",
                "finance",
                "communications",
                "adult social care",
                "children's services",
                "planning",
                "equality",
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
        matter = ""
        if not council:
            matter = self.tr("Name the council.")
        elif self.last.date() < self.first.date():
            matter = self.tr("The last day is before the first.")
        elif not person:
            matter = self.tr("Say your name: notes are kept under it.")
        self.say(matter or self.bad_passphrase())
        if matter or self.bad_passphrase():
            return
        path, passphrase = self.path(), self.passphrase.text()
        kind, framework = self.kind.currentText().strip() or "corporate", str(self.framework.currentData() or "")
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
            self.kind.setCurrentText(kind)

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
