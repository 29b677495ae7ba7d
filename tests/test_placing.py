"""A file that is written is whole or is not there, and what went wrong is one sentence."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from slireviewer.errors import ReviewError
from slireviewer.placing import put_in_place


def test_it_takes_the_place_of_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "a.docx"
    for data in (b"first", b"second"):
        put_in_place(data, out)
        assert out.read_bytes() == data
    assert os.listdir(tmp_path) == ["a.docx"]
    if os.name == "posix":
        assert stat.S_IMODE(out.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.EACCES, "the file is open in another program or the folder is read-only"),
        (errno.EBUSY, "the file is open in another program or the folder is read-only"),
        (errno.EROFS, "the file is open in another program or the folder is read-only"),
        (errno.ENOSPC, "There is not enough room in"),
        (errno.EIO, "could not be written to"),
    ],
)
def test_what_the_system_refuses_is_one_sentence_and_leaves_the_last_file(
    number: int, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "a.docx"
    out.write_bytes(b"the last good one")

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "replace", refuse)  # as when Word holds the file on Windows
    with pytest.raises(ReviewError, match=sentence) as caught:
        put_in_place(b"new", out)
    assert str(caught.value).count("\n") == 0
    assert out.read_bytes() == b"the last good one"
    assert os.listdir(tmp_path) == ["a.docx"]


def test_what_does_not_read_back_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(ReviewError, match="did not read back as it was written") as caught:
        put_in_place(b"new", tmp_path / "a.docx", lambda part: [f"{len(part.read_bytes())} bytes", "and more"])
    assert caught.value.__notes__ == ["3 bytes; and more"]
    assert os.listdir(tmp_path) == []
