"""Words of one interview, and what was said off the record, found again in a letter. Nothing else is looked for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from slireviewer.checks.names import remark
from slireviewer.checks.places import Part, Place, plain, sentence_spans
from slireviewer.checks.values import Check, Facts, Heard, Remark, Severity
from slireviewer.checks.vocabulary import EMPTY
from slireviewer.model import ItemId

RUN = 6
"""Words in a row, as in one interview's notes, from which they are those of the interview."""

SURE = 8
"""Words in a row from which that is certain; fewer may be anybody's."""

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_SHARED, _SHARED_SECRET = 0.6, 0.5
_FEWEST = 4


@dataclass(frozen=True, slots=True)
class _Word:
    plain: str
    start: int
    end: int


class Memory:
    """What was heard, ready to be found again."""

    def __init__(self, heard: Sequence[Heard], public: Sequence[str]) -> None:
        self._heard = [one for one in heard if one.text.strip()]
        self._runs: dict[tuple[str, ...], set[ItemId]] = defaultdict(set)
        self._parts: list[tuple[frozenset[str], Heard]] = []
        self._with: dict[str, list[int]] = defaultdict(list)
        known = _known_phrases(public)
        for one in self._heard:
            words = [word.plain for word in _words(one.text)]
            for at in range(len(words) - RUN + 1):
                self._runs[tuple(words[at : at + RUN])].add(one.meeting)
            for stems in _parts_of(one.text):
                for stem in stems:
                    self._with[stem].append(len(self._parts))
                self._parts.append((stems, one))
        for run in known & self._runs.keys():
            del self._runs[run]
        # A word of every other note tells nothing; looking at all its points would only take time.
        self._common = {stem for stem, where in self._with.items() if len(where) > max(40, len(self._heard) // 12)}

    def runs(self, words: Sequence[_Word]) -> Iterator[tuple[int, int]]:
        """The longest runs (first, last) of words that stand so in the notes of one meeting only."""
        at = 0
        while at <= len(words) - RUN:
            met = self._runs.get(tuple(word.plain for word in words[at : at + RUN]))
            if met is None or len(met) != 1:
                at += 1
                continue
            last = at
            while last + 1 <= len(words) - RUN:
                following = self._runs.get(tuple(word.plain for word in words[last + 1 : last + 1 + RUN]))
                if following is None or not following & met:
                    break
                last += 1
            end = last + RUN - 1
            telling = [word for word in words[at : end + 1] if word.plain not in EMPTY]
            if len(telling) >= 3 or end - at >= 8:
                yield at, end
            at = end + 1

    def alike(self, words: Sequence[_Word]) -> list[tuple[float, int, Heard]]:
        """The points that share most of their telling words with a sentence: (share, how many, point), best first.

        What was said off the record is near already when half of it is the same.
        """
        stems = {_stem(word.plain) for word in words if word.plain not in EMPTY and not word.plain.isdigit()}
        shared: dict[int, int] = defaultdict(int)
        for stem in stems - self._common:
            for number in self._with.get(stem, ()):
                shared[number] += 1
        out = []
        for number, rare in shared.items():
            if rare < 2:
                continue
            said, one = self._parts[number]
            count = len(stems & said)
            share = count / len(said)
            if count >= _FEWEST and share >= (_SHARED_SECRET if one.off_record else _SHARED):
                out.append((share, count, one))
        return sorted(out, key=lambda one: (one[0], one[1]), reverse=True)


def _parts_of(text: str) -> Iterator[frozenset[str]]:
    """The telling words of a point, and of each of its sentences, where there are enough to tell it by."""
    spans = list(sentence_spans(text))
    for start, end in [(0, len(text)), *(spans if len(spans) > 1 else ())]:
        words = (word.plain for word in _words(text[start:end]))
        stems = frozenset(_stem(word) for word in words if word not in EMPTY and not word.isdigit())
        if len(stems) >= _FEWEST:
            yield stems


@lru_cache(maxsize=1)
def _remembered(heard: tuple[Heard, ...], public: tuple[str, ...]) -> Memory:
    return Memory(heard, public)


def memory_of(facts: Facts) -> Memory:
    """What was heard; the last is kept, since a letter is looked at again and again while little new is heard."""
    return _remembered(facts.heard, (*facts.challenge.councils, *(theme.title for theme in facts.themes)))


def _known_phrases(public: Sequence[str]) -> set[tuple[str, ...]]:
    """Runs of words that are public anyway, such as the council's name and the titles of themes."""
    out = set()
    for text in public:
        words = [word.plain for word in _words(text)]
        out |= {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
    return out


def _words(text: str) -> list[_Word]:
    return [_Word(plain(one.group()), one.start(), one.end()) for one in _WORD.finditer(text)]


def _stem(word: str) -> str:
    word = re.sub(r"'s?$", "", word)
    for ending in ("ingly", "edly", "ing", "ies", "ed", "es", "ly", "s", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


_QUOTED = re.compile(r"[“\"]([^“”\"]+)[”\"]|‘([^‘’]{12,})’")


def spoken_in(place: Place, memory: Memory) -> Iterator[Remark]:
    """Words that only one interview used, and what must never leave the team, in one paragraph."""
    if place.part in (Part.HEADING, Part.FRAME):
        return
    quoted = [found.span() for found in _QUOTED.finditer(place.text)]
    for start, end in place.sentences:
        words = [_Word(word.plain, word.start + start, word.end + start) for word in _words(place.text[start:end])]
        alike = memory.alike(words)
        secret = next((one for one in alike if one[2].off_record), None)
        if secret is not None:
            why = "This was said off the record: it never leaves the team."
            yield remark(place, Check.OFF_RECORD, Severity.STOP, start, end, why)
            continue
        told = False
        for first, last in memory.runs(words):
            left, right = words[first].start, words[last].end
            length = last - first + 1
            quote = length < 2 * RUN and any(low <= left and right <= high for low, high in quoted)
            why = "These words stand so in the notes of one meeting only."
            if quote:
                why = "This quotation is from one meeting only: can it be told whose words they are?"
            told = True
            severity = Severity.ASK if quote or length < SURE else Severity.STOP
            yield remark(place, Check.VERBATIM, severity, left, right, why)
        if not told:
            yield from _nearly(place, start, end, alike)


def _nearly(place: Place, start: int, end: int, alike: Sequence[tuple[float, int, Heard]]) -> Iterator[Remark]:
    """A sentence that is one point's in hardly other words, and no other meeting's."""
    close = [one for one in alike if one[0] >= 0.75 and one[1] >= 5]
    if close and len({one[2].meeting for one in close}) == 1:
        why = "This is very close to one line in the notes of one meeting."
        severity = Severity.STOP if close[0][0] >= 0.85 and close[0][1] >= 6 else Severity.ASK
        yield remark(place, Check.VERBATIM, severity, start, end, why)
