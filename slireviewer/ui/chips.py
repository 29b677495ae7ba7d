"""How a kind of point is shown: a word, an icon and a colour, never a colour alone."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from slireviewer.model import PointKind
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look

KIND_ROLE = {
    PointKind.STRENGTH: "strength",
    PointKind.CONSIDERATION: "consideration",
    PointKind.QUOTE: "quote",
    PointKind.FOLLOW_UP: "follow_up",
    PointKind.CONTEXT: "context",
}
KIND_ICON = {
    PointKind.STRENGTH: "plus",
    PointKind.CONSIDERATION: "triangle-alert",
    PointKind.QUOTE: "quote",
    PointKind.FOLLOW_UP: "circle-question-mark",
    PointKind.CONTEXT: "info",
}


class Chip(QWidget):
    """A point's kind: word, icon and colour."""

    def __init__(self, look: Look, kind: PointKind, word: str) -> None:
        super().__init__()
        self._look, self._kind, self._word = look, kind, word
        self.setAccessibleName(word)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @safe(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_chip(painter, self._look, QPoint(0, 0), self._kind, self._word)
        painter.end()

    @safe(QSize())
    def sizeHint(self) -> QSize:
        return chip_size(self._look, self._word)


def chip_size(look: Look, word: str) -> QSize:
    """How large the chip with that word is."""
    width = QFontMetrics(look.font(11, QFont.Weight.DemiBold)).horizontalAdvance(word)
    return QSize(width + look.px(29), look.px(20))


def paint_chip(painter: QPainter, look: Look, at: QPoint, kind: PointKind, word: str) -> None:
    """Draw the chip of ``kind`` with its top left corner at ``at``."""
    paint_sign(painter, look, at, KIND_ROLE[kind], KIND_ICON[kind], word)


def paint_sign(painter: QPainter, look: Look, at: QPoint, role: str, icon_name: str, word: str) -> None:
    """Draw a chip of that colour, icon and word with its top left corner at ``at``."""
    size = chip_size(look, word)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour(f"{role}_soft"))
    painter.drawRoundedRect(QRectF(at.x(), at.y(), size.width(), size.height()), 4, 4)
    icon = look.picture(icon_name, role, 12, ratio=painter.device().devicePixelRatio())
    painter.drawPixmap(at.x() + look.px(6), at.y() + look.px(4), icon)
    painter.setPen(look.colour(role))
    painter.setFont(look.font(11, QFont.Weight.DemiBold))
    text = QRect(at.x() + look.px(22), at.y(), size.width(), size.height())
    painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, word)
