"""The slides of the last day: the same findings, nothing over the edge, and nothing of the team's in the hand-over."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pptx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pptx.util import Pt

from slireviewer.errors import ReviewError
from slireviewer.letter import Source
from slireviewer.model import (
    Challenge,
    Finding,
    FindingKind,
    FindingState,
    ItemId,
    Recommendation,
    Theme,
    ThemeOrigin,
    Visit,
)
from slireviewer.slides import Deck, Heard, Slide, deck, write_slides
from slireviewer.slides.deck import GAP, height
from slireviewer.slides.measure import width, wrapped
from slireviewer.slides.places import BESIDE, BODY, LEFT, TITLE
from slireviewer.slides.starter import starter, starter_parts
from slireviewer.word.archive import read_parts
from slireviewer.word.integrity import package_faults
from tests.office import breaches

TEMPLATE = Path(__file__).parents[1] / "resources" / "templates" / "slides.pptx"


def finding(name: str, kind: FindingKind, theme: str | None = "money", title: str = "") -> Finding:
    return Finding(
        id=ItemId(name), title=title or f"Title of {name}", text="Spoken of at length.", kind=kind,
        state=FindingState.AGREED, theme=None if theme is None else ItemId(theme), position=name,
    )  # fmt: skip


SOURCE = Source(
    challenge=Challenge(
        id=ItemId("c"), councils=("Wexmoor District Council",), start=date(2026, 9, 15), end=date(2026, 9, 18)
    ),
    themes=(
        Theme(id=ItemId("money"), title="Money", origin=ThemeOrigin.CORE, position="C"),
        Theme(id=ItemId("place"), title="Place & people", origin=ThemeOrigin.CORE, position="F"),
    ),
    visit=Visit(people=132, meetings=46, hours=241),
    findings=(
        finding("head", FindingKind.HEADLINE, None),
        finding("consider", FindingKind.CONSIDERATION),
        finding("strong", FindingKind.STRENGTH),
        finding("only", FindingKind.STRENGTH, "place"),
        finding("practice", FindingKind.NOTABLE_PRACTICE, "place"),
    ),
    recommendations=(
        Recommendation(id=ItemId("r2"), number=7, title="Do this", text="In full."),
        Recommendation(id=ItemId("r1"), number=2, title="Do that"),
    ),
)  # fmt: skip
HEARD = Heard(
    meetings={ItemId("money"): 12, ItemId("place"): 3},
    points={ItemId("strong"): ("Budgets hold (officers, 15 September 2026)",)},
)


def titles(made: Deck) -> list[str]:
    return [slide.title for slide in made.slides]


def written(made: Deck, folder: Path) -> Any:
    write_slides(made, folder / "s.pptx", TEMPLATE)
    return pptx.Presentation(str(folder / "s.pptx"))


# --- what they say -----------------------------------------------------------------------------------------


def test_slides_come_in_the_order_in_which_they_are_spoken() -> None:
    assert titles(deck(SOURCE, HEARD)) == [
        "Thank you", "Our headline messages", "What we listened to", "Money", "Place & people: strengths",
        "Notable practice", "Our two recommendations", "Next steps",
    ]  # fmt: skip


def test_strengths_stand_on_the_left_and_come_first() -> None:
    money = next(slide for slide in deck(SOURCE).slides if slide.title == "Money")
    assert money.heads == ("Strengths", "Areas for consideration")
    assert [[entry.item for entry in column] for column in money.columns] == [["strong"], ["consider"]]


def test_recommendations_keep_their_numbers() -> None:
    slide = next(slide for slide in deck(SOURCE).slides if "recommendations" in slide.title)
    assert [(entry.label, entry.text) for entry in slide.columns[0]] == [("R2", "Do that"), ("R7", "Do this")]


def test_what_was_heard_is_rounded_down() -> None:
    assert "We spoke to more than 130 people in more than 45 meetings." in [
        entry.text for entry in deck(SOURCE).slides[0].columns[0]
    ]
    uncounted = deck(replace(SOURCE, visit=None)).slides[0].columns[0]
    assert not any("more than" in entry.text for entry in uncounted)


def test_parts_without_findings_have_no_slide() -> None:
    assert titles(deck(Source(challenge=SOURCE.challenge))) == ["Thank you", "Next steps"]


def test_a_finding_outside_the_themes_is_not_lost() -> None:
    lost = replace(SOURCE, findings=(*SOURCE.findings, finding("lost", FindingKind.STRENGTH, "gone")))
    assert "Other feedback: strengths" in titles(deck(lost))


def test_the_next_steps_have_the_days_of_the_rules() -> None:
    said = " ".join(entry.text for entry in deck(SOURCE).slides[-1].columns[0]).replace("\u00a0", " ")
    assert "by 18 December 2026" in said


@pytest.mark.parametrize("word", ["weakness", "score", "rating", "grade", "inspector", "client"])
def test_the_words_of_inspection_are_not_used(word: str) -> None:
    said = " ".join(entry.text for slide in deck(SOURCE, HEARD).slides for column in slide.columns for entry in column)
    assert word not in said.lower()


# --- for the team only ----------------------------------------------------------------------------------------


def test_the_evidence_is_in_the_notes_and_nowhere_else(tmp_path: Path) -> None:
    show = written(deck(SOURCE, HEARD), tmp_path)
    notes = "\n".join(slide.notes_slide.notes_text_frame.text for slide in show.slides if slide.has_notes_slide)
    assert "Budgets hold" in notes
    assert "Spoken of at length." in notes
    shown = " ".join(shape.text_frame.text for slide in show.slides for shape in slide.shapes if shape.has_text_frame)
    assert "Budgets hold" not in shown


def test_a_deck_to_hand_over_has_no_notes_at_all(tmp_path: Path) -> None:
    write_slides(deck(SOURCE, HEARD, handover=True), tmp_path / "s.pptx", TEMPLATE)
    parts = read_parts(tmp_path / "s.pptx")
    assert not any("notes" in name.lower() for name in parts)
    assert not any(b"Budgets hold" in data or b"Spoken of" in data for data in parts.values())
    assert "ppt/charts/chart1.xml" in parts


# --- the file ---------------------------------------------------------------------------------------------------


def test_another_reader_finds_every_word_on_its_slide(tmp_path: Path) -> None:
    made = deck(SOURCE, HEARD)
    show = written(made, tmp_path)
    assert (show.slide_width, show.slide_height) == (Pt(960), Pt(540))
    assert len(show.slides) == len(made.slides) + 1
    for slide, shown in zip(made.slides, list(show.slides)[1:], strict=True):
        assert shown.shapes.title.text == slide.title
        said = " ".join(shape.text_frame.text for shape in shown.shapes if shape.has_text_frame)
        for column in slide.columns:
            assert all(entry.text in said and entry.label in said for entry in column)


def test_every_slide_after_the_first_has_its_number_and_foot(tmp_path: Path) -> None:
    for slide in list(written(deck(SOURCE), tmp_path).slides)[1:]:
        kinds = {shape.placeholder_format.type for shape in slide.placeholders}
        assert {"FOOTER (15)", "SLIDE_NUMBER (13)"} <= {str(kind) for kind in kinds}


def test_no_place_is_left_empty(tmp_path: Path) -> None:
    for slide in written(deck(SOURCE, HEARD), tmp_path).slides:
        for shape in slide.placeholders:
            assert shape.has_chart or shape.text_frame.text.strip()


def test_the_chart_is_a_chart_with_its_workbook(tmp_path: Path) -> None:
    show = written(deck(SOURCE, HEARD), tmp_path)
    frames = [shape for slide in show.slides for shape in slide.shapes if shape.has_chart]
    assert len(frames) == 1
    chart = frames[0].chart
    assert list(chart.plots[0].categories) == ["Money", "Place & people"]
    assert list(chart.plots[0].series[0].values) == [12, 3]
    book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    assert [row[:2] for row in book.active.iter_rows(values_only=True)][1:] == [("Money", 12), ("Place & people", 3)]
    assert "Money 12; Place & people 3" in frames[0]._element.nvGraphicFramePr.cNvPr.get("descr")
    xml = read_parts(tmp_path / "s.pptx")["ppt/charts/chart1.xml"]
    assert b'axId val="-' not in xml
    assert b'crossAx val="-' not in xml


def test_one_theme_needs_no_chart() -> None:
    heard = Heard(meetings={ItemId("money"): 12})
    assert not any(slide.chart for slide in deck(SOURCE, heard).slides)


def test_the_file_holds_together_and_names_nobody(tmp_path: Path) -> None:
    write_slides(deck(SOURCE, HEARD), tmp_path / "s.pptx", TEMPLATE, identifier="export 7")
    parts = read_parts(tmp_path / "s.pptx")
    assert package_faults(parts) == []
    assert breaches(tmp_path / "s.pptx") == []
    core = parts["docProps/core.xml"].decode()
    assert "<dc:title>Wexmoor District Council: Corporate peer challenge: feedback</dc:title>" in core
    assert "<dc:identifier>export 7</dc:identifier>" in core
    assert not any(b"python-pptx" in data for data in parts.values())


def test_pasted_control_characters_are_gone(tmp_path: Path) -> None:
    dirty = finding("dirty", FindingKind.HEADLINE, None, "a\x00\x0bb\ud800 & <c>\td")
    show = written(deck(replace(SOURCE, findings=(dirty,))), tmp_path)
    assert show.slides[2].placeholders[1].text_frame.text == "a b & <c> d"


def test_the_template_is_what_the_code_draws() -> None:
    assert read_parts(TEMPLATE).keys() == starter_parts().keys()
    assert {name: data for name, data in read_parts(TEMPLATE).items() if name.endswith(".xml")} == {
        name: data for name, data in starter_parts().items() if name.endswith(".xml")
    }
    assert starter() == starter()


# --- nothing over the edge -----------------------------------------------------------------------------------------

words = some.text(alphabet="abWm i’\u00a0", min_size=1, max_size=250).map(str.strip).filter(bool)


@given(
    listed=some.lists(some.tuples(words, some.sampled_from(FindingKind)), max_size=14),
    theme=words,
    advice=some.lists(words, max_size=9),
)
@settings(max_examples=40, deadline=None)
def test_whatever_is_said_nothing_runs_over_and_no_word_is_lost(
    listed: list[tuple[str, FindingKind]], theme: str, advice: list[str]
) -> None:
    source = replace(
        SOURCE,
        themes=(Theme(id=ItemId("money"), title=theme),),
        findings=tuple(finding(f"{n:03}", kind, "money", text) for n, (text, kind) in enumerate(listed)),
        recommendations=tuple(
            Recommendation(id=ItemId(f"r{n}"), number=n, title=text) for n, text in enumerate(advice, 1)
        ),
    )
    slides = deck(source, HEARD).slides
    for slide in slides:
        assert len(wrapped(slide.title, TITLE.w, slide.title_size, bold=True)) <= 2
        box = BESIDE if slide.chart else LEFT if slide.heads else BODY
        for column in slide.columns:
            assert sum(height(entry, box.w, slide.size) for entry in column) - GAP <= box.h
        assert slide.size >= 18
    for item, text in [
        *((f"{n:03}", text) for n, (text, _) in enumerate(listed)),
        *((f"r{n}", text) for n, text in enumerate(advice, 1)),
    ]:
        pieces = [e.text for slide in slides for column in slide.columns for e in column if e.item == item]
        assert "".join("".join(pieces).split()) == "".join(text.split())


def test_long_lists_go_on_to_numbered_slides() -> None:
    many = tuple(finding(f"{n:03}", FindingKind.STRENGTH, title="Said at some length. " * 4) for n in range(12))
    found = titles(deck(replace(SOURCE, findings=many)))
    assert "Money: strengths (1 of 2)" in found
    assert "Money: strengths (2 of 2)" in found


def test_few_words_are_large_and_many_are_not_small() -> None:
    def size(count: int) -> float:
        many = tuple(finding(f"{n:03}", FindingKind.HEADLINE, None, "Said in one line.") for n in range(count))
        return next(s for s in deck(replace(SOURCE, findings=many)).slides if "headline" in s.title).size

    assert size(3) > size(9) >= 18


def test_letters_are_as_wide_as_in_arial() -> None:
    assert width("Wi", 1000) == 944 + 222
    assert wrapped("aa bb cc", width("aa bb", 20), 20) == ["aa bb", "cc"]


# --- the same again, or nothing --------------------------------------------------------------------------------------

AGAIN = """
import hashlib, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.test_slides import HEARD, SOURCE, TEMPLATE, deck, write_slides
out = Path(sys.argv[2]) / "s.pptx"
write_slides(deck(SOURCE, HEARD), out, TEMPLATE)
print(hashlib.sha256(out.read_bytes()).hexdigest())
"""


def test_the_same_slides_are_the_same_bytes_in_any_process_and_time_zone(tmp_path: Path) -> None:
    seen = set()
    for seed, zone in (("0", "UTC"), ("1", "Pacific/Kiritimati")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        command = [sys.executable, "-c", AGAIN, str(Path(__file__).parents[1]), str(tmp_path)]
        seen.add(subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout)
    write_slides(deck(SOURCE, HEARD), tmp_path / "s.pptx", TEMPLATE)
    seen.add(f"{hashlib.sha256((tmp_path / 's.pptx').read_bytes()).hexdigest()}\n")
    assert len(seen) == 1
    with zipfile.ZipFile(tmp_path / "s.pptx") as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_only_the_owner_may_read_them(tmp_path: Path) -> None:
    write_slides(deck(SOURCE), tmp_path / "s.pptx", TEMPLATE)
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "s.pptx").stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["s.pptx"]


def test_a_full_disk_is_said_and_the_older_slides_stay(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    out = tmp_path / "s.pptx"
    out.write_bytes(b"older")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        with pytest.raises(ReviewError, match="There is not enough room"):
            write_slides(deck(SOURCE), out, TEMPLATE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert out.read_bytes() == b"older"
    assert os.listdir(tmp_path) == ["s.pptx"]


def test_slides_that_do_not_say_what_was_sent_are_not_kept(tmp_path: Path) -> None:
    from slireviewer.slides.writing import _wrong

    write_slides(deck(SOURCE), tmp_path / "s.pptx", TEMPLATE)
    assert _wrong(tmp_path / "s.pptx", [["Something else"]]) == ["the slides do not say what was sent"]


@pytest.mark.parametrize("data", [b"", b"not slides"])
def test_a_template_that_cannot_be_read_is_said(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "t.pptx").write_bytes(data)
    with pytest.raises(ReviewError, match=r"t\.pptx"):
        write_slides(deck(SOURCE), tmp_path / "s.pptx", tmp_path / "t.pptx")
    assert os.listdir(tmp_path) == ["t.pptx"]


def test_slides_know_which_findings_they_say() -> None:
    slides: tuple[Slide, ...] = deck(SOURCE).slides
    assert frozenset().union(*(slide.findings for slide in slides)) == {
        "head", "consider", "strong", "only", "practice", "r1", "r2",
    }  # fmt: skip
