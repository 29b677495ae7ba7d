"""Where quoted words stand in a text that may be edited: made from a stretch, and found again exactly or not at all.

An anchor is W3C Web Annotation's quotation (exact words, what stands before and after them) and position together, with
the hash of the text it was made in. Positions count characters (code points). Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

CONTEXT = 32
"""So many characters before and after the quoted words are remembered."""

_ENOUGH = 8  # of them that must stand beside the words on one side, when the other side has changed
_DISTINCT = 12  # characters of a quotation that need nothing beside them, when they stand there once
_EDGE = "\0"  # stands for the beginning or the end of a text; no text of ours holds it


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """``exact`` words from ``start`` to ``end`` of the text whose hash is ``source``.

    ``prefix`` and ``suffix`` are up to 32 characters around them, fewer only at the edges of the text. ``once`` says
    that the words stood nowhere else in it.
    """

    exact: str
    prefix: str = ""
    suffix: str = ""
    start: int = 0
    end: int = 0
    source: str = ""
    once: bool = False


def version(text: str) -> str:
    """The hash (SHA-256) that names one version of a text."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def make(text: str, start: int, end: int) -> Anchor:
    """The anchor of ``text[start:end]``. Raises ValueError when that is no stretch of the text."""
    if not 0 <= start < end <= len(text):
        raise ValueError(f"{start}:{end} is no stretch of a text of {len(text)} characters")
    exact = text[start:end]
    return Anchor(
        exact=exact,
        prefix=text[max(0, start - CONTEXT) : start],
        suffix=text[end : end + CONTEXT],
        start=start,
        end=end,
        source=version(text),
        once=list(_places(exact, text)) == [start],
    )


def find(anchor: Anchor, text: str) -> tuple[int, int] | None:
    """Start and end of the anchor's words in ``text``, or ``None`` when it is not certain where they are.

    The words are the same, but for the way in which lines end. In a text that was edited they must stand between what
    stood around them, or beside enough of it and nowhere else beside as much; a longer quotation that always stood
    there once may have changed its neighbours on both sides.
    """
    if not anchor.exact:
        return None
    if anchor.source == version(text) and text[anchor.start : anchor.end] == anchor.exact:
        return anchor.start, anchor.end
    plain, offsets = _with_plain_lines(text)
    exact = _plain(anchor.exact)
    start = _certain(exact, *_around(anchor), plain, once=anchor.once)
    return None if start is None else (offsets(start), offsets(start + len(exact)))


def _certain(exact: str, before: str, after: str, text: str, *, once: bool) -> int | None:
    """Where the one place is, if there is one beyond doubt."""
    edged = _EDGE + text + _EDGE
    places = list(_places(exact, text))
    sides = {
        place: (
            _common(before[::-1], edged[max(0, place + 1 - len(before)) : place + 1][::-1]),
            _common(after, edged[place + 1 + len(exact) : place + 1 + len(exact) + len(after)]),
        )
        for place in places
    }
    whole = [place for place, (left, right) in sides.items() if left == len(before) and right == len(after)]
    if whole:
        return whole[0] if len(whole) == 1 else None
    beside = [place for place, lengths in sides.items() if max(lengths) >= _ENOUGH]
    if beside:
        return beside[0] if len(beside) == 1 else None
    return places[0] if once and len(places) == 1 and len(exact) >= _DISTINCT else None


def _around(anchor: Anchor) -> tuple[str, str]:
    """What stood before and after the words, with a sign for the edge of the text where it was near."""
    before = anchor.prefix if len(anchor.prefix) >= CONTEXT else _EDGE + anchor.prefix
    after = anchor.suffix if len(anchor.suffix) >= CONTEXT else anchor.suffix + _EDGE
    return _plain(before), _plain(after)


def _places(exact: str, text: str) -> Iterator[int]:
    at = text.find(exact)
    while at >= 0:
        yield at
        at = text.find(exact, at + 1)


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    count = 0
    for mine, its in zip(one, other, strict=False):
        if mine != its:
            break
        count += 1
    return count


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


class _Offsets:
    """From a place in the text with plain line ends to the place in the text as it is."""

    def __init__(self, text: str) -> None:
        self._pairs = [found.start() for found in re.finditer("\r\n", text)]

    def __call__(self, place: int) -> int:
        for at in self._pairs:
            if at >= place:
                break
            place += 1
        return place


def _with_plain_lines(text: str) -> tuple[str, _Offsets]:
    return _plain(text), _Offsets(text)
