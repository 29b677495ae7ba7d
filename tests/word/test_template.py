"""Facts about templates: the one that comes with the program, and those of other people."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from slireviewer.errors import NotOurFile, ReviewError
from slireviewer.letter import Letter
from slireviewer.word import read_outline, write_letter
from slireviewer.word.archive import Parts, packed, parsed, read_parts, w
from slireviewer.word.integrity import faults
from slireviewer.word.starter import logo, starter, starter_parts
from slireviewer.word.template import Role, filled, read_template

Remade = Callable[[str, str, str], Path]


def pixels(png: bytes) -> bytes:
    start = png.index(b"IDAT") + 4
    return zlib.decompressobj().decompress(png[start:])


def test_the_template_is_what_the_code_draws(template: Path) -> None:
    kept, made = read_parts(template), starter_parts()
    assert list(kept) == [info.filename for info in zipfile.ZipFile(template).infolist()]
    assert kept.keys() == made.keys()
    for name in kept:
        if name.endswith(".png"):
            assert pixels(kept[name]) == pixels(made[name])
        else:
            assert kept[name] == made[name], name


def test_the_template_is_drawn_the_same_each_time() -> None:
    assert starter() == starter()


def test_the_template_holds_together(template: Path) -> None:
    assert faults(read_parts(template)) == []


def test_the_template_has_every_style(template: Path) -> None:
    assert set(read_template(template).styles) == set(Role)


def test_the_logo_is_a_picture() -> None:
    assert logo().startswith(b"\x89PNG\r\n\x1a\n")
    assert len(pixels(logo())) == 184 * (1 + 196 * 4)


def test_text_is_never_small_nor_justified_nor_in_capitals(template: Path) -> None:
    styles = parsed(read_parts(template)["word/styles.xml"])
    for style in styles.iterfind(w("style")):
        name = style.get(w("styleId"), "")
        sizes = [int(size.get(w("val"), "0")) for size in style.iter(w("sz"))]
        assert name.startswith(("Header", "Footer", "Letterhead")) or all(size >= 24 for size in sizes)
        assert not [one for one in style.iter(w("jc")) if one.get(w("val")) == "both"]
        assert style.find(f".//{w('caps')}") is None


def contrast(colour: str, ground: str = "FFFFFF") -> float:
    def light(value: str) -> float:
        parts = [int(value[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(colour), light(ground)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_every_colour_of_text_can_be_read(template: Path) -> None:
    parts = read_parts(template)
    for name in ("word/styles.xml", "word/numbering.xml"):
        for colour in parsed(parts[name]).iter(w("color")):
            assert contrast(colour.get(w("val"), "")) >= 4.5
            assert contrast(colour.get(w("val"), ""), "F3EFF6") >= 4.5


# --- templates of others ----------------------------------------------------------------------------------


def test_all_that_a_template_lacks_is_said_at_once(remade: Remade, composed: Letter, tmp_path: Path) -> None:
    own = remade("word/styles.xml", 'w:val="Callout"', 'w:val="Renamed"')
    parts = read_parts(own)
    parts["word/styles.xml"] = parts["word/styles.xml"].replace(b'w:val="Title"', b'w:val="Big line"')
    parts["word/styles.xml"] = parts["word/styles.xml"].replace(b'<w:numPr><w:numId w:val="2"/></w:numPr>', b"")
    parts["word/header2.xml"] = parts["word/header2.xml"].replace(b"[[Council]]", b"[[Counsil]]")
    parts["word/footer1.xml"] = parts["word/footer1.xml"].replace(b"[[Status]]", b"[[Weather]]")
    own.write_bytes(packed(parts))
    with pytest.raises(ReviewError) as caught:
        write_letter(composed, own, tmp_path / "x.docx")
    assert str(caught.value) == (
        "The template own template.docx cannot be used: it has no style named Title and Callout, "
        "there is no numbering behind the style List Number, a header has the unknown placeholder [[Counsil]] "
        "(did you mean [[Council]]?) and a footer has the unknown placeholder [[Weather]]."
    )
    assert not (tmp_path / "x.docx").exists()


def test_the_case_of_a_style_name_does_not_matter(remade: Remade, composed: Letter, tmp_path: Path) -> None:
    own = remade("word/styles.xml", 'w:val="List Bullet"', 'w:val="list bullet"')
    write_letter(composed, own, tmp_path / "x.docx")
    assert "List Bullet" in {style for style, _ in read_outline(tmp_path / "x.docx")}


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"word/document.xml": b"<x/>"},
        {"[Content_Types].xml": b"<Types/>", "_rels/.rels": b"<Relationships/>"},
        {"[Content_Types].xml": b"<Types", "_rels/.rels": b"<Relationships/>"},
    ],
)
def test_a_zip_that_is_no_word_file_is_refused(parts: Parts, composed: Letter, tmp_path: Path) -> None:
    (tmp_path / "own.docx").write_bytes(packed(parts))
    with pytest.raises(NotOurFile, match=r"own\.docx is (not|a damaged) .*Word document"):
        write_letter(composed, tmp_path / "own.docx", tmp_path / "x.docx")


def test_a_workbook_is_refused(remade: Remade, composed: Letter, tmp_path: Path) -> None:
    own = remade("[Content_Types].xml", "wordprocessingml.document.main", "spreadsheetml.sheet.main")
    with pytest.raises(NotOurFile, match="is not a Word document"):
        write_letter(composed, own, tmp_path / "x.docx")


def test_a_missing_template_is_said(composed: Letter, tmp_path: Path) -> None:
    with pytest.raises(ReviewError, match=r"There is no file gone\.docx"):
        write_letter(composed, tmp_path / "gone.docx", tmp_path / "x.docx")


def test_a_file_that_unpacks_to_far_too_much_is_refused(composed: Letter, tmp_path: Path) -> None:
    (tmp_path / "own.docx").write_bytes(packed({f"{n}": b"" for n in range(2001)}))
    with pytest.raises(NotOurFile, match="unpacks to more"):
        write_letter(composed, tmp_path / "own.docx", tmp_path / "x.docx")


def test_a_word_template_gives_a_document(remade: Remade, composed: Letter, tmp_path: Path) -> None:
    own = remade("[Content_Types].xml", "document.main+xml", "template.main+xml")
    write_letter(composed, own, tmp_path / "x.docx")
    assert b"template.main" not in read_parts(tmp_path / "x.docx")["[Content_Types].xml"]


def test_what_the_maker_of_a_template_left_in_it_stays_behind(remade: Remade, composed: Letter, tmp_path: Path) -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    own = remade(
        "word/_rels/document.xml.rels",
        "</Relationships>",
        f'<Relationship Id="rId90" Type="{kind}/comments" Target="comments.xml"/>'
        f'<Relationship Id="rId91" Type="{kind}/image" Target="media/holiday.png"/></Relationships>',
    )
    parts = read_parts(own)
    parts["word/comments.xml"] = parts["docProps/app.xml"] = b"<x>Somebody</x>"
    parts["word/media/holiday.png"] = b"Somebody"
    parts["word/settings.xml"] = parts["word/settings.xml"].replace(
        b"<w:defaultTabStop", b'<w:updateFields w:val="true"/><w:rsids/><w:defaultTabStop'
    )
    own.write_bytes(packed(parts))
    write_letter(composed, own, tmp_path / "x.docx")
    kept = read_parts(tmp_path / "x.docx")
    assert faults(kept) == []
    assert not {"word/comments.xml", "docProps/app.xml", "word/media/holiday.png"} & kept.keys()
    assert b"Somebody" not in b"".join(kept.values())
    assert b"updateFields" not in kept["word/settings.xml"]


HEAD = '<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p>{}</w:p></w:hdr>'


@pytest.mark.parametrize(
    "pieces",
    [
        ["[[Council]]"],
        ["[[", "Council", "]]"],
        ["[", "[Coun", "cil]", "]"],
        ["before [[ Council ", "]] after"],
        ["[[Council]] and [[Coun", "cil]]"],
    ],
)
def test_a_placeholder_may_be_cut_into_several_runs(pieces: list[str]) -> None:
    head = HEAD.format("".join(f"<w:r><w:t>{piece}</w:t></w:r>" for piece in pieces)).encode()
    got = "".join(one.text or "" for one in parsed(filled(head, {"Council": "Wexmoor & Fern"})).iter(w("t")))
    assert got == re.sub(r"\[\[ ?Council ?\]\]", "Wexmoor & Fern", "".join(pieces))


def test_a_value_that_looks_like_a_placeholder_is_not_filled_again() -> None:
    head = HEAD.format("<w:r><w:t>[[Council]]</w:t></w:r>").encode()
    assert b"Council" in filled(head, {"Council": "[[Council]]"})
