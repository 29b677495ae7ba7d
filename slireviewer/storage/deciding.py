"""What somebody decided about texts that stand side by side, and how it is written.

A decision replaces exactly the versions that were looked at, never one that came since.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from slireviewer.errors import ReviewError
from slireviewer.history import ALIVE, Fate, Head, ItemState, distinct
from slireviewer.model import ItemId, ItemKind, position_between
from slireviewer.storage.notes import clean_text
from slireviewer.storage.workspace import Edit, new_id

Keep = Literal["mine", "theirs", "both", "text", "item", "bin", "later"]

# The fields that hold people's own words: only these can be kept both, or be given a third wording.
WORDED = frozenset({"text", "title", "name", "role", "organisation", "place", "timescale", "short"})
_RUNNING = frozenset({"text"})


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do about one field of one item.

    ``keep`` is "mine" or "theirs" (the version ``entry``, or the one that is shown of several), "both", "text"
    (``text`` replaces them), or "later". An item that one deleted and another changed (``field`` "_alive") is kept
    by "item" and deleted by "bin". "both" makes two points of a point, the second right after the first; other
    texts are joined, mine first. ``seen`` are the versions that were looked at (none: all that there are).
    """

    kind: ItemKind
    item: ItemId
    field: str
    keep: Keep
    text: str = ""
    entry: str = ""
    seen: tuple[str, ...] = ()


def can_keep_both(kind: str, field: str, values: Iterable[object]) -> bool:
    """Whether "both" can be chosen: for words, where there is something on both sides."""
    return field in WORDED and all(isinstance(value, str) and value.strip() for value in values)


def take_decision(e: Edit, decision: Decision, came: frozenset[str]) -> bool:
    """Write what was decided; ``came`` are the entries that came with the merge. Whether anything was to be decided.

    Raises ReviewError when a decision does not fit its field.
    """
    if decision.keep == "later":
        return False
    state = e.state(decision.kind, decision.item)
    if decision.field == ALIVE:
        return _decide_fate(e, decision, state)
    heads = state.heads.get(decision.field, {})
    seen = [head for id, head in heads.items() if not decision.seen or id in decision.seen]
    versions = distinct(seen)
    if len(versions) < 2 and not (decision.keep == "text" and seen):
        return False
    mine = [head for head in versions if head.entry not in came]
    theirs = [head for head in versions if head.entry in came]
    value, second = _chosen(decision, versions, mine or versions[:1], theirs or versions[1:] or versions)
    e.put(decision.kind, decision.item, {decision.field: value}, on={decision.field: [head.entry for head in seen]})
    for text in second:
        _point_after(e, decision.item, text)
    return True


def _decide_fate(e: Edit, decision: Decision, state: ItemState) -> bool:
    if decision.keep not in ("item", "bin"):
        raise ReviewError("Say whether to keep what one deleted and another changed, or to put it into the bin.")
    if state.fate() is not Fate.FLAGGED:
        return False
    if decision.keep == "item":
        e.restore(decision.kind, decision.item)
    else:
        unseen = set(state.all_heads()).difference(decision.seen) if decision.seen else set()
        e.remove(decision.kind, decision.item, but=unseen.difference(_written_here(e, decision.item)))
    return True


def _written_here(e: Edit, item: ItemId) -> set[str]:
    """The entries of the same step: what was decided just before of the same item was seen by whoever decides."""
    rows = e.conn.exec_driver_sql("SELECT id FROM op WHERE item = ? AND edit = ?", (item, e.edit_id))
    return {row[0] for row in rows}


def _chosen(
    decision: Decision, versions: list[Head], mine: list[Head], theirs: list[Head]
) -> tuple[Any, tuple[str, ...]]:
    """The value for the field, and the texts for further points."""
    if decision.keep == "text":
        if decision.field not in WORDED:
            raise ReviewError("Only words can be written anew. Keep one side of it.")
        return clean_text(decision.text), ()
    if decision.keep == "both":
        ordered = [*mine, *(head for head in theirs if head not in mine)]
        texts = [str(head.value) for head in ordered]
        if not can_keep_both(decision.kind, decision.field, [head.value for head in ordered]):
            raise ReviewError("Both can be kept only of words. Keep one side of it.")
        if decision.kind is ItemKind.POINT and decision.field == "text":
            return texts[0], tuple(texts[1:])
        return ("\n\n" if decision.field in _RUNNING else " / ").join(texts), ()
    named = [head for head in versions if decision.entry and head.entry == decision.entry]
    if decision.entry and not named:
        # Somebody has gone on writing on that side: what stands there now is meant.
        named = mine if decision.keep == "mine" else theirs
    side = named or (mine if decision.keep == "mine" else theirs)
    return side[0].value, ()


def _point_after(e: Edit, point: ItemId, text: str) -> ItemId:
    """A further point with this text right after one, in the same note, of the same kind and themes."""
    shown = e.state(ItemKind.POINT, point).shown()
    position = str(shown.get("position") or "")
    later = e.conn.exec_driver_sql(
        "SELECT min(position) FROM point WHERE note = ? AND position > ?", (str(shown.get("note") or ""), position)
    ).scalar()
    kept = {
        name: value
        for name, value in shown.items()
        if name in ("note", "kind", "off_record", "at") or (name.startswith("theme:") and value is True)
    }
    made = new_id()
    place = position_between(position, later or "")
    e.create_many([(ItemKind.POINT, made, {**kept, "text": text, "position": place})])
    return made
