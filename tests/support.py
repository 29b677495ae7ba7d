"""Shared by tests: invented records, a whole team of laptops made once, commands, and forged packages."""

from __future__ import annotations

import atexit
import base64
import contextlib
import functools
import hmac
import io
import json
import os
import random
import secrets
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyrage
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from slireviewer import cli, storage
from slireviewer.history import make_entry
from slireviewer.storage import keys, signing

PASSPHRASE = "a long walk by the river"
VARIABLE = "SLIREVIEWER_PASSPHRASE"
COMPANIONS = ("", "-keys", "-wal", "-shm", "-lock", "-owner")

Record = dict[str, Any]

# ---- records ---------------------------------------------------------------------------------------------

_THEMES = ("Our place and its people", "Money and assets", "How decisions are made")
_WHAT = ("the ferry timetable", "the tree strategy", "scrutiny", "the depot move", "the café on the quay", "housing")
_HOW = ("is led from the top", "lacks an owner", "has moved on since spring", "is not costed yet", "is trusted 🌊")
_WHY = ("and partners agree", "although few can say why", "which staff feel — daily", "as the cafe\u0301 owner told us")


def _sentence(draw: random.Random) -> str:
    return f"{draw.choice(_WHAT).capitalize()} {draw.choice(_HOW)} {draw.choice(_WHY)}, case {draw.randrange(9999)}."


def records(*, notes: int = 10, peers: int = 7, seed: int = 1, prefix: str = "k") -> list[Record]:
    """A challenge as records; each of ``peers`` reviewers (``prefix``-r1 …) has ``notes`` notes with tags."""
    draw = random.Random(seed)
    place = {"challenge": prefix}
    people = [f"{prefix}-r{n}" for n in range(1, peers + 1)]
    out: list[Record] = [
        {
            "kind": "challenge",
            "id": prefix,
            "council": "Port Brannock Council",
            "start": "2026-03-02",
            "sites": ["Quay"],
        }
    ]
    for n, person in enumerate(people):
        name = ("Edda Marsh", "Ivo Fenn", "Nell Ashby", "Tam Orrick", "Una Pell", "Bram Stoke", "Wyn Hale")[n]
        out.append({"kind": "reviewer", "id": person, **place, "name": name, "role": "Peer"})
    meetings = [f"{prefix}-i{n}" for n in range(12)]
    for n, meeting in enumerate(meetings):
        out.append(
            {
                "kind": "interview", "id": meeting, **place, "label": f"Slot {n}", "with": f"Guest number {n}",
                "site": "Quay", "at": f"2026-03-0{2 + n // 4}T{9 + n % 4:02d}:30",
                "reviewers": sorted(draw.sample(people, 2)),
            }
        )  # fmt: skip
    tags = 0
    by_theme: dict[str, list[str]] = {theme: [] for theme in _THEMES}
    for person in people:
        for n in range(notes):
            note = f"{person}-n{n}"
            parts = [_sentence(draw) for _ in range(4)]
            gap = draw.choice((" ", "\n", "\r\n", "\n\n• "))
            found = []
            at = 0
            for index, part in enumerate(parts):
                if index != 2:
                    theme = draw.choice(_THEMES)
                    polarity = draw.choice(("strength", "consideration"))
                    found.append(
                        {
                            "kind": "tag", "id": f"{prefix}-t{tags}", "note": note, "theme": theme,
                            "polarity": polarity, "start": at, "end": at + len(part), "by": person,
                        }
                    )  # fmt: skip
                    by_theme[theme].append(note)
                    tags += 1
                at += len(part) + len(gap)
            minute = draw.randrange(60)
            out.append(
                {
                    "kind": "note", "id": note, **place, "interview": meetings[n % len(meetings)], "reviewer": person,
                    "at": f"2026-03-0{2 + n % 3}T10:{minute:02d}:00", "text": gap.join(parts),
                }
            )  # fmt: skip
            out += found
    for n, theme in enumerate(_THEMES):
        finding = f"{prefix}-f{n}"
        out.append(
            {
                "kind": "finding", "id": finding, **place, "theme": theme,
                "polarity": ("strength", "consideration")[n % 2], "title": f"Finding {n} stands",
                "text": f"What we heard about {theme.lower()} was consistent.",
                "by": people[n % peers],
            }
        )  # fmt: skip
        out += [{"kind": "link", "finding": finding, "note": note} for note in sorted(set(by_theme[theme]))[:9]]
    return out


