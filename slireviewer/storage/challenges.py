"""The challenge itself, its themes, lines of enquiry and team, as values."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, TypeVar

from slireviewer.errors import ReviewError
from slireviewer.frameworks import framework
from slireviewer.model import (
    Addressee,
    Challenge,
    DatePrecision,
    DeadlineRules,
    ItemId,
    ItemKind,
    LetterChoice,
    Numbering,
    Person,
    Question,
    QuestionOrigin,
    Section,
    Theme,
    ThemeOrigin,
    positions,
    short_title,
)
from slireviewer.storage.workspace import Edit, Reading

E = TypeVar("E", bound=StrEnum)


def derived_id(*words: str) -> ItemId:
    """The same name on every laptop for the same thing, such as a record of an imported file."""
    return ItemId(sha256("\x1f".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:32])


def theme_id(title: str) -> ItemId:
    """The name of the theme with this title, however it is capitalised or spaced."""
    return derived_id("theme", " ".join(title.casefold().split()))


def one_of(kind: type[E], value: str, default: E) -> E:
    """``value`` as a member of an enumeration, or the default for a word that this version does not know."""
    return kind(value) if value in kind._value2member_map_ else default


def day(text: str) -> date | None:
    """An ISO date, or nothing."""
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def moment(text: str) -> datetime | None:
    """An ISO local time, or nothing; an offset is dropped, since timetables are in local time."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None) if text else None
    except ValueError:
        return None


def texts(text: str) -> tuple[str, ...]:
    """A JSON list of texts, or nothing."""
    value = json.loads(text) if text else []
    return tuple(x for x in value if isinstance(x, str)) if isinstance(value, list) else ()


def get_challenge(r: Reading) -> Challenge:
    """The challenge of this file."""
    row = r.conn.exec_driver_sql("SELECT * FROM challenge LIMIT 1").mappings().first()
    if row is None:
        return Challenge(id=r.workspace.challenge_id, councils=())
    said: Any = json.loads(row["addressee"]) if row["addressee"] else {}
    said = said if isinstance(said, dict) else {}
    lines = said.get("address")
    return Challenge(
        id=ItemId(row["id"]),
        councils=texts(row["councils"]),
        type=row["type"],
        framework=row["framework"],
        start=day(row["start"]),
        end=day(row["end"]),
        rules=one_of(DeadlineRules, row["rules"], DeadlineRules.RULES_2023),
        addressee=Addressee(
            **{name: str(said.get(name, "")) for name in ("name", "post", "salutation")},
            address=tuple(map(str, lines)) if isinstance(lines, list) else (),
        ),
        letter_date=day(row["letter_date"]),
        letter_precision=one_of(DatePrecision, row["letter_precision"], DatePrecision.DAY),
        contact=texts(row["contact"]),
        sites=texts(row["sites"]),
        letter=letter_choice(json.loads(row["letter_layout"] or "null")),
    )


_SWITCHES = ("bullets", "sides", "own_first", "counted", "questions")


def letter_choice(said: Any) -> LetterChoice:
    """How the letter is laid out; what is not understood is left to the layout."""
    if not isinstance(said, dict):
        return LetterChoice()
    rows = said.get("outline")
    outline = [row for row in rows if isinstance(row, list) and len(row) == 3] if isinstance(rows, list) else []
    numbering = said.get("numbering")
    switches = {name: said[name] for name in _SWITCHES if isinstance(said.get(name), bool)}
    return LetterChoice(
        layout=str(said.get("layout", "letter")),
        numbering=Numbering(numbering) if numbering in tuple(Numbering) else None,
        outline=tuple(
            Section(str(key), str(title), level if type(level) is int else 1) for key, title, level in outline
        ),
        **switches,
    )


def letter_layout(choice: LetterChoice) -> dict[str, Any] | None:
    """The same as plain data; nothing when nothing was chosen."""
    if choice == LetterChoice():
        return None
    said: dict[str, Any] = {
        "layout": choice.layout,
        "numbering": choice.numbering and str(choice.numbering),
        **{name: getattr(choice, name) for name in _SWITCHES},
        "outline": [[section.key, section.title, section.level] for section in choice.outline] or None,
    }
    return {name: value for name, value in said.items() if value is not None}


def challenge_fields(value: Challenge) -> dict[str, Any]:
    """A challenge as fields of the change log; what is not known is left out."""
    to = value.addressee
    said = {"name": to.name, "post": to.post, "salutation": to.salutation, "address": list(to.address)}
    fields: dict[str, Any] = {
        "councils": list(value.councils),
        "type": value.type,
        "framework": value.framework,
        "start": value.start and value.start.isoformat(),
        "end": value.end and value.end.isoformat(),
        "rules": str(value.rules),
        "addressee": said if any(said.values()) else None,
        "letter_date": value.letter_date and value.letter_date.isoformat(),
        "letter_precision": str(value.letter_precision),
        "contact": list(value.contact) or None,
        "sites": list(value.sites) or None,
        "letter_layout": letter_layout(value.letter),
    }
    return {name: field for name, field in fields.items() if field is not None}


def write_challenge(e: Edit, value: Challenge) -> None:
    """Change the facts of the challenge."""
    e.put(ItemKind.CHALLENGE, value.id, challenge_fields(value))


