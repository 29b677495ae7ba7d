"""The project as a whole: what it stands on, what it ships, and what must not slip into it."""

import importlib.metadata
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version
from pytestqt.qtbot import QtBot

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ENTRIES = {
    ".ci",
    ".gitattributes",
    ".gitignore",
    "LICENSE",
    "Makefile",
    "README.md",
    "pyproject.toml",
    "requirements-dev.txt",
    "requirements.txt",
    "resources",
    "slireviewer",
    "tests",
}


@pytest.fixture(scope="module")
def files() -> list[Path]:
    """The files under version control, relative to the top."""
    try:
        listed = subprocess.run(
            ["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a checkout, or no git")
    names = [Path(name) for name in listed.stdout.decode().split("\0") if name]
    return [name for name in names if (ROOT / name).is_file()]


def test_qt_is_older_than_the_release_that_loses_references() -> None:
    assert Version(importlib.metadata.version("PySide6-Essentials")) < Version("6.12")
    wanted = next(line for line in PROJECT["dependencies"] if line.startswith("PySide6"))
    assert not Requirement(wanted).specifier.contains("6.12.0")


def test_void_calls_of_qt_keep_the_references_to_none(qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QLabel

    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for _ in range(200):
        label.setText("Anytown")
    assert sys.getrefcount(None) > before - 100


def test_the_wheel_carries_the_package_and_its_resources(tmp_path: Path, files: list[Path]) -> None:
    from hatchling.builders.wheel import WheelBuilder

    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        scripts = archive.read(f"slireviewer-{PROJECT['version']}.dist-info/entry_points.txt").decode()
    assert {file.as_posix() for file in files if file.parts[0] == "slireviewer"} <= names
    assert {f"slireviewer/{file.as_posix()}" for file in files if file.parts[0] == "resources"} <= names
    assert {name.split("/")[0] for name in names} == {"slireviewer"}
    assert "slireviewer = slireviewer.__main__:main" in scripts


@pytest.mark.parametrize("pins", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_by_hash(pins: str) -> None:
    lines = (ROOT / pins).read_text(encoding="utf-8").splitlines()
    heads = [number for number, line in enumerate(lines) if line and line[0] not in " #"]
    assert heads
    for number in heads:
        assert re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]* \\", lines[number])
        assert re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", lines[number + 1])


@pytest.mark.parametrize(
    ("pins", "wanted"),
    [
        ("requirements.txt", PROJECT["dependencies"]),
        ("requirements-dev.txt", PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]),
    ],
)
def test_the_pins_meet_what_the_project_asks_for(pins: str, wanted: list[str]) -> None:
    text = (ROOT / pins).read_text(encoding="utf-8")
    pinned = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE))
    for line in wanted:
        requirement = Requirement(line)
        assert requirement.specifier.contains(pinned[requirement.name.lower()]), line


def test_both_lists_of_pins_agree() -> None:
    run, develop = (
        set(re.findall(r"^([a-z0-9-]+==\S+)", (ROOT / pins).read_text(encoding="utf-8"), re.MULTILINE))
        for pins in ("requirements.txt", "requirements-dev.txt")
    )
    assert run < develop


def test_only_the_agreed_entries_are_at_the_top(files: list[Path]) -> None:
    assert {file.parts[0] for file in files} <= ENTRIES


# Written in two halves, so that this file does not find itself.
UNWANTED = re.compile(
    b"|".join(
        re.escape(first + second)
        for first, second in [
            (b"pypi", b".org"),
            (b"python", b"hosted"),
            (b"npmjs", b".com"),
            (b"npmjs", b".org"),
            (b"index", b"-url"),
            (b"find", b"-links"),
            (b"/work", b"/main"),
            (b"/work", b"/shared"),
            (b"/root", b"/"),
        ]
    ),
    re.IGNORECASE,
)


@pytest.mark.parametrize("secret", [b"--index" + b"-url x", b"see /work" + b"/main/a.py", b"PyPI" + b".org"])
def test_an_unwanted_address_would_be_found(secret: bytes) -> None:
    assert UNWANTED.search(secret)


def test_no_file_names_a_registry_or_a_place_on_the_authors_computer(files: list[Path]) -> None:
    allowed = {Path(".ci/pin")}  # keeps such addresses out of the pins, and must name the option that does
    found = {
        file.as_posix(): match[0].decode()
        for file in files
        if file not in allowed and (match := UNWANTED.search((ROOT / file).read_bytes()))
    }
    assert found == {}
