"""Settings: how the window looks, who uses it, when it locks, passphrase and recovery sheet, and where things are."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QTextDocument
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from slireviewer import paths
from slireviewer.errors import ReviewError
from slireviewer.ui.aside import Aside
from slireviewer.ui.cards import DayTabs, Shortened, button, card, clear, label, line, scrolled
from slireviewer.ui.fields import Choice
from slireviewer.ui.form import SHORTEST, secret
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.prompts import Prompts
from slireviewer.ui.safe import safe
from slireviewer.ui.settings import Settings
from slireviewer.ui.theme import ZOOM_STEPS, Look
from slireviewer.ui.words import spoken

if TYPE_CHECKING:
    from slireviewer.storage import Workspace

THEMES = ("light", "dark", "system")
MINUTES = (0, 5, 10, 15, 30, 60)


class SettingsPage(Aside):
    """Each setting is saved the moment it is changed.

    ``theme_chosen`` carries "light", "dark" or "system", ``zoom_chosen`` per cent, ``lock_chosen`` minutes;
    ``me_changed`` follows when another person of the team was chosen.
    """

    theme_chosen = Signal(str)
    zoom_chosen = Signal(int)
    lock_chosen = Signal(int)
    me_changed = Signal()
    backups_wanted = Signal()

    def __init__(
        self, look: Look, settings: Settings, jobs: Jobs, prompts: Prompts, clock: Callable[[], datetime]
    ) -> None:
        super().__init__(look)
        self._settings, self._prompts, self._clock = settings, prompts, clock
        self.set_title(self.tr("Settings"), self.tr("Each is saved the moment you change it."))
        self.passphrase = _PassphraseCard(jobs)
        self.recovery = _RecoveryCard(look, jobs, prompts, clock)
        self.keyring = _KeyringCard(jobs)
        self.places = _PlacesCard(prompts)
        self._build()
        for each in (self.passphrase, self.recovery, self.keyring):
            each.done.connect(self._say_saved)
        look.changed.connect(self._show_look)

    def open(self, workspace: Workspace | None) -> None:
        super().open(workspace)
        for each in (self.passphrase, self.recovery, self.keyring, self.places):
            each.open(workspace)
        for card_ in (self._you, self._second, self.passphrase, self.recovery, self.keyring):
            card_.setVisible(workspace is not None)
        self._fill()

    def enter(self) -> None:
        self._saved.clear()
        self._fill()

    def leave(self) -> bool:
        self.passphrase.forget()
        self.recovery.forget()
        return True

    def take_focus(self) -> None:
        self._themes.focus_chosen()

    def panes(self) -> list[Callable[[], object]]:
        return [self.take_focus, self.places.take_focus]

    # Showing.

    def _fill(self) -> None:
        self._show_look()
        place = MINUTES.index(self._settings.lock_after) if self._settings.lock_after in MINUTES else 0
        self.lock.setCurrentIndex(place)
        self.me.clear()
        if self._workspace is None:
            return
        from slireviewer import storage

        with self._workspace.read() as r:
            people = storage.person_lines(r)
        if not self._workspace.me:
            self.me.addItem(self.tr("Nobody yet"), "")
        for person in people:
            self.me.addItem(" · ".join(part for part in (person.name, person.role) if part), person.id)
        self.me.setCurrentIndex(max(0, self.me.findData(self._workspace.me)))
        self._show_second()
        self.keyring.show_state()

    def _show_look(self) -> None:
        words = [self.tr("Light"), self.tr("Dark"), self.tr("As the system")]
        self._themes.set_days(words, THEMES.index(self._settings.theme))
        self._size.setText(self.tr("{size}%").format(size=self._look.zoom))
        self.smaller.setEnabled(self._look.zoom > ZOOM_STEPS[0])
        self.larger.setEnabled(self._look.zoom < ZOOM_STEPS[-1])
        self._arrange()

    def _show_second(self) -> None:
        folder = self._workspace.facts.get("backup_folder", "") if self._workspace is not None else ""
        self._second_path.set_whole(folder or self.tr("None: backups are on this laptop only."))
        self.second_off.setVisible(bool(folder))

    def _say_saved(self, what: str) -> None:
        self._saved.setText(self.tr("Saved {hour}").format(hour=f"{self._clock():%H:%M:%S}"))
        self.say(what)

    # What is chosen.

    def _choose_theme(self, number: int) -> None:
        self.theme_chosen.emit(THEMES[number])
        self._show_look()
        self._themes.focus_chosen()
        self._say_saved(self.tr("The window's colours are changed."))

    def _step_size(self, by: int) -> None:
        steps = [step for step in ZOOM_STEPS if (step > self._look.zoom if by > 0 else step < self._look.zoom)]
        if steps:
            self.zoom_chosen.emit(steps[0] if by > 0 else steps[-1])
            self._say_saved(self.tr("The text is shown at {size}%.").format(size=self._look.zoom))

    def _choose_lock(self, place: int) -> None:
        self.lock_chosen.emit(MINUTES[place])
        self._say_saved(self.lock.itemText(place))

    def _choose_me(self) -> None:
        from slireviewer.model import ItemId

        person = str(self.me.currentData() or "")
        if self._workspace is None or not person or person == self._workspace.me:
            return
        try:
            self._workspace.set_me(ItemId(person))
        except ReviewError as refused:
            self.say(str(refused))
            return
        self.me_changed.emit()
        self._say_saved(self.tr("Your notes are kept under {name}.").format(name=self.me.currentText()))

    def _choose_second(self) -> None:
        folder = self._prompts.choose_folder(self, Path.home())
        if folder is not None:
            self._set_second(folder)

    def _set_second(self, folder: Path | None) -> None:
        from slireviewer import storage

        if self._workspace is None:
            return
        try:
            storage.set_backup_folder(self._workspace, folder)
        except ReviewError as refused:
            self._second_matter.setText(str(refused))
            self._second_matter.show()
            return
        self._second_matter.hide()
        self._show_second()
        self._say_saved(
            self.tr("Each backup is copied there from now on.")
            if folder
            else self.tr("Backups are on this laptop only.")
        )

    # Building.

    def _build(self) -> None:
        self._saved = label(role="soft")
        self.tools.addWidget(self._saved)
        inner = QWidget()
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, inner)
        self._columns.setContentsMargins(0, 0, 10, 0)
        self._columns.setSpacing(14)
        self._you, self._second = self._build_you(), self._build_second()
        left: list[QWidget] = [self._build_look(), self._you, self._build_lock(), self.places]
        right: list[QWidget] = [self.passphrase, self.keyring, self.recovery, self._second]
        for cards in (left, right):
            column = QVBoxLayout()
            column.setSpacing(12)
            for each in cards:
                column.addWidget(each)
            column.addStretch(1)
            self._columns.addLayout(column, 1)
        self.body.addWidget(scrolled(inner, self.tr("Settings")), 1)
        self._fill()

    def _build_look(self) -> QFrame:
        made, column = card(spacing=10, margins=(18, 15, 18, 16))
        column.addWidget(label(self.tr("Look"), "section"))
        self._themes = Segments(self._look, self.tr("Light or dark"))
        self._themes.chosen.connect(self._choose_theme)
        self.smaller = button("−", name=self.tr("Smaller text"))
        self.larger = button("+", name=self.tr("Larger text"))
        self.smaller.setToolTip("Ctrl+-")
        self.larger.setToolTip("Ctrl+=")
        self.smaller.clicked.connect(lambda: self._step_size(-1))
        self.larger.clicked.connect(lambda: self._step_size(1))
        self._size = label(role="section")
        self._size.setAlignment(Qt.AlignmentFlag.AlignCenter)
        size = QHBoxLayout()
        size.setSpacing(8)
        for each in (self.smaller, self._size, self.larger):
            size.addWidget(each)
        size.addStretch(1)
        form = _form(column)
        form.addWidget(label(self.tr("Light or dark")), 0, 0)
        form.addWidget(self._themes, 0, 1, Qt.AlignmentFlag.AlignLeft)
        form.addWidget(label(self.tr("Text size")), 1, 0)
        form.addLayout(size, 1, 1)
        return made

    def _build_you(self) -> QFrame:
        made, column = card(spacing=8, margins=(18, 15, 18, 16))
        column.addWidget(label(self.tr("Who you are"), "section"))
        self.me = Choice(self._look)
        self.me.setAccessibleName(self.tr("Who you are"))
        self.me.activated.connect(self._choose_me)
        column.addWidget(self.me)
        column.addWidget(
            label(self.tr("Your notes in this challenge are kept under this name, on this laptop."), "small", wrap=True)
        )
        return made

    def _build_lock(self) -> QFrame:
        made, column = card(spacing=8, margins=(18, 15, 18, 16))
        column.addWidget(label(self.tr("Lock by itself"), "section"))
        self.lock = Choice(self._look)
        self.lock.setAccessibleName(self.tr("Lock by itself"))
        self.lock.addItem(self.tr("Never"), 0)
        for minutes in MINUTES[1:]:
            self.lock.addItem(self.tr("After {count} minutes without a key or a click").format(count=minutes), minutes)
        self.lock.activated.connect(self._choose_lock)
        column.addWidget(self.lock)
        column.addWidget(
            label(
                self.tr("Everything is saved, the challenge is closed, and its passphrase is asked for again."),
                "small",
                wrap=True,
            )
        )
        return made

    def _build_second(self) -> QFrame:
        made, column = card(spacing=8, margins=(18, 15, 18, 16))
        column.addWidget(label(self.tr("A second folder for backups"), "section"))
        self._second_path = Shortened(role="soft")
        self._second_matter = label(role="alarm", wrap=True)
        self._second_matter.hide()
        self.second_choose = button(self.tr("Choose…"), name=self.tr("Choose a second folder for backups"))
        self.second_choose.clicked.connect(self._choose_second)
        self.second_off = button(self.tr("No second folder"))
        self.second_off.clicked.connect(lambda: self._set_second(None))
        backups = button(self.tr("Show the backups"), "link")
        backups.clicked.connect(self.backups_wanted)
        column.addWidget(self._second_path)
        column.addWidget(
            label(
                self.tr("Such as a memory stick. The copies are as well locked as the challenge."), "small", wrap=True
            )
        )
        column.addWidget(self._second_matter)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.second_choose)
        row.addWidget(self.second_off)
        row.addStretch(1)
        row.addWidget(backups)
        column.addLayout(row)
        return made

    def _arrange(self) -> None:
        roomy = self.width() >= self._look.px(820)
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if roomy else QBoxLayout.Direction.TopToBottom)

    @safe(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


class Segments(DayTabs):
    """A few choices side by side, of which one holds."""

    def focus_chosen(self) -> None:
        """Put the focus on the one that holds."""
        tab = self._tab_of(self._current)
        if tab is not None:
            tab.setFocus()


class _SafetyCard(QFrame):
    """A card that does one slow thing to the key of the challenge. ``done`` carries what was done."""

    done = Signal(str)

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._workspace: Workspace | None = None
        self.setProperty("role", "card")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(18, 15, 18, 16)
        self.column.setSpacing(8)
        self._title = label(role="section")
        self._about = label(role="small", wrap=True)
        self.column.addWidget(self._title)
        self.column.addWidget(self._about)
        self.form = _form(self.column)
        self.matter = label(role="alarm", wrap=True)
        self.matter.hide()
        self.column.addWidget(self.matter)

    def set_words(self, title: str, about: str) -> None:
        """What the card is for."""
        self._title.setText(title)
        self._about.setText(about)
        self.setAccessibleName(title)

    def open(self, workspace: Workspace | None) -> None:
        """Work on that challenge."""
        self._workspace = workspace
        self.forget()

    def forget(self) -> None:
        """Keep no secret in a field that is not seen."""
        for field in self.findChildren(QLineEdit):
            field.clear()
        self.refuse("")

    def refuse(self, sentence: str) -> None:
        """Say what is the matter."""
        self.matter.setText(sentence)
        self.matter.setAccessibleName(sentence)
        self.matter.setVisible(bool(sentence))

    def add_secret(self, words: str) -> QLineEdit:
        """A field for a passphrase."""
        field = secret()
        field.setAccessibleName(words)
        name = QLabel(words)
        name.setBuddy(field)
        row = self.form.rowCount()
        self.form.addWidget(name, row, 0)
        self.form.addWidget(field, row, 1)
        return field

    def start(self, work: Callable[[Workspace], Any], then: Callable[[Any], None]) -> None:
        """Do it on a thread; meanwhile the card waits."""
        workspace = self._workspace
        if workspace is None:
            return
        self.refuse("")
        self.setEnabled(False)

        def run(stop: Event) -> Any:
            return work(workspace)

        def land(value: Any) -> None:
            self.setEnabled(True)
            if self._workspace is workspace:
                then(value)

        self._jobs.start(run, land, self._failed)

    def _failed(self, fault: Exception) -> None:
        self.setEnabled(True)
        if not isinstance(fault, ReviewError):
            raise fault
        self.refuse(str(fault))


class _PassphraseCard(_SafetyCard):
    """Another passphrase for the challenge."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__(jobs)
        self.set_words(self.tr("Passphrase"), self.tr("The backups of this challenge open with the new one too."))
        self.now = self.add_secret(self.tr("Passphrase now"))
        self.new = self.add_secret(self.tr("New passphrase"))
        self.again = self.add_secret(self.tr("New passphrase again"))
        self.new.setPlaceholderText(self.tr("At least {count} characters").format(count=SHORTEST))
        self.go = button(self.tr("Change the passphrase"))
        self.go.clicked.connect(self.change)
        self.again.returnPressed.connect(self.change)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.go)
        self.column.addLayout(row)

    def change(self) -> None:
        """Change it, if the new one will do."""
        now, new = self.now.text(), self.new.text()
        if len(new) < SHORTEST:
            self.refuse(self.tr("Use at least {count} characters; three words are good.").format(count=SHORTEST))
        elif new != self.again.text():
            self.refuse(self.tr("The two new passphrases differ."))
        else:
            self.start(lambda w: _storage().change_passphrase(w, now, new), self._changed)

    def _changed(self, _: object) -> None:
        self.forget()
        self.done.emit(self.tr("The new passphrase opens this challenge and its backups from now on."))


