"""Packages that somebody made to do harm, or that a machine mangled: refused in one sentence, and nothing changes."""

from __future__ import annotations

import contextlib
import json
import struct
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slireviewer import storage
from slireviewer.errors import PackageRefused, ReviewError
from slireviewer.history import entry_id
from slireviewer.storage import package as packages
from slireviewer.storage import signing
from tests.support import (
    PASSPHRASE,
    Forgery,
    copy_of,
    done,
    entry,
    exported,
    facts,
    held,
    run,
    seal,
    sentence,
    spoken,
    team,
)

Make = Callable[[], bytes]


def of(n: int = 2) -> dict[str, str]:
    return dict(facts(team().peer(n)))


def forged(**more: object) -> Make:
    return lambda: Forgery(of(), **more).sealed()  # type: ignore[arg-type]


def said(**more: object) -> Make:
    return forged(said=more)


def raw(line: bytes) -> Make:
    return forged(entries=[line])


def entry_with(**more: object) -> Make:
    """A package of one entry with fields that no version of the program would write."""

    def make() -> bytes:
        data = {**json.loads(entry(of())), **more}
        return Forgery(of(), [json.dumps(data).encode()]).sealed()

    return make


def raw_number(digits: bytes) -> Make:
    return lambda: Forgery(of(), [entry(of()).replace(b'"Forged"', digits)]).sealed()


def patched(change: Callable[[bytearray], None]) -> Make:
    """A package whose zip was changed by hand."""

    def make() -> bytes:
        body = bytearray(Forgery(of(), [entry(of())]).body())
        change(body)
        return seal(of(), bytes(body))

    return make


def central(body: bytearray, number: int) -> int:
    """Where the record of a member stands in the zip's list of contents."""
    at = -1
    for _ in range(number + 1):
        at = body.index(b"PK\x01\x02", at + 1)
    return at


def claims(size: int) -> Callable[[bytearray], None]:
    """The list of contents says that ``ops.jsonl`` unpacks to so many bytes."""

    def change(body: bytearray) -> None:
        struct.pack_into("<I", body, central(body, 2) + 24, size)

    return change


def overlap(body: bytearray) -> None:
    struct.pack_into("<I", body, central(body, 2) + 42, struct.unpack_from("<I", body, central(body, 0) + 42)[0] + 5)


def encrypted_flag(body: bytearray) -> None:
    struct.pack_into("<H", body, central(body, 2) + 8, 1)


def strange_packing(body: bytearray) -> None:
    struct.pack_into("<H", body, central(body, 2) + 10, 14)


def ten_gigabytes() -> bytes:
    """The list of contents says 10 GB in the way of large zips."""
    body = bytearray(Forgery(of(), [entry(of())]).body())
    at = central(body, 2)
    struct.pack_into("<I", body, at + 24, 0xFFFFFFFF)
    name, extra = struct.unpack_from("<HH", body, at + 28)
    more = struct.pack("<HHQ", 1, 8, 10 * 1024**3)
    struct.pack_into("<H", body, at + 30, extra + len(more))
    body[at + 46 + name : at + 46 + name] = more
    end = body.index(b"PK\x05\x06")
    struct.pack_into("<I", body, end + 12, struct.unpack_from("<I", body, end + 12)[0] + len(more))
    return seal(of(), bytes(body))


def bomb() -> bytes:
    """300 MB of nothing in 300 kB, and the list of contents admits it."""
    return Forgery(of(), more_members=[("att/" + "0" * 64, bytes(300 * 1024 * 1024))]).sealed()


def shy_bomb() -> bytes:
    """40 MB of nothing that the list of contents says is one byte."""
    body = bytearray(Forgery(of(), more_members=[("att/" + "0" * 64, bytes(40 * 1024 * 1024))]).body())
    struct.pack_into("<I", body, central(body, 3) + 24, 1)
    return seal(of(), bytes(body))


def deep_manifest() -> bytes:
    return Forgery(of(), manifest=b'{"min_reader":' + b"[" * 1_000_000 + b"]" * 1_000_000 + b"}").sealed()


def twice() -> bytes:
    body = Forgery(of(), more_members=[("ops.jsonk", b"")]).body()
    return seal(of(), body.replace(b"ops.jsonk", b"ops.jsonl"))


