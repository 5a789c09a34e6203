"""How often somebody may ask: counted in this process's memory, so several consoles behind one address allow as many times as much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from time import time

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from console.setup import Limits

WINDOW_S = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where somebody stands with a limit: so many a minute, so many left, all of them again in so many seconds."""

    name: str
    most: int
    left: int
    again_s: int

    def headers(self) -> Mapping[str, str]:
        """Said with every answer (draft-ietf-httpapi-ratelimit-headers-10)."""
        policy = f'"{self.name}";q={self.most};w={WINDOW_S}'
        return {"ratelimit-policy": policy, "ratelimit": f'"{self.name}";r={self.left};t={self.again_s}'}


class TooMany(Exception):
    """Somebody asks more often than the console answers."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(standing.name)
        self.standing = standing


class Limiter:
    """Counts in a sliding window of a minute. One a process."""

    def __init__(self, limits: Limits) -> None:
        self._most = {
            "sign-in": limits.sign_in,
            "requests": limits.requests,
            "changes": limits.changes,
            "reports": limits.reports,
            "intake": limits.intake,
        }
        self._counted = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def hit(self, name: str, who: str) -> Standing:
        """Count one more. Raises `TooMany`."""
        item = RateLimitItemPerMinute(self._most[name])
        within = await self._counted.hit(item, name, who)
        again_at, left = await self._counted.get_window_stats(item, name, who)
        standing = Standing(name=name, most=self._most[name], left=left, again_s=max(1, ceil(again_at - time())))
        if not within:
            raise TooMany(standing)
        return standing
