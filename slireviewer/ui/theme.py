"""Colours, sizes, fonts and icons of the window; which colour may stand on which. No widget lives here."""

from __future__ import annotations

import gc
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from slireviewer.paths import resource

log = logging.getLogger(__name__)

KINDS = ("strength", "consideration", "quote", "follow_up", "context")

ZOOM_STEPS = (90, 100, 110, 125, 150, 175, 200)

# Text and what it stands on: at least 4.5 to 1 in every theme.
TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    *((text, ground) for text in ("text", "text_soft") for ground in ("window", "card", "bar", "track", "hover")),
    ("text", "accent_soft"),
    ("text_soft", "accent_soft"),
    ("rail_text", "rail"),
    ("rail_text_selected", "rail_selected"),
    ("accent", "card"),
    ("accent", "window"),
    ("accent", "hover"),
    ("accent", "accent_soft"),
    ("accent_text", "accent"),
    ("accent_text", "accent_hover"),
    ("danger", "danger_soft"),
    ("danger", "bar"),
    ("text", "danger_soft"),
    ("selection_text", "selection"),
    ("strength", "bar"),
    *((kind, f"{kind}_soft") for kind in KINDS),
    *((kind, "card") for kind in KINDS),
    *(("text_soft", f"{kind}_soft") for kind in KINDS),
)

# Edges, focus rings and drawn marks and what they stand on: at least 3 to 1.
EDGE_PAIRS: tuple[tuple[str, str], ...] = (
    ("field_edge", "card"),
    ("field_edge", "window"),
    ("field_edge", "bar"),
    ("accent", "card"),
    ("accent", "window"),
    ("accent", "accent_soft"),
    ("accent", "track"),
    ("rail_text_selected", "rail"),
    ("rail_text_selected", "rail_selected"),
    ("strength", "track"),
    ("consideration", "track"),
    ("danger", "card"),
)


def contrast(one: QColor, other: QColor) -> float:
    """The contrast of two opaque colours as WCAG 2 counts it: 1 to 21."""

    def luminance(colour: QColor) -> float:
        parts = (colour.redF(), colour.greenF(), colour.blueF())
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@dataclass(frozen=True, slots=True)
class Theme:
    """A name and the colours of every role."""

    name: str
    colours: Mapping[str, QColor]

    def __getitem__(self, role: str) -> QColor:
        return self.colours[role]


def theme_for(choice: str, app: QApplication) -> str:
    """The name of the theme for what was chosen; "system" is the one that the system has now."""
    if choice != "system":
        return choice
    return "dark" if app.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"


def read_theme(path: Path) -> Theme:
    """The theme in a TOML file of which every line is empty, a comment, ``[colours]`` or ``name = "text"``.

    Read here and not by tomllib, which costs a tenth of the start of the window.
    """
    texts: dict[str, str] = {}
    for each in path.read_text(encoding="utf-8").splitlines():
        key, equals, value = each.partition("=")
        if equals and not each.startswith("#"):
            texts[key.strip()] = value.split('"')[1]
    return Theme(texts.pop("name"), {role: QColor(value) for role, value in texts.items()})


@lru_cache(maxsize=256)
def _drawing(name: str) -> bytes:
    try:
        path = resource(f"icons/{name}.svg")
    except FileNotFoundError:
        log.error("no icon %s", name)
        return b""
    return path.read_bytes().replace(b'stroke-width="2"', b'stroke-width="1.8"')


