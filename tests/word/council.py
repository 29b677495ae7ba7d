"""A letter with forty findings, no two alike, and what a council does to its copy by hand: for reading it back."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from lxml import etree

from slireviewer.letter import REPORT, Letter, Source, compose
from slireviewer.model import (
    Challenge,
    Edition,
    EditionKind,
    Finding,
    FindingKind,
    FindingState,
    ItemId,
    Recommendation,
    Theme,
    ThemeOrigin,
)
from slireviewer.storage import given_words
from slireviewer.word.archive import (
    CONTENT_TYPES,
    OFFICE,
    RELATIONSHIPS,
    TYPES,
    WORD,
    Parts,
    packed,
    parsed,
    read_parts,
    serialised,
    w,
)
from tests.word.conftest import hexadecimal

AUTHOR = "Petra Council"
WHEN = "2026-10-05T09:30:00Z"
MAIN, RELATED = "word/document.xml", "word/_rels/document.xml.rels"
_EXTENDED = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
_W14, _W15 = (
    "http://schemas.microsoft.com/office/word/2010/wordml",
    "http://schemas.microsoft.com/office/word/2012/wordml",
)

_WHO = ("Members", "The cabinet", "Senior officers", "Partners in health", "Town councils", "Scrutiny", "Tenants",
        "The harbour office", "Planners", "The housing service")  # fmt: skip
_DOES = ("have settled", "are proud of", "often return to", "still argue about", "have costed", "publish", "rarely see",
         "share", "wait for", "have redrawn")  # fmt: skip
_WHAT = ("the ferry timetable", "a tree strategy", "the budget for parks", "the depot at Lowmoor",
         "a plan for the quay", "figures on empty homes", "the register of risks", "the young people’s charter",
         "three local plans", "the map of bus routes")  # fmt: skip
_WHY = ("and say so in public", "with the county behind them", "for the second year", "although few know why",
        "as the minutes show", "before the spring", "in plain words", "at every meeting")  # fmt: skip


def _sentences(draw: random.Random, count: int) -> list[str]:
    return [
        f"{draw.choice(_WHO)} {draw.choice(_DOES)} {draw.choice(_WHAT)} {draw.choice(_WHY)}, {draw.choice(_WHY)}"
        f" number {draw.randrange(100, 999)}."
        for _ in range(count)
    ]


def source() -> Source:
    """Forty findings under four themes, some with a list, and two recommendations."""
    draw = random.Random(7)
    themes = tuple(
        Theme(id=hexadecimal(n), title=f"Theme {n} of the scope", position=str(n), origin=ThemeOrigin.CORE)
        for n in range(1, 5)
    )
    findings = []
    for number in range(40):
        title, *rest = _sentences(draw, 4)
        bullets = "".join(f"\n- item {number} {one.lower()}" for one in _sentences(draw, 2)) if number % 5 == 0 else ""
        findings.append(
            Finding(
                id=hexadecimal(1000 + number),
                title=f"{number}: {title}",
                text=" ".join(rest) + bullets,
                kind=(FindingKind.STRENGTH, FindingKind.CONSIDERATION)[number // 4 % 2],
                state=FindingState.AGREED,
                theme=hexadecimal(1 + number // 10),
                position=f"{number:02}",
            )
        )
    advice = tuple(
        Recommendation(
            id=hexadecimal(2000 + n), number=n, title=f"Do number {n}", text="Soon, and openly.",
            findings=frozenset({hexadecimal(1000 + n)}),
        )
        for n in (1, 2)
    )  # fmt: skip
    challenge = Challenge(id=hexadecimal(9), councils=("Port Brannock Council",))
    return Source(challenge=challenge, themes=themes, findings=tuple(findings), recommendations=advice)


def letter() -> Letter:
    return compose(source(), REPORT)


def edition(given: Letter, identifier: str = "copy-1") -> Edition:
    """What the council was given, as the challenge keeps it."""
    return Edition(
        id=ItemId("e" * 32), kind=EditionKind.COUNCIL, name="copy.docx", identifier=identifier, said=given_words(given)
    )


def mark(number: int) -> str:
    """The mark of a finding."""
    return f"finding_{hexadecimal(1000 + number)}"


def title_of(path: Path) -> str:
    """The title of a Word file as its properties have it."""
    core = parsed(read_parts(path)["docProps/core.xml"])
    return core.findtext("{http://purl.org/dc/elements/1.1/}title") or ""


class Copy:
    """A Word file open on the council's desk."""

    def __init__(self, path: Path) -> None:
        self.parts: Parts = read_parts(path)
        self.root = parsed(self.parts[MAIN])
        self._comments = 0
        self._threads: list[str] = []
        self._bodies: list[str] = []

    def paragraph(self, begins: str) -> etree._Element:
        """The paragraph that begins with these words."""
        return next(
            p for p in self.root.iter(w("p")) if "".join(t.text or "" for t in p.iter(w("t"))).startswith(begins)
        )

    def _cut(self, paragraph: etree._Element, words: str) -> list[etree._Element]:
        """The runs that hold just these words of a paragraph."""
        runs = [run for run in paragraph.iter(w("r")) if run.find(w("t")) is not None]
        text = "".join(run.findtext(w("t")) or "" for run in runs)
        start = text.index(words)
        end = start + len(words)
        inside, at = [], 0
        for run in runs:
            said = run.findtext(w("t")) or ""
            low, high = max(start - at, 0), min(end - at, len(said))
            at += len(said)
            if low >= high:
                continue
            pieces = [said[:low], said[low:high], said[high:]]
            for number, piece in enumerate(pieces):
                made = etree.fromstring(etree.tostring(run))
                _say(made, piece)
                if piece:
                    run.addprevious(made)
                    if number == 1:
                        inside.append(made)
            run.getparent().remove(run)
        return inside

    def insert(self, begins: str, after: str, text: str, author: str = AUTHOR) -> None:
        last = self._cut(self.paragraph(begins), after)[-1]
        last.addnext(_tracked("ins", f"<w:r><w:t>{text}</w:t></w:r>", author))
        _say(last.getnext().find(w("r")), text)

    def strike(self, begins: str, words: str, author: str = AUTHOR) -> None:
        for run in self._cut(self.paragraph(begins), words):
            holder = _tracked("del", "", author)
            run.addprevious(holder)
            holder.append(run)
            run.find(w("t")).tag = w("delText")

    def silently(self, begins: str, words: str, text: str) -> None:
        first, *rest = self._cut(self.paragraph(begins), words)
        _say(first, text)
        for run in rest:
            run.getparent().remove(run)

    def comment(self, begins: str, words: str, text: str, author: str = AUTHOR, **more: str) -> str:
        """Say something on words; ``answers`` is another comment's number, ``done`` marks a thread as resolved."""
        number = str(self._comments)
        self._comments += 1
        inside = self._cut(self.paragraph(begins), words)
        inside[0].addprevious(_xml(f'<w:commentRangeStart w:id="{number}"/>'))
        inside[-1].addnext(_xml(f'<w:r><w:commentReference w:id="{number}"/></w:r>'))
        inside[-1].addnext(_xml(f'<w:commentRangeEnd w:id="{number}"/>'))
        self._bodies.append(
            f'<w:comment w:id="{number}" w:author="{author}" w:date="{WHEN}" w:initials="PC">'
            f'<w:p w14:paraId="{_paragraph(number)}"><w:r><w:t>{text}</w:t></w:r></w:p></w:comment>'
        )
        parent = f' w15:paraIdParent="{_paragraph(more["answers"])}"' if "answers" in more else ""
        done = "1" if "done" in more else "0"
        self._threads.append(f'<w15:commentEx w15:paraId="{_paragraph(number)}"{parent} w15:done="{done}"/>')
        return number

    def end(self, begins: str, how: str) -> None:
        """Add or strike out the end of a paragraph."""
        paragraph = self.paragraph(begins)
        properties = paragraph.find(w("pPr"))
        look = properties.find(w("rPr"))
        if look is None:
            look = etree.SubElement(properties, w("rPr"))
        look.insert(0, _tracked(how, "", AUTHOR))

    def every(self, tag: str) -> Iterator[etree._Element]:
        yield from list(self.root.iter(w(tag)))

    def save(self, out: Path) -> Path:
        self.parts[MAIN] = serialised(self.root)
        if self._bodies:
            self._add("comments", f"{OFFICE}/comments", "".join(self._bodies))
            self._add("commentsExtended", _EXTENDED, "".join(self._threads))
        out.write_bytes(packed(self.parts))
        return out

    def _add(self, name: str, kind: str, inner: str) -> None:
        tag = "w:comments" if name == "comments" else "w15:commentsEx"
        spaces = f'xmlns:w="{WORD}" xmlns:w14="{_W14}" xmlns:w15="{_W15}"'
        self.parts[f"word/{name}.xml"] = f"<{tag} {spaces}>{inner}</{tag}>".encode()
        related = parsed(self.parts[RELATED])
        attributes = {"Id": f"beside-{name}", "Type": kind, "Target": f"{name}.xml"}
        etree.SubElement(related, f"{{{RELATIONSHIPS}}}Relationship", attributes)
        self.parts[RELATED] = serialised(related)
        types = parsed(self.parts[TYPES])
        made = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{name}+xml"
        etree.SubElement(types, f"{{{CONTENT_TYPES}}}Override", {"PartName": f"/word/{name}.xml", "ContentType": made})
        self.parts[TYPES] = serialised(types)


def edited(path: Path, out: Path, *does: Callable[[Copy], object]) -> Path:
    """A copy of the file at ``path`` to which somebody did all this."""
    copy = Copy(path)
    for do in does:
        do(copy)
    return copy.save(out)


def without_marks(path: Path, out: Path) -> Path:
    """The file without any bookmark, as some programs save it."""
    parts = read_parts(path)
    parts[MAIN] = re.sub(rb"<w:bookmark(?:Start|End)[^>]*/>", b"", parts[MAIN])
    out.write_bytes(packed(parts))
    return out


def _paragraph(number: str) -> str:
    return f"{int(number) + 1:08X}"


def _say(run: etree._Element, text: str) -> None:
    run.find(w("t")).text = text
    run.find(w("t")).set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _xml(text: str) -> etree._Element:
    return etree.fromstring(f'<x xmlns:w="{WORD}">{text}</x>')[0]


def _tracked(how: str, inner: str, author: str) -> etree._Element:
    return etree.fromstring(f'<w:{how} xmlns:w="{WORD}" w:id="9" w:author="{author}" w:date="{WHEN}">{inner}</w:{how}>')
