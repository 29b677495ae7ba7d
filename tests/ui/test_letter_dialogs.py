"""What is given out beside the letter, what changed between editions, and what the council sends back."""

import sys
from dataclasses import replace
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from slireviewer import storage, word
from slireviewer.letter import Sort, compose, layout_of, lines_of
from slireviewer.model import Answer, EditionKind, FindingKind, Numbering, Response, ResponseSort
from slireviewer.richtext import plain
from slireviewer.ui.letter_giving import Giving, GivingDialog
from slireviewer.ui.letter_page import LetterPage
from slireviewer.ui.letter_returned import ReturnedDialog
from slireviewer.ui.letter_settings import LetterSettings
from slireviewer.ui.letter_template import own_template
from slireviewer.ui.letter_versions import VersionsDialog
from slireviewer.ui.window import Window
from tests.refusing import REFUSALS, refusing

from .conftest import Answers
from .test_letter_page import first_finding, open_section, page

__all__ = ["page"]


def shown(window: Window, kind: type) -> object:
    return next(each for each in window.findChildren(kind) if each.isVisible())  # type: ignore[arg-type]


def letter_lines(window: Window) -> list[str]:
    assert window.workspace is not None
    with window.workspace.read() as r:
        letter = compose(storage.letter_source(r))
    return [line for block in letter.blocks for line in lines_of(block)]


@pytest.mark.parametrize(
    ("name", "suffix"), [("plan", ".docx"), ("plan", ".xlsx"), ("slides", ".pptx"), ("deadlines", ".ics")]
)
def test_slides_action_plan_and_deadlines_are_written(
    window: Window, page: LetterPage, answers: Answers, qtbot: QtBot, tmp_path: Path, name: str, suffix: str
) -> None:
    answers.file = tmp_path / f"given{suffix}"
    match name:
        case "plan":
            page._giver.give_plan(suffix)
        case "slides":
            page._giver.give_slides(handover=True)
        case _:
            page._giver.give_deadlines()
    qtbot.waitUntil(lambda: "is written" in page._notice.words(), timeout=60000)
    assert answers.file.stat().st_size > 400
    assert answers.file.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(word.libreoffice() is None, reason="LibreOffice is not installed")
