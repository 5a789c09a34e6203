"""An incident as its events tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.casework.state import Work
from domain.incidents.alerts.state import Alerts
from domain.incidents.ending.state import Ending
from domain.incidents.freezing.state import Frozen
from domain.incidents.room.state import Room
from domain.kernel import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident(Work):
    """One incident. `requester` is nobody: it is everybody's."""

    level: str
    level_since: datetime
    exercise: bool = False
    """It runs exactly like an incident and stays out of the figures (CS 4.5.1)."""
    begun: Mapping[str, datetime] = field(default_factory=dict)
    """From when each obligation's time counts; kept when the level changes."""
    done: frozenset[str] = frozenset()
    """Obligations that were met, in time or not."""
    missed: Mapping[str, datetime] = field(default_factory=dict)
    """Obligations whose time ran out, and when it did; never cleared by doing them late."""
    reminded: Mapping[str, int] = field(default_factory=dict)
    """How often whoever stands on the top rung was reminded of each task."""
    acknowledged: PersonId | None = None
    """Whose promise stands now."""
    acknowledgements: int = 0
    """How often somebody was asked to acknowledge."""
    room: Room = field(default_factory=Room)
    alerts: Alerts = field(default_factory=Alerts)
    frozen: Frozen = field(default_factory=Frozen)
    ending: Ending = field(default_factory=Ending)
