"""The general search: a team's laptops in any order of events, against an independent reading of their entries.

That it finds faults is tested too: with stores that have one each.
"""

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.storage.broken import STORES, Broken
from tests.storage.laptops import template
from tests.storage.machine import Merging, wander


def test_laptops_agree_whatever_happens() -> None:
    quick = settings(max_examples=8, stateful_step_count=25, phases=[Phase.generate])
    run_state_machine_as_test(Merging, settings=quick)


@pytest.mark.soak
def test_laptops_agree_whatever_happens_for_long() -> None:
    run_state_machine_as_test(Merging, settings=settings(max_examples=150, stateful_step_count=60))


# With which seed a fault comes up soonest: what finds it is the same, only sooner.
SOONEST = {
    "deletion_sees_all": 9,
    "deletion_loses": 10,
    "redelivery_drops_heads": 8,
    "nothing_waits": 4,
    "parents_wake_nobody": 9,
    "unknown_fields_dropped": 1,
    "newer_versions_refused": 1,
    "vector_claims_gaps": 9,
    "decision_names_the_winner_only": 6,
    "redaction_forgotten": 4,
}


@pytest.mark.parametrize("broken", STORES, ids=lambda broken: broken.__name__)
def test_a_broken_store_is_found_out(broken: Broken, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same rules and checks, in orders drawn from the same few seeds each time, must not pass over the fault."""
    template()
    broken(monkeypatch)
    first = SOONEST.get(broken.__name__, 0)
    with pytest.raises(AssertionError):
        wander(*sorted(range(12), key=lambda seed: seed != first), looks=False)


@pytest.mark.parametrize("seed", range(2))
def test_a_sound_store_passes_what_finds_the_broken_ones(seed: int) -> None:
    wander(seed)


def test_packages_taken_together_and_taken_back_keep_to_the_rules_too() -> None:
    wander(50, several=True)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 140))
def test_a_sound_store_passes_it_for_long(seed: int) -> None:
    wander(seed, steps=150, several=True)
