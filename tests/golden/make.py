"""Write the golden files of this version: ``python tests/golden/make.py``. Never again for a version that is released.

A small challenge as a crash leaves it, with typing that is not sealed yet, and a package of a colleague.
"""

import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from slireviewer import storage
from slireviewer.model import NO_ITEM, Challenge, ItemId, Meeting, Note, Person, Point, PointKind
from slireviewer.storage import tables

HERE = Path(__file__).parent
PASSPHRASE = "golden"


def type_points(w: storage.Workspace, meeting: ItemId, *texts: str, seal: int) -> None:
    """Type points into my note of a meeting; the first ``seal`` of them become entries."""
    points: list[Point] = []
    note = Note(id=storage.new_id(), meeting=meeting, person=w.me)
    for n, text in enumerate(texts):
        points.append(
            Point(id=storage.new_id(), note=NO_ITEM, text=text, kind=PointKind.STRENGTH, position=f"{n + 1}m")
        )
        with w.edit("Type notes") as e:
            storage.write_points(e, meeting, points, new_note=note)
            if n < seal:
                storage.seal_note(e, meeting)


def main() -> None:
    """Both files, with the key slots."""
    name = f"version-{tables.SCHEMA_VERSION}"
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        challenge = Challenge(id=NO_ITEM, councils=("Golden Bay Council",), framework="cpc-2021")
        with storage.create_challenge(folder / "lead.slir", PASSPHRASE, challenge, lead="Gilda Marsh") as w:
            meeting = Meeting(
                id=storage.new_id(), title="Leader", starts=datetime(2026, 5, 12, 10), peers=frozenset({w.me})
            )
            with w.edit("Prepare") as e:
                storage.write_person(e, Person(id=storage.new_id(), name="Otto Finch"))
                storage.write_meeting(e, meeting)
            storage.write_starter(w, folder / "starter.slirnotes", PASSPHRASE)
            with storage.join_challenge(
                folder / "starter.slirnotes", PASSPHRASE, folder / "peer.slir", PASSPHRASE, "Otto Finch"
            ) as peer:
                type_points(peer, meeting.id, "A second pair of eyes agrees", seal=1)
                storage.write_package(peer, HERE / f"{name}.slirnotes")
            type_points(w, meeting.id, "Housing lacks an owner", "The lantern was lit, says the café owner 🌊", seal=1)
            w.copy_to(folder / "copy.slir")
            for suffix, source in (("", folder / "copy.slir"), ("-keys", folder / "lead.slir-keys")):
                shutil.copyfile(source, HERE / f"{name}.slir{suffix}")


if __name__ == "__main__":
    main()
