"""The desk on which a merge lies: whose packages, what would come of them, and one thing at a time beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from slireviewer.ui.cards import Shortened, button, card, label, scrolled
from slireviewer.ui.differences import Run
from slireviewer.ui.listing import Listing
from slireviewer.ui.marked import Marked
from slireviewer.ui.merge_list import Group, MergeList
from slireviewer.ui.rows import Row
from slireviewer.ui.safe import safe
from slireviewer.ui.side_by_side import Matter, SideBySide
from slireviewer.ui.theme import Look


@dataclass(frozen=True, slots=True)
class Head:
    """Whose packages these are, what is known about them, and how much would come: four counts."""

    initials: str
    title: str
    below: str
    new: int
    changed: int
    deleted: int
    to_decide: int


@dataclass(frozen=True, slots=True)
class Text:
    """Something to read: what it is, where it belongs, its pieces, and a fact about it."""

    title: str
    where: str
    paragraphs: tuple[tuple[Run, ...], ...]
    fact: str = ""


class MergeDesk(QWidget):
    """Shows what it is given. ``chosen`` carries the key of a row; the others carry what the reviewer wants."""

    chosen = Signal(str)
    picked = Signal(str)
    apply_wanted = Signal()
    later_wanted = Signal()
    cancel_wanted = Signal()
    opened = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        whole = QVBoxLayout(self)
        whole.setContentsMargins(14, 14, 14, 14)
        whole.setSpacing(12)
        whole.addWidget(self._build_head())
        self._middle = QHBoxLayout()
        self._middle.setSpacing(14)
        self._middle.addWidget(self._build_list())
        self._middle.addWidget(self._build_shown(), 1)
        whole.addLayout(self._middle, 1)
        look.changed.connect(self._restyle)
        self._restyle()

    # What is shown.

    def show_head(self, head: Head, *, apply_words: str, may_apply: bool) -> None:
        """Show whose packages lie here."""
        self._avatar.set_initials(head.initials)
        self._title.set_whole(head.title)
        self._below.set_whole(head.below)
        for count, number in zip(self._counts, (head.new, head.changed, head.deleted, head.to_decide), strict=True):
            count.set_number(number)
        self.apply.setText(f" {apply_words}")
        self.apply.setAccessibleName(apply_words)
        self.apply.setEnabled(may_apply)

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Show what would come, in groups."""
        self.list.fill(groups)

    def show_matter(self, matter: Matter) -> None:
        """Show something to decide."""
        self.sides.show_matter(matter)
        self._shown.setCurrentIndex(0)

    def show_text(self, text: Text) -> None:
        """Show something to read."""
        self._text_title.set_whole(text.title)
        self._text_where.set_whole(text.where)
        self.reading.show_runs(list(text.paragraphs))
        self._text_fact.setText(text.fact)
        self._text_fact.setVisible(bool(text.fact))
        self._shown.setCurrentIndex(1)

    def show_rows(self, title: str, where: str, rows: Sequence[Row]) -> None:
        """Show the several things that a row of the list stands for."""
        self._rows_title.set_whole(title)
        self._rows_where.set_whole(where)
        self.inside.fill(rows)
        self.inside.choose(-1)
        self._shown.setCurrentIndex(2)

    def show_nothing(self, words: str) -> None:
        """Show a sentence in place of things."""
        self._nothing.setText(words)
        self._shown.setCurrentIndex(3)

    def show_busy(self, words: str, done: int, whole: int) -> None:
        """Show that something is under way, and how far it is; no words when nothing is."""
        busy = bool(words)
        self._busy_words.setText(words)
        self._bar.setRange(0, whole)
        self._bar.setValue(done)
        for each in (self._busy_words, self._bar, self.cancel):
            each.setVisible(busy)
        for each in (self.later, self.apply):
            each.setVisible(not busy)
        self._numbers.setVisible(not busy)

    def take_focus(self) -> None:
        """Put the focus where work starts."""
        self.list.setFocus()

    def asks(self) -> bool:
        """Whether something to decide is shown."""
        return self._shown.currentIndex() == 0

    # Building.

    def _build_head(self) -> QFrame:
        made = QFrame()
        made.setProperty("role", "card")
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight, made)
        self._head.setContentsMargins(12, 11, 12, 11)
        self._head.setSpacing(10)
        who = QHBoxLayout()
        who.setSpacing(13)
        self._avatar = Avatar(self._look)
        who.addWidget(self._avatar)
        words = QVBoxLayout()
        words.setSpacing(2)
        self._title = Shortened(role="heading")
        self._below = Shortened(role="soft")
        words.addWidget(self._title)
        words.addWidget(self._below)
        who.addLayout(words, 1)
        self._head.addLayout(who, 1)
        self._head.addLayout(self._build_tools())
        return made

    def _build_tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self._numbers = QWidget()
        numbers = QHBoxLayout(self._numbers)
        numbers.setContentsMargins(0, 0, 8, 0)
        numbers.setSpacing(22)
        self._counts = [
            Count(self._look, self.tr("new"), "strength"),
            Count(self._look, self.tr("changed"), "accent"),
            Count(self._look, self.tr("deleted"), "danger"),
            Count(self._look, self.tr("to decide"), "consideration"),
        ]
        for each in self._counts:
            numbers.addWidget(each)
        self._busy_words = label(role="soft")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("At work"))
        self.cancel = button(self.tr("Cancel"))
        self.cancel.clicked.connect(self.cancel_wanted)
        self.later = button(self.tr("Save for later"))
        self.later.clicked.connect(self.later_wanted)
        self.apply = button("", "primary")
        self.apply.clicked.connect(self.apply_wanted)
        row.addStretch(1)
        for widget in (self._numbers, self._busy_words, self._bar, self.cancel, self.later, self.apply):
            row.addWidget(widget)
        for widget in (self._busy_words, self._bar, self.cancel):
            widget.hide()
        return row

    def _build_list(self) -> QFrame:
        self._left, column = card(margins=(9, 7, 9, 9))
        self.list = MergeList(self._look, self.tr("What would come, in groups"))
        self.list.chosen.connect(self.chosen)
        self.list.picked.connect(self.picked)
        column.addWidget(self.list)
        return self._left

    def _build_shown(self) -> QStackedWidget:
        self._shown = QStackedWidget()
        self.sides = SideBySide(self._look)
        area = scrolled(self.sides, self.tr("What is to be decided"))
        self._shown.addWidget(area)
        self._shown.addWidget(self._build_text())
        self._shown.addWidget(self._build_rows())
        nothing, column = card(margins=(40, 40, 40, 40))
        self._nothing = label(role="soft", wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._nothing)
        self._shown.addWidget(nothing)
        self._shown.setCurrentIndex(3)
        return self._shown

    def _build_text(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self._text_title, self._text_where = Shortened(role="heading"), Shortened(role="soft")
        column.addWidget(self._text_title)
        column.addWidget(self._text_where)
        column.addSpacing(10)
        inner, inside = card(spacing=8, margins=(14, 13, 14, 13))
        self.reading = Marked(self._look, self.tr("The wording, with its changes"))
        self._text_fact = label(role="small", wrap=True)
        inside.addWidget(self.reading, 1)
        inside.addWidget(self._text_fact)
        column.addWidget(inner, 1)
        return made

    def _build_rows(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self._rows_title, self._rows_where = Shortened(role="heading"), Shortened(role="soft")
        column.addWidget(self._rows_title)
        column.addWidget(self._rows_where)
        column.addSpacing(10)
        inner, inside = card(margins=(9, 9, 9, 9))
        self.inside = Listing(self._look, self.tr("What would come there"))
        self.inside.picked.connect(self.opened)
        inside.addWidget(self.inside)
        column.addWidget(inner, 1)
        return made

    def _restyle(self) -> None:
        look = self._look
        self.apply.setIcon(look.icon("git-merge", "accent_text", 15))
        self.apply.setIconSize(QSize(look.px(15), look.px(15)))
        self._bar.setFixedWidth(look.px(140))
        self._bar.setFixedHeight(look.px(8))
        self._arrange()

    def _arrange(self) -> None:
        look = self._look
        roomy = self.width() >= look.px(1040)
        self._head.setDirection(QBoxLayout.Direction.LeftToRight if roomy else QBoxLayout.Direction.TopToBottom)
        self._left.setFixedWidth(max(look.px(200), min(look.px(318), self.width() * 3 // 10)))

    @safe(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


class Avatar(QWidget):
    """The initials of whoever gave a package, in a disc."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._initials = look, ""

    def set_initials(self, initials: str) -> None:
        """Show these letters."""
        self._initials = initials
        self.update()

    @safe(QSize())
    def sizeHint(self) -> QSize:
        return QSize(self._look.px(38), self._look.px(38))

    @safe(QSize())
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @safe(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        look, side = self._look, self._look.px(38)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("quote_soft"))
        disc = QRectF(0, (self.height() - side) / 2, side, side)
        painter.drawEllipse(disc)
        painter.setPen(look.colour("quote"))
        painter.setFont(look.font(13, QFont.Weight.DemiBold))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, self._initials)
        painter.end()


class Count(QWidget):
    """A number in the colour of its role, and a word below it."""

    def __init__(self, look: Look, word: str, role: str) -> None:
        super().__init__()
        self._look, self._role, self._word = look, role, word
        self.number = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        self._number = label()
        self._number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        below = label(word, "small")
        below.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._number)
        column.addWidget(below)
        look.changed.connect(self._restyle)
        self.set_number(0)

    def set_number(self, number: int) -> None:
        """Show that number."""
        self.number = number
        self._number.setText(str(number))
        self.setAccessibleName(f"{number} {self._word}")
        self._restyle()

    def _restyle(self) -> None:
        role = self._role if self.number else "text_soft"
        self._number.setFont(self._look.font(16, QFont.Weight.DemiBold))
        self._number.setStyleSheet(
            f"color: {self._look.colour(role).name()}; font-size: {self._look.px(16)}px; font-weight: 600;"
        )
