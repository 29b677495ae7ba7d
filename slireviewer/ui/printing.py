"""A pack of notes on paper: of one meeting, one day or one person of the team. For the peer team only."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QMarginsF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QPageLayout,
    QPageSize,
    QPainter,
    QPen,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from slireviewer import storage
from slireviewer.errors import ReviewError
from slireviewer.model import ItemId, Meeting, Note, Person, Point
from slireviewer.placing import put_in_place
from slireviewer.ui.cards import button, label
from slireviewer.ui.fields import Choice
from slireviewer.ui.paging import page_cuts, paint_slice
from slireviewer.ui.prompts import Prompts
from slireviewer.ui.theme import Look
from slireviewer.ui.words import between, kind_words, spoken, theme_word

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


class By(Enum):
    """What a pack is a pack of."""

    MEETING = "meeting"
    DAY = "day"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Line:
    """One point as it is printed."""

    kind: str
    themes: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """What one person wrote in one meeting."""

    meeting: str
    when: str
    person: str
    lines: tuple[Line, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything a pack says."""

    council: str
    title: str
    sections: tuple[Section, ...]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Printing", text)


def read_pack(r: storage.Reading, by: By, key: str) -> Pack:
    """The notes of a meeting, of a day (as YYYY-MM-DD) or of a person, without what is off the record."""
    meetings = storage.read_meetings(r)
    people = {person.id: person for person in storage.person_lines(r)}
    themes = {theme.id: theme_word(theme) for theme in storage.theme_lines(r)}
    notes = storage.read_notes(r)

    def wanted(meeting: Meeting, note: Note) -> bool:
        if by is By.MEETING:
            return meeting.id == key
        if by is By.PERSON:
            return note.person == key
        return meeting.starts is not None and meeting.starts.date().isoformat() == key

    sections = []
    for meeting in meetings:
        for note in notes:
            if note.meeting == meeting.id and wanted(meeting, note):
                points = [point for point in storage.note_points(r, note.id) if point.text.strip()]
                if points:
                    sections.append(_section(meeting, people.get(note.person), points, themes))
    return Pack(storage.get_challenge(r).council, _title(by, key, meetings, people), tuple(sections))


def _title(by: By, key: str, meetings: Sequence[Meeting], people: dict[ItemId, Person]) -> str:
    if by is By.MEETING:
        return next((meeting.title for meeting in meetings if meeting.id == key), "")
    if by is By.PERSON:
        person = people.get(ItemId(key))
        return _tr("Notes of {name}").format(name=person.name if person is not None else "")
    return spoken(date.fromisoformat(key), "dddd d MMMM yyyy") if key else ""


def _section(meeting: Meeting, person: Person | None, points: Sequence[Point], themes: dict[ItemId, str]) -> Section:
    day = spoken(meeting.starts.date(), "dddd d MMMM") if meeting.starts is not None else ""
    when = "  ·  ".join(part for part in (day, between(meeting), meeting.place) if part)
    kinds = kind_words()
    lines = [
        Line(kinds[point.kind], ", ".join(word for theme, word in themes.items() if theme in point.themes), point.text)
        for point in points
        if not point.off_record
    ]
    left_out = sum(1 for point in points if point.off_record)
    return Section(meeting.title, when, person.name if person is not None else "", tuple(lines), left_out)


def pack_document(pack: Pack, family: str) -> QTextDocument:
    """The pack as text with tables, without the head and foot of its pages."""
    parts = [f"<h1>{escape(pack.title)}</h1>"]
    if not pack.sections:
        parts.append(f"<p>{escape(_tr('There are no notes.'))}</p>")
    for section in pack.sections:
        parts.append(f"<h2>{escape(section.meeting)}</h2>")
        below = " · ".join(part for part in (section.when, section.person) if part)
        parts.append(f"<p class='when'>{escape(below)}</p>")
        parts.append("<table width='100%' cellspacing='0' cellpadding='4' style='margin-bottom: 12px'>")
        for line in section.lines:
            text = escape(line.text).replace("\r\n", "\n").replace("\r", "\n").replace("\n", "<br>")
            theme = escape(line.themes) or f"<i>{escape(_tr('no theme'))}</i>"
            parts.append(f"<tr><td width='18%'><b>{escape(line.kind)}</b></td>")
            parts.append(f"<td width='15%' class='theme'>{theme}</td><td>{text}</td></tr>")
        parts.append("</table>")
        if section.left_out:
            words = _tr("Off the record and left out: {count}").format(count=section.left_out)
            parts.append(f"<p class='when'><i>{escape(words)}</i></p>")
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setDefaultFont(QFont(family, 10))
    document.setDefaultStyleSheet(
        "h1 { font-size: 17pt; } h2 { font-size: 12pt; margin-top: 18px; margin-bottom: 1px; }"
        " p.when { color: #444444; margin-top: 0; margin-bottom: 5px; } td.theme { color: #444444; }"
    )
    document.setHtml("".join(parts))
    return document


