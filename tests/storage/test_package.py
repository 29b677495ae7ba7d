"""Packages between laptops: what goes in and comes out, receipts, the starter, files that only their owner reads."""

from __future__ import annotations

import json
import os
import stat
import threading
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyrage
import pytest

from slireviewer import storage
from slireviewer.errors import PackageRefused, ReviewError
from slireviewer.history import parse_entry
from slireviewer.model import ItemKind
from slireviewer.storage import package as packages
from tests.support import PASSPHRASE, copy_of, facts, team


def opened(path: Path) -> storage.Workspace:
    return storage.open_challenge(path, PASSPHRASE)


@pytest.fixture
def lead(tmp_path: Path) -> Iterator[storage.Workspace]:
    with opened(copy_of(team().lead, tmp_path)) as w:
        yield w


def taken(w: storage.Workspace, file: Path, **more: Any) -> storage.Receipt:
    receipt = storage.merge_package(w, storage.read_package(w, storage.load(file), file.name), **more)
    assert receipt is not None
    return receipt


def everything(w: storage.Workspace) -> list[dict[str, Any]]:
    with w.read() as r:
        return list(storage.export_records(r, interviewees=True))


def log_of(w: storage.Workspace) -> dict[str, bytes]:
    with w.read() as r:
        return {row[0]: row[1] for row in r.conn.exec_driver_sql("SELECT id, raw FROM op WHERE state = 0")}


def test_a_package_holds_what_the_lead_lacks_and_all_of_it_on_request(tmp_path: Path) -> None:
    with opened(copy_of(team().peer(2), tmp_path)) as w:
        new = storage.write_package(w, tmp_path / "new.slirnotes")
        whole = storage.write_package(w, tmp_path / "all.slirnotes", everything=True)
        assert {entry.dev for entry in new.entries} == {w.device}
        assert {entry.kind for entry in new.entries} == {"note", "point"}
        assert {entry.id for entry in new.entries} < {entry.id for entry in whole.entries} == set(log_of(w))


def test_after_the_leads_answer_only_newer_work_is_packed(tmp_path: Path, lead: storage.Workspace) -> None:
    for n in range(2, 8):
        taken(lead, team().package(n))
    for n in range(2, 8):
        with opened(copy_of(team().peer(n), tmp_path)) as w:
            if n == 2:
                answer = storage.write_package(lead, tmp_path / "lead.slirnotes")
            taken(w, tmp_path / "lead.slirnotes")
            assert everything(w) == everything(lead)
            assert storage.write_package(w, tmp_path / "next.slirnotes").entries == []
            with w.edit("Change") as e:
                kind, item = storage.find_item(e, "k-f0")
                e.put(kind, item, {"text": f"Said by {n}"})
            assert len(storage.write_package(w, tmp_path / "next.slirnotes").entries) == 1
    assert len(answer.entries) > 300
    # Once every peer has shown what it has, the lead sends only the rest.
    for n in range(2, 8):
        with opened(tmp_path / f"r{n}.slir") as w:
            storage.write_package(w, tmp_path / "p.slirnotes")
        taken(lead, tmp_path / "p.slirnotes")
    assert len(storage.write_package(lead, tmp_path / "rest.slirnotes").entries) == 6


def test_entries_arrive_as_their_authors_wrote_them(tmp_path: Path, lead: storage.Workspace) -> None:
    taken(lead, team().package(2))
    with opened(copy_of(team().peer(2), tmp_path)) as w:
        theirs = log_of(w)
    mine = log_of(lead)
    assert all(mine[id] == raw for id, raw in theirs.items())


def test_a_package_of_everything_is_a_backup(tmp_path: Path, lead: storage.Workspace) -> None:
    for n in (2, 3):
        taken(lead, team().package(n))
    with lead.edit("Delete") as e:
        e.remove(*storage.find_item(e, "k-f1"))
    storage.write_package(lead, tmp_path / "backup.slirnotes", everything=True)
    with opened(copy_of(team().peer(4), tmp_path)) as w:
        taken(w, tmp_path / "backup.slirnotes")
        shown = {json.dumps(record) for record in everything(w)}
        assert {json.dumps(record) for record in everything(lead)} <= shown


