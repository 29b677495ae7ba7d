"""Three days of seven laptops as a script: everybody writes, changes and deletes, and what can go wrong goes wrong."""

from __future__ import annotations

import random
import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

from slireviewer import storage
from slireviewer.history import Entry
from slireviewer.model import ItemId, ItemKind
from slireviewer.storage import journal, workspace
from slireviewer.storage.package import Package
from tests.storage.laptops import THEMES, Laptop, Newcomer, copy_file, template

LAPTOPS = 7
LEAD, WRONG_CLOCK, RESTORED = 0, 2, 3
_SAID = ("the depot", "scrutiny", "the budget", "members", "the leader", "staff", "partners", "the ferry")


class ThreeDays:
    """The laptops, every text that was ever written on any of them, and what is on its way between them."""

    def __init__(self, seed: int, *, notes: int) -> None:
        self.rng, self.notes = random.Random(seed), notes
        self.folder = Path(tempfile.mkdtemp(prefix="three-days-"))
        self._kept = (workspace.now, workspace.secrets)
        workspace.secrets = SimpleNamespace(token_hex=lambda size: self.rng.randbytes(size).hex())  # type: ignore[assignment]
        self.clock, self.wrong = datetime(2026, 5, 11, 8, 0), False
        workspace.now = lambda: (self.clock - timedelta(days=9_000 * self.wrong)).isoformat()
        self.laptops = [self._laptop(n) for n in range(LAPTOPS)]
        self.written: set[str] = set()
        self.count = 0
        self.parcels: list[Package] = []
        self.newer = Newcomer(self.laptops[0].ws.challenge_id, self.rng)
        self.unknown: list[Entry] = []
        self.backup = self.folder / "backup.db"

    def _laptop(self, n: int) -> Laptop:
        """The lead's file, or a copy of a peer's that is made another laptop before it writes anything."""
        made = template()
        source = made.folder / made.names[0 if n == 0 else 1 + n % 2]
        path = self.folder / f"laptop{n}.db"
        copy_file(source, path)
        laptop = Laptop(path, made.keys[0 if n == 0 else 1 + n % 2])
        if n > 2:
            from slireviewer.storage import signing

            private, public = signing.new_pair()
            for key, value in (("dev", f"{n:032x}"), ("dev_private", private), ("dev_public", public)):
                laptop.ws.set_fact(key, value)
            laptop.ws.set_me(ItemId(f"{n:032x}"))
        return laptop

    def close(self) -> None:
        workspace.now, workspace.secrets = self._kept
        for laptop in self.laptops:
            laptop.ws.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    # ---- what people do ----------------------------------------------------------------------------

    def text(self) -> str:
        """A text that nobody has written before."""
        self.count += 1
        said = f"{self.rng.choice(_SAID)} and {self.rng.choice(_SAID)}, text {self.count}"
        self.written.add(said)
        return said

    def at(self, n: int) -> Laptop:
        self.clock += timedelta(minutes=self.rng.randrange(1, 4))
        self.wrong = n == WRONG_CLOCK
        return self.laptops[n]

    def write_notes(self, n: int) -> None:
        laptop = self.at(n)
        for _ in range(self.notes):
            note = storage.new_id()
            rows: list[tuple[str, str, dict[str, object]]] = [
                (ItemKind.NOTE, note, {"person": laptop.ws.me, "meeting": "e" * 32})
            ]
            for place in range(self.rng.randrange(3, 7)):
                fields = {"note": note, "text": self.text(), "kind": "context", "position": f"{place}1"}
                rows.append((ItemKind.POINT, storage.new_id(), {**fields, f"theme:{self.rng.choice(THEMES)}": True}))
            with laptop.ws.edit("Write a note") as e:
                e.create_many(rows)

    def change(self, n: int, times: int) -> None:
        """Somebody's text is changed, by whoever has it; now and then it is deleted or tagged instead."""
        laptop = self.at(n)
        keys = [key for key in laptop.items() if key[0] == "point"]
        for _ in range(min(times, len(keys))):
            kind, item = self.rng.choice(keys)
            way = self.rng.random()
            with laptop.ws.edit("Change") as e:
                if way < 0.7:
                    e.put(ItemKind(kind), ItemId(item), {"text": self.text()})
                elif way < 0.85:
                    e.remove(ItemKind(kind), ItemId(item))
                else:
                    e.put(ItemKind(kind), ItemId(item), {f"theme:{self.rng.choice(THEMES)}": True, "kind": "strength"})

    def decide(self, n: int) -> None:
        laptop = self.at(n)
        with laptop.ws.read() as r:
            found = storage.conflict_lines(r)
        for conflict in found[::2]:
            with laptop.ws.edit("Decide") as e:
                if conflict.field == "_alive":
                    storage.decide(e, conflict.item, conflict.field, keep=self.rng.choice(("item", "bin")))
                elif conflict.field == "text":
                    storage.decide(e, conflict.item, conflict.field, value=self.text())
                else:
                    storage.decide(e, conflict.item, conflict.field, keep=conflict.versions[-1].entry)

    def newer_app(self, n: int) -> None:
        """A colleague's newer version writes fields and kinds that this one does not know, into texts that it does."""
        laptop = self.at(n)
        with laptop.ws.read() as r:
            lam = journal.next_lam(r.conn)
        said = {"text": self.text(), "mood": ["new", 1.5], "colour of it": {"a": None}}
        made = [
            self.newer.entry("point", self.rng.randbytes(16).hex(), said, lam),
            self.newer.entry("sketch", self.rng.randbytes(16).hex(), {"lines": [1, 2]}, lam + 1),
            self.newer.entry("point", self.rng.randbytes(16).hex(), {"text": "later"}, lam + 2, v=2),
        ]
        self.unknown += made
        laptop.take(made, laptop)

    # ---- what passes between them --------------------------------------------------------------------

    def pack(self, n: int, *, everything: bool) -> None:
        laptop = self.at(n)
        path = self.folder / f"parcel{len(self.parcels)}.slirnotes"
        self.parcels.append(storage.write_package(laptop.ws, path, everything=everything))

    def deliver(self, to: int, lost: float) -> None:
        """What is on its way arrives out of order, some of it twice and some never."""
        laptop = self.at(to)
        arriving = [parcel for parcel in self.parcels if self.rng.random() > lost]
        self.rng.shuffle(arriving)
        for parcel in arriving[:3] + arriving[:1]:
            storage.merge_with(laptop.ws, [parcel], chunk=self.rng.choice((7, 50, 10_000)))

    def back_up(self) -> None:
        laptop = self.laptops[RESTORED]
        laptop.ws.close()
        copy_file(laptop.path, self.backup)
        laptop.ws = workspace_of(laptop)

    def restore(self) -> None:
        """The laptop is set back to the backup, as if nothing had happened since; its own work is in its packages."""
        laptop = self.laptops[RESTORED]
        self.pack(RESTORED, everything=True)
        laptop.ws.close()
        for suffix in ("-wal", "-shm"):
            laptop.path.with_name(laptop.path.name + suffix).unlink(missing_ok=True)
        copy_file(self.backup, laptop.path)
        laptop.ws = workspace_of(laptop)

    def day(self, number: int) -> None:
        """Everybody writes; in the evening packages go about, and the lead decides and takes one merge back."""
        for n in range(LAPTOPS):
            self.write_notes(n)
            self.change(n, 3)
        if number == 0:
            self.back_up()
        if number == 1:
            self.restore()
        self.newer_app(number)
        for n in range(LAPTOPS):
            self.pack(n, everything=self.rng.random() < 0.4)
        for n in (LEAD, *self.rng.sample(range(1, LAPTOPS), 4)):
            self.deliver(n, lost=0.3)
            self.change(n, 4)
        self.decide(LEAD)
        with self.laptops[LEAD].ws.read() as r:
            last = next((line for line in storage.merge_lines(r) if line.can_undo), None)
        if last is not None:
            storage.undo_merge(self.laptops[LEAD].ws, last.edit)
        self.laptops[number + 1].reopen()

    # ---- the end -------------------------------------------------------------------------------------

    def spread(self) -> None:
        """Everybody gives everybody what they lack, until nobody lacks anything."""
        for _ in range(4):
            before = [len(laptop.ops()) for laptop in self.laptops]
            for to in self.laptops:
                for sender in self.laptops:
                    if sender is not to:
                        to.take(sender.beyond(to.vector()), sender, chunk=10_000)
            if before == [len(laptop.ops()) for laptop in self.laptops]:
                return

    def unreachable(self, laptop: Laptop) -> set[str]:
        """The texts that were ever written and that nobody at this laptop can read: in no history of any item."""
        found: set[str] = set()
        with laptop.ws.read() as r:
            items = {(row[0], row[1]) for row in r.conn.exec_driver_sql("SELECT kind, id FROM item")}
            for kind, item in sorted(items):
                if kind == "point":
                    for change in storage.history_lines(r, ItemKind.POINT, ItemId(item)):
                        if change.field == "text":
                            found.add(change.after)
        return self.written - found

    def kept_unknown(self, laptop: Laptop) -> bool:
        """Whether what a newer version wrote is here as it was written."""
        ops = laptop.ops()
        return all(ops[entry.id][1] == entry.raw for entry in self.unknown)


def workspace_of(laptop: Laptop) -> storage.Workspace:
    """The laptop's file, opened again."""
    from tests.storage.laptops import open_quickly

    return open_quickly(laptop.path, laptop.key)
