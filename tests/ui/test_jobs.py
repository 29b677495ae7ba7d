"""Work on threads: its outcome lands on the window's own thread, and not any more once the window is gone."""

from threading import Event

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from slireviewer.ui.jobs import Jobs


def test_what_was_on_its_way_when_the_end_came_does_not_land(qapp: QApplication) -> None:
    jobs = Jobs(qapp)
    landed: list[str] = []
    over = Event()

    def work(_: Event) -> str:
        over.set()
        return "done"

    jobs.start(work, landed.append, lambda fault: landed.append(str(fault)))
    assert over.wait(10)
    jobs.shut_down()  # waits for the thread, which has told the window's by then
    QApplication.processEvents()
    assert landed == []
    qapp.aboutToQuit.disconnect(jobs.shut_down)


def test_what_lands_before_the_end_lands(qapp: QApplication, qtbot: QtBot) -> None:
    jobs = Jobs(qapp)
    landed: list[str] = []
    jobs.start(lambda _: "done", landed.append, lambda fault: landed.append(str(fault)))
    qtbot.waitUntil(lambda: landed == ["done"])
    jobs.shut_down()
    qapp.aboutToQuit.disconnect(jobs.shut_down)
