"""The receipt of a merge as a document for the team's own file: what was taken, waits, or was refused, and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from slireviewer.letter import Block, Heading, Letter, Paragraph, Table, Title
from slireviewer.richtext import Run
from slireviewer.word.template import read_template
from slireviewer.word.writing import write_in

Section = tuple[str, Sequence[tuple[str, str]]]


def write_receipt(
    out: Path, council: str, title: str, facts: Sequence[str], sections: Sequence[Section], template: Path
) -> None:
    """Write a receipt to ``out``: its title, a few facts, and under each heading lines of two cells, what and where.

    Raises ReviewError as ``write_letter`` does.
    """
    blocks: list[Block] = [Title(f"Receipt: {council}", (title,))]
    blocks += [Paragraph((Run(fact),)) for fact in facts if fact]
    for heading, lines in sections:
        rows = tuple((what or "–", where or "–") for what, where in lines)
        blocks += [Heading(heading), Table(("What", "Where"), rows, heading)]
    letter = Letter(
        blocks=tuple(blocks),
        title=f"Receipt: {title}",
        council=council,
        document="Receipt of a merge",
        status="For the peer team only",
    )
    write_in(letter, read_template(template), out)
