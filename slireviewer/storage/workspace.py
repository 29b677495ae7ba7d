"""The challenge on disk: open, lock, key; read(), edit(label, origin=), undo; and who is told when it changed.

One way to write: ``with workspace.edit("Edit note") as e``. The block is one transaction and one step to undo;
listeners hear of it after COMMIT.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import secrets
import shutil
import socket
import stat
import sys
import threading
import time
from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, cast

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import NullPool, QueuePool
from sqlcipher3 import dbapi2

from slireviewer import __version__
from slireviewer.errors import DamagedFile, InUse, NotOurFile, ReviewError
from slireviewer.history import ALIVE, Entry, Fate, ItemState, make_entry, parse_entry, same, undo_steps
from slireviewer.model import NO_ITEM, ItemId, ItemKind
from slireviewer.storage import journal, keys, upgrades

Key = tuple[ItemKind | str, ItemId]

_WRITE_WAIT_S = 5.0
_LEAST_ROOM = 256 * 1024
_REMEMBERING = "cache_size = -32000"  # kilobytes of pages
_CHECKPOINT_PAGES = 4000
_SETTLED_EVERY, _SETTLED_OFTEN = 16, 8  # edits; the second while somebody types
_LATELY_S = 30
_READING = ("cipher_log_level = NONE", "temp_store = MEMORY", "trusted_schema = OFF", "cell_size_check = ON")
_WRITING = (
    "journal_mode = WAL", "synchronous = FULL",  # the second is put back after an edit that need not last
    "fullfsync = ON", "foreign_keys = ON", "secure_delete = ON",
    f"wal_autocheckpoint = {_CHECKPOINT_PAGES}",
)  # fmt: skip


# What stands to be undone, or to be done again: its step, its label, whether it is a merge.
_TO_UNDO = "SELECT id, label, is_merge FROM edit WHERE undoes IS NULL AND undone = 0 ORDER BY id DESC LIMIT 1"
_TO_REDO = (
    "SELECT u.undoes, e.label, e.is_merge, u.id FROM edit u JOIN edit e ON e.id = u.undoes WHERE u.undone = 0"
    " AND u.id > (SELECT coalesce(max(id), 0) FROM edit WHERE undoes IS NULL AND undone = 0) ORDER BY u.id DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Changes:
    """What one committed edit touched: its label, the items, and who asked."""

    label: str
    touched: frozenset[tuple[str, ItemId]]
    origin: object | None = None


def new_id() -> ItemId:
    """A name for a new item: 16 random bytes in hexadecimal."""
    return ItemId(secrets.token_hex(16))


def now() -> str:
    """The wall clock, to the second, for showing only."""
    return datetime.now().replace(microsecond=0).isoformat()


class Gate:
    """One writer at a time, and a long job lets the person who types go first."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._holder: int | None = None
        self._depth = 0
        self._urgent = 0

    @contextlib.contextmanager
    def hold(self, *, patient: bool = False) -> Generator[None]:
        """Hold the pen; ``patient`` holders wait while anybody else wants it."""
        me = threading.get_ident()
        with self._condition:
            if self._holder == me:
                raise RuntimeError("an edit inside an edit")
            if not patient:
                self._urgent += 1
            try:
                self._condition.wait_for(lambda: self._holder is None and (not patient or not self._urgent))
            finally:
                if not patient:
                    self._urgent -= 1
            self._holder = me
        try:
            yield
        finally:
            with self._condition:
                self._holder = None
                self._condition.notify_all()


_SELDOM = 1_000_000
_SHORT_TURN_S, _USUAL_TURN_S = 0.0005, sys.getswitchinterval()
_calls = threading.Lock()
_undisturbed = 0
_usual = gc.get_threshold()


