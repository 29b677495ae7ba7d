"""Three scripted days of seven laptops, with all that goes wrong in a week: no text is lost, and all agree in the end.

A clock is years wrong, a laptop is set back to a backup, a colleague's version is newer, packages are lost, repeated
and late, texts of others are changed, deleted and decided upon, and every evening a merge is taken back.
"""

import pytest

from tests.storage.three_days import LAPTOPS, ThreeDays


def live_through(seed: int, *, notes: int) -> tuple[int, int, int]:
    """Texts ever written, texts unreachable on some laptop, and final states."""
    days = ThreeDays(seed, notes=notes)
    try:
        for number in range(3):
            days.day(number)
        days.spread()
        lost = set().union(*(days.unreachable(laptop) for laptop in days.laptops))
        assert all(days.kept_unknown(laptop) for laptop in days.laptops)
        states = {laptop.dump() for laptop in days.laptops}
        assert len(days.laptops) == LAPTOPS
        return len(days.written), len(lost), len(states)
    finally:
        days.close()


def test_three_days_of_seven_laptops_lose_no_text_and_end_in_one_state() -> None:
    written, unreachable, states = live_through(1, notes=1)
    assert written > 150
    assert (unreachable, states) == (0, 1)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 8))
def test_three_full_days_of_seven_laptops_lose_no_text_and_end_in_one_state(seed: int) -> None:
    written, unreachable, states = live_through(seed, notes=28)
    print(f"\n{written:,} texts ever written, {unreachable} unreachable, {states} final state", end="")
    assert written > 2_500
    assert (unreachable, states) == (0, 1)
