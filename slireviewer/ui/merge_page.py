"""The Merge page: what waits to be merged, the desk on which it is decided, receipts, the team's board, the evening."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from slireviewer.ui.actions import Actions
from slireviewer.ui.cards import DayTabs, button, label
from slireviewer.ui.deciding import Deciding, moment
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.page import Page
from slireviewer.ui.prompts import Prompts
from slireviewer.ui.rows import Row
from slireviewer.ui.safe import safe
from slireviewer.ui.section import Section
from slireviewer.ui.theme import Look
from slireviewer.ui.to_merge import ToMerge
from slireviewer.ui.watched_folder import SUFFIX, WatchedFolder
from slireviewer.ui.words import hour_of

if TYPE_CHECKING:
    from slireviewer.storage import Changes, Workspace
    from slireviewer.ui.evening_view import EveningView
    from slireviewer.ui.merge_desk import MergeDesk
    from slireviewer.ui.receipts import Receipts
    from slireviewer.ui.said_twice import SaidTwice
    from slireviewer.ui.team_board import TeamBoard

    Part = TypeVar("Part", bound=Receipts | Section)

TO_MERGE, RECEIPTS, TEAM, EVENING, TWICE = range(5)
BEGUN, STANDING = "begun", "standing"  # rows of what waits: a merge put aside, and what was left for later


class MergePage(Page):
    """Nothing changes here before *Apply*."""

    def __init__(
        self,
        look: Look,
        jobs: Jobs,
        actions: Actions,
        prompts: Prompts,
        watched: WatchedFolder,
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__(look)
        self._jobs, self._actions, self._prompts, self._clock = jobs, actions, prompts, clock
        self._watched = watched
        self._roomy: bool | None = None
        self._front = TO_MERGE
        self._made: dict[int, Receipts | Section] = {}
        self.setAccessibleName(self.tr("Merge"))
        self._build()
        self._wire()
        look.changed.connect(self._restyle)
        self._restyle()

    # What the window calls.

    def open(self, workspace: Workspace | None) -> None:
        super().open(workspace)
        self.deciding.open(workspace)
        for each in self.parts:
            each.open(workspace)
        self._choose_section(TO_MERGE)
        self._whole.setCurrentIndex(0)
        self._fill_waiting()

    def enter(self) -> None:
        self._watched.look()
        self._refresh()
        if not self._at_desk():
            self.say(self._fact_words())

    def leave(self) -> bool:
        self.deciding.remember()
        return True

    def hear(self, changes: Changes) -> None:
        if changes.origin is self.intake:
            return
        if self.intake.packages and not self.intake.busy:
            self.intake.look_again()
        if self.isVisible():
            self._refresh()

    def take_focus(self) -> None:
        if self._at_desk():
            self.desk.take_focus()
        elif self._section() != TO_MERGE:
            self._part(self._section()).take_focus()
        elif self.waiting.rows.rowCount():
            self.waiting.setFocus()
        else:
            self.add.setFocus()

    def panes(self) -> list[Callable[[], object]]:
        if self._at_desk():
            return [self.desk.list.setFocus, self.deciding.focus_shown, self.desk.apply.setFocus]
        if self._section() == RECEIPTS:
            return [self.receipts.list.setFocus, self.receipts.inside.setFocus]
        return [self.take_focus, self.add.setFocus]

    def chosen(self) -> tuple[str, str] | None:
        if self._at_desk():
            found = self.deciding.current()
            return (found[0].kind, found[0].item) if found is not None else None
        return self.receipts.chosen() if self._section() == RECEIPTS else None

    # What the reviewer wants.

    def add_paths(self, paths: Sequence[Path]) -> None:
        """Read these packages, and show what they would bring."""
        paths = [path for path in paths if path.suffix.lower() == SUFFIX]
        if not paths or self._workspace is None:
            return
        if self.intake.applying:
            self.say(self.tr("Other packages are being merged. Add these when that is done."))
            return
        self._whole.setCurrentIndex(1)
        self.deciding.add(paths)
        self.desk.take_focus()

    def ask_for_packages(self) -> None:
        """Ask which packages to add."""
        start = self._watched.folder or Path.home()
        self.add_paths(self._prompts.choose_packages(self, start))

    def give_notes(self) -> None:
        """Offer to hand one's notes over."""
        if self._workspace is not None:
            from slireviewer.ui.handing_over import HandingOver

            HandingOver(self._look, self._workspace, self._jobs, self._prompts, self._clock, self).open()

    def make_starter(self) -> None:
        """Make the starter, in two steps."""
        if self._workspace is not None and self._workspace.is_lead:
            from slireviewer.ui.starter_form import StarterForm

            StarterForm(self._look, self._workspace, self._jobs, self._prompts, self).open()

    def choose_watched(self) -> None:
        """Ask for a folder to watch."""
        folder = self._prompts.watch_folder(self, self._watched.folder or Path.home())
        if folder is not None:
            self._watched.set_folder(folder)

    def show_overview(self) -> None:
        """Back to the overview; what was decided is kept."""
        self.deciding.remember()
        self._whole.setCurrentIndex(0)
        self._refresh()
        self.take_focus()
        self.say(self._fact_words())

    # What comes of it.

    def _applied(self, receipts: list[object]) -> None:
        self._watched.look()
        self.deciding.read_standing()
        self._whole.setCurrentIndex(0)
        self._choose_section(RECEIPTS)
        self.receipts.show_latest()
        self.receipts.inside.setFocus()
        self.say(self.tr("Merged: %n package(s)   ·   Ctrl+Z takes the merge back", "", len(receipts)))

    def _settled(self) -> None:
        self._whole.setCurrentIndex(0)
        self._refresh()
        self.take_focus()

    def _hear_folder(self) -> None:
        if self.isVisible() and not self._at_desk():
            self._refresh()
            if self._section() == TO_MERGE:
                self.say(self._fact_words())

    # The overview.

    def _at_desk(self) -> bool:
        return self._whole.currentIndex() == 1

    def _section(self) -> int:
        return self._front

    @property
    def desk(self) -> MergeDesk:
        """The desk on which packages are decided about."""
        return self.deciding.desk

    @cached_property
    def receipts(self) -> Receipts:
        """What was merged. Like the other parts it is made when it is first wanted."""
        from slireviewer.ui.receipts import Receipts

        made = Receipts(self._look, self._jobs, self._prompts, self._clock)
        made.history_wanted.connect(self.history_wanted)
        made.undone.connect(self._refresh)
        made.team_wanted.connect(lambda: self._choose_section(TEAM))
        return self._put(RECEIPTS, made)

    @cached_property
    def board(self) -> TeamBoard:
        """Whose notes of which day are here."""
        from slireviewer.ui.team_board import TeamBoard

        return self._put(TEAM, TeamBoard(self._look, self._jobs, self._clock))

    @cached_property
    def evening(self) -> EveningView:
        """What the team looks at in the evening."""
        from slireviewer.ui.evening_view import EveningView

        return self._put(EVENING, EveningView(self._look, self._jobs, self._clock))

    @cached_property
    def twice(self) -> SaidTwice:
        """Points that may say the same."""
        from slireviewer.ui.said_twice import SaidTwice

        return self._put(TWICE, SaidTwice(self._look, self._jobs))

    @property
    def parts(self) -> list[Receipts | Section]:
        """The parts made so far, but for what waits to be merged."""
        return list(self._made.values())

    def _part(self, number: int) -> Receipts | Section:
        if number == RECEIPTS:
            return self.receipts
        if number == TEAM:
            return self.board
        return self.evening if number == EVENING else self.twice

    def _put(self, number: int, made: Part) -> Part:
        """Take a part that was just made in."""
        self._made[number] = made
        made.sought.connect(self.sought)
        made.told.connect(self.say)
        made.open(self._workspace)
        self._sections.addWidget(made)
        return made

    def _choose_section(self, number: int) -> None:
        self._front = number
        self._sections.setCurrentWidget(self.to_merge if number == TO_MERGE else self._part(number))
        self._refresh_tabs()
        self._read_section()

    def _read_section(self) -> None:
        """Read what the section in front shows."""
        if self._section() != TO_MERGE:
            self._part(self._section()).refresh()

    def _refresh(self) -> None:
        self.deciding.read_standing()
        if self._at_desk():
            self.deciding.refresh()
            return
        self._fill_waiting()
        self._refresh_tabs()
        self._read_section()

    def _show_standing(self) -> None:
        """What was left for later has been read."""
        if not self.isVisible():
            return
        if self._at_desk():
            self.deciding.refresh_standing()
            return
        self._fill_waiting()
        self._refresh_tabs()

    def _fact_words(self) -> str:
        count = len(self._rows_waiting())
        return self.tr("%n thing(s) to merge or decide", "", count) if count else self.tr("Nothing to merge")

    def _refresh_tabs(self) -> None:
        count = len(self._rows_waiting())
        words = [
            self.tr("To merge  {count}").format(count=count) if count else self.tr("To merge"),
            self.tr("Receipts"),
            self.tr("Team"),
            self.tr("Evening"),
            self.tr("Said twice"),
        ]
        self._tabs.set_days(words, self._section())

    def _rows_waiting(self) -> list[Row]:
        rows = []
        names, decisions = self.deciding.put_aside()
        if names:
            title = self.tr("Go on: {names}").format(names=", ".join(names))
            below = self.tr("%n decision(s) made", "", decisions)
            rows.append(Row(BEGUN, title, below, icon="git-merge", role="accent"))
        standing = len(self.deciding.standing_choices())
        if standing:
            below = self.tr("Left for later when packages were merged")
            title = self.tr("%n text(s) to decide", "", standing)
            rows.append(Row(STANDING, title, below, icon="git-merge", role="consideration"))
        here = {package.sha for package in self.intake.packages}
        today = self._clock().date()
        for each in self._watched.found:
            if each.sha in here:
                continue
            if each.refused:
                rows.append(Row(str(each.path), each.path.name, each.refused, icon="circle-x", role="danger"))
                continue
            made = hour_of(moment(each.made), today)
            rows.append(
                Row(str(each.path), each.person or each.path.name, each.path.name, made, "package", role="accent")
            )
        return rows

    def _fill_waiting(self) -> None:
        rows = self._rows_waiting()
        self.to_merge.fill(rows, sum(row.icon == "package" for row in rows))
        self.to_merge.show_folder(self._watched.folder, self._watched.sentence)
        self.to_merge.offer_starter(self._workspace is not None and self._workspace.is_lead)

    def _pick(self, key: str) -> None:
        if key not in (BEGUN, STANDING):
            self.add_paths([Path(key)])
            return
        self._whole.setCurrentIndex(1)
        if key == BEGUN:
            self.deciding.go_on()
        else:
            self.deciding.begin_standing()
        self.desk.take_focus()

    def _pick_all(self) -> None:
        self.add_paths([Path(row.key) for row in self._rows_waiting() if row.icon == "package"])

    # Building.

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._whole = QStackedWidget()
        outer.addWidget(self._whole)
        self.deciding = Deciding(self._look, self._jobs, self._clock)
        self.intake = self.deciding.intake
        self._whole.addWidget(self._build_overview())
        self._whole.addWidget(self.deciding)

    def _build_overview(self) -> QWidget:
        made = QWidget()
        self._column = QVBoxLayout(made)
        self._column.setContentsMargins(18, 14, 18, 14)
        self._column.setSpacing(12)
        self._first_row = QHBoxLayout()
        self._first_row.setSpacing(10)
        self._first_row.addWidget(label(self.tr("Merge"), "title"))
        self._tabs = DayTabs(self._look, self.tr("Parts of this page"))
        self._tabs.chosen.connect(self._choose_section)
        self.give = button(" " + self.tr("Give my notes…"), name=self.tr("Give my notes"))
        self.give.clicked.connect(self.give_notes)
        self.add = button(" " + self.tr("Add packages…"), "primary", name=self.tr("Add packages"))
        self.add.clicked.connect(self.ask_for_packages)
        self._first_row.addStretch(1)
        self._first_row.addWidget(self.give)
        self._first_row.addWidget(self.add)
        self._column.addLayout(self._first_row)
        self._column.addWidget(self._build_sections(), 1)
        return made

    def _build_sections(self) -> QStackedWidget:
        self._sections = QStackedWidget()
        self.to_merge = ToMerge(self._look)
        self.waiting = self.to_merge.list
        self._sections.addWidget(self.to_merge)
        return self._sections

    def _wire(self) -> None:
        deciding, to_merge = self.deciding, self.to_merge
        deciding.told.connect(self._tell_of_desk)
        deciding.left.connect(self.show_overview)
        deciding.applied.connect(self._applied)
        deciding.settled.connect(self._settled)
        deciding.standing_read.connect(self._show_standing)
        to_merge.picked.connect(self._pick)
        to_merge.all_picked.connect(self._pick_all)
        to_merge.folder_wanted.connect(self.choose_watched)
        to_merge.folder_unwanted.connect(lambda: self._watched.set_folder(None))
        to_merge.starter_wanted.connect(self.make_starter)
        self._watched.changed.connect(self._hear_folder)
        self._actions["add_packages"].triggered.connect(self.ask_for_packages)
        for name, order in (
            ("keep_mine", lambda: deciding.press("0")),
            ("keep_theirs", deciding.keep_theirs),
            ("keep_both", deciding.keep_both),
            ("decide_later", lambda: deciding.press("")),
            ("edit_wording", deciding.edit_wording),
            ("next_decision", lambda: deciding.step(1)),
            ("previous_decision", lambda: deciding.step(-1)),
            ("apply_merge", deciding.apply),
        ):
            self._actions[name].triggered.connect(self._at_the_desk(order))

    def _at_the_desk(self, order: Callable[[], None]) -> Callable[[], None]:
        return lambda: order() if self._at_desk() else None

    def _tell_of_desk(self, fact: str) -> None:
        if self.isVisible():
            self.say(fact)

    def _arrange(self) -> None:
        """Put the tabs beside the title, or below it where there is no room."""
        roomy = self.width() >= self._look.px(960)
        if roomy == self._roomy:
            return
        self._roomy = roomy
        if roomy:
            self._first_row.insertWidget(1, self._tabs)
        else:
            self._column.insertWidget(1, self._tabs)
        self._refresh_tabs()

    def _restyle(self) -> None:
        look = self._look
        self._arrange()
        self.add.setIcon(look.icon("package-open", "accent_text"))
        self.give.setIcon(look.icon("send", "text_soft"))
        for each in (self.add, self.give):
            each.setIconSize(QSize(look.px(16), look.px(16)))

    @safe(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.intake.busy:
            self.intake.cancel()
        elif event.key() == Qt.Key.Key_Escape and self._at_desk():
            self.show_overview()
        else:
            super().keyPressEvent(event)
