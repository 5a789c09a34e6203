"""Asking for something: the catalogue of plans, a plan's form, what would come of it before it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from console import pages, problems
from console.backend import Backend
from console.caller import Caller, NotHere
from console.callers import Calling, Reached
from console.desk import cases, forms, opening
from console.desk.clauses import cited
from console.desk.forms import Asked
from console.desk.options import Options
from console.desk.refusals import No, away, refused_opening
from domain.kernel import Refused, Unavailable
from domain.labels import said
from domain.policy import Plan

router = APIRouter()


@router.get("/open")
async def catalogue(request: Request, reached: Reached, caller: Calling) -> Response:
    """What one may ask for; and who may ask for the rest."""
    plans = reached.governed.pack_at(caller.at).plans
    teller = await opening.teller_of(reached, caller, next(iter(plans.values())))
    offered = opening.catalogue(reached, caller, teller)
    return pages.render(
        request,
        "open.html",
        caller,
        mine=[each for each in offered if each.mine],
        others=[each for each in offered if not each.mine],
    )


@router.get("/incidents/report")
async def report(request: Request, reached: Reached, caller: Calling) -> Response:
    """Something happened: which plan is it? In seconds, also without scripts; where there is one plan alone its form at once."""
    plans = reached.governed.pack_at(caller.at).plans
    first = next(iter(plans.values()))
    offered = opening.catalogue(reached, caller, await opening.teller_of(reached, caller, first))
    mine = [each for each in offered if each.mine and plans[each.name].kind == "incident"]
    if len(mine) == 1:
        return RedirectResponse(f"/open/{mine[0].name}", status_code=303)
    return pages.render(request, "incidents_report.html", caller, mine=mine)


@router.get("/open/{name}")
async def form(request: Request, reached: Reached, caller: Calling, name: str) -> Response:
    """A plan's form. Lines in the address fill it in: ``?contract=HT-1``."""
    plan = _plan(reached, caller, name)
    given = {forms.LINE + key: value for key, value in request.query_params.items() if plan.field(key) is not None}
    return await _render(request, reached, caller, plan, given)


@router.post("/open/{name}/preview")
async def preview(request: Request, reached: Reached, caller: Calling, name: str) -> Response:
    """The form again with what would come of it; for scripts only that part."""
    plan, sent = _plan(reached, caller, name), await _sent(request)
    return await _render(request, reached, caller, plan, sent, part="hx-request" in request.headers)


@router.post("/open/{name}")
async def send(request: Request, reached: Reached, caller: Calling, name: str) -> Response:
    """Ask for it. Refused: the form again, with all that was typed."""
    plan, sent = _plan(reached, caller, name), await _sent(request)
    fields = forms.filled(forms.lines(plan, sent, caller.organisation))
    try:
        beside = forms.beside(plan.kind, sent, caller.organisation)
        answer = await cases.open_case(reached, caller, plan.name, fields, beside=beside, key=sent.get("key", ""))
    except Refused as no:
        teller = await opening.teller_of(reached, caller, plan)
        found = await refused_opening(reached, caller, plan, teller, no, problems.refused(no, caller.lang))
        return await _render(request, reached, caller, plan, {**sent, "key": ""}, no=found)
    except Unavailable:
        return await _render(request, reached, caller, plan, sent, no=away(problems.away(caller.lang)))
    await reached.reader.at_least(answer.case, answer.version)
    number = await reached.reader.number_of(answer.case) or answer.case
    return RedirectResponse(f"/cases/{number}?done={answer.version}#done", status_code=303)


def _plan(reached: Backend, caller: Caller, name: str) -> Plan:
    found = reached.governed.pack_at(caller.at).plans.get(name)
    if found is None or not opening.opened_by_people(found):
        raise NotHere
    return found


async def _sent(request: Request) -> Mapping[str, str]:
    return {key: value for key, value in (await request.form()).items() if isinstance(value, str)}


async def _render(
    request: Request,
    reached: Backend,
    caller: Caller,
    plan: Plan,
    sent: Mapping[str, str],
    *,
    no: No | None = None,
    part: bool = False,
) -> Response:
    teller = await opening.teller_of(reached, caller, plan)
    fields = forms.filled(forms.lines(plan, sent, caller.organisation))
    ahead = await opening.ahead(reached, caller, plan, teller, fields)
    wrong = {**ahead.wrong(), **({no.field: no.sentence} if no and no.field else {})}
    asked = Asked(
        plan=plan, teller=teller, typed=sent, wrong=wrong, options=Options(pack=reached.governed.pack_at(caller.at), plan=plan, case=None)
    )
    send_, does = opening.opening_title(plan, caller.lang)
    values: dict[str, Any] = {
        "name": plan.name,
        "title": said(plan.title, caller.lang) or plan.name,
        "form": plan.form,
        "cited": cited(reached.governed.pack_at(caller.at), plan.clause or plan.who_clause, caller.lang),
        "inputs": forms.of_lines(asked),
        "beside": forms.of_opening(asked),
        "urgent": plan.kind == "incident",
        "ahead": ahead,
        "no": no,
        "key": sent.get("key") or str(uuid4()),
        "send": send_,
        "does": does,
    }
    return pages.render(request, "open_ahead.html" if part else "open_form.html", caller, status=no.status if no else 200, **values)
