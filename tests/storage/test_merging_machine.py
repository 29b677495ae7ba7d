"""The general search: a team's laptops in any order of events, against an independent reading of their entries."""

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.storage.machine import Merging


def test_laptops_agree_whatever_happens() -> None:
    run_state_machine_as_test(Merging, settings=settings(max_examples=8, stateful_step_count=25))


@pytest.mark.soak
def test_laptops_agree_whatever_happens_for_long() -> None:
    run_state_machine_as_test(Merging, settings=settings(max_examples=150, stateful_step_count=60))
