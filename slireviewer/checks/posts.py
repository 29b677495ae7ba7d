"""Posts that only one person has, and groups so small that they name their members. Nothing else is looked for here."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from slireviewer.checks.names import VOICE, Token, is_ordinary, remark, tokens
from slireviewer.checks.places import Part, Place, plain
from slireviewer.checks.values import Check, Facts, Remark, Severity
from slireviewer.checks.vocabulary import RANKS, SMALL, VAGUE
from slireviewer.model import Meeting, MeetingKind

FEW = 5
"""People in a meeting (or in all meetings of one group) up to which what they say together names them."""

_ALIKE = (
    frozenset(["head", "director", "manager", "lead", "leader", "chief", "officer"]),
    frozenset(["chair", "chairman", "chairwoman", "chairperson"]),
    frozenset(["coordinator", "co-ordinator", "organiser"]),
    frozenset(["representative", "rep", "secretary"]),
)
_PUBLIC = frozenset(
    [
        "leader", "leader of the council", "council leader", "deputy leader", "chief executive", "mayor",
        "deputy mayor", "section 151 officer", "monitoring officer", "leader of the opposition", "returning officer",
    ]
)  # fmt: skip
"""Offices that a letter may speak of as such; only what they are said to think is remarked on."""


@dataclass(frozen=True, slots=True)
class _Post:
    """A post as words: what rank, and of what; ``exact`` when only these very words in this order mean it."""

    said: str
    rank: frozenset[str]
    subject: frozenset[str]
    words: tuple[str, ...]
    exact: bool
    public: bool


class Posts:
    """The posts that one person alone has, each under a word without which it is not meant."""

    def __init__(self, facts: Facts) -> None:
        self._by_word: dict[str, list[_Post]] = defaultdict(list)
        for post in _alone(facts):
            self._by_word[max(post.words if post.exact else post.subject, key=len)].append(post)

    def of(self, stems: Sequence[str]) -> list[_Post]:
        """Those that may be meant by a sentence with these words, the longest first."""
        found = [post for stem in dict.fromkeys(stems) for post in self._by_word.get(stem, ())]
        return sorted(found, key=lambda post: -len(post.words))


def _alone(facts: Facts) -> list[_Post]:
    holders: dict[tuple[str, ...], set[str]] = defaultdict(set)
    found: dict[tuple[str, ...], str] = {}
    for person in facts.interviewees:
        for said in (person.role, *person.known_as):
            for role in _parted(said):
                words = tuple(_stem(token.plain) for token in tokens(_numbers_as_words(role)))
                if words:
                    holders[words].add(person.id)
                    found.setdefault(words, role)
    for meeting in facts.meetings.values():
        if meeting.expected == 1 and meeting.kind in (MeetingKind.INTERVIEW, MeetingKind.PHONE_CALL):
            for role in _parted(meeting.title):
                words = tuple(_stem(token.plain) for token in tokens(_numbers_as_words(role)))
                if words and set(words) & _STEMMED and words not in holders:
                    holders[words].add(meeting.id)
                    found.setdefault(words, role)
    return [_post(found[words], words) for words, who in holders.items() if len(who) == 1]


def _parted(said: str) -> list[str]:
    """ "Director of Resources and Section 151 Officer" are two posts; what stands in brackets is none."""
    whole = " ".join(re.sub(r"\([^)]*\)", " ", said).split())
    if not whole:
        return []
    parts = re.split(r"\s+and\s+|\s*/\s*|\s*;\s*", whole)
    posts = [part for part in parts if set(map(_stem, plain(part).replace(",", " ").split())) & _STEMMED]
    return [whole] if len(parts) == 1 or len(posts) < len(parts) else parts


def _numbers_as_words(text: str) -> str:
    return re.sub(r"\b[sS](?:ection)?\s?151\b", "Section onefiveone", text)


def _stem(word: str) -> str:
    """A word without the ending of the plural; ranks stay singular to be told from a whole rank of people."""
    word = re.sub(r"['’]s?$", "", word)
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


_STEMMED = frozenset(map(_stem, RANKS))


def _post(said: str, words: tuple[str, ...]) -> _Post:
    main = said.split(",")[0]
    rank = next((word for word in words if word in _STEMMED), "")
    near = next((group for group in _ALIKE if rank in group), frozenset({rank}))
    subject = frozenset(word for word in words if word not in _STEMMED and word not in SMALL)
    telling = frozenset(word for word in subject if word not in VAGUE) or subject
    exact = not rank or not subject or rank not in near or len(words) == 1
    public = plain(main) in _PUBLIC or main.startswith("Cabinet member") or _is_office(words)
    return _Post(said, near if not exact else frozenset(), telling, words, exact, public)


def _is_office(words: tuple[str, ...]) -> bool:
    return words[0] == "chair" and bool({"committee", "scrutiny"} & set(words))


def posts_in(place: Place, every: Posts) -> Iterator[Remark]:
    """Posts that name their holder, in one paragraph."""
    if place.part is Part.HEADING or place.slot.startswith("section:"):
        return  # lists of the team and of the scope are computed
    taken: list[tuple[int, int]] = []
    for start, end in place.sentences:
        said = place.text[start:end]
        words = _words(said)
        stems = [_stem(word.plain) for word in words]
        speaks = VOICE.search(said) is not None
        for post in every.of(stems):
            span = _exactly(post, words, stems) if post.exact else _about(post, words, stems)
            if span is None or (post.public and not speaks):
                continue
            if len(post.words) == 1 and is_ordinary(post.words[0]) and not speaks:
                continue
            left, right = start + words[span[0]].start, start + words[span[1]].end
            if any(left < high and right > low for low, high in taken):
                continue
            taken.append((left, right))
            why = f"Only one person who was met is “{post.said}”."
            yield remark(place, Check.ROLE, Severity.ASK, left, right, why)


def _words(said: str) -> list[Token]:
    """The words of a sentence, "151" being one of them."""
    out = tokens(said)
    out += [Token("onefiveone", "151", one.start(), one.end()) for one in re.finditer(r"(?<=[sS])?151\b", said)]
    return sorted(out, key=lambda word: word.start)


def _exactly(post: _Post, words: Sequence[Token], stems: Sequence[str]) -> tuple[int, int] | None:
    length = len(post.words)
    for at in range(len(stems) - length + 1):
        if tuple(stems[at : at + length]) == post.words and _is_one(words[at + length - 1], post.words[-1]):
            return at, at + length - 1
    return None


def _is_one(word: Token, stem: str) -> bool:
    """Whether the word is in the singular: "the data analyst", not "data analysts"."""
    return word.plain == stem or not word.plain.endswith("s") or stem.endswith("s")


def _about(post: _Post, words: Sequence[Token], stems: Sequence[str]) -> tuple[int, int] | None:
    """Where a word of rank stands with everything that the post is about: "the planning service's head"."""
    for at, stem in enumerate(stems):
        if stem not in post.rank or not _is_one(words[at], stem):
            continue
        low, high = max(0, at - 3 - len(post.subject)), min(len(stems), at + 4 + len(post.subject))
        places = [next((n for n in range(low, high) if stems[n] == word), None) for word in post.subject]
        if None not in places and places:
            inside = [n for n in places if n is not None]
            return min(at, *inside), max(at, *inside)
    return None


# --- small groups -----------------------------------------------------------------------------------


_COUNTED = re.compile(
    r"\b(?:(?:one|two|three|both|either|neither|a couple|a handful|a few) of (?:the|those|its|these|your)\b"
    r"|the (?:only|two|three|four|sole)\b|the only (?:one|two|three)\b|one (?=\w+ (?:told|said|felt|described))"
    r"|both(?: of)?|(?:one|a single|another) (?:of the )?)"
    r"\s*(?:\w+[ -]){0,3}?(?:officers?|councillors?|members?|managers?|directors?|residents?|tenants?|partners?|"
    r"landlords?|governors?|representatives?|reps|planners?|surveyors?|trainees?|apprentices?|chairs?|heads|leaders?|"
    r"colleagues?|women|woman|men|man|employees?|workers?|volunteers?|clerks?|stewards?|auditors?|people|person|"
    r"surgeons?|traders?|carers?|parents?|drivers?|wardens?|team members?|administrators?|solicitors?|lawyers?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Circle:
    """A group that was met, by the words that tell it from others, and how many people it was in all."""

    said: str
    words: frozenset[str]
    head: str
    people: int


def circles(facts: Facts) -> list[_Circle]:
    """The groups that were met and are small, counting all meetings of one group together."""
    met: dict[str, int] = defaultdict(int)
    for person in facts.interviewees:
        for meeting in person.meetings:
            met[meeting] += 1
    people: dict[frozenset[str], int] = defaultdict(int)
    said: dict[frozenset[str], str] = {}
    for one in facts.meetings.values():
        if one.kind in _NO_CIRCLE or one.cancelled:
            continue
        for part in _groups(one):
            words = frozenset(_stem(token.plain) for token in tokens(part) if token.plain not in SMALL)
            if len(words) > 1 and tokens(part)[-1].plain not in _STEMMED:
                people[words] += max(one.expected, met.get(one.id, 0))
                said.setdefault(words, part)
    return [
        _Circle(said[words], words, _head(said[words]), count) for words, count in people.items() if 1 < count <= FEW
    ]


def _head(said: str) -> str:
    """The word that says what the group is: "panel" of a young people's panel, "leader" of leaders of districts."""
    words = [_stem(token.plain) for token in tokens(said.partition(" of ")[0])]
    return words[-1] if words else ""


