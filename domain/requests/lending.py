"""Granting, lending, giving back: what approval leads to (SO 2.1.2, SO 2.2.2, SO 2.3.2, SO 4.2.1)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from domain import claims
from domain.calendar import Span
from domain.kernel import ClaimKey, Clause, Holder, Refused, kind_of, uuid_of
from domain.policy import Limit, Role
from domain.requests import commands as c
from domain.requests import events as e
from domain.requests import form, people
from domain.requests.draft import Draft
from domain.requests.state import Stage
from domain.requests.steps import ask_step

DAYS = ("wd", "d", "week", "month")


# --- what every granting looks at -----------------------------------------------------------------


def unblocked(draft: Draft) -> None:
    """Every granting reads what suspends it, in the transaction in which it writes. More time ends this case's own block."""
    draft.relies_on = form.keys(draft.plan, draft.case.requester, draft.case.fields)
    for key in draft.relies_on:
        for block in draft.rules.claims[key].blocks:
            if block.case != draft.case.id:
                raise _blocked(draft, block)


def _blocked(draft: Draft, block: claims.Blocked) -> Refused:
    """By which case, and under which rule; of a measure only the person whom it hit is told so (house:need-to-know)."""
    if kind_of(block.case) == "violation" and draft.by != draft.case.requester:
        return Refused("house:need-to-know", "suspended")
    return Refused(block.clause, "blocked", case=block.case)


def grantable(draft: Draft) -> None:
    """Nothing suspends it, the requester is still one of those who may ask, and nobody else holds it (house:one-holder)."""
    unblocked(draft)
    people.may_ask(draft.plan, draft.org, draft.case.requester)
    line = draft.plan.field(draft.plan.grant.resource)
    if line is None or line.claim is None:
        return
    for taken in draft.rules.claims[form.resource_key(draft.plan, draft.case.fields)].held:
        if taken.case != draft.case.id:
            raise Refused(line.claim.clause, "held_by_other", field=f"fields.{line.name}", case=taken.case)


def _term(draft: Draft, asks: Any, reason: Any) -> Limit:
    rule = draft.plan.grant
    return Limit(span=form.granted_term(rule, draft.rules.calendar, asks, reason, draft.when), clause=rule.at_most.clause)


def _term_of_form(draft: Draft) -> Limit:
    rule, fields = draft.plan.grant, draft.case.fields
    return _term(draft, fields.get(rule.asks), fields.get(rule.reason_in))


def _resource(draft: Draft) -> str:
    return str(draft.case.fields[draft.plan.grant.resource])


def _take(draft: Draft, new: UUID, start: datetime, until: datetime) -> None:
    for key in _concerned(draft):
        draft.claim(key, claims.Taken(grant=new, case=draft.case.id, holder=draft.case.requester, start=start, until=until))


def _free(draft: Draft, grant: UUID, at: datetime) -> None:
    for key in _concerned(draft):
        draft.claim(key, claims.Released(grant=grant, at=at))


def _concerned(draft: Draft) -> tuple[ClaimKey, ...]:
    """Where a grant is written down: at what is granted, and at whoever holds it, so that freezing either finds it."""
    return form.resource_key(draft.plan, draft.case.fields), form.person_key(draft.case.requester)


# --- granting -------------------------------------------------------------------------------------


def grant(draft: Draft) -> None:
    """The last yes: a document waits to be fetched; a privilege is given at once, for its time."""
    rule = draft.plan.grant
    if rule.what == "document":
        draft.say(e.Ready(resource=_resource(draft), clause=rule.clause))
        if rule.collect is not None:
            ask_step(draft, "collect", rule.collect)
        return
    grantable(draft)
    limit, start, new = _term_of_form(draft), draft.when, draft.new_id("grant")
    until = draft.due(limit.span)
    draft.say(e.GrantDecided(grant=new, resource=_resource(draft), to=draft.case.requester, start=start, until=until, clause=rule.clause))
    _take(draft, new, start, until)
    draft.arm("until", limit, due=until)


def _as_keeper(draft: Draft, role: Role | None, clause: Clause) -> Holder:
    """The actor as the person who hands out or takes in; never the borrower, nor anybody for the borrower."""
    for holder in people.keepers(draft.case, role, draft.org, draft.at):
        if holder.person == draft.by:
            return holder
    if draft.by == draft.case.requester:
        raise people.barring("house:own-request")
    raise Refused(clause, "not_yours", who=role or "nobody")


def hand_out(draft: Draft, command: c.HandOut) -> None:
    """The document leaves the archive: one contract is lent once, and the time to bring it back begins (SO 2.2.2)."""
    rule = draft.plan.grant
    if draft.case.stage is not Stage.APPROVED:
        raise Refused(rule.clause, "not_approved", stage=draft.case.stage)
    _as_keeper(draft, rule.given_by, rule.clause)
    grantable(draft)
    limit, start, new = _term_of_form(draft), draft.when, draft.new_id("grant")
    until, resource = draft.due(limit.span), _resource(draft)
    draft.stop("", "handed out")
    draft.say(
        e.Lent(
            grant=new,
            resource=resource,
            to=draft.case.requester,
            by=draft.by,
            start=start,
            until=until,
            note=command.note,
            clause=rule.clause,
        )
    )
    _take(draft, new, start, until)
    draft.arm("return", limit, due=until)


