"""The Merge page: packages looked into, decided about and taken in; receipts; undoing; handing over; the folder."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from slireviewer import storage
from slireviewer.storage import takeback
from slireviewer.ui.merge_list import Group
from slireviewer.ui.merge_page import MergePage
from slireviewer.ui.rows import Row
from slireviewer.ui.window import Window

from . import teamwork
from .conftest import PASSPHRASE, Answers
from .walking import cut_off, faint, missed_by_tab, nameless, settle

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
HEADS, MINE, HIS = teamwork.HEADS, teamwork.MINE, teamwork.HIS
SIZES = [(1366, 740, 100, "light"), (1366, 740, 150, "dark"), (1180, 640, 100, "dark"), (1180, 640, 150, "light")]


def press(window: Window, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(window.focusWidget() or window, key, held)


@pytest.fixture
def page(window: Window) -> MergePage:
    """The page, shown by its key."""
    press(window, Qt.Key.Key_4, CTRL | SHIFT)
    shown = window.stack_page()
    assert isinstance(shown, MergePage)
    return shown


@pytest.fixture
def challenge_file(sample: Path, tmp_path: Path) -> Path:
    """The challenge after an evening's work."""
    return teamwork.copied(teamwork.evening(sample) / sample.name, tmp_path / sample.name)


@pytest.fixture
def his(sample: Path, tmp_path: Path) -> Path:
    """A colleague's package; see ``teamwork.evening``."""
    return Path(shutil.copy(teamwork.evening(sample) / teamwork.PACKAGES[0], tmp_path))


@pytest.fixture
def hers(sample: Path, tmp_path: Path) -> Path:
    """Another colleague's package."""
    return Path(shutil.copy(teamwork.evening(sample) / teamwork.PACKAGES[1], tmp_path))


def look(window: Window, page: MergePage, qtbot: QtBot, *paths: Path) -> None:
    """Bring packages in, and wait until they are looked into."""
    window.merge(list(paths))
    qtbot.waitUntil(lambda: not page.intake.busy, timeout=20000)


def apply(page: MergePage, window: Window, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.intake.applied, timeout=30000):
        press(window, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: not page.receipts.busy, timeout=20000)


def texts(window: Window) -> list[str]:
    assert window.workspace is not None
    with window.workspace.read() as r:
        return [point.text for point in storage.read_points(r)]


def finding_titles(window: Window) -> list[str]:
    assert window.workspace is not None
    with window.workspace.read() as r:
        return [finding.title for finding in storage.read_findings(r)]


def entries(window: Window) -> int:
    assert window.workspace is not None
    with window.workspace.read() as r:
        return int(storage.status(r)["entries"])


def standing(page: MergePage, qtbot: QtBot) -> int:
    """How many texts wait to be decided."""
    page.deciding.read_standing()
    qtbot.waitUntil(lambda: not page.deciding.reading)
    return len(page.deciding.standing_choices())


def groups(page: MergePage) -> list[tuple[str, str]]:
    """The headings of the list with their counts."""
    return [(row.title, row.right) for row in page.desk.list.rows.rows() if not row.key]


def choose(page: MergePage, words: str) -> None:
    """Make the row that says so the current one."""
    row = next(row for row in page.desk.list.rows.rows() if row.key and words in f"{row.title} {row.below}")
    page.desk.list.choose(row.key)


# ---- looking ---------------------------------------------------------------------------------------------


def test_a_package_is_shown_in_groups_and_nothing_changes_by_looking(
    window: Window, page: MergePage, his: Path, qtbot: QtBot
) -> None:
    before = entries(window)
    look(window, page, qtbot, his)
    assert groups(page) == [
        ("Both of you changed these", "3"),
        ("Changed by Samuel Adeyinka", "1"),
        ("New from Samuel Adeyinka", "2"),
        ("Deleted by Samuel Adeyinka", "1"),
    ]
    assert page.desk._title.whole() == "Merge notes from Samuel Adeyinka"
    assert his.name in page.desk._below.whole()
    assert "checked: complete and unaltered" in page.desk._below.whole()
    assert [count.number for count in page.desk._counts] == [2, 1, 1, 3]
    assert page.desk.apply.text().strip() == "Apply merge  (3 left)"
    assert page.fact == f"Merging {his.name}   ·   nothing changes until you press Apply"
    assert entries(window) == before
    assert window.focusWidget() is page.desk.list


