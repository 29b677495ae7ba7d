"""The commands as a user types them: what they answer, how they refuse, and the whole job of a team end to end."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from slireviewer import cli, storage
from slireviewer.word import read_outline
from tests.support import (
    COMPANIONS,
    PASSPHRASE,
    VARIABLE,
    Ran,
    copy_of,
    done,
    environment,
    essence,
    exported,
    hasten,
    held,
    program,
    read_lines,
    records,
    run,
    sentence,
    small_disk,
    spawn,
    spoken,
    team,
    write_records,
)

ROOT = Path(__file__).parents[1]
COMMANDS = ["demo", "new", "import", "export", "starter", "join", "pack", "merge", "undo", "search", "status", "edit",
            "delete", "decide", "letter", "verify"]  # fmt: skip


@pytest.fixture
def lead(tmp_path: Path) -> Path:
    """A lead's file of the test's own."""
    return copy_of(team().lead, tmp_path / "lead")


@pytest.fixture
def merged(lead: Path) -> Path:
    """The same with two colleagues' work in it."""
    done("merge", lead, team().package(2), team().package(3))
    return lead


def arguments(command: str, file: Path, out: Path) -> list[object]:
    """A right call of a command on a challenge file."""
    return {
        "import": [file, team().source],
        "export": [file, "-o", out],
        "starter": [file, "-o", out],
        "pack": [file, "-o", out],
        "merge": [file, team().package(2)],
        "undo": [file],
        "search": [file, "ferry"],
        "status": [file],
        "edit": [file, "k-f0", "title", "x"],
        "delete": [file, "k-f0"],
        "decide": [file, "k-f0", "title", "--keep", "x"],
        "letter": [file, "-o", out],
        "verify": [file],
    }[command]


ON_A_FILE = [command for command in COMMANDS if command not in ("demo", "new", "join")]

# ---- usage -----------------------------------------------------------------------------------------------


def test_the_program_starts_as_a_process_and_says_its_version() -> None:
    ran = spawn("--version")
    assert (ran.status, ran.err) == (0, "") and ran.out.startswith("slireviewer ")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    ran = run(command, "--help", passphrase=None)
    assert ran.status == 0 and f"slireviewer {command}" in ran.out and ran.err == ""


@pytest.mark.parametrize(
    "argv",
    [
        ["fly"], ["status"], ["new", "x.slir"], ["merge", "x.slir"], ["join", "s.slirnotes", "-o", "x"],
        ["decide", "x", "y", "z"], ["new", "x", "--council", "X", "--framework", "cpc-2021", "--start", "yesterday"],
        ["new", "x", "--council", "X", "--framework", "cpc-2021", "--rules", "mine"],
        ["letter", "x", "-o", "y", "--layout", "poem"], ["search", "x", "y", "--limit", "many"], ["status", "--fast"],
        ["--status"],
    ],
)  # fmt: skip
def test_a_call_that_is_not_understood_is_usage(argv: list[str]) -> None:
    ran = run(*argv)
    assert ran.status == 2 and ran.err.startswith("usage: slireviewer") and ran.out == ""


def test_without_a_command_only_the_window_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    from slireviewer import __main__

    assert __main__.main(["--version"]) == 0
    assert cli.main(["status"]) == 2


# ---- each command ----------------------------------------------------------------------------------------


def test_new_lays_out_the_framework_and_names_the_lead(tmp_path: Path) -> None:
    path = tmp_path / "a.slir"
    made = done("new", path, "--council", "Port Brannock", "--council", "Brannock Vale", "--framework", "cpc-2021",
                "--start", "2026-03-02", "--end", "2026-03-05", "--lead", "Edda Marsh", "--json")  # fmt: skip
    assert set(made.data) == {"file", "themes"} and len(made.data["themes"]) == 5
    status = done("status", path, "--json").data
    assert (status["me"], status["team_lead"], status["counts"]["person"]) == ("Edda Marsh", True, 1)
    (challenge,) = [r for r in map(json.loads, exported(path, tmp_path).splitlines()) if r["kind"] == "challenge"]
    assert challenge["councils"] == ["Port Brannock", "Brannock Vale"]
    assert (challenge["start"], challenge["end"]) == ("2026-03-02", "2026-03-05")
    assert "is already there" in sentence(run("new", path, "--council", "X", "--framework", "cpc-2021"))
    assert "nothing to undo" in sentence(run("undo", path))


def test_new_refuses_a_framework_that_nobody_has_and_leaves_nothing(tmp_path: Path) -> None:
    text = sentence(run("new", tmp_path / "a.slir", "--council", "X", "--framework", "cpc-1812"))
    assert "cpc-1812" in text and list(tmp_path.iterdir()) == []


def test_import_says_what_is_new(lead: Path) -> None:
    first = done("import", lead, team().source, "--json").data
    assert first["new_by_kind"]["note"] == 60 and first["already_by_kind"]["note"] == 10
    assert first["new_by_kind"].keys().isdisjoint({"finding", "link", "interview", "reviewer", "challenge"})
    again = done("import", lead, team().source, "--json").data
    assert (again["new"], again["new_by_kind"]) == (0, {})
    assert done("import", lead, team().source).out.startswith("0 new, ")


def test_export_is_the_same_each_time_and_leaves_out_who_was_met(merged: Path, tmp_path: Path) -> None:
    one = exported(merged, tmp_path)
    assert one == exported(merged, tmp_path)
    assert "Guest number" not in one
    done("export", merged, "-o", tmp_path / "w.jsonl", "--with-interviewees")
    assert "Guest number 3" in (tmp_path / "w.jsonl").read_text("utf-8")
    answer = done("export", merged, "-o", tmp_path / "w.jsonl", "--json").data
    assert answer == {"records": len(one.splitlines()), "file": str(tmp_path / "w.jsonl")}


