"""The sheet of all keys, read from the table of actions."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from slireviewer.ui.actions import LISTED, TYPED, Actions, Where, key_words, words
from slireviewer.ui.cards import button, card, label, scrolled
from slireviewer.ui.theme import Look


class KeySheet(QDialog):
    """Every key on one sheet; Esc closes it."""

    def __init__(self, look: Look, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("All keys"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        inner = QWidget()
        columns = QHBoxLayout(inner)
        columns.setContentsMargins(0, 0, 8, 0)
        columns.setSpacing(14)
        left, right = QVBoxLayout(), QVBoxLayout()
        columns.addLayout(left, 1)
        columns.addLayout(right, 1)
        where_words = {
            Where.ANYWHERE: self.tr("Anywhere"),
            Where.TODAY: self.tr("Today"),
            Where.CAPTURE: self.tr("Capture"),
            Where.EVIDENCE: self.tr("Evidence"),
            Where.MERGE: self.tr("Merge"),
            Where.LETTER: self.tr("Letter"),
        }
        for where in Where:
            lines = self._lines(actions, where)
            if lines:
                column = right if where in (Where.TODAY, Where.CAPTURE) else left
                column.addWidget(self._group(where_words[where], lines))
        typed = [(keys, words(text)) for keys, text in TYPED]
        right.addWidget(self._group(self.tr("While typing"), typed))
        for column in (left, right):
            column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 16)
        area = scrolled(inner, self.tr("All keys"))
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        whole.addWidget(area, 1)
        shut = button(self.tr("Close"))
        shut.clicked.connect(self.accept)
        whole.addWidget(shut, 0, Qt.AlignmentFlag.AlignRight)
        self.resize(min(look.px(860), parent.width() - 40), min(look.px(620), parent.height() - 40))
        area.setFocus()

    def _lines(self, actions: Actions, where: Where) -> list[tuple[str, str]]:
        lines = []
        for entry, action in actions:
            if entry.where is where and entry.keys and not entry.name.startswith(("theme_", "also_")):
                lines.append((" / ".join(key_words(keys) for keys in entry.keys), action.text()))
        if where is Where.CAPTURE:
            lines.append(("Alt 1 … 9", words("File under this theme")))
            lines.append(("Alt Shift 1 … 9", words("Add or take away this theme")))
        if where is Where.EVIDENCE:
            lines += [(keys, words(text)) for keys, text in LISTED]
        return lines

    def _group(self, title: str, lines: list[tuple[str, str]]) -> QWidget:
        made, column = card()
        column.addWidget(label(title, "section"))
        grid = QGridLayout()
        grid.setVerticalSpacing(6)
        grid.setHorizontalSpacing(12)
        for row, (keys, text) in enumerate(lines):
            grid.addWidget(label(keys, "key"), row, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(text, wrap=True), row, 1)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        return made
