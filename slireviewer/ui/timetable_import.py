"""Importing the council's timetable: choose a file, see what each row became, agree; only then is anything written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QMenu,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from slireviewer.errors import ReviewError
from slireviewer.model import ItemId
from slireviewer.timetable import Columns, Meaning, Plan, Table, differences, guess_columns, understand
from slireviewer.ui.cards import Shortened, button, card, clear, frame, label, scrolled
from slireviewer.ui.import_preview import Heads, Preview, TableRows, row_states
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.rows import FoundDelegate, Row, Rows
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QDragEnterEvent,
        QDragLeaveEvent,
        QDropEvent,
        QPaintEvent,
    )

    from slireviewer.model import Challenge, Meeting, Person
    from slireviewer.storage import Workspace

Choose = Callable[[QWidget], Path | None]
DOT = "   ·   "


class TimetableImport(QDialog):
    """Shows what a file would do to the timetable, and does it when the reviewer presses Import.

    Needs nothing from a page but the open challenge; ``choose`` asks for a file and is Qt's own box unless handed in.
    Says ``imported`` with the number of meetings written, after they are on the disk.
    """

    imported = Signal(int)
    shown = Signal()
    """After a file was read, or refused, or what it would do was found anew."""

    def __init__(
        self, parent: QWidget | None, look: Look, workspace: Workspace, jobs: Jobs, choose: Choose | None = None
    ) -> None:
        super().__init__(parent)
        self._look, self._workspace, self._jobs = look, workspace, jobs
        self._choose = choose or _ask
        self._table: Table | None = None
        self._columns = Columns(())
        self._aliases: dict[str, frozenset[ItemId]] = {}
        self._names: list[str] = []
        self._turn = 0
        self.plan = Plan()
        self.setWindowTitle(self.tr("Import the timetable"))
        self.setAcceptDrops(True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 14, 16, 14)
        whole.setSpacing(12)
        whole.addWidget(self._build_head())
        self._pages = QStackedLayout()
        self._start = _Drop(look)
        self._start.asked.connect(self.choose_file)
        self._pages.addWidget(self._start)
        self._pages.addWidget(self._build_work())
        whole.addLayout(self._pages, 1)
        whole.addLayout(self._build_foot())
        look.changed.connect(self._restyle)
        room = parent.size() if parent is not None else QSize(1366, 740)
        self.resize(min(look.px(1120), max(560, room.width() - 40)), min(look.px(690), max(420, room.height() - 40)))
        self._show_plan()
        self._start.choose.setFocus()

    # ---- what a reviewer, a menu or a test asks for

    def choose_file(self) -> None:
        """Ask which file it is, and read it."""
        path = self._choose(self)
        if path is not None:
            self.open_file(path)

    def open_file(self, path: Path) -> None:
        """Read a file aside; ``shown`` says when that is done. Nothing is written."""
        self._turn += 1
        turn = self._turn
        self._say("")
        self._about.set_whole(self.tr("Reading {file}…").format(file=path.name))
        self._start.set_busy(True)
        self.go.setEnabled(False)

        def work(stop: Event) -> Table:
            from slireviewer import sheets

            return sheets.read_table(path, stopped=stop.is_set)

        self._jobs.start(work, lambda table: self._read(turn, path, table), lambda fault: self._refused(turn, fault))

    def set_meaning(self, column: int, meaning: Meaning) -> None:
        """Say what a column means."""
        self._columns = self._columns.having(column, meaning)
        self._understand()

    def set_people(self, name: str, people: frozenset[ItemId] | None) -> None:
        """Say who of the team is meant by a name in the file: nobody is an answer, ``None`` takes the answer back."""
        if people is None:
            self._aliases.pop(name, None)
        else:
            self._aliases[name] = people
        self._understand()

    def write(self) -> None:
        """Import what was understood, as one edit, and close."""
        from slireviewer import storage

        if not self.go.isEnabled():
            return
        count = len(self.plan.meetings)
        try:
            with self._workspace.edit(self.tr("Import the timetable"), origin=self) as e:
                storage.import_meetings(e, self.plan)
        except ReviewError as refusal:
            self._say(str(refusal))
            return
        self.imported.emit(count)
        self.accept()

    # ---- the parts

    def _build_head(self) -> QFrame:
        made = frame("card")
        row = QHBoxLayout(made)
        row.setContentsMargins(16, 12, 12, 12)
        row.setSpacing(14)
        self._sign = QLabel()
        row.addWidget(self._sign)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(self.tr("Import the timetable"), "heading"))
        self._about = Shortened(role="soft")
        words.addWidget(self._about)
        row.addLayout(words, 1)
        self._counts: dict[str, _Count] = {}
        for key, word, role in (
            ("new", self.tr("new"), "strength"),
            ("changed", self.tr("changed"), "accent"),
            ("same", self.tr("as they were"), "text_soft"),
            ("problems", self.tr("not understood"), "danger"),
        ):
            self._counts[key] = _Count(self._look, word, role)
            row.addWidget(self._counts[key])
        row.addSpacing(6)
        self.other = button(self.tr("Another file…"))
        self.other.clicked.connect(self.choose_file)
        row.addWidget(self.other)
        return made

    def _build_work(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        above, inside = card(spacing=6, margins=(12, 11, 12, 8))
        line = QHBoxLayout()
        line.addWidget(label(self.tr("What each column means"), "section"))
        line.addStretch(1)
        self._hint = Shortened(role="small")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignRight)
        line.addWidget(self._hint, 3)
        inside.addLayout(line)
        self._rows = TableRows(self._look, self)
        self.table = Preview(self._look)
        self.table.setModel(self._rows)
        self.heads = Heads(self._look, self.table)
        self.heads.chosen.connect(self.set_meaning)
        inside.addWidget(self.heads)
        inside.addWidget(self.table, 1)
        column.addWidget(above, 5)
        below = QHBoxLayout()
        below.setSpacing(12)
        below.addWidget(self._build_matters(), 3)
        below.addWidget(self._build_names(), 2)
        column.addLayout(below, 3)
        return made

    def _build_matters(self) -> QFrame:
        self._matters_card, column = card(spacing=4, margins=(12, 11, 8, 8))
        self._matters_title = label("", "section")
        column.addWidget(self._matters_title)
        self.matters = Rows(self)
        self.matter_list = QListView()
        self.matter_list.setModel(self.matters)
        self.matter_list.setItemDelegate(FoundDelegate(self._look, self.matter_list))
        self.matter_list.setMouseTracking(True)
        self.matter_list.setTabKeyNavigation(False)
        self.matter_list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.matter_list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.matter_list.setAccessibleName(self.tr("What to look at"))
        self.matter_list.selectionModel().currentChanged.connect(self._go_to)
        self.matter_list.clicked.connect(self._go_to)
        self.matter_list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        column.addWidget(self.matter_list, 1)
        self._rest = label(role="small", wrap=True)
        column.addWidget(self._rest)
        return self._matters_card

    def _build_names(self) -> QFrame:
        self._names_card, column = card(spacing=4, margins=(12, 11, 8, 8))
        column.addWidget(label(self.tr("Who is meant?"), "section"))
        column.addWidget(
            label(
                self.tr("These names are nobody's in the team. Say whose they are, once for the file."),
                "small",
                wrap=True,
            )
        )
        inner = QWidget()
        self._name_lines = QVBoxLayout(inner)
        self._name_lines.setContentsMargins(0, 4, 4, 0)
        self._name_lines.setSpacing(4)
        area = scrolled(inner, self.tr("Who is meant?"))
        area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        column.addWidget(area, 1)
        return self._names_card

    def _build_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self._promise = Shortened(
            self.tr("Nothing changes until you press Import, and one Undo takes all of it back."), "soft"
        )
        row.addWidget(self._promise, 1)
        self.matter = label(role="alarm", wrap=True)
        self.matter.hide()
        row.addWidget(self.matter, 1)
        self.cancel = button(self.tr("Cancel"))
        self.cancel.clicked.connect(self.reject)
        row.addWidget(self.cancel)
        self.go = button(self.tr("Import"), "primary")
        self.go.clicked.connect(self.write)
        row.addWidget(self.go)
        return row

    # ---- reading and understanding, on a thread

    def _read(self, turn: int, path: Path, table: Table) -> None:
        if turn != self._turn or not isValid(self):
            return
        self._table = table
        self._aliases, self._names = {}, []
        self._start.set_busy(False)
        people = self._facts()[1]
        self._columns = guess_columns(table, team=people)
        part = f"“{table.name}”" if table.name and table.name != path.name else ""
        rows = self.tr("{count} rows").format(count=f"{len(table.rows):,}")
        left = self.tr("not read: {names}").format(names=", ".join(table.left_out)) if table.left_out else ""
        self._about.set_whole(DOT.join(each for each in (path.name, part, rows, left) if each))
        self._rows.set_table(table)
        self.heads.set_columns(table, self._columns)
        self.table.fit()
        self._pages.setCurrentIndex(1)
        self._understand()
        self.table.setFocus()

    def _refused(self, turn: int, fault: Exception) -> None:
        if turn != self._turn or not isValid(self):
            return
        self._start.set_busy(False)
        if not isinstance(fault, ReviewError):
            raise fault
        self._about.set_whole("" if self._table is None else self._about.whole())
        self._say(str(fault))
        self._show_plan()
        self.shown.emit()

    def _facts(self) -> tuple[Challenge, list[Person], list[Meeting]]:
        from slireviewer import storage

        with self._workspace.read() as r:
            return storage.get_challenge(r), storage.person_lines(r), storage.read_meetings(r)

    def _understand(self) -> None:
        table, columns, aliases = self._table, self._columns, dict(self._aliases)
        if table is None:
            return
        self._turn += 1
        turn = self._turn
        challenge, people, existing = self._facts()
        self.go.setEnabled(False)
        self.heads.show_columns(columns)

        def work(_stop: Event) -> Plan:
            return understand(
                table,
                columns,
                start=challenge.start,
                end=challenge.end,
                team=people,
                existing=existing,
                aliases=aliases,
            )

        self._jobs.start(
            work, lambda plan: self._understood(turn, plan, people), lambda fault: self._refused(turn, fault)
        )

    def _understood(self, turn: int, plan: Plan, people: list[Person]) -> None:
        if turn != self._turn or not isValid(self):
            return
        self.plan = plan
        self._names += [name for name in plan.unknown if name not in self._names]
        self._say("")
        self._show_plan()
        self._show_names(people)
        self._show_matters(people)
        self.shown.emit()

    # ---- showing

    def _show_plan(self) -> None:
        plan, there = self.plan, self._table is not None
        for key, count in (
            ("new", len(plan.new)),
            ("changed", len(plan.changed)),
            ("same", len(plan.unchanged)),
            ("problems", len(plan.problems)),
        ):
            self._counts[key].set_count(count)
            self._counts[key].setVisible(there)
        self.other.setVisible(there)
        if self._table is None and not self._about.whole():
            self._about.set_whole(self.tr("From the file that the council sent"))
        count = len(plan.meetings)
        self.go.setEnabled(there and count > 0)
        if count == 1:
            self.go.setText(self.tr("Import 1 meeting"))
        elif count:
            self.go.setText(self.tr("Import {count} meetings").format(count=f"{count:,}"))
        else:
            self.go.setText(self.tr("Nothing to import") if there else self.tr("Import"))
        if self._table is not None:
            self._rows.set_states(row_states(self._table, plan), self._columns)
        self._restyle()

    def _show_matters(self, people: Sequence[Person]) -> None:
        plan = self.plan
        rows = [
            Row(f"p{number} {problem.where}", problem.reason, problem.text, str(problem.where), "circle-alert")
            for number, problem in enumerate(plan.problems)
        ]
        for change in plan.changed:
            told = DOT.join(f"{name}: {old} → {new}" for name, old, new in differences(change, people))
            rows.append(
                Row(f"c {change.where} {change.before.id}", change.before.title, told, str(change.where), "pencil")
            )
        self.matters.set_rows(rows)
        parts = []
        if plan.problems:
            parts.append(self.tr("Not understood: {count}").format(count=len(plan.problems)))
        if plan.changed:
            parts.append(self.tr("Changed: {count}").format(count=len(plan.changed)))
        self._matters_title.setText(DOT.join(parts) or self.tr("Every row was understood"))
        rest = []
        if plan.problems and plan.meetings:
            rest.append(
                self.tr("Rows that are not understood are left out; mend them in the file and import it again.")
            )
        if plan.absent:
            rest.append(
                self.tr("Meetings of the challenge not found in the file: {count}. They stay as they are.").format(
                    count=len(plan.absent)
                )
            )
        self._rest.setText(" ".join(rest))
        self._rest.setVisible(bool(rest))

    def _show_names(self, people: Sequence[Person]) -> None:
        clear(self._name_lines)
        self._names_card.setVisible(bool(self._names))
        names = {person.id: person.name for person in people}
        for name in self._names:
            line = QHBoxLayout()
            line.addWidget(Shortened(f"“{name}”"), 1)
            who = self._aliases.get(name)
            if who is None:
                words = self.tr("Choose…")
            else:
                words = ", ".join(sorted(names.get(each, "") for each in who)) or self.tr("Nobody of the team")
            pick = button(words, "link", name=self.tr("Who is “{name}”? {answer}").format(name=name, answer=words))
            pick.setMenu(self._menu(name, people, pick))
            line.addWidget(pick)
            self._name_lines.addLayout(line)
        self._name_lines.addStretch(1)

    def _menu(self, name: str, people: Sequence[Person], parent: QWidget) -> QMenu:
        menu = QMenu(parent)
        chosen = self._aliases.get(name, frozenset())
        for person in people:
            action = menu.addAction(person.name)
            action.setCheckable(True)
            action.setChecked(person.id in chosen)
            action.triggered.connect(
                lambda _=False, who=person.id: self.set_people(name, (self._aliases.get(name) or frozenset()) ^ {who})
            )
        menu.addSeparator()
        menu.addAction(self.tr("Nobody of the team")).triggered.connect(lambda: self.set_people(name, frozenset()))
        return menu

    def _go_to(self, index: QModelIndex) -> None:
        row = index.row()
        table = self._table
        if table is None or not 0 <= row < self.matters.rowCount():
            return
        problems = len(self.plan.problems)
        where = self.plan.problems[row].where if row < problems else self.plan.changed[row - problems].where
        if where in table.where:
            self.table.selectRow(table.where.index(where))
            self.table.scrollTo(
                self._rows.index(table.where.index(where), 0), QAbstractItemView.ScrollHint.PositionAtCenter
            )

    def _say(self, sentence: str) -> None:
        self.matter.setText(sentence)
        self.matter.setAccessibleName(sentence)
        self.matter.setVisible(bool(sentence))
        self._promise.setVisible(not sentence)

    def _restyle(self) -> None:
        look = self._look
        self._sign.setPixmap(look.picture("calendar-days", "accent", 26))
        hint = self.tr("Rows that are no meetings are grey.") if self._table is not None else ""
        self._hint.set_whole(hint)
        self._names_card.setVisible(bool(self._names))

    @safe(None)
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event) is not None:
            self._start.set_hot(True)
            event.acceptProposedAction()

    @safe(None)
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._start.set_hot(False)

    @safe(None)
    def dropEvent(self, event: QDropEvent) -> None:
        self._start.set_hot(False)
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.open_file(path)


def _ask(parent: QWidget) -> Path | None:
    name, _ = QFileDialog.getOpenFileName(
        parent,
        parent.tr("Choose the council's timetable"),
        str(Path.home()),
        parent.tr("Timetables (*.xlsx *.xlsm *.docx *.csv *.ics);;All files (*)"),
    )
    return Path(name) if name else None


def _dropped(event: QDropEvent) -> Path | None:
    """The one file that is being dropped."""
    urls = [url for url in event.mimeData().urls() if url.isLocalFile()]
    return Path(urls[0].toLocalFile()) if len(urls) == 1 else None


class _Count(QWidget):
    """A number and what it counts."""

    def __init__(self, look: Look, word: str, role: str) -> None:
        super().__init__()
        self._look, self._role, self._word = look, role, word
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 0, 6, 0)
        column.setSpacing(0)
        self._number = label("0")
        self._number.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        below = label(word, "small")
        below.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._number)
        column.addWidget(below)
        look.changed.connect(self._restyle)
        self._restyle()

    def set_count(self, count: int) -> None:
        """Show this number; nought is quiet."""
        self._number.setText(f"{count:,}")
        self._number.setAccessibleName(f"{count:,} {self._word}")
        self._restyle()

    def _restyle(self) -> None:
        self._number.setFont(self._look.font(18, QFont.Weight.DemiBold))
        role = self._role if self._number.text() != "0" else "text_soft"
        self._number.setStyleSheet(
            f"color: {self._look.colour(role).name()}; font-size: {self._look.px(18)}px; font-weight: 600;"
        )


class _Drop(QFrame):
    """Where a file is dropped or chosen."""

    asked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._hot = False
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch(1)
        self._sign = QLabel()
        self._sign.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._sign)
        for text, role in (
            (self.tr("Drop the council's timetable here"), "heading"),
            (self.tr("Excel (.xlsx), Word (.docx), a table of text (.csv) or a calendar (.ics)"), "soft"),
        ):
            line = label(text, role, wrap=True)
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(line)
        column.addSpacing(6)
        self.choose = button(self.tr("Choose a file…"), "primary")
        self.choose.clicked.connect(self.asked)
        column.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(10)
        more = label(self.tr("You will see what every row means before anything is written."), "small", wrap=True)
        more.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(more)
        column.addStretch(1)
        look.changed.connect(self._restyle)
        self._restyle()

    def set_hot(self, hot: bool) -> None:
        """Whether a file hovers over it."""
        self._hot = hot
        self.update()

    def set_busy(self, busy: bool) -> None:
        """Whether a file is being read."""
        self.choose.setEnabled(not busy)
        self.choose.setText(self.tr("Reading…") if busy else self.tr("Choose a file…"))

    def _restyle(self) -> None:
        self._sign.setPixmap(self._look.picture("upload", "accent", 34))
        self.update()

    @safe(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(look.colour("accent" if self._hot else "field_edge"), 2 if self._hot else 1.4, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(look.colour("accent_soft" if self._hot else "card"))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 8, 8)
        painter.end()
