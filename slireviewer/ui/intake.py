"""Packages on their way in: read and looked into on a thread, decided about, and taken in only when it is said.

Until then nothing of the challenge changes. What was decided stays here while one looks at something else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from slireviewer.errors import ReviewError
from slireviewer.ui.jobs import Jobs

if TYPE_CHECKING:
    from slireviewer.storage import Decision, Outlook, Package, Receipt, Workspace

    Prepare = Callable[[Workspace, Outlook], Any]

_AT_ONCE = 500  # values let go of before others may do something

Key = tuple[str, str]  # an item and one of its fields


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is not taken, and the one sentence that says why."""

    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class _Read:
    packages: tuple[Package, ...]
    refused: tuple[Refused, ...]
    outlook: Outlook | None
    prepared: Any = None


class _Cancelled(Exception):
    """The reviewer would rather not."""


class Intake(QObject):
    """One merge at a time.

    ``changed`` follows when what would come, or a decision, is another; ``moved`` when what is under way, or how far
    it is; ``looked`` when packages were looked into. ``applied`` carries the receipts, ``failed`` one sentence.
    ``left_over`` is, after that, what was decided about packages that could not be read, and where they lay.
    """

    changed = Signal()
    moved = Signal()
    looked = Signal()
    applied = Signal(object)
    failed = Signal(str)

    def __init__(self, jobs: Jobs, parent: QObject, prepare: Prepare) -> None:
        """``prepare`` makes an outlook ready to be shown, on the thread."""
        super().__init__(parent)
        self._jobs, self._prepare = jobs, prepare
        self._workspace: Workspace | None = None
        self.packages: tuple[Package, ...] = ()
        self.refused: tuple[Refused, ...] = ()
        self.prepared: Any = None
        self.paths: tuple[Path, ...] = ()
        self.decisions: dict[Key, Decision] = {}
        self.worded: dict[Key, str] = {}  # what was typed about a text, also where something else is decided since
        self.left_over: tuple[list[Path], dict[Key, Decision]] = ([], {})
        self._asked: frozenset[Key] = frozenset()
        self.busy = ""
        self.done = self.whole = 0
        self._cancel = Event()
        self._again = False
        self._then: tuple[Path, ...] = ()
        self.applying = False
        self._tick = QTimer(self)
        self._tick.setInterval(120)
        self._tick.timeout.connect(self.moved)

    @property
    def begun(self) -> bool:
        """Whether there is something to look at: packages, or files that were refused."""
        return bool(self.packages or self.refused)

    def open(self, workspace: Workspace | None) -> None:
        """Take in for that challenge from now on, or for none."""
        self.cancel()
        self._workspace = workspace
        self.forget()

    def forget(self) -> None:
        """Begin anew; the packages stay where they are."""
        self._put_down()
        self.refused, self.decisions, self.paths = (), {}, ()
        self.worded.clear()
        self.changed.emit()

    def add(self, paths: Sequence[Path], decisions: Mapping[Key, Decision] | None = None) -> None:
        """Read these packages too, and look into all of them together; ``decisions`` were made about them before.

        While others are being read, these come after them.
        """
        workspace, packages = self._workspace, self.packages
        if workspace is None or self.applying or not paths:
            return
        if self.busy:
            self._then, self.decisions = (*self._then, *paths), {**self.decisions, **(decisions or {})}
            return
        self.paths = tuple(dict.fromkeys((*self.paths, *paths)))
        self.decisions |= decisions or {}
        self.worded |= {key: each.text for key, each in (decisions or {}).items() if each.text}
        self.whole, self.done = len(paths) + 1, 0
        refused = tuple(each for each in self.refused if each.name not in {path.name for path in paths})

        def work(stop: Event) -> _Read:
            return self._read(workspace, packages, refused, paths)

        self._start(self.tr("Reading and checking…"), work, self._take)

    def look_again(self) -> None:
        """Something of the challenge has changed since: look into the packages again."""
        workspace, packages, refused = self._workspace, self.packages, self.refused
        if workspace is None or not packages:
            return
        if self.busy:
            self._again = True
            return

        def work(stop: Event) -> _Read:
            from slireviewer import storage

            outlook = storage.look_into(workspace, packages)
            return _Read(packages, refused, outlook, self._prepare(workspace, outlook))

        self.whole = self.done = 0
        self._start(self.tr("Looking again…"), work, self._take)

    def apply(self) -> None:
        """Take everything in, with what was decided: all of it or nothing. A backup is made first."""
        workspace, packages, refused = self._workspace, self.packages, self.refused
        if workspace is None or self.busy or not packages:
            return
        decisions = tuple(each for key, each in self.decisions.items() if key in self._asked)
        self.whole, self.done = sum(len(package.entries) for package in packages), 0
        self.applying = True
        cancel = self._cancel

        def progress(done: int, whole: int) -> None:
            self.done, self.whole = done, whole

        def work(stop: Event) -> list[Receipt]:
            from slireviewer import storage

            storage.backup_if_due(workspace, 0)
            receipts = storage.merge_with(workspace, packages, decisions, progress=progress, cancel=cancel, origin=self)
            if receipts is None:
                raise _Cancelled
            if refused:
                with workspace.edit("Refused packages", origin=self) as e:
                    for each in refused:
                        storage.remember_refusal(e, each.name, each.sentence)
            return list(receipts)

        self._start(self.tr("Merging…"), work, self._applied)

    def cancel(self) -> None:
        """Stop what is under way; everything stays as it was before."""
        self._then = ()
        self._cancel.set()

    def decide(self, key: Key, decision: Decision | None) -> None:
        """Remember a decision, or that it is left for later."""
        if decision is None:
            self.decisions.pop(key, None)
        else:
            self.decisions[key] = decision
            if decision.keep == "text":
                self.worded[key] = decision.text
        self.changed.emit()

    # On the thread.

    def _read(
        self, workspace: Workspace, before: Sequence[Package], refused: Iterable[Refused], paths: Sequence[Path]
    ) -> _Read:
        from slireviewer import storage

        packages, turned_away = list(before), list(refused)
        for path in paths:
            if self._cancel.is_set():
                raise _Cancelled
            try:
                package = storage.read_package(workspace, storage.load(path), path.name, beside=tuple(packages))
            except ReviewError as fault:
                turned_away.append(Refused(path.name, str(fault)))
            else:
                if package.sha not in {each.sha for each in packages}:
                    packages.append(package)
            self.done += 1
        outlook = storage.look_into(workspace, packages) if packages else None
        prepared = self._prepare(workspace, outlook) if outlook is not None else None
        return _Read(tuple(packages), tuple(turned_away), outlook, prepared)

    # Back again.

    def _take(self, read: _Read) -> None:
        self._put_down()
        self.packages, self.refused, self.prepared = read.packages, read.refused, read.prepared
        if read.outlook is not None:
            # What was decided counts only as long as the same texts stand side by side.
            seen: dict[Key, set[str]] = {
                (choice.item, choice.field): set(choice.seen) for choice in read.outlook.choices
            }
            # One about a package that cannot be read now waits until it can.
            self._asked = frozenset(seen)
            self.decisions = {
                key: each
                for key, each in self.decisions.items()
                if seen.get(key) == set(each.seen) or (read.refused and key not in seen)
            }
        self._stopped()
        self.looked.emit()
        if self._then:
            paths, self._then, self._again = self._then, (), False
            self.add(paths)
        elif self._again:
            self._again = False
            self.look_again()

    def _applied(self, receipts: list[Receipt]) -> None:
        self._stopped()
        names = {each.name for each in self.refused}
        kept = {key: each for key, each in self.decisions.items() if key not in self._asked}
        self.left_over = ([path for path in self.paths if path.name in names], kept) if kept else ([], {})
        self.forget()
        self.applied.emit(receipts)

    def _put_down(self) -> None:
        """Have what lies here let go of on a thread: of tens of thousands of lines it takes a tenth of a second."""
        held, self.prepared, self.packages = [self.prepared, self.packages], None, ()
        if held[0] is not None:
            self._jobs.start(lambda stop: _let_go(held), lambda _: None, self._stop)

    def _start(self, words: str, work: Callable[[Event], Any], then: Callable[[Any], None]) -> None:
        workspace = self._workspace
        self._cancel.clear()
        self.busy = words
        self._tick.start()
        self.moved.emit()

        def land(value: Any) -> None:
            if self._workspace is workspace:
                then(value)

        self._jobs.start(work, land, self._stop)

    def _stop(self, fault: Exception) -> None:
        self._stopped()
        if isinstance(fault, _Cancelled):
            self.failed.emit(self.tr("Cancelled: everything is as it was."))
        elif isinstance(fault, ReviewError):
            self.failed.emit(str(fault))
        else:
            raise fault

    def _stopped(self) -> None:
        self.busy, self.applying = "", False
        self._tick.stop()
        self.changed.emit()


def _let_go(held: list[Any]) -> None:
    """Let go of a prepared outlook and of packages, some at a time, so that nobody waits for the interpreter."""
    prepared, packages = held
    held.clear()
    lengthy = [list(prepared.outlook.lines), *(list(package.entries) for package in packages)]
    del prepared, packages
    for each in lengthy:
        while each:
            del each[-_AT_ONCE:]
