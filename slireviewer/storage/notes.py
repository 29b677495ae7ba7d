"""Notes and their points, typed as drafts that are sealed on leaving the note, after a minute of rest, and later."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slireviewer import richtext
from slireviewer.history import ALIVE, ItemState, same
from slireviewer.model import NO_ITEM, ItemId, ItemKind, Note, Point, PointKind, position_between
from slireviewer.storage import journal
from slireviewer.storage.challenges import moment, one_of
from slireviewer.storage.typed import Draft, drafts, keep, seal
from slireviewer.storage.workspace import Edit, Reading, Workspace, new_id, now

_CLEAN = dict.fromkeys([0, *range(0xD800, 0xE000)])


@dataclass(frozen=True, slots=True)
class PointLine:
    """A point with where and by whom it was heard."""

    point: Point
    meeting: ItemId
    meeting_title: str
    person: ItemId
    person_name: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class RecoveredLine:
    """Typing that a crash interrupted and that was found again: what, when, and the point, if it is one."""

    text: str
    at: datetime | None
    point: ItemId = NO_ITEM


def clean_text(text: str) -> str:
    """``text`` without NUL and lone surrogates, which could not be saved; everything else verbatim."""
    return text.translate(_CLEAN)


# ---- reading ---------------------------------------------------------------------------------------------


def my_note(r: Reading, meeting: ItemId) -> Note | None:
    """The note of the person at this laptop in a meeting; of several, the oldest."""
    return note_of(r, meeting, r.me)


def note_of(r: Reading, meeting: ItemId, person: ItemId) -> Note | None:
    """The note of one peer in one meeting."""
    row = r.conn.exec_driver_sql(
        "SELECT id, at, tail FROM note WHERE meeting = ? AND person = ? ORDER BY at, id LIMIT 1", (meeting, person)
    ).first()
    if row is None:
        return None
    return Note(id=ItemId(row[0]), meeting=meeting, person=person, at=moment(row[1]), tail=row[2])


def read_notes(
    r: Reading, *, meeting: ItemId | None = None, named: Collection[ItemId] | None = None
) -> list[Note]:  # fmt: skip
    """All notes, or those of one meeting, or those that are named."""
    where, given = ("WHERE meeting = ?", (meeting,)) if meeting else ("", ())
    if named is not None:
        where, given = "WHERE id IN (SELECT value FROM json_each(?))", (ItemId(json.dumps(sorted(named))),)
    rows = r.conn.exec_driver_sql(f"SELECT id, meeting, person, at, tail FROM note {where} ORDER BY at, id", given)
    return [
        Note(id=ItemId(row[0]), meeting=ItemId(row[1]), person=ItemId(row[2]), at=moment(row[3]), tail=row[4])
        for row in rows
    ]


_POINT = "SELECT p.n, p.id, p.note, p.text, p.kind, p.position, p.lead, p.off_record, p.at FROM point p "


def _points(r: Reading, query: str, given: tuple[object, ...] = ()) -> list[Point]:
    rows = r.conn.exec_driver_sql(query, given).all()
    themes: dict[int, list[ItemId]] = defaultdict(list)
    numbers = [row[0] for row in rows]
    if len(numbers) > 200:
        for n, theme in r.conn.exec_driver_sql("SELECT n, theme FROM point_theme"):
            themes[n].append(ItemId(theme))
    elif numbers:
        marks = ",".join("?" * len(numbers))
        for n, theme in r.conn.exec_driver_sql(
            f"SELECT n, theme FROM point_theme WHERE n IN ({marks})", tuple(numbers)
        ):
            themes[n].append(ItemId(theme))
    return [
        Point(
            id=ItemId(id),
            note=ItemId(note),
            text=text,
            kind=one_of(PointKind, kind, PointKind.CONTEXT),
            themes=frozenset(themes.get(n, ())),
            position=position,
            lead=lead,
            off_record=bool(off_record),
            at=moment(at),
        )
        for n, id, note, text, kind, position, lead, off_record, at in rows
    ]


def read_points(r: Reading, *, named: Collection[ItemId] | None = None) -> list[Point]:
    """All sealed points, note by note, or those that are named or stand in a note that is."""
    if named is None:
        return _points(r, f"{_POINT}ORDER BY p.note, p.position, p.id")
    given = (json.dumps(sorted(named)),)
    both = "p.id IN (SELECT value FROM json_each(?1)) OR p.note IN (SELECT value FROM json_each(?1))"
    return _points(r, f"{_POINT}WHERE {both} ORDER BY p.note, p.position, p.id", given)


def note_points(r: Reading, note: ItemId) -> list[Point]:
    """The points of a note in order, typing that is not sealed yet included."""
    points = {point.id: point for point in _points(r, _POINT + "WHERE p.note = ?", (note,))}
    for item, fields in _drafted(r).items():
        if item in points:
            points[item] = _with(points[item], fields)
        elif fields.get("note") == note:
            points[item] = _with(Point(id=item, note=note, text=""), fields)
    return sorted(points.values(), key=lambda point: (point.position, point.id))


def _drafted(r: Reading) -> dict[ItemId, dict[str, Any]]:
    out: dict[ItemId, dict[str, Any]] = defaultdict(dict)
    for item, field, value in r.conn.exec_driver_sql("SELECT item, field, value FROM draft WHERE kind = 'point'"):
        out[ItemId(item)][field] = json.loads(value)
    return out


def _with(point: Point, fields: Mapping[str, Any]) -> Point:
    themes = set(point.themes)
    for name, value in fields.items():
        if name.startswith("theme:"):
            (themes.add if value else themes.discard)(ItemId(name.partition(":")[2]))
    return Point(
        id=point.id,
        note=point.note,
        text=fields.get("text", point.text),
        kind=one_of(PointKind, fields.get("kind", point.kind), PointKind.CONTEXT),
        themes=frozenset(themes),
        position=fields.get("position", point.position),
        lead=fields.get("lead", point.lead),
        off_record=bool(fields.get("off_record", point.off_record)),
        at=moment(fields["at"]) if "at" in fields else point.at,
    )


def point_fields(point: Point) -> dict[str, Any]:
    """A point as fields of the change log; defaults are left out."""
    fields: dict[str, Any] = {
        "note": point.note, "position": point.position, "kind": str(point.kind), "text": clean_text(point.text),
    }  # fmt: skip
    if point.lead != "\n":
        fields["lead"] = point.lead
    if point.off_record:
        fields["off_record"] = True
    if point.at is not None:
        fields["at"] = point.at.isoformat(timespec="seconds")
    fields.update({f"theme:{theme}": True for theme in point.themes})
    return fields


# ---- typing ----------------------------------------------------------------------------------------------


def write_points(
    e: Edit,
    meeting: ItemId,
    points: Sequence[Point],
    *,
    new_note: Note | None = None,
    loaded: Sequence[Point] | None = None,
) -> ItemId:
    """Keep the whole note of the person at this laptop as the editor has it; the answer is the note.

    Only what differs from ``loaded`` (what the editor read or wrote last; by default what is stored) is written, as
    drafts. Points that are gone go into the bin. What arrived since and the editor has not seen stays as it is:
    a text beside the one that is typed, a point that is not in the editor, a change of a point that it took away.
    ``new_note`` gives name and time of the note, if it is not there yet.
    """
    note = my_note(e, meeting)
    note_id = note.id if note else new_note.id if new_note else new_id()
    begun = new_note.at.isoformat() if new_note and new_note.at else now()
    if note is None:
        if not points:
            return note_id
        e.create_many([(ItemKind.NOTE, note_id, {"meeting": meeting, "person": e.me, "at": begun})])
    stored = {point.id: point for point in note_points(e, note_id)}
    known = stored if loaded is None else {point.id: point for point in loaded}
    rows: list[Draft] = []
    for point in points:
        rows += _draft_rows(e, point, known.get(point.id), note_id)
    if rows:
        keep(e, rows)
        e.note({("note", note_id)})
    kept = {point.id for point in points}
    for gone in stored.keys() & known.keys() - kept:
        _discard(e, stored[gone], known[gone])
    return note_id


def move_point(e: Edit, point: ItemId, meeting: ItemId) -> None:
    """Take one of my points to my note of another meeting, where it comes last."""
    seal(e, drafts(e, (point,)))
    note = my_note(e, meeting)
    note_id = note.id if note else new_id()
    if note is None:
        e.create_many([(ItemKind.NOTE, note_id, {"meeting": meeting, "person": e.me, "at": now()})])
    there = note_points(e, note_id)
    last = there[-1].position if there else ""
    e.put(ItemKind.POINT, point, {"note": note_id, "position": position_between(last, ""), "lead": "\n"})


def _draft_rows(e: Edit, point: Point, before: Point | None, note: ItemId) -> list[Draft]:
    if before is not None and _fields_equal(point, before):
        return []
    new = {**point_fields(point), "note": note}
    if before is None and "at" not in new:
        new["at"] = now()
    old = {**point_fields(before), "note": note} if before else {}
    if before is not None and point.at is None:
        new.pop("at", None)
        old.pop("at", None)
    changed = {name: value for name, value in new.items() if name not in old or not same(old[name], value)}
    changed.update({name: False for name in old if name not in new and name.startswith("theme:")})
    changed.update({name: None for name in old if name not in new and name in ("off_record",)})
    if "lead" in old and "lead" not in new:
        changed["lead"] = "\n"
    state = e.state(ItemKind.POINT, point.id)
    on = {name: _read(e, point.id, state, name, old.get(name), before is not None) for name in changed}
    if before is None and (binned := _my_deletions(e, state)):
        changed[ALIVE], on[ALIVE] = True, binned
    stamp = now()
    return [
        (point.id, name, "point", json.dumps(value, ensure_ascii=False), json.dumps(on[name]), stamp)
        for name, value in changed.items()
    ]


def _read(e: Edit, item: ItemId, state: ItemState, name: str, value: Any, in_editor: bool) -> Sequence[str]:
    """The entries that showed the editor this value of a field: what its typing replaces."""
    win = state.winner(name)
    if win is None or not in_editor or same(win.value, value) or not (win.value or value):
        return state.loaded(name)
    entries = journal.item_entries(e.conn, item, kind=ItemKind.POINT)
    return [entry.id for entry in entries if name in entry.set and same(entry.set[name], value)][-1:]


def _my_deletions(e: Edit, state: ItemState) -> Sequence[str]:
    """The deletions by which the person at this laptop put a point into the bin, when it comes back into the editor."""
    deletions = [head for head in state.heads.get(ALIVE, {}).values() if head.value is False]
    return [head.entry for head in deletions] if all(head.by == e.me for head in deletions) else ()


def _fields_equal(one: Point, other: Point) -> bool:
    return (one.text, one.kind, one.themes, one.position, one.lead, one.off_record) == (
        other.text, other.kind, other.themes, other.position, other.lead, other.off_record,
    )  # fmt: skip


def _discard(e: Edit, point: Point, seen: Point) -> None:
    """Put a point that the editor no longer has into the bin; one that never held a word just goes.

    A colleague's change of it that is not in ``seen`` keeps it, flagged.
    """
    sealed = e.conn.exec_driver_sql("SELECT 1 FROM item WHERE id = ? AND kind = 'point'", (point.id,)).scalar()
    typed = drafts(e, (point.id,))
    if point.text.strip() and typed:
        seal(e, typed)
        sealed = 1
    e.conn.exec_driver_sql("DELETE FROM draft WHERE item = ?", (point.id,))
    if sealed:
        e.remove(ItemKind.POINT, point.id, but=_unseen(e.state(ItemKind.POINT, point.id), seen))
    e.note({("point", point.id)})


def _unseen(state: ItemState, seen: Point) -> set[str]:
    """The heads that show something else than what the editor had."""
    said = {"text": clean_text(seen.text), "kind": str(seen.kind), **{f"theme:{theme}": True for theme in seen.themes}}
    out: set[str] = set()
    for name in state.heads:
        win = state.winner(name) if name in ("text", "kind") or name.startswith("theme:") else None
        if win is not None and win.value and not same(win.value, said.get(name)):
            out.update(state.loaded(name))
    return out


def seal_note(e: Edit, meeting: ItemId) -> None:
    """Turn the typing in a meeting's note into entries of the change log."""
    note = my_note(e, meeting)
    if note is not None:
        typed = drafts(e, [point.id for point in note_points(e, note.id)])
        if typed:
            seal(e, typed)


