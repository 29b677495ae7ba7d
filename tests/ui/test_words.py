"""Plurals are said properly, every text can be translated, days and hours are written as in the timetable."""

import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import date, datetime
from pathlib import Path

import pytest

from slireviewer.model import NO_ITEM, Meeting
from slireviewer.paths import resource
from slireviewer.ui.actions import key_words
from slireviewer.ui.words import between, first_name, minutes_until, spoken

ROOT = Path(__file__).parents[2]
TOOLS = Path(sys.executable).parent


def counted(path: Path) -> dict[tuple[str, str], list[str]]:
    """Context and source of every text with a number in it, and its forms."""
    found = {}
    for context in ET.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            if message.get("numerus") == "yes":
                forms = [form.text or "" for form in message.iter("numerusform")]
                found[context.findtext("name", ""), message.findtext("source", "")] = forms
    return found


@pytest.mark.skipif(not (TOOLS / "pyside6-lupdate").exists(), reason="Qt's translation tools are not installed")
def test_every_text_with_a_number_has_its_english_forms(tmp_path: Path) -> None:
    files = [str(path) for path in (ROOT / "slireviewer/ui").glob("*.py")]
    fresh = tmp_path / "en.ts"
    command = [str(TOOLS / "pyside6-lupdate"), "-silent", "-pluralonly", *files, "-ts", str(fresh)]
    subprocess.run(command, check=True, cwd=ROOT)
    kept = counted(resource("i18n/slireviewer_en.ts"))
    assert set(counted(fresh)) == set(kept)
    assert all(len(forms) == 2 and "(" not in "".join(forms) for forms in kept.values())


@pytest.mark.skipif(not (TOOLS / "pyside6-lrelease").exists(), reason="Qt's translation tools are not installed")
def test_the_compiled_forms_are_those_of_the_source(tmp_path: Path) -> None:
    source = shutil.copy(resource("i18n/slireviewer_en.ts"), tmp_path / "en.ts")
    compiled = tmp_path / "en.qm"
    subprocess.run([str(TOOLS / "pyside6-lrelease"), "-silent", str(source), "-qm", str(compiled)], check=True)
    assert compiled.read_bytes() == resource("i18n/slireviewer_en.qm").read_bytes()


def test_no_text_is_put_together_before_it_is_translated() -> None:
    for path in (ROOT / "slireviewer/ui").glob("*.py"):
        assert not re.search(r"\btr\(\s*f[\"']", path.read_text(encoding="utf-8")), path.name


def test_days_and_hours() -> None:
    assert spoken(date(2026, 9, 16), "dddd d MMMM") == "Wednesday 16 September"
    meeting = Meeting(id=NO_ITEM, title="Staff", starts=datetime(2026, 9, 16, 11, 0), minutes=45)
    assert between(meeting) == "11:00 – 11:45"
    assert between(Meeting(id=NO_ITEM, title="Staff")) == ""


def test_minutes_are_rounded_up_and_never_negative() -> None:
    now = datetime(2026, 9, 16, 11, 0, 30)
    assert minutes_until(datetime(2026, 9, 16, 11, 1), now) == 1
    assert minutes_until(datetime(2026, 9, 16, 10, 0), now) == 0


@pytest.mark.parametrize(
    ("name", "called"),
    [("Councillor Owen Threlkeld", "Owen"), ("Dr. Ada Example", "Ada"), ("Ada", "Ada"), ("Cllr", "Cllr")],
)
def test_colleagues_are_called_by_their_first_name(name: str, called: str) -> None:
    assert first_name(name) == called


@pytest.mark.parametrize(
    ("keys", "shown"),
    [("Ctrl+1", "Ctrl 1"), ("Ctrl+Down", "Ctrl ↓"), ("Ctrl+PgUp", "Ctrl Page ↑"), ("Ctrl++", "Ctrl +"), ("F1", "F1")],
)
def test_keys_are_written_for_people(keys: str, shown: str) -> None:
    assert key_words(keys) == shown
