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
from slireviewer.storage.pacing import CHUNK, item_by_item, leave, may_go_on, next_size
from slireviewer.storage.package import Package, known_signer, read_package, remember_asked, stubs_allowed
from slireviewer.storage.receipts import APPLYING, BEGUN, Receipt, make_receipt
from slireviewer.storage.tables import APPLIED, WAITING
from slireviewer.storage.workspace import Edit, Reading, Workspace, now, undisturbed

_ONE_GO = 4 * 1024 * 1024
_PENDING = "pending"  # what is decided, in the receipt of the last package until it is done
_SETTLING = "settling"  # among the facts: what is left to write of a merge that stands
_WORD_LATER = "finished after an interruption"

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
    _end_unfinished(workspace)
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
        _end_unfinished(workspace)
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


def _end_unfinished(workspace: Workspace) -> None:
    """Bring a merge to its end that could not go on: this one, or an earlier one where even this had failed."""
    _write_what_is_left(workspace)
    with workspace.read() as r:
        begun = r.tuples("SELECT edit, id FROM package_in WHERE state IN (?, ?) ORDER BY id", (BEGUN, APPLYING))
    _withdraw(workspace, begun)


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
        receipts = _conclude(e, takings, decisions)
        for taking, receipt in zip(takings, receipts, strict=True):
            text = json.dumps(receipt.as_json(), ensure_ascii=False)
            e.conn.exec_driver_sql("UPDATE package_in SET receipt = ?, state = 'done' WHERE id = ?", (text, taking.row))
            _stand(e, taking.number)
        e.note(_touched(takings))
        e.compacts = _redacts(takings)
        return receipts


def _begin(e: Edit, taking: _Taking, data: bytes | None, state: str, receipt: str | None = None) -> None:
    """Write down that a package is being taken, with all of it if that will need several transactions.

    Until it is done its step is none that could be undone.
    """
    e.next_step(taking.label)
    taking.number = e.number(is_merge=True)
    e.conn.exec_driver_sql("UPDATE edit SET undone = 1 WHERE id = ?", (taking.number,))
    row = e.conn.exec_driver_sql(
        "INSERT INTO package_in(sha, name, at, edit, state, receipt, data) VALUES(?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (taking.package.sha, taking.package.name, now(), taking.number, state, receipt, data),
    )
    taking.row = int(row.scalar_one())


def _begin_all(workspace: Workspace, takings: Sequence[_Taking], decisions: Sequence[Decision]) -> None:
    """Keep the packages, each in a transaction of its own, for they are large.

    Only with the last is all there that finishing it after a crash would need: its state alone says that it may be.
    """
    *others, last = takings
    for taking in others:
        with workspace.edit(taking.label, patient=True) as e:
            _begin(e, taking, taking.package.data, BEGUN)
    with workspace.edit(last.label, patient=True) as e:
        _begin(e, last, last.package.data, APPLYING, json.dumps(_pending(decisions), ensure_ascii=False))


def _pending(decisions: Sequence[Decision]) -> dict[str, Any]:
    return {_PENDING: [asdict(decision) for decision in decisions]}


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
                break
        else:
            return _settle(workspace, takings, decisions, take_in, origin)
    _withdraw(workspace, [(taking.number, taking.row) for taking in takings])
    return None


def _chunks_taken(workspace: Workspace, takings: Sequence[_Taking], chunk: int) -> Iterator[tuple[int, int]]:
    """Take the entries in, chunk by chunk: those done and all there are, after each."""
    total = sum(len(taking.package.entries) for taking in takings)
    done, size = 0, chunk
    yield done, total
    for taking in takings:
        entries = item_by_item(taking.package.entries)
        start = 0
        while start < len(entries):
            with workspace.edit("Merge", patient=True, lasting=False) as e:
                opened = time.perf_counter()
                while start < len(entries):
                    part = entries[start : start + size]
                    begun = time.perf_counter()
                    taking.outcome.add(_apply(e, taking, part))
                    start += len(part)
                    done += len(part)
                    if chunk != CHUNK:
                        break
                    # As many at a time as this laptop manages while nobody would notice waiting.
                    size = next_size(workspace, size, time.perf_counter() - begun)
                    if not may_go_on(workspace, time.perf_counter() - opened):
                        break
            yield done, total


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


def _settle(
    workspace: Workspace,
    takings: Sequence[_Taking],
    decisions: Sequence[Decision],
    take_in: Callable[[], None],
    origin: object | None,
) -> list[Receipt]:
    """The end of a merge of which all entries are in: files, receipts, what was decided, who has given.

    What is long goes in transactions of its own, before and after the short one from which there is no way back.
    """
    for taking in takings:
        for files in _handfuls(taking.package.attachments):
            with workspace.edit("Merge", patient=True, lasting=False) as e:
                keep_named(e.conn, files)
            take_in()
    for taking in takings:
        taking.receipt = _receipt(taking, takings)
        kept = {**taking.receipt.as_json(), **(_pending(decisions) if taking is takings[-1] else {})}
        text = json.dumps(kept, ensure_ascii=False)
        with workspace.edit("Merge", patient=True, lasting=False) as e:
            e.conn.exec_driver_sql("UPDATE package_in SET receipt = ? WHERE id = ?", (text, taking.row))
        take_in()
    touched, redacts = _touched(takings), _redacts(takings)
    with workspace.edit("Merge packages", patient=True) as e:
        receipts = _conclude(e, takings, decisions)
        each = [(taking.row, taking.number, one.decided) for taking, one in zip(takings, receipts, strict=True)]
        left = json.dumps({"packages": each, "redacts": redacts}, ensure_ascii=False)
        e.conn.exec_driver_sql("INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)", (_SETTLING, left))
        touched |= e.touched
        e.touched.clear()  # it is said when all of it stands
    _write_what_is_left(workspace, take_in, touched=touched, origin=origin, word="")
    return receipts


