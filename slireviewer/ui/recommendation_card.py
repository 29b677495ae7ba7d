"""A recommendation to be worded where it rests on a finding. What is typed is kept as it is typed."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from slireviewer import storage
from slireviewer.model import ItemId, Recommendation
from slireviewer.ui.cards import button, label
from slireviewer.ui.growing_field import GrowingField
from slireviewer.ui.saving import Saver
from slireviewer.ui.theme import Look


class RecommendationCard(QFrame):
    """Number, words, more about it, and by when. ``removed`` asks that it rests on the finding no longer."""

    removed = Signal(str)
    told = Signal(str)

    def __init__(self, look: Look, workspace: storage.Workspace, shown: Recommendation) -> None:
        super().__init__()
        self._look, self._workspace, self._shown = look, workspace, shown
        self._filling = False
        self.saver = Saver(self._write, self)
        self.saver.failed.connect(self.told)
        self.setProperty("role", "quiet")
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 7, 8, 9)
        column.setSpacing(5)
        number = f"R{shown.number}"
        head = QHBoxLayout()
        head.addWidget(label(number, "smallstrong"), 1)
        self._off = button("", "bare", name=self.tr("{number}: not resting on this finding").format(number=number))
        self._off.setToolTip(self._off.accessibleName())
        self._off.clicked.connect(lambda: self.removed.emit(self._shown.id))
        head.addWidget(self._off)
        column.addLayout(head)
        self.title = GrowingField(look, self.tr("{number}: what we recommend").format(number=number), 2)
        self.text = GrowingField(look, self.tr("{number}: more about it").format(number=number), 2)
        self.text.setPlaceholderText(self.tr("More about it"))
        for field in (self.title, self.text):
            field.textChanged.connect(self._typed)
            field.left.connect(self.saver.save_now)
            column.addWidget(field)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(label(self.tr("By when"), "small"))
        self.timescale = QLineEdit()
        self.timescale.setAccessibleName(self.tr("{number}: by when").format(number=number))
        self.timescale.setPlaceholderText(self.tr("such as: within six months"))
        self.timescale.setMaxLength(200)
        self.timescale.textChanged.connect(self._typed)
        self.timescale.editingFinished.connect(self.saver.save_now)
        foot.addWidget(self.timescale, 1)
        column.addLayout(foot)
        self.show_it(shown)
        look.changed.connect(self._restyle)
        self._restyle()

    def key(self) -> ItemId:
        """The recommendation that is shown."""
        return self._shown.id

    def show_it(self, shown: Recommendation) -> None:
        """Show it as it is now; words that are being typed are left alone."""
        self._shown = shown
        if self.saver.unsaved:
            return
        self._filling = True
        for field, words in ((self.title, shown.title), (self.text, shown.text)):
            if field.toPlainText() != words:
                field.setPlainText(words)
        if self.timescale.text() != shown.timescale:
            self.timescale.setText(shown.timescale)
        self._filling = False

    def settle(self) -> bool:
        """Keep what was typed; whether that could be done."""
        return self.saver.save_now()

    def _typed(self) -> None:
        if not self._filling:
            self.saver.touch()

    def _write(self) -> None:
        with self._workspace.read() as r:
            there = next((each for each in storage.read_recommendations(r) if each.id == self._shown.id), None)
        if there is None:
            return
        words = self.title.toPlainText(), self.text.toPlainText(), self.timescale.text().strip()
        typed = replace(there, title=words[0], text=words[1], timescale=words[2])
        if typed != there:
            with self._workspace.edit(self.tr("Write a recommendation"), origin=self) as e:
                storage.write_recommendation(e, typed)

    def _restyle(self) -> None:
        self._off.setIcon(self._look.icon("x", "text_soft", 14))
        self._off.setIconSize(QSize(self._look.px(14), self._look.px(14)))
