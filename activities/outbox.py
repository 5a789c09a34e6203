"""What was told to whom, and what still waits to be told: rows in PostgreSQL, which every worker sees.

The order of things for each message: notices are put (`waiting`); whoever holds their lane writes the message down
(`sending`), hands it to the channel, and writes down what the channel said (`told`, `rejected`, or `waiting` again). If a worker
is killed between channel and database, nobody knows whether the channel took it: the same message goes out again under
the same id. Nothing can be done about that but by a channel which knows an id again.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg

from activities.notices import OTHER, Lane, Message, Notice, Standing, Told
from domain.kernel import PersonId
from eventlog.pool import DriverPool

_LOCKS: Final = 0x6E6F74  # advisory locks with two numbers; elections have another first one
_MOST: Final = 500  # notices of one message

# Duties of one moment put each other's notices at the same time: nothing that is there already is locked.
_PUT = """
    insert into world.notices (key, person, case_id, event, duty, about, clause, lane)
    values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (key) do nothing"""
# A notice that became void may be wanted again: the post changed hands twice. And what an earlier release put into another lane is
# moved into the one that is served now: nobody would ever look there again.
_WANTED_AGAIN = """
    update world.notices
       set state = case state when 'void' then 'waiting' else state end, lane = $2,
           put_at = case state when 'void' then clock_timestamp() else put_at end
     where key = $1 and (state = 'void' or (lane <> $2 and state in ('waiting', 'sending')))"""
_STANDING = """
    select state, receipt, coalesce(tried_at >= $2 or try_at > clock_timestamp(), false) as tried from world.notices where key = $1"""
# Of one duty: what nobody has begun to send is not sent any more.
_WITHDRAW = "update world.notices set state = 'void' where event = $1 and duty = $2 and state = 'waiting'"
_READ = """
    select key, coalesce(told_at, put_at) as at, person, case_id, about, clause, text, due_at, state, message, tries, receipt
    from world.notices where state = any($1) and ($2 = '' or person = $2) order by coalesce(told_at, put_at) desc limit $3"""
# How long ago the lane's newest and oldest notices were put, and anybody's newest; and how many wait, counted as far as it matters.
_CROWD = """
    select clock_timestamp() - max(put_at) as newest, clock_timestamp() - min(put_at) as oldest,
           (select clock_timestamp() - max(put_at) from world.notices where state = 'waiting' and tries = 0) as anybody,
           (select count(*) from (select from world.notices where state = 'waiting' and tries = 0 limit $2) as found) as waiting
    from world.notices where lane = $1 and state = 'waiting'"""
_WAITING = """
    select key, person, case_id, event, duty, about, clause, lane from world.notices
    where lane = $1 and state = 'waiting' order by put_at limit $2"""
# A message that somebody was about to send, or had sent, when they died. The lane is ours, so nobody is sending it now.
_LEFT_BEHIND = """
    select id, person, title, body from world.messages
    where id in (select message from world.notices where lane = $1 and state = 'sending') order by intended_at"""
_PARTS = "select key, person, case_id, event, duty, about, clause, lane from world.notices where message = $1"
_AGAIN = "update world.messages set tries = tries + 1, intended_at = clock_timestamp() where id = $1"
_INTEND = """
    with intended as (insert into world.messages (id, person, title, body) values ($1, $2, $3, $4))
    update world.notices n set state = 'sending', message = $1, text = said.text, due_at = said.due
    from unnest($5::uuid[], $6::text[], $7::timestamptz[]) as said (key, text, due) where n.key = said.key"""
_TOLD = """
    with taken as (update world.messages set told_at = clock_timestamp(), receipt = $2 where id = $1 returning told_at)
    update world.notices set state = 'told', receipt = $2, told_at = taken.told_at from taken where message = $1"""
# A try is for all who wait. When there have been many, the next one is kept waiting, a minute at most: else a dead channel
# would be tried once for each of a hundred notices. A little less than whole seconds, for whoever comes back after exactly that.
_NOT_TAKEN = """
    update world.notices set state = 'waiting', message = null, tries = tries + 1,
           tried_at = clock_timestamp(),
           try_at = case when tries > 7 then clock_timestamp() + 0.9 * least(60, power(2, least(tries, 20) - 7)) * interval '1 second' end
    where message = $1"""
_PUT_BACK = "update world.notices set state = 'waiting', message = null where message = $1"
_REJECTED = "update world.notices set state = 'rejected', message = null, receipt = $2 where message = $1"
_REFUSED = "update world.notices set state = 'rejected', receipt = $2 where key = any($1)"
_END_WEEK = "insert into world.weeks (week) values ($1) on conflict do nothing"
_OVERTAKEN = "update world.notices set state = 'void' where about = 'week' and case_id = '' and state = 'waiting'"
_FORGET = "delete from world.messages where id = $1"
_VOID = "update world.notices set state = 'void' where key = any($1)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Since when a lane has been quiet, since when it waits, since when all lanes have been, and how many notices wait in all."""

    newest: timedelta
    oldest: timedelta
    anybody: timedelta
    waiting: int


