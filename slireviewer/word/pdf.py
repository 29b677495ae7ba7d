"""A Word file as a tagged PDF, laid out by LibreOffice where that is installed. Nothing else is known of PDF here."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from slireviewer.errors import ReviewError
from slireviewer.letter import Letter
from slireviewer.placing import put_in_place
from slireviewer.word.tagging import with_ornaments
from slireviewer.word.writing import write_letter

SECONDS = 180.0
"""How long LibreOffice may take; the first time it makes itself a profile."""

_MISSING = (
    "LibreOffice is not on this computer, and it makes the PDF. Install it, or write the letter as .docx and "
    "save it as PDF in Word."
)
# Tagged, and marked as PDF/UA, with the headings as bookmarks and the title shown in the window.
_OPTIONS = {
    "UseTaggedPDF": True,
    "PDFUACompliance": True,
    "ExportBookmarks": True,
    "DisplayPDFDocumentTitle": True,
    "ReduceImageResolution": False,
}
_USUAL = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)


def libreoffice() -> str | None:
    """The program LibreOffice, or nothing where it is not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((path for path in _USUAL if os.path.isfile(path)), None)


def write_pdf(document: Path, out: Path) -> None:
    """Write the Word file ``document`` to ``out`` as a tagged PDF.

    Raises ReviewError with one sentence: where LibreOffice is missing or fails, and as ``write_letter`` does; what
    stood at ``out`` then stays.
    """
    office = libreoffice()
    if office is None:
        raise ReviewError(_MISSING)
    with tempfile.TemporaryDirectory(prefix="slireviewer-pdf-") as folder:
        data = _converted(office, document, Path(folder))
    put_in_place(with_ornaments(data), out, _wrong)


def write_letter_pdf(letter: Letter, template: Path, out: Path, *, identifier: str = "") -> None:
    """Write ``letter`` to ``out`` as a tagged PDF, as it looks in Word. Raises ReviewError as the other two do."""
    if libreoffice() is None:
        raise ReviewError(_MISSING)
    with tempfile.TemporaryDirectory(prefix="slireviewer-pdf-") as folder:
        document = Path(folder) / "letter.docx"
        write_letter(letter, template, document, identifier=identifier, marked=False)
        write_pdf(document, out)


def _converted(office: str, document: Path, folder: Path) -> bytes:
    """The PDF; LibreOffice gets a profile of its own, so that one that is open is not disturbed."""
    options = {
        name: {"type": "boolean", "value": str(value).lower()} for name, value in _OPTIONS.items()
    }  # fmt: skip
    given = folder / "letter.docx"
    shutil.copyfile(document, given)
    command = [
        office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
        "--convert-to", f"pdf:writer_pdf_Export:{json.dumps(options)}", "--outdir", str(folder), str(given),
    ]  # fmt: skip
    try:
        subprocess.run(command, capture_output=True, timeout=SECONDS, check=False, stdin=subprocess.DEVNULL)
        return (folder / "letter.pdf").read_bytes()
    except subprocess.TimeoutExpired:
        raise ReviewError("LibreOffice did not finish the PDF. Close it if it is open, and try again.") from None
    except OSError as error:
        raise ReviewError("LibreOffice could not make the PDF. Write the letter as .docx instead.") from error


def _wrong(path: Path) -> list[str]:
    """What the file lacks, of what readers by ear need."""
    data = path.read_bytes()
    wanted = {
        "it is no PDF": data.startswith(b"%PDF-"),
        "it has no tags": b"/StructTreeRoot" in data and re.search(rb"/Marked\s+true", data) is not None,
        "it has no language": b"/Lang" in data,
    }
    return [fault for fault, there in wanted.items() if not there]
