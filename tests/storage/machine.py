"""Laptops that write, delete, tag, decide, exchange, undo and are restored in any order; checked after every step."""

import random
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from slireviewer import storage
from slireviewer.errors import PackageRefused
from slireviewer.history import VERSION, Entry, Fate, parse_entry
from slireviewer.model import ItemId, ItemKind
from slireviewer.storage import tables
from slireviewer.storage.deciding import WORDED, Keep
from slireviewer.storage.tables import ASIDE, FOREIGN, WAITING
from tests.storage.laptops import NOTE, THEMES, Laptop, Newcomer, Shown, Team
from tests.storage.oracle import oracle

ANY = st.integers(0, 10**6)
FEW = st.integers(0, 3)
WORDS = ("alpha", "beta", "gamma", "delta", "", "ÿ  ☂")
MAX_LAPTOPS = 4
STANDING = "undoes IS NULL AND undone = 0"


def _counted(laptop: Laptop) -> dict[str, tuple[int, bytes]]:
    return {id: held for id, held in laptop.ops().items() if held[0] != ASIDE}


class Merging(RuleBasedStateMachine):
    """Every rule is something a person or a mishap does; every check is one of the invariants.

    ``looks`` compares what looking into a package promises with what merging it does. The two are written apart, so
    that a store with a fault is found out by this alone: without it the other checks have to find it.
    """

    looks = True

    def __init__(self) -> None:
        super().__init__()
        self.team = Team(count=3)
        self.laptops = self.team.laptops
        self.newer = Newcomer(self.laptops[0].ws.challenge_id, self.team.rng)
        self.parcels: list[storage.Package] = []
        self.backups: list[tuple[Laptop, Any]] = []
        self.made_elsewhere: list[Entry] = []
        self.dirty: set[int] = set()

    def teardown(self) -> None:
        try:
            self.finish()
        finally:
            self.team.close()

    def finish(self) -> None:
        """At the end an exchange of vectors brings everything to everybody. [I1, I10]

        What was decided within a merge that was undone lies aside where it was decided, and goes nowhere.
        """
        first = self.laptops[0]
        first.take(self.made_elsewhere, first)
        self.team.spread()
        counted = _counted(first)
        for laptop in self.laptops:
            self.team.check(laptop)
            assert _counted(laptop) == counted, "laptops hold different entries at the end"
            aside = [parse_entry(raw) for id, (_, raw) in laptop.ops().items() if id not in counted]
            assert all(entry.dev == laptop.ws.device for entry in aside), "what others wrote lies aside at the end"
            assert laptop.dump() == first.dump(), "laptops show different things at the end"

    # ---- helpers -----------------------------------------------------------------------------------

    def at(self, n: int) -> Laptop:
        chosen = n % len(self.laptops)
        self.dirty.add(chosen)
        return self.laptops[chosen]

    def facts(self, laptop: Laptop) -> dict[tuple[str, str], Any]:
        """By the oracle: what this laptop's entries come to."""
        return oracle(raw for state, raw in laptop.ops().values() if state != ASIDE)[0]

    def edit(self, laptop: Laptop, label: str, act: Any) -> list[Any]:
        """One edit; the answer is the entries it wrote. What it replaced is checked by the caller."""
        before, ops = laptop.shown(), laptop.ops()
        with laptop.ws.edit(label) as e:
            act(e)
        now = laptop.ops()
        new = sorted((parse_entry(now[id][1]) for id in now.keys() - ops.keys()), key=lambda entry: entry.lam)
        highest = max((parse_entry(raw).lam for _, raw in ops.values()), default=0)
        assert all(entry.lam > highest for entry in new), "an entry is not later than everything known"
        if new:
            laptop.undo.append(before)
            laptop.redo.clear()
        return new

    def pick(self, laptop: Laptop, n: int, kinds: tuple[str, ...] = ("point", "finding")) -> tuple[str, str] | None:
        found = [key for key in laptop.items() if key[0] in kinds]
        return found[n % len(found)] if found else None

    # ---- rules -------------------------------------------------------------------------------------

    @initialize()
    def begin(self) -> None:
        """Everybody starts with one common point."""
        lead = self.laptops[0]
        item = storage.new_id()
        fields = {"note": NOTE, "text": "common", "kind": "context", f"theme:{THEMES[0]}": True}
        self.edit(lead, "Write", lambda e: e.put(ItemKind.POINT, item, fields))
        for to in self.laptops[1:]:
            self.merge(to, lead, lead.beyond({}))

    @rule(who=FEW, word=st.sampled_from(WORDS), kind=st.sampled_from(("point", "finding")))
    def create(self, who: int, word: str, kind: str) -> None:
        laptop, item = self.at(who), storage.new_id()
        fields = {"text": word, "kind": "strength", **({"note": NOTE} if kind == "point" else {"title": word})}
        self.edit(laptop, "Create", lambda e: e.put(ItemKind(kind), item, fields))

    @rule(who=FEW, n=ANY, field=st.sampled_from(("text", "text", "kind", "position")), word=st.sampled_from(WORDS))
    def change(self, who: int, n: int, field: str, word: str) -> None:
        laptop = self.at(who)
        if key := self.pick(laptop, n):
            self.put(laptop, key, field, word)

    @rule(who=FEW, n=ANY, theme=st.sampled_from(THEMES), on=st.booleans())
    def tag(self, who: int, n: int, theme: str, on: bool) -> None:
        laptop = self.at(who)
        if key := self.pick(laptop, n, ("point",)):
            self.put(laptop, key, f"theme:{theme}", on)

    @rule(who=FEW, n=ANY, m=ANY, on=st.booleans())
    def link(self, who: int, n: int, m: int, on: bool) -> None:
        laptop = self.at(who)
        finding, point = self.pick(laptop, n, ("finding",)), self.pick(laptop, m, ("point",))
        if finding and point:
            self.put(laptop, finding, f"supports:{point[1]}", on)

    def put(self, laptop: Laptop, key: tuple[str, str], field: str, value: Any) -> None:
        """An ordinary edit names the winner (and what says the very same), as its author saw it. [I6]"""
        known = self.facts(laptop)[key]
        heads = known["heads"].get(field, {})
        shown = known["winners"].get(field, ("", None))[1]
        loaded = sorted(id for id, found in heads.items() if found == shown and type(found) is type(shown))
        new = self.edit(laptop, "Change", lambda e: e.put(ItemKind(key[0]), ItemId(key[1]), {field: value}))
        for entry in new:
            assert list(entry.on.get(field, ())) == loaded, "an edit names what was not loaded"
            assert entry.needs, "an edit of an item says nothing of what it is built on"
            assert set(entry.saw) <= {id for found in known["heads"].values() for id in found}

    @rule(who=FEW, n=ANY)
    def remove(self, who: int, n: int) -> None:
        laptop = self.at(who)
        if key := self.pick(laptop, n):
            heads = self.facts(laptop)[key]["heads"]
            (new,) = self.edit(laptop, "Delete", lambda e: e.remove(ItemKind(key[0]), ItemId(key[1])))
            assert set(new.saw) == {id for found in heads.values() for id in found}
            assert set(new.on.get("_alive", ())) == set(heads.get("_alive", ()))

    @rule(who=FEW, n=ANY)
    def restore(self, who: int, n: int) -> None:
        laptop = self.at(who)
        if key := self.pick(laptop, n):
            self.edit(laptop, "Restore", lambda e: e.restore(ItemKind(key[0]), ItemId(key[1])))

    @rule(who=FEW, n=ANY, own=st.booleans())
    def resolve(self, who: int, n: int, own: bool) -> None:
        """A decision names all heads, and what they said stays in the log. [I12]"""
        laptop = self.at(who)
        with laptop.ws.read() as r:
            found = storage.conflict_lines(r)
        if not found:
            return
        conflict = found[n % len(found)]
        heads = self.facts(laptop)[conflict.kind, conflict.item]["heads"][conflict.field]
        if conflict.field == "_alive":
            keep = "bin" if own else "item"
            self.edit(laptop, "Decide", lambda e: storage.decide(e, conflict.item, "_alive", keep=keep))
            with laptop.ws.read() as r:
                assert (conflict.item in {line[1] for line in storage.bin_lines(r)}) == own
            return
        chosen: dict[str, str] = {"value": "both"} if own else {"keep": conflict.versions[-1].entry}
        new = self.edit(laptop, "Decide", lambda e: storage.decide(e, conflict.item, conflict.field, **chosen))
        assert [set(entry.on[conflict.field]) for entry in new] == [set(heads)]
        with laptop.ws.read() as r:
            left = {(c.item, c.field) for c in storage.conflict_lines(r)}
        assert (conflict.item, conflict.field) not in left
        assert heads.keys() <= laptop.ops().keys()

    @rule(who=FEW, kind=st.sampled_from(("field", "kind", "kind", "version")), n=ANY, word=st.sampled_from(WORDS))
    def newer_app(self, who: int, kind: str, n: int, word: str) -> None:
        """Something that a later version of the program wrote. [I14]"""
        laptop = self.at(who)
        lam = max(parse_entry(raw).lam for _, raw in laptop.ops().values()) + 1 + n % 3
        item = self.pick(laptop, n, ("sketch",) if kind == "kind" else ("point",)) or ("sketch", storage.new_id())
        fields: dict[str, Any] = {"mood of it": [word, 1.5, None], "text": word} if kind == "field" else {"x": word}
        on = {}
        if kind != "version" and n % 2 and (known := self.facts(laptop).get(item)):
            on = {f: [known["winners"][f][0]] for f in fields if f in known["winners"]}
        v = VERSION + 1 if kind == "version" else VERSION
        made = self.newer.entry(item[0], item[1], fields, lam, v=v, on=on)
        self.made_elsewhere.append(made)
        self.merge(laptop, laptop, [made])

    @rule(who=FEW, to=FEW, n=ANY)
    def fork(self, who: int, to: int, n: int) -> None:
        """A second history of the same log turns up. [I9]"""
        laptop = self.laptops[who % len(self.laptops)]
        mine = [parse_entry(raw) for _, raw in laptop.ops().values()]
        mine = sorted((e for e in mine if e.kind == "point" and not e.stub and e.v == 1), key=lambda e: (e.lam, e.id))
        if not mine:
            return
        entry = mine[n % len(mine)]
        twin = Newcomer(entry.ch, self.team.rng)
        twin.log, twin.dev, twin.seq, twin.prev = entry.log, entry.dev, entry.seq - 1, entry.prev
        made = twin.entry(entry.kind, entry.item, {"text": f"twin {n % 5}"}, entry.lam, by=entry.by)
        self.made_elsewhere.append(made)
        self.merge(self.at(to), laptop, [made])

    @rule(who=FEW, everything=st.booleans())
    def pack(self, who: int, everything: bool) -> None:
        """A package is written; it holds all that its reader may lack."""
        laptop = self.laptops[who % len(self.laptops)]
        out = self.team.folder / f"{len(self.parcels)}.slirnotes"
        made = storage.write_package(laptop.ws, out, everything=everything)
        mine = {id: raw for id, (state, raw) in laptop.ops().items() if state != ASIDE}
        assert {entry.id: entry.raw for entry in made.entries}.items() <= mine.items()
        if everything:
            assert len(made.entries) == len(mine)
        self.parcels.append(made)

    @precondition(lambda self: self.parcels)
    @rule(to=FEW, n=ANY, chunk=st.integers(1, 40), latest=st.booleans())
    def receive(self, to: int, n: int, chunk: int, latest: bool) -> None:
        """A package arrives: any, late, again, or never."""
        made = self.parcels[-1 if latest else n % len(self.parcels)]
        self.receive_package(self.at(to), made, chunk)

    @rule(to=FEW, sender=FEW, seed=ANY, share=st.integers(1, 4), chunk=st.integers(1, 20))
    def receive_part(self, to: int, sender: int, seed: int, share: int, chunk: int) -> None:
        """Some entries arrive without what they build on, in any order. [I1, I8]"""
        source = self.laptops[sender % len(self.laptops)]
        entries = [entry for n, entry in enumerate(source.beyond({})) if (seed >> n % 20) % share == 0]
        self.team.rng.shuffle(entries)
        self.merge(self.at(to), source, entries, chunk)

    @rule(to=FEW, sender=FEW)
    def exchange(self, to: int, sender: int) -> None:
        """What a vector says is missing, and no more. [I10, I18]"""
        source, reader = self.laptops[sender % len(self.laptops)], self.at(to)
        self.merge(reader, source, source.beyond(reader.vector()))
        mine = {id for id, (state, _) in source.ops().items() if state != ASIDE}
        theirs = {id for id, (state, _) in reader.ops().items() if state != ASIDE}
        assert mine <= theirs, "the vector claimed what was not there"

    def merge(self, to: Laptop, sender: Laptop, entries: list[Any], chunk: int = 200) -> None:
        self.receive_package(to, replace(sender.base(), entries=entries), chunk)

    def receive_package(self, to: Laptop, made: storage.Package, chunk: int) -> None:
        """Look first, then merge: the receipt says what the look said, and merging again changes nothing. [I3]"""
        before, ops = to.shown(), to.ops()
        try:
            promised = storage.preview_merge(to.ws, made)
        except PackageRefused as refusal:
            if refusal.reason != "false redaction":
                raise
            return
        assert to.ops() == ops, "a look has changed something"
        receipt = storage.merge_package(to.ws, made, chunk=chunk)
        assert receipt is not None
        for name in ("given", "taken", "already", "waiting", "newer", "items") if self.looks else ():
            assert getattr(receipt, name) == getattr(promised, name), f"the look and the receipt differ in {name}"
        now, given = to.ops(), {entry.id for entry in made.entries}
        assert now.keys() == ops.keys() | given, "all of a package is kept, and nothing else"
        known = {id for id in given if id in ops and ops[id][0] != ASIDE}
        assert receipt.already == len(known)
        assert receipt.waiting == sum(now[id][0] == WAITING for id in given - known)
        assert receipt.newer == sum(now[id][0] == FOREIGN for id in given - known)
        if receipt.taken or receipt.waiting or receipt.newer:
            to.undo.append(before)
            to.redo.clear()
        self.look_for_redactions(to)
        state = to.dump()
        again = storage.merge_package(to.ws, made, chunk=chunk)
        assert again is not None and not (again.taken or again.waiting or again.newer) and to.dump() == state

    @precondition(lambda self: len(self.parcels) > 1)
    @rule(to=FEW, n=ANY, m=ANY, chunk=st.integers(1, 40), keep=st.integers(0, 4))
    def receive_several(self, to: int, n: int, m: int, chunk: int, keep: int) -> None:
        """Two packages arrive together and are decided upon: what was looked at is what is done, and no more."""
        laptop = self.at(to)
        packages = [self.parcels[n % len(self.parcels)], self.parcels[m % len(self.parcels)]]
        before, ops, steps = laptop.shown(), laptop.ops(), self.steps(laptop, STANDING)
        try:
            outlook = storage.look_into(laptop.ws, packages)
        except PackageRefused:
            return
        assert laptop.ops() == ops, "a look has changed something"
        decisions = [choice.decide(_way(choice, keep), text=f"decided {keep}") for choice in outlook.choices]
        receipts = storage.merge_with(laptop.ws, packages, decisions, chunk=chunk)
        assert receipts is not None
        for promised, receipt in zip(outlook.receipts, receipts, strict=True):
            for name in ("given", "taken", "already", "waiting", "newer", "items"):
                assert getattr(receipt, name) == getattr(promised, name), f"look and receipt differ in {name}"
        with laptop.ws.read() as r:
            left = {(c.item, c.field) for c in storage.conflict_lines(r)}
        settled = {(c.item, c.field) for c in outlook.choices if _way(c, keep) != "later"}
        assert not left & settled, "what was decided is still to be decided"
        assert {(c.item, c.field) for c in outlook.choices} - settled <= left, "what was put off is decided"
        for choice in outlook.choices:
            now = laptop.ops()
            assert all(side.entry in now for side in choice.sides), "a text is gone"
        if self.steps(laptop, STANDING) > steps:
            laptop.undo.append(before)
            laptop.redo.clear()
        self.look_for_redactions(laptop)

    def receive_both(self, who: int, other: int, n: int) -> None:
        """Two laptops' packages, made just now, for a third."""
        for sender in (who, other):
            self.pack(sender, n % 2 == 0)
        self.receive_several(who + other + 1, len(self.parcels) - 2, len(self.parcels) - 1, 1 + n % 30, n % 5)

    @rule(who=FEW, n=ANY, count=st.integers(1, 2), later=st.booleans())
    def take_back(self, who: int, n: int, count: int, later: bool) -> None:
        """Merges are taken back at any later time, as it was said they would be, and perhaps brought back. [I19]"""
        laptop = self.at(who)
        with laptop.ws.read() as r:
            found = [line.edit for line in storage.merge_lines(r) if line.can_undo]
        edits = [found[(n + place) % len(found)] for place in range(min(count, len(found)))]
        if not edits:
            return
        before, ops = laptop.shown(), laptop.ops()
        promised = storage.preview_undo_merge(laptop.ws, *edits, with_later=later)
        assert laptop.ops() == ops and laptop.shown() == before, "a look has changed something"
        assert storage.undo_merge(laptop.ws, *edits, with_later=later) == promised
        after = laptop.shown()
        known = {key for key in before if key[0] in tables.TYPED}
        gone = {(going.kind, going.item) for going in promised.goes}
        assert known - after.keys() == gone, "something else goes than was said"
        changed = {key for key in known & after.keys() if before[key] != after[key]}
        assert changed <= {(going.kind, going.item) for going in promised.reverts}, "something else changes"
        assert all(before.get(k) == after.get(k) for s in promised.stays if (k := (str(s.kind), str(s.item))) in before)
        assert ops.keys() == laptop.ops().keys(), "an entry is destroyed"
        if n % 2:
            storage.redo_merge(laptop.ws, *edits)
            assert laptop.shown() == before, "brought back, it is something else"
        laptop.undo = [None] * self.steps(laptop, STANDING)
        laptop.redo = [None] * self.redoable(laptop)

    def look_for_redactions(self, laptop: Laptop) -> None:
        """What undo would bring back may have been removed for good in the meantime."""
        gone = {id for _, raw in laptop.ops().values() for id in parse_entry(raw).redact}
        if gone != laptop.gone:
            laptop.gone = gone
            laptop.undo, laptop.redo = [None] * len(laptop.undo), [None] * len(laptop.redo)

    @rule(who=FEW)
    def undo(self, who: int) -> None:
        """Undo takes back exactly the last step; nothing is destroyed. [I19]"""
        laptop = self.at(who)
        before, ops = laptop.shown(), laptop.ops()
        label = laptop.ws.undo()
        assert (label is None) == (not laptop.undo), "undo finds another step than the last"
        if label is not None:
            wanted = laptop.undo.pop()
            got = laptop.shown()
            assert wanted is None or _but_for_kept(got, wanted) == wanted, "undo is not the state before"
            laptop.redo.append(before)
        assert ops.keys() <= laptop.ops().keys()

    @rule(who=FEW)
    def redo(self, who: int) -> None:
        """Redo gives back exactly what undo took. [I19]"""
        laptop = self.at(who)
        before = laptop.shown()
        label = laptop.ws.redo()
        assert (label is None) == (not laptop.redo), "redo finds another step than the last undone"
        if label is not None:
            wanted = laptop.redo.pop()
            got = laptop.shown()
            assert wanted is None or _but_for_kept(got, wanted) == wanted, "redo is not the state before the undo"
            laptop.undo.append(before)

    @precondition(lambda self: len(self.laptops) < MAX_LAPTOPS and not self.backups)
    @rule(who=FEW)
    def copy(self, who: int) -> None:
        """The file is copied (closed), to be opened later as if nothing had happened since."""
        laptop = self.at(who)
        self.backups.append((laptop, self.team.copy(laptop)))

    @precondition(lambda self: self.backups and len(self.laptops) < MAX_LAPTOPS)
    @rule()
    def open_copy(self) -> None:
        """A laptop is restored from a copy: the same device goes on in a log of its own."""
        old, path = self.backups.pop()
        made = Laptop(path, old.key)
        # Its own past is known to it, but not to this test.
        made.undo = [None] * self.steps(made, STANDING)
        made.redo = [None] * self.redoable(made)
        self.laptops.append(made)
        self.dirty.add(len(self.laptops) - 1)

    def steps(self, laptop: Laptop, where: str) -> int:
        with laptop.ws.read() as r:
            # Packages that were taken together are one step.
            return int(
                r.conn.exec_driver_sql(
                    "SELECT count(DISTINCT coalesce((SELECT json_extract(receipt, '$.merge') FROM package_in p"
                    f" WHERE p.edit = coalesce(edit.undoes, edit.id)), edit.id)) FROM edit WHERE {where}"
                ).scalar_one()
            )

    def redoable(self, laptop: Laptop) -> int:
        top = "(SELECT coalesce(max(id), 0) FROM edit WHERE undoes IS NULL AND undone = 0)"
        return self.steps(laptop, f"undoes IS NOT NULL AND undone = 0 AND id > {top}")

    @rule(who=FEW)
    def reopen(self, who: int) -> None:
        laptop = self.at(who)
        before = laptop.ops(), laptop.dump()
        laptop.reopen()
        assert (laptop.ops(), laptop.dump()) == before

    @rule(n=ANY)
    def redact(self, n: int) -> None:
        """The lead removes a text for good. [I13]"""
        lead = self.laptops[0]
        mine = [parse_entry(raw) for _, raw in lead.ops().values()]
        mine = sorted(
            (e for e in mine if e.kind == "point" and "text" in e.set and not e.stub), key=lambda e: (e.lam, e.id)
        )
        if n % 4 == 0 and len(mine) > 5:
            self.dirty.add(0)
            with lead.ws.edit("Remove for good") as e:
                e.redact([mine[n // 4 % len(mine)].id])

    # ---- what takes several steps to come about, and hardly would by chance ---------------------------------

    @rule(one=FEW, other=FEW, n=ANY, way=st.integers(0, 5))
    def quarrel(self, one: int, other: int, n: int, way: int) -> None:
        """Two change the same thing, or one deletes it, and they hear of each other; one of them may decide."""
        first, second = self.at(one), self.at(other)
        self.merge(second, first, first.beyond(second.vector()))
        key = self.pick(first, n, ("point",))
        if key is None or first is second or key not in second.items():
            return
        self.put(first, key, "text", f"one {n % 3}")
        if way == 0:
            self.remove(other, second.items().index(key))
        else:
            self.put(second, key, "text", f"other {n % 2}")
        self.merge(first, second, second.beyond(first.vector()), 1 + way)
        if way % 2:
            with first.ws.read() as r:
                found = [(c.item, c.field) for c in storage.conflict_lines(r)]
            if (key[1], "text") in found:
                self.resolve(one, found.index((key[1], "text")), way == 1)

    @rule(who=FEW, sender=FEW, n=ANY)
    def second_thoughts(self, who: int, sender: int, n: int) -> None:
        """Work on what a merge brought is undone, and then the merge."""
        laptop, source = self.at(who), self.laptops[sender % len(self.laptops)]
        if laptop is source:
            return
        self.create(sender, WORDS[n % 4], "point")
        self.merge(laptop, source, source.beyond(laptop.vector()))
        if key := self.pick(laptop, n, ("point",)):
            self.put(laptop, key, "text", f"on top {n}")
        for _ in range(1 + n % 3):
            self.undo(who)
        if n % 2:
            self.redo(who)

    @rule(who=FEW, reader=FEW, n=st.integers(0, 7))
    def early_redaction(self, who: int, reader: int, n: int) -> None:
        """A text is removed for good before, after or while it reaches somebody. [I13]"""
        lead, laptop = self.at(0), self.at(reader)
        self.create(who, "to be removed", "point")
        source = self.laptops[who % len(self.laptops)]
        entry = max((parse_entry(raw) for _, raw in source.ops().values()), key=lambda entry: entry.lam)
        self.merge(lead, source, source.beyond(lead.vector()))
        if n < 3 or "text" not in entry.set or entry.stub:
            return
        with lead.ws.edit("Remove for good") as e:
            e.redact([entry.id])
        orders = [entry for entry in lead.beyond({}) if entry.redact]
        for part in ([*orders], source.beyond({})) if n % 2 else (source.beyond({}), [*orders]):
            self.merge(laptop, source, part, 7)

    # ---- checks ------------------------------------------------------------------------------------

    @invariant()
    def all_is_well(self) -> None:
        for n in sorted(self.dirty):
            self.look_for_redactions(self.laptops[n])
            self.team.check(self.laptops[n])
        self.dirty.clear()


def _way(choice: storage.Choice, keep: int) -> Keep:
    """One of the ways to decide that fit."""
    if choice.field == "_alive":
        return ("item", "bin", "later")[keep % 3]
    ways: list[Keep] = ["mine", "theirs", "later"]
    if choice.both:
        ways.append("both")
    if choice.field in WORDED:
        ways.append("text")
    return ways[keep % len(ways)]


def _but_for_kept(found: Shown, wanted: Shown) -> Shown:
    """``found`` without what was in the bin and is now flagged.

    Whoever works on a deleted item which a merge had brought back, and undoes both, has touched it since the
    deletion: it is kept and shown for a decision rather than binned.
    """
    return {key: item for key, item in found.items() if key in wanted or item[1] != Fate.FLAGGED}


def wander(*seeds: int, steps: int = 60, several: bool = False, looks: bool = True) -> None:
    """The same rules and checks in orders drawn from seeds, everything mixed: quick at finding coarse faults.

    With ``several`` also packages that are taken together, and merges that are taken back at any time.
    """
    for seed in seeds:
        machine = Merging()
        machine.looks = looks
        _wander(machine, random.Random(seed), steps, several)


def _wander(machine: Merging, draw: random.Random, steps: int, several: bool) -> None:
    try:
        machine.begin()
        for _ in range(steps):
            who, other, n = draw.randrange(4), draw.randrange(4), draw.randrange(10**6)
            word, yes = draw.choice(WORDS), draw.random() < 0.5
            acts: list[tuple[str, tuple[Any, ...]]] = [
                ("change", (who, n, draw.choice(("text", "kind", "position")), word)),
                ("create", (who, word, draw.choice(("point", "finding")))),
                ("tag", (who, n, draw.choice(THEMES), yes)),
                ("link", (who, n, n // 7, yes)),
                ("remove", (who, n)),
                ("restore", (who, n)),
                ("resolve", (who, n, yes)),
                ("newer_app", (who, draw.choice(("field", "kind", "version")), n, word)),
                ("fork", (who, other, n)),
                ("receive_part", (other, who, n, 1 + n % 4, 1 + n % 20)),
                ("exchange", (other, who)),
                ("quarrel", (who, other, n, n % 6)),
                ("second_thoughts", (who, other, n)),
                ("early_redaction", (who, other, n % 8)),
                ("undo", (who,)),
                ("redo", (who,)),
            ]
            if several:
                acts += [("receive_both", (who, other, n)), ("take_back", (who, n, 1 + n % 2, yes))]
            name, given = draw.choice(acts)
            getattr(machine, name)(*given)
            machine.all_is_well()
        machine.finish()
    finally:
        machine.team.close()