def test_pack_and_merge_say_what_went(merged: Path, tmp_path: Path) -> None:
    packed = done("pack", merged, "-o", tmp_path / "p.slirnotes", "--all", "--json").data
    status = done("status", merged, "--json").data
    assert packed["entries"] == status["entries"] and packed["person"] == "Edda Marsh"
    dry = done("merge", merged, "--dry-run", team().package(4), "--json").data
    assert dry["dry_run"] is True and dry["new"] > 0
    assert done("status", merged, "--json").data == status
    real = done("merge", merged, team().package(4), "--json").data
    assert real["new"] == dry["new"] == real["receipts"][0]["taken"]
    assert real["receipts"][0]["person_name"] == "Tam Orrick"
    assert done("merge", merged, team().package(4), team().package(4)).out.endswith("\n0 new.\n")
    names = [package["name"] for package in done("status", merged, "--json").data["packages"]]
    assert names == ["r2.slirnotes", "r3.slirnotes", "r4.slirnotes", "r4.slirnotes", "r4.slirnotes"]


def test_undo_takes_back_the_last_thing_and_redo_does_it_again(merged: Path, tmp_path: Path) -> None:
    after = exported(merged, tmp_path)
    done("edit", merged, "k-f0", "title", "Said anew")
    assert done("undo", merged).out == "Undone: Change title.\n"
    assert done("undo", merged, "--json").data == {"undone": "Merge 2 packages"}, "what was merged at once goes at once"
    assert done("undo", merged, "--redo").out == "Redone: Merge 2 packages.\n"
    assert done("undo", merged, "--redo", "--json").data == {"redone": "Change title"}
    done("undo", merged)
    assert exported(merged, tmp_path) == after
    done("undo", merged, "--redo")
    assert "nothing to redo" in sentence(run("undo", merged, "--redo"))


def test_undoing_every_step_comes_back_to_the_beginning(merged: Path) -> None:
    for _ in range(20):
        ran = run("undo", merged)
        if ran.status:
            break
    assert "nothing to undo" in sentence(ran)
    counts = done("status", merged, "--json").data["counts"]
    assert counts["note"] == counts["point"] == counts["meeting"] == counts["person"] == 0
    assert done("verify", merged, "--json").data["sound"] is True


def test_search_finds_words_phrases_and_beginnings(merged: Path) -> None:
    for query in ("ferry timetable", '"ferry timetable"', "ferr", "FERRY"):
        hits = done("search", merged, query, "--json").data
        assert hits and all("‹" in hit["snippet"] for hit in hits)
        assert set(hits[0]) == {"item", "kind", "snippet", "title", "who", "when", "page"}
    assert done("search", merged, "café quay", "--json").data == done("search", merged, "cafe quay", "--json").data
    assert len(done("search", merged, "the", "--limit", "3", "--json").data) == 3
    assert done("search", merged, "zeppelin").out == "Nothing found.\n"


@pytest.mark.parametrize(
    "query", ["", " ", '"', '"" ""', "*", "a OR", "NOT", "NEAR(", "a:b", "-x", "(", "🌊", "'", "\\"]
)
def test_any_text_can_be_searched_for(merged: Path, query: str) -> None:
    assert run("search", merged, "--", query).status == 0


@pytest.mark.parametrize("limit", ["0", "-1", "-99999999999999999999", "99999999999999999999999", "100000"])
def test_a_limit_that_makes_no_sense_is_usage(merged: Path, limit: str) -> None:
    ran = run("search", merged, "the", f"--limit={limit}", "--json")
    assert ran.status == 2 and "--limit" in ran.err
    assert len(done("search", merged, "the", "--limit", "10000", "--json").data) < 10_000


def test_status_counts_by_kind_and_person(merged: Path) -> None:
    data = done("status", merged, "--json").data
    assert {"challenge", "me", "team_lead", "entries", "counts", "by_person", "conflicts", "waiting", "bin"} <= set(
        data
    )
    assert data["counts"]["note"] == 30 and data["by_person"]["Ivo Fenn"]["notes"] == 10
    said = done("status", merged).out
    assert "30 notes" in said and "Ivo Fenn: 10 notes" in said and "7 people" in said
    assert "0 to decide, 0 waiting, 0 in the bin." in said


def test_delete_puts_into_the_bin_and_takes_out_again(merged: Path, tmp_path: Path) -> None:
    before = exported(merged, tmp_path)
    done("delete", merged, "k-f1")
    data = done("status", merged, "--json").data
    assert len(data["bin"]) == 1 and data["counts"]["finding"] == 2
    assert "1 in the bin." in done("status", merged).out
    done("delete", merged, data["bin"][0]["item"], "--restore")
    assert exported(merged, tmp_path) == before


def test_edit_names_an_item_by_its_record_or_its_own_name(merged: Path) -> None:
    item = done("edit", merged, "k-f0", "title", "By record", "--json").data["item"]
    assert done("edit", merged, item, "title", "By name", "--json").data == {"kind": "finding", "item": item}
    done("edit", merged, item[:8], "title", "By a part of it")
    assert done("search", merged, "part of it", "--json").data[0]["title"] == "By a part of it"
    done("edit", merged, "k-i0", "minutes", "90")


