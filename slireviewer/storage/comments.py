"""What the team says among itself about findings and other items."""

from __future__ import annotations

from collections.abc import Iterable

from slireviewer.model import Comment, ItemId, ItemKind
from slireviewer.storage.challenges import moment, one_of
from slireviewer.storage.workspace import Edit, Reading, new_id, now


def comment_lines(r: Reading, about: Iterable[ItemId] | None = None) -> list[Comment]:
    """The comments on these items, or all of them, oldest first."""
    rows = r.conn.exec_driver_sql("SELECT * FROM comment ORDER BY at, id").mappings()
    wanted = None if about is None else set(about)
    return [
        Comment(
            id=ItemId(row["id"]),
            about=ItemId(row["about"]),
            text=row["text"],
            about_kind=one_of(ItemKind, row["about_kind"], ItemKind.FINDING),
            person=ItemId(row["person"]),
            at=moment(row["at"]),
            resolved=bool(row["resolved"]),
        )
        for row in rows
        if wanted is None or row["about"] in wanted
    ]


def write_comment(e: Edit, about: ItemId, text: str, *, about_kind: ItemKind = ItemKind.FINDING) -> Comment:
    """Say something about an item, as whoever uses this laptop."""
    at = now()
    made = Comment(id=new_id(), about=about, about_kind=about_kind, text=text, person=e.me, at=moment(at))
    fields = {"about": about, "about_kind": str(about_kind), "text": text, "person": e.me, "at": at}
    e.create_many([(ItemKind.COMMENT, made.id, fields)])
    return made


def resolve_comment(e: Edit, comment: ItemId, *, resolved: bool = True) -> None:
    """Take a comment as dealt with, or as open again."""
    e.put(ItemKind.COMMENT, comment, {"resolved": resolved})
