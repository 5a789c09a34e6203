"""The console as a process: pages and API on one port."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import uvicorn

from activities.signatures import DoorSecret, read_door_key
from console.app import create_app
from console.backend import backend
from console.intake.counting import Counting
from console.intake.route import Intake
from console.intake.sources import Source, read_sources
from console.setup import Limits, Oidc, Setup
from views.stopping import until
from workers.door_key import own_key
from workers.files import scan, store
from workers.settings import NotReachable, Settings
from workers.telemetry import tracing
from workers.watching.meters import provider

PORT = 8080
GRACE_S = 3
"""So long requests may take to their end when the process stops. Listeners to changes come again by themselves."""


class Quiet(uvicorn.Server):
    """Leaves signals to the process's top."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing to capture."""
        yield


async def main(settings: Settings, *, stop: asyncio.Event) -> None:
    """Serve until `stop` is set."""
    async with backend(setup(settings)) as ready:
        app, figures = create_app(ready), provider(settings, "console")
        app.state.intake = Intake(counting=Counting(figures.get_meter("bylaw")))
        server = Quiet(
            uvicorn.Config(
                app,
                host=settings.console_host,
                port=settings.console_port or PORT,
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=GRACE_S,
                proxy_headers=bool(settings.console_proxies),
                forwarded_allow_ips=settings.console_proxies,
                lifespan="off",
            )
        )
        serving = asyncio.create_task(server.serve(), name="serve")
        await until(stop, _ended(serving))
        app.state.listening.close()
        server.should_exit = True
        await serving
        await asyncio.to_thread(figures.shutdown)


async def _ended(serving: asyncio.Task[None]) -> None:
    await asyncio.wait({serving})


def setup(settings: Settings) -> Setup:
    """The console's part of the settings. NotReachable with a sentence where they cannot be."""
    store(settings)  # said now, and not with the first file
    try:
        return Setup(
            database_url=settings.database,
            keys_url=settings.keys,
            temporal_address=settings.temporal,
            namespace=settings.namespace,
            secret=_secret(settings),
            public_url=(settings.console_url or f"http://{settings.console_host}:{settings.console_port or PORT}").rstrip("/"),
            home=settings.home,
            demonstration=settings.embedded,
            oidc=_oidc(settings),
            limits=_limits(settings),
            evidence=settings.files,
            largest_file=settings.largest_file,
            scan=scan(settings),
            intake=_intake(settings),
            plugins=tracing(settings, "console"),
        )
    except ValueError as wrong:
        raise NotReachable(f"The console cannot start: {wrong}. See BYLAW_OIDC_ISSUER and BYLAW_CONSOLE_URL.") from wrong


def _secret(settings: Settings) -> DoorSecret | None:
    return read_door_key(settings.door_key) if settings.door_key is not None else own_key(settings)


def _intake(settings: Settings) -> Mapping[str, Source]:
    try:
        return read_sources(settings.intake) if settings.intake is not None else {}
    except ValueError as wrong:
        raise NotReachable(f"The console cannot start: BYLAW_INTAKE: {wrong}.") from wrong


def _limits(settings: Settings) -> Limits:
    return Limits(
        sign_in=settings.console_sign_ins,
        requests=settings.console_requests,
        changes=settings.console_changes,
        reports=settings.console_reports,
        intake=settings.console_intake,
        streams=settings.console_streams,
    )


def _oidc(settings: Settings) -> Oidc | None:
    if settings.oidc_issuer is None:
        return None
    return Oidc(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        claim=settings.oidc_claim,
    )
