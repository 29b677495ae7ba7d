"""The templates that come with the program, drawn here so that they are the same everywhere.

``python -m slireviewer.word.starter resources/templates`` makes them again. The programmes, their addresses and their
logos are invented.
"""

from __future__ import annotations

import struct
import sys
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from slireviewer.word.archive import CONTENT_TYPES, OFFICE, RELATIONSHIPS, WORD, XML, Parts, packed
from slireviewer.word.palette import THEME_TYPE, palette

PURPLE, TEAL, ROSE, INK, GREY, RULE, LILAC = "4A1F5E", "0B5D5B", "A84C74", "1A1A1A", "575757", "BFB8C6", "F3EFF6"
_PAGE = 11906


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """How one programme's letters look: who it is, its colours and type, and its measures in twentieths of a point.

    ``main`` and ``second`` are the colours of headings, ``rule`` that of lines and ``ground`` that behind the heads of
    tables. ``margin`` is at the sides, ``column`` the width of the column of numbers. ``framed`` sets the callout in a
    box and the rule under a heading instead of above it.
    """

    name: str
    motto: str
    address: tuple[str, ...]
    main: str
    second: str
    ink: str = INK
    grey: str = GREY
    rule: str = RULE
    ground: str = LILAC
    face: str = "Arial"
    panose: str = "020B0604020202020204"
    family: str = "swiss"
    margin: int = 1270
    column: int = 765
    framed: bool = False
    logo: bool = True

    @property
    def text(self) -> int:
        """The width of the text."""
        return _PAGE - 2 * self.margin


PEER = House(
    name="Peer Challenge",
    motto="by councils, for councils",
    address=(
        "Peer Challenge Programme",
        "2 Assembly Row, Castlebeck, CB1 4PX",
        "Telephone 01632 960417",
        "peer.challenge@example.org",
    ),
    main=PURPLE,
    second=TEAL,
)
HARBOUR = House(
    name="Harbour Councils Together",
    motto="peers for improvement",
    address=("Harbour Councils Together", "Custom House, Quay Street, Saltmarsh, SM2 7QQ", "peers@example.net"),
    main="17365D",
    second="8A3B12",
    rule="9DB2CF",
    ground="EAF0F8",
    face="Times New Roman",
    panose="02020603050405020304",
    family="roman",
    margin=1500,
    column=900,
    framed=True,
    logo=False,
)
HOUSES = {"letter.docx": PEER, "letter-harbour.docx": HARBOUR}
"""The templates by the names of their files."""

_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_INLINE = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_SPACES = f'xmlns:w="{WORD}" xmlns:r="{OFFICE}"'
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def starter_parts(h: House = PEER) -> Parts:
    """The parts of the template of a house."""
    texts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(("officeDocument", "word/document.xml")),
        "word/document.xml": _document(h),
        "word/_rels/document.xml.rels": _relationships(
            ("styles", "styles.xml"),
            ("numbering", "numbering.xml"),
            ("settings", "settings.xml"),
            ("fontTable", "fontTable.xml"),
            ("header", "header1.xml"),
            ("header", "header2.xml"),
            ("footer", "footer1.xml"),
            ("footer", "footer2.xml"),
            ("theme", "theme/theme1.xml"),
        ),
        "word/styles.xml": _styles(h),
        "word/numbering.xml": _numbering(h),
        "word/settings.xml": _settings(),
        "word/fontTable.xml": _fonts(h),
        "word/theme/theme1.xml": _theme(h),
        "word/header1.xml": _letterhead(h),
        "word/header2.xml": _running_head(),
        "word/footer1.xml": _foot(),
        "word/footer2.xml": _foot(),
    }
    pictures = {}
    if h.logo:
        texts["word/_rels/header1.xml.rels"] = _relationships(("image", "media/logo.png"))
        pictures["word/media/logo.png"] = logo()
    return {name: (XML + text).encode() for name, text in texts.items()} | pictures


def starter(h: House = PEER) -> bytes:
    """The template as a file."""
    return packed(starter_parts(h))


# --- the package ------------------------------------------------------------------------------------


