"""The words of a letter by place: slot, paragraph, sentence, and the findings behind them. Nothing is judged here."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from slireviewer.checks.values import Facts, Sentence
from slireviewer.letter import (
    AddressBlock,
    Advice,
    Block,
    BulletList,
    Callout,
    DateLine,
    Heading,
    Letter,
    NumberedList,
    PageBreak,
    Paragraph,
    Passage,
    Salutation,
    SignOff,
    Table,
    Title,
    lines_of,
)
from slireviewer.model import NO_ITEM, ItemId


class Part(StrEnum):
    """What a place belongs to."""

    FINDING = "finding"
    RECOMMENDATION = "recommendation"
    FREE = "free"
    HEADING = "heading"
    FRAME = "frame"


@dataclass(frozen=True)
class Place:
    """One paragraph; ``number`` counts those of the slot from 0, ``findings`` stand behind its words, and ``section``
    is where it stands."""

    slot: str
    mark: str
    number: int
    text: str
    part: Part
    item: ItemId = NO_ITEM
    findings: frozenset[ItemId] = frozenset()
    meetings: int | None = None
    section: str = ""

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Where its sentences begin and end."""
        return tuple(sentence_spans(self.text))

    def sentence_at(self, at: int) -> tuple[int, int]:
        """Where the sentence around ``at`` begins and ends."""
        return next(((start, end) for start, end in self.sentences if start <= at < end), (0, len(self.text)))

    def key(self, check: str, words: str, at: int) -> str:
        """A name for a remark that stays as long as the words of its sentence stay."""
        start, end = self.sentence_at(at)
        return named(check, self.slot, plain(self.text[start:end]), plain(words))


@dataclass(frozen=True, slots=True)
class _Written:
    slot: str
    mark: str
    texts: tuple[str, ...]
    part: Part
    item: ItemId = NO_ITEM
    findings: frozenset[ItemId] = frozenset()


def places(letter: Letter, facts: Facts) -> tuple[Place, ...]:
    """Every paragraph, list entry and cell whose words the team chose, in order.

    To whom the letter goes, its date and who signs it are left out: there names belong. The slot of what is computed
    is "section:" and its section.
    """
    out: list[Place] = []
    counts: Counter[str] = Counter()
    for one, section in ((_written(block), block.place.section) for block in letter.blocks):
        if one is None:
            continue
        meetings = _meetings(one.findings, facts) if one.findings else None
        if meetings is None and one.part in (Part.FINDING, Part.RECOMMENDATION):
            meetings = 0
        for text in one.texts:
            number = counts[one.slot]
            counts[one.slot] += 1
            out.append(Place(one.slot, one.mark, number, text, one.part, one.item, one.findings, meetings, section))
    return tuple(out)


def sentences(letter: Letter, facts: Facts) -> tuple[Sentence, ...]:
    """Every sentence of the letter with the number of separate meetings behind what it says."""
    return tuple(
        Sentence(
            slot=place.slot, mark=place.mark, part=place.number, start=start, end=end, text=place.text[start:end],
            meetings=place.meetings,
        )
        for place in places(letter, facts)
        if place.part is not Part.HEADING
        for start, end in place.sentences
    )  # fmt: skip


def named(*words: str) -> str:
    """The same short name for the same words, on every laptop."""
    return hashlib.blake2s(json.dumps(words).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def plain(text: str) -> str:
    """Words without accents, case, typographic signs or extra space: for comparing."""
    if text.isascii():
        return " ".join(text.casefold().split())
    bare = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‘", "'"))
    return " ".join("".join(sign for sign in bare if not unicodedata.combining(sign)).casefold().split())


def _meetings(findings: Iterable[ItemId], facts: Facts) -> int:
    met: set[ItemId] = set()
    for finding in findings:
        if finding in facts.standings:
            met |= facts.standings[finding].meetings
    return len(met)


def _written(block: Block) -> _Written | None:
    """The words of a block, with what they belong to; ``None`` for those that are left out."""
    place = block.place
    slot = place.slot or f"section:{place.section}"
    part = Part.FREE if slot.startswith("free:") else Part.FRAME
    match block:
        case Passage():
            part = Part.FINDING if block.finding else Part.FREE
            behind = place.findings | ({block.finding} if block.finding else set())
            return _Written(slot, block.mark, lines_of(block), part, block.finding, behind)
        case Advice():
            texts = (block.title, *(line for inner in block.blocks for line in lines_of(inner)))
            item = ItemId(slot.partition(":")[2])
            return _Written(slot, block.mark, texts, Part.RECOMMENDATION, item, place.findings)
        case Heading():
            return _Written(slot, "", lines_of(block), Part.HEADING)
        case Paragraph() | Callout() | BulletList() | NumberedList():
            return _Written(slot, "", lines_of(block), part, NO_ITEM, place.findings)
        case Table():
            return _Written(slot, "", tuple(cell for row in block.rows for cell in row), part)
        case AddressBlock() | DateLine() | PageBreak() | Salutation() | SignOff() | Title():
            return None


_END = re.compile(r"[.!?…]+[\"”’')\]]*\s+(?=[\"“‘(\[]?[A-Z0-9])")
_SHORT = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Cllr|Prof|Rev|St|No|e\.g|i\.e|etc|cf|vs)|\b[A-Z])\.$")


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of a text begins and ends, without the space between them."""
    start = 0
    for found in _END.finditer(text):
        if _SHORT.search(text[start : found.start() + 1]):
            continue
        end = found.end()
        while text[end - 1].isspace():
            end -= 1
        yield start, end
        start = found.end()
    if text[start:].strip():
        yield start, len(text)
