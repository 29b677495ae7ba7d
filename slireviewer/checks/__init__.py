"""What should be looked at before the letter leaves the team: who could be recognised, what has nothing behind it,
and words that are not ours. These names are its door.

Nothing is changed here and nothing is stored; a remark says where, which words, why, and what would mend it. The rules
know words, not meanings: a paraphrase is caught by nothing but the number of separate meetings behind each sentence.
"""

from __future__ import annotations

from collections.abc import Collection

from slireviewer.checks.grounds import grounds
from slireviewer.checks.places import places, sentence_spans, sentences
from slireviewer.checks.recognised import recognised
from slireviewer.checks.values import (
    STOPPING,
    Check,
    Facts,
    Fix,
    Heard,
    Remark,
    Sentence,
    Severity,
)
from slireviewer.checks.wording import PLACEHOLDER, wording
from slireviewer.letter import Letter

__all__ = [
    "PLACEHOLDER",
    "STOPPING",
    "Check",
    "Facts",
    "Fix",
    "Heard",
    "Remark",
    "Sentence",
    "Severity",
    "remaining",
    "run",
    "sentence_spans",
    "sentences",
]


def run(letter: Letter, facts: Facts) -> tuple[Remark, ...]:
    """Every remark on ``letter``, in the order of its words; those on the letter as a whole come last."""
    there = places(letter, facts)
    found = [*recognised(there, facts), *wording(there, facts), *grounds(there, facts)]
    order = {place.slot: number for number, place in reversed(list(enumerate(there)))}
    last = len(there)
    unique = {(remark.key, remark.part, remark.start): remark for remark in found}
    return tuple(
        sorted(
            unique.values(),
            key=lambda one: (order.get(one.slot, last) if one.slot else last, one.part, one.start, one.check.rank),
        )
    )


def remaining(remarks: tuple[Remark, ...], waived: Collection[str]) -> tuple[Remark, ...]:
    """Those that nobody has passed by with a reason; ``waived`` holds the keys of those that were."""
    return tuple(remark for remark in remarks if remark.key not in waived)
