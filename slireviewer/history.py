"""The rules of change: entries, what replaces what, conflicts, the bin. Pure; nothing here reads a file or a clock.

An *entry* says what one laptop set on one item, and names by their hashes the entries it replaces. The state
of a challenge is a function of the set of its entries alone: the order in which they arrive does not matter.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from hashlib import sha256
from operator import itemgetter
from sys import intern
from typing import Any, NamedTuple

VERSION = 1
ALIVE = "_alive"
MAX_ENTRY_BYTES = 16 * 1024 * 1024
MAX_LAM = 2**53

# Fields that only arrange or trace things: of two values the later one is taken silently.
LAYOUT_FIELDS = frozenset(
    {"position", "lead", "tail", "record", "tags", "at", "short", "sites", "slot", "anchor", "agreed", "text_sha",
     "pages", "trouble", ALIVE}
)  # fmt: skip


class BadEntry(ValueError):
    """The bytes are not an entry that any version of the program can have written."""


class Fate(IntEnum):
    """Whether an item is there, in the bin, or there although somebody deleted it."""

    ALIVE = 0
    BINNED = 1
    FLAGGED = 2


class Entry(NamedTuple):
    """One change, as its author wrote it; ``raw`` is never written anew by anybody.

    ``lam`` is larger than that of every entry named in ``on`` or ``saw``; ``wall`` (ISO time) is for show.
    ``set`` maps fields to JSON values, ``on`` maps fields to the entries replaced, ``saw`` lists the heads that
    the author of a deletion knew; of an entry that replaces nothing it names one entry of the item, if there is
    any. ``stub`` entries have lost their values to a redaction.
    """

    id: str
    raw: bytes
    v: int
    ch: str
    log: str
    seq: int
    prev: str
    lam: int
    wall: str
    by: str
    dev: str
    app: str
    item: str
    kind: str
    set: Mapping[str, Any]
    on: Mapping[str, Sequence[str]]
    saw: Sequence[str]
    redact: Sequence[str]
    stub: bool = False

    @property
    def needs(self) -> frozenset[str]:
        """The entries that must be applied before this one."""
        return frozenset(self.saw).union(*self.on.values())


def canonical(value: object) -> bytes:
    """``value`` as canonical JSON: UTF-8, sorted keys, no spaces. Raises ValueError for NaN and lone surrogates."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def entry_id(raw: bytes) -> str:
    """The name of an entry: the first 16 bytes of its SHA-256, as 32 hexadecimal characters."""
    return sha256(raw).hexdigest()[:32]


def make_entry(
    *,
    ch: str,
    log: str,
    seq: int,
    prev: str,
    lam: int,
    wall: str,
    by: str,
    dev: str,
    app: str,
    item: str,
    kind: str,
    set: Mapping[str, Any],
    on: Mapping[str, Sequence[str]] | None = None,
    saw: Sequence[str] = (),
    redact: Sequence[str] = (),
) -> Entry:
    """A new entry with its bytes and its name."""
    on = {name: sorted(ids) for name, ids in (on or {}).items() if ids}
    saw = sorted(saw)
    redact = sorted(redact)
    raw = canonical(
        {
            "v": VERSION, "ch": ch, "log": log, "seq": seq, "prev": prev, "lam": lam, "wall": wall, "by": by,
            "dev": dev, "app": app, "item": item, "kind": kind, "set": set, "on": on, "saw": saw, "redact": redact,
        }
    )  # fmt: skip
    return parse_entry(raw)


_KEYS = (
    *("v", "ch", "log", "seq", "prev", "lam", "wall", "by", "dev", "app", "item", "kind"),
    *("set", "on", "saw", "redact"),
)
_parts = itemgetter(*_KEYS)
_IDS = re.compile(r"[0-9a-f]{128}(?:[0-9a-f]{32})?")
_HEX = frozenset("0123456789abcdef")


def _is_id(value: object) -> bool:
    return isinstance(value, str) and len(value) == 32 and _HEX.issuperset(value)


def _all_ids(values: object) -> bool:
    return isinstance(values, list) and (not values or all(map(_is_id, values)))


