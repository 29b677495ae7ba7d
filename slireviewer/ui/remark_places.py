"""Where on the page a remark belongs: in which chapter, and at which words of the editor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from slireviewer.checks import Remark
from slireviewer.ui.chapters import Chapter, chapter_for, chapter_of


def key_of_remark(chapters: Sequence[Chapter], remark: Remark) -> str:
    """The chapter that a remark is shown with; one on the letter as a whole, or on a computed list, the first."""
    chapter = chapter_of(chapters, remark.slot) if remark.slot else None
    if chapter is None and remark.item:
        chapter = chapter_for(chapters, f"theme:{remark.item}")
    return (chapter or chapters[0]).key if chapters else ""


def place_of_remark(remark: Remark, shown: Mapping[str, str]) -> tuple[str, int, int] | None:
    """The words of a remark among those that the editor shows; none when they are no longer there, or are computed."""
    whole = shown.get(remark.slot, "")
    if not whole or not remark.words:
        return None
    before = sum(len(line) + 1 for line in whole.split("\n")[: remark.part])
    at = whole.find(remark.words, max(0, before + remark.start - 2))
    at = at if at >= 0 else whole.find(remark.words)
    return (remark.slot, at, at + len(remark.words)) if at >= 0 else None
