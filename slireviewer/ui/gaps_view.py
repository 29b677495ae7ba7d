"""What is missing before the feedback: a list for tomorrow, each line with one button that makes a question of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from slireviewer.model import ItemId, Meeting
from slireviewer.ui.card_list import CardList
from slireviewer.ui.cards import Shortened, button, label
from slireviewer.ui.fields import Choice
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.rows import Index
from slireviewer.ui.safe import safe
from slireviewer.ui.section import Section
from slireviewer.ui.theme import Look
from slireviewer.ui.words import spoken
from slireviewer.ui.wrapping import broken, draw_words

if TYPE_CHECKING:
    from slireviewer.storage import Workspace

GAP = Qt.ItemDataRole.UserRole
LINES = 3
_NOTHING: object = None


@dataclass(frozen=True, slots=True)
class GapLine:
    """One thing that is missing; ``ask`` is the question it suggests, or ``question`` one that there is already."""

    title: str
    below: str
    icon: str
    ask: str
    theme: ItemId | None = None
    question: ItemId | None = None
    meeting: str = ""  # the meeting where it fits best
    planned: str = ""  # where it is to be asked already


class Gaps(QAbstractListModel):
    """The list as Qt asks for it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[GapLine] = []

    def set_lines(self, lines: Sequence[GapLine]) -> None:
        """Show these."""
        self.beginResetModel()
        self._lines = list(lines)
        self.endResetModel()

    def lines(self) -> list[GapLine]:
        """All lines."""
        return list(self._lines)

    @safe(0)
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._lines)

    @safe(_NOTHING)
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or not 0 <= index.row() < len(self._lines):
            return None
        line = self._lines[index.row()]
        if role == GAP:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            asked = self.tr("to be asked: {where}").format(where=line.planned) if line.planned else ""
            return ", ".join(part.rstrip(".") for part in (line.title, line.below, asked) if part)
        return None


class GapCards(CardList):
    """The list. ``asked`` carries the row whose button was pressed, by mouse or by Enter."""

    asked = Signal(int)
    left = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look, self.tr("What is missing"))
        self.gaps = Gaps(self)
        self.setModel(self.gaps)
        self._delegate = _GapDelegate(look, self)
        self.setItemDelegate(self._delegate)

    def show_lines(self, lines: Sequence[GapLine]) -> None:
        """Show these; the place in the list stays."""
        row = max(0, self.currentIndex().row())
        self.gaps.set_lines(lines)
        if lines:
            self.setCurrentIndex(self.gaps.index(min(row, len(lines) - 1)))

    @safe(None)
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self._delegate.button_rect(self.visualRect(index)).contains(event.position()):
            self.asked.emit(index.row())

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.asked.emit(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class _GapDelegate(QStyledItemDelegate):
    def __init__(self, look: Look, view: GapCards) -> None:
        super().__init__(view)
        self._look, self._view = look, view
        self._word = self.tr("Ask…")

    def button_rect(self, rect: QRect) -> QRectF:
        """Where the button of a line in that place is."""
        look = self._look
        wide = QFontMetrics(look.font(12, QFont.Weight.DemiBold)).horizontalAdvance(self._word) + look.px(22)
        high = look.px(28)
        return QRectF(rect.right() - wide - look.px(10), rect.y() + (rect.height() - look.px(6) - high) / 2, wide, high)

    def _words(self, rect: QRect) -> QRect:
        look = self._look
        right = round(self.button_rect(rect).x()) - look.px(10)
        return QRect(rect.x() + look.px(36), rect.y() + look.px(8), right - rect.x() - look.px(36), rect.height())

    @safe(QSize())
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        look, line, wide = self._look, index.data(GAP), self._view.viewport().width()
        room = self._words(QRect(0, 0, wide, look.px(60))).width()
        title, small = look.font(13), look.font(11)
        high = len(broken(line.title, title, room, LINES)) * QFontMetrics(title).lineSpacing()
        return QSize(wide, high + QFontMetrics(small).lineSpacing() + look.px(8 + 2 + 8 + 6))

    @safe(None)
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, line, state = self._look, index.data(GAP), option.state
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        ground = "accent_soft" if chosen else "hover" if state & QStyle.StateFlag.State_MouseOver else "card"
        thick = 2.2 if chosen and self._view.hasFocus() else 1.2
        painter.setPen(QPen(look.colour("accent" if chosen else "edge"), thick))
        painter.setBrush(look.colour(ground))
        painter.drawRoundedRect(QRectF(rect).adjusted(1.5, 1.5, -1.5, -look.px(6) + 0.5), 6, 6)
        words, ratio = self._words(rect), painter.device().devicePixelRatio()
        icon = look.picture(line.icon, "consideration", 16, ratio=ratio)
        painter.drawPixmap(rect.x() + look.px(12), words.y() + look.px(1), icon)
        painter.setPen(look.colour("text"))
        painter.setFont(look.font(13))
        high = draw_words(painter, words, line.title, LINES)
        painter.setFont(look.font(11))
        metrics = QFontMetrics(painter.font())
        y = words.y() + high + look.px(2)
        x = words.x()
        if line.planned:
            painter.drawPixmap(x, y, look.picture("check", "strength", 13, ratio=ratio))
            x += look.px(18)
        painter.setPen(look.colour("strength" if line.planned and not chosen else "text_soft"))
        below = metrics.elidedText(line.planned or line.below, Qt.TextElideMode.ElideRight, words.right() - x)
        painter.drawText(x, y + metrics.ascent(), below)
        self._paint_button(painter, rect)
        painter.restore()

    def _paint_button(self, painter: QPainter, rect: QRect) -> None:
        look, box = self._look, self.button_rect(rect)
        painter.setPen(QPen(look.colour("field_edge"), 1))
        painter.setBrush(look.colour("card"))
        painter.drawRoundedRect(box, 6, 6)
        painter.setPen(look.colour("text"))
        painter.setFont(look.font(12, QFont.Weight.DemiBold))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._word)


