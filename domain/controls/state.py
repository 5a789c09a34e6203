"""A run of a control as its events tell it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.casework.state import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Control(Work):
    """Stages: `waiting` for its period, `open`, `closed`. Outcomes: `done`, `missed`, `not_due`, `ended`."""

    post: str
    period: str
    starts: datetime
    ends: datetime
    following: str
    findings: int = 0
    """What was reported from here."""
