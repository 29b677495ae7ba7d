"""The letter on paper, as this program lays it out: quick to draw, and near enough to choose words by.

Word breaks pages by its own rules, so the file is what counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextLength,
    QTextOption,
    QTextTableFormat,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from slireviewer.letter import (
    AddressBlock,
    Advice,
    BulletList,
    Callout,
    DateLine,
    Heading,
    Item,
    Letter,
    NumberedList,
    PageBreak,
    Paragraph,
    Passage,
    Salutation,
    SignOff,
    Table,
    Title,
)
from slireviewer.letter import Block as LetterBlock
from slireviewer.richtext import Block, Run, Runs, Sort
from slireviewer.ui.paging import page_cuts, paint_slice
from slireviewer.ui.rich_document import Lists, blocks_of, insert_runs
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look

WIDE, HIGH = 794, 1123  # A4 at 96 dots to the inch
SIDE, TOP = 96, 90  # its margins
NUMBER = 44  # the column in which paragraph numbers stand
INK = "#1a1a1a"  # on paper, whatever the theme of the window


def letter_document(letter: Letter, family: str) -> QTextDocument:
    """The letter as one long text, to be cut into pages."""
    return _Paper(family).written(letter)


class _Paper:
    """Puts block after block into a document."""

    def __init__(self, family: str) -> None:
        self.document = QTextDocument()
        self.document.setDocumentMargin(0)
        self.document.setIndentWidth(22)
        font = QFont(family)
        font.setPixelSize(14)
        self.document.setDefaultFont(font)
        self.cursor = QTextCursor(self.document)
        self.lists = Lists()
        self.first = True

    def written(self, letter: Letter) -> QTextDocument:
        for block in letter.blocks:
            self.put(block)
        return self.document

    def put(self, block: LetterBlock) -> None:
        match block:
            case Title(text=text, lines=lines):
                self.line((Run(text, True),), size=23, above=14, below=2)
                for each in lines:
                    self.line((Run(each),), size=15, below=2)
            case Heading(text=text, level=level, number=number):
                self.heading(text, level, number)
            case Paragraph(runs=runs, number=number):
                self.paragraph(runs, number)
            case BulletList(items=items):
                self.entries(items, Sort.BULLET)
            case NumberedList(items=items):
                self.entries(items, Sort.NUMBER)
            case Table(header=header, rows=rows, caption=caption):
                self.table(header, rows, caption)
            case AddressBlock(lines=several):
                for runs in several:
                    self.line(runs, below=12 if runs is several[-1] else 0)
            case DateLine(text=text) | Salutation(text=text):
                self.line((Run(text),), below=10)
            case Callout(runs=runs):
                self.line(runs, size=16, below=10, ground="#eef3f5")
            case Passage(blocks=blocks):
                for each_block in blocks:
                    self.put(each_block)
            case Advice(label=word, lead=lead, blocks=blocks, note=note):
                bold = tuple(Run(run.text, True, run.italic, run.link) for run in lead)
                self.line((Run(f"{word}   ", True), *bold), above=6, below=3)
                for each_block in blocks:
                    self.put(each_block)
                if note:
                    self.line(tuple(Run(run.text, run.bold, True, run.link) for run in note), below=10)
            case SignOff(closing=closing, lines=lines):
                self.line((Run(closing),), above=8, below=44)
                for each in lines:
                    self.line((Run(each),), below=0)
            case PageBreak():
                pass

    def line(
        self, runs: Runs, *, size: int = 14, above: int = 0, below: int = 9, ground: str = "", level: int = 0
    ) -> None:
        """One paragraph that is in no list."""
        form = QTextBlockFormat()
        form.setTopMargin(above)
        form.setBottomMargin(below)
        form.setLineHeight(125, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        form.setHeadingLevel(level)
        if ground:
            form.setBackground(QColor(ground))
        self.begin(form)
        self.lists.take(self.cursor.block(), Sort.PARAGRAPH, 0)
        self.say(runs, size)

    def begin(self, form: QTextBlockFormat) -> None:
        if self.first:
            self.cursor.setBlockFormat(form)
        else:
            self.cursor.insertBlock(form, QTextCharFormat())
        self.first = False

    def say(self, runs: Runs, size: int = 14) -> None:
        start = self.cursor.position()
        insert_runs(self.cursor, Block(runs))
        form = QTextCharFormat()
        form.setForeground(QColor(INK))
        if size != 14:
            form.setProperty(QTextCharFormat.Property.FontPixelSize.value, size)
        chosen = QTextCursor(self.document)
        chosen.setPosition(start)
        chosen.setPosition(self.cursor.position(), QTextCursor.MoveMode.KeepAnchor)
        chosen.mergeCharFormat(form)

    def heading(self, text: str, level: int, number: str) -> None:
        size, above = {1: (19, 20), 2: (16, 14), 3: (14, 10)}.get(level, (14, 10))
        words = f"{number}   {text}" if number else text
        self.line((Run(words, True),), size=size, above=above, below=6, level=level)

    def paragraph(self, runs: Runs, number: str) -> None:
        self.line((Run(f"{number}\t"), *runs) if number else runs)
        if number:
            form = QTextBlockFormat()
            form.setLeftMargin(NUMBER)
            form.setTextIndent(-NUMBER)
            form.setTabPositions([QTextOption.Tab(NUMBER, QTextOption.TabType.LeftTab)])
            self.cursor.mergeBlockFormat(form)

    def entries(self, items: Sequence[Item], sort: Sort) -> None:
        self.lists.take(self.cursor.block(), Sort.PARAGRAPH, 0)
        for item in items:
            form = QTextBlockFormat()
            form.setBottomMargin(4)
            form.setLineHeight(125, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            self.begin(form)
            self.say(item.runs)
            self.lists.take(self.cursor.block(), item.sort or sort, item.level)

    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]], caption: str) -> None:
        if caption:
            self.line((Run(caption, True),), above=4, below=4)
        form = QTextTableFormat()
        form.setCellPadding(5)
        form.setCellSpacing(0)
        form.setBorder(0.5)
        form.setBorderCollapse(True)
        form.setHeaderRowCount(1)
        form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        self.first = False
        made = self.cursor.insertTable(len(rows) + 1, len(header), form)
        for number, row in enumerate((header, *rows)):
            for column, cell in enumerate(row):
                self.cursor = made.cellAt(number, column).firstCursorPosition()
                self.say((Run(cell, number == 0),), 13)
        self.cursor = QTextCursor(self.document)
        self.cursor.movePosition(QTextCursor.MoveOperation.End)


class PagesView(QScrollArea):
    """The pages of the letter one below the other."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._sheets = _Sheets(look)
        self._heading = ""
        self._sheets.fitted.connect(self._come_back)
        self.verticalScrollBar().actionTriggered.connect(self._let_go)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Pages of the letter"))
        self.setWidget(self._sheets)

    def show_letter(self, letter: Letter) -> None:
        """Draw this letter; where one has scrolled to stays."""
        self._sheets.show_letter(letter)
        self.setAccessibleDescription(self.tr("%n page(s)", "", self.pages()))

    def show_heading(self, title: str) -> None:
        """Come to the section that is called so, and stay there until somebody scrolls.

        Without one of that name nothing moves.
        """
        self._heading = title
        self._come_back()

    def _come_back(self) -> None:
        top = self._sheets.top_of(self._heading) if self._heading else None
        if top is not None:
            self.verticalScrollBar().setValue(max(0, top - self._sheets.GAP))

    def _let_go(self) -> None:
        self._heading = ""

    def words(self) -> str:
        """All that stands on the pages, without heads and feet."""
        return self._sheets.words()

    def pages(self) -> int:
        """How many pages there are."""
        return self._sheets.count()


