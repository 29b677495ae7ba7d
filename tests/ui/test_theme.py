"""Every pair of colours can be read, every icon that is asked for is there, sizes follow the zoom."""

import gc
import re
import tomllib
import weakref
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from slireviewer.paths import resource
from slireviewer.ui.actions import TABLE
from slireviewer.ui.chips import KIND_ICON
from slireviewer.ui.theme import EDGE_PAIRS, TEXT_PAIRS, Look, Theme, contrast, read_theme, style_sheet

ROOT = Path(__file__).parents[2]
THEMES = ("light", "dark")


def theme(name: str) -> Theme:
    return read_theme(resource(f"themes/{name}.toml"))


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_can_be_read(name: str, ink: str, ground: str) -> None:
    colours = theme(name)
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("edge", "ground"), EDGE_PAIRS)
def test_edges_can_be_seen(name: str, edge: str, ground: str) -> None:
    colours = theme(name)
    assert contrast(colours[edge], colours[ground]) >= 3


def test_the_themes_name_the_same_colours() -> None:
    assert set(theme("light").colours) == set(theme("dark").colours)


@pytest.mark.parametrize("name", THEMES)
def test_a_theme_is_read_as_toml_is(name: str) -> None:
    path = resource(f"themes/{name}.toml")
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    read = read_theme(path)
    assert read.name == data["name"]
    assert {role: colour.name() for role, colour in read.colours.items()} == data["colours"]


def test_contrast_is_counted_as_the_guideline_does() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("white")) == pytest.approx(4.48, abs=0.01)


def test_every_icon_that_is_asked_for_is_there() -> None:
    asked = {entry.icon for entry in TABLE if entry.icon} | set(KIND_ICON.values())
    for path in (ROOT / "slireviewer/ui").glob("*.py"):
        asked |= set(re.findall(r'(?:picture|icon)\(\s*"([a-z0-9-]+)"', path.read_text(encoding="utf-8")))
        asked |= set(re.findall(r'rows\.append\(\s*\(?\s*"([a-z0-9-]+)"', path.read_text(encoding="utf-8")))
    assert len(asked) > 20
    for name in sorted(asked):
        assert resource(f"icons/{name}.svg").is_file()


@pytest.mark.parametrize("name", THEMES)
def test_the_style_sheet_leaves_no_role_open(look: Look, name: str) -> None:
    look.set_theme(name)
    sheet = style_sheet(look)
    assert "@" not in sheet
    assert not re.search(r"\{\d+\}", sheet)


def test_sizes_follow_the_zoom_within_its_bounds(look: Look) -> None:
    look.set_zoom(150)
    assert look.px(20) == 30
    look.set_zoom(5000)
    assert look.zoom == 200
    look.step_zoom(1)
    assert look.zoom == 200
    look.set_zoom(10)
    assert look.zoom == 90


def test_a_radio_button_is_round_at_every_zoom(look: Look) -> None:
    for zoom in range(90, 201, 10):
        look.set_zoom(zoom)
        found = re.search(
            r"QRadioButton::indicator \{ width: (\d+)px.*?border: (\d+)px.*?border-radius: (\d+)px", style_sheet(look)
        )
        assert found is not None
        width, edge, radius = map(int, found.groups())
        assert width + 2 * edge - 1 <= 2 * radius <= width + 2 * edge  # a larger one is drawn as none at all


def test_an_icon_takes_the_colour_of_its_role(look: Look) -> None:
    picture = look.picture("plus", "strength", 24, ratio=2).toImage()
    assert picture.width() == 48
    middle = picture.pixelColor(24, 24)
    assert middle.name() == look.colour("strength").name()


class _Knot:
    """Held by nobody but itself, as a widget is whose signals call its own methods."""

    def __init__(self) -> None:
        self.itself = self


class _Wasteful(QObject):
    """Makes so much while a look is put on that what nobody holds would be collected; remembers whether it was."""

    def __init__(self, knot: weakref.ref[_Knot]) -> None:
        super().__init__()
        self._knot = knot
        self.there: list[bool] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.StyleChange:
            wasted = [[each] for each in range(100_000)]
            self.there.append(bool(wasted) and self._knot() is not None)
        return False


def test_nothing_is_let_go_while_a_look_is_put_on(qapp: QApplication, look: Look, qtbot: QtBot) -> None:
    shown = QLabel("Words")
    qtbot.addWidget(shown)
    shown.show()
    gc.collect()
    wasteful = _Wasteful(weakref.ref(_Knot()))
    shown.installEventFilter(wasteful)
    look.set_theme("dark")
    shown.removeEventFilter(wasteful)
    assert wasteful.there != []
    assert all(wasteful.there)
    assert gc.isenabled()
