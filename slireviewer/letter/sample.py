"""A short invented letter with a little of everything, to see how a template looks before there is anything to say."""

from __future__ import annotations

from datetime import date

from slireviewer.letter.source import Source
from slireviewer.model import (
    Addressee,
    Challenge,
    Finding,
    FindingKind,
    FindingState,
    ItemId,
    Person,
    Question,
    Recommendation,
    Theme,
    ThemeOrigin,
    Visit,
)


def sample_source() -> Source:
    """An invented challenge of an invented council: every style of a template is used in its letter or report."""
    themes = (
        Theme(id=ItemId("t1"), title="Local priorities", origin=ThemeOrigin.CORE, position="C"),
        Theme(id=ItemId("t2"), title="Scrutiny", origin=ThemeOrigin.CORE, parent=ItemId("t1"), position="F"),
        Theme(id=ItemId("t3"), title="Overview", origin=ThemeOrigin.CORE, parent=ItemId("t2"), position="H"),
    )
    said = (
        ("f0", FindingKind.HEADLINE, None, "Anytown is a council that knows its place.", ""),
        (
            "f1",
            FindingKind.STRENGTH,
            "t1",
            "Priorities are known.",
            "Staff name them without being asked.",
        ),
        (
            "f2",
            FindingKind.CONSIDERATION,
            "t1",
            "There are many of them.",
            "We would:\n- choose\n- say what waits",
        ),
        ("f3", FindingKind.STRENGTH, "t2", "Scrutiny is listened to.", "Two decisions were changed by it."),
        ("f4", FindingKind.STRENGTH, "t3", "The work programme is short.", "It fits on one page."),
    )
    return Source(
        challenge=Challenge(
            id=ItemId("sample"),
            councils=("Anytown District Council",),
            start=date(2026, 5, 11),
            end=date(2026, 5, 14),
            addressee=Addressee(name="Sam Example", post="Chief Executive", salutation="Sam", address=("Town Hall",)),
            letter_date=date(2026, 6, 22),
            contact=("Alex Sample, Regional Adviser", "alex.sample@example.org"),
        ),
        themes=themes,
        questions=(
            Question(id=ItemId("q1"), text="Are they the right ones?", theme=ItemId("t1")),
            Question(id=ItemId("q2"), text="What should come first?"),
        ),
        people=(
            Person(id=ItemId("p1"), name="Councillor Robin Specimen", role="Leader", organisation="Othertown Council",
                   party="Independent"),
            Person(id=ItemId("p2"), name="Kim Pattern", role="Peer Challenge Manager", organisation="Peer Challenge",
                   manager=True),
        ),
        visit=Visit(people=132, meetings=46, hours=241),
        findings=tuple(
            Finding(id=ItemId(name), title=title, text=text, kind=kind, state=FindingState.AGREED, position=name,
                    theme=None if theme is None else ItemId(theme))
            for name, kind, theme, title, text in said
        ),
        recommendations=(
            Recommendation(id=ItemId("r1"), number=1, title="Choose three priorities", text="Say what will wait.",
                           timescale="within 6 months", findings=frozenset({ItemId("f2")})),
        ),
    )  # fmt: skip
