"""What a council writes is understood or reported, never guessed; importing changes nothing before it is agreed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slireviewer import storage
from slireviewer.model import Challenge, Group, ItemId, Meeting, MeetingKind, Person
from slireviewer.sheets import read_table
from slireviewer.timetable import Columns, Meaning, Plan, Table, Where, differences, guess_columns, understand

from .support import PASSPHRASE, done, hasten, run, sentence
from .timetables import FIRST, LAST, TEAM, WRITERS, rows

OWEN, JO, PRIYA, SAM, CATRIN, MICHAEL = TEAM


def table(*made: Sequence[str]) -> Table:
    width = max(map(len, made))
    return Table(
        tuple((*row, *[""] * (width - len(row))) for row in made), tuple(Where(n + 1) for n in range(len(made)))
    )


def plan_of(*made: Sequence[str], existing: Sequence[Meeting] = (), team: Sequence[Person] = TEAM, **more: str) -> Plan:
    read = table(*made)
    aliases = {name: frozenset[ItemId]() for name in more.get("nobody", "").split("|") if name}
    columns = guess_columns(read, team=team)
    return understand(read, columns, start=FIRST, end=LAST, team=team, existing=existing, aliases=aliases)


def one(*cells: str, header: Sequence[str] = ("Date", "Time", "Meeting", "Room", "Peers")) -> Meeting:
    plan = plan_of(header, cells)
    assert not plan.problems, plan.problems
    return plan.new[0]


def reason(*cells: str, header: Sequence[str] = ("Date", "Time", "Meeting", "Room", "Peers")) -> str:
    plan = plan_of(header, cells)
    assert not plan.new
    (problem,) = plan.problems
    assert problem.where.number == 2
    assert problem.reason.endswith(".") and problem.reason[0] in "“ITD0123456789"
    return problem.reason


def names(meeting: Meeting) -> set[str]:
    return {person.name.split()[-1] for person in TEAM if person.id in meeting.peers}


# ---- days and hours


@pytest.mark.parametrize(
    "said",
    [
        *("15/09/2026", "15.09.26", "15-9-2026", "2026-09-15", "2026-09-15T00:00", "Tue 15 Sept", "Tues 15/9", "Day 1"),
        *("Tuesday 15th September", "15 September 2026", "September 15, 2026", "Day one: Tuesday", "Tuesday"),
        *("15th of Sept.", "15-Sep-2026", "15Sep2026", "Tuesday\n15 September"),
    ],
)
def test_days_are_read_in_the_usual_spellings(said: str) -> None:
    starts = one(said, "9.00", "Leader").starts
    assert starts == datetime(2026, 9, 15, 9)


@given(st.dates(FIRST - timedelta(days=180), FIRST + timedelta(days=180)))
def test_every_day_comes_back_from_every_spelling(day: date) -> None:
    for form in ("%d/%m/%Y", "%d.%m.%y", "%Y-%m-%d", "%a %d %b %Y", "%A %d %B", "%d %B %Y", "%B %d, %Y"):
        starts = one(f"{day:{form}}", "9.00", "Leader").starts
        assert starts is not None
        # Without a year the nearest one is meant.
        assert (starts.month, starts.day) == (day.month, day.day)
        if "%y" in form.lower():
            assert starts.date() == day


@pytest.mark.parametrize(
    ("said", "starts", "minutes"),
    [
        ("9.00-9.45", "09:00", 45), ("09:00 – 09:45", "09:00", 45), ("9am", "09:00", 45), ("14:30", "14:30", 45),
        ("9.30am – 10.15am", "09:30", 45), ("0900-0930", "09:00", 30), ("1400hrs", "14:00", 45), ("2-3pm", "14:00", 60),
        ("11-1pm", "11:00", 120), ("11.30-1.00", "11:30", 90), ("1.30", "13:30", 45), ("12 noon", "12:00", 45),
        ("noon", "12:00", 45), ("9 to 10.30 a.m.", "09:00", 90), ("from 9.15 until 10", "09:15", 45),
        ("9.30 (30 mins)", "09:30", 30), ("10:00 for 1 hour", "10:00", 60), ("09:00:00", "09:00", 45),
        ("9.3", "09:30", 45), ("0.375", "09:00", 45), ("5-7pm", "17:00", 120), ("5.30pm", "17:30", 45),
        ("05:30", "05:30", 45), ("12.30pm-1.15pm", "12:30", 45), ("2pm", "14:00", 45), ("9h15", "09:15", 45),
    ],
)  # fmt: skip
def test_hours_are_read_in_the_usual_spellings(said: str, starts: str, minutes: int) -> None:
    meeting = one("15/09/2026", said, "Leader")
    assert meeting.starts == datetime.combine(FIRST, time.fromisoformat(starts))
    assert meeting.minutes == minutes


@given(st.times(time(7), time(20)), st.integers(5, 180))
def test_every_span_of_hours_comes_back(start: time, minutes: int) -> None:
    begins = datetime.combine(FIRST, start.replace(second=0, microsecond=0))
    ends = begins + timedelta(minutes=minutes)
    for form in ("%H:%M", "%H.%M", "%I.%M%p", "%H%M"):
        meeting = one("15/09/2026", f"{begins:{form}} – {ends:{form}}", "Leader")
        assert (meeting.starts, meeting.minutes) == (begins, minutes)
    for header in (("Date", "Start", "End", "Meeting"), ("Day", "From", "Until", "Session")):
        meeting = one("15/09/2026", f"{begins:%H:%M}", f"{ends:%H:%M}", "Leader", header=header)
        assert (meeting.starts, meeting.minutes) == (begins, minutes)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (("15/09/2026", "", "Leader"), "It has no time."),
        (("31/09/2026", "9.00", "Leader"), "There is no day “31/09/2026”."),
        (("Tue 16 Sept", "9.00", "Leader"), "16 September 2026 is a Wednesday, not a Tuesday."),
        (("15/09/2023", "9.00", "Leader"), "Check the year."),
        (("soon", "9.00", "Leader"), "“soon” is not a date."),
        (("15/09/2026", "after lunch", "Leader"), "“after lunch” is not a time."),
        (("15/09/2026", "25.10", "Leader"), "There is no time “25.10”."),
        (("15/09/2026", "10.00-9.15", "Leader"), "It ends at 09:15, before it starts at 10:00."),
        (("15/09/2026", "9.00", "", "Room 1"), "It does not say who is met."),
        (("15/09/2026", "9.00", "Leader", "Room 1", "Zebedee"), "“Zebedee” is nobody in the team."),
        (("15/09/2026", "9.00", "Leader", "", "Pair A"), "“Pair A” is nobody in the team."),
    ],
)
def test_what_cannot_be_is_reported_with_its_reason(cells: Sequence[str], words: str) -> None:
    assert reason(*cells).endswith(words)


def test_a_wrong_day_does_not_hold_for_the_rows_below() -> None:
    plan = plan_of(
        ("Time", "Meeting", "Room"), ("Tue 15 Sept",), ("9.00", "One", "A"), ("Tue 16 Sept",), ("9.00", "Two", "A")
    )
    assert [meeting.title for meeting in plan.new] == ["One"]
    assert "is a Wednesday" in plan.problems[0].reason


def test_without_dates_of_the_challenge_a_year_is_wanted() -> None:
    read = table(("Date", "Time", "Meeting"), ("15 Sept", "9.00", "One"), ("15 Sept 2026", "9.00", "Two"))
    plan = understand(read, guess_columns(read))
    assert [meeting.title for meeting in plan.new] == ["Two"]
    assert "names no year" in plan.problems[0].reason


# ---- whom, what, where


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("OT", {"Threlkeld"}), ("O.T.", {"Threlkeld"}), ("Cllr Threlkeld", {"Threlkeld"}), ("Owen", {"Threlkeld"}),
        ("Owen T", {"Threlkeld"}), ("O Threlkeld", {"Threlkeld"}), ("Threlkeld, Birkwood", {"Threlkeld", "Birkwood"}),
        ("OT / JB", {"Threlkeld", "Birkwood"}), ("OT JB", {"Threlkeld", "Birkwood"}),
        ("Jo & Priya", {"Birkwood", "Raman"}),
        ("Jo and Priya", {"Birkwood", "Raman"}), ("Jo\nPriya", {"Birkwood", "Raman"}),
        ("Jo (lead), PR", {"Birkwood", "Raman"}),
        ("Peer challenge manager", {"Strowell"}), ("Finance peer; housing peer", {"Adeyinka", "Vaughan"}),
        ("All", {person.name.split()[-1] for person in TEAM}), ("TBC", set()), ("-", set()),
        ("Councillor Owen Threlkeld", {"Threlkeld"}),
    ],
)  # fmt: skip
def test_peers_are_known_by_their_names_initials_and_roles(said: str, who: set[str]) -> None:
    assert names(one("15/09/2026", "9.00", "Leader", "Room", said)) == who


def test_a_name_that_may_be_two_people_is_reported() -> None:
    team = (*TEAM, Person(id=ItemId("77"), name="Samuel Pike"))
    plan = plan_of(("Date", "Time", "Meeting", "Peers"), ("15/9/26", "9.00", "Leader", "Samuel"), team=team)
    assert plan.problems[0].reason == "“Samuel” may be Samuel Adeyinka or Samuel Pike."


def test_a_pair_may_be_explained_in_the_file_or_by_the_reader() -> None:
    made = [("Date", "Time", "Meeting", "Peers"), ("15/9/26", "9.00", "Leader", "Pair A")]
    plan = plan_of(*made, ("Pair A: Owen Threlkeld and Priya",))
    assert names(plan.new[0]) == {"Threlkeld", "Raman"}
    assert plan_of(*made).unknown == ("Pair A",)
    read = table(*made)
    plan = understand(
        read, guess_columns(read), start=FIRST, end=LAST, team=TEAM, aliases={"pair a": frozenset([JO.id])}
    )
    assert names(plan.new[0]) == {"Birkwood"}
    assert plan_of(*made, nobody="Pair A").new[0].peers == frozenset()


@pytest.mark.parametrize(
    ("title", "kind", "group"),
    [
        ("Leader of the Council", MeetingKind.INTERVIEW, Group.MEMBERS),
        ("Chief Executive", MeetingKind.INTERVIEW, Group.OFFICERS),
        ("Staff focus group", MeetingKind.FOCUS_GROUP, Group.STAFF),
        ("Members of staff", MeetingKind.INTERVIEW, Group.STAFF),
        ("Members of the public", MeetingKind.INTERVIEW, Group.RESIDENTS),
        ("Tour of the depot", MeetingKind.SITE_VISIT, None),
        ("Planning Committee (observe)", MeetingKind.OBSERVED, None),
        ("Chair of the Audit Committee", MeetingKind.INTERVIEW, None),
        ("Telephone call with the external auditor", MeetingKind.PHONE_CALL, Group.PARTNERS),
        ("Case file audit", MeetingKind.CASE_FILES, None),
        ("Lunch", MeetingKind.TEAM, None),
        ("Lunch with partners", MeetingKind.INTERVIEW, Group.PARTNERS),
        ("Peer team meeting", MeetingKind.TEAM, None),
        ("Corporate management team meeting", MeetingKind.INTERVIEW, Group.OFFICERS),
        ("Leader and Chief Executive", MeetingKind.INTERVIEW, None),
        ("Call-in arrangements", MeetingKind.INTERVIEW, None),
    ],
)
def test_kind_and_group_are_read_from_plain_words_only(title: str, kind: MeetingKind, group: Group | None) -> None:
    meeting = one("15/09/2026", "9.00", title)
    assert (meeting.kind, meeting.group) == (kind, group)


def test_a_cancelled_meeting_is_kept_as_cancelled() -> None:
    assert one("15/09/2026", "9.00", "CANCELLED - Leader").cancelled
    assert one("15/09/2026", "9.00", "CANCELLED - Leader").title == "Leader"
    header = ("Date", "Time", "Meeting", "Status")
    assert one("15/09/2026", "9.00", "Leader", "Cancelled", header=header).cancelled
    assert not one("15/09/2026", "9.00", "Leader", "Confirmed", header=header).cancelled


def test_names_beside_the_title_are_people_met() -> None:
    plan = plan_of(
        ("Date", "Time", "Meeting", "Attendees"),
        ("15/9/26", "9.00", "Heads of service", "Ann Pell, Head of Housing\nTom Ash, Head of Parks"),
    )
    assert [(met.name, met.role) for met in plan.met] == [("Ann Pell", "Head of Housing"), ("Tom Ash", "Head of Parks")]


# ---- layouts


def test_hours_down_and_pairs_across() -> None:
    read = table(
        ("Timetable",),
        ("", "Pair A: Owen & Priya", "Pair B (Jo, Samuel)"),
        ("Tuesday 15 September",),
        ("09:00-09:45", "Chief Executive\nRoom 2", "Leader (Chamber)"),
        ("10:00", "Tour of the depot", "Tour of the depot"),
        ("11:00", "Backbench members\n6 people", "TBC"),
        ("12:00", "Backbench members\n6 people", ""),
    )
    read = Table(read.rows, read.where, joined=frozenset([(6, 1)]))
    plan = understand(read, guess_columns(read, team=TEAM), start=FIRST, end=LAST, team=TEAM)
    said = [(meeting.title, meeting.place, meeting.minutes, names(meeting)) for meeting in plan.new]
    assert said == [
        ("Chief Executive", "Room 2", 45, {"Threlkeld", "Raman"}),
        ("Leader", "Chamber", 45, {"Birkwood", "Adeyinka"}),
        ("Tour of the depot", "", 45, {"Threlkeld", "Raman", "Birkwood", "Adeyinka"}),
        ("Backbench members", "", 105, {"Threlkeld", "Raman"}),
    ]
    assert plan.new[3].expected == 6
    assert not plan.problems


def test_a_column_for_each_peer_with_ticks() -> None:
    plan = plan_of(
        ("Date", "Start", "Finish", "Interviewee", "Venue", "OT", "JB", "PR"),
        ("15/09/26", "9:00", "9:45", "Chief Executive", "Room 1", "x", "", "x"),
        ("15/09/26", "10:00", "10:45", "Leader", "Room 1", "", "✓", ""),
    )
    assert [names(meeting) for meeting in plan.new] == [{"Threlkeld", "Raman"}, {"Birkwood"}]


def test_without_a_row_of_names_the_cells_say_what_they_are() -> None:
    plan = plan_of(
        ("15/09/2026", "9.00", "Chief Executive of the council", "Room 2", "OT / PR"),
        ("15/09/2026", "10.00", "Leader and deputy leader", "Room 3", "JB"),
    )
    assert [(meeting.title, meeting.place) for meeting in plan.new] == [
        ("Chief Executive of the council", "Room 2"),
        ("Leader and deputy leader", "Room 3"),
    ]


def test_a_repeated_row_of_names_and_one_cell_over_all_are_no_meetings() -> None:
    head = ("Time", "Meeting", "Room", "Peers")
    plan = plan_of(
        head, ("Day 1",), ("9.00", "One", "A", "JB"), ("12.30", "Lunch", "Lunch", "Lunch"), head, ("Day 2",),
        ("9.00", "Two", "A", "JB"), ("Rooms may change.",),
    )  # fmt: skip
    assert [meeting.title for meeting in plan.new] == ["One", "Lunch", "Two"]
    assert [each.where.number for each in plan.skipped] == [1, 2, 5, 6, 8]


def test_columns_can_be_given_another_meaning() -> None:
    columns = Columns((Meaning.DATE, Meaning.START, Meaning.WHO), 0)
    assert columns.having(2, Meaning.TITLE).meanings == (Meaning.DATE, Meaning.START, Meaning.TITLE)
    assert columns.having(2, Meaning.START).meanings == (Meaning.DATE, Meaning.NOTHING, Meaning.START)


def test_the_same_meeting_twice_is_reported() -> None:
    row = ("15/9/26", "9.00", "Leader", "A", "JB")
    plan = plan_of(("Date", "Time", "Meeting", "Room", "Peers"), row, row)
    assert len(plan.new) == 1
    assert plan.problems[0].reason == "It is the same meeting as row 2."


# ---- beside what is there

HEAD = ("Date", "Time", "Meeting", "Room", "Peers")
BEFORE = [
    ("15/9/26", "9.00", "Leader", "A", "JB"), ("15/9/26", "10.00", "Chief Executive", "A", "OT"),
    ("15/9/26", "10.00", "Staff focus group", "B", "PR"), ("15/9/26", "11.00", "Staff focus group", "B", "PR"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "row", "fields"),
    [
        (0, ("15/9/26", "9.00", "Leader", "C", "JB"), ["place"]),
        (0, ("16/9/26", "14.00", "Leader", "A", "JB"), ["time"]),
        (1, ("15/9/26", "10.00", "Chief Executive", "A", "OT, PR"), ["peers"]),
        (1, ("16/9/26", "10.00", "Chief Executive", "B", "SA"), ["time", "place", "peers"]),
        (1, ("15/9/26", "10.00", "Chief Exec", "A", "OT"), ["called"]),
        (0, ("15/9/26", "9.00-10.00", "Cancelled: Leader", "A", "JB"), ["minutes", "cancelled"]),
    ],
)
def test_a_second_import_changes_instead_of_doubling(number: int, row: Sequence[str], fields: list[str]) -> None:
    before = plan_of(HEAD, *BEFORE).new
    again = plan_of(HEAD, *BEFORE, existing=before)
    assert (again.new, again.changed, len(again.unchanged)) == ((), (), 4)
    changed = [*BEFORE[:number], row, *BEFORE[number + 1 :]]
    plan = plan_of(HEAD, *changed, existing=before)
    assert not plan.new and not plan.absent and len(plan.unchanged) == 3
    assert [name for name, _, _ in differences(plan.changed[0], TEAM)] == fields
    assert plan.changed[0].after.id == before[number].id


def test_another_meeting_in_the_same_slot_is_new_and_the_old_one_stays() -> None:
    before = plan_of(HEAD, *BEFORE).new
    plan = plan_of(HEAD, ("15/9/26", "9.00", "Tenants", "A", "JB"), *BEFORE[1:], existing=before)
    assert [meeting.title for meeting in plan.new] == ["Tenants"]
    assert [meeting.title for meeting in plan.absent] == ["Leader"]


def test_what_the_file_does_not_say_stays_as_the_team_has_it() -> None:
    (before,) = plan_of(("Date", "Time", "Meeting"), BEFORE[0][:3]).new
    own = Meeting(
        id=before.id, title="Leader", starts=before.starts, kind=MeetingKind.FOCUS_GROUP, group=Group.STAFF,
        place="Hub", minutes=60, expected=7, peers=frozenset([SAM.id]), cancelled=True,
    )  # fmt: skip
    assert plan_of(("Date", "Time", "Meeting"), BEFORE[0][:3], existing=[own]).unchanged == (own,)


def test_two_laptops_give_a_slot_the_same_identity() -> None:
    assert plan_of(HEAD, *BEFORE).new == plan_of(HEAD, *BEFORE).new


# ---- show 5, by the command line


@pytest.fixture
def challenge_file(tmp_path: Path) -> Path:
    path = tmp_path / "port.slir"
    challenge = Challenge(id=ItemId("x"), councils=("Port Brannock Council",), start=FIRST, end=LAST)
    with storage.create_challenge(path, PASSPHRASE, challenge) as w, w.edit("Team") as e:
        for person in TEAM:
            storage.write_person(e, person)
    hasten(path)
    return path


def meetings(path: Path) -> list[Meeting]:
    with storage.open_challenge(path, PASSPHRASE) as w, w.read() as r:
        return storage.read_meetings(r)


@pytest.mark.parametrize("ending", WRITERS)
def test_three_bad_rows_of_150_are_named_and_nothing_is_imported_until_agreed(
    tmp_path: Path, challenge_file: Path, ending: str
) -> None:
    given = WRITERS[ending](tmp_path / f"t{ending}", rows())
    shown = run("timetable", challenge_file, "--import", given, "--json")
    assert shown.status == 1
    assert (shown.data["new"], shown.data["imported"], len(shown.data["problems"])) == (147, False, 3)
    reasons = [problem["reason"] for problem in shown.data["problems"]]
    assert reasons[0] == "It has no time." and "31" in reasons[1] and "Zebedee Quill" in reasons[2]
    assert all(problem["row"] > 10 for problem in shown.data["problems"])
    assert run("timetable", challenge_file, "--import", given, "--yes", "--dry-run").status == 1
    assert meetings(challenge_file) == []
    told = done("timetable", challenge_file, "--import", given, "--yes")
    assert "147 new, 0 changed, 0 unchanged, 3 not understood: imported." in told.out
    assert reasons[2] in told.out
    assert len(meetings(challenge_file)) == 147


def test_what_was_imported_is_not_doubled_and_can_be_taken_back(tmp_path: Path, challenge_file: Path) -> None:
    given = WRITERS[".csv"](tmp_path / "t.csv", rows())
    done("timetable", challenge_file, "--import", given, "--yes")
    there = meetings(challenge_file)
    again = done("timetable", challenge_file, "--import", given, "--yes", "--json")
    assert (again.data["new"], again.data["changed"], again.data["unchanged"]) == (0, 0, 147)
    assert meetings(challenge_file) == there
    assert done("undo", challenge_file).out == "Undone: Import the timetable.\n"
    assert meetings(challenge_file) == []
    done("timetable", challenge_file, "--import", given, "--yes")
    assert meetings(challenge_file) == there


def test_a_stranger_can_be_explained(tmp_path: Path, challenge_file: Path) -> None:
    given = WRITERS[".csv"](tmp_path / "t.csv", rows()[110:])
    done("timetable", challenge_file, "--import", given, "--yes", "--peer", "Zebedee Quill=Catrin Vaughan,Jo Birkwood")
    found = next(meeting for meeting in meetings(challenge_file) if meeting.title.endswith(" 119"))
    assert names(found) == {"Vaughan", "Birkwood"}
    refused = run("timetable", challenge_file, "--import", given, "--peer", "Zebedee")
    assert "not of the form NAME=PERSON" in sentence(refused)


def test_people_met_are_kept_once(tmp_path: Path, challenge_file: Path) -> None:
    given = tmp_path / "t.csv"
    given.write_text('Date,Time,Meeting,Who\n15/9/26,9.00,Housing,"Ann Pell, Head"\n16/9/26,9.00,Homes,ann pell\n')
    for _ in range(2):
        done("timetable", challenge_file, "--import", given, "--yes")
    with storage.open_challenge(challenge_file, PASSPHRASE) as w, w.read() as r:
        (met,) = storage.read_interviewees(r)
    assert (met.name, met.role, len(met.meetings)) == ("Ann Pell", "Head", 2)


# ---- back out


def test_an_exported_calendar_comes_back_as_it_was(tmp_path: Path, challenge_file: Path) -> None:
    done("timetable", challenge_file, "--import", WRITERS[".csv"](tmp_path / "t.csv", rows()), "--yes")
    with storage.open_challenge(challenge_file, PASSPHRASE) as w, w.edit("Cancel") as e:
        first = storage.read_meetings(e)[0]
        storage.write_meeting(e, Meeting(id=first.id, title=first.title, starts=first.starts, cancelled=True))
        storage.write_meeting(e, Meeting(id=ItemId("f" * 32), title="Not yet planned"))
    out = tmp_path / "out.ics"
    assert "147 meetings" in done("timetable", challenge_file, "--export", out).out
    data = out.read_bytes()
    assert b"\r\nSTATUS:CANCELLED\r\n" in data and data.count(b"BEGIN:VEVENT") == 147
    assert f"UID:{first.id}@slireviewer".encode() in data
    done("timetable", challenge_file, "--export", out)
    assert out.read_bytes() == data
    back = read_table(out)
    there = meetings(challenge_file)
    plan = understand(back, guess_columns(back), start=FIRST, end=LAST, team=TEAM, existing=there)
    assert (plan.new, plan.changed, plan.problems, len(plan.unchanged)) == ((), (), (), 147)


def test_the_calendar_names_nobody_who_was_met(tmp_path: Path, challenge_file: Path) -> None:
    given = tmp_path / "t.csv"
    given.write_text('Date,Time,Meeting,Who\n15/9/26,9.00,Housing,"Ann Pell, Head"\n')
    done("timetable", challenge_file, "--import", given, "--yes")
    for ending in (".ics", ".docx"):
        out = tmp_path / f"out{ending}"
        done("timetable", challenge_file, "--export", out)
        assert b"Pell" not in out.read_bytes()


def test_the_sheet_to_print_is_a_table_for_each_day(tmp_path: Path, challenge_file: Path) -> None:
    from slireviewer.word import read_tables

    done("timetable", challenge_file, "--import", WRITERS[".csv"](tmp_path / "t.csv", rows()), "--yes")
    out = tmp_path / "out.docx"
    done("timetable", challenge_file, "--export", out)
    lines = read_tables(out)
    assert max(line.table for line in lines) == 4
    assert sum(1 for line in lines if line.table) == 147 + 4
    assert lines[3].cells == ("Start to finish", "Meeting", "Place", "Type", "Peer team")
    read = read_table(out)
    there = meetings(challenge_file)
    plan = understand(read, guess_columns(read, team=TEAM), start=FIRST, end=LAST, team=TEAM, existing=there)
    assert (plan.new, plan.changed, plan.problems) == ((), (), ())


def test_other_formats_are_not_written(tmp_path: Path, challenge_file: Path) -> None:
    assert "(.ics)" in sentence(run("timetable", challenge_file, "--export", tmp_path / "t.xlsx"))


# ---- whatever comes

_CELLS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            *("", "9.00", "9-10", "99/99/9999", "29/02", "0/0/0000", "24.00", "12am", "00:00-23:59", "Tue", "Day 9"),
            *("2026-09-15T09:00", "2026-99-99T99:99", "Pair A", "Pair A: Jo", "Jo", "all", "x", "Date", "Time", "Who"),
            *("Meeting", "Peers", "-", "0 minutes", "999 hours", "cancelled", "1.30", "Leader (9.99)", "9\n99", "²"),
            *("٣٠/٠٩/٢٠٢٦", "٩:٣٠", "1e9", "9" * 40, "0.999999", "day 0", "32 Sept", "Room\n9.00-8.00", "1 hour"),
        ]
    ),
)


@given(st.lists(st.lists(_CELLS, min_size=1, max_size=6), min_size=1, max_size=8), st.data())
def test_no_table_whatever_is_in_it_ends_in_a_fault(made: list[list[str]], data: st.DataObject) -> None:
    read = table(*made)
    guessed = guess_columns(read, team=TEAM)
    chosen = Columns(
        tuple(data.draw(st.sampled_from(Meaning)) for _ in range(read.width)),
        data.draw(st.one_of(st.none(), st.integers(0, len(made) - 1))),
    )
    for columns in (guessed, chosen):
        plan = understand(read, columns, start=FIRST, end=LAST, team=TEAM)
        again = understand(read, columns, start=FIRST, end=LAST, team=TEAM, existing=plan.new)
        assert again.new == ()
        assert {problem.where for problem in plan.problems} <= set(read.where)
        for meeting in plan.new:
            assert meeting.title and meeting.starts is not None and 0 < meeting.minutes <= 14 * 60
