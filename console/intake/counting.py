"""What this door did not take is counted and said in our log, never with what it held (design 3)."""

from __future__ import annotations

from typing import Final

import structlog
from opentelemetry.metrics import Counter, Meter, get_meter

NOBODY: Final = "unknown"

_say = structlog.get_logger(__name__)


class Counting:
    """Two counters: alerts by what came of them, refusals by why. Sources are named only where one is known."""

    def __init__(self, meter: Meter | None = None) -> None:
        made = meter or get_meter("bylaw")
        self._taken: Counter = made.create_counter("bylaw.intake.alerts", "{alert}", "Alerts that came in, by source and outcome.")
        self._refused: Counter = made.create_counter(
            "bylaw.intake.refused", "{delivery}", "Deliveries that were not taken, by source and why."
        )

    def taken(self, source: str, outcome: str) -> None:
        """One alert is in the log, or said nothing new."""
        self._taken.add(1, {"source": source, "outcome": outcome})

    def refused(self, source: str, status: int, why: str, field: str = "") -> None:
        """One delivery was answered with a problem."""
        self._refused.add(1, {"source": source, "status": status, "why": why})
        _say.warning("intake refused", source=source, status=status, why=why, field=field)
