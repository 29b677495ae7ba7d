"""One laptop's work to a file and back: packages and the starter.

A package is an age file around a zip of ``manifest.json``, ``manifest.sig`` (Ed25519), ``ops.jsonl`` (one entry a
line, the bytes its author wrote) and ``att/<sha256>``. Reading trusts nothing: names, sizes, hashes, signature and
form are checked before anything is believed, and the challenge is not touched until all of it is.
"""

from __future__ import annotations

import contextlib
import hmac
import io
import json
import math
import os
import re
import secrets
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyrage

from slireviewer import __version__
from slireviewer.errors import PackageRefused, ReviewError
from slireviewer.history import MAX_LAM, BadEntry, Entry, Fate, canonical, fold, parse_entry
from slireviewer.model import ItemId, Person
from slireviewer.storage import journal, keys, signing
from slireviewer.storage.challenges import person_lines
from slireviewer.storage.notes import seal_everything
from slireviewer.storage.workspace import Reading, Workspace, now, undisturbed

FORMAT = 1
MAX_FILE = 512 * 1024 * 1024
MAX_PART = 256 * 1024 * 1024
MAX_TOTAL = 600 * 1024 * 1024
MAX_MANIFEST = 4 * 1024 * 1024
MAX_MEMBERS = 2_000
MAX_AHEAD = 2**40

_ATTACHMENT = re.compile(r"att/([0-9a-f]{64})\Z")
_AGE = b"age-encryption.org/v1\n"
_NOT_IN_STARTER = ("note", "point", "excerpt")
_WORDS = ("type", "challenge", "by", "person", "dev", "key", "member", "made", "app")

