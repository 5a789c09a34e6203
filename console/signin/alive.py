"""Whether whoever was let in a while ago would still be let in now: for streams, which outlive the request that opened them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from fastapi import Request
from fastapi.security.utils import get_authorization_scheme_param
from sqlalchemy import ColumnElement, select

from console.backend import Backend
from console.caller import Caller, Machine
from console.schema import sessions, tokens
from console.signin.sessions import digest
from domain.governance import digest_of_secret
from domain.kernel import PersonId
from eventlog.connections import passing_troubles


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What let somebody in: the digest of a session's cookie, of a person's token, or of a machine's."""

    kind: Literal["session", "token", "machine"]
    digest: str
    person: PersonId | None


def credential(request: Request, caller: Caller | Machine) -> Credential:
    """What this caller was let in by."""
    _, secret = get_authorization_scheme_param(request.headers.get("authorization"))
    if isinstance(caller, Machine):
        return Credential(kind="machine", digest=digest_of_secret(secret), person=None)
    if caller.session is not None:
        return Credential(kind="session", digest=caller.session.id, person=caller.id)
    return Credential(kind="token", digest=digest(secret).hex(), person=caller.id)


async def alive(backend: Backend, asked: Iterable[Credential]) -> set[Credential]:
    """Those of them that would be let in now. Two small reads for all of them. Raises `Unavailable`."""
    await backend.governed.refresh()
    at = backend.now()
    people = backend.organisation(at).people
    found = {"session": await _sessions(backend, at, asked), "token": await _tokens(backend, at, asked)}

    def lives(each: Credential) -> bool:
        if each.kind == "machine":
            return backend.governed.token(each.digest, at) is not None
        who = people.get(each.person) if each.person else None
        return who is not None and who.active and each.digest in found[each.kind]

    return {each for each in asked if lives(each)}


async def _sessions(backend: Backend, at: datetime, asked: Iterable[Credential]) -> set[str]:
    """A stream is no use of its session: a page that is left open does not keep it from going idle."""
    wanted = [bytes.fromhex(each.digest) for each in asked if each.kind == "session"]
    lasting = (sessions.c.ends_at > at, sessions.c.seen_at > at - backend.setup.idle)
    return await _digests(backend, sessions.c.digest, wanted, *lasting)


async def _tokens(backend: Backend, at: datetime, asked: Iterable[Credential]) -> set[str]:
    wanted = [bytes.fromhex(each.digest) for each in asked if each.kind == "token"]
    return await _digests(backend, tokens.c.digest, wanted, tokens.c.ends_at > at)


async def _digests(backend: Backend, column: ColumnElement[bytes], wanted: list[bytes], *lasting: ColumnElement[bool]) -> set[str]:
    if not wanted:
        return set()
    with passing_troubles():
        async with backend.engine.connect() as connection:
            query = select(column).where(column.in_(wanted), *lasting)
            return {row.hex() for row in (await connection.execute(query)).scalars()}
