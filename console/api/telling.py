"""A case at the desk turned into what the API tells of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Literal

from console.api.incidents import holder, incident
from console.backend import Backend
from console.caller import Caller, Machine
from console.desk.cases import HIDDEN, Seen
from console.desk.lists import Row
from console.desk.story import Story, Told
from console.levels import sign
from console.shapes import cases as s
from console.shapes.common import PersonRef, Title, ref
from domain import kernel, labels
from domain.clocks import next_due
from domain.deciders import DECIDERS
from domain.incidents.plan import IncidentPlan
from domain.kernel import PersonId, kind_of
from domain.labels import said
from domain.organisation import Organisation
from domain.rail import Station
from views.inbox import Task
from views.page import Line

Anybody = Caller | Machine
Name = Callable[[str], str]


def case(caller: Anybody, seen: Seen) -> s.Case:
    """The whole of it."""
    kind, lang, found, plan = kind_of(seen.id), caller.lang, seen.case, seen.page.rules.plan
    agenda = DECIDERS[kind].agenda(found)
    return s.Case(
        id=seen.id,
        number=seen.number,
        kind=kind,
        plan=found.plan,
        title=said(plan.title, lang) or plan.name,
        form=plan.form,
        pack=found.pack,
        stage=agenda.stage,
        stage_title=labels.stage_title(kind, agenda.stage, lang),
        outcome=found.outcome,
        outcome_title=labels.outcome_title(kind, found.outcome, lang) if found.outcome else "",
        closed=agenda.closed,
        version=seen.version,
        opened_at=found.opened_at,
        department=department(seen.page.rules.organisation, found.department, lang),
        requester=_person(seen, found.requester),
        fields=_form(seen),
        clocks=_clocks(seen),
        offers=offers(caller, seen),
        way=[_station(seen, each) for each in DECIDERS[kind].rail(found, seen.page.rules, seen.times.now)],
        shown=seen.shown,
        sight=s.Sight(
            basis=seen.sight.basis,
            clause=seen.sight.clause,
            personal=seen.sight.personal,
            recorded=seen.sight.recorded,
            stored=seen.sight.stored,
        ),
        incident=incident(seen),
    )


def offers(caller: Anybody, seen: Seen) -> list[s.Offer]:
    """What is open now, to anybody."""
    mine = {id(offer) for offer in seen.mine}
    return [_offer(caller, seen, each, mine=id(each) in mine) for each in seen.page.offers]


def with_handles(seen: Seen) -> Seen:
    """The same case, told with everybody's handle after their name: in a sentence there is no link by which to tell two people apart."""
    name, people = seen.teller.name, seen.teller.organisation.people

    def called(person: str) -> str:
        found = people.get(PersonId(person))
        return f"{name(person)} ({found.handle})" if found is not None else name(person)

    return replace(seen, teller=replace(seen.teller, name=called))


def timeline(seen: Seen, story: Story) -> s.Timeline:
    """What happened, each event a sentence."""
    lines = [timeline_line(seen, line, told) for line, told in zip(seen.page.timeline, story.lines, strict=True)]
    return s.Timeline(case=seen.id, number=seen.number, version=seen.version, lines=lines)


def timeline_line(seen: Seen, line: Line, told: Told) -> s.TimelineLine:
    """One event as a sentence."""
    return s.TimelineLine(
        version=line.version,
        id=line.id,
        type=line.type,
        at=line.happened_at,
        recorded_at=line.recorded_at,
        by=_person(seen, line.by),
        clause=line.clause,
        text=told.sentence,
        changes=[s.Changed(line=each.line, before=each.before, after=each.after) for each in told.changes],
        signed=told.sealed,
        minor=told.minor,
    )


def stored(line: Line) -> s.StoredEvent:
    """An event as the log keeps it."""
    return s.StoredEvent(
        version=line.version,
        id=line.id,
        type=line.type,
        happened_at=line.happened_at,
        recorded_at=line.recorded_at,
        by=line.by,
        clause=line.clause,
        data=dict(line.data),
        meta=dict(line.meta),
    )


def following(seen: Seen) -> s.Following | None:
    """What comes by itself."""
    clock = next_due(seen.case.clocks)
    if clock is None or clock.due is None:
        return None
    follows = labels.clock_follows(kind_of(seen.id), clock.name, seen.teller.lang)
    return s.Following(clock=clock.name, at=clock.due, follows=follows or clock.name, clause=clock.clause)


# --- lists ----------------------------------------------------------------------------------------


