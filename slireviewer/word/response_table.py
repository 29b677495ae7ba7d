"""The table of what the council asked for and what the team answers, in the styles of the letter's template."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from slireviewer.checks import sentence_spans
from slireviewer.letter import Heading, Letter, Paragraph, Table, Title, day
from slireviewer.model import Answer, Challenge, Edition, Response
from slireviewer.richtext import Run
from slireviewer.word.template import read_template
from slireviewer.word.writing import write_in

_COLUMNS = ("About", "What the council asked for", "The team’s answer")
_SHARES = (24, 42, 34)
_MOST = 600
"""Characters of one paragraph that a cell holds; who wants more has the letter."""


def write_response_table(
    out: Path, challenge: Challenge, edition: Edition, responses: Sequence[Response], template: Path
) -> int:
    """Write every answer on ``edition`` to ``out`` for the council, in the order of the letter, and say how many.

    Raises ReviewError as ``write_letter`` does.
    """
    order = {one.mark: number for number, one in enumerate(edition.said)}
    told = [one for one in responses if one.edition == edition.id]
    told.sort(key=lambda one: order.get(one.mark, len(order)))
    rows = tuple((_about(one, edition), _asked(one), _answered(one)) for one in told)
    when = "" if edition.at is None else f" of {day(edition.at.date())}"
    intro = (
        f"The council sent comments and changes on its copy{when}. Corrections of fact have been made where they are "
        "borne out; whatever was not taken over has its reason beside it."
    )
    blocks = (
        Title(challenge.council, (f"{challenge.title}: answers to the council’s comments",)),
        Heading("Comments and changes"),
        Paragraph((Run(intro if rows else "The council sent no comments."),)),
        *((Table(_COLUMNS, rows, "Comments and changes", widths=_SHARES),) if rows else ()),
    )
    letter = Letter(
        blocks=blocks,
        title=f"Answers to comments: {challenge.council}",
        council=challenge.council,
        document=f"{challenge.title}: answers to comments",
        status="For the council",
        dated=challenge.letter_date,
    )
    write_in(letter, read_template(template), out)
    return len(rows)


def _about(response: Response, edition: Edition) -> str:
    """The first sentence of what it is about."""
    text = next((one.text for one in edition.said if one.mark == response.mark), "")
    text = text.replace("\t", " ")
    for start, end in sentence_spans(text.split("\n")[0]):
        return text[start:end]
    return "The letter as a whole"


def _asked(response: Response) -> str:
    said = " ".join(response.comment.split())
    if response.before == response.after:
        if response.mark and response.before and not said:
            return f"Put elsewhere: “{_short(response.before)}”"
        return f"“{_short(response.before)}”: {said}" if response.before else said or "–"
    if not response.before:
        changed = f"Add: “{_short(response.after)}”"
    elif not response.after:
        changed = f"Take out: “{_short(response.before)}”"
    else:
        changed = f"Instead of “{_short(response.before)}”: “{_short(response.after)}”"
    return f"{changed} {said}".strip()


def _answered(response: Response) -> str:
    words = {
        Answer.OPEN: "Still to be answered",
        Answer.ACCEPTED: "Taken over",
        Answer.REFUSED: "Not taken over",
        Answer.REPLIED: "",
    }[response.answer]
    return ": ".join(filter(None, (words, response.reason)))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MOST else f"{line[: _MOST - 1].rstrip()}…"
