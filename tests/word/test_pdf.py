"""The letter as a PDF is tagged, has a title and a language; without LibreOffice there is one sentence."""

from __future__ import annotations

import re
import stat
import zlib
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest

from slireviewer.errors import ReviewError
from slireviewer.word import libreoffice, write_letter, write_pdf
from slireviewer.word import pdf as module
from slireviewer.word.tagging import marked, with_ornaments
from tests.word.conftest import TEMPLATE
from tests.word.council import letter, title_of


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "letter.docx"
    write_letter(letter(), TEMPLATE, path)
    return path


@pytest.mark.skipif(libreoffice() is None, reason="LibreOffice is not installed")
def test_the_pdf_is_tagged_and_has_title_language_and_headings(document: Path, tmp_path: Path) -> None:
    out = tmp_path / "letter.pdf"
    write_pdf(document, out)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    # Nothing is drawn that a screen reader would meet without a name, and links are reached in the order of the text.
    data = out.read_bytes()
    latest = data[data.rindex(b"%%EOF", 0, -10) :]
    pages = re.findall(rb"<</Type/Page/.*?>>\nendobj", latest, re.DOTALL)
    drawn = [zlib.decompress(one) for one in re.findall(rb"stream\n(.*?)\nendstream", latest, re.DOTALL)]
    assert len(pages) == len(drawn) > 1 and all(b"/Tabs/S" in page for page in pages)
    assert any(b"/Artifact BMC\n0." in one or b"/Artifact BMC\nq 0.75 w" in one for one in drawn)
    assert [marked(one) for one in drawn] == drawn
    opened = pypdfium2.PdfDocument(out)
    assert len(opened) == len(pages)
    raw = pypdfium2.raw
    assert raw.FPDFCatalog_IsTagged(opened.raw)
    assert opened.get_metadata_value("Title") == title_of(document)
    assert next(entry.get_title() for entry in opened.get_toc()).endswith("Key recommendations")
    assert b"/Lang(en-GB)" in out.read_bytes().replace(b"/Lang (", b"/Lang(")
    text = opened[0].get_textpage().get_text_range()
    opened.close()
    assert "Port Brannock Council" in text
    assert b"pdfuaid" in out.read_bytes() or b"PDF/UA" in out.read_bytes()
    assert not list(tmp_path.glob("*.part"))


def test_only_loose_lines_are_marked_as_ornament() -> None:
    text, line = b"/P<</MCID 0>>BDC\nBT\n(EMC) Tj\nET\nEMC", b"q\n1 1 m\n2 2 l S\nQ"
    assert marked(text + b"\n" + line) == text + b"\n/Artifact BMC\n" + line + b"\nEMC"
    for left in (text, b"/Artifact BMC\n" + line + b"\nEMC", b"0.1 w\nq", b"BT\n(untagged) Tj\nET"):
        assert marked(left) == left


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\nno objects", b"trailer <</Size 1>> startxref 5 %%EOF"])
def test_a_pdf_of_another_build_stays_as_it_is(data: bytes) -> None:
    assert with_ornaments(data) == data


def test_without_libreoffice_one_sentence_says_what_to_do(
    document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(module, "_USUAL", ())
    out = tmp_path / "letter.pdf"
    out.write_text("the last good one")
    with pytest.raises(ReviewError, match=r"LibreOffice is not on this computer.*\.docx"):
        write_pdf(document, out)
    assert out.read_text() == "the last good one"


def _program(folder: Path, script: str) -> Callable[[], None]:
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)
    return path.unlink


@pytest.mark.skipif(not Path("/bin/sh").exists(), reason="the stand-in is a shell script")
def test_a_libreoffice_that_fails_leaves_what_was(
    document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    _program(folder, "exit 1")
    monkeypatch.setenv("PATH", str(folder))
    out = tmp_path / "letter.pdf"
    out.write_text("the last good one")
    with pytest.raises(ReviewError, match="could not make the PDF"):
        write_pdf(document, out)
    assert out.read_text() == "the last good one"
