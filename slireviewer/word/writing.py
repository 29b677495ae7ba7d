"""A letter into a Word file: built aside, read back and compared, and only then put in its place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from lxml import etree

from slireviewer.errors import NotOurFile
from slireviewer.letter import Letter
from slireviewer.placing import put_in_place
from slireviewer.word.archive import (
    CONTENT_TYPES,
    OFFICE,
    RELATIONSHIPS,
    TYPES,
    XML,
    Parts,
    packed,
    parsed,
    read_parts,
    relationships_name,
    serialised,
    w,
)
from slireviewer.word.body import cleaned, escaped, written
from slireviewer.word.integrity import examined
from slireviewer.word.outline import says
from slireviewer.word.template import Role, Template, filled, heads_and_feet, read_template

_CORE = "docProps/core.xml"
_HEAD = 88
"""The letters that fit on one line of a running head."""
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def write_letter(
    letter: Letter, template: Path, out: Path, *, title: str = "", identifier: str = "", marked: bool = True
) -> None:
    """Write ``letter`` to ``out`` as a Word file in the styles of ``template``; the same letter gives the same bytes.

    ``title`` is the document's title where it is not the letter's own; ``identifier`` names this
    export so that a returned letter can be told. With ``marked`` every finding has a bookmark, by which a returned
    copy is read; without, only what a reference leads to. The file is readable by its owner only. Raises
    ReviewError (NotOurFile for a template that is no Word file); what stood at ``out`` then stays.
    """
    write_in(letter, read_template(template), out, title=title, identifier=identifier, marked=marked)


def write_in(
    letter: Letter, style: Template, out: Path, *, title: str = "", identifier: str = "", marked: bool = True
) -> None:
    """The same in a template that has been read."""
    parts, said = _built(letter, style, title or letter.title, identifier)
    if not marked:
        parts[style.main] = _unmarked(parts[style.main])
    put_in_place(packed(parts), out, lambda part: _wrong(part, said, out.name))


def _built(letter: Letter, template: Template, title: str, identifier: str) -> tuple[Parts, list[tuple[str, str]]]:
    """The parts of the file, and what it says."""
    parts = dict(template.parts)
    numbering = parsed(parts[template.numbering])
    taken = [int(num.get(w("numId"), "0")) for num in numbering.iterfind(w("num"))]
    first = max(taken, default=0) + 1
    body = written(letter, template, first)
    parts[template.main] = body.xml
    _start_lists(numbering, body.lists, template.numbers, first)
    parts[template.numbering] = serialised(numbering)
    values = {"Council": letter.council, "Document": letter.document, "Status": letter.status, "Title": title}
    values = {name: " ".join(cleaned(value).split("\n")) for name, value in values.items()}
    if len(values["Council"]) + len(values["Document"]) > _HEAD:
        values["Council"] += "\n"
    for name in heads_and_feet(parts, template.main):
        parts[name] = filled(parts[name], values)
    _link(parts, template.main, body.links)
    parts[_CORE] = core_properties(values["Title"], identifier, letter.dated)
    _register(parts, template.main)
    return parts, body.said


def _unmarked(document: bytes) -> bytes:
    """The document without the bookmarks that nothing in it leads to."""
    wanted = set(re.findall(rb'w:anchor="([^"]*)"', document))
    unused = {
        number
        for number, name in re.findall(rb'<w:bookmarkStart w:id="(\d+)" w:name="([^"]*)"/>', document)
        if name not in wanted
    }

    def kept(found: re.Match[bytes]) -> bytes:
        return b"" if found[1] in unused else found[0]

    return re.sub(rb'<w:bookmark(?:Start|End) w:id="(\d+)"[^>]*/>', kept, document)


def _start_lists(numbering: etree._Element, lists: Sequence[Role], numbers: Mapping[Role, str], first: int) -> None:
    """One numbering instance for each list, so that each counts from its own start."""
    last = [*numbering.iterfind(w("abstractNum")), *numbering.iterfind(w("num"))][-1]
    at = numbering.index(last) + 1
    for offset, role in enumerate(lists):
        num = etree.Element(w("num"), {w("numId"): str(first + offset)})
        etree.SubElement(num, w("abstractNumId"), {w("val"): numbers[role]})
        for level in ("0", "1"):
            override = etree.SubElement(num, w("lvlOverride"), {w("ilvl"): level})
            etree.SubElement(override, w("startOverride"), {w("val"): "1"})
        numbering.insert(at + offset, num)


def _link(parts: Parts, main: str, links: Sequence[str]) -> None:
    root = parsed(parts[relationships_name(main)])
    for number, target in enumerate(links, 1):
        attributes = {
            "Id": f"link{number}",
            "Type": f"{OFFICE}/hyperlink",
            "Target": target,
            "TargetMode": "External",
        }
        etree.SubElement(root, f"{{{RELATIONSHIPS}}}Relationship", attributes)
    parts[relationships_name(main)] = serialised(root)


def core_properties(title: str, identifier: str, dated: date | None) -> bytes:
    """The document's own properties, all from the letter: no author, no clock."""
    stamps = ""
    if dated is not None:
        stamps = "".join(
            f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{dated.isoformat()}T00:00:00Z</dcterms:{name}>'
            for name in ("created", "modified")
        )
    known = f"<dc:identifier>{escaped(cleaned(identifier))}</dc:identifier>" if identifier else ""
    return (
        f'{XML}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escaped(title)}</dc:title>{known}<dc:language>en-GB</dc:language>{stamps}</cp:coreProperties>"
    ).encode()


def _register(parts: Parts, main: str) -> None:
    """The content types and the top relationships of what is really there."""
    types = parsed(parts[TYPES])
    for one in types.findall(f"{{{CONTENT_TYPES}}}Override"):
        if one.get("PartName", "").lstrip("/") not in parts or one.get("PartName") == f"/{_CORE}":
            types.remove(one)
        elif one.get("PartName") == f"/{main}":
            one.set("ContentType", _MAIN_TYPE)
    etree.SubElement(types, f"{{{CONTENT_TYPES}}}Override", {"PartName": f"/{_CORE}", "ContentType": _CORE_TYPE})
    parts[TYPES] = serialised(types)
    top = relationships_name("")
    root = parsed(parts[top])
    kind = f"{RELATIONSHIPS}/metadata/core-properties"
    etree.SubElement(root, f"{{{RELATIONSHIPS}}}Relationship", {"Id": "core", "Type": kind, "Target": _CORE})
    parts[top] = serialised(root)


def _wrong(part: Path, said: list[tuple[str, str]], name: str) -> list[str]:
    """What the file on the disk has otherwise than what was sent, one line each."""
    try:
        parts = read_parts(part)
        roots, wrong = examined(parts)
        if not says(parts, name, said, roots):
            wrong.append("the text is not the text that was sent")
    except NotOurFile as unread:
        wrong = [str(unread)]
    return wrong
