"""Formatted words reach Word as they are, and printed paragraph numbers are those that were computed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from lxml import etree

from slireviewer.letter import LETTER, REPORT, Heading, Layout, Paragraph, Passage, Source, compose, laid_out
from slireviewer.model import ItemId, LetterChoice, Numbering, Wording
from slireviewer.richtext import Block, Run, Sort, Text, tidy
from slireviewer.word import write_letter
from slireviewer.word.archive import OFFICE, parsed, read_parts, w

MAIN = "word/document.xml"
SORTS = {"ListBullet": Sort.BULLET, "ListNumber": Sort.NUMBER}


def runs_of(paragraph: etree._Element, links: dict[str, str]) -> tuple[Run, ...]:
    out = []
    for run in paragraph.iter(w("r")):
        above = run.getparent()
        link = links.get(above.get(f"{{{OFFICE}}}id", ""), "") if above is not None else ""
        text = "".join(one.text or "" for one in run.iter(w("t")))
        look = run.find(w("rPr"))
        bold, italic = (look is not None and look.find(w(name)) is not None for name in ("b", "i"))
        out.append(Run(text, bold, italic, link))
    return tidy(out)


def read_back(path: Path, first: str, last: str) -> Text:
    """What stands between the paragraphs ``first`` and ``last``."""
    parts = read_parts(path)
    links = {one.get("Id", ""): one.get("Target", "") for one in parsed(parts["word/_rels/document.xml.rels"])}
    out: list[Block] = []
    inside = False
    for paragraph in parsed(parts[MAIN]).iter(w("p")):
        said = "".join(one.text or "" for one in paragraph.iter(w("t")))
        if said == last:
            break
        if inside:
            style, level = (paragraph.find(f"{w('pPr')}/{name}") for name in (w("pStyle"), f"{w('numPr')}/{w('ilvl')}"))
            assert style is not None
            sort = SORTS.get(style.get(w("val"), ""), Sort.PARAGRAPH)
            deep = 0 if level is None or sort is Sort.PARAGRAPH else int(level.get(w("val"), "0"))
            out.append(Block(runs_of(paragraph, links), sort, deep))
        inside = inside or said == first
    return tuple(out)


runs = some.builds(
    Run,
    some.text(alphabet='abc é’&<>"', min_size=1, max_size=8),
    some.booleans(),
    some.booleans(),
    some.sampled_from(["", "", "https://example.org/a?b=1&c=2", "mailto:a@example.org"]),
)
blocks = some.builds(
    Block,
    some.lists(runs, min_size=1, max_size=4).map(tidy),
    some.sampled_from(Sort),
    some.integers(0, 1),
).map(lambda block: replace(block, level=0) if block.sort is Sort.PARAGRAPH else block)
texts = some.lists(blocks.filter(lambda block: block.text.strip() != ""), min_size=1, max_size=8).map(tuple)


@given(text=texts, slot=some.sampled_from(["thanks", "free:x"]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_words_come_back_from_word_as_they_were(
    text: Text, slot: str, source: Source, template: Path, tmp_path: Path
) -> None:
    frame = [(Block((Run(f"{name} paragraph"),)),) for name in ("first", "last")]
    wordings = [
        Wording(id=ItemId(name), slot=slot.replace("x", name), section="opening", position=name, text=said)
        for name, said in (("a", frame[0]), ("b", text), ("c", frame[1]))
    ]
    if slot == "thanks":
        wordings = [replace(wordings[1], text=(*frame[0], *text, *frame[1]))]
    written = replace(source, wordings=tuple(wordings))
    write_letter(compose(written, LETTER), template, tmp_path / "x.docx")
    assert read_back(tmp_path / "x.docx", "first paragraph", "last paragraph") == text


def counted(path: Path) -> list[str]:
    """The numbers that Word will print before paragraphs and headings."""
    section = paragraph = 0
    out = []
    for one in parsed(read_parts(path)[MAIN]).iter(w("p")):
        style, level = (one.find(f"{w('pPr')}/{name}") for name in (w("pStyle"), f"{w('numPr')}/{w('ilvl')}"))
        name = "" if style is None else style.get(w("val"), "")
        if level is None or name.startswith("List"):
            continue
        if level.get(w("val")) == "0":
            section, paragraph = section + 1, 0
            out.append(str(section))
        else:
            paragraph += 1
            out.append(f"{section}.{paragraph}")
    return out


@pytest.mark.parametrize("numbering", Numbering)
@pytest.mark.parametrize("layout", [LETTER, REPORT], ids=str)
def test_word_counts_as_the_letter_does(
    numbering: Numbering, layout: Layout, source: Source, template: Path, tmp_path: Path
) -> None:
    composed = compose(source, laid_out(layout, LetterChoice(numbering=numbering)))
    write_letter(composed, template, tmp_path / "x.docx")
    printed = [one.number for one in composed.blocks if isinstance(one, (Heading, Paragraph, Passage)) and one.number]
    assert counted(tmp_path / "x.docx") == printed
    assert bool(printed) is (numbering is not Numbering.NONE)
