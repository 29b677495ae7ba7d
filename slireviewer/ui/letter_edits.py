"""What is done to paragraphs of the letter as wholes: another place, back into it, back to the words composed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from slireviewer import storage
from slireviewer.letter import Slot
from slireviewer.model import ItemId
from slireviewer.ui.rich_document import normal


def place_at(e: storage.Edit, slot: Slot, position: str) -> None:
    """Give a finding, or a paragraph of the team's own, another place among its neighbours."""
    kind, _, name = slot.slot.partition(":")
    item = ItemId(name)
    if kind == "finding":
        finding = next(one for one in storage.read_findings(e) if one.id == item)
        storage.write_finding(e, replace(finding, position=position))
    else:
        own = next(one for one in storage.wordings(e) if one.id == item)
        storage.write_wording(e, replace(own, position=position))


def take_back(e: storage.Edit, slot: Slot) -> None:
    """Put what was left out into the letter again, in the words it had."""
    own = next((one for one in storage.wordings(e) if one.id == slot.wording), None)
    if own is not None and own.text:
        storage.write_wording(e, replace(own, hidden=False))
    elif own is not None:
        storage.remove_wording(e, own.id)


def let_go_of_composed(e: storage.Edit, slots: Iterable[Slot]) -> None:
    """Words that are those composed anyway follow the finding again."""
    composed = {slot.slot: normal(slot.composed) for slot in slots}
    for one in storage.wordings(e):
        if not one.hidden and not one.findings and one.text and normal(one.text) == composed.get(one.slot):
            storage.remove_wording(e, one.id)
