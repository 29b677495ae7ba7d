"""Stores with one fault each, as somebody might well build them. The checks of merging must find every one."""

import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from slireviewer.history import ALIVE, Entry, Fate, Head, ItemState, canonical, parse_entry, same
from slireviewer.storage import journal, workspace
from slireviewer.storage.tables import APPLIED, ASIDE, WAITING

Patch = pytest.MonkeyPatch
Broken = Callable[[Patch], None]


def last_writer_by_the_clock(patch: Patch) -> None:
    """Of two values the one with the later wall clock is shown."""
    patch.setattr(Head, "rank", property(lambda head: (not head.stub, head.wall, head.entry)))


def last_to_arrive(patch: Patch) -> None:
    """Of two values the one that came last is shown."""

    def item_entries(conn: Any, item: str, *, kind: str | None = None, state: int = APPLIED) -> list[Entry]:
        rows = conn.exec_driver_sql("SELECT raw FROM op WHERE item = ? AND state = ? ORDER BY n", (item, state))
        return [entry for (raw,) in rows if kind in (None, (entry := parse_entry(raw)).kind)]

    def winner(self: ItemState, name: str) -> Head | None:
        return next(reversed(list(self.heads.get(name, {}).values())), None)

    patch.setattr(journal, "item_entries", item_entries)
    patch.setattr(ItemState, "winner", winner)


def _before_apply(patch: Patch, change: Callable[[Any, list[Entry]], list[Entry]]) -> None:
    real = journal.apply

    def apply(conn: Any, entries: Iterable[Entry], **more: Any) -> journal.Applied:
        return real(conn, change(conn, list(entries)), **more)

    patch.setattr(journal, "apply", apply)


def equal_values_skipped(patch: Patch) -> None:
    """What says nothing new is not taken in."""

    def change(conn: Any, entries: list[Entry]) -> list[Entry]:
        def says_more(entry: Entry) -> bool:
            shown = journal.item_state(conn, entry.kind, entry.item).shown()
            return any(name == ALIVE or not same(shown.get(name), value) for name, value in entry.set.items())

        return [entry for entry in entries if says_more(entry)]

    _before_apply(patch, change)


def deletion_sees_all(patch: Patch) -> None:
    """A deletion wins against edits that its author had not seen."""

    def fate(self: ItemState) -> Fate:
        deleted = any(head.value is False for head in self.heads.get(ALIVE, {}).values())
        return Fate.BINNED if deleted else Fate.ALIVE

    patch.setattr(ItemState, "fate", fate)


def deletion_loses(patch: Patch) -> None:
    """An edit that the author of a deletion had not seen takes the deletion back in silence."""
    real = ItemState.fate
    patch.setattr(ItemState, "fate", lambda self: Fate.ALIVE if (f := real(self)) is Fate.FLAGGED else f)


def edit_replaces_all(patch: Patch) -> None:
    """An ordinary edit replaces every head, the ones its author never read too."""
    patch.setattr(ItemState, "loaded", lambda self, name: tuple(self.heads.get(name, {})))


def redelivery_drops_heads(patch: Patch) -> None:
    """An entry that comes again is taken for a new one that replaces its siblings."""

    def change(conn: Any, entries: list[Entry]) -> list[Entry]:
        known = journal.states_of(conn, [entry.id for entry in entries])
        for entry in entries:
            if known.get(entry.id) == APPLIED and entry.kind == "point" and entry.on:
                conn.exec_driver_sql(
                    "DELETE FROM op WHERE item = ? AND log != ? AND state = 0 AND lam = ?",
                    (entry.item, entry.log, entry.lam),
                )
        return entries

    _before_apply(patch, change)


def nothing_waits(patch: Patch) -> None:
    """Entries are applied before those that they replace have come."""
    patch.setattr(journal, "settle", lambda entries, applied: (sorted(entries, key=lambda e: (e.lam, e.id)), []))


def parents_wake_nobody(patch: Patch) -> None:
    """What waits is looked at again only when its own package comes again."""
    patch.setattr(journal, "_wake", lambda conn, applied: [])


def lam_stands_still(patch: Patch) -> None:
    """The logical clock counts this laptop's own entries only."""

    def next_lam(conn: Any) -> int:
        rows = conn.exec_driver_sql(
            "SELECT coalesce(max(lam), 0) FROM op JOIN log ON log.id = op.log"
            " WHERE log.dev = (SELECT value FROM meta WHERE key = 'dev')"
        )
        return int(rows.scalar_one()) + 1

    patch.setattr(journal, "next_lam", next_lam)


def undo_of_a_merge_destroys(patch: Patch) -> None:
    """Undoing a merge deletes its entries."""
    real = journal.set_aside

    def set_aside(conn: Any, edit: int) -> Any:
        out = real(conn, edit)
        conn.exec_driver_sql("DELETE FROM op WHERE edit = ? AND state = ?", (edit, ASIDE))
        return out

    patch.setattr(journal, "set_aside", set_aside)


