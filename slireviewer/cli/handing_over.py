"""A team's work from laptop to laptop: starter, joining, packages, merging."""

from __future__ import annotations

import argparse
from pathlib import Path

from slireviewer.cli.terminal import Command, back_up_first, opened, out_path, passphrase, say

# One transaction for each so many entries: without a window nobody waits for the pen.
_CHUNK = 20_000


def add(command: Command) -> None:
    """The commands of this module."""
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


def _starter(args: argparse.Namespace) -> None:
    from slireviewer import storage

    out = out_path(args.out)
    with opened(args) as w:
        storage.write_starter(w, out, passphrase(args, starter=True))
    say(args, {"file": args.out}, f"{args.out}: give it to the team, and tell them its passphrase by word of mouth.")


def _join(args: argparse.Namespace) -> None:
    from slireviewer import storage

    own, spoken = passphrase(args), passphrase(args, starter=True)
    who = getattr(args, "as")
    with storage.join_challenge(Path(args.starter), spoken, Path(args.out), own, who) as w, w.read() as r:
        me = storage.find_person(r, w.me)
    say(args, {"file": args.out, "person": me.name, "id": me.id}, f"{args.out}: ready for {me.name}.")


def _pack(args: argparse.Namespace) -> None:
    from slireviewer import storage

    out = out_path(args.out)
    with opened(args) as w:
        package = storage.write_package(w, out, everything=args.all)
    say(
        args, {"file": args.out, "entries": len(package.entries), "person": package.person_name},
        f"{args.out}: {len(package.entries):,} changes.",
    )  # fmt: skip


def _merge(args: argparse.Namespace) -> None:
    from slireviewer import storage

    with opened(args) as w:
        # Every package is read and checked before the first is taken: a refused one leaves all as it was.
        packages: list[storage.Package] = []
        for name in args.packages:
            data = storage.load(Path(name))
            packages.append(storage.read_package(w, data, Path(name).name, beside=tuple(packages)))
        if not args.dry_run:
            back_up_first(w)
            receipts = storage.merge_packages(w, packages, chunk=_CHUNK)
        else:
            receipts = list(storage.look_into(w, packages).receipts)
    new = sum(receipt.taken for receipt in receipts)
    lines = [receipt.sentence() for receipt in receipts]
    lines.append(f"{new:,} new" + (" (dry run: nothing was changed)." if args.dry_run else "."))
    say(args, {"new": new, "dry_run": args.dry_run, "receipts": [r.as_json() for r in receipts]}, *lines)
