"""What stands behind the findings of a letter, and what the scope asked for and the letter does not answer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from slireviewer.checks.names import remark
from slireviewer.checks.places import Part, Place, named
from slireviewer.checks.values import Check, Facts, Fix, Remark, Severity
from slireviewer.model import FindingKind, ItemId
from slireviewer.triangulation import Doubt


def grounds(places: Sequence[Place], facts: Facts) -> Iterator[Remark]:
    """Remarks on findings, recommendations and the themes of the scope."""
    seen: set[str] = set()
    printed = {place.item for place in places if place.part is Part.FINDING}
    advised = any(place.part is Part.RECOMMENDATION for place in places)
    # A progress review goes by the recommendations and repeats no finding.
    review = advised and not printed
    for place in places:
        if place.slot in seen or not place.text:
            continue
        seen.add(place.slot)
        if place.part is Part.FINDING:
            yield from _finding(place, facts)
        elif place.part is Part.RECOMMENDATION:
            yield from _recommendation(place, printed or set(facts.findings))
        elif place.part is Part.FREE and place.section.startswith(_FEEDBACK):
            yield from _free(place)
    if not review:
        yield from _themes(places, facts)


_FEEDBACK = ("theme:", "question:", "feedback_beside", "practice")
"""Where the letter says what was found, so that every paragraph has something behind it."""


def _free(place: Place) -> Iterator[Remark]:
    """A paragraph of the team's own that says what was found, and by no finding."""
    if not place.findings and place.sentences:
        start, end = place.sentences[0]
        why = "This paragraph rests on no finding: link the one behind it, or take it out."
        yield remark(place, Check.NOTHING_BEHIND, Severity.ASK, start, end, why, fix=Fix.LINK_FINDING)


def _finding(place: Place, facts: Facts) -> Iterator[Remark]:
    finding, standing = facts.findings.get(place.item), facts.standings.get(place.item)
    if finding is None or standing is None:
        return
    start, end = place.sentences[0] if place.sentences else (0, len(place.text))
    doubts = set(standing.doubts)
    if Doubt.NOTHING_BEHIND in doubts:
        # A headline sums up what other findings say, so nothing need be filed under it.
        if finding.kind is not FindingKind.HEADLINE:
            why = "Nothing heard, read or seen stands behind this: file points under it, or take it out."
            yield remark(place, Check.NOTHING_BEHIND, Severity.ASK, start, end, why, fix=Fix.FIND_SOURCES)
    elif Doubt.ONE_ROOM in doubts:
        why = "This was heard in one meeting only, whose people would know whose words these are."
        if standing.documents:
            why = "This stands in one document only, and was heard nowhere."
        yield remark(place, Check.ONE_ROOM, Severity.ASK, start, end, why, fix=Fix.FIND_SOURCES)
    if Doubt.CHALLENGED in doubts:
        times = "one point challenges" if standing.challenging == 1 else f"{standing.challenging} points challenge"
        why = f"Here {times} this, and nothing answers."
        yield remark(place, Check.CHALLENGED, Severity.ASK, start, end, why, fix=Fix.ANSWER)
    if Doubt.OFF_RECORD in doubts:
        why = "This rests on a point that was said off the record."
        yield remark(place, Check.OFF_RECORD, Severity.STOP, start, end, why, fix=Fix.FIND_SOURCES)


def _recommendation(place: Place, printed: Collection[ItemId]) -> Iterator[Remark]:
    if place.findings.isdisjoint(printed):
        why = "No finding in the letter leads to this recommendation."
        yield remark(
            place, Check.LOOSE_RECOMMENDATION, Severity.ASK, 0, len(place.text), why, fix=Fix.LINK_FINDING
        )  # fmt: skip


def _themes(places: Sequence[Place], facts: Facts) -> Iterator[Remark]:
    """Themes of the scope under which, and under whose parts, the letter says nothing."""
    themes = {theme.id: theme for theme in facts.themes}
    spoken: set[ItemId] = set()
    for place in places:
        if place.part not in (Part.FINDING, Part.FREE):
            continue
        for item in place.findings:
            finding = facts.findings.get(item)
            theme = None if finding is None else finding.theme
            while theme is not None and theme in themes and theme not in spoken:
                spoken.add(theme)
                theme = themes[theme].parent
    for theme_ in facts.themes:
        if theme_.id not in spoken and theme_.title.strip():
            yield Remark(
                check=Check.SILENT_THEME,
                severity=Severity.ASK,
                key=named(Check.SILENT_THEME, theme_.id, theme_.title),
                why="The scope asks about this, and the letter says nothing on it.",
                fix=Fix.WRITE_FINDING,
                words=theme_.title,
                item=theme_.id,
            )
