"""What the team reads: documents with the text of their pages, and the words quoted from them and from points."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePath
from typing import Any

from slireviewer import anchors
from slireviewer.anchors import Anchor
from slireviewer.errors import ReviewError
from slireviewer.model import METRIC, Document, Excerpt, ItemId, ItemKind, PointKind
from slireviewer.storage.challenges import moment, one_of
from slireviewer.storage.contents import content_of, keep_contents
from slireviewer.storage.notes import clean_text
from slireviewer.storage.projection import pages_of
from slireviewer.storage.workspace import Edit, Reading, new_id, now

MAX_DOCUMENT_BYTES = 25 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Unplaced:
    """An excerpt whose words are no longer found; ``text`` is the page or point as it is now, "" when that is gone."""

    excerpt: Excerpt
    text: str


# ---- documents -------------------------------------------------------------------------------------------


def document_lines(r: Reading) -> list[Document]:
    """The documents by number; of two that were given the same number, the one that was added first comes first."""
    rows = r.conn.exec_driver_sql("SELECT * FROM document ORDER BY number, at, id").mappings()
    found: list[Document] = []
    for row in rows:
        twin = found[-1].twin + 1 if found and found[-1].number == row["number"] else 0
        found.append(
            Document(
                id=ItemId(row["id"]),
                number=row["number"],
                title=row["title"] or row["name"],
                name=row["name"],
                sha=row["sha"],
                size=row["size"],
                media_type=row["media_type"],
                pages=row["pages"],
                text_sha=row["text_sha"],
                person=ItemId(row["person"]),
                at=moment(row["at"]),
                trouble=row["trouble"],
                twin=twin,
            )
        )
    return found


def add_document(
    e: Edit, name: str, data: bytes, pages: Sequence[str] = (), *, title: str = "", media_type: str = "",
    trouble: str = "",
) -> Document:  # fmt: skip
    """Keep a document with the text of its pages under the next number; one that is here already is given back.

    ``trouble`` is a sentence when no text could be had. Raises ReviewError when it is over 25 MB.
    """
    if len(data) > MAX_DOCUMENT_BYTES:
        raise ReviewError(f"{name} is larger than 25 MB. Make it smaller, or keep it outside and note where it is.")
    sha = sha256(data).hexdigest()
    known = document_lines(e)
    for one in known:
        if one.sha == sha:
            return one
    text = as_text(pages)
    made = Document(
        id=new_id(), number=max((one.number for one in known), default=0) + 1, title=title or PurePath(name).stem,
        name=name, sha=sha, size=len(data), media_type=media_type, pages=len(pages),
        text_sha=sha256(text).hexdigest() if text else "", person=e.me, at=moment(now()), trouble=trouble,
    )  # fmt: skip
    keep_contents(e.conn, [(sha, data), *([(made.text_sha, text)] if text else [])])
    fields = document_fields(made)
    e.create_many([(ItemKind.DOCUMENT, made.id, {key: value for key, value in fields.items() if value not in ("", 0)})])
    return made


def add_metric(
    e: Edit, name: str, value: str, *, period: str = "", origin: str = "", kind: PointKind = PointKind.CONTEXT,
    themes: Collection[ItemId] = (),
) -> tuple[Document, Excerpt]:  # fmt: skip
    """Keep one figure as a document of its own, so that it counts as one source, and quote it as evidence.

    ``period`` is what it is of or up to when, ``origin`` where it was taken from. The same figure entered twice is one
    document. Raises ReviewError when it has no name or no value.
    """
    name, value, period, origin = (" ".join(clean_text(each).split()) for each in (name, value, period, origin))
    if not name or not value:
        raise ReviewError("A metric needs a name and a value. Give both.")
    said = f"{name}: {value}" + (f" ({period})" if period else "")
    page = f"{said}\nFrom: {origin}" if origin else said
    made = add_document(e, name, page.encode(), [page], title=name, media_type=METRIC)
    known = next((one for one in excerpt_lines(e, document=made.id) if one.text == said), None)
    return made, known or add_excerpt(e, made, 1, 0, len(said), kind=kind, themes=themes)


def as_text(pages: Sequence[str]) -> bytes:
    """The text of a document as it is kept, the same bytes for the same pages."""
    if not any(page.strip() for page in pages):
        return b""
    said = {"pages": [clean_text(page) for page in pages], "v": 1}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def document_fields(value: Document) -> dict[str, Any]:
    """A document as fields of the change log."""
    return {
        "number": value.number, "title": value.title, "name": value.name, "sha": value.sha, "size": value.size,
        "media_type": value.media_type, "pages": value.pages, "text_sha": value.text_sha, "person": value.person,
        "at": value.at and value.at.isoformat(), "trouble": value.trouble,
    }  # fmt: skip


def write_document(e: Edit, value: Document) -> None:
    """Change what is said of a document, such as its title."""
    e.put(ItemKind.DOCUMENT, value.id, document_fields(value))


def document_pages(r: Reading, document: Document) -> tuple[str, ...]:
    """The text of its pages, "" for one without words. Raises ReviewError when it has not arrived yet."""
    if not document.text_sha:
        return ("",) * document.pages
    return tuple(pages_of(content_of(r.conn, document.text_sha)))


def document_data(r: Reading, document: Document) -> bytes:
    """The original's bytes. Raises ReviewError when they have not arrived yet."""
    return content_of(r.conn, document.sha)


