"""How the letter is laid out, to whom it goes, and the day that is printed on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from slireviewer import storage
from slireviewer.errors import ReviewError
from slireviewer.letter import LAYOUTS, layout_of
from slireviewer.model import Addressee, Challenge, DatePrecision, LetterChoice, Numbering
from slireviewer.ui.cards import TickBox, button, label, scrolled
from slireviewer.ui.fields import Choice, Day
from slireviewer.ui.theme import Look

if TYPE_CHECKING:
    from slireviewer.storage import Workspace


class LetterSettings(QDialog):
    """Asks for what is true of the whole letter; nothing is changed before *Keep*."""

    def __init__(self, look: Look, workspace: Workspace, origin: object, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._workspace, self._origin = look, workspace, origin
        with workspace.read() as r:
            self._challenge = storage.get_challenge(r)
        self.setWindowTitle(self.tr("Layout and address of the letter"))
        self._build()
        self._fill(self._challenge)
        self.resize(min(look.px(620), parent.width() - 40), min(look.px(640), parent.height() - 40))
        self.layout_box.setFocus()

    def choice(self) -> LetterChoice:
        """The layout that is asked for; what the layout has by itself is not said again."""
        key = str(self.layout_box.currentData())
        plain = LAYOUTS[key]
        numbering = Numbering(str(self.numbering.currentData()))
        before = self._challenge.letter
        return LetterChoice(
            layout=key,
            numbering=None if numbering is plain.numbering else numbering,
            bullets=None if self.bullets.isChecked() is plain.bullets else self.bullets.isChecked(),
            sides=None if self.sides.isChecked() is plain.sides else self.sides.isChecked(),
            own_first=None if self.own_first.isChecked() is plain.own_first else self.own_first.isChecked(),
            counted=before.counted if key == before.layout else None,
            questions=before.questions if key == before.layout else None,
            outline=before.outline if key == before.layout else (),
        )

    def challenge(self) -> Challenge:
        """The challenge with what was asked for, but for the layout."""
        when = self.day.date()
        return replace(
            self._challenge,
            addressee=Addressee(
                name=self.name.text().strip(),
                post=self.post.text().strip(),
                salutation=self.salutation.text().strip(),
                address=_lines(self.address),
            ),
            letter_date=date(when.year(), when.month(), when.day()) if self.dated.isChecked() else None,
            letter_precision=DatePrecision.MONTH if self.month.isChecked() else DatePrecision.DAY,
            contact=_lines(self.contact),
        )

    def keep(self) -> None:
        """Write it all down as one step to undo."""
        wanted = self.challenge()
        try:
            with self._workspace.edit(self.tr("Lay out the letter"), origin=self._origin) as e:
                storage.write_challenge(e, wanted)
                if self.choice() != self._challenge.letter:
                    storage.choose_letter(e, wanted.id, self.choice())
        except ReviewError as refused:
            self._state.setText(str(refused))
            return
        self.accept()

    def _follow_layout(self) -> None:
        """Another layout brings its own numbering and shape."""
        plain = LAYOUTS[str(self.layout_box.currentData())]
        self.numbering.setCurrentIndex(self.numbering.findData(str(plain.numbering)))
        self.bullets.setChecked(plain.bullets)
        self.sides.setChecked(plain.sides)
        self.own_first.setChecked(plain.own_first)

    def _fill(self, challenge: Challenge) -> None:
        layout = layout_of(challenge)
        self.layout_box.setCurrentIndex(max(0, self.layout_box.findData(layout.key)))
        self.numbering.setCurrentIndex(self.numbering.findData(str(layout.numbering)))
        self.bullets.setChecked(layout.bullets)
        self.sides.setChecked(layout.sides)
        self.own_first.setChecked(layout.own_first)
        to = challenge.addressee
        for field, words in ((self.name, to.name), (self.post, to.post), (self.salutation, to.salutation)):
            field.setText(words)
        self.address.setPlainText("\n".join(to.address))
        self.contact.setPlainText("\n".join(challenge.contact))
        when = challenge.letter_date
        self.dated.setChecked(when is not None)
        self.day.setDate(QDate(when.year, when.month, when.day) if when is not None else QDate.currentDate())
        self.month.setChecked(challenge.letter_precision is DatePrecision.MONTH)

    def _build(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 16, 18, 16)
        whole.setSpacing(10)
        whole.addWidget(label(self.windowTitle(), "heading"))
        inner = QWidget()
        form = QFormLayout(inner)
        form.setContentsMargins(2, 2, 8, 2)
        form.setVerticalSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._add_layout(form)
        self.name, self.post, self.salutation = QLineEdit(), QLineEdit(), QLineEdit()
        self.address, self.contact = QPlainTextEdit(), QPlainTextEdit()
        self._row(form, self.tr("To"), self.name)
        self._row(form, self.tr("Post"), self.post)
        self._row(form, self.tr("Salutation"), self.salutation)
        self.salutation.setPlaceholderText(self.tr("Dear …"))
        self._row(form, self.tr("Address"), self.address)
        self._row(form, self.tr("Regional contact"), self.contact)
        for each in (self.address, self.contact):
            each.setStyleSheet(f"min-height: {self._look.px(92)}px")  # of a field of one line it is less
            each.setTabChangesFocus(True)
        whole.addWidget(scrolled(inner, self.windowTitle()), 1)
        self._state = label(role="alarm", wrap=True)
        whole.addWidget(self._state)
        foot = QHBoxLayout()
        foot.addStretch(1)
        away, keep = button(self.tr("Cancel")), button(self.tr("Keep"), "primary")
        foot.addWidget(away)
        foot.addWidget(keep)
        whole.addLayout(foot)
        away.clicked.connect(self.reject)
        keep.clicked.connect(self.keep)
        keep.setDefault(True)

    def _add_layout(self, form: QFormLayout) -> None:
        self.layout_box, self.numbering = Choice(self._look), Choice(self._look)
        for key, layout in LAYOUTS.items():
            self.layout_box.addItem(layout.name, key)
        for number, words in (
            (Numbering.NONE, self.tr("No numbers")),
            (Numbering.STRAIGHT, self.tr("1, 2, 3 straight through")),
            (Numbering.BY_SECTION, self.tr("1.1, 1.2 by section")),
        ):
            self.numbering.addItem(words, str(number))
        for box in (self.layout_box, self.numbering):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(16)
        self._row(form, self.tr("Layout"), self.layout_box)
        self._row(form, self.tr("Paragraph numbers"), self.numbering)
        self.bullets = TickBox(self._look, self.tr("Findings as bullets, not as prose"))
        self.sides = TickBox(self._look, self.tr("Headings for strengths and for areas for consideration"))
        self.own_first = TickBox(self._look, self.tr("The council's own questions before the core themes"))
        for each in (self.bullets, self.sides, self.own_first):
            form.addRow("", each)
        self.dated = TickBox(self._look, self.tr("The letter is dated"))
        self.day = Day(self._look)
        self.day.setAccessibleName(self.tr("Date of the letter"))
        self.month = TickBox(self._look, self.tr("Print the month only"))
        row = QHBoxLayout()
        row.addWidget(self.dated)
        row.addWidget(self.day, 1)
        form.addRow(self.tr("Date"), row)
        form.addRow("", self.month)
        self.layout_box.activated.connect(self._follow_layout)

    def _row(self, form: QFormLayout, words: str, field: QWidget) -> None:
        field.setAccessibleName(words)
        form.addRow(words, field)


def _lines(field: QPlainTextEdit) -> tuple[str, ...]:
    return tuple(each.strip() for each in field.toPlainText().splitlines() if each.strip())
