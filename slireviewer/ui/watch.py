"""The Qt face of what storage tells its listeners."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from slireviewer.storage import Changes, Workspace


class Watch(QObject):
    """Says ``changed`` after every commit of the open challenge; the one way for a page to hear."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._unlisten: Callable[[], None] | None = None

    def follow(self, workspace: Workspace | None) -> None:
        """Listen to that challenge from now on, and to no other."""
        if self._unlisten is not None:
            self._unlisten()
        self._unlisten = workspace.listen(self._tell) if workspace is not None else None

    def _tell(self, changes: Changes) -> None:
        self.changed.emit(changes)
