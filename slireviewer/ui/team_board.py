"""The team's board: whose notes of which day are here, when each last gave, what waits, and what has no notes yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QHeaderView, QTableView, QVBoxLayout

from slireviewer.ui.cards import card, label
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.listing import Listing
from slireviewer.ui.rows import Row
from slireviewer.ui.safe import safe
from slireviewer.ui.section import Section
from slireviewer.ui.theme import Look
from slireviewer.ui.words import hour_of, spoken

if TYPE_CHECKING:
    from slireviewer.model import Meeting
    from slireviewer.storage import BoardLine, Workspace

Index = QModelIndex | QPersistentModelIndex
_NOTHING: object = None


@dataclass(frozen=True, slots=True)
class Board:
    """The lines of the board, the meetings nobody has notes of, and what others have and this laptop lacks."""

    lines: tuple[BoardLine, ...]
    silent: tuple[Meeting, ...]
    lacking: tuple[str, ...]


class TeamBoard(Section):
    """A table with a line for each of the team and a column for each day."""

    def __init__(self, look: Look, jobs: Jobs, clock: Callable[[], datetime]) -> None:
        super().__init__(look, jobs)
        self._clock = clock
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        whole.addWidget(self._build_table(), 3)
        whole.addWidget(self._build_silent(), 2)
        look.changed.connect(self._restyle)

    def read(self, workspace: Workspace, stopped: Callable[[], bool]) -> Board:
        from slireviewer import storage

        now = self._clock()
        with workspace.read() as r:
            lacking = storage.missing_lines(r)
            return Board(
                tuple(storage.board_lines(r, now=now)),
                tuple(storage.silent_meetings(r, now=now)),
                tuple(self._lacking_words(each.holder, each.person, each.changes) for each in lacking),
            )

    def fill(self, value: Board) -> None:
        self.model.set_lines(value.lines, self._clock().date())
        self._fit()
        self._lacking.setText("\n".join(value.lacking))
        self._lacking.setVisible(bool(value.lacking))
        self.silent.fill(
            [
                Row(meeting.id, meeting.title, _when(meeting), icon="notebook-pen", role="consideration")
                for meeting in value.silent
            ]
        )
        self._silent_card.setVisible(bool(value.silent))

    def take_focus(self) -> None:
        self.table.setFocus()
        if not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, 0))

    def _lacking_words(self, holder: str, person: str, changes: int) -> str:
        if person and person != holder:
            return self.tr("%n change(s) by {person} came to {holder} and not here.", "", changes).format(
                person=person, holder=holder or self.tr("somebody")
            )
        return self.tr("{holder} has %n change(s) that have not come here.", "", changes).format(
            holder=holder or self.tr("Somebody")
        )

    def _open_cell(self) -> None:
        meeting = self.model.missing_at(self.table.currentIndex())
        if meeting is not None:
            self.sought.emit(meeting.id, "")

    def _build_table(self) -> QFrame:
        made, column = card(spacing=8, margins=(14, 13, 14, 13))
        column.addWidget(label(self.tr("Whose notes are here"), "section"))
        self.model = BoardModel(self._look, self)
        self.table = _Table()
        self.table.setModel(self.model)
        self.table.setAccessibleName(self.tr("Whose notes of which day are here"))
        self.table.horizontalHeader().setAccessibleName(self.tr("What the columns are"))
        self.table.entered_cell = self._open_cell
        self.table.doubleClicked.connect(lambda _: self._open_cell())
        column.addWidget(self.table, 1)
        self._lacking = label(role="soft", wrap=True)
        self._lacking.hide()
        column.addWidget(self._lacking)
        return made

    def _build_silent(self) -> QFrame:
        self._silent_card, column = card(spacing=8, margins=(10, 13, 10, 10))
        head = QHBoxLayout()
        head.setContentsMargins(4, 0, 0, 0)
        head.addWidget(label(self.tr("Meetings that nobody has notes of"), "section"))
        column.addLayout(head)
        self.silent = Listing(self._look, self.tr("Meetings that nobody has notes of"))
        self.silent.picked.connect(lambda meeting: self.sought.emit(meeting, ""))
        self.silent.doubleClicked.connect(lambda _: self.sought.emit(self.silent.current(), ""))
        column.addWidget(self.silent, 1)
        return self._silent_card

    def _fit(self) -> None:
        header = self.table.horizontalHeader()
        header.setMinimumSectionSize(self._look.px(80))
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        self.table.verticalHeader().setDefaultSectionSize(self._look.px(36))

    def _restyle(self) -> None:
        self._fit()


class _Table(QTableView):
    """The table; Enter opens what is missing in a cell, Tab leaves."""

    def __init__(self) -> None:
        super().__init__()
        self.entered_cell: Callable[[], None] = lambda: None
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QFrame.Shape.NoFrame)

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered_cell()
        else:
            super().keyPressEvent(event)


class BoardModel(QAbstractTableModel):
    """The board as Qt asks for it: who, when they last gave, a column a day, and what waits."""

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look
        self._lines: Sequence[BoardLine] = ()
        self._days: list[date] = []
        self._today = date.min

    def set_lines(self, lines: Sequence[BoardLine], today: date) -> None:
        """Show these lines."""
        self.beginResetModel()
        self._lines, self._today = lines, today
        self._days = sorted({each.day for line in lines for each in line.days})
        self.endResetModel()

    def missing_at(self, index: Index) -> Meeting | None:
        """The first meeting of a cell of which that person has no notes here."""
        day = self._day(index)
        return day.missing[0] if day is not None and day.missing else None

    def words_at(self, index: Index) -> str:
        """What a cell says."""
        line, column = self._lines[index.row()], index.column()
        if column == 0:
            return self.tr("{name} (you)").format(name=line.person.name) if line.mine else line.person.name
        if column == 1:
            if line.mine:
                return self.tr("this laptop")
            return hour_of(line.given, self._today) or self.tr("never")
        if column == self.columnCount() - 1:
            if not line.waiting:
                return ""
            for_whom = ", ".join(line.waits_for) or self.tr("an earlier package")
            return self.tr("%n change(s) wait for {who}", "", line.waiting).format(who=for_whom)
        day = self._day(index)
        if day is None or not (day.notes or day.missing):
            return "–"
        said = self.tr("%n note(s)", "", day.notes) if day.notes else self.tr("none")
        if not day.missing:
            return said
        missing = self.tr("%n missing", "", len(day.missing))
        return f"{said} · {missing}"

    def _day(self, index: Index) -> Any:
        if not index.isValid() or not 2 <= index.column() < self.columnCount() - 1:
            return None
        day = self._days[index.column() - 2]
        return next((each for each in self._lines[index.row()].days if each.day == day), None)

    @safe(0)
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._lines)

    @safe(0)
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._days) + 3

    @safe(_NOTHING)
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        days = [spoken(day, "ddd d MMM") for day in self._days]
        return (self.tr("Who"), self.tr("Last given"), *days, self.tr("Waits"))[section]

    @safe(_NOTHING)
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or not 0 <= index.row() < len(self._lines):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.words_at(index)
        day = self._day(index)
        missing = day.missing if day is not None else ()
        if role == Qt.ItemDataRole.ToolTipRole and missing:
            return "\n".join(meeting.title for meeting in missing)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.words_at(index) if index.column() == self.columnCount() - 1 else None
        if role == Qt.ItemDataRole.ForegroundRole:
            late = index.column() == 1 and not self._lines[index.row()].mine and self._lines[index.row()].given is None
            waits = index.column() == self.columnCount() - 1
            return self._look.colour("consideration" if missing or late or waits else "text")
        return None


def _when(meeting: Meeting) -> str:
    if meeting.starts is None:
        return ""
    return f"{spoken(meeting.starts.date(), 'ddd d MMM')} {meeting.starts:%H:%M}"
