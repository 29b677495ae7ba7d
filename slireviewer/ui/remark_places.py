"""Where on the page a remark belongs: in which chapter, and at which words of the editor."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from slireviewer.checks import Remark
from slireviewer.letter import FIELDS
from slireviewer.richtext import Text, plain
from slireviewer.ui.chapters import Chapter, chapter_for, chapter_of
from slireviewer.ui.rich_editor import Mark

_FIELD = re.compile(r"\{(?:" + "|".join(FIELDS) + r")\}")


def key_of_remark(chapters: Sequence[Chapter], remark: Remark) -> str:
    """The chapter that a remark is shown with; one on the letter as a whole, or on a computed list, the first."""
    chapter = chapter_of(chapters, remark.slot) if remark.slot else None
    if chapter is None and remark.item:
        chapter = chapter_for(chapters, f"theme:{remark.item}")
    return (chapter or chapters[0]).key if chapters else ""


def place_of_remark(remark: Remark, texts: Mapping[str, Text]) -> tuple[str, int, int] | None:
    """The words of a remark in the editor; none when they are no longer there, or are computed."""
    text = texts.get(remark.slot)
    if not text or not remark.words:
        return None
    whole = plain(text)
    before = sum(len(block.text) + 1 for block in text[: remark.part])
    at = whole.find(remark.words, max(0, before + remark.start - 2))
    at = at if at >= 0 else whole.find(remark.words)
    return (remark.slot, at, at + len(remark.words)) if at >= 0 else None


def computed_places(texts: Mapping[str, Text]) -> list[Mark]:
    """Where counts and dates stand that are computed when the letter is written."""
    return [
        Mark(slot, found.start(), found.end(), "accent")
        for slot, text in texts.items()
        for found in _FIELD.finditer(plain(text))
    ]
