"""A list of things with two lines each, an icon and a moment: what the bin, the history and the backups show."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from slireviewer.ui.rows import ROW, Index, Row, Rows
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look


class Listing(QListView):
    """Rows to choose from. ``chosen`` follows when another row is the current one, ``picked`` when Enter is pressed."""

    chosen = Signal(str)
    picked = Signal(str)

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self.rows = Rows(self)
        self.setModel(self.rows)
        self.setItemDelegate(_Lines(look, self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(name)
        self.selectionModel().currentChanged.connect(self._tell)
        look.changed.connect(self.doItemsLayout)

    def fill(self, rows: Sequence[Row]) -> None:
        """Show these rows; the chosen one stays, or the one that takes its place."""
        key, place = self.current(), self.currentIndex().row()
        self.rows.set_rows(rows)
        there = self.rows.place(key)
        self.choose(there if there >= 0 else min(max(place, 0), len(rows) - 1))

    def choose(self, place: int) -> None:
        """Make the row at that place the current one."""
        index = self.rows.index(place) if place >= 0 else QModelIndex()
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if index.isValid():
            self.scrollTo(index)

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

    def current(self) -> str:
        """What the current row stands for; empty when there is none."""
        row = self.currentIndex().data(ROW)
        return row.key if isinstance(row, Row) else ""

    def _tell(self, index: QModelIndex) -> None:
        row = index.data(ROW)
        self.chosen.emit(row.key if isinstance(row, Row) else "")

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current():
            self.picked.emit(self.current())
        else:
            super().keyPressEvent(event)


class _Lines(QStyledItemDelegate):
    def __init__(self, look: Look, view: QListView) -> None:
        super().__init__(view)
        self._look = look

    @safe(QSize())
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self._look.px(160), self._look.px(50 if index.data(ROW).below else 36))

    @safe(None)
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, row, state = self._look, index.data(ROW), option.state
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(rect).adjusted(1.5, 1.5, -1.5, -2.5)
        if state & QStyle.StateFlag.State_Selected:
            thick = 2 if state & QStyle.StateFlag.State_HasFocus else 1
            painter.setPen(QPen(look.colour("accent"), thick))
            painter.setBrush(look.colour("accent_soft"))
            painter.drawRoundedRect(box, 5, 5)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("hover"))
            painter.drawRoundedRect(box, 5, 5)
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