Vector = Mapping[str, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Package:
    """A package that has been read and checked: from whom, when, and what it holds.

    ``lacks`` names the files that its sender knows of and has not got: whoever has them sends them next time.
    """

    name: str
    sha: str
    data: bytes
    starter: bool
    challenge: str
    person: ItemId
    person_name: str
    device: str
    key: str
    made: str
    app: str
    vector: Vector
    entries: Sequence[Entry]
    attachments: Mapping[str, bytes]
    identity: str = ""
    lead_key: str = ""
    lacks: Sequence[str] = ()


# ---- writing ---------------------------------------------------------------------------------------------


def _membership(identity: str, public: str) -> str:
    """Proof that the owner of a signing key was given this challenge's starter."""
    secret = sha256(b"slireviewer member " + identity.encode()).digest()
    return hmac.new(secret, public.encode(), "sha256").hexdigest()


def receiver_vector(r: Reading) -> Vector:
    """What those who will read this laptop's packages are known to have: the lead, or (for the lead) every peer."""
    rows = r.conn.exec_driver_sql("SELECT dev, person, key, vector FROM peer").all()
    vectors = {dev: _vector(json.loads(text)) for dev, _, key, text in rows}
    if not r.workspace.is_lead:
        lead = [dev for dev, _, key, _ in rows if key == r.workspace.facts["lead_key"]]
        return vectors[lead[0]] if lead else {}
    waiting_for = {person.id for person in person_lines(r)} - {r.me}
    if not vectors or waiting_for - {row[1] for row in rows}:
        return {}
    shared = set.intersection(*(set(vector) for vector in vectors.values()))
    return {log: min(vector[log] for vector in vectors.values()) for log in shared}


def write_package(workspace: Workspace, out: Path, *, everything: bool = False) -> Package:
    """Write this laptop's work (or everything it holds) to ``out``; the answer is what was written.

    Of the files kept with meetings it holds those that go with what is sent, and those that others have asked for.

    The file gets its name only when it is complete and has been read back. Raises ReviewError.
    """
    seal_everything(workspace)
    with workspace.read() as r:
        known = {} if everything else receiver_vector(r)
        entries = [raw for _, raw in journal.entries_beyond(r.conn, known)]
        wanted = None if everything else _files_of(entries, known) | _asked_for(r)
        manifest = _manifest(r, "package")
        recipient = pyrage.x25519.Identity.from_str(workspace.facts["identity"]).to_public()
        attachments = _contents(r, wanted)
    body = _zip(workspace, manifest, entries, attachments)
    _write_checked(out, pyrage.encrypt(body, [recipient]), lambda data: read_package(workspace, data, out.name))
    return read_package(workspace, out.read_bytes(), out.name)


def _files_of(entries: Iterable[bytes], known: Vector) -> set[str]:
    """The files that go with these entries.

    An entry may be sent once more because the starter left out what stands before it; its file need not be.
    """
    found: set[object] = set()
    for raw in entries:
        if b'"sha"' in raw or b'"text_sha"' in raw:
            entry = parse_entry(raw)
            if entry.seq > known.get(entry.log, (0, ""))[0]:
                found.update(entry.set.get(name) for name in ("sha", "text_sha"))
    return {sha for sha in found if isinstance(sha, str)}


def _contents(r: Reading, wanted: set[str] | None) -> dict[str, bytes]:
    """The bytes of files, of those that are here."""
    held = [row[0] for row in r.conn.exec_driver_sql("SELECT sha FROM content ORDER BY sha")]
    read = "SELECT data FROM content WHERE sha = ?"
    return {sha: r.conn.exec_driver_sql(read, (sha,)).scalar_one() for sha in held if wanted is None or sha in wanted}


def _asked_for(r: Reading) -> set[str]:
    """The files that the last packages of others said were missing there."""
    kept = r.conn.exec_driver_sql("SELECT value FROM meta WHERE key = 'asked_for'").scalar()
    return {sha for shas in json.loads(kept or "{}").values() for sha in shas}


def remember_asked(conn: Any, package: Package) -> None:
    """Keep which files the sender of a package lacks, in place of what it lacked before."""
    kept = json.loads(conn.exec_driver_sql("SELECT value FROM meta WHERE key = 'asked_for'").scalar() or "{}")
    if kept.pop(package.device, None) is None and not package.lacks:
        return
    if package.lacks:
        kept[package.device] = list(package.lacks)
    conn.exec_driver_sql("INSERT OR REPLACE INTO meta(key, value) VALUES('asked_for', ?)", (json.dumps(kept),))


def _lacking(r: Reading) -> list[str]:
    """The files that are known here and have not come."""
    rows = r.conn.exec_driver_sql(
        "SELECT sha FROM (SELECT sha FROM attachment UNION SELECT sha FROM document"
        " UNION SELECT text_sha FROM document)"
        " WHERE length(sha) = 64 AND sha NOT IN (SELECT sha FROM content) ORDER BY sha LIMIT ?",
        (MAX_MEMBERS,),
    )
    return [row[0] for row in rows]


def write_starter(workspace: Workspace, out: Path, passphrase: str) -> None:
    """Write what a peer needs to start: scope, themes, timetable, team and findings, under a spoken passphrase."""
    if not workspace.is_lead:
        raise ReviewError("Only the team lead makes the starter package. Ask the team lead for it.")
    seal_everything(workspace)
    with workspace.read() as r:
        entries = [raw for _, raw in journal.entries_beyond(r.conn, {}) if parse_entry(raw).kind not in _NOT_IN_STARTER]
        manifest = _manifest(r, "starter")
        papers = _papers(r)
        contents = _contents(r, papers)
    manifest |= {"identity": workspace.facts["identity"], "lead_key": workspace.facts["lead_key"]}
    body = _zip(workspace, manifest, entries, contents)
    _write_checked(out, pyrage.passphrase.encrypt(body, passphrase), None)


def _papers(r: Reading) -> set[str]:
    """The names of what is kept of documents: the originals and their texts."""
    return {sha for row in r.conn.exec_driver_sql("SELECT sha, text_sha FROM document") for sha in row}


def _manifest(r: Reading, sort: str) -> dict[str, Any]:
    facts = r.workspace.facts
    names = {person.id: person.name for person in person_lines(r)}
    return {
        "format": FORMAT, "min_reader": FORMAT, "type": sort, "challenge": facts["ch"], "by": r.me,
        "person": names.get(r.me, ""), "dev": facts["dev"], "key": facts["dev_public"],
        "member": _membership(facts["identity"], facts["dev_public"]), "made": now(), "app": __version__,
        "vector": {log: list(place) for log, place in journal.vector(r.conn).items()}, "lacks": _lacking(r),
    }  # fmt: skip


def _zip(
    workspace: Workspace, manifest: dict[str, Any], entries: Sequence[bytes], attachments: Mapping[str, bytes]
) -> bytes:
    ops = b"".join(raw + b"\n" for raw in entries)
    parts = {"ops.jsonl": ops, **{f"att/{sha}": data for sha, data in attachments.items()}}
    listed = {name: {"size": len(data), "sha256": sha256(data).hexdigest()} for name, data in parts.items()}
    text = json.dumps({**manifest, "entries": len(entries), "parts": listed}, sort_keys=True).encode()
    signature = signing.sign(workspace.facts["dev_private"], text).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {"manifest.json": text, "manifest.sig": signature, **parts}.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _write_checked(out: Path, data: bytes, check: Callable[[bytes], object] | None) -> None:
    """Write aside, read back, compare, and only then give the file its name."""
    part = keys.aside(out, f".{secrets.token_hex(4)}")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        again = part.read_bytes()
        if again != data:
            raise ReviewError(f"{out.name} did not arrive whole on that disk. Try another stick or folder.")
        if check is not None:
            check(again)
        os.replace(part, out)
        keys.sync_folder(out.parent)
    except OSError as problem:
        raise ReviewError(
            f"{out.name} cannot be written ({problem.strerror}). Choose another folder or make room on the disk."
        ) from problem
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


# ---- reading ---------------------------------------------------------------------------------------------


def load(path: Path) -> bytes:
    """The bytes of a package file, copied before anything is read. Raises ReviewError."""
    try:
        with path.open("rb") as stream:
            # Some files have no size of their own, and no end either.
            data = b"" if path.stat().st_size > MAX_FILE else stream.read(MAX_FILE + 1)
            if len(data) > MAX_FILE or path.stat().st_size > MAX_FILE:
                raise PackageRefused(
                    f"{path.name} is larger than any package may be (512 MB). It was not read.", "too large"
                )
        return data
    except OSError as problem:
        raise ReviewError(
            f"{path} cannot be read ({problem.strerror}). Check the name, or copy it here first."
        ) from problem


def _age_body(data: bytes, name: str) -> str:
    """The sort of age file: "X25519" or "scrypt". Raises PackageRefused for anything else."""
    if not data.startswith(_AGE):
        if _AGE.startswith(data[: len(_AGE)]):
            raise PackageRefused(f"{name} is incomplete: only its beginning is here. Copy it again.", "truncated")
        raise PackageRefused(f"{name} is not a slireviewer package. Choose a file that ends in .slirnotes.", "foreign")
    if data.startswith(_AGE + b"-> X25519 "):
        return "X25519"
    if data.startswith(_AGE + b"-> scrypt "):
        return "scrypt"
    raise PackageRefused(
        f"{name} is damaged at its beginning, or cut off. Copy it again or ask for it anew.", "damaged"
    )


def _damaged(name: str) -> PackageRefused:
    return PackageRefused(
        f"{name} is incomplete or has been changed on its way. Copy it again, or ask for it anew.", "damaged"
    )


@undisturbed()
def read_package(workspace: Workspace, data: bytes, name: str, *, beside: Sequence[Package] = ()) -> Package:
    """A package of this challenge, checked through and through. Raises PackageRefused with one sentence.

    ``beside`` are packages that were read before it and will be merged before it.
    """
    if _age_body(data, name) == "scrypt":
        raise PackageRefused(f"{name} is a starter package: use it to join, not to merge.", "starter")
    identity = workspace.facts["identity"]
    try:
        body = pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(identity)])
    except pyrage.DecryptError as problem:
        if "No matching keys" in str(problem):
            raise PackageRefused(
                f"{name} was made for another challenge, under another key, or its first lines are damaged. "
                "Check with the person who gave it to you.", "other key",
            ) from problem  # fmt: skip
        raise _damaged(name) from problem
    package = _read_body(bytes(body), data, name, identity)
    if package.challenge != workspace.challenge_id:
        raise PackageRefused(
            f"{name} belongs to another challenge. Open that challenge to merge it.", "other challenge"
        )
    if package.starter:
        raise PackageRefused(f"{name} is a starter package: use it to join, not to merge.", "starter")
    with workspace.read() as r:
        here = int(r.conn.exec_driver_sql("SELECT count(*) FROM op").scalar_one())
    _lam_in_reach(package, here + sum(len(other.entries) for other in beside))
    known_signer(workspace, package, beside)
    stubs_allowed(workspace, package, beside)
    return package


