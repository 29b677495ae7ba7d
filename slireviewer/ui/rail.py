"""The dark rail on the left: a button for each page of the work, help and settings below."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QVBoxLayout

from slireviewer.ui.actions import Actions
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look


class Rail(QFrame):
    """``pressed`` carries the name of the page that is wanted: "today", ..., "help", "settings"."""

    pressed = Signal(str)

    def __init__(self, look: Look, actions: Actions, further: Iterable[tuple[str, str, str]]) -> None:
        """``further``: the pages after Today and Capture: name, action that shows the page, icon."""
        super().__init__()
        self.setObjectName("rail")
        column = QVBoxLayout(self)
        column.setContentsMargins(7, 11, 7, 11)
        column.setSpacing(6)
        words = {
            "today": self.tr("Today"),
            "capture": self.tr("Capture"),
            "evidence": self.tr("Evidence"),
            "merge": self.tr("Merge"),
            "letter": self.tr("Letter"),
            "help": self.tr("Help"),
            "settings": self.tr("Settings"),
        }
        above = [("today", "page_today", "calendar-days"), ("capture", "page_capture", "pen-line"), *further]
        below = [("help", "help", "circle-question-mark"), ("settings", "settings", "settings")]
        self.buttons: dict[str, RailButton] = {}
        for name, action, icon in (*above, *below):
            if name == "help":
                column.addStretch(1)
            made = self.buttons[name] = RailButton(look, words[name], icon)
            made.setToolTip(actions[action].shortcut().toString())
            made.clicked.connect(lambda _=False, name=name: self.pressed.emit(name))
            column.addWidget(made)
        self._look = look
        look.changed.connect(self._restyle)
        self._restyle()

    def mark(self, shown: str) -> None:
        """Show which page is in front; none where it is not one of these."""
        for name, each in self.buttons.items():
            each.setChecked(name == shown)

    def take_focus(self) -> None:
        """Put the focus on the button of the page in front."""
        next((each for each in self.buttons.values() if each.isChecked()), self.buttons["today"]).setFocus()

    def _restyle(self) -> None:
        self.setFixedWidth(self._look.px(64) + 14)


class RailButton(QAbstractButton):
    """A page's button on the dark rail."""

    def __init__(self, look: Look, word: str, icon: str) -> None:
        super().__init__()
        self._look, self._icon = look, icon
        self.setText(word)
        self.setAccessibleName(word)
        self.setCheckable(True)  # which one is checked the window says: on some pages none is

    @safe(QSize())
    def sizeHint(self) -> QSize:
        return QSize(self._look.px(64), self._look.px(54))

    @safe(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        role = "rail_text_selected" if chosen or self.underMouse() else "rail_text"
        ground = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("rail_selected"))
            painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        if self.hasFocus():
            painter.setPen(QPen(look.colour("rail_text_selected"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ground, 6, 6)
        icon = look.picture(self._icon, role, 21, ratio=self.devicePixelRatioF())
        painter.drawPixmap((self.width() - look.px(21)) // 2, look.px(9), icon)
        painter.setPen(look.colour(role))
        painter.setFont(look.font(11, QFont.Weight.Bold if chosen else QFont.Weight.Normal))
        words = QRect(0, look.px(30), self.width(), look.px(18))
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()
