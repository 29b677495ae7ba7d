"""The checks and the council's copy from the command line: what is looked at, what comes back, and what is answered."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from slireviewer.letter import finding_mark
from slireviewer.storage import record_item
from slireviewer.word import libreoffice, read_outline
from tests.refusing import REFUSALS, refusing
from tests.support import copy_of, done, exported, held, run, sentence, team
from tests.word.council import AUTHOR, edited


@pytest.fixture
def lead(tmp_path: Path) -> Path:
    """A lead's file with one agreed finding that names a guest."""
    path = copy_of(team().lead, tmp_path / "lead")
    done("edit", path, "k-f0", "state", "agreed")
    done("edit", path, "k-f0", "text", "Guest Number 3 was right. The ferry runs on time.")
    return path


def without_stops(lead: Path) -> Path:
    """The file in which everything that must not go out was passed by."""
    for one in done("check", lead, "--json").data["remarks"]:
        if one["severity"] == "stop":
            done("check", lead, "--pass", one["key"], "--reason", "Agreed with the guest")
    return lead


def test_nothing_goes_to_the_council_that_must_not_go_out(lead: Path, tmp_path: Path) -> None:
    before = held(lead)
    for kind in ("council", "final"):
        said = sentence(run("letter", lead, "-o", tmp_path / "l.docx", "--give", kind))
        assert "before it may leave the team" in said and "check" in said
    assert not (tmp_path / "l.docx").exists() and held(lead) == before
    done("letter", lead, "-o", tmp_path / "l.docx", "--give", "draft")
    done("letter", without_stops(lead), "-o", tmp_path / "l.docx", "--give", "council")


def test_a_file_is_only_written_as_what_its_name_says(lead: Path, tmp_path: Path) -> None:
    for name, command in {
        "l.odt": ("letter", lead), "s.pdf": ("slides", lead), "p.csv": ("actionplan", lead),
        "d.txt": ("deadlines", lead), "r.pdf": ("responses", lead), "t.dotx": ("template", "starter"),
    }.items():  # fmt: skip
        said = sentence(run(*command, "-o", tmp_path / name))
        assert said.endswith("Nothing was written.") and f"{name} can" in said
        assert not (tmp_path / name).exists()


def test_check_lists_what_to_look_at_with_where_why_and_a_fix(lead: Path) -> None:
    ran = done("check", lead, "--json")
    assert ran.data["stop"] + ran.data["ask"] == len(ran.data["remarks"]) > 0
    silent = [one for one in ran.data["remarks"] if one["check"] == "theme without feedback"]
    assert {one["words"] for one in silent} >= {"Money and assets"}
    assert {"key", "severity", "slot", "start", "end", "why", "fix", "sources"} <= set(ran.data["remarks"][0])
    told = done("check", lead).out.splitlines()
    assert told[-1].endswith("leave the team.") or told[-1].endswith("to look at.")


def test_a_remark_is_passed_by_with_a_reason_and_not_without(lead: Path) -> None:
    first = done("check", lead, "--json").data["remarks"][0]
    before = held(lead)
    assert "--reason" in sentence(run("check", lead, "--pass", first["key"]))
    assert "no reason" not in sentence(run("check", lead, "--pass", "nokey", "--reason", "x"))
    assert held(lead) == before
    after = done("check", lead, "--pass", first["key"], "--reason", "It is public", "--json").data["remarks"]
    assert first["key"] not in {one["key"] for one in after}
    done("undo", lead)
    assert first["key"] in {one["key"] for one in done("check", lead, "--json").data["remarks"]}


def test_the_letter_says_how_much_is_left_to_look_at(lead: Path, tmp_path: Path) -> None:
    left = len(done("check", lead, "--json").data["remarks"])
    assert f"{left} things to look at" in done("letter", lead, "-o", tmp_path / "l.docx").out


