"""The small pieces every page is put together from: cards, labels that shorten, key buttons, chips, tabs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent


def label(text: str = "", role: str = "", *, wrap: bool = False) -> QLabel:
    """A label of one of the style sheet's roles."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    if role == "key":
        made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


def frame(role: str) -> QFrame:
    """A frame of one of the style sheet's roles: card, next, quiet, alarm."""
    made = QFrame()
    made.setProperty("role", role)
    return made


def button(text: str, role: str = "", *, name: str = "") -> QPushButton:
    """A push button; ``name`` is what a screen reader says when ``text`` alone would not do."""
    made = _Button(text)
    if role:
        made.setProperty("role", role)
    if name:
        made.setAccessibleName(name)
    made.setAutoDefault(False)
    return made


def enter_presses(focused: QWidget | None, event: QKeyEvent) -> bool:
    """Press the button that has the focus when that is what Enter was meant for; whether it was."""
    plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not plain or event.isAutoRepeat():
        return False
    if not isinstance(focused, QAbstractButton) or isinstance(focused, QCheckBox):
        return False
    focused.click()
    return True


class _Button(QPushButton):
    """Enter presses it, as Space does, also in a dialog with another button for Enter."""

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not enter_presses(self, event):
            super().keyPressEvent(event)


def line() -> QFrame:
    """A thin dividing line."""
    made = frame("line")
    made.setFixedHeight(1)
    return made


def card(*, spacing: int = 4, margins: tuple[int, int, int, int] = (14, 13, 14, 13)) -> tuple[QFrame, QVBoxLayout]:
    """A white card and the column inside it."""
    made = frame("card")
    column = QVBoxLayout(made)
    column.setContentsMargins(*margins)
    column.setSpacing(spacing)
    return made, column


def clear(layout: QBoxLayout) -> None:
    """Take everything out of a layout and let it go."""
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        inner = item.layout() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif isinstance(inner, QBoxLayout):
            clear(inner)


