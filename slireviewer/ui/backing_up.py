"""The backups of the open challenge: made by themselves while somebody works, listed, looked into, taken in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal

from slireviewer.errors import ReviewError
from slireviewer.ui.jobs import Jobs

if TYPE_CHECKING:
    from slireviewer.storage import Backup, Workspace


class BackingUp(QObject):
    """One thing at a time, on a thread.

    ``changed`` follows when ``busy`` is another; ``made`` carries a new backup, ``failed`` one sentence.
    """

    LOOKS = 60_000  # milliseconds between two looks whether a backup is due
    EVERY = 30.0  # minutes

    changed = Signal()
    made = Signal(object)
    failed = Signal(str)

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._workspace: Workspace | None = None
        self.busy = ""
        self._timer = QTimer(self)
        self._timer.setInterval(self.LOOKS)
        self._timer.timeout.connect(self.look)

    def open(self, workspace: Workspace | None) -> None:
        """Look after that challenge from now on; what is under way for another is waited for."""
        self.wait()
        self._workspace = workspace
        if workspace is not None and not workspace.read_only:
            self._timer.start()
        else:
            self._timer.stop()

    def look(self) -> None:
        """Make a backup if one is due."""
        if not self.busy:
            self._start(self.tr("Backing up…"), lambda w: _storage().backup_if_due(w, self.EVERY), self._made)

    def back_up(self) -> None:
        """Make a backup now."""
        self._start(self.tr("Backing up…"), lambda w: _storage().back_up(w), self._made)

    def back_up_at_end(self) -> str:
        """Make a backup at closing, if anything changed since the last; the answer is why that could not be done."""
        self.wait()
        if self._workspace is None or self._workspace.read_only:
            return ""
        try:
            made = _storage().backup_if_due(self._workspace, 0)
        except ReviewError as refused:
            return str(refused)
        return made.missed if made is not None else ""

    def list_all(self, then: Callable[[list[Backup]], None]) -> None:
        """Hand over the backups, newest first; each is read through and compared, which takes a moment."""
        self._start(self.tr("Looking at the backups…"), lambda w: _storage().backup_lines(w), then)

    def look_into(self, path: Path, then: Callable[[Any], None]) -> None:
        """Hand over what restoring that backup would do."""
        self._start(self.tr("Looking inside…"), lambda w: _storage().preview_restore(w, path), then)

    def restore(self, path: Path, then: Callable[[Any], None]) -> None:
        """Take in what that backup holds; hand over the receipt."""
        self._start(self.tr("Restoring…"), lambda w: _storage().restore_backup(w, path), then)

    def wait(self) -> None:
        """Come back when nothing is under way; meanwhile no key or click is taken."""
        if self.busy and not self._jobs.stopped:
            loop = QEventLoop()
            self.changed.connect(loop.quit)
            loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)

    def _start(self, words: str, work: Callable[[Workspace], Any], then: Callable[[Any], None]) -> None:
        workspace = self._workspace
        if workspace is None or self.busy:
            return
        self._tell(words)

        def run(stop: Event) -> Any:
            return work(workspace)

        def done(value: Any) -> None:
            self._tell("")
            then(value)

        self._jobs.start(run, done, self._refused)

    def _tell(self, words: str) -> None:
        self.busy = words
        self.changed.emit()

    def _made(self, backup: Backup | None) -> None:
        if backup is not None:
            self.made.emit(backup)
            if backup.missed:
                self.failed.emit(backup.missed)

    def _refused(self, fault: Exception) -> None:
        self._tell("")
        if not isinstance(fault, ReviewError):
            raise fault
        self.failed.emit(str(fault))


def _storage() -> Any:
    from slireviewer import storage  # only when a backup is made: the start of the window does without

    return storage
