"""The Evidence page: the table of what was heard, the points behind each number, and findings made and filed."""

from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from slireviewer import storage
from slireviewer.model import Finding, FindingState, ItemId, ItemKind, LinkRole, MeetingKind, PointKind
from slireviewer.ui.documents_view import DocumentsView, in_text, on_screen
from slireviewer.ui.evidence_page import EvidencePage
from slireviewer.ui.finding_chooser import FindingChooser
from slireviewer.ui.gaps_view import AskBox
from slireviewer.ui.matrix import tint
from slireviewer.ui.metric_box import MetricBox
from slireviewer.ui.note_preview import NotePreview
from slireviewer.ui.theme import Look, contrast
from slireviewer.ui.wall import Wall
from slireviewer.ui.window import Window

from .conftest import Answers

NONE = Qt.KeyboardModifier.NoModifier
CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
CONTROLS = (QAbstractButton, QLineEdit, QTextEdit, QComboBox, QAbstractItemView)


def press(window: Window, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(window.focusWidget() or window, key, held)


@pytest.fixture
def page(window: Window, qtbot: QtBot) -> EvidencePage:
    """The page of the sample challenge, everything on it read."""
    press(window, Qt.Key.Key_3, CTRL | SHIFT)
    found = window.stack_page()
    assert isinstance(found, EvidencePage)
    qtbot.waitUntil(found.is_settled)
    return found


def workspace(window: Window) -> storage.Workspace:
    assert window.workspace is not None
    return window.workspace


def findings(window: Window) -> list[Finding]:
    with workspace(window).read() as r:
        return storage.read_findings(r)


def finding(window: Window, key: str) -> Finding:
    return next(each for each in findings(window) if each.id == key)


def theme_of(window: Window, title: str) -> ItemId:
    with workspace(window).read() as r:
        return next(theme.id for theme in storage.theme_lines(r) if theme.title == title)


def chooser(window: Window) -> FindingChooser:
    (box,) = [each for each in window.findChildren(FindingChooser) if each.isVisible()]
    return box


def counted(window: Window) -> dict[tuple[str, PointKind], tuple[int, int]]:
    """Points and separate groups of each theme and kind, counted plainly; a theme has those of the themes under it."""
    with workspace(window).read() as r:
        themes = {theme.id: theme for theme in storage.theme_lines(r)}
        notes = {note.id: note for note in storage.read_notes(r)}
        meetings = {meeting.id: meeting for meeting in storage.read_meetings(r)}
        points = storage.read_points(r)
    rooms: dict[tuple[str, PointKind], set[str]] = defaultdict(set)
    count: dict[tuple[str, PointKind], int] = defaultdict(int)
    for point in points:
        rows = set(point.themes) | {themes[each].parent or each for each in point.themes}
        for row in rows if point.text else ():
            count[row, point.kind] += 1
            meeting = meetings[notes[point.note].meeting]
            if meeting.kind is not MeetingKind.TEAM:
                rooms[row, point.kind].add(meeting.id)
    return {place: (number, len(rooms[place])) for place, number in count.items()}


# The table.


def test_the_table_says_what_a_plain_count_says(window: Window, page: EvidencePage) -> None:
    press(window, Qt.Key.Key_T, CTRL)
    model = page.matrix.matrix
    assert model.kinds() == tuple(PointKind)
    plain = counted(window)
    shown = {
        (line.theme, kind): (line.cells[kind].points, line.cells[kind].rooms)
        for line in model.lines()
        for kind in PointKind
        if line.theme and line.cells[kind].points
    }
    assert shown == plain
    assert len(plain) > 40


def test_a_cell_shows_its_points_and_enter_goes_to_them(window: Window, page: EvidencePage) -> None:
    theme = theme_of(window, "Scrutiny")
    page.matrix.choose(theme, PointKind.CONSIDERATION)
    number, groups = counted(window)[theme, PointKind.CONSIDERATION]
    assert len(page.points.points.keys()) == number
    assert page._points_title.whole() == "Scrutiny › Considerations"
    assert page._points_count.whole().startswith(f"{number} points, {groups} groups")
    assert window._fact.whole() == f"Scrutiny › Considerations: {number} points from {groups} groups"
    press(window, Qt.Key.Key_Left)
    assert {line.kind for line in page.points.points.lines()} == {PointKind.STRENGTH}
    press(window, Qt.Key.Key_Return)
    assert window.focusWidget() is page.points
    press(window, Qt.Key.Key_Escape)
    assert window.focusWidget() is page.matrix


def test_the_heading_and_the_points_are_of_one_cell_from_the_first(window: Window, qtbot: QtBot) -> None:
    window.show_page("evidence")
    page = window.further("evidence")
    assert isinstance(page, EvidencePage)
    while not page.is_settled():
        title, points = page._points_title.whole(), page.points.points.lines()
        assert not points or title == "Local priorities and outcomes › Considerations"
        assert {line.kind for line in points} <= {PointKind.CONSIDERATION}
        qtbot.wait(1)
    assert len(page.points.points.lines()) == page.matrix.matrix.cell(page.matrix.currentIndex()).points > 0


def test_the_row_of_a_theme_shows_every_kind_and_the_last_row_everything(window: Window, page: EvidencePage) -> None:
    page.matrix.choose(theme_of(window, "Scrutiny"), None)
    assert {line.kind for line in page.points.points.lines()} > {PointKind.STRENGTH, PointKind.QUOTE}
    page.matrix.choose("whole", None)
    with workspace(window).read() as r:
        assert len(page.points.points.keys()) == sum(1 for point in storage.read_points(r) if point.text)
    page.matrix.choose("bare", None)
    assert all(not line.themes for line in page.points.points.lines())
    assert page.points.points.rowCount() > 0


def test_an_empty_list_says_where_there_is_more(window: Window, page: EvidencePage) -> None:
    bare = next(line for line in page.matrix.matrix.lines() if line.bare)
    page.matrix.choose("bare", PointKind.STRENGTH)
    assert page._no_points.text().startswith(f"None of this kind. {bare.points} points of other kinds")
    page.matrix.choose("bare", None)
    assert len(page.points.points.lines()) == bare.points
    assert window._fact.whole() == f"No theme yet: {bare.points} points"
    other = next(each for each in page._board.people if each != workspace(window).me)
    page.sieve.peer.setCurrentIndex(page.sieve.peer.findData(other))
    page.sieve.mine.setChecked(True)
    assert page.points.points.lines() == []
    assert page._no_points.text() == "Nothing here with this filter. Clear it to see all of them."


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_on_every_tint_can_be_read(look: Look, theme: str) -> None:
    look.set_theme(theme)
    for role in ("strength", "consideration", "quote", "follow_up", "context"):
        for share in (0.0, 0.5, 1.0):
            ground = tint(look, role, share)
            assert contrast(look.colour("text"), ground) >= 4.5
            assert contrast(look.colour("text_soft"), ground) >= 4.5
            assert contrast(look.colour(role), ground) >= 3


# The points.


def test_the_filters_keep_back_what_they_say(window: Window, page: EvidencePage) -> None:
    page.matrix.choose("whole", None)
    press(window, Qt.Key.Key_F, CTRL)
    assert window.focusWidget() is page.sieve.day
    everything = page.points.points.lines()
    page.sieve.day.setCurrentIndex(2)
    day = page.sieve.day.itemData(2)
    assert {line.item for line in page.points.points.lines()} == {
        line.item for line in everything if line.day is not None and line.day.isoformat() == day
    }
    page.sieve.clear_button.click()
    page.sieve.group.setCurrentIndex(1)
    assert {line.item for line in page.points.points.lines()} == {
        line.item for line in everything if line.group == page.sieve.group.itemData(1)
    }
    page.sieve.clear_button.click()
    page.sieve.mine.setChecked(True)
    page.sieve.unfiled.setChecked(True)
    me = workspace(window).me
    assert {line.item for line in page.points.points.lines()} == {
        line.item for line in everything if line.person == me and not line.filed
    }
    assert "filtered" in page._points_count.whole()
    page.sieve.clear_button.click()
    assert page.points.points.lines() == everything


def test_points_come_in_the_order_that_is_chosen(window: Window, page: EvidencePage) -> None:
    page.matrix.choose(theme_of(window, "Scrutiny"), None)
    page.sieve.order.setCurrentIndex(page.sieve.order.findData("newest"))
    days = [line.day for line in page.points.points.lines()]
    assert days == sorted(days, reverse=True)
    page.sieve.order.setCurrentIndex(page.sieve.order.findData("unfiled"))
    filed = [bool(line.filed) for line in page.points.points.lines()]
    assert filed == sorted(filed)


def test_space_shows_the_whole_note_and_enter_opens_it(window: Window, page: EvidencePage) -> None:
    page.matrix.choose(theme_of(window, "Scrutiny"), PointKind.CONSIDERATION)
    page._go("points")
    line = page.points.points.lines()[0]
    press(window, Qt.Key.Key_Space)
    (preview,) = window.findChildren(NotePreview)
    assert line.text.strip() in preview.reading.toPlainText()
    assert len(preview.reading.toPlainText()) > len(line.text)
    QTest.keyClick(preview.reading, Qt.Key.Key_Space)
    assert not preview.isVisible()
    press(window, Qt.Key.Key_Return)
    assert window.stack_page() is window.capture
    assert window.capture is not None
    assert window.capture.shown_meeting() == line.source


def test_a_long_list_is_read_as_it_is_scrolled(window: Window, page: EvidencePage) -> None:
    page.matrix.choose("whole", None)
    assert page.points.points.rowCount() == 100 < len(page.points.points.keys())
    page._go("points")
    press(window, Qt.Key.Key_End)
    assert page.points.current() == page.points.points.keys()[-1]


# Findings.


def test_f_files_the_chosen_points_and_the_meter_follows(window: Window, page: EvidencePage, qtbot: QtBot) -> None:
    single = next(each for each in findings(window) if page._board.standing(each.id).sources == 1)
    page.matrix.choose(theme_of(window, "Scrutiny"), PointKind.STRENGTH)
    page._go("points")
    QTest.keyClick(page.points, Qt.Key.Key_Down, SHIFT)
    chosen = page.points.chosen()
    assert len(chosen) == 2
    press(window, Qt.Key.Key_F)
    box = chooser(window)
    box.field.setText(single.title)
    QTest.keyClick(box.field, Qt.Key.Key_2, ALT)
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    qtbot.waitUntil(page.is_settled)
    links = {link.source: link.role for link in finding(window, single.id).links}
    assert [links[each] for each in chosen] == [LinkRole.CHALLENGES] * 2
    assert page._board.standing(single.id).sources == 1
    press(window, Qt.Key.Key_F)
    box = chooser(window)
    box.field.setText(single.title)
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    qtbot.waitUntil(page.is_settled)
    links = {link.source: link.role for link in finding(window, single.id).links}
    assert [links[each] for each in chosen] == [LinkRole.SUPPORTS] * 2
    assert page._board.standing(single.id).sources > 1
    assert all(page.points.points.card(row).filed for row in range(2))
    press(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: page.is_settled() and page._board.standing(single.id).sources == 1)


def test_a_new_finding_begins_with_the_chosen_points_and_typing_is_kept(
    window: Window, page: EvidencePage, qtbot: QtBot
) -> None:
    before = findings(window)
    theme = theme_of(window, "Scrutiny")
    page.matrix.choose(theme, PointKind.STRENGTH)
    page._go("points")
    chosen = page.points.chosen()
    press(window, Qt.Key.Key_N, CTRL | SHIFT)
    assert window.focusWidget() is page.form.title
    QTest.keyClicks(page.form.title, "Scrutiny asks good questions.")
    qtbot.waitUntil(lambda: findings(window)[-1].title == "Scrutiny asks good questions.", timeout=2000)
    made = findings(window)[-1]
    assert len(findings(window)) == len(before) + 1
    assert (made.theme, made.state, [link.source for link in made.links]) == (theme, FindingState.DRAFT, chosen)
    press(window, Qt.Key.Key_Escape)
    assert window.focusWidget() is page.findings
    assert page.findings.current() == made.id


def test_agreeing_is_agreeing_to_the_words(window: Window, page: EvidencePage, qtbot: QtBot) -> None:
    draft = next(each for each in findings(window) if each.state is FindingState.DRAFT)
    page.show_item("finding", draft.id)
    press(window, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: finding(window, draft.id).state is FindingState.AGREED)
    qtbot.waitUntil(page.is_settled)
    assert page.findings.findings.cards()[page.findings.findings.place(draft.id)].below.endswith("in letter")
    press(window, Qt.Key.Key_Return)
    assert "go into the letter" in page.form._state.text()
    QTest.keyClicks(page.form.title, "Now ")
    qtbot.waitUntil(lambda: finding(window, draft.id).state is FindingState.DRAFT, timeout=2000)
    assert finding(window, draft.id).lapsed
    qtbot.waitUntil(lambda: "have changed since the team agreed" in page.form._state.text())


def test_points_are_dropped_on_a_finding(window: Window, page: EvidencePage, qtbot: QtBot) -> None:
    page.matrix.choose(theme_of(window, "Scrutiny"), PointKind.STRENGTH)
    target = page.findings.findings.cards()[1].key
    data = page.points.points.mimeData([page.points.points.index(0), page.points.points.index(1)])
    at = page.findings.visualRect(page.findings.findings.index(1)).center()
    drop(page.findings, data, at)
    qtbot.waitUntil(page.is_settled)
    links = {link.source for link in finding(window, target).links}
    assert set(page.points.points.keys()[:2]) <= links


def drop(view: QAbstractItemView | DocumentsView, data: QMimeData, at: QPoint) -> None:
    """Let go of ``data`` over that place of the list."""
    event = QDropEvent(QPointF(at), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, NONE)
    view.dropEvent(event)


def test_findings_change_places_by_key_and_by_mouse(window: Window, page: EvidencePage, qtbot: QtBot) -> None:
    order = [each.id for each in findings(window)]
    page.show_item("finding", order[1])
    press(window, Qt.Key.Key_Down, ALT)
    qtbot.waitUntil(page.is_settled)
    assert [each.id for each in findings(window)] == [order[0], order[2], order[1], *order[3:]]
    assert page.findings.current() == order[1]
    press(window, Qt.Key.Key_Up, ALT)
    qtbot.waitUntil(page.is_settled)
    assert [each.id for each in findings(window)] == order
    data = page.findings.findings.mimeData([page.findings.findings.index(2)])
    drop(page.findings, data, page.findings.visualRect(page.findings.findings.index(0)).topLeft() + QPoint(20, 4))
    qtbot.waitUntil(page.is_settled)
    assert [each.id for each in findings(window)] == [order[2], order[0], order[1], *order[3:]]


def test_the_number_is_explained_source_by_source(window: Window, page: EvidencePage) -> None:
    card = page.findings.findings.cards()[0]
    at = page.findings.meter_rect(0).center().toPoint()
    QTest.mouseClick(page.findings.viewport(), Qt.MouseButton.LeftButton, NONE, at)
    assert page.form.isVisible()
    assert page.form.shown() == card.key
    view = page.desk._view(card.key)
    assert view is not None
    assert sum(1 for source in view.behind if source.counts) == card.sources == view.sources
    with workspace(window).read() as r:
        titles = {meeting.title for meeting in storage.read_meetings(r)}
    assert {source.title for source in view.behind} <= titles
    assert window.focusWidget() is page.form.filed


def test_what_a_point_does_can_be_changed_and_taken_off(window: Window, page: EvidencePage, qtbot: QtBot) -> None:
    key = findings(window)[0].id
    page.desk.open_finding(key)
    (source,) = page.form.chosen_sources()
    page.form.role.setCurrentIndex(page.form.role.findData("challenges"))
    page.form.role.activated.emit(page.form.role.currentIndex())
    assert {link.source: link.role for link in finding(window, key).links}[source] is LinkRole.CHALLENGES
    qtbot.waitUntil(page.is_settled)
    assert any("nobody has answered" in words for words in page.desk._view(key).warnings)  # type: ignore[union-attr]
    page.form.filed.choose(page.form.filed.rows.place(f"{source} challenges"))
    page.form.filed.setFocus()
    press(window, Qt.Key.Key_Delete)
    assert source not in {link.source for link in finding(window, key).links}


def test_two_findings_are_merged_and_one_is_split(window: Window, page: EvidencePage, qtbot: QtBot) -> None:
    first, second = findings(window)[:2]
    page.show_item("finding", second.id)
    press(window, Qt.Key.Key_M, CTRL)
    box = chooser(window)
    QTest.keyClicks(box.field, first.title)
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    qtbot.waitUntil(page.is_settled)
    assert second.id not in {each.id for each in findings(window)}
    assert set(second.links) <= set(finding(window, first.id).links)
    assert page.form.shown() == first.id
    page.form.filed.setFocus()
    QTest.keyClick(page.form.filed, Qt.Key.Key_Down, SHIFT)
    sources = page.form.chosen_sources()
    assert len(sources) == 2
    press(window, Qt.Key.Key_M, CTRL | SHIFT)
    qtbot.waitUntil(page.is_settled)
    made = page.form.shown()
    assert made != first.id
    assert {link.source for link in finding(window, made).links} == set(sources)
    assert not {link.source for link in finding(window, first.id).links} & set(sources)
    page.form.filed.setFocus()
    page.form.filed.selectAll()
    press(window, Qt.Key.Key_M, CTRL | SHIFT)
    assert page.form.shown() == made
    assert window._fact.whole().startswith("Leave something with this finding.")


def test_words_of_a_point_are_quoted_under_a_finding(window: Window, page: EvidencePage, qtbot: QtBot) -> None:
    page.matrix.choose(theme_of(window, "Scrutiny"), PointKind.CONSIDERATION)
    page._go("points")
    line = next(each for each in page.points.points.lines() if " " in each.text)
    page.points.choose(line.item)
    press(window, Qt.Key.Key_Q)
    (preview,) = window.findChildren(NotePreview)
    assert preview.reading.textCursor().selectedText() == line.text.replace("\n", "\u2028")
    words = line.text.split()[0]
    cursor = preview.reading.textCursor()
    cursor.setPosition(cursor.selectionStart())
    cursor.movePosition(cursor.MoveOperation.Right, cursor.MoveMode.KeepAnchor, len(words))
    preview.reading.setTextCursor(cursor)
    QTest.keyClick(preview.reading, Qt.Key.Key_Q)
    box = chooser(window)
    assert f"“{words}”" in box.windowTitle()
    target = findings(window)[2]
    box.field.setText(target.title)
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    qtbot.waitUntil(page.is_settled)
    with workspace(window).read() as r:
        (made,) = storage.excerpt_lines(r, point=line.item)
        assert storage.place_of_words(r, made) == (line.text.index(words), line.text.index(words) + len(words))
    assert made.id in {link.source for link in finding(window, target.id).links}
    assert page.form.shown() == target.id
    row = page.form.filed.rows.rows()[page.form.filed.rows.place(f"{made.id} supports")]
    assert row.title == f"“{words}”"
    assert line.place in row.below
    with workspace(window).edit("Elsewhere") as e:
        e.put(ItemKind.POINT, line.item, {"text": "Said in other words altogether, later that day"})
    qtbot.waitUntil(page.is_settled)
    row = page.form.filed.rows.rows()[page.form.filed.rows.place(f"{made.id} supports")]
    assert "needs placing" in row.below


def test_the_team_comments_and_settles(window: Window, page: EvidencePage, qtbot: QtBot) -> None:
    key = findings(window)[0].id
    page.desk.open_finding(key)
    page.form.remark.setFocus()
    QTest.keyClicks(page.form.remark, "Do officers say the same?")
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(page.is_settled)
    assert page.findings.findings.cards()[0].comments == 1
    (settle,) = [each for each in page.form.findChildren(QAbstractButton) if each.text() == "Settle"]
    settle.click()
    qtbot.waitUntil(page.is_settled)
    assert page.findings.findings.cards()[0].comments == 0
    with workspace(window).read() as r:
        (comment,) = storage.comment_lines(r, [key])
    assert comment.resolved


def test_a_recommendation_rests_on_a_finding_and_keeps_its_number(
    window: Window, page: EvidencePage, qtbot: QtBot
) -> None:
    key = findings(window)[0].id
    page.desk.open_finding(key)
    with workspace(window).read() as r:
        numbers = [each.number for each in storage.read_recommendations(r)]
    page.form.recommend.click()
    box = chooser(window)
    QTest.keyClicks(box.field, "Publish the log of decisions")
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    with workspace(window).read() as r:
        made = storage.read_recommendations(r)[-1]
    assert made.number == max(numbers) + 1
    assert (made.title, made.findings) == ("Publish the log of decisions", {key})
    qtbot.waitUntil(page.is_settled)
    view = page.desk._view(key)
    assert view is not None
    assert made in view.rests
    card = next(each for each in page.form.cards if each.key() == made.id)
    card.text.setFocus()
    QTest.keyClicks(card.text, "So that everybody can see why.")
    card.timescale.setFocus()
    QTest.keyClicks(card.timescale, "within six months")
    assert page.settle()
    with workspace(window).read() as r:
        after = next(each for each in storage.read_recommendations(r) if each.id == made.id)
    assert (after.text, after.timescale) == ("So that everybody can see why.", "within six months")
    assert (after.number, after.title, after.findings) == (made.number, made.title, made.findings)
    press(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: page.is_settled() and card.timescale.text() == "")
    card.removed.emit(made.id)
    qtbot.waitUntil(lambda: page.is_settled() and made.id not in [each.key() for each in page.form.cards])


def test_a_finding_goes_into_the_bin_and_its_points_stay(window: Window, page: EvidencePage, qtbot: QtBot) -> None:
    first = findings(window)[0]
    page.show_item("finding", first.id)
    press(window, Qt.Key.Key_Delete)
    assert first.id not in {each.id for each in findings(window)}
    with workspace(window).read() as r:
        assert {link.source for link in first.links} <= {point.id for point in storage.read_points(r)}
    qtbot.waitUntil(page.is_settled)
    press(window, Qt.Key.Key_Z, CTRL)
    assert finding(window, first.id) == first


def test_what_was_done_last_is_said_until_one_leaves_the_page(window: Window, page: EvidencePage) -> None:
    page._go("findings")
    press(window, Qt.Key.Key_Down, ALT)
    assert window._fact.whole() == "The finding is moved. Ctrl+Z takes that back."
    window.show_page("today")
    press(window, Qt.Key.Key_Z, CTRL)
    window.show_page("evidence")
    assert window._fact.whole() == page.matrix.matrix.sentence(page.matrix.currentIndex())


def test_nothing_is_written_by_looking(window: Window, page: EvidencePage) -> None:
    heard: list[object] = []
    window.watch.changed.connect(heard.append)
    for line in page.matrix.matrix.lines():
        page.matrix.choose(line.key, PointKind.STRENGTH)
    for each in findings(window)[:6]:
        page.desk.open_finding(each.id)
        page.desk.back_to_list()
    window.actions_table["page_today"].trigger()
    assert heard == []


def test_a_refusal_is_said_in_the_status_bar(window: Window, page: EvidencePage) -> None:
    workspace(window).read_only = True
    press(window, Qt.Key.Key_B, CTRL | SHIFT)
    assert "open elsewhere" in window._fact.whole()
    workspace(window).read_only = False


def test_what_a_colleague_changes_shows_at_once(window: Window, page: EvidencePage, qtbot: QtBot) -> None:
    page.matrix.choose("whole", PointKind.STRENGTH)
    line = page.points.points.lines()[0]
    before = page.matrix.matrix.lines()[-1].cells[PointKind.STRENGTH].points
    with workspace(window).edit("From elsewhere") as e:
        e.put(ItemKind.POINT, line.item, {"kind": "quote"})
    qtbot.waitUntil(page.is_settled)
    assert page.matrix.matrix.lines()[-1].cells[PointKind.STRENGTH].points == before - 1
    assert line.item not in [each.item for each in page.points.points.lines()]


# The page as a whole.


def test_the_models_keep_the_rules_of_qt(window: Window, page: EvidencePage, qtbot: QtBot) -> None:
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    models = (page.matrix.matrix, page.points.points, page.findings.findings, page.form.filed.rows, page.gaps.list.gaps)
    testers = [QAbstractItemModelTester(model, mode) for model in models]
    press(window, Qt.Key.Key_T, CTRL)
    page.matrix.choose("whole", None)
    page.points.points.fetchMore()
    page.desk.file_under(findings(window)[0].id, page.points.chosen())
    page.desk.open_finding(findings(window)[0].id)
    press(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(page.is_settled)
    assert all(tester.model() is model for tester, model in zip(testers, models, strict=True))


def test_nothing_stands_outside_the_window(window: Window, page: EvidencePage, qtbot: QtBot) -> None:
    sizes = [(1366, 740, 100, 3), (1180, 640, 100, 3), (1366, 740, 150, 2), (1180, 640, 150, 2), (760, 640, 150, 1)]
    for width, height, zoom, cards in sizes:
        window._look.set_zoom(zoom)
        window.resize(width, height)
        qtbot.waitUntil(lambda size=(width, height): (window.width(), window.height()) == size)
        for name in ("matrix", "points", "findings"):
            page._go(name)
            shown = [each for each, frame in page._cards.items() if frame.isVisible()]
            assert len(shown) == cards
            assert name in shown
            for each in page.findChildren(QWidget):
                if isinstance(each, CONTROLS) and each.isVisible() and not in_scroller(each):
                    corner = each.mapTo(window, each.rect().bottomRight())
                    assert 0 <= corner.x() < width and 0 <= corner.y() < height, each
        press(window, Qt.Key.Key_F4)
        assert page._cards["points"].isVisible()


def in_scroller(widget: QWidget) -> bool:
    """Whether it is inside something that scrolls."""
    above = widget.parentWidget()
    while above is not None:
        if above.objectName() == "qt_scrollarea_viewport":
            return True
        above = above.parentWidget()
    return False


# What is missing.


def test_a_gap_becomes_a_question_on_a_meeting(window: Window, page: EvidencePage, qtbot: QtBot) -> None:
    press(window, Qt.Key.Key_G, CTRL)
    qtbot.waitUntil(lambda: page.gaps.list.gaps.rowCount() > 0)
    assert window.focusWidget() is page.gaps.list
    with workspace(window).read() as r:
        assert page.gaps.list.gaps.rowCount() == len(storage.gap_lines(r)) > 10
    line = page.gaps.list.gaps.lines()[0]
    press(window, Qt.Key.Key_Return)
    (box,) = [each for each in window.findChildren(AskBox) if each.isVisible()]
    assert box.question.text() == line.ask
    meeting = ItemId(box.meeting.currentData())
    QTest.keyClick(box.question, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not page.gaps.busy)
    assert page.gaps.list.gaps.lines()[0].planned
    with workspace(window).read() as r:
        (planned,) = storage.planned_questions(r, meeting)
        question = next(each for each in storage.question_lines(r) if each.id == planned)
    assert (question.text, question.theme) == (line.ask, line.theme)
    window.open_meeting(meeting)
    assert window.capture is not None
    asking = window.capture._side.asking
    qtbot.waitUntil(lambda: asking._groups[0] == ("To ask in this meeting", (question,)))


def test_a_question_that_nobody_asked_is_put_on_a_meeting_as_it_is(
    window: Window, page: EvidencePage, qtbot: QtBot
) -> None:
    press(window, Qt.Key.Key_G, CTRL)
    qtbot.waitUntil(lambda: page.gaps.list.gaps.rowCount() > 0)
    lines = page.gaps.list.gaps.lines()
    row = next(number for number, line in enumerate(lines) if line.question is not None)
    before = len(lines)
    page.gaps.list.setCurrentIndex(page.gaps.list.gaps.index(row))
    at = (
        page.gaps.list._delegate.button_rect(page.gaps.list.visualRect(page.gaps.list.gaps.index(row)))
        .center()
        .toPoint()
    )
    QTest.mouseClick(page.gaps.list.viewport(), Qt.MouseButton.LeftButton, NONE, at)
    (box,) = [each for each in window.findChildren(AskBox) if each.isVisible()]
    assert box.question.isReadOnly()
    box.take.click()
    qtbot.waitUntil(lambda: not page.gaps.busy)
    assert page.gaps.list.gaps.lines()[row].planned
    assert len(page.gaps.list.gaps.lines()) == before
    press(window, Qt.Key.Key_Escape)
    assert window.focusWidget() is page.matrix


# The ways to the page.


def test_the_search_box_offers_findings_and_opens_them_here(window: Window, qtbot: QtBot) -> None:
    wanted = findings(window)[7]
    press(window, Qt.Key.Key_K, CTRL)
    window._finder.setText(wanted.title)
    window._finder.search()
    rows = [row for row in window._finder.rows.rows() if row.word == "Finding"]
    assert " ".join(wanted.title.split()) in [row.title for row in rows]
    place = window._finder.rows.place(f"page evidence finding {wanted.id}")
    window._finder._pick(window._finder.rows.index(place))
    page = window.stack_page()
    assert isinstance(page, EvidencePage)
    qtbot.waitUntil(lambda: page.findings.current() == wanted.id)


def test_f1_opens_the_help_of_this_page(window: Window, page: EvidencePage) -> None:
    press(window, Qt.Key.Key_F1)
    assert window._fact.whole() == "Help: Evidence"


# Documents.


def test_documents_are_dropped_searched_and_quoted(
    window: Window, page: EvidencePage, qtbot: QtBot, tmp_path: Path
) -> None:
    paper = tmp_path / "Position statement.txt"
    paper.write_text("Our plan 🏛 has 118 actions.\r\n\r\nReserves stand at nine million pounds.\n", encoding="utf-8")
    press(window, Qt.Key.Key_D, CTRL)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(paper))])
    drop(page.documents, data, QPoint(40, 200))
    qtbot.waitUntil(lambda: not page.documents.busy(), timeout=15000)
    assert window._fact.whole() == "Position statement.txt is here now, as D1."
    assert page.documents.list.rows.rows()[0].title == "D1   Position statement"
    page.documents.field.setText("reserves")
    page.documents._fill()
    page.documents.list.setFocus()
    press(window, Qt.Key.Key_Return)
    assert window.focusWidget() is page.documents.reading
    assert page.documents.reading.textCursor().selectedText() == "Reserves"
    text = page.documents.reading.toPlainText()
    start = text.index("Reserves stand at nine million") + 1  # the sign before it is two on the screen
    page.documents._select(start, start + len("Reserves stand at nine million"))
    page.documents.kind.setCurrentIndex(page.documents.kind.findData("strength"))
    page.documents.choose_theme(theme_of(window, "Scrutiny"))
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(page.is_settled)
    with workspace(window).read() as r:
        (excerpt,) = storage.excerpt_lines(r)
    assert excerpt.text == "Reserves stand at nine million"
    assert (excerpt.kind, excerpt.themes) == (PointKind.STRENGTH, {theme_of(window, "Scrutiny")})
    assert page.documents.reading.extraSelections()[0].cursor.selectedText() == excerpt.text
    assert "1 document" in page._matrix_count.whole()
    assert not page.documents.reading.textCursor().hasSelection()  # so that the marked words are seen
    assert page.documents.quote_button.text() == "Take back"
    press(window, Qt.Key.Key_Return)
    with workspace(window).read() as r:
        assert not storage.excerpt_lines(r)
    assert page.documents.quote_button.text() == "Quote"
    assert not page.documents.quote_button.isEnabled()
    press(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(page.is_settled)
    press(window, Qt.Key.Key_Escape)
    press(window, Qt.Key.Key_Escape)
    assert window.focusWidget() is page.matrix
    page.matrix.choose(theme_of(window, "Scrutiny"), PointKind.STRENGTH)
    assert page.points.choose(excerpt.id)
    card = page.points.points.card(page.points.currentIndex().row())
    assert (card.where, card.when) == ("D1 Position statement", "page 1")
    single = next(each for each in findings(window) if page._board.standing(each.id).sources == 1)
    page.desk.file_under(single.id, [excerpt.id])
    assert page._board.standing(single.id).sources == 2
    page._go("points")
    press(window, Qt.Key.Key_Return)
    assert page.documents.reading.textCursor().selectedText() == excerpt.text


def test_a_document_without_words_is_kept_and_the_reason_said(
    window: Window, page: EvidencePage, qtbot: QtBot, tmp_path: Path, answers: Answers
) -> None:
    answers.file = tmp_path / "broken.pdf"
    answers.file.write_bytes(b"%PDF-1.7 nothing of the sort")
    press(window, Qt.Key.Key_D, CTRL)
    page.documents.add_button.click()
    qtbot.waitUntil(lambda: not page.documents.busy(), timeout=15000)
    with workspace(window).read() as r:
        (document,) = storage.document_lines(r)
    assert document.trouble
    assert window._fact.whole() == f"D1: {document.trouble}"
    assert page.documents.list.rows.rows()[0].below == document.trouble
    page.documents.list.setFocus()
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.documents.reading.hasFocus())
    page.documents.file_button.click()
    qtbot.waitUntil(lambda: bool(answers.shown))
    assert answers.shown[-1].read_bytes() == answers.file.read_bytes()
    page.documents.delete_button.click()
    assert window._fact.whole() == "D1 is in the bin, with what was quoted from it. Ctrl+Z brings it back."
    assert page.documents.list.rows.rows() == []
    press(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: [each.title for each in page.documents.list.rows.rows()] == ["D1   broken"])
    page.documents.list.setFocus()
    press(window, Qt.Key.Key_Delete)
    assert page.documents.list.rows.rows() == []
    press(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(page.is_settled)
    answers.file = tmp_path / "not there.pdf"
    page.documents.add_button.click()
    qtbot.waitUntil(lambda: not page.documents.busy(), timeout=15000)
    assert window._fact.whole().startswith("There is no file not there.pdf")


def test_a_metric_is_entered_and_counts_as_a_source(window: Window, page: EvidencePage, qtbot: QtBot) -> None:
    theme = theme_of(window, "Scrutiny")
    page.matrix.choose(theme, PointKind.STRENGTH)
    press(window, Qt.Key.Key_D, CTRL)
    page.documents.metric_button.click()
    (box,) = [each for each in window.findChildren(MetricBox) if each.isVisible()]
    assert not box.take.isEnabled()
    for field, words in ((box.name, "Reports on time"), (box.value, "61 %"), (box.period, "2025-26")):
        QTest.keyClicks(field, words)
    box.kind.setCurrentIndex(box.kind.findData("strength"))
    assert box.theme.currentData() == theme
    QTest.keyClick(box.period, Qt.Key.Key_Return)
    qtbot.waitUntil(page.is_settled)
    assert window._fact.whole() == "The metric is here now, as D1, and among the points."
    assert page.documents.list.rows.rows()[0].below.startswith("a metric")
    line = next(each for each in page.points.points.lines() if each.text == "Reports on time: 61 % (2025-26)")
    single = next(each for each in findings(window) if page._board.standing(each.id).sources == 1)
    page.desk.file_under(single.id, [line.item])
    assert page._board.standing(single.id).sources == 2
    view = page.desk._view(single.id)
    assert view is not None
    assert [each.below for each in view.behind if "a metric" in each.below]
    assert [each.where for each in view.filed if each.source == line.item] == ["D1"]
    card = page._board.finding_card(finding(window, single.id), date(2026, 9, 16))
    assert "1 metric" in card.below and "document" not in card.below
    assert page._matrix_count.whole().endswith("· 1 metric")
    page.documents.delete(page.documents.list.current())
    qtbot.waitUntil(page.is_settled)
    assert page._board.standing(single.id).sources == 1
    view = page.desk._view(single.id)
    assert view is not None
    assert "its document is in the bin" in [each.where for each in view.filed]
    qtbot.waitUntil(lambda: page.documents._seeking is None)
    assert page.documents.list.rows.rows() == []  # its quotation has not lost its words


@given(st.text(alphabet="ab\r\n🏛é ", max_size=40), st.data())
def test_places_on_the_screen_and_in_the_text_are_the_same_words(text: str, data: st.DataObject) -> None:
    plain = text.replace("\r\n", "\n")
    start = data.draw(st.integers(0, len(plain)))
    shown = len(plain[:start].encode("utf-16-le")) // 2
    at = in_text(text, shown)
    assert text[:at].replace("\r\n", "\n").removesuffix("\r") == plain[:start].removesuffix("\r")
    assert on_screen(text, at) in (shown, shown + 1)


def test_a_quotation_that_lost_its_words_is_listed_and_placed_again(
    window: Window, page: EvidencePage, qtbot: QtBot
) -> None:
    with workspace(window).read() as r:
        point = next(each for each in storage.read_points(r) if len(each.text) > 60)
    with workspace(window).edit("Quote") as e:
        excerpt = storage.quote_point(e, point.id, 10, 30)
    with workspace(window).edit("Elsewhere") as e:
        e.put(ItemKind.POINT, point.id, {"text": "Said in other words altogether, later that day"})
    press(window, Qt.Key.Key_D, CTRL)
    qtbot.waitUntil(lambda: page.is_settled() and page.documents.list.rows.rowCount() == 1)
    (row,) = page.documents.list.rows.rows()
    assert row.title == excerpt.text
    page.documents.list.setFocus()
    press(window, Qt.Key.Key_Return)
    assert page.documents.reading.toPlainText() == "Said in other words altogether, later that day"
    page.documents._select(8, 19)
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.is_settled() and page.documents._seeking is None)
    assert page.documents.list.rows.rows() == []
    with workspace(window).read() as r:
        (placed,) = storage.excerpt_lines(r, items=[excerpt.id])
        assert placed.text == "other words"
        assert storage.place_of_words(r, placed) == (8, 19)


