"""Placeholders in the heads and feet of a template, and what people write that was meant as one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from slireviewer.word.archive import w

PLACEHOLDERS = ("Council", "Document", "Status", "Title")
"""What may stand in double square brackets in the heads and feet of a template."""

WELL_FORMED = re.compile(r"\[\[([^\[\]]*)\]\]")
_NAME = r"\s*([A-Za-z][A-Za-z _-]{0,30}?)\s*"
_MEANT = re.compile(
    rf"\[\[?{_NAME}\]\]?|\{{\{{?{_NAME}\}}\}}?|<<?{_NAME}>>?|\u00ab{_NAME}\u00bb|\$\{{{_NAME}\}}|%{_NAME}%"
)
_FIELD = re.compile(r'\s*(?:MERGEFIELD|DOCPROPERTY|DOCVARIABLE)\s+"?([^"\\]+?)"?\s*(?:\\|$)', re.I)


@dataclass(frozen=True, slots=True)
class Odd:
    """Words in a paragraph that are no placeholder as they should be: ``near`` is the one that was probably meant.

    ``bracketed`` when the brackets are right and only the name is not known; ``field`` when it is a field of Word.
    """

    words: str
    near: str
    bracketed: bool = False
    field: bool = False


def text_of(paragraph: etree._Element) -> str:
    """The words of a paragraph, however Word has cut them up; what is in a text box inside it is not its own."""
    return "".join(one.text or "" for one in _own(paragraph, w("t")))


def _own(paragraph: etree._Element, tag: str) -> Iterator[etree._Element]:
    for one in paragraph.iter(tag):
        above = next(one.iterancestors(w("p")), None)
        if above is paragraph:
            yield one


def nearest(name: str) -> str:
    """The placeholder that a name comes close to, or ""."""
    close = difflib.get_close_matches(" ".join(name.split()).title(), PLACEHOLDERS, 1)
    return close[0] if close else ""


def odd_ones(paragraph: etree._Element) -> list[Odd]:
    """What in this paragraph looks like a placeholder and is none, in order."""
    text = text_of(paragraph)
    found: list[tuple[int, Odd]] = []
    rest = list(text)
    for match in WELL_FORMED.finditer(text):
        if match[1].strip() not in PLACEHOLDERS:
            found.append((match.start(), Odd(match[0], nearest(match[1]), bracketed=True)))
        rest[match.start() : match.end()] = " " * len(match[0])
    left = "".join(rest)
    for match in _MEANT.finditer(left):
        near = nearest(next(filter(None, match.groups())))
        if near:
            found.append((match.start(), Odd(match[0], near)))
            left = left[: match.start()] + " " * len(match[0]) + left[match.end() :]
    found += [(at.start(), Odd(at[0], nearest(at[0].strip("[] ")))) for at in re.finditer(r"\[\[\s*\w*|\]\]", left)]
    for field in (*_own(paragraph, w("instrText")), *_own(paragraph, w("fldSimple"))):
        code = field.text if field.tag == w("instrText") else field.get(w("instr"))
        known = _FIELD.match(code or "")
        if known:
            found.append((len(text), Odd(" ".join((code or "").split()), nearest(known[1]), field=True)))
    return [odd for _, odd in sorted(found, key=lambda pair: pair[0])]