def test_new_points_stand_under_their_meeting(window: Window, page: MergePage, his: Path, qtbot: QtBot) -> None:
    look(window, page, qtbot, his)
    choose(page, "Trade union representatives · 2 points")
    assert {row.title for row in page.desk.inside.rows.rows()} == {"Staff like it here", "Buses stop at six"}
    assert page.desk.inside.isVisible()


def test_a_change_is_read_with_its_differences(window: Window, page: MergePage, his: Path, qtbot: QtBot) -> None:
    look(window, page, qtbot, his)
    choose(page, "Partners agree.")
    assert page.desk.reading.accessibleDescription() == "Added: Partners agree.."
    assert page.desk._text_title.whole() == "Changed by Samuel Adeyinka"


def test_what_would_go_is_shown_struck_through(window: Window, page: MergePage, his: Path, qtbot: QtBot) -> None:
    look(window, page, qtbot, his)
    page.desk.list.choose(page.desk.list.rows.rows()[-1].key)
    assert page.desk.reading.accessibleDescription().startswith("Removed: ")
    assert "bin" in page.desk._text_fact.text()


def test_both_texts_stand_side_by_side_with_what_was_before(
    window: Window, page: MergePage, his: Path, qtbot: QtBot
) -> None:
    look(window, page, qtbot, his)
    choose(page, "Scheme of delegation")
    yours, theirs = page.desk.sides.sides
    assert yours.text.toPlainText() == MINE
    assert theirs.text.toPlainText() == HIS
    assert "they work from different copies" in yours.text.accessibleDescription()
    assert "the monitoring officer drafts a new one" in theirs.text.accessibleDescription()
    assert theirs.keep.text().strip() == "Keep Samuel Adeyinka's"
    assert page.desk.sides._before.isVisible()
    assert page.desk.sides._where.whole().startswith("Decision 1 of 3   ·   Heads of service, Wednesday 11:00")


# ---- deciding --------------------------------------------------------------------------------------------


def test_everything_is_decided_and_applied_by_keys(window: Window, page: MergePage, his: Path, qtbot: QtBot) -> None:
    look(window, page, qtbot, his)
    choose(page, "Scheme of delegation")
    press(window, Qt.Key.Key_2)
    assert page.desk.sides.sides[1].is_chosen()
    assert page.desk.sides.result.toPlainText() == HIS
    press(window, Qt.Key.Key_F8)
    press(window, Qt.Key.Key_1)
    press(window, Qt.Key.Key_F8)
    press(window, Qt.Key.Key_1)
    assert page.desk.apply.text().strip() == "Apply merge"
    apply(page, window, qtbot)
    assert HIS in texts(window) and MINE not in texts(window)
    assert "Reports come late, she says" in finding_titles(window)
    assert any(text.endswith("And we checked.") for text in texts(window))
    assert {"Staff like it here", "Buses stop at six"} <= set(texts(window))
    assert standing(page, qtbot) == 0


def test_both_notes_are_kept_as_two_points(window: Window, page: MergePage, his: Path, qtbot: QtBot) -> None:
    look(window, page, qtbot, his)
    choose(page, "Scheme of delegation")
    press(window, Qt.Key.Key_3)
    assert page.desk.sides.result.toPlainText() == f"{MINE}\n{HIS}"
    apply(page, window, qtbot)
    assert {MINE, HIS} <= set(texts(window))


