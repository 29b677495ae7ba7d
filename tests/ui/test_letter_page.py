"""The letter page: words bound to findings, checks with a fix each, and nothing typed is lost."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QTextCursor, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSlider, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from slireviewer import storage, word
from slireviewer.checks import Check, Fix, Remark, Severity
from slireviewer.letter import compose, lines_of
from slireviewer.model import EditionKind, ItemId, Recommendation, Wording
from slireviewer.richtext import Block, Run, plain
from slireviewer.ui.finding_chooser import FindingChooser
from slireviewer.ui.history_dialog import HistoryDialog
from slireviewer.ui.letter_bar import View
from slireviewer.ui.letter_giving import GivingDialog
from slireviewer.ui.letter_outline import Outline
from slireviewer.ui.letter_page import LetterPage
from slireviewer.ui.letter_paper import HIGH
from slireviewer.ui.paging import page_cuts
from slireviewer.ui.window import Window

from .conftest import Answers

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def page(window: Window) -> LetterPage:
    """The letter page, shown by its key."""
    QTest.keyClick(window, Qt.Key.Key_5, CTRL | SHIFT)
    found = window.stack_page()
    assert isinstance(found, LetterPage)
    return found


def open_section(page: LetterPage, words: str) -> None:
    page.show_section(next(each.key for each in page._chapters if words in each.title))


def wait_for_checks(page: LetterPage, qtbot: QtBot) -> list[Remark]:
    qtbot.waitUntil(lambda: page._over.grounds is not None and not page._over.busy, timeout=30000)
    return page.remarks()


def stored(window: Window) -> list[Wording]:
    assert window.workspace is not None
    with window.workspace.read() as r:
        return storage.wordings(r)


def letter_text(window: Window) -> str:
    assert window.workspace is not None
    with window.workspace.read() as r:
        letter = compose(storage.letter_source(r))
    return "\n".join(line for block in letter.blocks for line in lines_of(block))


def type_at_end(page: LetterPage, slot: str, words: str) -> None:
    page.editor.setFocus()
    assert page.editor.go_to(slot)
    QTest.keyClicks(page.editor, words)


def first_finding(page: LetterPage) -> str:
    return next(key for key in page.editor.texts() if key.startswith("finding:"))


def press(window: Window, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(window.focusWidget() or window, key, held)


def test_a_section_shows_its_paragraphs_each_bound_to_its_finding(window: Window, page: LetterPage) -> None:
    open_section(page, "Governance and culture")
    texts = page.editor.texts()
    assert window.workspace is not None
    with window.workspace.read() as r:
        findings = {finding.id: finding for finding in storage.read_findings(r)}
    shown = [key.partition(":")[2] for key in texts if key.startswith("finding:")]
    assert len(shown) == 5
    for key in shown:
        assert plain(texts[f"finding:{key}"]).startswith(findings[key].title.rstrip("."))


def test_typing_is_on_the_disk_within_two_seconds(window: Window, page: LetterPage, qtbot: QtBot) -> None:
    open_section(page, "Governance and culture")
    slot = first_finding(page)
    type_at_end(page, slot, " It shows.")
    qtbot.waitUntil(lambda: any("It shows." in plain(one.text) for one in stored(window)), timeout=2000)
    assert "It shows." in letter_text(window)


def test_changing_the_section_saves_and_is_one_step_to_undo(window: Window, page: LetterPage) -> None:
    open_section(page, "Governance and culture")
    slot = first_finding(page)
    type_at_end(page, slot, " One. Two. Three.")
    press(window, Qt.Key.Key_Down, CTRL)
    assert page.section() != "" and slot not in page.editor.texts()
    assert "One. Two. Three." in letter_text(window)
    press(window, Qt.Key.Key_Z, CTRL)
    assert stored(window) == []
    press(window, Qt.Key.Key_Up, CTRL)
    assert "Three" not in page.editor.toPlainText()


def test_closing_the_challenge_keeps_what_was_typed(window: Window, page: LetterPage) -> None:
    open_section(page, "Scrutiny")
    type_at_end(page, first_finding(page), " Last words.")
    path = window.workspace.path if window.workspace is not None else None
    assert path is not None
    assert window.close_workspace()
    with storage.open_challenge(path, "three plain words") as again, again.read() as r:
        assert any("Last words." in plain(one.text) for one in storage.wordings(r))


def test_words_that_are_the_composed_ones_again_follow_the_finding_again(window: Window, page: LetterPage) -> None:
    open_section(page, "Governance and culture")
    type_at_end(page, first_finding(page), "!")
    assert page.settle() and len(stored(window)) == 1
    press(window, Qt.Key.Key_Backspace)
    assert page.settle()
    assert stored(window) == []


def test_a_paragraph_whose_words_are_taken_away_is_left_out_and_can_come_back(window: Window, page: LetterPage) -> None:
    open_section(page, "Governance and culture")
    slot = first_finding(page)
    words = plain(page.editor.texts()[slot])
    page.editor.setFocus()
    page.editor.go_to(slot, 0, len(words))
    press(window, Qt.Key.Key_Delete)
    assert page.settle()
    assert words.splitlines()[0] not in letter_text(window)
    page._passages.take_back(next(one for one in page.chapter().slots if one.slot == slot))
    assert words.splitlines()[0] in letter_text(window)
    assert plain(page.editor.texts()[slot]) == words


def test_as_composed_goes_back_to_the_words_of_the_finding(window: Window, page: LetterPage) -> None:
    open_section(page, "Governance and culture")
    slot = first_finding(page)
    before = page.editor.texts()[slot]
    assert not page._composed.isVisible()
    type_at_end(page, slot, " More.")
    assert page.settle()
    page._follow()
    assert page._composed.isVisible()
    QTest.mouseClick(page._composed, Qt.MouseButton.LeftButton)
    assert page.editor.texts()[slot] == before
    assert stored(window) == []


def test_a_paragraph_of_ones_own_stands_behind_the_one_at_the_cursor(window: Window, page: LetterPage) -> None:
    open_section(page, "Governance and culture")
    slot = first_finding(page)
    page.editor.go_to(slot)
    page._passages.add_free((), None)
    QTest.keyClicks(page.editor, "Our own words.")
    assert page.settle()
    order = list(page.editor.texts())
    assert order[order.index(slot) + 1].startswith("free:")
    text = letter_text(window)
    assert "Our own words." in text and "New paragraph" not in text


def test_a_finding_moves_within_its_side(window: Window, page: LetterPage) -> None:
    open_section(page, "Governance and culture")
    strengths = [slot.slot for slot in page.chapter().slots if slot.section.endswith("/strength")]
    page.editor.setFocus()
    page.editor.go_to(strengths[0])
    press(window, Qt.Key.Key_Down, ALT)
    assert [slot.slot for slot in page.chapter().slots if slot.section.endswith("/strength")] == [
        strengths[1],
        strengths[0],
        *strengths[2:],
    ]
    assert page.editor.key() == strengths[0]
    press(window, Qt.Key.Key_Up, ALT)
    assert [slot.slot for slot in page.chapter().slots if slot.section.endswith("/strength")] == strengths


def drop(outline: Outline, key: str, before: str) -> None:
    """Drag the section ``key`` to just above ``before``."""
    lines = [line.key for line in outline.model_lines.rows()]
    data = outline.model_lines.mimeData([outline.model_lines.index(lines.index(key))])
    at = outline.visualRect(outline.model_lines.index(lines.index(before))).topLeft() + QPoint(20, 2)
    left = Qt.MouseButton.LeftButton
    QApplication.sendEvent(outline.viewport(), QDragEnterEvent(at, Qt.DropAction.MoveAction, data, left, NONE))
    QApplication.sendEvent(outline.viewport(), QDragMoveEvent(at, Qt.DropAction.MoveAction, data, left, NONE))
    QApplication.sendEvent(outline.viewport(), QDropEvent(at.toPointF(), Qt.DropAction.MoveAction, data, left, NONE))


def test_a_section_moves_by_key_and_by_dragging_and_can_be_taken_back(window: Window, page: LetterPage) -> None:
    outline = page._outline

    def order() -> list[str]:
        return [line.key for line in outline.model_lines.rows() if not line.key.startswith(("theme:", "question:"))]

    first = order()
    page.show_section("recommendations")
    outline.setFocus()
    press(window, Qt.Key.Key_Down, ALT)
    assert order().index("next_steps") < order().index("recommendations")
    assert outline.current() == page.section() == "recommendations" and outline.hasFocus()
    press(window, Qt.Key.Key_Up, ALT)
    assert order() == first
    drop(outline, "recommendations", "headlines")
    assert order().index("recommendations") + 1 == order().index("headlines")
    assert letter_text(window).index("\nRecommendations\n") < letter_text(window).index("\nSummary of feedback\n")
    drop(outline, "opening", "headlines")
    assert order()[0] == "opening"
    assert window.workspace is not None
    window.workspace.undo()
    assert order() == first


def test_a_theme_moves_among_those_beside_it_by_key_and_by_dragging(window: Window, page: LetterPage) -> None:
    outline = page._outline

    def order() -> list[str]:
        return [line.title for line in outline.model_lines.rows() if line.key.startswith("theme:") and line.level == 1]

    def key(words: str) -> str:
        return next(line.key for line in outline.model_lines.rows() if words in line.title)

    first = order()
    page.show_section(key(first[0]))
    outline.setFocus()
    press(window, Qt.Key.Key_Up, ALT)
    assert order() == first  # it is the first
    press(window, Qt.Key.Key_Down, ALT)
    assert order() == [first[1], first[0], *first[2:]]
    assert letter_text(window).index(f"\n{first[1]}\n") < letter_text(window).index(f"\n{first[0]}\n")
    assert page.section() == key(first[0])
    drop(outline, key(first[3]), key(first[1]))
    assert order() == [first[3], first[1], first[0], *first[2:3], *first[4:]]
    drop(outline, key(first[3]), "recommendations")
    assert order() == [first[1], first[0], first[2], *first[4:], first[3]]
    for _ in range(3):
        assert window.workspace is not None
        window.workspace.undo()
    assert order() == first


def test_bold_italic_and_lists_by_keys_reach_the_letter(window: Window, page: LetterPage) -> None:
    open_section(page, "Next steps")
    slot = next(iter(page.editor.texts()))
    page.editor.setFocus()
    page.editor.go_to(slot)
    press(window, Qt.Key.Key_Return)
    press(window, Qt.Key.Key_L, CTRL | SHIFT)
    press(window, Qt.Key.Key_B, CTRL)
    QTest.keyClicks(page.editor, "one")
    assert page.settle()
    assert next(one for one in stored(window) if one.slot == slot).text[-1] == Block(
        (Run("one", bold=True),), page.editor.sort()[0]
    )
    assert page.editor.sort()[0].value == "ul"


def test_what_is_computed_stays_computed(window: Window, page: LetterPage) -> None:
    open_section(page, "Recommendations")
    slot = "recommendations"
    assert "{recommendations}" in plain(page.editor.texts()[slot])
    assert page.editor.shown()[slot].startswith("We make eight recommendations")
    type_at_end(page, slot, " They follow.")
    assert page.settle()
    text = letter_text(window)
    assert "They follow." in text and "{recommendations}" not in text
    assert window.workspace is not None
    with window.workspace.edit("Another") as e:
        more = Recommendation(id=storage.new_id(), number=9, title="Say it in nine")
        storage.write_recommendation(e, more)
    assert page.editor.shown()[slot].startswith("We make nine recommendations")


def test_f8_goes_through_everything_there_is_to_look_at(window: Window, page: LetterPage, qtbot: QtBot) -> None:
    remarks = wait_for_checks(page, qtbot)
    assert remarks
    seen = []
    for _ in remarks:
        press(window, Qt.Key.Key_F8)
        seen.append(page._checking.present)
    assert set(seen) == {remark.key for remark in remarks}
    press(window, Qt.Key.Key_F8, SHIFT)
    assert page._checking.present == seen[-2]


def test_the_words_of_a_remark_are_marked_and_selected(window: Window, page: LetterPage, qtbot: QtBot) -> None:
    remarks = wait_for_checks(page, qtbot)
    remark = next(one for one in remarks if one.check is Check.GROUP and one.slot.startswith("finding:"))
    page._checking.show(remark)
    assert page.editor.textCursor().selectedText() == remark.words
    assert remark.words in [each.cursor.selectedText() for each in page.editor.extraSelections()]


def test_a_check_is_passed_by_with_a_reason_and_can_be_had_back(window: Window, page: LetterPage, qtbot: QtBot) -> None:
    remarks = wait_for_checks(page, qtbot)
    press(window, Qt.Key.Key_F8)
    key = page._checking.present
    press(window, Qt.Key.Key_F, CTRL | SHIFT)
    field = window.focusWidget()
    assert isinstance(field, QLineEdit)
    press(window, Qt.Key.Key_Return)  # without a reason nothing happens
    assert len(page.remarks()) == len(remarks)
    QTest.keyClicks(field, "The chair agreed to this wording.")
    press(window, Qt.Key.Key_Return)
    assert key not in {remark.key for remark in page.remarks()}
    assert window.workspace is not None
    with window.workspace.read() as r:
        assert storage.waivers(r)[key].reason == "The chair agreed to this wording."
    press(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: key in {remark.key for remark in page.remarks()}, timeout=30000)


def test_words_that_are_not_ours_are_replaced_by_one_button(window: Window, page: LetterPage, qtbot: QtBot) -> None:
    wait_for_checks(page, qtbot)
    open_section(page, "Governance and culture")
    slot = first_finding(page)
    type_at_end(page, slot, " This is a weakness.")
    qtbot.waitUntil(lambda: any(one.check is Check.NOT_OUR_WORDS for one in page.remarks()), timeout=30000)
    remark = next(one for one in page.remarks() if one.check is Check.NOT_OUR_WORDS)
    assert remark.replacement
    page._checking.mend(remark, Fix.REPLACE)
    assert remark.words not in plain(page.editor.texts()[slot])[-30:]
    page.editor.undo()
    assert remark.words in plain(page.editor.texts()[slot])


def test_what_stands_behind_a_paragraph_names_meetings_and_nobody(
    window: Window, page: LetterPage, qtbot: QtBot
) -> None:
    wait_for_checks(page, qtbot)
    open_section(page, "Governance and culture")
    slot = first_finding(page)
    page.editor.go_to(slot)
    assert page._over.grounds is not None
    finding = next(iter(next(one for one in page.chapter().slots if one.slot == slot).findings))
    sources = page._over.grounds.sources(frozenset({finding}))
    assert page._behind._count.text() == f"{sources} sources"
    said = " ".join(label.text() for label in page._behind.findChildren(QWidget) if hasattr(label, "text"))
    assert window.workspace is not None
    with window.workspace.read() as r:
        names = {person.name for person in storage.read_interviewees(r)}
        titles = {meeting.title for meeting in storage.read_meetings(r)}
    assert any(title in said for title in titles)
    assert not any(name in said for name in names)


def test_a_change_of_a_finding_elsewhere_is_shown_and_typing_is_kept(window: Window, page: LetterPage) -> None:
    open_section(page, "Governance and culture")
    keys = [key for key in page.editor.texts() if key.startswith("finding:")]
    type_at_end(page, keys[0], " Kept.")
    assert window.workspace is not None and page.settle()
    with window.workspace.edit("Elsewhere") as e:
        other = next(one for one in storage.read_findings(e) if f"finding:{one.id}" == keys[1])
        storage.write_finding(e, replace(other, title="Said anew"))
        storage.agree_finding(e, other.id)
    texts = page.editor.texts()
    assert plain(texts[keys[1]]).startswith("Said anew")
    assert plain(texts[keys[0]]).endswith("Kept.")


def test_a_finding_that_is_parked_leaves_the_letter(window: Window, page: LetterPage) -> None:
    open_section(page, "Governance and culture")
    slot = first_finding(page)
    assert window.workspace is not None
    with window.workspace.edit("Park") as e:
        storage.park_finding(e, ItemId(slot.partition(":")[2]))
    assert slot not in page.editor.texts()


def test_the_pages_show_the_letter_as_it_is_typed(window: Window, page: LetterPage, qtbot: QtBot) -> None:
    open_section(page, "Governance and culture")
    press(window, Qt.Key.Key_P, CTRL | SHIFT)
    assert page._view is View.BOTH and page.editor.isVisible() and page._pages.isVisible()
    assert page._pages.pages() > 3
    bar = page._pages.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() > 0, timeout=5000)
    here = bar.value()
    open_section(page, "Next steps")
    assert bar.value() > here
    open_section(page, "Governance and culture")
    assert abs(bar.value() - here) < 5
    type_at_end(page, first_finding(page), " Seen on paper.")
    qtbot.waitUntil(lambda: "Seen on paper." in page._pages.words(), timeout=5000)
    press(window, Qt.Key.Key_P, CTRL | SHIFT)
    assert page._view is View.PAGES and not page.editor.isVisible()
    press(window, Qt.Key.Key_P, CTRL | SHIFT)
    assert page._view is View.WRITE


def test_words_are_replaced_everywhere_in_the_section_as_one_step(window: Window, page: LetterPage) -> None:
    open_section(page, "Governance and culture")
    before = page.editor.toPlainText()
    count = before.lower().count("members")
    assert count > 3
    press(window, Qt.Key.Key_F, CTRL)
    QTest.keyClicks(page.find_bar.field, "members")
    page.find_bar.other.setText("councillors")
    page.find_bar.replace_all()
    assert "members" not in page.editor.toPlainText().lower()
    assert page.editor.toPlainText().lower().count("councillors") >= count
    assert "\nCouncillors and officers" in page.editor.toPlainText()  # a sentence begins with a capital
    page.editor.undo()
    assert page.editor.toPlainText() == before


def test_what_is_typed_after_ctrl_f_is_looked_for_and_not_written(window: Window, page: LetterPage) -> None:
    open_section(page, "Governance and culture")
    before = page.editor.toPlainText()
    page.editor.setFocus()
    press(window, Qt.Key.Key_F, CTRL)
    QTest.keyClicks(window.focusWidget(), "officers")
    assert page.find_bar.field.text() == "officers"
    assert page.editor.toPlainText() == before


def test_words_are_found_and_replaced_in_the_whole_letter(window: Window, page: LetterPage) -> None:
    open_section(page, "Scrutiny")
    first, text = page.section(), letter_text(window)
    assert page.find_bar.begin() is None
    QTest.keyClicks(page.find_bar.field, "wexmoor")
    assert "in other sections" in page.find_bar.count.text()
    press(window, Qt.Key.Key_Return)
    assert page.section() != first and "wexmoor" in page.editor.textCursor().block().text().lower()
    there = page.editor.textCursor().block().text()
    QTest.keyClick(page.find_bar.field, Qt.Key.Key_Escape)
    assert page.editor.textCursor().block().text() == there  # where one was is in another section
    page.find_bar.begin()
    page.find_bar.field.setText("temporary accommodation")
    page.find_bar.other.setText("short lets")
    page.find_bar.everywhere.emit("temporary accommodation", "short lets")
    written = sum("short lets" in plain(one.text).lower() for one in stored(window))
    assert written > 1 and letter_text(window).lower().count("short lets") >= written
    page.editor.setFocus()
    press(window, Qt.Key.Key_Z, CTRL)
    assert letter_text(window) == text


def test_a_click_on_undo_takes_back_what_was_typed_last_and_no_more(window: Window, page: LetterPage) -> None:
    open_section(page, "Governance and culture")
    slot = first_finding(page)
    before = page.editor.texts()[slot]
    type_at_end(page, slot, " One.")
    page.editor.moveCursor(QTextCursor.MoveOperation.Start)
    QTest.keyClicks(page.editor, "Two. ")
    QTest.mouseClick(page._bar.tools["undo"], Qt.MouseButton.LeftButton)
    assert not page.editor.toPlainText().startswith("Two. ")
    assert plain(page.editor.texts()[slot]).endswith(" One.")
    QTest.mouseClick(page._bar.tools["undo"], Qt.MouseButton.LeftButton)
    assert page.editor.texts()[slot] == before


def choose(page: LetterPage, words: str) -> None:
    """Pick a finding in the box that asks for one."""
    box = next(one for one in page.window().findChildren(FindingChooser) if one.isVisible())
    QTest.keyClicks(box.field, words)
    QTest.keyClick(box.field, Qt.Key.Key_Return)


def test_a_paragraph_of_ones_own_with_nothing_behind_is_asked_about_until_a_finding_is_linked(
    window: Window, page: LetterPage, qtbot: QtBot
) -> None:
    open_section(page, "Governance and culture")
    page.editor.go_to(first_finding(page))
    page._passages.add_free((), None)
    QTest.keyClicks(page.editor, "Most people like it.")
    assert page.settle()
    key = page.editor.key()

    def remark() -> Remark | None:
        return next((one for one in page.remarks() if one.slot == key), None)

    qtbot.waitUntil(lambda: remark() is not None, timeout=30000)
    found = remark()
    assert found is not None and found.check is Check.NOTHING_BEHIND
    page._checking.mend(found, Fix.LINK_FINDING)
    choose(page, "audit")
    qtbot.waitUntil(lambda: remark() is None, timeout=30000)
    assert next(one for one in stored(window) if one.slot == key).findings


def test_what_a_finding_says_can_be_said_again_elsewhere(window: Window, page: LetterPage) -> None:
    open_section(page, "Scrutiny")
    count = len(page.chapter().slots)
    page._passages.choose_again()
    choose(page, "conduct dealt")
    assert len(page.chapter().slots) == count + 1
    assert page.editor.textCursor().selectedText().startswith("Conduct is dealt with early and openly.")


def test_the_outline_counts_words_and_greys_what_is_empty(page: LetterPage) -> None:
    lines = {line.title: line for line in page._outline.model_lines.rows()}
    assert lines["Governance and culture"].words > 100
    assert all(line.words for line in lines.values())


def test_one_opens_the_letter_at_a_finding(window: Window, page: LetterPage) -> None:
    wanted = next(
        slot for chapter in page._chapters for slot in chapter.slots if "theme:" in slot.section and slot.findings
    )
    window.show_page("today")
    kind, _, item = wanted.slot.partition(":")
    window.show_page("letter", kind, item)
    assert page.editor.key() == wanted.slot
    assert page.chosen() == (kind, item)


def test_a_full_disk_keeps_the_words_on_the_screen(
    window: Window, page: LetterPage, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    open_section(page, "Governance and culture")

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(storage, "type_wording", refuse)
        type_at_end(page, first_finding(page), " Not lost.")
        qtbot.waitUntil(page._alarm.isVisible, timeout=5000)
        assert "Not lost." in page.editor.toPlainText()
    qtbot.waitUntil(lambda: not page._alarm.isVisible(), timeout=10000)
    assert "Not lost." in letter_text(window)


def give(window: Window, page: LetterPage, kind: EditionKind) -> GivingDialog:
    press(window, Qt.Key.Key_E, CTRL | SHIFT)
    dialog = next(each for each in window.findChildren(GivingDialog) if each.isVisible())
    dialog.kinds[kind].setChecked(True)
    return dialog


def test_the_word_document_says_what_was_written_and_is_kept_as_an_edition(
    window: Window, page: LetterPage, answers: Answers, qtbot: QtBot, tmp_path: Path
) -> None:
    open_section(page, "Governance and culture")
    type_at_end(page, first_finding(page), " Said on the page.")
    answers.file = tmp_path / "letter.docx"
    give(window, page, EditionKind.DRAFT).go.click()
    qtbot.waitUntil(lambda: "read back" in page._notice.words(), timeout=30000)
    assert "save Wexmoor feedback letter, draft 1.docx" in answers.asked
    assert any("Said on the page." in text for _, text in word.read_outline(answers.file))
    assert window.workspace is not None
    with window.workspace.read() as r:
        (edition,) = storage.editions(r)
    assert edition.kind is EditionKind.DRAFT
    assert any("Said on the page." in one.text for one in edition.said)
    core = ZipFile(answers.file).read("docProps/core.xml").decode()
    assert edition.identifier and edition.identifier in core
    page._notice.open_button.click()
    assert answers.asked[-1] == "open letter.docx"
    assert page.fact.startswith("Draft 2")


def test_a_letter_goes_outside_only_when_nothing_stops_it_and_somebody_signs(
    window: Window, page: LetterPage, qtbot: QtBot
) -> None:
    remarks = wait_for_checks(page, qtbot)
    assert any(remark.severity is Severity.STOP for remark in remarks)
    dialog = give(window, page, EditionKind.COUNCIL)
    dialog.signed.setChecked(True)
    assert not dialog.go.isEnabled()
    dialog.kinds[EditionKind.DRAFT].setChecked(True)
    assert dialog.go.isEnabled()
    dialog.reject()
    for remark in [one for one in remarks if one.severity is Severity.STOP]:
        page._checking.pass_by(remark, "Agreed with the team.")
    dialog = give(window, page, EditionKind.FINAL)
    assert not dialog.go.isEnabled()
    dialog.signed.setChecked(True)
    assert dialog.go.isEnabled()
    dialog.reject()


def test_a_folder_that_cannot_be_written_gives_one_sentence(
    window: Window, page: LetterPage, answers: Answers, qtbot: QtBot, tmp_path: Path
) -> None:
    answers.file = tmp_path / "nowhere" / "letter.docx"
    give(window, page, EditionKind.DRAFT).go.click()
    qtbot.waitUntil(lambda: page._notice.words().startswith("That did not work. There is no folder"), timeout=30000)
    assert window.workspace is not None
    with window.workspace.read() as r:
        assert storage.editions(r) == []


def test_words_of_ones_own_have_a_history_and_are_found_in_the_bin(window: Window, page: LetterPage) -> None:
    open_section(page, "Governance and culture")
    slot = first_finding(page)
    for words in (" First.", " Second."):
        type_at_end(page, slot, words)
        assert page.settle()
    page.editor.go_to(slot)
    press(window, Qt.Key.Key_H, CTRL)
    dialog = next(each for each in window.findChildren(HistoryDialog) if each.isVisible())
    assert dialog.list.rows.rowCount() == 2
    assert dialog.wording.toPlainText().endswith("First. Second.")
    dialog.reject()
    page._go_to_composed()
    assert window.workspace is not None
    with window.workspace.read() as r:
        (line,) = storage.binned_lines(r)
    assert line.text.endswith("First. Second.")


def test_the_pages_are_full_and_show_the_section_that_is_open(page: LetterPage, qtbot: QtBot) -> None:
    open_section(page, "Financial planning")
    sheets, bar = page._pages._sheets, page._pages.verticalScrollBar()
    for view in (View.BOTH, View.PAGES):
        page._set_view(view)
        qtbot.waitUntil(lambda: 0 < (sheets.top_of("Financial planning and management") or 0) - bar.value() < 40)
    bar.triggerAction(QAbstractSlider.SliderAction.SliderToMinimum)
    page.window().resize(1300, 700)
    assert bar.value() == 0
    heights = [below - above for above, below in pairwise(sheets._cuts)]
    assert min(heights[:-1]) > HIGH / 2


def test_a_heading_stays_with_what_follows_and_no_more(qtbot: QtBot) -> None:
    document = QTextDocument()
    document.setHtml("<p>a</p>" * 3 + "<h2>A</h2><p>a</p>" * 9 + "<p>a</p>" * 30)
    document.setTextWidth(400)
    heights = [below - above for above, below in pairwise(page_cuts(document, 300))]
    assert min(heights[:-1]) > 200
