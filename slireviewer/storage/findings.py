"""Findings, recommendations, what is linked to them, and what still waits for the team."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from slireviewer.errors import ReviewError
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
    position_between,
    positions,
)
from slireviewer.storage.challenges import one_of, theme_lines
from slireviewer.storage.tables import TYPED
from slireviewer.storage.workspace import Edit, Reading, new_id


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
    single_source_findings: tuple[ItemId, ...] = ()


_ROLES = {str(role): role for role in LinkRole}


def read_findings(r: Reading) -> list[Finding]:
    """All findings, in order, with their links."""
    links: dict[int, list[Link]] = defaultdict(list)
    for n, source, role in r.tuples("SELECT n, source, role FROM finding_link ORDER BY source, role"):
        links[n].append(Link(source=source, role=_ROLES[role]))
    rows = r.conn.exec_driver_sql("SELECT * FROM finding ORDER BY position, id").mappings()
    return [
        _as_it_stands(
            id=ItemId(row["id"]),
            title=row["title"],
            text=row["text"],
            kind=one_of(FindingKind, row["kind"], FindingKind.STRENGTH),
            state=one_of(FindingState, row["state"], FindingState.DRAFT),
            theme=ItemId(row["theme"]) if row["theme"] else None,
            person=ItemId(row["person"]),
            position=row["position"],
            agreed=row["agreed"],
            links=tuple(links.get(row["n"], ())),
        )
        for row in rows
    ]


def _as_it_stands(**facts: Any) -> Finding:
    """A finding as it is to be taken: a draft where the team agreed to other words than it has now."""
    found = Finding(**facts)
    lapsed = found.state is FindingState.AGREED and found.agreed not in ("", found.wording)
    return replace(found, state=FindingState.DRAFT) if lapsed else found


def get_finding(r: Reading, finding: ItemId) -> Finding:
    """One finding as it stands. Raises ReviewError when it is not there (any more)."""
    for found in read_findings(r):
        if found.id == finding:
            return found
    raise ReviewError("This finding is not there any more. Look for it in the bin.")


def finding_fields(value: Finding) -> dict[str, Any]:
    """A finding as fields of the change log."""
    fields: dict[str, Any] = {
        "title": value.title, "text": value.text, "kind": str(value.kind), "state": str(value.state),
        "theme": value.theme, "person": value.person, "position": value.position, "agreed": value.agreed or None,
    }  # fmt: skip
    fields.update({f"{link.role}:{link.source}": True for link in value.links})
    return fields


def write_finding(e: Edit, value: Finding) -> None:
    """Add or change a finding; links that are no longer named are taken off.

    What the team agreed to is remembered when the finding becomes agreed; other words later make it a draft again.
    """
    shown = e.state(ItemKind.FINDING, value.id).shown()
    fields = finding_fields(replace(value, agreed=_agreed(value, shown)))
    roles = tuple(f"{role}:" for role in LinkRole)
    gone = {name: False for name in shown if name.startswith(roles) and name not in fields}
    e.put(ItemKind.FINDING, value.id, {**fields, **gone})


def _agreed(value: Finding, shown: Mapping[str, Any]) -> str:
    """The wording that the team has agreed to, once ``value`` is written over what is ``shown``."""
    if value.state is not FindingState.AGREED:
        return value.agreed
    before = Finding(
        id=value.id, title=str(shown.get("title", "")), text=str(shown.get("text", "")),
        kind=one_of(FindingKind, str(shown.get("kind", "")), FindingKind.STRENGTH),
    )  # fmt: skip
    said = str(shown.get("agreed") or before.wording)
    stood = shown.get("state") == FindingState.AGREED and said == before.wording
    return said if stood else value.wording


def agree_finding(e: Edit, finding: ItemId) -> None:
    """Let the team stand by a finding with the words it has now."""
    found = get_finding(e, finding)
    e.put(ItemKind.FINDING, finding, {"state": str(FindingState.AGREED), "agreed": found.wording})


def park_finding(e: Edit, finding: ItemId) -> None:
    """Put a finding by: it is kept, and nothing is said of it."""
    e.put(ItemKind.FINDING, finding, {"state": str(FindingState.PARKED)})


def reopen_finding(e: Edit, finding: ItemId) -> None:
    """Make a finding a draft again."""
    e.put(ItemKind.FINDING, finding, {"state": str(FindingState.DRAFT), "agreed": None})


def move_finding(e: Edit, finding: ItemId, *, before: ItemId | None = None) -> None:
    """Place a finding right before another one, or last."""
    others = [each for each in read_findings(e) if each.id != finding]
    places = {each.position for each in others}
    if "" in places or len(places) < len(others):
        # Two that were made on two laptops may have the same place: from now on everyone has one of its own.
        for each, place in zip(others, positions(len(others)), strict=True):
            e.put(ItemKind.FINDING, each.id, {"position": place})
        others = [each for each in read_findings(e) if each.id != finding]
    at = next((place for place, each in enumerate(others) if each.id == before), len(others))
    low = others[at - 1].position if at else ""
    high = others[at].position if at < len(others) else ""
    e.put(ItemKind.FINDING, finding, {"position": position_between(low, high)})


def merge_findings(e: Edit, kept: ItemId, gone: ItemId) -> Finding:
    """Make one finding of two: ``kept`` gets what the other says and what stands behind it; the other goes to the bin.

    Recommendations that rested on the other rest on ``kept``, and comments on it are comments on ``kept``. What
    supports one of them and challenges the other does both. The answer is the finding as it is now: its words have
    changed, so it is a draft.
    """
    one, other = get_finding(e, kept), get_finding(e, gone)
    said = "\n".join(part for part in (one.text, other.title, other.text) if part.strip())
    made = replace(one, text=said, links=tuple(dict.fromkeys((*one.links, *other.links))))
    write_finding(e, made)
    for recommendation in read_recommendations(e):
        if gone in recommendation.findings:
            fields = {f"finding:{gone}": False, f"finding:{kept}": True}
            e.put(ItemKind.RECOMMENDATION, recommendation.id, fields)
    for (comment,) in e.conn.exec_driver_sql("SELECT id FROM comment WHERE about = ?", (gone,)).all():
        e.put(ItemKind.COMMENT, ItemId(comment), {"about": kept})
    e.remove(ItemKind.FINDING, gone)
    return get_finding(e, kept)


def split_finding(e: Edit, finding: ItemId, moved: Collection[ItemId], *, title: str, text: str = "") -> Finding:
    """Make a second finding, right after this one, of the points that are ``moved`` away from it; it is a draft.

    It has the same kind and theme. The answer is the new one; the words of the first are left as they are.
    """
    found = get_finding(e, finding)
    taken = tuple(link for link in found.links if link.source in moved)
    following = read_findings(e)
    place = next(n for n, each in enumerate(following) if each.id == finding)
    after = following[place + 1].id if place + 1 < len(following) else None
    made = Finding(
        id=new_id(), title=title, text=text, kind=found.kind, theme=found.theme, person=e.me, links=taken
    )  # fmt: skip
    write_finding(e, made)
    move_finding(e, made.id, before=after)
    write_finding(e, replace(found, links=tuple(link for link in found.links if link not in taken)))
    return get_finding(e, made.id)


def recommend(e: Edit, recommendation: ItemId, finding: ItemId, *, on: bool = True) -> None:
    """Let a recommendation rest on a finding, or no longer."""
    e.put(ItemKind.RECOMMENDATION, recommendation, {f"finding:{finding}": on})


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
    strengths: Counter[str] = Counter()
    considerations: Counter[str] = Counter()
    groups: Counter[str] = Counter()
    # From the notes inwards, so that all it needs of a point stands in ix_point_said.
    rows = r.conn.exec_driver_sql(
        "SELECT t.theme, sum(p.kind = 'strength'), sum(p.kind = 'consideration') FROM note"
        " CROSS JOIN point p ON p.note = note.id AND p.kind IN ('strength', 'consideration') AND (p.text != '') = 1"
        " CROSS JOIN point_theme t ON t.n = p.n GROUP BY t.theme, note.meeting"
    )
    for theme, good, considered in rows:
        strengths[theme] += good
        considerations[theme] += considered
        groups[theme] += 1
    return [
        ThemeLine(theme, strengths[theme.id], considerations[theme.id], groups[theme.id]) for theme in theme_lines(r)
    ]


def waiting_lines(r: Reading) -> Waiting:
    """What the team should look at before tonight's meeting."""
    untagged = r.conn.exec_driver_sql(
        "SELECT count(*) FROM point p JOIN note ON note.id = p.note WHERE note.person = ? AND p.text != ''"
        " AND NOT EXISTS (SELECT 1 FROM point_theme t WHERE t.n = p.n)",
        (r.me,),
    ).scalar_one()
    single = r.conn.exec_driver_sql(
        "SELECT f.title, f.id FROM finding f JOIN finding_link l ON l.n = f.n AND l.role = 'supports'"
        " LEFT JOIN excerpt x ON x.id = l.source LEFT JOIN point p ON p.id = coalesce(x.point, l.source)"
        " LEFT JOIN note ON note.id = coalesce(p.note, l.source)"
        " WHERE f.state != 'parked' GROUP BY f.n"
        " HAVING count(DISTINCT coalesce(note.meeting, nullif(x.document, ''))) = 1 ORDER BY f.position, f.id"
    )
    found = single.all()
    titles, names = tuple(row[0] for row in found), tuple(ItemId(row[1]) for row in found)
    rows = r.conn.exec_driver_sql("SELECT kind FROM item WHERE fate = 2 OR (fate = 0 AND conflicts != '')")
    conflicts = sum(row[0] in TYPED for row in rows)
    late = r.conn.exec_driver_sql("SELECT count(DISTINCT op) FROM waiting").scalar_one()
    return Waiting(untagged, len(titles), conflicts, late, titles, names)
