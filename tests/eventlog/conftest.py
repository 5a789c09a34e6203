from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from eventlog.memory import MemoryLog
from eventlog.port import EventLog
from eventlog.postgres import PostgresLog
from tests.eventlog.starter import drop_database, make_database, make_template, running_postgres, sibling


@pytest.fixture(scope="session")
def log_server() -> Iterator[str]:
    """A server, by the address of its administrator."""
    with running_postgres() as url:
        yield url


@pytest.fixture(scope="session")
async def log_template(log_server: str) -> AsyncIterator[str]:
    """A migrated database to copy from."""
    name = await make_template(log_server)
    yield name
    await drop_database(log_server, sibling(log_server, name))


@pytest.fixture(scope="module")
async def database(log_server: str, log_template: str) -> AsyncIterator[str]:
    """A fresh database for one module of tests, by the address of its administrator."""
    url = await make_database(log_server, log_template)
    yield url
    await drop_database(log_server, url)


@pytest.fixture
async def own_database(log_server: str, log_template: str) -> AsyncIterator[str]:
    """A fresh database for one test, by the address of its administrator."""
    url = await make_database(log_server, log_template)
    yield url
    await drop_database(log_server, url)


@pytest.fixture
async def pg(own_database: str) -> AsyncIterator[PostgresLog]:
    """An empty log in PostgreSQL."""
    log = await PostgresLog.connect(own_database, pool_size=32)
    yield log
    await log.close()


@pytest.fixture(params=["memory", "postgres"])
def log(request: pytest.FixtureRequest) -> EventLog:
    """An empty log, once of each kind, whose positions are given out step by step."""
    if request.param == "memory":
        return MemoryLog(at_once=False)
    found: EventLog = request.getfixturevalue("pg")
    return found
