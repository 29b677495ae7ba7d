"""The action plan as a table in Word, on A4 across, in the styles of the letter's template."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from slireviewer.action_plan import COLUMNS, Plan
from slireviewer.deadlines import Deadline
from slireviewer.letter import Block, BulletList, Heading, Item, Letter, Paragraph, Table, Title, day_range
from slireviewer.richtext import Run
from slireviewer.word.template import across, read_template
from slireviewer.word.writing import write_in

_SHARES = (6, 32, 28, 12, 12, 10)


def write_plan(out: Path, plan: Plan, deadlines: Sequence[Deadline], template: Path) -> int:
    """Write the action plan to ``out``, with what is due when above it, and say how many rows it has.

    The header row is repeated on every page, rows do not split, and no cell is empty or merged. Raises ReviewError as
    ``write_letter`` does.
    """
    challenge = plan.challenge
    dates = day_range(challenge.start, challenge.end)
    lines = tuple(line for line in (f"{challenge.title}: action plan", dates) if line)
    blocks: list[Block] = [Title(challenge.council, lines)]
    if deadlines:
        blocks.append(Paragraph((Run("Counted from the last day of the peer challenge:"),)))
        blocks.append(BulletList(tuple(Item((Run(one.words),)) for one in deadlines)))
    blocks.append(Heading("Recommendations and actions"))
    blocks.append(
        Paragraph(
            (Run("The council writes its response to each, with an owner and a deadline, and may add rows. It "
                 "describes the status in its own words."),)
        )
    )  # fmt: skip
    if plan.rows:
        blocks.append(Table(COLUMNS, tuple(row.cells for row in plan.rows), "Action plan", widths=_SHARES))
    letter = Letter(
        blocks=tuple(blocks),
        title=f"Action plan: {challenge.council}",
        council=challenge.council,
        document=f"{challenge.title}: action plan",
        status="To be completed by the council",
        dated=challenge.letter_date,
    )
    write_in(letter, across(read_template(template)), out)
    return len(plan.rows)
