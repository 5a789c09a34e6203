"""Carries notices to people: one message at a time for each, in which everything goes along that waits for them at that moment.

At 08:30, or when mail is back after a day, many cases tell the same person something. The first one to hold the person's lane
waits a moment for the others, sends what has come together as one message, and marks it all; the others find theirs told.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, assert_never
from uuid import UUID, uuid4
from weakref import WeakValueDictionary

import structlog

from activities.attempt import Later
from activities.channels import Channel
from activities.governed import Governed
from activities.letters import Letter, Line, letter
from activities.notices import Lane, Message, Notice, Standing
from activities.outbox import Outbox, Turn
from activities.personal import ERASED, open_up
from domain.kernel import PersonId, Rejected, Unavailable
from eventlog import errors
from eventlog.keyring import Keyring

VOID: Final = "void: no longer wanted"

Says = Callable[[Notice], Awaitable[Line | None]]
"""What a notice says now; None when nobody wants it any more."""

_say = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long notices wait for each other. More than `crowd` waiting at once are a storm: then the lull of all is waited for.

    In a storm who waits comes back after `comeback` instead of keeping others from their turn. `patience`: how long one may wait
    for a lane that is another's.
    """

    lull: timedelta = timedelta(seconds=1.5)
    longest: timedelta = timedelta(seconds=10)
    storm: timedelta = timedelta(seconds=45)
    crowd: int = 100
    comeback: timedelta = timedelta(seconds=5)
    patience: timedelta = timedelta(seconds=45)
    sending: timedelta = timedelta(seconds=30)
    look: timedelta = timedelta(seconds=0.25)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Where a person is reached, and in which language."""

    language: str
    address: str


class Post:
    """The post of one installation. The first channel carries everything, the next one what the first one could not tell."""

    def __init__(
        self,
        outbox: Outbox,
        channels: Sequence[Channel],
        governed: Governed,
        keyring: Keyring,
        *,
        console_url: str = "",
        pace: Pace = Pace(),
    ) -> None:
        self.outbox = outbox
        self.console_url = console_url.rstrip("/")
        self._channels = tuple(channels)
        self._governed = governed
        self._keyring = keyring
        self._pace = pace
        self._queues: WeakValueDictionary[Lane, asyncio.Lock] = WeakValueDictionary()

    @property
    def has_other_channel(self) -> bool:
        """Whether there is a way round the first channel."""
        return len(self._channels) > 1

    def link(self, path: str) -> str:
        """An address of the console's, if it has one."""
        return f"{self.console_url}{path}" if self.console_url else ""

    async def deliver(self, notices: Sequence[Notice], says: Says, along: Sequence[Notice] = ()) -> list[str]:
        """Tell them all; returns the receipts. Raises `Later`, `Unavailable` or `Rejected`; who was told by then is not told again.

        `along`: what these people are told as well, each by a duty of its own, which waits for its own end; it is put here too, so that
        whichever comes first finds it all.
        """
        since = await self.outbox.put([*notices, *along])
        ends = await asyncio.gather(*(self._end(notice, since, says) for notice in notices))
        for kind in (Unavailable, Later, Rejected):
            for end in ends:
                if isinstance(end, kind):
                    raise end
        return [end for end in ends if isinstance(end, str)]

    async def withdraw(self, event: UUID, duty: str) -> None:
        """This duty is no longer owed: what nobody has begun to send is not sent."""
        await self.outbox.withdraw(event, duty)

    async def _end(self, notice: Notice, since: datetime, says: Says) -> str | Later | Unavailable | Rejected:
        """How it ended for one person, so that nobody's trouble keeps others from being told."""
        try:
            return await self._deliver(notice, since, says)
        except (Later, Unavailable, Rejected) as end:
            return end
        except errors.Unavailable as trouble:
            return Unavailable(str(trouble))

    async def _deliver(self, notice: Notice, since: datetime, says: Says) -> str:
        until = time.monotonic() + self._pace.patience.total_seconds()
        async with self._queue(notice.lane):
            while True:
                if (receipt := _ended(await self.outbox.standing(notice.key, since))) is not None:
                    return receipt
                if time.monotonic() > until:
                    raise Later(self._pace.comeback)
                await self._gather(notice)
                async with self.outbox.turn(notice.lane) as turn:
                    if turn is not None:
                        await self._empty(turn, notice, says)
                        continue
                await asyncio.sleep(self._pace.look.total_seconds())

    @asynccontextmanager
    async def _queue(self, lane: Lane) -> AsyncIterator[None]:
        """In one process one at a time asks for a lane; the others wait here, without asking the database over and over."""
        queue = self._queues.setdefault(lane, asyncio.Lock())
        try:
            async with asyncio.timeout(self._pace.patience.total_seconds()):
                await queue.acquire()
        except TimeoutError:
            raise Later(self._pace.comeback) from None
        try:
            yield
        finally:
            queue.release()

    async def _gather(self, notice: Notice) -> None:
        """Wait until nothing more comes for this person; in a storm, until nothing more comes for anybody."""
        pace = self._pace
        while notice.waits:
            crowd = await self.outbox.crowd(notice.lane, pace.crowd + 1)
            if crowd.waiting > pace.crowd:
                if crowd.anybody >= pace.lull or crowd.oldest >= pace.storm:
                    return
                raise Later(pace.comeback)
            if crowd.newest >= pace.lull or crowd.oldest >= pace.longest:
                return
            await asyncio.sleep(pace.look.total_seconds())

    # --- with the lane in hand --------------------------------------------------------------------

    async def _empty(self, turn: Turn, notice: Notice, says: Says) -> None:
        """Send what somebody left half done, then all that waits, as one message."""
        channel = self._channels[-1] if notice.other_channel else self._channels[0]
        try:
            to = await self._addressee(notice.to)
        except Rejected as no:
            await turn.refuse([each.key for each in await turn.waiting()], str(no))
            return
        for message, parts in await turn.left_behind():
            if all([await says(part) for part in parts]):
                await turn.again(message)
                await self._send(turn, channel, message, to)
            else:
                await turn.put_back(message)
        written = await self._written(turn, notice, to, says)
        if written is not None:
            await self._send(turn, channel, written, to)

    async def _written(self, turn: Turn, notice: Notice, to: Addressee, says: Says) -> Message | None:
        """All that waits and is still wanted, written down as one message. None when nothing is."""
        waiting = await turn.waiting()
        found = {each.key: await says(each) for each in waiting}
        lines = {key: line for key, line in found.items() if line is not None}
        if void := found.keys() - lines.keys():
            await turn.void(void)
        if not lines:
            return None
        words = letter(list(lines.values()), to.language, tasks=self.link("/"))
        message = self._message(notice.to, words)
        await turn.intend(message, {key: (line.text, line.due) for key, line in lines.items()})
        return message

    def _message(self, to: PersonId, words: Letter) -> Message:
        return Message(id=uuid4(), to=to, title=words.title, body=words.body)

    async def _send(self, turn: Turn, channel: Channel, message: Message, to: Addressee) -> None:
        try:
            async with asyncio.timeout(self._pace.sending.total_seconds()):
                receipt = await channel.send(message, to.address)
        except (Unavailable, OSError) as trouble:
            await turn.not_taken(message)
            raise Unavailable(str(trouble) or "the channel does not answer") from trouble
        except Rejected as no:
            await turn.rejected(message, str(no)[:200])
        else:
            await turn.told(message, receipt)

    async def _addressee(self, person: PersonId) -> Addressee:
        """Where this person is reached as of now. Rejected when nobody knows."""
        who = self._governed.organisation(datetime.now(UTC)).people.get(person)
        if who is None:
            raise Rejected("whoever is to be told is not in the organisation")
        address = await open_up(who.address, self._keyring)
        if address == ERASED:
            raise Rejected("the address of whoever is to be told was erased")
        return Addressee(language=who.language, address=str(address))


def _ended(standing: Standing) -> str | None:
    """The receipt of what was told; None of what is still to be told now."""
    match standing.state:
        case "told":
            return standing.receipt
        case "void":
            return VOID
        case "rejected":
            raise Rejected(standing.receipt)
        case "waiting" | "sending":
            if standing.tried:
                raise Unavailable("the channel did not take a message a moment ago")
            return None
        case _:
            assert_never(standing.state)