@pytest.mark.parametrize(
    "change",
    [
        ["no-such", "title", "x"], ["k-i0", "minutes", "soon"], ["k-i0", "minutes", "²"], ["k-i0", "minutes", "-3"],
        ["k-i0", "minutes", "9" * 5_000], ["k-i0", "minutes", ""], ["", "title", "x"],
    ],
)  # fmt: skip
def test_an_edit_that_makes_no_sense_is_refused(merged: Path, change: list[str]) -> None:
    before = held(merged)
    sentence(run("edit", merged, *change))
    assert held(merged) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [("starts", "soon"), ("kind", "seance"), ("group", "?"), ("title", "x\udcffy"), ("title", ""), ("peers", "x"),
     ("_alive", "no"), ("minutes", "99999999999999999999"), ("peer:x", "true"), ("record", "k-f0")],
)  # fmt: skip
def test_whatever_is_put_into_a_field_the_file_stays_readable(merged: Path, field: str, value: str) -> None:
    ran = run("edit", merged, "k-i0", field, value)
    if ran.status:
        sentence(ran)
    done("status", merged)
    done("letter", merged, "-o", merged.with_name("l.docx"))
    exported(merged, merged.parent)
    assert done("verify", merged, "--json").data["sound"] is True


def test_verify_says_that_all_is_sound_or_what_is_not(merged: Path) -> None:
    assert done("verify", merged).out.startswith(f"{merged}: sound; ")
    data = bytearray(merged.read_bytes())
    data[-2_000] ^= 1
    merged.write_bytes(data)
    sentence(run("verify", merged))


# ---- passphrases -----------------------------------------------------------------------------------------


def test_the_passphrase_comes_from_the_environment_or_a_file(lead: Path, tmp_path: Path) -> None:
    right, wrong = tmp_path / "right.txt", tmp_path / "wrong.txt"
    right.write_bytes(PASSPHRASE.encode() + b"\r\n")
    wrong.write_text("something else")
    done("status", lead, "--passphrase-file", right, passphrase=None)
    done("status", lead, "--passphrase-file", right, passphrase="the file counts more")
    assert "does not open this challenge" in sentence(run("status", lead, "--passphrase-file", wrong))
    assert "does not open this challenge" in sentence(run("status", lead, passphrase=PASSPHRASE.upper()))
    assert "is empty" in sentence(run("status", lead, passphrase=""))
    assert "cannot be read" in sentence(run("status", lead, "--passphrase-file", tmp_path / "none.txt"))
    assert "cannot be read" in sentence(run("status", lead, "--passphrase-file", tmp_path))
    wrong.write_bytes(b"\xff\xfe\xff")
    assert "cannot be read" in sentence(run("status", lead, "--passphrase-file", wrong))


def test_without_a_passphrase_and_without_a_terminal_it_says_how_to_give_one(lead: Path) -> None:
    ran = spawn("status", lead, passphrase=None)
    assert VARIABLE in sentence(ran) and "--passphrase-file" in ran.err


