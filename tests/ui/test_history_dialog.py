"""The history of a point: who, when, which words; an earlier wording stands again when it is brought back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from slireviewer import storage
from slireviewer.model import ItemId, ItemKind, PointKind
from slireviewer.ui.happenings import happenings
from slireviewer.ui.history_dialog import HistoryDialog
from slireviewer.ui.window import Window

CTRL = Qt.KeyboardModifier.ControlModifier
WORDINGS = ("Reports come late.", "Reports often come late.", "Reports often come early.")


def dialogs(window: Window) -> list[HistoryDialog]:
    return [each for each in window.findChildren(HistoryDialog) if each.isVisible()]


@pytest.fixture
def point(window: Window) -> ItemId:
    """A point of mine with three wordings, then marked as a strength; Capture shows it."""
    assert window.workspace is not None and window.capture is not None
    with window.workspace.read() as r:
        line = next(each for each in storage.meeting_lines(r) if each.meeting.title == "Team meeting: second day")
    window.open_meeting(line.meeting.id)
    editor = window.capture.editor
    editor.setFocus()
    for text in WORDINGS:
        editor.selectAll()
        QTest.keyClicks(editor, text)
        assert window.capture.settle()
    editor.set_kind(PointKind.STRENGTH)
    return editor.current_point()


def test_ctrl_h_tells_what_was_done_to_the_point(window: Window, point: ItemId) -> None:
    assert window.capture is not None
    QTest.keyClick(window.capture.editor, Qt.Key.Key_H, CTRL)
    (dialog,) = dialogs(window)
    said = [(row.title, row.below) for row in dialog.list.rows.rows()]
    name = "Councillor Jo Birkwood"
    assert said[0] == ("Marked as: Strength", name)
    assert [title for title, _ in said[1:]] == ["Wording changed", "Wording changed", "Written"]
    dialog.list.choose(1)
    assert dialog.wording.toPlainText() == "Reports often come late\u2009early."
    assert dialog.wording.accessibleDescription() == "Added: early. Removed: late."
    assert dialog._hint.text() == "This is the wording now."
    assert not dialog.go.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialogs(window) == []


def test_the_marks_can_be_told_without_colour(window: Window, point: ItemId) -> None:
    window.show_history("point", point)
    (dialog,) = dialogs(window)
    dialog.list.choose(1)
    cursor = dialog.wording.textCursor()
    forms = {}
    for place in range(1, len(dialog.wording.toPlainText()) + 1):
        cursor.setPosition(place)
        form = cursor.charFormat()
        forms.setdefault((form.fontUnderline(), form.fontStrikeOut()), "")
        forms[form.fontUnderline(), form.fontStrikeOut()] += dialog.wording.toPlainText()[place - 1]
    assert forms[True, False] == "early"
    assert forms[False, True] == "late"
    dialog.close()


def test_an_earlier_wording_is_brought_back_and_that_is_undone(window: Window, point: ItemId) -> None:
    assert window.capture is not None
    editor = window.capture.editor
    window.show_history("point", point)
    (dialog,) = dialogs(window)
    dialog.list.choose(3)
    assert dialog.wording.toPlainText() == WORDINGS[0]
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert editor.toPlainText() == WORDINGS[0]
    assert dialog.list.rows.rows()[0].title == "Wording changed"
    dialog.close()
    editor.setFocus()
    QTest.keyClick(editor, Qt.Key.Key_Z, CTRL)
    assert editor.toPlainText() == WORDINGS[2]


def test_without_a_point_it_says_what_to_do(window: Window) -> None:
    window.actions_table["history"].trigger()
    assert dialogs(window) == []
    assert "see its history" in window._fact.whole()


def test_the_history_of_something_found_is_opened_by_key(window: Window) -> None:
    window._finder.setFocus()
    window._finder.setText("quoted outturn")
    window._finder.search()
    QTest.keyClick(window._finder, Qt.Key.Key_H, CTRL)
    (dialog,) = dialogs(window)
    assert "outturn" in dialog.wording.toPlainText()
    dialog.close()


def test_a_closed_challenge_leaves_no_history_on_the_screen(window: Window, point: ItemId) -> None:
    window.show_history("point", point)
    assert dialogs(window)
    window.close_workspace()
    assert dialogs(window) == []


def test_meetings_and_findings_are_told_in_words(window: Window) -> None:
    assert window.workspace is not None
    with window.workspace.read() as r:
        line = next(each for each in storage.meeting_lines(r) if each.meeting.peers)
        finding = storage.read_findings(r)[0]
        people = {person.id: person.name for person in storage.person_lines(r)}
    (peer, *_) = line.meeting.peers
    with window.workspace.edit("Move") as e:
        e.put(ItemKind.MEETING, line.meeting.id, {"place": "The Hub", f"peer:{peer}": False, "cancelled": True})
    with window.workspace.edit("Word") as e:
        e.put(ItemKind.FINDING, finding.id, {"title": "Shorter."})
    with window.workspace.read() as r:
        meeting = happenings(ItemKind.MEETING, storage.history_lines(r, ItemKind.MEETING, line.meeting.id), people)
        changed = happenings(ItemKind.FINDING, storage.history_lines(r, ItemKind.FINDING, finding.id), {})
    assert set(meeting[0].facts) == {
        f"Place: The Hub (was {line.meeting.place})",
        f"{people[peer]} no longer attends",
        "Cancelled",
    }
    assert changed[0].wordings[0].before == finding.title
    assert changed[0].summary() == "Wording changed"


def test_the_history_of_the_notes_tells_of_every_point_and_brings_back_what_was_deleted(
    window: Window, point: ItemId
) -> None:
    assert window.capture is not None
    editor = window.capture.editor
    QTest.keyClick(editor, Qt.Key.Key_End)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClicks(editor, "Members see the papers on the day.")
    assert window.capture.settle()
    typed = editor.points()[-1].text
    for _ in f"\n{typed}":
        QTest.keyClick(editor, Qt.Key.Key_Backspace)
    QTest.keyClick(editor, Qt.Key.Key_H, CTRL | Qt.KeyboardModifier.ShiftModifier)
    (dialog,) = dialogs(window)
    name = "Councillor Jo Birkwood"
    said = [(row.title, row.below) for row in dialog.list.rows.rows()]
    assert said[0] == (typed, f"Deleted · {name}")
    # What was sealed together stands in the order of its names.
    assert (typed, f"Written · {name}") in said[1:] and (WORDINGS[-1], f"Written · {name}") in said[1:]
    dialog.list.choose(said.index((typed, f"Written · {name}")))
    dialog.bring_back()
    dialog.close()
    assert [each.text for each in editor.points()] == [WORDINGS[-1], typed]
