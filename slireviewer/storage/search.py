"""Full-text search over everything the team has written: words, phrases, beginnings of words, accents folded."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from slireviewer.model import ItemId, ItemKind, PointKind
from slireviewer.storage.challenges import moment, one_of
from slireviewer.storage.tables import PAGES_EACH, PAGES_FROM
from slireviewer.storage.workspace import Reading

MARK_START, MARK_END = "\u2039", "\u203a"

_TOKEN = re.compile(r'"([^"]+)"?|(\S+)')
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: a snippet with ‹marks›, the meeting, finding or document it stands in, by whom and when.

    ``said`` is the kind of a point or excerpt. ``page`` is that of a document, from 1, and 0 for its title.
    """

    item: ItemId
    kind: ItemKind
    snippet: str
    title: str
    meeting: ItemId
    who: str
    when: datetime | None
    said: PointKind | None = None
    page: int = 0


def match_expression(text: str) -> str:
    """What a person typed as an FTS5 expression: every word must be there, the last one may be a beginning.

    Words in double quotes are a phrase. Signs that FTS5 reads as orders are taken literally. The answer is ""
    when there is nothing to look for.
    """
    parts = []
    for phrase, word in _TOKEN.findall(text):
        said = (phrase or word).replace('"', "")
        if _WORD.search(said):
            parts.append(('"' + said + '"', bool(word)))
    if not parts:
        return ""
    last, is_word = parts[-1]
    words = [part for part, _ in parts[:-1]]
    return " ".join([*words, last + (" *" if is_word and not text.endswith((" ", '"')) else "")])


_SEARCH = (
    "SELECT rowid, snippet(search, -1, ?, ?, '\u2026', 14) FROM search WHERE search MATCH ?{only} ORDER BY rank LIMIT ?"
)
_ABOUT = (
    "SELECT item.n, item.id, item.kind,"
    " coalesce(m.title, f.title, rec.title, mt.title,"
    " 'D' || d.number || {twin} || ' ' || coalesce(nullif(d.title, ''), d.name), ''),"
    " coalesce(m.id, mt.id, ''), coalesce(person.name, ''),"
    " coalesce(nullif(p.at, ''), note.at, mt.starts, x.at, d.at, ''), coalesce(p.kind, x.kind, ''), coalesce(x.page, 0)"
    " FROM item LEFT JOIN excerpt x ON item.kind = 'excerpt' AND x.n = item.n"
    " LEFT JOIN point p ON (item.kind = 'point' AND p.n = item.n) OR p.id = x.point"
    " LEFT JOIN note ON note.id = p.note LEFT JOIN attachment a ON item.kind = 'attachment' AND a.n = item.n"
    " LEFT JOIN document d ON (item.kind = 'document' AND d.n = item.n) OR d.id = x.document"
    " LEFT JOIN meeting m ON m.id = coalesce(note.meeting, a.meeting)"
    " LEFT JOIN person ON person.id = coalesce(x.person, note.person, a.person, d.person)"
    " LEFT JOIN finding f ON item.kind = 'finding' AND f.n = item.n"
    " LEFT JOIN recommendation rec ON item.kind = 'recommendation' AND rec.n = item.n"
    " LEFT JOIN meeting mt ON item.kind = 'meeting' AND mt.n = item.n WHERE item.n IN ({marks})"
)
# "b" for the second document of one number, as document_lines counts them.
_TWIN = (
    "(SELECT CASE count(*) WHEN 0 THEN '' ELSE char(97 + min(count(*), 25)) END FROM document o"
    " WHERE o.number = d.number AND (o.at, o.id) < (d.at, d.id))"
)
_NEWEST = (
    "SELECT p.n, p.text FROM point p JOIN note ON note.id = p.note LEFT JOIN meeting m ON m.id = note.meeting"
    " WHERE p.text != ''{only} ORDER BY coalesce(nullif(p.at, ''), note.at) DESC, p.position, p.n LIMIT ?"
)
_HEARD = "substr(coalesce(nullif(m.starts, ''), nullif(p.at, ''), note.at), 1, 10)"


def search_lines(
    r: Reading,
    text: str,
    limit: int = 20,
    *,
    person: Collection[ItemId] = (),
    theme: Collection[ItemId] = (),
    kind: Collection[PointKind | ItemKind] = (),
    day: Collection[date] = (),
) -> list[Hit]:
    """The best ``limit`` places in which the words stand.

    Each filter lets through what matches one of its values, and everything while it is empty: who wrote it (or goes
    to that meeting), its themes, the kind of point or of item, and the day it was heard. With filters and no words
    the answer is the points that match them, the newest first.
    """
    wanted = match_expression(text)
    narrow = bool(person or theme or kind or day)
    if not wanted and not narrow:
        return []
    if wanted:
        only, values = _only(person, theme, kind, day) if narrow else ("", [])
        statement = _SEARCH.format(only=only)
        found = r.conn.exec_driver_sql(statement, (MARK_START, MARK_END, wanted, *values, limit)).all()
    else:
        conditions, values = _of_points(person, theme, kind, day)
        statement = _NEWEST.format(only="".join(f" AND {each}" for each in conditions))
        found = r.conn.exec_driver_sql(statement, (*values, limit)).all()
    if not found:
        return []
    places = [_place(row[0]) for row in found]
    marks = ",".join("?" * len(found))
    rows = r.conn.exec_driver_sql(_ABOUT.format(marks=marks, twin=_TWIN), tuple(n for n, _ in places))
    about = {row[0]: row for row in rows}
    hits = []
    for (n, page), (_, snippet) in zip(places, found, strict=True):
        _, item, sort, title, meeting, who, when, said, cited = about[n]
        hits.append(
            Hit(
                ItemId(item),
                one_of(ItemKind, sort, ItemKind.POINT),
                snippet,
                title,
                ItemId(meeting),
                who,
                moment(when),
                one_of(PointKind, said, PointKind.CONTEXT) if said else None,
                page or cited,
            )
        )
    return hits


