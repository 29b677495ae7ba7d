"""Whether a Word file holds together: what Word would refuse or quietly repair, found before anybody opens it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import cast

from lxml import etree

from slireviewer.word.archive import (
    CONTENT_TYPES,
    OFFICE,
    TYPES,
    WORD,
    Parts,
    parsed,
    related,
    target_of,
    w,
)

_SPACES = {"w": WORD, "r": OFFICE}
_LED_TO = etree.XPath("//@r:*", namespaces=_SPACES, smart_strings=False)
_PARAGRAPH_ORDER = (
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
)
_RUN_ORDER = (
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish "
    "webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang "
    "eastAsianLayout specVanish oMath rPrChange"
)
_TABLE_ORDER = (
    "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd "
    "tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription tblPrChange"
)
_ORDERS = {
    name: {w(tag): place for place, tag in enumerate(order.split())}
    for name, order in (("pPr", _PARAGRAPH_ORDER), ("rPr", _RUN_ORDER), ("tblPr", _TABLE_ORDER))
}


def faults(parts: Parts) -> list[str]:
    """Everything that is wrong with the Word file, one line each; none when it is whole."""
    return examined(parts)[1]


def examined(parts: Parts) -> tuple[dict[str, etree._Element], list[str]]:
    """The parts that are XML, parsed once for whoever looks further, and all that is wrong with the Word file."""
    roots, found = _package(parts)
    if len(roots) == sum(name.endswith((".xml", ".rels")) for name in parts):
        found += _inside(parts, roots)
    return roots, found


def _inside(parts: Parts, roots: Mapping[str, etree._Element]) -> list[str]:
    main = next((target_of("", one) for one in related(parts, "") if one.get("Type") == f"{OFFICE}/officeDocument"), "")
    if main not in roots:
        return ["there is no main document"]
    found = list(_document(roots, main, parts))
    for name, root in roots.items():
        found += [f"{name}: {fault}" for fault in _tree(root)]
    return found


def package_faults(parts: Parts) -> list[str]:
    """What is wrong with the package of any Office file: parts that are no XML, are not listed, or lead nowhere."""
    return _package(parts)[1]


def _package(parts: Parts) -> tuple[dict[str, etree._Element], list[str]]:
    roots: dict[str, etree._Element] = {}
    found: list[str] = []
    for name, data in parts.items():
        if name.endswith((".xml", ".rels")):
            try:
                roots[name] = parsed(data)
            except etree.XMLSyntaxError as error:
                found.append(f"{name}: not XML: {error}")
    if found:
        return roots, found
    found += _types(parts, roots)
    for name in parts:
        if not name.endswith(".rels"):
            found += _relations(parts, roots, name)
    return roots, found


def _types(parts: Parts, roots: Mapping[str, etree._Element]) -> Iterator[str]:
    if TYPES not in roots:
        yield "there is no list of content types"
        return
    listed = {one.get("PartName", "").lstrip("/") for one in roots[TYPES].iterfind(f"{{{CONTENT_TYPES}}}Override")}
    endings = {one.get("Extension") for one in roots[TYPES].iterfind(f"{{{CONTENT_TYPES}}}Default")}
    for name in parts:
        if name != TYPES and name not in listed and name.rpartition(".")[2] not in endings:
            yield f"{name}: no content type"
    for name in sorted(listed - parts.keys()):
        yield f"{name}: has a content type and is not there"


def _relations(parts: Parts, roots: Mapping[str, etree._Element], name: str) -> Iterator[str]:
    ids: Counter[str] = Counter()
    for one in related(parts, name):
        ids[one.get("Id", "")] += 1
        if one.get("TargetMode") != "External" and target_of(name, one) not in parts:
            yield f"{name}: leads to {target_of(name, one)}, which is not there"
    yield from (f"{name}: relationship {identity} twice" for identity, count in ids.items() if count > 1)
    if name in roots:
        for value in cast("list[str]", _LED_TO(roots[name])):
            if value not in ids:
                yield f"{name}: relationship {value!r} is not there"


def _values(root: etree._Element, of: str, name: str = "val") -> list[str]:
    """The attribute ``name`` of every element called ``of``, in order; far quicker than to walk through them."""
    found = etree.XPath(f"//w:{of}/@w:{name}", namespaces=_SPACES, smart_strings=False)(root)
    return cast("list[str]", found)


def _document(roots: Mapping[str, etree._Element], main: str, parts: Parts) -> Iterator[str]:
    root = roots[main]
    beside = {str(one.get("Type")).rsplit("/", 1)[-1]: target_of(main, one) for one in related(parts, main)}
    styles, numbering = roots.get(beside.get("styles", "")), roots.get(beside.get("numbering", ""))
    known = set() if styles is None else {style.get(w("styleId")) for style in styles.iterfind(w("style"))}
    for tag in ("pStyle", "rStyle", "tblStyle"):
        for value in sorted(set(_values(root, tag)) - known):
            yield f"{main}: style {value} is not there"
    abstracts: set[str | None] = set()
    nums: Counter[str | None] = Counter()
    if numbering is not None:
        abstracts = {one.get(w("abstractNumId")) for one in numbering.iterfind(w("abstractNum"))}
        for num in numbering.iterfind(w("num")):
            nums[num.get(w("numId"))] += 1
            behind = num.find(w("abstractNumId"))
            if behind is None or behind.get(w("val")) not in abstracts:
                yield f"numbering {num.get(w('numId'))} has nothing behind it"
    yield from (f"numbering {number} twice" for number, count in nums.items() if count > 1)
    for value in sorted(set(_values(root, "numId")) - nums.keys()):
        yield f"{main}: numbering {value} is not there"
    starts, ends = _values(root, "bookmarkStart", "id"), _values(root, "bookmarkEnd", "id")
    names = [one.lower() for one in _values(root, "bookmarkStart", "name")]
    if len(set(starts)) < len(starts) or sorted(starts) != sorted(ends):
        yield f"{main}: bookmarks do not pair"
    if len(set(names)) < len(names) or any(not 0 < len(name) <= 40 for name in names):
        yield f"{main}: bookmark names are not unique or too long"
    for anchor in sorted({one.lower() for one in _values(root, "hyperlink", "anchor")}):
        if anchor not in names:
            yield f"{main}: link to the bookmark {anchor}, which is not there"
    body = root.find(w("body"))
    if body is None or not len(body) or body[-1].tag != w("sectPr"):
        yield f"{main}: the page setup is not last"


def _tree(root: etree._Element) -> Iterator[str]:
    for cell in root.iter(w("tc")):
        if not len(cell) or cell[-1].tag != w("p"):
            yield "a table cell does not end with a paragraph"
    for table in root.iter(w("tbl")):
        columns = len(table.findall(f"{w('tblGrid')}/{w('gridCol')}"))
        if any(len(row.findall(w("tc"))) != columns for row in table.iterfind(w("tr"))):
            yield "a table row has another number of cells than the table has columns"
        following = table.getnext()
        if following is None or following.tag in (w("tbl"), w("sectPr")):
            yield "a table is not followed by a paragraph"
    for _, marks in groupby(root.iter(w("fldChar")), key=lambda one: next(one.iterancestors(w("p")), None)):
        kinds = [one.get(w("fldCharType")) for one in marks]
        if kinds != ["begin", "separate", "end"] * (len(kinds) // 3):
            yield "a field is not closed"
    drawings = [one.get("id") for one in root.iter("{*}docPr")]
    if len(set(drawings)) < len(drawings):
        yield "two pictures have one identity"
    for name, places in _ORDERS.items():
        seen: set[tuple[object, ...]] = set()
        for properties in root.iter(w(name)):
            shape = tuple([child.tag for child in properties])
            if shape in seen:
                continue
            seen.add(shape)
            found = [places.get(str(child.tag), -1) for child in properties]
            if found != sorted(found) or -1 in found or len(set(found)) < len(found):
                yield f"{name} is out of order: {' '.join(etree.QName(child).localname for child in properties)}"
