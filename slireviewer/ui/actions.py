"""Every action of the window once: words, keys, icon. Menus, the search box and the sheet of keys read it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence

from slireviewer.ui.theme import Look


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Mark ``text`` for lupdate, which knows this name; it is translated where it is shown."""
    return text


class Where(StrEnum):
    """On which page an action's keys work."""

    ANYWHERE = "Anywhere"
    TODAY = "Today"
    CAPTURE = "Capture"
    EVIDENCE = "Evidence"
    MERGE = "Merge"
    LETTER = "Letter"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the table; the first of ``keys`` is the one that is shown."""

    name: str
    words: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    where: Where = Where.ANYWHERE
    listed: bool = True  # whether the search box offers it


TABLE: tuple[Entry, ...] = (
    Entry("page_today", QT_TRANSLATE_NOOP("Actions", "Show Today"), ("Ctrl+Shift+1",), "calendar-days"),
    Entry("page_capture", QT_TRANSLATE_NOOP("Actions", "Show Capture"), ("Ctrl+Shift+2",), "pen-line"),
    Entry("page_evidence", QT_TRANSLATE_NOOP("Actions", "Show Evidence"), ("Ctrl+Shift+3",), "layout-grid"),
    Entry("page_merge", QT_TRANSLATE_NOOP("Actions", "Show Merge"), ("Ctrl+Shift+4",), "git-merge"),
    Entry("page_letter", QT_TRANSLATE_NOOP("Actions", "Show the letter"), ("Ctrl+Shift+5",), "file-text"),
    Entry(
        "find", QT_TRANSLATE_NOOP("Actions", "Find a note, a meeting or an action"), ("Ctrl+K",), "search", listed=False
    ),
    Entry("help", QT_TRANSLATE_NOOP("Actions", "Help for this page"), ("F1",), "circle-question-mark"),
    Entry("keys", QT_TRANSLATE_NOOP("Actions", "Show all keys"), ("Ctrl+/",), "keyboard"),
    Entry("settings", QT_TRANSLATE_NOOP("Actions", "Settings"), ("Ctrl+,",), "settings"),
    Entry("bin", QT_TRANSLATE_NOOP("Actions", "Bin: what was deleted"), ("Ctrl+Shift+7",), "trash-2"),
    Entry("backups", QT_TRANSLATE_NOOP("Actions", "Backups: keep and restore"), ("Ctrl+Shift+8",), "hard-drive"),
    Entry("back_up", QT_TRANSLATE_NOOP("Actions", "Back up now"), (), "hard-drive"),
    Entry("recovered", QT_TRANSLATE_NOOP("Actions", "What was found again after a stop"), (), "rotate-ccw"),
    Entry("lock", QT_TRANSLATE_NOOP("Actions", "Lock this challenge"), ("Ctrl+L",), "lock"),
    Entry("history", QT_TRANSLATE_NOOP("Actions", "History of this point"), ("Ctrl+H",), "history"),
    Entry("give_notes", QT_TRANSLATE_NOOP("Actions", "Give my notes…"), ("Ctrl+Shift+G",), "send"),
    Entry("open", QT_TRANSLATE_NOOP("Actions", "Open another challenge"), ("Ctrl+O",), "folder-open"),
    Entry("new", QT_TRANSLATE_NOOP("Actions", "New challenge"), (), "file-plus"),
    Entry("join", QT_TRANSLATE_NOOP("Actions", "Join from a starter package"), (), "users"),
    Entry("undo", QT_TRANSLATE_NOOP("Actions", "Undo"), ("Ctrl+Z",), "undo-2"),
    Entry("redo", QT_TRANSLATE_NOOP("Actions", "Redo"), ("Ctrl+Y", "Ctrl+Shift+Z"), "redo-2"),
    Entry("save", QT_TRANSLATE_NOOP("Actions", "Save (the window saves by itself)"), ("Ctrl+S",), "circle-check"),
    Entry("print", QT_TRANSLATE_NOOP("Actions", "Print notes…"), ("Ctrl+P",), "printer"),
    Entry("larger", QT_TRANSLATE_NOOP("Actions", "Larger text"), ("Ctrl+=", "Ctrl++"), "zoom-in"),
    Entry("smaller", QT_TRANSLATE_NOOP("Actions", "Smaller text"), ("Ctrl+-",), "zoom-out"),
    Entry("theme", QT_TRANSLATE_NOOP("Actions", "Change between light and dark"), (), "moon"),
    Entry("next_pane", QT_TRANSLATE_NOOP("Actions", "Next pane"), ("F6",), "", listed=False),
    Entry("previous_pane", QT_TRANSLATE_NOOP("Actions", "Previous pane"), ("Shift+F6",), "", listed=False),
    Entry("side_panel", QT_TRANSLATE_NOOP("Actions", "Show or hide the panel on the right"), ("F4",), "panel-right"),
    Entry(
        "walk_in",
        QT_TRANSLATE_NOOP("Actions", "Start notes now, in a meeting outside the timetable"),
        ("Ctrl+N",),
        "pen-line",
    ),
    Entry(
        "edit_meeting",
        QT_TRANSLATE_NOOP("Actions", "Change this meeting: title, time, place, who attends…"),
        ("F2",),
        "pencil",
    ),
    Entry("people", QT_TRANSLATE_NOOP("Actions", "People met: names and roles"), ("Ctrl+Shift+9",), "users"),
    Entry("import_timetable", QT_TRANSLATE_NOOP("Actions", "Import the council's timetable…"), (), "upload"),
    Entry("export_calendar", QT_TRANSLATE_NOOP("Actions", "Export the timetable as a calendar…"), (), "calendar-days"),
    Entry("export_sheet", QT_TRANSLATE_NOOP("Actions", "Export the timetable as a sheet to print…"), (), "printer"),
    Entry(
        "add_meeting",
        QT_TRANSLATE_NOOP("Actions", "Add a meeting to this day…"),
        ("Ctrl+M", "Ins"),
        "plus",
        Where.TODAY,
    ),
    Entry(
        "cancel_meeting",
        QT_TRANSLATE_NOOP("Actions", "Cancel this meeting, or hold it after all"),
        ("Ctrl+D",),
        "circle-x",
        Where.TODAY,
    ),
    Entry("delete_meeting", QT_TRANSLATE_NOOP("Actions", "Delete this meeting"), ("Del",), "trash-2", Where.TODAY),
    Entry(
        "move_earlier",
        QT_TRANSLATE_NOOP("Actions", "Move this meeting a quarter of an hour earlier"),
        ("Alt+Up",),
        "arrow-up",
        Where.TODAY,
    ),
    Entry(
        "move_later",
        QT_TRANSLATE_NOOP("Actions", "Move this meeting a quarter of an hour later"),
        ("Alt+Down",),
        "arrow-down",
        Where.TODAY,
    ),
    Entry(
        "move_left",
        QT_TRANSLATE_NOOP("Actions", "Give this meeting to the pair on the left"),
        ("Alt+Left",),
        "arrow-left",
        Where.TODAY,
    ),
    Entry(
        "move_right",
        QT_TRANSLATE_NOOP("Actions", "Give this meeting to the pair on the right"),
        ("Alt+Right",),
        "arrow-right",
        Where.TODAY,
    ),
    Entry(
        "swap_left",
        QT_TRANSLATE_NOOP("Actions", "Swap peers with the meeting on the left"),
        ("Alt+Shift+Left",),
        "arrow-left",
        Where.TODAY,
    ),
    Entry(
        "swap_right",
        QT_TRANSLATE_NOOP("Actions", "Swap peers with the meeting on the right"),
        ("Alt+Shift+Right",),
        "arrow-right",
        Where.TODAY,
    ),
    Entry(
        "move_day_before",
        QT_TRANSLATE_NOOP("Actions", "Move this meeting to the day before"),
        ("Alt+PgUp",),
        "",
        Where.TODAY,
    ),
    Entry(
        "move_day_after",
        QT_TRANSLATE_NOOP("Actions", "Move this meeting to the day after"),
        ("Alt+PgDown",),
        "",
        Where.TODAY,
    ),
    Entry("next_day", QT_TRANSLATE_NOOP("Actions", "Next day"), ("Ctrl+PgDown",), "", Where.TODAY),
    Entry("previous_day", QT_TRANSLATE_NOOP("Actions", "Previous day"), ("Ctrl+PgUp",), "", Where.TODAY),
    Entry("strength", QT_TRANSLATE_NOOP("Actions", "Mark as a strength"), ("Ctrl+1",), "plus", Where.CAPTURE),
    Entry(
        "consideration",
        QT_TRANSLATE_NOOP("Actions", "Mark as an area for consideration"),
        ("Ctrl+2",),
        "triangle-alert",
        Where.CAPTURE,
    ),
    Entry("quote", QT_TRANSLATE_NOOP("Actions", "Mark as a quote"), ("Ctrl+3",), "quote", Where.CAPTURE),
    Entry(
        "follow_up",
        QT_TRANSLATE_NOOP("Actions", "Mark to follow up"),
        ("Ctrl+4",),
        "circle-question-mark",
        Where.CAPTURE,
    ),
    Entry("context", QT_TRANSLATE_NOOP("Actions", "Mark as context"), ("Ctrl+0",), "info", Where.CAPTURE),
    *(
        Entry(
            f"theme_{number}",
            QT_TRANSLATE_NOOP("Actions", "File under this theme"),
            (f"Alt+{number}",),
            "",
            Where.CAPTURE,
            False,
        )
        for number in range(1, 10)
    ),
    *(
        Entry(
            f"also_{number}",
            QT_TRANSLATE_NOOP("Actions", "Add or take away this theme"),
            (f"Alt+Shift+{number}",),
            "",
            Where.CAPTURE,
            False,
        )
        for number in range(1, 10)
    ),
    Entry(
        "off_record",
        QT_TRANSLATE_NOOP("Actions", "Mark as off the record: it never leaves the team"),
        ("Ctrl+R",),
        "eye-off",
        Where.CAPTURE,
    ),
    Entry("join_points", QT_TRANSLATE_NOOP("Actions", "Join with the point above"), ("Ctrl+J",), "", Where.CAPTURE),
    Entry(
        "move_point",
        QT_TRANSLATE_NOOP("Actions", "Move to another meeting…"),
        ("Ctrl+M",),
        "move-right",
        Where.CAPTURE,
    ),
    Entry(
        "note_history",
        QT_TRANSLATE_NOOP("Actions", "History of these notes, point by point"),
        ("Ctrl+Shift+H",),
        "history",
        Where.CAPTURE,
    ),
    Entry("find_in_note", QT_TRANSLATE_NOOP("Actions", "Find in these notes"), ("Ctrl+F",), "search", Where.CAPTURE),
    Entry(
        "add_file",
        QT_TRANSLATE_NOOP("Actions", "Add a file to this meeting…"),
        ("Ctrl+Shift+A",),
        "file-plus",
        Where.CAPTURE,
    ),
    Entry(
        "spelling",
        QT_TRANSLATE_NOOP("Actions", "Next unknown word, with suggestions"),
        ("F7",),
        "spell-check",
        Where.CAPTURE,
    ),
    Entry("stamp_time", QT_TRANSLATE_NOOP("Actions", "Put the time in"), ("Ctrl+T",), "clock", Where.CAPTURE),
    Entry(
        "ask",
        QT_TRANSLATE_NOOP("Actions", "Add a question of your own"),
        ("Ctrl+Shift+Q",),
        "list-checks",
        Where.CAPTURE,
    ),
    Entry("next_meeting", QT_TRANSLATE_NOOP("Actions", "Next meeting"), ("Ctrl+Down",), "", Where.CAPTURE),
    Entry("previous_meeting", QT_TRANSLATE_NOOP("Actions", "Previous meeting"), ("Ctrl+Up",), "", Where.CAPTURE),
    Entry(
        "end_meeting",
        QT_TRANSLATE_NOOP("Actions", "End the meeting and go back to Today"),
        ("Ctrl+E",),
        "check",
        Where.CAPTURE,
    ),
    Entry(
        "add_packages",
        QT_TRANSLATE_NOOP("Actions", "Add packages to merge…"),
        ("Ctrl+Shift+A",),
        "package-open",
        Where.MERGE,
    ),
    Entry("keep_mine", QT_TRANSLATE_NOOP("Actions", "Keep the first text"), ("1",), "", Where.MERGE),
    Entry(
        "keep_theirs",
        QT_TRANSLATE_NOOP("Actions", "Keep the second text, and the next one if there are more"),
        ("2",),
        "",
        Where.MERGE,
    ),
    Entry("keep_both", QT_TRANSLATE_NOOP("Actions", "Keep both"), ("3",), "", Where.MERGE),
    Entry("edit_wording", QT_TRANSLATE_NOOP("Actions", "Edit the wording"), ("E",), "pen-line", Where.MERGE),
    Entry("decide_later", QT_TRANSLATE_NOOP("Actions", "Decide later"), ("0",), "", Where.MERGE),
    Entry("next_decision", QT_TRANSLATE_NOOP("Actions", "Next thing to decide"), ("F8",), "", Where.MERGE),
    Entry(
        "previous_decision",
        QT_TRANSLATE_NOOP("Actions", "Previous thing to decide"),
        ("Shift+F8",),
        "",
        Where.MERGE,
    ),
    Entry(
        "apply_merge",
        QT_TRANSLATE_NOOP("Actions", "Apply the merge"),
        ("Ctrl+Enter", "Ctrl+Return"),
        "git-merge",
        Where.MERGE,
    ),
    Entry(
        "file_points",
        QT_TRANSLATE_NOOP("Actions", "File the chosen points under a finding…"),
        ("F",),
        "link",
        Where.EVIDENCE,
    ),
    Entry(
        "quote_words",
        QT_TRANSLATE_NOOP("Actions", "Quote words of this point under a finding…"),
        ("Q",),
        "message-square-quote",
        Where.EVIDENCE,
    ),
    Entry(
        "new_finding",
        QT_TRANSLATE_NOOP("Actions", "New finding from the chosen points"),
        ("Ctrl+Shift+N",),
        "plus",
        Where.EVIDENCE,
    ),
    Entry(
        "blank_finding",
        QT_TRANSLATE_NOOP("Actions", "New finding without points"),
        ("Ctrl+Shift+B",),
        "file-plus",
        Where.EVIDENCE,
    ),
    Entry(
        "agree_finding",
        QT_TRANSLATE_NOOP("Actions", "Agree to this finding, or take that back"),
        ("Ctrl+Enter", "Ctrl+Return"),
        "check-check",
        Where.EVIDENCE,
    ),
    Entry(
        "finding_up",
        QT_TRANSLATE_NOOP("Actions", "Move this finding up"),
        ("Alt+Up",),
        "arrow-up",
        Where.EVIDENCE,
    ),
    Entry(
        "finding_down",
        QT_TRANSLATE_NOOP("Actions", "Move this finding down"),
        ("Alt+Down",),
        "arrow-down",
        Where.EVIDENCE,
    ),
    Entry(
        "merge_finding",
        QT_TRANSLATE_NOOP("Actions", "Merge this finding into another…"),
        ("Ctrl+M",),
        "git-merge",
        Where.EVIDENCE,
    ),
    Entry(
        "split_finding",
        QT_TRANSLATE_NOOP("Actions", "Split the chosen points off this finding"),
        ("Ctrl+Shift+M",),
        "split",
        Where.EVIDENCE,
    ),
    Entry(
        "gaps",
        QT_TRANSLATE_NOOP("Actions", "What is missing: a list for tomorrow"),
        ("Ctrl+G",),
        "list-checks",
        Where.EVIDENCE,
    ),
    Entry(
        "documents",
        QT_TRANSLATE_NOOP("Actions", "Documents: read, search and quote the council's papers"),
        ("Ctrl+D",),
        "book-open",
        Where.EVIDENCE,
    ),
    Entry(
        "write_evidence",
        QT_TRANSLATE_NOOP("Actions", "Write the evidence to a file, for the team only…"),
        ("Ctrl+Shift+E",),
        "file-down",
        Where.EVIDENCE,
    ),
    Entry(
        "wall",
        QT_TRANSLATE_NOOP("Actions", "The wall: one theme at a time in large type"),
        ("F11",),
        "presentation",
        Where.EVIDENCE,
    ),
    Entry("sift", QT_TRANSLATE_NOOP("Actions", "Filter the points"), ("Ctrl+F",), "filter", Where.EVIDENCE),
    Entry(
        "more_kinds",
        QT_TRANSLATE_NOOP("Actions", "Show quotes, follow-up and context as well"),
        ("Ctrl+T",),
        "table",
        Where.EVIDENCE,
    ),
    Entry("letter_bold", QT_TRANSLATE_NOOP("Actions", "Bold"), ("Ctrl+B",), "bold", Where.LETTER),
    Entry("letter_italic", QT_TRANSLATE_NOOP("Actions", "Italic"), ("Ctrl+I",), "italic", Where.LETTER),
    Entry(
        "letter_style",
        QT_TRANSLATE_NOOP("Actions", "Choose the style of the paragraph"),
        ("Ctrl+Shift+S",),
        "heading",
        Where.LETTER,
    ),
    Entry(
        "letter_bullets",
        QT_TRANSLATE_NOOP("Actions", "List in no order, or back to a paragraph"),
        ("Ctrl+Shift+L",),
        "list",
        Where.LETTER,
    ),
    Entry(
        "letter_numbers",
        QT_TRANSLATE_NOOP("Actions", "Numbered list, or back to a paragraph"),
        ("Ctrl+Shift+O",),
        "list-ordered",
        Where.LETTER,
    ),
    Entry(
        "letter_in", QT_TRANSLATE_NOOP("Actions", "One step in"), ("Alt+Shift+Right",), "indent-increase", Where.LETTER
    ),
    Entry("letter_out", QT_TRANSLATE_NOOP("Actions", "One step out"), ("Alt+Shift+Left",), "", Where.LETTER),
    Entry("letter_link", QT_TRANSLATE_NOOP("Actions", "Link…"), ("Ctrl+Shift+K",), "link", Where.LETTER),
    Entry(
        "letter_find",
        QT_TRANSLATE_NOOP("Actions", "Find and replace in the letter"),
        ("Ctrl+F",),
        "search",
        Where.LETTER,
    ),
    Entry(
        "letter_spelling",
        QT_TRANSLATE_NOOP("Actions", "Next unknown word, with suggestions"),
        ("F7",),
        "spell-check",
        Where.LETTER,
    ),
    Entry(
        "next_check",
        QT_TRANSLATE_NOOP("Actions", "Next thing to look at in the letter"),
        ("F8",),
        "triangle-alert",
        Where.LETTER,
    ),
    Entry(
        "previous_check",
        QT_TRANSLATE_NOOP("Actions", "Previous thing to look at in the letter"),
        ("Shift+F8",),
        "",
        Where.LETTER,
    ),
    Entry(
        "pass_check",
        QT_TRANSLATE_NOOP("Actions", "It is fine: pass this by with a reason"),
        ("Ctrl+Shift+F",),
        "check",
        Where.LETTER,
    ),
    Entry("next_section", QT_TRANSLATE_NOOP("Actions", "Next section of the letter"), ("Ctrl+Down",), "", Where.LETTER),
    Entry(
        "previous_section",
        QT_TRANSLATE_NOOP("Actions", "Previous section of the letter"),
        ("Ctrl+Up",),
        "",
        Where.LETTER,
    ),
    Entry(
        "move_passage_up",
        QT_TRANSLATE_NOOP("Actions", "Move this paragraph, or this section in the outline, up"),
        ("Alt+Up",),
        "arrow-up",
        Where.LETTER,
    ),
    Entry(
        "move_passage_down",
        QT_TRANSLATE_NOOP("Actions", "Move this paragraph, or this section in the outline, down"),
        ("Alt+Down",),
        "arrow-down",
        Where.LETTER,
    ),
    Entry(
        "letter_add",
        QT_TRANSLATE_NOOP("Actions", "Add to this section from findings, or a paragraph of your own…"),
        ("Ctrl+Shift+A",),
        "plus",
        Where.LETTER,
    ),
    Entry(
        "as_composed",
        QT_TRANSLATE_NOOP("Actions", "Go back to the composed words of this paragraph"),
        (),
        "rotate-ccw",
        Where.LETTER,
    ),
    Entry(
        "letter_pages",
        QT_TRANSLATE_NOOP("Actions", "Write, side by side, or pages"),
        ("Ctrl+Shift+P",),
        "book-open",
        Where.LETTER,
    ),
    Entry(
        "letter_word",
        QT_TRANSLATE_NOOP("Actions", "Write the letter as a Word document…"),
        ("Ctrl+Shift+E",),
        "file-down",
        Where.LETTER,
    ),
)

# Keys the editor knows by itself; here for the sheet of keys and the test that no key is taken twice.
TYPED: tuple[tuple[str, str], ...] = (
    ("Enter", QT_TRANSLATE_NOOP("Actions", "New point, same theme")),
    ("Shift+Enter", QT_TRANSLATE_NOOP("Actions", "New line within the point")),
    ("+ Space", QT_TRANSLATE_NOOP("Actions", "At the start of a line: strength")),
    ("- Space", QT_TRANSLATE_NOOP("Actions", "At the start of a line: area for consideration")),
    ('" Space', QT_TRANSLATE_NOOP("Actions", "At the start of a line: quote")),
    ("? Space", QT_TRANSLATE_NOOP("Actions", "At the start of a line: follow up")),
    ("Backspace", QT_TRANSLATE_NOOP("Actions", "At the start of a line: join with the point above")),
)

# Keys the lists of the Evidence page know by themselves, and so do not take from anything else.
LISTED: tuple[tuple[str, str], ...] = (
    ("Enter", QT_TRANSLATE_NOOP("Actions", "In the table: its points. On a point: its notes. On a finding: open it")),
    ("Space", QT_TRANSLATE_NOOP("Actions", "On a point: the whole note. On a finding: what stands behind it")),
    ("Esc", QT_TRANSLATE_NOOP("Actions", "Back to where you came from")),
    ("Del", QT_TRANSLATE_NOOP("Actions", "On a finding: into the bin")),
)


# What happens again and again while its key is held down.
REPEATED = (
    *("undo", "redo", "next_meeting", "previous_meeting", "larger", "smaller"),
    *("move_earlier", "move_later", "finding_up", "finding_down"),
    *("move_earlier", "move_later"),
    *("next_check", "previous_check", "next_section", "previous_section", "move_passage_up", "move_passage_down"),
)


def words(text: str) -> str:
    """A text of the table in the language of the window."""
    return QCoreApplication.translate("Actions", text)


def key_words(keys: str) -> str:
    """Keys as the window writes them: "Ctrl 1", "Ctrl ↓"."""
    *held, last = keys.replace("++", "+plus").split("+")
    last = {
        "plus": "+",
        "Down": "↓",
        "Up": "↑",
        "PgDown": "Page ↓",
        "PgUp": "Page ↑",
        "Left": "←",
        "Right": "→",
        "-": "−",
    }.get(last, last)
    return " ".join((*held, last))


def typed_words(event: QKeyEvent) -> str:
    """What a key puts into a text; nothing for one that is held with Ctrl or Alt.

    Both together are AltGr on some keyboards and make signs, as the Option key of macOS does.
    """
    control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
    if control != alt and (control or sys.platform != "darwin"):
        return ""
    return event.text() if event.text().isprintable() else ""


def is_stray(event: QKeyEvent) -> bool:
    """Whether a key is one with Alt that nothing answers to: Qt would write its sign into the text."""
    return bool(event.modifiers() & Qt.KeyboardModifier.AltModifier and event.text().isprintable()
                and event.text() and not typed_words(event))  # fmt: skip


class Actions(QObject):
    """The actions as Qt knows them; pages connect to ``triggered`` and say when theirs are live."""

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look
        self._made = {entry.name: self._make(entry) for entry in TABLE}

    def __getitem__(self, name: str) -> QAction:
        return self._made[name]

    def __iter__(self) -> Iterator[tuple[Entry, QAction]]:
        return ((entry, self._made[entry.name]) for entry in TABLE)

    def of(self, where: Where) -> list[QAction]:
        """The actions of one page."""
        return [action for entry, action in self if entry.where is where]

    def enable(self, where: Where, live: bool) -> None:
        """Let the keys of a page work, or not."""
        for action in self.of(where):
            action.setEnabled(live)

    def colour_icons(self, *names: str) -> None:
        """Give these actions their icons, in the colours of now."""
        for entry in TABLE:
            if entry.name in names and entry.icon:
                self._made[entry.name].setIcon(self._look.icon(entry.icon, "text_soft"))

    def _make(self, entry: Entry) -> QAction:
        action = QAction(words(entry.words), self)
        action.setObjectName(entry.name)
        action.setShortcuts([QKeySequence(keys) for keys in entry.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setAutoRepeat(entry.name in REPEATED)
        return action
