"""How dates, numbers, names and typed words are printed in a letter, and the fields that are computed for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from slireviewer.letter.tree import NBSP, BulletList, Item, NumberedList, Paragraph, Words
from slireviewer.model import Challenge, DatePrecision, Person, Visit
from slireviewer.richtext import Block, Run, Runs, Sort, Text

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ADDRESS = re.compile(r"https?://[^\s,;]*[\w/]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SPACES = re.compile(r"[ \t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_ENTRY = re.compile(r"\s*[-\u2013\u2022*]\s+")
_FIELD = re.compile(r"\{([a-z_]+)\}")

SEE, EXPLAINED = "See recommendation", "Explained in paragraph"
"""What leads to references that are computed."""

FIELDS = ("council", "type", "dates", "days", "people", "meetings", "hours", "recommendations", "letter_date")
"""The names that may stand in curly brackets in the words of a letter, for what is computed."""


# --- dates and numbers -------------------------------------------------------------------------------


def day(when: date) -> str:
    """ "18 September 2026", with day and month on one line."""
    return f"{day_and_month(when)} {when.year}"


def day_and_month(when: date) -> str:
    """ "18 September" in English, whatever the locale of the machine."""
    return f"{when.day}{NBSP}{_MONTHS[when.month - 1]}"


def month(when: date) -> str:
    """ "September 2026"."""
    return f"{_MONTHS[when.month - 1]} {when.year}"


def day_range(start: date | None, end: date | None) -> str:
    """The days of a visit as the letter prints them: "15 to 18 September 2026"; "" without a start."""
    if start is None:
        return "" if end is None else day(end)
    if end is None or end <= start:
        return day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}{NBSP}to{NBSP}{day(end)}"
    if start.year == end.year:
        return f"{day_and_month(start)} to {day(end)}"
    return f"{day(start)} to {day(end)}"


def printed_date(challenge: Challenge) -> str:
    """The date of the letter by the day or by the month only; "" while it has none."""
    if challenge.letter_date is None:
        return ""
    return (month if challenge.letter_precision is DatePrecision.MONTH else day)(challenge.letter_date)


def count(number: int) -> str:
    """A number in figures, with a comma between thousands."""
    return f"{number:,}"


def in_words(number: int) -> str:
    """Small numbers in words, the others in figures."""
    return _WORDS[number] if number < len(_WORDS) else count(number)


def one_line(text: str) -> str:
    """One line: breaks and runs of spaces become a single space; no-break spaces stay."""
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    return _SPACES.sub(" ", text).strip(" ")


def sentence(title: str) -> str:
    """A title as the first sentence of a paragraph: it ends in a stop."""
    said = one_line(title)
    return said if not said or said.endswith((".", "?", "!", ":", "\u2026", ".\u201d", ".'", '."')) else f"{said}."


def kind(challenge: Challenge) -> str:
    """ "corporate peer challenge"."""
    return one_line(f"{challenge.type} peer challenge")


def in_order(people: Iterable[Person]) -> list[Person]:
    """The team in its order, whoever manages it last."""
    return sorted(people, key=lambda person: (person.manager, person.position))


def named(person: Person) -> str:
    """A name, with the party of a councillor in brackets."""
    party = "" if person.manager else one_line(person.party)
    return f"{one_line(person.name)} ({party})" if party else one_line(person.name)


def listed(lead: str, found: Sequence[Run]) -> Runs:
    """ "See recommendations R1, R2 and R5.": ``lead`` in the singular, and nothing for nothing."""
    if not found:
        return ()
    runs = [Run(f"{lead}{'s' if len(found) > 1 else ''}{NBSP}")]
    for position, run in enumerate(found):
        if position:
            runs.append(Run(f" and{NBSP}" if position == len(found) - 1 else ", "))
        runs.append(run)
    return (*runs, Run("."))


def linked(text: str) -> Runs:
    """A line whose web and e-mail addresses are links."""
    runs: list[Run] = []
    at = 0
    for found in _ADDRESS.finditer(text):
        if found.start() > at:
            runs.append(Run(text[at : found.start()]))
        target = found.group()
        runs.append(Run(target, link=target if target.startswith("http") else f"mailto:{target}"))
        at = found.end()
    if at < len(text):
        runs.append(Run(text[at:]))
    return tuple(runs)


# --- fields ----------------------------------------------------------------------------------------------


def fields(challenge: Challenge, visit: Visit | None, recommendations: int) -> dict[str, str]:
    """What can be computed now, by the name of its field; counts are rounded down as the letter says them."""
    said = {
        "council": one_line(challenge.council),
        "type": one_line(challenge.type),
        "dates": day_range(challenge.start, challenge.end),
        "letter_date": printed_date(challenge),
    }
    if challenge.start is not None and challenge.end is not None and challenge.end >= challenge.start:
        days = (challenge.end - challenge.start).days + 1
        said["days"] = f"{in_words(days)} {'day' if days == 1 else 'days'}"
    if visit is not None:
        for name, number in (("people", visit.people), ("meetings", visit.meetings), ("hours", visit.hours)):
            rounded = visit.more_than(number)
            said[name] = count(rounded) if rounded else ""
    if recommendations:
        said["recommendations"] = in_words(recommendations)
    return {name: value for name, value in said.items() if value}


def filled(text: Text, values: Mapping[str, str]) -> Text:
    """The words with their fields filled in; a field that cannot be computed stays as it is, to be seen."""

    if not any("{" in run.text for block in text for run in block.runs):
        return text

    def fill(run: Run) -> Run:
        said = _FIELD.sub(lambda found: values.get(found[1], found[0]), run.text) if "{" in run.text else run.text
        return run if said == run.text else replace(run, text=said)

    return tuple(replace(block, runs=tuple(map(fill, block.runs))) for block in text)


# --- formatted words -----------------------------------------------------------------------------------


def paragraph(*parts: str | Run) -> Block:
    """One paragraph of formatted words."""
    return Block(tuple(Run(part) if isinstance(part, str) else part for part in parts))


def typed(words: str) -> Text:
    """Words as typed into a finding or recommendation: a paragraph a line, list entries after a dash or a bullet."""
    out = []
    for row in words.splitlines():
        lead = _ENTRY.match(row) if not row[:1].isalpha() else None
        said = one_line(row[lead.end() :] if lead else row)
        if said:
            out.append(Block((Run(said),), Sort.BULLET if lead else Sort.PARAGRAPH))
    return tuple(out)


def blocks_of(text: Text) -> tuple[Words, ...]:
    """Formatted words as blocks of a letter: entries that follow each other are one list; empty paragraphs go."""
    out: list[Words] = []
    entries: list[Item] = []
    sort = Sort.PARAGRAPH

    def close() -> None:
        if entries:
            out.append((NumberedList if sort is Sort.NUMBER else BulletList)(tuple(entries)))
            entries.clear()

    for block in text:
        if not block.text.strip():
            continue
        if block.sort is Sort.PARAGRAPH:
            close()
            out.append(Paragraph(block.runs))
            continue
        if entries and not block.level and block.sort is not sort:
            close()
        if not entries:
            sort = block.sort
        entries.append(Item(block.runs, block.level, None if block.sort is sort else block.sort))
    close()
    return tuple(out)