def _lam_in_reach(package: Package, here: int) -> None:
    """Each entry is one later than some other, so a time far beyond their number is made up; it would use time up."""
    if max((entry.lam for entry in package.entries), default=0) > here + len(package.entries) + MAX_AHEAD:
        raise PackageRefused(f"{package.name} holds a change from impossibly far ahead. It was refused.", "bad entry")


def read_starter(data: bytes, name: str, passphrase: str) -> Package:
    """A starter package, opened with the spoken passphrase. Raises PackageRefused with one sentence."""
    if _age_body(data, name) == "X25519":
        raise PackageRefused(f"{name} is a colleague's package, not a starter: merge it instead.", "not a starter")
    try:
        body = pyrage.passphrase.decrypt(data, passphrase)
    except pyrage.DecryptError as problem:
        if "Decryption failed" not in str(problem):
            raise _damaged(name) from problem
        raise PackageRefused(
            f"That passphrase does not open {name}, or the file is damaged. Ask the team lead to say it again.",
            "wrong passphrase",
        ) from problem
    package = _read_body(bytes(body), data, name, None)
    if not package.starter:
        raise PackageRefused(f"{name} is not a starter package. Ask the team lead for the starter.", "not a starter")
    try:
        pyrage.x25519.Identity.from_str(package.identity)
        keys_fit = bytes.fromhex(package.challenge) and len(bytes.fromhex(package.lead_key)) == 32
    except (pyrage.IdentityError, ValueError):
        keys_fit = False
    if not keys_fit or len(package.challenge) != 32:
        raise PackageRefused(f"{name} lacks the keys of its challenge. Ask the team lead for it anew.", "bad manifest")
    _lam_in_reach(package, 0)
    return package


