"""From the findings to a letter in Word: words chosen by keys, a check passed by with a reason, the file read again."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from slireviewer import storage, word
from slireviewer.paths import challenges_folder
from slireviewer.ui.letter_giving import GivingDialog
from slireviewer.ui.letter_page import LetterPage

from .conftest import Answers, Journey, Reviewer
from .test_bin_and_history import PASSPHRASE, open_sample


def at_ten() -> datetime:
    return datetime(2026, 9, 18, 10, 0)


def test_words_chosen_on_the_page_are_in_the_word_document(travel: Journey, home: Path) -> None:
    out = home / "letter.docx"
    reason = "The chair of the committee has agreed to it."

    def steps(me: Reviewer) -> None:
        open_sample(me)
        me.press("Ctrl+Shift+5")
        page = me.window.stack_page()
        assert isinstance(page, LetterPage)
        for _ in range(20):
            if page.editor.texts() and "theme:" in page.section():
                break
            me.press("Ctrl+Down")
        me.press("Ctrl+End")
        me.press("Return")
        me.press("Ctrl+B")
        me.type("Well done. ")
        me.press("Ctrl+B")
        me.type("The team was struck by it")
        me.qtbot.waitUntil(lambda: bool(page.remarks()), timeout=60000)
        count = len(page.remarks())
        me.press("F8")
        me.press("Ctrl+Shift+F")
        me.type(reason)
        me.press("Return")
        assert len(page.remarks()) == count - 1
        me.press("Ctrl+Shift+E")
        me.waits_for("Draft 1, for the team")
        dialog = next(each for each in me.window.findChildren(GivingDialog) if each.isVisible())
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        me.waits_for("letter.docx is written and was read back.", timeout=60000)

    travel(steps, clock=at_ten, answers=Answers(files=[out]))
    outline = word.read_outline(out)
    assert any("Well done. The team was struck by it" in text for _, text in outline)
    file = next(challenges_folder().glob("*.slir"))
    with storage.open_challenge(file, PASSPHRASE) as workspace, workspace.read() as r:
        assert [one.reason for one in storage.waivers(r).values()] == [reason]
        assert [one.name for one in storage.editions(r)] == ["letter.docx"]
