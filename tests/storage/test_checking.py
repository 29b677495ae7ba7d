"""Why a remark was passed by is kept; what came back from the council is kept, answered, and only then taken over."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from slireviewer import checks, storage
from slireviewer.checks import Check, Severity
from slireviewer.errors import ReviewError
from slireviewer.letter import compose
from slireviewer.model import (
    Answer,
    Challenge,
    Finding,
    FindingState,
    Interviewee,
    ItemId,
    Link,
    Meeting,
    Note,
    Person,
    Point,
    Response,
    Wording,
)
from slireviewer.richtext import Block, Run, plain
from slireviewer.storage import Workspace
from tests.support import PASSPHRASE, copy_of, hasten


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A challenge with one meeting, one confided point and one agreed finding that names who was met."""
    path = tmp_path_factory.mktemp("checking") / "c.slir"
    made = storage.create_challenge(path, PASSPHRASE, Challenge(id=ItemId("x"), councils=("Port Brannock",)))
    peer, met, note, point = (storage.new_id() for _ in range(4))
    with made.edit("Begin") as e:
        storage.write_person(e, Person(id=peer, name="Edda Marsh"))
        storage.write_meeting(e, Meeting(id=met, title="Harbour master"))
        storage.write_interviewee(
            e,
            Interviewee(
                id=storage.new_id(),
                name="Perran Tollgate",
                role="Harbour master",
                known_as=("The Captain",),
                meetings=frozenset({met}),
            ),
        )
        told = Point(id=point, note=note, text="the ferry runs on goodwill alone", off_record=True)
        storage.write_points(e, met, [told], new_note=Note(id=note, meeting=met, person=peer))
        storage.write_finding(
            e,
            Finding(
                id=ItemId("f" * 32),
                title="The ferry is run with care",
                text="Perran Tollgate keeps it going. Winter remains hard.",
                state=FindingState.AGREED,
                links=(Link(source=point),),
            ),
        )
    made.close()
    hasten(path)
    return path


@pytest.fixture
def workspace(begun: Path, tmp_path: Path) -> Iterator[Workspace]:
    with storage.open_challenge(copy_of(begun, tmp_path), PASSPHRASE) as opened:
        yield opened


def remarks(workspace: Workspace) -> tuple[checks.Remark, ...]:
    with workspace.read() as r:
        letter = compose(storage.letter_source(r))
        return checks.remaining(checks.run(letter, storage.check_facts(r)), storage.waivers(r))


def finding(workspace: Workspace) -> Finding:
    with workspace.read() as r:
        return storage.read_findings(r)[0]


def test_the_facts_are_read_from_the_challenge(workspace: Workspace) -> None:
    with workspace.read() as r:
        facts = storage.check_facts(r)
    assert facts.interviewees[0].known_as == ("The Captain",)
    assert [(one.text, one.off_record) for one in facts.heard] == [("the ferry runs on goodwill alone", True)]
    found = {remark.check for remark in remarks(workspace)}
    assert {Check.NAME, Check.ONE_ROOM, Check.OFF_RECORD} <= found


def test_a_remark_that_was_passed_by_comes_back_when_its_words_change(workspace: Workspace) -> None:
    name = next(one for one in remarks(workspace) if one.check is Check.NAME)
    assert (name.severity, name.words) == (Severity.STOP, "Perran Tollgate")
    with workspace.edit("Pass by") as e:
        waiver = storage.write_waiver(e, name.key, "He asked to be named")
    assert name.key not in {one.key for one in remarks(workspace)}
    with workspace.read() as r:
        assert storage.waivers(r) == {name.key: waiver}
    with workspace.edit("Change") as e:
        text = "Perran Tollgate and others keep it going. Winter remains hard."
        storage.write_finding(e, replace(finding(workspace), text=text))
    assert [one.words for one in remarks(workspace) if one.check is Check.NAME] == ["Perran Tollgate"]


def test_a_remark_is_not_passed_by_without_a_reason(workspace: Workspace) -> None:
    name = next(one for one in remarks(workspace) if one.check is Check.NAME)
    with workspace.edit("Pass by") as e, pytest.raises(ReviewError, match="why"):
        storage.write_waiver(e, name.key, "  ")


def test_a_remark_can_be_had_back_and_passed_by_again(workspace: Workspace) -> None:
    for reason in ("He asked to be named", "He asked again"):
        with workspace.edit("Pass by") as e:
            storage.write_waiver(e, "key", reason)
        with workspace.read() as r:
            assert storage.waivers(r)["key"].reason == reason
        with workspace.edit("Have back") as e:
            storage.remove_waiver(e, "key")
        with workspace.read() as r:
            assert storage.waivers(r) == {}
    assert storage.verify(workspace) == []


