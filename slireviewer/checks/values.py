"""The values of the checks: what is known about the challenge, and what is remarked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from slireviewer.model import (
    NO_ITEM,
    Challenge,
    Finding,
    Interviewee,
    ItemId,
    Meeting,
    Person,
    PointKind,
    Recommendation,
    Theme,
    Visit,
)
from slireviewer.triangulation import Standing


class Check(StrEnum):
    """What was looked for; the first seven are ways in which somebody could be recognised."""

    NAME = "name"
    SPELLING = "name spelt otherwise"
    INITIALS = "initials"
    ROLE = "only one person has this post"
    GROUP = "small group"
    VERBATIM = "words of one interview"
    OFF_RECORD = "off the record"
    NOTHING_BEHIND = "nothing behind this"
    ONE_ROOM = "one room only"
    CHALLENGED = "challenged and unanswered"
    NOT_OUR_WORDS = "not our words"
    TOO_STRONG = "stronger than advice"
    TYPED_COUNT = "count typed, not computed"
    SILENT_THEME = "theme without feedback"
    LOOSE_RECOMMENDATION = "recommendation without a finding"
    PLACEHOLDER = "placeholder left"

    @property
    def rank(self) -> int:
        """Its place in this list."""
        return list(Check).index(self)

    @property
    def recognises(self) -> bool:
        """Whether it is about somebody who could be recognised."""
        return self.rank <= Check.OFF_RECORD.rank


class Severity(StrEnum):
    """``STOP`` must not leave the team; ``ASK`` is for somebody to judge."""

    STOP = "stop"
    ASK = "ask"


STOPPING = frozenset({Check.NAME, Check.VERBATIM, Check.OFF_RECORD, Check.PLACEHOLDER})
"""The checks that can stop a letter."""


class Fix(StrEnum):
    """What would mend it."""

    REPLACE = "replace"
    REWORD = "reword"
    LEAVE_OUT = "leave out"
    FIND_SOURCES = "find sources"
    ANSWER = "answer"
    WRITE_FINDING = "write a finding"
    LINK_FINDING = "link a finding"
    FILL_IN = "fill in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One thing to look at before the letter leaves the team.

    It is about ``words``, the characters from ``start`` to ``end`` of paragraph ``part`` (from 0) of the slot ``slot``;
    a remark on the letter as a whole has no slot and may have an ``item`` (a theme, say). ``why`` is a sentence for the
    team, ``replacement`` the words to put where ``fix`` is to replace, ``sources`` the separate meetings behind the
    paragraph (``None`` where that says nothing). ``key`` stays while the check, the slot and the sentence stay.
    """

    check: Check
    severity: Severity
    key: str
    why: str
    fix: Fix
    slot: str = ""
    mark: str = ""
    part: int = 0
    start: int = 0
    end: int = 0
    words: str = ""
    replacement: str = ""
    sources: int | None = None
    item: ItemId = NO_ITEM


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One point of a note, as far as the checks need it."""

    text: str
    meeting: ItemId
    kind: PointKind = PointKind.CONTEXT
    off_record: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the checks know besides the letter: for the team's eyes only.

    ``standings`` says what stands behind each finding.
    """

    challenge: Challenge
    interviewees: tuple[Interviewee, ...] = ()
    people: tuple[Person, ...] = ()
    meetings: Mapping[ItemId, Meeting] = field(default_factory=dict)
    heard: tuple[Heard, ...] = ()
    findings: Mapping[ItemId, Finding] = field(default_factory=dict)
    standings: Mapping[ItemId, Standing] = field(default_factory=dict)
    themes: tuple[Theme, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    visit: Visit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of the letter, and how many separate meetings stand behind what it says.

    ``meetings`` is ``None`` for words that no finding stands behind, such as thanks.
    """

    slot: str
    mark: str
    part: int
    start: int
    end: int
    text: str
    meetings: int | None
