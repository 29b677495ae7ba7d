"""The words of the letter and what was given out go out as records, and come in again as the same letter."""

from __future__ import annotations

from pathlib import Path

from slireviewer import storage
from slireviewer.letter import LETTER, compose, in_this_order, layout_of, lines_of, moved, said
from slireviewer.model import (
    NO_ITEM,
    Challenge,
    EditionKind,
    LetterChoice,
    Question,
    QuestionOrigin,
    Theme,
    ThemeOrigin,
    Wording,
)
from slireviewer.richtext import Block, Run, Sort
from slireviewer.storage import Workspace
from tests.support import PASSPHRASE, evidence_records


def started(path: Path) -> Workspace:
    challenge = Challenge(id=NO_ITEM, councils=("Port Brannock",), framework="cpc-2021")
    return storage.create_challenge(path, PASSPHRASE, challenge)


def filled(w: Workspace) -> None:
    """Findings from records, an own theme and question made here, and words of every sort."""
    storage.import_records(w, evidence_records(3))
    theme, question, free = storage.new_id(), storage.new_id(), storage.new_id()
    with w.edit("Write") as e:
        storage.write_theme(e, Theme(id=theme, title="The quay", origin=ThemeOrigin.OWN, position="z"))
        asked = Question(id=question, text="Whose is the quay?", theme=theme, origin=QuestionOrigin.OWN, position="C")
        storage.write_question(e, asked)
        first, *_ = findings = storage.read_findings(e)
        for finding in findings:
            storage.agree_finding(e, finding.id)
        rich = (Block((Run("It is "), Run("so", bold=True), Run(".", link="https://example.org"))),
                Block((Run("one"),), Sort.BULLET))  # fmt: skip
        for slot, section, hidden in (
            (f"finding:{first.id}", "", False), ("thanks", "", True), (f"questions:{theme}", "", False),
            (f"free:{free}", f"theme:{theme}/strength", False),
        ):  # fmt: skip
            own = Wording(
                id=storage.wording_id(slot), slot=slot, text=rich, section=section, hidden=hidden,
                position="m" if section else "", findings=frozenset({first.id} if section else ()),
            )  # fmt: skip
            storage.write_wording(e, own)
        challenge = storage.get_challenge(e)
        choice = LetterChoice(bullets=True, questions=True)
        choice = in_this_order(choice, moved(layout_of(challenge), "recommendations", "headlines"))
        storage.choose_letter(e, challenge.id, choice)
    with w.read() as r:
        letter = compose(storage.letter_source(r))
    with w.edit("Give") as e:
        storage.write_edition(e, EditionKind.COUNCIL, "copy.docx", said(letter), identifier="copy-7")


def letter_lines(w: Workspace) -> list[str]:
    with w.read() as r:
        return [line for block in compose(storage.letter_source(r)).blocks for line in lines_of(block)]


def test_a_letter_that_went_out_as_records_comes_in_as_the_same_letter(tmp_path: Path) -> None:
    with started(tmp_path / "a.slir") as a, started(tmp_path / "b.slir") as b:
        filled(a)
        assert storage.write_export(a, tmp_path / "out.jsonl", interviewees=True)
        records = storage.read_records(tmp_path / "out.jsonl")
        new = storage.import_records(b, records).new
        assert (new["wording"], new["edition"]) == (4, 1)
        assert letter_lines(a) == letter_lines(b) and "It is so." in "\n".join(letter_lines(b))
        with a.read() as one, b.read() as other:
            assert storage.get_challenge(one).letter == storage.get_challenge(other).letter
            assert storage.get_challenge(other).letter.outline != LETTER.sections
            given, kept = storage.editions(one)[0], storage.editions(other)[0]
            assert (kept.said, kept.identifier, kept.at, kept.kind) == (
                given.said, given.identifier, given.at, given.kind,
            )  # fmt: skip
        again = storage.import_records(b, records)
        assert sum(again.new.values()) == 0 and again.already["wording"] == 4


def test_a_wording_may_be_plain_text_at_the_end_of_a_section(tmp_path: Path) -> None:
    with started(tmp_path / "a.slir") as w:
        said = {
            "kind": "wording",
            "id": "w1",
            "section": "next_steps",
            "text": "We may come back.\n- soon",
        }
        storage.import_records(w, [said])
        assert "We may come back." in letter_lines(w)