@pytest.mark.parametrize("chunk", [1, 7, 60, 100_000])
def test_it_does_not_matter_in_how_many_steps_a_package_is_taken(
    tmp_path: Path, lead: storage.Workspace, chunk: int
) -> None:
    before = everything(lead)
    seen: list[tuple[int, int]] = []
    receipt = taken(lead, team().package(2), chunk=chunk, progress=lambda now, of: seen.append((now, of)))
    assert seen[-1] == (receipt.given, receipt.given) and receipt.taken == receipt.given > 0
    assert receipt.items and {what for what, _, _ in receipt.items} == {"new"}
    assert storage.verify(lead) == []
    with opened(copy_of(team().lead, tmp_path, "other.slir")) as other:
        same = taken(other, team().package(2))
        assert everything(other) == everything(lead)
        assert same.items == receipt.items
    assert lead.undo() == "Merge Ivo Fenn's notes"
    assert everything(lead) == before


def test_a_dry_run_says_exactly_what_the_merge_then_does(lead: storage.Workspace) -> None:
    before, log = everything(lead), log_of(lead)
    package = storage.read_package(lead, storage.load(team().package(3)), "p")
    first = storage.preview_merge(lead, package).as_json()
    assert everything(lead) == before and log_of(lead) == log
    with lead.read() as r:
        assert storage.receipt_lines(r) == []
    second = storage.merge_package(lead, package)
    assert second is not None
    left_out = {"at", "outcome", "merge"}
    assert {k: v for k, v in first.items() if k not in left_out} == {
        k: v for k, v in second.as_json().items() if k not in left_out
    }


def test_the_receipt_is_kept(lead: storage.Workspace) -> None:
    receipt = taken(lead, team().package(2))
    again = taken(lead, team().package(2))
    assert (again.taken, again.already, again.first_time) == (0, receipt.taken, False)
    assert receipt.first_time and receipt.person_name == "Ivo Fenn"
    assert receipt.counts() == {"note": {"new": 10}, "point": {"new": receipt.taken - 10}}
    assert receipt.sentence().startswith("r2.slirnotes from Ivo Fenn: ") and receipt.sentence().endswith(".")
    with lead.read() as r:
        lines = storage.receipt_lines(r)
    assert [line["state"] for line in lines] == ["done", "done"]
    step = lines[0].pop("edit")
    assert lines[0] == {**json.loads(json.dumps(receipt.as_json())), "state": "done"} and step > 0


def test_a_merge_can_be_taken_back_and_done_again(lead: storage.Workspace) -> None:
    before = everything(lead)
    taken(lead, team().package(2))
    after = everything(lead)
    assert lead.undo() == "Merge Ivo Fenn's notes"
    assert everything(lead) == before
    with lead.read() as r:
        assert [line["state"] for line in storage.receipt_lines(r)] == ["undone"]
    assert lead.redo() == "Merge Ivo Fenn's notes"
    assert everything(lead) == after
    lead.undo()
    assert taken(lead, team().package(2)).taken > 0, "merging again brings back what was set aside"
    assert everything(lead) == after
    assert storage.verify(lead) == []


def test_a_merge_without_news_leaves_nothing_to_take_back(lead: storage.Workspace) -> None:
    with lead.edit("Change a finding") as e:
        e.put(*storage.find_item(e, "k-f0"), {"title": "Changed"})
    own = storage.write_package(lead, lead.path.with_name("own.slirnotes"))
    assert storage.merge_package(lead, own) is not None
    assert lead.undo() == "Change a finding"


def test_work_on_what_has_not_come_yet_waits_for_it(tmp_path: Path, lead: storage.Workspace) -> None:
    """The second package of a peer arrives before the first."""
    with opened(copy_of(team().peer(2), tmp_path)) as w:
        with w.edit("Change") as e:
            e.put(*storage.find_item(e, "k-f0"), {"text": "First wording"})
        storage.write_package(w, tmp_path / "first.slirnotes")
    with opened(copy_of(team().peer(3), tmp_path)) as w:
        taken(w, tmp_path / "first.slirnotes")
        with w.edit("Change") as e:
            e.put(*storage.find_item(e, "k-f0"), {"text": "Second wording, on top of the first"})
        # Only its own laptop's entries, as if the lead had the first already.
        mine = [entry for entry in storage.write_package(w, tmp_path / "p").entries if entry.dev == w.device]
    from tests.support import Forgery

    second = Forgery(facts(team().peer(3)), [entry.raw for entry in mine]).sealed()
    receipt = storage.merge_package(lead, storage.read_package(lead, second, "second"))
    assert receipt is not None and receipt.waiting == 1 and "wait for an earlier package" in receipt.sentence()
    with lead.read() as r:
        assert storage.status(r)["waiting"] == 1
    taken(lead, tmp_path / "first.slirnotes")
    with lead.read() as r:
        status = storage.status(r)
        (finding,) = [f for f in storage.read_findings(r) if f.title == "Finding 0 stands"]
    assert (status["waiting"], status["conflicts"]) == (0, [])
    assert finding.text == "Second wording, on top of the first"
    assert storage.verify(lead) == []


