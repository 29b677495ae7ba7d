"""Builds and connects the big parts of the window; the only place that does."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

from PySide6.QtCore import QLocale, QTimer, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from slireviewer import paths
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.one_window import OneWindow
from slireviewer.ui.prompts import Prompts
from slireviewer.ui.settings import Recent, Settings
from slireviewer.ui.theme import Look, theme_for
from slireviewer.ui.window import Window

if TYPE_CHECKING:
    import logging
    from types import TracebackType

PASSPHRASE = "SLIREVIEWER_PASSPHRASE"


def run(
    argv: Sequence[str],
    *,
    started: Callable[[Window], None] | None = None,
    prompts: Prompts | None = None,
    clock: Callable[[], datetime] = datetime.now,
) -> int:
    """Show the window until it is closed; the answer is the exit status.

    ``argv`` may name one file to open; where a window is open already, that one opens it. ``started`` is called once
    with the window on the screen.
    """
    there = QApplication.instance()
    app = there if isinstance(there, QApplication) else QApplication(["slireviewer"])
    app.setApplicationName("slireviewer")
    app.setApplicationDisplayName("slireviewer")
    app.setDesktopFileName("slireviewer")
    app.setWindowIcon(QIcon(str(paths.resource("icons/slireviewer.png"))))
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    english = QTranslator(app)  # the plurals: "1 point", "2 points"
    english.load(str(paths.resource("i18n/slireviewer_en.qm")))
    app.installTranslator(english)
    data = paths.data_folder()
    one = OneWindow(data, app)
    if one.hand_over([Path(each) for each in argv]):
        return 0
    settings = Settings(data / "window.ini")
    look = Look(app, theme=theme_for(settings.theme, app), zoom=settings.zoom)
    jobs = Jobs(app)
    window = Window(
        look, jobs, prompts or Prompts(), settings, Recent(data / "recent.json"), paths.challenges_folder(), clock
    )
    one.handed.connect(window.take_in)
    if sys.platform == "darwin":
        app.installEventFilter(one)  # the Mac alone says by an event which file was double-clicked
    window.show()
    log = _Log()

    def begin() -> None:
        log.start(paths.state_folder())
        if started is not None:
            QTimer.singleShot(0, lambda: started(window))
        if argv:
            _hand_in(window, Path(argv[0]))
        QTimer.singleShot(0, one.listen)

    QTimer.singleShot(0, begin)
    try:
        return app.exec()
    finally:
        one.stop()
        app.removeEventFilter(one)
        window.close_workspace()
        jobs.shut_down()
        log.stop()
        window.deleteLater()
        app.removeTranslator(english)
        app.aboutToQuit.disconnect(jobs.shut_down)


def _hand_in(window: Window, path: Path) -> None:
    passphrase = os.environ.get(PASSPHRASE)
    if passphrase is None or path.suffix != ".slir":
        window.open_path(path)
        return
    from slireviewer import storage
    from slireviewer.errors import ReviewError

    try:
        window.open_workspace(storage.open_challenge(path, passphrase))
    except ReviewError as refused:
        window.open_path(path)
        window.start.unlock.say(str(refused))


class _Log:
    """The log of this laptop: what went wrong and where in the program, never a word of a note."""

    LARGEST = 500_000

    def __init__(self) -> None:
        self._handler: logging.Handler | None = None
        self._faults: IO[str] | None = None
        self._before = sys.excepthook

    def start(self, folder: Path) -> None:
        """Write to ``folder`` from now on."""
        import faulthandler
        import logging

        path = folder / "slireviewer.log"
        if path.exists() and path.stat().st_size > self.LARGEST:
            path.replace(path.with_suffix(".log.1"))  # one older log is kept
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
        self._handler = logging.FileHandler(path, encoding="utf-8")
        self._handler.setFormatter(_formatter())
        self._handler.setLevel(logging.WARNING)
        logging.getLogger("slireviewer").addHandler(self._handler)
        faults = os.open(folder / "faults.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._faults = os.fdopen(faults, "w", encoding="utf-8")
        if not faulthandler.is_enabled():
            faulthandler.enable(self._faults)
        else:
            self._faults.close()
            self._faults = None

        self._before = sys.excepthook
        sys.excepthook = self._note

    def _note(self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        import logging

        logging.getLogger("slireviewer").error("a fault nobody caught", exc_info=(kind, fault, trace))
        self._before(kind, fault, trace)

    def stop(self) -> None:
        """Write what is left and let go of the files."""
        import faulthandler
        import logging

        if sys.excepthook == self._note:
            sys.excepthook = self._before
        if self._handler is not None:
            logging.getLogger("slireviewer").removeHandler(self._handler)
            self._handler.close()
        if self._faults is not None:
            faulthandler.disable()
            self._faults.close()


def _formatter() -> logging.Formatter:
    import logging
    import traceback

    class Places(logging.Formatter):
        """Names the fault and the lines of the program it passed; its message might hold what was typed."""

        def formatException(
            self,
            ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
        ) -> str:
            frames = traceback.extract_tb(ei[2])
            where = "".join(f"\n  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
            return f"{ei[0].__name__ if ei[0] is not None else ''}{where}"

    return Places("%(asctime)s %(levelname)s %(name)s %(message)s")
