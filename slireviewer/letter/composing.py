"""From agreed findings to the letter or report: what stands in each section, in the team's words where it has some.

Every piece of the letter has a slot, such as "thanks" or "finding:<id>". Words that the team wrote for a slot stand in
place of those composed here; paragraphs of its own stand among the pieces of their section, by position.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from slireviewer.letter import boilerplate
from slireviewer.letter.layouts import Layout, layout_of
from slireviewer.letter.printed import (
    EXPLAINED,
    SEE,
    blocks_of,
    day_range,
    fields,
    filled,
    in_order,
    kind,
    linked,
    listed,
    named,
    one_line,
    paragraph,
    printed_date,
    sentence,
    typed,
)
from slireviewer.letter.source import (
    Scope,
    Source,
    finding_mark,
    free_mark,
    printed_findings,
    recommendation_mark,
)
from slireviewer.letter.tree import (
    AddressBlock,
    Advice,
    Block,
    BulletList,
    Callout,
    DateLine,
    Heading,
    Item,
    Letter,
    NumberedList,
    Paragraph,
    Passage,
    Place,
    Salutation,
    SignOff,
    Table,
    Title,
    Words,
)
from slireviewer.model import (
    NO_ITEM,
    Challenge,
    Finding,
    FindingKind,
    FindingState,
    ItemId,
    Numbering,
    Question,
    QuestionOrigin,
    Recommendation,
    Section,
    Theme,
    ThemeOrigin,
    Wording,
    positions,
)
from slireviewer.richtext import Run, Runs, Sort, Text, tidy

SIDES = {FindingKind.STRENGTH: "Strengths", FindingKind.CONSIDERATION: "Areas for consideration"}
"""The two sides of a theme, in their order, with their headings."""

FURTHER = Section("further", "Further points")
"""Where words stand whose section the layout does not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A place in the letter where words can be changed, in reading order.

    ``heading`` is the heading above it and ``number`` its printed paragraph number. ``text`` are the words that stand
    there and ``composed`` those that the program would put, both with their fields unfilled. ``findings`` is what
    stands behind them. ``position`` sorts the slot within its section. ``wording`` is the team's wording, "" for none.
    ``tail`` is computed and printed after the words, and ``label`` before them.
    """

    slot: str
    section: str
    heading: str
    text: Text
    composed: Text = ()
    number: str = ""
    label: str = ""
    tail: Runs = ()
    findings: frozenset[ItemId] = frozenset()
    position: str = ""
    wording: ItemId = NO_ITEM
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A section of the letter: its heading as printed, and whether anything stands there yet."""

    key: str
    title: str
    level: int = 1
    number: str = ""
    printed: bool = False


def compose(source: Source, layout: Layout | None = None) -> Letter:
    """The letter or report for ``source``; parts for which there is nothing to say are left out.

    Without ``layout`` it is laid out as the challenge has chosen.
    """
    layout = layout or layout_of(source.challenge)
    draft = _draft(source, layout)
    challenge = source.challenge
    dated = "" if draft.started else printed_date(challenge)
    unsettled = bool(draft.findings) and all(finding.state is FindingState.DRAFT for finding in draft.findings)
    return Letter(
        blocks=tuple(draft.blocks),
        title=f"{one_line(challenge.council)}: {kind(challenge)}, {layout.document}",
        council=one_line(challenge.council),
        document=f"{one_line(challenge.title)}: {layout.document}",
        status=", ".join(part for part in ("Draft" if unsettled or draft.started else "", dated) if part),
        dated=None if draft.started else challenge.letter_date,
    )


def slots(source: Source, layout: Layout | None = None) -> tuple[Slot, ...]:
    """Every place where words can be changed, in reading order, with those that are hidden or still empty."""
    return tuple(_draft(source, layout or layout_of(source.challenge)).slots)


def parts(source: Source, layout: Layout | None = None) -> tuple[Part, ...]:
    """Every section in order, also those in which nothing stands yet."""
    draft = _draft(source, layout or layout_of(source.challenge))
    heads = {block.place.section: block for block in draft.blocks if isinstance(block, Heading)}
    filled_in = {block.place.section for block in draft.blocks}
    return tuple(
        replace(part, number=heads[part.key].number if part.key in heads else "", printed=part.key in filled_in)
        for part in draft.parts
    )


