"""Colleagues with laptops of their own, who have what the lead has, work on, and hand their packages over."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pyrage

from slireviewer import storage
from slireviewer.model import ItemId, ItemKind, Point, PointKind
from tests.support import hasten, spoken

PASSPHRASE = "three plain words"
SAMUEL, PRIYA, CATRIN = "Samuel Adeyinka", "Priya Raman", "Catrin Vaughan"
OWEN, MICHAEL = "Councillor Owen Threlkeld", "Michael Strowell"


@functools.cache
def handed_out(lead: Path) -> Path:
    """A folder with the starter and the first package of the person at ``lead``, made once."""
    folder = Path(tempfile.mkdtemp(prefix="slireviewer-colleagues-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    own = copied(lead, folder / "lead.slir")
    with storage.open_challenge(own, PASSPHRASE) as w:
        storage.write_starter(w, folder / "starter.slirnotes", PASSPHRASE)
        storage.write_package(w, folder / "lead.slirnotes", everything=True)
    # Wrapped anew with less work, which spares each colleague a second.
    body = pyrage.passphrase.decrypt((folder / "starter.slirnotes").read_bytes(), PASSPHRASE)
    (folder / "quick.slirnotes").write_bytes(spoken(bytes(body), PASSPHRASE))
    return folder


@functools.cache
def laptop(lead: Path, name: str) -> Path:
    """The laptop of a colleague who has joined and has all that ``lead`` has, made once; copy it to change it."""
    folder = handed_out(lead)
    path = folder / f"{name}.slir"
    with storage.join_challenge(folder / "quick.slirnotes", PASSPHRASE, path, PASSPHRASE, name) as w:
        package = storage.read_package(w, storage.load(folder / "lead.slirnotes"), "lead.slirnotes")
        storage.merge_packages(w, [package])
    hasten(path, PASSPHRASE)
    return path


def copied(path: Path, target: Path) -> Path:
    """A copy of a closed challenge file with what stands beside it."""
    for suffix in ("", "-keys", "-wal"):
        if path.with_name(path.name + suffix).exists():
            shutil.copy(path.with_name(path.name + suffix), target.with_name(target.name + suffix))
    return target


def at_laptop(lead: Path, name: str, folder: Path, work: Callable[[storage.Workspace], None], out: str) -> Path:
    """Let a colleague do some work on a copy of their laptop, and hand over a package called ``out``."""
    with storage.open_challenge(copied(laptop(lead, name), folder / f"{name}.slir"), PASSPHRASE) as w:
        work(w)
        storage.write_package(w, folder / out)
    return folder / out


MINE = "Scheme of delegation last reviewed in 2019; they work from different copies."
HIS = "Scheme of delegation last reviewed in 2019 (May); the monitoring officer drafts a new one."
HEADS = "Heads of service"
PACKAGES = ("tue-1712-adeyinka.slirnotes", "tue-1720-raman.slirnotes")


@functools.cache
def evening(lead: Path) -> Path:
    """A folder with the file of ``lead`` after an evening's work, and the packages of two colleagues, made once.

    Both changed the first point of a meeting and a finding; he changed the fourth, deleted two of which one was
    changed here, and wrote two; she wrote one.
    """
    folder = Path(tempfile.mkdtemp(prefix="slireviewer-evening-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with storage.open_challenge(copied(lead, folder / lead.name), PASSPHRASE) as w:
        points = points_of(w, HEADS)
        with w.read() as r:
            finding = storage.read_findings(r)[3].id
        reword(w, points[0].id, MINE)
        reword(w, finding, "Reports come late, she says", kind=ItemKind.FINDING)
        reword(w, points[6].id, f"{points[6].text} And we checked.")
    hasten(folder / lead.name, PASSPHRASE)

    def his(w: storage.Workspace) -> None:
        reword(w, points[0].id, HIS)
        reword(w, finding, "Late reports limit challenge, he says", kind=ItemKind.FINDING)
        reword(w, points[3].id, f"{points[3].text} Partners agree.")
        delete(w, points[5].id)
        delete(w, points[6].id)
        note_down(w, "Trade union representatives", "Staff like it here", "Buses stop at six")

    def hers(w: storage.Workspace) -> None:
        note_down(w, "Trade union representatives", "The rota is fair")

    at_laptop(lead, SAMUEL, folder, his, PACKAGES[0])
    at_laptop(lead, PRIYA, folder, hers, PACKAGES[1])
    return folder


def points_of(w: storage.Workspace, meeting: str) -> list[Point]:
    """The points of all notes of the meeting with that title that hold words, in order."""
    with w.read() as r:
        found = next(each.id for each in storage.read_meetings(r) if each.title == meeting)
        notes = storage.read_notes(r, meeting=found)
        return [point for note in notes for point in storage.note_points(r, note.id) if point.text.strip()]


def reword(w: storage.Workspace, item: ItemId, text: str, *, kind: ItemKind = ItemKind.POINT) -> None:
    """Change the wording of a point (or the title of something else)."""
    with w.edit("Reword") as e:
        e.put(kind, item, {"text" if kind is ItemKind.POINT else "title": text})


def delete(w: storage.Workspace, item: ItemId, *, kind: ItemKind = ItemKind.POINT) -> None:
    """Put a point, or something else, into the bin."""
    with w.edit("Delete") as e:
        e.remove(kind, item)


def note_down(w: storage.Workspace, meeting: str, *texts: str, kind: PointKind = PointKind.STRENGTH) -> None:
    """Write points into one's own notes of the meeting with that title."""
    with w.edit("Type") as e:
        found = next(each.id for each in storage.read_meetings(e) if each.title == meeting)
        note = storage.my_note(e, found)
        own = note.id if note is not None else storage.new_id()
        if note is None:
            e.put(ItemKind.NOTE, own, {"meeting": found, "person": w.me, "at": "2026-09-16T14:00:00"})
        for number, text in enumerate(texts):
            fields = {"note": own, "text": text, "kind": str(kind), "position": f"z{number}", "lead": "\n"}
            e.put(ItemKind.POINT, storage.new_id(), fields)
