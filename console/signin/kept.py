"""A form that was sent when its sender had to sign in first. It waits, sealed, and is shown again to the same person to send.

The key is the value of a cookie, which is kept nowhere: whoever reads the table reads nothing of what was typed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken
from fastapi import Request, Response
from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from console.schema import kept
from console.setup import Setup
from console.signin import csrf
from console.signin.sessions import digest
from domain.kernel import PersonId
from eventlog.connections import passing_troubles

VALID = timedelta(minutes=30)
LONGEST = 100_000
"""Characters of a form that are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What was to be sent whereto, and the page on which it was typed."""

    action: str
    page: str
    fields: tuple[tuple[str, str], ...]


async def form_of(request: Request, setup: Setup, page: str) -> Form | None:
    """The request's form, if a browser says that one of our own pages sent it: nobody else's words are put into a person's mouth."""
    ours = request.headers.get("sec-fetch-site") == "same-origin" or request.headers.get("origin") == setup.origin
    if not ours or "form" not in request.headers.get("content-type", ""):
        return None
    typed = [(name, value) for name, value in (await request.form()).multi_items() if isinstance(value, str) and name != csrf.FIELD]
    if not typed or sum(len(name) + len(value) for name, value in typed) > LONGEST:
        return None
    return Form(action=request.url.path, page=page, fields=tuple(typed))


async def keep(engine: AsyncEngine, person: PersonId, form: Form, at: datetime) -> str:
    """Seal it; the cookie's value."""
    value = secrets.token_urlsafe(32)
    text = json.dumps([form.action, form.page, form.fields])
    row = {"digest": digest(value), "person": person, "sealed": _key(value).encrypt(text.encode()), "ends_at": at + VALID}
    with passing_troubles():
        async with engine.begin() as connection:
            await connection.execute(delete(kept).where(kept.c.ends_at <= at))
            await connection.execute(insert(kept).values(row))
    return value


async def waits(engine: AsyncEngine, value: str, person: PersonId, at: datetime) -> bool:
    """Whether there is something of this person to show again."""
    with passing_troubles():
        async with engine.connect() as connection:
            query = select(kept.c.person).where(kept.c.digest == digest(value), kept.c.person == person, kept.c.ends_at > at)
            return (await connection.execute(query)).scalar() is not None


async def take(engine: AsyncEngine, value: str, person: PersonId, at: datetime) -> Form | None:
    """What this person was about to send; once."""
    with passing_troubles():
        async with engine.begin() as connection:
            where = (kept.c.digest == digest(value), kept.c.person == person, kept.c.ends_at > at)
            sealed = (await connection.execute(delete(kept).where(*where).returning(kept.c.sealed))).scalar()
    if sealed is None:
        return None
    try:
        action, page, fields = json.loads(_key(value).decrypt(sealed))
    except InvalidToken:
        return None
    return Form(action=action, page=page, fields=tuple((name, typed) for name, typed in fields))


def hand_out(response: Response, setup: Setup, value: str) -> None:
    """The cookie with the key."""
    age = int(VALID.total_seconds())
    response.set_cookie(_name(setup), value, max_age=age, path="/", secure=setup.secure, httponly=True, samesite="lax")


def forget(response: Response, setup: Setup) -> None:
    """Take it back."""
    response.delete_cookie(_name(setup), path="/", secure=setup.secure, httponly=True, samesite="lax")


def cookie(request: Request, setup: Setup) -> str:
    """The cookie's value; empty when there is none."""
    return request.cookies.get(_name(setup), "")


def _name(setup: Setup) -> str:
    return f"{'__Host-' if setup.secure else ''}bylaw-kept"


def _key(value: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"kept/{value}".encode()).digest()))
