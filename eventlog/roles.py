"""Letting a login in. The roles themselves come with the schema and have no login."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import asyncpg

from eventlog.connections import for_driver, passing_troubles
from eventlog.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

APP = "bylaw_app"  # reads, and appends through the function
HOUSE = "bylaw_house"  # reads, and gives positions
KEYS = "bylaw_keys"  # keeps the keyring
OWNER = "bylaw_owner"  # owns the tables; nobody logs in as it

_TRIES = 20


async def admit(admin_url: str, login: str, *, password: str | None = None, roles: Sequence[str] = (APP, HOUSE)) -> None:
    """Make a login if there is none, set its password if one is given, and let it act in these roles."""
    with passing_troubles():
        connection: asyncpg.Connection[Any] = await asyncpg.connect(for_driver(admin_url))
        try:
            quoted = await connection.fetchval("select quote_ident($1)", login)
            if not await connection.fetchval("select true from pg_roles where rolname = $1", login):
                await _agree(connection, f"create role {quoted} login")
            if password is not None:
                secret = await connection.fetchval("select quote_literal($1)", password)
                await _agree(connection, f"alter role {quoted} password {secret}")
            for role in roles:
                if not await connection.fetchval("select pg_has_role($1, $2, 'member')", login, role):
                    await _agree(connection, f"grant {role} to {quoted}")
        finally:
            await connection.close()


async def _agree(connection: asyncpg.Connection[Any], statement: str) -> None:
    """Run a statement about roles. They belong to the whole cluster, so somebody else may be at the same one."""
    for _ in range(_TRIES):
        try:
            await connection.execute(statement)
        except (asyncpg.DuplicateObjectError, asyncpg.UniqueViolationError):
            return  # done already
        except asyncpg.InternalServerError as error:
            if "concurrently updated" not in str(error):
                raise
        else:
            return
    raise Unavailable(f"too many at once: {statement.partition(' password ')[0]}")
