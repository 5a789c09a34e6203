"""Granting, lending, giving back: what approval leads to (SO 2.1.2, SO 2.2.2, SO 2.3.2, SO 4.2.1)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from domain import claims
from domain.calendar import Span
from domain.kernel import Holder, Refused, uuid_of
from domain.policy import Limit, Role
from domain.requests import commands as c
from domain.requests import events as e
from domain.requests import form, people
from domain.requests.draft import Draft
from domain.requests.state import Stage
from domain.requests.steps import ask_step

DAYS = ("wd", "d", "week", "month")
REMINDERS_AT_HOME, REMINDERS_IN_ALL = 2, 4
"""An overdue loan reminds the same post twice, then one rung up, then the fallback; afterwards it is kept as overdue."""


def unblocked(draft: Draft) -> None:
    """Every granting reads what suspends it, in the transaction in which it writes."""
    draft.relies_on = form.keys(draft.plan, draft.case.requester, draft.case.fields)
    for key in draft.relies_on:
        for block in draft.rules.claims[key].blocks:
            raise Refused(block.clause, "blocked", case=block.case)


def _only_one(draft: Draft) -> None:
    """What only one may hold is held by nobody else (house:one-holder)."""
    line = draft.plan.field(draft.plan.grant.resource)
    if line is None or line.claim is None:
        return
    for taken in draft.rules.claims[form.resource_key(draft.plan, draft.case.fields)].held:
        if taken.case != draft.case.id:
            raise Refused(line.claim.clause, "held_by_other", field=f"fields.{line.name}", case=taken.case)


def _term(draft: Draft) -> Span:
    return form.term(draft.plan, draft.rules, draft.case.fields, None, draft.at)


def grant(draft: Draft) -> None:
    """The last yes: a document waits to be fetched; a privilege is given at once, for its time."""
    if draft.plan.grant.what == "document":
        _ready(draft)
        return
    unblocked(draft)
    _only_one(draft)
    limit = Limit(span=_term(draft), clause=draft.plan.grant.at_most.clause)
    until, new = draft.due(limit.span), draft.new_id("grant")
    resource = str(draft.case.fields[draft.plan.grant.resource])
    draft.say(
        e.GrantDecided(grant=new, resource=resource, to=draft.case.requester, start=draft.at, until=until, clause=draft.plan.grant.clause)
    )
    _take(draft, new, draft.at, until)
    draft.arm("until", limit, due=until)


def _ready(draft: Draft) -> None:
    resource = str(draft.case.fields[draft.plan.grant.resource])
    draft.say(e.Ready(resource=resource, clause=draft.plan.grant.clause))
    if draft.plan.grant.collect is not None:
        ask_step(draft, "collect", draft.plan.grant.collect)


def _take(draft: Draft, new: UUID, start: datetime, until: datetime) -> None:
    key = form.resource_key(draft.plan, draft.case.fields)
    draft.claim(key, claims.Taken(grant=new, case=draft.case.id, holder=draft.case.requester, start=start, until=until))


def _as_keeper(draft: Draft, role: Role | None, clause: str) -> Holder:
    """The actor as the person who hands out or takes in; never the borrower."""
    if draft.asked.by.id == draft.case.requester:
        raise Refused("house:own-request", "own_request")
    found = people.holds(draft.case, draft.asked.by, role, draft.rules.organisation, draft.at) if role is not None else None
    if found is None:
        raise Refused(clause, "not_yours", who=role or "nobody")
    return found


def hand_out(draft: Draft, command: c.HandOut) -> None:
    """The document leaves the archive: one contract is lent once, and the time to bring it back begins (SO 2.2.2)."""
    rule = draft.plan.grant
    if draft.case.stage is not Stage.APPROVED:
        raise Refused(rule.clause, "not_approved", stage=draft.case.stage)
    _as_keeper(draft, rule.given_by, rule.clause)
    unblocked(draft)
    _only_one(draft)
    limit = Limit(span=_term(draft), clause=rule.at_most.clause)
    until, new = draft.due(limit.span), draft.new_id("grant")
    draft.stop("", "handed out")
    draft.say(
        e.Lent(
            grant=new,
            resource=str(draft.case.fields[rule.resource]),
            to=draft.case.requester,
            by=draft.asked.by.id,
            start=draft.at,
            until=until,
            note=command.note,
            clause=rule.clause,
        )
    )
    _take(draft, new, draft.at, until)
    draft.arm("return", limit, due=until)


def extend(draft: Draft) -> None:
    """The last yes to more time: a new grant that follows the old one, and its clock (same case)."""
    old = draft.case.grant
    if old is None:
        return
    unblocked(draft)
    rule = draft.plan.grant
    reasoned = {**draft.case.fields, rule.reason_in: "given when more time was asked for"}
    span = form.term(draft.plan, draft.rules, reasoned, draft.case.asks or str(rule.at_most.span), draft.at)
    until = draft.due(span, _last_instant(old.until, span))
    new = draft.new_id("grant")
    resource = str(draft.case.fields[rule.resource])
    draft.say(e.Extended(grant=new, follows=old.id, resource=resource, start=old.until, until=until, clause=rule.at_most.clause))
    if draft.plan.grant.what == "document":
        draft.claim(form.resource_key(draft.plan, draft.case.fields), claims.Released(grant=old.id, at=old.until))
    _take(draft, new, old.until, until)
    draft.supersede("return" if rule.what == "document" else "until", until, "extended")


def _last_instant(until: datetime, span: Span) -> datetime:
    """A term that ends at a day's end belongs to that day, so that the next whole day counts as the first."""
    return until - timedelta(microseconds=1) if span.unit in DAYS else until


