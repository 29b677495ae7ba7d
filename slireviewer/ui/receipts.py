"""The receipts of what was merged: what was taken, was here already, waits, or was refused and why; and undoing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from slireviewer.errors import ReviewError
from slireviewer.model import ItemId, ItemKind
from slireviewer.ui.cards import Shortened, button, card, clear, label
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.listing import Listing
from slireviewer.ui.merge_list import Group, MergeList
from slireviewer.ui.prompts import Prompts
from slireviewer.ui.receipt_words import (
    STEP,
    TEAM,
    WAITS,
    Merged,
    Named,
    awaited_groups,
    merges_of,
    names_of,
    read_awaited,
    undo_lines,
    write_out,
)
from slireviewer.ui.rows import ROW, Row
from slireviewer.ui.theme import Look
from slireviewer.ui.words import BRITISH, hour_of, item_words, moment_of

if TYPE_CHECKING:
    from slireviewer.storage import Workspace

DOT = "   ·   "
SIGNS = {
    "new": ("plus", "strength"),
    "changed": ("pen-line", "accent"),
    "deleted": ("x", "danger"),
    "conflict": ("git-merge", "consideration"),
    "flagged": ("flag", "consideration"),
}
_ORDER = ("conflict", "flagged", "new", "changed", "deleted")


class Receipts(QWidget):
    """The merges on the left, the chosen one's receipt on the right.

    ``sought`` asks for a meeting at a point, ``history_wanted`` for the history of an item, ``told`` is for the status
    bar, ``team_wanted`` asks for the board that says whose work is missing, ``undone`` follows when a merge was taken
    back.
    """

    sought = Signal(str, str)
    history_wanted = Signal(str, str)
    told = Signal(str)
    team_wanted = Signal()
    undone = Signal()

    def __init__(self, look: Look, jobs: Jobs, prompts: Prompts, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._look, self._jobs, self._prompts, self._clock = look, jobs, prompts, clock
        self._workspace: Workspace | None = None
        self._merges: list[Merged] = []
        self._named: list[Named] = []
        self._named_groups: list[Group] = []
        self._asking = False
        self._reading = self._again = self._wants_latest = False
        self._under_way = self._shows = 0
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self._build_list(), 4)
        row.addWidget(self._build_shown(), 7)
        look.changed.connect(self._restyle)
        self._restyle()

    @property
    def busy(self) -> bool:
        """Whether something is being read, written or undone."""
        return bool(self._under_way)

    def open(self, workspace: Workspace | None) -> None:
        """Show the receipts of that challenge."""
        self._workspace = workspace
        self._merges, self._named, self._named_groups, self._asking = [], [], [], False
        self._wants_latest = False
        self.list.fill([])

    def refresh(self, *, latest: bool = False) -> None:
        """Read the receipts again, on a thread; ``latest`` shows that of the latest merge then."""
        self._wants_latest = self._wants_latest or latest
        if self._reading:
            self._again = True
            return

        def read(workspace: Workspace) -> list[Merged]:
            with workspace.read() as r:
                return merges_of(_storage().receipt_lines(r))

        self._reading = self._workspace is not None
        self._work(read, self._take_merges, self._read_again)

    def _take_merges(self, merges: list[Merged]) -> None:
        latest, self._wants_latest = self._wants_latest, False
        if merges != self._merges or self.list.rows.rowCount() != len(merges):
            self._merges = merges
            today = self._clock().date()
            shown = self._shows
            self.list.fill([self._row(each, today) for each in self._merges])
            if shown == self._shows:  # filling tells only of another row
                self._show(self.list.current())
        if latest and self._merges:
            self.list.choose(0)

    def show_latest(self) -> None:
        """Show the receipt of the latest merge."""
        self.refresh(latest=True)

    def take_focus(self) -> None:
        """Put the focus where work starts."""
        (self.inside if self.list.hasFocus() and self._named else self.list).setFocus()

    def chosen(self) -> tuple[str, str] | None:
        """The kind and the id of the item that is chosen in the receipt."""
        kind, _, item = self.inside.current().partition(":")
        return (kind, item) if item else None

    def merges(self) -> list[Merged]:
        """What was merged, the latest first."""
        return self._merges

    # Undo.

    def undo(self) -> None:
        """Say what undoing the chosen merge would take away, or do it when that has been said."""
        merged = self._current()
        if merged is None or merged.undone or not merged.edits:
            return
        if self._asking:
            self._asking = False
            self._work(lambda w: _storage().undo_merge(w, *merged.edits, origin=self), self._taken_back)
        else:
            self._work(lambda w: undo_lines(w, merged.edits), lambda groups: self._ask(merged.key, groups))

    def keep(self) -> None:
        """Leave the merge as it is."""
        self._asking = False
        self._show(self.list.current())

    def _ask(self, key: str, groups: list[Group]) -> None:
        if key != self.list.current():
            return
        self._asking = True
        self.inside.fill([])
        self.inside.fill(groups)
        gone = sum(group.count for group in groups[:1])
        self._question.setText(
            self.tr("Undoing this merge would take these away: %n thing(s). Nothing is destroyed.", "", gone)
        )
        self._show_buttons()
        self.undo_button.setFocus()

    def _taken_back(self, _: object) -> None:
        self._asking = False
        self.refresh()
        self.list.setFocus()
        self.told.emit(self.tr("The merge is undone. Its packages can be merged again at any time."))
        self.undone.emit()

    # The chosen receipt.

    def save(self) -> None:
        """Write the receipt to a file, as the reviewer chooses: a Word document or plain text."""
        merged = self._current()
        if merged is None or self._workspace is None:
            return
        name = self.tr("receipt of a merge.docx")
        out = self._prompts.save_receipt(self, Path.home() / name)
        if out is None:
            return
        title, facts = self._title(merged), self._facts(merged)

        def work(w: Workspace) -> Path:
            _, groups = self._read_names(w, merged)
            groups += self._other_groups(merged)
            sections = [(group.title, [(row.title, self._written(row)) for row in group.rows]) for group in groups]
            with w.read() as r:
                council = _storage().get_challenge(r).council
            write_out(out, council, title, facts, sections)
            return out

        self._work(work, self._saved)

    def _written(self, row: Row) -> str:
        """What stands beside a line on paper, where there is no mark for what is still to decide."""
        asks = row.word == self.tr("to decide")
        return " · ".join(part for part in (row.below, row.word if asks else "") if part)

    def _saved(self, out: Path) -> None:
        self.told.emit(self.tr("The receipt is in {path}.").format(path=out))

    def _show(self, key: str) -> None:
        self._shows += 1
        self._asking = False
        merged = self._current()
        self._named, self._named_groups = [], []
        self._shown.setVisible(merged is not None)
        self._empty.setVisible(merged is None)
        clear(self._fact_lines)
        if merged is None:
            return
        self._title_label.set_whole(self._title(merged))
        for fact in self._facts(merged):
            self._fact_lines.addWidget(label(fact, "soft", wrap=True))
        self.inside.fill([])  # all of it at once when it has been read, so that one starts at its top
        self._show_buttons()
        self._work(lambda w: self._read_names(w, merged), lambda read: self._take_names(key, *read))

    def _read_names(self, workspace: Workspace, merged: Merged) -> tuple[list[Named], list[Group]]:
        """On the thread, for there may be tens of thousands."""
        named, awaited = names_of(workspace, merged), read_awaited(workspace, merged)
        groups = [*self._groups_of(merged, named), *awaited_groups(awaited)]
        came = merged.number("waiting") - sum(each.changes for each in awaited)
        return named, groups if merged.undone or came <= 0 else [*groups, self._came_since(came)]

    def _came_since(self, count: int) -> Group:
        below = self.tr("The earlier package has come since, and these with it.")
        row = Row(
            "came", self.tr("%n change(s)", "", count), below, icon="check-check", done=True, word=self.tr("taken")
        )
        return Group(self.tr("Waited, and came in since"), count, (row,))

    def _take_names(self, key: str, named: list[Named], groups: list[Group]) -> None:
        merged = self._current()
        if merged is not None and merged.key == key and not self._asking:
            self._named, self._named_groups = named, groups
            self.inside.fill(self._groups(merged))

    def _show_buttons(self) -> None:
        merged = self._current()
        may = merged is not None and bool(merged.edits) and not merged.undone
        self._question.setVisible(self._asking)
        self.keep_button.setVisible(self._asking)
        self.save_button.setVisible(not self._asking)
        self.undo_button.setVisible(may)
        words = self.tr("Undo merge") if self._asking else self.tr("Undo this merge…")
        self.undo_button.setText(f" {words}")
        self.undo_button.setAccessibleName(words)

    def _title(self, merged: Merged) -> str:
        names = ", ".join(merged.people())
        if not merged.taken():
            return self.tr("Refused: {names}").format(names=names)
        return self.tr("Merged: {names}").format(names=names)

    def _facts(self, merged: Merged) -> list[str]:
        count = BRITISH.toString
        parts = [moment_of(merged.at)]
        if merged.number("given"):
            parts.append(self.tr("%n change(s) taken", "", merged.number("taken")))
            if merged.number("already"):
                parts.append(self.tr("{count} already here").format(count=count(merged.number("already"))))
        if merged.refused() and merged.taken():
            parts.append(self.tr("%n package(s) refused", "", len(merged.refused())))
        facts = [DOT.join(part for part in parts if part)]
        if merged.undone:
            facts.append(self.tr("Undone since. Its packages can be merged again at any time."))
        return facts

    def _groups(self, merged: Merged) -> list[Group]:
        return [*self._named_groups, *self._other_groups(merged)]

    def _groups_of(self, merged: Merged, named: Sequence[Named]) -> list[Group]:
        words = {
            "conflict": self.tr("Changed by two people"),
            "flagged": self.tr("Deleted by one, changed by another"),
            "new": self.tr("New"),
            "changed": self.tr("Changed"),
            "deleted": self.tr("Deleted"),
        }
        decided = {(kind, item) for each in merged.receipts for _, kind, item, _ in each.get("decided", ())}
        kinds = {str(kind): word for kind, word in item_words().items()}
        groups = []
        for what in _ORDER:
            lines = [each for each in named if each.what == what]
            if lines:
                rows = tuple(self._named_row(each, (each.kind, each.item) in decided, kinds) for each in lines)
                groups.append(Group(words[what], len(rows), rows))
        return groups

    def _named_row(self, each: Named, decided: bool, kinds: Mapping[str, str]) -> Row:
        icon, role = SIGNS[each.what]
        name = kinds.get(each.kind, each.kind)
        asks = each.what in ("conflict", "flagged") and not decided
        below = " · ".join(part for part in (name, each.place) if part)
        word = self.tr("to decide") if asks else self.tr("taken")
        return Row(f"{each.kind}:{each.item}", each.text or name, below, icon=icon, role=role, done=not asks, word=word)

    def _other_groups(self, merged: Merged) -> list[Group]:
        groups = []
        newer = [each for each in merged.receipts if each.get("newer")]
        if newer:
            words = self.tr("Made with a newer version; kept, and given on")
            rows = tuple(
                Row(f"newer {number}", words, str(each["package"]), icon="package", word=self.tr("kept"))
                for number, each in enumerate(newer)
            )
            groups.append(Group(self.tr("Not understood by this version"), merged.number("newer"), rows))
        refused = merged.refused()
        if refused:
            rows = tuple(
                Row(f"refused {number}", str(each["package"]), str(each.get("outcome", "")), icon="circle-x",
                    role="danger", word=self.tr("refused"))
                for number, each in enumerate(refused)
            )  # fmt: skip
            groups.append(Group(self.tr("Refused"), len(rows), rows))
        if merged.number("already"):
            here = [each for each in merged.receipts if each.get("already")]
            rows = tuple(
                Row(f"already {number}", self.tr("%n change(s)", "", int(each["already"])), str(each["package"]),
                    icon="check-check", done=True, word=self.tr("already here"))
                for number, each in enumerate(here)
            )  # fmt: skip
            groups.append(Group(self.tr("Already here"), merged.number("already"), rows))
        return groups

    def _open(self, key: str) -> None:
        if key.startswith(TEAM):
            self.team_wanted.emit()
        elif key.startswith(STEP):
            self._choose_step(int(key.removeprefix(STEP)))
        else:
            self._open_item(*key.removeprefix(WAITS).partition(":")[::2])

    def _show_detail(self, key: str) -> None:
        """Say in full what a line may have to cut short, where it stands for nothing that could be opened."""
        row = self.inside.currentIndex().data(ROW)
        words = "" if row is None or ":" in key else row.below
        if key.startswith((TEAM, STEP)):
            words = f"{row.title}. {row.below}"
        self._detail.setText(words)
        self._detail.setVisible(bool(words))

    def _choose_step(self, step: int) -> None:
        """Show the receipt of the merge to which that step belongs."""
        found = (each for each in self._merges if any(part.get("edit") == step for part in each.receipts))
        merged = next(found, None)
        if merged is not None:
            self.list.choose(self._merges.index(merged))

    def _open_item(self, kind: str, item: str) -> None:
        if not item or self._workspace is None:
            return
        from slireviewer import storage

        with self._workspace.read() as r:
            known = kind in ItemKind._value2member_map_
            place = storage.place_of(r, ItemKind(kind), ItemId(item)) if known else None
            binned = known and storage.is_binned(r, ItemKind(kind), ItemId(item))
            here = known and bool(storage.history_lines(r, ItemKind(kind), ItemId(item)))
        if known and not here:
            self.told.emit(self.tr("Nothing of this is here yet: it comes with what it waits for."))
        elif place is not None and place.meeting and not binned:
            self.sought.emit(place.meeting, item if kind == ItemKind.POINT else "")
        elif known:
            self.history_wanted.emit(kind, item)

    def _current(self) -> Merged | None:
        key = self.list.current()
        return next((each for each in self._merges if each.key == key), None)

    def _row(self, merged: Merged, today: date) -> Row:
        refused = not merged.taken()
        icon, role = ("circle-x", "danger") if refused else ("git-merge", "accent")
        if merged.undone:
            icon, role = "undo-2", "text_soft"
        state = self.tr("undone") if merged.undone else ""
        said = self.tr("refused") if refused else self.tr("%n change(s) taken", "", merged.number("taken"))
        below = " · ".join(part for part in (said, state) if part)
        return Row(merged.key, ", ".join(merged.people()), below, hour_of(merged.at, today), icon, role=role)

    def _work(
        self, work: Callable[[Workspace], Any], then: Callable[[Any], None], ended: Callable[[], None] | None = None
    ) -> None:
        workspace = self._workspace
        if workspace is None:
            return

        def run(stop: Event) -> Any:
            return work(workspace)

        def ready() -> None:
            self._under_way -= 1
            self._bar.setVisible(self.busy)
            if ended is not None:
                ended()

        def land(value: Any) -> None:
            ready()
            if self._workspace is workspace:
                then(value)

        def failed(fault: Exception) -> None:
            ready()
            self._failed(fault)

        self._under_way += 1
        self._bar.show()
        self._jobs.start(run, land, failed)

    def _read_again(self) -> None:
        """The receipts have been read: what was asked for meanwhile is read now."""
        self._reading = False
        if self._again:
            self._again = False
            self.refresh()

    def _failed(self, fault: Exception) -> None:
        if not isinstance(fault, ReviewError):
            raise fault
        self.told.emit(str(fault))

    # Building.

    def _build_list(self) -> QFrame:
        made, column = card(margins=(9, 9, 9, 9))
        self.list = Listing(self._look, self.tr("What was merged, the latest first"))
        self.list.chosen.connect(self._show)
        self.list.picked.connect(lambda _: self.inside.setFocus())
        column.addWidget(self.list)
        return made

    def _build_shown(self) -> QFrame:
        made, column = card(spacing=0, margins=(16, 14, 16, 14))
        self._shown = QWidget()
        inner = QVBoxLayout(self._shown)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(6)
        self._title_label = Shortened(role="heading")
        self._fact_lines = QVBoxLayout()
        self._fact_lines.setSpacing(2)
        self.inside = MergeList(self._look, self.tr("The receipt, in groups"))
        self.inside.picked.connect(self._open)
        self.inside.doubleClicked.connect(lambda _: self._open(self.inside.current()))
        self.inside.chosen.connect(self._show_detail)
        self._detail = label(role="soft", wrap=True)
        self._question = label(wrap=True)
        inner.addWidget(self._title_label)
        inner.addLayout(self._fact_lines)
        inner.addWidget(self.inside, 1)
        inner.addWidget(self._detail)
        inner.addWidget(self._question)
        inner.addLayout(self._build_buttons())
        self._empty = label(self.tr("Nothing has been merged yet."), "soft", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._shown)
        column.addWidget(self._empty)
        self._shown.hide()
        return made

    def _build_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("At work"))
        self._bar.hide()
        self.save_button = button(" " + self.tr("Save the receipt…"), name=self.tr("Save the receipt"))
        self.save_button.clicked.connect(self.save)
        self.keep_button = button(self.tr("Keep the merge"))
        self.keep_button.clicked.connect(self.keep)
        self.undo_button = button("")
        self.undo_button.clicked.connect(self.undo)
        row.addWidget(self._bar, 1)
        row.addStretch(1)
        for each in (self.save_button, self.keep_button, self.undo_button):
            row.addWidget(each)
        return row

    def _restyle(self) -> None:
        look = self._look
        self.save_button.setIcon(look.icon("file-down", "text_soft"))
        self.undo_button.setIcon(look.icon("undo-2", "text_soft"))
        for each in (self.save_button, self.undo_button):
            each.setIconSize(QSize(look.px(16), look.px(16)))


def _storage() -> Any:
    from slireviewer import storage  # only when a receipt is looked at

    return storage
