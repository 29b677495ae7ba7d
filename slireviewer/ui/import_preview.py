"""The rows of a council's timetable as they stand in its file: what each became, and what each column means."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QIcon, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from slireviewer.timetable import Columns, Meaning, Plan, Table, Where
from slireviewer.ui.cards import label
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QFocusEvent,
        QPaintEvent,
        QResizeEvent,
        QWheelEvent,
    )


Index = QModelIndex | QPersistentModelIndex
_NOTHING: object = None


class RowState(Enum):
    """What became of a row; the value is its icon and the colour of that."""

    NEW = ("plus", "strength")
    CHANGED = ("pencil", "accent")
    SAME = ("check", "text_soft")
    PROBLEM = ("circle-alert", "danger")
    HEADING = ("minus", "text_soft")


def row_states(table: Table, plan: Plan) -> list[tuple[RowState | None, str]]:
    """What became of each row, and a sentence when it was not understood."""
    by_row: dict[Where, tuple[RowState, str]] = {skipped.where: (RowState.HEADING, "") for skipped in plan.skipped}
    for meetings, state in ((plan.unchanged, RowState.SAME), (plan.new, RowState.NEW)):
        by_row |= {plan.places[meeting.id]: (state, "") for meeting in meetings}
    by_row |= {change.where: (RowState.CHANGED, "") for change in plan.changed}
    by_row |= {problem.where: (RowState.PROBLEM, problem.reason) for problem in plan.problems}
    return [by_row.get(where, (None, "")) for where in table.where]


class TableRows(QAbstractTableModel):
    """The rows of the file as Qt asks for them; the first column says where a row stands and what became of it."""

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look
        self._table = Table((), ())
        self._states: list[tuple[RowState | None, str]] = []
        self._columns = Columns(())

    def set_table(self, table: Table) -> None:
        """Show the rows of another file; what became of them is not known yet."""
        self.beginResetModel()
        self._table, self._states, self._columns = table, [], Columns(())
        self.endResetModel()

    def set_states(self, states: list[tuple[RowState | None, str]], columns: Columns) -> None:
        """Show what became of each row, with a sentence where it was not understood, by these columns."""
        self._states, self._columns = states, columns
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def words(self, state: RowState | None) -> str:
        """What a state is called."""
        return {
            RowState.NEW: self.tr("new"),
            RowState.CHANGED: self.tr("changed"),
            RowState.SAME: self.tr("as it was"),
            RowState.PROBLEM: self.tr("not understood"),
            RowState.HEADING: self.tr("no meeting"),
            None: self.tr("empty"),
        }[state]

    @safe(0)
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._table.rows)

    @safe(0)
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else self._table.width + 1

    @safe(_NOTHING)
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.tr("Row") if section == 0 else str(section)
        return None

    @safe(_NOTHING)
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or not 0 <= index.row() < len(self._table.rows):
            return None
        state, reason = self._states[index.row()] if index.row() < len(self._states) else (None, "")
        if role == Qt.ItemDataRole.BackgroundRole:
            return self._look.colour("danger_soft") if state is RowState.PROBLEM else None
        if role == Qt.ItemDataRole.ToolTipRole and reason:
            return reason
        if index.column() == 0:
            return self._first(index.row(), state, reason, role)
        cells = self._table.rows[index.row()]
        text = cells[index.column() - 1] if index.column() <= len(cells) else ""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return " ".join(text.split())
        if role == Qt.ItemDataRole.ToolTipRole:
            return text or None
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(index.column() - 1, state)
        if role == Qt.ItemDataRole.FontRole and index.row() == self._columns.header:
            return self._look.font(12, QFont.Weight.DemiBold)
        return None

    def _first(self, row: int, state: RowState | None, reason: str, role: int) -> object:
        where = self._table.where[row]
        if role == Qt.ItemDataRole.DisplayRole:
            return str(where.number) if where.number else ""
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (str(where), self.words(state), reason) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{where}: {self.words(state)}"
        if role == Qt.ItemDataRole.DecorationRole and state is not None:
            return QIcon(self._look.picture(state.value[0], state.value[1], 14))
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._look.colour("danger" if state is RowState.PROBLEM else "text_soft")
        return None

    def _ink(self, column: int, state: RowState | None) -> QColor:
        meanings = self._columns.meanings
        unused = column < len(meanings) and meanings[column] in (Meaning.NOTHING, Meaning.REMARKS)
        return self._look.colour("text_soft" if unused or state in (RowState.HEADING, None) else "text")


class _Cells(QStyledItemDelegate):
    """Draws a row's own ground, which a style sheet's items would leave out."""

    @safe(None)
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if isinstance(ground, QColor):
            painter.fillRect(option.rect, ground)
        super().paint(painter, option, index)


class Preview(QTableView):
    """The rows, one line each."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName(self.tr("The rows of the file"))
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setMinimumSectionSize(30)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(_Cells(self))
        self.setCornerWidget(QWidget())
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        look.changed.connect(self.fit)

    def fit(self) -> None:
        """Make the columns as wide as their words want, within reason."""
        look, model = self._look, self.model()
        self.verticalHeader().setDefaultSectionSize(look.px(29))
        self.setMinimumHeight(look.px(29) * 3)
        metrics = QFontMetrics(look.font(13))
        for column in range(model.columnCount()):
            wanted = [
                metrics.horizontalAdvance(str(model.index(row, column).data() or ""))
                for row in range(min(60, model.rowCount()))
                if column == 0 or not self._is_one(row)
            ]
            least = look.px(66) if column == 0 else look.px(136)
            self.setColumnWidth(column, max(least, min(max(wanted, default=0) + look.px(20), look.px(270))))

    def _is_one(self, row: int) -> bool:
        """Whether a row is one text over all columns, such as a title."""
        model = self.model()
        return len({model.index(row, column).data() for column in range(1, model.columnCount())}) == 1

    @safe(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            painter.setPen(QPen(self._look.colour("accent"), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
            painter.end()


class Heads(QWidget):
    """A box above each column that says what the column means."""

    chosen = Signal(int, Meaning)

    def __init__(self, look: Look, table: Preview) -> None:
        super().__init__()
        self._look, self._table = look, table
        self.boxes: list[_Box] = []
        self._first = label(self.tr("Row"), "smallstrong")
        self._first.setParent(self)
        table.horizontalHeader().sectionResized.connect(lambda *_: self.place())
        table.horizontalScrollBar().valueChanged.connect(lambda _: self.place())
        look.changed.connect(self.place)
        self.setFixedHeight(look.px(34))

    def set_columns(self, table: Table, columns: Columns) -> None:
        """A box for each column of another file."""
        for box in self.boxes:
            box.hide()
            box.deleteLater()
        names = table.rows[columns.header] if columns.header is not None else ()
        self.boxes = []
        for number in range(table.width):
            name = " ".join(names[number].split()) if number < len(names) else ""
            box = _Box(self._look, self, name or self.tr("column {number}").format(number=number + 1))
            box.activated.connect(lambda _, column=number, which=box: self.chosen.emit(column, which.meaning()))
            box.entered.connect(lambda column=number: self._reveal(column))
            box.show()
            self.boxes.append(box)
        self.show_columns(columns)
        self.place()

    def show_columns(self, columns: Columns) -> None:
        """Show what the columns mean now."""
        for box, meaning in zip(self.boxes, columns.meanings, strict=False):
            box.set_meaning(meaning)

    def place(self) -> None:
        """Put each box above its column."""
        self.setFixedHeight(self._look.px(34))
        header, gap = self._table.horizontalHeader(), self._look.px(4)
        self._first.setGeometry(gap * 2, 0, self._table.columnWidth(0) - gap, self.height())
        for number, box in enumerate(self.boxes, 1):
            left = header.sectionViewportPosition(number)
            room = max(0, min(self._table.columnWidth(number), self._look.px(190)) - gap)
            box.setGeometry(left, 0, room, self.height() - gap)
        self._first.raise_()

    def _reveal(self, column: int) -> None:
        index = self._table.model().index(max(0, self._table.rowAt(0)), column + 1)
        self._table.scrollTo(index)

    @safe(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place()


class _Box(QComboBox):
    """What a column means; the wheel scrolls past it, and it says when it is entered."""

    entered = Signal()

    def __init__(self, look: Look, parent: QWidget, column: str) -> None:
        super().__init__(parent)
        self._look, self._column = look, column
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for meaning, words in self._words().items():
            self.addItem(words, meaning)
        self.view().setMinimumWidth(look.px(210))
        self.setMaxVisibleItems(20)

    def _words(self) -> dict[Meaning, str]:
        return {
            Meaning.NOTHING: self.tr("Not used"),
            Meaning.DATE: self.tr("Date"),
            Meaning.START: self.tr("Time or start"),
            Meaning.END: self.tr("End"),
            Meaning.MINUTES: self.tr("Minutes"),
            Meaning.TITLE: self.tr("Meeting"),
            Meaning.WHO: self.tr("Names of people met"),
            Meaning.PLACE: self.tr("Place"),
            Meaning.KIND: self.tr("Type"),
            Meaning.GROUP: self.tr("Group"),
            Meaning.EXPECTED: self.tr("How many"),
            Meaning.PEERS: self.tr("Peers"),
            Meaning.ATTENDEES: self.tr("Peers and people met"),
            Meaning.PAIR: self.tr("A pair's own column"),
            Meaning.STATUS: self.tr("Status"),
            Meaning.REMARKS: self.tr("Remarks (not kept)"),
        }

    def meaning(self) -> Meaning:
        """What is chosen."""
        return Meaning(self.currentData())

    def set_meaning(self, meaning: Meaning) -> None:
        """Show this one."""
        self.setCurrentIndex(self.findData(meaning))
        name = self.tr("{column} means {meaning}").format(column=self._column, meaning=self.currentText())
        self.setAccessibleName(name)
        self.setToolTip(name)

    @safe(None)
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    @safe(None)
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    @safe(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        icon = self._look.picture("chevron-down", "text_soft", 14, ratio=self.devicePixelRatioF())
        side = self._look.px(14)
        painter.drawPixmap(self.width() - side - self._look.px(6), (self.height() - side) // 2, icon)
        painter.end()
