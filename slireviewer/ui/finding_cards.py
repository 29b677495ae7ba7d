"""Findings as cards in a list: what is said, how many sources stand behind it, and plain warnings.

Points are dropped on a card to be filed there; cards are dragged, or moved by Alt and the arrows, into another order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from slireviewer.model import FindingKind, FindingState, ItemId
from slireviewer.ui.card_list import CardList
from slireviewer.ui.chips import chip_size, paint_sign
from slireviewer.ui.point_cards import CARD, POINTS, points_in
from slireviewer.ui.rows import Index
from slireviewer.ui.safe import safe
from slireviewer.ui.standing import FINDING_ICON, FINDING_ROLE, meter_words, paint_meter
from slireviewer.ui.theme import Look
from slireviewer.ui.words import finding_words, state_words
from slireviewer.ui.wrapping import broken, draw_words

FINDING = "application/x-slireviewer-finding"
LINES = 4
_NOTHING: object = None


@dataclass(frozen=True, slots=True)
class FindingCard:
    """What is shown of a finding."""

    key: ItemId
    kind: FindingKind
    title: str
    sources: int = 0
    warnings: tuple[str, ...] = ()
    below: str = ""
    state: FindingState = FindingState.DRAFT
    comments: int = 0  # not dealt with yet


class FindingModel(QAbstractListModel):
    """Findings in the order of the letter."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cards: list[FindingCard] = []

    def set_cards(self, cards: Sequence[FindingCard]) -> None:
        """Show these; where only what is said of them changed the place in the list stays."""
        if [card.key for card in cards] == [card.key for card in self._cards]:
            for row, (old, new) in enumerate(zip(self._cards, cards, strict=True)):
                if old != new:
                    self._cards[row] = new
                    self.dataChanged.emit(self.index(row), self.index(row))
            return
        self.beginResetModel()
        self._cards = list(cards)
        self.endResetModel()

    def cards(self) -> list[FindingCard]:
        """All cards."""
        return list(self._cards)

    def place(self, key: str) -> int:
        """Where a finding is; -1 when it is not in the list."""
        return next((row for row, card in enumerate(self._cards) if card.key == key), -1)

    @safe(0)
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._cards)

    @safe(_NOTHING)
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or not 0 <= index.row() < len(self._cards):
            return None
        card = self._cards[index.row()]
        if role == CARD:
            return card
        if role == Qt.ItemDataRole.DisplayRole:
            return card.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = (finding_words()[card.kind], card.title, meter_words(card.sources), *card.warnings, card.below)
            return ", ".join(part.rstrip(".") for part in (*parts, state_words()[card.state]) if part)
        return None

    @safe(Qt.ItemFlag.NoItemFlags)
    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled
        return flags | Qt.ItemFlag.ItemIsDropEnabled if index.isValid() else Qt.ItemFlag.ItemIsDropEnabled

    @safe([FINDING])
    def mimeTypes(self) -> list[str]:
        return [FINDING]

    @safe(QMimeData())
    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        data.setData(FINDING, self._cards[indexes[0].row()].key.encode())
        return data


