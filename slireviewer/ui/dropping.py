"""Challenges and packages let go over the window: taken wherever that is, before a field takes them for text."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QDropEvent, QWindow
from PySide6.QtWidgets import QApplication

from slireviewer.ui.safe import safe

OURS = (".slir", ".slirnotes")
_DRAGS = frozenset({QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop})


class Dropping(QObject):
    """Says ``dropped`` with the challenges and packages among what was let go over the window it follows.

    Everything else goes its usual way: a photo to the meeting, a document to the evidence. ``dropped`` comes a moment
    later, so that the file manager is not held up by what follows.
    """

    dropped = Signal(list)
    _let_go = Signal(list)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._window: QWindow | None = None
        self._let_go.connect(self.dropped, Qt.ConnectionType.QueuedConnection)

    def follow(self, window: QWindow | None) -> None:
        """Look at what is dragged over that window from now on."""
        if window is not None and window is not self._window:
            self._window = window
            window.installEventFilter(self)

    @safe(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in _DRAGS or not isinstance(event, QDropEvent):
            return False
        files = ours_in(event)
        if not files:
            return False
        if QApplication.activeModalWidget() is not None:
            event.ignore()  # a question is open and comes first
            return True
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self._let_go.emit(files)
        return True


def ours_in(event: QDropEvent) -> list[Path]:
    """The challenges and packages among what is dragged."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() in OURS]
