"""The letter: its outline, the words of one section at a time, what there is to look at, and what stands behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QSplitter, QVBoxLayout, QWidget

from slireviewer import storage
from slireviewer.checks import Fix, Remark
from slireviewer.errors import ReviewError
from slireviewer.letter import Layout, Slot, Source, compose, fields, in_this_order, layout_of, moved, stepped
from slireviewer.model import (
    NO_ITEM,
    Comment,
    EditionKind,
    Finding,
    ItemId,
    ItemKind,
    Section,
    Theme,
    Wording,
    position_between,
)
from slireviewer.richtext import LINKS, Run, Sort, Text, from_plain, plain
from slireviewer.richtext import Block as TextBlock
from slireviewer.ui.actions import TABLE, Actions
from slireviewer.ui.behind_card import BehindCard
from slireviewer.ui.cards import Shortened, button, card, frame, label, line
from slireviewer.ui.chapters import (
    Chapter,
    chapter_of,
    count_words,
    pieces_of,
    read_chapters,
)
from slireviewer.ui.comments_card import CommentsCard
from slireviewer.ui.find_bar import FindBar
from slireviewer.ui.finding_chooser import FindingChooser
from slireviewer.ui.grounds import LookOver
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.letter_bar import LetterBar, View
from slireviewer.ui.letter_edits import (
    beside,
    count_places,
    let_go_of_composed,
    new_paragraph,
    place_at,
    put_theme,
    replace_words,
    rest_on,
    take_back,
)
from slireviewer.ui.letter_giving import Giver
from slireviewer.ui.letter_outline import Outline
from slireviewer.ui.letter_paper import PagesView
from slireviewer.ui.letter_returned import ReturnedDialog
from slireviewer.ui.letter_settings import LetterSettings
from slireviewer.ui.letter_versions import VersionsDialog
from slireviewer.ui.notice import Notice
from slireviewer.ui.page import Page
from slireviewer.ui.prompts import Prompts
from slireviewer.ui.remark_places import key_of_remark, place_of_remark
from slireviewer.ui.remarks_card import RemarksCard, remark_role, remark_title
from slireviewer.ui.rich_document import normal
from slireviewer.ui.rich_editor import Mark, Piece, RichEditor
from slireviewer.ui.rows import Row
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
        self._comments: list[Comment] = []
        self._values: dict[str, str] = {}
        self._names: dict[ItemId, str] = {}
        self._editions = 0
        self._over = LookOver(jobs, self.isVisible, self)
        self._typed = self._stale = False
        self._present = ""
        self._view = View.WRITE
        self._panel_open = False
        self.saver = Saver(self._write, self)
        self._build()
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
        self._words, self._present = {}, ""
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
        slot = self._slot()
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

    # What others see of it.

    def section(self) -> str:
        """The chapter that is open."""
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
            self._comments = storage.comment_lines(r)
            self._names = {person.id: person.name for person in storage.person_lines(r)}
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

    def _chapter(self) -> Chapter | None:
        return next((chapter for chapter in self._chapters if chapter.key == self._key), None)

    def _slot(self) -> Slot | None:
        """The place in the letter at which the cursor is."""
        chapter, key = self._chapter(), self.editor.key()
        return next((one for one in chapter.slots if one.slot == key), None) if chapter is not None else None

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
        chapter = self._chapter()
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

    def _edit(self, words: str, change: Callable[[storage.Edit], object]) -> bool:
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
        self._key, self._present = key, ""
        if self._stale:
            self._read()
        self._show_chapter()
        self._follow_on_paper()

    def _show_chapter(self, *, keeping: bool = False) -> None:
        chapter = self._chapter()
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
        self._draw_remarks()
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
        if self._key:
            tails = sum(
                len("".join(run.text for run in slot.tail).split()) for slot in self._slots() if not slot.hidden
            )
            self._words[self._key] = tails + sum(map(count_words, self.editor.texts().values()))
        here = self._words.get(self._key, 0)
        self._foot_words.setText(self.tr("%n word(s)", "", here))
        remarks = Counter(self._key_of(remark) for remark in self.remarks())
        self._outline.fill(self._chapters, self._words, remarks, self._key)
        whole = sum(self._words.get(one.key, one.words) for one in self._chapters)
        parts = [
            self.tr("Draft {number}").format(number=self._editions + 1),
            self.tr("%n word(s)", "", whole).replace(str(whole), f"{whole:,}"),
            self.tr("%n check(s) to look at", "", len(self.remarks())) if self._over.grounds is not None else "",
        ]
        self.say(DOT.join(part for part in parts if part))

    def _slots(self) -> tuple[Slot, ...]:
        chapter = self._chapter()
        return chapter.slots if chapter is not None else ()

    def _follow(self) -> None:
        """The cursor is elsewhere."""
        self._bar.follow()
        slot = self._slot()
        own = slot is not None and bool(slot.wording) and not slot.slot.startswith("free:")
        self._composed.setVisible(own)
        self._actions["as_composed"].setEnabled(own and self.isVisible())
        grounds = self._over.grounds
        if grounds is not None and slot is not None:
            heard = [one for finding in sorted(slot.findings) for one in grounds.heard.get(finding, ())]
            free = not slot.findings and not slot.slot.startswith("free:")
            self._behind.show_grounds(grounds.sources(slot.findings), heard, computed=free)
        else:
            self._behind.show_grounds(0, (), computed=True)
        self._show_comments()

    # Comments.

    def _about(self) -> tuple[ItemKind, ItemId] | None:
        """What a comment on the present paragraph is about: its finding or recommendation, else the place itself."""
        slot = self._slot()
        if slot is None:
            return None
        kind, _, item = slot.slot.partition(":")
        if kind in (ItemKind.FINDING, ItemKind.RECOMMENDATION):
            return ItemKind(kind), ItemId(item)
        return ItemKind.WORDING, storage.wording_id(slot.slot)

    def _show_comments(self) -> None:
        about = self._about()
        found: list[Comment] = []
        if about is not None:
            found = [one for one in self._comments if one.about == about[1]]
        self._talk.show_comments(found, self._names, self._clock().date())
        self._talk.setEnabled(about is not None)

    def _comment(self, words: str) -> None:
        about = self._about()
        if about is not None:
            kind, item = about
            self._edit(self.tr("Comment"), lambda e: storage.write_comment(e, item, words, about_kind=kind))

    def _settle_comment(self, comment: str) -> None:
        self._edit(self.tr("Deal with a comment"), lambda e: storage.resolve_comment(e, ItemId(comment)))

    # Checks.

    def _looked_over(self) -> None:
        """There is something else to look at now."""
        self._giver.checked(self.remarks())
        chapter = self._chapter()
        if chapter is not None:
            self.editor.set_counts(self._counts(chapter))
            self._pieces = pieces_of(chapter, self._counts(chapter))
        self._draw_remarks()
        self._count()
        self._follow()

    def _key_of(self, remark: Remark) -> str:
        return key_of_remark(self._chapters, remark)

    def _here_remarks(self) -> list[Remark]:
        return [remark for remark in self.remarks() if self._key_of(remark) == self._key]

    def _draw_remarks(self) -> None:
        here = self._here_remarks()
        words = self.editor.shown()
        found = [(remark, place_of_remark(remark, words)) for remark in here]
        self.editor.show_marks(
            [Mark(*place, remark_role(remark.check)) for remark, place in found if place is not None]
        )
        self._checks.show_remarks(here, len(self.remarks()) - len(here), ready=self._over.grounds is not None)
        self._checks.point_out(self._present)

    def _step_check(self, by: int) -> None:
        """Go to the next thing to look at, wherever in the letter it is."""
        order = [chapter.key for chapter in self._chapters]
        every = sorted(self.remarks(), key=lambda one: order.index(self._key_of(one)))
        if not every:
            self.say(self.tr("Nothing to look at."))
            return
        keys = [remark.key for remark in every]
        if self._present in keys:
            place = (keys.index(self._present) + by) % len(every)
        else:
            here = [number for number, one in enumerate(every) if self._key_of(one) == self._key]
            later = [n for n, one in enumerate(every) if order.index(self._key_of(one)) >= order.index(self._key)]
            place = (here or later or [0])[0]
        self._show_remark(every[place])

    def _show_remark(self, remark: Remark) -> None:
        if self._view is View.PAGES:
            self._set_view(View.WRITE)
        self._open_chapter(self._key_of(remark))
        self._present = remark.key
        place = place_of_remark(remark, self.editor.shown())
        if place is not None:
            self.editor.go_to(*place)
        elif remark.slot:
            self.editor.go_to(remark.slot)
        if not self._side.isVisible() and self._view is View.WRITE:
            self.toggle_panel()
        self._checks.point_out(remark.key)
        self.editor.setFocus()
        self.say(f"{remark_title(remark.check)}: {remark.why}")

    def _mend(self, remark: Remark, fix: Fix) -> None:
        self._show_remark(remark)
        place = place_of_remark(remark, self.editor.shown())
        slot = self._slot()
        if fix is Fix.LINK_FINDING and slot is not None and slot.slot.startswith("free:"):
            title, words = self.tr("What does this paragraph rest on?"), self.tr("Link a finding")
            every = self._source.findings if self._source is not None else ()
            self._choose_finding(title, every, lambda one: self._edit(words, lambda e: rest_on(e, slot, one)))
        elif fix in (Fix.FIND_SOURCES, Fix.WRITE_FINDING, Fix.LINK_FINDING):
            self._show_evidence(remark)
        elif place is not None and fix is Fix.REPLACE:
            self.editor.textCursor().insertText(remark.replacement, self.editor.textCursor().charFormat())
        elif place is not None and fix is Fix.LEAVE_OUT:
            self.editor.remove_chosen()

    def _show_evidence(self, remark: Remark) -> None:
        finding = remark.slot.partition(":")[2] if remark.slot.startswith("finding:") else ""
        if any(entry.name == "page_evidence" for entry in TABLE):
            self.page_wanted.emit("evidence", str(ItemKind.FINDING) if finding else "", finding)

    def _pass(self, remark: Remark, reason: str) -> None:
        words = self.tr("Pass a check by")
        if self._edit(words, lambda e: storage.write_waiver(e, remark.key, reason)):
            self._over.pass_by(remark.key)
            self._draw_remarks()
            self._count()
            self.editor.setFocus()

    def _ask_why(self) -> None:
        if self._present:
            self._checks.ask_why(self._present)
        else:
            self._step_check(1)

    # What the writer does.

    def _order(self, order: Callable[[], object]) -> None:
        if self._view is not View.PAGES and self._pieces:
            order()
            self.editor.setFocus()

    def _find(self) -> None:
        """Find words; what is typed next belongs to the bar, and not into the letter."""
        if self._view is not View.PAGES and self._pieces:
            self.find_bar.begin()

    def _elsewhere(self, words: str) -> int:
        """In how many places of the other sections these words stand."""
        return count_places([slot for one in self._chapters if one.key != self._key for slot in one.slots], words)

    def _find_beyond(self, by: int) -> None:
        """Go to the next section in which the words stand, or the one before."""
        keys = [chapter.key for chapter in self._chapters]
        at = keys.index(self._key)
        for chapter in [self._chapters[(at + by * step) % len(keys)] for step in range(1, len(keys))]:
            if count_places(chapter.slots, self.find_bar.field.text()):
                self._open_chapter(chapter.key)
                self.find_bar.come_in(by)
                return

    def _replace_everywhere(self, words: str, other: str) -> None:
        """Put other words in place of these in the whole letter, as one step to undo."""
        if not self._finish():
            return
        done: list[int] = []
        slots = [slot for chapter in self._chapters for slot in chapter.slots]
        if self._edit(self.tr("Replace words"), lambda e: done.append(replace_words(e, slots, words, other))):
            self.say(self.tr("%n replaced in the whole letter. Ctrl+Z takes it back.", "", sum(done)))
            self.find_bar.search()

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
        slot = self._slot()
        if slot is not None and slot.wording:
            self._edit(self.tr("Go back to the composed words"), lambda e: storage.remove_wording(e, slot.wording))
            self.editor.setFocus()

    def _move(self, by: int) -> None:
        """Move the paragraph at the cursor among those of its section; in the outline, the section."""
        if self._outline.hasFocus():
            if not self._step_theme(by):
                self._reorder(lambda layout: stepped(layout, self._key, by))
            return
        slot = self._slot()
        if slot is None or not self._finish():
            return
        row = [one for one in self._slots() if one.section == slot.section]
        place = next((number for number, one in enumerate(row) if one.slot == slot.slot), 0)
        target = place + by
        if not slot.slot.startswith(("finding:", "free:")) or not 0 <= target < len(row):
            self.say(self.tr("This paragraph has its place in the layout. Findings and your own paragraphs can move."))
            return
        others = [one for one in row if one.slot != slot.slot]
        before = others[target - 1].position if target else ""
        after = others[target].position if target < len(others) else ""
        if after and before >= after:
            self.say(self.tr("There is no room to move to here."))
            return
        position = position_between(before, after)
        if self._edit(self.tr("Move a paragraph"), lambda e: place_at(e, slot, position)):
            self.editor.go_to(slot.slot)

    def _step_theme(self, by: int) -> bool:
        """Move the theme that is open among those beside it; whether it is one."""
        kind, _, name = self._key.partition(":")
        if kind != "theme" or self._source is None:
            return False
        row = beside(self._source.themes, ItemId(name))
        at = [one.id for one in row].index(ItemId(name)) + by
        if 0 <= at < len(row):
            self._place_theme(row, ItemId(name), at)
        else:
            self.say(self.tr("No theme beside this one is further that way."))
        return True

    def _drop(self, key: str, before: str) -> None:
        """Move what was dragged: a theme among those beside it, or a section."""
        kind, _, name = key.partition(":")
        if kind == "theme" and self._source is not None:
            row = beside(self._source.themes, ItemId(name))
            others = [f"theme:{one.id}" for one in row if one.id != name]
            keys = [one.key for one in self._chapters]
            place = keys.index(before) if before in keys else len(keys)
            above = sum(one in others for one in keys[:place])
            if before in others or (above and not before.startswith(("theme:", "question:"))):
                self._place_theme(row, ItemId(name), above)
                return
        self._reorder(lambda layout: moved(layout, key, before))

    def _place_theme(self, row: Sequence[Theme], theme: ItemId, at: int) -> None:
        if self._edit(self.tr("Move a theme"), lambda e: put_theme(e, row, theme, at)):
            self.say(self.tr("The theme was moved. Numbers and references follow."))

    def _reorder(self, order: Callable[[Layout], tuple[Section, ...]]) -> None:
        """Put the sections into another order."""
        if self._source is None:
            return
        challenge, layout = self._source.challenge, layout_of(self._source.challenge)
        sections = order(layout)
        if sections == layout.sections:
            self.say(self.tr("This section has its place in the layout, or stays under its heading."))
            return
        choice = in_this_order(challenge.letter, sections)
        if self._edit(self.tr("Move a section"), lambda e: storage.choose_letter(e, challenge.id, choice)):
            self.say(self.tr("The section was moved. Numbers and references follow."))

    def _add(self) -> None:
        """Offer what can be added to the open chapter."""
        chapter = self._chapter()
        if chapter is None or self._source is None or not self._finish():
            return
        menu = QMenu(self)
        menu.setAccessibleName(self.tr("Add to this section"))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        own = menu.addAction(self.tr("A paragraph of your own"))
        own.triggered.connect(lambda: self._add_free((), None))
        if any(True for _ in self._not_here()):
            again, title = (
                menu.addAction(self.tr("What a finding says…")),
                self.tr("Say again here what a finding says"),
            )
            again.triggered.connect(lambda: self._choose_finding(title, self._not_here(), self._say))
        hidden = [slot for one in self._chapters for slot in one.slots if slot.hidden]
        if hidden:
            back = menu.addMenu(self.tr("Left out of the letter"))
            for slot in hidden[:40]:
                words = " ".join(plain(slot.text or slot.composed).split())[:70]
                put = back.addAction(words.replace("&", "&&"))
                put.triggered.connect(lambda _=False, slot=slot: self._take_back(slot))
        at = self._add_button.mapToGlobal(self._add_button.rect().topLeft())
        menu.popup(at)
        menu.setActiveAction(own)

    def _not_here(self) -> Iterator[Finding]:
        """The findings that stand behind nothing in the open chapter."""
        here = {finding for slot in self._slots() for finding in slot.findings}
        source = self._source
        return (one for one in (source.findings if source is not None else ()) if one.id not in here)

    def _choose_finding(self, title: str, findings: Iterable[Finding], take: Callable[[ItemId], object]) -> None:
        """Ask for one of these findings, and do with it what is wanted."""
        assert self._source is not None
        themes = {theme.id: theme.title for theme in self._source.themes}
        rows = [Row(one.id, one.title, themes.get(one.theme or NO_ITEM, "")) for one in findings]
        words = self.tr("Take it")
        chooser = FindingChooser(self._look, title, rows, self.window(), ask_role=False, may_make=False, take=words)
        chooser.chosen.connect(lambda finding, _: take(ItemId(finding)))
        chooser.open()

    def _say(self, finding: ItemId) -> None:
        """Say here what a finding says."""
        assert self._source is not None
        one = next(each for each in self._source.findings if each.id == finding)
        self._add_free(from_plain(f"{one.title}\n{one.text}"), finding)

    def _add_free(self, text: Text, behind: ItemId | None) -> None:
        """A new paragraph behind the one at the cursor."""
        chapter, slot = self._chapter(), self._slot()
        if chapter is None:
            return
        section = slot.section if slot is not None else chapter.parts[-1]
        row = [one for one in chapter.slots if one.section == section]
        words = text or (TextBlock((Run(self.tr("New paragraph")),)),)
        value = new_paragraph(row, slot, section, words, behind)
        if self._edit(self.tr("Add a paragraph"), lambda e: storage.write_wording(e, value)):
            self.editor.go_to(value.slot, 0, len(plain(value.text)))
            self.editor.setFocus()

    def _take_back(self, slot: Slot) -> None:
        """Put a paragraph that was left out into the letter again."""
        chapter = chapter_of(self._chapters, slot.slot)
        if (
            self._edit(self.tr("Put a paragraph back into the letter"), lambda e: take_back(e, slot))
            and chapter is not None
        ):
            self._open_chapter(chapter.key)
            self.editor.go_to(slot.slot)
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
        if self._edit(self.tr("Add a word"), lambda e: storage.learn_word(e, word)):
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
        chapter = self._chapter()
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

    def _fill_more(self) -> None:
        """What else can be done with the letter."""
        menu = self._bar.menu
        menu.clear()
        for words, order in (
            (self.tr("Letter as a PDF…"), self._giver.give_pdf),
            (self.tr("Slides with the team's notes…"), lambda: self._giver.give_slides(handover=False)),
            (self.tr("Slides to hand over…"), lambda: self._giver.give_slides(handover=True)),
            (self.tr("Keep what the slides say as the spoken feedback"), self._giver.keep_spoken),
            ("", None),
            (self.tr("Action plan in Word…"), lambda: self._giver.give_plan(".docx")),
            (self.tr("Action plan as a workbook…"), lambda: self._giver.give_plan(".xlsx")),
            (self.tr("Deadlines as a calendar…"), self._giver.give_deadlines),
            ("", None),
            (self.tr("What was given out, and what changed…"), self.show_versions),
            (self.tr("Read the council's copy back…"), lambda: self._giver.read_back(self.show_returned)),
            (self.tr("What the council sent back…"), self.show_returned),
            ("", None),
            (self.tr("Layout and address…"), self.show_settings),
        ):
            if order is None:
                menu.addSeparator()
            else:
                menu.addAction(words).triggered.connect(lambda _=False, order=order: self._finish() and order())

    def show_versions(self) -> None:
        """Show what was given out, beside the letter as it stands now."""
        dialog = VersionsDialog(self._look, self._here(), self._clock, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def show_returned(self) -> None:
        """Show what the council changed and said, to be answered."""
        dialog = ReturnedDialog(self._look, self._here(), None, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.table_wanted.connect(self._giver.give_table)
        dialog.open()

    def show_settings(self) -> None:
        """Ask how the letter is laid out and to whom it goes."""
        dialog = LetterSettings(self._look, self._here(), None, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

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
        self.find_bar = FindBar(
            self._look,
            self.editor,
            self.editor.show_found,
            name=self.tr("Find in the letter"),
            replacing=True,
            elsewhere=self._elsewhere,
        )
        self.find_bar.beyond.connect(self._find_beyond)
        self.find_bar.everywhere.connect(self._replace_everywhere)
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
        self._outline.dragged.connect(self._drop)
        self._bar.styled.connect(self._set_style)
        self._bar.viewed.connect(self._set_view)
        self._bar.given.connect(self.give_letter)
        self._bar.menu.aboutToShow.connect(self._fill_more)
        self._checks.wanted.connect(self._show_remark)
        self._checks.mended.connect(self._mend)
        self._checks.passed.connect(self._pass)
        self._talk.said.connect(self._comment)
        self._talk.settled.connect(self._settle_comment)
        self._add_button.clicked.connect(self._add)
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
            ("next_check", lambda: self._step_check(1)),
            ("previous_check", lambda: self._step_check(-1)),
            ("pass_check", self._ask_why),
            ("next_section", lambda: self._step_section(1)),
            ("previous_section", lambda: self._step_section(-1)),
            ("move_passage_up", lambda: self._move(-1)),
            ("move_passage_down", lambda: self._move(1)),
            ("letter_add", self._add),
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
