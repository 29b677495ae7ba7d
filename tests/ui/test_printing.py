"""A pack of notes on A4: who may read it stands on every page, and what is off the record is not in it."""

import os
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog, QPrintPreviewWidget
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from slireviewer import storage
from slireviewer.model import Challenge, ItemId
from slireviewer.ui.printing import By, Line, Pack, PrintDialog, Section, pack_document, print_pack, read_pack
from slireviewer.ui.theme import Look
from slireviewer.ui.window import Window

from .conftest import PASSPHRASE, Answers
from .test_window import CTRL, capture, open_meeting, press

NOW = datetime(2026, 9, 16, 11, 23)


def pages(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    try:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


def to_pdf(pack: Pack, path: Path, look: Look) -> list[str]:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    count = print_pack(pack, printer, look.family, NOW)
    found = pages(path)
    assert len(found) == count
    return found


@pytest.fixture
def workspace(challenge_file: Path) -> Iterator[storage.Workspace]:
    with storage.open_challenge(challenge_file, PASSPHRASE) as opened:
        yield opened


def test_a_meeting_is_printed_with_kind_theme_and_warning(
    workspace: storage.Workspace, look: Look, tmp_path: Path
) -> None:
    with workspace.read() as r:
        meeting = next(each for each in storage.read_meetings(r) if each.title == "Heads of service")
        pack = read_pack(r, By.MEETING, meeting.id)
        council = storage.get_challenge(r).council
    (page,) = to_pdf(pack, tmp_path / "pack.pdf", look)
    assert council in page
    assert "Confidential: for the peer team only" in page
    assert "Page 1 of 1" in page
    assert "Strength Governance They feel able to tell a portfolio holder" in page
    assert "printed 16 September 2026" in page


def test_a_day_and_a_person_are_packs_of_several_meetings(workspace: storage.Workspace) -> None:
    with workspace.read() as r:
        day = read_pack(r, By.DAY, "2026-09-16")
        person = read_pack(r, By.PERSON, workspace.me)
    assert day.title == "Wednesday 16 September 2026"
    assert all("16 September" in section.when for section in day.sections)
    assert len({section.person for section in day.sections}) > 1
    assert {section.person for section in person.sections} == {person.title.removeprefix("Notes of ")}
    assert len(person.sections) > 3


def test_a_long_pack_runs_over_pages_that_all_say_who_may_read_it(look: Look, tmp_path: Path) -> None:
    lines = tuple(Line("Strength", "Finance", f"Point {number} <b>&amp; " + "words " * 30) for number in range(120))
    pack = Pack("Anytown Council", "Staff", (Section("Staff", "Monday", "Ada", lines, 0),))
    found = to_pdf(pack, tmp_path / "pack.pdf", look)
    assert len(found) > 3
    assert all("Confidential: for the peer team only" in page and "Anytown Council" in page for page in found)
    assert [f"Page {number} of {len(found)}" in page for number, page in enumerate(found, 1)] == [True] * len(found)
    whole = " ".join(found)
    assert [f"Point {number} <b>&amp;" in whole for number in range(120)] == [True] * 120


def test_no_heading_stands_alone_at_the_foot_of_a_page(look: Look, tmp_path: Path) -> None:
    sections = tuple(
        Section(
            f"Meeting {number}", "Monday", "Ada", (Line("Quote", "", f"Said in {number} " + "words " * (12 * n)),), 0
        )
        for number, n in ((number, 1 + number % 7) for number in range(160))
    )
    found = to_pdf(Pack("Anytown Council", "Staff", sections), tmp_path / "pack.pdf", look)
    for number in range(160):
        (page,) = [page for page in found if f"Meeting {number} Monday" in page]
        assert f"Said in {number} " in page


def test_a_point_longer_than_a_page_and_a_meeting_off_the_record_lose_no_line(look: Look, tmp_path: Path) -> None:
    long = Line("Quote", "", " ".join(f"word{number}" for number in range(3000)))
    sections = [Section(f"Meeting {number}", "Monday", "Ada", (), 3) for number in range(60)]
    sections.insert(1, Section("A long meeting", "Monday", "Ada", (long,), 0))
    found = to_pdf(Pack("Anytown Council", "Staff", tuple(sections)), tmp_path / "pack.pdf", look)
    # Qt writes the last line of a page into the next one too, where the clip hides it.
    words = dict.fromkeys(word for word in " ".join(found).split() if word.startswith("word"))
    assert list(words) == [f"word{number}" for number in range(3000)]
    for number in range(60):
        assert sum(f"Meeting {number} Monday · Ada Off the record and left out: 3" in page for page in found) == 1


def test_what_is_off_the_record_is_counted_and_not_printed(window: Window, look: Look, tmp_path: Path) -> None:
    meeting = open_meeting(window, "Team meeting: second day")
    QTest.keyClicks(capture(window).editor, "Said openly")
    press(window, Qt.Key.Key_Return)
    QTest.keyClicks(capture(window).editor, "Between us")
    press(window, Qt.Key.Key_R, CTRL)
    assert window.workspace is not None
    with window.workspace.read() as r:
        pack = read_pack(r, By.MEETING, meeting)
    text = pack_document(pack, look.family).toPlainText()
    assert "Said openly" in text
    assert "Between us" not in text
    assert "Off the record and left out: 1" in text


def test_nothing_to_print_says_so(look: Look) -> None:
    assert "There are no notes." in pack_document(Pack("Anytown", "Staff", ()), look.family).toPlainText()


def asked() -> PrintDialog:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PrintDialog)
    return dialog