_NO_CIRCLE = (MeetingKind.TEAM, MeetingKind.OBSERVED, MeetingKind.CASE_FILES)


def _groups(meeting: Meeting) -> list[str]:
    """The groups that a meeting's title names: "Business leaders and chamber of trade" names two."""
    title = re.sub(r"[,\s]*(?:group\s*)?\d+$", "", meeting.title)
    if meeting.kind is MeetingKind.SITE_VISIT:
        return [title.rpartition(":")[2].split(",")[0].strip()]
    out = []
    for part in re.split(r"\s*[:/;,]\s*", title):
        halves = re.split(r"\s+and\s+", part)
        out += halves if all(len(tokens(half)) > 1 for half in halves) else [part]
    return out


def circles_in(place: Place, every: Sequence[_Circle]) -> Iterator[Remark]:
    """Small groups to whom something is ascribed, in one paragraph."""
    if place.part in (Part.HEADING, Part.FRAME):
        return
    for start, end in place.sentences:
        sentence = place.text[start:end]
        if VOICE.search(sentence) is None:
            continue
        counted = _COUNTED.search(sentence)
        if counted is not None and _has_voice(sentence, *counted.span()):
            why = "So few people can be told by those who were there."
            yield remark(place, Check.GROUP, Severity.ASK, start + counted.start(), start + counted.end(), why)
            continue
        words = tokens(sentence)
        stems = [_stem(word.plain) for word in words]
        for circle in every:
            span = _within(circle, stems)
            if span is not None and _has_voice(sentence, words[span[0]].start, words[span[1]].end):
                why = f"Only {circle.people} people were met as “{circle.said}”."
                left, right = start + words[span[0]].start, start + words[span[1]].end
                yield remark(place, Check.GROUP, Severity.ASK, left, right, why)
                break


def _within(circle: _Circle, stems: Sequence[str]) -> tuple[int, int] | None:
    """Where the words of a group's name stand close together; of three or more one may be left out."""
    wanted = circle.words
    most, enough = len(wanted) + 1, len(wanted) - (len(wanted) > 2)
    for at, stem in enumerate(stems):
        if stem in wanted:
            run = stems[at : at + most]
            there = wanted & set(run)
            if len(there) >= enough and circle.head in there:
                return at, at + max(run.index(word) for word in there)
    return None


def _has_voice(sentence: str, start: int, end: int) -> bool:
    """Whether a word of speaking or thinking stands close to the group, not only somewhere in the sentence."""
    return bool(VOICE.search(sentence[max(0, start - 40) : start]) or VOICE.search(sentence[end : end + 45]))
