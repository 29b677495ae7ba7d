"""What else can be done with the letter: files to give out, what came of them, and how it is laid out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog, QMenu

from slireviewer.ui.letter_desk import Desk
from slireviewer.ui.letter_giving import Giver
from slireviewer.ui.letter_returned import ReturnedDialog
from slireviewer.ui.letter_settings import LetterSettings
from slireviewer.ui.letter_versions import VersionsDialog
from slireviewer.ui.theme import Look

if TYPE_CHECKING:
    from slireviewer.storage import Workspace


class More(QObject):
    """Fills the menu of the bar, and opens the boxes."""

    def __init__(
        self,
        look: Look,
        desk: Desk,
        giver: Giver,
        here: Callable[[], Workspace],
        clock: Callable[[], datetime],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._look, self._desk, self._giver, self._here, self._clock = look, desk, giver, here, clock

    def fill(self, menu: QMenu) -> None:
        """Offer everything in that menu."""
        giver = self._giver
        menu.clear()
        for words, order in (
            (self.tr("Letter as a PDF…"), giver.give_pdf),
            (self.tr("Slides with the team's notes…"), lambda: giver.give_slides(handover=False)),
            (self.tr("Slides to hand over…"), lambda: giver.give_slides(handover=True)),
            (self.tr("Keep what the slides say as the spoken feedback"), giver.keep_spoken),
            ("", None),
            (self.tr("Action plan in Word…"), lambda: giver.give_plan(".docx")),
            (self.tr("Action plan as a workbook…"), lambda: giver.give_plan(".xlsx")),
            (self.tr("Deadlines as a calendar…"), giver.give_deadlines),
            ("", None),
            (self.tr("What was given out, and what changed…"), self.show_versions),
            (self.tr("Read the council's copy back…"), lambda: giver.read_back(self.show_returned)),
            (self.tr("What the council sent back…"), self.show_returned),
            ("", None),
            (self.tr("Layout and address…"), self.show_settings),
        ):
            if order is None:
                menu.addSeparator()
            else:
                menu.addAction(words).triggered.connect(lambda _=False, order=order: self._desk.settle() and order())

    def show_versions(self) -> None:
        """Show what was given out, beside the letter as it stands now."""
        _open(VersionsDialog(self._look, self._here(), self._clock, self._desk.window()))

    def show_returned(self) -> None:
        """Show what the council changed and said, to be answered."""
        dialog = ReturnedDialog(self._look, self._here(), None, self._desk.window())
        dialog.table_wanted.connect(self._giver.give_table)
        _open(dialog)

    def show_settings(self) -> None:
        """Ask how the letter is laid out and to whom it goes."""
        _open(LetterSettings(self._look, self._here(), None, self._desk.window()))


def _open(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
