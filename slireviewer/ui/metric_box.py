"""A small box for one figure: what is measured, its value, of when, and where it was taken from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from slireviewer.model import ItemId, PointKind, Theme
from slireviewer.ui.cards import button, label
from slireviewer.ui.fields import Choice
from slireviewer.ui.theme import Look
from slireviewer.ui.words import kind_words


@dataclass(frozen=True, slots=True)
class Figure:
    """What was entered."""

    name: str
    value: str
    period: str
    origin: str
    kind: PointKind
    theme: ItemId | None


class MetricBox(QDialog):
    """``entered`` carries the figure; Esc enters none."""

    entered = Signal(object)

    def __init__(self, look: Look, themes: Sequence[Theme], theme: str, parent: QWidget) -> None:
        super().__init__(parent)
        title = self.tr("A metric")
        self.setWindowTitle(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(8)
        column.addWidget(label(title, "heading"))
        words = self.tr("It is numbered with the documents, stands among the points, and counts as one source.")
        column.addWidget(label(words, "soft", wrap=True))
        self.name, self.value, self.period, self.origin = (QLineEdit() for _ in range(4))
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        self.kind, self.theme = Choice(look), Choice(look)
        for kind, said in kind_words().items():
            self.kind.addItem(said, str(kind))
        self.kind.setCurrentIndex(self.kind.findData(str(PointKind.CONTEXT)))
        self.theme.addItem(self.tr("No theme"), "")
        for each in themes:
            self.theme.addItem(f"   {each.title}" if each.parent else each.title, each.id)
        self.theme.setCurrentIndex(max(0, self.theme.findData(theme)))
        for row, (field, name, example) in enumerate(
            (
                (self.name, self.tr("What is measured"), self.tr("such as: homes re-let within 30 days")),
                (self.value, self.tr("Value"), self.tr("such as: 61 %, down from 70 %")),
                (self.period, self.tr("Of when"), self.tr("such as: 2025-26")),
                (self.origin, self.tr("Taken from"), self.tr("such as: the council's own report")),
            )
        ):
            field.setAccessibleName(name)
            field.setPlaceholderText(example)
            field.setMaxLength(300)
            field.textChanged.connect(self._look_over)
            field.returnPressed.connect(self._enter)
            grid.addWidget(label(name, "small"), row, 0)
            grid.addWidget(field, row, 1)
        for row, (choice, name) in enumerate(((self.kind, self.tr("Kind")), (self.theme, self.tr("Theme"))), 4):
            choice.setAccessibleName(name)
            grid.addWidget(label(name, "small"), row, 0)
            grid.addWidget(choice, row, 1)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        foot = QHBoxLayout()
        foot.addStretch(1)
        away = button(self.tr("Cancel"))
        self.take = button(self.tr("Add it"), "primary")
        foot.addWidget(away)
        foot.addWidget(self.take)
        column.addSpacing(6)
        column.addLayout(foot)
        away.clicked.connect(self.reject)
        self.take.clicked.connect(self._enter)
        self._look_over()
        self.resize(min(look.px(520), parent.width() - 40), self.sizeHint().height())
        self.name.setFocus()

    def _look_over(self) -> None:
        self.take.setEnabled(bool(self.name.text().strip() and self.value.text().strip()))

    def _enter(self) -> None:
        if not self.take.isEnabled():
            return
        self.accept()
        theme = self.theme.currentData()
        self.entered.emit(
            Figure(
                self.name.text(),
                self.value.text(),
                self.period.text(),
                self.origin.text(),
                PointKind(self.kind.currentData()),
                ItemId(theme) if theme else None,
            )
        )
