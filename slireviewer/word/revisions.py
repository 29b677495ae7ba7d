"""A returned Word file as lines of kept, added and struck words, with its marks and comments. What they mean for the
letter is not known here.

Own reader on lxml: tracked insertions, moved text and what stands in content controls are all read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from lxml import etree

from slireviewer.errors import NotOurFile, ReviewError
from slireviewer.word.archive import OFFICE, Parts, parsed, read_parts, related, target_of, w

_EXTENDED = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"


class State(StrEnum):
    """What became of words since the file was sent."""

    KEPT = "kept"
    ADDED = "added"
    STRUCK = "struck"


@dataclass(frozen=True, slots=True)
class Hand:
    """Who changed something, and when; ``moved`` when it is one end of a move."""

    author: str = ""
    when: datetime | None = None
    moved: bool = False


@dataclass(slots=True)
class Scrap:
    """Words of one state by one hand."""

    text: str
    state: State
    hand: Hand


@dataclass(slots=True)
class Line:
    """One paragraph: its words, the marks that hold them, what became of its end, and the comments on it.

    ``comments`` gives for each number where it begins and ends in the words as they were (``was``); ``closed`` when
    nothing after it can be joined to it, as at the end of a cell.
    """

    scraps: list[Scrap] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    end: State = State.KEPT
    end_hand: Hand = Hand()
    comments: dict[str, tuple[int, int]] = field(default_factory=dict)
    closed: bool = False

    @property
    def was(self) -> str:
        """Its words with all changes rejected."""
        return "".join(scrap.text for scrap in self.scraps if scrap.state is not State.ADDED)

    @property
    def now(self) -> str:
        """Its words with all changes accepted."""
        return "".join(scrap.text for scrap in self.scraps if scrap.state is not State.STRUCK)


@dataclass(frozen=True, slots=True)
class Note:
    """A comment as it stands in the file; ``parent`` is the number of the one that it answers."""

    number: str
    author: str
    when: datetime | None
    text: str
    parent: str = ""
    resolved: bool = False


@dataclass(frozen=True, slots=True)
class Revised:
    """Everything that a returned file says."""

    lines: tuple[Line, ...]
    notes: tuple[Note, ...]
    identifier: str
    words: dict[str, str]
    """The words on which each comment stands, by its number."""


def read_revised(path: Path) -> Revised:
    """What the file at ``path`` says, word for word. Raises NotOurFile when it is no Word file, or a damaged one;
    ReviewError when it is far too long."""
    parts = read_parts(path)
    try:
        main = next(target_of("", one) for one in related(parts, "") if one.get("Type") == f"{OFFICE}/officeDocument")
        body = parsed(parts[main]).find(w("body"))
        notes = _notes(parts, main)
        identifier = _identifier(parts)
    except (StopIteration, KeyError, etree.XMLSyntaxError) as error:
        raise NotOurFile(f"{path.name} is not a Word document (.docx), or it is damaged.") from error
    if body is None:
        raise NotOurFile(f"{path.name} is not a Word document (.docx) with a text.")
    reader = _Reader()
    reader.blocks(body)
    if len(reader.lines) > _MOST_LINES:
        raise ReviewError(f"{path.name} holds more than a letter ever does, so it was not read.")
    return Revised(tuple(reader.lines), notes, identifier, reader.words)


def read_identifier(path: Path) -> str:
    """The name of the export that the file at ``path`` was made from, "" for none. Raises as ``read_revised``."""
    try:
        return _identifier(read_parts(path))
    except (KeyError, etree.XMLSyntaxError) as error:
        raise NotOurFile(f"{path.name} is not a Word document (.docx), or it is damaged.") from error


def _identifier(parts: Parts) -> str:
    for one in related(parts, ""):
        if str(one.get("Type")).endswith("/core-properties"):
            found = parsed(parts[target_of("", one)]).find("{http://purl.org/dc/elements/1.1/}identifier")
            return "" if found is None or not found.text else found.text.strip()
    return ""


_HOLDERS = frozenset(map(w, ("sdt", "sdtContent", "customXml", "smartTag", "hyperlink", "fldSimple", "dir", "bdo")))
_MOST_LINES = 20_000
_CHANGED = {
    w("ins"): (State.ADDED, False),
    w("moveTo"): (State.ADDED, True),
    w("del"): (State.STRUCK, False),
    w("moveFrom"): (State.STRUCK, True),
}
_SIGNS = {w("tab"): "\t", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "\u2011"}


class _Reader:
    """One walk through the body; bookmarks and comments may begin in one paragraph and end in another."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.words: dict[str, str] = {}
        self._open: dict[str, str] = {}
        self._spoken: dict[str, list[str]] = {}

    def blocks(self, parent: etree._Element, state: State = State.KEPT, hand: Hand = Hand()) -> None:
        for child in parent:
            if child.tag == w("p"):
                self.paragraph(child, state, hand)
            elif child.tag == w("tbl"):
                for cell in child.iter(w("tc")):
                    self.blocks(cell, state, hand)
                    if self.lines:
                        self.lines[-1].closed = True
            elif child.tag in _CHANGED:
                inner, moved = _CHANGED[child.tag]
                self.blocks(child, inner, _hand(child, moved=moved))
            elif child.tag in _HOLDERS:
                self.blocks(child, state, hand)
            else:
                self.border(child, None)

    def paragraph(self, paragraph: etree._Element, state: State, hand: Hand) -> None:
        line = Line(marks=list(self._open.values()))
        look = paragraph.find(f"{w('pPr')}/{w('rPr')}")
        for child in () if look is None else look:
            if child.tag in _CHANGED:
                line.end, moved = _CHANGED[child.tag]
                line.end_hand = _hand(child, moved=moved)
        self.inside(paragraph, line, state, hand)
        self.lines.append(line)

    def inside(self, parent: etree._Element, line: Line, state: State, hand: Hand) -> None:
        for child in parent:
            if child.tag == w("r"):
                self.run(child, line, state, hand)
            elif child.tag in _CHANGED:
                inner, moved = _CHANGED[child.tag]
                self.inside(child, line, inner, _hand(child, moved=moved))
            elif child.tag in _HOLDERS:
                self.inside(child, line, state, hand)
            else:
                self.border(child, line)

    def run(self, run: etree._Element, line: Line, state: State, hand: Hand) -> None:
        text = ""
        for piece in run:
            if piece.tag in (w("t"), w("delText")):
                text += piece.text or ""
            elif piece.tag == w("commentReference"):
                self.point(piece.get(w("id"), ""), line, ending=True)
            elif piece.tag in _SIGNS:
                text += _SIGNS[str(piece.tag)]
        if not text:
            return
        line.scraps.append(Scrap(text, state, hand))
        if state is not State.STRUCK:
            for spoken in self._spoken.values():
                spoken.append(text)

    def border(self, element: etree._Element, line: Line | None) -> None:
        """Where a bookmark or the words of a comment begin or end."""
        name = element.get(w("id"), "")
        if element.tag == w("bookmarkStart"):
            self._open[name] = element.get(w("name"), "")
            if line is not None and self._open[name] not in line.marks:
                line.marks.append(self._open[name])
        elif element.tag == w("bookmarkEnd"):
            # LibreOffice begins a mark again in its last paragraph, under another number, and ends it once.
            ended = self._open.pop(name, None)
            self._open = {number: mark for number, mark in self._open.items() if mark != ended}
        elif element.tag == w("commentRangeStart"):
            self._spoken[name] = []
            if line is not None:
                self.point(name, line)
        elif element.tag == w("commentRangeEnd"):
            self.words[name] = "".join(self._spoken.pop(name, ()))
            if line is not None:
                self.point(name, line, ending=True)

    def point(self, number: str, line: Line, *, ending: bool = False) -> None:
        """Remember where on this line a comment stands; what began on an earlier one stays there."""
        at = len(line.was)
        if number in line.comments:
            line.comments[number] = (line.comments[number][0], max(at, line.comments[number][1]))
        elif not ending or not any(number in earlier.comments for earlier in self.lines[-200:]):
            line.comments[number] = (at, at)


