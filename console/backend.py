"""What the console reaches: the log, governed data, keys, lists, its own few tables, and Temporal. One of each a process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from activities.ask import Door
from activities.governed import Governed
from activities.outbox import Outbox
from activities.refusals import Refusals
from activities.signatures import DoorSecret
from console.desk.folds import Folds
from console.desk.names import Names
from console.desk.rates import Rates
from console.setup import Setup
from domain.organisation import Organisation
from eventlog.connections import pooled
from eventlog.keyring import Keyring, PostgresKeyring
from eventlog.pool import DriverPool
from eventlog.port import EventLog
from eventlog.postgres import PostgresLog
from evidence.at import store_at
from evidence.port import Store
from views.kinds import KINDS
from views.reader import Reader, reader_at

POOL = 8
PATIENCE = timedelta(seconds=10)
"""So long somebody waits for a case's answer before they are told that it is not known yet."""


@dataclass(frozen=True, kw_only=True)
class Backend:
    """Open connections; each of them comes back by itself when its server was away."""

    setup: Setup
    log: EventLog
    keyring: Keyring
    governed: Governed
    reader: Reader
    engine: AsyncEngine
    """For the console's own tables: sessions, what was seen, tokens."""
    driver: DriverPool
    """For what every page asks of them: a statement takes a tenth of the time that it takes through SQLAlchemy."""
    client: Client
    secret: DoorSecret | None
    outbox: Outbox
    """What was told to whom."""
    store: Store
    """Files, by content."""
    refusals: Refusals
    """Where a file that is refused at the door is written down."""
    names: Names = field(default_factory=Names)
    folds: Folds = field(default_factory=Folds)
    rates: Rates = field(default_factory=Rates)

    def now(self) -> datetime:
        """This process's clock."""
        return datetime.now(UTC)

    def organisation(self, at: datetime) -> Organisation:
        """The organisation as of an instant, as far as this process knows."""
        return self.governed.organisation(at)

    def door(self, at: datetime) -> Door:
        """The way in. Unsigned where the log does not know our key (yet): only an embedded stack takes that."""
        known = self.secret is not None and self.governed.door_key(self.secret.key, at) is not None
        secret = self.secret if known else None
        return Door(client=self.client, log=self.log, governed=self.governed, keyring=self.keyring, secret=secret, deadline=PATIENCE)


@asynccontextmanager
async def backend(setup: Setup) -> AsyncIterator[Backend]:
    """Everything for as long as the block lasts. Raises `Unavailable` when the database cannot be reached; Temporal may come later."""
    async with AsyncExitStack() as down:
        log = await PostgresLog.connect(setup.database_url, pool_size=POOL)
        down.push_async_callback(log.close)
        keyring = await PostgresKeyring.connect(setup.keys_url, pool_size=2)
        down.push_async_callback(keyring.close)
        governed = Governed(log)
        await governed.refresh()
        reader = await down.enter_async_context(reader_at(setup.database_url, log, governed, KINDS))
        engine = pooled(setup.database_url, POOL)
        down.push_async_callback(engine.dispose)
        driver = DriverPool(setup.database_url, POOL)
        down.push_async_callback(driver.close)
        client = await Client.connect(setup.temporal_address, namespace=setup.namespace, lazy=True, plugins=setup.plugins)
        outbox = Outbox(setup.database_url, pool_size=2)
        down.push_async_callback(outbox.close)
        yield Backend(
            setup=setup,
            log=log,
            keyring=keyring,
            governed=governed,
            names=Names(earlier=governed.organisations),
            reader=reader,
            engine=engine,
            driver=driver,
            client=client,
            secret=setup.secret,
            outbox=outbox,
            store=store_at(setup.files, setup.scan),
            refusals=Refusals(log),
        )
