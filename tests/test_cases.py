"""The shapes of real peer challenges, each built from plain facts (``tests/cases``), with invented words inside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from slireviewer.action_plan import action_plan
from slireviewer.deadlines import Step, deadlines
from slireviewer.letter import (
    Advice,
    BulletList,
    DateLine,
    Heading,
    Letter,
    NumberedList,
    Paragraph,
    Passage,
    SignOff,
    Source,
    Table,
    Title,
    compose,
    day_range,
    layout_of,
    lines_of,
    parts,
    slots,
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
    Wording,
    positions,
)
from slireviewer.richtext import from_plain
from slireviewer.slides import deck
from slireviewer.word import read_outline, write_letter

FOLDER = Path(__file__).with_name("cases")
CASES: dict[str, dict[str, Any]] = {path.stem: json.loads(path.read_text("utf-8")) for path in FOLDER.glob("*.json")}
EVERY = pytest.mark.parametrize("case", sorted(CASES))
TEMPLATE = Path(__file__).parents[1] / "resources" / "templates" / "letter.docx"


def that_say(*keys: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", sorted(n for n, facts in CASES.items() if all(key in facts for key in keys)))


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text if len(text) == 10 else f"{text}-01")


def choice(facts: dict[str, Any]) -> LetterChoice:
    said = dict(facts["letter"])
    if "numbering" in said:
        said["numbering"] = Numbering(said["numbering"])
    if "outline" in said:
        said["outline"] = tuple(Section(*row) for row in said["outline"])
    return LetterChoice(**said)


def challenge(facts: dict[str, Any]) -> Challenge:
    start, end = facts.get("on_site", (None, None))
    precision = DatePrecision(facts["precision"]) if "precision" in facts else DatePrecision.DAY
    return Challenge(
        id=ItemId(facts["id"]), councils=(facts["council"],), type=facts["type"], start=day(start), end=day(end),
        rules=DeadlineRules(facts["rules"]), letter_date=day(facts.get("dated")), letter_precision=precision,
        addressee=Addressee(name="Sam Example", post=facts.get("addressee", ""), salutation="Sam"),
        letter=choice(facts), contact=("Alex Sample",),
    )  # fmt: skip


def scope(facts: dict[str, Any]) -> tuple[tuple[Theme, ...], tuple[Question, ...]]:
    core, asked, place = facts.get("themes", []), facts.get("own_questions", []), facts.get("own_place", "")
    themes = [
        Theme(id=ItemId(f"theme {n}"), title=title, origin=ThemeOrigin.CORE, position=spot)
        for n, (title, spot) in enumerate(zip(core, positions(len(core)), strict=True))
    ]
    questions: list[Question] = []
    for number, text in enumerate(asked):
        item = ItemId(f"own {number}")
        if "theme" in place:
            themes.append(Theme(id=item, title=text, origin=ThemeOrigin.OWN, position=f"z{number}"))
        else:
            inside = themes[number % len(themes)].id if place == "inside" else None
            questions.append(
                Question(id=item, text=text, theme=inside, origin=QuestionOrigin.OWN, position=str(number))
            )
    if not themes and not questions and facts["letter"]["layout"] != "progress":
        themes.append(Theme(id=ItemId("unseen"), title="A theme that was not seen", origin=ThemeOrigin.CORE))
    return tuple(themes), tuple(questions)


def findings(themes: tuple[Theme, ...]) -> Iterator[Finding]:
    yield Finding(
        id=ItemId("headline"),
        title="Something good",
        kind=FindingKind.HEADLINE,
        state=FindingState.AGREED,
        position="0",
    )
    for theme in themes:
        for kind in (FindingKind.CONSIDERATION, FindingKind.STRENGTH):
            yield Finding(
                id=ItemId(f"{kind} of {theme.id}"), title=f"A {kind} of it", text="It is so.", kind=kind,
                state=FindingState.AGREED, theme=theme.id, position=f"5{kind}",
            )  # fmt: skip


def source(case: str) -> Source:
    facts = CASES[case]
    themes, questions = scope(facts)
    number = facts.get("recommendations", 7)
    team = facts.get("team", [])
    said = facts.get("more_than", {"people": 130, "meetings": 45})
    own = [row[0] for row in facts["letter"].get("outline", []) if row[0].startswith("own:")]
    words = [
        Wording(id=ItemId(key), slot=f"free:{key}", section=key, text=from_plain("In our own words.")) for key in own
    ]
    words.append(Wording(id=ItemId("w"), slot="background", text=from_plain("Since a long time ago.")))
    return Source(
        challenge=challenge(facts),
        themes=themes,
        questions=questions,
        people=tuple(
            Person(
                id=ItemId(f"peer {n}"), name=f"Peer {n}", role=one["role"], organisation="Othertown Council",
                party=one.get("party", ""), manager=one.get("manager", False), position=spot,
            )
            for n, (one, spot) in enumerate(zip(team, positions(len(team)), strict=True))
        ),
        visit=Visit(people=said["people"] + 1, meetings=said["meetings"] + 1, hours=200),
        findings=tuple(findings(themes)),
        recommendations=tuple(
            Recommendation(id=ItemId(f"advice {n}"), number=n, title=f"Do {n}", text="In such a way.")
            for n in range(1, number + 1)
        ),
        wordings=tuple(words),
    )  # fmt: skip


def composed(case: str) -> Letter:
    return compose(source(case))


def headings(letter: Letter) -> list[Heading]:
    return [block for block in letter.blocks if isinstance(block, Heading)]


def plain(letter: Letter) -> str:
    return "\n".join(line for block in letter.blocks for line in lines_of(block)).replace("\u00a0", " ")


# --- headings and numbers ---


def test_there_is_a_case_of_every_sort() -> None:
    assert len(CASES) == 22
    assert {facts["letter"]["layout"] for facts in CASES.values()} == {"letter", "report", "progress"}
    assert {facts.get("own_place", "") for facts in CASES.values()} >= {"inside", "before", "beside", "instead"}
    assert any("themes" not in facts and "own_questions" not in facts for facts in CASES.values())


@that_say("headings")
def test_the_headings_that_were_seen_stand_in_their_order_with_their_numbers(case: str) -> None:
    printed = [(heading.text.casefold(), heading.number) for heading in headings(composed(case))]
    numbered = any(number for _, number in CASES[case]["headings"])
    at = -1
    for text, number in CASES[case]["headings"]:
        found = [place for place, (words, _) in enumerate(printed) if words == text.casefold() and place > at]
        assert found, (text, printed)
        at = found[0]
        if numbered and number:
            assert printed[at][1] == number
    if CASES[case].get("headings_complete"):
        sections = [heading.text for heading in headings(composed(case)) if heading.level == 1]
        assert sections == [text for text, _ in CASES[case]["headings"]]


@EVERY
def test_paragraphs_are_numbered_as_the_challenge_chose(case: str) -> None:
    letter, numbering = composed(case), layout_of(challenge(CASES[case])).numbering
    numbers = [block.number for block in letter.blocks if isinstance(block, (Paragraph, Passage)) and block.number]
    assert bool(numbers) is (numbering is not Numbering.NONE)
    assert len(set(numbers)) == len(numbers)
    if numbering is Numbering.STRAIGHT:
        assert numbers == [str(n) for n in range(1, len(numbers) + 1)]
    if numbering is Numbering.BY_SECTION:
        assert all("." in number for number in numbers)


@EVERY
def test_strengths_come_before_areas_for_consideration(case: str) -> None:
    order = [block.finding for block in composed(case).blocks if isinstance(block, Passage) and " of " in block.finding]
    for theme in {name.partition(" of ")[2] for name in order}:
        assert order.index(ItemId(f"strength of {theme}")) < order.index(ItemId(f"consideration of {theme}"))


# --- recommendations ---


@EVERY
def test_every_recommendation_stands_once_under_its_number(case: str) -> None:
    labels = [block.label for block in composed(case).blocks if isinstance(block, Advice)]
    assert labels == [f"R{n}" for n in range(1, CASES[case].get("recommendations", 7) + 1)]


@that_say("recommendations")
def test_the_number_of_recommendations_is_said_in_words_or_figures(case: str) -> None:
    number = CASES[case]["recommendations"]
    word = {6: "six", 8: "eight", 18: "18"}[number]
    assert f"make {word} recommendations" in plain(composed(case)) or f"makes {word} recommendations" in plain(
        composed(case)
    )
    assert len(action_plan(challenge(CASES[case]), source(case).recommendations).rows) == number


@that_say("recommendations_place")
def test_recommendations_stand_before_the_themes_where_they_did(case: str) -> None:
    blocks = composed(case).blocks
    advice = next(place for place, block in enumerate(blocks) if isinstance(block, Advice))
    themes = [place for place, block in enumerate(blocks) if block.place.section.startswith(("theme:", "own"))]
    assert not [place for place in themes if place < advice and blocks[place].place.section.startswith("theme:")]


# --- the team and the dates ---


@that_say("team")
def test_the_team_is_listed_with_parties_and_whoever_manages_it_last(case: str) -> None:
    letter, facts = composed(case), CASES[case]
    if layout_of(challenge(facts)).personal:
        rows = next(lines_of(block) for block in letter.blocks if isinstance(block, BulletList))
        listed = [row.split(", ", 1) for row in rows]
    elif any(section.key == "team" for section in layout_of(challenge(facts)).sections):
        listed = [list(row) for row in next(block for block in letter.blocks if isinstance(block, Table)).rows]
    else:
        return
    assert len(listed) == len(facts["team"])
    managers = [n for n, one in enumerate(facts["team"]) if one.get("manager")]
    for row, number in zip(listed[-len(managers) :] if managers else [], managers, strict=True):
        assert row[0].startswith(f"Peer {number}")
    for number, one in enumerate(facts["team"]):
        party = f" ({one['party']})" if "party" in one else ""
        assert any(row[0] == f"Peer {number}{party}" and one["role"] in row[1] for row in listed)


@that_say("team")
def test_all_who_share_the_managers_role_sign(case: str) -> None:
    facts, last = CASES[case], composed(case).blocks[-1]
    if layout_of(challenge(facts)).personal:
        assert isinstance(last, SignOff)
        managers = [f"Peer {n}" for n, one in enumerate(facts["team"]) if one.get("manager")]
        assert [line for line in last.lines if line.startswith("Peer ")] == managers


@that_say("dated")
def test_the_date_is_as_exact_as_it_was(case: str) -> None:
    line = next(block for block in composed(case).blocks if isinstance(block, DateLine))
    said = line.text.replace("\u00a0", " ").removeprefix("Report of ")
    assert len(said.split()) == {"day": 3, "month": 2}[CASES[case]["precision"]]


@that_say("on_site")
def test_the_days_on_site_are_a_range_in_the_title(case: str) -> None:
    title = next(block for block in composed(case).blocks if isinstance(block, Title))
    start, end = map(day, CASES[case]["on_site"])
    assert any(day_range(start, end) in line for line in title.lines)
    assert CASES[case]["type"].lower() in title.lines[0].lower()


@that_say("addressee")
def test_the_addressee_holds_whatever_post_it_was(case: str) -> None:
    assert plain(composed(case)).splitlines()[1] == CASES[case]["addressee"]


# --- what the council asked ---


def lists(case: str) -> list[tuple[type[Any], list[str]]]:
    return [
        (type(block), [line.replace("\u00a0", " ") for line in lines_of(block)])
        for block in composed(case).blocks
        if block.place.section == "scope" and isinstance(block, (NumberedList, BulletList))
    ]


@that_say("own_place")
def test_own_questions_stand_inside_before_beside_or_instead(case: str) -> None:
    facts = CASES[case]
    place, asked, core = facts["own_place"], facts["own_questions"], facts.get("themes", [])
    found = lists(case)
    if place == "inside":
        assert len(found) == 1
        assert all(any(question in row for row in found[0][1]) for question in asked)
    elif place == "before":
        assert found[0] == (NumberedList, asked)
        assert found[1] == (BulletList, core)
    elif place.startswith("beside"):
        assert found[0][1] == core
        assert found[1][1] == asked
    else:
        assert [rows for _, rows in found] == [asked]


@that_say("own_place")
def test_own_questions_that_became_themes_have_sections(case: str) -> None:
    if "theme" in CASES[case]["own_place"]:
        assert set(CASES[case]["own_questions"]) <= {heading.text for heading in headings(composed(case))}


def test_a_review_without_themes_goes_by_the_earlier_recommendations() -> None:
    texts = [heading.text for heading in headings(composed("braintree-progress-2024"))]
    assert texts[-9:] == [
        "Progress on the recommendations", *(f"Recommendation {n}" for n in range(1, 8)), "Next steps",
    ]  # fmt: skip


# --- counts and deadlines ---


@that_say("more_than")
def test_the_counts_are_those_that_were_said(case: str) -> None:
    said = CASES[case]["more_than"]
    assert f"more than {said['people']} people in more than {said['meetings']} meetings" in plain(composed(case))


@that_say("action_plan_due")
def test_the_action_plan_is_due_when_it_was(case: str) -> None:
    of = Challenge(id=ItemId("c"), councils=("X",), end=date(2024, 7, 17), rules=DeadlineRules(CASES[case]["rules"]))
    due = {one.step: one.due for one in deadlines(of)}[Step.ACTION_PLAN]
    assert due == day(CASES[case]["action_plan_due"])
    assert CASES[case]["month_on_site"] == "2024-07"


@that_say("considered", "review")
def test_a_council_that_was_in_time_was_so_by_our_deadlines(case: str) -> None:
    facts = CASES[case]
    due = {one.step: one.due for one in deadlines(challenge(facts))}
    considered, review = day(facts["considered"]), day(facts["review"])
    assert considered is not None and review is not None
    assert considered <= (due[Step.PUBLISH] or date.min)
    assert abs((review - (due[Step.FOLLOW_UP] or date.min)).days) < 45


# --- all of them ---


@EVERY
def test_each_can_be_edited_shown_and_written(case: str, tmp_path: Path) -> None:
    of = source(case)
    assert slots(of)
    assert parts(of)
    assert deck(of).slides
    write_letter(compose(of), TEMPLATE, tmp_path / "x.docx")
    said = [line for _, line in read_outline(tmp_path / "x.docx")]
    for heading in headings(compose(of)):
        assert heading.text in said
