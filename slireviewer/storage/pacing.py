"""In what order, and how many at a time, the entries of a large merge are taken in, set aside and brought back.

So many at once that it is soon done, and so few that somebody who types is never held up.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Sequence

from slireviewer.history import Entry
from slireviewer.storage import journal
from slireviewer.storage.tables import ASIDE
from slireviewer.storage.workspace import Workspace

CHUNK = 200
_LEAST = 50
_PACE_S, _PACE_ALONE_S = 0.06, 0.08
_TOGETHER_S = 0.25
_MANY = ("note", "point")


def next_size(workspace: Workspace, size: int, seconds: float) -> int:
    """How many entries to take next, when so many took so long: fewer at a time while somebody types."""
    pace = _PACE_S if workspace.written_lately else _PACE_ALONE_S
    return max(_LEAST, min(CHUNK * 8, int(size * pace / max(seconds, 0.001)), size * 2))


def may_go_on(workspace: Workspace, seconds: float) -> bool:
    """Whether a transaction that took so long may take some more: what it changes twice is then written once.

    Not while somebody types, who would wait for the end of it.
    """
    return seconds < _TOGETHER_S and not workspace.written_lately


def item_by_item(entries: Sequence[Entry]) -> list[Entry]:
    """The entries of each item together, oldest first, so that its rows are hardly ever written twice.

    Points and notes, of which there are many, stand in the order of their names, so that a chunk changes few pages
    of the indexes by name. An entry builds on others of its own item only; one that does otherwise waits for a chunk
    or two.
    """
    first: dict[tuple[str, str], int] = {}
    ordered = sorted(entries, key=lambda entry: (entry.lam, entry.id))
    for entry in ordered:
        first.setdefault((entry.kind, entry.item), 0 if entry.kind in _MANY else entry.lam)
    return sorted(ordered, key=lambda entry: (first[entry.kind, entry.item], entry.kind, entry.item))


def leave(workspace: Workspace, ids: Collection[str], *, chunk: int = CHUNK) -> set[journal.Key]:
    """Set entries aside, item by item and the latest first, so that somebody who types is never held up.

    What is built on them waits for their return. Returns the items touched. Who calls it begins again after a power
    cut.
    """
    with workspace.read() as r:
        ids = _last_first(journal.places_of(r.conn, ids))
        later = journal.built_on(r.conn, ids)
    gone = {*ids, *(entry.id for entry in later)}
    touched: set[journal.Key] = set()
    size, start = chunk, 0
    with workspace.many_edits() as take_in:
        for first in range(0, len(later), chunk):
            with workspace.edit("Withdraw a merge", patient=True) as e:
                touched |= journal.let_wait(e.conn, later[::-1][first : first + chunk], gone)
        while start < len(ids):
            with workspace.edit("Withdraw a merge", patient=True, lasting=False) as e:
                begun = time.perf_counter()
                touched |= journal.put_aside(e.conn, ids[start : start + size], alone=True)[0]
            start += size
            if chunk == CHUNK:
                size = next_size(workspace, size, time.perf_counter() - begun)
            take_in()
    return touched


def _last_first(places: Iterable[tuple[str, str, int, int]]) -> list[str]:
    """Entries in the order in which they leave: item by item, those last in the file first, as they lie together."""
    places = list(places)
    last: dict[str, int] = {}
    for _, item, _, n in places:
        last[item] = max(n, last.get(item, 0))
    places.sort(key=lambda place: (-last[place[1]], place[1], -place[2], place[0]))
    return [id for id, *_ in places]


def come_back(workspace: Workspace, edit: int) -> set[journal.Key]:
    """Apply again what a merge had brought and ``leave`` set aside, chunk by chunk. Returns the items touched."""
    with workspace.read() as r:
        rows = r.conn.exec_driver_sql("SELECT id FROM op WHERE edit = ? AND state = ?", (edit, ASIDE))
        entries = item_by_item(list(journal.read_entries(r.conn, [row[0] for row in rows]).values()))
    touched: set[journal.Key] = set()
    start, size = 0, CHUNK
    with workspace.many_edits() as take_in:
        while start < len(entries):
            with workspace.edit("Redo a merge", patient=True, lasting=False) as e:
                begun = time.perf_counter()
                touched |= journal.bring_back(e.conn, edit, entries[start : start + size])
            start += size
            size = next_size(workspace, size, time.perf_counter() - begun)
            take_in()
    return touched
