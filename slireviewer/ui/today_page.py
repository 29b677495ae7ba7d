"""Today: what comes next for this reviewer, the day by pair and hour, what waits, and what was heard so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from slireviewer import storage
from slireviewer.errors import ReviewError
from slireviewer.model import NO_ITEM, Challenge, ItemId, Meeting, MeetingKind, Person
from slireviewer.ui.actions import Actions
from slireviewer.ui.cards import DayTabs, Shortened, button, card, clear, frame, label, scrolled
from slireviewer.ui.charts import Coverage, Heard
from slireviewer.ui.chips import Chip
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.prompts import Prompts
from slireviewer.ui.rearranging import Rearranging
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look
from slireviewer.ui.timetable import Slot, Timetable, pairs
from slireviewer.ui.words import between, kind_words, minutes_until, spoken

DOT = "  ·  "


@dataclass(frozen=True, slots=True)
class _Waits:
    """One thing that waits: what is said of it, and what its button does."""

    icon: str
    role: str
    words: str
    go: str = ""
    name: str = ""
    what: str = ""
    item: ItemId = NO_ITEM


class TodayPage(QWidget):
    """The first page of an open challenge.

    ``opened`` asks for a meeting's notes, ``prepare_wanted`` for what is to be asked in it, ``sought`` for one point
    in its notes, ``page_wanted`` for another page (its name, and a kind and an item or two empty words); ``told`` is
    the one fact for the status bar.
    """

    opened = Signal(str)
    prepare_wanted = Signal(str)
    sought = Signal(str, str)
    page_wanted = Signal(str, str, str)
    told = Signal(str)

    def __init__(
        self, look: Look, jobs: Jobs, actions: Actions, prompts: Prompts, clock: Callable[[], datetime]
    ) -> None:
        super().__init__()
        self._look, self._jobs, self._actions, self._prompts, self._clock = look, jobs, actions, prompts, clock
        self._workspace: storage.Workspace | None = None
        self._days: list[date] = []
        self._day: date | None = None
        self._next: ItemId = NO_ITEM
        self._panel_wanted: bool | None = None
        self._kinds = kind_words()
        self._titles_open = False
        self._recovered_seen = False
        self._to_merge = 0
        self._latest_shown: object = None
        self._waiting_shown: object = None
        self.fact = ""
        self.setObjectName("page")
        self._build()
        self._minute = QTimer(self)
        self._minute.setInterval(20_000)
        self._minute.timeout.connect(self.refresh)
        actions["next_day"].triggered.connect(lambda: self._step_day(1))
        actions["previous_day"].triggered.connect(lambda: self._step_day(-1))
        look.changed.connect(self._restyle)

    # What the window calls.

    def open(self, workspace: storage.Workspace | None) -> None:
        """Show that challenge, or none."""
        self._workspace = workspace
        self._day = None
        self._titles_open = self._recovered_seen = False
        self._rearranging.open(workspace)
        self._minute.stop()

    def enter(self) -> None:
        """The page comes to the front."""
        self._timetable.forget_focus()
        self.refresh()
        self._minute.start()

    def leave(self) -> bool:
        """The page goes to the back; it never minds."""
        self._minute.stop()
        return True

    def take_focus(self) -> None:
        """Put the focus where work starts."""
        if not self._timetable.focus_first():
            self._start.setFocus()

    def panes(self) -> list[Callable[[], object]]:
        """What F6 goes through on this page."""
        return [self._start.setFocus, self._timetable.focus_first, self._add.setFocus]

    def toggle_panel(self) -> None:
        """Show or hide the column on the right."""
        self._panel_wanted = self._side.isHidden()
        self.arrange()

    def arrange(self) -> None:
        """Hide the right column where there is no room for it."""
        roomy = self.width() >= self._look.px(1040)
        self._side.setVisible(roomy if self._panel_wanted is None else self._panel_wanted)
        self._main.setVisible(roomy or self._side.isHidden())
        self._side.setMaximumWidth(self._look.px(356) if roomy else 16777215)
        self._side.setMinimumWidth(self._look.px(356) if roomy else 0)
        self._fit_head()

    # Filling.

    def refresh(self) -> None:
        """Read and show the day again."""
        if self._workspace is None:
            return
        me = self._workspace.me
        with self._workspace.read() as r:
            challenge = storage.get_challenge(r)
            people = storage.person_lines(r)
            lines = storage.meeting_lines(r)
            themes = storage.coverage(r)
            waiting = storage.waiting_lines(r)
            found = [line for line in storage.recovered(r) if line.text.strip()]
            latest = storage.latest_points(r, me, limit=2) if me else []
        self._find_days(challenge, lines)
        self._show_day(challenge)
        slots = self._slots(lines)
        self._show_next(lines, people, me)
        day = [slot for slot in slots if slot.meeting.starts is None or slot.meeting.starts.date() == self._day]
        usual = self._usual([line.meeting for line in lines], people)
        self._rearranging.day = self._day
        self._timetable.set_day(day, people, me, usual)
        self._empty.setVisible(not day)
        self._timetable.setVisible(bool(day))
        self._show_waiting(waiting, lines, len(found))
        self._show_heard(themes, lines)
        self._show_latest(latest)
        self._tell(lines)

    def show_to_merge(self, count: int) -> None:
        """Say that so many packages wait in the watched folder."""
        self._to_merge = count
        if self.isVisible():
            self.refresh()

    def start_walk_in(self) -> None:
        """Ask who is met, put a meeting into the timetable as from now, and open it; the name can wait."""
        if self._workspace is None:
            return
        title = self._prompts.meeting_title(self)
        if title is None:
            return
        me = self._workspace.me
        now = self._clock().replace(second=0, microsecond=0)
        title = title.strip() or self.tr("Meeting at {hour}").format(hour=f"{now:%H:%M}")
        meeting = Meeting(
            id=storage.new_id(), title=title, starts=now, peers=frozenset({me}) if me else frozenset(), minutes=45
        )
        try:
            with self._workspace.edit(self.tr("Start notes now")) as e:
                storage.write_meeting(e, meeting)
        except ReviewError as refused:
            self.told.emit(str(refused))
            return
        self._day = now.date()
        self.opened.emit(meeting.id)

    def edit_meeting(self, meeting: str = "") -> None:
        """Ask how that meeting shall be; without a name the one that is current in the timetable."""
        self._rearranging.edit(meeting)

    # The day.

    def _find_days(self, challenge: Challenge, lines: Sequence[storage.MeetingLine]) -> None:
        days = {line.meeting.starts.date() for line in lines if line.meeting.starts is not None}
        self._visit = _span(challenge)
        self._days = sorted(days | set(self._visit))
        today = self._clock().date()
        if not self._days:
            self._days = [today]
        if self._day not in self._days:
            coming = [day for day in self._days if day >= today]
            self._day = coming[0] if coming else self._days[-1]

    def _show_day(self, challenge: Challenge) -> None:
        assert self._day is not None
        if self._day in self._visit:
            count = self.tr("Day {number} of {all}").format(
                number=self._visit.index(self._day) + 1, all=len(self._visit)
            )
        elif self._visit and self._day < self._visit[0]:
            count = self.tr("Before the visit")
        else:
            count = self.tr("After the visit") if self._visit else ""
        self._count.setText(count)
        self._fit_head()

    def _fit_head(self) -> None:
        """Say the day as fully as there is room beside the tabs, and offer fewer tabs where that does not do."""
        if self._day is None or self._day not in self._days:
            return
        width = self._main.width()
        days, current = [spoken(day, "ddd d") for day in self._days], self._days.index(self._day)
        count = self._count.sizeHint().width() + self._look.px(14) if self._count.text() else 0
        forms = [(spoken(self._day, form), count) for form in ("dddd d MMMM", "ddd d MMMM", "ddd d MMM")]
        forms.append((forms[-1][0], 0))
        measure = QFontMetrics(self._look.font(21, QFont.Weight.DemiBold))
        others = sum(each.sizeHint().width() for each in (self._add, self._more)) + self._look.px(40)
        for most, tried in ((5, forms[:2]), (3, forms[:3]), (1, forms)):
            needed = self._tabs.needs(days, current, most) if len(days) > 1 else 0
            room = width - others - needed
            fitting = [each for each in tried if measure.horizontalAdvance(each[0]) + each[1] <= room]
            if fitting:
                break
        words, beside = fitting[0] if fitting else forms[-1]
        self._tabs.set_days(days, current, most)
        self._title.setText(words)
        self._title.setAccessibleName(forms[0][0])
        self._count.setVisible(bool(beside))
        if self._main.width() != width:  # what was just shown has moved the panel beside it
            self._fit_head()

    def _choose_day(self, number: int) -> None:
        self._day = self._days[number]
        self.refresh()

    def _step_day(self, by: int) -> None:
        if self._day in self._days:
            number = self._days.index(self._day) + by
            if 0 <= number < len(self._days):
                self._choose_day(number)

    def _show_date(self, day: date) -> None:
        self._day = day
        self.refresh()

    def _usual(self, meetings: Sequence[Meeting], people: Sequence[Person]) -> list[frozenset[ItemId]]:
        """The pairs of the visit; on its days each has a column, also with nothing in it yet."""
        if self._day not in self._visit:
            return []
        return pairs([each for each in meetings if each.starts and each.starts.date() in self._visit], people)

    def _slots(self, lines: Sequence[storage.MeetingLine]) -> list[Slot]:
        now = self._clock()
        coming = next((line for line in lines if line.mine and _is_ahead(line.meeting, now)), None)
        self._next = coming.meeting.id if coming is not None else NO_ITEM
        return [self._slot(line, now) for line in lines]

    def _slot(self, line: storage.MeetingLine, now: datetime) -> Slot:
        meeting = line.meeting
        mark, done = "", False
        running = meeting.starts is not None and meeting.ends is not None and meeting.starts <= now < meeting.ends
        chosen = meeting.id == self._next
        if meeting.cancelled:
            mark = self.tr("Cancelled")
        elif running and chosen:
            mark = self.tr("Now")
        elif chosen and meeting.starts is not None and meeting.starts - now < timedelta(minutes=90):
            mark = self.tr("In {minutes} min").format(minutes=minutes_until(meeting.starts, now))
        elif line.points:
            mark, done = self.tr("%n point(s)", "", line.points), not running
        return Slot(meeting, line.points, line.mine, mark, chosen, done)

    def _show_next(self, lines: Sequence[storage.MeetingLine], people: Sequence[Person], me: ItemId) -> None:
        line = next((line for line in lines if line.meeting.id == self._next), None)
        self._prepare.setVisible(line is not None)
        if line is None:
            self._when.setText(self.tr("NEXT FOR YOU"))
            self._what.set_whole(self.tr("Nothing more in the timetable for you"))
            self._where.set_whole(self.tr("Meeting somebody all the same? Start notes now, and the meeting is added."))
            return
        meeting, now = line.meeting, self._clock()
        self._when.setText(self._when_words(meeting, now))
        self._what.set_whole(meeting.title)
        others = [person.name for person in people if person.id in meeting.peers and person.id != me]
        parts = [between(meeting), meeting.place]
        if others:
            parts.append(self.tr("with {names}").format(names=", ".join(others)))
        if meeting.expected > 1:
            parts.append(self.tr("%n person(s) expected", "", meeting.expected))
        self._where.set_whole(DOT.join(part for part in parts if part))

    def _when_words(self, meeting: Meeting, now: datetime) -> str:
        assert meeting.starts is not None and meeting.ends is not None
        if meeting.starts <= now:
            return self.tr("NOW · %n MINUTE(S) LEFT", "", minutes_until(meeting.ends, now))
        if meeting.starts - now < timedelta(minutes=90):
            return self.tr("NEXT FOR YOU · IN %n MINUTE(S)", "", minutes_until(meeting.starts, now))
        if meeting.starts.date() == now.date():
            return self.tr("NEXT FOR YOU · AT {hour}").format(hour=f"{meeting.starts:%H:%M}")
        return self.tr("NEXT FOR YOU · {day}").format(day=spoken(meeting.starts.date(), "dddd d MMMM").upper())

    def _start_next(self) -> None:
        if self._next:
            self.opened.emit(self._next)
        else:
            self.start_walk_in()

    # The right column.

    def _show_waiting(self, waiting: storage.Waiting, lines: Sequence[storage.MeetingLine], found: int) -> None:
        meetings = [line.meeting for line in lines if not line.meeting.cancelled]
        evening = [
            meeting.starts
            for meeting in meetings
            if meeting.kind is MeetingKind.TEAM and meeting.starts is not None and meeting.starts.date() == self._day
        ]
        today = self._day == self._clock().date()
        title = (
            self.tr("Before tonight's team meeting") if evening and today else self.tr("Before the next team meeting")
        )
        self._waiting_title.setText(title)
        self._waiting_hour.setText(f"{evening[-1]:%H:%M}" if evening else "")
        rows = self._waits(waiting, lines, found)
        titles = tuple(zip(waiting.single_source_titles, waiting.single_source_findings, strict=True))
        titles = titles if self._titles_open else ()
        shown = (tuple(rows), titles, self._look.key, self._look.zoom)
        if shown == self._waiting_shown:
            return
        self._waiting_shown = shown
        focus = self.window().focusWidget()
        held = focus.objectName() if isinstance(focus, QPushButton) else ""
        clear(self._waiting_lines)
        for row in rows:
            action = self._waits_button(row) if row.go else None
            self._waiting_lines.addLayout(self._waiting_row(row.icon, row.role, row.words, action))
            if action is not None and held == action.objectName():
                action.show()  # so that it can take the focus at once
                action.setFocus()
        for title, finding in titles:
            self._waiting_lines.addLayout(self._finding_row(title, finding))

    def _waits(self, waiting: storage.Waiting, lines: Sequence[storage.MeetingLine], found: int) -> list[_Waits]:
        """What waits for somebody, each with the one button that deals with it."""
        rows: list[_Waits] = []
        if found and not self._recovered_seen:
            words = self.tr("Typing found again after a stop: {count} points").format(count=found)
            name = self.tr("Show what was found again")
            rows.append(_Waits("rotate-ccw", "accent", words, self.tr("Show"), name, "recovered"))
        if waiting.untagged:
            words = self.tr("%n point(s) without a theme", "", waiting.untagged)
            name = self.tr("Go to the first point without a theme")
            rows.append(_Waits("tag", "consideration", words, self.tr("Tag"), name, "untagged"))
        empty = [line.meeting for line in lines if self._without_notes(line)]
        if empty:
            several = self.tr("{count} of your meetings have no notes").format(count=len(empty))
            words = several if len(empty) > 1 else self.tr("No notes yet: {title}").format(title=empty[0].title)
            name = self.tr("Open the notes of {title}").format(title=empty[0].title)
            rows.append(_Waits("notebook-pen", "consideration", words, self.tr("Open"), name, "meeting", empty[0].id))
        if self._to_merge:
            words = self.tr("%n package(s) to merge", "", self._to_merge)
            name = self.tr("Go to the packages to merge")
            rows.append(_Waits("package", "accent", words, self.tr("Merge"), name, "merge"))
        if waiting.conflicts:
            words = self.tr("%n text(s) differ between two laptops", "", waiting.conflicts)
            name = self.tr("Decide what differs between two laptops")
            rows.append(_Waits("git-merge", "accent", words, self.tr("Decide"), name, "merge"))
        if waiting.waiting:
            words = self.tr("%n entry(ies) wait for another package", "", waiting.waiting)
            name = self.tr("Show what waits for another package")
            rows.append(_Waits("inbox", "accent", words, self.tr("Show"), name, "merge"))
        if waiting.single_source:
            words = self.tr("%n finding(s) rest on a single source", "", waiting.single_source)
            go = self.tr("Hide") if self._titles_open else self.tr("Show")
            name = self.tr("Hide these findings") if self._titles_open else self.tr("Show these findings")
            rows.append(_Waits("scale", "consideration", words, go, name, "titles"))
        return rows or [_Waits("circle-check", "strength", self.tr("Nothing waits: every point has a theme."))]

    def _waits_button(self, row: _Waits) -> QPushButton:
        made = button(row.go, "link", name=row.name)
        made.setObjectName(f"waits {row.icon}")
        made.clicked.connect(lambda: self._deal_with(row))
        return made

    def _deal_with(self, row: _Waits) -> None:
        if row.what == "recovered":
            self._recovered_seen = True
            self._actions["recovered"].trigger()
        elif row.what == "untagged":
            first = self._first_untagged()
            if first is not None:
                self.sought.emit(*first)
        elif row.what == "meeting":
            self.opened.emit(row.item)
        elif row.what == "titles":
            self._titles_open = not self._titles_open
            self.refresh()
        else:
            self.page_wanted.emit("merge", "", "")

    def _finding_row(self, title: str, finding: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(24, 0, 0, 0)
        row.addWidget(label(title, "small", wrap=True), 1)
        go = button(self.tr("Open"), "link", name=self.tr("Open on Evidence: {title}").format(title=title))
        go.clicked.connect(lambda: self.page_wanted.emit("evidence", "finding", finding))
        row.addWidget(go, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _without_notes(self, line: storage.MeetingLine) -> bool:
        meeting = line.meeting
        over = meeting.ends is not None and meeting.ends <= self._clock()
        return over and line.mine and not line.points and not meeting.cancelled and meeting.kind is not MeetingKind.TEAM

    def _waiting_row(self, icon: str, role: str, words: str, action: QPushButton | None) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        sign = QLabel()
        sign.setPixmap(self._look.picture(icon, role, 16))
        row.addWidget(sign)
        text = label(words, wrap=True)
        text.setMinimumHeight(self._look.px(27))
        row.addWidget(text, 1)
        if action is not None:
            row.addWidget(action)
        return row

    def _first_untagged(self) -> tuple[str, str] | None:
        assert self._workspace is not None
        with self._workspace.read() as r:
            first = storage.untagged_points(r, limit=1)
        return (first[0].meeting, first[0].point.id) if first else None

    def _show_heard(self, themes: Sequence[storage.ThemeLine], lines: Sequence[storage.MeetingLine]) -> None:
        self._coverage.set_rows(
            [Heard(line.theme.title, line.strengths, line.considerations, line.groups) for line in themes]
        )
        heard = [line.points for line in lines if line.points and line.meeting.kind is not MeetingKind.TEAM]
        parts = [self.tr("%n point(s)", "", sum(heard)), self.tr("%n meeting(s)", "", len(heard))]
        self._heard_count.set_whole(" · ".join(parts) if heard else "")
        self._heard.setVisible(bool(themes))

    def _show_latest(self, latest: Sequence[storage.PointLine]) -> None:
        self._latest.setVisible(bool(latest))
        shown = (tuple(latest), self._look.key, self._look.zoom)
        if shown == self._latest_shown:
            return
        self._latest_shown = shown
        clear(self._latest_lines)
        self._latest_where.set_whole(latest[0].meeting_title if latest else "")
        for line in latest:
            kind = line.point.kind
            self._latest_lines.addWidget(Chip(self._look, kind, self._kinds[kind]))
            text = label(line.point.text.strip()[:400], wrap=True)
            text.setContentsMargins(0, 3, 0, 6)
            self._latest_lines.addWidget(text)

    def _tell(self, lines: Sequence[storage.MeetingLine]) -> None:
        counted = [line for line in lines if not line.meeting.cancelled and line.meeting.kind is not MeetingKind.TEAM]
        done = sum(1 for line in counted if line.points)
        parts = [self.tr("Notes in {done} of {all} meetings").format(done=done, all=len(counted))]
        coming = next((line.meeting for line in lines if line.meeting.id == self._next), None)
        if coming is not None and coming.starts is not None:
            parts.append(
                self.tr("next: {what}").format(
                    what=", ".join(part for part in (coming.title, f"{coming.starts:%H:%M}", coming.place) if part)
                )
            )
        self.fact = DOT.join(parts)
        self.told.emit(self.fact)

    def _say(self, fact: str) -> None:
        self.fact = fact
        self.told.emit(fact)

    # Building.

    def _build(self) -> None:
        whole = QHBoxLayout(self)
        whole.setContentsMargins(18, 14, 12, 14)
        whole.setSpacing(14)
        self._main = _Column()
        self._main.resized.connect(self._fit_head)
        left = QVBoxLayout(self._main)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(10)
        self._timetable = Timetable(self._look)
        self._timetable.opened.connect(self.opened)
        self._rearranging = Rearranging(self._look, self._actions, self._prompts, self._jobs, self._timetable, self)
        self._rearranging.told.connect(self._say)
        self._rearranging.day_wanted.connect(self._show_date)
        self._rearranging.opened.connect(self.opened)
        left.addLayout(self._build_head())
        left.addWidget(self._build_next())
        self._grid_card, column = card(margins=(0, 4, 0, 4))
        self._empty = label(
            self.tr("Nothing is in the timetable for this day. Ctrl+M adds a meeting, Ctrl+N starts notes now."),
            "soft",
            wrap=True,
        )
        self._empty.setContentsMargins(16, 12, 16, 12)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(self._empty)
        column.addWidget(scrolled(self._timetable, self.tr("Timetable of the day")), 1)
        left.addWidget(self._grid_card, 1)
        whole.addWidget(self._main, 1)
        whole.addWidget(self._build_side())
        self._restyle()

    def _build_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        self._title = label(role="title")
        self._count = label(role="soft")
        self._tabs = DayTabs(self._look, self.tr("Days"))
        self._tabs.chosen.connect(self._choose_day)
        head.addWidget(self._title)
        head.addSpacing(6)
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(self._tabs)
        self._add = button("", "bare", name=self.tr("Add a meeting to this day"))
        self._add.setToolTip(self.tr("Add a meeting to this day   Ctrl M"))
        self._add.clicked.connect(self._actions["add_meeting"].trigger)
        self._more = button("", "bare", name=self.tr("Timetable, menu"))
        self._more.setToolTip(self.tr("Change, import or export the timetable"))
        menu = self._rearranging.menu(self._more)
        menu.setAccessibleName(self.tr("Timetable"))
        self._more.setMenu(menu)
        for each in (self._add, self._more):
            head.addWidget(each)
        return head

    def _build_next(self) -> QFrame:
        box = frame("next")
        row = QHBoxLayout(box)
        row.setContentsMargins(16, 14, 16, 14)
        words = QVBoxLayout()
        words.setSpacing(3)
        self._when = label(role="smallstrong")
        self._what = Shortened(role="heading")
        self._where = Shortened(role="soft")
        for each in (self._when, self._what, self._where):
            words.addWidget(each)
        row.addLayout(words, 1)
        self._prepare = button(" " + self.tr("Prepare"), name=self.tr("Prepare: what to ask in this meeting"))
        self._prepare.clicked.connect(lambda: self.prepare_wanted.emit(self._next))
        row.addWidget(self._prepare, 0, Qt.AlignmentFlag.AlignVCenter)
        self._start = button(" " + self.tr("Start notes"), "primary", name=self.tr("Start notes"))
        self._start.clicked.connect(self._start_next)
        row.addWidget(self._start, 0, Qt.AlignmentFlag.AlignVCenter)
        return box

    def _build_side(self) -> QWidget:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 10, 0)
        column.setSpacing(12)
        waiting, lines = card(spacing=6)
        self._waiting_title = label(role="section")
        self._waiting_hour = label(role="soft")
        lines.addLayout(_ends(self._waiting_title, self._waiting_hour))
        self._waiting_lines = QVBoxLayout()
        self._waiting_lines.setSpacing(8)
        lines.addLayout(self._waiting_lines)
        self._heard, heard = card()
        self._heard_count = Shortened(role="small")
        self._heard_count.setAlignment(Qt.AlignmentFlag.AlignRight)
        heard.addLayout(_ends(label(self.tr("What we have heard so far"), "section"), self._heard_count))
        self._coverage = Coverage(self._look)
        heard.addWidget(self._coverage)
        self._latest, latest = card(spacing=6)
        self._latest_where = Shortened(role="small")
        self._latest_where.setAlignment(Qt.AlignmentFlag.AlignRight)
        latest.addLayout(_ends(label(self.tr("My latest points"), "section"), self._latest_where))
        self._latest_lines = QVBoxLayout()
        self._latest_lines.setSpacing(3)
        latest.addLayout(self._latest_lines)
        for each in (waiting, self._heard, self._latest):
            column.addWidget(each)
        column.addStretch(1)
        self._side = scrolled(inner, self.tr("What waits and what was heard"))
        return self._side

    def _restyle(self) -> None:
        self._start.setIcon(self._look.icon("pen-line", "accent_text"))
        self._start.setIconSize(QSize(self._look.px(16), self._look.px(16)))
        self._prepare.setIcon(self._look.icon("list-checks", "text"))
        self._prepare.setIconSize(QSize(self._look.px(16), self._look.px(16)))
        for each, icon in ((self._add, "plus"), (self._more, "ellipsis")):
            each.setIcon(self._look.icon(icon, "text_soft", 18))
            each.setIconSize(QSize(self._look.px(18), self._look.px(18)))
        self.arrange()
        if self.isVisible():
            self.refresh()

    @safe(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()


class _Column(QWidget):
    """Says when it became wider or narrower."""

    resized = Signal()

    @safe(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()


def _ends(left: QWidget, right: QWidget) -> QBoxLayout:
    row = QHBoxLayout()
    row.addWidget(left)
    if isinstance(right, Shortened):
        row.addWidget(right, 1)
    else:
        row.addStretch(1)
        row.addWidget(right)
    return row


def _span(challenge: Challenge) -> list[date]:
    if challenge.start is None:
        return []
    last = challenge.end if challenge.end is not None else challenge.start
    count = min(31, (last - challenge.start).days + 1)
    return [challenge.start + timedelta(days=number) for number in range(count)]


def _is_ahead(meeting: Meeting, now: datetime) -> bool:
    return meeting.ends is not None and not meeting.cancelled and meeting.ends > now
