"""Starting a challenge, records in and out, looking at it and changing it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from slireviewer.cli.terminal import Command, back_up_first, day, looking, number, opened, out_path, passphrase, say
from slireviewer.errors import ReviewError
from slireviewer.model import NO_ITEM, Challenge, DeadlineRules


def add(command: Command) -> None:
    """The commands of this module."""
    demo = command("demo", _demo, "do the whole job on the sample challenge", file=False, answers=False)
    demo.add_argument("dir", metavar="DIR", help="where to put the files; must not hold an earlier demo in use")

    new = command("new", _new, "start a challenge; you are the team lead")
    new.add_argument("--council", action="append", required=True, help="the host; twice for two councils")
    new.add_argument("--framework", required=True, help="for example cpc-2021")
    new.add_argument("--type", default="corporate", help="corporate, finance, planning …")
    new.add_argument("--start", type=day, metavar="YYYY-MM-DD")
    new.add_argument("--end", type=day, metavar="YYYY-MM-DD")
    new.add_argument("--rules", default="2023 on", choices=[str(rules) for rules in DeadlineRules])
    new.add_argument("--lead", default="", metavar="NAME", help="your name")

    taken = command("import", _import, "take records in; what is here already is left alone")
    taken.add_argument("records", metavar="RECORDS.jsonl")
    taken.add_argument("--reviewer", metavar="ID", help="of notes and tags only this reviewer's")

    export = command("export", _export, "write all records")
    export.add_argument("-o", "--out", required=True, metavar="OUT.jsonl")
    export.add_argument("--with-interviewees", action="store_true", help="for the team's own use only")

    undo = command("undo", _undo, "take back the last edit or merge")
    undo.add_argument("--redo", action="store_true", help="do again what was undone last")

    search = command("search", _search, 'look for words, "a phrase" or the beginning of a word')
    search.add_argument("query", metavar="QUERY")
    search.add_argument("--limit", type=number, default=20, metavar="N")

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

    command("verify", _verify, "prove that the file is sound")


def _demo(args: argparse.Namespace) -> None:
    from slireviewer.demo import run_demo

    run_demo(Path(args.dir), print)


def _new(args: argparse.Namespace) -> None:
    from slireviewer import storage

    challenge = Challenge(
        id=NO_ITEM, councils=tuple(args.council), type=args.type, framework=args.framework, start=args.start,
        end=args.end, rules=DeadlineRules(args.rules),
    )  # fmt: skip
    said = passphrase(args, twice=True)
    with storage.create_challenge(Path(args.file), said, challenge, lead=args.lead) as w, w.read() as r:
        themes = [theme.title for theme in storage.theme_lines(r)]
    say(args, {"file": args.file, "themes": themes}, f"{args.file}: {challenge.council}, {len(themes)} themes.")


def _import(args: argparse.Namespace) -> None:
    from slireviewer import storage

    records = storage.read_records(Path(args.records))
    with opened(args) as w:
        back_up_first(w)
        result = storage.import_records(w, records, reviewer=args.reviewer).as_json()
        if args.reviewer and not w.me:
            # Nobody has said yet who uses this laptop; who brings in one reviewer's notes does.
            w.set_me(storage.record_item("reviewer", args.reviewer))
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in result["new_by_kind"].items() if count)
    say(
        args,
        result,
        f"{result['new']:,} new, {result['already_here']:,} already here." + (f" New: {kinds}." if kinds else ""),
    )


def _export(args: argparse.Namespace) -> None:
    from slireviewer import storage

    out = out_path(args.out)
    with looking(args) as w:
        count = storage.write_export(w, out, interviewees=args.with_interviewees)
    say(args, {"records": count, "file": args.out}, f"{args.out}: {count:,} records.")


def _search(args: argparse.Namespace) -> None:
    from slireviewer import storage

    with looking(args) as w, w.read() as r:
        hits = storage.search_lines(r, args.query, args.limit)
    data = [
        {
            "item": hit.item, "kind": str(hit.kind), "snippet": hit.snippet, "title": hit.title, "who": hit.who,
            "when": hit.when.isoformat() if hit.when else "", "page": hit.page,
        }
        for hit in hits
    ]  # fmt: skip
    where = [(hit.title, f"page {hit.page}" if hit.page else "", hit.who) for hit in hits]
    lines = [f"{hit.snippet}   [{', '.join(filter(None, place))}]" for hit, place in zip(hits, where, strict=True)]
    say(args, data, *(lines or ["Nothing found."]))


def _status(args: argparse.Namespace) -> None:
    from slireviewer import storage

    with looking(args) as w, w.read() as r:
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
    say(args, data, *lines)


def _edit(args: argparse.Namespace) -> None:
    from slireviewer import storage

    with opened(args) as w, w.edit(f"Change {args.field}") as e:
        kind, item = storage.find_item(e, args.item)
        value: Any = args.value
        if args.field in ("minutes", "expected", "number"):
            if not (value.isdecimal() and len(value) < 10):
                raise ReviewError(f"{args.field} is a whole number. Nothing was changed.")
            value = int(value)
        e.put(kind, item, {args.field: value})
    say(args, {"kind": str(kind), "item": item}, f"Changed {args.field} of {kind} {args.item}.")


def _delete(args: argparse.Namespace) -> None:
    from slireviewer import storage

    with opened(args) as w, w.edit("Delete") as e:
        kind, item = storage.find_item(e, args.item)
        (e.restore if args.restore else e.remove)(kind, item)
    where = "Taken out of the bin" if args.restore else "In the bin"
    say(args, {"kind": str(kind), "item": item}, f"{where}: {kind} {args.item}.")


def _decide(args: argparse.Namespace) -> None:
    from slireviewer import storage

    with opened(args) as w, w.edit("Decide") as e:
        _, item = storage.find_item(e, args.item)
        storage.decide(e, item, args.field, keep=args.keep, value=args.text)
    say(args, {"item": item, "field": args.field}, f"Decided: {args.field} of {args.item}.")


def _undo(args: argparse.Namespace) -> None:
    with opened(args) as w:
        label = w.redo() if args.redo else w.undo()
    if label is None:
        raise ReviewError("There is nothing to redo." if args.redo else "There is nothing to undo.")
    say(args, {"redone" if args.redo else "undone": label}, f"{'Redone' if args.redo else 'Undone'}: {label}.")


def _verify(args: argparse.Namespace) -> None:
    from slireviewer import storage

    with opened(args) as w:
        wrong = storage.verify(w)
        with w.read() as r:
            entries = storage.status(r)["entries"]
    if wrong:
        raise ReviewError(f"{args.file}: {' '.join(wrong)} Make a package of it now, and restore from a backup.")
    say(args, {"sound": True, "entries": entries}, f"{args.file}: sound; {entries:,} changes, each as it was written.")
