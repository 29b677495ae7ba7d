"""Two peers' points of one meeting that may say the same: side by side, to be linked as one statement or told apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from slireviewer.ui.cards import Shortened, button, card, label
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.listing import Listing
from slireviewer.ui.rows import Row
from slireviewer.ui.section import Section
from slireviewer.ui.side_by_side import Side, SideCard, side_runs
from slireviewer.ui.theme import Look
from slireviewer.ui.words import BRITISH, first_name

if TYPE_CHECKING:
    from slireviewer.storage import Alike, PointLine, Workspace


_MOST = 300  # pairs to go through; more come as these are decided


@dataclass(frozen=True, slots=True)
class _Read:
    """The pairs that are shown with their rows, how many there are in all, and how many are linked."""

    pairs: list[Alike]
    rows: list[Row]
    whole: int
    linked: int


class SaidTwice(Section):
    """Linking deletes nothing; both points stay where they are."""

    def __init__(self, look: Look, jobs: Jobs) -> None:
        super().__init__(look, jobs)
        self._pairs: dict[str, Alike] = {}
        self._shows = 0
        self.cards: list[SideCard] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        left, column = card(spacing=8, margins=(9, 9, 9, 9))
        self.list = Listing(look, self.tr("Points that may say the same, the most alike first"))
        self.list.chosen.connect(self._show)
        self.list.picked.connect(lambda _: self.same.setFocus())
        column.addWidget(self.list, 1)
        self._count = label(role="small", wrap=True)
        self._count.setContentsMargins(6, 0, 6, 2)
        column.addWidget(self._count)
        row.addWidget(left, 3)
        row.addWidget(self._build_shown(), 7)

    def open(self, workspace: Workspace | None) -> None:
        super().open(workspace)
        self._pairs = {}
        self.list.fill([])

    def read(self, workspace: Workspace, stopped: Callable[[], bool]) -> _Read:
        from slireviewer import storage

        with workspace.read() as r:
            found, linked = storage.alike_points(r, stopped=stopped), len(storage.linked_points(r))
        pairs = found[:_MOST]
        return _Read(pairs, [_row(pair) for pair in pairs], len(found), linked)

    def fill(self, value: _Read) -> None:
        self._pairs = {row.key: pair for row, pair in zip(value.rows, value.pairs, strict=True)}
        shown = self._shows
        self.list.fill(value.rows)
        words = self.tr("%n statement(s) linked so far", "", value.linked)
        if value.whole > len(value.pairs):
            most = self.tr("The {count} most alike of {whole}").format(
                count=len(value.pairs), whole=BRITISH.toString(value.whole)
            )
            words = f"{most} · {words}"
        self._count.setText(words)
        if shown == self._shows:  # filling tells only of another row
            self._show(self.list.current())

    def take_focus(self) -> None:
        self.list.setFocus()

    def link(self) -> None:
        """Take the two points for one statement."""
        from slireviewer import storage

        pair = self._current()
        if pair is not None:
            one, other = pair.one.point.id, pair.other.point.id
            self.write(
                self.tr("Link two points"),
                lambda e: storage.link_alike(e, one, other),
                self.tr("Linked as one statement; both stay   ·   Ctrl+Z takes it back"),
            )
            self.list.setFocus()

    def tell_apart(self) -> None:
        """Say that the two are not the same, so that they are not offered again."""
        from slireviewer import storage

        pair = self._current()
        if pair is not None:
            one, other = pair.one.point.id, pair.other.point.id
            self.write(
                self.tr("Tell two points apart"),
                lambda e: storage.tell_apart(e, one, other),
                self.tr("Two statements   ·   Ctrl+Z takes it back"),
            )
            self.list.setFocus()

    def _current(self) -> Alike | None:
        return self._pairs.get(self.list.current())

    def _show(self, key: str) -> None:
        self._shows += 1
        pair = self._current()
        self._shown.setVisible(pair is not None)
        self._empty.setVisible(pair is None)
        while self._sides.count():
            item = self._sides.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.cards = []
        if pair is None:
            return
        self._where.set_whole(pair.one.meeting_title)
        for line, other, role in ((pair.one, pair.other, "consideration"), (pair.other, pair.one, "strength")):
            made = SideCard(self._look, self._side(line), side_runs(line.point.text, other.point.text), role)
            made.keep.clicked.connect(self._opener(line))
            self.cards.append(made)
            self._sides.addWidget(made, 1)
        before: QWidget = self.list
        for made in self.cards:
            QWidget.setTabOrder(before, made.text)
            QWidget.setTabOrder(made.text, made.keep)
            before = made.keep
        QWidget.setTabOrder(before, self.apart)
        QWidget.setTabOrder(self.apart, self.same)

    def _side(self, line: PointLine) -> Side:
        whose = line.person_name or self.tr("Somebody")
        words = self.tr("Open {name}'s notes").format(name=first_name(whose))
        return Side(whose, line.meeting_title, line.point.text, words, kind=line.point.kind)

    def _opener(self, line: PointLine) -> object:
        return lambda: self.sought.emit(line.meeting, line.point.id)

    def _build_shown(self) -> QFrame:
        made, column = card(spacing=0, margins=(16, 14, 16, 14))
        self._shown = QWidget()
        inner = QVBoxLayout(self._shown)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(4)
        inner.addWidget(Shortened(self.tr("Do these say the same?"), "heading"))
        self._where = Shortened(role="soft")
        inner.addWidget(self._where)
        inner.addSpacing(8)
        self._sides = QHBoxLayout()
        self._sides.setSpacing(12)
        inner.addLayout(self._sides, 1)
        inner.addSpacing(6)
        inner.addWidget(label(self.tr("Linking deletes nothing: both points stay in both notes."), "small", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        self.apart = button(self.tr("Two statements"))
        self.apart.clicked.connect(self.tell_apart)
        self.same = button(self.tr("Link as one statement"), "primary")
        self.same.clicked.connect(self.link)
        row.addWidget(self.apart)
        row.addWidget(self.same)
        inner.addLayout(row)
        self._empty = label(self.tr("No two peers have written the same in one meeting."), "soft", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._shown)
        column.addWidget(self._empty)
        return made


def _row(pair: Alike) -> Row:
    below = " · ".join((pair.one.meeting_title, f"{pair.one.person_name}, {pair.other.person_name}"))
    key = f"{pair.one.point.id}:{pair.other.point.id}"
    return Row(key, " ".join(pair.one.point.text.split()), below, icon="copy", role="accent")
