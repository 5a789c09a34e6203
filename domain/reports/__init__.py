"""Reports: something that somebody saw, by name or behind a receipt (policy catalogue E10, E11).

Read in this order: `plan`, `commands`, `events`, `checking` (from the receipt to the end), `people` (who may, who may not), `receipts`
(who speaks where nobody knows who), `kind`. Who reported stands among the parties of the case, and in no list, sentence or notice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.reports.events import EVENTS
from domain.reports.kind import DECIDER
from domain.reports.labels import LABELS
from domain.reports.sentences import NOTICES, PHRASES, REFUSALS, TIMELINE

PROOFS: Mapping[str, frozenset[str]] = {"check": frozenset({"accept_report", "reject_report"})}

OBLIGATIONS: Mapping[str, str] = {}
"""A question obliges no reporter to answer."""


def met(_clock: str, _event: Any) -> bool:
    """No clock of its own waits for a deed that somebody owes."""
    return False


__all__ = ["DECIDER", "EVENTS", "LABELS", "NOTICES", "OBLIGATIONS", "PHRASES", "PROOFS", "REFUSALS", "TIMELINE", "met"]