def test_a_wording_of_ones_own_is_typed_into_the_result(
    window: Window, page: MergePage, his: Path, qtbot: QtBot
) -> None:
    look(window, page, qtbot, his)
    choose(page, "Scheme of delegation")
    press(window, Qt.Key.Key_E)
    assert window.focusWidget() is page.desk.sides.result
    QTest.keyClicks(window.focusWidget(), "Reviewed in May 2019, 1 copy")
    assert page.desk.sides.result.toPlainText() == "Reviewed in May 2019, 1 copy"
    assert not page.desk.sides.sides[0].is_chosen()
    apply(page, window, qtbot)
    assert "Reviewed in May 2019, 1 copy" in texts(window)
    assert not {MINE, HIS} & set(texts(window))


def test_what_one_deleted_and_the_other_changed_is_a_question_of_its_own(
    window: Window, page: MergePage, his: Path, qtbot: QtBot
) -> None:
    look(window, page, qtbot, his)
    choose(page, "Deleted and changed")
    matter = page.desk.sides.matter()
    assert matter is not None
    assert matter.title == "You changed this, and it was deleted: keep it?"
    assert [side.keep for side in matter.sides] == ["Keep it", "Delete it"]
    assert not page.desk.sides.both.isVisible() and not page.desk.sides.edit.isVisible()
    press(window, Qt.Key.Key_2)
    apply(page, window, qtbot)
    assert not any(text.endswith("And we checked.") for text in texts(window))


def test_what_is_left_for_later_stays_on_today_and_is_decided_then(
    window: Window, page: MergePage, his: Path, qtbot: QtBot
) -> None:
    look(window, page, qtbot, his)
    choose(page, "Scheme of delegation")
    press(window, Qt.Key.Key_2)
    press(window, Qt.Key.Key_0)
    assert page.desk.sides.matter().choice == ""  # type: ignore[union-attr]
    apply(page, window, qtbot)
    press(window, Qt.Key.Key_1, CTRL | SHIFT)
    assert window.today is not None
    button = next(each for each in window.today.findChildren(QWidget) if each.objectName() == "waits git-merge")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.stack_page() is page
    page.waiting.setFocus()
    press(window, Qt.Key.Key_Return)
    assert page.desk._title.whole() == "Decide what differs"
    choose(page, "Scheme of delegation")
    matter = page.desk.sides.matter()
    assert matter is not None
    place = next(number for number, side in enumerate(matter.sides) if side.text == MINE)
    press(window, Qt.Key.Key_1 if place == 0 else Qt.Key.Key_2)
    press(window, Qt.Key.Key_Return, CTRL)
    assert MINE in texts(window) and HIS not in texts(window)
    assert page.fact.startswith("1 decision written")
    press(window, Qt.Key.Key_Z, CTRL)
    assert standing(page, qtbot) == 3


def test_decisions_are_kept_while_one_looks_at_something_else(
    window: Window, page: MergePage, his: Path, qtbot: QtBot
) -> None:
    look(window, page, qtbot, his)
    choose(page, "Scheme of delegation")
    press(window, Qt.Key.Key_2)
    press(window, Qt.Key.Key_Escape)
    assert page.waiting.rows.rows()[0].title == "Go on: Samuel Adeyinka"
    press(window, Qt.Key.Key_1, CTRL | SHIFT)
    press(window, Qt.Key.Key_4, CTRL | SHIFT)
    press(window, Qt.Key.Key_Return)
    choose(page, "Scheme of delegation")
    assert page.desk.sides.sides[1].is_chosen()


def test_typing_in_the_meantime_is_taken_into_account(window: Window, page: MergePage, his: Path, qtbot: QtBot) -> None:
    look(window, page, qtbot, his)
    assert window.workspace is not None
    point = teamwork.points_of(window.workspace, HEADS)[3]
    teamwork.reword(window.workspace, point.id, "Written while the package lay on the desk")
    qtbot.waitUntil(lambda: not page.intake.busy and page.desk._counts[3].number == 4, timeout=20000)


