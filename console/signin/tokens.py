"""Tokens that people make for programs of their own: shown once, kept as SHA-256, good until a date or until ended."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from console.schema import tokens
from console.signin.sessions import TOUCH, digest
from domain.kernel import PersonId
from eventlog.connections import passing_troubles

BEGINS = "bylaw_"
"""So that tools which look for secrets in files know one when they see it."""
LONGEST = timedelta(days=366)
MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One token as its owner sees it. The secret itself is known to nobody any more."""

    id: str
    person: PersonId
    title: str
    made_at: datetime
    used_at: datetime | None
    ends_at: datetime


async def make(engine: AsyncEngine, person: PersonId, title: str, *, id: UUID, at: datetime, ends_at: datetime) -> str:
    """A new token's secret, which is shown now and never again."""
    secret = BEGINS + secrets.token_urlsafe(32)
    row = {"digest": digest(secret), "id": str(id), "person": person, "title": title, "made_at": at, "ends_at": ends_at}
    with passing_troubles():
        async with engine.begin() as connection:
            await connection.execute(insert(tokens).values(row))
    return secret


async def find(engine: AsyncEngine, secret: str, at: datetime) -> Token | None:
    """The token, unless it has ended. That it was used is written down once a minute."""
    with passing_troubles():
        async with engine.connect() as connection:
            query = select(*_SHOWN).where(tokens.c.digest == digest(secret), tokens.c.ends_at > at)
            row = (await connection.execute(query)).mappings().one_or_none()
        if row is None:
            return None
        found = Token(**row)
        if found.used_at is None or found.used_at + TOUCH <= at:
            async with engine.begin() as connection:
                await connection.execute(update(tokens).where(tokens.c.id == found.id).values(used_at=at))
    return found


async def of(engine: AsyncEngine, person: PersonId, at: datetime) -> Sequence[Token]:
    """Somebody's tokens that still work, newest first."""
    with passing_troubles():
        async with engine.connect() as connection:
            query = select(*_SHOWN).where(tokens.c.person == person, tokens.c.ends_at > at).order_by(tokens.c.made_at.desc())
            return [Token(**row) for row in (await connection.execute(query)).mappings()]


async def end(engine: AsyncEngine, person: PersonId, token: str) -> bool:
    """Let one of one's own tokens work no longer; says whether there was such."""
    with passing_troubles():
        async with engine.begin() as connection:
            done = await connection.execute(delete(tokens).where(tokens.c.id == token, tokens.c.person == person))
            return done.rowcount > 0


_SHOWN = (tokens.c.id, tokens.c.person, tokens.c.title, tokens.c.made_at, tokens.c.used_at, tokens.c.ends_at)