def evidence_records(seed: int, *, findings: int = 12) -> list[Record]:
    """A challenge with groups, site visits, the team's own meetings, nested themes, documents and excerpts.

    Its findings rest on points, whole notes and excerpts in all three ways, some off the record, some not there.
    """
    draw = random.Random(seed)
    made = [record for record in records(notes=6, peers=5, seed=seed) if record["kind"] not in ("finding", "link")]
    groups = ["members", "officers", "partners", "staff", "residents", None]
    kinds = ["interview"] * 4 + ["focus group", "site visit", "observed committee", "case-file audit", "team meeting"]
    for record in made:
        if record["kind"] == "interview":
            record |= {"type": draw.choice(kinds), "cancelled": draw.random() < 0.1}
            if group := draw.choice(groups):
                record["group"] = group
    parent, *_ = _THEMES
    made += [{"kind": "theme", "id": "k-th", "challenge": "k", "title": "Ferries", "parent": parent}]
    pages = [" ".join(_sentence(draw) for _ in range(3)) for _ in range(4)]
    for n in range(4):
        made.append({"kind": "document", "id": f"k-d{n}", "challenge": "k", "number": n + 1, "title": f"Paper {n}",
                     "pages": pages, "by": draw.choice(["k-r1", "k-r2"])})  # fmt: skip
    notes = [record for record in made if record["kind"] == "note"]
    points, excerpts = [], []
    for note in notes:
        at = 0
        for n, part in enumerate(note["text"].split(". ")):
            start = note["text"].index(part, at)
            at = start + len(part)
            points.append(
                {
                    "kind": "point", "id": f"{note['id']}-p{n}", "note": note["id"], "start": start, "end": at,
                    "type": draw.choice(["strength", "consideration", "quote", "follow-up", "context"]),
                    "themes": draw.sample([*_THEMES, "Ferries"], draw.choice([0, 1, 1, 1, 2])),
                    **({"off_record": True} if draw.random() < 0.05 else {}),
                }
            )  # fmt: skip
    for n in range(20):
        page = draw.randrange(4)
        start = draw.randrange(40)
        where = {"document": f"k-d{n % 4}", "page": page + 1, "text": pages[page][start : start + 30], "start": start}
        if n % 5 == 4:
            point = draw.choice(points)
            note = next(note for note in notes if note["id"] == point["note"])
            where = {"point": point["id"], "text": note["text"][point["start"] : point["end"]][:12], "start": 0}
        excerpts.append(
            {
                "kind": "excerpt", "id": f"k-x{n}", "challenge": "k", **where,
                "end": where["start"] + len(where["text"]),
                "type": draw.choice(["strength", "consideration"]), "themes": [draw.choice(_THEMES)],
                "by": draw.choice(["k-r1", "k-r2", "k-r3"]),
            }
        )  # fmt: skip
    out = [record for record in made if record["kind"] != "tag"] + points + excerpts
    for n in range(findings):
        out.append({"kind": "finding", "id": f"k-f{n}", "challenge": "k", "polarity": "strength",
                    "title": f"Finding {n}", "text": "", "by": "k-r1",
                    "state": draw.choice(["draft", "agreed", "parked"])})  # fmt: skip
        few = draw.sample(notes, 2) if n % 3 == 0 else notes
        for _ in range(draw.randrange(7)):
            sort = draw.choice(["point", "point", "point", "excerpt", "note"])
            among = {"point": [p for p in points if any(p["note"] == note["id"] for note in few)] or points,
                     "excerpt": excerpts, "note": few}[sort]  # fmt: skip
            source = "nobody-knows-it" if draw.random() < 0.05 else draw.choice(among)["id"]
            role = draw.choice(["supports", "supports", "supports", "challenges", "context"])
            out.append({"kind": "link", "finding": f"k-f{n}", sort: source, "role": role})
    return out


