"""The letter as its writer goes through it: chapters of the outline, each with the places for words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication

from slireviewer.letter import SIDES, Part, Slot, Source, parts, slots
from slireviewer.model import FindingKind
from slireviewer.richtext import Text, plain
from slireviewer.ui.rich_editor import Piece


@dataclass(frozen=True, slots=True)
class Chapter:
    """One line of the outline: a section with what stands on both its sides.

    ``parts`` are the keys of the sections in it, its own first; ``number`` is its printed number or "".
    """

    key: str
    number: str
    title: str
    level: int
    parts: tuple[str, ...]
    slots: tuple[Slot, ...]

    @property
    def words(self) -> int:
        """How many words stand in it, those that are computed behind a paragraph included."""
        return sum(count_words(slot.text) + len(_tail(slot).split()) for slot in self.slots if not slot.hidden)


def count_words(text: Text) -> int:
    """How many words a text has."""
    return len(plain(text).split())


def read_chapters(source: Source) -> list[Chapter]:
    """Every chapter of the letter in order, also those without a word of their own above others that have some."""
    every = slots(source)
    found: list[Chapter] = []
    for part in parts(source):
        owner = part.key.partition("/")[0]
        mine = tuple(slot for slot in every if slot.section == part.key)
        if owner != part.key and found and found[-1].key == owner:
            last = found[-1]
            found[-1] = replace(last, parts=(*last.parts, part.key), slots=(*last.slots, *mine))
        else:
            found.append(Chapter(part.key, part.number, _title(part), part.level, (part.key,), mine))
    return [
        chapter
        for chapter, after in zip(found, [*found[1:], None], strict=True)
        if chapter.slots or _is_wanted(chapter) or (after is not None and after.level > chapter.level and after.slots)
    ]


def _title(part: Part) -> str:
    names = {
        "opening": QCoreApplication.translate("Chapters", "Opening"),
        "front": QCoreApplication.translate("Chapters", "Front"),
        "close": QCoreApplication.translate("Chapters", "Close"),
    }
    return part.title or names.get(part.key, part.key)


def _is_wanted(chapter: Chapter) -> bool:
    """Whether a chapter in which nothing can be written yet is shown: one of the team's own, or a theme's."""
    return chapter.key.startswith(("theme:", "own:", "question:")) or chapter.key in ("headlines", "practice")


def pieces_of(chapter: Chapter, counts: dict[str, str]) -> list[Piece]:
    """What the editor shows of a chapter; ``counts`` are the small numbers by slot."""
    out: list[Piece] = []
    before = chapter.key
    for slot in chapter.slots:
        lead, strong = "", False
        if slot.section != before and "/" in slot.section:
            lead, strong = slot.heading, True
        elif slot.label:
            word = QCoreApplication.translate("Chapters", "Recommendation {number}")
            lead, strong = word.format(number=slot.label.lstrip("R")), True
        before = slot.section
        text = () if slot.hidden else slot.text
        out.append(Piece(slot.slot, text, lead, strong, counts.get(slot.slot, ""), _empty(slot)))
    return out


def _empty(slot: Slot) -> str:
    if slot.hidden:
        return QCoreApplication.translate("Chapters", "Left out of the letter: {what}").format(what=first_words(slot))
    return QCoreApplication.translate("Chapters", "Write here")


def first_words(slot: Slot) -> str:
    """How a place is called in a list: its first words."""
    words = (plain(slot.composed) or plain(slot.text)).split()
    return " ".join(words[:8]) + (" …" if len(words) > 8 else "")


def _tail(slot: Slot) -> str:
    return "".join(run.text for run in slot.tail)


def chapter_of(chapters: Iterable[Chapter], slot: str) -> Chapter | None:
    """The chapter in which a place is."""
    return next((chapter for chapter in chapters if any(one.slot == slot for one in chapter.slots)), None)


def chapter_for(chapters: Iterable[Chapter], section: str) -> Chapter | None:
    """The chapter to which a section belongs."""
    return next((chapter for chapter in chapters if section in chapter.parts), None)


def side_of(kind: FindingKind, section: str) -> str:
    """The section for a finding of that kind where the two sides of a theme stand apart."""
    return f"{section}/{kind}" if kind in SIDES and section.startswith("theme:") else section
