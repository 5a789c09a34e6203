"""A key per person for the personal fields of events. Erasing the key erases the person, and every proof still holds.

What a destroyed key sealed stays in the log as noise; the log itself is never touched. Copies of the keyring must die as well:
keep its backups for days, not years, and in another database than the log.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast
from uuid import UUID, uuid4

from sqlalchemy import text

from eventlog.connections import passing_troubles, pooled

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy.ext.asyncio import AsyncEngine

_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A person's key. The id is random and stands beside everything that the secret (32 bytes) seals."""

    id: UUID
    secret: bytes

    def __repr__(self) -> str:
        """Without the secret: keys must not reach a log file."""
        return f"Key(id={self.id})"


class Keyring(Protocol):
    """Keys by person and by id. The methods may raise `Unavailable`."""

    async def key_for(self, subject: UUID) -> Key:
        """A person's key, made on first use. After an erasure a new one is made: it cannot read what the old one sealed."""

    async def by_ids(self, ids: Collection[UUID]) -> Mapping[UUID, bytes | None]:
        """The secrets of these keys; None where the key was erased or was never made here."""

    async def erase(self, subject: UUID) -> None:
        """Destroy every key of a person. For ever."""

    async def digest_key(self) -> bytes:
        """The secret behind request digests, made once."""


class MemoryKeyring:
    """`Keyring` in memory."""

    def __init__(self) -> None:
        self._in_use: dict[UUID, Key] = {}
        self._secrets: dict[UUID, bytes | None] = {}
        self._digest_key = secrets.token_bytes(_SECRET_BYTES)

    async def key_for(self, subject: UUID) -> Key:
        if subject not in self._in_use:
            key = Key(id=uuid4(), secret=secrets.token_bytes(_SECRET_BYTES))
            self._in_use[subject] = key
            self._secrets[key.id] = key.secret
        return self._in_use[subject]

    async def by_ids(self, ids: Collection[UUID]) -> Mapping[UUID, bytes | None]:
        return {one: self._secrets.get(one) for one in ids}

    async def erase(self, subject: UUID) -> None:
        key = self._in_use.pop(subject, None)
        if key is not None:
            self._secrets[key.id] = None

    async def digest_key(self) -> bytes:
        return self._digest_key


_FIND = text("select id, secret from keys.key where subject = :subject and erased_at is null")
# Two who come at once make one key: the second finds the first's.
_MAKE = text(
    "insert into keys.key (id, subject, secret) values (:id, :subject, :secret) on conflict (subject) where erased_at is null do nothing"
)
_BY_IDS = text("select id, secret from keys.key where id = any(:ids)")
_ERASE = text("update keys.key set secret = null, erased_at = now() where subject = :subject and erased_at is null")
_FIND_DIGEST = text("select secret from keys.digest")
_MAKE_DIGEST = text("insert into keys.digest (secret) values (:secret) on conflict do nothing")


class PostgresKeyring:
    """`Keyring` in PostgreSQL, at an address of its own. Make it with `connect`, end it with `close`.

    Keys are not cached: an erasure holds at once, in every process.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._digest_key: bytes | None = None

    @classmethod
    async def connect(cls, url: str, *, pool_size: int = 5) -> PostgresKeyring:
        """Open a pool on a database that `migrate_keys` has prepared. Raises `Unavailable`."""
        keyring = cls(pooled(url, pool_size))
        await keyring.digest_key()
        return keyring

    async def close(self) -> None:
        """Give back all connections."""
        await self._engine.dispose()

    async def key_for(self, subject: UUID) -> Key:
        with passing_troubles():
            async with self._engine.begin() as connection:
                found = (await connection.execute(_FIND, {"subject": subject})).one_or_none()
                while found is None:
                    fresh = {"id": uuid4(), "subject": subject, "secret": secrets.token_bytes(_SECRET_BYTES)}
                    await connection.execute(_MAKE, fresh)
                    found = (await connection.execute(_FIND, {"subject": subject})).one_or_none()
        return Key(id=found.id, secret=found.secret)

    async def by_ids(self, ids: Collection[UUID]) -> Mapping[UUID, bytes | None]:
        with passing_troubles():
            async with self._engine.connect() as connection:
                found = (await connection.execute(_BY_IDS, {"ids": list(ids)})).all()
        known = {row.id: row.secret for row in found}
        return {one: known.get(one) for one in ids}

    async def erase(self, subject: UUID) -> None:
        with passing_troubles():
            async with self._engine.begin() as connection:
                await connection.execute(_ERASE, {"subject": subject})

    async def digest_key(self) -> bytes:
        if self._digest_key is None:
            with passing_troubles():
                async with self._engine.begin() as connection:
                    await connection.execute(_MAKE_DIGEST, {"secret": secrets.token_bytes(_SECRET_BYTES)})
                    self._digest_key = cast("bytes", (await connection.execute(_FIND_DIGEST)).scalar_one())
        return self._digest_key
