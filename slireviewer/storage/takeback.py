"""Taking a merge back at any later time, also after other work: what would go, what stays, and bringing it back.

Nothing is destroyed: the entries that a merge brought are set aside. What somebody has worked on since stays, with
what it needs to be seen; asked for, it goes along and waits.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slireviewer.errors import ReviewError
from slireviewer.history import Entry, Fate, ItemState
from slireviewer.model import ItemId, ItemKind
from slireviewer.storage import journal
from slireviewer.storage.challenges import moment
from slireviewer.storage.journal import Key
from slireviewer.storage.outlook import summary
from slireviewer.storage.pacing import come_back, leave
from slireviewer.storage.receipts import receipt_lines
from slireviewer.storage.tables import APPLIED, TYPED, WAITING
from slireviewer.storage.workspace import Reading, Workspace, taken_together, undisturbed

_AT_ONCE = 1_000
_LEAVING, _RETURNING = "leaving", "returning"
_OWNERS = (("note", "note"), ("meeting", "meeting"))


@dataclass(frozen=True, slots=True)
class MergeLine:
    """A package that was taken: under which step, from whom, when; ``undone`` when it is taken back now.

    ``can_undo`` is false of one that brought nothing. ``receipt`` is as ``receipt_lines`` gives it.
    """

    edit: int
    package: str
    person: str
    at: datetime | None
    undone: bool
    can_undo: bool
    receipt: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Going:
    """What would become of one item: its text now, and after (empty when the item goes)."""

    kind: ItemKind
    item: ItemId
    text: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class TakeBack:
    """What taking merges back would do.

    ``goes`` is what would not be there any more, ``reverts`` what would read as before, ``stays`` what came with the
    merge and has been worked on since. ``later`` counts later changes that would wait until it is brought back.
    ``rests`` are findings that would lose a point or note which stands behind them.
    """

    edits: tuple[int, ...]
    goes: tuple[Going, ...]
    reverts: tuple[Going, ...]
    stays: tuple[Going, ...]
    later: int
    rests: tuple[Going, ...]

    def counts(self) -> dict[str, int]:
        """Kind → how many would go."""
        kinds = [str(going.kind) for going in self.goes]
        return {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}


def merge_lines(r: Reading) -> list[MergeLine]:
    """The packages that were taken, the last first."""
    undone: dict[int, int] = {}
    for number, was in r.conn.exec_driver_sql("SELECT id, undone FROM edit WHERE is_merge = 1"):
        undone[number] = was
    lines = []
    for kept in receipt_lines(r):
        if kept["edit"] in undone and kept["state"] in ("done", "undone"):
            gone = kept["state"] == "undone"
            can = not gone and not undone[kept["edit"]]
            who = str(kept.get("person_name") or "")
            lines.append(MergeLine(kept["edit"], kept["package"], who, moment(kept["at"]), gone, can, kept))
    return lines[::-1]


def preview_undo_merge(workspace: Workspace, *edits: int, with_later: bool = False) -> TakeBack:
    """What taking these merges back together would do, with nothing written. Raises ReviewError."""
    with workspace.read() as r:
        return _Leaving(r, edits, with_later=with_later).preview()


@undisturbed()
def undo_merge(workspace: Workspace, *edits: int, with_later: bool = False, origin: object | None = None) -> TakeBack:
    """Take merges back, together; what has been worked on since stays, unless ``with_later``. Raises ReviewError.

    Redo brings them back, and so does ``redo_merge`` at any later time. A large one goes in chunks, so that nobody
    who types is held up; cut off, it is finished at the next opening.
    """
    with workspace.read() as r:
        leaving = _Leaving(r, edits, with_later=with_later)
        done = leaving.preview()
    touched: set[Key] = set()
    if len(leaving.gone) > _AT_ONCE:
        workspace.set_fact(_LEAVING, json.dumps([list(edits), with_later]))
        touched = leave(workspace, leaving.gone)
    with workspace.edit("Undo a merge", origin=origin) as e:
        touched |= journal.put_aside(e.conn, [] if touched else leaving.gone)[0]
        for number in sorted(edits, reverse=True):
            label = e.conn.exec_driver_sql("SELECT label FROM edit WHERE id = ?", (number,)).scalar_one()
            e.next_step(f"Undo: {label}")
            e.number(undoes=number)
            e.conn.exec_driver_sql("UPDATE package_in SET state = 'undone' WHERE edit = ?", (number,))
            e.conn.exec_driver_sql("UPDATE edit SET undone = 1 WHERE id = ?", (number,))
        e.note(touched)
    if workspace.facts.get(_LEAVING):
        workspace.set_fact(_LEAVING, "")
    return done


def finish_leaving(workspace: Workspace) -> None:
    """Finish taking back the merges, or bringing them back, at which a crash cut in."""
    if workspace.facts.get(_LEAVING) and not workspace.read_only:
        edits, with_later = json.loads(workspace.facts[_LEAVING])
        with contextlib.suppress(ReviewError):  # it was finished, and only this note of it was left
            undo_merge(workspace, *edits, with_later=with_later)
        workspace.set_fact(_LEAVING, "")
    if workspace.facts.get(_RETURNING) and not workspace.read_only:
        with contextlib.suppress(ReviewError):
            redo_merge(workspace, *json.loads(workspace.facts[_RETURNING]))
        workspace.set_fact(_RETURNING, "")


@undisturbed()
def redo_merge(workspace: Workspace, *edits: int, origin: object | None = None) -> None:
    """Bring merges back that were taken back, a large one in chunks. Raises ReviewError when one of them was not."""
    with workspace.read() as r:
        for number in edits:
            if r.conn.exec_driver_sql("SELECT state FROM package_in WHERE edit = ?", (number,)).scalar() != "undone":
                raise ReviewError("That merge was not taken back. Look at the list of merges again.")
        large = _is_large(r, edits)
    touched: set[Key] = set()
    if large:
        workspace.set_fact(_RETURNING, json.dumps(edits))
        for number in sorted(edits):
            touched |= come_back(workspace, number)
    with workspace.edit("Redo a merge", origin=origin) as e:
        for number in sorted(edits):
            touched |= journal.bring_back(e.conn, number)
            e.conn.exec_driver_sql("UPDATE package_in SET state = 'done' WHERE edit = ?", (number,))
            e.conn.exec_driver_sql("UPDATE edit SET undone = 0 WHERE id = ?", (number,))
            e.conn.exec_driver_sql("UPDATE edit SET undone = 1 WHERE undoes = ?", (number,))
        e.note(touched)
    if large:
        workspace.set_fact(_RETURNING, "")


def large_step(r: Reading, *, again: bool = False) -> tuple[int, ...]:
    """The merges that ``undo`` would take back next, or ``redo`` bring back, when they are too many for the window.

    For these there are ``undo_merge`` and ``redo_merge``.
    """
    number = r.workspace.next_merge(r, again=again)
    edits = taken_together(r, number, undone=again) if number is not None else []
    return tuple(edits) if _is_large(r, edits) else ()


def _is_large(r: Reading, edits: Sequence[int]) -> bool:
    marks = ",".join("?" * len(edits))
    query = f"SELECT count(*) FROM op WHERE edit IN ({marks})"
    return int(r.conn.exec_driver_sql(query, tuple(edits)).scalar_one()) > _AT_ONCE


class _Leaving:
    """Which entries of some merges would be set aside, and what that would come to."""

    def __init__(self, r: Reading, edits: Sequence[int], *, with_later: bool) -> None:
        self.r, self.edits = r, tuple(edits)
        self.entries = self._brought()
        self.items: dict[Key, list[Entry]] = {}
        for entry in self.entries.values():
            self.items.setdefault((entry.kind, entry.item), []).append(entry)
        self.kept_items: set[Key] = set() if with_later else self._worked_on()
        self.gone = self._gone()
        self.orphans = {entry.id: entry for entry in journal.built_on(r.conn, self.gone)}

    def _brought(self) -> dict[str, Entry]:
        ids: list[str] = []
        for number in self.edits:
            undone = self.r.conn.exec_driver_sql(
                "SELECT undone FROM edit WHERE id = ? AND is_merge = 1 AND undoes IS NULL", (number,)
            ).scalar()
            if undone is None or undone:
                raise ReviewError("There is no such merge to take back. Look at the list of merges again.")
            rows = self.r.conn.exec_driver_sql(
                "SELECT id FROM op WHERE edit = ? AND state IN (?, ?)", (number, APPLIED, WAITING)
            )
            ids += [row[0] for row in rows]
        return journal.read_entries(self.r.conn, ids)

    def _worked_on(self) -> set[Key]:
        """The items of the merges that later work which stands is built on, or stands in."""
        standing = self._standing()
        later = [entry for entry in journal.built_on(self.r.conn, self.entries) if entry.id in standing]
        kept = {(entry.kind, entry.item) for entry in later}
        ahead = kept | self._later_items()
        while ahead:
            needed = {owner for key in ahead for owner in self._owners(key)}
            ahead = (needed & self.items.keys()) - kept
            kept |= ahead
        return kept & self.items.keys()

    def _standing(self) -> set[str]:
        marks = ",".join("?" * len(self.edits))
        rows = self.r.conn.exec_driver_sql(
            "SELECT op.id FROM op LEFT JOIN edit ON edit.id = op.edit WHERE op.state = 0"
            f" AND coalesce(op.edit, 0) NOT IN ({marks})"
            " AND (op.edit IS NULL OR (edit.undone = 0 AND edit.undoes IS NULL))",
            self.edits,
        )
        return {row[0] for row in rows}

    def _later_items(self) -> set[Key]:
        """What was written since the first of these merges and still stands."""
        marks = ",".join("?" * len(self.edits))
        rows = self.r.conn.exec_driver_sql(
            "SELECT DISTINCT item.kind, item.id FROM op JOIN edit ON edit.id = op.edit JOIN item ON item.id = op.item"
            f" WHERE op.state = 0 AND edit.id > ? AND edit.id NOT IN ({marks})"
            " AND edit.undone = 0 AND edit.undoes IS NULL AND item.fate != 1",
            (min(self.edits, default=0), *self.edits),
        )
        return {(row[0], row[1]) for row in rows}

    def _owners(self, key: Key) -> Iterable[Key]:
        shown = self.r.state(*key).shown()
        for name, kind in _OWNERS:
            if shown.get(name):
                yield kind, str(shown[name])
        if shown.get("about"):
            yield str(shown.get("about_kind") or ItemKind.FINDING), str(shown["about"])

    def _gone(self) -> set[str]:
        gone = {entry.id for key, entries in self.items.items() if key not in self.kept_items for entry in entries}
        ahead = self.entries.keys() - gone
        while ahead:
            needed = {id for each in ahead for id in self.entries[each].needs}
            ahead = needed & gone
            gone -= ahead
        return gone

    # ---- what it comes to --------------------------------------------------------------------------

    def preview(self) -> TakeBack:
        goes, reverts, stays = [], [], []
        standing = self._standing()
        leaving = self.gone | self.orphans.keys()
        keys = journal.entries_of(
            self.r.conn, (*self.items, *((entry.kind, entry.item) for entry in self.orphans.values()))
        )
        for key, every in keys.items():
            if key[0] not in TYPED:
                continue
            now, after = _state(every, ()), _state(every, leaving)
            text, said = summary(now.shown()), summary(after.shown())
            if key in self.kept_items:
                stays.append(Going(ItemKind(key[0]), ItemId(key[1]), text, text))
            elif not after.heads or (after.fate() is Fate.BINNED and now.fate() is not Fate.BINNED):
                if now.heads and now.fate() is not Fate.BINNED:
                    goes.append(Going(ItemKind(key[0]), ItemId(key[1]), text))
            elif now.shown() != after.shown() or now.fate() != after.fate() or now.conflicts() != after.conflicts():
                reverts.append(Going(ItemKind(key[0]), ItemId(key[1]), text, said))
        later = sum(id in standing for id in self.orphans)
        return TakeBack(
            self.edits, tuple(goes), tuple(reverts), tuple(stays), later, tuple(self._rests([g.item for g in goes]))
        )

    def _rests(self, items: Iterable[str]) -> list[Going]:
        gone = set(items)
        rows = self.r.conn.exec_driver_sql(
            "SELECT f.id, f.title, l.source FROM finding f JOIN finding_link l ON l.n = f.n ORDER BY f.position, f.id"
        )
        found = {row[0]: row[1] for row in rows if row[2] in gone and row[0] not in gone}
        return [Going(ItemKind.FINDING, ItemId(item), title, title) for item, title in found.items()]


def _state(entries: Iterable[Entry], without: Collection[str]) -> ItemState:
    state = ItemState()
    for entry in entries:
        if entry.id not in without:
            state.apply(entry)
    return state
