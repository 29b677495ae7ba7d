"""Bringing a challenge file up to date: numbered steps for the truth, a rebuild for everything derived."""

from __future__ import annotations

import functools

from sqlalchemy import Connection, Index
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from slireviewer.errors import NewerFormat, ReviewError
from slireviewer.storage import tables

# STEPS[n] brings a file from version n to n + 1. Version 1 is the first that was ever released.
STEPS: dict[int, tuple[str, ...]] = {}


def create_truth(conn: Connection) -> None:
    """The truth tables of a new file, at the newest version."""
    tables.truth.create_all(conn)
    conn.exec_driver_sql(f"PRAGMA application_id = {tables.APPLICATION_ID}")
    conn.exec_driver_sql(f"PRAGMA user_version = {tables.SCHEMA_VERSION}")


@functools.cache
def _derived_ddl() -> tuple[str, ...]:
    """How the derived tables and their indexes are made, put into words once."""
    dialect = sqlite.dialect()
    made = [str(CreateTable(table).compile(dialect=dialect)) for table in tables.derived.sorted_tables]
    indexes = [index for table in tables.derived.sorted_tables for index in sorted(table.indexes, key=_name)]
    return (*made, *(str(CreateIndex(index).compile(dialect=dialect)) for index in indexes))


def _name(index: Index) -> str:
    return str(index.name)


def create_derived(conn: Connection) -> None:
    """The derived tables, empty."""
    for statement in _derived_ddl():
        conn.exec_driver_sql(statement)
    for statement in (tables.SEARCH_DDL, *tables.SEARCH_PARTS):
        conn.exec_driver_sql(statement)
    conn.exec_driver_sql(
        "INSERT OR REPLACE INTO meta(key, value) VALUES('projection', ?)", (str(tables.PROJECTION_VERSION),)
    )


def drop_derived(conn: Connection) -> None:
    """Take the derived tables away; only ``journal.rebuild`` does this."""
    for name in ("search", *(table.name for table in tables.derived.sorted_tables)):
        conn.exec_driver_sql(f'DROP TABLE IF EXISTS "{name}"')


class OlderFormat(ReviewError):
    """The file was written by an older version and has to be brought up to date before it can be used."""


def _version(conn: Connection) -> int:
    return int(conn.exec_driver_sql("PRAGMA user_version").scalar_one())


def check_version(conn: Connection) -> None:
    """See that the file is of this version. Raises NewerFormat or OlderFormat."""
    version = _version(conn)
    if version > tables.SCHEMA_VERSION:
        raise NewerFormat(
            "This challenge was saved by a newer version of slireviewer. Install the newer version on this laptop "
            "and open it again; nothing has been changed."
        )
    if version < tables.SCHEMA_VERSION:
        raise OlderFormat(
            "This challenge was saved by an older version of slireviewer. Open it in the window once, so that it is "
            "brought up to date."
        )


def upgrade_truth(conn: Connection) -> None:
    """Run the steps that the file has not had yet, on a copy of it."""
    for step in range(_version(conn), tables.SCHEMA_VERSION):
        for statement in STEPS[step]:
            conn.exec_driver_sql(statement)
        conn.exec_driver_sql(f"PRAGMA user_version = {step + 1}")


def projection_is_current(conn: Connection) -> bool:
    """Whether the derived tables were made by this version's rules."""
    made = conn.exec_driver_sql("SELECT value FROM meta WHERE key = 'projection'").scalar()
    return made == str(tables.PROJECTION_VERSION)
