"""Records in and out: not a character, tag or link is lost, and importing again changes nothing."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slireviewer import storage
from slireviewer.errors import ReviewError
from slireviewer.model import ItemId, ItemKind, Point, PointKind
from slireviewer.records import Span, cut, join
from tests.storage.laptops import MEETING, THEMES, Laptop, entries_of, send, team, texts, write

PIECES = (
    "word",
    " ",
    "\n",
    "\r\n",
    "\n\n",
    "• ",
    "👩‍👩‍👧",
    "e\u0301",
    "",
    "ﬁ",
    "\u200b",
    "\ttab",
    "\u2028",
    "–",
    "1",
    "\ufeff",
    "…",
)
TEXT = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
Record = dict[str, Any]


@st.composite
def tagged(draw: st.DrawFn) -> tuple[str, list[Span]]:
    text = draw(TEXT)
    spans = []
    for n in range(draw(st.integers(0, 4)) if text else 0):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        spans.append(
            Span(
                f"t{n}", start, end, draw(st.sampled_from(("", "A", "B"))), draw(st.sampled_from(("strength", "quote")))
            )
        )
    return text, spans


@given(tagged())
def test_cut_and_joined_again_it_is_the_same_text(given_: tuple[str, list[Span]]) -> None:
    """Character by character, and every tag ends where a piece does."""
    text, spans = given_
    pieces, tail = cut(text, spans)
    again, places = join([(piece.lead, piece.text) for piece in pieces], tail)
    assert again == text
    assert [start for start, _ in places] == [piece.start for piece in pieces]
    for span in spans:
        covered = [p for piece, p in zip(pieces, places, strict=True) if span in piece.spans]
        assert covered and (covered[0][0], covered[-1][1]) == (span.start, span.end)
        assert all(span.start <= start and end <= span.end for start, end in covered)
    assert all(piece.text == piece.text.strip() for piece in pieces if not piece.spans)


def base() -> list[Record]:
    return [
        {"kind": "challenge", "id": "c1", "council": "Anyshire", "start": "2026-05-11"},
        {"kind": "theme", "id": "t1", "challenge": "c1", "title": "A", "origin": "own"},
        {"kind": "theme", "id": "t2", "challenge": "c1", "title": "B", "origin": "own"},
        {"kind": "reviewer", "id": "r1", "challenge": "c1", "name": "Rae One", "role": "Peer"},
        {"kind": "reviewer", "id": "r2", "challenge": "c1", "name": "Rae Two", "role": "Peer"},
        {"kind": "interview", "id": "i1", "challenge": "c1", "label": "Leader", "with": "Cllr Any", "site": "Hall",
         "at": "2026-05-11T09:00", "reviewers": ["r1", "r2"]},
    ]  # fmt: skip


def note(n: int, text: str, spans: list[Span], reviewer: str = "r1") -> list[Record]:
    first = {"kind": "note", "id": f"n{n}", "challenge": "c1", "interview": "i1", "reviewer": reviewer,
             "at": f"2026-05-11T09:{n % 60:02d}", "text": text}  # fmt: skip
    tags = [
        {"kind": "tag", "id": f"n{n}-{s.id}", "note": f"n{n}", "theme": s.theme, "polarity": s.polarity,
         "start": s.start, "end": s.end, "by": reviewer}
        for s in spans
    ]  # fmt: skip
    return [first, *tags]


def export(laptop: Laptop) -> list[Record]:
    with laptop.ws.read() as r:
        return list(storage.export_records(r, interviewees=True))


def of_kind(records: list[Record], kind: str) -> list[Record]:
    return [record for record in records if record["kind"] == kind]


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(st.lists(tagged(), min_size=1, max_size=6))
def test_imported_exported_and_imported_again_it_is_the_same(notes: list[tuple[str, list[Span]]]) -> None:
    """Texts to the letter, tags at their places, and a second round that changes nothing at all."""
    records = base() + [record for n, (text, spans) in enumerate(notes) for record in note(n, text, spans)]
    with team(2) as (lead, pat):
        lead.ws.set_me(ItemId(""))
        storage.import_records(lead.ws, records)
        first = export(lead)
        assert {n["id"]: n["text"] for n in of_kind(first, "note")} == {
            n["id"]: n["text"] for n in of_kind(records, "note")
        }
        wanted = {t["id"]: (t["start"], t["end"], t["theme"], t["polarity"]) for t in of_kind(records, "tag")}
        found = {t["id"]: (t["start"], t["end"], t["theme"], t["polarity"]) for t in of_kind(first, "tag")}
        assert wanted.items() <= found.items() and len(found) == len(wanted)
        assert storage.import_records(lead.ws, records).new.total() == 0
        storage.import_records(pat.ws, first)
        second = export(pat)
        for kind in ("note", "tag", "point", "interview"):
            assert of_kind(second, kind) == of_kind(first, kind)
        assert storage.import_records(pat.ws, first).new.total() == 0
        assert storage.import_records(pat.ws, second).new.total() == 0


def test_everything_a_challenge_holds_survives_the_way_out_and_in() -> None:
    text = "First line\nSecond 👩‍👩‍👧 line\r\nthird"
    spans = [Span("a", 0, 10, "A", "strength"), Span("b", 11, 20, "B", "quote")]
    records = [
        *base(), *note(1, text, spans),
        {"kind": "interviewee", "id": "p1", "challenge": "c1", "name": "Cllr Any", "role": "Leader",
         "interviews": ["i1"]},
        {"kind": "question", "id": "q1", "challenge": "c1", "text": "How?", "theme": "A", "origin": "enquiry"},
        {"kind": "finding", "id": "f1", "challenge": "c1", "theme": "A", "polarity": "strength", "title": "Good",
         "text": "It is.", "by": "r1", "state": "agreed"},
        {"kind": "link", "finding": "f1", "note": "n1"},
        {"kind": "link", "finding": "f1", "note": "elsewhere", "role": "challenges"},
        {"kind": "recommendation", "id": "m1", "challenge": "c1", "number": 1, "title": "Do", "text": "it",
         "findings": ["f1"]},
    ]  # fmt: skip
    with team(2) as (lead, pat):
        storage.import_records(lead.ws, records)
        with lead.ws.read() as r:
            (question,), (meeting, *_) = storage.question_lines(r), storage.read_meetings(r)
        with lead.ws.edit("Plan") as e:
            storage.plan_question(e, meeting.id, question.id)
        first = export(lead)
        assert of_kind(first, "interview")[0]["planned"] == ["q1"]
        for record in records:
            if record["kind"] in ("finding", "link", "recommendation", "question"):
                assert any(record.items() <= other.items() for other in first) or record.get("note") == "elsewhere"
        storage.import_records(pat.ws, first)
        kinds = (
            "challenge",
            "interview",
            "interviewee",
            "note",
            "tag",
            "point",
            "finding",
            "recommendation",
            "question",
        )
        for kind in kinds:
            assert of_kind(export(pat), kind) == of_kind(first, kind), kind
        assert [x["role"] for x in of_kind(export(pat), "link") if "role" in x] == ["challenges"]


def test_the_same_records_imported_on_two_laptops_are_no_conflict() -> None:
    records = base() + note(1, "A text\nof two lines", [Span("a", 0, 6, "A", "strength")])
    with team(2) as (lead, pat):
        for laptop in (lead, pat):
            storage.import_records(laptop.ws, records)
        send(pat, lead)
        with lead.ws.read() as r:
            assert storage.conflict_lines(r) == []
            points = [point for point in storage.read_points(r) if point.text == "A text"]
        assert len(points) == 1 and texts(lead, points[0].id) == {"A text"}
        assert len(entries_of(lead, points[0].id)) == 2
        write(lead, {"text": "A better text"}, points[0].id)
        assert texts(lead, points[0].id) == {"A better text"}


def test_only_the_notes_of_one_reviewer() -> None:
    records = base() + note(1, "one", []) + note(2, "two", [Span("a", 0, 3, "A", "strength")], "r2")
    with team(1) as (lead,):
        result = storage.import_records(lead.ws, records, reviewer="r2")
        assert result.new["note"] == 1 and result.new["tag"] == 1
        assert [n["text"] for n in of_kind(export(lead), "note")] == ["two"]
        assert storage.import_records(lead.ws, records).new["note"] == 1
        with pytest.raises(ReviewError, match="no reviewer"):
            storage.import_records(lead.ws, records, reviewer="nobody")


def test_typed_notes_survive() -> None:
    """Points, kinds, themes, off-record marks and times, tags that were added and taken off."""
    with team(2) as (lead, pat):
        said = (("", PointKind.CONTEXT), ("two 👍", PointKind.STRENGTH), ("three", PointKind.QUOTE))
        typed = [
            Point(id=storage.new_id(), note=ItemId(""), text=text, position=f"{n}5", kind=kind,
                  themes=frozenset(THEMES[:n]), off_record=n == 1)
            for n, (text, kind) in enumerate(said)
        ]  # fmt: skip
        for _ in range(2):
            with lead.ws.edit("Type notes") as e:
                storage.write_points(e, MEETING, typed)
            storage.seal_everything(lead.ws)
            first = export(lead)
            left, typed = typed, typed[1:]
        note_record = of_kind(first, "note")[0]
        assert note_record["text"] == "two 👍\nthree"
        storage.import_records(pat.ws, first)
        for kind in ("note", "tag", "point"):
            assert of_kind(export(pat), kind) == of_kind(first, kind)
        assert {p["id"]: p.get("off_record") for p in of_kind(export(pat), "point")} == {
            left[0].id: True,
            left[1].id: None,
        }
        assert storage.import_records(pat.ws, first).new.total() == 0
        assert storage.import_records(lead.ws, first).new.total() == 0
        for laptop in (lead, pat):
            assert of_kind(export(laptop), "theme") == of_kind(first, "theme")


def test_a_theme_the_laptop_made_itself_is_known_by_its_title() -> None:
    with team(1) as (lead,):
        records = [
            *base()[:1],
            {"kind": "theme", "id": "t9", "challenge": "c1", "title": "THEME  0", "short": "Nought"},
        ]
        storage.import_records(lead.ws, records)
        found = of_kind(export(lead), "theme")
        assert [theme["title"] for theme in found].count("Theme 0") == 1 and len(found) == len(THEMES)
        assert next(theme for theme in found if theme["id"] == "t9")["short"] == "Nought"
        write(lead, {"title": "Renamed"}, THEMES[0], kind=ItemKind.THEME)
        assert storage.import_records(lead.ws, records).new.total() == 0
        assert len(of_kind(export(lead), "theme")) == len(THEMES)


def test_a_note_that_begins_with_an_empty_line_keeps_it() -> None:
    for n, text in enumerate(("\nHello", "\n\nHello", " \nHello", "\n", "")):
        with team(1) as (lead,):
            storage.import_records(
                lead.ws,
                base() + note(1, text, []) + note(2, text + "x", [Span("a", len(text), len(text) + 1, "A", "quote")]),
            )
            assert [x["text"] for x in of_kind(export(lead), "note")] == [text, text + "x"], n


def test_tags_of_a_text_that_had_to_be_cleaned_stay_on_their_words() -> None:
    with team(1) as (lead,):
        text = "\x00one \ud83dtwo\x00 three"
        start = text.index("two")
        storage.import_records(lead.ws, base() + note(1, text, [Span("a", start, start + 3, "A", "quote")]))
        found = export(lead)
        (tag,) = of_kind(found, "tag")
        assert of_kind(found, "note")[0]["text"][tag["start"] : tag["end"]] == "two"


@pytest.mark.parametrize(
    "bad",
    [
        [{"kind": "challenge", "id": "c1"}, {"kind": "challenge", "id": "c2"}],
        [{"kind": "tag", "id": "x", "note": "n1", "theme": "A", "polarity": "quote", "start": 0, "end": 999}],
        [{"kind": "tag", "id": "x", "note": "n1", "theme": "A", "polarity": "quote", "start": 3, "end": 3}],
        [{"kind": "tag", "id": "x", "note": "n1", "theme": "A", "polarity": "quote"}],
        [{"kind": "point", "id": "p", "note": "n1", "start": 2, "end": 1, "type": "quote"}],
        [{"kind": "point", "id": "p", "note": "n1", "start": 0, "end": 3, "type": "quote"},
         {"kind": "point", "id": "q", "note": "n1", "start": 1, "end": 4, "type": "quote"}],
        [{"kind": "recommendation", "id": "m", "findings": 7}],
    ],
)  # fmt: skip
def test_records_that_cannot_be_understood_change_nothing(bad: list[Record]) -> None:
    with team(1) as (lead,):
        before, ops = lead.dump(), lead.ops()
        with pytest.raises(ReviewError):
            storage.import_records(lead.ws, base()[1:] + note(1, "a text", []) + bad)
        assert lead.dump() == before and lead.ops() == ops


@pytest.mark.parametrize("line", ["[]", "{}", '{"kind": 1}', '{"kind": "note"}', "{", '"x"', "[" * 100_000])
def test_a_line_that_is_no_record_is_named(line: str, tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    file.write_text(json.dumps(base()[0]) + "\n\n" + line + "\n", encoding="utf-8")
    with pytest.raises(ReviewError, match="othing was imported"):
        storage.read_records(file)
    file.write_text("\n".join(json.dumps(record) for record in base()), encoding="utf-8")
    assert storage.read_records(file) == base()
