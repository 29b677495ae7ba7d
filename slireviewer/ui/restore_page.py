"""The backups of the open challenge: what there is, a new one now, a look inside, and restoring."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from slireviewer import storage
from slireviewer.model import ItemKind
from slireviewer.ui.aside import DOT, Aside
from slireviewer.ui.backing_up import BackingUp
from slireviewer.ui.cards import Shortened, button, card, label
from slireviewer.ui.listing import Listing
from slireviewer.ui.prompts import Prompts
from slireviewer.ui.rows import Row
from slireviewer.ui.theme import Look
from slireviewer.ui.words import BRITISH, hour_of, item_words, items_words, moment_of, size_of

if TYPE_CHECKING:
    from slireviewer.storage import Workspace

# What restoring would do to an item, with an icon and its colour.
_SIGNS = {
    "new": ("plus", "strength"),
    "changed": ("pen-line", "accent"),
    "deleted": ("trash-2", "danger"),
    "conflict": ("git-merge", "consideration"),
    "flagged": ("flag", "consideration"),
}


class RestorePage(Aside):
    """The backups, newest first."""

    def __init__(self, look: Look, backing_up: BackingUp, prompts: Prompts, clock: Callable[[], datetime]) -> None:
        super().__init__(look)
        self._backing_up, self._prompts, self._clock = backing_up, prompts, clock
        self._backups: list[storage.Backup] = []
        self._preview: storage.Preview | None = None
        self._entered = self._lost_focus = False
        self.set_title(self.tr("Backups"), self.tr("Whole copies of this challenge, as well locked as it is."))
        self._build()
        backing_up.changed.connect(self._show_busy)
        backing_up.made.connect(self._hear_made)
        backing_up.failed.connect(self._hear_failed)
        look.changed.connect(self._restyle)

    def open(self, workspace: Workspace | None) -> None:
        super().open(workspace)
        self._backups, self._preview = [], None
        self._fill()

    def enter(self) -> None:
        self._matter.hide()
        self._entered = True
        self._show_places()
        self._read()

    def take_focus(self) -> None:
        (self.list if self._backups else self.now).setFocus()

    def panes(self) -> list[Callable[[], object]]:
        if not self._backups:
            return [self.now.setFocus]
        return [self.list.setFocus, self.look_button.setFocus]

    def back_up(self) -> None:
        """Make a backup now."""
        self._matter.hide()
        self._backing_up.back_up()

    def look_inside(self) -> None:
        """Find out what restoring the chosen backup would do."""
        backup = self._current()
        if backup is not None and backup.sound:
            self._matter.hide()
            self._backing_up.look_into(backup.path, self._looked)

    def restore(self) -> None:
        """Take in what the chosen backup holds."""
        backup = self._current()
        if backup is not None and self._preview is not None:
            self._backing_up.restore(backup.path, self._restored)

    # What comes back from the thread.

    def _read(self) -> None:
        if self._workspace is not None:
            self._backing_up.list_all(self._listed)

    def _listed(self, backups: list[storage.Backup]) -> None:
        self._backups = backups
        self._fill()
        if self._entered:
            self._entered = False
            self.say(self.tr("%n backup(s)", "", len(backups)))
        self._find_focus()

    def _looked(self, preview: storage.Preview) -> None:
        self._preview = preview
        self._show_preview()
        (self.restore_button if self.restore_button.isVisibleTo(self) else self.list).setFocus()

    def _restored(self, receipt: storage.Receipt) -> None:
        counts = _counted(receipt)
        words = self.tr("Restored: {what}   ·   Ctrl+Z takes it back") if counts else self.tr("Nothing was missing.")
        self._show_choice(self.list.current())
        self.list.setFocus()
        self.say(words.format(what=counts))
        self._read()

    def _hear_made(self, backup: storage.Backup) -> None:
        if self.isVisible():
            self.say(self.tr("Backed up at {hour}.").format(hour=f"{backup.at:%H:%M}"))
            self._read()

    def _hear_failed(self, sentence: str) -> None:
        self._matter_text.setText(sentence)
        self._matter.show()
        self._find_focus()
        self.say(sentence)

    # Showing.

    def _fill(self) -> None:
        today = self._clock().date()
        self.list.fill([self._row(backup, today) for backup in self._backups])
        self._full.setVisible(bool(self._backups))
        self._empty.setVisible(not self._backups)
        self._show_choice(self.list.current())

    def _row(self, backup: storage.Backup, today: object) -> Row:
        icon, role = ("shield-check", "strength") if backup.sound else ("triangle-alert", "danger")
        below = " · ".join(
            (
                self.tr("%n point(s)", "", backup.points),
                size_of(backup.bytes),
                self.tr("sound") if backup.sound else self.tr("damaged"),
            )
        )
        hour = hour_of(backup.at, self._clock().date())
        title = self.tr("Today {hour}").format(hour=hour) if backup.at.date() == today else hour
        return Row(str(backup.path), title, below, icon=icon, role=role)

    def _current(self) -> storage.Backup | None:
        key = self.list.current()
        return next((backup for backup in self._backups if str(backup.path) == key), None)

    def _show_choice(self, key: str) -> None:
        self._preview = None
        backup = self._current() if key else None
        self._shown.setVisible(backup is not None)
        if backup is not None:
            self._when.setText(moment_of(backup.at))
            parts = (
                self.tr("%n note(s)", "", backup.notes),
                self.tr("%n point(s)", "", backup.points),
                self.tr("{count} changes").format(count=BRITISH.toString(backup.entries)),
                size_of(backup.bytes),
            )
            self._holds.setText(DOT.join(parts))
            self._sound.setText(
                self.tr("Sound: it is, byte for byte, what was read back and compared when it was made.")
                if backup.sound
                else self.tr("Damaged: it is not what was written any more. Choose another.")
            )
            self._show_sign()
            self._file.set_whole(str(backup.path))
        self._show_preview()

    def _show_sign(self) -> None:
        backup = self._current()
        if backup is not None:
            icon, role = ("shield-check", "strength") if backup.sound else ("triangle-alert", "danger")
            self._sound_sign.setPixmap(self._look.picture(icon, role, 17))

    def _show_preview(self) -> None:
        backup, preview = self._current(), self._preview
        lines = preview.lines if preview is not None else ()
        self.inside.fill([self._inside_row(number, line) for number, line in enumerate(lines)])
        self.inside.choose(-1)
        self.inside.setVisible(bool(lines))
        counts = _counted(preview.receipt) if preview is not None else ""
        self._promise.setText(
            self.tr("Restoring adds what this backup holds and the challenge lacks. It throws nothing away.")
            if preview is None
            else self.tr("It would bring: {what}. What you wrote since then stays.").format(what=counts)
            if counts
            else self.tr(
                "Everything in this backup is here already: there is nothing to restore. "
                "What was deleted since is in the bin, and earlier wordings are in the history."
            )
        )
        usable = backup is not None and backup.sound
        self.look_button.setVisible(preview is None)
        self.look_button.setEnabled(usable and not self._backing_up.busy)
        self.restore_button.setVisible(bool(counts))
        self._room.setVisible(not lines)

    def _inside_row(self, number: int, line: tuple[str, str, str]) -> Row:
        what, kind, text = line
        words = {
            "new": self.tr("comes back"),
            "changed": self.tr("gets another wording or mark"),
            "deleted": self.tr("goes into the bin"),
            "conflict": self.tr("both wordings are kept, for you to decide"),
            "flagged": self.tr("deleted by one, changed by another"),
        }
        icon, role = _SIGNS.get(what, ("circle-dot", "text_soft"))
        name = item_words()[ItemKind(kind)]
        title = text.strip().partition("\n")[0] or name
        return Row(str(number), title, f"{name} · {words.get(what, what)}", icon=icon, role=role)

    def _find_focus(self) -> None:
        # A button that is out of use while there is work loses the focus, and the reviewer's place with it.
        if self._lost_focus and self.isVisible():
            self.take_focus()
        self._lost_focus = False

    def _show_busy(self) -> None:
        busy = self._backing_up.busy
        if busy and any(each.hasFocus() for each in (self.now, self.look_button, self.restore_button)):
            self._lost_focus = True
        self._busy.setText(busy)
        self._busy.setVisible(bool(busy))
        self._bar.setVisible(bool(busy))
        self.now.setEnabled(not busy and self._workspace is not None)
        backup = self._current()
        self.look_button.setEnabled(not busy and backup is not None and backup.sound)
        self.restore_button.setEnabled(not busy)

    def _show_places(self) -> None:
        if self._workspace is not None:
            second = self._workspace.facts.get("backup_folder", "")
            words = self.tr("A copy of each goes to {folder}.").format(folder=second) if second else ""
            self._second.setText(words or self.tr("A second place, such as a memory stick, is named in Settings."))

    def _show_folder(self) -> None:
        backup = self._current()
        if backup is not None:
            self._prompts.show_folder(backup.path.parent)
        elif self._workspace is not None:
            self._prompts.show_folder(storage.own_folder(self._workspace))

    # Building.

    def _build(self) -> None:
        self._busy = label(role="soft")
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("At work"))
        self.folder = button(" " + self.tr("Open the folder"), name=self.tr("Open the folder of the backups"))
        self.folder.clicked.connect(self._show_folder)
        self.now = button(" " + self.tr("Back up now"), "primary", name=self.tr("Back up now"))
        self.now.clicked.connect(self.back_up)
        for each in (self._busy, self._bar, self.folder, self.now):
            self.tools.addWidget(each)
        self._full = QWidget()
        row = QHBoxLayout(self._full)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self._build_list(), 4)
        row.addWidget(self._build_shown(), 7)
        self._empty = self._build_empty()
        self.body.addWidget(self._build_matter())
        self.body.addWidget(self._full, 1)
        self.body.addWidget(self._empty, 1)
        self._restyle()
        self._fill()
        self._show_busy()

    def _build_matter(self) -> QFrame:
        self._matter = QFrame()
        self._matter.setProperty("role", "alarm")
        row = QHBoxLayout(self._matter)
        row.setContentsMargins(14, 10, 14, 10)
        self._matter_text = label(role="alarm", wrap=True)
        row.addWidget(self._matter_text, 1)
        self._matter.hide()
        return self._matter

    def _build_list(self) -> QFrame:
        made, column = card(spacing=8, margins=(10, 10, 10, 10))
        self.list = Listing(self._look, self.tr("Backups, newest first"))
        self.list.chosen.connect(self._show_choice)
        self.list.picked.connect(self.look_inside)
        self._second = label(role="small", wrap=True)
        self._second.setContentsMargins(6, 0, 6, 2)
        column.addWidget(self.list, 1)
        column.addWidget(self._second)
        return made

    def _build_shown(self) -> QFrame:
        made, column = card(spacing=0, margins=(18, 16, 18, 16))
        self._shown = QWidget()
        inner = QVBoxLayout(self._shown)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(6)
        self._when = label(role="heading")
        self._holds = label(role="soft", wrap=True)
        sound = QHBoxLayout()
        sound.setSpacing(8)
        self._sound_sign = QLabel()
        self._sound = label(wrap=True)
        sound.addWidget(self._sound_sign, 0, Qt.AlignmentFlag.AlignTop)
        sound.addWidget(self._sound, 1)
        self._file = Shortened(role="small")
        self.inside = Listing(self._look, self.tr("What restoring would do"))
        self._promise = label(wrap=True)
        self._room = QWidget()
        for each in (self._when, self._holds):
            inner.addWidget(each)
        inner.addSpacing(4)
        inner.addLayout(sound)
        inner.addWidget(self._file)
        inner.addSpacing(8)
        inner.addWidget(self._promise)
        inner.addWidget(self.inside, 1)
        inner.addWidget(self._room, 1)
        inner.addLayout(self._build_buttons())
        column.addWidget(self._shown)
        return made

    def _build_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.look_button = button(" " + self.tr("Look inside"), name=self.tr("Look inside this backup"))
        self.look_button.clicked.connect(self.look_inside)
        self.restore_button = button(" " + self.tr("Restore"), "primary", name=self.tr("Restore this backup"))
        self.restore_button.clicked.connect(self.restore)
        row.addStretch(1)
        row.addWidget(self.look_button)
        row.addWidget(self.restore_button)
        return row

    def _build_empty(self) -> QFrame:
        made, column = card(spacing=8, margins=(40, 40, 40, 40))
        self._empty_sign = QLabel()
        head = label(self.tr("No backup yet"), "heading")
        words = label(
            self.tr("One is made every half hour while you work, and when the challenge is closed."), "soft", wrap=True
        )
        column.addStretch(2)
        for each in (self._empty_sign, head, words):
            each.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(each)
        column.addStretch(3)
        return made

    def _restyle(self) -> None:
        look = self._look
        self.now.setIcon(look.icon("hard-drive", "accent_text"))
        self.folder.setIcon(look.icon("folder-open", "text_soft"))
        self.look_button.setIcon(look.icon("eye", "text_soft"))
        self.restore_button.setIcon(look.icon("rotate-ccw", "accent_text"))
        for each in (self.now, self.folder, self.look_button, self.restore_button):
            each.setIconSize(QSize(look.px(16), look.px(16)))
        self._bar.setFixedSize(look.px(90), look.px(6))
        self._empty_sign.setPixmap(look.picture("hard-drive", "text_soft", 34))
        self._show_sign()


def _counted(receipt: storage.Receipt) -> str:
    """How many things of each kind a receipt names: "Points 12, Findings 2"."""
    several = items_words()
    counts = {kind: sum(found.values()) for kind, found in receipt.counts().items()}
    return ", ".join(f"{several[kind]} {counts[kind]}" for kind in several if counts.get(kind))
