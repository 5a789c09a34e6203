"""The servers that tests run against: real ones, started once per session in a folder that is removed afterwards.

``BYLAW_TEST_ADMIN_URL`` (a superuser's ``postgresql://`` URL) and ``BYLAW_TEST_TEMPORAL_ADDRESS`` name servers that are already there.
"""

import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import hypothesis
import pytest

from workers.embedded import EmbeddedPostgres, EmbeddedTemporal, ensure_namespace
from workers.embedded.temporal import TEST_SETTINGS

# A busy machine is no fault. A change is judged by the same examples each time; by hand they are new ones.
hypothesis.settings.register_profile(
    "bylaw", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], derandomize="CI" in os.environ
)
hypothesis.settings.load_profile("bylaw")


class PostgresServer(Protocol):
    """What tests ask of a PostgreSQL server, embedded or given."""

    def url_of(self, database: str) -> str: ...
    def admin_url_of(self, database: str) -> str: ...
    async def create_database(self, name: str) -> str: ...
    async def drop_database(self, name: str) -> None: ...


class GivenPostgres:
    """A server that somebody else runs, known by a superuser's URL."""

    def __init__(self, admin_url: str) -> None:
        self._admin = urlsplit(admin_url)

    def admin_url_of(self, database: str) -> str:
        return urlunsplit(self._admin._replace(path=f"/{database}"))

    def url_of(self, database: str) -> str:
        place = self._admin.netloc.rpartition("@")[2]
        return urlunsplit(self._admin._replace(netloc=f"bylaw:bylaw@{place}", path=f"/{database}"))

    async def create_database(self, name: str) -> str:
        await self._administer("DO $$ BEGIN CREATE ROLE bylaw LOGIN PASSWORD 'bylaw'; EXCEPTION WHEN duplicate_object THEN END $$")
        await self._administer(f'CREATE DATABASE "{name}"')
        return self.url_of(name)

    async def drop_database(self, name: str) -> None:
        await self._administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    async def _administer(self, statement: str) -> None:
        connection = await asyncpg.connect(self.admin_url_of("postgres"))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@pytest.fixture(scope="session")
def servers_folder() -> Iterator[Path]:
    """A folder of the session's own. Others may pass through it: as root, PostgreSQL runs as another user."""
    folder = Path(tempfile.mkdtemp(prefix="bylaw-test-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
async def postgres(servers_folder: Path) -> AsyncIterator[PostgresServer]:
    """One PostgreSQL server for the session."""
    if given := os.environ.get("BYLAW_TEST_ADMIN_URL"):
        yield GivenPostgres(given)
        return
    server = EmbeddedPostgres(servers_folder / "postgres")
    await server.start()
    yield server
    await server.stop()


@pytest.fixture(scope="module")
async def database_name(postgres: PostgresServer) -> AsyncIterator[str]:
    """A fresh database per module, dropped afterwards."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    await postgres.create_database(name)
    yield name
    await postgres.drop_database(name)


@pytest.fixture(scope="module")
def database_url(postgres: PostgresServer, database_name: str) -> str:
    """The module's database, empty, as the login role ``bylaw``."""
    return postgres.url_of(database_name)


@pytest.fixture(scope="module")
def admin_database_url(postgres: PostgresServer, database_name: str) -> str:
    """The module's database as superuser: for migrations and for attacks."""
    return postgres.admin_url_of(database_name)


@pytest.fixture(scope="session")
async def temporal_server(servers_folder: Path) -> AsyncIterator[EmbeddedTemporal]:
    """One Temporal server for the session, with time skipping. Not for tests that kill it: they start their own."""
    server = EmbeddedTemporal(servers_folder / "temporal", dynamic_config=TEST_SETTINGS)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture(scope="session")
def temporal_address(request: pytest.FixtureRequest) -> str:
    """``host:port`` of the session's Temporal server."""
    if given := os.environ.get("BYLAW_TEST_TEMPORAL_ADDRESS"):
        return given
    server: EmbeddedTemporal = request.getfixturevalue("temporal_server")
    return server.address


@pytest.fixture(scope="module")
async def temporal_namespace(temporal_address: str) -> str:
    """A fresh namespace per module, with our search attributes."""
    name = f"test-{uuid.uuid4().hex[:12]}"
    await ensure_namespace(temporal_address, name)
    return name
