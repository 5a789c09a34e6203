"""A case's files on its page: a form to put one, and an address for each."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from activities.evidence import PUT
from console import problems
from console import sent as files
from console.callers import Calling, Reached
from console.desk import cases, evidence
from console.desk.refusals import away, refusal
from console.web import case
from domain.kernel import Refused, Unavailable, kind_of
from domain.shapes import COMMANDS
from evidence.names import RULE

router = APIRouter()


@router.get("/cases/{name}/evidence/{digest}")
async def read(reached: Reached, caller: Calling, name: str, digest: str) -> Response:
    """A file, to be kept and not shown; the look is in the record first."""
    return files.handed_out(await evidence.handed(reached, caller, name, digest))


@router.post("/cases/{name}/evidence")
async def put(request: Request, reached: Reached, caller: Calling, name: str) -> Response:
    """A file and what is to be seen in it. Refused: the page again with the rule's words; the file must be chosen again."""
    seen = await cases.look_at(reached, caller, name)
    if PUT not in COMMANDS[kind_of(seen.id)]:
        raise Refused(RULE, "takes_no_files")
    typed: dict[str, str] = {}
    try:
        async with files.sent(request, seen.page.rules.calendar.zone) as (sent, fields):
            typed.update(fields)
            done = await evidence.put(reached, caller, seen.id, sent, key=fields.get("key", ""))
    except Refused as no:
        return await _again(request, reached, caller, name, typed, no)
    except Unavailable:
        again = case.Again(no=away(problems.away(caller.lang)), action=PUT, typed=typed)
        return await case.render(request, reached, caller, seen, again=again)
    what = "moot" if done.answer.outcome == "moot" else "done"
    return RedirectResponse(f"/cases/{seen.number}?{what}={done.answer.version}#done", status_code=303)


async def _again(request: Request, reached: Reached, caller: Calling, name: str, typed: dict[str, str], no: Refused) -> Response:
    fresh = await cases.look_at(reached, caller, name)
    told = await refusal(reached, caller, fresh, PUT, no, problems.refused(no, caller.lang))
    kept = {field: text for field, text in typed.items() if field != "key"}
    return await case.render(request, reached, caller, fresh, again=case.Again(no=told, action=PUT, typed=kept))