class _KeyringCard(_SafetyCard):
    """Whether the keyring of this laptop opens the challenge in place of the passphrase."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__(jobs)
        self.set_words(
            self.tr("Opening without the passphrase"),
            self.tr("By the keyring of this laptop: whoever is logged in as you can then open this challenge."),
        )
        self.state = label(role="soft", wrap=True)
        self.column.insertWidget(2, self.state)
        self.on = button(self.tr("Remember it in the keyring"))
        self.off = button(self.tr("Ask for the passphrase again"))
        self.on.clicked.connect(lambda: self.start(lambda w: _storage().remember(w), self._remembered))
        self.off.clicked.connect(lambda: self.start(lambda w: _storage().forget(w), self._forgotten))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.off)
        row.addWidget(self.on)
        self.column.addLayout(row)

    def forget(self) -> None:
        """Say how it is now."""
        super().forget()
        self.show_state()

    def show_state(self) -> None:
        """Say whether the keyring opens the challenge."""
        there = self._workspace is not None and _storage().is_remembered(self._workspace.path)
        self.state.setText(
            self.tr("The keyring opens it. After locking, the passphrase is asked for all the same.")
            if there
            else self.tr("The passphrase is asked for each time.")
        )
        self.on.setVisible(not there)
        self.off.setVisible(there)

    def _remembered(self, _: object) -> None:
        self.show_state()
        self.off.setFocus()
        self.done.emit(self.tr("The keyring of this laptop opens this challenge from now on."))

    def _forgotten(self, _: object) -> None:
        self.show_state()
        self.on.setFocus()
        self.done.emit(self.tr("The passphrase is asked for from now on."))


class _RecoveryCard(_SafetyCard):
    """A recovery sheet: made, shown once, printed or saved, and then forgotten by the program."""

    def __init__(self, look: Look, jobs: Jobs, prompts: Prompts, clock: Callable[[], datetime]) -> None:
        super().__init__(jobs)
        self._prompts, self._clock = prompts, clock
        self.set_words(
            self.tr("Recovery sheet"),
            self.tr("A code that opens this challenge if the passphrase is forgotten. A new sheet ends the old one."),
        )
        self.now = self.add_secret(self.tr("Passphrase now"))
        self.go = button(self.tr("Make a recovery sheet"))
        self.go.clicked.connect(self.make)
        self.now.returnPressed.connect(self.make)
        self._ask = QWidget()
        ask = QHBoxLayout(self._ask)
        ask.setContentsMargins(0, 0, 0, 0)
        ask.addStretch(1)
        ask.addWidget(self.go)
        self.column.addWidget(self._ask)
        self.column.addWidget(self._build_sheet())

    def make(self) -> None:
        """Make a new code."""
        now = self.now.text()
        self.start(lambda w: _storage().add_recovery_code(w, now), self._show_code)

    def forget(self) -> None:
        super().forget()
        self.code.setText("")
        self._show_asking(asking=True)

    def sheet_text(self) -> str:
        """The sheet as plain text."""
        challenge = ""
        if self._workspace is not None:
            with self._workspace.read() as r:
                challenge = _storage().get_challenge(r).council
        return "\n".join(
            (
                self.tr("RECOVERY SHEET"),
                "",
                self.tr("Challenge: {name}").format(name=challenge),
                self.tr("Made on: {day}").format(day=spoken(self._clock().date(), "d MMMM yyyy")),
                "",
                self.tr("Code: {code}").format(code=self.code.text()),
                "",
                self.tr("Type this code where slireviewer asks for the passphrase of the challenge."),
                self.tr("Whoever has this sheet and the file can read everything in it: lock the sheet away,"),
                self.tr("and not in the bag of the laptop. A sheet made later ends this one."),
                "",
            )
        )

    def print_sheet(self) -> None:
        """Print the sheet."""
        document = QTextDocument()
        document.setPlainText(self.sheet_text())
        if self._prompts.print_document(self, document):
            self.done.emit(self.tr("The recovery sheet was sent to the printer."))

    def save_sheet(self) -> None:
        """Write the sheet to a plain file."""
        path = self._prompts.save_text(self, Path.home() / self.tr("recovery sheet.txt"))
        if path is None:
            return
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(handle, "w", encoding="utf-8") as file:
                file.write(self.sheet_text())
        except OSError as fault:
            self.refuse(self.tr("The sheet could not be written: {reason}.").format(reason=fault.strerror))
            return
        self.refuse("")
        self.done.emit(self.tr("The recovery sheet is in {path}.").format(path=path))

    def _show_asking(self, *, asking: bool) -> None:
        for number in range(self.form.count()):
            item = self.form.itemAt(number)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.setVisible(asking)
        self._ask.setVisible(asking)
        self._sheet.setVisible(not asking)

    def _show_code(self, code: str) -> None:
        self.now.clear()
        self.code.setText(code)
        self.code.setAccessibleName(self.tr("Recovery code: {code}").format(code=" ".join(code)))
        self._show_asking(asking=False)
        self.print_button.setFocus()
        self.done.emit(self.tr("The recovery code is made. It is shown this once."))

    def _build_sheet(self) -> QWidget:
        self._sheet = QWidget()
        column = QVBoxLayout(self._sheet)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.code = label(role="code", wrap=True)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.code)
        column.addWidget(
            label(
                self.tr("It is shown this once and kept nowhere. Print it, or save it on something you lock away."),
                "soft",
                wrap=True,
            )
        )
        row = QHBoxLayout()
        row.setSpacing(8)
        self.print_button = button(self.tr("Print…"), "primary", name=self.tr("Print the recovery sheet"))
        self.save_button = button(self.tr("Save as a plain file…"))
        self.finish = button(self.tr("Done"), name=self.tr("Done with the recovery sheet"))
        self.print_button.clicked.connect(self.print_sheet)
        self.save_button.clicked.connect(self.save_sheet)
        self.finish.clicked.connect(self.forget)
        for each in (self.print_button, self.save_button, self.finish):
            row.addWidget(each)
        row.addStretch(1)
        column.addLayout(row)
        self._sheet.hide()
        return self._sheet


class _PlacesCard(QFrame):
    """The folders on this laptop that the program writes to."""

    def __init__(self, prompts: Prompts) -> None:
        super().__init__()
        self._prompts = prompts
        self.setProperty("role", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 15, 18, 16)
        column.setSpacing(8)
        column.addWidget(label(self.tr("Where things are on this laptop"), "section"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        column.addLayout(self._rows)
        column.addWidget(
            label(self.tr("Nothing is written anywhere else, and nothing is sent anywhere."), "small", wrap=True)
        )
        self._first: QWidget = self

    def open(self, workspace: Workspace | None) -> None:
        """Tell where that challenge and what belongs to it are kept."""
        clear(self._rows)
        places: list[tuple[str, Path]] = []
        if workspace is not None:
            places.append((self.tr("This challenge"), workspace.path))
            places.append((self.tr("Its backups"), _storage().own_folder(workspace)))
        else:
            places.append((self.tr("Challenges"), paths.challenges_folder()))
        places.append((self.tr("Settings"), paths.data_folder() / "window.ini"))
        places.append((self.tr("Log of faults, without any text"), paths.state_folder() / "slireviewer.log"))
        for number, (words, path) in enumerate(places):
            if number:
                self._rows.addWidget(line())
            self._rows.addLayout(self._row(words, path))

    def take_focus(self) -> None:
        """Put the focus on the first button."""
        self._first.setFocus()

    def _row(self, words: str, path: Path) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        both = QVBoxLayout()
        both.setSpacing(1)
        both.addWidget(label(words))
        both.addWidget(Shortened(str(path), "small"))
        row.addLayout(both, 1)
        go = button(self.tr("Open the folder"), "link", name=self.tr("Open the folder: {what}").format(what=words))
        folder = path if path.is_dir() else path.parent
        go.clicked.connect(lambda: self._prompts.show_folder(folder))
        row.addWidget(go)
        if self._first is self or not self._first.isVisible():
            self._first = go
        return row


def _form(column: QVBoxLayout) -> QGridLayout:
    form = QGridLayout()
    form.setHorizontalSpacing(12)
    form.setVerticalSpacing(9)
    form.setColumnStretch(1, 1)
    column.addLayout(form)
    return form


def _storage() -> Any:
    from slireviewer import storage  # the page may be looked at before a challenge is open

    return storage
