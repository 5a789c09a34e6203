"""The first start of a stack for trying: the default pack and the sample organisation come into force, nobody has to ask."""

from __future__ import annotations

from datetime import UTC, datetime

from activities.govern import Governing, Governor
from activities.governed import Governed
from domain.governance import GOVERNING
from domain.organisation import Organisation
from eventlog.keyring import PostgresKeyring
from eventlog.postgres import PostgresLog
from packs import read
from packs.read import find
from workers.cli.adopt import USUAL
from workers.door_key import own_or_new_key
from workers.embedded.process import CannotStart
from workers.settings import Settings


async def adopt_sample(settings: Settings, *, since: datetime | None = None) -> bool:
    """Adopt the sample, with this home's command line as the first door, if nothing is adopted; says whether it did. In force from now."""
    log = await PostgresLog.connect(settings.database, pool_size=1)
    try:
        governed = Governed(log)
        await governed.refresh()
        if governed.version:
            return False
        return await _adopt(settings, log, governed, since or datetime.now(UTC))
    finally:
        await log.close()


async def _adopt(settings: Settings, log: PostgresLog, governed: Governed, at: datetime) -> bool:
    content = {kind: read.load(find(name)).content for kind, name in USUAL.items()}
    key = own_or_new_key(settings)
    asked = Governing(
        command="adopt_first",
        content={**content, "door_key": key.key, "door_public": key.public},
        by=_adopter(read.organisation(content["organisation"])),
        at=at,
    )
    keyring = await PostgresKeyring.connect(settings.keys, pool_size=1)
    try:
        outcome = await Governor(log, governed, keyring).govern(asked)
    finally:
        await keyring.close()
    if outcome.refusal is not None and outcome.refusal.key != "already_adopted":  # somebody else was quicker
        raise CannotStart(f"The sample organisation cannot be adopted: {outcome.refusal.key} {outcome.refusal.words}")
    return outcome.outcome == "done"


def _adopter(organisation: Organisation) -> str:
    """Whoever holds the first governing post."""
    holding = [person.id for post in GOVERNING for person in organisation.people.values() if post in person.posts]
    return holding[0] if holding else ""
