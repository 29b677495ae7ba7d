"""Words drawn in a given number of lines, the last one ending in … when more would follow."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QTextLayout, QTextOption


def draw_words(painter: QPainter, room: QRect, text: str, lines: int, *, middle: bool = False) -> int:
    """Draw ``text`` in at most that many lines, the last one ending in … when more would follow; how high it got."""
    metrics = QFontMetrics(painter.font())
    shown = broken(text, painter.font(), room.width(), lines)
    high = len(shown) * metrics.lineSpacing()
    y = room.y() + (max(0, (room.height() - high) // 2) if middle else 0)
    for each in shown:
        painter.drawText(room.x(), y + metrics.ascent(), each)
        y += metrics.lineSpacing()
    return high


def broken(text: str, font: QFont, width: int, lines: int) -> list[str]:
    """``text`` broken into at most that many lines of that width."""
    flat = " ".join(text.split())
    layout = QTextLayout(flat, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    out: list[str] = []
    while len(out) < lines:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(max(10, width))
        start, long = line.textStart(), line.textLength()
        if len(out) == lines - 1 and start + long < len(flat):
            out.append(QFontMetrics(font).elidedText(flat[start:], Qt.TextElideMode.ElideRight, width))
        else:
            out.append(flat[start : start + long].rstrip())
    layout.endLayout()
    return out
