"""What was given to the council, what it changed and said in its copy, what the team answers, and what is taken over.

Nothing is taken over by reading a copy back: every answer is an edit of its own, with its history.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TypeVar

from slireviewer import richtext
from slireviewer.errors import ReviewError
from slireviewer.letter import Advice, Letter, Passage, Table, lines_of, said
from slireviewer.model import (
    COMPUTED,
    NO_ITEM,
    Answer,
    Edition,
    EditionKind,
    Finding,
    FindingState,
    ItemId,
    ItemKind,
    Recommendation,
    Response,
    ResponseSort,
    Said,
)
from slireviewer.storage.challenges import derived_id, moment, one_of
from slireviewer.storage.drafting import wordings, write_edition, write_wording
from slireviewer.storage.findings import (
    agree_finding,
    read_findings,
    read_recommendations,
    write_finding,
    write_recommendation,
)
from slireviewer.storage.workspace import Edit, Reading, now

Worded = TypeVar("Worded", Finding, Recommendation)


def given_words(letter: Letter) -> tuple[Said, ...]:
    """Everything that ``letter`` says, place by place, so that a returned copy can be held against it.

    What is computed, such as the address and the headings, is in one place at the end.
    """
    computed = [
        line.replace("\u00a0", " ")
        for block in letter.blocks
        if isinstance(block, Table) or not (block.place.slot or isinstance(block, (Passage, Advice)))
        for line in lines_of(block)
        if line.strip()
    ]
    return (*said(letter), Said(mark=COMPUTED, item=NO_ITEM, text="\n".join(computed)))


def letter_given(e: Edit, letter: Letter, kind: EditionKind, name: str, *, identifier: str) -> Edition:
    """Keep what is given out as a file that bears ``identifier``, as whoever uses this laptop."""
    return write_edition(e, kind, name, given_words(letter), identifier=identifier)


def response_lines(r: Reading, edition: ItemId | None = None) -> list[Response]:
    """What came back on an edition (or on all of them), in the order in which it was read."""
    rows = r.conn.exec_driver_sql("SELECT * FROM response ORDER BY edition, n").mappings()
    return [
        Response(
            id=ItemId(row["id"]),
            edition=ItemId(row["edition"]),
            change=row["change"],
            item=ItemId(row["item"]),
            mark=row["mark"],
            author=row["author"],
            when=moment(row["when"]),
            before=row["before"],
            after=row["after"],
            comment=row["comment"],
            sort=one_of(ResponseSort, row["sort"], ResponseSort.OPINION),
            answer=one_of(Answer, row["answer"], Answer.OPEN),
            reason=row["reason"],
            person=ItemId(row["person"]),
            at=moment(row["at"]),
        )
        for row in rows
        if edition is None or row["edition"] == edition
    ]


def response_id(edition: ItemId, change: str) -> ItemId:
    """The name of what came back, the same on every laptop that reads the same copy."""
    return derived_id("response", edition, change)


def write_responses(e: Edit, found: Iterable[Response]) -> int:
    """Keep what was found in a returned copy, to be answered; what is kept already stays as it was answered.

    The answer is how many are new.
    """
    known = {one.id for one in response_lines(e)}
    rows: list[tuple[str, str, dict[str, Any]]] = []
    for one in found:
        item = response_id(one.edition, one.change)
        if item not in known and not e.state(ItemKind.RESPONSE, item).heads:
            known.add(item)
            rows.append((ItemKind.RESPONSE, item, _fields(one)))
    e.create_many(rows)
    return len(rows)


def write_response(e: Edit, value: Response) -> Response:
    """What the team says to a change or comment, as whoever uses this laptop.

    Raises ReviewError for a refusal or a reply without a reason, which the council is to read.
    """
    said = " ".join(value.reason.split())
    if value.answer in (Answer.REFUSED, Answer.REPLIED) and not said:
        raise ReviewError("Say why: the council will read this beside what it asked for.")
    at = now()
    made = replace(value, reason=said, person=e.me, at=moment(at))
    e.put(ItemKind.RESPONSE, value.id, _fields(made))
    return made


def _fields(value: Response) -> dict[str, Any]:
    return {
        "edition": value.edition, "change": value.change, "item": value.item, "mark": value.mark,
        "author": value.author, "when": value.when and value.when.isoformat(timespec="seconds"),
        "before": value.before, "after": value.after, "comment": value.comment, "sort": str(value.sort),
        "answer": str(value.answer), "reason": value.reason, "person": value.person,
        "at": value.at and value.at.isoformat(timespec="seconds"),
    }  # fmt: skip


def take_wording(e: Edit, response: Response) -> None:
    """Put the council's words in place of the team's, and say that they were accepted.

    Raises ReviewError when the words are no longer there, or stand in more than one place.
    """
    before, after = response.before, response.after
    if not before.strip() or before == after:
        raise ReviewError("Nothing is to be replaced here; write what is to be added yourself, and then accept it.")
    finding = next((one for one in read_findings(e) if one.id == response.item), None)
    advice = next((one for one in read_recommendations(e) if one.id == response.item), None)
    slot = f"finding:{response.item}" if finding else f"recommendation:{response.item}"
    own = next((one for one in wordings(e) if one.slot == slot and not one.hidden), None)
    if own is not None:
        write_wording(e, replace(own, text=_in_text(own.text, before, after)))
    elif finding is not None:
        write_finding(e, _in_item(finding, before, after))
        if finding.state is FindingState.AGREED:  # taking words over is agreeing to them
            agree_finding(e, finding.id)
    elif advice is not None:
        write_recommendation(e, _in_item(advice, before, after))
    else:
        raise ReviewError("This stands in no finding and in no recommendation; change it in the letter yourself.")
    write_response(e, replace(response, answer=Answer.ACCEPTED))


_GONE = "The words have been changed since the council had them; change them yourself, and then accept."


def _in_item(item: Worded, before: str, after: str) -> Worded:
    """The finding or recommendation with the new words, in its title or in its text."""
    title = item.title.strip()
    full = title if title.endswith((".", "?", "!", ":", "…")) else f"{title}."
    if _loose(before) in (_loose(title), _loose(full)):
        said = " ".join(after.split())
        return replace(item, title=said if full == title else said.removesuffix("."))
    places = [name for name in ("title", "text") if _count(getattr(item, name), before)]
    if len(places) != 1 or _count(getattr(item, places[0]), before) != 1:
        raise ReviewError(_GONE)
    if places == ["title"]:
        return replace(item, title=_put(item.title, before, after))
    return replace(item, text=_put(item.text, before, after))


def _in_text(text: richtext.Text, before: str, after: str) -> richtext.Text:
    """Formatted words with the new ones in place; they take the look of the first that they replace."""
    found = [number for number, block in enumerate(text) if _count(block.text, before)]
    if len(found) != 1 or _count(text[found[0]].text, before) != 1:
        raise ReviewError(_GONE)
    block = text[found[0]]
    start, end = _find(block.text, before)
    runs: list[richtext.Run] = []
    at = 0
    left_to_say = after
    for run in block.runs:
        low, high = max(start - at, 0), min(end - at, len(run.text))
        if low < high:
            said = run.text[:low] + left_to_say + run.text[high:]
            left_to_say = ""
            runs.append(replace(run, text=said))
        else:
            runs.append(run)
        at += len(run.text)
    changed = replace(block, runs=richtext.tidy(runs))
    return (*text[: found[0]], changed, *text[found[0] + 1 :])


def _loose(text: str) -> str:
    return " ".join(text.split())


def _count(text: str, words: str) -> int:
    return _loose(text).count(_loose(words))


def _find(text: str, words: str) -> tuple[int, int]:
    """Where ``words`` stand in ``text``, whatever the white space between them."""
    found = re.search(r"\s+".join(map(re.escape, words.split())), text)
    if found is None:
        raise ReviewError(_GONE)
    return found.span()


def _put(text: str, before: str, after: str) -> str:
    start, end = _find(text, before)
    return text[:start] + " ".join(after.split()) + text[end:]