def test_at_a_terminal_the_passphrase_is_asked_for_and_not_shown(lead: Path) -> None:
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    asked = subprocess.Popen(
        program("status", lead), env=environment(None), stdin=theirs, stdout=subprocess.PIPE, stderr=theirs,
        start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    asking = b""
    while not asking.endswith(b"Passphrase: "):
        asking += os.read(ours, 100)
    os.write(ours, PASSPHRASE.encode() + b"\n")
    out, _ = asked.communicate(timeout=60)
    os.close(ours)
    assert asked.returncode == 0 and b"in the bin" in out and PASSPHRASE.encode() not in out


def test_the_starter_may_have_a_passphrase_of_its_own(lead: Path, tmp_path: Path) -> None:
    words = tmp_path / "spoken.txt"
    words.write_text("seven grey herons\n")
    body = team().quick_starter
    import pyrage

    inside = pyrage.passphrase.decrypt(body.read_bytes(), PASSPHRASE)
    other = tmp_path / "s.slirnotes"
    other.write_bytes(spoken(bytes(inside), "seven grey herons"))
    mine = tmp_path / "mine.slir"
    assert "passphrase does not open" in sentence(run("join", other, "-o", mine, "--as", "Ivo Fenn"))
    assert not mine.exists()
    joined = done("join", other, "-o", mine, "--as", "ivo fenn", "--starter-passphrase-file", words, "--json").data
    assert joined["person"] == "Ivo Fenn"
    hasten(mine)
    assert done("status", mine, "--json").data["me"] == "Ivo Fenn"


def test_joining_as_somebody_unknown_names_the_team(tmp_path: Path) -> None:
    text = sentence(run("join", team().quick_starter, "-o", tmp_path / "a.slir", "--as", "Zoe"))
    assert "Zoe" in text and "Ivo Fenn" in text and list(tmp_path.iterdir()) == []


# ---- what is not as it should be ---------------------------------------------------------------------------


def missing(path: Path) -> None:
    for suffix in COMPANIONS:
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def folder(path: Path) -> None:
    missing(path)
    path.mkdir()


def foreign(path: Path) -> None:
    path.write_text("A shopping list: eggs, flour, rope.")


def damaged(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[20] ^= 255
    path.write_bytes(data)


def without_keys(path: Path) -> None:
    path.with_name(path.name + "-keys").unlink()


def damaged_keys(path: Path) -> None:
    path.with_name(path.name + "-keys").write_bytes(b"{}")


def newer_keys(path: Path) -> None:
    keys = path.with_name(path.name + "-keys")
    keys.write_text(json.dumps({**json.loads(keys.read_bytes()), "format": 9}))


def newer(path: Path) -> None:
    from slireviewer import storage

    with storage.open_challenge(path, PASSPHRASE) as w, w.edit("Pretend") as e:
        e.conn.exec_driver_sql("PRAGMA user_version = 99")


WRONG: dict[str, tuple[Callable[[Path], None], str]] = {
    "missing": (missing, "There is no file"),
    "folder": (folder, "is a folder"),
    "foreign": (foreign, "damaged"),
    "damaged": (damaged, "damaged"),
    "without keys": (without_keys, "no key file"),
    "damaged keys": (damaged_keys, "key file"),
    "newer keys": (newer_keys, "newer version"),
    "newer": (newer, "newer version"),
}


@pytest.mark.parametrize("command", ["status", "merge", "export"])
@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_is_not_right_is_refused_in_one_sentence(lead: Path, name: str, command: str) -> None:
    spoil, expected = WRONG[name]
    spoil(lead)
    before = held(lead) if not lead.is_dir() else {}
    out = lead.with_name("out")
    assert expected in sentence(run(command, *arguments(command, lead, out)))
    assert not out.exists()
    if before:
        assert {k: v for k, v in held(lead).items() if v and k != "-shm"} == before


@pytest.mark.parametrize("command", ON_A_FILE)
def test_every_command_refuses_what_is_not_there(tmp_path: Path, command: str) -> None:
    assert "There is no file" in sentence(run(command, *arguments(command, tmp_path / "no.slir", tmp_path / "out")))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content", ["", "{", '"text"', "[]", '{"kind": 3}', '{"kind": "note"}', '{"id": "x"}', "[" * 100_000, "\x00"]
)
def test_records_that_are_none_are_refused_and_nothing_is_imported(lead: Path, tmp_path: Path, content: str) -> None:
    source = tmp_path / "r.jsonl"
    source.write_text(content + "\n" if content else "", "utf-8")
    before = held(lead)
    ran = run("import", lead, source)
    if content:
        assert "r.jsonl" in sentence(ran)
    assert held(lead) == before


@pytest.mark.parametrize(
    "record",
    [
        {"kind": "tag", "id": "t", "note": "n", "theme": "X", "polarity": "strength", "start": 0, "end": 99},
        {"kind": "tag", "id": "t", "note": "n", "theme": "X", "polarity": "strength", "start": 3, "end": 1},
        {"kind": "tag", "id": "t", "note": "n", "theme": "X", "polarity": "strength", "start": "a", "end": 1},
        {"kind": "tag", "id": "t", "note": "n", "theme": "X", "polarity": "strength"},
        {"kind": "point", "id": "p", "note": "n", "type": "strength", "themes": [], "start": 0, "end": 99},
        {"kind": "point", "id": "p", "note": "n", "type": "strength", "themes": 5, "start": 0, "end": 1},
        {"kind": "challenge", "id": "another", "council": "Elsewhere"},
        {"kind": "interview", "id": "i", "reviewers": 7},
        {"kind": "interview", "id": "i", "reviewers": [7]},
        {"kind": "interviewee", "id": "i", "interviews": {"a": 1}, "name": 3},
        {"kind": "recommendation", "id": "r", "findings": 9},
    ],
)
def test_a_record_that_does_not_fit_takes_nothing_in(lead: Path, tmp_path: Path, record: dict[str, Any]) -> None:
    note = {"kind": "note", "id": "n", "interview": "k-i0", "reviewer": "k-r1", "at": "2026-03-02T10:00", "text": "abc"}
    source = write_records(tmp_path / "r.jsonl", [note, record])
    before = held(lead)
    ran = run("import", lead, source)
    if ran.status:
        sentence(ran)
        assert held(lead) == before
    assert done("verify", lead, "--json").data["sound"] is True
    exported(lead, tmp_path)


def test_strange_values_in_records_never_break_what_is_made_of_them(lead: Path, tmp_path: Path) -> None:
    strange: list[dict[str, Any]] = [
        {"kind": "interview", "id": "s1", "label": 5, "at": "teatime", "minutes": 10**30, "expected": "some",
         "type": "seance", "group": "?", "reviewers": []},
        {"kind": "interview", "id": "s2", "label": "x", "at": "2026-03-02T10:00+05:00", "reviewers": ["nobody"]},
        {"kind": "finding", "id": "s3", "polarity": "bad", "state": "?", "title": None, "text": 9},
        {"kind": "recommendation", "id": "s4", "number": 10**20, "title": "x"},
        {"kind": "theme", "id": "s5", "title": ""}, {"kind": "theme", "id": "s6", "title": "A", "parent": "A"},
        {"kind": "question", "id": "s7", "text": ""}, {"kind": "reviewer", "id": "s8", "name": {"a": 1}},
        {"kind": "note", "id": "s9", "interview": "none", "reviewer": "none", "at": "x", "text": "a\x00b\r\n"},
        {"kind": "link", "finding": "none", "note": "none"}, {"kind": "link"}, {"kind": "dream", "id": "s10"},
    ]  # fmt: skip
    source = write_records(tmp_path / "r.jsonl", strange)
    ran = run("import", lead, source)
    if ran.status:
        sentence(ran)
    done("status", lead)
    exported(lead, tmp_path)
    done("letter", lead, "-o", tmp_path / "l.docx")
    assert done("verify", lead, "--json").data["sound"] is True


_HOLD = """
import sys, time
from pathlib import Path
from slireviewer import storage
w = storage.open_challenge(Path(sys.argv[1]), sys.argv[2])
print("open", flush=True)
time.sleep(60)
"""


@pytest.fixture
def busy(lead: Path) -> Iterator[int]:
    """The number of another process that has the file open."""
    holding = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(lead), PASSPHRASE], stdout=subprocess.PIPE, env=environment()
    )
    assert holding.stdout is not None and holding.stdout.readline() == b"open\n"
    yield holding.pid
    holding.kill()
    holding.wait()
    holding.stdout.close()


def test_a_file_in_use_can_be_looked_at_and_says_who_has_it(lead: Path, busy: int, tmp_path: Path) -> None:
    for command in ("status", "search", "export", "letter"):
        done(command, *arguments(command, lead, tmp_path / command))
    for command in ("import", "merge", "pack", "undo", "edit", "delete", "verify", "starter"):
        out = tmp_path / "out"
        text = sentence(run(command, *arguments(command, lead, out)))
        assert f"process {busy} on " in text and not out.exists()


def test_nothing_is_written_to_a_disk_that_may_not_be_written(lead: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 8) as disk:
        path = copy_of(lead, disk.folder)
        disk.read_only()
        for command in ("status", "import", "merge", "pack", "edit"):
            sentence(run(command, *arguments(command, path, disk.folder / "out")))
        for command in ("pack", "export", "letter"):
            sentence(run(command, *arguments(command, lead, disk.folder / "out")))
        sentence(run("new", disk.folder / "n.slir", "--council", "X", "--framework", "cpc-2021"))
        sentence(run("join", team().quick_starter, "-o", disk.folder / "j.slir", "--as", "k-r2"))
        sentence(run("demo", disk.folder / "demo"))


def test_a_full_disk_is_one_sentence_and_nothing_is_half_written(lead: Path, tmp_path: Path) -> None:
    before = exported(lead, tmp_path)
    large = write_records(tmp_path / "large.jsonl", records(notes=150, seed=3))
    with small_disk(tmp_path / "disk", 4) as disk:
        path = copy_of(lead, disk.folder)
        for room in (0, 12, 60, 300):
            disk.fill(room * 1024)
            sentence(run("import", path, large))
            for command in ("export", "letter", "pack"):
                out = disk.folder / f"{command}-out"
                ran = run(command, *arguments(command, lead, out))
                assert out.exists() == (ran.status == 0)
                if ran.status:
                    sentence(ran)
                out.unlink(missing_ok=True)
            assert not list(disk.folder.glob("*.part"))
        disk.clear()
        assert exported(path, tmp_path) == before
        assert done("verify", path, "--json").data["sound"] is True


@pytest.mark.parametrize("command", ["export", "pack", "starter", "letter"])
@pytest.mark.parametrize("companion", ["", "-keys", "-lock"])
def test_a_command_never_writes_over_the_challenge_itself(lead: Path, command: str, companion: str) -> None:
    before = held(lead)
    target = lead.with_name(lead.name + companion)
    sentence(run(command, lead, "-o", target))
    assert held(lead) == before
    os.chdir(lead.parent)
    try:
        sentence(run(command, lead, "-o", f"./{target.name}"))
    finally:
        os.chdir(ROOT)
    assert held(lead) == before
    done("status", lead)


def test_a_command_never_writes_over_another_challenge(lead: Path, tmp_path: Path) -> None:
    other = copy_of(team().peer(2), tmp_path / "other")
    before = held(other)
    for command in ("export", "pack", "letter"):
        sentence(run(command, lead, "-o", other))
    assert held(other) == before


@pytest.mark.parametrize("command", ["export", "pack", "letter"])
@pytest.mark.parametrize("place", ["", ".", "missing/out", "folder", "x" * 300])
def test_a_place_where_nothing_can_be_written_is_refused(lead: Path, tmp_path: Path, command: str, place: str) -> None:
    (tmp_path / "folder").mkdir()
    os.chdir(tmp_path)
    try:
        sentence(run(command, lead, "-o", place))
    finally:
        os.chdir(ROOT)
    assert {file.name for file in tmp_path.iterdir()} == {"folder", "lead"}


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_words_that_the_terminal_cannot_show_do_not_break_a_command(lead: Path, encoding: str) -> None:
    done("edit", lead, "k-f0", "title", "Delta Łódź — 🌊")
    narrow = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    ran = spawn("search", lead, "Delta", "--json", env=narrow)
    assert (ran.status, ran.err) == (0, "") and ran.data[0]["title"] == "Delta Łódź — 🌊"
    ran = spawn("search", lead, "Delta", env=narrow)
    assert (ran.status, ran.err) == (0, "") and "\\u0141" in ran.out


def test_bytes_that_are_no_text_do_not_break_a_command(lead: Path) -> None:
    odd = os.fsdecode(b"\xff\xfe")
    new = lead.with_name("n.slir")
    for argv in (["search", lead, odd], ["edit", lead, "k-f0", "title", odd], ["import", lead, odd],
                 ["merge", lead, odd], ["new", new, "--council", odd, "--framework", "cpc-2021", "--lead", odd],
                 ["delete", lead, odd], ["status", odd], ["edit", lead, odd, odd, odd]):  # fmt: skip
        ran = run(*argv)
        if ran.status:
            sentence(ran)
    done("status", lead)
    ran = spawn("pack", lead, "-o", os.fsdecode(os.fsencode(lead.with_name("p")) + b"\xff"))
    assert (ran.status, ran.err) == (0, "")


def test_an_answer_that_nobody_reads_is_no_error(merged: Path) -> None:
    ran = subprocess.run(
        ["/bin/sh", "-c", '"$@" | head -c 1 > /dev/null', "sh", *program("search", merged, "the", "--limit", "9999")],
        env=environment(), capture_output=True, check=False,
    )  # fmt: skip
    assert ran.stderr == b""


# ---- the letter ------------------------------------------------------------------------------------------


def test_the_letter_is_the_same_each_time(merged: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.docx", tmp_path / "two.docx"
    done("letter", merged, "-o", one)
    assert done("letter", merged, "-o", two, "--json").data["file"] == str(two)
    assert one.read_bytes() == two.read_bytes()
    done("letter", copy_of(merged, tmp_path / "copy"), "-o", two)
    assert one.read_bytes() == two.read_bytes()
    done("letter", merged, "-o", two, "--layout", "report")
    assert one.read_bytes() != two.read_bytes()
    for path in (one, two):
        assert any("Port Brannock" in line for _, line in read_outline(path))
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_agreed_findings_reach_the_letter(merged: Path, tmp_path: Path) -> None:
    done("edit", merged, "k-f0", "state", "agreed")
    done("edit", merged, "k-f1", "state", "parked")
    done("letter", merged, "-o", tmp_path / "l.docx")
    text = " ".join(line for _, line in read_outline(tmp_path / "l.docx"))
    assert "What we heard about our place and its people was consistent." in text
    assert "What we heard about money" not in text


def test_a_template_that_is_none_is_refused(merged: Path, tmp_path: Path) -> None:
    out = tmp_path / "l.docx"
    out.write_text("the last good letter")
    (tmp_path / "text.docx").write_text("Dear colleague")
    (tmp_path / "empty.docx").write_bytes(b"")
    shutil.copyfile(team().package(2), tmp_path / "package.docx")
    for name in ("missing.docx", "text.docx", "empty.docx", "package.docx", "."):
        sentence(run("letter", merged, "-o", out, "--template", tmp_path / name))
    assert out.read_text() == "the last good letter"
    assert not list(tmp_path.glob("*.part"))


def test_slides_plan_and_deadlines_are_written_and_nothing_else_is_left(merged: Path, tmp_path: Path) -> None:
    made = tmp_path / "made"
    made.mkdir()
    assert done("slides", merged, "-o", made / "s.pptx", "--json").data["slides"] > 3
    assert "to hand over" in done("slides", merged, "-o", made / "h.pptx", "--handover").out
    assert done("actionplan", merged, "-o", made / "p.docx", "--json").data["rows"] == 0
    done("actionplan", merged, "-o", made / "p.xlsx", "--rows", "3")
    answer = done("deadlines", merged, "-o", made / "d.ics", "--json").data
    assert [one["step"] for one in answer["deadlines"]][:2] == ["publish", "action plan"]
    done("letter", merged, "-o", made / "r.docx", "--layout", "progress")
    assert sorted(path.name for path in made.iterdir()) == [
        "d.ics", "h.pptx", "p.docx", "p.xlsx", "r.docx", "s.pptx",
    ]  # fmt: skip
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in made.iterdir())


def test_what_the_slides_said_is_kept_when_they_were_spoken(merged: Path, tmp_path: Path) -> None:
    done("slides", merged, "-o", tmp_path / "s.pptx", "--spoken")
    with storage.open_challenge(merged, PASSPHRASE, writing=False) as w, w.read() as r:
        kept = storage.editions(r)
    assert [(one.kind, one.name) for one in kept] == [("spoken", "s.pptx")]
    assert kept[0].said


@pytest.mark.parametrize(
    "argv", [("actionplan", "-o", "p.pdf"), ("deadlines", "-o", "d.txt"), ("slides", "-o", "nowhere/s.pptx")]
)
def test_a_file_of_the_wrong_sort_or_place_is_refused(merged: Path, tmp_path: Path, argv: tuple[str, ...]) -> None:
    command, option, name = argv
    sentence(run(command, merged, option, tmp_path / name))
    assert not list(tmp_path.glob("*.p*"))


# ---- the whole job -----------------------------------------------------------------------------------------


def merge_in(order: list[int], lead: Path, package: Callable[[int], Path]) -> None:
    for n in order:
        done("merge", lead, package(n))


def test_seven_laptops_come_to_one_challenge_in_whatever_order(tmp_path: Path) -> None:
    first, second = copy_of(team().lead, tmp_path / "1"), copy_of(team().lead, tmp_path / "2")
    merge_in([2, 3, 4, 5, 6, 7], first, team().package)
    done("merge", second, *(team().package(n) for n in (6, 3, 7, 2, 5, 4)))
    one = exported(first, tmp_path)
    assert one == exported(second, tmp_path)
    assert essence(team().records) == essence(map(json.loads, one.splitlines()))
    again = done("merge", first, *(team().package(n) for n in range(2, 8)), "--json").data
    assert again["new"] == 0 and [receipt["taken"] for receipt in again["receipts"]] == [0] * 6
    assert done("merge", second, team().package(3)).out.endswith("\n0 new.\n")
    for path in (first, second):
        data = done("status", path, "--json").data
        assert (data["conflicts"], data["waiting"], data["bin"], data["forked_logs"]) == ([], 0, [], 0)
        assert done("verify", path, "--json").data["sound"] is True
        assert done("import", path, team().source, "--json").data["new"] == 0


def generator() -> Path | None:
    given = os.environ.get("SLIREVIEWER_WORKLOAD")
    places = [Path(given)] if given else [parent / "shared" / "bench" / "workload.py" for parent in ROOT.parents]
    return next((place for place in places if place.is_file()), None)


def test_the_same_with_a_challenge_of_a_thousand_notes(tmp_path: Path) -> None:
    made = generator()
    if made is None:
        pytest.skip("the generator of large challenges is not here (SLIREVIEWER_WORKLOAD)")
    source = tmp_path / "c.jsonl"
    subprocess.run(
        [sys.executable, str(made), "--size", "challenge", "--seed", "7", "--astral", "0.1", "--out", str(source)],
        check=True,
    )
    wanted = read_lines(source)
    people = [record["id"] for record in wanted if record["kind"] == "reviewer"]
    lead = tmp_path / "lead.slir"
    done("new", lead, "--council", "Walderminster", "--framework", "cpc-2021")
    hasten(lead)
    done("import", lead, source, "--reviewer", people[0])
    done("starter", lead, "-o", tmp_path / "s.slirnotes")
    quick = tmp_path / "q.slirnotes"
    import pyrage

    quick.write_bytes(
        spoken(bytes(pyrage.passphrase.decrypt((tmp_path / "s.slirnotes").read_bytes(), PASSPHRASE)), PASSPHRASE)
    )
    packages = []
    for person in people[1:]:
        path = tmp_path / f"{person}.slir"
        done("join", quick, "-o", path, "--as", person)
        hasten(path)
        done("import", path, source, "--reviewer", person)
        packages.append(tmp_path / f"{person}.slirnotes")
        done("pack", path, "-o", packages[-1])
    second = copy_of(lead, tmp_path / "second")
    done("merge", lead, *packages)
    done("merge", second, *reversed(packages))
    one = exported(lead, tmp_path)
    assert one == exported(second, tmp_path)
    assert essence(wanted) == essence(map(json.loads, one.splitlines()))
    assert done("merge", lead, *packages, "--json").data["new"] == 0
    status = done("status", lead, "--json").data
    assert status["conflicts"] == [] and status["waiting"] == 0
    assert sum(1 for record in wanted if record["kind"] == "note") == status["counts"]["note"] == 1050


def test_everything_imported_on_two_laptops_is_no_conflict(lead: Path, tmp_path: Path) -> None:
    peer = copy_of(team().peer(2), tmp_path / "peer")
    done("import", lead, team().source)
    done("import", peer, team().source)
    before = exported(lead, tmp_path)
    done("pack", peer, "-o", tmp_path / "p.slirnotes")
    done("merge", lead, tmp_path / "p.slirnotes")
    assert exported(lead, tmp_path) == before
    data = done("status", lead, "--json").data
    assert (data["conflicts"], data["waiting"]) == ([], 0)
    done("edit", peer, "k-f0", "text", "Changed by the peer")
    done("pack", peer, "-o", tmp_path / "p.slirnotes")
    done("merge", lead, tmp_path / "p.slirnotes")
    assert done("status", lead, "--json").data["conflicts"] == [], "a change of what both imported is a change"
    assert "Changed by the peer" in exported(lead, tmp_path)


def test_challenges_that_were_started_apart_do_not_mix(lead: Path, tmp_path: Path) -> None:
    """Somebody makes seven files by ``new`` instead of joining."""
    other = tmp_path / "other.slir"
    done("new", other, "--council", "Port Brannock", "--framework", "cpc-2021")
    done("import", other, team().source, "--reviewer", "k-r2")
    done("pack", other, "-o", tmp_path / "p.slirnotes")
    before = held(lead)
    assert "another challenge" in sentence(run("merge", lead, tmp_path / "p.slirnotes"))
    assert held(lead) == before


def test_records_of_another_challenge_are_refused(lead: Path, tmp_path: Path) -> None:
    other = write_records(tmp_path / "o.jsonl", records(prefix="z"))
    before = held(lead)
    assert "another challenge" in sentence(run("import", lead, other))
    assert "no reviewer “k-r9”" in sentence(run("import", lead, team().source, "--reviewer", "k-r9"))
    assert held(lead) == before


def test_importing_before_there_is_a_team_leaves_room_for_the_rest(tmp_path: Path) -> None:
    """Notes first, the whole file later: the order of imports does not matter."""
    one, two = tmp_path / "one.slir", tmp_path / "two.slir"
    for path in (one, two):
        done("new", path, "--council", "Port Brannock", "--framework", "cpc-2021")
        hasten(path)
    done("import", one, team().source)
    for n in (3, 1, 2, 7, 6, 5, 4):
        done("import", two, team().source, "--reviewer", f"k-r{n}")
    assert essence(map(json.loads, exported(one, tmp_path).splitlines())) == essence(team().records)
    assert essence(map(json.loads, exported(two, tmp_path).splitlines())) == essence(team().records)


def test_two_wordings_are_one_conflict_and_one_decision_settles_it_everywhere(lead: Path, tmp_path: Path) -> None:
    peers = [copy_of(team().peer(n), tmp_path / f"{n}") for n in (2, 3)]
    packages = [tmp_path / "2.slirnotes", tmp_path / "3.slirnotes"]
    done("edit", peers[0], "k-f0", "text", "The ferry is the council's best asset.")
    done("edit", peers[0], "k-i1", "place", "Harbour office")
    done("edit", peers[1], "k-f0", "text", "The ferry could do more for the islands.")
    done("edit", peers[1], "k-i1", "title", "Ferry crew")
    for peer, package in zip(peers, packages, strict=True):
        done("pack", peer, "-o", package)
    done("merge", lead, *packages)
    data = done("status", lead, "--json").data
    (conflict,) = data["conflicts"]
    assert (conflict["kind"], conflict["record"], conflict["field"]) == ("finding", "k-f0", "text")
    assert conflict["before"] == "What we heard about our place and its people was consistent."
    assert {version["by"]: version["value"] for version in conflict["versions"]} == {
        "Ivo Fenn": "The ferry is the council's best asset.", "Nell Ashby": "The ferry could do more for the islands.",
    }  # fmt: skip
    said = done("status", lead).out
    assert "1 to decide" in said and "best asset" in said and "more for the islands" in said
    (meeting,) = [r for r in map(json.loads, exported(lead, tmp_path).splitlines()) if r.get("id") == "k-i1"]
    assert (meeting["site"], meeting["label"]) == ("Harbour office", "Ferry crew")

    assert "not one of the versions" in sentence(run("decide", lead, "k-f0", "text", "--keep", "zzz"))
    assert "nothing to decide" in sentence(run("decide", lead, "k-f0", "title", "--keep", "zzz"))
    keep = next(v["entry"] for v in conflict["versions"] if v["by"] == "Nell Ashby")
    done("decide", lead, "k-f0", "text", "--keep", keep[:8])
    assert done("status", lead, "--json").data["conflicts"] == []
    done("pack", lead, "-o", tmp_path / "lead.slirnotes")
    for peer in peers:
        done("merge", peer, tmp_path / "lead.slirnotes")
    for peer, package in zip(peers, packages, strict=True):
        done("pack", peer, "-o", package)
    done("merge", lead, *packages)
    agreed = exported(lead, tmp_path)
    assert "more for the islands" in agreed and "best asset" not in agreed
    for peer in peers:
        assert exported(peer, tmp_path) == agreed
        assert done("status", peer, "--json").data["conflicts"] == []


def test_a_wording_of_ones_own_settles_a_conflict_too(lead: Path, tmp_path: Path) -> None:
    peer = copy_of(team().peer(2), tmp_path / "2")
    for path, text in ((lead, "The lead's words"), (peer, "The peer's words")):
        done("edit", path, "k-f1", "title", text)
        done("edit", path, "k-f2", "title", "The same words")
    done("pack", peer, "-o", tmp_path / "p.slirnotes")
    done("merge", lead, tmp_path / "p.slirnotes")
    (conflict,) = done("status", lead, "--json").data["conflicts"]
    assert {version["by"] for version in conflict["versions"]} == {"Edda Marsh", "Ivo Fenn"}
    done("decide", lead, "k-f1", "title", "--text", "Words of both")
    done("pack", lead, "-o", tmp_path / "l.slirnotes")
    done("merge", peer, tmp_path / "l.slirnotes")
    assert "Words of both" in exported(peer, tmp_path)
    assert done("status", peer, "--json").data["conflicts"] == []
    assert done("undo", lead).out == "Undone: Decide.\n"
    assert len(done("status", lead, "--json").data["conflicts"]) == 1


def test_deleted_by_one_and_changed_by_another_is_asked_about(lead: Path, tmp_path: Path) -> None:
    peer = copy_of(team().peer(2), tmp_path / "2")
    done("delete", lead, "k-f1")
    done("edit", peer, "k-f1", "text", "Still true")
    done("pack", peer, "-o", tmp_path / "p.slirnotes")
    assert "1 deleted by one and changed by another" in done("merge", lead, tmp_path / "p.slirnotes").out
    (conflict,) = done("status", lead, "--json").data["conflicts"]
    assert conflict["field"] == "_alive" and "Still true" in exported(lead, tmp_path)
    sentence(run("decide", lead, "k-f1", "_alive", "--keep", "maybe"))
    done("decide", lead, "k-f1", "_alive", "--keep", "bin")
    assert "Still true" not in exported(lead, tmp_path)


# ---- safekeeping -------------------------------------------------------------------------------------------


def test_no_word_of_a_note_stands_readable_on_the_disk(lead: Path, tmp_path: Path) -> None:
    from slireviewer import storage

    words = "".join(record["text"] for record in team().records if record["kind"] == "note")
    runs = {words[at : at + 12] for at in range(0, len(words) - 12, 3)}
    encodings = ("utf-8", "utf-16-le")
    needles = {run.encode(encoding) for run in runs for encoding in encodings}
    with storage.open_challenge(lead, PASSPHRASE) as w:
        storage.import_records(w, team().records)
        files = [lead.with_name(lead.name + suffix) for suffix in ("", "-wal", "-shm", "-keys", "-lock", "-owner")]
        assert all(file.exists() for file in files)
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
        for file in files:
            assert not stands_in(needles, file.read_bytes()), file.name
        assert lead.with_name(lead.name + "-wal").stat().st_size > 50_000
    for path in (lead, team().peer(2), team().package(2), team().package(3), team().starter):
        assert not stands_in(needles, path.read_bytes()), path.name
    assert stands_in(needles, exported(lead, tmp_path).encode()), "the test itself finds what is readable"


def stands_in(needles: set[bytes], data: bytes) -> bool:
    sizes = {len(needle) for needle in needles}
    return any(
        not needles.isdisjoint(data[at : at + size] for at in range(len(data) - size + 1)) for size in sorted(sizes)
    )


def test_everything_that_is_written_is_for_its_owner_only(lead: Path, tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        assert stat.S_IMODE(team().starter.stat().st_mode) == 0o600
        for command in ("export", "pack", "letter"):
            done(command, *arguments(command, lead, tmp_path / command))
            assert stat.S_IMODE((tmp_path / command).stat().st_mode) == 0o600, command
        path = tmp_path / "made" / "here" / "n.slir"
        done("new", path, "--council", "X", "--framework", "cpc-2021")
    finally:
        os.umask(old)
    assert stat.S_IMODE(path.parent.stat().st_mode) == stat.S_IMODE(path.parent.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}


def test_looking_changes_no_byte(merged: Path, tmp_path: Path) -> None:
    before = hashlib.sha256(merged.read_bytes()).hexdigest()
    for command in ("status", "search", "export", "letter", "verify", "pack"):
        done(command, *arguments(command, merged, tmp_path / command))
    done("merge", merged, "--dry-run", team().package(4))
    assert hashlib.sha256(merged.read_bytes()).hexdigest() == before


def test_a_command_that_is_interrupted_says_so(lead: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from slireviewer import storage

    def interrupted(*given: object, **more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(storage, "merge_packages", interrupted)
    ran: Ran = run("merge", lead, team().package(2))
    assert ran.status == 1 and "finished or withdrawn" in sentence(ran)