def response(workspace: Workspace, before: str, after: str) -> Response:
    """What came back, kept once however often the copy is read."""
    edition = ItemId("e" * 32)
    made = Response(
        id=storage.response_id(edition, "c1"), edition=edition, change="c1", item=ItemId("f" * 32),
        author="Petra Council", before=before, after=after,
    )  # fmt: skip
    with workspace.edit("Read back") as e:
        assert storage.write_responses(e, [made, made]) == 1
    with workspace.edit("Read back") as e:
        assert storage.write_responses(e, [made]) == 0
    with workspace.read() as r:
        assert storage.response_lines(r, edition) == [made]
    return made


def test_nothing_of_the_council_is_taken_over_by_reading_it(workspace: Workspace) -> None:
    before = finding(workspace)
    response(workspace, "Winter remains hard.", "Winter was hard in 2025.")
    assert finding(workspace) == before


def test_an_accepted_wording_stands_in_the_finding_and_can_be_undone(workspace: Workspace) -> None:
    before = finding(workspace)
    made = response(workspace, "Winter remains hard.", "Winter was hard in 2025.")
    with workspace.edit("Accept") as e:
        storage.take_wording(e, made)
    assert finding(workspace).text == "Perran Tollgate keeps it going. Winter was hard in 2025."
    with workspace.read() as r:
        assert [one.answer for one in storage.response_lines(r)] == [Answer.ACCEPTED]
    workspace.undo()
    assert finding(workspace) == before


def test_a_title_is_taken_over_with_or_without_its_stop(workspace: Workspace) -> None:
    made = response(workspace, "The ferry is run with care.", "The ferry is run with great care.")
    with workspace.edit("Accept") as e:
        storage.take_wording(e, made)
    assert finding(workspace).title == "The ferry is run with great care"


def test_an_accepted_wording_keeps_the_look_of_the_teams_own_words(workspace: Workspace) -> None:
    own = Wording(
        id=storage.new_id(),
        slot=f"finding:{'f' * 32}",
        text=(Block((Run("Ferry. ", bold=True), Run("Winter remains "), Run("hard", italic=True), Run("."))),),
    )
    made = response(workspace, "Winter remains hard.", "Winter was hard.")
    with workspace.edit("Write") as e:
        storage.write_wording(e, own)
        storage.take_wording(e, made)
    with workspace.read() as r:
        said = storage.wordings(r)[0].text
    assert plain(said) == "Ferry. Winter was hard."
    assert said[0].runs[0] == Run("Ferry. ", bold=True)


def test_words_that_have_changed_since_are_not_guessed(workspace: Workspace) -> None:
    made = response(workspace, "Winter remains very hard.", "Winter was hard.")
    with workspace.edit("Accept") as e, pytest.raises(ReviewError, match="changed since"):
        storage.take_wording(e, made)


def test_a_refusal_needs_a_reason_and_keeps_it(workspace: Workspace) -> None:
    made = response(workspace, "Winter remains hard.", "Winter is fine.")
    with workspace.edit("Refuse") as e, pytest.raises(ReviewError, match="why"):
        storage.write_response(e, replace(made, answer=Answer.REFUSED))
    with workspace.edit("Refuse") as e:
        storage.write_response(e, replace(made, answer=Answer.REFUSED, reason="We heard otherwise in six meetings."))
    with workspace.read() as r:
        kept = storage.response_lines(r)[0]
    assert (kept.answer, kept.reason) == (Answer.REFUSED, "We heard otherwise in six meetings.")
    assert kept.at is not None


def test_a_finding_that_a_document_bears_out_has_something_behind_it(workspace: Workspace) -> None:
    with workspace.edit("Read") as e:
        plan = storage.add_document(e, "plan.txt", b"The ferry plan is costed.", ["The ferry plan is costed."])
        quoted = storage.add_excerpt(e, plan, 1, 0, 9)
        read = replace(storage.read_findings(e)[0], links=(Link(source=quoted.id),))
        storage.write_finding(e, read)
    with workspace.read() as r:
        standing = storage.check_facts(r).standings[ItemId("f" * 32)]
    assert (standing.documents, standing.meetings) == (frozenset({plan.id}), frozenset())
    assert [one.why for one in remarks(workspace) if one.check is Check.ONE_ROOM] == [
        "This stands in one document only, and was heard nowhere."
    ]
