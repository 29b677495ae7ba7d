"""What packages would bring, put into words: groups for the list, matters to decide, texts to read. Values only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject

from slireviewer.history import ALIVE
from slireviewer.model import ItemKind, PointKind
from slireviewer.ui.differences import Fate, Run, word_differences
from slireviewer.ui.merge_list import Group
from slireviewer.ui.rows import Row
from slireviewer.ui.side_by_side import BOTH, WORDED, Matter, Side
from slireviewer.ui.words import first_name, hour_of, item_words, kind_words, spoken

if TYPE_CHECKING:
    from slireviewer.storage import Choice, Decision, Incoming, Outlook
    from slireviewer.storage import Side as Version

DOT = "   ·   "
SIGNS = {
    "new": ("plus", "strength"),
    "changed": ("pen-line", "accent"),
    "deleted": ("x", "danger"),
    "conflict": ("git-merge", "consideration"),
    "flagged": ("git-merge", "consideration"),
}
Key = tuple[str, str]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Merging", text)


@cache
def _names() -> dict[ItemKind, str]:
    """What each kind of item is called, looked up once: there may be tens of thousands of rows."""
    return item_words()


class Counted(QObject):
    """Numbers with their words."""

    def points(self, count: int) -> str:
        """So many points."""
        return self.tr("%n point(s)", "", count)

    def words_added(self, count: int) -> str:
        """So many words more than in the other text."""
        return self.tr("%n word(s) that the other does not have", "", count)

    def more_words(self, count: int) -> str:
        """So many words more than in the first of several texts."""
        return self.tr("%n word(s) that the first does not have", "", count)


@dataclass(frozen=True, slots=True)
class Known:
    """What the words need to know of the challenge: who I am, titles by id, what marks an item has and its use."""

    me: str
    names: Mapping[str, str]
    marks: Mapping[str, tuple[PointKind, str]]
    used: Mapping[str, str]
    today: date


@dataclass(frozen=True, slots=True)
class Prepared:
    """An outlook as the list shows it: what asks, what else comes, both made ready once, and every row by its key."""

    outlook: Outlook
    known: Known
    asking: tuple[tuple[Incoming, Choice], ...]
    coming: tuple[Group, ...]
    rows: Mapping[str, tuple[Incoming, Choice | None]]
    counts: tuple[int, int, int, int]

    def place(self, choice: Choice) -> int:
        """The number of a choice, from nought."""
        return next(number for number, (_, each) in enumerate(self.asking) if key_of(each) == key_of(choice))


def prepare(outlook: Outlook, known: Known) -> Prepared:
    """Make an outlook ready to be shown. For a job: there may be tens of thousands of things in it."""
    asking = tuple((line, choice) for line in outlook.lines for choice in line.choices)
    rows: dict[str, tuple[Incoming, Choice | None]] = {str(line.item): (line, None) for line in outlook.lines}
    rows |= {row_key(choice): (line, choice) for line, choice in asking}
    return Prepared(outlook, known, asking, tuple(coming_groups(outlook)), rows, counts(outlook))


def key_of(choice: Choice) -> Key:
    """By what a decision about a choice is found again."""
    return (choice.item, choice.field)


def row_key(choice: Choice) -> str:
    """The key of a choice's row in the list."""
    return f"{choice.item}/{choice.field}"


def counts(outlook: Outlook) -> tuple[int, int, int, int]:
    """How many things would be new, changed, deleted, and are to decide; a note is counted by its points."""
    told = [line for line in outlook.lines if line.kind is not ItemKind.NOTE]
    new, changed, deleted = (sum(line.what == what for line in told) for what in ("new", "changed", "deleted"))
    return new, changed, deleted, len(outlook.choices)


# ---- the list --------------------------------------------------------------------------------------------


def groups(prepared: Prepared, decided: Iterable[Key]) -> list[Group]:
    """The list: first what is to decide, then what changes, comes new and goes, each by whose it is."""
    asking = prepared.asking
    if not asking:
        return list(prepared.coming)
    settled = set(decided)
    rows = tuple(_asking_row(line, choice, key_of(choice) in settled) for line, choice in asking)
    givers = {side.person for _, choice in asking for side in choice.sides if not side.mine}
    one = len(givers) == 1 and all(choice.mine for _, choice in asking if choice.field != ALIVE)
    title = _tr("Both of you changed these") if one else _tr("Changed by more than one of you")
    return [Group(title, len(rows), rows), *prepared.coming]


