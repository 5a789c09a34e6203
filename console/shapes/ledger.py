"""The rectification ledger as the API tells it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from console.shapes.cases import Due
from console.shapes.common import AT, CASE, DUE, PERSON, AfterOwn, Instant, Next, PersonRef, Said, Title, example

_DEPARTMENT = {"id": "sales-back-office", "title": "Sales back-office"}

LedgerView = Literal["open", "overdue", "at_risk", "mine", "closed", "all"]


class LedgerFilters(BaseModel):
    """Which lines."""

    model_config = ConfigDict(extra="forbid")

    view: Annotated[
        LedgerView,
        Field(description="`at_risk`: most of the time is over; `mine`: open, and the caller is responsible."),
    ] = "open"
    department: Annotated[str, Field(max_length=100, description="The responsible person's, when the line was opened.")] = ""
    stage: Annotated[Literal["", "to_rectify", "to_accept", "in_effect", "to_check", "closed"], Field(description="How far it is.")] = ""
    limit: Annotated[int, Field(ge=1, le=200, description="At most so many on one page.")] = 50
    cursor: Annotated[str, Field(max_length=1000, pattern=r"^[\x21-\x7e]*$", description="Where to go on: the last page's `next`.")] = ""
    after: AfterOwn = ""


class LedgerLine(Said):
    """A finding, the one person responsible, and how far it is."""

    model_config = example(
        id=CASE.replace("request", "rectification"),
        number="RECT-2026-0001",
        plan="rectification",
        title="Rectification",
        finding="the loan register has gaps",
        responsible=PERSON,
        department=_DEPARTMENT,
        stage="to_rectify",
        stands="to be put right, sent back once",
        outcome="",
        round=1,
        sent_back=1,
        due={"task": "rectify", "title": "put right", "since": AT, "at": DUE, "state": "running"},
        opened_at=AT,
        closed_at=None,
    )

    id: str
    number: str
    plan: str
    title: str
    finding: str
    responsible: PersonRef
    department: Title
    stage: str
    stands: str = Field(description="How far it is, in words.")
    outcome: str
    round: int
    sent_back: int = Field(description="How often others sent it back in this round.")
    due: Due | None
    opened_at: Instant
    closed_at: Instant | None


class LedgerRate(Said):
    """Of a department's lines whose time ended in a quarter, how many are accepted by now."""

    model_config = example(department=_DEPARTMENT, year=2026, quarter=1, due=8, done=7, share=0.875)

    department: Title
    year: int
    quarter: int
    due: int
    done: int
    share: float


class Ledger(Said):
    """A page of the ledger, soonest due first; `rates` of this quarter and the three before it, whatever the page is narrowed by."""

    items: list[LedgerLine]
    next: Next
    rates: list[LedgerRate]
    behind: int = Field(description="How many events the list does not know yet; above 0 only where it is noticeably late.")