def print_pack(pack: Pack, printer: QPrinter, family: str, now: datetime) -> int:
    """Write the pack on A4, with its head and foot on every page; the answer is the number of pages."""
    printer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(18, 15, 18, 15),
            QPageLayout.Unit.Millimeter,
        )
    )
    document = pack_document(pack, family)
    painter = QPainter(printer)
    document.documentLayout().setPaintDevice(printer)
    page = printer.pageLayout().paintRectPixels(printer.resolution())
    band = round(printer.resolution() * 0.42)
    body = QRectF(0, band, page.width(), page.height() - 2 * band)
    document.setTextWidth(body.width())
    cuts = page_cuts(document, body.height())
    count = len(cuts) - 1
    for number, (top, bottom) in enumerate(pairwise(cuts)):
        if number:
            printer.newPage()
        paint_slice(painter, document, body, top, bottom)
        foot = _tr("{title}  ·  printed {day}").format(title=pack.title, day=spoken(now.date(), "d MMMM yyyy"))
        where = _tr("Page {number} of {count}").format(number=number + 1, count=count)
        _paint_band(painter, QRectF(0, 0, page.width(), band), family, pack.council, confidential(), top=True)
        below = QRectF(0, page.height() - band, page.width(), band)
        _paint_band(painter, below, family, foot, where, top=False)
    painter.end()
    return count


def confidential() -> str:
    """The words on every page."""
    return _tr("Confidential: for the peer team only")


def _paint_band(painter: QPainter, band: QRectF, family: str, left: str, right: str, *, top: bool) -> None:
    painter.save()
    painter.setPen(QPen(QColor(90, 90, 90), 0))
    edge = band.height() * (0.6 if top else 0.4)
    painter.drawLine(QPointF(band.left(), band.top() + edge), QPointF(band.right(), band.top() + edge))
    words = band.adjusted(0, 0, 0, -band.height() * 0.45) if top else band.adjusted(0, band.height() * 0.45, 0, 0)
    font = QFont(family, 8)
    painter.setPen(QColor(0, 0, 0))
    painter.setFont(font)
    taken = painter.fontMetrics().horizontalAdvance(right)
    if top:
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        taken = painter.fontMetrics().horizontalAdvance(right)
    side = Qt.AlignmentFlag.AlignTop if not top else Qt.AlignmentFlag.AlignBottom
    painter.drawText(words, Qt.AlignmentFlag.AlignRight | side, right)
    room = words.adjusted(0, 0, -taken - band.height() * 0.3, 0)
    shown = painter.fontMetrics().elidedText(left, Qt.TextElideMode.ElideRight, int(room.width()))
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | side, shown)
    painter.restore()


