"""A form that ends with an open challenge, and one that keeps a new file under a passphrase."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from slireviewer.errors import ReviewError
from slireviewer.ui.cards import button, label
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.prompts import Prompts
from slireviewer.ui.safe import safe

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from slireviewer.storage import Workspace

SHORTEST = 8  # characters of a passphrase


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
