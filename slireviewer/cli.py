"""The same work without a screen: every command is a thin caller of the core and of storage.

Exit status: 0 done, 1 refused with one sentence on the standard error, 2 usage.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import re
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from slireviewer import __version__
from slireviewer.errors import ReviewError
from slireviewer.model import NO_ITEM, Challenge, DeadlineRules

PASSPHRASE = "SLIREVIEWER_PASSPHRASE"
# One transaction for each so many entries: without a window nobody waits for the pen.
_CHUNK = 20_000
# What a colleague's file may hold, but no terminal should be told: control signs and signs that turn text about.
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def _passphrase(args: argparse.Namespace, *, twice: bool = False, starter: bool = False) -> str:
    """From the file named, the environment, or asked at the terminal. Raises ReviewError when there is none."""
    named = args.starter_passphrase_file if starter and args.starter_passphrase_file else args.passphrase_file
    if named:
        try:
            said = Path(named).read_text("utf-8").rstrip("\r\n")
        except (OSError, ValueError) as problem:
            raise ReviewError(f"The passphrase file {named} cannot be read. Check its name.") from problem
    elif PASSPHRASE in os.environ:
        said = os.environ[PASSPHRASE]
    elif sys.stdin.isatty():
        import getpass

        what = "Passphrase of the starter: " if starter else "Passphrase: "
        said = getpass.getpass(what)
        if twice and getpass.getpass("Once more: ") != said:
            raise ReviewError("The two passphrases are not the same. Nothing was written.")
    else:
        raise ReviewError(f"A passphrase is needed: set {PASSPHRASE} or give --passphrase-file.")
    if not said:
        raise ReviewError("The passphrase is empty. Choose one that you can remember.")
    return said


def _say(args: argparse.Namespace, data: Any, *lines: str) -> None:
    if getattr(args, "json", False):
        plain = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "") != "utf8"
        print(json.dumps(data, ensure_ascii=plain, indent=1))
    else:
        for line in lines:
            print(_HIDDEN.sub("", line))


def _out(said: str) -> Path:
    """Where to write: never over a challenge, or what belongs to one. Raises ReviewError."""
    out = Path(said)
    if not out.name:
        raise ReviewError(f"“{said}” is not the name of a file. Give the file to be written a name.")
    for suffix in ("", "-keys", "-wal", "-shm", "-lock", "-owner"):
        if out.name.endswith(suffix) and os.path.exists(f"{str(out).removesuffix(suffix)}-keys"):
            raise ReviewError(f"{out} belongs to a challenge, which would be lost. Choose another name.")
    return out


def _open(args: argparse.Namespace, *, writing: bool = True) -> Any:
    from slireviewer import storage

    return storage.open_challenge(Path(args.file), _passphrase(args), writing=writing)


def _looking(args: argparse.Namespace) -> Any:
    """The challenge for reading: with its lock if nobody has it, so that interrupted work is finished first."""
    from slireviewer import storage
    from slireviewer.errors import InUse

    said = _passphrase(args)
    try:
        return storage.open_challenge(Path(args.file), said)
    except InUse:
        return storage.open_challenge(Path(args.file), said, writing=False)


# ---- commands --------------------------------------------------------------------------------------------


def _new(args: argparse.Namespace) -> None:
    from slireviewer import storage

    challenge = Challenge(
        id=NO_ITEM, councils=tuple(args.council), type=args.type, framework=args.framework, start=args.start,
        end=args.end, rules=DeadlineRules(args.rules),
    )  # fmt: skip
    said = _passphrase(args, twice=True)
    with storage.create_challenge(Path(args.file), said, challenge, lead=args.lead) as w, w.read() as r:
        themes = [theme.title for theme in storage.theme_lines(r)]
    _say(args, {"file": args.file, "themes": themes}, f"{args.file}: {challenge.council}, {len(themes)} themes.")


def _import(args: argparse.Namespace) -> None:
    from slireviewer import storage

    records = storage.read_records(Path(args.records))
    with _open(args) as w:
        _back_up_first(w)
        result = storage.import_records(w, records, reviewer=args.reviewer).as_json()
        if args.reviewer and not w.me:
            # Nobody has said yet who uses this laptop; who brings in one reviewer's notes does.
            w.set_me(storage.record_item("reviewer", args.reviewer))
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in result["new_by_kind"].items())
    _say(
        args,
        result,
        f"{result['new']:,} new, {result['already_here']:,} already here." + (f" New: {kinds}." if kinds else ""),
    )


def _export(args: argparse.Namespace) -> None:
    from slireviewer import storage

    out = _out(args.out)
    with _looking(args) as w:
        count = storage.write_export(w, out, interviewees=args.with_interviewees)
    _say(args, {"records": count, "file": args.out}, f"{args.out}: {count:,} records.")


def _starter(args: argparse.Namespace) -> None:
    from slireviewer import storage

    out = _out(args.out)
    with _open(args) as w:
        storage.write_starter(w, out, _passphrase(args, starter=True))
    _say(args, {"file": args.out}, f"{args.out}: give it to the team, and tell them its passphrase by word of mouth.")


def _join(args: argparse.Namespace) -> None:
    from slireviewer import storage

    own, spoken = _passphrase(args), _passphrase(args, starter=True)
    who = getattr(args, "as")
    with storage.join_challenge(Path(args.starter), spoken, Path(args.out), own, who) as w, w.read() as r:
        me = storage.find_person(r, w.me)
    _say(args, {"file": args.out, "person": me.name, "id": me.id}, f"{args.out}: ready for {me.name}.")


def _pack(args: argparse.Namespace) -> None:
    from slireviewer import storage

    out = _out(args.out)
    with _open(args) as w:
        package = storage.write_package(w, out, everything=args.all)
    _say(
        args, {"file": args.out, "entries": len(package.entries), "person": package.person_name},
        f"{args.out}: {len(package.entries):,} changes.",
    )  # fmt: skip


def _merge(args: argparse.Namespace) -> None:
    from slireviewer import storage

    with _open(args) as w:
        # Every package is read and checked before the first is taken: a refused one leaves all as it was.
        packages: list[storage.Package] = []
        for name in args.packages:
            data = storage.load(Path(name))
            packages.append(storage.read_package(w, data, Path(name).name, beside=tuple(packages)))
        if not args.dry_run:
            _back_up_first(w)
            receipts = storage.merge_packages(w, packages, chunk=_CHUNK)
        else:
            receipts = [storage.preview_merge(w, package) for package in packages]
    new = sum(receipt.taken for receipt in receipts)
    lines = [receipt.sentence() for receipt in receipts]
    lines.append(f"{new:,} new" + (" (dry run: nothing was changed)." if args.dry_run else "."))
    _say(args, {"new": new, "dry_run": args.dry_run, "receipts": [r.as_json() for r in receipts]}, *lines)


def _undo(args: argparse.Namespace) -> None:
    with _open(args) as w:
        label = w.redo() if args.redo else w.undo()
    if label is None:
        raise ReviewError("There is nothing to redo." if args.redo else "There is nothing to undo.")
    _say(args, {"redone" if args.redo else "undone": label}, f"{'Redone' if args.redo else 'Undone'}: {label}.")


def _search(args: argparse.Namespace) -> None:
    from slireviewer import storage

    with _looking(args) as w, w.read() as r:
        hits = storage.search_lines(r, args.query, args.limit)
    data = [
        {
            "item": hit.item, "kind": str(hit.kind), "snippet": hit.snippet, "title": hit.title, "who": hit.who,
            "when": hit.when.isoformat() if hit.when else "",
        }
        for hit in hits
    ]  # fmt: skip
    lines = [f"{hit.snippet}   [{', '.join(x for x in (hit.title, hit.who) if x)}]" for hit in hits]
    _say(args, data, *(lines or ["Nothing found."]))


def _status(args: argparse.Namespace) -> None:
    from slireviewer import storage

    with _looking(args) as w, w.read() as r:
        data = storage.status(r)
    several = {"person": "people"}
    lines = [
        "  ".join(
            f"1 {kind}" if count == 1 else f"{count:,} {several.get(kind, kind + 's')}"
            for kind, count in data["counts"].items()
            if count
        )
    ]
    lines += [
        f"{name}: {', '.join(f'{n:,} {what}' for what, n in counts.items())}"
        for name, counts in data["by_person"].items()
    ]
    lines.append(f"{len(data['conflicts'])} to decide, {data['waiting']:,} waiting, {len(data['bin'])} in the bin.")
    for conflict in data["conflicts"]:
        lines.append(f"  {conflict['kind']} {conflict['record'] or conflict['item']}, {conflict['field']}:")
        lines += [f"    {v['entry'][:8]} {v['by']}: {v['value']}" for v in conflict["versions"]]
    _say(args, data, *lines)


def _edit(args: argparse.Namespace) -> None:
    from slireviewer import storage

    with _open(args) as w, w.edit(f"Change {args.field}") as e:
        kind, item = storage.find_item(e, args.item)
        value: Any = args.value
        if args.field in ("minutes", "expected", "number"):
            if not (value.isdecimal() and len(value) < 10):
                raise ReviewError(f"{args.field} is a whole number. Nothing was changed.")
            value = int(value)
        e.put(kind, item, {args.field: value})
    _say(args, {"kind": str(kind), "item": item}, f"Changed {args.field} of {kind} {args.item}.")


def _delete(args: argparse.Namespace) -> None:
    from slireviewer import storage

    with _open(args) as w, w.edit("Delete") as e:
        kind, item = storage.find_item(e, args.item)
        (e.restore if args.restore else e.remove)(kind, item)
    where = "Taken out of the bin" if args.restore else "In the bin"
    _say(args, {"kind": str(kind), "item": item}, f"{where}: {kind} {args.item}.")


def _decide(args: argparse.Namespace) -> None:
    from slireviewer import storage

    with _open(args) as w, w.edit("Decide") as e:
        _, item = storage.find_item(e, args.item)
        storage.decide(e, item, args.field, keep=args.keep, value=args.text)
    _say(args, {"item": item, "field": args.field}, f"Decided: {args.field} of {args.item}.")


def _letter(args: argparse.Namespace) -> None:
    from slireviewer import storage, word
    from slireviewer.letter import Layout, compose
    from slireviewer.paths import resource

    out = _out(args.out)
    with _looking(args) as w, w.read() as r:
        source = storage.letter_source(r)
    letter = compose(source, Layout(args.layout))
    template = Path(args.template) if args.template else resource("templates/letter.docx")
    word.write_letter(letter, template, out, identifier=source.challenge.id)
    _say(args, {"file": args.out}, f"{args.out}: {args.layout} for {source.challenge.council}.")


def _timetable(args: argparse.Namespace) -> int:
    return _export_timetable(args) if args.export else _import_timetable(args)


def _import_timetable(args: argparse.Namespace) -> int:
    """Show what a file would do, and do it when that was agreed; what is not understood is told row by row."""
    from slireviewer import sheets, storage, timetable

    table = sheets.read_table(Path(args.import_))
    with _open(args) if args.yes and not args.dry_run else _looking(args) as w:
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
    _say(args, data, *lines)
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

    out = _out(args.export)
    with _looking(args) as w, w.read() as r:
        challenge, meetings, team = storage.get_challenge(r), storage.read_meetings(r), storage.person_lines(r)
    if out.suffix.lower() == ".ics":
        count = sheets.write_calendar(out, challenge, meetings, team)
    elif out.suffix.lower() == ".docx":
        count = word.write_timetable(out, challenge, meetings, team, resource("templates/letter.docx"))
    else:
        raise ReviewError(f"{out.name} can be a calendar (.ics) or a sheet to print (.docx). Nothing was written.")
    _say(args, {"file": args.export, "meetings": count}, f"{args.export}: {count:,} meetings.")
    return 0


def _verify(args: argparse.Namespace) -> None:
    from slireviewer import storage

    with _open(args) as w:
        wrong = storage.verify(w)
        with w.read() as r:
            entries = storage.status(r)["entries"]
    if wrong:
        raise ReviewError(f"{args.file}: {' '.join(wrong)} Make a package of it now, and restore from a backup.")
    _say(args, {"sound": True, "entries": entries}, f"{args.file}: sound; {entries:,} changes, each as it was written.")


def _back_up_first(workspace: Any) -> None:
    """A backup before much is taken in; what cannot be made now (a full disk) does not stop what can be undone."""
    from slireviewer import storage

    with contextlib.suppress(ReviewError):
        storage.backup_if_due(workspace, minutes=1)


def _backup(args: argparse.Namespace) -> None:
    from slireviewer import storage

    folder = Path(args.out) if args.out else None
    if args.list:
        found = storage.backup_lines(folder or Path(args.file))
        _say(args, [b.as_json() for b in found], *([b.sentence() for b in found] or ["There is no backup yet."]))
        return
    with _looking(args) as w:
        made = storage.back_up(w, folder)
    _say(args, made.as_json(), made.sentence(), *([made.missed] if made.missed else []))


def _restore(args: argparse.Namespace) -> None:
    from slireviewer import storage

    path, said = Path(args.file), _passphrase(args)
    chosen = Path(args.backup) if args.backup else _latest(path)
    if not path.exists():
        made = storage.restore_into(path, chosen, said)
        _say(args, {"restored": made.as_json(), "receipt": None}, f"{path}: as it was at {made.sentence()}")
        return
    if not path.with_name(path.name + "-keys").exists():
        storage.restore_keys(path, said)
    with storage.open_challenge(path, said) as w:
        receipt = storage.restore_backup(w, chosen, passphrase=said)
    _say(args, {"restored": {"file": str(chosen)}, "receipt": receipt.as_json()}, receipt.sentence())


def _latest(path: Path) -> Path:
    from slireviewer import storage

    sound = [backup for backup in storage.backup_lines(path) if backup.sound]
    if not sound:
        raise ReviewError(f"There is no sound backup of {path} on this laptop. Name the backup to restore.")
    return sound[0].path


def _repair(args: argparse.Namespace) -> None:
    from slireviewer import storage

    made = storage.repair(Path(args.file), _passphrase(args), Path(args.out))
    _say(args, made.as_json(), made.sentence())


def _new_passphrase(args: argparse.Namespace) -> None:
    from slireviewer import storage

    old = _passphrase(args)
    if args.new_passphrase_file:
        new = _passphrase(argparse.Namespace(passphrase_file=args.new_passphrase_file))
    elif sys.stdin.isatty():
        import getpass

        new = getpass.getpass("New passphrase: ")
        if getpass.getpass("Once more: ") != new:
            raise ReviewError("The two passphrases are not the same. Nothing was changed.")
    else:
        raise ReviewError("A new passphrase is needed: give --new-passphrase-file.")
    storage.change_passphrase(Path(args.file), old, new)
    _say(args, {"file": args.file}, f"{args.file} and its backups on this laptop open with the new passphrase.")


def _recovery(args: argparse.Namespace) -> None:
    from slireviewer import storage

    code = storage.add_recovery_code(Path(args.file), _passphrase(args))
    _say(
        args, {"file": args.file, "code": code}, code,
        "Print it and lock it away: it opens the challenge when the passphrase is forgotten. It is kept nowhere.",
    )  # fmt: skip


def _demo(args: argparse.Namespace) -> None:
    from slireviewer.demo import run_demo

    run_demo(Path(args.dir), print)


# ---- the table of commands -------------------------------------------------------------------------------


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _number(text: str) -> int:
    number = int(text)
    if not 0 < number <= 10_000:
        raise ValueError
    return number


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="slireviewer",
        description="The workbench of a peer challenge team. Without a command the window opens.",
    )
    parser.add_argument("--version", action="version", version=f"slireviewer {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(
        name: str, run: Any, summary: str, *, file: bool = True, answers: bool = True
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=summary, description=summary)
        made.set_defaults(run=run)
        if file:
            made.add_argument("file", metavar="FILE", help="the challenge file (.slir)")
        made.add_argument(
            "--passphrase-file", metavar="F", help=f"a file with the passphrase (else {PASSPHRASE}, or asked)"
        )
        if answers:
            made.add_argument("--json", action="store_true", help="answer as JSON")
        return made

    demo = command("demo", _demo, "do the whole job on the sample challenge", file=False, answers=False)
    demo.add_argument("dir", metavar="DIR", help="where to put the files; must not hold an earlier demo in use")

    new = command("new", _new, "start a challenge; you are the team lead")
    new.add_argument("--council", action="append", required=True, help="the host; twice for two councils")
    new.add_argument("--framework", required=True, help="for example cpc-2021")
    new.add_argument("--type", default="corporate", help="corporate, finance, planning …")
    new.add_argument("--start", type=_day, metavar="YYYY-MM-DD")
    new.add_argument("--end", type=_day, metavar="YYYY-MM-DD")
    new.add_argument("--rules", default="2023 on", choices=[str(rules) for rules in DeadlineRules])
    new.add_argument("--lead", default="", metavar="NAME", help="your name")

    taken = command("import", _import, "take records in; what is here already is left alone")
    taken.add_argument("records", metavar="RECORDS.jsonl")
    taken.add_argument("--reviewer", metavar="ID", help="of notes and tags only this reviewer's")

    export = command("export", _export, "write all records")
    export.add_argument("-o", "--out", required=True, metavar="OUT.jsonl")
    export.add_argument("--with-interviewees", action="store_true", help="for the team's own use only")

    starter = command("starter", _starter, "make the package by which the team starts")
    starter.add_argument("-o", "--out", required=True, metavar="S.slirnotes")
    starter.add_argument("--starter-passphrase-file", metavar="F", help="the passphrase to speak aloud, if another")

    join = command("join", _join, "start on a peer's laptop from the starter", file=False)
    join.add_argument("starter", metavar="S.slirnotes")
    join.add_argument("-o", "--out", required=True, metavar="FILE")
    join.add_argument("--as", required=True, metavar="PERSON", help="your name, or the id of your record")
    join.add_argument("--starter-passphrase-file", metavar="F", help="the spoken passphrase, if another")

    pack = command("pack", _pack, "write your work to hand over")
    pack.add_argument("-o", "--out", required=True, metavar="P.slirnotes")
    pack.add_argument("--all", action="store_true", help="everything, not only what the receiver lacks")

    merge = command("merge", _merge, "take packages in")
    merge.add_argument("packages", nargs="+", metavar="P.slirnotes")
    merge.add_argument("--dry-run", action="store_true", help="only say what would come in")

    undo = command("undo", _undo, "take back the last edit or merge")
    undo.add_argument("--redo", action="store_true", help="do again what was undone last")

    search = command("search", _search, 'look for words, "a phrase" or the beginning of a word')
    search.add_argument("query", metavar="QUERY")
    search.add_argument("--limit", type=_number, default=20, metavar="N")

    command("status", _status, "counts by kind and person, conflicts, waiting, bin")

    edit = command("edit", _edit, "change one field of one item")
    edit.add_argument("item", metavar="ITEM")
    edit.add_argument("field", metavar="FIELD")
    edit.add_argument("value", metavar="VALUE")

    delete = command("delete", _delete, "put an item into the bin")
    delete.add_argument("item", metavar="ITEM")
    delete.add_argument("--restore", action="store_true", help="take it out again")

    decide = command("decide", _decide, "decide a conflict")
    decide.add_argument("item", metavar="ITEM")
    decide.add_argument("field", metavar="FIELD", help="as status shows it")
    how = decide.add_mutually_exclusive_group(required=True)
    how.add_argument("--keep", metavar="VERSION", help="the version to keep, as status shows it")
    how.add_argument("--text", metavar="TEXT", help="a wording of your own")

    letter = command("letter", _letter, "write the findings letter in Word")
    letter.add_argument("-o", "--out", required=True, metavar="L.docx")
    letter.add_argument("--layout", choices=["letter", "report"], default="letter")
    letter.add_argument("--template", metavar="T.docx")

    timetable = command("timetable", _timetable, "take the council's timetable in, or write it out")
    either = timetable.add_mutually_exclusive_group(required=True)
    either.add_argument("--import", dest="import_", metavar="T", help="an .xlsx, .docx, .csv or .ics file")
    either.add_argument("--export", metavar="T", help="a calendar (.ics) or a sheet to print (.docx)")
    timetable.add_argument("--yes", action="store_true", help="import what is understood")
    timetable.add_argument("--dry-run", action="store_true", help="only show what would be imported, whatever else")
    timetable.add_argument(
        "--peer", action="append", metavar="NAME=PERSON,…", help="who is meant by a name in the file, such as a pair"
    )

    command("verify", _verify, "prove that the file is sound")

    backup = command("backup", _backup, "make a verified backup, or list those there are")
    backup.add_argument("-o", "--out", metavar="FOLDER", help="another folder than the usual one")
    backup.add_argument("--list", action="store_true", help="list the backups, the newest first")

    restore = command("restore", _restore, "take a backup in; nothing is thrown away")
    restore.add_argument("backup", nargs="?", metavar="BACKUP", help="the newest, when none is named")

    repair = command("repair", _repair, "bring what can be read of a damaged file into a new one")
    repair.add_argument("-o", "--out", required=True, metavar="NEW.slir")

    passphrase = command("passphrase", _new_passphrase, "set a new passphrase")
    passphrase.add_argument("--new-passphrase-file", metavar="F", help="a file with the new one (else asked)")

    command("recovery", _recovery, "make a recovery code to print and lock away")
    return parser


_TEXTS = ("council", "framework", "type", "lead", "reviewer", "as", "query", "item", "field", "value", "keep", "text")


def _be_sayable(args: argparse.Namespace) -> None:
    """Let neither bytes that are no text in an argument nor a narrow terminal break a command."""
    for name in _TEXTS:
        said = getattr(args, name, None)
        if isinstance(said, str):
            setattr(args, name, said.encode("utf-8", "replace").decode("utf-8"))
        elif isinstance(said, list):
            setattr(args, name, [one.encode("utf-8", "replace").decode("utf-8") for one in said])
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the answer is the exit status."""
    try:
        args = _parser().parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    _be_sayable(args)
    try:
        status = args.run(args)
    except ReviewError as refusal:
        print(f"slireviewer: {_HIDDEN.sub('', ' '.join(str(refusal).split()))}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(
            "slireviewer: stopped; an unfinished merge is finished or withdrawn at the next opening.", file=sys.stderr
        )
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    return int(status or 0)
