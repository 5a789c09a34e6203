"""Writing many rows of a list in one statement: they travel as one JSON array, and the database reads them as rows of the table.

The driver's own way for many rows (executemany) is not used: cancelled at the wrong moment it waits for ever, and a projector is
cancelled whenever it is stopped.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import TextClause, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Table
    from sqlalchemy.ext.asyncio import AsyncConnection


async def add(connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows that are new, or stand there already as they are."""
    await _write(connection, _add(table), rows)


async def put(connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows that are new, or say something else than before."""
    await _write(connection, _put(table), rows)


async def change(connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """New values of some columns, the same in each row; a row has its whole key as well."""
    if rows:
        await _write(connection, _change(table, tuple(sorted(rows[0]))), rows)


async def remove(connection: AsyncConnection, table: Table, keys: Sequence[Mapping[str, Any]]) -> None:
    """The rows of these keys."""
    await _write(connection, _remove(table), keys)


async def _write(connection: AsyncConnection, statement: TextClause, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        await connection.execute(statement, {"rows": json.dumps([dict(row) for row in rows], default=_plain, ensure_ascii=False)})


def _plain(value: object) -> str:
    """What JSON has no word for."""
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


# What follows is made of the names of our own tables and columns.


@cache
def _add(table: Table) -> TextClause:
    return text(f"{_insert(table)} on conflict do nothing")


@cache
def _put(table: Table) -> TextClause:
    rest = ", ".join(f"{column.name} = excluded.{column.name}" for column in table.columns if not column.primary_key)
    return text(f"{_insert(table)} on conflict on constraint {table.name}_pkey do update set {rest}")


@cache
def _change(table: Table, columns: tuple[str, ...]) -> TextClause:
    key = {column.name for column in table.primary_key.columns}
    rest = ", ".join(f"{name} = given.{name}" for name in columns if name not in key)
    return text(f"update {table.fullname} kept set {rest} from {_given(table)} where {_same(table)}")  # noqa: S608


@cache
def _remove(table: Table) -> TextClause:
    return text(f"delete from {table.fullname} kept using {_given(table)} where {_same(table)}")  # noqa: S608


def _insert(table: Table) -> str:
    names = ", ".join(column.name for column in table.columns)
    return f"insert into {table.fullname} ({names}) select {names} from {_given(table)}"  # noqa: S608


def _given(table: Table) -> str:
    return f"json_populate_recordset(null::{table.fullname}, cast(:rows as json)) given"


def _same(table: Table) -> str:
    return " and ".join(f"kept.{column.name} = given.{column.name}" for column in table.primary_key.columns)
