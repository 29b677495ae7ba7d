"""Fields of a form: a choice from a list, and a day, drawn with the icons of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class Choice(QComboBox):
    """A choice of one among several, with an arrow in the colours of the window."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look

    @safe(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.width() - self._look.px(44)
        option.currentText = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideMiddle, room)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        if not self.isEditable():
            painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        _draw_arrow(painter, self._look, self, "chevron-down")
        painter.end()


class Day(QDateEdit):
    """A day, typed or chosen from a calendar."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setCalendarPopup(True)
        self.setDisplayFormat("ddd d MMMM yyyy")

    @safe(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        _draw_arrow(painter, self._look, self, "calendar-days")
        painter.end()


def _draw_arrow(painter: QPainter, look: Look, field: QWidget, name: str) -> None:
    side = look.px(15)
    icon = look.picture(name, "text_soft", 15, ratio=field.devicePixelRatioF())
    painter.drawPixmap(field.width() - side - look.px(9), (field.height() - side) // 2, icon)
