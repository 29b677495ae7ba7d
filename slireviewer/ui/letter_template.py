"""The Word template of a letter: which one, what is wrong with it, how it looks, and one to begin with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from slireviewer.errors import ReviewError
from slireviewer.letter import Layout, compose, sample_source
from slireviewer.paths import resource
from slireviewer.placing import put_in_place
from slireviewer.ui.cards import button, label, scrolled
from slireviewer.ui.fields import Choice
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.notice import Notice
from slireviewer.ui.prompts import Prompts
from slireviewer.ui.settings import Settings
from slireviewer.ui.theme import Look

if TYPE_CHECKING:
    from slireviewer.word import Fault

MOST = 5  # faults told at a time


def own_template() -> Path:
    """The template that comes with the program."""
    return resource("templates/letter.docx")


class TemplateBox(QWidget):
    """``judged`` when more is known of the chosen template, ``grown`` when what is said needs more room or less."""

    judged = Signal()
    grown = Signal()

    def __init__(self, look: Look, jobs: Jobs, prompts: Prompts, settings: Settings, layout: Layout) -> None:
        """``layout`` is that of the letter, in which the template is shown with sample words."""
        super().__init__()
        self._look, self._jobs, self._prompts, self._settings = look, jobs, prompts, settings
        self._layout = layout
        self._faults: list[Fault] = []
        self._useless = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(label(self.tr("Template")))
        self.box = Choice(look)
        self.box.setAccessibleName(self.tr("Word template"))
        row.addWidget(self.box, 1)
        column.addLayout(row)
        column.addLayout(self._build_further())
        self._notice = Notice(look, prompts)
        column.addWidget(self._notice)
        self.faults = label(role="soft", wrap=True)
        self.faults.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inner = QWidget()
        within = QVBoxLayout(inner)
        within.setContentsMargins(0, 0, 0, 0)
        within.addWidget(self.faults)
        self._area = scrolled(inner, self.tr("Faults of the template"))
        self._area.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # so that what is below comes up by key
        self._area.hide()
        column.addWidget(self._area)
        self.mend = button(self.tr("Put right in a copy…"))
        self.mend.clicked.connect(self._mend)
        self.mend.hide()
        column.addWidget(self.mend, 0, Qt.AlignmentFlag.AlignLeft)
        self._fill()
        self.box.activated.connect(self._choose)

    def path(self) -> Path:
        """The template that is chosen."""
        return Path(self.box.currentData() or own_template())

    def usable(self) -> bool:
        """Whether a letter can be written on it, as far as is known."""
        return not self._useless and not any(one.serious for one in self._faults)

    def shrink(self, by: int) -> None:
        """Take so many pixels less for the faults; who wants to read them all scrolls."""
        if self._area.isVisibleTo(self):
            self._set_room(max(self._look.px(48), self._area.height() - by))

    def _set_room(self, high: int) -> None:
        self._area.setFixedHeight(high)
        layout = self.layout()
        if layout is not None:
            layout.activate()  # now, so that the box around it knows
        self.updateGeometry()

    def _build_further(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        self.preview = button(self.tr("See it with sample words…"), "link")
        self.starter = button(self.tr("A template to change…"), "link")
        self.preview.clicked.connect(self._preview)
        self.starter.clicked.connect(self._start)
        row.addWidget(self.preview)
        row.addWidget(self.starter)
        return row

    def _preview(self) -> None:
        """Write sample words on the chosen template."""
        template, layout = self.path(), self._layout

        def write(out: Path) -> None:
            from slireviewer import word

            word.write_letter(compose(sample_source(), layout), template, out)

        self._write(self.tr("{name}, with sample words").format(name=template.stem), write)

    def _start(self) -> None:
        """Give out the program's own template, to be changed in Word and chosen here."""
        self._write(self.tr("Template to change"), lambda out: put_in_place(own_template().read_bytes(), out))

    def _write(self, name: str, write: Callable[[Path], object]) -> None:
        out = self._prompts.save_document(self, Path.home() / f"{name}.docx")
        if out is None:
            return

        def done(_: object) -> None:
            if isValid(self):
                self._notice.show_file(out)
                self.grown.emit()

        def failed(fault: Exception) -> None:
            if isValid(self):
                self._notice.show_trouble(
                    str(fault) if isinstance(fault, ReviewError) else self.tr("That did not work.")
                )
                self.grown.emit()

        self._jobs.start(lambda _: write(out), done, failed)

    def _fill(self) -> None:
        self.box.clear()
        self.box.addItem(self.tr("The program's own"), "")
        for path in self._settings.letter_templates:
            self.box.addItem(path.name, str(path))
        self.box.addItem(self.tr("Choose another…"), None)
        chosen = self.box.findData(self._settings.letter_template)
        self.box.setCurrentIndex(max(0, chosen))

    def _choose(self, place: int) -> None:
        if self.box.itemData(place) is None:
            path = self._prompts.open_word(self, self.tr("Choose a Word template"), Path.home())
            if path is not None:
                self._settings.letter_template = str(path)
            self._fill()
        else:
            self._settings.letter_template = str(self.box.itemData(place))
        self.examine()

    def examine(self) -> None:
        """Look at the chosen template beside the window."""
        chosen = str(self.box.currentData() or "")
        self._faults, self._useless = [], False
        self._notice.hide()
        self._tell_faults()
        if not chosen:
            return
        path = Path(chosen)

        def look(_: object) -> list[Fault]:
            from slireviewer import word

            return word.check_template(path)

        def found(faults: list[Fault]) -> None:
            if isValid(self) and str(self.box.currentData() or "") == chosen:
                self._faults = faults
                self._tell_faults()

        def failed(fault: Exception) -> None:
            if isValid(self) and str(self.box.currentData() or "") == chosen:
                self._useless = True
                self._say_faults(str(fault) if isinstance(fault, ReviewError) else self.tr("It cannot be read."))
                self.judged.emit()

        self._jobs.start(look, found, failed)

    def _tell_faults(self) -> None:
        lines = []
        for one in self._faults[:MOST]:
            where = f"{str(one.where)[:1].upper()}{str(one.where)[1:]}." if one.where.paragraph else ""
            lines.append("• " + " ".join(part for part in (one.what, where, one.hint) if part))
        if len(self._faults) > MOST:
            lines.append(self.tr("and %n more", "", len(self._faults) - MOST))
        if lines:
            lines.insert(0, self.tr("This template has %n fault(s):", "", len(self._faults)))
        self._say_faults("\n".join(lines))
        self.mend.setVisible(any(one.mendable for one in self._faults))
        self.judged.emit()
        self.grown.emit()

    def _say_faults(self, words: str) -> None:
        """Show what is wrong with the template, in as much room as there is for it."""
        self.faults.setText(words)
        self._area.setVisible(bool(words))
        wide = max(self.width(), self._look.px(420)) - 36
        self._set_room(min(self.faults.heightForWidth(wide) + 4, self._look.px(230)))
        self.grown.emit()

    def _mend(self) -> None:
        """Put right what needs no decision, in a copy, which is the template from then on."""
        path = Path(str(self.box.currentData()))
        out = self._prompts.save_document(self, path.with_name(f"{path.stem}, {self.tr('put right')}.docx"))
        if out is None:
            return

        def repair(_: object) -> object:
            from slireviewer import word

            return word.repair_template(path, out)

        def done(_: object) -> None:
            if isValid(self):
                self._settings.letter_template = str(out)
                self._fill()
                self.examine()

        def failed(fault: Exception) -> None:
            if isValid(self):
                self._say_faults(str(fault) if isinstance(fault, ReviewError) else self.tr("It cannot be read."))

        self._jobs.start(repair, done, failed)
