"""The values of the trade: what a peer challenge is made of, and the rules each value keeps by itself.

Nothing here knows how values are stored, shown or printed. Identities are 32 hexadecimal characters;
times are naive local wall-clock times, as printed on the council's timetable.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import NewType

from slireviewer.anchors import Anchor
from slireviewer.richtext import Text

ItemId = NewType("ItemId", str)
NO_ITEM = ItemId("")


class ItemKind(StrEnum):
    """What an item of the change log is."""

    CHALLENGE = "challenge"
    THEME = "theme"
    QUESTION = "question"
    PERSON = "person"
    MEETING = "meeting"
    INTERVIEWEE = "interviewee"
    NOTE = "note"
    POINT = "point"
    FINDING = "finding"
    RECOMMENDATION = "recommendation"
    ATTACHMENT = "attachment"
    COMMENT = "comment"
    WORDING = "wording"
    EDITION = "edition"
    WAIVER = "waiver"
    RESPONSE = "response"
    DOCUMENT = "document"
    EXCERPT = "excerpt"


class PointKind(StrEnum):
    """What a point is for; every point starts as context."""

    STRENGTH = "strength"
    CONSIDERATION = "consideration"
    QUOTE = "quote"
    FOLLOW_UP = "follow-up"
    CONTEXT = "context"


class FindingKind(StrEnum):
    """What a finding says: never a score."""

    STRENGTH = "strength"
    CONSIDERATION = "consideration"
    HEADLINE = "headline"
    NOTABLE_PRACTICE = "notable practice"


class FindingState(StrEnum):
    """How far the team is with a finding."""

    DRAFT = "draft"
    AGREED = "agreed"
    PARKED = "parked"


class LinkRole(StrEnum):
    """What a point (or a whole note) does for a finding."""

    SUPPORTS = "supports"
    CHALLENGES = "challenges"
    CONTEXT = "context"


class Group(StrEnum):
    """Who was heard."""

    MEMBERS = "members"
    OFFICERS = "officers"
    PARTNERS = "partners"
    STAFF = "staff"
    RESIDENTS = "residents"


class MeetingKind(StrEnum):
    """What sort of slot of the timetable a meeting is."""

    INTERVIEW = "interview"
    FOCUS_GROUP = "focus group"
    SITE_VISIT = "site visit"
    OBSERVED = "observed committee"
    PHONE_CALL = "phone call"
    CASE_FILES = "case-file audit"
    TEAM = "team meeting"


class ThemeOrigin(StrEnum):
    """Where a theme comes from: the framework, or the council's own scope."""

    CORE = "core"
    OWN = "own"


class QuestionOrigin(StrEnum):
    """Who asks: the framework, the council's own scope, or the team among itself."""

    CORE = "core"
    OWN = "own"
    ENQUIRY = "enquiry"


class DatePrecision(StrEnum):
    """How exactly the letter is dated: letters of 2012-14 often give the month only."""

    DAY = "day"
    MONTH = "month"


class EditionKind(StrEnum):
    """What an edition of the feedback was for."""

    SPOKEN = "spoken"
    DRAFT = "draft"
    COUNCIL = "to council"
    FINAL = "final"


class ResponseSort(StrEnum):
    """What the council wants with a change or a comment: only facts are the council's to correct."""

    FACT = "correction of fact"
    OPINION = "opinion"
    WORDING = "wording"


class Answer(StrEnum):
    """What the team says to a change or a comment of the council."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    REPLIED = "replied"


class DeadlineRules(StrEnum):
    """Which rule set counts the deadlines; chosen for each challenge, never inferred from its date."""

    RULES_2012 = "2012-14"
    RULES_2018 = "2018-22"
    RULES_2023 = "2023 on"
    EQUALITY = "equality"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """To whom the letter goes; ``address`` is one line of the envelope an entry."""

    name: str = ""
    post: str = ""
    salutation: str = ""
    address: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a letter: what stands there by its ``key``, its heading ("" for none), and the heading's level.

    A key that the letter does not know, such as "own:pas", is a section of the team's own paragraphs.
    """

    key: str
    title: str = ""
    level: int = 1


