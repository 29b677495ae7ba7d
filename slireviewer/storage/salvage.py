"""Reading what is left of a damaged challenge file, page by page and without SQLite.

Pages are decrypted one by one, and rows are known by their shape. An entry counts only when its bytes hash to its
name, an attachment likewise; typing and local facts count when their page carries the right authentication code.
"""

from __future__ import annotations

import hmac
import json
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import pbkdf2_hmac, sha256
from pathlib import Path
from typing import Any

from slireviewer.history import BadEntry, Entry, entry_id, parse_entry
from slireviewer.storage.tables import APPLIED, ASIDE, FOREIGN, WAITING

# SQLCipher 4: pages of 4,096 bytes that end in an initialisation vector and an authentication code.
PAGE = 4096
_IV, _CODE = 16, 64
_USABLE = PAGE - _IV - _CODE
_SALT = 16
_TABLE_LEAF, _INDEX_LEAF, _INDEX_INNER = 0x0D, 0x0A, 0x02
_WAL_HEADER, _FRAME_HEADER = 32, 24
_MOST = 512 * 1024 * 1024  # no value of a challenge is larger

FACTS = ("ch", "me", "identity", "lead_key", "dev", "dev_private", "dev_public")

Row = tuple[Any, ...]
Draft = tuple[str, str, str, str, str, str]


@dataclass(slots=True)
class Salvaged:
    """What could be read: entries with the state they were in, and how many there once were at least."""

    entries: dict[str, tuple[int, Entry]] = field(default_factory=dict)
    numbers: set[int] = field(default_factory=set)
    facts: dict[str, str] = field(default_factory=dict)
    drafts: dict[tuple[str, str], Draft] = field(default_factory=dict)
    attachments: dict[str, bytes] = field(default_factory=dict)
    peers: dict[str, Row] = field(default_factory=dict)
    pages: int = 0
    damaged: int = 0

    @property
    def expected(self) -> int:
        """How many entries the file held, as far as that can be known."""
        return max(len(self.entries), max(self.numbers, default=0))


class _Pages:
    """The pages of a file as its last commit left them, decrypted when asked for."""

    def __init__(self, data: bytes, wal: bytes, key: bytes, salt: bytes) -> None:
        self._key = key
        self._code_key = pbkdf2_hmac("sha512", key, bytes(byte ^ 0x3A for byte in salt), 2, 32)
        self._live: dict[int, bytes] = {
            at // PAGE + 1: data[at : at + PAGE] for at in range(0, len(data) - PAGE + 1, PAGE)
        }
        self.older: list[tuple[int, bytes]] = []
        self._take_log(wal)

    def _take_log(self, wal: bytes) -> None:
        """Put committed pages of the write-ahead log over those of the file; older ones are kept beside."""
        header = wal[:_WAL_HEADER]
        frames, live = [], True
        for at in range(_WAL_HEADER, len(wal) - _FRAME_HEADER - PAGE + 1, _FRAME_HEADER + PAGE):
            number, size, *salts = struct.unpack(">IIII", wal[at : at + 16])
            live = live and salts == list(struct.unpack(">II", header[16:24]))
            page = wal[at + _FRAME_HEADER : at + _FRAME_HEADER + PAGE]
            if live:
                frames.append((number, size, page))
            else:
                self.older.append((number, page))
        last = max((n for n, frame in enumerate(frames) if frame[1]), default=-1)
        for n, (number, _, page) in enumerate(frames):
            if n <= last:
                if number in self._live:
                    self.older.append((number, self._live[number]))
                self._live[number] = page
            else:
                self.older.append((number, page))

    def numbers(self) -> list[int]:
        """The pages there are."""
        return sorted(self._live)

    def proven(self, number: int) -> bool:
        """Whether the page is exactly what SQLCipher wrote there."""
        page = self._live[number]
        start = _SALT if number == 1 else 0
        code = hmac.new(self._code_key, page[start : PAGE - _CODE] + number.to_bytes(4, "little"), "sha512")
        return hmac.compare_digest(code.digest(), page[PAGE - _CODE :])

    def plain(self, number: int) -> bytes:
        """The page as it is in the end, decrypted; empty when there is none."""
        page = self._live.get(number)
        return b"" if page is None else self.decrypt(number, page)

    def decrypt(self, number: int, page: bytes) -> bytes:
        """A page with its place in the file."""
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        start = _SALT if number == 1 else 0
        cipher = Cipher(algorithms.AES(self._key), modes.CBC(page[_USABLE : _USABLE + _IV])).decryptor()
        return bytes(start) + cipher.update(page[start:_USABLE]) + cipher.finalize()


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for n in range(9):
        byte = data[at + n]
        if n == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            return value, at + n + 1
    raise IndexError


def _sizes(payload: bytes) -> tuple[list[int], int]:
    """The types of the columns, and where their values begin."""
    end, at = _varint(payload, 0)
    types = []
    while at < end:
        kind, at = _varint(payload, at)
        types.append(kind)
    return types, end


_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}


