"""What is due when after a challenge, and the table in which the council answers."""

from __future__ import annotations

import os
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from icalendar import Calendar

from slireviewer import sheets, word
from slireviewer.action_plan import COLUMNS, Plan, action_plan
from slireviewer.deadlines import Step, deadlines
from slireviewer.errors import ReviewError
from slireviewer.model import Challenge, DeadlineRules, ItemId, Recommendation
from slireviewer.word.archive import parsed, read_parts, w
from tests.office import breaches

TEMPLATE = Path(__file__).parents[1] / "resources" / "templates" / "letter.docx"


def challenge(end: date | None, rules: DeadlineRules = DeadlineRules.RULES_2023) -> Challenge:
    start = end and end.replace(day=1)
    return Challenge(id=ItemId("c"), councils=("Wexmoor & Fern Council",), start=start, end=end, rules=rules)


def due(end: date, rules: DeadlineRules) -> dict[Step, date | None]:
    return {one.step: one.due for one in deadlines(challenge(end, rules))}


@pytest.mark.parametrize(
    ("rules", "steps"),
    [
        (DeadlineRules.RULES_2012, {Step.PUBLISH: None, Step.ACTION_PLAN: None, Step.FOLLOW_UP: date(2028, 9, 18)}),
        (DeadlineRules.RULES_2018, {Step.PUBLISH: None, Step.ACTION_PLAN: None, Step.FOLLOW_UP: date(2027, 3, 18)}),
        (
            DeadlineRules.RULES_2023,
            {
                Step.PUBLISH: date(2026, 12, 18), Step.ACTION_PLAN: date(2027, 2, 18),
                Step.FOLLOW_UP: date(2027, 7, 18), Step.REVIEW_REPORT: date(2027, 9, 18),
            },
        ),
        (DeadlineRules.EQUALITY, {Step.PUBLISH: date(2026, 10, 9)}),
    ],
)  # fmt: skip
def test_each_rule_set_counts_from_the_last_day_of_the_challenge(
    rules: DeadlineRules, steps: dict[Step, date | None]
) -> None:
    assert due(date(2026, 9, 18), rules) == steps


@pytest.mark.parametrize(
    ("end", "published"), [(date(2025, 11, 30), date(2026, 2, 28)), (date(2027, 11, 30), date(2028, 2, 29))]
)
def test_a_day_that_the_month_has_not_is_its_last(end: date, published: date) -> None:
    assert due(end, DeadlineRules.RULES_2023)[Step.PUBLISH] == published


def test_the_words_say_what_by_when_and_why() -> None:
    words = [one.words.replace("\u00a0", " ") for one in deadlines(challenge(date(2026, 9, 18)))]
    assert words[0] == "Publish the report: by 18 December 2026 (within three months of the peer challenge)"
    assert words[2] == "Progress review: about 18 July 2027 (about ten months after the peer challenge)"


def test_a_challenge_without_dates_has_words_without_days() -> None:
    assert [one.due for one in deadlines(challenge(None))] == [None] * 4
    assert deadlines(challenge(None))[0].words == "Publish the report: within three months of the peer challenge"


def test_what_is_left_to_the_council_is_marked() -> None:
    assert all(one.chosen for one in deadlines(challenge(None, DeadlineRules.RULES_2012)))
    assert not any(one.chosen for one in deadlines(challenge(None)))


def test_the_calendar_has_a_day_for_each_that_is_known(tmp_path: Path) -> None:
    of = challenge(date(2026, 9, 18))
    for name in ("a.ics", "b.ics"):
        assert sheets.write_deadlines(tmp_path / name, of, deadlines(of)) == 4
    assert (tmp_path / "a.ics").read_bytes() == (tmp_path / "b.ics").read_bytes()
    events = Calendar.from_ical((tmp_path / "a.ics").read_bytes()).walk("VEVENT")
    assert [event["dtstart"].dt for event in events] == [
        date(2026, 12, 18), date(2027, 2, 18), date(2027, 7, 18), date(2027, 9, 18),
    ]  # fmt: skip
    assert len({event["uid"] for event in events}) == 4
    assert events[0]["summary"] == "Publish the report: Wexmoor & Fern Council"
    assert len(events[0].walk("VALARM")) == 1


