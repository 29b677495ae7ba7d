"""The zip around a Word file: its parts in and out, the same bytes every time. What the parts say is not known here."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from slireviewer.errors import NotOurFile, ReviewError

Parts = dict[str, bytes]

TYPES = "[Content_Types].xml"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_MOST_PARTS = 2_000
_MOST_BYTES = 200 * 1024 * 1024
_STAMP = (1980, 1, 1, 0, 0, 0)
_FONT = (
    *("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign"),
    *("sz", "color", "name", "family", "charset", "scheme"),
)


def read_parts(path: Path) -> Parts:
    """Every part of the Word file at ``path``, by name.

    Raises NotOurFile when it is not a Word file, ReviewError when it cannot be read at all.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise ReviewError(f"There is no file {path.name} in {path.parent}.") from None
    except OSError as error:
        raise ReviewError(f"{path.name} could not be read: {error.strerror or error}.") from error
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            if len(members) > _MOST_PARTS or sum(info.file_size for info in members) > _MOST_BYTES:
                raise NotOurFile(f"{path.name} unpacks to more than a Word file ever holds, so it was not opened.")
            parts = {info.filename: archive.read(info) for info in members}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise NotOurFile(f"{path.name} is not a Word document (.docx).") from error
    if TYPES not in parts or "_rels/.rels" not in parts:
        raise NotOurFile(f"{path.name} is not a Word document (.docx).")
    return parts


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The parts as a zip: one order, one stamp, no trace of the machine."""
    out = io.BytesIO()
    first = [name for name in (TYPES, "_rels/.rels") if name in parts]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in [*first, *sorted(parts.keys() - set(first))]:
            info = zipfile.ZipInfo(name, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o600 << 16
            archive.writestr(info, parts[name])
    return out.getvalue()


def without_clock(data: bytes) -> bytes:
    """A package that another library made, with one stamp for every part and no time or name of its own.

    The fonts of a workbook come in the order of their schema, which openpyxl does not keep to.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    if "docProps/core.xml" in parts:
        parts["docProps/core.xml"] = re.sub(
            rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", parts["docProps/core.xml"]
        )
    if "xl/styles.xml" in parts:
        styles = parsed(parts["xl/styles.xml"])
        for font in styles.iterfind("{*}fonts/{*}font"):
            font[:] = sorted(font, key=lambda one: _FONT.index(etree.QName(one).localname))
        parts["xl/styles.xml"] = serialised(styles)
    return packed(parts)


def parsed(data: bytes) -> etree._Element:
    """The root of an XML part; entities and the network are left alone."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=False))


def serialised(root: etree._Element) -> bytes:
    """An XML part again."""
    return XML.encode() + etree.tostring(root, encoding="UTF-8")


def relationships_name(part: str) -> str:
    """Where the relationships of ``part`` are kept; "" is the file as a whole."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def target_of(part: str, relationship: etree._Element) -> str:
    """The name of the part that a relationship of ``part`` points to."""
    target = relationship.get("Target", "")
    return target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def related(parts: Mapping[str, bytes], part: str) -> list[etree._Element]:
    """The relationships of ``part``."""
    data = parts.get(relationships_name(part))
    return [] if data is None else list(parsed(data).iterfind(f"{{{RELATIONSHIPS}}}Relationship"))


def w(name: str) -> str:
    """A name of the Word vocabulary as lxml spells it."""
    return f"{{{WORD}}}{name}"
