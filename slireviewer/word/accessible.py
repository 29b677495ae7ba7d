"""Whether everybody can read a Word file, also by ear or by keyboard: what public bodies must see to by law.

What can be seen in the file is looked for (WCAG 2.2 AA as far as it bears on documents); whether colour alone says
something, or a picture's description is true, only a person can tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from lxml import etree

from slireviewer.checks import PLACEHOLDER
from slireviewer.errors import NotOurFile
from slireviewer.word.archive import OFFICE, Parts, parsed, read_parts, related, target_of, w
from slireviewer.word.looks import Styles, is_on


class Barrier(StrEnum):
    """What may keep somebody from reading a document."""

    TITLE = "title"
    LANGUAGE = "language"
    HEADINGS = "headings"
    FALSE_HEADING = "line that looks like a heading"
    FALSE_LIST = "list typed by hand"
    TABLE = "table"
    PICTURE = "picture"
    LINK = "link"
    CONTRAST = "contrast"
    SPACING = "empty space"
    FLOATING = "text box or floating picture"
    PLACEHOLDER = "placeholder"
    JUSTIFIED = "justified text"
    CAPITALS = "capitals"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that keeps somebody from reading: what sort, where, the words, and what would mend it."""

    barrier: Barrier
    where: str
    words: str
    mend: str


def obstacles(path: Path) -> tuple[Obstacle, ...]:
    """Everything that is in the way of readers of the file at ``path``, in its order; what is about the whole is first.

    Raises NotOurFile when it is no Word file, ReviewError when it cannot be read.
    """
    return obstacles_of(read_parts(path), path.name)


def obstacles_of(parts: Parts, name: str) -> tuple[Obstacle, ...]:
    """The same for the parts of a file that is called ``name``."""
    try:
        main = next(target_of("", one) for one in related(parts, "") if one.get("Type") == f"{OFFICE}/officeDocument")
        beside = {str(one.get("Type")): target_of(main, one) for one in related(parts, main)}
        body = parsed(parts[main]).find(w("body"))
        styles_part = beside.get(f"{OFFICE}/styles", "")
        styles = Styles(parsed(parts[styles_part]) if styles_part in parts else None)
        whole = list(_whole(parts, beside))
        heads = [parsed(parts[one]) for one in _heads(parts, main)]
    except (StopIteration, KeyError, etree.XMLSyntaxError) as error:
        raise NotOurFile(f"{name} is not a Word document (.docx).") from error
    if body is None:
        raise NotOurFile(f"{name} is not a Word document (.docx) with a text.")
    found = list(_Look(styles, body).all())
    for head in heads:
        found += _Look(styles, head, "in a header or footer").words()
    return (*whole, *found)


# --- the whole ---------------------------------------------------------------------------------------------


def _whole(parts: Parts, beside: dict[str, str]) -> Iterator[Obstacle]:
    core = next((target_of("", one) for one in related(parts, "") if "core-properties" in str(one.get("Type"))), "")
    title = parsed(parts[core]).findtext("{http://purl.org/dc/elements/1.1/}title") if core in parts else ""
    if not (title or "").strip():
        mend = "Give the document a title in its properties: it is read out first."
        yield Obstacle(Barrier.TITLE, "the whole document", "", mend)
    styles = beside.get(f"{OFFICE}/styles", "")
    said = [] if styles not in parts else [one.get(w("val"), "") for one in parsed(parts[styles]).iter(w("lang"))]
    if not any(re.match(r"(?:en|cy)(?:-|$)", one or "") for one in said):
        mend = "Set the language of the text, so that it is read out as English."
        yield Obstacle(Barrier.LANGUAGE, "the whole document", ", ".join(filter(None, said)), mend)


def _heads(parts: Parts, main: str) -> list[str]:
    kinds = (f"{OFFICE}/header", f"{OFFICE}/footer")
    return [target_of(main, one) for one in related(parts, main) if one.get("Type") in kinds]


# --- paragraph by paragraph --------------------------------------------------------------------------------


_TYPED = re.compile(r"\s*(?:[-–—•▪◦*·]\s+|(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)]\s+)\S")
_VAGUE = re.compile(
    r"(?:click |see |read )?(?:here|this|more|link|this link|details|further|website|page)\W*", re.IGNORECASE
)
_BARE = re.compile(r"(?:https?://|www\.)\S{24,}")
_LEAST, _LEAST_LARGE = 4.5, 3.0


