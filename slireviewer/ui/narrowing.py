"""What narrows a search: who:, theme:, on: and kind: among the words typed, and what each may be completed to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from slireviewer.model import ItemId, ItemKind, Person, PointKind, Theme
from slireviewer.ui.words import first_name, item_words, kind_words, spoken, theme_word

KEYS = ("who", "theme", "on", "kind")
ICONS = {"who": "user", "theme": "tag", "on": "calendar-days", "kind": "tags"}
_TOKEN = re.compile(r'(?<!\S)(who|theme|on|kind):(?:"([^"]*)("?)|(\S*))', re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})(?:[./-](\d{1,2})(?:[./-](\d{2,4}))?)?")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SEARCHED = (ItemKind.MEETING, ItemKind.POINT)


@dataclass(frozen=True, slots=True)
class Token:
    """One narrowing as it was typed: its key, its value, where it begins, and whether it may still be going on."""

    key: str
    value: str
    start: int
    open: bool


@dataclass(slots=True)
class Narrowed:
    """The filters for a search, the words that stand for them, and what was not understood."""

    person: list[ItemId] = field(default_factory=list)
    theme: list[ItemId] = field(default_factory=list)
    kind: list[PointKind | ItemKind] = field(default_factory=list)
    day: list[date] = field(default_factory=list)
    said: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[Token] = field(default_factory=list)

    @property
    def any(self) -> bool:
        """Whether anything narrows."""
        return bool(self.said or self.unknown)


@dataclass(frozen=True, slots=True)
class Known:
    """What there is to narrow by; ``days`` are those with meetings."""

    people: Sequence[Person]
    themes: Sequence[Theme]
    days: Sequence[date]
    me: ItemId
    today: date


def fold(text: str) -> str:
    """A text without accents and capitals."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()


def tokens_of(text: str) -> tuple[str, list[Token]]:
    """The words to look for, and what narrows them."""
    found = []
    for each in _TOKEN.finditer(text):
        quoted = each[2] is not None
        value = each[2] if quoted else each[4]
        unfinished = each.end() == len(text) and not (quoted and each[3])
        found.append(Token(each[1].casefold(), value, each.start(), unfinished))
    words = _TOKEN.sub("", text)
    return words if words.strip() else "", found


def narrow(tokens: Sequence[Token], known: Known) -> Narrowed:
    """What the tokens mean. A token without a value means nothing yet; several of one key widen each other."""
    made = Narrowed()
    for token in tokens:
        if not token.value.strip():
            continue
        meant = _meant(token, known)
        if not meant:
            made.unknown.append(token)
            continue
        for words, value in meant:
            into: list[object] = getattr(made, {"who": "person", "on": "day"}.get(token.key, token.key))
            if value not in into:
                into.append(value)
                made.said.append((token.key, words))
    return made


def completions(token: Token, known: Known) -> list[tuple[str, str]]:
    """What an unfinished token may become: words to show and the whole token; none when it is clear already."""
    if token.value.strip():
        meant = _meant(token, known)
        if len(meant) < 2 or token.key == "on":
            return []
    else:
        meant = _everything(token.key, known)
    return [(words, f"{token.key}:{_quoted(_short(token.key, words, value))} ") for words, value in meant]


def _quoted(text: str) -> str:
    return f'"{text}"' if re.search(r"\s", text) else text


def _short(key: str, words: str, value: object) -> str:
    return f"{value:%d/%m}" if key == "on" and isinstance(value, date) else words


def _everything(key: str, known: Known) -> list[tuple[str, object]]:
    if key == "who":
        return [(person.name, person.id) for person in known.people]
    if key == "theme":
        return [(theme.title, theme.id) for theme in known.themes]
    if key == "on":
        return [(spoken(day, "dddd d MMMM"), day) for day in known.days]
    return _kinds()


def _kinds() -> list[tuple[str, object]]:
    items = item_words()
    said: list[tuple[str, object]] = [(words, kind) for kind, words in kind_words().items()]
    return said + [(items[kind], kind) for kind in _SEARCHED]


def _meant(token: Token, known: Known) -> list[tuple[str, object]]:
    value = fold(token.value.strip())
    everything = _everything(token.key, known)
    if token.key == "on":
        days = _days(value, known)
        return [(spoken(day, "ddd d MMM"), day) for day in days]
    if token.key == "who" and value == "me":
        return [each for each in everything if each[1] == known.me]
    exact = [each for each in everything if fold(each[0]) == value]
    if exact:
        return exact
    short: Mapping[object, str] = {}
    if token.key == "theme":
        short = {theme.id: theme_word(theme) for theme in known.themes}
    elif token.key == "who":
        short = {person.id: first_name(person.name) for person in known.people}
    called = [each for each in everything if fold(short.get(each[1], "")) == value]
    return called or [each for each in everything if _begins(value, f"{each[0]} {short.get(each[1], '')}")]


def _begins(value: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(value)}", fold(text)) is not None


def _days(value: str, known: Known) -> list[date]:
    if value in ("today", "yesterday", "tomorrow"):
        return [known.today + timedelta(days=("yesterday", "today", "tomorrow").index(value) - 1)]
    if len(value) >= 2 and any(name.startswith(value) for name in _WEEKDAYS):
        return [day for day in known.days if _WEEKDAYS[day.weekday()].startswith(value)]
    found = _DAY.fullmatch(value)
    if found is None:
        return []
    number, month, year = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    if year and year < 100:
        year += 2000
    fits = [day for day in known.days if day.day == number and month in (0, day.month) and year in (0, day.year)]
    if fits or not month:
        return fits
    try:
        return [date(year or known.today.year, month, number)]
    except ValueError:
        return []
