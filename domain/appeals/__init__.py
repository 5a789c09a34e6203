"""Appeals: a panel across departments reviews a decision (policy catalogue E7–E9).

The decision's case opens it and is told what comes of it. Read in the policy's order: `forming` (who opens, who sits),
`objections` (who may not sit), `hearing` (the appellant, the findings), `voting` (votes, conclusion, silence); `people` says who
may, `offers` what is open now, `plan` what a pack says and `procedure` says it in sentences. `fold` writes the events down in `state`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.appeals.events import EVENTS, Concluded
from domain.appeals.kind import DECIDER
from domain.appeals.labels import LABELS
from domain.appeals.sentences import NOTICES, PHRASES, REFUSALS, TIMELINE

PROOFS: Mapping[str, frozenset[str]] = {
    "form_panel": frozenset({"appoint"}),
    "objection": frozenset({"uphold", "overrule"}),
    "hearing": frozenset({"state"}),
    "vote": frozenset({"find", "vote"}),
}
"""Whoever has voted has nothing more to do; to find is as much theirs as to vote."""

OBLIGATIONS: Mapping[str, str] = {"review": "vote"}


def met(_clock: str, event: Any) -> bool:
    """The time of the review is met by a conclusion that somebody came to."""
    return isinstance(event, Concluded) and not event.by_silence


__all__ = ["DECIDER", "EVENTS", "LABELS", "NOTICES", "OBLIGATIONS", "PHRASES", "PROOFS", "REFUSALS", "TIMELINE", "met"]
