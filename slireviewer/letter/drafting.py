"""One pass through a letter: sections opened and numbered, pieces put into them, references worked out.

What stands in which section is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from slireviewer.letter import boilerplate
from slireviewer.letter.layouts import Layout
from slireviewer.letter.pieces import FURTHER, SIDES, Part, Piece, Slot, bulleted, followed, free_piece
from slireviewer.letter.printed import (
    EXPLAINED,
    SEE,
    blocks_of,
    fields,
    filled,
    listed,
    one_line,
    paragraph,
    sentence,
    typed,
)
from slireviewer.letter.source import Scope, Source, finding_mark, printed_findings, recommendation_mark
from slireviewer.letter.tree import Advice, Block, Callout, Heading, Paragraph, Passage, Place
from slireviewer.model import NO_ITEM, Finding, FindingKind, ItemId, Numbering, Recommendation, Section, Wording
from slireviewer.richtext import Run, Runs, Sort, Text


@dataclass
class Draft:
    """One pass over the source; ``sections`` are those of the pass before, where something belongs to none of them."""

    source: Source
    layout: Layout
    sections: frozenset[str] = frozenset()
    blocks: list[Block] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    numbers: dict[str, str] = field(default_factory=dict)
    waiting: list[Heading] = field(default_factory=list)
    level: int = 0
    title: str = ""
    section: int = 0
    paragraph: int = 0

    def __post_init__(self) -> None:
        source = self.source
        self.voice = boilerplate.voice_of(source.challenge, self.layout)
        self.findings = printed_findings(source.findings)
        self.scope = Scope(source.themes, source.questions)
        self.advice = sorted(source.recommendations, key=lambda recommendation: recommendation.number)
        self.values = fields(source.challenge, source.visit, len(self.advice))
        self.review = any(section.key == "progress" for section in self.layout.sections)
        # A review that is started in the file of its challenge has only the recommendations to begin with.
        self.started = self.review and bool(source.themes)
        printed = {finding.id for finding in self.findings}
        self.answers: dict[ItemId, list[Recommendation]] = {}
        for recommendation in self.advice:
            for finding in recommendation.findings & printed:
                self.answers.setdefault(finding, []).append(recommendation)
        self.wordings = {wording.slot: wording for wording in source.wordings if not wording.slot.startswith("free:")}
        self.free: dict[str, list[Wording]] = {}
        for wording in source.wordings:
            if wording.slot.startswith("free:"):
                self.free.setdefault(wording.section, []).append(wording)
        self.moved = dict(self.movings())

    def movings(self) -> Iterator[tuple[ItemId, Wording]]:
        """The findings whose wording stands in another section than their kind and theme would have them in."""
        for finding in self.findings:
            wording = self.wordings.get(f"finding:{finding.id}")
            section = "" if wording is None else wording.section.partition("/")[0]
            if wording is not None and section and section not in self.natural(finding):
                yield finding.id, wording

    def natural(self, finding: Finding) -> set[str]:
        """The sections in which a finding stands by its kind and theme."""
        if finding.kind is FindingKind.HEADLINE:
            return {"headlines"}
        if finding.kind is FindingKind.NOTABLE_PRACTICE:
            return {"practice"}
        if finding.theme is not None and finding.theme in self.scope:
            return {f"theme:{finding.theme}"}
        return {"feedback_beside", *(f"progress:{one.id}" for one in self.answers.get(finding.id, ()))}

    def compose(self) -> None:
        """Write every section in the order of the layout, and before the end what belongs to none of them."""
        loose = self.further() if self.sections else []
        for section in self.layout.sections:
            if loose and section.key in ("next_steps", "close"):
                self.put(FURTHER, loose)
                loose = []
            self.fill(section)
        if loose:
            self.put(FURTHER, loose)
        self.explain()

    def explain(self) -> None:
        """Say under each recommendation where it is explained, now that every paragraph has its number."""
        marks = {recommendation_mark(one.id): one for one in self.advice}
        order = {mark: place for place, mark in enumerate(self.numbers)}
        notes: dict[str, Runs] = {}
        for at, block in enumerate(self.blocks):
            if isinstance(block, Advice):
                there = {finding_mark(finding) for finding in marks[block.mark].findings} & order.keys()
                found = [Run(self.numbers[mark], link=f"#{mark}") for mark in sorted(there, key=order.__getitem__)]
                explained = listed(EXPLAINED, found)
                note = (*block.note, *((Run(" "),) if block.note and explained else ()), *explained)
                notes[block.place.slot] = note
                self.blocks[at] = replace(block, note=note)
        self.slots = [replace(slot, tail=notes[slot.slot]) if slot.slot in notes else slot for slot in self.slots]

    def further(self) -> list[Piece]:
        """What the team put into sections that this layout does not have."""
        known = self.sections or {part.key for part in self.parts}
        known |= {f"{key}/{side}" for key in known for side in SIDES}
        pieces = [
            self.finding(f) for f in self.findings if f.id in self.moved and self.moved[f.id].section not in known
        ]
        return pieces + [free_piece(one) for key, several in self.free.items() if key not in known for one in several]

    def fill(self, section: Section) -> None:
        """Write what stands in a section."""
        raise NotImplementedError

    # sections

    def open(self, section: Section) -> None:
        """Begin a section; its heading is printed when something stands under it."""
        level = min(max(section.level, 1), 4)
        title = one_line(section.title)
        self.parts.append(Part(key=section.key, title=title, level=level))
        self.waiting = [heading for heading in self.waiting if heading.level < level]
        self.title = title or self.title
        if title:
            self.waiting.append(Heading(title, level, place=Place("", section.key)))

    def head(self) -> None:
        """Print the headings that wait for something to stand under them."""
        for heading in self.waiting:
            level = min(heading.level, self.level + 1)
            number = ""
            if level == 1:
                self.section += 1
                if self.layout.numbering is Numbering.BY_SECTION:
                    self.paragraph = 0
                    number = str(self.section)
            self.level = level
            self.blocks.append(replace(heading, level=level, number=number))
        self.waiting.clear()

    def put(self, section: Section, pieces: Iterable[Piece]) -> None:
        """Begin a section and write its pieces, with the team's own paragraphs and what was moved here among them."""
        self.open(section)
        keys = [section.key] if self.layout.sides else [section.key, *(f"{section.key}/{side}" for side in SIDES)]
        own = [free_piece(wording) for key in keys for wording in self.free.get(key, ())]
        here = (
            [f for f in self.findings if f.id in self.moved and self.moved[f.id].section in keys] if self.moved else []
        )
        own += [replace(self.finding(f), position=self.moved[f.id].position or "~") for f in here]
        for piece in sorted([*pieces, *own], key=lambda piece: piece.position):
            self.write(section.key, piece)

    def write(self, section: str, piece: Piece) -> None:
        """Write one piece into a section, in the team's words where it has some."""
        wording = piece.wording or self.wordings.get(piece.slot)
        hidden = wording is not None and wording.hidden
        text = wording.text if wording is not None and wording.text else piece.text
        findings = piece.findings | (wording.findings if wording is not None else frozenset())
        place = Place(piece.slot, section, findings)
        made: list[Block] = []
        if not hidden:
            printable = filled(text, self.values)
            made = [*(piece.make or self.plain)(printable, place)] if text else []
            made += [replace(block, place=Place("", section)) for block in piece.after]
            if made:
                self.head()
                made = [self.numbered(block) for block in made]
                self.blocks += made
        if piece.fixed:
            return
        number = next((getattr(block, "number", "") for block in made), "")
        self.slots.append(
            Slot(
                slot=piece.slot,
                section=section,
                heading=self.title,
                text=text,
                composed=() if piece.wording is not None else piece.text,
                number=number,
                label=piece.label,
                tail=piece.tail,
                findings=findings,
                position=piece.position,
                wording=NO_ITEM if wording is None else wording.id,
                hidden=hidden,
            )
        )

    def numbered(self, block: Block) -> Block:
        """The block with the number that its first paragraph has."""
        if isinstance(block, Paragraph):
            return Paragraph(block.runs, self.next_number(), block.place)
        if isinstance(block, Passage) and isinstance(block.blocks[0], Paragraph):
            number = self.next_number()
            if number and block.finding:
                self.numbers[block.mark] = number
            first = Paragraph(block.blocks[0].runs, number)
            return Passage(block.finding, block.mark, (first, *block.blocks[1:]), block.place)
        return block

    def next_number(self) -> str:
        """The number of the next paragraph; "" where paragraphs have none."""
        numbering = self.layout.numbering
        if numbering is Numbering.NONE or (numbering is Numbering.BY_SECTION and not self.section):
            return ""
        self.paragraph += 1
        return str(self.paragraph) if numbering is Numbering.STRAIGHT else f"{self.section}.{self.paragraph}"

    def plain(self, text: Text, place: Place) -> list[Block]:
        """Words as they are."""
        return [replace(block, place=place) for block in blocks_of(text)]

    # the front

    # what is said of findings and recommendations

    def finding(self, finding: Finding, *, callout: bool = False) -> Piece:
        """The piece of a finding: its title as the first, bold sentence, and its text."""
        title = sentence(finding.title)
        body = list(typed(finding.text))
        answered = finding.id in self.answers and self.recommends()
        tail = self.see(finding, f"{finding.title} {finding.text}") if answered else ()
        alone = callout and not body and not tail
        lead: Runs = (Run(title, bold=not alone),) if title else ()
        if body and body[0].sort is Sort.PARAGRAPH:
            lead = (*lead, *((Run(" "),) if lead else ()), *body.pop(0).runs)
        text: Text = (*((paragraph(*lead),) if lead else ()), *body)
        bullets = self.layout.bullets and finding.kind in SIDES

        def make(words: Text, place: Place) -> list[Block]:
            see = self.see(finding, "\n".join(block.text for block in words)) if answered else ()
            made = bulleted(words) if bullets else blocks_of(words)
            if callout and len(made) == 1 and isinstance(made[0], Paragraph) and not see:
                plain = made[0].runs
                if len(plain) == 1 and not plain[0].bold:
                    return [Passage(finding.id, finding_mark(finding.id), (Callout(plain),), place)]
            made = followed(made, see)
            return [Passage(finding.id, finding_mark(finding.id), made, place)] if made else []

        behind = frozenset({finding.id})
        return Piece(f"finding:{finding.id}", finding.position, text, make, findings=behind, tail=tail)

    def see(self, finding: Finding, said: str) -> Runs:
        """ "See recommendation R1.", without those that the finding names in its own words."""
        found = [
            Run(f"R{recommendation.number}", link=f"#{recommendation_mark(recommendation.id)}")
            for recommendation in self.answers.get(finding.id, ())
            if not re.search(rf"\bR{recommendation.number}\b", said)
        ]
        return listed(SEE, found)

    def recommends(self) -> bool:
        """Whether the layout has a place for recommendations."""
        return any(section.key in ("recommendations", "progress") for section in self.layout.sections)

    def recommendation(self, recommendation: Recommendation) -> Piece:
        """The piece of a recommendation: its number, its title, its text, and when it should be done."""
        timescale = one_line(recommendation.timescale).rstrip(".")
        note = (Run(f"Suggested timescale: {timescale}."),) if timescale else ()
        label, mark = f"R{recommendation.number}", recommendation_mark(recommendation.id)
        title = one_line(recommendation.title)
        text: Text = (*((paragraph(title),) if title else ()), *typed(recommendation.text))

        def make(words: Text, place: Place) -> list[Block]:
            made = list(blocks_of(words))
            lead = made.pop(0).runs if made and isinstance(made[0], Paragraph) else ()  # type: ignore[union-attr]
            return [Advice(label, mark, lead, tuple(made), note, place)]

        return Piece(
            f"recommendation:{recommendation.id}",
            f"{recommendation.number:05d}5",
            text,
            make,
            findings=recommendation.findings,
            label=label,
            tail=note,
        )
