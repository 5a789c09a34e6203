"""A whole installation in the test's own process, and people who use it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import httpx
import uvicorn
from fastapi import FastAPI
from sqlalchemy import select

from activities.ask import Answer, ask
from console.app import create_app
from console.backend import Backend, backend
from console.schema import sessions
from console.setup import Limits, Setup
from console.signin.sessions import cookie_name, digest
from domain.deciders import DECIDERS
from domain.kernel import CaseId, PersonId, Refused, case_id, kind_of, uuid_of
from domain.organisation import Person, by_handle
from eventlog.port import Stream
from eventlog.roles import APP, HOUSE, KEYS, admit
from views.kinds import KINDS
from views.telling import fold
from workers import house, worker
from workers.door_key import own_key
from workers.embedded.ports import free_ports
from workers.sample import adopt_sample
from workers.settings import Settings
from workers.stack import Stack

ADDRESS = "http://testserver"
PATIENCE_S = 60
CSRF = "x-csrf-token"


@dataclass
class Site:
    """The console's application, and people at it. What `open` and `act` do goes past the console, as a colleague's doing would."""

    app: FastAPI
    backend: Backend
    settings: Settings
    clients: AsyncExitStack
    cases: dict[str, CaseId] = field(default_factory=dict)

    # --- people --------------------------------------------------------------------------------

    def person(self, handle: str) -> Person:
        found = by_handle(self.backend.organisation(self.backend.now()), handle)
        assert found is not None, handle
        return found

    async def client(self, handle: str, lang: str = "en") -> httpx.AsyncClient:
        """A browser of this person: signed in by the demonstration's page, its anti-forgery value in every request."""
        made = await self.visitor(lang)
        answer = await made.post("/sign-in", data={"person": handle})
        assert answer.status_code == 303, answer.text
        made.headers[CSRF] = await self.csrf(made)
        return made

    async def visitor(self, lang: str = "en") -> httpx.AsyncClient:
        """A browser of nobody."""
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        made = httpx.AsyncClient(
            transport=transport, base_url=ADDRESS, headers={"accept-language": lang}, cookies={"lang": lang}, timeout=60
        )
        return await self.clients.enter_async_context(made)

    async def csrf(self, client: httpx.AsyncClient) -> str:
        """What pages of this session carry in their forms."""
        value = client.cookies.get(cookie_name(self.backend.setup)) or ""
        async with self.backend.engine.connect() as connection:
            found = await connection.execute(select(sessions.c.csrf).where(sessions.c.digest == digest(value)))
            return str(found.scalar_one())

    # --- cases ---------------------------------------------------------------------------------

    async def open(self, plan: str, *, by: str, **fields: Any) -> str:
        """A case of this plan; its number. The lists know it."""
        command = uuid4()
        found, _ = self.backend.governed.plan(plan, self.backend.now())
        case = case_id(found.kind, command)
        answer = await self._ask(case, "open", {"plan": plan, "fields": fields}, by, command)
        await self.backend.reader.at_least(case, answer.version, within=PATIENCE_S)
        number = await self.backend.reader.number_of(case)
        assert number is not None
        self.cases[number] = case
        return number

    async def act(self, number: str, command: str, *, by: str, **content: Any) -> Answer:
        """Any other command. Whoever decides does so on what the case shows now. Raises `Refused`."""
        case = await self.case(number)
        shown = ""
        if command in ("approve", "refuse"):
            kind = kind_of(case)
            shown = DECIDERS[kind].shown(fold(KINDS[kind], await self.events(number)))
        answer = await self._ask(case, command, content, by, uuid4(), shown)
        await self.backend.reader.at_least(case, answer.version, within=PATIENCE_S)
        return answer

    async def who_can(self, number: str, command: str, *, to: str) -> list[str]:
        """By handle who may give a command now, as whoever asks is told."""
        found = (await (await self.client(to)).get(f"/api/v1/cases/{number}/who-can")).json()["offers"]
        return [who["person"]["handle"] for offer in found if offer["command"] == command for who in offer["who"]]

    async def case(self, number: str) -> CaseId:
        """The id of a case by its number."""
        if number not in self.cases:
            found = await self.backend.reader.case_of(number)
            assert found is not None, number
            self.cases[number] = found
        return self.cases[number]

    async def events(self, number: str) -> list[Any]:
        """What the log holds of it."""
        case = await self.case(number)
        return await self.backend.log.read(Stream(category=kind_of(case), id=uuid_of(case)))

    async def settled(self) -> None:
        """Nothing is owed any more but notices, which have hours of their own, and the lists know all of it."""
        for number in list(self.cases):
            await self.until(partial(self._quiet, number))

    async def until(self, wanted: Callable[[], Awaitable[bool]]) -> None:
        """Wait for what others do; the deadline is only there to end a broken test."""
        async with asyncio.timeout(PATIENCE_S):
            while not await wanted():
                await asyncio.sleep(0.02)

    async def _quiet(self, number: str) -> bool:
        case, events = await self.case(number), await self.events(number)
        agenda = DECIDERS[kind_of(case)].agenda(fold(KINDS[kind_of(case)], events))
        owed = [duty for duty in agenda.owed if duty.kind != "notify"]
        return not owed and await self.backend.reader.at_least(case, len(events), within=PATIENCE_S)

    async def _ask(self, case: CaseId, name: str, content: dict[str, Any], by: str, command: UUID, shown: str = "") -> Answer:
        await self.backend.governed.refresh()
        door = self.backend.door(self.backend.now())
        answer = await ask(door, case, name, content, by=PersonId(self.person(by).id), command=command, shown=shown)
        if answer.refusal is not None:
            raise Refused(answer.refusal.clause, answer.refusal.key, field=answer.refusal.field, **answer.refusal.words)
        return answer


PARTS = ("sequencer", "projector", "digest")
"""No keeper: the runs of controls that the pack owes every head would stand among the cases that tests count."""


@asynccontextmanager
async def site_at(settings: Settings, limits: Limits | None = None) -> AsyncIterator[Site]:
    """Everything that a stack has, each part a task of this process."""
    await migrated(settings)
    await adopt_sample(settings)
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as running, AsyncExitStack() as down:
        down.callback(stop.set)
        for part in PARTS:
            running.create_task(house.main(settings, part, stop=stop), name=part)
        running.create_task(worker.main(settings, stop=stop), name="worker")
        ready = await down.enter_async_context(backend(setup_of(settings, limits or Limits())))
        clients = await down.enter_async_context(AsyncExitStack())
        made = Site(app=create_app(ready), backend=ready, settings=settings, clients=clients)
        await made.until(lambda: _listed(ready))
        yield made


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[str]:
    """The application behind a real socket; its address."""
    port = free_ports(1)[0]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve(), name="serve")
    while not server.started:
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await serving


async def migrated(settings: Settings) -> None:
    """All schemas, as a stack makes them, and a login that may do what our processes do."""
    await Stack(settings, say=lambda _who, _line: None)._migrate()
    await admit(settings.admin, "bylaw", roles=(APP, HOUSE, KEYS))


def setup_of(settings: Settings, limits: Limits) -> Setup:
    """The console as a stack for trying has it."""
    return Setup(
        database_url=settings.database,
        keys_url=settings.keys,
        temporal_address=settings.temporal,
        namespace=settings.namespace,
        secret=own_key(settings),
        public_url=ADDRESS,
        home=settings.home,
        demonstration=True,
        session=timedelta(hours=8),
        limits=limits,
    )


async def _listed(ready: Backend) -> bool:
    """Whether the lists know what the log holds."""
    lag = await ready.reader.lag()
    return lag.stopped is None and lag.events == 0