def _content_types() -> str:
    overrides = {
        "document": "document.main",
        "styles": "styles",
        "numbering": "numbering",
        "settings": "settings",
        "fontTable": "fontTable",
        "header1": "header",
        "header2": "header",
        "footer1": "footer",
        "footer2": "footer",
    }
    lines = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_MAIN}.{kind}+xml"/>' for name, kind in overrides.items()
    )
    lines += f'<Override PartName="/word/theme/theme1.xml" ContentType="{THEME_TYPE}"/>'
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


_SAMPLES = (
    ("Title", "A title"),
    ("Subtitle", "A smaller line under it"),
    ("Body Text", "The letter is written here, in the styles of this template; these samples then go. Change the "
     "styles, the letterhead and the running heads as you like, and keep the names of the styles."),
    ("Address", "An address, line by line"),
    ("Date", "26 October 2026"),
    ("Salutation", "Dear colleague"),
    ("heading 1", "A heading of the first level"),
    ("Callout", "One message set apart from the text"),
    ("Numbered Paragraph", "A paragraph with its number in the margin"),
    ("heading 2", "A heading of the second level"),
    ("List Bullet", "An entry in no order"),
    ("List Number", "A counted entry"),
    ("heading 3", "A heading of the third level"),
    ("heading 4", "A heading of the fourth level"),
    ("Recommendation", "A recommendation"),
    ("Recommendation Text", "What it says"),
    ("Recommendation Note", "Its timescale, and where it is explained"),
    ("Closing", "Yours sincerely"),
    ("Signature", "Who signs"),
)  # fmt: skip


def _document(h: House) -> str:
    samples = "".join(_plain(style_id(style), words) for style, words in _SAMPLES)
    return (
        f"<w:document {_SPACES}><w:body>{samples}"
        '<w:sectPr><w:headerReference w:type="first" r:id="rId5"/><w:headerReference w:type="default" r:id="rId6"/>'
        '<w:footerReference w:type="first" r:id="rId7"/><w:footerReference w:type="default" r:id="rId8"/>'
        '<w:pgSz w:w="11906" w:h="16838"/>'
        f'<w:pgMar w:top="1500" w:right="{h.margin}" w:bottom="1380" w:left="{h.margin}" w:header="680" w:footer="620" '
        'w:gutter="0"/><w:titlePg/></w:sectPr></w:body></w:document>'
    )


def _settings() -> str:
    return (
        f'<w:settings {_SPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        '</w:compat><w:themeFontLang w:val="en-GB"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
        "</w:settings>"
    )


def _fonts(h: House) -> str:
    return (
        f'<w:fonts {_SPACES}><w:font w:name="{h.face}"><w:panose1 w:val="{h.panose}"/>'
        f'<w:charset w:val="00"/><w:family w:val="{h.family}"/><w:pitch w:val="variable"/></w:font></w:fonts>'
    )


def _theme(h: House) -> str:
    """The colours that the styles use, for whoever changes the template."""
    colours = (h.ink, "FFFFFF", h.main, h.ground, h.main, h.second, h.rule, h.grey, ROSE, TEAL, h.second, h.main)
    return palette(h.name, colours, h.face)


# --- styles -----------------------------------------------------------------------------------------


