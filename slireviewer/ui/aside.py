"""What the pages beside the work have in common: a heading, the way back, and what the window asks of a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from slireviewer.ui.cards import Shortened, button, label
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look

if TYPE_CHECKING:
    from slireviewer.storage import Changes, Workspace

DOT = "   ·   "


class Aside(QWidget):
    """A page that one looks at and leaves again. ``left`` asks for the page before; ``told`` carries the one fact."""

    told = Signal(str)
    left = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._workspace: Workspace | None = None
        self.fact = ""
        self.setObjectName("page")
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

    def open(self, workspace: Workspace | None) -> None:
        """Work with that challenge from now on, or with none."""
        self._workspace = workspace

    def enter(self) -> None:
        """The page comes to the front."""

    def leave(self) -> bool:
        """The page goes to the back; whether it may."""
        return True

    def hear(self, changes: Changes) -> None:
        """Something was committed, here or elsewhere."""

    def take_focus(self) -> None:
        """Put the focus where work starts."""
        self.back.setFocus()

    def panes(self) -> list[Callable[[], object]]:
        """What F6 goes through on this page."""
        return [self.take_focus]

    def toggle_panel(self) -> None:
        """There is no panel on the right here."""

    def say(self, fact: str) -> None:
        """Tell the status bar."""
        self.fact = fact
        self.told.emit(fact)

    def _colour_back(self) -> None:
        self.back.setIcon(self._look.icon("arrow-left", "text_soft", 16))
        self.back.setIconSize(QSize(self._look.px(16), self._look.px(16)))

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
