"""What was one paragraph when it was sent, and what was done to its words. Where it belongs is not known here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from slireviewer.checks import sentence_spans
from slireviewer.word.revisions import Hand, Line, State


@dataclass
class Group:
    """What was one paragraph when it was sent: the lines that it has become."""

    lines: list[Line]
    said: int = -1
    line: int = -1
    certain: bool = True

    @property
    def was(self) -> str:
        return "".join(line.was for line in self.lines)

    @property
    def now(self) -> str:
        return "\n".join(line.now for line in self.lines)

    @property
    def marks(self) -> list[str]:
        return [mark for line in self.lines for mark in line.marks]

    @property
    def touched(self) -> bool:
        """Whether anything was changed in it, or said on it."""
        return any(
            line.comments or line.end is not State.KEPT or any(scrap.state is not State.KEPT for scrap in line.scraps)
            for line in self.lines
        )

    @property
    def struck(self) -> bool:
        """Whether all of it was struck out."""
        return bool(self.was.strip()) and not any(
            scrap.state is State.KEPT and scrap.text.strip() for line in self.lines for scrap in line.scraps
        )


def loose(text: str) -> str:
    """A text with single spaces, to be compared."""
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class Edit:
    """Words from ``start`` to ``end`` of a text that became ``added``, by one hand."""

    start: int
    end: int
    added: str
    hand: Hand
    tracked: bool = True


def grouped(lines: Iterable[Line]) -> Iterator[Group]:
    """The lines by the paragraph that they were: where the end of a line was added, the next belongs to it.

    A wholly new line before any old words is a paragraph of its own.
    """
    current: list[Line] = []
    for line in lines:
        if not current and not line.was.strip() and line.now.strip() and line.end is State.ADDED:
            yield Group([line])
            continue
        current.append(line)
        if line.end is not State.ADDED or line.closed:
            yield Group(current)
            current = []
    if current:
        yield Group(current)


def edits_of(group: Group) -> tuple[list[Edit], Hand | None]:
    """What was done to the words of a group; and, if its end was struck out, by whom."""
    edits: list[Edit] = []
    at = 0
    for number, line in enumerate(group.lines):
        for scrap in line.scraps:
            if scrap.state is State.ADDED:
                edits.append(Edit(at, at, scrap.text, scrap.hand))
            elif scrap.state is State.STRUCK:
                edits.append(Edit(at, at + len(scrap.text), "", scrap.hand))
                at += len(scrap.text)
            else:
                at += len(scrap.text)
        if number < len(group.lines) - 1:
            edits.append(Edit(at, at, "\n", line.end_hand))
    last = group.lines[-1]
    return _joined(edits), last.end_hand if last.end is State.STRUCK else None


def _joined(edits: Sequence[Edit]) -> list[Edit]:
    """Edits that touch, by one author, as one: a word struck out and another put there."""
    out: list[Edit] = []
    for edit in edits:
        last = out[-1] if out else None
        if last is not None and last.end == edit.start and last.hand.author == edit.hand.author:
            out[-1] = Edit(last.start, edit.end, last.added + edit.added, last.hand, last.tracked)
        else:
            out.append(edit)
    return out


def by_sentence(text: str, edits: Sequence[Edit]) -> list[list[Edit]]:
    """The edits in batches: those that touch one sentence, by one author."""
    out: list[list[Edit]] = []
    for edit in edits:
        last = out[-1] if out else None
        if last and last[0].hand.author == edit.hand.author and around(text, last) == around(text, [*last, edit]):
            last.append(edit)
        else:
            out.append([edit])
    return out


def around(text: str, edits: Sequence[Edit]) -> tuple[int, int]:
    """From where to where the sentences reach that some edits touch."""
    start, end = edits[0].start, edits[-1].end
    spans = list(sentence_spans(text)) or [(0, len(text))]
    first = next((low for low, high in reversed(spans) if low <= start), 0)
    last = next((high for _, high in spans if high >= end), len(text))
    return min(first, start), max(last, end)


def applied(text: str, start: int, end: int, edits: Sequence[Edit]) -> str:
    """The words from ``start`` to ``end`` once these edits are made in them."""
    out, at = "", start
    for edit in edits:
        out += text[at : edit.start] + edit.added
        at = edit.end
    return out + text[at:end]


def words_of(text: str) -> list[str]:
    """A text cut into words, spaces and signs; joined, they are the text."""
    return re.findall(r"\s+|\w+(?:['’-]\w+)*|[^\w\s]", text)


def hand_of(group: Group) -> Hand:
    """Who changed a group first."""
    for line in group.lines:
        for scrap in line.scraps:
            if scrap.state is not State.KEPT:
                return scrap.hand
        if line.end is not State.KEPT:
            return line.end_hand
    return Hand()