def test_the_evidence_is_written_for_the_team(
    window: Window, page: EvidencePage, qtbot: QtBot, tmp_path: Path, answers: Answers
) -> None:
    with workspace(window).read() as r:
        told = sum(1 for point in storage.read_points(r) if point.text and not point.off_record)
    for ending in (".docx", ".xlsx", ".csv", ".qdpx"):
        answers.file = tmp_path / f"evidence{ending}"
        press(window, Qt.Key.Key_E, CTRL | SHIFT)
        said = f"evidence{ending} is written: {told} points."
        qtbot.waitUntil(lambda said=said: window._fact.whole().startswith(said), timeout=20000)
        assert answers.file.stat().st_size > 5000
    answers.file = tmp_path / "evidence.pdf"
    press(window, Qt.Key.Key_E, CTRL | SHIFT)
    qtbot.waitUntil(lambda: "can be .docx" in window._fact.whole(), timeout=20000)
    assert not answers.file.exists()


# The wall.


def test_the_wall_hides_who_was_met_and_files_with_two_keys(window: Window, page: EvidencePage, qtbot: QtBot) -> None:
    page.matrix.choose(theme_of(window, "Scrutiny"), PointKind.STRENGTH)
    press(window, Qt.Key.Key_F11)
    (wall,) = window.findChildren(Wall)
    assert wall.isFullScreen()
    assert wall._title.whole() == "Scrutiny"
    with workspace(window).read() as r:
        titles = {meeting.title for meeting in storage.read_meetings(r)}
    cards = [wall.points.points.card(row) for row in range(wall.points.points.rowCount())]
    assert not {card.where for card in cards} & titles
    point, first = wall.points.current(), wall.findings.findings.cards()[1]
    QTest.keyClick(wall.points, Qt.Key.Key_C)
    QTest.keyClick(wall.points, Qt.Key.Key_2)
    links = {link.source: link.role for link in finding(window, first.key).links}
    assert links[point] is LinkRole.CHALLENGES
    assert wall.points.current() != point
    QTest.keyClick(wall.points, Qt.Key.Key_Z, CTRL)
    assert point not in {link.source for link in finding(window, first.key).links}
    QTest.keyClick(wall.points, Qt.Key.Key_S)
    QTest.keyClick(wall.points, Qt.Key.Key_2)
    QTest.keyClick(wall.points, Qt.Key.Key_Right)
    assert wall._title.whole() != "Scrutiny"
    QTest.keyClick(wall.points, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.findChildren(Wall))
    qtbot.waitUntil(page.is_settled)
    shown = page.findings.findings.cards()[page.findings.findings.place(first.key)]
    assert shown.sources == page._board.standing(first.key).sources