# --- composing --------------------------------------------------------------------------------------


@dataclass
class _Piece:
    """One slot on its way into the letter: its words, and how they and what is computed become blocks.

    ``fixed`` pieces hold nothing but what is computed, and cannot be reworded.
    """

    slot: str
    position: str
    text: Text = ()
    make: Callable[[Text, Place], Sequence[Block]] | None = None
    after: tuple[Block, ...] = ()
    findings: frozenset[ItemId] = frozenset()
    label: str = ""
    tail: Runs = ()
    fixed: bool = False
    wording: Wording | None = None


def _draft(source: Source, layout: Layout) -> _Draft:
    """One pass, and another where something belongs to no section of the first."""
    draft = _Draft(source, layout)
    draft.compose()
    if draft.further():
        draft = _Draft(source, layout, sections=frozenset(part.key for part in draft.parts))
        draft.compose()
    return draft


@dataclass
class _Draft:
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
            _COMPOSERS.get(section.key, _Draft.own)(self, section)
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

    def further(self) -> list[_Piece]:
        """What the team put into sections that this layout does not have."""
        known = self.sections or {part.key for part in self.parts}
        known |= {f"{key}/{side}" for key in known for side in SIDES}
        pieces = [
            self.finding(f) for f in self.findings if f.id in self.moved and self.moved[f.id].section not in known
        ]
        return pieces + [_free(one) for key, several in self.free.items() if key not in known for one in several]

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

    def put(self, section: Section, pieces: Iterable[_Piece]) -> None:
        """Begin a section and write its pieces, with the team's own paragraphs and what was moved here among them."""
        self.open(section)
        keys = [section.key] if self.layout.sides else [section.key, *(f"{section.key}/{side}" for side in SIDES)]
        own = [_free(wording) for key in keys for wording in self.free.get(key, ())]
        here = (
            [f for f in self.findings if f.id in self.moved and self.moved[f.id].section in keys] if self.moved else []
        )
        own += [replace(self.finding(f), position=self.moved[f.id].position or "~") for f in here]
        for piece in sorted([*pieces, *own], key=lambda piece: piece.position):
            self.write(section.key, piece)

    def write(self, section: str, piece: _Piece) -> None:
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
        numbering = self.layout.numbering
        if numbering is Numbering.NONE or (numbering is Numbering.BY_SECTION and not self.section):
            return ""
        self.paragraph += 1
        return str(self.paragraph) if numbering is Numbering.STRAIGHT else f"{self.section}.{self.paragraph}"

    def plain(self, text: Text, place: Place) -> list[Block]:
        """Words as they are."""
        return [replace(block, place=place) for block in blocks_of(text)]

    # the front

    def opening(self, section: Section) -> None:
        challenge = self.source.challenge
        addressee = challenge.addressee
        lines = [addressee.name, addressee.post]
        if not any(council in line for council in challenge.councils for line in (*lines, *addressee.address)):
            lines.extend(challenge.councils)
        lines.extend(addressee.address)
        address = AddressBlock(tuple((Run(said),) for said in map(one_line, lines) if said))
        dated = printed_date(challenge)
        title = Title(one_line(challenge.council), _title_lines(challenge, ""))
        fixed: list[tuple[str, Block | None]] = [
            ("address", address if address.lines else None),
            ("date", DateLine(dated) if dated else None),
            ("salutation", Salutation(_salutation(challenge))),
            ("title", title),
        ]
        at = positions(6)
        pieces = [
            _Piece(name, place, after=(block,), fixed=True)
            for (name, block), place in zip(fixed, at, strict=False)
            if block is not None
        ]
        pieces.append(_Piece("thanks", at[4], boilerplate.thanks(self.source)))
        pieces.append(self.team_piece(at[5]))
        self.put(section, pieces)

    def front(self, section: Section) -> None:
        challenge = self.source.challenge
        lines = _title_lines(challenge, f": {self.layout.document}")
        if self.started:
            lines = (lines[0], *(f"after the peer challenge of {dates}" for dates in lines[1:]))
        title = Title(one_line(challenge.council), lines)
        pieces = [_Piece("title", "C", after=(title,), fixed=True)]
        dated = printed_date(challenge)
        if dated and not self.started:
            pieces.append(_Piece("date", "F", after=(DateLine(f"Report of {dated}"),), fixed=True))
        self.put(section, pieces)

    def team(self, section: Section) -> None:
        self.put(section, [self.team_piece("C")])

    def team_piece(self, position: str) -> _Piece:
        people = in_order(self.source.people)
        text = boilerplate.team(self.voice, review=self.review, people=bool(people))
        rows = tuple((named(person), one_line(person.role), one_line(person.organisation)) for person in people)
        after: tuple[Block, ...] = ()
        if people and not self.layout.personal and all(all(row) for row in rows):
            after = (Table(("Name", "Role", "Organisation"), rows, "The peer team"),)
        elif people:
            entries = tuple(Item((Run(", ".join(part for part in row if part)),)) for row in rows)
            after = (BulletList(entries),)
        return _Piece("team", position, text, after=after)

    def introduction(self, section: Section) -> None:
        self.put(section, [_Piece("introduction", "C", boilerplate.introduction(self.source, self.voice))])

    def background(self, section: Section) -> None:
        self.put(section, [_Piece("background", "C")])

    def scope_section(self, section: Section) -> None:
        scope, voice, layout = self.scope, self.voice, self.layout
        core = [theme for theme in scope.roots if theme.origin is ThemeOrigin.CORE]
        own = [theme for theme in scope.roots if theme.origin is not ThemeOrigin.CORE]
        asked = [*scope.entries(own), *(Item((Run(one_line(question.text)),)) for question in scope.beside)]
        lists: list[tuple[str, list[Item], str]] = []
        if core:
            lists.append(("scope", list(scope.entries(core)), "asked the team to look at these themes:"))
        if asked:
            lists.append(("scope_own", asked, "asked the team to consider:"))
        if layout.own_first:
            lists.reverse()
        pieces = []
        for number, ((slot, entries, words), position) in enumerate(zip(lists, positions(2), strict=False)):
            said = f"{voice.asked} {'also ' if number else ''}{words}"
            counted = layout.counted if slot == "scope" or not core else layout.own_first
            after = (NumberedList if counted else BulletList)(tuple(entries))
            pieces.append(_Piece(slot, position, (paragraph(said),), after=(after,)))
        self.put(section, pieces)

    def process(self, section: Section) -> None:
        if self.review:
            said = list(boilerplate.review_process(self.voice))
        else:
            said = list(boilerplate.process(self.source, self.voice))
        self.put(section, _pieces(said, ("not_inspection", "heard", "confidence")))

    # the findings

    def headlines(self, section: Section) -> None:
        chosen = [f for f in self.findings if f.kind is FindingKind.HEADLINE and f.id not in self.moved]
        if self.started:
            chosen = []
        self.put(section, [self.finding(finding, callout=finding is chosen[0]) for finding in chosen])

    def themes(self, section: Section) -> None:
        """A section for each theme; with a title of its own, all themes stand under that."""
        level = 1
        if section.title:
            self.put(section, [])
            level = section.level + 1
        start = len(self.blocks)
        if self.layout.questions and self.layout.own_first:
            self.asked(self.scope.beside, level)
        for theme in self.scope.roots:
            self.theme(theme, level)
        loose = [f for f in self.findings if f.kind in SIDES and (f.theme is None or f.theme not in self.scope)]
        if self.review:
            reported = {finding for recommendation in self.advice for finding in recommendation.findings}
            loose = [finding for finding in loose if finding.id not in reported]
        title = "Feedback" if len(self.blocks) == start else "Other feedback"
        self.sides(Section("feedback_beside", title, level), loose, [])
        if self.layout.questions and not self.layout.own_first:
            self.asked(self.scope.beside, level)

    def theme(self, theme: Theme, level: int) -> None:
        mine = [finding for finding in self.findings if finding.theme == theme.id and finding.kind in SIDES]
        questions = self.scope.questions(theme.id)
        own = [question for question in questions if question.origin is QuestionOrigin.OWN]
        under = [question for question in questions if not self.layout.questions or question not in own]
        asked = " ".join(one_line(question.text) for question in under)
        lead = []
        if asked:
            runs: Text = (paragraph(Run(asked, italic=True)),)
            says = any(finding.id not in self.moved for finding in mine) or self.spoken(theme)
            lead.append(_Piece(f"questions:{theme.id}", "", runs if says else ()))
        self.sides(Section(f"theme:{theme.id}", theme.title, level), mine, lead)
        if self.layout.questions:
            self.asked(own, level + 1)
        for child in self.scope.children(theme.id):
            self.theme(child, level + 1)

    def spoken(self, theme: Theme) -> bool:
        """Whether any theme below ``theme`` has something to say."""
        return any(
            self.spoken(child) or any(finding.theme == child.id and finding.kind in SIDES for finding in self.findings)
            for child in self.scope.children(theme.id)
        )

    def asked(self, questions: Sequence[Question], level: int) -> None:
        """The council's own questions as headings, under which the team puts its words."""
        for question in questions:
            self.put(Section(f"question:{question.id}", question.text, level), [])

    def sides(self, section: Section, findings: Sequence[Finding], lead: list[_Piece]) -> None:
        """Strengths first, then areas for consideration, under a heading each or together."""
        home = [finding for finding in findings if finding.id not in self.moved]
        if not self.layout.sides:
            here = sorted(home, key=lambda finding: list(SIDES).index(finding.kind))
            spots = positions(max(1, len(here)))
            pieces = [replace(self.finding(f), position=spot) for f, spot in zip(here, spots, strict=False)]
            self.put(section, [*lead, *pieces])
            return
        self.put(section, lead)
        for side, title in SIDES.items():
            chosen = [self.finding(finding) for finding in home if finding.kind is side]
            self.put(Section(f"{section.key}/{side}", title, section.level + 1), chosen)

    def practice(self, section: Section) -> None:
        chosen = [f for f in self.findings if f.kind is FindingKind.NOTABLE_PRACTICE and f.id not in self.moved]
        self.put(section, [self.finding(finding) for finding in chosen])

    def own(self, section: Section) -> None:
        self.put(section, [])

    def finding(self, finding: Finding, *, callout: bool = False) -> _Piece:
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
            made = _bulleted(words) if bullets else blocks_of(words)
            if callout and len(made) == 1 and isinstance(made[0], Paragraph) and not see:
                plain = made[0].runs
                if len(plain) == 1 and not plain[0].bold:
                    return [Passage(finding.id, finding_mark(finding.id), (Callout(plain),), place)]
            made = _followed(made, see)
            return [Passage(finding.id, finding_mark(finding.id), made, place)] if made else []

        behind = frozenset({finding.id})
        return _Piece(f"finding:{finding.id}", finding.position, text, make, findings=behind, tail=tail)

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

    # the recommendations

    def recommendations(self, section: Section) -> None:
        if not self.advice:
            self.put(section, [])
            return
        lead = _Piece("recommendations", "", boilerplate.recommendations(self.voice, len(self.advice)))
        self.put(section, [lead, *(self.recommendation(one) for one in self.advice)])

    def recommendation(self, recommendation: Recommendation) -> _Piece:
        timescale = one_line(recommendation.timescale).rstrip(".")
        note = (Run(f"Suggested timescale: {timescale}."),) if timescale else ()
        label, mark = f"R{recommendation.number}", recommendation_mark(recommendation.id)
        title = one_line(recommendation.title)
        text: Text = (*((paragraph(title),) if title else ()), *typed(recommendation.text))

        def make(words: Text, place: Place) -> list[Block]:
            made = list(blocks_of(words))
            lead = made.pop(0).runs if made and isinstance(made[0], Paragraph) else ()  # type: ignore[union-attr]
            return [Advice(label, mark, lead, tuple(made), note, place)]

        return _Piece(
            f"recommendation:{recommendation.id}",
            f"{recommendation.number:05d}5",
            text,
            make,
            findings=recommendation.findings,
            label=label,
            tail=note,
        )

    def progress(self, section: Section) -> None:
        """Each earlier recommendation under its own number, and what the review says of it."""
        self.put(section, [])
        beside = [f for f in self.findings if f.kind in SIDES and (f.theme is None or f.theme not in self.scope)]
        for one in self.advice:
            key = f"progress:{one.id}"
            title = f"Recommendation {one.number}"
            about = [f for f in beside if f.id in one.findings and f.id not in self.moved]
            spots = positions(len(about) + 2)
            pieces = [replace(self.recommendation(one), position=spots[0])]
            pieces += [replace(self.finding(f), position=spot) for f, spot in zip(about, spots[1:], strict=False)]
            pieces.append(_Piece(key, spots[-1]))
            self.put(Section(key, title, section.level + 1), pieces)

    # the end

    def next_steps(self, section: Section) -> None:
        said = list(boilerplate.next_steps(self.source, self.voice, review=self.review))
        pieces = _pieces(said, ("reflect", "rules", "contact", "farewell"))
        contact = [one_line(row) for row in self.source.challenge.contact if one_line(row)]
        for piece in pieces:
            if piece.slot == "contact":
                piece.after = (AddressBlock(tuple(linked(row) for row in contact)),)
        self.put(section, pieces)

    def close(self, section: Section) -> None:
        managers = [person for person in in_order(self.source.people) if person.manager]
        lines: list[str] = []
        for person in managers:
            lines += [one_line(person.name), one_line(person.role) or "Peer challenge manager"]
        end = SignOff("Yours sincerely", (*lines, "On behalf of the peer team"))
        self.put(section, [_Piece("close", "Z", after=(end,), fixed=True)])


