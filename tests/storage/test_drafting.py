"""The team's own words for the letter, and what was given out when, are kept."""

from pathlib import Path

from slireviewer import storage
from slireviewer.model import Challenge, EditionKind, ItemId, Said, Wording
from slireviewer.richtext import Block, Run, Sort
from slireviewer.storage import Workspace


def made(path: Path) -> Workspace:
    return storage.create_challenge(path, "two words", Challenge(id=ItemId("x"), councils=("Port Brannock",)))


def test_words_of_the_letter_are_read_again_as_they_were_written(tmp_path: Path) -> None:
    finding = storage.new_id()
    said = Wording(
        id=storage.new_id(),
        slot=f"free:{finding}",
        section="feedback",
        position="V",
        text=(Block((Run("Trust is "), Run("high", bold=True))), Block((Run("in scrutiny"),), Sort.BULLET, 1)),
        findings=frozenset({finding}),
    )
    with made(tmp_path / "c.slir") as workspace:
        with workspace.edit("Write") as e:
            storage.write_wording(e, said)
        with workspace.read() as r:
            assert storage.wordings(r) == [said]
        with workspace.edit("Remove") as e:
            storage.remove_wording(e, said.id)
        with workspace.read() as r:
            assert storage.wordings(r) == []
        workspace.undo()
        with workspace.read() as r:
            assert storage.wordings(r) == [said]
        assert storage.verify(workspace) == []


def test_what_was_given_out_is_kept_word_for_word(tmp_path: Path) -> None:
    with made(tmp_path / "c.slir") as workspace:
        places = (Said(mark="finding_1", item=ItemId("f" * 32), text="Trust is high."),)
        with workspace.edit("Give out") as e:
            given = storage.write_edition(e, EditionKind.COUNCIL, "Council's copy", places, identifier="abc")
        with workspace.read() as r:
            assert storage.editions(r) == [given]
