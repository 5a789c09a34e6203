"""Requests: one decider for every plan by which somebody asks for something (policy catalogue A).

Read in the policy's order: `asking` (open, approve, refuse …), `lending` (hand out, return, revoke), `passing` (time),
`people` (who may), `form` (what is asked), `offers` (what is open now). `state` folds the events.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from domain.kernel import Asked, ClaimKey, Decision, Refused
from domain.requests import asking, form, lending, passing
from domain.requests import commands as c
from domain.requests.draft import Draft
from domain.requests.form import shown
from domain.requests.offers import agenda, offers, recipients
from domain.requests.state import Request, evolve
from domain.rules import Rules

OPENINGS = frozenset({"open"})


def claims(case: Request | None, asked: Asked, rules: Rules) -> tuple[ClaimKey, ...]:
    """Every claim that the decision may read or write."""
    if case is not None:
        return form.keys(rules.plan, case.requester, {**case.fields, **getattr(asked.command, "fields", {})})
    return form.keys(rules.plan, asked.by.id, asked.command.fields) if isinstance(asked.command, c.Open) else ()


def decide(case: Request | None, asked: Asked, rules: Rules) -> Decision:
    """What happens now. Refused when the rules say no; no events when nothing is new."""
    if isinstance(asked.command, c.Open):
        if case is not None:
            raise Refused("house:form", "already_open")
        return asking.open_(asked, rules)
    if case is None:
        raise Refused("house:form", "unknown_case")
    if isinstance(asked.command, c.TimePassed):
        asked = replace(asked, at=asked.now)
    draft = Draft(case=case, asked=asked, rules=rules)
    _judge(draft, asked.command)
    return draft.decision()


def _judge(draft: Draft, command: c.Command) -> None:
    """The table of contents."""
    match command:
        case c.Approve():
            asking.approve(draft, command)
        case c.Refuse():
            asking.refuse(draft, command)
        case c.SendBack():
            asking.send_back(draft, command)
        case c.HandOn():
            asking.hand_on(draft, command)
        case c.AddApprover():
            asking.add_approver(draft, command)
        case c.Urge():
            asking.urge(draft)
        case c.Withdraw():
            asking.withdraw(draft, command)
        case c.Amend():
            asking.amend(draft, command)
        case c.Extend():
            asking.ask_extension(draft, command)
        case c.HandOut():
            lending.hand_out(draft, command)
        case c.Return():
            lending.give_back(draft, command)
        case c.ConfirmCheck():
            lending.confirm_check(draft, command)
        case c.TimePassed():
            passing.run_out(draft)
        case c.Notified():
            passing.notified(draft, command)
        case c.Granted():
            passing.granted(draft, command)
        case c.Revoked():
            passing.revoked(draft, command)
        case c.DutyFailed():
            passing.failed(draft, command)
        case c.Open():
            raise Refused("house:form", "already_open")
        case _:
            assert_never(command)


__all__ = ["OPENINGS", "Request", "agenda", "claims", "decide", "evolve", "offers", "recipients", "shown"]
