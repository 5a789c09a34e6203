"""Violations: how one is investigated, heard, decided, served, appealed against and brought to an end (policy catalogue E).

Read in this order: `plan`, `commands`, `events`, `opening`, `investigating`, `deciding`, `serving`, `effects` (what is in force),
`appealing`, `finishing`, `passing` (time and silence), `people` (who is barred), `kind`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.violations import events as e
from domain.violations.events import EVENTS
from domain.violations.kind import DECIDER
from domain.violations.labels import LABELS
from domain.violations.sentences import NOTICES, PHRASES, REFUSALS, TIMELINE

PROOFS: Mapping[str, frozenset[str]] = {
    "investigate": frozenset({"submit_report"}),
    "hear": frozenset({"hear", "record_statement"}),
    "state": frozenset({"state"}),
    "decide": frozenset({"decide", "dismiss"}),
    "serve": frozenset({"serve"}),
}

OBLIGATIONS: Mapping[str, str] = {}
"""The time to appeal obliges nobody."""


def met(clock: str, event: Any) -> bool:
    """An appeal that was made stops the time for it."""
    return clock == "appeal" and isinstance(event, e.Appealed)


__all__ = ["DECIDER", "EVENTS", "LABELS", "NOTICES", "OBLIGATIONS", "PHRASES", "PROOFS", "REFUSALS", "TIMELINE", "met"]
