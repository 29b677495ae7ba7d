"""The real window on a real screen: ``real_window.py FILE``; ``real_window.py --clipboard TEXT`` has that to paste.

Says on the standard output, one JSON text a line, which keys arrived, in their order: a sign, "Return", or an action.
"""

import json
import os
import sys
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from slireviewer import app
from slireviewer.ui.actions import Where
from slireviewer.ui.safe import safe
from slireviewer.ui.window import Window

HELD = (Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Shift, Qt.Key.Key_AltGr, Qt.Key.Key_Meta)


def say(words: str) -> None:
    os.write(1, f"{json.dumps(words)}\n".encode())


class Arrivals(QObject):
    """Tells of every key that the screen hands to the window, before the window does anything with it."""

    @safe(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(watched, QWindow) and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                say("Return")
            elif event.key() == Qt.Key.Key_V and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                say("paste")
            elif event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
                if event.key() not in HELD:
                    say(f"not taken: {event.key()} with {event.modifiers()}, {QGuiApplication.focusWindow()} in front")
            elif event.text() and event.text().isprintable():
                say(event.text())
        return False


def started(window: Window) -> None:
    arrivals = Arrivals(window)
    QApplication.instance().installEventFilter(arrivals)
    for entry, action in window.actions_table:
        if entry.where is Where.CAPTURE:
            action.triggered.connect(lambda _=False, name=entry.name: say(f"action {name}"))

    def end() -> None:
        say("done")
        QTimer.singleShot(0, window.close)

    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    window.actions_table["page_today"].triggered.connect(end)
    ready = QTimer(window)

    def look() -> None:
        if window.isActiveWindow() and window.capture is not None and window.capture.editor.hasFocus():
            ready.stop()
            say("ready")

    ready.setInterval(50)
    ready.timeout.connect(look)
    ready.start()


def own_clipboard(text: str) -> int:
    qt = QGuiApplication([])
    QGuiApplication.clipboard().setText(text)
    QTimer.singleShot(0, lambda: say("owned"))
    return qt.exec()


if __name__ == "__main__":
    if sys.argv[1] == "--clipboard":
        sys.exit(own_clipboard(sys.argv[2]))
    sys.exit(app.run([str(Path(sys.argv[1]))], started=started, clock=lambda: datetime(2026, 5, 12, 10, 5)))
