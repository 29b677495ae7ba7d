"""The one list of rows with keys: its model, its view, its ground, and two ways that rows are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
_NOTHING: object = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: what it stands for, and its words."""

    key: str
    title: str
    below: str = ""
    right: str = ""
    icon: str = ""
    done: bool = False
    soft: bool = False
    role: str = "text_soft"  # the colour of the icon
    word: str = ""  # what the icon means
    marks: tuple[tuple[int, int], ...] = ()  # from where to where the title is marked


class Keyed(Protocol):
    """What can be a row: it says by a key what it stands for."""

    @property
    def key(self) -> str:
        """The same for as long as it stands for the same."""


T = TypeVar("T", bound=Keyed)


class KeyedModel(QAbstractListModel, Generic[T]):
    """Values with keys as Qt asks for them; what is said of one is for those who inherit."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[T] = []

    def set_rows(self, rows: Sequence[T]) -> None:
        """Show these rows; where only words changed the place in the list stays."""
        if [row.key for row in rows] == [row.key for row in self._rows]:
            for number, (old, new) in enumerate(zip(self._rows, rows, strict=True)):
                if old != new:
                    self._rows[number] = new
                    self.dataChanged.emit(self.index(number), self.index(number))
            return
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def rows(self) -> list[T]:
        """The rows now."""
        return list(self._rows)

    def place(self, key: str) -> int:
        """Where the row with that key is; -1 when it is not there."""
        return next((number for number, row in enumerate(self._rows) if row.key == key), -1)

    def words(self, row: T) -> str:
        """What a row says in one line."""
        raise NotImplementedError

    def hint(self, row: T) -> str:
        """What its tool tip says."""
        return self.words(row)

    def spoken(self, row: T) -> str:
        """What a screen reader says."""
        return self.words(row)

    @safe(0)
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    @safe(_NOTHING)
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return self.words(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.hint(row) or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(row)
        return None


class Rows(KeyedModel[Row]):
    """Rows with the words that they carry."""

    def words(self, row: Row) -> str:
        """Its title."""
        return row.title

    def spoken(self, row: Row) -> str:
        """All its words."""
        return ", ".join(part for part in (row.word, row.title, row.below, row.right) if part)


class KeyedList(QListView):
    """A painted list of rows. ``chosen`` follows when another one is the current one, ``picked`` when Enter is pressed.

    ``model`` and ``delegate`` say what is in it and how it looks.
    """

    chosen = Signal(str)
    picked = Signal(str)

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(name)
        look.changed.connect(self.doItemsLayout)

    def show_with(self, model: QAbstractListModel, delegate: QStyledItemDelegate) -> None:
        """Take its rows from ``model`` and have them drawn by ``delegate``; called once."""
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.selectionModel().currentChanged.connect(self._tell)

    def make_current(self, place: int) -> None:
        """Make the row at that place the current one, in sight; none at -1."""
        index = self.model().index(place, 0) if place >= 0 else QModelIndex()
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if index.isValid():
            self.scrollTo(index)

    def current(self) -> str:
        """What the current row stands for; empty when there is none."""
        return _key(self.currentIndex())

    def _tell(self, index: QModelIndex) -> None:
        self.chosen.emit(_key(index))

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current():
            self.picked.emit(self.current())
        else:
            super().keyPressEvent(event)


def _key(index: Index) -> str:
    row = index.data(ROW)
    return "" if row is None else str(row.key)


def paint_ground(painter: QPainter, look: Look, option: QStyleOptionViewItem, below: float = 2.5) -> bool:
    """The ground of a row, chosen or under the mouse; whether it is chosen. ``below`` is left free, in pixels."""
    state = option.state
    box = QRectF(option.rect).adjusted(1.5, 1.5, -1.5, -below)
    chosen = bool(state & QStyle.StateFlag.State_Selected)
    if chosen:
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        painter.setPen(QPen(look.colour("accent"), 2 if focused else 1))
        painter.setBrush(look.colour("accent_soft"))
        painter.drawRoundedRect(box, 5, 5)
    elif state & QStyle.StateFlag.State_MouseOver:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("hover"))
        painter.drawRoundedRect(box, 5, 5)
    return chosen


class MeetingDelegate(QStyledItemDelegate):
    """A meeting of the day: its title, and below its hour and how many points it has."""

    def __init__(self, look: Look, view: QListView) -> None:
        super().__init__(view)
        self._look = look

    @safe(QSize())
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self._look.px(120), self._look.px(48))

    @safe(None)
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, row = self._look, index.data(ROW)
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = paint_ground(painter, look, option)
        inside = rect.adjusted(look.px(11), look.px(6), -look.px(9), -look.px(7))
        painter.setFont(look.font(13, QFont.Weight.DemiBold if chosen else QFont.Weight.Normal))
        painter.setPen(look.colour("text_soft" if row.soft and not chosen else "text"))
        title = QFontMetrics(painter.font()).elidedText(row.title, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, title)
        painter.setFont(look.font(11))
        painter.setPen(look.colour("text_soft"))
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, row.below)
        if row.done:
            tick = look.picture("check", "strength", 14, ratio=painter.device().devicePixelRatio())
            painter.drawPixmap(inside.right() - look.px(13), inside.bottom() - look.px(15), tick)
        painter.restore()


class FoundDelegate(QStyledItemDelegate):
    """Something found: icon, the words found, where it stands, and on the right its key or its hour."""

    def __init__(self, look: Look, view: QListView) -> None:
        super().__init__(view)
        self._look = look

    @safe(QSize())
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self._look.px(200), self._look.px(46 if index.data(ROW).below else 32))

    @safe(None)
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, row = self._look, index.data(ROW)
        rect: QRect = option.rect
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("accent_soft" if state & QStyle.StateFlag.State_Selected else "hover"))
            painter.drawRoundedRect(QRectF(rect).adjusted(2, 1, -2, -1), 4, 4)
        plain = not state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver)
        role = row.role if plain else "text_soft" if row.role == "text_soft" else "text"
        inside = rect.adjusted(look.px(12), look.px(6), -look.px(12), -look.px(6))
        if row.icon:
            icon = look.picture(row.icon, role, 15, ratio=painter.device().devicePixelRatio())
            painter.drawPixmap(inside.x(), inside.y() + look.px(2), icon)
        painter.setFont(look.font(11))
        painter.setPen(look.colour("text_soft"))
        right = QFontMetrics(painter.font()).horizontalAdvance(row.right)
        painter.drawText(inside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, row.right)
        words = inside.adjusted(look.px(25), 0, 0, 0)
        left = words
        if row.below and row.word:
            painter.setFont(look.font(11, QFont.Weight.DemiBold))
            painter.setPen(look.colour(role))
            painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, row.word)
            wide = QFontMetrics(painter.font()).horizontalAdvance(row.word) + look.px(8)
            words = words.adjusted(wide, 0, 0, 0)
            painter.setFont(look.font(11))
            painter.setPen(look.colour("text_soft"))
        if row.below:
            below = QFontMetrics(painter.font()).elidedText(row.below, Qt.TextElideMode.ElideRight, words.width())
            painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, below)
        room = left.width() - right - look.px(10)
        painter.setPen(look.colour("text_soft" if row.soft else "text"))
        self._paint_title(painter, row, left.adjusted(0, 0, room - left.width(), 0))
        painter.restore()

    def _paint_title(self, painter: QPainter, row: Row, rect: QRect) -> None:
        """The title, its marked parts bold and underlined; … where there is no more room."""
        plain, bold = self._look.font(13), self._look.font(13, QFont.Weight.Bold)
        bold.setUnderline(True)
        x, at = rect.left(), 0
        parts: list[tuple[str, bool]] = []
        for start, end in row.marks:
            parts += [(row.title[at:start], False), (row.title[start:end], True)]
            at = end
        parts.append((row.title[at:], False))
        for text, marked in parts:
            painter.setFont(bold if marked else plain)
            metrics, room = QFontMetrics(painter.font()), rect.right() - x + 1
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            box = QRect(x, rect.top(), max(0, room), rect.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, shown)
            x += metrics.horizontalAdvance(text)
            if shown != text or x >= rect.right():
                break