def row(caller: Anybody, each: Row, name: Name) -> s.CaseLine:
    """A line of the list."""
    line, lang = each.line, caller.lang
    state = each.state(caller.at)
    due = s.Due(
        task=line.due, title=labels.task_title(line.kind, line.due, lang, each.plan), since=line.due_since, at=line.due_at, state=state
    )
    return s.CaseLine(
        id=line.case,
        number=line.number,
        kind=line.kind,
        plan=line.plan,
        title=said(each.plan.title, lang) or line.plan,
        requester=ref(line.requester, name, caller.organisation),
        department=department(caller.organisation, line.department, lang),
        stage=line.stage,
        stage_title=labels.stage_title(line.kind, line.stage, lang),
        outcome=line.outcome,
        outcome_title=labels.outcome_title(line.kind, line.outcome, lang) if line.outcome else "",
        opened_at=line.opened_at,
        closed_at=line.closed_at,
        due=due if line.due and line.closed_at is None else None,
        version=line.version,
        fields={key: value for key, value in each.values.items() if value is not HIDDEN},
        level=Title(id=line.level, title=sign(each.plan, line.level, lang).title) if isinstance(each.plan, IncidentPlan) else None,
        exercise=line.exercise,
    )


def task(backend: Backend, caller: Anybody, each: Task, name: Name, role: Callable[[str], str]) -> s.Task:
    """A line of the inbox."""
    pack, kind = backend.governed.pack(each.pack), kind_of(each.case)
    plan = pack.plans[each.plan]
    return s.Task(
        case=each.case,
        number=each.number,
        plan=each.plan,
        title=said(plan.title, caller.lang) or each.plan,
        task=each.task,
        task_title=labels.task_title(kind, each.task, caller.lang),
        step=each.step,
        basis=role(each.basis),
        stands_in_for=ref(each.stands_in_for, name, caller.organisation) if each.stands_in_for else None,
        clause=each.clause,
        requester=ref(each.requester, name, caller.organisation),
        department=department(caller.organisation, each.department, caller.lang),
        since=each.since,
        due=each.due_at,
        state=_state(each, caller, pack.settings.at_risk),
    )


def department(organisation: Organisation, name: str, lang: str) -> Title:
    """A department by its title."""
    found = organisation.departments.get(name)
    return Title(id=name, title=said(found.title, lang) if found else name)


# --- inside ---------------------------------------------------------------------------------------


def _state(each: Task, caller: Anybody, at_risk: int) -> Literal["", "running", "at_risk", "overdue"]:
    if each.due_at is None:
        return ""
    if each.due_at <= caller.at:
        return "overdue"
    return "at_risk" if each.since + (each.due_at - each.since) * at_risk / 100 <= caller.at else "running"


def _person(seen: Seen, person: str) -> PersonRef:
    return ref(person, seen.teller.name, seen.teller.organisation)


def _holders(seen: Seen, holders: Iterable[kernel.Holder]) -> list[s.Holder]:
    return [holder(seen, each) for each in holders]


def _offer(caller: Anybody, seen: Seen, each: kernel.Offer, *, mine: bool) -> s.Offer:
    label = seen.labels.commands.get(each.command)
    return s.Offer(
        command=each.command,
        title=said(label.title, caller.lang) if label else each.command,
        does=said(label.does, caller.lang) if label else "",
        who=_holders(seen, each.who),
        clause=each.clause,
        needs=list(each.needs),
        takes=list(each.takes),
        step=each.slot,
        until=each.until,
        signed_in=str(each.signed_in.span) if each.signed_in else "",
        mine=mine,
    )


def _form(seen: Seen) -> list[s.FormLine]:
    """In the order of the plan's form; what nothing stands in is left out."""
    lines = [line for line in seen.page.rules.plan.fields if line.name in seen.fields]
    return [
        s.FormLine(
            name=line.name,
            title=said(line.title, seen.teller.lang) or line.name,
            value=None if seen.fields[line.name] is HIDDEN else seen.fields[line.name],
            personal=bool(line.personal),
            hidden=seen.fields[line.name] is HIDDEN,
            clause=line.clause,
        )
        for line in lines
    ]


def _clocks(seen: Seen) -> list[s.Clock]:
    """Soonest first, held ones last."""
    kind, lang = kind_of(seen.id), seen.teller.lang
    clocks = sorted(seen.case.clocks.values(), key=lambda clock: (clock.due is None, clock.due, clock.name))
    return [
        s.Clock(
            name=clock.name,
            title=seen.teller.clock(clock.name),
            rule=clock.rule,
            clause=clock.clause,
            started=clock.started,
            due=clock.due,
            follows=labels.clock_follows(kind, clock.name, lang),
        )
        for clock in clocks
    ]


def _station(seen: Seen, each: Station) -> s.Station:
    lang = seen.teller.lang
    return s.Station(
        key=each.key,
        title=said(seen.labels.stations.get(each.title, {}), lang) or each.title,
        state=each.state,
        branch=each.branch,
        who=_holders(seen, each.who),
        at=each.when,
        due=each.due,
        clause=each.clause,
        note=said(seen.labels.notes.get(each.note, {}), lang) or each.note,
        outcome=labels.value_title(kind_of(seen.id), each.outcome, lang) if each.outcome else "",
    )
