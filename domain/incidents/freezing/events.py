"""What freezing does, for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.casework.commands import Text
from domain.kernel import CaseId, Clause, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """One grant that ran when it was frozen."""

    grant: UUID
    case: CaseId
    holder: PersonId
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenNow:
    """Nothing of this is granted, and what was granted does not count, while it stands.

    `klass` and `key` name the claim: ``person`` for everything that somebody holds, else what only one may hold.
    """

    freeze: UUID
    klass: str
    key: str
    grants: tuple[Interval, ...]
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeLifted:
    """Somebody decided that it is restored."""

    freeze: UUID
    klass: str
    key: str
    by: PersonId
    basis: str
    stands_in_for: PersonId | None
    reason: Text
    clause: Clause


EVENTS: Mapping[str, type] = {"incident.frozen": FrozenNow, "incident.freeze_lifted": FreezeLifted}
