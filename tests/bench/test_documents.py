"""What a letter costs beside plain python-docx that writes the same text, in one run (``make bench``)."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import docx
import pytest

from slireviewer import storage, word
from slireviewer.letter import (
    REPORT,
    AddressBlock,
    Advice,
    BulletList,
    Heading,
    Letter,
    NumberedList,
    Paragraph,
    Passage,
    Source,
    Table,
    compose,
    lines_of,
)
from slireviewer.model import (
    Challenge,
    Finding,
    FindingKind,
    FindingState,
    ItemId,
    Person,
    Recommendation,
    Theme,
    ThemeOrigin,
    Visit,
)
from slireviewer.paths import resource
from slireviewer.slides import deck, write_slides
from tests.bench.material import PASSPHRASE, median, seconds

pytestmark = pytest.mark.bench

SENTENCE = "Members and officers work well together, and partners say that the council keeps its word. "


def hexadecimal(number: int) -> ItemId:
    return ItemId(f"{number:032x}")


def source(findings: int) -> Source:
    """A challenge with this many findings, five themes, and a recommendation to every eight findings."""
    themes = tuple(Theme(id=hexadecimal(n), title=f"Theme {n}", origin=ThemeOrigin.CORE) for n in range(1, 6))
    made = tuple(
        Finding(
            id=hexadecimal(100 + n), title=f"What the team found, number {n}", text=SENTENCE * 3 + "\n- one\n- two",
            kind=(FindingKind.STRENGTH, FindingKind.CONSIDERATION)[n % 2], state=FindingState.AGREED,
            theme=hexadecimal(1 + n % 5), position=f"{n:05}5",
        )
        for n in range(findings)
    )  # fmt: skip
    advice = tuple(
        Recommendation(
            id=hexadecimal(90_000 + n), number=n, title=f"Do this, number {n}", text=SENTENCE, timescale="six months",
            findings=frozenset({hexadecimal(100 + n * 8), hexadecimal(101 + n * 8)}),
        )
        for n in range(1, findings // 8)
    )  # fmt: skip
    people = tuple(
        Person(id=hexadecimal(80 + n), name=f"Peer {n}", role="Leader", organisation="Castlebeck") for n in range(6)
    )
    return Source(
        challenge=Challenge(id=hexadecimal(9), councils=("Benchford Council",), contact=("Alex Sample",)),
        themes=themes, people=people, visit=Visit(people=132, meetings=46, hours=241), findings=made,
        recommendations=advice,
    )  # fmt: skip


def plainly(letter: Letter, out: Path) -> None:
    """The same text by python-docx alone, as its manual would have it; nothing is kept together, linked or marked."""
    document: Any = docx.Document()
    for block in letter.blocks:
        if isinstance(block, Heading):
            document.add_heading(block.text, block.level)
        elif isinstance(block, Table):
            table = document.add_table(1 + len(block.rows), len(block.header))
            for row, cells in enumerate((block.header, *block.rows)):
                for column, text in enumerate(cells):
                    table.cell(row, column).text = text
        elif isinstance(block, (BulletList, NumberedList)):
            style = "List Bullet" if isinstance(block, BulletList) else "List Number"
            for item in block.items:
                paragraph = document.add_paragraph(style=style)
                for run in item.runs:
                    paragraph.add_run(run.text).bold = run.bold
        elif isinstance(block, (Passage, Advice)):
            if isinstance(block, Advice):
                document.add_paragraph(f"{block.label}\t{block.title}")
            for one in block.blocks:
                if isinstance(one, (BulletList, NumberedList)):
                    for item in one.items:
                        document.add_paragraph("".join(run.text for run in item.runs), style="List Bullet")
                else:
                    paragraph = document.add_paragraph()
                    for run in one.runs:
                        paragraph.add_run(run.text).bold = run.bold
            if isinstance(block, Advice) and block.note:
                document.add_paragraph("".join(run.text for run in block.note))
        elif isinstance(block, (Paragraph, AddressBlock)):
            for line in lines_of(block):
                document.add_paragraph(line)
        else:
            for line in lines_of(block):
                document.add_paragraph(line)
    document.save(str(out))


def test_twenty_pages_against_plain_python_docx(tmp_path: Path) -> None:
    """Composing, writing, reading back and comparing a report of some twenty pages, against writing its text alone."""
    of, template = source(60), resource("templates/letter.docx")
    letter = compose(of, REPORT)
    ours, floors = [], []
    for _ in range(9):
        gc.collect()
        ours.append(seconds(lambda: word.write_letter(compose(of, REPORT), template, tmp_path / "a.docx")))
        floors.append(seconds(lambda: plainly(letter, tmp_path / "b.docx")))
    said = {line for _, line in word.read_outline(tmp_path / "a.docx")}
    plain = {paragraph.text for paragraph in docx.Document(str(tmp_path / "b.docx")).paragraphs}
    assert len(plain - said) == 0
    ratio = median(ours) / median(floors)
    print(f"\nReport of 60 findings: {median(ours) * 1000:.0f} ms, floor {median(floors) * 1000:.0f} ms,", end="")
    print(f" ratio {ratio:.2f}", end="")
    assert ratio <= 0.4


def kept(path: Path, findings: int) -> Path:
    """A challenge with this many findings on disk."""
    of = source(findings)
    with storage.create_challenge(path, PASSPHRASE, of.challenge) as w, w.edit("Fill") as e:
        for theme in of.themes:
            storage.write_theme(e, theme)
        for finding in of.findings:
            storage.write_finding(e, finding)
        for recommendation in of.recommendations:
            storage.write_recommendation(e, recommendation)
    return path


def test_ten_times_the_findings_against_few(tmp_path: Path) -> None:
    """The whole command, from its start to the report on the disk, for 600 findings against 60; then the writing alone.

    The writing alone has next to no cost that does not grow, so that its own ratio comes near to ten.
    """
    environment = {**os.environ, "SLIREVIEWER_PASSPHRASE": PASSPHRASE}

    def command(path: Path) -> None:
        argv = [sys.executable, "-m", "slireviewer", "letter", str(path), "-o", str(tmp_path / "l.docx"), "--layout"]
        subprocess.run([*argv, "report"], check=True, env=environment, capture_output=True)

    few, many = kept(tmp_path / "few.slir", 60), kept(tmp_path / "many.slir", 600)
    command(few)
    small, large = [], []
    for _ in range(5):
        small.append(seconds(lambda: command(few)))
        large.append(seconds(lambda: command(many)))
    ratio = median(large) / median(small)
    print(f"\nReport of 600 findings: {median(large) * 1000:.0f} ms, of 60: {median(small) * 1000:.0f} ms,", end="")
    print(f" ratio {ratio:.2f}", end="")
    template = resource("templates/letter.docx")
    alone = []
    for of in (source(60), source(600)):
        gc.collect()
        spent = [
            seconds(lambda of=of: word.write_letter(compose(of, REPORT), template, tmp_path / "a.docx"))
            for _ in range(5)
        ]
        alone.append(median(spent))
    print(f" (composing and writing alone {alone[1] / alone[0]:.2f})", end="")
    assert ratio <= 5


def test_slides(tmp_path: Path) -> None:
    """Slides of sixty findings; python-pptx writes them, so that there is no floor but a second."""
    made, template = deck(source(60)), resource("templates/slides.pptx")
    spent = [seconds(lambda: write_slides(made, tmp_path / "s.pptx", template)) for _ in range(5)]
    print(f"\nSlides of 60 findings: {median(spent) * 1000:.0f} ms", end="")
    assert median(spent) < 2
