"""What the council changed and said in its copy, beside what it is about, and what the team answers. Nothing is taken
over by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from slireviewer import storage
from slireviewer.errors import ReviewError
from slireviewer.model import NO_ITEM, Answer, Response, ResponseSort
from slireviewer.ui.cards import button, card, label
from slireviewer.ui.differences import word_differences
from slireviewer.ui.fields import Choice
from slireviewer.ui.letter_edits import take_words
from slireviewer.ui.listing import Listing
from slireviewer.ui.marked import Marked
from slireviewer.ui.rows import Row
from slireviewer.ui.theme import Look

if TYPE_CHECKING:
    from slireviewer.storage import Workspace

ICONS = {
    Answer.OPEN: ("circle-dot", "consideration"),
    Answer.ACCEPTED: ("check", "strength"),
    Answer.REFUSED: ("x", "danger"),
    Answer.REPLIED: ("message-square-quote", "accent"),
}


def sort_words(sort: ResponseSort) -> str:
    """What the council wants."""
    return {
        ResponseSort.FACT: QCoreApplication.translate("Responses", "Correction of fact"),
        ResponseSort.OPINION: QCoreApplication.translate("Responses", "Opinion"),
        ResponseSort.WORDING: QCoreApplication.translate("Responses", "Wording"),
    }[sort]


def answer_words(answer: Answer) -> str:
    """What the team said to it."""
    return {
        Answer.OPEN: QCoreApplication.translate("Responses", "to be answered"),
        Answer.ACCEPTED: QCoreApplication.translate("Responses", "accepted"),
        Answer.REFUSED: QCoreApplication.translate("Responses", "not taken over"),
        Answer.REPLIED: QCoreApplication.translate("Responses", "replied"),
    }[answer]


class ReturnedDialog(QDialog):
    """The changes and comments one by one. ``table_wanted`` asks for the table of answers."""

    table_wanted = Signal()

    def __init__(self, look: Look, workspace: Workspace, origin: object, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._workspace, self._origin = look, workspace, origin
        self._lines: list[Response] = []
        self._titles: dict[str, str] = {}
        self.setWindowTitle(self.tr("What the council sent back"))
        self._build()
        self.refresh()
        self.resize(parent.size() * 0.86)
        self.list.setFocus()

    def refresh(self) -> None:
        """Read what came back again."""
        with self._workspace.read() as r:
            self._lines = storage.response_lines(r)
            self._titles = {one.id: one.title for one in storage.read_findings(r)}
            for one in storage.read_recommendations(r):
                words = self.tr("Recommendation {number}: {title}")
                self._titles[one.id] = words.format(number=one.number, title=one.title)
        rows = []
        for line in self._lines:
            icon, role = ICONS[line.answer]
            below = "  ·  ".join((sort_words(line.sort), answer_words(line.answer)))
            rows.append(Row(line.id, self._about(line), below, line.author, icon, role=role))
        self.list.fill(rows)
        self.table.setEnabled(bool(self._lines))
        left = sum(1 for line in self._lines if line.answer is Answer.OPEN)
        self._state.setText(self.tr("%n to be answered", "", left))
        self._show(self.list.current())

    def lines(self) -> Sequence[Response]:
        """What came back, as it is answered now."""
        return self._lines

    def current(self) -> Response | None:
        """The one that is shown."""
        key = self.list.current()
        return next((line for line in self._lines if line.id == key), None)

    def take_over(self) -> None:
        """Put the council's words into the letter."""
        self._do(take_words, self.tr("Take over words of the council"))

    def answer(self, answer: Answer) -> None:
        """Say what becomes of it, with the reason that is typed."""
        reason = self.reason.text()
        self._do(
            lambda e, line: storage.write_response(e, replace(line, answer=answer, reason=reason)),
            self.tr("Answer the council"),
        )

    def _do(self, change: Callable[[storage.Edit, Response], object], words: str) -> None:
        line = self.current()
        if line is None:
            return
        try:
            with self._workspace.edit(words, origin=self._origin) as e:
                change(e, line)
        except ReviewError as refused:
            self._trouble.setText(str(refused))
            self.reason.setFocus()
            return
        place = self.list.currentIndex().row()
        self.refresh()
        later = [n for n, one in enumerate(self._lines) if n > place and one.answer is Answer.OPEN]
        self.list.choose(later[0] if later else place)
        self.list.setFocus()

    def _set_sort(self, place: int) -> None:
        sort = ResponseSort(str(self.sort.itemData(place)))
        self._do(
            lambda e, line: storage.write_response(e, replace(line, sort=sort)) if line.sort is not sort else None,
            self.tr("Say what the council wants"),
        )

    def _about(self, line: Response) -> str:
        if line.item != NO_ITEM and line.item in self._titles:
            return self._titles[line.item]
        words = (line.before or line.after or line.comment).split()
        placed = " ".join(words[:10]) + (" …" if len(words) > 10 else "")
        return placed if line.mark else self.tr("Unplaced: {words}").format(words=placed)

    def _show(self, key: str) -> None:
        line = self.current() if key else None
        self._shown.setEnabled(line is not None)
        self._trouble.setText("")
        if line is None:
            self.words.show_plain(self.tr("Nothing came back yet.") if not self._lines else "")
            for each in (self._comment, self._note):
                each.hide()
            return
        changed = line.after != line.before
        self.words.show_runs([word_differences(line.before, line.after)] if changed else [])
        if not changed:
            self.words.show_plain(line.before)
        self._comment.setText(f"“{line.comment}”" if line.comment else "")
        self._comment.setVisible(bool(line.comment))
        self._note.setText(self._said(line))
        self._note.setVisible(bool(self._note.text()))
        who = line.author or self.tr("Somebody unknown: ask who sent the file")
        self._who.setText(who)
        self.sort.setCurrentIndex(self.sort.findData(str(line.sort)))
        self.reason.setText(line.reason)
        self.take.setEnabled(changed)

    def _said(self, line: Response) -> str:
        """What its words do not show by themselves."""
        if not line.mark:
            return self.tr("It is not clear where this belongs. It stands near:")
        if line.before == line.after:
            return (
                self.tr("About these words:") if line.comment else self.tr("Moved to another place, in the same words:")
            )
        if not line.before.strip():
            return self.tr("A new paragraph behind this one:")
        return "" if line.after.strip() else self.tr("Struck out:")

    def _build(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 16, 18, 16)
        whole.setSpacing(10)
        head = QHBoxLayout()
        head.addWidget(label(self.windowTitle(), "heading"))
        head.addStretch(1)
        self._state = label(role="soft")
        head.addWidget(self._state)
        whole.addLayout(head)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        left, column = card(margins=(9, 9, 9, 9))
        self.list = Listing(self._look, self.tr("Changes and comments"))
        self.list.chosen.connect(self._show)
        column.addWidget(self.list)
        middle.addWidget(left, 5)
        middle.addWidget(self._build_shown(), 6)
        whole.addLayout(middle, 1)
        foot = QHBoxLayout()
        self.table = button(self.tr("Write the table of answers…"))
        self.table.clicked.connect(self.table_wanted)
        foot.addWidget(self.table)
        foot.addStretch(1)
        away = button(self.tr("Close"))
        away.clicked.connect(self.accept)
        foot.addWidget(away)
        whole.addLayout(foot)

    def _build_shown(self) -> QFrame:
        self._shown, column = card(spacing=8, margins=(16, 14, 16, 14))
        row = QHBoxLayout()
        self._who = label(role="section")
        self.sort = Choice(self._look)
        self.sort.setAccessibleName(self.tr("What the council wants"))
        for sort in ResponseSort:
            self.sort.addItem(sort_words(sort), str(sort))
        self.sort.activated.connect(self._set_sort)
        row.addWidget(self._who, 1)
        row.addWidget(self.sort)
        column.addLayout(row)
        self._comment, self._note = label(wrap=True), label(role="soft", wrap=True)
        column.addWidget(self._comment)
        column.addWidget(self._note)
        self.words = Marked(self._look, self.tr("Words of the letter, and of the council"))
        column.addWidget(self.words, 1)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(self.tr("Reason or reply: the council will read it"))
        self.reason.setAccessibleName(self.tr("Reason or reply"))
        column.addWidget(self.reason)
        self._trouble = label(role="alarm", wrap=True)
        column.addWidget(self._trouble)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        self.take = button(self.tr("Take over"), "primary")
        self.take.setToolTip(self.tr("Put the council's words into the letter"))
        self.take.clicked.connect(self.take_over)
        buttons.addWidget(self.take)
        for words, tip, answer in (
            (self.tr("Accept"), self.tr("Say yes; the letter is yours to change"), Answer.ACCEPTED),
            (self.tr("Do not take over"), self.tr("Say no, with the reason above"), Answer.REFUSED),
            (self.tr("Reply"), self.tr("Say only what is written above"), Answer.REPLIED),
        ):
            made = button(words)
            made.setToolTip(tip)
            made.clicked.connect(lambda _=False, answer=answer: self.answer(answer))
            buttons.addWidget(made)
        buttons.addStretch(1)
        column.addLayout(buttons)
        return self._shown