def name_with_zero() -> bytes:
    body = Forgery(of(), more_members=[("ops.jsonl~.exe", b"x")]).body()
    return seal(of(), body.replace(b"ops.jsonl~.exe", b"ops.jsonl\0.exe"))


def other_key() -> bytes:
    import pyrage

    stranger = {**of(), "identity": str(pyrage.x25519.Identity.generate())}
    return Forgery(stranger).sealed()


def unknown_signer() -> bytes:
    """Right for age (its public half is in nobody's secret), but made without the starter's secret."""
    private, public = signing.new_pair()
    stranger = {**of(), "dev": "1" * 32, "dev_private": private, "dev_public": public}
    return Forgery(stranger, said={"member": "0" * 64}).sealed()


def starter_inside() -> bytes:
    return Forgery(of(), sort="starter").sealed()


def short_count() -> bytes:
    return Forgery(of(), [entry(of())], said={"entries": 7}).sealed()


def without(*names: str) -> Make:
    return forged(missing=names)


def member(name: str) -> Make:
    return forged(more_members=[(name, b"x")])


HOSTILE: dict[str, tuple[Make, str]] = {
    "climbing out": (member("../x"), "bad name"),
    "absolute": (member("/etc/passwd"), "bad name"),
    "windows drive": (member("C:\\x"), "bad name"),
    "backslashes": (member("att\\..\\..\\x"), "bad name"),
    "folder": (member("att/"), "bad name"),
    "nearly an attachment": (member("att/" + "0" * 64 + "\n"), "bad name"),
    "upper case": (member("Manifest.json"), "bad name"),
    "name cut by a zero": (name_with_zero, "bad name"),
    "twice": (twice, "duplicate"),
    "overlapping": (patched(overlap), "overlap"),
    "ten gigabytes": (ten_gigabytes, "too large"),
    "too large": (patched(claims(0xFFFFFFF0)), "too large"),
    "bomb": (bomb, "too large"),
    "shy bomb": (shy_bomb, "damaged"),
    "size too small": (patched(claims(3)), "damaged"),
    "size too large": (patched(claims(30_000)), "damaged"),
    "with a password": (patched(encrypted_flag), "bad zip"),
    "packed otherwise": (patched(strange_packing), "bad zip"),
    "too many": (forged(more_members=[(f"att/{n:064x}", b"") for n in range(2_100)]), "too many files"),
    "not a zip": (lambda: seal(of(), b"hello"), "damaged"),
    "empty body": (lambda: seal(of(), b""), "damaged"),
    "empty zip": (lambda: seal(of(), b"PK\x05\x06" + bytes(18)), "damaged"),
    "unlisted part": (member("att/" + "0" * 64), "damaged"),
    "false attachment": (forged(more_parts={"att/" + "0" * 64: b"x"}), "damaged"),
    "deep": (deep_manifest, "bad manifest"),
    "manifest is a list": (forged(manifest=b"[]"), "damaged"),
    "manifest is not JSON": (forged(manifest=b"{"), "bad manifest"),
    "manifest is not UTF-8": (forged(manifest=b'{"min_reader": 1, "a": "\xff"}'), "bad manifest"),
    "manifest with a number of 5,000 digits": (
        forged(manifest=b'{"min_reader": ' + b"9" * 5_000 + b"}"),
        "bad manifest",
    ),
    "reader is text": (said(min_reader="1"), "damaged"),
    "reader is true": (said(min_reader=True), "damaged"),
    "newer": (said(min_reader=2, format=2), "newer"),
    "no parts": (without("parts"), "bad manifest"),
    "parts is a list": (said(parts=["ops.jsonl"]), "bad manifest"),
    "parts is a number": (said(parts=3), "bad manifest"),
    "part is a number": (said(parts={"ops.jsonl": 3}), "bad manifest"),
    "size is text": (said(parts={"ops.jsonl": {"size": "0", "sha256": ""}}), "damaged"),
    "no ops": (said(parts={}), "damaged"),
    "no key": (without("key"), "bad manifest"),
    "key is a number": (said(key=5), "bad manifest"),
    "key is not hexadecimal": (said(key="zz"), "bad signature"),
    "member is a number": (said(member=5), "bad manifest"),
    "member is not ASCII": (said(member="é"), "bad manifest"),
    "vector is a list": (said(vector=[1]), "bad manifest"),
    "vector of text": (said(vector={"ab" * 16: "x"}), "bad manifest"),
    "vector beyond all numbers": (said(vector={"ab" * 16: [10**40, "cd" * 16]}), "bad manifest"),
    "vector below nought": (said(vector={"ab" * 16: [-1, "cd" * 16]}), "bad manifest"),
    "half a character in the name": (said(person="Ivo \ud800"), "bad manifest"),
    "half a character in the laptop": (said(dev="\udfff"), "bad manifest"),
    "laptop is a number": (said(dev=7), "bad manifest"),
    "challenge is a list": (said(challenge=[]), "bad manifest"),
    "wrong signature": (forged(signature=b"0" * 128), "bad signature"),
    "signature is not ASCII": (forged(signature=b"\xff\xfe"), "bad signature"),
    "signature of something else": (
        lambda: Forgery(of(), signature=signing.sign(of()["dev_private"], b"x").encode()).sealed(),
        "bad signature",
    ),
    "unknown signer": (unknown_signer, "unknown signer"),
    "other key": (other_key, "other key"),
    "other challenge": (said(challenge="0" * 32), "other challenge"),
    "known laptop with another key": (lambda: newly_signed(of(1)), "changed key"),
    "starter inside": (starter_inside, "starter"),
    "entries of another challenge": (entry_with(ch="0" * 32), "bad entry"),
    "fewer entries than said": (short_count, "damaged"),
    "entry is not JSON": (raw(b"{"), "bad entry"),
    "entry is deep": (raw(b"[" * 1_000_000), "bad entry"),
    "entry without fields": (raw(b"{}"), "bad entry"),
    "entry of half a character": (entry_with(set={"title": "\ud800"}), "bad entry"),
    "half a character as a field": (entry_with(set={"\udc00": "x"}), "bad entry"),
    "entry of half a character in bytes": (raw_number(b'"\xed\xa0\x80"'), "bad entry"),
    "entry by half a character": (entry_with(by="\ud800"), "bad entry"),
    "entry of no number": (entry_with(set={"title": float("nan")}), "bad entry"),
    "entry of infinity": (raw_number(b"1e999"), "bad entry"),
    "entry of a number of 5,000 digits": (raw_number(b"9" * 5_000), "bad entry"),
    "lam beyond all numbers": (entry_with(lam=2**63), "bad entry"),
    "lam far ahead": (entry_with(lam=2**53 - 1), "bad entry"),
    "lam is nought": (entry_with(lam=0), "bad entry"),
    "seq beyond all numbers": (entry_with(seq=10**30), "bad entry"),
    "seq is true": (entry_with(seq=True), "bad entry"),
    "set is a list": (entry_with(set=[]), "bad entry"),
    "on is text": (entry_with(on={"title": "x"}), "bad entry"),
    "item climbs out": (entry_with(item="../../../../etc/passwd"), "bad entry"),
    "text that nobody removed": (
        entry_with(stub="ef" * 16, set={"title": None}),
        "false redaction",
    ),
    "text": (lambda: b"Dear colleague, please find attached.\n", "foreign"),
    "empty": (lambda: b"", "truncated"),
    "first line only": (lambda: b"age-encryption.org/v1\n", "damaged"),
    "a starter": (lambda: team().starter.read_bytes(), "starter"),
    "other age": (lambda: b"age-encryption.org/v1\n-> ssh-rsa x\n", "damaged"),
    "a Word file": (lambda: b"PK\x03\x04" + bytes(200), "foreign"),
}


