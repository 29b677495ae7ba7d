"""Points of two peers that may say the same: found by their words, and linked as one statement by a person.

Linking deletes nothing and counts nothing twice: two notes of one meeting are one source anyway.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process, utils

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


def alike_points(
    r: Reading,
    meeting: ItemId | None = None,
    *,
    least: float = ALIKE,
    stopped: Callable[[], bool] = bool,
) -> list[Alike]:
    """The pairs that may say the same, the most alike first; those linked or told apart by a person are left out.

    Once ``stopped`` says so, what was found by then.
    """
    known = _pairs(r, "same") | _pairs(r, "apart")
    groups = {point: group for group in linked_points(r) for point in group}
    meetings: dict[ItemId, list[_Said]] = defaultdict(list)
    for line in point_lines(r, meeting=meeting):
        words = utils.default_process(line.point.text)
        if line.meeting and len(words.split()) >= _FEWEST_WORDS:
            meetings[line.meeting].append(_Said(line, words, " ".join(sorted(words.split()))))
    found = []
    for said in meetings.values():
        for place, one in enumerate(said):
            if stopped():
                break
            others = [other for other in said[place + 1 :] if other.line.person != one.line.person]
            for other, score in _alike_among(one, others, least):
                pair = frozenset((one.line.point.id, other.line.point.id))
                if pair not in known and other.line.point.id not in groups.get(one.line.point.id, ()):
                    found.append(Alike(one.line, other.line, round(score, 1)))
    return sorted(found, key=lambda pair: (-pair.score, pair.one.point.id, pair.other.point.id))


@dataclass(frozen=True, slots=True)
class _Said:
    """A point, its words without signs and capitals, and these in the order of the alphabet."""

    line: PointLine
    words: str
    ordered: str


def _alike_among(one: _Said, others: Sequence[_Said], least: float) -> Iterator[tuple[_Said, float]]:
    """Those that are alike whatever the order of their words; one that holds the whole of the other, and much more,
    is less alike."""
    ordered = [other.ordered for other in others]
    near = process.extract(
        one.ordered, ordered, scorer=fuzz.ratio, processor=None, score_cutoff=least * 0.7, limit=None
    )
    for _, by_order, place in near:
        score = 0.5 * by_order + 0.5 * fuzz.token_set_ratio(one.words, others[place].words)
        if score >= least:
            yield others[place], score


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
