"""What the team gives out: the slides, the letter or report, and what comes after."""

from __future__ import annotations

import argparse
from pathlib import Path

from slireviewer.cli.checking import left, remarks
from slireviewer.cli.terminal import WORD, Command, looking, number, opened, out_path, say
from slireviewer.errors import ReviewError


def add(command: Command) -> None:
    """The commands of this module."""
    letter = command("letter", _letter, "write the findings letter in Word")
    letter.add_argument("-o", "--out", required=True, metavar="L.docx|L.pdf")
    letter.add_argument("--layout", choices=["letter", "report", "progress"], help="else as the challenge has chosen")
    letter.add_argument("--template", metavar="T.docx")
    letter.add_argument(
        "--give", choices=["draft", "council", "final"],
        help="keep what it says as given out: council, to read its copy back; final, without the marks for that",
    )  # fmt: skip
    slides = command("slides", _slides, "write the slides of the feedback presentation")
    slides.add_argument("-o", "--out", required=True, metavar="S.pptx")
    either = slides.add_mutually_exclusive_group()
    either.add_argument("--handover", action="store_true", help="without the notes that are for the team only")
    either.add_argument("--spoken", action="store_true", help="keep what they say, to compare the letter with it")
    plan = command("actionplan", _plan, "write the action plan to fill in, as a table in Word or a workbook")
    plan.add_argument("-o", "--out", required=True, metavar="A.docx|A.xlsx")
    plan.add_argument("--rows", type=number, default=1, metavar="N", help="rows for each recommendation")
    plan.add_argument("--template", metavar="T.docx")
    due = command("deadlines", _deadlines, "say what is due when, by the rules of the challenge")
    due.add_argument("-o", "--out", metavar="D.ics", help="write it as a calendar")


def _template(args: argparse.Namespace) -> Path:
    from slireviewer.paths import resource

    return Path(args.template) if args.template else resource("templates/letter.docx")


def _letter(args: argparse.Namespace) -> None:
    from slireviewer import storage, word
    from slireviewer.checks import Severity
    from slireviewer.letter import compose, layout_of
    from slireviewer.model import EditionKind

    kinds = {"draft": EditionKind.DRAFT, "council": EditionKind.COUNCIL, "final": EditionKind.FINAL}
    out = out_path(args.out, WORD | {".pdf": "a PDF"})
    with opened(args) if args.give else looking(args) as w:
        found = remarks(w, args.layout or "")
        if args.give in ("council", "final") and any(one.severity is Severity.STOP for one in found):
            raise ReviewError(f"It cannot go out yet: {left(found)} Look at it with check, or give a draft.")
        with w.read() as r:
            source = storage.letter_source(r)
        layout = layout_of(source.challenge, args.layout or "")
        letter = compose(source, layout)
        # A copy that may come back has a name of its own; what is only looked at has the challenge's.
        identifier = storage.new_id() if args.give else source.challenge.id
        if out.suffix.lower() == ".pdf":
            word.write_letter_pdf(letter, _template(args), out, identifier=identifier)
        else:
            word.write_letter(letter, _template(args), out, identifier=identifier, marked=args.give != "final")
        if args.give:
            with w.edit("Give out the letter") as e:
                storage.letter_given(e, letter, kinds[args.give], out.name, identifier=identifier)
    data = {"file": args.out, "identifier": identifier, "remarks": len(found)}
    say(args, data, f"{args.out}: {layout.document} for {source.challenge.council}.", left(found))


def _slides(args: argparse.Namespace) -> None:
    from slireviewer import slides, storage
    from slireviewer.letter import spoken
    from slireviewer.model import EditionKind
    from slireviewer.paths import resource

    out = out_path(args.out, {".pptx": "slides"})
    with opened(args) if args.spoken else looking(args) as w:
        with w.read() as r:
            source, heard = storage.letter_source(r), storage.slide_evidence(r)
        deck = slides.deck(source, heard, handover=args.handover)
        count = slides.write_slides(deck, out, resource("templates/slides.pptx"), identifier=source.challenge.id)
        if args.spoken:
            with w.edit("Give the feedback") as e:
                storage.write_edition(e, EditionKind.SPOKEN, out.name, spoken(source), identifier=source.challenge.id)
    whose = "to hand over" if args.handover else "with the team's notes"
    say(args, {"file": args.out, "slides": count}, f"{args.out}: {count} slides for {deck.council}, {whose}.")


def _plan(args: argparse.Namespace) -> None:
    from slireviewer import sheets, storage, word
    from slireviewer.action_plan import action_plan
    from slireviewer.deadlines import deadlines

    out = out_path(args.out, {".docx": "a table in Word", ".xlsx": "a workbook"})
    with looking(args) as w, w.read() as r:
        source = storage.letter_source(r)
    plan = action_plan(source.challenge, source.recommendations, args.rows)
    if out.suffix.lower() == ".xlsx":
        count = sheets.write_plan(out, plan)
    else:
        count = word.write_plan(out, plan, deadlines(source.challenge), _template(args))
    say(args, {"file": args.out, "rows": count}, f"{args.out}: {count} rows to fill in.")


def _deadlines(args: argparse.Namespace) -> None:
    from slireviewer import sheets, storage
    from slireviewer.deadlines import deadlines

    out = out_path(args.out, {".ics": "a calendar"}) if args.out else None
    with looking(args) as w, w.read() as r:
        challenge = storage.get_challenge(r)
    due = deadlines(challenge)
    data = [
        {"step": str(one.step), "due": one.due.isoformat() if one.due else "", "about": one.about, "words": one.words}
        for one in due
    ]
    lines = [one.words for one in due]
    if out is not None:
        lines.append(f"{args.out}: {sheets.write_deadlines(out, challenge, due)} days.")
    say(args, {"deadlines": data, "file": args.out or ""}, *lines)
