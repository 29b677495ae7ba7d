"""The team's own words for the letter, and what was given out when, are kept."""

from pathlib import Path

from slireviewer import storage
from slireviewer.model import Challenge, EditionKind, ItemId, LetterChoice, Numbering, Said, Section, Wording
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


def test_what_is_typed_is_there_at_once_and_one_step_to_undo_when_it_is_sealed(tmp_path: Path) -> None:
    slot = "thanks"
    with made(tmp_path / "c.slir") as workspace:
        for words in ("Thank", "Thank you", "Thank you all"):
            with workspace.edit("Write the letter") as e:
                text = (Block((Run(words),)),)
                storage.type_wording(e, Wording(id=storage.wording_id(slot), slot=slot, text=text))
            with workspace.read() as r:
                assert [one.text for one in storage.wordings(r)] == [text]
        with workspace.edit("Write the letter") as e:
            storage.seal_wordings(e)
        with workspace.read() as r:
            assert [one.text for one in storage.wordings(r)] == [text]
        assert workspace.undo() == "Write the letter"
        with workspace.read() as r:
            assert storage.wordings(r) == []
        assert storage.verify(workspace) == []


def test_words_put_into_the_bin_come_out_again_when_they_are_typed_anew(tmp_path: Path) -> None:
    value = Wording(id=storage.wording_id("thanks"), slot="thanks", text=(Block((Run("Thank you"),)),))
    with made(tmp_path / "c.slir") as workspace:
        for write in (storage.write_wording, storage.type_wording):
            with workspace.edit("Write") as e:
                write(e, value)
            with workspace.edit("As composed") as e:
                storage.remove_wording(e, value.id)
            with workspace.read() as r:
                assert storage.wordings(r) == []
            with workspace.edit("Write") as e:
                write(e, value)
                storage.seal_wordings(e)
            with workspace.read() as r:
                assert storage.wordings(r) == [value]
        assert storage.verify(workspace) == []


def test_typing_that_was_cut_off_is_in_the_letter_and_among_what_was_recovered(tmp_path: Path) -> None:
    value = Wording(id=storage.wording_id("thanks"), slot="thanks", text=(Block((Run("Thank you"),)),), hidden=True)
    workspace = made(tmp_path / "c.slir")
    with workspace.edit("Write the letter") as e:
        storage.type_wording(e, value)
    workspace.before_close.clear()  # as when the power goes
    workspace.close()
    with storage.open_challenge(tmp_path / "c.slir", "two words") as again, again.read() as r:
        assert storage.wordings(r) == [value]
        assert [(line.text, line.point) for line in storage.recovered(r)] == [("Thank you", "")]


def test_how_the_letter_is_laid_out_is_kept_and_undone(tmp_path: Path) -> None:
    choice = LetterChoice(
        layout="report", numbering=Numbering.STRAIGHT, bullets=True, outline=(Section("own:x", "Own", 2),)
    )
    with made(tmp_path / "a.slir") as w:
        with w.edit("Lay out the letter") as e:
            storage.choose_letter(e, storage.get_challenge(e).id, choice)
        with w.read() as r:
            assert storage.get_challenge(r).letter == choice
        with w.edit("Lay out the letter") as e:
            storage.choose_letter(e, storage.get_challenge(e).id, LetterChoice())
        with w.read() as r:
            assert storage.get_challenge(r).letter == LetterChoice()
        w.undo()
        with w.read() as r:
            assert storage.letter_source(r).challenge.letter == choice


def test_own_words_reach_the_letter(tmp_path: Path) -> None:
    with made(tmp_path / "a.slir") as w:
        wording = Wording(id=storage.new_id(), slot="thanks", text=(Block((Run("Thank you."),)),))
        with w.edit("Word the letter") as e:
            storage.write_wording(e, wording)
        with w.read() as r:
            assert storage.letter_source(r).wordings == (wording,)
