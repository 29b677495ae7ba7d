"""Which points shall be listed, and in which order: by day, peer, group and meeting, mine, without a theme, unfiled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout

from slireviewer.model import Group, ItemId, Meeting, MeetingKind, Person
from slireviewer.storage import EvidenceLine, Filter
from slireviewer.ui.cards import TickBox, button
from slireviewer.ui.fields import Choice
from slireviewer.ui.theme import Look
from slireviewer.ui.words import group_words, spoken

TIMETABLE, NEWEST, GROUP, KIND, UNFILED = "timetable", "newest", "group", "kind", "unfiled"


class SieveBar(QFrame):
    """The panel behind the funnel. ``changed`` follows every choice."""

    changed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._quiet = False
        self.setProperty("role", "quiet")
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 9, 10, 9)
        column.setSpacing(7)
        self.day, self.peer, self.group, self.meeting, self.order = (Choice(look) for _ in range(5))
        names = (
            (self.day, self.tr("Day")),
            (self.group, self.tr("Group")),
            (self.peer, self.tr("Written by")),
            (self.meeting, self.tr("Meeting or document")),
        )
        grid = QGridLayout()
        grid.setSpacing(6)
        for number, (choice, name) in enumerate(names):
            self._prepare(choice, name)
            grid.addWidget(choice, number // 2, number % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        self.mine = TickBox(look, self.tr("Mine"))
        self.unfiled = TickBox(look, self.tr("Unfiled"))
        self.untagged = TickBox(look, self.tr("No theme"))
        row = QHBoxLayout()
        row.setSpacing(2)
        for tick in (self.mine, self.unfiled, self.untagged):
            tick.toggled.connect(self._tell)
            row.addWidget(tick)
        row.addStretch(1)
        column.addLayout(row)
        foot = QHBoxLayout()
        self._prepare(self.order, self.tr("Order"))
        self._offer_orders()
        self.clear_button = button(self.tr("Clear"), name=self.tr("Clear the filters"))
        self.clear_button.clicked.connect(self.clear)
        foot.addWidget(self.order, 1)
        foot.addWidget(self.clear_button)
        column.addLayout(foot)

    def offer(self, meetings: Sequence[Meeting], people: Sequence[Person]) -> None:
        """Offer these to choose from; what is chosen stays chosen."""
        held = [meeting for meeting in meetings if meeting.kind is not MeetingKind.TEAM]
        days = sorted({meeting.starts.date() for meeting in meetings if meeting.starts is not None})
        groups = [group for group in Group if any(meeting.group is group for meeting in held)]
        words = group_words()
        self._quiet = True
        self._fill(self.day, self.tr("Any day"), [(spoken(day, "ddd d MMM"), day.isoformat()) for day in days])
        self._fill(self.group, self.tr("Any group"), [(words[group], str(group)) for group in groups])
        self._fill(self.peer, self.tr("Any peer"), [(person.name, person.id) for person in people])
        self._fill(self.meeting, self.tr("Any meeting"), [(meeting.title, meeting.id) for meeting in meetings])
        self._quiet = False

    def narrowed(self) -> bool:
        """Whether anything is kept back."""
        return self.apply(Filter()) != Filter()

    def heeds_filing(self) -> bool:
        """Whether it matters here which points are filed."""
        return self.unfiled.isChecked() or self.order.currentData() == UNFILED

    def apply(self, wanted: Filter) -> Filter:
        """``wanted``, and what is chosen here."""
        day, group, peer, meeting = (each.currentData() for each in (self.day, self.group, self.peer, self.meeting))
        return replace(
            wanted,
            days=frozenset({date.fromisoformat(day)} if day else ()),
            groups=frozenset({Group(group)} if group else ()),
            peers=frozenset({ItemId(peer)} if peer else ()),
            meetings=frozenset({ItemId(meeting)} if meeting else ()),
            mine=self.mine.isChecked(),
            unfiled=self.unfiled.isChecked(),
            untagged=wanted.untagged or self.untagged.isChecked(),
            themes=frozenset() if self.untagged.isChecked() else wanted.themes,
        )

    def keeps_order(self) -> bool:
        """Whether the points come in the order in which they are read."""
        return str(self.order.currentData()) == TIMETABLE

    def sort(self, lines: list[EvidenceLine]) -> list[EvidenceLine]:
        """The points in the chosen order."""
        order = self.order.currentData()
        if order == NEWEST:
            return sorted(lines, key=lambda line: (line.day or date.min).toordinal(), reverse=True)
        if order == GROUP:
            return sorted(lines, key=lambda line: line.group or "~")
        if order == KIND:
            return sorted(lines, key=lambda line: line.kind)
        if order == UNFILED:
            return sorted(lines, key=lambda line: bool(line.filed))
        return lines

    def clear(self) -> None:
        """Let everything through."""
        self._quiet = True
        for choice in (self.day, self.group, self.peer, self.meeting):
            choice.setCurrentIndex(0)
        for tick in (self.mine, self.unfiled, self.untagged):
            tick.setChecked(False)
        self._quiet = False
        self._tell()

    def narrow(self, *, mine: bool = False, untagged: bool = False) -> None:
        """Let through only those of whoever uses this laptop, or only those without a theme."""
        self.clear()
        self._quiet = True
        self.mine.setChecked(mine)
        self.untagged.setChecked(untagged)
        self._quiet = False
        self.show()
        self._tell()

    def _prepare(self, choice: Choice, name: str) -> None:
        choice.setAccessibleName(name)
        choice.setToolTip(name)
        choice.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        choice.setMinimumWidth(self._look.px(90))
        choice.currentIndexChanged.connect(self._tell)

    def _offer_orders(self) -> None:
        self._quiet = True
        for words, key in (
            (self.tr("In the order of the timetable"), TIMETABLE),
            (self.tr("Newest day first"), NEWEST),
            (self.tr("By group"), GROUP),
            (self.tr("By kind"), KIND),
            (self.tr("Unfiled first"), UNFILED),
        ):
            self.order.addItem(words, key)
        self._quiet = False

    def _fill(self, choice: Choice, anything: str, offers: Sequence[tuple[str, str]]) -> None:
        chosen = choice.currentData() or ""
        if [choice.itemData(row) for row in range(1, choice.count())] == [key for _, key in offers]:
            for row, (words, _) in enumerate(offers, 1):
                choice.setItemText(row, words)
            return
        choice.clear()
        choice.addItem(anything, "")
        for words, key in offers:
            choice.addItem(words, key)
        choice.setCurrentIndex(max(0, choice.findData(chosen)))

    def _tell(self) -> None:
        if not self._quiet:
            self.changed.emit()
