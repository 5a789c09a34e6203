"""Making the decision known, and what it puts in force (SO 5.2.2)."""

from __future__ import annotations

from domain.casework import form, ladders, people
from domain.casework.draft import Draft
from domain.kernel import Refused
from domain.violations import commands as c
from domain.violations import effects, finishing
from domain.violations import events as e
from domain.violations.state import Violation


def ask_service(draft: Draft[Violation]) -> None:
    """Whoever serves is asked, once more after each attempt that was not confirmed."""
    times = sum(mark.what == "serve" for mark in draft.case.trail)
    ladders.ask(draft, f"serve-{times + 1}" if times else "serve", draft.plan.service.by)


def serve(draft: Draft[Violation], command: c.Serve) -> None:
    """One attempt; the declared number of them counts as having been served."""
    task, holder = people.act(draft.kind, draft.case, draft.asked.by, ("serve",), draft.rules, draft.at)
    form.one_of(command.how, c.HOW, "how")
    rule, attempt = draft.plan.service, draft.case.attempts + 1
    ladders.done(draft, task, holder, command.how)
    draft.say(e.ServiceAttempted(by=draft.by, basis=holder.basis, attempt=attempt, how=command.how, clause=rule.clause))
    if attempt >= rule.attempts:
        _served(draft, "attempts")
    else:
        draft.arm("serve_again", rule.every)


def confirm_receipt(draft: Draft[Violation]) -> None:
    """The subject has it; said twice it is said once."""
    case, rule = draft.case, draft.plan.service
    if draft.by != case.subject:
        raise Refused(rule.clause, "only_subject")
    if case.decision is None or (case.served_at is None and not case.attempts):
        raise Refused(rule.clause, "nothing_served")
    if case.served_at is None:
        draft.stop("serve_again", "served")
        ladders.drop(draft, "serve", "served")
        _served(draft, "confirmed")


def _served(draft: Draft[Violation], outcome: str) -> None:
    """From this instant the measure is in force, and the time to appeal runs."""
    case, plan = draft.case, draft.plan
    said = e.Served(person=case.subject, instant=draft.when, outcome=outcome, attempts=case.attempts, clause=plan.service.clause)
    draft.say(said)
    if not case.appeals:
        effects.begin(draft)
    if plan.appeal is not None and finishing.next_review(plan, draft.case):
        draft.arm("appeal", plan.appeal.within)
    else:
        finishing.finish(draft)
