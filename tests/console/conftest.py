"""The console over everything real but its socket: PostgreSQL, Temporal, house and worker; the sample organisation in force."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.console.site import Site, site_at
from workers.settings import Settings


@pytest.fixture(scope="module")
async def site(
    database_url: str, admin_database_url: str, temporal_address: str, temporal_namespace: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Site]:
    """A console of the module's own, with nothing in it but the sample organisation."""
    home: Path = tmp_path_factory.mktemp("home")
    settings = Settings(
        home=home,
        database_url=database_url,
        admin_url=admin_database_url,
        temporal_address=temporal_address,
        namespace=temporal_namespace,
        embedded=True,
        max_cached_workflows=50,
    )
    async with site_at(settings) as made:
        yield made