class FindingDelegate(QStyledItemDelegate):
    """One card: chip and meter, the words, the warnings, and what stands behind it in short."""

    def __init__(self, look: Look, view: FindingCards) -> None:
        super().__init__(view)
        self._look, self._view = look, view
        self._known: dict[tuple[str, tuple[str, ...], int, int], tuple[int, list[int]]] = {}

    def _inside(self, rect: QRect) -> QRect:
        look = self._look
        return rect.adjusted(look.px(13), look.px(12), -look.px(17), -look.px(18))

    def _heights(self, card: FindingCard, width: int) -> tuple[int, list[int]]:
        look = self._look
        key = (card.title, card.warnings, width, look.zoom)
        if key in self._known:
            return self._known[key]
        if len(self._known) > 2000:
            self._known.clear()
        title, small = look.font(13), look.font(11)
        high = max(1, len(broken(card.title, title, width, LINES))) * QFontMetrics(title).lineSpacing()
        each = QFontMetrics(small).lineSpacing()
        room = width - look.px(20)
        warned = [max(look.px(16), len(broken(words, small, room, 2)) * each) for words in card.warnings]
        self._known[key] = high, warned
        return high, warned

    @safe(QSize())
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        look, wide = self._look, self._view.viewport().width()
        title, warnings = self._heights(index.data(CARD), self._inside(QRect(0, 0, wide, 100)).width())
        below = QFontMetrics(look.font(11)).lineSpacing()
        spare = look.px(12 + 20 + 4 + 4 + 18)
        return QSize(wide, title + sum(high + look.px(4) for high in warnings) + below + spare)

    @safe(None)
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, card = self._look, index.data(CARD)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option, index)
        inside, ratio = self._inside(option.rect), painter.device().devicePixelRatio()
        role = FINDING_ROLE[card.kind]
        word = finding_words()[card.kind]
        paint_sign(painter, look, inside.topLeft(), role, FINDING_ICON[card.kind], word)
        beside = inside.width() - chip_size(look, word).width() - look.px(6)
        paint_meter(painter, look, self.meter_end(option.rect), card.sources, room=max(1, beside))
        parked = card.state is FindingState.PARKED
        painter.setPen(look.colour("text_soft" if parked else "text"))
        painter.setFont(look.font(13))
        y = inside.y() + look.px(24)
        y += draw_words(painter, QRect(inside.x(), y, inside.width(), 1000), card.title, LINES) + look.px(3)
        _, heights = self._heights(card, inside.width())
        painter.setFont(look.font(11))
        small = QFontMetrics(painter.font())
        for words, high in zip(card.warnings, heights, strict=True):
            sign = look.picture("triangle-alert", "consideration", 14, ratio=ratio)
            painter.drawPixmap(inside.x(), y + look.px(1), sign)
            painter.setPen(look.colour("text_soft"))
            room = QRect(inside.x() + look.px(20), y + look.px(2), inside.width() - look.px(20), high)
            draw_words(painter, room, words, 2)
            y += high + look.px(4)
        painter.setPen(look.colour("text_soft"))
        right = inside.right() + 1
        if card.comments:
            words = str(card.comments)
            right -= small.horizontalAdvance(words)
            painter.drawText(right, y + look.px(1) + small.ascent(), words)
            right -= look.px(18)
            painter.drawPixmap(right, y, look.picture("message-square-quote", "text_soft", 14, ratio=ratio))
            right -= look.px(8)
        below = small.elidedText(card.below, Qt.TextElideMode.ElideRight, right - inside.x())
        painter.drawText(inside.x(), y + look.px(1) + small.ascent(), below)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, state = self._look, option.state
        box = QRectF(option.rect).adjusted(1.5, 1.5, -1.5, -look.px(7) - 0.5)
        ground, edge, thick = "card", "edge", 1.2
        if state & QStyle.StateFlag.State_MouseOver:
            ground, edge = "hover", "field_edge"
        if state & QStyle.StateFlag.State_Selected:
            ground, edge = "accent_soft", "accent"
            thick = 2.2 if self._view.hasFocus() else 1.2
        if self._view.over() == index.row():
            ground, edge, thick = "accent_soft", "accent", 2.6
        painter.setPen(QPen(look.colour(edge), thick))
        painter.setBrush(look.colour(ground))
        painter.drawRoundedRect(box, 7, 7)

    def meter_end(self, rect: QRect) -> QPoint:
        """Where the meter of a card in that place ends, in the middle of its height."""
        inside = self._inside(rect)
        return QPoint(inside.right() + 1, inside.y() + self._look.px(10))


