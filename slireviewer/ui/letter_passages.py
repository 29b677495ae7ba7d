"""Paragraphs, themes and sections as wholes: moved, added, put back into the letter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QMenu

from slireviewer import storage
from slireviewer.letter import Layout, Slot, in_this_order, layout_of, moved, stepped
from slireviewer.model import NO_ITEM, Finding, ItemId, Section, Theme, position_between
from slireviewer.richtext import Block, Run, Text, from_plain, plain
from slireviewer.ui.chapters import chapter_of
from slireviewer.ui.finding_chooser import FindingChooser
from slireviewer.ui.letter_desk import Desk
from slireviewer.ui.letter_edits import beside, new_paragraph, place_at, put_theme, take_back
from slireviewer.ui.rows import Row
from slireviewer.ui.theme import Look


class Passages(QObject):
    """What the writer does with them."""

    def __init__(self, look: Look, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._look, self._desk = look, desk

    def step_section(self, by: int) -> None:
        """Move the theme that is open among those beside it, or the section that is open."""
        if not self._step_theme(by):
            self._reorder(lambda layout: stepped(layout, self._desk.section(), by))

    def step_paragraph(self, by: int) -> None:
        """Move the paragraph at the cursor among those of its section."""
        chapter, slot = self._desk.chapter(), self._desk.slot()
        if chapter is None or slot is None or not self._desk.settle():
            return
        row = [one for one in chapter.slots if one.section == slot.section]
        place = next((number for number, one in enumerate(row) if one.slot == slot.slot), 0)
        target = place + by
        if not slot.slot.startswith(("finding:", "free:")) or not 0 <= target < len(row):
            said = self.tr("This paragraph has its place in the layout. Findings and your own paragraphs can move.")
            self._desk.say(said)
            return
        others = [one for one in row if one.slot != slot.slot]
        before = others[target - 1].position if target else ""
        after = others[target].position if target < len(others) else ""
        if after and before >= after:
            self._desk.say(self.tr("There is no room to move to here."))
            return
        position = position_between(before, after)
        if self._desk.change(self.tr("Move a paragraph"), lambda e: place_at(e, slot, position)):
            self._desk.editor.go_to(slot.slot)

    def _step_theme(self, by: int) -> bool:
        """Move the theme that is open among those beside it; whether it is one."""
        kind, _, name = self._desk.section().partition(":")
        letter = self._desk.letter()
        if kind != "theme" or letter is None:
            return False
        row = beside(letter.themes, ItemId(name))
        at = [one.id for one in row].index(ItemId(name)) + by
        if 0 <= at < len(row):
            self._place_theme(row, ItemId(name), at)
        else:
            self._desk.say(self.tr("No theme beside this one is further that way."))
        return True

    def drop(self, key: str, before: str) -> None:
        """Move what was dragged: a theme among those beside it, or a section."""
        kind, _, name = key.partition(":")
        letter = self._desk.letter()
        if kind == "theme" and letter is not None:
            row = beside(letter.themes, ItemId(name))
            others = [f"theme:{one.id}" for one in row if one.id != name]
            keys = [one.key for one in self._desk.chapters()]
            place = keys.index(before) if before in keys else len(keys)
            above = sum(one in others for one in keys[:place])
            if before in others or (above and not before.startswith(("theme:", "question:"))):
                self._place_theme(row, ItemId(name), above)
                return
        self._reorder(lambda layout: moved(layout, key, before))

    def _place_theme(self, row: Sequence[Theme], theme: ItemId, at: int) -> None:
        if self._desk.change(self.tr("Move a theme"), lambda e: put_theme(e, row, theme, at)):
            self._desk.say(self.tr("The theme was moved. Numbers and references follow."))

    def _reorder(self, order: Callable[[Layout], tuple[Section, ...]]) -> None:
        """Put the sections into another order."""
        letter = self._desk.letter()
        if letter is None:
            return
        challenge, layout = letter.challenge, layout_of(letter.challenge)
        sections = order(layout)
        if sections == layout.sections:
            self._desk.say(self.tr("This section has its place in the layout, or stays under its heading."))
            return
        choice = in_this_order(challenge.letter, sections)
        if self._desk.change(self.tr("Move a section"), lambda e: storage.choose_letter(e, challenge.id, choice)):
            self._desk.say(self.tr("The section was moved. Numbers and references follow."))

    def offer(self, at: QAbstractButton) -> None:
        """Offer what can be added to the open chapter, at that button."""
        if self._desk.chapter() is None or not self._desk.settle():
            return
        menu = QMenu(at)
        menu.setAccessibleName(self.tr("Add to this section"))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        own = menu.addAction(self.tr("A paragraph of your own"))
        own.triggered.connect(lambda: self.add_free((), None))
        if self.not_here():
            again = menu.addAction(self.tr("What a finding says…"))
            again.triggered.connect(self.choose_again)
        hidden = [slot for one in self._desk.chapters() for slot in one.slots if slot.hidden]
        if hidden:
            back = menu.addMenu(self.tr("Left out of the letter"))
            for slot in hidden[:40]:
                words = " ".join(plain(slot.text or slot.composed).split())[:70]
                put = back.addAction(words.replace("&", "&&"))
                put.triggered.connect(lambda _=False, slot=slot: self.take_back(slot))
        menu.popup(at.mapToGlobal(at.rect().topLeft()))
        menu.setActiveAction(own)

    def not_here(self) -> list[Finding]:
        """The findings that stand behind nothing in the open chapter."""
        letter, chapter = self._desk.letter(), self._desk.chapter()
        here = {finding for slot in (chapter.slots if chapter is not None else ()) for finding in slot.findings}
        return [one for one in (letter.findings if letter is not None else ()) if one.id not in here]

    def choose_again(self) -> None:
        """Ask which finding shall be said again here."""
        self.choose_finding(self.tr("Say again here what a finding says"), self.not_here(), self.say_again)

    def choose_finding(self, title: str, findings: Iterable[Finding], take: Callable[[ItemId], object]) -> None:
        """Ask for one of these findings, and do with it what is wanted."""
        letter = self._desk.letter()
        themes = {theme.id: theme.title for theme in (letter.themes if letter is not None else ())}
        rows = [Row(one.id, one.title, themes.get(one.theme or NO_ITEM, "")) for one in findings]
        parent, words = self._desk.window(), self.tr("Take it")
        chooser = FindingChooser(self._look, title, rows, parent, ask_role=False, may_make=False, take=words)
        chooser.chosen.connect(lambda finding, _: take(ItemId(finding)))
        chooser.open()

    def say_again(self, finding: ItemId) -> None:
        """Say here what a finding says."""
        letter = self._desk.letter()
        one = next(each for each in (letter.findings if letter is not None else ()) if each.id == finding)
        self.add_free(from_plain(f"{one.title}\n{one.text}"), finding)

    def add_free(self, text: Text, behind: ItemId | None) -> None:
        """A new paragraph behind the one at the cursor."""
        chapter, slot = self._desk.chapter(), self._desk.slot()
        if chapter is None:
            return
        section = slot.section if slot is not None else chapter.parts[-1]
        row = [one for one in chapter.slots if one.section == section]
        words = text or (Block((Run(self.tr("New paragraph")),)),)
        value = new_paragraph(row, slot, section, words, behind)
        if self._desk.change(self.tr("Add a paragraph"), lambda e: storage.write_wording(e, value)):
            self._desk.editor.go_to(value.slot, 0, len(plain(value.text)))
            self._desk.editor.setFocus()

    def take_back(self, slot: Slot) -> None:
        """Put a paragraph that was left out into the letter again."""
        chapter = chapter_of(self._desk.chapters(), slot.slot)
        if (
            self._desk.change(self.tr("Put a paragraph back into the letter"), lambda e: take_back(e, slot))
            and chapter is not None
        ):
            self._desk.show_section(chapter.key)
            self._desk.editor.go_to(slot.slot)
            self._desk.editor.setFocus()
