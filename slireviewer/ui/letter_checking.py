"""Going through what the checks have found: each at its words, with what mends it, or passed by with a reason."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from slireviewer import storage
from slireviewer.checks import Fix, Remark
from slireviewer.model import ItemKind
from slireviewer.ui.actions import TABLE
from slireviewer.ui.grounds import LookOver
from slireviewer.ui.letter_desk import Desk
from slireviewer.ui.letter_edits import rest_on
from slireviewer.ui.letter_passages import Passages
from slireviewer.ui.remark_places import key_of_remark, place_of_remark
from slireviewer.ui.remarks_card import RemarksCard, remark_role, remark_title
from slireviewer.ui.rich_editor import Mark


class Checking(QObject):
    """``coming`` before a remark is shown, ``shown`` when its words are; ``passed`` when one may stand.

    ``evidence_wanted`` carries the kind and the id of what is to be shown on the evidence page, or "" and "".
    """

    coming = Signal()
    shown = Signal()
    passed = Signal()
    evidence_wanted = Signal(str, str)

    def __init__(self, desk: Desk, over: LookOver, card: RemarksCard, passages: Passages, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._over, self._card, self._passages = desk, over, card, passages
        self.present = ""  # the key of the remark that is being looked at
        card.wanted.connect(self.show)
        card.mended.connect(self.mend)
        card.passed.connect(self.pass_by)

    def key_of(self, remark: Remark) -> str:
        return key_of_remark(self._desk.chapters(), remark)

    def here(self) -> list[Remark]:
        return [remark for remark in self._over.remarks() if self.key_of(remark) == self._desk.section()]

    def draw(self) -> None:
        here = self.here()
        words = self._desk.editor.shown()
        found = [(remark, place_of_remark(remark, words)) for remark in here]
        self._desk.editor.show_marks(
            [Mark(*place, remark_role(remark.check)) for remark, place in found if place is not None]
        )
        self._card.show_remarks(here, len(self._over.remarks()) - len(here), ready=self._over.grounds is not None)
        self._card.point_out(self.present)

    def step(self, by: int) -> None:
        """Go to the next thing to look at, wherever in the letter it is."""
        order = [chapter.key for chapter in self._desk.chapters()]
        every = sorted(self._over.remarks(), key=lambda one: order.index(self.key_of(one)))
        if not every:
            self._desk.say(self.tr("Nothing to look at."))
            return
        keys = [remark.key for remark in every]
        if self.present in keys:
            place = (keys.index(self.present) + by) % len(every)
        else:
            here = [number for number, one in enumerate(every) if self.key_of(one) == self._desk.section()]
            later = [
                n for n, one in enumerate(every) if order.index(self.key_of(one)) >= order.index(self._desk.section())
            ]
            place = (here or later or [0])[0]
        self.show(every[place])

    def show(self, remark: Remark) -> None:
        self.coming.emit()
        self._desk.show_section(self.key_of(remark))
        self.present = remark.key
        place = place_of_remark(remark, self._desk.editor.shown())
        if place is not None:
            self._desk.editor.go_to(*place)
        elif remark.slot:
            self._desk.editor.go_to(remark.slot)
        self.shown.emit()
        self._card.point_out(remark.key)
        self._desk.editor.setFocus()
        self._desk.say(f"{remark_title(remark.check)}: {remark.why}")

    def mend(self, remark: Remark, fix: Fix) -> None:
        self.show(remark)
        place = place_of_remark(remark, self._desk.editor.shown())
        slot = self._desk.slot()
        if fix is Fix.LINK_FINDING and slot is not None and slot.slot.startswith("free:"):
            title, words = self.tr("What does this paragraph rest on?"), self.tr("Link a finding")
            letter = self._desk.letter()
            every = letter.findings if letter is not None else ()
            self._passages.choose_finding(
                title, every, lambda one: self._desk.change(words, lambda e: rest_on(e, slot, one))
            )
        elif fix in (Fix.FIND_SOURCES, Fix.WRITE_FINDING, Fix.LINK_FINDING):
            self._show_evidence(remark)
        elif place is not None and fix is Fix.REPLACE:
            self._desk.editor.textCursor().insertText(remark.replacement, self._desk.editor.textCursor().charFormat())
        elif place is not None and fix is Fix.LEAVE_OUT:
            self._desk.editor.remove_chosen()

    def _show_evidence(self, remark: Remark) -> None:
        finding = remark.slot.partition(":")[2] if remark.slot.startswith("finding:") else ""
        if any(entry.name == "page_evidence" for entry in TABLE):
            self.evidence_wanted.emit(str(ItemKind.FINDING) if finding else "", finding)

    def pass_by(self, remark: Remark, reason: str) -> None:
        words = self.tr("Pass a check by")
        if self._desk.change(words, lambda e: storage.write_waiver(e, remark.key, reason)):
            self._over.pass_by(remark.key)
            self.draw()
            self.passed.emit()
            self._desk.editor.setFocus()

    def ask_why(self) -> None:
        if self.present:
            self._card.ask_why(self.present)
        else:
            self.step(1)
