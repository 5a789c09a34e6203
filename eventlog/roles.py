"""Letting a login in. The roles themselves come with the schema and have no login."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import asyncpg

from eventlog.connections import for_driver, passing_troubles

if TYPE_CHECKING:
    from collections.abc import Sequence

APP = "bylaw_app"  # reads, and appends through the function
HOUSE = "bylaw_house"  # reads, and gives positions
KEYS = "bylaw_keys"  # keeps the keyring
OWNER = "bylaw_owner"  # owns the tables; nobody logs in as it


async def admit(admin_url: str, login: str, *, password: str | None = None, roles: Sequence[str] = (APP, HOUSE)) -> None:
    """Make a login if there is none, set its password if one is given, and let it act in these roles."""
    with passing_troubles():
        connection: asyncpg.Connection[Any] = await asyncpg.connect(for_driver(admin_url))
        try:
            quoted = await connection.fetchval("select quote_ident($1)", login)
            # Logins belong to the whole cluster: somebody may be quicker.
            with suppress(asyncpg.DuplicateObjectError, asyncpg.UniqueViolationError):
                if not await connection.fetchval("select true from pg_roles where rolname = $1", login):
                    await connection.execute(f"create role {quoted} login")
            if password is not None:
                secret = await connection.fetchval("select quote_literal($1)", password)
                await connection.execute(f"alter role {quoted} password {secret}")
            for role in roles:
                if not await connection.fetchval("select pg_has_role($1, $2, 'member')", login, role):
                    await connection.execute(f"grant {role} to {quoted}")
        finally:
            await connection.close()
