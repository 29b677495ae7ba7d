"""Foreign files become rows with their places; files made to do harm, damaged or locked are refused in one sentence."""

import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest

from slireviewer.errors import ReviewError
from slireviewer.sheets import read_table
from slireviewer.timetable import guess_columns, understand

from .timetables import FIRST, HEADER, LAST, TEAM, WRITERS, rows, write_csv, write_xlsx


@pytest.mark.parametrize("ending", WRITERS)
def test_150_rows_with_three_bad_ones_are_understood_but_for_these(tmp_path: Path, ending: str) -> None:
    table = read_table(WRITERS[ending](tmp_path / f"timetable{ending}", rows()))
    plan = understand(table, guess_columns(table, team=TEAM), start=FIRST, end=LAST, team=TEAM)
    assert len(plan.new) == 147
    first = 2 if ending in (".docx", ".csv") else 3
    if ending != ".ics":
        assert [problem.where.number for problem in plan.problems] == [16 + first, 76 + first, 118 + first]
    else:
        lines = (tmp_path / "timetable.ics").read_text().splitlines()
        assert {lines[problem.where.number - 1] for problem in plan.problems} == {"BEGIN:VEVENT"}
    assert all(f" {n}" in problem.text for n, problem in zip((17, 77, 119), plan.problems, strict=True))
    assert [problem.reason.split(" ")[0] for problem in plan.problems] == ["It", "There", "“Zebedee"]
    one = next(meeting for meeting in plan.new if meeting.title == "Ward councillors 50")
    assert (one.starts, one.minutes) == (datetime(2026, 9, 16, 8, 45), 40)
    assert (one.place, one.expected) == ("Room 5", 2)
    assert {person.name.split()[-1] for person in TEAM if person.id in one.peers} == {"Birkwood", "Adeyinka"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_text_is_read_in_the_usual_encodings_and_with_the_usual_signs(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    made = [("15/09/2026", "9.00 – 9.40", "Café owners, £5 fund; market", "Room 1", "JB", "3")]
    table = read_table(write_csv(tmp_path / "t.csv", made, encoding=encoding, delimiter=delimiter))
    assert table.rows == (HEADER, made[0])
    assert [str(where) for where in table.where] == ["line 1", "line 2"]


def test_a_row_of_several_lines_stands_where_it_begins(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('Time,Meeting\n9.00,"One\nTwo"\n10.00,Three\n')
    assert [where.number for where in read_table(path).where] == [1, 2, 4]


def test_cells_of_a_workbook_are_text_and_merged_cells_say_their_text_everywhere(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Day", "Time", "Meeting", "Who"])
    sheet.append([date(2026, 9, 15), time(9, 30), "Leader", "JB"])
    sheet.append([None, datetime(2026, 9, 15, 10, 0), 9.3, True])
    sheet.merge_cells("A2:A3")
    path = tmp_path / "t.xlsx"
    book.save(path)
    table = read_table(path)
    assert table.rows[1:] == (
        ("2026-09-15", "09:30", "Leader", "JB"),
        ("2026-09-15", "2026-09-15T10:00", "9.3", "yes"),
    )
    assert table.joined == {(2, 0)}


def test_sheets_of_one_layout_are_read_together_and_others_are_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in ("Tuesday 15 Sept", "Wednesday 16 Sept"):
        sheet = book.create_sheet(name)
        sheet.append(["Time", "Meeting", "Room"])
        sheet.append(["9.00", "Leader", "Room 1"])
    book.create_sheet("Hotels").append(["The Anchor", "Quay Lane"])
    hidden = book.create_sheet("Old")
    hidden.append(["Time", "Meeting", "Room"])
    hidden.sheet_state = "hidden"
    path = tmp_path / "t.xlsx"
    book.save(path)
    table = read_table(path)
    plan = understand(table, guess_columns(table), start=FIRST, end=LAST)
    assert [meeting.starts for meeting in plan.new] == [datetime(2026, 9, 15, 9), datetime(2026, 9, 16, 9)]
    assert str(plan.places[plan.new[1].id]) == "Wednesday 16 Sept, row 2"
    assert table.left_out == ("Hotels",)


def test_a_document_of_a_table_for_each_day(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_paragraph("Welcome to the Guildhall, where lunch is at noon.")
    for day in ("Tuesday 15 September", "Wednesday 16 September"):
        document.add_heading(day, 2)
        table = document.add_table(rows=2, cols=3)
        for cell, text in zip(table.rows[0].cells, ("Time", "Meeting", "Room"), strict=True):
            cell.text = text
        for cell, text in zip(table.rows[1].cells, ("9.00", "Leader", "Room 1"), strict=True):
            cell.text = text
    path = tmp_path / "t.docx"
    document.save(str(path))
    read = read_table(path)
    plan = understand(read, guess_columns(read), start=FIRST, end=LAST)
    assert [meeting.starts for meeting in plan.new] == [datetime(2026, 9, 15, 9), datetime(2026, 9, 16, 9)]
    assert str(plan.places[plan.new[1].id]) == "table 2, row 2"
    assert not plan.problems


CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//EN
{}
END:VCALENDAR
"""


def calendar(path: Path, *events: str) -> Path:
    whole = "\n".join(f"BEGIN:VEVENT\nUID:{n}\n{event}\nEND:VEVENT" for n, event in enumerate(events))
    path.write_text(CALENDAR.format(whole).replace("\n", "\r\n"), newline="")
    return path


def test_times_of_a_calendar_are_those_of_the_wall_clock(tmp_path: Path) -> None:
    table = read_table(
        calendar(
            tmp_path / "t.ics",
            "SUMMARY:Summer\nDTSTART:20260915T080000Z\nDURATION:PT45M",
            "SUMMARY:Winter\nDTSTART:20261215T080000Z\nDTEND:20261215T083000Z",
            "SUMMARY:Floating\nDTSTART:20260915T140000",
            "SUMMARY:Outlook\nDTSTART;TZID=GMT Standard Time:20260915T150000\nSTATUS:CANCELLED",
            "SUMMARY:Paris\nDTSTART;TZID=Europe/Paris:20260915T170000",
        )
    )
    plan = understand(table, guess_columns(table), start=FIRST, end=LAST)
    said = {meeting.title: (f"{meeting.starts:%d %H:%M}", meeting.minutes) for meeting in plan.new}
    assert said == {
        "Summer": ("15 09:00", 45), "Winter": ("15 08:00", 30), "Floating": ("15 14:00", 45),
        "Outlook": ("15 15:00", 45), "Paris": ("15 16:00", 45),
    }  # fmt: skip
    assert [meeting.title for meeting in plan.new if meeting.cancelled] == ["Outlook"]


def test_an_event_without_a_time_is_told_and_not_passed_over(tmp_path: Path) -> None:
    table = read_table(
        calendar(
            tmp_path / "t.ics",
            "SUMMARY:Leader\nDTSTART:20260915T090000",
            "SUMMARY:Broken\nDTSTART:2026091",
            "SUMMARY:No start",
        )
    )
    plan = understand(table, guess_columns(table), start=FIRST, end=LAST)
    assert [meeting.title for meeting in plan.new] == ["Leader"]
    assert [problem.reason for problem in plan.problems] == ["“2026091” is not a time.", "It has no time."]


def test_what_repeats_is_there_each_time_and_what_never_ends_is_reported(tmp_path: Path) -> None:
    table = read_table(
        calendar(
            tmp_path / "t.ics",
            "SUMMARY:Team meeting\nDTSTART:20260915T173000\nRRULE:FREQ=DAILY;UNTIL=20260918T235959Z\n"
            "EXDATE:20260917T173000",
            "SUMMARY:Weekly call\nDTSTART:20260915T080000\nRRULE:FREQ=WEEKLY",
        )
    )
    plan = understand(table, guess_columns(table), start=FIRST, end=LAST)
    assert [meeting.starts.day for meeting in plan.new if meeting.starts] == [15, 16, 18]
    assert "without an end" in plan.problems[0].reason


def bomb(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 30_000_000)
    return path


def many(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for n in range(2_100):
            archive.writestr(f"xl/{n}.xml", b"")
    return path


def test_archives_made_to_do_harm_are_not_opened(tmp_path: Path) -> None:
    for make in (bomb, many):
        for ending in (".xlsx", ".docx"):
            with pytest.raises(ReviewError, match="unpacks to more than a timetable ever holds"):
                read_table(make(tmp_path / f"{make.__name__}{ending}"))


def test_an_entity_bomb_in_a_workbook_ends_in_a_sentence(tmp_path: Path) -> None:
    good = write_xlsx(tmp_path / "good.xlsx", rows(3))
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bad = tmp_path / "bad.xlsx"
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sheet1.xml"):
                text = data.decode().partition("?>")[2] or data.decode()
                data = f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>{text.replace("Port Brannock", "&l11;")}'.encode()
            new.writestr(name, data)
    with pytest.raises(ReviewError):
        read_table(bad)


@pytest.mark.parametrize("ending", [".xlsx", ".docx", ".ics", ".csv"])
@pytest.mark.parametrize(
    "data",
    [b"", b"\0\1\2\3" * 500, b"PK\3\4 broken", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, b"BEGIN:VCALENDAR\r\n"],
    ids=["empty", "noise", "torn zip", "old format", "torn calendar"],
)
def test_damaged_files_are_refused_in_one_sentence(tmp_path: Path, ending: str, data: bytes) -> None:
    path = tmp_path / f"t{ending}"
    path.write_bytes(data)
    if ending == ".csv" and data and b"\0" not in data:
        assert read_table(path).rows
        return
    with pytest.raises(ReviewError, match=r"^(t\.|There is no table in t\.).*\.$"):
        read_table(path)


def test_a_workbook_torn_at_any_place_is_refused(tmp_path: Path) -> None:
    data = write_xlsx(tmp_path / "good.xlsx", rows(3)).read_bytes()
    for part in (3, 2):
        path = tmp_path / "torn.xlsx"
        path.write_bytes(data[: len(data) // part])
        with pytest.raises(ReviewError, match="damaged"):
            read_table(path)


@pytest.mark.parametrize("ending", [".xls", ".pdf", ".doc", ".txt", ""])
def test_other_sorts_of_file_are_told_what_to_do_instead(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"t{ending}"
    path.write_bytes(b"x")
    with pytest.raises(ReviewError, match="cannot be read as a timetable"):
        read_table(path)


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(ReviewError, match="takes too long"):
        read_table(write_xlsx(tmp_path / "t.xlsx", rows(3)), seconds=0.01)
    with pytest.raises(ReviewError, match="takes too long"):
        read_table(tmp_path / "t.xlsx", stopped=lambda: True)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReviewError, match="There is no file gone.xlsx"):
        read_table(tmp_path / "gone.xlsx")
