"""Typing: on the disk at once, sealed once, and never at the cost of what a colleague wrote."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slireviewer import storage
from slireviewer.history import ALIVE
from slireviewer.model import ItemId, ItemKind, Note, Point, PointKind
from tests.storage.laptops import (
    MEETING,
    THEMES,
    Laptop,
    Team,
    copy_file,
    entries_of,
    send,
    team,
    template,
    texts,
    values,
    write,
)

ROOT = Path(__file__).parents[2]
POINT = ItemKind.POINT


def point(text: str, place: str = "m", **more: object) -> Point:
    return Point(id=storage.new_id(), note=ItemId(""), text=text, position=place, **more)  # type: ignore[arg-type]


def type_points(laptop: Laptop, points: list[Point], loaded: list[Point] | None = None) -> ItemId:
    """One pause of typing."""
    with laptop.ws.edit("Type notes") as e:
        return storage.write_points(e, MEETING, points, loaded=loaded)


def leave(laptop: Laptop) -> None:
    with laptop.ws.edit("Type notes") as e:
        storage.seal_note(e, MEETING)


def read(laptop: Laptop) -> list[Point]:
    with laptop.ws.read() as r:
        note = storage.my_note(r, MEETING)
        return storage.note_points(r, note.id) if note else []


def drafts(laptop: Laptop) -> dict[tuple[str, str], tuple[str, str]]:
    with laptop.ws.read() as r:
        rows = r.conn.exec_driver_sql('SELECT item, field, value, "on" FROM draft').all()
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


def test_each_pause_writes_only_what_differs() -> None:
    with team(1) as (lead,):
        one, two = point("one", "a"), point("two", "b")
        type_points(lead, [one, two])
        count = len(lead.ops())
        first = drafts(lead)
        type_points(lead, [one, two])
        assert drafts(lead) == first
        type_points(lead, [one, replace(two, text="two, longer")])
        assert {key for key, value in drafts(lead).items() if value != first.get(key)} == {(two.id, "text")}
        leave(lead)
        assert drafts(lead) == {} and len(lead.ops()) == count + 2
        type_points(lead, [one, replace(two, text="two, longer", themes=frozenset(THEMES[:1]))])
        assert set(drafts(lead)) == {(two.id, f"theme:{THEMES[0]}")}


def test_however_often_it_was_saved_it_is_sealed_once() -> None:
    with team(1) as (lead,):
        made = point("")
        for n in range(30):
            made = replace(made, text="word " * n)
            type_points(lead, [made])
        leave(lead)
        leave(lead)
        (entry,) = entries_of(lead, made.id)
        assert entry.set["text"] == "word " * 29
        made = replace(made, text="changed")
        type_points(lead, [made])
        type_points(lead, [replace(made, text="word " * 29)])
        leave(lead)
        assert len(entries_of(lead, made.id)) == 1, "typed and taken back is no change"


def test_what_is_typed_is_read_again_before_it_is_sealed() -> None:
    with team(1) as (lead,):
        points = [
            point("one", "a", kind=PointKind.STRENGTH, themes=frozenset(THEMES[:2])),
            point("two", "b", off_record=True, lead=" – "),
            point("", "c"),
        ]
        note = type_points(lead, points)
        for wanted in (points, [replace(points[0], themes=frozenset(), kind=PointKind.QUOTE), *points[1:]]):
            type_points(lead, wanted)
            for _ in range(2):
                assert [replace(p, at=None) for p in read(lead)] == [replace(p, note=note) for p in wanted]
                leave(lead)


def test_the_note_keeps_the_name_and_time_it_was_given() -> None:
    with team(1) as (lead,):
        given_note = Note(id=storage.new_id(), meeting=MEETING, person=lead.ws.me, at=datetime(2026, 5, 11, 9, 5))
        with lead.ws.edit("Type notes") as e:
            assert storage.write_points(e, MEETING, [], new_note=given_note) == given_note.id
        with lead.ws.read() as r:
            assert storage.my_note(r, MEETING) is None, "nothing typed, no note"
        with lead.ws.edit("Type notes") as e:
            storage.write_points(e, MEETING, [point("one")], new_note=given_note)
        with lead.ws.read() as r:
            assert storage.my_note(r, MEETING) == given_note


def shared_point(lead: Laptop, pat: Laptop, text: str = "common") -> Point:
    """A point of the lead's note, sealed, that Pat has too."""
    made = point(text)
    type_points(lead, [made])
    leave(lead)
    send(lead, pat)
    return read(lead)[0]


def test_a_merge_during_typing_makes_a_conflict_and_not_a_loss() -> None:
    """I6: the draft remembers what was loaded when the typing began."""
    with team(2) as (lead, pat):
        made = shared_point(lead, pat)
        type_points(lead, [replace(made, text="lead's")])
        write(pat, {"text": "pat's"}, made.id)
        send(pat, lead)
        type_points(lead, [replace(made, text="lead's, longer")], [replace(made, text="lead's")])
        leave(lead)
        assert texts(lead, made.id) == {"lead's, longer", "pat's"}


