"""Who is on duty, and when is nobody? Rosters of posts, as pages and as calendars to subscribe to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from console import pages, problems
from console.backend import Backend
from console.caller import Caller
from console.callers import Calling, Reached
from console.desk import roster as desk
from console.desk.clauses import anchor, cited
from console.desk.times import Times
from console.problems import Problem
from domain.kernel import Refused, Unavailable
from domain.labels import command_label, said

router = APIRouter(prefix="/roster")

RULE = "house:duty-roster"
YEARS = range(1970, 9000)
"""Instants beyond these years cannot be told in every time zone."""
Typed = Mapping[str, str]


# --- looking ----------------------------------------------------------------------------------------


@router.get("")
async def rosters(request: Request, reached: Reached, caller: Calling, post: str = "", first: str = "", done: str = "") -> Response:
    """Day by day. `post`: of this post only; `first`: from this day on; `done`: the window that the reader has just made or given away."""
    return await _page(request, reached, caller, {"post": post, "first": first, "done": done})


@router.get("/{post}.ics")
async def feed(reached: Reached, caller: Calling, post: str) -> Response:
    """The same for calendar programs."""
    content = await desk.feed(reached, caller, post)
    return Response(content, media_type="text/calendar; charset=utf-8", headers={"Content-Disposition": "attachment; filename=roster.ics"})


@router.get("/windows/{duty}")
async def window(request: Request, reached: Reached, caller: Calling, duty: str) -> Response:
    """One window, to give away or to take back."""
    return await _window(request, reached, caller, duty, {})


# --- changing ---------------------------------------------------------------------------------------


@router.post("")
async def assign(request: Request, reached: Reached, caller: Calling) -> Response:
    """Put somebody on duty. Refused: the form again, with all that was typed."""
    typed = await _typed(request)
    try:
        zone = ZoneInfo(reached.governed.calendar(caller.at).zone)
        start = _instant(typed, "start", zone) if typed.get("start") else caller.at
        end, post = _instant(typed, "end", zone), typed.get("post", "")
        outcome = await desk.assign(reached, caller, post, typed.get("person", ""), start, end, key=typed.get("key", ""))
    except Refused as no:
        return await _page(request, reached, caller, {**typed, "key": ""}, problem=problems.refused(no, caller.lang))
    except Unavailable:
        return await _page(request, reached, caller, typed, problem=problems.away(caller.lang))
    return RedirectResponse(f"/roster?done={outcome.made[0]}#done", status_code=303)


@router.post("/windows/{duty}/swap")
async def swap(request: Request, reached: Reached, caller: Calling, duty: str) -> Response:
    """Give it to somebody else."""
    typed = await _typed(request)
    try:
        outcome = await desk.swap(reached, caller, duty, typed.get("to", ""), typed.get("reason", ""), key=typed.get("key", ""))
    except Refused as no:
        return await _window(request, reached, caller, duty, {**typed, "key": ""}, "swap", problems.refused(no, caller.lang))
    except Unavailable:
        return await _window(request, reached, caller, duty, typed, "swap", problems.away(caller.lang))
    return RedirectResponse(f"/roster?done={outcome.made[0] if outcome.made else duty}#done", status_code=303)


@router.post("/windows/{duty}/change")
async def change(request: Request, reached: Reached, caller: Calling, duty: str) -> Response:
    """Another time, or somebody else for all of it."""
    typed = await _typed(request)
    try:
        old, zone = await desk.window(reached, caller, duty), ZoneInfo(reached.governed.calendar(caller.at).zone)
        told = {name: _instant(typed, name, zone) for name in ("start", "end") if typed.get(name)}
        moved = {name: at for name, at in told.items() if at != _minute(getattr(old, name))}
        person, reason, key = typed.get("person", ""), typed.get("reason", ""), typed.get("key", "")
        outcome = await desk.change(reached, caller, duty, reason, person=person, **moved, key=key)
    except Refused as no:
        return await _window(request, reached, caller, duty, {**typed, "key": ""}, "change", problems.refused(no, caller.lang))
    except Unavailable:
        return await _window(request, reached, caller, duty, typed, "change", problems.away(caller.lang))
    return RedirectResponse(f"/roster?done={outcome.made[0] if outcome.made else duty}#done", status_code=303)


@router.post("/windows/{duty}/withdraw")
async def withdraw(request: Request, reached: Reached, caller: Calling, duty: str) -> Response:
    """End it, or take it back."""
    typed = await _typed(request)
    try:
        await desk.withdraw(reached, caller, duty, typed.get("reason", ""), key=typed.get("key", ""))
    except Refused as no:
        return await _window(request, reached, caller, duty, {**typed, "key": ""}, "withdraw", problems.refused(no, caller.lang))
    except Unavailable:
        return await _window(request, reached, caller, duty, typed, "withdraw", problems.away(caller.lang))
    return RedirectResponse("/roster?done=withdrawn#done", status_code=303)


# --- inside -----------------------------------------------------------------------------------------


async def _page(request: Request, reached: Backend, caller: Caller, typed: Typed, *, problem: Problem | None = None) -> Response:
    shown = "" if problem else typed.get("post", "")  # a form that comes back names a post that it is for
    found = await desk.page(reached, caller, shown, _date(typed.get("first", "")))
    done = typed.get("done", "")
    just = next((each for each in caller.organisation.shifts if each.id == done), None)
    values: dict[str, Any] = {
        "found": found,
        "post": shown,
        "just": await desk.window(reached, caller, done) if just else None,
        "withdrawn": done == "withdrawn",
        "read": done == "read",
        "times": _times(reached, caller),
        "typed": typed,
        "people": await _people(reached, caller),
        "problem": problem,
        "rule_at": f"/book#{anchor(problem.clause)}" if problem and problem.clause else "",
        "rule": cited(reached.governed.pack_at(caller.at), RULE, caller.lang),
        "does": said(command_label("governance", "assign_duty").does, caller.lang),
        "key": typed.get("key") or str(uuid4()),
    }
    return pages.render(request, "roster.html", caller, status=problem.status if problem else 200, **values)


async def _window(
    request: Request, reached: Backend, caller: Caller, duty: str, typed: Typed, form: str = "", problem: Problem | None = None
) -> Response:
    found = await desk.window(reached, caller, duty)
    zone = ZoneInfo(reached.governed.calendar(caller.at).zone)
    values: dict[str, Any] = {
        "found": found,
        "local": {name: f"{getattr(found, name).astimezone(zone):%Y-%m-%dT%H:%M}" for name in ("start", "end")},
        "times": _times(reached, caller),
        "typed": typed,
        "form": form,
        "people": await _people(reached, caller),
        "problem": problem,
        "rule_at": f"/book#{anchor(problem.clause)}" if problem and problem.clause else "",
        "rule": cited(reached.governed.pack_at(caller.at), RULE, caller.lang),
        "does": {name: said(command_label("governance", name).does, caller.lang) for name in ("swap_duty", "change_duty", "withdraw_duty")},
        "keys": {name: typed.get("key") if name == form and typed.get("key") else str(uuid4()) for name in ("swap", "change", "withdraw")},
    }
    return pages.render(request, "roster_window.html", caller, status=problem.status if problem else 200, **values)


async def _typed(request: Request) -> dict[str, str]:
    return {name: value.strip() for name, value in (await request.form()).items() if isinstance(value, str)}


async def _people(reached: Backend, caller: Caller) -> list[tuple[str, str]]:
    """Everybody who works here, by handle."""
    name = await reached.names.of(caller.organisation, reached.keyring, caller.lang)
    return [(each.handle, f"{name(each.id)} ({each.handle})") for each in caller.organisation.people.values() if each.active]


def _instant(typed: Typed, field: str, zone: ZoneInfo) -> datetime:
    """Local time as a browser sends it. Raises `Refused` (house:form)."""
    try:
        found = datetime.fromisoformat(typed.get(field, ""))
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise Refused("house:form", "wrong_type" if typed.get(field) else "missing_field", field=field, wanted="2026-03-02T20:00")
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _minute(at: datetime) -> datetime:
    """As the form has it: what is not touched there is not changed."""
    return at.replace(second=0, microsecond=0)


def _date(text: str) -> date | None:
    """What is no day says nothing."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in YEARS else None


def _times(reached: Backend, caller: Caller) -> Times:
    return Times(lang=caller.lang, days=reached.governed.calendar(caller.at), now=caller.at)
