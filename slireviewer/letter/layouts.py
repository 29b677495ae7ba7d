"""The layouts of a letter as data: which parts in which order, in whose voice, how numbered."""

from __future__ import annotations

from dataclasses import dataclass, replace

from slireviewer.model import Challenge, LetterChoice, Numbering, Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a letter or report is laid out.

    ``name`` is what people call it and ``document`` what it calls itself; ``personal`` says "you", otherwise "the
    council". For the rest see :class:`~slireviewer.model.LetterChoice`.
    """

    key: str
    name: str
    document: str
    sections: tuple[Section, ...]
    personal: bool = False
    numbering: Numbering = Numbering.NONE
    bullets: bool = False
    sides: bool = True
    own_first: bool = False
    counted: bool = True
    questions: bool = False

    def __str__(self) -> str:
        return self.key


LETTER = Layout(
    key="letter",
    name="Letter of 2012–14",
    document="feedback letter",
    personal=True,
    sections=(
        Section("opening"),
        Section("scope", "Scope and focus of the peer challenge"),
        Section("process", "The peer challenge process"),
        Section("headlines", "Summary of feedback"),
        Section("themes"),
        Section("practice", "Notable practice"),
        Section("recommendations", "Recommendations"),
        Section("next_steps", "Next steps"),
        Section("close"),
    ),
)
REPORT = Layout(
    key="report",
    name="Modern report",
    document="feedback report",
    numbering=Numbering.BY_SECTION,
    sections=(
        Section("front"),
        Section("headlines", "Executive summary"),
        Section("recommendations", "Key recommendations"),
        Section("approach", "Summary of the peer challenge approach"),
        Section("team", "The peer team", 2),
        Section("scope", "Scope and focus", 2),
        Section("process", "The peer challenge process", 2),
        Section("themes"),
        Section("practice", "Notable practice"),
        Section("next_steps", "Next steps"),
    ),
)
PROGRESS = Layout(
    key="progress",
    name="Progress review",
    document="progress review",
    numbering=Numbering.BY_SECTION,
    sections=(
        Section("front"),
        Section("introduction", "Introduction"),
        Section("approach", "Summary of the approach"),
        Section("team", "The peer team", 2),
        Section("process", "How the review was done", 2),
        Section("headlines", "Summary of progress"),
        Section("progress", "Progress on the recommendations"),
        Section("next_steps", "Next steps"),
    ),
)
LAYOUTS = {layout.key: layout for layout in (LETTER, REPORT, PROGRESS)}
"""Every layout that comes with the program, by its key."""

KNOWN_SECTIONS = frozenset(section.key for layout in LAYOUTS.values() for section in layout.sections) | {
    "feedback",
    "background",
}
"""The keys of sections in which something is composed: "feedback" holds all themes under one heading, "themes" gives
each a heading of its own, and "background" waits for the team's words."""


def layout_of(challenge: Challenge, key: str = "") -> Layout:
    """The layout that a challenge has chosen, or its choices on the layout called ``key``."""
    choice = challenge.letter
    layout = LAYOUTS.get(key or choice.layout, LETTER)
    return laid_out(layout, choice if not key or key == choice.layout else LetterChoice())


def laid_out(layout: Layout, choice: LetterChoice) -> Layout:
    """``layout`` with what the team chose otherwise."""
    chosen = {
        name: getattr(choice, name)
        for name in ("numbering", "bullets", "sides", "own_first", "counted", "questions")
        if getattr(choice, name) is not None
    }
    return replace(layout, **chosen, sections=choice.outline or layout.sections)
