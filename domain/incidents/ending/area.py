"""How this part joins the kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from domain.casework.draft import Draft
from domain.casework.state import Task
from domain.incidents import acknowledging
from domain.incidents.area import Area
from domain.incidents.ending import closing, finding, leading
from domain.incidents.ending import commands as c
from domain.incidents.ending.events import EVENTS, ResponsibilityFound, Trained
from domain.incidents.ending.fold import fold
from domain.incidents.ending.offers import offers
from domain.incidents.ending.people import barred
from domain.incidents.ending.procedure import procedure
from domain.incidents.ending.words import WORDS
from domain.kernel import Clause, Duty, PersonId
from domain.policy import Step
from domain.rules import Rules

ACTS: Mapping[type, Callable[[Draft[Any], Any], None]] = {
    c.AssessLoss: finding.assess_loss,
    c.AddWhy: finding.add_why,
    c.FindCause: finding.find_cause,
    c.FindResponsibility: finding.find_responsibility,
    c.WithdrawResponsibility: finding.withdraw_responsibility,
    c.NobodyAtFault: finding.nobody_at_fault,
    c.RecordTraining: finding.record_training,
    c.Evaluate: finding.evaluate,
    c.RequireRectification: leading.require_rectification,
    c.ReportViolation: leading.report_violation,
    c.MeasureAccepted: leading.told_measure,
    c.FaultConcluded: leading.told_fault,
    c.RequestClosing: closing.request_closing,
    c.Close: closing.close,
    c.Reopen: closing.reopen,
    c.MarkDuplicate: closing.mark_duplicate,
    c.DuplicateTold: closing.take_duplicate,
}
"""The table of contents."""


def _judge(draft: Draft[Any], command: Any) -> None:
    ACTS[type(command)](draft, command)


def _step(name: str) -> Callable[[Any], Step]:
    """By which rule of the plan one of the tasks waits."""

    def found(plan: Any) -> Step:
        rules = plan.ending
        table = {
            "assess_loss": rules.loss and rules.loss.step,
            "find_cause": rules.causes and rules.causes.step,
            "record_training": rules.training,
            "evaluate_response": rules.evaluation and rules.evaluation.step,
            "close": rules.closing,
        }
        step: Step = table[name]
        return step

    return found


def _silence(draft: Draft[Any], task: Task) -> None:
    """Nobody did it, and nobody is above."""
    acknowledging.top(draft, task)


def _duty_ended(draft: Draft[Any], duty: Duty, _receipt: str) -> None:
    closing.taken(draft, duty)


def _duty_failed(draft: Draft[Any], duty: Duty, reason: str) -> None:
    closing.not_taken(draft, duty, reason)
    leading.not_opened(draft, duty, reason)


def _people_in(event: Any) -> frozenset[PersonId]:
    """Whoever is named has a part in it, and whoever was taught."""
    return frozenset({event.person}) if isinstance(event, ResponsibilityFound | Trained) else frozenset()


def _stations(case: Any, rules: Rules) -> Iterator[tuple[str, Clause]]:
    yield "contained", rules.plan.clause
    for name, step in rules.plan.ending.asks_at(case.level).items():
        yield name, step.clause


def _matter(case: Any) -> Mapping[str, Any]:
    """What closing is bound to."""
    ending = case.ending
    return {
        "loss": ending.loss,
        "cause": (ending.cause, ending.cause_class),
        "responsible": [(each.person, each.part) for each in ending.responsibilities],
        "linked": [(each.case, each.outcome) for each in (*ending.measures, *ending.faults)],
        "trained": sorted(ending.trained),
    }


AREA = Area(
    commands=c.COMMANDS,
    from_cases=c.FROM_CASES,
    when_closed=c.WHEN_CLOSED,
    events=EVENTS,
    judge=_judge,
    fold=fold,
    settled=closing.settle,
    offers=offers,
    tasks={name: _step(name) for name in ("assess_loss", "find_cause", "record_training", "evaluate_response", "close")},
    silence=_silence,
    duty_ended=_duty_ended,
    duty_failed=_duty_failed,
    barred=barred,
    people_in=_people_in,
    stations=_stations,
    procedure=procedure,
    matter=_matter,
    proofs={
        "assess_loss": frozenset({"assess_loss"}),
        "find_cause": frozenset({"add_why", "find_cause"}),
        "record_training": frozenset({"record_training"}),
        "evaluate_response": frozenset({"evaluate"}),
        "close": frozenset({"close"}),
    },
    words=WORDS,
)
