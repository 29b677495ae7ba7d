"""The pure rules of change, one by one."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slireviewer.history import (
    ALIVE,
    BadEntry,
    Entry,
    Fate,
    ItemState,
    canonical,
    distinct,
    entry_id,
    fold,
    is_read,
    make_entry,
    parse_entry,
    redacted,
    same,
    settle,
)

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text('aé☂\n"\\', max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab:", max_size=3), inner, max_size=3),
    max_leaves=6,
)


def entry(fields: dict[str, object], *, lam: int = 1, item: str = "1" * 32, **more: object) -> Entry:
    given: dict[str, object] = {
        "ch": "c" * 32, "log": "a" * 32, "seq": lam, "prev": "", "wall": "", "by": "", "dev": "d" * 32, "app": "",
        "kind": "point",
    }  # fmt: skip
    return make_entry(**{**given, **more}, lam=lam, item=item, set=fields)  # type: ignore[arg-type]


def state_of(*entries: Entry) -> ItemState:
    (state,) = fold(entries).values()
    return state


@given(st.dictionaries(st.text("abé:", min_size=1, max_size=3), JSON, max_size=3))
def test_an_entry_is_read_as_it_was_written(fields: dict[str, object]) -> None:
    """I4: and its bytes are canonical, so that its name is one and the same everywhere."""
    made = entry(fields, on={name: ["b" * 32] for name in fields}, saw=["f" * 32, "e" * 32])
    again = parse_entry(made.raw)
    assert again == made and made.id == entry_id(made.raw)
    assert canonical(json.loads(made.raw)) == made.raw
    assert made.saw == ["e" * 32, "f" * 32]
    assert canonical(dict(again.set)) == canonical(fields)


@given(JSON, JSON)
def test_values_are_the_same_when_their_bytes_are(one: object, other: object) -> None:
    assert same(one, one)
    assert same(one, other) == (canonical(one) == canonical(other))


def test_true_one_and_one_point_nought_are_three_values() -> None:
    made = [entry({"x": value}, seq=n + 1) for n, value in enumerate((True, 1, 1.0))]
    assert state_of(*made).conflicts() == ["x"] and len(distinct(state_of(*made).heads["x"].values())) == 3


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("v", 0), ("v", True), ("v", "1"), ("lam", 0), ("lam", 2**53), ("lam", 1.0), ("seq", 0), ("seq", -1),
        ("ch", "c"), ("log", "A" * 32), ("log", None), ("prev", "x"), ("prev", None), ("wall", 3), ("by", None),
        ("dev", ""), ("item", "1" * 31), ("kind", 1), ("set", []), ("set", None), ("on", []),
        ("on", {"text": "b" * 32}),
        ("on", {"text": ["b"]}), ("on", {"other": []}), ("saw", {}), ("saw", [1]), ("redact", None),
        ("redact", ["b" * 33]), ("stub", "b"), ("stub", "b" * 32),
    ],
)  # fmt: skip
def test_what_no_version_can_have_written_is_no_entry(field: str, value: object) -> None:
    data = json.loads(entry({"text": "x"}).raw)
    with pytest.raises(BadEntry):
        parse_entry(canonical({**data, field: value}))
    if field != "stub":
        data.pop(field)
        with pytest.raises(BadEntry):
            parse_entry(canonical(data))


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"1", b"{", b'"x"', b"\xff", b"[" * 100_000, b'{"a":' * 100_000, b"null", b"9" * 5000]
)
def test_what_is_no_object_is_no_entry(raw: bytes) -> None:
    with pytest.raises(BadEntry):
        parse_entry(raw)


def test_a_redacted_entry_keeps_its_name_and_structure() -> None:
    """I13"""
    made = entry(
        {"text": "secret", "theme:x": True, ALIVE: False}, on={"text": ["b" * 32]}, saw=["f" * 32], by="9" * 32
    )
    gone = redacted(made)
    assert gone.id == made.id and gone.stub and b"secret" not in gone.raw
    assert gone.set == {"text": None, "theme:x": None, ALIVE: False}
    assert (gone.on, gone.saw, gone.by, gone.lam, gone.wall) == (made.on, made.saw, made.by, made.lam, made.wall)
    assert redacted(gone) is gone and parse_entry(gone.raw) == gone


def test_the_later_by_lam_then_by_name_is_shown() -> None:
    """I7: never by the clock."""
    early, late = entry({"text": "early"}, lam=5, wall="2099"), entry({"text": "late"}, lam=6, wall="1970")
    assert state_of(early, late).shown() == {"text": "late"}
    ties = [entry({"text": f"tie {n}"}, lam=7) for n in range(4)]
    assert state_of(*ties).shown() == {"text": max(ties, key=lambda e: e.id).set["text"]}


@pytest.mark.parametrize("name", ["position", "lead", "tail", "record", "tags", "at", ALIVE, "theme:x", "supports:y"])
def test_layout_and_sets_never_conflict(name: str) -> None:
    """I12"""
    assert not is_read(name)
    assert state_of(entry({name: True}), entry({name: False}, lam=2)).conflicts() == []


@pytest.mark.parametrize("name", ["text", "title", "kind", "state", "theme", "number", "unknown one"])
def test_what_people_read_does(name: str) -> None:
    """I12, I14: fields of a newer version too."""
    assert state_of(entry({name: 1}), entry({name: 2}, lam=2)).conflicts() == [name]


@pytest.mark.parametrize(
    ("saw", "restored", "fate"),
    [
        ("all", False, Fate.BINNED),
        ("some", False, Fate.FLAGGED),
        ("none", False, Fate.FLAGGED),
        ("all", True, Fate.ALIVE),
    ],
)
def test_the_fate_of_an_item(saw: str, restored: bool, fate: Fate) -> None:
    """I11"""
    one, two = entry({"text": "one"}), entry({"kind": "context"}, lam=2)
    seen = {"all": [one.id, two.id], "some": [one.id], "none": []}[saw]
    gone = entry({ALIVE: False}, lam=3, saw=seen)
    back = entry({ALIVE: True}, lam=4, on={ALIVE: [gone.id]})
    assert state_of(one, two, gone, *([back] if restored else [])).fate() is fate


def test_a_restoration_beside_a_deletion_flags() -> None:
    """I11"""
    one = entry({"text": "one"})
    gone = entry({ALIVE: False}, lam=2, saw=[one.id])
    also_gone = entry({ALIVE: False}, lam=2, saw=[one.id], by="9")
    back = entry({ALIVE: True}, lam=3, on={ALIVE: [gone.id]})
    assert state_of(one, gone, also_gone).fate() is Fate.BINNED
    assert state_of(one, gone, also_gone, back).fate() is Fate.FLAGGED


def test_settling_asks_only_for_what_is_not_given() -> None:
    """I8: what is needed from outside is looked for once; what is missing holds back all that follows."""
    one = entry({"text": "1"})
    two = entry({"text": "2"}, lam=2, on={"text": [one.id]})
    three = entry({"text": "3"}, lam=3, on={"text": [two.id]})
    asked: list[set[str]] = []

    def applied(ids: set[str]) -> set[str]:
        asked.append(set(ids))
        return ids & {one.id}

    assert settle([three, two], applied) == ([two, three], []) and asked == [{one.id}]
    assert settle([three], lambda ids: set()) == ([], [three])
    assert settle([three, two, one], lambda ids: set()) == ([one, two, three], [])
    assert settle([], applied) == ([], [])


def test_entries_of_two_kinds_with_one_name_are_two_items() -> None:
    """I1"""
    states = fold([entry({"text": "point"}), entry({"text": "finding"}, kind="finding")])
    assert {key: state.shown()["text"] for key, state in states.items()} == {
        ("point", "1" * 32): "point",
        ("finding", "1" * 32): "finding",
    }
