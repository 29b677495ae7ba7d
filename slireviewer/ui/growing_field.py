"""A field for a few lines of plain words, which grows with what is typed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit

from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look


class GrowingField(QTextEdit):
    """Plain text that grows with what is typed. ``left`` follows when the focus goes elsewhere."""

    left = Signal()

    def __init__(self, look: Look, name: str, lines: int) -> None:
        super().__init__()
        self._look, self._lines = look, lines
        self.setObjectName("field")
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        look.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        line_height = self.fontMetrics().lineSpacing()
        wanted = max(self.document().size().height(), self._lines * line_height + 8)
        self.setFixedHeight(round(min(wanted, 14 * line_height)) + self._look.px(14))

    @safe(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @safe(None)
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()
