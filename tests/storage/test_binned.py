"""The bin says what, who, when and where; what is put back is there again with all that it needs to be seen."""

from slireviewer import storage
from slireviewer.model import ItemKind
from tests.storage.laptops import MEETING, NOTE, Laptop, team, write


def begin_note(laptop: Laptop) -> None:
    with laptop.ws.edit("Begin") as e:
        e.create_many([(ItemKind.NOTE, NOTE, {"meeting": MEETING, "person": laptop.ws.me})])


def test_the_bin_says_what_was_deleted_by_whom_and_where() -> None:
    with team(1) as (lead,):
        begin_note(lead)
        item = write(lead, {"text": "Reports came late", "note": NOTE})
        with lead.ws.read() as r:
            assert storage.binned_lines(r) == []
            assert not storage.is_binned(r, ItemKind.POINT, item)
        with lead.ws.edit("Delete") as e:
            e.remove(ItemKind.POINT, item)
        with lead.ws.read() as r:
            (line,) = storage.binned_lines(r)
            names = {person.id: person.name for person in storage.person_lines(r)}
            assert (line.kind, line.item, line.text) == (ItemKind.POINT, item, "Reports came late")
            assert line.person == names.get(lead.ws.me, "")
            assert line.at is not None
            assert line.place == storage.place_of(r, ItemKind.POINT, item)
            assert line.place.meeting == MEETING
            assert storage.text_of(r, ItemKind.POINT, item) == "Reports came late"


def test_the_last_deleted_comes_first() -> None:
    with team(1) as (lead,):
        begin_note(lead)
        items = [write(lead, {"text": text, "note": NOTE}) for text in ("one", "two", "three")]
        for item in (items[1], items[0], items[2]):
            with lead.ws.edit("Delete") as e:
                e.remove(ItemKind.POINT, item)
        with lead.ws.read() as r:
            assert [line.text for line in storage.binned_lines(r)] == ["three", "one", "two"]


def test_a_point_is_put_back_with_its_note_and_meeting_as_one_step() -> None:
    with team(1) as (lead,):
        begin_note(lead)
        item = write(lead, {"text": "Reports came late", "note": NOTE})
        with lead.ws.edit("Delete") as e:
            for kind, each in ((ItemKind.POINT, item), (ItemKind.NOTE, NOTE), (ItemKind.MEETING, MEETING)):
                e.remove(kind, each)
        with lead.ws.edit("Put back") as e:
            storage.put_back(e, ItemKind.POINT, item)
        with lead.ws.read() as r:
            assert storage.binned_lines(r) == []
            assert not storage.is_binned(r, ItemKind.NOTE, NOTE)
        assert lead.ws.undo() == "Put back"
        with lead.ws.read() as r:
            assert {line.kind for line in storage.binned_lines(r)} == {ItemKind.POINT, ItemKind.MEETING}
