"""Lines of cases put straight into the lists: for tests of reading, which care about no event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.views.toy import NOON
from views.cases import NEVER
from views.schema import asks, cases, metadata, obligations, parts, projections, titles, words
from views.wording import words_of


@dataclass(frozen=True, kw_only=True)
class Given:
    """A case as a test wants it. `number` is its place and its running number."""

    place: int
    requester: str = "ann"
    department: str = "sales"
    plan: str = "loan"
    stage: str = "asked"
    closed: bool = False
    hours: int | None = None
    """Hours from noon until it is due; its term is 10 hours."""
    people: frozenset[str] = frozenset()
    asks: tuple[tuple[str, int, str], ...] = ()
    said: str = ""
    missed: bool = False

    @property
    def case(self) -> str:
        return f"toy-{UUID(int=self.place)}"

    @property
    def prefix(self) -> str:
        return self.plan.upper()

    @property
    def due_at(self) -> datetime | None:
        return NOON + timedelta(hours=self.hours) if self.hours is not None and not self.closed else None

    def row(self) -> dict[str, Any]:
        opened, due = NOON - timedelta(days=20) + timedelta(hours=self.place), self.due_at
        return {
            "build": 0,
            "case_id": self.case,
            "place": self.place,
            "number": f"{self.prefix}-2026-{self.place:04d}",
            "series": f"{self.prefix}-2026",
            "kind": "toy",
            "plan": self.plan,
            "pack": "pack-1",
            "requester": self.requester,
            "department": self.department,
            "stage": "closed" if self.closed else self.stage,
            "outcome": "done" if self.closed else "",
            "running": not self.closed,
            "waits": bool(self.asks),
            "opened_at": opened,
            "closed_at": opened + timedelta(days=1) if self.closed else None,
            "due": "decide" if due else "",
            "due_since": due - timedelta(hours=10) if due else None,
            "due_at": due,
            "risk_at": due - timedelta(hours=2) if due else None,
            "soonest": due or NEVER,
            "wake_at": due,
            "version": 1,
        }

    def obligation(self) -> dict[str, Any]:
        """Each case obliges somebody once, under a clause of its plan."""
        ended = self.missed or self.closed
        row = self.row()
        return {
            "armed": 1,
            "clock": "answer:1",
            "task": "decide",
            "plan": self.plan,
            "department": self.department,
            "clause": f"SO {self.plan}",
            "rule": "1 wd",
            "person": None,
            "started": row["opened_at"],
            "due_at": row["opened_at"] + timedelta(hours=10),
            "ended_at": row["opened_at"] + timedelta(hours=5) if ended else None,
            "outcome": "missed" if self.missed else "met" if self.closed else "running",
            "late_s": 0.0 if self.missed else None,
        }


@dataclass
class Lists:
    """The tables, empty at first."""

    engine: AsyncEngine
    given: dict[int, Given] = field(default_factory=dict)

    async def empty(self) -> None:
        async with self.engine.begin() as connection:
            await connection.execute(text(f"truncate {', '.join(table.fullname for table in metadata.sorted_tables)}"))
            await connection.execute(insert(projections).values(name="cases", build=0, position=0, epoch=0, live=True))
        self.given.clear()

    async def put(self, some: Sequence[Given]) -> None:
        """Add these cases, with what stands beside them."""
        if not some:
            return
        self.given |= {one.place: one for one in some}
        rows: dict[Any, list[dict[str, Any]]] = {cases: [one.row() for one in some], asks: [], parts: [], words: [], obligations: []}
        for one in some:
            place = {"build": 0, "case_id": one.case}
            rows[parts] += [place | {"person": name} for name in {one.requester, *one.people}]
            rows[words] += [place | {"word": word} for word in words_of(one.row()["number"]) | words_of(one.said)]
            rows[asks] += [place | _ask(one, *each) | {"shared": len(one.asks) > 1} for each in one.asks]
            rows[obligations].append(place | one.obligation())
        async with self.engine.begin() as connection:
            for table, new in rows.items():
                if new:
                    await connection.execute(insert(table), new)
            plans = [{"build": 0, "plan": one.plan, "word": word} for one in some for word in words_of(f"title of {one.plan}")]
            await connection.execute(insert(titles).on_conflict_do_nothing(), plans)


def _ask(one: Given, role: str, rung: int, party: str) -> dict[str, Any]:
    asked = {"task": "decide", "step": "1", "role": role, "rung": rung, "party": party}
    return asked | {"since": NOON, "due_at": one.due_at or NEVER}
