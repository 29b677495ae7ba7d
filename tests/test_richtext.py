"""Formatted words survive being kept, whatever they are."""

import json
import re

from hypothesis import given
from hypothesis import strategies as st

from slireviewer.richtext import Block, Run, Sort, Text, from_json, from_plain, plain, replaced, tidy, to_json

LINKS = st.sampled_from(["", "https://example.org/a", "mailto:ann@example.org", "#finding_1"])
RUNS = st.builds(Run, st.text(min_size=1), st.booleans(), st.booleans(), LINKS)
BLOCKS = st.builds(
    lambda runs, sort, level: Block(tidy(runs), sort, 0 if sort is Sort.PARAGRAPH else level),
    st.lists(RUNS, max_size=5),
    st.sampled_from(Sort),
    st.integers(0, 1),
)
TEXTS = st.lists(BLOCKS, max_size=6).map(tuple)


@given(TEXTS)
def test_a_text_is_the_same_after_it_was_kept(text: Text) -> None:
    assert from_json(json.loads(json.dumps(to_json(text)))) == text


@given(st.lists(RUNS, max_size=6))
def test_tidying_changes_no_word_and_no_look(runs: list[Run]) -> None:
    def signs(of: object) -> list[tuple[str, bool, bool, str]]:
        return [(sign, run.bold, run.italic, run.link) for run in of for sign in run.text]  # type: ignore[attr-defined]

    assert signs(tidy(runs)) == signs(runs)


@given(TEXTS, st.sampled_from(["e", "be", "0"]), st.sampled_from(["", "x", "long words"]))
def test_words_are_replaced_as_in_plain_text_and_the_rest_keeps_its_look(text: Text, words: str, other: str) -> None:
    fresh, count = replaced(text, words, other)
    if not any("{" in block.text for block in text):
        assert count == sum(len(re.findall(words, block.text, re.IGNORECASE)) for block in text)
    if not count:
        assert fresh == text
    assert [(block.sort, block.level) for block in fresh] == [(block.sort, block.level) for block in text]


def test_words_across_two_looks_are_replaced_in_the_look_of_the_first_and_fields_are_left_alone() -> None:
    text = (Block((Run("The "), Run("cou", bold=True), Run("ncil met {council} for {days} days"))),)
    fresh, count = replaced(text, "the council", "this council")
    assert (count, fresh[0].runs) == (1, (Run("This council met {council} for {days} days"),))
    assert replaced(text, "days", "hours")[0][0].text == "The council met {council} for {days} hours"


def test_a_foreign_link_loses_its_address_and_keeps_its_words() -> None:
    (block,) = from_json([{"t": "p", "r": [["press here", "", "file:///etc/passwd"]]}])
    assert block.runs == (Run("press here"),)


def test_typed_lines_become_paragraphs_and_entries() -> None:
    text = from_plain("Praise first.\n- One\n– Two\n\nThe rest")
    assert [block.sort for block in text] == [Sort.PARAGRAPH, Sort.BULLET, Sort.BULLET, Sort.PARAGRAPH]
    assert plain(text) == "Praise first.\nOne\nTwo\nThe rest"


def test_data_from_elsewhere_is_never_a_fault() -> None:
    assert from_json({"t": "p"}) == ()
    assert from_json([1, {"r": 2}, {"t": "h1", "r": [["x"], [3], []]}]) == (Block((Run("x"),)),)