def give_back(draft: Draft, command: c.Return) -> None:
    """The document comes back, brought by the borrower or taken in by its keeper; then it is checked (SO 2.2.2)."""
    rule = draft.plan.give_back
    if rule is None or draft.case.stage is not Stage.OUT:
        raise Refused(rule.clause if rule else draft.plan.clause, "not_out", stage=draft.case.stage)
    basis = "requester" if draft.asked.by.id == draft.case.requester else _as_keeper(draft, rule.received_by, rule.clause).basis
    draft.stop("", "returned")
    draft.say(e.Returned(by=draft.asked.by.id, basis=basis, note=command.note, clause=rule.clause))
    ask_step(draft, "check", rule.within)


def confirm_check(draft: Draft, command: c.ConfirmCheck) -> None:
    """Somebody other than the borrower says whether it is complete; that ends the loan and lifts its block."""
    rule = draft.plan.give_back
    if rule is None or draft.case.stage is not Stage.BACK:
        raise Refused(rule.clause if rule else draft.plan.clause, "not_back", stage=draft.case.stage)
    slot, holder = people.act(
        draft.case, draft.asked.by, draft.case.waiting(), "", draft.rules.organisation, draft.at, rule.clause
    )
    if not command.complete:
        form.required(command.note, "note", rule.clause)
    draft.say(e.Checked(by=draft.asked.by.id, basis=holder.basis, complete=command.complete, note=command.note, clause=slot.clause))
    close(draft, "returned" if command.complete else "incomplete", rule.clause)


def close(draft: Draft, outcome: str, clause: str) -> None:
    """Nothing more is wanted: every clock stops, what was held is free, what was blocked by this case is not blocked any more."""
    draft.stop("", outcome)
    for each in draft.case.grants:
        if not each.ended:
            draft.claim(form.resource_key(draft.plan, draft.case.fields), claims.Released(grant=each.id, at=draft.at))
    if draft.case.overdue:
        borrower = form.borrower_key(draft.case.requester, draft.plan)
        draft.claim(borrower, claims.Unblocked(block=_block(draft), case=draft.case.id))
    draft.say(e.Closed(outcome=outcome, clause=clause))


def _block(draft: Draft) -> UUID:
    return uuid5(uuid_of(draft.case.id), "overdue")


def overdue(draft: Draft) -> None:
    """Not back in time: the head is reminded by itself (SO 4.2.1), further loans are blocked (house:overdue-blocks)."""
    rule = draft.plan.overdue
    if rule is None:
        return
    times = draft.case.overdue + 1
    if times == 1 and rule.blocks:
        borrower = form.borrower_key(draft.case.requester, draft.plan)
        draft.claim(borrower, claims.Blocked(block=_block(draft), case=draft.case.id, clause=rule.blocks))
    to = str(rule.remind) if times <= REMINDERS_AT_HOME else f"{rule.remind} +1" if times < REMINDERS_IN_ALL else "fallback"
    draft.say(e.Reminded(about="overdue", step="", to=to, clause=rule.clause, times=times))
    if times < REMINDERS_IN_ALL:
        draft.arm("overdue", rule.every)


def end_grants(draft: Draft, why: str) -> None:
    """The time of a privilege is over: it must end, and counts as ended when the target confirms it (SO 2.3.2)."""
    running = tuple(each.id for each in draft.case.grants if not each.ended)
    draft.stop("", why)
    draft.say(e.GrantEnded(grants=running, why=why, clause=draft.plan.grant.at_most.clause))


def revoked(draft: Draft, duty: str, receipt: str) -> None:
    """The target confirmed the end of one grant; with the last one the case closes."""
    ended = next((each for each in draft.case.grants if f"revoke-{each.id}" == duty and not each.ended), None)
    if ended is None:
        return
    draft.claim(form.resource_key(draft.plan, draft.case.fields), claims.Released(grant=ended.id, at=draft.at))
    draft.say(e.Revoked(grant=ended.id, receipt=receipt))
    if draft.case.grant is None:
        close(draft, "ended", draft.plan.grant.at_most.clause)