class Numbering(StrEnum):
    """How the paragraphs of a letter are numbered."""

    NONE = "none"
    STRAIGHT = "straight"
    BY_SECTION = "section"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterChoice:
    """How the letter of a challenge is laid out: ``layout`` is the key of a known one, and the rest departs from it.

    ``None`` and an empty ``outline`` leave it to the layout. ``bullets`` sets findings as list entries, ``sides`` puts
    them under "Strengths" and "Areas for consideration", ``own_first`` puts the council's own questions before the
    core themes, ``counted`` numbers the core themes, and ``questions`` makes own questions headings.
    """

    layout: str = "letter"
    numbering: Numbering | None = None
    bullets: bool | None = None
    sides: bool | None = None
    own_first: bool | None = None
    counted: bool | None = None
    questions: bool | None = None
    outline: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """One peer challenge: for whom, when, by which framework and rules.

    ``councils`` holds the hosts (usually one, sometimes two). ``letter_date`` is the date printed on the letter.
    ``contact`` are the lines of the regional contact in it. ``type`` is said in lower case ("corporate").
    ``letter`` says how the letter is laid out.
    """

    id: ItemId
    councils: tuple[str, ...]
    type: str = "corporate"
    framework: str = ""
    start: date | None = None
    end: date | None = None
    rules: DeadlineRules = DeadlineRules.RULES_2023
    addressee: Addressee = Addressee()
    letter_date: date | None = None
    letter_precision: DatePrecision = DatePrecision.DAY
    contact: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    letter: LetterChoice = LetterChoice()

    @property
    def council(self) -> str:
        """The host or hosts as one phrase: "Anytown Council and Othertown Council"."""
        return " and ".join(self.councils)

    @property
    def title(self) -> str:
        """What the window and the letter call it: "Corporate peer challenge"."""
        return f"{self.type[:1].upper()}{self.type[1:]} peer challenge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A heading under which the team listens; the title may be a whole sentence.

    ``check_wording`` marks a name that was recalled and not read in a source. ``short`` is the
    word that fits on a key of the capture page; by rule the first word of substance of the title.
    """

    id: ItemId
    title: str
    short: str = ""
    origin: ThemeOrigin = ThemeOrigin.OWN
    parent: ItemId | None = None
    position: str = ""
    check_wording: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question to find an answer to: of the framework, of the council's scope, or a line of enquiry.

    A scope question without a theme stands beside the themes. Lines of enquiry are the team's own and stay in it.
    """

    id: ItemId
    text: str
    theme: ItemId | None = None
    origin: QuestionOrigin = QuestionOrigin.CORE
    position: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member of the peer team; ``party`` for councillors only; ``manager`` writes the letter."""

    id: ItemId
    name: str
    role: str = ""
    organisation: str = ""
    party: str = ""
    manager: bool = False
    position: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One slot of the timetable, before or during the visit; ``minutes`` is its planned length.

    ``expected`` counts the people to be met; ``peers`` are those of the team who attend.
    """

    id: ItemId
    title: str
    kind: MeetingKind = MeetingKind.INTERVIEW
    group: Group | None = None
    place: str = ""
    starts: datetime | None = None
    minutes: int = 45
    expected: int = 1
    peers: frozenset[ItemId] = frozenset()
    cancelled: bool = False

    @property
    def ends(self) -> datetime | None:
        """When the slot is over, or ``None`` while it has no time yet."""
        return None if self.starts is None else self.starts + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interviewee:
    """Somebody who was met: kept apart from the notes, and never part of anything sent outside.

    ``known_as`` are other names and posts by which they would be recognised.
    """

    id: ItemId
    name: str
    role: str = ""
    known_as: tuple[str, ...] = ()
    group: Group | None = None
    meetings: frozenset[ItemId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What one peer wrote in one meeting; ``tail`` is what follows the last point's text."""

    id: ItemId
    meeting: ItemId
    person: ItemId
    at: datetime | None = None
    tail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One line of a note, the unit that is tagged.

    ``lead`` is what stands between the point before and this one when the note is read as one
    text: a line break for a typed point, anything for a point cut out of running text.
    ``off_record`` points never leave the team.
    """

    id: ItemId
    note: ItemId
    text: str
    kind: PointKind = PointKind.CONTEXT
    themes: frozenset[ItemId] = frozenset()
    position: str = ""
    lead: str = "\n"
    off_record: bool = False
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file kept with a meeting, such as the photograph of a flipchart; ``sha`` (SHA-256) names its content.

    ``size`` is in bytes.
    """

    id: ItemId
    meeting: ItemId
    name: str
    sha: str
    size: int = 0
    media_type: str = ""
    person: ItemId = NO_ITEM
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What somebody of the team says about a finding or another item; it stays in the team.

    ``about`` is an item of the kind ``about_kind``; ``resolved`` when the team has dealt with it.
    """

    id: ItemId
    about: ItemId
    text: str
    about_kind: ItemKind = ItemKind.FINDING
    person: ItemId = NO_ITEM
    at: datetime | None = None
    resolved: bool = False


METRIC = "text/x-slireviewer-metric"
"""The media type of a document that is one metric."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A paper that the team reads: the position statement, or one of the document set; D1, D2 … by ``number``.

    ``sha`` (SHA-256) names the original, ``size`` is its bytes; ``text_sha`` names the text taken out of it, in
    ``pages``. ``trouble`` is one sentence when there is no text to be had, or not all of it. ``twin`` counts those that
    were given the same number on another laptop before this one. A metric is kept as a document of one short page.
    """

    id: ItemId
    number: int
    title: str
    name: str = ""
    sha: str = ""
    size: int = 0
    media_type: str = ""
    pages: int = 0
    text_sha: str = ""
    person: ItemId = NO_ITEM
    at: datetime | None = None
    trouble: str = ""
    twin: int = 0

    @property
    def is_metric(self) -> bool:
        """Whether it is one figure that somebody entered, and no paper."""
        return self.media_type == METRIC

    @property
    def label(self) -> str:
        """How it is cited inside the team: "D3", or "D3b" for a second one of that number."""
        return f"D{self.number}{'abcdefghijklmnopqrstuvwxyz'[min(self.twin, 25)] if self.twin else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """Words of a document's page, or of a point, that are given a kind and themes of their own.

    Either ``document`` (with ``page``, counted from 1) or ``point`` is named; ``anchor`` says which words.
    """

    id: ItemId
    anchor: Anchor
    document: ItemId = NO_ITEM
    point: ItemId = NO_ITEM
    page: int = 1
    kind: PointKind = PointKind.CONTEXT
    themes: frozenset[ItemId] = frozenset()
    off_record: bool = False
    person: ItemId = NO_ITEM
    at: datetime | None = None
    position: str = ""

    @property
    def text(self) -> str:
        """The quoted words."""
        return self.anchor.exact


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """``source`` (a point, an excerpt, or a whole note) supports, challenges or frames a finding."""

    source: ItemId
    role: LinkRole = LinkRole.SUPPORTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What the team says; ``title`` is its first, bold sentence and ``text`` the rest of it.

    ``agreed`` is the :attr:`wording` to which the team last agreed, or "". A finding whose words have changed since is
    a draft again, and ``lapsed``.
    """

    id: ItemId
    title: str
    text: str = ""
    kind: FindingKind = FindingKind.STRENGTH
    state: FindingState = FindingState.DRAFT
    agreed: str = ""
    theme: ItemId | None = None
    person: ItemId = NO_ITEM
    position: str = ""
    links: tuple[Link, ...] = ()

    @property
    def wording(self) -> str:
        """What agreement is given to, as one short word: the hash of kind, title and text."""
        said = "\x1f".join((self.kind, self.title, self.text))
        return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    @property
    def lapsed(self) -> bool:
        """Whether the team had agreed to other words than these."""
        return self.state is FindingState.DRAFT and self.agreed not in ("", self.wording)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """What the team recommends; ``number`` never changes once given."""

    id: ItemId
    number: int
    title: str
    text: str = ""
    timescale: str = ""
    theme: ItemId | None = None
    findings: frozenset[ItemId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Words of the letter that the team wrote itself, in place of what would be composed at that ``slot``.

    A slot is named by what would stand there: "finding:<id>", "recommendation:<id>", the key of a piece of
    boilerplate such as "thanks", or "free:<id>" for a paragraph added to the section ``section`` at ``position``.
    ``hidden`` leaves the slot out; ``findings`` are what stands behind a free paragraph.
    """

    id: ItemId
    slot: str
    text: Text = ()
    section: str = ""
    position: str = ""
    hidden: bool = False
    findings: frozenset[ItemId] = frozenset()


COMPUTED = "computed"
"""The mark of all that an edition said in its computed lines together, such as the address and the headings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an edition said in one place: ``mark`` finds it in the Word file, ``item`` is the finding or "" ."""

    mark: str
    item: ItemId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What was given out at some time: the slides of the last day, a draft, the council's copy, the final letter.

    ``identifier`` is also in the file's own properties, so that a returned copy can be told; ``said`` is in the
    order of the document.
    """

    id: ItemId
    kind: EditionKind
    name: str
    identifier: str = ""
    person: ItemId = NO_ITEM
    at: datetime | None = None
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """Why a remark on the letter was passed by; it counts as long as the words behind ``key`` stay the same."""

    id: ItemId
    key: str
    reason: str
    person: ItemId = NO_ITEM
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A change or a comment of the council on an edition, and what the team says to it.

    ``change`` is the key of what came back, ``item`` the finding that it is about ("" for none).
    ``before`` and ``after`` are what stood there and what the council would have instead; ``comment`` is what it says,
    about the words ``before``. ``when`` is the time in the council's file, ``at`` that of the team's answer; ``reason``
    is told to the council.
    """

    id: ItemId
    edition: ItemId
    change: str
    item: ItemId = NO_ITEM
    mark: str = ""
    author: str = ""
    when: datetime | None = None
    before: str = ""
    after: str = ""
    comment: str = ""
    sort: ResponseSort = ResponseSort.OPINION
    answer: Answer = Answer.OPEN
    reason: str = ""
    person: ItemId = NO_ITEM
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """How much was heard: people met, meetings held, hours spent in them by the whole team."""

    people: int
    meetings: int
    hours: int

    def more_than(self, number: int) -> int:
        """``number`` as the letter may say it after "more than": down to a five, or to a ten from 200."""
        step = 5 if number < 200 else 10 if number < 1000 else 50
        return max(0, (number - 1) // step * step)


_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_OURS = frozenset(_DIGITS)


def position_between(before: str, after: str) -> str:
    """A position that sorts, as text, strictly between ``before`` and ``after``.

    Positions are fractions in base 62 written without the point; ``""`` as ``before`` is the very
    start and as ``after`` the very end. A position never ends in ``0``, so there is always room. Beside positions of
    another sort (of a damaged package, say) it sorts behind ``before``, and where there is room before ``after``.

    Raises ValueError when ``before`` does not sort before ``after``.
    """
    if after and before >= after:
        raise ValueError(f"no position between {before!r} and {after!r}")
    if not _OURS.issuperset(before + after):
        ways = [f"{before}{'0' * zeros}V" for zeros in range(4)]
        return next((way for way in ways if not after or way < after), ways[0])
    out = ""
    index = 0
    bounded = bool(after)
    while True:
        low = _DIGITS.index(before[index]) if index < len(before) else 0
        high = _DIGITS.index(after[index]) if bounded and index < len(after) else 62
        if bounded and low == high:
            out += _DIGITS[low]
            index += 1
            continue
        if high - low > 1:
            step = (high - low) // 2 if bounded and index < len(after) else max(1, (high - low) // 8)
            return out + _DIGITS[low + step]
        out += _DIGITS[low]
        bounded = False
        index += 1


def positions(count: int) -> list[str]:
    """``count`` positions of equal length in rising order, with room between each two."""
    width = 1
    while 62**width < (count + 1) * 4:
        width += 1
    gap = 62**width // (count + 1)
    out = []
    for number in range(1, count + 1):
        value, digits = number * gap, ""
        for _ in range(width):
            value, rest = divmod(value, 62)
            digits = _DIGITS[rest] + digits
        out.append(digits.rstrip("0"))
    return out


def short_title(title: str) -> str:
    """The word of a theme's title that fits on a key: "Finance" of "Financial planning"."""
    skip = {"the", "a", "an", "of", "and", "understanding", "local", "how", "is", "what", "organisational", "effective"}
    words = [word.strip(",.:;?()\u2026\u201c\u201d'\"") for word in title.split()]
    good = [word for word in words if word and word.lower() not in skip]
    word = (good or words or [title])[0]
    return word[:1].upper() + word[1:]
