"""The bar that finds words in a text while one types, and puts others in their place where that is wanted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QTextEdit, QVBoxLayout

from slireviewer.richtext import cased, found_in
from slireviewer.ui.cards import button, label
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look

Show = Callable[[list[QTextCursor], int], None]


class FindBar(QFrame):
    """Looks through ``text``; ``show`` is told every place found and which is the present one. ``closed`` follows.

    Where the text is one section of several, ``elsewhere`` says in how many places of the others words stand:
    ``beyond`` then asks to go on (1) or back (-1) to the next of these, and ``everywhere`` to put other words there.
    """

    closed = Signal()
    beyond = Signal(int)
    everywhere = Signal(str, str)

    def __init__(
        self,
        look: Look,
        text: QTextEdit,
        show: Show,
        *,
        name: str = "",
        replacing: bool = False,
        elsewhere: Callable[[str], int] | None = None,
    ) -> None:
        super().__init__()
        name = name or self.tr("Find in these notes")
        self._look, self._text, self._show, self._elsewhere = look, text, show, elsewhere
        self._others = 0
        self._found: list[QTextCursor] = []
        self._place = -1
        self._start = QTextCursor(text.document())
        self.setProperty("role", "bar")
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 6, 14, 6)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(6)
        column.addLayout(row)
        self.field = _Field(self)
        self.field.setPlaceholderText(name)
        self.field.setAccessibleName(name)
        self.field.setAccessibleDescription(self.tr("Enter: next. Shift+Enter: previous. Esc: back to where you were."))
        self.count = label(role="small")
        self.count.setMinimumWidth(1)
        self._back = button("", "bare", name=self.tr("Previous place"))
        self._on = button("", "bare", name=self.tr("Next place"))
        self._stay = button(self.tr("Go there"), name=self.tr("Go on writing at this place"))
        self._shut = button("", "bare", name=self.tr("Close and go back to where you were"))
        self._back.setToolTip(self.tr("Shift+Enter"))
        self._on.setToolTip(self.tr("Enter"))
        self._stay.setToolTip(self.tr("Ctrl+Enter"))
        self._shut.setToolTip(self.tr("Esc"))
        row.addWidget(self.field, 1)
        for each in (self.count, self._back, self._on, self._stay, self._shut):
            row.addWidget(each)
        self.field.textChanged.connect(self.search)
        self._back.clicked.connect(lambda: self.step(-1))
        self._on.clicked.connect(lambda: self.step(1))
        self._stay.clicked.connect(self.stay)
        self._shut.clicked.connect(self.leave)
        self.other = _Field(self)
        self.other.setVisible(replacing)
        if replacing:
            column.addLayout(self._build_replacing())
        text.textChanged.connect(self._follow)
        look.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def begin(self) -> None:
        """Come up, with what is selected in the text as the words to find."""
        if not self.isVisible():
            self._start = self._text.textCursor()
        words = self._text.textCursor().selectedText()
        if words and "\u2029" not in words and "\u2028" not in words:
            self.field.setText(words)
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self.search()

    def search(self) -> None:
        """Find what is typed now, first from where the cursor was."""
        self._found = self._places(self.field.text())
        start = self._start.selectionStart()
        self._place = next((n for n, each in enumerate(self._found) if each.selectionStart() >= start), 0)
        self._tell()

    def step(self, by: int) -> None:
        """Go to the next place found, or the one before; after the last comes the first of the next section."""
        if self._others and not 0 <= self._place + by < len(self._found):
            self.beyond.emit(by)
        elif self._found:
            self._place = (self._place + by) % len(self._found)
            self._tell()

    def come_in(self, by: int) -> None:
        """Go to the first place of a text that was just put in, or to the last where ``by`` goes back."""
        self._found = self._places(self.field.text())
        self._place = 0 if by > 0 else len(self._found) - 1
        self._start = QTextCursor(self._text.document())
        if self._found:  # where one was is in another text, so that Esc stays here
            self._start.setPosition(self._found[self._place].selectionStart())
        self._tell()

    def replace(self) -> None:
        """Put the other words in place of the present ones, and go to the next."""
        if self._found:
            self._put(self._found[self._place])

    def replace_all(self) -> None:
        """The same everywhere, as one step to undo."""
        places = list(self._found)
        if not places:
            return
        whole = QTextCursor(self._text.document())
        whole.beginEditBlock()
        for place in places:
            self._put(place)
        whole.endEditBlock()
        self.search()
        self.count.setText(self.tr("%n replaced", "", len(places)))

    def _put(self, place: QTextCursor) -> None:
        words = cased(self.field.text(), place.selectedText(), self.other.text())
        place.insertText(words, place.charFormat())

    def _build_replacing(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        self.other.setPlaceholderText(self.tr("Replace with"))
        self.other.setAccessibleName(self.tr("Replace with"))
        one, every = button(self.tr("Replace")), button(self.tr("Replace all"))
        one.clicked.connect(self.replace)
        every.clicked.connect(self.replace_all)
        row.addWidget(self.other, 1)
        row.addWidget(one)
        row.addWidget(every)
        if self._elsewhere is not None:
            every.setToolTip(self.tr("In this section"))
            self._whole = button(self.tr("Whole letter"), name=self.tr("Replace in the whole letter"))
            self._whole.clicked.connect(lambda: self.everywhere.emit(self.field.text(), self.other.text()))
            row.addWidget(self._whole)
        return row

    def stay(self) -> None:
        """Close, and leave the cursor where the words were found."""
        cursor = self._found[self._place] if self._found else self._start
        self._end(cursor)

    def leave(self) -> None:
        """Close, and put the cursor back where it was."""
        self._end(self._start)

    def _end(self, cursor: QTextCursor) -> None:
        self.hide()
        self._found = []
        self._show([], -1)
        self._text.setTextCursor(cursor)
        self._text.ensureCursorVisible()
        self._text.setFocus()
        self.closed.emit()

    def _places(self, words: str) -> list[QTextCursor]:
        if not words.strip():
            return []
        found = []
        block = self._text.document().begin()
        while block.isValid():
            text = block.text()
            for start, end in found_in(text, words):
                cursor = QTextCursor(block)
                cursor.setPosition(block.position() + _units(text, start))
                cursor.setPosition(block.position() + _units(text, end), QTextCursor.MoveMode.KeepAnchor)
                found.append(cursor)
            block = block.next()
        return found

    def _tell(self) -> None:
        self._others = self._elsewhere(self.field.text()) if self._elsewhere is not None else 0
        if self._found:
            words = self.tr("{place} of {whole}").format(place=self._place + 1, whole=len(self._found))
        else:
            words = self.tr("Not found") if self.field.text().strip() and not self._others else ""
        more = self.tr("%n in other sections", "", self._others) if self._others else ""
        self.count.setText(", ".join(part for part in (words, more) if part))
        for each in (self._back, self._on):
            each.setEnabled(bool(self._found or self._others))
        self._stay.setEnabled(bool(self._found))
        if self._elsewhere is not None:
            self._whole.setEnabled(bool(self._found or self._others))
        self._show(self._found, self._place)

    def _follow(self) -> None:
        if self.isVisible():
            place = self._place
            self._found = self._places(self.field.text())
            self._place = min(place, len(self._found) - 1) if self._found else -1
            self._tell()

    def _restyle(self) -> None:
        for each, icon in ((self._back, "chevron-up"), (self._on, "chevron-down"), (self._shut, "x")):
            each.setIcon(self._look.icon(icon, "text_soft"))


class _Field(QLineEdit):
    def __init__(self, bar: FindBar) -> None:
        super().__init__(bar)  # a widget of nobody is let go at any time, also while a new look is put on
        self._bar = bar

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers()
        if event.key() == Qt.Key.Key_Escape:
            self._bar.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if held & Qt.KeyboardModifier.ControlModifier:
                self._bar.stay()
            else:
                self._bar.step(-1 if held & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._bar.step(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)


def _units(text: str, place: int) -> int:
    """The same place as Qt counts it, which takes signs beyond U+FFFF for two."""
    return place + sum(1 for sign in text[:place] if sign > "\uffff")
