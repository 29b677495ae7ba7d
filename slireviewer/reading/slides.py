"""The slides of a presentation as text: titles, text in groups and tables, diagrams, charts, and the notes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def read_slides(path: Path, most: int) -> list[str]:
    """The text of each slide, with its notes after it. Raises what python-pptx and lxml raise."""
    pages = []
    for number, slide in enumerate(Presentation(str(path)).slides, 1):
        if number > most + 1:
            break
        lines = [*_rows_and_lines(slide._element), *_drawn(slide.part)]
        notes = list(_rows_and_lines(_notes(slide))) if slide.has_notes_slide else []
        pages.append("\n".join([*lines, *(["Notes:", *notes] if notes else [])]))
    return pages


def _notes(slide: Any) -> Any:
    """The body of the notes; their page also repeats the number and the picture of the slide."""
    frame = slide.notes_slide.notes_text_frame
    return frame._txBody if frame is not None else slide.notes_slide._element


def _rows_and_lines(element: Any) -> Iterator[str]:
    """Every paragraph as a line and every row of a table as one, in the order in which they are drawn."""
    for child in element:
        if child.tag == f"{_A}p":
            text = _line(child)
            if text.strip():
                yield text
        elif child.tag == f"{_A}tr":
            cells = ("\n".join(_rows_and_lines(cell)) for cell in child.iter(f"{_A}tc"))
            row = " | ".join(cells)
            if row.strip(" |"):
                yield row
        elif child.tag != _FALLBACK:
            yield from _rows_and_lines(child)


def _line(paragraph: Any) -> str:
    parts = []
    for child in paragraph.iter(f"{_A}t", f"{_A}br", f"{_A}tab"):
        parts.append((child.text or "") if child.tag == f"{_A}t" else "\n" if child.tag == f"{_A}br" else "\t")
    return "".join(parts)


def _drawn(part: Any) -> Iterator[str]:
    """The words of a slide's diagrams and charts, which lie in parts of their own."""
    for related in part.rels.values():
        if related.is_external:
            continue
        if related.reltype.endswith("/diagramData"):
            yield from _rows_and_lines(parse_xml(related.target_part.blob))
        elif related.reltype == RELATIONSHIP_TYPE.CHART:
            chart = parse_xml(related.target_part.blob)
            yield from _rows_and_lines(chart)
            words = dict.fromkeys(
                value.text or "" for cache in chart.iter(f"{_C}strCache") for value in cache.iter(f"{_C}v")
            )
            if words:
                yield ", ".join(words)
