"""The kinds and themes over the text, each with its key; what the point at the cursor is filed under is marked."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from slireviewer.model import PointKind, Theme
from slireviewer.ui.actions import Actions, key_words
from slireviewer.ui.cards import KeyButton, KeyRow
from slireviewer.ui.chips import KIND_ICON, KIND_ROLE
from slireviewer.ui.theme import Look
from slireviewer.ui.words import kind_words, theme_word

KINDS = (
    (PointKind.STRENGTH, "strength"),
    (PointKind.CONSIDERATION, "consideration"),
    (PointKind.QUOTE, "quote"),
    (PointKind.FOLLOW_UP, "follow_up"),
    (PointKind.CONTEXT, "context"),
)
"""The kinds in their order, with the action of each."""


class TagKeys(QWidget):
    """``kind_chosen`` carries a PointKind, ``theme_chosen`` the name (id) of a theme."""

    kind_chosen = Signal(object)
    theme_chosen = Signal(str)

    def __init__(self, look: Look, actions: Actions) -> None:
        super().__init__()
        self._look = look
        self._themes: Sequence[Theme] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 8)
        column.setSpacing(6)
        self._kind_row = KeyRow(look, self.tr("Kind of the point"))
        self._theme_row = KeyRow(look, self.tr("Themes of the point"), lines=2)
        column.addWidget(self._kind_row)
        column.addWidget(self._theme_row)
        words = kind_words()
        buttons = []
        for kind, name in KINDS:
            key = key_words(actions[name].shortcut().toString())
            made = KeyButton(look, words[kind], key, role=KIND_ROLE[kind], icon=KIND_ICON[kind])
            made.clicked.connect(lambda _=False, kind=kind: self.kind_chosen.emit(kind))
            buttons.append(made)
        self._kind_row.set_buttons(buttons)

    def set_themes(self, themes: Sequence[Theme]) -> None:
        """Offer these themes; the first nine have keys."""
        self._themes = themes
        buttons = []
        for number, theme in enumerate(themes):
            key = key_words(f"Alt+{number + 1}") if number < 9 else ""
            made = KeyButton(self._look, theme_word(theme), key)
            made.setAccessibleName(theme.title)
            made.setToolTip(theme.title)
            made.clicked.connect(lambda _=False, theme=theme.id: self.theme_chosen.emit(theme))
            buttons.append(made)
        self._theme_row.set_buttons(buttons)
        self._theme_row.setVisible(bool(buttons))

    def set_tight(self, tight: bool) -> None:
        """Leave more of a low window to the notes, or not."""
        for row in (self._kind_row, self._theme_row):
            row.set_tight(tight)

    def mark(self, kind: PointKind | None, themes: Collection[str]) -> None:
        """Show what the point at the cursor is."""
        for (each, _), made in zip(KINDS, self._kind_row.buttons, strict=True):
            made.setChecked(each is kind)
        for theme, made in zip(self._themes, self._theme_row.buttons, strict=False):
            made.setChecked(theme.id in themes)

    def take_focus(self) -> None:
        """Put the focus on the first of the keys."""
        self._kind_row.buttons[0].setFocus()
