"""The check sees what is wrong with a Word file: each fault is put into a good one."""

from __future__ import annotations

from pathlib import Path

import pytest

from slireviewer.letter import REPORT, Letter, Source, Table, compose
from slireviewer.word.archive import Parts
from slireviewer.word.integrity import faults
from slireviewer.word.template import read_template
from slireviewer.word.writing import _built

MAIN = "word/document.xml"


@pytest.fixture(scope="module")
def good(source: Source, template: Path) -> Parts:
    letter: Letter = compose(source, REPORT)
    assert any(isinstance(block, Table) for block in letter.blocks)
    return _built(letter, read_template(template), "Title", "")[0]


def test_a_good_file_has_no_faults(good: Parts) -> None:
    assert faults(good) == []


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        (MAIN, 'w:id="2" w:name', 'w:id="1" w:name', "bookmarks do not pair"),
        (MAIN, '<w:bookmarkEnd w:id="3"/>', "", "bookmarks do not pair"),
        (MAIN, 'w:name="rec_', 'w:name="recommendation_', "too long"),
        (MAIN, 'w:anchor="', 'w:anchor="no', "which is not there"),
        (MAIN, 'r:id="link1"', 'r:id="link9"', "relationship 'link9' is not there"),
        (MAIN, 'w:val="BodyText"', 'w:val="Bodytext"', "style Bodytext is not there"),
        (MAIN, '<w:numId w:val="4"/>', '<w:numId w:val="99"/>', "numbering 99 is not there"),
        (MAIN, "</w:p></w:tc>", "</w:p><w:tbl/></w:tc>", "does not end with a paragraph"),
        (MAIN, "</w:tbl>", "</w:tbl><w:tbl/>", "a table is not followed by a paragraph"),
        (MAIN, '<w:gridCol w:w="', '<w:gridCol w:w="1"/><w:gridCol w:w="', "another number of cells"),
        (MAIN, "<w:keepNext/><w:numPr>", "<w:numPr>", None),
        (MAIN, "</w:rPr><w:t", "<w:rStyle/></w:rPr><w:t", "out of order"),
        (MAIN, "</w:body>", "<w:p/></w:body>", "the page setup is not last"),
        (MAIN, "</w:body>", "", "not XML"),
        ("word/footer2.xml", '<w:r><w:fldChar w:fldCharType="separate"/></w:r>', "", "a field is not closed"),
        ("word/numbering.xml", '<w:abstractNumId w:val="2"/>', '<w:abstractNumId w:val="8"/>', "nothing behind it"),
        ("word/numbering.xml", 'w:numId="2"', 'w:numId="1"', "twice"),
        ("word/_rels/document.xml.rels", 'Id="rId2"', 'Id="rId1"', "relationship rId1 twice"),
        ("word/_rels/header1.xml.rels", "media/logo.png", "media/gone.png", "which is not there"),
        ("[Content_Types].xml", 'Extension="png"', 'Extension="gif"', "no content type"),
        ("[Content_Types].xml", "/word/styles.xml", "/word/gone.xml", "has a content type and is not there"),
        ("_rels/.rels", "word/document.xml", "word/gone.xml", "there is no main document"),
    ],
)
def test_a_fault_is_seen(good: Parts, part: str, old: str, new: str, said: str | None) -> None:
    text = good[part].decode()
    assert old in text
    found = faults({**good, part: text.replace(old, new).encode()})
    if said is None:
        assert found == []
    else:
        assert any(said in fault for fault in found), found