def newly_signed(known: dict[str, str]) -> bytes:
    """A member's package that says it comes from a laptop of ours, with a key of its own."""
    private, public = signing.new_pair()
    return Forgery({**known, "dev_private": private, "dev_public": public}).sealed()


@pytest.fixture(scope="module")
def lead(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A file that must be the same, byte for byte, when all tests of this module have tried to change it."""
    path = copy_of(team().lead, tmp_path_factory.mktemp("lead"))
    before = exported(path, path.parent)
    kept = held(path)
    yield path
    assert held(path) == kept
    assert exported(path, path.parent) == before


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[storage.Workspace]:
    with storage.open_challenge(copy_of(team().lead, tmp_path_factory.mktemp("opened")), PASSPHRASE) as w:
        with w.read() as r:
            before = list(storage.export_records(r, interviewees=True))
        yield w
        with w.read() as r:
            assert list(storage.export_records(r, interviewees=True)) == before


def of_lead() -> dict[str, str]:
    return dict(facts(team().lead))


HOSTILE["known laptop with another key"] = (lambda: newly_signed(of_lead()), "changed key")


def reason(w: storage.Workspace, data: bytes) -> str:
    """Why a package is refused."""
    with pytest.raises(PackageRefused) as refused:
        storage.merge_package(w, storage.read_package(w, data, "in.slirnotes"))
    text = str(refused.value)
    assert text.endswith(".") and "\n" not in text
    return refused.value.reason


# By the command itself one of each sort, and those that are no packages at all; every one by the reader below.
_SORTS = {reason: name for name, (_, reason) in reversed(HOSTILE.items())}
_NO_PACKAGES = (
    "text",
    "empty",
    "a starter",
    "a Word file",
    "ten gigabytes",
    "bomb",
    "shy bomb",
    "deep",
    "lam far ahead",
)


@pytest.mark.parametrize("name", sorted({*_SORTS.values(), *_NO_PACKAGES}))
def test_a_hostile_package_is_refused_and_nothing_changes(lead: Path, tmp_path: Path, name: str) -> None:
    make, _ = HOSTILE[name]
    given = tmp_path / "in.slirnotes"
    given.write_bytes(make())
    before = held(lead)
    text = sentence(run("merge", lead, given))
    assert "in.slirnotes" in text
    assert ". " in text or ": use it to join" in text, "what is the matter, and what to do or what became of it"
    assert held(lead) == before


@pytest.mark.parametrize("name", HOSTILE)
def test_each_sort_of_harm_has_its_own_reason(opened: storage.Workspace, name: str) -> None:
    make, expected = HOSTILE[name]
    assert reason(opened, make()) == expected


@pytest.mark.parametrize("name", ["climbing out", "known laptop with another key", "text that nobody removed", "newer"])
def test_a_good_package_beside_a_bad_one_is_not_taken_either(lead: Path, tmp_path: Path, name: str) -> None:
    bad = tmp_path / "bad.slirnotes"
    bad.write_bytes(HOSTILE[name][0]())
    before = held(lead)
    assert "bad.slirnotes" in sentence(run("merge", lead, team().package(2), bad))
    assert held(lead) == before
    sentence(run("merge", lead, "--dry-run", team().package(2), bad))
    assert held(lead) == before


def test_two_keys_of_one_laptop_in_one_command_are_not_taken(lead: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.slirnotes"
    bad.write_bytes(newly_signed(of()))
    before = held(lead)
    assert "another key" in sentence(run("merge", lead, team().package(2), bad))
    assert held(lead) == before


@pytest.mark.parametrize("what", ["missing", "folder"])
def test_no_file_at_all_is_refused(lead: Path, tmp_path: Path, what: str) -> None:
    given = tmp_path / "in.slirnotes"
    if what == "folder":
        given.mkdir()
    before = held(lead)
    assert "in.slirnotes" in sentence(run("merge", lead, given))
    assert held(lead) == before


def test_a_file_without_an_end_is_refused(lead: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not Path("/dev/zero").exists():
        pytest.skip("this system has no endless file")
    monkeypatch.setattr(packages, "MAX_FILE", 1024 * 1024)
    assert "larger" in sentence(run("merge", lead, "/dev/zero"))


# ---- what is taken, and does no harm -----------------------------------------------------------------------


def test_there_are_many_sorts_of_harm() -> None:
    assert len(HOSTILE) >= 40 and len({reason for _, reason in HOSTILE.values()}) >= 15


def merged(w: storage.Workspace, *entries: bytes, **more: object) -> storage.Receipt:
    """What becomes of a member's package with these entries; afterwards it is taken back."""
    data = Forgery(of(3), list(entries), **more).sealed()  # type: ignore[arg-type]
    package = storage.read_package(w, data, "in.slirnotes")
    promised = storage.look_into(w, [package]).receipts[0]
    receipt = storage.merge_package(w, package)
    assert receipt is not None
    assert (receipt.taken, receipt.waiting, receipt.items) == (promised.taken, promised.waiting, promised.items)
    assert storage.verify(w) == []
    with w.read() as r:
        storage.status(r)
        storage.board_lines(r)
        storage.alike_points(r)
        storage.evening_lines(r, datetime(2026, 3, 1))
    return receipt


def test_an_older_package_that_is_replayed_changes_nothing(opened: storage.Workspace) -> None:
    first = entry(of(3), set={"title": "First wording"})
    later = entry(of(3), set={"title": "Later wording"}, seq=2, lam=90_002, on={"title": [entry_id(first)]})
    merged(opened, first, later)
    try:
        again = merged(opened, first)
        assert (again.taken, again.already) == (0, 1)
        with opened.read() as r:
            assert r.state("finding", "cd" * 16).shown()["title"] == "Later wording"
    finally:
        opened.undo()


def test_two_histories_of_one_log_are_both_kept(opened: storage.Workspace) -> None:
    receipt = merged(opened, entry(of(3), set={"title": "One"}), entry(of(3), set={"title": "Other"}))
    try:
        assert receipt.forked == 1
        with opened.read() as r:
            assert {head.value for head in r.state("finding", "cd" * 16).heads["title"].values()} == {"One", "Other"}
    finally:
        opened.undo()


def stub(name: str, parent: str) -> bytes:
    """An entry that says itself what it is called, as only one whose text was removed may."""
    data = json.loads(entry(of(3), set={"title": None}, on={"title": [parent]}))
    return json.dumps({**data, "stub": name}).encode()


def test_entries_that_are_built_on_each_other_are_refused(opened: storage.Workspace) -> None:
    one, other = "ab" * 16, "ba" * 16
    assert reason(opened, Forgery(of(3), [stub(one, other), stub(other, one)]).sealed()) == "false redaction"
    assert reason(opened, Forgery(of(3), [stub(one, one)]).sealed()) == "false redaction"


@pytest.mark.parametrize(
    "more",
    [
        {"on": {"title": ["ef" * 16]}},
        {"saw": ["ef" * 16] * 20_000},
        {"saw": [f"{n:032x}" for n in range(20_000)]},
        {"on": {f"title {n}": ["ef" * 16] for n in range(2_000)}, "set": {f"title {n}": "x" for n in range(2_000)}},
    ],
    ids=["one", "the same often", "many", "in many fields"],
)
def test_what_is_built_on_nothing_that_exists_waits_and_is_counted(
    opened: storage.Workspace, more: dict[str, object]
) -> None:
    receipt = merged(opened, entry(of(3), **more))
    try:
        assert (receipt.taken, receipt.waiting) == (0, 1)
        assert "wait for an earlier package" in receipt.sentence()
    finally:
        opened.undo()


def test_an_entry_that_says_it_is_older_than_what_it_replaces_still_replaces_it(opened: storage.Workspace) -> None:
    first = entry(of(3), set={"title": "First wording"}, lam=90_050)
    later = entry(of(3), set={"title": "Later wording"}, seq=2, lam=5, on={"title": [entry_id(first)]})
    merged(opened, later, first)
    try:
        with opened.read() as r:
            assert r.state("finding", "cd" * 16).shown()["title"] == "Later wording"
    finally:
        assert opened.undo() is not None
    with opened.read() as r:
        assert not r.state("finding", "cd" * 16).heads


@pytest.mark.parametrize("lacks", ["x", [1, None, "zz", "../" * 30], ["0" * 64] * 50_000, {"a": 1}, 10**400])
def test_a_list_of_missing_files_that_is_none_asks_for_nothing_but_files(
    opened: storage.Workspace, tmp_path: Path, lacks: object
) -> None:
    merged(opened, said={"lacks": lacks})
    made = storage.write_package(opened, tmp_path / "out.slirnotes")
    assert set(made.attachments) <= {"0" * 64}


ENTRIES = st.lists(
    st.builds(
        lambda item, kind, fields, lam, seq, needs: {
            "item": f"{item:032x}",
            "kind": kind,
            "set": fields,
            "lam": lam,
            "seq": seq,
            "on": {name: [f"{n:032x}" for n in needs] for name in list(fields)[:1] if needs},
            "saw": [f"{n:032x}" for n in needs],
        },
        st.integers(1, 3),
        st.sampled_from(["point", "note", "finding", "attachment", "meeting", "comment", "redaction"]),
        st.dictionaries(
            st.sampled_from(
                [
                    "text",
                    "title",
                    "sha",
                    "note",
                    "meeting",
                    "about",
                    "about_kind",
                    "slot",
                    "resolved",
                    "same:x",
                    "apart:x",
                    "_alive",
                    "kind",
                    "position",
                ]
            ),
            st.none() | st.booleans() | st.integers() | st.text(max_size=10) | st.lists(st.integers(), max_size=2),
            max_size=4,
        ),
        st.integers(1, 10**6),
        st.integers(1, 9),
        st.lists(st.integers(1, 3), max_size=2),
    ),
    max_size=5,
)


@given(first=ENTRIES, second=ENTRIES)
def test_any_entries_of_two_members_are_looked_at_taken_and_taken_back(
    first: list[dict[str, object]], second: list[dict[str, object]]
) -> None:
    """The fuzz target: whatever is in well-formed entries, the look says what the merge does, and it can be undone."""
    with storage_copy() as w:
        packages = []
        for n, made in ((3, first), (4, second)):
            data = Forgery(of(n), [entry(of(n), **each) for each in made]).sealed()
            packages.append(storage.read_package(w, data, f"{n}.slirnotes", beside=tuple(packages)))
        with w.read() as r:
            before = list(storage.export_records(r, interviewees=True))
        outlook = storage.look_into(w, packages)
        decisions = [choice.decide("item" if choice.field == "_alive" else "mine") for choice in outlook.choices]
        receipts = storage.merge_with(w, packages, decisions)
        assert receipts is not None
        for promised, receipt in zip(outlook.receipts, receipts, strict=True):
            assert (promised.taken, promised.waiting, promised.items) == (receipt.taken, receipt.waiting, receipt.items)
        with w.read() as r:
            edits = [line.edit for line in storage.merge_lines(r)[:2] if line.can_undo]
            storage.silent_meetings(r)
            storage.missing_lines(r)
        promise = storage.preview_undo_merge(w, *edits)
        assert storage.undo_merge(w, *edits) == promise
        assert storage.verify(w) == []
        with w.read() as r:
            assert list(storage.export_records(r, interviewees=True)) == before


# ---- every byte ------------------------------------------------------------------------------------------


def flipped(data: bytes, bit: int) -> bytes:
    out = bytearray(data)
    out[bit // 8] ^= 1 << bit % 8
    return bytes(out)


def header(data: bytes) -> int:
    return data.index(b"\n--- ") + 100


MANGLED = {"truncated", "damaged", "foreign", "other key"}


def test_cut_off_anywhere_it_is_refused(opened: storage.Workspace) -> None:
    data = team().package(2).read_bytes()
    for length in [*range(header(data)), *range(header(data), len(data), 37), len(data) - 1]:
        assert reason(opened, data[:length]) in MANGLED, length


def test_any_changed_bit_of_its_head_is_noticed(opened: storage.Workspace) -> None:
    data = team().package(2).read_bytes()
    for bit in range(0, header(data) * 8):
        assert reason(opened, flipped(data, bit)) in MANGLED, bit


@given(bit=st.integers(0, 2**40))
def test_any_changed_bit_is_noticed(bit: int) -> None:
    data = team().package(2).read_bytes()
    assert _looked_at(flipped(data, bit % (len(data) * 8))) in MANGLED


@given(cut=st.integers(0, 2**40), more=st.binary(min_size=1, max_size=60))
def test_anything_else_in_place_of_its_end_is_noticed(cut: int, more: bytes) -> None:
    data = team().package(2).read_bytes()
    changed = data[: cut % len(data)] + more
    if changed != data:
        assert _looked_at(changed) in MANGLED


@given(data=st.binary(max_size=300))
def test_any_bytes_at_all_inside_the_right_key_are_refused(data: bytes) -> None:
    assert _looked_at(seal(of(), data)) == "damaged"


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "format",
                "type",
                "challenge",
                "by",
                "person",
                "dev",
                "key",
                "member",
                "made",
                "app",
                "vector",
                "entries",
                "parts",
                "min_reader",
            ]
        ),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
            max_leaves=5,
        ),
        min_size=1,
        max_size=3,
    )
)
def test_any_values_in_its_list_of_contents_are_taken_or_refused_but_never_break(said: dict[str, object]) -> None:
    data = Forgery(of(3), [entry(of(3))], said=said).sealed()
    with storage_copy() as w, contextlib.suppress(ReviewError):
        storage.preview_merge(w, storage.read_package(w, data, "in.slirnotes"))


