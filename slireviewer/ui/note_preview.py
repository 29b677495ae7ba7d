"""A point with all that stands around it: the whole note, or the whole page, to read and to close again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QDialog, QHBoxLayout, QTextEdit, QVBoxLayout, QWidget

from slireviewer.ui.cards import Shortened, button, label
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look

Line = tuple[str, str, bool]  # the word of its kind, the text, whether it is the point that was asked for


class NotePreview(QDialog):
    """Esc or Space closes it; ``opened`` follows when the note itself is wanted."""

    opened = Signal()

    def __init__(self, look: Look, title: str, below: str, lines: Sequence[Line], parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(8)
        column.addWidget(label(title, "heading", wrap=True))
        column.addWidget(Shortened(below, "soft"))
        self.reading = _Reading()
        self.reading.setObjectName("reading")
        self.reading.setReadOnly(True)
        self.reading.setTabChangesFocus(True)
        self.reading.setAccessibleName(self.tr("The whole note"))
        column.addWidget(self.reading, 1)
        foot = QHBoxLayout()
        foot.addWidget(label(self.tr("Space closes, Enter opens the notes"), "small"), 1)
        go = button(self.tr("Open the notes"), "primary")
        shut = button(self.tr("Close"))
        foot.addWidget(go)
        foot.addWidget(shut)
        column.addLayout(foot)
        go.clicked.connect(self._open)
        shut.clicked.connect(self.accept)
        self._fill(lines)
        self.resize(min(look.px(620), parent.width() - 40), min(look.px(520), parent.height() - 40))
        self.reading.setFocus()

    def _fill(self, lines: Sequence[Line]) -> None:
        look, cursor = self._look, self.reading.textCursor()
        seen = QTextCursor(cursor)
        for number, (kind, text, asked) in enumerate(lines):
            if number:
                cursor.insertBlock()
            block = QTextBlockFormat()
            block.setBottomMargin(look.px(8))
            block.setLineHeight(125, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            if asked:
                block.setBackground(look.colour("accent_soft"))
            cursor.setBlockFormat(block)
            small, plain = QTextCharFormat(), QTextCharFormat()
            small.setFont(look.font(11, QFont.Weight.DemiBold))
            small.setForeground(look.colour("text_soft"))
            plain.setFont(look.font(14, QFont.Weight.Medium if asked else QFont.Weight.Normal))
            plain.setForeground(look.colour("text"))
            if asked:
                seen = QTextCursor(cursor)
            if kind:
                cursor.insertText(f"{kind}   ", small)
            cursor.insertText(text.replace("\n", "\u2028"), plain)
        self.reading.setTextCursor(seen)
        self.reading.ensureCursorVisible()

    def _open(self) -> None:
        self.accept()
        self.opened.emit()

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.accept()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)


class _Reading(QTextEdit):
    """Leaves Space and Enter to the box around it."""

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)
