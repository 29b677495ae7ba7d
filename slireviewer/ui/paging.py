"""One long text cut into pages: where each begins and ends, and one of them drawn."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QAbstractTextDocumentLayout, QColor, QPainter, QPalette, QTextDocument

# A point of up to this many lines is not divided between two pages.
SHORT = 4


def page_cuts(document: QTextDocument, height: float) -> list[float]:
    """Where pages of this height begin and end in one long column: not in a line or a short point, nor right below
    a heading.

    Qt's own pages leave headings alone at the foot, and lose parts when a heading is moved.
    """
    whole = document.size().height()
    held = _held_together(document)
    cuts = [0.0]
    while whole - cuts[-1] > height:
        cut = limit = cuts[-1] + height
        for top, bottom in reversed(held):
            if top < cut < bottom:
                cut = top
        cuts.append(cut if cut > cuts[-1] else limit)
    return [*cuts, whole]


def _held_together(document: QTextDocument) -> list[tuple[float, float]]:
    """The stretches that no page may cut, from above to below: lines, short points, headings with what follows."""
    held: list[tuple[float, float]] = []
    heading: float | None = None
    below = 0.0
    since = 0  # blocks since the heading: one says when and who, then come the points
    block = document.begin()
    while block.isValid():
        lines = block.layout()
        above = document.documentLayout().blockBoundingRect(block).top()
        rects = [lines.lineAt(n).rect().translated(0, above) for n in range(lines.lineCount())]
        held += [(rect.top(), rect.bottom()) for rect in rects]
        if 0 < len(rects) <= SHORT:
            held.append((rects[0].top(), rects[-1].bottom()))
        if block.blockFormat().headingLevel():
            if heading is not None and since:  # the section before had one block only
                held.append((heading, below))
                heading = None
            heading, since = above if heading is None else heading, 0
        elif heading is not None and rects:
            since += 1
            below = rects[0].bottom()
            if since == 2:
                held.append((heading, rects[0].bottom()))
                heading = None
        block = block.next()
    return sorted(held)


def paint_slice(painter: QPainter, document: QTextDocument, body: QRectF, top: float, bottom: float) -> None:
    """Draw what stands between two heights of a document into the place ``body`` of a page."""
    painter.save()
    painter.translate(0, body.y() - top)
    visible = QRectF(0, top, body.width(), bottom - top)
    painter.setClipRect(visible)
    context = QAbstractTextDocumentLayout.PaintContext()
    context.clip = visible.adjusted(0, 1, 0, -1)  # a line that only touches the edge belongs to the other page
    black = QPalette()
    black.setColor(QPalette.ColorRole.Text, QColor(0, 0, 0))  # whatever the theme of the window
    context.palette = black
    document.documentLayout().draw(painter, context)
    painter.restore()