def photo_of(w: storage.Workspace, name: str) -> storage.Package | Any:
    """A file kept with the first meeting."""
    with w.edit("Photo") as e:
        meeting = storage.read_meetings(e)[0].id
        return storage.attach(e, meeting, name, os.urandom(20_000), media_type="image/png")


def files_of(package: storage.Package) -> set[str]:
    return set(package.attachments)


def test_files_travel_with_what_is_new_and_only_once(tmp_path: Path, lead: storage.Workspace) -> None:
    with opened(copy_of(team().peer(2), tmp_path)) as w:
        first = photo_of(w, "wall.png")
        assert files_of(storage.write_package(w, tmp_path / "p.slirnotes")) == {first.sha}
        taken(lead, tmp_path / "p.slirnotes")
        with lead.read() as r:
            assert sha256(storage.attachment_data(r, first.sha)).hexdigest() == first.sha
        storage.write_package(lead, tmp_path / "lead.slirnotes")
        taken(w, tmp_path / "lead.slirnotes")
        # The lead is known to have the first now.
        second = photo_of(w, "chart.png")
        assert files_of(storage.write_package(w, tmp_path / "p.slirnotes")) == {second.sha}
        whole = storage.write_package(w, tmp_path / "all.slirnotes", everything=True)
        assert files_of(whole) == {first.sha, second.sha}


def test_a_file_that_is_missing_is_asked_for_by_the_next_package(tmp_path: Path, lead: storage.Workspace) -> None:
    with opened(copy_of(team().peer(2), tmp_path)) as w, opened(copy_of(team().peer(3), tmp_path)) as other:
        photo = photo_of(w, "wall.png")
        storage.write_package(w, tmp_path / "p.slirnotes")
        taken(lead, tmp_path / "p.slirnotes")
        # The other hears of the photograph without its bytes.
        from tests.support import Forgery

        told = [raw for id, raw in log_of(lead).items() if photo.id.encode() in raw]
        storage.merge_package(other, storage.read_package(other, Forgery(facts(team().peer(2)), told).sealed(), "told"))
        with other.read() as r, pytest.raises(ReviewError, match="not arrived"):
            storage.attachment_data(r, photo.sha)
        asking = storage.write_package(other, tmp_path / "asking.slirnotes")
        assert asking.lacks == (photo.sha,) and files_of(asking) == set()
        for n in (2, 3, 4, 5, 6, 7):
            taken(lead, tmp_path / "asking.slirnotes" if n == 3 else team().package(n))
        answer = storage.write_package(lead, tmp_path / "answer.slirnotes")
        assert photo.sha in files_of(answer)
        taken(other, tmp_path / "answer.slirnotes")
        with other.read() as r:
            assert sha256(storage.attachment_data(r, photo.sha)).hexdigest() == photo.sha
        storage.write_package(other, tmp_path / "content.slirnotes")
        assert taken(lead, tmp_path / "content.slirnotes").taken == 0
        with lead.read() as r:
            assert r.conn.exec_driver_sql("SELECT value FROM meta WHERE key = 'asked_for'").scalar() == "{}"


def test_stopping_half_way_takes_nothing(lead: storage.Workspace) -> None:
    before = everything(lead)
    stop = threading.Event()
    package = storage.read_package(lead, storage.load(team().package(2)), "p")
    receipt = storage.merge_package(lead, package, chunk=10, progress=lambda now, of: stop.set(), cancel=stop)
    assert receipt is None
    assert everything(lead) == before and storage.verify(lead) == []
    with lead.read() as r:
        assert [line["state"] for line in storage.receipt_lines(r)] == ["withdrawn"]
    assert taken(lead, team().package(2)).taken > 0


def test_failing_half_way_takes_nothing(lead: storage.Workspace) -> None:
    before = everything(lead)

    def fail(now: int, of: int) -> None:
        if now >= 30:
            raise OSError("the stick was pulled out")

    with pytest.raises(OSError, match="pulled out"):
        taken(lead, team().package(2), chunk=10, progress=fail)
    assert everything(lead) == before and storage.verify(lead) == []