def test_a_copy_goes_to_the_council_and_comes_back(lead: Path, tmp_path: Path) -> None:
    given = tmp_path / "copy.docx"
    identifier = done("letter", without_stops(lead), "-o", given, "--give", "council", "--json").data["identifier"]
    begins = next(line for _, line in read_outline(given) if "The ferry runs on time." in line)[:12]
    back = edited(
        given, tmp_path / "back.docx", lambda copy: copy.insert(begins, "The ferry runs on time", ", mostly"),
        lambda copy: copy.comment(begins, "ferry runs", "This is not correct."),
    )  # fmt: skip
    before = exported(lead, tmp_path)
    read = done("readback", lead, back, "--json").data
    assert (read["matches"], read["identifier"], read["authors"]) == (True, identifier, [AUTHOR])
    mark = finding_mark(record_item("finding", "k-f0"))
    assert [(one["mark"], one["added"]) for one in read["changes"]] == [(mark, ", mostly")]
    assert [(one["mark"], one["guess"]) for one in read["comments"]] == [(mark, "correction of fact")]
    assert read["unplaced"] == []
    assert done("readback", lead, back, "--keep", "--json").data["kept"] == 2
    assert done("readback", lead, back, "--keep", "--json").data["kept"] == 0
    assert exported(lead, tmp_path) == before
    table = tmp_path / "answers.docx"
    assert done("responses", lead, "-o", table, "--json").data["rows"] == 2
    text = " ".join(line for _, line in read_outline(table))
    assert "This is not correct." in text and ", mostly" in text and "Still to be answered" in text


def test_a_copy_cannot_be_read_back_before_one_was_given(lead: Path, tmp_path: Path) -> None:
    done("letter", lead, "-o", tmp_path / "l.docx")
    assert "nothing to read it against" in sentence(run("readback", lead, tmp_path / "l.docx"))
    (tmp_path / "x.docx").write_text("no")
    assert "not a Word document" in sentence(run("readback", lead, tmp_path / "x.docx"))
    assert "There is no file" in sentence(run("readback", lead, tmp_path / "missing.docx"))
    done("slides", lead, "-o", tmp_path / "s.pptx")
    assert "is not a Word document" in sentence(run("accessible", tmp_path / "s.pptx"))


def test_the_final_letter_keeps_no_marks_but_those_that_references_need(lead: Path, tmp_path: Path) -> None:
    from slireviewer.word.archive import read_parts

    done("letter", without_stops(lead), "-o", tmp_path / "c.docx", "--give", "council")
    done("letter", lead, "-o", tmp_path / "f.docx", "--give", "final")
    assert b"bookmarkStart" in read_parts(tmp_path / "c.docx")["word/document.xml"]
    assert b"bookmark" not in read_parts(tmp_path / "f.docx")["word/document.xml"]


def test_a_word_file_is_looked_at_for_what_keeps_people_from_reading_it(lead: Path, tmp_path: Path) -> None:
    done("letter", lead, "-o", tmp_path / "l.docx")
    assert done("accessible", tmp_path / "l.docx").out == "Nothing is in the way of readers.\n"
    edited(tmp_path / "l.docx", tmp_path / "x.docx", lambda copy: copy.silently("Finding 0", "runs", "[insert verb]"))
    ran = run("accessible", tmp_path / "x.docx", "--json")
    assert ran.status == 1
    assert [(one["barrier"], "insert verb" in one["words"]) for one in ran.data["obstacles"]] == [("placeholder", True)]


@pytest.mark.skipif(libreoffice() is None, reason="LibreOffice is not installed")
def test_the_letter_is_a_pdf_when_it_is_called_so(lead: Path, tmp_path: Path) -> None:
    done("letter", lead, "-o", tmp_path / "l.pdf")
    assert (tmp_path / "l.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="such places are made by tools of Linux")
@pytest.mark.parametrize("kind", REFUSALS)
def test_no_file_is_half_written_where_none_can_be(lead: Path, tmp_path: Path, kind: str) -> None:
    done("letter", without_stops(lead), "-o", tmp_path / "c.docx", "--give", "council")
    wanted = {
        "l.docx": ("letter", lead, "--give", "draft"), "r.docx": ("letter", lead, "--layout", "report"),
        "s.pptx": ("slides", lead, "--spoken"), "p.docx": ("actionplan", lead), "p.xlsx": ("actionplan", lead),
        "d.ics": ("deadlines", lead), "a.docx": ("responses", lead), "e.docx": ("evidence", lead),
        "e.xlsx": ("evidence", lead), "e.csv": ("evidence", lead), "e.qdpx": ("evidence", lead),
        "t.docx": ("template", "starter"),
    }  # fmt: skip
    before = held(lead)
    with refusing(kind, tmp_path, tuple(wanted)) as paths:
        for path, command in zip(paths, wanted.values(), strict=True):
            said = sentence(run(*command, "-o", path))
            assert REFUSALS[kind] in said and path.name in said
    assert held(lead) == before  # nothing counts as given out