class Turn:
    """A lane that is ours alone until the block ends: nobody else sends anything of it."""

    def __init__(self, lane: Lane, connection: asyncpg.Connection[Any]) -> None:
        self.lane = lane
        self._connection = connection

    async def waiting(self) -> list[Notice]:
        """What waits, oldest first; at most as much as one message holds."""
        return [_notice(row) for row in await self._connection.fetch(_WAITING, self.lane, _MOST)]

    async def left_behind(self) -> list[tuple[Message, list[Notice]]]:
        """Messages that were written down and of which nobody knows whether the channel took them."""
        found = [Message(id=r["id"], to=r["person"], title=r["title"], body=r["body"]) for r in await self._fetch(_LEFT_BEHIND, self.lane)]
        return [(message, [_notice(row) for row in await self._fetch(_PARTS, message.id)]) for message in found]

    async def void(self, keys: Collection[UUID]) -> None:
        """Nobody wants these any more."""
        await self._connection.execute(_VOID, list(keys))

    async def refuse(self, keys: Collection[UUID], reason: str) -> None:
        """These can never be told."""
        await self._connection.execute(_REFUSED, list(keys), reason)

    async def intend(self, message: Message, said: Mapping[UUID, tuple[str, datetime | None]]) -> None:
        """Write down what is about to be sent: by key, each notice's text and due instant."""
        texts, dues = [text for text, _ in said.values()], [due for _, due in said.values()]
        await self._connection.execute(_INTEND, message.id, message.to, message.title, message.body, list(said), texts, dues)

    async def again(self, message: Message) -> None:
        """The same message once more: nobody knows whether it was taken."""
        await self._connection.execute(_AGAIN, message.id)

    async def told(self, message: Message, receipt: str) -> None:
        """The channel took it."""
        await self._connection.execute(_TOLD, message.id, receipt)

    async def not_taken(self, message: Message) -> None:
        """The channel did not take it; what is in it waits, and the next try for a while."""
        await self._ended(_NOT_TAKEN, message)

    async def put_back(self, message: Message) -> None:
        """It is not sent as it is; what is in it waits."""
        await self._ended(_PUT_BACK, message)

    async def rejected(self, message: Message, reason: str) -> None:
        """The channel never will take it."""
        await self._ended(_REJECTED, message, reason)

    async def _ended(self, statement: str, message: Message, *more: str) -> None:
        async with self._connection.transaction():
            await self._connection.execute(statement, message.id, *more)
            await self._connection.execute(_FORGET, message.id)

    async def _fetch(self, statement: str, *arguments: Any) -> list[Any]:
        return list(await self._connection.fetch(statement, *arguments))


