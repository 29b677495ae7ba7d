"""Documents and excerpts as records, in and out; the format stands in README *Records*."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from slireviewer import anchors
from slireviewer.anchors import Anchor
from slireviewer.errors import ReviewError
from slireviewer.model import Excerpt, ItemId, PointKind
from slireviewer.storage.challenges import one_of
from slireviewer.storage.contents import keep_contents
from slireviewer.storage.documents import as_text, document_lines, document_pages, excerpt_fields, excerpt_lines
from slireviewer.storage.notes import clean_text
from slireviewer.storage.workspace import Edit, Reading

Record = dict[str, Any]


def document_fields_of(e: Edit, record: Record) -> Record:
    """The fields of a document that a record describes; the text of its pages is kept."""
    said = record.get("pages")
    pages = [clean_text(str(page)) for page in said] if isinstance(said, list) else []
    text = as_text(pages)
    if text:
        keep_contents(e.conn, [(sha256(text).hexdigest(), text)])
    fields = {name: record.get(name) for name in ("number", "title", "name", "sha", "size", "media_type", "at",
                                                  "trouble")}  # fmt: skip
    return {**fields, "pages": len(pages), "text_sha": sha256(text).hexdigest() if text else "", "record": record["id"]}


def excerpt_fields_of(record: Record, texts: Callable[[Record], str]) -> Record:
    """The fields of an excerpt that a record describes, its source and themes aside.

    ``texts`` gives the text that it is from. Where the record says no place, the words are looked for; an excerpt whose
    words are not there is kept all the same, and needs placing. Raises ReviewError for one without words.
    """
    exact = clean_text(str(record.get("text", "")))
    if not exact:
        raise ReviewError(f"The excerpt {record['id']} has no words. Nothing was imported.")
    whole = texts(record)
    start, end = record.get("start"), record.get("end")
    if type(start) is not int or type(end) is not int or whole[start:end] != exact:
        start = whole.find(exact)
        end = start + len(exact)
    anchor = anchors.make(whole, start, end) if start >= 0 else Anchor(exact=exact)
    kind = one_of(PointKind, str(record.get("type")), PointKind.CONTEXT)
    fields = excerpt_fields(Excerpt(id=ItemId(record["id"]), anchor=anchor, kind=kind))
    page = record.get("page")
    return {**fields, "page": page if type(page) is int and record.get("document") else None,
            "off_record": record.get("off_record") is True or None, "at": record.get("at"),
            "record": record["id"]}  # fmt: skip


def export_papers(
    r: Reading, names: Mapping[str, str], titles: Mapping[ItemId, str], challenge: str
) -> Iterator[Record]:  # fmt: skip
    """The documents with the text of their pages as far as it is here, then all excerpts."""

    def name(item: str) -> str:
        return names.get(item, item)

    def trim(record: Record) -> Record:
        return {key: value for key, value in record.items() if value not in (None, "", [], False)}

    for document in document_lines(r):
        try:
            pages = list(document_pages(r, document)) if document.text_sha else []
        except ReviewError:
            pages = []
        yield trim(
            {
                "kind": "document", "id": name(document.id), "challenge": challenge, "number": document.number,
                "title": document.title, "name": document.name, "media_type": document.media_type,
                "sha": document.sha, "size": document.size, "by": name(document.person),
                "at": document.at and document.at.isoformat(), "trouble": document.trouble, "pages": pages,
            }
        )  # fmt: skip
    for excerpt in excerpt_lines(r):
        where = {"document": name(excerpt.document), "page": excerpt.page} if excerpt.document else {}
        yield trim(
            {
                "kind": "excerpt", "id": name(excerpt.id), "challenge": challenge, **where,
                "point": name(excerpt.point), "text": excerpt.text, "type": str(excerpt.kind),
                "themes": sorted(titles[theme] for theme in excerpt.themes if theme in titles),
                "off_record": excerpt.off_record, "by": name(excerpt.person),
                "at": excerpt.at and excerpt.at.isoformat(),
            }
        ) | {"start": excerpt.anchor.start, "end": excerpt.anchor.end}  # fmt: skip
