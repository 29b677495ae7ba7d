"""Types into a file that is made read-only while it is open: ``python read_only_child.py FILE``."""

import os
import sys
from pathlib import Path

from slireviewer import storage
from slireviewer.errors import ReviewError
from slireviewer.model import NO_ITEM, Note, Point

NOBODY = 65534
PASSPHRASE = "a long walk by the river"
path = Path(sys.argv[1])
files = [path.with_name(path.name + suffix) for suffix in ("", "-wal", "-shm")]
storage.open_challenge(path, PASSPHRASE).close()  # whatever is loaded late is loaded now
for each in (path.parent, *path.parent.iterdir()):
    os.chown(each, NOBODY, NOBODY)
os.setgroups([])
os.setgid(NOBODY)
os.setuid(NOBODY)
with storage.open_challenge(path, PASSPHRASE) as w:
    with w.read() as r:
        meeting = storage.meeting_lines(r)[0].meeting.id
        mine = storage.my_note(r, meeting)
        points = storage.note_points(r, mine.id) if mine else []
    note = Note(id=storage.new_id(), meeting=meeting, person=w.me)

    def save() -> None:
        with w.edit("Type notes") as e:
            storage.write_points(e, meeting, points, new_note=note)

    points.append(Point(id=storage.new_id(), note=NO_ITEM, text="Point 0", position="z0z"))
    save()
    w.let_go_of_file()  # as if the window had been asleep: connections are made anew
    for file in files:
        if file.exists():
            file.chmod(0o400)
    points.append(Point(id=storage.new_id(), note=NO_ITEM, text="Point 1", position="z1z"))
    try:
        save()
        print("saved")
    except ReviewError as problem:
        print(problem)
    w.let_go_of_file()
    for file in files:
        if file.exists():
            file.chmod(0o600)
    save()
    print("saved")
