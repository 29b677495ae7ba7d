"""Facts about a letter once it is a Word file."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from lxml import etree

from slireviewer.errors import NotOurFile, ReviewError
from slireviewer.letter import (
    REPORT,
    Advice,
    BulletList,
    Heading,
    Item,
    Letter,
    NumberedList,
    PageBreak,
    Paragraph,
    Passage,
    Source,
    Table,
    compose,
)
from slireviewer.placing import put_in_place
from slireviewer.richtext import Run
from slireviewer.word import read_outline, write_letter
from slireviewer.word.archive import parsed, read_parts, w
from slireviewer.word.integrity import faults


def document(path: Path) -> etree._Element:
    return parsed(read_parts(path)["word/document.xml"])


def text(element: etree._Element) -> str:
    return "".join(one.text or "" for one in element.iter(w("t")))


def small(*blocks: object) -> Letter:
    return Letter(blocks=blocks, title="Small", council="Wexmoor", document="Letter")  # type: ignore[arg-type]


def said(path: Path) -> list[str]:
    return [line for _, line in read_outline(path)]


# --- it is whole, and says what was sent ----------------------------------------------------------------


def test_the_file_holds_together(written: Path) -> None:
    assert faults(read_parts(written)) == []


def test_another_reader_opens_it(written: Path) -> None:
    opened = docx.Document(str(written))
    assert len(opened.paragraphs) > 30
    assert opened.core_properties.title.startswith("Wexmoor & Fern District Council: corporate peer challenge")


def test_every_heading_has_its_real_style(composed: Letter, written: Path) -> None:
    there = [line for line in read_outline(written) if line[0].startswith("Heading")]
    assert there == [(f"Heading {one.level}", one.text) for one in composed.blocks if isinstance(one, Heading)]


def test_every_finding_has_one_bookmark_around_all_its_text(composed: Letter, written: Path) -> None:
    root = document(written)
    paragraphs = list(root.iter(w("p")))
    found = {}
    for number, paragraph in enumerate(paragraphs):
        for start in paragraph.findall(w("bookmarkStart")):
            identity = start.get(w("id"))
            end = next(
                n for n, one in enumerate(paragraphs) if one.xpath(f"*[local-name()='bookmarkEnd'][@*='{identity}']")
            )
            found[start.get(w("name"))] = "\n".join(map(text, paragraphs[number : end + 1]))
    passages = [block for block in composed.blocks if isinstance(block, Passage)]
    assert {name for name in found if str(name).startswith("finding_")} == {one.mark for one in passages}
    for one in passages:
        lines = []
        for block in one.blocks:
            rows = [item.runs for item in block.items] if isinstance(block, BulletList) else [block.runs]
            lines += ["".join(run.text for run in runs) for runs in rows]
        assert found[one.mark] == "\n".join(lines)


def test_every_recommendation_has_its_number_in_the_text(composed: Letter, written: Path) -> None:
    rows = [line for style, line in read_outline(written) if style == "Recommendation"]
    assert rows == [f"{one.label}\t{one.title}" for one in composed.blocks if isinstance(one, Advice)]


def test_word_counts_the_paragraphs_as_they_were_counted(composed: Letter, written: Path) -> None:
    numbering = None
    section = paragraph = 0
    counted = []
    for one in document(written).iter(w("p")):
        number, level = (
            one.find(f"{w('pPr')}/{w('numPr')}/{w('numId')}"),
            one.find(f"{w('pPr')}/{w('numPr')}/{w('ilvl')}"),
        )
        style = one.find(f"{w('pPr')}/{w('pStyle')}")
        if number is None or level is None or style is None or style.get(w("val"), "").startswith("List"):
            continue
        numbering = numbering or number.get(w("val"))
        assert number.get(w("val")) == numbering
        if level.get(w("val")) == "0":
            section, paragraph = section + 1, 0
            counted.append(str(section))
        else:
            paragraph += 1
            counted.append(f"{section}.{paragraph}")
    printed = [one.number for one in composed.blocks if isinstance(one, (Heading, Paragraph, Passage)) and one.number]
    assert counted == printed


def test_the_properties_come_from_the_letter_alone(composed: Letter, written: Path) -> None:
    core = read_parts(written)["docProps/core.xml"].decode()
    assert f"<dc:title>{composed.title.replace('&', '&amp;')}</dc:title>" in core
    assert "<dc:identifier>export 7</dc:identifier>" in core
    assert core.count("2026-10-26T00:00:00Z") == (2 if composed.dated else 0)
    assert "creator" not in core
    assert "lastModifiedBy" not in core


def test_the_title_may_be_another(composed: Letter, template: Path, tmp_path: Path) -> None:
    write_letter(replace(composed, dated=None), template, tmp_path / "x.docx", title="My & title")
    core = read_parts(tmp_path / "x.docx")["docProps/core.xml"].decode()
    assert "<dc:title>My &amp; title</dc:title>" in core
    assert "dcterms:created" not in core


def test_nothing_asks_or_tells_when_it_is_opened(written: Path) -> None:
    everything = b"".join(data for name, data in read_parts(written).items() if name.endswith(".xml"))
    for word in (b"updateFields", b"<w:sdt", b"w:rsid", b"<w:ins ", b"<w:comment", b"attachedTemplate"):
        assert word not in everything
    assert b'<w:lang w:val="en-GB"' in everything


def test_pages_are_a4_with_a_letterhead_on_the_first_and_running_heads_after(composed: Letter, written: Path) -> None:
    section = document(written).find(f"{w('body')}/{w('sectPr')}")
    assert section is not None
    size = section.find(w("pgSz"))
    assert size is not None
    assert (size.get(w("w")), size.get(w("h"))) == ("11906", "16838")
    assert section.find(w("titlePg")) is not None
    parts = read_parts(written)
    first, running, foot = (text(parsed(parts[f"word/{name}.xml"])) for name in ("header1", "header2", "footer2"))
    assert "Peer Challenge Programme" in first
    assert running == f"{composed.council}{composed.document}"
    assert foot == f"{composed.status}Page 1 of 1"
    assert b"NUMPAGES" in parts["word/footer1.xml"]
    assert b'descr="Peer Challenge Programme: three overlapping circles"' in parts["word/header1.xml"]


def test_a_long_running_head_takes_two_lines(composed: Letter, template: Path, tmp_path: Path) -> None:
    long = replace(composed, council="North Saltmarsh Borough Council and South Ravensholt Metropolitan Council")
    write_letter(long, template, tmp_path / "x.docx")
    head = parsed(read_parts(tmp_path / "x.docx")["word/header2.xml"])
    assert text(head) == long.council + long.document
    assert len(list(head.iter(w("br")))) == 1


# --- how it falls on the page ---------------------------------------------------------------------------


def test_the_close_stays_on_one_page_with_what_is_said_before(source: Source, template: Path, tmp_path: Path) -> None:
    write_letter(compose(source), template, tmp_path / "x.docx")
    *body, last = document(tmp_path / "x.docx").iter(w("p"))
    assert text(last) == "On behalf of the peer team"
    for paragraph in body[-4:]:
        assert paragraph.find(f"{w('pPr')}/{w('keepNext')}") is not None or "Heading" in text(paragraph)


def test_headings_are_kept_with_what_follows(template: Path) -> None:
    styles = parsed(read_parts(template)["word/styles.xml"])
    for style in styles.iterfind(w("style")):
        if style.get(w("styleId"), "").startswith(("Heading", "Title", "Recommendation")) and "Number" not in style.get(
            w("styleId"), ""
        ):
            if style.get(w("styleId"), "") in ("RecommendationText", "RecommendationNote"):
                continue
            assert style.find(f"{w('pPr')}/{w('keepNext')}") is not None


def test_an_introduction_keeps_with_its_list(template: Path, tmp_path: Path) -> None:
    items = tuple(Item((Run(f"item {n}"),)) for n in range(5))
    write_letter(small(Paragraph((Run("These:"),)), BulletList(items)), template, tmp_path / "x.docx")
    kept = [one.find(f"{w('pPr')}/{w('keepNext')}") is not None for one in document(tmp_path / "x.docx").iter(w("p"))]
    assert kept == [True, True, False, False, True, False]


def test_each_numbered_list_counts_from_one(template: Path, tmp_path: Path) -> None:
    one = NumberedList((Item((Run("a"),)), Item((Run("b"),), level=1)))
    write_letter(small(one, Paragraph((Run("and"),)), one), template, tmp_path / "x.docx")
    used = [str(number.get(w("val"))) for number in document(tmp_path / "x.docx").iter(w("numId"))]
    assert len(set(used)) == 2
    numbering = parsed(read_parts(tmp_path / "x.docx")["word/numbering.xml"])
    for number in set(used):
        num = next(one for one in numbering.iterfind(w("num")) if one.get(w("numId")) == number)
        assert len(list(num.iter(w("startOverride")))) == 2


def test_a_table_repeats_its_head_and_keeps_its_rows_whole(template: Path, tmp_path: Path) -> None:
    table = Table(("Name", "Role"), (("Priya", "Lead"), ("Owen", "Member")), "The team")
    write_letter(small(table, table), template, tmp_path / "x.docx")
    root = document(tmp_path / "x.docx")
    rows = list(root.iter(w("tr")))
    assert [row.find(f"{w('trPr')}/{w('tblHeader')}") is not None for row in rows] == [True, False, False] * 2
    assert all(row.find(f"{w('trPr')}/{w('cantSplit')}") is not None for row in rows)
    assert {one.get(w("val")) for one in root.iter(w("tblCaption"))} == {"The team"}
    assert said(tmp_path / "x.docx") == [*["Name", "Role", "Priya", "Lead", "Owen", "Member", ""] * 2]


def test_a_page_break_starts_a_page(template: Path, tmp_path: Path) -> None:
    write_letter(small(Paragraph((Run("a"),)), PageBreak(), Paragraph((Run("b"),))), template, tmp_path / "x.docx")
    breaks = [one.find(f"{w('pPr')}/{w('pageBreakBefore')}") for one in document(tmp_path / "x.docx").iter(w("p"))]
    assert [one is not None for one in breaks] == [False, True]


# --- what people paste ------------------------------------------------------------------------------------


def test_pasted_control_characters_are_gone(template: Path, tmp_path: Path) -> None:
    dirty = 'a\x00\x01b\x0bc\r\nd\te\ufffef\ud800g\x7fh & <i> "j" \u2028k'
    write_letter(small(Paragraph((Run(dirty),))), template, tmp_path / "x.docx")
    assert said(tmp_path / "x.docx") == ['ab\nc\nd\tefgh & <i> "j" \nk']


def test_spaces_at_the_ends_of_runs_stay(template: Path, tmp_path: Path) -> None:
    runs = (Run("a ", bold=True), Run(" b", italic=True), Run(""))
    write_letter(small(Paragraph(runs)), template, tmp_path / "x.docx")
    assert said(tmp_path / "x.docx") == ["a  b"]


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("https://example.org/a?b=1&c=2", "https://example.org/a?b=1&c=2"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("#nowhere", None),
    ],
)
def test_only_addresses_that_are_safe_become_links(
    link: str, target: str | None, template: Path, tmp_path: Path
) -> None:
    write_letter(small(Paragraph((Run("here", link=link),))), template, tmp_path / "x.docx")
    parts = read_parts(tmp_path / "x.docx")
    assert said(tmp_path / "x.docx") == ["here"]
    links = [one.get("Target") for one in parsed(parts["word/_rels/document.xml.rels"]) if one.get("TargetMode")]
    assert links == ([target] if target else [])


def test_the_same_address_twice_is_one_relationship(template: Path, tmp_path: Path) -> None:
    twice = Paragraph((Run("a", link="https://example.org"), Run("b", link="https://example.org")))
    write_letter(small(twice), template, tmp_path / "x.docx")
    relations = read_parts(tmp_path / "x.docx")["word/_rels/document.xml.rels"]
    assert relations.count(b"https://example.org") == 1


# --- the same again -------------------------------------------------------------------------------------

AGAIN = """
import hashlib, importlib.util, sys
from pathlib import Path
spec = importlib.util.spec_from_file_location("invented", sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
from slireviewer.letter import LAYOUTS, compose
from slireviewer.word import write_letter
for layout in LAYOUTS.values():
    out = Path(sys.argv[2]) / f"{layout}.docx"
    write_letter(compose(module.invented(), layout), module.TEMPLATE, out)
    print(hashlib.sha256(out.read_bytes()).hexdigest())
"""


def test_the_same_letter_is_the_same_bytes_in_any_process_and_time_zone(tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    for seed, zone in (("0", "UTC"), ("1", "Pacific/Kiritimati"), ("4294967295", "America/St_Johns")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        command = [sys.executable, "-c", AGAIN, str(Path(__file__).with_name("conftest.py")), str(tmp_path)]
        seen[subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout] += 1
    assert list(seen.values()) == [3]


def test_writing_twice_gives_the_same_file(composed: Letter, template: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_letter(composed, template, tmp_path / f"{name}.docx")
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.docx") as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"


# --- nothing half-written -------------------------------------------------------------------------------


def test_only_the_owner_may_read_it(written: Path) -> None:
    if os.name == "posix":
        assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert os.listdir(written.parent) == [written.name]


def test_an_older_letter_is_replaced_and_a_stale_part_does_no_harm(
    composed: Letter, template: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.docx"
    out.write_bytes(b"older")
    out.with_name("out.docx.part").write_bytes(b"stale")
    write_letter(composed, template, out)
    assert out.read_bytes().startswith(b"PK")
    assert os.listdir(tmp_path) == ["out.docx"]


def test_a_missing_folder_is_said(composed: Letter, template: Path, tmp_path: Path) -> None:
    with pytest.raises(ReviewError, match=r"There is no folder .*nowhere; choose another place for x\.docx\."):
        write_letter(composed, template, tmp_path / "nowhere" / "x.docx")


def test_a_folder_in_the_way_is_said_and_left(composed: Letter, template: Path, tmp_path: Path) -> None:
    (tmp_path / "x.docx").mkdir()
    with pytest.raises(ReviewError, match="There is already a folder called"):
        write_letter(composed, template, tmp_path / "x.docx")
    assert os.listdir(tmp_path) == ["x.docx"]


def test_a_full_disk_is_said_and_the_older_letter_stays(composed: Letter, template: Path, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    out = tmp_path / "x.docx"
    out.write_bytes(b"older")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        with pytest.raises(ReviewError, match="There is not enough room"):
            write_letter(composed, template, out)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert out.read_bytes() == b"older"
    assert os.listdir(tmp_path) == ["x.docx"]


def test_text_that_does_not_read_back_is_not_kept(template: Path, tmp_path: Path) -> None:
    from slireviewer.word.writing import _wrong

    data, sent = template.read_bytes(), [("Body Text", "something else")]
    with pytest.raises(ReviewError, match=re.escape("x.docx did not read back as it was written")):
        put_in_place(data, tmp_path / "x.docx", lambda part: _wrong(part, sent, "x.docx"))
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("data", [b"", b"not a zip", b"PK\x03\x04 cut short"])
def test_reading_what_is_no_word_file_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.docx").write_bytes(data)
    with pytest.raises(NotOurFile, match=r"x\.docx is not a Word document"):
        read_outline(tmp_path / "x.docx")


def test_the_report_has_its_text_on_one_column(source: Source, template: Path, tmp_path: Path) -> None:
    write_letter(compose(source, REPORT), template, tmp_path / "x.docx")
    lefts = {
        indent.get(w("left"))
        for paragraph in document(tmp_path / "x.docx").iter(w("p"))
        if (indent := paragraph.find(f"{w('pPr')}/{w('ind')}")) is not None
    }
    assert lefts == {"765", "1165", "1245", "1725", "1105"}
