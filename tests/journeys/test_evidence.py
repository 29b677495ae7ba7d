"""From untagged points to three findings that the team agrees, by keys; each number is counted again from records."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from slireviewer import storage
from slireviewer.model import Challenge, ItemId, PointKind
from slireviewer.paths import resource
from slireviewer.ui.evidence_page import EvidencePage
from slireviewer.ui.finding_chooser import FindingChooser

from .conftest import Journey, Reviewer

PASSPHRASE = "three plain words"


@pytest.fixture
def unsaid(home: Path) -> Path:
    """The sample challenge before anything was said: notes and points, and no finding."""
    path = home / "Wexmoor.slir"
    records = [
        record
        for record in storage.read_records(resource("sample/challenge.jsonl"))
        if record["kind"] not in ("finding", "link", "recommendation")
    ]
    with storage.create_challenge(path, PASSPHRASE, Challenge(id=ItemId("x"), councils=("Wexmoor",))) as workspace:
        storage.import_records(workspace, records)
        with workspace.read() as r:
            person = next(each for each in storage.person_lines(r) if each.name.endswith("Jo Birkwood"))
        workspace.set_me(person.id)
    return path


class Plain:
    """The exported records, counted as plainly as can be."""

    def __init__(self, me: Reviewer) -> None:
        assert me.window.workspace is not None
        with me.window.workspace.read() as r:
            records = [dict(record) for record in storage.export_records(r)]
        self.of: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for record in records:
            self.of[record["kind"]].append(record)
        self.notes = {note["id"]: note for note in self.of["note"]}
        self.meetings = {meeting["id"]: meeting for meeting in self.of["interview"]}
        self.points = {point["id"]: point for point in self.of["point"]}

    def cells(self) -> dict[tuple[str, str], tuple[int, int]]:
        """Points and separate groups by theme and kind; a theme has those of the themes under it too."""
        above = {theme["title"]: theme.get("parent") for theme in self.of["theme"]}
        titles = {theme["id"]: theme["title"] for theme in self.of["theme"]}
        count: Counter[tuple[str, str]] = Counter()
        rooms: dict[tuple[str, str], set[str]] = defaultdict(set)
        for point in self.points.values():
            meeting = self.meetings[self.notes[point["note"]]["interview"]]
            themes = set(point.get("themes", ()))
            parents = {above[each] for each in themes if above[each]}
            for theme in themes | {titles.get(each, each) for each in parents}:
                place = (theme, point["type"])
                count[place] += 1
                if meeting["type"] != "team meeting":
                    rooms[place].add(meeting["id"])
        return {place: (number, len(rooms[place])) for place, number in count.items()}

    def sources(self) -> dict[str, tuple[int, int, str]]:
        """For each finding, by its title: separate meetings that support it, points that challenge it, its state."""
        rooms: dict[str, set[str]] = defaultdict(set)
        against: Counter[str] = Counter()
        for link in self.of["link"]:
            meeting = self.meetings[self.notes[self.points[link["point"]]["note"]]["interview"]]
            if link.get("role", "supports") == "supports" and meeting["type"] != "team meeting":
                rooms[link["finding"]].add(meeting["id"])
            against[link["finding"]] += link.get("role") == "challenges"
        return {
            finding["title"]: (len(rooms[finding["id"]]), against[finding["id"]], finding.get("state", "draft"))
            for finding in self.of["finding"]
        }


def page(me: Reviewer) -> EvidencePage:
    found = me.window.stack_page()
    assert isinstance(found, EvidencePage)
    return found


def agrees_with_the_records(me: Reviewer) -> Plain:
    """What the page shows now is what a plain count says."""
    shown = page(me)
    me.qtbot.waitUntil(shown.is_settled)
    plain = Plain(me)
    cells = {
        (line.title, str(kind)): (line.cells[kind].points, line.cells[kind].rooms)
        for line in shown.matrix.matrix.lines()
        if line.theme
        for kind in PointKind
        if line.cells[kind].points
    }
    assert cells == plain.cells()
    cards = {
        card.title: (card.sources, shown._board.standing(card.key).challenging, str(card.state))
        for card in shown.findings.findings.cards()
    }
    assert cards == plain.sources()
    return plain


def boxes(me: Reviewer) -> Iterator[FindingChooser]:
    return (each for each in me.window.findChildren(FindingChooser) if each.isVisible())


def file(me: Reviewer, words: str, *, against: bool = False) -> None:
    """F, some words of the finding, Enter."""
    me.press("F")
    (box,) = boxes(me)
    QTest.keyClicks(box.field, words)
    if against:
        QTest.keyClick(box.field, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    me.window.activateWindow()  # which a real screen does by itself when a box closes
    me.qtbot.waitUntil(me.window.isActiveWindow)


def go_to(me: Reviewer, theme: str, kind: PointKind) -> None:
    """By the arrows to that cell of the table, and by Enter to its points."""
    shown = page(me)
    me.press("Escape")
    if not shown.matrix.hasFocus():
        me.press("Escape")
    me.qtbot.waitUntil(shown.matrix.hasFocus)
    lines = shown.matrix.matrix.lines()
    row = next(number for number, line in enumerate(lines) if line.title == theme)
    column = shown.matrix.matrix.kinds().index(kind) + 1
    for _ in range(40):
        at = shown.matrix.currentIndex()
        if (at.row(), at.column()) == (row, column):
            break
        if at.row() != row:
            me.press("Down" if at.row() < row else "Up")
        else:
            me.press("Right" if at.column() < column else "Left")
    me.press("Return")
    me.qtbot.waitUntil(shown.points.hasFocus)


def make(me: Reviewer, title: str) -> None:
    """A new finding of what is chosen, with these words, agreed."""
    me.press("Ctrl+Shift+N")
    me.qtbot.waitUntil(page(me).form.title.hasFocus)
    me.type(title)
    me.press("Ctrl+Return")
    me.qtbot.waitUntil(lambda: Plain(me).sources().get(title, (0, 0, ""))[2] == "agreed")
    me.press("Escape")
    assert page(me).findings.hasFocus()


def test_from_untagged_points_to_three_agreed_findings(
    travel: Journey, unsaid: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = "Buying is done by too few people."
    second = "Scrutiny asks good questions."
    third = "Decisions are not easy to find."

    def steps(me: Reviewer) -> None:
        untagged = [point for point in Plain(me).points.values() if not point.get("themes")]
        tag_my_points(me, 4)
        me.press("Ctrl+Shift+3")
        plain = agrees_with_the_records(me)
        assert len([point for point in plain.points.values() if not point.get("themes")]) == len(untagged) - 4

        go_to(me, "Capacity for improvement", PointKind.CONSIDERATION)
        me.press("Shift+Down")
        me.press("Shift+Down")
        make(me, first)
        plain = agrees_with_the_records(me)
        assert plain.sources()[first][2] == "agreed"

        go_to(me, "Scrutiny", PointKind.STRENGTH)
        for _ in range(5):
            me.press("Shift+Down")
        make(me, second)
        assert agrees_with_the_records(me).sources()[second][0] >= 3

        go_to(me, "Decision making", PointKind.CONSIDERATION)
        make(me, third)
        assert agrees_with_the_records(me).sources()[third] == (1, 0, "agreed")
        go_to(me, "Decision making", PointKind.CONSIDERATION)
        me.press("End")
        file(me, "not easy")
        assert agrees_with_the_records(me).sources()[third][0] == 2

        go_to(me, "Scrutiny", PointKind.CONSIDERATION)
        file(me, "good questions", against=True)
        plain = agrees_with_the_records(me)
        assert [plain.sources()[title][1] for title in (first, second, third)] == [0, 1, 0]
        assert [plain.sources()[title][2] for title in (first, second, third)] == ["agreed"] * 3
        cards = {card.title: card for card in page(me).findings.findings.cards()}
        assert "Challenged, and nobody has answered it yet." in cards[second].warnings
        me.press("Ctrl+Z")
        assert agrees_with_the_records(me).sources()[second][1] == 0
        me.press("Ctrl+Y")
        assert agrees_with_the_records(me).sources()[second][1] == 1

    monkeypatch.setenv("SLIREVIEWER_PASSPHRASE", PASSPHRASE)
    travel(steps, (str(unsaid),), clock=lambda: datetime(2026, 9, 16, 18, 10))


def tag_my_points(me: Reviewer, count: int) -> None:
    """From Today to each of my points without a theme; two keys give it one."""
    for number in range(count):
        me.press("Ctrl+Shift+1")
        QApplication.processEvents()
        me.click("Go to the first point without a theme")
        assert me.window.capture is not None
        assert me.window.capture.editor.themes() == frozenset()
        me.press("Ctrl+2" if number < 2 else "Ctrl+1")
        me.press("Alt+7")
