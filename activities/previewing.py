"""What would come of a request, with what the log says now of the claims that it touches."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from activities.governed import Governed
from activities.histories import claim_told
from domain.claims import Claim
from domain.deciders import DECIDERS
from domain.kernel import PersonId
from eventlog.port import EventLog, Stream


async def preview(log: EventLog, governed: Governed, *, plan: str, by: PersonId, fields: Mapping[str, Any], at: datetime) -> Any:
    """The preview of the plan's kind of case. Refused (house:form) when the pack in force has no such plan."""
    found, pack = governed.plan(plan, at)
    decider = DECIDERS[found.kind]
    keys = decider.preview_claims(found, by, fields)
    _, histories = await log.load(None, [(Stream(category="claim", id=key.stream), 0) for key in keys])
    claims = {key: claim_told(Claim(key=key), events) for key, events in zip(keys, histories, strict=True)}
    return decider.preview(governed.rules(plan, pack.digest, at, claims), by, fields, at)
