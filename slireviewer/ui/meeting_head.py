"""The head over the notes: which meeting it is, when and where, how much of its time is left, and how it is ended."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from slireviewer.model import Meeting
from slireviewer.ui.cards import Shortened, button, label
from slireviewer.ui.charts import Ring
from slireviewer.ui.theme import Look
from slireviewer.ui.words import between, minutes_until, spoken


class MeetingHead(QWidget):
    """``ended`` says that the reviewer is done with the meeting."""

    ended = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 11, 16, 11)
        row.setSpacing(10)
        words = QVBoxLayout()
        words.setSpacing(2)
        self.title = Shortened(role="title")
        self._where = Shortened(role="soft")
        words.addWidget(self.title)
        words.addWidget(self._where)
        row.addLayout(words, 1)
        self._ring_words = label(role="small")
        self.ring = Ring(look)
        row.addWidget(self._ring_words)
        row.addWidget(self.ring)
        end = button(self.tr("End meeting"))
        end.setToolTip("Ctrl+E")
        end.clicked.connect(self.ended)
        row.addWidget(end)

    def show_meeting(self, meeting: Meeting, now: datetime) -> None:
        """Show that meeting; the day is said where it is not today."""
        self.title.set_whole(meeting.title)
        parts = [between(meeting), meeting.place]
        if meeting.expected > 1:
            parts.append(self.tr("%n person(s) expected", "", meeting.expected))
        if meeting.starts is not None and meeting.starts.date() != now.date():
            parts.insert(0, spoken(meeting.starts.date(), "dddd d MMMM"))
        self._where.set_whole("   ·   ".join(part for part in parts if part))
        self.tick(meeting, now)

    def tick(self, meeting: Meeting | None, now: datetime) -> None:
        """Show how many minutes are left, while it is going on."""
        starts, ends = (meeting.starts, meeting.ends) if meeting is not None else (None, None)
        running = starts is not None and ends is not None and starts <= now < ends
        self.ring.setVisible(running)
        self._ring_words.setVisible(running)
        if running and ends is not None and meeting is not None:
            self.ring.set_minutes(minutes_until(ends, now), meeting.minutes)
            self._ring_words.setText(self.tr("minutes left\nof {whole}").format(whole=meeting.minutes))
