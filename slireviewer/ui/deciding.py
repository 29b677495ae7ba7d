"""A merge on the desk: what is shown of it, what the reviewer says about it, and taking it in when that is said."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from slireviewer.errors import ReviewError
from slireviewer.history import ALIVE
from slireviewer.model import ItemId, ItemKind
from slireviewer.ui import merge_reading, merge_words
from slireviewer.ui.intake import Intake
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.merge_list import Group
from slireviewer.ui.rows import Row
from slireviewer.ui.side_by_side import BOTH, WORDED
from slireviewer.ui.theme import Look
from slireviewer.ui.words import hour_of, spoken

if TYPE_CHECKING:
    from slireviewer.storage import Choice, Decision, Incoming, Outlook, Package, Workspace
    from slireviewer.ui.merge_desk import Head, MergeDesk

DOT = "   ·   "
BEGUN = "merge_begun"  # the packages and decisions of a merge that was put aside


class Deciding(QWidget):
    """Packages, or what was left for later.

    ``told`` is for the status bar, ``left`` asks for the overview, ``applied`` carries the receipts, ``settled``
    follows when what was left for later is decided.
    """

    told = Signal(str)
    left = Signal()
    applied = Signal(object)
    settled = Signal()
    standing_read = Signal()

    def __init__(self, look: Look, jobs: Jobs, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._clock, self._jobs = clock, jobs
        self._reading = self._read_again = False
        self._workspace: Workspace | None = None
        self._standing: merge_words.Prepared | None = None
        self._is_standing = False
        self._saved: dict[str, object] = {}
        self.intake = Intake(jobs, self, self._prepare)
        self._look = look
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        intake = self.intake
        intake.changed.connect(self.refresh)
        intake.moved.connect(self._show_busy)
        intake.looked.connect(self._looked)
        intake.applied.connect(self._applied)
        intake.failed.connect(self._failed)

    @cached_property
    def desk(self) -> MergeDesk:
        """What is seen of it; made when it is first wanted."""
        from slireviewer.ui.merge_desk import MergeDesk

        desk = MergeDesk(self._look)
        desk.chosen.connect(self._show_row)
        desk.picked.connect(lambda _: self.focus_shown())
        desk.apply_wanted.connect(self.apply)
        desk.later_wanted.connect(self.left)
        desk.cancel_wanted.connect(self.intake.cancel)
        desk.sides.chosen.connect(self.decide)
        desk.sides.worded.connect(lambda text: self.decide(WORDED, text))
        self._column.addWidget(desk)
        return desk

    def open(self, workspace: Workspace | None) -> None:
        """Work with that challenge; a merge that was put aside is remembered."""
        self._workspace, self._standing, self._is_standing = workspace, None, False
        self.intake.open(workspace)
        self._saved = {}
        if workspace is not None:
            said = workspace.facts.get(BEGUN, "")
            self._saved = json.loads(said) if said else {}

    @property
    def reading(self) -> bool:
        """Whether what was left for later is being read."""
        return self._reading

    def read_standing(self) -> None:
        """Read what was left for later, on a thread, once for however many changes; ``standing_read`` follows."""
        workspace = self._workspace
        if workspace is None:
            return
        if self._reading:
            self._read_again = True
            return

        def land(standing: merge_words.Prepared) -> None:
            self._reading = False
            if self._workspace is workspace:
                self._standing = standing
                self.standing_read.emit()
            if self._read_again:
                self._read_again = False
                self.read_standing()

        def failed(fault: Exception) -> None:
            self._reading = self._read_again = False
            if self._workspace is workspace:
                raise fault

        self._reading = True
        self._jobs.start(lambda stop: self._prepare(workspace, merge_reading.standing(workspace)), land, failed)

    # What there is.

    def standing_choices(self) -> tuple[Choice, ...]:
        """What was left for later."""
        return tuple(choice for _, choice in self._standing.asking) if self._standing is not None else ()

    def put_aside(self) -> tuple[list[str], int]:
        """Whose packages lie here or were put aside, and how many decisions were made about them."""
        if self.intake.begun:
            names = [each.person_name or each.name for each in self.intake.packages]
            names = names or [each.name for each in self.intake.refused]
            return list(dict.fromkeys(names)), len(self.intake.decisions)
        paths, decisions = self._saved.get("paths"), self._saved.get("decisions")
        if isinstance(paths, list) and isinstance(decisions, list):
            return [Path(path).name for path in paths], len(decisions)
        return [], 0

    def prepared(self) -> merge_words.Prepared | None:
        """What lies on the desk."""
        if self._is_standing:
            return self._standing
        found = self.intake.prepared
        return found if isinstance(found, merge_words.Prepared) else None

    def current(self) -> tuple[Incoming, Choice | None] | None:
        """The item that the current row stands for, and what there is to decide about it."""
        prepared = self.prepared()
        return prepared.rows.get(self.desk.list.current()) if prepared is not None else None

    # Beginning.

    def add(self, paths: Sequence[Path]) -> None:
        """Read these packages too, beside those that were put aside with what was decided about them."""
        self._is_standing = False
        before, decisions = self._put_aside_before()
        self.intake.add([*before, *paths], decisions)
        self.refresh()

    def go_on(self) -> None:
        """Take up again what was put aside, from the packages where they lay."""
        self._is_standing = False
        paths, decisions = self._put_aside_before()
        self.intake.add(paths, decisions)
        self.refresh()

    def _put_aside_before(self) -> tuple[list[Path], dict[tuple[str, str], Decision]]:
        """The packages and decisions of a merge that was put aside, while nothing of it lies here."""
        paths = self._saved.get("paths")
        if self.intake.begun or self.intake.busy or not isinstance(paths, list):
            return [], {}
        return [Path(path) for path in paths], decisions_of(self._saved)

    def begin_standing(self) -> None:
        """Decide what was left for later."""
        self.intake.decisions.clear()
        self._is_standing = True
        self.refresh()

    def remember(self) -> None:
        """Keep the packages and the decisions for a later day."""
        if self._workspace is None or self._workspace.read_only or self._is_standing or not self.intake.paths:
            return
        self._keep(_as_kept(self.intake.paths, self.intake.decisions.values()))

    def _keep(self, kept: dict[str, object]) -> None:
        if self._workspace is not None and kept != self._saved:
            self._saved = kept
            self._workspace.set_fact(BEGUN, json.dumps(kept, ensure_ascii=False) if kept else "")

    def _prepare(self, workspace: Workspace, outlook: Outlook) -> merge_words.Prepared:
        return merge_reading.prepare(workspace, outlook, self._clock().date())

    # Deciding.

    def decide(self, said: str, text: str = "") -> None:
        """Remember what was said about the thing that is shown: a side's number, both, a wording, or "" for later."""
        found = self.current()
        line, choice = found if found is not None else (None, None)
        if line is None or choice is None or self.intake.busy:
            return
        sides = 2 if choice.field == ALIVE else len(choice.sides)
        if (said == BOTH and not choice.both) or (said.isdigit() and int(said) >= sides):
            return
        self.intake.decide(merge_words.key_of(choice), merge_words.decision_for(line, choice, said, text))

    def press(self, said: str) -> None:
        """The same by a key, which means something only while there is something to decide."""
        if self.desk.asks():
            self.decide(said)

    def keep_both(self) -> None:
        """Keep every text, by its key."""
        self.press(BOTH)

    def keep_theirs(self) -> None:
        """Keep the second text, or the one after it if that is chosen already."""
        matter = self.desk.sides.matter()
        if matter is not None and self.desk.asks():
            now = int(matter.choice) if matter.choice.isdigit() else 0
            self.decide(str(now + 1 if 0 < now < len(matter.sides) - 1 else 1))

    def edit_wording(self) -> None:
        """Let the reviewer write the wording."""
        if self.desk.asks() and not self.intake.busy:
            self.desk.sides.begin_wording()

    def step(self, by: int) -> None:
        """On to the next thing to decide that is still open, or else to the next of all."""
        prepared = self.prepared()
        if prepared is None or not prepared.asking:
            return
        keys = [merge_words.row_key(choice) for _, choice in prepared.asking]
        here = self.desk.list.current()
        now = keys.index(here) if here in keys else -1 if by > 0 else 0
        ahead = [keys[(now + by * count) % len(keys)] for count in range(1, len(keys) + 1)]
        decided = {f"{item}/{field}" for item, field in self.intake.decisions}
        self.desk.list.choose(next((key for key in ahead if key not in decided), ahead[0]))

    def apply(self) -> None:
        """Take everything in, with what was decided."""
        if self.intake.busy:
            return
        if self._is_standing:
            self._apply_standing()
        else:
            self.intake.apply()

    def _apply_standing(self) -> None:
        from slireviewer import storage

        decisions = list(self.intake.decisions.values())
        if self._workspace is None or not decisions:
            return
        try:
            with self._workspace.edit(self.tr("Decide what differs"), origin=self.intake) as e:
                for decision in decisions:
                    storage.take_decision(e, decision, frozenset())
        except ReviewError as refused:
            self.told.emit(str(refused))
            return
        self.intake.forget()
        self.settled.emit()
        self.told.emit(self.tr("%n decision(s) written   ·   Ctrl+Z takes them back", "", len(decisions)))

    def _applied(self, receipts: list[object]) -> None:
        paths, decisions = self.intake.left_over
        self._keep(_as_kept(paths, decisions.values()) if decisions else {})
        self.applied.emit(receipts)

    def _failed(self, sentence: str) -> None:
        if not self.intake.begun:
            self.left.emit()
        self.refresh()
        self.told.emit(sentence)

    def _looked(self) -> None:
        self.refresh()
        if self.isVisible():
            self.desk.take_focus()

    # Showing.

    def refresh(self) -> None:
        """Show what lies here, if it is seen."""
        if not self.isVisible():
            return
        self._show_busy()
        prepared = self.prepared()
        if prepared is None:
            self._show_unread()
            return
        decided = self.intake.decisions
        left = sum(merge_words.key_of(choice) not in decided for _, choice in prepared.asking)
        may = bool(decided) if self._is_standing else bool(self.intake.packages)
        self.desk.show_head(self._head(prepared), apply_words=self._apply_words(left), may_apply=may)
        self.desk.show_groups([*merge_words.groups(prepared, decided), *self._refused_groups()])
        self._show_row(self.desk.list.current())
        self.told.emit(self._fact())

    def refresh_standing(self) -> None:
        """Show what was left for later anew, if that is what lies here."""
        if self._is_standing:
            self.refresh()

    def focus_shown(self) -> None:
        """Put the focus into what is shown on the right."""
        desk = self.desk
        if desk.asks():
            desk.sides.take_focus()
            return
        seen = next((each for each in (desk.reading, desk.inside) if each.isVisible()), desk.list)
        seen.setFocus()

    def _show_busy(self) -> None:
        if not self.isVisible() and "desk" not in self.__dict__:
            return  # nothing is seen of it yet
        self.desk.show_busy(self.intake.busy, self.intake.done, self.intake.whole)

    def _fact(self) -> str:
        if self._is_standing:
            return self.tr("Deciding what differs   ·   nothing changes until you press Apply")
        packages = self.intake.packages
        names = ", ".join(package.name for package in packages)
        if len(packages) > 2:
            names = self.tr("%n package(s)", "", len(packages))
        return self.tr("Merging {what}   ·   nothing changes until you press Apply").format(what=names)

    def _show_unread(self) -> None:
        refused, busy = self.intake.refused, self.intake.busy
        words = busy or self.tr("None of these can be merged.")
        from slireviewer.ui.merge_desk import Head

        head = Head("…" if busy else "!", words, "", 0, 0, 0, 0)
        self.desk.show_head(head, apply_words=self.tr("Apply merge"), may_apply=False)
        self.desk.show_groups(self._refused_groups())
        if refused:
            self._show_row(self.desk.list.current())
        else:
            self.desk.show_nothing(words)
        if refused and not busy:
            self.told.emit(refused[-1].sentence)

    def _apply_words(self, left: int) -> str:
        words = self.tr("Apply decisions") if self._is_standing else self.tr("Apply merge")
        return self.tr("{words}  ({count} left)").format(words=words, count=left) if left else words

    def _head(self, prepared: merge_words.Prepared) -> Head:
        from slireviewer.ui.merge_desk import Head

        counts = prepared.counts
        if self._is_standing:
            return Head(
                "?", self.tr("Decide what differs"), self.tr("Left for later when packages were merged"), *counts
            )
        packages = self.intake.packages
        names = list(dict.fromkeys(each.person_name or self.tr("an unnamed laptop") for each in packages))
        who = names[0]
        if len(names) > 1:
            who = self.tr("{first} and %n other(s)", "", len(names) - 1).format(first=names[0])
        title = self.tr("Merge notes from {who}").format(who=who)
        return Head(merge_words.initials(names), title, self._below(packages, prepared.outlook), *counts)

    def _below(self, packages: Sequence[Package], outlook: Outlook) -> str:
        parts = [packages[0].name if len(packages) == 1 else self.tr("%n package(s)", "", len(packages))]
        made = sorted(each.made for each in packages)
        first, last = moment(made[0]), moment(made[-1])
        if first is not None and last is not None:
            parts.append(self.tr("written {when}").format(when=_span(first, last)))
        if self.intake.refused:
            parts.append(self.tr("%n package(s) refused", "", len(self.intake.refused)))
        parts.append(self.tr("checked: complete and unaltered"))
        if len(packages) == 1 and any(each.first_time for each in outlook.receipts):
            parts.append(self.tr("first from this laptop"))
        waiting = sum(each.waiting for each in outlook.receipts)
        if waiting:
            late = [each.person_name or each.package for each in outlook.receipts if each.waiting]
            who = ", ".join(dict.fromkeys(late))
            parts.append(self.tr("%n change(s) wait for an earlier package from {who}", "", waiting).format(who=who))
        return DOT.join(parts)

    def _refused_groups(self) -> list[Group]:
        refused = self.intake.refused
        if not refused or self._is_standing:
            return []
        word = self.tr("refused")
        rows = tuple(
            Row(f"refused {each.name}", each.name, each.sentence, icon="circle-x", role="danger", word=word)
            for each in refused
        )
        return [Group(self.tr("Refused"), len(rows), rows)]

    def _show_row(self, key: str) -> None:
        prepared, desk = self.prepared(), self.desk
        sentence = next((each.sentence for each in self.intake.refused if key == f"refused {each.name}"), "")
        if sentence:
            desk.show_nothing(sentence)
        elif prepared is not None and not key:
            already = sum(receipt.already for receipt in prepared.outlook.receipts)
            words = self.tr("Everything in it is here already: %n change(s).", "", already)
            desk.show_nothing(words if already else self.tr("There is nothing in it."))
        elif prepared is not None and key.startswith("new/"):
            self._show_inside(prepared, merge_words.inside(prepared.outlook, key))
        elif prepared is not None and key in prepared.rows:
            self._show_item(prepared, *prepared.rows[key])

    def _show_inside(self, prepared: merge_words.Prepared, lines: Sequence[Incoming]) -> None:
        today = prepared.known.today
        rows = [
            Row(line.item, line.text or self.tr("File"), hour_of(line.at, today), icon="plus", role="strength")
            for line in lines
        ]
        self.desk.show_rows(lines[0].belongs.title, _where(lines[0]), rows)

    def _show_item(self, prepared: merge_words.Prepared, line: Incoming, choice: Choice | None) -> None:
        if choice is not None:
            key = merge_words.key_of(choice)
            decision, worded = self.intake.decisions.get(key), self.intake.worded.get(key, "")
            self.desk.show_matter(merge_words.matter(prepared, line, choice, decision, worded))
            return
        from slireviewer.ui.merge_desk import Text

        runs, fact = merge_words.change_runs(line), merge_words.change_fact(line)
        self.desk.show_text(Text(merge_words.read_title(line), _where(line), runs, fact))


