"""Charts drawn by hand: the ring of minutes left, and what was heard on each theme. Each has its sentence in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look


class Ring(QWidget):
    """How many minutes of a meeting are left, as a number in a closing ring."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._left = self._whole = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def set_minutes(self, left: int, whole: int) -> None:
        """Show ``left`` minutes of ``whole``."""
        self._left, self._whole = left, max(whole, 1)
        self.setAccessibleName(self.tr("{left} of {whole} minutes left").format(left=left, whole=whole))
        self.update()

    @safe(QSize())
    def sizeHint(self) -> QSize:
        return QSize(self._look.px(46), self._look.px(46))

    @safe(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        thick = look.px(4)
        circle = QRectF(self.rect()).adjusted(thick / 2 + 1, thick / 2 + 1, -thick / 2 - 1, -thick / 2 - 1)
        painter.setPen(QPen(look.colour("track"), thick))
        painter.drawEllipse(circle)
        painter.setPen(QPen(look.colour("accent"), thick, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        part = min(1.0, self._left / max(self._whole, 1))
        if part > 0:
            painter.drawArc(circle, 90 * 16, -round(part * 360 * 16))
        painter.setPen(look.colour("text"))
        painter.setFont(look.font(13, QFont.Weight.Bold))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self._left))
        painter.end()


@dataclass(frozen=True, slots=True)
class Heard:
    """One theme's row: how many strengths and considerations, from how many separate groups."""

    title: str
    strengths: int
    considerations: int
    groups: int


class Coverage(QWidget):
    """A bar a theme: strengths and considerations side by side, all to one scale."""

    ROW = 36

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._rows: list[Heard] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def set_rows(self, rows: Sequence[Heard]) -> None:
        """Show these themes."""
        self._rows = list(rows)
        self.setAccessibleName(self.tr("What we have heard so far"))
        self.setAccessibleDescription("; ".join(self.sentence(row) for row in self._rows))
        self.updateGeometry()
        self.update()

    def sentence(self, row: Heard) -> str:
        """The row in words."""
        return self.tr(
            "{title}: {strengths} strengths, {considerations} considerations, {groups} separate groups"
        ).format(title=row.title, strengths=row.strengths, considerations=row.considerations, groups=row.groups)

    @safe(QSize())
    def sizeHint(self) -> QSize:
        return QSize(self._look.px(240), self._look.px(self.ROW * len(self._rows) + 17))

    @safe(QSize())
    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(120), self.sizeHint().height())

    @safe(False)
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = event.pos().y() // max(1, self._look.px(self.ROW))
            if 0 <= index < len(self._rows):
                QToolTip.showText(event.globalPos(), self.sentence(self._rows[index]), self)
            return True
        return super().event(event)

    @safe(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = max((row.strengths + row.considerations for row in self._rows), default=0)
        scale = max(8, most * 1.06)
        for number, row in enumerate(self._rows):
            self._paint_row(painter, self._look.px(self.ROW * number), row, scale)
        self._paint_legend(painter, self._look.px(self.ROW * len(self._rows)))
        painter.end()

    def _paint_row(self, painter: QPainter, top: int, row: Heard, scale: float) -> None:
        look, width = self._look, self.width()
        numbers = f"{row.strengths} + {row.considerations}"
        small = look.font(11)
        room = QFontMetrics(small).horizontalAdvance(numbers) + look.px(10)
        painter.setFont(look.font(13))
        painter.setPen(look.colour("text"))
        title = QFontMetrics(painter.font()).elidedText(row.title, Qt.TextElideMode.ElideRight, width - room)
        box = QRect(0, top, width, look.px(18))
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
        painter.setFont(small)
        painter.setPen(look.colour("text_soft"))
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, numbers)
        bar = QRectF(0, top + look.px(20), width, look.px(10))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("track"))
        painter.drawRoundedRect(bar, 4, 4)
        x = 0.0
        for count, role in ((row.strengths, "strength"), (row.considerations, "consideration")):
            if count:
                painter.setBrush(look.colour(role))
                long = max(6.0, width * count / scale)
                painter.drawRoundedRect(QRectF(x, bar.y(), long, bar.height()), 4, 4)
                x += long + 2

    def _paint_legend(self, painter: QPainter, top: int) -> None:
        look = self._look
        painter.setFont(look.font(11))
        x = 0
        for role, word in (("strength", self.tr("Strengths")), ("consideration", self.tr("Considerations"))):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour(role))
            painter.drawRoundedRect(QRectF(x, top + look.px(3), look.px(10), look.px(10)), 3, 3)
            painter.setPen(look.colour("text_soft"))
            painter.drawText(QPoint(x + look.px(15), top + look.px(12)), word)
            x += look.px(29) + QFontMetrics(painter.font()).horizontalAdvance(word)
