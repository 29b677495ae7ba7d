"""People met: names, roles and groups, and the meetings each was in. They stay in the team."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from slireviewer import storage
from slireviewer.errors import ReviewError
from slireviewer.model import Group, Interviewee, ItemId, ItemKind, Meeting
from slireviewer.ui.aside import Aside
from slireviewer.ui.cards import ShortLink, button, card, clear, frame, label, scrolled
from slireviewer.ui.fields import Choice
from slireviewer.ui.listing import Listing
from slireviewer.ui.meeting_chooser import MeetingChooser
from slireviewer.ui.rows import Row
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look
from slireviewer.ui.words import group_words, spoken

if TYPE_CHECKING:
    from slireviewer.storage import Changes, Workspace


class PeoplePage(Aside):
    """Everybody met or to be met. ``meeting_wanted`` asks for a meeting's notes."""

    meeting_wanted = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._people: list[Interviewee] = []
        self._meetings: dict[ItemId, Meeting] = {}
        self._shown: Interviewee | None = None
        self._groups = group_words()
        self.set_title(self.tr("People met"), self.tr("Names and roles, kept apart from the notes"))
        self._build()
        look.changed.connect(self._restyle)
        self._restyle()

    def open(self, workspace: Workspace | None) -> None:
        super().open(workspace)
        self._people, self._meetings, self._shown = [], {}, None
        self.filter.clear()
        self._fill()

    def enter(self) -> None:
        self._read()

    def leave(self) -> bool:
        self._keep()
        return True

    def hear(self, changes: Changes) -> None:
        if self.isVisible():
            self._read()

    def take_focus(self) -> None:
        if self._people:
            self.list.setFocus()
        else:
            self.add_button.setFocus()

    def panes(self) -> list[Callable[[], object]]:
        panes: list[Callable[[], object]] = [self.filter.setFocus, self.list.setFocus]
        return [*panes, self.name.setFocus] if self._shown is not None else panes

    def choose(self, person: str) -> None:
        """Show that person."""
        self.filter.clear()
        place = self.list.rows.place(person)
        if place >= 0:
            self.list.choose(place)
            self.list.setFocus()

    def add(self) -> None:
        """Add somebody, to be named in the fields beside the list."""
        name = " ".join(self.filter.text().split())
        person = Interviewee(id=storage.new_id(), name=name or self.tr("New person"))
        if self._write(self.tr("Add person met"), person):
            self.choose(person.id)
            self.name.setFocus()
            self.name.selectAll()

    def remove(self) -> None:
        """Put the person shown into the bin."""
        person = self._shown
        if person is None or self._workspace is None:
            return
        self._shown = None
        try:
            with self._workspace.edit(self.tr("Remove person met"), origin=self) as e:
                e.remove(ItemKind.INTERVIEWEE, person.id)
        except ReviewError as refused:
            self.say(str(refused))
            return
        self.say(self.tr("In the bin: {name}   ·   Ctrl+Z brings them back").format(name=person.name))
        self.take_focus()

    # Reading and writing.

    def _read(self) -> None:
        if self._workspace is None:
            return
        with self._workspace.read() as r:
            self._people = storage.read_interviewees(r)
            self._meetings = {meeting.id: meeting for meeting in storage.read_meetings(r)}
        self._fill()

    def _write(self, label_: str, person: Interviewee) -> bool:
        if self._workspace is None:
            return False
        try:
            with self._workspace.edit(label_, origin=self) as e:
                storage.write_interviewee(e, person)
        except ReviewError as refused:
            self.say(str(refused))
            return False
        return True

    def _keep(self) -> None:
        """Write what the fields say, when it is new."""
        old = self._shown
        if old is None:
            return
        group = self.group.currentData()
        changed = replace(
            old,
            name=" ".join(self.name.text().split()) or old.name,
            role=" ".join(self.role.text().split()),
            known_as=tuple(filter(None, (" ".join(one.split()) for one in self.known.text().split(";")))),
            group=Group(group) if group else None,
        )
        if changed != old:
            self._shown = changed
            self._write(self.tr("Change person met"), changed)

    def _set_meetings(self, meetings: frozenset[ItemId], label_: str) -> None:
        self._keep()
        if self._shown is not None:
            self._write(label_, replace(self._shown, meetings=meetings))

    def _ask_meeting(self) -> None:
        person = self._shown
        if person is None:
            return
        others = [meeting for meeting in self._meetings.values() if meeting.id not in person.meetings]
        title = self.tr("In which meeting is {name} met?").format(name=person.name)
        chooser = MeetingChooser(self._look, title, others, self.window(), take=self.tr("Add"))
        chooser.chosen.connect(
            lambda name: self._set_meetings(person.meetings | {ItemId(name)}, self.tr("Add to a meeting"))
        )
        chooser.open()

    # Filling.

    def _fill(self) -> None:
        parts = self.filter.text().casefold().split()
        rows = [self._row(person) for person in self._people if all(part in self._said(person) for part in parts)]
        self.list.fill(rows)
        self.list.setVisible(bool(rows))
        self._nothing.setVisible(not rows)
        self._nothing.setText(
            self.tr("Nobody is called that. Add puts them in.") if self._people else self.tr("Nobody is listed yet.")
        )
        self._show(self.list.current())
        count = self.tr("{count} people").format(count=len(self._people))
        if parts:
            count = self.tr("{shown} of {all} people").format(shown=len(rows), all=len(self._people))
        self.say(count)

    def _said(self, person: Interviewee) -> str:
        group = self._groups[person.group] if person.group is not None else ""
        titles = (self._meetings[name].title for name in person.meetings if name in self._meetings)
        return " ".join((person.name, person.role, group, *titles)).casefold()

    def _row(self, person: Interviewee) -> Row:
        group = self._groups[person.group] if person.group is not None else ""
        met = sum(1 for name in person.meetings if name in self._meetings)
        right = self.tr("{count} meetings").format(count=met) if met > 1 else ""
        below = " · ".join(part for part in (person.role, group) if part)
        return Row(person.id, person.name, below or self.tr("no role yet"), right, "user")

    def _show(self, name: str) -> None:
        person = next((each for each in self._people if each.id == name), None)
        if self._shown is not None and (person is None or person.id != self._shown.id):
            typed, self._shown = self._shown, None
            if any(each.id == typed.id for each in self._people):
                self._shown = typed
                self._keep()
        self._detail.setVisible(person is not None)
        fresh = person != self._shown
        self._shown = person
        if person is None:
            return
        if fresh or not any(field.hasFocus() for field in (self.name, self.role, self.known)):
            self.name.setText(person.name)
            self.role.setText(person.role)
            self.known.setText("; ".join(person.known_as))
            for field in (self.name, self.role, self.known):
                field.setCursorPosition(0)
            self.group.setCurrentIndex(self.group.findData(str(person.group) if person.group else ""))
        self._show_meetings(person)

    def _show_meetings(self, person: Interviewee) -> None:
        clear(self._lines)
        met = [self._meetings[name] for name in person.meetings if name in self._meetings]
        for meeting in sorted(met, key=lambda each: (each.starts is None, str(each.starts), each.title)):
            when = f"{spoken(meeting.starts.date(), 'ddd d MMM')} {meeting.starts:%H:%M}" if meeting.starts else ""
            row = QHBoxLayout()
            go = ShortLink(meeting.title, self.tr("Open the notes of {title}").format(title=meeting.title))
            go.clicked.connect(lambda _=False, name=meeting.id: self.meeting_wanted.emit(name))
            off = button("", "bare", name=self.tr("Not met in {title}").format(title=meeting.title))
            off.setToolTip(off.accessibleName())
            off.setIcon(self._look.icon("x", "text_soft", 14))
            rest = person.meetings - {meeting.id}
            off.clicked.connect(lambda _=False, rest=rest: self._set_meetings(rest, self.tr("Take off a meeting")))
            row.addWidget(go, 1)
            row.addWidget(label(when, "small"))
            row.addWidget(off)
            self._lines.addLayout(row)
        if not met:
            self._lines.addWidget(label(self.tr("In no meeting yet."), "soft"))

    # Building.

    def _build(self) -> None:
        notice = frame("quiet")
        row = QHBoxLayout(notice)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(10)
        self._sign = QLabel()
        row.addWidget(self._sign)
        row.addWidget(
            label(self.tr("Stays in the team: names here are never part of a letter or report."), "section", wrap=True),
            1,
        )
        self.body.addWidget(notice)
        self.add_button = button(self.tr("Add"), "primary", name=self.tr("Add somebody"))
        self.add_button.clicked.connect(self.add)
        self.tools.addWidget(self.add_button)
        columns = QHBoxLayout()
        columns.setSpacing(12)
        columns.addWidget(self._build_list(), 5)
        columns.addWidget(self._build_detail(), 6)
        self.body.addLayout(columns, 1)

    def _build_list(self) -> QFrame:
        made, column = card(spacing=8, margins=(10, 10, 6, 8))
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(self.tr("Name, role, group or meeting"))
        self.filter.setAccessibleName(self.tr("Filter the people met"))
        self.filter.textChanged.connect(self._fill)
        self.list = Listing(self._look, self.tr("People met"))
        self.list.chosen.connect(self._show)
        self.list.picked.connect(lambda _: self.name.setFocus())
        self._nothing = label("", "soft", wrap=True)
        self._nothing.setContentsMargins(6, 6, 6, 6)
        column.addWidget(self.filter)
        column.addWidget(self.list, 1)
        column.addWidget(self._nothing)
        column.addStretch()
        return made

    def _build_detail(self) -> QWidget:
        inner = QWidget()
        outer = QVBoxLayout(inner)
        outer.setContentsMargins(0, 0, 8, 0)
        made, column = card(spacing=10, margins=(16, 14, 16, 14))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        self.name, self.role, self.group = QLineEdit(), QLineEdit(), Choice(self._look)
        self.known = QLineEdit()
        self.known.setPlaceholderText(self.tr("Other names and posts, with ; between them"))
        self.known.setToolTip(self.tr("The checks of the letter look for these too, as for name and role."))
        self.group.addItem(self.tr("Not said"), "")
        for group, words in self._groups.items():
            self.group.addItem(words, str(group))
        for words, field, place, span in (
            (self.tr("Name"), self.name, (0, 0), 2),
            (self.tr("Role"), self.role, (2, 0), 1),
            (self.tr("Group"), self.group, (2, 1), 1),
            (self.tr("Also known as"), self.known, (4, 0), 2),
        ):
            above = label(words, "small")
            above.setBuddy(field)
            field.setAccessibleName(words)
            grid.addWidget(above, place[0], place[1], 1, span)
            grid.addWidget(field, place[0] + 1, place[1], 1, span)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        for field in (self.name, self.role, self.known):
            field.editingFinished.connect(self._keep)
        self.group.activated.connect(lambda _: self._keep())
        column.addLayout(grid)
        column.addWidget(label(self.tr("Met in"), "small"))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(2)
        column.addLayout(self._lines)
        foot = QHBoxLayout()
        self.meet_button = button(self.tr("Add a meeting…"))
        self.remove_button = button(self.tr("Remove"), name=self.tr("Remove this person"))
        self.meet_button.clicked.connect(self._ask_meeting)
        self.remove_button.clicked.connect(self.remove)
        foot.addWidget(self.meet_button)
        foot.addStretch(1)
        foot.addWidget(self.remove_button)
        column.addLayout(foot)
        outer.addWidget(made)
        outer.addStretch(1)
        self._detail = scrolled(inner, self.tr("This person"))
        return self._detail

    def _restyle(self) -> None:
        picture: QPixmap = self._look.picture("shield-check", "strength", 18)
        self._sign.setPixmap(picture)
        if self._shown is not None:
            self._show_meetings(self._shown)

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.list.hasFocus():
            self.remove()
        elif event.key() == Qt.Key.Key_Insert:
            self.add()
        elif event.key() == Qt.Key.Key_Escape and self.filter.hasFocus() and self.filter.text():
            self.filter.clear()
        else:
            super().keyPressEvent(event)
