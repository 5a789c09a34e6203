"""A case's chain as the API tells of it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from console.shapes.cases import TimelineLine
from console.shapes.common import AT, CASE, DUE, Instant, Said, example

Place = Annotated[int, Field(ge=0, description="Which of `cases`, counted from 0.")]
_NUMBER = "VIO-2026-0001"


class LinkedCase(Said):
    """A case of a chain. Of a `hidden` one nothing is said but that it is there: it is not the caller's to see.

    `relation`: what it is to the case that was asked for; empty for itself and where they are tied only through others.
    """

    model_config = example(
        place=0,
        hidden=False,
        id=CASE,
        number=_NUMBER,
        title="Violation",
        stage="Closed",
        outcome="confirmed",
        closed=False,
        opened_at=AT,
        task="decide",
        due=DUE,
        relation="what it came from",
        ties=[],
    )

    place: Place
    hidden: bool
    id: str
    number: str
    title: str
    stage: str
    outcome: str
    closed: bool
    opened_at: Instant | None
    task: str
    due: Instant | None
    relation: str
    ties: list[str]


class Tie(Said):
    """The case at `to` came of the one at `of`; `relation`: as what, such as `appeal`; empty where only the later one names the other."""

    model_config = example(of=0, to=1, relation="appeal")

    of: Place
    to: Place
    relation: str


class ChainLine(Said):
    """Something that happened in one of the cases."""

    place: Place
    number: str
    line: TimelineLine


class Chain(Said):
    """All cases of the chain in the order of opening, what ties them, and everything that happened in them, oldest first.

    `more`: there are more cases than are told here; those nearest are.
    """

    model_config = example(case=CASE, number=_NUMBER, cases=[], ties=[], story=[], more=False)

    case: str
    number: str
    cases: list[LinkedCase]
    ties: list[Tie]
    story: list[ChainLine]
    more: bool
