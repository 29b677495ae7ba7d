"""The team's own words for the letter, and what was given out when."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from slireviewer import richtext
from slireviewer.model import Edition, EditionKind, ItemId, ItemKind, Said, Wording
from slireviewer.storage.challenges import moment, one_of
from slireviewer.storage.workspace import Edit, Reading, new_id, now


def wordings(r: Reading) -> list[Wording]:
    """The team's own words for the letter, by slot; free paragraphs in the order of their positions."""
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


def write_wording(e: Edit, value: Wording) -> None:
    """Add or change words of the letter."""
    fields: dict[str, Any] = {
        "slot": value.slot, "text": richtext.to_json(value.text), "section": value.section,
        "position": value.position, "hidden": value.hidden,
    }  # fmt: skip
    shown = e.state(ItemKind.WORDING, value.id).shown()
    links = {f"finding:{finding}": True for finding in value.findings}
    gone = {name: False for name in shown if name.startswith("finding:") and name not in links}
    e.put(ItemKind.WORDING, value.id, {**fields, **links, **gone})


def remove_wording(e: Edit, wording: ItemId) -> None:
    """Go back to what is composed at that slot; a free paragraph goes into the bin."""
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
