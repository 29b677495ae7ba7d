"""What several packages would bring together, worked out before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from slireviewer.history import ALIVE, Entry, Fate, Head, ItemState, common_ancestor, distinct
from slireviewer.model import NO_ITEM, ItemId, ItemKind
from slireviewer.storage.challenges import moment, person_lines
from slireviewer.storage.deciding import Decision, Keep, can_keep_both
from slireviewer.storage.foresight import Foresight
from slireviewer.storage.journal import Key
from slireviewer.storage.package import Package, known_signer, stubs_allowed
from slireviewer.storage.receipts import Receipt, make_receipt
from slireviewer.storage.tables import TYPED
from slireviewer.storage.workspace import Reading, Workspace, undisturbed

_MOST_SHOWN = 160


@dataclass(frozen=True, slots=True)
class Side:
    """One of the values that stand side by side: what, by whom, when, and whether it is here already."""

    entry: str
    value: Any
    person: str
    at: datetime | None
    mine: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A field with more than one value; ``before`` is what all of them grew from, where that is known.

    ``field`` is "_alive" for an item that one deleted and another changed: its sides are the deletions.
    ``both`` tells whether both texts can be kept; ``seen`` are all the entries that are looked at here.
    """

    kind: ItemKind
    item: ItemId
    field: str
    before: Any
    sides: tuple[Side, ...]
    both: bool
    seen: tuple[str, ...] = ()

    @property
    def mine(self) -> tuple[Side, ...]:
        """The sides that are here already, the one shown now first."""
        return tuple(side for side in self.sides if side.mine)

    @property
    def theirs(self) -> tuple[Side, ...]:
        """The sides that would come."""
        return tuple(side for side in self.sides if not side.mine)

    def decide(self, keep: Keep, *, text: str = "", entry: str = "") -> Decision:
        """A decision about exactly what is seen here."""
        if not entry and keep in ("mine", "theirs"):
            entry = next((side.entry for side in (self.mine if keep == "mine" else self.theirs)), "")
        return Decision(self.kind, self.item, self.field, keep, text=text, entry=entry, seen=self.seen)


