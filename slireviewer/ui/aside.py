"""What the pages beside the work have in common: a heading and the way back."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from slireviewer.ui.cards import Shortened, button, label
from slireviewer.ui.page import Page
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look

DOT = "   ·   "


class Aside(Page):
    """A page that one looks at and leaves again. ``left`` asks for the page before."""

    left = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 14, 18, 14)
        whole.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(10)
        self.back = button(self.tr("Back"), "bare", name=self.tr("Back to the page before"))
        self.back.setToolTip(self.tr("Esc"))
        self.back.clicked.connect(self.left)
        head.addWidget(self.back)
        self._title = label(role="title")
        self._below = Shortened(role="soft")
        head.addWidget(self._title)
        head.addWidget(self._below, 1)
        self.tools = QHBoxLayout()
        self.tools.setSpacing(8)
        head.addLayout(self.tools)
        whole.addLayout(head)
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        whole.addLayout(self.body, 1)
        look.changed.connect(self._colour_back)
        self._colour_back()

    def set_title(self, title: str, below: str) -> None:
        """What the page is called, and a few words about it."""
        self._title.setText(title)
        self._below.set_whole(below)
        self.setAccessibleName(title)
        self.fact = title

    def take_focus(self) -> None:
        """Put the focus where work starts."""
        self.back.setFocus()

    def _colour_back(self) -> None:
        self.back.setIcon(self._look.icon("arrow-left", "text_soft", 16))
        self.back.setIconSize(QSize(self._look.px(16), self._look.px(16)))

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
