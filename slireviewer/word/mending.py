"""Putting right what a team's own Word template has wrong, where no decision is needed."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from slireviewer.placing import put_in_place
from slireviewer.word.archive import Parts, packed, parsed, read_parts, serialised, w
from slireviewer.word.doctor import LEAST, Fault, Patient, by_name, check_template, levels_of, near_name
from slireviewer.word.placeholders import odd_ones
from slireviewer.word.template import KINDS, Role, main_part, replace_text

_OTHERWISE = "the file is not the file that was sent"


def repair_template(path: Path, out: Path) -> list[Fault]:
    """Write the template with what can be put right to ``out``, and say what is left.

    A style that was renamed gets its name back, a missing one comes from the template of the program, placeholders get
    their brackets and names, changes in heads and feet are accepted. ``path`` stays as it is unless it is ``out``.
    Raises what ``check_template`` raises, and ReviewError when ``out`` cannot be written.
    """
    parts = read_parts(path)
    main = main_part(path, parts)
    _mend(parts, main)
    put_in_place(packed(parts), out, lambda part: [] if read_parts(part) == parts else [_OTHERWISE])
    return check_template(out)


def _mend(parts: Parts, main: str) -> None:
    """Put right what can be put right, in the parts themselves."""
    from slireviewer.word.starter import starter_parts

    patient = Patient(parts, main)
    ours = {name: parsed(data) for name, data in starter_parts().items() if name.endswith(".xml")}
    if patient.styles is not None and patient.numbering_part in patient.roots:
        _mend_styles(patient, ours["word/styles.xml"])
        _mend_numbering(patient, ours["word/numbering.xml"])
        _mend_looks(patient.styles)
        parts[patient.styles_part] = serialised(patient.styles)
        parts[patient.numbering_part] = serialised(patient.roots[patient.numbering_part])
    for name in patient.heads:
        if name in patient.roots:
            for paragraph in patient.roots[name].iter(w("p")):
                _accept(paragraph)
                _mend_words(paragraph)
            parts[name] = serialised(patient.roots[name])


def _mend_styles(patient: Patient, ours: etree._Element) -> None:
    assert patient.styles is not None
    known = {name.lower(): style for (_, name), style in by_name(ours).items()}
    taken = {role.value.lower() for role in Role}
    for role in Role:
        kind = KINDS.get(role, "paragraph")
        lower = patient.by_lower()
        if any(name == role.value.lower() for _, name in lower):
            continue
        near = near_name(role.value, [name for k, name in patient.names if k == kind and name.lower() not in taken])
        if near:
            style = patient.names[kind, near]
            name = style.find(w("name"))
            assert name is not None
            name.set(w("val"), role.value)
        else:
            style = copy.deepcopy(known[role.value.lower()])
            ids = {one.get(w("styleId")) for one in patient.styles.iterfind(w("style"))}
            if style.get(w("styleId")) in ids:
                style.set(w("styleId"), f"{style.get(w('styleId'))}Letter")
            based = style.find(w("basedOn"))
            if based is not None and based.get(w("val")) not in ids:
                style.remove(based)
            for numbers in style.iter(w("numPr")):
                parent = numbers.getparent()
                if parent is not None:
                    parent.remove(numbers)
            patient.styles.append(style)
        patient.names = by_name(patient.styles)


def _mend_numbering(patient: Patient, ours: etree._Element) -> None:
    """The program's own lists behind numbered styles that have none."""
    numbering = patient.roots[patient.numbering_part]
    for place, role in enumerate((Role.BULLET, Role.NUMBER, Role.NUMBERED)):
        name = patient.by_lower().get(("paragraph", role.value.lower()))
        style = None if name is None else patient.names["paragraph", name]
        if style is None or levels_of(style, numbering) >= 2:
            continue
        abstract = copy.deepcopy(ours.findall(w("abstractNum"))[place])
        identity = 1 + max([-1, *(_int(one, "abstractNumId") for one in numbering.iterfind(w("abstractNum")))])
        number = 1 + max([0, *(_int(one, "numId") for one in numbering.iterfind(w("num")))])
        abstract.set(w("abstractNumId"), str(identity))
        for link in abstract.iter(w("pStyle")):
            link.set(w("val"), style.get(w("styleId"), ""))
        first = numbering.find(w("num"))
        numbering.insert(len(numbering) if first is None else numbering.index(first), abstract)
        num = etree.Element(w("num"), {w("numId"): str(number)})
        etree.SubElement(num, w("abstractNumId"), {w("val"): str(identity)})
        numbering.insert(1 + max(numbering.index(one) for one in (abstract, *numbering.findall(w("num")))), num)
        properties = style.find(w("pPr"))
        if properties is None:
            properties = etree.Element(w("pPr"))
            look = style.find(w("rPr"))
            style.insert(len(style) if look is None else style.index(look), properties)
        for old in properties.findall(w("numPr")):
            properties.remove(old)
        numbered = etree.Element(w("numPr"))
        if role is Role.NUMBERED:
            etree.SubElement(numbered, w("ilvl"), {w("val"): "1"})
        etree.SubElement(numbered, w("numId"), {w("val"): str(number)})
        before = [one for one in properties if etree.QName(one).localname in _BEFORE_NUMBERS]
        properties.insert(len(before), numbered)


_BEFORE_NUMBERS = ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl")


def _int(element: etree._Element, name: str) -> int:
    said = element.get(w(name), "")
    return int(said) if said.isdecimal() else 0


def _mend_looks(styles: etree._Element) -> None:
    """No running text under 12 points, none justified or in capitals, and English throughout."""
    roles: Mapping[str, Role] = {role.value.lower(): role for role in Role}
    for (_, name), style in by_name(styles).items():
        if name.lower() not in roles:
            continue
        for size in (*style.iter(w("sz")), *style.iter(w("szCs"))):
            if size.get(w("val"), "").isdecimal() and int(size.get(w("val"), "0")) < LEAST:
                size.set(w("val"), str(LEAST))
        for align in style.iter(w("jc")):
            if align.get(w("val")) == "both":
                align.set(w("val"), "left")
        for caps in list(style.iter(w("caps"))):
            parent = caps.getparent()
            if parent is not None:
                parent.remove(caps)
    langs = list(styles.iter(w("lang")))
    for lang in langs:
        if not lang.get(w("val"), "").startswith("en"):
            lang.set(w("val"), "en-GB")
    look = styles.find(f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}")
    if not langs and look is not None:
        etree.SubElement(look, w("lang"), {w("val"): "en-GB"})


def _accept(paragraph: etree._Element) -> None:
    """Accept the tracked changes of a paragraph."""
    for gone in list(paragraph.iter(w("del"), w("moveFrom"))):
        parent = gone.getparent()
        if parent is not None:
            parent.remove(gone)
    for kept in list(paragraph.iter(w("ins"), w("moveTo"))):
        parent = kept.getparent()
        if parent is None:
            continue
        at = parent.index(kept)
        for child in list(kept):
            parent.insert(at, child)
            at += 1
        parent.remove(kept)


def _mend_words(paragraph: etree._Element) -> None:
    """Give what was meant as a placeholder its name and brackets."""
    for odd in odd_ones(paragraph):
        if odd.near and not odd.field:
            texts = list(paragraph.iter(w("t")))
            at = "".join(text.text or "" for text in texts).find(odd.words)
            if at >= 0:
                replace_text(texts, at, at + len(odd.words), f"[[{odd.near}]]")
