"""The tables of a challenge file: the truth (the change log and what is local) and what is derived from it.

Private to storage. Truth tables almost never change, by the numbered steps of ``upgrades``; derived tables are
dropped and rebuilt whenever ``PROJECTION_VERSION`` changes.
"""

from __future__ import annotations

from sqlalchemy import BLOB, Column, ForeignKey, Index, Integer, MetaData, Table, Text, UniqueConstraint, text

SCHEMA_VERSION = 1
PROJECTION_VERSION = 9
APPLICATION_ID = 0x534C4952  # "SLIR", in the database header

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

truth = MetaData(naming_convention=NAMING)
derived = MetaData(naming_convention=NAMING)

APPLIED, WAITING, ASIDE, FOREIGN = 0, 1, 2, 3

meta = Table(
    "meta",
    truth,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)

log = Table(
    "log",
    truth,
    Column("id", Text, primary_key=True),
    Column("dev", Text, nullable=False),
    Column("forked", Integer, nullable=False, default=0),
    sqlite_with_rowid=False,
)

edit = Table(
    "edit",
    truth,
    Column("id", Integer, primary_key=True),
    Column("label", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("is_merge", Integer, nullable=False, default=0),
    Column("undoes", Integer),
    Column("undone", Integer, nullable=False, default=0),
)

op = Table(
    "op",
    truth,
    Column("n", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("log", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("lam", Integer, nullable=False),
    Column("item", Text, nullable=False),
    Column("state", Integer, nullable=False),
    Column("edit", Integer),
    Column("raw", BLOB, nullable=False),
    Index(None, "log", "seq"),
    Index(None, "item"),
    Index(None, "lam"),
    Index(None, "edit"),
)
Index("ix_op_state", op.c.state, sqlite_where=op.c.state != APPLIED)

waiting = Table(
    "waiting",
    truth,
    Column("op", Text, nullable=False),
    Column("missing", Text, nullable=False),
    Index(None, "missing"),
    UniqueConstraint("op", "missing"),
)

redacted = Table("redacted", truth, Column("op", Text, primary_key=True), sqlite_with_rowid=False)

content = Table(
    "content",
    truth,
    Column("sha", Text, primary_key=True),
    Column("data", BLOB, nullable=False),
)

peer = Table(
    "peer",
    truth,
    Column("dev", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("vector", Text, nullable=False),
    Column("seen", Text, nullable=False),
    sqlite_with_rowid=False,
)

package_in = Table(
    "package_in",
    truth,
    Column("id", Integer, primary_key=True),
    Column("sha", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("edit", Integer, ForeignKey("edit.id")),
    Column("state", Text, nullable=False),
    Column("receipt", Text),
    Column("data", BLOB),
)

draft = Table(
    "draft",
    truth,
    Column("item", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("on", Text, nullable=False),
    Column("at", Text, nullable=False),
    sqlite_with_rowid=False,
)

# ---- derived -------------------------------------------------------------------------------------

item = Table(
    "item",
    derived,
    Column("n", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("fate", Integer, nullable=False),
    Column("conflicts", Text, nullable=False),
    Column("author", Text, nullable=False),
    UniqueConstraint("id", "kind"),
)
Index("ix_item_odd", item.c.kind, sqlite_where=(item.c.fate != 0) | (item.c.conflicts != ""))


def _typed(name: str, *columns: Column[object] | Index) -> Table:
    id = Column("id", Text, nullable=False, unique=True)
    return Table(name, derived, Column("n", Integer, primary_key=True), id, *columns)


def _text(name: str, default: str = "") -> Column[object]:
    return Column(name, Text, nullable=False, info={"default": default})


def _number(name: str, default: int = 0) -> Column[object]:
    return Column(name, Integer, nullable=False, info={"default": default})


def _json(name: str) -> Column[object]:
    return Column(name, Text, nullable=False, info={"json": True})


challenge = _typed(
    "challenge",
    _json("councils"), _text("type", "corporate"), _text("framework"), _text("start"), _text("end"),
    _text("rules", "2023 on"), _json("addressee"), _text("letter_date"), _text("letter_precision", "day"),
    _json("contact"), _json("sites"), _json("letter_layout"), _text("record"),
)  # fmt: skip
theme = _typed(
    "theme", _text("title"), _text("short"), _text("origin", "own"), _text("parent"), _text("position"),
    _number("check_wording"), _text("record"),
)  # fmt: skip
question = _typed(
    "question", _text("text"), _text("theme"), _text("origin", "core"), _text("position"), _text("record")
)
person = _typed(
    "person", _text("name"), _text("role"), _text("organisation"), _text("party"), _number("manager"),
    _text("position"), _text("record"),
)  # fmt: skip
meeting = _typed(
    "meeting", _text("title"), _text("kind", "interview"), _text("group"), _text("place"), _text("starts"),
    _number("minutes", 45), _number("expected", 1), _number("cancelled"), _text("record"), Index(None, "starts"),
)  # fmt: skip
interviewee = _typed("interviewee", _text("name"), _text("role"), _json("known_as"), _text("group"), _text("record"))
note = _typed(
    "note", _text("meeting"), _text("person"), _text("at"), _text("tail"), _text("record"),
    Index(None, "meeting", "person"), Index(None, "person", "at"),
)  # fmt: skip
point = _typed(
    "point", _text("note"), _text("position"), _text("kind", "context"), _text("text"), _text("lead", "\n"),
    _number("off_record"), _text("at"), _json("tags"), _text("record"), _text("slot"), _number("resolved"),
    Index(None, "note", "position"), Index("ix_point_said", "note", "kind", text("(text != '')")),
)  # fmt: skip
finding = _typed(
    "finding", _text("title"), _text("text"), _text("kind", "strength"), _text("state", "draft"), _text("theme"),
    _text("person"), _text("position"), _text("agreed"), _text("record"), Index(None, "theme"),
)  # fmt: skip
recommendation = _typed(
    "recommendation", _number("number"), _text("title"), _text("text"), _text("timescale"), _text("theme"),
    _text("record"),
)  # fmt: skip
attachment = _typed(
    "attachment", _text("meeting"), _text("name"), _text("sha"), _number("size"), _text("media_type"),
    _text("person"), _text("at"), _text("record"), Index(None, "meeting"),
)  # fmt: skip

comment = _typed(
    "comment", _text("about"), _text("about_kind", "finding"), _text("text"), _text("person"), _text("at"),
    _number("resolved"), _text("record"), Index(None, "about"),
)  # fmt: skip
wording = _typed(
    "wording", _text("slot"), _json("text"), _text("section"), _text("position"), _number("hidden"), _text("record"),
    Index(None, "slot"),
)  # fmt: skip
edition = _typed(
    "edition", _text("kind", "draft"), _text("name"), _text("identifier"), _text("person"), _text("at"),
    _json("said"), _text("record"),
)  # fmt: skip
waiver = _typed("waiver", _text("key"), _text("reason"), _text("person"), _text("at"), _text("record"))
response = _typed(
    "response", _text("edition"), _text("change"), _text("item"), _text("mark"), _text("author"), _text("when"),
    _text("before"), _text("after"), _text("comment"), _text("sort", "opinion"), _text("answer", "open"),
    _text("reason"), _text("person"), _text("at"), _text("record"), Index(None, "edition"),
)  # fmt: skip
document = _typed(
    "document", _number("number"), _text("title"), _text("name"), _text("sha"), _number("size"), _text("media_type"),
    _number("pages"), _text("text_sha"), _text("person"), _text("at"), _text("trouble"), _text("record"),
    Index(None, "text_sha"),
)  # fmt: skip
excerpt = _typed(
    "excerpt", _text("document"), _text("point"), _number("page", 1), _text("text"), _json("anchor"),
    _text("kind", "context"), _number("off_record"), _text("person"), _text("at"), _text("position"), _text("record"),
    Index(None, "document", "page"), Index(None, "point"),
)  # fmt: skip


def _set(name: str, *columns: str) -> Table:
    """A relation; ``n`` is the number of the item that owns it."""
    made = [Column("n", Integer, primary_key=True)] + [Column(c, Text, primary_key=True) for c in columns]
    return Table(name, derived, *made, Index(None, columns[0]), sqlite_with_rowid=False)


point_theme = _set("point_theme", "theme")
point_same = _set("point_same", "other", "role")
meeting_peer = _set("meeting_peer", "person")
meeting_asked = _set("meeting_asked", "question")
meeting_planned = _set("meeting_planned", "question")
challenge_word = _set("challenge_word", "word")
interviewee_meeting = _set("interviewee_meeting", "meeting")
excerpt_theme = _set("excerpt_theme", "theme")
finding_link = _set("finding_link", "source", "role")
recommendation_finding = _set("recommendation_finding", "finding")
wording_finding = _set("wording_finding", "finding")

TYPED = {
    table.name: table
    for table in (
        challenge,
        theme,
        question,
        person,
        meeting,
        interviewee,
        note,
        point,
        finding,
        recommendation,
        attachment,
        comment,
        wording,
        edition,
        waiver,
        response,
        document,
        excerpt,
    )
}

# Fields "prefix:member" = true of a kind of item → (table of the relation, further columns).
SETS: dict[str, dict[str, tuple[Table, tuple[str, ...]]]] = {
    "point": {
        "theme": (point_theme, ()),
        "same": (point_same, ("same",)),
        "apart": (point_same, ("apart",)),
    },
    "challenge": {"word": (challenge_word, ())},
    "meeting": {"peer": (meeting_peer, ()), "asked": (meeting_asked, ()), "planned": (meeting_planned, ())},
    "interviewee": {"meeting": (interviewee_meeting, ())},
    "finding": {
        "supports": (finding_link, ("supports",)),
        "challenges": (finding_link, ("challenges",)),
        "context": (finding_link, ("context",)),
    },
    "excerpt": {"theme": (excerpt_theme, ())},
    "recommendation": {"finding": (recommendation_finding, ())},
    "wording": {"finding": (wording_finding, ())},
}

# What the search index holds of each kind: a title and a body.
SEARCHED: dict[str, tuple[str | None, str | None]] = {
    "point": (None, "text"),
    "finding": ("title", "text"),
    "recommendation": ("title", "text"),
    "meeting": ("title", "place"),
    "question": (None, "text"),
    "theme": ("title", None),
    "attachment": ("name", None),
    "comment": (None, "text"),
    "document": ("title", "name"),
    "excerpt": (None, "text"),
}

# The pages of a document stand in the index from here on: this + the document's number * PAGES_EACH + the page.
PAGES_FROM = 2**44
PAGES_EACH = 2**16

SEARCH_DDL = (
    "CREATE VIRTUAL TABLE search USING fts5(title, body, tokenize='unicode61 remove_diacritics 2', prefix='2 3')"
)
# Each edit adds a part to the index; putting few of them together at a time would make a merge twice as long.
SEARCH_PARTS = (
    "INSERT INTO search(search, rank) VALUES('automerge', 16)",
    "INSERT INTO search(search, rank) VALUES('crisismerge', 64)",
)
# What is deleted from the index leaves a mark only, and goes when parts of it are put together; this makes it anew.
SEARCH_ANEW = "INSERT INTO search(search) VALUES('rebuild')"
