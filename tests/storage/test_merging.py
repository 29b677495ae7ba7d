"""The nineteen invariants of merging, each by name, on real files; test_drafts has I15, test_merging_cut_off I16."""

import gc
import json
import os
import random
import sys
from pathlib import Path

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slireviewer import storage
from slireviewer.errors import PackageRefused, ReviewError
from slireviewer.history import ALIVE, canonical, fold, make_entry, redacted, settle
from slireviewer.model import ItemId, ItemKind
from slireviewer.storage import package, workspace
from tests.storage.laptops import (
    APPLIED,
    NOTE,
    THEMES,
    Laptop,
    Newcomer,
    Team,
    all_tables,
    entries_of,
    send,
    shuffled,
    team,
    texts,
    values,
    write,
)
from tests.storage.oracle import oracle

POINT = ItemKind.POINT


def remove(laptop: Laptop, item: str) -> None:
    with laptop.ws.edit("Delete") as e:
        e.remove(POINT, ItemId(item))


def state_of(laptop: Laptop, item: str) -> tuple[int, str] | None:
    with laptop.ws.read() as r:
        row = r.conn.exec_driver_sql("SELECT fate, conflicts FROM item WHERE id = ?", (item,)).first()
    return None if row is None else (row[0], row[1])


def conflicts(laptop: Laptop) -> list[storage.Conflict]:
    with laptop.ws.read() as r:
        return storage.conflict_lines(r)


def some_work(laptops: list[Laptop]) -> str:
    """A conflict, a deletion against an edit, tags, a link and a decision, not yet exchanged in full."""
    lead, pat, sam = laptops
    item = write(lead, {"text": "common", "note": NOTE, f"theme:{THEMES[0]}": True})
    other = write(lead, {"text": "other", "note": NOTE})
    for peer in (pat, sam):
        send(lead, peer)
    write(pat, {"text": "pat's", f"theme:{THEMES[0]}": False}, item)
    write(sam, {"text": "sam's", f"theme:{THEMES[1]}": True}, item)
    remove(pat, other)
    write(sam, {"text": "other, longer"}, other)
    write(sam, {"title": "A finding", f"supports:{item}": True}, kind=ItemKind.FINDING)
    send(sam, lead)
    write(lead, {"text": "lead's word"}, item)
    return item


# ---- I1, I2, I3 ------------------------------------------------------------------------------------------


def test_any_order_any_split_any_repetition_comes_to_the_same() -> None:
    """I1: the state is the fold of the set of entries."""
    with team(3) as laptops:
        lead, pat, sam = laptops
        some_work(laptops)
        send(lead, pat)
        send(sam, pat)
        everything = pat.beyond({})
        wanted = pat.dump()
        for seed in range(4):
            made = Team(1, seed=7)
            try:
                (fresh,) = made.laptops
                order = shuffled(everything, seed)
                size = 3 + 7 * seed
                for start in range(0, len(order), size):
                    fresh.take(order[start : start + size] * 2, pat, chunk=2 + seed)
                    fresh.take(order[max(0, start - 2) : start + 1], pat)
                assert fresh.dump() == wanted
                made.check(fresh)
            finally:
                made.close()


IDS = st.integers(0, 3)


