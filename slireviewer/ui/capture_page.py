"""Capture: one meeting's points typed, tagged by keys and saved as they are typed."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from slireviewer import storage
from slireviewer.errors import ReviewError
from slireviewer.model import NO_ITEM, ItemId, ItemKind, Meeting, Person, Point, PointKind, Theme
from slireviewer.ui.actions import Actions
from slireviewer.ui.attachments_strip import AttachmentsStrip
from slireviewer.ui.cards import Shortened, button, card, frame, label, line
from slireviewer.ui.editor import NoteEditor
from slireviewer.ui.find_bar import FindBar
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.meeting_chooser import MeetingChooser
from slireviewer.ui.meeting_column import MeetingColumn
from slireviewer.ui.meeting_head import MeetingHead
from slireviewer.ui.prompts import Prompts
from slireviewer.ui.safe import safe
from slireviewer.ui.saving import Saver
from slireviewer.ui.settings import Settings
from slireviewer.ui.side_panel import SidePanel
from slireviewer.ui.spelling import Spelling, SpellingMarks, SpellingMenu, words_of_challenge
from slireviewer.ui.tag_keys import KINDS, TagKeys
from slireviewer.ui.theme import Look
from slireviewer.ui.words import kind_words, theme_word

DOT = "   ·   "


class CapturePage(QWidget):
    """Where notes are typed.

    ``saved`` carries the moment of a commit; ``unsaved`` one sentence why there was none.
    ``ended`` asks for Today; ``walk_in_wanted`` for a meeting outside the timetable.
    """

    saved = Signal(object)
    unsaved = Signal(str)
    ended = Signal()
    walk_in_wanted = Signal()
    told = Signal(str)

    def __init__(
        self,
        look: Look,
        jobs: Jobs,
        actions: Actions,
        prompts: Prompts,
        settings: Settings,
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__()
        self._look, self._actions, self._prompts, self._settings, self._clock = look, actions, prompts, settings, clock
        self._workspace: storage.Workspace | None = None
        self._meeting: Meeting | None = None
        self._lines: list[storage.MeetingLine] = []
        self._themes: list[Theme] = []
        self._written: list[Point] = []
        self._typed = False
        self._panel_open = False
        self.fact = ""
        self.setObjectName("page")
        self.setAcceptDrops(True)
        self.saver = Saver(self._write, self)
        self.saver.saved.connect(self._say_saved)
        self.saver.failed.connect(self._say_unsaved)
        self._jobs = jobs
        self._build()
        self._spelling = Spelling(jobs, self)
        self._marks = SpellingMarks(self.editor, self._spelling, look)
        self._spelling_menu = SpellingMenu(self.editor, self._marks)
        self._spelling_menu.learnt.connect(self._learn)
        self._wire()
        look.changed.connect(self._restyle)

    # What the window calls.

    def open(self, workspace: storage.Workspace | None) -> None:
        """Show that challenge, or none. What was typed in the one before is saved by ``leave``."""
        self._workspace = workspace
        self._meeting, self._written, self._typed = None, [], False
        self.saver.forget()
        self._meetings.clear()
        self.editor.load(NO_ITEM, [])
        self.strip.open(workspace)
        self._actions["print"].setEnabled(workspace is not None)
        if workspace is not None:
            self._read_words()
            self._read_own_words()
        else:
            self._side.open(None, [], [])

    def enter(self) -> None:
        """The page comes to the front; with no meeting chosen yet it takes the one that is on, or next."""
        self._read_lines()
        if self._meeting is None:
            first = self._likely()
            if first is not None:
                self.show_meeting(first)
        self._fill_list()
        self._show_body()
        self._tick()
        self._minute.start()
        QTimer.singleShot(200, self._spelling.load)  # when the page has been painted

    def leave(self) -> bool:
        """The page goes to the back: everything typed is saved and the note is sealed. False when it is not saved."""
        self._minute.stop()
        return self._finish()

    def settle(self) -> bool:
        """Save and seal the typing, so that it can be undone as one step. False when it is not saved."""
        return self._finish()

    def save_now(self) -> bool:
        """Save what is unsaved; whether nothing is unsaved afterwards."""
        return self.saver.save_now()

    def take_focus(self) -> None:
        """Put the focus where work starts."""
        if self._body.currentWidget() is self._writing:
            self.editor.setFocus()
        else:
            self._walk_in.setFocus()

    def panes(self) -> list[Callable[[], object]]:
        """What F6 goes through on this page."""
        panes: list[Callable[[], object]] = []
        if self._meetings.list.isVisible() and self._meetings.list.model_rows.rowCount():
            panes.append(self._meetings.list.setFocus)
        panes.append(self.take_focus)
        if self._body.currentWidget() is self._writing:
            panes.append(self._tags.take_focus)
        return panes

    def show_meeting(self, meeting: str, point: str = "") -> bool:
        """Show the notes of that meeting, at that point. False when the present one could not be saved."""
        if self._workspace is None:
            return False
        if self._meeting is not None and self._meeting.id == meeting:
            self._go_to(point)
            return True
        if not self._finish():
            return False
        self._read_lines()
        chosen = next((line.meeting for line in self._lines if line.meeting.id == meeting), None)
        if chosen is None:
            return False
        self._meeting = chosen
        self._load()
        self._fill_list()
        self._show_head()
        self._show_body()
        self._go_to(point)
        return True

    def shown_meeting(self) -> str:
        """The meeting whose notes are shown; "" while there is none."""
        return self._meeting.id if self._meeting is not None else ""

    def shown_note(self) -> str:
        """The reviewer's own note of that meeting; "" while there is none."""
        if self._workspace is None or self._meeting is None:
            return ""
        with self._workspace.read() as r:
            note = storage.my_note(r, self._meeting.id)
        return note.id if note is not None else ""

    def toggle_panel(self) -> None:
        """Show or hide the panel on the right."""
        if self._roomy():
            self._settings.side_panel = not self._settings.side_panel
        else:
            self._panel_open = not self._panel_open
        self.arrange()

    def arrange(self) -> None:
        """Hide the right panel where there is no room for it; F4 then shows it in place of the meetings."""
        roomy = self._roomy()
        panel = self._settings.side_panel if roomy else self._panel_open
        self._side.setVisible(panel)
        self._meetings.setVisible(roomy or not panel)
        self._meetings.setFixedWidth(self._look.px(208))
        self._side.setFixedWidth(self._look.px(274))
        tight = self.height() < self._look.px(560)
        self._tags.set_tight(tight)
        self.strip.set_tight(tight, away=tight and self.find_bar.isVisibleTo(self))

    def hear(self, changes: storage.Changes) -> None:
        """Something was committed, here or elsewhere."""
        if self._workspace is None:  # told from another thread, just when it was closed
            return
        kinds = {kind for kind, _ in changes.touched}
        if kinds & {ItemKind.THEME, ItemKind.QUESTION}:
            self._read_words()
        if kinds & {ItemKind.CHALLENGE, ItemKind.PERSON, ItemKind.MEETING, ItemKind.THEME}:
            self._read_own_words()
        if self.isVisible() or ItemKind.MEETING in kinds:
            self._read_lines()
        if ItemKind.MEETING in kinds:
            self._find_meeting()
        if ItemKind.ATTACHMENT in kinds:
            self.strip.refresh()
        ours = kinds & {ItemKind.NOTE, ItemKind.POINT}
        if ours and changes.origin is not self and self._meeting is not None and not self.saver.unsaved:
            self._reload()
        if self.isVisible():
            self._fill_list()
            self._follow()

    def copy_text(self) -> bool:
        """Copy everything typed to a plain text file; whether it was done."""
        title = self._meeting.title if self._meeting is not None else self.tr("notes")
        name = "".join(sign for sign in title if sign.isalnum() or sign in " -").strip() or "notes"
        path = self._prompts.save_text(self, Path.home() / f"{name}.txt")
        if path is None:
            return False
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(self.editor.plain_text())
        except OSError as fault:
            self._alarm_text.setText(
                self.tr("The copy could not be written either: {reason}.").format(reason=fault.strerror)
            )
            return False
        self._alarm_text.setText(self.tr("Not saved yet. Your text is copied to {path}.").format(path=path.name))
        return True

    # Reading.

    def _read_words(self) -> None:
        assert self._workspace is not None
        with self._workspace.read() as r:
            self._themes = storage.theme_lines(r)
            questions = storage.question_lines(r)
        self._side.open(self._workspace, self._themes, questions)
        words = {theme.id: theme_word(theme) for theme in self._themes}
        self.editor.set_words(kind_words(), words)
        self._tags.set_themes(self._themes)
        self._show_tags()

    def _read_own_words(self) -> None:
        assert self._workspace is not None
        with self._workspace.read() as r:
            texts = words_of_challenge(r)
        self._spelling.set_own_words(texts)

    def _read_lines(self) -> None:
        if self._workspace is not None:
            with self._workspace.read() as r:
                self._lines = storage.meeting_lines(r)

    def _likely(self) -> ItemId | None:
        now = self._clock()
        mine = [line.meeting for line in self._lines if line.mine and not line.meeting.cancelled]
        ahead = [meeting for meeting in mine if meeting.ends is not None and meeting.ends > now]
        chosen = ahead or mine[::-1] or [line.meeting for line in self._lines]
        return chosen[0].id if chosen else None

    def _find_meeting(self) -> None:
        # The meeting on the screen may have another time now, or be gone when its making was undone.
        if self._meeting is None:
            return
        gone = self._meeting.id
        self._meeting = next((line.meeting for line in self._lines if line.meeting.id == gone), None)
        if self._meeting is None:
            self._written, self._typed = [], False
            self.saver.forget()
            self.editor.load(NO_ITEM, [])
        self._show_head()
        self._show_body()

    def _go_to(self, point: str) -> None:
        if point and not self.editor.go_to(ItemId(point)):
            # It stands in a colleague's note of this meeting, and that is in the panel.
            self._panel_open = self._settings.side_panel = True
            self.arrange()
            self._side.point_out_colleagues(ItemId(point))

    def _load(self) -> None:
        assert self._workspace is not None and self._meeting is not None
        with self._workspace.read() as r:
            note = storage.my_note(r, self._meeting.id)
            points = storage.note_points(r, note.id) if note is not None else []
        self._written, self._typed = points, False
        self.saver.forget()
        self._alarm.hide()
        self.find_bar.hide()
        self.editor.show_found([], -1)
        self.editor.load(note.id if note is not None else NO_ITEM, points)
        self.strip.follow(self._meeting.id)
        self._show_tags()
        self._tell()

    def _reload(self) -> None:
        assert self._workspace is not None and self._meeting is not None
        with self._workspace.read() as r:
            note = storage.my_note(r, self._meeting.id)
            points = storage.note_points(r, note.id) if note is not None else []
        if points != self._written:
            at = self.editor.current_point()
            self._load()
            self.editor.go_to(at)

    # Writing.

    def _write(self) -> None:
        assert self._workspace is not None
        if self._meeting is None or not self._workspace.me:
            raise ReviewError(self.tr("Choose a meeting and say who you are first."))
        points = self.editor.points()
        if points != self._written:
            with self._workspace.edit(self.tr("Type notes"), origin=self) as e:
                note = storage.write_points(e, self._meeting.id, points)
            self._written, self._typed = [replace(point, note=note) for point in points], True
            self.editor.written(note, self._written)

    def _finish(self) -> bool:
        if not self.saver.save_now():
            return False
        if self._typed and self._meeting is not None and self._workspace is not None:
            with self._workspace.edit(self.tr("Type notes"), origin=self) as e:
                storage.seal_note(e, self._meeting.id)
            self._typed = False
        return True

    def _say_saved(self) -> None:
        self._alarm.hide()
        self._saved_note.setVisible(True)
        self._tick_sign.setVisible(True)
        self.saved.emit(self._clock())
        self._tell()

    def _say_unsaved(self, reason: str) -> None:
        self._alarm_text.setText(
            self.tr("Not saved: {reason} Your text stays here, and saving is tried again every two seconds.").format(
                reason=reason
            )
        )
        self._alarm.show()
        self._saved_note.setVisible(False)
        self._tick_sign.setVisible(False)
        self.unsaved.emit(reason)

    def _end(self) -> None:
        if self._finish():
            self.ended.emit()

    # Tags.

    def _set_kind(self, kind: PointKind) -> None:
        if self._ready():
            self.editor.set_kind(kind)

    def _file_under(self, theme: str) -> None:
        self.editor.set_theme(ItemId(theme))
        self.editor.setFocus()

    def _set_theme(self, number: int, *, also: bool) -> None:
        if self._ready() and number < len(self._themes):
            self.editor.set_theme(self._themes[number].id, also=also)

    # Finding, files, paper.

    def _find(self) -> None:
        if self._ready():
            self.find_bar.begin()
            self.arrange()

    def _choose_files(self) -> None:
        if self._ready():
            self.strip.choose()

    def _take_offer(self, data: QMimeData) -> None:
        if self._ready():
            self.strip.offer(data, self.tr("Picture {hour}").format(hour=f"{self._clock():%H.%M}") + ".png")

    def print_notes(self) -> None:
        """Ask what to print."""
        from slireviewer.ui.printing import PrintDialog  # printing is not needed to show the page

        if self._workspace is not None and self.saver.save_now():
            meeting = self._meeting if self.isVisible() else None
            box = PrintDialog(self._look, self._workspace, self._prompts, self._clock, meeting, self.window())
            box.told.connect(self.told)
            box.open()

    # Spelling, and the menu of the text.

    def _fill_menu(self, menu: QMenu, place: int) -> None:
        menu.addSeparator()
        for name in ("off_record", "join_points", "move_point"):
            menu.addAction(self._actions[name])
        self._spelling_menu.fill(menu, place)

    def _next_mistake(self) -> None:
        """Go to the next unknown word, and offer what it may mean."""
        if self._ready() and not self._spelling_menu.show_next():
            words = self.tr("No unknown words in these notes.") if self._spelling.loaded else self.tr("One moment …")
            self.told.emit(words)

    def _learn(self, word: str) -> None:
        assert self._workspace is not None
        try:
            with self._workspace.edit(self.tr("Add a word"), origin=self) as e:
                storage.learn_word(e, word)
        except ReviewError as refused:
            self.told.emit(str(refused))

    # Points as wholes.

    def _point_order(self, order: Callable[[], None]) -> None:
        if self._ready():
            order()
            self.editor.setFocus()

    def _choose_target(self) -> None:
        """Ask to which meeting the points of the selection shall go."""
        if not self._ready() or not self.editor.chosen_points() or not self.saver.save_now():
            return
        assert self._meeting is not None
        others = [line for line in self._lines if line.meeting.id != self._meeting.id and not line.meeting.cancelled]
        others.sort(key=lambda line: not line.mine)
        title = self.tr("Move %n point(s) to another meeting", "", len(self.editor.chosen_points()))
        chooser = MeetingChooser(self._look, title, [line.meeting for line in others], self.window())
        chooser.chosen.connect(self._move_to)
        chooser.open()

    def _move_to(self, meeting: str) -> None:
        assert self._workspace is not None
        points = self.editor.chosen_points()
        if not self._finish():
            return
        title = next((line.meeting.title for line in self._lines if line.meeting.id == meeting), "")
        try:
            with self._workspace.edit(self.tr("Move to another meeting"), origin=self) as e:
                for point in points:
                    storage.move_point(e, point, ItemId(meeting))
        except ReviewError as refused:
            self.told.emit(str(refused))
            return
        self._reload()
        self._fill_list()
        self.editor.setFocus()
        words = self.tr("%n point(s) moved to {title}. Ctrl+Z undoes it.", "", len(points))
        self.told.emit(words.format(title=title))

    def _ask(self) -> None:
        if self._ready():
            if not self._side.isVisible():
                self.toggle_panel()
            self._side.asking.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _ready(self) -> bool:
        return self._meeting is not None and self._body.currentWidget() is self._writing

    def _show_tags(self) -> None:
        self._tags.mark(self.editor.kind(), self.editor.themes())
        self._follow()

    def _follow(self) -> None:
        themes = self.editor.themes()
        self._side.follow(self._meeting, next((theme for theme in self._themes if theme.id in themes), None))

    # Showing.

    def _fill_list(self) -> None:
        self._meetings.fill(self._lines, self._meeting, self.editor.count(), self._clock())

    def _pick(self, meeting: str) -> None:
        if (self._meeting is None or meeting != self._meeting.id) and not self.show_meeting(meeting):
            self._fill_list()

    def _step_meeting(self, by: int) -> None:
        beside = self._meetings.beside(self.shown_meeting(), by)
        if beside:
            self.show_meeting(beside)

    def _show_head(self) -> None:
        if self._meeting is not None:
            self._head.show_meeting(self._meeting, self._clock())

    def _tick(self) -> None:
        self._head.tick(self._meeting, self._clock())

    def _show_body(self) -> None:
        assert self._workspace is not None
        if not self._workspace.me:
            self._why.setText(self.tr("Say who you are, and your notes are kept under your name."))
            self._who.setVisible(True)
            self._walk_in.setVisible(False)
            self._body.setCurrentWidget(self._blank)
        elif self._meeting is None:
            self._why.setText(self.tr("No meeting is chosen. Choose one on the left, or start notes in a new one."))
            self._who.setVisible(False)
            self._walk_in.setVisible(True)
            self._body.setCurrentWidget(self._blank)
        else:
            self._body.setCurrentWidget(self._writing)
        self._actions["end_meeting"].setEnabled(self._meeting is not None)
        self._tell()

    def _choose_me(self) -> None:
        assert self._workspace is not None
        with self._workspace.read() as r:
            people = storage.person_lines(r)
        person = self._prompts.choose_person(self, people) if people else self._new_person()
        if person is not None:
            self._workspace.set_me(person.id)
            self._meeting = None
            self.enter()
            self.take_focus()

    def _new_person(self) -> Person | None:
        assert self._workspace is not None
        name = self._prompts.person_name(self)
        if not name:
            return None
        person = Person(id=storage.new_id(), name=name)
        with self._workspace.edit(self.tr("Add to the team")) as e:
            storage.write_person(e, person)
        return person

    def _tell(self) -> None:
        if self._meeting is None:
            self.fact = self.tr("No meeting chosen")
        else:
            count = self.tr("%n point(s)", "", self.editor.count())
            self.fact = DOT.join((self._meeting.title, count, self.tr("Enter starts a new point")))
        self.told.emit(self.fact)

    # Building.

    def _build(self) -> None:
        whole = QHBoxLayout(self)
        whole.setContentsMargins(14, 14, 14, 14)
        whole.setSpacing(14)
        self._meetings = MeetingColumn(self._look)
        self._meetings.picked.connect(self._pick)
        whole.addWidget(self._meetings)
        self._body = QStackedWidget()
        self._writing = self._build_writing()
        self._blank = self._build_blank()
        self._body.addWidget(self._blank)
        self._body.addWidget(self._writing)
        whole.addWidget(self._body, 1)
        self._side = SidePanel(self._look)
        self._side.told.connect(self.told)
        whole.addWidget(self._side)
        self._restyle()

    def _build_writing(self) -> QFrame:
        made, column = card(spacing=0, margins=(1, 1, 1, 1))
        self._head = MeetingHead(self._look)
        column.addWidget(self._head)
        column.addWidget(line())
        self._tags = TagKeys(self._look, self._actions)
        column.addWidget(self._tags)
        column.addWidget(line())
        column.addWidget(self._build_alarm())
        self.editor = NoteEditor(self._look, self._clock)
        self.editor.setMinimumHeight(24)  # in a low window the keys keep their room while a file is offered
        self.find_bar = FindBar(self._look, self.editor, self.editor.show_found)
        column.addWidget(self.find_bar)
        column.addWidget(self.editor, 1)
        self.strip = AttachmentsStrip(self._look, self._jobs, self._prompts)
        column.addWidget(self.strip)
        column.addWidget(line())
        column.addLayout(self._build_footer())
        return made

    def _build_alarm(self) -> QFrame:
        self._alarm = frame("alarm")
        row = QHBoxLayout(self._alarm)
        row.setContentsMargins(12, 8, 12, 8)
        self._alarm_text = label(role="alarm", wrap=True)
        self._alarm_copy = button(self.tr("Copy my text to a file…"))
        row.addWidget(self._alarm_text, 1)
        row.addWidget(self._alarm_copy)
        self._alarm.hide()
        return self._alarm

    def _build_footer(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(18, 7, 16, 7)
        row.setSpacing(6)
        hints = self.tr('Start a line with   +  strength     -  consideration     "  quote     ?  follow-up')
        row.addWidget(Shortened(hints, "small"), 1)
        self._add_file = button(self.tr("Add a file"), "link")
        self._add_file.setToolTip(self.tr("Ctrl+Shift+A. Or drop it here, or paste a picture: up to 25 MB."))
        row.addWidget(self._add_file)
        self._tick_sign = QLabel()
        self._saved_note = label(self.tr("Saved as you type"), "small")
        row.addWidget(self._tick_sign)
        row.addWidget(self._saved_note)
        return row

    def _build_blank(self) -> QFrame:
        made, column = card(spacing=12, margins=(32, 32, 32, 32))
        column.addStretch(1)
        self._why = label(role="heading", wrap=True)
        self._why.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._why)
        self._walk_in = button(self.tr("Start notes now"), "primary")
        self._who = button(self.tr("Say who you are"), "primary")
        for each in (self._walk_in, self._who):
            each.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            column.addWidget(each, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        return made

    def _wire(self) -> None:
        actions = self._actions
        self._minute = QTimer(self)
        self._minute.setInterval(15_000)
        self._minute.timeout.connect(self._tick)
        self.editor.leave_keys([key for _, action in actions for key in action.shortcuts()])
        self.editor.edited.connect(self.saver.touch)
        self.editor.moved.connect(self._show_tags)
        self.editor.pressed.connect(self.saver.save_now)
        self.editor.left.connect(self.saver.save_now)
        self._tags.kind_chosen.connect(self._set_kind)
        self._tags.kind_chosen.connect(lambda _: self.editor.setFocus())
        self._tags.theme_chosen.connect(self._file_under)
        for kind, name in KINDS:
            actions[name].triggered.connect(lambda _=False, kind=kind: self._set_kind(kind))
        for number in range(1, 10):
            actions[f"theme_{number}"].triggered.connect(lambda _=False, at=number - 1: self._set_theme(at, also=False))
            actions[f"also_{number}"].triggered.connect(lambda _=False, at=number - 1: self._set_theme(at, also=True))
        actions["next_meeting"].triggered.connect(lambda: self._step_meeting(1))
        actions["previous_meeting"].triggered.connect(lambda: self._step_meeting(-1))
        actions["end_meeting"].triggered.connect(self._end)
        actions["off_record"].triggered.connect(lambda: self._point_order(self.editor.toggle_off_record))
        actions["join_points"].triggered.connect(lambda: self._point_order(self.editor.join_points))
        actions["stamp_time"].triggered.connect(lambda: self._point_order(self.editor.stamp_time))
        actions["move_point"].triggered.connect(self._choose_target)
        actions["spelling"].triggered.connect(self._next_mistake)
        self.editor.menu_opening.connect(self._fill_menu)
        actions["find_in_note"].triggered.connect(self._find)
        actions["add_file"].triggered.connect(self._choose_files)
        actions["print"].triggered.connect(self.print_notes)
        self._add_file.clicked.connect(self._choose_files)
        self.editor.offered.connect(self._take_offer)
        self.find_bar.closed.connect(self.arrange)
        self.strip.told.connect(self.told)
        self.strip.left.connect(self.editor.setFocus)
        actions["ask"].triggered.connect(self._ask)
        self._head.ended.connect(self._end)
        self._alarm_copy.clicked.connect(self.copy_text)
        self._walk_in.clicked.connect(self.walk_in_wanted)
        self._who.clicked.connect(self._choose_me)

    def _roomy(self) -> bool:
        return self.width() >= self._look.px(1130 - 78)

    def _restyle(self) -> None:
        self._tick_sign.setPixmap(self._look.picture("check", "strength", 14))
        self.arrange()

    @safe(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    @safe(None)
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._ready() and (event.mimeData().hasUrls() or event.mimeData().hasImage()):
            event.acceptProposedAction()

    @safe(None)
    def dropEvent(self, event: QDropEvent) -> None:
        self._take_offer(event.mimeData())
        event.acceptProposedAction()
