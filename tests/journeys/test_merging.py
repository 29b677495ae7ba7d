"""A team lead drops seven packages on the window at lunch, goes on by keys alone, takes them back, and merges again."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from slireviewer.ui.merge_page import MergePage
from tests.support import PASSPHRASE, copy_of, done, exported, team

from .conftest import Answers, Journey, Reviewer

MINE = {n: f"The lead's own wording of finding {n}, as heard on Monday." for n in range(3)}
THEIRS = {n: f"A colleague's wording of finding {n}, as heard on Tuesday." for n in range(3)}
OWN = "Agreed over lunch, in words of our own."


@pytest.fixture(scope="module")
def lunch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lead's file and seven packages; on three findings the lead and a colleague have worked both."""
    folder = tmp_path_factory.mktemp("lunch")
    lead = copy_of(team().lead, folder)
    for n, text in MINE.items():
        done("edit", lead, f"k-f{n}", "text", text)
    for n in range(2, 8):
        peer = copy_of(team().peer(n), folder)
        if n < 5:
            done("edit", peer, f"k-f{n - 2}", "text", THEIRS[n - 2])
        done("pack", peer, "-o", folder / f"r{n}.slirnotes", "--all")
    late = copy_of(team().peer(2), folder, "late.slir")
    done("edit", late, "k-r2-n0", "at", "2026-03-02T16:00:00")
    done("pack", late, "-o", folder / "late.slirnotes", "--all")
    return folder


def expected(lunch: Path, folder: Path, texts: dict[int, str]) -> str:
    """What the commands come to, for the same packages and the same decisions."""
    lead = copy_of(lunch / "lead.slir", folder, "expected.slir")
    done("merge", lead, *packages(lunch))
    for n, text in texts.items():
        done("decide", lead, f"k-f{n}", "text", "--text", text)
    return exported(lead, folder)


def packages(lunch: Path) -> list[Path]:
    return sorted(lunch.glob("*.slirnotes"))


def page_of(me: Reviewer) -> MergePage:
    page = me.window.stack_page()
    assert isinstance(page, MergePage)
    return page


def bring_in(me: Reviewer, lunch: Path) -> dict[int, str]:
    """Drop the packages and decide about three texts: mine, both, and one's own; what comes of each."""
    me.drop(packages(lunch))
    me.qtbot.waitUntil(lambda: isinstance(me.window.stack_page(), MergePage))
    page = page_of(me)
    me.qtbot.waitUntil(lambda: not page.intake.busy and len(page.intake.packages) == 7, timeout=60000)
    me.waits_for("Apply merge (3 left)".replace(" (", "  ("))
    assert me.sees("and 5 others")
    said = {}
    for key in ("1", "3", "E"):
        matter = page.desk.sides.matter()
        assert matter is not None and matter.sides[0].text in MINE.values()
        finding = next(n for n, text in MINE.items() if text == matter.sides[0].text)
        me.press(key)
        said[finding] = {"1": MINE[finding], "3": f"{MINE[finding]}\n\n{THEIRS[finding]}", "E": OWN}[key]
        if key == "E":
            me.type(OWN)
        else:
            me.press("F8")
    me.waits_for("Apply merge")
    with me.qtbot.waitSignal(page.intake.applied, timeout=60000):
        me.press("Ctrl+Return")
    me.qtbot.waitUntil(lambda: not page.receipts.busy, timeout=60000)
    return said


def tab_to(me: Reviewer, wanted: QWidget) -> None:
    for _ in range(40):
        focus = me.window.focusWidget()
        if focus is wanted:
            return
        QTest.keyClick(focus or me.window, Qt.Key.Key_Tab)
    raise AssertionError(f"Tab does not lead to {wanted.accessibleName()}")


def test_seven_packages_are_dropped_merged_undone_and_merged_again_by_keys(
    travel: Journey, home: Path, lunch: Path, tmp_path: Path
) -> None:
    path = Path(shutil.copy(lunch / "lead.slir", home))
    shutil.copy(lunch / "lead.slir-keys", home)
    before = exported(copy_of(lunch / "lead.slir", tmp_path, "before.slir"), tmp_path)
    said: list[dict[int, str]] = []

    def merge(me: Reviewer) -> None:
        me.type(PASSPHRASE)
        me.press("Return")
        me.waits_for("Corporate peer challenge, menu")
        said.append(bring_in(me, lunch))
        page = page_of(me)
        (merged,) = page.receipts.merges()
        assert len(merged.receipts) == 7
        rows = page.receipts.inside.rows.rows()
        heads = [row.title for row in rows if not row.key]
        assert heads[0] == "Changed by two people" and {"New", "Already here"} <= set(heads)
        assert [row.done for row in rows if row.icon == "git-merge"] == [True, True, True]
        for _ in range(3):
            me.press("Down")
        tab_to(me, page.receipts.undo_button)
        me.press("Space")
        me.waits_for("Undoing this merge would take these away")
        with me.qtbot.waitSignal(page.receipts.undone, timeout=60000):
            me.press("Space")

    def again(me: Reviewer) -> None:
        me.type(PASSPHRASE)
        me.press("Return")
        me.waits_for("Corporate peer challenge, menu")
        me.press("Ctrl+Shift+2")  # they are taken over the notes too, and leave no trace there
        said.append(bring_in(me, lunch))

    travel(merge, (str(path),), answers=Answers())
    assert exported(path, tmp_path) == before
    travel(again, (str(path),), answers=Answers())
    assert exported(path, tmp_path) == expected(lunch, tmp_path, said[-1])
    assert sorted(said[-1]) == [0, 1, 2]
