"""The words of the letter and what was given out as records, in and out; the format stands in README *Records*.

In a record a place in the letter names what it belongs to by the ids of records, in the change log by those of items.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from slireviewer import richtext
from slireviewer.model import EditionKind, ItemId
from slireviewer.storage.challenges import one_of
from slireviewer.storage.drafting import editions, wording_id, wordings
from slireviewer.storage.workspace import Reading

Record = dict[str, Any]
Names = Callable[[str, str], str]
"""From the kind and the id of a record to its item, or back."""

_OF = {
    "finding": "finding", "recommendation": "recommendation", "progress": "recommendation", "free": "wording",
    "theme": "theme", "questions": "theme", "question": "question",
}  # fmt: skip


def named(place: str, names: Names) -> str:
    """A slot or a section ("finding:…", "theme:…/strength") with the id in it as ``names`` has it."""
    first, slash, side = place.partition("/")
    kind, colon, name = first.partition(":")
    if not colon or kind not in _OF:
        return place
    return f"{kind}:{names(_OF[kind], name)}{slash}{side}"


def wording_fields_of(record: Record, names: Names) -> tuple[ItemId, Record]:
    """The item and the fields of words that a record describes."""
    slot, section, said = (record.get(name) or "" for name in ("slot", "section", "text"))
    slot = named(str(slot or f"free:{record['id']}"), names)
    text = richtext.from_plain(said) if isinstance(said, str) else richtext.from_json(said)
    behind = {f"finding:{names('finding', str(one))}": True for one in record.get("findings") or ()}
    return wording_id(slot), {
        "slot": slot, "text": richtext.to_json(text), "section": named(str(section), names),
        "position": str(record.get("position") or ""), "hidden": record.get("hidden") is True or None, **behind,
    }  # fmt: skip


def edition_fields_of(record: Record, names: Names) -> Record:
    """The fields of an edition that a record describes."""
    said = [[str(one["mark"]), names("finding", str(one.get("item") or "")), str(one["text"])]
            for one in record.get("said") or ()]  # fmt: skip
    by = record.get("by")
    return {
        "kind": str(one_of(EditionKind, str(record.get("edition")), EditionKind.DRAFT)), "name": record.get("name"),
        "identifier": record.get("identifier"), "person": by and names("reviewer", str(by)), "at": record.get("at"),
        "said": said,
    }  # fmt: skip


def export_letter(r: Reading, name: Callable[[str], str], challenge: str) -> Iterator[Record]:
    """The team's own words for the letter, then what was given out, oldest first."""

    def names(_: str, item: str) -> str:
        return name(item)

    for one in wordings(r):
        record = {
            "kind": "wording", "id": one.id, "challenge": challenge, "slot": named(one.slot, names),
            "section": named(one.section, names), "position": one.position, "text": richtext.to_json(one.text),
            "hidden": one.hidden, "findings": sorted(map(name, one.findings)),
        }  # fmt: skip
        yield {key: value for key, value in record.items() if value not in ("", [], False)}
    for given in editions(r):
        said = [{"mark": one.mark, "item": name(one.item), "text": one.text} for one in given.said]
        record = {
            "kind": "edition", "id": given.id, "challenge": challenge, "edition": str(given.kind), "name": given.name,
            "identifier": given.identifier, "by": name(given.person), "at": given.at and given.at.isoformat(),
            "said": said,
        }  # fmt: skip
        yield {key: value for key, value in record.items() if value not in (None, "", [])}