# ---- the starter -----------------------------------------------------------------------------------------


def test_the_starter_names_the_team_and_carries_no_notes(tmp_path: Path) -> None:
    people = storage.starter_people(team().quick_starter, PASSPHRASE)
    assert [person.name for person in people][:2] == ["Edda Marsh", "Ivo Fenn"] and len(people) == 7
    package = packages.read_starter(team().quick_starter.read_bytes(), "s", PASSPHRASE)
    kinds = {entry.kind for entry in package.entries}
    assert {"challenge", "theme", "person", "meeting", "finding"} <= kinds and not kinds & {"note", "point"}
    assert package.identity == facts(team().lead)["identity"]


def test_only_the_lead_makes_the_starter(tmp_path: Path) -> None:
    with opened(copy_of(team().peer(2), tmp_path)) as w, pytest.raises(ReviewError, match="Only the team lead"):
        storage.write_starter(w, tmp_path / "s.slirnotes", PASSPHRASE)
    assert not (tmp_path / "s.slirnotes").exists()


# ---- on the disk -----------------------------------------------------------------------------------------


def test_what_is_written_is_for_its_owner_only(tmp_path: Path, lead: storage.Workspace) -> None:
    old = os.umask(0)
    try:
        storage.write_package(lead, tmp_path / "p.slirnotes")
        storage.write_export(lead, tmp_path / "e.jsonl")
        (tmp_path / "old.jsonl").write_text("for all to read")
        (tmp_path / "old.jsonl.part").write_text("left by a crash, for all to read")
        storage.write_export(lead, tmp_path / "old.jsonl")
    finally:
        os.umask(old)
    for name in ("p.slirnotes", "e.jsonl", "old.jsonl"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600, name
    assert stat.S_IMODE(team().starter.stat().st_mode) == 0o600


def test_a_package_that_cannot_be_finished_leaves_the_old_one(
    tmp_path: Path, lead: storage.Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "p.slirnotes"
    storage.write_package(lead, out)
    old = out.read_bytes()
    before = sorted(tmp_path.iterdir())

    def no_room(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", no_room)
        with pytest.raises(ReviewError, match=r"No space left on device\)\. Choose another folder"):
            storage.write_package(lead, out)
    # A stick that keeps other bytes than it was given.
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", lambda self: b"rubbish")
        with pytest.raises(ReviewError, match="did not arrive whole"):
            storage.write_package(lead, out)
    assert out.read_bytes() == old and sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("name", [".", "", "missing/p.slirnotes", "folder", "a" * 300])
def test_a_place_where_nothing_can_be_written_is_refused(tmp_path: Path, lead: storage.Workspace, name: str) -> None:
    (tmp_path / "folder").mkdir()
    before = sorted(tmp_path.iterdir())
    old = Path.cwd()
    os.chdir(tmp_path)
    try:
        for write in (storage.write_package, storage.write_export):
            with pytest.raises(ReviewError, match=r"\.$"):
                write(lead, Path(name))
    finally:
        os.chdir(old)
    assert sorted(tmp_path.iterdir()) == before


def test_a_package_is_opened_by_no_other_key(lead: storage.Workspace) -> None:
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(team().package(2).read_bytes(), [pyrage.x25519.Identity.generate()])
    with pytest.raises(PackageRefused, match="starter"):
        storage.read_package(lead, team().starter.read_bytes(), "s")


def test_entries_of_a_newer_version_are_kept_and_passed_on(tmp_path: Path, lead: storage.Workspace) -> None:
    from tests.support import Forgery, entry

    of = facts(team().peer(2))
    later = json.dumps({**json.loads(entry(of)), "v": 2, "why": "nobody here knows"}).encode()
    unknown = entry(of, item="12" * 16, seq=2, kind="dream", set={"colour": "blue"})
    field = entry(of, item="34" * 16, seq=3, kind=str(ItemKind.FINDING), set={"title": "Known", "mood": 7})
    data = Forgery(of, [later, unknown, field]).sealed()
    receipt = storage.merge_package(lead, storage.read_package(lead, data, "p"))
    assert receipt is not None and receipt.newer == 1
    with lead.read() as r:
        assert storage.status(r)["made_with_newer_version"] == 2
    onward = storage.write_package(lead, tmp_path / "on.slirnotes", everything=True)
    assert {later, unknown, field} <= {one.raw for one in onward.entries}
    assert parse_entry(later).v == 2
