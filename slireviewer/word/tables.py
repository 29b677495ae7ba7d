"""The tables of a foreign Word file as rows of text, with the lines between them. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from slireviewer.errors import NotOurFile
from slireviewer.word.archive import OFFICE, parsed, read_parts, related, target_of, w

MOST_ROWS = 5_000
MOST_COLUMNS = 64

_GONE = frozenset([w("del"), w("moveFrom"), w("rPr"), w("pPr"), w("tbl"), w("instrText")])
_PARAGRAPH, _ROW, _CELL, _TABLE, _BREAKS = w("p"), w("tr"), w("tc"), w("tbl"), frozenset([w("br"), w("cr")])


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table, or (in ``table`` 0) a line of text between tables; both count from 1.

    ``above`` names the cells that are one with the cell above them.
    """

    table: int
    row: int
    cells: tuple[str, ...]
    above: frozenset[int] = frozenset()


def read_tables(path: Path) -> list[Line]:
    """Every row of every table in the document at ``path``, and the lines between them, in order.

    Tracked insertions are read and tracked deletions are not. A cell that spans columns says its text in each of them,
    so that columns stay in line. Raises NotOurFile when it is no Word file, ReviewError when it cannot be read.
    """
    parts = read_parts(path)
    try:
        main = next(target_of("", one) for one in related(parts, "") if one.get("Type") == f"{OFFICE}/officeDocument")
        body = parsed(parts[main]).find(w("body"))
    except (StopIteration, KeyError, etree.XMLSyntaxError) as error:
        raise NotOurFile(f"{path.name} is not a Word document (.docx).") from error
    lines: list[Line] = []
    tables = paragraphs = 0
    for block in _blocks(body) if body is not None else ():
        if len(lines) >= MOST_ROWS:
            break
        if block.tag == _PARAGRAPH:
            paragraphs += 1
            text = _text(block)
            if text:
                lines.append(Line(0, paragraphs, (text,)))
        else:
            tables += 1
            lines += _rows(block, tables)
    return lines[:MOST_ROWS]


def _blocks(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables, also those inside content controls and insertions."""
    for child in parent:
        if child.tag in (_PARAGRAPH, _TABLE):
            yield child
        elif child.tag in (w("sdt"), w("sdtContent"), w("ins"), w("moveTo"), w("customXml"), w("smartTag")):
            yield from _blocks(child)


def _inside(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, also those inside content controls."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in (w("sdt"), w("sdtContent"), w("customXml")):
            yield from _inside(child, tag)


def _rows(table: etree._Element, number: int) -> Iterator[Line]:
    above: dict[int, str] = {}
    for count, row in enumerate(_inside(table, _ROW), 1):
        if count > MOST_ROWS:
            return
        if row.find(f"{w('trPr')}/{w('del')}") is not None:
            continue
        cells: list[str] = [""] * _number(row.find(f"{w('trPr')}/{w('gridBefore')}"), 0)
        joined = set()
        for cell in _inside(row, _CELL):
            merge = cell.find(f"{w('tcPr')}/{w('vMerge')}")
            text = "\n".join(filter(None, (_text(block) for block in _blocks(cell) if block.tag == _PARAGRAPH)))
            goes_on = merge is not None and merge.get(w("val"), "continue") == "continue"
            for _ in range(max(1, _number(cell.find(f"{w('tcPr')}/{w('gridSpan')}"), 1))):
                if len(cells) >= MOST_COLUMNS:
                    break
                if goes_on:
                    joined.add(len(cells))
                    text = above.get(len(cells), "")
                above[len(cells)] = text
                cells.append(text)
        yield Line(number, count, tuple(cells), frozenset(joined))


def _number(element: etree._Element | None, otherwise: int) -> int:
    said = "" if element is None else element.get(w("val"), "")
    return min(int(said), MOST_COLUMNS) if said.isdecimal() and len(said) < 6 else otherwise


def _text(paragraph: etree._Element) -> str:
    """What a paragraph says now, in one line or, at a line break, in several."""
    out: list[str] = []

    def walk(element: etree._Element) -> None:
        for child in element:
            if child.tag == w("t"):
                out.append(child.text or "")
            elif child.tag == w("tab"):
                out.append(" ")
            elif child.tag in _BREAKS:
                out.append("\n")
            elif child.tag == w("noBreakHyphen"):
                out.append("-")
            elif child.tag not in _GONE:
                walk(child)

    walk(paragraph)
    return "\n".join(" ".join(line.split()) for line in "".join(out).splitlines() if line.strip())