def _hand(element: etree._Element, *, moved: bool) -> Hand:
    return Hand(element.get(w("author"), "").strip(), _moment(element.get(w("date"), "")), moved)


def _moment(text: str) -> datetime | None:
    """A time as Word writes it; LibreOffice writes "0-00-00" where it has none."""
    try:
        return datetime.fromisoformat(text.replace("Z", "")[:19]) if text else None
    except ValueError:
        return None


def _notes(parts: Parts, main: str) -> tuple[Note, ...]:
    beside = {str(one.get("Type")): target_of(main, one) for one in related(parts, main)}
    comments = beside.get(f"{OFFICE}/comments", "")
    if comments not in parts:
        return ()
    threads = dict(_threads(parts, beside.get(_EXTENDED, "")))
    found = []
    numbers: dict[str, str] = {}
    for one in parsed(parts[comments]).iterfind(w("comment")):
        number = one.get(w("id"), "")
        every = list(one.iter(w("p")))
        numbers |= {str(each.get(f"{_W14}paraId")): number for each in every if each.get(f"{_W14}paraId")}
        last = every[-1].get(f"{_W14}paraId", "") if every else ""
        said = "\n".join("".join(text.text or "" for text in paragraph.iter(w("t"))) for paragraph in every)
        found.append((number, one, last, said.strip()))
    return tuple(
        Note(
            number=number,
            author=one.get(w("author"), "").strip(),
            when=_moment(one.get(w("date"), "")),
            text=said,
            parent=numbers.get(threads.get(last, ("", False))[0], ""),
            resolved=threads.get(last, ("", False))[1],
        )
        for number, one, last, said in found
    )


def _threads(parts: Parts, name: str) -> Iterator[tuple[str, tuple[str, bool]]]:
    """For the last paragraph of each comment: the paragraph of the comment that it answers, and whether it is done."""
    if name in parts:
        for one in parsed(parts[name]).iterfind(f"{_W15}commentEx"):
            done = one.get(f"{_W15}done", "0") in ("1", "true")
            yield one.get(f"{_W15}paraId", ""), (one.get(f"{_W15}paraIdParent", ""), done)