def coming_groups(outlook: Outlook) -> list[Group]:
    """What changes, comes new and goes without a question."""
    found = []
    for what, words in (("changed", _tr("Changed by {who}")), ("new", _tr("New from {who}"))):
        for who, lines in _by_person(outlook, what).items():
            rows = tuple(_new_rows(lines) if what == "new" else (_row(line) for line in lines))
            found.append(Group(words.format(who=who), len(lines), rows))
    for who, lines in _by_person(outlook, "deleted").items():
        rows = tuple(_row(line) for line in lines)
        found.append(Group(_tr("Deleted by {who}").format(who=who), len(lines), rows))
    return found


def _by_person(outlook: Outlook, what: str) -> dict[str, list[Incoming]]:
    found: dict[str, list[Incoming]] = defaultdict(list)
    for line in outlook.lines:
        if line.what == what and line.kind is not ItemKind.NOTE:
            found[", ".join(line.people) or _tr("somebody unknown")].append(line)
    return found


def _asking_row(line: Incoming, choice: Choice, decided: bool) -> Row:
    icon, role = SIGNS[line.what]
    name = _names()[line.kind]
    title = line.text or name
    if line.kind in (ItemKind.FINDING, ItemKind.RECOMMENDATION):
        title = f"{name}: {title}"
    word = _tr("decided") if decided else _tr("to decide")
    below = " · ".join(part for part in (place_words(line), _field_word(choice.field)) if part)
    return Row(row_key(choice), title, below or name, icon=icon, role=role, done=decided, word=word)


def _row(line: Incoming) -> Row:
    icon, role = SIGNS[line.what]
    name = _names()[line.kind]
    title = line.text or line.was or name
    if line.what == "deleted":
        title = f"“{title}”"
    return Row(line.item, title, place_words(line) or name, icon=icon, role=role, done=True, word=_tr("would come"))


def _new_rows(lines: Sequence[Incoming]) -> list[Row]:
    """New points stand under their meeting; everything else for itself."""
    meetings: dict[str, list[Incoming]] = defaultdict(list)
    for line in lines:
        in_meeting = line.kind in (ItemKind.POINT, ItemKind.ATTACHMENT) and line.belongs.item
        meetings[line.belongs.item if in_meeting else f"{line.item}"].append(line)
    rows = []
    for key, inside in meetings.items():
        first = inside[0]
        if key == first.item:
            rows.append(_row(first))
            continue
        title = f"{first.belongs.title} · {Counted().points(len(inside))}"
        whose = ", ".join(first.people)
        rows.append(
            Row(f"new/{key}/{whose}", title, _at(first.belongs.at), icon="plus", role="strength", done=True,
                word=_tr("would come"))
        )  # fmt: skip
    return rows


def inside(outlook: Outlook, key: str) -> list[Incoming]:
    """What a row that stands for several things stands for."""
    _, _, rest = key.partition("new/")
    meeting, _, whose = rest.partition("/")
    return [
        line
        for line in outlook.lines
        if line.what == "new"
        and line.belongs.item == meeting
        and line.kind in (ItemKind.POINT, ItemKind.ATTACHMENT)
        and ", ".join(line.people) == whose
    ]


def place_words(line: Incoming, *, full: bool = False) -> str:
    """Where an item belongs: "Heads of service · Mon 14:00"."""
    belongs = line.belongs
    if belongs.kind is ItemKind.MEETING and belongs.item != line.item:
        return " · ".join(part for part in (belongs.title, _at(belongs.at, full=full)) if part)
    if belongs.kind is ItemKind.MEETING:
        return " · ".join(part for part in (_names()[line.kind], _at(belongs.at, full=full)) if part)
    if belongs.item and belongs.item != line.item:
        return belongs.title
    return _names()[line.kind]


def _at(at: datetime | None, *, full: bool = False) -> str:
    if at is None:
        return ""
    return f"{spoken(at.date(), 'dddd' if full else 'ddd')} {at:%H:%M}"


# ---- one thing to decide ---------------------------------------------------------------------------------


def matter(prepared: Prepared, line: Incoming, choice: Choice, decision: Decision | None, worded: str = "") -> Matter:
    """A choice as it is shown, with what was decided about it so far; ``worded`` was typed about it at some time."""
    known, number = prepared.known, prepared.place(choice) + 1
    where = DOT.join(
        part
        for part in (
            _tr("Decision {number} of {whole}").format(number=number, whole=len(prepared.asking)),
            place_words(line, full=True).replace(" · ", ", "),
            _tr("F8 next"),
            _tr("Shift+F8 previous"),
        )
        if part
    )
    if choice.field == ALIVE:
        return _fate_matter(line, choice, decision, known, where)
    sides = _sides(line, choice, known)
    return Matter(
        _title(line, choice),
        where,
        value_words(choice.field, choice.before, known),
        sides,
        both=_both_words(line, choice),
        editable=isinstance(choice.sides[0].value, str) and choice.both,
        choice=_chosen(choice, decision),
        text=decision.text if decision is not None and decision.keep == WORDED else worded,
        outcome=_outcome(line, choice, decision),
    )


