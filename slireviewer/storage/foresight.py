"""What taking entries in would do, worked out from the log alone: nothing is written and nobody is held up.

It keeps to ``journal.apply`` step by step; the tests compare the two on everything they make up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from slireviewer.history import Entry, Fate, ItemState, redacted, settle
from slireviewer.storage import journal
from slireviewer.storage.journal import Applied, Condition, Key
from slireviewer.storage.tables import APPLIED, ASIDE, FOREIGN, WAITING


class Foresight:
    """The challenge as it would be after some packages, over one consistent view of the file."""

    def __init__(self, conn: Connection, authorised: Callable[[Entry], bool]) -> None:
        self._conn = conn
        self._authorised = authorised
        self._entries: dict[str, Entry] = {}
        self._states: dict[str, int] = {}
        self._more: dict[Key, list[Entry]] = defaultdict(list)
        self._removed: set[str] = set()
        self._conditions: dict[Key, Condition | None] = {}
        self._absent: set[Key] = set()
        self._shown: dict[Key, Mapping[str, Any]] = {}
        self._places: dict[tuple[str, int], str] = {}
        self._missing: dict[str, set[str]] = defaultdict(set)
        self._hoped_for: dict[str, set[str]] = defaultdict(set)
        for op, missing in conn.exec_driver_sql("SELECT op, missing FROM waiting"):
            self._await(op, {missing})

    # ---- one package after the other ---------------------------------------------------------------

    def take(self, entries: Iterable[Entry]) -> Applied:
        """What would become of these entries, after those that were taken before."""
        outcome = Applied()
        given = {entry.id: entry for entry in entries}
        known = self._known(given)
        back = {id for id, state in known.items() if state == ASIDE}
        outcome.known = [id for id in known if id not in back]
        new = [entry for id, entry in given.items() if id not in known]
        gone = {id for entry in new if entry.redact and self._authorised(entry) for id in entry.redact}
        new = self._without_removed(new, gone)
        outcome.foreign = [entry.id for entry in new if entry.v != 1]
        candidates = [entry for entry in new if entry.v == 1]
        candidates += self.entries(back).values()
        outcome.forked = self._forked(new)
        order, waiting = settle(candidates, self._applied_among)
        self._remember(new, order, waiting)
        outcome.applied = [entry.id for entry in order]
        outcome.waiting = [entry.id for entry in waiting]
        woken = self._wake(outcome.applied)
        outcome.applied += [entry.id for entry in woken]
        touched = dict.fromkeys((entry.kind, entry.item) for entry in (*order, *woken))
        self._refold(touched, outcome)
        if gone:
            self._remove(gone, outcome)
        return outcome

    def _known(self, given: Iterable[str]) -> dict[str, int]:
        ids = list(given)
        known = journal.states_of(self._conn, ids)
        known.update((id, self._states[id]) for id in ids if id in self._states)
        return known

    def _without_removed(self, new: Sequence[Entry], gone: set[str]) -> list[Entry]:
        already = self._removed | journal.redacted_among(self._conn, (entry.id for entry in new)) if new else set()
        return [redacted(entry) if entry.id in gone or entry.id in already else entry for entry in new]

    def _applied_among(self, ids: Iterable[str]) -> set[str]:
        return {id for id, state in self._known(ids).items() if state == APPLIED}

    def _remember(self, new: Sequence[Entry], order: Sequence[Entry], waiting: Sequence[Entry]) -> None:
        for entries, state in ((new, FOREIGN), (order, APPLIED), (waiting, WAITING)):
            for entry in entries:
                self._entries[entry.id] = entry
                self._states[entry.id] = state
        for entry in order:
            self._more[entry.kind, entry.item].append(entry)
        if waiting:
            there = self._applied_among({id for entry in waiting for id in entry.needs})
            for entry in waiting:
                self._await(entry.id, entry.needs - there)

    def _await(self, op: str, missing: Iterable[str]) -> None:
        self._missing[op].update(missing)
        for id in missing:
            self._hoped_for[id].add(op)

    def _wake(self, applied: Sequence[str]) -> list[Entry]:
        woken: list[Entry] = []
        fresh: Sequence[str] = applied
        while fresh and self._missing:
            ready: set[str] = set()
            for id in fresh:
                for op in self._hoped_for.pop(id, ()):
                    self._missing[op].discard(id)
                    if not self._missing[op]:
                        del self._missing[op]
                        ready.add(op)
            entries = sorted(self.entries(ready).values(), key=lambda entry: (entry.lam, entry.id))
            for entry in entries:
                self._entries[entry.id] = entry
                self._states[entry.id] = APPLIED
                self._more[entry.kind, entry.item].append(entry)
            woken += entries
            fresh = [entry.id for entry in entries]
        return woken

    def _forked(self, new: Sequence[Entry]) -> list[str]:
        """The logs of which another history is here, or comes in the same package."""
        forked: set[str] = set()
        ranges: dict[str, dict[int, str]] = defaultdict(dict)
        for entry in new:
            if self._places.setdefault((entry.log, entry.seq), entry.id) != entry.id:
                forked.add(entry.log)
            ranges[entry.log][entry.seq] = entry.id
        for log, mine in ranges.items():
            rows = self._conn.exec_driver_sql(
                "SELECT seq, id FROM op WHERE log = ? AND seq BETWEEN ? AND ?", (log, min(mine), max(mine))
            )
            if any(mine.get(seq, id) != id for seq, id in rows):
                forked.add(log)
        return sorted(forked)

    def _refold(self, keys: Iterable[Key], outcome: Applied) -> None:
        wanted = list(keys)
        unknown = [key for key in wanted if key not in self._conditions]
        here = journal.conditions_of(self._conn, {item for _, item in unknown})
        for key in unknown:
            self._conditions[key] = here.get(key)
            if key not in here:
                self._absent.add(key)
        for key in wanted:
            was = self._conditions[key]
            if was is not None:
                outcome.before.setdefault(key, was)
            self._shown[key], fate, conflicts, _ = journal.folded(self._all(key))
            self._conditions[key] = outcome.after[key] = (fate, conflicts)
            outcome.touched.add(key)

    def _remove(self, gone: set[str], outcome: Applied) -> None:
        self._removed |= gone
        keys = {(entry.kind, entry.item) for entry in self.entries(gone).values()}
        later = Applied()
        self._refold(sorted(key for key in keys if self._all(key)), later)
        outcome.add(later)

    # ---- looking at what would be there ------------------------------------------------------------

    def entries(self, ids: Iterable[str]) -> dict[str, Entry]:
        """The entries themselves, those that are here and those that would come."""
        wanted = set(ids)
        found = {id: self._entries[id] for id in wanted if id in self._entries}
        found |= journal.read_entries(self._conn, wanted - found.keys())
        return {id: redacted(entry) if id in self._removed else entry for id, entry in found.items()}

    def _all(self, key: Key) -> list[Entry]:
        """The entries of one item that would be applied, oldest first."""
        if key in self._absent:
            return self.coming(key)
        found = {entry.id: entry for entry in journal.item_entries(self._conn, key[1], kind=key[0])}
        found |= {entry.id: entry for entry in self._more.get(key, ())}
        entries = [redacted(entry) if entry.id in self._removed else entry for entry in found.values()]
        return sorted(entries, key=lambda entry: (entry.lam, entry.id))

    def coming(self, key: Key) -> list[Entry]:
        """The entries of one item that would be applied and are not yet, oldest first."""
        entries = [redacted(entry) if entry.id in self._removed else entry for entry in self._more.get(key, ())]
        return sorted(entries, key=lambda entry: (entry.lam, entry.id))

    def state(self, key: Key) -> ItemState:
        """What all entries of one item would come to."""
        state = ItemState()
        for entry in self._all(key):
            state.apply(entry)
        return state

    def shown(self, key: Key) -> Mapping[str, Any]:
        """What would be shown of one item."""
        if key not in self._shown:
            self._shown[key] = self.state_now(key).shown()
        return self._shown[key]

    def state_now(self, key: Key) -> ItemState:
        """What the entries of one item come to now."""
        return journal.item_state(self._conn, *key)

    def touched(self) -> list[Key]:
        """The items about which something would come in."""
        return sorted(key for key, condition in self._conditions.items() if condition is not None)

    def before(self, keys: Iterable[Key]) -> dict[Key, Condition]:
        """The condition of items now, of those that are here."""
        wanted = set(keys)
        found = journal.conditions_of(self._conn, {item for _, item in wanted})
        return {key: condition for key, condition in found.items() if key in wanted}

    def after(self, key: Key) -> Condition:
        """The condition that an item would have."""
        return self._conditions.get(key) or (Fate.ALIVE, "")