def test_what_arrived_before_the_first_keystroke_was_not_loaded() -> None:
    """I6: the editor still shows the text before; typing then replaces that one, not the one that arrived."""
    with team(2) as (lead, pat):
        made = shared_point(lead, pat)
        write(pat, {"text": "pat's", "kind": "strength", f"theme:{THEMES[1]}": True}, made.id)
        send(pat, lead)
        typed = replace(made, text="lead's", themes=frozenset(THEMES[:1]))
        type_points(lead, [typed], [made])
        leave(lead)
        assert texts(lead, made.id) == {"lead's", "pat's"}
        assert values(lead, made.id)["kind"] == "strength"
        assert {f"theme:{theme}" for theme in THEMES[:2]} <= values(lead, made.id).keys()


def test_a_point_that_arrived_is_not_taken_for_one_that_was_deleted() -> None:
    """I6, I11: a point that the editor has never shown stays."""
    with team(2) as (lead, pat):
        made = shared_point(lead, pat)
        new = write(pat, {"text": "added by pat", "note": made.note, "position": "z", "kind": "context"})
        send(pat, lead)
        type_points(lead, [replace(made, text="lead's")], [made])
        assert {p.id for p in read(lead)} == {made.id, new}
        type_points(lead, [], [replace(made, text="lead's")])
        assert {p.id for p in read(lead)} == {new}


def test_deleting_a_point_that_was_changed_meanwhile_flags_it() -> None:
    """I11: the deletion has not seen the change that the editor did not show."""
    with team(2) as (lead, pat):
        made = shared_point(lead, pat)
        write(pat, {"text": "pat's"}, made.id)
        send(pat, lead)
        type_points(lead, [], [made])
        with lead.ws.read() as r:
            assert [c.field for c in storage.conflict_lines(r)] == ["_alive"]
        assert values(lead, made.id)["text"] == "pat's"


def test_typing_on_merged_text_survives_the_undoing_of_the_merge() -> None:
    """I19: it does not wait, unseen, for what was set aside."""
    with team(2) as (lead, pat):
        made = shared_point(lead, pat)
        write(pat, {"text": "pat's"}, made.id)
        send(pat, lead)
        type_points(lead, [replace(read(lead)[0], text="typed on pat's")])
        lead.ws.undo()
        leave(lead)
        assert "typed on pat's" in texts(lead, made.id)
        assert [p.text for p in read(lead)] == ["typed on pat's"]


def test_removed_points_are_in_the_bin_with_their_text() -> None:
    """I11: also when they had not been sealed; a line that never held a word just goes."""
    with team(1) as (lead,):
        sealed, typed, empty = point("sealed", "a"), point("typed", "b"), point(" ", "c")
        type_points(lead, [sealed])
        leave(lead)
        type_points(lead, [sealed, typed, empty])
        type_points(lead, [])
        with lead.ws.read() as r:
            assert sorted(line[2] for line in storage.bin_lines(r)) == ["sealed", "typed"]
        assert read(lead) == [] and drafts(lead) == {}


@pytest.mark.parametrize("sealed", [True, False])
def test_a_line_that_is_deleted_and_put_back_is_there_as_before(sealed: bool) -> None:
    """I11, I6: as the editor's own undo does it; it is neither flagged nor in conflict with itself."""
    with team(1) as (lead,):
        made = point("a line", kind=PointKind.STRENGTH, themes=frozenset(THEMES[:1]))
        type_points(lead, [made])
        if sealed:
            leave(lead)
        type_points(lead, [])
        assert read(lead) == []
        type_points(lead, [replace(made, text="a line, put back")])
        assert [p.text for p in read(lead)] == ["a line, put back"]
        leave(lead)
        assert [(p.text, p.kind, p.themes) for p in read(lead)] == [("a line, put back", made.kind, made.themes)]
        with lead.ws.read() as r:
            assert storage.conflict_lines(r) == [] and storage.bin_lines(r) == []


def test_a_line_that_a_colleague_deleted_is_flagged_when_it_is_typed_on() -> None:
    """I11, I6: the editor had not seen the deletion, so it does not undo it in silence."""
    with team(2) as (lead, pat):
        made = shared_point(lead, pat)
        with pat.ws.edit("Delete") as e:
            e.remove(POINT, made.id)
        send(pat, lead)
        assert read(lead) == []
        for loaded in ([made], None):
            type_points(lead, [replace(made, text=f"typed on {loaded is None}")], loaded)
            storage.seal_everything(lead.ws)
            with lead.ws.read() as r:
                assert "_alive" in [c.field for c in storage.conflict_lines(r)]
        assert texts(lead, made.id, ALIVE) == {False}


