"""The action plan: a table for the council to fill in, started from the recommendations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from slireviewer.letter.printed import sentence
from slireviewer.model import Challenge, Recommendation
from slireviewer.richtext import Sort, from_plain

COLUMNS = ("Ref", "Recommendation", "Response and action", "Owner", "Deadline", "Status")
OPEN = "To be agreed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the plan; "R2.1" and "R2.2" are two rows of the second recommendation.

    No cell is empty, so that it reads aloud; what the council is to fill in says so. The status is the council's own
    free word.
    """

    ref: str
    recommendation: str
    action: str = OPEN
    owner: str = OPEN
    deadline: str = OPEN
    status: str = "Not started"

    @property
    def cells(self) -> tuple[str, ...]:
        """The row in the order of ``COLUMNS``."""
        return (self.ref, self.recommendation, self.action, self.owner, self.deadline, self.status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The action plan of a challenge."""

    challenge: Challenge
    rows: tuple[Row, ...]


def action_plan(challenge: Challenge, recommendations: Iterable[Recommendation], rows: int = 1) -> Plan:
    """The plan to fill in: at least ``rows`` rows a recommendation, and one for each entry of a list in its text."""
    made: list[Row] = []
    for one in sorted(recommendations, key=lambda one: one.number):
        text = from_plain(one.text)
        said = " ".join(filter(None, [sentence(one.title), *(b.text for b in text if b.sort is Sort.PARAGRAPH)]))
        steps = [block.text for block in text if block.sort is not Sort.PARAGRAPH]
        steps += [""] * (max(1, rows) - len(steps))
        for number, step in enumerate(steps, 1):
            ref = f"R{one.number}" if len(steps) == 1 else f"R{one.number}.{number}"
            made.append(
                Row(
                    ref=ref,
                    recommendation=said if number == 1 else f"{_line(one.title)} (continued)",
                    action=f"{OPEN}: {step}" if step else OPEN,
                    deadline=_line(one.timescale) or OPEN,
                )
            )
    return Plan(challenge=challenge, rows=tuple(made))


def _line(text: str) -> str:
    return " ".join(text.split())
