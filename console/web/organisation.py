"""Who works here, who holds what, who is away and who stands in; and naming one's own stand-in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from console import pages, problems
from console.backend import Backend
from console.caller import Caller, NotHere
from console.callers import Calling, Reached
from console.desk import organisation, reachable, staff
from console.desk.cases import HIDDEN
from console.desk.clauses import anchor, cited
from console.desk.times import Times
from console.problems import Problem
from domain.calendar import Calendar
from domain.kernel import Refused, Unavailable
from domain.labels import command_label, said
from domain.organisation import by_handle, holders

router = APIRouter(prefix="/organisation")

STAND_INS = "/organisation/stand-ins"
YEARS = range(1970, 9000)
"""Instants beyond these years cannot be told in every time zone."""
Typed = Mapping[str, str]


# --- looking ----------------------------------------------------------------------------------------


@router.get("")
async def everybody(request: Request, reached: Reached, caller: Calling, department: str = "") -> Response:
    """Departments with their people; a large organisation is read one department at a time."""
    found = await staff.staff(reached, caller, department)
    windows = await staff.stand_ins(reached, caller)
    return pages.render(
        request, "organisation.html", caller, found=found, windows=windows, department=department, times=_times(reached, caller)
    )


@router.get("/people/{handle}")
async def person(request: Request, reached: Reached, caller: Calling, handle: str) -> Response:
    """One colleague."""
    found = await staff.profile(reached, caller, handle)
    return pages.render(
        request,
        "organisation_person.html",
        caller,
        found=found,
        me=found.colleague.who.id == caller.id,
        times=_times(reached, caller),
        hidden=HIDDEN,
        reads_notices=reachable.reach_of(reached, caller).notices,
        stand_in_rule=cited(reached.governed.pack_at(caller.at), "house:stand-in", caller.lang),
    )


@router.get("/stand-ins")
async def stand_ins(
    request: Request, reached: Reached, caller: Calling, for_: Annotated[str, Query(alias="for")] = "", done: str = "", ended: str = ""
) -> Response:
    """Who stands in for whom, and the form. `for`: whom somebody else names one for; `done`, `ended`: what the reader has just done."""
    return await _page(request, reached, caller, {"absent": for_}, done=done, ended=ended)


# --- changing ---------------------------------------------------------------------------------------


@router.post("/stand-ins")
async def delegate(request: Request, reached: Reached, caller: Calling) -> Response:
    """Name a stand-in. Refused: the form again, with all that was typed."""
    typed = {name: value.strip() for name, value in (await request.form()).items() if isinstance(value, str)}
    try:
        zone = reached.governed.calendar(caller.at)
        start = _instant(typed, "start", zone) if typed.get("start") else caller.at
        outcome = await organisation.delegate(
            reached,
            caller,
            typed.get("stand_in", ""),
            start,
            _instant(typed, "end", zone),
            typed.get("reason", ""),
            absent=typed.get("absent", ""),
            key=typed.get("key", ""),
        )
    except Refused as no:
        return await _page(request, reached, caller, {**typed, "key": ""}, problem=problems.refused(no, caller.lang))
    except Unavailable:
        return await _page(request, reached, caller, typed, problem=problems.away(caller.lang))
    return RedirectResponse(f"{STAND_INS}?done={outcome.made[0]}#done", status_code=303)


@router.post("/stand-ins/{name}/end")
async def end(request: Request, reached: Reached, caller: Calling, name: str) -> Response:
    """End one before its time."""
    typed = {key: value.strip() for key, value in (await request.form()).items() if isinstance(value, str)}
    try:
        await organisation.end_stand_in(reached, caller, name, typed.get("reason", ""), key=typed.get("key", ""))
    except Refused as no:
        problem = problems.refused(no, caller.lang)
        return await _page(request, reached, caller, {"ending": name, "ending_reason": typed.get("reason", "")}, problem=problem)
    except Unavailable:
        again = {"ending": name, "ending_reason": typed.get("reason", ""), "ending_key": typed.get("key", "")}
        return await _page(request, reached, caller, again, problem=problems.away(caller.lang))
    return RedirectResponse(f"{STAND_INS}?ended={name}#done", status_code=303)


# --- inside -----------------------------------------------------------------------------------------


async def _page(
    request: Request,
    reached: Backend,
    caller: Caller,
    typed: Typed,
    *,
    done: str = "",
    ended: str = "",
    problem: Problem | None = None,
) -> Response:
    windows = await staff.stand_ins(reached, caller)
    pack, others = reached.governed.pack_at(caller.at), _may_name_for_others(reached, caller)
    absent = _absent(caller, typed) if others else caller.person
    name = await reached.names.of(caller.organisation, reached.keyring, caller.lang)
    prefix = f"end-{typed['ending'][:8]}-" if typed.get("ending") else ""
    values: dict[str, Any] = {
        "windows": windows,
        "just": next((each for each in windows if each.id == done), None),
        "ended": any(each.set.id == ended and each.ended for each in reached.governed.state.windows.values()),
        "times": _times(reached, caller),
        "hidden": HIDDEN,
        "typed": typed,
        "people": _people(name, caller),
        "others": others,
        "absent": absent.handle,
        "absent_name": name(absent.id),
        "mine": absent.id == caller.id,
        "load": await reachable.load(reached, caller, absent.id),
        "problem": problem,
        "prefix": prefix,
        "rule": f"/book#{anchor(problem.clause)}" if problem and problem.clause else "",
        "stand_in_rule": cited(pack, "house:stand-in", caller.lang),
        "one_rule": cited(pack, "house:one-stand-in", caller.lang),
        "does": {name: said(command_label("governance", name).does, caller.lang) for name in ("delegate", "end_delegation")},
        "key": typed.get("key") or str(uuid4()),
        "keys": {each.id: typed.get("ending_key") or str(uuid4()) for each in windows},
    }
    return pages.render(request, "organisation_stand_ins.html", caller, status=problem.status if problem else 200, **values)


def _may_name_for_others(reached: Backend, caller: Caller) -> bool:
    """house:stand-in. Whoever holds the pack's fallback."""
    fallback = reached.governed.pack_at(caller.at).settings.fallback
    return any(holder.person == caller.id for holder in holders(caller.organisation, fallback, {}, caller.at))


def _absent(caller: Caller, typed: Typed) -> Any:
    """For whom. Raises `NotHere`."""
    found = by_handle(caller.organisation, typed.get("absent") or caller.id)
    if found is None:
        raise NotHere
    return found


def _people(name: Any, caller: Caller) -> list[tuple[str, str]]:
    """Everybody who works here, by handle."""
    return [(each.handle, f"{name(each.id)} ({each.handle})") for each in caller.organisation.people.values() if each.active]


def _instant(typed: Typed, field: str, days: Calendar) -> datetime:
    """Local time as a browser sends it. Raises `Refused` (house:form)."""
    try:
        found = datetime.fromisoformat(typed.get(field, ""))
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise Refused("house:form", "wrong_type" if typed.get(field) else "missing_field", field=field, wanted="2026-03-02T09:00")
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(days.zone))


def _times(reached: Backend, caller: Caller) -> Times:
    return Times(lang=caller.lang, days=reached.governed.calendar(caller.at), now=caller.at)
