"""The fixed words of a letter or report, with fields in curly brackets for what is computed.

Each piece has a key of its own, by which the team may put its own words in its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from slireviewer.letter.layouts import Layout
from slireviewer.letter.printed import paragraph
from slireviewer.letter.source import Source
from slireviewer.model import Challenge, DeadlineRules
from slireviewer.richtext import Text


@dataclass(frozen=True, slots=True)
class Voice:
    """How the document speaks of the host and of itself."""

    you: str
    your: str
    are: str
    have: str
    take: str
    we: str
    our: str
    this: str
    personal: bool

    @property
    def asked(self) -> str:
        """Who asked, at the beginning of a sentence."""
        return f"{self.you[:1].upper()}{self.you[1:]}"


def voice_of(challenge: Challenge, layout: Layout) -> Voice:
    """The voice of ``layout`` for one council or for two."""
    this = "letter" if layout.document.endswith("letter") else "report"
    if layout.personal:
        return Voice("you", "your", "are", "have", "take", "we", "our", this, True)
    if len(challenge.councils) > 1:
        return Voice("the councils", "the councils\u2019", "are", "have", "take", "the team", "its", this, False)
    return Voice("the council", "the council\u2019s", "is", "has", "takes", "the team", "its", this, False)


def _dated(source: Source) -> str:
    """ "from {dates}", "on {dates}" or nothing, by what is known of the visit."""
    challenge = source.challenge
    if challenge.start is None:
        return ""
    ranged = challenge.end is not None and challenge.end > challenge.start
    return " from {dates}" if ranged else " on {dates}"


def thanks(source: Source) -> Text:
    """The first paragraph of a letter."""
    return (
        paragraph(
            "On behalf of the peer team, I would like to thank you for inviting us to carry out your {type} peer "
            f"challenge{_dated(source)}. We are grateful for the welcome that we received, and to everybody "
            "who gave their time to meet us and spoke to us so openly."
        ),
    )


def team(voice: Voice, *, review: bool, people: bool) -> Text:
    """What leads to the list of the team."""
    end = " The members of the team were:" if people else ""
    if review:
        return (paragraph(f"The review was carried out by some of those who took part in the peer challenge.{end}"),)
    return (
        paragraph(
            "Peer challenge is carried out by experienced councillors and officers. The team was chosen to suit "
            f"what {voice.you} wanted to look at, and was agreed with {voice.you}.{end}"
        ),
    )


def introduction(source: Source, voice: Voice) -> Text:
    """The three aims of a progress review."""
    when = _dated(source)
    return (
        paragraph(
            f"{{council}} had a {{type}} peer challenge{when}. This review looks at what has happened since, "
            "against each recommendation that the team made then."
        ),
        paragraph(
            f"It has three aims: to tell {voice.you} how its progress looks to others who know local government; to "
            "talk over what has changed, and what opportunities and challenges are new; and to hear what difference "
            "has been made so far, and what others could learn from it."
        ),
    )


def process(source: Source, voice: Voice) -> Iterator[tuple[str, Text]]:
    """What peer challenge is, how much was heard, and that it was heard in confidence."""
    we = "We came" if voice.personal else "The team came"
    used, it = ("used our", "we") if voice.personal else ("used its", "it")
    yield (
        "not_inspection",
        (
            paragraph(
                "Peer challenge is not an inspection. It is led by councils for councils, and its purpose is "
                f"improvement. {we} as critical friends, and {used} own experience of local government to reflect on "
                f"what {it} heard, saw and read."
            ),
        ),
    )
    prepared = f"To prepare, the team read what {voice.you} had sent about the area and the challenges ahead."
    yield "heard", (paragraph(f"{prepared} {_heard(source)}".strip()),)
    yield (
        "confidence",
        (
            paragraph(
                f"People spoke to the team in confidence, and nothing in this {voice.this} is attributed to an "
                f"individual. The {voice.this} gives the team\u2019s view at the time of the visit. Some of it will "
                f"be familiar to {voice.you}, and some may already be in hand."
            ),
        ),
    )


def review_process(voice: Voice) -> Iterator[tuple[str, Text]]:
    """How a progress review is done."""
    yield (
        "not_inspection",
        (
            paragraph(
                "A progress review is not an inspection, and it does not repeat the peer challenge. It is a "
                f"conversation between colleagues, on what {voice.you} {voice.have} done with the recommendations."
            ),
        ),
    )
    yield (
        "confidence",
        (
            paragraph(
                f"People spoke to the team in confidence, and nothing in this {voice.this} is attributed to an "
                f"individual. The {voice.this} gives the team\u2019s view at the time of the review."
            ),
        ),
    )


def _heard(source: Source) -> str:
    visit = source.visit
    if visit is None:
        return ""
    people, meetings, hours = (visit.more_than(number) for number in (visit.people, visit.meetings, visit.hours))
    spoke = ["spoke to more than {people} people"] if people else []
    if meetings:
        held = "took part in more than {meetings} meetings"
        spoke = [f"{spoke[0]} in more than {{meetings}} meetings" if spoke else held]
    if hours:
        there = " in them" if meetings else ""
        spoke.append(f"spent more than {{hours}} hours{there}")
    return f"The team {' and '.join(spoke)}." if spoke else ""


def recommendations(voice: Voice, number: int) -> Text:
    """What leads to the recommendations."""
    thing = "recommendation" if number == 1 else "recommendations"
    if voice.personal:
        said = f"We make {{recommendations}} {thing} that we think would make the most difference."
    else:
        said = f"The peer team makes {{recommendations}} {thing} to {voice.you}."
    return (paragraph(said),)


def next_steps(source: Source, voice: Voice, *, review: bool) -> Iterator[tuple[str, Text]]:
    """What happens after the document: reflection, publication, support, thanks."""
    if voice.personal:
        reflect = (
            "We suggest that you take time to reflect on this feedback with your councillors and officers, "
            "and then decide together how to take it forward."
        )
        farewell = (
            "Once again, on behalf of the team, thank you and everybody at {council} for taking part in the peer "
            "challenge so fully. We wish you every success."
        )
    else:
        reflect = (
            f"The team suggests that {voice.you} {voice.take} time to reflect on this feedback with councillors and "
            "officers, and then to decide how to take it forward."
        )
        farewell = (
            "The team would like to thank everybody at {council} who took part, for their time and for their openness."
        )
    yield "reflect", (paragraph(reflect),)
    rules = source.challenge.rules
    yield "rules", (paragraph(_review_rules(rules, voice) if review else _rules(rules, voice)),)
    if any(row.strip() for row in source.challenge.contact):
        your = f"{voice.your[:1].upper()}{voice.your[1:]}"
        yield (
            "contact",
            (
                paragraph(
                    "There is more support to draw on, including learning from other councils. "
                    f"{your} regional contact will be glad to help:"
                ),
            ),
        )
    yield "farewell", (paragraph(farewell),)


def _rules(rules: DeadlineRules, voice: Voice) -> str:
    this, are = voice.this, f"{voice.asked} {voice.are}"
    match rules:
        case DeadlineRules.RULES_2012:
            return (
                f"It is for {voice.you} to choose whether to publish this {this}, and how to set out what will be "
                "done. Members of the team can return in about two years, if that would help, to see what has changed."
            )
        case DeadlineRules.RULES_2018:
            return (
                f"{are} expected to publish this {this}, and an action plan in response to it. Some of the team "
                "will be in touch after six months to hear what progress has been made."
            )
        case DeadlineRules.RULES_2023:
            return (
                f"{are} expected to publish this {this} within three months of the peer challenge, and an action "
                "plan with it or within five months. Some of the team will return for a progress review after about "
                "ten months, and its report is expected within twelve."
            )
        case DeadlineRules.EQUALITY:
            return f"{are} expected to publish this {this} within three weeks."


def _review_rules(rules: DeadlineRules, voice: Voice) -> str:
    if rules is DeadlineRules.RULES_2023:
        return (
            f"{voice.asked} {voice.are} expected to publish this {voice.this} within twelve months of the peer "
            "challenge."
        )
    return f"It is for {voice.you} to choose whether to publish this {voice.this}."