class Look(QObject):
    """How the window looks now: the one theme, the one text size. Says ``changed`` after either changes."""

    changed = Signal()

    def __init__(self, app: QApplication, *, theme: str = "light", zoom: int = 100) -> None:
        super().__init__()
        self._app = app
        self._pictures: dict[tuple[str, str, int, float], QPixmap] = {}
        self.key = theme
        self.zoom = max(ZOOM_STEPS[0], min(ZOOM_STEPS[-1], zoom))
        self.theme = read_theme(resource(f"themes/{theme}.toml"))
        self.family = _load_fonts()
        app.setStyle("Fusion")
        self._apply()

    def px(self, size: float) -> int:
        """``size`` of the drawing board in pixels at the present text size."""
        return round(size * self.zoom / 100)

    def colour(self, role: str) -> QColor:
        """The colour for ``role`` in the present theme."""
        return self.theme[role]

    def font(self, size: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """The window's typeface at ``size`` of the drawing board."""
        font = QFont(self.family)
        font.setPixelSize(self.px(size))
        font.setWeight(weight)
        return font

    def enlarged(self, times: float) -> Look:
        """The same look with everything so much larger, for one window of its own; it does not follow later changes."""
        made = Look.__new__(Look)
        QObject.__init__(made)
        made._app, made._pictures = self._app, {}
        made.key, made.theme, made.family = self.key, self.theme, self.family
        made.zoom = round(self.zoom * times)
        return made

    def set_theme(self, key: str) -> None:
        """Show the theme of that file name from now on."""
        if key != self.key:
            self.key = key
            self.theme = read_theme(resource(f"themes/{key}.toml"))
            self._apply()
            self.changed.emit()

    def set_zoom(self, per_cent: int) -> None:
        """Show text at that size, within 90 to 200 per cent."""
        per_cent = max(ZOOM_STEPS[0], min(ZOOM_STEPS[-1], per_cent))
        if per_cent != self.zoom:
            self.zoom = per_cent
            self._apply()
            self.changed.emit()

    def step_zoom(self, direction: int) -> None:
        """One step larger (1) or smaller (-1)."""
        if direction > 0:
            self.set_zoom(next((step for step in ZOOM_STEPS if step > self.zoom), ZOOM_STEPS[-1]))
        else:
            self.set_zoom(next((step for step in reversed(ZOOM_STEPS) if step < self.zoom), ZOOM_STEPS[0]))

    def picture(self, name: str, role: str, size: float, *, ratio: float = 0.0) -> QPixmap:
        """The icon ``name`` in the colour of ``role``, sharp at ``ratio`` device pixels to the pixel."""
        ratio = ratio or self._app.devicePixelRatio()
        side = self.px(size)
        colour = self.colour(role).name()
        key = (name, colour, side, ratio)
        if key not in self._pictures:
            self._pictures[key] = _draw(name, colour, side, ratio)
        return self._pictures[key]

    def icon(self, name: str, role: str, size: float = 16) -> QIcon:
        """The same as an icon for buttons and menus."""
        return QIcon(self.picture(name, role, size))

    def _apply(self) -> None:
        with _letting_nothing_go():
            self._app.setPalette(_palette(self.theme))
            self._app.setFont(self.font(13))
            self._app.setStyleSheet(style_sheet(self))


@contextmanager
def _letting_nothing_go() -> Iterator[None]:
    """Collect no garbage meanwhile.

    Qt puts a sheet on one widget after another from a list made before, and does not look whether the next is still
    there: a widget of nobody, collected half way through, would end the process.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _load_fonts() -> str:
    family = ""
    folder = resource("fonts")
    for path in sorted((*folder.glob("Inter*.ttf"), *folder.glob("Inter*.otf"))):
        number = QFontDatabase.addApplicationFont(str(path))
        families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
        if families and not family:
            family = families[0]
    return family or "Inter"


def _draw(name: str, colour: str, side: int, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    picture = QPixmap(round(side * ratio), round(side * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    drawing = _drawing(name)
    if drawing:
        renderer = QSvgRenderer(QByteArray(drawing.replace(b"currentColor", colour.encode())))
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        renderer.render(painter, QRectF(0, 0, picture.width(), picture.height()))
        painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for target, source in (
        (role.Window, "window"),
        (role.WindowText, "text"),
        (role.Base, "card"),
        (role.AlternateBase, "hover"),
        (role.Text, "text"),
        (role.Button, "card"),
        (role.ButtonText, "text"),
        (role.BrightText, "danger"),
        (role.ToolTipBase, "card"),
        (role.ToolTipText, "text"),
        (role.PlaceholderText, "text_soft"),
        (role.Highlight, "selection"),
        (role.HighlightedText, "selection_text"),
        (role.Link, "accent"),
        (role.LinkVisited, "accent"),
        (role.Light, "card"),
        (role.Midlight, "hover"),
        (role.Mid, "edge"),
        (role.Dark, "field_edge"),
        (role.Shadow, "edge"),
        (role.Accent, "accent"),
    ):
        palette.setColor(target, theme[source])
    for target in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, theme["text_soft"])
    return palette


_SIZE, _ROLE = re.compile(r"\{(\d+)\}"), re.compile(r"@(\w+)")

_SHEET = """
QToolTip { background: @card; color: @text; border: 1px solid @field_edge; padding: 4px; }
QWidget#shell, QWidget#page { background: @window; }
QFrame[role="card"] { background: @card; border: 1px solid @edge; border-radius: 7px; }
QFrame[role="next"] { background: @accent_soft; border: 1px solid @accent; border-radius: 7px; }
QFrame[role="quiet"] { background: @track; border: none; border-radius: 7px; }
QFrame[role="bar"] { background: @track; border: none; border-bottom: 1px solid @edge; }
QFrame[role="alarm"] { background: @danger_soft; border: 1px solid @danger; border-radius: 7px; }
QFrame[role="line"] { background: @edge; border: none; max-height: 1px; min-height: 1px; }
QFrame#topBar { background: @bar; border: none; border-bottom: 1px solid @edge; }
QFrame#statusBar { background: @bar; border: none; border-top: 1px solid @edge; }
QFrame#rail { background: @rail; border: none; }
QFrame#found { background: @card; border: 1px solid @field_edge; border-radius: 7px; }
QLabel { color: @text; background: transparent; border: none; }
QLabel[role="title"] { font-size: {21}; font-weight: 600; }
QLabel[role="heading"] { font-size: {16}; font-weight: 600; }
QLabel[role="section"] { font-size: {13}; font-weight: 600; }
QLabel[role="soft"] { color: @text_soft; }
QLabel[role="small"] { font-size: {11}; color: @text_soft; }
QLabel[role="smallstrong"] { font-size: {11}; font-weight: 600; color: @text_soft; }
QLabel[role="alarm"] { color: @danger; font-weight: 600; border: none; background: transparent; }
QLabel[role="key"] { font-size: {11}; color: @text_soft; background: @track; border: 1px solid @edge;
    border-radius: 3px; padding: 2px 7px; }
QPushButton { background: @card; color: @text; border: 1px solid @edge; border-radius: 6px;
    padding: {6} {12}; min-height: {18}; }
QPushButton:hover { background: @hover; }
QPushButton:focus { border: 2px solid @accent; padding: {5} {11}; }
QPushButton:disabled { color: @text_soft; background: @track; }
QPushButton[role="primary"] { background: @accent; color: @accent_text; border: 1px solid @accent; font-weight: 600; }
QPushButton[role="primary"]:hover { background: @accent_hover; border-color: @accent_hover; }
QPushButton[role="primary"]:focus { border: 2px solid @text; }
QPushButton[role="primary"]:disabled { background: @track; color: @text_soft; border-color: @edge; }
QPushButton[role="link"] { background: transparent; border: 2px solid transparent; color: @accent; font-weight: 600;
    padding: {2} {6}; text-align: right; }
QPushButton[role="link"]:hover { background: @hover; }
QPushButton[role="link"]:focus { border: 2px solid @accent; }
QPushButton[role="bare"] { background: transparent; border: 2px solid transparent; padding: {4} {6}; text-align: left; }
QPushButton[role="bare"]:hover { background: @hover; }
QPushButton[role="bare"]:focus { border: 2px solid @accent; }
QPushButton[role="bare"]::menu-indicator { image: none; }
QPushButton#challenge { font-weight: 600; }
QLineEdit, QPlainTextEdit, QComboBox, QDateEdit { background: @card; color: @text; border: 1px solid @field_edge;
    border-radius: 5px; padding: {5} {8}; min-height: {18}; selection-background-color: @selection;
    selection-color: @selection_text; placeholder-text-color: @text_soft; }
QLineEdit:focus, QComboBox:focus, QDateEdit:focus { border: 2px solid @accent; padding: {4} {7}; }
QComboBox QAbstractItemView { background: @card; color: @text; border: 1px solid @field_edge;
    selection-background-color: @accent_soft; selection-color: @text; }
QComboBox::drop-down, QDateEdit::drop-down { border: none; width: {24}; }
QComboBox::down-arrow, QDateEdit::down-arrow { image: none; }
QRadioButton::indicator { width: {12}; height: {12}; border: 2px solid @field_edge; border-radius: {round};
    background: @card; }
QRadioButton::indicator:checked { border-color: @accent; background: qradialgradient(cx: 0.5, cy: 0.5, radius: 0.5,
    fx: 0.5, fy: 0.5, stop: 0 @accent, stop: 0.55 @accent, stop: 0.65 @card, stop: 1 @card); }
QRadioButton:focus { color: @accent; }
QListView { background: transparent; border: none; outline: none; }
QTableView { background: transparent; border: none; outline: none; color: @text;
    selection-background-color: @accent_soft; selection-color: @text; }
QTableView::item { border: none; border-bottom: 1px solid @edge; padding: 0px {6}; }
QTableView::item:selected { background: @accent_soft; color: @text; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: transparent; color: @text_soft; border: none; border-bottom: 1px solid @edge;
    padding: {5} {8}; font-size: {11}; font-weight: 600; }
QTextEdit#note { background: @card; border: none; font-size: {14}; color: @text;
    placeholder-text-color: @text_soft;
    selection-background-color: @selection; selection-color: @selection_text; }