# ---- excerpts --------------------------------------------------------------------------------------------


def excerpt_lines(
    r: Reading, *, document: ItemId | None = None, point: ItemId | None = None, items: Collection[ItemId] | None = None
) -> list[Excerpt]:
    """All excerpts, or those of one document or of one point (in the order of their places), or those named."""
    where, given = "1", ()
    if document is not None:
        where, given = "document = ?", (document,)  # type: ignore[assignment]
    elif point is not None:
        where, given = "point = ?", (point,)  # type: ignore[assignment]
    elif items is not None:
        where, given = "id IN (SELECT value FROM json_each(?))", (json.dumps(sorted(items)),)  # type: ignore[assignment]
    themes: dict[int, set[ItemId]] = defaultdict(set)
    for n, theme in r.conn.exec_driver_sql("SELECT n, theme FROM excerpt_theme"):
        themes[n].add(ItemId(theme))
    rows = r.conn.exec_driver_sql(f"SELECT * FROM excerpt WHERE {where} ORDER BY document, page, at, id", given)
    found = [
        Excerpt(
            id=ItemId(row["id"]),
            anchor=_anchor(row["text"], row["anchor"]),
            document=ItemId(row["document"]),
            point=ItemId(row["point"]),
            page=row["page"],
            kind=one_of(PointKind, row["kind"], PointKind.CONTEXT),
            themes=frozenset(themes.get(row["n"], ())),
            off_record=bool(row["off_record"]),
            person=ItemId(row["person"]),
            at=moment(row["at"]),
            position=row["position"],
        )
        for row in rows.mappings()
    ]
    return sorted(found, key=lambda one: (one.document, one.point, one.page, one.anchor.start, one.id))


def _anchor(text: str, said: str) -> Anchor:
    """An anchor as it is kept; what a newer version says otherwise is left out."""
    data = json.loads(said) if said else {}
    data = data if isinstance(data, dict) else {}
    words = {name: data[name] for name in ("prefix", "suffix", "source") if isinstance(data.get(name), str)}
    places = {name: data[name] for name in ("start", "end") if type(data.get(name)) is int}
    return Anchor(exact=text, **words, **places, once=data.get("once") is True)


def excerpt_fields(value: Excerpt) -> dict[str, Any]:
    """An excerpt as fields of the change log; what it does not have is left out."""
    at = value.anchor
    fields: dict[str, Any] = {
        "document": value.document or None, "point": value.point or None,
        "page": value.page if value.document else None, "text": at.exact,
        "anchor": {"prefix": at.prefix, "suffix": at.suffix, "start": at.start, "end": at.end, "source": at.source,
                   "once": at.once},
        "kind": str(value.kind), "off_record": value.off_record or None, "person": value.person,
        "at": value.at and value.at.isoformat(), "position": value.position or None,
    }  # fmt: skip
    fields.update({f"theme:{theme}": True for theme in value.themes})
    return {name: field for name, field in fields.items() if field is not None}


