"""The words of foreign papers are read page by page, and no file can do harm."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from slireviewer import foreign, storage
from slireviewer.errors import NotOurFile, ReviewError
from slireviewer.model import NO_ITEM, Challenge, Edition, EditionKind, ItemId, ItemKind, Said
from slireviewer.reading import MEMORY, read_copy, read_paper
from slireviewer.storage import Workspace
from tests.papers import HOSTILE, pdf, slides, word, workbook


def paper(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def paragraph(text: str, inside: str = "") -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t>{inside}</w:r></w:p>'


# ---- what is read ----------------------------------------------------------------------------------------


def test_sixty_pages_of_a_pdf_are_sixty_pages(tmp_path: Path) -> None:
    pages = [f"Page {n} of the corporate plan\nOn it the case of ward {n * 37}" for n in range(1, 61)]
    found = read_paper(paper(tmp_path, "plan.pdf", pdf(pages)))
    assert (len(found.pages), found.media_type, found.trouble) == (60, "application/pdf", "")
    assert [page.split() for page in found.pages] == [page.split() for page in pages]


def test_a_word_file_gives_its_tables_footnotes_insertions_and_text_boxes(tmp_path: Path) -> None:
    cell = "<w:tc>{}</w:tc>"
    table = "".join(
        f"<w:tr>{''.join(cell.format(paragraph(text)) for text in row)}</w:tr>"
        for row in (("Line", "2026"), ("Moorings", "12"))
    )
    box = f"<w:pict><w:txbxContent>{paragraph('In a box')}</w:txbxContent></w:pict>"
    body = (
        paragraph("Our place", '<w:footnoteReference w:id="2"/>')
        + "<w:p><w:ins><w:r><w:t>put in, </w:t></w:r></w:ins>"
        + "<w:del><w:r><w:delText>taken out</w:delText></w:r></w:del>"
        + f"<w:hyperlink><w:r><w:t>linked</w:t></w:r></w:hyperlink><w:r>{box}</w:r></w:p>"
        + f"<w:tbl>{table}</w:tbl>"
        + paragraph("End", '<w:br w:type="page"/><w:t>Second page</w:t>')
        + f"<w:sdt><w:sdtContent>{paragraph('in a control')}</w:sdtContent></w:sdt>"
        + '<w:p><w:pPr><w:pageBreakBefore/></w:pPr><w:r><w:t>Third</w:t></w:r></w:p>'
    )  # fmt: skip
    notes = f'<w:footnote w:id="2">{paragraph("As audited")}</w:footnote>'
    found = read_paper(paper(tmp_path, "statement.docx", word(body, footnotes=notes)))
    assert found.trouble == ""
    assert found.pages == (
        "Our place[1]\nput in, linked\nIn a box\nLine | 2026\nMoorings | 12\nEnd\n[1] As audited",
        "Second page\nin a control",
        "Third",
    )


def test_slides_give_groups_tables_charts_and_notes(tmp_path: Path) -> None:
    found = read_paper(slides(tmp_path / "deck.pptx"))
    assert found.pages == (
        "Budget for the quay\nNotes:\nSay that the reserves are falling",
        "Grouped twice: apprentices\nWard | Trees\nHarbour | 41\nPassengers, Ferries, Buses",
        "",
    )


def test_sheets_give_their_rows(tmp_path: Path) -> None:
    found = read_paper(workbook(tmp_path / "budget.xlsx"))
    assert found.pages == (
        "Savings\nLine | 2026 | When\nMooring fees | 12.5 | 2026-03-02", "Risks\nSlipway subsidence |  | 3"
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_plain_text_is_read_in_the_usual_encodings(tmp_path: Path, encoding: str) -> None:
    text = "The café on the quay\r\nis full – always.\fA page of its own"
    found = read_paper(paper(tmp_path, "notes.txt", text.encode(encoding)))
    assert found.pages == ("The café on the quay\nis full – always.", "A page of its own")
    assert (found.media_type, found.trouble) == ("text/plain", "")


def test_a_long_text_is_cut_between_lines_and_loses_nothing(tmp_path: Path) -> None:
    text = "".join(f"Line {n} of the minutes\n" for n in range(2_000))
    found = read_paper(paper(tmp_path, "minutes.txt", text.encode()))
    assert len(found.pages) > 5 and max(map(len, found.pages)) <= 6_000
    assert "".join(found.pages) == text
    assert all(page.startswith("Line ") for page in found.pages)


def test_a_picture_has_one_page_and_no_words(tmp_path: Path) -> None:
    found = read_paper(paper(tmp_path, "wall.png", b"\x89PNG\r\n\x1a\n" + bytes(100)))
    assert (found.pages, found.media_type, found.trouble) == (("",), "image/png", "")


def test_what_a_file_is_decides_and_not_its_name(tmp_path: Path) -> None:
    found = read_paper(paper(tmp_path, "plan.docx", pdf(["Named wrongly"])))
    assert (found.pages, found.media_type) == (("Named wrongly",), "application/pdf")


def test_a_file_that_is_not_there_or_empty_or_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReviewError, match="There is no file"):
        read_paper(tmp_path / "none.pdf")
    with pytest.raises(ReviewError, match="is empty"):
        read_paper(paper(tmp_path, "empty.pdf", b""))
    large = tmp_path / "film.pdf"
    with large.open("wb") as file:
        file.write(b"%PDF-1.4")
        file.truncate(25 * 1024 * 1024 + 1)
    with pytest.raises(ReviewError, match="larger than 25 MB"):
        read_paper(large)


def test_reading_can_be_stopped(tmp_path: Path) -> None:
    path = paper(tmp_path, "notes.txt", b"words")
    assert "too long" in read_paper(path, stopped=lambda: True).trouble


# ---- files made to do harm -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def w(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    path = tmp_path_factory.mktemp("hostile") / "c.slir"
    blank = Challenge(id=NO_ITEM, councils=("Port Brannock",))
    with storage.create_challenge(path, "two words", blank) as workspace:
        yield workspace
        assert storage.verify(workspace) == []


def rows(w: Workspace) -> dict[str, int]:
    """How many rows each table has."""
    with w.read() as r:
        names = r.conn.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_%'"
        )
        return {name: r.conn.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one() for (name,) in names.all()}


def largest() -> int:
    """The memory (bytes) of the largest of all processes that were waited for so far."""
    return _most("RUSAGE_CHILDREN")


def own() -> int:
    """The most memory (bytes) of this process so far: what the system counts for one that it starts begins with it."""
    return _most("RUSAGE_SELF")


def _most(whose: str) -> int:
    resource = pytest.importorskip("resource")
    most: int = resource.getrusage(getattr(resource, whose)).ru_maxrss
    return most * 1024 if sys.platform == "linux" else most  # macOS says bytes


def work() -> float:
    """Seconds that processors have worked for all processes that were waited for so far, however busy they are."""
    resource = pytest.importorskip("resource")
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return float(spent.ru_utime + spent.ru_stime)


def greedy(path: str, kind: str) -> dict[str, Any]:
    """A reader that takes more and more memory, on a system that does not hold it back."""
    resource = pytest.importorskip("resource")
    resource.setrlimit(resource.RLIMIT_AS, (resource.getrlimit(resource.RLIMIT_AS)[1],) * 2)
    held = [b"x" * 2**24 for _ in range(int(kind))]
    return {"held": len(held)}


def test_a_reader_that_takes_too_much_memory_is_ended_where_the_system_would_let_it(tmp_path: Path) -> None:
    with pytest.raises(foreign.Broken):
        foreign.read_aside(greedy, tmp_path, "500", seconds=60, memory=MEMORY)
    assert foreign.read_aside(greedy, tmp_path, "8", seconds=60, memory=MEMORY) == {"held": 8}


def test_there_are_many_of_them() -> None:
    assert len(HOSTILE) >= 25


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_costs_little_says_one_sentence_and_is_kept(w: Workspace, tmp_path: Path, name: str) -> None:
    data = HOSTILE[name]()
    path = paper(tmp_path, name, data)
    spent, used = work(), largest()
    found = read_paper(path)
    assert work() - spent < 10
    assert largest() <= max(used, own(), MEMORY)
    assert found.trouble == "" or (found.trouble.endswith(".") and found.trouble.count(".") <= 3)
    assert found.trouble or found.pages
    said = "\n".join(found.pages)
    assert "root:" not in said and "ha ha ha ha ha ha" not in said
    assert not any(word in found.trouble for word in ("Error", "Traceback", str(tmp_path), "None"))
    before = rows(w)
    with w.edit("Add a document") as e:
        made = storage.add_document(e, name, data, found.pages, media_type=found.media_type, trouble=found.trouble)
    after = rows(w)
    assert {table for table in after if after[table] != before[table]} <= {
        "item", "op", "edit", "log", "content", "document", "search",
    }  # fmt: skip
    with w.read() as r:
        assert sha256(storage.document_data(r, made)).hexdigest() == made.sha == sha256(data).hexdigest()
        assert made in storage.document_lines(r)
    shutil.rmtree(tmp_path)


def test_a_hostile_copy_of_the_letter_costs_little_and_says_one_sentence(tmp_path: Path) -> None:
    given = Edition(
        id=ItemId("e"), kind=EditionKind.COUNCIL, name="x", said=(Said(mark="m", item=NO_ITEM, text="As it was."),)
    )
    for name in ("a bomb", "many members", "a million laughs", "a million paragraphs", "cut off", "with a password"):
        path = paper(tmp_path, "copy.docx", HOSTILE[f"{name}.docx"]())
        spent, used = work(), largest()
        with pytest.raises(NotOurFile, match=r"^copy\.docx [^.]*\.?[^.]*\.$"):
            read_copy(path, [given])
        assert work() - spent < 10
        assert largest() <= max(used, own(), MEMORY)


def test_reading_a_copy_can_be_stopped(tmp_path: Path) -> None:
    given = Edition(id=ItemId("e"), kind=EditionKind.COUNCIL, name="x")
    with pytest.raises(NotOurFile, match="took too long"):
        read_copy(paper(tmp_path, "copy.docx", word(paragraph("x"))), [given], stopped=lambda: True)


def test_words_of_every_sort_of_paper_are_found_on_their_page(tmp_path: Path) -> None:
    pages = [f"Ordinary page {n}" for n in range(1, 61)]
    pages[41] = "The riparian easement is disputed"
    files = (
        paper(tmp_path, "plan.pdf", pdf(pages)),
        paper(
            tmp_path, "statement.docx", word(paragraph("Cadastral survey", '<w:br w:type="page"/><w:t>Littoral</w:t>'))
        ),
        slides(tmp_path / "deck.pptx"),
        workbook(tmp_path / "budget.xlsx"),
    )
    blank = Challenge(id=NO_ITEM, councils=("Port Brannock",))
    with storage.create_challenge(tmp_path / "c.slir", "two words", blank) as w:
        for file in files:
            found = read_paper(file)
            with w.edit("Add a document") as e:
                storage.add_document(e, file.name, file.read_bytes(), found.pages, media_type=found.media_type)
        for words, place in (
            ("riparian", ("D1 plan", 42)), ("cadastral", ("D2 statement", 1)), ("littoral", ("D2 statement", 2)),
            ("apprentices", ("D3 deck", 2)), ("harbour 41", ("D3 deck", 2)), ("reserves falling", ("D3 deck", 1)),
            ("mooring fees", ("D4 budget", 1)), ("slipway", ("D4 budget", 2)),
        ):  # fmt: skip
            with w.read() as r:
                hits = storage.search_lines(r, words)
                assert [(hit.title, hit.page) for hit in hits] == [place]
                assert hits[0].kind is ItemKind.DOCUMENT
                document = next(each for each in storage.document_lines(r) if each.id == hits[0].item)
                assert words.split()[0] in storage.document_pages(r, document)[hits[0].page - 1].casefold()
        with w.edit("Quote") as e:
            plan = storage.document_lines(e)[0]
            excerpt = storage.add_excerpt(e, plan, 42, 4, 21)
        assert (excerpt.text, excerpt.page) == ("riparian easement", 42)