def _members(archive: zipfile.ZipFile, name: str) -> dict[str, zipfile.ZipInfo]:
    infos = archive.infolist()
    if len(infos) > MAX_MEMBERS:
        raise PackageRefused(f"{name} holds more files than a package may. It was not read further.", "too many files")
    found: dict[str, zipfile.ZipInfo] = {}
    total = 0
    for info in infos:
        known = info.filename in ("manifest.json", "manifest.sig", "ops.jsonl") or _ATTACHMENT.match(info.filename)
        if not known or info.orig_filename != info.filename:
            raise PackageRefused(f"{name} holds a file that does not belong in a package. It was refused.", "bad name")
        if info.filename in found:
            raise PackageRefused(f"{name} holds the same file twice. It was refused.", "duplicate")
        limit = MAX_PART if not info.filename.startswith("manifest") else MAX_MANIFEST
        total += info.file_size
        if info.file_size > limit or info.compress_size > MAX_FILE or total > MAX_TOTAL:
            raise PackageRefused(
                f"{name} says it holds more than a package may (256 MB a part). It was refused.", "too large"
            )
        if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise PackageRefused(
                f"{name} is packed in a way that no version of slireviewer uses. It was refused.", "bad zip"
            )
        found[info.filename] = info
    places = sorted((info.header_offset, info.header_offset + info.compress_size) for info in infos)
    if any(later[0] < earlier[1] for earlier, later in pairwise(places)):
        raise PackageRefused(f"{name} has parts that overlap. It was refused.", "overlap")
    return found


