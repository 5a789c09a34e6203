"""Waiting until the lists know what somebody just did. However many wait in a process, one question at a time is asked for all of them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sqlalchemy import select

from eventlog.connections import passing_troubles
from eventlog.errors import Unavailable
from views.cases import NAME
from views.errors import NotBuilt
from views.schema import cases, projections

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from domain.kernel import CaseId

FIRST, LONGEST, GROWTH = 0.004, 0.05, 1.2
"""Seconds between questions, while somebody waits: at first hardly any, for mostly it is a matter of 20 milliseconds."""


class Waiting:
    """Everybody who waits, on one connection that is lent only as long as somebody does."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._waiting: dict[asyncio.Future[None], tuple[CaseId, int]] = {}
        self._asking: asyncio.Task[None] | None = None
        self._pause = FIRST

    async def until(self, case: CaseId, version: int, within: float) -> bool:
        """Whether the lists came to know this version of the case in so many seconds. Raises `Unavailable` and `NotBuilt`."""
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[mine] = case, version
        self._pause = FIRST
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask(), name="waiting for the lists")
        try:
            async with asyncio.timeout(within):
                await mine
        except TimeoutError:
            return False
        finally:
            self._waiting.pop(mine, None)
        return True

    async def _ask(self) -> None:
        """Ask until nobody waits any more."""
        try:
            with passing_troubles():
                async with self._engine.connect() as plain:
                    connection = await plain.execution_options(isolation_level="AUTOCOMMIT")
                    while self._waiting:
                        self._tell(await self._known(connection))
                        if self._waiting:
                            await asyncio.sleep(self._pause)
                            self._pause = min(self._pause * GROWTH, LONGEST)
        except (Unavailable, NotBuilt) as error:
            for waiter in self._waiting:
                if not waiter.done():
                    waiter.set_exception(type(error)(str(error)))
        finally:
            self._asking = None

    def _tell(self, known: dict[str, int]) -> None:
        for waiter, (case, version) in list(self._waiting.items()):
            if known.get(case, 0) >= version:
                del self._waiting[waiter]
                if not waiter.done():
                    waiter.set_result(None)

    async def _known(self, connection: AsyncConnection) -> dict[str, int]:
        """The versions that the list in use knows of the cases that are waited for."""
        wanted = {case for case, _ in self._waiting.values()}
        same = (cases.c.build == projections.c.build) & cases.c.case_id.in_(wanted)
        query = select(cases.c.case_id, cases.c.version).select_from(projections).join(cases, same, isouter=True)
        rows = (await connection.execute(query.where(projections.c.name == NAME, projections.c.live))).all()
        if not rows:
            raise NotBuilt("there is no list of cases yet: start the projector, or `bylaw rebuild`")
        return {case: version for case, version in rows if case is not None}
