"""Invented challenges of a given size as records, and the raw floors they are measured against."""

from __future__ import annotations

import itertools
import random
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from slireviewer import storage
from slireviewer.model import NO_ITEM, Challenge, Finding, Link, positions

PASSPHRASE = "bench"
THEMES = ("Priorities", "Leadership", "Governance", "Finance", "Capacity")
_SUBJECTS = "the budget|the harbour office|scrutiny|the repairs backlog|the market hall|the leisure plan|staff|members"
_VERBS = "is well understood|lacks a clear owner|has moved on a long way|is not yet costed|is led from the top"
_TAILS = "and partners agree|although few people can say why|since the spring|says the medium-term financial plan"
_RARE = "moorings|threadbare|allotments|subsidence|cadastral|riparian|zonal|littoral|vestigial|wharfside"


# What the evidence of a challenge costs at least, as plain queries.
NOTE = "JOIN note ON note.id = p.note"
COUNTS = "SELECT t.theme, p.kind, p.note, count(*) FROM point p LEFT JOIN point_theme t USING(n) GROUP BY 1, 2, 3"
EVERY = f"SELECT p.*, note.meeting FROM point p {NOTE}"
CELL = f"SELECT p.* FROM point p JOIN point_theme t USING(n) {NOTE} WHERE t.theme = ? AND p.kind = 'strength'"


def sentence(draw: random.Random) -> str:
    """One sentence of some 15 words, of common and of rarer ones."""
    subject, verb, tail = (draw.choice(words.split("|")) for words in (_SUBJECTS, _VERBS, _TAILS))
    number, rare = draw.randrange(4000), draw.choice(_RARE.split("|"))
    return f"{subject.capitalize()} {verb} {tail}, with case {number} on {rare} and word{draw.randrange(30_000)}."


def records(*, notes: int, reviewers: int = 7, seed: int = 1) -> Iterator[dict[str, Any]]:
    """A challenge as records: notes of some 70 words, half of their sentences tagged."""
    draw = random.Random(seed)
    people = [f"r{n}" for n in range(1, reviewers + 1)]
    yield {"kind": "challenge", "id": "bench", "council": "Benchford Borough Council", "start": "2026-05-11"}
    for person in people:
        yield {"kind": "reviewer", "id": person, "challenge": "bench", "name": f"Peer {person}", "role": "Peer"}
    meetings = [f"i{n}" for n in range(50)]
    for n, meeting in enumerate(meetings):
        at = f"2026-05-{11 + n // 13}T{9 + n % 8:02d}:00"
        yield {"kind": "interview", "id": meeting, "challenge": "bench", "label": f"Meeting {n}", "site": "Hall",
               "at": at, "reviewers": draw.sample(people, 2)}  # fmt: skip
    tags = itertools.count()
    for n in range(notes):
        parts = [sentence(draw) for _ in range(5)]
        text = " ".join(parts)
        person = people[n % reviewers]
        yield {"kind": "note", "id": f"n{n}", "challenge": "bench", "interview": meetings[n % 50],
               "reviewer": person, "at": "2026-05-11T10:00:00", "text": text}  # fmt: skip
        start = 0
        for index, part in enumerate(parts):
            if index % 2 == 0:
                yield {"kind": "tag", "id": f"t{next(tags)}", "note": f"n{n}", "theme": draw.choice(THEMES),
                       "polarity": draw.choice(("strength", "consideration")), "start": start,
                       "end": start + len(part), "by": person}  # fmt: skip
            start += len(part) + 1


def challenge_file(path: Path, made: list[dict[str, Any]], *, reviewer: str | None = None) -> storage.Workspace:
    """A challenge that holds the records."""
    workspace = storage.create_challenge(path, PASSPHRASE, Challenge(id=NO_ITEM, councils=("Benchford",)))
    storage.import_records(workspace, made, reviewer=reviewer)
    return workspace


def with_findings(workspace: storage.Workspace, count: int) -> list[storage.EvidenceLine]:
    """Makes that many findings of twelve points each; the answer is every point there is."""
    draw = random.Random(1)
    with workspace.read() as r:
        lines = storage.points_for(r)
        themes = [theme.id for theme in storage.theme_lines(r)]
    with workspace.edit("Findings") as e:
        for n, place in enumerate(positions(count)):
            links = tuple(Link(source=line.item) for line in draw.sample(lines, 12))
            theme = themes[n % len(themes)]
            made = Finding(id=storage.new_id(), title=f"Finding {n}", theme=theme, links=links, position=place)
            storage.write_finding(e, made)
    return lines


def raw_connection(path: Path) -> Any:
    """An encrypted file with the same settings as ours and nothing else: the floor."""
    conn = dbapi2.connect(str(path), isolation_level=None)
    conn.execute("PRAGMA key = \"x'" + "11" * 32 + "'\"")
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "temp_store = MEMORY",
                   "trusted_schema = OFF", "cell_size_check = ON", "secure_delete = ON",
                   "wal_autocheckpoint = 4000"):  # fmt: skip
        conn.execute(f"PRAGMA {pragma}").fetchall()
    return conn


def seconds(work: Callable[[], object]) -> float:
    """How long ``work`` takes, once."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def report(what: str, ours: float, floor: float, unit: str = "ms") -> float:
    """One line for README Measured."""
    scale = 1000 if unit == "ms" else 1
    ratio = ours / floor
    print(f"\n{what}: {ours * scale:.2f} {unit}, floor {floor * scale:.2f} {unit}, ratio {ratio:.2f}", end="")
    return ratio


def median(values: list[float]) -> float:
    """The middle one."""
    return statistics.median(values)