def parse_entry(raw: bytes) -> Entry:
    """The entry written as ``raw``. Raises BadEntry when its form is wrong; unknown kinds and fields are kept."""
    if len(raw) > MAX_ENTRY_BYTES:
        raise BadEntry("an entry is larger than 16 MB")
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError) as problem:
        raise BadEntry("an entry is not JSON") from problem
    if not isinstance(data, dict):
        raise BadEntry("an entry is not a JSON object")
    try:
        v, ch, log, seq, prev, lam, wall, by, dev, app, item, kind, fields, on, saw, redact = _parts(data)
    except KeyError as problem:
        raise BadEntry(f"an entry has no {problem.args[0]}") from problem
    numbers_fit = type(v) is int and type(seq) is int and type(lam) is int
    if not numbers_fit or not (0 < v < 1000 and 0 < seq < MAX_LAM and 0 < lam < MAX_LAM):
        raise BadEntry("an entry has a number of the wrong size")
    if set(map(type, (ch, log, prev, wall, by, dev, app, item, kind))) != {str}:
        raise BadEntry("an entry has a field of the wrong type")
    if not len(ch) == len(log) == len(dev) == len(item) == 32 or not _IDS.fullmatch(f"{ch}{log}{dev}{item}{prev}"):
        raise BadEntry("an entry names something that is no name")
    if type(fields) is not dict or type(on) is not dict or not all(map(_all_ids, on.values())):
        raise BadEntry("an entry has a field of the wrong type")
    if not _all_ids(saw) or not _all_ids(redact) or not set(on) <= set(fields):
        raise BadEntry("an entry has a field of the wrong type")
    # Thousands of entries share these: each is kept once.
    ch, log, wall, by, dev, app, kind = map(intern, (ch, log, wall, by, dev, app, kind))
    saw, redact = saw or (), redact or ()
    stub = data.get("stub")
    if stub is not None:
        if not _is_id(stub) or any(value is not None for name, value in fields.items() if name != ALIVE):
            raise BadEntry("a redacted entry still has values")
        return Entry(
            stub, raw, v, ch, log, seq, prev, lam, wall, by, dev, app, item, kind, fields, on, saw, redact, True
        )
    return Entry(
        entry_id(raw), raw, v, ch, log, seq, prev, lam, wall, by, dev, app, item, kind, fields, on, saw, redact
    )


def redacted(entry: Entry) -> Entry:
    """``entry`` without its values: structure, author and time stay, and it keeps its name."""
    if entry.stub:
        return entry
    data = json.loads(entry.raw)
    data["set"] = {name: value if name == ALIVE else None for name, value in entry.set.items()}
    data["stub"] = entry.id
    return parse_entry(canonical(data))


@dataclass(frozen=True, slots=True)
class Head:
    """An entry whose value for a field nobody has replaced."""

    entry: str
    lam: int
    value: Any
    by: str = ""
    wall: str = ""
    stub: bool = False

    @property
    def rank(self) -> tuple[bool, int, str]:
        """The order of heads; the largest is shown. A redacted value never hides one that is left."""
        return (not self.stub, self.lam, self.entry)


@dataclass(slots=True)
class ItemState:
    """What all applied entries of one item come to."""

    heads: dict[str, dict[str, Head]] = field(default_factory=dict)
    saw: dict[str, Sequence[str]] = field(default_factory=dict)
    replaced: dict[str, set[str]] = field(default_factory=dict)

    def apply(self, entry: Entry) -> None:
        """Add ``entry``; the entries of an item may come in any order."""
        for name, value in entry.set.items():
            heads = self.heads.get(name)
            if heads is None:
                heads = self.heads[name] = {}
            if replaced := entry.on.get(name):
                self.replaced.setdefault(name, set()).update(replaced)
                for id in replaced:
                    heads.pop(id, None)
            if name not in self.replaced or entry.id not in self.replaced[name]:
                heads[entry.id] = Head(entry.id, entry.lam, value, entry.by, entry.wall, entry.stub)
        if entry.saw:
            self.saw[entry.id] = entry.saw

    def winner(self, name: str) -> Head | None:
        """The head of a field that lists, search and exports show."""
        heads = self.heads.get(name)
        if not heads:
            return None
        if len(heads) == 1:
            return next(iter(heads.values()))
        return max(heads.values(), key=lambda head: head.rank)

    def shown(self) -> dict[str, Any]:
        """Field → value of its winner; a field whose winner is null is absent."""
        out = {}
        for name in self.heads:
            if name != ALIVE and (head := self.winner(name)) is not None and head.value is not None:
                out[name] = head.value
        return out

    def loaded(self, name: str) -> tuple[str, ...]:
        """What an ordinary edit of a field replaces: the winner, and heads that say the very same."""
        win = self.winner(name)
        if win is None:
            return ()
        return tuple(h.entry for h in self.heads[name].values() if h.entry == win.entry or same(h.value, win.value))

    def all_heads(self) -> set[str]:
        """Every entry that is a head of some field."""
        return {entry for heads in self.heads.values() for entry in heads}

    def newest(self) -> tuple[str, ...]:
        """One head of the item, so that an entry which replaces nothing can say what it is built on."""
        heads = [head for heads in self.heads.values() for head in heads.values()]
        return (max(heads, key=lambda head: (head.lam, head.entry)).entry,) if heads else ()

    def conflicts(self) -> list[str]:
        """The fields people read in which two or more distinct values stand side by side."""
        return sorted(
            name
            for name, heads in self.heads.items()
            if len(heads) > 1 and is_read(name) and len(distinct(heads.values())) > 1
        )

    def fate(self) -> Fate:
        """In the bin when a deletion stands that has seen everything; flagged when something was unseen."""
        alive = self.heads.get(ALIVE)
        if not alive:
            return Fate.ALIVE
        deletions = [head for head in alive.values() if head.value is False]
        if not deletions:
            return Fate.ALIVE
        seen = {head.entry for head in deletions}
        for head in deletions:
            seen.update(self.saw.get(head.entry, ()))
        return Fate.BINNED if self.all_heads() <= seen else Fate.FLAGGED


