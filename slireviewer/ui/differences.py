"""What changed between two texts, word by word, as values. How it is drawn is decided elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORDS = re.compile(r"\s+|\w+(?:['’.,\-]\w+)*|[^\w\s]")
_MOST = 4000  # words that differ on either side, before the comparison would hold the window up


class Fate(StrEnum):
    """What became of a piece of text."""

    KEPT = "kept"
    INSERTED = "inserted"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text and its fate."""

    text: str
    fate: Fate


def word_differences(before: str, after: str) -> list[Run]:
    """The pieces of both texts in reading order; of what was replaced, the removed words come first.

    The kept and the removed pieces make up ``before``, the kept and the inserted ones ``after``, sign by sign.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    head, tail = old[:start], old[len(old) - end :]
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    pairs = [(Fate.KEPT, head, head), *_compared(old, new), (Fate.KEPT, tail, tail)]
    return _joined(pairs)


def _common(one: list[str], other: list[str]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


Pair = tuple[Fate, list[str], list[str]]


def _compared(old: list[str], new: list[str]) -> list[Pair]:
    if max(len(old), len(new)) > _MOST:
        return [(Fate.REMOVED, old, new)]
    found: list[Pair] = []
    for how, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        same = how == "equal" and not _is_gap(old[i1:i2])
        found.append((Fate.KEPT if same else Fate.REMOVED, old[i1:i2], new[j1:j2]))
    return found


def _is_gap(words: list[str]) -> bool:
    # A space between two changed words belongs to the change: "one long" for "two short" reads as one.
    return len(words) == 1 and words[0].isspace()


def _joined(pairs: list[Pair]) -> list[Run]:
    runs: list[Run] = []
    removed = inserted = ""
    for fate, old, new in pairs:
        if fate is not Fate.KEPT:
            removed += "".join(old)
            inserted += "".join(new)
            continue
        if old:
            runs += _changed(removed, inserted)
            removed = inserted = ""
            runs.append(Run("".join(old), Fate.KEPT))
    return runs + _changed(removed, inserted)


def _changed(removed: str, inserted: str) -> list[Run]:
    if removed == inserted:
        return [Run(removed, Fate.KEPT)] if removed else []
    runs = [Run(removed, Fate.REMOVED), Run(inserted, Fate.INSERTED)]
    return [run for run in runs if run.text]
