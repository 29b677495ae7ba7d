"""Facts about the letter and the report, before anything is written to Word."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from slireviewer import letter
from slireviewer.letter import (
    LAYOUTS,
    LETTER,
    REPORT,
    AddressBlock,
    Advice,
    BulletList,
    Callout,
    DateLine,
    Heading,
    Layout,
    Letter,
    NumberedList,
    Paragraph,
    Passage,
    Salutation,
    SignOff,
    Source,
    Table,
    Title,
    compose,
    day_range,
    finding_mark,
    in_this_order,
    laid_out,
    moved,
    recommendation_mark,
    sample_source,
    stepped,
)
from slireviewer.model import (
    Addressee,
    Challenge,
    DatePrecision,
    DeadlineRules,
    Finding,
    FindingKind,
    FindingState,
    ItemId,
    LetterChoice,
    Numbering,
    Person,
    Question,
    QuestionOrigin,
    Recommendation,
    Section,
    Theme,
    ThemeOrigin,
    Visit,
)
from slireviewer.richtext import Runs

BOTH = pytest.mark.parametrize("layout", [LETTER, REPORT], ids=str)


def challenge(**more: object) -> Challenge:
    values: dict[str, object] = {
        "councils": ("Wexmoor District Council",),
        "start": date(2026, 9, 15),
        "end": date(2026, 9, 18),
        "letter_date": date(2026, 10, 26),
        "addressee": Addressee(
            name="Daniel Okoro", post="Chief Executive", salutation="Daniel", address=("The Guildhall", "WX1 2AA")
        ),
        "contact": ("Anwen Holloway, Principal Adviser", "anwen.holloway@example.org"),
        **more,
    }
    return Challenge(id=ItemId("challenge"), **values)  # type: ignore[arg-type]


def theme(name: str, title: str = "", *, core: bool = True, parent: str = "") -> Theme:
    origin = ThemeOrigin.CORE if core else ThemeOrigin.OWN
    return Theme(id=ItemId(name), title=title or name, origin=origin, parent=ItemId(parent) if parent else None)


def finding(
    name: str,
    about: str | None = "Finance",
    kind: FindingKind = FindingKind.STRENGTH,
    state: FindingState = FindingState.AGREED,
    text: str = "",
) -> Finding:
    where = None if about is None else ItemId(about)
    return Finding(id=ItemId(name), title=name, text=text, kind=kind, state=state, theme=where)


def question(text: str, about: str | None = "Finance") -> Question:
    return Question(id=ItemId(text), text=text, theme=None if about is None else ItemId(about))


PEOPLE = (
    Person(
        id=ItemId("m"), name="Michael Stroud", role="Peer Challenge Manager", organisation="Programme", manager=True
    ),
    Person(id=ItemId("p"), name="Priya Raman", role="Chief Executive", organisation="Castlebeck Borough Council"),
    Person(
        id=ItemId("o"), name="Councillor Owen Threlkeld", role="Leader", organisation="Ravensholt City", party="Labour"
    ),
)
SIDES = (finding("Budgets hold"), finding("The gap grows", kind=FindingKind.CONSIDERATION))


def headings(composed: Letter) -> list[str]:
    return [block.text for block in composed.blocks if isinstance(block, Heading)]


def plain(runs: Runs) -> str:
    return "".join(run.text for run in runs).replace("\u00a0", " ")


def words(composed: Letter) -> str:
    """All that the letter says, one paragraph a line, with plain spaces."""
    lines: list[str] = []

    def put(block: object) -> None:
        match block:
            case Title(text, more):
                lines.extend((text, *more))
            case Heading(text=text) | DateLine(text) | Salutation(text):
                lines.append(text)
            case Paragraph(runs=runs) | Callout(runs):
                lines.append(plain(runs))
            case BulletList(items) | NumberedList(items):
                lines.extend(plain(item.runs) for item in items)
            case AddressBlock(several):
                lines.extend(map(plain, several))
            case Table(header, rows):
                lines.extend(cell for row in (header, *rows) for cell in row)
            case Passage(blocks=blocks):
                for one in blocks:
                    put(one)
            case Advice(label=label, title=title, blocks=blocks, note=note):
                lines.append(f"{label} {title}")
                for one in blocks:
                    put(one)
                lines.append(plain(note))
            case SignOff(closing, several_lines):
                lines.extend((closing, *several_lines))

    for block in composed.blocks:
        put(block)
    return "\n".join(lines).replace("\u00a0", " ")


# --- the order of the parts -----------------------------------------------------------------------


FULL = Source(
    challenge=challenge(),
    themes=(theme("Finance"), theme("Place")),
    questions=(question("Is there a plan?"), question("Is it ready for change?", None)),
    people=PEOPLE,
    visit=Visit(people=132, meetings=46, hours=241),
    findings=(
        *SIDES,
        finding("Partners trust it", "Place"),
        finding("All is well", None, FindingKind.HEADLINE, text="Mostly."),
        finding("One front desk", "Place", FindingKind.NOTABLE_PRACTICE),
    ),
    recommendations=(
        Recommendation(
            id=ItemId("r"), number=1, title="Close the gap", timescale="within 6 months",
            findings=frozenset({ItemId("The gap grows")}),
        ),
    ),
)  # fmt: skip


def test_the_letter_has_its_parts_in_order() -> None:
    assert headings(compose(FULL)) == [
        "Scope and focus of the peer challenge",
        "The peer challenge process",
        "Summary of feedback",
        "Finance",
        "Strengths",
        "Areas for consideration",
        "Place",
        "Strengths",
        "Notable practice",
        "Recommendations",
        "Next steps",
    ]


def test_the_letter_opens_and_closes_as_a_letter() -> None:
    kinds = [type(block).__name__ for block in compose(FULL).blocks]
    assert kinds[:5] == ["AddressBlock", "DateLine", "Salutation", "Title", "Paragraph"]
    assert kinds[-1] == "SignOff"


def test_the_report_has_its_parts_in_order() -> None:
    assert headings(compose(FULL, REPORT)) == [
        "Executive summary",
        "Key recommendations",
        "Summary of the peer challenge approach",
        "The peer team",
        "Scope and focus",
        "The peer challenge process",
        "Finance",
        "Strengths",
        "Areas for consideration",
        "Place",
        "Strengths",
        "Notable practice",
        "Next steps",
    ]


@BOTH
def test_empty_parts_are_left_out(layout: Layout) -> None:
    found = headings(compose(Source(challenge=challenge()), layout))
    assert not {"Scope and focus", "Summary of feedback", "Executive summary", "Strengths", "Feedback"} & set(found)
    assert not {"Recommendations", "Key recommendations", "Notable practice"} & set(found)
    assert found[-1] == "Next steps"


@BOTH
def test_a_theme_without_findings_has_no_section(layout: Layout) -> None:
    source = replace(FULL, findings=SIDES)
    assert "Place" not in headings(compose(source, layout))


# --- the variants that real challenges had ------------------------------------------------------------


def scope(composed: Letter) -> list[list[str]]:
    """The lists of the scope."""
    return [
        [plain(item.runs) for item in block.items]
        for before, block in zip(composed.blocks, composed.blocks[1:], strict=False)
        if isinstance(block, (NumberedList, BulletList))
        and isinstance(before, Paragraph)
        and re.search(r" asked the team to (look|consider)", plain(before.runs))
    ]


@BOTH
def test_core_themes_are_numbered_and_own_questions_stand_beside_them(layout: Layout) -> None:
    assert scope(compose(FULL, layout)) == [["Finance: Is there a plan?", "Place"], ["Is it ready for change?"]]


@BOTH
def test_own_questions_inside_a_core_theme_follow_its_own(layout: Layout) -> None:
    source = replace(FULL, questions=(*FULL.questions[:1], question("Who owns it?")))
    assert scope(compose(source, layout))[0][0] == "Finance: Is there a plan? Who owns it?"


@BOTH
def test_core_questions_go_with_their_theme_and_own_questions_stay(layout: Layout) -> None:
    own = replace(question("Still asked?", "gone"), origin=QuestionOrigin.OWN)
    source = replace(FULL, themes=(), questions=(question("Whose?", "gone"), own), findings=())
    assert scope(compose(source, layout)) == [["Still asked?"]]


@BOTH
def test_the_teams_own_lines_of_enquiry_stay_in_the_team(layout: Layout) -> None:
    ours = replace(question("What lies behind it?"), origin=QuestionOrigin.ENQUIRY)
    source = replace(FULL, questions=(ours, replace(ours, id=ItemId("loose"), theme=None)))
    assert "What lies behind it?" not in words(compose(source, layout))


@BOTH
def test_own_questions_instead_of_core_themes_are_the_scope(layout: Layout) -> None:
    source = replace(FULL, themes=(), questions=(question("How good is it?", None),), findings=())
    assert scope(compose(source, layout)) == [["How good is it?"]]


@BOTH
def test_the_same_theme_may_come_twice(layout: Layout) -> None:
    themes = (theme("deep", "Finance"), theme("wide", "Finance"))
    source = replace(FULL, themes=themes, findings=(finding("A", "deep"), finding("B", "wide")))
    assert headings(compose(source, layout)).count("Finance") == 2


@BOTH
def test_a_theme_title_may_be_a_sentence(layout: Layout) -> None:
    title = "How well does the council know its place?"
    source = replace(FULL, themes=(theme("Finance", title),), questions=(question("And act on it?"),))
    composed = compose(source, layout)
    assert title in headings(composed)
    assert scope(composed) == [[f"{title} And act on it?"]]


@BOTH
def test_themes_inside_themes_are_headings_inside_headings(layout: Layout) -> None:
    themes = (theme("Finance"), theme("Reserves", parent="Finance"))
    composed = compose(replace(FULL, themes=themes, findings=(finding("A", "Reserves"),)), layout)
    levels = {block.text: block.level for block in composed.blocks if isinstance(block, Heading)}
    assert (levels["Finance"], levels["Reserves"], levels["Strengths"]) == (1, 2, 3)
    lists = [block for block in composed.blocks if isinstance(block, NumberedList)]
    assert [item.level for item in lists[0].items] == [0, 1]


@BOTH
def test_themes_that_hold_each_other_are_still_printed(layout: Layout) -> None:
    themes = (theme("Finance", parent="Place"), theme("Place", parent="Finance"), theme("Lost", parent="gone"))
    source = replace(FULL, themes=themes, findings=(*SIDES, finding("A", "Place"), finding("B", "Lost")))
    assert {"Finance", "Place", "Lost"} <= set(headings(compose(source, layout)))


@BOTH
def test_without_themes_the_findings_stand_under_feedback(layout: Layout) -> None:
    composed = compose(replace(FULL, themes=(), questions=()), layout)
    found = headings(composed)
    assert found[found.index("Feedback") :][:3] == ["Feedback", "Strengths", "Areas for consideration"]
    assert not any("cope and focus" in text for text in found)


@BOTH
def test_a_finding_outside_the_themes_is_not_lost(layout: Layout) -> None:
    composed = compose(replace(FULL, findings=(*SIDES, finding("Kept", None), finding("Also kept", "gone"))), layout)
    assert "Other feedback" in headings(composed)
    assert "Kept." in words(composed)
    assert "Also kept." in words(composed)


@BOTH
def test_two_councils_share_a_letter(layout: Layout) -> None:
    composed = compose(replace(FULL, challenge=challenge(councils=("Anytown Council", "Othertown Council"))), layout)
    assert composed.council == "Anytown Council and Othertown Council"
    said = words(composed)
    assert "Anytown Council and Othertown Council" in said
    if layout is LETTER:
        assert "Chief Executive\nAnytown Council\nOthertown Council\nThe Guildhall" in said
    else:
        assert "The councils are expected" in said


def test_the_addressee_may_be_anybody() -> None:
    leader = Addressee(
        name="Councillor Helen Marchetti", post="Leader of the Council", salutation="Councillor Marchetti"
    )
    said = words(compose(replace(FULL, challenge=challenge(addressee=leader))))
    assert said.startswith(
        "Councillor Helen Marchetti\nLeader of the Council\nWexmoor District Council\n26 October 2026\n"
        "Dear Councillor Marchetti\n"
    )


def test_a_letter_to_nobody_in_particular_is_still_polite() -> None:
    assert "Dear colleagues" in words(compose(replace(FULL, challenge=challenge(addressee=Addressee()))))


def test_the_council_is_not_named_twice_in_the_address() -> None:
    there = Addressee(name="Daniel Okoro", address=("Wexmoor District Council", "The Guildhall"))
    first = compose(replace(FULL, challenge=challenge(addressee=there))).blocks[0]
    assert isinstance(first, AddressBlock)
    assert [plain(line) for line in first.lines] == ["Daniel Okoro", "Wexmoor District Council", "The Guildhall"]


# --- dates and counts -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "printed"),
    [
        (date(2026, 9, 15), date(2026, 9, 18), "15~to~18~September 2026"),
        (date(2026, 9, 15), date(2026, 9, 15), "15~September 2026"),
        (date(2026, 9, 15), None, "15~September 2026"),
        (date(2026, 9, 29), date(2026, 10, 2), "29~September to 2~October 2026"),
        (date(2026, 12, 30), date(2027, 1, 2), "30~December 2026 to 2~January 2027"),
        (None, None, ""),
    ],
)
def test_visit_dates_are_a_range(start: date | None, end: date | None, printed: str) -> None:
    assert day_range(start, end) == printed.replace("~", "\u00a0")


@pytest.mark.parametrize(
    ("precision", "printed"), [(DatePrecision.DAY, "26\u00a0October 2026"), (DatePrecision.MONTH, "October 2026")]
)
def test_the_letter_is_dated_by_the_day_or_the_month(precision: DatePrecision, printed: str) -> None:
    composed = compose(replace(FULL, challenge=challenge(letter_precision=precision)))
    assert DateLine(printed) in composed.blocks
    assert composed.status == printed


def test_a_letter_without_a_date_has_no_date_line() -> None:
    composed = compose(replace(FULL, challenge=challenge(letter_date=None, start=None, end=None)))
    assert not any(isinstance(block, DateLine) for block in composed.blocks)
    assert "corporate peer challenge. We are grateful" in words(composed)


@BOTH
@pytest.mark.parametrize(
    ("visit", "said"),
    [
        (
            Visit(people=132, meetings=46, hours=241),
            "The team spoke to more than 130 people in more than 45 meetings and spent more than 240 hours in them.",
        ),
        (Visit(people=1250, meetings=6, hours=4), "The team spoke to more than 1,200 people in more than 5 meetings."),
        (Visit(people=9, meetings=3, hours=0), "The team spoke to more than 5 people."),
        (
            Visit(people=0, meetings=9, hours=9),
            "took part in more than 5 meetings and spent more than 5 hours in them.",
        ),
    ],
)
def test_what_was_heard_is_computed_and_rounded_down(layout: Layout, visit: Visit, said: str) -> None:
    assert said in words(compose(replace(FULL, visit=visit), layout))


@BOTH
@pytest.mark.parametrize("visit", [None, Visit(people=0, meetings=0, hours=0), Visit(people=5, meetings=1, hours=2)])
def test_too_little_to_round_is_not_counted(layout: Layout, visit: Visit | None) -> None:
    assert "more than" not in words(compose(replace(FULL, visit=visit), layout))


@BOTH
def test_it_says_that_this_is_not_an_inspection(layout: Layout) -> None:
    assert "Peer challenge is not an inspection." in words(compose(FULL, layout))


# --- who speaks, and to whom --------------------------------------------------------------------------


def test_the_letter_lists_the_team_one_per_line_with_the_manager_last() -> None:
    bullets = next(block for block in compose(FULL).blocks if isinstance(block, BulletList))
    assert [plain(item.runs) for item in bullets.items] == [
        "Priya Raman, Chief Executive, Castlebeck Borough Council",
        "Councillor Owen Threlkeld (Labour), Leader, Ravensholt City",
        "Michael Stroud, Peer Challenge Manager, Programme",
    ]


def test_the_report_lists_the_team_in_a_table_without_empty_cells() -> None:
    table = next(block for block in compose(FULL, REPORT).blocks if isinstance(block, Table))
    assert table.rows[-1] == ("Michael Stroud", "Peer Challenge Manager", "Programme")
    gap = replace(FULL, people=(*PEOPLE, Person(id=ItemId("x"), name="Jo Birkwood")))
    assert not any(isinstance(block, Table) for block in compose(gap, REPORT).blocks)


def test_the_manager_signs_on_behalf_of_the_team() -> None:
    last = compose(FULL).blocks[-1]
    assert last == SignOff(
        "Yours sincerely", ("Michael Stroud", "Peer Challenge Manager", "On behalf of the peer team")
    )


def test_the_report_never_says_you() -> None:
    said = words(compose(FULL, REPORT)).lower().split()
    assert not {"you", "your"} & set(said)
    assert "you" in words(compose(FULL)).lower().split()


@BOTH
def test_the_regional_contact_can_be_written_to(layout: Layout) -> None:
    lines = [line for block in compose(FULL, layout).blocks if isinstance(block, AddressBlock) for line in block.lines]
    assert [run.link for line in lines for run in line if run.link] == ["mailto:anwen.holloway@example.org"]


@BOTH
@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (DeadlineRules.RULES_2012, "to choose whether to publish"),
        (DeadlineRules.RULES_2018, "after six months"),
        (DeadlineRules.RULES_2023, "within three months"),
        (DeadlineRules.EQUALITY, "within three weeks"),
    ],
)
def test_the_next_steps_follow_the_rules_of_the_challenge(layout: Layout, rules: DeadlineRules, said: str) -> None:
    assert said in words(compose(replace(FULL, challenge=challenge(rules=rules)), layout))


@BOTH
@pytest.mark.parametrize("word", ["weakness", "score", "rating", "grade", "client", "inspector"])
def test_the_words_of_inspection_are_not_used(layout: Layout, word: str) -> None:
    assert word not in words(compose(FULL, layout)).lower()


# --- findings -------------------------------------------------------------------------------------------


@BOTH
def test_only_agreed_findings_are_printed_once_there_are_any(layout: Layout) -> None:
    findings = (*SIDES, finding("Only a draft", state=FindingState.DRAFT), finding("Aside", state=FindingState.PARKED))
    composed = compose(replace(FULL, findings=findings), layout)
    assert "Only a draft" not in words(composed)
    assert "Aside" not in words(composed)
    assert "Draft" not in composed.status


@BOTH
def test_drafts_are_printed_while_nothing_is_agreed(layout: Layout) -> None:
    findings = (finding("A draft", state=FindingState.DRAFT), finding("Aside", state=FindingState.PARKED))
    composed = compose(replace(FULL, findings=findings), layout)
    assert "A draft." in words(composed)
    assert "Aside" not in words(composed)
    assert composed.status == "Draft, 26\u00a0October 2026"


def passage(composed: Letter, name: str) -> Passage:
    return next(block for block in composed.blocks if isinstance(block, Passage) and block.finding == name)


@BOTH
def test_the_title_is_the_bold_first_sentence(layout: Layout) -> None:
    source = replace(FULL, findings=(finding("Budgets hold", text="They have for years.\n\nAll agree."),))
    first, second = passage(compose(source, layout), "Budgets hold").blocks
    assert isinstance(first, Paragraph)
    assert [(run.text, run.bold) for run in first.runs] == [
        ("Budgets hold.", True), (" ", False), ("They have for years.", False),
    ]  # fmt: skip
    assert isinstance(second, Paragraph)
    assert second.number == ""


def test_lines_with_a_dash_are_a_list() -> None:
    source = replace(FULL, findings=(finding("Do this", text="It should:\n- one\n\u2022 two\n* \nThen stop."),))
    kinds = [type(block).__name__ for block in passage(compose(source), "Do this").blocks]
    assert kinds == ["Paragraph", "BulletList", "Paragraph"]


@pytest.mark.parametrize("title", ["Is it ready?", "It is ready.", "Ready!", "It should:"])
def test_a_title_that_ends_in_a_stop_gets_no_other(title: str) -> None:
    source = replace(FULL, findings=(finding(title),))
    assert f"\n{title}\n" in words(compose(source))


def test_a_finding_without_words_is_left_out() -> None:
    source = replace(FULL, findings=(replace(SIDES[0], title=" ", text="\n"),))
    assert "Strengths" not in headings(compose(source))


def test_a_first_headline_of_one_sentence_is_set_apart() -> None:
    findings = tuple(finding(name, None, FindingKind.HEADLINE) for name in ("First", "Second"))
    composed = compose(replace(FULL, findings=findings), REPORT)
    assert [type(one.blocks[0]).__name__ for one in composed.blocks if isinstance(one, Passage)] == [
        "Callout", "Paragraph",
    ]  # fmt: skip


@BOTH
def test_findings_and_recommendations_point_at_each_other(layout: Layout) -> None:
    composed = compose(FULL, layout)
    said = words(composed)
    assert "The gap grows. See recommendation R1." in said
    advice = next(block for block in composed.blocks if isinstance(block, Advice))
    links = [run.link for run in advice.note if run.link]
    if layout is REPORT:
        number = passage(composed, "The gap grows").number
        assert plain(advice.note) == f"Suggested timescale: within 6 months. Explained in paragraph {number}."
        assert links == [f"#{finding_mark(ItemId('The gap grows'))}"]
    else:
        assert plain(advice.note) == "Suggested timescale: within 6 months."


def test_a_recommendation_that_the_text_names_is_not_named_again() -> None:
    named = replace(SIDES[1], text="We return to this in R1.")
    assert "See recommendation" not in words(compose(replace(FULL, findings=(named,))))


def test_recommendations_keep_their_numbers_and_come_in_their_order() -> None:
    several = tuple(Recommendation(id=ItemId(f"r{n}"), number=n, title=f"Do {n}") for n in (7, 2, 10))
    blocks = compose(replace(FULL, recommendations=several)).blocks
    assert [block.label for block in blocks if isinstance(block, Advice)] == ["R2", "R7", "R10"]


def test_the_report_numbers_paragraphs_by_section() -> None:
    composed = compose(FULL, REPORT)
    numbers = [
        block.number
        for block in composed.blocks
        if isinstance(block, (Heading, Paragraph, Passage)) and block.number
    ]  # fmt: skip
    assert numbers[:4] == ["1", "1.1", "2", "2.1"]
    assert len(set(numbers)) == len(numbers)


def test_the_letter_has_no_numbers() -> None:
    assert not any(getattr(block, "number", "") for block in compose(FULL).blocks)


def test_marks_are_names_that_word_accepts() -> None:
    hexadecimal = ItemId("0123456789abcdef" * 2)
    assert finding_mark(hexadecimal) == f"finding_{hexadecimal}"
    for name in ("x", "a finding with spaces / \u00e9", "A" * 99, "\ud800"):
        for mark in (finding_mark(ItemId(name)), recommendation_mark(ItemId(name))):
            assert mark.replace("_", "").isalnum()
            assert mark.isascii()
            assert len(mark) <= 40
    assert finding_mark(ItemId("a")) != finding_mark(ItemId("A"))


def test_the_room_knows_nothing_that_could_be_attributed() -> None:
    rooms = [importlib.import_module(f"slireviewer.letter.{one.name}") for one in pkgutil.iter_modules(letter.__path__)]
    assert len(rooms) > 4
    for room in (letter, *rooms):
        assert not {"Note", "Point", "Meeting", "Interviewee"} & set(vars(room))


# --- laws -----------------------------------------------------------------------------------------------

names = some.sampled_from(["Finance", "Place", "Culture", "Housing"])
findings = some.lists(
    some.builds(
        finding,
        some.uuids().map(lambda one: one.hex),
        some.none() | names | some.just("gone"),
        some.sampled_from(FindingKind),
        some.sampled_from(FindingState),
        some.sampled_from(["", "One.", "One:\n- two\n- three", "\n- one", "One.\nTwo."]),
    ),
    max_size=12,
)
themes = some.lists(
    some.builds(theme, names, core=some.booleans(), parent=some.just("") | names),
    max_size=4,
    unique_by=lambda one: one.id,
)


layouts = some.builds(
    laid_out,
    some.sampled_from([LETTER, REPORT]),
    some.builds(
        LetterChoice,
        numbering=some.none() | some.sampled_from(Numbering),
        bullets=some.booleans(),
        sides=some.booleans(),
        own_first=some.booleans(),
        counted=some.booleans(),
        questions=some.booleans(),
        outline=some.just(()) | some.permutations([*REPORT.sections, Section("background", "Background")]).map(tuple),
    ),
)


@given(found=findings, listed=themes, layout=layouts, counted=some.booleans())
@settings(max_examples=150, deadline=None)
def test_whatever_the_findings(found: list[Finding], listed: list[Theme], layout: Layout, counted: bool) -> None:
    """Every printed finding stands there once, headings never skip a level, and none is empty."""
    visit = Visit(people=50, meetings=20, hours=60) if counted else None
    several = tuple(
        Recommendation(id=one.id, number=n, title="Do", findings=frozenset({one.id})) for n, one in enumerate(found, 1)
    )
    source = Source(
        challenge=challenge(), themes=tuple(listed), findings=tuple(found), visit=visit, recommendations=several
    )
    composed = compose(source, layout)
    agreed = {one.id for one in found if one.state is FindingState.AGREED}
    drafts = {one.id for one in found if one.state is FindingState.DRAFT}
    printed = [block.finding for block in composed.blocks if isinstance(block, Passage)]
    assert sorted(printed) == sorted(agreed or drafts)
    level = 0
    for block, following in zip(composed.blocks, (*composed.blocks[1:], None), strict=True):
        if isinstance(block, Heading):
            assert 1 <= block.level <= level + 1
            level = block.level
            assert following is not None
            assert not isinstance(following, Heading) or following.level > level or level == 4
    assert compose(source, layout) == composed


# --- the order of the sections ------------------------------------------------------------------------------


def keys(sections: Sequence[Section]) -> list[str]:
    return [section.key for section in sections]


def test_a_section_moves_with_all_that_stands_under_it() -> None:
    after = moved(REPORT, "approach", "themes")
    assert after == REPORT.sections  # it stands there already
    after = moved(REPORT, "approach", "headlines")
    assert keys(after)[:6] == ["front", "approach", "team", "scope", "process", "headlines"]
    after = stepped(REPORT, "recommendations", 1)
    assert keys(after)[2:7] == ["approach", "team", "scope", "process", "recommendations"]
    assert keys(stepped(REPORT, "themes", -1))[2:5] == ["recommendations", "themes", "approach"]


def test_themes_and_questions_move_together() -> None:
    assert keys(moved(LETTER, "theme:x", "headlines"))[3:5] == ["themes", "headlines"]
    assert moved(LETTER, "question:x", "headlines") == moved(LETTER, "feedback_beside", "headlines")


def test_a_section_stays_under_its_heading_and_the_ends_stay_ends() -> None:
    assert keys(moved(REPORT, "process", "team"))[3:7] == ["approach", "process", "team", "scope"]
    assert keys(moved(REPORT, "team", "themes"))[3:7] == ["approach", "scope", "process", "team"]
    for part, before in (("team", "headlines"), ("team", ""), ("front", ""), ("nothing", "themes")):
        assert moved(REPORT, part, before) == REPORT.sections
    assert keys(moved(LETTER, "scope", ""))[-2:] == ["scope", "close"]
    assert keys(moved(LETTER, "next_steps", "opening"))[:2] == ["opening", "next_steps"]
    assert moved(LETTER, "close", "opening") == stepped(LETTER, "opening", 1) == LETTER.sections


@given(some.sampled_from(list(LAYOUTS.values())), some.data())
def test_no_section_is_lost_by_moving_and_a_step_can_be_taken_back(layout: Layout, data: some.DataObject) -> None:
    part = some.sampled_from([*keys(layout.sections), "theme:x", ""])
    after = moved(layout, data.draw(part), data.draw(part))
    assert sorted(keys(after)) == sorted(keys(layout.sections))
    ends = {"opening": 0, "front": 0, "close": -1}
    assert all(after[place].key == key for key, place in ends.items() if key in keys(after))
    chosen = data.draw(some.sampled_from(keys(layout.sections)))
    there = stepped(layout, chosen, 1)
    if there != layout.sections:
        assert stepped(replace(layout, sections=there), chosen, -1) == layout.sections


def test_the_letter_follows_the_order_that_was_chosen() -> None:
    choice = in_this_order(LetterChoice(), moved(LETTER, "recommendations", "headlines"))
    assert in_this_order(choice, LETTER.sections) == LetterChoice()
    of = sample_source()
    letter = compose(replace(of, challenge=replace(of.challenge, letter=choice)))
    heads = [block.text for block in letter.blocks if isinstance(block, Heading) and block.level == 1]
    assert heads.index("Recommendations") < heads.index("Summary of feedback")
