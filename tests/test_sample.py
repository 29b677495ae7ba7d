"""Checks that the sample challenge is whole, consistent and fit to be shown; nothing of the program is used here."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

SAMPLE = Path(__file__).resolve().parent.parent / "resources" / "sample"
ORDER = (
    "challenge", "theme", "question", "reviewer", "interview", "interviewee",
    "note", "point", "finding", "link", "recommendation",
)  # fmt: skip
CORE = (
    "Local priorities and outcomes",
    "Organisational and place leadership",
    "Governance and culture",
    "Financial planning and management",
    "Capacity for improvement",
)
BANNED = re.compile(
    r"\b(weak\w*|fail\w*|inspect\w*|scor(e|es|ed|ing)|grad(e|es|ed|ing)|rat(ed|ing|ings)|audit(ee|ed)|clients?|customers?"
    r"|you|your|yours)\b",
    re.IGNORECASE,
)
Record = dict[str, Any]


@pytest.fixture(scope="module")
def records() -> list[Record]:
    """All records in the order of the file."""
    text = (SAMPLE / "challenge.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture(scope="module")
def by_kind(records: list[Record]) -> dict[str, list[Record]]:
    """The records, sorted into their kinds."""
    out: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        out[record["kind"]].append(record)
    return out


def _ids(records: list[Record]) -> set[str]:
    return {record["id"] for record in records}


def _held(by_kind: dict[str, list[Record]]) -> list[Record]:
    return [meeting for meeting in by_kind["interview"] if meeting["type"] != "team meeting"]


def _text(note: Record, point: Record) -> str:
    text: str = note["text"][point["start"] : point["end"]]
    return text


def test_records_come_in_the_agreed_order(records: list[Record]) -> None:
    places = [ORDER.index(record["kind"]) for record in records]
    assert places == sorted(places)
    assert set(places) == set(range(len(ORDER)))


def test_ids_are_unique(records: list[Record]) -> None:
    ids = Counter(record["id"] for record in records if record["kind"] != "link")
    assert [key for key, count in ids.items() if count > 1] == []


def test_counts_are_those_of_a_typical_challenge(by_kind: dict[str, list[Record]]) -> None:
    counts = {kind: len(found) for kind, found in by_kind.items()}
    assert counts["challenge"] == 1
    assert counts["reviewer"] == 6
    assert len(_held(by_kind)) == 45
    assert 125 <= counts["interviewee"] <= 135
    assert 85 <= counts["note"] <= 90
    assert 860 <= counts["point"] <= 950
    assert 55 <= counts["finding"] <= 66
    assert counts["recommendation"] == 8


def test_the_visit_and_the_letter_have_their_dates(by_kind: dict[str, list[Record]]) -> None:
    (challenge,) = by_kind["challenge"]
    assert (challenge["start"], challenge["end"], challenge["letter_date"]) == (
        "2026-09-15",
        "2026-09-18",
        "2026-10-26",
    )
    assert (challenge["type"], challenge["framework"], challenge["rules"]) == ("corporate", "cpc-2021", "2023 on")
    assert challenge["addressee"]["salutation"].startswith("Dear ")
    contact = " ".join(challenge["contact"])
    assert "01632 960" in contact
    assert "@example.org" in contact


def test_every_theme_has_its_place_and_its_lines_of_enquiry(by_kind: dict[str, list[Record]]) -> None:
    themes = by_kind["theme"]
    assert tuple(theme["title"] for theme in themes if theme["origin"] == "core") == CORE
    own = [theme for theme in themes if theme["origin"] == "own" and "parent" not in theme]
    assert len(own) == 2
    assert any(theme["title"].endswith("?") for theme in own)
    assert {theme["parent"] for theme in themes if "parent" in theme} <= _ids(themes)
    titles = {theme["title"] for theme in themes}
    assert len(titles) == len(themes)
    asked = Counter(question.get("theme") for question in by_kind["question"])
    assert set(asked) - {None} == titles
    assert asked[None] == 2
    lines = Counter(
        question["theme"] for question in by_kind["question"] if question.get("theme") and question["origin"] != "core"
    )
    assert all(3 <= lines[title] <= 6 for title in titles)


def test_only_councillors_have_a_party_and_one_manager_writes(by_kind: dict[str, list[Record]]) -> None:
    peers = by_kind["reviewer"]
    assert [bool(peer.get("party")) for peer in peers] == [peer["name"].startswith("Councillor ") for peer in peers]
    assert len({peer["party"] for peer in peers if peer.get("party")}) == 2
    assert sum(bool(peer.get("manager")) for peer in peers) == 1


def test_every_reference_leads_somewhere(by_kind: dict[str, list[Record]]) -> None:
    titles = {theme["title"] for theme in by_kind["theme"]}
    challenge = by_kind["challenge"][0]["id"]
    reviewers, meetings = _ids(by_kind["reviewer"]), _ids(by_kind["interview"])
    notes, points, findings = _ids(by_kind["note"]), _ids(by_kind["point"]), _ids(by_kind["finding"])
    for kind in set(ORDER) - {"challenge", "point", "link"}:
        assert all(record["challenge"] == challenge for record in by_kind[kind]), kind
    assert all(set(meeting["reviewers"]) <= reviewers for meeting in by_kind["interview"])
    assert all(person["interviews"] and set(person["interviews"]) <= meetings for person in by_kind["interviewee"])
    assert all(note["interview"] in meetings and note["reviewer"] in reviewers for note in by_kind["note"])
    assert all(point["note"] in notes and set(point["themes"]) <= titles for point in by_kind["point"])
    for finding in by_kind["finding"]:
        assert finding["by"] in reviewers
        assert ("theme" not in finding) == (finding["polarity"] == "headline")
        assert finding.get("theme") is None or finding["theme"] in titles
    for link in by_kind["link"]:
        assert link["finding"] in findings
        assert (link.get("point") in points) != (link.get("note") in notes)
        assert link["role"] in {"supports", "challenges", "context"}
    for recommendation in by_kind["recommendation"]:
        assert recommendation["theme"] in titles
        assert recommendation["findings"]
        assert set(recommendation["findings"]) <= findings


def test_points_cut_their_notes_exactly(by_kind: dict[str, list[Record]]) -> None:
    points: dict[str, list[Record]] = defaultdict(list)
    for point in by_kind["point"]:
        points[point["note"]].append(point)
    for note in by_kind["note"]:
        pieces = [_text(note, point) for point in points[note["id"]]]
        assert "\n".join(pieces) == note["text"]
        assert all(piece == piece.strip() and "\n" not in piece and piece for piece in pieces)
        assert 8 <= len(pieces) <= 14


def test_no_two_points_say_the_same_words(by_kind: dict[str, list[Record]]) -> None:
    notes = {note["id"]: note for note in by_kind["note"]}
    seen = Counter(_text(notes[point["note"]], point).casefold() for point in by_kind["point"])
    assert [text for text, count in seen.items() if count > 1] == []


def test_some_points_wait_for_a_theme_and_some_are_off_the_record(by_kind: dict[str, list[Record]]) -> None:
    points = by_kind["point"]
    bare = [point for point in points if not point["themes"]]
    assert 35 <= len(bare) <= 45
    assert all(point["type"] == "context" for point in bare)
    kinds = Counter(point["type"] for point in points)
    assert min(kinds[kind] for kind in ("strength", "consideration", "quote", "follow-up", "context")) >= 40
    assert 4 <= sum(bool(point.get("off_record")) for point in points) <= 12
    assert any(len(point["themes"]) == 2 for point in points)


def test_notes_are_written_by_the_pair_while_it_listens(by_kind: dict[str, list[Record]]) -> None:
    meetings = {meeting["id"]: meeting for meeting in by_kind["interview"]}
    written: Counter[str] = Counter()
    for note in by_kind["note"]:
        meeting = meetings[note["interview"]]
        start = datetime.fromisoformat(meeting["at"])
        assert note["reviewer"] in meeting["reviewers"]
        assert start <= datetime.fromisoformat(note["at"]) <= start + timedelta(minutes=meeting["minutes"])
        written[meeting["id"]] += 1
    assert set(written) == {meeting["id"] for meeting in _held(by_kind)}
    assert sum(count == 2 for count in written.values()) >= 40


def test_the_timetable_can_be_walked(by_kind: dict[str, list[Record]]) -> None:
    busy: Counter[tuple[str, str]] = Counter()
    for meeting in by_kind["interview"]:
        for peer in meeting["reviewers"]:
            busy[peer, meeting["at"]] += 1
    assert max(busy.values()) == 1
    rooms = Counter((meeting["site"], meeting["at"]) for meeting in by_kind["interview"])
    assert max(rooms.values()) == 1
    held = _held(by_kind)
    assert all(meeting["minutes"] == 45 and len(meeting["reviewers"]) == 2 for meeting in held)
    assert sum(meeting["at"] < "2026-09-15" for meeting in held) == 2
    kinds = Counter(meeting["type"] for meeting in by_kind["interview"])
    assert kinds["phone call"] == 2
    assert kinds["observed committee"] >= 1
    assert kinds["site visit"] >= 1
    assert kinds["focus group"] >= 5
    evenings = [meeting["at"][11:] for meeting in by_kind["interview"] if meeting["type"] == "team meeting"]
    assert evenings == ["17:30"] * 3
    parallel = Counter(meeting["at"] for meeting in held if meeting["at"] >= "2026-09-15")
    assert sum(count == 3 for count in parallel.values()) == 14


def test_people_met_add_up(by_kind: dict[str, list[Record]]) -> None:
    assert 128 <= sum(meeting["expected"] for meeting in _held(by_kind)) <= 134
    came = Counter(meeting for person in by_kind["interviewee"] for meeting in person["interviews"])
    for meeting in _held(by_kind):
        assert abs(came[meeting["id"]] - meeting["expected"]) <= 1
    names = {person["name"] for person in by_kind["interviewee"]}
    assert len(names) == len(by_kind["interviewee"])
    assert {meeting["with"] for meeting in _held(by_kind)} <= names


def test_findings_are_balanced_in_every_theme(by_kind: dict[str, list[Record]]) -> None:
    ids = {theme["id"]: theme["title"] for theme in by_kind["theme"]}
    top = {theme["title"]: ids[theme.get("parent", theme["id"])] for theme in by_kind["theme"]}
    counts = Counter((top.get(finding.get("theme", ""), ""), finding["polarity"]) for finding in by_kind["finding"])
    for title in set(top.values()):
        assert 3 <= counts[title, "strength"] <= 6
        assert 3 <= counts[title, "consideration"] <= 6
    assert 4 <= counts["", "headline"] <= 5
    assert 2 <= sum(finding["polarity"] == "notable practice" for finding in by_kind["finding"]) <= 3
    states = Counter(finding["state"] for finding in by_kind["finding"])
    assert states["draft"] == 8
    assert states["parked"] == 2


def test_findings_read_as_a_bold_sentence_and_its_reasons(by_kind: dict[str, list[Record]]) -> None:
    for finding in by_kind["finding"]:
        assert finding["title"].endswith("."), finding["title"]
        assert len(finding["title"]) <= 90, finding["title"]
        assert 1 <= len(re.findall(r"[.?!](?:\s|$)", finding["text"])) <= 3, finding["text"]
    titles = Counter(finding["title"] for finding in by_kind["finding"])
    assert max(titles.values()) == 1


def test_every_finding_has_its_evidence(by_kind: dict[str, list[Record]]) -> None:
    note_of = {point["id"]: point["note"] for point in by_kind["point"]}
    meeting_of = {note["id"]: note["interview"] for note in by_kind["note"]}
    links: dict[str, list[Record]] = defaultdict(list)
    for link in by_kind["link"]:
        links[link["finding"]].append(link)
    rooms = {}
    for finding in by_kind["finding"]:
        mine = links[finding["id"]]
        assert 3 <= len(mine) <= 10, finding["title"]
        sources = [link.get("note") or note_of[link["point"]] for link in mine]
        assert len({link.get("point") or link["note"] for link in mine}) == len(mine)
        assert any(link["role"] == "supports" for link in mine)
        rooms[finding["id"]] = len({meeting_of[note] for note in sources})
    assert 2 <= sum(count == 1 for count in rooms.values()) <= 6
    roles = Counter(link["role"] for link in by_kind["link"])
    assert 8 <= roles["challenges"] <= 15
    assert 3 <= sum("note" in link for link in by_kind["link"]) <= 8


def test_nothing_said_outside_uses_a_banned_word_or_a_name(by_kind: dict[str, list[Record]]) -> None:
    changes = json.loads((SAMPLE / "changes.json").read_text(encoding="utf-8"))
    said = [
        record[part] for kind in ("finding", "recommendation") for record in by_kind[kind] for part in ("title", "text")
    ]
    said += [conflict[side]["value"] for conflict in changes["conflicts"] for side in ("first", "second")]
    said.append(changes["deleted_and_edited"]["value"])
    names = {person["name"].removeprefix("Councillor ").removeprefix("Dr ") for person in by_kind["interviewee"]}
    words = {word for name in names for word in name.split()}
    for text in said:
        assert BANNED.search(text) is None, text
        assert not set(text) & {"'", '"'}, text
        assert not words & set(re.findall(r"[\w-]+", text)), text


def test_recommendations_are_numbered_and_have_a_time(by_kind: dict[str, list[Record]]) -> None:
    recommendations = by_kind["recommendation"]
    assert [recommendation["number"] for recommendation in recommendations] == list(range(1, 9))
    assert all(re.fullmatch(r"within \d+ months", recommendation["timescale"]) for recommendation in recommendations)
    assert not any(recommendation["title"].endswith(".") for recommendation in recommendations)


def test_changes_name_findings_that_are_there(by_kind: dict[str, list[Record]]) -> None:
    changes = json.loads((SAMPLE / "changes.json").read_text(encoding="utf-8"))
    findings = {finding["id"]: finding for finding in by_kind["finding"]}
    reviewers = _ids(by_kind["reviewer"])
    conflicts = changes["conflicts"]
    assert len(conflicts) == 3
    for conflict in conflicts:
        now = findings[conflict["record"]][conflict["field"]]
        first, second = conflict["first"], conflict["second"]
        assert len({now, first["value"], second["value"]}) == 3
        assert first["by"] != second["by"]
        assert {first["by"], second["by"]} <= reviewers
    last = changes["deleted_and_edited"]
    assert {last["deleted_by"], last["edited_by"]} <= reviewers
    assert last["deleted_by"] != last["edited_by"]
    assert findings[last["record"]][last["field"]] != last["value"]
    assert last["record"] not in {conflict["record"] for conflict in conflicts}


def test_telephone_numbers_and_addresses_are_invented(records: list[Record]) -> None:
    text = json.dumps(records, ensure_ascii=False)
    assert all(
        number.startswith("01632 960") for number in re.findall(r"\b0\d{4} ?\d{3} ?\d{3}\b|\b01632 \d{6}\b", text)
    )
    assert all(host.endswith("example.org") for host in re.findall(r"@([\w.-]+\w)", text))
