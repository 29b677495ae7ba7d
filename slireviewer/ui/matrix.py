"""What was heard, by theme and by kind: a table of counts with a dot for every separate group behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from slireviewer.model import NO_ITEM, ItemId, PointKind
from slireviewer.triangulation import Cell
from slireviewer.ui.chips import KIND_ROLE
from slireviewer.ui.rows import Index
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look
from slireviewer.ui.words import counted_groups, counted_points, kinds_words
from slireviewer.ui.wrapping import draw_words

LINE = Qt.ItemDataRole.UserRole
PLAIN_KINDS = (PointKind.STRENGTH, PointKind.CONSIDERATION)
FURTHER_KINDS = (PointKind.QUOTE, PointKind.FOLLOW_UP, PointKind.CONTEXT)
_NOTHING: object = None
_EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Line:
    """One row: a theme with its cells; ``whole`` is the row that counts everything, ``bare`` that without a theme."""

    theme: ItemId
    title: str
    cells: Mapping[PointKind, Cell] = field(default_factory=dict)
    below: bool = False  # a theme under another
    whole: bool = False
    bare: bool = False

    @property
    def points(self) -> int:
        """How many points of every kind it has."""
        return sum(cell.points for cell in self.cells.values())

    @property
    def key(self) -> str:
        """What tells this row from the others."""
        return "whole" if self.whole else "bare" if self.bare else self.theme


class Matrix(QAbstractTableModel):
    """Themes down, kinds across; the first column is the theme with everything in it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[Line] = []
        self._kinds: tuple[PointKind, ...] = PLAIN_KINDS
        self._most = 1

    def set_lines(self, lines: Sequence[Line], kinds: tuple[PointKind, ...]) -> None:
        """Show these; where only counts changed the place in the table stays."""
        same = [line.key for line in lines] == [line.key for line in self._lines] and kinds == self._kinds
        if same:
            self._keep(lines)
            if lines:
                self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(kinds)))
            return
        self.beginResetModel()
        self._kinds = kinds
        self._keep(lines)
        self.endResetModel()

    def _keep(self, lines: Sequence[Line]) -> None:
        self._lines = list(lines)
        cells = [line.cells.get(kind, _EMPTY) for line in lines if not line.whole for kind in self._kinds]
        self._most = max((cell.points for cell in cells), default=1) or 1

    def line(self, row: int) -> Line:
        """The row at that place."""
        return self._lines[row]

    def lines(self) -> list[Line]:
        """All rows."""
        return list(self._lines)

    def kind(self, column: int) -> PointKind | None:
        """The kind of a column; none for the first, which stands for all of them."""
        return self._kinds[column - 1] if column else None

    def kinds(self) -> tuple[PointKind, ...]:
        """The kinds that have a column."""
        return self._kinds

    def cell(self, index: Index) -> Cell:
        """The count in a cell."""
        kind = self.kind(index.column())
        line = self._lines[index.row()]
        return line.cells.get(kind, _EMPTY) if kind is not None else _EMPTY

    def share(self, index: Index) -> float:
        """How much is in a cell, 0 to 1, beside the fullest one."""
        return min(1.0, self.cell(index).points / self._most)

    def place(self, key: str) -> int:
        """The row with that key; -1 when there is none."""
        return next((number for number, line in enumerate(self._lines) if line.key == key), -1)

    def sentence(self, index: Index) -> str:
        """A cell in words: "Governance › Considerations: 21 points from 9 groups"."""
        line, kind = self._lines[index.row()], self.kind(index.column())
        if kind is None:
            return line.title if line.bare else f"{line.title}: {counted_points(line.points)}"
        cell = self.cell(index)
        said = self.tr("{theme} › {kind}: {points}").format(
            theme=line.title, kind=kinds_words()[kind], points=counted_points(cell.points)
        )
        return (
            self.tr("{said} from {groups}").format(said=said, groups=counted_groups(cell.rooms)) if cell.rooms else said
        )

    @safe(0)
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._lines)

    @safe(0)
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._kinds) + 1

    @safe(_NOTHING)
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or not 0 <= index.row() < len(self._lines):
            return None
        line = self._lines[index.row()]
        if role == LINE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title if index.column() == 0 else str(self.cell(index).points)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self.sentence(index)
        return None

    @safe(_NOTHING)
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        if orientation == Qt.Orientation.Vertical:
            return self._lines[section].title if 0 <= section < len(self._lines) else None
        if not 0 <= section <= len(self._kinds):
            return None
        kind = self.kind(section)
        return self.tr("Theme") if kind is None else kinds_words()[kind]


