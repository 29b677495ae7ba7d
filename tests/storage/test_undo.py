"""Undo and redo: each takes back or gives back exactly one step, and nothing is ever destroyed."""

import pytest

from slireviewer import storage
from slireviewer.history import ALIVE
from slireviewer.model import ItemKind, Point
from tests.storage.laptops import MEETING, NOTE, THEMES, Laptop, entries_of, send, team, texts, values, write

POINT = ItemKind.POINT


def fate(laptop: Laptop, item: str) -> int:
    with laptop.ws.read() as r:
        return int(r.state("point", item).fate())


def test_undoing_every_step_and_doing_it_again_passes_through_the_same_states() -> None:
    """I19: undo after an edit is the state before it; redo gives the edit back; many steps deep."""
    with team(1) as (lead,):
        states = [lead.shown()]
        item = write(lead, {"text": "one", "note": NOTE})
        states.append(lead.shown())
        write(lead, {"text": "two", "kind": "strength"}, item)
        states.append(lead.shown())
        write(lead, {"text": "three"}, item)
        states.append(lead.shown())
        write(lead, {f"theme:{THEMES[0]}": True}, item)
        states.append(lead.shown())
        with lead.ws.edit("Delete") as e:
            e.remove(POINT, item)
        states.append(lead.shown())
        for _ in range(3):
            for state in reversed(states[:-1]):
                assert lead.ws.undo() is not None
                assert lead.shown() == state
            assert lead.ws.undo() is None
            for state in states[1:]:
                assert lead.ws.redo() is not None
                assert lead.shown() == state
            assert lead.ws.redo() is None


def test_an_edit_that_writes_twice_is_one_step() -> None:
    """I19"""
    with team(1) as (lead,):
        item = write(lead, {"text": "before"})
        with lead.ws.edit("Twice") as e:
            e.put(POINT, item, {"text": "half way"})
            e.put(POINT, item, {"text": "after", "kind": "strength"})
        lead.ws.undo()
        assert values(lead, item) == {"text": "before"}
        lead.ws.redo()
        assert values(lead, item) == {"text": "after", "kind": "strength"}


def test_making_an_item_in_two_writes_is_undone_whole() -> None:
    """I19"""
    with team(1) as (lead,):
        before = lead.shown()
        item = storage.new_id()
        with lead.ws.edit("Make") as e:
            e.put(POINT, item, {"text": "first"})
            e.put(POINT, item, {"text": "second"})
        after = lead.shown()
        lead.ws.undo()
        assert lead.shown() == before and fate(lead, item) == 1
        lead.ws.redo()
        assert lead.shown() == after


def test_a_new_edit_ends_what_can_be_done_again() -> None:
    with team(1) as (lead,):
        item = write(lead, {"text": "one"})
        write(lead, {"text": "two"}, item)
        lead.ws.undo()
        write(lead, {"text": "three"}, item)
        assert lead.ws.redo() is None
        assert values(lead, item) == {"text": "three"}


def test_undo_of_a_decision_gives_the_conflict_back() -> None:
    """I19, I12: both texts stand side by side again, and the same one is shown."""
    with team(2) as (lead, pat):
        item = write(lead, {"text": "common"})
        send(lead, pat)
        write(lead, {"text": "lead's"}, item)
        write(pat, {"text": "pat's"}, item)
        send(pat, lead)
        before = lead.shown()
        with lead.ws.edit("Decide") as e:
            storage.decide(e, item, "text", value="both")
        assert texts(lead, item) == {"both"}
        lead.ws.undo()
        assert texts(lead, item) == {"lead's", "pat's"} and lead.shown() == before
        lead.ws.redo()
        assert texts(lead, item) == {"both"}


def test_undo_of_a_second_deletion_leaves_the_item_flagged() -> None:
    """I19, I11: a deletion that comes back has seen what its author saw, and no more."""
    with team(2) as (lead, pat):
        item = write(lead, {"text": "common"})
        send(lead, pat)
        with pat.ws.edit("Delete") as e:
            e.remove(POINT, item)
        write(lead, {"text": "unseen"}, item)
        send(pat, lead)
        assert fate(lead, item) == 2
        with lead.ws.edit("Delete") as e:
            e.remove(POINT, item)
        assert fate(lead, item) == 1
        lead.ws.undo()
        assert fate(lead, item) == 2


def test_undo_of_an_edit_of_a_deleted_item_leaves_it_in_the_bin() -> None:
    """I19, I11"""
    with team(1) as (lead,):
        item = write(lead, {"text": "one"})
        with lead.ws.edit("Delete") as e:
            e.remove(POINT, item)
        write(lead, {"text": "two"}, item)
        assert fate(lead, item) == 2
        lead.ws.undo()
        assert fate(lead, item) == 1
        lead.ws.undo()
        assert fate(lead, item) == 0 and values(lead, item) == {"text": "one"}


def test_undoing_and_redoing_an_edit_of_a_deleted_item_ends_where_it_began() -> None:
    """I19, I11: a deletion that comes back beside a text has not seen that text."""
    with team(1) as (lead,):
        item = write(lead, {"text": "one"})
        with lead.ws.edit("Delete") as e:
            e.remove(POINT, item)
        write(lead, {"text": "two"}, item)
        for _ in range(2):
            lead.ws.undo()
            assert fate(lead, item) == 1
            lead.ws.redo()
            assert fate(lead, item) == 2 and values(lead, item) == {"text": "two"}


