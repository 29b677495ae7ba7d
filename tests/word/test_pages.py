"""The sample's letter as LibreOffice lays it out: it opens, and what a reader needs stands on its pages."""

from __future__ import annotations

import re
import shutil
import subprocess

import pypdfium2
import pytest

from slireviewer import storage, word
from slireviewer.letter import LETTER, REPORT, Layout, compose
from slireviewer.model import NO_ITEM, Challenge
from slireviewer.paths import resource
from slireviewer.word.starter import HOUSES

OFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")


@pytest.fixture(
    scope="module",
    params=[(layout, house) for layout in (LETTER, REPORT) for house in HOUSES],
    ids=lambda pair: f"{pair[0]} in {pair[1]}",
)
def pages(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Layout, list[str]]:
    """The layout, and the text of each page of the sample's letter."""
    folder = tmp_path_factory.mktemp("pages")
    challenge = Challenge(id=NO_ITEM, councils=("Wexmoor District Council",), framework="cpc-2021")
    with storage.create_challenge(folder / "c.slir", "pages", challenge) as w:
        storage.import_records(w, storage.read_records(resource("sample/challenge.jsonl")))
        with w.read() as r:
            source = storage.letter_source(r)
    out = folder / "letter.docx"
    layout, house = request.param
    word.write_letter(compose(source, layout), resource(f"templates/{house}"), out)
    subprocess.run(
        [str(OFFICE), f"-env:UserInstallation={(folder / 'office').as_uri()}", "--headless", "--convert-to", "pdf",
         "--outdir", str(folder), str(out)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    document = pypdfium2.PdfDocument(folder / "letter.pdf")
    texts = [_plain(page.get_textpage().get_text_range()) for page in document]
    document.close()
    return layout, texts


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\ufffe", "-"))


def test_it_has_the_length_of_such_a_letter(pages: tuple[Layout, list[str]]) -> None:
    _, texts = pages
    assert 8 <= len(texts) <= 16


def test_every_page_says_which_of_how_many_it_is(pages: tuple[Layout, list[str]]) -> None:
    _, texts = pages
    for number, text in enumerate(texts, 1):
        assert f"Page {number} of {len(texts)}" in text


def test_the_themes_come_in_the_order_of_the_framework_and_then_the_own_ones(pages: tuple[Layout, list[str]]) -> None:
    _, texts = pages
    whole = " ".join(texts)
    themes = [
        "Local priorities and outcomes", "Organisational and place leadership", "Governance and culture",
        "Financial planning and management", "Capacity for improvement", "Housing and homelessness",
    ]  # fmt: skip
    places = [whole.rindex(f"{theme} ") for theme in themes]
    assert places == sorted(places)


def test_it_has_eight_numbered_recommendations(pages: tuple[Layout, list[str]]) -> None:
    _, texts = pages
    whole = " ".join(texts)
    for number in range(1, 9):
        assert re.search(rf"\bR{number} ", whole)
    assert not re.search(r"\bR9\b", whole)


def test_it_says_how_many_people_were_met_rounded_down(pages: tuple[Layout, list[str]]) -> None:
    _, texts = pages
    whole = " ".join(texts)
    assert "more than 130 people" in whole
    assert "more than 40 meetings" in whole or "more than 45 meetings" in whole


def test_the_first_page_alone_carries_the_letterhead(pages: tuple[Layout, list[str]]) -> None:
    _, texts = pages
    address = re.compile("2 Assembly Row|Custom House")
    assert address.search(texts[0])
    assert not any(address.search(text) for text in texts[1:])
