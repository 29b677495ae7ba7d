"""Points of two peers that may say the same: found by their words, and linked as one statement by a person.

Linking deletes nothing and counts nothing twice: two notes of one meeting are one source anyway.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from rapidfuzz import fuzz, utils

from slireviewer.model import ItemId, ItemKind
from slireviewer.storage.notes import PointLine, point_lines
from slireviewer.storage.workspace import Edit, Reading

ALIKE = 72.0
_FEWEST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Alike:
    """Two points of one meeting by two peers, and how alike their words are (0 to 100)."""

    one: PointLine
    other: PointLine
    score: float


def alike_points(r: Reading, meeting: ItemId | None = None, *, least: float = ALIKE) -> list[Alike]:
    """The pairs that may say the same, the most alike first; those linked or told apart by a person are left out."""
    known = _pairs(r, "same") | _pairs(r, "apart")
    groups = {point: group for group in linked_points(r) for point in group}
    meetings: dict[ItemId, list[tuple[PointLine, str]]] = defaultdict(list)
    for line in point_lines(r, meeting=meeting):
        said = utils.default_process(line.point.text)
        if line.meeting and len(said.split()) >= _FEWEST_WORDS:
            meetings[line.meeting].append((line, said))
    found = []
    for lines in meetings.values():
        for place, (one, said) in enumerate(lines):
            for other, words in lines[place + 1 :]:
                pair = frozenset((one.point.id, other.point.id))
                if one.person == other.person or pair in known or other.point.id in groups.get(one.point.id, ()):
                    continue
                score = _how_alike(said, words, least)
                if score >= least:
                    found.append(Alike(one, other, round(score, 1)))
    return sorted(found, key=lambda pair: (-pair.score, pair.one.point.id, pair.other.point.id))


def _how_alike(one: str, other: str, least: float) -> float:
    """Whatever the order of their words; one that holds the whole of the other, and much more, is less alike."""
    score = fuzz.token_sort_ratio(one, other, score_cutoff=least * 0.7)
    if score == 0:
        return 0.0
    return 0.5 * score + 0.5 * fuzz.token_set_ratio(one, other)


def link_alike(e: Edit, point: ItemId, other: ItemId, *, on: bool = True) -> None:
    """Take two points for one statement, or undo that; both stay as they are."""
    first, second = sorted((point, other))
    if on:
        e.put(ItemKind.POINT, first, {f"same:{second}": True, f"apart:{second}": False})
    else:
        e.put(ItemKind.POINT, first, {f"same:{second}": False})
        e.put(ItemKind.POINT, second, {f"same:{first}": False})


def tell_apart(e: Edit, point: ItemId, other: ItemId) -> None:
    """Say that two points do not say the same, so that they are not offered again."""
    link_alike(e, point, other, on=False)
    first, second = sorted((point, other))
    e.put(ItemKind.POINT, first, {f"apart:{second}": True})


def linked_points(r: Reading) -> list[tuple[ItemId, ...]]:
    """The points that were taken for one statement, group by group."""
    near: dict[ItemId, set[ItemId]] = defaultdict(set)
    for pair in _pairs(r, "same"):
        one, other = sorted(pair)
        near[one].add(other)
        near[other].add(one)
    groups = []
    seen: set[ItemId] = set()
    for point in sorted(near):
        if point not in seen:
            group = _reached(point, near)
            seen |= group
            groups.append(tuple(sorted(group)))
    return groups


def _reached(point: ItemId, near: dict[ItemId, set[ItemId]]) -> set[ItemId]:
    group = {point}
    ahead = [point]
    while ahead:
        more = near[ahead.pop()] - group
        group |= more
        ahead += more
    return group


def _pairs(r: Reading, role: str) -> set[frozenset[ItemId]]:
    """Pairs of points that both are there."""
    rows = r.conn.exec_driver_sql(
        "SELECT p.id, o.id FROM point_same s JOIN point p ON p.n = s.n JOIN point o ON o.id = s.other WHERE s.role = ?",
        (role,),
    ).all()
    return {frozenset((ItemId(one), ItemId(other))) for one, other in rows if one != other}
