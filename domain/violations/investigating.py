"""The investigation: the team, the hearing, the report, and how grave it is (SO 5.2.1, SO 5.2.2)."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.casework import form, ladders, people
from domain.casework.commands import Text
from domain.casework.draft import Draft
from domain.casework.state import Task
from domain.kernel import SYSTEM, Holder, PersonId, Refused
from domain.policy import Limit
from domain.violations import commands as c
from domain.violations import events as e
from domain.violations.opening import JUDGING, arrange, call
from domain.violations.people import IMPARTIAL, involved
from domain.violations.state import Violation

PROVEN = ("proven", "not_proven")
LEADING = ("investigate", "hear")
"""The tasks by which somebody leads."""


def lead(draft: Draft[Violation], names: tuple[str, ...] = LEADING) -> tuple[Task, Holder]:
    """Whoever has the investigation in hand. Refused for anybody else, with the rule."""
    return people.act(draft.kind, draft.case, draft.asked.by, names, draft.rules, draft.at)


# --- the team -------------------------------------------------------------------------------------


def appoint(draft: Draft[Violation], command: c.Appoint) -> None:
    """Nobody who is concerned investigates, also not behind a stand-in."""
    task, holder = lead(draft, ("investigate",))
    if command.person in draft.case.team:
        return
    people.may_be_named(draft.kind, draft.case, task.id, command.person, "person", draft.org, draft.at)
    draft.say(e.MemberAppointed(person=command.person, by=draft.by, basis=holder.basis, clause=task.clause))


def dismiss_member(draft: Draft[Violation], command: c.DismissMember) -> None:
    """With a reason; whoever was in the team still took part."""
    task, _ = lead(draft, ("investigate",))
    if command.person not in draft.case.team:
        raise Refused("house:form", "not_in_team", field="person")
    form.required(command.reason, "reason")
    draft.say(e.MemberDismissed(person=command.person, by=draft.by, reason=command.reason, clause=task.clause))


def name_witness(draft: Draft[Violation], command: c.NameWitness) -> None:
    """Whoever saw it judges nothing from here on; with a reason, which somebody above the case reads (house:impartial)."""
    task, _ = lead(draft, JUDGING)
    person = _named(draft, command.person)
    form.required(command.reason, "reason")
    if person not in draft.case.witnesses:
        draft.say(e.WitnessNamed(person=person, by=draft.by, reason=command.reason, clause=task.clause))
        _conflicts(draft, person)


def name_beneficiary(draft: Draft[Violation], command: c.NameBeneficiary) -> None:
    """Whoever gained by it judges nothing from here on; with a reason, as for a witness."""
    task, _ = lead(draft, JUDGING)
    person = _named(draft, command.person)
    form.required(command.reason, "reason")
    if person not in draft.case.beneficiaries:
        draft.say(e.BeneficiaryNamed(person=person, by=draft.by, reason=command.reason, clause=task.clause))
        _conflicts(draft, person)


def strike_concerned(draft: Draft[Violation], command: c.StrikeConcerned) -> None:
    """Whoever leads cannot keep others out by naming them: the pack's fallback, if not concerned, takes a name off again."""
    fallback, case = draft.rules.settings.fallback, draft.case
    holder = people.holding(case, fallback, draft.by, draft.org, draft.at)
    if holder is None:
        raise Refused(IMPARTIAL, "task_not_yours", who=str(fallback))
    if people.conflict(draft.kind, case, JUDGING[0], holder):
        raise people.barring(IMPARTIAL)
    if case.decision is not None:
        raise Refused(IMPARTIAL, "decided_already")
    if command.person not in case.witnesses | case.beneficiaries:
        raise Refused("house:form", "not_named", field="person")
    form.required(command.reason, "reason")
    draft.say(e.ConcernedStruck(person=command.person, by=draft.by, basis=holder.basis, reason=command.reason, clause=IMPARTIAL))
    ladders.look_again(draft)


def _named(draft: Draft[Violation], person: PersonId) -> PersonId:
    if person not in draft.org.people:
        raise Refused("house:form", "unknown_person", field="person", person=str(person)[:80])
    return person


def _conflicts(draft: Draft[Violation], person: PersonId) -> None:
    """A member of the team in conflict leaves it; a task that waits for them alone goes up."""
    if person in draft.case.team:
        draft.say(e.MemberDismissed(person=person, by=SYSTEM, reason="in conflict", clause="house:impartial"))
    ladders.still_doable(draft)


# --- the hearing ----------------------------------------------------------------------------------


def hear(draft: Draft[Violation]) -> None:
    """The lead asks the subject for a statement in writing."""
    task, holder = lead(draft)
    if draft.case.heard or draft.case.waits_for("state") is not None:
        return
    call(draft)
    if task.name == "hear":
        ladders.done(draft, task, holder, "called")


