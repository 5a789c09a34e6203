"""Figures as the API tells them. Lengths of time are in seconds; what is counted is only what the caller may see."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from console.shapes.common import AT, PERSON, Clause, Instant, PersonRef, Said, Title, example

Span = Literal["30", "90", "365", "all"]


class Met(Said):
    """Obligations under a clause: how those of these days ended, and how many are running or held now. `share`: met of met and missed."""

    model_config = example(clause="SO 2.2.2", met=47, missed=3, running=5, held=0, stopped=1, share=0.94)

    clause: Clause
    met: int
    missed: int
    running: int
    held: int
    stopped: int
    share: float | None


class Took(Said):
    """How long something took in cases of a plan: half of them at most `median_s`, nine in ten at most `p90_s`."""

    model_config = example(plan="contract-loan", count=50, median_s=7200.0, p90_s=28800.0)

    plan: str
    count: int
    median_s: float
    p90_s: float


class Overdue(Said):
    """Open cases of a department in which something is overdue now, and since when the oldest is."""

    model_config = example(department={"id": "sales-back-office", "title": "Sales back-office"}, count=2, oldest=AT)

    department: Title
    count: int
    oldest: Instant


class PersonLoad(Said):
    """What waits for somebody now, also standing in for others."""

    model_config = example(person=PERSON, waiting=4, overdue=1)

    person: PersonRef
    waiting: int
    overdue: int


class DepartmentOpen(Said):
    """How many cases of a department are open, counted as lists count: 1001 are more than 1000."""

    model_config = example(department={"id": "sales-back-office", "title": "Sales back-office"}, open=9)

    department: Title
    open: int


class Week(Said):
    """Cases opened and closed in a week, by its Monday."""

    model_config = example(monday="2026-11-16", opened=12, closed=10)

    monday: date
    opened: int
    closed: int


class Within(Said):
    """How long something took: so many times, half of them at most `median_s`, nine in ten at most `p90_s`."""

    model_config = example(count=4, median_s=540.0, p90_s=1260.0)

    count: int
    median_s: float
    p90_s: float


class IncidentsAnswered(Said):
    """How incidents of a plan that have a level now were answered, from the opening on. Exercises are not counted.

    `rungs`: the highest rung that anybody was asked on; `climbed`: of how many it went up; `share`: met of met and missed.
    """

    model_config = example(
        plan="incident-four-colour",
        level={"id": "red", "title": "I, very grave"},
        count=4,
        acknowledged={"count": 4, "median_s": 540.0, "p90_s": 1260.0},
        isolated={"count": 3, "median_s": 4800.0, "p90_s": 6900.0},
        closed=None,
        rungs=1,
        climbed=1,
        met=11,
        missed=1,
        share=0.917,
    )

    plan: str
    level: Title
    count: int
    acknowledged: Within | None
    isolated: Within | None
    closed: Within | None
    rungs: int
    climbed: int
    met: int
    missed: int
    share: float | None


class Figures(Said):
    """All figures of these days, both in. `people`: of whom the caller may see it; `everybody`: that is everybody."""

    first: date
    last: date
    met: list[Met] = Field(description="By clause.")
    decided: list[Took] = Field(description="From asked to answered.")
    closed: list[Took] = Field(description="From opened to closed.")
    overdue: list[Overdue]
    departments: list[DepartmentOpen]
    people: list[PersonLoad]
    everybody: bool
    weeks: list[Week]
    incidents: list[IncidentsAnswered] = Field(description="Opened in these days, by plan and level.")