def seal_everything(workspace: Workspace) -> list[RecoveredLine]:
    """Turn all typing into entries; the answer is what was typed, oldest first."""
    with workspace.read() as r:
        typed = drafts(r)
    if not typed or workspace.read_only:
        return []
    with workspace.edit("Type notes") as e:
        typed = drafts(e)
        seal(e, typed)
    return [
        _recovered(item, kind, json.loads(value), at)
        for item, name, kind, value, _, at in typed
        if name == "text" and json.loads(value)
    ]


def _recovered(item: str, kind: str, value: Any, at: str) -> RecoveredLine:
    if kind == ItemKind.POINT:
        return RecoveredLine(value, moment(at), ItemId(item))
    return RecoveredLine(richtext.plain(richtext.from_json(value)), moment(at))


# ---- lists -----------------------------------------------------------------------------------------------

_LINE_FROM = (
    "FROM point p JOIN note ON note.id = p.note LEFT JOIN meeting m ON m.id = note.meeting"
    " LEFT JOIN person ON person.id = note.person "
)


def _lines(r: Reading, where: str, given: tuple[object, ...]) -> list[PointLine]:
    found = r.conn.exec_driver_sql(
        "SELECT p.id, note.meeting, m.title, note.person, person.name, coalesce(nullif(p.at, ''), note.at) "
        + _LINE_FROM
        + where,
        given,
    ).all()
    if not found:
        return []
    marks = ",".join("?" * len(found))
    points = {p.id: p for p in _points(r, f"{_POINT} WHERE p.id IN ({marks})", tuple(row[0] for row in found))}
    return [
        PointLine(points[row[0]], ItemId(row[1]), row[2] or "", ItemId(row[3]), row[4] or "", moment(row[5] or ""))
        for row in found
    ]


