"""What sort of meeting, with whom, and who of the team: read from words and names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from slireviewer.model import Group, ItemId, MeetingKind, Person
from slireviewer.timetable.values import Unread, short

_KINDS: tuple[tuple[MeetingKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(words))
    for kind, words in (
        (MeetingKind.CASE_FILES, r"\bcase[- ]?files?\b|\bfile audit\b|\bcase audit\b"),
        (MeetingKind.FOCUS_GROUP, r"\bfocus[- ]?groups?\b|\bworkshop\b|\bround[- ]?table\b|\bdiscussion group\b"),
        (MeetingKind.SITE_VISIT, r"\bsite visits?\b|\btour\b|\bwalk[- ]?about\b|\bvisit to\b|^visits?\b"),
        (MeetingKind.OBSERVED, r"\bobserv\w*|\bcommittee meeting$|\b(?:full council|cabinet meeting|council meeting)$"),
        (
            MeetingKind.PHONE_CALL,
            r"\b(?:tele)?phone\b|\b(?:video|teams|zoom|conference) call\b|\bcall (?:with|to)\b|^call\b(?!-)|\bcall$",
        ),
        (
            MeetingKind.TEAM,
            r"(?<!management )(?<!leadership )(?<!senior )\bteam (?:meeting|time|working|only|write[- ]?up|dinner)\b"
            r"|\bpeer team\b|^(?:working )?lunch$|^(?:working )?lunch(?! with\b)|^(?:tea |coffee |comfort )?break$"
            r"|^(?:travel|arrival|write[- ]?up)\b|\bfeedback presentation\b",
        ),
    )
)
_NOT_PEOPLE = re.compile(
    r"\b(?:staff|team|board|family|public) members?\b|\bmembers? of (?:the )?(?:staff|public|team)\b"
)
_GROUPS: tuple[tuple[Group, re.Pattern[str]], ...] = tuple(
    (group, re.compile(words))
    for group, words in (
        (
            Group.MEMBERS,
            r"\b(?:councillors?|cllrs?|members?|leader of the council|deputy leader|cabinet|portfolio holders?|mayor|"
            r"opposition|back[- ]?bench\w*|group leaders?|scrutiny chairs?)\b|^leader\b",
        ),
        (
            Group.OFFICERS,
            r"\b(?:chief exec\w*|ceo|directors?|officers?|heads? of|managers?|management team|leadership team|"
            r"section 151|s151|cmt|slt|clt)\b",
        ),
        (
            Group.STAFF,
            r"\b(?:staff|employees?|front[- ]?line|trade unions?|unions?|apprentices?|workforce)\b",
        ),
        (
            Group.PARTNERS,
            r"\b(?:partners?|partnership|police|nhs|icb|voluntary|vcs|vcfse|business(?:es)?|chamber of commerce|"
            r"university|college|parish|housing associations?|charit\w+|external auditors?|mp)\b",
        ),
        (
            Group.RESIDENTS,
            r"\b(?:residents?|public|tenants?|youth council|young people\w*|carers?|service users|customers)\b",
        ),
    )
)  # fmt: skip
TICKS = frozenset(["x", "✓", "✔", "yes", "y", "1", "true", "•", "☑", "☒", "✗"])
NOBODY = frozenset(["", "-", "–", "—", "tbc", "tba", "n/a", "na", "none", "to be confirmed", "to be advised", "?"])
EVERYBODY = frozenset(
    [
        *("all", "all peers", "all team", "all of the team", "whole team", "the whole team", "full team", "team"),
        *("entire team", "everyone", "everybody", "peer team", "the peer team", "whole peer team", "full peer team"),
    ]
)
_TITLES = frozenset(
    [
        *("cllr", "councillor", "mr", "mrs", "ms", "miss", "mx", "dr", "sir", "dame", "prof", "professor", "rev"),
        *("lord", "lady", "baroness"),
    ]
)
ROOM = re.compile(
    r"\b(?:room|rm|chamber|hall|hub|office|offices|online|teams|zoom|suite|centre|center|parlour|floor|depot|library|"
    r"guildhall|building|house|canteen|reception|by telephone|by phone|virtual|theatre|museum|school|church)\b",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s*(?:[/;,&+\n|•]|\band\b|\bwith\b)\s*", re.IGNORECASE)
PAIR = re.compile(
    r"(?:pair|team|stream|strand|track|panel|interview team|peer team|group|room)\s*(?:no\.?\s*)?[a-f1-9]\b"
)
_BEHIND = r"\s*[:=–—(\n-]\s*(.+?)\s*\)?\s*"
_PAIR_OF = re.compile(rf"\s*{PAIR.pattern}{_BEHIND}", re.IGNORECASE | re.DOTALL)
CANCELLED = re.compile(r"^[\s*(\[]*(?:cancell?ed|postponed|withdrawn|called off)\b[\s:.)\]*–—-]*", re.IGNORECASE)


def kind_of(text: str, *, stated: bool = False) -> MeetingKind | None:
    said = " ".join(text.casefold().split())
    for kind, words in _KINDS:
        if words.search(said):
            return kind
    if stated:
        for kind in MeetingKind:
            if kind in said:
                return kind
        for kind, word in (
            (MeetingKind.OBSERVED, "committee"), (MeetingKind.SITE_VISIT, "visit"), (MeetingKind.PHONE_CALL, "call"),
            (MeetingKind.TEAM, "team"), (MeetingKind.FOCUS_GROUP, "focus"), (MeetingKind.INTERVIEW, "1:1"),
        ):  # fmt: skip
            if word in said:
                return kind
    return None


def group_of(text: str) -> Group | None:
    """Whose meeting it is, when the words point to one group only."""
    said = text.casefold()
    if re.search(r"\bmembers? of (?:the )?public\b|\bpublic members?\b", said):
        return Group.RESIDENTS
    staff = re.search(r"\b(?:staff members?|members? of (?:the )?staff)\b", said)
    said = _NOT_PEOPLE.sub(" staff " if staff else " ", said)
    found = [group for group, words in _GROUPS if words.search(said)]
    return found[0] if len(found) == 1 else None


class Team:
    """The names by which a timetable may call those of the team."""

    def __init__(self, people: Sequence[Person], aliases: Mapping[str, frozenset[ItemId]]) -> None:
        self.people = people
        self.aliases = {key_of(name): who for name, who in aliases.items()}
        self.pairs: dict[str, frozenset[ItemId]] = {}
        self.calls: dict[str, set[ItemId]] = defaultdict(set)
        for person in people:
            for call in _calls(person):
                self.calls[call].add(person.id)

    def one(self, text: str) -> frozenset[ItemId] | None:
        """Who is meant by one name; ``None`` when nobody is. Raises Unread when it may be several."""
        key = key_of(text)
        for names in (self.aliases, self.pairs):
            if key in names:
                return names[key]
        if key in NOBODY:
            return frozenset()
        if key in EVERYBODY:
            return frozenset(person.id for person in self.people)
        who = self.calls.get(key, set())
        if len(who) > 1:
            names_ = " or ".join(person.name for person in self.people if person.id in who)
            raise Unread(f"“{short(text)}” may be {names_}.", [text.strip()])
        if who:
            return frozenset(who)
        words = key.split()
        if len(words) > 1 and all(len(self.calls.get(word, ())) == 1 for word in words):
            return frozenset(each for word in words for each in self.calls[word])  # "JB OT"
        return None

    def several(self, text: str) -> tuple[frozenset[ItemId], list[str]]:
        """Everybody whom a text names, and the names in it that are nobody's here."""
        whole = self.one(text)
        if whole is not None:
            return whole, []
        who: set[ItemId] = set()
        strangers = []
        named = _PAIR_OF.fullmatch(text)  # "Pair A: Jo and Owen"
        for part in _PARTS.split(named[1] if named else _bare(text)):
            if not part.strip():
                continue
            found = self.one(part)
            if found is None:
                strangers.append(part.strip())
            else:
                who |= found
        return frozenset(who), strangers

    def define(self, text: str) -> bool:
        """Learn from "Pair A: Jo Birkwood and Owen Threlkeld" who a pair is."""
        found = re.fullmatch(rf"\s*({PAIR.pattern}){_BEHIND}", text, re.IGNORECASE | re.DOTALL)
        if found is None:
            return False
        try:
            who, strangers = self.several(found[2])
        except Unread:
            return False
        if not who or strangers:
            return False
        self.pairs[key_of(found[1])] = who
        return True


