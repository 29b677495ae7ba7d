"""A line across a page that says what became of a file, and opens it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFrame, QHBoxLayout

from slireviewer.ui.cards import button, label
from slireviewer.ui.prompts import Prompts
from slireviewer.ui.theme import Look


class Notice(QFrame):
    """Hidden until there is something to say."""

    def __init__(self, look: Look, prompts: Prompts) -> None:
        super().__init__()
        self._look, self._prompts = look, prompts
        self._path = Path()
        self.setProperty("role", "next")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(6)
        self._words = label(wrap=True)
        self.open_button = button(self.tr("Open"), name=self.tr("Open the file"))
        self.folder_button = button(self.tr("Show folder"), "bare")
        self._shut = button("", "bare", name=self.tr("Close this line"))
        row.addWidget(self._words, 1)
        for each in (self.open_button, self.folder_button, self._shut):
            row.addWidget(each)
        self.open_button.clicked.connect(lambda: self._prompts.open_file(self._path))
        self.folder_button.clicked.connect(lambda: self._prompts.show_folder(self._path.parent))
        self._shut.clicked.connect(self.hide)
        look.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def words(self) -> str:
        """What it says."""
        return self._words.text()

    def show_waiting(self, words: str) -> None:
        """Say that something is being done."""
        self._show(words, "next", path=None)

    def show_done(self, words: str) -> None:
        """Say that something is done for which there is no file."""
        self._show(words, "next", path=None)

    def show_file(self, path: Path, obstacles: list[str] | None = None) -> None:
        """Say that a file was written and read back, and what would keep people from reading it, if that is known."""
        words = self.tr("{name} is written and was read back.").format(name=path.name)
        if obstacles:
            more = self.tr("%n thing(s) in it would keep some people from reading it:", "", len(obstacles))
            words = f"{words} {more} {'; '.join(obstacles[:3])}"
        elif obstacles is not None:
            words = f"{words} {self.tr('Nothing in it keeps anybody from reading it.')}"
        self._show(words, "next", path)

    def show_trouble(self, words: str) -> None:
        """Say what went wrong."""
        self._show(words, "alarm", path=None)

    def _show(self, words: str, role: str, path: Path | None) -> None:
        self._path = path or Path()
        self._words.setText(words)
        self.setAccessibleName(words)
        self.open_button.setVisible(path is not None)
        self.folder_button.setVisible(path is not None)
        self.setProperty("role", role)
        self.style().unpolish(self)
        self.style().polish(self)
        self.show()

    def _restyle(self) -> None:
        self._shut.setIcon(self._look.icon("x", "text_soft"))
