"""An invented challenge, and its letter and report in Word, for the tests of the Word room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from slireviewer.letter import LAYOUTS, Letter, Source, compose
from slireviewer.model import (
    Addressee,
    Challenge,
    Finding,
    FindingKind,
    FindingState,
    ItemId,
    Person,
    Question,
    Recommendation,
    Theme,
    ThemeOrigin,
    Visit,
)
from slireviewer.word import write_letter

TEMPLATE = Path(__file__).parents[2] / "resources" / "templates" / "letter.docx"


def hexadecimal(number: int) -> ItemId:
    return ItemId(f"{number:032x}")


def invented() -> Source:
    themes = tuple(Theme(id=hexadecimal(n), title=f"Theme {n}", origin=ThemeOrigin.CORE) for n in (1, 2))
    inner = Theme(id=hexadecimal(3), title="Inside the second", parent=hexadecimal(2))
    findings = [
        Finding(
            id=hexadecimal(number),
            title=f"Finding {number} & <more>",
            text="It is so.\n- one\n- two" if number % 3 else "Plainly so.",
            kind=(FindingKind.STRENGTH, FindingKind.CONSIDERATION)[number % 2],
            state=FindingState.AGREED,
            theme=hexadecimal(1 + number % 3),
        )
        for number in range(100, 118)
    ]
    for number, kind in ((200, FindingKind.HEADLINE), (201, FindingKind.HEADLINE), (202, FindingKind.NOTABLE_PRACTICE)):
        findings.append(Finding(id=hexadecimal(number), title=f"Said {number}", kind=kind, state=FindingState.AGREED))
    advice = tuple(
        Recommendation(
            id=hexadecimal(300 + number),
            number=number,
            title=f"Do {number}",
            text="By this means:\n- first\n- then" if number == 2 else "Soon.",
            timescale="within 6 months" if number < 3 else "",
            findings=frozenset({hexadecimal(99 + number), hexadecimal(109 + number)}),
        )
        for number in (1, 2, 5)
    )
    people = tuple(
        Person(
            id=hexadecimal(400 + n),
            name=f"Peer {n}",
            role="Leader",
            organisation="Castlebeck",
            party="Independent",
            manager=n == 0,
        )
        for n in range(4)
    )
    return Source(
        challenge=Challenge(
            id=hexadecimal(9),
            councils=("Wexmoor & Fern District Council",),
            start=date(2026, 9, 15),
            end=date(2026, 9, 18),
            addressee=Addressee(
                name="Daniel Okoro", post="Chief Executive", salutation="Daniel", address=("Guildhall",)
            ),
            letter_date=date(2026, 10, 26),
            contact=("Anwen Holloway", "anwen.holloway@example.org"),
        ),
        themes=(*themes, inner),
        questions=(
            Question(id=hexadecimal(500), text="Is it so?", theme=hexadecimal(1)),
            Question(id=hexadecimal(501), text="And this?"),
        ),
        people=people,
        visit=Visit(people=132, meetings=46, hours=241),
        findings=tuple(findings),
        recommendations=advice,
    )


@pytest.fixture(scope="session")
def template() -> Path:
    """The template that comes with the program."""
    return TEMPLATE


@pytest.fixture(scope="session")
def source() -> Source:
    """An invented challenge with a little of everything."""
    return invented()


@pytest.fixture(params=LAYOUTS.values(), ids=str)
def composed(request: pytest.FixtureRequest, source: Source) -> Letter:
    """Its letter, and then its report."""
    return compose(source, request.param)


@pytest.fixture
def written(composed: Letter, template: Path, tmp_path: Path) -> Path:
    """The same in Word."""
    out = tmp_path / "out.docx"
    write_letter(composed, template, out, identifier="export 7")
    return out


Remade = Callable[[str, str, str], Path]


@pytest.fixture
def remade(template: Path, tmp_path: Path) -> Remade:
    """Makes a template in which one part has a text replaced by another."""
    from slireviewer.word.archive import packed, read_parts

    def remake(part: str, old: str, new: str) -> Path:
        parts = read_parts(template)
        text = parts[part].decode()
        assert old in text
        parts[part] = text.replace(old, new).encode()
        out = tmp_path / "own template.docx"
        out.write_bytes(packed(parts))
        return out

    return remake
