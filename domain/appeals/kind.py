"""Appeals as one kind of case: its commands, and what each of them leads to."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, assert_never

from domain.appeals import commands as c
from domain.appeals import forming, hearing, objections, telling, voting
from domain.appeals import offers as open_now
from domain.appeals.fold import fold, people_in
from domain.appeals.people import barred, fit
from domain.appeals.plan import AppealPlan
from domain.appeals.procedure import procedure
from domain.appeals.state import CONCLUDED, Appeal
from domain.casework.decider import Decider, decider
from domain.casework.draft import Draft
from domain.casework.kind import Kind
from domain.casework.state import CLOSED, Task
from domain.kernel import Clock, Offer, PersonId
from domain.policy import Step
from domain.rules import Rules

Own = (
    c.Appoint | c.Replace | c.Recuse | c.Object | c.Uphold | c.Overrule | c.State | c.RecordHearing | c.Find | c.Vote
)  # fmt: skip


def _judge(draft: Draft[Appeal], command: Own) -> None:
    match command:
        case c.Appoint():
            forming.appoint(draft, command)
        case c.Replace():
            forming.replace(draft, command)
        case c.Recuse():
            forming.recuse(draft, command)
        case c.Object():
            objections.raise_(draft, command)
        case c.Uphold() | c.Overrule():
            objections.decide(draft, command)
            voting.count(draft)
        case c.State():
            hearing.state(draft, command)
        case c.RecordHearing():
            hearing.record_hearing(draft, command)
        case c.Find():
            hearing.find(draft, command)
        case c.Vote():
            voting.vote(draft, command)
        case _:
            assert_never(command)


def _step_of(_case: Any, plan: AppealPlan, task: Task) -> Step:
    steps = {"form_panel": plan.panel.form, "hearing": plan.hearing, "vote": plan.conclude, "objection": plan.objection}
    return steps[task.name]


def _offers(case: Appeal, rules: Rules, at: datetime) -> tuple[Offer, ...]:
    return open_now.offers(KIND, case, rules, at)


def _evidence_from(case: Appeal, _rules: Rules, _at: datetime) -> frozenset[PersonId]:
    """The appellant and the panel, until the first vote."""
    over = case.stage in (CONCLUDED, CLOSED) or case.ballots
    return frozenset() if over else frozenset({case.requester, *case.members})


def _ran_out(draft: Draft[Appeal], clock: Clock) -> None:
    """Its only clock beside those of tasks. A late consequence whose task has gone meanwhile says nothing any more."""
    if clock.name == forming.REVIEW:
        forming.ran_out(draft)


KIND: Final[Kind] = Kind(
    name="appeal",
    openings=c.OPENINGS,
    own=c.OWN,
    opening=forming.opening,
    judge=_judge,
    fold=fold,
    barred=barred,
    step_of=_step_of,
    silence=voting.silence,
    offers=_offers,
    matter=voting.matter,
    procedure=procedure,
    stations=open_now.stations,
    fit=fit,
    ran_out=_ran_out,
    people_in=people_in,
    duty_ended=voting.told,
    duty_failed=voting.told,
    after_look=forming.after_look,
    evidence_from=_evidence_from,
    withheld=telling.withheld,
    concerned=telling.concerned,
    hand_on=frozenset({"form_panel", "objection"}),
)

DECIDER: Final[Decider] = decider(KIND)