def latest_points(r: Reading, person: ItemId, limit: int = 5) -> list[PointLine]:
    """What a peer wrote last, newest first."""
    return _lines(
        r,
        "WHERE note.person = ? AND p.text != '' ORDER BY note.at DESC, p.position DESC LIMIT ?",
        (person, limit),
    )


def heard_on(r: Reading, theme: ItemId, limit: int = 6) -> list[PointLine]:
    """The newest strengths and considerations on a theme, from the whole team."""
    return _lines(
        r,
        "JOIN point_theme t ON t.n = p.n WHERE t.theme = ? AND p.kind IN ('strength', 'consideration')"
        " ORDER BY note.at DESC, p.position DESC LIMIT ?",
        (theme, limit),
    )


def heard_counts(r: Reading, theme: ItemId) -> tuple[int, int]:
    """How many points the whole team has on a theme, and from how many separate meetings."""
    points, meetings = r.conn.exec_driver_sql(
        "SELECT count(*), count(DISTINCT note.meeting) FROM point_theme t JOIN point p USING(n)"
        " JOIN note ON note.id = p.note WHERE t.theme = ? AND p.text != ''",
        (theme,),
    ).one()
    return points, meetings


def untagged_points(r: Reading, limit: int = 200) -> list[PointLine]:
    """My points that have no theme yet, oldest first."""
    return _lines(
        r,
        "WHERE note.person = ? AND p.text != '' AND NOT EXISTS (SELECT 1 FROM point_theme t WHERE t.n = p.n)"
        " ORDER BY note.at, p.position LIMIT ?",
        (r.me, limit),
    )


def point_lines(
    r: Reading, *, meeting: ItemId | None = None, points: Iterable[ItemId] | None = None, kind: PointKind | None = None
) -> list[PointLine]:
    """The sealed points that hold words, in the order of the timetable: of one meeting, these points, of one kind."""
    conditions, given = ["p.text != ''"], []
    if meeting is not None:
        conditions.append("note.meeting = ?")
        given.append(str(meeting))
    if kind is not None:
        conditions.append("p.kind = ?")
        given.append(str(kind))
    lines = _lines(
        r,
        f"WHERE {' AND '.join(conditions)} ORDER BY m.starts, note.meeting, note.at, note.id, p.position, p.id",
        tuple(given),
    )
    if points is None:
        return lines
    wanted = set(points)
    return [line for line in lines if line.point.id in wanted]