class PrintDialog(QDialog):
    """Asks what to print, and shows it as it will be or writes it to a PDF file. ``told`` carries one fact."""

    told = Signal(str)

    def __init__(
        self,
        look: Look,
        workspace: storage.Workspace,
        prompts: Prompts,
        clock: Callable[[], datetime],
        meeting: Meeting | None,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._look, self._workspace, self._prompts, self._clock = look, workspace, prompts, clock
        self.setWindowTitle(self.tr("Print notes"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        with workspace.read() as r:
            meetings, people = storage.read_meetings(r), storage.person_lines(r)
        days = sorted({each.starts.date() for each in meetings if each.starts is not None})
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(10)
        column.addWidget(label(self.tr("Print notes"), "heading"))
        hint = self.tr("On A4, marked confidential on every page. Points off the record are left out.")
        column.addWidget(label(hint, "soft", wrap=True))
        self._group = QButtonGroup(self)
        self.choices: dict[By, tuple[QRadioButton, QComboBox]] = {}
        today = clock().date()
        for by, words, options, chosen in (
            (By.MEETING, self.tr("One meeting"), [(each.title, each.id) for each in meetings], meeting and meeting.id),
            (By.DAY, self.tr("One day"), [(spoken(day, "dddd d MMMM"), day.isoformat()) for day in days], ""),
            (By.PERSON, self.tr("One person"), [(each.name, each.id) for each in people], workspace.me),
        ):
            if by is By.DAY:
                day = meeting.starts.date() if meeting is not None and meeting.starts is not None else today
                chosen = day.isoformat()
            self._add_choice(column, by, words, options, chosen or "")
        self._matter = label(role="alarm", wrap=True)
        self._matter.hide()
        column.addWidget(self._matter)
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        away, save = button(self.tr("Cancel")), button(self.tr("Save as PDF…"))
        show = button(self.tr("Preview and print…"), "primary")
        for each in (away, save, show):
            foot.addWidget(each)
        column.addLayout(foot)
        away.clicked.connect(self.reject)
        save.clicked.connect(self.save)
        show.clicked.connect(self.preview)
        show.setDefault(True)
        first = By.MEETING if meeting is not None else By.DAY
        self.choices[first][0].setChecked(True)
        self.choices[first][0].setFocus()
        self.resize(min(look.px(520), parent.width() - 40), self.sizeHint().height())

    def chosen(self) -> tuple[By, str]:
        """What to print: by what, and which."""
        for by, (ring, box) in self.choices.items():
            if ring.isChecked():
                return by, str(box.currentData() or "")
        raise AssertionError("one ring is always chosen")

    def pack(self) -> Pack:
        """What is chosen, as it will be printed."""
        with self._workspace.read() as r:
            return read_pack(r, *self.chosen())

    def save(self) -> None:
        """Write the pack to a PDF file."""
        from PySide6.QtPrintSupport import QPrinter

        pack = self.pack()
        name = "".join(sign for sign in pack.title if sign.isalnum() or sign in " -").strip() or "notes"
        path = self._prompts.save_pdf(self, Path.home() / f"{name}.pdf")
        if path is None:
            return
        with tempfile.TemporaryDirectory() as folder:  # written there, and put in its place private and whole
            made = Path(folder) / "notes.pdf"
            printer = QPrinter(QPrinter.PrinterMode.HighResolution)
            printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
            printer.setOutputFileName(str(made))
            print_pack(pack, printer, self._look.family, self._clock())
            data = made.read_bytes()
        try:
            put_in_place(data, path)
        except ReviewError as refused:
            self._matter.setText(str(refused))
            self._matter.show()
            return
        self.accept()
        self.told.emit(self.tr("{name} is written. It is for the peer team only.").format(name=path.name))

    def preview(self) -> None:
        """Show the pack as it will be printed."""
        from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog

        pack, parent = self.pack(), self.parentWidget() or self
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintPreviewDialog(printer, parent)
        dialog.setWindowTitle(self.tr("{title}: preview").format(title=pack.title))
        family, now = self._look.family, self._clock()
        dialog.paintRequested.connect(lambda paper: print_pack(pack, paper, family, now))
        dialog.resize(parent.size() * 0.9)
        self.accept()
        dialog.exec()  # which keeps the printer until the preview is closed
        dialog.deleteLater()

    def _add_choice(
        self, column: QVBoxLayout, by: By, words: str, options: Sequence[tuple[str, str]], chosen: str
    ) -> None:
        row = QHBoxLayout()
        ring, box = QRadioButton(words), Choice(self._look)
        for title, key in options:
            box.addItem(title, key)
        box.setAccessibleName(words)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(18)
        box.setCurrentIndex(max(0, box.findData(chosen)))
        ring.setEnabled(bool(options))
        box.setEnabled(bool(options))
        box.activated.connect(lambda _: ring.setChecked(True))
        self._group.addButton(ring)
        row.addWidget(ring, 2)
        row.addWidget(box, 3)
        column.addLayout(row)
        self.choices[by] = ring, box
