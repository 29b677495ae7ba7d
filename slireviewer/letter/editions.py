"""What an edition of the feedback said, place by place, and what changed between two of them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from slireviewer.letter.composing import compose
from slireviewer.letter.layouts import LETTER
from slireviewer.letter.printed import EXPLAINED, SEE
from slireviewer.letter.source import Source
from slireviewer.letter.tree import Advice, Block, Letter, Passage, Table, lines_of
from slireviewer.model import COMPUTED, NO_ITEM, Edition, ItemId, Said

_WORD = re.compile(r"\s+|\w+(?:[’'-]\w+)*|[^\w\s]")


def said(letter: Letter) -> tuple[Said, ...]:
    """What ``letter`` says in each of its places, in reading order, a line for each paragraph.

    ``mark`` is the bookmark of a finding, a recommendation or a paragraph of the team's own, and otherwise the name of
    the slot; what is computed (address, lists of the team and the scope) is not in it.
    """
    found: list[Said] = []
    for block in letter.blocks:
        slot = block.place.slot
        if isinstance(block, Table) or not (slot or isinstance(block, (Passage, Advice))):
            continue
        mark, item = _named(block)
        text = "\n".join(lines_of(block)).replace("\u00a0", " ")
        if found and not isinstance(block, (Passage, Advice)) and found[-1].mark == mark:
            found[-1] = Said(mark=mark, item=item, text=f"{found[-1].text}\n{text}")
        else:
            found.append(Said(mark=mark, item=item, text=text))
    return tuple(found)


def spoken(source: Source) -> tuple[Said, ...]:
    """What the slides of ``source`` give out: the words of findings and recommendations as they are now.

    The team's wordings are for what is written, and have no part in it.
    """
    written = compose(replace(source, wordings=()), LETTER)
    return tuple(one for one in said(written) if one.item)


def _named(block: Block) -> tuple[str, ItemId]:
    if isinstance(block, Passage):
        return block.mark, block.finding
    if isinstance(block, Advice):
        return block.mark, ItemId(block.place.slot.partition(":")[2])
    return block.place.slot, NO_ITEM


class Sort(StrEnum):
    """What became of words from one edition to the next."""

    SAME = "same"
    CHANGED = "changed"
    LEFT_OUT = "left out"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that both editions have, or only the earlier, or only the later."""

    text: str
    before: bool = True
    after: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """One place in two editions, with the words of both as pieces in reading order."""

    mark: str
    item: ItemId
    sort: Sort
    before: str
    after: str
    pieces: tuple[Piece, ...]


def compare(before: Edition, after: Edition) -> tuple[Change, ...]:
    """What changed between two editions, in the order of the later one, with what was left out at the end.

    Only places of a finding or a recommendation that both kinds of document have are compared when one of them is
    spoken: slides have no boilerplate.
    """
    earlier, later = _by_mark(before.said), _by_mark(after.said)
    made = [_change(earlier.get(mark), one) for mark, one in later.items()]
    made += [_change(one, None) for mark, one in earlier.items() if mark not in later]
    return tuple(change for change in made if change.item or before.kind is after.kind)


def _by_mark(places: Iterable[Said]) -> dict[str, Said]:
    return {one.mark: one for one in places if one.mark != COMPUTED}


_COMPUTED = re.compile(rf"\s*(?:{SEE}|{EXPLAINED})s?\s[\w. ,]+\.(?=\n|$)")
_LABEL = re.compile(r"^R\d+\t")


def _words(one: Said | None) -> str:
    """What an edition said in a place, without what the program added to it: numbers and references."""
    return "" if one is None else _LABEL.sub("", _COMPUTED.sub("", one.text))


def _change(before: Said | None, after: Said | None) -> Change:
    one = after or before
    assert one is not None
    old, new = _words(before), _words(after)
    if before is None:
        sort = Sort.NEW
    elif after is None:
        sort = Sort.LEFT_OUT
    else:
        sort = Sort.SAME if old.split() == new.split() else Sort.CHANGED
    return Change(one.mark, one.item, sort, old, new, word_pieces(old, new))


def word_pieces(before: str, after: str) -> tuple[Piece, ...]:
    """The words of two texts, told apart word by word; joined, the pieces of each text are that text."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    pieces: list[Piece] = []

    def add(words: list[str], is_old: bool, is_new: bool) -> None:
        if words:
            pieces.append(Piece("".join(words), is_old, is_new))

    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            add(new[c:d], True, True)
        else:
            add(old[a:b], True, False)
            add(new[c:d], False, True)
    return tuple(pieces)
