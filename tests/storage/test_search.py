"""Finding words: phrases, beginnings and accents, narrowed by who, theme, day and kind."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from slireviewer import storage
from slireviewer.model import Challenge, ItemId, ItemKind, PointKind
from slireviewer.paths import resource


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[storage.Workspace]:
    path: Path = tmp_path_factory.mktemp("search") / "Wexmoor.slir"
    challenge = Challenge(id=ItemId("x"), councils=("Wexmoor",))
    with storage.create_challenge(path, "three plain words", challenge) as made:
        storage.import_records(made, storage.read_records(resource("sample/challenge.jsonl")))
        yield made


def person(r: storage.Reading, name: str) -> ItemId:
    return next(each.id for each in storage.person_lines(r) if name in each.name)


def theme(r: storage.Reading, title: str) -> ItemId:
    return next(each.id for each in storage.theme_lines(r) if each.title.startswith(title))


def test_without_filters_the_words_decide(sample: storage.Workspace) -> None:
    with sample.read() as r:
        hits = storage.search_lines(r, "shadow spreadsh")
        assert hits
        assert all("‹" in hit.snippet for hit in hits)
        assert storage.search_lines(r, "") == []


def test_accents_do_not_matter(sample: storage.Workspace) -> None:
    with sample.read() as r:
        assert [hit.item for hit in storage.search_lines(r, "cafe")] == [
            hit.item for hit in storage.search_lines(r, "café")
        ]


def test_who_lets_through_what_that_person_wrote(sample: storage.Workspace) -> None:
    with sample.read() as r:
        priya = person(r, "Priya")
        hits = storage.search_lines(r, "housing", 100, person=[priya], kind=[ItemKind.POINT])
        everybody = storage.search_lines(r, "housing", 500, kind=[ItemKind.POINT])
        assert 0 < len(hits) < len(everybody)
        assert {hit.who for hit in hits} == {"Priya Raman"}
        assert [hit.item for hit in everybody if hit.who == "Priya Raman"] == [hit.item for hit in hits]


def test_a_theme_and_a_kind_narrow_together(sample: storage.Workspace) -> None:
    with sample.read() as r:
        finance = theme(r, "Financial")
        tagged = {point.id: point for point in storage.read_points(r)}
        hits = storage.search_lines(r, "budget", 200, theme=[finance], kind=[PointKind.CONSIDERATION])
        assert hits
        for hit in hits:
            assert finance in tagged[hit.item].themes
            assert hit.said is tagged[hit.item].kind is PointKind.CONSIDERATION
        wanted = [
            hit.item
            for hit in storage.search_lines(r, "budget", 500)
            if hit.said is PointKind.CONSIDERATION and finance in tagged[hit.item].themes
        ]
        assert [hit.item for hit in hits] == wanted


def test_a_day_is_the_day_of_the_meeting(sample: storage.Workspace) -> None:
    tuesday = date(2026, 9, 15)
    with sample.read() as r:
        days = {m.id: m.starts.date() for m in storage.read_meetings(r) if m.starts is not None}
        hits = storage.search_lines(r, "members", 200, day=[tuesday])
        assert hits
        assert {days[hit.meeting] for hit in hits} == {tuesday}
        assert storage.search_lines(r, "members", day=[date(2026, 1, 1)]) == []


def test_filters_alone_show_the_newest_points(sample: storage.Workspace) -> None:
    with sample.read() as r:
        hits = storage.search_lines(r, "", 10, kind=[PointKind.QUOTE])
        assert len(hits) == 10
        assert {hit.said for hit in hits} == {PointKind.QUOTE}
        moments = [hit.when for hit in hits if hit.when is not None]
        assert moments == sorted(moments, reverse=True)


def test_meetings_and_findings_are_kinds_too(sample: storage.Workspace) -> None:
    with sample.read() as r:
        assert {hit.kind for hit in storage.search_lines(r, "housing", 50, kind=[ItemKind.MEETING])} == {
            ItemKind.MEETING
        }
        assert {hit.kind for hit in storage.search_lines(r, "housing", 50, kind=[ItemKind.FINDING])} == {
            ItemKind.FINDING
        }
        mine = storage.search_lines(r, "housing", 50, kind=[ItemKind.MEETING], person=[person(r, "Catrin")])
        peers = {m.id: m.peers for m in storage.read_meetings(r)}
        assert mine
        assert all(person(r, "Catrin") in peers[hit.item] for hit in mine)
