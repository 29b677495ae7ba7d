"""The page before a challenge is open: recent ones, a new one, another file, or joining a colleague's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from slireviewer.ui.cards import button, card, clear, label, scrolled
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.prompts import Prompts
from slireviewer.ui.safe import safe
from slireviewer.ui.settings import Opened, Recent
from slireviewer.ui.theme import Look

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from slireviewer.ui.form import Form
    from slireviewer.ui.start_forms import Join, NewChallenge, Sample
    from slireviewer.ui.unlock_form import Unlock

F = TypeVar("F", bound="Form")


class StartPage(QWidget):
    """Says ``opened`` with a workspace once the reviewer has one."""

    opened = Signal(object)

    def __init__(
        self, look: Look, jobs: Jobs, prompts: Prompts, recent: Recent, folder: Path, clock: Callable[[], datetime]
    ) -> None:
        super().__init__()
        self._look, self._recent, self._prompts, self._folder, self._clock = look, recent, prompts, folder, clock
        self.setObjectName("page")
        self._pages = QStackedWidget()
        self._jobs = jobs
        self._narrow: list[QWidget] = []
        self._locked: set[Path] = set()  # until somebody types the passphrase
        self.opened.connect(lambda workspace: self._locked.discard(workspace.path))
        self.home = _Home(look)
        self._pages.addWidget(scrolled(self._centred(self.home), self.home.accessibleName()))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)
        self.home.chosen.connect(self.ask_passphrase)
        self.home.forgotten.connect(self._forget)
        self.home.new.connect(self.start_new)
        self.home.other.connect(self.choose_file)
        self.home.join.connect(self.start_join)
        self.home.sample.connect(self.start_sample)
        look.changed.connect(self._fit)

    @cached_property
    def unlock(self) -> Unlock:
        """The form that asks for a passphrase; like the other forms it is made when it is first shown."""
        from slireviewer.ui.unlock_form import Unlock

        return self._add(Unlock(self._jobs))

    @cached_property
    def new(self) -> NewChallenge:
        """The form for a new challenge."""
        from slireviewer.ui.start_forms import NewChallenge

        return self._add(NewChallenge(self._look, self._jobs, self._prompts, self._folder, self._clock))

    @cached_property
    def join(self) -> Join:
        """The form for joining a team."""
        from slireviewer.ui.start_forms import Join

        return self._add(Join(self._look, self._jobs, self._prompts, self._folder))

    @cached_property
    def sample(self) -> Sample:
        """The form for the sample challenge."""
        from slireviewer.ui.start_forms import Sample

        return self._add(Sample(self._jobs, self._prompts, self._folder))

    def show_home(self) -> None:
        """Show the recent challenges."""
        self.home.fill(self._recent.lines())
        self._pages.setCurrentIndex(0)
        self.home.take_focus()

    def ask_passphrase(self, path: Path, *, locked: bool = False) -> None:
        """Ask for the passphrase of that challenge, or let the keyring open it; not after it has been locked."""
        known = next((each.title for each in self._recent.lines() if each.path == path.absolute()), path.stem)
        self.unlock.ask(path, known)
        self._show(self.unlock)
        self.unlock.take_focus()
        if locked:
            self._locked.add(path)
        if path not in self._locked:
            self.unlock.try_keyring()

    def start_new(self) -> None:
        """Show the form for a new challenge."""
        self.new.reset()
        self._show(self.new)
        self.new.take_focus()

    def start_join(self, path: Path | None = None) -> None:
        """Show the form for joining from a starter package."""
        self.join.reset(path)
        self._show(self.join)
        self.join.take_focus()

    def start_sample(self) -> None:
        """Show the form for the sample challenge."""
        self.sample.reset()
        self._show(self.sample)
        self.sample.take_focus()

    def topic(self) -> str:
        """Which page of help fits what is shown."""
        asks = "unlock" in vars(self) and self.unlock.isVisible()
        return "passphrase" if asks else "start"

    def choose_file(self) -> None:
        """Ask which file to open, then for its passphrase."""
        path = self._prompts.open_challenge(self, self._folder)
        if path is not None:
            self.ask_passphrase(path)

    def _forget(self, path: Path) -> None:
        self._recent.forget(path)
        self.show_home()

    def _add(self, form: F) -> F:
        form.opened.connect(self.opened)
        form.left.connect(self.show_home)
        self._pages.addWidget(scrolled(self._centred(form), form.accessibleName()))
        return form

    def _centred(self, page: QWidget) -> QWidget:
        outer = QWidget()
        row = QHBoxLayout(outer)
        row.setContentsMargins(24, 56, 24, 24)
        column = QVBoxLayout()
        column.addWidget(page)
        column.addStretch(1)
        row.addStretch(1)
        row.addLayout(column, 12)
        row.addStretch(1)
        self._narrow.append(page)
        self._fit()
        return outer

    def _fit(self) -> None:
        for page in self._narrow:
            page.setMaximumWidth(self._look.px(620))

    def _show(self, form: Form) -> None:
        for number in range(self._pages.count()):
            page = self._pages.widget(number)
            if page is not None and page.isAncestorOf(form):
                self._pages.setCurrentIndex(number)


class _Home(QWidget):
    chosen = Signal(Path)
    forgotten = Signal(Path)
    new = Signal()
    other = Signal()
    join = Signal()
    sample = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName(self.tr("Start"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(label(self.tr("Peer challenge workbench"), "title"))
        column.addWidget(
            label(
                self.tr("Notes of a peer team, safe on this laptop: from the first meeting to the letter."),
                "soft",
                wrap=True,
            )
        )
        self._recent_card, lines = card(spacing=6, margins=(16, 14, 16, 14))
        lines.addWidget(label(self.tr("Recent challenges"), "section"))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        lines.addLayout(self._lines)
        column.addWidget(self._recent_card)
        self._choices = [
            _Choice(
                look,
                "file-plus",
                self.tr("New challenge"),
                self.tr("You lead the team: name the council, choose the themes."),
            ),
            _Choice(
                look,
                "folder-open",
                self.tr("Open a challenge…"),
                self.tr("A challenge file that is on this laptop already."),
            ),
            _Choice(
                look,
                "users",
                self.tr("Join from a starter package…"),
                self.tr("Your team lead sent you a file and told you its passphrase."),
            ),
            _Choice(
                look,
                "book-open",
                self.tr("Open the sample challenge"),
                self.tr("An invented council with a whole team's notes, to try everything out."),
            ),
        ]
        for choice, signal in zip(self._choices, (self.new, self.other, self.join, self.sample), strict=True):
            choice.clicked.connect(signal)
            column.addWidget(choice)
        column.addWidget(label(self.tr("F1 Help   ·   Ctrl+, Settings"), "small"))
        column.addStretch(1)

    def fill(self, lines: list[Opened]) -> None:
        """List these challenges."""
        clear(self._lines)
        self._recent_card.setVisible(bool(lines))
        for each in lines[:6]:
            row = QHBoxLayout()
            choice = _Choice(self._look, "book-open", each.title, str(each.path), flat=True)
            choice.clicked.connect(lambda _=False, path=each.path: self.chosen.emit(path))
            row.addWidget(choice, 1)
            drop = button(
                self.tr("Leave out"), "link", name=self.tr("Leave {title} out of this list").format(title=each.title)
            )
            drop.setToolTip(self.tr("Only this list forgets it; the file stays."))
            drop.clicked.connect(lambda _=False, path=each.path: self.forgotten.emit(path))
            row.addWidget(drop)
            self._lines.addLayout(row)

    def take_focus(self) -> None:
        """Put the focus on the first thing one can choose."""
        for choice in self.findChildren(_Choice):
            if choice.isVisibleTo(self):
                choice.setFocus()
                return


class _Choice(QAbstractButton):
    """A large button: icon, what it does, and a line about it."""

    def __init__(self, look: Look, icon: str, title: str, below: str, *, flat: bool = False) -> None:
        super().__init__()
        self._look, self._icon, self._below, self._flat = look, icon, below, flat
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(below)
        self.setToolTip(below)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @safe(QSize())
    def sizeHint(self) -> QSize:
        return QSize(self._look.px(300), self._look.px(52 if self._flat else 62))

    @safe(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        thick = 2.0 if self.hasFocus() else 1.0
        edge = look.colour("accent" if self.hasFocus() else "edge")
        painter.setPen(QPen(edge, thick))
        painter.setBrush(look.colour("hover" if self.underMouse() else "card"))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)
        side = look.px(20)
        icon = look.picture(self._icon, "accent", 20, ratio=self.devicePixelRatioF())
        painter.drawPixmap(look.px(16), (self.height() - side) // 2, icon)
        inside = self.rect().adjusted(
            look.px(52), look.px(8 if self._flat else 12), -look.px(14), -look.px(8 if self._flat else 12)
        )
        painter.setPen(look.colour("text"))
        painter.setFont(look.font(13, QFont.Weight.DemiBold))
        title = QFontMetrics(painter.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, title)
        painter.setPen(look.colour("text_soft"))
        painter.setFont(look.font(11 if self._flat else 12))
        below = QFontMetrics(painter.font()).elidedText(self._below, Qt.TextElideMode.ElideMiddle, inside.width())
        painter.drawText(inside, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, below)
        painter.end()