def tint(look: Look, role: str, share: float) -> QColor:
    """The ground of a cell: the card with a little of the kind's colour, more where more was heard."""
    card, ink = look.colour("card"), look.colour(role)
    light = look.key == "light"
    low, high = (0.1, 0.19) if light else (0.1, 0.2)
    part = low + (high - low) * share
    mixed = (card.redF(), ink.redF()), (card.greenF(), ink.greenF()), (card.blueF(), ink.blueF())
    return QColor.fromRgbF(*(one + (other - one) * part for one, other in mixed))


class Cells(QStyledItemDelegate):
    """A count, how many groups in words, and a dot for each of them."""

    def __init__(self, look: Look, view: QTableView) -> None:
        super().__init__(view)
        self._look, self._view = look, view

    @safe(QSize())
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self._look.px(90), self._look.px(44))

    @safe(None)
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = index.data(LINE)
        if index.column() == 0:
            self._paint_title(painter, option.rect, line)
        else:
            self._paint_cell(painter, option.rect, index, line)
        if option.state & QStyle.StateFlag.State_Selected:
            self._paint_ring(painter, option)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(QPen(self._look.colour("field_edge"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self._box(option.rect), 5, 5)
        painter.restore()

    def _box(self, rect: QRect) -> QRectF:
        return QRectF(rect).adjusted(3.5, 3.5, -3.5, -3.5)

    def _paint_ring(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        look = self._look
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus) or self._view.hasFocus()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.colour("accent"), look.px(2.4) if focused else look.px(1.6)))
        painter.drawRoundedRect(QRectF(option.rect).adjusted(2, 2, -2, -2), 6, 6)

    def _paint_title(self, painter: QPainter, rect: QRect, line: Line) -> None:
        look = self._look
        strong = not line.below and not line.bare
        painter.setFont(look.font(13, QFont.Weight.DemiBold if strong else QFont.Weight.Normal))
        painter.setPen(look.colour("text" if strong else "text_soft"))
        room = rect.adjusted(look.px(20 if line.below else 8), look.px(3), -look.px(8), -look.px(3))
        lines = max(1, room.height() // QFontMetrics(painter.font()).height())
        draw_words(painter, room, line.title, lines, middle=True)

    def _paint_cell(self, painter: QPainter, rect: QRect, index: Index, line: Line) -> None:
        model = self._view.model()
        assert isinstance(model, Matrix)
        look, cell, kind = self._look, model.cell(index), model.kind(index.column())
        assert kind is not None
        role = KIND_ROLE[kind]
        box = self._box(rect)
        painter.setPen(Qt.PenStyle.NoPen)
        if line.whole:
            painter.setBrush(look.colour("track"))
        else:
            painter.setBrush(tint(look, role, model.share(index)) if cell.points else look.colour("track"))
        painter.drawRoundedRect(box, 5, 5)
        roomy = box.height() >= look.px(50)
        spare = look.px(5 if roomy else 2)
        inside = box.toRect().adjusted(look.px(10), spare, -look.px(10), -spare)
        tall = inside.height() >= look.px(30)
        dots = inside.height() - look.px(25 if roomy else 20) if tall and cell.rooms and not line.whole else 0
        head = QRect(inside.x(), inside.y(), inside.width(), inside.height() - dots)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(look.colour("text" if cell.points else "text_soft"))
        painter.setFont(look.font(16, QFont.Weight.DemiBold if cell.points else QFont.Weight.Normal))
        painter.drawText(head, middle | Qt.AlignmentFlag.AlignLeft, str(cell.points))
        taken = QFontMetrics(painter.font()).horizontalAdvance(str(cell.points)) + look.px(8)
        painter.setFont(look.font(11))
        words = counted_groups(cell.rooms) if cell.rooms else ""
        if QFontMetrics(painter.font()).horizontalAdvance(words) + taken <= head.width():
            painter.setPen(look.colour("text_soft"))
            painter.drawText(head, middle | Qt.AlignmentFlag.AlignRight, words)
        if dots:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour(role))
            space = QRect(inside.x(), head.bottom() + 1, inside.width(), dots)
            for spot in dot_places(space, cell.rooms, look.px(6), look.px(9)):
                painter.drawEllipse(spot)


