"""What a set of entries comes to, worked out from their bytes alone in the most obvious way. Slow on purpose."""

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

LAYOUT = {"position", "lead", "tail", "record", "tags", "at", "short", "sites", "slot", "_alive"} | {
    "anchor", "agreed", "text_sha", "pages", "trouble",
}  # fmt: skip


def oracle(raws: Iterable[bytes]) -> tuple[dict[tuple[str, str], dict[str, Any]], set[str]]:
    """(kind, item) → heads, winners, conflicts and fate, and the names of the entries that wait for others."""
    entries = {}
    for raw in raws:
        data = json.loads(raw)
        entries[data.get("stub") or sha256(raw).hexdigest()[:32]] = data
    redacted = {name for data in entries.values() for name in data["redact"]}
    needs = {name: {*d["saw"], *(x for ids in d["on"].values() for x in ids)} for name, d in entries.items()}
    applied: set[str] = set()
    while more := {n for n in entries if n not in applied and entries[n]["v"] == 1 and needs[n] <= applied}:
        applied |= more
    items: dict[tuple[str, str], dict[str, Any]] = {}
    for key in {(entries[name]["kind"], entries[name]["item"]) for name in applied}:
        mine = {name: entries[name] for name in applied if (entries[name]["kind"], entries[name]["item"]) == key}
        heads: dict[str, dict[str, Any]] = {}
        for name, data in mine.items():
            for field, value in data["set"].items():
                if not any(name in other["on"].get(field, ()) for other in mine.values()):
                    blank = name in redacted and field != "_alive"
                    heads.setdefault(field, {})[name] = None if blank else value
        winners, conflicts = {}, []
        for field, found in heads.items():
            best = max(found, key=lambda name: (name not in redacted, mine[name]["lam"], name))
            winners[field] = (best, found[best])
            texts = {json.dumps(value, sort_keys=True) for name, value in found.items() if name not in redacted}
            if len(texts) > 1 and field not in LAYOUT and ":" not in field:
                conflicts.append(field)
        deletions = [name for name, value in heads.get("_alive", {}).items() if value is False]
        seen = {*deletions, *(x for name in deletions for x in mine[name]["saw"])}
        unseen = {name for found in heads.values() for name in found} - seen
        fate = 0 if not deletions else 2 if unseen else 1
        items[key] = {"heads": heads, "winners": winners, "conflicts": sorted(conflicts), "fate": fate}
    return items, {name for name, data in entries.items() if data["v"] == 1} - applied
