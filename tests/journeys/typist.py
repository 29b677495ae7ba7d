"""Somebody who types into the real window until the process is killed: ``python typist.py FILE PACE [PAGE]``.

``PACE`` is in characters a second; ``PAGE`` is the number of the page's key, 2 (Capture) without one.

Says on the standard output, without a buffer, how many characters are typed and how many are shown as saved.
"""

import itertools
import os
import sys
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from slireviewer import app
from slireviewer.ui.saving import Saver
from slireviewer.ui.window import Window

LINE = 47  # characters of a point


def stream() -> itertools.chain[str]:
    """What is typed: words with numbers that never repeat, a new point after every ``LINE`` characters."""
    endless = itertools.chain.from_iterable(f"word{number} " for number in itertools.count())
    return itertools.chain.from_iterable((*itertools.islice(endless, LINE - 1), ".", "\n") for _ in itertools.count())


def say(words: str) -> None:
    os.write(1, f"{words}\n".encode())


def started(window: Window, wait: int, page: str) -> None:
    typed = 0
    text = stream()

    def strike() -> None:
        nonlocal typed
        target = QApplication.focusWidget()
        assert target is not None
        sign = next(text)
        if sign == "\n":
            QTest.keyClick(target, Qt.Key.Key_Return)
        else:
            QTest.keyClicks(target, sign)
        typed += 1
        say(f"typed {typed}")

    def ready() -> None:
        for saver in window.findChildren(Saver):
            saver.saved.connect(lambda: say(f"saved {typed}"))
        clock = QTimer(window)
        clock.setInterval(wait)
        clock.timeout.connect(strike)
        clock.start()
        say("ready")

    def begin() -> None:
        QTest.keyClick(
            window,
            getattr(Qt.Key, f"Key_{page}"),
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
        )
        QTimer.singleShot(200, ready)

    QTimer.singleShot(0, begin)


if __name__ == "__main__":
    pace = 1000 // int(sys.argv[2])
    clock = lambda: datetime(2026, 5, 12, 10, 5)  # noqa: E731
    page = sys.argv[3] if len(sys.argv) > 3 else "2"
    sys.exit(app.run([str(Path(sys.argv[1]))], started=lambda window: started(window, pace, page), clock=clock))
