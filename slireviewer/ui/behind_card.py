"""What stands behind the paragraph at the cursor: how many separate groups, and what was heard from each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from slireviewer.ui.cards import clear, label, scrolled
from slireviewer.ui.grounds import Heard
from slireviewer.ui.safe import safe
from slireviewer.ui.standing import meter_role, meter_words
from slireviewer.ui.theme import Look

MOST = 30  # points at a time


class Dots(QWidget):
    """How many separate groups, as up to three dots: full ones for those that there are."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._count = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def set_count(self, count: int, words: str) -> None:
        """Show that many, which a screen reader says as ``words``."""
        self._count = count
        self.setAccessibleName(words)
        self.update()

    @safe(QSize())
    def sizeHint(self) -> QSize:
        return QSize(self._look.px(40), self._look.px(16))

    @safe(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = self._look
        colour = look.colour(meter_role(self._count))
        side = look.px(10)
        for number in range(3):
            place = QRectF(number * look.px(13) + 1, (self.height() - side) / 2, side, side)
            painter.setPen(QPen(colour if number < self._count else look.colour("field_edge"), 1.4))
            painter.setBrush(colour if number < self._count else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(place)
        painter.end()


class BehindCard(QFrame):
    """The points behind the present paragraph, with their meetings; who said it is not shown."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._shown: object = None
        self.setProperty("role", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 11, 14, 13)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(6)
        self._dots = Dots(look)
        self._count = label(role="small")
        head.addWidget(label(self.tr("Behind this paragraph"), "section"))
        head.addStretch(1)
        head.addWidget(self._dots)
        head.addWidget(self._count)
        column.addLayout(head)
        inner = QWidget()
        self._lines = QVBoxLayout(inner)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(3)
        column.addWidget(scrolled(inner, self.tr("Behind this paragraph")), 1)
        look.changed.connect(self._redraw)

    def show_grounds(self, sources: int, heard: Sequence[Heard], *, computed: bool) -> None:
        """Show what was heard; ``computed`` for a paragraph that rests on no finding."""
        shown = (sources, tuple(heard), computed)
        if shown == self._shown:
            return
        self._shown = shown
        self._dots.setVisible(not computed)
        words = meter_words(sources)
        self._dots.set_count(sources, words)
        self._count.setText("" if computed else words)
        clear(self._lines)
        if computed:
            self._say(self.tr("This paragraph rests on no finding: it tells of the challenge itself."))
        elif not heard:
            self._say(self.tr("No note is linked to this yet."))
        for one in heard[:MOST]:
            self._lines.addWidget(label(one.text, wrap=True))
            below = [one.where, one.label]
            below.append(self.tr("page {number}").format(number=one.page) if one.page else "")
            below.append(self.tr("challenges this") if one.against else "")
            below.append(self.tr("off the record") if one.off_record else "")
            self._lines.addWidget(label("  ·  ".join(part for part in below if part), "small", wrap=True))
            self._lines.addSpacing(5)
        if len(heard) > MOST:
            self._say(self.tr("and %n more", "", len(heard) - MOST))
        self._lines.addStretch(1)

    def _say(self, words: str) -> None:
        self._lines.addWidget(label(words, "soft", wrap=True))

    def _redraw(self) -> None:
        self._shown = None
