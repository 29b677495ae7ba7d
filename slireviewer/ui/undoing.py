"""Ctrl+Z and Ctrl+Y: what is typed in the field with the focus, and after that the steps of the challenge."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QTextEdit

from slireviewer.ui.jobs import Jobs

if TYPE_CHECKING:
    from slireviewer.storage import Workspace


class Undoing(QObject):
    """``told`` says what was undone, or that there is nothing to undo."""

    told = Signal(str)

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._busy = False  # with a merge, on a thread

    def step(self, workspace: Workspace | None, settle: Callable[[], bool], *, again: bool = False) -> None:
        """Take the last thing back, or do it again. ``settle`` saves what is being typed anywhere."""
        if _step_in_field(again=again) or workspace is None or not settle():
            return
        if self._step_in_chunks(workspace, again=again):
            return
        label = workspace.redo() if again else workspace.undo()
        if label is None:
            self.told.emit(self.tr("Nothing to redo.") if again else self.tr("Nothing to undo."))
        else:
            self.told.emit(self._done_words(again=again).format(what=label))

    def _done_words(self, *, again: bool) -> str:
        return self.tr("Done again: {what}") if again else self.tr("Undone: {what}")

    def _step_in_chunks(self, workspace: Workspace, *, again: bool) -> bool:
        """Undo a large merge, or do it again, on a thread. False when the next step is not one."""
        from slireviewer import storage

        with workspace.read() as r:
            merges = storage.large_step(r, again=again)
        if not merges or self._busy:
            return bool(merges)
        take = storage.redo_merge if again else storage.undo_merge

        def land(said: str) -> None:
            self._busy = False
            self.told.emit(said)

        self._busy = True
        self.told.emit(self.tr("Bringing the merge back…") if again else self.tr("Taking the merge back…"))
        words = self._done_words(again=again).format(what=self.tr("Merge %n package(s)", "", len(merges)))
        self._jobs.start(lambda stop: take(workspace, *merges), lambda _: land(words), lambda fault: land(str(fault)))
        return True


def _step_in_field(*, again: bool) -> bool:
    """Let the field with the focus do it, if there is something for it to do."""
    focus = QApplication.focusWidget()
    if isinstance(focus, QTextEdit):
        document = focus.document()
        able = document.isRedoAvailable() if again else document.isUndoAvailable()
    elif isinstance(focus, QLineEdit):
        able = focus.isRedoAvailable() if again else focus.isUndoAvailable()
    else:
        return False
    if able:
        (focus.redo if again else focus.undo)()
    return able