def _part(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes:
    with archive.open(info) as stream:
        data = stream.read(info.file_size + 1)
    if len(data) != info.file_size:
        raise _damaged(name)
    return data


def _vector(value: object) -> dict[str, tuple[int, str]]:
    if not isinstance(value, dict) or len(value) > 1_000_000:
        raise ValueError("a vector is a JSON object")
    out = {}
    for log, place in value.items():
        seq, id = place
        if type(seq) is not int or not 0 < seq < MAX_LAM or type(id) is not str:
            raise ValueError("a vector has a place of the wrong type")
        out[log] = (seq, id)
    return out


def _names(value: object) -> tuple[str, ...]:
    """The names of files in a list; what is none is left out."""
    named = value if isinstance(value, list) else []
    return tuple(sha for sha in named[:MAX_MEMBERS] if isinstance(sha, str) and _ATTACHMENT.match(f"att/{sha}"))


def _read_body(body: bytes, data: bytes, name: str, identity: str | None) -> Package:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            members = _members(archive, name)
            if not {"manifest.json", "manifest.sig"} <= set(members):
                raise _damaged(name)
            manifest_bytes = _part(archive, members["manifest.json"], name)
            manifest = json.loads(manifest_bytes)
            if type(manifest) is not dict or type(manifest.get("min_reader")) is not int:
                raise _damaged(name)
            if manifest["min_reader"] > FORMAT:
                raise PackageRefused(
                    f"{name} was made by a newer version of slireviewer. Install that version to read it.", "newer"
                )
            # Half a character (a lone surrogate) could not be stored.
            json.dumps(manifest, ensure_ascii=False).encode("utf-8")
            if any(type(manifest[word]) is not str for word in _WORDS):
                raise TypeError("a word of the manifest is not text")
            signature = _part(archive, members["manifest.sig"], name)
            if not signing.is_signed(manifest["key"], manifest_bytes, signature.decode("ascii", "replace")):
                raise PackageRefused(
                    f"{name} does not carry the signature of its sender. It was refused.", "bad signature"
                )
            secret = manifest["identity"] if identity is None else identity
            if not hmac.compare_digest(manifest["member"], _membership(secret, manifest["key"])):
                raise PackageRefused(
                    f"{name} was signed by a laptop that was never given this challenge. It was refused.",
                    "unknown signer",
                )
            listed = manifest["parts"]
            if set(listed) | {"manifest.json", "manifest.sig"} != set(members):
                raise _damaged(name)
            parts = {}
            for part, said in listed.items():
                content = _part(archive, members[part], name)
                if len(content) != said["size"] or sha256(content).hexdigest() != said["sha256"]:
                    raise _damaged(name)
                parts[part] = content
            for part, content in parts.items():
                if part.startswith("att/") and part[4:] != sha256(content).hexdigest():
                    raise _damaged(name)
            entries = _entries(parts.pop("ops.jsonl"), manifest, name)
            return Package(
                name=name,
                sha=sha256(data).hexdigest(),
                data=data,
                starter=manifest["type"] == "starter",
                challenge=manifest["challenge"],
                person=ItemId(manifest["by"]),
                person_name=plain_name(manifest["person"]),
                device=manifest["dev"],
                key=manifest["key"],
                made=manifest["made"][:40],
                app=manifest["app"][:40],
                vector=_vector(manifest["vector"]),
                entries=entries,
                attachments={part[4:]: content for part, content in parts.items()},
                identity=str(manifest.get("identity", "")),
                lead_key=str(manifest.get("lead_key", "")),
                lacks=_names(manifest.get("lacks", [])),
            )
    except BadEntry as problem:
        raise PackageRefused(
            f"{name} holds a change that no version of slireviewer can have written. It was refused.", "bad entry"
        ) from problem
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, struct.error) as problem:
        raise _damaged(name) from problem
    except (KeyError, TypeError, ValueError, RecursionError, AttributeError) as problem:
        raise PackageRefused(
            f"{name} has a list of contents that cannot be understood. Ask for it anew.", "bad manifest"
        ) from problem


