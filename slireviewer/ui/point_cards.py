"""Points as cards in a list: kind, where and when it was heard, the words, and whether a finding has it already.

Cards are made and measured a hundred at a time, as the list is scrolled to them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QMimeData,
    QModelIndex,
    QObject,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from slireviewer.model import ItemId, PointKind
from slireviewer.ui.card_list import CardList
from slireviewer.ui.chips import chip_size, paint_chip
from slireviewer.ui.rows import Index
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look
from slireviewer.ui.words import kind_words
from slireviewer.ui.wrapping import broken, draw_words

if TYPE_CHECKING:
    from slireviewer.storage import EvidenceLine

CARD = Qt.ItemDataRole.UserRole
POINTS = "application/x-slireviewer-points"
STEP = 100  # cards made at a time
LINES = 5  # of a long point; the whole of it is in the preview
_LEAST = 36  # for a title that is cut short, on the drawing board
_NOTHING: object = None


@dataclass(frozen=True, slots=True)
class PointCard:
    """What is shown of a point; ``meeting`` is empty for words out of a document."""

    key: ItemId
    kind: PointKind
    text: str
    where: str = ""
    when: str = ""
    meeting: str = ""
    filed: bool = False
    off_record: bool = False


class PointModel(QAbstractListModel):
    """Points of which the first so many have their cards; the others get them when the list is scrolled to them."""

    def __init__(self, make: Callable[[EvidenceLine], PointCard], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make = make
        self._lines: list[EvidenceLine] = []
        self._cards: list[PointCard] = []
        self._growing = False

    def set_lines(self, lines: Sequence[EvidenceLine]) -> None:
        """Show these points; where they are the same ones or go on from them, only what is said of them changes."""
        if self._lines and [line.item for line in lines[: len(self._lines)]] == self.keys():
            self._lines = list(lines)
            for row, old in enumerate(self._cards):
                new = self._make(self._lines[row])
                if new != old:
                    self._cards[row] = new
                    self.dataChanged.emit(self.index(row), self.index(row))
            if len(self._cards) < STEP:
                self.fetchMore()
            return
        self._growing = True
        self.beginResetModel()
        self._lines = list(lines)
        self._cards = [self._make(line) for line in self._lines[:STEP]]
        self.endResetModel()
        self._growing = False

    def keys(self) -> list[ItemId]:
        """All points, those without a card yet included."""
        return [line.item for line in self._lines]

    def lines(self) -> list[EvidenceLine]:
        """The same with all that is known of them."""
        return list(self._lines)

    def card(self, row: int) -> PointCard:
        """The card at that place."""
        return self._cards[row]

    def place(self, key: str) -> int:
        """Where a point is, its card made now if it was not; -1 when it is not in the list."""
        row = next((number for number, line in enumerate(self._lines) if line.item == key), -1)
        while row >= len(self._cards) and self.canFetchMore():
            self.fetchMore()
        return row

    @safe(0)
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._cards)

    @safe(False)
    def canFetchMore(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008
        return not parent.isValid() and not self._growing and len(self._cards) < len(self._lines)

    @safe(None)
    def fetchMore(self, parent: Index = QModelIndex()) -> None:  # noqa: B008
        here = len(self._cards)
        more = [self._make(line) for line in self._lines[here : here + STEP]]
        if more and not self._growing:
            self._growing = True  # whoever hears of the new rows and asks for more has to wait for these
            self.beginInsertRows(QModelIndex(), here, here + len(more) - 1)
            self._cards += more
            self.endInsertRows()
            self._growing = False

    @safe(_NOTHING)
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or not 0 <= index.row() < len(self._cards):
            return None
        card = self._cards[index.row()]
        if role == CARD:
            return card
        if role == Qt.ItemDataRole.DisplayRole:
            return card.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            off = self.tr("off the record") if card.off_record else ""
            filed = self.tr("filed under a finding") if card.filed else ""
            parts = (kind_words()[card.kind], card.where, card.when, off, filed, card.text)
            return ", ".join(part for part in parts if part)
        return None

    @safe(Qt.ItemFlag.NoItemFlags)
    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled
        return flags if index.isValid() else Qt.ItemFlag.NoItemFlags

    @safe([POINTS])
    def mimeTypes(self) -> list[str]:
        return [POINTS]

    @safe(QMimeData())
    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        data.setData(POINTS, "\n".join(self._cards[index.row()].key for index in indexes).encode())
        return data


def points_in(data: QMimeData) -> list[ItemId]:
    """The points that are dragged."""
    return [ItemId(key) for key in bytes(data.data(POINTS).data()).decode().split("\n") if key]


class PointDelegate(QStyledItemDelegate):
    """One card: grip, chip, meeting and hour, the words, the signs on the right."""

    def __init__(self, look: Look, view: QListView) -> None:
        super().__init__(view)
        self._look, self._view = look, view
        self._kinds = kind_words()
        self._heights: dict[tuple[str, int, int], int] = {}

    def _inside(self, rect: QRect) -> QRect:
        look = self._look
        return rect.adjusted(look.px(23), look.px(8), -look.px(13), -look.px(14))

    @safe(QSize())
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        look, card = self._look, index.data(CARD)
        wide = self._view.viewport().width()
        key = (card.text, wide, look.zoom)
        if key not in self._heights:
            if len(self._heights) > 4000:
                self._heights.clear()
            font = look.font(13)
            lines = len(broken(card.text, font, self._inside(QRect(0, 0, wide, 100)).width(), LINES))
            self._heights[key] = max(1, lines) * QFontMetrics(font).lineSpacing()
        return QSize(wide, self._heights[key] + look.px(8 + 20 + 4 + 14))

    @safe(None)
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, card = self._look, index.data(CARD)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(painter, look, option, self._view, QRectF(option.rect).adjusted(1.5, 1.5, -1.5, -look.px(6) + 0.5))
        inside, ratio = self._inside(option.rect), painter.device().devicePixelRatio()
        grip = look.picture("grip-vertical", "text_soft", 13, ratio=ratio)
        painter.drawPixmap(option.rect.x() + look.px(5), inside.y() + look.px(3), grip)
        word = self._kinds[card.kind]
        paint_chip(painter, look, inside.topLeft(), card.kind, word)
        right = inside.right() + 1
        for sign, role, shown in (("link", "accent", card.filed), ("eye-off", "text_soft", card.off_record)):
            if shown:
                right -= look.px(14)
                painter.drawPixmap(right, inside.y() + look.px(3), look.picture(sign, role, 14, ratio=ratio))
                right -= look.px(6)
        left = inside.x() + chip_size(look, word).width() + look.px(8)
        painter.setPen(look.colour("text_soft"))
        painter.setFont(look.font(11))
        where = "  ·  ".join(part for part in (card.where, card.when) if part)
        small = QFontMetrics(painter.font())
        if small.horizontalAdvance(where) > right - left:
            tail = f"  ·  {card.when}" if card.when else ""
            room = right - left - small.horizontalAdvance(tail)
            elide, dots = small.elidedText, Qt.TextElideMode.ElideRight
            if room >= look.px(_LEAST) or not card.when:
                where = elide(card.where, dots, max(0, room)) + tail
            else:  # the hour alone says more than the first letters of a title
                where = elide(card.when, dots, max(0, right - left))
        line = QRect(left, inside.y(), max(0, right - left), look.px(20))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, where)
        painter.setPen(look.colour("text"))
        painter.setFont(look.font(13))
        draw_words(painter, inside.adjusted(0, look.px(24), 0, 0), card.text, LINES)
        painter.restore()


def paint_ground(
    painter: QPainter, look: Look, option: QStyleOptionViewItem, view: QAbstractItemView, box: QRectF
) -> None:
    """The white card of a list: tinted when chosen, ringed when it is the current one, darker under the mouse."""
    state = option.state
    current = view.currentIndex() == option.index
    chosen = bool(state & QStyle.StateFlag.State_Selected)
    edge, thick, ground = "edge", 1.2, "card"
    if state & QStyle.StateFlag.State_MouseOver:
        ground, edge = "hover", "field_edge"
    if chosen and len(view.selectionModel().selectedRows()) > 1:
        ground = "accent_soft"
    if chosen or current:
        edge, thick = "accent", 2.2 if current and (view.hasFocus() or chosen) else 1.4
    painter.setPen(QPen(look.colour(edge), thick))
    painter.setBrush(look.colour(ground))
    painter.drawRoundedRect(box, 6, 6)


class PointCards(CardList):
    """The list. ``current_changed`` carries the point that is current, ``opened`` the one that Enter was pressed on,
    ``looked`` the one to be seen with all that stands around it, ``left`` that one wants to go back."""

    current_changed = Signal(str)
    opened = Signal(str)
    looked = Signal(str)
    left = Signal()

    def __init__(self, look: Look, make: Callable[[EvidenceLine], PointCard]) -> None:
        super().__init__(look, self.tr("Points"))
        self.points = PointModel(make, self)
        self.setModel(self.points)
        self.setItemDelegate(PointDelegate(look, self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.selectionModel().currentChanged.connect(self._tell)
        self.selectionModel().selectionChanged.connect(lambda *_: self.viewport().update())
        self.doubleClicked.connect(lambda index: self.opened.emit(self.points.card(index.row()).key))

    def show_lines(self, lines: Sequence[EvidenceLine]) -> None:
        """Show these points; what was current and chosen stays so where it is still there."""
        current, chosen, row = self.current(), self.chosen(), self.currentIndex().row()
        before = self.points.keys()
        self.points.set_lines(lines)
        if before and before == [line.item for line in lines[: len(before)]]:
            bar = self.verticalScrollBar()
            if bar.value() == bar.maximum() and len(lines) > len(before):
                self.points.fetchMore()  # who has come to the end would not be asked again
            return
        near = {line.item for line in lines[:STEP]}
        for key in chosen:
            if key in near:
                index = self.points.index(self.points.place(key))
                self.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Select)
        if not lines:
            self.current_changed.emit("")
            return
        place = self.points.place(current) if current in near else min(max(row, 0), self.points.rowCount() - 1)
        flag = QItemSelectionModel.SelectionFlag
        how = flag.NoUpdate if self.chosen() else flag.ClearAndSelect
        self.selectionModel().setCurrentIndex(self.points.index(place), how)

    def choose(self, key: str) -> bool:
        """Make that point the current one; whether it is in the list."""
        row = self.points.place(key)
        if row < 0:
            return False
        self.selectionModel().setCurrentIndex(self.points.index(row), QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(self.points.index(row))
        return True

    def current(self) -> ItemId:
        """The current point; empty when there is none."""
        card = self.currentIndex().data(CARD)
        return card.key if isinstance(card, PointCard) else ItemId("")

    def chosen(self) -> list[ItemId]:
        """The chosen points in the order of the list."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.points.card(row).key for row in rows]

    def picked(self) -> list[EvidenceLine]:
        """The chosen points with all that is known of them."""
        chosen = set(self.chosen())
        return [line for line in self.points.lines() if line.item in chosen]

    def _tell(self, index: QModelIndex) -> None:
        self.current_changed.emit(self.current())

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not held and self.current():
            self.opened.emit(self.current())
        elif key == Qt.Key.Key_Space and not held and self.current():
            self.looked.emit(self.current())
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key == Qt.Key.Key_End and self.points.canFetchMore():
            while self.points.canFetchMore():
                self.points.fetchMore()
            super().keyPressEvent(event)
        else:
            super().keyPressEvent(event)
