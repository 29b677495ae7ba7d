"""Evidence: what was heard by theme and kind, the points behind each number, and the findings they are filed under."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from slireviewer import storage
from slireviewer.errors import ReviewError
from slireviewer.model import ItemId, ItemKind, PointKind
from slireviewer.storage import EvidenceLine, Filter
from slireviewer.ui.actions import Actions
from slireviewer.ui.cards import Shortened, button, card, label
from slireviewer.ui.evidence_board import Board, Hearing, Missing, Saying, read_hearing, read_missing, read_saying
from slireviewer.ui.filing import Filing
from slireviewer.ui.finding_desk import FindingDesk
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.matrix import FURTHER_KINDS, PLAIN_KINDS, MatrixView
from slireviewer.ui.page import Page
from slireviewer.ui.point_cards import STEP, PointCards
from slireviewer.ui.prompts import Prompts
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look
from slireviewer.ui.words import counted_groups, counted_points, kind_words, kinds_words

if TYPE_CHECKING:
    from slireviewer.storage import Changes, Workspace
    from slireviewer.ui.documents_view import DocumentsView
    from slireviewer.ui.finding_form import FindingForm
    from slireviewer.ui.gaps_view import GapLine, GapsView
    from slireviewer.ui.sieve_bar import SieveBar

DOT = "   ·   "
PANES = ("matrix", "points", "findings")
_SAID = {ItemKind.FINDING, ItemKind.COMMENT, ItemKind.RECOMMENDATION}
_HEARD = {ItemKind.POINT, ItemKind.NOTE, ItemKind.MEETING, ItemKind.THEME, ItemKind.PERSON, ItemKind.CHALLENGE}
_HEARD |= {ItemKind.EXCERPT, ItemKind.DOCUMENT}
# What is to be shown again: "heard" is read on a thread (with what is said), the others in turns of the loop.
_EVERYTHING = ("heard", "points", "said")
MANY = 2_500  # points of a cell: for more, the first of them are shown while the others are read on a thread


class EvidencePage(Page):
    """The evening's page: from what was heard to what is said."""

    def __init__(
        self, look: Look, jobs: Jobs, actions: Actions, prompts: Prompts, clock: Callable[[], datetime]
    ) -> None:
        super().__init__(look)
        self._jobs, self._actions, self._prompts, self._clock = jobs, actions, prompts, clock
        self._board = Board()
        self._kinds: tuple[PointKind, ...] = PLAIN_KINDS
        self._stale: set[str] = set()
        self._reading: object = None  # stands for what is being read on a thread
        self._listing: object = None  # stands for the points that are being read on a thread
        self._newer = False  # findings have changed since that reading began
        self._then: list[Callable[[], None]] = []
        self._front, self._first = "matrix", 0
        self._sieve: SieveBar | None = None
        self._gaps: GapsView | None = None
        self._documents: DocumentsView | None = None
        self.filing = Filing(self)
        self.setAccessibleName(self.tr("Evidence"))
        self._build()
        self._wire()
        look.changed.connect(self._restyle)
        self._restyle()

    # What the window calls.

    def open(self, workspace: Workspace | None) -> None:
        super().open(workspace)
        self.filing.open(workspace)
        self.desk.open(workspace)
        self._left.setCurrentIndex(0)
        for part in (self._gaps, self._documents):
            if part is not None:
                part.open(workspace)
        self._board.forget()
        self._stale, self._then = set(_EVERYTHING), []
        self._reading = self._listing = None
        self._front, self.fact = "matrix", ""
        self.points.show_lines([])
        self.matrix.matrix.set_lines([], self._kinds)
        if self._sieve is not None:
            self._sieve.clear()

    def enter(self) -> None:
        self.arrange()
        self._take_step()
        if not self.fact:
            self._say_cell()

    def leave(self) -> bool:
        if not self.settle():
            return False
        self.fact = ""  # what was done last may be undone elsewhere
        return True

    def settle(self) -> bool:
        return self.desk.settle()

    def hear(self, changes: Changes) -> None:
        kinds = {kind for kind, _ in changes.touched}
        if kinds & _HEARD:
            self._stale |= set(_EVERYTHING)
        if kinds & _SAID:
            self._stale.add("said")
            self._newer = True
        if self._stale and self.isVisible():
            self._later.start()

    def take_focus(self) -> None:
        self._go(self._front)

    def panes(self) -> list[Callable[[], object]]:
        return [partial(self._go, name) for name in PANES]

    def toggle_panel(self) -> None:
        self._go("points" if self._front == "findings" else "findings")

    def chosen(self) -> tuple[str, str] | None:
        if self.points.hasFocus():
            line = self._line(self.points.current())
            return (str(line.sort), line.item) if line is not None else None
        key = self.desk.key()
        return ("finding", key) if key else None

    def show_item(self, kind: str, item: str) -> None:
        self._once_read(partial(self._bring, kind, item))

    def _bring(self, kind: str, item: str) -> None:
        if kind == "finding":
            self.desk.choose(item)
            self._go("findings")
        elif kind in ("document", "excerpt"):
            self._show_documents()
            name, _, page = item.partition(":")
            if kind == "document":
                self.documents.show_document(name, int(page or 1))
            else:
                self.documents.show_excerpt(name)
            self._front = "matrix"
            self.arrange()
        elif kind == "theme":
            self.matrix.choose(item, None)
            self._go("points")
        elif kind == "untagged":
            self.matrix.choose("whole", None)
            self.sieve.narrow(mine=True, untagged=True)
            self._go("points")
        else:
            self.sieve.clear()
            self.matrix.choose("whole", None)
            self.points.choose(item)
            self._go("points")

    # Reading and showing.

    def is_settled(self) -> bool:
        """Whether everything that has changed is read and shown."""
        return not self._stale and self._reading is None and self._listing is None

    def _once_read(self, then: Callable[[], None]) -> None:
        """Do that now if everything is read, or as soon as it is."""
        if self.is_settled():
            then()
        else:
            self._then.append(then)
            self._later.start()

    def _catch_up(self) -> None:
        """Show at once what was just said."""
        if "said" in self._stale:
            self._show_said()

    def _take_step(self) -> None:
        """Show the next part of what has changed: one turn of the loop each, so that no key has to wait."""
        self._later.stop()
        if self._workspace is None or self._reading is not None:
            return
        if "heard" in self._stale:
            self._read_aside(self._workspace)
        elif "points" in self._stale:
            self._show_points()
            self._later.start()
        elif "said" in self._stale:
            self._show_said()
            self._later.start()
        elif self.is_settled():
            waiting, self._then = self._then, []
            for each in waiting:
                each()

    def _read_aside(self, workspace: Workspace) -> None:
        """Read on a thread what was heard and what is said of it."""
        self._stale.discard("heard")
        asked = self._reading = object()
        self._newer = False

        def work(_: object) -> tuple[Hearing, Saying]:
            with workspace.read() as r:
                return read_hearing(r), read_saying(r)

        def done(read: tuple[Hearing, Saying]) -> None:
            if asked is self._reading:
                self._reading = None
                self._take(*read)

        self._jobs.start(work, done, partial(self._not_read, workspace))

    def _take(self, hearing: Hearing, saying: Saying) -> None:
        """This is what was heard and said, unless more has changed since it was read."""
        if self._workspace is None:
            return
        if "heard" not in self._stale:
            self._board.take(hearing, saying)
            if self._newer:
                with self._workspace.read() as r:
                    self._board.read_said(r)
            self.sieve.offer(list(self._board.meetings.values()), list(self._board.people.values()))
            self._show_matrix()
            self._stale |= {"points", "said"}
        self._later.start()

    def _not_read(self, workspace: Workspace, fault: Exception) -> None:
        if workspace is not self._workspace:
            return  # it was closed while it was read
        self._reading = self._listing = None
        self._stale.add("heard")  # tried again when the page is shown again
        self._not_written(fault)

    def _show_said(self) -> None:
        if self._workspace is None:
            return
        self._stale.discard("said")
        with self._workspace.read() as r:
            self._board.read_said(r)
        self._mark_points()
        self.desk.show_findings()
        self.desk.show_form()
        if self._gaps is not None and self._left.currentWidget() is self._gaps:
            self._gaps.refresh(said="")
        elif self._documents is not None and self._left.currentWidget() is self._documents:
            self._documents.refresh()

    def _show_matrix(self) -> None:
        lines, before = self._board.matrix_lines(), self.matrix.chosen_cell()
        quiet = self.matrix.blockSignals(True)
        self.matrix.matrix.set_lines(lines, self._kinds)
        if self.matrix.chosen_cell() is None:
            key, kind = (before[0].key, before[1]) if before is not None else ("", None)
            if not self.matrix.choose(key, kind) and not self.matrix.choose(key, None):
                self.matrix.choose(lines[0].key, PointKind.CONSIDERATION)
        self.matrix.blockSignals(quiet)
        self.desk.follow(self._theme())
        self._matrix_count.set_whole(self._board.totals())
        if not self.fact:  # what was just done is not talked over
            self._say_cell()

    def _wanted(self) -> Filter:
        cell, wanted = self.matrix.chosen_cell(), Filter()
        if cell is not None:
            line, kind = cell
            wanted = Filter(
                themes=frozenset({line.theme} if line.theme else ()),
                kinds=frozenset({kind} if kind is not None else ()),
                untagged=line.bare,
            )
        return self.sieve.apply(wanted)

    def _show_points(self) -> None:
        workspace = self._workspace
        if workspace is None or not self.matrix.matrix.rowCount():
            return
        self._stale.discard("points")
        self._listing = None
        wanted, whole = self._wanted(), self._expected() <= MANY
        if whole or self.sieve.keeps_order():
            with workspace.read() as r:
                lines = storage.points_for(r, wanted, limit=None if whole else STEP)
            self._list_points(self.sieve.sort(lines), whole=whole)
        if not whole:
            self._list_aside(workspace, wanted)

    def _expected(self) -> int:
        """How many points the chosen cell has when nothing is kept back."""
        cell = self.matrix.chosen_cell()
        if cell is None:
            return 0
        line, kind = cell
        return sum(each.points for of, each in line.cells.items() if kind in (None, of))

    def _list_aside(self, workspace: Workspace, wanted: Filter) -> None:
        """Read all points of a long list on a thread."""
        asked = self._listing = object()

        def work(_: object) -> list[EvidenceLine]:
            with workspace.read() as r:
                return storage.points_for(r, wanted)

        def done(lines: list[EvidenceLine]) -> None:
            if asked is self._listing:
                self._listing = None
                self._list_points(self.sieve.sort(self._board.marked(lines)))
                self._later.start()

        self._jobs.start(work, done, partial(self._not_read, workspace))

    def _mark_points(self) -> None:
        """Show which points are filed now; those that the sieve asks about are read again."""
        if self.sieve.heeds_filing():
            self._show_points()
        else:
            self._list_points(self._board.marked(self.points.points.lines()), whole=self._listing is None)

    def _list_points(self, lines: list[EvidenceLine], *, whole: bool = True) -> None:
        self.points.show_lines(lines)
        self.points.setVisible(bool(lines))
        self._no_points.setVisible(not lines)
        cell = self.matrix.chosen_cell()
        if cell is not None:
            line, kind = cell
            kinds = kinds_words()[kind] if kind is not None else self.tr("Everything")
            self._points_title.set_whole(f"{line.title} › {kinds}")
        parts = [counted_points(len(lines)), counted_groups(self._board.groups_behind(lines))]
        if not whole:
            parts = [self.tr("reading …") if self.sieve.narrowed() else counted_points(self._expected())]
        narrowed = self.sieve.narrowed()
        self._no_points.setText(self._why_none(narrowed))
        self._no_points.setAccessibleName(self._no_points.text())
        hint = self.tr("filtered") if narrowed else self.tr("press F to file under a finding") if lines else ""
        self._points_count.set_whole(", ".join(parts) + (DOT + hint if hint else ""))
        self._colour_funnel()

    def _why_none(self, narrowed: bool) -> str:
        """Why the list is empty, and where there is more."""
        if narrowed:
            return self.tr("Nothing here with this filter. Clear it to see all of them.")
        cell = self.matrix.chosen_cell()
        if cell is not None and cell[0].points:
            words = self.tr("None of this kind. {points} of other kinds: choose the theme itself, to the left.")
            return words.format(points=counted_points(cell[0].points))
        return self.tr("Nothing was heard here yet.")

    def _say_cell(self) -> None:
        index = self.matrix.currentIndex()
        if index.isValid():
            self.say(self.matrix.matrix.sentence(index))

    # Cells and points.

    def _theme(self) -> ItemId | None:
        """The theme of the chosen cell, if it is of one."""
        cell = self.matrix.chosen_cell()
        return cell[0].theme or None if cell is not None else None

    def _choose_cell(self) -> None:
        self._show_points()
        self.desk.follow(self._theme())
        self._say_cell()

    def _turn_kinds(self) -> None:
        self._kinds = PLAIN_KINDS if len(self._kinds) > len(PLAIN_KINDS) else (*PLAIN_KINDS, *FURTHER_KINDS)
        self.arrange()
        self._show_matrix()
        self._show_points()

    def _turn_sieve(self) -> None:
        show = self.sieve.isHidden()
        self.sieve.setVisible(show)
        self._go("points")
        if show:
            self.sieve.day.setFocus()

    def _line(self, key: str) -> EvidenceLine | None:
        return next((line for line in self.points.points.lines() if line.item == key), None)

    def _open_point(self, key: str) -> None:
        line = self._line(key)
        if line is not None and line.sort is ItemKind.POINT:
            self.sought.emit(line.source, line.item)
        elif line is not None:
            self.show_item("excerpt", line.item)

    def _look_at(self, key: str, *, quoting: bool = False) -> None:
        """Show a point with all that stands around it; with ``quoting`` its words are selected to be quoted."""
        line = self._line(key)
        if line is None or self._workspace is None:
            return
        from slireviewer.ui.note_preview import NotePreview

        spoken = line.sort is ItemKind.POINT
        with self._workspace.read() as r:
            note = Filter(meetings=frozenset({line.source}), peers=frozenset({line.person}))
            points = storage.points_for(r, note) if spoken else []
            page = "" if spoken else self._page_of(r, line)
        words = kind_words()
        lines = [(words[each.kind], each.text, each.item == key) for each in points]
        below = DOT.join(part for part in (self._board.point_card(line).when, line.person_name) if part)
        preview = NotePreview(
            self._look,
            line.place,
            below,
            lines or [(words[line.kind], line.text, True), ("", page, False)],
            self.window(),
            may_quote=spoken,
        )
        preview.opened.connect(partial(self._open_point, key))
        preview.quoted.connect(lambda number, start, end: self.desk.quote(points[number], start, end))
        if quoting and spoken:
            preview.choose(next(number for number, each in enumerate(points) if each.item == key))
        preview.open()

    def _page_of(self, r: storage.Reading, line: EvidenceLine) -> str:
        """The page that an excerpt is from."""
        document = next(each for each in storage.document_lines(r) if each.id == line.source)
        return storage.document_pages(r, document)[line.page - 1]

    def _quote_words(self) -> None:
        line = self._line(self.points.current())
        if line is None or line.sort is not ItemKind.POINT:
            self.say(self.tr("Choose a point first. Words of a document are quoted in the document."))
        else:
            self._look_at(line.item, quoting=True)

    @property
    def sieve(self) -> SieveBar:
        """The choice of points behind the funnel, made when the first ones are shown."""
        if self._sieve is None:
            from slireviewer.ui.sieve_bar import SieveBar

            self._sieve = SieveBar(self._look)
            self._sieve.hide()
            self._sieve.changed.connect(self._show_points)
            self._middle.insertWidget(1, self._sieve)
        return self._sieve

    # What is missing.

    @property
    def gaps(self) -> GapsView:
        """The list of what is missing, made when it is first wanted."""
        if self._gaps is None:
            from slireviewer.ui.gaps_view import GapsView

            self._gaps = GapsView(self._look, self._jobs, self._look_for_gaps, self._say_gaps)
            self._gaps.asked.connect(self._ask_about)
            self._gaps.left.connect(self._show_left_matrix)
            self._gaps.told.connect(self.say)
            self._gaps.open(self._workspace)
            self._left.addWidget(self._gaps)
        return self._gaps

    def _look_for_gaps(self, workspace: Workspace) -> Missing:
        with workspace.read() as r:
            return read_missing(r)

    def _say_gaps(self, missing: Missing) -> list[GapLine]:
        me = self._workspace.me if self._workspace is not None else ItemId("")
        return self._board.gap_lines(missing, self._clock(), me)

    def _turn_gaps(self) -> None:
        if self._left.currentWidget() is self.gaps:
            self._show_left_matrix()
            return
        self._left.setCurrentWidget(self.gaps)
        self._go("matrix")
        self._once_read(self.gaps.refresh)

    def _show_left_matrix(self) -> None:
        self._left.setCurrentIndex(0)
        self._go("matrix")
        self._say_cell()

    def _ask_about(self, line: GapLine) -> None:
        from slireviewer.ui.gaps_view import AskBox

        box = AskBox(self._look, line, self._board.coming(self._clock()), self.window())
        box.chosen.connect(lambda text, meeting: self._put_question(line, text, meeting))
        box.open()

    def _put_question(self, line: GapLine, text: str, meeting: str) -> None:
        if self.filing.ask(text, ItemId(meeting), theme=line.theme, question=line.question):
            where = self._board.meetings.get(ItemId(meeting))
            self.gaps.refresh(said=self.tr("To be asked: {where}").format(where=where.title) if where else "")

    # Documents and the wall.

    @property
    def documents(self) -> DocumentsView:
        """The documents, made when they are first wanted."""
        if self._documents is None:
            from slireviewer.ui.documents_view import DocumentsView

            self._documents = DocumentsView(self._look, self._jobs, self._prompts)
            self._documents.told.connect(self.say)
            self._documents.left.connect(self._show_left_matrix)
            self._documents.open(self._workspace)
            self._left.addWidget(self._documents)
        return self._documents

    def _turn_documents(self) -> None:
        if self._left.currentWidget() is self.documents:
            self._show_left_matrix()
            return
        self._show_documents()
        self._go("matrix")

    def _show_documents(self) -> None:
        self.documents.refresh()
        self.documents.choose_theme(self._theme())
        self._left.setCurrentWidget(self.documents)

    def _open_wall(self) -> None:
        if self._workspace is not None and self.settle():
            self._once_read(partial(self._show_wall, self._workspace))

    def _show_wall(self, workspace: Workspace) -> None:
        from slireviewer.ui.wall import Wall

        wall = Wall(self._look, self._board, workspace, self.filing, self._clock, self.window())
        wall.show_theme(self._theme())
        self._later.timeout.connect(wall.refresh)
        wall.showFullScreen()

    def _write_evidence(self) -> None:
        workspace = self._workspace
        if workspace is None or not self.settle():
            return
        from slireviewer.ui.evidence_file import write_evidence

        out = self._prompts.save_evidence(
            self.window(), workspace.path.with_name(f"{workspace.path.stem}-evidence.docx")
        )
        if out is None:
            return
        self.say(self.tr("Writing {name} …").format(name=out.name))
        self._jobs.start(lambda _: write_evidence(workspace, out), partial(self._written, out), self._not_written)

    def _written(self, out: Path, points: int) -> None:
        words = self.tr("{name} is written: {points}. It is confidential and stays in the team.")
        self.say(words.format(name=out.name, points=counted_points(points)))

    def _not_written(self, fault: Exception) -> None:
        if not isinstance(fault, ReviewError):
            raise fault
        self.say(str(fault))

    @property
    def form(self) -> FindingForm:
        """The form of one finding."""
        return self.desk.form

    # Where there is room for what.

    def arrange(self) -> None:
        """Show as many cards side by side as there is room for, the one in front among them."""
        look = self._look
        count = max(1, min(3, (self.width() - look.px(28)) // look.px(342)))
        front = PANES.index(self._front)
        first = max(0, min(front - (count - 1 if front == 2 else 0), 3 - count))
        if count == 2 and front == 1:
            first = self._first if self._first in (0, 1) else 0
        self._first = first
        for place, name in enumerate(PANES):
            self._cards[name].setVisible(first <= place < first + count)
        wide = len(self._kinds) > len(PLAIN_KINDS)
        for place, share in enumerate((16 if wide else 10, 9, 9)):
            self._row.setStretch(place, share)

    def _go(self, name: str) -> None:
        self._front = name
        self.arrange()
        if name == "matrix":
            self._focus_left()
        elif name == "points":
            (self.points if not self.points.isHidden() else self._funnel).setFocus()
        else:
            self.desk.take_focus()

    def _focus_left(self) -> None:
        shown = self._left.currentWidget()
        if self._documents is not None and shown is self._documents:
            self._documents.take_focus()
        elif self._gaps is not None and shown is self._gaps:
            self._gaps.take_focus()
        else:
            self.matrix.setFocus()

    # Building.

    def _build(self) -> None:
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._take_step)
        self._row: QHBoxLayout = QHBoxLayout(self)
        self._row.setContentsMargins(14, 14, 14, 14)
        self._row.setSpacing(14)
        left, middle = self._build_left(), self._build_points()
        self.desk = FindingDesk(
            self._look, self._actions, self._board, self.filing, self.points, self._clock, self._catch_up
        )
        self.findings = self.desk.findings
        self._cards: dict[str, QFrame] = {
            "matrix": left,
            "points": middle,
            "findings": self.desk,
        }
        for each in self._cards.values():
            each.setMinimumWidth(120)
            self._row.addWidget(each, 1)

    def _build_left(self) -> QFrame:
        made, whole = card(spacing=0, margins=(10, 12, 10, 12))
        self._left = QStackedWidget()
        self._left.addWidget(self._build_matrix())
        whole.addWidget(self._left)
        return made

    def _build_matrix(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setContentsMargins(6, 0, 0, 0)
        head.addWidget(label(self.tr("What we have heard"), "heading"))
        self._matrix_count = Shortened(role="small")
        self._matrix_count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self._matrix_count, 1)
        self._more = self._tool(self.tr("Show quotes, follow-up and context as well"), "Ctrl T")
        self._gaps_button = self._tool(self.tr("What is missing: a list for tomorrow"), "Ctrl G")
        self._documents_button = self._tool(self.tr("Documents: read, search and quote"), "Ctrl D")
        self._write_button = self._tool(self.tr("Write the evidence to a file, for the team only"), "Ctrl Shift E")
        self._wall_button = self._tool(self.tr("The wall: one theme at a time in large type"), "F11")
        column.addLayout(head)
        self.matrix = MatrixView(self._look)
        column.addWidget(self.matrix, 1)
        words = self.tr("Dots are separate groups who said it. A number with one dot is one room, however many points.")
        legend = label(words, "small", wrap=True)
        legend.setContentsMargins(2, 4, 2, 0)
        foot = QHBoxLayout()
        foot.setSpacing(0)
        foot.addWidget(legend, 1)
        for each in (self._more, self._gaps_button, self._documents_button, self._write_button, self._wall_button):
            foot.addWidget(each, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(foot)
        return made

    def _build_points(self) -> QFrame:
        made, column = card(spacing=7, margins=(13, 10, 8, 8))
        head = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(1)
        self._points_title = Shortened(role="section")
        self._points_count = Shortened(role="small")
        words.addWidget(self._points_title)
        words.addWidget(self._points_count)
        head.addLayout(words, 1)
        self._funnel = self._tool(self.tr("Filter and sort the points"), "Ctrl F")
        head.addWidget(self._funnel)
        column.addLayout(head)
        self._middle = column
        self.points = PointCards(self._look, lambda line: self._board.point_card(line))
        column.addWidget(self.points, 1)
        self._no_points = label(self.tr("Nothing was heard here yet."), "soft", wrap=True)
        self._no_points.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(self._no_points, 1)
        return made

    def _tool(self, name: str, keys: str) -> QPushButton:
        made = button("", "bare", name=name)
        made.setToolTip(f"{name}   {keys}".strip())
        return made

    def _wire(self) -> None:
        actions = self._actions
        self.filing.told.connect(self.say)
        self.desk.told.connect(self.say)
        self.desk.sought.connect(self.sought)
        self.desk.front_wanted.connect(partial(self._go, "findings"))
        self.desk.left.connect(partial(self._go, "points"))
        self.desk.history_asked.connect(lambda key: self.history_wanted.emit("finding", key))
        self.matrix.chosen.connect(self._choose_cell)
        self.matrix.entered.connect(partial(self._go, "points"))
        self._more.clicked.connect(actions["more_kinds"].trigger)
        self._gaps_button.clicked.connect(actions["gaps"].trigger)
        self._documents_button.clicked.connect(actions["documents"].trigger)
        self._write_button.clicked.connect(actions["write_evidence"].trigger)
        self._wall_button.clicked.connect(actions["wall"].trigger)
        self._funnel.clicked.connect(actions["sift"].trigger)
        self.points.opened.connect(self._open_point)
        self.points.looked.connect(self._look_at)
        self.points.left.connect(partial(self._go, "matrix"))
        for name, order in (
            ("more_kinds", self._turn_kinds),
            ("sift", self._turn_sieve),
            ("gaps", self._turn_gaps),
            ("documents", self._turn_documents),
            ("wall", self._open_wall),
            ("write_evidence", self._write_evidence),
            ("quote_words", self._quote_words),
        ):
            actions[name].triggered.connect(order)

    def _colour_funnel(self) -> None:
        narrowed = self._sieve is not None and self._sieve.narrowed()
        self._funnel.setIcon(self._look.icon("filter", "accent" if narrowed else "text", 18))

    def _restyle(self) -> None:
        look = self._look
        further = (
            (self._gaps_button, "list-checks", 17),
            (self._documents_button, "book-open", 17),
            (self._write_button, "file-down", 17),
            (self._wall_button, "presentation", 17),
        )
        for each, icon, size in (
            (self._more, "table", 17),
            (self._funnel, "filter", 18),
            *further,
        ):
            each.setIcon(look.icon(icon, "text_soft" if each is not self._funnel else "text", size))
            each.setIconSize(QSize(look.px(size), look.px(size)))
        self._colour_funnel()
        self.arrange()

    @safe(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()
