"""Quoted words are found again exactly where they are, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slireviewer import anchors
from slireviewer.anchors import find, make

TEXT = "The depot is slow. Staff say the rota is late, and the rota is late again on Fridays. 🌊 Quay café: fine."


def quoted(words: str, text: str = TEXT, *, nth: int = 0) -> anchors.Anchor:
    at = -1
    for _ in range(nth + 1):
        at = text.index(words, at + 1)
    return make(text, at, at + len(words))


def test_an_anchor_says_the_words_what_stands_around_them_and_of_which_version() -> None:
    made = quoted("Staff say")
    assert (made.exact, made.prefix, made.start, made.end) == ("Staff say", "The depot is slow. ", 19, 28)
    assert made.suffix == " the rota is late, and the rota "
    assert made.source == anchors.version(TEXT) and made.once


@pytest.mark.parametrize(("start", "end"), [(3, 3), (-1, 4), (5, 2), (0, len(TEXT) + 1)])
def test_what_is_no_stretch_of_the_text_cannot_be_quoted(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no stretch"):
        make(TEXT, start, end)


@pytest.mark.parametrize(
    "now",
    [
        TEXT,
        "📌 First: " + TEXT,
        TEXT.replace("Staff say", "Staff and managers say"),
        TEXT.replace("Fridays", "Mondays and Tuesdays"),
        TEXT.replace("depot is", "depot\r\nis"),
        TEXT.replace(" on Fridays. 🌊 Quay café: fine.", ""),
        TEXT.replace("late, and", "late; and").replace("late again", "late, again"),
    ],
)
def test_words_are_found_after_edits_around_them(now: str) -> None:
    anchor = quoted("and the rota is late")
    where = now.index("and the rota is late")
    assert find(anchor, now) == (where, where + len(anchor.exact))


@pytest.mark.parametrize(
    "now",
    [
        "",
        "Something else.",
        TEXT.replace("and the rota", "but the rota"),
        TEXT.replace(", and the rota is late again", ""),
        TEXT.replace("is late again", "is  late again"),
    ],
)
def test_words_that_were_changed_or_taken_out_are_not_found(now: str) -> None:
    assert find(quoted("and the rota is late"), now) is None


def test_of_two_places_with_the_same_words_the_right_one_is_found_or_none() -> None:
    second = quoted("the rota is late", nth=1)
    assert find(second, "Well. " + TEXT) == (57, 73)
    without = TEXT.replace("and the rota is late again on Fridays. ", "")
    assert find(second, without) is None
    assert find(second, TEXT.replace(", and the rota is late again on Fridays", ". It is late.")) is None


def test_a_copy_of_the_whole_paragraph_makes_it_uncertain() -> None:
    assert find(quoted("the rota is late", nth=1), TEXT + "\n" + TEXT) is None


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("then", ["\n", "\r\n", "\r"])
def test_another_way_of_ending_lines_does_not_lose_the_words(ends: str, then: str) -> None:
    lines = ["First line", "second line", "third of them", "and a last"]
    anchor = quoted(f"second line{ends}third", ends.join(lines))
    now = then.join(lines)
    found = find(anchor, now)
    assert found is not None
    assert now[slice(*found)] == f"second line{then}third"


# ---- laws ------------------------------------------------------------------------------------------------

SIGNS = "ab \n\r🌊é"
# No sign of the text is among those put in, so that an edit cannot bring back what another one took away.
EDIT = st.tuples(st.integers(0, 400), st.integers(0, 30), st.text(alphabet="xyz\n\r🌊", max_size=12))


def edited(text: str, place: tuple[int, int], edits: list[tuple[int, int, str]]) -> tuple[str, tuple[int, int] | None]:
    """The text after some edits, and where all the signs of a stretch still stand together; else nowhere."""
    signs: list[tuple[str, int | None]] = [(sign, at) for at, sign in enumerate(text)]
    for at, length, new in edits:
        start = min(at, len(signs))
        signs[start : start + length] = [(sign, None) for sign in new]
    wanted = list(range(*place))
    origins = [origin for _, origin in signs]
    where = origins.index(wanted[0]) if wanted[0] in origins else -1
    together = where >= 0 and origins[where : where + len(wanted)] == wanted
    return "".join(sign for sign, _ in signs), (where, where + len(wanted)) if together else None


@given(st.data(), st.lists(EDIT, max_size=8))
def test_words_that_stand_nowhere_else_are_found_where_they_went_or_not_at_all(
    data: st.DataObject, edits: list[tuple[int, int, str]]
) -> None:
    # Every sign stands here once, so that there is no doubt which of them an edit left.
    text = "".join(chr(0x4E00 + n) for n in range(160))
    start = data.draw(st.integers(0, len(text) - 4))
    end = data.draw(st.integers(start + 4, min(len(text), start + 60)))
    anchor = make(text, start, end)
    now, where = edited(text, (start, end), edits)
    found = find(anchor, now)
    assert found in (None, where)
    if where is not None and len(anchor.exact) >= 12:
        assert found == where


@given(st.text(alphabet=SIGNS, min_size=1, max_size=80), st.data(), st.text(alphabet=SIGNS, max_size=120))
def test_what_is_found_are_the_very_words_in_any_other_text(text: str, data: st.DataObject, other: str) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    anchor = make(text, start, end)
    assert find(anchor, text) == (start, end)
    found = find(anchor, other)
    if found is not None:
        plain = other[slice(*found)].replace("\r\n", "\n").replace("\r", "\n")
        assert plain == anchor.exact.replace("\r\n", "\n").replace("\r", "\n")


@given(
    st.text(alphabet=SIGNS, max_size=60), st.text(alphabet="ab 🌊é", min_size=1, max_size=40),
    st.text(alphabet=SIGNS, max_size=60), st.text(alphabet="xyz \n🌊", max_size=40),
    st.text(alphabet="xyz", max_size=40),
)  # fmt: skip
def test_edits_that_leave_its_surroundings_alone_never_lose_or_move_it(
    before: str, words: str, after: str, ahead: str, behind: str
) -> None:
    whole = f"{'-' * 40}{before}{words}{after}{'-' * 40}"
    start = 40 + len(before)
    anchor = make(whole, start, start + len(words))
    now = f"{ahead}{whole}{behind}"
    around = f"{anchor.prefix}{words}{anchor.suffix}"
    twice = now.find(around) != now.rfind(around)
    expected = None if twice else (start + len(ahead), start + len(ahead) + len(words))
    assert find(anchor, now) == (expected if now != whole else (start, start + len(words)))
