"""A new passphrase, a printed recovery code, and telling apart what keeps a challenge from opening."""

from __future__ import annotations

import random
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from slireviewer import storage
from slireviewer.errors import DamagedFile, InUse, NewerFormat, NotOurFile, ReviewError, WrongPassphrase
from slireviewer.storage import keys
from tests.support import PASSPHRASE, copy_of, done, held, run, sentence, team

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own, where the backups go."""
    team()
    for name in ("XDG_DATA_HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deriving keys takes next to no work here; test_keys sees to it that otherwise it does."""
    real = keys._wrapping_key
    monkeypatch.setattr(keys, "_wrapping_key", lambda s, slot: real(s, replace(slot, memory=64, passes=1, lanes=1)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return copy_of(team().peer(2), tmp_path / "laptop")


def opens(path: Path, secret: str) -> bool:
    try:
        storage.open_challenge(path, secret).close()
    except WrongPassphrase:
        return False
    return True


def test_a_new_passphrase_replaces_the_old_one_and_nothing_else(path: Path) -> None:
    before = held(path)
    storage.change_passphrase(path, PASSPHRASE, "new words")
    assert opens(path, "new words") and not opens(path, PASSPHRASE)
    after = held(path)
    assert after[""] == before[""], "the database is not written"
    assert after["-keys"] != before["-keys"]


def test_backups_open_with_the_new_passphrase_too(path: Path, tmp_path: Path) -> None:
    with storage.open_challenge(path, PASSPHRASE) as w:
        storage.set_backup_folder(w, tmp_path / "stick")
        made = storage.back_up(w)
        storage.change_passphrase(w, PASSPHRASE, "new words")
    for backup in (made.path, storage.backup_lines(tmp_path / "stick")[0].path):
        assert keys.unwrap(keys.read_slots(backup), "new words")
        with pytest.raises(WrongPassphrase):
            keys.unwrap(keys.read_slots(backup), PASSPHRASE)
    assert [backup.sound for backup in storage.backup_lines(path)] == [True]


@pytest.mark.parametrize(("old", "new", "kind"), [("wrong", "new", WrongPassphrase), (PASSPHRASE, "", ReviewError)])
def test_a_change_that_is_refused_changes_nothing(path: Path, old: str, new: str, kind: type[ReviewError]) -> None:
    before = held(path)
    with pytest.raises(kind, match=r"\.$"):
        storage.change_passphrase(path, old, new)
    with storage.open_challenge(path, PASSPHRASE), pytest.raises(InUse):
        storage.change_passphrase(path, PASSPHRASE, "new words")
    assert held(path) == before


def test_a_recovery_code_opens_however_it_is_typed(path: Path) -> None:
    code = storage.add_recovery_code(path, PASSPHRASE)
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}", code)
    plain = code.replace("-", "")
    for said in (code, plain, plain.lower(), " ".join(plain), code.replace("0", "O").replace("1", "l"), f" {code}\t"):
        assert opens(path, said)
    assert opens(path, PASSPHRASE)
    assert code.encode() not in held(path)["-keys"] and plain.encode() not in held(path)["-keys"]


def test_a_mistyped_code_is_told_from_a_wrong_passphrase(path: Path) -> None:
    code = storage.add_recovery_code(path, PASSPHRASE).replace("-", "")
    changed = ("2" if code[4] != "2" else "3") + code[1:] if code[0] != "2" else "3" + code[1:]
    swapped = next(code[:n] + code[n + 1] + code[n] + code[n + 2 :] for n in range(24) if code[n] != code[n + 1])
    for wrong in (changed, swapped):
        with pytest.raises(WrongPassphrase, match="is mistyped"):
            storage.open_challenge(path, wrong)
    with pytest.raises(WrongPassphrase, match="made for another challenge"):
        storage.open_challenge(path, keys.new_recovery_code())
    with pytest.raises(WrongPassphrase, match="capitals"):
        storage.open_challenge(path, code[:-1])


def test_every_mistyping_of_one_sign_is_noticed() -> None:
    rng = random.Random(7)
    for _ in range(20):
        code = keys.new_recovery_code().replace("-", "")
        assert keys._is_whole(code)
        noticed = sum(
            not keys._is_whole(code[:at] + sign + code[at + 1 :])
            for at in range(25)
            for sign in rng.sample(SIGNS, 8)
            if sign != code[at]
        )
        tried = sum(1 for at in range(25) for _ in range(7))
        assert noticed >= tried - 2


def test_a_forgotten_passphrase_is_replaced_by_the_code(path: Path) -> None:
    first = storage.add_recovery_code(path, PASSPHRASE)
    storage.change_passphrase(path, first, "new words")
    assert opens(path, "new words") and opens(path, first) and not opens(path, PASSPHRASE)
    second = storage.add_recovery_code(path, first)
    assert opens(path, second) and not opens(path, first) and opens(path, "new words")


def test_a_passphrase_that_looks_like_a_code_is_a_passphrase(path: Path) -> None:
    storage.add_recovery_code(path, PASSPHRASE)
    for words in ("a" * 25, "ab cd " * 6 + "e", keys.new_recovery_code()):
        storage.change_passphrase(path, PASSPHRASE, words)
        assert opens(path, words)
        storage.change_passphrase(path, words, PASSPHRASE)


def test_passphrase_and_recovery_as_commands(path: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    new.write_text("new words\n", "utf-8")
    assert "--new-passphrase-file" in sentence(run("passphrase", path))
    done("passphrase", path, "--new-passphrase-file", new)
    assert "capitals" in sentence(run("status", path))
    code = done("recovery", path, "--json", passphrase="new words").data["code"]
    said = done("recovery", path, passphrase="new words").out.splitlines()
    assert said[0] != code and "kept nowhere" in said[1]
    done("status", path, passphrase=said[0])
    done("passphrase", path, "--new-passphrase-file", new, passphrase=said[0])
    new.write_text("\n")
    assert "empty" in sentence(run("passphrase", path, "--new-passphrase-file", new, passphrase="new words"))


def test_what_keeps_a_challenge_from_opening_is_told_apart(path: Path, tmp_path: Path) -> None:
    said = {}

    def refused(name: str, kind: type[ReviewError], change: object, passphrase: str = PASSPHRASE) -> None:
        copy = copy_of(path, tmp_path / name)
        change(copy)  # type: ignore[operator]
        with pytest.raises(ReviewError) as problem:
            storage.open_challenge(copy, passphrase)
        assert type(problem.value) is kind, name
        said[name] = str(problem.value)

    def newer(copy: Path) -> None:
        with storage.open_challenge(copy, PASSPHRASE) as w, w.edit("Pretend") as e:
            e.conn.exec_driver_sql("PRAGMA user_version = 9")

    def head(copy: Path) -> None:
        with copy.open("r+b") as stream:
            stream.write(b"\0" * 64)

    refused("wrong passphrase", WrongPassphrase, lambda copy: None, "something else")
    refused("damaged beginning", DamagedFile, head)
    refused("emptied", DamagedFile, lambda copy: copy.write_bytes(b""))
    refused("no keys", NotOurFile, lambda copy: keys.keys_path(copy).unlink())
    refused("damaged keys", DamagedFile, lambda copy: keys.keys_path(copy).write_bytes(b"{}"))
    refused("newer", NewerFormat, newer)
    refused("missing", NotOurFile, lambda copy: copy.unlink())
    refused("folder", NotOurFile, lambda copy: (copy.unlink(), copy.mkdir()))
    assert len(set(said.values())) == len(said)
    assert all(text.endswith(".") for text in said.values())
    shutil.rmtree(tmp_path / "folder")
