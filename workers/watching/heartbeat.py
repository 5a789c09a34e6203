"""The outside heartbeat: pinged while all is well. That no ping comes is the alarm, whatever has died here."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

import httpx
import structlog

EVERY = 60.0  # seconds
SOON = 15.0  # seconds until the next try where it was not told
FRESH: Final = timedelta(seconds=180)
"""A part that said nothing for so long is not known to be well."""
TIMEOUT: Final = 10.0  # seconds

_say = structlog.get_logger(__name__)


class Pulse:
    """What each part said last of how it found things. All must have said so of late, and said well."""

    def __init__(self, *parts: str) -> None:
        self._said: dict[str, tuple[datetime, bool] | None] = dict.fromkeys(parts)

    def say(self, part: str, at: datetime, *, clean: bool) -> None:
        """This part has looked."""
        self._said[part] = (at, clean)

    @property
    def began(self) -> bool:
        """Whether every part has looked at all. One that stands by for another watchdog has not."""
        return None not in self._said.values()

    def wrong(self, now: datetime) -> list[str]:
        """The parts that keep the heartbeat from being told."""
        return sorted(part for part, said in self._said.items() if said is None or not said[1] or now - said[0] > FRESH)


class Heartbeat:
    """Pings one address by GET, with nothing in it of any case. Without an address nothing is pinged."""

    def __init__(self, url: str, pulse: Pulse, beaten: Callable[[datetime], Awaitable[None]]) -> None:
        self._url = url
        self._pulse = pulse
        self._beaten = beaten

    async def beat(self, now: datetime) -> bool:
        """Whether the heartbeat was told and has taken it."""
        wrong = self._pulse.wrong(now)
        if not self._url or wrong:
            if self._url and self._pulse.began:
                _say.warning("no heartbeat", because=wrong)
            return False
        try:
            async with httpx.AsyncClient(timeout=TIMEOUT) as client:
                (await client.get(self._url)).raise_for_status()
        except (httpx.HTTPError, httpx.InvalidURL) as trouble:  # its address may hold a secret, so it is not said
            _say.warning("the heartbeat was not taken", reason=type(trouble).__name__)
            return False
        await self._beaten(now)
        return True

    async def keep(self, clock: Callable[[], datetime]) -> None:
        """Each minute, for ever; as soon as all is well again where it was not. First when every part has had time to look."""
        pause = SOON
        while True:
            await asyncio.sleep(pause)
            pause = EVERY if await self.beat(clock()) else SOON
