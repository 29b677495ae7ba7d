"""What ships is found wherever the program is installed; what is kept is kept for its owner only."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from slireviewer import paths


def test_a_checkout_uses_the_resources_beside_the_package() -> None:
    found = paths.resource("frameworks.json")
    assert found == Path(paths.__file__).parents[1] / "resources" / "frameworks.json"


def test_an_installed_package_uses_the_resources_it_carries(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = tmp_path / "slireviewer"
    carried = package / "resources" / "icons" / "check.svg"
    beside = tmp_path / "resources" / "icons" / "check.svg"
    for file in (carried, beside):
        file.parent.mkdir(parents=True)
        file.touch()
    monkeypatch.setattr(paths, "_PACKAGE", package)
    assert paths.resource("icons/check.svg") == carried
    carried.unlink()
    assert paths.resource("icons/check.svg") == beside


def test_a_missing_resource_is_a_fault_of_the_program() -> None:
    with pytest.raises(FileNotFoundError, match="no resource icons/unicorn.svg"):
        paths.resource("icons/unicorn.svg")


@pytest.mark.parametrize("folder", [paths.data_folder, paths.challenges_folder, paths.state_folder])
def test_folders_of_the_program_are_there_and_private(folder: Callable[[], Path], private_home: Path) -> None:
    assert folder().is_dir()
    assert folder().is_relative_to(private_home)
    if os.name == "posix":
        assert stat.S_IMODE(folder().stat().st_mode) == 0o700


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps no such modes")
def test_a_folder_that_others_could_read_is_closed() -> None:
    paths.challenges_folder().chmod(0o755)
    assert stat.S_IMODE(paths.challenges_folder().stat().st_mode) == 0o700


def test_challenges_do_not_roam() -> None:
    assert "roaming" not in str(paths.challenges_folder()).lower()
