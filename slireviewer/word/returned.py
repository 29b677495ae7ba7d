"""The council's copy read back: each change and comment beside what it is about, or listed as unplaced. Never guessed.

A line is at its place when its bookmark says so and its words bear that out; without a bookmark when its words with all
changes rejected are those that were sent, or nearly so and like no other. A new paragraph belongs after the one before.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import blake2s
from pathlib import Path

from rapidfuzz import fuzz, process

from slireviewer.model import COMPUTED, NO_ITEM, Edition, ItemId, Response, ResponseSort, Said
from slireviewer.word.edits import (
    Edit,
    Group,
    applied,
    around,
    by_sentence,
    edits_of,
    grouped,
    hand_of,
    loose,
    words_of,
)
from slireviewer.word.revisions import Hand, Note, Revised, State, read_revised
from slireviewer.word.wishes import guess_change, guess_comment

NEAR = 80
"""How alike, of 100, a line without its bookmark must be to words that were sent."""
MARGIN = 10
"""By how much it must be more like them than like any others."""
_BEAR_OUT = 55
"""How alike a line under its own bookmark must be to be believed."""


class ChangeKind(StrEnum):
    """What was done to the words."""

    INSERTED = "inserted"
    DELETED = "deleted"
    REPLACED = "replaced"
    NEW = "new paragraph"
    SPLIT = "paragraph split"
    JOINED = "paragraphs joined"
    MOVED = "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of the council's.

    ``before`` and ``after`` are the whole sentences that it touches, ``struck`` and ``added`` the words that went and
    came. ``tracked`` is false for a silent edit, which has no author. ``guess`` is what the council probably wants,
    for somebody to confirm. ``mark`` and ``item`` say where; ``key`` names the change, the same at every reading.
    """

    key: str
    kind: ChangeKind
    mark: str
    item: ItemId = NO_ITEM
    author: str = ""
    when: datetime | None = None
    before: str = ""
    after: str = ""
    struck: str = ""
    added: str = ""
    tracked: bool = True
    guess: ResponseSort = ResponseSort.OPINION


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """One comment of the council's on ``words``; ``parent`` is the key of the comment that it answers."""

    key: str
    text: str
    mark: str
    item: ItemId = NO_ITEM
    author: str = ""
    when: datetime | None = None
    words: str = ""
    parent: str = ""
    resolved: bool = False
    guess: ResponseSort = ResponseSort.OPINION


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """A change or a comment whose place in the letter cannot be told; ``near`` are the words it stands in."""

    key: str
    text: str
    near: str
    author: str = ""
    when: datetime | None = None
    comment: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """Everything that came back with a copy, in reading order.

    ``matches`` is false when the file does not say that it is a copy of this edition, and ``unsigned`` true when some
    of it has no author, so that somebody must be asked who sent it.
    """

    changes: tuple[Change, ...]
    comments: tuple[Comment, ...]
    unplaced: tuple[Unplaced, ...]
    identifier: str
    matches: bool
    authors: tuple[str, ...] = ()
    unsigned: bool = False


def read_returned(path: Path, edition: Edition) -> Returned:
    """What the council changed and said in the copy at ``path``, held against what ``edition`` said.

    Raises NotOurFile when it is no Word file.
    """
    return _Placing(read_revised(path), edition).returned()


def responses(returned: Returned, edition: Edition) -> list[Response]:
    """What came back as things to answer; what is unplaced too, with nothing that it is about."""

    def made(key: str, mark: str, item: ItemId, **more: object) -> Response:
        return Response(id=ItemId(key), edition=edition.id, change=key, mark=mark, item=item, **more)  # type: ignore[arg-type]

    out = [
        made(
            one.key, one.mark, one.item, author=one.author, when=one.when, before=one.before, after=one.after,
            sort=one.guess, comment="" if one.tracked else "Changed without being tracked.",
        )
        for one in returned.changes
    ]  # fmt: skip
    out += [
        made(
            one.key, one.mark, one.item, author=one.author, when=one.when, before=one.words, after=one.words,
            comment=one.text, sort=one.guess,
        )
        for one in returned.comments
    ]  # fmt: skip
    out += [
        made(one.key, "", NO_ITEM, author=one.author, when=one.when, before=one.near, after=one.near, comment=one.text)
        for one in returned.unplaced
    ]
    return out


