"""The team's evidence as a project for other programs of qualitative analysis (REFI-QDA, ``.qdpx``).

Themes, kinds and findings become codes, notes and documents become sources, and points and excerpts become coded
selections. The same evidence gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from xml.etree import ElementTree

from slireviewer.casebook import MARKING, Casebook
from slireviewer.model import Excerpt, ItemId, LinkRole, Point, PointKind

_SPACE = "urn:QDA-XML:project:1.0"
_STAMP = (1980, 1, 1, 0, 0, 0)
_COLOURS = {
    PointKind.STRENGTH: "#2E7D4F", PointKind.CONSIDERATION: "#B26A00", PointKind.QUOTE: "#6A4C93",
    PointKind.FOLLOW_UP: "#1F6F8B", PointKind.CONTEXT: "#6B7280",
}  # fmt: skip
_UNSAID = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NO_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


@dataclass
class _Source:
    """A text with the stretches of it that are coded: start, end, codes, whose, when; ``whole`` codes all of it."""

    id: ItemId
    name: str
    text: str
    person: ItemId
    at: datetime | None = None
    stretches: list[tuple[ItemId, int, int, list[str], ItemId, datetime | None]] = field(default_factory=list)
    whole: list[str] = field(default_factory=list)


def project(book: Casebook) -> bytes:
    """The project as the bytes of a ``.qdpx`` file."""
    codes = _Codes(book)
    sources = [source for source in (*_notes(book, codes), *_documents(book, codes)) if source.text.strip()]
    named = {"name": _said(book.challenge.council), "origin": "slireviewer"}
    root = ElementTree.Element("Project", {"xmlns": _SPACE, **named})
    if book.people:
        users = ElementTree.SubElement(root, "Users")
        for person in book.people.values():
            ElementTree.SubElement(users, "User", {"guid": _guid(person.id), "name": _said(person.name)})
    root.append(codes.element())
    held = ElementTree.SubElement(root, "Sources")
    names: set[str] = set()
    for source in sources:
        held.append(_element(source, _unique(_NO_NAME.sub(" ", _said(source.name)).strip(), names), book))
    if not sources:
        root.remove(held)
    ElementTree.SubElement(root, "Description").text = f"{MARKING}. {_said(book.challenge.title)}."
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        whole = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
        for name, data in (
            ("project.qde", whole), *((f"Sources/{_guid(one.id)}.txt", one.text.encode()) for one in sources),
        ):  # fmt: skip
            info = zipfile.ZipInfo(name, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            archive.writestr(info, data)
    return out.getvalue()


class _Codes:
    """The codes by what they stand for: a theme, a kind, or what somebody does for a finding."""

    def __init__(self, book: Casebook) -> None:
        self._book = book
        self._names: set[str] = set()
        self._roles = {(finding.id, link.role) for finding in book.findings for link in finding.links}
        self.filed = book.filed()

    def of(self, item: Point | Excerpt) -> list[str]:
        """The codes of a point or an excerpt; one that is only context, under no theme and no finding, has none."""
        found: list[str] = [theme.id for theme in self._book.themes if theme.id in item.themes]
        found += [_finding(finding.id, role) for finding, role in self.filed.get(item.id, ())]
        return [*found, f"kind {item.kind}"] if found or item.kind is not PointKind.CONTEXT else []

    def element(self) -> ElementTree.Element:
        """The code book: themes as they are nested, then the kinds, then the findings."""
        book = ElementTree.Element("CodeBook")
        codes = ElementTree.SubElement(book, "Codes")
        known = {theme.id: theme for theme in self._book.themes}
        made: dict[ItemId, ElementTree.Element] = {}

        def theme_code(id: ItemId, seen: frozenset[ItemId] = frozenset()) -> ElementTree.Element:
            if id not in made:
                above = known[id].parent
                nested = above in known and above not in seen | {id}
                parent = theme_code(above, seen | {id}) if nested and above is not None else codes
                made[id] = self._code(parent, id, known[id].title)
            return made[id]

        for theme in self._book.themes:
            theme_code(theme.id)
        kinds = self._code(codes, "kinds", "Kinds", codable=False)
        for kind in PointKind:
            self._code(kinds, f"kind {kind}", str(kind).capitalize(), colour=_COLOURS[kind])
        if self._book.findings:
            findings = self._code(codes, "findings", "Findings", codable=False)
            for finding in self._book.findings:
                for role in LinkRole:
                    if role is LinkRole.SUPPORTS or (finding.id, role) in self._roles:
                        name = finding.title if role is LinkRole.SUPPORTS else f"{finding.title} ({role})"
                        self._code(findings, _finding(finding.id, role), name, description=finding.text)
        return book

    def _code(
        self, parent: ElementTree.Element, key: str, name: str, *, codable: bool = True, colour: str = "",
        description: str = "",
    ) -> ElementTree.Element:  # fmt: skip
        said = {"guid": _guid(key), "name": _unique(_said(name) or "?", self._names),
                "isCodable": "true" if codable else "false"}  # fmt: skip
        made = ElementTree.SubElement(parent, "Code", {**said, **({"color": colour} if colour else {})})
        if description:
            ElementTree.SubElement(made, "Description").text = _said(description)
        return made


def _finding(finding: ItemId, role: LinkRole) -> str:
    return finding if role is LinkRole.SUPPORTS else f"{finding} {role}"


def _notes(book: Casebook, codes: _Codes) -> Iterable[_Source]:
    """Each note as a text, its points one after the other as they were written."""
    points, quoted = book.note_points(), _quoted(book)
    place = {meeting: number for number, meeting in enumerate(book.meetings)}
    for note in sorted(book.notes.values(), key=lambda one: (place.get(one.meeting, len(place)), one.id)):
        meeting = book.meetings.get(note.meeting)
        when = f"{meeting.starts:%Y-%m-%d %H.%M} " if meeting and meeting.starts else ""
        name = f"{when}{meeting.title if meeting else 'Note'}, {book.name_of(note.person)}"
        source = _Source(note.id, name, "", note.person, note.at)
        source.whole = [_finding(finding.id, role) for finding, role in codes.filed.get(note.id, ())]
        parts: list[str] = []
        at = 0
        for point in points.get(note.id, ()):
            lead = _said(point.lead) if parts else ""
            said = _said(point.text)
            start = at + len(lead)
            source.stretches.append((point.id, start, start + len(said), codes.of(point), note.person, point.at))
            for excerpt, first, last in quoted.get(point.id, ()):
                begins, ends = (start + len(_said(point.text[:where])) for where in (first, last))
                source.stretches.append((excerpt.id, begins, ends, codes.of(excerpt), excerpt.person, excerpt.at))
            parts += (lead, said)
            at = start + len(said)
        source.text = "".join(parts)
        yield source


def _quoted(book: Casebook) -> dict[ItemId, list[tuple[Excerpt, int, int]]]:
    """The excerpts of each point whose words are found in it."""
    found: dict[ItemId, list[tuple[Excerpt, int, int]]] = {}
    for excerpt in book.excerpts.values():
        where = book.place_of(excerpt) if excerpt.point else None
        if where is not None:
            found.setdefault(excerpt.point, []).append((excerpt, *where))
    return found


def _documents(book: Casebook, codes: _Codes) -> Iterable[_Source]:
    """Each document as the text of its pages, with an empty line between them."""
    for document in book.documents.values():
        source = _Source(document.id, f"{document.label} {document.title}", "", document.person, document.at)
        starts = []
        for page in book.pages.get(document.id, ()):
            starts.append(len(source.text))
            source.text += f"{_said(page)}\n\n"
        for excerpt in book.excerpts.values():
            where = book.place_of(excerpt) if excerpt.document == document.id else None
            if where is not None:
                page = book.pages[document.id][excerpt.page - 1]
                start, end = (starts[excerpt.page - 1] + len(_said(page[:at])) for at in where)
                source.stretches.append((excerpt.id, start, end, codes.of(excerpt), excerpt.person, excerpt.at))
        yield source


def _element(source: _Source, name: str, book: Casebook) -> ElementTree.Element:
    made = ElementTree.Element(
        "TextSource",
        {"guid": _guid(source.id), "name": name, "plainTextPath": f"internal://{_guid(source.id)}.txt",
         **_by(source.person, source.at, book)},
    )  # fmt: skip
    for id, start, end, codes, person, at in source.stretches:
        if codes and end > start:
            said = {"guid": _guid(id), "name": "", "startPosition": str(start), "endPosition": str(end)}
            selection = ElementTree.SubElement(made, "PlainTextSelection", said | _by(person, at or source.at, book))
            for code in codes:
                _coding(selection, id, code, person, at or source.at, book)
    for code in source.whole:
        _coding(made, source.id, code, source.person, source.at, book)
    return made


def _coding(
    parent: ElementTree.Element, of: str, code: str, person: ItemId, at: datetime | None, book: Casebook
) -> None:  # fmt: skip
    coding = ElementTree.SubElement(parent, "Coding", {"guid": _guid(f"{of} {code}"), **_by(person, at, book)})
    ElementTree.SubElement(coding, "CodeRef", {"targetGUID": _guid(code)})


def _by(person: ItemId, at: datetime | None, book: Casebook) -> dict[str, str]:
    said = {"creatingUser": _guid(person)} if person in book.people else {}
    return said | ({"creationDateTime": f"{at:%Y-%m-%dT%H:%M:%SZ}"} if at else {})


def _guid(key: str) -> str:
    """The same key as a name of the form that the standard asks for."""
    hexadecimal = key if re.fullmatch("[0-9a-f]{32}", key) else sha256(key.encode()).hexdigest()[:32]
    return "-".join((hexadecimal[:8], hexadecimal[8:12], hexadecimal[12:16], hexadecimal[16:20], hexadecimal[20:]))


def _said(text: str) -> str:
    """Text with one sort of line end and without signs that XML cannot hold."""
    return _UNSAID.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _unique(name: str, taken: set[str]) -> str:
    """``name``, counted on when something is called so already."""
    found, number = name, 1
    while found.casefold() in taken:
        number += 1
        found = f"{name} ({number})"
    taken.add(found.casefold())
    return found
