"""Every question to the reviewer that needs a box of its own. Handed in, so that a test answers instead."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument
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

    def choose_folder(self, parent: QWidget, folder: Path) -> Path | None:
        """Which folder shall take the second copy of each backup."""
        from PySide6.QtWidgets import QFileDialog

        name = QFileDialog.getExistingDirectory(parent, _tr("A second folder for backups"), str(folder))
        return Path(name) if name else None

    def choose_packages(self, parent: QWidget, folder: Path) -> list[Path]:
        """Which packages to merge; none when the reviewer would rather not."""
        from PySide6.QtWidgets import QFileDialog

        names, _ = QFileDialog.getOpenFileNames(
            parent, _tr("Add packages"), str(folder), _tr("Packages (*.slirnotes);;All files (*)")
        )
        return [Path(name) for name in names]

    def give_to(self, parent: QWidget, folder: Path) -> Path | None:
        """Into which folder, such as that of a memory stick, to put a package."""
        from PySide6.QtWidgets import QFileDialog

        name = QFileDialog.getExistingDirectory(parent, _tr("Where to put your notes"), str(folder))
        return Path(name) if name else None

    def watch_folder(self, parent: QWidget, folder: Path) -> Path | None:
        """Which folder to watch for packages of colleagues."""
        from PySide6.QtWidgets import QFileDialog

        name = QFileDialog.getExistingDirectory(parent, _tr("A folder in which packages appear"), str(folder))
        return Path(name) if name else None

    def save_starter(self, parent: QWidget, suggestion: Path) -> Path | None:
        """Where to write the starter package."""
        from PySide6.QtWidgets import QFileDialog

        name, _ = QFileDialog.getSaveFileName(
            parent, _tr("Where to put the starter"), str(suggestion), _tr("Packages (*.slirnotes)")
        )
        return Path(name) if name else None

    def save_receipt(self, parent: QWidget, suggestion: Path) -> Path | None:
        """Where to write a receipt, and as what: a Word document or plain text."""
        from PySide6.QtWidgets import QFileDialog

        name, _ = QFileDialog.getSaveFileName(
            parent, _tr("Save the receipt"), str(suggestion), _tr("Word documents (*.docx);;Text (*.txt)")
        )
        return Path(name) if name else None

    def write_mail(self, subject: str, body: str) -> bool:
        """Begin a letter in the system's own mail program; whether there is one. Nothing is sent from here."""
        from PySide6.QtCore import QUrl, QUrlQuery
        from PySide6.QtGui import QDesktopServices

        letter = QUrl("mailto:")
        query = QUrlQuery()
        query.addQueryItem("subject", subject)
        query.addQueryItem("body", body)
        letter.setQuery(query)
        return QDesktopServices.openUrl(letter)

    def save_evidence(self, parent: QWidget, suggestion: Path) -> Path | None:
        """Where to write the evidence, and in which form."""
        from PySide6.QtWidgets import QFileDialog

        forms = ("Word (*.docx)", "Excel (*.xlsx)", "Tables (*.csv)", "REFI-QDA (*.qdpx)")
        name, form = QFileDialog.getSaveFileName(
            parent,
            _tr("Write the evidence, for the team only"),
            str(suggestion),
            ";;".join(_tr(each) for each in forms),
        )
        if not name:
            return None
        ending = form.partition("*")[2].rstrip(")")
        return Path(name) if Path(name).suffix else Path(f"{name}{ending}")

    def open_documents(self, parent: QWidget) -> list[Path]:
        """Which documents to take in; none when the reviewer would rather not."""
        from PySide6.QtWidgets import QFileDialog

        names, _ = QFileDialog.getOpenFileNames(
            parent,
            _tr("Add documents"),
            "",
            _tr("Documents (*.docx *.pdf *.pptx *.xlsx *.txt *.png *.jpg *.jpeg);;All files (*)"),
        )
        return [Path(name) for name in names]

    def show_folder(self, folder: Path) -> None:
        """Open that folder in the file manager of the system."""
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def print_document(self, parent: QWidget, document: QTextDocument) -> bool:
        """Print that document; whether it was sent to a printer."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, parent).exec() != QPrintDialog.DialogCode.Accepted:
            return False
        document.print_(printer)
        return True

    def save_timetable(self, parent: QWidget, suggestion: Path) -> Path | None:
        """Where to write the timetable: a calendar (.ics) or a sheet to print (.docx), as the suggestion says."""
        from PySide6.QtWidgets import QFileDialog

        calendar = suggestion.suffix == ".ics"
        title = _tr("Export the timetable as a calendar") if calendar else _tr("Export the timetable as a sheet")
        kinds = _tr("Calendars (*.ics)") if calendar else _tr("Word documents (*.docx)")
        name, _ = QFileDialog.getSaveFileName(parent, title, str(suggestion), kinds)
        return Path(name) if name else None

    def save_pdf(self, parent: QWidget, suggestion: Path) -> Path | None:
        """Where to write printed notes to."""
        from PySide6.QtWidgets import QFileDialog

        name, _ = QFileDialog.getSaveFileName(parent, _tr("Save as PDF"), str(suggestion), _tr("PDF (*.pdf)"))
        return Path(name) if name else None

    def choose_files(self, parent: QWidget) -> list[Path]:
        """Which files to keep with a meeting; none when the reviewer would rather not."""
        from PySide6.QtWidgets import QFileDialog

        kinds = "*.jpg *.jpeg *.png *.gif *.bmp *.webp *.heic *.tif *.tiff *.pdf *.docx *.xlsx *.pptx *.odt *.doc *.rtf"
        kinds += " *.txt *.csv *.mp3 *.m4a *.wav *.ogg *.opus *.aac *.flac"
        names, _ = QFileDialog.getOpenFileNames(
            parent,
            _tr("Add files of up to 25 MB"),
            str(Path.home()),
            f"{_tr('Photos, documents, recordings')} ({kinds})",
        )
        return [Path(name) for name in names]

    def show_file(self, parent: QWidget, path: Path) -> bool:
        """Open a file with the system's own program; whether there was one."""
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def save_document(self, parent: QWidget, suggestion: Path) -> Path | None:
        """Where to write what is given out: a Word document, slides, a table or a calendar, as the suggestion says."""
        from PySide6.QtWidgets import QFileDialog

        kinds = {
            ".docx": _tr("Word documents (*.docx)"),
            ".pptx": _tr("Slides (*.pptx)"),
            ".xlsx": _tr("Spreadsheets (*.xlsx)"),
            ".ics": _tr("Calendars (*.ics)"),
            ".pdf": _tr("PDF files (*.pdf)"),
        }
        name, _ = QFileDialog.getSaveFileName(parent, _tr("Save as"), str(suggestion), kinds.get(suggestion.suffix, ""))
        return Path(name) if name else None

    def open_word(self, parent: QWidget, title: str, folder: Path) -> Path | None:
        """Which Word document or template to read."""
        from PySide6.QtWidgets import QFileDialog

        kinds = _tr("Word documents and templates (*.docx *.dotx)")
        name, _ = QFileDialog.getOpenFileName(parent, title, str(folder), kinds)
        return Path(name) if name else None

    def open_file(self, path: Path) -> None:
        """Open that file in the program that the system has for it."""
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def link_address(self, parent: QWidget, present: str) -> str | None:
        """Where a link shall lead; "" takes the link away."""
        from PySide6.QtWidgets import QInputDialog, QLineEdit

        text, sure = QInputDialog.getText(
            parent,
            _tr("Link"),
            _tr("Web address (https://…) or e-mail address. Leave it empty to take the link away."),
            QLineEdit.EchoMode.Normal,
            present,
        )
        return text.strip() if sure else None

    def meeting_title(self, parent: QWidget) -> str | None:
        """With whom a meeting outside the timetable is; "" when that can wait."""
        from PySide6.QtWidgets import QInputDialog

        text, sure = QInputDialog.getText(
            parent,
            _tr("Start notes now"),
            _tr(
                "Who are you meeting? For example: Town centre manager.\nEnter alone starts at once; F2 names it later."
            ),
        )
        return text.strip() if sure else None

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
