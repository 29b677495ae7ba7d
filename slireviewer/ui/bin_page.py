"""The bin: everything that was deleted, with who and when, found by typing and put back by Enter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from slireviewer import storage
from slireviewer.errors import ReviewError
from slireviewer.model import ItemKind
from slireviewer.ui.aside import DOT, Aside
from slireviewer.ui.cards import DayTabs, Shortened, button, card, label
from slireviewer.ui.listing import Listing
from slireviewer.ui.marked import Marked
from slireviewer.ui.rows import Row
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look
from slireviewer.ui.words import hour_of, item_words, items_words, moment_of

if TYPE_CHECKING:
    from slireviewer.storage import Changes, Workspace

ICONS = {
    ItemKind.CHALLENGE: "building-2",
    ItemKind.THEME: "tags",
    ItemKind.QUESTION: "circle-question-mark",
    ItemKind.PERSON: "users",
    ItemKind.MEETING: "calendar-days",
    ItemKind.INTERVIEWEE: "user",
    ItemKind.NOTE: "notebook-pen",
    ItemKind.POINT: "message-square-quote",
    ItemKind.FINDING: "scale",
    ItemKind.RECOMMENDATION: "list-checks",
    ItemKind.ATTACHMENT: "file-text",
    ItemKind.COMMENT: "message-square-quote",
    ItemKind.WORDING: "pen-line",
    ItemKind.EDITION: "send",
    ItemKind.WAIVER: "shield-check",
    ItemKind.RESPONSE: "send",
    ItemKind.DOCUMENT: "book-open",
    ItemKind.EXCERPT: "quote",
}
_ORDER = (
    *(ItemKind.POINT, ItemKind.FINDING, ItemKind.RECOMMENDATION, ItemKind.MEETING, ItemKind.INTERVIEWEE),
    *(
        ItemKind.WORDING,
        ItemKind.EDITION,
        ItemKind.WAIVER,
        ItemKind.RESPONSE,
        ItemKind.DOCUMENT,
        ItemKind.EXCERPT,
        ItemKind.COMMENT,
        ItemKind.ATTACHMENT,
        ItemKind.QUESTION,
        ItemKind.THEME,
        ItemKind.PERSON,
        ItemKind.CHALLENGE,
    ),
)


class BinPage(Aside):
    """What was deleted."""

    def __init__(self, look: Look, clock: Callable[[], datetime]) -> None:
        super().__init__(look)
        self._clock = clock
        self._lines: list[storage.Binned] = []
        self._kinds: list[ItemKind | None] = [None]
        self._kind: ItemKind | None = None
        self.set_title(self.tr("Bin"), self.tr("What is deleted stays here, and can be put back."))
        self._build()
        look.changed.connect(self._restyle)

    def open(self, workspace: Workspace | None) -> None:
        super().open(workspace)
        self._kind = None
        self.filter.clear()
        self._lines = []
        self._fill()

    def enter(self) -> None:
        self._read()

    def hear(self, changes: Changes) -> None:
        if self.isVisible():
            self._read()

    def take_focus(self) -> None:
        if self._lines:
            self.list.setFocus()
        else:
            self.back.setFocus()

    def panes(self) -> list[Callable[[], object]]:
        if not self._lines:
            return [self.back.setFocus]
        return [self.filter.setFocus, self.list.setFocus, self.wording.setFocus]

    def chosen(self) -> tuple[ItemKind, str] | None:
        """The kind and the id of the item that is shown."""
        line = self._current()
        return (line.kind, line.item) if line is not None else None

    def put_back(self) -> None:
        """Take the chosen item out of the bin."""
        line = self._current()
        if line is None or self._workspace is None:
            return
        try:
            with self._workspace.edit(self.tr("Put back"), origin=self) as e:
                storage.put_back(e, line.kind, line.item)
        except ReviewError as refused:
            self.say(str(refused))
            return
        self.say(self.tr("Put back: {text}   ·   Ctrl+Z deletes it again").format(text=_first_line(line.text)))
        self.take_focus()

    # Filling.

    def _read(self) -> None:
        if self._workspace is None:
            return
        with self._workspace.read() as r:
            self._lines = storage.binned_lines(r)
        self._fill()

    def _fill(self) -> None:
        counts = Counter(line.kind for line in self._lines)
        self._kinds = [None, *(kind for kind in _ORDER if counts[kind])]
        if self._kind not in self._kinds:
            self._kind = None
        several = items_words()
        words = [f"{several[kind]} {counts[kind]}" for kind in self._kinds if kind is not None]
        words.insert(0, self.tr("All {count}").format(count=len(self._lines)))
        self._tabs.set_days(words if len(words) > 2 else [], self._kinds.index(self._kind))
        today = self._clock().date()
        rows = [self._row(line, today) for line in self._lines if self._wanted(line)]
        self.list.fill(rows)
        self._full.setVisible(bool(self._lines))
        self._empty.setVisible(not self._lines)
        self._nothing.setVisible(not rows)
        self.list.setVisible(bool(rows))
        self._show(self.list.current())
        self.say(self.tr("%n thing(s) in the bin", "", len(self._lines)))

    def _row(self, line: storage.Binned, today: date) -> Row:
        below = " · ".join(part for part in (line.place.title or item_words()[line.kind], line.person) if part)
        title = _first_line(line.text) or item_words()[line.kind]
        return Row(f"{line.kind} {line.item}", title, below, hour_of(line.at, today), ICONS[line.kind])

    def _wanted(self, line: storage.Binned) -> bool:
        if self._kind is not None and line.kind is not self._kind:
            return False
        words = " ".join((line.text, line.person, line.place.title, line.place.person)).casefold()
        return all(part in words for part in self.filter.text().casefold().split())

    def _current(self) -> storage.Binned | None:
        key = self.list.current()
        return next((line for line in self._lines if f"{line.kind} {line.item}" == key), None)

    def _show(self, key: str) -> None:
        line = self._current() if key else None
        self._shown.setVisible(line is not None)
        self._unshown.setVisible(line is None)
        if line is None:
            return
        self._what.setText(item_words()[line.kind])
        self._sign.setPixmap(self._look.picture(ICONS[line.kind], "text_soft", 17))
        heard = self.tr("Note of {name}").format(name=line.place.person) if line.place.person else ""
        self._where.set_whole(DOT.join(part for part in (line.place.title, heard) if part))
        self._where.setVisible(bool(self._where.whole()))
        who = line.person or self.tr("somebody unknown")
        self._who.setText(self.tr("Deleted by {name}, {when}").format(name=who, when=moment_of(line.at)))
        self.wording.show_plain(line.text)
        self.go.setEnabled(self._workspace is not None and not self._workspace.read_only)

    def _choose_kind(self, number: int) -> None:
        self._kind = self._kinds[number]
        self._fill()

    def _want_history(self) -> None:
        line = self._current()
        if line is not None:
            self.history_wanted.emit(line.kind, line.item)

    # Building.

    def _build(self) -> None:
        self._tabs = DayTabs(self._look, self.tr("Kinds of things in the bin"))
        self._tabs.chosen.connect(self._choose_kind)
        self.tools.addWidget(self._tabs)
        self._full = QWidget()
        row = QHBoxLayout(self._full)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self._build_list(), 5)
        row.addWidget(self._build_shown(), 6)
        self._empty = self._build_empty()
        self.body.addWidget(self._full, 1)
        self.body.addWidget(self._empty, 1)
        self._restyle()
        self._fill()

    def _build_list(self) -> QFrame:
        made, column = card(spacing=8, margins=(10, 10, 10, 10))
        self.filter = Filter()
        self.filter.setPlaceholderText(self.tr("Words, a name or a meeting"))
        self.filter.setAccessibleName(self.tr("Show only what has these words"))
        self.filter.textChanged.connect(self._fill)
        self.filter.returnPressed.connect(self.put_back)
        self.list = Listing(self._look, self.tr("Things in the bin, the last deleted first"))
        self.list.chosen.connect(self._show)
        self.list.picked.connect(self.put_back)
        self.list.doubleClicked.connect(self.put_back)
        self.filter.stepped.connect(self.list.step)
        self._nothing = label(self.tr("Nothing in the bin has these words."), "soft", wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._nothing.setContentsMargins(8, 4, 8, 4)
        column.addWidget(self.filter)
        column.addWidget(self.list, 1)
        column.addWidget(self._nothing, 1)
        return made

    def _build_shown(self) -> QFrame:
        made, column = card(spacing=0, margins=(18, 16, 18, 16))
        self._shown = QWidget()
        inner = QVBoxLayout(self._shown)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(8)
        self._sign = QLabel()
        self._what = label(role="heading")
        head.addWidget(self._sign)
        head.addWidget(self._what, 1)
        self._where = Shortened(role="soft")
        self._who = label(role="soft", wrap=True)
        self.wording = Marked(self._look, self.tr("Text of what was deleted"))
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        self.go = button(" " + self.tr("Put back"), "primary", name=self.tr("Put back"))
        self.go.setToolTip(self.tr("Enter"))
        self.go.clicked.connect(self.put_back)
        self.history = button(" " + self.tr("History"), name=self.tr("History"))
        self.history.setToolTip("Ctrl+H")
        self.history.clicked.connect(self._want_history)
        buttons.addWidget(self.history)
        buttons.addStretch(1)
        buttons.addWidget(self.go)
        inner.addLayout(head)
        inner.addWidget(self._where)
        inner.addWidget(self._who)
        inner.addSpacing(6)
        inner.addWidget(self.wording, 1)
        inner.addLayout(buttons)
        self._unshown = label(self.tr("Choose something on the left to see it whole."), "soft", wrap=True)
        self._unshown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._shown, 1)
        column.addWidget(self._unshown, 1)
        return made

    def _build_empty(self) -> QFrame:
        made, column = card(spacing=8, margins=(40, 40, 40, 40))
        self._empty_sign = QLabel()
        self._empty_sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        head = label(self.tr("The bin is empty"), "heading")
        words = label(
            self.tr("Whatever is deleted in this challenge, by you or in a colleague's notes, comes here first."),
            "soft",
            wrap=True,
        )
        column.addStretch(2)
        for each in (self._empty_sign, head, words):
            column.addWidget(each)
        for each in (head, words):
            each.setAlignment(Qt.AlignmentFlag.AlignCenter)
            each.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        column.addStretch(3)
        return made

    def _restyle(self) -> None:
        look = self._look
        self.go.setIcon(look.icon("rotate-ccw", "accent_text"))
        self.history.setIcon(look.icon("history", "text_soft"))
        for each in (self.go, self.history):
            each.setIconSize(QSize(look.px(16), look.px(16)))
        self._empty_sign.setPixmap(look.picture("trash-2", "text_soft", 34))
        self._show(self.list.current())


class Filter(QLineEdit):
    """A field in which one types to shorten a list; the arrows go through the list, Esc first empties the field."""

    stepped = Signal(int)

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0]
