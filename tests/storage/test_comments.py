"""Comments stay with what they are about, and travel with the notes."""

from pathlib import Path

from slireviewer import storage
from slireviewer.model import Challenge, Finding, ItemId
from slireviewer.storage import Workspace


def made(path: Path) -> Workspace:
    return storage.create_challenge(path, "two words", Challenge(id=ItemId("x"), councils=("Port Brannock",)))


def test_a_comment_is_read_again_with_what_it_is_about(tmp_path: Path) -> None:
    with made(tmp_path / "c.slir") as workspace:
        about = storage.new_id()
        with workspace.edit("New finding") as e:
            storage.write_finding(e, Finding(id=about, title="The quay is busy"))
        with workspace.edit("Comment") as e:
            said = storage.write_comment(e, about, "Who else said so?")
        with workspace.read() as r:
            assert storage.comment_lines(r, [about]) == [said]
            assert storage.comment_lines(r, [storage.new_id()]) == []


def test_a_comment_can_be_resolved_and_that_undone(tmp_path: Path) -> None:
    with made(tmp_path / "c.slir") as workspace:
        with workspace.edit("Comment") as e:
            said = storage.write_comment(e, storage.new_id(), "Heard twice")
        with workspace.edit("Resolve") as e:
            storage.resolve_comment(e, said.id)
        with workspace.read() as r:
            assert storage.comment_lines(r)[0].resolved
        workspace.undo()
        with workspace.read() as r:
            assert not storage.comment_lines(r)[0].resolved
