"""The demo: six laptops become one challenge and a letter, and nobody's folder is touched that is not a demo's."""

from __future__ import annotations

import json
import re
import stat
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from slireviewer import storage
from slireviewer.demo import PASSPHRASE, Files, run_demo
from slireviewer.errors import ReviewError
from slireviewer.letter import REPORT, Sort, compare, compose, said
from slireviewer.model import NO_ITEM, Edition, EditionKind
from slireviewer.paths import resource
from slireviewer.word import read_outline
from tests.support import run, sentence

_MARKER = "made-by-slireviewer-demo.txt"


@dataclass(frozen=True)
class Made:
    """A demo that has run."""

    folder: Path
    files: Files
    said: list[str]


def given(made: Made) -> tuple[Path, ...]:
    """What the council gets."""
    return (made.files.slides, made.files.letter, made.files.report, made.files.plan)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The demo, made in the place of an earlier one."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    (folder / "laptops").mkdir(parents=True)
    (folder / "packages").mkdir()
    (folder / _MARKER).write_text("an earlier one")
    for old in ("laptops/old.slir", "laptops/old.slir-keys", "packages/old.slirnotes"):
        (folder / old).write_text("old")
    (folder / "letter.docx").write_text("old")
    said: list[str] = []
    return Made(folder, run_demo(folder, said.append), said)


@pytest.fixture(scope="module")
def sample() -> list[dict[str, Any]]:
    return storage.read_records(resource("sample/challenge.jsonl"))


