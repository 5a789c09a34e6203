"""Who listens to changes in this process: one follower of the log for all of them, running for as long as anybody listens."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from typing import Literal

import structlog

from activities.governed import STREAM
from console.backend import Backend
from console.changes import Change, Watch
from console.limits import Standing, TooMany
from console.signin.alive import Credential, alive
from domain.kernel import BylawError, CaseId, PersonId, Refused
from eventlog.errors import BeyondHead, Corrupt, EventLogError, Unavailable
from eventlog.port import Positioned
from views.errors import ViewsError

HEARTBEAT_S = 15.0
"""How often a stream says that it lives, and how often all listeners are looked at: whether they may still listen."""
WAITING, WAITING_FOR_A_PAGE = 1000, 8
"""So many changes wait for a slow listener; then it is told to look for itself. They are shared by all who wait for them."""
CAUGHT_UP = WAITING
"""So many events are read again for whoever comes back; whoever missed more looks for themselves."""
PAUSE_S = 1.0
BEGUN_WITHIN_S = 5.0

ENDS = ("end", "over")

_say = structlog.get_logger(__name__)

PASSING = (EventLogError, ViewsError, BylawError, OSError)
UNREADABLE = (Refused, LookupError, ValueError, TypeError, Corrupt)

Said = Change | Literal["missed", "end", "over"]
"""``missed``: too much, or nobody knows what: look for yourself. ``end``: you may listen no more. ``over``: this process ends."""


@dataclass(eq=False, kw_only=True)
class Listener:
    """One stream. It hears of every case that its person may see, or of one, or of what concerns their tasks; a machine of all."""

    who: str
    credential: Credential
    case: CaseId | None = None
    tasks: bool = False
    _waiting: deque[Said] = field(default_factory=deque)
    _rung: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def of_page(self) -> bool:
        """Whether a page holds it. Pages are told what others did; programs are told everything."""
        return self.tasks or self.case is not None

    def hear(self, change: Change) -> None:
        """Tell it, if it is for this stream and this person may see the case."""
        person = self.credential.person
        if self.case is not None and change.case != self.case:
            return
        sees = change.audience.readers is None if person is None else change.audience.has(person)
        if sees and change.withheld(person or PersonId("")):
            return
        if self.tasks:
            if person in change.concerned and change.leads and change.by != person:
                self.tell(change if sees else "missed")  # asked no more, so the case is theirs to see no more
        elif self.case is not None and not sees:
            self.tell("end")
        elif sees and (not self.of_page or (change.leads and change.by != person)):
            self.tell(change)

    def tell(self, said: Said) -> None:
        """Put it into the queue; what does not fit becomes one word. Nothing follows the end."""
        if self._waiting and self._waiting[-1] in ENDS:
            return
        if len(self._waiting) >= (WAITING_FOR_A_PAGE if self.of_page else WAITING):
            self._waiting.clear()
            said = said if said in ENDS else "missed"
        self._waiting.append(said)
        self._rung.set()

    async def next(self, within_s: float) -> list[Said]:
        """All that waits, as soon as anything does; nothing after so many seconds without."""
        if not self._waiting:
            self._rung.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._rung.wait(), within_s)
        found = list(self._waiting)
        self._waiting.clear()
        return found


class Listening:
    """All listeners of this process. `position` is that of the next event to be told."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._listeners: set[Listener] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self.position: int | None = None
        self._begun = asyncio.Event()

    # --- coming and going ----------------------------------------------------------------------

    async def join(self, listener: Listener) -> int:
        """From now on it hears of changes; the position of the first that it may. Raises `TooMany`, `Unavailable`."""
        self._admit(listener)
        self._listeners.add(listener)
        if not self._tasks:
            self.position, self._begun = None, asyncio.Event()
            self._tasks = [asyncio.create_task(self._follow(), name="follow"), asyncio.create_task(self._look_after(), name="look after")]
        try:
            async with asyncio.timeout(BEGUN_WITHIN_S):
                await self._begun.wait()
        except BaseException as error:
            self.leave(listener)
            if isinstance(error, TimeoutError):
                raise Unavailable("the log does not answer") from error
            raise
        assert self.position is not None, "it has begun"
        return self.position

    def leave(self, listener: Listener) -> None:
        """It is gone. With the last one the follower ends."""
        self._listeners.discard(listener)
        if not self._listeners:
            for task in self._tasks:
                task.cancel()
            self._tasks = []

    def close(self) -> None:
        """The process ends: streams end at once. Browsers come again by themselves, to whoever is there then."""
        for listener in self._listeners:
            listener.tell("over")

    async def look(self) -> None:
        """End the streams of whoever would not be let in any more: signed out, idle, withdrawn, gone. Raises `Unavailable`."""
        asked = {listener.credential for listener in self._listeners}
        living = await alive(self._backend, asked) if asked else asked
        for listener in self._listeners:
            if listener.credential in asked - living:
                listener.tell("end")

    def _admit(self, listener: Listener) -> None:
        limits = self._backend.setup.limits
        if sum(each.who == listener.who for each in self._listeners) >= limits.streams:
            raise TooMany(Standing(name="streams", most=limits.streams, left=0, again_s=int(HEARTBEAT_S)))
        here = sum(each.of_page and each.credential == listener.credential for each in self._listeners)
        if listener.of_page and here >= limits.page_streams:
            raise TooMany(Standing(name="streams", most=limits.page_streams, left=0, again_s=int(HEARTBEAT_S)))

    # --- hearing -------------------------------------------------------------------------------

    async def _follow(self) -> None:
        """Until nobody listens any more. Whatever goes wrong is told to our log and begun again."""
        watch = Watch(self._backend)
        while True:
            try:
                await self._follow_on(watch)
            except BeyondHead:
                self.position = None
                self._tell_all("missed")
            except PASSING as reason:
                _say.warning("changes wait", reason=repr(reason))
            except Exception:  # noqa: BLE001 - the top of this task: nobody else would say that listeners hear nothing
                _say.exception("changes fail")
            await asyncio.sleep(PAUSE_S)

    async def _follow_on(self, watch: Watch) -> None:
        await self._backend.governed.refresh()
        if self.position is None:
            self.position = await self._backend.log.head()
        self._begun.set()
        async with aclosing(self._backend.log.follow(self.position)) as batches:  # type: ignore[type-var] # it is a generator
            async for batch in batches:
                await self._hear(watch, batch)

    async def _hear(self, watch: Watch, batch: Sequence[Positioned]) -> None:
        """One batch, to everybody whom it concerns. What cannot be read is skipped: whoever listens looks for themselves."""
        if any(one.event.stream.category == STREAM.category for one in batch):
            await self.look()
        try:
            changes = await watch.changes(batch)
        except UNREADABLE as error:
            _say.error("changes not understood", position=batch[0].position, error=repr(error))
            self._tell_all("missed")
            changes = []
        for change in changes:
            for listener in self._listeners:
                listener.hear(change)
        self.position = batch[-1].position + 1

    def _tell_all(self, said: Said) -> None:
        for listener in self._listeners:
            listener.tell(said)

    async def _look_after(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_S)
            with suppress(*PASSING):
                await self.look()


async def again(backend: Backend, listener: Listener, since: int, until: int) -> None:
    """Tell a listener that came back what it missed between these positions; or that it was too much. Raises `Unavailable`."""
    if not 0 <= until - since <= CAUGHT_UP:
        listener.tell("missed")
        return
    batch = await backend.log.read_all(since, until - since) if until > since else []
    for change in await Watch(backend).changes(batch):
        listener.hear(change)
