"""The decision's case opens the review, and a panel is formed: across departments, nobody who took part before (E7, SO 5.2.3)."""

from __future__ import annotations

from domain import organisation
from domain.appeals import commands as c
from domain.appeals import events as e
from domain.appeals.people import APART, candidates, departments, formers, mixed_up
from domain.appeals.plan import AppealPlan
from domain.appeals.state import CONCLUDED, Appeal
from domain.casework import form, ladders, people
from domain.casework.commands import Text
from domain.casework.draft import Draft
from domain.casework.state import CLOSED
from domain.kernel import SYSTEM, Clause, Holder, PersonId, Refused
from domain.organisation import Organisation

REVIEW = "review"
"""The clock of the whole review until there is a panel to vote."""


def opening(draft: Draft[Appeal]) -> None:
    """SO 5.2.3. An appeal is filed on the decision's case, which then opens this one; the time of the review runs from the filing."""
    command, plan = draft.asked.command, draft.plan
    if draft.asked.by.id != SYSTEM:
        raise Refused(plan.who_clause, "appeal_elsewhere")
    form.required(command.source, "source", "house:form")
    if command.subject not in draft.org.people:
        raise Refused("house:form", "unknown_person", field="subject", person=command.subject[:80])
    form.check(plan, command.fields, draft.org)
    draft.say(_opened(draft, command))
    draft.arm(REVIEW, plan.conclude.within, start=draft.case.filed_at)
    ask_for_panel(draft)


def _opened(draft: Draft[Appeal], command: c.Open) -> e.Opened:
    return e.Opened(
        plan=command.plan,
        pack=draft.asked.pack,
        requester=command.subject,
        department=_department(draft.org, command),
        opener=draft.by,
        fields=command.fields,
        source=command.source,
        took_part=tuple(sorted(set(command.took_part))),
        level=command.level,
        breach=command.breach,
        measure=command.measure,
        allowed=command.allowed,
        filed_at=min(command.filed_at or draft.at, draft.at),
        clause=draft.plan.clause,
    )


def _department(org: Organisation, command: c.Open) -> str:
    """Whose heads may read it; nobody's where one of them took part in the decision: they would learn who voted how on it."""
    name = command.department or org.people[command.subject].department
    leading = set(organisation.leading(org, name))
    involved = (org.people[person] for person in (command.subject, *command.took_part) if person in org.people)
    return "" if any(leading & set(each.posts) for each in involved) else name


def ask_for_panel(draft: Draft[Appeal]) -> None:
    """Whoever forms panels is asked to fill what is empty, unless they are already."""
    if draft.case.waits_for("form_panel") is None:
        times = len(draft.case.left) + 1
        ladders.ask(draft, "form_panel" if times == 1 else f"form_panel-{times}", draft.plan.panel.form)


def appoint(draft: Draft[Appeal], command: c.Appoint) -> None:
    """One seat after the other; with the last one the panel sits."""
    task, holder = people.act(draft.kind, draft.case, draft.asked.by, ("form_panel",), draft.rules, draft.at)
    _seat(draft, command.person, command.seat, holder)
    if len(draft.case.seats) == len(draft.plan.panel.seats):
        ladders.done(draft, task, holder)
        _convene(draft)


def replace(draft: Draft[Appeal], command: c.Replace) -> None:
    """Another in somebody's place, with a reason; who has voted is left alone unless they are in conflict (panel-independent)."""
    holder = _former(draft)
    _not_over(draft)
    form.required(command.reason, "reason")
    seat = draft.case.seat_of(command.member)
    if not seat:
        raise Refused("house:form", "not_on_the_panel", field="member")
    if command.member in draft.case.voted and not mixed_up(draft.case, command.member, draft.org, draft.at):
        raise Refused("house:panel-independent", "has_voted", field="member")
    leaves(draft, command.member, "replaced", command.reason)
    _seat(draft, command.person, seat, holder)


def recuse(draft: Draft[Appeal], command: c.Recuse) -> None:
    """A member says that they cannot judge here; somebody else is wanted."""
    if not draft.case.seat_of(draft.by):
        raise Refused(draft.plan.panel.clause, "only_the_panel")
    _not_over(draft)
    form.required(command.reason, "reason")
    leaves(draft, draft.by, "recused", command.reason)
    ask_for_panel(draft)


