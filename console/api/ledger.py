"""The rectification ledger."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from console.api import telling
from console.api.http import cached, caught_up, tagged
from console.caller import Caller, Machine
from console.callers import Reached, ReadingCases
from console.desk import ledger as desk
from console.desk import lists
from console.shapes import ledger as s
from console.shapes.cases import Due
from console.shapes.common import PersonRef
from views.ledger import Rate

router = APIRouter(tags=["cases"])


@router.get("/ledger", response_model=s.Ledger, responses=cached(), summary="What is to be put right")
async def ledger(request: Request, reached: Reached, caller: ReadingCases, asked: Annotated[s.LedgerFilters, Query()]) -> Response:
    """What was found, who is responsible, by when, how far it is: of every line where the pack opens the ledger to all."""
    await caught_up(reached, asked.after)
    wanted = desk.Filter(view=asked.view, department=asked.department, stage=asked.stage)
    page = await desk.page(reached, caller, wanted, limit=asked.limit, after=asked.cursor or None)
    behind = await lists.behind(reached)
    body = s.Ledger(
        items=[_line(caller, each) for each in page.lines],
        next=page.after,
        rates=[_rate(caller, each) for each in await desk.rate(reached, caller)],
        behind=behind.events if behind else 0,
    )
    return tagged(request, body, lang=caller.lang)


def _line(caller: Caller | Machine, each: desk.Line) -> s.LedgerLine:
    row = each.row
    due = Due(task=row.due, title=each.task, since=row.due_since, at=row.due_at, state=each.state)
    return s.LedgerLine(
        id=row.case,
        number=row.number,
        plan=row.plan,
        title=each.title,
        finding=each.finding,
        responsible=PersonRef(id=each.responsible, handle=each.handle, name=each.name),
        department=telling.department(caller.organisation, row.department, caller.lang),
        stage=row.stage,
        stands=each.stands,
        outcome=row.outcome,
        round=each.round,
        sent_back=each.times - 1,
        due=due if row.due and row.closed_at is None else None,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
    )


def _rate(caller: Caller | Machine, each: Rate) -> s.LedgerRate:
    department = telling.department(caller.organisation, each.department, caller.lang)
    return s.LedgerRate(department=department, year=each.year, quarter=each.quarter, due=each.due, done=each.done, share=each.share)
