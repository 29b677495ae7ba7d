"""What the letter is made of, read as values. Nothing about who said what goes through here."""

from __future__ import annotations

from slireviewer.letter import Source
from slireviewer.storage.challenges import get_challenge, person_lines, question_lines, theme_lines
from slireviewer.storage.drafting import wordings
from slireviewer.storage.findings import read_findings, read_recommendations
from slireviewer.storage.meetings import read_interviewees, read_meetings
from slireviewer.storage.workspace import Reading
from slireviewer.triangulation import visit


def letter_source(r: Reading) -> Source:
    """Challenge, scope, team, the amount heard, findings, recommendations and own
    words: all that a letter may use."""
    return Source(
        challenge=get_challenge(r),
        themes=tuple(theme_lines(r)),
        questions=tuple(question_lines(r)),
        people=tuple(person_lines(r)),
        visit=visit(read_meetings(r), read_interviewees(r)),
        findings=tuple(read_findings(r)),
        recommendations=tuple(read_recommendations(r)),
        wordings=tuple(wordings(r)),
    )
