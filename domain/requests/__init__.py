"""Requests: one decider for every plan by which somebody asks for something (policy catalogue A).

Read in the policy's order: `requester` (open, amend, withdraw …), `asking` (approve, refuse …), `steps` (ladders), `lending`
(hand out, return, revoke), `passing` (time, and what the world answers), `people` (who may), `form` (what is asked),
`offers` (what is open now), `preview` (what would come of a request), `rail` (its way as a picture), `procedure` (the plan
in sentences). `fold` writes the events down in `state`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from domain.kernel import SYSTEM, Asked, ClaimKey, Decision, Refused
from domain.requests import asking, form, lending, passing, requester, steps
from domain.requests import commands as c
from domain.requests.draft import Draft
from domain.requests.fold import evolve
from domain.requests.form import shown
from domain.requests.notices import due
from domain.requests.offers import agenda, offers, recipients
from domain.requests.people import asked, people_in
from domain.requests.preview import preview, preview_claims
from domain.requests.procedure import procedure
from domain.requests.rail import rail
from domain.requests.state import Request
from domain.rules import Rules

OPENINGS = frozenset({"open"})


def claims(case: Request | None, asked: Asked, rules: Rules) -> tuple[ClaimKey, ...]:
    """Every claim that the decision may read or write."""
    fields = asked.command.fields if isinstance(asked.command, c.Open | c.Amend) else {}
    if case is None:
        return form.keys(rules.plan, asked.by.id, fields) if isinstance(asked.command, c.Open) else ()
    own = form.keys(rules.plan, case.requester, case.fields)
    return tuple(dict.fromkeys((*own, form.resource_key(rules.plan, {**case.fields, **fields}))))


def decide(case: Request | None, asked: Asked, rules: Rules) -> Decision:
    """What happens now. Refused when the rules say no; no events when nothing is new.

    What is due at the instant the command is judged on has run out before it, whichever came in first.
    """
    if isinstance(asked.command, c.Open):
        if case is not None:
            raise Refused("house:form", "already_open")
        return requester.open_(asked, rules)
    if case is None:
        raise Refused("house:form", "unknown_case", case=asked.case)
    if isinstance(asked.command, c.TimePassed | c.Notified | c.Granted | c.Revoked | c.DutyFailed | c.LookAgain) and asked.by.id != SYSTEM:
        raise Refused("house:form", "from_the_system", field="command")
    if isinstance(asked.command, c.TimePassed):
        asked = replace(asked, at=asked.now)
    draft = Draft(case=case, asked=asked, rules=rules)
    passing.run_out(draft)
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
            requester.urge(draft)
        case c.Comment():
            requester.comment(draft, command)
        case c.Withdraw():
            requester.withdraw(draft, command)
        case c.Amend():
            requester.amend(draft, command)
        case c.Extend():
            requester.ask_extension(draft, command)
        case c.HandOut():
            lending.hand_out(draft, command)
        case c.Return():
            lending.give_back(draft, command)
        case c.ConfirmCheck():
            lending.confirm_check(draft, command)
        case c.TimePassed():
            pass  # all that is due has run out already
        case c.Notified():
            passing.notified(draft, command)
        case c.Granted():
            passing.granted(draft, command)
        case c.Revoked():
            passing.revoked(draft, command)
        case c.DutyFailed():
            passing.failed(draft, command)
        case c.LookAgain():
            steps.look_again(draft)
        case c.Open():
            raise Refused("house:form", "already_open")
        case _:
            assert_never(command)


__all__ = [
    "OPENINGS",
    "Request",
    "agenda",
    "asked",
    "claims",
    "decide",
    "due",
    "evolve",
    "offers",
    "people_in",
    "preview",
    "preview_claims",
    "procedure",
    "rail",
    "recipients",
    "shown",
]
