"""The letter: its outline, the words of one section at a time, what there is to look at, and what stands behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QSplitter, QVBoxLayout, QWidget

from slireviewer import storage
from slireviewer.checks import Remark
from slireviewer.errors import ReviewError
from slireviewer.letter import Slot, Source, compose, fields
from slireviewer.model import (
    EditionKind,
    ItemKind,
    Wording,
)
from slireviewer.richtext import LINKS, Sort, Text
from slireviewer.ui.actions import Actions
from slireviewer.ui.behind_card import BehindCard
from slireviewer.ui.cards import Shortened, button, card, frame, label, line
from slireviewer.ui.chapters import (
    Chapter,
    count_words,
    pieces_of,
    read_chapters,
)
from slireviewer.ui.comments_card import CommentsCard
from slireviewer.ui.grounds import LookOver
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.letter_bar import LetterBar, View
from slireviewer.ui.letter_beside import Beside
from slireviewer.ui.letter_checking import Checking
from slireviewer.ui.letter_edits import (
    let_go_of_composed,
)
from slireviewer.ui.letter_find import LetterFind
from slireviewer.ui.letter_giving import Giver
from slireviewer.ui.letter_more import More
from slireviewer.ui.letter_outline import Outline
from slireviewer.ui.letter_paper import PagesView
from slireviewer.ui.letter_passages import Passages
from slireviewer.ui.notice import Notice
from slireviewer.ui.page import Page
from slireviewer.ui.prompts import Prompts
from slireviewer.ui.remarks_card import RemarksCard
from slireviewer.ui.rich_document import normal
from slireviewer.ui.rich_editor import Piece, RichEditor
from slireviewer.ui.safe import safe
from slireviewer.ui.saving import Saver
from slireviewer.ui.settings import Settings
from slireviewer.ui.spelling import Spelling, SpellingMarks, SpellingMenu, words_of_challenge
from slireviewer.ui.theme import Look

if TYPE_CHECKING:
    from slireviewer.storage import Changes, Workspace

DOT = "   ·   "
_BEARING = {
    ItemKind.WORDING,
    ItemKind.FINDING,
    ItemKind.RECOMMENDATION,
    ItemKind.CHALLENGE,
    ItemKind.THEME,
    ItemKind.QUESTION,
    ItemKind.PERSON,
    ItemKind.MEETING,
    ItemKind.INTERVIEWEE,
    ItemKind.EDITION,
    ItemKind.COMMENT,
}


class LetterPage(Page):
    """Where the letter is written."""

    PAGES_AFTER = 300  # milliseconds from the last save to the pages

    def __init__(
        self,
        look: Look,
        jobs: Jobs,
        actions: Actions,
        prompts: Prompts,
        settings: Settings,
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__(look)
        self._jobs, self._actions, self._prompts = jobs, actions, prompts
        self._settings, self._clock = settings, clock
        self._source: Source | None = None
        self._chapters: list[Chapter] = []
        self._key = ""
        self._loaded: dict[str, Text] = {}
        self._pieces: list[Piece] = []
        self._words: dict[str, int] = {}
        self._values: dict[str, str] = {}
        self._editions = 0
        self._over = LookOver(jobs, self.isVisible, self)
        self._typed = self._stale = False
        self._view = View.WRITE
        self._panel_open = False
        self.saver = Saver(self._write, self)
        self._build()
        self._passages = Passages(look, self, self)
        self._checking = Checking(self, self._over, self._checks, self._passages, self)
        self._beside = Beside(self, self._over, (self._behind, self._talk), clock, self)
        self.more = More(look, self, self._giver, self._here, clock, self)
        self._spelling = Spelling(jobs, self)
        marks = SpellingMarks(self.editor, self._spelling, look)
        self._spelling_menu = SpellingMenu(self.editor, marks)
        self._spelling_menu.learnt.connect(self._learn)
        self._wire()
        self.arrange()

    # What the window calls.

    def open(self, workspace: Workspace | None) -> None:
        self._over.open(workspace)
        super().open(workspace)
        self._giver.open(workspace)
        self.saver.forget()
        self._source, self._chapters, self._key, self._loaded, self._pieces = None, [], "", {}, []
        self._words = {}
        self._checking.present = ""
        self._typed = False
        self._stale = True
        self.editor.load([])
        self._outline.fill([], {}, {}, "")
        self._alarm.hide()
        self._notice.hide()

    def enter(self) -> None:
        self._refresh()
        with self._here().read() as r:
            self._spelling.set_own_words(words_of_challenge(r))
        QTimer.singleShot(200, self._spelling.load)  # when the page has been painted
        self._over.soon()

    def leave(self) -> bool:
        if self._finish():
            return True
        return self._prompts.leave_unsaved(self, self.saver.reason)

    def settle(self) -> bool:
        return self._finish()

    def hear(self, changes: Changes) -> None:
        kinds = {kind for kind, _ in changes.touched}
        if self._workspace is None or not kinds & (_BEARING | {ItemKind.POINT, ItemKind.NOTE, ItemKind.WAIVER}):
            return
        self._over.soon()
        if changes.origin is self or not kinds & _BEARING:
            return
        self._stale = True
        if self.isVisible():
            self._refresh()

    def take_focus(self) -> None:
        if self._view is View.PAGES:
            self._pages.setFocus()
        else:
            self.editor.setFocus()

    def panes(self) -> list[Callable[[], object]]:
        panes: list[Callable[[], object]] = [self._outline.setFocus, self.take_focus]
        first = self._checks.first_button() if self._side.isVisible() else None
        return [*panes, first.setFocus] if first is not None else panes

    def toggle_panel(self) -> None:
        if self._roomy():
            self._settings.letter_panel = not self._settings.letter_panel
        else:
            self._panel_open = not self._panel_open
        self.arrange()

    def chosen(self) -> tuple[str, str] | None:
        slot = self.slot()
        if slot is None:
            return None
        if slot.wording:
            return str(ItemKind.WORDING), slot.wording
        kind, _, item = slot.slot.partition(":")
        return (kind, item) if kind in (ItemKind.FINDING, ItemKind.RECOMMENDATION) else None

    def show_item(self, kind: str, item: str) -> None:
        wanted = f"{kind}:{item}"
        for chapter in self._chapters:
            for slot in chapter.slots:
                if slot.slot == wanted or slot.wording == item:
                    self._open_chapter(chapter.key)
                    self.editor.go_to(slot.slot)
                    return

    # What others, and the rooms of the page, see of it.

    def letter(self) -> Source | None:
        """What the letter is made of; none while no challenge is open."""
        return self._source

    def chapters(self) -> list[Chapter]:
        """The chapters in order, as they stand now."""
        return self._chapters

    def chapter(self) -> Chapter | None:
        """The chapter that is open."""
        return next((chapter for chapter in self._chapters if chapter.key == self._key), None)

    def slot(self) -> Slot | None:
        """The place in the letter at which the cursor is."""
        chapter, key = self.chapter(), self.editor.key()
        return next((one for one in chapter.slots if one.slot == key), None) if chapter is not None else None

    def section(self) -> str:
        """The key of the chapter that is open."""
        return self._key

    def show_section(self, key: str) -> None:
        """Open a chapter."""
        self._open_chapter(key)

    def remarks(self) -> list[Remark]:
        """What there is to look at in the whole letter, as far as the checks have run."""
        return self._over.remarks()

    # Reading.

    def _here(self) -> Workspace:
        assert self._workspace is not None
        return self._workspace

    def _read(self) -> None:
        with self._here().read() as r:
            self._source = storage.letter_source(r)
            self._editions = sum(1 for one in storage.editions(r) if one.kind is EditionKind.DRAFT)
            self._beside.read(r)
        source = self._source
        values = fields(source.challenge, source.visit, len(source.recommendations))
        if values != self._values:
            self._values, self._pieces = values, []  # the same words are seen otherwise now
            self.editor.set_fields(values)
        self._chapters = read_chapters(source)
        self._words = {}
        self._stale = False

    def _refresh(self) -> None:
        """Read the letter again if it may be another, and show the open chapter as it is now."""
        if self._workspace is None or self.saver.unsaved:
            return
        if self._stale:
            self._read()
            self._pages_soon()
        if not any(chapter.key == self._key for chapter in self._chapters):
            self._key = next((one.key for one in self._chapters if one.slots), "")
        self._show_chapter(keeping=True)

    # Writing.

    def _write(self) -> None:
        changed = {slot: text for slot, text in self.editor.texts().items() if text != self._loaded.get(slot)}
        if not changed:
            return
        with self._here().edit(self.tr("Write the letter"), origin=self) as e:
            known = {one.slot: one for one in storage.wordings(e)}
            for slot, text in changed.items():
                before = known.get(slot) or Wording(id=storage.wording_id(slot), slot=slot)
                storage.type_wording(e, replace(before, text=text or before.text, hidden=not text))
        self._loaded.update(changed)
        self._typed = True
        self._take_over(changed)

    def _take_over(self, changed: dict[str, Text]) -> None:
        """The chapter has these words now."""
        chapter = self.chapter()
        if chapter is None:
            return

        def now(slot: Slot) -> Slot:
            if slot.slot not in changed:
                return slot
            text = changed[slot.slot]
            own = slot.wording or storage.wording_id(slot.slot)
            return replace(slot, text=text or slot.text, hidden=not text, wording=own)

        fresh = replace(chapter, slots=tuple(map(now, chapter.slots)))
        self._chapters = [fresh if one.key == fresh.key else one for one in self._chapters]
        self._pieces = pieces_of(fresh, self._counts(fresh))

    def _finish(self) -> bool:
        if not self.saver.save_now():
            return False
        if self._typed and self._workspace is not None:
            with self._workspace.edit(self.tr("Write the letter"), origin=self) as e:
                storage.seal_wordings(e)
                let_go_of_composed(e, [slot for chapter in self._chapters for slot in chapter.slots])
            self._typed = False
        return True

    def change(self, words: str, change: Callable[[storage.Edit], object]) -> bool:
        """Do something as one step to undo; whether it was done."""
        if self._workspace is None or not self._finish():
            return False
        try:
            with self._workspace.edit(words, origin=self) as e:
                change(e)
        except ReviewError as refused:
            self.say(str(refused))
            return False
        self._stale = True
        self._refresh()
        return True

    def _say_saved(self) -> None:
        self._alarm.hide()
        self.saved.emit(self._clock())
        self._count()
        self._over.soon()
        self._pages_soon()
        if self._stale:
            self._refresh()

    def _say_unsaved(self, reason: str) -> None:
        self._alarm_text.setText(
            self.tr("Not saved: {reason} Your text stays here, and saving is tried again every two seconds.").format(
                reason=reason
            )
        )
        self._alarm.show()
        self.unsaved.emit(reason)

    # Showing.

    def _open_chapter(self, key: str) -> None:
        if key == self._key or not any(one.key == key for one in self._chapters):
            self._outline.choose(self._key)
            return
        if not self._finish():
            self._outline.choose(self._key)
            return
        self._key, self._checking.present = key, ""
        if self._stale:
            self._read()
        self._show_chapter()
        self._follow_on_paper()

    def _show_chapter(self, *, keeping: bool = False) -> None:
        chapter = self.chapter()
        self._heading.set_whole(f"{chapter.number} {chapter.title}".strip() if chapter is not None else "")
        pieces = pieces_of(chapter, self._counts(chapter)) if chapter is not None else []
        if not keeping or pieces != self._pieces:
            at, scrolled = self._place(), self.editor.verticalScrollBar().value()
            self._pieces = pieces
            self._loaded = {piece.key: normal(piece.text) for piece in pieces}
            self.editor.load(pieces)
            if keeping and at is not None and self.editor.go_to(*at):
                self.editor.verticalScrollBar().setValue(scrolled)
        nothing = chapter is None or not chapter.slots
        themed = chapter is not None and chapter.key.startswith("theme:")
        self._nothing.setText(
            self.tr("Nothing stands here yet. Agree findings on this theme, or add a paragraph.")
            if themed
            else self.tr("Nothing stands here by itself. You can add a paragraph of your own.")
        )
        self._nothing.setVisible(nothing)
        self.editor.setVisible(not nothing)
        self._checking.draw()
        self._count()
        self._follow()

    def _place(self) -> tuple[str, int, int] | None:
        if not self._pieces:
            return None
        cursor = self.editor.textCursor()
        cursor.clearSelection()
        key, start, _ = self.editor.place_of(cursor)
        return key, start, start

    def _counts(self, chapter: Chapter) -> dict[str, str]:
        """The small numbers behind the paragraphs."""
        grounds = self._over.grounds
        if grounds is None:
            return {}
        found = {slot.slot: grounds.sources(slot.findings) for slot in chapter.slots if slot.findings}
        return {slot: str(count) for slot, count in found.items() if count}

    def _count(self) -> None:
        """Count words, and tell outline, foot and status bar."""
        chapter = self.chapter()
        if self._key:
            tails = sum(
                len("".join(run.text for run in slot.tail).split())
                for slot in (chapter.slots if chapter is not None else ())
                if not slot.hidden
            )
            self._words[self._key] = tails + sum(map(count_words, self.editor.texts().values()))
        here = self._words.get(self._key, 0)
        self._foot_words.setText(self.tr("%n word(s)", "", here))
        remarks = Counter(self._checking.key_of(remark) for remark in self.remarks())
        self._outline.fill(self._chapters, self._words, remarks, self._key)
        whole = sum(self._words.get(one.key, one.words) for one in self._chapters)
        parts = [
            self.tr("Draft {number}").format(number=self._editions + 1),
            self.tr("%n word(s)", "", whole).replace(str(whole), f"{whole:,}"),
            self.tr("%n check(s) to look at", "", len(self.remarks())) if self._over.grounds is not None else "",
        ]
        self.say(DOT.join(part for part in parts if part))

    def _follow(self) -> None:
        """The cursor is elsewhere."""
        self._bar.follow()
        slot = self.slot()
        own = slot is not None and bool(slot.wording) and not slot.slot.startswith("free:")
        self._composed.setVisible(own)
        self._actions["as_composed"].setEnabled(own and self.isVisible())
        self._beside.follow()

    # Checks.

    def _looked_over(self) -> None:
        """There is something else to look at now."""
        self._giver.checked(self.remarks())
        chapter = self.chapter()
        if chapter is not None:
            self.editor.set_counts(self._counts(chapter))
            self._pieces = pieces_of(chapter, self._counts(chapter))
        self._checking.draw()
        self._count()
        self._follow()

    def _show_words(self) -> None:
        if self._view is View.PAGES:
            self._set_view(View.WRITE)

    def _show_checks(self) -> None:
        if not self._side.isVisible() and self._view is View.WRITE:
            self.toggle_panel()

    # What the writer does.

    def _order(self, order: Callable[[], object]) -> None:
        if self._view is not View.PAGES and self._pieces:
            order()
            self.editor.setFocus()

    def _find(self) -> None:
        """Find words; what is typed next belongs to the bar, and not into the letter."""
        if self._view is not View.PAGES and self._pieces:
            self.find_bar.begin()

    def _move(self, by: int) -> None:
        """Move the paragraph at the cursor; in the outline, the section."""
        if self._outline.hasFocus():
            self._passages.step_section(by)
        else:
            self._passages.step_paragraph(by)

    def _set_style(self, style: tuple[Sort, int]) -> None:
        self._order(lambda: self.editor.set_sort(*style))

    def _ask_link(self) -> None:
        if self._view is View.PAGES or not (self.editor.textCursor().hasSelection() or self.editor.link()):
            self.say(self.tr("Select the words of the link first."))
            return
        address = self._prompts.link_address(self, self.editor.link())
        if address is None:
            return
        if address and not address.startswith(LINKS):
            address = f"mailto:{address}" if "@" in address else f"https://{address}"
        self.editor.set_link(address)
        self.editor.setFocus()

    def _step_section(self, by: int) -> None:
        keys = [chapter.key for chapter in self._chapters]
        if self._key in keys and 0 <= keys.index(self._key) + by < len(keys):
            self._open_chapter(keys[keys.index(self._key) + by])

    def _go_to_composed(self) -> None:
        """Let the words at the cursor be the composed ones again."""
        slot = self.slot()
        if slot is not None and slot.wording:
            self.change(self.tr("Go back to the composed words"), lambda e: storage.remove_wording(e, slot.wording))
            self.editor.setFocus()

    # Spelling.

    def _fill_menu(self, menu: QMenu, place: int) -> None:
        menu.addSeparator()
        for name in ("letter_link", "as_composed", "move_passage_up", "move_passage_down", "letter_add"):
            menu.addAction(self._actions[name])
        self._spelling_menu.fill(menu, place)

    def _next_mistake(self) -> None:
        if self._view is View.PAGES:
            return
        if not self._spelling_menu.show_next():
            words = self.tr("No unknown words in this section.") if self._spelling.loaded else self.tr("One moment …")
            self.say(words)

    def _learn(self, word: str) -> None:
        if self.change(self.tr("Add a word"), lambda e: storage.learn_word(e, word)):
            with self._here().read() as r:
                self._spelling.set_own_words(words_of_challenge(r))

    # Views.

    def _set_view(self, view: int) -> None:
        """Show the words, the words beside the pages, or the pages."""
        self._view = View(view)
        self._bar.set_view(self._view)
        if self._view is not View.WRITE:
            self._finish()
            self._draw_pages()
        self._writing.setVisible(self._view is not View.PAGES)
        self._paper.setVisible(self._view is not View.WRITE)
        if self._view is View.BOTH:
            half = self._split.width() // 2
            self._split.setSizes([half, half])
        self._follow_on_paper()
        self.arrange()
        self.take_focus()

    def _follow_on_paper(self) -> None:
        """Let the pages show the section that is open."""
        chapter = self.chapter()
        if chapter is not None and self._view is not View.WRITE:
            self._pages.show_heading(chapter.title)

    def _next_view(self) -> None:
        self._set_view((self._view + 1) % 3)

    def _pages_soon(self) -> None:
        if self._view is not View.WRITE:
            self._pages_timer.start()

    def _draw_pages(self) -> None:
        if self._workspace is None or self._view is View.WRITE:
            return
        with self._workspace.read() as r:
            source = storage.letter_source(r)
        self._pages.show_letter(compose(source))
        words = self.tr(
            "%n page(s) as this program lays them out; Word may break them elsewhere", "", self._pages.pages()
        )
        self._paper_foot.set_whole(words)

    # Giving out.

    def give_letter(self) -> None:
        """Ask for what the letter is to be written, and write it."""
        if self._workspace is not None and self._finish():
            self._giver.give_letter(self.remarks() if self._over.grounds is not None else None, self._editions + 1)

    def arrange(self) -> None:
        """Hide the right column where there is no room for it; F4 then shows it in place of the outline."""
        roomy = self._roomy()
        wanted = self._settings.letter_panel if roomy else self._panel_open
        panel = wanted and self._view is View.WRITE
        self._side.setVisible(panel)
        self._left.setVisible(
            (roomy or not panel) and not (self._view is View.BOTH and self.width() < self._look.px(900))
        )
        self._left.setFixedWidth(self._look.px(218))
        self._side.setFixedWidth(self._look.px(312))

    def _roomy(self) -> bool:
        return self.width() >= self._look.px(1130 - 78)

    # Building.

    def _build(self) -> None:
        whole = QHBoxLayout(self)
        whole.setContentsMargins(14, 14, 14, 14)
        whole.setSpacing(14)
        whole.addWidget(self._build_left())
        whole.addWidget(self._build_middle(), 1)
        whole.addWidget(self._build_side())

    def _build_left(self) -> QFrame:
        self._left, column = card(spacing=4, margins=(11, 10, 8, 9))
        head = QHBoxLayout()
        head.setContentsMargins(5, 2, 5, 2)
        head.addWidget(label(self.tr("Letter"), "section"))
        head.addStretch(1)
        head.addWidget(label(self.tr("words"), "small"))
        column.addLayout(head)
        self._outline = Outline(self._look)
        column.addWidget(self._outline, 1)
        self._add_button = button(self.tr("Add from findings"), name=self._actions["letter_add"].text().rstrip("…"))
        self._add_button.setToolTip(self._actions["letter_add"].shortcut().toString())
        column.addWidget(self._add_button)
        return self._left

    def _build_middle(self) -> QFrame:
        made, column = card(spacing=0, margins=(1, 1, 1, 1))
        self.editor = RichEditor(self._look, self.tr("Words of this section"))
        self.editor.setMinimumHeight(24)
        self._bar = LetterBar(self._look, self._actions, self.editor)
        column.addWidget(self._bar)
        column.addWidget(line())
        column.addWidget(self._build_alarm())
        self._notice = Notice(self._look, self._prompts)
        column.addWidget(self._notice)
        self._giver = Giver(self._look, self._jobs, self._prompts, self._settings, self._notice, self)
        self.find_bar = LetterFind(self._look, self, self).bar
        column.addWidget(self.find_bar)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self._build_writing())
        self._split.addWidget(self._build_paper())
        column.addWidget(self._split, 1)
        return made

    def _build_writing(self) -> QWidget:
        self._writing = QWidget()
        column = QVBoxLayout(self._writing)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._head = head = QHBoxLayout()
        self._heading = Shortened(role="title")
        head.addWidget(self._heading)
        column.addLayout(head)
        column.addWidget(self.editor, 1)
        self._nothing = label(role="soft", wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(self._nothing, 1)
        column.addWidget(line())
        foot = QHBoxLayout()
        foot.setContentsMargins(18, 5, 18, 5)
        foot.setSpacing(10)
        hint = self.tr("Small numbers show how many separate groups stand behind the paragraph.")
        foot.addWidget(Shortened(hint, "small"), 1)
        self._composed = button(self.tr("As composed"), "link", name=self._actions["as_composed"].text())
        self._composed.setToolTip(self._actions["as_composed"].text())
        foot.addWidget(self._composed)
        self._foot_words = label(role="small")
        foot.addWidget(self._foot_words)
        column.addLayout(foot)
        return self._writing

    def _build_paper(self) -> QWidget:
        self._paper = QWidget()
        column = QVBoxLayout(self._paper)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._pages = PagesView(self._look)
        column.addWidget(self._pages, 1)
        column.addWidget(line())
        self._paper_foot = Shortened(role="small")
        self._paper_foot.setContentsMargins(18, 8, 18, 8)
        column.addWidget(self._paper_foot)
        self._paper.hide()
        return self._paper

    def _build_alarm(self) -> QFrame:
        self._alarm = frame("alarm")
        row = QHBoxLayout(self._alarm)
        row.setContentsMargins(12, 8, 12, 8)
        self._alarm_text = label(role="alarm", wrap=True)
        row.addWidget(self._alarm_text, 1)
        self._alarm.hide()
        return self._alarm

    def _build_side(self) -> QWidget:
        self._side = QWidget()
        self._side.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        column = QVBoxLayout(self._side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self._checks = RemarksCard(self._look)
        self._behind = BehindCard(self._look)
        self._talk = CommentsCard(self._look)
        column.addWidget(self._checks, 16)
        column.addWidget(self._behind, 9)
        column.addWidget(self._talk)
        return self._side

    def _wire(self) -> None:
        actions, editor = self._actions, self.editor
        self._over.found.connect(self._looked_over)
        self._pages_timer = self._timer(self.PAGES_AFTER, self._draw_pages)
        self.saver.saved.connect(self._say_saved)
        self.saver.failed.connect(self._say_unsaved)
        editor.leave_keys([key for _, action in actions for key in action.shortcuts()])
        editor.edited.connect(self.saver.touch)
        editor.moved.connect(self._follow)
        editor.left.connect(self.saver.save_now)
        editor.menu_opening.connect(self._fill_menu)
        self._outline.chosen.connect(self._open_chapter)
        self._outline.entered.connect(self.take_focus)
        self._outline.dragged.connect(self._passages.drop)
        self._bar.styled.connect(self._set_style)
        self._bar.viewed.connect(self._set_view)
        self._bar.given.connect(self.give_letter)
        self._bar.menu.aboutToShow.connect(lambda: self.more.fill(self._bar.menu))
        self._checking.coming.connect(self._show_words)
        self._checking.shown.connect(self._show_checks)
        self._checking.passed.connect(self._count)
        self._checking.evidence_wanted.connect(lambda kind, item: self.page_wanted.emit("evidence", kind, item))
        self._add_button.clicked.connect(lambda: self._passages.offer(self._add_button))
        self._composed.clicked.connect(self._go_to_composed)
        for name, order in (
            ("letter_bold", lambda: self._order(editor.toggle_bold)),
            ("letter_italic", lambda: self._order(editor.toggle_italic)),
            ("letter_bullets", lambda: self._order(lambda: editor.toggle_list(Sort.BULLET))),
            ("letter_numbers", lambda: self._order(lambda: editor.toggle_list(Sort.NUMBER))),
            ("letter_in", lambda: self._order(lambda: editor.indent(1))),
            ("letter_out", lambda: self._order(lambda: editor.indent(-1))),
            ("letter_style", self._bar.style_box.setFocus),
            ("letter_link", self._ask_link),
            ("letter_find", self._find),
            ("letter_spelling", self._next_mistake),
            ("next_check", lambda: self._checking.step(1)),
            ("previous_check", lambda: self._checking.step(-1)),
            ("pass_check", self._checking.ask_why),
            ("next_section", lambda: self._step_section(1)),
            ("previous_section", lambda: self._step_section(-1)),
            ("move_passage_up", lambda: self._move(-1)),
            ("move_passage_down", lambda: self._move(1)),
            ("letter_add", lambda: self._passages.offer(self._add_button)),
            ("as_composed", self._go_to_composed),
            ("letter_pages", self._next_view),
            ("letter_word", self.give_letter),
        ):
            actions[name].triggered.connect(order)
        self._look.changed.connect(self._restyle)
        self._restyle()

    def _timer(self, wait: int, order: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(wait)
        timer.timeout.connect(order)
        return timer

    def _restyle(self) -> None:
        px = self._look.px
        self._add_button.setIcon(self._look.icon("plus", "text", 16))
        self._head.setContentsMargins(px(37), px(14), px(30), px(4))
        self._nothing.setContentsMargins(px(37), px(4), px(30), 0)
        self.arrange()
        if self._workspace is not None and self._key:
            self._pieces = []
            self._show_chapter()

    @safe(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()
