"""The slides into a .pptx: built aside, read back and compared, and only then put in their place."""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slireviewer.errors import NotOurFile, ReviewError
from slireviewer.placing import put_in_place
from slireviewer.slides.deck import INDENT, Deck, Entry, Slide, label_room
from slireviewer.slides.places import (
    CHART_PLACE,
    CHART_TEXT,
    LAYOUTS,
    LEFT_HEADING,
    LEFT_TEXT,
    RIGHT_HEADING,
    RIGHT_TEXT,
    TITLE_LINES,
)
from slireviewer.word.archive import Parts, packed, parsed, read_parts, without_clock
from slireviewer.word.body import cleaned
from slireviewer.word.integrity import package_faults
from slireviewer.word.writing import core_properties

if TYPE_CHECKING:
    from pptx.presentation import Presentation

_CORE = "docProps/core.xml"
_SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")
_POINT = 12_700
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def write_slides(deck: Deck, out: Path, template: Path, *, identifier: str = "") -> int:
    """Write ``deck`` to ``out`` on our own ``template``, and say how many slides there are.

    The same deck gives the same bytes; the file is readable by its owner only. Raises ReviewError with one sentence;
    what stood at ``out`` then stays.
    """
    import pptx
    from pptx.exc import PythonPptxError

    try:
        show = pptx.Presentation(str(template))
    except (OSError, KeyError, ValueError, PythonPptxError) as error:
        raise ReviewError(f"The template of the slides, {template.name}, cannot be read. Install it again.") from error
    layouts = {layout.name: layout for layout in show.slide_layouts}
    if any(name not in layouts for name in LAYOUTS):
        raise ReviewError(f"{template.name} is not the template of the slides. Use the one that came with the program.")
    _first(show, deck)
    for slide in deck.slides:
        _add(show, layouts, deck, slide)
    held = io.BytesIO()
    show.save(held)
    data = _steadied(held.getvalue(), deck, identifier)
    said = list(_said(deck))
    put_in_place(data, out, lambda part: _wrong(part, said))
    return len(deck.slides) + 1


# --- slides ---------------------------------------------------------------------------------------------


def _first(show: Presentation, deck: Deck) -> None:
    slide = show.slides.add_slide(show.slide_layouts[0])
    places = {place.placeholder_format.idx: place for place in slide.placeholders}
    places[0].text_frame.text = _plain(deck.council)
    lines = (deck.title, *deck.lines)
    places[TITLE_LINES].text_frame.text = "\n".join(map(_plain, lines))


def _add(show: Presentation, layouts: dict[str, Any], deck: Deck, slide: Slide) -> None:
    from pptx.util import Pt

    name = LAYOUTS[3] if slide.chart else LAYOUTS[2] if slide.heads else LAYOUTS[1]
    made = show.slides.add_slide(layouts[name])
    places: dict[int, Any] = {place.placeholder_format.idx: place for place in made.placeholders}
    title = places[0].text_frame
    title.text = _plain(slide.title)
    for run in title.paragraphs[0].runs:
        run.font.size = Pt(slide.title_size)
    if slide.chart:
        _chart(places[CHART_PLACE], slide)
        _fill(places[CHART_TEXT], slide.columns[0], slide.size, bullets=False)
    elif slide.heads:
        sides = ((LEFT_HEADING, LEFT_TEXT), (RIGHT_HEADING, RIGHT_TEXT))
        for (head, text), words, column in zip(sides, slide.heads, slide.columns, strict=True):
            if column:
                places[head].text_frame.text = words
                _fill(places[text], column, slide.size)
            else:
                for place in (places[head], places[text]):
                    place._element.getparent().remove(place._element)
    else:
        _fill(places[1], slide.columns[0], slide.size)
    _foot(made, deck)
    if slide.notes:
        made.notes_slide.notes_text_frame.text = "\n".join(map(_plain, slide.notes))


def _fill(place: Any, entries: Sequence[Entry], size: float, *, bullets: bool = True) -> None:
    """The entries as paragraphs; a label stands out before its words, and the words stay in one column."""
    from pptx.enum.dml import MSO_THEME_COLOR
    from pptx.util import Pt

    frame = place.text_frame
    for number, entry in enumerate(entries):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        properties = paragraph._p.get_or_add_pPr()
        if entry.label:
            room = round(label_room(size) * _POINT)
            properties.set("marL", str(room))
            properties.set("indent", str(-room))
            properties.insert(0, properties.makeelement(f"{_A}buNone", {}))
            label = paragraph.add_run()
            label.text = f"{entry.label}\t"
            label.font.bold = True
            label.font.color.theme_color = MSO_THEME_COLOR.ACCENT_1
            label.font.size = Pt(size)
        elif bullets:
            properties.set("marL", str(round(INDENT * _POINT)))
            properties.set("indent", str(round(-INDENT * _POINT)))
        run = paragraph.add_run()
        run.text = _plain(entry.text)
        run.font.size = Pt(size)


