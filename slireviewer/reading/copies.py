"""The council's copy of a letter, read aside: which edition it is a copy of, and what came back with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slireviewer import foreign
from slireviewer.errors import NotOurFile, ReviewError
from slireviewer.model import Edition, EditionKind, ResponseSort
from slireviewer.reading.papers import MEMORY

if TYPE_CHECKING:
    from slireviewer.word import Returned

COPY_SECONDS = 60.0
"""The longest that reading a copy back may take: a letter of 250 findings, changed throughout, takes a few seconds."""


def read_copy(
    path: Path, given: Sequence[Edition], *, seconds: float = COPY_SECONDS, stopped: Callable[[], bool] = bool
) -> tuple[Edition, Returned]:
    """Which of the editions ``given`` out the file at ``path`` is a copy of, and what the council changed and said.

    It is told by the name inside the file, else it is the last that the council was given. Raises ReviewError with one
    sentence: NotOurFile when it is no Word file or made to do harm.
    """
    if not path.is_file():
        raise ReviewError(f"There is no file {path.name} in {path.parent}.")
    try:
        said = foreign.read_aside(
            partial(read, tuple(given)), path, "", seconds=seconds, memory=MEMORY, stopped=stopped
        )
    except foreign.TooSlow:
        raise NotOurFile(f"{path.name} took too long to read. Ask the council to save it again in Word.") from None
    except foreign.Broken:
        raise NotOurFile(
            f"{path.name} is damaged or far too large inside. Ask the council to save it again in Word."
        ) from None
    if "refused" in said:
        raise (NotOurFile if said.get("foreign") else ReviewError)(said["refused"])
    return given[said["edition"]], _returned(said["returned"])


# ---- in a process of its own -----------------------------------------------------------------------------


def read(given: Sequence[Edition], said: str, kind: str) -> dict[str, Any]:
    """Which of ``given`` the file at ``said`` is a copy of, by its place, and what came back, as plain data."""
    from slireviewer.word import read_identifier, read_returned

    path = Path(said)
    try:
        foreign.names_in_zip(path)
        edition = _edition(given, read_identifier(path))
        returned = asdict(read_returned(path, given[edition]))
    except foreign.Bomb:
        return {"refused": f"{path.name} unpacks to more than a letter ever holds, so it was not opened.", "foreign": 1}
    except foreign.Locked:
        return {"refused": f"{path.name} has a password: ask the council for one without.", "foreign": 1}
    except foreign.NoZip:
        return {"refused": f"{path.name} is not a Word document (.docx).", "foreign": 1}
    except NotOurFile as refusal:
        return {"refused": str(refusal), "foreign": 1}
    for one in (*returned["changes"], *returned["comments"], *returned["unplaced"]):
        one["when"] = one["when"] and one["when"].isoformat()
    return {"edition": edition, "returned": returned}


def _edition(given: Sequence[Edition], identifier: str) -> int:
    same = [n for n, one in enumerate(given) if identifier and one.identifier == identifier]
    sent = [n for n, one in enumerate(given) if one.kind is EditionKind.COUNCIL]
    if not same and not sent:
        raise ReviewError("No copy was given to the council yet, so there is nothing to read it against.")
    return (same or sent)[-1]


def _returned(data: dict[str, Any]) -> Returned:
    from slireviewer.word import Change, ChangeKind, Comment, Returned, Unplaced

    for one in (*data["changes"], *data["comments"], *data["unplaced"]):
        one["when"] = one["when"] and datetime.fromisoformat(one["when"])
        if "guess" in one:
            one["guess"] = ResponseSort(one["guess"])
    changes = tuple(Change(**{**one, "kind": ChangeKind(one["kind"])}) for one in data["changes"])
    return Returned(
        changes=changes,
        comments=tuple(Comment(**one) for one in data["comments"]),
        unplaced=tuple(Unplaced(**one) for one in data["unplaced"]),
        identifier=data["identifier"],
        matches=data["matches"],
        authors=tuple(data["authors"]),
        unsigned=data["unsigned"],
    )
