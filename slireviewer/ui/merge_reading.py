"""Reading what the Merge page speaks of: names, marks and uses, and what was left for later. On a thread, if long."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from slireviewer.history import ALIVE
from slireviewer.model import ItemKind
from slireviewer.ui import merge_words
from slireviewer.ui.words import theme_word

if TYPE_CHECKING:
    from slireviewer.storage import Outlook, Workspace


def prepare(workspace: Workspace, outlook: Outlook, today: date) -> merge_words.Prepared:
    """Make an outlook ready to be shown."""
    return merge_words.prepare(outlook, known_of(workspace, outlook, today))


def known_of(workspace: Workspace, outlook: Outlook, today: date) -> merge_words.Known:
    """Names of people and things, and the marks and uses of what there is to decide about."""
    from slireviewer import storage

    wanted = {choice.item: choice.kind for choice in outlook.choices}
    with workspace.read() as r:
        people = storage.person_lines(r)
        themes = {theme.id: theme for theme in storage.theme_lines(r)}
        names: dict[str, str] = {theme.id: theme.title for theme in themes.values()}
        names |= {person.id: person.name for person in people}
        findings = storage.read_findings(r) if wanted else []
        used: dict[str, str] = {
            link.source: finding.title for finding in findings for link in finding.links if link.source in wanted
        }
        marks = {}
        if any(kind is ItemKind.POINT for kind in wanted.values()):
            for point in storage.read_points(r):
                if point.id in wanted:
                    words = ", ".join(theme_word(themes[each]) for each in sorted(point.themes) if each in themes)
                    marks[str(point.id)] = (point.kind, words)
    me = next((person.name for person in people if person.id == workspace.me), "")
    return merge_words.Known(me, names, marks, used, today)


def standing(workspace: Workspace) -> Outlook:
    """What stands side by side now, left for later when packages were merged, as if it were to come."""
    from slireviewer import storage

    lines = []
    with workspace.read() as r:
        starts = {meeting.id: meeting.starts for meeting in storage.read_meetings(r)}
        for conflict in storage.conflict_lines(r):
            place = storage.place_of(r, conflict.kind, conflict.item)
            text = storage.text_of(r, conflict.kind, conflict.item)
            sides = tuple(
                storage.Side(each.entry, each.value, each.person, each.at, True) for each in conflict.versions
            )
            both = all(isinstance(side.value, str) and side.value.strip() for side in sides)
            fate = conflict.field == ALIVE
            choice = storage.Choice(
                conflict.kind, conflict.item, conflict.field, conflict.before, sides, both and not fate
            )
            belongs = (
                storage.Belongs(ItemKind.MEETING, place.meeting, place.title, starts.get(place.meeting))
                if place.meeting
                else storage.Belongs(conflict.kind, conflict.item, text.partition("\n")[0])
            )
            lines.append(
                storage.Incoming(
                    "flagged" if fate else "conflict", conflict.kind, conflict.item, text, text, (), None, belongs,
                    (conflict.field,), (choice,), (text,) if fate else (),
                )
            )  # fmt: skip
    return storage.Outlook((), tuple(lines))
