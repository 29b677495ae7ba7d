"""What became of packages, as a receipt says it: merges and what they took, named; what waits; and writing it out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from slireviewer.errors import ReviewError
from slireviewer.model import ItemId, ItemKind
from slireviewer.paths import resource
from slireviewer.ui.merge_list import Group
from slireviewer.ui.rows import Row
from slireviewer.ui.words import item_words, spoken

if TYPE_CHECKING:
    from slireviewer.storage import Awaited, Workspace

_AT_ONCE = 2.0  # seconds between the receipts of packages that were taken together

# What the rows that stand for no item of the challenge lead to: the team's board, or the merge of a step.
TEAM, STEP, WAITS = "team/", "step/", "waits/"


@dataclass(frozen=True, slots=True)
class Merged:
    """One merge with the receipts of its packages; ``edits`` are its steps that can be undone."""

    key: str
    edits: tuple[int, ...]
    at: datetime | None
    undone: bool
    receipts: tuple[dict[str, Any], ...]

    def people(self) -> list[str]:
        """Whose packages it took, or which it refused if it took none."""
        named = self.taken() or self.receipts
        return list(dict.fromkeys(str(each.get("person_name") or each["package"]) for each in named))

    def taken(self) -> list[dict[str, Any]]:
        """The receipts of what was taken."""
        return [each for each in self.receipts if each["state"] != "refused"]

    def refused(self) -> list[dict[str, Any]]:
        """The receipts of what was refused."""
        return [each for each in self.receipts if each["state"] == "refused"]

    def number(self, name: str) -> int:
        """How many changes were "taken", "already", "waiting" or "newer"."""
        return sum(int(each.get(name) or 0) for each in self.receipts)


@dataclass(frozen=True, slots=True)
class Named:
    """An item of a receipt: what became of it, its words, and where it belongs."""

    what: str
    kind: str
    item: str
    text: str
    place: str


def merges_of(lines: Iterable[dict[str, Any]]) -> list[Merged]:
    """The receipts by merge, the latest first; what was refused with a merge is listed with it."""
    found: list[list[dict[str, Any]]] = []
    for line in lines:
        if line["state"] not in ("done", "undone", "refused"):
            continue
        if found and _together(found[-1][-1], line):
            found[-1].append(line)
        else:
            found.append([line])
    return [_merged(number, parts) for number, parts in enumerate(found)][::-1]


def _together(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two packages were taken (or refused) with one press of a button."""
    if one.get("merge") and one.get("merge") == other.get("merge"):
        return True
    first, then = _moment(str(one.get("at", ""))), _moment(str(other.get("at", "")))
    if first is None or then is None or abs((then - first).total_seconds()) > _AT_ONCE:
        return False
    return bool(other["state"] == "refused")


def _merged(number: int, parts: list[dict[str, Any]]) -> Merged:
    edits = tuple(int(part["edit"]) for part in parts if part.get("edit") and part["state"] == "done" and part["taken"])
    undone = any(part["state"] == "undone" for part in parts) and not edits
    return Merged(str(number), edits, _moment(str(parts[-1].get("at", ""))), undone, tuple(parts))


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def names_of(workspace: Workspace, merged: Merged) -> list[Named]:
    """The items of a merge with their words and places."""
    storage = _storage()
    with workspace.read() as r:
        seen: dict[tuple[str, str], str] = {}
        for receipt in merged.receipts:
            for what, kind, item in receipt.get("items", ()):
                seen[kind, item] = what
        # Thousands of points are read at once; what was deleted, and all else, by itself.
        points = {str(line.point.id): line for line in storage.point_lines(r)}
        found = []
        for (kind, item), what in seen.items():
            line = points.get(item) if kind == ItemKind.POINT else None
            if line is not None:
                where = " · ".join(part for part in (line.meeting_title, line.person_name) if part)
                found.append(Named(what, kind, item, line.point.text.partition("\n")[0], where))
            elif kind != ItemKind.NOTE:
                found.append(name_of(storage, r, what, kind, item))
    return sorted(found, key=lambda each: (each.kind, each.place, each.text))


def name_of(storage: Any, r: Any, what: str, kind: str, item: str) -> Named:
    """One item with its words and its place; what only a newer version knows has neither."""
    if kind not in ItemKind._value2member_map_:
        return Named(what, kind, item, "", "")
    text = storage.text_of(r, ItemKind(kind), ItemId(item)).partition("\n")[0]
    place = storage.place_of(r, ItemKind(kind), ItemId(item))
    where = " · ".join(part for part in (place.title, place.person) if part and part != text)
    return Named(what, kind, item, text, where)


