"""What is wrong with a team's own Word template, by name and place, and what can be put right without asking.

Nothing is decided by how a template looks: only what would be lost, left unfilled, or hard to read in a letter.
"""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from lxml import etree

from slireviewer.word.archive import OFFICE, Parts, parsed, read_parts, related, target_of, w
from slireviewer.word.placeholders import WELL_FORMED, odd_ones, text_of
from slireviewer.word.template import KINDS, NUMBERED_ROLES, Role, heads_and_feet, main_part, part_named

_WORDS = 60
LEAST = 24
"""The least size of running text, in half points."""


class Sort(StrEnum):
    """What sort of fault it is."""

    MISSING_STYLE = "missing style"
    WRONG_KIND = "style of the wrong kind"
    NO_NUMBERING = "no numbering"
    UNKNOWN_PLACEHOLDER = "unknown placeholder"
    OTHER_BRACKETS = "placeholder in other brackets"
    FIELD = "field instead of a placeholder"
    IN_BODY = "placeholder in the body"
    CHANGE = "tracked change"
    TEXT_BOX = "text box"
    SECTIONS = "more than one section"
    PAGE = "no page setup"
    DAMAGED = "damaged part"
    SMALL = "small text"
    JUSTIFIED = "justified text"
    CAPITALS = "capitals"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a template: ``part`` is "the body", "the header of the first page" … or "the styles".

    ``paragraph`` counts from 1 in that part (0 for none), ``heading`` is the heading above it, and ``words`` are its
    first words.
    """

    part: str
    paragraph: int = 0
    heading: str = ""
    words: str = ""

    def __str__(self) -> str:
        said = self.part
        if self.paragraph:
            said += f", paragraph {self.paragraph}"
        if self.heading:
            said += f", under \u201c{self.heading}\u201d"
        return f"{said}: \u201c{self.words}\u201d" if self.words else said


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault of a template: ``what`` says it in a sentence, and ``hint`` what to do.

    A ``serious`` fault stops a letter; ``mendable`` is what ``repair_template`` puts right.
    """

    sort: Sort
    what: str
    where: Where
    hint: str = ""
    serious: bool = True
    mendable: bool = False


def check_template(path: Path) -> list[Fault]:
    """Everything that is wrong with the template at ``path``, the serious faults first; none when it can be used.

    Raises NotOurFile when it is no Word file, ReviewError when it cannot be read.
    """
    parts = read_parts(path)
    found = list(Patient(parts, main_part(path, parts)).faults())
    return sorted(found, key=lambda fault: not fault.serious)


# --- looking --------------------------------------------------------------------------------------------------