# --- placing -----------------------------------------------------------------------------------------


@dataclass
class _Placing:
    """One reading: the lines in groups, each with its place in what was sent."""

    revised: Revised
    edition: Edition
    groups: list[Group] = field(default_factory=list)
    taken: set[tuple[int, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.sent: list[list[str]] = [[loose(line) for line in one.text.split("\n")] for one in self.edition.said]
        self.by_mark = {one.mark: number for number, one in enumerate(self.edition.said) if one.mark}
        self.every = [(s, n) for s, lines in enumerate(self.sent) for n, line in enumerate(lines) if line]
        self.computed = self.by_mark.get(COMPUTED, -1)
        self.texts = [self.sent[s][n] for s, n in self.every]
        self.groups = list(grouped(self.revised.lines))

    def returned(self) -> Returned:
        self.place()
        hands = [scrap.hand for line in self.revised.lines for scrap in line.scraps if scrap.state is not State.KEPT]
        hands += [line.end_hand for line in self.revised.lines if line.end is not State.KEPT]
        authors = {hand.author for hand in hands} | {note.author for note in self.revised.notes}
        changes = [*self.changes(), *self.lost()]
        placed, homeless = self.comments()
        return Returned(
            changes=tuple(_distinct(changes)),
            comments=tuple(placed),
            unplaced=(*homeless, *self.unplaced()),
            identifier=self.revised.identifier,
            matches=bool(self.edition.identifier) and self.revised.identifier == self.edition.identifier,
            authors=tuple(sorted(author for author in authors if author not in _NOBODY)),
            unsigned=bool(authors & _NOBODY),
        )

    # where each group belongs

    def place(self) -> None:
        """Find each group's place: first those that are certain, so that the others have neighbours."""
        for group in self.groups:
            if group.was.strip():
                self._settle(group, self._at_its_mark(group))
        proven = {group.said for group in self.groups if group.said >= 0}
        at = (0, -1)
        for group in self.groups:
            if group.was.strip() and group.said < 0:
                self._look_for(group, at, proven)
            if group.said >= 0 and group.said != self.computed:
                at = (group.said, group.line)

    def _settle(self, group: Group, place: tuple[int, int]) -> None:
        group.said, group.line = place
        self.taken.add(place)

    def _at_its_mark(self, group: Group) -> tuple[int, int]:
        """Where its bookmark says, if just these words were sent there."""
        was = loose(group.was)
        for number in self._marked(group):
            same = [(number, n) for n, line in enumerate(self.sent[number]) if line == was]
            if same:
                return min(same, key=lambda place: (place in self.taken, place))
        return -1, -1

    def _look_for(self, group: Group, at: tuple[int, int], proven: set[int]) -> None:
        """By its words, then by a bookmark that they bear out, then by words nearly the same and like no others."""
        was = loose(group.was)
        same = [place for place, text in zip(self.every, self.texts, strict=True) if text == was]
        if same:
            self._settle(group, min(same, key=lambda place: (place in self.taken, place <= at, place)))
            return
        group.certain = False
        for number in self._marked(group):
            lines = self.sent[number]
            best = max(range(len(lines)), key=lambda n: fuzz.ratio(was, lines[n]))
            if fuzz.ratio(was, lines[best]) >= _BEAR_OUT:
                self._settle(group, (number, best))
                return
        found = process.extract(was, self.texts, scorer=fuzz.ratio, score_cutoff=NEAR - MARGIN, limit=8)
        if found and found[0][1] >= NEAR:
            best_place = self.every[found[0][2]]
            others = [score for _, score, index in found[1:] if self.every[index][0] != best_place[0]]
            if not others or found[0][1] - others[0] >= MARGIN:
                self._settle(group, best_place)
                return
        # Unlike anything sent, but inside a bookmark of which other lines are sure: written there without tracking.
        group.said = next((number for number in self._marked(group) if number in proven), -1)

    def _marked(self, group: Group) -> list[int]:
        return [self.by_mark[mark] for mark in group.marks if mark in self.by_mark]

    # what was changed

    def changes(self) -> Iterator[Change]:
        struck = {loose(group.was): group for group in self.groups if group.struck and group.said >= 0}
        arrived = {loose(group.now) for group in self.groups if not group.was.strip()}
        before: Group | None = None
        for group in self.groups:
            if not group.was.strip():
                origin = struck.get(loose(group.now))
                if origin is not None:
                    yield self.change(ChangeKind.MOVED, origin, group.now, group.now, hand_of(group))
                elif before is not None and group.now.strip():
                    yield self.change(ChangeKind.NEW, before, "", group.now, hand_of(group), added=group.now)
                continue
            if group.said < 0:
                if before is not None and self.is_silently_new(group):
                    yield self.change(
                        ChangeKind.NEW, before, "", group.was, Hand(), added=group.was, tracked=False
                    )  # fmt: skip
                continue
            before = group if group.said != self.computed else before
            if group.struck:
                if loose(group.was) not in arrived:
                    yield self.change(ChangeKind.DELETED, group, group.was, "", hand_of(group), struck=group.was)
                continue
            yield from self.silent(group)
            yield from self.tracked(group)

    def is_silently_new(self, group: Group) -> bool:
        """Whether a line is nowhere in what was sent, though all of that is known, and nobody tracked it."""
        return self.computed >= 0 and not group.touched

    def tracked(self, group: Group) -> Iterator[Change]:
        done, joined = edits_of(group)
        yield from self.told(group, group.was, done)
        if joined is not None:
            following = self.groups[self.groups.index(group) + 1 :]
            more = following[0].now if following else ""
            yield self.change(ChangeKind.JOINED, group, group.was, f"{group.now} {more}".strip(), joined)

    def silent(self, group: Group) -> Iterator[Change]:
        """What differs from the words that were sent without being tracked."""
        if group.certain:
            return
        if group.line < 0:
            yield self.change(ChangeKind.NEW, group, "", group.was, Hand(), added=group.was, tracked=False)
            return
        sent = self.sent[group.said][group.line]
        old, new = words_of(sent), words_of(loose(group.was))
        edits: list[Edit] = []
        for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if tag == "equal":
                continue
            start, end, added = len("".join(old[:a])), len("".join(old[:b])), "".join(new[c:d])
            gap = sent[edits[-1].end : start] if edits else "."
            if not gap.strip():  # two words side by side were changed together
                start, added = edits[-1].start, f"{edits.pop().added}{gap}{added}"
            edits.append(Edit(start, end, added, Hand(), tracked=False))
        yield from self.told(group, sent, edits)

    def told(self, group: Group, text: str, edits: Sequence[Edit]) -> Iterator[Change]:
        """The edits of a text, those in one sentence by one hand together."""
        inside = len(text.rstrip())
        splits = [one for one in edits if one.added == "\n" and one.start == one.end and one.start < inside]
        for one in splits:
            after = f"{text[: one.start]}\n{text[one.start :].lstrip()}"
            yield self.change(ChangeKind.SPLIT, group, text, after, one.hand, tracked=one.tracked)
        for batch in by_sentence(text, [one for one in edits if one not in splits]):
            start, end = around(text, batch)
            struck = " … ".join(text[one.start : one.end] for one in batch if one.end > one.start)
            added = " … ".join(one.added for one in batch if one.added)
            after = applied(text, start, end, batch)
            hand, tracked = batch[0].hand, batch[0].tracked
            if not struck and not added.strip():
                continue
            if not struck and added.startswith("\n") and batch[0].start >= len(text.rstrip()):
                yield self.change(ChangeKind.NEW, group, "", added.strip(), hand, added=added.strip(), tracked=tracked)
                continue
            kind = ChangeKind.REPLACED if struck and added else ChangeKind.DELETED if struck else ChangeKind.INSERTED
            yield self.change(
                kind, group, text[start:end], after, hand, struck=struck, added=added, tracked=tracked
            )  # fmt: skip

    def lost(self) -> Iterator[Change]:
        """Words that were sent and are nowhere in the copy, though nobody struck them out."""
        there = {(group.said, group.line) for group in self.groups if group.said >= 0}
        if not there:
            return
        for place in self.every:
            if place not in there:
                said, text = self.edition.said[place[0]], self.sent[place[0]][place[1]]
                yield _change(ChangeKind.DELETED, said, text, "", Hand(), struck=text, tracked=False)

    def change(
        self, kind: ChangeKind, group: Group, before: str, after: str, hand: Hand, *, struck: str = "",
        added: str = "", tracked: bool = True,
    ) -> Change:  # fmt: skip
        said = self.edition.said[group.said]
        return _change(kind, said, before, after, hand, struck=struck, added=added, tracked=tracked)

    # what was said

    def comments(self) -> tuple[list[Comment], list[Unplaced]]:
        notes = {note.number: note for note in self.revised.notes}
        homes: dict[str, Said] = {}
        near: dict[str, str] = {}
        before: Group | None = None
        for group in self.groups:
            home = group if group.said >= 0 else before if not group.was.strip() else None
            for number in [number for line in group.lines for number in line.comments]:
                near.setdefault(number, loose(group.now) or loose(group.was))
                if home is not None:
                    homes.setdefault(number, self.edition.said[home.said])
            if group.said >= 0:
                before = group
        placed, homeless = [], []
        for note in self.revised.notes:
            origin = _origin(note, notes)
            home_ = homes.get(note.number) or homes.get(origin)
            words = loose(self.revised.words.get(note.number) or self.revised.words.get(origin, ""))
            key = _key("comment", home_.mark if home_ else "", note.author, note.when, note.text, words)
            if home_ is None:
                homeless.append(
                    Unplaced(
                        key=key, text=note.text, near=near.get(note.number, words), author=_somebody(note.author),
                        when=note.when, comment=True,
                    )
                )  # fmt: skip
                continue
            parent = notes.get(note.parent)
            placed.append(
                Comment(
                    key=key, text=note.text, mark=home_.mark, item=home_.item, author=_somebody(note.author),
                    when=note.when, words=words, resolved=note.resolved, guess=guess_comment(note.text),
                    parent="" if parent is None else _key(
                        "comment", home_.mark, parent.author, parent.when, parent.text, words
                    ),
                )
            )  # fmt: skip
        return placed, homeless

    def unplaced(self) -> Iterator[Unplaced]:
        """Changed lines that are like nothing that was sent."""
        before = False
        for group in self.groups:
            if group.said >= 0:
                before = True
                continue
            changed = any(
                scrap.state is not State.KEPT and scrap.text.strip() for line in group.lines for scrap in line.scraps
            )
            if not changed or (before and not group.was.strip()):
                continue
            hand = hand_of(group)
            near = loose(group.was) or loose(group.now)
            yield Unplaced(
                key=_key("unplaced", "", hand.author, hand.when, group.was, group.now), text=loose(group.now),
                near=near, author=_somebody(hand.author), when=hand.when,
            )  # fmt: skip


def _origin(note: Note, notes: dict[str, Note]) -> str:
    """The number of the comment with which a thread began."""
    seen = {note.number}
    while note.parent in notes and note.parent not in seen:
        seen.add(note.parent)
        note = notes[note.parent]
    return note.number


_NOBODY = frozenset({"", "Unknown Author", "Author", "Unknown", "Microsoft Office User", "None"})


def _somebody(author: str) -> str:
    return "" if author in _NOBODY else author


def _change(
    kind: ChangeKind, said: Said, before: str, after: str, hand: Hand, *, struck: str = "", added: str = "",
    tracked: bool = True,
) -> Change:  # fmt: skip
    # A line break is kept, since it says where a paragraph was split.
    before, after = (" ".join(text.replace("\u00a0", " ").split(" ")).strip() for text in (before, after))
    return Change(
        key=_key(str(kind), said.mark, hand.author, hand.when, before, after),
        kind=kind,
        mark=said.mark,
        item=said.item,
        author=_somebody(hand.author),
        when=hand.when,
        before=before,
        after=after,
        struck=struck.strip(),
        added=added.strip(),
        tracked=tracked,
        guess=guess_change(struck, added),
    )


def _key(*parts: object) -> str:
    said = "\x1f".join("" if part is None else str(part) for part in parts)
    return blake2s(said.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _distinct(changes: Iterable[Change]) -> Iterator[Change]:
    """Changes that are the same in every way, told apart by a number in their keys."""
    counts: Counter[str] = Counter()
    for change in changes:
        counts[change.key] += 1
        if counts[change.key] == 1:
            yield change
        else:
            fields = {name: getattr(change, name) for name in Change.__dataclass_fields__}
            yield Change(**{**fields, "key": f"{change.key}-{counts[change.key]}"})
