"""Formatted words between :mod:`slireviewer.richtext` and Qt's documents, in both directions and without loss.

A document made here holds paragraphs and list entries with bold, italic and links. Whatever else a pasted text brings
(fonts, colours, tables, pictures) is left behind on the way through.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextList,
    QTextListFormat,
)

from slireviewer.richtext import LINKS, Block, Run, Sort, Text, from_plain, tidy
from slireviewer.ui.safe import safe

KEY = QTextFormat.Property.UserProperty.value + 11  # of a paragraph: to which piece of the text it belongs

FIELD = KEY + 1  # of words: the name of the field that they are computed for, and a number of their own
VALUE = KEY + 2  # and what was computed; words that are no longer that are words like all others

_TOKEN = re.compile(r"\{([a-z_]+)\}")
_ENDS = re.compile("\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_UNKEPT = dict.fromkeys([0, *range(0xD800, 0xE000)])
_FRAMES = {0xFDD0: 0xFFFD, 0xFDD1: 0xFFFD}  # by these Qt marks the ends of frames
_NUMBERED = (
    QTextListFormat.Style.ListDecimal,
    QTextListFormat.Style.ListLowerAlpha,
    QTextListFormat.Style.ListUpperAlpha,
    QTextListFormat.Style.ListLowerRoman,
    QTextListFormat.Style.ListUpperRoman,
)
_SIGN = re.compile("^[\u00b7\u2022\u25aa\u25e6\uf0b7][ \t\u00a0]+")
_NOTHING: object = None


def cleaned(words: str) -> str:
    """``words`` as they can be kept: line breaks of every sort are ``\\n``, and what no file can hold is gone."""
    return _ENDS.sub("\n", words.translate(_UNKEPT)).translate(_FRAMES)


def normal(text: Text) -> Text:
    """``text`` as a document holds it: clean words in as few runs as possible; one empty paragraph is nothing."""
    out = tuple(
        Block(
            tidy(Run(cleaned(run.text), run.bold, run.italic, run.link) for run in block.runs),
            block.sort,
            _level(block),
        )
        for block in text
    )
    return () if len(out) == 1 and out[0] == Block(()) else out


def _level(block: Block) -> int:
    return 0 if block.sort is Sort.PARAGRAPH else min(max(block.level, 0), 1)


# ---- into a document -------------------------------------------------------------------------------------


def char_form(run: Run) -> QTextCharFormat:
    """How the words of a run look."""
    form = QTextCharFormat()
    if run.bold:
        form.setFontWeight(QFont.Weight.Bold)
    if run.italic:
        form.setFontItalic(True)
    if run.link:
        form.setAnchor(True)
        form.setAnchorHref(run.link)
        form.setFontUnderline(True)
    return form


def insert_runs(
    cursor: QTextCursor, block: Block, fields: Mapping[str, str] | None = None, ground: QColor | None = None
) -> None:
    """Put the words of a block in at the cursor; where a field stands, what it is now, on that ``ground``."""
    for run in block.runs:
        words, form, at = cleaned(run.text).replace("\n", "\u2028"), char_form(run), 0
        for found in _TOKEN.finditer(words) if fields else ():
            value = (fields or {}).get(found[1])
            if not value:
                continue
            cursor.insertText(words[at : found.start()], form)
            field = QTextCharFormat(form)
            field.setProperty(FIELD, f"{found[1]}#{cursor.position()}")
            field.setProperty(VALUE, value)
            if ground is not None:
                field.setBackground(ground)
            cursor.insertText(value, field)
            at = found.end()
        cursor.insertText(words[at:], form)


def list_form(sort: Sort, level: int) -> QTextListFormat:
    """The sort of list an entry belongs to."""
    form = QTextListFormat()
    bullet = QTextListFormat.Style.ListCircle if level else QTextListFormat.Style.ListDisc
    number = QTextListFormat.Style.ListLowerAlpha if level else QTextListFormat.Style.ListDecimal
    form.setStyle(bullet if sort is Sort.BULLET else number)
    form.setIndent(level + 1)
    return form


class Lists:
    """Puts one entry after another into lists: a paragraph ends all of them, an entry those below its own level."""

    def __init__(self) -> None:
        self._open: dict[int, tuple[Sort, QTextList]] = {}

    def take(self, block: QTextBlock, sort: Sort, level: int) -> None:
        """The next block is of that sort and level."""
        if sort is Sort.PARAGRAPH:
            self._open.clear()
            return
        for deeper in [each for each in self._open if each > level]:
            del self._open[deeper]
        there = self._open.get(level)
        if there is not None and there[0] is sort:
            there[1].add(block)
        else:
            self._open[level] = (sort, QTextCursor(block).createList(list_form(sort, level)))


# ---- out of a document -----------------------------------------------------------------------------------


def sort_of(block: QTextBlock) -> tuple[Sort, int]:
    """Whether a block is a paragraph or an entry, and of which level."""
    there: QTextList | None = block.textList()
    if there is None:
        return Sort.PARAGRAPH, 0
    form = there.format()
    sort = Sort.NUMBER if form.style() in _NUMBERED else Sort.BULLET
    return sort, 1 if form.indent() + block.blockFormat().indent() > 1 else 0


def read_block(block: QTextBlock) -> Block:
    """One paragraph or entry as a value."""
    sort, level = sort_of(block)
    return Block(tidy(_runs(block)), sort, level)


def read_blocks(blocks: Iterable[QTextBlock]) -> Text:
    """Several as one text; one empty paragraph is nothing."""
    return normal(tuple(map(read_block, blocks)))


def blocks_of(document: QTextDocument) -> Iterator[QTextBlock]:
    """Every block of a document, in order."""
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def _runs(block: QTextBlock) -> Iterator[Run]:
    at = block.begin()
    while not at.atEnd():
        fragment = at.fragment()
        form = fragment.charFormat()
        if not form.isImageFormat():
            words = cleaned(fragment.text())
            if form.hasProperty(FIELD) and words == form.property(VALUE):
                words = f"{{{str(form.property(FIELD)).partition('#')[0]}}}"
            link = form.anchorHref() if form.isAnchor() else ""
            link = link if link.startswith((*LINKS, "#")) else ""
            yield Run(words, form.fontWeight() >= QFont.Weight.DemiBold, form.fontItalic(), link)
        at += 1


# ---- what is pasted --------------------------------------------------------------------------------------


class _Scratch(QTextDocument):
    """A document for a foreign text: it fetches nothing, neither from the disk nor from anywhere else."""

    @safe(_NOTHING)
    def loadResource(self, kind: int, name: QUrl | str) -> object:
        return b""


def pasted(data: QMimeData) -> Text:
    """What was copied elsewhere, as paragraphs and entries; blank lines are passed over."""
    if data.hasHtml():
        scratch = _Scratch()
        scratch.setHtml(data.html())
        found = tuple(map(read_block, blocks_of(scratch)))
    else:
        lines = cleaned(data.text())
        found = from_plain(lines) if "\n" in lines.strip("\n") else (Block((Run(lines.strip("\n")),)),)
    found = tuple(_foreign(block) for block in found if block.text.strip() or len(found) == 1)
    return normal(found if len(found) < 2 else tuple(map(_trimmed, found)))


def _foreign(block: Block) -> Block:
    """A block of a foreign text: marks of its own lead nowhere here, and a typed bullet makes an entry."""
    runs = tuple(
        Run(run.text, run.bold, run.italic, "" if run.link.startswith("#") else run.link) for run in block.runs
    )
    sign = _SIGN.match(runs[0].text) if runs and block.sort is Sort.PARAGRAPH else None
    if sign is None:
        return Block(runs, block.sort, block.level)
    first = runs[0]
    return Block((Run(first.text[sign.end() :], first.bold, first.italic, first.link), *runs[1:]), Sort.BULLET)


def _trimmed(block: Block) -> Block:
    runs = list(tidy(block.runs))
    first = runs[0]
    runs[0] = Run(first.text.lstrip(), first.bold, first.italic, first.link)
    last = runs[-1]
    runs[-1] = Run(last.text.rstrip(), last.bold, last.italic, last.link)
    return Block(tidy(runs), block.sort, block.level)


def field_at(block: QTextBlock, place: int) -> tuple[int, int] | None:
    """From where to where the field goes to which the sign at a place of the document belongs."""
    at = block.begin()
    while not at.atEnd():
        fragment = at.fragment()
        start, end = fragment.position(), fragment.position() + fragment.length()
        if start <= place < end and fragment.charFormat().hasProperty(FIELD):
            return start, end
        at += 1
    return None


def plain_form(key: str, form: QTextBlockFormat) -> QTextBlockFormat:
    """``form`` for a block of the piece ``key``."""
    made = QTextBlockFormat(form)
    made.setProperty(KEY, key)
    return made


def key_of(block: QTextBlock) -> str:
    """To which piece a block belongs."""
    return str(block.blockFormat().property(KEY) or "")
