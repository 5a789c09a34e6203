"""The command line as a door: it seals, signs with its own key, and hands over to Temporal."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from temporalio.client import Client

from activities.ask import Door
from workers.cli.reach import Reach
from workers.door_key import own_key
from workers.settings import NotReachable


@asynccontextmanager
async def door(reached: Reach) -> AsyncIterator[Door]:
    """The door, for as long as the block lasts. NotReachable when Temporal does not answer."""
    settings = reached.settings
    try:
        client = await Client.connect(settings.temporal, namespace=settings.namespace)
    except RuntimeError as error:
        raise NotReachable(f"Temporal does not answer at {settings.temporal}: see `bylaw status`.") from error
    key = own_key(settings)
    known = key is not None and reached.governed.door_key(key.key, reached.at) is not None
    yield Door(client=client, log=reached.log, governed=reached.governed, keyring=reached.keyring, secret=key if known else None)
