"""What the checks of the letter find and what stands behind each place of it, read and worked out beside the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Event, Lock
from typing import TYPE_CHECKING

from slireviewer import checks, storage
from slireviewer.checks import Remark
from slireviewer.letter import Source, compose
from slireviewer.model import Finding, ItemId, LinkRole, Meeting, Note, Point

if TYPE_CHECKING:
    from slireviewer.storage import Workspace


@dataclass(frozen=True, slots=True)
class Heard:
    """One point behind a finding: its words, and of which meeting; ``against`` when it challenges the finding."""

    text: str
    where: str
    against: bool = False
    off_record: bool = False


@dataclass(frozen=True, slots=True)
class Grounds:
    """What was found out about the letter as it stood: remarks that nobody passed by, and the sources behind it."""

    remarks: tuple[Remark, ...]
    rooms: Mapping[ItemId, frozenset[ItemId]]  # the separate meetings behind each finding
    heard: Mapping[ItemId, tuple[Heard, ...]]  # the points behind each finding

    def sources(self, findings: frozenset[ItemId]) -> int:
        """How many separate groups stand behind these findings together."""
        return len(frozenset().union(*(self.rooms.get(finding, frozenset()) for finding in findings)))


class Errand:
    """Reads from the challenge on another thread, unless it has been told to keep away from it."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace: Workspace | None = workspace
        self._lock = Lock()

    def drop(self) -> None:
        """Keep away from the challenge from now on; a reading that is under way is waited for."""
        with self._lock:
            self._workspace = None

    def run(self, stop: Event) -> Grounds | None:
        """Everything about the letter as it is kept now; ``None`` when there is nothing to read from any more."""
        with self._lock:
            if self._workspace is None or stop.is_set():
                return None
            with self._workspace.read() as r:
                source, facts, waived = storage.letter_source(r), storage.check_facts(r), storage.waivers(r)
                points, notes = storage.read_points(r), storage.read_notes(r)
                meetings = storage.read_meetings(r)
        found = checks.remaining(checks.run(compose(source), facts), waived)
        rooms = {finding: standing.meetings for finding, standing in facts.standings.items()}
        return Grounds(found, rooms, _heard(source, points, notes, meetings))


def _heard(
    source: Source, points: list[Point], notes: list[Note], meetings: list[Meeting]
) -> dict[ItemId, tuple[Heard, ...]]:
    by_id = {point.id: point for point in points}
    titles = {meeting.id: meeting.title for meeting in meetings}
    rooms = {note.id: titles.get(note.meeting, "") for note in notes}
    inside: dict[ItemId, list[Point]] = {}
    for point in points:
        inside.setdefault(point.note, []).append(point)

    def of(finding: Finding) -> tuple[Heard, ...]:
        out: list[Heard] = []
        for link in finding.links:
            against = link.role is LinkRole.CHALLENGES
            linked = [by_id[link.source]] if link.source in by_id else inside.get(link.source, [])
            out += [Heard(one.text, rooms.get(one.note, ""), against, one.off_record) for one in linked if one.text]
        return tuple(out)

    return {finding.id: of(finding) for finding in source.findings}
