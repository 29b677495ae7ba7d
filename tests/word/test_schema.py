"""What we write is valid by the schemas of Office; and a file that breaks them would be seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from slireviewer import word
from slireviewer.letter import LAYOUTS, Layout, Source, compose, sample_source
from slireviewer.paths import resource
from slireviewer.word.archive import Parts, packed, read_parts
from slireviewer.word.starter import HOUSES
from tests.office import breaches

MAIN, STYLES, NUMBERING = "word/document.xml", "word/styles.xml", "word/numbering.xml"


@pytest.mark.parametrize("house", HOUSES)
@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=str)
def test_a_letter_is_valid_in_every_layout_and_house_style(
    source: Source, layout: Layout, house: str, tmp_path: Path
) -> None:
    template = resource(f"templates/{house}")
    for number, letter in enumerate((compose(source, layout), compose(sample_source(), layout))):
        out = tmp_path / f"{number}.docx"
        word.write_letter(letter, template, out, identifier="export 7", marked=not number)
        assert breaches(out) == []


@pytest.mark.parametrize("name", [*HOUSES, "slides.pptx"])
def test_a_template_is_valid(name: str) -> None:
    assert breaches(resource(f"templates/{name}")) == []


def test_a_receipt_is_valid(tmp_path: Path) -> None:
    sections = [("New", [("A finding", "Money"), ("", "")]), ("Refused", [("A note & <more>", "\x00 7\n8")])]
    facts = ["Two things", ""]
    word.write_receipt(tmp_path / "r.docx", "Wexmoor", "Merge", facts, sections, resource("templates/letter.docx"))
    assert breaches(tmp_path / "r.docx") == []


@pytest.fixture(scope="module")
def good(source: Source, template: Path, tmp_path_factory: pytest.TempPathFactory) -> Parts:
    out = tmp_path_factory.mktemp("schema") / "l.docx"
    word.write_letter(compose(source, LAYOUTS["report"]), template, out)
    return read_parts(out)


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (MAIN, "</w:rPr><w:t", '<w:rStyle w:val="x"/></w:rPr><w:t'),
        (MAIN, "<w:tcPr>", '<w:tcPr><w:vAlign w:val="top"/>'),
        (MAIN, "<w:cantSplit/>", "<w:nonsense/>"),
        (MAIN, '<w:ind w:left="', '<w:ind w:left="x'),
        (MAIN, "</w:tr>", "<w:p/></w:tr>"),
        (MAIN, '<w:bookmarkEnd w:id="3"/>', "<w:bookmarkEnd/>"),
        (STYLES, 'w:type="paragraph"', 'w:type="page"'),
        (STYLES, "<w:name ", "<w:called "),
        (NUMBERING, "<w:lvlText", '<w:numFmt w:val="bullet"/><w:lvlText'),
        ("word/footer2.xml", 'w:fldCharType="separate"', 'w:fldCharType="sep"'),
        ("word/settings.xml", "<w:compat>", "<w:compat><w:zoom/>"),
        ("word/header1.xml", "<wp:extent ", "<wp:extend "),
        ("word/theme/theme1.xml", "<a:clrScheme name=", "<a:clrScheme called="),
    ],
)
def test_what_breaks_a_schema_is_seen(good: Parts, part: str, old: str, new: str, tmp_path: Path) -> None:
    text = good[part].decode()
    assert old in text
    broken = tmp_path / "broken.docx"
    broken.write_bytes(packed({**good, part: text.replace(old, new, 1).encode()}))
    assert any(part in line for line in breaches(broken))