def test_the_letter_is_written_as_a_pdf(page: LetterPage, answers: Answers, qtbot: QtBot, tmp_path: Path) -> None:
    answers.file = tmp_path / "letter"  # the ending comes by itself
    page._giver.give_pdf()
    qtbot.waitUntil(lambda: "letter.pdf is written" in page._notice.words(), timeout=60000)
    assert (tmp_path / "letter.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="such places are made by tools of Linux")
@pytest.mark.parametrize("kind", REFUSALS)
def test_a_place_that_takes_no_file_gives_one_sentence_and_nothing_is_given(
    window: Window, page: LetterPage, answers: Answers, qtbot: QtBot, tmp_path: Path, kind: str
) -> None:
    orders = (
        lambda: page._giver._give(Giving(EditionKind.DRAFT, own_template()), 1),
        lambda: page._giver.give_slides(handover=True),
        lambda: page._giver.give_plan(".xlsx"),
        page._giver.give_deadlines,
    )
    with refusing(kind, tmp_path, ("l.docx", "s.pptx", "p.xlsx", "d.ics")) as paths:
        for path, order in zip(paths, orders, strict=True):
            answers.file = path
            page._notice.hide()
            order()
            qtbot.waitUntil(lambda: page._notice.words().startswith("That did not work."), timeout=60000)
            assert REFUSALS[kind] in page._notice.words() and path.name in page._notice.words()
            page._notice.show_waiting("")
    assert window.workspace is not None
    with window.workspace.read() as r:
        assert storage.editions(r) == []


def test_a_softer_letter_than_what_was_said_is_seen_finding_by_finding(window: Window, page: LetterPage) -> None:
    page._giver.keep_spoken()
    assert window.workspace is not None
    with window.workspace.read() as r:
        headline = next(one for one in storage.read_findings(r) if one.kind is FindingKind.CONSIDERATION)
        assert [one.kind for one in storage.editions(r)] == [EditionKind.SPOKEN]
    window.show_page("letter", "finding", headline.id)
    slot = f"finding:{headline.id}"
    words = plain(page.editor.texts()[slot]).split(".")[0]
    page.editor.go_to(slot, 0, len(words))
    QTest.keyClicks(page.editor, "It might be worth a thought")
    assert page.settle()
    page.more.show_versions()
    dialog = shown(window, VersionsDialog)
    assert isinstance(dialog, VersionsDialog)
    change = next(one for one in dialog.changes() if one.item == headline.id)
    assert change.sort is Sort.CHANGED
    assert any("thought" in piece.text and not piece.before for piece in change.pieces)
    dialog.list.choose(dialog.list.rows.place(change.mark))
    assert "thought" in dialog.words.toPlainText()
    assert dialog._title(change) == headline.title
    dialog.accept()


def test_without_editions_the_letter_is_held_against_itself(window: Window, page: LetterPage) -> None:
    page.more.show_versions()
    dialog = shown(window, VersionsDialog)
    assert isinstance(dialog, VersionsDialog)
    assert dialog.changes() == ()
    assert "Nothing changed" in dialog.words.toPlainText()
    dialog.same.setChecked(True)
    assert len(dialog.changes()) > 20
    dialog.accept()


def test_layout_numbers_and_address_are_changed_in_one_step(window: Window, page: LetterPage) -> None:
    page.more.show_settings()
    dialog = shown(window, LetterSettings)
    assert isinstance(dialog, LetterSettings)
    dialog.layout_box.setCurrentIndex(dialog.layout_box.findData("report"))
    dialog.layout_box.activated.emit(dialog.layout_box.currentIndex())
    assert dialog.numbering.currentData() == Numbering.BY_SECTION
    dialog.name.setText("Sam Ferrier")
    dialog.keep()
    assert window.workspace is not None
    with window.workspace.read() as r:
        challenge = storage.get_challenge(r)
    assert layout_of(challenge).key == "report"
    assert challenge.addressee.name == "Sam Ferrier"
    numbers = {line.title: line.number for line in page._outline.model_lines.rows()}
    assert numbers["Key recommendations"] == "2" and numbers["Summary of the peer challenge approach"] == "3"
    assert numbers["The peer team"] == ""  # as it is printed: numbers below the first level are those of paragraphs
    window.workspace.undo()
    assert not any(line.number for line in page._outline.model_lines.rows())


def test_settings_that_are_not_touched_change_nothing(window: Window, page: LetterPage) -> None:
    assert window.workspace is not None
    with window.workspace.read() as r:
        before = storage.get_challenge(r)
    page.more.show_settings()
    dialog = shown(window, LetterSettings)
    assert isinstance(dialog, LetterSettings)
    dialog.keep()
    with window.workspace.read() as r:
        assert storage.get_challenge(r) == before


def test_a_comment_stays_beside_its_paragraph_until_it_is_dealt_with(window: Window, page: LetterPage) -> None:
    open_section(page, "Governance and culture")
    page.editor.go_to(first_finding(page))
    page._talk.field.setFocus()
    QTest.keyClicks(page._talk.field, "Is this still so?")
    QTest.keyClick(page._talk.field, Qt.Key.Key_Return)
    assert [one.text for one in page._beside._comments] == ["Is this still so?"]
    assert page._talk._area.isVisible()
    other = list(page.editor.texts())[-1]
    page.editor.go_to(other)
    assert not page._talk._area.isVisible()
    page.editor.go_to(first_finding(page))
    page._talk.settled.emit(page._beside._comments[0].id)
    assert not page._talk._area.isVisible()
    assert "Is this still so?" not in "\n".join(letter_lines(window))


def give_to_council(window: Window, page: LetterPage, answers: Answers, qtbot: QtBot, out: Path) -> None:
    answers.file = out
    page._giver._give(Giving(EditionKind.COUNCIL, own_template()), 1)
    qtbot.waitUntil(lambda: "is written" in page._notice.words(), timeout=60000)


def edited(path: Path, before: str, after: str) -> Path:
    """The same Word file in which somebody typed other words, without tracking."""
    out = path.with_name("returned.docx")
    with ZipFile(path) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                assert before.encode() in data
                data = data.replace(before.encode(), after.encode())
            new.writestr(name, data)
    return out


def test_what_the_council_sends_back_is_answered_and_nothing_is_taken_over_silently(
    window: Window, page: LetterPage, answers: Answers, qtbot: QtBot, tmp_path: Path
) -> None:
    give_to_council(window, page, answers, qtbot, tmp_path / "council.docx")
    before = letter_lines(window)
    sent = "Officers feel able to give advice"
    answers.file = edited(tmp_path / "council.docx", sent, "Officers are always able to give advice")
    page._giver.read_back(page.more.show_returned)
    qtbot.waitUntil(lambda: any(each.isVisible() for each in window.findChildren(ReturnedDialog)), timeout=60000)
    dialog = shown(window, ReturnedDialog)
    assert isinstance(dialog, ReturnedDialog)
    (line,) = dialog.lines()
    assert "always able" in line.after and line.answer is Answer.OPEN
    assert letter_lines(window) == before
    dialog.sort.activated.emit(dialog.sort.findData(str(ResponseSort.WORDING)))
    dialog.answer(Answer.REFUSED)
    assert dialog.lines()[0].answer is Answer.OPEN  # a refusal needs a reason
    dialog.reason.setText("The team heard otherwise.")
    dialog.answer(Answer.REFUSED)
    assert (dialog.lines()[0].answer, dialog.lines()[0].reason) == (Answer.REFUSED, "The team heard otherwise.")
    dialog.take_over()
    assert dialog.lines()[0].answer is Answer.ACCEPTED
    assert "always able" in "\n".join(letter_lines(window))
    answers.file = tmp_path / "answers.docx"
    dialog.table_wanted.emit()
    qtbot.waitUntil(lambda: "answers.docx is written" in page._notice.words(), timeout=60000)
    assert any("always able" in text for _, text in word.read_outline(answers.file))
    dialog.accept()


def test_a_paragraph_that_the_council_added_or_struck_out_is_shown_and_taken_over(
    window: Window, page: LetterPage, answers: Answers, qtbot: QtBot, tmp_path: Path
) -> None:
    give_to_council(window, page, answers, qtbot, tmp_path / "council.docx")
    assert window.workspace is not None
    with window.workspace.edit("Read back") as e:
        (edition,) = [one for one in storage.editions(e) if one.kind is EditionKind.COUNCIL]
        said = next(one for one in edition.said if one.text.startswith("Members and officers work well together."))
        base = Response(id=said.item, edition=edition.id, change="", item=said.item, mark=said.mark)
        storage.write_responses(
            e,
            [
                replace(base, change="a", after="Others come to see it."),
                replace(base, change="b", before=said.text, after=said.text),
                replace(base, change="c", before=said.text),
            ],
        )
    page.more.show_returned()
    dialog = shown(window, ReturnedDialog)
    assert isinstance(dialog, ReturnedDialog)
    notes = []
    for line in dialog.lines():
        dialog.list.choose([one.id for one in dialog.lines()].index(line.id))
        notes.append(dialog._note.text())
    assert sorted(notes) == [
        "A new paragraph behind this one:",
        "Moved to another place, in the same words:",
        "Struck out:",
    ]
    for change in "ac":
        dialog.list.choose([one.change for one in dialog.lines()].index(change))
        dialog.take_over()
    assert sorted(one.answer for one in dialog.lines()) == [Answer.ACCEPTED, Answer.ACCEPTED, Answer.OPEN]
    text = "\n".join(letter_lines(window))
    assert "Others come to see it." in text and "Members and officers work well together." not in text
    dialog.accept()


def test_a_file_that_is_no_word_document_gives_one_sentence(
    window: Window, page: LetterPage, answers: Answers, qtbot: QtBot, tmp_path: Path
) -> None:
    give_to_council(window, page, answers, qtbot, tmp_path / "council.docx")
    answers.file = tmp_path / "notes.docx"
    answers.file.write_text("not a document")
    page._giver.read_back(page.more.show_returned)
    qtbot.waitUntil(lambda: page._notice.words().startswith("That did not work."), timeout=60000)
    assert window.workspace is not None
    with window.workspace.read() as r:
        assert storage.response_lines(r) == []


def test_a_template_is_seen_with_sample_words_and_one_to_change_is_given_out(
    window: Window, page: LetterPage, answers: Answers, qtbot: QtBot, tmp_path: Path
) -> None:
    page.give_letter()
    dialog = shown(window, GivingDialog)
    assert isinstance(dialog, GivingDialog)
    for name, made in (("sample.docx", dialog.template.preview), ("own.docx", dialog.template.starter)):
        answers.file = tmp_path / name
        made.click()
        qtbot.waitUntil(lambda name=name: f"{name} is written" in dialog.template._notice.words(), timeout=60000)
    assert any("Anytown" in text for _, text in word.read_outline(tmp_path / "sample.docx"))
    assert word.check_template(tmp_path / "own.docx") == []
    dialog.reject()


def test_what_is_no_template_is_told_and_nothing_can_be_written_on_it(
    window: Window, page: LetterPage, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "notes.docx").write_text("not a document")
    page._settings.letter_template = str(tmp_path / "notes.docx")
    page.give_letter()
    dialog = shown(window, GivingDialog)
    assert isinstance(dialog, GivingDialog)
    qtbot.waitUntil(lambda: "not a Word document" in dialog.template.faults.text(), timeout=30000)
    assert not dialog.go.isEnabled()
    dialog.reject()


def test_who_asks_for_the_letter_before_the_checks_are_through_hears_of_them(window: Window, page: LetterPage) -> None:
    page._giver.give_letter(None, 1)
    dialog = shown(window, GivingDialog)
    assert isinstance(dialog, GivingDialog)
    dialog.kinds[EditionKind.COUNCIL].setChecked(True)
    dialog.signed.setChecked(True)
    assert not dialog.go.isEnabled()
    page._giver.checked([])
    assert dialog.go.isEnabled()
    dialog.reject()


def test_a_template_with_faults_is_told_and_put_right_in_a_copy(
    window: Window, page: LetterPage, answers: Answers, qtbot: QtBot, tmp_path: Path
) -> None:
    broken = tmp_path / "house style.docx"
    with ZipFile(own_template()) as old, ZipFile(broken, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/styles.xml":
                data = data.replace(b'<w:name w:val="Callout"/>', b'<w:name w:val="Box"/>')
            new.writestr(name, data)
    page._settings.letter_template = str(broken)
    page.give_letter()
    dialog = shown(window, GivingDialog)
    assert isinstance(dialog, GivingDialog)
    qtbot.waitUntil(dialog.template.faults.isVisible, timeout=30000)
    assert "Callout" in dialog.template.faults.text()
    assert not dialog.go.isEnabled()
    answers.file = tmp_path / "house style, put right.docx"
    dialog.template.mend.click()
    qtbot.waitUntil(dialog.go.isEnabled, timeout=30000)
    assert dialog.giving().template == answers.file
    assert word.check_template(answers.file) == []
    dialog.reject()
