"""Findings are agreed, parked, put in order, merged and split, and approval lapses with the words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from slireviewer import storage
from slireviewer.errors import ReviewError
from slireviewer.model import (
    NO_ITEM,
    Challenge,
    Finding,
    FindingKind,
    FindingState,
    ItemId,
    ItemKind,
    Link,
    LinkRole,
    Recommendation,
)
from slireviewer.storage import Workspace

A, B, C = (ItemId(letter * 32) for letter in "abc")
ONE, TWO, THREE = (ItemId(digit * 32) for digit in "123")


@pytest.fixture
def w(tmp_path: Path) -> Iterator[Workspace]:
    blank = Challenge(id=NO_ITEM, councils=("Port Brannock",))
    with storage.create_challenge(tmp_path / "c.slir", "two words", blank) as workspace:
        with workspace.edit("New findings") as e:
            for n, (id, title) in enumerate(((A, "First"), (B, "Second"), (C, "Third")), 1):
                links = (Link(source=ONE), Link(source=TWO, role=LinkRole.CHALLENGES)) if id == A else ()
                storage.write_finding(e, Finding(id=id, title=title, text=f"Text {n}", position=f"{n}1", links=links))
        yield workspace


def listed(w: Workspace) -> list[Finding]:
    with w.read() as r:
        return storage.read_findings(r)


def one(w: Workspace, finding: ItemId = A) -> Finding:
    with w.read() as r:
        return storage.get_finding(r, finding)


def agree(w: Workspace, finding: ItemId = A) -> Finding:
    with w.edit("Agree") as e:
        storage.agree_finding(e, finding)
    return one(w, finding)


def test_a_finding_is_agreed_with_the_words_it_has(w: Workspace) -> None:
    found = agree(w)
    assert (found.state, found.agreed, found.lapsed) == (FindingState.AGREED, found.wording, False)


@pytest.mark.parametrize(
    "change", [{"title": "First!"}, {"text": "Text 1, and more"}, {"kind": FindingKind.CONSIDERATION}]
)
def test_approval_lapses_when_the_words_or_the_kind_change(w: Workspace, change: dict[str, str]) -> None:
    agreed = agree(w)
    with w.edit("Change") as e:
        storage.write_finding(e, replace(agreed, **change))  # type: ignore[arg-type]
    found = one(w)
    assert (found.state, found.lapsed) == (FindingState.DRAFT, True)
    w.undo()
    assert one(w) == agreed
    w.redo()
    assert agree(w).state is FindingState.AGREED


def test_approval_lapses_whatever_changes_the_words(w: Workspace) -> None:
    agree(w)
    with w.edit("Edit one field") as e:
        e.put(ItemKind.FINDING, A, {"text": "Other words"})
    assert one(w).state is FindingState.DRAFT


def test_filing_and_moving_leave_the_approval_as_it_is(w: Workspace) -> None:
    agreed = agree(w)
    with w.edit("File") as e:
        storage.link_finding(e, A, THREE, LinkRole.SUPPORTS)
        storage.move_finding(e, A)
        storage.write_finding(e, replace(storage.get_finding(e, A), theme=B))
    assert one(w).state is FindingState.AGREED
    assert one(w).agreed == agreed.agreed


def test_writing_it_as_agreed_is_agreeing_to_what_is_written(w: Workspace) -> None:
    with w.edit("Write") as e:
        storage.write_finding(e, replace(one(w), state=FindingState.AGREED, text="As we said tonight"))
    assert one(w).state is FindingState.AGREED
    with w.edit("Write") as e:
        storage.write_finding(e, replace(one(w), text="As somebody said later"))
    assert one(w).lapsed


def test_an_approval_from_before_wordings_were_kept_lapses_too(w: Workspace) -> None:
    with w.edit("As it was written once") as e:
        e.put(ItemKind.FINDING, A, {"state": "agreed"})
    assert one(w).state is FindingState.AGREED
    with w.edit("Write") as e:
        storage.write_finding(e, replace(one(w), text="Other words"))
    assert one(w).state is FindingState.DRAFT


def test_a_finding_is_parked_and_opened_again(w: Workspace) -> None:
    agree(w)
    with w.edit("Park") as e:
        storage.park_finding(e, A)
    assert one(w).state is FindingState.PARKED
    with w.edit("Open") as e:
        storage.reopen_finding(e, A)
    assert (one(w).state, one(w).lapsed) == (FindingState.DRAFT, False)


@pytest.mark.parametrize(
    ("moved", "before", "order"), [(C, A, [C, A, B]), (A, None, [B, C, A]), (A, C, [B, A, C]), (B, B, [A, C, B])]
)
def test_findings_are_put_in_order(w: Workspace, moved: ItemId, before: ItemId | None, order: list[ItemId]) -> None:
    with w.edit("Move") as e:
        storage.move_finding(e, moved, before=before)
    assert [each.id for each in listed(w)] == order


def test_findings_that_have_no_place_or_the_same_get_places_when_one_is_moved(w: Workspace) -> None:
    for position in ("", "51"):
        with w.edit("As two laptops may write it") as e:
            for finding in (A, B, C):
                e.put(ItemKind.FINDING, finding, {"position": position})
            storage.move_finding(e, C, before=B)
        assert [each.id for each in listed(w)] == [A, C, B]


def test_two_findings_become_one_that_says_and_rests_on_everything(w: Workspace) -> None:
    with w.edit("Prepare") as e:
        storage.link_finding(e, B, ONE, LinkRole.SUPPORTS)
        storage.link_finding(e, B, TWO, LinkRole.SUPPORTS)
        storage.write_recommendation(
            e, Recommendation(id=storage.new_id(), number=1, title="Do it", findings=frozenset({B, C}))
        )
        said = storage.write_comment(e, B, "Who else?")
    agree(w), agree(w, B)
    with w.edit("Merge findings") as e:
        made = storage.merge_findings(e, A, B)
    assert made == one(w)
    assert (made.title, made.text) == ("First", "Text 1\nSecond\nText 2")
    assert set(made.links) == {
        Link(source=ONE), Link(source=TWO), Link(source=TWO, role=LinkRole.CHALLENGES)
    }  # fmt: skip
    assert (made.state, made.lapsed) == (FindingState.DRAFT, True)
    assert [each.id for each in listed(w)] == [A, C]
    with w.read() as r:
        assert storage.read_recommendations(r)[0].findings == {A, C}
        assert [each.id for each in storage.comment_lines(r, [A])] == [said.id]
        assert storage.is_binned(r, ItemKind.FINDING, B)
    w.undo()
    assert [each.id for each in listed(w)] == [A, B, C] and one(w).text == "Text 1"


def test_a_finding_is_split_and_each_keeps_its_own_points(w: Workspace) -> None:
    with w.edit("Split") as e:
        made = storage.split_finding(e, A, [TWO], title="The other half")
    assert [each.title for each in listed(w)] == ["First", "The other half", "Second", "Third"]
    assert made.links == (Link(source=TWO, role=LinkRole.CHALLENGES),)
    assert (made.kind, made.state) == (one(w).kind, FindingState.DRAFT)
    assert one(w).links == (Link(source=ONE),)
    w.undo()
    assert len(listed(w)) == 3 and len(one(w).links) == 2


def test_a_recommendation_rests_on_findings_while_it_is_told_so(w: Workspace) -> None:
    made = Recommendation(id=storage.new_id(), number=1, title="Do it")
    with w.edit("Recommend") as e:
        storage.write_recommendation(e, made)
        storage.recommend(e, made.id, A)
    with w.read() as r:
        assert storage.read_recommendations(r)[0].findings == {A}
    with w.edit("Not that") as e:
        storage.recommend(e, made.id, A, on=False)
    with w.read() as r:
        assert storage.read_recommendations(r)[0].findings == frozenset()


def test_a_finding_that_is_gone_is_missed_with_a_sentence(w: Workspace) -> None:
    with pytest.raises(ReviewError, match="not there any more"), w.edit("Agree") as e:
        storage.agree_finding(e, ONE)
