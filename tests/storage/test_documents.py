"""Documents and excerpts are kept with the challenge, found by their words, and come along in packages."""

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
    Document,
    Finding,
    ItemId,
    ItemKind,
    Link,
    LinkRole,
    Person,
    Point,
    PointKind,
)
from slireviewer.storage import Workspace, journal
from slireviewer.triangulation import Doubt, Way
from tests.storage.laptops import MEETING, THEMES, Laptop, Team
from tests.support import PASSPHRASE

PAGES = (
    "Our place has two piers.",
    "The ferry budget is balanced.\r\nStaff turnover fell 🌊 by a third.",
    "",
    "The end.",
)


@pytest.fixture
def team() -> Iterator[Team]:
    made = Team()
    made.restore_clock()
    yield made
    made.close()


@pytest.fixture
def lead(team: Team) -> Laptop:
    return team.laptops[0]


def added(w: Workspace, name: str = "Position statement.pdf", pages: tuple[str, ...] = PAGES) -> Document:
    with w.edit("Add a document") as e:
        return storage.add_document(e, name, f"the bytes of {name}".encode(), pages, media_type="application/pdf")


def find(w: Workspace, words: str, **more: object) -> list[tuple[ItemKind, ItemId, int]]:
    with w.read() as r:
        return [(hit.kind, hit.item, hit.page) for hit in storage.search_lines(r, words, **more)]  # type: ignore[arg-type]


def sound(w: Workspace) -> bool:
    """Whether the derived tables are those that the log gives."""
    return storage.verify(w) == []


def test_a_document_is_kept_with_its_text_its_number_and_its_bytes(lead: Laptop) -> None:
    made = added(lead.ws)
    other = added(lead.ws, "Budget.xlsx", ("Sheet one",))
    with lead.ws.read() as r:
        assert storage.document_lines(r) == [made, other]
        assert [each.label for each in storage.document_lines(r)] == ["D1", "D2"]
        assert storage.document_pages(r, made) == PAGES
        assert storage.document_data(r, made) == b"the bytes of Position statement.pdf"
        assert (made.title, made.pages, made.trouble) == ("Position statement", 4, "")


def test_the_same_file_twice_is_one_document(lead: Laptop) -> None:
    assert added(lead.ws) == added(lead.ws)
    with lead.ws.read() as r:
        assert len(storage.document_lines(r)) == 1


def test_a_document_without_text_is_kept_with_a_sentence(lead: Laptop) -> None:
    with lead.ws.edit("Add a document") as e:
        made = storage.add_document(e, "scan.pdf", b"pixels", ("", ""), trouble="This is a picture of a page.")
    with lead.ws.read() as r:
        assert storage.document_lines(r)[0].trouble == "This is a picture of a page."
        assert storage.document_pages(r, made) == ("", "")
        assert storage.document_data(r, made) == b"pixels"


def test_what_is_too_large_is_refused_with_a_sentence(lead: Laptop) -> None:
    with pytest.raises(ReviewError, match=r"^film\.pdf is larger than 25 MB"), lead.ws.edit("Add") as e:
        storage.add_document(e, "film.pdf", bytes(25 * 1024 * 1024 + 1))
    with lead.ws.read() as r:
        assert storage.document_lines(r) == []


def test_words_are_found_with_their_document_and_page(lead: Laptop) -> None:
    made = added(lead.ws)
    assert find(lead.ws, "turnover") == [(ItemKind.DOCUMENT, made.id, 2)]
    with lead.ws.read() as r:
        (hit,) = storage.search_lines(r, "ferry budg")
    assert hit.title == "D1 Position statement"
    assert "‹ferry› ‹budget›" in hit.snippet
    assert find(lead.ws, "position") == [(ItemKind.DOCUMENT, made.id, 0)]


def test_documents_are_narrowed_by_kind_and_by_who_added_them(lead: Laptop) -> None:
    made = added(lead.ws)
    with lead.ws.read() as r:
        me, other = r.me, next(p.id for p in storage.person_lines(r) if p.id != r.me)
    place = [(ItemKind.DOCUMENT, made.id, 2)]
    assert find(lead.ws, "turnover", kind=[ItemKind.DOCUMENT]) == place
    assert find(lead.ws, "turnover", person=[me]) == place
    assert find(lead.ws, "turnover", person=[other]) == []
    assert find(lead.ws, "turnover", kind=[ItemKind.POINT]) == []
    assert find(lead.ws, "turnover", theme=[THEMES[0]]) == []


