"""What is done to paragraphs of the letter as wholes: another place, back into it, back to the words composed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from slireviewer import storage
from slireviewer.letter import Slot, slots
from slireviewer.model import Answer, ItemId, Response, Theme, Wording, position_between
from slireviewer.richtext import Text, from_plain, places_of, plain, replaced
from slireviewer.ui.rich_document import normal


def beside(themes: Iterable[Theme], theme: ItemId) -> list[Theme]:
    """The themes that stand beside one, itself included, in the order of the letter."""
    every = list(themes)
    parent = next((one.parent for one in every if one.id == theme), None)
    return sorted((one for one in every if one.parent == parent), key=lambda one: one.position)


def put_theme(e: storage.Edit, row: Sequence[Theme], theme: ItemId, at: int) -> None:
    """Put a theme at another place (from 0) of those that stand beside it."""
    mine = next(one for one in row if one.id == theme)
    others = [one for one in row if one.id != theme]
    before, after = (others[at - 1].position if at else ""), (others[at].position if at < len(others) else "")
    if (before or after) and (not after or before < after):
        storage.write_theme(e, replace(mine, position=position_between(before, after)))
        return
    last = ""  # several are said to stand at one place: all of them get a place of their own
    for one in (*others[:at], mine, *others[at:]):
        last = position_between(last, "")
        storage.write_theme(e, replace(one, position=last))


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


def take_words(e: storage.Edit, response: Response) -> None:
    """Put into the letter what the council would have, and say that it was accepted: other words, a paragraph of its
    own behind the finding, or none where it struck a whole paragraph out.

    Raises ReviewError when the words are no longer there, or stand in nothing that can be changed here.
    """
    names = (f"finding:{response.item}", f"recommendation:{response.item}")
    every = slots(storage.letter_source(e))
    slot = next((one for one in every if one.slot in names and not one.hidden), None)
    if slot is None or (response.before.strip() and response.after.strip()):
        storage.take_wording(e, response)
        return
    if not response.before.strip():
        row = [one for one in every if one.section == slot.section]
        behind = response.item if slot.slot == names[0] else None
        storage.write_wording(e, new_paragraph(row, slot, slot.section, from_plain(response.after), behind))
    elif plain(slot.text).split() == response.before.split():
        known = (one for one in storage.wordings(e) if one.slot == slot.slot)
        own = next(known, Wording(id=storage.wording_id(slot.slot), slot=slot.slot, text=slot.text))
        storage.write_wording(e, replace(own, hidden=True))
    else:
        storage.take_wording(e, response)
        return
    storage.write_response(e, replace(response, answer=Answer.ACCEPTED))


def count_places(there: Iterable[Slot], wanted: str) -> int:
    """In how many places of the letter words stand."""
    return sum(len(places) for slot in there if not slot.hidden for places in places_of(slot.text, wanted))


def replace_words(e: storage.Edit, there: Iterable[Slot], wanted: str, other: str) -> int:
    """Put other words in place of some wherever they stand; in how many places that was."""
    known = {one.slot: one for one in storage.wordings(e)}
    count = 0
    for slot in there:
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


def let_go_of_composed(e: storage.Edit, there: Iterable[Slot]) -> None:
    """Words that are those composed anyway follow the finding again."""
    composed = {slot.slot: normal(slot.composed) for slot in there}
    for one in storage.wordings(e):
        if not one.hidden and not one.findings and one.text and normal(one.text) == composed.get(one.slot):
            storage.remove_wording(e, one.id)
