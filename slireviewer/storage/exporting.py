"""Records (JSON lines) out: the plain form in which others can read a challenge. It stands in README *Records*."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from slireviewer.model import (
    ItemId,
    LinkRole,
)
from slireviewer.records import join
from slireviewer.storage.challenges import (
    get_challenge,
    letter_layout,
    question_lines,
    theme_lines,
)
from slireviewer.storage.findings import read_findings, read_recommendations
from slireviewer.storage.keys import write_private
from slireviewer.storage.letter_records import export_letter
from slireviewer.storage.meetings import read_interviewees, read_meetings
from slireviewer.storage.notes import seal_everything
from slireviewer.storage.papers import export_papers
from slireviewer.storage.workspace import Reading, Workspace

Record = dict[str, Any]


def record_names(r: Reading) -> dict[str, str]:
    """Item → the id it has outside: that of its record, or its own."""
    out: dict[str, str] = {}
    for table in ("challenge", "theme", "question", "person", "meeting", "interviewee", "note", "point", "finding",
                  "recommendation", "document", "excerpt"):  # fmt: skip
        out.update((row[0], row[1] or row[0]) for row in r.conn.exec_driver_sql(f"SELECT id, record FROM {table}"))
    return out


def export_records(r: Reading, *, interviewees: bool = False) -> Iterator[Record]:
    """Everything shown, as records in a fixed order; interviewees only for the team's own use, on request."""
    names = record_names(r)
    challenge = get_challenge(r)
    cid = names.get(challenge.id, challenge.id)
    people = r.conn.exec_driver_sql("SELECT * FROM person ORDER BY manager, position, id").mappings().all()
    titles = {theme.id: theme.title for theme in theme_lines(r)}

    def name(item: str) -> str:
        return names.get(item, item)

    def trim(record: Record) -> Record:
        return {key: value for key, value in record.items() if value not in (None, "", [], False)}

    addressee = challenge.addressee
    said = {"name": addressee.name, "post": addressee.post, "salutation": addressee.salutation,
            "address": list(addressee.address)}  # fmt: skip
    yield trim(
        {
            "kind": "challenge", "id": cid, "council": challenge.council, "councils": list(challenge.councils),
            "start": challenge.start and challenge.start.isoformat(),
            "end": challenge.end and challenge.end.isoformat(),
            "type": challenge.type, "framework": challenge.framework, "rules": str(challenge.rules),
            "addressee": said if any(said.values()) else None,
            "letter_date": challenge.letter_date and challenge.letter_date.isoformat(),
            "letter_precision": str(challenge.letter_precision), "contact": list(challenge.contact),
            "sites": list(challenge.sites), "letter": letter_layout(challenge.letter),
        }
    )  # fmt: skip
    for theme in theme_lines(r):
        yield trim(
            {
                "kind": "theme", "id": name(theme.id), "challenge": cid, "title": theme.title, "short": theme.short,
                "origin": str(theme.origin), "parent": theme.parent and titles.get(theme.parent),
                "check_wording": theme.check_wording,
            }
        )  # fmt: skip
    for question in question_lines(r):
        yield trim(
            {
                "kind": "question", "id": name(question.id), "challenge": cid, "text": question.text,
                "theme": question.theme and titles.get(question.theme), "origin": str(question.origin),
            }
        )  # fmt: skip
    for person in people:
        yield trim(
            {
                "kind": "reviewer", "id": name(person["id"]), "challenge": cid, "name": person["name"],
                "role": person["role"], "organisation": person["organisation"], "party": person["party"],
                "manager": bool(person["manager"]),
            }
        )  # fmt: skip
    planned, asked = (_questions_by_meeting(r, name, table) for table in ("meeting_planned", "meeting_asked"))
    for meeting in read_meetings(r):
        yield {
            "kind": "interview", "id": name(meeting.id), "challenge": cid, "label": meeting.title,
            "site": meeting.place, "at": meeting.starts.isoformat(timespec="minutes") if meeting.starts else "",
            "reviewers": sorted(map(name, meeting.peers)), "type": str(meeting.kind), "minutes": meeting.minutes,
            "expected": meeting.expected, **trim({"group": meeting.group and str(meeting.group),
            "cancelled": meeting.cancelled, "planned": planned.get(meeting.id), "asked": asked.get(meeting.id)}),
        }  # fmt: skip
    if interviewees:
        for met in read_interviewees(r):
            yield trim(
                {
                    "kind": "interviewee", "id": name(met.id), "challenge": cid, "name": met.name, "role": met.role,
                    "known_as": list(met.known_as), "group": met.group and str(met.group),
                    "interviews": sorted(map(name, met.meetings)),
                }
            )  # fmt: skip
    yield from _export_notes(r, names, titles, cid)
    findings = read_findings(r)
    yield from export_papers(r, names, titles, cid)
    sorts = {
        row[0]: row[1] for row in r.conn.exec_driver_sql("SELECT id, kind FROM item WHERE kind IN ('point', 'excerpt')")
    }
    for finding in findings:
        yield {
            "kind": "finding", "id": name(finding.id), "challenge": cid,
            **trim({"theme": finding.theme and titles.get(finding.theme)}), "polarity": str(finding.kind),
            "title": finding.title, "text": finding.text, "state": str(finding.state), "by": name(finding.person),
        }  # fmt: skip
    for finding in findings:
        for link in finding.links:
            sort = sorts.get(link.source, "note")
            record = {"kind": "link", "finding": name(finding.id), sort: name(link.source)}
            if link.role is not LinkRole.SUPPORTS:
                record["role"] = str(link.role)
            yield record
    for rec in read_recommendations(r):
        yield {
            "kind": "recommendation", "id": name(rec.id), "challenge": cid, "number": rec.number, "title": rec.title,
            "text": rec.text, **trim({"timescale": rec.timescale, "theme": rec.theme and titles.get(rec.theme),
            "findings": sorted(map(name, rec.findings))}),
        }  # fmt: skip
    yield from export_letter(r, name, cid)