def test_a_document_in_the_bin_is_not_found_until_it_is_taken_out(lead: Laptop) -> None:
    made = added(lead.ws)
    with lead.ws.edit("Delete") as e:
        e.remove(ItemKind.DOCUMENT, made.id)
    assert find(lead.ws, "turnover") == []
    assert sound(lead.ws)
    with lead.ws.edit("Put back") as e:
        storage.put_back(e, ItemKind.DOCUMENT, made.id)
    assert find(lead.ws, "turnover") == [(ItemKind.DOCUMENT, made.id, 2)]
    assert sound(lead.ws)
    lead.ws.undo()
    assert find(lead.ws, "turnover") == []


def test_the_lists_and_the_index_are_what_a_rebuild_makes_of_them(lead: Laptop) -> None:
    for n in range(3):
        made = added(lead.ws, f"{n}.pdf", tuple(f"page {n} {m}" for m in range(n + 1)))
        with lead.ws.edit("Rename") as e:
            storage.write_document(e, replace(made, title=f"Paper {n}"))
        with lead.ws.edit("Quote") as e:
            storage.add_excerpt(e, made, 1, 0, 4, kind=PointKind.STRENGTH, themes=[THEMES[0]])
    assert sound(lead.ws)
    with lead.ws.read() as r:
        assert b"search_page" in journal.dump(r.conn)
        assert [line.title for line in storage.document_lines(r)] == ["Paper 0", "Paper 1", "Paper 2"]


# ---- with others -----------------------------------------------------------------------------------------


def test_a_package_brings_the_document_its_text_and_its_words_to_a_colleague(team: Team) -> None:
    pat, lead = team.laptops[1], team.laptops[0]
    made = added(pat.ws)
    storage.write_package(pat.ws, team.folder / "pat.slirnotes")
    package = storage.read_package(lead.ws, storage.load(team.folder / "pat.slirnotes"), "pat.slirnotes")
    storage.merge_packages(lead.ws, [package])
    assert find(lead.ws, "turnover") == [(ItemKind.DOCUMENT, made.id, 2)]
    assert sound(lead.ws)
    with lead.ws.read() as r:
        assert storage.document_pages(r, made) == PAGES
    lead.ws.undo()
    assert find(lead.ws, "turnover") == [] and sound(lead.ws)
    lead.ws.redo()
    assert find(lead.ws, "turnover") == [(ItemKind.DOCUMENT, made.id, 2)] and sound(lead.ws)


def entries_of(w: Workspace, item: ItemId) -> list[str]:
    with w.read() as r:
        return [str(row[0]) for row in r.conn.exec_driver_sql("SELECT id FROM op WHERE item = ?", (item,))]


def names_of_bytes(w: Workspace) -> set[str]:
    with w.read() as r:
        return {row[0] for row in r.conn.exec_driver_sql("SELECT sha FROM content")}


def test_what_is_removed_for_good_takes_its_bytes_along_unless_something_else_has_them(team: Team) -> None:
    lead, pat, _ = team.laptops
    made, other = added(lead.ws), added(lead.ws, "Other.pdf", ("Another page.",))
    with lead.ws.edit("Attach") as e:
        attached = storage.attach(e, MEETING, "The same.pdf", b"the bytes of Other.pdf")
    storage.write_package(lead.ws, team.folder / "before.slirnotes")
    for document in (made, other):
        with lead.ws.edit("Remove for good") as e:
            e.redact(entries_of(lead.ws, document.id))
    assert names_of_bytes(lead.ws) == {attached.sha} == {other.sha}
    assert find(lead.ws, "turnover") == [] and sound(lead.ws)
    # A package that was made before brings them to a colleague; the removal takes them away there as well.
    before = storage.load(team.folder / "before.slirnotes")
    storage.merge_packages(pat.ws, [storage.read_package(pat.ws, before, "before.slirnotes")])
    assert made.sha in names_of_bytes(pat.ws)
    storage.write_package(lead.ws, team.folder / "after.slirnotes")
    after = storage.load(team.folder / "after.slirnotes")
    storage.merge_packages(pat.ws, [storage.read_package(pat.ws, after, "after.slirnotes")])
    assert names_of_bytes(pat.ws) == {attached.sha} and sound(pat.ws)


