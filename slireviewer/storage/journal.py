"""The change log on disk and its fold into the derived tables: the one way by which anything is written.

Every item's state is folded from its own applied entries, so one piece of code serves typing, merging, undoing
and rebuilding. Nothing here opens or commits a transaction.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection

from slireviewer.history import ALIVE, Entry, Fate, ItemState, entry_id, parse_entry, redacted, settle
from slireviewer.storage import tables, upgrades
from slireviewer.storage.projection import Shown, is_named, project
from slireviewer.storage.tables import APPLIED, ASIDE, FOREIGN, PAGES_EACH, PAGES_FROM, WAITING

Key = tuple[str, str]  # kind, item
Condition = tuple[Fate, str]  # of an item: its fate, and the fields in conflict

FILES = ("sha", "text_sha")  # the fields that name bytes
_SLICE = 500
_Id = TypeVar("_Id", str, int)


@dataclass(slots=True)
class Applied:
    """What became of the entries given to ``apply``."""

    applied: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    forked: list[str] = field(default_factory=list)
    touched: set[Key] = field(default_factory=set)
    before: dict[Key, Condition] = field(default_factory=dict)
    after: dict[Key, Condition] = field(default_factory=dict)

    def add(self, later: Applied) -> None:
        """Take in what became of a later part of the same package."""
        for name in ("applied", "waiting", "known", "foreign", "forked"):
            getattr(self, name).extend(getattr(later, name))
        # What an item was before is what it was before the first part that touched it.
        self.before |= {key: was for key, was in later.before.items() if key not in self.after}
        self.after |= later.after
        self.touched |= later.touched


def _slices(ids: Iterable[_Id]) -> Iterable[tuple[str, tuple[_Id, ...]]]:
    every = list(ids)
    for start in range(0, len(every), _SLICE):
        part = tuple(every[start : start + _SLICE])
        yield ",".join("?" * len(part)), part


def states_of(conn: Connection, ids: Iterable[str]) -> dict[str, int]:
    """Entry → its state, for those of ``ids`` that the file holds."""
    out: dict[str, int] = {}
    for marks, part in _slices(ids):
        rows = conn.exec_driver_sql(f"SELECT id, state FROM op WHERE id IN ({marks})", part)
        out.update((row[0], row[1]) for row in rows)
    return out


def places_of(conn: Connection, ids: Iterable[str]) -> Iterable[tuple[str, str, int, int]]:
    """Entry, its item, its Lamport time and its place in the file, for those of ``ids`` that the file holds."""
    for marks, part in _slices(ids):
        rows = conn.exec_driver_sql(f"SELECT id, item, lam, n FROM op WHERE id IN ({marks})", part)
        yield from ((id, item, lam, n) for id, item, lam, n in rows)


def read_entries(conn: Connection, ids: Iterable[str]) -> dict[str, Entry]:
    """The entries themselves, by name."""
    out: dict[str, Entry] = {}
    for marks, part in _slices(ids):
        for (raw,) in conn.exec_driver_sql(f"SELECT raw FROM op WHERE id IN ({marks})", part):
            entry = parse_entry(raw)
            out[entry.id] = entry
    return out


def item_entries(conn: Connection, item: str, *, kind: str | None = None, state: int = APPLIED) -> list[Entry]:
    """The entries of one item, oldest first."""
    rows = conn.exec_driver_sql("SELECT raw FROM op WHERE item = ? AND state = ? ORDER BY lam, id", (item, state))
    entries = [parse_entry(raw) for (raw,) in rows]
    return entries if kind is None else [entry for entry in entries if entry.kind == kind]


def entries_of(conn: Connection, keys: Iterable[Key]) -> dict[Key, list[Entry]]:
    """The applied entries of many items, oldest first; an item that has none is there with an empty list."""
    found: dict[Key, list[Entry]] = {key: [] for key in keys}
    for marks, part in _slices({item for _, item in found}):
        rows = conn.exec_driver_sql(
            f"SELECT raw FROM op WHERE item IN ({marks}) AND state = ? ORDER BY lam, id", (*part, APPLIED)
        )
        for (raw,) in rows:
            entry = parse_entry(raw)
            if (entry.kind, entry.item) in found:
                found[entry.kind, entry.item].append(entry)
    return found


def item_state(conn: Connection, kind: str, item: str) -> ItemState:
    """What the applied entries of one item come to."""
    state = ItemState()
    for entry in item_entries(conn, item, kind=kind):
        state.apply(entry)
    return state


def next_lam(conn: Connection) -> int:
    """1 + the largest Lamport time in the file."""
    return int(conn.exec_driver_sql("SELECT coalesce(max(lam), 0) FROM op").scalar_one()) + 1


def apply(
    conn: Connection,
    entries: Iterable[Entry],
    *,
    edit: int | None,
    authorised: Callable[[Entry], bool],
    reactivate: bool = False,
) -> Applied:
    """Add entries to the log and bring the derived tables up to date.

    Entries whose needs are missing wait; entries already here change nothing, but those set aside by an undone
    merge come back when ``reactivate`` is set. ``authorised`` tells whether a redaction may be obeyed.
    """
    outcome = Applied()
    given = {entry.id: entry for entry in entries}
    known = states_of(conn, given)
    back = [id for id, state in known.items() if state == ASIDE] if reactivate else []
    back_set = set(back)
    outcome.known = [id for id in known if id not in back_set]
    new = [entry for id, entry in given.items() if id not in known]
    redactions = [e for e in new if e.redact and authorised(e)]
    gone = {id for entry in redactions for id in entry.redact}
    if new:
        gone_already = redacted_among(conn, (entry.id for entry in new))
        new = [redacted(e) if e.id in gone or e.id in gone_already else e for e in new]
    foreign = [entry for entry in new if entry.v != 1]
    outcome.foreign = [entry.id for entry in foreign]
    candidates = [entry for entry in new if entry.v == 1]
    candidates += list(read_entries(conn, back).values())
    order, waiting = settle(candidates, lambda ids: _applied_among(conn, ids))
    outcome.forked = _note_logs(conn, new)
    _insert_ops(conn, order, waiting, foreign, edit, back_set)
    outcome.applied = [entry.id for entry in order]
    outcome.waiting = [entry.id for entry in waiting]
    woken = _wake(conn, outcome.applied)
    outcome.applied += [entry.id for entry in woken]
    batch: dict[Key, list[Entry]] = defaultdict(list)
    for entry in (*order, *woken):
        batch[entry.kind, entry.item].append(entry)
    outcome.before, outcome.after = _refold(conn, batch)
    outcome.touched = set(batch)
    if gone:
        before, after = _redact(conn, gone)
        outcome.add(Applied(before=before, after=after, touched=set(after)))
    return outcome


def conditions_of(conn: Connection, items: Iterable[str]) -> dict[Key, Condition]:
    """The condition of the items with these names, of those that are here."""
    out: dict[Key, Condition] = {}
    for marks, part in _slices(items):
        rows = conn.exec_driver_sql(f"SELECT id, kind, fate, conflicts FROM item WHERE id IN ({marks})", part)
        out.update(((kind, item), (Fate(fate), conflicts)) for item, kind, fate, conflicts in rows)
    return out


def _applied_among(conn: Connection, ids: Iterable[str]) -> set[str]:
    return {id for id, state in states_of(conn, ids).items() if state == APPLIED}


def redacted_among(conn: Connection, ids: Iterable[str]) -> set[str]:
    """Which of these entries the team lead has had removed."""
    if not conn.exec_driver_sql("SELECT EXISTS(SELECT 1 FROM redacted)").scalar():
        return set()
    out: set[str] = set()
    for marks, part in _slices(ids):
        out.update(row[0] for row in conn.exec_driver_sql(f"SELECT op FROM redacted WHERE op IN ({marks})", part))
    return out


def _note_logs(conn: Connection, new: Sequence[Entry]) -> list[str]:
    """Write down the logs that the entries belong to; name those that turn out to be forked."""
    if not new:
        return []
    logs = {entry.log: entry.dev for entry in new}
    known: set[str] = set()
    for marks, part in _slices(logs):
        known.update(row[0] for row in conn.exec_driver_sql(f"SELECT id FROM log WHERE id IN ({marks})", part))
    unknown = [(log, dev) for log, dev in logs.items() if log not in known]
    if unknown:
        conn.exec_driver_sql("INSERT INTO log(id, dev, forked) VALUES(?, ?, 0)", unknown)
    places: dict[tuple[str, int], str] = {}
    forked = set()
    for entry in new:
        if places.setdefault((entry.log, entry.seq), entry.id) != entry.id:
            forked.add(entry.log)
    for log in known:
        # What is new is not here under its own name, so whatever is here at its place is another.
        for marks, seqs in _slices(entry.seq for entry in new if entry.log == log):
            query = f"SELECT EXISTS(SELECT 1 FROM op WHERE log = ? AND seq IN ({marks}))"
            if conn.exec_driver_sql(query, (log, *seqs)).scalar():
                forked.add(log)
    for log in forked:
        conn.exec_driver_sql("UPDATE log SET forked = 1 WHERE id = ?", (log,))
    return sorted(forked)


def _insert_ops(
    conn: Connection,
    order: Sequence[Entry],
    waiting: Sequence[Entry],
    foreign: Sequence[Entry],
    edit: int | None,
    back: set[str],
) -> None:
    rows = [
        (e.id, e.log, e.seq, e.lam, e.item, state, edit, e.raw)
        for entries, state in ((order, APPLIED), (waiting, WAITING), (foreign, FOREIGN))
        for e in entries
        if e.id not in back
    ]
    if rows:
        conn.exec_driver_sql(
            "INSERT INTO op(id, log, seq, lam, item, state, edit, raw) VALUES(?, ?, ?, ?, ?, ?, ?, ?)", rows
        )
    if back:
        again = [(APPLIED, edit, e.id) for e in order if e.id in back]
        again += [(WAITING, edit, e.id) for e in waiting if e.id in back]
        conn.exec_driver_sql("UPDATE op SET state = ?, edit = ? WHERE id = ?", again)
    _remember_missing(conn, waiting)


def _remember_missing(conn: Connection, waiting: Sequence[Entry], leaving: Collection[str] = ()) -> None:
    if not waiting:
        return
    needed = {id for entry in waiting for id in entry.needs}
    there = _applied_among(conn, needed).difference(leaving)
    rows = [(entry.id, id) for entry in waiting for id in entry.needs if id not in there]
    conn.exec_driver_sql("INSERT OR IGNORE INTO waiting(op, missing) VALUES(?, ?)", rows)


def _wake(conn: Connection, applied: Sequence[str]) -> list[Entry]:
    """Apply, in order, the waiting entries that miss nothing any more."""
    woken: list[Entry] = []
    fresh = list(applied)
    while fresh and conn.exec_driver_sql("SELECT EXISTS(SELECT 1 FROM waiting)").scalar():
        hopeful: set[str] = set()
        for marks, part in _slices(fresh):
            rows = conn.exec_driver_sql(f"SELECT op FROM waiting WHERE missing IN ({marks})", part)
            hopeful.update(row[0] for row in rows)
            conn.exec_driver_sql(f"DELETE FROM waiting WHERE missing IN ({marks})", part)
        still: set[str] = set()
        for marks, part in _slices(hopeful):
            still.update(r[0] for r in conn.exec_driver_sql(f"SELECT op FROM waiting WHERE op IN ({marks})", part))
        ready = sorted(read_entries(conn, hopeful - still).values(), key=lambda entry: (entry.lam, entry.id))
        if ready:
            conn.exec_driver_sql("UPDATE op SET state = ? WHERE id = ?", [(APPLIED, entry.id) for entry in ready])
        woken += ready
        fresh = [entry.id for entry in ready]
    return woken


def _refold(
    conn: Connection, batch: Mapping[Key, Sequence[Entry]], *, whole: bool = False
) -> tuple[dict[Key, Condition], dict[Key, Condition]]:
    """Bring the rows of the items up to date; ``batch`` holds all entries of items that have no row yet.

    ``whole`` says that it holds all entries of all of them.

    The answer is the condition of each item before (if it was there) and after.
    """
    numbers: dict[Key, int] = {}
    before: dict[Key, Condition] = {}
    after: dict[Key, Condition] = {}
    for marks, part in _slices({item for _, item in batch}):
        rows = conn.exec_driver_sql(f"SELECT n, id, kind, fate, conflicts FROM item WHERE id IN ({marks})", part)
        for n, item, kind, fate, conflicts in rows:
            numbers[kind, item] = n
            before[kind, item] = (Fate(fate), conflicts)
    top = int(conn.exec_driver_sql("SELECT coalesce(max(n), 0) FROM item").scalar_one())
    changed = {} if whole else entries_of(conn, numbers.keys() & batch.keys())
    fresh_rows: list[tuple[object, ...]] = []
    changed_rows: list[tuple[object, ...]] = []
    gone_rows: list[tuple[int]] = []
    shown: list[Shown] = []
    for key, entries in batch.items():
        kind, item = key
        number = numbers.get(key)
        fresh = number is None
        every = changed.get(key, entries)
        fields, fate, conflicts, author = folded(every)
        if number is None:
            number = top = top + 1
            fresh_rows.append((number, item, kind, int(fate), conflicts, author))
        elif every:
            changed_rows.append((int(fate), conflicts, author, number))
        else:
            gone_rows.append((number,))
            fate = Fate.BINNED
        after[key] = (fate, conflicts)
        shown.append(Shown(number, item, kind, fate, fields, fresh))
    if fresh_rows:
        conn.exec_driver_sql(
            "INSERT INTO item(n, id, kind, fate, conflicts, author) VALUES(?, ?, ?, ?, ?, ?)", fresh_rows
        )
    if changed_rows:
        conn.exec_driver_sql("UPDATE item SET fate = ?, conflicts = ?, author = ? WHERE n = ?", changed_rows)
    if gone_rows:
        conn.exec_driver_sql("DELETE FROM item WHERE n = ?", gone_rows)
    project(conn, shown)
    return before, after


def folded(entries: Sequence[Entry]) -> tuple[Mapping[str, Any], Fate, str, str]:
    """Shown fields, fate, fields in conflict and first author that the entries of one item come to."""
    if len(entries) == 1 and ALIVE not in entries[0].set:
        # What a merge brings is mostly this: an item that one person made and nobody has touched since.
        fields = entries[0].set
        if None in fields.values():
            fields = {name: value for name, value in fields.items() if value is not None}
        return fields, Fate.ALIVE, "", entries[0].by
    state = ItemState()
    for entry in entries:
        state.apply(entry)
    author = min(entries, key=lambda entry: (entry.lam, entry.id)).by if entries else ""
    return state.shown(), state.fate(), " ".join(state.conflicts()), author


def _redact(conn: Connection, ids: set[str]) -> tuple[dict[Key, Condition], dict[Key, Condition]]:
    """Take the values out of entries that the team lead has ordered removed, whatever came first."""
    conn.exec_driver_sql("INSERT OR IGNORE INTO redacted(op) VALUES(?)", [(id,) for id in sorted(ids)])
    keys: set[Key] = set()
    files: set[str] = set()
    for entry in read_entries(conn, ids).values():
        if not entry.stub:
            files |= {str(entry.set[name]) for name in FILES if entry.set.get(name)}
            conn.exec_driver_sql("UPDATE op SET raw = ? WHERE id = ?", (redacted(entry).raw, entry.id))
        keys.add((entry.kind, entry.item))
    batch = entries_of(conn, keys)
    conditions = _refold(conn, {key: entries for key, entries in batch.items() if entries}, whole=True)
    if keys:
        conn.exec_driver_sql(tables.SEARCH_ANEW)
        conn.exec_driver_sql("DELETE FROM draft WHERE item = ?", [(item,) for _, item in sorted(keys)])
    for sha in sorted(files):
        if not is_named(conn, sha):
            conn.exec_driver_sql("DELETE FROM content WHERE sha = ?", (sha,))
    return conditions


def set_aside(conn: Connection, edit: int) -> tuple[set[Key], int]:
    """Take back the entries that came with a merge; what was built on them waits for their return.

    Returns the items touched and the number of entries that now wait.
    """
    rows = conn.exec_driver_sql("SELECT id FROM op WHERE edit = ? AND state IN (?, ?)", (edit, APPLIED, WAITING))
    return put_aside(conn, [row[0] for row in rows])


def put_aside(conn: Connection, ids: Iterable[str], *, alone: bool = False) -> tuple[set[Key], int]:
    """Take entries back, whether they were applied or waited; nothing is destroyed.

    Returns the items touched and the number of entries that now wait for their return. ``alone`` looks for those
    among the same items only, where others have been seen to before.
    """
    items = {id: item for id, item, _, _ in places_of(conn, ids)}
    if not items:
        return set(), 0
    orphans = [] if alone else built_on(conn, items.keys())
    conn.exec_driver_sql("UPDATE op SET state = ? WHERE id = ?", [(ASIDE, id) for id in items])
    if conn.exec_driver_sql("SELECT EXISTS(SELECT 1 FROM waiting)").scalar():
        conn.exec_driver_sql("DELETE FROM waiting WHERE op = ?", [(id,) for id in items])
    keys = conditions_of(conn, {*items.values(), *(entry.item for entry in orphans)}).keys()
    left = entries_of(conn, keys)
    if alone:
        orphans = _those_built_on((entry for entries in left.values() for entry in entries), items.keys())
    _let_wait(conn, orphans)
    waiting = {entry.id for entry in orphans}
    _refold(conn, {key: [e for e in entries if e.id not in waiting] for key, entries in left.items()}, whole=True)
    return set(keys), len(orphans)


def let_wait(conn: Connection, entries: Sequence[Entry], leaving: Collection[str]) -> set[Key]:
    """Take entries out of what is applied, which are built on others that are leaving. Returns the items touched."""
    _let_wait(conn, entries, leaving)
    keys = {(entry.kind, entry.item) for entry in entries}
    _refold(conn, entries_of(conn, keys), whole=True)
    return keys


def _let_wait(conn: Connection, entries: Sequence[Entry], leaving: Collection[str] = ()) -> None:
    if entries:
        conn.exec_driver_sql("UPDATE op SET state = ? WHERE id = ?", [(WAITING, entry.id) for entry in entries])
        _remember_missing(conn, entries, leaving)


# What an entry that replaces nothing and has seen nothing looks like: most are of this sort and need not be read.
_BUILDS = "NOT (instr(raw, CAST('\"on\":{}' AS BLOB)) AND instr(raw, CAST('\"saw\":[]' AS BLOB)))"


def built_on(conn: Connection, ids: Collection[str]) -> list[Entry]:
    """The applied entries that are built on some of ``ids``, directly or not; oldest first."""
    if not ids:
        return []
    rows = conn.exec_driver_sql(f"SELECT raw FROM op WHERE state = ? AND {_BUILDS}", (APPLIED,))
    return _those_built_on((parse_entry(raw) for (raw,) in rows), ids)


def _those_built_on(entries: Iterable[Entry], ids: Collection[str]) -> list[Entry]:
    users: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for id in entry.needs:
            users[id].append(entry)
    gone = frozenset(ids)
    found: dict[str, Entry] = {}
    ahead: Collection[str] = gone
    while ahead:
        reached = {entry.id: entry for id in ahead for entry in users.get(id, ())}
        ahead = reached.keys() - gone - found.keys()
        found |= {id: reached[id] for id in ahead}
    return sorted(found.values(), key=lambda entry: (entry.lam, entry.id))


def keep_aside(conn: Connection, entries: Sequence[Entry]) -> None:
    """Write entries down that a merge which was undone had brought, without applying them."""
    _note_logs(conn, entries)
    rows = [(e.id, e.log, e.seq, e.lam, e.item, ASIDE, e.raw) for e in entries]
    if rows:
        conn.exec_driver_sql("INSERT INTO op(id, log, seq, lam, item, state, raw) VALUES(?, ?, ?, ?, ?, ?, ?)", rows)


def bring_back(conn: Connection, edit: int, entries: Iterable[Entry] | None = None) -> set[Key]:
    """Apply again what ``set_aside`` took back, or these entries of it."""
    if entries is None:
        ids = [row[0] for row in conn.exec_driver_sql("SELECT id FROM op WHERE edit = ? AND state = ?", (edit, ASIDE))]
        entries = read_entries(conn, ids).values()
    return apply(conn, entries, edit=edit, authorised=lambda entry: False, reactivate=True).touched


def rebuild(conn: Connection) -> None:
    """Make all derived tables anew from the log."""
    upgrades.drop_derived(conn)
    upgrades.create_derived(conn)
    batch: dict[Key, list[Entry]] = defaultdict(list)
    for (raw,) in conn.exec_driver_sql("SELECT raw FROM op WHERE state = ? ORDER BY lam, id", (APPLIED,)):
        entry = parse_entry(raw)
        batch[entry.kind, entry.item].append(entry)
    _refold(conn, batch)


_NUMBERED = {  # table → how to read it with the item's name in place of its number in this file
    "item": "SELECT id, kind, fate, conflicts, author FROM item",
    "search": "SELECT i.id, i.kind, s.title, s.body FROM search s JOIN item i ON i.n = s.rowid",
    "point_theme": "SELECT i.id, r.theme FROM point_theme r JOIN item i USING(n)",
    "point_same": "SELECT i.id, r.other, r.role FROM point_same r JOIN item i USING(n)",
    "meeting_peer": "SELECT i.id, r.person FROM meeting_peer r JOIN item i USING(n)",
    "interviewee_meeting": "SELECT i.id, r.meeting FROM interviewee_meeting r JOIN item i USING(n)",
    "meeting_planned": "SELECT i.id, r.question FROM meeting_planned r JOIN item i USING(n)",
    "meeting_asked": "SELECT i.id, r.question FROM meeting_asked r JOIN item i USING(n)",
    "excerpt_theme": "SELECT i.id, r.theme FROM excerpt_theme r JOIN item i USING(n)",
    "search_page": (
        f"SELECT i.id, s.rowid % {PAGES_EACH}, s.body FROM search s"
        f" JOIN item i ON i.n = (s.rowid - {PAGES_FROM}) / {PAGES_EACH} WHERE s.rowid >= {PAGES_FROM}"
    ),
    "challenge_word": "SELECT i.id, r.word FROM challenge_word r JOIN item i USING(n)",
    "finding_link": "SELECT i.id, r.source, r.role FROM finding_link r JOIN item i USING(n)",
    "recommendation_finding": "SELECT i.id, r.finding FROM recommendation_finding r JOIN item i USING(n)",
    "wording_finding": "SELECT i.id, r.finding FROM wording_finding r JOIN item i USING(n)",
}


def dump(conn: Connection) -> bytes:
    """The whole derived state as bytes, the same for the same set of entries in whatever order they came."""
    lines: list[str] = []
    names = [row[0] for row in conn.exec_driver_sql("SELECT kind FROM item GROUP BY kind ORDER BY kind")]
    queries = dict(_NUMBERED)
    for name in names:
        if name in _typed_names():
            queries[name] = f'SELECT t.* FROM "{name}" t'
    for name, query in sorted(queries.items()):
        rows = [list(row) for row in conn.exec_driver_sql(query)]
        if name not in _NUMBERED:
            rows = [row[1:] for row in rows]
        lines += sorted(json.dumps([name, *row], ensure_ascii=False) for row in rows)
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def _typed_names() -> set[str]:
    return set(tables.TYPED)


def wrong_names(conn: Connection) -> list[str]:
    """The entries whose bytes do not hash to their name: none, unless the disk or somebody changed them."""
    wrong = []
    for id, raw in conn.exec_driver_sql("SELECT id, raw FROM op"):
        if entry_id(raw) != id and not parse_entry(raw).stub:
            wrong.append(id)
    return wrong


def vector(conn: Connection) -> dict[str, tuple[int, str]]:
    """Log → (last number up to which nothing is missing, the entry there): what another laptop need not send.

    Entries set aside by an undone merge count as missing; of a forked log nothing is claimed, and of one whose
    entries do not follow from each other only its beginning.
    """
    out: dict[str, tuple[int, str]] = {}
    ended: set[str] = set()
    rows = conn.exec_driver_sql(
        "SELECT op.log, op.seq, op.id, json_extract(CAST(op.raw AS TEXT), '$.prev') FROM op"
        " JOIN log ON log.id = op.log"
        " WHERE op.state != ? AND log.forked = 0 ORDER BY op.log, op.seq, op.id",
        (ASIDE,),
    )
    for log, seq, id, prev in rows:
        if log in ended:
            continue
        top, last = out.get(log, (0, ""))
        if seq == top + 1 and (prev == last or top == 0):
            out[log] = (seq, id)
        else:
            ended.add(log)
    return out


def entries_beyond(conn: Connection, known: Mapping[str, tuple[int, str]]) -> list[tuple[str, bytes]]:
    """Name and bytes of all entries here that a laptop with this vector lacks, in causal order."""
    skip: dict[str, int] = {}
    for log, (seq, id) in known.items():
        here = conn.exec_driver_sql("SELECT id FROM op WHERE log = ? AND seq = ?", (log, seq)).scalars().all()
        if id in here and not conn.exec_driver_sql("SELECT forked FROM log WHERE id = ?", (log,)).scalar():
            skip[log] = seq
    rows = conn.exec_driver_sql("SELECT id, log, seq, raw FROM op WHERE state != ? ORDER BY lam, id", (ASIDE,))
    return [(id, raw) for id, log, seq, raw in rows if seq > skip.get(log, 0)]
