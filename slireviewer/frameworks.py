"""The built-in frameworks of peer challenges, as data; a challenge copies one and edits its copy."""

import json
from dataclasses import dataclass
from functools import cache

from slireviewer import paths
from slireviewer.errors import ReviewError


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkTheme:
    """A theme as published; ``check_wording`` marks a title that was recalled and not read in a source."""

    title: str
    questions: tuple[str, ...] = ()
    check_wording: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """The themes of one type of peer challenge in some years, in their published order.

    ``themes`` is empty where a type has none of its own (a progress review follows the earlier
    recommendations). ``incomplete`` says that it has themes whose titles are not known here.
    """

    id: str
    title: str
    years: str
    themes: tuple[FrameworkTheme, ...] = ()
    incomplete: bool = False


@cache
def frameworks() -> tuple[Framework, ...]:
    """All built-in frameworks, corporate ones first."""
    text = paths.resource("frameworks.json").read_text(encoding="utf-8")
    return tuple(
        Framework(
            id=record["id"],
            title=record["title"],
            years=record["years"],
            themes=tuple(
                FrameworkTheme(
                    title=theme["title"],
                    questions=tuple(theme.get("questions", ())),
                    check_wording=theme.get("check_wording", False),
                )
                for theme in record["themes"]
            ),
            incomplete=record.get("incomplete", False),
        )
        for record in json.loads(text)["frameworks"]
    )


def framework(id: str) -> Framework:
    """The framework with that id.

    Raises ReviewError, naming the known ids, when there is none.
    """
    for known in frameworks():
        if known.id == id:
            return known
    ids = ", ".join(known.id for known in frameworks())
    raise ReviewError(f"There is no framework called {id!r}; the known ones are {ids}.")