def add_excerpt(
    e: Edit, document: Document, page: int, start: int, end: int, *, kind: PointKind = PointKind.CONTEXT,
    themes: Collection[ItemId] = (),
) -> Excerpt:  # fmt: skip
    """Quote the characters ``start`` to ``end`` of a document's page (from 1), as whoever uses this laptop.

    Raises ReviewError when there are no such words on it.
    """
    pages = document_pages(e, document)
    text = pages[page - 1] if 0 < page <= len(pages) else ""
    anchor = _made(text, start, end)
    made = Excerpt(
        id=new_id(), anchor=anchor, document=document.id, page=page, kind=kind, themes=frozenset(themes),
        person=e.me, at=moment(now()),
    )  # fmt: skip
    e.create_many([(ItemKind.EXCERPT, made.id, excerpt_fields(made))])
    return made


def quote_point(
    e: Edit, point: ItemId, start: int, end: int, *, kind: PointKind = PointKind.QUOTE, themes: Collection[ItemId] = ()
) -> Excerpt:
    """Quote the characters ``start`` to ``end`` of a point that is sealed; off the record if the point is.

    Raises ReviewError when there are no such words in it.
    """
    row = e.conn.exec_driver_sql("SELECT text, off_record FROM point WHERE id = ?", (point,)).first()
    anchor = _made(row[0] if row else "", start, end)
    made = Excerpt(
        id=new_id(), anchor=anchor, point=point, kind=kind, themes=frozenset(themes),
        off_record=bool(row and row[1]), person=e.me, at=moment(now()),
    )  # fmt: skip
    e.create_many([(ItemKind.EXCERPT, made.id, excerpt_fields(made))])
    return made


def _made(text: str, start: int, end: int) -> Anchor:
    try:
        return anchors.make(text, start, end)
    except ValueError:
        raise ReviewError("There are no such words to quote. Select some words first.") from None


def write_excerpt(e: Edit, value: Excerpt) -> None:
    """Change an excerpt's kind, themes or anything else; themes that are no longer named are taken off."""
    fields = excerpt_fields(value)
    shown = e.state(ItemKind.EXCERPT, value.id).shown()
    gone: dict[str, Any] = {name: False for name in shown if name.startswith("theme:") and name not in fields}
    gone |= {name: None for name in ("off_record", "position") if name in shown and name not in fields}
    e.put(ItemKind.EXCERPT, value.id, {**fields, **gone})


# ---- where the words are now -----------------------------------------------------------------------------


def place_of_words(r: Reading, excerpt: Excerpt) -> tuple[int, int] | None:
    """Start and end of an excerpt's words on its page or in its point as it is now; ``None``: it needs placing."""
    return anchors.find(excerpt.anchor, _text_now(r, excerpt, {}))


def needs_placing(r: Reading) -> list[Unplaced]:
    """The excerpts whose words are not found where they were quoted from, since somebody changed the text.

    A document whose text has not arrived yet, or that is in the bin, is no reason.
    """
    texts: dict[ItemId, tuple[str, ...] | None] = {}
    found = []
    for excerpt in excerpt_lines(r):
        text = _text_now(r, excerpt, texts)
        arrived = not excerpt.document or texts.get(excerpt.document) is not None
        if arrived and anchors.find(excerpt.anchor, text) is None:
            found.append(Unplaced(excerpt, text))
    return found


def _text_now(r: Reading, excerpt: Excerpt, texts: dict[ItemId, tuple[str, ...] | None]) -> str:
    """The text that an excerpt is from; pages of documents are read once into ``texts``."""
    if not excerpt.document:
        row = r.conn.exec_driver_sql("SELECT text FROM point WHERE id = ?", (excerpt.point,)).first()
        return row[0] if row else ""
    if excerpt.document not in texts:
        query = "SELECT c.data FROM document d LEFT JOIN content c ON c.sha = d.text_sha WHERE d.id = ?"
        row = r.conn.exec_driver_sql(query, (excerpt.document,)).first()
        texts[excerpt.document] = tuple(pages_of(row[0])) if row and row[0] is not None else None
    pages = texts[excerpt.document] or ()
    return pages[excerpt.page - 1] if 0 < excerpt.page <= len(pages) else ""


def place_excerpt(e: Edit, excerpt: Excerpt, start: int, end: int) -> None:
    """Say where an excerpt's words are now: ``start`` to ``end`` of its page or point. Raises ReviewError."""
    anchor = _made(_text_now(e, excerpt, {}), start, end)
    fields = excerpt_fields(Excerpt(id=excerpt.id, anchor=anchor))
    e.put(ItemKind.EXCERPT, excerpt.id, {"text": fields["text"], "anchor": fields["anchor"]})
