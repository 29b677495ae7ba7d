"""Looking at the whole: counts, conflicts with both texts, the bin, what waits, and whether all is sound."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slireviewer.errors import ReviewError
from slireviewer.history import ALIVE, Head, common_ancestor, distinct
from slireviewer.model import ItemId, ItemKind
from slireviewer.storage import journal
from slireviewer.storage.challenges import moment, person_lines
from slireviewer.storage.tables import TYPED
from slireviewer.storage.workspace import Edit, Reading, Workspace


@dataclass(frozen=True, slots=True)
class Version:
    """One value of a field: what, by whom, when."""

    entry: str
    value: Any
    person: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Values that stand side by side in one field; the first is the one shown for now.

    ``before`` is what they replaced, where that is known. ``field`` is "_alive" for an item that one deleted and
    another changed.
    """

    kind: ItemKind
    item: ItemId
    record: str
    field: str
    versions: tuple[Version, ...]
    before: Any


def _version(head: Head, names: Mapping[ItemId, str]) -> Version:
    return Version(head.entry, head.value, names.get(ItemId(head.by), ""), moment(head.wall))


def conflict_lines(r: Reading) -> list[Conflict]:
    """All that waits for a decision; a kind that only a newer version knows is left to that version."""
    names = {person.id: person.name for person in person_lines(r)}
    rows = r.conn.exec_driver_sql(
        "SELECT kind, id, fate FROM item WHERE fate = 2 OR (fate = 0 AND conflicts != '') ORDER BY kind, id"
    ).all()
    out = []
    for kind, item, fate in rows:
        if kind not in TYPED:
            continue
        state = r.state(kind, item)
        record = r.conn.exec_driver_sql(f'SELECT record FROM "{kind}" WHERE id = ?', (item,)).scalar() or ""
        for name in state.conflicts():
            heads = distinct(state.heads[name].values())
            versions = tuple(_version(head, names) for head in heads)
            before = _common_ancestor(r, [head.entry for head in heads], name)
            out.append(Conflict(ItemKind(kind), ItemId(item), record, name, versions, before))
        if fate == 2:
            deletions = [head for head in state.heads[ALIVE].values() if head.value is False]
            versions = tuple(_version(head, names) for head in sorted(deletions, key=lambda head: head.rank))
            out.append(Conflict(ItemKind(kind), ItemId(item), record, ALIVE, versions, None))
    return out


def _common_ancestor(r: Reading, heads: list[str], name: str) -> Any:
    """What all the heads grew from."""
    found = common_ancestor(heads, name, lambda ids: journal.read_entries(r.conn, ids))
    return found.set.get(name) if found else None


def decide(e: Edit, item: ItemId, field: str, *, keep: str | None = None, value: str | None = None) -> None:
    """Decide a conflict: keep one version (by the first characters of its entry), or a text of one's own.

    For an item that was deleted and changed, ``keep="item"`` keeps it and ``keep="bin"`` deletes it for good.
    Raises ReviewError when there is nothing to decide or the version is not one of them.
    """
    for conflict in conflict_lines(e):
        if conflict.item == item and conflict.field == field:
            break
    else:
        raise ReviewError("There is nothing to decide there. Look at the list of conflicts again.")
    if field == ALIVE:
        if keep not in ("item", "bin"):
            raise ReviewError("Say “item” to keep it or “bin” to delete it.")
        (e.restore if keep == "item" else e.remove)(conflict.kind, item)
        return
    if value is None:
        chosen = [v for v in conflict.versions if keep and v.entry.startswith(keep)]
        if len(chosen) != 1:
            raise ReviewError("That is not one of the versions. Look at the list of conflicts again.")
        value = chosen[0].value
    e.resolve(conflict.kind, item, field, value)


def bin_lines(r: Reading) -> list[tuple[ItemKind | str, ItemId, str]]:
    """What is in the bin: kind, item, and its text or title."""
    rows = r.conn.exec_driver_sql("SELECT kind, id FROM item WHERE fate = 1 ORDER BY kind, id").all()
    out: list[tuple[ItemKind | str, ItemId, str]] = []
    for kind, item in rows:
        shown = r.state(kind, item).shown()
        out.append((kind, ItemId(item), str(shown.get("text") or shown.get("title") or shown.get("name") or "")))
    return out


