"""The sections of a layout in another order: what moves together, what keeps its place, and where a move may go."""

from __future__ import annotations

from dataclasses import replace

from slireviewer.letter.layouts import LAYOUTS, LETTER, Layout
from slireviewer.model import LetterChoice, Section

_FIRST, _LAST = ("opening", "front"), ("close",)
_THEMES = ("themes", "feedback")
Sections = tuple[Section, ...]


def section_of(layout: Layout, part: str) -> str:
    """The section of ``layout`` in which a part of the letter stands: all themes and questions are one; "" for none."""
    keys = [section.key for section in layout.sections]
    kind, _, rest = part.partition(":")
    if part in keys:
        return part
    if part == "feedback_beside" or (rest and kind in ("theme", "question")):
        return next((key for key in keys if key in _THEMES), "")
    return kind if rest and kind in keys else ""


def moved(layout: Layout, part: str, before: str) -> Sections:
    """The sections with the one of ``part``, and those under it, before that of ``before`` ("" for the end).

    A section stays under its heading, and what opens and closes a letter keeps its place: such a move changes nothing.
    """
    sections = list(layout.sections)
    start = _place(layout, part)
    if start < 0 or sections[start].key in (*_FIRST, *_LAST):
        return layout.sections
    end = _end(layout, start)
    target = _place(layout, before) if before else len(sections)
    if target < 0 or start <= target <= end:
        return layout.sections
    level = sections[start].level
    while target < len(sections) and sections[target].level > level:  # not into what belongs to another section
        target += 1
    above = next((n for n in range(start, -1, -1) if sections[n].level < level), -1)
    first = sum(section.key in _FIRST for section in sections[:1]) if above < 0 else above + 1
    last = len(sections) - sum(section.key in _LAST for section in sections[-1:]) if above < 0 else _end(layout, above)
    if above >= 0 and not first <= target <= last:
        return layout.sections
    target = min(max(target, first), last)
    run = sections[start:end]
    rest = sections[:start] + sections[end:]
    at = target - len(run) if target > start else target
    return tuple(rest[:at] + run + rest[at:])


def stepped(layout: Layout, part: str, by: int) -> Sections:
    """The sections with the one of ``part`` one place further up (``by`` -1) or down (1) among its neighbours."""
    start = _place(layout, part)
    if start < 0:
        return layout.sections
    sections, level = layout.sections, layout.sections[start].level
    if by < 0:
        target = start - 1
        while target > 0 and sections[target].level > level:
            target -= 1
    else:
        after = _end(layout, start)
        target = _end(layout, after) if after < len(sections) else after
    if not target >= 0 or (target < start and sections[target].level < level):
        return layout.sections
    return moved(layout, part, sections[target].key if target < len(sections) else "")


def in_this_order(choice: LetterChoice, sections: Sections) -> LetterChoice:
    """``choice`` with its sections so; the order that the layout has by itself is not said again."""
    plain = LAYOUTS.get(choice.layout, LETTER).sections
    return replace(choice, outline=() if sections == plain else sections)


def _place(layout: Layout, part: str) -> int:
    key = section_of(layout, part)
    return next((n for n, section in enumerate(layout.sections) if section.key == key), -1)


def _end(layout: Layout, start: int) -> int:
    """Where the section at ``start`` ends, with all that stand under it."""
    level = layout.sections[start].level
    later = range(start + 1, len(layout.sections))
    return next((n for n in later if layout.sections[n].level <= level), len(layout.sections))