def _styles(h: House) -> str:
    face = f'<w:rFonts w:ascii="{h.face}" w:hAnsi="{h.face}" w:eastAsia="{h.face}" w:cs="{h.face}"/>'
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{face}<w:color w:val="{h.ink}"/><w:sz w:val="24"/><w:szCs w:val="24"/>'
        '<w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>'
        '<w:widowControl/><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
        "</w:docDefaults>"
    )
    keep = "<w:keepNext/><w:keepLines/>"
    hang = f'<w:ind w:left="{h.column}" w:hanging="{h.column}"/>'
    column = f'<w:ind w:left="{h.column}"/>'
    # Word wants the properties of a paragraph in one order: keep, number, border, tabs, spacing, indent, outline.
    styles = [
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>',
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>',
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
        "<w:semiHidden/></w:style>",
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
        '<w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style>",
        _style("Body Text"),
        _style("Title", f"{keep}{_gap(240, 40)}<w:contextualSpacing/>", _look(h.main, 40)),
        _style("Subtitle", f"{keep}{_gap(0, 160)}<w:contextualSpacing/>", _look(h.main, 28, bold=False)),
        _style("heading 1", f"{keep}{_heading_rule(h)}{_gap(420, 140)}{_outline(0)}", _look(h.main, 30)),
        _style("heading 2", f"{keep}{_gap(260, 100)}{_outline(1)}", _look(h.second, 26)),
        _style("heading 3", f"{keep}{_gap(220, 80)}{_outline(2)}", _look(h.main, 24)),
        _style("heading 4", f"{keep}{_gap(200, 80)}{_outline(3)}", _look(h.second, 24)),
        _style("Numbered Paragraph", f"{_number(3, 1)}{hang}", based="Body Text"),
        _style("List Bullet", f"{_number(1)}{_gap(0, 80)}", based="Body Text"),
        _style("List Number", f"{_number(2)}{_gap(0, 80)}", based="Body Text"),
        _style("Address", f"<w:keepLines/>{_gap(0, 240)}<w:contextualSpacing/>", based="Body Text"),
        _style("Date", _gap(0, 240), based="Body Text"),
        _style("Salutation", _gap(0, 120), based="Body Text"),
        _style(
            "Callout",
            f"<w:keepLines/>{_callout(h)}"
            f'<w:spacing w:before="200" w:after="280" w:line="300" w:lineRule="auto"/>'
            '<w:ind w:left="340" w:right="340"/>',
            _look(h.main, 28, bold=False),
        ),
        _style(
            "Recommendation",
            f'{keep}<w:tabs><w:tab w:val="left" w:pos="{h.column}"/></w:tabs>{_gap(240, 60)}{hang}{_outline(1)}',
            _look(h.ink, 24),
        ),
        _style("Recommendation Text", f"<w:keepLines/>{_gap(0, 60)}{column}", based="Body Text"),
        _style("Recommendation Note", f"<w:keepLines/>{_gap(0, 120)}{column}", _look(h.grey, 24, bold=False)),
        _style("Closing", f"{keep}{_gap(240, 960)}", based="Body Text"),
        _style("Signature", f"<w:keepLines/>{_gap(0, 0)}", based="Body Text"),
        _style("Table Heading", f"<w:keepNext/>{_gap(80, 80)}", _look(h.main, 24)),
        _style("Table Text", _gap(60, 60)),
        _style("header", _right_tab(h) + _gap(0, 0, 240), _look(h.grey, 19, bold=False)),
        _style("footer", _rule(h, "top", 8) + _right_tab(h) + _gap(0, 0, 240), _look(h.grey, 19, bold=False)),
        _style("Letterhead Name", _gap(40, 0, 240), _look(h.main, 34)),
        _style("Letterhead Motto", _gap(0, 0, 240), _look(h.grey, 18, bold=False)),
        _style("Letterhead Address", _gap(0, 0, 252) + '<w:jc w:val="right"/>', _look(h.grey, 19, bold=False)),
        _character("Hyperlink", f'<w:color w:val="{h.second}"/><w:u w:val="single"/>'),
        _character("Cross-reference", f'<w:color w:val="{h.second}"/>'),
        _character("Recommendation Number", f'<w:b/><w:color w:val="{h.main}"/>'),
        _peer_table(h),
    ]
    return f"<w:styles {_SPACES}>{defaults}{''.join(styles)}</w:styles>"


def style_id(name: str) -> str:
    """The identity that the template gives to a style."""
    return "".join(word[:1].upper() + word[1:] for word in name.replace("-", " ").split())


_OWN = ("Numbered", "Address", "Callout", "Recommendation", "Table ", "Letterhead", "Cross", "Peer")


def _style(name: str, paragraph: str = "", run: str = "", based: str = "Normal") -> str:
    custom = ' w:customStyle="1"' if name.startswith(_OWN) else ""
    follow = "BodyText" if name.startswith(("heading", "Title", "Subtitle")) else ""
    following = f'<w:next w:val="{follow}"/>' if follow else ""
    paragraph = f"<w:pPr>{paragraph}</w:pPr>" if paragraph else ""
    run = f"<w:rPr>{run}</w:rPr>" if run else ""
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{style_id(name)}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{style_id(based)}"/>{following}<w:qFormat/>{paragraph}{run}</w:style>'
    )


