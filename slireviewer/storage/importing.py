"""Records (JSON lines) in: the plain form in which others can make a challenge. It stands in README *Records*.

Import is idempotent by record id: what is here already is left alone.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from slireviewer.errors import ReviewError
from slireviewer.model import (
    Finding,
    FindingKind,
    FindingState,
    ItemId,
    ItemKind,
    LinkRole,
    PointKind,
    ThemeOrigin,
    positions,
)
from slireviewer.records import Span, cut, kind_and_traces
from slireviewer.storage.challenges import (
    derived_id,
    letter_choice,
    letter_layout,
    one_of,
    theme_id,
    theme_lines,
)
from slireviewer.storage.documents import document_lines, document_pages
from slireviewer.storage.letter_records import edition_fields_of, wording_fields_of
from slireviewer.storage.notes import clean_text, seal_everything
from slireviewer.storage.papers import document_fields_of, excerpt_fields_of
from slireviewer.storage.workspace import Edit, Workspace

Record = dict[str, Any]

_HEX = frozenset("0123456789abcdef")


@dataclass
class Imported:
    """What an import found: new and already known, by kind of record."""

    new: Counter[str] = field(default_factory=Counter)
    already: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, Any]:
        """Counts as plain data."""
        return {
            "new": sum(self.new.values()),
            "already_here": sum(self.already.values()),
            "new_by_kind": dict(sorted(self.new.items())),
            "already_by_kind": dict(sorted(self.already.items())),
        }


def record_item(kind: str, id: str) -> ItemId:
    """The item that a record stands for, the same on every laptop; an item's own name stands for itself."""
    if len(id) == 32 and _HEX.issuperset(id):
        return ItemId(id)
    return derived_id("record", kind, id)


def read_records(path: Path) -> list[Record]:
    """The records of a file. Raises ReviewError naming the first line that is not one."""
    records = []
    try:
        with path.open(encoding="utf-8", newline="\n") as stream:
            for number, line in enumerate(stream, 1):
                if not line.strip():
                    continue
                record = json.loads(line)
                if not isinstance(record, dict) or not isinstance(record.get("kind"), str):
                    raise ReviewError(f"Line {number} of {path.name} is not a record. Nothing was imported.")
                if record["kind"] != "link" and not isinstance(record.get("id"), str):
                    raise ReviewError(f"Line {number} of {path.name} has no id. Nothing was imported.")
                records.append(record)
    except OSError as problem:
        raise ReviewError(f"{path} cannot be read ({problem.strerror}). Check the name.") from problem
    except (ValueError, RecursionError) as problem:
        raise ReviewError(
            f"{path.name} is not a file of records (JSON lines in UTF-8). Nothing was imported."
        ) from problem
    return records


