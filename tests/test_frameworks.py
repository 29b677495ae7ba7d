"""The built-in frameworks say what was read in a source, and mark what was not."""

import json

import pytest

from slireviewer import paths
from slireviewer.errors import ReviewError
from slireviewer.frameworks import Framework, framework, frameworks


def titles(id: str) -> list[str]:
    return [theme.title for theme in framework(id).themes]


def marked(id: str) -> list[str]:
    return [theme.title for theme in framework(id).themes if theme.check_wording]


def test_the_five_themes_of_2021_are_facts() -> None:
    assert titles("cpc-2021") == [
        "Local priorities and outcomes",
        "Organisational and place leadership",
        "Governance and culture",
        "Financial planning and management",
        "Capacity for improvement",
    ]
    assert marked("cpc-2021") == []


def test_the_two_recalled_themes_of_2012_ask_to_be_checked() -> None:
    assert len(titles("cpc-2012")) == 5
    assert marked("cpc-2012") == ["Governance and decision-making", "Organisational capacity"]


def test_only_questions_that_were_read_are_shipped() -> None:
    leadership = framework("cpc-2012").themes[2]
    assert leadership.questions == ("Is political and managerial leadership effective?",)
    assert framework("cpc-2021").themes[3].questions == ()
    assert framework("cpc-2021").themes[2].questions[1] == "Is there a culture of challenge and scrutiny?"


def test_a_theme_whose_name_was_partly_seen_or_never_is_left_out_and_that_is_said() -> None:
    assert titles("children-safeguarding-2011") == ["Outcomes", "Vision, Strategy and Leadership"]
    assert framework("children-safeguarding-2011").incomplete
    assert titles("planning") == []
    assert framework("planning").incomplete


def test_a_progress_review_has_no_themes_of_its_own() -> None:
    review = framework("progress-review")
    assert review.themes == ()
    assert not review.incomplete


@pytest.mark.parametrize("known", frameworks(), ids=lambda known: known.id)
def test_a_framework_is_fit_to_print(known: Framework) -> None:
    assert known.title
    assert known.years
    texts = [text for theme in known.themes for text in (theme.title, *theme.questions)]
    assert all(text and text == text.strip() for text in texts)
    assert not [text for text in texts if "(" in text or "…" in text or text == "?"]
    assert len(set(titles(known.id))) == len(known.themes)


def test_no_framework_is_there_twice() -> None:
    ids = [known.id for known in frameworks()]
    assert len(set(ids)) == len(ids) == 28


def test_the_file_says_nothing_that_the_program_does_not_read() -> None:
    records = json.loads(paths.resource("frameworks.json").read_text(encoding="utf-8"))["frameworks"]
    assert set().union(*records) == {"id", "title", "years", "themes", "incomplete"}
    themes = [theme for record in records for theme in record["themes"]]
    assert set().union(*themes) == {"title", "questions", "check_wording"}


def test_an_unknown_framework_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ReviewError, match=r"'cpc-1999'.*cpc-2012, cpc-2017.*\.$"):
        framework("cpc-1999")