def undo_of_a_merge_forgets_what_follows(patch: Patch) -> None:
    """Undoing a merge leaves entries applied that are built on it."""

    def set_aside(conn: Any, edit: int) -> Any:
        rows = conn.exec_driver_sql("SELECT raw FROM op WHERE edit = ? AND state = 0", (edit,)).all()
        keys = {(entry.kind, entry.item) for entry in (parse_entry(row[0]) for row in rows)}
        conn.exec_driver_sql("UPDATE op SET state = ? WHERE edit = ? AND state IN (0, ?)", (ASIDE, edit, WAITING))
        conn.exec_driver_sql("DELETE FROM waiting WHERE op IN (SELECT id FROM op WHERE edit = ?)", (edit,))
        journal._refold(conn, {key: journal.item_entries(conn, key[1], kind=key[0]) for key in keys})
        return keys, 0

    patch.setattr(journal, "set_aside", set_aside)


def unknown_fields_dropped(patch: Patch) -> None:
    """What a newer version added to an entry is left out when it is taken in."""
    known = {"text", "title", "kind", "state", "position", "note", ALIVE, "signature", "name", "at", "lead"}

    def change(conn: Any, entries: list[Entry]) -> list[Entry]:
        out = []
        for entry in entries:
            kept = {name: value for name, value in entry.set.items() if name in known or ":" in name}
            if entry.kind == "point" and not entry.stub and kept != entry.set:
                data = {**json.loads(entry.raw), "set": kept}
                data["on"] = {name: ids for name, ids in data["on"].items() if name in kept}
                entry = entry._replace(raw=canonical(data), set=kept, on=data["on"])
            out.append(entry)
        return out

    _before_apply(patch, change)


def newer_versions_refused(patch: Patch) -> None:
    """Entries of a later version are thrown away instead of being kept and handed on."""
    _before_apply(patch, lambda conn, entries: [entry for entry in entries if entry.v == 1])


def vector_claims_gaps(patch: Patch) -> None:
    """The vector names the largest number of each log, whatever is missing before it."""

    def vector(conn: Any) -> dict[str, tuple[int, str]]:
        rows = conn.exec_driver_sql("SELECT log, seq, id FROM op WHERE state != ? ORDER BY seq, id", (ASIDE,))
        return {log: (seq, id) for log, seq, id in rows}

    patch.setattr(journal, "vector", vector)


def forks_unnoticed(patch: Patch) -> None:
    """Two histories of one log pass for one."""
    patch.setattr(journal, "_note_logs", _without_forks(journal._note_logs))


def _without_forks(real: Callable[..., Any]) -> Callable[..., Any]:
    def note_logs(conn: Any, new: Any) -> list[str]:
        real(conn, new)
        conn.exec_driver_sql("UPDATE log SET forked = 0")
        return []

    return note_logs


def same_place_skipped(patch: Patch) -> None:
    """An entry is known by its log and number: a second one at the same place is thrown away."""

    def change(conn: Any, entries: list[Entry]) -> list[Entry]:
        here = {(log, seq): id for log, seq, id in conn.exec_driver_sql("SELECT log, seq, id FROM op")}
        return [entry for entry in entries if here.setdefault((entry.log, entry.seq), entry.id) == entry.id]

    _before_apply(patch, change)


def decision_names_the_winner_only(patch: Patch) -> None:
    """Deciding a conflict replaces only what was shown."""

    def resolve(self: workspace.Edit, kind: Any, item: Any, field: str, value: Any) -> None:
        self.put(kind, item, {field: value}, on={field: self.state(kind, item).loaded(field)})

    patch.setattr(workspace.Edit, "resolve", resolve)


def redaction_forgotten(patch: Patch) -> None:
    """A text that comes after the order to remove it is kept."""
    patch.setattr(journal, "redacted_among", lambda conn, ids: set())


def merge_adds_only(patch: Patch) -> None:
    """Rows of an item are made once and not brought up to date when more of it comes."""
    real = journal._refold

    def refold(conn: Any, batch: Any) -> Any:
        numbers = {(kind, id) for kind, id in conn.exec_driver_sql("SELECT kind, id FROM item")}
        return real(conn, {key: entries for key, entries in batch.items() if key not in numbers or key[0] != "point"})

    patch.setattr(journal, "_refold", refold)


STORES: list[Broken] = [
    last_writer_by_the_clock,
    last_to_arrive,
    equal_values_skipped,
    deletion_sees_all,
    deletion_loses,
    edit_replaces_all,
    redelivery_drops_heads,
    nothing_waits,
    parents_wake_nobody,
    lam_stands_still,
    undo_of_a_merge_destroys,
    undo_of_a_merge_forgets_what_follows,
    unknown_fields_dropped,
    newer_versions_refused,
    vector_claims_gaps,
    forks_unnoticed,
    same_place_skipped,
    decision_names_the_winner_only,
    redaction_forgotten,
    merge_adds_only,
]
