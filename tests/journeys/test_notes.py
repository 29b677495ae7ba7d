"""From nothing to notes that are safe on the disk, and back to them."""

import stat
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QApplication

from slireviewer import storage
from slireviewer.__main__ import main
from slireviewer.model import Challenge, ItemId, Person
from slireviewer.paths import challenges_folder, data_folder, state_folder

from .conftest import Answers, Journey, Reviewer

PASSPHRASE = "three plain words"


def at_ten() -> datetime:
    return datetime(2026, 9, 16, 10, 0)


def make_challenge(me: Reviewer) -> None:
    me.click("New challenge")
    me.type("Anytown Council")
    me.window.start.new.person.setFocus()
    me.type("Ada Example")
    me.press("Tab")
    me.type(PASSPHRASE)
    me.press("Return")  # leads on to where it is asked again
    me.type(PASSPHRASE)
    me.press("Return")
    me.waits_for("NEXT FOR YOU")


def type_notes(me: Reviewer) -> None:
    me.press("Ctrl+N")
    me.waits_for("Town centre manager")
    me.type("+ Events bring people in")
    me.press("Alt+1")
    me.press("Return")
    me.type("- Two reports came late")
    me.press("Return")
    me.type("£40k, agreed in May")
    me.press("Ctrl+3")
    me.press("Alt+2")
    me.waits_for("Saved 10:00:00 on this laptop")


NOTES = [
    ("Events bring people in", "strength", 1),
    ("Two reports came late", "consideration", 1),
    ("£40k, agreed in May", "quote", 1),
]


def test_notes_of_a_new_challenge_are_there_again_after_closing(travel: Journey, home: Path) -> None:
    def first(me: Reviewer) -> None:
        make_challenge(me)
        type_notes(me)
        assert me.points() == NOTES

    def again(me: Reviewer) -> None:
        me.click("Anytown Council · Corporate peer challenge")
        me.waits_for("Passphrase")
        me.type("wrong words")
        me.press("Return")
        me.qtbot.waitUntil(lambda: bool(me.window.start.unlock.matter.text()), timeout=15000)
        assert not me.sees("NEXT FOR YOU")
        me.type(PASSPHRASE)
        me.press("Return")
        me.waits_for("Town centre manager")
        me.press("Ctrl+Shift+2")
        assert me.sees("Saved as you type")
        assert me.points() == NOTES

    travel(first, clock=at_ten, answers=Answers(title="Town centre manager"))
    travel(again, clock=at_ten)


def test_everything_kept_on_the_laptop_is_private(travel: Journey, home: Path) -> None:
    def steps(me: Reviewer) -> None:
        make_challenge(me)
        type_notes(me)

    travel(steps, clock=at_ten, answers=Answers(title="Town centre manager"))
    (path,) = challenges_folder().glob("*.slir")
    for each in (path, state_folder() / "slireviewer.log"):
        assert stat.S_IMODE(each.stat().st_mode) == 0o600
    for each in (*challenges_folder().iterdir(), *data_folder().glob("*.*"), *state_folder().iterdir()):
        if each.is_file():
            assert b"reports came late" not in each.read_bytes()


def test_a_file_named_on_the_command_line_asks_for_its_passphrase(travel: Journey, home: Path) -> None:
    path = home / "Othertown.slir"
    storage.create_challenge(
        path, PASSPHRASE, Challenge(id=ItemId("x"), councils=("Othertown Council",)), lead="Ada"
    ).close()

    def steps(me: Reviewer) -> None:
        me.type(PASSPHRASE)
        me.press("Return")
        me.waits_for("Othertown Council · Corporate peer challenge, menu")

    travel(steps, (str(path),))


def test_a_peer_joins_from_the_starter_package(travel: Journey, home: Path) -> None:
    lead, starter = home / "Lead.slir", home / "starter.slirnotes"
    with storage.create_challenge(
        lead, PASSPHRASE, Challenge(id=ItemId("x"), councils=("Othertown Council",)), lead="Ada Example"
    ) as workspace:
        with workspace.edit("Team") as e:
            storage.write_person(e, Person(id=storage.new_id(), name="Ben Sample", role="Officer peer"))
        storage.write_starter(workspace, starter, "told by telephone")

    def steps(me: Reviewer) -> None:
        me.click("Join from a starter package…")
        me.click("Choose the starter package")
        me.type("told by telephone")
        me.press("Return")
        me.waits_for("Join the challenge")
        place = me.window.start.join.person.findText("Ben Sample · Officer peer")
        assert place >= 0
        me.window.start.join.person.setCurrentIndex(place)
        me.window.start.join.passphrase.setFocus()
        me.type(PASSPHRASE)
        me.press("Tab")
        me.type(PASSPHRASE)
        me.press("Return")
        me.waits_for("Othertown Council · Corporate peer challenge, menu")
        assert me.window.workspace is not None
        with me.window.workspace.read() as r:
            names = {person.id: person.name for person in storage.person_lines(r)}
        assert names[me.window.workspace.me] == "Ben Sample"

    travel(steps, answers=Answers(files=[starter]))


def test_a_command_opens_no_window(home: Path) -> None:
    path = home / "none.slir"
    before = len(QApplication.topLevelWidgets())
    assert main(["status", str(path)]) != 0
    assert len(QApplication.topLevelWidgets()) == before
