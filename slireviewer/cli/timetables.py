"""The council's timetable in and out."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from slireviewer.cli.terminal import Command, looking, opened, out_path, say
from slireviewer.errors import ReviewError


def add(command: Command) -> None:
    """The commands of this module."""
    timetable = command("timetable", _timetable, "take the council's timetable in, or write it out")
    either = timetable.add_mutually_exclusive_group(required=True)
    either.add_argument("--import", dest="import_", metavar="T", help="an .xlsx, .docx, .csv or .ics file")
    either.add_argument("--export", metavar="T", help="a calendar (.ics) or a sheet to print (.docx)")
    timetable.add_argument("--yes", action="store_true", help="import what is understood")
    timetable.add_argument("--dry-run", action="store_true", help="only show what would be imported, whatever else")
    timetable.add_argument(
        "--peer", action="append", metavar="NAME=PERSON,…", help="who is meant by a name in the file, such as a pair"
    )


def _timetable(args: argparse.Namespace) -> int:
    return _export_timetable(args) if args.export else _import_timetable(args)


def _import_timetable(args: argparse.Namespace) -> int:
    """Show what a file would do, and do it when that was agreed; what is not understood is told row by row."""
    from slireviewer import sheets, storage, timetable

    table = sheets.read_table(Path(args.import_))
    with opened(args) if args.yes and not args.dry_run else looking(args) as w:
        with w.read() as r:
            challenge, team = storage.get_challenge(r), storage.person_lines(r)
            plan = timetable.understand(
                table, timetable.guess_columns(table, team=team), start=challenge.start, end=challenge.end, team=team,
                existing=storage.read_meetings(r), aliases=_aliases(args, r),
            )  # fmt: skip
        agreed = args.yes and not args.dry_run
        if agreed and plan.meetings:
            with w.edit("Import the timetable") as e:
                storage.import_meetings(e, plan)
    counts = {"new": len(plan.new), "changed": len(plan.changed), "unchanged": len(plan.unchanged)}
    lines = [f"  {m.starts:%d/%m %H:%M}  {m.title}" for m in plan.new if m.starts] if not agreed else []
    for change in plan.changed:
        told = [f"{name} {old} → {new}" for name, old, new in timetable.differences(change, team)]
        lines.append(f"  {change.where}: {change.before.title}: {'; '.join(told)}")
    if plan.problems:
        lines.append("Not understood:")
        lines += [f"  {problem.where}: {problem.reason} [{problem.text}]" for problem in plan.problems]
    if plan.absent:
        lines.append(f"{len(plan.absent):,} of the challenge's meetings are not in the file; they stay as they are.")
    lines += [f"Not read: {name}." for name in table.left_out]
    words = ", ".join(f"{count:,} {what}" for what, count in counts.items())
    end = "imported" if agreed else "nothing was changed; say --yes to import"
    lines.append(f"{words}, {len(plan.problems):,} not understood: {end}.")
    data = {
        **counts, "imported": bool(agreed),
        "problems": [{"row": p.where.number, "where": str(p.where), "text": p.text, "reason": p.reason}
                     for p in plan.problems],
        "changes": [{"row": c.where.number, "where": str(c.where), "meeting": c.before.id, "title": c.before.title,
                     "fields": {n: [old, new] for n, old, new in timetable.differences(c, team)}}
                    for c in plan.changed],
        "meetings": [{"row": plan.places[m.id].number, "where": str(plan.places[m.id]), "title": m.title,
                      "at": m.starts.isoformat(timespec="minutes") if m.starts else "", "minutes": m.minutes}
                     for m in plan.new],
        "absent": [m.title for m in plan.absent], "unknown": list(plan.unknown), "left_out": list(table.left_out),
    }  # fmt: skip
    say(args, data, *lines)
    return 1 if plan.problems and not agreed else 0


def _aliases(args: argparse.Namespace, r: Any) -> dict[str, frozenset[Any]]:
    """Who is meant by the names given as NAME=PERSON,PERSON; without a person they are nobody's."""
    from slireviewer import storage

    out = {}
    for said in args.peer or ():
        name, equals, people = said.partition("=")
        if not equals or not name.strip():
            raise ReviewError(f"“{said}” is not of the form NAME=PERSON,PERSON. Nothing was changed.")
        who = (storage.find_person(r, each.strip()).id for each in people.split(",") if each.strip())
        out[name] = frozenset(who)
    return out


def _export_timetable(args: argparse.Namespace) -> int:
    from slireviewer import sheets, storage, word
    from slireviewer.paths import resource

    out = out_path(args.export)
    with looking(args) as w, w.read() as r:
        challenge, meetings, team = storage.get_challenge(r), storage.read_meetings(r), storage.person_lines(r)
    if out.suffix.lower() == ".ics":
        count = sheets.write_calendar(out, challenge, meetings, team)
    elif out.suffix.lower() == ".docx":
        count = word.write_timetable(out, challenge, meetings, team, resource("templates/letter.docx"))
    else:
        raise ReviewError(f"{out.name} can be a calendar (.ics) or a sheet to print (.docx). Nothing was written.")
    say(args, {"file": args.export, "meetings": count}, f"{args.export}: {count:,} meetings.")
    return 0