def state(draft: Draft[Violation], command: c.State) -> None:
    """The subject's own words, by nobody else."""
    task, holder = people.act(draft.kind, draft.case, draft.asked.by, ("state",), draft.rules, draft.at)
    if draft.by != draft.case.subject:
        raise Refused(task.clause, "task_not_yours", who="subject")
    form.required(command.text, "text", task.clause)
    ladders.done(draft, task, holder, "stated")
    _heard(draft, "stated", command.text)


def record_statement(draft: Draft[Violation], command: c.RecordStatement) -> None:
    """What the subject said, taken down by whoever leads; or that they would say nothing."""
    clause = draft.plan.hearing.clause
    if draft.case.heard:
        raise Refused(clause, "heard_already")
    task, holder = _taker(draft)
    if not command.refused:
        form.required(command.text, "text", clause)
    if (waiting := draft.case.waits_for("state")) is not None:
        ladders.drop(draft, waiting.id, "recorded")
    outcome = "refused" if command.refused else "recorded"
    if task is not None and task.name == "hear":
        ladders.done(draft, task, holder, outcome)
    _heard(draft, outcome, command.text)


def _taker(draft: Draft[Violation]) -> tuple[Task | None, Holder]:
    """Whoever leads, or has led until the report."""
    report = draft.case.report
    if report is not None and report.by == draft.by and not draft.case.heard:
        return None, Holder(person=draft.by, basis="named")
    return lead(draft)


def silent(draft: Draft[Violation], task: Task) -> None:
    """Silence of the subject ends the hearing; it proves nothing."""
    ladders.done(draft, task, Holder(person=SYSTEM, basis="nobody answered in time"), "silent")
    _heard(draft, "silent", "")


def _heard(draft: Draft[Violation], outcome: str, text: Text) -> None:
    draft.say(e.Heard(by=draft.by, outcome=outcome, text=text, clause=draft.plan.hearing.clause))
    arrange(draft)


# --- the report -----------------------------------------------------------------------------------


def extend(draft: Draft[Violation], command: c.Extend) -> None:
    """Once, with a reason, where the plan allows it; the old end stays on record."""
    task, _ = lead(draft, ("investigate",))
    limit: Limit | None = draft.plan.extension
    if limit is None:
        raise Refused(task.clause, "no_extension")
    if draft.case.extended:
        raise Refused(limit.clause, "extended_already")
    form.required(command.reason, "reason", limit.clause)
    clock = draft.case.clocks.get(f"answer:{task.id}")
    if clock is None or clock.due is None:
        raise Refused(limit.clause, "too_late_to_extend")
    due = _later(draft, clock.due, limit)
    draft.say(e.Extended(by=draft.by, reason=command.reason, due=due, clause=limit.clause))
    draft.move_end(task.id, draft.plan.investigation, due, "extended")


def _later(draft: Draft[Violation], due: datetime, limit: Limit) -> datetime:
    """Counted from the old end: from the day that it ends, not from the midnight after."""
    start = due if limit.span.unit in ("h", "min") else due - timedelta(microseconds=1)
    return draft.due(limit.span, start)


def submit_report(draft: Draft[Violation], command: c.SubmitReport) -> None:
    """The investigation ends in writing; the subject is heard at the latest now (SO 5.2.2)."""
    task, holder = lead(draft, ("investigate",))
    form.required(command.findings, "findings", task.clause)
    form.one_of(command.proven, PROVEN, "proven")
    all_involved = involved(draft, task, holder)
    ladders.done(draft, task, holder, command.proven)
    draft.say(
        e.Reported(
            by=draft.by,
            basis=holder.basis,
            findings=command.findings,
            outcome=command.proven,
            involved=all_involved,
            clause=task.clause,
        )
    )
    arrange(draft)


# --- how grave ------------------------------------------------------------------------------------


def change_level(draft: Draft[Violation], command: c.ChangeLevel) -> None:
    """With a reason, by whoever has it in hand or could decide on it; who decides follows (house:level-change)."""
    if draft.case.decision is not None or not _levels(draft, command.level):
        raise Refused("house:level-change", "decided_already")
    holder = _may_change(draft)
    if command.level == draft.case.level:
        return
    form.required(command.reason, "reason", "house:level-change")
    before = draft.case.level
    draft.say(
        e.LevelChanged(
            by=draft.by, basis=holder.basis, before=before, level=command.level, reason=command.reason, clause="house:level-change"
        )
    )
    arrange(draft, "level changed")


def _levels(draft: Draft[Violation], level: str) -> bool:
    return bool(form.one_of(level, tuple(each.name for each in draft.plan.levels), "level"))


def _may_change(draft: Draft[Violation]) -> Holder:
    """The lead, whoever decides on the level as it is, and those above."""
    if (rule := draft.kind.barred(draft.case, "decide").get(draft.by)) is not None:
        raise people.barring(rule)
    decides = draft.plan.level(draft.case.level).decides
    for up in range(people.HIGHEST):
        for holder in people.rung(draft.kind, draft.case, "decide", str(decides.by), up, draft.org, draft.at):
            if holder.person == draft.by:
                return holder
    return lead(draft, JUDGING)[1]
