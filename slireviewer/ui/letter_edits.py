"""What is done to paragraphs of the letter as wholes: another place, back into it, back to the words composed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from slireviewer import storage
from slireviewer.letter import Slot
from slireviewer.model import ItemId, Wording, position_between
from slireviewer.richtext import Text, places_of, plain, replaced
from slireviewer.ui.rich_document import normal


def new_paragraph(row: Sequence[Slot], after: Slot | None, section: str, text: Text, behind: ItemId | None) -> Wording:
    """A paragraph of the team's own in a section with the places ``row``, behind one of them or at its end;
    ``behind`` is the finding that it rests on."""
    place = next((number for number, one in enumerate(row) if after is not None and one.slot == after.slot), -1)
    before = row[place].position if place >= 0 else ""
    later = next((one.position for one in row[place + 1 :] if one.position > before), "") if place >= 0 else ""
    item = storage.new_id()
    return Wording(
        id=item,
        slot=f"free:{item}",
        text=text,
        section=section,
        position=position_between(before.rstrip("~"), later),
        findings=frozenset({behind} if behind is not None else ()),
    )


def rest_on(e: storage.Edit, slot: Slot, finding: ItemId) -> None:
    """Say that a paragraph of the team's own rests on that finding, too."""
    own = next(one for one in storage.wordings(e) if one.id == slot.wording)
    storage.write_wording(e, replace(own, findings=own.findings | {finding}))


def count_places(slots: Iterable[Slot], wanted: str) -> int:
    """In how many places of the letter words stand."""
    return sum(len(there) for slot in slots if not slot.hidden for there in places_of(slot.text, wanted))


def replace_words(e: storage.Edit, slots: Iterable[Slot], wanted: str, other: str) -> int:
    """Put other words in place of some wherever they stand; in how many places that was."""
    known = {one.slot: one for one in storage.wordings(e)}
    count = 0
    for slot in slots:
        text, places = replaced(slot.text, wanted, other)
        if places and not slot.hidden:
            own = known.get(slot.slot) or Wording(id=storage.wording_id(slot.slot), slot=slot.slot)
            storage.write_wording(e, replace(own, text=text, hidden=not plain(text).strip()))
            count += places
    return count


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