def choose_letter(e: Edit, challenge: ItemId, choice: LetterChoice) -> None:
    """Lay the letter out otherwise."""
    e.put(ItemKind.CHALLENGE, challenge, {"letter_layout": letter_layout(choice) or {"layout": choice.layout}})


def theme_lines(r: Reading) -> list[Theme]:
    """The themes, core ones first, each followed by those nested in it."""
    rows = r.conn.exec_driver_sql("SELECT * FROM theme ORDER BY origin, position, id").mappings()
    themes = [
        Theme(
            id=ItemId(row["id"]),
            title=row["title"],
            short=row["short"] or short_title(row["title"]),
            origin=one_of(ThemeOrigin, row["origin"], ThemeOrigin.OWN),
            parent=ItemId(row["parent"]) if row["parent"] else None,
            position=row["position"],
            check_wording=bool(row["check_wording"]),
        )
        for row in rows
    ]
    known = {theme.id for theme in themes}
    ordered: list[Theme] = []
    seen: set[ItemId] = set()

    def add(parent: ItemId | None) -> None:
        for theme in themes:
            above = theme.parent if theme.parent in known else None
            if above == parent and theme.id not in seen:
                seen.add(theme.id)
                ordered.append(theme)
                add(theme.id)

    add(None)
    return ordered + [theme for theme in themes if theme.id not in seen]


def theme_fields(value: Theme) -> dict[str, Any]:
    """A theme as fields of the change log."""
    return {
        "title": value.title, "short": value.short or None, "origin": str(value.origin), "parent": value.parent,
        "position": value.position, "check_wording": value.check_wording or None,
    }  # fmt: skip


def write_theme(e: Edit, value: Theme) -> None:
    """Add or change a theme."""
    e.put(ItemKind.THEME, value.id, theme_fields(value))


def question_lines(r: Reading) -> list[Question]:
    """The questions of framework and scope, and the lines of enquiry, in order."""
    rows = r.conn.exec_driver_sql("SELECT * FROM question ORDER BY position, id").mappings()
    return [
        Question(
            id=ItemId(row["id"]),
            text=row["text"],
            theme=ItemId(row["theme"]) if row["theme"] else None,
            origin=one_of(QuestionOrigin, row["origin"], QuestionOrigin.ENQUIRY),
            position=row["position"],
        )
        for row in rows
    ]


def question_fields(value: Question) -> dict[str, Any]:
    """A question as fields of the change log."""
    return {"text": value.text, "theme": value.theme, "origin": str(value.origin), "position": value.position}


def write_question(e: Edit, value: Question) -> None:
    """Add or change a line of enquiry."""
    e.put(ItemKind.QUESTION, value.id, question_fields(value))


def person_lines(r: Reading) -> list[Person]:
    """The peer team in the order of the letter: the manager last."""
    rows = r.conn.exec_driver_sql("SELECT * FROM person ORDER BY manager, position, name, id").mappings()
    return [
        Person(
            id=ItemId(row["id"]),
            name=row["name"],
            role=row["role"],
            organisation=row["organisation"],
            party=row["party"],
            manager=bool(row["manager"]),
            position=row["position"],
        )
        for row in rows
    ]


def person_fields(value: Person) -> dict[str, Any]:
    """A member of the team as fields of the change log."""
    return {
        "name": value.name, "role": value.role, "organisation": value.organisation, "party": value.party,
        "manager": value.manager, "position": value.position,
    }  # fmt: skip


def write_person(e: Edit, value: Person) -> None:
    """Add or change a member of the team."""
    e.put(ItemKind.PERSON, value.id, person_fields(value))


def find_person(r: Reading, said: str) -> Person:
    """The member of the team meant by a record id, an item id or a name. Raises ReviewError, naming the team."""
    people = person_lines(r)
    by_record = r.conn.exec_driver_sql("SELECT id FROM person WHERE record = ?", (said,)).scalar()
    for person in people:
        if person.id in (said, by_record):
            return person
    wanted = said.casefold().split()
    close = [person for person in people if person.name.casefold().split() == wanted]
    close = close or [person for person in people if set(wanted) <= set(person.name.casefold().split())]
    if len(close) == 1:
        return close[0]
    names = ", ".join(person.name for person in people) or "nobody yet"
    raise ReviewError(f"There is no one “{said}” in the team of this challenge ({names}). Give one of these names.")


def lay_out(e: Edit, value: Challenge) -> None:
    """Write a new challenge with the themes and questions of its framework."""
    rows: list[tuple[str, str, dict[str, Any]]] = [(ItemKind.CHALLENGE, value.id, challenge_fields(value))]
    if value.framework:
        themes = framework(value.framework).themes
        for theme, place in zip(themes, positions(len(themes)), strict=True):
            made = theme_id(theme.title)
            known = Theme(
                id=made, title=theme.title, origin=ThemeOrigin.CORE, position=place, check_wording=theme.check_wording
            )
            rows.append((ItemKind.THEME, made, theme_fields(known)))
            for text, spot in zip(theme.questions, positions(len(theme.questions)), strict=True):
                asked = Question(id=derived_id("question", made, text), text=text, theme=made, position=place + spot)
                rows.append((ItemKind.QUESTION, asked.id, question_fields(asked)))
    e.create_many(
        (kind, item, {name: field for name, field in fields.items() if field not in (None, "")})
        for kind, item, fields in rows
    )


def people_by_id(people: Sequence[Person]) -> dict[ItemId, Person]:
    """For looking names up."""
    return {person.id: person for person in people}
