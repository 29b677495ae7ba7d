"""The wall: one theme at a time in large type, for a projector in the team's room. Names of meetings are not shown.

Two keys file the point that is current: S or C, for supports or challenges, and the number of the finding.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from slireviewer import storage
from slireviewer.model import FindingState, ItemId, LinkRole, PointKind, Theme
from slireviewer.storage import EvidenceLine, Filter
from slireviewer.ui.cards import Shortened, button, card, label
from slireviewer.ui.evidence_board import Board
from slireviewer.ui.filing import Filing
from slireviewer.ui.finding_cards import FindingCard, FindingCards
from slireviewer.ui.point_cards import PointCard, PointCards
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look
from slireviewer.ui.words import counted_groups, counted_points, group_words, kinds_words

TIMES = 1.6  # how much larger than in the window
ROLES = {Qt.Key.Key_S: LinkRole.SUPPORTS, Qt.Key.Key_C: LinkRole.CHALLENGES}


class Wall(QDialog):
    """Covers the screen until Esc. ``refresh`` shows what has changed meanwhile."""

    def __init__(
        self,
        look: Look,
        board: Board,
        workspace: storage.Workspace,
        filing: Filing,
        clock: Callable[[], datetime],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._look = look.enlarged(TIMES)
        self._board, self._workspace, self._filing, self._clock = board, workspace, filing, clock
        self._themes: list[Theme] = list(board.themes)
        self._place = 0
        self._role: LinkRole | None = None
        self._groups = group_words()
        self.setWindowTitle(self.tr("The wall"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._build()
        self.refresh()
        self.points.setFocus()

    def show_theme(self, theme: ItemId | None) -> None:
        """Go to that theme, if there is such a one."""
        place = next((number for number, each in enumerate(self._themes) if each.id == theme), self._place)
        self._place = place
        self.refresh()

    def theme(self) -> Theme | None:
        """The theme that is shown."""
        return self._themes[self._place] if self._themes else None

    def step(self, by: int) -> None:
        """Go to the next theme, or the one before; after the last comes the first."""
        if self._themes:
            self._place = (self._place + by) % len(self._themes)
            self.refresh()

    def refresh(self) -> None:
        """Read and show the theme again."""
        theme = self.theme()
        if theme is None:
            return
        kinds = frozenset({PointKind.STRENGTH, PointKind.CONSIDERATION, PointKind.QUOTE})
        with self._workspace.read() as r:
            self._board.read_said(r)
            lines = storage.points_for(r, Filter(themes=frozenset({theme.id}), kinds=kinds))
        # What is not filed yet comes first: that is what the evening is for.
        self.points.show_lines(sorted(lines, key=lambda line: bool(line.filed)))
        self._title.set_whole(theme.title)
        self._number.setText(self.tr("{number} of {count}").format(number=self._place + 1, count=len(self._themes)))
        self._count.set_whole(self._counts(theme))
        self.findings.show_cards(self._cards(theme))
        self._say("")

    def _counts(self, theme: Theme) -> str:
        cells = self._board.heard.themes.get(theme.id, {})
        words = kinds_words()
        parts = []
        for kind in (PointKind.STRENGTH, PointKind.CONSIDERATION):
            cell = cells.get(kind)
            if cell is not None:
                said = self.tr("{kind}: {points} from {groups}")
                parts.append(
                    said.format(kind=words[kind], points=counted_points(cell.points), groups=counted_groups(cell.rooms))
                )
        return "   ·   ".join(parts)

    def _cards(self, theme: Theme) -> list[FindingCard]:
        today = self._clock().date()
        found = [
            each for each in self._board.findings if each.theme == theme.id and each.state is not FindingState.PARKED
        ]
        cards = [self._board.finding_card(each, today) for each in found]
        return [self._numbered(number, each) for number, each in enumerate(cards, 1)]

    def _numbered(self, number: int, each: FindingCard) -> FindingCard:
        return FindingCard(
            key=each.key,
            kind=each.kind,
            title=f"{number}   {each.title}" if number <= 9 else each.title,
            sources=each.sources,
            warnings=each.warnings,
            below=each.below,
            state=each.state,
        )

    def _card(self, line: EvidenceLine) -> PointCard:
        """A point without the name of the meeting and without its hour: only which group said it."""
        group = self._groups[line.group] if line.group is not None else ""
        return PointCard(
            key=line.item, kind=line.kind, text=line.text.strip(), where=group, filed=bool(line.filed),
            off_record=line.off_record,
        )  # fmt: skip

    def _say(self, words: str) -> None:
        self._hint.setText(words or self.tr(
            "S or C and a number: the point supports or challenges that finding   ·   N new finding   ·   "
            "← → theme   ·   ↑ ↓ point   ·   Ctrl Z undo   ·   Esc leaves"
        ))  # fmt: skip

    # Keys.

    def _file(self, number: int) -> None:
        role, self._role = self._role or LinkRole.SUPPORTS, None
        cards, point = self.findings.findings.cards(), self.points.current()
        if not point or not 1 <= number <= len(cards):
            self._say("")
            return
        finding = self._board.finding(cards[number - 1].key)
        row = self.points.currentIndex().row()
        if finding is not None and self._filing.file(finding, [point], role):
            self.refresh()
            self.findings.choose(finding.id)
            left = self.points.points.rowCount()
            if left:
                self.points.setCurrentIndex(self.points.points.index(min(row, left - 1)))

    def _make(self) -> None:
        point = self.points.current()
        lines = [line for line in self.points.points.lines() if line.item == point]
        theme = self.theme()
        if theme is not None and lines:
            made = self._filing.make(lines, theme.id)
            self.refresh()
            if made is not None:
                self.findings.choose(made)

    def _undo(self) -> None:
        label_ = self._workspace.undo()
        self.refresh()
        self._say(self.tr("Undone: {what}").format(what=label_) if label_ else self.tr("Nothing to undo."))

    @safe(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._pressed(event)

    def _pressed(self, event: QKeyEvent) -> bool:
        """Whether a key pressed in one of the lists was for the wall."""
        key, held = Qt.Key(event.key()), event.modifiers()
        if key == Qt.Key.Key_Escape:
            self.reject()
        elif key == Qt.Key.Key_Z and held == Qt.KeyboardModifier.ControlModifier:
            self._undo()
        elif held:
            return False
        elif key in ROLES:
            self._role = ROLES[key]
            self._say(
                self.tr("Supports which finding? Its number.")
                if self._role is LinkRole.SUPPORTS
                else self.tr("Challenges which finding? Its number.")
            )
        elif self._role is not None and Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self._file(key - Qt.Key.Key_0)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.step(1 if key == Qt.Key.Key_Right else -1)
        elif key == Qt.Key.Key_N:
            self._make()
        else:
            return False
        return True

    # Building.

    def _build(self) -> None:
        look = self._look
        whole = QVBoxLayout(self)
        whole.setContentsMargins(look.px(22), look.px(16), look.px(22), look.px(12))
        whole.setSpacing(look.px(10))
        head = QHBoxLayout()
        head.setSpacing(look.px(10))
        self._title = Shortened()
        self._title.setFont(look.font(26, QFont.Weight.DemiBold))
        self._number = self._large(14)
        back = self._tool(self.tr("Previous theme"), "chevron-left", -1)
        on = self._tool(self.tr("Next theme"), "chevron-right", 1)
        head.addWidget(self._title, 1)
        for each in (back, self._number, on):
            head.addWidget(each)
        whole.addLayout(head)
        self._count = Shortened()
        self._count.setFont(look.font(14))
        whole.addWidget(self._count)
        columns = QHBoxLayout()
        columns.setSpacing(look.px(14))
        self.points = PointCards(look, self._card)
        self.findings = FindingCards(look)
        for view, share in ((self.points, 5), (self.findings, 4)):
            view.installEventFilter(self)
            columns.addWidget(self._framed(view), share)
        whole.addLayout(columns, 1)
        self._hint = self._large(11)
        self._hint.setWordWrap(True)
        whole.addWidget(self._hint)

    def _framed(self, view: QWidget) -> QFrame:
        made, column = card(margins=(10, 10, 8, 8))
        column.addWidget(view)
        return made

    def _large(self, size: int) -> QLabel:
        made = label("")
        made.setFont(self._look.font(size))
        return made

    def _tool(self, name: str, icon: str, by: int) -> QPushButton:
        made = button("", "bare", name=name)
        made.setToolTip(name)
        made.setIcon(self._look.icon(icon, "text_soft", 18))
        made.setIconSize(QSize(self._look.px(18), self._look.px(18)))
        made.clicked.connect(lambda: self.step(by))
        return made
