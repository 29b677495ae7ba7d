"""The form of one meeting: what, when, where, with whom, who of the team attends. It writes nothing by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QCoreApplication, QDate, Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QCompleter,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from slireviewer.model import Group, ItemId, Meeting, MeetingKind, Person
from slireviewer.ui.cards import TickBox, button, label, scrolled
from slireviewer.ui.fields import Choice, Day
from slireviewer.ui.theme import Look
from slireviewer.ui.words import first_name, group_words, meeting_words

_HOUR = re.compile(r"(\d{1,2})(?:[:. ]?(\d{2}))?\s*([ap])?\.?m?\.?", re.IGNORECASE)
LONGEST = 24 * 60  # minutes


def hour_in(text: str) -> time | None:
    """The hour that somebody typed: "9", "9.30", "0930", "2pm"; from 1 to 6 means the afternoon, "06:00" does not."""
    found = _HOUR.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").casefold()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    elif 1 <= hour <= 6 and len(found[1]) == 1:
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None


def label_of(old: Meeting | None, new: Meeting) -> str:
    """What a change of a meeting is called in the list of what can be undone."""
    if old is None:
        return QCoreApplication.translate("MeetingForm", "Add meeting")
    if replace(old, cancelled=new.cancelled) == new:
        called_off = QCoreApplication.translate("MeetingForm", "Cancel meeting")
        return called_off if new.cancelled else QCoreApplication.translate("MeetingForm", "Hold meeting after all")
    if replace(old, starts=new.starts, minutes=new.minutes) == new:
        return QCoreApplication.translate("MeetingForm", "Move meeting")
    if replace(old, peers=new.peers) == new:
        return QCoreApplication.translate("MeetingForm", "Change who attends")
    return QCoreApplication.translate("MeetingForm", "Edit meeting")


class MeetingForm(QDialog):
    """``kept`` carries the meeting as it shall be, when Save is pressed; Esc carries nothing."""

    kept = Signal(object)

    def __init__(
        self,
        look: Look,
        meeting: Meeting,
        *,
        new: bool,
        people: Sequence[Person],
        meetings: Sequence[Meeting],
        me: ItemId,
        day: date,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._look, self._meeting, self._people, self._me = look, meeting, list(people), me
        self._others = [each for each in meetings if each.id != meeting.id]
        title = self.tr("Add a meeting") if new else self.tr("Edit the meeting")
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 14, 0, 14)
        whole.setSpacing(10)
        head = label(title, "heading")
        head.setContentsMargins(18, 0, 18, 0)
        whole.addWidget(head)
        inner = QWidget()
        self._grid = QGridLayout(inner)
        self._grid.setContentsMargins(18, 2, 18, 2)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(9)
        self._build_fields(meetings)
        self._build_people()
        self.cancelled = TickBox(look, self.tr("Cancelled: it stays in the timetable, struck through"))
        self._grid.addWidget(self.cancelled, 9, 0, 1, 6)
        self._grid.setRowStretch(10, 1)
        self._area = scrolled(inner, self.tr("Fields of the meeting"))
        whole.addWidget(self._area, 1)
        self.matter = label(role="alarm", wrap=True)
        self.hint = label(role="small", wrap=True)
        for each in (self.matter, self.hint):
            each.setContentsMargins(18, 0, 18, 0)
            whole.addWidget(each)
        self.matter.hide()
        whole.addLayout(self._build_foot(self.tr("Add") if new else self.tr("Save")))
        self._fill(meeting, day)
        self._connect()
        self._say()
        room = inner.sizeHint().height() + look.px(150)
        self.resize(min(look.px(600), parent.width() - 40), min(max(look.px(480), room), parent.height() - 40))
        self.title.setFocus()
        self.title.selectAll()

    def value(self) -> Meeting | None:
        """The meeting as the fields have it; None while the hour cannot be understood."""
        text = self.at.text().strip()
        at = hour_in(text)
        if text and at is None:
            return None
        day = self.day.date()
        starts = datetime.combine(date(day.year(), day.month(), day.day()), at) if at is not None else None
        kind, group = self.kind.currentData(), self.group.currentData()
        return replace(
            self._meeting,
            title=" ".join(self.title.text().split()) or self.tr("Meeting"),
            kind=MeetingKind(kind),
            group=Group(group) if group else None,
            place=" ".join(self.place.text().split()),
            starts=starts,
            minutes=int(self.minutes.text() or 0) or self._meeting.minutes,
            expected=int(self.expected.text() or 0),
            peers=frozenset(person for person, box in self.peers.items() if box.isChecked()) | self._unknown(),
            cancelled=self.cancelled.isChecked(),
        )

    def save(self) -> None:
        """Hand the meeting over and close, unless something cannot be understood."""
        meeting = self.value()
        if meeting is None:
            self._complain(self.tr("The hour is not understood. Type it like 9:30 or 14:00, or leave it empty."))
            self.at.setFocus()
            self.at.selectAll()
            return
        self.accept()
        self.kept.emit(meeting)

    def _unknown(self) -> frozenset[ItemId]:
        # Somebody whose name has not arrived yet stays in the meeting.
        return self._meeting.peers - self.peers.keys()

    # Building.

    def _named(self, words: str, field: QWidget, row: int, column: int, span: int) -> None:
        name = label(words, "small")
        name.setBuddy(field)
        field.setAccessibleName(words)
        self._grid.addWidget(name, row, column, 1, span)
        self._grid.addWidget(field, row + 1, column, 1, span)

    def _build_fields(self, meetings: Sequence[Meeting]) -> None:
        self.title, self.place = QLineEdit(), QLineEdit()
        self.at, self.minutes, self.expected = QLineEdit(), QLineEdit(), QLineEdit()
        self.day = Day(self._look)
        self.kind, self.group = Choice(self._look), Choice(self._look)
        self._named(self.tr("Who is met, or what it is"), self.title, 0, 0, 6)
        self._named(self.tr("Day"), self.day, 2, 0, 3)
        self.day.lineEdit().setAccessibleName(self.tr("Day"))
        self._named(self.tr("Begins at"), self.at, 2, 3, 1)
        self._named(self.tr("Minutes"), self.minutes, 2, 4, 1)
        self._named(self.tr("People expected"), self.expected, 2, 5, 1)
        self._named(self.tr("Kind"), self.kind, 4, 0, 2)
        self._named(self.tr("Group"), self.group, 4, 2, 1)
        self._named(self.tr("Place"), self.place, 4, 3, 3)
        self.at.setPlaceholderText(self.tr("no time yet"))
        self.minutes.setValidator(QIntValidator(1, LONGEST, self.minutes))
        self.expected.setValidator(QIntValidator(0, 999, self.expected))
        self.minutes.setAccessibleDescription(
            self.tr("How long it is planned to be, also when one attends only a part")
        )
        for kind, words in meeting_words().items():
            self.kind.addItem(words, str(kind))
        self.group.addItem(self.tr("Not said"), "")
        for group, words in group_words().items():
            self.group.addItem(words, str(group))
        places = sorted({meeting.place for meeting in meetings if meeting.place})
        known = QCompleter(places, self.place)
        known.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        known.setFilterMode(Qt.MatchFlag.MatchContains)
        self.place.setCompleter(known)
        for column, stretch in enumerate((2, 1, 3, 3, 2, 2)):
            self._grid.setColumnStretch(column, stretch)

    def _build_people(self) -> None:
        self._grid.addWidget(label(self.tr("Who of the team attends"), "small"), 6, 0, 1, 6)
        boxes = QGridLayout()
        boxes.setHorizontalSpacing(14)
        boxes.setVerticalSpacing(2)
        self.peers: dict[ItemId, TickBox] = {}
        for number, person in enumerate(self._people):
            words = self.tr("{name} (you)").format(name=person.name) if person.id == self._me else person.name
            box = TickBox(self._look, words)
            box.setAccessibleName(f"{words}, {person.role}" if person.role else words)
            box.setToolTip(person.role)
            boxes.addWidget(box, number // 2, number % 2)
            self.peers[person.id] = box
        boxes.setColumnStretch(0, 1)
        boxes.setColumnStretch(1, 1)
        self._grid.addLayout(boxes, 7, 0, 1, 6)

    def _build_foot(self, words: str) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setContentsMargins(18, 0, 18, 0)
        foot.addWidget(label(self.tr("Enter keeps it, Esc leaves it as it was"), "small"), 1)
        away = button(self.tr("Cancel"))
        self.go = button(words, "primary")
        self.go.setDefault(True)
        away.clicked.connect(self.reject)
        self.go.clicked.connect(self.save)
        foot.addWidget(away)
        foot.addWidget(self.go)
        return foot

    def _fill(self, meeting: Meeting, day: date) -> None:
        shown = meeting.starts.date() if meeting.starts is not None else day
        self.title.setText(meeting.title)
        self.day.setDate(QDate(shown.year, shown.month, shown.day))
        self.at.setText(f"{meeting.starts:%H:%M}" if meeting.starts is not None else "")
        self.minutes.setText(str(meeting.minutes))
        self.expected.setText(str(meeting.expected))
        self.kind.setCurrentIndex(self.kind.findData(str(meeting.kind)))
        self.group.setCurrentIndex(self.group.findData(str(meeting.group) if meeting.group else ""))
        self.place.setText(meeting.place)
        self.place.setCursorPosition(0)
        for person, box in self.peers.items():
            box.setChecked(person in meeting.peers)
        self.cancelled.setChecked(meeting.cancelled)

    def _connect(self) -> None:
        for field in (self.at, self.minutes):
            field.textChanged.connect(self._say)
        self.day.dateChanged.connect(self._say)
        for box in (*self.peers.values(), self.cancelled):
            box.toggled.connect(self._say)

    # Saying.

    def _complain(self, sentence: str) -> None:
        self.matter.setText(sentence)
        self.matter.setVisible(bool(sentence))

    def _say(self) -> None:
        """Until when it lasts, and who is in another meeting then."""
        self._complain("")
        meeting = self.value()
        if meeting is None:
            self.hint.setText(self.tr("Type the hour like 9:30 or 14:00."))
            return
        if meeting.starts is None or meeting.ends is None:
            self.hint.setText(self.tr("Without an hour it stands at the end of every day until it gets one."))
            return
        parts = [self.tr("From {start} to {end}.").format(start=f"{meeting.starts:%H:%M}", end=f"{meeting.ends:%H:%M}")]
        parts += self._clashes(meeting)
        self.hint.setText(" ".join(parts))

    def _clashes(self, meeting: Meeting) -> list[str]:
        if meeting.cancelled:
            return []
        said = []
        for other in self._others:
            if other.cancelled or not _overlap(meeting, other):
                continue
            both = [person for person in self._people if person.id in meeting.peers & other.peers]
            if both:
                you = len(both) == 1 and both[0].id == self._me
                words = self.tr("You are in “{title}” then.") if you else self.tr("{names}: in “{title}” then.")
                names = ", ".join(first_name(person.name) for person in both)
                said.append(words.format(names=names, title=other.title))
        return said


def _overlap(one: Meeting, other: Meeting) -> bool:
    if one.starts is None or other.starts is None:
        return False
    ends, others_end = one.ends or one.starts, other.ends or other.starts
    return one.starts < max(others_end, other.starts + timedelta(minutes=1)) and other.starts < ends
