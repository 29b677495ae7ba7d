"""The outline of the letter: its chapters with their words and with what there is to look at in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QItemSelectionModel,
    QMimeData,
    QModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem

from slireviewer.ui.chapters import Chapter
from slireviewer.ui.rows import ROW, Index, KeyedModel, paint_ground
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look

SECTION = "application/x-slireviewer-section"
"""What is dragged: the key of a chapter."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the outline."""

    key: str
    number: str
    title: str
    level: int
    words: int
    remarks: int = 0


class _Lines(KeyedModel[Line]):
    def words(self, row: Line) -> str:
        return f"{row.number} {row.title}".strip()

    def spoken(self, row: Line) -> str:
        words = self.tr("%n word(s)", "", row.words) if row.words else self.tr("nothing written yet")
        remarks = self.tr("%n thing(s) to look at", "", row.remarks) if row.remarks else ""
        return ", ".join(part for part in (self.words(row), words, remarks) if part)

    @safe(Qt.ItemFlag.NoItemFlags)
    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled
        return flags | Qt.ItemFlag.ItemIsDropEnabled if index.isValid() else Qt.ItemFlag.ItemIsDropEnabled

    @safe([SECTION])
    def mimeTypes(self) -> list[str]:
        return [SECTION]

    @safe(QMimeData())
    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        data.setData(SECTION, self.rows()[indexes[0].row()].key.encode())
        return data


class Outline(QListView):
    """The chapters. ``chosen`` carries the key of the one that is wanted, ``entered`` that Enter was pressed on it.

    ``dragged`` carries the key of one that was dragged, and of the one before which it was dropped ("" for the end).
    """

    chosen = Signal(str)
    entered = Signal()
    dragged = Signal(str, str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._quiet = False
        self._gap = -1
        self.model_lines = _Lines(self)
        self.setModel(self.model_lines)
        self.setItemDelegate(_LineDelegate(look, self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDropIndicatorShown(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Sections of the letter"))
        self.selectionModel().currentChanged.connect(self._tell)
        look.changed.connect(self.doItemsLayout)

    def fill(self, chapters: Sequence[Chapter], words: Mapping[str, int], remarks: Mapping[str, int], key: str) -> None:
        """Show these chapters with the one called ``key`` chosen; ``words`` are counts newer than the chapters' own."""
        self._quiet = True
        try:
            lines = [
                Line(
                    each.key,
                    each.number,
                    each.title,
                    each.level,
                    words.get(each.key, each.words),
                    remarks.get(each.key, 0),
                )
                for each in chapters
            ]
            self.model_lines.set_rows(lines)
            self.choose(key)
        finally:
            self._quiet = False

    def choose(self, key: str) -> None:
        """Mark that chapter."""
        place = self.model_lines.place(key)
        index = self.model_lines.index(place) if place >= 0 else QModelIndex()
        if index.row() != self.currentIndex().row():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if index.isValid():
            self.scrollTo(index)

    def current(self) -> str:
        """The key of the chosen chapter."""
        line = self.currentIndex().data(ROW)
        return line.key if isinstance(line, Line) else ""

    def _tell(self, index: QModelIndex) -> None:
        line = index.data(ROW)
        if isinstance(line, Line) and not self._quiet:
            self.chosen.emit(line.key)

    # Dragging.

    def _aim(self, event: QDropEvent) -> None:
        """Remember between which lines a section would be dropped."""
        self._gap = -1
        if event.mimeData().hasFormat(SECTION):
            at = event.position().toPoint()
            index = self.indexAt(at)
            after = index.isValid() and at.y() > self.visualRect(index).center().y()
            self._gap = index.row() + after if index.isValid() else len(self.model_lines.rows())
        self.viewport().update()

    @safe(None)
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(SECTION):
            event.acceptProposedAction()

    @safe(None)
    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)
        self._aim(event)
        event.acceptProposedAction()

    @safe(None)
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._gap = -1
        self.viewport().update()

    @safe(None)
    def dropEvent(self, event: QDropEvent) -> None:
        self._aim(event)
        gap, self._gap = self._gap, -1
        event.setDropAction(Qt.DropAction.CopyAction)  # the order is the page's to change
        event.accept()
        if gap >= 0:
            key = bytes(event.mimeData().data(SECTION).data()).decode()
            lines = self.model_lines.rows()
            self.dragged.emit(key, lines[gap].key if gap < len(lines) else "")

    @safe(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._gap < 0:
            return
        last = self._gap >= len(self.model_lines.rows())
        rect = self.visualRect(self.model_lines.index(self._gap - last))
        y = rect.bottom() if last else max(1, rect.top())
        painter = QPainter(self.viewport())
        painter.setPen(QPen(self._look.colour("accent"), 3))
        painter.drawLine(4, y, self.viewport().width() - 6, y)
        painter.end()

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class _LineDelegate(QStyledItemDelegate):
    def __init__(self, look: Look, view: QListView) -> None:
        super().__init__(view)
        self._look = look

    @safe(QSize())
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self._look.px(120), self._look.px(32))

    @safe(None)
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, line = self._look, index.data(ROW)
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = paint_ground(painter, look, option, below=1.5)
        inside = rect.adjusted(look.px(9) + look.px(16) * min(line.level - 1, 2), 0, -look.px(9), 0)
        taken = self._paint_right(painter, inside, line)
        weight = QFont.Weight.Bold if chosen else QFont.Weight.Normal
        painter.setFont(look.font(13, weight))
        painter.setPen(look.colour("text" if line.words or chosen else "text_soft"))
        metrics = QFontMetrics(painter.font())
        left = inside
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if line.number:
            painter.drawText(left, middle, line.number)
            left = left.adjusted(metrics.horizontalAdvance(line.number) + look.px(7), 0, 0, 0)
        left = left.adjusted(0, 0, -taken - look.px(6), 0)
        painter.drawText(left, middle, metrics.elidedText(line.title, Qt.TextElideMode.ElideRight, left.width()))
        painter.restore()

    def _paint_right(self, painter: QPainter, inside: QRect, line: Line) -> int:
        """The count of words, or of what is to be looked at; the answer is its width."""
        look, right = self._look, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(look.font(11, QFont.Weight.DemiBold if line.remarks else QFont.Weight.Normal))
        words = str(line.remarks) if line.remarks else f"{line.words:,}" if line.words else "–"
        painter.setPen(look.colour("consideration" if line.remarks else "text_soft"))
        painter.drawText(inside, right, words)
        width = QFontMetrics(painter.font()).horizontalAdvance(words)
        if not line.remarks:
            return width
        icon = look.picture("triangle-alert", "consideration", 14, ratio=painter.device().devicePixelRatio())
        width += look.px(20)
        painter.drawPixmap(inside.right() - width + 1, inside.center().y() - look.px(7), icon)
        return width