def after_look(draft: Draft[Appeal]) -> None:
    """Who does not work here any more sits on no panel."""
    if draft.case.stage not in ("forming", "sitting"):
        return
    for person in draft.case.members:
        if not draft.org.people[person].active:
            leaves(draft, person, "gone", "")
            ask_for_panel(draft)


def ran_out(draft: Draft[Appeal]) -> None:
    """The time of the review is over before anybody could judge: whoever is named as fallback hears of it."""
    draft.say(e.Overdue(due=draft.when, clause=draft.plan.conclude.within.clause))


def _not_over(draft: Draft[Appeal]) -> None:
    """What was concluded stays so, also while the decision's case has yet to be told."""
    if draft.case.stage in (CONCLUDED, CLOSED):
        raise Refused(draft.plan.panel.clause, "is_concluded")


def leaves(draft: Draft[Appeal], person: PersonId, why: str, reason: Text) -> None:
    """Somebody has no seat any more; their vote does not count."""
    seat, clause = draft.case.seat_of(person), _why_clause(draft, why)
    draft.say(e.Left(person=person, seat=seat, why=why, reason=reason, by=draft.by, clause=clause))
    for task in [each.task for each in draft.case.objections if each.member == person]:
        ladders.drop(draft, task, why)


def _why_clause(draft: Draft[Appeal], why: str) -> Clause:
    plan: AppealPlan = draft.plan
    return {"conflict": "house:took-part", "recused": "house:took-part"}.get(why, plan.panel.clause)


# --- one seat -------------------------------------------------------------------------------------


def _seat(draft: Draft[Appeal], person: PersonId, seat: str, holder: Holder) -> None:
    """Refused for whoever took part before, for whoever names, for whom the seat is not, and where too few departments would sit."""
    panel, org = draft.plan.panel, draft.org
    if seat not in panel.seats:
        raise Refused("house:form", "wrong_type", field="seat", wanted=" | ".join(panel.seats))
    if seat in draft.case.seats:
        raise Refused(panel.seats[seat].clause, "seat_taken", field="seat")
    _may_sit(draft, form.person(person, "person", org), seat, holder)
    draft.say(
        e.Appointed(
            person=person,
            seat=seat,
            by=holder.person,
            basis=holder.basis,
            stands_in_for=holder.stands_in_for,
            clause=panel.seats[seat].clause,
        )
    )


def _may_sit(draft: Draft[Appeal], person: PersonId, seat: str, holder: Holder) -> None:
    panel, case, org = draft.plan.panel, draft.case, draft.org
    if rule := mixed_up(case, person, org, draft.at):
        raise people.barring(rule, "person")
    if person in (holder.person, holder.stands_in_for):
        raise people.barring(APART, "person")
    if person in case.members:
        raise Refused(panel.clause, "sits_already", field="person")
    if person not in candidates(case, panel.seats[seat], org, draft.at):
        raise Refused(panel.seats[seat].clause, "not_for_this_seat", field="person")
    empty = len(panel.seats) - len(case.seats) - 1
    if len(departments((*case.members, person), org)) + empty < panel.departments:
        raise Refused(panel.clause, "too_few_departments", field="person", wanted=panel.departments)


def _former(draft: Draft[Appeal]) -> Holder:
    """Who forms panels, or to whom the review has gone up."""
    found = formers(draft.kind, draft.case, draft.rules, draft.at)
    mine = next((holder for holder in found if holder.person == draft.by), None)
    if mine is None:
        if rule := draft.kind.barred(draft.case, "form_panel").get(draft.by):
            raise people.barring(rule)
        raise Refused(draft.plan.panel.form.clause, "task_not_yours", who=draft.plan.panel.form.by)
    return mine


def _convene(draft: Draft[Appeal]) -> None:
    """The panel sits: the appellant is heard, and the members vote within what is left of the review's time."""
    if draft.case.stage != "forming":
        return
    plan, members = draft.plan, draft.case.members
    draft.say(e.Convened(members=members, clause=plan.panel.clause))
    draft.stop(REVIEW, "the panel sits")
    ladders.ask_people(draft, "vote", plan.conclude, members, since=draft.case.filed_at)
    if not draft.case.heard:
        ladders.ask(draft, "hearing", plan.hearing)