def _bare(text: str) -> str:
    """A name without what stands in brackets behind it: "Jo Birkwood (lead)"."""
    return re.sub(r"\([^()]*\)", " ", text)


def key_of(text: str) -> str:
    """A name as it is compared: without forms of address, full stops and capitals."""
    words = [word for word in re.sub(r"[.’'`:*]", "", text.casefold()).replace("-", " ").split() if word not in _TITLES]
    return " ".join(words)


def _calls(person: Person) -> Iterable[str]:
    """The ways in which somebody may be named."""
    parts = key_of(person.name).split()
    yield " ".join(parts)
    if person.role:
        yield key_of(person.role)
    if person.manager:
        yield from ("manager", "peer challenge manager", "challenge manager", "pcm", "lga manager")
    if len(parts) < 2:
        return
    whole = [word for word in re.sub(r"[.’'`]", "", person.name.casefold()).split() if word not in _TITLES]
    first, last = whole[0].replace("-", " "), whole[-1].replace("-", " ")
    yield from (first, last, f"{first} {last}", f"{last} {first}", f"{first[0]} {last}", f"{first} {last[0]}")
    for letters in {"".join(part[0] for part in parts), "".join(part[0] for part in whole), first[0] + last[0]}:
        yield from (letters, " ".join(letters))


def is_team(cell: str, team: Team) -> bool:
    try:
        who, strangers = team.several(cell)
    except Unread:
        return True
    return bool(who) and len(strangers) <= len(who)
