"""Writing down what happens to a run. Its end owes the opening of the next one; what it found owes cases of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain.casework import events as shared
from domain.casework import fold
from domain.casework.state import Link
from domain.controls import events as e
from domain.controls import runs
from domain.controls.state import Control
from domain.kernel import Recorded

NEXT = "next"
ENDS_ALL = "ended"
"""The outcome after which there is no next run: the post is not responsible any more."""


def evolve(case: Control | None, recorded: Recorded) -> Control:
    """Bookkeeping: never judges, never fails."""
    return _opened(recorded) if case is None else _further(case, recorded)


def _further(case: Any, recorded: Recorded) -> Any:
    event = recorded.event
    match event:
        case e.Began():
            return fold.mark(replace(case, stage="open"), recorded, "period", clause=event.clause)
        case e.FindingReported():
            line = {"finding": event.finding, "responsible": event.responsible, "criterion": event.criterion}
            return _found(case, recorded, "rectification", "finding", line)
        case e.ViolationReported():
            fields: Mapping[str, Any] = {"subject": event.subject, "breach": event.breach, "facts": event.facts}
            return _found(case, recorded, "violation", "violation", fields, took_part=list(event.took_part))
        case e.Missed():
            missed = fold.owe(case, recorded, about="control.missed", to=f"post {case.post} +1", clause=event.clause)
            return fold.mark(missed, recorded, "carry_out", outcome="missed", clause=event.clause)
        case shared.Closed(outcome=outcome):
            return case if outcome == ENDS_ALL else _owe_next(case, recorded)
        case _:
            return case


def _found(case: Any, recorded: Recorded, kind: str, relation: str, fields: Mapping[str, Any], **more: Any) -> Any:
    """What was found is a case of its own, linked."""
    case = replace(case, findings=case.findings + 1)
    return fold.owe_opening(case, recorded, kind, relation, plan=recorded.event.plan, fields=fields, **more)


def _opened(recorded: Recorded) -> Control:
    event: e.Opened = recorded.event
    return Control(
        id=recorded.case,
        plan=event.plan,
        pack=event.pack,
        requester=event.requester,
        department=event.department,
        fields=event.fields,
        opened_at=recorded.happened_at,
        version=recorded.version,
        last_at=recorded.happened_at,
        opener=event.opener,
        stage="waiting",
        took_part=frozenset(event.took_part),
        links=(Link(case=event.source, relation="source"),) if event.source else (),
        post=event.post,
        period=event.period,
        starts=event.starts,
        ends=event.ends,
        following=event.following,
    )


def _owe_next(case: Any, recorded: Recorded) -> Any:
    """The next run's id follows from control, post and period, so it opens once, whoever else opens it.

    Runs are not linked to each other: a chain tells one matter, and a control never ends.
    """
    opening = runs.opening_id(case.plan, case.post, case.following)
    content = runs.opening(case.plan, case.post, case.following)
    detail = {"command": "open", "command_id": str(opening), "content": content}
    to = runs.run_id(case.plan, case.post, case.following)
    return fold.owe(case, recorded, about=NEXT, kind="open", name="open-next", to=to, urgent=True, detail=detail)