_shared: list[storage.Workspace] = []


class storage_copy:  # noqa: N801
    """The workspace of this module, for tests whose examples share it."""

    def __enter__(self) -> storage.Workspace:
        return _shared[0]

    def __exit__(self, *problem: object) -> None:
        return


@pytest.fixture(autouse=True, scope="module")
def _share(opened: storage.Workspace) -> Iterator[None]:
    _shared.append(opened)
    yield
    _shared.clear()


def _looked_at(data: bytes) -> str:
    with storage_copy() as w:
        return reason(w, data)


@pytest.mark.soak
def test_every_length_and_every_bit(opened: storage.Workspace) -> None:
    data = team().package(2).read_bytes()
    for length in range(len(data)):
        assert reason(opened, data[:length]) in MANGLED, length
    for bit in range(len(data) * 8):
        assert reason(opened, flipped(data, bit)) in MANGLED, bit


# ---- names and values that do harm only when shown ---------------------------------------------------------


def test_signs_that_turn_or_hide_text_are_taken_out_of_a_name(opened: storage.Workspace) -> None:
    name = "Ivo\x1b[31m \u202eFenn\u2066\n\u2028\x07\x9b" + "a" * 500
    package = storage.read_package(opened, Forgery(of(3), said={"person": name}).sealed(), "in.slirnotes")
    assert package.person_name.startswith("Ivo[31m Fenn") and len(package.person_name) == 80
    assert package.person_name.isprintable()


