"""Notes as running text with tags, and notes as points: cutting one into the other without losing a character. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any


@dataclass(frozen=True, slots=True)
class Span:
    """A tag on a stretch of a note's text: ``start`` and ``end`` count characters (code points)."""

    id: str
    start: int
    end: int
    theme: str
    polarity: str
    by: str = ""


@dataclass(slots=True)
class Piece:
    """One point to be: its text, what stands before it, and the tags that cover it."""

    start: int
    text: str
    lead: str
    spans: list[Span] = field(default_factory=list)


def cut(text: str, spans: Iterable[Span]) -> tuple[list[Piece], str]:
    """The pieces of a note's text, cut at the boundaries of its tags, and what follows the last piece.

    ``"".join(piece.lead + piece.text …) + tail`` is the text, character by character. Untagged stretches
    without a letter or digit (white space, bullets) belong to the piece after them; white space at the ends of
    any stretch is never part of a piece's text. Raises ValueError for a tag outside the text.
    """
    spans = list(spans)
    bounds = {0, len(text)}
    for span in spans:
        if not 0 <= span.start < span.end <= len(text):
            raise ValueError(f"tag {span.id} does not lie inside its note")
        bounds |= {span.start, span.end}
    pieces: list[Piece] = []
    lead = ""
    ordered = sorted(bounds)
    for start, end in pairwise(ordered):
        stretch = text[start:end]
        covering = [span for span in spans if span.start <= start and end <= span.end]
        if not covering and not any(character.isalnum() for character in stretch):
            lead += stretch
            continue
        # A tagged stretch is kept to the letter, so that the tag comes back exactly as it was.
        body = stretch if covering else stretch.strip()
        before = 0 if covering else len(stretch) - len(stretch.lstrip())
        pieces.append(Piece(start + before, body, lead + stretch[:before], covering))
        lead = stretch[before + len(body) :]
    return pieces, lead


def join(parts: Iterable[tuple[str, str]], tail: str) -> tuple[str, list[tuple[int, int]]]:
    """The text of (lead, text) parts and a tail, and where in it each part's text starts and ends."""
    out: list[str] = []
    places: list[tuple[int, int]] = []
    at = 0
    for lead, text in parts:
        out += (lead, text)
        at += len(lead)
        places.append((at, at + len(text)))
        at += len(text)
    return "".join(out) + tail, places


def kind_and_traces(spans: Sequence[Span]) -> tuple[str, list[str], list[dict[str, Any]]]:
    """Kind and themes (titles) of the point that some tags make, and what is kept to give the tags back.

    A point has one kind: that of its first tag. A tag of another polarity on the same words keeps its own in
    its trace.
    """
    if not spans:
        return "context", [], []
    kind = spans[0].polarity
    themes = list(dict.fromkeys(span.theme for span in spans if span.theme))
    traces: list[dict[str, Any]] = []
    for span in spans:
        trace: dict[str, Any] = {"id": span.id, "theme": span.theme, "by": span.by}
        if span.polarity != kind:
            trace["polarity"] = span.polarity
        traces.append(trace)
    return kind, themes, traces