def test_bytes_that_were_removed_for_good_do_not_come_back_with_an_older_package(team: Team) -> None:
    lead, pat, _ = team.laptops
    made = added(pat.ws)
    storage.write_package(pat.ws, team.folder / "pat.slirnotes")
    package = storage.load(team.folder / "pat.slirnotes")
    with lead.ws.edit("Remove for good") as e:
        e.redact(entries_of(pat.ws, made.id))
    storage.merge_packages(lead.ws, [storage.read_package(lead.ws, package, "pat.slirnotes")])
    assert names_of_bytes(lead.ws) == set()


def test_entries_that_come_before_the_text_say_that_it_has_not_arrived(team: Team) -> None:
    pat, lead = team.laptops[1], team.laptops[0]
    made = added(pat.ws)
    lead.take(pat.beyond(lead.vector()), pat)
    with lead.ws.read() as r:
        assert storage.document_lines(r) == [made]
        with pytest.raises(ReviewError, match="has not arrived yet"):
            storage.document_pages(r, made)
        assert storage.needs_placing(r) == []
    storage.write_package(pat.ws, team.folder / "pat.slirnotes", everything=True)
    package = storage.read_package(lead.ws, storage.load(team.folder / "pat.slirnotes"), "pat.slirnotes")
    storage.merge_packages(lead.ws, [package])
    assert find(lead.ws, "turnover") == [(ItemKind.DOCUMENT, made.id, 2)]
    assert sound(lead.ws)


def test_two_documents_that_two_laptops_numbered_alike_stay_two(team: Team) -> None:
    lead, pat, _ = team.laptops
    added(lead.ws, "a.pdf"), added(pat.ws, "b.pdf")
    lead.take(pat.beyond(lead.vector()), pat)
    with lead.ws.read() as r:
        assert sorted(each.label for each in storage.document_lines(r)) == ["D1", "D1b"]
        assert storage.conflict_lines(r) == []
    with lead.ws.read() as r:
        labels = {each.id: each.label for each in storage.document_lines(r)}
        found = {hit.item: hit.title.split()[0] for hit in storage.search_lines(r, "turnover")}
    assert found == labels
    assert added(lead.ws, "c.pdf").label == "D2"


def test_the_starter_brings_the_documents_and_a_package_back_does_not_carry_them_again(tmp_path: Path) -> None:
    blank = Challenge(id=NO_ITEM, councils=("Anyshire",))
    lead = storage.create_challenge(tmp_path / "lead.slir", PASSPHRASE, blank, lead="Lee Lead")
    with lead.edit("Team") as e:
        storage.write_person(e, Person(id=storage.new_id(), name="Pat Peer"))
    made = added(lead)
    with lead.edit("Quote") as e:
        storage.add_excerpt(e, made, 1, 0, 9)
    storage.write_starter(lead, tmp_path / "s.slirnotes", PASSPHRASE)
    with storage.join_challenge(tmp_path / "s.slirnotes", PASSPHRASE, tmp_path / "p.slir", PASSPHRASE, "Pat") as pat:
        assert find(pat, "turnover") == [(ItemKind.DOCUMENT, made.id, 2)]
        assert storage.verify(pat) == []
        with pat.read() as r:
            assert storage.excerpt_lines(r) == []
        own = added(pat, "own.pdf", ("Found on site",))
        package = storage.write_package(pat, tmp_path / "p.slirnotes")
        assert set(package.attachments) == {own.sha, own.text_sha}
        assert len(storage.write_package(pat, tmp_path / "all.slirnotes", everything=True).attachments) == 4
    lead.close()


def test_a_text_that_is_none_makes_a_document_without_pages(lead: Laptop) -> None:
    made = added(lead.ws)
    with lead.ws.edit("Spoil") as e:
        e.conn.exec_driver_sql("UPDATE content SET data = ? WHERE sha = ?", (b"[" * 100_000, made.text_sha))
        journal.rebuild(e.conn)
    assert find(lead.ws, "turnover") == []
    with lead.ws.read() as r:
        assert storage.document_pages(r, made) == ()


# ---- excerpts --------------------------------------------------------------------------------------------


def test_an_excerpt_says_which_words_of_which_page_and_what_they_are_for(lead: Laptop) -> None:
    made = added(lead.ws)
    start = PAGES[1].index("Staff turnover")
    with lead.ws.edit("Quote") as e:
        excerpt = storage.add_excerpt(e, made, 2, start, start + 24, kind=PointKind.STRENGTH, themes=[THEMES[1]])
    assert excerpt.text == "Staff turnover fell 🌊 by"
    with lead.ws.read() as r:
        assert storage.excerpt_lines(r, document=made.id) == [excerpt]
        assert storage.place_of_words(r, excerpt) == (start, start + 24)
        assert storage.needs_placing(r) == []
    assert (ItemKind.EXCERPT, excerpt.id, 2) in find(lead.ws, "turnover", theme=[THEMES[1]])
    with lead.ws.edit("Change") as e:
        storage.write_excerpt(e, replace(excerpt, kind=PointKind.CONSIDERATION, themes=frozenset({THEMES[2]})))
    with lead.ws.read() as r:
        (now,) = storage.excerpt_lines(r)
        assert (now.kind, now.themes) == (PointKind.CONSIDERATION, {THEMES[2]})


@pytest.mark.parametrize(("page", "start", "end"), [(0, 0, 4), (3, 0, 1), (5, 0, 4), (1, 4, 4), (1, 0, 400)])
def test_there_is_nothing_to_quote_where_there_are_no_words(lead: Laptop, page: int, start: int, end: int) -> None:
    made = added(lead.ws)
    with pytest.raises(ReviewError, match="no such words"), lead.ws.edit("Quote") as e:
        storage.add_excerpt(e, made, page, start, end)


def typed(laptop: Laptop, text: str, *, off_record: bool = False, point: ItemId | None = None) -> ItemId:
    """A sealed point with this text, or such a text for the point."""
    with laptop.ws.edit("Type") as e:
        note = storage.my_note(e, MEETING)
        there = storage.note_points(e, note.id) if note else []
        made = Point(id=point or storage.new_id(), note=note.id if note else storage.new_id(), text=text,
                     position="V", off_record=off_record)  # fmt: skip
        storage.write_points(e, MEETING, [*(p for p in there if p.id != made.id), made])
        storage.seal_note(e, MEETING)
    return made.id


def test_a_quotation_of_a_point_stays_with_its_words_while_the_point_is_edited(lead: Laptop) -> None:
    point = typed(lead, "The rota is late, and nobody owns it.")
    with lead.ws.edit("Quote") as e:
        quote = storage.quote_point(e, point, 18, 37)
    assert quote.text == "and nobody owns it."
    typed(lead, "🌊 Heard twice: the rota is late, and nobody owns it.", point=point)
    with lead.ws.read() as r:
        assert storage.place_of_words(r, quote) == (33, 52)
    typed(lead, "The rota is late, and everybody owns it.", point=point)
    with lead.ws.read() as r:
        assert storage.place_of_words(r, quote) is None
        (unplaced,) = storage.needs_placing(r)
        assert (unplaced.excerpt, unplaced.text) == (quote, "The rota is late, and everybody owns it.")
    with lead.ws.edit("Place") as e:
        storage.place_excerpt(e, quote, 18, 40)
    with lead.ws.read() as r:
        assert storage.needs_placing(r) == []
        assert storage.excerpt_lines(r, point=point)[0].text == "and everybody owns it."


def test_a_quotation_of_what_is_off_the_record_is_off_the_record(lead: Laptop) -> None:
    point = typed(lead, "Said in confidence to us.", off_record=True)
    with lead.ws.edit("Quote") as e:
        assert storage.quote_point(e, point, 0, 4).off_record


