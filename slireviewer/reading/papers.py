"""A paper as text page by page: which reader its content asks for, its limits, and what to say when it has no words."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slireviewer import foreign
from slireviewer.errors import ReviewError

SECONDS = 9.0
"""The longest that reading one paper may take."""
MEMORY = 500 * 1024 * 1024
"""The most memory (bytes) it may take, where the system can hold a process to that."""

MOST_BYTES = 25 * 1024 * 1024
MOST_PAGES = 5_000
MOST_TEXT = 8_000_000
_PAGE = 4_000  # characters, of what has no pages of its own

_OFFICE = {
    "word/": (".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "ppt/": (".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "xl/": (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"),
    (b"II*\0", "image/tiff"), (b"MM\0*", "image/tiff"), (b"BM", "image/bmp"),
)  # fmt: skip
_PROGRAMS = {".doc": "Word as .docx", ".xls": "Excel as .xlsx", ".ppt": "PowerPoint as .pptx"}
_MODERN = {".docx": "Word", ".xlsx": "Excel", ".pptx": "PowerPoint"}


@dataclass(frozen=True, slots=True)
class Paper:
    """What was read of one file: the text of each page ("" for one without words), its media type, and what is wrong.

    ``trouble`` is one sentence when there are no words or not all of them, else "".
    """

    pages: tuple[str, ...] = ()
    media_type: str = ""
    trouble: str = ""


def read_paper(path: Path, *, seconds: float = SECONDS, stopped: Callable[[], bool] = bool) -> Paper:
    """The words of the file at ``path``, by what is in it and not by its name.

    A page is a page of a PDF, a slide with its notes, a sheet, a page of Word as it was last broken, and some 4,000
    characters of what has no pages. Raises ReviewError only when there is no such file, it is empty, or over 25 MB.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(1024)
    except FileNotFoundError:
        raise ReviewError(f"There is no file {path.name} in {path.parent}.") from None
    except OSError as error:
        raise ReviewError(f"{path.name} could not be read: {error.strerror or error}.") from error
    if not start:
        raise ReviewError(f"{path.name} is empty.")
    if size > MOST_BYTES:
        raise ReviewError(
            f"{path.name} is larger than 25 MB. Make it smaller, or keep it outside and note where it is."
        )
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    picture = next((kind for sign, kind in _PICTURES if start.startswith(sign)), "")
    if picture:
        return Paper(("",), picture)
    if start.startswith(foreign.OLD_OFFICE):
        return Paper((), media_type, _old(path.suffix.lower()))
    if b"%PDF-" in start:
        return _aside(path, ".pdf", "application/pdf", seconds, stopped)
    if start.startswith(b"PK"):
        return _aside(path, ".zip", media_type, seconds, stopped)
    if b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Paper((), media_type, f"Words cannot be read from {_a_file(path)}.")
    return _aside(path, ".txt", media_type if media_type.startswith("text/") else "text/plain", seconds, stopped)


def _a_file(path: Path) -> str:
    return f"a {path.suffix.lower()} file" if path.suffix else "a file of this sort"


def _old(ending: str) -> str:
    if ending in _PROGRAMS:
        return (
            f"It is of an old format: save it in {_PROGRAMS[ending]} and add that, so that its words can be searched."
        )
    if ending in _MODERN:
        return f"It has a password or is of an old format: save it in {_MODERN[ending]} as {ending} without a password."
    return "It has a password or is of an old format, so its words could not be read."


def _aside(path: Path, kind: str, media_type: str, seconds: float, stopped: Callable[[], bool]) -> Paper:
    try:
        said = foreign.read_aside(read, path, kind, seconds=seconds, memory=MEMORY, stopped=stopped)
    except foreign.TooSlow:
        return Paper(
            (), media_type, "It took too long to read, so its words cannot be searched. Print it to a new PDF."
        )
    except foreign.Broken:
        return Paper((), media_type, "It is damaged or far too large inside, so its words could not be read.")
    return Paper(tuple(said.get("pages", ())), said.get("media_type") or media_type, said.get("trouble", ""))


# ---- in a process of its own -----------------------------------------------------------------------------


