"""The team's own files of its evidence: complete, marked, without what is off the record and without who was met."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from lxml import etree

from slireviewer.casebook import MARKING
from slireviewer.word import read_outline, read_words
from tests.office import breaches
from tests.support import Record, done, evidence_records, hasten, read_lines, run, sentence, write_records

SCHEMA = Path(__file__).parent / "schemas" / "refi-qda-project.xsd"
Q = "{urn:QDA-XML:project:1.0}"


@pytest.fixture(scope="module", params=[3, 11])
def challenge(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evidence")
    path = folder / "c.slir"
    done("new", path, "--council", "Port Brannock", "--framework", "cpc-2021")
    hasten(path)
    made = evidence_records(request.param)
    # Something that only the team may know, and words that a spreadsheet would take for a formula.
    note = next(one for one in made if one["kind"] == "note")
    made = [one for one in made if not (one["kind"] == "point" and one["note"] == note["id"])]
    open_words, secret = "=HYPERLINK(1) is on the list 🌊", "Told in the strictest confidence"
    note["text"] = f"{open_words}\n{secret}"
    start, about = len(open_words) + 1, {"kind": "point", "note": note["id"], "themes": ["Ferries"]}
    made += [
        {**about, "id": "f", "start": 0, "end": start - 1, "type": "strength"},
        {**about, "id": "s", "start": start, "end": start + len(secret), "type": "quote", "off_record": True},
    ]
    made += [{"kind": "link", "finding": "k-f0", "point": name} for name in ("f", "s")]
    done("import", path, write_records(folder / "in.jsonl", made))
    return path


@pytest.fixture(scope="module")
def records(challenge: Path) -> list[Record]:
    out = challenge.with_name("out.jsonl")
    done("export", challenge, "-o", out)
    return read_lines(out)


def written(challenge: Path, folder: Path, name: str, *more: str) -> Path:
    done("evidence", challenge, "-o", folder / name, *more)
    return folder / name


def words_in(path: Path) -> str:
    """Everything that a file says, whatever it is."""
    data = path.read_bytes()
    if not zipfile.is_zipfile(path):
        return data.decode("utf-8-sig")
    with zipfile.ZipFile(path) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


@pytest.mark.parametrize("ending", ["docx", "xlsx", "csv", "qdpx"])
def test_every_file_is_marked_and_names_nobody_who_was_met(challenge: Path, tmp_path: Path, ending: str) -> None:
    said = words_in(written(challenge, tmp_path, f"e.{ending}"))
    assert MARKING in said
    assert "Guest number" not in said
    assert "strictest confidence" not in said
    said = words_in(written(challenge, tmp_path, f"all.{ending}", "--off-record"))
    assert "Guest number" not in said
    assert "strictest confidence" in said


@pytest.mark.parametrize("ending", ["docx", "xlsx", "csv", "qdpx"])
def test_the_same_evidence_gives_the_same_bytes(challenge: Path, tmp_path: Path, ending: str) -> None:
    one, other = (written(challenge, tmp_path, f"{name}.{ending}") for name in ("one", "other"))
    assert one.read_bytes() == other.read_bytes()
    assert ending not in ("docx", "xlsx") or breaches(one) == []
    assert one.stat().st_mode & 0o077 == 0


def test_tables_hold_every_point_and_finding(challenge: Path, records: list[Record], tmp_path: Path) -> None:
    out = written(challenge, tmp_path, "e.csv", "--off-record")
    points, findings = (
        list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
        for path in (out, tmp_path / "e-findings.csv")
    )
    texts = {note["id"]: note["text"] for note in records if note["kind"] == "note"}
    wanted = [texts[one["note"]][one["start"] : one["end"]] for one in records if one["kind"] == "point"]
    wanted = [f"'{text}" if text.startswith("=") else text for text in wanted if text]
    wanted += [one["text"] for one in records if one["kind"] == "excerpt" and "document" in one]
    assert sorted(row["Words"] for row in points) == sorted(wanted)
    told = {one["title"]: one for one in done("triangulate", challenge, "--json").data}
    assert {row["Finding"]: (row["Sources"], row["Supports"], row["Known by"]) for row in findings} == {
        title: (str(one["sources"]), str(one["supporting"]), ", ".join(one["kinds"])) for title, one in told.items()
    }
    assert {row["Marking"] for row in (*points, *findings)} == {MARKING}
    assert sum(row["Off the record"] == "yes" for row in points) >= 1
    book = openpyxl.load_workbook(written(challenge, tmp_path, "e.xlsx", "--off-record"))
    assert book.sheetnames == ["Points", "Findings"]
    sheet = [[cell.value or "" for cell in row] for row in book["Points"].iter_rows()]
    assert [len(sheet) - 1, book["Findings"].max_row - 1] == [len(points), len(findings)]
    assert all(cell.data_type != "f" for row in book["Points"].iter_rows() for cell in row)
    assert "=HYPERLINK(1) is on the list 🌊" in {row[8] for row in sheet}


def test_the_report_says_what_stands_behind_each_finding(challenge: Path, tmp_path: Path) -> None:
    out = written(challenge, tmp_path, "e.docx")
    said = "\n".join(read_words(out))
    told = done("findings", challenge, "--json").data
    assert len(told) == 12
    for finding in told:
        assert finding["title"] in said
    assert "=HYPERLINK(1) is on the list 🌊" in said and "Said off the record" in said
    assert "off the record are left out" in said
    assert read_outline(out)


def test_a_project_is_valid_by_the_published_schema(challenge: Path, tmp_path: Path) -> None:
    schema = etree.XMLSchema(etree.parse(str(SCHEMA)))
    for name in ("e", "all"):
        out = written(challenge, tmp_path, f"{name}.qdpx", *(["--off-record"] if name == "all" else []))
        with zipfile.ZipFile(out) as archive:
            schema.assertValid(etree.fromstring(archive.read("project.qde")))
    wrong = etree.fromstring(zipfile.ZipFile(out).read("project.qde"))
    next(wrong.iter(f"{Q}PlainTextSelection")).attrib.pop("startPosition")
    assert not schema.validate(wrong)


def test_a_project_holds_the_sources_codes_and_coded_words(
    challenge: Path, records: list[Record], tmp_path: Path
) -> None:  # fmt: skip
    with zipfile.ZipFile(written(challenge, tmp_path, "e.qdpx", "--off-record")) as archive:
        root = ElementTree.fromstring(archive.read("project.qde"))
        texts = {name: archive.read(name).decode() for name in archive.namelist() if name.startswith("Sources/")}
    codes = {code.get("guid"): code for code in root.iter(f"{Q}Code")}
    assert len({code.get("name") for code in codes.values()}) == len(codes)
    names = {guid: code.get("name") for guid, code in codes.items()}
    coded: set[tuple[str, str | None]] = set()
    guids = [each.get("guid") for each in root.iter() if each.get("guid")]
    assert len(guids) == len(set(guids))
    for source in root.iter(f"{Q}TextSource"):
        text = texts[f"Sources/{source.get('guid')}.txt"]
        assert "\r" not in text
        for selection in source.iter(f"{Q}PlainTextSelection"):
            words = text[int(selection.get("startPosition", "")) : int(selection.get("endPosition", ""))]
            for code in selection.iter(f"{Q}CodeRef"):
                assert codes[code.get("targetGUID")].get("isCodable") == "true"
                coded.add((words, names[code.get("targetGUID")]))
    notes = {note["id"]: note["text"] for note in records if note["kind"] == "note"}
    points = {one["id"] for one in records if one["kind"] == "point"}
    wanted = set()
    for one in records:
        if one["kind"] == "point" and (text := notes[one["note"]][one["start"] : one["end"]]):
            wanted |= {(text.replace("\r\n", "\n"), theme) for theme in one["themes"]}
        if one["kind"] == "excerpt" and one.get("point", "f") in points:
            wanted |= {(one["text"].replace("\r\n", "\n"), theme) for theme in one["themes"]}
    themes = {one["title"] for one in records if one["kind"] == "theme"}
    assert {pair for pair in coded if pair[1] in themes} == wanted
    assert ("=HYPERLINK(1) is on the list 🌊", "Finding 0") in coded
    documents = [one for one in records if one["kind"] == "document"]
    assert len(texts) == len({text for text in notes if notes[text]}) + len(documents)


def test_an_empty_challenge_gives_valid_files(tmp_path: Path) -> None:
    path = tmp_path / "c.slir"
    done("new", path, "--council", "Port Brannock", "--framework", "cpc-2021")
    hasten(path)
    schema = etree.XMLSchema(etree.parse(str(SCHEMA)))
    with zipfile.ZipFile(written(path, tmp_path, "e.qdpx")) as archive:
        schema.assertValid(etree.fromstring(archive.read("project.qde")))
    for ending in ("docx", "xlsx", "csv"):
        assert MARKING in words_in(written(path, tmp_path, f"e.{ending}")) or ending == "csv"


def test_another_ending_is_refused_and_nothing_written(challenge: Path, tmp_path: Path) -> None:
    assert "can be .docx, .xlsx, .csv or .qdpx" in sentence(run("evidence", challenge, "-o", tmp_path / "e.pdf"))
    assert not list(tmp_path.iterdir())


def test_documents_are_added_by_the_command_and_listed(tmp_path: Path) -> None:
    path = tmp_path / "c.slir"
    done("new", path, "--council", "Port Brannock", "--framework", "cpc-2021")
    hasten(path)
    for name, data in (("minutes.txt", b"The ferry is late."), ("locked.doc", bytes.fromhex("d0cf11e0a1b11ae1"))):
        (tmp_path / name).write_bytes(data)
    ran = run("document", path, "add", tmp_path / "minutes.txt", tmp_path / "none.pdf", tmp_path / "locked.doc")
    assert (ran.status, ran.err) == (1, "")
    lines = ran.out.splitlines()
    assert lines[0] == "D1  minutes: 1 page"
    assert lines[1].startswith("D2  locked: It is of an old format") and lines[2].startswith(
        "There is no file none.pdf"
    )
    listed = done("document", path, "list", "--json").data
    assert [(one["label"], one["pages"], bool(one["trouble"])) for one in listed] == [("D1", 1, False), ("D2", 0, True)]
    assert done("search", path, "ferry").out.endswith("[D1 minutes, page 1]\n")
    assert "Name the files" in sentence(run("document", path, "add"))
