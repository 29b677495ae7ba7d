"""Typing on its way into the change log.

A *draft* is one field of one item as it is being typed: on the disk within a second or two, by one row. It is
sealed into an entry on leaving what is typed, before anything is handed out, and at the next opening after a crash.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from slireviewer.history import same
from slireviewer.storage import journal
from slireviewer.storage.tables import APPLIED
from slireviewer.storage.workspace import Edit, Reading

Draft = tuple[str, str, str, str, str, str]
"""Item, field, kind, value as JSON, the entries it replaces as JSON, and when."""


def drafts(r: Reading, items: Iterable[str] | None = None) -> list[Draft]:
    """What is typed and not sealed yet, of these items or of all, the oldest first."""
    rows = r.conn.exec_driver_sql('SELECT item, field, kind, value, "on", at FROM draft ORDER BY at, item, field')
    wanted = None if items is None else set(items)
    return [(row[0], row[1], row[2], row[3], row[4], row[5]) for row in rows if wanted is None or row[0] in wanted]


def seal(e: Edit, typed: Sequence[Draft]) -> None:
    """Turn drafts into entries of the change log."""
    if not typed:
        return
    fields: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    on: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(dict)
    for item, name, kind, value, replaced, _ in typed:
        fields[kind, item][name] = json.loads(value)
        # What has been set aside since is not there to be replaced; the typing must not wait for it.
        states = journal.states_of(e.conn, json.loads(replaced))
        on[kind, item][name] = [id for id, state in states.items() if state == APPLIED]
    entries = []
    for (kind, item), named in fields.items():
        state = e.state(kind, item)
        shown = state.shown()
        for name in [
            n for n, v in named.items() if same(shown.get(n), v) and set(state.loaded(n)) == set(on[kind, item][n])
        ]:
            del named[name], on[kind, item][name]
        if named:
            saw = () if any(on[kind, item].values()) else state.newest()
            entries.append(e.entry(kind, item, dict(named), on=on[kind, item], saw=saw))
    e.write(entries)
    if fields:
        e.conn.exec_driver_sql("DELETE FROM draft WHERE item = ?", [(item,) for _, item in fields])


def keep(e: Edit, rows: Sequence[Draft]) -> None:
    """Keep fields as they are typed; what a field replaced when its typing began stays as it was."""
    e.conn.exec_driver_sql(
        'INSERT INTO draft(item, field, kind, value, "on", at) VALUES(?, ?, ?, ?, ?, ?)'
        " ON CONFLICT(item, field) DO UPDATE SET value = excluded.value, at = excluded.at",
        list(rows),
    )
    e.note({(row[2], row[0]) for row in rows})