def test_ctrl_p_writes_the_meeting_in_hand_to_a_pdf(
    window: Window, answers: Answers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    suggested: list[Path] = []
    places = [tmp_path / "gone" / "out.pdf", tmp_path / "out.pdf"]

    def save(parent: QWidget, suggestion: Path) -> Path:
        suggested.append(suggestion)
        return places.pop(0)

    monkeypatch.setattr(answers, "save_pdf", save, raising=False)
    open_meeting(window, "Heads of service")
    press(window, Qt.Key.Key_P, CTRL)
    assert asked().chosen()[0] is By.MEETING
    dialog = asked()
    dialog.save()
    assert dialog._matter.text().startswith("There is no folder")
    assert dialog.isVisible()
    dialog.save()
    assert not dialog.isVisible()
    assert window._fact.whole() == "out.pdf is written. It is for the peer team only."
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "out.pdf").stat().st_mode) == 0o600
    assert suggested[0].name == "Heads of service.pdf"
    assert "Heads of service" in pages(tmp_path / "out.pdf")[0]


def test_another_day_or_person_is_chosen_and_shown_before_printing(window: Window, qtbot: QtBot) -> None:
    press(window, Qt.Key.Key_P, CTRL)
    dialog = asked()
    assert dialog.chosen() == (By.DAY, "2026-09-16")
    ring, box = dialog.choices[By.PERSON]
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert ring.isChecked()
    assert dialog.chosen() == (By.PERSON, box.itemData(1))
    seen: list[object] = []

    def look_and_close() -> None:
        preview = QApplication.activeModalWidget()
        seen.append(preview)
        if isinstance(preview, QPrintPreviewDialog):
            preview.findChildren(QPrintPreviewWidget)[0].updatePreview()
            seen.append(preview.findChildren(QPrintPreviewWidget)[0].pageCount())
            preview.close()

    QTimer.singleShot(0, look_and_close)
    dialog.preview()
    assert isinstance(seen[0], QPrintPreviewDialog)
    assert seen[1] != 0


def test_an_empty_challenge_can_be_asked(tmp_path: Path, look: Look, qtbot: QtBot, answers: Answers) -> None:
    path = tmp_path / "Empty.slir"
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(800, 600)
    challenge = Challenge(id=ItemId("x"), councils=("Anytown",))
    with storage.create_challenge(path, PASSPHRASE, challenge) as workspace:
        dialog = PrintDialog(look, workspace, answers, lambda: NOW, None, parent)
        assert dialog.pack().sections == ()
        dialog.close()
