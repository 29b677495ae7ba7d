"""The team's own words for the letter, and what was given out when."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from hashlib import blake2s
from typing import Any

from slireviewer import richtext
from slireviewer.history import ALIVE, Fate, same
from slireviewer.model import Edition, EditionKind, ItemId, ItemKind, Said, Wording
from slireviewer.storage.challenges import moment, one_of
from slireviewer.storage.typed import drafts, keep, seal
from slireviewer.storage.workspace import Edit, Reading, new_id, now


def wordings(r: Reading) -> list[Wording]:
    """The team's own words for the letter, typing that is not sealed yet included.

    By slot; free paragraphs in the order of their positions.
    """
    found = {wording.id: wording for wording in _sealed(r)}
    for item, fields in _typed(r).items():
        found[item] = _with(found.get(item, Wording(id=item, slot="")), fields)
    return sorted(found.values(), key=lambda one: (one.section, one.position, one.slot, one.id))


def _sealed(r: Reading) -> list[Wording]:
    behind: dict[int, set[ItemId]] = defaultdict(set)
    for n, finding in r.conn.exec_driver_sql("SELECT n, finding FROM wording_finding"):
        behind[n].add(ItemId(finding))
    rows = r.conn.exec_driver_sql("SELECT * FROM wording ORDER BY section, position, slot, id").mappings()
    return [
        Wording(
            id=ItemId(row["id"]),
            slot=row["slot"],
            text=richtext.from_json(json.loads(row["text"] or "null")),
            section=row["section"],
            position=row["position"],
            hidden=bool(row["hidden"]),
            findings=frozenset(behind.get(row["n"], ())),
        )
        for row in rows
    ]


def _typed(r: Reading) -> dict[ItemId, dict[str, Any]]:
    out: dict[ItemId, dict[str, Any]] = defaultdict(dict)
    for item, field, kind, value, _, _ in drafts(r):
        if kind == ItemKind.WORDING:
            out[ItemId(item)][field] = json.loads(value)
    return out


def _with(wording: Wording, fields: Mapping[str, Any]) -> Wording:
    behind = set(wording.findings)
    for name, value in fields.items():
        if name.startswith("finding:"):
            (behind.add if value else behind.discard)(ItemId(name.partition(":")[2]))
    return Wording(
        id=wording.id,
        slot=fields.get("slot", wording.slot),
        text=richtext.from_json(fields["text"]) if "text" in fields else wording.text,
        section=fields.get("section", wording.section),
        position=fields.get("position", wording.position),
        hidden=bool(fields.get("hidden", wording.hidden)),
        findings=frozenset(behind),
    )


def _fields(value: Wording) -> dict[str, Any]:
    links = {f"finding:{finding}": True for finding in value.findings}
    return {
        "slot": value.slot, "text": richtext.to_json(value.text), "section": value.section,
        "position": value.position, "hidden": value.hidden, **links,
    }  # fmt: skip


def wording_id(slot: str) -> ItemId:
    """The item that holds the words of a slot: the same on every laptop, so that two wordings of it meet."""
    kind, _, name = slot.partition(":")
    return ItemId(name) if kind == "free" else ItemId(blake2s(slot.encode(), digest_size=16).hexdigest())


def write_wording(e: Edit, value: Wording) -> None:
    """Add or change words of the letter; what was in the bin comes out of it."""
    seal(e, drafts(e, (value.id,)))
    if e.state(ItemKind.WORDING, value.id).fate() is Fate.BINNED:
        e.restore(ItemKind.WORDING, value.id)
    fields = _fields(value)
    shown = e.state(ItemKind.WORDING, value.id).shown()
    gone = {name: False for name in shown if name.startswith("finding:") and name not in fields}
    e.put(ItemKind.WORDING, value.id, {**fields, **gone})


def type_wording(e: Edit, value: Wording) -> None:
    """Keep words of the letter as they are being typed; ``seal_wordings`` makes one entry of all the typing."""
    state = e.state(ItemKind.WORDING, value.id)
    shown, stamp = state.shown(), now()
    already = {row[1]: json.loads(row[3]) for row in drafts(e, (value.id,))}
    changed = {
        name: field
        for name, field in _fields(value).items()
        if not same(already.get(name, shown.get(name)), field) and not (field is False and name not in shown)
    }
    if state.fate() is Fate.BINNED and not already.get(ALIVE):
        changed[ALIVE] = True
    if not changed:
        return
    on = {name: list(state.loaded(name)) for name in changed}
    rows = [
        (value.id, name, str(ItemKind.WORDING), json.dumps(field, ensure_ascii=False), json.dumps(on[name]), stamp)
        for name, field in changed.items()
    ]
    keep(e, rows)


def seal_wordings(e: Edit) -> None:
    """Turn the typing in the letter into entries of the change log."""
    seal(e, [row for row in drafts(e) if row[2] == ItemKind.WORDING])


def remove_wording(e: Edit, wording: ItemId) -> None:
    """Go back to what is composed at that slot; a free paragraph goes into the bin."""
    seal(e, drafts(e, (wording,)))
    e.remove(ItemKind.WORDING, wording)


def editions(r: Reading) -> list[Edition]:
    """What was given out, oldest first."""
    rows = r.conn.exec_driver_sql("SELECT * FROM edition ORDER BY at, id").mappings()
    return [
        Edition(
            id=ItemId(row["id"]),
            kind=one_of(EditionKind, row["kind"], EditionKind.DRAFT),
            name=row["name"],
            identifier=row["identifier"],
            person=ItemId(row["person"]),
            at=moment(row["at"]),
            said=_said(row["said"]),
        )
        for row in rows
    ]


def write_edition(e: Edit, kind: EditionKind, name: str, said: tuple[Said, ...], *, identifier: str = "") -> Edition:
    """Keep what is given out now, as whoever uses this laptop."""
    at = now()
    made = Edition(id=new_id(), kind=kind, name=name, identifier=identifier, person=e.me, at=moment(at), said=said)
    places = [[one.mark, one.item, one.text] for one in said]
    fields = {
        "kind": str(kind), "name": name, "identifier": identifier, "person": e.me, "at": at, "said": places,
    }  # fmt: skip
    e.create_many([(ItemKind.EDITION, made.id, fields)])
    return made


def _said(text: str) -> tuple[Said, ...]:
    data = json.loads(text or "null")
    if not isinstance(data, list):
        return ()
    fits = [one for one in data if isinstance(one, list) and len(one) == 3 and all(type(x) is str for x in one)]
    return tuple(Said(mark=mark, item=ItemId(item), text=words) for mark, item, words in fits)