QTextEdit#field { background: @card; color: @text; border: 1px solid @field_edge; border-radius: 5px;
    padding: {2} {4}; selection-background-color: @selection; selection-color: @selection_text; }
QTextEdit#field:focus { border: 2px solid @accent; padding: {1} {3}; }
QTextEdit#letter { background: @card; border: none; font-size: {14}; color: @text;
    selection-background-color: @selection; selection-color: @selection_text; }
QTextEdit#reading, QTextBrowser { background: transparent; border: 2px solid transparent; border-radius: 5px;
    font-size: {14}; color: @text; selection-background-color: @selection; selection-color: @selection_text;
    placeholder-text-color: @text_soft; }
QTextEdit#reading:focus, QTextBrowser:focus { border: 2px solid @accent; }
QProgressBar { background: @track; border: none; border-radius: 3px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
QLabel[role="code"] { font-family: monospace; font-size: {18}; font-weight: 600; letter-spacing: 1px;
    background: @track; border-radius: 6px; padding: {10} {14}; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QMenu { background: @card; color: @text; border: 1px solid @field_edge; padding: 4px; }
QMenu::item { padding: {6} {18} {6} {12}; border-radius: 4px; }
QMenu::item:selected { background: @accent_soft; color: @text; }
QMenu::separator { height: 1px; background: @edge; margin: 4px 6px; }
QMenu::icon { padding-left: {8}; }
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget#column { background: transparent; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 1px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 1px; }
QScrollBar::handle { background: @edge; border-radius: 4px; min-height: 24px; min-width: 24px; }
QScrollBar::handle:hover { background: @field_edge; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QDialog { background: @window; }
"""


def style_sheet(look: Look) -> str:
    """The one style sheet: ``@role`` is a colour, ``{n}`` a size of the drawing board.

    ``{round}`` is half of what a radio button's sign measures with its edge: with one pixel more it would be square.
    """
    sheet = _SIZE.sub(lambda found: f"{look.px(int(found[1]))}px", _SHEET)
    sheet = sheet.replace("{round}", f"{look.px(12) // 2 + 2}px")
    return _ROLE.sub(lambda found: look.colour(found[1]).name(), sheet)