def test_without_dates_the_calendar_is_empty(tmp_path: Path) -> None:
    assert sheets.write_deadlines(tmp_path / "a.ics", challenge(None), deadlines(challenge(None))) == 0


# --- the action plan ----------------------------------------------------------------------------------------


ADVICE = (
    Recommendation(id=ItemId("b"), number=5, title="Act", text="By these means:\n- first\n- then", timescale="soon"),
    Recommendation(id=ItemId("a"), number=1, title="=SUM(1) & <more>", text="Plainly."),
)


def plan(rows: int = 1) -> Plan:
    return action_plan(challenge(date(2026, 9, 18)), ADVICE, rows)


def test_a_recommendation_has_a_row_for_each_step_that_its_text_lists() -> None:
    assert [(row.ref, row.action) for row in plan().rows] == [
        ("R1", "To be agreed"), ("R5.1", "To be agreed: first"), ("R5.2", "To be agreed: then"),
    ]  # fmt: skip
    assert plan().rows[1].recommendation == "Act. By these means:"
    assert {row.deadline for row in plan().rows} == {"soon", "To be agreed"}


def test_a_recommendation_may_have_more_rows() -> None:
    assert [row.ref for row in plan(3).rows] == ["R1.1", "R1.2", "R1.3", "R5.1", "R5.2", "R5.3"]


def test_no_cell_is_empty() -> None:
    assert all(cell.strip() for row in plan(3).rows for cell in row.cells)


def test_the_plan_in_word_is_a_table_with_a_header_row(tmp_path: Path) -> None:
    of = plan()
    assert word.write_plan(tmp_path / "p.docx", of, deadlines(of.challenge), TEMPLATE) == 3
    root = parsed(read_parts(tmp_path / "p.docx")["word/document.xml"])
    rows = [
        ["".join(t.text or "" for t in cell.iter(w("t"))) for cell in row.iter(w("tc"))] for row in root.iter(w("tr"))
    ]
    assert rows == [list(COLUMNS), *(list(row.cells) for row in of.rows)]
    assert root.find(f".//{w('tr')}/{w('trPr')}/{w('tblHeader')}") is not None
    size = root.find(f".//{w('pgSz')}")
    assert size is not None and size.get(w("orient")) == "landscape"
    said = "".join(t.text or "" for t in root.iter(w("t"))).replace("\u00a0", " ")
    assert "Publish the report: by 18 December 2026" in said


def test_the_plan_as_a_workbook_can_be_filled_in(tmp_path: Path) -> None:
    of = plan()
    assert sheets.write_plan(tmp_path / "p.xlsx", of) == 3
    sheet = openpyxl.load_workbook(tmp_path / "p.xlsx").active
    assert list(sheet.iter_rows(values_only=True)) == [COLUMNS, *(row.cells for row in of.rows)]
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("C2", "$1:$1")


def test_nothing_in_the_workbook_is_a_formula(tmp_path: Path) -> None:
    sheets.write_plan(tmp_path / "p.xlsx", plan())
    sheet = openpyxl.load_workbook(tmp_path / "p.xlsx").active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    with zipfile.ZipFile(tmp_path / "p.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_the_same_plan_is_the_same_bytes(tmp_path: Path) -> None:
    for ending in ("xlsx", "docx"):
        for name in "ab":
            out = tmp_path / f"{name}.{ending}"
            sheets.write_plan(out, plan()) if ending == "xlsx" else word.write_plan(out, plan(), (), TEMPLATE)
            assert breaches(out) == []
        assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"b.{ending}").read_bytes()


def test_a_missing_folder_is_said_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ReviewError, match="There is no folder"):
        sheets.write_plan(tmp_path / "nowhere" / "p.xlsx", plan())
    (tmp_path / "p.xlsx").mkdir()
    with pytest.raises(ReviewError, match="There is already a folder called"):
        sheets.write_plan(tmp_path / "p.xlsx", plan())
    assert os.listdir(tmp_path) == ["p.xlsx"]
