"""The meetings of one day beside the notes: which one is shown, how many points each has, and the way to another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListView, QVBoxLayout

from slireviewer.model import Meeting
from slireviewer.ui.cards import label
from slireviewer.ui.rows import ROW, MeetingDelegate, Row, Rows
from slireviewer.ui.theme import Look
from slireviewer.ui.words import spoken

if TYPE_CHECKING:
    from slireviewer.storage import MeetingLine


class MeetingColumn(QFrame):
    """``picked`` carries the meeting whose notes are wanted."""

    picked = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("role", "card")
        column = QVBoxLayout(self)
        column.setSpacing(4)
        column.setContentsMargins(11, 9, 11, 9)
        head = QHBoxLayout()
        head.setContentsMargins(5, 2, 4, 2)
        self._day = label(self.tr("Today"), "section")
        head.addWidget(self._day)
        head.addStretch(1)
        head.addWidget(label("Ctrl ↑ ↓", "key"))
        column.addLayout(head)
        self.list = _MeetingList(look)
        self.list.chosen.connect(self._pick)
        column.addWidget(self.list, 1)
        look.changed.connect(self.list.doItemsLayout)

    def fill(self, lines: Sequence[MeetingLine], shown: Meeting | None, count: int, now: datetime) -> None:
        """Show the reviewer's own meetings of the day of ``shown``, and that one with ``count`` points."""
        day = shown.starts.date() if shown is not None and shown.starts is not None else None
        self._day.setText(self.tr("Today") if day is None or day == now.date() else spoken(day, "dddd d MMM"))
        self.list.model_rows.set_rows(
            [self._row(line, shown, count, now) for line in lines if _belongs(line, shown, day)]
        )
        if shown is not None:
            self.list.choose(self.list.model_rows.place(shown.id))

    def clear(self) -> None:
        """Show no meetings."""
        self.list.model_rows.set_rows([])

    def beside(self, meeting: str, by: int) -> str:
        """The meeting so many rows below that one; "" where the list ends."""
        rows = self.list.model_rows.rows()
        place = self.list.model_rows.place(meeting) + by if meeting else 0
        return rows[place].key if 0 <= place < len(rows) else ""

    def _row(self, line: MeetingLine, shown: Meeting | None, count: int, now: datetime) -> Row:
        meeting = line.meeting
        over = meeting.ends is not None and meeting.ends <= now
        count = count if shown is not None and meeting.id == shown.id else line.points
        points = self.tr("%n point(s)", "", count) if count else ""
        hour = f"{meeting.starts:%H:%M}" if meeting.starts is not None else self.tr("no time yet")
        below = "  ·  ".join(part for part in (hour, points) if part)
        return Row(meeting.id, meeting.title, below, done=bool(count) and over, soft=not count)

    def _pick(self, index: QModelIndex) -> None:
        row = index.data(ROW)
        if isinstance(row, Row):
            self.picked.emit(row.key)


def _belongs(line: MeetingLine, shown: Meeting | None, day: date | None) -> bool:
    meeting = line.meeting
    if shown is not None and meeting.id == shown.id:
        return True
    same = meeting.starts is not None and meeting.starts.date() == day if day is not None else meeting.starts is None
    return same and line.mine and not meeting.cancelled


class _MeetingList(QListView):
    """The meetings of the day; Enter or a click shows the notes of one."""

    chosen = Signal(QModelIndex)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.model_rows = Rows(self)
        self.setModel(self.model_rows)
        self.setItemDelegate(MeetingDelegate(look, self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Meetings of the day"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.clicked.connect(self.chosen)
        self.activated.connect(self.chosen)

    def choose(self, place: int) -> None:
        """Mark that row, and say nothing about it."""
        index = self.model_rows.index(place) if place >= 0 else QModelIndex()
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if index.isValid():
            self.scrollTo(index)
