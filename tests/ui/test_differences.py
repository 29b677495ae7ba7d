"""The pieces of two texts put together again are these texts; a changed word is marked, its neighbours are not."""

from hypothesis import given
from hypothesis import strategies as st

from slireviewer.ui.differences import Fate, Run, word_differences

PIECES = ["late", "reports", "came", " ", "  ", "\n", ".", "£40k", "’", "ŵ"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)


def joined(runs: list[Run], *fates: Fate) -> str:
    return "".join(run.text for run in runs if run.fate in fates)


@given(TEXTS | st.text(max_size=20), TEXTS | st.text(max_size=20))
def test_the_pieces_make_up_both_texts(before: str, after: str) -> None:
    runs = word_differences(before, after)
    assert joined(runs, Fate.KEPT, Fate.REMOVED) == before
    assert joined(runs, Fate.KEPT, Fate.INSERTED) == after
    assert all(run.text for run in runs)


@given(TEXTS)
def test_nothing_is_marked_in_the_same_text(text: str) -> None:
    assert word_differences(text, text) == ([Run(text, Fate.KEPT)] if text else [])


def test_one_changed_word_is_marked_alone() -> None:
    assert word_differences("Reports came late.", "Reports came early.") == [
        Run("Reports came ", Fate.KEPT),
        Run("late", Fate.REMOVED),
        Run("early", Fate.INSERTED),
        Run(".", Fate.KEPT),
    ]


def test_words_changed_side_by_side_are_one_change() -> None:
    runs = word_differences("We heard one long story.", "We heard two short stories.")
    assert [run.fate for run in runs] == [Fate.KEPT, Fate.REMOVED, Fate.INSERTED, Fate.KEPT]
    assert runs[1].text == "one long story"


def test_very_long_texts_are_compared_as_wholes_where_they_differ() -> None:
    runs = word_differences("same " + "a b " * 5000, "same " + "c d " * 5000)
    assert [run.fate for run in runs][:3] == [Fate.KEPT, Fate.REMOVED, Fate.INSERTED]
