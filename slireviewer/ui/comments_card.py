"""What the team says among itself about the present paragraph: open comments, and a field for the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from slireviewer.model import Comment, ItemId
from slireviewer.ui.cards import button, clear, label, scrolled
from slireviewer.ui.theme import Look
from slireviewer.ui.words import first_name, hour_of


class CommentsCard(QFrame):
    """``said`` carries a new comment, ``settled`` the id of one that is dealt with. Nothing of it leaves the team."""

    said = Signal(str)
    settled = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._shown: object = None
        self.setProperty("role", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 11)
        column.setSpacing(6)
        self._inner = QWidget()
        self._lines = QVBoxLayout(self._inner)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(3)
        self._area = scrolled(self._inner, self.tr("Comments of the team"))
        column.addWidget(self._area, 1)
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Comment for the team: Enter keeps it"))
        self.field.setAccessibleName(self.tr("Comment for the team on this paragraph"))
        self.field.returnPressed.connect(self._say)
        column.addWidget(self.field)

    def show_comments(self, comments: Sequence[Comment], names: Mapping[ItemId, str], today: date) -> None:
        """Show the open ones of these."""
        left = [one for one in comments if not one.resolved]
        if (left, today) == self._shown:
            return
        self._shown = (left, today)
        clear(self._lines)
        for one in left:
            self._lines.addLayout(self._line(one, names, today))
            self._lines.addWidget(label(one.text, wrap=True))
            self._lines.addSpacing(4)
        self._area.setVisible(bool(left))

    def _line(self, one: Comment, names: Mapping[ItemId, str], today: date) -> QHBoxLayout:
        row = QHBoxLayout()
        who = first_name(names.get(one.person, "")) or self.tr("Somebody")
        row.addWidget(label("  ·  ".join(part for part in (who, hour_of(one.at, today)) if part), "small"))
        row.addStretch(1)
        done = button(self.tr("Done"), "link", name=self.tr("Done: {comment}").format(comment=one.text[:60]))
        done.clicked.connect(lambda _=False, item=one.id: self.settled.emit(item))
        row.addWidget(done)
        return row

    def _say(self) -> None:
        words = self.field.text().strip()
        if words:
            self.field.clear()
            self.said.emit(words)