class _Look:
    """One walk through a story of the document."""

    def __init__(self, styles: Styles, root: etree._Element, story: str = "") -> None:
        self.styles, self.root, self.story = styles, root, story
        self.number = 0
        self.heading = ""
        self.level = 0

    def where(self) -> str:
        if self.story:
            return self.story
        under = f" under “{self.heading}”" if self.heading else ""
        return f"paragraph {self.number:,}{under}"

    def all(self) -> Iterator[Obstacle]:
        """Everything in the body, in order."""
        tables: set[int] = set()
        for paragraph in self.root.iter(w("p")):
            self.number += 1
            table = next(paragraph.iterancestors(w("tbl")), None)
            if table is not None:
                place = self.root.getroottree().getpath(table)
                if hash(place) not in tables:
                    tables.add(hash(place))
                    yield from self.table(table)
            yield from self.headings(paragraph)
            yield from self.paragraph(paragraph, in_table=table is not None)
            yield from self.look(paragraph)
        if self.number > 30 and not self.level:
            yield Obstacle(Barrier.HEADINGS, "the whole document", "", "Give the document headings to move about by.")

    def words(self) -> Iterator[Obstacle]:
        """What matters in a header or footer."""
        for paragraph in self.root.iter(w("p")):
            yield from self.look(paragraph)

    def obstacle(self, barrier: Barrier, words: str, mend: str) -> Obstacle:
        said = " ".join(words.split())
        return Obstacle(barrier, self.where(), said if len(said) <= 80 else f"{said[:79]}…", mend)

    def headings(self, paragraph: etree._Element) -> Iterator[Obstacle]:
        level = self.styles.level(paragraph)
        if not level:
            return
        text = _text(paragraph)
        if not text.strip():
            yield self.obstacle(Barrier.HEADINGS, "", "Take the empty heading out: it is read out as one.")
            return
        if not self.level and level != 1:
            yield self.obstacle(Barrier.HEADINGS, text, "Let the first heading be of level 1.")
        elif level > self.level + 1:
            mend = f"After a heading of level {self.level} comes one of level {self.level + 1} at most, not {level}."
            yield self.obstacle(Barrier.HEADINGS, text, mend)
        self.level, self.heading = level, " ".join(text.split())

    def paragraph(self, paragraph: etree._Element, *, in_table: bool) -> Iterator[Obstacle]:
        text = _text(paragraph)
        if not text.strip():
            if not in_table and _is_spacing(paragraph):
                yield self.obstacle(Barrier.SPACING, "", "Take the empty paragraph out; let the style make the space.")
            return
        if re.search(r"\t\s*\t| {4,}", text):
            yield self.obstacle(Barrier.SPACING, text, "Use a style or a table instead of rows of tabs or spaces.")
        if self.styles.level(paragraph) or in_table:
            return
        if self.styles.of_paragraph(paragraph, "numPr") is not None:
            return
        if _TYPED.match(text):
            neighbours = (paragraph.getprevious(), paragraph.getnext())
            alike = any(one is not None and one.tag == w("p") and _TYPED.match(_text(one)) for one in neighbours)
            if alike or text.lstrip()[0] in "-–—•▪◦*·":
                yield self.obstacle(
                    Barrier.FALSE_LIST, text, "Make it a list by its style, so that it is read out as one."
                )
        elif self.poses(paragraph, text):
            yield self.obstacle(
                Barrier.FALSE_HEADING, text, "Give the line a heading's style, or take the bold off it."
            )

    def poses(self, paragraph: etree._Element, text: str) -> bool:
        """Whether a line is bold of its own accord, short, and no sentence."""
        runs = [run for run in paragraph.iter(w("r")) if _text(run).strip()]
        bold = all(is_on(run.find(f"{w('rPr')}/{w('b')}")) or self._is_strong(run) for run in runs)
        return bold and len(text.split()) <= 14 and not text.rstrip().endswith((".", "?", "!", ":", ";", ","))

    def _is_strong(self, run: etree._Element) -> bool:
        style = run.find(f"{w('rPr')}/{w('rStyle')}")
        return style is not None and self.styles.name(style.get(w("val"), "")) == "strong"

    def table(self, table: etree._Element) -> Iterator[Obstacle]:
        rows = table.findall(w("tr"))
        if next(table.iterancestors(w("tbl")), None) is not None:
            yield self.obstacle(Barrier.TABLE, _text(table), "Take the table out of the other table.")
            return
        first = _text(rows[0]) if rows else ""
        if not rows or not is_on(rows[0].find(f"{w('trPr')}/{w('tblHeader')}")):
            yield self.obstacle(Barrier.TABLE, first, "Mark the first row as a header row.")
        if any(True for name in ("gridSpan", "vMerge") for _ in table.iter(w(name))):
            yield self.obstacle(Barrier.TABLE, first, "Split merged cells: a reader by ear loses its place in them.")
        if any(not _text(cell).strip() and cell.find(f".//{w('drawing')}") is None for cell in table.iter(w("tc"))):
            yield self.obstacle(Barrier.TABLE, first, "Fill the empty cell, with a dash if there is nothing to say.")

    # what a run or a picture can do wrong

    def look(self, paragraph: etree._Element) -> Iterator[Obstacle]:
        text = _text(paragraph)
        if PLACEHOLDER.search(text):
            yield self.obstacle(Barrier.PLACEHOLDER, text, "Fill in what was to be filled in here.")
        alignment = self.styles.of_paragraph(paragraph, "jc")
        if text.strip() and alignment is not None and alignment.get(w("val")) in ("both", "distribute"):
            yield self.obstacle(Barrier.JUSTIFIED, text, "Align the text to the left: even spaces are easier to read.")
        if self.styles.of_paragraph(paragraph, "framePr") is not None or any(_floating(paragraph)):
            yield self.obstacle(Barrier.FLOATING, text, "Set it in line with the text, where readers by ear meet it.")
        yield from self.pictures(paragraph)
        yield from self.links(paragraph)
        yield from self.runs(paragraph)

    def pictures(self, paragraph: etree._Element) -> Iterator[Obstacle]:
        for drawing in (*paragraph.iter("{*}docPr"), *paragraph.iter("{urn:schemas-microsoft-com:vml}shape")):
            said = drawing.get("descr") or drawing.get("alt") or ""
            decoration = any(one.get("val") in ("1", "true") for one in drawing.iter("{*}decorative"))
            if not said.strip() and not decoration:
                name = drawing.get("name", "")
                yield self.obstacle(Barrier.PICTURE, name, "Describe the picture, or mark it as decoration.")

    def links(self, paragraph: etree._Element) -> Iterator[Obstacle]:
        for link in paragraph.iter(w("hyperlink")):
            said = _text(link).strip()
            if not said:
                yield self.obstacle(Barrier.LINK, "", "Give the link words, or take it out.")
            elif link.get(w("anchor")) is None and _VAGUE.fullmatch(said):
                yield self.obstacle(Barrier.LINK, said, "Say in the link's words where it leads.")
            elif _BARE.fullmatch(said):
                yield self.obstacle(Barrier.LINK, said, "Give the link words: an address is read out sign by sign.")

    def runs(self, paragraph: etree._Element) -> Iterator[Obstacle]:
        """Contrast and capitals; one remark of a kind for a paragraph."""
        faint = shouted = False
        for run in paragraph.iter(w("r")):
            said = _text(run)
            if not said.strip():
                continue
            if not faint and self.styles.contrast(run) < (_LEAST_LARGE if self._is_large(run) else _LEAST):
                faint = True
                yield self.obstacle(Barrier.CONTRAST, said, "Make the words darker, or what is behind them lighter.")
            letters = [sign for sign in said if sign.isalpha()]
            if not shouted and is_on(self.styles.of_run(run, "caps")) and len(letters) > 3:
                shouted = True
                yield self.obstacle(Barrier.CAPITALS, said, "Write it in small letters: capitals are hard to read.")

    def _is_large(self, run: etree._Element) -> bool:
        """Whether words are at least 18 points, or 14 and bold."""
        size = self.styles.of_run(run, "sz")
        said = "" if size is None else size.get(w("val"), "")
        half_points = int(said) if said.isdecimal() else 20
        return half_points >= 36 or (half_points >= 28 and is_on(self.styles.of_run(run, "b")))


def _text(element: etree._Element) -> str:
    """The words in an element; what has been struck out is not among them."""
    return "".join(
        "\t" if one.tag == w("tab") else one.text or "" for one in element.iter(w("t"), w("tab")) if _said(one)
    )


def _said(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == w("r")


def _is_spacing(paragraph: etree._Element) -> bool:
    """Whether an empty paragraph is there to make space; Word itself wants one after a table, and for a section."""
    previous = paragraph.getprevious()
    if previous is not None and previous.tag == w("tbl"):
        return False
    pictured = any(
        True for name in ("drawing", "pict", "object", "fldChar", "fldSimple") for _ in paragraph.iter(w(name))
    )
    section = paragraph.find(f"{w('pPr')}/{w('sectPr')}") is not None
    broken = any(one.get(w("type")) == "page" for one in paragraph.iter(w("br")))
    return not (pictured or section or broken)


def _floating(paragraph: etree._Element) -> Iterator[bool]:
    for _ in paragraph.iter("{*}anchor", w("txbxContent"), "{urn:schemas-microsoft-com:vml}textbox"):
        yield True
