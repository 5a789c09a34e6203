"""What the requester does: ask, urge, withdraw, amend, ask for more time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from domain.kernel import Asked, Decision, Recorded, Refused
from domain.requests import asking, form, lending, people
from domain.requests import commands as c
from domain.requests import events as e
from domain.requests.draft import Draft
from domain.requests.fold import opened
from domain.requests.state import Stage
from domain.requests.steps import ask_stage
from domain.rules import Rules

URGE_AGAIN = timedelta(hours=1)


def open_(asked: Asked, rules: Rules) -> Decision:
    """Who may ask, with a whole form, and not while a block stands (house:overdue-blocks)."""
    for fault in faults(asked, rules):
        raise fault
    draft = begun(asked, rules)
    lending.unblocked(draft)
    ask_stage(draft, 0)
    return draft.decision()


def faults(asked: Asked, rules: Rules) -> Iterator[Refused]:
    """Everything for which a request is refused, the first of them first."""
    plan, fields = rules.plan, asked.command.fields
    yield from told(lambda: people.may_ask(plan, rules.organisation, asked.by.id))
    yield from form.faults(plan, fields, rules.organisation, whole=True)
    yield from told(lambda: _term_of_form(rules, fields, asked))
    yield from told(lambda: lending.unblocked(begun(asked, rules)))


def told(check: Callable[[], object]) -> Iterator[Refused]:
    """Why this check refuses, if it does."""
    try:
        check()
    except Refused as no:
        yield no


def begun(asked: Asked, rules: Rules) -> Draft:
    """The case that this request opens, before anybody is asked."""
    command, plan = asked.command, rules.plan
    first = e.Opened(
        plan=plan.name, pack=asked.pack, requester=asked.by.id, department=asked.by.department, fields=command.fields, clause=plan.clause
    )
    case = opened(Recorded(event=first, id=asked.id, version=1, happened_at=asked.at, by=asked.by.id, case=asked.case))
    return Draft(case=case, asked=asked, rules=rules, events=[first])


def _term_of_form(rules: Rules, fields: Mapping[str, Any], asked: Asked) -> None:
    rule = rules.plan.grant
    asks, reason = fields.get(rule.asks), fields.get(rule.reason_in)
    form.term(rule, rules.calendar, asks, reason, asked.at, f"fields.{rule.asks}")


def _only_requester(draft: Draft) -> None:
    if draft.by != draft.case.requester:
        raise Refused(draft.clause, "only_requester")


def urge(draft: Draft) -> None:
    """The requester asks those who must act to do so; more than once an hour says nothing new."""
    _only_requester(draft)
    case = draft.case
    if case.sent_back or all(slot.id == "collect" for slot in case.waiting()):
        raise Refused("house:answer-time", "nothing_to_decide", stage=case.stage)
    if case.urged_at is None or draft.when - case.urged_at >= URGE_AGAIN:
        draft.say(e.Urged(by=draft.by))


def comment(draft: Draft, command: c.Comment) -> None:
    """house:comments. Whoever asked, and whoever is asked now, may say something; the other side hears of it."""
    case, by = draft.case, draft.by
    if case.stage is Stage.CLOSED:
        raise Refused("house:comments", "cannot_comment", stage=case.stage)
    if by != case.requester and by not in people.asked(case, draft.rules, draft.when):
        raise Refused("house:comments", "only_concerned", field="by")
    form.required(command.text, "text", "house:comments")
    draft.say(e.Commented(by=by, text=command.text))


def withdraw(draft: Draft, command: c.Withdraw) -> None:
    """The requester wants it no longer: before the grant it closes the case; afterwards it ends an extension or a privilege."""
    _only_requester(draft)
    case = draft.case
    if not case.asking and case.stage not in (Stage.APPROVED, Stage.GRANTED):
        raise Refused(draft.clause, "cannot_withdraw", stage=case.stage)
    draft.say(e.Withdrawn(by=draft.by, reason=command.reason))
    if case.stage is Stage.GRANTED and not case.asking:
        lending.end_grants(draft, "withdrawn")
    else:
        asking.end_asking(draft, "withdrawn", draft.clause)


def amend(draft: Draft, command: c.Amend) -> None:
    """The requester changes the form, or answers a question; a change of a material line voids the approvals given."""
    _only_requester(draft)
    case, rules = draft.case, draft.rules
    if case.stage not in (Stage.ASKED, Stage.APPROVED) and not case.sent_back:
        raise Refused(draft.clause, "cannot_amend", stage=case.stage)
    if command.fields and case.asking == "extension":
        raise Refused(draft.clause, "cannot_amend", field="fields", stage=case.stage)
    form.check_form(draft.plan, command.fields, draft.org, whole=False)
    changed = {name: value for name, value in command.fields.items() if case.fields.get(name) != value}
    if not changed:
        if not case.sent_back:
            return
        form.required(command.note, "note", "house:reason")
    _term_of_form(rules, {**case.fields, **changed}, draft.asked)
    material = tuple(sorted(line.name for line in draft.plan.fields if line.material and line.name in changed))
    voids = bool(material) and (case.stage is Stage.APPROVED or any(slot.approved_by for slot in case.slots))
    _amended(draft, e.Amended(fields=changed, note=command.note, material=material, voids=voids))


def _amended(draft: Draft, event: e.Amended) -> None:
    """Ask everybody again, or go on with the clocks that a question held."""
    was_sent_back = draft.case.sent_back
    if event.voids:
        draft.stop("", "approvals void: the request changed")
    elif was_sent_back:
        draft.stop("information", "answered")
    draft.say(event)
    if event.voids:
        ask_stage(draft, 0)
    elif was_sent_back:
        draft.resume()


def ask_extension(draft: Draft, command: c.Extend) -> None:
    """More time: only while it is out and not overdue, with a reason; the same people decide again."""
    _only_requester(draft)
    case, rule = draft.case, draft.plan.grant
    clause = rule.at_most.clause
    if case.stage not in (Stage.OUT, Stage.GRANTED) or case.asking or case.overdue:
        raise Refused(clause, "cannot_extend", stage="overdue" if case.overdue else case.stage)
    form.required(command.reason, "reason", clause)
    form.term(rule, draft.rules.calendar, command.asks, command.reason, draft.at, "asks")
    lending.unblocked(draft)
    draft.say(e.ExtensionAsked(reason=command.reason, asks=command.asks, round=case.round + 1))
    ask_stage(draft, 0)
