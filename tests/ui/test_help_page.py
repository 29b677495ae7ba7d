"""Help fits the page one is on, is whole, names only keys that there are, and opens nothing outside."""

import re

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest

from slireviewer.paths import resource
from slireviewer.ui.actions import LISTED, TABLE, TYPED
from slireviewer.ui.help_page import TOPICS, HelpPage, read_topic, title_of
from slireviewer.ui.window import ASIDES, FURTHER, Window

NAMES = [name for name, _ in TOPICS]
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
KEYS = {key for entry in TABLE for key in entry.keys} | {key for key, _ in (*TYPED, *LISTED)}
COMMON = {"Enter", "Esc", "Tab", "Shift"}


def press(window: Window, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(window.focusWidget() or window, key, held)


def page(window: Window) -> HelpPage:
    found = window.stack_page()
    assert isinstance(found, HelpPage)
    return found


def test_every_page_of_help_is_in_the_list() -> None:
    assert sorted(NAMES) == sorted(path.stem for path in resource("help").glob("*"))
    assert len({title_of(read_topic(name)) for name in NAMES}) == len(NAMES)


def test_every_page_of_the_window_has_its_help() -> None:
    pages = {"start", "today", "capture", *(name for name, _, _, _ in FURTHER), *ASIDES} - {"help"}
    assert pages <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_of_help_is_short_and_leads_nowhere_outside(name: str) -> None:
    text = read_topic(name)
    assert text.startswith("# ")
    assert len(text.split()) < 350
    assert {link for _, link in re.findall(r"\[([^\]]+)\]\(([^)]+)\)", text)} <= set(NAMES)
    assert not re.search(r"https?:|www\.|<[a-z]", text)


@pytest.mark.parametrize("name", NAMES)
def test_help_names_only_keys_that_there_are(name: str) -> None:
    assert set(re.findall(r"`([^`]+)`", read_topic(name))) <= KEYS | COMMON


@pytest.mark.parametrize(
    ("key", "topic"),
    [
        (Qt.Key.Key_1, "today"),
        (Qt.Key.Key_2, "capture"),
        (Qt.Key.Key_7, "bin"),
        (Qt.Key.Key_8, "backups"),
        (Qt.Key.Key_9, "people"),
    ],
)
def test_f1_opens_the_page_that_fits(window: Window, key: Qt.Key, topic: str) -> None:
    press(window, key, CTRL | SHIFT)
    window.backing_up.wait()
    press(window, Qt.Key.Key_F1)
    assert page(window).topic() == topic
    assert title_of(read_topic(topic)) in page(window).reading.toPlainText()
    assert window._fact.whole() == f"Help: {title_of(read_topic(topic))}"
    press(window, Qt.Key.Key_F1)
    assert page(window).topic() == topic


def test_f1_fits_the_settings_and_the_search_box(window: Window) -> None:
    press(window, Qt.Key.Key_Comma, CTRL)
    press(window, Qt.Key.Key_F1)
    assert page(window).topic() == "settings"
    press(window, Qt.Key.Key_Escape)
    press(window, Qt.Key.Key_K, CTRL)
    press(window, Qt.Key.Key_F1)
    assert page(window).topic() == "search"


def test_before_a_challenge_is_open_help_leads_back_to_the_form(window: Window) -> None:
    window.close_workspace()
    window.show_start()
    window.start.start_new()
    window.start.new.council.setFocus()
    QTest.keyClicks(window.start.new.council, "Anytown")
    press(window, Qt.Key.Key_F1)
    assert page(window).topic() == "start"
    press(window, Qt.Key.Key_Escape)
    assert window.start.new.isVisible()
    assert window.start.new.council.text() == "Anytown"
    assert window.focusWidget() is window.start.new.council


def test_links_lead_to_other_pages_of_help_and_nowhere_else(window: Window) -> None:
    window.show_help("today")
    page(window).reading.anchorClicked.emit(QUrl("capture"))
    assert page(window).topic() == "capture"
    for outside in ("https://example.org", "file:///etc/passwd", "nothing"):
        page(window).reading.anchorClicked.emit(QUrl(outside))
        assert page(window).topic() == "capture"
    assert not page(window).reading.openLinks()
    assert not page(window).reading.openExternalLinks()
