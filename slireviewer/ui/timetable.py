"""The day as a grid: one column for each pair of the team, one row for each hour something starts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QGridLayout, QSizePolicy, QWidget

from slireviewer.model import ItemId, Meeting, MeetingKind, Person
from slireviewer.ui.cards import Shortened, label, line
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look
from slireviewer.ui.words import first_name

Peers = frozenset[ItemId]
ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


@dataclass(frozen=True, slots=True)
class Slot:
    """A meeting of the day and how far it is: ``points`` typed so far, ``mark`` the words on its right."""

    meeting: Meeting
    points: int
    mine: bool
    mark: str = ""
    next: bool = False
    done: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the grid: whose column it is, and the hour its row begins."""

    peers: Peers
    start: time


def pairs(
    meetings: Sequence[Meeting], people: Sequence[Person], usual: Sequence[Peers] = ()
) -> list[frozenset[ItemId]]:
    """Who goes together on this day, as the meetings tell: sets without a common member, in the team's order.

    A set that holds two others which have nobody in common (the whole team at lunch) is no pair. Those of ``usual``
    who have nothing on this day follow as they are.
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
    chosen += [peers for peers in usual if all(not (peers & other) for other in chosen)]
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
    """The grid. Arrows move between meetings and gaps; Enter, Space or a click opens a meeting, or fills a gap.

    ``added`` carries the Place of a gap to fill, ``dropped`` a meeting, the peers of the column it was taken from,
    and the Place it was dropped on; ``menu_wanted`` where on the screen the menu of the current meeting shall open.
    """

    opened = Signal(str)
    added = Signal(object)
    dropped = Signal(str, object, object)
    menu_wanted = Signal(QPoint)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._cards: list[MeetingCard] = []
        self._gaps: list[Gap] = []
        self._columns: list[Peers] = []
        self._starts: list[time] = []
        self._first: list[int] = []
        self._widths: list[int] = []
        self._shown: object = None
        self._shadow: _Shadow | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(6, 10, 8, 8)
        self._grid.setHorizontalSpacing(5)
        self._grid.setVerticalSpacing(5)
        self.setAccessibleName(self.tr("Timetable of the day"))

    def set_day(self, slots: Sequence[Slot], people: Sequence[Person], me: ItemId, usual: Sequence[Peers] = ()) -> None:
        """Show these meetings, with a column for each of ``usual`` too; when nothing is new, nothing is touched."""
        shown = (tuple(slots), tuple(people), me, tuple(usual), self._look.zoom)
        if shown == self._shown:
            if self._current_card() is None:
                self._give_focus(None)
            return
        self._shown = shown
        focused = self.window().focusWidget()
        held = next((each for each in self._cells() if each is focused), None)
        current = self.current()
        self._empty()
        meetings = [slot.meeting for slot in slots]
        columns = pairs(meetings, people, usual)
        if any(not columns_of(meeting, columns) for meeting in meetings):
            columns.append(frozenset())
        starts = sorted({_start(meeting) for meeting in meetings})
        placed = _lanes(slots, columns, starts)
        lanes = [[lane for column, _, _, lane, _ in placed if column == number] for number in range(len(columns))]
        widths = [1 + max(each, default=0) for each in lanes]
        first = [1 + sum(widths[:number]) for number in range(len(columns))]
        self._columns, self._starts, self._first, self._widths = columns, starts, first, widths
        self._head(columns, people, me, first, widths)
        self._hours(starts)
        for column, row, rows, lane, slot in placed:
            company = self._company(slot.meeting, people, me)
            card = MeetingCard(self._look, slot, column, company)
            card.setAccessibleName(self._name(slot, columns[column], people))
            card.clicked.connect(self._open)
            card.stepped.connect(self._step)
            card.dragged.connect(self._drag)
            card.let_go.connect(self._drop)
            card.menu_wanted.connect(self._ask_for_menu)
            wide = 1 if self._crowded(placed, column, row, rows) else widths[column]
            self._grid.addWidget(card, row + 2, first[column] + lane, rows, wide)
            card.show()  # so that it can take the focus at once
            self._cards.append(card)
        self._add_gaps(placed, people, me)
        if held is not None or current is None:
            self._give_focus(held)
        else:
            self._give_focus(None, current)

    def forget_focus(self) -> None:
        """Let the next meeting be current again, whichever was before."""
        for cell in self._cells():
            cell.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def cards(self) -> list[MeetingCard]:
        """The meetings as they stand in the grid."""
        return list(self._cards)

    def gaps(self) -> list[Gap]:
        """The places of the grid where nothing is."""
        return list(self._gaps)

    def current(self) -> ItemId | None:
        """The meeting that the keys are for: the one with the focus, or the one that would get it."""
        card = self._current_card()
        return card.slot_value.meeting.id if card is not None else None

    def current_peers(self) -> Peers:
        """Whose column the current meeting stands in."""
        card = self._current_card()
        return self._columns[card.column] if card is not None else frozenset()

    def current_place(self) -> Place | None:
        """The gap that has the focus, if any."""
        gap = next((gap for gap in self._gaps if gap.hasFocus()), None)
        return gap.place if gap is not None else None

    def peers_beside(self, by: int) -> Peers | None:
        """Whose column stands that many columns right of the current meeting; None where the grid ends."""
        card = self._current_card()
        if card is None or not 0 <= card.column + by < len(self._columns):
            return None
        return self._columns[card.column + by]

    def meeting_beside(self, by: int) -> ItemId | None:
        """The meeting at the same hour that many columns right of the current one."""
        card = self._current_card()
        if card is None:
            return None
        start = _start(card.slot_value.meeting)
        for other in self._cards:
            if other.column == card.column + by and _start(other.slot_value.meeting) == start:
                return other.slot_value.meeting.id
        return None

    def focus_first(self) -> bool:
        """Put the focus on the meeting that is next, or on the first."""
        for card in self._cells():
            if card.focusPolicy() != Qt.FocusPolicy.ClickFocus:
                card.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return True
        return False

    def focus_meeting(self, meeting: ItemId) -> bool:
        """Put the focus on that meeting; whether it is there."""
        card = next((card for card in self._cards if card.slot_value.meeting.id == meeting), None)
        if card is not None:
            self._rove_to(card)
        return card is not None

    def _cells(self) -> list[MeetingCard | Gap]:
        return [*self._cards, *self._gaps]

    def _current_card(self) -> MeetingCard | None:
        if any(gap.hasFocus() for gap in self._gaps):
            return None
        return next((card for card in self._cards if card.focusPolicy() != Qt.FocusPolicy.ClickFocus), None)

    def _company(self, meeting: Meeting, people: Sequence[Person], me: ItemId) -> str:
        """Who attends, said only where the columns do not say it."""
        inside = [self._columns[number] for number in columns_of(meeting, self._columns)]
        if not meeting.peers or meeting.peers == frozenset().union(*inside):
            return ""
        names = [first_name(person.name) for person in people if person.id in meeting.peers and person.id != me]
        return self.tr("with {names}").format(names=", ".join(names)) if names else self.tr("You alone")

    def _add_gaps(self, placed: list[tuple[int, int, int, int, Slot]], people: Sequence[Person], me: ItemId) -> None:
        for column, peers in enumerate(self._columns):
            taken = {each for other, row, rows, _, _ in placed if other == column for each in range(row, row + rows)}
            for row, start in enumerate(self._starts):
                if row in taken or start == time.max:
                    continue
                gap = Gap(self._look, Place(peers, start), column)
                title = self._title(column, peers, people, me)
                gap.setAccessibleName(
                    self.tr("Nothing at {hour}, {who}: Enter adds a meeting").format(hour=f"{start:%H:%M}", who=title)
                )
                gap.filled.connect(self._fill)
                gap.stepped.connect(self._step)
                self._grid.addWidget(gap, row + 2, self._first[column], 1, self._widths[column])
                gap.show()
                self._gaps.append(gap)

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
        self._cards, self._gaps = [], []

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

    def _give_focus(self, held: MeetingCard | Gap | None, current: ItemId | None = None) -> None:
        """Let Tab reach one cell: the one held before, or the next meeting; the held one has the focus again."""
        target: MeetingCard | Gap | None = None
        if isinstance(held, MeetingCard):
            same = [card for card in self._cards if card.slot_value.meeting.id == held.slot_value.meeting.id]
            target = next((card for card in same if card.column == held.column), next(iter(same), None))
        elif held is not None:
            target = next((gap for gap in self._gaps if gap.place == held.place), None)
        found = target is not None
        if target is None and current is not None:
            target = next((card for card in self._cards if card.slot_value.meeting.id == current), None)
        coming = next((card for card in self._cards if card.slot_value.next), None)
        target = target or coming or next(iter(self._cells()), None)
        if target is not None:
            target.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            if found or held is not None:
                target.setFocus()

    def _rove_to(self, cell: MeetingCard | Gap) -> None:
        for other in self._cells():
            other.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        cell.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        cell.setFocus(Qt.FocusReason.TabFocusReason)

    def _open(self) -> None:
        card = self.sender()
        if isinstance(card, MeetingCard):
            self.opened.emit(card.slot_value.meeting.id)

    def _fill(self) -> None:
        gap = self.sender()
        if isinstance(gap, Gap):
            self.added.emit(gap.place)

    def _ask_for_menu(self, at: QPoint) -> None:
        card = self.sender()
        if isinstance(card, MeetingCard):
            self._rove_to(card)
            self.menu_wanted.emit(at)

    def _step(self, key: int) -> None:
        cell = self.sender()
        if not isinstance(cell, (MeetingCard, Gap)):
            return
        here = cell.geometry().center()
        best: tuple[int, MeetingCard | Gap] | None = None
        for other in self._cells():
            there = other.geometry().center()
            dx, dy = there.x() - here.x(), there.y() - here.y()
            ahead, aside = {
                Qt.Key.Key_Left: (-dx, abs(dy)),
                Qt.Key.Key_Right: (dx, abs(dy)),
                Qt.Key.Key_Up: (-dy, abs(dx)),
                Qt.Key.Key_Down: (dy, abs(dx)),
            }[Qt.Key(key)]
            if other is not cell and ahead > 4 and (best is None or ahead + 4 * aside < best[0]):
                best = (ahead + 4 * aside, other)
        if best is not None:
            self._rove_to(best[1])

    # Dragging.

    def _cell_at(self, at: QPoint) -> tuple[int, int] | None:
        """Column and row of the grid under a point of this widget."""
        for column in range(len(self._columns)):
            for row, start in enumerate(self._starts):
                if start != time.max and self._rect(column, row).adjusted(-3, -3, 3, 3).contains(at):
                    return column, row
        return None

    def _rect(self, column: int, row: int) -> QRect:
        left = self._grid.cellRect(row + 2, self._first[column])
        return left.united(self._grid.cellRect(row + 2, self._first[column] + self._widths[column] - 1))

    def _drag(self, at: QPoint) -> None:
        card = self.sender()
        cell = self._cell_at(at)
        if self._shadow is None:
            self._shadow = _Shadow(self._look, self)
        if cell is None or not isinstance(card, MeetingCard):
            self._shadow.hide()
            return
        self._shadow.words = f"{self._starts[cell[1]]:%H:%M}   {card.slot_value.meeting.title}"
        self._shadow.setGeometry(self._rect(*cell))
        self._shadow.show()
        self._shadow.raise_()
        self._shadow.update()

    def _drop(self, at: QPoint, done: bool) -> None:
        card = self.sender()
        if self._shadow is not None:
            self._shadow.hide()
        cell = self._cell_at(at)
        if not done or cell is None or not isinstance(card, MeetingCard):
            return
        column, row = cell
        if column != card.column or self._starts[row] != _start(card.slot_value.meeting):
            place = Place(self._columns[column], self._starts[row])
            self._rove_to(card)
            self.dropped.emit(card.slot_value.meeting.id, self._columns[card.column], place)


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
    dragged = Signal(QPoint)
    let_go = Signal(QPoint, bool)
    menu_wanted = Signal(QPoint)

    def __init__(self, look: Look, slot: Slot, column: int, company: str = "") -> None:
        super().__init__()
        self._look = look
        self.slot_value, self.column = slot, column
        self._below = " · ".join(part for part in (slot.meeting.place, company) if part)
        self._pressed: QPoint | None = None
        self._dragging = False
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setToolTip("\n".join(part for part in (slot.meeting.title, self._below) if part))

    @safe(QSize())
    def sizeHint(self) -> QSize:
        return QSize(self._look.px(120), self._look.px(58))

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._dragging:
            self._end_drag(QPoint(), done=False)
        elif event.key() in ARROWS and not _held(event):
            self.stepped.emit(event.key())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def _end_drag(self, at: QPoint, *, done: bool) -> None:
        self._dragging, self._pressed = False, None
        self.unsetCursor()
        self.let_go.emit(at, done)

    @safe(None)
    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()

    @safe(None)
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self._pressed is not None and not self._dragging:
            self._dragging = (at - self._pressed).manhattanLength() >= QApplication.startDragDistance()
            if self._dragging:
                self.setDown(False)
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._dragging:
            self.dragged.emit(self.mapToParent(at))
        elif self._pressed is None:
            super().mouseMoveEvent(event)

    @safe(None)
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self._end_drag(self.mapToParent(event.position().toPoint()), done=True)
        else:
            self._pressed = None
            super().mouseReleaseEvent(event)

    @safe(None)
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        self.menu_wanted.emit(self.mapToGlobal(self.rect().center()) if by_key else event.globalPos())

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
        below_words = self._below
        mark = slot.mark
        room = QFontMetrics(small).horizontalAdvance(mark) + look.px(6) if mark else 0
        if inside.width() - room < look.px(95):  # too narrow for both: the mark goes below
            below_words, mark, room = " · ".join(part for part in (mark, below_words) if part), "", 0
        painter.setFont(small)
        painter.setPen(look.colour("accent" if slot.next else "text_soft"))
        top = QRect(inside.x(), inside.y(), inside.width(), look.px(17))
        painter.drawText(top, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, mark)
        if slot.done and mark:
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
        place = QFontMetrics(painter.font()).elidedText(below_words, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, place)


class Gap(QAbstractButton):
    """A place of the grid where nothing is: Enter or a double click adds a meeting there."""

    stepped = Signal(int)
    filled = Signal()

    def __init__(self, look: Look, place: Place, column: int) -> None:
        super().__init__()
        self._look, self.place, self.column = look, place, column
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setToolTip(self.tr("Double click to add a meeting"))

    @safe(QSize())
    def sizeHint(self) -> QSize:
        return QSize(self._look.px(120), self._look.px(58))

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ARROWS and not _held(event):
            self.stepped.emit(event.key())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.filled.emit()
        else:
            super().keyPressEvent(event)

    @safe(None)
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.filled.emit()

    @safe(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.hasFocus() and not self.underMouse():
            return
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _draw_outline(painter, look, self.rect(), focused=self.hasFocus())
        painter.setPen(look.colour("text_soft"))
        painter.setFont(look.font(12))
        sign, words = look.px(14), self.tr("Add a meeting")
        room = self.width() - sign - look.px(24)
        words = QFontMetrics(painter.font()).elidedText(words, Qt.TextElideMode.ElideRight, room)
        wide = sign + look.px(6) + QFontMetrics(painter.font()).horizontalAdvance(words)
        left = (self.width() - wide) // 2
        plus = look.picture("plus", "text_soft", 14, ratio=self.devicePixelRatioF())
        painter.drawPixmap(left, (self.height() - sign) // 2, plus)
        text = QRect(left + sign + look.px(6), 0, self.width(), self.height())
        painter.drawText(text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()


class _Shadow(QWidget):
    """Where a dragged meeting would land."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.words = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @safe(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("accent"), 2, Qt.PenStyle.DashLine))
        painter.setBrush(look.colour("accent_soft"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        painter.setPen(look.colour("text"))
        painter.setFont(look.font(13, QFont.Weight.DemiBold))
        inside = self.rect().adjusted(look.px(12), look.px(8), -look.px(10), -look.px(6))
        words = QFontMetrics(painter.font()).elidedText(self.words, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, words)
        painter.end()


def _held(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier)


def _draw_outline(painter: QPainter, look: Look, rect: QRect, *, focused: bool) -> None:
    colour, thick = ("accent", 2.5) if focused else ("field_edge", 1.0)
    painter.setPen(QPen(look.colour(colour), thick, Qt.PenStyle.SolidLine if focused else Qt.PenStyle.DashLine))
    painter.setBrush(look.colour("card"))
    half = thick / 2
    painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), 5, 5)
