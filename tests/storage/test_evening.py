"""The status board, what the team looks at in the evening, and points of two peers that say the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slireviewer import storage
from slireviewer.history import Entry
from slireviewer.model import Finding, ItemId, ItemKind, Link, Meeting, MeetingKind, PointKind, QuestionOrigin
from slireviewer.storage import workspace
from slireviewer.triangulation import sources
from tests.storage.laptops import MEETING, THEMES, Laptop, send, team, write

EVENING = datetime(2026, 5, 12, 18, 0)


def noted(laptop: Laptop, *said: tuple[str, PointKind, int | None], meeting: ItemId = MEETING) -> list[ItemId]:
    """A note of whoever uses the laptop, with these points."""
    note = write(laptop, {"meeting": meeting, "person": laptop.ws.me, "at": "2026-05-11T09:00:00"}, kind=ItemKind.NOTE)
    out = []
    for n, (text, kind, theme) in enumerate(said):
        tags = {} if theme is None else {f"theme:{THEMES[theme]}": True}
        out.append(write(laptop, {"note": note, "text": text, "kind": str(kind), "position": f"{n}1", **tags}))
    return out


def meeting(laptop: Laptop, title: str, day: int, *peers: ItemId, **more: object) -> ItemId:
    made = Meeting(id=storage.new_id(), title=title, starts=datetime(2026, 5, day, 10), peers=frozenset(peers))
    with laptop.ws.edit("Meeting") as e:
        storage.write_meeting(e, replace(made, **more))  # type: ignore[arg-type]
    return made.id


@pytest.fixture
def laptops() -> Iterator[list[Laptop]]:
    with team(3) as made:
        yield made


# ---- the board -------------------------------------------------------------------------------------------


def test_the_board_tells_whose_notes_of_which_day_are_here(laptops: list[Laptop]) -> None:
    lead, pat, sam = laptops
    second = meeting(lead, "Backbench members", 12, pat.ws.me, sam.ws.me)
    meeting(lead, "Cancelled", 12, pat.ws.me, cancelled=True)
    meeting(lead, "Our own", 12, pat.ws.me, kind=MeetingKind.TEAM)
    meeting(lead, "Tomorrow", 13, pat.ws.me)
    for peer in (pat, sam):
        send(lead, peer)
    noted(pat, ("one", PointKind.CONTEXT, None), ("two", PointKind.CONTEXT, None))
    noted(pat, ("three", PointKind.CONTEXT, None), meeting=second)
    send(pat, lead)
    with lead.ws.read() as r:
        lines = {line.person.name: line for line in storage.board_lines(r, now=EVENING)}
        silent = storage.silent_meetings(r, now=EVENING)
    pats = lines["Pat Peer"]
    assert [(day.day, day.notes, day.points, len(day.missing)) for day in pats.days] == [
        (date(2026, 5, 11), 1, 2, 0), (date(2026, 5, 12), 1, 1, 0), (date(2026, 5, 13), 0, 0, 0),
    ]  # fmt: skip
    assert [m.title for day in lines["Sam Second"].days for m in day.missing] == ["Backbench members"]
    assert pats.given is not None and pats.taken is not None and lines["Sam Second"].given is None
    assert lines["Lee Lead"].mine and silent == []


def test_the_board_tells_what_waits_and_who_has_it(laptops: list[Laptop]) -> None:
    lead, pat, sam = laptops
    item = write(pat, {"text": "one"})
    send(pat, sam)
    write(pat, {"text": "two"}, item)
    lead.take([entry for entry in pat.beyond(lead.vector()) if entry.set.get("text") == "two"], pat)
    with lead.ws.read() as r:
        (line,) = [line for line in storage.board_lines(r) if line.waiting]
    assert (line.person.name, line.waiting, line.waits_for) == ("Pat Peer", 1, ("Pat Peer",))
    made = storage.write_package(sam.ws, sam.path.with_suffix(".slirnotes"))
    storage.merge_package(lead.ws, replace(made, entries=[], attachments={}))
    with lead.ws.read() as r:
        (missing,) = storage.missing_lines(r)
    assert (missing.holder, missing.person, missing.changes) == ("Sam Second", "Pat Peer", 1)
    send(pat, lead)
    with lead.ws.read() as r:
        assert storage.missing_lines(r) == [] and not any(line.waiting for line in storage.board_lines(r))


def receipt_steps(laptop: Laptop) -> list[int]:
    """The steps by which packages were taken, oldest first."""
    with laptop.ws.read() as r:
        return [line["edit"] for line in storage.receipt_lines(r)]


def awaited(laptop: Laptop, *steps: int) -> list[storage.Awaited]:
    with laptop.ws.read() as r:
        return storage.awaited_lines(r, steps)


def give(sender: Laptop, to: Laptop, entries: Iterable[Entry], made: str) -> storage.Receipt:
    """A package with just these entries, made at that hour."""
    receipt = storage.merge_package(to.ws, replace(sender.base(), entries=list(entries), made=made))
    assert receipt is not None
    return receipt


def test_what_waits_is_named_with_whose_package_is_missing(laptops: list[Laptop]) -> None:
    lead, pat, _ = laptops
    first, second = noted(
        pat, ("Reports come late.", PointKind.CONTEXT, None), ("Members ask little.", PointKind.CONTEXT, None)
    )
    give(pat, lead, pat.beyond(lead.vector()), "2026-05-11T17:12:00")
    write(pat, {"text": "Reports come late and long."}, first)
    write(pat, {"text": "Members ask little now."}, second)
    lost = pat.beyond(lead.vector())
    write(pat, {"text": "Reports come late, long and unread."}, first)
    write(pat, {"text": "Members ask nothing."}, second)
    late = give(pat, lead, [each for each in pat.beyond(lead.vector()) if each not in lost], "2026-05-12T09:05:00")
    assert (late.waiting, late.taken) == (2, 0)
    (waits,) = awaited(lead, receipt_steps(lead)[-1])
    assert (waits.why, waits.person, waits.changes) == ("package", "Pat Peer", 2)
    assert (waits.since, waits.until) == (datetime(2026, 5, 11, 17, 12), datetime(2026, 5, 12, 9, 5))
    assert [(line.text, line.person, line.place.title, line.here) for line in waits.lines] == [
        ("Reports come late, long and unread.", "Pat Peer", "Leader of the council", True),
        ("Members ask nothing.", "Pat Peer", "Leader of the council", True),
    ]
    lead.take(lost, pat)
    assert awaited(lead, *receipt_steps(lead)) == []


def test_what_waits_for_a_merge_that_was_undone_says_for_which(laptops: list[Laptop]) -> None:
    lead, pat, sam = laptops
    (point,) = noted(pat, ("Reports come late.", PointKind.CONTEXT, None))
    send(pat, sam)
    send(pat, lead)
    write(sam, {"text": "Reports come late, says the chair."}, point)
    send(sam, lead)
    earlier, later = receipt_steps(lead)[-2:]
    storage.undo_merge(lead.ws, earlier, with_later=True)
    (waits,) = awaited(lead, later)
    assert (waits.why, waits.step, waits.changes) == ("undone", earlier, 1)
    assert [(line.text, line.person) for line in waits.lines] == [("Reports come late, says the chair.", "Sam Second")]


def test_what_a_colleague_passed_on_waits_for_whoever_wrote_it(laptops: list[Laptop]) -> None:
    lead, pat, sam = laptops
    (point,) = noted(pat, ("Reports come late.", PointKind.CONTEXT, None))
    written = pat.beyond(lead.vector())
    write(pat, {"text": "Reports come late and long."}, point)
    lead.take([entry for entry in pat.beyond(lead.vector()) if entry not in written], sam)
    (waits,) = awaited(lead, receipt_steps(lead)[-1])
    assert (waits.why, waits.person, waits.since) == ("package", "Pat Peer", None)
    assert waits.until is not None and not waits.lines[0].here


def test_meetings_that_took_place_without_a_note_are_named(laptops: list[Laptop]) -> None:
    lead = laptops[0]
    meeting(lead, "Backbench members", 12)
    meeting(lead, "Tomorrow", 13)
    with lead.ws.read() as r:
        assert [m.title for m in storage.silent_meetings(r, now=EVENING)] == [
            "Leader of the council", "Backbench members",
        ]  # fmt: skip


# ---- alike -----------------------------------------------------------------------------------------------

SAME = (
    ("Scheme of delegation last reviewed in 2019", "The scheme of delegation was last reviewed in 2019"),
    ("Members hear of budget changes too late", "Budget changes reach members too late"),
    ("Staff say the depot move lacks an owner", "The depot move lacks an owner, staff say"),
)
OTHER = (
    ("Scheme of delegation last reviewed in 2019", "Scrutiny has no work programme of its own"),
    ("Members hear of budget changes too late", "Officers trust the leader of the council"),
    ("Staff say the depot move lacks an owner", "Staff like the new induction very much"),
)


@pytest.mark.parametrize(("one", "other", "alike"), [(*p, True) for p in SAME] + [(*p, False) for p in OTHER])
def test_points_of_two_peers_that_say_the_same_are_found(
    laptops: list[Laptop], one: str, other: str, alike: bool
) -> None:
    lead, pat, _ = laptops
    noted(lead, (one, PointKind.CONTEXT, None))
    noted(pat, (other, PointKind.CONTEXT, None))
    send(pat, lead)
    with lead.ws.read() as r:
        found = storage.alike_points(r, MEETING)
    assert [{pair.one.point.text, pair.other.point.text} for pair in found] == ([{one, other}] if alike else [])


def test_nothing_is_alike_within_one_note_or_between_two_meetings(laptops: list[Laptop]) -> None:
    lead, pat, _ = laptops
    text = "Members hear of budget changes too late"
    noted(lead, (text, PointKind.CONTEXT, None), (text, PointKind.CONTEXT, None))
    noted(pat, (text, PointKind.CONTEXT, None), meeting=meeting(pat, "Another", 12))
    send(pat, lead)
    with lead.ws.read() as r:
        assert storage.alike_points(r) == []


def test_linked_points_are_one_statement_and_nothing_else_changes(laptops: list[Laptop]) -> None:
    lead, pat, sam = laptops
    text = "Members hear of budget changes too late"
    (one,) = noted(lead, (text, PointKind.CONSIDERATION, 0))
    for peer in (pat, sam):
        send(lead, peer)
    (two,) = noted(pat, (text + " in the year", PointKind.CONSIDERATION, 0))
    (three,) = noted(sam, ("Members hear of changes to the budget too late", PointKind.CONSIDERATION, 0))
    for peer in (pat, sam):
        send(peer, lead)
    finding = Finding(id=storage.new_id(), title="Late", links=tuple(Link(source=p) for p in (one, two, three)))
    with lead.ws.edit("Finding") as e:
        storage.write_finding(e, finding)

    def stands() -> object:
        with lead.ws.read() as r:
            points = {p.id: p for p in storage.read_points(r)}
            notes = {n.id: n for n in storage.read_notes(r)}
            return points, sources(finding, points, notes, {m.id: m for m in storage.read_meetings(r)})

    before = stands()
    with lead.ws.read() as r:
        assert len(storage.alike_points(r)) == 3
        assert storage.alike_points(r, stopped=lambda: True) == []
    for a, b in ((one, two), (three, two)):
        with lead.ws.edit("Link") as e:
            storage.link_alike(e, a, b)
    with lead.ws.read() as r:
        assert storage.linked_points(r) == [tuple(sorted((one, two, three)))] and storage.alike_points(r) == []
    assert stands() == before and before[1].sources == 1  # type: ignore[index]
    # The same link by a colleague, the other way round, is the same link.
    send(lead, sam)
    with sam.ws.edit("Link") as e:
        storage.link_alike(e, two, one)
    send(sam, lead)
    with lead.ws.edit("Unlink") as e:
        storage.link_alike(e, one, two, on=False)
        storage.tell_apart(e, three, two)
    with lead.ws.read() as r:
        assert storage.linked_points(r) == []
        left = {frozenset((p.one.point.id, p.other.point.id)) for p in storage.alike_points(r)}
    assert left == {frozenset((one, two)), frozenset((one, three))}


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.booleans()), max_size=12))
def test_linking_in_any_order_makes_the_groups_that_the_links_make(steps: list[tuple[int, int, bool]]) -> None:
    with team(1) as (lead,):
        points = noted(lead, *((f"point {n}", PointKind.CONTEXT, None) for n in range(6)))
        linked: set[frozenset[int]] = set()
        for one, other, on in steps:
            if one == other:
                continue
            with lead.ws.edit("Link") as e:
                storage.link_alike(e, points[one], points[other], on=on)
            (linked.add if on else linked.discard)(frozenset((one, other)))
        groups = [{n} for n in range(6)]
        for pair in linked:
            joined = [group for group in groups if group & pair]
            groups = [group for group in groups if not group & pair] + [set().union(*joined)]
        with lead.ws.read() as r:
            found = {frozenset(group) for group in storage.linked_points(r)}
        assert found == {frozenset(points[n] for n in group) for group in groups if len(group) > 1}


# ---- the evening -----------------------------------------------------------------------------------------


def test_what_is_new_is_told_by_theme_whatever_clocks_say(
    laptops: list[Laptop], monkeypatch: pytest.MonkeyPatch
) -> None:
    lead, pat, _ = laptops
    monkeypatch.setattr(workspace, "now", lambda: "2026-05-11T12:00:00")
    noted(lead, ("yesterday's", PointKind.STRENGTH, 0))
    monkeypatch.setattr(workspace, "now", lambda: "1999-01-01T00:00:00")
    noted(pat, ("pat's on one", PointKind.STRENGTH, 0), ("pat's on none", PointKind.CONTEXT, None))
    package = storage.write_package(pat.ws, pat.path.with_suffix(".slirnotes"))
    monkeypatch.setattr(workspace, "now", lambda: "2026-05-12T17:00:00")
    storage.merge_package(lead.ws, package)
    with lead.ws.edit("Finding") as e:
        storage.write_finding(e, Finding(id=storage.new_id(), title="A finding", theme=THEMES[1]))
    with lead.ws.read() as r:
        evening = storage.evening_lines(r, datetime(2026, 5, 12, 0, 0))
    assert [
        (news.theme and news.theme.title, [p.point.text for p in news.points], [f.title for f in news.findings])
        for news in evening.news
    ] == [("Theme 0", ["pat's on one"], []), ("Theme 1", [], ["A finding"]), (None, ["pat's on none"], [])]


def test_peers_differ_where_one_heard_a_strength_and_another_a_consideration(laptops: list[Laptop]) -> None:
    lead, pat, _ = laptops
    noted(lead, ("good", PointKind.STRENGTH, 0), ("both", PointKind.CONSIDERATION, 1), ("b", PointKind.STRENGTH, 1))
    noted(pat, ("less so", PointKind.CONSIDERATION, 0), ("aside", PointKind.CONTEXT, 1))
    other = meeting(pat, "Another", 12)
    noted(pat, ("poor", PointKind.CONSIDERATION, 2), ("poorer", PointKind.CONSIDERATION, 2), meeting=other)
    noted(lead, ("fine", PointKind.STRENGTH, 2), ("finer", PointKind.STRENGTH, 2))
    send(pat, lead)
    with lead.ws.read() as r:
        found = storage.evening_lines(r, EVENING).differences
    assert [(d.theme.title, d.meeting_title, len(d.strengths), len(d.considerations)) for d in found] == [
        ("Theme 0", "Leader of the council", 1, 1), ("Theme 2", "", 2, 2),
    ]  # fmt: skip


def test_a_follow_up_becomes_a_slot_with_a_question_and_is_open_until_dealt_with(laptops: list[Laptop]) -> None:
    lead, pat, _ = laptops
    ask, other = noted(pat, ("Ask who owns it", PointKind.FOLLOW_UP, 1), ("And when", PointKind.FOLLOW_UP, None))
    send(pat, lead)
    with lead.ws.edit("Slot") as e:
        made = storage.slot_for(e, ask, title="Depot manager", starts=datetime(2026, 5, 13, 9), peers=[pat.ws.me])
    send(lead, pat)
    for laptop in (lead, pat):
        with laptop.ws.read() as r:
            first, second = storage.evening_lines(r, EVENING).follow_ups
            (question,) = [q for q in storage.question_lines(r) if q.origin is QuestionOrigin.ENQUIRY]
        assert first.slot == made and made.peers == {pat.ws.me} and second.slot is None
        assert (question.text, question.theme) == ("Ask who owns it", THEMES[1])
    with lead.ws.edit("Dealt with") as e:
        storage.resolve_follow_up(e, ask)
    with lead.ws.read() as r:
        assert [each.line.point.id for each in storage.follow_up_lines(r)] == [other]
        assert [each.line.point.id for each in storage.follow_up_lines(r, resolved=True)] == [ask]
    assert lead.ws.undo() == "Dealt with"
    with lead.ws.read() as r:
        assert len(storage.follow_up_lines(r)) == 2
