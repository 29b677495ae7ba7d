"""From agreed findings to the letter or report: a tree of plain blocks, in the order in which they are read.

What the letter says and how it is ordered live here; how it looks in Word does not. Only the words of
themes, questions, findings and recommendations go in: there is no way for a note to reach this module.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from slireviewer.model import (
    Challenge,
    DatePrecision,
    DeadlineRules,
    Finding,
    FindingKind,
    FindingState,
    ItemId,
    Person,
    Question,
    QuestionOrigin,
    Recommendation,
    Theme,
    ThemeOrigin,
    Visit,
)
from slireviewer.richtext import Run, Runs

NBSP = "\u00a0"

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class Layout(StrEnum):
    """What is written: the letter of 2012-14 ("you"), or the report of later years ("the council")."""

    LETTER = "letter"
    REPORT = "report"


# --- the tree ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Title:
    """The large line at the top, and the smaller lines under it."""

    text: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of ``level`` 1 to 4; ``number`` is what is printed before it, "" for none."""

    text: str
    level: int = 1
    number: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; ``number`` ("3.2") is what is printed in the margin, "" for none."""

    runs: Runs
    number: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list; ``level`` 1 belongs to the entry before it."""

    runs: Runs
    level: int = 0


@dataclass(frozen=True, slots=True)
class BulletList:
    """Entries in no order."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class NumberedList:
    """Entries counted from 1."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A header row and rows of as many cells; ``caption`` says aloud what the table is."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class AddressBlock:
    """Lines that stay together, one under the other."""

    lines: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class DateLine:
    """The date of the letter as printed."""

    text: str


@dataclass(frozen=True, slots=True)
class Salutation:
    """ "Dear" and to whom."""

    text: str


@dataclass(frozen=True, slots=True)
class Callout:
    """One message set apart from the text."""

    runs: Runs


@dataclass(frozen=True, slots=True)
class Passage:
    """All that the letter says of one finding; ``mark`` finds it again in a returned letter."""

    finding: ItemId
    mark: str
    blocks: tuple[Paragraph | BulletList | Callout, ...]

    @property
    def number(self) -> str:
        """The printed number of its first paragraph, "" for none."""
        first = self.blocks[0]
        return first.number if isinstance(first, Paragraph) else ""


@dataclass(frozen=True, slots=True)
class Advice:
    """One recommendation: its number ("R1"), title, text, and a closing line on time and place."""

    label: str
    mark: str
    title: str
    blocks: tuple[Paragraph | BulletList, ...] = ()
    note: Runs = ()


