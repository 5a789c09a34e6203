"""Instants as a page says them: how long and when, and whether that is near or past."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from console.times import when
from domain.calendar import Calendar
from views.lengths import long
from views.saying import ago, left

__all__ = ["Times", "When", "long"]


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """One instant: `at` for machines (ISO 8601), `shown` and `left` for people. `state` says whether it is near or past."""

    at: str
    shown: str
    left: str
    state: Literal["", "at_risk", "overdue"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """How instants are said on one page, as of one moment."""

    lang: str
    days: Calendar
    now: datetime

    def past(self, instant: datetime) -> When:
        """Something that happened, or of which nobody is late."""
        return self._said(instant, "")

    def due(self, since: datetime, instant: datetime, at_risk: int) -> When:
        """Something that is due; at risk after `at_risk` percent of its term."""
        near = self.now >= since + (instant - since) * at_risk / 100
        return self._said(instant, "overdue" if self.now >= instant else "at_risk" if near else "")

    def _said(self, instant: datetime, state: Literal["", "at_risk", "overdue"]) -> When:
        return When(
            at=instant.astimezone(UTC).isoformat(),
            shown=when(self.days, instant, self.now, self.lang),
            left=left(self.now, instant, self.lang) if state or instant > self.now else ago(self.now, instant, self.lang),
            state=state,
        )
