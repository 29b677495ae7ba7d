"""How the words of a Word file look once all its styles are followed: for judging whether everybody can read them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from slireviewer.word.archive import w

_BLACK, _WHITE = "000000", "FFFFFF"
_HEX = re.compile(r"[0-9A-Fa-f]{6}")


class Styles:
    """The styles of a document, each with what it is based on."""

    def __init__(self, root: etree._Element | None) -> None:
        self._by_id: dict[str, etree._Element] = {}
        self._default: dict[str, str] = {}
        self._defaults = None if root is None else root.find(w("docDefaults"))
        for style in () if root is None else root.iterfind(w("style")):
            identity = style.get(w("styleId"), "")
            self._by_id[identity] = style
            if style.get(w("default")) in ("1", "true"):
                self._default[style.get(w("type"), "")] = identity

    def name(self, identity: str) -> str:
        """What a style is called in Word, in small letters."""
        found = self._by_id.get(identity)
        name = None if found is None else found.find(w("name"))
        return "" if name is None else name.get(w("val"), "").lower()

    def chain(self, identity: str) -> Iterator[etree._Element]:
        """A style, what it is based on, and so on."""
        seen: set[str] = set()
        while identity in self._by_id and identity not in seen:
            seen.add(identity)
            style = self._by_id[identity]
            yield style
            based = style.find(w("basedOn"))
            identity = "" if based is None else based.get(w("val"), "")

    def found(self, identity: str, path: str) -> etree._Element | None:
        """What a style says at ``path``, or what it is based on does."""
        return next((one for one in (style.find(path) for style in self.chain(identity)) if one is not None), None)

    def paragraph_style(self, paragraph: etree._Element) -> str:
        """The style of a paragraph by its identity."""
        style = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
        return self._default.get("paragraph", "") if style is None else style.get(w("val"), "")

    def of_paragraph(self, paragraph: etree._Element, name: str) -> etree._Element | None:
        """A property of a paragraph: its own, or its style's."""
        own = paragraph.find(f"{w('pPr')}/{w(name)}")
        return own if own is not None else self.found(self.paragraph_style(paragraph), f"{w('pPr')}/{w(name)}")

    def of_run(self, run: etree._Element, name: str) -> etree._Element | None:
        """A property of a run: its own, its style's, its paragraph's style's, or the document's."""
        own = run.find(f"{w('rPr')}/{w(name)}")
        if own is not None:
            return own
        style = run.find(f"{w('rPr')}/{w('rStyle')}")
        found = None if style is None else self.found(style.get(w("val"), ""), f"{w('rPr')}/{w(name)}")
        if found is not None:
            return found
        paragraph = next(run.iterancestors(w("p")), None)
        if paragraph is not None:
            found = self.found(self.paragraph_style(paragraph), f"{w('rPr')}/{w(name)}")
        if found is None and self._defaults is not None:
            found = self._defaults.find(f"{w('rPrDefault')}/{w('rPr')}/{w(name)}")
        return found

    def level(self, paragraph: etree._Element) -> int:
        """The level of a heading from 1, or 0 for a paragraph that is none."""
        said = re.fullmatch(r"heading (\d)", self.name(self.paragraph_style(paragraph)))
        if said:
            return int(said[1])
        outline = self.of_paragraph(paragraph, "outlineLvl")
        number = "9" if outline is None else outline.get(w("val"), "9")
        return int(number) + 1 if number in tuple("012345678") else 0

    def contrast(self, run: etree._Element) -> float:
        """The contrast of a run's words with what is behind them, from 1 to 21."""
        colour = self.of_run(run, "color")
        front = _BLACK if colour is None else colour.get(w("val"), "")
        return _contrast(front if _HEX.fullmatch(front) else _BLACK, self._behind(run))

    def _behind(self, run: etree._Element) -> str:
        candidates = [self.of_run(run, "shd")]
        paragraph = next(run.iterancestors(w("p")), None)
        if paragraph is not None:
            candidates.append(self.of_paragraph(paragraph, "shd"))
        cell = next(run.iterancestors(w("tc")), None)
        if cell is not None:
            candidates.append(cell.find(f"{w('tcPr')}/{w('shd')}"))
            candidates.append(self._of_table(cell))
        for shading in candidates:
            fill = "" if shading is None else shading.get(w("fill"), "")
            if _HEX.fullmatch(fill):
                return fill
        return _WHITE

    def _of_table(self, cell: etree._Element) -> etree._Element | None:
        """What a table's style has behind the cells of its first row."""
        row = next(cell.iterancestors(w("tr")), None)
        table = next(cell.iterancestors(w("tbl")), None)
        style = None if table is None else table.find(f"{w('tblPr')}/{w('tblStyle')}")
        if row is None or table is None or style is None or table.find(w("tr")) is not row:
            return None
        for one in self.chain(style.get(w("val"), "")):
            for part in one.iterfind(w("tblStylePr")):
                if part.get(w("type")) == "firstRow":
                    return part.find(f"{w('tcPr')}/{w('shd')}")
        return None


def is_on(element: etree._Element | None) -> bool:
    """Whether a switch such as bold is on."""
    return element is not None and element.get(w("val"), "true") not in ("0", "false", "off", "none")


def _contrast(one: str, other: str) -> float:
    """By WCAG 2.2, of two colours as six hexadecimal digits."""

    def light(colour: str) -> float:
        parts = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
        red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    bright, dark = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)