def test_typing_is_found_again_at_the_next_opening() -> None:
    """I15: what was in no entry yet is sealed when the file is opened, and named."""
    with team(1) as (lead,):
        made = point("typed before the crash")
        type_points(lead, [made, point("", "z")])
        lead.ws._release()
        lead.reopen_after_crash()
        with lead.ws.read() as r:
            assert [line.text for line in storage.recovered(r)] == ["typed before the crash"]
            assert all(line.at is not None for line in storage.recovered(r))
        assert drafts(lead) == {} and values(lead, made.id)["text"] == "typed before the crash"
        lead.reopen()
        with lead.ws.read() as r:
            assert storage.recovered(r) == []


TEXT = st.text(st.characters(codec=None), max_size=30) | st.sampled_from(
    [
        "\x00",
        "a\x00b",
        "\ud83d",
        "\udc00x",
        "👩‍👩‍👧‍👦",
        "e\u0301",
        "\r\n",
        "\u2028",
        " \t ",
        "\ufeff",
        "\x1f\x7f",
        "a\rb",
    ]
)


@settings(suppress_health_check=list(HealthCheck))
@given(TEXT)
def test_only_what_cannot_be_saved_is_taken_out_of_a_text(text: str) -> None:
    """NUL and half characters go; all else stays to the letter, through draft, entry and search index."""
    wanted = "".join(c for c in text if c != "\x00" and not 0xD800 <= ord(c) < 0xE000)
    assert storage.clean_text(text) == wanted
    laptop = one_laptop()
    made = point(text)
    type_points(laptop, [made])
    assert [p.text for p in read(laptop)] == [wanted]
    leave(laptop)
    assert [p.text for p in read(laptop)] == [wanted]
    assert entries_of(laptop, made.id)[0].set["text"] == wanted
    type_points(laptop, [])


_kept: list[Laptop] = []


def one_laptop() -> Laptop:
    """One laptop for all examples."""
    return _kept[0]


@pytest.fixture(autouse=True, scope="module")
def _one_laptop() -> object:
    made = Team(1)
    _kept.append(made.laptops[0])
    made.restore_clock()
    yield
    made.close()
    _kept.clear()


TYPIST = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from slireviewer import storage
from slireviewer.model import ItemId, Point
from tests.storage.laptops import MEETING, open_quickly
w = open_quickly(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
points = []
for n in range(10**6):
    if n % 7 == 0:
        points.append(Point(id=storage.new_id(), note=ItemId(""), text="", position=f"m{n:07d}m"))
    points[-1] = Point(id=points[-1].id, note=ItemId(""), text=f"{points[-1].text} {n}", position=points[-1].position)
    with w.edit("Type notes") as e:
        storage.write_points(e, MEETING, points[-3:] if n % 50 == 49 else points)
        if n % 50 == 49:
            points = points[-3:]
    if n % 20 == 19:
        with w.edit("Type notes") as e:
            storage.seal_note(e, MEETING)
    print(n, points[-1].id, len(points), flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="kills by signal")
@pytest.mark.parametrize("after", [3, 22, 60, 111])
def test_what_was_acknowledged_is_there_after_kill_9(tmp_path: Path, after: int) -> None:
    """I15: all that was saved before the process was killed is in the file, and it opens without complaint."""
    path = tmp_path / "lead.db"
    copy_file(template().folder / "lead.db", path)
    key = template().keys[0]
    command = [sys.executable, "-c", TYPIST, str(path), key.hex(), str(ROOT)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as typist:
        assert typist.stdout is not None
        for line in typist.stdout:
            said = line
            if int(line.split()[0]) >= after:
                break
        typist.send_signal(signal.SIGKILL)
        said = (typist.stdout.read().splitlines() or [said])[-1]
    number, last, count = said.split()
    laptop = Laptop(path, key)
    try:
        found = {p.id: p.text for p in read(laptop)}
        words = found[ItemId(last)].split()
        assert number in words and int(number) >= after
        assert len(found) in (int(count), int(count) + 1) or int(number) % 50 == 48
        assert storage.verify(laptop.ws) == []
    finally:
        laptop.ws.close()


def test_typing_is_not_lost_to_the_removal_of_another_text() -> None:
    """I13, I15: a removal takes the drafts of its own items along, in which the text may stand, and no others."""
    with team(1) as (lead,):
        one, two = point("one", "a"), point("two", "b")
        type_points(lead, [one, two])
        leave(lead)
        for item in (one, two):
            with lead.ws.edit("Remove for good") as e:
                e.redact([entries_of(lead, item.id)[0].id])
            type_points(lead, [replace(one, text="typed since"), replace(two, text="gone" if item is one else "")])
        assert {key[0] for key in drafts(lead)} >= {one.id}
        leave(lead)
        assert values(lead, one.id)["text"] == "typed since"