@dataclass
class Patient:
    """A template that is looked at, with its parts as trees; what cannot be read is among its faults."""

    parts: Parts
    main: str
    roots: dict[str, etree._Element] = field(default_factory=dict)
    broken: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.styles_part = part_named(self.parts, self.main, "styles")
        self.numbering_part = part_named(self.parts, self.main, "numbering")
        self.heads = heads_and_feet(self.parts, self.main)
        for name in (self.main, self.styles_part, self.numbering_part, *self.heads):
            try:
                self.roots[name] = parsed(self.parts[name])
            except (KeyError, etree.XMLSyntaxError):
                if name:
                    short = posixpath.basename(name)
                    self.broken.append(
                        Fault(
                            sort=Sort.DAMAGED,
                            what=f"The part {short} of the file is damaged.",
                            where=Where(short),
                            hint="Open the template in Word, save it under a new name, and choose that.",
                        )
                    )
        self.styles = self.roots.get(self.styles_part)
        self.names = {} if self.styles is None else by_name(self.styles)

    def faults(self) -> Iterator[Fault]:
        yield from self.broken
        yield from self.style_faults()
        yield from self.numbering_faults()
        for name in self.heads:
            if name in self.roots:
                yield from self.head_faults(name)
        yield from self.body_faults()
        yield from self.look_faults()

    def paragraphs(self, part: str) -> Iterator[tuple[int, etree._Element, str]]:
        """The paragraphs of a part, with their number and the heading above each."""
        heading = ""
        root = self.roots.get(part)
        for number, paragraph in enumerate(root.iter(w("p")) if root is not None else (), 1):
            yield number, paragraph, heading
            style = self.style_of(paragraph)
            if style.lower().startswith("heading"):
                heading = _short(text_of(paragraph))

    def style_of(self, paragraph: etree._Element) -> str:
        said = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
        identity = "" if said is None else said.get(w("val"), "")
        return next((name for (_, name), style in self.names.items() if style.get(w("styleId")) == identity), identity)

    def part_name(self, part: str) -> str:
        """A part as people call it."""
        if part == self.main:
            return "the body"
        root = self.roots[part]
        sort = "footer" if root.tag == w("ftr") else "header"
        return f"the {sort}{_whose(self.roots.get(self.main), self.parts, self.main, part)}"

    def first_use(self, style: str) -> Where:
        """Where a style is first used: part, paragraph, heading, words; the styles themselves when it is not used."""
        for part in (self.main, *self.heads):
            if part not in self.roots:
                continue
            for number, paragraph, heading in self.paragraphs(part):
                if self.style_of(paragraph) == style:
                    return Where(self.part_name(part), number, heading, _short(text_of(paragraph)))
        return Where("the styles")

    def style_faults(self) -> Iterator[Fault]:
        taken = {role.value.lower() for role in Role}
        for role in Role:
            kind = KINDS.get(role, "paragraph")
            if (kind, role.value.lower()) in self.by_lower():
                continue
            other = next((k for k, name in self.by_lower() if name == role.value.lower()), "")
            near = near_name(role.value, [name for k, name in self.names if k == kind and name.lower() not in taken])
            where = self.first_use(near) if near else Where("the styles")
            if other:
                where = self.first_use(self.by_lower()[other, role.value.lower()])
                yield Fault(
                    sort=Sort.WRONG_KIND,
                    what=f"The style {role.value} is a {other} style, and has to be a {kind} style.",
                    where=where,
                    hint=f"In Word, delete it and make a new {kind} style of this name.",
                )  # fmt: skip
                continue
            yield Fault(
                sort=Sort.MISSING_STYLE,
                what=f"There is no {kind} style called {role.value}.",
                where=where,
                hint=f"Did you mean the style {near}? Give it the name {role.value}."
                if near
                else f"Make a {kind} style called {role.value}, or let it be taken from the program's own template.",
                mendable=True,
            )  # fmt: skip

    def by_lower(self) -> dict[tuple[str, str], str]:
        """The styles by kind and name in small letters, with the name as written."""
        return {(kind, name.lower()): name for kind, name in self.names}

    def numbering_faults(self) -> Iterator[Fault]:
        numbering = self.roots.get(self.numbering_part)
        for role in NUMBERED_ROLES:
            style = self.names.get(("paragraph", self.by_lower().get(("paragraph", role.value.lower()), "")))
            if style is None:
                continue
            levels = levels_of(style, numbering)
            if levels >= 2:
                continue
            where = self.first_use(self.by_lower()["paragraph", role.value.lower()])
            lacks = "no numbering" if not levels else "numbering of one level only"
            yield Fault(
                sort=Sort.NO_NUMBERING,
                what=f"The style {role.value} has {lacks}, and needs two levels.",
                where=where,
                hint="In Word, link the style to a multilevel list.",
                mendable=True,
            )  # fmt: skip

    def head_faults(self, part: str) -> Iterator[Fault]:
        where = self.part_name(part)
        for number, paragraph, heading in self.paragraphs(part):
            words = _short(text_of(paragraph))
            place = Where(where, number, heading, words)
            for odd in odd_ones(paragraph):
                hint = f"Did you mean [[{odd.near}]]?" if odd.near else _KNOWN
                if odd.field:
                    yield Fault(sort=Sort.FIELD, what=f"The field {odd.words} is not filled.", hint=hint, where=place)
                    continue
                sort = Sort.UNKNOWN_PLACEHOLDER if odd.bracketed or not odd.near else Sort.OTHER_BRACKETS
                said = "is not known" if sort is Sort.UNKNOWN_PLACEHOLDER else "has not the brackets of a placeholder"
                yield Fault(sort=sort, what=f"{odd.words} {said}.", hint=hint, mendable=bool(odd.near), where=place)
            if next(paragraph.iter(w("ins"), w("del"), w("moveFrom"), w("moveTo")), None) is not None:
                yield Fault(
                    sort=Sort.CHANGE, what="A tracked change is neither accepted nor rejected.",
                    hint="Accept or reject it in Word.", mendable=True, where=place,
                )  # fmt: skip
            if next(paragraph.iter(w("txbxContent")), None) is not None:
                boxed = " ".join(text_of(one) for box in paragraph.iter(w("txbxContent")) for one in box.iter(w("p")))
                yield Fault(
                    sort=Sort.TEXT_BOX, what="A text box stands here, which readers aloud pass over.",
                    hint="Put its words into the header itself, or into a table.",
                    serious=False, where=replace(place, words=words or _short(boxed)),
                )  # fmt: skip

    def body_faults(self) -> Iterator[Fault]:
        root = self.roots.get(self.main)
        section = None if root is None else root.find(f"{w('body')}/{w('sectPr')}")
        if section is None or section.find(w("pgSz")) is None or section.find(w("pgMar")) is None:
            yield Fault(
                sort=Sort.PAGE, what="The page setup is missing.", where=Where("the body"),
                hint="Set the size and margins of the page in Word, and save the template again.",
            )  # fmt: skip
        elif not _is_a4(section):
            yield Fault(
                sort=Sort.PAGE, what="The page is not A4.", where=Where("the body"), serious=False,
                hint="Set the size of the paper to A4 in Word, unless another is wanted.",
            )  # fmt: skip
        for number, paragraph, heading in self.paragraphs(self.main):
            place = Where("the body", number, heading, _short(text_of(paragraph)))
            odd = [one.words for one in odd_ones(paragraph) if one.near]
            for words in dict.fromkeys([*(found[0] for found in WELL_FORMED.finditer(text_of(paragraph))), *odd]):
                yield Fault(
                    sort=Sort.IN_BODY,
                    what=f"{words} stands in the body, which the letter's own text replaces.",
                    hint="Put it into a header or footer, or leave it out.",
                    serious=False, where=place,
                )  # fmt: skip
            if paragraph.find(f"{w('pPr')}/{w('sectPr')}") is not None:
                yield Fault(
                    sort=Sort.SECTIONS,
                    what="A section ends here; a letter has only the last one, with its heads and feet.",
                    hint="Delete the section break in Word.", serious=False, where=place,
                )  # fmt: skip

    def look_faults(self) -> Iterator[Fault]:
        if self.styles is None:
            return
        if not any(one.get(w("val"), "").startswith("en") for one in self.styles.iter(w("lang"))):
            yield Fault(
                sort=Sort.LANGUAGE, where=Where("the styles"),
                what="The template does not say that its language is English.",
                hint="Set the proofing language to English (United Kingdom).", serious=False, mendable=True,
            )  # fmt: skip
        for role in Role:
            name = self.by_lower().get((KINDS.get(role, "paragraph"), role.value.lower()))
            style = None if name is None else self.names.get((KINDS.get(role, "paragraph"), name))
            if style is None or name is None:
                continue
            where = self.first_use(name)
            size = style.find(f"{w('rPr')}/{w('sz')}")
            if size is not None and size.get(w("val"), "").isdecimal() and int(size.get(w("val"), "0")) < LEAST:
                yield Fault(
                    sort=Sort.SMALL, what=f"The style {name} is smaller than 12 points.",
                    hint="Make it 12 points or more.", serious=False, mendable=True, where=where,
                )  # fmt: skip
            if any(one.get(w("val")) == "both" for one in style.iter(w("jc"))):
                yield Fault(
                    sort=Sort.JUSTIFIED, what=f"The style {name} is justified, which makes it harder to read.",
                    hint="Align it to the left.", serious=False, mendable=True, where=where,
                )  # fmt: skip
            if any(one.get(w("val")) not in ("0", "false") for one in style.iter(w("caps"))):
                yield Fault(
                    sort=Sort.CAPITALS, what=f"The style {name} is all in capitals, which some readers spell out.",
                    hint="Take the capitals away.", serious=False, mendable=True, where=where,
                )  # fmt: skip


