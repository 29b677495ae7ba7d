"""Names and initials of those who were met, also when they are spelt otherwise. Nothing else is looked for here."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from slireviewer.checks.places import Part, Place, plain
from slireviewer.checks.values import Check, Facts, Fix, Remark, Severity
from slireviewer.checks.vocabulary import ACRONYMS, CALENDAR, EMPTY, FORMS, LEADS, PLACES
from slireviewer.model import Interviewee
from slireviewer.paths import resource

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
VOICE = re.compile(
    r"\b(?:told|tells?|said|says?|saying|felt|feels?|feeling|believes?|believed|thinks?|thought|complain\w*|report(?:s|ed)"
    r"|describ\w+|express\w*|admit\w*|confid\w+|explain\w*|mention\w*|rais(?:es|ed|ing)|suggest\w*|worri\w+|fears?"
    r"|feared|warn\w*|argu\w+|according|view|views|words|opinion|critici\w+|critical|unhappy|frustrat\w+|concern\w*"
    r"|spoke|speaks?|shared|asked|doubts?|doubted|insist\w*|recall\w*|remember\w*|see[sn]?|saw|heard|wants?|wanted"
    r"|wish\w*|hopes?|hoped|remark\w*|point(?:s|ed) out|put it|commented|noted|challenged|complaint)\b",
    re.IGNORECASE,
)
"""Words by which somebody is given a voice or a mind: who is merely praised for their work is not."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a place: as compared, as written, and from where to where."""

    plain: str
    text: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """Whether it is written with a capital."""
        return self.text[:1].isupper()


def tokens(text: str) -> list[Token]:
    """The words of a text; what shows possession is left off."""
    out = []
    for found in WORD.finditer(text):
        word = re.sub(r"['’][sS]$", "", found.group())
        out.append(Token(plain(word), word, found.start(), found.start() + len(word)))
    return out


@lru_cache(maxsize=1)
def _ordinary() -> frozenset[str]:
    """The words that the dictionary has in small letters."""
    lines = resource("dictionaries/en_GB.dic").read_text("utf-8").splitlines()
    return frozenset(word for word in (line.partition("/")[0] for line in lines) if word.islower())


def is_ordinary(word: str) -> bool:
    """Whether a word in small letters is one of everyday English, as Green, Law and May are."""
    words = _ordinary()
    return word in words or word in EMPTY or (word.endswith("s") and word[:-1] in words)


@dataclass(frozen=True, slots=True)
class _Called:
    """One person of the register by their names, ready to be compared."""

    firsts: tuple[str, ...]
    lasts: tuple[str, ...]
    initials: frozenset[str]


def _called(person: Interviewee) -> list[_Called]:
    said = [person.name, *(one for one in person.known_as if _is_name(one))]
    out = []
    for name in said:
        words = [token.plain for token in tokens(name) if token.plain not in FORMS]
        if not words:
            continue
        last = words[-1]
        lasts = [last, *(part for part in re.split("[-']", last) if part != last and len(part) > 3)]
        if "-" in last:
            lasts.append(last.replace("-", ""))
        firsts = words[:-1] if len(words) > 1 else []
        letters = "".join(word[0] for word in words)
        short = {letters, letters[0] + letters[-1], letters + "".join(part[0] for part in last.split("-")[1:])}
        out.append(_Called(tuple(firsts), tuple(lasts), frozenset(one for one in short if len(one) > 1)))
    return out


def _is_name(said: str) -> bool:
    words = said.split()
    return 0 < len(words) < 4 and all(word[:1].isupper() for word in words) and not is_ordinary(plain(words[-1]))


class Register:
    """Everybody who was met, by first name, surname and initials."""

    def __init__(self, facts: Facts) -> None:
        self.by_first: dict[str, list[_Called]] = defaultdict(list)
        self.by_last: dict[str, list[_Called]] = defaultdict(list)
        self.by_initials: dict[str, list[_Called]] = defaultdict(list)
        for person in facts.interviewees:
            for called in _called(person):
                for first in called.firsts:
                    if len(first) > 1:
                        self.by_first[first].append(called)
                for last in called.lasts:
                    self.by_last[last].append(called)
                for letters in called.initials:
                    self.by_initials[letters].append(called)
        self._names = [name for name in {*self.by_first, *self.by_last} if len(name) > 3]
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        for name in self._names:
            self._by_sound[_sound(name)].append(name)
        self._near: dict[str, tuple[str, ...]] = {}
        self.allowed = _allowed(facts)

    def near(self, word: str) -> tuple[str, ...]:
        """The names that ``word`` may be a misspelling of."""
        if word not in self._near:
            slips = process.extract(word, self._names, scorer=OSA.distance, score_cutoff=2, limit=None)
            near = {name for name, distance, _ in slips if _slipped(word, name, int(distance))}
            self._near[word] = tuple(sorted((near | set(self._by_sound.get(_sound(word), ()))) - {word}))
        return self._near[word]