def test_what_somebody_changed_since_is_left_alone() -> None:
    """I19, I5: an undo replaces only what its edit wrote, also when a colleague's edit of it arrived meanwhile."""
    with team(2) as (lead, pat):
        item = write(lead, {"text": "one", "kind": "context"})
        write(lead, {"text": "two", "kind": "strength"}, item)
        send(lead, pat)
        write(pat, {"text": "pat's"}, item)
        send(pat, lead)
        with lead.ws.edit("As a program would that knows no merges") as e:
            e.conn.exec_driver_sql("UPDATE edit SET undone = 1 WHERE is_merge = 1")
        lead.ws.undo()
        assert values(lead, item) == {"text": "pat's", "kind": "context"}


def test_a_merge_is_taken_back_whole_and_brought_back_whole() -> None:
    """I19: entries are set aside, none is destroyed, and redo applies every one of them again."""
    with team(2) as (lead, pat):
        item = write(lead, {"text": "common", "note": NOTE})
        send(lead, pat)
        write(pat, {"text": "pat's"}, item)
        new = write(pat, {"text": "new", "note": NOTE})
        before, ops, dump = lead.shown(), lead.ops(), lead.dump()
        receipt = send(pat, lead)
        after, merged, dump_after = lead.shown(), lead.ops(), lead.dump()
        assert ("new", "point", new) in receipt.items and ("changed", "point", item) in receipt.items
        assert "Pat Peer" in str(lead.ws.undo())
        assert lead.shown() == before and lead.dump() == dump
        assert {id: raw for id, (_, raw) in lead.ops().items()} == {id: raw for id, (_, raw) in merged.items()}
        assert {id: state for id, (state, _) in lead.ops().items() if id in ops} == {
            id: s for id, (s, _) in ops.items()
        }
        lead.ws.redo()
        assert lead.shown() == after and lead.ops() == merged and lead.dump() == dump_after


def test_own_work_on_merged_work_waits_while_the_merge_is_undone() -> None:
    """I19, I8: an undone edit of merged text neither vanishes nor blocks the undoing of the merge."""
    with team(2) as (lead, pat):
        item = write(pat, {"text": "pat's", "note": NOTE})
        before = lead.shown()
        send(pat, lead)
        merged = lead.shown()
        write(lead, {"text": "lead's"}, item)
        edited = lead.shown()
        lead.ws.undo()
        assert lead.shown() == merged
        lead.ws.undo()
        assert lead.shown() == before
        with lead.ws.read() as r:
            assert storage.status(r)["waiting"] == 2
        lead.ws.redo()
        assert lead.shown() == merged
        lead.ws.redo()
        assert lead.shown() == edited


def test_a_package_merged_again_after_undo_comes_back() -> None:
    """I19: restore is import; what was set aside is taken in again with the next package."""
    with team(2) as (lead, pat):
        write(pat, {"text": "pat's", "note": NOTE})
        send(pat, lead)
        after = lead.shown()
        lead.ws.undo()
        write(lead, {"text": "other"})
        assert lead.ws.redo() is None
        lead.ws.undo()
        assert send(pat, lead).taken > 0
        assert lead.shown() == after


def test_a_merge_that_brought_nothing_is_no_step() -> None:
    with team(2) as (lead, pat):
        write(lead, {"text": "one"})
        send(lead, pat)
        assert send(pat, lead).taken == 0
        assert lead.ws.undo() == "Write"


def test_removing_text_for_good_is_no_step() -> None:
    """I13: undo neither fails on it nor brings the text back."""
    with team(1) as (lead,):
        item = write(lead, {"text": "secret"})
        (entry,) = entries_of(lead, item)
        write(lead, {"text": "clean"}, item)
        with lead.ws.edit("Remove for good") as e:
            e.redact([entry.id])
        assert lead.ws.undo() == "Write"
        assert "secret" not in str(values(lead, item)) and texts(lead, item) == {None}
        assert lead.ws.redo() == "Write"
        assert values(lead, item) == {"text": "clean"}


def test_typing_thrown_away_comes_back() -> None:
    """I19, I11: a point that was typed and deleted in one step is not lost to undo."""
    with team(1) as (lead,):
        item = storage.new_id()
        with lead.ws.edit("Type notes") as e:
            note = storage.write_points(e, MEETING, [Point(id=item, note=NOTE, text="typed", position="m")])
        with lead.ws.edit("Type notes") as e:
            storage.write_points(e, MEETING, [])
        assert fate(lead, item) == 1
        lead.ws.undo()
        with lead.ws.read() as r:
            assert [point.text for point in storage.note_points(r, note)] == ["typed"]


def test_steps_outlive_a_reopening() -> None:
    with team(1) as (lead,):
        item = write(lead, {"text": "one"})
        write(lead, {"text": "two"}, item)
        lead.ws.undo()
        lead.reopen()
        assert lead.ws.redo() == "Write"
        lead.reopen()
        assert lead.ws.undo() == "Write"
        assert values(lead, item) == {"text": "one"}


@pytest.mark.parametrize("field", ["text", f"theme:{THEMES[0]}", "position", ALIVE])
def test_undo_is_one_entry_that_names_what_it_takes_back(field: str) -> None:
    """I5, I19: nothing is taken out of the log; the undo is an edit like any other."""
    with team(1) as (lead,):
        item = write(lead, {"text": "one", "position": "a"})
        with lead.ws.edit("Change") as e:
            if field == ALIVE:
                e.remove(POINT, item)
            else:
                e.put(POINT, item, {field: True if ":" in field else "b"})
        before = entries_of(lead, item)
        lead.ws.undo()
        (undo,) = entries_of(lead, item)[len(before) :]
        assert undo.on[field] == [before[-1].id]
