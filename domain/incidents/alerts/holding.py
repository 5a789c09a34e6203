"""The dedup key as a claim: it names the one open incident that an alert belongs to (house:alerts)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, uuid5

from domain.casework.draft import Draft
from domain.claims import Released, Taken
from domain.kernel import Asked, ClaimKey, PersonId
from domain.rules import Rules

KLASS: Final = "alert"
OPEN_END: Final = datetime(8999, 12, 31, tzinfo=UTC)
"""A key is held for as long as its incident is open; every time zone can still tell this instant."""


def key_of(machine: PersonId, key: str) -> ClaimKey:
    """Two machines may call two things the same: a key is the machine's own."""
    return ClaimKey(klass=KLASS, key=f"{machine}/{key}")


def grant_of(command: UUID) -> UUID:
    """The grant that this command takes: so whoever gave it finds what came of it."""
    return uuid5(command, KLASS)


def claims(case: Any, asked: Asked, _rules: Rules) -> Iterator[ClaimKey]:
    """The key by which it is opened, or was."""
    if case is None:
        if key := getattr(asked.command, "alert", ""):
            yield key_of(asked.by.id, key)
    elif case.alerts.key:
        yield key_of(case.alerts.machine, case.alerts.key)


def held_by(draft: Draft[Any]) -> Taken | None:
    """Whose the key of this incident is now."""
    alerts = draft.case.alerts
    held = draft.rules.claims[key_of(alerts.machine, alerts.key)].held
    return held[0] if held else None


def take(draft: Draft[Any]) -> None:
    """In the append that opens the incident: so no second one can."""
    alerts = draft.case.alerts
    taken = Taken(grant=grant_of(draft.asked.id), case=draft.case.id, holder=alerts.machine, start=draft.when, until=OPEN_END)
    draft.claim(key_of(alerts.machine, alerts.key), taken)


def release(draft: Draft[Any]) -> None:
    """In the append that closes it: the next alert opens another one."""
    alerts = draft.case.alerts
    taken = held_by(draft) if alerts.key else None
    if taken is not None and taken.case == draft.case.id:
        draft.claim(key_of(alerts.machine, alerts.key), Released(grant=taken.grant, at=draft.when))


def retake(draft: Draft[Any]) -> None:
    """On reopening, unless a later incident has it by now, which keeps it."""
    if draft.case.alerts.key and held_by(draft) is None:
        take(draft)
