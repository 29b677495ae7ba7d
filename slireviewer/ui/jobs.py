"""The only threads: work that would hold up typing runs here, and its result lands on the window's own thread."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Landing:
    deliver: Callable[[Any], None]
    value: Any


class Jobs(QObject):
    """Two threads and one bridge; belongs to the application, never to a page."""

    _landed = Signal(object)

    def __init__(self, app: QCoreApplication) -> None:
        super().__init__(app)
        self._threads: ThreadPoolExecutor | None = None
        self._stop = Event()
        self._running = 0
        self._landed.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        app.aboutToQuit.connect(self.shut_down)

    @property
    def running(self) -> int:
        """How many jobs have not landed yet."""
        return self._running

    @property
    def stopped(self) -> bool:
        """Whether nothing lands any more."""
        return self._stop.is_set()

    def start(
        self,
        work: Callable[[Event], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Run ``work`` on a thread; one of the other two gets its outcome on the window's thread.

        ``work`` looks at the event it is given and leaves early when it is set. At the end nothing is begun any more.
        """
        if self.stopped:
            return
        self._running += 1
        self._pool().submit(self._run, work, done, failed)

    def shut_down(self) -> None:
        """Ask every job to stop and wait for them; nothing lands any more."""
        self._stop.set()
        if self._threads is not None:
            self._threads.shutdown(wait=True, cancel_futures=True)

    def _pool(self) -> ThreadPoolExecutor:
        if self._threads is None:
            from concurrent.futures import ThreadPoolExecutor  # not needed to show the window

            self._threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="job")
        return self._threads

    def _run(
        self, work: Callable[[Event], Any], done: Callable[[Any], None], failed: Callable[[Exception], None]
    ) -> None:
        try:
            landing = _Landing(done, work(self._stop))
        except Exception as fault:  # a job must land, whatever happened to it
            landing = _Landing(failed, fault)
        if not self._stop.is_set():
            self._landed.emit(landing)

    @Slot(object)
    def _deliver(self, landing: _Landing) -> None:
        self._running -= 1
        if not self.stopped:  # it may have been on its way when the end came, and its page gone by now
            landing.deliver(landing.value)
