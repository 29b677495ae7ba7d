"""The dialog that imports a timetable shows every row, names what it did not understand, and writes only when told."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDropEvent, QWheelEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from slireviewer import storage
from slireviewer.model import Challenge, ItemId, Meeting
from slireviewer.storage import Workspace
from slireviewer.timetable import Meaning
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.theme import Look
from slireviewer.ui.timetable_import import TimetableImport
from tests.support import PASSPHRASE
from tests.timetables import FIRST, LAST, TEAM, Rows, rows, write_csv

CATRIN, JO = TEAM[4], TEAM[1]
Show = Callable[..., TimetableImport]


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    challenge = Challenge(id=ItemId("x"), councils=("Port Brannock Council",), start=FIRST, end=LAST)
    with storage.create_challenge(tmp_path / "port.slir", PASSPHRASE, challenge) as made:
        with made.edit("Team") as e:
            for person in TEAM:
                storage.write_person(e, person)
        yield made


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    made = Jobs(qapp)
    yield made
    made.shut_down()
    qapp.aboutToQuit.disconnect(made.shut_down)


@pytest.fixture
def show(qtbot: QtBot, look: Look, workspace: Workspace, jobs: Jobs, tmp_path: Path) -> Show:
    """Opens the dialog, with a file of these rows in it if there are any."""

    def made(given: Rows | None = None, path: Path | None = None) -> TimetableImport:
        dialog = TimetableImport(None, look, workspace, jobs, lambda _: path)
        qtbot.addWidget(dialog)
        with qtbot.waitActive(dialog):
            dialog.show()
            dialog.activateWindow()
        if given is not None:
            with qtbot.waitSignal(dialog.shown, timeout=20_000):
                dialog.open_file(write_csv(tmp_path / "Timetable.csv", given))
        return dialog

    return made


def there(workspace: Workspace) -> list[Meeting]:
    with workspace.read() as r:
        return storage.read_meetings(r)


def test_nothing_is_written_before_import_and_all_of_it_then(qtbot: QtBot, show: Show, workspace: Workspace) -> None:
    dialog = show(rows())
    assert [row.right for row in dialog.matters.rows()] == ["line 18", "line 78", "line 120"]
    assert dialog.matters.rows()[0].title == "It has no time."
    assert dialog.go.text() == "Import 147 meetings"
    assert there(workspace) == []
    with qtbot.waitSignal(dialog.imported) as told:
        QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert told.args == [147]
    assert not dialog.isVisible()
    assert len(there(workspace)) == 147
    assert workspace.undo() == "Import the timetable"
    assert there(workspace) == []


def test_importing_again_has_nothing_to_do_and_says_so(show: Show, workspace: Workspace) -> None:
    show(rows()).write()
    again = show(rows())
    assert (again.go.text(), again.go.isEnabled()) == ("Nothing to import", False)
    assert len(again.plan.unchanged) == 147


def test_cancelling_writes_nothing(show: Show, workspace: Workspace) -> None:
    dialog = show(rows())
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert there(workspace) == []


def test_a_change_is_shown_before_it_is_made(qtbot: QtBot, show: Show, workspace: Workspace) -> None:
    made = rows(6)
    show(made).write()
    made[3] = (*made[3][:3], "The Parlour", *made[3][4:])
    dialog = show(made)
    (row,) = dialog.matters.rows()
    assert (row.title, row.below) == ("Parish council 4", "place: Room 4 → The Parlour")
    assert dialog.go.text() == "Import 1 meeting"


def test_a_column_gets_another_meaning_by_its_box(qtbot: QtBot, show: Show) -> None:
    dialog = show(rows(9))
    box = dialog.heads.boxes[3]
    assert box.meaning() is Meaning.PLACE
    box.setFocus()
    with qtbot.waitSignal(dialog.shown):
        box.setCurrentIndex(box.findData(Meaning.NOTHING))
        box.activated.emit(box.currentIndex())
    assert {meeting.place for meeting in dialog.plan.new} == {""}
    with qtbot.waitSignal(dialog.shown):
        dialog.set_meaning(2, Meaning.NOTHING)
    assert (dialog.go.isEnabled(), len(dialog.plan.problems)) == (False, 9)


def test_the_wheel_over_a_box_changes_nothing(show: Show) -> None:
    dialog = show(rows(9))
    box = dialog.heads.boxes[0]
    before = box.currentIndex()
    wheel = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(0, -120), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(box, wheel)
    assert box.currentIndex() == before


def test_a_name_that_nobody_has_is_given_to_somebody(qtbot: QtBot, show: Show) -> None:
    dialog = show(rows())
    (pick,) = [each for each in dialog.findChildren(QPushButton) if each.text() == "Choose…"]
    actions = {action.text(): action for action in pick.menu().actions()}
    with qtbot.waitSignal(dialog.shown):
        actions["Catrin Vaughan"].trigger()
    found = next(meeting for meeting in dialog.plan.new if meeting.title.endswith(" 119"))
    assert found.peers == {CATRIN.id}
    with qtbot.waitSignal(dialog.shown):
        dialog.set_people("Zebedee Quill", frozenset([CATRIN.id, JO.id]))
    assert any(each.text() == "Catrin Vaughan, Councillor Jo Birkwood" for each in dialog.findChildren(QPushButton))
    with qtbot.waitSignal(dialog.shown):
        dialog.set_people("Zebedee Quill", None)
    assert len(dialog.plan.problems) == 3


def test_a_problem_leads_to_its_row(show: Show) -> None:
    dialog = show(rows())
    dialog.matter_list.setCurrentIndex(dialog.matters.index(1))
    assert dialog.table.currentIndex().row() == 77
    assert "not understood" in dialog.table.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)


def test_a_file_that_cannot_be_read_is_refused_in_place(qtbot: QtBot, show: Show, tmp_path: Path) -> None:
    path = tmp_path / "Timetable.xlsx"
    path.write_bytes(b"no workbook")
    dialog = show(path=path)
    with qtbot.waitSignal(dialog.shown, timeout=20_000):
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Space)
    assert "damaged" in dialog.matter.text() and dialog.matter.isVisible()
    assert not dialog.go.isEnabled()
    with qtbot.waitSignal(dialog.shown, timeout=20_000):
        dialog.open_file(write_csv(tmp_path / "good.csv", rows(3)))
    assert not dialog.matter.isVisible()
    assert dialog.go.text() == "Import 3 meetings"


def test_a_file_is_dropped(qtbot: QtBot, show: Show, tmp_path: Path) -> None:
    dialog = show()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(write_csv(tmp_path / "t.csv", rows(3))))])
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, left, none)
    QApplication.sendEvent(dialog, enter)
    assert enter.isAccepted()
    with qtbot.waitSignal(dialog.shown, timeout=20_000):
        QApplication.sendEvent(dialog, QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, left, none))
    assert len(dialog.plan.new) == 3


def test_closing_while_a_file_is_read_is_harmless(qtbot: QtBot, show: Show, jobs: Jobs, tmp_path: Path) -> None:
    dialog = show()
    dialog.open_file(write_csv(tmp_path / "t.csv", rows(3)))
    dialog.reject()
    qtbot.waitUntil(lambda: jobs.running == 0, timeout=20_000)


def controls(dialog: QWidget) -> list[QWidget]:
    kinds = (QAbstractButton, QComboBox, QAbstractItemView)
    return [each for each in dialog.findChildren(QWidget) if isinstance(each, kinds) and each.isVisible()]


def test_every_control_has_a_name_and_tab_reaches_it(show: Show) -> None:
    dialog = show(rows())
    for each in controls(dialog):
        assert QAccessible.queryAccessibleInterface(each).text(QAccessible.Text.Name).strip(), each
    seen = set()
    for _ in range(60):
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        seen.add(dialog.focusWidget())
    wanted = {each for each in controls(dialog) if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isEnabled()}
    assert wanted <= seen


def test_the_rows_hold_under_the_model_tester(show: Show) -> None:
    dialog = show(rows(9))
    tester = QAbstractItemModelTester(dialog.table.model(), QAbstractItemModelTester.FailureReportingMode.Fatal, dialog)
    dialog.set_meaning(3, Meaning.NOTHING)
    assert tester.model() is dialog.table.model()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_rows_that_were_not_understood_stand_out(show: Show, look: Look, theme: str) -> None:
    look.set_theme(theme)
    dialog = show(rows(20))
    index = dialog.table.model().index(17, 1)
    dialog.table.scrollTo(index)
    place = dialog.table.visualRect(index)
    picture = dialog.grab().toImage()
    at = (
        dialog.table.viewport().mapTo(dialog, QPoint(place.right() - 3, place.center().y()))
        * picture.devicePixelRatio()
    )
    spot = picture.pixelColor(at)
    assert spot.name() == look.colour("danger_soft").name()