def _where(line: Incoming) -> str:
    return merge_words.place_words(line, full=True).replace(" · ", ", ")


def _as_kept(paths: Iterable[Path], decisions: Iterable[Decision]) -> dict[str, object]:
    return {"paths": [str(path) for path in paths], "decisions": [asdict(each) for each in decisions]}


def decisions_of(saved: dict[str, object]) -> dict[tuple[str, str], Decision]:
    """The decisions about a merge that was put aside."""
    from slireviewer import storage

    found = {}
    said = saved.get("decisions")
    for each in said if isinstance(said, list) else []:
        fields = {**each, "kind": ItemKind(each["kind"]), "item": ItemId(each["item"]), "seen": tuple(each["seen"])}
        found[each["item"], each["field"]] = storage.Decision(**fields)
    return found


def moment(text: str) -> datetime | None:
    """When a package was written, as it says itself."""
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def _span(first: datetime, last: datetime) -> str:
    """When packages were written: one moment, or from when to when."""
    words = f"{spoken(last.date(), 'ddd d MMM')} {last:%H:%M}"
    if f"{first:%Y-%m-%d %H:%M}" == f"{last:%Y-%m-%d %H:%M}":
        return words
    start = f"{first:%H:%M}" if first.date() == last.date() else f"{spoken(first.date(), 'ddd d MMM')} {first:%H:%M}"
    return f"{start} – {words}"
