"""Photographs, papers and recordings kept with a meeting: told how large, made smaller, opened as a private copy."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QMimeData, Qt, QUrl
from PySide6.QtGui import QColor, QImage, QImageReader
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from slireviewer import storage
from slireviewer.model import Attachment, ItemId
from slireviewer.ui.attachments_strip import AttachmentsStrip, Offered, made_smaller, prepare, size_words
from slireviewer.ui.opened_copies import clean_name
from slireviewer.ui.window import Window

from .conftest import Answers
from .test_window import CTRL, SHIFT, capture, open_meeting, press


def photo(path: Path, wide: int, high: int) -> Path:
    picture = QImage(wide, high, QImage.Format.Format_RGB32)
    picture.fill(QColor("#446688"))
    assert picture.save(str(path))
    return path


def paper(path: Path, size: int = 2000) -> Path:
    path.write_bytes(b"%PDF-1.4" + bytes(size - 8))
    return path


def dropped(*files: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    return data


def size_of(data: bytes) -> tuple[int, int]:
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    size = QImageReader(buffer).size()
    return size.width(), size.height()


def kept(window: Window, meeting: ItemId) -> list[Attachment]:
    assert window.workspace is not None
    with window.workspace.read() as r:
        return storage.attachment_lines(r, meeting)


def data_of(window: Window, each: Attachment) -> bytes:
    assert window.workspace is not None
    with window.workspace.read() as r:
        return storage.attachment_data(r, each.sha)


@pytest.fixture
def strip(window: Window, qtbot: QtBot) -> Iterator[AttachmentsStrip]:
    open_meeting(window, "Heads of service")
    yield capture(window).strip
    qtbot.waitUntil(lambda: window._jobs.running == 0, timeout=20_000)


def keep(window: Window, qtbot: QtBot, strip: AttachmentsStrip, *files: Path) -> list[Attachment]:
    capture(window).editor.insertFromMimeData(dropped(*files))
    meeting = open_meeting(window, "Heads of service")
    press_keep(strip)
    qtbot.waitUntil(lambda: len(kept(window, meeting)) == len(files), timeout=20_000)
    qtbot.waitUntil(lambda: len(strip.rows.rows()) == len(files))
    return kept(window, meeting)


def press_keep(strip: AttachmentsStrip) -> None:
    QTest.mouseClick(strip._yes, Qt.MouseButton.LeftButton)


def test_the_size_is_told_before_anything_is_copied(
    window: Window, strip: AttachmentsStrip, tmp_path: Path, qtbot: QtBot
) -> None:
    meeting = open_meeting(window, "Heads of service")
    capture(window).editor.insertFromMimeData(dropped(paper(tmp_path / "Report.pdf", 300_000)))
    assert strip._question.text() == "Keep with this meeting: Report.pdf (293 KB)?"
    assert window.focusWidget() is strip._yes
    assert kept(window, meeting) == []
    QTest.mouseClick(strip._no, Qt.MouseButton.LeftButton)
    assert kept(window, meeting) == []
    assert not strip.isVisible()
    assert window.focusWidget() is capture(window).editor


def test_a_dropped_file_is_kept_as_it_is(window: Window, strip: AttachmentsStrip, tmp_path: Path, qtbot: QtBot) -> None:
    path = paper(tmp_path / "Report.pdf")
    (each,) = keep(window, qtbot, strip, path)
    assert (each.name, each.size, each.media_type) == ("Report.pdf", 2000, "application/pdf")
    assert data_of(window, each) == path.read_bytes()
    assert strip.list.isVisible()


def test_a_large_photograph_is_made_smaller_and_a_small_one_is_not(
    window: Window, strip: AttachmentsStrip, tmp_path: Path, qtbot: QtBot
) -> None:
    small = photo(tmp_path / "small.png", 800, 600)
    found = keep(window, qtbot, strip, photo(tmp_path / "large.jpg", 5120, 1000), small)
    sizes = {each.name: size_of(data_of(window, each)) for each in found}
    assert sizes == {"large.jpg": (2560, 500), "small.png": (800, 600)}
    assert next(data_of(window, each) for each in found if each.name == "small.png") == small.read_bytes()
    qtbot.waitUntil(lambda: all(not strip._thumbnail_of(each.id).isNull() for each in found), timeout=20_000)


def test_files_over_the_limit_and_of_other_kinds_are_refused_in_a_sentence(
    window: Window, strip: AttachmentsStrip, tmp_path: Path
) -> None:
    large = tmp_path / "film.mp3"
    with large.open("wb") as file:
        file.truncate(26 * 1024 * 1024)
    (tmp_path / "tool.exe").write_bytes(b"MZ")
    strip.offer_files([large, tmp_path / "tool.exe", tmp_path])
    first, second, third = strip._question.text().splitlines()
    assert first == "film.mp3 has 26.0 MB: only files up to 25 MB are kept. Note where it is instead."
    assert second.startswith("tool.exe is no photograph")
    assert third.endswith("is not a file.")
    assert not strip._yes.isVisible()


def test_a_picture_from_the_clipboard_is_kept(window: Window, strip: AttachmentsStrip, qtbot: QtBot) -> None:
    picture = QImage(300, 200, QImage.Format.Format_RGB32)
    picture.fill(QColor("#ffffff"))
    data = QMimeData()
    data.setImageData(picture)
    capture(window).editor.insertFromMimeData(data)
    assert "300 × 200" in strip._question.text()
    press_keep(strip)
    meeting = open_meeting(window, "Heads of service")
    qtbot.waitUntil(lambda: len(kept(window, meeting)) == 1, timeout=20_000)
    (each,) = kept(window, meeting)
    assert (each.name, each.media_type) == ("Picture 10.48.png", "image/png")


def test_text_that_comes_with_a_picture_is_pasted_as_text(window: Window, strip: AttachmentsStrip) -> None:
    data = QMimeData()
    data.setText("from a sheet")
    data.setImageData(QImage(10, 10, QImage.Format.Format_RGB32))
    capture(window).editor.insertFromMimeData(data)
    assert "from a sheet" in capture(window).editor.toPlainText()
    assert not strip.isVisible()


def test_a_key_asks_for_files(
    window: Window, strip: AttachmentsStrip, answers: Answers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = paper(tmp_path / "Report.pdf")

    def choose(parent: QWidget) -> list[Path]:
        return [path]

    monkeypatch.setattr(answers, "choose_files", choose, raising=False)
    press(window, Qt.Key.Key_A, CTRL | SHIFT)
    assert "Report.pdf" in strip._question.text()


def test_enter_opens_a_private_copy_that_goes_when_the_challenge_is_closed(
    window: Window, strip: AttachmentsStrip, answers: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    path = paper(tmp_path / "Report.pdf")
    keep(window, qtbot, strip, path)
    strip.list.setFocus()
    strip.list.setCurrentIndex(strip.rows.index(0))
    QTest.keyClick(strip.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(answers.shown), timeout=20_000)
    (copy,) = answers.shown
    assert (copy.name, copy.read_bytes()) == ("Report.pdf", path.read_bytes())
    if os.name == "posix":
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
    window.close_workspace()
    assert not copy.exists()


def test_delete_puts_a_file_into_the_bin_and_undo_takes_it_out(
    window: Window, strip: AttachmentsStrip, tmp_path: Path, qtbot: QtBot
) -> None:
    meeting = open_meeting(window, "Heads of service")
    before = keep(window, qtbot, strip, paper(tmp_path / "Report.pdf"))
    strip.list.setFocus()
    strip.list.setCurrentIndex(strip.rows.index(0))
    QTest.keyClick(strip.list, Qt.Key.Key_Delete)
    assert kept(window, meeting) == []
    assert not strip.isVisible()
    assert "bin" in window._fact.whole()
    press(window, Qt.Key.Key_Z, CTRL)
    assert kept(window, meeting) == before
    assert strip.isVisible()


def test_a_meeting_shows_its_own_files_only(
    window: Window, strip: AttachmentsStrip, tmp_path: Path, qtbot: QtBot
) -> None:
    keep(window, qtbot, strip, paper(tmp_path / "Report.pdf"))
    open_meeting(window, "Team meeting: second day")
    assert not strip.isVisible()
    open_meeting(window, "Heads of service")
    assert [row.title for row in strip.rows.rows()] == ["Report.pdf"]


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\a.pdf", "a.pdf"),
        ("fdp.\u202etxt.exe", "fdp.txt.exe"),
        ("a\x00b:c?.jpg", "abc.jpg"),
        ("...", "file"),
        ("x" * 300 + ".jpeg", "x" * 100 + ".jpeg"),
    ],
)
def test_names_are_made_safe(given: str, clean: str) -> None:
    assert clean_name(given) == clean


def test_what_is_no_picture_stays_as_it_is(tmp_path: Path, qapp: QApplication) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"not a picture")
    assert made_smaller(b"not a picture") is None
    assert prepare(Offered("broken.jpg", 13, broken)).data == b"not a picture"


def test_sizes_are_said_for_people() -> None:
    assert [size_words(size) for size in (0, 1500, 300_000, 4_400_000)] == ["1 KB", "1 KB", "293 KB", "4.2 MB"]
