"""A laptop at work until its power goes: ``python at_work.py FOLDER SYNCHRONOUS``, watched from outside.

Types, backs up, merges and upgrades in FOLDER, which holds ``c.slir`` and packages, and acknowledges on the standard
output, without a buffer, each thing that a person would be told is safe.
"""

import os
import sys
from pathlib import Path

from slireviewer import storage
from slireviewer.model import NO_ITEM, ItemId, Note, Point, PointKind
from slireviewer.storage import tables, upgrades, workspace

PASSPHRASE = "a long walk by the river"
WORDS_OF_A_POINT = 7
NEXT_VERSION = ("CREATE TABLE later(n INTEGER PRIMARY KEY, words TEXT)", "INSERT INTO later(words) VALUES('new')")


def say(words: str) -> None:
    os.write(1, f"{words}\n".encode())


def become_newer() -> None:
    """From now on this is the next version of the program, whose files have one table more."""
    tables.SCHEMA_VERSION = 2
    upgrades.STEPS[1] = NEXT_VERSION


class Typist:
    """Somebody who types numbered words into one note; each is saved before the next."""

    def __init__(self) -> None:
        self.typed = 0
        self.points: list[Point] = []
        self.note = Note(id=storage.new_id(), meeting=ItemId(NO_ITEM), person=ItemId(NO_ITEM))

    def type(self, w: storage.Workspace, words: int) -> None:
        with w.read() as r:
            meeting = storage.meeting_lines(r)[0].meeting.id
            known = {point.id for point in self.points}
            mine = storage.my_note(r, meeting)
            others = [p for p in storage.note_points(r, mine.id) if p.id not in known] if mine else []
        for _ in range(words):
            if self.typed % WORDS_OF_A_POINT == 0 or not self.points:
                self.points.append(Point(id=storage.new_id(), note=NO_ITEM, text="", position=f"z{self.typed:06d}z"))
                if self.typed:
                    with w.edit("Leave the note") as e:
                        storage.seal_note(e, meeting)
            last = self.points.pop()
            made = Point(
                id=last.id, note=last.note, text=f"{last.text}w{self.typed} ", kind=PointKind.CONTEXT,
                position=last.position,
            )  # fmt: skip
            self.points.append(made)
            with w.edit("Type notes") as e:
                storage.write_points(e, meeting, [*others, *self.points], new_note=self.note)
            self.typed += 1
            say(f"typed {self.typed}")


def main(folder: Path, synchronous: str) -> None:
    workspace._WRITING = tuple(
        "wal_autocheckpoint = 60" if "checkpoint" in pragma
        else f"synchronous = {synchronous}" if "synchronous" in pragma
        else pragma
        for pragma in workspace._WRITING
    )  # fmt: skip
    path = folder / "c.slir"
    typist = Typist()
    say("begun")
    with storage.open_challenge(path, PASSPHRASE) as w:
        typist.type(w, 20)
        storage.back_up(w)
        say("backed up")
        for package in sorted(folder.glob("*.slirnotes")):
            read = storage.read_package(w, storage.load(package), package.name)
            storage.merge_package(w, read, chunk=10)
            say(f"merged {package.name}")
            typist.type(w, 8)
        storage.back_up(w)
        say("backed up")
        typist.type(w, 10)
    say("closed")
    if os.fork() == 0:
        # This one dies without closing anything, so that a log is left beside the file.
        w = storage.open_challenge(path, PASSPHRASE)
        typist.type(w, 7)
        os._exit(0)
    os.wait()
    typist.typed, typist.points = typist.typed + 7, []
    become_newer()
    say("newer")
    with storage.open_challenge(path, PASSPHRASE) as w:
        say("upgraded")
        typist.type(w, 10)
        storage.back_up(w)
        say("backed up")
    say("closed")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
