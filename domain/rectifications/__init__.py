"""Lines of the rectification ledger: a finding, one person responsible, a day; accepted by others; its effect verified (F1–F8).

Read in the policy's order: `opening` (into the ledger), `working` (plan, coaching, report), `heading` (more time, somebody else
responsible), `judging` (acceptance, sending back, effect, second round), `passing` (silence, clocks), `people` (who keeps out),
`offers` (what is open now), `procedure` (the plan in sentences). `fold` writes the events down in `state`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.casework import decider
from domain.casework.draft import Draft
from domain.casework.kind import Kind
from domain.rectifications import commands as c
from domain.rectifications import events as e
from domain.rectifications import heading, judging, offers, opening, passing, people, telling, working
from domain.rectifications.events import EVENTS
from domain.rectifications.fold import fold
from domain.rectifications.labels import LABELS
from domain.rectifications.procedure import procedure
from domain.rectifications.sentences import NOTICES, PHRASES, REFUSALS, TIMELINE
from domain.rectifications.state import Rectification

__all__ = ["DECIDER", "EVENTS", "LABELS", "NOTICES", "OBLIGATIONS", "PHRASES", "PROOFS", "REFUSALS", "TIMELINE", "Rectification", "met"]


def _judge(draft: Draft[Rectification], command: Any) -> None:
    """The table of contents."""
    match command:
        case c.SubmitPlan():
            working.submit_plan(draft, command)
        case c.RecordCoaching():
            working.record_coaching(draft, command)
        case c.SubmitReport():
            working.submit_report(draft, command)
        case c.Accept():
            judging.accept(draft, command)
        case c.SendBack():
            judging.send_back(draft, command)
        case c.Extend():
            heading.extend(draft, command)
        case c.HandOver():
            heading.hand_over(draft, command)
        case c.ConfirmEffect():
            judging.confirm_effect(draft, command)
        case _:
            raise AssertionError(command)


KIND: Kind = Kind(
    name="rectification",
    openings={"open": c.Open},
    own=c.COMMANDS,
    opening=opening.open_,
    judge=_judge,
    fold=fold,
    barred=people.barred,
    step_of=people.step_of,
    silence=passing.silence,
    ran_out=passing.ran_out,
    offers=lambda case, rules, at: offers.offers(KIND, case, rules, at),
    matter=judging.matter,
    procedure=procedure,
    stations=offers.stations,
    people_in=people.people_in,
    evidence_from=lambda case, rules, at: offers.evidence_from(KIND, case, rules, at),
    hand_on=frozenset({"check_effect"}),
    withheld=telling.withheld,
)
DECIDER = decider(KIND)

PROOFS: Mapping[str, frozenset[str]] = {
    "planning": frozenset({"submit_plan"}),
    "coach": frozenset({"record_coaching"}),
    "rectify": frozenset({"submit_report"}),
    "accept": frozenset({"accept", "send_back"}),
    "check_effect": frozenset({"confirm_effect"}),
}

OBLIGATIONS: Mapping[str, str] = {"acceptance": "accept"}


def met(clock: str, event: Any) -> bool:
    """Whether this event is the deed that a clock of the kind's own waited for."""
    return clock == "acceptance" and isinstance(event, e.Accepted)
