"""The bar under the pages: one fact at a time, and where help is."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout

from slireviewer.ui.cards import Shortened, label
from slireviewer.ui.theme import Look


class StatusBar(QFrame):
    """``fact`` is what happened last, or where one is."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("statusBar")
        self._look = look
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 2, 14, 2)
        self.fact = Shortened(role="small")
        self.hints = label(role="small")
        row.addWidget(self.fact, 1)
        row.addWidget(self.hints)
        look.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.hints.setText(self.tr("F1 Help   ·   Ctrl+/ All keys") + f"   ·   {self._look.zoom}%")
