"""What became of packages: the receipts that a challenge keeps, and how they are made."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from slireviewer.history import Entry, Fate, parse_entry
from slireviewer.model import ItemId, ItemKind
from slireviewer.storage.binned import Place, would_say
from slireviewer.storage.challenges import moment, person_lines
from slireviewer.storage.journal import Applied
from slireviewer.storage.package import Package, plain_name
from slireviewer.storage.tables import ASIDE, FOREIGN, WAITING
from slireviewer.storage.workspace import Edit, Reading, now

# States of a package that is being taken or taken back; what they hold is not to be shown yet.
BEGUN, APPLYING, LEAVING = "begun", "applying", "leaving"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a package, entry by entry and item by item.

    ``items`` holds (what, kind, item): what is "new", "changed", "deleted", "conflict" or "flagged".
    ``decided`` holds (keep, kind, item, field) for what was decided with the merge. ``merge`` is the same number for
    packages that were taken together.
    """

    package: str
    sha: str
    person: str
    person_name: str
    device: str
    made: str
    at: str
    first_time: bool
    given: int
    taken: int
    already: int
    waiting: int
    newer: int
    forked: int
    items: tuple[tuple[str, str, str], ...]
    outcome: str = "merged"
    decided: tuple[tuple[str, str, str, str], ...] = ()
    merge: int = 0

    def counts(self) -> dict[str, dict[str, int]]:
        """Kind → what → how many."""
        out: dict[str, Counter[str]] = {}
        for what, kind, _ in self.items:
            out.setdefault(kind, Counter())[what] += 1
        return {kind: dict(sorted(counted.items())) for kind, counted in sorted(out.items())}

    def as_json(self) -> dict[str, Any]:
        """The receipt as plain data, to keep and to show."""
        data = {name: getattr(self, name) for name in self.__slots__ if name not in ("items", "decided")}
        lists = {"items": [list(item) for item in self.items], "decided": [list(each) for each in self.decided]}
        return {**data, "counts": self.counts(), **lists}

    def sentence(self) -> str:
        """One line for a person."""
        who = self.person_name or "an unnamed laptop"
        said = [f"{self.package} from {who}: {self.taken:,} changes taken, {self.already:,} already here"]
        if self.waiting:
            said.append(f"{self.waiting:,} wait for an earlier package")
        if self.newer:
            said.append(f"{self.newer:,} made with a newer version are kept unread")
        decided = {(kind, item) for _, kind, item, _ in self.decided}
        left = Counter(what for what, kind, item in self.items if (kind, item) not in decided)
        if left["conflict"]:
            said.append(f"{left['conflict']} to decide")
        if left["flagged"]:
            said.append(f"{left['flagged']} deleted by one and changed by another")
        if self.decided:
            said.append(f"{len(self.decided)} decided")
        if self.outcome != "merged":
            said.append(self.outcome)
        return "; ".join(said) + "."


def what_happened(outcome: Applied) -> tuple[tuple[str, str, str], ...]:
    """(what, kind, item) for every item that the package touched."""
    items = []
    for key in sorted(outcome.touched):
        fate, conflicts = outcome.after.get(key, (Fate.ALIVE, ""))
        was = outcome.before.get(key)
        if conflicts and (was is None or was[1] != conflicts):
            what = "conflict"
        elif fate == Fate.FLAGGED and (was is None or was[0] != Fate.FLAGGED):
            what = "flagged"
        elif was is None:
            what = "new"
        elif fate == Fate.BINNED and was[0] != Fate.BINNED:
            what = "deleted"
        else:
            what = "changed"
        items.append((what, *key))
    return tuple(items)


def make_receipt(package: Package, known: bool, outcome: Applied, word: str) -> Receipt:
    """The receipt of a package; ``known`` says whether that laptop has given before, ``word`` what became of it."""
    applied = set(outcome.applied)
    return Receipt(
        package=package.name, sha=package.sha, person=package.person, person_name=package.person_name,
        device=package.device, made=package.made, at=now(), first_time=not known, given=len(package.entries),
        taken=len(applied), already=len(outcome.known), waiting=len(set(outcome.waiting) - applied),
        newer=len(outcome.foreign), forked=len(set(outcome.forked)), items=what_happened(outcome), outcome=word,
    )  # fmt: skip


def receipt_lines(r: Reading) -> list[dict[str, Any]]:
    """The receipts of all packages ever taken or refused, oldest first, with their state now.

    "edit" is the step by which a merge can be taken back.
    """
    rows = r.conn.exec_driver_sql("SELECT name, at, state, receipt, edit FROM package_in ORDER BY id")
    lines = []
    for name, at, state, receipt, edit in rows:
        kept = json.loads(receipt) if receipt and state not in (BEGUN, APPLYING, LEAVING) else {}
        lines.append({"package": name, "at": at, **kept, "state": state, "edit": edit})
    return lines


def remember_refusal(e: Edit, name: str, sentence: str) -> None:
    """Keep with the receipts that a package was refused, and why."""
    kept = {"package": plain_name(name), "at": now(), "outcome": sentence}
    e.conn.exec_driver_sql(
        "INSERT INTO package_in(sha, name, at, state, receipt) VALUES('', ?, ?, 'refused', ?)",
        (kept["package"], kept["at"], json.dumps(kept, ensure_ascii=False)),
    )


