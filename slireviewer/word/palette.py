"""The theme part of a template: the colours and the face of a house, for the menus of Word and PowerPoint."""

from __future__ import annotations

from collections.abc import Sequence

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
THEME_TYPE = "application/vnd.openxmlformats-officedocument.theme+xml"
_SLOTS = ("dk1", "lt1", "dk2", "lt2", *(f"accent{n}" for n in range(1, 7)), "hlink", "folHlink")


def palette(name: str, colours: Sequence[str], face: str) -> str:
    """A theme called ``name``; ``colours`` as RRGGBB: dark, light, dark, light, six accents, links, links followed."""
    listed = "".join(
        f'<a:{slot}><a:srgbClr val="{colour}"/></a:{slot}>' for slot, colour in zip(_SLOTS, colours, strict=True)
    )
    faces = f'<a:latin typeface="{face}"/><a:ea typeface=""/><a:cs typeface=""/>'
    solid = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="9525">{solid}<a:prstDash val="solid"/></a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'<a:theme xmlns:a="{_DRAWING}" name="{name}"><a:themeElements><a:clrScheme name="{name}">'
        f'{listed}</a:clrScheme><a:fontScheme name="{name}"><a:majorFont>{faces}</a:majorFont><a:minorFont>'
        f'{faces}</a:minorFont></a:fontScheme><a:fmtScheme name="{name}"><a:fillStyleLst>{solid * 3}'
        f"</a:fillStyleLst><a:lnStyleLst>{line * 3}</a:lnStyleLst><a:effectStyleLst>{effect * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{solid * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )
