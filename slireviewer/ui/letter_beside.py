"""What is shown beside the paragraph at the cursor: what stands behind it, and what the team says of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject

from slireviewer import storage
from slireviewer.model import Comment, ItemId, ItemKind
from slireviewer.ui.behind_card import BehindCard
from slireviewer.ui.comments_card import CommentsCard
from slireviewer.ui.grounds import LookOver
from slireviewer.ui.letter_desk import Desk


class Beside(QObject):
    """Fills both cards as the cursor moves."""

    def __init__(
        self,
        desk: Desk,
        over: LookOver,
        cards: tuple[BehindCard, CommentsCard],
        clock: Callable[[], datetime],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._desk, self._over, self._clock = desk, over, clock
        self._behind, self._talk = cards
        self._comments: list[Comment] = []
        self._names: dict[ItemId, str] = {}
        self._talk.said.connect(self._say)
        self._talk.settled.connect(self._settle)

    def read(self, r: storage.Reading) -> None:
        """Read the comments of the team, and the names of those who said them."""
        self._comments = storage.comment_lines(r)
        self._names = {person.id: person.name for person in storage.person_lines(r)}

    def follow(self) -> None:
        """The cursor is elsewhere."""
        slot, grounds = self._desk.slot(), self._over.grounds
        if grounds is not None and slot is not None:
            heard = [one for finding in sorted(slot.findings) for one in grounds.heard.get(finding, ())]
            free = not slot.findings and not slot.slot.startswith("free:")
            self._behind.show_grounds(grounds.sources(slot.findings), heard, computed=free)
        else:
            self._behind.show_grounds(0, (), computed=True)
        about = self._about()
        found = [one for one in self._comments if about is not None and one.about == about[1]]
        self._talk.show_comments(found, self._names, self._clock().date())
        self._talk.setEnabled(about is not None)

    def _about(self) -> tuple[ItemKind, ItemId] | None:
        """What a comment on the present paragraph is about: its finding or recommendation, else the place itself."""
        slot = self._desk.slot()
        if slot is None:
            return None
        kind, _, item = slot.slot.partition(":")
        if kind in (ItemKind.FINDING, ItemKind.RECOMMENDATION):
            return ItemKind(kind), ItemId(item)
        return ItemKind.WORDING, storage.wording_id(slot.slot)

    def _say(self, words: str) -> None:
        about = self._about()
        if about is not None:
            kind, item = about
            self._desk.change(self.tr("Comment"), lambda e: storage.write_comment(e, item, words, about_kind=kind))

    def _settle(self, comment: str) -> None:
        self._desk.change(self.tr("Deal with a comment"), lambda e: storage.resolve_comment(e, ItemId(comment)))
