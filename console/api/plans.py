"""What can be asked for, and what would come of asking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from activities.previewing import preview
from console.api.http import WRITING, cached, problems, tagged
from console.api.people import in_form
from console.caller import Caller, Machine, NotHere
from console.callers import Calling, Reached, ReadingPack
from console.desk.opening import teller_of
from console.shapes import rules as s
from console.shapes.cases import Holder
from console.shapes.common import ref
from domain import kernel, organisation, policy, words
from domain.deciders import DECIDERS
from domain.labels import said
from domain.requests.preview import Asking, Gives, Objection
from views.saying import Teller

router = APIRouter(tags=["plans"])

Name = Annotated[str, Path(max_length=100, description="A plan of the pack in force.", examples=["contract-loan"])]


@router.get("/plans", response_model=s.Plans, responses=cached(), summary="What can be asked for")
async def plans(request: Request, reached: Reached, caller: ReadingPack) -> Response:
    """Every plan of the pack in force, also those that the caller may not ask for."""
    pack = reached.governed.pack_at(caller.at)
    items = [_summary(caller, plan, await teller_of(reached, caller, plan)) for plan in pack.plans.values() if DECIDERS[plan.kind].OPENINGS]
    return tagged(request, s.Plans(pack=pack.digest, items=items), lang=caller.lang)


@router.get("/plans/{plan}", response_model=s.Plan, responses=cached(), summary="A plan")
async def plan_(request: Request, reached: Reached, caller: ReadingPack, plan: Name) -> Response:
    """Its form, who may ask, who decides within what time, and what it gives."""
    pack = reached.governed.pack_at(caller.at)
    found = _found(pack, plan)
    teller = await teller_of(reached, caller, found)
    body = s.Plan(
        **_summary(caller, found, teller).model_dump(),
        pack=pack.digest,
        fields=[_line(line, caller.lang) for line in found.fields],
        steps=[
            s.PlanStep(stage=place, by=teller.role(str(step.by)), within=str(step.within.span), clause=step.clause)
            for place, stage in enumerate(_stages(found), 1)
            for step in stage.steps
        ],
        gives=_gives(found),
    )
    return tagged(request, body, lang=caller.lang)


@router.post("/plans/{plan}/preview", responses=problems(*WRITING), summary="What would come of a request")
async def preview_(reached: Reached, caller: Calling, plan: Name, asked: s.Lines) -> s.Preview:
    """Who would decide by when, what would be given, and what stands in the way. Nothing is written; the form need not be whole."""
    found = _found(reached.governed.pack_at(caller.at), plan)
    fields = in_form(asked.fields, found, caller.organisation)
    ahead = await preview(reached.log, reached.governed, plan=found.name, by=caller.id, fields=fields, at=caller.at)
    teller = await teller_of(reached, caller, found)
    return s.Preview(
        steps=[_asking(each, teller) for each in ahead.steps],
        gives=_would_give(ahead.gives, teller) if ahead.gives else None,
        refusals=[_objection(each, caller.lang) for each in ahead.refusals],
        warnings=[_objection(each, caller.lang) for each in ahead.warnings],
    )


def _found(pack: policy.Pack, name: str) -> policy.Plan:
    """The plan of this name. Raises `NotHere`."""
    found = pack.plans.get(name)
    if found is None:
        raise NotHere
    return found


def _stages(plan: policy.Plan) -> Sequence[policy.Stage]:
    """Who is asked one after the other; where a kind knows no stages each step is one."""
    staged = tuple(policy.parts(plan, policy.Stage))
    return staged or tuple(policy.Stage(steps=(step,)) for step in policy.parts(plan, policy.Step))


def _gives(plan: policy.Plan) -> s.Gives | None:
    """What comes of it, where something is given at all."""
    rule = next(policy.parts(plan, policy.GrantRule), None)
    return s.Gives(what=rule.what, at_most=str(rule.at_most.span), clause=rule.clause) if rule is not None else None


def _would_give(gives: Gives, teller: Teller) -> s.WouldGive:
    return s.WouldGive(
        what=gives.what,
        resource=gives.resource,
        term=str(gives.term.span),
        until=gives.until,
        collect=str(gives.collect.span) if gives.collect else "",
        given_by=teller.role(gives.given_by) if gives.given_by else "",
        clause=gives.clause,
    )


def _summary(caller: Caller | Machine, plan: policy.Plan, teller: Teller) -> s.PlanSummary:
    return s.PlanSummary(
        plan=plan.name,
        kind=plan.kind,
        title=said(plan.title, caller.lang) or plan.name,
        form=plan.form,
        clause=plan.clause or plan.who_clause,
        who=teller.role(str(plan.who)),
        may_open=organisation.holds(caller.organisation, plan.who, {"requester": caller.id}, caller.id),
    )


def _line(line: policy.Field, lang: str) -> s.PlanLine:
    return s.PlanLine(
        name=line.name,
        title=said(line.title, lang) or line.name,
        type=line.type,
        required=line.required,
        personal=bool(line.personal),
        choices=list(line.choices),
        longest=line.longest,
        clause=line.clause,
    )


def _asking(each: Asking, teller: Teller) -> s.Asking:
    return s.Asking(
        step=each.step,
        stage=each.stage,
        role=teller.role(each.role),
        rung=each.rung,
        who=[_holder(holder, teller) for holder in each.who],
        clause=each.clause,
        within=str(each.within.span),
        due=each.due,
        provisional=each.provisional,
        passed_over=list(each.passed_over),
        then=list(each.then),
        outcome=each.outcome,
        signed_in=str(each.signed_in.span) if each.signed_in else "",
    )


def _holder(each: kernel.Holder, teller: Teller) -> Holder:
    return Holder(
        person=ref(each.person, teller.name, teller.organisation),
        basis=teller.role(each.basis),
        stands_in_for=ref(each.stands_in_for, teller.name, teller.organisation) if each.stands_in_for else None,
    )


def _objection(each: Objection, lang: str) -> s.Objection:
    text = words.explain(each.clause, each.key, each.field, each.words, lang)
    return s.Objection(field=each.field, clause=each.clause, key=each.key, text=text)
