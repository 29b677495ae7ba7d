"""The note editor: one paragraph is one point, and its tags live in the paragraph, so undo covers them too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from PySide6.QtCore import QEvent, QMimeData, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from slireviewer.model import NO_ITEM, ItemId, Point, PointKind, position_between
from slireviewer.ui.actions import is_stray, typed_words
from slireviewer.ui.chips import paint_chip
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look

_BASE = QTextFormat.Property.UserProperty.value
_ID, _KIND, _THEMES, _OFF = _BASE + 1, _BASE + 2, _BASE + 3, _BASE + 4

PREFIXES = {
    "+": PointKind.STRENGTH,
    "-": PointKind.CONSIDERATION,
    '"': PointKind.QUOTE,
    "?": PointKind.FOLLOW_UP,
}

_LINE_END = re.compile("\r\n|\r|\n|\u2029")
_LINE_ENDS_OR_BREAK = re.compile("\r\n|\r|\n|\u2028|\u2029")


def displayed(text: str) -> str:
    """``text`` of a stored point as one paragraph of the editor can hold it."""
    flat = _LINE_END.sub("\u2028", text)
    return flat.replace("\ufdd0", "\ufffd").replace("\ufdd1", "\ufffd").replace("\x00", "\ufffd")


def undisplayed(shown: str, before: str = "") -> str:
    """The text to store for a paragraph; line breaks are written as in ``before``, when that had one sort only."""
    sorts = set(_LINE_ENDS_OR_BREAK.findall(before))
    return clean(shown).replace("\u2028", sorts.pop() if len(sorts) == 1 else "\n")


def clean(text: str) -> str:
    """``text`` without the two things no file can hold: NUL and halves of characters."""
    return "".join(sign for sign in text if sign != "\x00" and not 0xD800 <= ord(sign) <= 0xDFFF)


class NoteEditor(QTextEdit):
    """What one peer types in one meeting.

    ``edited`` follows every change by the reviewer and never a load. ``moved`` follows when the
    current point, or its kind or themes, is another than before. ``pressed`` says that a point was
    ended or tagged, a moment worth saving at once; ``left`` that the focus went elsewhere. ``offered``
    carries what was pasted or dropped and is no text; ``menu_opening`` a menu, and the place in the text it is for.
    """

    edited = Signal()
    moved = Signal()
    pressed = Signal()
    left = Signal()
    offered = Signal(object)
    menu_opening = Signal(object, int)

    def __init__(self, look: Look, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._look, self._clock = look, clock
        self._note = NO_ITEM
        self._stored: dict[ItemId, Point] = {}
        self._shown: dict[ItemId, str] = {}
        self._born: dict[ItemId, datetime] = {}
        self._words: dict[ItemId, str] = {}
        self._kind_words: dict[PointKind, str] = {}
        self._foreign: set[str] = set()
        self._loading = self._changed = False
        self._found: list[QTextEdit.ExtraSelection] = []
        self._last: tuple[object, ...] | None = None
        self.setObjectName("note")
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Points of this meeting"))
        self.setAccessibleDescription(self.tr("One line is one point. Enter starts a new point."))
        self.setPlaceholderText(self.tr("Write what you hear. Enter starts a new point."))
        self.document().setDocumentMargin(6)
        self._gutter = _Gutter(self, look)
        # Marks below words say contentsChanged too; only what is typed, tagged or undone says contentsChange.
        self.document().contentsChange.connect(self._note_real_change)
        self.document().contentsChanged.connect(self._note_change)
        self.cursorPositionChanged.connect(self._note_move)
        self.verticalScrollBar().valueChanged.connect(self._gutter.update)
        look.changed.connect(self._resize_gutter)
        self._resize_gutter()

    # What the page tells the editor.

    def set_words(self, kinds: dict[PointKind, str], themes: dict[ItemId, str]) -> None:
        """The words the chips show."""
        self._kind_words, self._words = kinds, themes
        self._gutter.update()

    def leave_keys(self, keys: Iterable[QKeySequence]) -> None:
        """Keys that belong to the window, whatever the text control would do with them."""
        self._foreign = {key.toString() for key in keys}

    def load(self, note: ItemId, points: Sequence[Point]) -> None:
        """Show these points. Nothing of it counts as typing."""
        self._loading = True
        try:
            self._note = note
            self._stored = {point.id: point for point in points}
            self._shown = {point.id: displayed(point.text) for point in points}
            self._born = {}
            document = self.document()
            document.setUndoRedoEnabled(False)
            document.clear()
            cursor = QTextCursor(document)
            for number, point in enumerate(points):
                form = self._form(point.id, point.kind, point.themes, off=point.off_record)
                if number:
                    cursor.insertBlock(form, QTextCharFormat())
                else:
                    cursor.setBlockFormat(form)
                cursor.insertText(self._shown[point.id])
            if not points:
                cursor.setBlockFormat(self._new_form(PointKind.CONTEXT, frozenset()))
            document.setUndoRedoEnabled(True)
            self.moveCursor(QTextCursor.MoveOperation.End)
        finally:
            self._loading = False
        self._last = None
        self._note_move()
        self._gutter.update()

    def written(self, note: ItemId, points: Sequence[Point]) -> None:
        """Storage has these points now."""
        self._note = note
        for point in points:
            self._stored[point.id] = point
            self._shown[point.id] = displayed(point.text)

    # What the page asks the editor.

    def points(self) -> list[Point]:
        """Every point as it stands, in order, with positions that keep those of before where they can."""
        self._repair()
        found: list[Point] = []
        block = self.document().begin()
        while block.isValid():
            point = self._point(block)
            if point is not None:
                found.append(point)
            block = block.next()
        return _placed(found)

    def count(self) -> int:
        """How many points have text."""
        return sum(1 for block in self._blocks() if block.text().strip())

    def kind(self) -> PointKind:
        """The kind of the point the cursor is in."""
        return _kind(self.textCursor().block())

    def themes(self) -> frozenset[ItemId]:
        """The themes of the point the cursor is in."""
        return _themes(self.textCursor().block())

    def off_record(self) -> bool:
        """Whether the point the cursor is in stays with the team."""
        return _off(self.textCursor().block())

    def chosen_points(self) -> list[ItemId]:
        """The points of the selection, or the one the cursor is in; empty ones are passed over."""
        return [_id(block) for block in self._chosen() if block.text().strip()]

    def current_point(self) -> ItemId:
        """The point the cursor is in."""
        return _id(self.textCursor().block())

    def plain_text(self) -> str:
        """Everything typed, one point a line."""
        return "\n".join(clean(block.text()).replace("\u2028", "\n  ") for block in self._blocks()) + "\n"

    def go_to(self, point: ItemId) -> bool:
        """Put the cursor at the end of that point."""
        for block in self._blocks():
            if _id(block) == point:
                cursor = QTextCursor(block)
                cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
                self.setTextCursor(cursor)
                self.ensureCursorVisible()
                return True
        return False

    def show_found(self, places: Sequence[QTextCursor], present: int) -> None:
        """Mark these places, and come to the one that is present."""
        self._found = []
        for number, place in enumerate(places):
            mark, form = QTextEdit.ExtraSelection(), QTextCharFormat()
            role = "selection" if number == present else "consideration_soft"
            form.setBackground(self._look.colour(role))
            form.setForeground(self._look.colour("selection_text" if number == present else "text"))
            mark.cursor, mark.format = place, form
            self._found.append(mark)
        if 0 <= present < len(places):
            cursor = QTextCursor(places[present])
            cursor.clearSelection()
            self.setTextCursor(cursor)
            self.ensureCursorVisible()
        self._mark_line()

    # What the reviewer does.

    def set_kind(self, kind: PointKind) -> None:
        """Mark the point, or every point of the selection."""
        self._tag(lambda block: self._form(_id(block), kind, _themes(block), off=_off(block)))
        self._announce(self._kind_words.get(kind, kind.value))

    def set_theme(self, theme: ItemId, *, also: bool = False) -> None:
        """File the point, or every point of the selection, under that theme; under none when all are there already.

        ``also`` leaves their other themes alone.
        """
        now = [_themes(block) for block in self._chosen()]
        alone = frozenset({theme})
        away = all(theme in themes for themes in now) if also else all(themes == alone for themes in now)

        def themes_of(block: QTextBlock) -> frozenset[ItemId]:
            if also:
                return _themes(block) - alone if away else _themes(block) | alone
            return frozenset() if away else alone

        self._tag(lambda block: self._form(_id(block), _kind(block), themes_of(block), off=_off(block)))
        self._announce(self.tr("no theme") if away else self._words.get(theme, ""))

    def toggle_off_record(self) -> None:
        """Mark the point, or every point of the selection, as not to leave the team; or take the mark away."""
        off = not all(_off(block) for block in self._chosen())
        self._tag(lambda block: self._form(_id(block), _kind(block), _themes(block), off=off))
        self._announce(self.tr("off the record") if off else self.tr("on the record"))

    def join_points(self) -> None:
        """Make one point of those of the selection, or of the point and the one above it."""
        chosen = [block for block in self._chosen() if block.text().strip()]
        if not chosen:
            return
        upper, lower = chosen[0], chosen[-1]
        if upper == lower:
            upper = upper.previous()
            while upper.isValid() and not upper.text().strip():
                upper = upper.previous()
            if not upper.isValid():
                return
        cursor = QTextCursor(upper)
        cursor.beginEditBlock()
        for _ in range(lower.blockNumber() - upper.blockNumber()):
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
            seam = cursor.block().text()[-1:] or " ", cursor.block().next().text()[:1] or " "
            self._join(cursor, "" if any(sign.isspace() for sign in seam) else " ")
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        self.pressed.emit()

    def stamp_time(self) -> None:
        """Put the hour in at the cursor, apart from the words before it."""
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.selectionStart() - cursor.block().position()]
        apart = " " if before and not before[-1].isspace() else ""
        cursor.insertText(f"{apart}{self._clock():%H:%M} ")
        self.ensureCursorVisible()

    def new_point(self) -> None:
        """End the point at the cursor and start the next under the same theme."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        self._remove_chosen(cursor)
        block = cursor.block()
        if not block.text():
            cursor.endEditBlock()
            return
        themes, fresh = _themes(block), self._new_form(PointKind.CONTEXT, _themes(block))
        if cursor.atBlockStart():
            cursor.insertBlock(block.blockFormat(), QTextCharFormat())
            QTextCursor(cursor.block().previous()).setBlockFormat(fresh)
        elif cursor.atBlockEnd():
            cursor.insertBlock(fresh, QTextCharFormat())
        else:
            cursor.insertBlock(self._new_form(_kind(block), themes, off=_off(block)), QTextCharFormat())
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        self.pressed.emit()

    def paste_text(self, text: str) -> None:
        """Put in ``text``: each of its lines is a point; blank lines are passed over."""
        lines = [line for line in _LINE_END.split(clean(text)) if line.strip()]
        if not lines:
            lines = [_LINE_END.sub("", clean(text))]
        cursor = self.textCursor()
        cursor.beginEditBlock()
        self._remove_chosen(cursor)
        themes = _themes(cursor.block())
        for number, each in enumerate(lines):
            if number:
                cursor.insertBlock(self._new_form(PointKind.CONTEXT, themes), QTextCharFormat())
            cursor.insertText(displayed(each))
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    # Paragraphs and their properties.

    def _form(
        self, point: ItemId, kind: PointKind, themes: frozenset[ItemId], *, off: bool = False
    ) -> QTextBlockFormat:
        form = QTextBlockFormat()
        form.setLineHeight(124, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        form.setTopMargin(5)
        form.setBottomMargin(5)
        form.setProperty(_ID, point)
        form.setProperty(_KIND, kind.value)
        form.setProperty(_THEMES, ",".join(sorted(themes)))
        form.setProperty(_OFF, off)
        return form

    def _new_form(self, kind: PointKind, themes: frozenset[ItemId], *, off: bool = False) -> QTextBlockFormat:
        point = ItemId(uuid4().hex)
        self._born[point] = self._clock()
        return self._form(point, kind, themes, off=off)

    def _blocks(self) -> list[QTextBlock]:
        blocks, block = [], self.document().begin()
        while block.isValid():
            blocks.append(block)
            block = block.next()
        return blocks

    def _point(self, block: QTextBlock) -> Point | None:
        point, text = _id(block), block.text()
        before = self._stored.get(point)
        if before is not None and self._shown.get(point) == text:
            return replace(before, kind=_kind(block), themes=_themes(block), off_record=_off(block))
        if not text.strip():
            return None
        text = undisplayed(text, before.text if before is not None else "")
        if before is not None:
            return replace(before, text=text, kind=_kind(block), themes=_themes(block), off_record=_off(block))
        return Point(
            id=point,
            note=self._note,
            text=text,
            kind=_kind(block),
            themes=_themes(block),
            off_record=_off(block),
            at=self._born.get(point),
        )

    def _repair(self) -> None:
        seen: set[ItemId] = set()
        for block in self._blocks():
            point = _id(block)
            if not point or point in seen:
                cursor = QTextCursor(block)
                cursor.joinPreviousEditBlock()
                cursor.setBlockFormat(self._new_form(_kind(block), _themes(block), off=_off(block)))
                cursor.endEditBlock()
                point = _id(block)
            seen.add(point)

    def _chosen(self) -> list[QTextBlock]:
        # A selection that ends before the first sign of a line holds nothing of that line.
        chosen = self.textCursor()
        start, end = chosen.selectionStart(), chosen.selectionEnd()
        block, last = self.document().findBlock(start), self.document().findBlock(end)
        if last != block and last.position() == end:
            last = last.previous()
        blocks = [block]
        while block != last:
            block = block.next()
            blocks.append(block)
        return blocks

    def _tag(self, form: Callable[[QTextBlock], QTextBlockFormat]) -> None:
        blocks = self._chosen()
        cursor = QTextCursor(blocks[0])
        cursor.beginEditBlock()
        for block in blocks:
            QTextCursor(block).setBlockFormat(form(block))
        cursor.endEditBlock()
        self._note_move()
        self.pressed.emit()

    def _join(self, cursor: QTextCursor, glue: str = "") -> None:
        """Join the line at whose end the cursor is with the one below; nothing either of them was marked with is lost.

        Of two kinds the first stays, unless it is plain context.
        """
        upper, lower = cursor.block(), cursor.block().next()
        kept, other = (upper, lower) if upper.text().strip() else (lower, upper)
        form = QTextBlockFormat(kept.blockFormat())
        if other.text().strip():
            kind = _kind(other) if _kind(kept) is PointKind.CONTEXT else _kind(kept)
            form = self._form(_id(kept), kind, _themes(kept) | _themes(other), off=_off(kept) or _off(other))
        cursor.beginEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.NextCharacter, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(glue) if glue else cursor.removeSelectedText()
        cursor.setBlockFormat(form)
        cursor.endEditBlock()

    def _remove_chosen(self, cursor: QTextCursor) -> None:
        # What is left of a point off the record stays off the record, whichever line it now stands in.
        last = self.document().findBlock(cursor.selectionEnd())
        off = _off(last) and last.position() + last.length() - 1 > cursor.selectionEnd()
        cursor.removeSelectedText()
        block = cursor.block()
        if off and not _off(block):
            cursor.setBlockFormat(self._form(_id(block), _kind(block), _themes(block), off=True))

    def _join_by_key(self, key: int) -> bool:
        """Whether the key joins two lines here, and it is done."""
        cursor = self.textCursor()
        if cursor.hasSelection():
            last, several = cursor.selectionEnd(), len(self._chosen()) > 1
            if not several and self.document().findBlock(last) == self.document().findBlock(cursor.selectionStart()):
                return False
            cursor.beginEditBlock()
            self._remove_chosen(cursor)
            cursor.endEditBlock()
        elif key == Qt.Key.Key_Backspace and cursor.atBlockStart() and cursor.block().previous().isValid():
            cursor.movePosition(QTextCursor.MoveOperation.PreviousCharacter)
            self._join(cursor)
        elif key == Qt.Key.Key_Delete and cursor.atBlockEnd() and cursor.block().next().isValid():
            self._join(cursor)
        else:
            return False
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        return True

    def _take_prefix(self) -> None:
        cursor = self.textCursor()
        block = cursor.block()
        sign = block.text()[:1]
        cursor.beginEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
        cursor.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor, 2)
        cursor.removeSelectedText()
        cursor.setBlockFormat(self._form(_id(block), PREFIXES[sign], _themes(block), off=_off(block)))
        cursor.endEditBlock()
        self._announce(self._kind_words.get(PREFIXES[sign], ""))

    def _announce(self, words: str) -> None:
        if words and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    # What Qt tells.

    def _note_real_change(self) -> None:
        self._changed = True

    def _note_change(self) -> None:
        self._gutter.update()
        changed, self._changed = self._changed, False
        if changed and not self._loading:
            self._note_move()
            self.edited.emit()

    def _note_move(self) -> None:
        if self._loading:
            return
        block = self.textCursor().block()
        now = (
            block.blockNumber(),
            *(str(block.blockFormat().property(key) or "") for key in (_ID, _KIND, _THEMES, _OFF)),
        )
        self._mark_line()
        if now != self._last:
            self._last = now
            self._gutter.update()
            self.moved.emit()

    def _mark_line(self) -> None:
        mark = QTextEdit.ExtraSelection()
        form = QTextCharFormat()
        form.setBackground(self._look.colour("hover"))
        form.setProperty(QTextFormat.Property.FullWidthSelection.value, True)
        cursor = self.textCursor()
        cursor.clearSelection()
        mark.cursor, mark.format = cursor, form
        self.setExtraSelections([*([mark] if self.textCursor().block().text() else []), *self._found])

    def _resize_gutter(self) -> None:
        self.setViewportMargins(self._gutter.sizeHint().width(), 0, self._look.px(6), 0)
        self._place_gutter()
        self._mark_line()
        self.ensureCursorVisible()
        self._gutter.update()

    def _place_gutter(self) -> None:
        inside = self.contentsRect()
        self._gutter.setGeometry(inside.x(), inside.y(), self._gutter.sizeHint().width(), inside.height())

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
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.textCursor().insertText("\u2028")
                self.ensureCursorVisible()
            else:
                self.new_point()
            return
        if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            event.ignore()  # Tab moves the focus, also where there is nowhere to go
            return
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and self._join_by_key(event.key()):
            return
        cursor, words = self.textCursor(), typed_words(event)
        if is_stray(event):
            event.ignore()
            return
        if words and len(self._chosen()) > 1 and cursor.hasSelection():
            cursor.beginEditBlock()
            self._remove_chosen(cursor)
            cursor.insertText(words)
            cursor.endEditBlock()
            self.setTextCursor(cursor)
            return
        super().keyPressEvent(event)
        if words == " ":
            cursor = self.textCursor()
            block = cursor.block()
            start = block.text()[:2]
            if cursor.positionInBlock() == 2 and start[1:] == " " and start[:1] in PREFIXES:
                self._take_prefix()

    @safe(False)
    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() or source.hasImage() or source.hasUrls()

    @safe(None)
    def insertFromMimeData(self, source: QMimeData) -> None:
        if any(url.isLocalFile() for url in source.urls()) or (source.hasImage() and not source.hasText()):
            self.offered.emit(source)
        elif source.hasText():
            self.paste_text(source.text())

    @safe(None)
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
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
        self._place_gutter()
        self.ensureCursorVisible()


