"""The search box of the top bar: finds notes, meetings, people and actions while one types, narrowed as one likes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from slireviewer.model import ItemKind
from slireviewer.ui import narrowing
from slireviewer.ui.actions import Actions, Entry, Where, key_words
from slireviewer.ui.cards import Shortened, label
from slireviewer.ui.chips import KIND_ICON, KIND_ROLE
from slireviewer.ui.rows import ROW, FoundDelegate, Row, Rows
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look
from slireviewer.ui.words import item_words, kind_words, spoken

if TYPE_CHECKING:
    from slireviewer.storage import Hit, Reading, Workspace

MOST = 20
# What is shown on the Evidence page when it is found, and the icon of each.
_ICONS = {ItemKind.FINDING: "scale", ItemKind.DOCUMENT: "book-open", ItemKind.EXCERPT: "quote"}


class Finder(QLineEdit):
    """Where one types.

    ``chosen`` carries the meeting and the point of what was picked, ``person_chosen`` somebody met, ``page_wanted`` a
    page, a kind and an item to show there.
    """

    chosen = Signal(str, str)
    person_chosen = Signal(str)
    page_wanted = Signal(str, str, str)

    def __init__(
        self, look: Look, actions: Actions, shell: QWidget, clock: Callable[[], datetime] = datetime.now
    ) -> None:
        super().__init__()
        self._look, self._actions, self._shell, self._clock = look, actions, shell, clock
        self._kinds, self._items = kind_words(), item_words()
        self._workspace: Workspace | None = None
        self._back: Callable[[], object] | None = None
        self.setPlaceholderText(self.tr("Search notes, meetings, actions"))
        self.setAccessibleName(self.tr("Search notes, meetings, actions"))
        self._sign = QLabel(self)
        self._found = QFrame(shell)
        self._found.setObjectName("found")
        self._found.hide()
        column = self._column = QVBoxLayout(self._found)
        column.setContentsMargins(4, 4, 4, 4)
        self.rows = Rows(self)
        self._list = QListView()
        self._list.setModel(self.rows)
        self._list.setItemDelegate(FoundDelegate(look, self._list))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setMouseTracking(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setAccessibleName(self.tr("What was found"))
        self._list.clicked.connect(self._pick)
        self._nothing: QLabel = label(self.tr("Nothing found."), "soft")
        self._nothing.setContentsMargins(10, 6, 10, 6)
        self._narrowed = Shortened(role="smallstrong")
        self._narrowed.setContentsMargins(10, 5, 10, 3)
        self._hint = Shortened(role="small")
        self._hint.setContentsMargins(10, 3, 10, 5)
        for each in (self._narrowed, self._list, self._nothing, self._hint):
            column.addWidget(each)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(60)
        self._pause.timeout.connect(self.search)
        self.textEdited.connect(lambda _: self._pause.start())
        self.textChanged.connect(self._emptied)
        look.changed.connect(self._restyle)
        self._restyle()

    def open(self, workspace: Workspace | None) -> None:
        """Search in that challenge from now on."""
        self._workspace = workspace
        self.clear()

    def begin(self, back: Callable[[], object]) -> None:
        """Start searching; ``back`` is where the focus goes afterwards."""
        self._back = back
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        self.search()

    def current_item(self) -> tuple[str, str] | None:
        """Kind and name of the item that is chosen among what was found; none while nothing is."""
        row = self._list.currentIndex().data(ROW)
        if not self._found.isVisible() or not isinstance(row, Row):
            return None
        what, *names = row.key.split(" ")
        if what == "page":
            return (names[1], names[2].partition(":")[0])
        if what != "meeting":
            return None
        return ("point", names[1]) if len(names) > 1 else ("meeting", names[0])

    def search(self) -> None:
        """Find what is typed now and show it; with nothing typed, every action with its key."""
        text = self.text().lstrip()
        if not text.strip() and not self.hasFocus():
            self._found.hide()
            return
        words, tokens = narrowing.tokens_of(text)
        rows, narrowed = self._things(words, tokens)
        if not tokens:
            rows += self._orders(words)
        self._say(narrowed)
        self.rows.set_rows(rows)
        self._list.setVisible(bool(rows))
        self._nothing.setVisible(not rows)
        if rows:
            self._list.setCurrentIndex(self.rows.index(0))
        self._place()
        self._found.show()
        self._found.raise_()

    def _things(self, words: str, tokens: Sequence[narrowing.Token]) -> tuple[list[Row], narrowing.Narrowed]:
        narrowed = narrowing.Narrowed()
        if self._workspace is None or not (words or tokens):
            return [], narrowed
        from slireviewer import storage

        offered: list[Row] = []
        with self._workspace.read() as r:
            if tokens:
                known = self._known(r)
                narrowed = narrowing.narrow(tokens, known)
                offered = self._offers(tokens, known)
            if narrowed.unknown:
                return offered, narrowed
            hits = storage.search_lines(
                r,
                words,
                MOST,
                person=narrowed.person,
                theme=narrowed.theme,
                kind=narrowed.kind,
                day=narrowed.day,
            )
            met = self._met(r, words) if words and not tokens else []
        # Only what can be opened is offered.
        return [*offered, *(self._row(hit) for hit in hits if hit.meeting or hit.kind in _ICONS), *met], narrowed

    def _known(self, r: Reading) -> narrowing.Known:
        from slireviewer import storage

        days = {meeting.starts.date() for meeting in storage.read_meetings(r) if meeting.starts is not None}
        return narrowing.Known(
            storage.person_lines(r), storage.theme_lines(r), sorted(days), r.me, self._clock().date()
        )

    def _offers(self, tokens: Sequence[narrowing.Token], known: narrowing.Known) -> list[Row]:
        last = tokens[-1]
        if not last.open:
            return []
        before = self.text().lstrip()[: last.start]
        icon = narrowing.ICONS[last.key]
        return [
            Row(f"fill {before}{whole}", words, "", f"{last.key}:", icon)
            for words, whole in narrowing.completions(last, known)
        ]

    def _row(self, hit: Hit) -> Row:
        words, marks = _marked(hit.snippet)
        when = ""
        if hit.when is not None:
            when = f"{spoken(hit.when.date(), 'ddd d MMM')} {hit.when:%H:%M}"
        if hit.item == hit.meeting:
            title, marks = (words, marks) if words.startswith(hit.title[:8]) else (hit.title, ())
            word = self._items[ItemKind.MEETING]
            return Row(f"meeting {hit.meeting}", title, " ", when, "calendar-days", word=word, marks=marks)
        if hit.kind in _ICONS and not hit.meeting:
            return self._evidence_row(hit, words, marks)
        below = " · ".join(part for part in (hit.title, hit.who) if part)
        if hit.said is None:
            word, icon, role = self._items[hit.kind], "file-text", "text_soft"
        else:
            word, icon, role = self._kinds[hit.said], KIND_ICON[hit.said], KIND_ROLE[hit.said]
        key = f"meeting {hit.meeting} {hit.item}"
        return Row(key, words, below or " ", when, icon, role=role, word=word, marks=marks)

    def _evidence_row(self, hit: Hit, words: str, marks: tuple[tuple[int, int], ...]) -> Row:
        """Something found that is shown on the Evidence page."""
        below = hit.title if words != " ".join(hit.title.split()) else ""
        key = f"page evidence {hit.kind} {hit.item}" + (f":{hit.page}" if hit.page else "")
        word, icon = self._items[hit.kind], _ICONS[hit.kind]
        return Row(key, words, below or " ", "", icon, word=word, marks=marks)

    def _met(self, r: Reading, words: str) -> list[Row]:
        from slireviewer import storage

        parts = narrowing.fold(words).replace('"', " ").split()
        word = self._items[ItemKind.INTERVIEWEE]
        found = []
        for person in storage.read_interviewees(r):
            names = narrowing.fold(person.name).split()
            if parts and all(any(name.startswith(part) for name in names) for part in parts):
                found.append(Row(f"person {person.id}", person.name, person.role or " ", "", "user", word=word))
        return found[:4]

    def _orders(self, text: str) -> list[Row]:
        parts = narrowing.fold(text).split()
        live, elsewhere = [], []
        for entry, action in self._actions:
            if not entry.listed or not all(part in narrowing.fold(action.text()) for part in parts):
                continue
            key = key_words(entry.keys[0]) if entry.keys else ""
            row = Row(f"action {entry.name}", action.text(), "", key, entry.icon or "chevron-right")
            if action.isEnabled():
                live.append(row)
            elif self._page_of(entry) is not None:
                page = {
                    Where.TODAY: self.tr("on Today"),
                    Where.CAPTURE: self.tr("on Capture"),
                    Where.EVIDENCE: self.tr("on Evidence"),
                    Where.MERGE: self.tr("on Merge"),
                    Where.LETTER: self.tr("on Letter"),
                }[entry.where]
                right = " · ".join(part for part in (page, key) if part)
                elsewhere.append(Row(row.key, row.title, "", right, row.icon, soft=True))
        found = live + elsewhere
        return found if not parts else found[:8]

    def _page_of(self, entry: Entry) -> str | None:
        """The action that shows the page on which an action works, when that is another page than this."""
        if entry.where is Where.ANYWHERE:
            return None
        page = f"page_{entry.where.lower()}"
        return page if self._actions[page].isEnabled() else None

    def _say(self, narrowed: narrowing.Narrowed) -> None:
        """What was understood of who:, theme:, on: and kind:, and what was not."""
        names = {
            "who": self.tr("Who"),
            "theme": self.tr("Theme"),
            "on": self.tr("On"),
            "kind": self.tr("Kind"),
        }
        unknown = {
            "who": self.tr("Nobody of the team is called “{value}”."),
            "theme": self.tr("No theme is called “{value}”."),
            "on": self.tr("“{value}” is no day with meetings. Try on:tue, on:15/09 or on:today."),
            "kind": self.tr("“{value}” is no kind. Try kind:quote or kind:meeting."),
        }
        said = []
        for key in narrowing.KEYS:
            values = [words for each, words in narrowed.said if each == key]
            if values:
                said.append(f"{names[key]}: {', '.join(values)}")
        self._narrowed.set_whole("   ·   ".join(said))
        self._narrowed.setVisible(bool(said))
        wrong = [unknown[token.key].format(value=token.value) for token in narrowed.unknown]
        self._nothing.setText(" ".join(wrong) or self.tr("Nothing found."))
        self._hint.set_whole(self.tr("Narrow it by  who:  theme:  on:  kind:     ↑ ↓ choose     Enter opens"))

    def _pick(self, index: QModelIndex) -> None:
        row = index.data(ROW)
        if not isinstance(row, Row):
            return
        what, *names = row.key.split(" ")
        if what == "fill":
            self.setText(row.key.removeprefix("fill "))
            self.search()
            return
        self._end()
        if what == "action":
            self._do(names[0])
        elif what == "person":
            self.person_chosen.emit(names[0])
        elif what == "page":
            self.page_wanted.emit(names[0], names[1], names[2])
        else:
            self.chosen.emit(names[0], names[1] if len(names) > 1 else "")

    def _do(self, name: str) -> None:
        """Do an action; one of another page only shows that page, for it works on what is chosen there."""
        if self._actions[name].isEnabled():
            self._actions[name].trigger()
            return
        entry = next(entry for entry, _ in self._actions if entry.name == name)
        page = self._page_of(entry)
        if page is not None:
            self._actions[page].trigger()

    def _end(self) -> None:
        self.clear()
        self._found.hide()
        if self._back is not None:
            self._back()

    def _emptied(self, text: str) -> None:
        if not text:
            self._found.hide()

    def _place(self) -> None:
        at = self.mapTo(self._shell, QPoint(0, self.height() + 5))
        width = max(self.width(), min(self._look.px(660), self._shell.width() - 24))
        left = max(12, min(at.x() - (width - self.width()) // 2, self._shell.width() - width - 12))
        rows = sum(self._list.sizeHintForRow(number) for number in range(self.rows.rowCount()))
        room = self._shell.height() - at.y() - 40
        others = [each for each in (self._narrowed, self._nothing, self._hint) if not each.isHidden()]
        between = self._column.spacing() * len(others) + 2 * self._column.contentsMargins().top()
        extra = sum(each.sizeHint().height() for each in others) + between
        height = min(max(rows + 4 + extra, self._look.px(40)), room, self._look.px(520))
        self._found.setGeometry(left, at.y(), width, height)

    def _restyle(self) -> None:
        self._sign.setPixmap(self._look.picture("search", "text_soft", 16))
        self.setTextMargins(self._look.px(24), 0, 0, 0)
        self._place_sign()
        self._found.hide()

    def _place_sign(self) -> None:
        side = self._look.px(16)
        self._sign.setGeometry(self._look.px(10), (self.height() - side) // 2, side, side)

    @safe(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_sign()

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = event.key(), self.rows.rowCount() - 1
        if key == Qt.Key.Key_Escape:
            self._end()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self._found.isVisible():
            place = self._list.currentIndex().row() + (1 if key == Qt.Key.Key_Down else -1)
            self._list.setCurrentIndex(self.rows.index(max(0, min(last, place))))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._pause.isActive():
                self._pause.stop()
                self.search()
            self._pick(self._list.currentIndex())
        else:
            super().keyPressEvent(event)

    @safe(None)
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self._found.hide()


def _marked(snippet: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A snippet with ‹marks› on one line, and from where to where the marks went."""
    text, marks, start = "", [], 0
    for sign in " ".join(snippet.split()):
        if sign == "‹":
            start = len(text)
        elif sign == "›":
            marks.append((start, len(text)))
        else:
            text += sign
    return text, tuple(marks)
