"""Help: short pages that ship with the program, one for each page of the window. Nothing is fetched from anywhere."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QFont, QTextBlock, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTextBrowser, QWidget

from slireviewer.paths import resource
from slireviewer.ui.aside import Aside
from slireviewer.ui.cards import card
from slireviewer.ui.listing import Listing
from slireviewer.ui.rows import Row
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look

# The pages in the order of the list, each with its icon.
TOPICS = (
    ("start", "folder-open"),
    ("today", "calendar-days"),
    ("capture", "pen-line"),
    ("evidence", "layout-grid"),
    ("merge", "git-merge"),
    ("letter", "file-text"),
    ("search", "search"),
    ("people", "users"),
    ("bin", "trash-2"),
    ("backups", "hard-drive"),
    ("recovered", "rotate-ccw"),
    ("passphrase", "lock"),
    ("settings", "settings"),
    ("keys", "keyboard"),
)
_NOTHING: object = None


def read_topic(name: str) -> str:
    """The text of one page of help, in Markdown; its first line is its title."""
    return resource(f"help/{name}.md").read_text(encoding="utf-8")


def title_of(text: str) -> str:
    """The title of a page of help."""
    return text.partition("\n")[0].lstrip("# ")


class HelpPage(Aside):
    """The list of pages on the left, the chosen one on the right."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.set_title(self.tr("Help"), self.tr("Short pages, all on this laptop. F1 opens the one that fits."))
        self._texts = {name: read_topic(name) for name, _ in TOPICS}
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self._build_list())
        row.addWidget(self._build_text(), 1)
        self.body.addLayout(row, 1)
        self.list.fill([Row(name, title_of(self._texts[name]), icon=icon) for name, icon in TOPICS])
        look.changed.connect(self._restyle)
        self._restyle()

    def show_topic(self, name: str) -> None:
        """Show that page of help."""
        self.list.choose(max(0, self.list.rows.place(name)))

    def topic(self) -> str:
        """Which page of help is shown."""
        return self.list.current()

    def take_focus(self) -> None:
        self.reading.setFocus()

    def panes(self) -> list[Callable[[], object]]:
        return [self.list.setFocus, self.reading.setFocus]

    def _show(self, name: str) -> None:
        if name:
            self.reading.show_markdown(self._texts[name])
            self.say(self.tr("Help: {title}").format(title=title_of(self._texts[name])))

    def _follow(self, link: QUrl) -> None:
        name = link.toString()
        if name in self._texts:
            self.show_topic(name)
            self.reading.setFocus()

    def _build_list(self) -> QFrame:
        self._card, column = card(margins=(9, 9, 9, 9))
        self.list = Listing(self._look, self.tr("Pages of help"))
        self.list.chosen.connect(self._show)
        self.list.picked.connect(lambda _: self.reading.setFocus())
        column.addWidget(self.list)
        return self._card

    def _build_text(self) -> QWidget:
        made, row = card(margins=(2, 2, 2, 2))
        self.reading = HelpText(self._look, self.tr("Help"))
        self.reading.anchorClicked.connect(self._follow)
        row.addWidget(self.reading)
        return made

    def _restyle(self) -> None:
        self._card.setFixedWidth(self._look.px(270))
        self._show(self.list.current())


class HelpText(QTextBrowser):
    """Shows Markdown in the window's own type. It opens nothing by itself: neither links nor files."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(False)
        self.setAccessibleName(name)

    def show_markdown(self, text: str) -> None:
        """Show this text from its beginning."""
        document = self.document()
        document.setDefaultFont(self._look.font(14))
        document.setDocumentMargin(self._look.px(18))
        document.setIndentWidth(self._look.px(20))
        features = QTextDocument.MarkdownFeature
        document.setMarkdown(text, features.MarkdownDialectGitHub | features.MarkdownNoHTML)
        self._set_type(document)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _set_type(self, document: QTextDocument) -> None:
        look = self._look
        block = document.begin()
        while block.isValid():
            cursor, level = QTextCursor(block), block.blockFormat().headingLevel()
            form = QTextBlockFormat()
            form.setLineHeight(132, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            form.setTopMargin(look.px(12 if level > 1 else 0))
            form.setBottomMargin(look.px(5 if block.textList() is not None or level else 8))
            cursor.mergeBlockFormat(form)
            if level:
                cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
                cursor.setCharFormat(self._heading(level))
            else:
                self._set_keys(block)
            block = block.next()

    def _heading(self, level: int) -> QTextCharFormat:
        form = QTextCharFormat()
        form.setFont(self._look.font(21 if level == 1 else 15, QFont.Weight.DemiBold))
        return form

    def _set_keys(self, block: QTextBlock) -> None:
        """Keys look like keys, in the window's own typeface."""
        key = QTextCharFormat()
        key.setFont(self._look.font(13, QFont.Weight.Medium))
        key.setBackground(self._look.colour("track"))
        for each in [found for found in block.textFormats() if found.format.fontFixedPitch()]:
            cursor = QTextCursor(block)
            cursor.setPosition(block.position() + each.start)
            cursor.setPosition(block.position() + each.start + each.length, QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(key)

    @safe(_NOTHING)
    def loadResource(self, type: int, name: QUrl | str) -> object:
        return None  # a page of help holds no pictures, and reads no other file
