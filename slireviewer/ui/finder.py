"""The search box of the top bar: finds notes, meetings and actions while one types."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from slireviewer.ui.actions import Actions, key_words
from slireviewer.ui.cards import label
from slireviewer.ui.rows import ROW, FoundDelegate, Row, Rows
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look

if TYPE_CHECKING:
    from slireviewer.storage import Workspace


class Finder(QLineEdit):
    """Where one types; ``chosen`` carries the meeting and the point of what was picked."""

    chosen = Signal(str, str)

    def __init__(self, look: Look, actions: Actions, shell: QWidget) -> None:
        super().__init__()
        self._look, self._actions, self._shell = look, actions, shell
        self._workspace: Workspace | None = None
        self._back: Callable[[], object] | None = None
        self.setPlaceholderText(self.tr("Search notes, meetings, actions"))
        self.setAccessibleName(self.tr("Search notes, meetings, actions"))
        self._sign = QLabel(self)
        self._found = QFrame(shell)
        self._found.setObjectName("found")
        self._found.hide()
        column = QVBoxLayout(self._found)
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
        column.addWidget(self._list)
        column.addWidget(self._nothing)
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

    def current_item(self) -> tuple[str, str] | None:
        """Kind and name of the item that is chosen among what was found; none while nothing is."""
        row = self._list.currentIndex().data(ROW)
        if not self._found.isVisible() or not isinstance(row, Row):
            return None
        what, *names = row.key.split(" ")
        if what != "meeting":
            return None
        return ("point", names[1]) if len(names) > 1 else ("meeting", names[0])

    def search(self) -> None:
        """Find what is typed now and show it."""
        text = self.text().strip()
        if not text:
            self._found.hide()
            return
        rows = self._notes(text) + self._orders(text)
        self.rows.set_rows(rows)
        self._list.setVisible(bool(rows))
        self._nothing.setVisible(not rows)
        if rows:
            self._list.setCurrentIndex(self.rows.index(0))
        self._place()
        self._found.show()
        self._found.raise_()

    def _notes(self, text: str) -> list[Row]:
        if self._workspace is None:
            return []
        from slireviewer import storage

        with self._workspace.read() as r:
            hits = storage.search_lines(r, text, limit=20)
        rows = []
        for hit in hits:
            if not hit.meeting:
                continue  # only what can be opened is offered
            words = " ".join(hit.snippet.replace("‹", "").replace("›", "").split())
            when = hit.when.strftime("%H:%M") if hit.when is not None else ""
            if hit.item == hit.meeting:
                rows.append(Row(f"meeting {hit.meeting}", hit.title, "", when, "calendar-days"))
            else:
                below = " · ".join(part for part in (hit.title, hit.who) if part)
                rows.append(Row(f"meeting {hit.meeting} {hit.item}", words, below, when, "message-square-quote"))
        return rows

    def _orders(self, text: str) -> list[Row]:
        parts = text.casefold().split()
        found = []
        for entry, action in self._actions:
            if entry.listed and action.isEnabled() and all(part in action.text().casefold() for part in parts):
                key = key_words(entry.keys[0]) if entry.keys else ""
                found.append(Row(f"action {entry.name}", action.text(), "", key, entry.icon))
        return found[:6]

    def _pick(self, index: QModelIndex) -> None:
        row = index.data(ROW)
        if not isinstance(row, Row):
            return
        what, *names = row.key.split(" ")
        self._end()
        if what == "action":
            self._actions[names[0]].trigger()
        else:
            self.chosen.emit(names[0], names[1] if len(names) > 1 else "")

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
        width = max(self.width(), min(self._look.px(520), self._shell.width() - 24))
        left = max(12, min(at.x() - (width - self.width()) // 2, self._shell.width() - width - 12))
        rows = sum(self._list.sizeHintForRow(number) for number in range(self.rows.rowCount()))
        room = self._shell.height() - at.y() - 40
        height = min(max(rows + 12, self._look.px(40)), room, self._look.px(440))
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
