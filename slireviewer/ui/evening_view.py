"""The evening: where peers differ on a theme, what is new by theme, and the follow-ups that are still open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from slireviewer.model import PointKind
from slireviewer.ui.cards import Shortened, button, card, label
from slireviewer.ui.chips import KIND_ICON, KIND_ROLE
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.listing import Listing
from slireviewer.ui.merge_list import Group, MergeList
from slireviewer.ui.rows import Row
from slireviewer.ui.section import Section
from slireviewer.ui.theme import Look
from slireviewer.ui.words import hour_of, kind_words

if TYPE_CHECKING:
    from slireviewer.model import ItemId
    from slireviewer.storage import Difference, Evening, FollowUp, PointLine, ThemeNews, Workspace

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Behind:
    """What stands behind a row on the left: a heading, a line below it, and the points."""

    title: str
    below: str
    rows: Sequence[Row]


class EveningView(Section):
    """Groups on the left; on the right the points behind the chosen row, and what can be done with them."""

    def __init__(self, look: Look, jobs: Jobs, clock: Callable[[], datetime]) -> None:
        super().__init__(look, jobs)
        self._clock = clock
        self._evening: Evening | None = None
        self._behind: dict[str, _Behind] = {}
        self._shows = 0
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        left, column = card(margins=(9, 7, 9, 9))
        self.list = MergeList(look, self.tr("What the team looks at this evening"))
        self.list.chosen.connect(self._show)
        self.list.picked.connect(lambda _: self.inside.setFocus())
        column.addWidget(self.list)
        row.addWidget(left, 4)
        row.addWidget(self._build_shown(), 6)

    def open(self, workspace: Workspace | None) -> None:
        super().open(workspace)
        self._evening, self._behind = None, {}
        self.list.fill([])

    def read(self, workspace: Workspace, stopped: Callable[[], bool]) -> tuple[Evening, dict[str, _Behind]]:
        from slireviewer import storage

        with workspace.read() as r:
            evening = storage.evening_lines(r, self._clock() - DAY)
        return evening, self._all_behind(evening)

    def fill(self, read: tuple[Evening, dict[str, _Behind]]) -> None:
        value, self._behind = read
        self._evening = value
        shown = self._shows
        groups = []
        if value.news:
            rows = tuple(self._news_row(number, each) for number, each in enumerate(value.news))
            groups.append(Group(self.tr("New since yesterday"), sum(len(each.points) for each in value.news), rows))
        if value.differences:
            rows = tuple(self._difference_row(each) for each in by_theme(value.differences).values())
            groups.append(Group(self.tr("Where you see it differently"), len(rows), rows))
        if value.follow_ups:
            rows = tuple(self._follow_up_row(each) for each in value.follow_ups)
            groups.append(Group(self.tr("Open follow-ups"), len(rows), rows))
        self.list.fill(groups)
        if shown == self._shows:  # filling tells only of another row
            self._show(self.list.current())

    def take_focus(self) -> None:
        self.list.setFocus()

    def deal_with(self) -> None:
        """Take the chosen follow-up as dealt with."""
        from slireviewer import storage

        chosen = self._follow_up()
        if chosen is not None:
            point = chosen.line.point.id
            self.write(
                self.tr("Follow-up dealt with"),
                lambda e: storage.resolve_follow_up(e, point),
                self.tr("Dealt with   ·   Ctrl+Z opens it again"),
            )
            self.list.setFocus()

    def make_slot(self) -> None:
        """Make a slot of the timetable for the chosen follow-up."""
        from slireviewer import storage

        chosen = self._follow_up()
        if chosen is not None and chosen.slot is None:
            point = chosen.line.point
            title = self.tr("Follow-up: {text}").format(text=" ".join(point.text.split())[:60])
            starts = (self._clock() + DAY).replace(hour=9, minute=0, second=0, microsecond=0)
            self.write(
                self.tr("Slot for a follow-up"),
                lambda e: storage.slot_for(e, point.id, title=title, starts=starts),
                self.tr("In the timetable, tomorrow at 09:00. F2 changes it there."),
            )
            self.list.setFocus()

    # Rows.

    def _difference_row(self, found: list[Difference]) -> Row:
        theme = found[0].theme
        meetings = sum(each.meeting is not None for each in found)
        where = self.tr("In %n meeting(s)", "", meetings) if meetings else self.tr("Over the whole visit")
        return Row(f"differ {theme.id}", theme.title, where, icon="scale", role="accent", soft=True)

    def _follow_up_row(self, each: FollowUp) -> Row:
        below = " · ".join(part for part in (each.line.meeting_title, each.line.person_name) if part)
        planned = each.slot is not None
        if planned:
            below = self.tr("planned · {below}").format(below=below)
        word = self.tr("planned") if planned else self.tr("open")
        return Row(
            f"follow {each.line.point.id}", each.line.point.text, below, icon="circle-question-mark",
            role="follow_up", done=planned, word=word,
        )  # fmt: skip

    def _news_row(self, number: int, each: ThemeNews) -> Row:
        title = each.theme.title if each.theme is not None else self.tr("Without a theme")
        parts = [self.tr("%n point(s)", "", len(each.points))]
        if each.findings:
            parts.append(self.tr("%n finding(s)", "", len(each.findings)))
        return Row(f"news {number}", title, " · ".join(parts), icon="tag", soft=True)

    # The chosen row.

    def _show(self, key: str) -> None:
        self._shows += 1
        self._shown.setVisible(bool(key))
        self._empty.setVisible(not key)
        for each in (self.slot, self.dealt):
            each.setVisible(key.startswith("follow "))
        behind = self._behind.get(key)
        if behind is None:
            return
        self._title.set_whole(behind.title)
        self._below.set_whole(behind.below)
        self.inside.fill(behind.rows)
        chosen = self._follow_up()
        if chosen is not None:
            self.slot.setEnabled(chosen.slot is None)

    def _all_behind(self, evening: Evening) -> dict[str, _Behind]:
        """What stands behind every row. On the thread, for there may be thousands of points."""
        kinds, today = kind_words(), self._clock().date()

        def behind(title: str, below: str, lines: Iterable[PointLine]) -> _Behind:
            return _Behind(title, below, [_point_row(line, kinds, today) for line in lines])

        found = {}
        for number, news in enumerate(evening.news):
            title = news.theme.title if news.theme is not None else self.tr("Without a theme")
            found[f"news {number}"] = behind(title, self.tr("New since yesterday"), news.points)
        for theme, differences in by_theme(evening.differences).items():
            lines = [line for each in differences for line in (*each.strengths, *each.considerations)]
            words = self.tr("A strength to one, to consider for another")
            found[f"differ {theme}"] = behind(differences[0].theme.title, words, lines)
        for each in evening.follow_ups:
            planned = self.tr("In the timetable: {title}").format(title=each.slot.title) if each.slot else ""
            found[f"follow {each.line.point.id}"] = behind(self.tr("To follow up"), planned, [each.line])
        return found

    def _follow_up(self) -> FollowUp | None:
        sort, _, which = self.list.current().partition(" ")
        if sort != "follow" or self._evening is None:
            return None
        return next((each for each in self._evening.follow_ups if each.line.point.id == which), None)

    def _open(self, point: str) -> None:
        meeting = self._meetings().get(point)
        if meeting:
            self.sought.emit(meeting, point)

    def _meetings(self) -> dict[str, ItemId]:
        if self._evening is None:
            return {}
        lines = [line for each in self._evening.news for line in each.points]
        lines += [line for each in self._evening.differences for line in (*each.strengths, *each.considerations)]
        lines += [each.line for each in self._evening.follow_ups]
        return {line.point.id: line.meeting for line in lines}

    def _build_shown(self) -> QFrame:
        made, column = card(spacing=0, margins=(16, 14, 16, 14))
        self._shown = QWidget()
        inner = QVBoxLayout(self._shown)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(4)
        self._title, self._below = Shortened(role="heading"), Shortened(role="soft")
        self.inside = Listing(self._look, self.tr("The points behind it"))
        self.inside.picked.connect(self._open)
        self.inside.doubleClicked.connect(lambda _: self._open(self.inside.current()))
        inner.addWidget(self._title)
        inner.addWidget(self._below)
        inner.addSpacing(8)
        inner.addWidget(self.inside, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        self.slot = button(self.tr("Make a slot for it"), name=self.tr("Make a slot of the timetable for it"))
        self.slot.clicked.connect(self.make_slot)
        self.dealt = button(self.tr("Dealt with"), name=self.tr("The follow-up is dealt with"))
        self.dealt.clicked.connect(self.deal_with)
        row.addWidget(self.slot)
        row.addWidget(self.dealt)
        inner.addLayout(row)
        self._empty = label(self.tr("Nothing new since yesterday, and nothing to follow up."), "soft", wrap=True)
        column.addWidget(self._shown)
        column.addWidget(self._empty)
        return made


def _point_row(line: PointLine, kinds: Mapping[PointKind, str], today: date) -> Row:
    kind: PointKind = line.point.kind
    below = " · ".join(part for part in (line.meeting_title, line.person_name) if part)
    return Row(
        line.point.id, line.point.text, below, hour_of(line.at, today), KIND_ICON[kind], role=KIND_ROLE[kind],
        word=kinds[kind],
    )  # fmt: skip


def by_theme(differences: Iterable[Difference]) -> dict[str, list[Difference]]:
    """Theme → where the team sees it differently."""
    found: dict[str, list[Difference]] = {}
    for each in differences:
        found.setdefault(each.theme.id, []).append(each)
    return found
