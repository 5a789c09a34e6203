"""Who works here, who holds what, who stands in for whom."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from console.api.http import READING, WRITING, Key, cached, problems, tagged
from console.api.pack import governed
from console.backend import Backend
from console.caller import Caller, Machine
from console.callers import Calling, Reached, ReadingOrganisation
from console.desk import organisation as desk
from console.desk.cases import HIDDEN, command_id
from console.desk.names import Name
from console.desk.organisation import PersonLine, PostLine, StandInLine, Titled
from console.shapes import rules as s
from console.shapes.common import Title, ref, refs
from domain.labels import said

router = APIRouter(tags=["organisation"])


@router.get("/organisation", response_model=s.Organisation, responses=cached(), summary="The organisation")
async def organisation(request: Request, reached: Reached, caller: ReadingOrganisation) -> Response:
    """Departments, posts and groups, and who holds them now."""
    chart, lang = await desk.chart(reached, caller), caller.lang

    def post(each: PostLine) -> s.Post:
        held = refs(each.held_by, chart.name, caller.organisation)
        return s.Post(id=each.id, title=said(each.title, lang) or each.id, above=each.above, held_by=held)

    body = s.Organisation(
        digest=chart.digest,
        title=said(chart.title, lang),
        departments=[
            s.Department(id=each.id, title=said(each.title, lang) or each.id, head=each.head, people=each.people)
            for each in chart.departments
        ],
        posts=[post(each) for each in chart.posts],
        groups=[post(each) for each in chart.groups],
    )
    return tagged(request, body, lang=lang)


@router.get("/people", response_model=s.People, responses=cached(), summary="Everybody who works here")
async def people(request: Request, reached: Reached, caller: ReadingOrganisation) -> Response:
    """In the organisation's own order."""
    lines = await desk.people(reached, caller)
    return tagged(request, s.People(items=[await _person(reached, caller, each) for each in lines]), lang=caller.lang)


@router.get("/people/{person}", response_model=s.Person, responses=cached(), summary="Somebody who works here")
async def person(
    request: Request,
    reached: Reached,
    caller: ReadingOrganisation,
    person: Annotated[str, Path(max_length=100, description="A handle or an id.", examples=["lin"])],
) -> Response:
    """As colleagues see them."""
    return tagged(request, await _person(reached, caller, await desk.person(reached, caller, person)), lang=caller.lang)


@router.get("/stand-ins", responses=problems(*READING), summary="Who stands in for whom")
async def stand_ins(reached: Reached, caller: ReadingOrganisation) -> s.StandIns:
    """Now and later. Reasons are for those whom they concern."""
    name = await reached.names.of(caller.organisation, reached.keyring, caller.lang)
    lines = await desk.stand_ins(reached, caller)
    return s.StandIns(items=[_stand_in(caller, each, name) for each in lines])


@router.post("/stand-ins", status_code=201, responses=problems(*WRITING), summary="Name a stand-in")
async def delegate(reached: Reached, caller: Calling, asked: s.Delegated, key: Key = "") -> s.Governed:
    """For oneself; for somebody else only by the pack's fallback. Counts for tasks that are open already. `made` is its id."""
    command = str(command_id(caller, key))
    start = asked.start or caller.at
    outcome = await desk.delegate(reached, caller, asked.stand_in, start, asked.end, asked.reason, absent=asked.absent, key=command)
    return governed(outcome, command)


@router.post("/stand-ins/{stand_in}/end", responses=problems(*WRITING), summary="End a stand-in")
async def end(
    reached: Reached,
    caller: Calling,
    stand_in: Annotated[str, Path(max_length=36, pattern="^[0-9a-f-]+$", description="Its id; the beginning is enough.")],
    asked: s.Ended,
    key: Key = "",
) -> s.Governed:
    """By the absent person, the stand-in, whoever named them, or the pack's fallback."""
    command = str(command_id(caller, key))
    return governed(await desk.end_stand_in(reached, caller, stand_in, asked.reason, key=command), command)


async def _person(reached: Backend, caller: Caller | Machine, line: PersonLine) -> s.Person:
    name = await reached.names.of(caller.organisation, reached.keyring, caller.lang)

    def titled(each: Titled) -> Title:
        return Title(id=each.id, title=said(each.title, caller.lang) or each.id)

    return s.Person(
        id=line.id,
        handle=line.handle,
        name=line.name,
        department=titled(line.department),
        posts=[titled(each) for each in line.posts],
        groups=[titled(each) for each in line.groups],
        superior=ref(line.superior, name, caller.organisation) if line.superior else None,
        language=line.language,
        away=ref(line.away, name, caller.organisation) if line.away else None,
        stands_in_for=refs(line.stands_in_for, name, caller.organisation),
    )


def _stand_in(caller: Caller | Machine, each: StandInLine, name: Name) -> s.StandIn:
    return s.StandIn(
        id=each.id,
        absent=ref(each.absent, name, caller.organisation),
        stand_in=ref(each.stand_in, name, caller.organisation),
        start=each.start,
        end=each.end,
        named_by=ref(each.named_by, name, caller.organisation),
        reason=None if each.reason is HIDDEN else str(each.reason),
        running=each.running,
        mine=each.mine,
    )
