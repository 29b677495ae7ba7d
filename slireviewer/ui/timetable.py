"""The day as a grid: one column for each pair of the team, one row for each hour something starts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from slireviewer.model import ItemId, Meeting, MeetingKind, Person
from slireviewer.ui.cards import Shortened, label, line
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look
from slireviewer.ui.words import first_name


@dataclass(frozen=True, slots=True)
class Slot:
    """A meeting of the day and how far it is: ``points`` typed so far, ``mark`` the words on its right."""

    meeting: Meeting
    points: int
    mine: bool
    mark: str = ""
    next: bool = False
    done: bool = False


def pairs(meetings: Sequence[Meeting], people: Sequence[Person]) -> list[frozenset[ItemId]]:
    """Who goes together on this day, as the meetings tell: sets without a common member, in the team's order.

    A set that holds two others which have nobody in common (the whole team at lunch) is no pair.
    """
    count = Counter(meeting.peers for meeting in meetings if meeting.peers and meeting.kind is not MeetingKind.TEAM)

    def joint(peers: frozenset[ItemId]) -> bool:
        inner = [other for other in count if other < peers]
        return any(not (one & other) for one in inner for other in inner)

    order = {person.id: number for number, person in enumerate(people)}
    chosen: list[frozenset[ItemId]] = []
    for peers in sorted(count, key=lambda each: (joint(each), -count[each], len(each), sorted(each))):
        if all(not (peers & other) for other in chosen):
            chosen.append(peers)
    return sorted(chosen, key=lambda peers: min(order.get(each, len(order)) for each in peers))


def columns_of(meeting: Meeting, columns: Sequence[frozenset[ItemId]]) -> list[int]:
    """In which columns a meeting stands: all that are in it as a whole, else the one that shares most with it."""
    if meeting.kind is MeetingKind.TEAM and not meeting.peers:
        return list(range(len(columns)))
    whole = [number for number, peers in enumerate(columns) if peers and peers <= meeting.peers]
    if whole:
        return whole
    shared = [len(peers & meeting.peers) for peers in columns]
    most = max(shared, default=0)
    if most:
        return [shared.index(most)]
    return [number for number, peers in enumerate(columns) if not peers]


class Timetable(QWidget):
    """The grid. Arrows move between meetings; Enter, Space or a click opens one."""

    opened = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._cards: list[MeetingCard] = []
        self._shown: object = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(6, 10, 8, 8)
        self._grid.setHorizontalSpacing(5)
        self._grid.setVerticalSpacing(5)
        self.setAccessibleName(self.tr("Timetable of the day"))

    def set_day(self, slots: Sequence[Slot], people: Sequence[Person], me: ItemId) -> None:
        """Show these meetings; when nothing about them is new, nothing is touched."""
        shown = (tuple(slots), tuple(people), me, self._look.zoom)
        if shown == self._shown:
            return
        self._shown = shown
        focused = self.window().focusWidget()
        focus = next((card.slot_value.meeting.id for card in self._cards if card is focused), None)
        self._empty()
        meetings = [slot.meeting for slot in slots]
        columns = pairs(meetings, people)
        if any(not columns_of(meeting, columns) for meeting in meetings):
            columns.append(frozenset())
        starts = sorted({_start(meeting) for meeting in meetings})
        placed = _lanes(slots, columns, starts)
        lanes = [[lane for column, _, _, lane, _ in placed if column == number] for number in range(len(columns))]
        widths = [1 + max(each, default=0) for each in lanes]
        first = [1 + sum(widths[:number]) for number in range(len(columns))]
        self._head(columns, people, me, first, widths)
        self._hours(starts)
        for column, row, rows, lane, slot in placed:
            card = MeetingCard(self._look, slot, column)
            card.setAccessibleName(self._name(slot, columns[column], people))
            card.clicked.connect(self._open)
            card.stepped.connect(self._step)
            wide = 1 if self._crowded(placed, column, row, rows) else widths[column]
            self._grid.addWidget(card, row + 2, first[column] + lane, rows, wide)
            card.show()  # so that it can take the focus at once
            self._cards.append(card)
        self._give_focus(focus)

    def cards(self) -> list[MeetingCard]:
        """The meetings as they stand in the grid."""
        return list(self._cards)

    def focus_first(self) -> bool:
        """Put the focus on the meeting that is next, or on the first."""
        for card in self._cards:
            if card.focusPolicy() != Qt.FocusPolicy.ClickFocus:
                card.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return True
        return False

    def _empty(self) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        for number in range(self._grid.columnCount()):
            self._grid.setColumnStretch(number, 0)
        for number in range(self._grid.rowCount()):
            self._grid.setRowMinimumHeight(number, 0)
            self._grid.setRowStretch(number, 0)
        self._cards = []

    def _head(
        self,
        columns: list[frozenset[ItemId]],
        people: Sequence[Person],
        me: ItemId,
        first: list[int],
        widths: list[int],
    ) -> None:
        for number, peers in enumerate(columns):
            head = Shortened(self._title(number, peers, people, me), "smallstrong")
            head.setContentsMargins(self._look.px(4), 0, 0, 0)
            self._grid.addWidget(head, 0, first[number], 1, widths[number])
            for lane in range(widths[number]):
                self._grid.setColumnStretch(first[number] + lane, 12 // widths[number])
        rule = line()
        self._grid.addWidget(rule, 1, 1, 1, max(1, sum(widths)))

    def _title(self, number: int, peers: frozenset[ItemId], people: Sequence[Person], me: ItemId) -> str:
        if not peers:
            return self.tr("Nobody yet")
        names = [first_name(person.name) for person in people if person.id in peers and person.id != me and person.name]
        if me in peers:
            names.insert(0, self.tr("You"))
        letter = chr(ord("A") + number % 26)
        if len(peers) == 1:
            return names[0] if names else self.tr("One of the team")
        word = self.tr("Pair {letter}") if len(peers) == 2 else self.tr("Group {letter}")
        who = names[-1] if names else ""
        if len(names) > 1:
            who = self.tr("{others} and {last}").format(others=", ".join(names[:-1]), last=who)
        return " · ".join((word.format(letter=letter), who))

    def _hours(self, starts: list[time]) -> None:
        for number, start in enumerate(starts):
            hour = label("—" if start == time.max else f"{start:%H:%M}", "smallstrong")
            hour.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            hour.setMinimumWidth(self._look.px(44))
            hour.setContentsMargins(0, self._look.px(3), self._look.px(4), 0)
            self._grid.addWidget(hour, number + 2, 0)
            self._grid.setRowMinimumHeight(number + 2, self._look.px(58))
        self._grid.setRowStretch(len(starts) + 2, 1)

    def _name(self, slot: Slot, peers: frozenset[ItemId], people: Sequence[Person]) -> str:
        meeting = slot.meeting
        when = f"{meeting.starts:%H:%M}" if meeting.starts else ""
        with_whom = ", ".join(person.name for person in people if person.id in meeting.peers)
        parts = (meeting.title, when, meeting.place, with_whom, slot.mark)  # what a screen reader says
        return ", ".join(part for part in parts if part)

    @staticmethod
    def _crowded(placed: list[tuple[int, int, int, int, Slot]], column: int, row: int, rows: int) -> bool:
        here = [(start, long) for other, start, long, _, _ in placed if other == column]
        return sum(1 for start, long in here if start < row + rows and row < start + long) > 1

    def _give_focus(self, meeting: ItemId | None) -> None:
        chosen = next((card for card in self._cards if card.slot_value.meeting.id == meeting), None)
        coming = next((card for card in self._cards if card.slot_value.next), None)
        target = chosen or coming or next(iter(self._cards), None)
        if target is not None:
            target.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if chosen is not None:
            chosen.setFocus()

    def _open(self) -> None:
        card = self.sender()
        if isinstance(card, MeetingCard):
            self.opened.emit(card.slot_value.meeting.id)

    def _step(self, key: int) -> None:
        card = self.sender()
        if not isinstance(card, MeetingCard):
            return
        here = card.geometry().center()
        best: tuple[int, MeetingCard] | None = None
        for other in self._cards:
            there = other.geometry().center()
            dx, dy = there.x() - here.x(), there.y() - here.y()
            ahead, aside = {
                Qt.Key.Key_Left: (-dx, abs(dy)),
                Qt.Key.Key_Right: (dx, abs(dy)),
                Qt.Key.Key_Up: (-dy, abs(dx)),
                Qt.Key.Key_Down: (dy, abs(dx)),
            }[Qt.Key(key)]
            if other is not card and ahead > 4 and (best is None or ahead + 4 * aside < best[0]):
                best = (ahead + 4 * aside, other)
        if best is not None:
            card.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            best[1].setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            best[1].setFocus(Qt.FocusReason.TabFocusReason)


def _start(meeting: Meeting) -> time:
    return meeting.starts.time() if meeting.starts is not None else time.max


def _lanes(
    slots: Sequence[Slot], columns: Sequence[frozenset[ItemId]], starts: list[time]
) -> list[tuple[int, int, int, int, Slot]]:
    """Column, row, how many rows, lane within the column, and the meeting: for every place it stands in."""
    placed: list[tuple[int, int, int, int, Slot]] = []
    for slot in sorted(slots, key=lambda each: (_start(each.meeting), -each.meeting.minutes, each.meeting.title)):
        row = starts.index(_start(slot.meeting))
        ends = slot.meeting.ends
        until = time.min if ends is None else _end(slot.meeting.starts, ends)
        rows = max(1, sum(1 for start in starts[row:] if start < until))
        for column in columns_of(slot.meeting, columns):
            here = [(start, long, lane) for other, start, long, lane, _ in placed if other == column]
            taken = {lane for start, long, lane in here if start < row + rows and row < start + long}
            lane = next(number for number in range(len(taken) + 1) if number not in taken)
            placed.append((column, row, rows, lane, slot))
    return placed


def _end(starts: datetime | None, ends: datetime) -> time:
    return time.max if starts is not None and ends.date() > starts.date() else ends.time()


class MeetingCard(QAbstractButton):
    """One meeting in the grid; the one with ``next`` is picked out, those of the reviewer carry a bar."""

    stepped = Signal(int)

    def __init__(self, look: Look, slot: Slot, column: int) -> None:
        super().__init__()
        self._look = look
        self.slot_value, self.column = slot, column
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setToolTip(slot.meeting.title)

    @safe(QSize())
    def sizeHint(self) -> QSize:
        return QSize(self._look.px(120), self._look.px(58))

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.modifiers():
            self.stepped.emit(event.key())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    @safe(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        look, slot = self._look, self.slot_value
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge, thick = look.colour("accent" if slot.next or self.hasFocus() else "edge"), 1.5 if slot.next else 1.0
        thick = 2.5 if self.hasFocus() else thick
        ground = look.colour("accent_soft" if slot.next else "hover" if self.underMouse() else "card")
        painter.setPen(QPen(edge, thick))
        painter.setBrush(ground)
        half = thick / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), 5, 5)
        if slot.mine:
            painter.fillRect(QRect(0, 1, look.px(4), self.height() - 2), look.colour("accent"))
        self._paint_words(painter)
        painter.end()

    def _paint_words(self, painter: QPainter) -> None:
        look, slot = self._look, self.slot_value
        inside = self.rect().adjusted(look.px(12), look.px(8), -look.px(10), -look.px(6))
        small = look.font(11, QFont.Weight.DemiBold if slot.next else QFont.Weight.Normal)
        room = QFontMetrics(small).horizontalAdvance(slot.mark) + look.px(6) if slot.mark else 0
        painter.setFont(small)
        painter.setPen(look.colour("accent" if slot.next else "text_soft"))
        top = QRect(inside.x(), inside.y(), inside.width(), look.px(17))
        painter.drawText(top, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, slot.mark)
        if slot.done:
            room += look.px(19)
            tick = look.picture("check", "strength", 14, ratio=self.devicePixelRatioF())
            painter.drawPixmap(inside.right() - room + look.px(6), inside.y() + look.px(1), tick)
        weight = QFont.Weight.DemiBold if slot.mine else QFont.Weight.Medium
        font = look.font(13, weight)
        font.setStrikeOut(slot.meeting.cancelled)
        painter.setFont(font)
        quiet = slot.meeting.cancelled or not (slot.mine or slot.done)
        painter.setPen(look.colour("text_soft" if quiet else "text"))
        title = QFontMetrics(font).elidedText(slot.meeting.title, Qt.TextElideMode.ElideRight, top.width() - room)
        painter.drawText(top, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
        painter.setFont(look.font(11))
        painter.setPen(look.colour("text_soft"))
        below = inside.adjusted(0, look.px(18), 0, 0)
        place = QFontMetrics(painter.font()).elidedText(slot.meeting.place, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, place)
