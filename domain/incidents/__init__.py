"""Incidents: by severity, against the clock, to a proper end (policy catalogue C).

Read in this order: `plan`, `commands`, `events`, `opening`, `levels`, `obliged` (obligations), `acknowledging` (the ladder),
`passing` (time and silence), `people`, `kind`; then the parts, each a package that joins by its `area`: `alerts`, `room`,
`freezing`, `ending`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.incidents import areas
from domain.incidents import events as e
from domain.incidents.kind import DECIDER
from domain.incidents.labels import LABELS
from domain.incidents.labels import OBLIGATIONS as KNOWN
from domain.incidents.sentences import NOTICES, PHRASES, REFUSALS, TIMELINE

EVENTS: Mapping[str, type] = areas.joined("events", e.EVENTS)
PROOFS: Mapping[str, frozenset[str]] = areas.joined(
    "proofs", {"acknowledge": frozenset({"acknowledge"}), **{name: frozenset({"report_done"}) for name in KNOWN}}
)
OBLIGATIONS: Mapping[str, str] = {}
"""Obligations are tasks here: their time is the time to do them."""


def met(clock: str, event: Any) -> bool:
    """An acknowledgement stands while there is progress."""
    return clock == "promise" and isinstance(event, e.Met)


__all__ = ["DECIDER", "EVENTS", "LABELS", "NOTICES", "OBLIGATIONS", "PHRASES", "PROOFS", "REFUSALS", "TIMELINE", "met"]
