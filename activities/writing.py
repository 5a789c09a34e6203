"""A decision as the log keeps it: events with their ids and meta, for the case and the claims it touches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.claims import Claim
from domain.kernel import Actor, CaseId, ClaimKey, Decision, PersonId, Recorded, event_id, kind_of, uuid_of
from domain.shapes import canonical, event_out
from eventlog.port import NewEvent, Stream, Write


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Where a command's events are written: by which command, for which case, when, with which meta."""

    case: CaseId
    command: UUID
    by: PersonId
    at: datetime
    meta: Mapping[str, Any]


def actor_out(actor: Actor) -> dict[str, Any]:
    """Who asked, as the event keeps it: what they held then, for ever."""
    return {
        "id": actor.id,
        "department": actor.department,
        "posts": list(actor.posts),
        "machine": actor.machine,
        "basis": actor.basis,
    }


def writes(page: Page, decision: Decision, version: int, claims: Mapping[ClaimKey, Claim]) -> list[Write]:
    """One write a stream, in one order for everybody. Claims that were only relied on are written empty: checked, not changed."""
    of_case = _write(page, Stream(category=kind_of(page.case), id=uuid_of(page.case)), version, decision.events)
    by_claim: dict[ClaimKey, list[Any]] = {key: [] for key in decision.relies_on}
    for each in decision.for_claims:
        by_claim.setdefault(each.claim, []).append(each.event)
    of_claims = [_write(page, Stream(category="claim", id=key.stream), claims[key].version, said) for key, said in by_claim.items()]
    return sorted((of_case, *of_claims), key=lambda write: (write.stream.category, write.stream.id))


def as_recorded(page: Page, decision: Decision, version: int) -> list[Recorded]:
    """The case's new events as a later reader will know them."""
    kind, stream = kind_of(page.case), uuid_of(page.case)
    return [
        Recorded(
            event=event,
            id=event_id(page.command, kind, stream, place),
            version=place,
            happened_at=page.at,
            by=page.by,
            case=page.case,
        )
        for place, event in enumerate(decision.events, version + 1)
    ]


def _write(page: Page, stream: Stream, version: int, said: Any) -> Write:
    return Write(
        stream=stream,
        expected_version=version,
        events=tuple(_event(page, stream, place, event) for place, event in enumerate(said, version + 1)),
    )


def _event(page: Page, stream: Stream, version: int, event: Any) -> NewEvent:
    name, schema_version, data = event_out(event)
    clause = getattr(event, "clause", "")
    return NewEvent(
        event_id=event_id(page.command, stream.category, stream.id, version),
        type=name,
        schema_version=schema_version,
        happened_at=page.at,
        data=canonical(data),
        meta=canonical({**page.meta, "clause": clause} if clause else dict(page.meta)),
    )
