"""After a stop in the middle of typing the page says what was found, when it was typed, and leads there."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from slireviewer import storage
from slireviewer.model import ItemId
from slireviewer.ui.recovered_page import RecoveredPage
from slireviewer.ui.window import Window

from .conftest import PASSPHRASE

TEXT = "They said that the board has not met since the summer, and that nobo"


@pytest.fixture
def meeting(window: Window, challenge_file: Path) -> ItemId:
    """A meeting in which typing was cut short; the challenge is open again afterwards."""
    assert window.workspace is not None and window.capture is not None
    with window.workspace.read() as r:
        line = next(each for each in storage.meeting_lines(r) if each.meeting.title == "Team meeting: second day")
    window.open_meeting(line.meeting.id)
    window.capture.editor.setFocus()
    QTest.keyClicks(window.capture.editor, TEXT)
    assert window.capture.save_now()
    stopped = window.workspace
    stopped.before_close.clear()  # as if the power had gone
    window.capture._typed = False
    window.close_workspace()
    window.open_workspace(storage.open_challenge(challenge_file, PASSPHRASE))
    return line.meeting.id


def page(window: Window) -> RecoveredPage:
    found = window.stack_page()
    assert isinstance(found, RecoveredPage)
    return found


def test_it_is_shown_at_opening_and_leads_to_the_point(window: Window, meeting: ItemId) -> None:
    ((line, place),) = page(window)._found
    assert (line.text, place.meeting, place.title) == (TEXT, meeting, "Team meeting: second day")
    assert line.at is not None
    assert window._fact.whole() == "1 line found again and kept"
    (button,) = page(window).buttons
    assert button.hasFocus()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.stack_page() is window.capture
    assert window.capture is not None
    assert window.capture.editor.textCursor().block().text() == TEXT


def test_carrying_on_leads_to_today_and_the_page_can_be_seen_again(window: Window, meeting: ItemId) -> None:
    QTest.mouseClick(page(window).go_on, Qt.MouseButton.LeftButton)
    assert window.stack_page() is window.today
    window.actions_table["recovered"].trigger()
    assert page(window).buttons


def test_without_a_stop_there_is_no_such_page(window: Window) -> None:
    assert window.stack_page() is window.today
    assert not window.actions_table["recovered"].isEnabled()
