"""The keeper of recurring controls, wired: for the house, which keeps, and for the watchdog, which sees to it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import structlog
from temporalio.client import Client

from activities.ask import Door
from activities.controls import Keeper
from activities.governed import Governed
from eventlog.keyring import PostgresKeyring
from eventlog.postgres import PostgresLog
from workers.door_key import own_key
from workers.settings import Settings

_say = structlog.get_logger(__name__)


@asynccontextmanager
async def keeper_at(settings: Settings) -> AsyncIterator[Keeper | None]:
    """None without a door's key where nobody takes what is unsigned: what was refused once stays so."""
    secret = own_key(settings)
    if secret is None and not settings.embedded:
        _say.warning("no door key yet", part="keeper")
        yield None
        return
    async with AsyncExitStack() as down:
        log = await PostgresLog.connect(settings.database, pool_size=2)
        down.push_async_callback(log.close)
        keyring = await PostgresKeyring.connect(settings.keys, pool_size=1)
        down.push_async_callback(keyring.close)
        client = await Client.connect(settings.temporal, namespace=settings.namespace, lazy=True)
        yield Keeper(Door(client=client, log=log, governed=Governed(log), keyring=keyring, secret=secret))