@given(
    st.lists(st.tuples(IDS, st.sampled_from(["text", "kind", ALIVE, "theme:x"]), IDS, st.booleans()), max_size=14),
    st.randoms(),
)
def test_the_fold_is_the_oracle_s(steps: list[tuple[int, str, int, bool]], rng: object) -> None:
    """I1, I5: pure; entries that name any earlier ones, folded in any order, against the independent reading."""
    made = []
    for n, (item, field, value, all_heads) in enumerate(steps):
        states = fold(made)
        state = states.get(("point", f"{item:032x}"))
        heads = sorted(state.heads.get(field, {})) if state else []
        on = heads if all_heads else heads[:1]
        saw = sorted(state.all_heads()) if state and field == ALIVE and all_heads else []
        fields = {field: bool(value % 2) if field in (ALIVE, "theme:x") else f"w{value}"}
        lam = 1 + max((e.lam for e in made), default=0) if all_heads else n + 1
        made.append(
            make_entry(
                ch="c" * 32, log="a" * 32, seq=n + 1, prev="", lam=lam, wall="", by="", dev="d" * 32, app="",
                kind="point", item=f"{item:032x}", set=fields, on={field: on}, saw=saw,
            )
        )  # fmt: skip
    rng.shuffle(made)  # type: ignore[attr-defined]
    kept = made[: len(made) - len(made) // 4]
    items, waiting = oracle(entry.raw for entry in kept)
    order, later = settle(kept, lambda ids: set())
    assert {entry.id for entry in later} == waiting and {entry.id for entry in kept} == {e.id for e in order} | waiting
    states = fold(kept)
    assert states.keys() == items.keys()
    for key, state in states.items():
        assert {n: {h: x.value for h, x in f.items()} for n, f in state.heads.items() if f} == items[key]["heads"]
        assert {n: (w.entry, w.value) for n in state.heads if (w := state.winner(n))} == items[key]["winners"]
        assert state.conflicts() == items[key]["conflicts"] and state.fate() == items[key]["fate"]


def test_what_is_kept_up_to_date_is_what_a_rebuild_makes() -> None:
    """I2: byte by byte, after conflicts, deletions, a merge that was undone, and things that wait."""
    made = Team(3)
    try:
        lead, pat, sam = made.laptops
        some_work(made.laptops)
        for sender, to in ((pat, lead), (sam, pat), (lead, sam)):
            send(sender, to)
            made.check(to)
        pat.ws.undo()
        made.check(pat)
        lead.take(shuffled(sam.beyond({}), 3)[::2], sam)
        made.check(lead)
        assert all(storage.verify(laptop.ws) == [] for laptop in made.laptops)
    finally:
        made.close()


def test_importing_again_changes_nothing() -> None:
    """I3: neither the entries nor what is shown, and the receipt says so; taking in one's own package is import too."""
    with team(3) as laptops:
        lead, pat, _ = laptops
        some_work(laptops)
        made = storage.write_package(pat.ws, pat.path.with_suffix(".slirnotes"), everything=True)
        storage.merge_package(lead.ws, made)
        ops, dump = lead.ops(), lead.dump()
        for chunk in (1, 3, 200):
            receipt = storage.merge_package(lead.ws, made, chunk=chunk)
            assert receipt is not None and receipt.already == receipt.given == len(made.entries)
            assert (receipt.taken, receipt.waiting, receipt.newer, receipt.items) == (0, 0, 0, ())
        own = storage.write_package(lead.ws, lead.path.with_suffix(".slirnotes"), everything=True)
        again = storage.merge_package(lead.ws, own)
        assert again is not None and again.taken == 0
        assert lead.ops() == ops and lead.dump() == dump


# ---- I4 … I7 ---------------------------------------------------------------------------------------------


def test_entries_stay_as_their_authors_wrote_them() -> None:
    """I4: byte by byte through every laptop, package, merge, undo and reopening."""
    with team(3) as laptops:
        lead, pat, sam = laptops
        some_work(laptops)
        first = {id: raw for laptop in laptops for id, (_, raw) in laptop.ops().items()}
        for sender, to in ((pat, sam), (sam, lead), (lead, pat)):
            send(sender, to)
        lead.ws.undo()
        lead.ws.redo()
        lead.reopen()
        for laptop in laptops:
            now = laptop.ops()
            assert all(now[id][1] == raw for id, raw in first.items() if id in now)
        assert first.keys() <= pat.ops().keys()


def test_a_head_goes_only_when_an_applied_entry_names_it() -> None:
    """I5: neither a later edit elsewhere nor an entry that must wait takes a text away."""
    with team(2) as (lead, pat):
        item = write(lead, {"text": "common"})
        send(lead, pat)
        write(lead, {"text": "lead's"}, item)
        write(pat, {"text": "pat's first"}, item)
        write(pat, {"text": "pat's second"}, item)
        last = entries_of(pat, item)[-1]
        lead.take([last], pat)
        assert texts(lead, item) == {"lead's"}
        send(pat, lead)
        assert texts(lead, item) == {"lead's", "pat's second"}


def test_an_edit_names_only_what_its_author_had_loaded() -> None:
    """I6: an ordinary edit of an item in conflict replaces the text that was shown and leaves the other."""
    with team(2) as (lead, pat):
        item = write(lead, {"text": "common"})
        send(lead, pat)
        write(lead, {"text": "lead's"}, item)
        write(pat, {"text": "pat's"}, item)
        send(pat, lead)
        shown = values(lead, item)["text"]
        write(lead, {"text": "edited"}, item)
        assert texts(lead, item) == {"lead's", "pat's", "edited"} - {shown}
        assert len(conflicts(lead)) == 1


def test_an_edit_of_one_field_leaves_the_others_alone() -> None:
    """I6: unequal fields of one item changed on two laptops are no conflict."""
    with team(2) as (lead, pat):
        item = write(lead, {"text": "common", "kind": "context"})
        send(lead, pat)
        write(lead, {"text": "lead's"}, item)
        write(pat, {"kind": "strength", f"theme:{THEMES[0]}": True}, item)
        send(pat, lead)
        assert conflicts(lead) == []
        assert values(lead, item) == {"text": "lead's", "kind": "strength", f"theme:{THEMES[0]}": True}


@pytest.mark.parametrize("year", [1971, 2099])
def test_wrong_clocks_decide_nothing(year: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """I7: the later edit by the count of changes wins, whatever the clocks say; a child is later than its parents."""
    with team(2) as (lead, pat):
        item = write(lead, {"position": "a", "text": "x"})
        send(lead, pat)
        monkeypatch.setattr(workspace, "now", lambda: f"{year}-01-01T00:00:00")
        write(pat, {"position": "b"}, item)
        write(pat, {"text": "later"}, item)
        write(pat, {"position": "c"}, item)
        monkeypatch.setattr(workspace, "now", lambda: "2026-01-01T00:00:00")
        write(lead, {"position": "d"}, item)
        send(pat, lead)
        assert values(lead, item) == {"position": "c", "text": "later"}
        new = write(lead, {"text": "newest"}, item)
        entries = {entry.id: entry for entry in entries_of(lead, new)}
        assert all(entries[id].lam < entry.lam for entry in entries.values() for id in entry.needs)
        assert max(entries.values(), key=lambda entry: entry.lam).set == {"text": "newest"}


def test_an_entry_that_replaces_nothing_says_what_it_is_built_on() -> None:
    """I8, I6: a first tag, link or restoration waits for the item it is about; no item comes up half made."""
    with team(2) as (lead, pat):
        item = write(lead, {"text": "common", "note": NOTE})
        write(lead, {f"theme:{THEMES[0]}": True}, item)
        with lead.ws.edit("Restore") as e:
            e.restore(POINT, item)
        made = entries_of(lead, item)
        assert pat.take(made[1:], lead).waiting == 2
        assert state_of(pat, item) is None
        assert pat.take(made[:1], lead).taken == 3


@pytest.mark.parametrize("chunk", [1, 2, 200])
def test_the_receipt_is_the_same_however_the_package_was_cut(chunk: int) -> None:
    """I16: what was made and then changed in one package is new."""
    with team(2) as (lead, pat):
        old = write(lead, {"text": "old"})
        send(lead, pat)
        item = write(pat, {"text": "one"})
        write(pat, {"text": "two"}, item)
        write(pat, {"text": "pat's"}, old)
        write(lead, {"text": "lead's"}, old)
        remove(pat, item)
        remove(pat, old)
        receipt = lead.take(pat.beyond(lead.vector()), pat, chunk=chunk)
        assert receipt.items == tuple(sorted((("conflict", "point", old), ("new", "point", item)), key=lambda x: x[1:]))


# ---- I8, I9, I10, I18 ------------------------------------------------------------------------------------


def test_what_waits_is_counted_and_comes_in_when_its_parents_do() -> None:
    """I8: the applied set is causally closed, over many missing generations and from several packages."""
    with team(2) as (lead, pat):
        item = write(pat, {"text": "0", "note": NOTE})
        for n in range(1, 6):
            write(pat, {"text": str(n)}, item)
        chain = entries_of(pat, item)
        for entry in (chain[5], chain[3], chain[1], chain[4]):
            receipt = lead.take([entry], pat)
            assert (receipt.waiting, receipt.taken) == (1, 0)
            assert "1 wait for an earlier package" in receipt.sentence()
        with lead.ws.read() as r:
            assert storage.status(r)["waiting"] == storage.waiting_lines(r).waiting == 4
        assert state_of(lead, item) is None
        assert lead.take([chain[0]], pat).taken == 2
        assert values(lead, item)["text"] == "1"
        with lead.ws.read() as r:
            assert storage.status(r)["waiting"] == 3
        assert lead.take([chain[2]], pat).taken == 4
        assert values(lead, item)["text"] == "5"


def test_both_histories_of_a_forked_log_are_kept_and_it_is_marked() -> None:
    """I9: also when they come in one package, or one of them waits."""
    with team(3) as (lead, pat, sam):
        item = write(lead, {"text": "true"})
        (entry,) = entries_of(lead, item)
        twin = Newcomer(entry.ch, random.Random(1))
        twin.log, twin.seq, twin.prev = entry.log, entry.seq - 1, entry.prev
        other = twin.entry("point", item, {"text": "twin"}, entry.lam)
        assert pat.take([entry, other], lead).forked == 1
        assert lead.take([other], lead).forked == 1
        assert sam.take([entry], lead).forked == 0
        assert sam.take([other], lead).forked == 1
        for laptop in (lead, pat, sam):
            assert texts(laptop, item) == {"true", "twin"}
            assert entry.log not in laptop.vector()
            with laptop.ws.read() as r:
                assert storage.status(r)["forked_logs"] == 1


def test_a_branch_of_a_fork_does_not_pass_for_the_other() -> None:
    """I9, I10: who holds 1, 2' and 3 (which follows 2) claims no more than what is certain, and is sent the rest."""
    with team(2) as (lead, pat):
        items = [write(lead, {"text": str(n)}) for n in range(3)]
        one, two, three = (entries_of(lead, item)[0] for item in items)
        twin = Newcomer(one.ch, random.Random(1))
        twin.log, twin.dev, twin.seq, twin.prev = one.log, one.dev, two.seq - 1, one.id
        other = twin.entry("point", items[1], {"text": "twin"}, two.lam)
        pat.take([*(e for e in lead.beyond({}) if e.lam < one.lam), one, other, three], lead)
        pat.take(lead.beyond(pat.vector()), lead)
        assert two.id in pat.ops()


def test_exchange_of_vectors_alone_spreads_everything() -> None:
    """I10: through undone merges, gaps and restored files, each is sent what it lacks."""
    made = Team(3)
    try:
        lead, pat, sam = made.laptops
        some_work(made.laptops)
        old = made.copy(pat)
        write(pat, {"text": "after the copy"})
        sam.take(shuffled(pat.beyond({}), 1)[::2], pat)
        restored = Laptop(old, pat.key)
        made.laptops.append(restored)
        write(restored, {"text": "in the restored copy"})
        send(pat, lead)
        lead.ws.undo()
        made.spread()
        assert len({laptop.dump() for laptop in made.laptops}) == 1
        assert all(laptop.ops() == lead.ops() for laptop in made.laptops)
    finally:
        made.close()


def test_packages_of_what_is_new_go_round_and_bring_all_together() -> None:
    """I10: peers hand the lead what the lead lacks, the lead hands the sum to everybody, and nobody lacks anything."""
    with team(3) as laptops:
        lead, pat, sam = laptops
        some_work(laptops)
        for _ in range(2):
            for peer in (pat, sam):
                send(peer, lead, everything=False)
            for peer in (pat, sam):
                send(lead, peer, everything=False)
        assert lead.ops() == pat.ops() == sam.ops()
        made = storage.write_package(pat.ws, pat.path.with_suffix(".slirnotes"))
        assert made.entries == []


def test_what_the_lead_gave_up_is_sent_again() -> None:
    """I10: after an undone merge the next vector of the lead says so, and a package of what is new brings it back."""
    with team(2) as (lead, pat):
        write(pat, {"text": "pat's"})
        send(pat, lead)
        send(lead, pat)
        lead.ws.undo()
        write(lead, {"text": "lead's"})
        send(lead, pat, everything=False)
        assert send(pat, lead, everything=False).taken == 1


def test_comparing_vectors_tells_which_changes_the_lead_has() -> None:
    """I18: after each exchange exactly the changes made since are new to the lead."""
    with team(2) as (lead, pat):
        send(pat, lead)
        for n in range(3):
            item = write(pat, {"text": str(n)})
            wanted = {entry.id for entry in entries_of(pat, item)}
            assert {entry.id for entry in pat.beyond(lead.vector())} == wanted
            assert {entry.id for entry in lead.beyond(pat.vector())} == set()
            package_ = storage.write_package(pat.ws, pat.path.with_suffix(".slirnotes"))
            assert wanted <= {entry.id for entry in package_.entries}
            storage.merge_package(lead.ws, package_)
            assert pat.beyond(lead.vector()) == []
            pat.reopen()


def test_a_vector_claims_no_more_than_is_there() -> None:
    """I18, I10: neither across a gap nor for a merge that was undone."""
    with team(2) as (lead, pat):
        items = [write(pat, {"text": str(n)}) for n in range(4)]
        entries = [entries_of(pat, item)[0] for item in items]
        log = entries[0].log
        before = lead.vector()
        lead.take([entries[0], entries[1], entries[3]], pat)
        assert lead.vector()[log] == (entries[1].seq, entries[1].id)
        assert {entry.id for entry in pat.beyond(lead.vector())} >= {entries[2].id}
        lead.ws.undo()
        assert lead.vector() == before
        assert {entry.id for entry in pat.beyond(lead.vector())} >= {entry.id for entry in entries}


# ---- I11, I12 --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["edit", "deletion"])
def test_deleted_is_in_the_bin_or_flagged(first: str) -> None:
    """I11: an edit that the deletion had not seen keeps the item and flags it, whichever arrives first."""
    with team(3) as (lead, pat, sam):
        item = write(lead, {"text": "common"})
        gone = write(lead, {"text": "gone"})
        for peer in (pat, sam):
            send(lead, peer)
        remove(pat, item)
        remove(pat, gone)
        write(sam, {"text": "changed"}, item)
        for peer in (sam, pat) if first == "edit" else (pat, sam):
            send(peer, lead)
        assert state_of(lead, item) == (2, "") and state_of(lead, gone) == (1, "")
        assert values(lead, item)["text"] == "changed"
        with lead.ws.read() as r:
            assert [line[1:] for line in storage.bin_lines(r)] == [(gone, "gone")]
            assert [c.field for c in storage.conflict_lines(r)] == ["_alive"]
            assert storage.conflict_lines(r)[0].versions[0].person == "Pat Peer"
        with lead.ws.edit("Decide") as e:
            storage.decide(e, item, "_alive", keep="bin")
        assert state_of(lead, item) == (1, "")
        with lead.ws.edit("Restore") as e:
            e.restore(POINT, gone)
        assert state_of(lead, gone) == (0, "")


def test_a_tag_that_the_deletion_had_not_seen_counts_too() -> None:
    """I11"""
    with team(2) as (lead, pat):
        item = write(lead, {"text": "common"})
        send(lead, pat)
        remove(pat, item)
        write(lead, {f"theme:{THEMES[0]}": True}, item)
        send(pat, lead)
        assert state_of(lead, item) == (2, "")


def test_two_deletions_that_together_saw_everything_bin_the_item() -> None:
    """I11: and an undelete beside a deletion keeps it, flagged."""
    with team(3) as (lead, pat, sam):
        item = write(lead, {"text": "common"})
        for peer in (pat, sam):
            send(lead, peer)
        remove(pat, item)
        remove(sam, item)
        send(pat, lead)
        send(sam, lead)
        assert state_of(lead, item) == (1, "")
        with lead.ws.edit("Restore") as e:
            e.restore(POINT, item)
        assert state_of(lead, item) == (0, "")
        send(lead, pat)
        remove(pat, item)
        write(lead, {"kind": "strength"}, item)
        send(pat, lead)
        assert state_of(lead, item) == (2, "")


def test_both_texts_authors_and_times_can_be_read_before_and_after_a_decision() -> None:
    """I12: and what both grew from, however many edits ago."""
    with team(3) as (lead, pat, sam):
        item = write(lead, {"text": "common"})
        for peer in (pat, sam):
            send(lead, peer)
        write(pat, {"text": "pat's draft"}, item)
        write(pat, {"text": "pat's"}, item)
        write(sam, {"text": "sam's"}, item)
        send(pat, lead)
        send(sam, lead)
        (conflict,) = conflicts(lead)
        assert {(v.value, v.person) for v in conflict.versions} == {("pat's", "Pat Peer"), ("sam's", "Sam Second")}
        assert all(version.at is not None for version in conflict.versions)
        assert conflict.versions[0].value == values(lead, item)["text"]
        assert conflict.before == "common"
        with lead.ws.edit("Decide") as e:
            storage.decide(e, item, "text", value="both")
        assert conflicts(lead) == [] and texts(lead, item) == {"both"}
        said = {(entry.set["text"], bool(entry.by), bool(entry.wall)) for entry in entries_of(lead, item)}
        assert {("pat's", True, True), ("sam's", True, True), ("both", True, True)} <= said
        for peer in (pat, sam):
            send(lead, peer)
            assert texts(peer, item) == {"both"} and conflicts(peer) == []


def test_equal_texts_are_no_conflict_and_an_edit_replaces_them_all() -> None:
    """I12, I6"""
    with team(2) as (lead, pat):
        item = write(lead, {"text": "common"})
        send(lead, pat)
        for laptop in (lead, pat):
            write(laptop, {"text": "the same"}, item)
        send(pat, lead)
        assert conflicts(lead) == []
        write(lead, {"text": "next"}, item)
        assert texts(lead, item) == {"next"}


def test_layout_is_decided_silently() -> None:
    """I12: where a point stands is no question for people."""
    with team(2) as (lead, pat):
        item = write(lead, {"text": "common", "position": "m"})
        send(lead, pat)
        write(lead, {"position": "a"}, item)
        write(pat, {"position": "z"}, item)
        send(pat, lead)
        send(lead, pat)
        assert conflicts(lead) == [] and values(lead, item) == values(pat, item)


# ---- I13 -------------------------------------------------------------------------------------------------

SECRET = "Kilmorack pension"


def holds(laptop: Laptop, text: str) -> bool:
    """Whether the text, or a word of it, stands in any table, the hidden ones of the search index included."""
    with laptop.ws.read() as r:
        found = all_tables(r.conn)
    needles = [word.casefold() for word in text.split()]
    return any(
        needle in (value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)).casefold()
        for rows in found.values()
        for row in rows
        for value in row
        for needle in needles
    )


def redact(laptop: Laptop, item: str) -> None:
    with laptop.ws.edit("Remove for good") as e:
        e.redact(entry.id for entry in entries_of(laptop, item) if SECRET in json.dumps(entry.set))


@pytest.mark.parametrize("order", ["entry first", "redaction first", "together", "waiting"])
def test_redacted_text_is_nowhere(order: str) -> None:
    """I13: in no table, index or later package, whatever came first; author and time stay."""
    with team(3) as (lead, pat, sam):
        item = write(sam, {"text": f"About the {SECRET} of one person", "note": NOTE})
        write(sam, {"text": "Harmless", "title": SECRET}, item)
        send(sam, lead)
        assert holds(lead, SECRET)
        first, second = entries_of(sam, item)
        if order == "entry first":
            send(sam, pat)
        elif order == "waiting":
            pat.take([second], sam)
            assert holds(pat, SECRET)
        redact(lead, item)
        made = storage.write_package(lead.ws, lead.path.with_suffix(".slirnotes"), everything=True)
        assert not any(SECRET.encode() in entry.raw for entry in made.entries)
        (order_entry,) = [entry for entry in made.entries if entry.redact]
        if order == "redaction first":
            pat.take([order_entry], lead)
            pat.take([first, second], sam)
        elif order == "together":
            pat.take([first, order_entry, second], lead)
        elif order == "waiting":
            pat.take([order_entry], lead)
            assert state_of(pat, item) is None
            assert storage.verify(pat.ws) == []
        storage.merge_package(pat.ws, made)
        storage.merge_package(sam.ws, made)
        for laptop in (lead, pat, sam):
            assert not holds(laptop, SECRET)
            assert [(entry.by, bool(entry.wall)) for entry in entries_of(laptop, item)] == [(first.by, True)] * 2
        send(sam, pat)
        send(pat, lead)
        assert lead.dump() == pat.dump() == sam.dump()


def test_a_redacted_text_does_not_hide_the_one_that_is_left() -> None:
    """I13, I12"""
    with team(2) as (lead, pat):
        item = write(lead, {"text": "common"})
        send(lead, pat)
        write(lead, {"text": "left"}, item)
        write(pat, {"text": "x"}, item)
        write(pat, {"text": SECRET}, item)
        send(pat, lead)
        assert values(lead, item)["text"] == SECRET
        redact(lead, item)
        assert values(lead, item)["text"] == "left" and conflicts(lead) == []
        send(lead, pat)
        assert values(pat, item)["text"] == "left"


def test_only_the_lead_can_have_text_removed() -> None:
    """I13: nobody else is offered it, and a redaction that is not signed by the lead is not obeyed."""
    made = Team(2)
    try:
        lead, pat = made.laptops
        item = write(pat, {"text": "kept", "note": NOTE})
        send(pat, lead)
        (entry,) = entries_of(pat, item)
        with pytest.raises(ReviewError, match="Only the team lead"), pat.ws.edit("Remove") as e:
            e.redact([entry.id])
        newcomer = Newcomer(entry.ch, random.Random(1))
        forged = newcomer.entry("redaction", "9" * 32, {"signature": "00" * 64}, 99, redact=[entry.id])
        lead.take([forged], pat)
        assert texts(lead, item) == {"kept"}
        with pytest.raises(PackageRefused, match="nobody removed"):
            lead.take([redacted(entry)], pat)
    finally:
        made.close()


def test_the_receipt_of_a_redaction_names_what_it_changed() -> None:
    """I13"""
    with team(2) as (lead, pat):
        item = write(lead, {"text": SECRET, "note": NOTE})
        send(lead, pat)
        redact(lead, item)
        new = write(lead, {"text": SECRET, "note": NOTE})
        redact(lead, new)
        items = send(lead, pat).items
        assert ("changed", "point", item) in items and ("new", "point", new) in items


# ---- I14 -------------------------------------------------------------------------------------------------


def test_what_a_newer_version_wrote_survives_an_older_one() -> None:
    """I14: unknown fields, kinds and versions are kept, counted, handed on byte by byte and survive edits."""
    with team(3) as (lead, pat, sam):
        item = write(lead, {"text": "common", "note": NOTE})
        newer = Newcomer(lead.ws.challenge_id, random.Random(3))
        made = [
            newer.entry("point", item, {"mood of it": {"deep": [1, None, 0.5]}, "text": 7}, 50),
            newer.entry("sketch", "5" * 32, {"strokes": [[1, 2], [3, 4]], "a b": True}, 51),
            newer.entry("sketch", "5" * 32, {"strokes": "other"}, 52),
            newer.entry("point", item, {"text": "in a way not known yet"}, 53, v=2, extra={"new": "field"}),
            newer.entry("sketch", "5" * 32, {ALIVE: False}, 54),
        ]
        receipt = lead.take(made, pat)
        assert receipt.newer == 1 and "newer version" in receipt.sentence()
        with lead.ws.read() as r:
            assert storage.status(r)["made_with_newer_version"] == 2
            assert storage.waiting_lines(r).conflicts == len(storage.conflict_lines(r))
        write(lead, {"text": "edited by the older version", f"theme:{THEMES[0]}": True}, item)
        send(lead, pat)
        send(pat, sam)
        for laptop in (lead, pat, sam):
            ops = laptop.ops()
            assert all(ops[entry.id][1] == entry.raw for entry in made)
            assert values(laptop, item)["mood of it"] == {"deep": [1, None, 0.5]}
            assert values(laptop, "5" * 32, "sketch")["a b"] is True
        assert lead.dump() == sam.dump()


def test_conflicts_in_unknown_fields_are_shown_as_they_are() -> None:
    """I14, I12: a name with a space in it, say."""
    with team(2) as (lead, pat):
        item = write(lead, {"text": "common", "note": NOTE})
        newer = Newcomer(lead.ws.challenge_id, random.Random(3))
        lead.take([newer.entry("point", item, {"my field": n}, 50 + n) for n in range(2)], pat)
        (conflict,) = conflicts(lead)
        assert conflict.field == "my field" and {v.value for v in conflict.versions} == {0, 1}
        with lead.ws.read() as r:
            json.dumps(storage.status(r))


# ---- I17 -------------------------------------------------------------------------------------------------


def test_a_package_has_its_name_only_when_it_is_complete_and_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    """I17: when writing, reading back or renaming fails, neither the name nor a trace of it is there."""
    with team(1) as (lead,):
        write(lead, {"text": "one"})
        out = lead.path.with_name("new.slirnotes")
        names = {path.name for path in out.parent.iterdir()}

        def no_room(*_: object) -> None:
            raise OSError(28, "No space left on device")

        def torn(path: Path) -> bytes:
            return b"torn" if path.name.endswith(".part") else read_bytes(path)

        read_bytes = Path.read_bytes
        for where, what, name in ((os, no_room, "fsync"), (os, no_room, "replace"), (Path, torn, "read_bytes")):
            with monkeypatch.context() as patch:
                patch.setattr(where, name, what)
                with pytest.raises(ReviewError):
                    storage.write_package(lead.ws, out)
            assert {path.name for path in out.parent.iterdir()} == names
        with monkeypatch.context() as patch:
            patch.setattr(package, "read_package", lambda *_: (_ for _ in ()).throw(PackageRefused("No.", "damaged")))
            with pytest.raises(PackageRefused):
                storage.write_package(lead.ws, out)
        assert {path.name for path in out.parent.iterdir()} == names
        made = storage.write_package(lead.ws, out)
        assert out.read_bytes() == made.data and out.stat().st_mode & 0o077 == 0


def test_a_bad_package_changes_nothing() -> None:
    """I17: cut off or altered anywhere, it is refused with one sentence, and no table has changed."""
    with team(2) as (lead, pat):
        write(pat, {"text": "one"})
        made = storage.write_package(pat.ws, pat.path.with_suffix(".slirnotes"))
        with lead.ws.read() as r:
            before = all_tables(r.conn)
        size = len(made.data)
        bad = [made.data[:n] for n in range(0, size, size // 40)]
        bad += [
            made.data[:n] + bytes([made.data[n] ^ 1 << n % 8]) + made.data[n + 1 :] for n in range(0, size, size // 60)
        ]
        for data in bad:
            with pytest.raises(PackageRefused):
                storage.read_package(lead.ws, data, "bad.slirnotes")
        with lead.ws.read() as r:
            assert all_tables(r.conn) == before
        assert storage.read_package(lead.ws, made.data, "good").sha == made.sha


@pytest.mark.parametrize("text", ['{"a":"\\ud800"}', '{"a":NaN}', '{"a":1e999}', '{"a":-Infinity}', '{"\\udfff":1}'])
def test_an_entry_that_is_not_canonical_is_refused_before_anything_is_written(text: str) -> None:
    """I17, I4: what no author can have written, such as half a character, is not taken."""
    with team(2) as (lead, pat):
        item = write(pat, {"text": "one"})
        raw = canonical({**json.loads(entries_of(pat, item)[0].raw), "set": "SET"}).replace(b'"SET"', text.encode())
        made = package._zip(pat.ws, {**manifest(pat)}, [raw], {})
        recipient = pyrage.x25519.Identity.from_str(pat.ws.facts["identity"]).to_public()
        with pytest.raises(PackageRefused):
            storage.read_package(lead.ws, pyrage.encrypt(made, [recipient]), "bad.slirnotes")


def manifest(laptop: Laptop) -> dict[str, object]:
    with laptop.ws.read() as r:
        return package._manifest(r, "package")


def test_an_entry_that_is_not_later_than_its_parents_changes_no_order() -> None:
    """I1, I2, I7: such an entry, which only a faulty program writes, gives the same state in every order."""
    made = Team(3)
    try:
        lead, pat, sam = made.laptops
        item = write(lead, {"text": "parent"})
        (parent,) = entries_of(lead, item)
        newer = Newcomer(parent.ch, random.Random(1))
        child = newer.entry("point", item, {"text": "child"}, 1, on={"text": [parent.id]})
        pat.take([parent, child], lead)
        sam.take([child], lead)
        sam.take([parent], lead)
        lead.take([child], lead)
        for laptop in (lead, pat, sam):
            assert texts(laptop, item) == {"child"}
            with laptop.ws.read() as r:
                assert storage.status(r)["waiting"] == 0
        sam.ws.undo()
        with sam.ws.read() as r:
            assert storage.status(r)["waiting"] == 1
        sam.ws.redo()
        assert {state for state, _ in sam.ops().values()} == {APPLIED}
    finally:
        made.close()


def test_garbage_is_searched_for_as_usual_after_a_great_piece_of_work_even_one_that_failed() -> None:
    @workspace.undisturbed()
    def work(deep: int) -> None:
        assert gc.get_threshold()[2] > usual[0][2]
        if not deep:
            work(1)
        raise ZeroDivisionError

    usual = gc.get_threshold(), sys.getswitchinterval()
    with pytest.raises(ZeroDivisionError):
        work(0)
    assert (gc.get_threshold(), sys.getswitchinterval()) == usual
