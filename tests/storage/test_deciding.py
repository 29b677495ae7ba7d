"""Several packages looked into and taken together with what was decided, and taken back at any later time."""

from __future__ import annotations

import threading
from collections.abc import Collection

import pytest

from slireviewer import storage
from slireviewer.errors import ReviewError
from slireviewer.model import ItemId, ItemKind
from slireviewer.storage import journal, merging, takeback
from tests.storage.laptops import MEETING, NOTE, THEMES, Laptop, Team, copy_file, send, team, texts, values, write

POINT = ItemKind.POINT


def quarrels(lead: Laptop, pat: Laptop, sam: Laptop) -> tuple[list[ItemId], list[storage.Package]]:
    """Three points that Pat or Sam changed as the lead did, one that Pat deleted and the lead changed, and new ones."""
    note = write(lead, {"meeting": MEETING, "person": lead.ws.me, "at": "2026-05-11T09:00:00"}, NOTE, ItemKind.NOTE)
    items = [write(lead, {"text": f"common {n}", "note": note, "position": f"{n}1"}) for n in range(4)]
    for peer in (pat, sam):
        peer.take(lead.beyond(peer.vector()), lead)
    for n, item in enumerate(items):
        write(lead, {"text": f"lead's {n}", f"theme:{THEMES[0]}": True}, item)
    write(pat, {"text": "pat's 0"}, items[0])
    write(pat, {"text": "pat's 1"}, items[1])
    write(sam, {"text": "sam's 1"}, items[1])
    write(sam, {"text": "sam's 2"}, items[2])
    with pat.ws.edit("Delete") as e:
        e.remove(POINT, items[3])
    theirs = write(sam, {"meeting": MEETING, "person": sam.ws.me, "at": "2026-05-11T09:05:00"}, kind=ItemKind.NOTE)
    write(sam, {"text": "sam's new", "note": theirs, "position": "a"})
    return items, [storage.write_package(each.ws, each.path.with_suffix(".slirnotes")) for each in (pat, sam)]


def test_the_outlook_shows_what_is_to_be_decided_and_where_it_belongs() -> None:
    with team(3) as (lead, pat, sam):
        items, packages = quarrels(lead, pat, sam)
        ops, dump = lead.ops(), lead.dump()
        outlook = storage.look_into(lead.ws, packages)
        assert (lead.ops(), lead.dump()) == (ops, dump)
        lines = {line.item: line for line in outlook.lines}
        assert [lines[item].what for item in items] == ["conflict", "conflict", "conflict", "flagged"]
        assert {line.belongs.title for line in outlook.lines} == {"Leader of the council"}
        (choice,) = lines[items[0]].choices
        assert (choice.before, choice.mine[0].value, choice.theirs[0].value) == ("common 0", "lead's 0", "pat's 0")
        assert (choice.mine[0].person, choice.theirs[0].person) == ("Lee Lead", "Pat Peer") and choice.both
        (several,) = lines[items[1]].choices
        assert {side.value for side in several.theirs} == {"pat's 1", "sam's 1"}
        (fate,) = lines[items[3]].choices
        assert (fate.field, fate.sides[0].person, fate.both) == ("_alive", "Pat Peer", False)
        assert lines[items[3]].goes == ("lead's 3",)
        new = [line for line in outlook.lines if line.what == "new"]
        assert {(line.kind, line.text, line.people) for line in new} == {
            ("note", "", ("Sam Second",)), ("point", "sam's new", ("Sam Second",)),
        }  # fmt: skip
        assert outlook.counts == {"conflict": 3, "flagged": 1, "new": 2}


@pytest.mark.parametrize("chunk", [3, 200])
def test_decisions_are_taken_with_the_merge_and_back_with_it(chunk: int) -> None:
    with team(3) as (lead, pat, sam):
        items, packages = quarrels(lead, pat, sam)
        before = lead.shown()
        choices = {c.item: c for c in storage.look_into(lead.ws, packages).choices}
        decisions = [
            choices[items[0]].decide("mine"),
            choices[items[1]].decide("text", text="agreed"),
            choices[items[2]].decide("both"),
            choices[items[3]].decide("item"),
        ]
        receipts = storage.merge_with(lead.ws, packages, decisions, chunk=chunk)
        assert receipts is not None and [len(receipt.decided) for receipt in receipts] == [3, 2]
        assert "decided" in receipts[0].sentence() and "to decide" not in receipts[0].sentence()
        with lead.ws.read() as r:
            assert storage.conflict_lines(r) == []
            points = [point.text for point in storage.note_points(r, NOTE)]
        assert points == ["lead's 0", "agreed", "lead's 2", "sam's 2", "lead's 3"]
        after = lead.shown()
        assert lead.ws.undo() == "Merge 2 packages"
        assert lead.shown() == before
        assert lead.ws.redo() == "Merge 2 packages"
        assert lead.shown() == after


