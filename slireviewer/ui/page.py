"""What the window asks of every page but Today and Capture, and what such a page may ask of the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from slireviewer.ui.theme import Look

if TYPE_CHECKING:
    from slireviewer.storage import Changes, Workspace


class Page(QWidget):
    """One page.

    ``told`` carries the one fact for the status bar; ``sought`` asks for a meeting's notes, at a point or at none;
    ``history_wanted`` carries the kind and the item whose history shall be shown; ``page_wanted`` asks for another
    page, by its name, with a kind and an item to show there or two empty words. ``saved`` carries the moment of a
    commit of what was typed, ``unsaved`` one sentence why there was none.
    """

    told = Signal(str)
    sought = Signal(str, str)
    history_wanted = Signal(str, str)
    page_wanted = Signal(str, str, str)
    saved = Signal(object)
    unsaved = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._workspace: Workspace | None = None
        self.fact = ""
        self.setObjectName("page")

    def open(self, workspace: Workspace | None) -> None:
        """Work with that challenge from now on, or with none."""
        self._workspace = workspace

    def enter(self) -> None:
        """The page comes to the front."""

    def leave(self) -> bool:
        """The page goes to the back; whether it may."""
        return True

    def settle(self) -> bool:
        """Save what is being typed, so that it can be undone as one step. False when it cannot be saved."""
        return True

    def hear(self, changes: Changes) -> None:
        """Something was committed, here or elsewhere."""

    def take_focus(self) -> None:
        """Put the focus where work starts."""
        self.setFocus()

    def panes(self) -> list[Callable[[], object]]:
        """What F6 goes through on this page."""
        return [self.take_focus]

    def toggle_panel(self) -> None:
        """Show or hide the panel on the right, where there is one."""

    def chosen(self) -> tuple[str, str] | None:
        """The kind and the id of the item that is chosen on the page, if there is one."""
        return None

    def show_item(self, kind: str, item: str) -> None:
        """Bring an item of that kind to sight."""

    def say(self, fact: str) -> None:
        """Tell the status bar."""
        self.fact = fact
        self.told.emit(fact)
