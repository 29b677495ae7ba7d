"""The bar above the letter: the look of words, undo, what is shown, and what is given out."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from slireviewer.richtext import Sort
from slireviewer.ui.actions import Actions
from slireviewer.ui.cards import DayTabs, button
from slireviewer.ui.fields import Choice
from slireviewer.ui.rich_editor import RichEditor
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look


class View(IntEnum):
    """What the letter is shown as."""

    WRITE = 0
    BOTH = 1
    PAGES = 2


STYLES: tuple[tuple[Sort, int], ...] = (
    (Sort.PARAGRAPH, 0),
    (Sort.BULLET, 0),
    (Sort.BULLET, 1),
    (Sort.NUMBER, 0),
    (Sort.NUMBER, 1),
)
TOOLS = (
    ("letter_bold", "bold"),
    ("letter_italic", "italic"),
    ("letter_bullets", "list-checks"),
    ("undo", "undo-2"),
    ("redo", "redo-2"),
    ("letter_find", "search"),
)


class LetterBar(QWidget):
    """``styled`` carries the style that was chosen, ``viewed`` what shall be shown, ``given`` that Word is wanted."""

    styled = Signal(object)
    viewed = Signal(int)
    given = Signal()

    def __init__(self, look: Look, actions: Actions, editor: RichEditor) -> None:
        super().__init__()
        self._look, self._actions, self._editor = look, actions, editor
        column = QVBoxLayout(self)
        column.setContentsMargins(11, 9, 11, 9)
        column.setSpacing(6)
        self._upper, self._lower = QHBoxLayout(), QHBoxLayout()
        row = self._upper
        for each in (self._upper, self._lower):
            each.setSpacing(2)
            column.addLayout(each)
        self.style_box = Choice(look)
        self.style_box.setAccessibleName(self.tr("Style of the paragraph"))
        for words in (
            self.tr("Body text"),
            self.tr("Bullet"),
            self.tr("Bullet 2"),
            self.tr("Number"),
            self.tr("Number 2"),
        ):
            self.style_box.addItem(words)
        self.style_box.activated.connect(lambda number: self.styled.emit(STYLES[number]))
        row.addWidget(self.style_box)
        row.addSpacing(6)
        self.tools: dict[str, QPushButton] = {}
        for name, _ in TOOLS:
            self.tools[name] = made = button("", "bare", name=actions[name].text().rstrip("…"))
            made.clicked.connect(lambda _=False, action=actions[name]: self._use(action))
            made.setCheckable(name in ("letter_bold", "letter_italic", "letter_bullets"))
            row.addWidget(made)
        row.addStretch(1)
        self._build_given()
        look.changed.connect(self.restyle)
        self.restyle()

    def _build_given(self) -> None:
        """What is shown and given out; where it is narrow this stands below the rest."""
        look, actions = self._look, self._actions
        self._given = QWidget()
        row = QHBoxLayout(self._given)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self.views = DayTabs(look, self.tr("What is shown"))
        self.views.chosen.connect(self.viewed)
        row.addWidget(self.views)  # before it is filled: filling shows it, and it would be a window of its own
        self.views.set_days([self.tr("Write"), self.tr("Side by side"), self.tr("Pages")], View.WRITE)
        row.addSpacing(4)
        self.word = button(" " + self.tr("Word"), "primary", name=actions["letter_word"].text().rstrip("…"))
        self.word.clicked.connect(self.given)
        row.addWidget(self.word)
        self.more = button("", "bare", name=self.tr("More to do with the letter"))
        self.more.setToolTip(self.tr("More to do with the letter"))
        self.menu = QMenu(self.more)
        self.menu.setAccessibleName(self.tr("More to do with the letter"))
        self.more.setMenu(self.menu)
        row.addWidget(self.more)
        self._upper.addWidget(self._given)

    def _use(self, action: QAction) -> None:
        """A tool acts on what is written, so the cursor goes back there first: else undo would not know whose."""
        self._editor.setFocus()
        action.trigger()

    def follow(self) -> None:
        """Show the look of the words at the cursor."""
        sort = self._editor.sort()
        self.style_box.setCurrentIndex(STYLES.index(sort))
        self.tools["letter_bold"].setChecked(self._editor.bold())
        self.tools["letter_italic"].setChecked(self._editor.italic())
        self.tools["letter_bullets"].setChecked(sort[0] is not Sort.PARAGRAPH)
        self._colour()

    def set_view(self, view: View) -> None:
        """Mark what is shown."""
        self.views.set_days([self.tr("Write"), self.tr("Side by side"), self.tr("Pages")], view)
        writing = view is not View.PAGES
        for made in (self.style_box, *self.tools.values()):
            made.setEnabled(writing)

    def restyle(self) -> None:
        """Take on the colours and the size of now."""
        look = self._look
        for name, _ in TOOLS:
            keys = self._actions[name].shortcut().toString()
            words = self._actions[name].text()
            self.tools[name].setToolTip(f"{words} ({keys})" if keys else words)
            self.tools[name].setIconSize(QSize(look.px(17), look.px(17)))
            self.tools[name].setFixedWidth(look.px(29))
        self.word.setIcon(look.icon("file-down", "accent_text", 16))
        self.more.setIcon(look.icon("ellipsis", "text", 17))
        for made in (self.word, self.more):
            made.setIconSize(QSize(look.px(16), look.px(16)))
        self.style_box.setFixedWidth(look.px(112))
        self.more.setFixedWidth(look.px(30))
        self.word.setToolTip(self._actions["letter_word"].shortcut().toString())
        self._colour()
        self.arrange()

    def arrange(self) -> None:
        """Put all in one row where there is room for it, and in two where there is not."""
        tools = self._look.px(112 + 29 * len(TOOLS)) + 2 * len(TOOLS) + 10
        low = tools + self._given.sizeHint().width() > self.width() - 22
        if low == (self._upper.indexOf(self._given) >= 0):
            (self._upper if low else self._lower).removeWidget(self._given)
            if low:
                self._lower.addStretch(1)
                self._lower.addWidget(self._given)
            else:
                self._lower.takeAt(0)
                self._upper.addWidget(self._given)

    @safe(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def _colour(self) -> None:
        for name, icon in TOOLS:
            made = self.tools[name]
            role = "accent" if made.isChecked() else "text" if name in ("letter_bold", "letter_italic") else "text_soft"
            made.setIcon(self._look.icon(icon, role, 17))
