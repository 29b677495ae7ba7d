"""What keys, menu and mouse do to the timetable: each change is one edit with a plain name, undone by Ctrl+Z."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from slireviewer import storage
from slireviewer.errors import ReviewError
from slireviewer.model import ItemId, ItemKind, Meeting, Person
from slireviewer.ui.actions import Actions
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.meeting_form import MeetingForm, label_of
from slireviewer.ui.prompts import Prompts
from slireviewer.ui.theme import Look
from slireviewer.ui.timetable import Peers, Place, Timetable
from slireviewer.ui.words import first_name, spoken

if TYPE_CHECKING:
    from slireviewer.model import Challenge

QUARTER = timedelta(minutes=15)
MENU = (
    *("add_meeting", "edit_meeting", "cancel_meeting", "delete_meeting", ""),
    *("people", "", "import_timetable", "export_calendar", "export_sheet"),
)
CARD_MENU = (
    *("edit_meeting", "", "move_earlier", "move_later", "move_left", "move_right", "swap_left", "swap_right"),
    *("move_day_before", "move_day_after", "", "cancel_meeting", "delete_meeting"),
)


class Rearranging(QObject):
    """Works on the meeting that is current in a timetable.

    ``told`` carries one fact; ``day_wanted`` the day to show, ``opened`` a meeting whose notes to open.
    """

    told = Signal(str)
    day_wanted = Signal(object)
    opened = Signal(str)

    def __init__(
        self, look: Look, actions: Actions, prompts: Prompts, jobs: Jobs, timetable: Timetable, page: QWidget
    ) -> None:
        super().__init__(page)
        self._look, self._actions, self._prompts, self._jobs = look, actions, prompts, jobs
        self._timetable, self._page = timetable, page
        self._workspace: storage.Workspace | None = None
        self.day: date | None = None
        timetable.added.connect(self._add_at)
        timetable.dropped.connect(self._drop)
        timetable.menu_wanted.connect(self._show_menu)
        for name, order in self._orders().items():
            actions[name].triggered.connect(order)

    def open(self, workspace: storage.Workspace | None) -> None:
        """Work on that challenge, or on none."""
        self._workspace = workspace

    def menu(self, parent: QWidget, names: Sequence[str] = MENU) -> QMenu:
        """A menu of these actions."""
        made = QMenu(parent)
        for name in names:
            if name:
                made.addAction(self._actions[name])
            else:
                made.addSeparator()
        made.aboutToShow.connect(lambda: self._actions.colour_icons(*(name for name in names if name)))
        return made

    # The orders.

    def add(self) -> None:
        """Ask about a new meeting on the day that is shown."""
        place = self._timetable.current_place()
        self._add_at(place if place is not None else Place(frozenset(), time.max))

    def edit(self, meeting: str = "") -> None:
        """Ask how that meeting shall be; without a name the current one."""
        chosen = self._meeting(meeting) if meeting else self._current()
        if chosen is not None:
            self._ask(chosen, new=False)

    def import_file(self) -> None:
        """Take the council's timetable in."""
        if self._workspace is None:
            return
        from slireviewer.ui.timetable_import import TimetableImport

        dialog = TimetableImport(self._page.window(), self._look, self._workspace, self._jobs)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.imported.connect(self._say_imported)
        dialog.open()

    def export(self, suffix: str) -> None:
        """Write the timetable to a calendar (".ics") or to a sheet to print (".docx")."""
        if self._workspace is None:
            return
        with self._workspace.read() as r:
            challenge, meetings, team = storage.get_challenge(r), storage.read_meetings(r), storage.person_lines(r)
        name = self.tr("{council} timetable").format(council=challenge.council)
        name = "".join(sign for sign in name if sign.isalnum() or sign in " -").strip()
        out = self._prompts.save_timetable(self._page, Path.home() / f"{name}{suffix}")
        if out is None:
            return
        if out.suffix.casefold() != suffix:
            out = out.with_name(out.name + suffix)
        write = _writing(out, challenge, meetings, team)
        done = self.tr("The timetable is in {path}.").format(path=out)
        self._jobs.start(write, lambda _: self.told.emit(done), self._say_failed)

    def _orders(self) -> dict[str, Callable[[], object]]:
        return {
            "add_meeting": self.add,
            "cancel_meeting": self._cancel,
            "delete_meeting": self._delete,
            "move_earlier": lambda: self._shift(-QUARTER),
            "move_later": lambda: self._shift(QUARTER),
            "move_day_before": lambda: self._shift(timedelta(days=-1)),
            "move_day_after": lambda: self._shift(timedelta(days=1)),
            "move_left": lambda: self._hand_over(-1),
            "move_right": lambda: self._hand_over(1),
            "swap_left": lambda: self._swap(-1),
            "swap_right": lambda: self._swap(1),
            "import_timetable": self.import_file,
            "export_calendar": lambda: self.export(".ics"),
            "export_sheet": lambda: self.export(".docx"),
        }

    def _cancel(self) -> None:
        meeting = self._current()
        if meeting is not None:
            changed = replace(meeting, cancelled=not meeting.cancelled)
            words = self.tr("Cancelled: {title}") if changed.cancelled else self.tr("Takes place after all: {title}")
            self._write(label_of(meeting, changed), [changed], words.format(title=meeting.title))

    def _delete(self) -> None:
        meeting = self._current()
        if meeting is None or self._workspace is None:
            return
        with self._workspace.read() as r:
            line = next((line for line in storage.meeting_lines(r) if line.meeting.id == meeting.id), None)
        if line is None or line.points:
            self.told.emit(self.tr("“{title}” has notes, so it stays. Ctrl+D cancels it.").format(title=meeting.title))
            return
        try:
            with self._workspace.edit(self.tr("Delete meeting"), origin=self) as e:
                e.remove(ItemKind.MEETING, meeting.id)
        except ReviewError as refused:
            self.told.emit(str(refused))
            return
        self._timetable.focus_first()
        self._say_done(self.tr("Deleted: {title}").format(title=meeting.title))

    def _shift(self, by: timedelta) -> None:
        meeting = self._current()
        if meeting is None:
            return
        if meeting.starts is None:
            self.told.emit(self.tr("This meeting has no hour yet: F2 gives it one."))
            return
        starts = meeting.starts + by
        if abs(by) < timedelta(days=1) and starts.date() != meeting.starts.date():
            return
        self._move(replace(meeting, starts=starts), meeting)

    def _hand_over(self, by: int) -> None:
        meeting, peers = self._current(), self._timetable.peers_beside(by)
        if meeting is not None and peers is not None:
            self._give(meeting, self._timetable.current_peers(), peers, meeting.starts)

    def _give(self, meeting: Meeting, old: Peers, new: Peers, starts: datetime | None) -> None:
        """Let the peers of one column go to a meeting in place of those of another."""
        if old != new and new and new <= meeting.peers:
            self.told.emit(self.tr("They attend “{title}” already. F2 says who does.").format(title=meeting.title))
            return
        peers = meeting.peers if old == new else (meeting.peers - old) | new
        self._move(replace(meeting, peers=peers, starts=starts), meeting)

    def _swap(self, by: int) -> None:
        meeting, beside = self._current(), self._timetable.meeting_beside(by)
        other = self._meeting(beside) if beside is not None else None
        if meeting is None or other is None or other.id == meeting.id:
            self.told.emit(self.tr("There is no other meeting at that hour to swap with."))
            return
        both = [replace(meeting, peers=other.peers), replace(other, peers=meeting.peers)]
        words = self.tr("Swapped: {names} go to “{title}”")
        self._write(self.tr("Swap peers"), both, words.format(names=self._names(other.peers), title=meeting.title))

    def _drop(self, name: str, old: Peers, place: Place) -> None:
        meeting = self._meeting(name)
        day = self.day
        if meeting is not None and day is not None:
            shown = meeting.starts.date() if meeting.starts is not None else day
            self._give(meeting, old, place.peers, datetime.combine(shown, place.start))

    def _move(self, changed: Meeting, old: Meeting) -> None:
        if changed == old or changed.starts is None:
            return
        hour = f"{changed.starts:%H:%M}"
        if old.starts is None or changed.starts.date() != old.starts.date():
            hour = f"{spoken(changed.starts.date(), 'dddd d MMMM')}, {hour}"
        words = self.tr("{title}: {hour}, {names}")
        names = self._names(changed.peers) or self.tr("nobody yet")
        label = label_of(old, changed)
        if changed.peers != old.peers and changed.starts != old.starts:
            label = self.tr("Move meeting")
        self._write(label, [changed], words.format(title=changed.title, hour=hour, names=names))

    # The form.

    def _add_at(self, place: Place) -> None:
        if self._workspace is None or self.day is None:
            return
        me = self._workspace.me
        peers = place.peers or (frozenset({me}) if me else frozenset())
        starts = datetime.combine(self.day, place.start) if place.start != time.max else None
        self._ask(Meeting(id=storage.new_id(), title="", starts=starts, peers=peers), new=True)

    def _ask(self, meeting: Meeting, *, new: bool) -> None:
        if self._workspace is None:
            return
        with self._workspace.read() as r:
            people, meetings = storage.person_lines(r), storage.read_meetings(r)
        day = self.day or date.today()
        form = MeetingForm(
            self._look,
            meeting,
            new=new,
            people=people,
            meetings=meetings,
            me=self._workspace.me,
            day=day,
            parent=self._page.window(),
        )
        form.kept.connect(lambda changed: self._keep(None if new else meeting, changed))
        form.open()

    def _keep(self, old: Meeting | None, changed: Meeting) -> None:
        if changed == old:
            return
        words = self.tr("Added: {title}") if old is None else self.tr("Changed: {title}")
        self._write(label_of(old, changed), [changed], words.format(title=changed.title))

    # Reading and writing.

    def _current(self) -> Meeting | None:
        name = self._timetable.current()
        return self._meeting(name) if name is not None else None

    def _meeting(self, name: str) -> Meeting | None:
        if self._workspace is None:
            return None
        with self._workspace.read() as r:
            return next((meeting for meeting in storage.read_meetings(r) if meeting.id == name), None)

    def _names(self, peers: Peers) -> str:
        assert self._workspace is not None
        with self._workspace.read() as r:
            people = storage.person_lines(r)
        me = self._workspace.me
        return ", ".join(
            self.tr("you") if person.id == me else first_name(person.name) for person in people if person.id in peers
        )

    def _write(self, label: str, meetings: Sequence[Meeting], fact: str) -> None:
        assert self._workspace is not None
        try:
            with self._workspace.edit(label, origin=self) as e:
                for meeting in meetings:
                    storage.write_meeting(e, meeting)
        except ReviewError as refused:
            self.told.emit(str(refused))
            return
        first = meetings[0]
        if self._page.isVisible():
            if first.starts is not None and first.starts.date() != self.day:
                self.day_wanted.emit(first.starts.date())
            self._timetable.focus_meeting(first.id)
        self._say_done(fact)

    def _say_done(self, fact: str) -> None:
        self.told.emit(self.tr("{fact}   ·   Ctrl+Z undoes it").format(fact=fact))

    def _say_imported(self, count: int) -> None:
        self._say_done(self.tr("Meetings taken from the file: {count}").format(count=count))

    def _say_failed(self, fault: Exception) -> None:
        if not isinstance(fault, ReviewError):
            raise fault
        self.told.emit(str(fault))

    def _show_menu(self, at: QPoint) -> None:
        menu = self.menu(self._page, CARD_MENU)
        menu.setAccessibleName(self.tr("What to do with this meeting"))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name = self._timetable.current()
        first = menu.actions()[0]
        if name is not None:
            notes = menu.addAction(self.tr("Open the notes"))
            notes.triggered.connect(lambda: self.opened.emit(ItemId(name)))
            menu.insertAction(first, notes)
        menu.popup(at)


def _writing(
    out: Path, challenge: Challenge, meetings: Sequence[Meeting], team: Sequence[Person]
) -> Callable[[Event], int]:
    def work(_stop: Event) -> int:
        if out.suffix.casefold() == ".ics":
            from slireviewer import sheets

            return sheets.write_calendar(out, challenge, meetings, team)
        from slireviewer import word
        from slireviewer.paths import resource

        return word.write_timetable(out, challenge, meetings, team, resource("templates/letter.docx"))

    return work
