"""How much the checks find of what would give somebody away, on the labelled sentences (``make bench``)."""

from __future__ import annotations

import pytest

from tests.bench.material import seconds
from tests.labelled import CLEAN, figures, remarks_on

pytestmark = pytest.mark.bench


def test_what_the_checks_find() -> None:
    for kind, figure in figures().items():
        print(
            f"\nrecognised, {kind}: {figure.found} of {figure.all} found (recall {figure.recall:.0%}), "
            f"{figure.wrong} clean sentences remarked on (precision {figure.precision:.0%})",
            end="",
        )
    took = seconds(lambda: remarks_on(CLEAN))
    print(f"\nchecks of 100 sentences against 912 points: {took * 1000:.0f} ms", end="")
