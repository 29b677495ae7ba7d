"""What the checks of the letter find and what stands behind each place of it, read and worked out beside the window."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from threading import Event, Lock
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from slireviewer import checks, storage
from slireviewer.checks import Remark
from slireviewer.letter import compose
from slireviewer.model import ItemId, ItemKind, Point
from slireviewer.triangulation import Basis, Source, explain
from slireviewer.ui.jobs import Jobs

if TYPE_CHECKING:
    from slireviewer.storage import Workspace


@dataclass(frozen=True, slots=True)
class Heard:
    """One point or excerpt behind a finding: its words, and of which meeting or document (then with its page).

    ``label`` is how the document is cited; ``against`` when it challenges the finding.
    """

    text: str
    where: str
    label: str = ""
    page: int = 0
    against: bool = False
    off_record: bool = False


Origin = tuple[ItemKind, ItemId]


@dataclass(frozen=True, slots=True)
class Grounds:
    """What was found out about the letter as it stood: remarks that nobody passed by, and the sources behind it."""

    remarks: tuple[Remark, ...]
    origins: Mapping[ItemId, frozenset[Origin]]  # the separate meetings and documents behind each finding
    heard: Mapping[ItemId, tuple[Heard, ...]]  # the points and excerpts behind each finding

    def sources(self, findings: frozenset[ItemId]) -> int:
        """How many separate sources stand behind these findings together."""
        return len(frozenset().union(*(self.origins.get(finding, frozenset()) for finding in findings)))


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
                basis = _basis(r)
        found = checks.remaining(checks.run(compose(source), facts), waived)
        explained = {finding.id: explain(finding, basis) for finding in source.findings}
        origins = {
            finding: frozenset((one.sort, one.item) for one in sources if one.counts)
            for finding, sources in explained.items()
        }
        heard = {finding: tuple(_heard(sources, basis)) for finding, sources in explained.items()}
        return Grounds(found, origins, heard)


class LookOver(QObject):
    """Looks the letter over some time after the last change, and once more when something changed meanwhile.

    ``found`` tells that ``grounds`` are new. Nothing is looked at while ``wanted`` says no.
    """

    AFTER = 700  # milliseconds
    found = Signal()

    def __init__(self, jobs: Jobs, wanted: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._wanted = jobs, wanted
        self._workspace: Workspace | None = None
        self._errand: Errand | None = None
        self._again = False
        self.busy = False
        self.grounds: Grounds | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(self.AFTER)
        self._timer.timeout.connect(self._look)

    def open(self, workspace: Workspace | None) -> None:
        """Look at that challenge from now on, or at none; what was found in another is forgotten."""
        if self._errand is not None:
            self._errand.drop()
        self._workspace, self._errand, self.grounds = workspace, None, None
        self.busy = self._again = False

    def soon(self) -> None:
        """Something changed: look again when nothing has for a while."""
        if self._workspace is not None:
            self._timer.start()

    def remarks(self) -> list[Remark]:
        """What there is to look at, as far as the checks have run."""
        return list(self.grounds.remarks) if self.grounds is not None else []

    def pass_by(self, key: str) -> None:
        """Leave out a remark that somebody has dealt with, until all is looked over again."""
        if self.grounds is not None:
            left = tuple(one for one in self.grounds.remarks if one.key != key)
            self.grounds = replace(self.grounds, remarks=left)

    def _look(self) -> None:
        if self._workspace is None or not self._wanted():
            return
        if self.busy:
            self._again = True
            return
        self.busy = True
        errand = self._errand = Errand(self._workspace)
        self._jobs.start(errand.run, lambda found: self._looked(errand, found), lambda _: self._looked(errand, None))

    def _looked(self, errand: Errand, found: Grounds | None) -> None:
        if errand is not self._errand:  # another challenge is open by now
            return
        self.busy = False
        if found is not None:
            self.grounds = found
            self.found.emit()
        if self._again:
            self._again = False
            self._timer.start()


def _basis(r: storage.Reading) -> Basis:
    return Basis(
        points={point.id: point for point in storage.read_points(r)},
        notes={note.id: note for note in storage.read_notes(r)},
        meetings={meeting.id: meeting for meeting in storage.read_meetings(r)},
        excerpts={excerpt.id: excerpt for excerpt in storage.excerpt_lines(r)},
        documents={document.id: document for document in storage.document_lines(r)},
    )


def _heard(sources: Iterable[Source], basis: Basis) -> Iterator[Heard]:
    """What each source said, those that count first."""
    inside: dict[ItemId, list[Point]] = {}
    for point in basis.points.values():
        inside.setdefault(point.note, []).append(point)
    for source in sources:
        meeting, document = basis.meetings.get(source.item), basis.documents.get(source.item)
        where = meeting.title if meeting is not None else document.title if document is not None else ""
        label = document.label if document is not None else ""
        for items, against in ((source.supports, False), (source.challenges, True)):
            for item in items:
                excerpt = basis.excerpts.get(item)
                if excerpt is not None:
                    page = excerpt.page if document is not None else 0
                    yield Heard(excerpt.text, where, label, page, against, excerpt.off_record)
                    continue
                for point in [basis.points[item]] if item in basis.points else inside.get(item, []):
                    if point.text.strip():
                        yield Heard(point.text, where, label, 0, against, point.off_record)
