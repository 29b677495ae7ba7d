"""What goes with typing in a meeting: questions ticked off and added, points moved, marked and put together."""

from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from slireviewer import storage
from slireviewer.model import Challenge, ItemId, Meeting, Point, QuestionOrigin
from slireviewer.paths import resource
from slireviewer.ui.capture_page import CapturePage
from slireviewer.ui.meeting_chooser import MeetingChooser

from .conftest import Answers, Journey, Reviewer

PASSPHRASE = "three plain words"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample challenge as a file, with a peer at its laptop."""
    path = tmp_path_factory.mktemp("sample") / "Wexmoor.slir"
    with storage.create_challenge(path, PASSPHRASE, Challenge(id=ItemId("x"), councils=("Wexmoor",))) as workspace:
        storage.import_records(workspace, storage.read_records(resource("sample/challenge.jsonl")))
        with workspace.read() as r:
            person = next(each for each in storage.person_lines(r) if each.name.endswith("Jo Birkwood"))
        workspace.set_me(person.id)
    return path


@pytest.fixture
def at_work(travel: Journey, home: Path, sample: Path, monkeypatch: pytest.MonkeyPatch) -> Journey:
    """Somebody in the meeting with the heads of service of the sample challenge."""
    path = home / sample.name
    for each in sample.parent.iterdir():
        if not each.name.endswith(("-lock", "-owner")):
            (home / each.name).write_bytes(each.read_bytes())

    def go(steps: Journey, answers: Answers | None = None) -> None:
        def inside(me: Reviewer) -> None:
            meet(me, "Heads of service")
            steps(me)

        monkeypatch.setenv("SLIREVIEWER_PASSPHRASE", PASSPHRASE)
        travel(inside, (str(path),), clock=lambda: datetime(2026, 9, 16, 11, 23), answers=answers)

    return go


def page(me: Reviewer) -> CapturePage:
    assert me.window.capture is not None
    return me.window.capture


def meet(me: Reviewer, title: str) -> ItemId:
    meeting = found(me, title).id
    me.window.open_meeting(meeting)
    page(me).editor.setFocus()
    return meeting


def found(me: Reviewer, title: str) -> Meeting:
    assert me.window.workspace is not None
    with me.window.workspace.read() as r:
        return next(line.meeting for line in storage.meeting_lines(r) if line.meeting.title == title)


def stored(me: Reviewer, title: str) -> list[Point]:
    assert me.window.workspace is not None
    meeting = found(me, title).id
    with me.window.workspace.read() as r:
        note = storage.my_note(r, meeting)
        return storage.note_points(r, note.id) if note is not None else []


def asked(me: Reviewer) -> frozenset[ItemId]:
    assert me.window.workspace is not None
    meeting = found(me, "Heads of service").id
    with me.window.workspace.read() as r:
        return storage.asked_questions(r, meeting)


def test_questions_are_ticked_off_and_counted_and_undone(at_work: Journey) -> None:
    def steps(me: Reviewer) -> None:
        asking = page(me)._side.asking
        me.qtbot.waitUntil(lambda: me.sees("0 of 8"))
        box = list(asking.boxes.values())[1]
        QTest.mouseClick(box, Qt.MouseButton.LeftButton)
        assert asked(me) == {box.question.id}
        me.waits_for("1 of 8")
        assert asking.boxes[box.question.id] is box, "the box that has the focus stays"
        QTest.keyClick(box, Qt.Key.Key_Space)
        assert asked(me) == frozenset()
        me.press("Ctrl+Z")
        me.waits_for("1 of 8")
        assert asked(me) == {box.question.id}

    at_work(steps)


def test_a_question_of_ones_own_goes_under_the_theme_in_hand(at_work: Journey) -> None:
    def steps(me: Reviewer) -> None:
        side = page(me)._side
        me.qtbot.waitUntil(lambda: me.sees("0 of 8"))
        (theme,) = page(me).editor.themes()
        side.asking.field.setFocus()
        me.type("  Who keeps the list of projects? ")
        me.press("Return")
        me.waits_for("0 of 9")
        assert side.asking.field.text() == ""
        assert side.asking.field.hasFocus()
        assert me.window.workspace is not None
        with me.window.workspace.read() as r:
            (made,) = [each for each in storage.question_lines(r) if each.text == "Who keeps the list of projects?"]
        assert (made.theme, made.origin) == (theme, QuestionOrigin.ENQUIRY)

    at_work(steps)


def test_an_empty_question_is_not_added(at_work: Journey) -> None:
    def steps(me: Reviewer) -> None:
        me.qtbot.waitUntil(lambda: me.sees("0 of 8"))
        page(me)._side.asking.field.setFocus()
        me.type("   ")
        me.press("Return")
        page(me)._side.fill()
        assert me.sees("0 of 8")

    at_work(steps)


def test_points_are_moved_to_another_meeting_and_back(at_work: Journey) -> None:
    def steps(me: Reviewer) -> None:
        before, there = me.points(), stored(me, "Frontline staff, group 1")
        editor = page(me).editor
        editor.selectAll()
        cursor = editor.textCursor()
        cursor.setPosition(0)
        cursor.movePosition(cursor.MoveOperation.Down, cursor.MoveMode.KeepAnchor)
        editor.setTextCursor(cursor)
        assert len(editor.chosen_points()) == 1 or len(editor.chosen_points()) == 2
        many = len(editor.chosen_points())
        me.press("Ctrl+M")
        chooser = QApplication.activeModalWidget()
        assert isinstance(chooser, MeetingChooser)
        assert "Heads of service" not in [row.title for row in chooser.rows.rows()]
        QTest.keyClicks(chooser.field, "front wednes")
        assert [row.title for row in chooser.rows.rows()][:1] == ["Frontline staff, group 1"]
        QTest.keyClick(chooser.field, Qt.Key.Key_Return)
        assert me.points() == before[many:]
        moved = stored(me, "Frontline staff, group 1")[len(there) :]
        assert [(point.text, point.kind.value, len(point.themes)) for point in moved] == before[:many]
        me.press("Ctrl+Z")
        assert me.points() == before
        assert stored(me, "Frontline staff, group 1") == there

    at_work(steps)


def test_escape_moves_nothing(at_work: Journey) -> None:
    def steps(me: Reviewer) -> None:
        before = me.points()
        me.press("Ctrl+M")
        chooser = QApplication.activeModalWidget()
        assert isinstance(chooser, MeetingChooser)
        QTest.keyClicks(chooser.field, "nowhere at all")
        assert not chooser._take.isEnabled()
        QTest.keyClick(chooser.field, Qt.Key.Key_Escape)
        assert me.points() == before

    at_work(steps)


def test_a_point_off_the_record_is_kept_so_and_the_hour_goes_in(at_work: Journey) -> None:
    def steps(me: Reviewer) -> None:
        meet(me, "Team meeting: second day")
        me.press("Ctrl+T")
        me.type("between us")
        me.press("Ctrl+R")
        (point,) = stored(me, "Team meeting: second day")
        assert (point.text, point.off_record) == ("11:23 between us", True)
        me.press("Return")
        me.type("said openly")
        me.press("Ctrl+J")
        (point,) = stored(me, "Team meeting: second day")
        assert (point.text, point.off_record) == ("11:23 between us said openly", True)
        me.press("Ctrl+Z")
        assert [text for text, _, _ in me.points()] == ["11:23 between us", "said openly"]

    at_work(steps)


def test_a_key_goes_to_the_field_for_a_question(at_work: Journey) -> None:
    def steps(me: Reviewer) -> None:
        me.press("F4")
        assert not page(me)._side.isVisible()
        me.press("Ctrl+Shift+Q")
        assert page(me)._side.asking.field.hasFocus()
        me.press("F4")

    at_work(steps)