def extend(draft: Draft) -> None:
    """The last yes to more time: a new grant that follows the old one, and its clock, in the same case.

    What fell overdue while it was decided is overdue no more; that it was stays on record.
    """
    old, rule = draft.case.grant, draft.plan.grant
    if old is None:
        return
    grantable(draft)
    limit, new, lent = _term(draft, draft.case.asks, "asked with a reason"), draft.new_id("grant"), rule.what == "document"
    until = draft.due(limit.span, _last_instant(old.until, limit.span))
    _lift_block(draft)
    draft.say(e.Extended(grant=new, follows=old.id, resource=_resource(draft), start=old.until, until=until, clause=limit.clause))
    if lent:
        _free(draft, old.id, old.until)
    _take(draft, new, old.until, until)
    clock = "return" if lent else "until"
    draft.stop("overdue", "extended")
    if clock in draft.case.clocks:
        draft.supersede(clock, until, "extended")
    else:
        draft.arm(clock, limit, due=until)


def _last_instant(until: datetime, span: Span) -> datetime:
    """A term that ends at a day's end belongs to that day, so that the next whole day counts as the first."""
    return until - timedelta(microseconds=1) if span.unit in DAYS else until


# --- giving back ----------------------------------------------------------------------------------


def give_back(draft: Draft, command: c.Return) -> None:
    """The document comes back, brought by the borrower or taken in by its keeper; then it is checked (SO 2.2.2).

    In time by when it was asked: then a block that began meanwhile was none.
    """
    rule, lent = draft.plan.give_back, draft.case.grant
    if rule is None or lent is None or draft.case.stage is not Stage.OUT:
        raise Refused(rule.clause if rule else draft.clause, "not_out", stage=draft.case.stage)
    basis = "requester" if draft.by == draft.case.requester else _as_keeper(draft, rule.received_by, rule.clause).basis
    in_time = draft.at < lent.until
    if in_time:
        _lift_block(draft)
    draft.stop("", "returned")
    draft.say(e.Returned(by=draft.by, basis=basis, in_time=in_time, note=command.note, clause=rule.clause))
    ask_step(draft, "check", rule.within)


def confirm_check(draft: Draft, command: c.ConfirmCheck) -> None:
    """Somebody other than the borrower says whether it is complete; that ends the loan and lifts its block (house:second-person)."""
    rule, case = draft.plan.give_back, draft.case
    if rule is None or case.stage is not Stage.BACK:
        raise Refused(rule.clause if rule else draft.clause, "not_back", stage=case.stage)
    slot, holder = people.act(case, draft.asked.by, case.waiting(), "", draft.org, draft.at, rule.clause)
    if not command.complete:
        form.required(command.note, "note", rule.clause)
    draft.say(e.Checked(by=draft.by, basis=holder.basis, complete=command.complete, note=command.note, clause=slot.clause))
    if not command.complete:
        to = str(draft.plan.overdue.remind) if draft.plan.overdue else "fallback"
        draft.say(e.Reminded(about="incomplete", step="", to=to, clause=rule.clause, times=1))
    close(draft, "returned" if command.complete else "incomplete", rule.clause)


def close(draft: Draft, outcome: str, clause: Clause) -> None:
    """Nothing more is wanted: every clock stops, what was held is free, what was blocked by this case is not blocked any more."""
    draft.stop("", outcome)
    for each in draft.case.grants:
        if not each.ended:
            _free(draft, each.id, draft.when)
    _lift_block(draft)
    draft.say(e.Closed(outcome=outcome, clause=clause))


# --- overdue, and the end of a privilege ----------------------------------------------------------


def _block(draft: Draft) -> UUID:
    return uuid5(uuid_of(draft.case.id), "overdue")


def lay_block(draft: Draft, clause: Clause) -> None:
    """Who is overdue borrows nothing more under this plan (house:overdue-blocks)."""
    borrower = form.borrower_key(draft.case.requester, draft.plan)
    draft.claim(borrower, claims.Blocked(block=_block(draft), case=draft.case.id, clause=clause))


def _lift_block(draft: Draft) -> None:
    if draft.case.overdue and draft.plan.overdue is not None and draft.plan.overdue.blocks:
        borrower = form.borrower_key(draft.case.requester, draft.plan)
        draft.claim(borrower, claims.Unblocked(block=_block(draft), case=draft.case.id))


def end_grants(draft: Draft, why: str) -> None:
    """The time of a privilege is over: it must end, and counts as ended when the target confirms it (SO 2.3.2)."""
    running = tuple(each.id for each in draft.case.grants if not each.ended)
    draft.stop("", why)
    draft.say(e.GrantEnded(grants=running, why=why, clause=draft.plan.grant.at_most.clause))


def revoked(draft: Draft, grant: UUID, receipt: str) -> None:
    """The target confirmed the end of one grant; with the last one the case closes."""
    _free(draft, grant, draft.when)
    draft.say(e.Revoked(grant=grant, receipt=receipt))
    if draft.case.grant is None:
        close(draft, "ended", draft.plan.grant.at_most.clause)
