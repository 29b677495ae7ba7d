"""Findings, recommendations, what is linked to them, and what still waits for the team."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from slireviewer.model import (
    Finding,
    FindingKind,
    FindingState,
    ItemId,
    ItemKind,
    Link,
    LinkRole,
    Recommendation,
    Theme,
)
from slireviewer.storage.challenges import one_of, theme_lines
from slireviewer.storage.tables import TYPED
from slireviewer.storage.workspace import Edit, Reading


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """How much has been heard on a theme; ``groups`` counts separate meetings."""

    theme: Theme
    strengths: int
    considerations: int
    groups: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for somebody: my untagged points, findings from one meeting only, conflicts, late packages."""

    untagged: int
    single_source: int
    conflicts: int
    waiting: int
    single_source_titles: tuple[str, ...]


def read_findings(r: Reading) -> list[Finding]:
    """All findings, in order, with their links."""
    links: dict[int, list[Link]] = defaultdict(list)
    for n, source, role in r.conn.exec_driver_sql("SELECT n, source, role FROM finding_link ORDER BY source, role"):
        links[n].append(Link(source=ItemId(source), role=LinkRole(role)))
    rows = r.conn.exec_driver_sql("SELECT * FROM finding ORDER BY position, id").mappings()
    return [
        Finding(
            id=ItemId(row["id"]),
            title=row["title"],
            text=row["text"],
            kind=one_of(FindingKind, row["kind"], FindingKind.STRENGTH),
            state=one_of(FindingState, row["state"], FindingState.DRAFT),
            theme=ItemId(row["theme"]) if row["theme"] else None,
            person=ItemId(row["person"]),
            position=row["position"],
            links=tuple(links.get(row["n"], ())),
        )
        for row in rows
    ]


def finding_fields(value: Finding) -> dict[str, Any]:
    """A finding as fields of the change log."""
    fields: dict[str, Any] = {
        "title": value.title, "text": value.text, "kind": str(value.kind), "state": str(value.state),
        "theme": value.theme, "person": value.person, "position": value.position,
    }  # fmt: skip
    fields.update({f"{link.role}:{link.source}": True for link in value.links})
    return fields


def write_finding(e: Edit, value: Finding) -> None:
    """Add or change a finding; links that are no longer named are taken off."""
    fields = finding_fields(value)
    roles = tuple(f"{role}:" for role in LinkRole)
    shown = e.state(ItemKind.FINDING, value.id).shown()
    gone = {name: False for name in shown if name.startswith(roles) and name not in fields}
    e.put(ItemKind.FINDING, value.id, {**fields, **gone})


def link_finding(e: Edit, finding: ItemId, source: ItemId, role: LinkRole, *, on: bool = True) -> None:
    """File a point (or a whole note) under a finding, or take it off."""
    e.put(ItemKind.FINDING, finding, {f"{role}:{source}": on})


def read_recommendations(r: Reading) -> list[Recommendation]:
    """The recommendations by their number."""
    about: dict[int, set[ItemId]] = defaultdict(set)
    for n, finding in r.conn.exec_driver_sql("SELECT n, finding FROM recommendation_finding"):
        about[n].add(ItemId(finding))
    rows = r.conn.exec_driver_sql("SELECT * FROM recommendation ORDER BY number, id").mappings()
    return [
        Recommendation(
            id=ItemId(row["id"]),
            number=row["number"],
            title=row["title"],
            text=row["text"],
            timescale=row["timescale"],
            theme=ItemId(row["theme"]) if row["theme"] else None,
            findings=frozenset(about.get(row["n"], ())),
        )
        for row in rows
    ]


def write_recommendation(e: Edit, value: Recommendation) -> None:
    """Add or change a recommendation."""
    e.put(ItemKind.RECOMMENDATION, value.id, recommendation_fields(value))


def recommendation_fields(value: Recommendation) -> dict[str, Any]:
    """A recommendation as fields of the change log."""
    fields: dict[str, Any] = {
        "number": value.number, "title": value.title, "text": value.text, "timescale": value.timescale,
        "theme": value.theme,
    }  # fmt: skip
    fields.update({f"finding:{finding}": True for finding in value.findings})
    return fields


def coverage(r: Reading) -> list[ThemeLine]:
    """For each theme: strengths, considerations, and the separate meetings they were heard in."""
    counts: dict[str, tuple[int, int, int]] = {}
    rows = r.conn.exec_driver_sql(
        "SELECT t.theme, sum(p.kind = 'strength'), sum(p.kind = 'consideration'),"
        " count(DISTINCT CASE WHEN p.kind IN ('strength', 'consideration') THEN note.meeting END)"
        " FROM point_theme t JOIN point p USING(n) JOIN note ON note.id = p.note GROUP BY t.theme"
    )
    for theme, strengths, considerations, groups in rows:
        counts[theme] = (strengths, considerations, groups)
    return [ThemeLine(theme, *counts.get(theme.id, (0, 0, 0))) for theme in theme_lines(r)]


def waiting_lines(r: Reading) -> Waiting:
    """What the team should look at before tonight's meeting."""
    untagged = r.conn.exec_driver_sql(
        "SELECT count(*) FROM point p JOIN note ON note.id = p.note WHERE note.person = ? AND p.text != ''"
        " AND NOT EXISTS (SELECT 1 FROM point_theme t WHERE t.n = p.n)",
        (r.me,),
    ).scalar_one()
    single = r.conn.exec_driver_sql(
        "SELECT f.title FROM finding f JOIN finding_link l ON l.n = f.n AND l.role = 'supports'"
        " LEFT JOIN point p ON p.id = l.source LEFT JOIN note ON note.id = coalesce(p.note, l.source)"
        " WHERE f.state != 'parked' GROUP BY f.n HAVING count(DISTINCT note.meeting) = 1 ORDER BY f.position, f.id"
    )
    titles = tuple(row[0] for row in single)
    rows = r.conn.exec_driver_sql("SELECT kind FROM item WHERE fate = 2 OR (fate = 0 AND conflicts != '')")
    conflicts = sum(row[0] in TYPED for row in rows)
    late = r.conn.exec_driver_sql("SELECT count(DISTINCT op) FROM waiting").scalar_one()
    return Waiting(untagged, len(titles), conflicts, late, titles)