def test_such_signs_never_reach_the_terminal(tmp_path: Path) -> None:
    path = copy_of(team().lead, tmp_path)
    mark = "\x1b]0;owned\x07\u202e"
    given = tmp_path / "in.slirnotes"
    bad = entry(of(3), set={"title": f"Mallory {mark}", "text": f"Mallory {mark}"})
    given.write_bytes(Forgery(of(3), [bad], said={"person": f"Mallory {mark}"}).sealed())
    shown = done("merge", path, given).out + done("search", path, "Mallory").out
    shown += sentence(run("merge", path, f"no{mark}.slirnotes")) + sentence(run("merge", path, "one\ntwo"))
    assert "Mallory ]0;owned" in shown
    assert not any(sign in shown for sign in "\x1b\x07\u202e")
    (hit,) = done("search", path, "Mallory", "--json").data
    assert mark in hit["title"], "as data it is whole"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)
NAMES = st.sampled_from(
    [
        "title",
        "text",
        "kind",
        "state",
        "theme",
        "person",
        "position",
        "record",
        "tags",
        "note",
        "meeting",
        "at",
        "name",
        "starts",
        "minutes",
        "group",
        "councils",
        "addressee",
        "number",
        "lead",
        "tail",
        "start",
        "_alive",
        "origin",
        "parent",
        "theme:x",
        "peer:x",
        "supports:x",
        "finding:x",
        "supports:",
        ":",
    ]
)


