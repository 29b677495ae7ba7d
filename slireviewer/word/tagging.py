"""What LibreOffice leaves out of a tagged PDF, added at its end: lines marked as ornament, and the order of links.

The rules around headings, tables and feet are drawn outside all tags, so that a screen reader meets something that it
cannot name; and pages with links do not say that these are reached in the order of the text.
"""

from __future__ import annotations

import re
import zlib

_PAGE = re.compile(rb"(?<=\n)(\d+) 0 obj\s*<<(/Type/Page/.*?)>>\s*endobj", re.DOTALL)
_CONTENTS = re.compile(rb"/Contents (\d+) 0 R")
_TRAILER = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref\s+(\d+)\s+%%EOF\s*$", re.DOTALL)
_PAINTS = re.compile(rb"(?:^|\s)(?:S|s|f|F|f\*|B|B\*|b|b\*|sh|Do)$")


def with_ornaments(pdf: bytes) -> bytes:
    """The PDF with its loose lines marked and its pages in order; one of another build than LibreOffice's stays so."""
    trailer = _TRAILER.search(pdf)
    if trailer is None or not pdf[int(trailer[2]) :].startswith(b"xref"):
        return pdf
    objects: dict[int, bytes] = {}
    for page in _PAGE.finditer(pdf):
        said = page[2].replace(b"/Tabs(S)", b"")  # a text where the format wants a name
        objects[int(page[1])] = b"<<" + said + (b"" if b"/Tabs" in said else b"/Tabs/S") + b">>"
        contents = _CONTENTS.search(page[2])
        drawn = _stream(pdf, contents[1]) if contents is not None else None
        if contents is not None and drawn is not None:
            packed = zlib.compress(marked(drawn))
            head = b"<</Length %d/Filter/FlateDecode>>\nstream\n" % len(packed)
            objects[int(contents[1])] = head + packed + b"\nendstream"
    return _appended(pdf, objects, trailer) if objects else pdf


def marked(drawn: bytes) -> bytes:
    """What is drawn on a page, with what stands outside all tags and is no text marked as ornament."""
    out: list[bytes] = []
    loose: list[bytes] = []
    depth = 0

    def close() -> None:
        if any(map(_PAINTS.search, loose)) and b"BT" not in loose:
            out.extend([b"/Artifact BMC", *loose, b"EMC"])
        else:
            out.extend(loose)
        loose.clear()

    for line in drawn.split(b"\n"):
        if line.endswith((b"BMC", b"BDC")):
            if not depth:
                close()
            depth += 1
            out.append(line)
        elif line == b"EMC":
            depth -= 1
            out.append(line)
        else:
            (out if depth else loose).append(line)
    close()
    return b"\n".join(out)


def _stream(pdf: bytes, number: bytes) -> bytes | None:
    """The unpacked content of an object; nothing where it is packed otherwise."""
    found = re.search(rb"\n" + number + rb" 0 obj\s*<<[^>]*/Filter/FlateDecode>>\s*stream\r?\n", pdf)
    if found is None:
        return None
    try:
        return zlib.decompressobj().decompress(pdf[found.end() :])
    except zlib.error:
        return None


def _appended(pdf: bytes, objects: dict[int, bytes], trailer: re.Match[bytes]) -> bytes:
    """The PDF with newer versions of some objects at its end, as the format has it for changes."""
    out = pdf if pdf.endswith(b"\n") else pdf + b"\n"
    table = b"xref\n"
    for number, body in sorted(objects.items()):
        table += b"%d 1\n%010d 00000 n \n" % (number, len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    known = re.sub(rb"/DocChecksum\s*/\w+", b"", trailer[1])
    return out + table + b"trailer\n<<%s/Prev %s>>\nstartxref\n%d\n%%%%EOF\n" % (known, trailer[2], len(out))
