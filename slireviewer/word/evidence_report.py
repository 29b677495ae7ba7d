"""The evidence report: what the team says and what stands behind it, for the team alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from slireviewer.casebook import DOUBTS, MARKING, Casebook, source_title, words_of
from slireviewer.letter import Block, Callout, Heading, Letter, Paragraph, Table, Title
from slireviewer.model import Finding, FindingState, ItemId, LinkRole, PointKind
from slireviewer.richtext import Run, from_plain
from slireviewer.triangulation import Standing
from slireviewer.word.template import read_template
from slireviewer.word.writing import write_in

_ROLES = {LinkRole.SUPPORTS: "Supports", LinkRole.CHALLENGES: "Challenges", LinkRole.CONTEXT: "Context"}


def write_evidence(out: Path, book: Casebook, template: Path) -> int:
    """Write the report to ``out``, and say how many findings are in it. Raises ReviewError as ``write_letter`` does.

    The same evidence gives the same bytes. Nobody who was met is named beyond the titles of meetings.
    """
    challenge = book.challenge
    blocks: list[Block] = [Title(f"Evidence: {challenge.council}", (challenge.title, MARKING))]
    said = f"{MARKING}. This report says who noted what and in which meeting. It must not be passed on."
    blocks += [Callout((Run(said),)), Paragraph((Run(_amount(book)),)), *_overview(book), *_findings(book)]
    letter = Letter(
        blocks=tuple(blocks),
        title=f"Evidence: {challenge.council}",
        council=challenge.council,
        document="Evidence report",
        status=MARKING,
        dated=challenge.end or challenge.start,
    )
    write_in(letter, read_template(template), out)
    return len(book.findings)


def _amount(book: Casebook) -> str:
    points = sum(bool(point.text) for point in book.points.values())
    metrics = sum(document.is_metric for document in book.documents.values())
    said = [f"{_count(points, 'point')} in {_count(len(book.notes), 'note')}", _count(len(book.excerpts), "excerpt"),
            _count(len(book.documents) - metrics, "document"), *([_count(metrics, "metric")] if metrics else []),
            _count(len(book.findings), "finding")]  # fmt: skip
    left = f" {book.left_out:,} said off the record are left out." if book.left_out else ""
    *others, last, findings = said
    return f"It rests on {', '.join(others)} and {last}, and comes to {findings}.{left}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _overview(book: Casebook) -> Iterator[Block]:
    """How much was heard and read under each theme."""
    if not book.themes:
        return
    yield Heading("What was heard and read")
    cells = book.cells()
    rows = []
    for theme in book.themes:
        row = cells[theme.id]
        strengths, considerations = row[PointKind.STRENGTH], row[PointKind.CONSIDERATION]
        others = sum(cell.points for cell in row.values()) - strengths.points - considerations.points
        said = [f"{cell.points} ({cell.rooms + cell.documents})" for cell in (strengths, considerations)]
        rows.append((theme.title, *said, str(others)))
    header = ("Theme", "Strengths (sources)", "Considerations (sources)", "Other points")
    yield Table(
        header, tuple(rows), "Points and excerpts by theme, with their separate sources", widths=(46, 18, 22, 14)
    )


def _findings(book: Casebook) -> Iterator[Block]:
    titles: dict[ItemId | None, str] = {theme.id: theme.title for theme in book.themes}
    order = [*(theme.id for theme in book.themes), None]
    for theme in order:
        chosen = [each for each in book.findings if (each.theme if each.theme in titles else None) == theme]
        if chosen:
            yield Heading(titles.get(theme, "Under no theme"))
        for finding in chosen:
            yield from _finding(book, finding)


def _finding(book: Casebook, finding: Finding) -> Iterator[Block]:
    yield Heading(finding.title, 2)
    for block in from_plain(finding.text):
        yield Paragraph(block.runs)
    stands = book.standing.get(finding.id, Standing(finding=finding.id))
    yield Paragraph((Run(f"{str(finding.kind).capitalize()}, {_state(finding)}. ", bold=True), Run(_behind(stands))))
    rows = [
        (source_title(book, source), _ROLES[role], words_of(book, item))
        for source in book.explained.get(finding.id, ())
        for role, items in (
            (LinkRole.SUPPORTS, source.supports), (LinkRole.CHALLENGES, source.challenges),
            (LinkRole.CONTEXT, source.context),
        )
        for item in items
    ]  # fmt: skip
    if rows:
        yield Table(
            ("Source", "Role", "Words"), tuple(rows), f"What stands behind: {finding.title}", widths=(28, 17, 55)
        )


def _state(finding: Finding) -> str:
    return "draft, since its words have changed" if finding.lapsed else str(finding.state or FindingState.DRAFT)


def _behind(stands: Standing) -> str:
    """What stands behind a finding, in a sentence or two."""
    plural = "" if stands.sources == 1 else "s"
    said = f"{stands.sources} source{plural}"
    if stands.ways:
        said += f", {' and '.join(stands.ways) if len(stands.ways) < 3 else 'heard, read and seen'}"
    if stands.groups:
        said += f" ({', '.join(sorted(stands.groups))})"
    if stands.doubts:
        said += f". To look at: {'; '.join(DOUBTS[doubt] for doubt in stands.doubts)}"
    return f"{said}."
