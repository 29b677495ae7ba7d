"""A team's own Word template: looked at, put right, seen with sample words, or started."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from slireviewer.cli.terminal import WORD, Command, out_path, say
from slireviewer.errors import ReviewError


def add(command: Command) -> None:
    """The commands of this module."""
    template = command("template", _template, "look at a Word template for letters, or start one", file=False)
    template.add_argument("act", choices=["check", "repair", "preview", "starter"])
    template.add_argument("template", nargs="?", metavar="T.docx", help="the template; not for starter")
    template.add_argument("-o", "--out", metavar="OUT.docx", help="where to write; for check not needed")
    template.add_argument("--layout", choices=["letter", "report"], default="letter", help="of the preview")
    template.add_argument("--harbour", action="store_true", help="start from the second template of the program")


def _template(args: argparse.Namespace) -> int:
    if args.act == "starter":
        return _starter(args)
    if not args.template:
        raise ReviewError(f"Name the template to {args.act}.")
    if args.act == "check":
        return _check(args)
    return _repair(args) if args.act == "repair" else _preview(args)


def _written(args: argparse.Namespace) -> Path:
    if not args.out:
        raise ReviewError(f"Say with -o where to write what template {args.act} makes.")
    return out_path(args.out, WORD)


def _check(args: argparse.Namespace) -> int:
    """Say every fault with its place; 1 when a letter cannot be written in this template."""
    from slireviewer import word

    return _tell(args, word.check_template(Path(args.template)), args.template)


def _repair(args: argparse.Namespace) -> int:
    from slireviewer import word

    out = _written(args)
    before = word.check_template(Path(args.template))
    left = word.repair_template(Path(args.template), out)
    return _tell(args, left, args.out, f"{max(0, len(before) - len(left))} put right in {args.out}.")


def _tell(args: argparse.Namespace, found: list[Any], name: str, *first: str) -> int:
    serious = sum(fault.serious for fault in found)
    lines = list(first)
    for fault in found:
        lines += [f"{'Must' if fault.serious else 'May'} be put right: {fault.what}", f"  in {fault.where}"]
        lines += [f"  {fault.hint}"] if fault.hint else []
    lines.append(f"{name}: {serious} must be put right, {len(found) - serious} may be." if found
                 else f"{name}: nothing is wrong with it.")  # fmt: skip
    data = [
        {"sort": str(fault.sort), "what": fault.what, "part": fault.where.part, "paragraph": fault.where.paragraph,
         "heading": fault.where.heading, "words": fault.where.words, "hint": fault.hint, "serious": fault.serious,
         "mendable": fault.mendable}
        for fault in found
    ]  # fmt: skip
    say(args, {"faults": data, "usable": not serious}, *lines)
    return 1 if serious else 0


def _preview(args: argparse.Namespace) -> int:
    from slireviewer import word
    from slireviewer.letter import LAYOUTS, compose, sample_source

    out = _written(args)
    word.write_letter(compose(sample_source(), LAYOUTS[args.layout]), Path(args.template), out)
    say(args, {"file": args.out}, f"{args.out}: the template with sample words.")
    return 0


def _starter(args: argparse.Namespace) -> int:
    from slireviewer.paths import resource
    from slireviewer.placing import put_in_place

    out = _written(args)
    source = resource("templates/letter-harbour.docx" if args.harbour else "templates/letter.docx")
    put_in_place(source.read_bytes(), out)
    say(args, {"file": args.out}, f"{args.out}: a template to change; keep the names of its styles.")
    return 0
