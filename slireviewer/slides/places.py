"""Where things stand on a slide, and how the layouts and placeholders of the template are called."""

from __future__ import annotations

from dataclasses import dataclass

LAYOUTS = ("Title", "Text", "Two sides", "Chart and text")
"""The layouts, in their order; slides are made by this order and fill placeholders by index."""

TITLE_LINES, LEFT_HEADING, LEFT_TEXT, RIGHT_HEADING, RIGHT_TEXT, CHART_PLACE, CHART_TEXT = 1, 10, 11, 12, 13, 14, 15
"""The indices of placeholders beside the title, which is 0, and the one text, which is 1."""

WIDE, HIGH = 960, 540
"""The size of a slide in points: 16 to 9."""


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a slide of 960 by 540 points."""

    x: float
    y: float
    w: float
    h: float


TITLE = Box(48, 30, 864, 84)
BODY = Box(48, 138, 864, 342)
LEFT_HEAD, RIGHT_HEAD = Box(48, 130, 414, 34), Box(498, 130, 414, 34)
LEFT, RIGHT = Box(48, 172, 414, 308), Box(498, 172, 414, 308)
CHART, BESIDE = Box(48, 132, 560, 350), Box(632, 138, 280, 342)