class GapsView(Section):
    """The list with its heading. ``asked`` carries the line that is to become a question, ``left`` goes back.

    ``look_for`` reads on a thread what is missing, and ``say_it`` puts that into lines.
    """

    asked = Signal(object)
    left = Signal()

    def __init__(
        self, look: Look, jobs: Jobs, look_for: Callable[[Workspace], Any], say_it: Callable[[Any], list[GapLine]]
    ) -> None:
        super().__init__(look, jobs)
        self._look_for, self._say_it = look_for, say_it
        self._said: str | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        self.back = button("", "bare", name=self.tr("Back to what we have heard"))
        self.back.setToolTip(f"{self.back.accessibleName()}   Esc")
        self.back.clicked.connect(self.left)
        self._count = Shortened(role="small")
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.back)
        head.addWidget(label(self.tr("What is missing"), "heading"))
        head.addWidget(self._count, 1)
        column.addLayout(head)
        self.list = GapCards(look)
        self.list.asked.connect(lambda row: self.asked.emit(self.list.gaps.lines()[row]))
        self.list.left.connect(self.left)
        column.addWidget(self.list, 1)
        self._nothing = label("", "soft", wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(self._nothing, 1)
        look.changed.connect(self._restyle)
        self._restyle()

    def open(self, workspace: Workspace | None) -> None:
        super().open(workspace)
        self._show([], self.tr("Looking for what is missing …"))

    def refresh(self, *, said: str | None = None) -> None:
        """Look again for what is missing; ``said`` (if not empty) is told in place of how much that is."""
        self._said = said
        super().refresh()

    def read(self, workspace: Workspace, stopped: Callable[[], bool]) -> Any:
        return self._look_for(workspace)

    def fill(self, value: Any) -> None:
        lines = self._say_it(value)
        waiting = self.back.hasFocus()
        self._show(lines, self.tr("Nothing is missing: every theme was heard from every group."))
        words = self.tr("{count} things for tomorrow").format(count=len(lines)) if lines else ""
        self._count.set_whole(words)
        if waiting:
            self.take_focus()
        if self._said is None:
            self.told.emit(words or self._nothing.text())
        elif self._said:
            self.told.emit(self._said)

    def take_focus(self) -> None:
        (self.list if self.list.gaps.rowCount() else self.back).setFocus()

    def _show(self, lines: list[GapLine], otherwise: str) -> None:
        self.list.show_lines(lines)
        self.list.setVisible(bool(lines))
        self._nothing.setText(otherwise)
        self._nothing.setVisible(not lines)

    def _restyle(self) -> None:
        self.back.setIcon(self._look.icon("arrow-left", "text_soft", 16))
        self.back.setIconSize(QSize(self._look.px(16), self._look.px(16)))

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class AskBox(QDialog):
    """Asks for the words of a question and for the meeting. ``chosen`` carries both; Esc chooses none."""

    chosen = Signal(str, str)

    def __init__(self, look: Look, line: GapLine, meetings: Sequence[Meeting], parent: QWidget) -> None:
        super().__init__(parent)
        title = self.tr("Ask about it in a meeting")
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(8)
        column.addWidget(label(title, "heading"))
        column.addWidget(label(line.title, "soft", wrap=True))
        column.addWidget(label(self.tr("Question"), "small"))
        self.question = QLineEdit(line.ask)
        self.question.setAccessibleName(self.tr("Question"))
        self.question.setMaxLength(300)
        self.question.setReadOnly(line.question is not None)
        column.addWidget(self.question)
        column.addWidget(label(self.tr("Meeting"), "small"))
        self.meeting = Choice(look)
        self.meeting.setAccessibleName(self.tr("Meeting"))
        for each in meetings:
            when = f"{spoken(each.starts.date(), 'ddd d MMM')} {each.starts:%H:%M}" if each.starts is not None else ""
            self.meeting.addItem("   ".join(part for part in (when, each.title) if part), each.id)
        self.meeting.setCurrentIndex(max(0, self.meeting.findData(line.meeting)))
        column.addWidget(self.meeting)
        foot = QHBoxLayout()
        foot.addStretch(1)
        away = button(self.tr("Cancel"))
        self.take = button(self.tr("Put it on the meeting"), "primary")
        self.take.setEnabled(bool(meetings))
        foot.addWidget(away)
        foot.addWidget(self.take)
        column.addSpacing(6)
        column.addLayout(foot)
        away.clicked.connect(self.reject)
        self.take.clicked.connect(self._take)
        self.question.returnPressed.connect(self._take)
        self.resize(min(look.px(560), parent.width() - 40), self.sizeHint().height())
        self.question.setFocus()

    def _take(self) -> None:
        text = " ".join(self.question.text().split())
        if text and self.meeting.currentData():
            meeting = str(self.meeting.currentData())
            self.accept()
            self.chosen.emit(text, meeting)