def undo_lines(workspace: Workspace, edits: Sequence[int]) -> list[Group]:
    """What undoing a merge would do, in groups: what goes, what reads as before, what stays."""
    storage = _storage()
    back = storage.preview_undo_merge(workspace, *edits)
    words = item_words()
    groups = []
    with workspace.read() as r:
        points = {line.point.id: line for line in storage.point_lines(r)}
        for title, icon, role, lines in (
            (_tr("Would not be here any more"), "x", "danger", back.goes),
            (_tr("Would read as before"), "rotate-ccw", "accent", back.reverts),
            (_tr("Stays, since it was worked on"), "check", "strength", back.stays),
            (_tr("Findings that would lose a point"), "scale", "consideration", back.rests),
        ):
            rows = []
            for each in lines:
                if each.kind is not ItemKind.NOTE:
                    line = points.get(each.item)
                    if line is not None:
                        where = (line.meeting_title, line.person_name)
                    else:
                        place = storage.place_of(r, each.kind, each.item)
                        where = (place.title, place.person)
                    below = " · ".join(part for part in (words[each.kind], *where) if part)
                    said = " ".join((each.after or each.text).split()) or words[each.kind]
                    key = f"{each.kind}:{each.item}"
                    rows.append(Row(key, said, below, icon=icon, role=role, soft=True, word=title))
            if rows:
                groups.append(Group(title, len(rows), tuple(rows)))
    return groups


def read_awaited(workspace: Workspace, merged: Merged) -> list[Awaited]:
    """What the packages of a merge still wait for."""
    if merged.undone:
        return []
    steps = [int(each["edit"]) for each in merged.receipts if each.get("edit")]
    with workspace.read() as r:
        return list(_storage().awaited_lines(r, steps))


def awaited_groups(awaited: Sequence[Awaited]) -> list[Group]:
    """What waits, under whom or what it waits for: first a row that says what is missing, then what waits for it."""
    kinds = {str(kind): word for kind, word in item_words().items()}
    groups = []
    for each in awaited:
        rows = [_missing_row(each)]
        for line in each.lines:
            name = kinds.get(line.kind, line.kind)
            where = [line.place.title, line.person]
            below = " · ".join(part for part in (name, *where) if part)
            key = f"{WAITS}{line.kind}:{line.item}"
            words = " ".join(line.text.split()) or name
            rows.append(Row(key, words, below, icon="inbox", role="accent", word=_tr("waits")))
        groups.append(Group(_waits_for(each), each.changes, tuple(rows)))
    return groups


def _waits_for(each: Awaited) -> str:
    if each.why == "undone":
        return _tr("Waiting for a merge that was undone")
    if each.why == "newer":
        return _tr("Waiting for a newer version")
    return _tr("Waiting for {name}").format(name=each.person or _tr("somebody"))


def _missing_row(each: Awaited) -> Row:
    if each.why == "undone":
        title = _tr("Built on what a merge brought that was undone since")
        below = _tr("Merge those packages again, or bring that merge back, and it comes in.")
        return Row(f"{STEP}{each.step}", title, below, icon="undo-2", role="consideration", word=_tr("undone"))
    if each.why == "newer":
        title = _tr("Built on what a newer version of this program has made")
        below = _tr("It comes in once this laptop has that version.")
        return Row("newer version", title, below, icon="package", role="consideration", word=_tr("waits"))
    name = each.person or _tr("somebody")
    asks = _tr("Ask {name} to give all of it once more.").format(name=name)
    return Row(f"{TEAM}{name}", _missing_words(each, name), asks, icon="package", role="consideration",
               word=_tr("missing"))  # fmt: skip


def _hour(at: datetime | None) -> str:
    return f"{spoken(at.date(), 'ddd d MMM')} {at:%H:%M}" if at is not None else ""


def _missing_words(each: Awaited, name: str) -> str:
    since, until = _hour(each.since), _hour(each.until)
    if each.since and each.until and each.since.date() == each.until.date():
        until = f"{each.until:%H:%M}"
    if since and until:
        words = _tr("What {name} gave between {since} and {until} is not here")
    elif until:
        words = _tr("What {name} gave before {until} is not here")
    else:
        words = _tr("What {name} gave earlier is not here")
    return words.format(name=name, since=since, until=until)


def write_out(
    out: Path, council: str, title: str, facts: Sequence[str], sections: Sequence[tuple[str, list[tuple[str, str]]]]
) -> None:
    """Write a receipt as a Word document, or as plain text where the name ends in .txt. Raises ReviewError."""
    if out.suffix.casefold() != ".txt":
        from slireviewer import word

        word.write_receipt(out, council, title, facts, sections, resource("templates/letter.docx"))
        return
    lines = [title, council, *facts]
    for heading, rows in sections:
        lines += ["", heading, *(f"- {what}" + (f" ({where})" if where else "") for what, where in rows)]
    part = out.with_name(out.name + ".part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(handle, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        os.replace(part, out)
    except OSError as fault:
        raise ReviewError(
            f"{out.name} cannot be written ({fault.strerror}). Choose another folder or make room on the disk."
        ) from fault


def _tr(text: str) -> str:
    return QCoreApplication.translate("Receipts", text)


def _storage() -> Any:
    from slireviewer import storage  # only when a receipt is looked at

    return storage