@dataclass(frozen=True, slots=True)
class Belongs:
    """Where an item belongs, as a person thinks of it: a meeting, a finding, or a kind of thing (``item`` "")."""

    kind: ItemKind
    item: ItemId = NO_ITEM
    title: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """One item that the packages touch.

    ``what`` is "new", "changed", "deleted", "conflict" or "flagged" (one deleted it, another changed it). ``text``
    is what it would say, ``was`` what it says now; ``people`` are those whose changes come, ``at`` the time of the
    last of them; ``fields`` what they set. ``choices`` is what waits for a decision, ``goes`` the texts that would
    go into the bin with it or be hidden. ``text`` and ``was`` are one short line each; ``whole`` and ``whole_was``
    are all the words.
    """

    what: str
    kind: ItemKind
    item: ItemId
    text: str
    was: str
    people: tuple[str, ...]
    at: datetime | None
    belongs: Belongs
    fields: tuple[str, ...]
    choices: tuple[Choice, ...] = ()
    goes: tuple[str, ...] = ()
    whole: str = ""
    whole_was: str = ""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What packages would do together: the receipt that each would get, and every item that they touch.

    The lines come in order of what they belong to. What only a newer version knows is counted in the receipts.
    """

    receipts: tuple[Receipt, ...]
    lines: tuple[Incoming, ...]
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """All that waits for a decision."""
        return tuple(choice for line in self.lines for choice in line.choices)


@undisturbed()
def look_into(
    workspace: Workspace, packages: Sequence[Package], *, progress: Callable[[int, int], None] | None = None
) -> Outlook:
    """What taking these packages together would do, exactly, with nothing written. For a job: it may take seconds.

    ``progress`` gets what is done and all there is to do; what it raises ends the look, and nothing is left of it.
    Raises PackageRefused when they cannot be taken together.
    """
    known = []
    for place, package in enumerate(packages):
        known.append(known_signer(workspace, package, packages[:place]))
        stubs_allowed(workspace, package, packages)
    with workspace.read() as r:
        foresight = Foresight(r.conn, workspace.authorised)
        receipts = []
        for place, (package, is_known) in enumerate(zip(packages, known, strict=True)):
            receipts.append(make_receipt(package, is_known, foresight.take(package.entries), "nothing changed yet"))
            if progress is not None:
                progress(place + 1, len(packages) * 2)
        lines = _Looking(r, foresight, packages).lines(progress)
    return Outlook(tuple(receipts), tuple(lines), Counter(line.what for line in lines))


def preview_merge(workspace: Workspace, package: Package) -> Receipt:
    """What merging one package would do, exactly, with nothing written."""
    known = known_signer(workspace, package)
    stubs_allowed(workspace, package)
    with workspace.read() as r:
        outcome = Foresight(r.conn, workspace.authorised).take(package.entries)
    return make_receipt(package, known, outcome, "nothing changed yet")


def summary(shown: Mapping[str, Any]) -> str:
    """A line by which a person knows an item: its title or name, or the beginning of its text."""
    said = shown.get("title") or shown.get("name") or shown.get("text") or ""
    line = " ".join(str(said).split())
    return line if len(line) <= _MOST_SHOWN else line[: _MOST_SHOWN - 1].rstrip() + "…"


def _words(shown: Mapping[str, Any]) -> str:
    return "\n".join(str(shown[name]) for name in ("title", "name", "text") if shown.get(name))


class _Looking:
    """Turns what is foreseen into lines for a person."""

    def __init__(self, r: Reading, foresight: Foresight, packages: Sequence[Package]) -> None:
        self.r, self.foresight = r, foresight
        self.names: dict[str, str] = {package.person: package.person_name for package in packages}
        self.names |= {person.id: person.name for person in person_lines(r)}
        self.states: dict[Key, ItemState] = {}
        self.places: dict[Key, Belongs] = {}
        self.count = len(packages)

    def lines(self, progress: Callable[[int, int], None] | None = None) -> list[Incoming]:
        keys = [key for key in self.foresight.touched() if key[0] in TYPED]
        before = self.foresight.before(keys)
        lines = []
        for done, key in enumerate(keys):
            if progress is not None and done % 1000 == 999:
                progress(self.count + done * self.count // len(keys), self.count * 2)
            was = before.get(key)
            fate, conflicts = self.foresight.after(key)
            if conflicts or fate is Fate.FLAGGED:
                what = "conflict" if conflicts else "flagged"
            elif was is None:
                if fate is Fate.BINNED:
                    continue  # made and thrown away again before anybody here saw it
                what = "new"
            elif fate is Fate.BINNED:
                if was[0] is Fate.BINNED:
                    continue
                what = "deleted"
            else:
                what = "changed"
            lines.append(self._line(what, key, was is not None))
        return sorted(lines, key=_order)

    def _state(self, key: Key) -> ItemState:
        if key not in self.states:
            self.states[key] = self.foresight.state(key)
        return self.states[key]

    def _line(self, what: str, key: Key, here: bool) -> Incoming:
        kind, item = ItemKind(key[0]), ItemId(key[1])
        coming = self.foresight.coming(key)
        now = self.foresight.state_now(key).shown() if here else {}
        shown = self.foresight.shown(key)
        people = dict.fromkeys(self.names.get(entry.by, "") for entry in coming)
        return Incoming(
            what=what,
            kind=kind,
            item=item,
            text=summary(shown),
            was=summary(now),
            people=tuple(name for name in people if name),
            at=max((at for entry in coming if (at := moment(entry.wall))), default=None),
            belongs=self._belongs(kind, item, shown),
            fields=tuple(sorted({name for entry in coming for name in entry.set})),
            choices=self._choices(kind, item, coming) if what in ("conflict", "flagged") else (),
            goes=self._goes(kind, item, shown) if what in ("deleted", "flagged") else (),
            whole=_words(shown),
            whole_was=_words(now),
        )

    # ---- what is to be decided ---------------------------------------------------------------------

    def _choices(self, kind: ItemKind, item: ItemId, coming: Iterable[Entry]) -> tuple[Choice, ...]:
        state = self._state((kind, item))
        came = {entry.id for entry in coming}
        out = []
        for name in state.conflicts():
            heads = distinct(state.heads[name].values())
            # What the heads say that are not shown by themselves is said by one that is.
            sides = [self._side(head, came, state.heads[name].values()) for head in heads]
            sides.sort(key=lambda side: not side.mine)
            both = can_keep_both(kind, name, [side.value for side in sides])
            before, seen = self._ancestor(heads, name), tuple(state.heads[name])
            out.append(Choice(kind, item, name, before, tuple(sides), both, seen))
        if state.fate() is Fate.FLAGGED:
            deletions = [head for head in state.heads[ALIVE].values() if head.value is False]
            sides = [self._side(head, came, ()) for head in sorted(deletions, key=lambda head: head.rank)]
            out.append(Choice(kind, item, ALIVE, None, tuple(sides), False, tuple(state.all_heads())))
        return tuple(out)

    def _side(self, head: Head, came: set[str], heads: Iterable[Head]) -> Side:
        # The same words may stand here already and come again: then they are mine.
        same = [other for other in heads if other.value == head.value and other.entry not in came]
        mine = head.entry not in came or bool(same)
        return Side(head.entry, head.value, self.names.get(head.by, ""), moment(head.wall), mine)

    def _ancestor(self, heads: Sequence[Head], name: str) -> Any:
        found = common_ancestor([head.entry for head in heads], name, self.foresight.entries)
        return found.set.get(name) if found else None

    # ---- where it belongs --------------------------------------------------------------------------

    def _belongs(self, kind: ItemKind, item: ItemId, shown: Mapping[str, Any]) -> Belongs:
        if kind is ItemKind.POINT and shown.get("note"):
            return self._place(ItemKind.NOTE, shown["note"])
        if kind in (ItemKind.NOTE, ItemKind.ATTACHMENT) and shown.get("meeting"):
            return self._place(ItemKind.MEETING, shown["meeting"])
        if kind is ItemKind.COMMENT and shown.get("about"):
            about = str(shown.get("about_kind") or ItemKind.FINDING)
            if about in TYPED and about != ItemKind.COMMENT:
                return self._place(ItemKind(about), shown["about"])
        if kind is ItemKind.MEETING:
            return Belongs(kind, item, summary(shown), moment(str(shown.get("starts") or "")))
        if kind in (ItemKind.FINDING, ItemKind.RECOMMENDATION):
            return Belongs(kind, item, summary(shown))
        return Belongs(kind)

    def _place(self, kind: ItemKind, item: object) -> Belongs:
        key = (str(kind), str(item))
        if key not in self.places:
            self.places[key] = self._belongs(kind, ItemId(key[1]), self.foresight.shown(key))
        return self.places[key]

    def _goes(self, kind: ItemKind, item: ItemId, shown: Mapping[str, Any]) -> tuple[str, ...]:
        text = _words(shown)
        below: tuple[str, tuple[str, ...]] | None = None
        if kind is ItemKind.NOTE:
            below = ("WHERE note = ?", (item,))
        elif kind is ItemKind.MEETING:
            below = ("WHERE note IN (SELECT id FROM note WHERE meeting = ?)", (item,))
        rows = self.r.conn.exec_driver_sql(f"SELECT text FROM point {below[0]}", below[1]).all() if below else []
        return tuple(said for said in (text, *(row[0] for row in rows)) if said.strip())


_ORDER = {kind: place for place, kind in enumerate(ItemKind)}


def _order(line: Incoming) -> tuple[Any, ...]:
    belongs = line.belongs
    return (
        _ORDER[belongs.kind],
        belongs.at or datetime.max,
        belongs.title,
        belongs.item,
        _ORDER[line.kind],
        line.at or datetime.max,
        line.item,
    )
