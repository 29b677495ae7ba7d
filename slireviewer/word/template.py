"""A Word template: whether it has what a letter needs, and its parts made ready for one letter."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from lxml import etree

from slireviewer.errors import NotOurFile, ReviewError
from slireviewer.word.archive import (
    OFFICE,
    RELATIONSHIPS,
    TYPES,
    Parts,
    parsed,
    read_parts,
    related,
    relationships_name,
    serialised,
    target_of,
    w,
)
from slireviewer.word.placeholders import WELL_FORMED, odd_ones


class Role(StrEnum):
    """What a style is for; the value is the name that the style has in Word."""

    TITLE = "Title"
    SUBTITLE = "Subtitle"
    HEADING_1 = "Heading 1"
    HEADING_2 = "Heading 2"
    HEADING_3 = "Heading 3"
    HEADING_4 = "Heading 4"
    BODY = "Body Text"
    NUMBERED = "Numbered Paragraph"
    BULLET = "List Bullet"
    NUMBER = "List Number"
    ADDRESS = "Address"
    DATE = "Date"
    SALUTATION = "Salutation"
    CALLOUT = "Callout"
    ADVICE = "Recommendation"
    ADVICE_TEXT = "Recommendation Text"
    ADVICE_NOTE = "Recommendation Note"
    CLOSING = "Closing"
    SIGNATURE = "Signature"
    TABLE_HEADING = "Table Heading"
    TABLE_TEXT = "Table Text"
    TABLE = "Peer Table"
    HYPERLINK = "Hyperlink"
    REFERENCE = "Cross-reference"
    ADVICE_NUMBER = "Recommendation Number"


NUMBERED_ROLES = (Role.NUMBERED, Role.BULLET, Role.NUMBER)
"""The styles that must bring a list or a numbering of their own."""

KINDS = {
    Role.TABLE: "table",
    Role.HYPERLINK: "character",
    Role.REFERENCE: "character",
    Role.ADVICE_NUMBER: "character",
}
_LONG, _SHORT, _MARGIN = 16838, 11906, 1020
"""The sides of A4 and the margin of a page across, in twentieths of a point."""
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_KEPT = ("styles", "numbering", "settings", "fontTable", "theme", "webSettings", "header", "footer")
_UNSETTLED = (
    "updateFields",
    "attachedTemplate",
    "mailMerge",
    "trackRevisions",
    "documentProtection",
    "rsids",
    "docVars",
)


@dataclass(frozen=True, slots=True)
class Template:
    """A template that has everything: its parts, the ids of its styles, and its page setup.

    ``numbers`` gives the abstract numbering behind each numbered style, ``column`` the width of the
    margin of numbers in twentieths of a point, and ``width`` that of the text.
    """

    parts: Parts
    main: str
    styles: Mapping[Role, str]
    numbers: Mapping[Role, str]
    numbering: str
    section: str
    column: int
    width: int


def read_template(path: Path) -> Template:
    """The template at ``path``.

    Raises NotOurFile when it is no Word file, and one ReviewError that names all that it lacks.
    """
    parts = read_parts(path)
    try:
        main = main_part(path, parts)
        styles_part, numbering_part = part_named(parts, main, "styles"), part_named(parts, main, "numbering")
        roots = {name: parsed(parts[name]) for name in (main, styles_part, numbering_part) if name in parts}
    except (etree.XMLSyntaxError, KeyError, StopIteration) as error:
        raise NotOurFile(f"{path.name} is a damaged Word document; choose another template.") from error
    styles = _styles(roots.get(styles_part))
    numbers = _numbers(roots.get(styles_part), roots.get(numbering_part), styles)
    problems = list(_problems(parts, main, styles, numbers))
    flat = [role.value for role in numbers if _one_level(roots[numbering_part], numbers[role])]
    if flat:
        problems.append(f"there is only one level behind the style {_and(flat)}")
    section = roots[main].find(f"{w('body')}/{w('sectPr')}")
    size = margin = None
    if section is not None:
        size, margin = section.find(w("pgSz")), section.find(w("pgMar"))
    if section is None or size is None or margin is None:
        problems.append("its page setup is missing")
    if problems or section is None or size is None or margin is None:
        raise ReviewError(f"The template {path.name} cannot be used: {_and(problems)}.")
    width = int(size.get(w("w"), "11906")) - int(margin.get(w("left"), "0")) - int(margin.get(w("right"), "0"))
    column = _column(roots[numbering_part], numbers[Role.NUMBERED])
    return Template(
        parts=_cleaned(parts, main),
        main=main,
        styles=styles,
        numbers=numbers,
        numbering=numbering_part,
        section=etree.tostring(section, encoding="unicode", with_tail=False),
        column=column,
        width=width,
    )


def filled(part: bytes, values: Mapping[str, str]) -> bytes:
    """A head or foot with its placeholders replaced, even where Word has cut them into several runs.

    A value that ends with a line break ends the line there.
    """
    root = parsed(part)
    for paragraph in root.iter(w("p")):
        texts = list(paragraph.iter(w("t")))
        while True:
            whole = "".join(text.text or "" for text in texts)
            found = WELL_FORMED.search(whole)
            if found is None or found.group(1).strip() not in values:
                break
            replace_text(texts, found.start(), found.end(), values[found.group(1).strip()].replace("[[", "["))
    return serialised(root)


def heads_and_feet(parts: Mapping[str, bytes], main: str) -> list[str]:
    """The names of the headers, then of the footers, of the document."""
    found = related(parts, main)
    return [
        name
        for kind in ("header", "footer")
        for name in sorted({target_of(main, one) for one in found if one.get("Type") == f"{OFFICE}/{kind}"})
    ]


def across(template: Template) -> Template:
    """The template with its A4 page laid on the long side, and the letterhead left out."""
    section = template.section
    width = _LONG - 2 * _MARGIN
    for form, new in (
        (r"<w:pgSz\b[^>]*/>", f'<w:pgSz w:w="{_LONG}" w:h="{_SHORT}" w:orient="landscape"/>'),
        (r'(<w:pgMar\b[^>]*?w:left=")\d+(")', rf"\g<1>{_MARGIN}\g<2>"),
        (r'(<w:pgMar\b[^>]*?w:right=")\d+(")', rf"\g<1>{_MARGIN}\g<2>"),
        (r'<w:titlePg\b[^>]*/>|<w:(?:header|footer)Reference\b[^>]*w:type="first"[^>]*/>', ""),
    ):
        section = re.sub(form, new, section)
    # The running head's right end moves with the page.
    tabs = f'<w:tabs><w:tab w:val="clear" w:pos="{template.width}"/><w:tab w:val="right" w:pos="{width}"/></w:tabs>'
    parts = dict(template.parts)
    for name in heads_and_feet(parts, template.main):
        text = parts[name].decode("utf-8")
        parts[name] = re.sub(r'(<w:pPr><w:pStyle w:val="[^"]*"/>)(</w:pPr>)', rf"\1{tabs}\2", text).encode()
    return replace(template, parts=parts, section=section, width=width)


# --- checking ---------------------------------------------------------------------------------------


def main_part(path: Path, parts: Parts) -> str:
    """The name of the main document. Raises NotOurFile when it is no document or template of Word."""
    main = next((target_of("", one) for one in related(parts, "") if one.get("Type") == f"{OFFICE}/officeDocument"), "")
    kinds = {one.get("PartName"): one.get("ContentType", "") for one in parsed(parts[TYPES])}
    kind = kinds.get(f"/{main}") or ""
    if main not in parts or kind not in (f"{_MAIN}document.main+xml", f"{_MAIN}template.main+xml"):
        raise NotOurFile(f"{path.name} is not a Word document (.docx) or template (.dotx).")
    return main


def part_named(parts: Parts, main: str, kind: str) -> str:
    """The name of the part beside the main document that is its "styles", "numbering" …, "" for none."""
    return next((target_of(main, one) for one in related(parts, main) if one.get("Type") == f"{OFFICE}/{kind}"), "")


def _styles(root: etree._Element | None) -> dict[Role, str]:
    """The ids of the styles that are there, found by their names in any case."""
    if root is None:
        return {}
    there: dict[tuple[str, str], str] = {}
    for style in root.iterfind(w("style")):
        name = style.find(w("name"))
        if name is not None:
            there[style.get(w("type"), ""), name.get(w("val"), "").lower()] = style.get(w("styleId"), "")
    found = {role: there.get((KINDS.get(role, "paragraph"), role.value.lower())) for role in Role}
    return {role: identity for role, identity in found.items() if identity}


def _numbers(
    styles: etree._Element | None, numbering: etree._Element | None, known: Mapping[Role, str]
) -> dict[Role, str]:
    """The abstract numbering to which each numbered style leads."""
    if styles is None or numbering is None:
        return {}
    behind = {num.get(w("numId")): num.find(w("abstractNumId")) for num in numbering.iterfind(w("num"))}
    used = {style.get(w("styleId")): style.find(f"{w('pPr')}/{w('numPr')}/{w('numId')}") for style in styles}
    out = {}
    for role in NUMBERED_ROLES:
        number = used.get(known.get(role, ""))
        abstract = None if number is None else behind.get(number.get(w("val")))
        if abstract is not None:
            out[role] = abstract.get(w("val"), "")
    return out


def _problems(parts: Parts, main: str, styles: Mapping[Role, str], numbers: Mapping[Role, str]) -> Iterator[str]:
    missing = [role.value for role in Role if role not in styles]
    if missing:
        yield f"it has no style named {_and(missing)}"
    bare = [role.value for role in NUMBERED_ROLES if role in styles and role not in numbers]
    if bare:
        yield f"there is no numbering behind the style {_and(bare)}"
    for name in heads_and_feet(parts, main):
        try:
            root = parsed(parts[name])
        except (KeyError, etree.XMLSyntaxError):
            yield f"its part {posixpath.basename(name)} cannot be read"
            continue
        where = "a footer" if root.tag == w("ftr") else "a header"
        if next(root.iter(w("ins"), w("del"), w("moveFrom"), w("moveTo")), None) is not None:
            yield f"{where} has a tracked change"
        for paragraph in root.iter(w("p")):
            for odd in odd_ones(paragraph):
                hint = f" (did you mean [[{odd.near}]]?)" if odd.near else ""
                yield f"{where} has the unknown {'field' if odd.field else 'placeholder'} {odd.words}{hint}"


def _one_level(numbering: etree._Element, abstract: str) -> bool:
    return any(
        one.get(w("abstractNumId")) == abstract and len(one.findall(w("lvl"))) < 2
        for one in numbering.iterfind(w("abstractNum"))
    )


def _column(numbering: etree._Element, abstract: str) -> int:
    for definition in numbering.iterfind(w("abstractNum")):
        if definition.get(w("abstractNumId")) == abstract:
            for level in definition.iterfind(w("lvl")):
                indent = level.find(f"{w('pPr')}/{w('ind')}")
                if level.get(w("ilvl")) == "1" and indent is not None:
                    return int(indent.get(w("left")) or indent.get(w("start")) or "0")
    return 0


# --- making ready -----------------------------------------------------------------------------------


def _cleaned(parts: Parts, main: str) -> Parts:
    """Without the old text's links, properties, comments and other leftovers of whoever made the template."""
    kept = dict(parts)
    _keep_only(kept, "", ("officeDocument",))
    _keep_only(kept, main, _KEPT)
    settings = part_named(kept, main, "settings")
    if settings in kept:
        root = parsed(kept[settings])
        for name in _UNSETTLED:
            for leftover in root.findall(w(name)):
                root.remove(leftover)
        kept[settings] = serialised(root)
        kept.pop(relationships_name(settings), None)
    reached = _reached(kept)
    return {name: data for name, data in kept.items() if name in reached}


