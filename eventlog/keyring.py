"""A key per person for the personal fields of events. Erasing the key erases the person, and every proof still holds.

What a destroyed key sealed stays in the log as noise; the log itself is never touched. Copies of the keyring must die as well:
keep its backups for days, not years, and in another database than the log.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast
from uuid import UUID, uuid4

from eventlog.pool import DriverPool

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

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


_FIND = "select id, secret from keys.key where subject = $1 and erased_at is null"
# Two who come at once make one key: the second finds the first's.
_MAKE = "insert into keys.key (id, subject, secret) values ($1, $2, $3) on conflict (subject) where erased_at is null do nothing"
_BY_IDS = "select id, secret from keys.key where id = any($1::uuid[])"
_ERASE = "update keys.key set secret = null, erased_at = now() where subject = $1 and erased_at is null"
_FIND_DIGEST = "select secret from keys.digest"
_MAKE_DIGEST = "insert into keys.digest (secret) values ($1) on conflict do nothing"


class PostgresKeyring:
    """`Keyring` in PostgreSQL, at an address of its own. Make it with `connect`, end it with `close`.

    Keys are not cached: an erasure holds at once, in every process. Every statement is complete in itself.
    """

    def __init__(self, pool: DriverPool) -> None:
        self._pool = pool
        self._digest_key: bytes | None = None

    @classmethod
    async def connect(cls, url: str, *, pool_size: int = 5) -> PostgresKeyring:
        """Open a pool on a database that `migrate_keys` has prepared. Raises `Unavailable`."""
        keyring = cls(DriverPool(url, pool_size))
        await keyring.digest_key()
        return keyring

    async def close(self) -> None:
        """Give back all connections."""
        await self._pool.close()

    async def key_for(self, subject: UUID) -> Key:
        async with self._pool.lend() as driver:
            while (found := await driver.fetchrow(_FIND, subject)) is None:
                await driver.execute(_MAKE, uuid4(), subject, secrets.token_bytes(_SECRET_BYTES))
        return Key(id=found["id"], secret=found["secret"])

    async def by_ids(self, ids: Collection[UUID]) -> Mapping[UUID, bytes | None]:
        async with self._pool.lend() as driver:
            known = {row["id"]: row["secret"] for row in await driver.fetch(_BY_IDS, list(ids))}
        return {one: known.get(one) for one in ids}

    async def erase(self, subject: UUID) -> None:
        async with self._pool.lend() as driver:
            await driver.execute(_ERASE, subject)

    async def digest_key(self) -> bytes:
        if self._digest_key is None:
            async with self._pool.lend() as driver:
                await driver.execute(_MAKE_DIGEST, secrets.token_bytes(_SECRET_BYTES))
                self._digest_key = cast("bytes", await driver.fetchval(_FIND_DIGEST))
        return self._digest_key