def scrolled(inner: QWidget, name: str) -> QScrollArea:
    """``inner`` in an area that scrolls up and down only."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setAccessibleName(name)
    area.viewport().setAutoFillBackground(False)
    inner.setAutoFillBackground(False)
    inner.setObjectName("column")
    area.setWidget(inner)
    return area


class Shortened(QLabel):
    """One line of text that ends in … when there is no room; the whole text is its tool tip and its name."""

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__()
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        if role:
            self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_whole(text)

    def set_whole(self, text: str) -> None:
        """Show this text from now on."""
        self._whole = text
        self.setAccessibleName(text)
        self._fit()

    def whole(self) -> str:
        """The text, not shortened."""
        return self._whole

    def _fit(self) -> None:
        flat = self._whole.replace("\n", " ")
        room = max(0, self.contentsRect().width())
        shown = QFontMetrics(self.font()).elidedText(flat, Qt.TextElideMode.ElideRight, room)
        self.setText(shown)
        self.setToolTip(self._whole if shown != flat else "")

    @safe(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @safe(None)
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    @safe(QSize())
    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(self._whole) + 2, metrics.height()).grownBy(self.contentsMargins())

    @safe(QSize())
    def minimumSizeHint(self) -> QSize:
        return QSize(24, QFontMetrics(self.font()).height()).grownBy(self.contentsMargins())


class ShortLink(QPushButton):
    """A link whose words end in … when there is no room; the whole words are its tool tip."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__()
        self._whole = text
        self.setProperty("role", "link")
        self.setStyleSheet("text-align: left")
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setText(text)
        self._edges = super().sizeHint().width() - self.fontMetrics().horizontalAdvance(text)

    @safe(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = max(0, self.width() - self._edges)
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        self.setText(shown.replace("&", "&&"))
        self.setToolTip(self._whole if shown != self._whole else "")


class KeyButton(QAbstractButton):
    """A choice with its key beside it; checked it takes the colour of its role."""

    def __init__(self, look: Look, word: str, key: str, *, role: str = "accent", icon: str = "") -> None:
        super().__init__()
        self._look, self._role, self._icon = look, role, icon
        self._faces = (key, key.rpartition(" ")[2], "")
        self.face = 0
        self.tight = False  # with less room around the word
        self.setText(word)
        self.setCheckable(True)
        self.setAccessibleName(word)
        self.setAccessibleDescription(key)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def width_for(self, face: int) -> int:
        """How wide it wants to be: face 0 shows its key in full ("Ctrl 1"), 1 in short ("1"), 2 not at all."""
        look = self._look
        width = look.px(12 if self.tight else 18)
        width += QFontMetrics(look.font(12, QFont.Weight.DemiBold)).horizontalAdvance(self.text())
        if self._icon:
            width += look.px(19)
        key = self._faces[face]
        if key:
            width += look.px(10) + QFontMetrics(look.font(11)).horizontalAdvance(key)
        return width

    @safe(None)
    def nextCheckState(self) -> None:
        """Checked is what the point says, never what was clicked: the page sets it."""

    @safe(QSize())
    def sizeHint(self) -> QSize:
        return QSize(self.width_for(self.face), self._look.px(27 if self.tight else 32))

    @safe(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = look.colour("hover" if self.underMouse() or self.isDown() else "card")
        edge, ink, thick = look.colour("edge"), look.colour("text"), 1.0
        if self.isChecked():
            ground = look.colour("accent_soft" if self._role == "accent" else f"{self._role}_soft")
            edge = ink = look.colour(self._role)
            thick = 1.5
        if self.hasFocus():
            edge, thick = look.colour("accent"), 2.0
        painter.setPen(QPen(edge, thick))
        painter.setBrush(ground)
        half = thick / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), 5, 5)
        x = look.px(6 if self.tight else 9)
        if self._icon:
            icon = look.picture(self._icon, self._role, 14, ratio=self.devicePixelRatioF())
            painter.drawPixmap(x, (self.height() - look.px(14)) // 2, icon)
            x += look.px(19)
        painter.setPen(ink)
        font = look.font(12, QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Medium)
        painter.setFont(font)
        whole = QRect(x, 0, self.width() - x - look.px(5 if self.tight else 8), self.height())
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(whole, middle | Qt.AlignmentFlag.AlignLeft, self.text())
        painter.setPen(look.colour("text_soft"))
        painter.setFont(look.font(11))
        painter.drawText(whole, middle | Qt.AlignmentFlag.AlignRight, self._faces[self.face])
        painter.end()


class KeyRow(QWidget):
    """Key buttons side by side, in ``lines`` lines; where it gets narrow the keys shrink, then go, then it breaks."""

    GAP = 6

    def __init__(self, look: Look, name: str, *, lines: int = 1) -> None:
        super().__init__()
        self._look, self._lines, self._tight = look, lines, False
        self.buttons: list[KeyButton] = []
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.arrange)

    def set_buttons(self, buttons: Sequence[KeyButton]) -> None:
        """Show these and no others."""
        for old in self.buttons:
            old.hide()
            old.deleteLater()
        self.buttons = list(buttons)
        for new in self.buttons:
            new.setParent(self)
            new.show()
        self.arrange()

    def set_tight(self, tight: bool) -> None:
        """Make the buttons lower and narrower, or not."""
        if tight != self._tight:
            self._tight = tight
            self.arrange()

    def arrange(self) -> None:
        """Put the buttons where there is room for them."""
        room, height = self.width(), self._look.px(27 if self._tight else 32)
        for each in self.buttons:
            each.tight = self._tight
        face = next((face for face in (0, 1) if self._count_lines(room, face) <= self._lines), 2)
        x = y = 0
        for each in self.buttons:
            each.face = face
            width = min(each.width_for(face), max(room, 1))
            if x and x + width > room:
                x, y = 0, y + height + self.GAP
            each.setGeometry(x, y, width, height)
            each.update()
            x += width + self.GAP
        self.setFixedHeight(y + height if self.buttons else 0)

    def _count_lines(self, room: int, face: int) -> int:
        lines, x = 1, 0
        for each in self.buttons:
            width = each.width_for(face)
            if x and x + width > room:
                lines, x = lines + 1, 0
            x += width + self.GAP
        return lines

    @safe(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()


class TickBox(QCheckBox):
    """A box to tick, in the colours and at the size of the window."""

    def __init__(self, look: Look, word: str) -> None:
        super().__init__(word)
        self._look = look
        self.setAccessibleName(word)

    @safe(QSize())
    def sizeHint(self) -> QSize:
        width = QFontMetrics(self._look.font(13)).horizontalAdvance(self.text())
        return QSize(width + self._look.px(32), self._look.px(26))

    @safe(QSize())
    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(80), self._look.px(26))

    @safe(False)
    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    @safe(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        look, side = self._look, self._look.px(17)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(look.px(3) + 0.5, (self.height() - side) / 2, side, side)
        edge = look.colour("accent" if self.isChecked() or self.underMouse() else "field_edge")
        painter.setPen(QPen(edge, 1.5))
        painter.setBrush(look.colour("accent" if self.isChecked() else "card"))
        painter.drawRoundedRect(box, 3, 3)
        if self.isChecked():
            tick = look.picture("check", "accent_text", 13, ratio=self.devicePixelRatioF())
            painter.drawPixmap((box.center() - QPointF(look.px(13) / 2, look.px(13) / 2)).toPoint(), tick)
        if self.hasFocus():
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.setPen(look.colour("text"))
        painter.setFont(look.font(13))
        words = self.rect().adjusted(look.px(28), 0, -look.px(2), 0)
        shown = QFontMetrics(painter.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()


class DayTabs(QWidget):
    """The days of a challenge as a row of tabs; arrows move between them."""

    chosen = Signal(int)

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self._days: list[str] = []
        self._most = 5
        self._current = -1
        self._tabs: list[_Tab] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(4, 3, 4, 3)
        self._row.setSpacing(2)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_days(self, days: Sequence[str], current: int, most: int = 5) -> None:
        """Offer these days with one of them chosen; of more than ``most``, those around the chosen one are shown."""
        focus = any(tab.hasFocus() for tab in self._tabs)
        if (list(days), most) != (self._days, self._most) or not self._tab_of(current):
            clear(self._row)
            self._days, self._most = list(days), most
            first, last = _around(current, len(days), most)
            self._tabs = [_Tab(self._look, days[number], number) for number in range(first, last)]
            for tab in self._tabs:
                tab.clicked.connect(self._choose)
                tab.stepped.connect(self._step)
                self._row.addWidget(tab)
            if first > 0:
                self._row.insertWidget(0, self._further("‹", self.tr("Earlier day"), -1))
            if last < len(days):
                self._row.addWidget(self._further("›", self.tr("Later day"), 1))
        self._current = current
        for tab in self._tabs:
            tab.setChecked(tab.number == current)
            tab.setFocusPolicy(Qt.FocusPolicy.StrongFocus if tab.number == current else Qt.FocusPolicy.ClickFocus)
            if focus and tab.number == current:
                tab.setFocus()
        self.setVisible(len(days) > 1)
        self.updateGeometry()

    def needs(self, days: Sequence[str], current: int, most: int) -> int:
        """How wide it would be with these days, in pixels; nothing changes."""
        first, last = _around(current, len(days), most)
        words = [*(["‹"] if first else []), *days[first:last], *(["›"] if last < len(days) else [])]
        margins = self._row.contentsMargins()
        between = self._row.spacing() * max(0, len(words) - 1)
        return sum(_tab_width(self._look, each) for each in words) + between + margins.left() + margins.right()

    def _further(self, sign: str, name: str, by: int) -> QAbstractButton:
        made = _Tab(self._look, sign, -1)
        made.setCheckable(False)
        made.setAccessibleName(name)
        made.setToolTip(name)
        made.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        made.clicked.connect(lambda: self._step(by))
        return made

    def _tab_of(self, number: int) -> _Tab | None:
        return next((tab for tab in self._tabs if tab.number == number), None)

    def _choose(self) -> None:
        tab = self.sender()
        if isinstance(tab, _Tab):
            self.chosen.emit(tab.number)

    def _step(self, by: int) -> None:
        if 0 <= self._current + by < len(self._days):
            self.chosen.emit(self._current + by)

    @safe(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("track"))
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        painter.end()


def _around(current: int, count: int, most: int) -> tuple[int, int]:
    """From which of ``count`` days to before which ``most`` of them are shown."""
    first = max(0, min(current - most // 2, count - most))
    return first, min(count, first + most)


def _tab_width(look: Look, words: str) -> int:
    return QFontMetrics(look.font(13, QFont.Weight.DemiBold)).horizontalAdvance(words) + look.px(25)


class _Tab(QAbstractButton):
    stepped = Signal(int)

    def __init__(self, look: Look, word: str, number: int) -> None:
        super().__init__()
        self._look = look
        self.number = number
        self.setText(word)
        self.setAccessibleName(word)
        self.setCheckable(True)

    @safe(None)
    def nextCheckState(self) -> None:
        """The page says which day is shown."""

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.stepped.emit(-1 if event.key() == Qt.Key.Key_Left else 1)
        else:
            super().keyPressEvent(event)

    @safe(QSize())
    def sizeHint(self) -> QSize:
        return QSize(_tab_width(self._look, self.text()), self._look.px(30))

    @safe(QSize())
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @safe(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge: QColor | None = None
        if self.isChecked():
            edge = look.colour("edge")
        if self.hasFocus():
            edge = look.colour("accent")
        if edge is not None:
            painter.setPen(QPen(edge, 2 if self.hasFocus() else 1))
            painter.setBrush(look.colour("card" if self.isChecked() else "track"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        painter.setPen(look.colour("text"))
        painter.setFont(look.font(13, QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Normal))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()
