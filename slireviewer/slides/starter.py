"""The slides' own template, drawn here so that it is the same everywhere.

``python -m slireviewer.slides.starter resources/templates/slides.pptx`` makes it again.
"""

from __future__ import annotations

import sys
from pathlib import Path

from slireviewer.slides.places import (
    BESIDE,
    BODY,
    CHART,
    CHART_PLACE,
    CHART_TEXT,
    HIGH,
    LAYOUTS,
    LEFT,
    LEFT_HEAD,
    LEFT_HEADING,
    LEFT_TEXT,
    RIGHT,
    RIGHT_HEAD,
    RIGHT_HEADING,
    RIGHT_TEXT,
    TITLE,
    WIDE,
    Box,
)
from slireviewer.word.archive import CONTENT_TYPES, OFFICE, RELATIONSHIPS, XML, Parts, packed
from slireviewer.word.palette import THEME_TYPE, palette
from slireviewer.word.starter import GREY, INK, LILAC, PURPLE, ROSE, TEAL, logo

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_SHOW = "http://schemas.openxmlformats.org/presentationml/2006/main"
_SPACES = f'xmlns:a="{_DRAWING}" xmlns:r="{OFFICE}" xmlns:p="{_SHOW}"'
_KIND = "application/vnd.openxmlformats-officedocument.presentationml"
_MAP = (
    '<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" '
    'accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/>'
)

_BESIDE = {
    "presProps": f"<p:presentationPr {_SPACES}/>",
    "viewProps": f"<p:viewPr {_SPACES}/>",
    "tableStyles": f'<a:tblStyleLst xmlns:a="{_DRAWING}" def="{{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}}"/>',
}
"""Parts without anything of ours that PowerPoint looks for beside a presentation."""