def test_a_colleagues_edit_of_the_point_that_is_merged_moves_nothing_silently(team: Team) -> None:
    lead, pat, _ = team.laptops
    point = typed(lead, "The rota is late, and nobody owns it. The depot is cold.")
    with lead.ws.edit("Quote") as e:
        quote = storage.quote_point(e, point, 38, 56)
    pat.take(lead.beyond(pat.vector()), lead)
    with pat.ws.edit("Edit") as e:
        e.put(ItemKind.POINT, point, {"text": "Told us twice! The rota is late, nobody owns it. The depot is cold."})
    lead.take(pat.beyond(lead.vector()), pat)
    with lead.ws.read() as r:
        assert storage.place_of_words(r, quote) == (49, 67)
    with pat.ws.edit("Edit") as e:
        e.put(ItemKind.POINT, point, {"text": "Told us twice! The rota is late, nobody owns it. The depot is warm."})
    lead.take(pat.beyond(lead.vector()), pat)
    with lead.ws.read() as r:
        assert [each.excerpt for each in storage.needs_placing(r)] == [quote]


def test_an_excerpt_of_a_document_is_a_source_and_is_listed_with_the_points(lead: Laptop) -> None:
    made = added(lead.ws)
    point = typed(lead, "The ferry is on time.")
    with lead.ws.edit("Quote") as e:
        one = storage.add_excerpt(e, made, 2, 0, 9, kind=PointKind.STRENGTH, themes=[THEMES[0]])
        two = storage.add_excerpt(e, made, 1, 0, 9, kind=PointKind.STRENGTH, themes=[THEMES[0]])
        finding = Finding(id=storage.new_id(), title="Ferries run", links=(Link(source=one.id), Link(source=two.id)))
        storage.write_finding(e, finding)
    with lead.ws.read() as r:
        stands = storage.standing_lines(r)[finding.id]
        assert (stands.sources, stands.supporting, stands.ways) == (1, 2, (Way.READ,))
        assert stands.doubts == (Doubt.ONE_ROOM,)
        assert storage.waiting_lines(r).single_source == 1
        assert [line.item for line in storage.points_for(r)] == [point, two.id, one.id]
    with lead.ws.edit("File") as e:
        storage.link_finding(e, finding.id, point, LinkRole.SUPPORTS)
    with lead.ws.read() as r:
        stands = storage.standing_lines(r)[finding.id]
        assert (stands.sources, stands.ways) == (2, (Way.HEARD, Way.READ))
        cell = storage.heard(r).themes[THEMES[0]][PointKind.STRENGTH]
        assert (cell.points, cell.rooms, cell.documents) == (2, 0, 1)
        assert [line.filed for line in storage.points_for(r)] == [(finding.id,)] * 3


def test_a_metric_is_one_source_beside_the_documents(lead: Laptop) -> None:
    with lead.ws.edit("Metric") as e:
        made, figure = storage.add_metric(
            e, "Homes re-let within 30 days", "61 %", period="2025-26", origin="the housing report", themes=[THEMES[0]]
        )
        same, again = storage.add_metric(
            e, "Homes re-let within 30 days", "61 %", period="2025-26", origin="the housing report"
        )
    assert (same, again.id) == (made, figure.id)
    assert made.is_metric
    assert figure.text == "Homes re-let within 30 days: 61 % (2025-26)"
    paper = added(lead.ws)
    with lead.ws.edit("Finding") as e:
        words = storage.add_excerpt(e, paper, 1, 0, 9)
        links = (Link(source=figure.id), Link(source=words.id))
        finding = Finding(id=storage.new_id(), title="Homes are let sooner.", links=links)
        storage.write_finding(e, finding)
    with lead.ws.read() as r:
        standing = storage.standing_lines(r)[finding.id]
        assert [line.text for line in storage.points_for(r, storage.Filter(themes=frozenset({THEMES[0]})))] == [
            figure.text
        ]
    assert (standing.sources, standing.documents, standing.ways) == (2, {made.id, paper.id}, (Way.READ,))
    assert (ItemKind.DOCUMENT, made.id, 1) in find(lead.ws, "re-let")
    with pytest.raises(ReviewError, match="needs a name and a value"), lead.ws.edit("Metric") as e:
        storage.add_metric(e, "Homes", " ")
