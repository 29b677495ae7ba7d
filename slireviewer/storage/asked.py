"""What goes with capturing: questions to ask and asked in a meeting, and words spelt in a way of their own."""

from __future__ import annotations

from slireviewer.model import ItemId, ItemKind
from slireviewer.storage.workspace import Edit, Reading


def asked_questions(r: Reading, meeting: ItemId) -> frozenset[ItemId]:
    """The questions ticked off in a meeting, by whoever ticked them."""
    rows = r.conn.exec_driver_sql(
        "SELECT a.question FROM meeting_asked a JOIN meeting m USING(n) WHERE m.id = ?", (meeting,)
    )
    return frozenset(ItemId(row[0]) for row in rows)


def tick_question(e: Edit, meeting: ItemId, question: ItemId, *, asked: bool = True) -> None:
    """Tick a question off in a meeting, or take the tick away."""
    e.put(ItemKind.MEETING, meeting, {f"asked:{question}": asked})


def planned_questions(r: Reading, meeting: ItemId) -> frozenset[ItemId]:
    """The questions that somebody of the team wants to have asked in a meeting."""
    rows = r.conn.exec_driver_sql(
        "SELECT p.question FROM meeting_planned p JOIN meeting m USING(n) WHERE m.id = ?", (meeting,)
    )
    return frozenset(ItemId(row[0]) for row in rows)


def planned_meetings(r: Reading) -> dict[ItemId, tuple[ItemId, ...]]:
    """Each question that is to be asked, with the meetings it was put on."""
    found: dict[ItemId, tuple[ItemId, ...]] = {}
    query = "SELECT p.question, m.id FROM meeting_planned p JOIN meeting m USING(n) ORDER BY m.id"
    for question, meeting in r.conn.exec_driver_sql(query):
        found[ItemId(question)] = (*found.get(ItemId(question), ()), ItemId(meeting))
    return found


def plan_question(e: Edit, meeting: ItemId, question: ItemId, *, planned: bool = True) -> None:
    """Put a question on a meeting, to be asked there, or take it off."""
    e.put(ItemKind.MEETING, meeting, {f"planned:{question}": planned})


def known_words(r: Reading) -> frozenset[str]:
    """The words that this challenge spells in its own way: names, places, abbreviations."""
    return frozenset(row[0] for row in r.conn.exec_driver_sql("SELECT word FROM challenge_word"))


def learn_word(e: Edit, word: str, *, known: bool = True) -> None:
    """Take a word as rightly spelt in this challenge, or no longer."""
    e.put(ItemKind.CHALLENGE, e.workspace.challenge_id, {f"word:{word}": known})
