"""Laptops of a team on real files, made once and copied for each test, and what is checked of each at any time."""

import atexit
import functools
import json
import random
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyrage

from slireviewer import storage
from slireviewer.history import Entry, canonical, entry_id, parse_entry
from slireviewer.model import NO_ITEM, Challenge, ItemId, ItemKind, Meeting, Person, PointKind, Theme
from slireviewer.storage import journal, keys, opening, tables, workspace
from slireviewer.storage.tables import APPLIED, ASIDE, FOREIGN, WAITING
from tests.storage.oracle import oracle

PASSPHRASE = "three plain words"
LEAD, PEERS = "Lee Lead", ("Pat Peer", "Sam Second")
THEMES = [ItemId(f"{n:032x}") for n in range(1, 4)]
MEETING = ItemId("e" * 32)
NOTE = ItemId("f" * 32)


@dataclass(frozen=True)
class Template:
    """Closed files of a lead and two peers, and the key of each."""

    folder: Path
    keys: tuple[bytes, ...]
    names: tuple[str, ...] = ("lead.db", "pat.db", "sam.db")


@functools.cache
def template() -> Template:
    """The files of a team, made once in a run. The starter is not sealed: its passphrase takes seconds by design."""
    folder = Path(tempfile.mkdtemp(prefix="laptops-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    head = b"age-encryption.org/v1\n-> scrypt "
    plain = SimpleNamespace(encrypt=lambda body, _: head + body, decrypt=lambda data, _: data[len(head) :])
    real, pyrage.passphrase = pyrage.passphrase, plain
    lead = storage.create_challenge(
        folder / "lead.db", PASSPHRASE, Challenge(id=NO_ITEM, councils=("Anyshire",)), lead=LEAD
    )
    with lead.edit("Set up") as e:
        for name in PEERS:
            storage.write_person(e, Person(id=storage.new_id(), name=name))
        for n, theme in enumerate(THEMES):
            storage.write_theme(e, Theme(id=theme, title=f"Theme {n}", position=f"{n}1"))
        storage.write_meeting(e, Meeting(id=MEETING, title="Leader of the council", starts=datetime(2026, 5, 11, 9, 0)))
        e.conn.exec_driver_sql("UPDATE edit SET undone = 1")
    try:
        storage.write_starter(lead, folder / "start", PASSPHRASE)
        for path, name in (("pat.db", "Pat Peer"), ("sam.db", "Sam Second")):
            storage.join_challenge(folder / "start", PASSPHRASE, folder / path, PASSPHRASE, name).close()
    finally:
        pyrage.passphrase = real
    with lead.edit("") as e:
        e.conn.exec_driver_sql("UPDATE edit SET undone = 1")
    lead.close()
    found = [keys.unwrap(keys.read_slots(folder / name), PASSPHRASE) for name in Template.names]
    return Template(folder, tuple(found))


def copy_file(old: Path, new: Path) -> None:
    """A closed challenge as somebody copies it: the database and its keys."""
    for suffix in ("", "-keys", "-wal"):
        source = old.with_name(old.name + suffix)
        if source.exists():
            shutil.copyfile(source, new.with_name(new.name + suffix))


def open_quickly(path: Path, key: bytes) -> storage.Workspace:
    """``open_challenge`` without the work of deriving the key from a passphrase."""
    return opening._ready(workspace.open_file(path, key))


def all_tables(conn: Any) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of the file, the hidden ones of the search index included."""
    names = [row[0] for row in conn.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: [tuple(row) for row in conn.exec_driver_sql(f'SELECT * FROM "{name}"')] for name in sorted(names)}


Shown = dict[tuple[str, str], Any]


class Laptop:
    """One copy of the challenge, open, and what a person at it can see."""

    def __init__(self, path: Path, key: bytes) -> None:
        self.path, self.key = path, key
        self.ws = open_quickly(path, key)
        self.undo: list[Shown | None] = []
        self.redo: list[Shown | None] = []
        self.gone: set[str] = set()

    def reopen(self) -> None:
        self.ws.close()
        self.ws = open_quickly(self.path, self.key)

    def reopen_after_crash(self) -> None:
        self.ws = open_quickly(self.path, self.key)

    def ops(self) -> dict[str, tuple[int, bytes]]:
        """Entry → state, bytes."""
        with self.ws.read() as r:
            return {row[0]: (row[1], row[2]) for row in r.conn.exec_driver_sql("SELECT id, state, raw FROM op")}

    def dump(self) -> bytes:
        with self.ws.read() as r:
            return journal.dump(r.conn)

    def vector(self) -> dict[str, tuple[int, str]]:
        with self.ws.read() as r:
            return journal.vector(r.conn)

    def beyond(self, vector: dict[str, tuple[int, str]]) -> list[Entry]:
        with self.ws.read() as r:
            return [parse_entry(raw) for _, raw in journal.entries_beyond(r.conn, vector)]

    def items(self) -> list[tuple[str, str]]:
        """The points and findings that this laptop knows, in a fixed order, the bin included."""
        with self.ws.read() as r:
            rows = r.conn.exec_driver_sql(
                "SELECT kind, id FROM item WHERE kind IN ('point', 'finding', 'sketch') ORDER BY id"
            )
            return [(row[0], row[1]) for row in rows]

    def shown(self) -> Shown:
        """What people see: of each item outside the bin its values, its conflicts and whether it is flagged."""
        with self.ws.read() as r:
            rows = r.conn.exec_driver_sql("SELECT kind, id, fate, conflicts FROM item WHERE fate != 1").all()
            out = {}
            for kind, item, fate, conflicts in rows:
                values = {n: v for n, v in r.state(kind, item).shown().items() if v is not False}
                out[kind, item] = (values, fate, conflicts)
            return out

    def base(self) -> storage.Package:
        """A package from this laptop with nothing in it."""
        facts = self.ws.facts
        return storage.Package(
            name="parcel", sha="", data=b"", starter=False, challenge=facts["ch"], person=self.ws.me, person_name="",
            device=facts["dev"], key=facts["dev_public"], made="", app="", vector={}, entries=[], attachments={},
        )  # fmt: skip

    def take(self, entries: Sequence[Entry], sender: "Laptop", chunk: int = 200) -> storage.Receipt:
        """Merge loose entries, as if a package from ``sender`` held just these."""
        receipt = storage.merge_package(self.ws, replace(sender.base(), entries=list(entries)), chunk=chunk)
        assert receipt is not None
        return receipt


class Team:
    """Copies of the template in a folder of their own, names and clocks drawn from a seed."""

    def __init__(self, count: int = 3, seed: int = 1) -> None:
        made = template()
        self.folder = Path(tempfile.mkdtemp(prefix="team-"))
        self.rng = random.Random(seed)
        self._kept = (workspace.secrets, workspace.now)
        workspace.secrets = SimpleNamespace(token_hex=lambda size: self.rng.randbytes(size).hex())  # type: ignore[assignment]
        # Every clock is wrong in its own way, all the time.
        start = datetime(1990, 1, 1)
        workspace.now = lambda: (start + timedelta(seconds=self.rng.randrange(3 * 10**9))).isoformat()
        self.written: dict[str, bytes] = {}
        self.laptops: list[Laptop] = []
        self.copies = 0
        for name, key in list(zip(made.names, made.keys, strict=True))[:count]:
            copy_file(made.folder / name, self.folder / name)
            self.laptops.append(Laptop(self.folder / name, key))

    def restore_clock(self) -> None:
        """From here on names and times are real."""
        workspace.secrets, workspace.now = self._kept

    def copy(self, laptop: Laptop) -> Path:
        """Put a copy of a laptop's file aside, as a backup."""
        laptop.ws.close()
        self.copies += 1
        path = laptop.path.with_name(f"copy{self.copies}.db")
        copy_file(laptop.path, path)
        laptop.ws = open_quickly(laptop.path, laptop.key)
        return path

    def close(self) -> None:
        for laptop in self.laptops:
            laptop.ws.close()
        self.restore_clock()
        shutil.rmtree(self.folder, ignore_errors=True)

    def spread(self) -> None:
        """Exchange by vectors alone until nobody lacks anything. [I10]"""
        for _ in range(len(self.laptops) + 1):
            moved = 0
            for to in self.laptops:
                for sender in self.laptops:
                    if to is not sender:
                        entries = sender.beyond(to.vector())
                        receipt = to.take(entries, sender)
                        moved += receipt.taken + receipt.waiting + receipt.newer
            if not moved:
                return
        raise AssertionError("the exchange does not come to an end")

    def check(self, laptop: Laptop, *, rebuild: bool = True) -> None:
        """All that must hold for a laptop at any time. [I1, I2, I4, I5, I7, I8, I9, I11]"""
        ops = laptop.ops()
        counted = {name: raw for name, (state, raw) in ops.items() if state != ASIDE}
        items, waiting = oracle(counted.values())
        assert {name for name, (state, _) in ops.items() if state == WAITING} == waiting, "what waits"
        assert {n for n, (state, _) in ops.items() if state == FOREIGN} == {
            n for n, raw in counted.items() if json.loads(raw)["v"] != 1
        }, "what is of a newer version"
        self._check_bytes(ops)
        with laptop.ws.read() as r:
            said = storage.status(r)
            assert said["waiting"] == len(waiting)
            rows = r.conn.exec_driver_sql("SELECT kind, id, fate, conflicts FROM item").all()
            found = {(kind, id): (fate, conflicts) for kind, id, fate, conflicts in rows}
            assert found == {key: (item["fate"], " ".join(item["conflicts"])) for key, item in items.items()}, "items"
            assert {(b["kind"], b["item"]) for b in said["bin"]} == {k for k, i in items.items() if i["fate"] == 1}
            shown_conflicts = {(str(c.kind), c.item, c.field): c for c in storage.conflict_lines(r)}
            for (kind, id), item in items.items():
                state = r.state(kind, id)
                heads = {name: {h.entry: h.value for h in found.values()} for name, found in state.heads.items()}
                assert {name: found for name, found in heads.items() if found} == item["heads"], "heads"
                winners = {name: state.winner(name) for name in item["heads"]}
                assert {n: (h.entry, h.value) for n, h in winners.items() if h} == item["winners"], "winners"
                self._check_rows(r, kind, id, item, shown_conflicts)
            logs = dict(r.conn.exec_driver_sql("SELECT id, forked FROM log").all())  # type: ignore[arg-type]
            places = r.conn.exec_driver_sql("SELECT log FROM op GROUP BY log, seq HAVING count(*) > 1").scalars().all()
            assert {log for log, forked in logs.items() if forked} == set(places), "forked logs"
        if rebuild:
            self.check_rebuild(laptop)

    def _check_bytes(self, ops: dict[str, tuple[int, bytes]]) -> None:
        entries = {name: json.loads(raw) for name, (_, raw) in ops.items()}
        gone = {name for data in entries.values() for name in data["redact"]}
        for name, (_, raw) in ops.items():
            data = entries[name]
            if name in gone:
                values = {value for field, value in data["set"].items() if field != "_alive"}
                assert data.get("stub") == name and values <= {None}, "redacted text is still there"
            else:
                assert entry_id(raw) == name and self.written.setdefault(name, raw) == raw, "bytes have changed"
            for parent in {*data["saw"], *(x for ids in data["on"].values() for x in ids)} & entries.keys():
                assert entries[parent]["lam"] < data["lam"], "an entry is not later than what it replaces"

    def _check_rows(self, r: storage.Reading, kind: str, id: str, item: dict[str, Any], conflicts: Any) -> None:
        values = {name: value for name, (_, value) in item["winners"].items() if value is not None}
        if kind in tables.TYPED:
            row = r.conn.exec_driver_sql(f'SELECT * FROM "{kind}" WHERE id = ?', (id,)).mappings().all()
            assert len(row) == (item["fate"] != 1), "a row for each item outside the bin"
            for name in {"text", "title", "kind", "state", "position"} & set(row[0] if row else ()):
                default = tables.TYPED[kind].c[name].info["default"]
                value = values.get(name, default)
                assert row[0][name] == (value if isinstance(value, str) else default), "the row shows the winner"
        if kind == "point":
            tagged = r.conn.exec_driver_sql("SELECT theme FROM point_theme JOIN item USING(n) WHERE id = ?", (id,))
            wanted = {name[6:] for name, value in values.items() if name.startswith("theme:") and value is True}
            assert set(tagged.scalars()) == (wanted if item["fate"] != 1 else set()), "themes"
            text = values.get("text", "") if item["fate"] != 1 else ""
            hits = r.conn.exec_driver_sql(
                "SELECT body FROM search JOIN item ON n = search.rowid WHERE id = ? AND kind = 'point'", (id,)
            )
            assert hits.scalars().all() == ([text] if text else []), "the search index holds what is shown"
        if kind in tables.TYPED and item["fate"] != 1:
            for name in item["conflicts"]:
                said = {json.dumps(v.value) for v in conflicts[kind, id, name].versions}
                stand = {json.dumps(value) for value in item["heads"][name].values() if value is not None}
                assert stand <= said, "every text that stands in a conflict can be read"
            assert ((kind, id, "_alive") in conflicts) == (item["fate"] == 2), "flagged items are listed"

    def check_rebuild(self, laptop: Laptop) -> None:
        """What was kept up to date is what a rebuild makes. [I2]"""

        class Enough(Exception):
            pass

        try:
            with laptop.ws.edit("Check") as e:
                before, rows = journal.dump(e.conn), all_rows(e.conn)
                journal.rebuild(e.conn)
                assert journal.dump(e.conn) == before, "rebuilt, it is something else"
                assert all_rows(e.conn) == rows, "rebuilt, it is something else"
                raise Enough
        except Enough:
            pass


def all_rows(conn: Any) -> list[str]:
    """The rows of all typed tables without their numbers."""
    out = []
    for name in tables.TYPED:
        out += [repr((name, *row[1:])) for row in conn.exec_driver_sql(f'SELECT * FROM "{name}"')]
    return sorted(out)


class Newcomer:
    """Writes entries as a later version of the program might, by hand."""

    def __init__(self, challenge: str, rng: random.Random) -> None:
        self.ch, self.rng = challenge, rng
        self.log, self.dev = rng.randbytes(16).hex(), rng.randbytes(16).hex()
        self.seq, self.prev = 0, ""

    def entry(self, kind: str, item: str, fields: dict[str, Any], lam: int, *, v: int = 1, **more: Any) -> Entry:
        self.seq += 1
        data = {
            "v": v, "ch": self.ch, "log": self.log, "seq": self.seq, "prev": self.prev, "lam": lam,
            "wall": "2031-01-01T00:00:00", "by": "", "dev": self.dev, "app": "9.9", "item": item, "kind": kind,
            "set": fields, "on": {}, "saw": [], "redact": [], **more,
        }  # fmt: skip
        made = parse_entry(canonical(data))
        self.prev = made.id
        return made


@contextmanager
def team(count: int = 3, seed: int = 1) -> Iterator[list[Laptop]]:
    """Some laptops, checked at the end."""
    made = Team(count, seed)
    try:
        yield made.laptops
        for laptop in made.laptops:
            made.check(laptop)
    finally:
        made.close()


def write(laptop: Laptop, fields: dict[str, Any], item: str | None = None, kind: ItemKind = ItemKind.POINT) -> ItemId:
    """One edit of an item, or of a new one."""
    named = ItemId(item or storage.new_id())
    with laptop.ws.edit("Write") as e:
        e.put(kind, named, fields)
    return named


def send(sender: Laptop, to: Laptop, *, everything: bool = True) -> storage.Receipt:
    """A package from one laptop to another."""
    made = storage.write_package(sender.ws, sender.path.with_suffix(".slirnotes"), everything=everything)
    receipt = storage.merge_package(to.ws, made)
    assert receipt is not None
    return receipt


def values(laptop: Laptop, item: str, kind: str = "point") -> dict[str, Any]:
    """What is shown of an item."""
    with laptop.ws.read() as r:
        return r.state(kind, item).shown()


def texts(laptop: Laptop, item: str, field: str = "text", kind: str = "point") -> set[Any]:
    """All values that stand in a field."""
    with laptop.ws.read() as r:
        return {head.value for head in r.state(kind, item).heads.get(field, {}).values()}


def entries_of(laptop: Laptop, item: str) -> list[Entry]:
    """The applied entries of an item, oldest first."""
    with laptop.ws.read() as r:
        return journal.item_entries(r.conn, item)


def shuffled(entries: Iterable[Entry], seed: int) -> list[Entry]:
    """The entries in another order."""
    out = list(entries)
    random.Random(seed).shuffle(out)
    return out


__all__ = [
    "APPLIED", "LEAD", "MEETING", "NOTE", "PEERS", "THEMES", "Laptop", "Newcomer", "PointKind", "Team",
    "all_tables", "entries_of", "send", "shuffled", "team", "template", "texts", "values", "write",
]  # fmt: skip