@dataclass(frozen=True, slots=True)
class SignOff:
    """The close, room for a signature, and the lines of those who sign."""

    closing: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts a new page."""


Block = (
    Title
    | Heading
    | Paragraph
    | BulletList
    | NumberedList
    | Table
    | AddressBlock
    | DateLine
    | Salutation
    | Callout
    | Passage
    | Advice
    | SignOff
    | PageBreak
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The whole letter or report, with the words of its running heads.

    ``title`` is the document's own name; ``council`` and ``document`` head the pages after the first
    and ``status`` stands at the foot; ``dated`` is the date of the letter, not of the printing.
    """

    blocks: tuple[Block, ...]
    title: str
    council: str
    document: str
    status: str = ""
    dated: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """All that a letter is made of; without ``visit`` the letter says nothing about how much was heard."""

    challenge: Challenge
    themes: tuple[Theme, ...] = ()
    questions: tuple[Question, ...] = ()
    people: tuple[Person, ...] = ()
    visit: Visit | None = None
    findings: tuple[Finding, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()


# --- small facts, also of use to others ------------------------------------------------------------


def finding_mark(finding: ItemId) -> str:
    """The mark of a finding's passage: at most 40 letters, digits and underscores, as Word wants it."""
    return f"finding_{_markable(finding)}"


def recommendation_mark(recommendation: ItemId) -> str:
    """The mark of a recommendation, by the same rule."""
    return f"rec_{_markable(recommendation)}"


def printed_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that go into the letter: the agreed ones, or every draft while nothing is agreed; never a parked one."""
    worded = (finding for finding in findings if finding.title.strip() or finding.text.strip())
    kept = [finding for finding in worded if finding.state is not FindingState.PARKED]
    agreed = [finding for finding in kept if finding.state is FindingState.AGREED]
    return tuple(sorted(agreed or kept, key=lambda finding: finding.position))


def day(when: date) -> str:
    """ "18 September 2026", with day and month on one line."""
    return f"{_day(when)} {when.year}"


def day_range(start: date | None, end: date | None) -> str:
    """The days of a visit as the letter prints them: "15 to 18 September 2026"; "" without a start."""
    if start is None:
        return "" if end is None else day(end)
    if end is None or end <= start:
        return day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}{NBSP}to{NBSP}{day(end)}"
    if start.year == end.year:
        return f"{_day(start)} to {day(end)}"
    return f"{day(start)} to {day(end)}"


def printed_date(challenge: Challenge) -> str:
    """The date of the letter by the day or by the month only; "" while it has none."""
    if challenge.letter_date is None:
        return ""
    if challenge.letter_precision is DatePrecision.MONTH:
        return f"{_MONTHS[challenge.letter_date.month - 1]} {challenge.letter_date.year}"
    return day(challenge.letter_date)


def compose(source: Source, layout: Layout = Layout.LETTER) -> Letter:
    """The letter or report for ``source``; parts for which there is nothing to say are left out."""
    first = _Draft(source, layout, {})
    first.compose()
    draft = _Draft(source, layout, first.numbers)
    draft.compose()
    challenge = source.challenge
    dated = printed_date(challenge)
    name = "feedback letter" if layout is Layout.LETTER else "feedback report"
    unsettled = bool(draft.findings) and all(finding.state is FindingState.DRAFT for finding in draft.findings)
    return Letter(
        blocks=tuple(draft.blocks),
        title=f"{_line(challenge.council)}: {_kind(challenge)}, {name}",
        council=_line(challenge.council),
        document=f"{_line(challenge.title)}: {name}",
        status=", ".join(part for part in ("Draft" if unsettled else "", dated) if part),
        dated=challenge.letter_date,
    )


# --- composing --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Voice:
    """How the document speaks of the host and of itself."""

    you: str
    your: str
    are: str
    have: str
    we: str
    us: str
    our: str
    make: str
    this: str


def _voice(challenge: Challenge, layout: Layout) -> _Voice:
    if layout is Layout.LETTER:
        return _Voice("you", "your", "are", "have", "we", "us", "our", "make", "letter")
    if len(challenge.councils) > 1:
        return _Voice(
            "the councils", "the councils\u2019", "are", "have", "the team", "the team", "its", "makes", "report"
        )
    return _Voice("the council", "the council\u2019s", "is", "has", "the team", "the team", "its", "makes", "report")


@dataclass
class _Draft:
    """One pass over the source; ``numbers`` are the paragraph numbers that the pass before gave to findings."""

    source: Source
    layout: Layout
    known: dict[str, str]
    blocks: list[Block] = field(default_factory=list)
    numbers: dict[str, str] = field(default_factory=dict)
    section: int = 0
    paragraph: int = 0

    def __post_init__(self) -> None:
        source = self.source
        self.voice = _voice(source.challenge, self.layout)
        self.numbered = self.layout is Layout.REPORT
        self.findings = printed_findings(source.findings)
        self.themes = _Themes(source.themes, source.questions)
        self.advice = sorted(source.recommendations, key=lambda recommendation: recommendation.number)
        printed = {finding.id for finding in self.findings}
        self.answers: dict[ItemId, list[Recommendation]] = {}
        for recommendation in self.advice:
            for finding in recommendation.findings & printed:
                self.answers.setdefault(finding, []).append(recommendation)

    def compose(self) -> None:
        """Write every part in the order of the layout."""
        if self.layout is Layout.LETTER:
            self.opening()
            self.scope(1)
            self.process(1)
            self.headlines("Summary of feedback")
            self.feedback()
            self.recommendations("Recommendations")
            self.next_steps()
            self.sign_off()
            return
        self.report_title()
        self.headlines("Executive summary")
        self.recommendations("Key recommendations")
        self.heading("Summary of the peer challenge approach")
        self.team(2)
        self.scope(2)
        self.process(2)
        self.feedback()
        self.next_steps()

    # pieces

    def heading(self, text: str, level: int = 1) -> None:
        number = ""
        if level == 1:
            self.section += 1
            self.paragraph = 0
            number = str(self.section) if self.numbered else ""
        self.blocks.append(Heading(_line(text), min(level, 4), number))

    def next_number(self) -> str:
        if not self.numbered or not self.section:
            return ""
        self.paragraph += 1
        return f"{self.section}.{self.paragraph}"

    def say(self, *parts: str | Run) -> None:
        runs = tuple(Run(part) if isinstance(part, str) else part for part in parts)
        self.blocks.append(Paragraph(runs, self.next_number()))

    # the front

    def opening(self) -> None:
        challenge = self.source.challenge
        addressee = challenge.addressee
        lines = [addressee.name, addressee.post]
        if not any(council in line for council in challenge.councils for line in (*lines, *addressee.address)):
            lines.extend(challenge.councils)
        lines.extend(addressee.address)
        self.blocks.append(AddressBlock(tuple((Run(line),) for line in map(_line, lines) if line)))
        dated = printed_date(challenge)
        if dated:
            self.blocks.append(DateLine(dated))
        self.blocks.append(Salutation(_salutation(challenge)))
        self.blocks.append(Title(_line(challenge.council), _title_lines(challenge, "")))
        visit = day_range(challenge.start, challenge.end)
        dates = "" if not visit else f" from {visit}" if " to " in visit.replace(NBSP, " ") else f" on {visit}"
        self.say(
            f"On behalf of the peer team, I would like to thank you for inviting us to carry out your "
            f"{_kind(challenge)}{dates}. We are grateful for the welcome that we received, and to everybody "
            "who gave their time to meet us and spoke to us so openly."
        )
        self.team(0)

    def report_title(self) -> None:
        challenge = self.source.challenge
        self.blocks.append(Title(_line(challenge.council), _title_lines(challenge, ": feedback report")))
        dated = printed_date(challenge)
        if dated:
            self.blocks.append(DateLine(f"Report of {dated}"))

    def team(self, level: int) -> None:
        people = _team(self.source.people)
        if level:
            self.heading("The peer team", level)
        voice = self.voice
        end = "The members of the team were:" if people else ""
        self.say(
            "Peer challenge is carried out by experienced councillors and officers. The team was chosen to suit "
            f"what {voice.you} wanted to look at, and was agreed with {voice.you}. {end}".strip()
        )
        if not people:
            return
        rows = tuple((_named(person), _line(person.role), _line(person.organisation)) for person in people)
        if self.layout is Layout.REPORT and all(all(row) for row in rows):
            self.blocks.append(Table(("Name", "Role", "Organisation"), rows, "The peer team"))
        else:
            self.blocks.append(_bullets([", ".join(part for part in row if part) for row in rows]))

    def scope(self, level: int) -> None:
        themes, voice = self.themes, self.voice
        core = [theme for theme in themes.roots if theme.origin is ThemeOrigin.CORE]
        own = [theme for theme in themes.roots if theme.origin is not ThemeOrigin.CORE]
        if not (core or own or themes.beside):
            return
        self.heading("Scope and focus of the peer challenge" if level == 1 else "Scope and focus", level)
        asked = f"{voice.you[:1].upper()}{voice.you[1:]}"
        if core:
            self.say(f"{asked} asked the team to look at these themes:")
            self.blocks.append(NumberedList(tuple(themes.entries(core))))
        if own or themes.beside:
            also = "also asked" if core else "asked"
            self.say(f"{asked} {also} the team to consider:")
            entries = [*themes.entries(own), *(Item((Run(_line(question.text)),)) for question in themes.beside)]
            self.blocks.append(BulletList(tuple(entries)) if core else NumberedList(tuple(entries)))

    def process(self, level: int) -> None:
        voice = self.voice
        self.heading("The peer challenge process", level)
        came = "We came" if self.layout is Layout.LETTER else "The team came"
        used = "used our" if self.layout is Layout.LETTER else "used its"
        self.say(
            "Peer challenge is not an inspection. It is led by councils for councils, and its purpose is "
            f"improvement. {came} as critical friends, and {used} own experience of local government to "
            f"reflect on what {'we' if self.layout is Layout.LETTER else 'it'} heard, saw and read."
        )
        prepared = f"To prepare, the team read what {voice.you} had sent about the area and the challenges ahead."
        self.say(f"{prepared} {self.heard()}".strip())
        familiar = "you" if self.layout is Layout.LETTER else voice.you
        self.say(
            f"People spoke to the team in confidence, and nothing in this {voice.this} is attributed to an "
            f"individual. The {voice.this} gives the team\u2019s view at the time of the visit. Some of it will be "
            f"familiar to {familiar}, and some may already be in hand."
        )

    def heard(self) -> str:
        visit = self.source.visit
        if visit is None:
            return ""
        people, meetings, hours = (visit.more_than(number) for number in (visit.people, visit.meetings, visit.hours))
        spoke = [f"spoke to more than {_count(people)} people"] if people else []
        if meetings:
            spoke = [f"{spoke[0]} in more than {_count(meetings)} meetings" if spoke else _held(meetings)]
        if hours:
            there = " in them" if meetings else ""
            spoke.append(f"spent more than {_count(hours)} hours{there}")
        return f"The team {' and '.join(spoke)}." if spoke else ""

    # the findings

    def headlines(self, title: str) -> None:
        chosen = [finding for finding in self.findings if finding.kind is FindingKind.HEADLINE]
        if chosen:
            self.heading(title)
            for position, finding in enumerate(chosen):
                self.passage(finding, callout=position == 0)

    def feedback(self) -> None:
        start = len(self.blocks)
        for theme in self.themes.roots:
            self.theme(theme, 1)
        loose = [finding for finding in self.findings if finding.theme is None or finding.theme not in self.themes]
        if any(finding.kind in _SIDES for finding in loose):
            self.heading("Feedback" if len(self.blocks) == start else "Other feedback")
            self.sides(loose, 2)
        notable = [finding for finding in self.findings if finding.kind is FindingKind.NOTABLE_PRACTICE]
        if notable:
            self.heading("Notable practice")
            for finding in notable:
                self.passage(finding)

    def theme(self, theme: Theme, level: int) -> None:
        mine = [finding for finding in self.findings if finding.theme == theme.id and finding.kind in _SIDES]
        if not mine and not self.spoken(theme):
            return
        self.heading(theme.title, level)
        questions = [_line(question.text) for question in self.themes.questions(theme.id)]
        if questions:
            self.say(Run(" ".join(questions), italic=True))
        self.sides(mine, level + 1)
        for child in self.themes.children(theme.id):
            self.theme(child, level + 1)

    def spoken(self, theme: Theme) -> bool:
        """Whether any theme below ``theme`` has something to say."""
        return any(
            self.spoken(child) or any(finding.theme == child.id and finding.kind in _SIDES for finding in self.findings)
            for child in self.themes.children(theme.id)
        )

    def sides(self, findings: Sequence[Finding], level: int) -> None:
        for kind, title in _SIDES.items():
            chosen = [finding for finding in findings if finding.kind is kind]
            if chosen:
                self.heading(title, level)
                for finding in chosen:
                    self.passage(finding)

    def passage(self, finding: Finding, *, callout: bool = False) -> None:
        mark = finding_mark(finding.id)
        title = _sentence(finding.title)
        see = self.see(finding)
        body = list(_paragraphs(finding.text))
        if callout and not body and not see:
            self.blocks.append(Passage(finding.id, mark, (Callout((Run(title),)),)))
            return
        first: Runs = (Run(title, bold=True),) if title else ()
        if body and isinstance(body[0], Paragraph):
            first = (*first, *((Run(" "),) if first else ()), *body[0].runs)
            del body[0]
        number = self.next_number()
        if number:
            self.numbers[mark] = number
        blocks = [Paragraph(first, number), *body]
        if see:
            last = blocks[-1]
            if isinstance(last, Paragraph):
                blocks[-1] = Paragraph((*last.runs, Run(" "), *see), last.number)
            else:
                blocks.append(Paragraph(see))
        self.blocks.append(Passage(finding.id, mark, tuple(blocks)))

    def see(self, finding: Finding) -> Runs:
        """ "See recommendation R1.", without those that the finding names in its own words."""
        text = f"{finding.title} {finding.text}"
        found = [
            Run(f"R{recommendation.number}", link=f"#{recommendation_mark(recommendation.id)}")
            for recommendation in self.answers.get(finding.id, ())
            if not re.search(rf"\bR{recommendation.number}\b", text)
        ]
        return _listed("See recommendation", found)

    def recommendations(self, title: str) -> None:
        if not self.advice:
            return
        self.heading(title)
        number = len(self.advice)
        thing = "recommendation" if number == 1 else "recommendations"
        if self.layout is Layout.LETTER:
            self.say(f"We make {_word(number)} {thing} that we think would make the most difference.")
        else:
            self.say(f"The peer team makes {_word(number)} {thing} to {self.voice.you}.")
        for recommendation in self.advice:
            timescale = _line(recommendation.timescale).rstrip(".")
            note: list[Run] = [Run(f"Suggested timescale: {timescale}.")] if timescale else []
            explained = _listed("Explained in paragraph", self.places(recommendation))
            if note and explained:
                note.append(Run(" "))
            self.blocks.append(
                Advice(
                    label=f"R{recommendation.number}",
                    mark=recommendation_mark(recommendation.id),
                    title=_line(recommendation.title),
                    blocks=tuple(_paragraphs(recommendation.text)),
                    note=(*note, *explained),
                )
            )

    def places(self, recommendation: Recommendation) -> list[Run]:
        """The numbers of the paragraphs that explain it, in reading order, as links."""
        marks = {finding_mark(finding) for finding in recommendation.findings}
        return [Run(number, link=f"#{mark}") for mark, number in self.known.items() if mark in marks]

    # the end

    def next_steps(self) -> None:
        challenge, voice = self.source.challenge, self.voice
        self.heading("Next steps")
        if self.layout is Layout.LETTER:
            self.say(
                "We suggest that you take time to reflect on this feedback with your councillors and officers, "
                "and then decide together how to take it forward."
            )
        else:
            self.say(
                f"The team suggests that {voice.you} {'take' if voice.are == 'are' else 'takes'} time to reflect on "
                "this feedback with councillors and officers, and then to decide how to take it forward."
            )
        self.say(_rules(challenge.rules, voice))
        contact = [_line(line) for line in challenge.contact if _line(line)]
        if contact:
            self.say(
                f"There is more support to draw on, including learning from other councils. {voice.your[:1].upper()}"
                f"{voice.your[1:]} regional contact will be glad to help:"
            )
            self.blocks.append(AddressBlock(tuple(_linked(line) for line in contact)))
        if self.layout is Layout.LETTER:
            self.say(
                f"Once again, on behalf of the team, thank you and everybody at {_line(challenge.council)} for taking "
                "part in the peer challenge so fully. We wish you every success."
            )
        else:
            self.say(
                f"The team would like to thank everybody at {_line(challenge.council)} who took part, for their time "
                "and for their openness."
            )

    def sign_off(self) -> None:
        managers = [person for person in _team(self.source.people) if person.manager]
        lines: list[str] = []
        for person in managers:
            lines += [_line(person.name), _line(person.role) or "Peer challenge manager"]
        self.blocks.append(SignOff("Yours sincerely", (*lines, "On behalf of the peer team")))


_SIDES = {FindingKind.STRENGTH: "Strengths", FindingKind.CONSIDERATION: "Areas for consideration"}


class _Themes:
    """The themes as a tree, whatever has become of their parents."""

    def __init__(self, themes: Sequence[Theme], questions: Sequence[Question]) -> None:
        ordered = sorted(themes, key=lambda theme: theme.position)
        self._by_id = {theme.id: theme for theme in ordered}
        self._children: dict[ItemId, list[Theme]] = {}
        self.roots: list[Theme] = []
        for theme in ordered:
            parent = self._parent(theme)
            (self.roots if parent is None else self._children.setdefault(parent, [])).append(theme)
        self._questions: dict[ItemId, list[Question]] = {}
        self.beside: list[Question] = []
        for question in sorted(questions, key=lambda question: question.position):
            if question.origin is QuestionOrigin.ENQUIRY:
                continue  # the team's own lines of enquiry stay in the team
            if question.theme is None or question.theme not in self._by_id:
                # A core question goes with its theme; what the council asked itself is never lost.
                if question.theme is None or question.origin is QuestionOrigin.OWN:
                    self.beside.append(question)
            else:
                self._questions.setdefault(question.theme, []).append(question)

    def _parent(self, theme: Theme) -> ItemId | None:
        """Its parent, if that is there and is not below the theme itself."""
        seen = {theme.id}
        above = theme.parent
        while above is not None and above in self._by_id:
            if above in seen:
                return None
            seen.add(above)
            above = self._by_id[above].parent
        return theme.parent if theme.parent in self._by_id else None

    def __contains__(self, theme: ItemId) -> bool:
        return theme in self._by_id

    def children(self, theme: ItemId) -> Sequence[Theme]:
        return self._children.get(theme, ())

    def questions(self, theme: ItemId) -> Sequence[Question]:
        return self._questions.get(theme, ())

    def entries(self, themes: Iterable[Theme], level: int = 0) -> Iterator[Item]:
        """The lines of the scope: "name: question", and under each the themes that it holds."""
        for theme in themes:
            title = _line(theme.title)
            asked = " ".join(_line(question.text) for question in self.questions(theme.id))
            joint = " " if title.endswith((".", "?", "!", ":")) else ": "
            yield Item((Run(title, bold=True), Run(f"{joint}{asked}")) if asked else (Run(title, bold=True),), level)
            yield from self.entries(self.children(theme.id), 1)


def _rules(rules: DeadlineRules, voice: _Voice) -> str:
    this, are = voice.this, f"{voice.you} {voice.are}"
    capital = f"{are[:1].upper()}{are[1:]}"
    match rules:
        case DeadlineRules.RULES_2012:
            return (
                f"It is for {voice.you} to choose whether to publish this {this}, and how to set out what will be "
                "done. Members of the team can return in about two years, if that would help, to see what has changed."
            )
        case DeadlineRules.RULES_2018:
            return (
                f"{capital} expected to publish this {this}, and an action plan in response to it. Some of the team "
                "will be in touch after six months to hear what progress has been made."
            )
        case DeadlineRules.RULES_2023:
            return (
                f"{capital} expected to publish this {this} within three months of the peer challenge, and an action "
                "plan with it or within five months. Some of the team will return for a progress review after about "
                "ten months, and its report is expected within twelve."
            )
        case DeadlineRules.EQUALITY:
            return f"{capital} expected to publish this {this} within three weeks."


def _title_lines(challenge: Challenge, after: str) -> tuple[str, ...]:
    dates = day_range(challenge.start, challenge.end)
    return tuple(line for line in (f"{_line(challenge.title)}{after}", dates) if line)


def _salutation(challenge: Challenge) -> str:
    addressee = challenge.addressee
    whom = _line(addressee.salutation) or _line(addressee.name) or _line(addressee.post) or "colleagues"
    return whom if whom.lower().startswith("dear ") else f"Dear {whom}"


def _kind(challenge: Challenge) -> str:
    return _line(f"{challenge.type} peer challenge")


def _team(people: Iterable[Person]) -> list[Person]:
    """The team in its order, whoever manages it last."""
    return sorted(people, key=lambda person: (person.manager, person.position))


def _named(person: Person) -> str:
    party = "" if person.manager else _line(person.party)
    return f"{_line(person.name)} ({party})" if party else _line(person.name)


def _held(meetings: int) -> str:
    return f"took part in more than {_count(meetings)} meetings"


def _day(when: date) -> str:
    """Day and month in English, whatever the locale of the machine."""
    return f"{when.day}{NBSP}{_MONTHS[when.month - 1]}"


def _count(number: int) -> str:
    return f"{number:,}"


_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def _word(number: int) -> str:
    return _WORDS[number] if number < len(_WORDS) else _count(number)


def _listed(lead: str, found: Sequence[Run]) -> Runs:
    """ "See recommendations R1, R2 and R5.": ``lead`` in the singular, and nothing for nothing."""
    if not found:
        return ()
    runs = [Run(f"{lead}{'s' if len(found) > 1 else ''}{NBSP}")]
    for position, run in enumerate(found):
        if position:
            runs.append(Run(f" and{NBSP}" if position == len(found) - 1 else ", "))
        runs.append(run)
    return (*runs, Run("."))


_ADDRESS = re.compile(r"https?://[^\s,;]*[\w/]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def _linked(line: str) -> Runs:
    """A line whose web and e-mail addresses are links."""
    runs: list[Run] = []
    at = 0
    for found in _ADDRESS.finditer(line):
        if found.start() > at:
            runs.append(Run(line[at : found.start()]))
        target = found.group()
        runs.append(Run(target, link=target if target.startswith("http") else f"mailto:{target}"))
        at = found.end()
    if at < len(line):
        runs.append(Run(line[at:]))
    return tuple(runs)


_BULLET = re.compile(r"\s*[-\u2013\u2022*]\s+")


def _paragraphs(text: str) -> Iterator[Paragraph | BulletList]:
    """Text as typed, one paragraph a line; lines that start with a dash or a bullet are a list."""
    bullets: list[str] = []
    for line in text.splitlines():
        lead = _BULLET.match(line)
        if lead:
            bullets.extend(filter(None, [_line(line[lead.end() :])]))
            continue
        if bullets:
            yield _bullets(bullets)
            bullets = []
        if _line(line):
            yield Paragraph((Run(_line(line)),))
    if bullets:
        yield _bullets(bullets)


def _bullets(lines: Iterable[str]) -> BulletList:
    return BulletList(tuple(Item((Run(line),)) for line in lines if line))


def _line(text: str) -> str:
    """One line: breaks and runs of spaces become a single space; no-break spaces stay."""
    return re.sub(r"[ \t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+", " ", text).strip(" ")


def _sentence(title: str) -> str:
    """A title as the first sentence of a paragraph: it ends in a stop."""
    line = _line(title)
    return line if not line or line.endswith((".", "?", "!", ":", "\u2026", ".\u201d", ".'", '."')) else f"{line}."


def _markable(item: ItemId) -> str:
    """An identity as it may stand in a mark: itself if it is 32 hexadecimal characters, else its digest."""
    if re.fullmatch(r"[0-9a-f]{32}", item):
        return item
    return hashlib.blake2s(item.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
