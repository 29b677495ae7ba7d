"""What a merge would bring, as one list in groups: a heading over each group, and a tick or a ring on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from slireviewer.ui.rows import ROW, Index, KeyedList, Row, Rows, paint_ground
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look

_NOTHING = Qt.ItemFlag.NoItemFlags
_PAGE = 300  # rows


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a heading; ``count`` is said beside it, and may be more than there are rows."""

    title: str
    count: int
    rows: tuple[Row, ...]


class MergeList(KeyedList):
    """Groups of rows to go through.

    A row that is ``done`` has a tick, another a ring, one that is ``soft`` neither; a heading cannot be chosen.
    """

    def __init__(self, look: Look, name: str) -> None:
        super().__init__(look, name)
        self.rows = _Grouped(self)
        self.show_with(self.rows, _Drawn(look, self))
        self.setLayoutMode(QListView.LayoutMode.Batched)

    def fill(self, groups: Sequence[Group]) -> None:
        """Show these groups; the chosen row stays, or else the first is chosen."""
        key = self.current()
        rows: list[Row] = []
        for group in groups:
            rows.append(Row("", group.title, right=str(group.count)))
            rows += group.rows
        self.rows.set_rows(rows)
        if self.rows.place(key) < 0 or not key:
            key = next((row.key for row in rows if row.key), "")
        self.choose(key)

    def choose(self, key: str) -> None:
        """Make the row with that key the current one."""
        place = self.rows.place(key) if key else -1
        self.make_current(place)
        if 0 <= place <= 1:
            self.scrollToTop()


class _Grouped(Rows):
    """The rows with headings among them; of many only the first, and more as somebody comes to them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._later: list[Row] = []

    def set_rows(self, rows: Sequence[Row]) -> None:
        shown = max(_PAGE, len(self._rows))
        super().set_rows(rows[:shown])
        self._later = list(rows[shown:])

    def rows(self) -> list[Row]:
        return [*self._rows, *self._later]

    def place(self, key: str) -> int:
        place = super().place(key)
        if place < 0:
            ahead = next((number for number, row in enumerate(self._later) if row.key == key), -1)
            if ahead >= 0:
                place = len(self._rows) + ahead
                self._bring(ahead + 1)
        return place

    def _bring(self, count: int) -> None:
        here = len(self._rows)
        coming, self._later = self._later[:count], self._later[count:]
        self.beginInsertRows(QModelIndex(), here, here + len(coming) - 1)
        self._rows += coming
        self.endInsertRows()

    @safe(False)
    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and bool(self._later)

    @safe(None)
    def fetchMore(self, parent: Index) -> None:
        if self._later:
            self._bring(_PAGE)

    @safe(_NOTHING)
    def flags(self, index: Index) -> Qt.ItemFlag:
        row = index.data(ROW)
        if isinstance(row, Row) and not row.key:
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)


class _Drawn(QStyledItemDelegate):
    def __init__(self, look: Look, view: QListView) -> None:
        super().__init__(view)
        self._look = look

    @safe(QSize())
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row = index.data(ROW)
        return QSize(self._look.px(160), self._look.px(46 if row.key else 32))

    @safe(None)
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.key:
            self._paint_row(painter, option, row)
        else:
            self._paint_heading(painter, option.rect, row)
        painter.restore()

    def _paint_heading(self, painter: QPainter, rect: QRect, row: Row) -> None:
        look = self._look
        inside = rect.adjusted(look.px(7), look.px(4), -look.px(11), -look.px(6))
        painter.setFont(look.font(11, QFont.Weight.DemiBold))
        painter.setPen(look.colour("text_soft"))
        bottom = Qt.AlignmentFlag.AlignBottom
        painter.drawText(inside, bottom | Qt.AlignmentFlag.AlignRight, row.right)
        room = inside.width() - look.px(34)
        title = QFontMetrics(painter.font()).elidedText(row.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(inside, bottom | Qt.AlignmentFlag.AlignLeft, title)

    def _paint_row(self, painter: QPainter, option: QStyleOptionViewItem, row: Row) -> None:
        look = self._look
        rect: QRect = option.rect
        paint_ground(painter, look, option, below=1.5)
        ratio = painter.device().devicePixelRatio()
        inside = rect.adjusted(look.px(10), look.px(6), -look.px(10), -look.px(6))
        painter.drawPixmap(inside.x(), inside.y() + look.px(2), look.picture(row.icon, row.role, 14, ratio=ratio))
        if not row.soft:
            self._paint_mark(painter, inside, rect, row)
        words = inside.adjusted(look.px(23), 0, -look.px(0 if row.soft else 22), 0)
        painter.setFont(look.font(13))
        painter.setPen(look.colour("text"))
        title = QFontMetrics(painter.font()).elidedText(row.title, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, title)
        painter.setFont(look.font(11))
        painter.setPen(look.colour("text_soft"))
        below = QFontMetrics(painter.font()).elidedText(row.below, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, below)

    def _paint_mark(self, painter: QPainter, inside: QRect, rect: QRect, row: Row) -> None:
        look = self._look
        mark, role, side = ("check", "strength", 15) if row.done else ("circle", "consideration", 12)
        picture = look.picture(mark, role, side, ratio=painter.device().devicePixelRatio())
        centre = inside.right() - look.px(6)
        painter.drawPixmap(centre - look.px(side) // 2, rect.center().y() - look.px(side) // 2 + 1, picture)