def test_words_and_the_bin_decided_together_leave_nothing_to_decide() -> None:
    with team(3) as (lead, pat, sam):
        item = write(lead, {"text": "common", "note": NOTE, "position": "a"})
        for peer in (pat, sam):
            peer.take(lead.beyond(peer.vector()), lead)
        write(lead, {"text": "lead's"}, item)
        write(pat, {"text": "pat's"}, item)
        with sam.ws.edit("Delete") as e:
            e.remove(POINT, item)
        packages = [storage.write_package(each.ws, each.path.with_suffix(".slirnotes")) for each in (pat, sam)]
        choices = {choice.field: choice for choice in storage.look_into(lead.ws, packages).choices}
        decisions = [choices["text"].decide("theirs"), choices["_alive"].decide("bin")]
        storage.merge_with(lead.ws, packages, decisions)
        with lead.ws.read() as r:
            assert storage.conflict_lines(r) == []
            assert item in {line[1] for line in storage.bin_lines(r)}


def test_what_is_put_off_stays_to_be_decided() -> None:
    with team(3) as (lead, pat, sam):
        items, packages = quarrels(lead, pat, sam)
        choices = {c.item: c for c in storage.look_into(lead.ws, packages).choices}
        storage.merge_with(lead.ws, packages, [choices[items[0]].decide("theirs"), choices[items[1]].decide("later")])
        with lead.ws.read() as r:
            assert {c.item for c in storage.conflict_lines(r)} == set(items[1:])
        assert values(lead, items[0])["text"] == "pat's 0"


def test_a_decision_replaces_no_text_that_was_written_since_it_was_looked_at() -> None:
    with team(3) as (lead, pat, sam):
        items, packages = quarrels(lead, pat, sam)
        choices = {c.item: c for c in storage.look_into(lead.ws, packages).choices}
        write(lead, {"text": "written since"}, items[0])
        storage.merge_with(lead.ws, packages, [choices[items[0]].decide("theirs")])
        assert texts(lead, items[0]) == {"written since", "pat's 0"}


def test_both_is_for_words_only() -> None:
    with team(2) as (lead, pat):
        item = write(lead, {"text": "common", "kind": "context"})
        pat.take(lead.beyond(pat.vector()), lead)
        write(lead, {"kind": "strength"}, item)
        write(pat, {"kind": "quote"}, item)
        package = storage.write_package(pat.ws, pat.path.with_suffix(".slirnotes"))
        (choice,) = storage.look_into(lead.ws, [package]).choices
        assert not choice.both
        ops = lead.ops()
        with pytest.raises(ReviewError, match="only of words"):
            storage.merge_with(lead.ws, [package], [choice.decide("both")])
        assert lead.ops() == ops, "a decision that does not fit takes nothing"
        storage.merge_with(lead.ws, [package], [choice.decide("theirs")])
        assert values(lead, item)["kind"] == "quote"


def test_cancelled_nothing_of_any_package_is_here() -> None:
    with team(3) as (lead, pat, sam):
        _, packages = quarrels(lead, pat, sam)
        before, dump = lead.shown(), lead.dump()
        stop = threading.Event()

        def progress(done: int, of: int) -> None:
            if done >= len(packages[0].entries) + 2:
                stop.set()

        assert storage.merge_with(lead.ws, packages, chunk=1, progress=progress, cancel=stop) is None
        assert (lead.shown(), lead.dump()) == (before, dump)
        assert lead.ws.undo() is not None, "what can be undone is what was written before"


