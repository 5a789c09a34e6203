"""The embedded servers: whole after a kill, and where their clients left them."""

import asyncpg
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.client import Client

from workers.embedded.temporal import SEARCH_ATTRIBUTES


async def test_the_login_role_is_no_superuser(database_url):
    """design.md §5: privileges guard the log, so the role that processes use must have none over the cluster."""
    connection = await asyncpg.connect(database_url)
    try:
        mighty = "SELECT rolsuper OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
        assert await connection.fetchval(mighty) is False
        assert await connection.fetchval("SHOW fsync") == "on"
    finally:
        await connection.close()


async def test_a_fresh_namespace_has_our_search_attributes(temporal_address, temporal_namespace):
    """Whoever starts a case may set its search attributes at once."""
    client = await Client.connect(temporal_address, namespace=temporal_namespace)
    described = await client.operator_service.list_search_attributes(ListSearchAttributesRequest(namespace=temporal_namespace))
    assert set(SEARCH_ATTRIBUTES) <= set(described.custom_attributes)
