"""Every page and dialog, by somebody without a mouse or without good eyes. New pages are walked too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QDeadlineTimer, QEventLoop, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from slireviewer import storage
from slireviewer.model import ItemKind
from slireviewer.ui.evidence_page import EvidencePage
from slireviewer.ui.grounds import Errand
from slireviewer.ui.letter_page import LetterPage
from slireviewer.ui.merge_page import MergePage
from slireviewer.ui.theme import Look
from slireviewer.ui.window import ASIDES, FURTHER, Window

from .conftest import TUESDAY
from .test_window import open_meeting
from .walking import cut_off, faint, keys_taken_twice, missed_by_tab, nameless, settle

# Both sizes, both sizes of text, light and dark: each at least twice. As few changes as can be, each takes a while.
LOOKS = [(1366, 740, 100, "light"), (1180, 640, 100, "dark"), (1366, 740, 150, "dark"), (1180, 640, 150, "light")]


def fill(window: Window) -> None:
    """Something in the bin, a backup, and typing that was found again."""
    assert window.workspace is not None
    with window.workspace.read() as r:
        points = [point for point in storage.read_points(r) if point.text.strip()][:3]
        finding = storage.read_findings(r)[0]
    with window.workspace.edit("Delete") as e:
        for point in points:
            e.remove(ItemKind.POINT, point.id)
        e.remove(ItemKind.FINDING, finding.id)
    window.workspace.recovered = tuple(storage.RecoveredLine(each.text, TUESDAY, each.id) for each in points)
    window.backing_up.back_up()
    window.backing_up.wait()


def action(name: str) -> Callable[[Window], None]:
    return lambda window: window.actions_table[name].trigger()


def start(show: Callable[[Window], None] = lambda _: None) -> Callable[[Window], None]:
    def go(window: Window) -> None:
        window.close_workspace()
        window.show_start()
        show(window)

    return go


def capture_with_everything(window: Window) -> None:
    """Notes with the find bar open and the alarm on, as a full disk brings it."""
    open_meeting(window, "Heads of service")
    window.actions_table["find_in_note"].trigger()
    assert window.capture is not None
    window.capture._say_unsaved("The disk is full.")


def search(window: Window) -> None:
    window.actions_table["find"].trigger()
    window._finder.setText("who:jo repairs")
    window._finder.search()


def of_a_meeting(name: str) -> Callable[[Window], None]:
    def go(window: Window) -> None:
        open_meeting(window, "Heads of service")
        window.actions_table[name].trigger()

    return go


def letter(then: Callable[[LetterPage], None]) -> Callable[[Window], None]:
    def go(window: Window) -> None:
        window.show_page("letter")
        page = window.stack_page()
        assert isinstance(page, LetterPage)
        then(page)

    return go


def letter_with_everything(page: LetterPage) -> None:
    """A paragraph in other words with a comment, something to look at, a file written, words being found."""
    page.show_section(next(each.key for each in page._chapters if "Governance" in each.title))
    slot = next(key for key in page.editor.texts() if key.startswith("finding:"))
    page.editor.go_to(slot)
    page.editor.insertPlainText(" This is a weakness.")
    page._beside._say("Is this still so?")
    page.editor.go_to(slot)
    assert page._workspace is not None
    page._over.grounds = Errand(page._workspace).run(Event())
    page._over.found.emit()
    page._notice.show_file(Path("letter.docx"))
    page.find_bar.begin()
    page._say_unsaved("The disk is full.")


def wait_for(done: Callable[[], bool]) -> None:
    """Let what was asked of the screen and of the threads happen until that is so."""
    deadline = QDeadlineTimer(10_000)
    while not done():
        assert not deadline.hasExpired()
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def evidence(then: Callable[[EvidencePage], object]) -> Callable[[Window], None]:
    def go(window: Window) -> None:
        window.show_page("evidence")
        page = window.further("evidence")
        assert isinstance(page, EvidencePage)
        wait_for(page.is_settled)
        then(page)
        wait_for(lambda: page.is_settled() and (page._gaps is None or not page._gaps.busy))

    return go


def gaps(page: EvidencePage) -> None:
    """What is missing, looked for anew."""
    page._left.setCurrentWidget(page.gaps)
    page.gaps.refresh()
    wait_for(lambda: page.gaps.list.gaps.rowCount() > 0)


def ask(page: EvidencePage) -> None:
    """The box that asks for a question and a meeting."""
    gaps(page)
    page._ask_about(page.gaps.list.gaps.lines()[0])


def starter(window: Window) -> None:
    window.show_page("merge")
    page = window.further("merge")
    assert isinstance(page, MergePage)
    page.make_starter()


PLACES: dict[str, Callable[[Window], None]] = {
    "today": lambda window: window.show_page("today"),
    "capture": lambda window: (open_meeting(window, "Heads of service"), None)[1],
    "search": search,
    "capture in trouble": capture_with_everything,
    **{name: (lambda window, name=name: window.show_page(name)) for name, _, _, _ in FURTHER},
    **{name: (lambda window, name=name: window.show_aside(name)) for name in ASIDES},
    "evidence: a finding": evidence(lambda page: page.desk.open_finding(page.findings.findings.cards()[0].key)),
    "evidence: filters": evidence(lambda page: page.sieve.isHidden() and page._turn_sieve()),
    "evidence: what is missing": evidence(gaps),
    "evidence: documents": evidence(lambda page: page._show_documents()),
    "start": start(),
    "start: new": start(lambda window: window.start.start_new()),
    "start: join": start(lambda window: window.start.start_join()),
    "start: sample": start(lambda window: window.start.start_sample()),
    "start: passphrase": start(lambda window: window.start.ask_passphrase(window._recent.lines()[0].path)),
    "letter: pages": letter(lambda page: page._set_view(2)),
    "letter: everything": letter(letter_with_everything),
    "dialog: give the letter": letter(lambda page: page.give_letter()),
    "dialog: editions": letter(lambda page: page.more.show_versions()),
    "dialog: the council's copy": letter(lambda page: page.more.show_returned()),
    "dialog: layout of the letter": letter(lambda page: page.more.show_settings()),
    "dialog: keys": action("keys"),
    "dialog: file points": evidence(lambda page: page.desk.file()),
    "dialog: the whole note": evidence(lambda page: page._look_at(page.points.current())),
    "dialog: ask in a meeting": evidence(ask),
    "dialog: a metric": evidence(lambda page: (page._show_documents(), page.documents.ask_for_metric())),
    "dialog: add a meeting": action("add_meeting"),
    "dialog: change a meeting": action("edit_meeting"),
    "dialog: import a timetable": action("import_timetable"),
    "dialog: print": of_a_meeting("print"),
    "dialog: move a point": of_a_meeting("move_point"),
    "dialog: history": of_a_meeting("history"),
    "dialog: give notes": action("give_notes"),
    "dialog: the starter": starter,
}


def show(window: Window, qtbot: QtBot, name: str) -> QWidget:
    """Bring one of the places to the front; the answer is the window, or the dialog over it."""
    if name in ASIDES:
        fill(window)
    PLACES[name](window)
    window.backing_up.wait()
    settle()
    dialogs = [each for each in window.findChildren(QDialog) if each.isVisible()]
    if name.startswith("dialog"):
        (dialog,) = dialogs
        qtbot.waitUntil(dialog.isActiveWindow)
        return dialog
    assert dialogs == []
    return window


@pytest.mark.parametrize("name", PLACES)
def test_everything_can_be_heard_reached_and_read_at_any_size(
    name: str, window: Window, look: Look, qtbot: QtBot
) -> None:
    found = []
    place: QWidget | None = None
    for width, height, zoom, theme in LOOKS:
        look.set_theme(theme)
        look.set_zoom(zoom)
        window.resize(width, height)
        qtbot.waitUntil(lambda size=(width, height): (window.width(), window.height()) == size)
        begun = place is None
        if place is None or place is not window:
            place = show(window, qtbot, name)
        settle()
        found += [f"{width}×{height} at {zoom} %, {theme}: {each}" for each in cut_off(place)]
        if begun:
            assert nameless(place) == []
            assert keys_taken_twice(window) == []
            assert faint(place) == []
            assert missed_by_tab(place) == []
            look.set_theme("dark")
            settle()
            assert faint(place) == []
        if isinstance(place, QDialog):
            assert place.width() <= width and place.height() <= height
            place.reject()
            settle()
    assert found == []


@pytest.fixture
def bad(qtbot: QtBot, window: Window, look: Look) -> QWidget:
    """A page with every fault there is."""
    page = QWidget(window)
    column = QVBoxLayout(page)
    squeezed, pale, plain = QLabel("Squeezed words"), QLabel("Pale words"), QPushButton()
    column.addWidget(QLabel("Good words"))
    squeezed.setFixedWidth(12)
    pale.setStyleSheet("color: #bbbbbb; background: white")
    hidden = QPushButton("Out of reach of Tab")
    hidden.setParent(page)
    hidden.move(5000, 5)
    for each in (squeezed, pale, plain):
        column.addWidget(each)
    again = QAction("Again", window)
    again.setShortcut("Ctrl+K")
    window.addAction(again)
    page.resize(300, 200)
    page.show()
    QWidget.setTabOrder(hidden, hidden)
    plain.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    settle()
    return page


def test_the_walk_finds_what_is_wrong(bad: QWidget, window: Window) -> None:
    assert len(nameless(bad)) == 1
    assert keys_taken_twice(window) == ["Ctrl+K"]
    assert any("Squeezed words" in each for each in cut_off(bad))
    assert any("stands outside" in each for each in cut_off(bad))
    assert any("Pale words" in each for each in faint(bad)) and not any("Good words" in each for each in faint(bad))
    assert missed_by_tab(bad) != []