class _Gutter(QWidget):
    """The strip left of the text: a chip for the kind, a word for the theme, a bar at the current point."""

    def __init__(self, editor: NoteEditor, look: Look) -> None:
        super().__init__(editor)
        self._editor, self._look = editor, look
        self.setCursor(Qt.CursorShape.ArrowCursor)

    @safe(QSize())
    def sizeHint(self) -> QSize:
        return QSize(self._look.px(200), 0)

    @safe(None)
    def mousePressEvent(self, event: QMouseEvent) -> None:
        cursor = self._editor.cursorForPosition(QPoint(1, round(event.position().y())))
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        self._editor.setTextCursor(cursor)
        self._editor.setFocus()

    @safe(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        editor = self._editor
        current = editor.textCursor().block()
        block = editor.cursorForPosition(QPoint(0, 0)).block()
        while block.isValid():
            first = editor.cursorRect(QTextCursor(block))
            if first.top() > self.height():
                break
            if block == current:
                end = QTextCursor(block)
                end.movePosition(QTextCursor.MoveOperation.EndOfBlock)
                bar = QRect(0, first.top(), 3, editor.cursorRect(end).bottom() - first.top() + 1)
                painter.fillRect(bar, self._look.colour("accent"))
            if block.text() or block != editor.document().begin() or block.next().isValid():
                self._paint_tags(painter, block, first)
            block = block.next()
        painter.end()

    def _paint_tags(self, painter: QPainter, block: QTextBlock, first: QRect) -> None:
        look, editor = self._look, self._editor
        kind, themes = _kind(block), _themes(block)
        top = first.center().y() - look.px(20) // 2 + 1
        word = editor._kind_words.get(kind, kind.value)
        paint_chip(painter, look, QPoint(look.px(12), top), kind, word)
        words = [word for theme, word in editor._words.items() if theme in themes]
        place = QRect(look.px(122), top, self.width() - look.px(122) - look.px(4), look.px(20))
        painter.setFont(look.font(11))
        painter.setPen(look.colour("text_soft"))
        up = look.px(7) if _off(block) else 0  # the theme makes room for the words below it
        if words:
            text = words[0] if len(words) == 1 else f"{words[0]} +{len(words) - 1}"
            text = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(place.translated(0, -up), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        else:
            self._paint_missing(painter, place.translated(0, -up))
        if up:
            self._paint_off(painter, QRect(place.x(), place.center().y(), place.width(), look.px(16)))

    def _paint_off(self, painter: QPainter, place: QRect) -> None:
        look = self._look
        icon = look.picture("eye-off", "danger", 12, ratio=self.devicePixelRatioF())
        painter.drawPixmap(place.x(), place.y() + look.px(2), icon)
        painter.setFont(look.font(11, QFont.Weight.DemiBold))
        painter.setPen(look.colour("danger"))
        words = place.adjusted(look.px(15), 0, look.px(4), 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.tr("Off record"))

    def _paint_missing(self, painter: QPainter, place: QRect) -> None:
        text = self.tr("theme?")
        wide = QFontMetrics(painter.font()).horizontalAdvance(text) + self._look.px(19)
        painter.setPen(QPen(self._look.colour("field_edge"), 1, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        box = QRectF(place.x() + 0.5, place.y() + 0.5, wide, place.height() - 1)
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(self._look.colour("text_soft"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _id(block: QTextBlock) -> ItemId:
    return ItemId(str(block.blockFormat().property(_ID) or ""))


def _kind(block: QTextBlock) -> PointKind:
    return PointKind(str(block.blockFormat().property(_KIND) or PointKind.CONTEXT.value))


def _off(block: QTextBlock) -> bool:
    return bool(block.blockFormat().property(_OFF))


def _themes(block: QTextBlock) -> frozenset[ItemId]:
    text = str(block.blockFormat().property(_THEMES) or "")
    return frozenset(ItemId(theme) for theme in text.split(",") if theme)


def _placed(points: list[Point]) -> list[Point]:
    """The points with rising positions; a point moves only when it must."""
    later = [""] * (len(points) + 1)
    for number in range(len(points) - 1, -1, -1):
        mine, after = points[number].position, later[number + 1]
        later[number] = mine if mine and (not after or mine < after) else after
    placed, last = [], ""
    for number, point in enumerate(points):
        position = point.position
        if not position or position <= last or (later[number + 1] and position >= later[number + 1]):
            after = later[number + 1] if later[number + 1] > last else ""
            position = position_between(last, after)
        placed.append(point if position == point.position else replace(point, position=position))
        last = position
    return placed
