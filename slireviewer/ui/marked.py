"""A text to read in which the words that changed are marked: added ones underlined, removed ones struck through."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QTextEdit

from slireviewer.ui.differences import Fate, Run
from slireviewer.ui.theme import Look


class Marked(QTextEdit):
    """Shows the pieces of two texts; the marks are told by form as well as by colour, and to a screen reader."""

    def __init__(self, look: Look, name: str, *, role: str = "strength", underlined: bool = True) -> None:
        """``role`` is the colour of added words; where both texts stand side by side, bold alone tells them."""
        super().__init__()
        self._look, self._role, self._underlined = look, role, underlined
        self._runs: list[list[Run]] = []
        self.setObjectName("reading")
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName(name)
        self.document().setDocumentMargin(0)
        look.changed.connect(self._draw)

    def show_plain(self, text: str) -> None:
        """Show a text without marks."""
        self.show_runs([[Run(text, Fate.KEPT)]])

    def show_runs(self, paragraphs: Sequence[Sequence[Run]]) -> None:
        """Show these pieces, each list of them in a paragraph of its own."""
        self._runs = [list(runs) for runs in paragraphs]
        self.setAccessibleDescription(self._spoken())
        self._draw()

    def _spoken(self) -> str:
        said = []
        for words, fate in ((self.tr("Added: {text}."), Fate.INSERTED), (self.tr("Removed: {text}."), Fate.REMOVED)):
            texts = [run.text.strip() for runs in self._runs for run in runs if run.fate is fate and run.text.strip()]
            if texts:
                said.append(words.format(text="; ".join(texts)))
        return " ".join(said)

    def _draw(self) -> None:
        forms = self._forms()
        self.clear()
        cursor = QTextCursor(self.document())
        block = cursor.blockFormat()
        block.setLineHeight(128, 1)  # per cent of the line
        block.setBottomMargin(self._look.px(8))
        for number, runs in enumerate(self._runs):
            if number:
                cursor.insertBlock(block, QTextCharFormat())
            else:
                cursor.setBlockFormat(block)
            last = Fate.KEPT
            for run in runs:
                if run.fate is Fate.INSERTED and last is Fate.REMOVED:
                    cursor.insertText("\u2009", forms[Fate.KEPT])  # so that the two words do not run together
                cursor.insertText(run.text.replace("\n", "\u2028"), forms[run.fate])
                last = run.fate
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _forms(self) -> dict[Fate, QTextCharFormat]:
        look = self._look
        kept, inserted, removed = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
        kept.setForeground(look.colour("text"))
        inserted.setForeground(look.colour(self._role))
        inserted.setBackground(look.colour(f"{self._role}_soft"))
        inserted.setFontWeight(QFont.Weight.DemiBold if self._underlined else QFont.Weight.Bold)
        inserted.setFontUnderline(self._underlined)
        removed.setForeground(look.colour("danger"))
        removed.setBackground(look.colour("danger_soft"))
        removed.setFontStrikeOut(True)
        return {Fate.KEPT: kept, Fate.INSERTED: inserted, Fate.REMOVED: removed}
