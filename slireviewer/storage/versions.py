"""The history of an item: who set what, when, what stood there before; and bringing an earlier wording back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from slireviewer.errors import ReviewError
from slireviewer.history import ALIVE
from slireviewer.model import ItemId, ItemKind
from slireviewer.storage import journal
from slireviewer.storage.challenges import moment, person_lines
from slireviewer.storage.workspace import Edit, Reading


@dataclass(frozen=True, slots=True)
class Change:
    """One field set by one entry: ``before`` is what its author had seen there, ``after`` what was written.

    ``stands`` tells whether the value is shown now. ``field`` "_alive" is the bin: false in, true out again.
    """

    item: ItemId
    entry: str
    at: datetime | None
    person: str
    field: str
    before: Any
    after: Any
    stands: bool


def history_lines(r: Reading, kind: ItemKind, item: ItemId) -> list[Change]:
    """All that was ever set on an item and is known here, oldest first."""
    return [change for _, change in _ranked(r, kind, item)]


def note_history_lines(r: Reading, note: ItemId) -> list[Change]:
    """All that was ever set on the points of a note, those in the bin included, oldest first."""
    points = {row[0] for row in r.conn.exec_driver_sql("SELECT id FROM point WHERE note = ?", (note,))}
    binned = r.conn.exec_driver_sql("SELECT id FROM item WHERE kind = ? AND fate = 1", (str(ItemKind.POINT),)).all()
    points |= {row[0] for row in binned if r.state(ItemKind.POINT, row[0]).shown().get("note") == note}
    ranked = [line for point in points for line in _ranked(r, ItemKind.POINT, ItemId(point))]
    return [change for _, change in sorted(ranked, key=itemgetter(0))]


def _ranked(r: Reading, kind: ItemKind, item: ItemId) -> list[tuple[tuple[int, str], Change]]:
    names = {person.id: person.name for person in person_lines(r)}
    entries = journal.item_entries(r.conn, item, kind=kind)
    known = {entry.id: entry for entry in entries}
    state = r.state(kind, item)
    changes = []
    for entry in entries:
        for field, value in entry.set.items():
            replaced = [known[id] for id in entry.on.get(field, ()) if id in known]
            newest = max(replaced, key=lambda e: (e.lam, e.id), default=None)
            winner = state.winner(field)
            change = Change(
                item, entry.id, moment(entry.wall), names.get(ItemId(entry.by), ""), field,
                newest.set.get(field) if newest else None, value, winner is not None and winner.entry == entry.id,
            )  # fmt: skip
            changes.append(((entry.lam, entry.id), change))
    return changes


def restore_version(e: Edit, kind: ItemKind, item: ItemId, field: str, entry: str) -> None:
    """Bring an earlier value of a field back, as a new change. Raises ReviewError when there is no such value."""
    for change in history_lines(e, kind, item):
        if change.entry == entry and change.field == field and field != ALIVE:
            e.put(kind, item, {field: change.after})
            return
    raise ReviewError("That earlier wording is not there any more. Look at the history again.")
