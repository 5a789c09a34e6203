"""Sessions: a random value in a cookie, its SHA-256 in a table. A new one at every sign-in, so none can be planted beforehand."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from fastapi import Request, Response
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from console.caller import Session
from console.schema import sessions
from console.setup import Setup
from domain.kernel import PersonId
from eventlog.connections import passing_troubles
from eventlog.pool import DriverPool

TOUCH = timedelta(minutes=1)
"""How often a session's last use is written down."""

KNOWN = timedelta(days=1)
"""How long it is known whose a session was after its end, so that what they then send is kept for them."""


def cookie_name(setup: Setup) -> str:
    """``__Host-`` binds the cookie to this host and to encrypted connections (RFC 6265bis §4.1.3.2)."""
    return "__Host-bylaw" if setup.secure else "bylaw"


def digest(secret: str) -> bytes:
    """What is kept of a cookie's value or a token."""
    return hashlib.sha256(secret.encode()).digest()


async def begin(
    engine: AsyncEngine, setup: Setup, person: PersonId, at: datetime, language: str = "", *, signed_in_at: datetime | None = None
) -> str:
    """A new session; the value for its cookie. `signed_in_at`: when the person proved who they are, if that was not just now."""
    value = secrets.token_urlsafe(32)
    row = {
        "digest": digest(value),
        "person": person,
        "csrf": secrets.token_urlsafe(24),
        "signed_in_at": signed_in_at or at,
        "seen_at": at,
        "ends_at": at + setup.session,
        "language": language,
    }
    with passing_troubles():
        async with engine.begin() as connection:
            await connection.execute(delete(sessions).where(sessions.c.ends_at <= at - KNOWN))
            await connection.execute(insert(sessions).values(row))
    return value


async def find(driver: DriverPool, setup: Setup, value: str, at: datetime) -> Session | None:
    """The session of a cookie's value, unless it has ended or lay idle too long."""
    async with driver.lend() as connection:
        row = await connection.fetchrow(_FIND, digest(value))
        if row is None or row["ends_at"] <= at or row["seen_at"] + setup.idle <= at:
            return None
        if row["seen_at"] + TOUCH <= at:
            await connection.execute(_TOUCH, row["digest"], at)
    return Session(
        id=row["digest"].hex(),
        person=PersonId(row["person"]),
        csrf=row["csrf"],
        signed_in_at=row["signed_in_at"],
        language=row["language"],
    )


_FIND = "select digest, person, csrf, signed_in_at, seen_at, ends_at, language from console.sessions where digest = $1"
_TOUCH = "update console.sessions set seen_at = $2 where digest = $1"


async def owner(engine: AsyncEngine, value: str) -> PersonId | None:
    """Whose session this is or was, while the row is still there: enough to give back what they typed, and for nothing else."""
    with passing_troubles():
        async with engine.connect() as connection:
            found = (await connection.execute(select(sessions.c.person).where(sessions.c.digest == digest(value)))).scalar()
    return PersonId(found) if found else None


async def count(engine: AsyncEngine, setup: Setup, person: PersonId, at: datetime) -> int:
    """In how many places somebody is signed in."""
    with passing_troubles():
        async with engine.connect() as connection:
            alive = (sessions.c.person == person, sessions.c.ends_at > at, sessions.c.seen_at > at - setup.idle)
            return (await connection.execute(select(func.count()).where(*alive))).scalar_one()


async def end_all(engine: AsyncEngine, person: PersonId) -> None:
    """Sign somebody out everywhere."""
    with passing_troubles():
        async with engine.begin() as connection:
            await connection.execute(delete(sessions).where(sessions.c.person == person))


async def end(engine: AsyncEngine, value: str) -> None:
    """Sign out."""
    with passing_troubles():
        async with engine.begin() as connection:
            await connection.execute(delete(sessions).where(sessions.c.digest == digest(value)))


async def speak(engine: AsyncEngine, session: Session, language: str) -> None:
    """The language of this session's pages."""
    with passing_troubles():
        async with engine.begin() as connection:
            await connection.execute(update(sessions).where(sessions.c.digest == bytes.fromhex(session.id)).values(language=language))


def keep(response: Response, setup: Setup, value: str) -> None:
    """Hand the cookie out."""
    response.set_cookie(
        cookie_name(setup),
        value,
        max_age=int(setup.session.total_seconds()),
        path="/",
        secure=setup.secure,
        httponly=True,
        samesite="lax",
    )


def forget(response: Response, setup: Setup) -> None:
    """Take it back."""
    response.delete_cookie(cookie_name(setup), path="/", secure=setup.secure, httponly=True, samesite="lax")


def cookie(request: Request, setup: Setup) -> str:
    """The cookie's value; empty when there is none."""
    return request.cookies.get(cookie_name(setup), "")
