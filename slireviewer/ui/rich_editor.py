"""The editor of formatted words: pieces of text one after another, each of them only paragraphs, entries and links.

A *piece* is what belongs together and is kept under one key, such as what the letter says of one finding. Pieces never
run into each other: what would join two of them does nothing, and what is removed across them leaves both standing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from PySide6.QtCore import QEvent, QMimeData, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QApplication, QFrame, QMenu, QTextEdit

from slireviewer.richtext import Block, Run, Sort, Text
from slireviewer.ui.actions import is_stray, typed_words
from slireviewer.ui.rich_document import (
    FIELD,
    VALUE,
    Lists,
    blocks_of,
    field_at,
    insert_runs,
    key_of,
    pasted,
    plain_form,
    read_block,
    read_blocks,
    sort_of,
)
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look

_PROPORTIONAL = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
_REMOVING = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that belong together.

    ``lead`` is shown above them and ``strong`` says that it is a heading; ``count`` is the small number behind them;
    ``empty`` stands in their place while there are none. None of these is part of the text.
    """

    key: str
    text: Text
    lead: str = ""
    strong: bool = False
    count: str = ""
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Signs ``start`` to ``end`` of a piece (its blocks joined by line breaks), in the colour of ``role``."""

    key: str
    start: int
    end: int
    role: str


class RichEditor(QTextEdit):
    """What one writes of a letter.

    ``edited`` follows every change by the writer and never a load; ``moved`` when the cursor is elsewhere or the look
    there is another; ``left`` when the focus went. ``menu_opening`` carries a menu and the place it is for.
    """

    edited = Signal()
    moved = Signal()
    left = Signal()
    menu_opening = Signal(object, int)

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self._pieces: dict[str, Piece] = {}
        self._foreign: set[str] = set()
        self._fields: dict[str, str] = {}
        self._loading = self._changed = False
        self._marks: list[Mark] = []
        self._found: list[QTextEdit.ExtraSelection] = []
        self.setObjectName("letter")
        self.setAcceptRichText(True)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        self.document().contentsChange.connect(self._note_real_change)
        self.document().contentsChanged.connect(self._note_change)
        self.cursorPositionChanged.connect(self.moved)
        look.changed.connect(self._restyle)
        self._restyle()

    # What the page tells the editor.

    def leave_keys(self, keys: Iterable[QKeySequence]) -> None:
        """Keys that belong to the window, whatever the text control would do with them."""
        self._foreign = {key.toString() for key in keys}

    def set_fields(self, values: Mapping[str, str]) -> None:
        """What stands where a field is, by its name; for what is loaded from now on."""
        self._fields = dict(values)

    def load(self, pieces: Sequence[Piece]) -> None:
        """Show these pieces. Nothing of it counts as typing, and it cannot be undone."""
        self._loading = True
        try:
            self._pieces = {piece.key: piece for piece in pieces}
            document = self.document()
            document.setUndoRedoEnabled(False)
            document.clear()
            cursor = QTextCursor(document)
            for number, piece in enumerate(pieces):
                self._write(cursor, piece, fresh=not number)
            document.setUndoRedoEnabled(True)
            self._marks, self._found = [], []
            self.moveCursor(QTextCursor.MoveOperation.Start)
        finally:
            self._loading = False
        self.setReadOnly(not pieces)
        self._draw_marks()
        self.moved.emit()

    def set_counts(self, counts: Mapping[str, str]) -> None:
        """The small numbers behind the pieces."""
        for key, piece in self._pieces.items():
            self._pieces[key] = Piece(key, piece.text, piece.lead, piece.strong, counts.get(key, ""), piece.empty)
        self.viewport().update()

    def replace(self, key: str, text: Text) -> None:
        """Put other words into a piece, as something that can be undone like typing."""
        blocks = [block for block in self._blocks() if key_of(block) == key]
        if not blocks:
            return
        cursor = self._span(blocks[0].position(), blocks[-1].position() + blocks[-1].length() - 1)
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        self._insert(cursor, text or (Block(()),), key, whole=True)
        cursor.endEditBlock()
        self._tidy(cursor)

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Mark these places until the next load."""
        self._marks = list(marks)
        self._draw_marks()

    def show_found(self, places: Sequence[QTextCursor], present: int) -> None:
        """Mark these places, and come to the one that is present."""
        self._found = []
        for number, place in enumerate(places):
            selection, form = QTextEdit.ExtraSelection(), QTextCharFormat()
            form.setBackground(self._look.colour("selection" if number == present else "consideration_soft"))
            form.setForeground(self._look.colour("selection_text" if number == present else "text"))
            selection.cursor, selection.format = place, form
            self._found.append(selection)
        if 0 <= present < len(places):
            cursor = QTextCursor(places[present])
            cursor.clearSelection()
            self.setTextCursor(cursor)
            self.ensureCursorVisible()
        self._draw_marks()

    # What the page asks the editor.

    def texts(self) -> dict[str, Text]:
        """The words of every piece by its key; of one from which everything was taken, none."""
        found: dict[str, list[QTextBlock]] = {}
        for block in self._blocks():
            found.setdefault(key_of(block), []).append(block)
        return {key: read_blocks(blocks) for key, blocks in found.items() if key in self._pieces}

    def shown(self) -> dict[str, str]:
        """The words of every piece as they are seen, with what its fields are now, one line a block."""
        found: dict[str, list[str]] = {}
        for block in self._blocks():
            found.setdefault(key_of(block), []).append(block.text().replace("\u2028", "\n"))
        return {key: "\n".join(lines) for key, lines in found.items()}

    def text(self) -> Text:
        """All words as one text."""
        return read_blocks(self._blocks())

    def key(self) -> str:
        """The piece the cursor is in."""
        return key_of(self.textCursor().block())

    def bold(self) -> bool:
        """Whether what is typed now is bold."""
        return self.currentCharFormat().fontWeight() >= QFont.Weight.DemiBold

    def italic(self) -> bool:
        """Whether what is typed now is italic."""
        return self.currentCharFormat().fontItalic()

    def link(self) -> str:
        """The address of the link at the cursor, or none."""
        form = self.currentCharFormat()
        return form.anchorHref() if form.isAnchor() else ""

    def sort(self) -> tuple[Sort, int]:
        """Whether the cursor is in a paragraph or in an entry, and of which level."""
        return sort_of(self.textCursor().block())

    def place_of(self, cursor: QTextCursor) -> tuple[str, int, int]:
        """The piece of a selection, and from which to which sign of it that goes."""
        block = self.document().findBlock(cursor.selectionStart())
        key, before = key_of(block), 0
        for each in self._blocks():
            if each == block:
                break
            if key_of(each) == key:
                before += len(each.text()) + 1
        start = before + len(_units_off(block.text(), cursor.selectionStart() - block.position()))
        return key, start, start + len(cursor.selectedText())

    def span(self, key: str, start: int, end: int) -> QTextCursor | None:
        """Signs ``start`` to ``end`` of a piece as a selection; none where the piece is shorter."""
        at, first = 0, -1
        for block in self._blocks():
            if key_of(block) != key:
                continue
            words = block.text()
            if first < 0 and start <= at + len(words):
                first = block.position() + _units(words, start - at)
            if first >= 0 and end <= at + len(words):
                return self._span(first, block.position() + _units(words, end - at))
            at += len(words) + 1
        return None

    def go_to(self, key: str, start: int = -1, end: int = -1) -> bool:
        """Put the cursor at the end of a piece, or select those signs of it."""
        cursor = self.span(key, start, end) if start >= 0 else None
        if cursor is None:
            last = next((block for block in reversed(list(self._blocks())) if key_of(block) == key), None)
            if last is None:
                return False
            cursor = QTextCursor(last)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        return True

    # What the writer does.

    def toggle_bold(self) -> None:
        """Make the selection, or what is typed next, bold; or not bold when it is."""
        form = QTextCharFormat()
        form.setFontWeight(QFont.Weight.Normal if self.bold() else QFont.Weight.Bold)
        self._merge(form)

    def toggle_italic(self) -> None:
        """The same in italics."""
        form = QTextCharFormat()
        form.setFontItalic(not self.italic())
        self._merge(form)

    def set_link(self, address: str) -> None:
        """Make the selection, or the link at the cursor, lead to that address; to nowhere when it is empty."""
        cursor = self.textCursor()
        if not cursor.hasSelection():
            cursor = self._link_at(cursor)
        form = QTextCharFormat()
        form.setAnchor(bool(address))
        form.setAnchorHref(address)
        form.setFontUnderline(bool(address))
        cursor.mergeCharFormat(form)
        self.moved.emit()

    def set_sort(self, sort: Sort, level: int = 0) -> None:
        """Make paragraphs or entries of what the selection touches."""
        chosen = {block.blockNumber() for block in self._chosen()}
        self._resort(dict.fromkeys(chosen, (sort, level)))

    def toggle_list(self, sort: Sort) -> None:
        """Make entries of that sort, or paragraphs where they are that already."""
        there = all(sort_of(block)[0] is sort for block in self._chosen())
        self.set_sort(Sort.PARAGRAPH if there else sort)

    def indent(self, by: int) -> None:
        """Move entries one step in (1) or out (-1)."""
        wanted = {}
        for block in self._chosen():
            sort, level = sort_of(block)
            if sort is not Sort.PARAGRAPH:
                wanted[block.blockNumber()] = (sort, min(max(level + by, 0), 1))
        if wanted:
            self._resort(wanted)

    def paste_here(self) -> None:
        """Put in what was copied."""
        self.insertFromMimeData(QApplication.clipboard().mimeData())

    def cut_out(self) -> None:
        """Copy the selection and take it out."""
        self.copy()
        self.remove_chosen()

    def remove_chosen(self) -> None:
        """Take the selection out; pieces that it goes across stay apart."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        self._remove(cursor)
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def insert(self, text: Text) -> None:
        """Put these words in at the cursor, in place of the selection."""
        if self.isReadOnly() or not text:
            return
        cursor = self.textCursor()
        cursor.beginEditBlock()
        self._remove(cursor)
        self._insert(cursor, text, key_of(cursor.block()), whole=not cursor.block().text())
        cursor.endEditBlock()
        self._tidy(cursor)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    # Writing into the document.

    def _write(self, cursor: QTextCursor, piece: Piece, *, fresh: bool) -> None:
        lists = Lists()
        for number, block in enumerate(piece.text or (Block(()),)):
            form = plain_form(piece.key, self._form(piece if not number else None, block.sort))
            if fresh and not number:
                cursor.setBlockFormat(form)
            else:
                cursor.insertBlock(form, QTextCharFormat())
            self._say(cursor, block)
            lists.take(cursor.block(), block.sort, block.level)

    def _insert(self, cursor: QTextCursor, text: Text, key: str, *, whole: bool) -> None:
        """Put words in at the cursor; ``whole`` gives the block there the sort of the first one."""
        wanted: dict[int, tuple[Sort, int]] = {}
        for number, block in enumerate(text):
            if number:
                cursor.insertBlock(plain_form(key, self._form(None, block.sort)), QTextCharFormat())
            if number or whole:
                wanted[cursor.block().blockNumber()] = (block.sort, block.level)
            self._say(cursor, block)
        if wanted:
            self._resort(wanted)

    def _say(self, cursor: QTextCursor, block: Block) -> None:
        insert_runs(cursor, block, self._fields, self._look.colour("accent_soft"))

    def _resort(self, wanted: Mapping[int, tuple[Sort, int]]) -> None:
        """Give blocks another sort, and put every entry of their pieces into the list it belongs to then."""
        document = self.document()
        keys = {key_of(document.findBlockByNumber(number)) for number in wanted}
        sorts = {block.blockNumber(): sort_of(block) for block in self._blocks() if key_of(block) in keys}
        sorts.update(wanted)
        edit = QTextCursor(document)
        edit.beginEditBlock()
        for key in keys:
            lists, first = Lists(), True
            for block in [block for block in self._blocks() if key_of(block) == key]:
                sort, level = sorts[block.blockNumber()]
                form = self._form(self._pieces.get(key) if first else None, sort)
                QTextCursor(block).setBlockFormat(plain_form(key, form))
                lists.take(block, sort, level)
                first = False
        edit.endEditBlock()
        self.moved.emit()

    def _form(self, first: Piece | None, sort: Sort) -> QTextBlockFormat:
        """How a block stands; ``first`` is its piece if it is the first block of it."""
        look, form = self._look, QTextBlockFormat()
        form.setLineHeight(138, _PROPORTIONAL)
        form.setBottomMargin(look.px(4 if sort is not Sort.PARAGRAPH else 9))
        form.setRightMargin(look.px(18))  # for the number behind the last line
        if first is not None and first.lead:
            form.setTopMargin(look.px(30 if first.strong else 22))
        return form

    def _tidy(self, cursor: QTextCursor) -> None:
        """Give the first block of a piece the room for its lead, and only that one."""
        before = None
        for block in self._blocks():
            key = key_of(block)
            piece = self._pieces.get(key) if key != before else None
            before = key
            wanted = self._form(piece, sort_of(block)[0])
            if wanted.topMargin() != block.blockFormat().topMargin():
                form = QTextBlockFormat()
                form.setTopMargin(wanted.topMargin())
                join = QTextCursor(block)
                join.joinPreviousEditBlock()
                join.mergeBlockFormat(form)
                join.endEditBlock()

    def _remove(self, cursor: QTextCursor) -> None:
        """Take the selection of ``cursor`` out, piece by piece from the last."""
        if not cursor.hasSelection():
            return
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        spans = []
        for _, group in groupby(self._between(start, end), key_of):
            blocks = list(group)
            last = blocks[-1]
            spans.append((max(start, blocks[0].position()), min(end, last.position() + last.length() - 1)))
        for first, stop in reversed(spans):
            self._span(first, stop).removeSelectedText()
        cursor.setPosition(start)
        if len(spans) > 1:
            self._tidy(cursor)

    def _merge(self, form: QTextCharFormat) -> None:
        if not self.isReadOnly():
            self.mergeCurrentCharFormat(form)
            self.moved.emit()

    def _link_at(self, cursor: QTextCursor) -> QTextCursor:
        """The whole link that the cursor is in."""
        at = cursor.block().begin()
        while not at.atEnd():
            fragment = at.fragment()
            inside = fragment.position() <= cursor.position() <= fragment.position() + fragment.length()
            if inside and fragment.charFormat().isAnchor():
                return self._span(fragment.position(), fragment.position() + fragment.length())
            at += 1
        return cursor

    # Places.

    def _blocks(self) -> Iterator[QTextBlock]:
        return blocks_of(self.document())

    def _between(self, start: int, end: int) -> list[QTextBlock]:
        block, found = self.document().findBlock(start), []
        while block.isValid() and block.position() <= end:
            found.append(block)
            block = block.next()
        return found

    def _chosen(self) -> list[QTextBlock]:
        cursor = self.textCursor()
        blocks = self._between(cursor.selectionStart(), cursor.selectionEnd())
        if len(blocks) > 1 and blocks[-1].position() == cursor.selectionEnd():
            return blocks[:-1]
        return blocks

    def _span(self, start: int, end: int) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    # Keys.

    def _new_block(self) -> None:
        cursor = self.textCursor()
        cursor.beginEditBlock()
        self._remove(cursor)
        block = cursor.block()
        sort, level = sort_of(block)
        if sort is not Sort.PARAGRAPH and not block.text():
            cursor.endEditBlock()
            self._resort({block.blockNumber(): (sort, 0) if level else (Sort.PARAGRAPH, 0)})
            return
        form = QTextBlockFormat(block.blockFormat())
        form.setTopMargin(0)
        cursor.insertBlock(form, QTextCharFormat())
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def _remove_by_key(self, key: int) -> bool:
        """Whether a key that removes has been dealt with here."""
        cursor = self.textCursor()
        block = cursor.block()
        if cursor.hasSelection():
            self.remove_chosen()
            return True
        field = field_at(block, cursor.position() - (key == Qt.Key.Key_Backspace))
        if field is not None:  # what is computed goes as a whole
            self._span(*field).removeSelectedText()
            return True
        if key == Qt.Key.Key_Backspace and cursor.atBlockStart():
            sort, level = sort_of(block)
            if sort is not Sort.PARAGRAPH:
                self._resort({block.blockNumber(): (sort, 0) if level else (Sort.PARAGRAPH, 0)})
                return True
            return self._join(block.previous(), block)
        if key == Qt.Key.Key_Delete and cursor.atBlockEnd():
            return self._join(block, block.next())
        return False

    def _join(self, upper: QTextBlock, lower: QTextBlock) -> bool:
        if not upper.isValid() or not lower.isValid() or key_of(upper) != key_of(lower):
            return True
        sort, level = sort_of(upper if upper.text() or not lower.text() else lower)
        cursor = QTextCursor(upper)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        cursor.beginEditBlock()
        cursor.deleteChar()
        self._resort({cursor.block().blockNumber(): (sort, level)})
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        return True

    def _take_prefix(self) -> None:
        """A sign and a space at the start of a paragraph make an entry."""
        cursor = self.textCursor()
        block = cursor.block()
        sort = {"- ": Sort.BULLET, "* ": Sort.BULLET, "1. ": Sort.NUMBER}.get(block.text()[: cursor.positionInBlock()])
        if sort is None or sort_of(block)[0] is not Sort.PARAGRAPH:
            return
        cursor.beginEditBlock()
        self._span(block.position(), cursor.position()).removeSelectedText()
        self._resort({block.blockNumber(): (sort, 0)})
        cursor.endEditBlock()

    def _end_link(self) -> None:
        """What is typed behind a link or a field is no part of it, and nothing is typed into a field."""
        cursor = self.textCursor()
        field = None if cursor.hasSelection() else field_at(cursor.block(), cursor.position() - 1)
        if field is not None and not cursor.atBlockStart():
            cursor.setPosition(field[1])
            self.setTextCursor(cursor)
        if self.currentCharFormat().hasProperty(FIELD):
            self.setCurrentCharFormat(_unmarked(self.currentCharFormat()))
        form = self.currentCharFormat()
        if cursor.hasSelection() or not form.isAnchor():
            return
        after = QTextCursor(cursor)
        after.movePosition(QTextCursor.MoveOperation.NextCharacter)
        if cursor.atBlockEnd() or after.charFormat().anchorHref() != form.anchorHref():
            bare = QTextCharFormat(form)
            bare.setAnchor(False)
            bare.setAnchorHref("")
            bare.setFontUnderline(False)
            self.setCurrentCharFormat(bare)

    # What Qt tells.

    def _note_real_change(self) -> None:
        self._changed = True

    def _note_change(self) -> None:
        changed, self._changed = self._changed, False
        if changed and not self._loading:
            self._repaint_beside()
            self.edited.emit()

    def _repaint_beside(self) -> None:
        """What is painted beside the words of this block is not Qt's to repaint."""
        block = self.textCursor().block()
        end = QTextCursor(block)
        end.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        top, bottom = self.cursorRect(QTextCursor(block)).top(), self.cursorRect(end).bottom()
        around = self._look.px(40)
        self.viewport().update(0, top - around, self.viewport().width(), bottom - top + 2 * around)

    def _menu(self) -> QMenu:
        """What can be done here. Not Qt's own menu: its orders would remove the border between two pieces."""
        menu, chosen, writable = QMenu(self), self.textCursor().hasSelection(), not self.isReadOnly()
        menu.setAccessibleName(self.accessibleName())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, order, live in (
            (self.tr("Cut"), self.cut_out, chosen and writable),
            (self.tr("Copy"), self.copy, chosen),
            (self.tr("Paste"), self.paste_here, self.canPaste() and writable),
            (self.tr("Select all"), self.selectAll, True),
        ):
            action = menu.addAction(words)
            action.triggered.connect(order)
            action.setEnabled(live)
        return menu

    def _draw_marks(self) -> None:
        shown = []
        for mark in self._marks:
            cursor = self.span(mark.key, mark.start, mark.end)
            if cursor is None or not cursor.hasSelection():
                continue
            selection, form = QTextEdit.ExtraSelection(), QTextCharFormat()
            form.setBackground(self._look.colour(f"{mark.role}_soft"))
            form.setForeground(self._look.colour("text"))
            form.setFontUnderline(True)
            form.setUnderlineColor(self._look.colour(mark.role))
            selection.cursor, selection.format = cursor, form
            shown.append(selection)
        self.setExtraSelections([*shown, *self._found])

    def _restyle(self) -> None:
        self.document().setDocumentMargin(0)
        self.document().setIndentWidth(self._look.px(24))
        self.setViewportMargins(self._look.px(36), self._look.px(2), self._look.px(14), self._look.px(6))
        self._draw_marks()

    @safe(False)
    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and QKeySequence(event.keyCombination()).toString() in self._foreign
        ):
            event.ignore()
            return False
        return super().event(event)

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            event.ignore()  # Tab moves the focus, also where there is nowhere to go
        elif self.isReadOnly():
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.insert((Block((Run("\n"),)),))
            else:
                self._new_block()
        elif event.matches(QKeySequence.StandardKey.Cut):
            self.cut_out()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_here()
        elif event.key() in _REMOVING and self._remove_by_key(event.key()):
            pass
        else:
            self._type(event)

    def _type(self, event: QKeyEvent) -> None:
        words = typed_words(event)
        if is_stray(event):
            event.ignore()
            return
        if words and self.textCursor().hasSelection():
            form = _unmarked(self.textCursor().charFormat())
            self.remove_chosen()
            self.setCurrentCharFormat(form)
        elif words:
            self._end_link()
        super().keyPressEvent(event)
        if words == " ":
            self._take_prefix()

    @safe(False)
    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() or source.hasHtml()

    @safe(None)
    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasText() or source.hasHtml():
            self.insert(pasted(source))

    @safe(None)
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self._menu()
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        cursor = self.textCursor() if by_key else self.cursorForPosition(event.pos())
        self.menu_opening.emit(menu, cursor.position())
        at = self.viewport().mapToGlobal(self.cursorRect(cursor).bottomLeft()) if by_key else event.globalPos()
        menu.popup(at)

    @safe(None)
    def focusOutEvent(self, event: QEvent) -> None:
        super().focusOutEvent(event)  # type: ignore[arg-type]
        self.left.emit()

    @safe(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.ensureCursorVisible()

    @safe(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        block = self.cursorForPosition(QPoint(0, 0)).block()
        while block.isValid():
            top = self.cursorRect(QTextCursor(block)).top()
            if top - self._look.px(40) > self.viewport().height():
                break
            self._paint_beside(painter, block)
            block = block.next()
        painter.end()

    def _paint_beside(self, painter: QPainter, block: QTextBlock) -> None:
        piece = self._pieces.get(key_of(block))
        if piece is None:
            return
        look, first = self._look, self.cursorRect(QTextCursor(block))
        if piece.lead and key_of(block.previous()) != piece.key:
            weight = QFont.Weight.Bold if piece.strong else QFont.Weight.DemiBold
            painter.setFont(look.font(14 if piece.strong else 13, weight))
            painter.setPen(look.colour("text"))
            high = look.px(22)
            place = QRect(0, first.top() - high, self.viewport().width(), high)
            words = QFontMetrics(painter.font()).elidedText(piece.lead, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        if key_of(block.next()) == piece.key:
            return
        if piece.empty and not block.text():
            painter.setFont(look.font(14))
            painter.setPen(look.colour("text_soft"))
            place = QRect(first.left(), first.top(), self.viewport().width(), first.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, piece.empty)
        elif piece.count:
            self._paint_count(painter, block, piece.count)

    def _paint_count(self, painter: QPainter, block: QTextBlock, count: str) -> None:
        end = QTextCursor(block)
        end.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        last = self.cursorRect(end)
        painter.setFont(self._look.font(9.5, QFont.Weight.DemiBold))
        painter.setPen(self._look.colour("accent"))
        painter.drawText(last.right() + self._look.px(3), last.top() + self._look.px(9), count)


def _unmarked(form: QTextCharFormat) -> QTextCharFormat:
    """The look of a field's words for words of one's own."""
    bare = QTextCharFormat(form)
    for name in (FIELD, VALUE, QTextFormat.Property.BackgroundBrush.value):
        bare.clearProperty(name)
    return bare


def _units(words: str, place: int) -> int:
    """The same place as Qt counts it, which takes signs beyond U+FFFF for two."""
    return place + sum(1 for sign in words[: max(place, 0)] if sign > "\uffff")


def _units_off(words: str, units: int) -> str:
    """The words before a place that Qt counts."""
    return words.encode("utf-16-le")[: units * 2].decode("utf-16-le", "ignore")


__all__ = ["Mark", "Piece", "RichEditor", "read_block"]
