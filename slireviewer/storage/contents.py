"""The bytes of files, named by their SHA-256: attachments, documents, and the text taken out of documents."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from slireviewer.errors import ReviewError
from slireviewer.storage.projection import index_documents, is_named


def keep_contents(conn: Connection, parts: Iterable[tuple[str, bytes]]) -> None:
    """Keep bytes under their names, each once, and make the documents whose text they are searchable."""
    for sha, data in parts:
        there = conn.exec_driver_sql("SELECT 1 FROM content WHERE sha = ?", (sha,)).scalar()
        if not there:
            conn.exec_driver_sql("INSERT INTO content(sha, data) VALUES(?, ?)", (sha, data))
            index_documents(conn, (sha,))


def keep_named(conn: Connection, parts: Iterable[tuple[str, bytes]]) -> None:
    """Keep what came with entries that are here by now, but for bytes whose every mention the team lead had removed."""
    removed = conn.exec_driver_sql("SELECT EXISTS(SELECT 1 FROM redacted)").scalar()
    keep_contents(conn, ((sha, data) for sha, data in parts if not removed or is_named(conn, sha)))


def content_of(conn: Connection, sha: str) -> bytes:
    """The bytes with this name. Raises ReviewError when they have not come with any package yet."""
    row = conn.exec_driver_sql("SELECT data FROM content WHERE sha = ?", (sha,)).first()
    if row is None:
        raise ReviewError("This file has not arrived yet. Ask the colleague who added it for a new package.")
    return bytes(row[0])