def test_a_merge_is_taken_back_after_other_work_and_that_work_stays() -> None:
    with team(3) as (lead, pat, sam):
        items, packages = quarrels(lead, pat, sam)
        before = lead.shown()
        storage.merge_with(lead.ws, packages, ())
        with lead.ws.read() as r:
            new = next(line for line in storage.point_lines(r) if line.point.text == "sam's new")
        mine = write(lead, {"text": "mine, later", "note": NOTE})
        with lead.ws.read() as r:
            lines = storage.merge_lines(r)
        assert [(line.person, line.undone, line.can_undo) for line in lines] == [
            ("Sam Second", False, True), ("Pat Peer", False, True),
        ]  # fmt: skip
        edits = [line.edit for line in lines]
        seen = storage.preview_undo_merge(lead.ws, *edits)
        assert {going.text for going in seen.goes} == {"", "sam's new"} and seen.counts() == {"note": 1, "point": 1}
        assert {going.item for going in seen.reverts} == set(items) and seen.stays == ()
        assert storage.undo_merge(lead.ws, *edits) == seen
        after = lead.shown()
        assert after.pop((POINT, mine)) and after == before
        storage.redo_merge(lead.ws, *edits)
        assert (POINT, new.point.id) in lead.shown() and texts(lead, items[2]) == {"lead's 2", "sam's 2"}
        # Now somebody works on what came: that stays, with the note in which it stands.
        write(lead, {"text": "sam's new, better said"}, new.point.id)
        seen = storage.preview_undo_merge(lead.ws, *edits)
        assert {going.item for going in seen.stays} == {new.point.id, new.point.note} and seen.goes == ()
        storage.undo_merge(lead.ws, *edits)
        assert values(lead, new.point.id)["text"] == "sam's new, better said"
        storage.redo_merge(lead.ws, *edits)
        everything = storage.undo_merge(lead.ws, *edits, with_later=True)
        assert everything.later == 1 and (POINT, new.point.id) not in lead.shown()
        storage.redo_merge(lead.ws, *edits)
        assert values(lead, new.point.id)["text"] == "sam's new, better said"


def test_a_large_merge_that_is_being_taken_back_is_taken_back_whole_after_a_crash(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with team(2) as (lead, pat):
        note = write(pat, {"meeting": MEETING, "person": pat.ws.me}, kind=ItemKind.NOTE)
        for n in range(12):
            write(pat, {"text": f"point {n}", "note": note})
        before = lead.shown()
        send(pat, lead)
        after = lead.shown()
        with lead.ws.read() as r:
            (line,) = storage.merge_lines(r)
        monkeypatch.setattr(takeback, "_AT_ONCE", 3)

        def cut_off(workspace: storage.Workspace, ids: Collection[str]) -> set[tuple[str, str]]:
            merging.leave(workspace, sorted(ids)[:5], chunk=2)
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(takeback, "leave", cut_off)
            with pytest.raises(KeyboardInterrupt):
                storage.undo_merge(lead.ws, line.edit)
        lead.reopen()
        assert lead.shown() == before
        with lead.ws.read() as r:
            assert storage.merge_lines(r)[0].undone
            assert storage.large_step(r, again=True) == (line.edit,)

        def cut_short(workspace: storage.Workspace, edit: int) -> set[tuple[str, str]]:
            with workspace.edit("Redo a merge") as e:
                rows = e.conn.exec_driver_sql("SELECT id FROM op WHERE edit = ? ORDER BY lam LIMIT 5", (edit,))
                journal.bring_back(e.conn, edit, journal.read_entries(e.conn, rows.scalars().all()).values())
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(takeback, "come_back", cut_short)
            with pytest.raises(KeyboardInterrupt):
                storage.redo_merge(lead.ws, line.edit)
        assert before != lead.shown() != after
        lead.reopen()
        assert lead.shown() == after
        with lead.ws.read() as r:
            assert not storage.merge_lines(r)[0].undone
        # What is built on it goes along when that is wanted, also chunk by chunk.
        item = next(item for kind, item in after if kind == POINT)
        write(lead, {"text": "on top"}, item)
        changed = lead.shown()
        assert storage.undo_merge(lead.ws, line.edit, with_later=True).later == 1
        assert lead.shown() == before
        storage.redo_merge(lead.ws, line.edit)
        assert lead.shown() == changed


def test_a_merge_that_is_cut_off_is_finished_with_what_was_decided() -> None:
    made = Team(3)
    try:
        lead, pat, sam = made.laptops
        items, packages = quarrels(lead, pat, sam)
        choices = {c.item: c for c in storage.look_into(lead.ws, packages).choices}
        decisions = [choices[items[0]].decide("theirs"), choices[items[2]].decide("both")]
        path = lead.path.with_name("cut.db")

        def at_boundary(done: int, of: int) -> None:
            if done < of:
                copy_file(lead.path, path)

        receipts = storage.merge_with(lead.ws, packages, decisions, chunk=5, progress=at_boundary)
        restored = Laptop(path, lead.key)
        try:
            assert texts(restored, items[0]) == {"pat's 0"} and texts(restored, items[2]) == {"lead's 2"}
            with restored.ws.read() as r:
                kept = storage.receipt_lines(r)
            assert [line["outcome"] for line in kept] == ["finished after an interruption"] * 2
            assert receipts is not None
            assert [line["decided"] for line in kept] == [[list(each) for each in one.decided] for one in receipts]
            assert "pending" not in kept[0]
            made.check(restored)
        finally:
            restored.ws.close()
    finally:
        made.close()
