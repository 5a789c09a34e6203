"""What changed since somebody looked last: the difference, not two versions. And when they looked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from console.schema import seen
from domain.kernel import CaseId, PersonId
from domain.words import readable
from eventlog.connections import passing_troubles
from eventlog.pool import DriverPool


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
    return "" if value is None else readable(str(value))


# --- when somebody looked -----------------------------------------------------------------------


async def looked(driver: DriverPool, person: PersonId, case: CaseId, version: int, at: datetime) -> int | None:
    """Write down that this person sees this version now; the version that they saw before, None at their first look."""
    async with driver.lend() as connection:
        found: int | None = await connection.fetchval(_LOOKED, person, case, version, at)
    return found


# The first part is as of before the second, which writes nothing where nothing is new.
_LOOKED = """
with before as (select version from console.seen where person = $1 and case_id = $2),
now as (
  insert into console.seen (person, case_id, version, at)
  select $1, $2, $3, $4 where not exists (select from before where version = $3)
  on conflict (person, case_id) do update set version = excluded.version, at = excluded.at
)
select version from before
"""


async def last_seen(engine: AsyncEngine, person: PersonId, cases: Iterable[CaseId]) -> Mapping[CaseId, int]:
    """The versions in which this person saw these cases last."""
    query = select(seen.c.case_id, seen.c.version).where(seen.c.person == person, seen.c.case_id.in_(list(cases)))
    with passing_troubles():
        async with engine.connect() as connection:
            return {CaseId(case): version for case, version in (await connection.execute(query)).all()}
