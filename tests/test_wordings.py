"""The team's own words in the letter: in place of those composed, between them, or in place of nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from slireviewer.letter import (
    FIELDS,
    LAYOUTS,
    LETTER,
    PROGRESS,
    REPORT,
    Advice,
    BulletList,
    Heading,
    Layout,
    Letter,
    NumberedList,
    Paragraph,
    Passage,
    Sort,
    Source,
    compare,
    compose,
    laid_out,
    layout_of,
    lines_of,
    parts,
    said,
    slots,
    word_pieces,
)
from slireviewer.model import (
    Challenge,
    Edition,
    EditionKind,
    Finding,
    FindingKind,
    FindingState,
    ItemId,
    LetterChoice,
    Numbering,
    Person,
    Recommendation,
    Section,
    Theme,
    ThemeOrigin,
    Visit,
    Wording,
    position_between,
)
from slireviewer.richtext import Block, Run, Text, from_plain, plain

EVERY = pytest.mark.parametrize("layout", LAYOUTS.values(), ids=str)
BOTH = pytest.mark.parametrize("layout", [LETTER, REPORT], ids=str)


def finding(name: str, kind: FindingKind, position: str, theme: str | None = "money") -> Finding:
    return Finding(
        id=ItemId(name), title=f"Title of {name}", text="And more.", kind=kind, state=FindingState.AGREED,
        theme=None if theme is None else ItemId(theme), position=position,
    )  # fmt: skip


SOURCE = Source(
    challenge=Challenge(
        id=ItemId("c"), councils=("Wexmoor District Council",), start=date(2026, 9, 15), end=date(2026, 9, 18),
        contact=("Anwen Holloway",),
    ),
    themes=(Theme(id=ItemId("money"), title="Money", origin=ThemeOrigin.CORE),),
    people=(Person(id=ItemId("p"), name="Priya Raman", role="Chief Executive", organisation="Castlebeck"),),
    visit=Visit(people=132, meetings=46, hours=241),
    findings=(
        finding("head", FindingKind.HEADLINE, "C", None),
        finding("strong", FindingKind.STRENGTH, "F"),
        finding("also", FindingKind.STRENGTH, "H"),
        finding("consider", FindingKind.CONSIDERATION, "J"),
    ),
    recommendations=(
        Recommendation(id=ItemId("r"), number=1, title="Do it", text="Soon.", findings=frozenset({ItemId("consider")})),
    ),
)  # fmt: skip


def words(text: str) -> Text:
    return from_plain(text)


def with_words(*wordings: Wording) -> Source:
    return replace(SOURCE, wordings=wordings)


def worded(slot: str, text: str, **more: object) -> Source:
    return with_words(Wording(id=ItemId("w"), slot=slot, text=words(text), **more))  # type: ignore[arg-type]


def whole(letter: Letter) -> str:
    return "\n".join(line for block in letter.blocks for line in lines_of(block)).replace("\u00a0", " ")


# --- every place has a name ------------------------------------------------------------------------------


@EVERY
def test_every_slot_is_named_once_and_stands_in_a_section(layout: Layout) -> None:
    found = slots(SOURCE, layout)
    assert len({slot.slot for slot in found}) == len(found)
    assert {slot.section for slot in found} <= {part.key for part in parts(SOURCE, layout)}


@EVERY
def test_every_block_carries_its_section_and_what_can_be_reworded_its_slot(layout: Layout) -> None:
    composed = compose(SOURCE, layout)
    known = {slot.slot for slot in slots(SOURCE, layout)}
    for block in composed.blocks:
        assert block.place.section
        if isinstance(block, (Paragraph, Passage, Advice)):
            assert block.place.slot in known
        if isinstance(block, Heading):
            assert not block.place.slot


@BOTH
def test_what_stands_behind_a_block_goes_with_it(layout: Layout) -> None:
    behind = {block.place.slot: block.place.findings for block in compose(SOURCE, layout).blocks}
    assert behind["finding:strong"] == {"strong"}
    assert behind["recommendation:r"] == {"consider"}
    assert {slot.slot: slot.findings for slot in slots(SOURCE, layout)}["finding:strong"] == {"strong"}


def test_the_slots_of_a_letter_come_in_reading_order() -> None:
    assert [slot.slot for slot in slots(SOURCE, LETTER)] == [
        "thanks", "team", "scope", "not_inspection", "heard", "confidence", "finding:head", "finding:strong",
        "finding:also", "finding:consider", "recommendations", "recommendation:r", "reflect", "rules", "contact",
        "farewell",
    ]  # fmt: skip


def test_slots_say_their_heading_and_number() -> None:
    found = {slot.slot: slot for slot in slots(SOURCE, REPORT)}
    assert (found["finding:strong"].heading, found["finding:strong"].number) == ("Strengths", "4.1")
    assert (found["finding:strong"].section, found["heard"].heading) == (
        "theme:money/strength", "The peer challenge process",
    )  # fmt: skip
    assert found["recommendation:r"].label == "R1"


@EVERY
def test_the_outline_lists_also_sections_in_which_nothing_stands(layout: Layout) -> None:
    bare = Source(challenge=SOURCE.challenge, themes=SOURCE.themes)
    listed = parts(bare, layout)
    assert not all(part.printed for part in listed)
    assert [part.title for part in listed if part.printed and part.title] == [
        block.text for block in compose(bare, layout).blocks if isinstance(block, Heading)
    ]


# --- in place of what is composed --------------------------------------------------------------------------


@EVERY
@pytest.mark.parametrize("slot", ["team", "confidence", "recommendation:r", "reflect"])
def test_own_words_stand_in_place_of_those_composed(slot: str, layout: Layout) -> None:
    before = {one.slot: plain(one.text) for one in slots(SOURCE, layout)}[slot]
    said_now = whole(compose(worded(slot, "Entirely our own."), layout))
    assert "Entirely our own." in said_now
    assert before.splitlines()[0].partition("{")[0] not in said_now
    found = {one.slot: one for one in slots(worded(slot, "Entirely our own."), layout)}[slot]
    assert (plain(found.text), plain(found.composed), found.wording) == ("Entirely our own.", before, "w")


@BOTH
def test_own_words_of_a_finding_keep_its_bookmark_and_its_recommendation(layout: Layout) -> None:
    source = worded("finding:consider", "First.\nSecond.\n- a\n- b")
    passage = next(b for b in compose(source, layout).blocks if isinstance(b, Passage) and b.finding == "consider")
    original = next(b for b in compose(SOURCE, layout).blocks if isinstance(b, Passage) and b.finding == "consider")
    assert passage.mark == original.mark
    assert [type(block).__name__ for block in passage.blocks] == ["Paragraph", "Paragraph", "BulletList", "Paragraph"]
    assert lines_of(passage)[-1].replace("\u00a0", " ") == "See recommendation R1."


def test_a_recommendation_named_in_own_words_is_not_named_again() -> None:
    assert "See recommendation" not in whole(compose(worded("finding:consider", "As R1 says."), LETTER))


def test_the_first_words_of_a_recommendation_are_its_title() -> None:
    advice = next(
        b for b in compose(worded("recommendation:r", "Act.\nNow.\n- a"), REPORT).blocks if isinstance(b, Advice)
    )
    assert (advice.label, advice.title, len(advice.blocks)) == ("R1", "Act.", 2)


@EVERY
def test_what_is_hidden_is_left_out_and_can_be_found_again(layout: Layout) -> None:
    source = worded("reflect", "", hidden=True)
    assert "reflect on this" in whole(compose(SOURCE, layout))
    assert "reflect on this" not in whole(compose(source, layout))
    assert {slot.slot: slot.hidden for slot in slots(source, layout)}["reflect"]


def test_a_section_of_which_all_is_hidden_has_no_heading() -> None:
    source = worded("finding:head", "", hidden=True)
    assert "Summary of feedback" not in whole(compose(source, LETTER))


def test_the_number_of_a_paragraph_moves_up_when_one_before_it_is_hidden() -> None:
    source = worded("finding:strong", "", hidden=True)
    assert {slot.slot: slot.number for slot in slots(source, REPORT)}["finding:also"] == "4.1"


# --- fields --------------------------------------------------------------------------------------------------


def test_fields_are_filled_when_the_letter_is_composed() -> None:
    text = "In {council}, {dates}, {days}: more than {people} people, {meetings} meetings, {recommendations} ideas."
    assert (
        "In Wexmoor District Council, 15 to 18 September 2026, four days: more than 130 people, 45 meetings, one ideas."
        in whole(compose(worded("thanks", text), LETTER))
    )


def test_composed_words_have_their_fields_open_in_the_editor() -> None:
    assert (
        "more than {people} people in more than {meetings} meetings"
        in {slot.slot: plain(slot.text) for slot in slots(SOURCE, LETTER)}["heard"]
    )


def test_what_cannot_be_computed_stays_to_be_seen() -> None:
    source = replace(worded("thanks", "More than {people} people and {nonsense}."), visit=None)
    assert "More than {people} people and {nonsense}." in whole(compose(source, LETTER))


@EVERY
def test_no_field_is_left_in_what_is_composed(layout: Layout) -> None:
    for source in (SOURCE, replace(SOURCE, visit=None), Source(challenge=Challenge(id=ItemId("c"), councils=("X",)))):
        assert "{" not in whole(compose(source, layout))
    assert set(FIELDS) >= {"council", "people", "meetings", "dates"}


# --- paragraphs of the team's own ------------------------------------------------------------------------------


def free(name: str, section: str, position: str, text: str = "") -> Wording:
    return Wording(
        id=ItemId(name), slot=f"free:{name}", section=section, position=position, text=words(text or f"Free {name}.")
    )


def test_free_paragraphs_stand_where_their_position_puts_them() -> None:
    found = {slot.slot: slot for slot in slots(SOURCE, LETTER)}
    between = position_between(found["finding:strong"].position, found["finding:also"].position)
    section = found["finding:strong"].section
    source = with_words(free("last", section, ""), free("middle", section, between))
    order = [slot.slot for slot in slots(source, LETTER) if slot.section == section]
    assert order == ["finding:strong", "free:middle", "finding:also", "free:last"]
    kept = whole(compose(source, LETTER))
    assert kept.index("Title of strong") < kept.index("Free middle.") < kept.index("Title of also")


@EVERY
def test_there_is_room_for_a_paragraph_after_every_slot(layout: Layout) -> None:
    by_section: dict[str, list[str]] = {}
    for slot in slots(SOURCE, layout):
        by_section.setdefault(slot.section, []).append(slot.position)
    for listed in by_section.values():
        for before, after in zip(listed, [*listed[1:], ""], strict=True):
            assert before < position_between(before, after)


@pytest.mark.parametrize(("before", "after"), [("", "ÿ  ☂"), ("V!", ""), ("a", "a!b"), ("ÿ", "ÿ1"), ("!", "2")])
def test_a_position_of_another_sort_is_no_hindrance(before: str, after: str) -> None:
    made = position_between(before, after)
    assert before < made and (made < after or not after or after == "a!b")


def test_free_paragraphs_open_a_section_that_was_empty() -> None:
    source = replace(with_words(free("a", "theme:money", "")), findings=())
    assert "Money\nFree a." in whole(compose(source, LETTER))


@EVERY
def test_free_paragraphs_of_a_section_that_is_not_there_are_not_lost(layout: Layout) -> None:
    composed = compose(with_words(free("a", "gone", "")), layout)
    heads = [block.text for block in composed.blocks if isinstance(block, Heading)]
    assert heads[heads.index("Further points") :] == ["Further points", "Next steps"]
    assert "Free a." in whole(composed)


def test_free_paragraphs_have_a_mark_and_what_stands_behind_them() -> None:
    source = with_words(replace(free("a", "next_steps", ""), findings=frozenset({ItemId("strong")})))
    passage = next(b for b in compose(source, LETTER).blocks if isinstance(b, Passage) and b.mark.startswith("free_"))
    assert (passage.finding, passage.place.findings) == ("", {"strong"})


@BOTH
def test_a_finding_can_be_moved_to_another_section(layout: Layout) -> None:
    source = worded("finding:also", "", section="next_steps")
    found = [slot for slot in slots(source, layout) if slot.slot == "finding:also"]
    assert [slot.section for slot in found] == ["next_steps"]
    assert plain(found[0].text).startswith("Title of also.")
    assert whole(compose(source, layout)).count("Title of also.") == 1


@BOTH
@pytest.mark.parametrize("section", ["theme:money", "theme:money/strength"])
def test_a_finding_whose_section_is_its_own_stays(section: str, layout: Layout) -> None:
    source = worded("finding:also", "", section=section)
    assert [s.slot for s in slots(source, layout)] == [s.slot for s in slots(SOURCE, layout)]


# --- layouts are data --------------------------------------------------------------------------------------------


def heads(layout: Layout, source: Source = SOURCE) -> list[str]:
    return [block.text for block in compose(source, layout).blocks if isinstance(block, Heading)]


def test_the_challenge_chooses_the_layout() -> None:
    chosen = replace(SOURCE.challenge, letter=LetterChoice(layout="report", numbering=Numbering.STRAIGHT))
    assert layout_of(chosen).key == "report"
    numbers = [slot.number for slot in slots(replace(SOURCE, challenge=chosen)) if slot.number]
    assert numbers == [str(n) for n in range(1, len(numbers) + 1)]
    assert layout_of(chosen, "letter").numbering is Numbering.NONE


def test_an_unknown_layout_is_the_letter() -> None:
    assert layout_of(replace(SOURCE.challenge, letter=LetterChoice(layout="poem"))) == LETTER


def test_recommendations_last_key_messages_last_background_first() -> None:
    outline = (
        Section("front"), Section("background", "Background"), Section("approach", "How we worked"),
        Section("own:pas", "The advisory service", 2), Section("feedback", "Feedback"),
        Section("headlines", "Key messages"), Section("recommendations", "Priority recommendations"),
    )  # fmt: skip
    layout = laid_out(REPORT, LetterChoice(layout="report", outline=outline))
    source = with_words(free("a", "own:pas", ""), Wording(id=ItemId("b"), slot="background", text=words("Long ago.")))
    assert heads(layout, source) == [
        "Background", "How we worked", "The advisory service", "Feedback", "Money", "Strengths",
        "Areas for consideration", "Key messages", "Priority recommendations",
    ]  # fmt: skip
    levels = {b.text: b.level for b in compose(source, layout).blocks if isinstance(b, Heading)}
    assert (levels["Feedback"], levels["Money"], levels["Strengths"]) == (1, 2, 3)


def test_findings_can_be_bullets_without_headings_of_their_sides() -> None:
    layout = laid_out(LETTER, LetterChoice(bullets=True, sides=False))
    assert "Strengths" not in heads(layout)
    passages = [block for block in compose(SOURCE, layout).blocks if isinstance(block, Passage)]
    kinds = {one.finding: type(one.blocks[0]).__name__ for one in passages}
    assert kinds == {
        "head": "Paragraph", "strong": "BulletList", "also": "BulletList", "consider": "BulletList",
    }  # fmt: skip
    assert [one.finding for one in passages[1:]] == ["strong", "also", "consider"]
    assert lines_of(passages[-1])[-1].replace("\u00a0", " ").endswith("And more. See recommendation R1.")


def test_a_progress_review_goes_by_the_numbers_of_the_recommendations() -> None:
    later = (
        Recommendation(id=ItemId("r"), number=1, title="Do it"), Recommendation(id=ItemId("s"), number=4, title="Go"),
    )  # fmt: skip
    progress = Wording(id=ItemId("w"), slot="progress:s", text=words("It has gone."))
    source = replace(SOURCE, recommendations=later, wordings=(progress,))
    assert heads(PROGRESS, source)[-4:] == [
        "Progress on the recommendations", "Recommendation 1", "Recommendation 4", "Next steps",
    ]  # fmt: skip
    assert "R4\tGo\nIt has gone." in whole(compose(source, PROGRESS))
    assert {slot.slot for slot in slots(source, PROGRESS)} >= {"progress:r", "progress:s"}


def test_findings_of_a_progress_review_stand_under_their_recommendation() -> None:
    review = finding("since", FindingKind.STRENGTH, "M", None)
    advice = replace(SOURCE.recommendations[0], findings=frozenset({ItemId("since"), ItemId("consider")}))
    source = replace(SOURCE, findings=(*SOURCE.findings, review), recommendations=(advice,))
    kept = whole(compose(source, PROGRESS))
    assert "Title of since." in kept
    assert "Title of consider." not in kept


# --- formatted words ------------------------------------------------------------------------------------------------


def test_formatted_words_become_lists_and_paragraphs_without_loss() -> None:
    from slireviewer.richtext import Sort as Kind

    text = (
        Block((Run("a "), Run("b", bold=True), Run("c", italic=True, link="https://example.org"))),
        Block((Run("one"),), Kind.BULLET), Block((Run("in"),), Kind.NUMBER, 1), Block((Run("two"),), Kind.BULLET),
        Block((Run("first"),), Kind.NUMBER), Block((Run("deep"),), Kind.NUMBER, 1),
    )  # fmt: skip
    source = with_words(Wording(id=ItemId("w"), slot="thanks", text=text))
    blocks = [block for block in compose(source, LETTER).blocks if block.place.slot == "thanks"]
    assert [type(block) for block in blocks] == [Paragraph, BulletList, NumberedList]
    assert isinstance(blocks[0], Paragraph)
    assert blocks[0].runs == text[0].runs
    assert isinstance(blocks[1], BulletList)
    assert [(item.level, item.sort) for item in blocks[1].items] == [(0, None), (1, Kind.NUMBER), (0, None)]


# --- what was given out, and what changed ---------------------------------------------------------------------------


@BOTH
def test_an_edition_keeps_what_each_place_said(layout: Layout) -> None:
    places = said(compose(worded("thanks", "One.\nTwo."), layout))
    by_item = {one.item: one for one in places if one.item}
    assert set(by_item) == {"head", "strong", "also", "consider", "r"}
    assert by_item[ItemId("r")].text.startswith("R1\tDo it\nSoon.")
    assert len({one.mark for one in places}) == len(places)
    assert {one.mark: one.text for one in places}.get("thanks", "One.\nTwo.") == "One.\nTwo."


def edition(kind: EditionKind, source: Source, layout: Layout = LETTER) -> Edition:
    return Edition(id=ItemId(str(kind)), kind=kind, name=str(kind), said=said(compose(source, layout)))


def test_softening_is_seen_finding_by_finding() -> None:
    first = edition(EditionKind.SPOKEN, worded("finding:consider", "The council must act now."))
    softer = replace(
        worded("finding:consider", "The council may wish to act."),
        findings=tuple(f for f in SOURCE.findings if f.id != "also"),
    )
    changes = {change.item: change for change in compare(first, edition(EditionKind.DRAFT, softer))}
    assert "" not in changes
    assert changes[ItemId("strong")].sort is Sort.SAME
    assert changes[ItemId("also")].sort is Sort.LEFT_OUT
    change = changes[ItemId("consider")]
    assert change.sort is Sort.CHANGED
    assert "".join(piece.text for piece in change.pieces if not piece.after).split() == ["must", "now"]


def test_two_drafts_are_compared_in_all_their_words() -> None:
    changes = compare(edition(EditionKind.DRAFT, SOURCE), edition(EditionKind.DRAFT, worded("thanks", "Thank you.")))
    assert [change.mark for change in changes if change.sort is not Sort.SAME] == ["thanks"]


@given(some.text(alphabet="ab ,.é\n"), some.text(alphabet="ab ,.é\n"))
def test_the_pieces_are_both_texts(before: str, after: str) -> None:
    pieces = word_pieces(before, after)
    assert "".join(piece.text for piece in pieces if piece.before) == before
    assert "".join(piece.text for piece in pieces if piece.after) == after
