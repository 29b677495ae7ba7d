"""The words of a foreign Word file, page by page as far as it says where pages end. Nothing is written here."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from slireviewer.word.archive import OFFICE, RELATIONSHIPS, parsed, relationships_name, target_of, w

_MOST_PART = 60 * 1024 * 1024
_MOST_DEPTH = 200

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}p"
_P, _TBL, _TR, _TC, _T, _BR = w("p"), w("tbl"), w("tr"), w("tc"), w("t"), w("br")
# What was deleted or moved away, what only describes, and the older twin of a drawing that is there in two ways.
_GONE = frozenset(
    [w("del"), w("moveFrom"), w("rPr"), w("pPr"), w("tblPr"), w("tblGrid"), w("trPr"), w("tcPr"), w("sectPr"),
     w("instrText"), w("delText"), w("delInstrText"), f"{_MC}Fallback"]
)  # fmt: skip
_NOTES = {w("footnoteReference"): "footnotes", w("endnoteReference"): "endnotes"}
_BREAK = "\f"


class NoWords(Exception):
    """The file is no Word document, or is broken."""


def read_words(path: Path) -> list[str]:
    """The text of the document at ``path``, cut where Word last broke its pages.

    Tables come row by row with their cells set off by bars, text boxes after the paragraph that holds them, notes at
    the end of their page. Tracked insertions are read and tracked deletions are not. Raises NoWords.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _Document(archive).pages()
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, EOFError, OSError, ValueError, RuntimeError) as error:
        raise NoWords from error


class _Document:
    """One document while it is read: its main part, its notes, and what has been read of the page so far."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        (main,) = [target for kind, target in self._related("") if kind == f"{OFFICE}/officeDocument"][:1]
        self._body = self._part(main).find(w("body"))
        self._notes: dict[tuple[str, str], etree._Element] = {}
        for kind, target in self._related(main):
            for sort in ("footnotes", "endnotes"):
                if kind == f"{OFFICE}/{sort}":
                    for note in self._part(target):
                        self._notes[sort, note.get(w("id"), "")] = note
        self._seen: dict[tuple[str, str], int] = {}
        self._due: list[str] = []

    def _part(self, name: str) -> etree._Element:
        if self._archive.getinfo(name).file_size > _MOST_PART:
            raise ValueError("a part that is too large")
        return parsed(self._archive.read(name))

    def _related(self, part: str) -> list[tuple[str, str]]:
        name = posixpath.normpath(relationships_name(part))
        if name not in self._archive.namelist():
            return []
        found = self._part(name).iterfind(f"{{{RELATIONSHIPS}}}Relationship")
        return [(each.get("Type", ""), target_of(part, each)) for each in found if each.get("TargetMode") != "External"]

    def pages(self) -> list[str]:
        """The text of each page."""
        pages: list[str] = []
        lines: list[str] = []

        def turn() -> None:
            text = "\n".join([*lines, *self._due]).strip("\n")
            pages.append(re.sub(r"\n{3,}", "\n\n", text))
            lines.clear()
            self._due.clear()

        for line in self._blocks(self._body, 0) if self._body is not None else ():
            first, *rest = line.split(_BREAK)
            lines.append(first)
            for part in rest:
                turn()
                lines.append(part)
        turn()
        return pages

    def _blocks(self, parent: etree._Element, depth: int) -> Iterator[str]:
        """Paragraphs and rows of tables as lines, also those in content controls and insertions."""
        if depth > _MOST_DEPTH:
            raise ValueError("nested too deep")
        for child in parent:
            if child.tag == _P:
                yield from self._paragraph(child, depth)
            elif child.tag == _TR:
                if child.find(f"{w('trPr')}/{w('del')}") is None:
                    yield self._row(child, depth)
            elif child.tag not in _GONE:
                yield from self._blocks(child, depth + 1)

    def _row(self, row: etree._Element, depth: int) -> str:
        cells = []
        for cell in row.iter(_TC):
            if next(cell.iterancestors(_TR)) is row:
                lines = (line.strip() for line in self._blocks(cell, depth + 1))
                cells.append("\n".join(line for line in lines if line))
        return " | ".join(cells).replace(_BREAK, "")

    def _paragraph(self, paragraph: etree._Element, depth: int) -> Iterator[str]:
        boxes: list[etree._Element] = []
        before = paragraph.find(f"{w('pPr')}/{w('pageBreakBefore')}")
        broken = before is not None and before.get(w("val"), "1") not in ("0", "false", "off")
        text = (_BREAK if broken else "") + "".join(self._words(paragraph, boxes, depth))
        ends = paragraph.find(f"{w('pPr')}/{w('sectPr')}")
        kind = None if ends is None else ends.find(w("type"))
        new_page = ends is not None and (kind is None or kind.get(w("val")) != "continuous")
        yield text + (_BREAK if new_page else "")
        for box in boxes:
            yield from self._blocks(box, depth + 1)

    def _words(self, parent: etree._Element, boxes: list[etree._Element], depth: int) -> Iterator[str]:
        if depth > _MOST_DEPTH:
            raise ValueError("nested too deep")
        for child in parent:
            tag = child.tag
            if tag in (_T, _MATH):
                yield child.text or ""
            elif tag == w("tab"):
                yield "\t"
            elif tag in (_BR, w("cr")):
                yield _BREAK if child.get(w("type")) == "page" else "\n"
            elif tag == w("lastRenderedPageBreak"):
                yield _BREAK
            elif tag == w("noBreakHyphen"):
                yield "\u2011"
            elif tag == w("sym"):
                yield " "
            elif tag in _NOTES:
                yield self._note(_NOTES[tag], child.get(w("id"), ""), depth)
            elif tag == w("txbxContent"):
                boxes.append(child)
            elif tag == _DRAWN:
                yield "".join(each.text or "" for each in child.iter(_DRAWN[:-1] + "t")) + "\n"
            elif tag not in _GONE:
                yield from self._words(child, boxes, depth + 1)

    def _note(self, sort: str, id: str, depth: int) -> str:
        """The sign of a note in the text; the note itself is due at the end of the page."""
        note = self._notes.get((sort, id))
        if note is None:
            return ""
        known = (sort, id) in self._seen
        number = self._seen.setdefault((sort, id), sum(one == sort for one, _ in self._seen) + 1)
        sign = str(number) if sort == "footnotes" else f"e{number}"
        if known:
            return f"[{sign}]"
        said = " ".join(line.strip() for line in self._blocks(note, depth + 1) if line.strip())
        self._due.append(f"[{sign}] {said}".replace(_BREAK, ""))
        return f"[{sign}]"