@given(
    kind=st.sampled_from(
        [
            "challenge",
            "theme",
            "question",
            "person",
            "meeting",
            "interviewee",
            "note",
            "point",
            "finding",
            "recommendation",
            "redaction",
            "dream",
        ]
    ),
    fields=st.dictionaries(NAMES, VALUES, max_size=4),
    same=st.booleans(),
)
def test_a_members_entry_may_hold_anything_and_the_file_stays_readable(
    kind: str, fields: dict[str, object], same: bool
) -> None:
    from slireviewer.letter import LETTER, compose

    with storage_copy() as w:
        item = w.challenge_id if same and kind == "challenge" else "cd" * 16
        data = Forgery(of(3), [entry(of(3), kind=kind, item=item, set=fields)]).sealed()
        package = storage.read_package(w, data, "in.slirnotes")
        storage.preview_merge(w, package)
        storage.merge_package(w, package)
        try:
            with w.read() as r:
                storage.status(r)
                list(storage.export_records(r, interviewees=True))
                storage.meeting_lines(r)
                compose(storage.letter_source(r), LETTER)
            assert storage.verify(w) == []
        finally:
            w.undo()


# ---- starters --------------------------------------------------------------------------------------------


def starter(of: dict[str, str], **more: object) -> bytes:
    said = {"identity": of["identity"], "lead_key": of["lead_key"], **more.pop("said", {})}  # type: ignore[dict-item]
    return spoken(Forgery(of, sort="starter", said=said, **more).body(), PASSPHRASE)  # type: ignore[arg-type]


