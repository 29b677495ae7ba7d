"""What a key costs in a long note, beside the same key in a bare text field in the same run (``make bench``)."""

from __future__ import annotations

import time
from datetime import datetime

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from slireviewer.model import NO_ITEM, ItemId, Point, positions
from slireviewer.ui.editor import NoteEditor
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.spelling import Spelling, SpellingMarks
from slireviewer.ui.theme import Look
from tests.bench.material import median

pytestmark = pytest.mark.bench

LINES = [f"Point {number}: " + "some recieved words of the reveiwer and others " * 3 for number in range(60)]
TYPED = "unknwon wrods are typed and the window keeps up with them " * 2


def _key(field: QWidget, sign: str) -> float:
    begun = time.perf_counter()
    QTest.keyClicks(field, sign)
    QApplication.processEvents()
    return time.perf_counter() - begun


def _shown(field: QWidget, qtbot: QtBot) -> None:
    qtbot.addWidget(field)
    field.resize(700, 400)
    with qtbot.waitExposed(field):
        field.show()


@pytest.mark.parametrize("spelt", [False, True], ids=["plain", "with spelling"])
def test_a_key_in_a_long_note_against_a_bare_text_field(qtbot: QtBot, qapp: QApplication, *, spelt: bool) -> None:
    look = Look(qapp)
    jobs = Jobs(qapp)
    editor, bare = NoteEditor(look, lambda: datetime(2026, 9, 16, 11, 0)), QTextEdit()
    _shown(bare, qtbot)
    _shown(editor, qtbot)
    if spelt:
        spelling = Spelling(jobs, editor)
        spelling.load()
        qtbot.waitUntil(lambda: spelling.loaded, timeout=20_000)
        SpellingMarks(editor, spelling, look)
    points = [
        Point(id=ItemId(f"{number:032x}"), note=NO_ITEM, text=text, position=place)
        for number, (text, place) in enumerate(zip(LINES, positions(60), strict=True))
    ]
    editor.load(NO_ITEM, points)
    bare.setPlainText("\n".join(LINES))
    ours, floors = [], []
    for sign in TYPED:
        ours.append(_key(editor, sign))
        floors.append(_key(bare, sign))
    jobs.shut_down()
    qapp.aboutToQuit.disconnect(jobs.shut_down)
    slowest = max(ours) * 1000
    print(
        f"\nA key in a note of 60 points{', with spelling' if spelt else ''}: {median(ours) * 1000:.2f} ms, "
        f"floor {median(floors) * 1000:.2f} ms, ratio {median(ours) / median(floors):.1f} (slowest {slowest:.1f} ms)",
        end="",
    )
    assert median(ours) < 0.016
