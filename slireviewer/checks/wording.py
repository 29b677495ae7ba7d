"""Words that are not the team's: of inspection, of command, counted by hand, or not filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from slireviewer.checks.names import remark
from slireviewer.checks.places import Part, Place
from slireviewer.checks.values import Check, Facts, Fix, Remark, Severity

_INSTEAD = (
    (r"weakness(?:es)?", "area for consideration", "areas for consideration"),
    (r"failings?", "area for consideration", "areas for consideration"),
    (r"shortcomings?", "area for consideration", "areas for consideration"),
    (r"inspectors", "the peer team", "the peer team"),
    (r"(?:clients?|customers?|auditees?) council", "council", "council"),
    (r"auditees?", "council", "councils"),
)
_JUDGING = (
    r"scor(?:e|es|ed|ing)|(?:re-)?rat(?:ed|ing|ings)|grad(?:e|es|ed|ing)|pass mark|out of (?:ten|10|five|5)|"
    r"inadequate|requires improvement|good or outstanding|league table|(?:has|have|is|are) fail(?:ed|ing)|fails|"
    r"our inspection|inspection|inspected|poor performance|underperform\w*"
)
_INSTEAD_WORDS = re.compile(
    "|".join(f"(?P<w{number}>\\b{pattern}\\b)" for number, (pattern, _, _) in enumerate(_INSTEAD)), re.IGNORECASE
)
_JUDGING_WORDS = re.compile(rf"\b(?:{_JUDGING})\b", re.IGNORECASE)
_OTHERS = re.compile(
    r"\b(?:not an inspection|rather than an? inspection|Ofsted|CQC|Care Quality|HMI\w*|inspectorate|regulator\w*|"
    r"Estyn|planning inspector\w*|external(?:ly)?|credit rating|business rates?|rating list|food hygiene|EPC|energy|"
    r"council tax|pay grades?|grade (?:I|II|A|B)\b|listed|upgrad\w+)\b",
    re.IGNORECASE,
)
"""Words that show that somebody else's inspection or rating is spoken of."""

_MUST = re.compile(
    r"\b(?:must(?! have\b)|has to|have to|needs to|need to|is required to|are required to)\b", re.IGNORECASE
)
_SHOULD = re.compile(r"\bshould\b", re.IGNORECASE)
_HOST = re.compile(r"\b(?:you|the councils?|it|members|councillors|officers|cabinet|leadership)\s+$", re.IGNORECASE)

_NUMBER = (
    r"(?:\d{1,3}(?:,\d{3})+|\d+|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?|a hundred|"
    r"one hundred(?: and \w+(?:-\w+)?)?|a dozen|two dozen)"
)
_TEAM_COUNT = re.compile(
    r"\b(?:we|the (?:peer )?team|our)\b[^.]*?\b(?P<whole>(?:(?:more than|over|some|around|about|nearly|almost|"
    rf"at least|approximately)\s+)?(?P<number>{_NUMBER})\s+(?:different\s+|separate\s+)?(?P<what>people|"
    r"interviews?|meetings?|conversations?|focus groups|individuals|staff|officers|councillors|members|residents|"
    r"partners|hours|sessions))\b",
    re.IGNORECASE,
)  # fmt: skip
_MET = re.compile(
    r"\b(?:spoke|spoken|met|heard|interview\w*|held|took part|talked|listened|spent|attended)\b", re.IGNORECASE
)

PLACEHOLDER = re.compile(
    r"\[\[[^\]]*\]\]|\{\{[^}]*\}\}|\[(?:insert|name|date|number|tbc|tba|council|to be|add|xx|check|details?|figure|"
    r"ref|team|x)\b[^\]]*\]|\[\s*(?:\.\.\.|…|\?+|_+)?\s*\]|<(?:insert|name|date|council|number)[^>]*>|\b(?:TBC|TBA|TODO|"
    r"FIXME|XX+|xx+|tbc)\b|\?{3,}|_{4,}|\blorem ipsum\b|#{3,}|\bclick here to enter\b",
)  # fmt: skip
"""What was to be filled in, in any of the ways in which people leave it open."""


