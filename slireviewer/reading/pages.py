"""The pages of a PDF; the only place that knows how one is made."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pypdfium2

from slireviewer.foreign import Locked


def read_pages(path: Path, most: int, most_text: int) -> list[str]:
    """The text of each page, up to so many pages and about so many characters, "" for a page that is only a picture.

    Raises Locked when it has a password, PdfiumError when it cannot be read.
    """
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Locked from error
        raise
    with contextlib.closing(document):
        pages: list[str] = []
        read = 0
        for number in range(len(document)):
            # What is beyond is not read, but counted: the reader is to know that there is more.
            text = _text(document, number) if number < most and read <= most_text else ""
            read += len(text)
            pages.append(text)
            if number > most:
                break
        return pages


def _text(document: pypdfium2.PdfDocument, number: int) -> str:
    """The text of one page; a page that is broken has none."""
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return ""
    with contextlib.closing(page), contextlib.closing(page.get_textpage()) as words:
        text: str = words.get_text_range()
        return text
