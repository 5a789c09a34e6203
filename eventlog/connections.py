"""Connections: addresses in two dialects, a pool that never lends a dead connection, and what counts as trouble with one."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import asyncpg
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import create_async_engine

from eventlog.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.ext.asyncio import AsyncEngine

# SQLSTATE classes after which the same may be tried again: connection, rollback (deadlock), resources, operator, system.
_PASSING = frozenset({"08", "40", "53", "55", "57", "58"})

# What the driver raises when a connection breaks, or when one is used that broke without its noticing.
CONNECTION_TROUBLE = (OSError, asyncpg.InterfaceError, asyncpg.InternalClientError)


def for_sqlalchemy(url: str) -> str:
    """`postgresql://…` as SQLAlchemy wants it, with the asyncpg driver named."""
    return make_url(url).set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)


def for_driver(url: str) -> str:
    """`postgresql+asyncpg://…` as asyncpg itself wants it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def pooled(url: str, size: int) -> AsyncEngine:
    """An engine whose pool throws a connection away that died while it lay there, instead of lending it once more."""
    engine = create_async_engine(for_sqlalchemy(url), pool_size=size, max_overflow=0, pool_timeout=10, hide_parameters=True)

    @event.listens_for(engine.sync_engine, "checkout")
    def refuse_dead(connection: Any, _record: object, _proxy: object) -> None:
        if connection.driver_connection.is_closed():
            raise DisconnectionError

    return engine


@contextmanager
def passing_troubles() -> Iterator[None]:
    """Turn trouble that may pass (connection lost, deadlock, database starting or stopping) into `Unavailable`."""
    try:
        yield
    except (PoolTimeout, *CONNECTION_TROUBLE) as error:
        raise Unavailable(str(error)) from error
    except asyncpg.PostgresError as error:
        if not passes(error):
            raise
        raise Unavailable(str(error)) from error
    except DBAPIError as error:
        if not (error.connection_invalidated or passes(error.orig)):
            raise
        raise Unavailable(str(error.orig)) from error


def passes(error: object) -> bool:
    """Whether the database means: perhaps later."""
    state = getattr(error, "sqlstate", None)
    return state is None or state[:2] in _PASSING
