"""After a stop in the middle of typing: what was found again, when it was typed, and the way to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from slireviewer import storage
from slireviewer.model import ItemKind
from slireviewer.ui.aside import DOT, Aside
from slireviewer.ui.cards import Shortened, button, card, clear, frame, label, scrolled
from slireviewer.ui.theme import Look
from slireviewer.ui.words import hour_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPushButton

    from slireviewer.storage import Place, RecoveredLine, Workspace

LONGEST = 600  # characters of one line that are shown


class RecoveredPage(Aside):
    """What was being typed when the program stopped."""

    def __init__(self, look: Look, clock: Callable[[], datetime]) -> None:
        super().__init__(look)
        self._clock = clock
        self._found: list[tuple[RecoveredLine, Place]] = []
        self.buttons: list[QPushButton] = []
        self.set_title(self.tr("Found again"), self.tr("The program stopped while this was being typed."))
        self.go_on = button(self.tr("Carry on"), "primary")
        self.go_on.clicked.connect(self.left)
        self.tools.addWidget(self.go_on)
        self.body.addWidget(self._build_promise())
        inner = QWidget()
        outer = QVBoxLayout(inner)
        outer.setContentsMargins(0, 0, 8, 0)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(10)
        outer.addLayout(self._lines)
        outer.addStretch(1)
        self.body.addWidget(scrolled(inner, self.tr("What was found again")), 1)
        look.changed.connect(self._restyle)
        self._restyle()

    def open(self, workspace: Workspace | None) -> None:
        super().open(workspace)
        self._found = []
        if workspace is not None:
            with workspace.read() as r:
                lines = [line for line in storage.recovered(r) if line.text.strip()]
                self._found = [(line, storage.place_of(r, ItemKind.POINT, line.point)) for line in lines]
        self._fill()

    def take_focus(self) -> None:
        (self.buttons or [self.go_on])[0].setFocus()

    def panes(self) -> list[Callable[[], object]]:
        return [self.take_focus, self.go_on.setFocus]

    def _fill(self) -> None:
        clear(self._lines)
        self.buttons = []
        for line, place in self._found:
            self._lines.addWidget(self._build_line(line, place))
        self.say(self.tr("%n line(s) found again and kept", "", len(self._found)))

    def _build_line(self, line: RecoveredLine, place: Place) -> QWidget:
        made, column = card(spacing=6, margins=(16, 13, 16, 13))
        head = QHBoxLayout()
        head.setSpacing(8)
        sign = QLabel()
        sign.setPixmap(self._look.picture("clock", "text_soft", 15))
        hour = hour_of(line.at, self._clock().date())
        where = place.title or self.tr("a meeting that is not in the timetable any more")
        head.addWidget(sign)
        head.addWidget(Shortened(DOT.join(part for part in (hour, where) if part), "soft"), 1)
        if place.meeting:
            go = button(self.tr("Go to it"), "link", name=self.tr("Go to the line in {meeting}").format(meeting=where))
            go.clicked.connect(lambda: self.sought.emit(place.meeting, line.point))
            self.buttons.append(go)
            head.addWidget(go)
        column.addLayout(head)
        text = line.text.strip()
        column.addWidget(label(text if len(text) <= LONGEST else f"{text[:LONGEST]} …", wrap=True))
        return made

    def _build_promise(self) -> QWidget:
        made = frame("next")
        row = QHBoxLayout(made)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(10)
        self._sign = QLabel()
        row.addWidget(self._sign)
        row.addWidget(
            label(
                self.tr("It is all in your notes already, as it was typed. There is nothing you have to save."),
                wrap=True,
            ),
            1,
        )
        return made

    def _restyle(self) -> None:
        self._sign.setPixmap(self._look.picture("shield-check", "accent", 20))
        self.go_on.setIconSize(QSize(self._look.px(16), self._look.px(16)))
        self._fill()
