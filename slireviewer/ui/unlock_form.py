"""Opening a challenge by its passphrase, and what helps where its file is damaged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from slireviewer.errors import DamagedFile, NotOurFile
from slireviewer.ui.cards import button, label
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.words import moment_of

if TYPE_CHECKING:
    from slireviewer.storage import Workspace

from slireviewer.ui.form import Form, secret


class Unlock(Form):
    """Asks for the passphrase of a challenge file; where the file is damaged, offers what can be done about it."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__(jobs, "", self.tr("Open"))
        self.setAccessibleName(self.tr("Open a challenge"))
        self._path = Path()
        self._backup: Path | None = None
        self.passphrase = secret()
        self.add(self.tr("Passphrase"), self.passphrase)
        self._column.insertWidget(self._column.count() - 1, self._build_rescue())

    def ask(self, path: Path, title: str) -> None:
        """Ask for the passphrase of the file at ``path``, which was last called ``title``."""
        self._path = path
        self._head.setText(title)
        self.passphrase.clear()
        self._rescue.hide()
        self.say("")

    def try_keyring(self) -> None:
        """Open it by the keyring of this laptop, where that was chosen; otherwise the passphrase is waited for."""
        from slireviewer import storage

        path = self._path
        if not storage.is_remembered(path):
            return

        def work(stop: Event) -> str | None:
            return storage.recall(path)

        self.run(work, lambda found: self._recalled(path, found), self.tr("Opening…"))

    def _recalled(self, path: Path, found: str | None) -> None:
        if path != self._path or not self.isVisible():
            return
        if found is None:
            self.say(self.tr("The keyring of this laptop does not open it now. Type the passphrase."))
            self.passphrase.setFocus()
        else:
            self._open_with(path, found)

    def submit(self) -> None:
        self._open_with(self._path, self.passphrase.text())

    def _open_with(self, path: Path, passphrase: str) -> None:
        def work() -> Workspace:
            from slireviewer import storage

            return storage.open_challenge(path, passphrase)

        self.run_here(work, self.tr("Opening…"))

    def forget_passphrase(self) -> None:
        self.passphrase.clear()

    def refused(self) -> None:
        self.passphrase.setFocus()
        self.passphrase.selectAll()

    def repair(self) -> None:
        """Bring what can be read of a damaged file into a new one."""
        path, passphrase, out = self._path, self.passphrase.text(), _free_name(self._path, self.tr("repaired"))

        def work(stop: Event) -> str:
            from slireviewer import storage

            return storage.repair(path, passphrase, out).sentence()

        self._save_from(work, out)

    def take_backup(self) -> None:
        """Make a new file of the newest backup."""
        backup, passphrase, out = self._backup, self.passphrase.text(), _free_name(self._path, self.tr("from backup"))
        if backup is None:
            return

        def work(stop: Event) -> str:
            from slireviewer import storage

            storage.restore_into(out, backup, passphrase)
            return self.tr("The backup is now the file {name}.").format(name=out.name)

        self._save_from(work, out)

    def _save_from(self, work: Callable[[Event], str], out: Path) -> None:
        self._rescue.setEnabled(False)
        self.run(work, lambda said: self._saved(said, out), self.tr("At work…"))

    def _saved(self, said: str, out: Path) -> None:
        self._path = out
        self._head.setText(out.stem)
        self._rescue.setEnabled(True)
        self._buttons.hide()
        self._rescue_words.setText(said + " " + self.tr("The damaged file stays as it is. Press Open."))
        self.go.setFocus()

    def _failed(self, fault: Exception) -> None:
        self._rescue.setEnabled(True)
        super()._failed(fault)
        if isinstance(fault, (DamagedFile, NotOurFile)):
            self._offer_rescue()

    def _offer_rescue(self) -> None:
        from slireviewer import storage

        sound = [backup for backup in storage.backup_lines(self._path) if backup.sound]
        self._backup = sound[0].path if sound else None
        words = [self.tr("What can be read of the file can be brought into a new one.")] if self._path.is_file() else []
        if sound:
            words.append(
                self.tr("The newest backup is of {when}: %n point(s).", "", sound[0].points).format(
                    when=moment_of(sound[0].at)
                )
            )
        self._rescue_words.setText(" ".join(words))
        self.repair_button.setVisible(self._path.is_file())
        self.backup_button.setVisible(bool(sound))
        self._buttons.show()
        self._rescue.setVisible(bool(words))

    def _build_rescue(self) -> QFrame:
        self._rescue = QFrame()
        self._rescue.setProperty("role", "quiet")
        column = QVBoxLayout(self._rescue)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        self._rescue_words = label(wrap=True)
        self.repair_button = button(self.tr("Repair into a new file"))
        self.repair_button.clicked.connect(self.repair)
        self.backup_button = button(self.tr("Make a file of the backup"))
        self.backup_button.clicked.connect(self.take_backup)
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.repair_button)
        row.addWidget(self.backup_button)
        row.addStretch(1)
        column.addWidget(self._rescue_words)
        column.addWidget(self._buttons)
        self._rescue.hide()
        return self._rescue


def _free_name(path: Path, words: str) -> Path:
    """A name beside ``path`` that no file has."""
    made, number = path.with_name(f"{path.stem} {words}.slir"), 2
    while made.exists() or made.with_name(made.name + "-keys").exists():
        made, number = path.with_name(f"{path.stem} {words} {number}.slir"), number + 1
    return made
