"""From agreed findings to the letter or report: what stands in each section, in the team's words where it has some.

Every piece of the letter has a slot, such as "thanks" or "finding:<id>". Words that the team wrote for a slot stand in
place of those composed here; paragraphs of its own stand among the pieces of their section, by position.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from slireviewer.letter import boilerplate
from slireviewer.letter.drafting import Draft
from slireviewer.letter.layouts import Layout, layout_of
from slireviewer.letter.pieces import SIDES, Part, Piece, Slot, pieces_of
from slireviewer.letter.printed import day_range, in_order, kind, linked, named, one_line, paragraph, printed_date
from slireviewer.letter.source import Source
from slireviewer.letter.tree import (
    AddressBlock,
    Block,
    BulletList,
    DateLine,
    Heading,
    Item,
    Letter,
    NumberedList,
    Salutation,
    SignOff,
    Table,
    Title,
)
from slireviewer.model import (
    Challenge,
    Finding,
    FindingKind,
    FindingState,
    Question,
    QuestionOrigin,
    Section,
    Theme,
    ThemeOrigin,
    positions,
)
from slireviewer.richtext import Run, Text


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


def _draft(source: Source, layout: Layout) -> _Sections:
    """One pass, and another where something belongs to no section of the first."""
    draft = _Sections(source, layout)
    draft.compose()
    if draft.further():
        draft = _Sections(source, layout, sections=frozenset(part.key for part in draft.parts))
        draft.compose()
    return draft


class _Sections(Draft):
    """What stands in each section."""

    def fill(self, section: Section) -> None:
        _COMPOSERS.get(section.key, _Sections.own)(self, section)

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
            Piece(name, place, after=(block,), fixed=True)
            for (name, block), place in zip(fixed, at, strict=False)
            if block is not None
        ]
        pieces.append(Piece("thanks", at[4], boilerplate.thanks(self.source)))
        pieces.append(self.team_piece(at[5]))
        self.put(section, pieces)

    def front(self, section: Section) -> None:
        challenge = self.source.challenge
        lines = _title_lines(challenge, f": {self.layout.document}")
        if self.started:
            lines = (lines[0], *(f"after the peer challenge of {dates}" for dates in lines[1:]))
        title = Title(one_line(challenge.council), lines)
        pieces = [Piece("title", "C", after=(title,), fixed=True)]
        dated = printed_date(challenge)
        if dated and not self.started:
            pieces.append(Piece("date", "F", after=(DateLine(f"Report of {dated}"),), fixed=True))
        self.put(section, pieces)

    def team(self, section: Section) -> None:
        self.put(section, [self.team_piece("C")])

    def team_piece(self, position: str) -> Piece:
        people = in_order(self.source.people)
        text = boilerplate.team(self.voice, review=self.review, people=bool(people))
        rows = tuple((named(person), one_line(person.role), one_line(person.organisation)) for person in people)
        after: tuple[Block, ...] = ()
        if people and not self.layout.personal and all(all(row) for row in rows):
            after = (Table(("Name", "Role", "Organisation"), rows, "The peer team"),)
        elif people:
            entries = tuple(Item((Run(", ".join(part for part in row if part)),)) for row in rows)
            after = (BulletList(entries),)
        return Piece("team", position, text, after=after)

    def introduction(self, section: Section) -> None:
        self.put(section, [Piece("introduction", "C", boilerplate.introduction(self.source, self.voice))])

    def background(self, section: Section) -> None:
        self.put(section, [Piece("background", "C")])

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
            pieces.append(Piece(slot, position, (paragraph(said),), after=(after,)))
        self.put(section, pieces)

    def process(self, section: Section) -> None:
        if self.review:
            said = list(boilerplate.review_process(self.voice))
        else:
            said = list(boilerplate.process(self.source, self.voice))
        self.put(section, pieces_of(said, ("not_inspection", "heard", "confidence")))

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
            lead.append(Piece(f"questions:{theme.id}", "", runs if says else ()))
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

    def sides(self, section: Section, findings: Sequence[Finding], lead: list[Piece]) -> None:
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

    # the recommendations

    def recommendations(self, section: Section) -> None:
        if not self.advice:
            self.put(section, [])
            return
        lead = Piece("recommendations", "", boilerplate.recommendations(self.voice, len(self.advice)))
        self.put(section, [lead, *(self.recommendation(one) for one in self.advice)])

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
            pieces.append(Piece(key, spots[-1]))
            self.put(Section(key, title, section.level + 1), pieces)

    # the end

    def next_steps(self, section: Section) -> None:
        said = list(boilerplate.next_steps(self.source, self.voice, review=self.review))
        pieces = pieces_of(said, ("reflect", "rules", "contact", "farewell"))
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
        self.put(section, [Piece("close", "Z", after=(end,), fixed=True)])


_COMPOSERS: dict[str, Callable[[_Sections, Section], None]] = {
    "opening": _Sections.opening,
    "front": _Sections.front,
    "introduction": _Sections.introduction,
    "background": _Sections.background,
    "team": _Sections.team,
    "scope": _Sections.scope_section,
    "process": _Sections.process,
    "headlines": _Sections.headlines,
    "themes": _Sections.themes,
    "feedback": _Sections.themes,
    "practice": _Sections.practice,
    "recommendations": _Sections.recommendations,
    "progress": _Sections.progress,
    "next_steps": _Sections.next_steps,
    "close": _Sections.close,
}


def _title_lines(challenge: Challenge, after: str) -> tuple[str, ...]:
    dates = day_range(challenge.start, challenge.end)
    return tuple(said for said in (f"{one_line(challenge.title)}{after}", dates) if said)


def _salutation(challenge: Challenge) -> str:
    addressee = challenge.addressee
    whom = one_line(addressee.salutation) or one_line(addressee.name) or one_line(addressee.post) or "colleagues"
    return whom if whom.lower().startswith("dear ") else f"Dear {whom}"