class _Import:
    """One import into one edit: rows are gathered first and written at once."""

    def __init__(self, e: Edit, records: list[Record], reviewer: str | None) -> None:
        self.e = e
        self.by_kind: dict[str, list[Record]] = defaultdict(list)
        for record in records:
            self.by_kind[record["kind"]].append(record)
        self.reviewer = reviewer
        self.result = Imported()
        self.rows: list[tuple[str, str, Mapping[str, Any]]] = []
        self.seen: dict[str, set[str]] = defaultdict(set)
        for kind, item in e.conn.exec_driver_sql("SELECT kind, id FROM item"):
            self.seen[kind].add(item)
        self.themes = {
            **{theme_id(theme.title): theme.id for theme in theme_lines(e)},
            **{
                row[0]: ItemId(row[1])
                for row in e.conn.exec_driver_sql("SELECT record, id FROM theme WHERE record != ''")
            },
        }
        self.questions: dict[str, ItemId] = {}
        self.points: dict[str, Mapping[str, Any]] = {}

    def add(self, kind: ItemKind, item: ItemId, fields: Mapping[str, Any], count: str) -> bool:
        """Take one new item in, or count it as known."""
        if item in self.seen[kind]:
            self.result.already[count] += 1
            return False
        self.seen[kind].add(item)
        kept = {name: value for name, value in fields.items() if value not in (None, "", [], {})}
        self.rows.append((kind, item, kept))
        self.result.new[count] += 1
        return True

    def theme(self, said: object) -> ItemId | None:
        """The theme with this title (or of this record); one that the framework lacks becomes an own theme."""
        if not isinstance(said, str) or not said:
            return None
        if said in self.themes:
            return self.themes[ItemId(said)]
        made = theme_id(said)
        if made in self.themes:
            return self.themes[made]
        if made not in self.seen["theme"]:
            place = f"x{len(self.themes):04d}z"
            self.add(ItemKind.THEME, made, {"title": said, "origin": "own", "position": place}, "theme")
        self.themes[made] = made
        return made

    def run(self) -> Imported:
        """Take all records in, the shared ones first."""
        self.challenge()
        for record, place in self.placed("theme"):
            self.theme_record(record, place)
        for record, place in self.placed("question"):
            self.question(record, place)
        for record, place in self.placed("reviewer"):
            self.person(record, place)
        for record in self.by_kind["interview"]:
            self.meeting(record)
        for record in self.by_kind["interviewee"]:
            self.interviewee(record)
        self.notes()
        for record in self.by_kind["document"]:
            self.document(record)
        for record in self.by_kind["excerpt"]:
            self.excerpt(record)
        for record, place in self.placed("finding"):
            self.finding(record, place)
        self.links()
        for record in self.by_kind["recommendation"]:
            self.recommendation(record)
        for record in self.by_kind["wording"]:
            self.add(ItemKind.WORDING, *wording_fields_of(record, self.named), "wording")
        for record in self.by_kind["edition"]:
            item = record_item("edition", record["id"])
            self.add(ItemKind.EDITION, item, edition_fields_of(record, self.named), "edition")
        self.e.create_many(self.rows)
        for kind, item, fields in self.later:
            self.e.put(kind, item, fields)
        return self.result

    def named(self, kind: str, name: str) -> str:
        """The item that a record of ``kind`` called ``name`` has become."""
        if not name:
            return ""
        if kind == "theme":
            return self.themes.get(ItemId(name), name)
        return self.questions.get(name, name) if kind == "question" else record_item(kind, name)

    def placed(self, kind: str) -> Iterator[tuple[Record, str]]:
        """Records with positions that keep their order in the file."""
        records = self.by_kind[kind]
        return zip(records, positions(len(records)), strict=True)

    later: list[tuple[ItemKind, ItemId, dict[str, Any]]]

    def challenge(self) -> None:
        """The facts of the challenge; what the file knows already is left as it is."""
        self.later = []
        records = self.by_kind["challenge"]
        if len(records) > 1:
            raise ReviewError(f"The file holds {len(records)} challenges; a challenge file keeps one. Split it first.")
        for record in records:
            item = self.e.workspace.challenge_id
            shown = self.e.state(ItemKind.CHALLENGE, item).shown()
            if shown.get("record") == record["id"] or record["id"] == item:
                self.result.already["challenge"] += 1
                continue
            if "record" in shown:
                raise ReviewError(
                    f"These records are of another challenge ({record.get('council', record['id'])}). "
                    "Open or start that challenge to import them."
                )
            councils = record.get("councils") or [record.get("council", "")]
            names = ("type", "framework", "start", "end", "rules", "addressee", "letter_date", "letter_precision",
                     "contact", "sites")  # fmt: skip
            fields = {"record": record["id"], "councils": councils, **{n: record[n] for n in names if n in record}}
            fields["letter_layout"] = letter_layout(letter_choice(record.get("letter")))
            known = {name for name in shown if shown[name] not in ("", [], None)}
            fields = {
                name: value
                for name, value in fields.items()
                if name == "record" or (name not in known and value is not None)
            }
            self.later.append((ItemKind.CHALLENGE, item, fields))
            self.result.new["challenge"] += 1

    def theme_record(self, record: Record, place: str) -> None:
        """A theme with its facts; one that the framework brought gets what it lacks."""
        item = self.known_theme(record)
        parent = self.theme(record.get("parent"))
        origin = str(record.get("origin", ThemeOrigin.OWN))
        if item in self.seen["theme"]:
            shown = self.e.state(ItemKind.THEME, item).shown()
            if "record" in shown or record["id"] == item:
                self.result.already["theme"] += 1
            else:
                more = {"record": record["id"], "short": record.get("short"), "parent": parent}
                more = {name: value for name, value in more.items() if value and name not in shown}
                self.later.append((ItemKind.THEME, item, {**more, "position": place}))
                self.result.new["theme"] += 1
        else:
            fields = {
                "title": record.get("title"), "short": record.get("short"), "origin": origin, "parent": parent,
                "position": place, "check_wording": record.get("check_wording"), "record": record["id"],
            }  # fmt: skip
            self.add(ItemKind.THEME, item, fields, "theme")
        self.themes[theme_id(str(record.get("title", "")))] = item
        self.themes[record["id"]] = item

    def known_theme(self, record: Record) -> ItemId:
        """The theme that a record stands for: of its id, else of its title, else the one its title would make."""
        said = str(record["id"])
        if said in self.seen["theme"]:
            return ItemId(said)
        made = theme_id(str(record.get("title", "")))
        return self.themes.get(ItemId(said)) or self.themes.get(made, made)

    def question(self, record: Record, place: str) -> None:
        """A line of enquiry; the framework's own wording is recognised by its text."""
        theme = self.theme(record.get("theme"))
        text = str(record.get("text", ""))
        item = record_item("question", record["id"])
        if theme and (known := derived_id("question", theme, text)) in self.seen["question"]:
            if "record" not in self.e.state(ItemKind.QUESTION, known).shown():
                self.later.append((ItemKind.QUESTION, known, {"record": record["id"], "position": place}))
            item = known
        self.questions[record["id"]] = item
        fields = {
            "text": text, "theme": theme, "origin": record.get("origin", "own" if theme is None else "enquiry"),
            "position": place, "record": record["id"],
        }  # fmt: skip
        self.add(ItemKind.QUESTION, item, fields, "question")

    def person(self, record: Record, place: str) -> None:
        """A member of the team."""
        fields = {
            "name": record.get("name"), "role": record.get("role"), "organisation": record.get("organisation"),
            "party": record.get("party"), "manager": record.get("manager"), "position": place, "record": record["id"],
        }  # fmt: skip
        self.add(ItemKind.PERSON, record_item("reviewer", record["id"]), fields, "reviewer")

    def meeting(self, record: Record) -> None:
        """A slot of the timetable, and the person named ``with`` as somebody met."""
        item = record_item("interview", record["id"])
        fields: dict[str, Any] = {
            "title": record.get("label"), "kind": record.get("type", "interview"), "group": record.get("group"),
            "place": record.get("site"), "starts": record.get("at"), "minutes": record.get("minutes", 45),
            "expected": record.get("expected", 1), "cancelled": record.get("cancelled"), "record": record["id"],
        }  # fmt: skip
        fields.update({f"peer:{record_item('reviewer', peer)}": True for peer in record.get("reviewers", ())})
        for said in ("planned", "asked"):
            for each in record.get(said, ()):
                fields[f"{said}:{self.questions.get(each) or record_item('question', each)}"] = True
        is_new = self.add(ItemKind.MEETING, item, fields, "interview")
        met = record.get("with")
        if is_new and met and not self.by_kind["interviewee"]:
            person = derived_id("with", item, met)
            self.seen[ItemKind.INTERVIEWEE].add(person)
            group = record.get("group")
            who = {"name": met, f"meeting:{item}": True, **({"group": group} if group else {})}
            self.rows.append((ItemKind.INTERVIEWEE, person, who))

    def interviewee(self, record: Record) -> None:
        """Somebody met, kept apart from the notes."""
        fields: dict[str, Any] = {name: record.get(name) for name in ("name", "role", "known_as", "group")}
        fields.update(
            {f"meeting:{record_item('interview', meeting)}": True for meeting in record.get("interviews", ())}
        )
        item = record_item("interviewee", record["id"])
        self.add(ItemKind.INTERVIEWEE, item, {**fields, "record": record["id"]}, "interviewee")

    def notes(self) -> None:
        """The notes (of one reviewer, if asked), cut into points."""
        tags: dict[str, list[Record]] = defaultdict(list)
        points: dict[str, list[Record]] = defaultdict(list)
        for record in self.by_kind["tag"]:
            tags[str(record.get("note"))].append(record)
        for record in self.by_kind["point"]:
            points[str(record.get("note"))].append(record)
        for record in self.by_kind["note"]:
            if self.reviewer is None or record.get("reviewer") == self.reviewer:
                self.note(record, tags[record["id"]], points[record["id"]])

    def note(self, record: Record, tags: list[Record], points: list[Record]) -> None:
        """One note: its points joined again are its text, character by character."""
        item = record_item("note", record["id"])
        known = item in self.seen["note"]
        (self.result.already if known else self.result.new)["tag"] += len(tags)
        if known:
            self.result.already["note"] += 1
            self.result.already["point"] += len(points)
            return
        said = str(record.get("text", ""))
        text = clean_text(said)
        try:
            if text != said:
                tags, points = ([_on_cleaned(part, said) for part in parts] for parts in (tags, points))
            made, tail = self.cut_by_points(item, text, points, tags) if points else self.cut_by_tags(item, text, tags)
        except (ValueError, KeyError, TypeError) as problem:
            raise ReviewError(
                f"The tags of note {record['id']} do not fit its text. Nothing was imported."
            ) from problem
        if made and "lead" not in made[0][1]:
            # What stands before a first point is taken for the break that every typed point has, so the text
            # begins with an empty line of its own.
            made.insert(0, (derived_id("point", item, "empty"), {"kind": "context", "text": "", "lead": ""}))
        fields = {
            "meeting": record_item("interview", str(record.get("interview"))),
            "person": record_item("reviewer", str(record.get("reviewer"))),
            "at": record.get("at"), "tail": tail, "record": record["id"],
        }  # fmt: skip
        self.add(ItemKind.NOTE, item, fields, "note")
        for (point, more), place in zip(made, positions(len(made)), strict=True):
            kept = {name: value for name, value in more.items() if value not in (None, [])}
            self.rows.append((ItemKind.POINT, point, {"note": item, "position": place, **kept}))
            self.seen["point"].add(point)
        self.result.new["point"] += len(points)

    def span(self, tag: Record) -> Span:
        """A tag record as a span, its theme by identity."""
        return Span(
            tag["id"], int(tag["start"]), int(tag["end"]), self.theme(tag.get("theme")) or "",
            str(one_of(PointKind, str(tag.get("polarity")), PointKind.CONTEXT)), str(tag.get("by", "")),
        )  # fmt: skip

    def cut_by_tags(self, note: ItemId, text: str, tags: list[Record]) -> tuple[list[tuple[ItemId, Record]], str]:
        """Points at the boundaries of tags."""
        pieces, tail = cut(text, [self.span(tag) for tag in tags])
        made = []
        for piece in pieces:
            kind, themes, traces = kind_and_traces(piece.spans)
            fields: Record = {"kind": kind, "text": piece.text, "tags": traces}
            if piece.lead != "\n":
                fields["lead"] = piece.lead
            fields.update({f"theme:{theme}": True for theme in themes})
            made.append((derived_id("point", note, str(piece.start)), fields))
        return made, tail

    def cut_by_points(
        self, note: ItemId, text: str, points: list[Record], tags: list[Record]
    ) -> tuple[list[tuple[ItemId, Record]], str]:
        """Points exactly as point records say."""
        spans = [self.span(tag) for tag in tags]
        made: list[tuple[ItemId, Record]] = []
        at = 0
        for record in sorted(points, key=lambda point: (int(point["start"]), int(point["end"]))):
            start, end = int(record["start"]), int(record["end"])
            if not at <= start <= end <= len(text):
                raise ValueError("points overlap or lie outside")
            covering = [span for span in spans if span.start <= start and end <= span.end]
            kind = str(one_of(PointKind, str(record.get("type")), PointKind.CONTEXT))
            fields: Record = {"kind": kind, "text": text[start:end], "record": record["id"]}
            traces = [
                {"id": s.id, "theme": s.theme, "by": s.by, **({"polarity": s.polarity} if s.polarity != kind else {})}
                for s in covering
            ]
            fields |= {"tags": traces, "off_record": record.get("off_record") or None, "at": record.get("at")}
            if text[at:start] != "\n":
                fields["lead"] = text[at:start]
            fields.update({f"theme:{self.theme(title)}": True for title in record.get("themes", ()) if title})
            made.append((record_item("point", record["id"]), fields))
            at = end
        return made, text[at:]

    def document(self, record: Record) -> None:
        """A paper that the team reads, with the text of its pages; the original is no part of records."""
        item = record_item("document", record["id"])
        person = record.get("by")
        fields = {} if item in self.seen["document"] else document_fields_of(self.e, record)
        by = {"person": record_item("reviewer", person)} if person else {}
        self.add(ItemKind.DOCUMENT, item, {**fields, **by}, "document")

    def excerpt(self, record: Record) -> None:
        """Words of a document or of a point."""
        item = record_item("excerpt", record["id"])
        if item in self.seen["excerpt"]:
            self.result.already["excerpt"] += 1
            return
        fields = excerpt_fields_of(record, self.quoted)
        for sort in ("document", "point"):
            if record.get(sort):
                fields[sort] = record_item(sort, str(record[sort]))
        if record.get("by"):
            fields["person"] = record_item("reviewer", str(record["by"]))
        fields.update({f"theme:{self.theme(title)}": True for title in record.get("themes", ()) if title})
        self.add(ItemKind.EXCERPT, item, fields, "excerpt")

    def quoted(self, record: Record) -> str:
        """The text that an excerpt of these records, or of what is here, is from."""
        sort = "document" if record.get("document") else "point"
        named = str(record.get(sort))
        if sort == "point":
            item = record_item("point", named)
            if not self.points:
                self.points = {id: fields for kind, id, fields in self.rows if kind == ItemKind.POINT}
            return str((self.points.get(item) or self.e.state(ItemKind.POINT, item).shown()).get("text", ""))
        pages = next((each.get("pages") for each in self.by_kind["document"] if each["id"] == named), None)
        if pages is None:
            known = [one for one in document_lines(self.e) if one.id == record_item("document", named)]
            pages = document_pages(self.e, known[0]) if known else ()
        page = record.get("page", 1)
        return clean_text(str(pages[page - 1])) if type(page) is int and 0 < page <= len(pages) else ""

    def finding(self, record: Record, place: str) -> None:
        """A finding; its links come apart."""
        person = record.get("by")
        fields = {
            "title": record.get("title"), "text": record.get("text"), "kind": record.get("polarity"),
            "state": record.get("state", "draft"), "theme": self.theme(record.get("theme")),
            "person": record_item("reviewer", person) if person else None, "position": place, "record": record["id"],
        }  # fmt: skip
        if fields["state"] == FindingState.AGREED:
            fields["agreed"] = _wording(fields)
        self.add(ItemKind.FINDING, record_item("finding", record["id"]), fields, "finding")

    def links(self) -> None:
        """What stands behind findings; a link to a note that this laptop does not hold is kept all the same."""
        rows = self.e.conn.exec_driver_sql("SELECT i.id, l.source, l.role FROM finding_link l JOIN item i USING(n)")
        known = {(row[0], row[1], row[2]) for row in rows}
        new: dict[ItemId, dict[str, bool]] = defaultdict(dict)
        for record in self.by_kind["link"]:
            finding = record_item("finding", str(record.get("finding")))
            sort = next((each for each in ("point", "excerpt") if each in record), "note")
            source = record_item(sort, str(record.get(sort)))
            role = str(one_of(LinkRole, str(record.get("role", "supports")), LinkRole.SUPPORTS))
            if (finding, source, role) in known:
                self.result.already["link"] += 1
            else:
                known.add((finding, source, role))
                new[finding][f"{role}:{source}"] = True
                self.result.new["link"] += 1
        fresh = {item: fields for kind, item, fields in self.rows if kind == ItemKind.FINDING}
        self.rows = [
            (kind, item, {**fields, **new.pop(ItemId(item))}) if item in new and item in fresh else (kind, item, fields)
            for kind, item, fields in self.rows
        ]
        self.later += [(ItemKind.FINDING, finding, dict(fields)) for finding, fields in new.items()]

    def recommendation(self, record: Record) -> None:
        """A recommendation with its stable number."""
        fields: dict[str, Any] = {name: record.get(name) for name in ("number", "title", "text", "timescale")}
        fields["theme"] = self.theme(record.get("theme"))
        fields.update({f"finding:{record_item('finding', finding)}": True for finding in record.get("findings", ())})
        item = record_item("recommendation", record["id"])
        self.add(ItemKind.RECOMMENDATION, item, {**fields, "record": record["id"]}, "recommendation")


