"""One window a person: a second start hands its files to the window that is there, and goes.

A file of ours that is double-clicked reaches the window this way; on macOS the system itself hands it in.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QFileOpenEvent

from slireviewer.ui.safe import safe

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

SUFFIXES = (".slir", ".slirnotes")
_WAIT_MS = 3_000
_LONGEST = 64 * 1024
_LONGEST_NAME = 100  # bytes: what the name of a socket may have on every system
_HEARD = b"heard\n"


class OneWindow(QObject):
    """Listens for later starts of the same person. ``handed`` carries the files they came with, perhaps none."""

    handed = Signal(object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        """``folder`` is that person's own: whoever may write in it may hand files in."""
        super().__init__(parent)
        place = folder / "window"
        fits = len(os.fsencode(place)) <= _LONGEST_NAME
        self._name = f"slireviewer {place}" if sys.platform == "win32" else str(place) if fits else ""
        self._server: QLocalServer | None = None
        self._talking: list[QLocalSocket] = []

    def hand_over(self, paths: Sequence[Path]) -> bool:
        """Give the files to the window that is there and bring it to the front. False when there is none."""
        if not self._name or (sys.platform != "win32" and not Path(self._name).exists()):
            return False
        from PySide6.QtNetwork import QLocalSocket  # seldom needed, and not for a first start

        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_WAIT_MS):
            return False
        socket.write(json.dumps([str(path.absolute()) for path in paths]).encode() + b"\n")
        while not socket.canReadLine():
            if not socket.waitForReadyRead(_WAIT_MS):
                return False
        return bool(socket.readLine().data() == _HEARD)

    def listen(self) -> None:
        """From now on hear of later starts."""
        if not self._name:
            return
        from PySide6.QtNetwork import QLocalServer

        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        if not server.listen(self._name):
            # What a window left that was ended by force.
            QLocalServer.removeServer(self._name)
            server.listen(self._name)
        server.newConnection.connect(self._greet)
        self._server = server

    def stop(self) -> None:
        """Hear of nothing more."""
        if self._server is not None:
            self._server.close()
            self._server.deleteLater()
            self._server = None
            self._talking.clear()

    def _greet(self) -> None:
        socket = self._server.nextPendingConnection() if self._server is not None else None
        if socket is not None:
            self._talking.append(socket)
            socket.readyRead.connect(self._hear)
            socket.disconnected.connect(self._part)
            self._hear()

    def _hear(self) -> None:
        for socket in tuple(self._talking):
            if socket.canReadLine():
                paths = files_in(bytes(socket.readLine(_LONGEST).data()))
                socket.write(_HEARD)
                socket.flush()
                socket.disconnectFromServer()
                if paths is not None:
                    self.handed.emit(paths)
            elif socket.bytesAvailable() > _LONGEST:
                socket.abort()

    def _part(self) -> None:
        there = [socket for socket in self._talking if socket.isValid()]
        for socket in self._talking:
            if socket not in there:
                socket.deleteLater()
        self._talking = there

    @safe(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FileOpen and isinstance(event, QFileOpenEvent) and event.file():
            self.handed.emit([Path(event.file())])
            return True
        return super().eventFilter(watched, event)


def files_in(said: bytes) -> list[Path] | None:
    """The files of ours that another start named; None when it said nothing that makes sense."""
    with contextlib.suppress(ValueError, RecursionError):
        names = json.loads(said)
        if isinstance(names, list) and all(isinstance(name, str) and "\0" not in name for name in names):
            paths = [Path(name) for name in names]
            return [path for path in paths if path.is_absolute() and path.suffix.lower() in SUFFIXES]
    return None
