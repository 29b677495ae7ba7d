"""The findings: all of them in order, or one of them to work on, and what keys, menu and mouse do to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from slireviewer import storage
from slireviewer.model import FindingState, ItemId, LinkRole
from slireviewer.storage import EvidenceLine
from slireviewer.ui.actions import Actions
from slireviewer.ui.cards import Shortened, button, label
from slireviewer.ui.evidence_board import Board
from slireviewer.ui.filing import Filing
from slireviewer.ui.finding_cards import FindingCards
from slireviewer.ui.point_cards import PointCards
from slireviewer.ui.theme import Look
from slireviewer.ui.words import counted_findings, counted_points

if TYPE_CHECKING:
    from slireviewer.ui.finding_chooser import FindingChooser
    from slireviewer.ui.finding_form import FindingForm, View
    from slireviewer.ui.rows import Row


class FindingDesk(QFrame):
    """Works on the findings of ``board``, with the points that are chosen in ``points``.

    ``caught_up`` is called to have what was just written read and shown. ``told`` carries one fact, ``sought`` a
    meeting and a point to open, ``history_asked`` a finding, ``front_wanted`` asks for the focus, ``left`` to go back.
    """

    told = Signal(str)
    sought = Signal(str, str)
    history_asked = Signal(str)
    front_wanted = Signal()
    left = Signal()

    def __init__(
        self,
        look: Look,
        actions: Actions,
        board: Board,
        filing: Filing,
        points: PointCards,
        clock: Callable[[], datetime],
        caught_up: Callable[[], None],
    ) -> None:
        super().__init__()
        self._look, self._actions, self._board, self.filing = look, actions, board, filing
        self._points, self._clock, self._catch_up = points, clock, caught_up
        self._only_theme = self._only_open = False
        self.theme: ItemId | None = None
        self._workspace: storage.Workspace | None = None
        self._form: FindingForm | None = None
        self._build()
        self._wire()
        look.changed.connect(self._restyle)
        self._restyle()

    def open(self, workspace: storage.Workspace | None) -> None:
        """Work on that challenge, or on none."""
        self._workspace = workspace
        if self._form is not None:
            self._form.open(workspace)
        self._right.setCurrentIndex(0)
        self.findings.show_cards([])
        self.theme = None

    def settle(self) -> bool:
        """Keep what was typed; whether that could be done."""
        return self._form is None or self._form.settle()

    @property
    def form(self) -> FindingForm:
        """The form of one finding, made when it is first wanted."""
        if self._form is None:
            from slireviewer.ui.finding_form import FindingForm

            made = self._form = FindingForm(self._look, self._actions, self.filing)
            made.told.connect(self.told)
            made.left.connect(self.back_to_list)
            made.opened.connect(self._open_filed)
            made.recommend_asked.connect(self._recommend)
            made.history_asked.connect(self.history_asked)
            made.delete.triggered.connect(lambda: self._remove())
            made.open(self._workspace)
            self._right.addWidget(made)
        return self._form

    def _view(self, key: str) -> View | None:
        """All that is shown of a finding, if it is there."""
        if self._workspace is None:
            return None
        with self._workspace.read() as r:
            return self._board.view(r, key, self._clock().date())

    def follow(self, theme: ItemId | None) -> None:
        """The theme ``theme`` is looked at now; none: all of them."""
        if theme != self.theme:
            self.theme = theme
            if self._only_theme:
                self.show_findings()

    def take_focus(self) -> None:
        """Put the focus where work starts."""
        if self._right.currentIndex() == 1:
            self.form.begin(new=False)
            return
        if not self.findings.currentIndex().isValid() and self.findings.findings.rowCount():
            self.findings.setCurrentIndex(self.findings.findings.index(0))
        (self.findings if not self.findings.isHidden() else self._new).setFocus()

    def choose(self, finding: str) -> None:
        """Make a finding the current one of the list, with nothing left out if it must be."""
        self.to_list()
        if not self.findings.choose(finding):
            self._only_theme = self._only_open = False
            self.show_findings()
            self.findings.choose(finding)

    def show_findings(self) -> None:
        """List the findings as they are now."""
        today = self._clock().date()
        listed = list(self._board.findings)
        if self._only_theme and self.theme is not None:
            listed = [each for each in listed if each.theme == self.theme]
        if self._only_open:
            listed = [each for each in listed if each.state is FindingState.DRAFT]
        self.findings.show_cards([self._board.finding_card(each, today) for each in listed])
        self.findings.setVisible(bool(listed))
        self._nothing.setVisible(not listed)
        whole = len(self._board.findings)
        shown = self.tr("{shown} of {whole}").format(shown=len(listed), whole=whole)
        self._count.set_whole(str(whole) if len(listed) == whole else shown)
        self._count.setAccessibleName(counted_findings(len(listed)))

    def show_form(self) -> None:
        """Show the finding that is open as it is now; when it is gone, the list."""
        if self._right.currentIndex() == 1:
            view = self._view(self.form.shown())
            if view is None:
                self.to_list()
            else:
                self.form.show_view(view)

    def key(self) -> ItemId:
        """The finding that is worked on: the one that is open, or the current one of the list."""
        return self.form.shown() if self._right.currentIndex() == 1 else self.findings.current()

    def file(self) -> None:
        """Ask under which finding the chosen points shall be filed, and file them."""
        lines = self._points.picked()
        if not lines:
            self.told.emit(self.tr("Choose one or more points first."))
            return
        theme = self.theme
        title = self.tr("File {points} under which finding?").format(points=counted_points(len(lines)))
        chooser = self._chooser(title, self._board.chooser_rows(theme))
        keys = [line.item for line in lines]
        chooser.chosen.connect(lambda key, role: self.file_under(key, keys, LinkRole(role)))
        chooser.made.connect(lambda words, role: self.make(lines, words, LinkRole(role)))
        chooser.open()

    def file_under(self, key: str, points: list[ItemId], role: LinkRole = LinkRole.SUPPORTS) -> None:
        """File points under a finding, or under a new one when there is none of that name."""
        finding = self._board.finding(key)
        if finding is None:
            known = {line.item: line for line in self._points.points.lines()}
            self.make([known[each] for each in points if each in known], "", role)
        elif self.filing.file(finding, points, role):
            self._catch_up()
            if self._right.currentIndex() == 0:
                self.findings.choose(key)

    def quote(self, line: EvidenceLine, start: int, end: int) -> None:
        """File these characters of a point as a quotation: under the finding that is open, or the one chosen now."""
        words = " ".join(line.text[start:end].split())
        title = self.tr("Quote “{words}” under which finding?").format(words=words)
        first = self.theme or next(iter(sorted(line.themes)), None)
        rows = self._board.chooser_rows(first)
        opened = self.form.shown() if self._right.currentIndex() == 1 else ""
        rows.sort(key=lambda row: row.key != opened)
        chooser = self._chooser(title, rows, may_make=False, take=self.tr("Quote here"))
        chooser.chosen.connect(lambda key, role: self._quote_under(key, line, start, end, LinkRole(role)))
        chooser.open()

    def _quote_under(self, key: str, line: EvidenceLine, start: int, end: int, role: LinkRole) -> None:
        finding = self._board.finding(key)
        if finding is None or not self.settle():
            return
        if self.filing.quote(line.item, start, end, finding, role, line.themes):
            self._catch_up()
            self.explain(key)

    def make(self, lines: list[EvidenceLine], words: str, role: LinkRole = LinkRole.SUPPORTS) -> None:
        """A new finding of these points, open to be written."""
        if not self.settle():
            return
        theme = self.theme
        made = self.filing.make(lines, theme, title=words, role=role)
        if made is not None:
            self._catch_up()
            self.open_finding(made, new=True)

    def open_finding(self, key: str, *, new: bool = False) -> bool:
        """Open a finding to work on it; whether it is there."""
        view = self._view(key)
        if view is None:
            return False
        self.findings.choose(key)
        self.form.show_view(view)
        self._right.setCurrentWidget(self.form)
        self.front_wanted.emit()
        self.form.begin(new=new)
        return True

    def explain(self, key: str) -> None:
        """Open a finding at what stands behind it."""
        if self.open_finding(key):
            self.form.show_behind()

    def to_list(self) -> None:
        """Show all findings again."""
        if self.settle():
            self._right.setCurrentIndex(0)
            self._catch_up()

    def back_to_list(self) -> None:
        """Show all findings again, with the one that was open as the current one."""
        key = self.form.shown()
        self.to_list()
        self.findings.choose(key)
        self.front_wanted.emit()

    def _agree(self) -> None:
        key = self.key()
        if not self.settle():
            return
        self._catch_up()
        finding = self._board.finding(key)
        if finding is not None:
            agreed = finding.state is FindingState.AGREED
            self.filing.set_state(finding, FindingState.DRAFT if agreed else FindingState.AGREED)

    def _shift(self, by: int) -> None:
        if self._right.currentIndex() == 1:
            return
        cards, key = self.findings.findings.cards(), self.findings.current()
        place = self.findings.findings.place(key)
        wanted = place + by
        if place < 0 or not 0 <= wanted < len(cards):
            return
        after = wanted + (1 if by > 0 else 0)
        self.filing.move(key, cards[after].key if after < len(cards) else None)
        self._catch_up()

    def _move(self, key: str, before: str) -> None:
        self.filing.move(ItemId(key), ItemId(before) if before else None)

    def _remove(self, key: str = "") -> None:
        finding = self._board.finding(key or self.key())
        if finding is not None and self.settle():
            self.to_list()
            self.filing.remove(finding)

    def _merge(self) -> None:
        gone = self._board.finding(self.key())
        if gone is None or not self.settle():
            return
        title = self.tr("Merge it into which finding?")
        rows = self._board.chooser_rows(gone.theme, but=gone.id)
        chooser = self._chooser(title, rows, ask_role=False, may_make=False, take=self.tr("Merge"))
        chooser.chosen.connect(lambda key, _: self._merge_into(key, gone.id))
        chooser.open()

    def _merge_into(self, key: str, gone: ItemId) -> None:
        kept = self._board.finding(key)
        if kept is not None:
            self.filing.merge(kept, gone)
            self._catch_up()
            self.open_finding(key)

    def _split(self) -> None:
        finding = self._board.finding(self.key())
        sources = self.form.chosen_sources() if self._right.currentIndex() == 1 else []
        if finding is None or not sources:
            self.told.emit(self.tr("Open a finding and choose among what is filed under it what shall go."))
            return
        if {link.source for link in finding.links} <= set(sources):
            self.told.emit(self.tr("Leave something with this finding. What shall go is chosen with Shift or Ctrl."))
            return
        if self.settle():
            made = self.filing.split(finding, sources)
            if made is not None:
                self._catch_up()
                self.open_finding(made, new=True)

    def _recommend(self) -> None:
        finding = self._board.finding(self.form.shown())
        if finding is None:
            return
        title = self.tr("Which recommendation rests on it?")
        rows = self._board.recommendation_rows(finding.id)
        new = self.tr("New recommendation")
        chooser = self._chooser(title, rows, ask_role=False, take=self.tr("Take"), new=new)
        chooser.chosen.connect(lambda key, _: self.filing.rest(ItemId(key), finding.id))
        chooser.made.connect(lambda words, _: self.filing.recommend(finding, words))
        chooser.open()

    def _chooser(self, title: str, rows: list[Row], **further: Any) -> FindingChooser:
        """A box to choose from."""
        from slireviewer.ui.finding_chooser import FindingChooser

        return FindingChooser(self._look, title, rows, self.window(), **further)

    def _open_filed(self, source: str) -> None:
        place = self._board.place_of_filed(ItemId(source))
        if place is not None and self.settle():
            self.sought.emit(*place)

    # Building.

    def _build(self) -> None:
        self.setProperty("role", "card")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(10, 10, 8, 8)
        self._right = QStackedWidget()
        whole.addWidget(self._right)
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setContentsMargins(6, 0, 4, 0)
        head.setSpacing(8)
        head.addWidget(label(self.tr("Findings"), "heading"))
        self._count = Shortened(role="small")
        head.addWidget(self._count, 1)
        self._which = button("", "bare", name=self.tr("Which findings are listed"))
        self._new = button(" " + self.tr("New finding"), name=self.tr("New finding from the chosen points"))
        self._new.setToolTip(self.tr("New finding from the chosen points   Ctrl Shift N"))
        head.addWidget(self._which)
        head.addWidget(self._new)
        column.addLayout(head)
        self.findings = FindingCards(self._look)
        column.addWidget(self.findings, 1)
        words = self.tr("No finding yet. Choose points that say one thing, and make a finding of them.")
        self._nothing = label(words, "soft", wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._nothing.setContentsMargins(6, 4, 6, 4)
        column.addWidget(self._nothing, 1)
        self._right.addWidget(listed)
        self._build_which()

    def _build_which(self) -> None:
        menu = QMenu(self._which)
        menu.setAccessibleName(self._which.accessibleName())
        self._theme_only = menu.addAction(self.tr("Only of the chosen theme"))
        self._draft_only = menu.addAction(self.tr("Only those not agreed yet"))
        for each in (self._theme_only, self._draft_only):
            each.setCheckable(True)
            each.triggered.connect(self._choose_which)
        menu.aboutToShow.connect(self._tick_which)
        self._which.setMenu(menu)

    def _tick_which(self) -> None:
        self._theme_only.setChecked(self._only_theme)
        self._draft_only.setChecked(self._only_open)

    def _choose_which(self) -> None:
        self._only_theme, self._only_open = self._theme_only.isChecked(), self._draft_only.isChecked()
        self.show_findings()

    def _wire(self) -> None:
        self.findings.opened.connect(self.open_finding)
        self.findings.explained.connect(self.explain)
        self.findings.filed.connect(self.file_under)
        self.findings.moved.connect(self._move)
        self.findings.removed.connect(self._remove)
        self.findings.left.connect(self.left)
        self._new.clicked.connect(self._actions["new_finding"].trigger)
        for name, order in (
            ("file_points", self.file),
            ("new_finding", lambda: self.make(self._points.picked(), "")),
            ("blank_finding", lambda: self.make([], "")),
            ("agree_finding", self._agree),
            ("finding_up", partial(self._shift, -1)),
            ("finding_down", partial(self._shift, 1)),
            ("merge_finding", self._merge),
            ("split_finding", self._split),
        ):
            self._actions[name].triggered.connect(order)

    def _restyle(self) -> None:
        look = self._look
        for each, icon, role, size in ((self._which, "list", "text_soft", 17), (self._new, "plus", "text", 15)):
            each.setIcon(look.icon(icon, role, size))
            each.setIconSize(QSize(look.px(size), look.px(size)))
