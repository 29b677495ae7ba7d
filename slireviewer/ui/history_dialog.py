"""The history of an item, or of a note with all its points: who changed what and when; bringing a wording back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from slireviewer.errors import ReviewError
from slireviewer.model import ItemId, ItemKind
from slireviewer.ui.cards import Shortened, button, card, clear, label
from slireviewer.ui.differences import Fate, Run, word_differences
from slireviewer.ui.happenings import Happening, happenings
from slireviewer.ui.listing import Listing
from slireviewer.ui.marked import Marked
from slireviewer.ui.rows import Row
from slireviewer.ui.theme import Look
from slireviewer.ui.words import hour_of, item_words, moment_of

if TYPE_CHECKING:
    from slireviewer.storage import Reading, Workspace

DOT = "   ·   "


class HistoryDialog(QDialog):
    """Everything that was ever done to an item; Esc closes it."""

    def __init__(
        self,
        look: Look,
        workspace: Workspace,
        kind: ItemKind,
        item: ItemId,
        clock: Callable[[], datetime],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._look, self._workspace, self._kind, self._item, self._clock = look, workspace, kind, item, clock
        self._what = kind, item
        self._part = ItemKind.POINT if kind is ItemKind.NOTE else kind  # what is changed, and can be brought back
        self._told: list[Happening] = []
        self._binned: dict[ItemId, bool] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("History: {what}").format(what=item_words()[kind]))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 16, 18, 16)
        whole.setSpacing(12)
        whole.addLayout(self._build_head())
        middle = QHBoxLayout()
        middle.setSpacing(14)
        middle.addWidget(self._build_list(), 4)
        middle.addWidget(self._build_shown(), 6)
        whole.addLayout(middle, 1)
        whole.addLayout(self._build_foot())
        self.resize(min(look.px(960), max(480, parent.width() - 60)), min(look.px(580), max(360, parent.height() - 60)))
        self.refresh()
        self.list.setFocus()

    def refresh(self) -> None:
        """Read the history again."""
        from slireviewer import storage

        whole = self._kind is ItemKind.NOTE
        with self._workspace.read() as r:
            read = storage.note_history_lines(r, self._item) if whole else storage.history_lines(r, *self._what)
            place = storage.place_of(r, *self._what)
            self._binned = {change.item: storage.is_binned(r, self._part, change.item) for change in read}
            own = "" if whole or place.title else storage.text_of(r, *self._what)
            texts = {item: storage.text_of(r, self._part, item) for item in self._binned} if whole else {}
            names = _names(r)
        self._told = happenings(self._part, read, names)
        self._place.set_whole(DOT.join(part for part in (place.title or " ".join(own.split()), place.person) if part))
        today = self._clock().date()
        self.list.fill([self._row(one, texts.get(one.item, ""), hour_of(one.at, today)) for one in self._told])
        self._show(self.list.current())

    def _row(self, one: Happening, text: str, hour: str) -> Row:
        icon, role = one.icon()
        if self._kind is ItemKind.NOTE:
            below = " · ".join(part for part in (one.summary(), one.person) if part)
            return Row(one.entry, " ".join(text.split()), below, hour, icon, role=role)
        return Row(one.entry, one.summary(), one.person, hour, icon, role=role)

    def bring_back(self) -> None:
        """Let the chosen wording stand again."""
        from slireviewer import storage

        one = self._chosen()
        if one is None or not self.go.isEnabled():
            return
        try:
            with self._workspace.edit(self.tr("Bring a wording back"), origin=self) as e:
                if self._binned[one.item]:
                    storage.put_back(e, self._part, one.item)
                for wording in one.wordings:
                    storage.restore_version(e, self._part, one.item, wording.field, one.entry)
        except ReviewError as refused:
            self._hint.setText(str(refused))
            return
        self.refresh()
        self.list.choose(0)
        self._hint.setText(self.tr("That wording stands again. Ctrl+Z in the window takes it back."))

    def _show(self, key: str) -> None:
        one = next((each for each in self._told if each.entry == key), None)
        clear(self._facts)
        self._who.setText(one.person or self.tr("Somebody unknown") if one is not None else "")
        self._when.setText(DOT.join((one.summary(), moment_of(one.at))) if one is not None else "")
        wordings = one.wordings if one is not None else []
        self.wording.show_runs([self._runs(one, wording.before, wording.after) for wording in wordings])
        self.wording.setVisible(bool(wordings))
        self._marks.setVisible(any(wording.before for wording in wordings))
        self._still.setVisible(not wordings)
        for fact in one.facts if one is not None and one.facts != [one.summary()] else []:
            self._facts.addWidget(label(fact, "soft", wrap=True))
        binned = one is not None and self._binned[one.item]
        if one is not None and binned and one.fate is False:
            self._facts.addWidget(label(self.tr("It is in the bin now, and can be put back there."), "soft", wrap=True))
        stands = bool(wordings) and all(wording.stands for wording in wordings)
        self.go.setVisible(bool(wordings))
        self.go.setEnabled(bool(wordings) and (not stands or binned) and not self._workspace.read_only)
        self._hint.setText(self.tr("This is the wording now.") if stands and not binned else "")

    def _runs(self, one: Happening | None, before: str, after: str) -> list[Run]:
        if not before or (one is not None and one.first):
            return [Run(after, Fate.KEPT)]
        return word_differences(before, after)

    def _chosen(self) -> Happening | None:
        key = self.list.current()
        return next((each for each in self._told if each.entry == key), None)

    def _build_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label(self.windowTitle(), "heading"))
        self._place = Shortened(role="soft")
        head.addWidget(self._place, 1)
        return head

    def _build_list(self) -> QFrame:
        made, column = card(margins=(9, 9, 9, 9))
        self.list = Listing(self._look, self.tr("What was done, the latest first"))
        self.list.chosen.connect(self._show)
        self.list.picked.connect(self.bring_back)
        column.addWidget(self.list)
        return made

    def _build_shown(self) -> QFrame:
        made, column = card(spacing=8, margins=(16, 14, 16, 14))
        self._who = label(role="section")
        self._when = label(role="soft", wrap=True)
        self.wording = Marked(self._look, self.tr("The wording, with its changes"))
        self._still = QWidget()
        self._marks = label(self.tr("Underlined: added. Struck through: removed."), "small", wrap=True)
        self._facts = QVBoxLayout()
        self._facts.setSpacing(4)
        column.addWidget(self._who)
        column.addWidget(self._when)
        column.addLayout(self._facts)
        column.addWidget(self.wording, 1)
        column.addWidget(self._still, 1)
        column.addWidget(self._marks)
        return made

    def _build_foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self._hint = label(role="soft", wrap=True)
        self.go = button(self.tr("Bring this wording back"), "primary")
        self.go.clicked.connect(self.bring_back)
        shut = button(self.tr("Close"))
        shut.clicked.connect(self.accept)
        foot.addWidget(self._hint, 1)
        foot.addWidget(shut)
        foot.addWidget(self.go)
        return foot


def _names(r: Reading) -> dict[str, str]:
    from slireviewer import storage

    names: dict[str, str] = {theme.id: theme.title for theme in storage.theme_lines(r)}
    names |= {person.id: person.name for person in storage.person_lines(r)}
    names |= {meeting.id: meeting.title for meeting in storage.read_meetings(r)}
    return names | {finding.id: finding.title for finding in storage.read_findings(r)}