def _slipped(word: str, name: str, distance: int) -> bool:
    """Whether so many slips of the pen make one of the other; short ones begin alike."""
    if len(name) < 6 and word[0] != name[0]:
        return False
    return distance <= (2 if len(name) > 7 and len(word) > 6 else 1)


_SOUNDS = (("ph", "f"), ("ck", "k"), ("c", "k"), ("gh", "g"), ("th", "t"), ("y", "i"), ("z", "s"), ("w", "v"))


def _sound(word: str) -> str:
    """Roughly how a name is said: the same for Catherine and Kathryn, for Philip and Fillip."""
    for old, new in (
        ("ph", "f"),
        ("ck", "k"),
        ("c", "k"),
        ("gh", "g"),
        ("th", "t"),
        ("y", "i"),
        ("z", "s"),
        ("w", "v"),
    ):
        word = word.replace(old, new)
    head, rest = word[:1], word[1:]
    rest = re.sub("[aeiouh'-]", "", rest)
    return re.sub(r"(.)\1+", r"\1", head + rest) if len(rest) > 2 else word


def _allowed(facts: Facts) -> list[tuple[str, ...]]:
    """The names that belong in a letter: hosts, places, the team."""
    challenge = facts.challenge
    said = [*challenge.councils, *challenge.sites, *(person.name for person in facts.people)]
    said += [person.organisation for person in facts.people]
    pieces = [piece for one in said for piece in [one, *one.split(",")]]
    out = {tuple(token.plain for token in tokens(piece) if token.plain not in FORMS) for piece in pieces}
    return sorted((one for one in out if len(one) > 1), key=len, reverse=True)


def named_in(place: Place, register: Register) -> Iterator[Remark]:
    """Names and initials of those who were met, in one paragraph."""
    words = tokens(place.text)
    free = _spared(words, register.allowed)
    found = [*_names(place, words, free, register), *_initials(place, register)]
    taken: list[tuple[int, int]] = []
    for check, severity, start, end, why in sorted(
        found, key=lambda one: (one[1] is not Severity.STOP, one[2] - one[3])
    ):
        if any(start < right and end > left for left, right in taken):
            continue
        taken.append((start, end))
        yield remark(place, check, severity, start, end, why)


_Found = tuple[Check, Severity, int, int, str]


def _names(place: Place, words: Sequence[Token], free: Sequence[bool], register: Register) -> Iterator[_Found]:
    begins = {start for start, _ in place.sentences}
    for at, word in enumerate(words):
        if free[at]:
            continue
        whole = _whole(words, at, register)
        if whole is not None:
            yield Check.NAME, Severity.STOP, word.start, words[whole].end, _IN_CLEAR
            continue
        exact = word.plain in register.by_last or word.plain in register.by_first
        if not exact and _is_misspelt(words, at, register):
            yield Check.SPELLING, Severity.ASK, word.start, word.end, _NEAR
        elif exact and word.capital:
            severity = _weight(place, words, at, begins, register)
            if severity is not None:
                yield Check.NAME, severity, word.start, word.end, _IN_CLEAR if severity is Severity.STOP else _MAY_BE


_IN_CLEAR = "This is the name of somebody who was met."
_MAY_BE = "This may be the name of somebody who was met."
_NEAR = "This is spelt almost like the name of somebody who was met."
_LETTERS = "These are the initials of somebody who was met."


def _whole(words: Sequence[Token], at: int, register: Register) -> int | None:
    """Where a first name, or a form of address, and its surname end, if they begin here."""
    word = words[at]
    for end in (at + 1, at + 2):
        if end >= len(words) or words[end].start - words[end - 1].end > 2:
            break
        last = words[end]
        firsts = {first for called in register.by_last.get(last.plain, ()) for first in called.firsts}
        letter = len(word.plain) == 1 and word.capital and any(first[0] == word.plain for first in firsts)
        doubtful = is_ordinary(word.plain) and is_ordinary(last.plain)
        if (word.plain in firsts or letter) and (word.capital or last.capital or not doubtful):
            return end
        if end == at + 1 and word.plain in FORMS and last.capital and last.plain in register.by_last:
            return end
    return None


