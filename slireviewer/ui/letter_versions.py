"""What was given out, and what changed between two editions: the spoken feedback and the letter, or two drafts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from slireviewer import storage
from slireviewer.letter import Change, Piece, compare, compose
from slireviewer.letter import Sort as Kept
from slireviewer.model import NO_ITEM, Edition, EditionKind, ItemId
from slireviewer.ui.cards import TickBox, button, card, label
from slireviewer.ui.differences import Fate, Run
from slireviewer.ui.fields import Choice
from slireviewer.ui.listing import Listing
from slireviewer.ui.marked import Marked
from slireviewer.ui.rows import Row
from slireviewer.ui.theme import Look
from slireviewer.ui.words import hour_of

if TYPE_CHECKING:
    from slireviewer.storage import Workspace

NOW = "now"
ICONS = {
    Kept.SAME: ("check", "strength"),
    Kept.CHANGED: ("pencil", "consideration"),
    Kept.LEFT_OUT: ("minus", "danger"),
    Kept.NEW: ("plus", "accent"),
}


def edition_words(kind: EditionKind) -> str:
    """What an edition is called."""
    return {
        EditionKind.SPOKEN: QCoreApplication.translate("Editions", "Spoken feedback"),
        EditionKind.DRAFT: QCoreApplication.translate("Editions", "Draft"),
        EditionKind.COUNCIL: QCoreApplication.translate("Editions", "Council's copy"),
        EditionKind.FINAL: QCoreApplication.translate("Editions", "Final letter"),
    }[kind]


def change_words(sort: Kept) -> str:
    """What became of a place."""
    return {
        Kept.SAME: QCoreApplication.translate("Editions", "the same words"),
        Kept.CHANGED: QCoreApplication.translate("Editions", "other words"),
        Kept.LEFT_OUT: QCoreApplication.translate("Editions", "left out"),
        Kept.NEW: QCoreApplication.translate("Editions", "new"),
    }[sort]


def changes_between(before: Edition, after: Edition) -> tuple[Change, ...]:
    """What changed, place by place; of two letters also in the words that go into every letter."""
    if EditionKind.SPOKEN not in (before.kind, after.kind):
        after = replace(after, kind=before.kind)
    return compare(before, after)


def _fate(piece: Piece) -> Fate:
    if piece.before and piece.after:
        return Fate.KEPT
    return Fate.REMOVED if piece.before else Fate.INSERTED


class VersionsDialog(QDialog):
    """Two editions beside each other, finding by finding."""

    def __init__(self, look: Look, workspace: Workspace, clock: Callable[[], datetime], parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._clock = look, clock
        with workspace.read() as r:
            source = storage.letter_source(r)
            given = storage.editions(r)
        self._titles = {one.id: one.title for one in source.findings}
        self._titles |= {
            one.id: self.tr("Recommendation {number}: {title}").format(number=one.number, title=one.title)
            for one in source.recommendations
        }
        now = Edition(id=ItemId(NOW), kind=EditionKind.DRAFT, name="", said=storage.given_words(compose(source)))
        self._editions = {**{one.id: one for one in given}, ItemId(NOW): now}
        self._changes: tuple[Change, ...] = ()
        self.setWindowTitle(self.tr("What was given out, and what changed"))
        self._build()
        spoken = next((one for one in reversed(given) if one.kind is EditionKind.SPOKEN), None)
        first = spoken.id if spoken is not None else given[-1].id if given else NOW
        self.before.setCurrentIndex(max(0, self.before.findData(first)))
        self.after.setCurrentIndex(max(0, self.after.findData(NOW)))
        self._compare()
        self.resize(parent.size() * 0.86)
        (self.list if self.list.current() else self.before).setFocus()

    def changes(self) -> tuple[Change, ...]:
        """What is listed now."""
        return self._changes

    def _compare(self) -> None:
        before = self._editions.get(ItemId(str(self.before.currentData() or "")))
        after = self._editions.get(ItemId(str(self.after.currentData() or "")))
        every = changes_between(before, after) if before is not None and after is not None else ()
        same = self.same.isChecked()
        self._changes = tuple(one for one in every if same or one.sort is not Kept.SAME)
        rows = []
        for one in self._changes:
            icon, role = ICONS[one.sort]
            rows.append(Row(one.mark, self._title(one), change_words(one.sort), "", icon, role=role))
        self.list.fill(rows)
        kept = sum(1 for one in every if one.sort is Kept.SAME)
        parts = [
            self.tr("%n place(s) with other words", "", sum(1 for one in every if one.sort is Kept.CHANGED)),
            self.tr("%n left out", "", sum(1 for one in every if one.sort is Kept.LEFT_OUT)),
            self.tr("%n new", "", sum(1 for one in every if one.sort is Kept.NEW)),
            self.tr("%n the same", "", kept),
        ]
        self._state.setText("  ·  ".join(parts))
        self._show(self.list.current())

    def _title(self, change: Change) -> str:
        if change.item != NO_ITEM and change.item in self._titles:
            return self._titles[change.item]
        words = (change.after or change.before).split()
        return " ".join(words[:9]) + (" …" if len(words) > 9 else "")

    def _show(self, mark: str) -> None:
        one = next((change for change in self._changes if change.mark == mark), None)
        if one is None:
            self.words.show_plain(self.tr("Nothing changed between these two.") if not self._changes else "")
            return
        self.words.show_runs([[Run(piece.text, _fate(piece)) for piece in one.pieces]])

    def _build(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 16, 18, 16)
        whole.setSpacing(10)
        whole.addWidget(label(self.windowTitle(), "heading"))
        row = QHBoxLayout()
        row.setSpacing(8)
        self.before, self.after = self._choice(self.tr("Earlier")), self._choice(self.tr("Later"))
        for words, box in ((self.tr("From"), self.before), (self.tr("to"), self.after)):
            row.addWidget(label(words))
            row.addWidget(box, 1)
        whole.addLayout(row)
        self._state = label(role="soft", wrap=True)
        whole.addWidget(self._state)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        left, column = card(margins=(9, 9, 9, 9))
        self.list = Listing(self._look, self.tr("Places in the letter"))
        self.list.chosen.connect(self._show)
        column.addWidget(self.list)
        middle.addWidget(left, 5)
        middle.addWidget(self._build_words(), 6)
        whole.addLayout(middle, 1)
        foot = QHBoxLayout()
        self.same = TickBox(self._look, self.tr("Show what stayed the same, too"))
        self.same.toggled.connect(self._compare)
        foot.addWidget(self.same)
        foot.addStretch(1)
        away = button(self.tr("Close"))
        away.clicked.connect(self.accept)
        foot.addWidget(away)
        whole.addLayout(foot)

    def _build_words(self) -> QFrame:
        made, column = card(margins=(16, 14, 16, 14))
        self.words = Marked(self._look, self.tr("Words of both editions"))
        column.addWidget(self.words)
        column.addWidget(label(self.tr("Underlined: added. Struck through: removed."), "small"))
        return made

    def _choice(self, name: str) -> Choice:
        box = Choice(self._look)
        box.setAccessibleName(name)
        today = self._clock().date()
        for one in self._editions.values():
            if one.id == NOW:
                box.addItem(self.tr("The letter as it stands now"), NOW)
            else:
                parts = (edition_words(one.kind), hour_of(one.at, today), one.name)
                box.addItem("  ·  ".join(part for part in parts if part), one.id)
        box.activated.connect(self._compare)
        return box
