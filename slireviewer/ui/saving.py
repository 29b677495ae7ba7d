"""When typing is put on disk: after a pause, after two seconds at the latest, when asked, and again after a failure."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from slireviewer.errors import ReviewError

log = logging.getLogger(__name__)


class Saver(QObject):
    """Calls ``write`` when it is due; ``saved`` follows when it returned, ``failed`` with a sentence when it raised."""

    IDLE, LONGEST, RETRY = 400, 1500, 2000  # milliseconds

    saved = Signal()
    failed = Signal(str)

    def __init__(self, write: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._write = write
        self.unsaved = False
        self.reason = ""
        self._idle, self._longest, self._retry = (self._timer(wait) for wait in (self.IDLE, self.LONGEST, self.RETRY))

    def touch(self) -> None:
        """Something was typed."""
        self.unsaved = True
        self._idle.start()
        if not self._longest.isActive():
            self._longest.start()

    def forget(self) -> None:
        """What was typed no longer matters, as when another note is shown."""
        self.unsaved, self.reason = False, ""
        self._stop()

    def save_now(self) -> bool:
        """Save what is unsaved; whether nothing is unsaved afterwards."""
        self._stop()
        if not self.unsaved:
            return True
        try:
            self._write()
        except ReviewError as fault:
            return self._fail(str(fault))
        except Exception as fault:  # whatever it is, the text stays on the screen and is tried again
            log.exception("typing could not be saved")
            return self._fail(self._plain(fault))
        self.unsaved, self.reason = False, ""
        self.saved.emit()
        return True

    def _fail(self, reason: str) -> bool:
        self.reason = reason
        self._retry.start()
        self.failed.emit(reason)
        return False

    def _plain(self, fault: Exception) -> str:
        words = str(getattr(fault, "orig", None) or getattr(fault, "strerror", None) or fault).strip()
        words = words.splitlines()[0] if words else type(fault).__name__
        return self.tr("The file cannot be written ({reason}).").format(reason=words)

    def _timer(self, wait: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(wait)
        timer.timeout.connect(self.save_now)
        return timer

    def _stop(self) -> None:
        for timer in (self._idle, self._longest, self._retry):
            timer.stop()
