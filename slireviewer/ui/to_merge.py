"""What waits to be merged or decided, and the ways by which packages come: dropped, added, or from a watched folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from slireviewer.ui.cards import button, card, label, scrolled
from slireviewer.ui.listing import Listing
from slireviewer.ui.rows import Row
from slireviewer.ui.theme import Look


class ToMerge(QWidget):
    """``picked`` carries the key of a row, ``all_picked`` asks for every package, the others for what they say."""

    picked = Signal(str)
    all_picked = Signal()
    folder_wanted = Signal()
    folder_unwanted = Signal()
    starter_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self._build_list(), 3)
        row.addWidget(self._build_ways(), 2)
        look.changed.connect(self._restyle)
        self._restyle()

    def fill(self, rows: Sequence[Row], packages: int) -> None:
        """Show what waits; ``packages`` of it could be looked into together."""
        self.list.fill(rows)
        self.list.setVisible(bool(rows))
        self._nothing.setVisible(not rows)
        self.all_button.setVisible(packages > 1)
        self.all_button.setText(self.tr("Look into all %n", "", packages))

    def show_folder(self, folder: Path | None, sentence: str) -> None:
        """Say which folder is watched, or what is the matter with it."""
        words = self.tr("No folder is watched. Packages in a watched folder are listed here by themselves.")
        if folder is not None:
            words = self.tr("Packages that appear in {folder} are listed here. None is merged by itself.")
        self.folder_words.setText(sentence or words.format(folder=folder))
        self.watch_button.setText(self.tr("Another folder…") if folder else self.tr("Watch a folder…"))
        self.unwatch_button.setVisible(folder is not None)

    def offer_starter(self, offered: bool) -> None:
        """Whether the starter can be made on this laptop."""
        self.starter_button.setVisible(offered)

    def _build_list(self) -> QFrame:
        made, column = card(spacing=8, margins=(10, 10, 10, 10))
        self.list = Listing(self._look, self.tr("What waits to be merged or decided"))
        self.list.picked.connect(self.picked)
        self.list.doubleClicked.connect(lambda _: self.picked.emit(self.list.current()))
        self._nothing = label(self.tr("Nothing waits. Drop packages anywhere on this window."), "soft", wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.all_button = button("")
        self.all_button.clicked.connect(self.all_picked)
        column.addWidget(self.list, 1)
        column.addWidget(self._nothing, 1)
        column.addWidget(self.all_button)
        return made

    def _build_ways(self) -> QFrame:
        made, outer = card(spacing=8, margins=(16, 14, 10, 14))
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(8)
        outer.addWidget(scrolled(inner, self.tr("Ways to merge")), 1)
        self._sign = QLabel()
        column.addWidget(self._sign)
        column.addWidget(label(self.tr("Drop packages here"), "section"))
        words = self.tr(
            "Or add them from a stick or a folder, several at once. You see first what they would bring; "
            "nothing changes before you press Apply."
        )
        column.addWidget(label(words, "soft", wrap=True))
        column.addSpacing(10)
        column.addWidget(label(self.tr("A folder to watch"), "section"))
        self.folder_words = label(role="soft", wrap=True)
        column.addWidget(self.folder_words)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.watch_button, self.unwatch_button = button(""), button(self.tr("Stop watching"))
        self.watch_button.clicked.connect(self.folder_wanted)
        self.unwatch_button.clicked.connect(self.folder_unwanted)
        row.addWidget(self.watch_button)
        row.addWidget(self.unwatch_button)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        self.starter_button = button(" " + self.tr("Make the starter…"), name=self.tr("Make the starter"))
        self.starter_button.clicked.connect(self.starter_wanted)
        foot = QHBoxLayout()
        foot.addWidget(self.starter_button)
        foot.addStretch(1)
        outer.addLayout(foot)
        return made

    def _restyle(self) -> None:
        look = self._look
        self._sign.setPixmap(look.picture("package-open", "accent", 26))
        self.starter_button.setIcon(look.icon("users", "text_soft"))
        self.starter_button.setIconSize(QSize(look.px(16), look.px(16)))