def _entries(ops: bytes, manifest: Mapping[str, Any], name: str) -> list[Entry]:
    lines = ops.split(b"\n")
    if lines.pop() != b"" or len(lines) != manifest["entries"]:
        raise _damaged(name)
    entries = [parse_entry(line) for line in lines]
    if any(entry.ch != manifest["challenge"] for entry in entries):
        raise BadEntry("an entry of another challenge")
    # Half a character can only come as an escape, or as bytes that begin like those of some Korean letters.
    suspicious = b"\\u" in ops or b"\xed" in ops
    for entry in entries:
        for value in entry.set.values():
            if type(value) not in _PLAIN and not _storable(value):
                raise BadEntry("an entry holds what cannot be stored")
        if suspicious and not _writable(entry):
            raise BadEntry("an entry holds what cannot be stored")
    return entries


_PLAIN = frozenset({str, bool, int})


def _storable(value: object, depth: int = 0) -> bool:
    """Whether a value is made of texts, whole or finite numbers, and not too deep."""
    if value is None or type(value) in (str, bool, int):
        return True
    if isinstance(value, float):
        return math.isfinite(value)
    if depth > 20 or not isinstance(value, dict | list):
        return False
    inside = value.values() if isinstance(value, dict) else value
    return all(_storable(part, depth + 1) for part in inside)


def _writable(entry: Entry) -> bool:
    """Whether all texts of an entry are made of whole characters."""
    try:
        canonical(json.loads(entry.raw))
    except ValueError:
        return False
    return True


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def plain_name(text: str) -> str:
    """A name from a stranger's file without control and direction signs, at most 80 characters."""
    return _CONTROL.sub("", text)[:80]


# ---- whom it comes from ---------------------------------------------------------------------------------


def known_signer(workspace: Workspace, package: Package, beside: Sequence[Package] = ()) -> bool:
    """Whether this laptop's package has been taken before. Raises PackageRefused when its key has changed."""
    with workspace.read() as r:
        key = r.conn.exec_driver_sql("SELECT key FROM peer WHERE dev = ?", (package.device,)).scalar()
    if package.device == workspace.device:
        key = workspace.facts["dev_public"]
    others = {other.key for other in beside if other.device == package.device}
    if not {package.key} >= others | ({key} if key is not None else set()):
        raise PackageRefused(
            f"{package.name} says it comes from a laptop we know, but is signed with another key. It was refused.",
            "changed key",
        )
    return key is not None


def stubs_allowed(workspace: Workspace, package: Package, beside: Sequence[Package] = ()) -> None:
    """Entries without values are taken only when the team lead had those values removed."""
    stubs = {entry.id for entry in package.entries if entry.stub}
    if stubs:
        with workspace.read() as r:
            stubs -= {row[0] for row in r.conn.exec_driver_sql("SELECT op FROM redacted")}
        for given in (package, *beside):
            for entry in given.entries:
                if entry.redact and workspace.authorised(entry):
                    stubs -= set(entry.redact)
    if stubs:
        raise PackageRefused(f"{package.name} lacks text that nobody removed. It was refused.", "false redaction")


def starter_people(starter: Path, passphrase: str) -> list[Person]:
    """The team named in a starter package, so that its receiver can say who they are."""
    package = read_starter(load(starter), starter.name, passphrase)
    people = []
    for (kind, item), state in fold(package.entries).items():
        if kind == "person" and state.fate() is not Fate.BINNED:
            shown = state.shown()
            people.append(
                Person(
                    id=ItemId(item),
                    name=plain_name(str(shown.get("name", ""))),
                    role=str(shown.get("role", "")),
                    organisation=str(shown.get("organisation", "")),
                    party=str(shown.get("party", "")),
                    manager=shown.get("manager") is True,
                    position=str(shown.get("position", "")),
                )
            )
    return sorted(people, key=lambda person: (person.manager, person.position, person.name))
