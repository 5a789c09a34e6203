"""Which parts of the installation answer now: for whoever sends people here, and for the page that says what works and what does not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass

from temporalio.service import RPCError

from console.backend import Backend
from eventlog.errors import Unavailable
from views.errors import NotBuilt

WITHIN_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """The log (every page and decision), the lists (what is due, search, figures), Temporal (deciding; clocks go on when it is back)."""

    log: bool
    lists: bool
    temporal: bool

    @property
    def all(self) -> bool:
        """Whether everything does."""
        return self.log and self.lists and self.temporal


async def answering(backend: Backend) -> Answering:
    """All of them at once; never longer than two seconds."""
    log, lists, temporal = await asyncio.gather(
        _answers(_log(backend)), _answers(_lists(backend)), _answers(backend.client.service_client.check_health())
    )
    return Answering(log=log, lists=lists, temporal=temporal)


async def _answers(asked: Awaitable[bool]) -> bool:
    try:
        async with asyncio.timeout(WITHIN_S):
            return await asked
    except (Unavailable, NotBuilt, RPCError, RuntimeError, OSError):  # a TimeoutError is an OSError
        return False


async def _log(backend: Backend) -> bool:
    await backend.log.head()
    return True


async def _lists(backend: Backend) -> bool:
    return (await backend.reader.lag()).stopped is None
