"""Group append: who comes while the database is busy goes along with the next call.

Nobody is made to wait for company. An append goes out alone, one per lane; what arrives while all lanes are on their way is sent as
one call, with one commit, as soon as a lane is back. Each append keeps its own outcome.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import asyncpg

from eventlog import rows, sql
from eventlog.errors import EventLogError, Unavailable
from eventlog.port import Appended, CommandEntry, Write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventlog.pool import DriverPool
    from eventlog.rows import Append

_MOST_BYTES = 1_000_000  # of events in a group: a big one should not hold many small ones up


@dataclass(slots=True, kw_only=True, eq=False)
class _Waiting:
    append: Append
    answer: asyncio.Future[Appended]


class GroupAppend:
    """Appends over a pool: at most `lanes` calls at a time, at most `most` appends in a call."""

    def __init__(self, pool: DriverPool, *, lanes: int, most: int) -> None:
        self._pool = pool
        self._lanes = lanes
        self._most = most
        self._busy = 0
        self._waiting: deque[_Waiting] = deque()
        self._boarding = False  # a trip is about to leave and takes whoever waits
        self._in_company = False  # the last trip carried several: those who come back from it come together
        self._trips: set[asyncio.Task[None]] = set()

    async def append(self, append: Append) -> Appended:
        """Append, alone or in company. Whoever gives up waiting may still have been recorded."""
        if self._busy < self._lanes and not self._waiting and not self._in_company:
            return await self._alone(append)
        waiting = _Waiting(append=append, answer=asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        self._board()
        return await waiting.answer

    async def _alone(self, append: Append) -> Appended:
        self._busy += 1
        try:
            (answer,) = await self._call([append])
        finally:
            self._busy -= 1
            self._board()
        if isinstance(answer, EventLogError):
            raise answer
        return answer

    def _board(self) -> None:
        if self._waiting and not self._boarding and self._busy < self._lanes:
            self._boarding = True
            trip = asyncio.create_task(self._trip())
            self._trips.add(trip)
            trip.add_done_callback(self._trips.discard)

    def _next_group(self) -> list[_Waiting]:
        group: list[_Waiting] = []
        size = 0
        while self._waiting and len(group) < self._most and size < _MOST_BYTES:
            one = self._waiting.popleft()
            if not one.answer.done():  # else its caller gave up before it was sent
                group.append(one)
                size += _size(one.append)
        # Groups of two processes may carry the same ids; in one and the same order they cannot block each other.
        return sorted(group, key=_place)

    async def _trip(self) -> None:
        """Leave one turn of the event loop after boarding began: those who were just answered may be back with their next append."""
        self._boarding = False
        group = self._next_group()
        self._in_company = len(group) > 1
        self._busy += 1
        self._board()
        try:
            for one, answer in zip(group, await self._answers([one.append for one in group]), strict=True):
                if one.answer.done():
                    continue
                if isinstance(answer, Appended):
                    one.answer.set_result(answer)
                else:
                    one.answer.set_exception(answer)
        finally:
            for one in group:
                if not one.answer.done():
                    one.answer.set_exception(Unavailable("the append was interrupted"))
            self._busy -= 1
            self._board()

    async def _answers(self, appends: Sequence[Append]) -> Sequence[Appended | Exception]:
        """Never raises: trouble that concerns all is each one's, and trouble that one caused must not be the others'."""
        try:
            return await self._call(appends) if appends else ()
        except Unavailable as error:
            return [Unavailable(str(error)) for _ in appends]
        except asyncpg.PostgresError as error:
            if len(appends) == 1:
                return [error]
            return [answer for one in appends for answer in await self._answers([one])]

    async def _call(self, appends: Sequence[Append]) -> list[Appended | EventLogError]:
        async with self._pool.lend() as connection:
            if len(appends) == 1 and (done := await _append_one(connection, *appends[0])):
                return [done]
            row = await connection.fetchrow(sql.APPEND, *rows.append_arguments(appends))
        return rows.append_answers(appends, row)


async def _append_one(connection: asyncpg.Connection[Any], command: CommandEntry | None, writes: Sequence[Write]) -> Appended | None:
    """The short way for the commonest append; None where it does not lead there."""
    if command is None or len(writes) != 1 or len(writes[0].events) != 1:
        return None
    row = await connection.fetchrow(sql.APPEND_ONE, *rows.simple_arguments(command, writes[0]))
    return rows.simple_answer(command, row)


def _place(waiting: _Waiting) -> int:
    command, _ = waiting.append
    return 0 if command is None else command.id.int


def _size(append: Append) -> int:
    _, writes = append
    return sum(len(event.data) + len(event.meta) for write in writes for event in write.events)
