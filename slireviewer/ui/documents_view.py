"""What the team reads: the council's papers, numbered, page by page, searched, and quoted as points are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from slireviewer import storage
from slireviewer.errors import ReviewError
from slireviewer.model import Document, Excerpt, ItemId, ItemKind, PointKind, Theme
from slireviewer.ui.attachments_strip import MEDIA_TYPES
from slireviewer.ui.cards import Shortened, button, label
from slireviewer.ui.chips import KIND_ROLE
from slireviewer.ui.fields import Choice
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.listing import Listing
from slireviewer.ui.opened_copies import OpenedCopies, copy_out
from slireviewer.ui.prompts import Prompts
from slireviewer.ui.rows import Row
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look
from slireviewer.ui.words import first_name, kind_words, size_of

if TYPE_CHECKING:
    from slireviewer.reading import Paper
    from slireviewer.ui.metric_box import Figure

MOST_FOUND = 40
_BEFORE = 30  # characters of a page that are shown before what was found on it


class DocumentsView(QWidget):
    """The list of documents, and the pages of one of them. ``told`` carries one fact, ``left`` that one goes back."""

    told = Signal(str)
    left = Signal()

    def __init__(self, look: Look, jobs: Jobs, prompts: Prompts) -> None:
        super().__init__()
        self._look, self._jobs, self._prompts = look, jobs, prompts
        self._copies = OpenedCopies()
        self._workspace: storage.Workspace | None = None
        self._documents: list[Document] = []
        self._themes: list[Theme] = []
        self._people: dict[ItemId, str] = {}
        self._shown: Document | None = None
        self._pages: tuple[str, ...] = ()
        self._excerpts: list[Excerpt] = []
        self._marked: list[Excerpt] = []  # those whose words are marked on this page
        self._unplaced: list[storage.Unplaced] = []
        self._placing: Excerpt | None = None
        self._seeking: object = None  # stands for a look for quotations that have lost their words
        self._page = 1
        self._waiting = 0
        self._kinds = kind_words()
        self.setAcceptDrops(True)
        self._build()
        look.changed.connect(self._restyle)
        self._restyle()

    def open(self, workspace: storage.Workspace | None) -> None:
        """Show the documents of that challenge, or of none."""
        self._workspace = workspace
        self._copies.clear()
        self._shown, self._pages, self._documents, self._excerpts = None, (), [], []
        self._unplaced, self._placing, self._seeking = [], None, None
        self._mark()
        self.field.clear()
        self.list.fill([])
        self.reading.clear()
        self._stack.setCurrentIndex(0)

    def refresh(self) -> None:
        """Read the documents and the excerpts again."""
        if self._workspace is None:
            return
        with self._workspace.read() as r:
            self._documents = storage.document_lines(r)
            self._people = {person.id: first_name(person.name) for person in storage.person_lines(r)}
            self._themes = storage.theme_lines(r)
            if self._shown is not None:
                self._excerpts = storage.excerpt_lines(r, document=self._shown.id)
        self._offer_themes(self._themes)
        self._fill()
        self._look_for_lost(self._workspace)
        if self._shown is not None and self._shown.id not in {each.id for each in self._documents}:
            self.show_list()
        elif self._shown is not None:
            self._mark()

    def _look_for_lost(self, workspace: storage.Workspace) -> None:
        """Look on a thread for quotations that have lost their words: every page that was quoted is read for it."""
        asked = self._seeking = object()

        def work(_: Event) -> list[storage.Unplaced]:
            with workspace.read() as r:
                return storage.needs_placing(r)

        def done(unplaced: list[storage.Unplaced]) -> None:
            if asked is self._seeking:
                self._seeking, self._unplaced = None, unplaced
                self._fill()

        def failed(fault: Exception) -> None:
            if asked is self._seeking:
                self._seeking = None
                self._say_fault(fault)

        self._jobs.start(work, done, failed)

    def take_focus(self) -> None:
        """Put the focus where work starts."""
        if self._stack.currentIndex() == 1:
            self.reading.setFocus()
        elif self.list.rows.rowCount():
            self.list.setFocus()
        else:
            self.add_button.setFocus()

    def show_list(self) -> None:
        """Show all documents."""
        self._shown = self._placing = None
        self._stack.setCurrentIndex(0)
        self._title.setText(self.tr("Documents"))
        self.take_focus()

    def show_document(self, document: str, page: int = 1, words: str = "") -> bool:
        """Show a page of a document, at those words if they stand there; whether there is such a document."""
        found = next((each for each in self._documents if each.id == document), None)
        if found is None or self._workspace is None:
            return False
        try:
            with self._workspace.read() as r:
                self._pages = storage.document_pages(r, found)
                self._excerpts = storage.excerpt_lines(r, document=found.id)
        except ReviewError as refused:
            self.told.emit(str(refused))
            return False
        self._shown, self._placing = found, None
        self._name_button()
        self._stack.setCurrentIndex(1)
        self._title.setText(found.label)
        self._name.set_whole(found.title)
        self._show_orders()
        self._trouble.setText(found.trouble)
        self._trouble.setVisible(bool(found.trouble))
        self.turn_to(page)
        for word in sorted(words.split(), key=len, reverse=True):
            if self.reading.find(word.strip("\u201c\u201d\"',.")):
                break
        self.reading.setFocus()
        return True

    def show_excerpt(self, excerpt: str) -> bool:
        """Show an excerpt where it stands; whether it is there."""
        if self._workspace is None:
            return False
        with self._workspace.read() as r:
            found = next(iter(storage.excerpt_lines(r, items=[ItemId(excerpt)])), None)
        if found is None or not found.document or not self.show_document(found.document, found.page):
            return False
        place = self._place(found)
        if place is not None:
            self._select(*place)
        return True

    def turn_to(self, page: int) -> None:
        """Show that page, counted from 1."""
        self._page = max(1, min(page, max(1, len(self._pages))))
        text = self._pages[self._page - 1] if self._pages else ""
        self.reading.setPlainText(text)
        count = len(self._pages)
        self._where.setText(self.tr("Page {number} of {count}").format(number=self._page, count=count))
        for each in (self._back, self._where, self._on):
            each.setVisible(count > 1)
        self._back.setEnabled(self._page > 1)
        self._on.setEnabled(self._page < count)
        self._mark()

    def add(self, paths: Sequence[Path]) -> None:
        """Take these files in; each is read aside, so that nothing has to wait for it."""
        from slireviewer.reading import read_paper

        workspace = self._workspace
        if workspace is None:
            return
        for path in paths:

            def work(stop: Event, path: Path = path) -> tuple[Path, bytes, Paper]:
                paper = read_paper(path, stopped=stop.is_set)
                return path, path.read_bytes(), paper

            self._waiting += 1
            self.told.emit(self.tr("Reading {name} …").format(name=path.name))
            self._jobs.start(work, lambda read: self._keep(workspace, *read), self._refused)

    def busy(self) -> bool:
        """Whether a file is still being read."""
        return self._waiting > 0

    def quote(self) -> None:
        """Make an excerpt of the words that are selected, or place there the one that has lost its words."""
        if self._placing is not None:
            self._place_here(self._placing)
            return
        if self._workspace is None or self._shown is None:
            return
        cursor = self.reading.textCursor()
        quoted = None if cursor.hasSelection() else self._quoted_here()
        if quoted is not None:
            self._take_back(quoted)
            return
        text = self._pages[self._page - 1] if self._pages else ""
        start, end = (in_text(text, place) for place in (cursor.selectionStart(), cursor.selectionEnd()))
        theme = self.theme.currentData()
        try:
            with self._workspace.edit(self.tr("Quote a document")) as e:
                storage.add_excerpt(
                    e,
                    self._shown,
                    self._page,
                    start,
                    end,
                    kind=PointKind(self.kind.currentData()),
                    themes=[ItemId(theme)] if theme else [],
                )
        except ReviewError as refused:
            self.told.emit(str(refused))
            return
        cursor.clearSelection()
        self.reading.setTextCursor(cursor)
        self.refresh()
        self._selected()
        words = self.tr("Quoted from {document}, page {page}. It stands among the points now.")
        self.told.emit(words.format(document=self._shown.label, page=self._page))

    def _quoted_here(self) -> Excerpt | None:
        """The quotation that the cursor stands in."""
        at = self.reading.textCursor().position()
        for mark, excerpt in zip(self.reading.extraSelections(), self._marked, strict=True):
            if mark.cursor.selectionStart() <= at <= mark.cursor.selectionEnd():
                return excerpt
        return None

    def _take_back(self, excerpt: Excerpt) -> None:
        if self._remove(self.tr("Take a quotation back"), ItemKind.EXCERPT, excerpt.id):
            self.told.emit(self.tr("The quotation is in the bin. Ctrl+Z brings it back."))
            self._selected()

    def delete(self, key: str = "") -> None:
        """Put a row of the list, or the document that is open, into the bin."""
        name, _, lost = (key or (self._shown.id if self._shown is not None else "")).partition(":")
        if name == "place":
            if self._remove(self.tr("Take a quotation back"), ItemKind.EXCERPT, ItemId(lost)):
                self.told.emit(self.tr("The quotation is in the bin. Ctrl+Z brings it back."))
            return
        document = next((each for each in self._documents if each.id == name), None)
        if document is not None and self._remove(self.tr("Delete a document"), ItemKind.DOCUMENT, document.id):
            words = self.tr("{label} is in the bin, with what was quoted from it. Ctrl+Z brings it back.")
            self.told.emit(words.format(label=document.label))

    def _remove(self, label_: str, kind: ItemKind, item: ItemId) -> bool:
        if self._workspace is None:
            return False
        try:
            with self._workspace.edit(label_) as e:
                e.remove(kind, item)
        except ReviewError as refused:
            self.told.emit(str(refused))
            return False
        self.refresh()
        return True

    def show_file(self) -> None:
        """Open a private copy of the document with the system's own program."""
        workspace, shown = self._workspace, self._shown
        if workspace is None or shown is None:
            return
        folder = self._copies.folder()

        def work(_: Event) -> Path:
            with workspace.read() as r:
                data = storage.document_data(r, shown)
            return copy_out(folder, shown.name, data)

        self._jobs.start(work, self._open_copy, self._say_fault)

    def _open_copy(self, copy: Path) -> None:
        if not self._prompts.show_file(self.window(), copy):
            self.told.emit(self.tr("No program on this laptop opens {name}.").format(name=copy.name))

    def place(self, excerpt: str) -> None:
        """Show where the words of an excerpt stood, so that somebody can say where they stand now."""
        lost = next((each for each in self._unplaced if each.excerpt.id == excerpt), None)
        if lost is None:
            return
        if lost.excerpt.document:
            self.show_document(lost.excerpt.document, lost.excerpt.page)
        else:
            self._shown, self._excerpts, self._pages = None, [], (lost.text,)
            self._stack.setCurrentIndex(1)
            self._show_orders()
            self._title.setText(self.tr("Needs placing"))
            self._name.set_whole("")
            self.turn_to(1)
            self.reading.setFocus()
        self._placing = lost.excerpt
        self._trouble.setText(self.tr("Select where this stands now: “{words}”").format(words=lost.excerpt.text))
        self._trouble.show()
        self._name_button()

    def _place_here(self, excerpt: Excerpt) -> None:
        if self._workspace is None:
            return
        cursor, text = self.reading.textCursor(), self._pages[self._page - 1] if self._pages else ""
        start, end = (in_text(text, place) for place in (cursor.selectionStart(), cursor.selectionEnd()))
        try:
            with self._workspace.edit(self.tr("Place a quotation")) as e:
                storage.place_excerpt(e, excerpt, start, end)
        except ReviewError as refused:
            self.told.emit(str(refused))
            return
        self._unplaced = [each for each in self._unplaced if each.excerpt.id != excerpt.id]
        self.show_list()
        self.refresh()
        self.told.emit(self.tr("The quotation is placed again."))

    def _name_button(self) -> None:
        placing = self._placing is not None
        self._selected()
        for choice in (self.kind, self.theme):
            choice.setVisible(not placing)

    def choose_theme(self, theme: ItemId | None) -> None:
        """Offer that theme first for what is quoted."""
        self.theme.setCurrentIndex(max(0, self.theme.findData(theme or "")))

    def ask_for_metric(self) -> None:
        """Ask for one figure, and keep it as a document of its own."""
        from slireviewer.ui.metric_box import MetricBox

        box = MetricBox(self._look, self._themes, self.theme.currentData() or "", self.window())
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.entered.connect(self._keep_metric)
        box.open()

    def _keep_metric(self, figure: Figure) -> None:
        if self._workspace is None:
            return
        themes = [figure.theme] if figure.theme else []
        try:
            with self._workspace.edit(self.tr("Add a metric")) as e:
                made, _ = storage.add_metric(
                    e,
                    figure.name,
                    figure.value,
                    period=figure.period,
                    origin=figure.origin,
                    kind=figure.kind,
                    themes=themes,
                )
        except ReviewError as refused:
            self.told.emit(str(refused))
            return
        self.refresh()
        self.list.choose(self.list.rows.place(made.id))
        self.told.emit(self.tr("The metric is here now, as {label}, and among the points.").format(label=made.label))

    # Taking files in.

    def _keep(self, workspace: storage.Workspace, path: Path, data: bytes, paper: Paper) -> None:
        self._waiting -= 1
        if workspace is not self._workspace:
            return
        before = {each.id for each in self._documents}
        try:
            with workspace.edit(self.tr("Add a document")) as e:
                made = storage.add_document(
                    e, path.name, data, paper.pages, media_type=paper.media_type, trouble=paper.trouble
                )
        except ReviewError as refused:
            self.told.emit(str(refused))
            return
        self.refresh()
        self.list.choose(self.list.rows.place(made.id))
        if paper.trouble:
            self.told.emit(f"{made.label}: {paper.trouble}")
        elif made.id in before:
            self.told.emit(self.tr("{name} is here already, as {label}.").format(name=path.name, label=made.label))
        else:
            self.told.emit(self.tr("{name} is here now, as {label}.").format(name=path.name, label=made.label))

    def _refused(self, fault: Exception) -> None:
        self._waiting -= 1
        self._say_fault(fault)

    def _say_fault(self, fault: Exception) -> None:
        if not isinstance(fault, ReviewError | OSError):
            raise fault
        self.told.emit(str(fault))

    def _ask(self) -> None:
        self.add(self._prompts.open_documents(self.window()))

    # Showing.

    def _fill(self) -> None:
        text = self.field.text().strip()
        rows = self._found(text) if text else [*self._lost(), *(self._row(each) for each in self._documents)]
        self.list.fill(rows)
        self.list.setVisible(bool(rows))
        self._nothing.setVisible(not rows)
        self._nothing.setText(
            self.tr("Nothing found in the documents.")
            if text
            else self.tr("No documents yet. Drop the position statement and the council's papers here.")
        )

    def _lost(self) -> list[Row]:
        """The quotations whose words are not found any more."""
        below = self.tr("Needs placing: the words around it have changed")
        return [
            Row(f"place:{lost.excerpt.id}", lost.excerpt.text, below, icon="triangle-alert", role="consideration")
            for lost in self._unplaced
        ]

    def _row(self, document: Document) -> Row:
        parts = [self.tr("{count} pages").format(count=document.pages)] if document.pages > 1 else []
        parts += [size_of(document.size), self._people.get(document.person, "")]
        below = document.trouble or " · ".join(part for part in parts if part)
        if document.is_metric:
            below = " · ".join(part for part in (self.tr("a metric"), self._people.get(document.person, "")) if part)
        own = "chart-column" if document.is_metric else "book-open"
        icon, role = ("triangle-alert", "consideration") if document.trouble else (own, "text_soft")
        return Row(document.id, f"{document.label}   {document.title}", below, icon=icon, role=role)

    def _found(self, text: str) -> list[Row]:
        if self._workspace is None:
            return []
        with self._workspace.read() as r:
            hits = storage.search_lines(r, text, MOST_FOUND, kind=[ItemKind.DOCUMENT])
        labels = {document.id: document for document in self._documents}
        rows = []
        for hit in hits:
            document = labels.get(hit.item)
            if document is not None:
                snippet = _around_hit(hit.snippet)
                where = f"{document.label} {document.title}"
                if hit.page:
                    where = self.tr("{document}, page {page}").format(document=where, page=hit.page)
                rows.append(Row(f"{hit.item}:{max(1, hit.page)}", snippet, where, icon="search"))
        return rows

    def _open_row(self, key: str) -> None:
        name, _, page = key.partition(":")
        if name == "place":
            self.place(page)
            return
        self.show_document(name, int(page or 1), self.field.text() if page else "")

    def _place(self, excerpt: Excerpt) -> tuple[int, int] | None:
        if self._workspace is None or excerpt.page != self._page:
            return None
        with self._workspace.read() as r:
            place = storage.place_of_words(r, excerpt)
        text = self._pages[self._page - 1] if self._pages else ""
        return None if place is None else (on_screen(text, place[0]), on_screen(text, place[1]))

    def _select(self, start: int, end: int) -> None:
        cursor = self.reading.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self.reading.setTextCursor(cursor)
        self.reading.ensureCursorVisible()

    def _mark(self) -> None:
        """Show what was quoted from this page."""
        marks, self._marked = [], []
        for excerpt in self._excerpts:
            place = self._place(excerpt)
            if place is None:
                continue
            form = QTextCharFormat()
            form.setBackground(self._look.colour(f"{KIND_ROLE[excerpt.kind]}_soft"))
            form.setForeground(self._look.colour("text"))
            cursor = QTextCursor(self.reading.document())
            cursor.setPosition(place[0])
            cursor.setPosition(place[1], QTextCursor.MoveMode.KeepAnchor)
            mark = QTextEdit.ExtraSelection()
            mark.cursor, mark.format = cursor, form
            marks.append(mark)
            self._marked.append(excerpt)
        self.reading.setExtraSelections(marks)
        self._selected()

    def _offer_themes(self, themes: Sequence[Theme]) -> None:
        chosen = self.theme.currentData() or ""
        self.theme.clear()
        self.theme.addItem(self.tr("No theme"), "")
        for theme in themes:
            self.theme.addItem(f"   {theme.title}" if theme.parent else theme.title, theme.id)
        self.theme.setCurrentIndex(max(0, self.theme.findData(chosen)))

    def _selected(self) -> None:
        """Say on the button what Enter does here."""
        chosen = self.reading.textCursor().hasSelection()
        quoted = not chosen and self._placing is None and self._quoted_here() is not None
        if self._placing is not None:
            words = name = self.tr("Place it here")
        elif quoted:
            words, name = self.tr("Take back"), self.tr("Take this quotation back")
        else:
            words, name = self.tr("Quote"), self.tr("Quote the selected words")
        self.quote_button.setText(words)
        self.quote_button.setAccessibleName(name)
        self.quote_button.setEnabled(chosen or quoted)

    def _go_back(self) -> None:
        if self._stack.currentIndex() == 1:
            self.show_list()
        else:
            self.left.emit()

    # Building.

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        self._leave = self._tool(self.tr("Back"), self._go_back)
        self._title = label(self.tr("Documents"), "heading")
        self._name = Shortened(role="soft")
        self.add_button = button(" " + self.tr("Add…"), name=self.tr("Add documents"))
        self.add_button.clicked.connect(self._ask)
        head.addWidget(self._leave)
        head.addWidget(self._title)
        head.addWidget(self._name, 1)
        self.metric_button = button(self.tr("Metric…"), name=self.tr("Add a metric"))
        self.metric_button.clicked.connect(self.ask_for_metric)
        head.addWidget(self.metric_button)
        head.addWidget(self.add_button)
        self.file_button = self._tool(self.tr("Open the file itself"), self.show_file)
        self.delete_button = self._tool(self.tr("Delete this document"), self.delete)
        for each in (self.file_button, self.delete_button):
            each.hide()
            head.addWidget(each)
        column.addLayout(head)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._build_list())
        self._stack.addWidget(self._build_reader())
        self._stack.currentChanged.connect(self._change_head)
        column.addWidget(self._stack, 1)

    def _change_head(self, place: int) -> None:
        self.add_button.setVisible(place == 0)
        self.metric_button.setVisible(place == 0)
        self._show_orders()
        if place == 0:
            self._name.set_whole("")

    def _show_orders(self) -> None:
        """Offer to open and to delete the document that is shown; only known kinds of file are opened."""
        shown = self._shown if self._stack.currentIndex() == 1 else None
        opens = shown is not None and not shown.is_metric and Path(shown.name).suffix.lower() in MEDIA_TYPES
        self.file_button.setVisible(opens)
        self.delete_button.setVisible(shown is not None)

    def _build_list(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Find in the documents"))
        self.field.setAccessibleName(self.tr("Find in the documents"))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(80)
        self._pause.timeout.connect(self._fill)
        self.field.textEdited.connect(lambda _: self._pause.start())
        self.list = Listing(self._look, self.tr("Documents"))
        self.list.picked.connect(self._open_row)
        self.list.doubleClicked.connect(lambda _: self._open_row(self.list.current()))
        self._nothing = label("", "soft", wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._nothing.setContentsMargins(6, 4, 6, 4)
        for each, share in ((self.field, 0), (self.list, 1), (self._nothing, 1)):
            column.addWidget(each, share)
        return made

    def _build_reader(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        pages = QHBoxLayout()
        self._back = self._tool(self.tr("Previous page"), lambda: self.turn_to(self._page - 1))
        self._on = self._tool(self.tr("Next page"), lambda: self.turn_to(self._page + 1))
        self._where = label("", "small")
        pages.addWidget(self._back)
        pages.addWidget(self._where)
        pages.addWidget(self._on)
        pages.addStretch(1)
        column.addLayout(pages)
        self._trouble = label("", "soft", wrap=True)
        column.addWidget(self._trouble)
        self.reading = _Pages()
        self.reading.setObjectName("reading")
        self.reading.setReadOnly(True)
        self.reading.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.reading.setAccessibleName(self.tr("The page"))
        self.reading.setFrameShape(QFrame.Shape.NoFrame)
        self.reading.setPlaceholderText(self.tr("There are no words on this page."))
        self.reading.selectionChanged.connect(self._selected)
        self.reading.cursorPositionChanged.connect(self._selected)
        self.reading.turned.connect(lambda by: self.turn_to(self._page + by))
        self.reading.entered.connect(self.quote)
        self.reading.left.connect(self._go_back)
        column.addWidget(self.reading, 1)
        foot = QHBoxLayout()
        self.kind, self.theme = Choice(self._look), Choice(self._look)
        for kind, words in self._kinds.items():
            self.kind.addItem(words, str(kind))
        self.kind.setCurrentIndex(self.kind.findData(str(PointKind.CONTEXT)))
        for choice, name in ((self.kind, self.tr("Kind")), (self.theme, self.tr("Theme"))):
            choice.setAccessibleName(name)
            choice.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            foot.addWidget(choice, 1)
        self.quote_button = button(self.tr("Quote"), "primary", name=self.tr("Quote the selected words"))
        self.quote_button.setToolTip(self.tr("Select words, then Enter"))
        self.quote_button.setEnabled(False)
        self.quote_button.clicked.connect(self.quote)
        foot.addWidget(self.quote_button)
        column.addLayout(foot)
        return made

    def _tool(self, name: str, press: Callable[[], None]) -> QPushButton:
        made = button("", "bare", name=name)
        made.setToolTip(name)
        made.clicked.connect(lambda: press())
        return made

    def _restyle(self) -> None:
        look = self._look
        for each, icon in (
            (self._leave, "arrow-left"),
            (self._back, "chevron-left"),
            (self._on, "chevron-right"),
            (self.add_button, "plus"),
            (self.file_button, "external-link"),
            (self.delete_button, "trash-2"),
        ):
            each.setIcon(look.icon(icon, "text_soft", 16))
            each.setIconSize(QSize(look.px(16), look.px(16)))
        self._mark()

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.list.hasFocus():
            self.delete(self.list.current())
        elif event.key() == Qt.Key.Key_Escape:
            if self.field.hasFocus() and self.field.text():
                self.field.clear()
                self._fill()
            else:
                self._go_back()
        else:
            super().keyPressEvent(event)

    @safe(None)
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    @safe(None)
    def dropEvent(self, event: QDropEvent) -> None:
        self.add([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()


class _Pages(QTextEdit):
    """One page to read: Page Up and Down at its ends turn it, Enter quotes, Esc goes back."""

    turned = Signal(int)
    entered = Signal()
    left = Signal()

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar, key = self.verticalScrollBar(), event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key == Qt.Key.Key_PageDown and bar.value() >= bar.maximum():
            self.turned.emit(1)
        elif key == Qt.Key.Key_PageUp and bar.value() <= bar.minimum():
            self.turned.emit(-1)
        else:
            super().keyPressEvent(event)


def _around_hit(snippet: str) -> str:
    """A line that begins shortly before what was found."""
    first = snippet.find("\u2039")
    start = snippet.rfind(" ", 0, max(0, first - _BEFORE)) + 1 if first > _BEFORE else 0
    said = " ".join(snippet[start:].replace("\u2039", "").replace("\u203a", "").split())
    return f"… {said.removeprefix('…').lstrip()}" if start else said


def in_text(text: str, place: int) -> int:
    """The character of ``text`` at a place of the screen, where line ends are one sign and rare signs are two."""
    at = 0
    for number, sign in enumerate(text):
        if at >= place:
            return number
        if sign == "\r" and text[number + 1 : number + 2] == "\n":
            continue
        at += 2 if ord(sign) > 0xFFFF else 1
    return len(text)


def on_screen(text: str, place: int) -> int:
    """The place of the screen of a character of ``text``: the other way round."""
    before = text[:place].replace("\r\n", "\n")
    return len(before) + sum(1 for sign in before if ord(sign) > 0xFFFF)
