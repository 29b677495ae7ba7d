"""Formatted words: paragraphs and list entries of runs in bold, italic or as a link, and nothing else.

This is what the editor, the change log and Word all keep without loss. As JSON a text is a list of blocks:
``{"t": "p", "r": [["words", "b"], ["more", "bi", "https://…"]]}``, where ``t`` is "p", "ul" or "ol" and ``l`` is 1
for an entry that belongs to the one before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

LINKS = ("http://", "https://", "mailto:")


class Sort(StrEnum):
    """What a block is: a paragraph, an entry of a list in no order, or an entry of a counted list."""

    PARAGRAPH = "p"
    BULLET = "ul"
    NUMBER = "ol"


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one look; ``link`` is an address (https, mailto) or ``#`` and the mark of a block."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a list entry; ``level`` 1 is one step in, and only for entries."""

    runs: Runs
    sort: Sort = Sort.PARAGRAPH
    level: int = 0

    @property
    def text(self) -> str:
        """Its words without their look."""
        return "".join(run.text for run in self.runs)


Text = tuple[Block, ...]


def tidy(runs: Iterable[Run]) -> Runs:
    """The same words in as few runs as possible, without empty ones."""
    out: list[Run] = []
    for run in runs:
        if not run.text:
            continue
        last = out[-1] if out else None
        if last is not None and (last.bold, last.italic, last.link) == (run.bold, run.italic, run.link):
            out[-1] = Run(last.text + run.text, run.bold, run.italic, run.link)
        else:
            out.append(run)
    return tuple(out)


def plain(text: Text) -> str:
    """The words alone, one line a block."""
    return "\n".join(block.text for block in text)


def from_plain(words: str) -> Text:
    """Typed words as paragraphs, one a line; a line that starts with a dash or a bullet is a list entry."""
    out = []
    for line in words.splitlines():
        said = line.strip()
        if not said:
            continue
        if said[0] in "-–•*" and said[1:2] in (" ", "\t", "\u00a0"):
            out.append(Block((Run(said[1:].strip()),), Sort.BULLET))
        else:
            out.append(Block((Run(said),)))
    return tuple(out)


_FIELD = re.compile(r"\{\w+\}")


def found_in(words: str, wanted: str) -> list[tuple[int, int]]:
    """From where to where ``wanted`` stands in these words, whatever its case."""
    if not wanted.strip():
        return []
    return [found.span() for found in re.finditer(re.escape(wanted), words, re.IGNORECASE)]


def places_of(text: Text, wanted: str) -> list[list[tuple[int, int]]]:
    """The same in each block of a text; the name of a field is no word of it."""
    found = []
    for block in text:
        fields = [field.span() for field in _FIELD.finditer(block.text)]
        places = found_in(block.text, wanted)
        found.append([(a, b) for a, b in places if not any(a < last and first < b for first, last in fields)])
    return found


def cased(wanted: str, found: str, other: str) -> str:
    """What to put for words that were found: with a capital where those had one and the words looked for have none."""
    return other[:1].upper() + other[1:] if found[:1].isupper() and wanted[:1].islower() else other


def replaced(text: Text, wanted: str, other: str) -> tuple[Text, int]:
    """The text with ``other`` in place of ``wanted``, in the look of its first sign, and in how many places."""
    places = places_of(text, wanted)
    pairs = zip(text, places, strict=True)
    fresh = tuple(_put(block, there, wanted, other) if there else block for block, there in pairs)
    return fresh, sum(map(len, places))


def _put(block: Block, places: Sequence[tuple[int, int]], wanted: str, other: str) -> Block:
    runs, at = [], 0
    for run in block.runs:
        end, done, words = at + len(run.text), at, ""
        for start, stop in places:
            if stop <= at or start >= end:
                continue
            words += run.text[done - at : max(start, at) - at]
            if start >= at:
                words += cased(wanted, block.text[start:stop], other)
            done = min(stop, end)
        runs.append(replace(run, text=words + run.text[done - at :]))
        at = end
    return replace(block, runs=tidy(runs))


def to_json(text: Text) -> list[dict[str, Any]]:
    """The text as plain data for the change log."""
    out: list[dict[str, Any]] = []
    for block in text:
        runs: list[list[str]] = []
        for run in tidy(block.runs):
            look = ("b" if run.bold else "") + ("i" if run.italic else "")
            runs.append([run.text, look, run.link] if run.link else [run.text, look] if look else [run.text])
        data: dict[str, Any] = {"t": str(block.sort), "r": runs}
        out.append({**data, "l": 1} if block.level else data)
    return out


def from_json(data: object) -> Text:
    """The text that such data means; what is not understood is left out, and a foreign link loses its address."""
    if not isinstance(data, list):
        return ()
    return tuple(block for block in map(_block, data) if block is not None)


def _block(data: object) -> Block | None:
    if not isinstance(data, dict) or not isinstance(data.get("r"), list):
        return None
    sort = Sort(data["t"]) if data.get("t") in tuple(Sort) else Sort.PARAGRAPH
    level = 1 if data.get("l") == 1 and sort is not Sort.PARAGRAPH else 0
    return Block(tidy(run for run in map(_run, data["r"]) if run is not None), sort, level)


def _run(data: object) -> Run | None:
    if not isinstance(data, list) or not data or not all(isinstance(part, str) for part in data):
        return None
    look = data[1] if len(data) > 1 else ""
    link = data[2] if len(data) > 2 and data[2].startswith((*LINKS, "#")) else ""
    return Run(data[0], "b" in look, "i" in look, link)