_COMPOSERS: dict[str, Callable[[_Draft, Section], None]] = {
    "opening": _Draft.opening,
    "front": _Draft.front,
    "introduction": _Draft.introduction,
    "background": _Draft.background,
    "team": _Draft.team,
    "scope": _Draft.scope_section,
    "process": _Draft.process,
    "headlines": _Draft.headlines,
    "themes": _Draft.themes,
    "feedback": _Draft.themes,
    "practice": _Draft.practice,
    "recommendations": _Draft.recommendations,
    "progress": _Draft.progress,
    "next_steps": _Draft.next_steps,
    "close": _Draft.close,
}


def _free(wording: Wording) -> _Piece:
    """A paragraph that the team added; for want of a position it stands at the end of its section."""

    def make(words: Text, place: Place) -> list[Block]:
        made = blocks_of(words)
        return [Passage(NO_ITEM, free_mark(wording.id), made, place)] if made else []

    return _Piece(wording.slot, wording.position or "~", wording.text, make, findings=wording.findings, wording=wording)


def _pieces(said: Iterable[tuple[str, Text]], keys: Sequence[str]) -> list[_Piece]:
    """Pieces of boilerplate, each at the position that it has whichever others are there."""
    places = dict(zip(keys, positions(len(keys)), strict=True))
    return [_Piece(key, places[key], text) for key, text in said]


