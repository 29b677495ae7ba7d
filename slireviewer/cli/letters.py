"""What the team gives out: the letter or report."""

from __future__ import annotations

import argparse
from pathlib import Path

from slireviewer.cli.terminal import Command, looking, out_path, say


def add(command: Command) -> None:
    """The commands of this module."""
    letter = command("letter", _letter, "write the findings letter in Word")
    letter.add_argument("-o", "--out", required=True, metavar="L.docx")
    letter.add_argument("--layout", choices=["letter", "report", "progress"], help="else as the challenge has chosen")
    letter.add_argument("--template", metavar="T.docx")


def _letter(args: argparse.Namespace) -> None:
    from slireviewer import storage, word
    from slireviewer.letter import compose, layout_of
    from slireviewer.paths import resource

    out = out_path(args.out)
    with looking(args) as w, w.read() as r:
        source = storage.letter_source(r)
    layout = layout_of(source.challenge, args.layout or "")
    letter = compose(source, layout)
    template = Path(args.template) if args.template else resource("templates/letter.docx")
    word.write_letter(letter, template, out, identifier=source.challenge.id)
    say(args, {"file": args.out}, f"{args.out}: {layout.document} for {source.challenge.council}.")