def write_records(path: Path, made: Iterable[Record]) -> Path:
    """The records as a file of JSON lines."""
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in made), "utf-8", newline="")
    return path


def read_lines(path: Path) -> list[Record]:
    """The records of an export."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def essence(made: Iterable[Record]) -> dict[str, set[tuple[Any, ...]]]:
    """Notes, tags, findings and links of records, each with all that must survive."""
    shapes = {
        "note": ("id", "interview", "reviewer", "at", "text"),
        "tag": ("id", "note", "theme", "polarity", "start", "end", "by"),
        "finding": ("id", "theme", "polarity", "title", "text", "by"),
        "link": ("finding", "note"),
    }
    out: dict[str, set[tuple[Any, ...]]] = {kind: set() for kind in shapes}
    for record in made:
        if record["kind"] in shapes:
            out[record["kind"]].add(tuple(record.get(name) for name in shapes[record["kind"]]))
    return out


# ---- commands --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ran:
    """What a command answered."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """What ``--json`` printed."""
        return json.loads(self.out)


@contextlib.contextmanager
def _environment(passphrase: str | None) -> Iterator[None]:
    before = os.environ.pop(VARIABLE, None)
    if passphrase is not None:
        os.environ[VARIABLE] = passphrase
    try:
        yield
    finally:
        os.environ.pop(VARIABLE, None)
        if before is not None:
            os.environ[VARIABLE] = before


def run(*argv: object, passphrase: str | None = PASSPHRASE) -> Ran:
    """A command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with _environment(passphrase), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = cli.main([str(arg) for arg in argv])
    return Ran(status, out.getvalue(), err.getvalue())


def done(*argv: object, passphrase: str | None = PASSPHRASE) -> Ran:
    """A command that must succeed without a word on the standard error."""
    ran = run(*argv, passphrase=passphrase)
    assert (ran.status, ran.err) == (0, "")
    return ran


def sentence(ran: Ran) -> str:
    """The one sentence with which a command was refused."""
    assert ran.status == 1, ran
    assert ran.out == ""
    assert ran.err.endswith(".\n") and ran.err.count("\n") == 1, ran.err
    assert ran.err.startswith("slireviewer: ")
    assert "Traceback" not in ran.err and "Error" not in ran.err and "None" not in ran.err
    return ran.err.removeprefix("slireviewer: ").rstrip("\n")


def program(*argv: object) -> list[str]:
    """The command line of the program itself."""
    return [sys.executable, "-m", "slireviewer", *map(str, argv)]


def environment(passphrase: str | None = PASSPHRASE, **more: str) -> dict[str, str]:
    """What a process of the program is given."""
    out = {name: value for name, value in os.environ.items() if not name.startswith("SLIREVIEWER")}
    out["PYTHONPATH"] = str(Path(__file__).parents[1])
    if passphrase is not None:
        out[VARIABLE] = passphrase
    return out | more


def spawn(*argv: object, passphrase: str | None = PASSPHRASE, **more: Any) -> Ran:
    """A command as a process of its own."""
    env = environment(passphrase, **more.pop("env", {}))
    done = subprocess.run(
        program(*argv), capture_output=True, env=env, stdin=subprocess.DEVNULL, timeout=120, check=False, **more
    )
    return Ran(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))


# ---- a team of laptops -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Team:
    """A lead's file with the shared records and r1's notes; six peers' files and packages with their own."""

    folder: Path
    records: list[Record]

    @property
    def lead(self) -> Path:
        return self.folder / "lead.slir"

    @property
    def starter(self) -> Path:
        return self.folder / "starter.slirnotes"

    @property
    def quick_starter(self) -> Path:
        """The same under the same passphrase, opened with next to no work."""
        return self.folder / "quick.slirnotes"

    @property
    def source(self) -> Path:
        return self.folder / "records.jsonl"

    def peer(self, n: int) -> Path:
        return self.folder / f"r{n}.slir"

    def package(self, n: int) -> Path:
        return self.folder / f"r{n}.slirnotes"


