"""The panel right of the note: what to ask, what was heard already, what colleagues wrote in the same meeting."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from slireviewer import storage
from slireviewer.errors import ReviewError
from slireviewer.model import NO_ITEM, ItemId, Meeting, Point, Question, QuestionOrigin, Theme, position_between
from slireviewer.ui.asking import Asking, Group
from slireviewer.ui.cards import Shortened, card, clear, frame, label, scrolled
from slireviewer.ui.chips import KIND_ICON, KIND_ROLE
from slireviewer.ui.theme import Look

Line = tuple[str, str, str, str]  # icon, role of its colour, words, small words below


class SidePanel(QWidget):
    """Follows the meeting and the theme of the point at the cursor, a moment after each. ``told`` says what failed."""

    told = Signal(str)

    PAUSE = 120  # milliseconds
    MOST = 24  # points of colleagues: as many as somebody who listens can look through

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._workspace: storage.Workspace | None = None
        self._meeting: Meeting | None = None
        self._theme: Theme | None = None
        self._themes: list[Theme] = []
        self._questions: list[Question] = []
        self._sought = NO_ITEM  # a colleague's point that somebody looks for
        self._shown: object = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(self.PAUSE)
        self._pause.timeout.connect(self.fill)
        self._build()
        look.changed.connect(self._restyle)

    def open(self, workspace: storage.Workspace | None, themes: Sequence[Theme], questions: Sequence[Question]) -> None:
        """Read from that challenge."""
        self._workspace, self._themes, self._questions = workspace, list(themes), list(questions)
        self._pause.start()

    def follow(self, meeting: Meeting | None, theme: Theme | None) -> None:
        """Show what goes with that meeting and that theme."""
        if meeting is None or self._meeting is None or meeting.id != self._meeting.id:
            self._sought = NO_ITEM
        self._meeting, self._theme = meeting, theme
        self._pause.start()

    def point_out_colleagues(self, point: ItemId = NO_ITEM) -> None:
        """Bring what colleagues wrote into sight, that point among it."""
        self._sought = point
        self.fill()
        QTimer.singleShot(0, self._scroll_to_others)

    def fill(self) -> None:
        """Read again, and show it when anything is new: this follows every save."""
        self._pause.stop()
        self.asking.show_questions(self._asked(), self._ticked())
        self.asking.setVisible(self._meeting is not None)
        heard, others = self._heard_now(), self._others_now()
        counts = self._counts_now()
        shown = (self._theme, heard, counts, others, self._look.key, self._look.zoom)
        if shown == self._shown:
            return
        self._shown = shown
        for lines in (self._heard_lines, self._others_lines):
            clear(lines)
        for icon, role, text, below in heard:
            self._heard_lines.addLayout(self._marked(icon, role, text, below))
        if not heard:
            self._heard_lines.addWidget(label(self.tr("Nothing in other meetings yet."), "soft", wrap=True))
        title = self._theme.title if self._theme is not None else ""
        self._heard_title.setText("  ·  ".join(part for part in (title, counts) if part))
        self._heard.setVisible(self._theme is not None)
        for name, points in others:
            self._others_lines.addWidget(label(name, "small"))
            for icon, role, text, below in points:
                self._others_lines.addLayout(self._marked(icon, role, text, below))
        self._others.setVisible(bool(others))

    def _asked(self) -> list[Group]:
        planned = self._planned()

        def of(theme: Theme | None, *, ours: bool | None = None) -> list[Question]:
            wanted = theme.id if theme is not None else None
            found = [each for each in self._questions if each.theme == wanted and each.id not in planned]
            return [each for each in found if ours is None or (each.origin is QuestionOrigin.ENQUIRY) is ours]

        beside = [
            (self.tr("The council's own questions"), of(None, ours=False)),
            (self.tr("Our own questions"), of(None, ours=True)),
        ]
        if self._theme is not None:
            groups = [(self._theme.title, of(self._theme)), *beside]
        else:
            groups = [*beside, *((theme.title, of(theme)) for theme in self._themes)]
        ask = [question for question in self._questions if question.id in planned]
        groups.insert(0, (self.tr("To ask in this meeting"), ask))
        return [(title, questions) for title, questions in groups if questions]

    def _planned(self) -> frozenset[ItemId]:
        if self._workspace is None or self._meeting is None:
            return frozenset()
        with self._workspace.read() as r:
            return storage.planned_questions(r, self._meeting.id)

    def _ticked(self) -> frozenset[ItemId]:
        if self._workspace is None or self._meeting is None:
            return frozenset()
        with self._workspace.read() as r:
            return storage.asked_questions(r, self._meeting.id)

    def _tick(self, question: str, asked: bool) -> None:
        assert self._workspace is not None and self._meeting is not None
        words = self.tr("Tick a question") if asked else self.tr("Take a tick away")
        try:
            with self._workspace.edit(words, origin=self) as e:
                storage.tick_question(e, self._meeting.id, ItemId(question), asked=asked)
        except ReviewError as refused:
            self.told.emit(str(refused))
        self.fill()

    def _add_question(self, text: str) -> None:
        assert self._workspace is not None
        theme = self._theme.id if self._theme is not None else None
        last = max((question.position for question in self._questions), default="")
        made = Question(
            id=storage.new_id(),
            text=text,
            theme=theme,
            origin=QuestionOrigin.ENQUIRY,
            position=position_between(last, ""),
        )
        try:
            with self._workspace.edit(self.tr("Add a question"), origin=self) as e:
                storage.write_question(e, made)
        except ReviewError as refused:
            self.told.emit(str(refused))
            self.asking.field.setText(text)
            return
        self.fill()

    def _heard_now(self) -> list[Line]:
        if self._theme is None or self._workspace is None:
            return []
        here = self._meeting.id if self._meeting is not None else NO_ITEM
        with self._workspace.read() as r:
            lines = [each for each in storage.heard_on(r, self._theme.id, limit=16) if each.meeting != here]
        return [(*_sign(each.point), _shortened(each.point.text), each.meeting_title) for each in lines[:6]]

    def _counts_now(self) -> str:
        if self._theme is None or self._workspace is None:
            return ""
        with self._workspace.read() as r:
            points, meetings = storage.heard_counts(r, self._theme.id)
        both = self.tr("%n point(s)", "", points), self.tr("%n meeting(s)", "", meetings)
        return ", ".join(both) if points else ""

    def _others_now(self) -> list[tuple[str, list[Line]]]:
        """What colleagues wrote in this meeting, by name; of very much the newest, or what was sought and after it."""
        if self._workspace is None or self._meeting is None:
            return []
        with self._workspace.read() as r:
            every = storage.point_lines(r, meeting=self._meeting.id)
        lines = [each for each in every if each.person != self._workspace.me and each.point.text.strip()]
        found: dict[ItemId, tuple[str, list[Line]]] = {}
        first = max(0, len(lines) - self.MOST)
        first = next((place for place, each in enumerate(lines[:first]) if each.point.id == self._sought), first)
        for line in lines[first : first + self.MOST]:
            _, points = found.setdefault(line.person, (line.person_name, []))
            points.append((*_sign(line.point), line.point.text.strip(), ""))
        if len(lines) > self.MOST:
            words = self.tr("{some} of their {all} points; Evidence has all of them.")
            return [(words.format(some=self.MOST, all=len(lines)), []), *found.values()]
        return list(found.values())

    def _marked(self, icon: str, role: str, words: str, below: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(7)
        sign = QLabel()
        sign.setPixmap(self._look.picture(icon, role, 14))
        sign.setContentsMargins(0, 2, 0, 0)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(label(words, wrap=True))
        if below:
            column.addWidget(Shortened(below, "small"))
        row.addLayout(column, 1)
        return row

    def _build(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(12)
        self.asking = Asking(self._look)
        self.asking.ticked.connect(self._tick)
        self.asking.added.connect(self._add_question)
        self._heard, heard = card(spacing=6)
        heard.addWidget(label(self.tr("Already heard on this theme"), "section"))
        self._heard_title = label(role="small", wrap=True)
        heard.addWidget(self._heard_title)
        self._heard_lines = QVBoxLayout()
        self._heard_lines.setSpacing(7)
        heard.addLayout(self._heard_lines)
        self._others, others = card(spacing=6)
        others.addWidget(label(self.tr("Colleagues in this meeting"), "section"))
        self._others_lines = QVBoxLayout()
        self._others_lines.setSpacing(7)
        others.addLayout(self._others_lines)
        column.addWidget(self.asking)
        column.addWidget(self._heard)
        column.addWidget(self._others)
        column.addWidget(self._build_reminder())
        column.addStretch(1)
        self._area = scrolled(inner, self.tr("Questions, and what was heard already"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._area)
        self._restyle()

    def _build_reminder(self) -> QFrame:
        made = frame("quiet")
        column = QVBoxLayout(made)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(5)
        head = QHBoxLayout()
        head.setSpacing(8)
        self._shield = QLabel()
        head.addWidget(self._shield)
        head.addWidget(label(self.tr("Non-attributable"), "section"), 1)
        column.addLayout(head)
        column.addWidget(
            label(self.tr("Write what was said, not who said it. Names stay out of the letter."), "soft", wrap=True)
        )
        return made

    def _scroll_to_others(self) -> None:
        self._area.ensureWidgetVisible(self._others)

    def _restyle(self) -> None:
        self._shield.setPixmap(self._look.picture("shield-check", "text_soft", 16))
        self._pause.start()


def _sign(point: Point) -> tuple[str, str]:
    return KIND_ICON[point.kind], KIND_ROLE[point.kind]


def _shortened(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 110 else flat[:108].rsplit(" ", 1)[0] + " …"
