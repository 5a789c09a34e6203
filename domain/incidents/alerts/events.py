"""What is written down of alerts, for ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.kernel import Clause, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertReceived:
    """The same was noticed again; `count`: how often by now, with the one that opened the incident."""

    key: str
    count: int
    by: PersonId
    started: datetime | None
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertResolved:
    """The machine notices it no more. Whether the incident is over, people say."""

    key: str
    by: PersonId
    started: datetime | None
    clause: Clause
