"""Files kept with a meeting: photographs of flipcharts, papers, recordings. Their bytes are named by their SHA-256."""

from __future__ import annotations

from hashlib import sha256

from slireviewer.errors import ReviewError
from slireviewer.model import Attachment, ItemId, ItemKind
from slireviewer.storage.challenges import moment
from slireviewer.storage.contents import content_of, keep_contents
from slireviewer.storage.workspace import Edit, Reading, new_id, now

MAX_BYTES = 25 * 1024 * 1024


def attachment_lines(r: Reading, meeting: ItemId) -> list[Attachment]:
    """The files of a meeting, oldest first."""
    rows = r.conn.exec_driver_sql(
        "SELECT id, name, sha, size, media_type, person, at FROM attachment WHERE meeting = ? ORDER BY at, id",
        (meeting,),
    )
    return [
        Attachment(
            id=ItemId(id), meeting=meeting, name=name, sha=sha, size=size, media_type=media_type,
            person=ItemId(person), at=moment(at),
        )
        for id, name, sha, size, media_type, person, at in rows
    ]  # fmt: skip


def attach(e: Edit, meeting: ItemId, name: str, data: bytes, *, media_type: str = "") -> Attachment:
    """Keep a file with a meeting; the same bytes are kept once. Raises ReviewError when it is over 25 MB."""
    if len(data) > MAX_BYTES:
        raise ReviewError(f"{name} is larger than 25 MB. Make it smaller, or keep it outside and note where it is.")
    made = Attachment(
        id=new_id(), meeting=meeting, name=name, sha=sha256(data).hexdigest(), size=len(data), media_type=media_type,
        person=e.me, at=moment(now()),
    )  # fmt: skip
    keep_contents(e.conn, [(made.sha, data)])
    fields = {
        "meeting": meeting, "name": name, "sha": made.sha, "size": made.size, "media_type": media_type,
        "person": e.me, "at": now(),
    }  # fmt: skip
    e.create_many([(ItemKind.ATTACHMENT, made.id, {key: value for key, value in fields.items() if value != ""})])
    return made


def attachment_data(r: Reading, sha: str) -> bytes:
    """The bytes of a file. Raises ReviewError when they have not come with any package yet."""
    return content_of(r.conn, sha)