def _wording(fields: Mapping[str, Any]) -> str:
    """The words that an agreed finding has been agreed with."""
    kind = one_of(FindingKind, str(fields.get("kind")), FindingKind.STRENGTH)
    said = (str(fields.get(name) or "") for name in ("title", "text"))
    return Finding(id=ItemId(""), title=next(said), text=next(said), kind=kind).wording


def _on_cleaned(record: Record, text: str) -> Record:
    """A record about a stretch of ``text``, moved to where that stretch is once the text has been cleaned."""
    places = {name: len(clean_text(text[: int(record[name])])) for name in ("start", "end")}
    if int(record["end"]) > len(text):
        raise ValueError("a stretch that ends after its text")
    return {**record, **places}


def import_records(workspace: Workspace, records: list[Record], *, reviewer: str | None = None) -> Imported:
    """Take records in as one edit; of notes and tags only those of ``reviewer``, if one is given.

    Raises ReviewError, with nothing written, when the records cannot be understood.
    """
    seal_everything(workspace)
    if reviewer is not None and all(r["id"] != reviewer for r in records if r["kind"] == "reviewer"):
        raise ReviewError(f"There is no reviewer “{reviewer}” in these records. Nothing was imported.")
    with workspace.edit("Import records") as e:
        try:
            return _Import(e, records, reviewer).run()
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            raise ReviewError(f"A record is not of the expected form ({problem}). Nothing was imported.") from problem