# ---- several, refused, cancelled -------------------------------------------------------------------------


def test_a_refused_package_is_shown_with_its_sentence_and_the_others_go_on(
    window: Window, page: MergePage, his: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.slirnotes"
    broken.write_bytes(his.read_bytes()[:-40])
    look(window, page, qtbot, his, broken)
    assert groups(page)[-1] == ("Refused", "1")
    choose(page, "broken.slirnotes")
    assert page.desk._nothing.text().startswith("broken.slirnotes is ")
    apply(page, window, qtbot)
    rows = page.receipts.inside.rows.rows()
    refused = rows[next(number for number, row in enumerate(rows) if row.title == "Refused") + 1]
    assert refused.title == "broken.slirnotes" and refused.below.startswith("broken.slirnotes is ")


def test_only_refused_packages_leave_nothing_to_apply(
    window: Window, page: MergePage, qtbot: QtBot, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.slirnotes"
    broken.write_bytes(b"no package")
    look(window, page, qtbot, broken)
    assert not page.desk.apply.isEnabled()
    assert page.desk._nothing.text().startswith("broken.slirnotes is not a slireviewer package")


def test_cancelling_leaves_everything_as_it_was(window: Window, page: MergePage, his: Path, qtbot: QtBot) -> None:
    look(window, page, qtbot, his)
    before = entries(window)
    with qtbot.waitSignal(page.intake.failed, timeout=20000) as told:
        page.deciding.apply()
        QTest.mouseClick(page.desk.cancel, Qt.MouseButton.LeftButton)
    assert told.args == ["Cancelled: everything is as it was."]
    assert entries(window) == before
    assert page.intake.packages


def drop(window: Window, *paths: Path) -> list[bool]:
    """Let files go over the middle of the window; whether each of the three events was taken."""
    data, middle = QMimeData(), window.rect().center()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    events = (
        QDragEnterEvent(middle, copy, data, left, none),
        QDragMoveEvent(middle, copy, data, left, none),
        QDropEvent(QPointF(middle), copy, data, left, none),
    )
    for event in events:
        QApplication.sendEvent(window.windowHandle(), event)
    return [event.isAccepted() for event in events]


def test_packages_dropped_on_any_page_are_looked_into(
    window: Window, page: MergePage, his: Path, hers: Path, qtbot: QtBot
) -> None:
    for place in ("capture", "evidence", "letter", "merge"):
        page.intake.forget()
        window.show_page(place)
        assert (place, drop(window, his)) == (place, [True, True, True])
        drop(window, hers)  # and one more while the first is still being read
        qtbot.waitUntil(lambda: len(page.intake.packages) == 2 and not page.intake.busy, timeout=20000)
        assert window.stack_page() is page
        assert {package.name for package in page.intake.packages} == {his.name, hers.name}


def test_another_challenge_dropped_on_the_window_is_opened_in_its_place(
    window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    assert window.workspace is not None
    window.show_page("capture")
    assert drop(window, window.workspace.path) == [True, True, True]
    qtbot.waitUntil(lambda: window._fact.whole() == "This challenge is open already.")
    assert drop(window, tmp_path / "another.SLIR") == [True, True, True]
    qtbot.waitUntil(lambda: window.start.unlock.isVisible())
    assert window.workspace is None


def test_a_file_of_another_kind_is_left_to_the_page_it_is_dropped_on(window: Window, tmp_path: Path) -> None:
    window.show_page("today")
    assert drop(window, tmp_path / "flipchart.jpg") == [False, False, False]


def test_a_package_handed_in_goes_to_the_page(window: Window, his: Path, qtbot: QtBot) -> None:
    window.open_path(his)
    shown = window.stack_page()
    assert isinstance(shown, MergePage)
    qtbot.waitUntil(lambda: not shown.intake.busy, timeout=20000)
    assert shown.desk._title.whole() == "Merge notes from Samuel Adeyinka"


def test_packages_are_added_by_the_key(
    window: Window, page: MergePage, his: Path, qtbot: QtBot, answers: Answers
) -> None:
    answers.packages = [his]
    press(window, Qt.Key.Key_A, CTRL | SHIFT)
    qtbot.waitUntil(lambda: not page.intake.busy, timeout=20000)
    assert "choose packages" in answers.asked
    assert page.desk.list.isVisible()


# ---- receipts --------------------------------------------------------------------------------------------


def test_the_receipt_names_what_was_taken_and_leads_to_it(
    window: Window, page: MergePage, his: Path, qtbot: QtBot
) -> None:
    look(window, page, qtbot, his)
    apply(page, window, qtbot)
    rows = page.receipts.inside.rows.rows()
    assert "Staff like it here" in [row.title for row in rows]
    heads = [row.title for row in rows if not row.key]
    assert heads == ["Changed by two people", "Deleted by one, changed by another", "New", "Changed", "Deleted"]
    page.receipts.inside.choose(next(row.key for row in rows if row.title == "Staff like it here"))
    press(window, Qt.Key.Key_Return)
    assert window.stack_page() is window.capture
    assert window.capture is not None and window.capture._head.title.whole() == "Trade union representatives"


def test_a_package_that_is_here_already_says_so(window: Window, page: MergePage, his: Path, qtbot: QtBot) -> None:
    look(window, page, qtbot, his)
    apply(page, window, qtbot)
    look(window, page, qtbot, his)
    assert page.desk._nothing.text().startswith("Everything in it is here already")


@pytest.mark.parametrize("name", ["receipt.txt", "receipt.docx"])
def test_a_receipt_is_saved(
    window: Window, page: MergePage, his: Path, qtbot: QtBot, answers: Answers, tmp_path: Path, name: str
) -> None:
    look(window, page, qtbot, his)
    apply(page, window, qtbot)
    answers.file = tmp_path / name
    QTest.mouseClick(page.receipts.save_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.receipts.busy, timeout=20000)
    assert answers.file.stat().st_mode & 0o077 == 0
    if name.endswith(".txt"):
        said = answers.file.read_text(encoding="utf-8")
    else:
        from docx import Document

        document = Document(str(answers.file))
        said = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    assert "Staff like it here" in said and "Trade union representatives" in said
    assert page.fact == f"The receipt is in {answers.file}."


def late_package(window: Window, sample: Path, tmp_path: Path) -> None:
    """Take a package of Priya's that builds on one which got lost between Monday evening and Tuesday morning."""
    lead = window.workspace
    assert lead is not None
    folder = tmp_path / "priya"
    folder.mkdir()
    work = {
        "1": lambda w: teamwork.note_down(w, HEADS, "Reports come late."),
        "2": lambda w: reword(w, "Reports come late.", "Reports come late and long."),
        "3": lambda w: reword(w, "Reports come late and long.", "Reports come late, long and unread."),
    }
    with storage.open_challenge(
        teamwork.copied(teamwork.laptop(sample, teamwork.PRIYA), folder / "priya.slir"), PASSPHRASE
    ) as priya:
        known: set[str] = set()
        for name, done in work.items():
            done(priya)
            made = storage.write_package(priya, folder / f"{name}.slirnotes", everything=True)
            told = storage.read_package(lead, made.data, made.name)
            new = [entry for entry in told.entries if entry.id not in known]
            known |= {entry.id for entry in new}
            if name != "2":
                hour = {"1": "2026-09-15T17:12:00", "3": "2026-09-16T09:05:00"}[name]
                storage.merge_packages(lead, [replace(told, entries=new, made=hour, name=f"priya-{name}.slirnotes")])


def reword(w: storage.Workspace, old: str, new: str) -> None:
    with w.read() as r:
        (item,) = [point.id for point in storage.read_points(r) if point.text == old]
    teamwork.reword(w, item, new)


def test_a_receipt_names_whose_package_is_missing_and_what_waits_for_it(
    window: Window, page: MergePage, sample: Path, tmp_path: Path, qtbot: QtBot, answers: Answers
) -> None:
    late_package(window, sample, tmp_path)
    page._choose_section(1)
    receipts = page.receipts
    qtbot.waitUntil(lambda: "Waiting for Priya Raman" in [row.title for row in receipts.inside.rows.rows()])
    rows = receipts.inside.rows.rows()
    missing, waits = rows[[row.title for row in rows].index("Waiting for Priya Raman") + 1 :][:2]
    said = "What Priya Raman gave between Tue 15 Sept 17:12 and Wed 16 Sept 09:05"
    assert missing.title == f"{said} is not here"
    assert (waits.title, waits.below) == ("Reports come late, long and unread.", f"Point · {HEADS} · Priya Raman")
    answers.file = tmp_path / "receipt.txt"
    receipts.save()
    qtbot.waitUntil(lambda: not receipts.busy, timeout=20000)
    written = answers.file.read_text(encoding="utf-8")
    assert f"\nWaiting for Priya Raman\n- {said} is not here (Ask Priya Raman to give all of it once more" in written
    assert "\n- Reports come late, long and unread. (Point" in written
    receipts.inside.choose(waits.key)
    receipts.inside.setFocus()
    press(window, Qt.Key.Key_Return)
    assert window.stack_page() is window.capture
    assert window.capture is not None and window.capture._head.title.whole() == HEADS
    window.show_page("merge")
    receipts.inside.choose(missing.key)
    assert receipts._detail.text() == f"{missing.title}. {missing.below}"
    receipts.inside.setFocus()
    press(window, Qt.Key.Key_Return)
    assert page.board.isVisible()


def test_a_merge_is_undone_later_after_a_look_at_what_would_go(
    window: Window, page: MergePage, his: Path, qtbot: QtBot
) -> None:
    before = sorted(texts(window))
    look(window, page, qtbot, his)
    apply(page, window, qtbot)
    assert window.workspace is not None
    teamwork.note_down(window.workspace, "Trade union representatives", "Written after the merge")
    QTest.mouseClick(page.receipts.undo_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.receipts.busy, timeout=20000)
    assert page.receipts._question.isVisible()
    assert "Staff like it here" in [row.title for row in page.receipts.inside.rows.rows()]
    assert "Staff like it here" in texts(window)
    with qtbot.waitSignal(page.receipts.undone, timeout=20000):
        press(window, Qt.Key.Key_Space)
    assert sorted(texts(window)) == sorted([*before, "Written after the merge"])
    qtbot.waitUntil(lambda: page.receipts.merges()[0].undone)
    look(window, page, qtbot, his)
    apply(page, window, qtbot)
    assert "Staff like it here" in texts(window)


def test_ctrl_z_straight_after_takes_the_whole_merge_back(
    window: Window, page: MergePage, his: Path, hers: Path, qtbot: QtBot
) -> None:
    before = sorted(texts(window))
    look(window, page, qtbot, his, hers)
    assert page.desk._title.whole() == "Merge notes from Samuel Adeyinka and 1 other"
    apply(page, window, qtbot)
    assert len(page.receipts.merges()) == 1
    assert {"Staff like it here", "The rota is fair"} <= set(texts(window))
    press(window, Qt.Key.Key_Z, CTRL)
    assert sorted(texts(window)) == before
    press(window, Qt.Key.Key_Y, CTRL)
    assert {"Staff like it here", "The rota is fair"} <= set(texts(window))


# ---- the page itself -------------------------------------------------------------------------------------


STATES = ("home", "decision", "reading", "rows", "receipt")


def show(name: str, window: Window, page: MergePage, qtbot: QtBot) -> None:
    """Bring the page into one of its states, each of which follows on those before."""
    if name == "decision":
        choose(page, "Scheme of delegation")
        page.deciding.decide("1")
    elif name == "reading":
        choose(page, "Partners agree.")
    elif name == "rows":
        choose(page, "Trade union representatives · 2 points")
    elif name == "receipt":
        apply(page, window, qtbot)


def test_every_control_has_a_name_and_tab_reaches_it(window: Window, page: MergePage, his: Path, qtbot: QtBot) -> None:
    for name in STATES:
        if name == "decision":
            look(window, page, qtbot, his)
        show(name, window, page, qtbot)
        assert_walkable(page)


def assert_walkable(page: MergePage) -> None:
    page.take_focus()
    settle()
    assert nameless(page) == []
    assert missed_by_tab(page) == []


@pytest.mark.parametrize(("width", "height", "zoom", "theme"), SIZES)
def test_nothing_is_cut_off(
    window: Window, page: MergePage, his: Path, qtbot: QtBot, width: int, height: int, zoom: int, theme: str
) -> None:
    window._look.set_theme(theme)
    window._look.set_zoom(zoom)
    window.resize(width, height)
    qtbot.waitUntil(lambda: window.width() == width and window.height() == height)
    for name in STATES:
        if name == "decision":
            look(window, page, qtbot, his)
        show(name, window, page, qtbot)
        settle()
        assert (name, cut_off(page), faint(page)) == (name, [], [])


def test_files_that_another_start_hands_over_are_taken_in_where_they_belong(
    window: Window, page: MergePage, his: Path, hers: Path, qtbot: QtBot
) -> None:
    window.take_in([his, hers])
    qtbot.waitUntil(lambda: not page.intake.busy, timeout=20000)
    assert [package.name for package in page.intake.packages] == [his.name, hers.name]
    assert window.workspace is not None
    here = window.workspace.path
    window.take_in([here])
    window.take_in([])
    assert window.workspace is not None, "it is open already, and stays as it is"
    window.take_in([here.with_name("another.slir")])
    assert window.workspace is None
    assert window.start.unlock.isVisibleTo(window)


def test_a_list_of_thousands_shows_more_as_one_comes_to_it(window: Window, page: MergePage) -> None:
    shown = page.desk.list
    tester = QAbstractItemModelTester(shown.rows, QAbstractItemModelTester.FailureReportingMode.Fatal, shown)
    tester.setUseFetchMore(False)  # it would ask for more in the midst of being told of more
    rows = tuple(Row(str(number), f"point {number}") for number in range(2_000))
    shown.fill([Group("New", len(rows), rows)])
    assert shown.rows.rowCount() < 1_000 and len(shown.rows.rows()) == 2_001
    shown.choose("1500")
    assert shown.current() == "1500"
    shown.rows.fetchMore(QModelIndex())
    shown.fill([Group("New", 3, rows[:3])])
    assert [row.title for row in shown.rows.rows()] == ["New", "point 0", "point 1", "point 2"]
    tester.deleteLater()


def test_a_large_merge_is_taken_back_and_brought_again_on_a_thread(
    window: Window, page: MergePage, his: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(takeback, "_AT_ONCE", 3)
    before = sorted(texts(window))
    look(window, page, qtbot, his)
    apply(page, window, qtbot)
    after = sorted(texts(window))
    press(window, Qt.Key.Key_Z, CTRL)
    press(window, Qt.Key.Key_Z, CTRL)  # while it is under way: not a step more is taken back
    qtbot.waitUntil(lambda: window._fact.whole().startswith("Undone: Merge 1 package"), timeout=20000)
    assert sorted(texts(window)) == before != after
    press(window, Qt.Key.Key_Y, CTRL)
    qtbot.waitUntil(lambda: window._fact.whole().startswith("Done again: Merge 1 package"), timeout=20000)
    assert sorted(texts(window)) == after


def test_the_list_is_a_sound_model(window: Window, page: MergePage, his: Path, qtbot: QtBot) -> None:
    tester = QAbstractItemModelTester(
        page.desk.list.rows, QAbstractItemModelTester.FailureReportingMode.Fatal, page.desk.list
    )
    look(window, page, qtbot, his)
    press(window, Qt.Key.Key_Down)
    press(window, Qt.Key.Key_End)
    assert page.desk.list.current() == page.desk.list.rows.rows()[-1].key
    tester.deleteLater()


def test_the_rail_and_the_key_show_the_page(window: Window, page: MergePage) -> None:
    assert window._rail.buttons["merge"].isChecked()
    press(window, Qt.Key.Key_F1)
    assert window._fact.whole() == "Help: Merge"


def test_a_merge_put_aside_is_taken_up_again_another_day(
    window: Window, page: MergePage, his: Path, qtbot: QtBot, challenge_file: Path
) -> None:
    look(window, page, qtbot, his)
    choose(page, "Scheme of delegation")
    press(window, Qt.Key.Key_E)
    QTest.keyClicks(window.focusWidget(), "Our own words, for now")
    QTest.mouseClick(page.desk.later, Qt.MouseButton.LeftButton)
    window.close_workspace()
    window.open_workspace(storage.open_challenge(challenge_file, PASSPHRASE))
    press(window, Qt.Key.Key_4, CTRL | SHIFT)
    (row,) = page.waiting.rows.rows()
    assert (row.title, row.below) == (f"Go on: {his.name}", "1 decision made")
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not page.intake.busy, timeout=20000)
    choose(page, "Scheme of delegation")
    assert page.desk.sides.result.toPlainText() == "Our own words, for now"
    apply(page, window, qtbot)
    assert "Our own words, for now" in texts(window)
    assert page.deciding.put_aside() == ([], 0)


def test_what_was_decided_waits_for_its_package_while_others_are_merged(
    window: Window, page: MergePage, his: Path, hers: Path, qtbot: QtBot, challenge_file: Path
) -> None:
    look(window, page, qtbot, his)
    choose(page, "Scheme of delegation")
    press(window, Qt.Key.Key_E)
    QTest.keyClicks(window.focusWidget(), "Our own words, for now")
    QTest.mouseClick(page.desk.later, Qt.MouseButton.LeftButton)
    away = his.rename(his.with_suffix(".away"))  # the stick is out
    window.close_workspace()
    window.open_workspace(storage.open_challenge(challenge_file, PASSPHRASE))
    look(window, page, qtbot, hers)
    assert [each.name for each in page.intake.refused] == [his.name]
    page.desk.list.setFocus()
    apply(page, window, qtbot)
    assert "Our own words, for now" not in texts(window)
    assert page.deciding.put_aside() == ([his.name], 1)
    away.rename(his)
    page.deciding.go_on()
    qtbot.waitUntil(lambda: len(page.intake.packages) == 1 and not page.intake.busy, timeout=20000)
    assert [package.name for package in page.intake.packages] == [his.name]


def test_a_decision_falls_when_other_texts_stand_side_by_side_and_what_was_typed_stays(
    window: Window, page: MergePage, his: Path, qtbot: QtBot
) -> None:
    look(window, page, qtbot, his)
    choose(page, "Scheme of delegation")
    press(window, Qt.Key.Key_E)
    QTest.keyClicks(window.focusWidget(), "Our own words, for now")
    assert window.workspace is not None
    point = teamwork.points_of(window.workspace, HEADS)[0]
    teamwork.reword(window.workspace, point.id, "Written in the meantime")
    qtbot.waitUntil(lambda: not page.intake.busy and not page.intake.decisions, timeout=20000)
    choose(page, "Heads of service · Wed 11:00")
    assert page.desk.apply.text().strip() == "Apply merge  (3 left)"
    page.desk.list.setFocus()
    press(window, Qt.Key.Key_E)
    assert page.desk.sides.result.toPlainText() == "Our own words, for now", "what was typed is not lost with it"