def _keep_only(parts: Parts, part: str, kinds: tuple[str, ...]) -> None:
    name = relationships_name(part)
    root = parsed(parts[name])
    for one in root.findall(f"{{{RELATIONSHIPS}}}Relationship"):
        if one.get("Type") not in {f"{OFFICE}/{kind}" for kind in kinds} or one.get("TargetMode") == "External":
            root.remove(one)
    parts[name] = serialised(root)


def _reached(parts: Parts) -> set[str]:
    """The parts to which some chain of relationships leads."""
    reached = {TYPES, relationships_name("")}
    waiting = [""]
    while waiting:
        part = waiting.pop()
        for one in related(parts, part):
            target = target_of(part, one)
            if one.get("TargetMode") != "External" and target not in reached:
                reached |= {target, relationships_name(target)}
                waiting.append(target)
    return reached


def replace_text(texts: list[etree._Element], start: int, end: int, value: str) -> None:
    """Put ``value`` for the letters from ``start`` to ``end`` of the joined texts."""
    at = 0
    for text in texts:
        old = text.text or ""
        left, right = max(start - at, 0), min(end - at, len(old))
        if left < right:
            text.text = old[:left] + value.rstrip("\n") + old[right:]
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            if value.endswith("\n"):
                text.addnext(etree.Element(w("br")))
            value = ""
        at += len(old)


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
