"""The whole job on the sample challenge, as six people would do it: starter, typing, packages, merge, slides, letter,
action plan."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from slireviewer import slides, storage, word
from slireviewer.action_plan import action_plan
from slireviewer.deadlines import deadlines
from slireviewer.errors import ReviewError
from slireviewer.letter import LETTER, REPORT, compose, spoken
from slireviewer.model import NO_ITEM, Challenge, EditionKind, ItemId, Note, Point, PointKind, positions
from slireviewer.paths import resource

PASSPHRASE = "sample challenge"
_MARKER = "made-by-slireviewer-demo.txt"

Say = Callable[[str], object]
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Files:
    """What the demo leaves behind."""

    lead: Path
    laptops: tuple[Path, ...]
    packages: tuple[Path, ...]
    letter: Path
    report: Path
    slides: Path
    plan: Path


def run_demo(folder: Path, say: Say) -> Files:
    """Build one file for each laptop in ``folder``, merge them into the lead's, and write what the council gets.

    A folder that holds an earlier demo is made anew; any other that is not empty is refused with ReviewError.
    """
    _prepare(folder)
    records = storage.read_records(resource("sample/challenge.jsonl"))
    script = json.loads(resource("sample/changes.json").read_text("utf-8"))
    team = [record for record in records if record["kind"] == "reviewer"]
    manager = next(record for record in team if record.get("manager"))
    peers = [record for record in team if record is not manager]
    shared = [record for record in records if record["kind"] not in ("note", "tag", "point")]

    lead = folder / "laptops" / f"{_file_name(manager)}.slir"
    letter, report = folder / "letter.docx", folder / "report.docx"
    shown, plan = folder / "slides.pptx", folder / "action-plan.docx"
    say(f"1. {manager['name']}, {manager['role'].lower()}, starts the challenge and makes the starter.")
    starter = folder / "packages" / "starter.slirnotes"
    with _start(lead, shared) as w:
        _take_seat(w, manager, starter)
        _type(w, manager, records, say)
        _change(w, manager, script)

        say(f"2. {len(peers)} peers join on their own laptops and type through the visit.")
        laptops, packages = [lead], []
        for peer in peers:
            path = folder / "laptops" / f"{_file_name(peer)}.slir"
            package = folder / "packages" / f"{_file_name(peer)}.slirnotes"
            with storage.join_challenge(starter, PASSPHRASE, path, PASSPHRASE, peer["id"]) as own:
                _type(own, peer, records, say)
                _change(own, peer, script)
                storage.write_package(own, package)
            laptops.append(path)
            packages.append(package)

        say(f"3. The packages are merged on {manager['name']}'s laptop.")
        _merge(w, packages, script, say)

        say("4. The slides, the letter, the report and the action plan are written from the agreed findings.")
        with w.read() as r:
            source, heard = storage.letter_source(r), storage.slide_evidence(r)
        slides.write_slides(
            slides.deck(source, heard), shown, resource("templates/slides.pptx"), identifier=source.challenge.id
        )
        with w.edit("Give the feedback") as e:
            storage.write_edition(e, EditionKind.SPOKEN, shown.name, spoken(source), identifier=source.challenge.id)
    for out, layout in ((letter, LETTER), (report, REPORT)):
        word.write_letter(
            compose(source, layout), resource("templates/letter.docx"), out, identifier=source.challenge.id
        )
    challenge = source.challenge
    word.write_plan(
        plan, action_plan(challenge, source.recommendations), deadlines(challenge), resource("templates/letter.docx")
    )
    files = Files(lead, tuple(laptops), tuple(packages), letter, report, shown, plan)
    _tell(files, say)
    return files


def _tell(files: Files, say: Say) -> None:
    say("")
    say(f"The slides:      {files.slides}")
    say(f"The letter:      {files.letter}")
    say(f"The report:      {files.report}")
    say(f"The action plan: {files.plan}")
    say(f"The lead's file: {files.lead}   (passphrase: {PASSPHRASE})")
    say(f"The team's:      {files.laptops[1].parent}   (the same passphrase)")


def _file_name(person: Record) -> str:
    return "-".join(str(person["name"]).lower().replace("'", "").replace(".", "").split())


def _prepare(folder: Path) -> None:
    """An empty folder with the two that it needs; only what an earlier demo made is taken away."""
    try:
        for part in (*reversed(folder.parents), folder):
            part.mkdir(exist_ok=True, mode=0o700)
        marker = folder / _MARKER
        if any(folder.iterdir()) and not marker.exists():
            raise ReviewError(f"{folder} is not empty, and not an earlier demo. Choose another folder.")
        for name in ("laptops", "packages"):
            (folder / name).mkdir(exist_ok=True, mode=0o700)
            for old in (folder / name).iterdir():
                if ".slir" in old.name:
                    old.unlink()
        marker.touch(mode=0o600)
        marker.write_text("Everything in this folder was made by “slireviewer demo” and may be deleted.\n", "utf-8")
    except OSError as problem:
        raise ReviewError(f"{folder} cannot be used ({problem.strerror}). Choose another folder.") from problem


def _start(path: Path, shared: list[Record]) -> storage.Workspace:
    facts = next(record for record in shared if record["kind"] == "challenge")
    challenge = Challenge(id=NO_ITEM, councils=(facts["council"],), framework=facts["framework"])
    made = storage.create_challenge(path, PASSPHRASE, challenge)
    storage.import_records(made, shared)
    return made


def _take_seat(w: storage.Workspace, manager: Record, starter: Path) -> None:
    """From now on the manager uses this laptop; the others begin with the starter."""
    with w.read() as r:
        me = storage.find_person(r, manager["id"]).id
    w.set_me(me)
    storage.write_starter(w, starter, PASSPHRASE)


def _type(w: storage.Workspace, peer: Record, records: list[Record], say: Say) -> None:
    """Put a peer's notes in by the way the editor does it: point after point, each saved, sealed on leaving."""
    points: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        if record["kind"] == "point":
            points[record["note"]].append(record)
    typed = words = 0
    with w.read() as r:
        themes = {theme.title: theme.id for theme in storage.theme_lines(r)}
    for note in records:
        if note["kind"] == "note" and note["reviewer"] == peer["id"]:
            made = _points(note, points[note["id"]], themes)
            meeting = storage.record_item("interview", note["interview"])
            at = datetime.fromisoformat(note["at"])
            begun = Note(id=storage.record_item("note", note["id"]), meeting=meeting, person=w.me, at=at)
            for count in range(1, len(made) + 1):
                with w.edit("Type notes") as e:
                    storage.write_points(e, meeting, made[:count], new_note=begun)
            with w.edit("Type notes") as e:
                storage.seal_note(e, meeting)
            typed += len(made)
            words += sum(len(point.text.split()) for point in made)
    say(f"   {peer['name']}: {typed} points, {words:,} words, each saved as it was typed.")


