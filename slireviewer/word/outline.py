"""What a Word file says, paragraph by paragraph: for the check after writing, and for tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from slireviewer.errors import NotOurFile
from slireviewer.word.archive import OFFICE, Parts, parsed, read_parts, related, target_of, w
from slireviewer.word.template import Role

_TEXT, _TAB, _BREAK, _CARRIAGE, _HYPHEN = w("t"), w("tab"), w("br"), w("cr"), w("noBreakHyphen")
_PARAGRAPH, _RUN, _PROPERTIES, _STYLE, _VALUE = w("p"), w("r"), w("pPr"), w("pStyle"), w("val")


def read_outline(path: Path) -> list[tuple[str, str]]:
    """The style and the text of every paragraph of the document at ``path``, tables included, in order.

    A paragraph without a style is "Normal"; a tab is a tab and a line break a line break. Raises
    NotOurFile when it is no Word file.
    """
    return outline_of(read_parts(path), path.name)


def outline_of(parts: Parts, name: str) -> list[tuple[str, str]]:
    """The same for the parts of a file that is called ``name``."""
    body, names = _read(parts, name, {})
    return [_paragraph(paragraph, names) for paragraph in body.iter(w("p"))]


def _read(parts: Parts, name: str, roots: Mapping[str, etree._Element]) -> tuple[etree._Element, dict[str, str]]:
    """The body, and the names of the styles by their ids."""
    try:
        main = next(target_of("", one) for one in related(parts, "") if one.get("Type") == f"{OFFICE}/officeDocument")
        styles = next(target_of(main, one) for one in related(parts, main) if one.get("Type") == f"{OFFICE}/styles")
        root, sheet = (roots[part] if part in roots else parsed(parts[part]) for part in (main, styles))
        body, names = root.find(w("body")), _names(sheet)
    except (StopIteration, KeyError, etree.XMLSyntaxError) as error:
        raise NotOurFile(f"{name} is not a Word document (.docx).") from error
    if body is None:
        raise NotOurFile(f"{name} is not a Word document (.docx) with a text.")
    return body, names


_UNWRITTEN = str.maketrans("", "", "\t\n\u2011")


def says(parts: Parts, name: str, sent: list[tuple[str, str]], roots: Mapping[str, etree._Element]) -> bool:
    """Whether a file of ours says ``sent``, as ``outline_of`` would read it but for tabs and line breaks; quicker.

    ``roots`` are its parts as far as they have been parsed. Words anywhere else than in the text of a run make it say
    something else.
    """
    body, names = _read(parts, name, roots)
    styles, words = [""], [""]
    for one in body.iter(_PARAGRAPH, _STYLE, _TEXT):
        if one.tag == _TEXT:
            words[-1] += one.text or ""
        elif one.tag == _STYLE:
            styles[-1] = names.get(one.get(_VALUE, ""), "")
        else:
            styles.append("")
            words.append("")
    expected = [("", ""), *((style if style != "Normal" else "", text.translate(_UNWRITTEN)) for style, text in sent)]
    return list(zip(styles, words, strict=True)) == expected and "".join(words) == etree.tostring(
        body, method="text", encoding="unicode"
    )


def _names(styles: etree._Element) -> dict[str, str]:
    """The names of styles by their ids; those that letters use in our own spelling, as Word takes any case."""
    ours = {role.value.lower(): role.value for role in Role}
    names = {}
    for style in styles.iterfind(w("style")):
        name = style.find(w("name"))
        shown = "" if name is None else name.get(w("val"), "")
        names[style.get(w("styleId"), "")] = ours.get(shown.lower(), shown)
    return names


def _paragraph(paragraph: etree._Element, names: dict[str, str]) -> tuple[str, str]:
    identity = _identity(paragraph)
    text = []
    for run in paragraph.iter(_RUN):
        for piece in run:
            if piece.tag == _TEXT:
                text.append(piece.text or "")
            elif piece.tag == _TAB:
                text.append("\t")
            elif piece.tag in (_BREAK, _CARRIAGE):
                text.append("\n")
            elif piece.tag == _HYPHEN:
                text.append("\u2011")
    return names.get(identity, identity) or "Normal", "".join(text)


def _identity(paragraph: etree._Element) -> str:
    """The id of a paragraph's style, "" for none."""
    properties = paragraph.find(_PROPERTIES)
    style = None if properties is None else properties.find(_STYLE)
    return "" if style is None else style.get(_VALUE, "")
