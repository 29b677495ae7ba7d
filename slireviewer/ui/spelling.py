"""British spelling: the dictionary, the words a challenge spells in its own way, and the wavy line below the others."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from functools import cache
from threading import Event
from typing import Any
from unicodedata import normalize

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QSyntaxHighlighter, QTextBlock, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QMenu, QTextEdit
from shiboken6 import isValid

from slireviewer import storage
from slireviewer.paths import resource
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look

log = logging.getLogger(__name__)

_LETTERS = r"(?:[^\W\d_][\u0300-\u036f]*)+"
_WORD = re.compile(rf"{_LETTERS}(?:['’-]{_LETTERS})*")
# Addresses, and whatever has a figure in it, are no words.
_NO_WORD = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+|\S+\.(?:gov|org|com|net|uk)\b\S*|[^\W_]*\d[\w'’-]*")
_OWNER = re.compile(r"['’]s?$")


class Spelling(QObject):
    """Knows how words are spelt. ``changed`` follows when it has the dictionary, and when words were added."""

    changed = Signal()

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._dictionary: Any = None
        self._asked = False
        self._own: frozenset[str] = frozenset()
        self._right: dict[str, bool] = {}

    @property
    def loaded(self) -> bool:
        """Whether the dictionary is there; until then every word passes."""
        return self._dictionary is not None

    def load(self) -> None:
        """Fetch the dictionary, once, beside the window."""
        if not self._asked:
            self._asked = True
            self._jobs.start(_fetch, self._take, self._miss)

    def set_own_words(self, texts: Iterable[str]) -> None:
        """Let every word of these pass as well: words that were added, names of the team, titles of meetings."""
        own = frozenset(_plain(word) for text in texts for _, _, word in words_of(text))
        own |= {part for word in own for part in word.split("-")}
        if own != self._own:
            self._own = own
            self._right.clear()
            self.changed.emit()

    def mistakes(self, text: str) -> list[tuple[int, int, str]]:
        """From where to where, in characters, there are words spelt in an unknown way, and which."""
        if self._dictionary is None:
            return []
        return [
            (start, end, part) for start, end, word in words_of(text) for start, end, part in self._wrong(start, word)
        ]

    def suggestions(self, word: str) -> list[str]:
        """Up to six ways to spell it, the likeliest first. May take a fifth of a second."""
        if self._dictionary is None:
            return []
        return list(dict.fromkeys(self._dictionary.suggest(normalize("NFC", word))))[:6]

    def _wrong(self, start: int, word: str) -> Iterator[tuple[int, int, str]]:
        if self._passes(word):
            return
        if "-" not in word:
            yield start, start + len(word), word
            return
        at = start
        for part in word.split("-"):
            if not self._passes(part):
                yield at, at + len(part), part
            at += len(part) + 1

    def _passes(self, word: str) -> bool:
        if word not in self._right:
            if len(self._right) > 50_000:
                self._right.clear()
            self._right[word] = self._look_up(word)
        return self._right[word]

    def _look_up(self, word: str) -> bool:
        bare = _OWNER.sub("", word)
        if len(bare) < 2 or ("-" not in bare and sum(1 for sign in bare if sign.isupper()) > 1):
            return True  # initials and abbreviations
        if _plain(word) in self._own:
            return True
        whole = normalize("NFC", word).replace("’", "'")
        return bool(self._dictionary.spell(whole) or self._dictionary.spell(_OWNER.sub("", whole)))

    def _take(self, dictionary: object) -> None:
        if isValid(self):  # the window may be gone when the dictionary comes
            self._dictionary = dictionary
            self.changed.emit()

    def _miss(self, fault: Exception) -> None:
        log.error("there is no dictionary", exc_info=fault)


class SpellingMarks(QSyntaxHighlighter):
    """The wavy line below unknown words of a text; the word at the cursor is left alone while it is being typed."""

    def __init__(self, text: QTextEdit, spelling: Spelling, look: Look) -> None:
        super().__init__(text.document())
        self._text, self._spelling, self._look = text, spelling, look
        self._held: tuple[int, int, int] | None = None
        spelling.changed.connect(self.rehighlight)
        look.changed.connect(self.rehighlight)
        text.cursorPositionChanged.connect(self._release)

    def mistake_at(self, place: int) -> QTextCursor | None:
        """The unknown word at that place of the text, selected."""
        block = self._text.document().findBlock(place)
        for start, end, _ in self._found(block):
            if start <= place - block.position() <= end:
                return self._selected(block, start, end)
        return None

    def next_mistake(self) -> QTextCursor | None:
        """The first unknown word behind the cursor, from the end round to the beginning, selected."""
        document = self._text.document()
        cursor = self._text.textCursor()
        first = block = document.findBlock(cursor.selectionEnd())
        after = cursor.selectionEnd() - first.position() - (0 if cursor.hasSelection() else 1)
        while True:
            for start, end, _ in self._found(block):
                if block != first or start > after:
                    return self._selected(block, start, end)
            block = block.next() if block.next().isValid() else document.begin()
            if block == first:
                found = self._found(first)
                return self._selected(first, *found[0][:2]) if found else None

    def offer(self, menu: QMenu, mistake: QTextCursor) -> None:
        """Put the suggestions for a word at the top of a menu."""
        top = menu.actions()[0] if menu.actions() else None
        made = []
        for suggestion in self._spelling.suggestions(mistake.selectedText()):
            action = menu.addAction(suggestion.replace("&", "&&"))
            action.setData(suggestion)
            action.triggered.connect(lambda _=False, text=suggestion: self._replace(mistake, text))
            font = action.font()
            font.setBold(True)
            action.setFont(font)
            made.append(action)
        if not made:
            nothing = menu.addAction(self.tr("No suggestions"))
            nothing.setEnabled(False)
            made.append(nothing)
        made.append(menu.addSeparator())
        if top is not None:
            for action in made:
                menu.removeAction(action)
                menu.insertAction(top, action)

    def _replace(self, mistake: QTextCursor, text: str) -> None:
        mistake.insertText(text)
        self._text.setTextCursor(mistake)

    def _found(self, block: QTextBlock) -> list[tuple[int, int, str]]:
        text = block.text()
        found = self._spelling.mistakes(text)
        if found and not text.isascii():  # Qt counts signs beyond U+FFFF twice
            return [(_units(text, start), _units(text, end), word) for start, end, word in found]
        return found

    def _selected(self, block: QTextBlock, start: int, end: int) -> QTextCursor:
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + start)
        cursor.setPosition(block.position() + end, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _release(self) -> None:
        if self._held is None:
            return
        number, start, end = self._held
        cursor = self._text.textCursor()
        if cursor.blockNumber() != number or not start <= cursor.positionInBlock() <= end:
            self._held = None
            self.rehighlightBlock(self._text.document().findBlockByNumber(number))

    @safe(None)
    def highlightBlock(self, text: str) -> None:
        block, cursor = self.currentBlock(), self._text.textCursor()
        here = cursor.positionInBlock() if cursor.block() == block and self._text.hasFocus() else -1
        wavy = QTextCharFormat()
        wavy.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        wavy.setUnderlineColor(self._look.colour("danger"))
        for start, end, _ in self._found(block):
            if start < here <= end:
                self._held = (block.blockNumber(), start, end)
            else:
                self.setFormat(start, end - start, wavy)


class SpellingMenu(QObject):
    """Offers how an unknown word may be spelt. ``learnt`` carries one that the challenge spells so."""

    learnt = Signal(str)

    def __init__(self, text: QTextEdit, marks: SpellingMarks) -> None:
        super().__init__(text)
        self._text, self._marks = text, marks

    def fill(self, menu: QMenu, place: int) -> None:
        """Put what a word at that place may mean at the top of a menu."""
        mistake = self._marks.mistake_at(place)
        if mistake is not None:
            first = menu.actions()[0]
            self._marks.offer(menu, mistake)
            menu.insertAction(first, self._learning(menu, mistake.selectedText()))
            menu.insertSeparator(first)

    def show_next(self) -> bool:
        """Go to the next unknown word and offer what it may mean; whether there is one."""
        self._text.setFocus()
        mistake = self._marks.next_mistake()
        if mistake is None:
            return False
        self._text.setTextCursor(mistake)
        self._text.ensureCursorVisible()
        menu = QMenu(self._text)
        menu.setAccessibleName(self.tr("How to spell {word}").format(word=mistake.selectedText()))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._marks.offer(menu, mistake)
        menu.addAction(self._learning(menu, mistake.selectedText()))
        menu.popup(self._text.viewport().mapToGlobal(self._text.cursorRect(mistake).bottomLeft()))
        menu.setActiveAction(menu.actions()[0])
        return True

    def _learning(self, menu: QMenu, word: str) -> QAction:
        action = QAction(self.tr("Add “{word}” to this challenge's words").format(word=word.replace("&", "&&")), menu)
        action.triggered.connect(lambda: self.learnt.emit(word))
        return action


def words_of_challenge(r: storage.Reading) -> list[str]:
    """What a challenge spells in its own way: words that were added, names of the team, titles of meetings."""
    challenge, meetings = storage.get_challenge(r), storage.read_meetings(r)
    texts = [*storage.known_words(r), *challenge.councils, *challenge.sites]
    texts += [f"{person.name} {person.role} {person.organisation}" for person in storage.person_lines(r)]
    texts += [f"{meeting.title} {meeting.place}" for meeting in meetings]
    return texts + [theme.title for theme in storage.theme_lines(r)]


def words_of(text: str) -> Iterator[tuple[int, int, str]]:
    """The words of a text that are worth looking up, with the characters from which and to which they go."""
    passed = [found.span() for found in _NO_WORD.finditer(text)]
    for found in _WORD.finditer(text):
        if not any(start < found.end() and found.start() < end for start, end in passed):
            yield found.start(), found.end(), found[0]


def _plain(word: str) -> str:
    return _OWNER.sub("", normalize("NFC", word).replace("’", "'")).casefold()


def _units(text: str, place: int) -> int:
    return place + sum(1 for sign in text[:place] if sign > "\uffff")


def _fetch(stop: Event) -> Any:
    return _dictionary(str(resource("dictionaries")))


@cache
def _dictionary(folder: str) -> Any:
    from hunspell import Hunspell

    # The encoding is that of file names: without it a folder called Siân could not be read on Windows.
    return Hunspell("en_GB", hunspell_data_dir=folder, system_encoding="UTF-8")
