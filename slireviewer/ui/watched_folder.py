"""A folder in which colleagues' packages appear, such as a stick: what lies there to merge. It merges nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from slireviewer.errors import ReviewError
from slireviewer.ui.jobs import Jobs

if TYPE_CHECKING:
    from slireviewer.storage import Changes, Workspace

SUFFIX = ".slirnotes"
FACT = "watched_folder"


@dataclass(frozen=True, slots=True)
class Found:
    """A package in the folder: whose it is and when it was written, or why it cannot be merged."""

    path: Path
    sha: str
    person: str = ""
    made: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at the folder came to; ``sentence`` says why there was nothing to see."""

    found: tuple[Found, ...]
    known: dict[tuple[str, int, int], Found]
    sentence: str = ""


class WatchedFolder(QObject):
    """Looks when the folder changes and now and then. ``changed`` follows when ``found`` is another.

    Packages that were merged already, and this laptop's own, are left out.
    """

    EVERY = 30_000  # milliseconds between two looks: not every synced folder tells of its changes
    CALM = 400  # milliseconds after a change, so that a file being copied is whole

    changed = Signal()

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._workspace: Workspace | None = None
        self._looking = self._again = False
        self._known: dict[tuple[str, int, int], Found] = {}
        self.found: tuple[Found, ...] = ()
        self.sentence = ""
        self._watcher: QFileSystemWatcher | None = None
        self._often = QTimer(self)
        self._often.setInterval(self.EVERY)
        self._often.timeout.connect(self.look)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(self.CALM)
        self._soon.timeout.connect(self.look)

    @property
    def folder(self) -> Path | None:
        """The folder that is watched for this challenge."""
        said = self._workspace.facts.get(FACT, "") if self._workspace is not None else ""
        return Path(said) if said else None

    def open(self, workspace: Workspace | None) -> None:
        """Watch for that challenge from now on, or for none."""
        self._workspace = workspace
        self._known, self.found, self.sentence = {}, (), ""
        self._follow()

    def set_folder(self, folder: Path | None) -> None:
        """Watch that folder from now on, or none."""
        if self._workspace is not None:
            self._workspace.set_fact(FACT, str(folder) if folder is not None else "")
            self._known, self.found = {}, ()
            self._follow()
            self.changed.emit()

    def look(self) -> None:
        """See what lies in the folder now."""
        workspace, folder = self._workspace, self.folder
        if workspace is None or folder is None:
            return
        if self._looking:
            self._again = True
            return
        self._looking = True
        known = dict(self._known)

        def work(stop: Event) -> Look:
            return look_at(workspace, folder, known, stop)

        def done(seen: Look) -> None:
            self._looking = False
            if self._workspace is workspace and self.folder == folder:
                self._take(seen)
            if self._again:
                self._again = False
                self.look()

        self._jobs.start(work, done, self._failed)

    def hear(self, changes: Changes) -> None:
        """Something was committed: what was merged is not to merge any more, what was undone is again."""
        if self.folder is not None:
            self._soon.start()

    def _failed(self, fault: Exception) -> None:
        self._looking = False
        # The challenge may have been closed while its packages were looked at.
        if self._workspace is not None:
            raise fault

    def _take(self, seen: Look) -> None:
        self._known = seen.known
        if (seen.found, seen.sentence) != (self.found, self.sentence):
            self.found, self.sentence = seen.found, seen.sentence
            self.changed.emit()

    def _follow(self) -> None:
        if self._watcher is not None:
            self._watcher.deleteLater()
            self._watcher = None
        self._often.stop()
        self._soon.stop()
        folder = self.folder
        if folder is None:
            return
        if folder.is_dir():
            self._watcher = QFileSystemWatcher([str(folder)], self)
            self._watcher.directoryChanged.connect(self._soon.start)
        self._often.start()
        self.look()


def look_at(workspace: Workspace, folder: Path, known: dict[tuple[str, int, int], Found], stop: Event) -> Look:
    """The packages in a folder that could be merged, the latest written first; ``known`` spares reading them again."""
    from slireviewer import storage

    try:
        paths = sorted(each for each in folder.iterdir() if each.suffix.lower() == SUFFIX and each.is_file())
        places = {path: (str(path), (stat := path.stat()).st_size, stat.st_mtime_ns) for path in paths}
    except OSError:
        return Look((), known, f"{folder} cannot be read now. Put the stick in, or choose another folder.")
    with workspace.read() as r:
        merged = {line.get("sha") for line in storage.receipt_lines(r) if line["state"] == "done"}
    seen: dict[tuple[str, int, int], Found] = {}
    for path, place in places.items():
        if stop.is_set():
            break
        seen[place] = known.get(place) or _read(storage, workspace, path)
    found = [each for each in seen.values() if each.sha and each.sha not in merged]
    return Look(tuple(_latest_first(found)), seen)


def _latest_first(found: Sequence[Found]) -> list[Found]:
    return sorted(found, key=lambda each: (each.made, each.path.name), reverse=True)


def _read(storage: Any, workspace: Workspace, path: Path) -> Found:
    try:
        data = storage.load(path)
    except ReviewError as refused:
        return Found(path, str(path), refused=str(refused))
    sha = sha256(data).hexdigest()
    try:
        package = storage.read_package(workspace, data, path.name)
    except ReviewError as refused:
        return Found(path, sha, refused=str(refused))
    if package.device == workspace.device:
        return Found(path, "")
    return Found(path, sha, package.person_name, package.made)
