"""Every question to the reviewer that needs a box of its own. Handed in, so that a test answers instead."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from slireviewer.model import Person


def _tr(text: str) -> str:
    return QCoreApplication.translate("Prompts", text)


class Prompts:
    """Asks with Qt's own boxes. Every method gives ``None`` when the reviewer would rather not answer."""

    def open_challenge(self, parent: QWidget, folder: Path) -> Path | None:
        """Which challenge file to open."""
        from PySide6.QtWidgets import QFileDialog

        name, _ = QFileDialog.getOpenFileName(
            parent, _tr("Open a challenge"), str(folder), _tr("Challenges (*.slir);;All files (*)")
        )
        return Path(name) if name else None

    def open_starter(self, parent: QWidget, folder: Path) -> Path | None:
        """Which starter package to join from."""
        from PySide6.QtWidgets import QFileDialog

        name, _ = QFileDialog.getOpenFileName(
            parent, _tr("Choose the starter package"), str(folder), _tr("Packages (*.slirnotes);;All files (*)")
        )
        return Path(name) if name else None

    def save_challenge(self, parent: QWidget, suggestion: Path) -> Path | None:
        """Where a new challenge file shall be."""
        from PySide6.QtWidgets import QFileDialog

        name, _ = QFileDialog.getSaveFileName(
            parent, _tr("Where to keep the challenge"), str(suggestion), _tr("Challenges (*.slir)")
        )
        return Path(name) if name else None

    def save_text(self, parent: QWidget, suggestion: Path) -> Path | None:
        """Where to copy typed text to, as a plain text file."""
        from PySide6.QtWidgets import QFileDialog

        name, _ = QFileDialog.getSaveFileName(
            parent, _tr("Copy what I typed to a text file"), str(suggestion), _tr("Text (*.txt)")
        )
        return Path(name) if name else None

    def meeting_title(self, parent: QWidget) -> str | None:
        """With whom a meeting outside the timetable is."""
        from PySide6.QtWidgets import QInputDialog

        text, sure = QInputDialog.getText(
            parent, _tr("Start notes now"), _tr("Who are you meeting? For example: Town centre manager")
        )
        return text.strip() or None if sure else None

    def choose_person(self, parent: QWidget, people: list[Person]) -> Person | None:
        """Who of the team uses this laptop."""
        from PySide6.QtWidgets import QInputDialog

        labels = [f"{person.name}, {person.role}" if person.role else person.name for person in people]
        label, sure = QInputDialog.getItem(
            parent, _tr("Who are you?"), _tr("Your notes are kept under your name:"), labels, 0, False
        )
        return people[labels.index(label)] if sure and label in labels else None

    def person_name(self, parent: QWidget) -> str | None:
        """What the person at this laptop is called, while the team has nobody yet."""
        from PySide6.QtWidgets import QInputDialog

        text, sure = QInputDialog.getText(parent, _tr("Who are you?"), _tr("Your name:"))
        return text.strip() or None if sure else None

    def leave_unsaved(self, parent: QWidget, reason: str) -> bool:
        """Whether to close although the last typing could not be saved. ``False`` keeps the window."""
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(QMessageBox.Icon.Warning, _tr("Not saved"), reason, parent=parent)
        box.setInformativeText(_tr("Stay, and copy your text to a file first."))
        stay = box.addButton(_tr("Stay"), QMessageBox.ButtonRole.RejectRole)
        leave = box.addButton(_tr("Close and lose it"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(stay)
        box.exec()
        return box.clickedButton() is leave
