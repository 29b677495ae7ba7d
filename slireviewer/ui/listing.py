"""A list of things with two lines each, an icon and a moment: what the bin, the history and the backups show."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from slireviewer.ui.rows import ROW, Index, KeyedList, Row, Rows, paint_ground
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look


class Listing(KeyedList):
    """Rows with two lines each to choose from."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__(look, name)
        self.rows = Rows(self)
        self.show_with(self.rows, _Lines(look, self))
        self.setUniformItemSizes(True)

    def fill(self, rows: Sequence[Row]) -> None:
        """Show these rows; the chosen one stays, or the one that takes its place."""
        key, place = self.current(), self.currentIndex().row()
        self.rows.set_rows(rows)
        there = self.rows.place(key)
        self.choose(there if there >= 0 else min(max(place, 0), len(rows) - 1))

    def choose(self, place: int) -> None:
        """Make the row at that place the current one."""
        self.make_current(place)

    def step(self, by: int) -> None:
        """Go that many rows down."""
        last = self.rows.rowCount() - 1
        self.choose(max(0, min(last, self.currentIndex().row() + by)) if last >= 0 else -1)

    def several(self) -> None:
        """Let several rows be chosen at once, by Shift or Ctrl."""
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)

    def taken(self) -> list[str]:
        """What the chosen rows stand for, in the order of the list."""
        return [index.data(ROW).key for index in sorted(self.selectionModel().selectedRows())]


class _Lines(QStyledItemDelegate):
    def __init__(self, look: Look, view: QListView) -> None:
        super().__init__(view)
        self._look = look

    @safe(QSize())
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self._look.px(160), self._look.px(50 if index.data(ROW).below else 36))

    @safe(None)
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, row = self._look, index.data(ROW)
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(painter, look, option)
        inside = rect.adjusted(look.px(10), look.px(7), -look.px(11), -look.px(8))
        icon = look.picture(row.icon, row.role, 15, ratio=painter.device().devicePixelRatio())
        painter.drawPixmap(inside.x(), inside.y() + look.px(2), icon)
        words = inside.adjusted(look.px(25), 0, 0, 0)
        painter.setFont(look.font(11))
        painter.setPen(look.colour("text_soft"))
        small = QFontMetrics(painter.font())
        right = small.horizontalAdvance(row.right)
        painter.drawText(words, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, row.right)
        below = small.elidedText(row.below, Qt.TextElideMode.ElideRight, words.width() - right - look.px(10))
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, below)
        painter.setFont(look.font(13, QFont.Weight.Medium if row.done else QFont.Weight.Normal))
        painter.setPen(look.colour("text"))
        title = QFontMetrics(painter.font()).elidedText(row.title, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, title)
        painter.restore()
