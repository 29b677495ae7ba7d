"""A merge that is stopped at any chunk: what stands then is right, and at the next opening it is finished or gone."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from slireviewer import storage
from slireviewer.storage import merging
from slireviewer.storage.tables import ASIDE
from tests.storage.laptops import NOTE, THEMES, Laptop, Team, copy_file, team, write

ROOT = Path(__file__).parents[2]


def much_work(lead: Laptop, pat: Laptop) -> storage.Package:
    """A package with new items, changes, a conflict, a deletion and an attachment of several chunks."""
    shared = [write(lead, {"text": f"shared {n}", "note": NOTE}) for n in range(3)]
    pat.take(lead.beyond(pat.vector()), lead)
    for n in range(4):
        write(pat, {"text": f"new {n}", "note": NOTE, f"theme:{THEMES[n % 3]}": True})
    for n, item in enumerate(shared[:2]):
        write(pat, {"text": f"pat's {n}"}, item)
    write(lead, {"text": "lead's"}, shared[0])
    with pat.ws.edit("Delete") as e:
        e.remove("point", shared[2])
    return storage.write_package(pat.ws, pat.path.with_suffix(".slirnotes"), everything=True)


def last_state(laptop: Laptop) -> tuple[str, dict[str, object]]:
    with laptop.ws.read() as r:
        receipt = storage.receipt_lines(r)[-1]
    return str(receipt["state"]), receipt


@pytest.mark.parametrize("chunk", [1, 5])
def test_every_chunk_boundary_is_a_valid_state_from_which_the_merge_is_finished(chunk: int) -> None:
    """I16: as the disk is at each boundary: opened there, the merge is done, and its receipt names all of it."""
    made = Team(2)
    copies = []
    try:
        lead, pat = made.laptops
        given = much_work(lead, pat)
        before = lead.shown()

        def at_boundary(done: int, of: int) -> None:
            made.check(lead)
            assert done <= of == len(given.entries)
            path = lead.path.with_name(f"at{done}.db")
            copy_file(lead.path, path)
            copies.append(path)

        wanted = storage.merge_package(lead.ws, given, chunk=chunk, progress=at_boundary)
        assert (
            wanted is not None
            and wanted.taken > 5
            and {"new", "changed", "conflict", "deleted"} <= {what for what, _, _ in wanted.items}
        )
        assert len(copies) > 2
        for path in {*copies[:: max(1, len(copies) // 6)], copies[-1]}:
            restored = Laptop(path, lead.key)
            try:
                state, receipt = last_state(restored)
                assert state == "done" and "interruption" in str(receipt["outcome"])
                assert receipt["items"] == [list(item) for item in wanted.items]
                assert (receipt["taken"], receipt["already"]) == (wanted.taken, wanted.already)
                assert restored.dump() == lead.dump()
                made.check(restored)
                restored.ws.undo()
                assert restored.shown() == before, "a merge that was finished later can be undone as a whole"
            finally:
                restored.ws.close()
    finally:
        made.close()


@pytest.mark.parametrize("boundary", [7, 8])
def test_a_merge_that_is_cancelled_or_fails_is_withdrawn_whole(boundary: int) -> None:
    """I16, I19: nothing of it is shown, nothing is destroyed, and it can be merged again."""
    with team(2) as (lead, pat):
        given = much_work(lead, pat)
        shown, dump = lead.shown(), lead.dump()
        for how in ("cancel", "fail"):
            cancel, calls = threading.Event(), []

            def at_boundary(
                done: int, _: int, how: str = how, cancel: threading.Event = cancel, calls: list[int] = calls
            ) -> None:
                calls.append(done)
                if len(calls) == boundary:
                    if how == "fail":
                        raise KeyboardInterrupt
                    cancel.set()

            if how == "fail":
                with pytest.raises(KeyboardInterrupt):
                    storage.merge_package(lead.ws, given, chunk=2, progress=at_boundary, cancel=cancel)
            else:
                assert storage.merge_package(lead.ws, given, chunk=2, progress=at_boundary, cancel=cancel) is None
            assert last_state(lead)[0] == "withdrawn"
            assert lead.shown() == shown and lead.dump() == dump
            assert any(state == ASIDE for state, _ in lead.ops().values())
        receipt = storage.merge_package(lead.ws, given, chunk=2)
        assert receipt is not None and receipt.taken > 5


def test_what_is_typed_between_two_chunks_survives_the_withdrawal() -> None:
    """I16: the editor goes first, and loses nothing when the merge is given up."""
    with team(2) as (lead, pat):
        given = much_work(lead, pat)
        items: list[str] = []
        cancel = threading.Event()

        def at_boundary(done: int, _: int) -> None:
            items.append(write(lead, {"text": f"typed at {done}", "note": NOTE}))
            if len(items) == 7:
                cancel.set()

        assert storage.merge_package(lead.ws, given, chunk=2, progress=at_boundary, cancel=cancel) is None
        shown = lead.shown()
        assert all(("point", item) in shown for item in items)


def test_a_package_that_cannot_be_read_any_more_is_withdrawn_at_the_next_opening() -> None:
    """I16"""
    made = Team(2)
    try:
        lead, pat = made.laptops
        given = much_work(lead, pat)
        dump = lead.dump()
        path = lead.path.with_name("cut.db")

        def at_boundary(done: int, _: int) -> None:
            if done == 4:
                with lead.ws.edit("Spoil") as e:
                    e.conn.exec_driver_sql("UPDATE package_in SET data = x'00' WHERE state = 'applying'")
                copy_file(lead.path, path)

        storage.merge_package(lead.ws, given, chunk=2, progress=at_boundary)
        restored = Laptop(path, lead.key)
        try:
            assert last_state(restored)[0] == "withdrawn" and restored.dump() == dump
            made.check(restored)
        finally:
            restored.ws.close()
    finally:
        made.close()


@pytest.mark.parametrize("how", ["opened again", "the next merge"])
def test_a_merge_that_stands_is_brought_to_its_end_whatever_fails_there(how: str) -> None:
    """I16: between what was decided and the last receipt, there is no way back any more, and none is needed."""
    made = Team(2)
    try:
        lead, pat = made.laptops
        given = much_work(lead, pat)
        before = lead.shown()
        choices = storage.look_into(lead.ws, [given]).choices
        decisions = [choice.decide("theirs") for choice in choices]
        with lead.ws.edit("Spoil") as e:
            e.conn.exec_driver_sql(
                "CREATE TRIGGER stop BEFORE UPDATE ON package_in WHEN new.state = 'done'"
                " BEGIN SELECT RAISE(ABORT, 'no'); END"
            )
        with pytest.raises(IntegrityError):
            storage.merge_with(lead.ws, [given], decisions, chunk=4)
        assert last_state(lead)[0] == "applying"
        with lead.ws.edit("Mend") as e:
            e.conn.exec_driver_sql("DROP TRIGGER stop")
        if how == "opened again":
            lead.ws.close()
            lead.reopen_after_crash()
        else:
            storage.merge_package(lead.ws, given, chunk=4)
        with lead.ws.read() as r:
            first = storage.receipt_lines(r)[0]
        assert (first["state"], first["outcome"]) == ("done", "finished after an interruption")
        assert [keep for keep, *_ in first["decided"]] == ["theirs"] and "pending" not in first
        made.check(lead)
        lead.ws.undo()
        assert lead.shown() == before
    finally:
        made.close()


CUT = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from slireviewer import storage
from tests.storage.laptops import open_quickly
w = open_quickly(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
given = storage.read_package(w, Path(sys.argv[4]).read_bytes(), "cut")
storage.merge_package(w, given, chunk=2, progress=lambda done, of: done >= 6 and os._exit(9))
"""


@pytest.mark.skipif(os.name == "nt", reason="the lock of a dead process is let go later there")
def test_a_process_that_dies_in_the_middle_leaves_a_merge_that_is_finished() -> None:
    """I16: with a real process, its lock and its log."""
    made = Team(2)
    try:
        lead, pat = made.laptops
        given = much_work(lead, pat)
        lead.ws.close()
        command = [
            sys.executable,
            "-c",
            CUT,
            str(lead.path),
            lead.key.hex(),
            str(ROOT),
            str(pat.path.with_suffix(".slirnotes")),
        ]
        assert subprocess.run(command, cwd=ROOT, check=False).returncode == 9
        lead.reopen_after_crash()
        assert last_state(lead)[0] == "done" and {e.id for e in given.entries} <= lead.ops().keys()
        made.check(lead)
        assert merging.finish_interrupted(lead.ws) == []
    finally:
        made.close()
