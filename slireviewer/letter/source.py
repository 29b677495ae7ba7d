"""What a letter is made of. Only themes, questions, people of the team, findings, recommendations, counts and the
team's own words go in: there is no way for a note to reach a letter."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from slireviewer.letter.printed import one_line
from slireviewer.letter.tree import Item
from slireviewer.model import (
    Challenge,
    Finding,
    FindingState,
    ItemId,
    Person,
    Question,
    QuestionOrigin,
    Recommendation,
    Theme,
    Visit,
    Wording,
)
from slireviewer.richtext import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """All that a letter is made of; without ``visit`` the letter says nothing about how much was heard."""

    challenge: Challenge
    themes: tuple[Theme, ...] = ()
    questions: tuple[Question, ...] = ()
    people: tuple[Person, ...] = ()
    visit: Visit | None = None
    findings: tuple[Finding, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    wordings: tuple[Wording, ...] = ()


def finding_mark(finding: ItemId) -> str:
    """The mark of a finding's passage: at most 40 letters, digits and underscores, as Word wants it."""
    return f"finding_{_markable(finding)}"


def recommendation_mark(recommendation: ItemId) -> str:
    """The mark of a recommendation, by the same rule."""
    return f"rec_{_markable(recommendation)}"


def free_mark(wording: ItemId) -> str:
    """The mark of a paragraph that the team added, by the same rule."""
    return f"free_{_markable(wording)}"


def printed_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that go into the letter: the agreed ones, or every draft while nothing is agreed; never a parked one."""
    worded = (finding for finding in findings if finding.title.strip() or finding.text.strip())
    kept = [finding for finding in worded if finding.state is not FindingState.PARKED]
    agreed = [finding for finding in kept if finding.state is FindingState.AGREED]
    return tuple(sorted(agreed or kept, key=lambda finding: finding.position))


class Scope:
    """The themes as a tree, whatever has become of their parents, and the questions that belong to each."""

    def __init__(self, themes: Sequence[Theme], questions: Sequence[Question]) -> None:
        ordered = sorted(themes, key=lambda theme: theme.position)
        self._by_id = {theme.id: theme for theme in ordered}
        self._children: dict[ItemId, list[Theme]] = {}
        self.roots: list[Theme] = []
        for theme in ordered:
            parent = self._parent(theme)
            (self.roots if parent is None else self._children.setdefault(parent, [])).append(theme)
        self._questions: dict[ItemId, list[Question]] = {}
        self.beside: list[Question] = []
        for question in sorted(questions, key=lambda question: question.position):
            if question.origin is QuestionOrigin.ENQUIRY:
                continue  # the team's own lines of enquiry stay in the team
            if question.theme is None or question.theme not in self._by_id:
                # A core question goes with its theme; what the council asked itself is never lost.
                if question.theme is None or question.origin is QuestionOrigin.OWN:
                    self.beside.append(question)
            else:
                self._questions.setdefault(question.theme, []).append(question)

    def _parent(self, theme: Theme) -> ItemId | None:
        """Its parent, if that is there and is not below the theme itself."""
        seen = {theme.id}
        above = theme.parent
        while above is not None and above in self._by_id:
            if above in seen:
                return None
            seen.add(above)
            above = self._by_id[above].parent
        return theme.parent if theme.parent in self._by_id else None

    def __contains__(self, theme: ItemId) -> bool:
        return theme in self._by_id

    def children(self, theme: ItemId) -> Sequence[Theme]:
        """The themes inside ``theme``."""
        return self._children.get(theme, ())

    def questions(self, theme: ItemId) -> Sequence[Question]:
        """The questions of framework and council under ``theme``."""
        return self._questions.get(theme, ())

    def entries(self, themes: Iterable[Theme], level: int = 0) -> Iterator[Item]:
        """The lines of the scope: "name: question", and under each the themes that it holds."""
        for theme in themes:
            title = one_line(theme.title)
            asked = " ".join(one_line(question.text) for question in self.questions(theme.id))
            joint = " " if title.endswith((".", "?", "!", ":")) else ": "
            yield Item((Run(title, bold=True), Run(f"{joint}{asked}")) if asked else (Run(title, bold=True),), level)
            yield from self.entries(self.children(theme.id), 1)


def _markable(item: ItemId) -> str:
    """An identity as it may stand in a mark: itself if it is 32 hexadecimal characters, else its digest."""
    if re.fullmatch(r"[0-9a-f]{32}", item):
        return item
    return hashlib.blake2s(item.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
