"""What every test gets: no screen, a home of its own, and a fixed appetite for examples."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from pytestqt.qtbot import QtBot

# Before Qt or the program is imported: nothing here may touch the screen or the data of whoever runs the tests.
HOME = Path(tempfile.mkdtemp(prefix="slireviewer-tests-"))
os.environ["QT_QPA_PLATFORM"] = os.environ.get("SLIREVIEWER_TEST_PLATFORM", "offscreen")
for variable, folder in {
    "HOME": "",
    "USERPROFILE": "",
    "XDG_CACHE_HOME": "cache",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_DOCUMENTS_DIR": "documents",
    "XDG_RUNTIME_DIR": "runtime",
    "XDG_STATE_HOME": "state",
    "WIN_PD_OVERRIDE_APPDATA": "data",
    "WIN_PD_OVERRIDE_LOCAL_APPDATA": "data",
}.items():
    (HOME / folder).mkdir(mode=0o700, exist_ok=True)
    os.environ[variable] = str(HOME / folder)
for variable in [name for name in os.environ if name.startswith("SLIREVIEWER_PASSPHRASE")]:
    del os.environ[variable]

settings.register_profile(
    "quick",
    deadline=None,
    max_examples=30,
    stateful_step_count=30,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("soak", settings.get_profile("quick"), max_examples=2000, stateful_step_count=80)
settings.load_profile(os.environ.get("SLIREVIEWER_EXAMPLES", "quick"))


# Files of tests that take long, the longest first. Begun early, none of them keeps one processor busy at the end.
LONG = (
    "ui/test_accessibility.py",
    "test_crashes.py",
    "test_cli.py",
    "storage/test_merging_machine.py",
    "test_reading.py",
    "ui/test_merge_page.py",
    "ui/test_evidence_page.py",
    "storage/test_hostile_packages.py",
    "journeys/test_killed_while_typing.py",
    "storage/test_power_cuts.py",
    "test_architecture.py",
    "ui/test_letter_page.py",
    "ui/test_handing_over.py",
    "word/test_returned.py",
    "test_timetable.py",
    "test_demo.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first; the others, and the tests in a file, stay in their order."""
    first = {f"tests/{name}": at for at, name in enumerate(LONG)}
    items.sort(key=lambda item: first.get(item.nodeid.partition("::")[0], len(first)))


def pytest_unconfigure() -> None:
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def private_home() -> Path:
    """The home folder of this run of the tests."""
    return HOME


@pytest.fixture(scope="module", autouse=True)
def names_and_times_of_its_own() -> Iterator[None]:
    """A file of tests that draws names and times from a seed leaves the real ones to the next."""
    from slireviewer.storage import workspace

    kept = (workspace.secrets, workspace.now)
    yield
    workspace.secrets, workspace.now = kept


class Patient(QtBot):
    """Waits until something has happened, on a busy machine too: only what never happens takes so long."""

    MILLISECONDS = 30_000

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = MILLISECONDS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = MILLISECONDS, **more: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **more)


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> QtBot:
    """Somebody at the screen, with patience."""
    return Patient(request)
