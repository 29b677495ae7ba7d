"""From a first look at the sample challenge to the bin, the history, a lock and a forgotten passphrase."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from slireviewer import storage
from slireviewer.paths import challenges_folder
from slireviewer.ui.bin_page import BinPage
from slireviewer.ui.history_dialog import HistoryDialog

from .conftest import Answers, Journey, Reviewer

PASSPHRASE = "three plain words"


def at_ten() -> datetime:
    return datetime(2026, 9, 16, 10, 0)


def open_sample(me: Reviewer) -> None:
    me.click("Open the sample challenge")
    me.waits_for("Wexmoor is an invented council")
    me.press("Escape")
    me.waits_for("Join from a starter package…")
    me.click("Open the sample challenge")
    me.type(PASSPHRASE)
    me.press("Tab")
    me.type(PASSPHRASE)
    me.press("Return")
    me.waits_for("Wexmoor District Council · Corporate peer challenge, menu")


def test_a_deleted_point_is_found_in_the_bin_and_put_back(travel: Journey, home: Path) -> None:
    def steps(me: Reviewer) -> None:
        open_sample(me)
        me.press("Ctrl+N")
        me.waits_for("Town centre manager")
        me.type("+ Events bring people in")
        me.press("Return")
        me.type("The bins are late")
        me.press("Ctrl+Up")
        me.press("Ctrl+Down")
        me.waits_for("Town centre manager")
        me.press("Ctrl+A")
        me.press("Delete")
        assert me.points() == []
        me.press("Ctrl+Shift+7")
        me.waits_for("2 things in the bin")
        page = me.window.stack_page()
        assert isinstance(page, BinPage)
        page.filter.setFocus()
        me.type("events")
        me.press("Return")
        me.waits_for("Put back: Events bring people in")
        me.press("Ctrl+Shift+2")
        assert [text for text, _, _ in me.points()] == ["Events bring people in"]

    travel(steps, clock=at_ten, answers=Answers(title="Town centre manager"))
    (path,) = challenges_folder().glob("*.slir")
    assert path.name == "Sample challenge.slir"
    with storage.open_challenge(path, PASSPHRASE) as w, w.read() as r:
        assert [line.text for line in storage.binned_lines(r)] == ["The bins are late"]
    assert storage.backup_lines(path)


def test_an_earlier_wording_is_brought_back_by_keys_alone(travel: Journey, home: Path) -> None:
    def steps(me: Reviewer) -> None:
        open_sample(me)
        me.press("Ctrl+N")
        me.waits_for("Town centre manager")
        me.type("Reports come late")
        me.press("Ctrl+Up")
        me.press("Ctrl+Down")
        me.type(" and are long")
        me.press("Ctrl+H")
        (dialog,) = me.window.findChildren(HistoryDialog)
        me.qtbot.waitUntil(dialog.isVisible)
        QTest.keyClick(dialog.list, Qt.Key.Key_Down)
        assert dialog.wording.toPlainText() == "Reports come late"
        QTest.keyClick(dialog.list, Qt.Key.Key_Return)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert [text for text, _, _ in me.points()] == ["Reports come late"]

    travel(steps, clock=at_ten, answers=Answers(title="Town centre manager"))


def test_a_locked_challenge_opens_with_the_recovery_code(travel: Journey, home: Path) -> None:
    sheet = home / "sheet.txt"

    def steps(me: Reviewer) -> None:
        open_sample(me)
        me.press("Ctrl+Comma")
        me.waits_for("Recovery sheet")
        me.window._asides["settings"].recovery.now.setFocus()  # type: ignore[attr-defined]
        me.type(PASSPHRASE)
        me.press("Return")
        me.waits_for("The recovery code is made.")
        me.click("Save as a plain file…")
        me.press("Ctrl+L")
        me.waits_for("Passphrase")
        code = next(line for line in sheet.read_text(encoding="utf-8").splitlines() if line.startswith("Code: "))
        me.type(code.removeprefix("Code: ").lower())
        me.press("Return")
        me.waits_for("Wexmoor District Council · Corporate peer challenge, menu")

    travel(steps, clock=at_ten, answers=Answers(files=[sheet]))