def find_item(r: Reading, said: str) -> tuple[ItemKind, ItemId]:
    """The item meant by its name, the first characters of it, or the id of its record. Raises ReviewError."""
    found: set[tuple[str, str]] = set()
    for kind in TYPED:
        found.update(
            (kind, row[0]) for row in r.conn.exec_driver_sql(f'SELECT id FROM "{kind}" WHERE record = ?', (said,))
        )
    if not found and len(said) >= 6:
        rows = r.conn.exec_driver_sql("SELECT kind, id FROM item WHERE substr(id, 1, ?) = ?", (len(said), said))
        found.update((row[0], row[1]) for row in rows if row[0] in TYPED)
    if len(found) != 1:
        many = "more than one item is" if found else "nothing here is"
        raise ReviewError(f"{many[:1].upper()}{many[1:]} called “{said}”. Give the id that status or export shows.")
    kind, item = found.pop()
    return ItemKind(kind), ItemId(item)


def status(r: Reading) -> dict[str, Any]:
    """Counts by kind and by person, conflicts with all their texts, what waits, the bin: as plain data."""
    people = person_lines(r)
    names = {person.id: person.name for person in people}
    counts = {kind: r.conn.exec_driver_sql(f'SELECT count(*) FROM "{kind}"').scalar_one() for kind in sorted(TYPED)}
    by_person: dict[str, Counter[str]] = defaultdict(Counter)
    for person, notes in r.conn.exec_driver_sql("SELECT person, count(*) FROM note GROUP BY person"):
        by_person[names.get(person, "unknown")]["notes"] += notes
    rows = r.conn.exec_driver_sql(
        "SELECT note.person, count(*) FROM point p JOIN note ON note.id = p.note GROUP BY note.person"
    )
    for person, points in rows:
        by_person[names.get(person, "unknown")]["points"] += points
    waiting = r.conn.exec_driver_sql("SELECT count(DISTINCT op) FROM waiting").scalar_one()
    foreign = r.conn.exec_driver_sql("SELECT count(*) FROM op WHERE state = 3").scalar_one()
    unknown = [row[0] for row in r.conn.exec_driver_sql("SELECT DISTINCT kind FROM item ORDER BY kind")]
    newer = foreign + sum(
        r.conn.exec_driver_sql("SELECT count(*) FROM item WHERE kind = ?", (kind,)).scalar_one()
        for kind in unknown
        if kind not in TYPED and kind != "redaction"
    )
    return {
        "challenge": r.workspace.challenge_id,
        "me": names.get(r.me, ""),
        "team_lead": r.workspace.is_lead,
        "entries": r.conn.exec_driver_sql("SELECT count(*) FROM op").scalar_one(),
        "counts": counts,
        "by_person": {name: dict(sorted(counted.items())) for name, counted in sorted(by_person.items())},
        "conflicts": [
            {
                "kind": str(c.kind), "item": c.item, "record": c.record, "field": c.field, "before": c.before,
                "versions": [
                    {"entry": v.entry, "value": v.value, "by": v.person, "at": v.at and v.at.isoformat()}
                    for v in c.versions
                ],
            }
            for c in conflict_lines(r)
        ],
        "waiting": waiting,
        "made_with_newer_version": newer,
        "forked_logs": r.conn.exec_driver_sql("SELECT count(*) FROM log WHERE forked = 1").scalar_one(),
        "bin": [{"kind": str(kind), "item": item, "text": text} for kind, item, text in bin_lines(r)],
        "drafts": r.conn.exec_driver_sql("SELECT count(DISTINCT item) FROM draft").scalar_one(),
        "packages": [
            {"name": row[0], "at": row[1], "state": row[2]}
            for row in r.conn.exec_driver_sql("SELECT name, at, state FROM package_in ORDER BY id")
        ],
    }  # fmt: skip


class _Enough(Exception):
    """Leaves a transaction in which nothing is to be kept."""


def verify(workspace: Workspace) -> list[str]:
    """What is wrong with the file, one sentence each: none when every entry, index and derived row is right."""
    wrong: list[str] = []
    # A page torn by a power cut is whole in the log, which the check of the bytes does not look into.
    workspace.take_log_in()
    try:
        with workspace.edit("Verify") as e:
            checks = [row[0] for row in e.conn.exec_driver_sql("PRAGMA quick_check")]
            if checks != ["ok"]:
                wrong.append("SQLite finds damaged pages in the file.")
            if e.conn.exec_driver_sql("PRAGMA cipher_integrity_check").all():
                wrong.append("Pages of the file have been changed from outside.")
            names = journal.wrong_names(e.conn)
            if names:
                wrong.append(f"{len(names)} entries of the change log are not what their authors wrote.")
            before = journal.dump(e.conn)
            journal.rebuild(e.conn)
            if journal.dump(e.conn) != before:
                wrong.append("The lists and the search index do not agree with the change log.")
            raise _Enough
    except _Enough:
        pass
    return wrong
