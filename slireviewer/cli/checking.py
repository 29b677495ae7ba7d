"""What is looked at before the letter leaves the team, and what the council sends back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slireviewer.cli.terminal import WORD, Command, looking, opened, out_path, say
from slireviewer.errors import ReviewError

if TYPE_CHECKING:
    from slireviewer.checks import Remark
    from slireviewer.model import Edition
    from slireviewer.word import Change, Comment, Returned, Unplaced


def add(command: Command) -> None:
    """The commands of this module."""
    check = command("check", _check, "look at the letter before it leaves the team")
    check.add_argument("--layout", choices=["letter", "report", "progress"], help="else as the challenge has chosen")
    check.add_argument("--pass", dest="waive", metavar="KEY", help="pass a remark by, with --reason")
    check.add_argument("--reason", metavar="TEXT", help="why it may stand as it is")
    back = command("readback", _readback, "read the council's copy back: its changes and comments by finding")
    back.add_argument("returned", metavar="RETURNED.docx")
    back.add_argument("--keep", action="store_true", help="keep what came back, to be answered; no text is changed")
    plain = command("accessible", _accessible, "say what keeps people from reading a Word file", file=False)
    plain.add_argument("document", metavar="D.docx")
    table = command("responses", _responses, "write the table of answers for the council")
    table.add_argument("-o", "--out", required=True, metavar="R.docx")
    table.add_argument("--template", metavar="T.docx")


# --- check -------------------------------------------------------------------------------------------


def _check(args: argparse.Namespace) -> None:
    from slireviewer import storage
    from slireviewer.checks import Severity

    if (args.waive is None) is not (args.reason is None):
        raise ReviewError("To pass a remark by, say both --pass KEY and --reason TEXT.")
    layout = args.layout or ""
    with looking(args) if args.waive is None else opened(args) as w:
        if args.waive is not None:
            if args.waive not in {remark.key for remark in remarks(w, layout, everything=True)}:
                raise ReviewError(f"No remark on the letter has the key {args.waive}. The keys are in check --json.")
            with w.edit("Pass a check by") as e:
                storage.write_waiver(e, args.waive, args.reason)
        found = remarks(w, layout)
    stops = sum(remark.severity is Severity.STOP for remark in found)
    data = {"stop": stops, "ask": len(found) - stops, "remarks": [_as_data(remark) for remark in found]}
    lines = [f"  {remark.severity}: {remark.check}: “{_short(remark.words)}”. {remark.why}" for remark in found]
    say(args, data, *lines, left(found))


def remarks(w: Any, layout: str, *, everything: bool = False) -> tuple[Remark, ...]:
    """What is remarked on the letter of a challenge, but for what was passed by."""
    from slireviewer import checks, storage
    from slireviewer.letter import compose, layout_of

    with w.read() as r:
        source, facts, waived = storage.letter_source(r), storage.check_facts(r), storage.waivers(r)
    found = checks.run(compose(source, layout_of(source.challenge, layout)), facts)
    return found if everything else checks.remaining(found, waived)


def left(found: tuple[Remark, ...]) -> str:
    """How many remarks are left, in a sentence."""
    from slireviewer.checks import Severity

    if not found:
        return "Nothing is left to look at."
    stops = sum(remark.severity is Severity.STOP for remark in found)
    must = f", {stops:,} of them before it may leave the team" if stops else ""
    return f"{len(found):,} {'thing' if len(found) == 1 else 'things'} to look at{must}."


def _as_data(remark: Remark) -> dict[str, Any]:
    return {
        "key": remark.key, "check": str(remark.check), "severity": str(remark.severity), "slot": remark.slot,
        "part": remark.part, "start": remark.start, "end": remark.end, "words": remark.words, "why": remark.why,
        "fix": str(remark.fix), "replacement": remark.replacement, "sources": remark.sources, "item": remark.item,
    }  # fmt: skip


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 90 else f"{line[:89].rstrip()}…"


def _accessible(args: argparse.Namespace) -> int:
    """Say what is in the way of readers, and 1 when there is anything."""
    from slireviewer import word

    found = word.obstacles(Path(args.document))
    data = [{"barrier": str(one.barrier), "where": one.where, "words": one.words, "mend": one.mend} for one in found]
    lines = []
    for one in found:
        words = f": “{one.words}”" if one.words else ""
        lines.append(f"  {one.barrier}, {one.where}{words}. {one.mend}")
    count = f"{len(found):,} {'thing' if len(found) == 1 else 'things'} in the way of readers."
    say(
        args,
        {"file": args.document, "obstacles": data},
        *lines,
        count if found else "Nothing is in the way of readers.",
    )
    return 1 if found else 0


# --- what comes back -----------------------------------------------------------------------------------


def _readback(args: argparse.Namespace) -> None:
    from slireviewer import reading, storage, word

    with opened(args) if args.keep else looking(args) as w:
        with w.read() as r:
            given = storage.editions(r)
        edition, returned = reading.read_copy(Path(args.returned), given)
        kept = 0
        if args.keep:
            with w.edit("Read the council's copy back") as e:
                kept = storage.write_responses(e, word.responses(returned, edition))
    data = {
        "edition": edition.name, "identifier": returned.identifier, "matches": returned.matches,
        "authors": list(returned.authors), "unsigned": returned.unsigned, "kept": kept,
        "changes": [_change_data(one) for one in returned.changes],
        "comments": [_comment_data(one) for one in returned.comments],
        "unplaced": [_unplaced_data(one) for one in returned.unplaced],
    }  # fmt: skip
    say(args, data, *_told(returned, edition), *([f"{kept:,} kept, to be answered."] if args.keep else []))


def _told(returned: Returned, edition: Edition) -> list[str]:
    first = {one.mark: _short(one.text.split("\n")[0]) for one in edition.said}
    lines = [] if returned.matches else [f"The file does not say that it is a copy of {edition.name}."]
    if returned.unsigned:
        lines.append("Some of it has no author: ask who sent the file.")
    for change in returned.changes:
        by = change.author or ("no author" if change.tracked else "not tracked")
        lines.append(f"  {first.get(change.mark, '')} [{change.kind}, {by}; {change.guess}?]")
        said = (("taken out", change.struck), ("put in", change.added))
        parts = [f"{what}: “{_short(words)}”" for what, words in said if words.strip()]
        lines.append(f"    {'; '.join(parts) or _short(change.after or change.before)}")
    for comment in returned.comments:
        done = ", resolved" if comment.resolved else ""
        lines.append(
            f"  {first.get(comment.mark, '')} [comment, {comment.author or 'no author'}{done}; {comment.guess}?]"
        )
        lines.append(f"    {_short(comment.text)}")
    if returned.unplaced:
        lines.append("Not placed; look for yourself where it belongs:")
        lines += [f"  {_short(one.text)} (near: {_short(one.near)})" for one in returned.unplaced]
    counts = (len(returned.changes), len(returned.comments), len(returned.unplaced))
    return [*lines, "{:,} changes, {:,} comments, {:,} not placed.".format(*counts)]


def _change_data(one: Change) -> dict[str, Any]:
    return {
        "key": one.key, "kind": str(one.kind), "mark": one.mark, "item": one.item, "author": one.author,
        "when": one.when and one.when.isoformat(), "before": one.before, "after": one.after, "struck": one.struck,
        "added": one.added, "tracked": one.tracked, "guess": str(one.guess),
    }  # fmt: skip


def _comment_data(one: Comment) -> dict[str, Any]:
    return {
        "key": one.key, "mark": one.mark, "item": one.item, "author": one.author,
        "when": one.when and one.when.isoformat(), "words": one.words, "text": one.text, "parent": one.parent,
        "resolved": one.resolved, "guess": str(one.guess),
    }  # fmt: skip


def _unplaced_data(one: Unplaced) -> dict[str, Any]:
    return {
        "key": one.key, "text": one.text, "near": one.near, "author": one.author,
        "when": one.when and one.when.isoformat(), "comment": one.comment,
    }  # fmt: skip


def _responses(args: argparse.Namespace) -> None:
    from slireviewer import storage, word
    from slireviewer.model import EditionKind
    from slireviewer.paths import resource

    out = out_path(args.out, WORD)
    with looking(args) as w, w.read() as r:
        sent = [one for one in storage.editions(r) if one.kind is EditionKind.COUNCIL]
        if not sent:
            raise ReviewError("No copy was given to the council yet. Write one with letter --give council.")
        edition = sent[-1]
        found, challenge = storage.response_lines(r, edition.id), storage.get_challenge(r)
    template = Path(args.template) if args.template else resource("templates/letter.docx")
    count = word.write_response_table(out, challenge, edition, found, template)
    say(args, {"file": args.out, "rows": count}, f"{args.out}: {count:,} answers on {edition.name}.")
