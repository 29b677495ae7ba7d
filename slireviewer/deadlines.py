"""When the council is to publish, answer and look back: by the rules of the challenge, counted from its last day."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from slireviewer.letter import day
from slireviewer.model import Challenge, DeadlineRules


class Step(StrEnum):
    """What is due after a challenge."""

    PUBLISH = "publish"
    ACTION_PLAN = "action plan"
    FOLLOW_UP = "follow-up"
    REVIEW_REPORT = "review report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One step: what is to be done, and by when.

    ``due`` is ``None`` while the challenge has no dates, or where the rules give no time; ``about`` marks a time that
    is not exact, and ``chosen`` what the council may choose to do or not. ``what`` and ``when`` are its words.
    """

    step: Step
    what: str
    when: str
    due: date | None = None
    about: bool = False
    chosen: bool = False

    @property
    def words(self) -> str:
        """ "Publish the report: by 18 December 2026 (within three months of the peer challenge)"."""
        if self.due is None:
            return f"{self.what}: {self.when}"
        return f"{self.what}: {'about' if self.about else 'by'} {day(self.due)} ({self.when})"


@dataclass(frozen=True, slots=True)
class _Rule:
    step: Step
    what: str
    when: str
    months: int = 0
    weeks: int = 0
    about: bool = False
    chosen: bool = False


_OF = "of the peer challenge"
_RULES: dict[DeadlineRules, tuple[_Rule, ...]] = {
    DeadlineRules.RULES_2012: (
        _Rule(Step.PUBLISH, "Publish the letter", "if the council so chooses", chosen=True),
        _Rule(Step.ACTION_PLAN, "Publish an action plan", "if the council so chooses", chosen=True),
        _Rule(
            Step.FOLLOW_UP, "Invite the team back", "about two years after the peer challenge, if that would help",
            months=24, about=True, chosen=True,
        ),
    ),
    DeadlineRules.RULES_2018: (
        _Rule(Step.PUBLISH, "Publish the report", "expected; the rules set no day"),
        _Rule(Step.ACTION_PLAN, "Publish an action plan", "expected; the rules set no day"),
        _Rule(Step.FOLLOW_UP, "Check in with the team", "six months after the peer challenge", months=6, about=True),
    ),
    DeadlineRules.RULES_2023: (
        _Rule(Step.PUBLISH, "Publish the report", f"within three months {_OF}", months=3),
        _Rule(
            Step.ACTION_PLAN, "Publish the action plan", f"with the report, or within five months {_OF}", months=5
        ),
        _Rule(
            Step.FOLLOW_UP, "Progress review", "about ten months after the peer challenge", months=10, about=True
        ),
        _Rule(Step.REVIEW_REPORT, "Publish the report of the review", f"within twelve months {_OF}", months=12),
    ),
    DeadlineRules.EQUALITY: (_Rule(Step.PUBLISH, "Publish the report", f"within three weeks {_OF}", weeks=3),),
}  # fmt: skip


def deadlines(challenge: Challenge) -> tuple[Deadline, ...]:
    """What is due when, in order; the clock starts on the last day of the challenge, not with the report."""
    start = challenge.end or challenge.start
    return tuple(
        Deadline(
            step=rule.step,
            what=rule.what,
            when=rule.when,
            due=None if start is None or not (rule.months or rule.weeks) else _after(start, rule),
            about=rule.about,
            chosen=rule.chosen,
        )
        for rule in _RULES[challenge.rules]
    )


def _after(start: date, rule: _Rule) -> date:
    """As many months later, on the month's last day where the day itself is missing."""
    if rule.weeks:
        return start + timedelta(weeks=rule.weeks)
    year, month = divmod(start.month - 1 + rule.months, 12)
    year, month = start.year + year, month + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))