def _place(rowid: int) -> tuple[int, int]:
    """The item's number and the page that a row of the index stands for."""
    return divmod(rowid - PAGES_FROM, PAGES_EACH) if rowid >= PAGES_FROM else (rowid, 0)


def _among(expression: str, values: Collection[object]) -> tuple[str, list[str]]:
    return f"{expression} IN ({','.join('?' * len(values))})", [str(value) for value in values]


def _joined(parts: Sequence[tuple[str, list[str]]]) -> tuple[list[str], list[str]]:
    return [sql for sql, _ in parts], [value for _, values in parts for value in values]


def _of_points(
    person: Collection[ItemId],
    theme: Collection[ItemId],
    kind: Collection[PointKind | ItemKind],
    day: Collection[date],
) -> tuple[list[str], list[str]]:
    """The conditions on a point p of a note in a meeting m, and what goes into their places."""
    parts: list[tuple[str, list[str]]] = []
    said = [each for each in kind if isinstance(each, PointKind)]
    if kind and ItemKind.POINT not in kind:
        parts.append(_among("p.kind", said))
    if person:
        parts.append(_among("note.person", person))
    if theme:
        inside, values = _among("t.theme", theme)
        parts.append((f"EXISTS (SELECT 1 FROM point_theme t WHERE t.n = p.n AND {inside})", values))
    if day:
        parts.append(_among(_HEARD, day))
    return _joined(parts)


def _of_meetings(person: Collection[ItemId], day: Collection[date]) -> tuple[list[str], list[str]]:
    parts: list[tuple[str, list[str]]] = []
    if person:
        inside, values = _among("w.person", person)
        parts.append((f"EXISTS (SELECT 1 FROM meeting_peer w WHERE w.n = mt.n AND {inside})", values))
    if day:
        parts.append(_among("substr(mt.starts, 1, 10)", day))
    return _joined(parts)


def _of_findings(person: Collection[ItemId], theme: Collection[ItemId]) -> tuple[list[str], list[str]]:
    parts = [_among("f.person", person)] if person else []
    if theme:
        parts.append(_among("f.theme", theme))
    return _joined(parts)


def _of_excerpts(
    person: Collection[ItemId], theme: Collection[ItemId], kind: Collection[PointKind | ItemKind]
) -> tuple[list[str], list[str]]:
    parts: list[tuple[str, list[str]]] = []
    said = [each for each in kind if isinstance(each, PointKind)]
    if kind and ItemKind.EXCERPT not in kind:
        parts.append(_among("x.kind", said))
    if person:
        parts.append(_among("x.person", person))
    if theme:
        inside, values = _among("t.theme", theme)
        parts.append((f"EXISTS (SELECT 1 FROM excerpt_theme t WHERE t.n = x.n AND {inside})", values))
    return _joined(parts)


def _only(
    person: Collection[ItemId],
    theme: Collection[ItemId],
    kind: Collection[PointKind | ItemKind],
    day: Collection[date],
) -> tuple[str, list[str]]:
    """A condition on the rows of the index, which come best first: most are never looked at."""
    kinds = {each for each in kind if isinstance(each, ItemKind)}
    ways: list[str] = []
    values: list[str] = []

    def way(source: str, conditions: list[str], given: list[str]) -> None:
        ways.append(f"EXISTS (SELECT 1 FROM {source} WHERE {' AND '.join(conditions)})")
        values.extend(given)

    if not kind or ItemKind.POINT in kinds or any(isinstance(each, PointKind) for each in kind):
        conditions, given = _of_points(person, theme, kind, day)
        source = "point p JOIN note ON note.id = p.note LEFT JOIN meeting m ON m.id = note.meeting"
        way(source, ["p.n = search.rowid", *conditions], given)
    if (not kind or ItemKind.MEETING in kinds) and not theme:
        conditions, given = _of_meetings(person, day)
        way("meeting mt", ["mt.n = search.rowid", *conditions], given)
    if (not kind or ItemKind.FINDING in kinds) and not day:
        conditions, given = _of_findings(person, theme)
        way("finding f", ["f.n = search.rowid", *conditions], given)
    if (not kind or ItemKind.EXCERPT in kinds or any(isinstance(each, PointKind) for each in kind)) and not day:
        conditions, given = _of_excerpts(person, theme, kind)
        way("excerpt x", ["x.n = search.rowid", *conditions], given)
    if (not kind or ItemKind.DOCUMENT in kinds) and not theme and not day:
        of_page = f"d.n = (search.rowid - {PAGES_FROM}) / {PAGES_EACH}"
        conditions, given = _joined([_among("d.person", person)] if person else [])
        way("document d", ["d.n = search.rowid", *conditions], given)
        way("document d", [f"search.rowid >= {PAGES_FROM}", of_page, *conditions], given)
    for each in sorted(
        kinds - {ItemKind.POINT, ItemKind.MEETING, ItemKind.FINDING, ItemKind.EXCERPT, ItemKind.DOCUMENT}
    ):
        if not (person or theme or day):
            way("item", ["item.n = search.rowid", "item.kind = ?"], [str(each)])
    return (f" AND ({' OR '.join(ways)})" if ways else " AND 0"), values
