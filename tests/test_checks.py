"""What should be looked at before the letter leaves the team is found: where, which words, why, and what mends it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slireviewer.checks import Check, Facts, Fix, Heard, Remark, Severity, remaining, run, sentences
from slireviewer.letter import PROGRESS, Source, compose
from slireviewer.model import (
    Addressee,
    Challenge,
    Finding,
    FindingKind,
    FindingState,
    Interviewee,
    ItemId,
    Link,
    LinkRole,
    Meeting,
    Note,
    Person,
    Point,
    Recommendation,
    Theme,
    ThemeOrigin,
    Visit,
)
from slireviewer.triangulation import standings
from tests.labelled import CLEAN, LEAKS, NAME, POST, figures

THEME = Theme(id=ItemId("t1"), title="Money and assets", origin=ThemeOrigin.CORE)
BOTH = (Link(source=ItemId("x0")), Link(source=ItemId("x1")))
VISIT = Visit(people=131, meetings=47, hours=160)
PEOPLE = (
    ("Councillor Jocasta Greenhalgh", "Leader of the Council"),
    ("Tobias Law", "Head of Planning"),
    ("Siân Prosser-Oakes", "Director of Resources and Section 151 Officer"),
    ("May Trevanion", "Chair, Audit Committee"),
    ("Katharine Ashbee", "Data analyst"),
    ("Peter Quill", "Housing officer"),
    ("Pat Quennell", "Housing officer"),
)
MEETINGS = ("m1", "m2", "m3", "m4")
TITLES = ("Trade union representatives", "Planning", "Cabinet", "Frontline staff")


def facts_of(*heard: tuple[str, str], off_record: bool = False, findings: tuple[Finding, ...] = ()) -> Facts:
    """What is known; ``heard`` are (meeting, text), each a point of its own."""
    meetings = {
        ItemId(id): Meeting(id=ItemId(id), title=title, expected=2 if id == "m1" else 12)
        for id, title in zip(MEETINGS, TITLES, strict=True)
    }
    notes = {ItemId(f"n-{id}"): Note(id=ItemId(f"n-{id}"), meeting=id, person=ItemId("p")) for id in meetings}
    points = {
        ItemId(f"x{number}"): Point(
            id=ItemId(f"x{number}"), note=ItemId(f"n-{meeting}"), text=text, off_record=off_record
        )
        for number, (meeting, text) in enumerate(heard)
    }
    return Facts(
        challenge=Challenge(
            id=ItemId("c"),
            councils=("Port Brannock Council",),
            addressee=Addressee(name="Siân Prosser-Oakes", salutation="Siân"),
        ),
        interviewees=tuple(
            Interviewee(id=ItemId(f"i{number}"), name=name, role=role) for number, (name, role) in enumerate(PEOPLE)
        ),
        people=(Person(id=ItemId("p"), name="Edda Law", manager=True),),
        meetings=meetings,
        heard=tuple(
            Heard(text=point.text, meeting=notes[point.note].meeting, off_record=point.off_record)
            for point in points.values()
        ),
        findings={finding.id: finding for finding in findings},
        standings=standings(findings, points, notes, meetings),
        themes=(THEME,),
        visit=VISIT,
    )


def finding(text: str, **more: object) -> Finding:
    """An agreed finding on the one theme."""
    return replace(
        Finding(id=ItemId("f1"), title="The budget is sound", text=text, theme=THEME.id, state=FindingState.AGREED),
        **more,  # type: ignore[arg-type]
    )


def remarks(text: str, *heard: tuple[str, str], **more: object) -> list[Remark]:
    """What is remarked on a letter with one finding that says ``text``."""
    off_record = bool(more.pop("off_record", False))
    one = finding(text, **more)
    facts = facts_of(*heard, off_record=off_record, findings=(one,))
    source = Source(
        challenge=facts.challenge, themes=facts.themes, people=facts.people, visit=VISIT, findings=(one,)
    )  # fmt: skip
    return list(run(compose(source), facts))


def words(text: str, *heard: tuple[str, str], **more: object) -> list[tuple[Check, str]]:
    """The checks and the words they are about, but for what the finding stands on."""
    about = (Check.NOTHING_BEHIND, Check.ONE_ROOM, Check.CHALLENGED)
    return [(one.check, one.words) for one in remarks(text, *heard, **more) if one.check not in about]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Jocasta Greenhalgh leads well.", "Jocasta Greenhalgh"),
        ("Councillor Greenhalgh leads well.", "Councillor Greenhalgh"),
        ("This is Greenhalgh’s own plan.", "Greenhalgh"),
        ("Sian Prosser-Oakes has a plan.", "Sian Prosser-Oakes"),
        ("Prosser-Oakes’s plan is good.", "Prosser-Oakes"),
        ("Prosser has a plan.", "Prosser"),
        ("T. Law has a plan.", "T. Law"),
        ("The plan of Mr Law is good.", "Mr Law"),
        ("tobias law has a plan.", "tobias law"),
        ("Staff look up to Jocasta in everything.", "Jocasta"),
        ("May Trevanion chairs it.", "May Trevanion"),
        ("Peter Quill knows everybody.", "Peter Quill"),
    ],
)
def test_a_name_in_clear_is_stopped(text: str, found: str) -> None:
    names = [one for one in remarks(text) if one.check is Check.NAME]
    assert [(one.words, one.severity) for one in names] == [(found, Severity.STOP)]
    assert names[0].slot == "finding:f1" and names[0].fix is Fix.LEAVE_OUT


@pytest.mark.parametrize(
    "text",
    [
        "The Law Society was consulted in May and again by May 2026.",
        "May brings the elections. In May the budget is set.",
        "Planning law is well understood, and green spaces are kept.",
        "Edda Law led the team.",
        "Greenhalgh Street has been rebuilt.",
        "The budget may be late. Peter Street is dug up.",
    ],
)
def test_words_that_are_also_names_are_left_alone(text: str) -> None:
    assert words(text) == []


def test_a_word_that_may_be_a_name_is_asked_about() -> None:
    assert [(one.severity, one.words) for one in remarks("We think that Law has a plan.") if one.check.recognises] == [
        (Severity.ASK, "Law")
    ]


@pytest.mark.parametrize("text", ["Catherine Ashby told us so.", "Jocasta Greenhalge leads.", "Trevannion chairs it."])
def test_a_name_that_is_spelt_otherwise_is_found(text: str) -> None:
    assert {one.check for one in remarks(text)} & {Check.SPELLING, Check.NAME}


@pytest.mark.parametrize("text", ["J.G. told us so.", "Some are anxious (KA).", "According to JG, it is late."])
def test_initials_of_somebody_who_was_met_are_asked_about(text: str) -> None:
    assert [check for check, _ in words(text)] == [Check.INITIALS]


def test_capitals_that_are_no_ones_are_left_alone() -> None:
    assert words("The MTFS was shared with HR, and a JG form said so.") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Head of Planning has lost heart.", "Head of Planning"),
        ("The planning manager has lost heart.", "planning manager"),
        ("The head of the planning service has lost heart.", "head of the planning"),
        ("The section 151 officer told us that it is late.", "section 151 officer"),
        ("The data analyst is overworked.", "data analyst"),
        ("According to the leader of the council it is late.", "leader of the council"),
        ("The chair of the Audit Committee feels ignored.", "chair of the Audit"),
    ],
)
def test_a_post_that_only_one_person_has_is_asked_about(text: str, found: str) -> None:
    assert (Check.ROLE, found) in words(text)


@pytest.mark.parametrize(
    "text",
    [
        "The leader of the council is respected.",
        "Data analysts are hard to find.",
        "A housing officer told us so.",
        "Planning is led from the top, and the head of steam is kept.",
    ],
)
def test_offices_and_posts_that_several_have_are_left_alone(text: str) -> None:
    assert [check for check, _ in words(text)] == []


def test_a_small_group_that_is_given_a_voice_is_asked_about() -> None:
    assert words("Trade union representatives told us that trust is low.") == [
        (Check.GROUP, "Trade union representatives")
    ]
    assert words("The council consults trade union representatives before each change.") == []
    assert words("Two of the planners told us that trust is low.") == [(Check.GROUP, "Two of the planners")]
    assert words("Frontline staff told us that trust is low.") == []


LINE = "nobody on the corridor opens the ledger before the second coffee"


def test_the_words_of_one_interview_are_stopped() -> None:
    told = f"Some said that {LINE} of the day."
    stopped = [one for one in remarks(told, ("m2", LINE)) if one.check is Check.VERBATIM]
    assert [(one.words, one.severity) for one in stopped] == [(LINE, Severity.STOP)]


def test_the_words_of_several_interviews_are_nobodys() -> None:
    assert words(f"Some said that {LINE} of the day.", ("m2", LINE), ("m3", LINE)) == []


def test_two_notes_of_one_interview_are_still_one() -> None:
    assert [check for check, _ in words(f"Some said that {LINE}.", ("m2", LINE), ("m2", LINE))] == [Check.VERBATIM]


def test_a_quotation_is_asked_about_and_not_stopped() -> None:
    told = "One phrase stayed with us: “nobody on the corridor opens the ledger”."
    found = [one for one in remarks(told, ("m2", LINE)) if one.check is Check.VERBATIM]
    assert [one.severity for one in found] == [Severity.ASK]


def test_a_line_in_hardly_other_words_is_found() -> None:
    told = "On the corridor nobody has opened the ledger before a second coffee."
    assert [check for check, _ in words(told, ("m2", LINE))] == [Check.VERBATIM]


def test_what_was_said_off_the_record_is_stopped() -> None:
    told = "The ledger is not opened on the corridor before the second coffee."
    found = [one for one in remarks(told, ("m2", LINE), off_record=True) if one.check is Check.OFF_RECORD]
    assert [(one.severity, one.words) for one in found] == [(Severity.STOP, told)]


@pytest.mark.parametrize(
    ("text", "check", "found", "instead"),
    [
        ("There are weaknesses in scrutiny.", Check.NOT_OUR_WORDS, "weaknesses", "areas for consideration"),
        ("Weakness is felt.", Check.NOT_OUR_WORDS, "Weakness", "Area for consideration"),
        ("Our inspection was short.", Check.NOT_OUR_WORDS, "Our inspection", ""),
        ("We rated it highly.", Check.NOT_OUR_WORDS, "rated", ""),
        ("The council must act.", Check.TOO_STRONG, "must", "could"),
        ("Members should meet more often.", Check.TOO_STRONG, "should", "could"),
        ("We met 120 people in the visit.", Check.TYPED_COUNT, "120 people", "more than 130 people"),
        ("The team spoke in over 30 meetings.", Check.TYPED_COUNT, "over 30 meetings", "more than 45 meetings"),
        ("It is led by [[Council]].", Check.PLACEHOLDER, "[[Council]]", ""),
        ("It was on [insert date].", Check.PLACEHOLDER, "[insert date]", ""),
        ("The figure is TBC.", Check.PLACEHOLDER, "TBC", ""),
    ],
)
def test_words_that_are_not_ours_are_found(text: str, check: Check, found: str, instead: str) -> None:
    only = [one for one in remarks(text) if one.check is check]
    assert [(one.words, one.replacement) for one in only] == [(found, instead)]
    assert (only[0].fix is Fix.REPLACE) is bool(instead)


@pytest.mark.parametrize(
    "text",
    [
        "The Ofsted inspection went well, and its rating is shared.",
        "Peer challenge is not an inspection.",
        "We spoke to more than 130 people in more than 45 meetings.",
        "There are 40 members, and 300 staff work here.",
        "The council must have known. It could go further.",
        "The council tax base has been upgraded.",
    ],
)
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert words(text) == []


def test_the_frame_of_a_letter_has_nothing_to_remark_on() -> None:
    assert [one for one in remarks("All is well.") if not one.slot.startswith("finding:")] == []


def test_what_a_finding_stands_on_is_remarked_on() -> None:
    nothing = remarks("All is well.")
    assert [one.check for one in nothing] == [Check.NOTHING_BEHIND]
    one_room = remarks("All is well.", ("m2", "good budget"), links=(Link(source=ItemId("x0")),))
    assert [(one.check, one.sources, one.words) for one in one_room] == [(Check.ONE_ROOM, 1, "The budget is sound.")]
    challenged = remarks(
        "All is well.", ("m2", "good"), ("m3", "good"), ("m4", "bad"),
        links=(*BOTH, Link(source=ItemId("x2"), role=LinkRole.CHALLENGES)),
    )  # fmt: skip
    assert [(one.check, one.fix) for one in challenged] == [(Check.CHALLENGED, Fix.ANSWER)]


def test_a_headline_may_sum_up_without_points_of_its_own() -> None:
    assert Check.NOTHING_BEHIND not in {one.check for one in remarks("All is well.", kind=FindingKind.HEADLINE)}


def test_a_theme_of_the_scope_without_feedback_is_remarked_on_last() -> None:
    last = remarks("All is well.", theme=None)[-1]
    assert (last.check, last.words, last.slot, last.item) == (Check.SILENT_THEME, "Money and assets", "", THEME.id)
    assert last.fix is Fix.WRITE_FINDING


def test_a_recommendation_needs_a_finding_in_the_letter() -> None:
    one = finding("All is well.")
    loose = Recommendation(id=ItemId("r1"), number=1, title="Set a budget")
    bound = replace(loose, id=ItemId("r2"), number=2, findings=frozenset({one.id}))
    facts = replace(facts_of(findings=(one,)), recommendations=(loose, bound))
    letter = compose(Source(challenge=facts.challenge, findings=(one,), recommendations=(loose, bound)))
    found = [remark for remark in run(letter, facts) if remark.check is Check.LOOSE_RECOMMENDATION]
    assert [remark.item for remark in found] == [loose.id]


def test_a_progress_review_goes_by_the_recommendations() -> None:
    one = finding("All is well.")
    bound = Recommendation(id=ItemId("r2"), number=1, title="Set a budget", findings=frozenset({one.id}))
    facts = replace(facts_of(findings=(one,)), recommendations=(bound,))
    source = Source(challenge=facts.challenge, themes=facts.themes, findings=(one,), recommendations=(bound,))
    assert run(compose(source, PROGRESS), facts) == ()


def test_every_sentence_says_how_many_separate_meetings_stand_behind_it() -> None:
    one = finding(
        "All is well. It has been so for years.", links=(Link(source=ItemId("x0")), Link(source=ItemId("x1")))
    )
    facts = facts_of(("m2", "good"), ("m3", "good"), findings=(one,))
    letter = compose(Source(challenge=facts.challenge, themes=facts.themes, findings=(one,)))
    told = sentences(letter, facts)
    mine = [(sentence.text, sentence.meetings) for sentence in told if sentence.slot == "finding:f1"]
    assert mine == [("The budget is sound.", 2), ("All is well.", 2), ("It has been so for years.", 2)]
    assert {sentence.meetings for sentence in told if sentence.slot != "finding:f1"} == {None}


def test_a_remark_keeps_its_key_while_its_sentence_stays() -> None:
    before = remarks("Jocasta leads. All is well.")
    after = remarks("Jocasta leads. All is not so well.")
    changed = remarks("Jocasta leads us. All is well.")
    (key,) = (one.key for one in before if one.check is Check.NAME)
    assert key in {one.key for one in after}
    assert key not in {one.key for one in changed}
    assert key not in {one.key for one in remaining(tuple(before), {key})}


def test_remarks_point_at_their_words() -> None:
    text = "Jocasta leads, and the council must act. We rated it. Trade union representatives told us so."
    letter_text = f"The budget is sound. {text}"
    found = [one for one in remarks(text) if one.slot]
    assert len(found) > 4
    assert all(letter_text[one.start : one.end] == one.words for one in found)
    assert [one.start for one in found] == sorted(one.start for one in found)


# --- two hundred labelled sentences ------------------------------------------------------------------------


def test_of_two_hundred_sentences_no_name_and_no_post_in_clear_gets_through() -> None:
    assert sum(map(len, LEAKS.values())) == len(CLEAN) == 100
    found = figures()
    assert found[NAME].recall == found[POST].recall == 1
    assert all(figure.recall >= 0.75 and figure.precision >= 0.85 for figure in found.values()), found
    assert found["all"].recall >= 0.9 and found["all"].precision >= 0.9
