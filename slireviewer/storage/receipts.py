"""What became of packages: the receipts that a challenge keeps, and how they are made."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from slireviewer.history import Fate
from slireviewer.storage.journal import Applied
from slireviewer.storage.package import Package, plain_name
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
