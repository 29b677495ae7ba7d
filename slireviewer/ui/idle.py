"""Notices when nobody has touched a key or the mouse for some minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

from slireviewer.ui.safe import safe

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    }
)


class Idle(QObject):
    """Says ``expired`` once after so many minutes by the clock, the sleep of the laptop included.

    Only the windows of the program are watched, and only while there is something to lock.
    """

    LOOKS = 5_000  # milliseconds between two looks at the clock

    expired = Signal()

    def __init__(self, clock: Callable[[], datetime], parent: QObject) -> None:
        super().__init__(parent)
        self._clock = clock
        self._last = clock()
        self._window: QWindow | None = None
        self.minutes = 0
        self._timer = QTimer(self)
        self._timer.setInterval(self.LOOKS)
        self._timer.timeout.connect(self.look)

    def start(self, minutes: int) -> None:
        """Watch from now on, for that long; nought stops watching."""
        self.stop()
        self.minutes = minutes
        if minutes:
            self.touch()
            self._timer.start()
            self._follow(QGuiApplication.focusWindow())
            app = QGuiApplication.instance()
            if isinstance(app, QGuiApplication):
                app.focusWindowChanged.connect(self._follow)

    def stop(self) -> None:
        """Watch no longer."""
        if self._timer.isActive():
            self._timer.stop()
            app = QGuiApplication.instance()
            if isinstance(app, QGuiApplication):
                app.focusWindowChanged.disconnect(self._follow)
            self._follow(None)

    def touch(self) -> None:
        """Somebody is there."""
        self._last = self._clock()

    def look(self) -> None:
        """Whether the time is up."""
        if self._timer.isActive() and self._clock() - self._last >= timedelta(minutes=self.minutes):
            self.touch()
            self.expired.emit()

    def _follow(self, window: QWindow | None) -> None:
        if self._window is not None:
            self._window.removeEventFilter(self)
            self._window.destroyed.disconnect(self._forget)
        self._window = window
        if window is not None:
            window.installEventFilter(self)
            window.destroyed.connect(self._forget)

    def _forget(self) -> None:
        self._window = None

    @safe(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self.touch()
        return False
