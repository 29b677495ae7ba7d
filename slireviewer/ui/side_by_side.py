"""One thing to decide: what stood before, the texts side by side with their differences, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QTextEdit, QVBoxLayout, QWidget

from slireviewer.model import PointKind
from slireviewer.ui.cards import Shortened, button, clear, frame, label
from slireviewer.ui.chips import Chip
from slireviewer.ui.differences import Fate, Run, word_differences
from slireviewer.ui.marked import Marked
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look
from slireviewer.ui.words import kind_words

BOTH, WORDED = "both", "text"  # choices that are no side; a side is chosen by its number


@dataclass(frozen=True, slots=True)
class Side:
    """One of the texts: whose, when it was changed, what marks it carries, a fact, and the words of its button.

    ``gone`` is a side on which the thing was deleted.
    """

    title: str
    when: str
    text: str
    keep: str
    kind: PointKind | None = None
    themes: str = ""
    fact: str = ""
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Matter:
    """What is to be decided, and what has been: ``choice`` is "" (later), the number of a side, BOTH or WORDED.

    ``both`` are the words of the button that keeps both, "" where that makes no sense; ``text`` is the wording of
    one's own. ``outcome`` says in words what comes of it where the result is no text.
    """

    title: str
    where: str
    before: str
    sides: tuple[Side, ...]
    both: str = ""
    editable: bool = True
    choice: str = ""
    text: str = ""
    outcome: str = ""

    def result(self) -> str:
        """The text that comes of the choice."""
        if self.choice == BOTH:
            return "\n".join(side.text for side in self.sides)
        if self.choice == WORDED:
            return self.text
        return self.sides[int(self.choice)].text if self.choice else ""


class SideBySide(QWidget):
    """Shows a matter. ``chosen`` carries another choice of the reviewer, ``worded`` a wording of their own."""

    chosen = Signal(str)
    worded = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._matter: Matter | None = None
        self._filling = False
        self.sides: list[SideCard] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        head = QVBoxLayout()
        head.setSpacing(2)
        self._title = Shortened(role="heading")
        self._where = Shortened(role="soft")
        head.addWidget(self._title)
        head.addWidget(self._where)
        column.addLayout(head)
        column.addWidget(self._build_before())
        self._row = QHBoxLayout()
        self._row.setSpacing(12)
        column.addLayout(self._row, 5)
        column.addWidget(self._build_result(), 3)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_matter(self, matter: Matter) -> None:
        """Show that matter; where only the choice is another, the places of focus and cursor stay."""
        old, self._matter = self._matter, matter
        self._title.set_whole(matter.title)
        self._where.set_whole(matter.where)
        self._before.setVisible(bool(matter.before))
        two = self.tr("BEFORE EITHER OF YOU CHANGED IT")
        self._before_head.setText(two if len(matter.sides) < 3 else self.tr("BEFORE ANY OF YOU CHANGED IT"))
        self._before_text.setText(matter.before)
        if old is None or old.sides != matter.sides:
            self._build_sides(matter)
        for number, each in enumerate(self.sides):
            each.set_chosen(matter.choice == str(number))
        self.both.setText(matter.both)
        self.both.setVisible(bool(matter.both))
        self.edit.setVisible(matter.editable)
        self.later.setVisible(bool(matter.choice))
        self._mark(self.both, matter.choice == BOTH)
        self._mark(self.edit, matter.choice == WORDED)
        self._show_result(matter)

    def matter(self) -> Matter | None:
        """What is shown."""
        return self._matter

    def begin_wording(self) -> None:
        """Let the reviewer write a wording of their own, from what they wrote or what comes of the choice so far."""
        if self._matter is None or not self._matter.editable:
            return
        start = self._matter.text or self._matter.result() or self._matter.sides[0].text
        if self._matter.choice != WORDED:
            self.worded.emit(start)
        self.result.setFocus()
        self.result.selectAll()

    def take_focus(self) -> None:
        """Put the focus on the first text's button."""
        if self.sides:
            self.sides[0].keep.setFocus()

    # Showing.

    def _build_sides(self, matter: Matter) -> None:
        focus = next((number for number, each in enumerate(self.sides) if each.keep.hasFocus()), None)
        clear(self._row)
        self.sides = []
        texts = [side.text for side in matter.sides]
        for number, side in enumerate(matter.sides):
            other = texts[0] if number else texts[1] if len(texts) > 1 else side.text
            runs = side_runs(side.text, other)
            card = SideCard(self._look, side, runs, "consideration" if number == 0 else "strength")
            card.keep.clicked.connect(self._choosing(number))
            self.sides.append(card)
            self._row.addWidget(card, 1)
        before: QWidget = self._before_text
        for each in self.sides:
            QWidget.setTabOrder(before, each.text)
            QWidget.setTabOrder(each.text, each.keep)
            before = each.keep
        for last in (self.later, self.both, self.edit, self.result):
            QWidget.setTabOrder(before, last)
            before = last
        if focus is not None and focus < len(self.sides):
            self.sides[focus].keep.setFocus()

    def _choosing(self, number: int) -> Callable[[], None]:
        return lambda: self.chosen.emit(str(number))

    def _show_result(self, matter: Matter) -> None:
        words = matter.result()
        worded = matter.choice == WORDED
        self._filling = True
        if self.result.toPlainText() != words:
            self.result.setPlainText(words)
        self._filling = False
        self.result.setReadOnly(not worded)
        said = matter.outcome
        if not matter.choice:
            said = self.tr("Not decided yet. Until it is, the team sees both, and it stays on Today.")
            if matter.text:
                said += " " + self.tr("What you wrote yourself is kept: Edit the wording brings it back.")
        self._outcome.setText(said)
        self._outcome.setVisible(bool(said))
        self.result.setVisible(bool(words) or worded)
        self._room.setVisible(self.result.isHidden())

    def _mark(self, each: QPushButton, on: bool) -> None:
        each.setProperty("role", "primary" if on else "")
        each.style().unpolish(each)
        each.style().polish(each)
        self._restyle()

    def _typed(self) -> None:
        if not self._filling and not self.result.isReadOnly():
            self.worded.emit(self.result.toPlainText())

    # Building.

    def _build_before(self) -> QFrame:
        self._before = frame("quiet")
        column = QVBoxLayout(self._before)
        column.setContentsMargins(11, 9, 11, 9)
        column.setSpacing(2)
        self._before_head = label(role="smallstrong")
        column.addWidget(self._before_head)
        self._before_text = label(role="soft", wrap=True)
        column.addWidget(self._before_text)
        return self._before

    def _build_result(self) -> QFrame:
        made = frame("card")
        column = QVBoxLayout(made)
        column.setContentsMargins(12, 12, 12, 10)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(self.tr("Result"), "section"))
        head.addStretch(1)
        self.later = button(self.tr("Decide later"), "bare")
        self.later.setToolTip("0")
        self.later.clicked.connect(lambda: self.chosen.emit(""))
        self.both = button("")
        self.both.setToolTip("3")
        self.both.clicked.connect(lambda: self.chosen.emit(BOTH))
        self.edit = button(" " + self.tr("Edit the wording"), name=self.tr("Edit the wording"))
        self.edit.setToolTip("E")
        self.edit.clicked.connect(self.begin_wording)
        for each in (self.later, self.both, self.edit):
            head.addWidget(each)
        column.addLayout(head)
        self.result = QTextEdit()
        self.result.setObjectName("reading")
        self.result.setAcceptRichText(False)
        self.result.setTabChangesFocus(True)
        self.result.setFrameShape(QFrame.Shape.NoFrame)
        self.result.setAccessibleName(self.tr("The wording that comes of it"))
        self.result.document().setDocumentMargin(1)
        self.result.setMinimumHeight(self._look.px(44))
        self.result.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.result.textChanged.connect(self._typed)
        self._outcome = label(role="soft", wrap=True)
        self._room = QWidget()
        column.addWidget(self._outcome)
        column.addWidget(self.result, 1)
        column.addWidget(self._room, 1)
        promise = QHBoxLayout()
        promise.setSpacing(7)
        self._sign = QLabel()
        promise.addWidget(self._sign)
        words = self.tr("Both originals stay in the history. Undo merge puts everything back as it was.")
        promise.addWidget(Shortened(words, "small"), 1)
        column.addLayout(promise)
        return made

    def _restyle(self) -> None:
        look = self._look
        on = "accent_text" if self.edit.property("role") == "primary" else "text"
        self.edit.setIcon(look.icon("pen-line", on))
        self._sign.setPixmap(look.picture("history", "text_soft", 13))
        self.result.setMinimumHeight(look.px(44))