def _title(line: Incoming, choice: Choice) -> str:
    if choice.field in ("text", "title", "name"):
        return _tr("Which wording should we keep?")
    return _tr("{what}: which should we keep?").format(what=_field_word(choice.field) or choice.field)


def _field_word(field: str) -> str:
    return {
        "text": "",
        "title": _tr("Title"),
        "name": _tr("Name"),
        "kind": _tr("Kind"),
        "theme": _tr("Theme"),
        "state": _tr("State"),
        "note": _tr("Meeting"),
        "starts": _tr("Start"),
        "minutes": _tr("Length"),
        "place": _tr("Place"),
        "group": _tr("Group"),
        "role": _tr("Role"),
        "organisation": _tr("Organisation"),
        "timescale": _tr("Timescale"),
        "number": _tr("Number"),
        "cancelled": _tr("Cancelled"),
        "off_record": _tr("Off the record"),
        "expected": _tr("People expected"),
        ALIVE: _tr("Deleted and changed"),
    }.get(field, field.replace("_", " ").capitalize())


def value_words(field: str, value: object, known: Known) -> str:
    """A value as a person reads it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _tr("Yes") if value else _tr("No")
    text = str(value)
    if field == "kind":
        return next((word for kind, word in kind_words().items() if kind.value == text), text.capitalize())
    if field == "state":
        return text.capitalize()
    if field == "starts" and len(text) >= 16:
        return f"{text[:10]} {text[11:16]}"
    return known.names.get(text, text)


def _both_words(line: Incoming, choice: Choice) -> str:
    if not choice.both:
        return ""
    if len(choice.sides) > 2:
        return _tr("Keep all notes") if line.kind is ItemKind.POINT else _tr("Keep all texts")
    return _tr("Keep both notes") if line.kind is ItemKind.POINT else _tr("Keep both texts")


def _sides(line: Incoming, choice: Choice, known: Known) -> tuple[Side, ...]:
    kind, themes = known.marks.get(line.item, (None, ""))
    found = []
    for number, version in enumerate(choice.sides):
        whose = _whose(version, known)
        fact = _adds(choice.sides, number, whose) if isinstance(version.value, str) else ""
        if version.mine and known.used.get(line.item):
            fact = _tr("Used in finding “{title}”").format(title=known.used[line.item])
        found.append(
            Side(
                whose,
                _when(version, known),
                value_words(choice.field, version.value, known) or _tr("(empty)"),
                _keep_words(whose, version, known, short=len(choice.sides) > 2),
                kind=kind if choice.field != "kind" else None,
                themes=themes if choice.field != "theme" else "",
                fact=fact,
            )
        )
    return tuple(found)


def _whose(version: Version, known: Known) -> str:
    if version.mine and version.person in ("", known.me):
        return _tr("Yours")
    return _tr("{name}'s").format(name=version.person or _tr("Somebody"))


def _keep_words(whose: str, version: Version, known: Known, *, short: bool) -> str:
    if version.mine and version.person in ("", known.me):
        return _tr("Keep yours")
    if short and version.person:
        whose = _tr("{name}'s").format(name=first_name(version.person))
    return _tr("Keep {whose}").format(whose=whose)


def _when(version: Version, known: Known) -> str:
    hour = hour_of(version.at, known.today)
    if version.mine and version.person in ("", known.me):
        return _tr("Changed {hour} on this laptop").format(hour=hour)
    if version.mine:
        return _tr("Changed {hour}, and here already").format(hour=hour)
    return _tr("Changed {hour} on their laptop").format(hour=hour)


def _adds(versions: Sequence[Version], number: int, whose: str) -> str:
    """How much longer or shorter a text is than the one it stands beside."""
    mine = str(versions[number].value or "")
    other = str(versions[0 if number else 1].value or "")
    added = sum(len(run.text.split()) for run in word_differences(other, mine) if run.fate is Fate.INSERTED)
    if not added:
        return _tr("Nothing that the other lacks") if len(versions) < 3 else ""
    if len(versions) > 2:
        return Counted().more_words(added) if number else ""
    return Counted().words_added(added)


def _fate_matter(line: Incoming, choice: Choice, decision: Decision | None, known: Known, where: str) -> Matter:
    """One deleted it, another changed it: keep it or let it go."""
    deletion = choice.sides[0]
    text = "\n".join(line.goes) or line.text
    mine = deletion.mine
    changer = ", ".join(line.people) if mine else known.me
    kind, themes = known.marks.get(line.item, (None, ""))
    kept = Side(
        _tr("Changed by {who}").format(who=changer or _tr("you")) if mine else _tr("Yours, changed since"),
        hour_of(line.at, known.today) if mine else "",
        text,
        _tr("Keep it"),
        kind=kind,
        themes=themes,
        fact=_tr("Used in finding “{title}”").format(title=known.used[line.item]) if line.item in known.used else "",
    )
    who = _tr("Deleted by you") if deletion.person in ("", known.me) else _tr("Deleted by {who}")
    gone = Side(
        who.format(who=deletion.person),
        hour_of(deletion.at, known.today),
        text,
        _tr("Delete it"),
        fact=_tr("It goes into the bin, and can be put back from there."),
        gone=True,
    )
    sides = (gone, kept) if mine else (kept, gone)
    chosen = ""
    if decision is not None and decision.keep in ("item", "bin"):
        chosen = str(sides.index(kept if decision.keep == "item" else gone))
    title = (
        _tr("You deleted this, and it was changed: keep it?")
        if mine
        else _tr("You changed this, and it was deleted: keep it?")
    )
    outcome = {"item": _tr("It stays, as it was changed."), "bin": _tr("It goes into the bin.")}
    said = outcome.get(decision.keep, "") if decision is not None else ""
    return Matter(title, where, "", sides, editable=False, choice=chosen, outcome=said)


def _chosen(choice: Choice, decision: Decision | None) -> str:
    if decision is None or decision.keep == "later":
        return ""
    if decision.keep in (BOTH, WORDED):
        return decision.keep
    place = next((number for number, side in enumerate(choice.sides) if side.entry == decision.entry), None)
    return str(place) if place is not None else ""


def _outcome(line: Incoming, choice: Choice, decision: Decision | None) -> str:
    if decision is not None and decision.keep == "both" and line.kind is ItemKind.POINT:
        if len(choice.sides) > 2:
            return _tr("All of them stay, as points one after the other.")
        return _tr("Both stay, as two points one after the other.")
    return ""


def decision_for(line: Incoming, choice: Choice, said: str, text: str = "") -> Decision | None:
    """What the number of a side, BOTH or WORDED means for a choice; nothing is for later."""
    if not said:
        return None
    if choice.field == ALIVE:
        deleted_first = choice.sides[0].mine
        return choice.decide("bin" if (said == "0") == deleted_first else "item")
    if said == BOTH:
        return choice.decide("both")
    if said == WORDED:
        return choice.decide("text", text=text)
    side = choice.sides[int(said)]
    return choice.decide("mine" if side.mine else "theirs", entry=side.entry)


# ---- something to read -----------------------------------------------------------------------------------


def change_runs(line: Incoming) -> tuple[tuple[Run, ...], ...]:
    """The pieces of what an item says now and would say."""
    if line.what == "changed" and line.was:
        return (tuple(word_differences(line.whole_was or line.was, line.whole or line.text)),)
    if line.what == "deleted":
        return tuple((Run(text, Fate.REMOVED),) for text in line.goes or (line.was or line.text,))
    return ((Run(line.whole or line.text, Fate.KEPT),),)


def change_fact(line: Incoming) -> str:
    """A sentence about a change that its wording does not tell."""
    if line.what == "deleted":
        return _tr("It would go into the bin, and can be put back from there.")
    if line.what == "changed" and line.whole_was == line.whole:
        fields = [_field_word(field.partition(":")[0]) or _tr("Text") for field in line.fields]
        return _tr("Changed: {what}").format(what=", ".join(dict.fromkeys(fields)))
    return ""


def read_title(line: Incoming) -> str:
    """The heading over something to read."""
    who = ", ".join(line.people) or _tr("somebody unknown")
    words = {"changed": _tr("Changed by {who}"), "new": _tr("New from {who}"), "deleted": _tr("Deleted by {who}")}
    return words.get(line.what, "{who}").format(who=who)


def initials(names: Sequence[str]) -> str:
    """The letters by which a person is known, or how many there are."""
    if len(names) > 1:
        return str(len(names))
    parts = names[0].split() if names else []
    if not parts:
        return "?"
    return (first_name(names[0])[:1] + (parts[-1][:1] if len(parts) > 1 else "")).upper()
