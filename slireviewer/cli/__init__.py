"""The same work without a screen: every command is a thin caller of the core and of storage.

Exit status: 0 done, 1 refused with one sentence on the standard error, 2 usage.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable, Sequence

from slireviewer import __version__
from slireviewer.cli import challenges, checking, evidence, handing_over, letters, safekeeping, templates, timetables
from slireviewer.cli.terminal import HIDDEN, PASSPHRASE
from slireviewer.errors import ReviewError


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="slireviewer",
        description="The workbench of a peer challenge team. Without a command the window opens.",
    )
    parser.add_argument("--version", action="version", version=f"slireviewer {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(
        name: str,
        run: Callable[[argparse.Namespace], int | None],
        summary: str,
        *,
        file: bool = True,
        answers: bool = True,
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

    for topic in (challenges, handing_over, letters, checking, evidence, timetables, safekeeping, templates):
        topic.add(command)
    return parser


_TEXTS = (
    "council",
    "framework",
    "type",
    "lead",
    "reviewer",
    "as",
    "query",
    "item",
    "field",
    "value",
    "keep",
    "text",
    "reason",
)


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
        print(f"slireviewer: {HIDDEN.sub('', ' '.join(str(refusal).split()))}", file=sys.stderr)
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
