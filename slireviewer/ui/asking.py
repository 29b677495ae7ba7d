"""The questions to ask in a meeting: each is ticked off when it was asked, and one's own can be added."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout

from slireviewer.model import ItemId, Question
from slireviewer.ui.cards import clear, label
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look

Group = tuple[str, Sequence[Question]]


class Asking(QFrame):
    """The card of questions. ``ticked`` carries a question and whether it was asked; ``added`` one of one's own."""

    ticked = Signal(str, bool)
    added = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._groups: list[Group] = []
        self.boxes: dict[ItemId, AskBox] = {}
        self.setProperty("role", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 13, 14, 13)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(label(self.tr("Questions to ask"), "section"), 1)
        self._count = label(role="small")
        head.addWidget(self._count)
        column.addLayout(head)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(7)
        column.addLayout(self._lines)
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Add a question of your own"))
        self.field.setAccessibleName(self.tr("Add a question of your own"))
        self.field.setAccessibleDescription(self.tr("Enter adds it under the theme of the point you are writing."))
        self.field.setMaxLength(300)
        self.field.returnPressed.connect(self._add)
        column.addWidget(self.field)

    def show_questions(self, groups: Sequence[Group], asked: Collection[ItemId]) -> None:
        """Show these, with those that were asked ticked; what is there already stays, and keeps the focus."""
        groups = [(title, tuple(questions)) for title, questions in groups]
        if groups != self._groups:
            self._groups = groups
            self._build_lines()
        for question, box in self.boxes.items():
            box.setChecked(question in asked)
        done = sum(1 for box in self.boxes.values() if box.isChecked())
        self._count.setText(self.tr("{done} of {whole}").format(done=done, whole=len(self.boxes)) if self.boxes else "")

    def _build_lines(self) -> None:
        focused = next((question for question, box in self.boxes.items() if box.hasFocus()), None)
        clear(self._lines)
        self.boxes = {}
        for title, questions in self._groups:
            head = label(title, "small", wrap=True)
            head.setContentsMargins(0, 4, 0, 0)
            self._lines.addWidget(head)
            for question in questions:
                box = AskBox(self._look, question)
                box.clicked.connect(self._tick)
                self._lines.addWidget(box)
                self.boxes[question.id] = box
        before = self.field
        for box in reversed(self.boxes.values()):
            self.setTabOrder(box, before)
            before = box  # type: ignore[assignment]
        if focused in self.boxes:
            self.boxes[focused].setFocus()

    def _tick(self, asked: bool) -> None:
        box = self.sender()
        if isinstance(box, AskBox):
            self.ticked.emit(box.question.id, asked)

    def _add(self) -> None:
        text = " ".join(self.field.text().split())
        if text:
            self.field.clear()
            self.added.emit(text)


class AskBox(QCheckBox):
    """One question with its box; long ones run over several lines."""

    def __init__(self, look: Look, question: Question) -> None:
        super().__init__()
        self._look, self.question = look, question
        self.setText(question.text)
        self.setAccessibleName(question.text)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def _words(self, width: int) -> QRect:
        room = QRect(0, 0, max(20, width - self._look.px(26) - 3), 10_000)
        return QFontMetrics(self._look.font(13)).boundingRect(room, Qt.TextFlag.TextWordWrap.value, self.text())

    @safe(False)
    def hasHeightForWidth(self) -> bool:
        return True

    @safe(0)
    def heightForWidth(self, width: int) -> int:
        return max(self._words(width).height(), self._look.px(18)) + 4

    @safe(QSize())
    def sizeHint(self) -> QSize:
        return QSize(self._look.px(200), self.heightForWidth(self.width() or self._look.px(200)))

    @safe(QSize())
    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(60), self._look.px(22))

    @safe(False)
    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    @safe(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        look, side = self._look, self._look.px(17)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(4, 2.5, side - 1, side - 1)
        edge = look.colour("accent" if self.isChecked() or self.underMouse() else "field_edge")
        painter.setPen(QPen(edge, 1.5))
        painter.setBrush(look.colour("accent" if self.isChecked() else "card"))
        painter.drawRoundedRect(box, 3, 3)
        if self.isChecked():
            tick = look.picture("check", "accent_text", 13, ratio=self.devicePixelRatioF())
            corner = box.center() - QPointF(look.px(13) / 2, look.px(13) / 2)
            painter.drawPixmap(corner.toPoint(), tick)
        if self.hasFocus():
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(look.colour("text_soft" if self.isChecked() else "text"))
        painter.setFont(look.font(13))
        words = QRect(look.px(26) + 3, 2, self.width() - look.px(26) - 3, self.height())
        painter.drawText(words, Qt.TextFlag.TextWordWrap.value, self.text())
        painter.end()
