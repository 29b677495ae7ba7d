"""What keeps people from reading a Word file is found, with its place; what we write ourselves has none of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from slireviewer import word
from slireviewer.errors import NotOurFile
from slireviewer.letter import LAYOUTS, Layout, Source, compose
from slireviewer.model import Challenge, ItemId, Meeting, Response
from slireviewer.word import Barrier, Obstacle, obstacles, write_letter
from slireviewer.word.archive import OFFICE, RELATIONSHIPS, packed, parsed, read_parts, serialised
from tests.office import breaches
from tests.word.conftest import TEMPLATE
from tests.word.council import MAIN, RELATED, edition, letter

R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
BODY = '<w:p><w:pPr><w:pStyle w:val="BodyText"/></w:pPr>'
WHITE = '<w:color w:val="FFFFFF"/>'
BOX = (
    '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" alt="x"><v:textbox><w:txbxContent>{}'
    "</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
)
PICTURE = (
    '<w:p><w:r><w:drawing><wp:{how} xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:docPr id="77" name="Picture 7" descr="{said}"/></wp:{how}></w:drawing></w:r></w:p>'
)


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def body(text: str, look: str = "", properties: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="BodyText"/>{properties}</w:pPr>{run(text, look)}</w:p>'


def table(first: str, *rows: str, head: bool = True) -> str:
    mark = "<w:trPr><w:tblHeader/></w:trPr>" if head else ""
    more = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{mark}{first}</w:tr>{more}</w:tbl>{body('After.')}"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{run(text) if text else ''}</w:p></w:tc>"


def heading(level: int, text: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="Heading{level}"/></w:pPr>{run(text) if text else ""}</w:p>'


def link(text: str) -> str:
    return f'{BODY}<w:hyperlink r:id="seeded" {R}>{run(text)}</w:hyperlink></w:p>'


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("accessible") / "letter.docx"
    write_letter(letter(), TEMPLATE, path)
    return path


@pytest.fixture
def seeded(written: Path, tmp_path: Path) -> Callable[[str], tuple[Obstacle, ...]]:
    """What is found when this XML stands after the heading "Theme 2 of the scope"."""

    def look(xml: str) -> tuple[Obstacle, ...]:
        parts = read_parts(written)
        document = parts[MAIN].decode()
        at = document.index("</w:p>", document.rindex("Theme 2 of the scope")) + len("</w:p>")
        parts[MAIN] = (document[:at] + xml + document[at:]).encode()
        related = parsed(parts[RELATED])
        attributes = {
            "Id": "seeded", "Type": f"{OFFICE}/hyperlink", "Target": "https://example.org", "TargetMode": "External",
        }  # fmt: skip
        related.append(related.makeelement(f"{{{RELATIONSHIPS}}}Relationship", attributes))
        parts[RELATED] = serialised(related)
        path = tmp_path / "seeded.docx"
        path.write_bytes(packed(parts))
        return obstacles(path)

    return look


@pytest.mark.parametrize(
    ("xml", "barrier", "words"),
    [
        (heading(4, "Too deep"), Barrier.HEADINGS, "Too deep"),
        (heading(2, ""), Barrier.HEADINGS, ""),
        (body("Money and assets", "<w:b/>"), Barrier.FALSE_HEADING, "Money and assets"),
        (body("- one thing"), Barrier.FALSE_LIST, "- one thing"),
        (body("• one thing"), Barrier.FALSE_LIST, "• one thing"),
        (body("1. One thing") + body("2. Another"), Barrier.FALSE_LIST, "1. One thing"),
        (table(cell("Name"), cell("Anna"), head=False), Barrier.TABLE, "Name"),
        (table(cell("Name") + cell("Role"), cell("Anna", '<w:gridSpan w:val="2"/>')), Barrier.TABLE, "NameRole"),
        (table(cell("Name") + cell("Role"), cell("Anna") + cell("")), Barrier.TABLE, "NameRole"),
        (PICTURE.format(how="inline", said=""), Barrier.PICTURE, "Picture 7"),
        (PICTURE.format(how="anchor", said="A chart of falling voids"), Barrier.FLOATING, ""),
        (link("click here"), Barrier.LINK, "click here"),
        (link("Read more"), Barrier.LINK, "Read more"),
        (link("https://example.org/a/very/long/address/of/a/page"), Barrier.LINK, "https://example.org/a/very/long/address/of/a/page"),
        (link(""), Barrier.LINK, ""),
        (body("A grey sentence.", '<w:color w:val="AAAAAA"/>'), Barrier.CONTRAST, "A grey sentence."),
        (body("On yellow.", f'{WHITE}<w:shd w:val="clear" w:fill="FFFF00"/>'), Barrier.CONTRAST, "On yellow."),
        ("<w:p/>", Barrier.SPACING, ""),
        (body("Name    Role    Council"), Barrier.SPACING, "Name Role Council"),
        (BOX.format(body("In a box.")), Barrier.FLOATING, "In a box."),
        (body("Framed.", "", '<w:framePr w:w="2000"/>'), Barrier.FLOATING, "Framed."),
        (body("Dear [[Salutation]],"), Barrier.PLACEHOLDER, "Dear [[Salutation]],"),
        (body("It was on [insert date]."), Barrier.PLACEHOLDER, "It was on [insert date]."),
        (body("A sentence set wide.", "", '<w:jc w:val="both"/>'), Barrier.JUSTIFIED, "A sentence set wide."),
        (body("Shouted words.", "<w:caps/>"), Barrier.CAPITALS, "Shouted words."),
    ],
)  # fmt: skip
def test_a_seeded_fault_is_found_with_its_place(
    seeded: Callable[[str], tuple[Obstacle, ...]], xml: str, barrier: Barrier, words: str
) -> None:
    found = [one for one in seeded(xml) if one.barrier is barrier]
    assert [one.words for one in found][:1] == [words], seeded(xml)
    assert "Theme 2" in found[0].where or words == "Too deep"
    assert found[0].mend.endswith(".")


def test_a_document_without_title_and_language_is_found(written: Path, tmp_path: Path) -> None:
    parts = read_parts(written)
    core = parts["docProps/core.xml"].decode()
    start, end = core.index("<dc:title>"), core.index("</dc:title>")
    parts["docProps/core.xml"] = (core[:start] + "<dc:title>" + core[end:]).encode()
    parts["word/styles.xml"] = parts["word/styles.xml"].replace(b'w:val="en-GB"', b'w:val="x-none"')
    path = tmp_path / "bare.docx"
    path.write_bytes(packed(parts))
    assert [one.barrier for one in obstacles(path)][:2] == [Barrier.TITLE, Barrier.LANGUAGE]


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=str)
def test_our_own_letters_have_nothing_in_the_way(source: Source, tmp_path: Path, layout: Layout) -> None:
    path = tmp_path / "letter.docx"
    write_letter(compose(source, layout), TEMPLATE, path)
    assert obstacles(path) == ()


def test_our_other_sheets_have_nothing_in_the_way(tmp_path: Path) -> None:
    challenge = Challenge(id=ItemId("c"), councils=("Port Brannock Council",), start=date(2026, 3, 2))
    given = edition(letter())
    answers = [Response(id=ItemId("r"), edition=given.id, change="x", comment="Why?", before="It is.", after="It is.")]
    word.write_response_table(tmp_path / "answers.docx", challenge, given, answers, TEMPLATE)
    meetings = [Meeting(id=ItemId("m"), title="Leader", starts=None)]
    word.write_timetable(tmp_path / "timetable.docx", challenge, meetings, [], TEMPLATE)
    for path in tmp_path.glob("*.docx"):
        assert obstacles(path) == ()
        assert breaches(path) == []


def test_what_is_no_word_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.docx"
    path.write_bytes(b"nothing")
    with pytest.raises(NotOurFile):
        obstacles(path)