def _conclude(e: Edit, takings: Sequence[_Taking], decisions: Sequence[Decision]) -> list[Receipt]:
    """Write what was decided, and who has given. Returns the receipts with that in them."""
    decided = _decide(e, takings, decisions)
    receipts = []
    for taking in takings:
        mine = tuple(each for each in decided if (each[1], each[2]) in taking.outcome.touched)
        receipts.append(replace(taking.receipt or _receipt(taking, takings), decided=mine))
        remember_peer(e.conn, taking.package)
    return receipts


def _touched(takings: Sequence[_Taking]) -> set[journal.Key]:
    return {key for taking in takings for key in taking.outcome.touched}


def _redacts(takings: Sequence[_Taking]) -> bool:
    return any(entry.redact for taking in takings for entry in taking.package.entries)


def _stand(e: Edit, number: int) -> None:
    """Let a step be undone from now on; where nothing came of it, there is nothing to undo either."""
    e.conn.exec_driver_sql(
        "UPDATE edit SET undone = NOT EXISTS(SELECT 1 FROM op WHERE edit = ?) WHERE id = ?", (number, number)
    )


def _left_of(workspace: Workspace) -> dict[str, Any] | None:
    """What is left to write of a merge that stands; None when there is none."""
    with workspace.read() as r:
        said = r.conn.exec_driver_sql("SELECT value FROM meta WHERE key = ?", (_SETTLING,)).scalar()
    return json.loads(said) if said else None


def _write_what_is_left(
    workspace: Workspace,
    take_in: Callable[[], None] = lambda: None,
    *,
    touched: Collection[journal.Key] = (),
    origin: object | None = None,
    word: str = _WORD_LATER,
) -> None:
    """Bring a merge that stands to its end: each package done and let go of, and then its step one to be undone.

    Begun again after a crash (or an error, before the next merge), it goes on where it was, and ``word`` says so.
    """
    left = _left_of(workspace)
    if left is None:
        return
    for row, _, decided in left["packages"]:
        with workspace.edit("Merge", patient=True, lasting=False) as e:
            _close(e, row, decided, word)
        take_in()
    with workspace.edit("Merge packages", origin=origin, patient=True) as e:
        for _, number, _ in left["packages"]:
            _stand(e, number)
        e.conn.exec_driver_sql("DELETE FROM meta WHERE key = ?", (_SETTLING,))
        e.note(touched)
        e.compacts = left["redacts"]


def _close(e: Edit, row: int, decided: Sequence[Sequence[str]], word: str) -> None:
    """A package is done: its receipt says what was decided with it, and it is not kept itself any more."""
    said = json.dumps({"decided": decided, _PENDING: None, **({"outcome": word} if word else {})}, ensure_ascii=False)
    e.conn.exec_driver_sql(
        "UPDATE package_in SET receipt = json_patch(receipt, ?), state = 'done', data = NULL WHERE id = ?", (said, row)
    )


def _decide(e: Edit, takings: Sequence[_Taking], decisions: Sequence[Decision]) -> list[tuple[str, str, str, str]]:
    """Write what was decided, each under the step of the last package that has to do with it."""
    if not decisions:
        return []
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
        e.conn.exec_driver_sql(
            "UPDATE package_in SET state = ? WHERE id = ? AND state = ?", [(BEGUN, row, APPLYING) for _, row in begun]
        )
    with workspace.read() as r:
        ids = [id for number, _ in begun for id in _brought(r, number)]
    touched = leave(workspace, ids)
    for _, row in begun:
        with workspace.edit("Withdraw a merge", patient=True) as e:
            e.conn.exec_driver_sql(
                "UPDATE package_in SET state = 'withdrawn', data = NULL, receipt = NULL WHERE id = ?", (row,)
            )
            e.note(touched if row == begun[-1][1] else ())


def _brought(r: Reading, number: int) -> list[str]:
    """The entries that a merge has brought so far."""
    rows = r.conn.exec_driver_sql("SELECT id FROM op WHERE edit = ? AND state IN (?, ?)", (number, APPLIED, WAITING))
    return [row[0] for row in rows]


@undisturbed()
def finish_interrupted(workspace: Workspace) -> list[Receipt]:
    """Finish the merge that a crash cut off (or withdraw one whose packages cannot be read any more)."""
    if workspace.read_only:
        return []
    _write_what_is_left(workspace)
    with workspace.read() as r:
        rows = r.conn.exec_driver_sql(
            "SELECT id, name, edit, data, receipt, state FROM package_in WHERE state IN (?, ?) ORDER BY id",
            (BEGUN, APPLYING),
        ).all()
    if not rows:
        return []
    begun = [(number, row) for row, _, number, _, _, _ in rows]
    packages: list[Package] = []
    try:
        if rows[-1][5] != APPLYING:
            raise PackageRefused("Packages had only begun to be taken.", "begun")
        for _, name, _, data, _, _ in rows:
            packages.append(read_package(workspace, data, name, beside=tuple(packages)))
        takings = _checked(workspace, packages)
    except PackageRefused:
        _withdraw(workspace, begun)
        return []
    decisions = [
        Decision(**{**said, "kind": ItemKind(said["kind"]), "seen": tuple(said["seen"])})
        for said in json.loads(rows[-1][4] or "{}").get(_PENDING, ())
    ]
    with workspace.read() as r:
        ids = [id for number, _ in begun for id in _brought(r, number)]
    # From the beginning, so that the receipts name all of it.
    leave(workspace, ids)
    for taking, (number, row) in zip(takings, begun, strict=True):
        taking.number, taking.row, taking.word = number, row, _WORD_LATER
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
