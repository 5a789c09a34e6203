"""What changed since somebody looked last: the difference, not two versions. And when they looked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from console.schema import seen
from domain.kernel import CaseId, PersonId
from eventlog.connections import passing_troubles


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of a form, before and after; empty = nothing stood there."""

    line: str
    before: str
    after: str


def changes(before: Mapping[str, Any], after: Mapping[str, Any], titles: Mapping[str, str]) -> tuple[Change, ...]:
    """The lines that are no longer the same, in the order of the form. Lines without a title are not for this reader."""
    return tuple(
        Change(line=title, before=_text(before.get(name)), after=_text(after.get(name)))
        for name, title in titles.items()
        if _text(before.get(name)) != _text(after.get(name))
    )


def _text(value: Any) -> str:
    return "" if value is None else str(value)


# --- when somebody looked -----------------------------------------------------------------------


async def looked(engine: AsyncEngine, person: PersonId, case: CaseId, version: int, at: datetime) -> int | None:
    """Write down that this person sees this version now; the version that they saw before, None at their first look."""
    row = {"person": person, "case_id": case, "version": version, "at": at}
    before = select(seen.c.version).where(seen.c.person == person, seen.c.case_id == case).scalar_subquery()
    write = insert(seen).values(row).on_conflict_do_update(index_elements=["person", "case_id"], set_={"version": version, "at": at})
    with passing_troubles():
        async with engine.begin() as connection:
            found: int | None = (await connection.execute(select(before))).scalar()
            if found != version:
                await connection.execute(write)
    return found


async def last_seen(engine: AsyncEngine, person: PersonId, cases: Iterable[CaseId]) -> Mapping[CaseId, int]:
    """The versions in which this person saw these cases last."""
    query = select(seen.c.case_id, seen.c.version).where(seen.c.person == person, seen.c.case_id.in_(list(cases)))
    with passing_troubles():
        async with engine.connect() as connection:
            return {CaseId(case): version for case, version in (await connection.execute(query)).all()}
