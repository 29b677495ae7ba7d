"""The history of an item told in words: who did what and when, and which wordings there were. Values only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from slireviewer.history import ALIVE
from slireviewer.model import ItemId, ItemKind
from slireviewer.richtext import from_json, plain
from slireviewer.ui.words import kind_words

if TYPE_CHECKING:
    from slireviewer.storage import Change

_WORDINGS = ("title", "name", "text")
_UNTOLD = frozenset({"position", "lead", "tail", "record", "tags", "at", "short", "sha", "size", "media_type"})


def _tr(text: str) -> str:
    return QCoreApplication.translate("Happenings", text)


@dataclass(frozen=True, slots=True)
class Wording:
    """A text as one person left it: the field, what had stood there, what was written, and whether it stands now."""

    field: str
    before: str
    after: str
    stands: bool


@dataclass(slots=True)
class Happening:
    """What one person did to one item at one moment, with all its parts."""

    item: ItemId
    entry: str
    at: datetime | None
    person: str
    first: bool
    wordings: list[Wording] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    fate: bool | None = None

    def summary(self) -> str:
        """A few words for a list."""
        if self.fate is not None:
            return _tr("Put back") if self.fate else _tr("Deleted")
        if self.first and self.wordings:
            return _tr("Written")
        if self.wordings:
            return _tr("Wording changed")
        return self.facts[0] if self.facts else ""

    def icon(self) -> tuple[str, str]:
        """An icon and its colour."""
        if self.fate is not None:
            return ("rotate-ccw", "strength") if self.fate else ("trash-2", "danger")
        if self.wordings:
            return ("plus", "strength") if self.first else ("pen-line", "accent")
        return "tag", "text_soft"


def happenings(kind: ItemKind, changes: Sequence[Change], names: Mapping[str, str]) -> list[Happening]:
    """The changes of an item, or of several of one kind, by what was done at once, the latest first.

    ``names`` gives the titles of themes, people, meetings and findings by their ids.
    """
    told: dict[str, Happening] = {}
    seen: set[ItemId] = set()
    for change in changes:
        if change.entry not in told:
            first = change.item not in seen
            told[change.entry] = Happening(change.item, change.entry, change.at, change.person, first)
            seen.add(change.item)
        one = told[change.entry]
        if change.field == ALIVE:
            one.fate = bool(change.after)
        elif change.field in _WORDINGS and (change.after is None or isinstance(change.after, str | list)):
            before, after = _words(change.before), _words(change.after)
            one.wordings.append(Wording(change.field, before, after, change.stands))
        else:
            said = _fact(kind, change, names)
            if said:
                one.facts.append(said)
    found = [one for one in told.values() if one.fate is not None or one.wordings or one.facts]
    for one in found:
        one.wordings.sort(key=lambda wording: _WORDINGS.index(wording.field))
    return found[::-1]


def _words(value: Any) -> str:
    """Typed words, or formatted ones without their look."""
    return value if isinstance(value, str) else plain(from_json(value))


def _fact(kind: ItemKind, change: Change, names: Mapping[str, str]) -> str:
    name, colon, member = change.field.partition(":")
    if colon:
        form = _member_forms(bool(change.after)).get(name)
        said = names.get(member) or member
        return form.format(what=said) if form and said else ""
    if name in _UNTOLD:
        return ""
    if name == "note":
        return _tr("Moved to another note") if change.before else ""
    if name == "off_record":
        return _tr("Marked as off the record") if change.after else _tr("No longer off the record")
    if name == "cancelled":
        return _tr("Cancelled") if change.after else _tr("No longer cancelled")
    if kind is ItemKind.POINT and name == "kind":
        return _tr("Marked as: {what}").format(what=_point_kind(change.after))
    label, value, before = _field_words().get(name), _value(change.after, names), _value(change.before, names)
    if label is None or value == before:
        return ""
    if not before:
        return _tr("{field}: {after}").format(field=label, after=value)
    return _tr("{field}: {after} (was {before})").format(field=label, after=value or "–", before=before)


def _point_kind(value: Any) -> str:
    return next((word for kind, word in kind_words().items() if kind.value == value), str(value))


def _value(value: Any, names: Mapping[str, str]) -> str:
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    text = names.get(str(value), str(value))
    return text.replace("T", " ") if len(text) == 16 and text[10:11] == "T" else text


def _member_forms(there: bool) -> dict[str, str]:
    if there:
        return {
            "theme": _tr("Filed under {what}"),
            "peer": _tr("{what} attends"),
            "meeting": _tr("Met in {what}"),
            "asked": _tr("A question ticked as asked"),
            "finding": _tr("Rests on the finding “{what}”"),
            "supports": _tr("A point that supports it was linked"),
            "challenges": _tr("A point that challenges it was linked"),
            "context": _tr("A point that frames it was linked"),
        }
    return {
        "theme": _tr("No longer filed under {what}"),
        "peer": _tr("{what} no longer attends"),
        "meeting": _tr("No longer met in {what}"),
        "asked": _tr("A question no longer ticked"),
        "finding": _tr("No longer rests on the finding “{what}”"),
        "supports": _tr("A point that supports it was taken away"),
        "challenges": _tr("A point that challenges it was taken away"),
        "context": _tr("A point that frames it was taken away"),
    }


def _field_words() -> dict[str, str]:
    return {
        "kind": _tr("Kind"),
        "group": _tr("Group"),
        "place": _tr("Place"),
        "starts": _tr("Starts"),
        "minutes": _tr("Minutes"),
        "expected": _tr("People expected"),
        "state": _tr("State"),
        "theme": _tr("Theme"),
        "role": _tr("Role"),
        "organisation": _tr("Organisation"),
        "party": _tr("Party"),
        "number": _tr("Number"),
        "timescale": _tr("Timescale"),
        "parent": _tr("Part of"),
    }