def _points(note: Record, records: list[Record], themes: dict[str, ItemId]) -> list[Point]:
    owner = storage.record_item("note", note["id"])
    return [
        Point(
            id=storage.record_item("point", record["id"]),
            note=owner,
            text=note["text"][record["start"] : record["end"]],
            kind=PointKind(record["type"]),
            themes=frozenset(themes[title] for title in record["themes"]),
            position=place,
            off_record=bool(record.get("off_record")),
            at=datetime.fromisoformat(note["at"]),
        )
        for record, place in zip(records, positions(len(records)), strict=True)
    ]


def _change(w: storage.Workspace, peer: Record, script: Record) -> None:
    """Make on this laptop the changes that will meet a colleague's."""
    for conflict in script["conflicts"]:
        for side in (conflict["first"], conflict["second"]):
            if side["by"] == peer["id"]:
                with w.edit("Change a finding") as e:
                    kind, item = storage.find_item(e, conflict["record"])
                    e.put(kind, item, {conflict["field"]: side["value"]})
    clash = script["deleted_and_edited"]
    if peer["id"] in (clash["deleted_by"], clash["edited_by"]):
        with w.edit("Change a finding") as e:
            kind, item = storage.find_item(e, clash["record"])
            if peer["id"] == clash["deleted_by"]:
                e.remove(kind, item)
            else:
                e.put(kind, item, {clash["field"]: clash["value"]})


def _merge(w: storage.Workspace, packages: list[Path], script: Record, say: Say) -> None:
    """Merge, show the receipts, and decide the conflicts as a team would over its evening meal."""
    for path in packages:
        package = storage.read_package(w, storage.load(path), path.name)
        receipt = storage.merge_package(w, package)
        if receipt is not None:
            say(f"   {receipt.sentence()}")
    with w.read() as r:
        conflicts = storage.conflict_lines(r)
    say(f"   {len(conflicts)} to decide:")
    for conflict in conflicts:
        _decide(w, conflict, say)


def _decide(w: storage.Workspace, conflict: storage.Conflict, say: Say) -> None:
    where = f"{conflict.kind} {conflict.record}"
    if len(conflict.versions) < 2:
        said = f"{where} was deleted by {conflict.versions[0].person} and changed by another: kept."
        with w.edit("Decide") as e:
            storage.decide(e, conflict.item, conflict.field, keep="item")
    else:
        people = " and ".join(version.person for version in conflict.versions)
        kept = conflict.versions[0]
        said = f"{where}, {conflict.field}: {people} both changed it; {kept.person}'s wording is kept."
        with w.edit("Decide") as e:
            storage.decide(e, conflict.item, conflict.field, keep=kept.entry)
    say(f"   {said}")