@functools.cache
def team() -> Team:
    """The team, made once by the commands that its members would type. Copy what you change."""
    folder = Path(tempfile.mkdtemp(prefix="slireviewer-team-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = Team(folder, records())
    write_records(made.source, made.records)
    done("new", made.lead, "--council", "Port Brannock", "--framework", "cpc-2021")
    done("import", made.lead, made.source, "--reviewer", "k-r1")
    done("starter", made.lead, "-o", made.starter)
    # The first joins by the starter itself; for the others it is wrapped anew with less work, a second less for each.
    body = pyrage.passphrase.decrypt(made.starter.read_bytes(), PASSPHRASE)
    made.quick_starter.write_bytes(spoken(bytes(body), PASSPHRASE))
    hasten(made.lead)
    for n in range(2, 8):
        done("join", made.starter if n == 2 else made.quick_starter, "-o", made.peer(n), "--as", f"k-r{n}")
        hasten(made.peer(n))
        done("import", made.peer(n), made.source, "--reviewer", f"k-r{n}")
        done("pack", made.peer(n), "-o", made.package(n))
    return made


def hasten(path: Path, passphrase: str = PASSPHRASE) -> None:
    """Let the passphrase of a challenge file open it with next to no work."""
    key = keys.unwrap(keys.read_slots(path), passphrase)
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    wrapping = Argon2id(salt=salt, length=32, iterations=1, lanes=1, memory_cost=64).derive(passphrase.encode())
    wrapped = AESGCM(wrapping).encrypt(nonce, key, b"passphrase")
    keys.write_slots(path, [keys.Slot("passphrase", salt, nonce, wrapped, memory=64, passes=1, lanes=1)])


def copy_of(path: Path, folder: Path, name: str = "") -> Path:
    """A challenge file and its keys, copied."""
    folder.mkdir(exist_ok=True)
    target = folder / (name or path.name)
    for suffix in ("", "-keys"):
        shutil.copy(path.with_name(path.name + suffix), target.with_name(target.name + suffix))
    return target


def held(path: Path) -> dict[str, bytes]:
    """The bytes of a closed challenge file and of what stands beside it."""
    beside = {suffix: path.with_name(path.name + suffix) for suffix in COMPANIONS}
    return {suffix: file.read_bytes() for suffix, file in beside.items() if file.exists() and suffix != "-lock"}


def exported(path: Path, folder: Path) -> str:
    """What ``export`` writes for a challenge file."""
    out = folder / f"{path.name}.{random.randrange(10**9)}.jsonl"
    done("export", path, "-o", out)
    return out.read_text("utf-8")


@functools.cache
def facts(path: Path) -> Mapping[str, str]:
    """The keys and names that a challenge file keeps."""
    with storage.open_challenge(path, PASSPHRASE) as w:
        return dict(w.facts)


# ---- disks -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Disk:
    """A disk of a few megabytes."""

    folder: Path

    def fill(self, room: int) -> None:
        """Leave so many bytes free."""
        self.clear()
        left = os.statvfs(self.folder)
        with (self.folder / "ballast").open("wb") as stream:
            stream.write(bytes(max(left.f_bavail * left.f_frsize - room, 0)))

    def clear(self) -> None:
        """Make room again."""
        (self.folder / "ballast").unlink(missing_ok=True)

    def read_only(self) -> None:
        """From now on nothing can be written."""
        subprocess.run(["mount", "-o", "remount,ro", str(self.folder)], check=True)

    def writable(self) -> None:
        """As before."""
        subprocess.run(["mount", "-o", "remount,rw", str(self.folder)], check=True)


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Disk]:
    """A disk that is soon full; the test is skipped where none can be made."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "tmpfs", str(folder)]
    try:
        made = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        made = False
    if not made:
        pytest.skip("a small disk can only be made by root on Linux")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


# ---- forged packages -------------------------------------------------------------------------------------


def entry(of: Mapping[str, str], **more: Any) -> bytes:
    """An entry as the laptop with these facts would write it."""
    said: dict[str, Any] = {
        "ch": of["ch"], "log": "ab" * 16, "seq": 1, "prev": "", "lam": 90_001, "wall": "2026-03-02T10:00:00",
        "by": of["me"], "dev": of["dev"], "app": "0", "item": "cd" * 16, "kind": "finding",
        "set": {"title": "Forged"}, **more,
    }  # fmt: skip
    return make_entry(**said).raw


@dataclass
class Forgery:
    """A package under construction, in which everything can be made wrong."""

    of: Mapping[str, str]
    entries: list[bytes] = field(default_factory=list)
    sort: str = "package"
    said: dict[str, Any] = field(default_factory=dict)
    missing: Sequence[str] = ()
    more_parts: dict[str, bytes] = field(default_factory=dict)
    more_members: list[tuple[str, bytes]] = field(default_factory=list)
    manifest: bytes | None = None
    signature: bytes | None = None

    def manifest_bytes(self, parts: Mapping[str, bytes]) -> bytes:
        """The list of contents."""
        if self.manifest is not None:
            return self.manifest
        secret = sha256(b"slireviewer member " + self.of["identity"].encode()).digest()
        listed = {name: {"size": len(data), "sha256": sha256(data).hexdigest()} for name, data in parts.items()}
        whole = {
            "format": 1, "min_reader": 1, "type": self.sort, "challenge": self.of["ch"], "by": self.of["me"],
            "person": "Ivo Fenn", "dev": self.of["dev"], "key": self.of["dev_public"],
            "member": hmac.new(secret, self.of["dev_public"].encode(), "sha256").hexdigest(),
            "made": "2026-03-02T10:00:00", "app": "0", "vector": {}, "entries": len(self.entries), "parts": listed,
            **self.said,
        }  # fmt: skip
        return json.dumps({name: value for name, value in whole.items() if name not in self.missing}).encode()

    def members(self) -> list[tuple[str, bytes]]:
        """The files of the zip, in order."""
        parts = {"ops.jsonl": b"".join(raw + b"\n" for raw in self.entries), **self.more_parts}
        manifest = self.manifest_bytes(parts)
        signature = (
            signing.sign(self.of["dev_private"], manifest).encode() if self.signature is None else self.signature
        )
        return [("manifest.json", manifest), ("manifest.sig", signature), *parts.items(), *self.more_members]

    def body(self) -> bytes:
        """The zip."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in self.members():
                archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
        return out.getvalue()

    def sealed(self, body: bytes | None = None) -> bytes:
        """The package, under the challenge's own key."""
        return seal(self.of, self.body() if body is None else body)


def spoken(body: bytes, passphrase: str, work: int = 2) -> bytes:
    """Any bytes as an age file under a passphrase, with 2**work steps instead of a second's worth."""
    key, salt, nonce = secrets.token_bytes(16), secrets.token_bytes(16), secrets.token_bytes(16)
    steps = min(work, 10)
    wrapping = Scrypt(salt=b"age-encryption.org/v1/scrypt" + salt, length=32, n=2**steps, r=8, p=1)
    wrapped = ChaCha20Poly1305(wrapping.derive(passphrase.encode())).encrypt(bytes(12), key, None)
    header = f"age-encryption.org/v1\n-> scrypt {_base64(salt)} {work}\n{_base64(wrapped)}\n---".encode()
    mac = hmac.new(_expand(key, b"", b"header"), header, "sha256").digest()
    cipher = ChaCha20Poly1305(_expand(key, nonce, b"payload"))
    chunks = [body[at : at + 65536] for at in range(0, len(body), 65536)] or [b""]
    last = len(chunks) - 1
    stream = [cipher.encrypt(n.to_bytes(11, "big") + bytes([n == last]), chunk, None) for n, chunk in enumerate(chunks)]
    return header + b" " + _base64(mac).encode() + b"\n" + nonce + b"".join(stream)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")


def _expand(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=info).derive(key)


def seal(of: Mapping[str, str], body: bytes) -> bytes:
    """Any bytes under the key of the challenge."""
    return pyrage.encrypt(body, [pyrage.x25519.Identity.from_str(of["identity"]).to_public()])
