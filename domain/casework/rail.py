"""The way of a case as a picture: what was done, what waits, what is still to come, in the order that its kind names."""

from __future__ import annotations

from datetime import datetime

from domain.casework import people
from domain.casework.kind import Kind
from domain.casework.state import CLOSED, Mark, Task, Work
from domain.kernel import Clause, Holder
from domain.rail import State, Station
from domain.rules import Rules


def rail(kind: Kind, case: Work, rules: Rules, at: datetime) -> tuple[Station, ...]:
    """From the opening to the end."""
    way = tuple(_station(kind, case, rules, at, key, clause) for key, clause in kind.stations(case, rules))
    return (_opened(case, rules), *way, _closed(case, rules))


def _opened(case: Work, rules: Rules) -> Station:
    who = (Holder(person=case.opener, basis="opener"),) if case.opener else ()
    return Station(key="opened", title="opened", state="done", who=who, when=case.opened_at, clause=rules.plan.clause)


def _closed(case: Work, rules: Rules) -> Station:
    mark = case.mark("closed")
    if case.stage != CLOSED or mark is None:
        return Station(key="closed", title="closed", state="next", clause=rules.plan.clause)
    return Station(key="closed", title="closed", state="done", when=mark.at, outcome=mark.outcome, clause=mark.clause)


def _station(kind: Kind, case: Work, rules: Rules, at: datetime, key: str, clause: Clause) -> Station:
    waiting, mark = case.waits_for(key), case.mark(key)
    if waiting is not None:
        return _waiting(kind, case, waiting, rules, at)
    if mark is not None:
        return _done(key, mark)
    clock = case.clocks.get(key)
    if clock is not None:
        return Station(key=key, title=key, state="held" if clock.due is None else "now", due=clock.due, clause=clock.clause)
    rest: dict[str, State] = {CLOSED: "skipped", key: "now"}  # what happens elsewhere, as a review does, is asked of nobody here
    return Station(key=key, title=key, state=rest.get(case.stage, "next"), clause=clause)


def _waiting(kind: Kind, case: Work, task: Task, rules: Rules, at: datetime) -> Station:
    clock = case.clocks.get(f"answer:{task.id}")
    return Station(
        key=task.id,
        title=task.name,
        state="held" if clock is not None and clock.due is None else "now",
        who=people.eligible(kind, case, task, rules.organisation, at),
        role=task.role,
        due=clock.due if clock else None,
        note="stalled" if task.stalled else "went_up" if task.climbed else "",
        clause=task.clause,
    )


def _done(key: str, mark: Mark) -> Station:
    return Station(key=key, title=key, state="done", who=(mark.who,), when=mark.at, outcome=mark.outcome, clause=mark.clause)
