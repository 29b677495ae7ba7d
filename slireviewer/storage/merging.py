"""Taking packages in, with what was decided about them: receipts, all or nothing, and steps to undo.

What comes is written in chunks, so that somebody who types is never held up; until the last of it is there the
packages themselves are kept, so that a merge which is cut off is finished, or withdrawn, at the next opening.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from slireviewer.errors import PackageRefused
from slireviewer.history import Entry
from slireviewer.model import ItemKind
from slireviewer.storage import journal
from slireviewer.storage.challenges import find_person
from slireviewer.storage.contents import keep_contents, keep_named
from slireviewer.storage.deciding import Decision, take_decision
from slireviewer.storage.notes import seal_everything
from slireviewer.storage.package import Package, known_signer, read_package, remember_asked, stubs_allowed
from slireviewer.storage.receipts import APPLYING, BEGUN, Receipt, make_receipt
from slireviewer.storage.tables import APPLIED, ASIDE, WAITING
from slireviewer.storage.workspace import Edit, Reading, Workspace, now, undisturbed

CHUNK = 200
_PACE_S, _PACE_ALONE_S = 0.1, 0.18
_ONE_GO = 4 * 1024 * 1024
_MANY = ("note", "point")
_PENDING = "pending"  # what is decided, in the receipt of a package that is not done yet

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class _Taking:
    """A package that is being taken: under which step, and what has become of it so far."""

    package: Package
    known: bool
    number: int = 0
    row: int = 0
    word: str = "merged"
    outcome: journal.Applied = field(default_factory=journal.Applied)
    receipt: Receipt | None = None

    @property
    def label(self) -> str:
        who = self.package.person_name
        return f"Merge {who}'s notes" if who else f"Merge {self.package.name}"


@undisturbed()
def merge_with(
    workspace: Workspace,
    packages: Sequence[Package],
    decisions: Sequence[Decision] = (),
    *,
    chunk: int = CHUNK,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
    origin: object | None = None,
) -> list[Receipt] | None:
    """Take packages in, and with them what was decided: all of it, or (cancelled, or failing half way) none of it.

    Each package has a receipt and a step to undo of its own; a decision belongs to the step of the last package
    that has to do with it, so that undoing takes it back too. ``None`` when cancelled. ``progress`` gets the
    entries done and all there are. Raises PackageRefused or ReviewError.
    """
    if cancel is not None and cancel.is_set():
        return None
    seal_everything(workspace)
    takings = _checked(workspace, packages)
    if sum(len(package.entries) for package in packages) <= chunk:
        receipts = _take_at_once(workspace, takings, decisions, origin)
        if progress is not None:
            total = sum(len(package.entries) for package in packages)
            progress(total, total)
        return receipts
    try:
        _begin_all(workspace, takings, decisions)
        return _take_in_chunks(workspace, takings, decisions, chunk, progress, cancel, origin)
    except BaseException:
        _withdraw(workspace, [(taking.number, taking.row) for taking in takings if taking.row])
        raise


def merge_package(
    workspace: Workspace,
    package: Package,
    *,
    chunk: int = CHUNK,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
    origin: object | None = None,
) -> Receipt | None:
    """Take one package in, all or nothing. ``None`` when cancelled."""
    receipts = merge_with(workspace, [package], chunk=chunk, progress=progress, cancel=cancel, origin=origin)
    return receipts[0] if receipts else None


def merge_packages(workspace: Workspace, packages: Sequence[Package], *, chunk: int = CHUNK) -> list[Receipt]:
    """Take several packages in, all or nothing, each with a receipt and a step to undo of its own."""
    return merge_with(workspace, packages, chunk=chunk) or []


def _checked(workspace: Workspace, packages: Sequence[Package]) -> list[_Taking]:
    takings = []
    for place, package in enumerate(packages):
        takings.append(_Taking(package, known_signer(workspace, package, packages[:place])))
        stubs_allowed(workspace, package, packages)
    return takings


def _take_at_once(
    workspace: Workspace, takings: Sequence[_Taking], decisions: Sequence[Decision], origin: object | None
) -> list[Receipt]:
    """Merge in one transaction: it holds all of it, so there is nothing that could be left unfinished."""
    with workspace.edit("Merge packages", origin=origin, patient=True) as e:
        for taking in takings:
            _begin(e, taking, None, APPLYING)
            taking.outcome = _apply(e, taking, taking.package.entries)
            keep_named(e.conn, taking.package.attachments.items())
        return _finish(e, takings, decisions)


def _begin(e: Edit, taking: _Taking, data: bytes | None, state: str) -> None:
    """Write down that a package is being taken, with all of it if that will need several transactions.

    Until it is done its step is none that could be undone.
    """
    e.next_step(taking.label)
    taking.number = e.number(is_merge=True)
    e.conn.exec_driver_sql("UPDATE edit SET undone = 1 WHERE id = ?", (taking.number,))
    row = e.conn.exec_driver_sql(
        "INSERT INTO package_in(sha, name, at, edit, state, data) VALUES(?, ?, ?, ?, ?, ?) RETURNING id",
        (taking.package.sha, taking.package.name, now(), taking.number, state, data),
    )
    taking.row = int(row.scalar_one())


def _begin_all(workspace: Workspace, takings: Sequence[_Taking], decisions: Sequence[Decision]) -> None:
    for taking in takings:
        with workspace.edit(taking.label, patient=True) as e:
            _begin(e, taking, taking.package.data, BEGUN)
    kept = json.dumps({_PENDING: [asdict(decision) for decision in decisions]}, ensure_ascii=False)
    with workspace.edit("Merge packages", patient=True) as e:
        # Only now is all there that finishing it after a crash would need.
        e.conn.exec_driver_sql(
            "UPDATE package_in SET state = ?, receipt = ? WHERE id = ?",
            [(APPLYING, kept, taking.row) for taking in takings],
        )


def _apply(e: Edit, taking: _Taking, entries: Sequence[Entry]) -> journal.Applied:
    return journal.apply(e.conn, entries, edit=taking.number, authorised=e.workspace.authorised, reactivate=True)


def _take_in_chunks(
    workspace: Workspace,
    takings: Sequence[_Taking],
    decisions: Sequence[Decision],
    chunk: int,
    progress: Progress | None,
    cancel: threading.Event | None,
    origin: object | None,
) -> list[Receipt] | None:
    with workspace.many_edits() as take_in:
        for done, total in _chunks_taken(workspace, takings, chunk):
            take_in()
            if progress is not None and done:
                progress(done, total)
            if cancel is not None and cancel.is_set():
                _withdraw(workspace, [(each.number, each.row) for each in takings])
                return None
    for taking in takings:
        for files in _handfuls(taking.package.attachments):
            with workspace.edit("Merge", patient=True) as e:
                keep_named(e.conn, files)
    # The receipts are long: they are put into words and written before the last transaction, which is short.
    for taking in takings:
        taking.receipt = _receipt(taking, takings)
        pending = {_PENDING: [asdict(decision) for decision in decisions]} if decisions else {}
        kept = {**taking.receipt.as_json(), **pending}
        text = json.dumps(kept, ensure_ascii=False)
        with workspace.edit("Merge", patient=True) as e:
            e.conn.exec_driver_sql("UPDATE package_in SET receipt = ? WHERE id = ?", (text, taking.row))
    with workspace.edit("Merge packages", origin=origin, patient=True) as e:
        receipts = _finish(e, takings, decisions)
    _let_go_of_packages(workspace)
    return receipts


def _chunks_taken(workspace: Workspace, takings: Sequence[_Taking], chunk: int) -> Iterator[tuple[int, int]]:
    """Take the entries in, chunk by chunk: those done and all there are, after each."""
    total = sum(len(taking.package.entries) for taking in takings)
    done, size = 0, chunk
    yield done, total
    for taking in takings:
        entries = _item_by_item(taking.package.entries)
        start = 0
        while start < len(entries):
            part = entries[start : start + size]
            with workspace.edit("Merge", patient=True, lasting=False) as e:
                begun = time.perf_counter()
                taking.outcome.add(_apply(e, taking, part))
            start += len(part)
            done += len(part)
            if chunk == CHUNK:
                # As many at a time as this laptop manages while nobody would notice waiting.
                size = _next_size(workspace, size, time.perf_counter() - begun)
            yield done, total


def _let_go_of_packages(workspace: Workspace) -> None:
    """Packages that have been taken as a whole need not be kept themselves, one transaction each."""
    with workspace.read() as r:
        rows = r.conn.exec_driver_sql("SELECT id FROM package_in WHERE state = 'done' AND data IS NOT NULL").all()
    for (row,) in rows:
        with workspace.edit("Merge", patient=True) as e:
            e.conn.exec_driver_sql("UPDATE package_in SET data = NULL WHERE id = ?", (row,))


def _next_size(workspace: Workspace, size: int, seconds: float) -> int:
    """How many entries to take next, when so many took so long: fewer at a time while somebody types."""
    pace = _PACE_S if workspace.written_lately else _PACE_ALONE_S
    return max(CHUNK // 2, min(CHUNK * 8, int(size * pace / max(seconds, 0.001)), size * 2))


def _item_by_item(entries: Sequence[Entry]) -> list[Entry]:
    """The entries of each item together, oldest first, so that its rows are hardly ever written twice.

    Points and notes, of which there are many, stand in the order of their names, so that a chunk changes few pages
    of the indexes by name. An entry builds on others of its own item only; one that does otherwise waits for a chunk
    or two.
    """
    first: dict[tuple[str, str], int] = {}
    ordered = sorted(entries, key=lambda entry: (entry.lam, entry.id))
    for entry in ordered:
        first.setdefault((entry.kind, entry.item), 0 if entry.kind in _MANY else entry.lam)
    return sorted(ordered, key=lambda entry: (first[entry.kind, entry.item], entry.kind, entry.item))


def _handfuls(attachments: Mapping[str, bytes]) -> Iterator[list[tuple[str, bytes]]]:
    """The files in lots of a few megabytes, so that writing one lot holds nobody up."""
    lot: list[tuple[str, bytes]] = []
    for sha, data in attachments.items():
        if lot and sum(len(held) for _, held in lot) + len(data) > _ONE_GO:
            yield lot
            lot = []
        lot.append((sha, data))
    if lot:
        yield lot


def _receipt(taking: _Taking, takings: Sequence[_Taking]) -> Receipt:
    made = make_receipt(taking.package, taking.known, taking.outcome, taking.word)
    return replace(made, merge=takings[0].number)


def _finish(e: Edit, takings: Sequence[_Taking], decisions: Sequence[Decision]) -> list[Receipt]:
    """The last transaction of a merge: what was decided, the receipts, and who has given."""
    decided = _decide(e, takings, decisions)
    receipts = []
    for taking in takings:
        mine = tuple(each for each in decided if (each[1], each[2]) in taking.outcome.touched)
        receipt = replace(taking.receipt or _receipt(taking, takings), decided=mine)
        _write_receipt(e, taking, receipt, pending=bool(decisions))
        remember_peer(e.conn, taking.package)
        # Where nothing came of it, there is nothing to undo either.
        e.conn.exec_driver_sql(
            "UPDATE edit SET undone = NOT EXISTS(SELECT 1 FROM op WHERE edit = ?) WHERE id = ?",
            (taking.number, taking.number),
        )
        e.compacts = e.compacts or any(entry.redact for entry in taking.package.entries)
        e.note(taking.outcome.touched)
        receipts.append(receipt)
    return receipts


def _write_receipt(e: Edit, taking: _Taking, receipt: Receipt, *, pending: bool) -> None:
    if taking.receipt is None:
        text = json.dumps(receipt.as_json(), ensure_ascii=False)
        e.conn.exec_driver_sql("UPDATE package_in SET receipt = ? WHERE id = ?", (text, taking.row))
    elif pending:
        # It is written already, but for what was decided.
        e.conn.exec_driver_sql(
            f"UPDATE package_in SET receipt = json_remove(json_set(receipt, '$.decided', json(?)), '$.{_PENDING}')"
            " WHERE id = ?",
            (json.dumps([list(each) for each in receipt.decided]), taking.row),
        )
    e.conn.exec_driver_sql("UPDATE package_in SET state = 'done' WHERE id = ?", (taking.row,))


def _decide(e: Edit, takings: Sequence[_Taking], decisions: Sequence[Decision]) -> list[tuple[str, str, str, str]]:
    """Write what was decided, each under the step of the last package that has to do with it."""
    came = frozenset(id for taking in takings for id in taking.outcome.applied)
    decided: list[tuple[str, str, str, str]] = []
    for decision in decisions:
        about = [taking for taking in takings if (decision.kind, decision.item) in taking.outcome.touched]
        e.edit_id = (about or takings)[-1].number
        if take_decision(e, decision, came):
            decided.append((decision.keep, str(decision.kind), str(decision.item), decision.field))
    return decided


def remember_peer(conn: Any, package: Package) -> None:
    """Keep whose laptop this is, its key, and what it has by the package taken last.

    That may be less than what it had before, after a merge was undone there; too much is sent rather than too little.
    """
    remember_asked(conn, package)
    vector = {log: list(place) for log, place in package.vector.items()}
    conn.exec_driver_sql(
        "INSERT OR REPLACE INTO peer(dev, person, key, vector, seen) VALUES(?, ?, ?, ?, ?)",
        (package.device, package.person, package.key, json.dumps(vector), package.made),
    )


def _withdraw(workspace: Workspace, begun: Sequence[tuple[int, int]]) -> None:
    """Take an unfinished merge back as a whole; ``begun`` are the steps and the packages of it."""
    if not begun:
        return
    with workspace.edit("Withdraw a merge", patient=True) as e:
        # From here on there is no way but back, whatever happens.
        e.conn.exec_driver_sql("UPDATE package_in SET state = ? WHERE id = ?", [(BEGUN, row) for _, row in begun])
        ids = [id for number, _ in begun for id in _brought(e, number)]
    touched = leave(workspace, ids)
    with workspace.edit("Withdraw a merge") as e:
        for number, row in begun:
            e.conn.exec_driver_sql(
                "UPDATE package_in SET state = 'withdrawn', data = NULL, receipt = NULL WHERE id = ?", (row,)
            )
            e.conn.exec_driver_sql("UPDATE edit SET undone = 1 WHERE id = ?", (number,))
        e.note(touched)


def _brought(r: Reading, number: int) -> list[str]:
    """The entries that a merge has brought so far."""
    rows = r.conn.exec_driver_sql("SELECT id FROM op WHERE edit = ? AND state IN (?, ?)", (number, APPLIED, WAITING))
    return [row[0] for row in rows]


def leave(workspace: Workspace, ids: Collection[str], *, chunk: int = CHUNK) -> set[journal.Key]:
    """Set entries aside, item by item and the latest first, so that somebody who types is never held up.

    What is built on them waits for their return. Returns the items touched. Who calls it begins again after a power
    cut.
    """
    with workspace.read() as r:
        rows = sorted((item, -lam, id) for id, item, lam in journal.places_of(r.conn, ids))
        later = journal.built_on(r.conn, ids)
    gone = {*ids, *(entry.id for entry in later)}
    touched: set[journal.Key] = set()
    size, start = chunk, 0
    with workspace.many_edits() as take_in:
        for first in range(0, len(later), chunk):
            with workspace.edit("Withdraw a merge", patient=True) as e:
                touched |= journal.let_wait(e.conn, later[::-1][first : first + chunk], gone)
        while start < len(rows):
            with workspace.edit("Withdraw a merge", patient=True, lasting=False) as e:
                begun = time.perf_counter()
                touched |= journal.put_aside(e.conn, [row[2] for row in rows[start : start + size]], alone=True)[0]
            start += size
            if chunk == CHUNK:
                size = _next_size(workspace, size, time.perf_counter() - begun)
            take_in()
    return touched


def come_back(workspace: Workspace, edit: int) -> set[journal.Key]:
    """Apply again what a merge had brought and ``leave`` set aside, chunk by chunk. Returns the items touched."""
    with workspace.read() as r:
        rows = r.conn.exec_driver_sql("SELECT id FROM op WHERE edit = ? AND state = ?", (edit, ASIDE))
        entries = _item_by_item(list(journal.read_entries(r.conn, [row[0] for row in rows]).values()))
    touched: set[journal.Key] = set()
    start, size = 0, CHUNK
    with workspace.many_edits() as take_in:
        while start < len(entries):
            with workspace.edit("Redo a merge", patient=True, lasting=False) as e:
                begun = time.perf_counter()
                touched |= journal.bring_back(e.conn, edit, entries[start : start + size])
            start += size
            size = _next_size(workspace, size, time.perf_counter() - begun)
            take_in()
    return touched


@undisturbed()
def finish_interrupted(workspace: Workspace) -> list[Receipt]:
    """Finish the merge that a crash cut off (or withdraw one whose packages cannot be read any more)."""
    if workspace.read_only:
        return []
    with workspace.read() as r:
        rows = r.conn.exec_driver_sql(
            "SELECT id, name, edit, data, receipt, state FROM package_in WHERE state IN (?, ?) ORDER BY id",
            (BEGUN, APPLYING),
        ).all()
    if not rows:
        _let_go_of_packages(workspace)
        return []
    begun = [(number, row) for row, _, number, _, _, _ in rows]
    packages: list[Package] = []
    try:
        for _, name, _, data, _, state in rows:
            if state == BEGUN:
                raise PackageRefused(f"{name} had only begun to be taken.", "begun")
            packages.append(read_package(workspace, data, name, beside=tuple(packages)))
        takings = _checked(workspace, packages)
    except PackageRefused:
        _withdraw(workspace, begun)
        return []
    decisions = [
        Decision(**{**said, "kind": ItemKind(said["kind"]), "seen": tuple(said["seen"])})
        for said in json.loads(rows[0][4] or "{}").get(_PENDING, ())
    ]
    with workspace.read() as r:
        ids = [id for number, _ in begun for id in _brought(r, number)]
    # From the beginning, so that the receipts name all of it.
    leave(workspace, ids)
    for taking, (number, row) in zip(takings, begun, strict=True):
        taking.number, taking.row, taking.word = number, row, "finished after an interruption"
    return _take_in_chunks(workspace, takings, decisions, CHUNK * 10, None, None, None) or []


def take_starter(workspace: Workspace, package: Package, person: str) -> None:
    """Fill a new file from a starter and say who uses it."""
    with workspace.edit("Join the challenge") as e:
        keep_contents(e.conn, package.attachments.items())
        journal.apply(e.conn, package.entries, edit=None, authorised=workspace.authorised)
        remember_peer(e.conn, package)
        me = find_person(e, person)
        e.conn.exec_driver_sql("INSERT OR REPLACE INTO meta(key, value) VALUES('me', ?)", (me.id,))
    workspace.facts["me"] = me.id
