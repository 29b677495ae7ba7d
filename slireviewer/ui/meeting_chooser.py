"""A small box that asks for one meeting of the timetable: a few letters, Enter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLineEdit, QListView, QVBoxLayout, QWidget

from slireviewer.model import Meeting
from slireviewer.ui.cards import button, label
from slireviewer.ui.rows import ROW, FoundDelegate, Row, Rows
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look
from slireviewer.ui.words import spoken


class MeetingChooser(QDialog):
    """``chosen`` carries the meeting; Esc chooses none."""

    chosen = Signal(str)

    def __init__(self, look: Look, title: str, meetings: Sequence[Meeting], parent: QWidget, *, take: str = "") -> None:
        super().__init__(parent)
        self._rows = [self._row(meeting) for meeting in meetings]
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addWidget(label(title, "heading", wrap=True))
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Type part of its title, place or day"))
        self.field.setAccessibleName(self.tr("Which meeting"))
        column.addWidget(self.field)
        found = QFrame()
        found.setObjectName("found")
        inside = QVBoxLayout(found)
        inside.setContentsMargins(4, 4, 4, 4)
        self.rows = Rows(self)
        self.list = QListView()
        self.list.setModel(self.rows)
        self.list.setItemDelegate(FoundDelegate(look, self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.tr("Meetings"))
        inside.addWidget(self.list)
        column.addWidget(found, 1)
        foot = QHBoxLayout()
        self._hint = label(self.tr("↑ ↓ choose, Enter takes it"), "small")
        foot.addWidget(self._hint, 1)
        away = button(self.tr("Cancel"))
        self._take = button(take or self.tr("Move here"), "primary")
        foot.addWidget(away)
        foot.addWidget(self._take)
        column.addLayout(foot)
        away.clicked.connect(self.reject)
        self._take.clicked.connect(self._pick_current)
        self.list.clicked.connect(self._mark)
        self.list.doubleClicked.connect(self._pick)
        self.field.textChanged.connect(self._filter)
        self._filter("")
        self.resize(min(look.px(520), parent.width() - 40), min(look.px(460), parent.height() - 40))
        self.field.setFocus()

    def _row(self, meeting: Meeting) -> Row:
        day = spoken(meeting.starts.date(), "dddd d MMMM") if meeting.starts is not None else self.tr("no time yet")
        hour = f"{meeting.starts:%H:%M}" if meeting.starts is not None else ""
        below = " · ".join(part for part in (day, meeting.place) if part)
        return Row(meeting.id, meeting.title, below, hour, "calendar-days")

    def _filter(self, text: str) -> None:
        parts = text.casefold().split()
        rows = [row for row in self._rows if all(part in f"{row.title} {row.below}".casefold() for part in parts)]
        self.rows.set_rows(rows)
        self.list.setCurrentIndex(self.rows.index(0) if rows else QModelIndex())
        self._take.setEnabled(bool(rows))

    def _mark(self, index: QModelIndex) -> None:
        self.list.setCurrentIndex(index)

    def _pick_current(self) -> None:
        self._pick(self.list.currentIndex())

    def _pick(self, index: QModelIndex) -> None:
        row = index.data(ROW)
        if isinstance(row, Row):
            self.accept()
            self.chosen.emit(row.key)

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}.get(
            Qt.Key(event.key()), 0
        )
        if step:
            last = self.rows.rowCount() - 1
            place = max(0, min(last, self.list.currentIndex().row() + step))
            self.list.setCurrentIndex(self.rows.index(place))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pick_current()
        else:
            super().keyPressEvent(event)