@contextlib.contextmanager
def undisturbed() -> Generator[None]:
    """No search for garbage through everything while a great many entries are in memory, nor long turns of a thread.

    Such a search stops every thread for a quarter of a second, and a job that keeps the interpreter to itself makes
    whoever types wait at each step to the disk.
    """
    global _undisturbed, _usual
    with _calls:
        _undisturbed += 1
        if _undisturbed == 1:
            _usual = gc.get_threshold()
            gc.set_threshold(_usual[0], _usual[1], _SELDOM)
            sys.setswitchinterval(_SHORT_TURN_S)
    try:
        yield
    finally:
        with _calls:
            _undisturbed -= 1
            if not _undisturbed:
                gc.set_threshold(*_usual)
                sys.setswitchinterval(_USUAL_TURN_S)


class Reading:
    """One consistent view of the challenge; topic functions take it as their first argument."""

    def __init__(self, conn: Connection, workspace: Workspace) -> None:
        self.conn = conn
        self.workspace = workspace

    @property
    def me(self) -> ItemId:
        """The person of the team who uses this laptop, or "" while nobody has said."""
        return self.workspace.me

    def state(self, kind: str, item: str) -> ItemState:
        """Everything the log says of one item: heads, conflicts, fate."""
        return journal.item_state(self.conn, kind, item)

    def tuples(self, query: str, given: tuple[Any, ...] = ()) -> Sequence[Any]:
        """The rows of a query as they come from the driver, which for thousands of them is several times quicker."""
        return self.conn.exec_driver_sql(query, given).cursor.fetchall()


