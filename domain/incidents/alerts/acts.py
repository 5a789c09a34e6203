"""Alerts: the first opens an incident, the others are counted, and graver facts raise its level (house:alerts)."""

from __future__ import annotations

from typing import Any, Final

from domain.casework import form
from domain.casework.draft import Draft
from domain.incidents.alerts import commands as c
from domain.incidents.alerts import events as e
from domain.incidents.alerts import holding
from domain.kernel import SYSTEM, Clause, Holder, Refused

RULE: Final[Clause] = "house:alerts"
LONGEST_KEY: Final = 200
BASIS: Final = "alert"


def opened(draft: Draft[Any]) -> None:
    """A machine opens what the plan lets it, and only under a key that no other incident holds."""
    if not draft.asked.by.machine or draft.by == SYSTEM:
        return
    rules = draft.plan.alerts
    if rules is None or draft.by not in rules.machines:
        raise Refused(RULE if rules is None else rules.clause, "machine_may_not", machine=draft.by)
    key = draft.case.alerts.key
    form.required(key, "alert", rules.clause)
    if len(key) > LONGEST_KEY:
        raise Refused(rules.clause, "too_long", field="alert", limit=LONGEST_KEY)
    taken = holding.held_by(draft)
    if taken is not None:
        raise Refused(rules.clause, "alert_held", field="alert", case=taken.case)
    holding.take(draft)


def judge(draft: Draft[Any], command: c.Alert) -> None:
    """From the machine whose alert opened it, under the same key."""
    alerts, rules = draft.case.alerts, draft.plan.alerts
    clause = RULE if rules is None else rules.clause
    if not (draft.asked.by.machine and alerts.key and (alerts.machine, alerts.key) == (draft.by, command.key)):
        raise Refused(clause, "not_its_alert", field="key")
    form.one_of(command.status, (c.FIRING, c.RESOLVED), "status")
    if command.status == c.RESOLVED:
        draft.say(e.AlertResolved(key=alerts.key, by=draft.by, started=command.started, clause=clause))
        return
    draft.say(e.AlertReceived(key=alerts.key, count=alerts.count + 1, by=draft.by, started=command.started, clause=clause))
    _worse(draft, command)


def _worse(draft: Draft[Any], command: c.Alert) -> None:
    """Of a flood only what makes it graver is written into the form."""
    from domain.incidents import levels  # late: levels look at every part

    known = draft.case.fields
    new = {name: value for name, value in command.facts.items() if known.get(name) != value}
    if new and draft.plan.rank(draft.plan.worst({**known, **new})) < draft.plan.rank(draft.case.level):
        levels.learn(draft, new, Holder(person=draft.by, basis=BASIS))