def _chart(place: Any, slide: Slide) -> None:
    """Bars that can be changed in the presentation, with the workbook behind them and words for who cannot see them."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
    from pptx.enum.dml import MSO_THEME_COLOR
    from pptx.util import Pt

    data: Any = CategoryChartData(number_format="0")  # type: ignore[no-untyped-call]
    data.categories = [_plain(name) for name, _ in slide.chart]
    data.add_series("Separate meetings", [number for _, number in slide.chart])
    frame = place.insert_chart(XL_CHART_TYPE.BAR_CLUSTERED, data)
    spoken = "; ".join(f"{_plain(name)} {number}" for name, number in slide.chart)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", f"Bar chart of separate meetings by theme: {spoken}.")
    chart = frame.chart
    chart.has_legend = False
    chart.has_title = False
    chart.font.size = Pt(14)
    chart.font.name = "Arial"
    chart.category_axis.reverse_order = True
    chart.category_axis.major_tick_mark = XL_TICK_MARK.NONE
    chart.category_axis.format.line.color.theme_color = MSO_THEME_COLOR.ACCENT_4
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.minimum_scale = 0
    chart.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    plot = chart.plots[0]
    plot.gap_width = 55
    plot.vary_by_categories = False
    plot.has_data_labels = True
    plot.data_labels.font.size = Pt(14)
    plot.data_labels.font.bold = True
    plot.data_labels.show_value = True
    fill = plot.series[0].format.fill
    fill.solid()
    fill.fore_color.theme_color = MSO_THEME_COLOR.ACCENT_2


def _foot(made: Any, deck: Deck) -> None:
    """The foot and the number of the slide, which python-pptx leaves in the layout."""
    for place in made.slide_layout.placeholders:
        if place.placeholder_format.idx in (16, 17):
            copied = copy.deepcopy(place._element)
            made.shapes._spTree.append(copied)
            copied.nvSpPr.cNvPr.set("id", str(100 + place.placeholder_format.idx))
            if place.placeholder_format.idx == 16:
                for text in copied.iter(f"{_A}t"):
                    text.text = _plain(f"{deck.council}  |  {deck.title}")


def _plain(text: str) -> str:
    return " ".join(cleaned(text).split("\n"))


# --- the file ---------------------------------------------------------------------------------------------


def _steadied(data: bytes, deck: Deck, identifier: str) -> bytes:
    """The file without a clock, without the author of the library, and with what the library gets wrong put right."""
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    parts[_CORE] = core_properties(_plain(f"{deck.council}: {deck.title}"), identifier, deck.dated)
    for name, part in parts.items():
        if name.startswith("ppt/charts/"):
            # An axis has no negative identity.
            parts[name] = re.sub(rb'(<c:(?:axId|crossAx) val=")-', rb"\1", part)
        elif name.endswith(".xlsx"):
            parts[name] = without_clock(part)
    return packed(parts)


def _said(deck: Deck) -> Iterator[list[str]]:
    """What each slide says, paragraph by paragraph, without its foot; then its notes."""
    yield [_plain(line) for line in (deck.council, deck.title, *deck.lines)]
    for slide in deck.slides:
        heads = slide.heads or ("",) * len(slide.columns)
        said = [_plain(slide.title)]
        for head, column in zip(heads, slide.columns, strict=True):
            if column:
                said += [head] if head else []
                said += [f"{entry.label}\t{_plain(entry.text)}" if entry.label else _plain(entry.text)
                         for entry in column]  # fmt: skip
        yield said


def _wrong(part: Path, said: list[list[str]]) -> list[str]:
    """What the file on the disk has otherwise than what was sent, one line each."""
    try:
        parts = read_parts(part)
    except NotOurFile as unread:
        return [str(unread)]
    wrong = package_faults(parts)
    if [_text(parts, name) for name in _slides(parts)] != said:
        wrong.append("the slides do not say what was sent")
    return wrong


def _slides(parts: Parts) -> list[str]:
    return sorted(filter(_SLIDE.fullmatch, parts), key=lambda name: int(re.sub(r"\D", "", name)))


def _text(parts: Parts, name: str) -> list[str]:
    """The paragraphs of a slide's places that hold words, without foot and number."""
    out = []
    for shape in parsed(parts[name]).iter("{*}sp"):
        place = next(shape.iter("{*}ph"), None)
        if place is None or place.get("type") in ("ftr", "sldNum"):
            continue
        out += ["".join(text.text or "" for text in one.iter(f"{_A}t")) for one in shape.iter(f"{_A}p")]
    return out