def _followed(blocks: tuple[Words, ...], tail: Runs) -> tuple[Words, ...]:
    """The blocks, with ``tail`` at the end of the last paragraph or of the only entry."""
    if not tail or not blocks:
        return blocks
    *before, last = blocks
    if isinstance(last, Paragraph):
        return (*before, replace(last, runs=(*last.runs, Run(" "), *tail)))
    if isinstance(last, BulletList) and len(last.items) == 1 and not before:
        item = replace(last.items[0], runs=(*last.items[0].runs, Run(" "), *tail))
        return (replace(last, items=(item,)),)
    return (*blocks, Paragraph(tail))


def _bulleted(text: Text) -> tuple[Words, ...]:
    """Words as one entry of a list: what follows the first paragraph belongs to it, lists one step in."""
    blocks = [block for block in text if block.text.strip()]
    if not blocks or blocks[0].sort is not Sort.PARAGRAPH:
        return blocks_of(text)
    runs = list(blocks[0].runs)
    items: list[Item] = []
    for block in blocks[1:]:
        if block.sort is Sort.PARAGRAPH and not items:
            runs += [Run(" "), *block.runs]
        elif block.sort is Sort.PARAGRAPH:
            items[-1] = replace(items[-1], runs=(*items[-1].runs, Run(" "), *block.runs))
        else:
            items.append(Item(block.runs, 1, None if block.sort is Sort.BULLET else block.sort))
    return (BulletList((Item(tidy(runs)), *items)),)


def _title_lines(challenge: Challenge, after: str) -> tuple[str, ...]:
    dates = day_range(challenge.start, challenge.end)
    return tuple(said for said in (f"{one_line(challenge.title)}{after}", dates) if said)


def _salutation(challenge: Challenge) -> str:
    addressee = challenge.addressee
    whom = one_line(addressee.salutation) or one_line(addressee.name) or one_line(addressee.post) or "colleagues"
    return whom if whom.lower().startswith("dear ") else f"Dear {whom}"