class _Sheets(QWidget):
    """``fitted`` says that the pages have another size."""

    GAP = 18
    fitted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._document: QTextDocument | None = None
        self._cuts: list[float] = []
        self._letter: Letter | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.fitted)
        self.setObjectName("column")

    def count(self) -> int:
        return max(0, len(self._cuts) - 1)

    def words(self) -> str:
        return self._document.toPlainText() if self._document is not None else ""

    def show_letter(self, letter: Letter) -> None:
        if letter == self._letter:
            return
        self._letter = letter
        self._document = letter_document(letter, self._look.family)
        self._document.setTextWidth(WIDE - 2 * SIDE)
        self._cuts = page_cuts(self._document, HIGH - 2 * TOP)
        self._fit()
        self.update()

    def top_of(self, title: str) -> int | None:
        """How far down the heading with that title stands."""
        for block in blocks_of(self._document) if self._document is not None else ():
            if block.blockFormat().headingLevel() and block.text().endswith(title):
                return self._height_of(block)
        return None

    def _height_of(self, block: QTextBlock) -> int:
        assert self._document is not None
        y = self._document.documentLayout().blockBoundingRect(block).top()
        page = max(0, sum(1 for cut in self._cuts if cut <= y) - 1)
        scale = self._scale()
        return round(self.GAP + page * (HIGH * scale + self.GAP) + (TOP + y - self._cuts[page]) * scale)

    def _scale(self) -> float:
        return min(1.25, max(0.3, (self.width() - 2 * self.GAP) / WIDE))

    def _fit(self) -> None:
        self.setMinimumHeight(round(self.count() * (HIGH * self._scale() + self.GAP)) + self.GAP)

    @safe(QSize())
    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(200), 0)

    @safe(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self._soon.start()  # when the scroll bar knows of it

    @safe(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._document is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = self._scale()
        left = (self.width() - WIDE * scale) / 2
        for number, (top, bottom) in enumerate(pairwise(self._cuts)):
            above = self.GAP + number * (HIGH * scale + self.GAP)
            sheet = QRectF(left, above, WIDE * scale, HIGH * scale)
            if sheet.intersects(QRectF(event.rect())):
                self._paint_sheet(painter, sheet, scale, number, top, bottom)
        painter.end()

    def _paint_sheet(
        self, painter: QPainter, sheet: QRectF, scale: float, number: int, top: float, bottom: float
    ) -> None:
        assert self._document is not None and self._letter is not None
        painter.setPen(QPen(self._look.colour("edge"), 1))
        painter.setBrush(QColor("#ffffff"))
        painter.drawRect(sheet)
        painter.save()
        painter.translate(sheet.topLeft())
        painter.scale(scale, scale)
        painter.translate(SIDE, 0)
        paint_slice(painter, self._document, QRectF(0, TOP, WIDE - 2 * SIDE, HIGH - 2 * TOP), top, bottom)
        painter.translate(-SIDE, 0)
        font = QFont(self._look.family)
        font.setPixelSize(11)
        painter.setFont(font)
        painter.setPen(QColor("#555555"))
        head = QRectF(SIDE, 34, WIDE - 2 * SIDE, 20)
        if number:
            painter.drawText(head, Qt.AlignmentFlag.AlignLeft, self._letter.council)
            painter.drawText(head, Qt.AlignmentFlag.AlignRight, self._letter.document)
        foot = QRectF(SIDE, HIGH - 56, WIDE - 2 * SIDE, 20)
        words = self.tr("Page {number} of {count}").format(number=number + 1, count=self.count())
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight, words)
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, self._letter.status)
        painter.restore()