def same(one: object, other: object) -> bool:
    """Equal as JSON (so that 1, 1.0 and true are three values)."""
    return one is other or (type(one) is type(other) and canonical(one) == canonical(other))


def distinct(heads: Iterable[Head]) -> list[Head]:
    """One head for each distinct value, the winner first; redacted ones only when nothing else is left."""
    found: dict[bytes, Head] = {}
    ordered = sorted(heads, key=lambda head: head.rank, reverse=True)
    for head in ordered:
        if not head.stub:
            found.setdefault(canonical(head.value), head)
    return list(found.values()) or ordered[:1]


def common_ancestor(
    heads: Iterable[str], name: str, entries: Callable[[set[str]], Mapping[str, Entry]]
) -> Entry | None:
    """The newest entry that all of these grew from in one field, however many edits ago; ``entries`` reads them."""
    lines: list[dict[str, Entry]] = []
    for head in heads:
        line: dict[str, Entry] = {}
        ahead = {head}
        while ahead:
            found = entries(ahead)
            line |= found
            ahead = {id for entry in found.values() for id in entry.on.get(name, ())} - line.keys()
        lines.append(line)
    shared = set.intersection(*map(set, lines)) if lines else set()
    return max((lines[0][id] for id in shared), key=lambda entry: (entry.lam, entry.id), default=None)


def is_read(name: str) -> bool:
    """Whether people read the field, so that two values are a conflict; members of sets never are."""
    return name not in LAYOUT_FIELDS and ":" not in name


def settle(incoming: Iterable[Entry], applied: Callable[[set[str]], set[str]]) -> tuple[list[Entry], list[Entry]]:
    """The incoming entries that can be applied, in an order in which they can be, and those that must wait.

    ``applied`` answers which of some ids are applied already.
    """
    entries = sorted(incoming, key=lambda entry: (entry.lam, entry.id))
    own = {entry.id for entry in entries}
    needs = {entry.id: entry.needs for entry in entries}
    outside: set[str] = {id for ids in needs.values() for id in ids} - own
    done = applied(outside) if outside else set()
    order: list[Entry] = []
    later = entries
    while later:
        waiting = []
        for entry in later:
            if needs[entry.id] <= done:
                done.add(entry.id)
                order.append(entry)
            else:
                waiting.append(entry)
        if len(waiting) == len(later):
            return order, waiting
        later = waiting
    return order, []


def fold(entries: Iterable[Entry]) -> dict[tuple[str, str], ItemState]:
    """The state of all items, by kind and item, that a causally closed set of entries comes to."""
    order, _ = settle(entries, lambda ids: set())
    states: dict[tuple[str, str], ItemState] = {}
    for entry in order:
        states.setdefault((entry.kind, entry.item), ItemState()).apply(entry)
    return states


def undo_steps(
    before: ItemState, state: ItemState, mine: Mapping[str, Entry], own: Sequence[Entry]
) -> list[dict[str, Any]]:
    """What to write so that the entries ``mine`` of an edit of one item are undone: "set", "on" and "saw" each.

    ``before`` is the item as the edit found it; ``own`` are this laptop's entries of the item, oldest first: what
    undoing and redoing has put in the place of ``mine`` is undone in their stead, and what a colleague has changed
    since is left. Several heads that were replaced (a resolved conflict) come back as several; a deletion comes
    back with what its author had seen.
    """
    fields: list[dict[str, Any]] = []
    # A deletion comes back by itself: together with a text it would count as having seen that text.
    fates: list[dict[str, Any]] = []
    for name in dict.fromkeys(name for entry in mine.values() for name in entry.set):
        steps = fates if name == ALIVE else fields
        ours = set(mine)
        for entry in own:
            if not ours.isdisjoint(entry.on.get(name, ())):
                ours.add(entry.id)
        stood, stands = before.heads.get(name, {}), state.heads.get(name, {})
        current = sorted(ours & stands.keys() - stood.keys())
        if not current:
            continue
        heads = sorted((head for id, head in stood.items() if id not in stands), key=lambda head: head.rank)
        nothing = Head("", 0, True if name == ALIVE else None)
        # The last head was the winner: it goes into the last step, which gets the largest lam.
        for index, head in enumerate(heads or [nothing]):
            if len(steps) <= index:
                steps.append({"set": {}, "on": {}, "saw": ()})
            steps[index]["set"][name] = head.value
            steps[index]["on"][name] = current
            if name == ALIVE and head.value is False:
                steps[index]["saw"] = before.saw.get(head.entry, ())
    return fates + fields