def _questions_by_meeting(r: Reading, name: Callable[[str], str], table: str) -> dict[str, list[str]]:
    """Meeting → the ids outside of the questions that are to be asked there, or were."""
    found: dict[str, list[str]] = defaultdict(list)
    known = {question.id for question in question_lines(r)}
    for meeting, question in r.tuples(f"SELECT m.id, q.question FROM {table} q JOIN meeting m USING(n)"):
        if question in known:
            found[meeting].append(name(question))
    return {meeting: sorted(questions) for meeting, questions in found.items()}


def _export_notes(r: Reading, names: Mapping[str, str], titles: Mapping[ItemId, str], cid: str) -> Iterator[Record]:
    themes: dict[int, list[ItemId]] = defaultdict(list)
    for n, theme in r.conn.exec_driver_sql("SELECT n, theme FROM point_theme ORDER BY theme"):
        themes[n].append(ItemId(theme))
    points: dict[str, list[Any]] = defaultdict(list)
    rows = r.conn.exec_driver_sql(
        "SELECT n, id, note, text, kind, lead, off_record, at, tags, position FROM point ORDER BY note, position, id"
    )
    for row in rows:
        points[row[2]].append(row)
    notes = r.conn.exec_driver_sql(
        "SELECT id, meeting, person, at, tail, record FROM note ORDER BY at, record, id"
    ).all()
    tags: list[Record] = []
    cuts: list[Record] = []
    for id, meeting, person, at, tail, record in notes:
        mine = points[id]
        # A typed first point begins the text: its line break stands before nothing.
        parts = [("" if i == 0 and row[5] == "\n" else row[5], row[3]) for i, row in enumerate(mine)]
        text, places = join(parts, tail)
        note = record or id
        yield {
            "kind": "note", "id": note, "challenge": cid, "interview": names.get(meeting, meeting),
            "reviewer": names.get(person, person), "at": at, "text": text,
        }  # fmt: skip
        found: dict[str, Record] = {}
        for row, (start, end) in zip(mine, places, strict=True):
            own = themes.get(row[0], [])
            for tag in _tags_of(row, own, names.get(person, person)):
                first = found.setdefault(
                    tag["id"], {"kind": "tag", "id": tag["id"], "note": note, **tag, "start": start}
                )
                first["end"] = end
            made = {
                "kind": "point", "id": names.get(row[1], row[1]), "note": note, "start": start, "end": end,
                "type": row[4], "themes": [titles[t] for t in own if t in titles],
            }  # fmt: skip
            if row[6]:
                made["off_record"] = True
            if row[7]:
                made["at"] = row[7]
            cuts.append(made)
        for tag in found.values():
            theme = titles.get(tag["theme"], "")
            tags.append({**tag, "theme": theme})
    yield from tags
    yield from cuts


def _tags_of(row: Any, themes: list[ItemId], person: str) -> list[Record]:
    """The tags that a point stands for: those it was made from as far as they still hold, and what was added."""
    traces = json.loads(row[8]) if row[8] else []
    out: list[Record] = []
    covered: set[str] = set()
    for trace in traces if isinstance(traces, list) else []:
        theme = trace.get("theme") or ""
        if theme and theme not in themes:
            continue
        covered.add(theme)
        out.append({"id": trace["id"], "theme": theme, "polarity": trace.get("polarity") or row[4],
                    "by": trace.get("by") or person})  # fmt: skip
    rest = [theme for theme in themes if theme not in covered]
    if not themes and row[4] != "context" and "" not in covered:
        rest = [ItemId("")]
    for theme in rest:
        out.append({"id": f"{row[1]}-{theme or 'untagged'}", "theme": theme, "polarity": row[4], "by": person})
    return out


def write_export(workspace: Workspace, out: Path, *, interviewees: bool = False) -> int:
    """Write the records to a private file; the answer is their number."""
    seal_everything(workspace)
    with workspace.read() as r:
        lines = [json.dumps(record, ensure_ascii=False) for record in export_records(r, interviewees=interviewees)]
    write_private(out, ("\n".join(lines) + "\n").encode("utf-8"))
    return len(lines)
