"""From the shown state of items to rows of the typed tables and of the search index; only the journal calls it."""

from __future__ import annotations

import functools
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table

from slireviewer.history import Fate
from slireviewer.storage import tables

_MAX_INT = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Shown:
    """What is to be shown of one item; ``n`` is its number in the file, ``fresh`` when it has no rows yet."""

    n: int
    id: str
    kind: str
    fate: Fate
    fields: Mapping[str, Any]
    fresh: bool


@functools.cache
def _insert(table: Table) -> str:
    marks = ",".join("?" * len(table.columns))
    return f'INSERT INTO "{table.name}" VALUES({marks})'


_ROW_SQL = {kind: _insert(table) for kind, table in tables.TYPED.items()}
_CLEAR_SQL = {
    kind: [f'DELETE FROM "{kind}" WHERE n = ?']
    + sorted({f'DELETE FROM "{relation.name}" WHERE n = ?' for relation, _ in tables.SETS.get(kind, {}).values()})
    + (["DELETE FROM search WHERE rowid = ?"] if kind in tables.SEARCHED else [])
    for kind in tables.TYPED
}
_SEARCH_SQL = "INSERT INTO search(rowid, title, body) VALUES(?, ?, ?)"
_CLEAR_PAGES = "DELETE FROM search WHERE rowid BETWEEN ? AND ?"


def _columns(table: Table) -> list[tuple[str, str, Any]]:
    out: list[tuple[str, str, Any]] = []
    for column in list(table.columns)[2:]:
        if column.info.get("json"):
            out.append((column.name, "json", None))
        else:
            default = column.info["default"]
            out.append((column.name, "number" if isinstance(default, int) else "text", default))
    return out


_as_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
_COLUMNS = {kind: _columns(table) for kind, table in tables.TYPED.items()}


def _row(shown: Shown) -> tuple[Any, ...]:
    row: list[Any] = [shown.n, shown.id]
    fields = shown.fields
    for name, sort, default in _COLUMNS[shown.kind]:
        value = fields.get(name)
        if sort == "text":
            row.append(value if type(value) is str else default)
        elif sort == "number":
            fits = isinstance(value, int) and -_MAX_INT <= value <= _MAX_INT
            row.append(int(value) if fits else default)  # type: ignore[arg-type]
        else:
            row.append("" if value is None else _as_json(value))
    return tuple(row)


def project(conn: Connection, items: Iterable[Shown]) -> None:
    """Write the rows of each item once, taking away those it had; binned items keep none.

    Values of a type that this version does not expect are shown as if they were absent.
    """
    clears: dict[str, list[tuple[int]]] = defaultdict(list)
    batches: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    documents: list[tuple[int, str]] = []
    for shown in items:
        if shown.kind not in tables.TYPED:
            continue
        if not shown.fresh:
            for statement in _CLEAR_SQL[shown.kind]:
                clears[statement].append((shown.n,))
        text = "" if shown.fate is Fate.BINNED else shown.fields.get("text_sha")
        if shown.kind == "document" and not (shown.fresh and not text):
            documents.append((shown.n, text if type(text) is str else ""))
        if shown.fate is Fate.BINNED:
            continue
        batches[_ROW_SQL[shown.kind]].append(_row(shown))
        sets = tables.SETS.get(shown.kind)
        if sets:
            for name, value in shown.fields.items():
                prefix, colon, member = name.partition(":")
                if colon and value is True and prefix in sets and member:
                    relation, rest = sets[prefix]
                    batches[_insert(relation)].append((shown.n, member, *rest))
        searched = tables.SEARCHED.get(shown.kind)
        if searched:
            title, body = (shown.fields.get(name) if name else None for name in searched)
            title = title if type(title) is str else ""
            body = body if type(body) is str else ""
            if title or body:
                batches[_SEARCH_SQL].append((shown.n, title, body))
    for statement, numbers in clears.items():
        conn.exec_driver_sql(statement, numbers)
    for statement, rows in batches.items():
        conn.exec_driver_sql(statement, rows)
    for n, sha in documents:
        _index_pages(conn, n, sha)


def index_documents(conn: Connection, shas: Iterable[str]) -> None:
    """Put the pages of documents into the search index whose text has just arrived."""
    for sha in shas:
        for (n,) in conn.exec_driver_sql("SELECT n FROM document WHERE text_sha = ?", (sha,)).all():
            _index_pages(conn, n, sha)


def _index_pages(conn: Connection, n: int, sha: str) -> None:
    """The pages of one document in the index: those of the text with this name, if it is here."""
    first = tables.PAGES_FROM + n * tables.PAGES_EACH
    conn.exec_driver_sql(_CLEAR_PAGES, (first, first + tables.PAGES_EACH - 1))
    data = conn.exec_driver_sql("SELECT data FROM content WHERE sha = ?", (sha,)).scalar() if sha else None
    rows = [(first + number, "", text) for number, text in enumerate(pages_of(data or b""), 1) if text.strip()]
    if rows:
        conn.exec_driver_sql(_SEARCH_SQL, rows)


def is_named(conn: Connection, sha: str) -> bool:
    """Whether anything of this challenge still names these bytes, in whatever state it is."""
    shown = (
        "SELECT EXISTS(SELECT 1 FROM document WHERE ?1 IN (sha, text_sha))"
        " OR EXISTS(SELECT 1 FROM attachment WHERE sha = ?1)"
    )
    if conn.exec_driver_sql(shown, (sha,)).scalar():
        return True
    every = "SELECT EXISTS(SELECT 1 FROM op WHERE instr(CAST(raw AS TEXT), ?))"
    return bool(conn.exec_driver_sql(every, (sha,)).scalar())


def pages_of(data: bytes) -> list[str]:
    """The text of a document page by page, as it is kept; nothing when it is no such text."""
    try:
        said = json.loads(data) if data else None
    except (ValueError, RecursionError):
        return []
    pages = said.get("pages") if isinstance(said, dict) else None
    if not isinstance(pages, list) or not all(type(page) is str for page in pages):
        return []
    return pages[: tables.PAGES_EACH - 1]