def joined(tmp_path: Path, data: bytes, passphrase: str = PASSPHRASE) -> str:
    """The sentence with which joining is refused; nothing stays behind."""
    given = tmp_path / "starter.slirnotes"
    given.write_bytes(data)
    secret = tmp_path / "spoken.txt"
    secret.write_text(passphrase + "\n")
    target = tmp_path / "mine" / "new.slir"
    target.parent.mkdir(exist_ok=True)
    text = sentence(run("join", given, "-o", target, "--as", "k-r2", "--starter-passphrase-file", secret))
    assert list(target.parent.iterdir()) == []
    return text


def test_a_starter_needs_its_passphrase(tmp_path: Path) -> None:
    good = spoken(b"x", PASSPHRASE)
    assert "passphrase" in joined(tmp_path, good, "some other words")
    assert "passphrase" in joined(tmp_path, team().starter.read_bytes(), "some other words")


@pytest.mark.parametrize(
    ("name", "make"),
    {
        "a colleague's package": lambda: team().package(2).read_bytes(),
        "not a starter inside": lambda: spoken(
            Forgery(of_lead(), said={"identity": of_lead()["identity"], "lead_key": ""}).body(), PASSPHRASE
        ),
        "text": lambda: b"hello",
        "empty": lambda: b"",
        "body is text": lambda: spoken(b"hello", PASSPHRASE),
        "work for a year": lambda: spoken(b"hello", PASSPHRASE, work=40),
        "no key of the challenge": lambda: starter(of_lead(), missing=("identity",)),
        "key of the challenge is nonsense": lambda: starter(of_lead(), said={"identity": "AGE-SECRET-KEY-1"}),
        "key of the challenge is a number": lambda: starter(of_lead(), said={"identity": 5}),
        "no key of the lead": lambda: starter(of_lead(), said={"lead_key": ""}),
        "challenge without a name": lambda: starter({**of_lead(), "ch": ""}),
        "challenge with a strange name": lambda: starter({**of_lead(), "ch": "../x"}),
        "nobody in it": lambda: starter(of_lead()),
        "newer": lambda: starter(of_lead(), said={"min_reader": 2}),
    }.items(),
)
def test_a_bad_starter_is_refused_and_nothing_is_left(tmp_path: Path, name: str, make: Make) -> None:
    joined(tmp_path, make())


def test_any_mangled_starter_is_refused(tmp_path: Path) -> None:
    given = starter(of_lead())
    size = header(given)
    for length in [*range(0, size, 5), *range(size, len(given), 300)]:
        with pytest.raises(PackageRefused):
            packages.read_starter(given[:length], "s", PASSPHRASE)
    for bit in [*range(0, size * 8, 11), *range(size * 8, len(given) * 8, 999)]:
        if b"scrypt" in flipped(given, bit)[:40] and flipped(given, bit)[:60].split()[3] != given[:60].split()[3]:
            continue  # says that it took much more work: age would do that work first
        with pytest.raises(PackageRefused):
            packages.read_starter(flipped(given, bit), "s", PASSPHRASE)
