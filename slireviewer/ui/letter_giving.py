"""Giving things out: the letter, the slides, the action plan. What for, on which template, and whether it may go."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QButtonGroup, QDialog, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from slireviewer import storage
from slireviewer.action_plan import action_plan
from slireviewer.checks import Remark, Severity
from slireviewer.deadlines import deadlines
from slireviewer.errors import ReviewError
from slireviewer.letter import Layout, Source, compose, layout_of, spoken
from slireviewer.model import EditionKind, Response
from slireviewer.paths import resource
from slireviewer.ui.cards import TickBox, button, label
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.letter_template import TemplateBox, own_template
from slireviewer.ui.notice import Notice
from slireviewer.ui.prompts import Prompts
from slireviewer.ui.remarks_card import remark_title
from slireviewer.ui.settings import Settings
from slireviewer.ui.theme import Look

if TYPE_CHECKING:
    from slireviewer.storage import Workspace

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Giving:
    """How the letter shall be given out."""

    kind: EditionKind
    template: Path


class GivingDialog(QDialog):
    """Asks for what the letter is written now. To the council it goes only when nothing stops it and somebody signs."""

    def __init__(
        self,
        look: Look,
        jobs: Jobs,
        prompts: Prompts,
        settings: Settings,
        *,
        draft: int,
        remarks: Sequence[Remark] | None,
        name: str,
        layout: Layout,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._remarks = remarks
        self._most = parent.height() - 40
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
        self.template = TemplateBox(look, jobs, prompts, settings, layout)
        self.template.judged.connect(self._judge)
        self.template.grown.connect(self._grow)
        column.addWidget(self.template)
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
        self.kinds[EditionKind.DRAFT].setChecked(True)
        self.kinds[EditionKind.DRAFT].setFocus()
        self.resize(min(look.px(560), parent.width() - 40), self.sizeHint().height() + look.px(40))
        self.template.examine()

    def giving(self) -> Giving:
        """What was chosen."""
        return Giving(self._kind(), self.template.path())

    def checked(self, remarks: Sequence[Remark]) -> None:
        """The checks are through, or found something else."""
        self._remarks = remarks
        self._judge()

    def _kind(self) -> EditionKind:
        return next((kind for kind, ring in self.kinds.items() if ring.isChecked()), EditionKind.DRAFT)

    def _grow(self) -> None:
        """Take as much room as what is said now needs, and the window has."""
        excess = self._needed() - self._most
        if excess > 0:
            self.template.shrink(excess)
        self.resize(self.width(), min(max(self.height(), self._needed()), self._most))

    def _needed(self) -> int:
        """How high all that is shown now is."""
        layout = self.layout()
        if layout is None:
            return 0
        layout.activate()
        return max(layout.totalHeightForWidth(self.width()), layout.totalMinimumSize().height())

    def _judge(self) -> None:
        """Say what there is to look at, and whether the letter may go where it shall go."""
        outside = self._kind() is not EditionKind.DRAFT
        self.signed.setVisible(outside)
        if not self.template.usable():
            self._state.setText(self.tr("No letter can be written on this template yet."))
            self.go.setEnabled(False)
            return
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


class Giver(QObject):
    """Writes files beside the window, each aside first and read back, and keeps what an edition said."""

    def __init__(
        self, look: Look, jobs: Jobs, prompts: Prompts, settings: Settings, notice: Notice, page: QWidget
    ) -> None:
        super().__init__(page)
        self._look, self._jobs, self._prompts, self._settings = look, jobs, prompts, settings
        self._notice, self._page = notice, page
        self._workspace: Workspace | None = None
        self._asking: GivingDialog | None = None

    def checked(self, remarks: Sequence[Remark]) -> None:
        """The checks are through, or found something else: what is being asked for is judged by that."""
        if self._asking is not None and isValid(self._asking):
            self._asking.checked(remarks)

    def open(self, workspace: Workspace | None) -> None:
        """Write from that challenge from now on, or from none."""
        self._workspace = workspace

    def give_letter(self, remarks: Sequence[Remark] | None, draft: int) -> None:
        """Ask for what the letter is to be written, and write it; ``draft`` is the number of the next draft."""
        if self._workspace is None:
            return
        with self._workspace.read() as r:
            me = next((one.name for one in storage.person_lines(r) if one.id == r.me), "")
            layout = layout_of(storage.get_challenge(r))
        dialog = GivingDialog(
            self._look,
            self._jobs,
            self._prompts,
            self._settings,
            draft=draft,
            remarks=remarks,
            name=me,
            layout=layout,
            parent=self._page.window(),
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._asking = dialog
        dialog.accepted.connect(lambda: self._give(dialog.giving(), draft))
        dialog.open()

    def _give(self, giving: Giving, draft: int) -> None:
        source = self._source()
        layout = layout_of(source.challenge)
        names = {EditionKind.COUNCIL: self.tr("for the council"), EditionKind.FINAL: self.tr("final")}
        what = names.get(giving.kind, self.tr("draft {number}").format(number=draft))
        path = self._ask_where(f"{source.challenge.council} {layout.document}, {what}", ".docx")
        if path is None:
            return
        letter, identifier = compose(source), str(storage.new_id())

        def write() -> list[str]:
            from slireviewer import word  # Word is not needed to show the page

            marked = giving.kind is not EditionKind.FINAL
            word.write_letter(letter, giving.template, path, identifier=identifier, marked=marked)
            return [f"{one.barrier}, {one.where}" for one in word.obstacles(path)]

        def keep() -> None:
            words = self.tr("Give the letter out: {what}").format(what=what)
            self._edit(words, lambda e: storage.letter_given(e, letter, giving.kind, path.name, identifier=identifier))

        self._write_file(path, write, keep)

    def give_pdf(self) -> None:
        """Write the letter as a PDF that can be read aloud, where LibreOffice is installed."""
        source = self._source()
        path = self._ask_where(f"{source.challenge.council} {layout_of(source.challenge).document}", ".pdf")
        if path is None:
            return
        letter, template = compose(source), self._template()

        def write() -> None:
            from slireviewer import word

            word.write_letter_pdf(letter, template, path, identifier=source.challenge.id)

        self._write_file(path, write)

    def give_slides(self, *, handover: bool) -> None:
        """Write the slides of the last day, with the team's notes or without."""
        source = self._source()
        path = self._ask_where(f"{source.challenge.council} {self.tr('feedback slides')}", ".pptx")
        if path is None or self._workspace is None:
            return
        with self._workspace.read() as r:
            heard = storage.slide_evidence(r)

        def write() -> None:
            from slireviewer import slides

            made = slides.deck(source, heard, handover=handover)
            slides.write_slides(made, path, resource("templates/slides.pptx"), identifier=source.challenge.id)

        self._write_file(path, write)

    def keep_spoken(self) -> None:
        """Keep what the slides say now, so that the letter can be held against it."""
        source = self._source()
        name, places = self.tr("Slides"), spoken(source)
        self._edit(
            self.tr("Give the feedback"),
            lambda e: storage.write_edition(e, EditionKind.SPOKEN, name, places, identifier=source.challenge.id),
        )
        self._notice.show_done(self.tr("Kept as the spoken feedback. The letter can be held against it from now on."))

    def give_plan(self, suffix: str) -> None:
        """Write the action plan to fill in, as a table in Word or a workbook."""
        source = self._source()
        path = self._ask_where(f"{source.challenge.council} {self.tr('action plan')}", suffix)
        if path is None:
            return
        plan = action_plan(source.challenge, source.recommendations)

        def write() -> None:
            from slireviewer import sheets, word

            if suffix == ".xlsx":
                sheets.write_plan(path, plan)
            else:
                word.write_plan(path, plan, deadlines(source.challenge), self._template())

        self._write_file(path, write)

    def give_deadlines(self) -> None:
        """Write what is due when as a calendar."""
        source = self._source()
        path = self._ask_where(f"{source.challenge.council} {self.tr('deadlines')}", ".ics")
        if path is None:
            return

        def write() -> None:
            from slireviewer import sheets

            sheets.write_deadlines(path, source.challenge, deadlines(source.challenge))

        self._write_file(path, write)

    def _template(self) -> Path:
        return Path(self._settings.letter_template) if self._settings.letter_template else own_template()

    def _source(self) -> Source:
        assert self._workspace is not None
        with self._workspace.read() as r:
            return storage.letter_source(r)

    def read_back(self, shown: Callable[[], None]) -> None:
        """Ask for the council's copy, keep what came back with it to be answered, and call ``shown``."""
        if self._workspace is None:
            return
        title = self.tr("The copy that the council sent back")
        path = self._prompts.open_word(self._page, title, self._workspace.path.parent)
        if path is None:
            return
        asked = self._workspace
        with asked.read() as r:
            given = storage.editions(r)
        self._notice.show_waiting(self.tr("Reading {name} …").format(name=path.name))

        def read(stop: Event) -> list[Response]:
            from slireviewer import reading, word

            edition, returned = reading.read_copy(path, given, stopped=stop.is_set)
            return word.responses(returned, edition)

        def done(found: list[Response]) -> None:
            if self._workspace is not asked:
                return
            self._edit(self.tr("Read the council's copy back"), lambda e: storage.write_responses(e, found))
            self._notice.show_done(self.tr("%n change(s) or comment(s) came back.", "", len(found)))
            shown()

        self._jobs.start(read, done, lambda fault: self._fail(asked, fault))

    def give_table(self) -> None:
        """Write the table of answers for the council."""
        source = self._source()
        assert self._workspace is not None
        with self._workspace.read() as r:
            lines = storage.response_lines(r)
            given = [one for one in storage.editions(r) if any(line.edition == one.id for line in lines)]
        if not given:
            self._notice.show_trouble(self.tr("Nothing came back from the council yet."))
            return
        path = self._ask_where(f"{source.challenge.council} {self.tr('answers to the council')}", ".docx")
        if path is None:
            return

        def write() -> None:
            from slireviewer import word

            word.write_response_table(path, source.challenge, given[-1], lines, self._template())

        self._write_file(path, write)

    def _edit(self, words: str, change: Callable[[storage.Edit], object]) -> None:
        if self._workspace is None:
            return
        try:
            with self._workspace.edit(words) as e:
                change(e)
        except ReviewError as refused:
            self._notice.show_trouble(str(refused))

    def _ask_where(self, name: str, suffix: str) -> Path | None:
        """Where to write a file; its kind is kept whatever the name."""
        assert self._workspace is not None
        clean = "".join(sign for sign in name if sign.isalnum() or sign in " -,").strip() or "letter"
        path = self._prompts.save_document(self._page, self._workspace.path.parent / f"{clean}{suffix}")
        if path is None or path.suffix.lower() == suffix:
            return path
        return path.with_name(path.name + suffix)

    def _write_file(self, path: Path, write: Callable[[], object], after: Callable[[], None] | None = None) -> None:
        """Write a file beside the window, and say where it is."""
        asked = self._workspace
        self._notice.show_waiting(self.tr("Writing {name} …").format(name=path.name))

        def done(obstacles: object) -> None:
            if self._workspace is asked:
                self._notice.show_file(path, obstacles if isinstance(obstacles, list) else None)
                if after is not None:
                    after()

        self._jobs.start(lambda stop: write(), done, lambda fault: self._fail(asked, fault))

    def _fail(self, asked: Workspace | None, fault: Exception) -> None:
        if not isinstance(fault, ReviewError):
            log.error("a file could not be written or read", exc_info=fault)
        if self._workspace is asked:
            why = str(fault) if isinstance(fault, ReviewError) else self.tr("The program made a mistake.")
            self._notice.show_trouble(self.tr("That did not work. {why}").format(why=why))