def _character(name: str, run: str) -> str:
    custom = "" if name == "Hyperlink" else ' w:customStyle="1"'
    return (
        f'<w:style w:type="character"{custom} w:styleId="{style_id(name)}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/><w:rPr>{run}</w:rPr></w:style>'
    )


def _peer_table(h: House) -> str:
    def edge(side: str, size: int, colour: str) -> str:
        return f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'

    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="PeerTable"><w:name w:val="Peer Table"/>'
        '<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>'
        f"{edge('top', 12, h.main)}{edge('bottom', 12, h.main)}{edge('insideH', 6, h.rule)}</w:tblBorders>"
        '</w:tblPr><w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>'
        f"{edge('top', 12, h.main)}{edge('bottom', 12, h.main)}</w:tcBorders>"
        f'<w:shd w:val="clear" w:color="auto" w:fill="{h.ground}"/></w:tcPr></w:tblStylePr></w:style>'
    )


def _gap(before: int, after: int, line: int = 276) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>'


def _look(colour: str, size: int, *, bold: bool = True) -> str:
    return f'{"<w:b/>" if bold else ""}<w:color w:val="{colour}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


def _rule(h: House, side: str, space: int) -> str:
    return f'<w:pBdr><w:{side} w:val="single" w:sz="6" w:space="{space}" w:color="{h.rule}"/></w:pBdr>'


def _heading_rule(h: House) -> str:
    return _rule(h, "bottom", 3) if h.framed else _rule(h, "top", 8)


def _callout(h: House) -> str:
    """A bar on the left, or a box on the ground of the house."""
    if not h.framed:
        return f'<w:pBdr><w:left w:val="single" w:sz="48" w:space="12" w:color="{h.main}"/></w:pBdr>'
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="8" w:space="8" w:color="{h.main}"/>'
        for side in ("top", "left", "bottom", "right")
    )
    return f'<w:pBdr>{sides}</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="{h.ground}"/>'


def _outline(level: int) -> str:
    return f'<w:outlineLvl w:val="{level}"/>'


def _number(number: int, level: int = 0) -> str:
    shown = f'<w:ilvl w:val="{level}"/>' if level else ""
    return f'<w:numPr>{shown}<w:numId w:val="{number}"/></w:numPr>'


def _right_tab(h: House) -> str:
    return f'<w:tabs><w:tab w:val="right" w:pos="{h.text}"/></w:tabs>'


# --- numbering --------------------------------------------------------------------------------------


def _numbering(h: House) -> str:
    bullet = (
        f'<w:rPr><w:rFonts w:ascii="{h.face}" w:hAnsi="{h.face}" w:cs="{h.face}"/><w:color w:val="{h.main}"/></w:rPr>'
    )
    purple, grey = f'<w:rPr><w:color w:val="{h.main}"/></w:rPr>', f'<w:rPr><w:color w:val="{h.grey}"/></w:rPr>'
    kinds = [
        ("ListBullet", [("bullet", "\u2022", 400, 400, bullet), ("bullet", "\u2013", 800, 400, bullet)]),
        ("ListNumber", [("decimal", "%1.", 480, 480, purple), ("lowerLetter", "%2.", 960, 480, purple)]),
        (
            "NumberedParagraph",
            [("decimal", "%1", h.column, h.column, purple), ("decimal", "%1.%2", h.column, h.column, grey)],
        ),
    ]
    abstracts = ""
    for identity, (style, levels) in enumerate(kinds):
        rows = ""
        for level, (kind, text, left, hanging, run) in enumerate(levels):
            paired = level == (1 if style == "NumberedParagraph" else 0)
            link = f'<w:pStyle w:val="{style}"/>' if paired else ""
            rows += (
                f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{link}<w:suff w:val="tab"/>'
                f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
                f'<w:pPr><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr>{run}</w:lvl>'
            )
        abstracts += (
            f'<w:abstractNum w:abstractNumId="{identity}"><w:nsid w:val="{0x51A70000 + identity:08X}"/>'
            f'<w:multiLevelType w:val="multilevel"/><w:tmpl w:val="{0x51A71000 + identity:08X}"/>{rows}</w:abstractNum>'
        )
    nums = "".join(
        f'<w:num w:numId="{identity + 1}"><w:abstractNumId w:val="{identity}"/></w:num>'
        for identity in range(len(kinds))
    )
    return f"<w:numbering {_SPACES}>{abstracts}{nums}</w:numbering>"