def _is_a4(section: etree._Element) -> bool:
    """Whether the page is A4, upright or across, to within two millimetres."""
    size = section.find(w("pgSz"))
    said = [size.get(w(name), "") for name in ("w", "h")] if size is not None else ["", ""]
    sides = sorted(int(one) if one.isdecimal() else 0 for one in said)
    return abs(sides[0] - 11906) < 120 and abs(sides[1] - 16838) < 120


_KNOWN = "Known are [[Council]], [[Document]], [[Status]] and [[Title]]."


def by_name(styles: etree._Element) -> dict[tuple[str, str], etree._Element]:
    """The styles by kind and name."""
    found = {}
    for style in styles.iterfind(w("style")):
        name = style.find(w("name"))
        if name is not None:
            found[style.get(w("type"), ""), name.get(w("val"), "")] = style
    return found


def near_name(name: str, others: list[str]) -> str:
    """The name that comes closest, whatever its capitals, spaces and hyphens."""
    plain = {re.sub(r"[\W_]+", "", other).lower(): other for other in others}
    close = difflib.get_close_matches(re.sub(r"[\W_]+", "", name).lower(), list(plain), 1, 0.75)
    return plain[close[0]] if close else ""


def levels_of(style: etree._Element, numbering: etree._Element | None) -> int:
    """How many levels there are behind a style's numbering."""
    number = style.find(f"{w('pPr')}/{w('numPr')}/{w('numId')}")
    if number is None or numbering is None:
        return 0
    for num in numbering.iterfind(w("num")):
        behind = num.find(w("abstractNumId"))
        if num.get(w("numId")) == number.get(w("val")) and behind is not None:
            for abstract in numbering.iterfind(w("abstractNum")):
                if abstract.get(w("abstractNumId")) == behind.get(w("val")):
                    return len(abstract.findall(w("lvl")))
    return 0


def _whose(body: etree._Element | None, parts: Parts, main: str, part: str) -> str:
    """On which pages a header or footer stands."""
    if body is None:
        return ""
    ids = {one.get("Id") for one in related(parts, main) if target_of(main, one) == part}
    kinds = {
        one.get(w("type"), "")
        for one in body.iter(w("headerReference"), w("footerReference"))
        if one.get(f"{{{OFFICE}}}id") in ids
    }
    return " of the first page" if kinds == {"first"} else " of even pages" if kinds == {"even"} else ""


def _short(text: str) -> str:
    said = " ".join(text.split())
    return said if len(said) <= _WORDS else f"{said[: _WORDS - 1].rstrip()}\u2026"