class SideCard(QFrame):
    """One of the texts in a card, with the button that keeps it."""

    def __init__(self, look: Look, side: Side, runs: Sequence[Run], role: str) -> None:
        super().__init__()
        self._look = look
        self.setProperty("role", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 13, 14, 13)
        column.setSpacing(3)
        column.addWidget(Shortened(side.title, "section"))
        if side.when:
            column.addWidget(Shortened(side.when, "small"))
        if side.kind is not None or side.themes:
            marks = QHBoxLayout()
            marks.setContentsMargins(0, 5, 0, 4)
            marks.setSpacing(8)
            if side.kind is not None:
                marks.addWidget(Chip(look, side.kind, kind_words()[side.kind]))
            marks.addWidget(Shortened(side.themes, "small"), 1)
            column.addLayout(marks)
        else:
            column.addSpacing(6)
        self.text = Marked(look, self.tr("{whose}: the wording").format(whose=side.title), role=role, underlined=False)
        self.text.show_runs([list(runs)])
        self.text.setMinimumHeight(look.px(56))
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        column.addWidget(self.text, 1)
        self._fact = Shortened(side.fact, "small")
        column.addWidget(self._fact)
        column.addSpacing(4)
        self._words = side.keep
        self.keep = button(side.keep)
        self.keep.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.keep.setMinimumWidth(look.px(90))
        column.addWidget(self.keep)
        self._chosen = False
        look.changed.connect(self._restyle)

    def set_chosen(self, chosen: bool) -> None:
        """Show whether this text is the one that is kept."""
        self._chosen = chosen
        self._restyle()

    def is_chosen(self) -> bool:
        """Whether this text is the one that is kept."""
        return self._chosen

    def _restyle(self) -> None:
        self.setProperty("role", "next" if self._chosen else "card")
        self.keep.setProperty("role", "primary" if self._chosen else "")
        self.keep.setText(f" {self._words}" if self._chosen else self._words)
        state = self.tr("{words}, chosen").format(words=self._words)
        self.keep.setAccessibleName(state if self._chosen else self._words)
        if self._chosen:
            self.keep.setIcon(self._look.icon("check", "accent_text", 15))
            self.keep.setIconSize(QSize(self._look.px(15), self._look.px(15)))
        else:
            self.keep.setIcon(self._look.icon("check", "card", 1))
            self.keep.setIconSize(QSize(0, 0))
        for each in (self, self.keep):
            each.style().unpolish(each)
            each.style().polish(each)
        self.text.setMinimumHeight(self._look.px(56))

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.keep.hasFocus():
            self.keep.click()
        else:
            super().keyPressEvent(event)


def side_runs(text: str, other: str) -> list[Run]:
    """The pieces of ``text``, those that the other text lacks marked as inserted."""
    return [
        Run(run.text, Fate.INSERTED if run.fate is Fate.INSERTED else Fate.KEPT)
        for run in word_differences(other, text)
        if run.fate is not Fate.REMOVED
    ]
