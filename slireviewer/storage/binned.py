"""The bin: what was deleted, by whom and when, where it stood, and putting it back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from slireviewer.history import ALIVE, Fate, ItemState, parse_entry
from slireviewer.model import NO_ITEM, ItemId, ItemKind
from slireviewer.richtext import from_json, plain
from slireviewer.storage.challenges import moment, person_lines
from slireviewer.storage.workspace import Edit, Reading

_KINDS = frozenset(map(str, ItemKind))
_OWNERS = (("note", ItemKind.NOTE), ("meeting", ItemKind.MEETING))


@dataclass(frozen=True, slots=True)
class Binned:
    """An item in the bin: its text or title, who deleted it and when, and the meeting it belongs to, if any."""

    kind: ItemKind
    item: ItemId
    text: str
    person: str
    at: datetime | None
    place: Place


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands: its meeting and that meeting's title, and whose note it is part of."""

    meeting: ItemId = NO_ITEM
    title: str = ""
    person: str = ""


def binned_lines(r: Reading) -> list[Binned]:
    """What is in the bin, the last deleted first; what only a newer version knows is left to that version.

    Notes are not listed: their points are.
    """
    rows = r.conn.exec_driver_sql(
        "SELECT item.kind, op.raw FROM item JOIN op ON op.item = item.id"
        " WHERE item.fate = 1 AND op.state = 0 ORDER BY op.lam, op.id"
    )
    states: dict[tuple[str, str], ItemState] = {}
    for kind, raw in rows:
        entry = parse_entry(raw)
        if entry.kind == kind:
            states.setdefault((kind, entry.item), ItemState()).apply(entry)
    names: dict[str, str] = {person.id: person.name for person in person_lines(r)}
    places: dict[str, Place] = {}
    found = []
    for (kind, item), state in states.items():
        if kind not in _KINDS or kind == ItemKind.NOTE:
            continue
        shown, deletion = state.shown(), state.winner(ALIVE)
        owner = str(shown.get("note") or shown.get("meeting") or "")
        if owner not in places:
            places[owner] = _place(r, shown, names)
        text = _text(shown)
        if deletion is not None and (text or kind != ItemKind.POINT):
            person, at = names.get(deletion.by, ""), moment(deletion.wall)
            found.append((deletion.rank, Binned(ItemKind(kind), ItemId(item), text, person, at, places[owner])))
    return [line for _, line in sorted(found, key=itemgetter(0), reverse=True)]


def _text(shown: dict[str, Any]) -> str:
    text = shown.get("text")
    parts = (shown.get("title") or shown.get("name"), plain(from_json(text)) if isinstance(text, list) else text)
    return "\n".join(str(part) for part in parts if part).strip()


def _place(r: Reading, shown: dict[str, Any], names: dict[str, str]) -> Place:
    if shown.get("note"):
        shown = r.state(ItemKind.NOTE, str(shown["note"])).shown()
    meeting = str(shown.get("meeting") or "")
    if not meeting:
        return Place()
    title = r.state(ItemKind.MEETING, meeting).shown().get("title")
    return Place(ItemId(meeting), str(title or ""), names.get(str(shown.get("person") or ""), ""))


def place_of(r: Reading, kind: ItemKind, item: ItemId) -> Place:
    """Where an item stands, whether it is in the bin or not."""
    names: dict[str, str] = {person.id: person.name for person in person_lines(r)}
    shown = r.state(kind, item).shown()
    if kind is ItemKind.MEETING:
        return Place(item, str(shown.get("title") or ""))
    return _place(r, shown, names)


def text_of(r: Reading, kind: ItemKind, item: ItemId) -> str:
    """The text or title that an item has, whether it is in the bin or not."""
    return _text(r.state(kind, item).shown())


def would_say(
    r: Reading, changes: Iterable[tuple[ItemKind, ItemId, dict[str, Any]]]
) -> Iterator[tuple[str, Place, bool]]:
    """What each item would say with these fields set, where it would stand, and whether any of it is here yet."""
    names: dict[str, str] = {person.id: person.name for person in person_lines(r)}
    places: dict[str, Place] = {}
    for kind, item, fields in changes:
        now = r.state(kind, item).shown()
        shown = {**now, **fields}
        owner = str(shown.get("note") or shown.get("meeting") or "")
        if owner not in places:
            places[owner] = _place(r, shown, names)
        yield _text(shown), places[owner], bool(now)


def is_binned(r: Reading, kind: ItemKind, item: ItemId) -> bool:
    """Whether an item is in the bin."""
    return r.state(kind, item).fate() is Fate.BINNED


def put_back(e: Edit, kind: ItemKind, item: ItemId) -> None:
    """Take an item out of the bin, with the note and the meeting that it needs to be seen."""
    state = e.state(kind, item)
    if state.fate() is Fate.BINNED:
        e.restore(kind, item)
    for above, owner in _above(state.shown()):
        put_back(e, above, owner)


def _above(shown: dict[str, Any]) -> Iterable[tuple[ItemKind, ItemId]]:
    return [(kind, ItemId(str(shown[name]))) for name, kind in _OWNERS if shown.get(name)]