def starter_parts() -> Parts:
    """The parts of the template."""
    layouts = (_title_layout(), _text_layout(), _sides_layout(), _chart_layout())
    listed = [("slideLayout", f"../slideLayouts/slideLayout{n}.xml") for n in range(1, len(layouts) + 1)]
    texts = {
        "[Content_Types].xml": _content_types(len(layouts)),
        "_rels/.rels": _relationships(("officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": _presentation(),
        "ppt/_rels/presentation.xml.rels": _relationships(
            ("slideMaster", "slideMasters/slideMaster1.xml"),
            ("theme", "theme/theme1.xml"),
            *((kind, f"{kind}.xml") for kind in _BESIDE),
        ),
        "ppt/theme/theme1.xml": _theme(),
        **{f"ppt/{kind}.xml": text for kind, text in _BESIDE.items()},
        "ppt/slideMasters/slideMaster1.xml": _master(len(layouts)),
        "ppt/slideMasters/_rels/slideMaster1.xml.rels": _relationships(*listed, ("theme", "../theme/theme1.xml")),
    }
    for number, layout in enumerate(layouts, 1):
        texts[f"ppt/slideLayouts/slideLayout{number}.xml"] = layout
        more = (("image", "../media/logo.png"),) if number == 1 else ()
        texts[f"ppt/slideLayouts/_rels/slideLayout{number}.xml.rels"] = _relationships(
            ("slideMaster", "../slideMasters/slideMaster1.xml"), *more
        )
    return {name: (XML + text).encode() for name, text in texts.items()} | {"ppt/media/logo.png": logo()}


def starter() -> bytes:
    """The template as a file."""
    return packed(starter_parts())


# --- the package ------------------------------------------------------------------------------------------


def _content_types(layouts: int) -> str:
    overrides = [
        ("/ppt/presentation.xml", f"{_KIND}.presentation.main+xml"),
        ("/ppt/slideMasters/slideMaster1.xml", f"{_KIND}.slideMaster+xml"),
        ("/ppt/theme/theme1.xml", THEME_TYPE),
        *((f"/ppt/{kind}.xml", f"{_KIND}.{kind}+xml") for kind in _BESIDE),
        *((f"/ppt/slideLayouts/slideLayout{n}.xml", f"{_KIND}.slideLayout+xml") for n in range(1, layouts + 1)),
    ]
    lines = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides)
    return (
        f'<Types xmlns="{CONTENT_TYPES}">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="png" ContentType="image/png"/>{lines}</Types>'
    )


def _relationships(*targets: tuple[str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{RELATIONSHIPS}">{lines}</Relationships>'


def _presentation() -> str:
    return (
        f'<p:presentation {_SPACES} saveSubsetFonts="1"><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rId1"/>'
        f'</p:sldMasterIdLst><p:sldSz cx="{_emu(WIDE)}" cy="{_emu(HIGH)}"/><p:notesSz cx="6858000" cy="9144000"/>'
        '<p:defaultTextStyle><a:defPPr><a:defRPr lang="en-GB"/></a:defPPr></p:defaultTextStyle></p:presentation>'
    )


def _theme() -> str:
    colours = (INK, "FFFFFF", PURPLE, LILAC, PURPLE, TEAL, ROSE, GREY, "2F6FA7", "8A6D1D", TEAL, PURPLE)
    return palette("Peer challenge", colours, "Arial")


# --- master and layouts --------------------------------------------------------------------------------------


def _emu(points: float) -> int:
    return round(points * 12_700)


def _place(box: Box) -> str:
    return (
        f'<a:xfrm><a:off x="{_emu(box.x)}" y="{_emu(box.y)}"/><a:ext cx="{_emu(box.w)}" cy="{_emu(box.h)}"/></a:xfrm>'
    )


_GROUP = (
    '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm><a:off x="0" '
    'y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/></a:xfrm></p:grpSpPr>'
)
_BARE = '<a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="{}"><a:normAutofit/></a:bodyPr>'


def _holder(
    number: int, name: str, kind: str, box: Box, words: str, *, index: int = 0, anchor: str = "t", style: str = ""
) -> str:
    """A placeholder; ``style`` overrides the look of its first level."""
    known = f' idx="{index}"' if index else ""
    looks = f"<a:lstStyle>{style}</a:lstStyle>" if style else "<a:lstStyle/>"
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr>'
        f'<p:ph type="{kind}"{known}/></p:nvPr></p:nvSpPr><p:spPr>{_place(box)}<a:prstGeom prst="rect"><a:avLst/>'
        f"</a:prstGeom></p:spPr><p:txBody>{_BARE.format(anchor)}{looks}<a:p>{words}</a:p></p:txBody></p:sp>"
    )


def _bar(number: int, name: str, box: Box, colour: str) -> str:
    """A painted shape that says nothing."""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>'
        f'{_place(box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:schemeClr val="{colour}"/>'
        '</a:solidFill><a:ln><a:noFill/></a:ln></p:spPr><p:txBody><a:bodyPr/><a:lstStyle/><a:p>'
        '<a:endParaRPr lang="en-GB"/></a:p></p:txBody></p:sp>'
    )  # fmt: skip


def _said(words: str) -> str:
    return f'<a:r><a:rPr lang="en-GB"/><a:t>{words}</a:t></a:r>'


def _foot(first: int) -> str:
    grey = '<a:solidFill><a:schemeClr val="accent4"/></a:solidFill><a:latin typeface="+mn-lt"/>'
    small = f'<a:lvl1pPr algn="{{}}"><a:defRPr sz="1200">{grey}</a:defRPr></a:lvl1pPr>'
    identity = "{5C9E3A10-1D2B-4E6F-8A77-0C1D2E3F4A5B}"
    number = f'<a:fld id="{identity}" type="slidenum"><a:rPr lang="en-GB"/><a:t>1</a:t></a:fld>'
    foot = _holder(
        first, "Footer", "ftr", Box(48, 500, 700, 22), _said("Footer"), index=16, anchor="ctr", style=small.format("l")
    )
    return foot + _holder(
        first + 1, "Slide number", "sldNum", Box(812, 500, 100, 22), number, index=17, anchor="ctr",
        style=small.format("r"),
    )  # fmt: skip


def _master(layouts: int) -> str:
    listed = "".join(f'<p:sldLayoutId id="{2147483649 + n}" r:id="rId{n + 1}"/>' for n in range(layouts))
    shapes = (
        _holder(2, "Title", "title", TITLE, _said("Title"), anchor="b")
        + _holder(3, "Text", "body", BODY, _said("Text"), index=1)
        + _foot(4)
        + _bar(6, "Rule", Box(48, 120, 864, 1), "accent1")
        + _bar(7, "Edge", Box(0, 0, 12, HIGH), "accent1")
    )
    return (
        f'<p:sldMaster {_SPACES}><p:cSld><p:bg><p:bgPr><a:solidFill><a:schemeClr val="bg1"/></a:solidFill>'
        f"<a:effectLst/></p:bgPr></p:bg><p:spTree>{_GROUP}{shapes}</p:spTree></p:cSld>{_MAP}<p:sldLayoutIdLst>{listed}"
        f"</p:sldLayoutIdLst><p:txStyles>{_styles()}</p:txStyles></p:sldMaster>"
    )


def _styles() -> str:
    title = (
        '<p:titleStyle><a:lvl1pPr algn="l"><a:lnSpc><a:spcPct val="95000"/></a:lnSpc><a:buNone/><a:defRPr sz="3200" '
        'b="1"><a:solidFill><a:schemeClr val="accent1"/></a:solidFill><a:latin typeface="+mj-lt"/></a:defRPr>'
        "</a:lvl1pPr></p:titleStyle>"
    )
    levels = "".join(
        f'<a:lvl{level}pPr marL="{_emu(24 * level)}" indent="{_emu(-24)}" algn="l"><a:lnSpc><a:spcPct val="100000"/>'
        f'</a:lnSpc><a:spcAft><a:spcPts val="1000"/></a:spcAft><a:buClr><a:schemeClr val="accent1"/></a:buClr>'
        f'<a:buFont typeface="Arial"/><a:buChar char="{sign}"/><a:defRPr sz="{size}"><a:solidFill>'
        f'<a:schemeClr val="tx1"/></a:solidFill><a:latin typeface="+mn-lt"/></a:defRPr></a:lvl{level}pPr>'
        for level, sign, size in ((1, "\u2022", 2400), (2, "\u2013", 2000))
    )
    return f"{title}<p:bodyStyle>{levels}</p:bodyStyle><p:otherStyle/>"


def _layout(name: str, kind: str, shapes: str, ground: str = "") -> str:
    hidden = ' showMasterSp="0"' if ground else ""
    return (
        f'<p:sldLayout {_SPACES} type="{kind}" preserve="1"{hidden}><p:cSld name="{name}">{ground}<p:spTree>{_GROUP}'
        f"{shapes}</p:spTree></p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sldLayout>"
    )


def _title_layout() -> str:
    white = '<a:solidFill><a:schemeClr val="bg1"/></a:solidFill>'
    ground = '<p:bg><p:bgPr><a:solidFill><a:schemeClr val="accent1"/></a:solidFill><a:effectLst/></p:bgPr></p:bg>'
    big = f'<a:lvl1pPr algn="l"><a:defRPr sz="4400" b="1">{white}</a:defRPr></a:lvl1pPr>'
    under = f'<a:lvl1pPr marL="0" indent="0" algn="l"><a:buNone/><a:defRPr sz="2400">{white}</a:defRPr></a:lvl1pPr>'
    picture = (
        '<p:pic><p:nvPicPr><p:cNvPr id="5" name="Logo" descr="Peer Challenge Programme: three overlapping circles"/>'
        '<p:cNvPicPr><a:picLocks noChangeAspect="1"/></p:cNvPicPr><p:nvPr userDrawn="1"/></p:nvPicPr><p:blipFill>'
        '<a:blip r:embed="rId2"/><a:stretch><a:fillRect/></a:stretch></p:blipFill><p:spPr>'
        f'{_place(Box(88, 62, 64, 60))}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
    )
    shapes = (
        _holder(2, "Title", "ctrTitle", Box(72, 190, 816, 130), _said("Title"), anchor="b", style=big)
        + _holder(3, "Subtitle", "subTitle", Box(72, 346, 816, 120), _said("Dates"), index=1, style=under)
        + _bar(4, "Ground of the logo", Box(72, 48, 96, 88), "bg1")
        + picture
        + _bar(6, "Rule", Box(72, 330, 160, 4), "accent3")
    )
    return _layout(LAYOUTS[0], "title", shapes, ground)


def _text_layout() -> str:
    shapes = _holder(2, "Title", "title", TITLE, _said("Title"), anchor="b") + _holder(
        3, "Text", "body", BODY, _said("Text"), index=1
    )
    return _layout(LAYOUTS[1], "obj", shapes + _foot(4))


def _sides_layout() -> str:
    def head(colour: str) -> str:
        return (
            '<a:lvl1pPr marL="0" indent="0" algn="l"><a:spcAft><a:spcPts val="0"/></a:spcAft><a:buNone/><a:defRPr '
            f'sz="2000" b="1"><a:solidFill><a:schemeClr val="{colour}"/></a:solidFill></a:defRPr></a:lvl1pPr>'
        )

    body = '<a:lvl1pPr><a:defRPr sz="2000"/></a:lvl1pPr>'
    shapes = (
        _holder(2, "Title", "title", TITLE, _said("Title"), anchor="b")
        + _holder(
            3, "Left heading", "body", LEFT_HEAD, _said("Strengths"), index=LEFT_HEADING, anchor="ctr",
            style=head("accent2"),
        )
        + _holder(4, "Left text", "body", LEFT, _said("Text"), index=LEFT_TEXT, style=body)
        + _holder(
            5, "Right heading", "body", RIGHT_HEAD, _said("Areas for consideration"), index=RIGHT_HEADING,
            anchor="ctr", style=head("accent1"),
        )
        + _holder(6, "Right text", "body", RIGHT, _said("Text"), index=RIGHT_TEXT, style=body)
        + _foot(7)
        + _bar(9, "Rule between", Box(479.5, 134, 1, 346), "bg2")
    )  # fmt: skip
    return _layout(LAYOUTS[2], "twoTxTwoObj", shapes)


def _chart_layout() -> str:
    body = '<a:lvl1pPr marL="0" indent="0"><a:buNone/><a:defRPr sz="1800"/></a:lvl1pPr>'
    shapes = (
        _holder(2, "Title", "title", TITLE, _said("Title"), anchor="b")
        + _holder(3, "Chart", "chart", CHART, _said("Chart"), index=CHART_PLACE)
        + _holder(4, "Text", "body", BESIDE, _said("Text"), index=CHART_TEXT, style=body)
        + _foot(5)
    )
    return _layout(LAYOUTS[3], "chartAndTx", shapes)


def main() -> None:
    """Write the template to the path given on the command line."""
    Path(sys.argv[1]).write_bytes(starter())


if __name__ == "__main__":
    main()
