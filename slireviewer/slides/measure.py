"""How much room words take on a slide: the widths of Arial, so that nothing runs over what is drawn for it."""

from __future__ import annotations

_WIDTHS = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 "
    "584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 "
    "667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 "
    "278 556 500 722 500 500 500 334 260 334 584"
)
_BY_SIGN = {chr(32 + place): int(width) for place, width in enumerate(_WIDTHS.split())}
_OTHER = {"\u2019": 222, "\u2018": 222, "\u201c": 333, "\u201d": 333, "\u2013": 556, "\u2014": 1000, "\u00a0": 278}
_WIDEST = 1000
_BOLD = 1.08
"""By how much bold letters are wider, rounded up."""


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of one line in points at ``size`` points."""
    units = sum(_BY_SIGN.get(sign) or _OTHER.get(sign, 667 if sign.isalpha() else _WIDEST) for sign in text)
    return units * size / 1000 * (_BOLD if bold else 1)


def wrapped(text: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """The lines into which ``text`` falls in ``room`` points; a word that is too long for a line is cut."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        tried = f"{line} {word}" if line else word
        if width(tried, size, bold=bold) <= room:
            line = tried
            continue
        if line:
            lines.append(line)
        while width(word, size, bold=bold) > room and len(word) > 1:
            cut = max(1, next(n for n in range(1, len(word) + 1) if width(word[:n], size, bold=bold) > room) - 1)
            lines.append(word[:cut])
            word = word[cut:]
        line = word
    return [*lines, line]
