"""What an incident has frozen."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.incidents.freezing.events import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Freeze:
    """One claim that stands blocked, and the grants that ran on it."""

    id: UUID
    klass: str
    key: str
    grants: tuple[Interval, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """What stands blocked now."""

    standing: tuple[Freeze, ...] = ()
