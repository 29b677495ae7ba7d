"""The letter page as its rooms see it: what is open, what the letter says, and one way to change it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtWidgets import QWidget

from slireviewer import storage
from slireviewer.letter import Slot, Source
from slireviewer.ui.chapters import Chapter
from slireviewer.ui.rich_editor import RichEditor


class Desk(Protocol):
    """What is being written on."""

    editor: RichEditor

    def letter(self) -> Source | None:
        """What the letter is made of; none while no challenge is open."""

    def chapters(self) -> Sequence[Chapter]:
        """The chapters in order, as they stand now."""

    def section(self) -> str:
        """The chapter that is open."""

    def show_section(self, key: str) -> None:
        """Open a chapter."""

    def chapter(self) -> Chapter | None:
        """That chapter itself."""

    def slot(self) -> Slot | None:
        """The place in the letter at which the cursor is."""

    def settle(self) -> bool:
        """Save what is being typed; whether that was done."""

    def change(self, words: str, change: Callable[[storage.Edit], object]) -> bool:
        """Do something as one step to undo; whether it was done."""

    def say(self, fact: str) -> None:
        """Tell the status bar."""

    def window(self) -> QWidget:
        """What a box stands before."""
