"""Cases: opening one, finding them, where one stands, what happened, who can, and asking it for something."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Query, Request, Response

from activities.ask import Answer
from console.api import telling
from console.api.http import (
    READING,
    WRITING,
    Key,
    Match,
    cached,
    caught_up,
    problems,
    shown_by,
    tagged,
)
from console.api.people import in_form, of_type, with_ids
from console.backend import Backend
from console.caller import Caller, Machine, NotHere, allow
from console.callers import Calling, Commanding, Reached, ReadingCases
from console.desk import lists
from console.desk.cases import act, look_at, named, open_case
from console.desk.rules import clause_words
from console.desk.story import story
from console.shapes import cases as s
from domain.deciders import DECIDERS
from domain.kernel import CaseId, Refused, kind_of
from domain.labels import said
from views.wanted import Wanted

router = APIRouter(tags=["cases"])

Name = Annotated[str, Path(max_length=120, description="A case's id, or its number.", examples=["LOAN-2026-0001"])]
Uncover = Annotated[bool, Query(description="Show personal lines that are shown on request; where the pack says so, the look is recorded.")]


@router.post("/cases", status_code=201, response_model=s.Answered, responses=problems(*WRITING), summary="Open a case")
async def open_(reached: Reached, caller: Commanding, response: Response, asked: s.Open, key: Key = "") -> s.Answered:
    """Ask for what a plan of the pack in force grants. The case's id comes from the key, so that opening twice opens once."""
    plan, _ = reached.governed.plan(asked.plan, caller.at)
    allow(caller, f"command {plan.kind}")
    answer = await open_case(reached, caller, asked.plan, in_form(asked.fields, plan, caller.organisation), beside=asked.beside, key=key)
    await reached.reader.at_least(answer.case, answer.version)
    response.headers["location"] = f"/api/v1/cases/{answer.case}"
    return await _answered(reached, answer)


@router.get("/cases", response_model=s.Cases, responses=cached(), summary="The cases that I may see")
async def cases(request: Request, reached: Reached, caller: ReadingCases, asked: Annotated[s.Filters, Query()]) -> Response:
    """Page by page. What is not the caller's to see is not there, and not counted."""
    await caught_up(reached, asked.after)
    filters = asked.model_dump(exclude={"sort", "limit", "cursor", "after"})
    wanted = Wanted(**with_ids(filters, ["requester"], caller.organisation))
    found = await lists.listed(reached, caller, wanted, sort=asked.sort, limit=asked.limit, after=asked.cursor or None)
    name = await reached.names.of(caller.organisation, reached.keyring, caller.lang)
    behind = await lists.behind(reached)
    items = [telling.row(caller, row, name) for row in found.rows]
    return tagged(request, s.Cases(items=items, next=found.after, behind=behind.events if behind else 0), lang=caller.lang)


@router.get("/cases/{case}", response_model=s.Case, responses=cached(), summary="Where a case stands")
async def case_(request: Request, reached: Reached, caller: ReadingCases, case: Name, *, uncover: Uncover = False) -> Response:
    """Folded from its events just now: its form, its clocks, its way, and what is open to whom. `ETag` begins with `shown`."""
    seen = await look_at(reached, caller, case, uncover=uncover)
    return tagged(request, telling.case(caller, seen), shown=seen.shown, lang=caller.lang)


@router.get("/cases/{case}/timeline", response_model=s.Timeline, responses=cached(), summary="What happened in a case")
async def timeline(request: Request, reached: Reached, caller: ReadingCases, case: Name, *, uncover: Uncover = False) -> Response:
    """Each event as a sentence in the caller's language, with its clause, and what it changed in the form."""
    seen = await look_at(reached, caller, case, uncover=uncover)
    told = await story(reached, caller, telling.with_handles(seen), None)
    return tagged(request, telling.timeline(seen, told), lang=caller.lang)


