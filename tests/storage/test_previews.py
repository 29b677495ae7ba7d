"""Looking into a backup tells exactly what restoring it would do, and writes nothing."""

from slireviewer import storage
from slireviewer.model import ItemKind, Point
from tests.storage.laptops import MEETING, NOTE, team, write


def test_a_look_into_a_backup_tells_what_restoring_would_do() -> None:
    with team(1) as (lead,):
        kept = write(lead, {"text": "Stays", "note": NOTE})
        with lead.ws.edit("Undone later") as e:
            e.put(ItemKind.POINT, storage.new_id(), {"text": "Comes back", "note": NOTE})
        backup = storage.back_up(lead.ws)
        lead.ws.undo()
        write(lead, {"text": "Stays as it is now", "note": NOTE}, kept)
        before = lead.shown()
        looked = storage.preview_restore(lead.ws, backup.path)
        assert lead.shown() == before
        assert storage.preview_restore(lead.ws, backup.path) == looked
        receipt = storage.restore_backup(lead.ws, backup.path)
        assert receipt.counts() == looked.receipt.counts()


def test_typing_that_a_crash_interrupted_is_told_with_its_point() -> None:
    with team(1) as (lead,):
        point = Point(id=storage.new_id(), note=NOTE, text="In the middle of a")
        with lead.ws.edit("Type") as e:
            storage.write_points(e, MEETING, [point])
        (line,) = storage.seal_everything(lead.ws)
        assert (line.text, line.point) == (point.text, point.id)
        with lead.ws.read() as r:
            assert storage.place_of(r, ItemKind.POINT, line.point).meeting == MEETING
