"""What is open to whom while a control is carried out."""

from __future__ import annotations

from datetime import datetime

from domain.casework.decider import offer_of
from domain.casework.kind import Kind
from domain.controls.running import TASK
from domain.controls.state import Control
from domain.kernel import Offer
from domain.rules import Rules


def offers(kind: Kind, case: Control, rules: Rules, at: datetime) -> tuple[Offer, ...]:
    """Carrying it out, and what may be reported from here under the plan; nothing once the period is over."""
    if at >= case.ends:
        return ()
    found = offer_of(kind, case, rules, at, TASK, "complete", needs=("summary",), takes=("findings", "shown"))
    finds = rules.plan.finds
    if finds is not None and finds.rectification:
        needs = ("finding", "responsible", "criterion")
        found += offer_of(kind, case, rules, at, TASK, "report_finding", needs=needs, clause=finds.clause)
    if finds is not None and finds.violation:
        needs = ("subject", "breach", "facts")
        found += offer_of(kind, case, rules, at, TASK, "report_violation", needs=needs, clause=finds.clause)
    return found