class Edit(Reading):
    """A transaction that writes entries; what it did is announced when it is committed."""

    def __init__(self, conn: Connection, workspace: Workspace, label: str) -> None:
        super().__init__(conn, workspace)
        self.label = label
        self.touched: set[tuple[str, ItemId]] = set()
        self.edit_id: int | None = None
        self.compacts = False
        self._lam = 0

    def number(self, *, is_merge: bool = False, undoes: int | None = None) -> int:
        """The row under which this edit can be undone, made when something is first written."""
        if self.edit_id is None:
            row = self.conn.exec_driver_sql(
                "INSERT INTO edit(label, at, is_merge, undoes, undone) VALUES(?, ?, ?, ?, 0) RETURNING id",
                (self.label, now(), int(is_merge), undoes),
            )
            self.edit_id = int(row.scalar_one())
        return self.edit_id

    def next_step(self, label: str) -> None:
        """What follows in this transaction is a step of its own to undo."""
        self.label = label
        self.edit_id = None

    def entry(self, kind: str, item: str, fields: Mapping[str, Any], **more: Any) -> Entry:
        """The next entry of this laptop's log, not yet applied."""
        if self._lam == 0:
            self._lam = journal.next_lam(self.conn)
        made = self.workspace.mint(self.conn, lam=self._lam, kind=kind, item=item, set=fields, **more)
        self._lam += 1
        return made

    def put(
        self,
        kind: ItemKind,
        item: ItemId,
        fields: Mapping[str, Any],
        *,
        on: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Set fields of an item, replacing what an ordinary editor had loaded (or exactly ``on``).

        Fields that already show the value are left alone, unless ``on`` names what to replace.
        """
        state = self.state(kind, item)
        if on is None:
            shown = state.shown()
            fields = {
                name: value
                for name, value in fields.items()
                if not same(shown.get(name), value) and not (value is False and ":" in name and name not in shown)
            }
        if not fields:
            return
        loaded = {name: state.loaded(name) for name in fields} if on is None else on
        saw = () if any(loaded.values()) else state.newest()
        self.write([self.entry(kind, item, fields, on=loaded, saw=saw)])

    def create_many(self, rows: Iterable[tuple[str, str, Mapping[str, Any]]]) -> None:
        """Make many new items at once: (kind, item, fields) each; the items must not be there yet."""
        self.write([self.entry(kind, item, fields) for kind, item, fields in rows])

    def remove(self, kind: str, item: ItemId, *, but: Collection[str] = ()) -> None:
        """Put an item into the bin; a colleague's edit that the author had not seen (or ``but``) keeps it, flagged."""
        state = self.state(kind, item)
        heads = state.heads.get(ALIVE, {})
        saw = state.all_heads().difference(but)
        self.write([self.entry(kind, item, {ALIVE: False}, on={ALIVE: list(heads)}, saw=saw)])

    def restore(self, kind: str, item: ItemId) -> None:
        """Take an item out of the bin, or keep one that was flagged as deleted elsewhere."""
        state = self.state(kind, item)
        heads = state.heads.get(ALIVE, {})
        saw = () if heads else state.newest()
        self.write([self.entry(kind, item, {ALIVE: True}, on={ALIVE: list(heads)}, saw=saw)])

    def resolve(self, kind: ItemKind, item: ItemId, field: str, value: Any) -> None:
        """Decide a conflict: ``value`` replaces every head of the field."""
        heads = self.state(kind, item).heads.get(field, {})
        self.put(kind, item, {field: value}, on={field: list(heads)})

    def redact(self, entries: Iterable[str]) -> None:
        """Remove the values of entries for ever, everywhere: nothing undoes it. Only on the team lead's own laptop."""
        self.write([self.workspace.sign_redaction(self, sorted(entries))])
        # What is removed for data protection cannot be undone, and no page of the file may still hold it.
        self.conn.exec_driver_sql("UPDATE edit SET undone = 1 WHERE id = ?", (self.number(),))
        self.compacts = True

    def write(self, entries: Sequence[Entry]) -> journal.Applied:
        """Apply entries made by this edit."""
        if not entries:
            return journal.Applied()
        outcome = journal.apply(self.conn, entries, edit=self.number(), authorised=self.workspace.authorised)
        self.note(outcome.touched)
        return outcome

    def note(self, touched: Iterable[tuple[str, str]]) -> None:
        """Remember what to announce."""
        self.touched.update(cast("Iterable[tuple[str, ItemId]]", touched))


class Workspace:
    """An open challenge. Use ``create_challenge``, ``open_challenge`` or ``join_challenge`` to get one."""

    def __init__(self, path: Path, key: bytes, lock: FileLock | None) -> None:
        self.path = path
        self._key = key
        self._lock = lock
        self._engine = _engine(path, key)
        # Whoever holds the pen writes through the same connection, so that what it remembers of the file stays true.
        self._writer = _engine(path, key, only=_REMEMBERING)
        self._gate = Gate()
        self._written = float("-inf")  # when somebody last wrote who would not wait
        self._listeners: list[Callable[[Changes], None]] = []
        self._log = ""
        self._seq = 0
        self._prev = ""
        self._lead_key: str | None = None
        self._inode = 0
        self.before_close: list[Callable[[], None]] = []
        self.facts: dict[str, str] = {}
        self.recovered: tuple[object, ...] = ()
        self.read_only = lock is None

    # ---- opening ---------------------------------------------------------------------------------

    def begin(self, *, new: Mapping[str, str] | None = None) -> None:
        """Make the tables of a new file (with these facts), or bring an existing one up to date."""
        try:
            with self._connection(write=not self.read_only) as conn:
                if new is not None:
                    upgrades.create_truth(conn)
                    upgrades.create_derived(conn)
                    conn.exec_driver_sql("INSERT INTO meta(key, value) VALUES(?, ?)", list(new.items()))
                else:
                    upgrades.check_version(conn)
                    if not self.read_only and not upgrades.projection_is_current(conn):
                        journal.rebuild(conn)
                rows = conn.exec_driver_sql("SELECT key, value FROM meta")
                self.facts = {row[0]: row[1] for row in rows}
                self._inode = self.path.stat().st_ino
        except (DatabaseError, DamagedFile, KeyError) as problem:
            raise DamagedFile(
                f"{self.path.name} cannot be read with its key: the file is damaged or not a challenge. "
                "Nothing has been changed. Repair it into a new file, or open a backup or a package."
            ) from problem

    @property
    def me(self) -> ItemId:
        """The person of the team who uses this laptop."""
        return ItemId(self.facts.get("me", ""))

    @property
    def challenge_id(self) -> ItemId:
        """The name of the challenge, the same on every laptop of the team."""
        return ItemId(self.facts["ch"])

    @property
    def device(self) -> str:
        """The name of this laptop's copy."""
        return self.facts["dev"]

    @property
    def is_lead(self) -> bool:
        """Whether this is the team lead's copy."""
        return self.facts["lead_key"] == self.facts["dev_public"]

    @property
    def key(self) -> bytes:
        """The key of the database. It never leaves storage."""
        return self._key

    def set_me(self, person: ItemId) -> None:
        """Say who uses this laptop."""
        self.set_fact("me", person)

    def set_fact(self, key: str, value: str) -> None:
        """Keep one local fact about this copy; it is never part of a package."""
        with self._gate.hold(), self._connection(write=True) as conn:
            conn.exec_driver_sql("INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)", (key, value))
        self.facts[key] = value

    # ---- reading and writing -----------------------------------------------------------------------

    @contextlib.contextmanager
    def read(self) -> Generator[Reading]:
        """One consistent view, however long it is held."""
        with self._connection(write=False) as conn:
            yield Reading(conn, self)

    @contextlib.contextmanager
    def edit(
        self, label: str, *, origin: object | None = None, patient: bool = False, lasting: bool = True
    ) -> Generator[Edit]:
        """A transaction and one step to undo. All of it is on the disk when the block is left, or none of it.

        One that is not ``lasting`` is done again by itself after a power cut; it is on the disk with the next that is.
        """
        if self.read_only:
            raise InUse(f"{self.path.name} is open elsewhere, so it cannot be changed from here.")
        before = (self._log, self._seq, self._prev)
        if not patient:
            self._written = time.monotonic()
        with self._gate.hold(patient=patient):
            before = (self._log, self._seq, self._prev)
            try:
                with self._connection(write=True, lasting=lasting) as conn:
                    made = Edit(conn, self, label)
                    yield made
            except BaseException:
                self._log, self._seq, self._prev = before
                raise
            if made.compacts:
                self._compact()
        self._announce(Changes(label, frozenset(made.touched), origin))

    def _compact(self) -> None:
        """Write the file anew, so that nothing removed is left in free pages or in the write-ahead log."""
        with self._engine.connect() as conn:
            conn.exec_driver_sql("VACUUM")
            conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def take_log_in(self) -> None:
        """Bring what stands in the log into the file itself, so that the bytes of the file can be judged."""
        with contextlib.suppress(DatabaseError), self._engine.connect() as conn:
            conn.exec_driver_sql("PRAGMA wal_checkpoint(FULL)")

    @property
    def written_lately(self) -> bool:
        """Whether somebody has typed (or edited otherwise) within the last seconds, and may do so again."""
        return time.monotonic() - self._written < _LATELY_S

    @contextlib.contextmanager
    def many_edits(self) -> Generator[Callable[[], None]]:
        """For work of very many edits: what they write is brought into the file between them, holding nobody up.

        Otherwise every so often one edit, perhaps that of somebody who types, would have to do it. The answer is to be
        called after each edit of the work.
        """
        done = 0

        def take_in() -> None:
            nonlocal done
            done += 1
            if done % (_SETTLED_OFTEN if self.written_lately else _SETTLED_EVERY) == 0:
                self._take_some_in()

        self._set_up_writer("wal_autocheckpoint = 0")
        try:
            yield take_in
        finally:
            self._take_some_in()
            # Whoever types at this moment needs what is held of the file.
            less = () if self.written_lately else ("shrink_memory",)
            self._set_up_writer(f"wal_autocheckpoint = {_CHECKPOINT_PAGES}", *less)

    def _take_some_in(self) -> None:
        """Bring what stands in the log into the file, beside whoever types.

        What was typed meanwhile follows with the pen held: only when nothing is left does the log begin anew, and
        one that grows without end makes each wait for the disk longer.
        """
        with contextlib.suppress(DatabaseError), self._engine.connect() as conn:
            conn.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")
            if self.written_lately:
                with self._gate.hold(patient=True):
                    conn.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")

    def _set_up_writer(self, *pragmas: str) -> None:
        with self._gate.hold(patient=True), self._writer.connect() as conn:
            for pragma in pragmas:
                conn.exec_driver_sql(f"PRAGMA {pragma}")

    def copy_to(self, path: Path) -> None:
        """Write everything as it is at this moment, typing included, to the empty file ``path``, under the same key.

        Nobody who types is held up by it. Raises OperationalError, saying what is the matter with the disk.
        """
        with self._engine.connect() as conn:
            conn.exec_driver_sql("VACUUM INTO ?", (str(path),))

    def listen(self, callback: Callable[[Changes], None]) -> Callable[[], None]:
        """Call ``callback`` after every committed edit; the answer stops it."""
        self._listeners.append(callback)

        def stop() -> None:
            if callback in self._listeners:
                self._listeners.remove(callback)

        return stop

    def _announce(self, changes: Changes) -> None:
        if changes.touched:
            for listener in tuple(self._listeners):
                listener(changes)

    @contextlib.contextmanager
    def _connection(self, *, write: bool, lasting: bool = True) -> Generator[Connection]:
        if write:
            self._see_that_it_is_there()
        try:
            with (self._writer if write else self._engine).connect() as conn:
                if not lasting:
                    conn.exec_driver_sql("PRAGMA synchronous = NORMAL")
                conn.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
                try:
                    yield conn
                    if write:
                        conn.exec_driver_sql("COMMIT")
                    else:
                        _roll_back(conn)
                except BaseException:
                    _roll_back(conn)
                    raise
                finally:
                    if not lasting:
                        conn.exec_driver_sql(f"PRAGMA {_WRITING[1]}")
        except OperationalError as problem:
            raise _plain(problem, self.path) from problem
        except DatabaseError as problem:
            if type(problem) is not DatabaseError:
                raise  # a bug of our own; what is the matter with the file has no class of its own
            raise DamagedFile(
                f"{self.path.name} is damaged: a part of it cannot be read. Repair it, or restore a backup."
            ) from problem

    def _see_that_it_is_there(self) -> None:
        """Raise ReviewError when the file has been moved or deleted, for what is written now would go with it."""
        try:
            there = self._inode in (0, self.path.stat().st_ino)
        except OSError:
            there = False
        if not there:
            raise ReviewError(
                f"{self.path.name} is no longer in {self.path.parent}: it was moved or deleted, or its disk was taken "
                "away. Put it back; what you typed stays in the window and is tried again."
            )

    def made_read_only(self) -> bool:
        """Whether somebody took the right to write the file away since it was opened.

        What is open already can still be written, so typing goes on being saved; the next opening would fail.
        """
        if self.read_only:
            return False
        try:
            return not self.path.stat().st_mode & stat.S_IWUSR or not os.access(self.path, os.W_OK)
        except OSError:
            return False  # that it is gone is said when it is written

    # ---- the log of this laptop ----------------------------------------------------------------------

    def mint(self, conn: Connection, *, lam: int, **what: Any) -> Entry:
        """The next entry of the log that this opening of the file writes."""
        if not self._log:
            self._log = secrets.token_hex(16)
        self._seq += 1
        made = make_entry(
            ch=self.challenge_id, log=self._log, seq=self._seq, prev=self._prev, lam=lam, wall=now(), by=self.me,
            dev=self.device, app=__version__, **what,
        )  # fmt: skip
        self._prev = made.id
        return made

    def sign_redaction(self, edit: Edit, ids: Sequence[str]) -> Entry:
        """A redaction that every copy will obey. Raises ReviewError when this is not the lead's copy."""
        from slireviewer.storage.signing import sign

        if not self.is_lead:
            raise ReviewError("Only the team lead can remove text for good. Ask the team lead to do it.")
        signature = sign(self.facts["dev_private"], redaction_text(self.challenge_id, ids))
        return edit.entry("redaction", new_id(), {"signature": signature}, redact=ids)

    def authorised(self, entry: Entry) -> bool:
        """Whether a redaction was signed by the team lead."""
        from slireviewer.storage.signing import is_signed

        signature = entry.set.get("signature")
        text = redaction_text(entry.ch, entry.redact)
        return isinstance(signature, str) and is_signed(self.facts["lead_key"], text, signature)

    # ---- undo -----------------------------------------------------------------------------------------

    def next_merge(self, r: Reading, *, again: bool = False) -> int | None:
        """The merge that ``undo`` would take back next (or ``redo`` bring back); None when it is no merge."""
        row = r.conn.exec_driver_sql(_TO_REDO if again else _TO_UNDO).first()
        return int(row[0]) if row is not None and row[2] else None

    def undo(self, *, origin: object | None = None) -> str | None:
        """Take back the last edit or merge that stands; the answer is its label, None when there is none."""
        with self.read() as r:
            row = r.conn.exec_driver_sql(_TO_UNDO).first()
        if row is None:
            return None
        number, label, is_merge = row
        with self.edit(f"Undo: {label}", origin=origin) as e:
            together = taken_together(e, number, undone=False) if is_merge else [number]
            for each in reversed(together):
                e.next_step(f"Undo: {label}")
                e.number(undoes=each)
                if is_merge:
                    touched, _ = journal.set_aside(e.conn, each)
                    e.note(touched)
                    e.conn.exec_driver_sql("UPDATE package_in SET state = 'undone' WHERE edit = ?", (each,))
                else:
                    _undo_edit(e, each)
                e.conn.exec_driver_sql("UPDATE edit SET undone = 1 WHERE id = ?", (each,))
        return f"Merge {len(together)} packages" if len(together) > 1 else str(label)

    def redo(self, *, origin: object | None = None) -> str | None:
        """Do again what was undone last, unless something was written since."""
        with self.read() as r:
            row = r.conn.exec_driver_sql(_TO_REDO).first()
        if row is None:
            return None
        number, label, is_merge, undoing = row
        with self.edit(f"Redo: {label}", origin=origin) as e:
            together = taken_together(e, number, undone=True) if is_merge else [number]
            for each in together:
                if is_merge:
                    e.note(journal.bring_back(e.conn, each))
                    e.conn.exec_driver_sql("UPDATE package_in SET state = 'done' WHERE edit = ?", (each,))
                else:
                    e.edit_id = each
                    _undo_edit(e, undoing)
                e.conn.exec_driver_sql("UPDATE edit SET undone = 0 WHERE id = ?", (each,))
                e.conn.exec_driver_sql("UPDATE edit SET undone = 1 WHERE undoes = ?", (each,))
        return f"Merge {len(together)} packages" if len(together) > 1 else str(label)

    def close(self) -> None:
        """Finish what the topics have registered (typing becomes entries), then let go of the file."""
        try:
            for finish in self.before_close:
                finish()
        finally:
            self._release()

    def let_go_of_file(self) -> None:
        """Close every connection to the file."""
        self._writer.dispose()
        self._engine.dispose()

    def _release(self) -> None:
        self.let_go_of_file()
        if self._lock is not None:
            _let_go(self.path, self._lock)

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def taken_together(r: Reading, number: int, *, undone: bool) -> list[int]:
    """The steps of the packages that were taken together with that one, and are undone or not."""
    rows = r.conn.exec_driver_sql(
        "SELECT DISTINCT other.edit FROM package_in one JOIN package_in other"
        " ON json_extract(other.receipt, '$.merge') = json_extract(one.receipt, '$.merge')"
        " JOIN edit ON edit.id = other.edit"
        " WHERE one.edit = ? AND other.state = ? AND (edit.undone = ? OR edit.id = ?) ORDER BY other.edit",
        (number, "undone" if undone else "done", int(undone), number),
    )
    return [row[0] for row in rows] or [number]


def _undo_edit(e: Edit, number: int) -> None:
    """Write what takes back the entries of an edit, item by item."""
    rows = e.conn.exec_driver_sql("SELECT raw FROM op WHERE edit = ? AND state = 0 ORDER BY lam, id", (number,)).all()
    items: dict[tuple[str, str], dict[str, Entry]] = {}
    for entry in [parse_entry(row[0]) for row in rows]:
        if not entry.redact:
            items.setdefault((entry.kind, entry.item), {})[entry.id] = entry
    for (kind, item), mine in reversed(items.items()):
        _undo_item(e, ItemId(item), kind, mine)


def _undo_item(e: Edit, item: ItemId, kind: str, mine: Mapping[str, Entry]) -> None:
    everything = journal.item_entries(e.conn, item, kind=kind)
    first = min(entry.lam for entry in mine.values())
    before, state = ItemState(), e.state(kind, item)
    for entry in everything:
        if entry.lam < first:
            before.apply(entry)
    if not before.heads:
        # Made by this edit; what it had typed and thrown away at once comes back instead.
        (e.restore if state.fate() is Fate.BINNED else e.remove)(kind, item)
        return
    own = [entry for entry in everything if entry.dev == e.workspace.device]
    steps = undo_steps(before, state, mine, own)
    written = [e.entry(kind, item, step["set"], on=step["on"], saw=step["saw"]) for step in steps]
    e.write(written)
    now_state = e.state(kind, item)
    if before.fate() is Fate.BINNED and now_state.fate() is not Fate.BINNED:
        # It was in the bin: the deletion stands again, having seen what it saw then and what is here in its place.
        here = {entry.id for entry in (*own, *written)} & now_state.all_heads()
        seen = here.union(*(before.saw.get(id, ()) for id in before.heads[ALIVE]))
        e.write([e.entry(kind, item, {ALIVE: False}, on={ALIVE: list(now_state.heads[ALIVE])}, saw=seen)])


def redaction_text(challenge: str, ids: Sequence[str]) -> bytes:
    """What the team lead signs to have entries redacted."""
    return json.dumps(["redact", challenge, sorted(ids)]).encode()


# ---- the file ------------------------------------------------------------------------------------------


def _roll_back(conn: Connection) -> None:
    """Leave the transaction, unless SQLite has done so already (as it does when the disk is full).

    Answers that were not read to their end are let go of; a COMMIT leaves them open, and with them the view of that
    moment, which the next reading on this connection would get to see.
    """
    raw: Any = conn.connection.dbapi_connection
    if raw is not None and raw.in_transaction:
        raw.rollback()


def _engine(path: Path, key: bytes, *, only: str = "") -> Engine:
    """Connections to the file; with ``only`` a single one, set up by this pragma too."""

    def connect() -> Any:
        conn = dbapi2.connect(str(path), timeout=_WRITE_WAIT_S, isolation_level=None, check_same_thread=False)
        cursor = conn.cursor()
        cursor.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for pragma in (*_READING, *_WRITING, *filter(None, [only])):
            cursor.execute(f"PRAGMA {pragma}").fetchall()
        cursor.close()
        return conn

    # Transactions are begun by name (IMMEDIATE for writers), never by the driver.
    engine = create_engine(
        "sqlite+pysqlite://", module=dbapi2, creator=connect, poolclass=QueuePool, pool_reset_on_return=None,
        pool_size=1 if only else 4, max_overflow=0 if only else 8, pool_use_lifo=True,
    )  # fmt: skip
    return engine


@contextlib.contextmanager
def look_into(path: Path, key: bytes, *, changing: bool = False) -> Generator[Connection]:
    """A closed file that nobody writes, such as a backup, for reading; it is not touched in any way.

    With ``changing`` it may be: what its log holds is taken in. Raises DamagedFile when it cannot be read.
    """

    def connect() -> Any:
        how = "mode=rw" if changing else "immutable=1"
        conn = dbapi2.connect(f"{path.absolute().as_uri()}?{how}", uri=True, isolation_level=None)
        for pragma in (f"key = \"x'{key.hex()}'\"", *_READING):
            conn.execute(f"PRAGMA {pragma}").fetchall()
        return conn

    engine = create_engine("sqlite+pysqlite://", module=dbapi2, creator=connect, poolclass=NullPool)
    try:
        with engine.connect() as conn:
            conn.exec_driver_sql("SELECT count(*) FROM sqlite_master")
            yield conn
    except DatabaseError as problem:
        raise DamagedFile(
            f"{path.name} is damaged, or belongs to another challenge: it cannot be read with this key."
        ) from problem
    finally:
        engine.dispose()


def _plain(problem: OperationalError, path: Path) -> ReviewError:
    """The one sentence for what SQLite says; a bug in our own SQL is not among them and stays as it is."""
    text = str(problem.orig)
    if "full" in text:
        return ReviewError("The disk is full: make room on it. What you typed stays in the window and is tried again.")
    if "readonly" in text or "read-only" in text:
        return ReviewError(f"{path.name} may not be written: ask for the right to change this folder.")
    if "locked" in text or "busy" in text:
        return InUse(f"{path.name} is being written by another program. Try again in a moment.")
    if "unable to open" in text:
        return NotOurFile(f"{path} cannot be opened. Check that the folder exists and that you may write in it.")
    if "disk I/O" in text and _is_full(path.parent):
        return ReviewError("The disk is full: make room on it. What you typed stays in the window and is tried again.")
    if "disk I/O" in text:
        return ReviewError("The disk does not answer. Check that it is still connected; what you typed stays here.")
    raise problem


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _LEAST_ROOM
    except OSError:
        return False


def _owner_path(path: Path) -> Path:
    return path.with_name(path.name + "-owner")


def take_lock(path: Path) -> FileLock:
    """Hold the challenge for this process. Raises InUse, saying who has it."""
    lock = FileLock(path.with_name(path.name + "-lock"), timeout=0, mode=0o600, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        who = ""
        with contextlib.suppress(OSError, ValueError, KeyError):
            owner = json.loads(_owner_path(path).read_text("utf-8"))
            who = f" (process {owner['process']} on {owner['machine']}, since {owner['since'][11:16]})"
        raise InUse(f"{path.name} is already open in another window or command{who}. Close it there first.") from None
    except OSError as problem:
        raise ReviewError(
            f"{path.parent} cannot be written ({problem.strerror}). Choose a folder on this laptop."
        ) from problem
    owner = {"machine": socket.gethostname(), "process": os.getpid(), "since": now()}
    keys.write_private(_owner_path(path), json.dumps(owner).encode())
    return lock


@contextlib.contextmanager
def holding(path: Path) -> Generator[FileLock]:
    """Hold the challenge while something is done to its file as a whole. Raises InUse."""
    lock = take_lock(path)
    try:
        yield lock
    finally:
        _let_go(path, lock)


def _let_go(path: Path, lock: FileLock) -> None:
    with contextlib.suppress(OSError):
        _owner_path(path).unlink(missing_ok=True)
    lock.release()


def settle(path: Path, key: bytes) -> None:
    """Bring everything in the log of a file that nobody has open into the file itself, and take the log away.

    Only then may another file take its place: an old log beside a new file would spoil it.
    """
    with look_into(path, key, changing=True) as conn:
        conn.exec_driver_sql("PRAGMA journal_mode = DELETE")
    if path.with_name(path.name + "-wal").exists():
        raise InUse(f"{path.name} is open in another program. Close it there first.")
    keys.sync_folder(path.parent)


def open_file(path: Path, key: bytes, *, new: Mapping[str, str] | None = None, writing: bool = True) -> Workspace:
    """The workspace of a database with this key; private file modes from the first byte on."""
    lock = take_lock(path) if writing else None
    try:
        if new is not None:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        old_mask = os.umask(0o077)
        try:
            workspace = Workspace(path, key, lock)
            try:
                workspace.begin(new=new)
            except BaseException:
                workspace.let_go_of_file()
                raise
        finally:
            os.umask(old_mask)
        return workspace
    except BaseException:
        if lock is not None:
            _let_go(path, lock)
        raise


__all__ = [
    "NO_ITEM",
    "Changes",
    "Edit",
    "Reading",
    "Workspace",
    "holding",
    "look_into",
    "new_id",
    "now",
    "open_file",
    "settle",
    "take_lock",
]
