"""Papers as councils send them, made by the tests: PDFs, Word files, slides, sheets; and files made to do harm."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def _relationships(*targets: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="r{n}" Type="{R}/{kind}" Target="{target}"/>' for n, (kind, target) in enumerate(targets)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def zipped(parts: Mapping[str, str | bytes], *, stored: bool = False) -> bytes:
    """A zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def word(body: str, *, footnotes: str = "", more: Mapping[str, str | bytes] | None = None, top: str = "") -> bytes:
    """A Word file with this body (in the vocabulary ``w``) and footnotes."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _relationships(("officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": _relationships(("footnotes", "footnotes.xml")),
        "word/document.xml": f'<?xml version="1.0"?>{top}<w:document xmlns:w="{W}">'
        f"<w:body>{body}</w:body></w:document>",
        "word/footnotes.xml": f'<w:footnotes xmlns:w="{W}">{footnotes}</w:footnotes>',
    }
    return zipped({**parts, **(more or {})})


_CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def pdf(pages: Sequence[str], *, more: str = "") -> bytes:
    """A PDF with a line of text for each line of each page."""
    objects = [_CATALOGUE, b"", _FONT]
    kids = []
    for page in pages:
        lines = [f"({line.replace('(', '').replace(')', '')}) Tj 0 -14 Td" for line in page.split("\n") if line]
        stream = f"BT /F1 11 Tf 50 780 Td {' '.join(lines)} ET".encode("latin-1", "replace") if lines else b""
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    return as_pdf(objects, more=more)


def as_pdf(objects: Sequence[bytes], *, more: str = "", prev: str = "") -> bytes:
    """The objects of a PDF, numbered from 1, with its table of contents; the first is the catalogue."""
    out = b"%PDF-1.7\n"
    places = []
    for number, data in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, data)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {more} {prev.format(at=len(out))} >>\n"
    return out + table + trailer.encode() + b"startxref\n%d\n%%%%EOF\n" % len(out)


def flated(data: bytes, more: bytes = b"") -> bytes:
    """A compressed stream of a PDF."""
    small = zlib.compress(data, 9)
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (len(small), more, small)


def slides(path: Path) -> Path:
    """A presentation of three slides, with a group, a table, a chart and notes."""
    from pptx import Presentation
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Cm

    deck = Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[0])
    first.shapes.title.text = "Budget for the quay"
    first.notes_slide.notes_text_frame.text = "Say that the reserves are falling"
    second = deck.slides.add_slide(deck.slide_layouts[6])
    group = second.shapes.add_group_shape()
    inner = group.shapes.add_group_shape()
    inner.shapes.add_textbox(Cm(1), Cm(1), Cm(5), Cm(2)).text_frame.text = "Grouped twice: apprentices"
    table = second.shapes.add_table(2, 2, Cm(1), Cm(5), Cm(10), Cm(3)).table
    for row, cells in enumerate((("Ward", "Trees"), ("Harbour", "41"))):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    data = CategoryChartData()
    data.categories = ["Ferries", "Buses"]
    data.add_series("Passengers", (3, 4))
    second.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Cm(1), Cm(9), Cm(10), Cm(6), data)
    deck.slides.add_slide(deck.slide_layouts[6])
    deck.save(str(path))
    return path


def workbook(path: Path) -> Path:
    """A workbook with two sheets."""
    from datetime import date

    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "Savings"
    book.active.append(["Line", "2026", "When"])
    book.active.append(["Mooring fees", 12.5, date(2026, 3, 2)])
    book.create_sheet("Risks").append(["Slipway subsidence", None, 3.0])
    book.save(path)
    return path


# ---- made to do harm -------------------------------------------------------------------------------------

_LAUGHS = '<!DOCTYPE w [<!ENTITY a "ha ha ha ha ">' + "".join(
    f'<!ENTITY {chr(97 + n)} "{f"&{chr(96 + n)};" * 20}">' for n in range(1, 12)
) + "]>"  # fmt: skip
_NOTE = '<w:footnoteReference w:id="1"/>'


def _say(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _noise(size: int, seed: int = 1) -> bytes:
    """Letters that compress to about a fortieth."""
    draw = random.Random(seed)
    words = [bytes(draw.choices(b"abcdefghij", k=600)) for _ in range(40)]
    return b" ".join(draw.choice(words) for _ in range(size // 601))


def _lying_zip() -> bytes:
    """A Word file whose main part unpacks to more than the list of contents says."""
    data = bytearray(word(_say("x" * 3_000_000)))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"word/document.xml"))
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(data)


def _locked_zip() -> bytes:
    data = bytearray(word(_say("locked")))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def _book(sheet: str, strings: str = "") -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    types = _TYPES.replace(
        "</Types>",
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/></Types>',
    )
    return zipped({
        "[Content_Types].xml": types,
        "_rels/.rels": _relationships(("officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": _relationships(
            ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")
        ),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{R}"><sheets><sheet name="S" sheetId="1" r:id="r0"/>'
        "</sheets></workbook>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}">{sheet}</worksheet>',
        "xl/sharedStrings.xml": strings or f'<sst xmlns="{main}"/>',
    })  # fmt: skip


_LONG = b"BT /F1 11 Tf " + b"(harm) Tj 0 -1 Td " * 4_000_000 + b" ET"


def _page(contents: bytes) -> list[bytes]:
    return [
        _CATALOGUE, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        contents, _FONT,
    ]  # fmt: skip


HOSTILE: dict[str, Callable[[], bytes]] = {
    # PDF
    "only a beginning.pdf": lambda: b"%PDF-1.7\n",
    "cut off.pdf": lambda: pdf(["One", "Two"])[:200],
    "noise.pdf": lambda: b"%PDF-1.4\n" + random.Random(2).randbytes(400_000),
    "a tree of pages that bites its tail.pdf": lambda: as_pdf(
        [
            _CATALOGUE,
            b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 99 >>",
            b"<< /Type /Pages /Kids [2 0 R] /Parent 2 0 R /Count 99 >>",
        ]
    ),
    "a hundred million pages.pdf": lambda: as_pdf(
        [
            _CATALOGUE,
            b"<< /Type /Pages /Kids [3 0 R] /Count 100000000 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        ]
    ),
    "a table of contents that refers to itself.pdf": lambda: as_pdf(
        [_CATALOGUE, b"<< /Type /Pages /Kids [] /Count 0 >>"], prev="/Prev {at}"
    ),
    "a bomb in a stream.pdf": lambda: as_pdf(_page(flated(bytes(800_000_000)))),
    "a bomb in a bomb.pdf": lambda: as_pdf(
        _page(
            flated(zlib.compress(bytes(900_000_000), 9), b"/Filter [/FlateDecode /FlateDecode]").replace(
                b"/Filter /FlateDecode ", b"", 1
            )
        )
    ),
    "text without end.pdf": lambda: as_pdf(_page(flated(_LONG))),
    "brackets without end.pdf": lambda: as_pdf(_page(flated(b"[" * 3_000_000))),
    "with a password.pdf": lambda: as_pdf(
        [
            *_page(b"<< /Length 0 >>\nstream\n\nendstream"),
            b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >>",
        ],
        more="/Encrypt 6 0 R /ID [<41><41>]",
    ),
    "a scan.pdf": lambda: pdf(["", "", ""]),
    # Word
    "a bomb.docx": lambda: word(_say("x"), more={"word/media/a.bin": bytes(300_000_000)}),
    "many members.docx": lambda: word(_say("x"), more={f"word/media/{n}": "" for n in range(4_000)}),
    "a million laughs.docx": lambda: word(_say("&l;"), top=_LAUGHS),
    "one long laugh.docx": lambda: word(_say("&a;" * 200_000), top=f'<!DOCTYPE w [<!ENTITY a "{"ha" * 50_000}">]>'),
    "looks at our files.docx": lambda: word(_say("&f;"), top='<!DOCTYPE w [<!ENTITY f SYSTEM "file:///etc/passwd">]>'),
    "nested without end.docx": lambda: word("<w:sdt>" * 60_000 + "</w:sdt>" * 60_000),
    "tables in tables.docx": lambda: word("<w:tbl><w:tr><w:tc>" * 3_000 + _say("x") + "</w:tc></w:tr></w:tbl>" * 3_000),
    "cut off.docx": lambda: word(_say("x" * 100))[:-30],
    "says it is smaller.docx": _lying_zip,
    "with a password.docx": _locked_zip,
    "without its main part.docx": lambda: zipped(
        {"[Content_Types].xml": _TYPES, "word/x": "", "_rels/.rels": _relationships()}
    ),
    "points outside.docx": lambda: zipped(
        {
            "[Content_Types].xml": _TYPES,
            "word/x": "",
            "_rels/.rels": _relationships(("officeDocument", "../../../etc/passwd")),
        }
    ),
    "a note that quotes itself.docx": lambda: word(
        f"<w:p><w:r>{_NOTE}</w:r></w:p>",
        footnotes=f'<w:footnote w:id="1"><w:p><w:r><w:t>so</w:t>{_NOTE}</w:r></w:p></w:footnote>',
    ),
    "a million paragraphs.docx": lambda: word("".join(_say(str(n)) for n in range(1_100_000))),
    "with a password, of Office.docx": lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4_000),
    # sheets and slides
    "a cell at the end of the world.xlsx": lambda: _book(
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>'
    ),
    "a million laughs.xlsx": lambda: _book(
        '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>',
        f'{_LAUGHS}<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&l;</t></si></sst>',
    ),
    "strings without end.xlsx": lambda: _book(
        "<sheetData/>",
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        + "".join(f"<si><t>{_noise(2_000, n).decode()}</t></si>" for n in range(50)) * 600
        + "</sst>",
    ),
    "no slides at all.pptx": lambda: zipped({"[Content_Types].xml": _TYPES, "ppt/presentation.xml": "<p/>"}),
    "a ring of parts.pptx": lambda: zipped(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _relationships(("officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": "<p/>",
            "ppt/_rels/presentation.xml.rels": _relationships(("slide", "presentation.xml"), ("slide", "slide.xml")),
            "ppt/slide.xml": "<s/>",
            "ppt/_rels/slide.xml.rels": _relationships(("slide", "presentation.xml")),
        }
    ),
    # others
    "an archive.zip": lambda: zipped({"a.txt": "words"}),
    "a program.exe": lambda: b"MZ" + bytes(2_000),
    "one line.txt": lambda: b"words " * 4_000_000,
    "an old letter.doc": lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"W" * 4_000,
    "letters of no sort.txt": lambda: bytes(range(1, 32)) * 1_000,
}