def _weight(place: Place, words: Sequence[Token], at: int, begins: set[int], register: Register) -> Severity | None:
    """How surely one word is a name: for certain, perhaps, or not at all."""
    word = words[at]
    before = words[at - 1] if at and word.start - words[at - 1].end <= 2 and word.start not in begins else None
    after = words[at + 1] if at + 1 < len(words) and words[at + 1].start - word.end <= 3 else None
    if after is not None and after.capital and after.plain in PLACES and (before is None or before.plain not in FORMS):
        return None
    if before is not None and before.capital and before.plain in ("st", "saint", "lake", "mount", "river", "port"):
        return None
    if not is_ordinary(word.plain):
        return Severity.STOP
    if word.plain in CALENDAR and (before is None or before.plain in LEADS or _a_number_follows(place.text, word.end)):
        return Severity.ASK if before is None and after is not None and VOICE.fullmatch(after.text) else None
    if place.part is Part.HEADING or (after is not None and after.capital and after.plain not in register.by_last):
        return None
    if before is not None and before.capital and before.plain not in FORMS:
        return None
    if word.start in begins:
        return Severity.ASK if after is not None and VOICE.match(place.text, after.start) else None
    return Severity.ASK


def _a_number_follows(text: str, at: int) -> bool:
    return re.match(r"\s+\d", text[at:]) is not None


def _is_misspelt(words: Sequence[Token], at: int, register: Register) -> bool:
    """Whether a word that nobody is called is nearly a name; an ordinary word is, only beside the other half of it."""
    word = words[at]
    if not word.capital or len(word.plain) < 4 or word.text.isupper():
        return False
    near = register.near(word.plain)
    if not near:
        return False
    if not is_ordinary(word.plain):
        return True
    beside = [words[one] for one in (at - 1, at + 1) if 0 <= one < len(words)]
    called = [one for name in near for one in (*register.by_last.get(name, ()), *register.by_first.get(name, ()))]
    others = {name for one in called for name in (*one.firsts, *one.lasts)} - set(near)
    return any(one.capital and (one.plain in others or set(register.near(one.plain)) & others) for one in beside)


_DOTTED = re.compile(r"(?<![\w.])(?:[A-Z]\.\s?){1,3}[A-Z]\.?(?![\w])")
_BARE = re.compile(r"(?<![\w.])[A-Z]{2,4}(?!\w)")


def _initials(place: Place, register: Register) -> Iterator[_Found]:
    for found in _DOTTED.finditer(place.text):
        letters = re.sub(r"[^A-Za-z]", "", found.group()).lower()
        if letters in register.by_initials:
            yield Check.INITIALS, Severity.ASK, found.start(), found.end(), _LETTERS
    for found in _BARE.finditer(place.text):
        letters = found.group().lower()
        spelt_out = _stands_for(place.text[: found.start()], letters)
        known = letters in register.by_initials and letters not in ACRONYMS and not spelt_out
        if known and _speaks(place.text, *found.span()):
            yield Check.INITIALS, Severity.ASK, found.start(), found.end(), _LETTERS


def _stands_for(before: str, letters: str) -> bool:
    """Whether the words just before begin with these letters: "a joint committee (JC)"."""
    words = [token.plain for token in tokens(before)][-len(letters) :]
    return before.rstrip().endswith("(") and "".join(word[0] for word in words) == letters


def _speaks(text: str, start: int, end: int) -> bool:
    """Whether capitals are used as a person is: they say something, or stand after a quotation or in brackets."""
    before, after = text[max(0, start - 24) : start], text[end : end + 24]
    named = re.search(r"(?:according to|view of|words of|told by|from|with|and|by|[(–—-])\s*$", before, re.IGNORECASE)
    closed = re.match(r"\s*(?:[).,;]|$)", after)
    return bool(VOICE.match(after.lstrip())) or bool(named and (closed or VOICE.search(after)))


def _spared(words: Sequence[Token], allowed: Sequence[tuple[str, ...]]) -> list[bool]:
    """Which words belong to a name that may stand in the letter."""
    plain_words = [word.plain for word in words]
    out = [False] * len(words)
    for name in allowed:
        for at in range(len(words) - len(name) + 1):
            if tuple(plain_words[at : at + len(name)]) == name and words[at].capital:
                out[at : at + len(name)] = [True] * len(name)
    return out


_FIX = {Check.NAME: Fix.LEAVE_OUT, Check.INITIALS: Fix.LEAVE_OUT, Check.SPELLING: Fix.LEAVE_OUT}


def remark(
    place: Place, check: Check, severity: Severity, start: int, end: int, why: str, *, fix: Fix | None = None,
    replacement: str = "",
) -> Remark:  # fmt: skip
    """A remark on the words from ``start`` to ``end`` of a place."""
    words = place.text[start:end]
    return Remark(
        check=check,
        severity=severity,
        key=place.key(str(check), words, start),
        why=why,
        fix=fix or _FIX.get(check, Fix.REWORD),
        slot=place.slot,
        mark=place.mark,
        part=place.number,
        start=start,
        end=end,
        words=words,
        replacement=replacement,
        sources=place.meetings,
        item=place.item,
    )
