"""The Merge page: what waits to be merged, the desk on which it is decided, receipts, the team's board, the evening."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from slireviewer.errors import ReviewError
from slireviewer.history import ALIVE
from slireviewer.model import ItemKind
from slireviewer.ui import merge_words
from slireviewer.ui.actions import Actions
from slireviewer.ui.cards import DayTabs, button, card, label, scrolled
from slireviewer.ui.evening_view import EveningView
from slireviewer.ui.handing_over import HandingOver
from slireviewer.ui.intake import Intake
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.listing import Listing
from slireviewer.ui.merge_desk import Head, MergeDesk, Text
from slireviewer.ui.merge_list import Group
from slireviewer.ui.page import Page
from slireviewer.ui.prompts import Prompts
from slireviewer.ui.receipts import Receipts
from slireviewer.ui.rows import Row
from slireviewer.ui.safe import safe
from slireviewer.ui.said_twice import SaidTwice
from slireviewer.ui.section import Section
from slireviewer.ui.side_by_side import BOTH, WORDED
from slireviewer.ui.starter_form import StarterForm
from slireviewer.ui.team_board import TeamBoard
from slireviewer.ui.theme import Look
from slireviewer.ui.watched_folder import SUFFIX, WatchedFolder
from slireviewer.ui.words import hour_of, spoken, theme_word

if TYPE_CHECKING:
    from slireviewer.storage import Changes, Choice, Incoming, Outlook, Workspace

DOT = "   ·   "
TO_MERGE, RECEIPTS, TEAM, EVENING, TWICE = range(5)
STANDING = "standing"  # the row of what was left for later


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
        self._standing: Outlook | None = None
        self._deciding_standing = False
        self._known = merge_words.Known("", {}, {}, {}, clock().date())
        self._roomy: bool | None = None
        self.intake = Intake(jobs, self)
        self.setAcceptDrops(True)
        self.setAccessibleName(self.tr("Merge"))
        self._build()
        self._wire()
        look.changed.connect(self._restyle)
        self._restyle()

    # What the window calls.

    def open(self, workspace: Workspace | None) -> None:
        super().open(workspace)
        self.intake.open(workspace)
        self.receipts.open(workspace)
        for each in self.parts:
            each.open(workspace)
        self._choose_section(TO_MERGE)
        self._standing, self._deciding_standing = None, False
        self._show_home()
        self._fill_waiting()

    def enter(self) -> None:
        self._watched.look()
        self._read_standing()
        self._refresh()
        if not self._at_desk():
            self.say(self._fact_words())

    def leave(self) -> bool:
        return True

    def hear(self, changes: Changes) -> None:
        if changes.origin is self.intake:
            return
        if self.intake.packages and not self.intake.busy:
            self.intake.look_again()
        if self.isVisible():
            self._read_standing()
            self._refresh()

    def take_focus(self) -> None:
        if self._at_desk():
            self.desk.take_focus()
        elif self._section() == RECEIPTS:
            self.receipts.take_focus()
        elif self._section() >= TEAM:
            self.parts[self._section() - TEAM].take_focus()
        elif self.waiting.rows.rowCount():
            self.waiting.setFocus()
        else:
            self.add.setFocus()

    def panes(self) -> list[Callable[[], object]]:
        if self._at_desk():
            return [self.desk.list.setFocus, self._focus_shown, self.desk.apply.setFocus]
        if self._section() == RECEIPTS:
            return [self.receipts.list.setFocus, self.receipts.inside.setFocus]
        return [self.take_focus, self.add.setFocus]

    def chosen(self) -> tuple[str, str] | None:
        if self._at_desk():
            found = self._current()
            return (found[0].kind, found[0].item) if found is not None else None
        return self.receipts.chosen() if self._section() == RECEIPTS else None

    # Packages come in.

    def add_paths(self, paths: Sequence[Path]) -> None:
        """Read these packages, and show what they would bring."""
        paths = [path for path in paths if path.suffix.lower() == SUFFIX]
        if not paths or self._workspace is None:
            return
        if self.intake.busy:
            self.say(self.tr("Other packages are being read. Add these in a moment."))
            return
        self._deciding_standing = False
        self.intake.add(paths)
        self._show_desk()

    def ask_for_packages(self) -> None:
        """Ask which packages to add."""
        start = self._watched.folder or Path.home()
        self.add_paths(self._prompts.choose_packages(self, start))

    def give_notes(self) -> None:
        """Offer to hand one's notes over."""
        if self._workspace is not None:
            HandingOver(self._look, self._workspace, self._jobs, self._prompts, self._clock, self).open()

    def make_starter(self) -> None:
        """Make the starter, in two steps."""
        if self._workspace is not None and self._workspace.is_lead:
            StarterForm(self._look, self._workspace, self._jobs, self._prompts, self).open()

    def choose_watched(self) -> None:
        """Ask for a folder to watch."""
        folder = self._prompts.watch_folder(self, self._watched.folder or Path.home())
        if folder is not None:
            self._watched.set_folder(folder)

    # Deciding.

    def decide(self, said: str, text: str = "") -> None:
        """Remember what was said about the thing that is shown: a side's number, both, a wording, or "" for later."""
        found = self._current()
        if found is None:
            return
        line, choice = found
        if choice is None or self.intake.busy:
            return
        if said == BOTH and not choice.both:
            return
        if said.isdigit() and int(said) >= (2 if choice.field == ALIVE else len(choice.sides)):
            return
        self.intake.decide(merge_words.key_of(choice), merge_words.decision_for(line, choice, said, text))

    def keep_theirs(self) -> None:
        """Keep the second text, or the one after it if that is chosen already."""
        matter = self.desk.sides.matter()
        if matter is None or not self.desk.asks():
            return
        now = int(matter.choice) if matter.choice.isdigit() else 0
        self.decide(str(now + 1 if 0 < now < len(matter.sides) - 1 else 1))

    def step(self, by: int) -> None:
        """On to the next thing to decide that is still open, or else to the next of all."""
        outlook = self._outlook()
        if outlook is None or not outlook.choices:
            return
        keys = [merge_words.row_key(choice) for choice in outlook.choices]
        now = keys.index(self.desk.list.current()) if self.desk.list.current() in keys else -1 if by > 0 else 0
        ahead = [keys[(now + by * count) % len(keys)] for count in range(1, len(keys) + 1)]
        decided = {f"{item}/{field}" for item, field in self.intake.decisions}
        self.desk.list.choose(next((key for key in ahead if key not in decided), ahead[0]))

    def apply(self) -> None:
        """Take everything in, with what was decided."""
        if not self._at_desk() or self.intake.busy:
            return
        if self._deciding_standing:
            self._apply_standing()
        else:
            self.intake.apply()

    def save_for_later(self) -> None:
        """Back to the overview; what was decided is kept."""
        self._show_home()
        self._refresh()
        self.take_focus()
        self.say(self._fact_words())

    # Showing the desk.

    def _at_desk(self) -> bool:
        return self._whole.currentIndex() == 1

    def _outlook(self) -> Outlook | None:
        return self._standing if self._deciding_standing else self.intake.outlook

    def _current(self) -> tuple[Incoming, Choice | None] | None:
        """What the current row of the list stands for: an item, and what there is to decide about it."""
        outlook, key = self._outlook(), self.desk.list.current()
        if outlook is None or not key:
            return None
        for line in outlook.lines:
            for choice in line.choices:
                if merge_words.row_key(choice) == key:
                    return line, choice
            if line.item == key:
                return line, None
        return None

    def _show_desk(self) -> None:
        self._whole.setCurrentIndex(1)
        self._refresh_desk()
        self.desk.take_focus()

    def _refresh_desk(self) -> None:
        intake, outlook = self.intake, self._outlook()
        self.desk.show_busy(intake.busy, intake.done, intake.whole)
        if outlook is None:
            self._show_unread()
            return
        self._read_known(outlook)
        left = sum(merge_words.key_of(choice) not in intake.decisions for choice in outlook.choices)
        self.desk.show_head(
            self._head(outlook), apply_words=self._apply_words(left), may_apply=self._may_apply(outlook)
        )
        self.desk.show_groups([*merge_words.groups(outlook, intake.decisions, self._known), *self._refused_groups()])
        self._show_row(self.desk.list.current())
        if not self._deciding_standing:
            names = ", ".join(package.name for package in intake.packages[:2])
            if len(intake.packages) > 2:
                names = self.tr("%n package(s)", "", len(intake.packages))
            self.say(self.tr("Merging {what}   ·   nothing changes until you press Apply").format(what=names))
        else:
            self.say(self.tr("Deciding what differs   ·   nothing changes until you press Apply"))

    def _show_unread(self) -> None:
        refused = self.intake.refused
        words = self.intake.busy or self.tr("None of these can be merged.")
        self.desk.show_head(
            Head("…" if self.intake.busy else "!", words, "", 0, 0, 0, 0), apply_words=self.tr("Apply merge"),
            may_apply=False,
        )  # fmt: skip
        self.desk.show_groups(self._refused_groups())
        if not refused:
            self.desk.show_nothing(words)
        else:
            self._show_row(self.desk.list.current())
        if refused and not self.intake.busy:
            self.say(refused[-1].sentence)

    def _may_apply(self, outlook: Outlook) -> bool:
        if self._deciding_standing:
            return bool(self.intake.decisions)
        return (bool(self.intake.packages) and any(receipt.taken for receipt in outlook.receipts)) or bool(
            self.intake.packages
        )

    def _apply_words(self, left: int) -> str:
        words = self.tr("Apply decisions") if self._deciding_standing else self.tr("Apply merge")
        return self.tr("{words}  ({count} left)").format(words=words, count=left) if left else words

    def _head(self, outlook: Outlook) -> Head:
        new, changed, deleted, to_decide = merge_words.counts(outlook)
        if self._deciding_standing:
            title = self.tr("Decide what differs")
            below = self.tr("Left for later when packages were merged")
            return Head("?", title, below, new, changed, deleted, to_decide)
        packages = self.intake.packages
        names = list(dict.fromkeys(each.person_name or self.tr("an unnamed laptop") for each in packages))
        if len(names) == 1:
            title = self.tr("Merge notes from {who}").format(who=names[0])
        else:
            several = self.tr("{first} and %n other(s)", "", len(names) - 1).format(first=names[0])
            title = self.tr("Merge notes from {who}").format(who=several)
        return Head(merge_words.initials(names), title, self._below(outlook), new, changed, deleted, to_decide)

    def _below(self, outlook: Outlook) -> str:
        packages = self.intake.packages
        parts = [packages[0].name if len(packages) == 1 else self.tr("%n package(s)", "", len(packages))]
        made = sorted(each.made for each in packages)
        if made and made[0]:
            first, last = _moment(made[0]), _moment(made[-1])
            if first is not None and last is not None:
                parts.append(self.tr("written {when}").format(when=_span(first, last)))
        parts.append(self.tr("checked: complete and unaltered"))
        first_time = [each.person_name for each in outlook.receipts if each.first_time]
        if first_time and len(packages) == 1:
            parts.append(self.tr("first from this laptop"))
        waiting = sum(each.waiting for each in outlook.receipts)
        if waiting:
            parts.append(self.tr("%n change(s) wait for an earlier package", "", waiting))
        return DOT.join(parts)

    def _refused_groups(self) -> list[Group]:
        refused = self.intake.refused
        if not refused or self._deciding_standing:
            return []
        rows = tuple(
            Row(
                f"refused {each.name}",
                each.name,
                each.sentence,
                icon="circle-x",
                role="danger",
                word=self.tr("refused"),
            )
            for each in refused
        )
        return [Group(self.tr("Refused"), len(rows), rows)]

    def _show_row(self, key: str) -> None:
        outlook, desk = self._outlook(), self.desk
        sentence = next((each.sentence for each in self.intake.refused if key == f"refused {each.name}"), "")
        if sentence:
            desk.show_nothing(sentence)
            return
        if outlook is None:
            return
        if not key:
            already = sum(receipt.already for receipt in outlook.receipts)
            desk.show_nothing(
                self.tr("Everything in it is here already: %n change(s).", "", already)
                if already
                else self.tr("Nothing in it.")
            )
            return
        if key.startswith("new/"):
            lines = merge_words.inside(outlook, key)
            desk.show_rows(
                lines[0].belongs.title,
                merge_words.place_words(lines[0], full=True).replace(" · ", ", "),
                [self._inside_row(line) for line in lines],
            )
            return
        found = self._current()
        if found is None:
            return
        line, choice = found
        if choice is None:
            desk.show_text(
                Text(
                    merge_words.read_title(line), merge_words.place_words(line, full=True).replace(" · ", ", "),
                    merge_words.change_runs(line), merge_words.change_fact(line),
                )
            )  # fmt: skip
            return
        decision = self.intake.decisions.get(merge_words.key_of(choice))
        desk.show_matter(merge_words.matter(outlook, line, choice, decision, self._known))

    def _inside_row(self, line: Incoming) -> Row:
        return Row(
            line.item, line.text or self.tr("File"), hour_of(line.at, self._known.today), icon="plus", role="strength"
        )

    def _read_known(self, outlook: Outlook) -> None:
        """Names, marks and uses of what the list speaks of."""
        if self._workspace is None:
            return
        self._known = known_of(self._workspace, outlook, self._clock())

    def _focus_shown(self) -> None:
        if self.desk.asks():
            self.desk.sides.take_focus()
        elif self.desk.reading.isVisible():
            self.desk.reading.setFocus()
        elif self.desk.inside.isVisible():
            self.desk.inside.setFocus()
        else:
            self.desk.list.setFocus()

    # What was left for later.

    def _read_standing(self) -> None:
        if self._workspace is not None:
            self._standing = standing(self._workspace)

    def _standing_choices(self) -> tuple[Choice, ...]:
        """What is to be decided now."""
        self._read_standing()
        return self._standing.choices if self._standing is not None else ()

    def _show_standing(self) -> None:
        if self._standing is not None and self._standing.choices:
            self.intake.decisions.clear()
            self._deciding_standing = True
            self._show_desk()

    def _apply_standing(self) -> None:
        from slireviewer import storage

        decisions = list(self.intake.decisions.values())
        if self._workspace is None or not decisions:
            return
        try:
            with self._workspace.edit(self.tr("Decide what differs"), origin=self.intake) as e:
                for decision in decisions:
                    storage.take_decision(e, decision, frozenset())
        except ReviewError as refused:
            self.say(str(refused))
            return
        self.intake.forget()
        self._read_standing()
        self._show_home()
        self._refresh()
        self.take_focus()
        self.say(self.tr("%n decision(s) written   ·   Ctrl+Z takes them back", "", len(decisions)))

    # After applying.

    def _applied(self, receipts: list[object]) -> None:
        self._read_standing()
        self._watched.look()
        self._show_home()
        self._choose_section(RECEIPTS)
        self.receipts.show_latest()
        self._refresh_tabs()
        self.receipts.inside.setFocus()
        self.say(self.tr("Merged: %n package(s)   ·   Ctrl+Z takes the merge back", "", len(receipts)))

    def _failed(self, sentence: str) -> None:
        if not self.intake.begun:
            self._show_home()
        self._refresh()
        self.say(sentence)

    # The overview.

    def _section(self) -> int:
        return self._sections.currentIndex()

    def _choose_section(self, number: int) -> None:
        self._sections.setCurrentIndex(number)
        self._refresh_tabs()
        self._read_section()

    def _read_section(self) -> None:
        """Read what the section in front shows."""
        if self._section() == RECEIPTS:
            self.receipts.refresh()
        elif self._section() >= TEAM:
            self.parts[self._section() - TEAM].refresh()

    def _turn_to(self, number: int) -> None:
        self._choose_section(number)

    def _show_home(self) -> None:
        self._deciding_standing = False
        self._whole.setCurrentIndex(0)

    def _refresh(self) -> None:
        if self._at_desk():
            self._refresh_desk()
            return
        self._fill_waiting()
        self._refresh_tabs()
        self._read_section()

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
        if self.intake.begun:
            names = list(dict.fromkeys(each.person_name or each.name for each in self.intake.packages))
            below = self.tr("%n decision(s) made", "", len(self.intake.decisions))
            rows.append(
                Row("begun", self.tr("Go on: {names}").format(names=", ".join(names) or self.tr("refused packages")),
                    below, icon="git-merge", role="accent")
            )  # fmt: skip
        if self._standing is not None and self._standing.choices:
            rows.append(
                Row(STANDING, self.tr("%n text(s) to decide", "", len(self._standing.choices)),
                    self.tr("Left for later when packages were merged"), icon="git-merge", role="consideration")
            )  # fmt: skip
        here = {package.sha for package in self.intake.packages}
        today = self._clock().date()
        for each in self._watched.found:
            if each.sha in here:
                continue
            made = _moment(each.made)
            if each.refused:
                rows.append(Row(str(each.path), each.path.name, each.refused, icon="circle-x", role="danger"))
            else:
                rows.append(
                    Row(str(each.path), each.person or each.path.name, each.path.name,
                        hour_of(made, today) if made is not None else "", "package", role="accent")
                )  # fmt: skip
        return rows

    def _fill_waiting(self) -> None:
        rows = self._rows_waiting()
        self.waiting.fill(rows)
        self.waiting.setVisible(bool(rows))
        self._nothing.setVisible(not rows)
        packages = [row for row in rows if row.icon == "package"]
        self.all_button.setVisible(len(packages) > 1)
        self.all_button.setText(self.tr("Look into all %n", "", len(packages)))
        folder = self._watched.folder
        words = self._watched.sentence or (
            self.tr("Packages that appear in {folder} are listed here. None is merged by itself.").format(folder=folder)
            if folder is not None
            else self.tr("No folder is watched. Packages in a watched folder are listed here by themselves.")
        )
        self._folder_words.setText(words)
        self.watch_button.setText(self.tr("Another folder…") if folder else self.tr("Watch a folder…"))
        self.unwatch_button.setVisible(folder is not None)
        self.starter_button.setVisible(self._workspace is not None and self._workspace.is_lead)

    def _pick(self, key: str) -> None:
        if key == "begun":
            self._show_desk()
        elif key == STANDING:
            self._show_standing()
        else:
            self.add_paths([Path(key)])

    def _pick_all(self) -> None:
        self.add_paths([Path(row.key) for row in self._rows_waiting() if row.icon == "package"])

    # Building.

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._whole = QStackedWidget()
        outer.addWidget(self._whole)
        self._whole.addWidget(self._build_home())
        self.desk = MergeDesk(self._look)
        self._whole.addWidget(self.desk)

    def _build_home(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(12)
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(label(self.tr("Merge"), "title"))
        self._tabs = DayTabs(self._look, self.tr("Parts of this page"))
        self._tabs.chosen.connect(self._turn_to)
        self._first_row = first
        self.give = button(" " + self.tr("Give my notes…"), name=self.tr("Give my notes"))
        self.give.clicked.connect(self.give_notes)
        self.add = button(" " + self.tr("Add packages…"), "primary", name=self.tr("Add packages"))
        self.add.clicked.connect(self.ask_for_packages)
        first.addStretch(1)
        first.addWidget(self.give)
        first.addWidget(self.add)
        column.addLayout(first)
        self._column = column
        self._sections = QStackedWidget()
        self._sections.addWidget(self._build_waiting())
        self.receipts = Receipts(self._look, self._jobs, self._prompts, self._clock)
        self._sections.addWidget(self.receipts)
        self.board = TeamBoard(self._look, self._jobs, self._clock)
        self.evening = EveningView(self._look, self._jobs, self._clock)
        self.twice = SaidTwice(self._look, self._jobs)
        self.parts: tuple[Section, ...] = (self.board, self.evening, self.twice)
        for each in self.parts:
            self._sections.addWidget(each)
            each.sought.connect(self.sought)
            each.told.connect(self.say)
        column.addWidget(self._sections, 1)
        return made

    def _build_waiting(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        left, column = card(spacing=8, margins=(10, 10, 10, 10))
        self.waiting = Listing(self._look, self.tr("What waits to be merged or decided"))
        self.waiting.picked.connect(self._pick)
        self.waiting.doubleClicked.connect(lambda _: self._pick(self.waiting.current()))
        self._nothing = label(self.tr("Nothing waits. Drop packages anywhere on this page."), "soft", wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.all_button = button("")
        self.all_button.clicked.connect(self._pick_all)
        column.addWidget(self.waiting, 1)
        column.addWidget(self._nothing, 1)
        column.addWidget(self.all_button)
        row.addWidget(left, 3)
        row.addWidget(self._build_ways(), 2)
        return made

    def _build_ways(self) -> QFrame:
        made, outer = card(spacing=8, margins=(16, 14, 10, 14))
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(8)
        outer.addWidget(scrolled(inner, self.tr("Ways to merge")), 1)
        self._drop_sign = QLabel()
        column.addWidget(self._drop_sign)
        column.addWidget(label(self.tr("Drop packages here"), "section"))
        column.addWidget(
            label(
                self.tr(
                    "Or add them from a stick or a folder, several at once. You see first what they would bring; "
                    "nothing changes before you press Apply."
                ),
                "soft",
                wrap=True,
            )
        )
        column.addSpacing(10)
        column.addWidget(label(self.tr("A folder to watch"), "section"))
        self._folder_words = label(role="soft", wrap=True)
        column.addWidget(self._folder_words)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.watch_button = button("")
        self.watch_button.clicked.connect(self.choose_watched)
        self.unwatch_button = button(self.tr("Stop watching"))
        self.unwatch_button.clicked.connect(lambda: self._watched.set_folder(None))
        row.addWidget(self.watch_button)
        row.addWidget(self.unwatch_button)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        self.starter_button = button(" " + self.tr("Make the starter…"), name=self.tr("Make the starter"))
        self.starter_button.clicked.connect(self.make_starter)
        foot = QHBoxLayout()
        foot.addWidget(self.starter_button)
        foot.addStretch(1)
        outer.addLayout(foot)
        return made

    def _wire(self) -> None:
        desk, intake, actions = self.desk, self.intake, self._actions
        desk.chosen.connect(self._show_row)
        desk.picked.connect(lambda _: self._focus_shown())
        desk.apply_wanted.connect(self.apply)
        desk.later_wanted.connect(self.save_for_later)
        desk.cancel_wanted.connect(intake.cancel)
        desk.sides.chosen.connect(self.decide)
        desk.sides.worded.connect(lambda text: self.decide(WORDED, text))
        intake.changed.connect(self._hear_intake)
        intake.looked.connect(self._hear_looked)
        intake.applied.connect(self._applied)
        intake.failed.connect(self._failed)
        self._watched.changed.connect(self._hear_folder)
        self.receipts.sought.connect(self.sought)
        self.receipts.history_wanted.connect(self.history_wanted)
        self.receipts.told.connect(self.say)
        self.receipts.undone.connect(self._refresh)
        for name, order in (
            ("add_packages", self.ask_for_packages),
            ("keep_mine", lambda: self._key("0")),
            ("keep_theirs", self.keep_theirs),
            ("keep_both", lambda: self._key(BOTH)),
            ("decide_later", lambda: self._key("")),
            ("edit_wording", self._edit_wording),
            ("next_decision", lambda: self.step(1)),
            ("previous_decision", lambda: self.step(-1)),
            ("apply_merge", self.apply),
        ):
            actions[name].triggered.connect(order)

    def _key(self, said: str) -> None:
        if self._at_desk() and self.desk.asks() and not self.intake.busy:
            self.decide(said)

    def _edit_wording(self) -> None:
        if self._at_desk() and self.desk.asks() and not self.intake.busy:
            self.desk.sides.begin_wording()

    def _hear_intake(self) -> None:
        if self._at_desk():
            self._refresh_desk()

    def _hear_looked(self) -> None:
        self._refresh()
        if self._at_desk():
            self.desk.take_focus()

    def _hear_folder(self) -> None:
        if self.isVisible() and not self._at_desk():
            self._refresh()

    def _arrange(self) -> None:
        """Put the tabs beside the title, or below it where there is no room."""
        roomy = self.width() >= self._look.px(960)
        if roomy == self._roomy:
            return
        self._roomy = roomy
        self._tabs.setParent(None)
        if roomy:
            self._first_row.insertWidget(1, self._tabs)
        else:
            self._column.insertWidget(1, self._tabs)
        self._refresh_tabs()
        QWidget.setTabOrder(self._tabs, self.give)

    def _restyle(self) -> None:
        look = self._look
        self._arrange()
        self.add.setIcon(look.icon("package-open", "accent_text"))
        self.give.setIcon(look.icon("send", "text_soft"))
        self.starter_button.setIcon(look.icon("users", "text_soft"))
        self._drop_sign.setPixmap(look.picture("package-open", "accent", 26))
        for each in (self.add, self.give, self.starter_button):
            each.setIconSize(QSize(look.px(16), look.px(16)))

    @safe(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._at_desk() and not self.intake.busy:
            self.save_for_later()
        elif event.key() == Qt.Key.Key_Escape and self.intake.busy:
            self.intake.cancel()
        else:
            super().keyPressEvent(event)

    @safe(None)
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if packages_in(event):
            event.acceptProposedAction()

    @safe(None)
    def dropEvent(self, event: QDropEvent) -> None:
        paths = packages_in(event)
        if paths:
            event.acceptProposedAction()
            self.add_paths(paths)


def packages_in(event: QDropEvent | QDragEnterEvent) -> list[Path]:
    """The packages among what is dragged."""
    urls = event.mimeData().urls() if event.mimeData().hasUrls() else []
    return [Path(url.toLocalFile()) for url in urls if url.toLocalFile().lower().endswith(SUFFIX)]


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def _span(first: datetime, last: datetime) -> str:
    """When packages were written: one moment, or from when to when."""
    words = f"{spoken(last.date(), 'ddd d MMM')} {last:%H:%M}"
    if f"{first:%Y-%m-%d %H:%M}" == f"{last:%Y-%m-%d %H:%M}":
        return words
    start = f"{first:%H:%M}" if first.date() == last.date() else f"{spoken(first.date(), 'ddd d MMM')} {first:%H:%M}"
    return f"{start} – {words}"


def known_of(workspace: Workspace, outlook: Outlook, now: datetime) -> merge_words.Known:
    """Names of people and things, and the marks and uses of what there is to decide about."""
    from slireviewer import storage

    wanted = {choice.item: choice.kind for choice in outlook.choices}
    with workspace.read() as r:
        people = storage.person_lines(r)
        themes = {theme.id: theme for theme in storage.theme_lines(r)}
        names: dict[str, str] = {theme.id: theme.title for theme in themes.values()}
        names |= {person.id: person.name for person in people}
        findings = storage.read_findings(r)
        used: dict[str, str] = {
            link.source: finding.title for finding in findings for link in finding.links if link.source in wanted
        }
        marks = {}
        if any(kind is ItemKind.POINT for kind in wanted.values()):
            for point in storage.read_points(r):
                if point.id in wanted:
                    words = ", ".join(theme_word(themes[each]) for each in sorted(point.themes) if each in themes)
                    marks[str(point.id)] = (point.kind, words)
    me = next((person.name for person in people if person.id == workspace.me), "")
    return merge_words.Known(me, names, marks, used, now.date())


def standing(workspace: Workspace) -> Outlook:
    """What stands side by side now, left for later when packages were merged."""
    from slireviewer import storage

    lines = []
    with workspace.read() as r:
        starts = {meeting.id: meeting.starts for meeting in storage.read_meetings(r)}
        for conflict in storage.conflict_lines(r):
            place = storage.place_of(r, conflict.kind, conflict.item)
            text = storage.text_of(r, conflict.kind, conflict.item)
            sides = tuple(
                storage.Side(each.entry, each.value, each.person, each.at, True) for each in conflict.versions
            )
            both = all(isinstance(side.value, str) and side.value.strip() for side in sides)
            fate = conflict.field == ALIVE
            choice = storage.Choice(
                conflict.kind, conflict.item, conflict.field, conflict.before, sides, both and not fate
            )
            belongs = (
                storage.Belongs(ItemKind.MEETING, place.meeting, place.title, starts.get(place.meeting))
                if place.meeting
                else storage.Belongs(conflict.kind, conflict.item, text.partition("\n")[0])
            )
            lines.append(
                storage.Incoming(
                    "flagged" if fate else "conflict", conflict.kind, conflict.item, text, text, (), None, belongs,
                    (conflict.field,), (choice,), (text,) if fate else (),
                )
            )  # fmt: skip
    return storage.Outlook((), tuple(lines))