def read(said: str, kind: str) -> dict[str, Any]:
    """The pages of the file at ``said`` as plain data, whatever is wrong with it."""
    path = Path(said)
    media_type = ""
    try:
        if kind == ".zip":
            kind, media_type = _office(path)
        readers = {".docx": _from_word, ".pdf": _from_pdf, ".pptx": _from_slides, ".xlsx": _from_workbook,
                   ".txt": _from_text}  # fmt: skip
        if kind not in readers:
            return {"trouble": f"Words cannot be read from {_a_file(path)}."}
        pages, trouble = _bounded(readers[kind](path))
    except foreign.Bomb:
        return {"trouble": "It unpacks to more than a document ever holds, so it was not opened."}
    except foreign.Locked:
        return {"trouble": "It has a password: save it without one and add that, so that its words can be searched."}
    except Exception:  # the file is foreign: whatever a reader stumbles over is the file's fault
        what = _a_file(path) if kind == ".zip" else f"a {kind} file"
        return {"trouble": f"It is damaged, or not {what} at all, so its words could not be read."}
    return {"pages": pages, "media_type": media_type, "trouble": trouble or _wordless(pages, kind)}


def _office(path: Path) -> tuple[str, str]:
    """Which sort of Office file a zip is."""
    names = foreign.names_in_zip(path)
    if "[Content_Types].xml" in names:
        for folder, kind in _OFFICE.items():
            if any(name.startswith(folder) for name in names):
                return kind
    return "", ""


def _bounded(pages: list[str]) -> tuple[list[str], str]:
    """As many pages as a document may have here, and a sentence when it has more."""
    kept: list[str] = []
    room = MOST_TEXT
    for page in pages[:MOST_PAGES]:
        if room <= 0:
            break
        kept.append(_cleaned(page)[:room])
        room -= len(kept[-1])
    whole = len(kept) == len(pages) and room >= 0 and (room > 0 or len(kept[-1:][0] if kept else "") == len(pages[-1]))
    return kept, "" if whole else f"It is very long: only the first {len(kept):,} pages can be searched."


_UNSAID = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")


def _cleaned(text: str) -> str:
    """Text with one sort of line end, a word that was cut at a line's end whole, and no signs that say nothing."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")
    text = re.sub(r"[\ufffe\x02]\n?", "", text)
    return _UNSAID.sub("", text.encode("utf-8", "ignore").decode("utf-8"))


def _wordless(pages: list[str], kind: str) -> str:
    """What to say of pages without words."""
    empty = sum(not page.strip() for page in pages)
    if empty == len(pages):
        scan = "Its pages are pictures without words, so nothing in it can be searched or quoted."
        return scan if kind == ".pdf" else "There are no words in it."
    if kind == ".pdf" and empty * 2 > len(pages):
        return f"{empty:,} of its {len(pages):,} pages are pictures without words and cannot be searched."
    return ""


def _from_word(path: Path) -> list[str]:
    from slireviewer.word import read_words

    return [part for page in read_words(path) for part in _divided(page)]


def _from_pdf(path: Path) -> list[str]:
    from slireviewer.reading.pages import read_pages

    return read_pages(path, MOST_PAGES, MOST_TEXT)


def _from_slides(path: Path) -> list[str]:
    from slireviewer.reading.slides import read_slides

    return read_slides(path, MOST_PAGES)


def _from_workbook(path: Path) -> list[str]:
    from slireviewer.workbooks import read_sheets

    return read_sheets(path, MOST_TEXT)


def _from_text(path: Path) -> list[str]:
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    if text.count("\0") or sum(not (sign.isprintable() or sign.isspace()) for sign in text[:20_000]) > 200:
        raise ValueError("not a text")
    return [part for page in text.split("\f") for part in _divided(page)]


def _divided(text: str) -> list[str]:
    """A long text in parts of some 4,000 characters that end where a line ends."""
    parts = []
    start = 0
    while len(text) - start > _PAGE * 3 // 2:
        end = text.rfind("\n", start + _PAGE // 2, start + _PAGE * 5 // 4) + 1 or start + _PAGE
        parts.append(text[start:end])
        start = end
    return [*parts, text[start:]]
