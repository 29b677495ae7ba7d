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
    """Esc or Space closes it; ``opened`` follows when the note itself is wanted.

    ``quoted`` carries the number of a line and from which to which of its characters is to be quoted; it can be asked
    for with ``may_quote``.
    """

    opened = Signal()
    quoted = Signal(int, int, int)

    def __init__(
        self, look: Look, title: str, below: str, lines: Sequence[Line], parent: QWidget, *, may_quote: bool = False
    ) -> None:
        super().__init__(parent)
        self._look, self._shown = look, list(lines)
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
        if may_quote:
            self.reading.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
            )
            self.reading.selectionChanged.connect(self._selected)
        self.reading.setAccessibleName(self.tr("The whole note"))
        column.addWidget(self.reading, 1)
        foot = QHBoxLayout()
        keys = self.tr("Space closes, Enter opens the notes")
        keys = self.tr("Select words and press Q to quote them. Space closes.") if may_quote else keys
        foot.addWidget(label(keys, "small", wrap=True), 1)
        self.quote = button(self.tr("Quote these words"))
        self.quote.setToolTip(self.tr("Select words of one point, with the mouse or Shift and the arrows   Q"))
        self.quote.setVisible(may_quote)
        self.quote.setEnabled(False)
        self.quote.clicked.connect(self._quote)
        foot.addWidget(self.quote)
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

    def choose(self, number: int) -> None:
        """Select all words of a line."""
        block = self.reading.document().findBlockByNumber(number)
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + self._before(number))
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        self.reading.setTextCursor(cursor)
        self.reading.ensureCursorVisible()

    def _before(self, number: int) -> int:
        """How many signs stand before the words of a line."""
        kind = self._shown[number][0]
        return len(f"{kind}   ") if kind else 0

    def _selection(self) -> tuple[int, int, int] | None:
        """The line and the characters of it that are selected, when they are of one line."""
        cursor, document = self.reading.textCursor(), self.reading.document()
        first, last = (document.findBlock(each) for each in (cursor.selectionStart(), cursor.selectionEnd()))
        number = first.blockNumber()
        if not cursor.hasSelection() or number != last.blockNumber():
            return None
        signs = self._shown[number][1].encode("utf-16-le")  # Qt counts some characters twice
        start, end = (
            len(signs[: 2 * max(0, place - first.position() - self._before(number))].decode("utf-16-le", "ignore"))
            for place in (cursor.selectionStart(), cursor.selectionEnd())
        )
        return (number, start, end) if start < end else None

    def _selected(self) -> None:
        self.quote.setEnabled(self._selection() is not None)

    def _quote(self) -> None:
        chosen = self._selection()
        if chosen is not None:
            self.accept()
            self.quoted.emit(*chosen)

    def _open(self) -> None:
        self.accept()
        self.opened.emit()

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.accept()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        elif event.key() == Qt.Key.Key_Q and not event.modifiers():
            self._quote()
        else:
            super().keyPressEvent(event)


class _Reading(QTextEdit):
    """Leaves Space, Enter and Q to the box around it."""

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Q):
            event.ignore()
        else:
            super().keyPressEvent(event)