def of(sample: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [record for record in sample if record["kind"] == kind]


def text_of(path: Path) -> list[str]:
    """The paragraphs, read without the program's own reader."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        xml = archive.read("word/document.xml").decode("utf-8")
    paragraphs = re.findall(r"<w:p[ >].*?</w:p>", xml, re.DOTALL)
    return ["".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", one)) for one in paragraphs]


def test_the_files_are_there_and_those_of_an_earlier_demo_are_gone(made: Made, sample: list[dict[str, Any]]) -> None:
    peers = len(of(sample, "reviewer")) - 1
    assert len(made.files.laptops) == peers + 1 and len(made.files.packages) == peers
    for path in (*made.files.laptops, *made.files.packages, *given(made)):
        assert path.stat().st_size > 4_000
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not list(made.folder.rglob("old*"))
    assert all(path.read_bytes()[:2] == b"PK" for path in given(made))


def test_folders_that_it_makes_are_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(path: Path) -> Any:
        raise ReviewError("That is enough.")

    monkeypatch.setattr(storage, "read_records", stop)
    with pytest.raises(ReviewError, match="enough"):
        run_demo(tmp_path / "new" / "demo", print)
    for part in ("", "laptops", "packages"):
        assert stat.S_IMODE((tmp_path / "new" / "demo" / part).stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "new" / "demo").glob("*.txt")} == {0o600}


def test_all_notes_and_findings_have_come_to_the_lead(made: Made, sample: list[dict[str, Any]]) -> None:
    with storage.open_challenge(made.files.lead, PASSPHRASE) as w:
        assert storage.verify(w) == []
        with w.read() as r:
            status = storage.status(r)
            exported = list(storage.export_records(r))
    assert (status["conflicts"], status["waiting"], status["forked_logs"], status["drafts"]) == ([], 0, 0, 0)
    wanted = Counter(
        record["kind"] for record in sample if record["kind"] in ("interview", "reviewer", "recommendation")
    )
    assert {kind: count for kind, count in Counter(r["kind"] for r in exported).items() if kind in wanted} == wanted
    heard = {record["text"][p["start"] : p["end"]] for record in of(sample, "note") for p in of(sample, "point")
             if p["note"] == record["id"]}  # fmt: skip
    kept = {record["text"][p["start"] : p["end"]] for record in of(exported, "note") for p in of(exported, "point")
            if p["note"] == record["id"]}  # fmt: skip
    assert heard <= kept


def test_every_laptop_opens_and_is_its_owners(made: Made, sample: list[dict[str, Any]]) -> None:
    names = set()
    for path in made.files.laptops:
        with storage.open_challenge(path, PASSPHRASE) as w, w.read() as r:
            names.add(storage.status(r)["me"])
            assert w.is_lead == (path == made.files.lead)
    assert names == {record["name"] for record in of(sample, "reviewer")}


def test_it_says_what_happened(made: Made, sample: list[dict[str, Any]]) -> None:
    script = json.loads(resource("sample/changes.json").read_text("utf-8"))
    said = "\n".join(made.said)
    for package in made.files.packages:
        assert re.search(rf"{package.name} from .+: [\d,]+ changes taken, [\d,]+ already here", said)
    assert "4 to decide:" in said and len(script["conflicts"]) == 3
    assert said.count("wording is kept.") == 3 and "deleted by" in said
    for path in (made.files.letter, made.files.report, made.files.lead):
        assert str(path) in said
    assert f"passphrase: {PASSPHRASE}" in said


def test_the_decisions_can_be_looked_up(made: Made) -> None:
    """Both wordings of a conflict stay in the log after one was kept."""
    script = json.loads(resource("sample/changes.json").read_text("utf-8"))
    with storage.open_challenge(made.files.lead, PASSPHRASE) as w, w.read() as r:
        log = b"\n".join(row[0] for row in r.conn.exec_driver_sql("SELECT raw FROM op")).decode("utf-8")
        shown = {record["id"]: record for record in storage.export_records(r) if "id" in record}
    for conflict in script["conflicts"]:
        wordings = [conflict[side]["value"] for side in ("first", "second")]
        assert all(wording in log for wording in wordings)
        assert shown[conflict["record"]][conflict["field"]] in wordings
    clash = script["deleted_and_edited"]
    assert shown[clash["record"]][clash["field"]] == clash["value"]


def test_the_letter_has_its_eight_recommendations_numbered(made: Made, sample: list[dict[str, Any]]) -> None:
    recommendations = sorted(of(sample, "recommendation"), key=lambda record: record["number"])
    wanted = [f"R{number}\t{record['title']}" for number, record in enumerate(recommendations, 1)]
    assert len(wanted) == 8
    for path in (made.files.letter, made.files.report):
        assert [text for style, text in read_outline(path) if style == "Recommendation"] == wanted
        plain = " ".join(text_of(path))
        for record in recommendations:
            assert record["title"] in plain
            assert record["text"].replace("'", "’").split(".")[0] in plain.replace("'", "’")
        assert "eight recommendations" in plain


def test_the_letter_says_how_many_people_were_met(made: Made, sample: list[dict[str, Any]]) -> None:
    """Round numbers below what the sample itself adds up to."""
    meetings_held = [r for r in of(sample, "interview") if not r.get("cancelled") and r.get("type") != "team meeting"]
    held = {record["id"]: record for record in meetings_held}
    expected = sum(record["expected"] for record in held.values())
    named = sum(not held.keys().isdisjoint(person["interviews"]) for person in of(sample, "interviewee"))
    hours = sum(record["minutes"] * len(record["reviewers"]) for record in held.values()) / 60
    for path in (made.files.letter, made.files.report):
        (said,) = re.findall(r"more than (\d+) people in more than (\d+) meetings and spent more than (\d+) hours",
                             " ".join(text_of(path)))  # fmt: skip
        people, meetings, spent = map(int, said)
        assert 0 < max(expected, named) - people <= 10
        assert 0 < len(held) - meetings <= 10
        assert 0 <= hours - spent <= 10


def test_no_name_of_somebody_met_is_in_anything_that_is_given_out(made: Made, sample: list[dict[str, Any]]) -> None:
    addressed = json.dumps(of(sample, "challenge")[0], ensure_ascii=False)
    names = [person["name"] for person in of(sample, "interviewee") if person["name"] not in addressed]
    assert names
    for path in given(made):
        with zipfile.ZipFile(path) as archive:
            everything = b"".join(archive.read(name) for name in archive.namelist()).decode("utf-8", "replace")
        assert not [name for name in names if name in everything]


def test_what_the_slides_said_is_kept_to_compare_the_letter_with_it(made: Made) -> None:
    with storage.open_challenge(made.files.lead, PASSPHRASE) as w, w.read() as r:
        kept = storage.editions(r)
        source = storage.letter_source(r)
    assert [edition.kind for edition in kept] == [EditionKind.SPOKEN]
    now = Edition(id=NO_ITEM, kind=EditionKind.FINAL, name="", said=said(compose(source, REPORT)))
    assert {change.sort for change in compare(kept[0], now)} == {Sort.SAME}


def test_no_name_of_somebody_met_is_in_the_letter(made: Made, sample: list[dict[str, Any]]) -> None:
    addressed = json.dumps(of(sample, "challenge")[0], ensure_ascii=False)
    for path in (made.files.letter, made.files.report):
        text = " ".join(text_of(path))
        for person in of(sample, "interviewee"):
            assert person["name"] in addressed or person["name"] not in text


def test_a_folder_with_other_files_is_refused_and_untouched(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    (mine / "laptops").mkdir(parents=True)
    (mine / "laptops" / "real.slir").write_text("real work")
    (mine / "letter.docx").write_text("my letter")
    before = {path: path.stat().st_mtime_ns for path in mine.rglob("*")}
    assert "is not empty" in sentence(run("demo", mine, passphrase=None))
    assert {path: path.stat().st_mtime_ns for path in mine.rglob("*")} == before
    assert "cannot be used" in sentence(run("demo", mine / "letter.docx", passphrase=None))
    assert (mine / "letter.docx").read_text() == "my letter"


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert "cannot be used" in sentence(run("demo", tmp_path / "file" / "demo"))
