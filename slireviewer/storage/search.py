"""Full-text search over everything the team has written: words, phrases, beginnings of words, accents folded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from slireviewer.model import ItemId, ItemKind
from slireviewer.storage.challenges import moment, one_of
from slireviewer.storage.workspace import Reading

MARK_START, MARK_END = "\u2039", "\u203a"

_TOKEN = re.compile(r'"([^"]+)"?|(\S+)')
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: a snippet with ‹marks›, the meeting or finding it stands in, by whom and when."""

    item: ItemId
    kind: ItemKind
    snippet: str
    title: str
    meeting: ItemId
    who: str
    when: datetime | None


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


_SEARCH = "SELECT rowid, snippet(search, -1, ?, ?, '\u2026', 14) FROM search WHERE search MATCH ? ORDER BY rank LIMIT ?"
_ABOUT = (
    "SELECT item.n, item.id, item.kind, coalesce(m.title, f.title, rec.title, mt.title, ''),"
    " coalesce(m.id, mt.id, ''), coalesce(person.name, ''), coalesce(nullif(p.at, ''), note.at, mt.starts, '')"
    " FROM item LEFT JOIN point p ON item.kind = 'point' AND p.n = item.n LEFT JOIN note ON note.id = p.note"
    " LEFT JOIN meeting m ON m.id = note.meeting LEFT JOIN person ON person.id = note.person"
    " LEFT JOIN finding f ON item.kind = 'finding' AND f.n = item.n"
    " LEFT JOIN recommendation rec ON item.kind = 'recommendation' AND rec.n = item.n"
    " LEFT JOIN meeting mt ON item.kind = 'meeting' AND mt.n = item.n WHERE item.n IN ({marks})"
)


def search_lines(r: Reading, text: str, limit: int = 20) -> list[Hit]:
    """The best ``limit`` places in which the words stand."""
    wanted = match_expression(text)
    if not wanted:
        return []
    found = r.conn.exec_driver_sql(_SEARCH, (MARK_START, MARK_END, wanted, limit)).all()
    if not found:
        return []
    marks = ",".join("?" * len(found))
    rows = r.conn.exec_driver_sql(_ABOUT.format(marks=marks), tuple(row[0] for row in found))
    about = {row[0]: row for row in rows}
    hits = []
    for n, snippet in found:
        _, item, kind, title, meeting, who, when = about[n]
        hits.append(
            Hit(
                ItemId(item), one_of(ItemKind, kind, ItemKind.POINT), snippet, title, ItemId(meeting), who, moment(when)
            )
        )
    return hits