def wording(places: Sequence[Place], facts: Facts) -> Iterator[Remark]:
    """Remarks on the words themselves."""
    answered = {finding for one in facts.recommendations for finding in one.findings}
    for place in places:
        yield from _unfilled(place)
        if place.part is Part.HEADING:
            continue
        yield from _not_ours(place)
        if place.part is not Part.FRAME:
            yield from _too_strong(place, answered=bool(place.findings & answered))
        yield from _typed(place, facts)


def _unfilled(place: Place) -> Iterator[Remark]:
    for found in PLACEHOLDER.finditer(place.text):
        why = "Something was to be filled in here."
        yield remark(place, Check.PLACEHOLDER, Severity.STOP, *found.span(), why, fix=Fix.FILL_IN)


def _not_ours(place: Place) -> Iterator[Remark]:
    for found in _INSTEAD_WORDS.finditer(place.text):
        index = int((found.lastgroup or "w0")[1:])
        one, many = _INSTEAD[index][1:]
        instead = many if re.search(r"(?<!s)s$", found.group(), re.IGNORECASE) else one
        instead = instead[:1].upper() + instead[1:] if found.group()[0].isupper() else instead
        why = f"A peer challenge says “{instead.lower()}”."
        yield remark(
            place, Check.NOT_OUR_WORDS, Severity.ASK, *found.span(), why, fix=Fix.REPLACE, replacement=instead
        )  # fmt: skip
    for found in _JUDGING_WORDS.finditer(place.text):
        start, end = place.sentence_at(found.start())
        if not _OTHERS.search(place.text[start:end]):
            why = "A peer challenge does not inspect, score or rate."
            yield remark(place, Check.NOT_OUR_WORDS, Severity.ASK, *found.span(), why, fix=Fix.REWORD)


def _too_strong(place: Place, *, answered: bool) -> Iterator[Remark]:
    advice = place.part is Part.RECOMMENDATION
    for found in _MUST.finditer(place.text):
        if not _HOST.search(place.text[: found.start()]) and not (advice and found.start() == 0):
            continue
        instead = "should" if advice else "could"
        why = (
            "A peer team advises; it cannot require."
            if advice
            else "A finding says what was found; it commands nothing."
        )
        yield remark(place, Check.TOO_STRONG, Severity.ASK, *found.span(), why, fix=Fix.REPLACE, replacement=instead)
    if not advice and not answered:
        for found in _SHOULD.finditer(place.text):
            if _HOST.search(place.text[: found.start()]):
                why = "This advises, and no recommendation answers this finding."
                yield remark(
                    place, Check.TOO_STRONG, Severity.ASK, *found.span(), why, fix=Fix.REPLACE, replacement="could"
                )  # fmt: skip


def _typed(place: Place, facts: Facts) -> Iterator[Remark]:
    """A count of people or meetings that is not what is counted."""
    visit = facts.visit
    for start, end in place.sentences:
        said = place.text[start:end]
        if not _MET.search(said):
            continue
        for found in _TEAM_COUNT.finditer(said):
            computed = ""
            if visit is not None:
                what = found["what"].lower()
                counted = {"hours": visit.hours, "people": visit.people, "individuals": visit.people}
                counted |= dict.fromkeys(("meeting", "meetings", "interview", "interviews"), visit.meetings)
                if what in counted:
                    right = f"{visit.more_than(counted[what]):,}"
                    if found["number"] == right and found["whole"].lower().startswith("more than"):
                        continue
                    computed = f"more than {right} {what}"
            at, to = start + found.start("whole"), start + found.end("whole")
            why = "How much was heard is counted from the timetable, and rounded down."
            fix = Fix.REPLACE if computed else Fix.REWORD
            yield remark(place, Check.TYPED_COUNT, Severity.ASK, at, to, why, fix=fix, replacement=computed)