@router.get("/cases/{case}/events", response_model=s.Stored, responses=problems(*READING), summary="A case's events as stored")
async def events(reached: Reached, caller: Calling, case: Name) -> s.Stored:
    """For whom the pack lets read the log as it is stored; for everybody else there is no such thing."""
    seen = await look_at(reached, caller, case)
    if not seen.sight.stored:
        raise NotHere
    return s.Stored(case=seen.id, events=[telling.stored(line) for line in seen.page.timeline])


@router.get("/cases/{case}/who-can", response_model=s.WhoCan, responses=cached(), summary="Who may do what in a case now")
async def who_can(request: Request, reached: Reached, caller: ReadingCases, case: Name) -> Response:
    """Every command that is open, the people who may give it, and on what basis."""
    seen = await look_at(reached, caller, case)
    closed = DECIDERS[kind_of(seen.id)].agenda(seen.case).closed
    body = s.WhoCan(case=seen.id, number=seen.number, closed=closed, offers=telling.offers(caller, seen))
    return tagged(request, body, lang=caller.lang)


@router.get("/cases/{case}/explain", response_model=s.Explained, responses=cached(), summary="Why a case stands where it does")
async def explain(request: Request, reached: Reached, caller: ReadingCases, case: Name) -> Response:
    """The rules at work in it, in their own words, who may act, and what comes by itself if nobody does."""
    seen = await look_at(reached, caller, case)
    pack = reached.governed.pack(seen.case.pack)
    cited = dict.fromkeys(line.clause for line in seen.page.timeline if line.clause)
    body = s.Explained(
        case=seen.id,
        number=seen.number,
        rules=[s.Rule(clause=clause, words=said(clause_words(pack, clause), caller.lang)) for clause in cited],
        offers=telling.offers(caller, seen),
        next=telling.following(seen),
    )
    return tagged(request, body, lang=caller.lang)


@router.post(
    "/cases/{case}/commands/{command}",
    response_model=s.Answered,
    responses=problems(*WRITING),
    summary="Ask a case for something",
)
async def command_(
    reached: Reached,
    caller: Commanding,
    case: Name,
    command: Annotated[
        str, Path(max_length=60, description="Such as `approve`; a case's `offers` name what is open.", examples=["approve"])
    ],
    content: Annotated[dict[str, Any] | None, Body(description="The command's own fields. People may be called by handle or id.")] = None,
    key: Key = "",
    match: Match = "",
) -> s.Answered:
    """The answer is in the log when it comes. `shown` binds a decision to what was seen: by `If-Match`, or beside the fields."""
    found = await named(reached, case)
    allow(caller, f"command {kind_of(found)}")
    given = await _with_people(reached, caller, found, command, content or {})
    shown = given.pop("shown", "")
    if not isinstance(shown, str):
        raise Refused("house:form", "wrong_type", field="shown", wanted="text")
    answer = await act(reached, caller, found, command, given, key=key, shown=shown_by(match) or shown)
    return await _answered(reached, answer)


async def _with_people(reached: Backend, caller: Caller | Machine, case: CaseId, command: str, content: dict[str, Any]) -> dict[str, Any]:
    """Ids instead of handles, in the command's own fields and in lines of the plan's form."""
    kind = kind_of(case)
    given = with_ids(content, of_type(kind, command, "person"), caller.organisation)
    forms = [name for name in of_type(kind, command, "form") if isinstance(given.get(name), dict)]
    if forms:
        plan = (await look_at(reached, caller, case)).page.rules.plan
        given |= {name: in_form(given[name], plan, caller.organisation) for name in forms}
    return given


async def _answered(reached: Backend, answer: Answer) -> s.Answered:
    assert answer.outcome != "refused", "refusals are raised"
    return s.Answered(
        case=answer.case,
        number=await reached.reader.number_of(answer.case) or answer.case,
        outcome=answer.outcome,
        version=answer.version,
        stage=answer.stage,
        command=str(answer.command),
    )
