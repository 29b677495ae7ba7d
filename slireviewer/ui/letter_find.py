"""Finding and replacing in the letter: in the section that is open, and on into the others."""

from __future__ import annotations

from PySide6.QtCore import QObject

from slireviewer.ui.find_bar import FindBar
from slireviewer.ui.letter_desk import Desk
from slireviewer.ui.letter_edits import count_places, replace_words
from slireviewer.ui.theme import Look


class LetterFind(QObject):
    """The bar above the words, and what it asks of the other sections."""

    def __init__(self, look: Look, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.bar = FindBar(
            look,
            desk.editor,
            desk.editor.show_found,
            name=self.tr("Find in the letter"),
            replacing=True,
            elsewhere=self._elsewhere,
        )
        self.bar.beyond.connect(self._go_beyond)
        self.bar.everywhere.connect(self._replace_everywhere)

    def _elsewhere(self, words: str) -> int:
        """In how many places of the other sections these words stand."""
        desk = self._desk
        return count_places([slot for one in desk.chapters() if one.key != desk.section() for slot in one.slots], words)

    def _go_beyond(self, by: int) -> None:
        """Go to the next section in which the words stand, or the one before."""
        chapters = self._desk.chapters()
        at = [chapter.key for chapter in chapters].index(self._desk.section())
        for chapter in [chapters[(at + by * step) % len(chapters)] for step in range(1, len(chapters))]:
            if count_places(chapter.slots, self.bar.field.text()):
                self._desk.show_section(chapter.key)
                self.bar.come_in(by)
                return

    def _replace_everywhere(self, words: str, other: str) -> None:
        """Put other words in place of these in the whole letter, as one step to undo."""
        if not self._desk.settle():
            return
        done: list[int] = []
        every = [slot for chapter in self._desk.chapters() for slot in chapter.slots]
        if self._desk.change(self.tr("Replace words"), lambda e: done.append(replace_words(e, every, words, other))):
            self._desk.say(self.tr("%n replaced in the whole letter. Ctrl+Z takes it back.", "", sum(done)))
            self.bar.search()
