"""The votes, what they come to, and how the decision's case learns of it (E7–E9, SO 5.2.3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from domain.appeals import commands as c
from domain.appeals import events as e
from domain.appeals import objections
from domain.appeals.hearing import member
from domain.appeals.people import mixed_up
from domain.appeals.plan import ANNULLED, LIGHTEST, AppealPlan
from domain.appeals.state import Appeal, Ballot
from domain.casework import form, ladders, people
from domain.casework.draft import Draft
from domain.casework.state import Task
from domain.kernel import SYSTEM, Clause, Duty, Holder, Refused

OUTCOMES: Mapping[str, str] = {"confirm": "confirmed", "change": "changed", "annul": ANNULLED}
"""What each vote is for."""

SILENCE: Clause = "house:silence-for-appellant"
Verdict = tuple[str, str]
"""A choice, and the measure of a change."""


def vote(draft: Draft[Appeal], command: c.Vote) -> None:
    """One vote of each member, with a reason, on what was shown; after the appellant was heard and the panel has findings."""
    member(draft)
    plan, case = draft.plan, draft.case
    if draft.by in case.voted:
        raise Refused("house:one-vote", "voted_already")
    if rule := mixed_up(case, draft.by, draft.org, draft.at):
        raise people.barring(rule)
    if draft.by in case.doubted:
        raise Refused("house:took-part", "objection_open")
    if not case.heard:
        raise Refused(plan.hearing.clause, "not_heard_yet")
    if not case.findings:
        raise Refused(plan.panel.clause, "no_findings_yet")
    _readable(draft, command)
    seat, clause = case.seat_of(draft.by), plan.panel.quorum_clause
    draft.say(e.Voted(by=draft.by, seat=seat, choice=command.choice, measure=command.measure, reason=command.reason, clause=clause))
    count(draft)


def _readable(draft: Draft[Appeal], command: c.Vote) -> None:
    """An appeal never makes it worse: another measure is a milder one (no-worse)."""
    form.one_of(command.choice, tuple(OUTCOMES), "choice")
    if command.choice == "change" and command.measure not in draft.case.allowed:
        raise Refused("house:no-worse", "not_milder", field="measure", wanted=" | ".join(draft.case.allowed))
    if command.choice != "change" and command.measure:
        raise Refused("house:form", "measure_without_change", field="measure")
    form.required(command.reason, "reason")
    if command.shown and command.shown != form.digest(matter(draft.case)):
        raise Refused("house:what-was-shown", "shown_has_changed")


def matter(case: Appeal) -> Mapping[str, Any]:
    """What a vote is bound to: the decision, statements, findings, files, who sits on the panel; not how others voted."""
    return {
        "decision": (case.level, case.breach, case.measure, case.allowed),
        "statements": case.statements,
        "findings": case.findings,
        "seats": sorted(case.seats.items()),
        "files": sorted(file.digest for file in case.files),
    }


# --- what the votes come to -----------------------------------------------------------------------


def count(draft: Draft[Appeal]) -> None:
    """Concluded when the quorum has voted and more than half of the seats agree, or all have voted; and nobody's vote is in doubt."""
    case, panel = draft.case, draft.plan.panel
    if not case.ballots or case.doubted & case.voted:
        return
    verdict = result(case.ballots, case.allowed)
    agreed = len(agreeing(case.ballots, verdict)) * 2 > len(panel.seats)
    if not (len(case.ballots) >= panel.quorum and agreed) and len(case.ballots) < len(panel.seats):
        return
    task = case.waits_for("vote")
    if task is not None:
        ladders.done(draft, task, people.party("panel", case.ballots[-1].by), OUTCOMES[verdict[0]])
    decisive = agreeing(case.ballots, verdict)[-1]
    _conclude(draft, OUTCOMES[verdict[0]], verdict[1], decisive.reason)


def result(ballots: tuple[Ballot, ...], allowed: tuple[str, ...]) -> Verdict:
    """What most have voted for; where as many are for something else, what is best for the appellant."""
    votes = Counter((ballot.choice, ballot.measure) for ballot in ballots)
    most = max(votes.values())
    return min((verdict for verdict, times in votes.items() if times == most), key=lambda each: _hardship(each, allowed))


def _hardship(verdict: Verdict, allowed: tuple[str, ...]) -> int:
    choice, measure = verdict
    if choice == "change":
        return 1 + allowed.index(measure)
    return 0 if choice == "annul" else 1 + len(allowed)


def agreeing(ballots: tuple[Ballot, ...], verdict: Verdict) -> tuple[Ballot, ...]:
    """Who voted for just this."""
    return tuple(ballot for ballot in ballots if (ballot.choice, ballot.measure) == verdict)


def silence(draft: Draft[Appeal], task: Task) -> None:
    """Silence of the appellant is no obstacle and says nothing; silence of those who should judge never counts against the appellant."""
    plan: AppealPlan = draft.plan
    if task.name == "hearing":
        ladders.done(draft, task, Holder(person=SYSTEM, basis="silence"), plan.hearing.outcome)
        return
    if task.name == "objection":
        objections.uphold(draft, task, Holder(person=SYSTEM, basis="silence"), "")
        return
    step = plan.conclude if task.name == "vote" else plan.panel.form
    if step.outcome == LIGHTEST and draft.case.allowed:
        _conclude(draft, "changed", draft.case.allowed[0], "", by_silence=True)
    else:
        _conclude(draft, ANNULLED, "", "", by_silence=True)


def _conclude(draft: Draft[Appeal], outcome: str, measure: str, reason: Any, *, by_silence: bool = False) -> None:
    for task in draft.case.tasks:
        ladders.drop(draft, task.id, "concluded")
    draft.stop("", "concluded")
    ballots = draft.case.ballots
    against = () if by_silence else tuple(ballot for ballot in ballots if (OUTCOMES[ballot.choice], ballot.measure) != (outcome, measure))
    draft.say(
        e.Concluded(
            outcome=outcome,
            measure=measure,
            reason=reason,
            by_silence=by_silence,
            votes=tuple({"member": b.by, "seat": b.seat, "choice": b.choice, "measure": b.measure} for b in ballots),
            dissent=tuple({"member": b.by, "reason": b.reason} for b in against),
            clause=SILENCE if by_silence else draft.plan.panel.clause,
        )
    )


# --- the decision's case has answered -------------------------------------------------------------


def told(draft: Draft[Appeal], duty: Duty, _answer: str) -> None:
    """The decision's case knows, or will not hear of it, which somebody was told of: nothing more is wanted here."""
    if duty.kind == "tell" and draft.case.stage == "concluded":
        draft.close(draft.case.outcome, draft.plan.panel.clause)
