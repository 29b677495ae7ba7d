"""The bar over the pages: the challenge and its menu, the search box, and whether everything typed is saved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QWidget

from slireviewer.ui.actions import Actions, key_words
from slireviewer.ui.cards import button, label
from slireviewer.ui.finder import Finder
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look

_MENU = ("give_notes", "", "bin", "backups", "", "open", "new", "join", "", "lock")


class TopBar(QFrame):
    """``theme_wanted`` asks for the other of light and dark."""

    theme_wanted = Signal()

    def __init__(self, look: Look, actions: Actions, shell: QWidget, clock: Callable[[], datetime]) -> None:
        """``shell`` is what the answers of the search box lie over."""
        super().__init__()
        self.setObjectName("topBar")
        self._look, self._title, self._loud = look, "", False
        self._challenge = button("", "bare")
        self._challenge.setObjectName("challenge")
        self._challenge.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.menu = self._build_menu(actions)
        self._challenge.setMenu(self.menu)
        self.finder = Finder(look, actions, shell, clock)
        self._key = label(key_words("Ctrl+K"), "key")
        self._sign = QLabel()
        self.state = label(role="soft")
        self.state.setAccessibleName(self.tr("Saving"))
        self._theme = button("", "bare", name=self.tr("Change between light and dark"))
        self._theme.setToolTip(self.tr("Change between light and dark"))
        self._theme.clicked.connect(self.theme_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(10)
        row.addWidget(self._challenge)
        row.addStretch(2)
        row.addWidget(self.finder, 6)
        row.addWidget(self._key)
        row.addStretch(2)
        row.addWidget(self._sign)
        row.addWidget(self.state)
        row.addWidget(self._theme)
        look.changed.connect(self._restyle)
        self._restyle()

    def set_title(self, title: str) -> None:
        """Say which challenge is open."""
        self._title = title
        self._challenge.setAccessibleName(self.tr("{title}, menu").format(title=title))
        self._fit()

    def say_saved(self, when: datetime | None, *, read_only: bool = False) -> None:
        """Everything typed is on the disk, since ``when``; with ``read_only`` the file could not be opened again."""
        words = self.tr("Saved on this laptop")
        if when is not None:
            words = self.tr("Saved {hour} on this laptop").format(hour=f"{when:%H:%M:%S}")
        if not read_only:
            self._say(words, "", loud=False)
            return
        hint = self.tr(
            "The file was made read-only. What you type is saved as long as this window is open; give the right to"
            " write it back before you close it."
        )
        self._say(self.tr("{saved}, but read-only").format(saved=words), hint, loud=True)

    def say_unsaved(self, reason: str) -> None:
        """What was typed last is not on the disk, and why."""
        self._say(self.tr("Not saved"), reason, loud=True)

    def _say(self, words: str, hint: str, *, loud: bool) -> None:
        self._loud = loud
        self.state.setText(words)
        self.state.setToolTip(hint)
        self.state.setProperty("role", "alarm" if loud else "soft")
        self._repolish()

    def _repolish(self) -> None:
        self.state.style().unpolish(self.state)
        self.state.style().polish(self.state)
        icon, role = ("triangle-alert", "danger") if self._loud else ("circle-check", "strength")
        self._sign.setPixmap(self._look.picture(icon, role, 17))

    def _fit(self) -> None:
        """Let the title have what room the rest leaves it; the key of the search box goes where there is little."""
        self._key.setVisible(self.window().width() >= self._look.px(720))
        room = max(self._look.px(90), self.window().width() - self._look.px(620))
        font = self._look.font(13, QFont.Weight.DemiBold)
        text = QFontMetrics(font).elidedText(self._title, Qt.TextElideMode.ElideRight, room)
        self._challenge.setText(f"{text}    ")
        self._challenge.setToolTip(self._title if text != self._title else "")

    def _build_menu(self, actions: Actions) -> QMenu:
        made = QMenu(self._challenge)
        made.setAccessibleName(self.tr("Challenge"))
        for name in _MENU:
            if name:
                made.addAction(actions[name])
            else:
                made.addSeparator()
        made.aboutToShow.connect(lambda: actions.colour_icons(*filter(None, _MENU)))
        return made

    def _restyle(self) -> None:
        look = self._look
        self.setFixedHeight(look.px(50))
        self.finder.setMaximumWidth(look.px(360))
        self.finder.setMinimumWidth(look.px(140))
        self._challenge.setIcon(look.icon("chevron-down", "text_soft", 14))
        self._theme.setIcon(look.icon("moon" if look.key == "light" else "sun", "text_soft", 17))
        self._theme.setIconSize(QSize(look.px(17), look.px(17)))
        self._repolish()
        self._fit()

    @safe(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