# --- heads and feet -----------------------------------------------------------------------------------


def _letterhead(h: House) -> str:
    name = _plain("LetterheadName", h.name) + _plain("LetterheadMotto", h.motto)
    address = "".join(_plain("LetterheadAddress", line) for line in h.address)
    widths: tuple[int, ...] = (5030, h.text - 5030)
    contents: tuple[str, ...] = (name, address)
    if h.logo:
        widths = (1130, 3900, h.text - 5030)
        contents = (f"<w:p><w:pPr>{_gap(0, 0, 240)}</w:pPr>{_logo()}</w:p>", name, address)
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content}</w:tc>'
        for width, content in zip(widths, contents, strict=True)
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:hdr {_SPACES} xmlns:wp="{_INLINE}" xmlns:a="{_DRAWING}" xmlns:pic="{_PICTURE}"><w:tbl><w:tblPr>'
        f'<w:tblW w:w="{h.text}" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblGrid>{grid}</w:tblGrid><w:tr>{cells}</w:tr></w:tbl><w:p><w:pPr><w:pStyle w:val="Header"/>'
        f"{_gap(0, 560, 240)}</w:pPr></w:p></w:hdr>"
    )


def _logo() -> str:
    wide, high = (int(pixels * 914_400 / 288) for pixels in _LOGO_SIZE)
    alt = "Peer Challenge Programme: three overlapping circles"
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/>'
        f'<wp:docPr id="1" name="Logo" descr="{alt}"/><a:graphic><a:graphicData uri="{_PICTURE}"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="1" name="logo.png" descr="{alt}"/><pic:cNvPicPr/></pic:nvPicPr>'
        '<pic:blipFill><a:blip r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def _running_head() -> str:
    content = f"{_text('[[Council]]')}<w:r><w:tab/></w:r>{_text('[[Document]]')}"
    return f'<w:hdr {_SPACES}><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>{content}</w:p></w:hdr>'


def _foot() -> str:
    content = (
        f"{_text('[[Status]]')}<w:r><w:tab/></w:r>{_text('Page ')}{_field('PAGE')}{_text(' of ')}{_field('NUMPAGES')}"
    )
    return f'<w:ftr {_SPACES}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{content}</w:p></w:ftr>'


def _plain(style: str, text: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{_text(text)}</w:p>'


def _text(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def _field(code: str) -> str:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    instruction = f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
    return f"{mark('begin')}{instruction}{mark('separate')}{_text('1')}{mark('end')}"


# --- the logo -----------------------------------------------------------------------------------------

_LOGO_SIZE = (196, 184)
_CIRCLES = ((98.0, 60.0, 58.0, PURPLE), (60.0, 122.0, 58.0, TEAL), (136.0, 122.0, 58.0, ROSE))


@cache
def logo() -> bytes:
    """Three circles that overlap, as a PNG with a clear ground."""
    wide, high = _LOGO_SIZE
    rows = bytearray()
    for y in range(high):
        rows.append(0)
        for x in range(wide):
            rows += _pixel(x + 0.5, y + 0.5)
    head = struct.pack(">IIBBBBB", wide, high, 8, 6, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def _pixel(x: float, y: float) -> bytes:
    red = green = blue = ground = 0.0
    for across, down, radius, colour in _CIRCLES:
        away = ((x - across) ** 2 + (y - down) ** 2) ** 0.5
        cover = 0.86 * min(1.0, max(0.0, radius - away + 0.5))
        paint = [int(colour[at : at + 2], 16) for at in (0, 2, 4)]
        red, green, blue = (new * cover + old * (1 - cover) for new, old in zip(paint, (red, green, blue), strict=True))
        ground = cover + ground * (1 - cover)
    if not ground:
        return bytes(4)
    return bytes(round(value) for value in (red / ground, green / ground, blue / ground, ground * 255))


def main() -> None:
    """Write the templates into the folder given on the command line."""
    for name, house in HOUSES.items():
        (Path(sys.argv[1]) / name).write_bytes(starter(house))


if __name__ == "__main__":
    main()
