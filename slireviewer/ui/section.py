"""A part of a page that reads what it shows on a thread, so that looking at it holds nobody up."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from slireviewer.errors import ReviewError
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.theme import Look

if TYPE_CHECKING:
    from slireviewer.storage import Edit, Workspace


class Section(QWidget):
    """``sought`` asks for a meeting at a point (or at none), ``told`` is one fact for the status bar."""

    sought = Signal(str, str)
    told = Signal(str)

    def __init__(self, look: Look, jobs: Jobs) -> None:
        super().__init__()
        self._look, self._jobs = look, jobs
        self._workspace: Workspace | None = None
        self._wanted = 0
        self.busy = False

    def open(self, workspace: Workspace | None) -> None:
        """Show what there is of that challenge."""
        self._workspace = workspace
        self._wanted += 1

    def refresh(self) -> None:
        """Read everything again; of several readings the last one counts."""
        workspace = self._workspace
        if workspace is None:
            return
        self._wanted += 1
        wanted = self._wanted
        self.busy = True

        def work(stop: Event) -> Any:
            return self.read(workspace, lambda: stop.is_set() or wanted != self._wanted)

        def done(value: Any) -> None:
            if wanted == self._wanted:
                self.busy = False
                self.fill(value)

        self._jobs.start(work, done, self._failed)

    def read(self, workspace: Workspace, stopped: Callable[[], bool]) -> Any:
        """What is to be shown, as values. On a thread; once ``stopped`` says so nobody wants it any more."""
        raise NotImplementedError

    def fill(self, value: Any) -> None:
        """Show what was read."""
        raise NotImplementedError

    def take_focus(self) -> None:
        """Put the focus where work starts."""
        self.setFocus()

    def write(self, label: str, change: Callable[[Edit], object], said: str) -> bool:
        """Make one edit, say what was done, and read again; False when it was refused."""
        if self._workspace is None:
            return False
        try:
            with self._workspace.edit(label, origin=self) as e:
                change(e)
        except ReviewError as refused:
            self.told.emit(str(refused))
            return False
        self.told.emit(said)
        self.refresh()
        return True

    def _failed(self, fault: Exception) -> None:
        self.busy = False
        if self._workspace is None:
            return  # the challenge was closed while it was read
        if not isinstance(fault, ReviewError):
            raise fault
        self.told.emit(str(fault))
