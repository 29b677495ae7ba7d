"""The frame: rail, top bar, pages, status bar, and the actions that work everywhere. Pages do the work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from slireviewer.ui.actions import Actions, Where
from slireviewer.ui.cards import enter_presses
from slireviewer.ui.dropping import Dropping
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.prompts import Prompts
from slireviewer.ui.safe import safe
from slireviewer.ui.settings import Recent, Settings
from slireviewer.ui.start_page import StartPage
from slireviewer.ui.theme import Look, theme_for
from slireviewer.ui.watch import Watch

if TYPE_CHECKING:
    from slireviewer.storage import Changes, Workspace
    from slireviewer.ui.aside import Aside
    from slireviewer.ui.capture_page import CapturePage
    from slireviewer.ui.page import Page
    from slireviewer.ui.today_page import TodayPage


# What works only while a challenge is open.
INSIDE = (
    *("page_today", "page_capture", "walk_in", "find", "undo", "redo", "save"),
    *("bin", "backups", "back_up", "history", "recovered", "lock", "give_notes"),
    *("edit_meeting", "people", "import_timetable", "export_calendar", "export_sheet"),
)

# The pages on the rail after Today and Capture, in their order: name, action that shows the page, icon, where its
# keys work. Each is built when it is first shown.
FURTHER: tuple[tuple[str, str, str, Where], ...] = (
    ("evidence", "page_evidence", "layout-grid", Where.EVIDENCE),
    ("merge", "page_merge", "git-merge", Where.MERGE),
    ("letter", "page_letter", "file-text", Where.LETTER),
)

# The pages beside the work.
ASIDES = ("help", "settings", "people", "backups", "recovered", "bin")


class Window(QMainWindow):
    """The one window. ``opened`` and ``closed`` tell of the challenge in it."""

    opened = Signal(object)
    closed = Signal()

    def __init__(
        self,
        look: Look,
        jobs: Jobs,
        prompts: Prompts,
        settings: Settings,
        recent: Recent,
        folder: Path,
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__()
        self._look, self._prompts, self._settings, self._recent, self._clock = look, prompts, settings, recent, clock
        self._jobs = jobs
        self.workspace: Workspace | None = None
        self.today: TodayPage | None = None
        self.capture: CapturePage | None = None
        self._page: TodayPage | CapturePage | Page | None = None
        self._before: TodayPage | CapturePage | Page | None = None
        self._asides: dict[str, Aside] = {}
        self._further: dict[str, Page] = {}
        self._focus_before: QWidget | None = None
        self._pane = 0
        self.watch = Watch()
        self.watch.changed.connect(self._hear)
        self.actions_table = Actions(look, self)
        for _, action in self.actions_table:
            self.addAction(action)
        self.start = StartPage(look, jobs, prompts, recent, folder, clock)
        self.start.opened.connect(self.open_workspace)
        self._build()
        self._wire()
        self.setAcceptDrops(True)
        self._dropping = Dropping(self)
        self._dropping.dropped.connect(self.take_in)
        self.setMinimumSize(760, 480)
        self.resize(1366, 740)
        if not settings.geometry.isEmpty():
            self.restoreGeometry(settings.geometry)
        self.show_start()

    # The challenge.

    def show_start(self) -> None:
        """Show the page before a challenge is open."""
        if self.today is not None:
            for each in (self._rail, self._bar, self._status):
                each.hide()
        self._stack.setCurrentWidget(self.start)
        for where in Where:
            if where is not Where.ANYWHERE:
                self.actions_table.enable(where, False)
        for name in self._inside():
            self.actions_table[name].setEnabled(False)
        self._page = None
        self.setWindowTitle(self.tr("slireviewer"))
        self.start.show_home()

    def open_workspace(self, workspace: Workspace) -> None:
        """Show that challenge in the window."""
        from slireviewer import storage

        if not self.close_workspace():
            workspace.close()
            return
        self.workspace = workspace
        with workspace.read() as r:
            challenge = storage.get_challenge(r)
            found = [line for line in storage.recovered(r) if line.text.strip()]
        title = " · ".join(part for part in (challenge.council, challenge.title) if part)
        self._recent.add(workspace.path, title, self._clock())
        self._make_pages()
        self._bar.set_title(title)
        self.setWindowTitle(self.tr("{title} – slireviewer").format(title=title))
        assert self.today is not None and self.capture is not None
        self.watch.follow(workspace)
        self._finder.open(workspace)
        self.today.open(workspace)
        self.capture.open(workspace)
        for page in self._others():
            page.open(workspace)
        for name in self._inside():
            self.actions_table[name].setEnabled(True)
        self._rail.show()
        self._bar.show()
        self._status.show()
        self._say_saved(None)
        self.backing_up.open(workspace)
        self.watched.open(workspace)
        self.idle.start(self._settings.lock_after)
        self._show_page(self.today)
        self.actions_table["recovered"].setEnabled(bool(found))
        if found:
            self.show_aside("recovered")
        self.opened.emit(workspace)

    def close_workspace(self) -> bool:
        """Save, seal and let go of the challenge; False when the reviewer would rather stay."""
        if self.workspace is None:
            return True
        assert self.capture is not None
        if self._page is not None and self._page is not self.capture and not self._page.leave():
            return False
        if not self.capture.leave() and not self._prompts.leave_unsaved(self, self.capture.saver.reason):
            return False
        self.capture.saver.forget()
        self.idle.stop()
        self.watched.open(None)
        self.backing_up.back_up_at_end()
        self.backing_up.open(None)
        self.watch.follow(None)
        self._finder.open(None)
        if self.today is not None:
            self.today.leave()
            self.today.open(None)
        self.capture.open(None)
        for dialog in self.findChildren(QDialog):
            dialog.close()
        for page in self._others():
            page.open(None)
        workspace, self.workspace, self._page, self._before = self.workspace, None, None, None
        workspace.close()
        self.closed.emit()
        return True

    def open_path(self, path: Path) -> None:
        """A file was handed in: a challenge, or a package to join from."""
        package = path.suffix.lower() == ".slirnotes"
        if package and self.workspace is not None:
            self.merge([path])
        elif package:
            self.start.start_join(path)
        else:
            self.start.ask_passphrase(path)

    def take_in(self, paths: list[Path]) -> None:
        """Files were let go here, or came from another start or from the system: come to the front and open them."""
        if self.isMinimized():
            self.showNormal()
        self.raise_()
        self.activateWindow()
        packages = [path for path in paths if path.suffix.lower() == ".slirnotes"]
        if packages and self.workspace is not None:
            self.merge(packages)
        elif packages:
            self.open_path(packages[0])
        elif paths and self.workspace is not None and _same_file(paths[0], self.workspace.path):
            self._fact.set_whole(self.tr("This challenge is open already."))
        elif paths:
            self._leave_for(lambda: self.start.ask_passphrase(paths[0]))

    def merge(self, packages: list[Path]) -> None:
        """Show what these packages would bring, on the page for it; nothing changes before that is said."""
        from slireviewer.ui.merge_page import MergePage

        self.show_page("merge")
        page = self._further.get("merge")
        if isinstance(page, MergePage) and self._page is page:
            page.add_paths(packages)

    def _give_notes(self) -> None:
        from slireviewer.ui.merge_page import MergePage

        page = self.further("merge")
        if isinstance(page, MergePage) and self._settle():
            page.give_notes()

    # Pages.

    def _make_pages(self) -> None:
        if self.today is not None:
            return
        # Only now: what the start page does not need would slow the first paint.
        from slireviewer.ui.capture_page import CapturePage
        from slireviewer.ui.today_page import TodayPage

        self._furnish()
        self.today = TodayPage(self._look, self._jobs, self.actions_table, self._prompts, self._clock)
        self.capture = CapturePage(
            self._look, self._jobs, self.actions_table, self._prompts, self._settings, self._clock
        )
        for page in (self.today, self.capture):
            self._stack.addWidget(page)
            page.told.connect(self._tell)
        self.today.opened.connect(self.open_meeting)
        self.today.page_wanted.connect(self.show_page)
        self.today.sought.connect(self.open_meeting)
        self.today.prepare_wanted.connect(self._prepare)
        self.capture.saved.connect(self._say_saved)
        self.capture.unsaved.connect(self._say_unsaved)
        self.capture.ended.connect(self._go_today)
        self.capture.walk_in_wanted.connect(self.today.start_walk_in)

    def _inside(self) -> tuple[str, ...]:
        return (*INSIDE, *(action for _, action, _, _ in FURTHER))

    def _others(self) -> list[Page]:
        """The pages made so far, but for Today and Capture."""
        return [*self._further.values(), *self._asides.values()]

    def _settle(self) -> bool:
        """Save what is being typed anywhere; False when it cannot be saved."""
        if self.capture is None or not self.capture.settle():
            return False
        return all(page.settle() for page in self._others())

    # The further pages.

    def show_page(self, name: str, kind: str = "", item: str = "") -> None:
        """Show "today", "capture" or one of the further pages, with an item brought to sight on it."""
        if self.workspace is None or self.today is None or self.capture is None:
            return
        if name in ("today", "capture"):
            self._show_page(self.today if name == "today" else self.capture)
            return
        page = self.further(name)
        self._show_page(page)
        if item and self._page is page:
            page.show_item(kind, item)

    def further(self, name: str) -> Page:
        """One of the further pages, made now if it has not been yet."""
        if name not in self._further:
            page = self._further[name] = self._make_further(name)
            self._stack.addWidget(page)
            self._listen(page)
            page.sought.connect(self.open_meeting)
            page.history_wanted.connect(self.show_history)
            page.page_wanted.connect(self.show_page)
            page.saved.connect(self._say_saved)
            page.unsaved.connect(self._say_unsaved)
            page.open(self.workspace)
        return self._further[name]

    def _make_further(self, name: str) -> Page:
        if name == "evidence":
            from slireviewer.ui.evidence_page import EvidencePage

            return EvidencePage(self._look, self._jobs, self.actions_table, self._prompts, self._clock)
        if name == "merge":
            from slireviewer.ui.merge_page import MergePage

            return MergePage(self._look, self._jobs, self.actions_table, self._prompts, self.watched, self._clock)
        if name == "letter":
            from slireviewer.ui.letter_page import LetterPage

            return LetterPage(self._look, self._jobs, self.actions_table, self._prompts, self._settings, self._clock)
        raise ValueError(f"there is no page called {name}")

    def _listen(self, page: Page) -> None:
        page.told.connect(self._tell)

    def lock(self) -> None:
        """Save and close the challenge, and ask for its passphrase; what cannot be saved keeps it open."""
        if self.workspace is None or not self._settle():
            return
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        path = self.workspace.path
        if self.close_workspace():
            self.show_start()
            self.start.ask_passphrase(path, locked=True)

    # Pages beside the work.

    def show_aside(self, name: str) -> None:
        """Show one of the pages beside the work."""
        page = self._aside(name)
        if page is self._page:
            return
        if self.workspace is not None:
            self._show_page(page)
            return
        if self._page is None:
            self._focus_before = QApplication.focusWidget()
        self._page = page
        self._stack.setCurrentWidget(page)
        page.enter()
        page.take_focus()

    def _aside(self, name: str) -> Aside:
        if name not in self._asides:
            page = self._asides[name] = self._make_aside(name)
            self._stack.addWidget(page)
            self._listen(page)
            page.left.connect(self._go_before)
            page.open(self.workspace)
        return self._asides[name]

    def _show_person(self, person: str) -> None:
        from slireviewer.ui.people_page import PeoplePage

        self.show_aside("people")
        page = self._aside("people")
        if isinstance(page, PeoplePage):
            page.choose(person)

    def _make_aside(self, name: str) -> Aside:
        if name == "help":
            from slireviewer.ui.help_page import HelpPage

            return HelpPage(self._look)
        if name == "settings":
            return self._make_settings()
        if name == "people":
            from slireviewer.ui.people_page import PeoplePage

            people = PeoplePage(self._look)
            people.meeting_wanted.connect(self.open_meeting)
            return people
        if name == "backups":
            from slireviewer.ui.restore_page import RestorePage

            return RestorePage(self._look, self.backing_up, self._prompts, self._clock)
        if name == "recovered":
            from slireviewer.ui.recovered_page import RecoveredPage

            recovered = RecoveredPage(self._look, self._clock)
            recovered.sought.connect(self.open_meeting)
            return recovered
        if name != "bin":
            raise ValueError(f"there is no page called {name}")
        from slireviewer.ui.bin_page import BinPage

        bin_page = BinPage(self._look, self._clock)
        bin_page.history_wanted.connect(self.show_history)
        return bin_page

    def _make_settings(self) -> Aside:
        from slireviewer.ui.settings_page import SettingsPage

        page = SettingsPage(self._look, self._settings, self._jobs, self._prompts, self._clock)
        page.theme_chosen.connect(self._choose_theme)
        page.zoom_chosen.connect(self._choose_zoom)
        page.lock_chosen.connect(self._choose_lock)
        page.me_changed.connect(self._follow_me)
        page.backups_wanted.connect(self.actions_table["backups"].trigger)
        return page

    def _go_before(self) -> None:
        if self.workspace is not None:
            before = self._before or self.today
            if before is not None:
                self._show_page(before)
            return
        if self._page is not None:
            self._page.leave()
        self._page = None
        self._stack.setCurrentWidget(self.start)
        if self._focus_before is not None:
            self._focus_before.setFocus()

    def _choose_theme(self, choice: str) -> None:
        self._settings.theme = choice
        self._follow_system()

    def _follow_system(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            self._look.set_theme(theme_for(self._settings.theme, app))

    def _choose_zoom(self, per_cent: int) -> None:
        self._look.set_zoom(per_cent)
        self._settings.zoom = self._look.zoom

    def _choose_lock(self, minutes: int) -> None:
        self._settings.lock_after = minutes
        if self.workspace is not None:
            self.idle.start(minutes)

    def _follow_me(self) -> None:
        if self.today is not None and self.capture is not None:
            self.today.open(self.workspace)
            self.capture.open(self.workspace)

    def _back_up(self) -> None:
        if self.capture is None or self._settle():
            self.backing_up.back_up()

    def _say_backed_up(self) -> None:
        if self.workspace is not None:
            self._fact.set_whole(self.tr("A backup was made."))

    def _say_not_backed_up(self, sentence: str) -> None:
        if self.workspace is not None:
            self._fact.set_whole(sentence)

    def show_help(self, topic: str = "") -> None:
        """Show help: that page of it, or the one that fits what is on the screen."""
        from slireviewer.ui.help_page import HelpPage

        topic = topic or self._topic()
        page = self._aside("help")
        assert isinstance(page, HelpPage)
        if topic != "help":
            page.show_topic(topic)
        self.show_aside("help")

    def _press_rail(self, name: str) -> None:
        if name == "help":
            self.show_help()
        elif name == "settings":
            self.show_aside(name)
        else:
            self.show_page(name)
        self._mark_rail()

    def _topic(self) -> str:
        if self._page is None:
            return self.start.topic()
        if self._finder.hasFocus():
            return "search"
        if self._page is self.capture:
            return "capture"
        named = [*self._further.items(), *self._asides.items()]
        return next((name for name, page in named if page is self._page), "today")

    def show_history(self, kind: str, item: str) -> None:
        """Show who changed an item, when and how."""
        from slireviewer.model import ItemId, ItemKind
        from slireviewer.ui.history_dialog import HistoryDialog

        if self.workspace is not None and self._settle():
            HistoryDialog(self._look, self.workspace, ItemKind(kind), ItemId(item), self._clock, self).open()

    def _show_history(self) -> None:
        from slireviewer.ui.page import Page

        found = self._finder.current_item() if self.workspace is not None else None
        if found is None and isinstance(self._page, Page):
            found = self._page.chosen()
        if found is None and self._page is self.capture and self.capture is not None and self.capture.settle():
            point = self.capture.editor.current_point()
            found = ("point", point) if point else None
        if found is not None:
            self.show_history(*found)
        else:
            self._fact.set_whole(self.tr("Put the cursor into a point, or choose something found, to see its history."))

    def _show_note_history(self) -> None:
        if self.capture is not None and self.capture.settle():
            note = self.capture.shown_note()
            if note:
                self.show_history("note", note)
            else:
                self._fact.set_whole(self.tr("There are no notes of yours here yet."))

    def _show_page(self, page: TodayPage | CapturePage | Page) -> None:
        if self._page is not None and self._page is not page and not self._page.leave():
            self._mark_rail()
            return
        if not any(page is aside for aside in self._asides.values()):
            self._before = page
        self._page = page
        self._stack.setCurrentWidget(page)
        for name, where in self._places():
            self.actions_table.enable(where, page is self._made(name))
        self._mark_rail()
        page.enter()
        self._fact.set_whole(page.fact)
        page.take_focus()

    def _places(self) -> list[tuple[str, Where]]:
        """The pages of the rail and where their keys work."""
        further = [(name, where) for name, _, _, where in FURTHER]
        return [("today", Where.TODAY), ("capture", Where.CAPTURE), *further]

    def _made(self, name: str) -> TodayPage | CapturePage | Page | None:
        """A page of the rail, if it has been made."""
        return {"today": self.today, "capture": self.capture, **self._further}.get(name)

    def stack_page(self) -> TodayPage | CapturePage | Page | None:
        """The page in front; none while no challenge is open."""
        return self._page

    def _mark_rail(self) -> None:
        named = {"today": self.today, "capture": self.capture, **self._further, **self._asides}
        self._rail.mark(next((name for name, page in named.items() if page is self._page and page is not None), ""))

    def _go_today(self) -> None:
        self.show_page("today")

    def open_meeting(self, meeting: str, point: str = "") -> None:
        """Show the notes of a meeting."""
        if self.capture is not None and self.capture.show_meeting(meeting, point):
            self._show_page(self.capture)

    def _prepare(self, meeting: str) -> None:
        self.open_meeting(meeting)
        self.actions_table["ask"].trigger()

    def _hear(self, changes: Changes) -> None:
        if self.capture is not None:
            self.capture.hear(changes)
        if self.today is not None:
            self.watched.hear(changes)
        if self._page is self.today and self.today is not None:
            self.today.refresh()
        for page in self._others():
            page.hear(changes)

    def _hear_watched(self) -> None:
        if self.today is not None:
            self.today.show_to_merge(len(self.watched.found))

    # What the bars say.

    def _tell(self, fact: str) -> None:
        if self.sender() is self._page and self.workspace is not None:
            self._fact.set_whole(fact)

    def _say_saved(self, when: datetime | None) -> None:
        read_only = self.workspace is not None and self.workspace.made_read_only()
        self._bar.say_saved(when, read_only=read_only)

    def _say_unsaved(self, reason: str) -> None:
        self._bar.say_unsaved(reason)

    # Actions.

    def _save(self) -> None:
        if self.capture is not None and self.capture.save_now():
            self._fact.set_whole(self.tr("Already saved: everything is saved as you type."))

    def _undo(self, *, again: bool = False) -> None:
        self._undoing.step(self.workspace, self._settle, again=again)

    def _change_theme(self) -> None:
        self._settings.theme = "dark" if self._look.key == "light" else "light"
        self._look.set_theme(self._settings.theme)

    def _zoom(self, direction: int) -> None:
        self._look.step_zoom(direction)
        self._settings.zoom = self._look.zoom

    def _toggle_panel(self) -> None:
        if self._page is not None:
            self._page.toggle_panel()

    def _show_keys(self) -> None:
        from slireviewer.ui.key_sheet import KeySheet

        KeySheet(self._look, self.actions_table, self).open()

    def _find(self) -> None:
        back = QApplication.focusWidget() or self
        self._finder.begin(lambda: back.setFocus() if back.isVisible() else self.setFocus())

    def _leave_for(self, then: Callable[[], None]) -> None:
        if self.close_workspace():
            self.show_start()
            then()

    def _step_pane(self, by: int) -> None:
        if self._page is None:
            return
        panes = [self._rail.take_focus, *self._page.panes(), self._finder.setFocus]
        self._pane = (self._pane + by) % len(panes)
        panes[self._pane]()

    def _suspend(self, state: Qt.ApplicationState) -> None:
        if state != Qt.ApplicationState.ApplicationActive and self.capture is not None and self.workspace is not None:
            self.capture.save_now()
            for page in self._others():
                page.settle()

    # Building.

    def _build(self) -> None:
        self._shell = shell = QWidget()
        shell.setObjectName("shell")
        self.setCentralWidget(shell)
        self._rows = QVBoxLayout(shell)
        self._middle = QHBoxLayout()
        self._column = QVBoxLayout()
        for each in (self._rows, self._middle, self._column):
            each.setContentsMargins(0, 0, 0, 0)
            each.setSpacing(0)
        self._rows.addLayout(self._middle, 1)
        self._middle.addLayout(self._column, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.start)
        self._column.addWidget(self._stack, 1)

    def _furnish(self) -> None:
        from slireviewer.ui.backing_up import BackingUp
        from slireviewer.ui.idle import Idle
        from slireviewer.ui.rail import Rail
        from slireviewer.ui.status_bar import StatusBar
        from slireviewer.ui.top_bar import TopBar
        from slireviewer.ui.undoing import Undoing
        from slireviewer.ui.watched_folder import WatchedFolder

        self.backing_up = BackingUp(self._jobs, self)
        self.backing_up.made.connect(self._say_backed_up)
        self.backing_up.failed.connect(self._say_not_backed_up)
        self.idle = Idle(self._clock, self)
        self.idle.expired.connect(self.lock)
        self.watched = WatchedFolder(self._jobs, self)
        self.watched.changed.connect(self._hear_watched)
        self._rail = Rail(self._look, self.actions_table, [each[:3] for each in FURTHER])
        self._rail.pressed.connect(self._press_rail)
        self._bar = TopBar(self._look, self.actions_table, self._shell, self._clock)
        self._bar.theme_wanted.connect(self._change_theme)
        self._status = StatusBar(self._look)
        self._fact, self._finder = self._status.fact, self._bar.finder
        self._undoing = Undoing(self._jobs, self)
        self._undoing.told.connect(self._fact.set_whole)
        self._middle.insertWidget(0, self._rail)
        self._column.insertWidget(0, self._bar)
        self._rows.addWidget(self._status)
        self._finder.chosen.connect(self.open_meeting)
        self._finder.person_chosen.connect(self._show_person)
        self._finder.page_wanted.connect(self.show_page)

    def _wire(self) -> None:
        actions = self.actions_table
        for name, order in (
            ("page_today", self._go_today),
            ("page_capture", lambda: self.show_page("capture")),
            ("find", self._find),
            ("bin", lambda: self.show_aside("bin")),
            ("people", lambda: self.show_aside("people")),
            ("backups", lambda: self.show_aside("backups")),
            ("settings", lambda: self.show_aside("settings")),
            ("recovered", lambda: self.show_aside("recovered")),
            ("help", lambda: self.show_help()),
            ("back_up", self._back_up),
            ("lock", self.lock),
            ("give_notes", self._give_notes),
            ("history", self._show_history),
            ("note_history", self._show_note_history),
            ("keys", self._show_keys),
            ("save", self._save),
            ("theme", self._change_theme),
            ("side_panel", self._toggle_panel),
        ):
            actions[name].triggered.connect(order)
        for name, action, _, _ in FURTHER:
            actions[action].triggered.connect(lambda _=False, name=name: self.show_page(name))
        actions["undo"].triggered.connect(lambda: self._undo())
        actions["redo"].triggered.connect(lambda: self._undo(again=True))
        actions["larger"].triggered.connect(lambda: self._zoom(1))
        actions["smaller"].triggered.connect(lambda: self._zoom(-1))
        actions["next_pane"].triggered.connect(lambda: self._step_pane(1))
        actions["previous_pane"].triggered.connect(lambda: self._step_pane(-1))
        actions["walk_in"].triggered.connect(self._walk_in)
        actions["edit_meeting"].triggered.connect(self._edit_meeting)
        actions["open"].triggered.connect(lambda: self._leave_for(lambda: None))
        actions["new"].triggered.connect(lambda: self._leave_for(self.start.start_new))
        actions["join"].triggered.connect(lambda: self._leave_for(self.start.start_join))
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.applicationStateChanged.connect(self._suspend)
            app.styleHints().colorSchemeChanged.connect(self._follow_system)

    def _edit_meeting(self) -> None:
        if self.today is not None and self.capture is not None:
            self.today.edit_meeting(self.capture.shown_meeting() if self._page is self.capture else "")

    def _walk_in(self) -> None:
        if self.today is not None and self.workspace is not None:
            self.today.start_walk_in()

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not enter_presses(self.focusWidget(), event):
            super().keyPressEvent(event)

    @safe(None)
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._dropping.follow(self.windowHandle())

    @safe(None)
    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.close_workspace():
            event.ignore()
            return
        self._settings.geometry = self.saveGeometry()
        event.accept()


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