def _record(payload: bytes) -> Row:
    types, at = _sizes(payload)
    out: list[Any] = []
    for kind in types:
        if kind in (0, 8, 9):
            out.append(None if kind == 0 else kind - 8)
            continue
        size = _INTEGERS.get(kind, 8 if kind == 7 else (kind - 12) // 2)
        value = payload[at : at + size]
        if size < 0 or len(value) != size:
            raise ValueError("a value is cut off")
        at += size
        if kind in _INTEGERS:
            out.append(int.from_bytes(value, "big", signed=True))
        elif kind == 7:
            out.append(struct.unpack(">d", value)[0])
        else:
            out.append(value if kind % 2 == 0 else value.decode("utf-8"))
    return tuple(out)


def _local(size: int, *, leaf_of_table: bool) -> int:
    """How many bytes of a payload stand in the page itself."""
    most = _USABLE - 35 if leaf_of_table else (_USABLE - 12) * 64 // 255 - 23
    if size <= most:
        return size
    least = (_USABLE - 12) * 32 // 255 - 23
    here = least + (size - least) % (_USABLE - 4)
    return here if here <= most else least


def _payload(pages: _Pages, page: bytes, at: int, size: int, *, leaf_of_table: bool) -> bytes:
    if size > _MOST:
        raise ValueError("too large to be ours")
    here = _local(size, leaf_of_table=leaf_of_table)
    payload = [page[at : at + here]]
    rest = size - here
    follow = int.from_bytes(page[at + here : at + here + 4], "big") if rest else 0
    while rest > 0:
        more = pages.plain(follow)
        if not more or follow == 1:
            raise ValueError("the rest is gone")
        payload.append(more[4 : 4 + min(rest, _USABLE - 4)])
        rest -= len(payload[-1])
        follow = int.from_bytes(more[:4], "big")
    return b"".join(payload)


def _rows(pages: _Pages, number: int, page: bytes) -> Iterator[tuple[int, Row]]:
    """The rows in a page (with their number, 0 in an index), as far as they can be read."""
    start = 100 if number == 1 else 0
    kind = page[start]
    if kind not in (_TABLE_LEAF, _INDEX_LEAF, _INDEX_INNER):
        return
    count = int.from_bytes(page[start + 3 : start + 5], "big")
    first = start + (12 if kind == _INDEX_INNER else 8)
    for n in range(min(count, (_USABLE - first) // 2)):
        try:
            at = int.from_bytes(page[first + 2 * n : first + 2 * n + 2], "big")
            at += 4 if kind == _INDEX_INNER else 0
            size, at = _varint(page, at)
            row = 0
            if kind == _TABLE_LEAF:
                row, at = _varint(page, at)
            yield row, _record(_payload(pages, page, at, size, leaf_of_table=kind == _TABLE_LEAF))
        except (IndexError, ValueError, UnicodeDecodeError, struct.error):
            continue


def _is_hex(value: object, size: int) -> bool:
    return isinstance(value, str) and len(value) == size and set(value) <= set("0123456789abcdef")


def _texts(row: Sequence[Any]) -> bool:
    return all(isinstance(value, str) for value in row)


def _take(found: Salvaged, number: int, row: Row, *, trusted: bool) -> None:
    """Keep a row if it has the shape of one of ours. Only what proves itself is taken from pages not trusted."""
    if len(row) == 9 and _is_hex(row[1], 32) and isinstance(row[8], bytes):
        _take_entry(found, number, row, trusted=trusted)
    elif len(row) == 2 and _is_hex(row[0], 64) and isinstance(row[1], bytes):
        if sha256(row[1]).hexdigest() == row[0]:
            found.attachments[row[0]] = row[1]
    elif not trusted:
        return
    elif len(row) == 3 and _is_hex(row[0], 32) and isinstance(row[1], int) and isinstance(row[2], int):
        found.numbers.add(row[2])
    elif len(row) == 2 and row[0] in FACTS and _texts(row):
        found.facts[row[0]] = row[1]
    elif len(row) == 6 and _is_hex(row[0], 32) and _texts(row):
        _take_draft(found, row)
    elif len(row) == 5 and _is_hex(row[0], 32) and _is_hex(row[2], 64) and _texts(row):
        found.peers[row[0]] = row


def _take_entry(found: Salvaged, number: int, row: Row, *, trusted: bool) -> None:
    try:
        entry = parse_entry(row[8])
    except BadEntry:
        return
    proven = entry_id(row[8]) == row[1] or (trusted and entry.stub and entry.id == row[1])
    if not proven or (row[2], row[3], row[4], row[5]) != (entry.log, entry.seq, entry.lam, entry.item):
        return
    state = row[6] if row[6] in (APPLIED, WAITING, ASIDE, FOREIGN) else APPLIED
    if entry.id not in found.entries or (trusted and found.entries[entry.id][1].stub <= entry.stub):
        found.entries[entry.id] = (state, entry)
    if trusted:
        found.numbers.add(number)


def _take_draft(found: Salvaged, row: Row) -> None:
    try:
        json.loads(row[3])
        ids = json.loads(row[4])
    except ValueError:
        return
    if isinstance(ids, list) and all(_is_hex(id, 32) for id in ids):
        found.drafts[row[0], row[1]] = (row[0], row[1], row[2], row[3], row[4], row[5])


def salvage(path: Path, key: bytes, salt: bytes = b"") -> Salvaged:
    """Everything that can still be read of the file and of its log. ``salt`` replaces a beginning that is lost."""
    wal = path.with_name(path.name + "-wal")
    data = path.read_bytes() if path.exists() else b""
    log = wal.read_bytes() if wal.exists() else b""
    own = data[:_SALT]
    pages = _Pages(data, log, key, own)
    if salt and salt != own and not any(pages.proven(number) for number in pages.numbers()):
        pages = _Pages(data, log, key, salt)
    found = Salvaged()
    for number, old in pages.older:
        for row_number, row in _rows(pages, number, pages.decrypt(number, old)):
            _take(found, row_number, row, trusted=False)
    proven = {number for number in pages.numbers() if pages.proven(number)}
    found.pages = len(pages.numbers())
    # Without the beginning of the file no page can be proven; then its shape has to do.
    found.damaged = found.pages - len(proven) if proven else 1
    for number in pages.numbers():
        for row_number, row in _rows(pages, number, pages.plain(number)):
            _take(found, row_number, row, trusted=number in proven or not proven)
    return found