# ---- what waits, and for whom -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """An item with changes that wait: what it would say, whose the last of them is, where it stands.

    ``here`` is false as long as nothing of the item has come.
    """

    kind: str
    item: ItemId
    text: str
    person: str
    place: Place
    here: bool


@dataclass(frozen=True, slots=True)
class Awaited:
    """What changes of a merge wait for, and the items that they are about.

    ``why`` is "package" for one that ``person`` gave before ``until`` (and after ``since``, when the last one that is
    here was made), "undone" for the merge that ``step`` names, "newer" for a newer version of the program.
    """

    why: Literal["package", "undone", "newer"]
    person: str
    since: datetime | None
    until: datetime | None
    step: int
    changes: int
    lines: tuple[WaitingItem, ...]


_Cause = tuple[str, str]  # why, and the person's or the step's name


def awaited_lines(r: Reading, steps: Collection[int]) -> list[Awaited]:
    """What the packages that came by these steps still wait for, whose is missing first.

    Whoever wrote a change has what it is built on: so it is their package that is missing.
    """
    if not steps:
        return []
    marks = ",".join("?" * len(steps))
    rows = r.conn.exec_driver_sql(
        f"SELECT raw, edit FROM op WHERE state = ? AND edit IN ({marks}) ORDER BY lam, id", (WAITING, *steps)
    )
    entries = [(parse_entry(raw), edit) for raw, edit in rows]
    if not entries:
        return []
    causes = _Causes(r)
    found: dict[_Cause, list[tuple[Entry, int]]] = defaultdict(list)
    for entry, edit in entries:
        found[causes.of(entry.id)].append((entry, edit))
    made = _made(r)
    awaited = [_awaited(r, cause, lines, made) for cause, lines in found.items()]
    return sorted(awaited, key=lambda each: (each.why != "package", each.person, each.step))


class _Causes:
    """Why changes wait, followed back over others that wait to what is missing."""

    def __init__(self, r: Reading) -> None:
        self._missing: dict[str, list[tuple[str, int | None, int | None]]] = defaultdict(list)
        rows = r.conn.exec_driver_sql(
            "SELECT waiting.op, missing, op.state, op.edit FROM waiting LEFT JOIN op ON op.id = missing"
        )
        for id, missing, state, edit in rows:
            self._missing[id].append((missing, state, edit))
        waiting = r.conn.exec_driver_sql("SELECT id, raw FROM op WHERE state = ?", (WAITING,))
        self._by = {id: parse_entry(raw).by for id, raw in waiting}
        self._known: dict[str, _Cause] = {}

    def of(self, id: str) -> _Cause:
        """Why that change waits."""
        way: list[str] = []
        while id not in self._known:
            way.append(id)
            next_id = self._look(id, way)
            if not next_id:
                break
            id = next_id
        cause = self._known.get(id, ("package", self._by.get(id, "")))
        self._known.update(dict.fromkeys(way, cause))
        return cause

    def _look(self, id: str, way: Sequence[str]) -> str:
        """The waiting change that this one waits for; "" where the cause itself is found."""
        missing = self._missing.get(id, ())
        for _, state, edit in missing:
            if state in (ASIDE, FOREIGN):
                self._known[id] = ("undone", str(edit or 0)) if state == ASIDE else ("newer", "")
                return ""
        if any(state is None for _, state, _ in missing):
            self._known[id] = ("package", self._by.get(id, ""))
            return ""
        return next((other for other, state, _ in missing if state == WAITING and other not in way), "")


def _made(r: Reading) -> list[tuple[int, str, datetime | None]]:
    """Of every package that is taken: its step, who made it, and when."""
    rows = r.conn.exec_driver_sql("SELECT edit, receipt FROM package_in WHERE state = 'done' ORDER BY id").all()
    kept = [(edit, json.loads(receipt) if receipt else {}) for edit, receipt in rows]
    return [(int(edit or 0), str(each.get("person", "")), moment(str(each.get("made", "")))) for edit, each in kept]


def _awaited(
    r: Reading,
    cause: _Cause,
    entries: Sequence[tuple[Entry, int]],
    made: Iterable[tuple[int, str, datetime | None]],
) -> Awaited:
    why, name = cause
    lines = _waiting_items(r, [entry for entry, _ in entries])
    if why != "package":
        return Awaited("undone" if why == "undone" else "newer", "", None, None, int(name or 0), len(entries), lines)
    steps = {edit for _, edit in entries}
    own = [at for edit, person, at in made if person == name and edit in steps and at is not None]
    walls = [at for at in (moment(entry.wall) for entry, _ in entries if entry.by == name) if at is not None]
    until = min(own or walls, default=None)
    before = [at for _, person, at in made if person == name and at is not None and until is not None and at < until]
    names = {person.id: person.name for person in person_lines(r)}
    return Awaited("package", names.get(ItemId(name), ""), max(before, default=None), until, 0, len(entries), lines)


def _waiting_items(r: Reading, entries: Iterable[Entry]) -> tuple[WaitingItem, ...]:
    """The items of these changes, oldest first, without the notes: their points are named."""
    fields: dict[tuple[str, ItemId], dict[str, Any]] = defaultdict(dict)
    by: dict[tuple[str, ItemId], str] = {}
    for entry in entries:
        fields[entry.kind, ItemId(entry.item)] |= entry.set
        by[entry.kind, ItemId(entry.item)] = entry.by
    names: Mapping[str, str] = {person.id: person.name for person in person_lines(r)}
    known = [(kind, item) for kind, item in fields if kind in ItemKind._value2member_map_ and kind != ItemKind.NOTE]
    said = would_say(r, ((ItemKind(kind), item, fields[kind, item]) for kind, item in known))
    return tuple(
        WaitingItem(kind, item, text, names.get(by[kind, item], ""), place, here)
        for (kind, item), (text, place, here) in zip(known, said, strict=True)
    )