class FindingCards(CardList):
    """The list. ``current_changed`` carries the finding that is current, ``opened`` one to work on, ``explained`` one
    whose number was clicked, ``filed`` points that were dropped on a finding ("" for a new one), ``moved`` a finding
    and the one it shall stand before ("" for the end), ``removed`` one to put into the bin, ``left`` to go back."""

    current_changed = Signal(str)
    opened = Signal(str)
    explained = Signal(str)
    filed = Signal(str, list)
    moved = Signal(str, str)
    removed = Signal(str)
    left = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look, self.tr("Findings"))
        self._over = -1
        self._gap = -1
        self.findings = FindingModel(self)
        self.setModel(self.findings)
        self._delegate = FindingDelegate(look, self)
        self.setItemDelegate(self._delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.selectionModel().currentChanged.connect(lambda *_: self.current_changed.emit(self.current()))
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(CARD).key))

    def show_cards(self, cards: Sequence[FindingCard]) -> None:
        """Show these; the current one stays so."""
        current, row, before = self.current(), self.currentIndex().row(), self.findings.cards()
        if before == list(cards):
            return
        self.findings.set_cards(cards)
        self.scheduleDelayedItemsLayout()
        place = self.findings.place(current)
        if place < 0 and current and cards:
            place = min(max(row, 0), len(cards) - 1)
        if place >= 0:
            self.setCurrentIndex(self.findings.index(place))

    def choose(self, key: str) -> bool:
        """Make that finding the current one; whether it is in the list."""
        place = self.findings.place(key)
        if place >= 0:
            self.setCurrentIndex(self.findings.index(place))
            self.scrollTo(self.findings.index(place))
        return place >= 0

    def current(self) -> ItemId:
        """The current finding; empty when there is none."""
        card = self.currentIndex().data(CARD)
        return card.key if isinstance(card, FindingCard) else ItemId("")

    def over(self) -> int:
        """The row that points are being dragged over; -1 when there is none."""
        return self._over

    def meter_rect(self, row: int) -> QRectF:
        """Where the meter of that row is."""
        end = self._delegate.meter_end(self.visualRect(self.findings.index(row)))
        look = self._look
        return QRectF(end.x() - look.px(120), end.y() - look.px(11), look.px(124), look.px(22))

    def _aim(self, data: QMimeData, at: QPoint) -> None:
        index = self.indexAt(at)
        self._over, self._gap = -1, -1
        if data.hasFormat(POINTS):
            self._over = index.row() if index.isValid() else -1
        elif data.hasFormat(FINDING):
            rect = self.visualRect(index)
            after = index.isValid() and at.y() > rect.center().y()
            self._gap = index.row() + after if index.isValid() else self.findings.rowCount()
        self.viewport().update()

    def _forget_aim(self) -> None:
        self._over, self._gap = -1, -1
        self.viewport().update()

    @safe(None)
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(POINTS) or event.mimeData().hasFormat(FINDING):
            event.acceptProposedAction()

    @safe(None)
    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)
        self._aim(event.mimeData(), event.position().toPoint())
        event.acceptProposedAction()

    @safe(None)
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._forget_aim()

    @safe(None)
    def dropEvent(self, event: QDropEvent) -> None:
        data = event.mimeData()
        self._aim(data, event.position().toPoint())
        over, gap = self._over, self._gap
        self._forget_aim()
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        cards = self.findings.cards()
        if data.hasFormat(POINTS):
            self.filed.emit(cards[over].key if over >= 0 else "", points_in(data))
        elif data.hasFormat(FINDING):
            key = bytes(data.data(FINDING).data()).decode()
            self.moved.emit(key, cards[gap].key if 0 <= gap < len(cards) else "")

    @safe(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._gap < 0:
            return
        rows = self.findings.rowCount()
        last = self._gap >= rows
        rect = self.visualRect(self.findings.index(rows - 1 if last else self._gap))
        y = rect.bottom() - 3 if last else max(1, rect.top() - 3)
        painter = QPainter(self.viewport())
        painter.setPen(QPen(self._look.colour("accent"), 3))
        painter.drawLine(4, y, self.viewport().width() - 6, y)
        painter.end()

    @safe(None)
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self.meter_rect(index.row()).contains(event.position()):
            self.explained.emit(index.data(CARD).key)

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not held and self.current():
            self.opened.emit(self.current())
        elif key == Qt.Key.Key_Space and not held and self.current():
            self.explained.emit(self.current())
        elif key == Qt.Key.Key_Delete and self.current():
            self.removed.emit(self.current())
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
