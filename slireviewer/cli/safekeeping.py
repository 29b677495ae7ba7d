"""Backups, restoring, repairing, and the keys of a challenge."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from slireviewer.cli.terminal import Command, looking, passphrase, say
from slireviewer.errors import ReviewError


def add(command: Command) -> None:
    """The commands of this module."""
    backup = command("backup", _backup, "make a verified backup, or list those there are")
    backup.add_argument("-o", "--out", metavar="FOLDER", help="another folder than the usual one")
    backup.add_argument("--list", action="store_true", help="list the backups, the newest first")

    restore = command("restore", _restore, "take a backup in; nothing is thrown away")
    restore.add_argument("backup", nargs="?", metavar="BACKUP", help="the newest, when none is named")

    repair = command("repair", _repair, "bring what can be read of a damaged file into a new one")
    repair.add_argument("-o", "--out", required=True, metavar="NEW.slir")

    passphrase = command("passphrase", _new_passphrase, "set a new passphrase")
    passphrase.add_argument("--new-passphrase-file", metavar="F", help="a file with the new one (else asked)")

    command("recovery", _recovery, "make a recovery code to print and lock away")


def _backup(args: argparse.Namespace) -> None:
    from slireviewer import storage

    folder = Path(args.out) if args.out else None
    if args.list:
        found = storage.backup_lines(folder or Path(args.file))
        say(args, [b.as_json() for b in found], *([b.sentence() for b in found] or ["There is no backup yet."]))
        return
    with looking(args) as w:
        made = storage.back_up(w, folder)
    say(args, made.as_json(), made.sentence(), *([made.missed] if made.missed else []))


def _restore(args: argparse.Namespace) -> None:
    from slireviewer import storage

    path, said = Path(args.file), passphrase(args)
    chosen = Path(args.backup) if args.backup else _latest(path)
    if not path.exists():
        made = storage.restore_into(path, chosen, said)
        say(args, {"restored": made.as_json(), "receipt": None}, f"{path}: as it was at {made.sentence()}")
        return
    if not path.with_name(path.name + "-keys").exists():
        storage.restore_keys(path, said)
    with storage.open_challenge(path, said) as w:
        receipt = storage.restore_backup(w, chosen, passphrase=said)
    say(args, {"restored": {"file": str(chosen)}, "receipt": receipt.as_json()}, receipt.sentence())


def _latest(path: Path) -> Path:
    from slireviewer import storage

    sound = [backup for backup in storage.backup_lines(path) if backup.sound]
    if not sound:
        raise ReviewError(f"There is no sound backup of {path} on this laptop. Name the backup to restore.")
    return sound[0].path


def _repair(args: argparse.Namespace) -> None:
    from slireviewer import storage

    made = storage.repair(Path(args.file), passphrase(args), Path(args.out))
    say(args, made.as_json(), made.sentence())


def _new_passphrase(args: argparse.Namespace) -> None:
    from slireviewer import storage

    old = passphrase(args)
    if args.new_passphrase_file:
        new = passphrase(argparse.Namespace(passphrase_file=args.new_passphrase_file))
    elif sys.stdin.isatty():
        import getpass

        new = getpass.getpass("New passphrase: ")
        if getpass.getpass("Once more: ") != new:
            raise ReviewError("The two passphrases are not the same. Nothing was changed.")
    else:
        raise ReviewError("A new passphrase is needed: give --new-passphrase-file.")
    storage.change_passphrase(Path(args.file), old, new)
    say(args, {"file": args.file}, f"{args.file} and its backups on this laptop open with the new passphrase.")


def _recovery(args: argparse.Namespace) -> None:
    from slireviewer import storage

    code = storage.add_recovery_code(Path(args.file), passphrase(args))
    say(
        args, {"file": args.file, "code": code}, code,
        "Print it and lock it away: it opens the challenge when the passphrase is forgotten. It is kept nowhere.",
    )  # fmt: skip
