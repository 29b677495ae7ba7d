"""Giving the letter out: what it is for, on which template, and whether it may leave the team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QButtonGroup, QDialog, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from slireviewer.checks import Remark, Severity
from slireviewer.model import EditionKind
from slireviewer.paths import resource
from slireviewer.ui.cards import TickBox, button, label
from slireviewer.ui.prompts import Prompts
from slireviewer.ui.remarks_card import remark_title
from slireviewer.ui.settings import Settings
from slireviewer.ui.start_forms import Choice
from slireviewer.ui.theme import Look


@dataclass(frozen=True, slots=True)
class Giving:
    """How the letter shall be given out."""

    kind: EditionKind
    template: Path


def own_template() -> Path:
    """The template that comes with the program."""
    return resource("templates/letter.docx")


class GivingDialog(QDialog):
    """Asks for what the letter is written now. To the council it goes only when nothing stops it and somebody signs."""

    def __init__(
        self,
        look: Look,
        prompts: Prompts,
        settings: Settings,
        *,
        draft: int,
        remarks: Sequence[Remark] | None,
        name: str,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._look, self._prompts, self._settings = look, prompts, settings
        self._remarks = remarks
        self.setWindowTitle(self.tr("Write the letter as a Word document"))
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(10)
        column.addWidget(label(self.tr("Write the letter as a Word document"), "heading"))
        self._group = QButtonGroup(self)
        self.kinds: dict[EditionKind, QRadioButton] = {}
        for kind, words in (
            (EditionKind.DRAFT, self.tr("Draft {number}, for the team").format(number=draft)),
            (EditionKind.COUNCIL, self.tr("For the council, to correct the facts")),
            (EditionKind.FINAL, self.tr("The final letter")),
        ):
            ring = QRadioButton(words)
            ring.toggled.connect(self._judge)
            self._group.addButton(ring)
            self.kinds[kind] = ring
            column.addWidget(ring)
        row = QHBoxLayout()
        row.addWidget(label(self.tr("Template")))
        self.template = Choice(look)
        self.template.setAccessibleName(self.tr("Word template"))
        row.addWidget(self.template, 1)
        column.addLayout(row)
        self._state = label(role="soft", wrap=True)
        column.addWidget(self._state)
        words = self.tr("I have read it all: nothing in it lets anybody be recognised.")
        self.signed = TickBox(look, f"{words} {name}".strip())
        self.signed.toggled.connect(self._judge)
        column.addWidget(self.signed)
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        away = button(self.tr("Cancel"))
        self.go = button(self.tr("Write…"), "primary")
        foot.addWidget(away)
        foot.addWidget(self.go)
        column.addLayout(foot)
        away.clicked.connect(self.reject)
        self.go.clicked.connect(self.accept)
        self.go.setDefault(True)
        self._fill_templates()
        self.template.activated.connect(self._choose_template)
        self.kinds[EditionKind.DRAFT].setChecked(True)
        self.kinds[EditionKind.DRAFT].setFocus()
        self.resize(min(look.px(560), parent.width() - 40), self.sizeHint().height() + look.px(40))

    def giving(self) -> Giving:
        """What was chosen."""
        return Giving(self._kind(), Path(self.template.currentData() or own_template()))

    def _kind(self) -> EditionKind:
        return next((kind for kind, ring in self.kinds.items() if ring.isChecked()), EditionKind.DRAFT)

    def _fill_templates(self) -> None:
        self.template.clear()
        self.template.addItem(self.tr("The program's own"), "")
        for path in self._settings.letter_templates:
            self.template.addItem(path.name, str(path))
        self.template.addItem(self.tr("Choose another…"), None)
        chosen = self.template.findData(self._settings.letter_template)
        self.template.setCurrentIndex(max(0, chosen))

    def _choose_template(self, place: int) -> None:
        if self.template.itemData(place) is None:
            path = self._prompts.open_word(self, self.tr("Choose a Word template"), Path.home())
            if path is not None:
                self._settings.letter_template = str(path)
            self._fill_templates()
        else:
            self._settings.letter_template = str(self.template.itemData(place))

    def _judge(self) -> None:
        """Say what there is to look at, and whether the letter may go where it shall go."""
        outside = self._kind() is not EditionKind.DRAFT
        self.signed.setVisible(outside)
        if self._remarks is None:
            self._state.setText(self.tr("The checks are not through yet. Wait a moment, or write a draft."))
            self.go.setEnabled(not outside)
            return
        stops = [remark for remark in self._remarks if remark.severity is Severity.STOP]
        said = self.tr("%n thing(s) to look at", "", len(self._remarks))
        if outside and stops:
            what = ", ".join(sorted({remark_title(remark.check).lower() for remark in stops}))
            said = self.tr("It cannot go out yet: %n check(s) must be dealt with first", "", len(stops)) + f" ({what})."
        self._state.setText(said)
        self.go.setEnabled(not outside or (not stops and self.signed.isChecked()))