class Outbox:
    """The notices of one installation. Everything raises the log's `Unavailable` while the database is away."""

    def __init__(self, url: str, *, pool_size: int = 4, turns: int = 10) -> None:
        self._pool = DriverPool(url, pool_size)
        self._turns = DriverPool(url, turns)  # apart from the rest: whoever has a turn keeps a connection while a channel works

    async def close(self) -> None:
        """Give back all connections."""
        await self._pool.close()
        await self._turns.close()

    async def put(self, notices: Sequence[Notice]) -> datetime:
        """They wait from now on, which is said by the database's clock; the same key again changes nothing."""
        ordered = sorted(notices, key=lambda each: each.key)  # in the same order by all who put the same, so that none waits for another's
        rows = [(n.key, n.to, n.case, n.event, n.duty, n.about, n.clause, n.lane) for n in ordered]
        async with self._pool.lend() as connection:
            await connection.executemany(_PUT, rows)
            await connection.executemany(_WANTED_AGAIN, [(each.key, each.lane) for each in ordered])
            now: datetime = await connection.fetchval("select clock_timestamp()")
            return now

    async def standing(self, key: UUID, since: datetime) -> Standing:
        """Where a notice stands that was put, and whether it was tried since an instant of the database's clock."""
        async with self._pool.lend() as connection:
            row = await connection.fetchrow(_STANDING, key, since)
        return Standing(state=row["state"], receipt=row["receipt"], tried=row["tried"])

    async def withdraw(self, event: UUID, duty: str) -> None:
        """This duty is no longer owed."""
        async with self._pool.lend() as connection:
            await connection.execute(_WITHDRAW, event, duty)

    async def crowd(self, lane: Lane, most: int) -> Crowd:
        """Who waits how long; of all together `most` at most are counted."""
        async with self._pool.lend() as connection:
            row = await connection.fetchrow(_CROWD, lane, most)
        ages = {name: timedelta.max if row[name] is None else row[name] for name in ("newest", "oldest", "anybody")}
        return Crowd(**ages, waiting=row["waiting"])

    @asynccontextmanager
    async def turn(self, lane: Lane) -> AsyncIterator[Turn | None]:
        """The lane, as long as the block lasts; None if it is somebody else's. It ends with its connection, however that ends."""
        number = int.from_bytes(hashlib.sha256(lane.encode()).digest()[:4], signed=True)
        async with self._turns.lend() as connection:
            if not await connection.fetchval("select pg_try_advisory_lock($1, $2)", _LOCKS, number):
                yield None
                return
            try:
                yield Turn(lane, connection)
            finally:
                if not connection.is_closed():
                    await connection.execute("select pg_advisory_unlock($1, $2)", _LOCKS, number)

    async def week_told(self, week: str) -> bool:
        """Whether the heads were told of this week."""
        async with self._pool.lend() as connection:
            return bool(await connection.fetchval("select true from world.weeks where week = $1", week))

    async def end_week(self, week: str) -> None:
        """They were, all of them; what was left of earlier weeks is overtaken."""
        async with self._pool.lend() as connection, connection.transaction():
            await connection.execute(_END_WEEK, week)
            await connection.execute(_OVERTAKEN)

    async def read(self, *, to: str = "", limit: int = 50, waiting: bool = False) -> list[Told]:
        """The newest that were told, oldest of them first; or those that were not yet, and those that never will be."""
        states = ["waiting", "sending", "rejected"] if waiting else ["told"]
        async with self._pool.lend() as connection:
            rows = await connection.fetch(_READ, states, to, limit)
        return [_told(row) for row in reversed(rows)]


def _notice(row: Any) -> Notice:
    """A row as it was put."""
    lane: Lane = row["lane"]
    name = lane.removesuffix(OTHER)
    return Notice(
        key=row["key"],
        to=PersonId(row["person"]),
        case=row["case_id"],
        event=row["event"],
        duty=row["duty"],
        about=row["about"],
        clause=row["clause"],
        alone=name == str(row["key"]),
        moment=None if name in (str(row["key"]), row["person"]) else UUID(name),
        other_channel=lane.endswith(OTHER),
    )


def _told(row: Any) -> Told:
    named = {name: row[name] for name in ("key", "at", "about", "clause", "text", "state", "message", "tries", "receipt")}
    return Told(**named, to=(PersonId(row["person"]),), case=row["case_id"], due=row["due_at"])