def dot_places(room: QRect, count: int, size: int, step: int) -> list[QRectF]:
    """Where ``count`` dots go: a line of them, closer and then in more lines where there are many."""
    smallest = max(3, round(size * 0.55))
    while True:
        across = max(1, (room.width() - size) // step + 1)
        down = max(1, (room.height() - size) // step + 1)
        if across * down >= count or size <= smallest:
            break
        size, step = size - 1, max(size, step - 1)
    across = max(1, (room.width() - size) // step + 1)
    shown = min(count, across * down)
    lines = -(-shown // across)
    high = (lines - 1) * step + size
    top = room.y() + min(max(0, (room.height() - high) / 2), size)
    return [
        QRectF(room.x() + number % across * step, top + number // across * step, size, size) for number in range(shown)
    ]


class _Head(QHeaderView):
    """The words above the columns."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._look = look
        self.setAccessibleName(self.tr("Theme and kinds"))
        self.setSectionsClickable(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumSectionSize(20)
        self.viewport().setAutoFillBackground(False)

    @safe(QSize())
    def sizeHint(self) -> QSize:
        return QSize(100, self._look.px(32))

    @safe(None)
    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        look = self._look
        painter.save()
        painter.setPen(look.colour("text_soft"))
        painter.setFont(look.font(11, QFont.Weight.DemiBold))
        words = str(self.model().headerData(section, Qt.Orientation.Horizontal))
        room = rect.adjusted(look.px(8), 0, -4, -look.px(4))
        shown = QFontMetrics(painter.font()).elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.setPen(look.colour("edge"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()


class MatrixView(QTableView):
    """The table. ``chosen`` says that another cell is current, ``entered`` that Enter was pressed on it."""

    chosen = Signal()
    entered = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.matrix = Matrix(self)
        self.setModel(self.matrix)
        self.setItemDelegate(Cells(look, self))
        self.setHorizontalHeader(_Head(look, self))
        self.verticalHeader().hide()
        self.setAccessibleName(self.tr("What we have heard, by theme and kind"))
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentChanged.connect(self._tell)
        self.matrix.modelReset.connect(self.fit)
        self.doubleClicked.connect(self._enter)
        look.changed.connect(self.fit)

    def choose(self, key: str, kind: PointKind | None) -> bool:
        """Make the cell of that row and kind the current one; whether there is one."""
        row = self.matrix.place(key)
        column = 0 if kind is None else self.matrix.kinds().index(kind) + 1 if kind in self.matrix.kinds() else -1
        if row < 0 or column < 0:
            return False
        self.setCurrentIndex(self.matrix.index(row, column))
        return True

    def chosen_cell(self) -> tuple[Line, PointKind | None] | None:
        """The row and the kind that are current; no kind means all of them."""
        index = self.currentIndex()
        return (self.matrix.line(index.row()), self.matrix.kind(index.column())) if index.isValid() else None

    def fit(self) -> None:
        """Share the room among the columns and the rows."""
        look, columns, rows = self._look, self.matrix.columnCount(), self.matrix.rowCount()
        if not rows:
            return
        wide = self.viewport().width()
        title = min(wide * 36 // 100, look.px(240)) if columns <= 3 else wide * 30 // 100
        self.horizontalHeader().resizeSection(0, title)
        for column in range(1, columns):
            left = (wide - title) * (column - 1) // (columns - 1)
            right = (wide - title) * column // (columns - 1)
            self.horizontalHeader().resizeSection(column, right - left)
        whole = look.px(34) if self.matrix.line(rows - 1).whole else 0
        room = self.viewport().height() - whole
        height = max(look.px(44), min(look.px(66), room // max(1, rows - bool(whole))))
        for row in range(rows):
            self.verticalHeader().resizeSection(row, whole if self.matrix.line(row).whole else height)

    def _tell(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit()

    def _enter(self, index: QModelIndex) -> None:
        self.entered.emit()

    @safe(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    @safe(None)
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    @safe(None)
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.fit()


def whole_line(title: str, cells: Mapping[PointKind, Cell]) -> Line:
    """The row that counts everything."""
    return Line(NO_ITEM, title, cells, whole=True)
