"""Sign-ins that were begun: what must come back with the answer. Kept for minutes, used once, and only by the browser that began.

The row is found by `state` and the value of a cookie together: an answer to a sign-in that somebody else began finds nothing.
Each has a cookie of its own, so that several tabs may sign in at the same time.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import Request, Response
from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from console.schema import begun
from console.setup import Setup
from console.signin.sessions import digest
from eventlog.connections import passing_troubles

VALID = timedelta(minutes=10)
NAMED_BY = 8
"""So many characters of `state` name the cookie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """One sign-in on its way. `verifier` proves that whoever changes the code asked for it (RFC 7636)."""

    nonce: str
    verifier: str
    back_to: str
    again: bool
    begun_at: datetime


async def begin(engine: AsyncEngine, at: datetime, back_to: str, *, again: bool) -> tuple[str, str, Begun]:
    """A new one: its state, its cookie's value, itself."""
    state, value = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    made = Begun(nonce=secrets.token_urlsafe(32), verifier=secrets.token_urlsafe(48), back_to=back_to, again=again, begun_at=at)
    row = {
        "digest": _place(state, value),
        "nonce": made.nonce,
        "verifier": made.verifier,
        "back_to": made.back_to,
        "again": made.again,
        "begun_at": at,
        "ends_at": at + VALID,
    }
    with passing_troubles():
        async with engine.begin() as connection:
            await connection.execute(delete(begun).where(begun.c.ends_at <= at))
            await connection.execute(insert(begun).values(row))
    return state, value, made


async def find(engine: AsyncEngine, state: str, value: str, at: datetime) -> Begun | None:
    """The one that this state and cookie belong to."""
    with passing_troubles():
        async with engine.connect() as connection:
            query = select(*_KEPT).where(begun.c.digest == _place(state, value), begun.c.ends_at > at)
            row = (await connection.execute(query)).mappings().one_or_none()
    return Begun(**row) if row else None


async def use(engine: AsyncEngine, state: str, value: str) -> bool:
    """Once: says whether nobody did before."""
    with passing_troubles():
        async with engine.begin() as connection:
            return (await connection.execute(delete(begun).where(begun.c.digest == _place(state, value)))).rowcount > 0


def keep(response: Response, setup: Setup, state: str, value: str) -> None:
    """Hand the cookie out. Lax, since the answer comes by a link from the provider's page."""
    name, age = _name(setup, state), int(VALID.total_seconds())
    response.set_cookie(name, value, max_age=age, path="/", secure=setup.secure, httponly=True, samesite="lax")


def forget(response: Response, setup: Setup, state: str) -> None:
    """Take it back."""
    response.delete_cookie(_name(setup, state), path="/", secure=setup.secure, httponly=True, samesite="lax")


def cookie(request: Request, setup: Setup, state: str) -> str:
    """The cookie's value; empty when there is none."""
    return request.cookies.get(_name(setup, state), "")


_KEPT = (begun.c.nonce, begun.c.verifier, begun.c.back_to, begun.c.again, begun.c.begun_at)


def _name(setup: Setup, state: str) -> str:
    return f"{'__Host-' if setup.secure else ''}bylaw-begun-{state[:NAMED_BY]}"


def _place(state: str, value: str) -> bytes:
    return digest(f"{state}.{value}")
