"""What stands behind findings by the command equals what follows from the records alone."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from tests.support import Record, done, evidence_records, hasten, read_lines, write_records


def recomputed(records: list[Record]) -> dict[str, dict[str, Any]]:
    """For each finding what stands behind it, from the records and from nothing else."""
    by: dict[str, dict[str, Record]] = defaultdict(dict)
    for record in records:
        by[record["kind"]][record.get("id", len(by[record["kind"]]))] = record
    links: dict[str, dict[str, set[tuple[str, str]]]] = defaultdict(lambda: defaultdict(set))
    for link in by["link"].values():
        sort = next(sort for sort in ("point", "excerpt", "note") if sort in link)
        if link[sort] in by[sort]:
            links[link["finding"]][link.get("role", "supports")].add((sort, link[sort]))
    out = {}
    for finding in by["finding"]:
        meetings, documents, peers, kinds, secret = set(), set(), set(), set(), False
        for sort, name in links[finding]["supports"]:
            item = by[sort][name]
            secret = secret or item.get("off_record", False)
            if sort == "excerpt" and "document" in item:
                documents.add(item["document"])
                peers.add(item["by"])
                kinds.add("read")
                continue
            point = by["point"][item["point"]] if sort == "excerpt" else item
            secret = secret or point.get("off_record", False)
            note = item if sort == "note" else by["note"][point["note"]]
            if sort == "note":
                secret |= any(p.get("off_record") for p in by["point"].values() if p["note"] == name)
            meeting = by["interview"][note["interview"]]
            if meeting["type"] == "team meeting":
                continue
            meetings.add(note["interview"])
            peers.add(note["reviewer"])
            ways = {"site visit": "seen", "observed committee": "seen", "case-file audit": "read"}
            kinds.add(ways.get(meeting["type"], "heard"))
        groups = {by["interview"][each].get("group") for each in meetings}
        count = len(meetings) + len(documents)
        roles = {role: len(links[finding][role]) for role in ("supports", "challenges", "context")}
        doubts = [("nothing behind it", count == 0), ("one room only", count == 1),
                  ("one group only", len(groups) == 1 and None not in groups),
                  ("one peer only", bool(meetings) and not documents and len(peers) == 1),
                  ("challenged and unanswered", roles["challenges"] > 0 and roles["context"] == 0),
                  ("rests on off-the-record points", secret)]  # fmt: skip
        out[finding] = {
            "sources": count, "meetings": sorted(meetings), "documents": sorted(documents),
            "kinds": [kind for kind in ("heard", "read", "seen") if kind in kinds], "groups": sorted(groups - {None}),
            "days": sorted({by["interview"][each]["at"][:10] for each in meetings}), "peers": sorted(peers),
            "supporting": roles["supports"], "challenging": roles["challenges"], "context": roles["context"],
            "doubts": [name for name, holds in doubts if holds],
        }  # fmt: skip
    return out


@pytest.mark.parametrize("seed", range(1, 7))
def test_the_command_equals_a_plain_recomputation(tmp_path: Path, seed: int) -> None:
    made = evidence_records(seed)
    path = tmp_path / "c.slir"
    done("new", path, "--council", "Port Brannock", "--framework", "cpc-2021")
    hasten(path)
    done("import", path, write_records(tmp_path / "in.jsonl", made))
    told = {one["finding"]: one for one in done("triangulate", path, "--json").data}
    wanted = recomputed(made)
    assert {name: {key: one[key] for key in wanted[name]} for name, one in told.items()} == wanted
    assert {name: one["sources"] for name, one in told.items()} == {
        name: sum(source["counts"] for source in one["explained"]) for name, one in told.items()
    }
    done("export", path, "-o", tmp_path / "out.jsonl")
    assert recomputed(read_lines(tmp_path / "out.jsonl")) == wanted
    if seed == 1:
        assert len({one["sources"] for one in told.values()}) > 2
        plain = done("triangulate", path).out
        assert "sources" in plain and "heard: Slot" in plain


def test_documents_and_excerpts_come_back_from_their_records(tmp_path: Path) -> None:
    made = evidence_records(3)
    for name in ("one", "two"):
        done("new", tmp_path / f"{name}.slir", "--council", "Port Brannock", "--framework", "cpc-2021")
        hasten(tmp_path / f"{name}.slir")
    done("import", tmp_path / "one.slir", write_records(tmp_path / "in.jsonl", made))
    done("export", tmp_path / "one.slir", "-o", tmp_path / "out.jsonl")
    done("import", tmp_path / "two.slir", tmp_path / "out.jsonl")
    done("export", tmp_path / "two.slir", "-o", tmp_path / "again.jsonl")
    first, again = (read_lines(tmp_path / f"{name}.jsonl") for name in ("out", "again"))
    for kind in ("document", "excerpt", "link", "finding"):
        chosen = [[one for one in lines if one["kind"] == kind] for lines in (first, again)]
        assert chosen[0] and chosen[0] == chosen[1]
    for record in (one for one in made if one["kind"] == "excerpt"):
        back = next(one for one in first if one["kind"] == "excerpt" and one["id"] == record["id"])
        assert {key: back[key] for key in record} == record
    assert done("import", tmp_path / "two.slir", tmp_path / "out.jsonl", "--json").data["new"] == 0
    assert done("verify", tmp_path / "two.slir").status == 0
    assert "D2" in done("search", tmp_path / "two.slir", '"scrutiny"', "--limit", "500").out


def test_an_excerpt_whose_words_are_not_there_is_kept_and_needs_placing(tmp_path: Path) -> None:
    from slireviewer import storage
    from tests.support import PASSPHRASE

    page = {"kind": "document", "id": "d", "challenge": "k", "number": 1, "title": "Plan", "pages": ["The ferry runs."]}
    lost = {"kind": "excerpt", "id": "x", "challenge": "k", "document": "d", "page": 1, "text": "The bus runs",
            "type": "strength", "themes": []}  # fmt: skip
    path = tmp_path / "c.slir"
    done("new", path, "--council", "Port Brannock", "--framework", "cpc-2021")
    hasten(path)
    done("import", path, write_records(tmp_path / "in.jsonl", [page, lost]))
    with storage.open_challenge(path, PASSPHRASE) as w, w.read() as r:
        assert [one.excerpt.text for one in storage.needs_placing(r)] == ["The bus runs"]
