"""The rule of imports, as drawn in README "Shape" and written down in pyproject.toml, holds, and would be missed."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]


def lint(folder: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    """Hold the package in ``folder`` against contracts of the project."""
    command = ["from importlinter.cli import lint_imports_command as lint; lint()", "--no-logo", "--no-cache"]
    chosen = [word for contract in contracts for word in ("--contract", contract)]
    return subprocess.run(
        [sys.executable, "-c", *command, "--config", str(ROOT / "pyproject.toml"), *chosen],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package, with room for one import that breaks the rule."""
    folder = tmp_path_factory.mktemp("spoiled")
    shutil.copytree(ROOT / "slireviewer", folder / "slireviewer", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def test_the_rule_holds() -> None:
    result = lint(ROOT, *(contract["id"] for contract in CONTRACTS))
    assert result.returncode == 0, result.stdout + result.stderr
    assert f"{len(CONTRACTS)} kept, 0 broken" in result.stdout


@pytest.mark.parametrize(
    ("contract", "module", "line"),
    [
        ("layers", "model.py", "from slireviewer import history"),
        ("layers", "letter/composing.py", "import slireviewer.word"),
        ("layers", "history.py", "from slireviewer import storage"),
        ("layers", "storage/tables.py", "from slireviewer.ui import theme"),
        ("layers", "helpers.py", '"""A room that nobody drew."""'),
        ("layers", "cli/letters.py", "from slireviewer.ui import theme"),
        ("window", "ui/start_page.py", "from slireviewer import demo"),
        ("door", "ui/watch.py", "from slireviewer.storage.workspace import Workspace"),
        ("door", "demo.py", "from slireviewer.storage import journal"),
        ("storage", "storage/tables.py", "from slireviewer.storage import workspace"),
        ("storage", "storage/workspace.py", "from slireviewer.storage import notes"),
        ("ui", "ui/theme.py", "from slireviewer.ui import actions"),
        ("ui", "ui/today_page.py", "from slireviewer.ui import capture_page"),
        ("ui", "ui/widgets.py", '"""A part that nobody placed."""'),
        ("qt", "history.py", "from PySide6.QtCore import QObject"),
        ("sql", "ui/theme.py", "import sqlalchemy.orm"),
        ("sql", "records.py", "import sqlite3"),
        ("word", "letter/composing.py", "import docx.shared"),
        ("slides", "word/body.py", "import pptx"),
        ("layers", "word/body.py", "from slireviewer import slides"),
        ("layers", "placing.py", "from slireviewer import model"),
        ("word", "storage/tables.py", "from lxml import etree"),
    ],
)
def test_an_import_against_the_rule_is_found(spoiled: Path, contract: str, module: str, line: str) -> None:
    path = spoiled / "slireviewer" / module
    kept = path.read_text(encoding="utf-8") if path.exists() else None
    path.write_text(f"{kept or ''}\n{line}\n", encoding="utf-8")
    try:
        result = lint(spoiled, contract)
    finally:
        path.unlink() if kept is None else path.write_text(kept, encoding="utf-8")
    assert result.returncode == 1, result.stdout + result.stderr
    assert "0 kept, 1 broken" in result.stdout


@pytest.mark.parametrize("contract", [contract["id"] for contract in CONTRACTS if contract["type"] == "layers"])
def test_the_readme_draws_every_room(contract: str) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    drawn = set(re.findall(r"\w+", readme.split("## Shape")[1].split("## ")[0]))
    layers = next(found["layers"] for found in CONTRACTS if found["id"] == contract)
    assert {room for layer in layers for room in re.findall(r"\w+", layer)} <= drawn
