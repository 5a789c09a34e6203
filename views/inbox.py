"""What is due from whom, soonest first.

The list holds what each case asks, and of which role; who that is, is found when it is read, with the organisation as of then.
So a stand-in sees the tasks that were open before, and a post that changes hands takes its tasks along. Then the decider is asked
whether this person may really do it now: it alone knows the separation of duties.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import select

from domain.kernel import CaseId, Holder, PersonId, kind_of
from views.candidates import Found, candidates, offices
from views.cases import NEVER
from views.errors import NotACursor
from views.folded import Folded
from views.schema import cases
from views.telling import Kind
from views.wanted import cursor, key_of
from views.whose import Theirs, Whose
from views.wording import about

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from domain.calendar import Calendar
    from domain.claims import Claim
    from domain.kernel import ClaimKey, Offer
    from domain.organisation import Organisation
    from domain.rules import Rules
    from eventlog.port import EventLog

MARGIN = 10
"""Candidates beyond those that are wanted, for some fall out when the decider is asked."""

FIRST = (datetime(1, 1, 1, tzinfo=UTC), CaseId(""), "", "")
"""Before every key."""

Key = tuple[datetime, CaseId, str, str]
"""Where a task stands: when it is due, in which case, what, at which step."""


class Governing(Protocol):
    """What the inbox needs of governed data, as of an instant."""

    async def refresh(self) -> None:
        """Take in what was adopted since."""

    def organisation(self, at: datetime) -> Organisation:
        """The organisation as of an instant."""

    def calendar(self, at: datetime) -> Calendar:
        """The calendar as of an instant."""

    def rules(self, plan: str, pack: str, at: datetime, claims: Mapping[ClaimKey, Claim]) -> Rules:
        """The rules of a plan of an adopted pack."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something that one person must do in a case; `basis` says why they, `about` what the case concerns (nothing personal)."""

    case: CaseId
    number: str
    plan: str
    pack: str
    task: str
    step: str
    basis: str
    stands_in_for: PersonId | None
    clause: str
    requester: PersonId
    department: str
    since: datetime
    due_at: datetime | None
    about: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        """Where it stands in the list."""
        return self.due_at or NEVER, self.case, self.task, self.step

    @property
    def cursor(self) -> str:
        """The same as one word; give it as `after` to go on from here."""
        return cursor("inbox", *self.key)


class Inbox:
    """Reads tasks on a given connection, out of one build of the list."""

    def __init__(self, log: EventLog, governed: Governing, kinds: Mapping[str, Kind]) -> None:
        self._governed = governed
        self._kinds = kinds
        self._folded = Folded(log, kinds)
        self._whose = Whose()

    @property
    def governed(self) -> Governing:
        """Where the organisation comes from."""
        return self._governed

    async def read(
        self, connection: AsyncConnection, build: int, person: PersonId, at: datetime, *, limit: int, after: Key | None
    ) -> list[Task]:
        """The person's tasks at this instant, at most `limit`, soonest first."""
        await self._governed.refresh()
        theirs, key, found = await self.theirs(connection, build, person, at), after or FIRST, list[Task]()
        while theirs and len(found) < limit:
            most = limit - len(found) + MARGIN
            rows = await candidates(connection, build, theirs, key, most)
            found += await self._really(rows, await _lines(connection, build, rows), person, at, limit - len(found))
            if len(rows) < most:
                break
            key = rows[-1][:4]
        return found

    async def theirs(self, connection: AsyncConnection, build: int, person: PersonId, at: datetime) -> list[Theirs]:
        """Of the offices of which anything is asked, those that are this person's, in their own right or as a stand-in."""
        return self._whose.theirs(self._governed.organisation(at), person, at, await offices(connection, build))

    def people(self, role: str, rung: int, party: str, at: datetime) -> frozenset[PersonId]:
        """Who is asked, in their own right or as a stand-in."""
        return self._whose.people(self._governed.organisation(at), role, rung, party, at)

    async def _really(self, rows: Sequence[Found], lines: Mapping[str, Any], person: PersonId, at: datetime, limit: int) -> list[Task]:
        """The first candidates that the decider confirms. Those whose case has moved on since the list was written fall out too."""
        folded = await self._folded.cases(case for _, case, *_ in rows)
        offers: dict[CaseId, Sequence[Offer]] = {}
        tasks: list[Task] = []
        for row in rows:
            _, case, task, step, _ = row
            if len(tasks) == limit:
                break
            if case not in offers:
                offers[case] = self._offers(kind_of(case), folded[case], at)
            confirmed = _confirmed(offers[case], self._kinds[kind_of(case)].proofs[task], step, person)
            if confirmed is not None:
                tasks.append(_task(row, lines[case], *confirmed, self._about(kind_of(case), folded[case], at)))
        return tasks

    def _about(self, kind: str, case: Any, at: datetime) -> tuple[str, ...]:
        return about(self._governed.rules(case.plan, case.pack, at, {}).plan, self._kinds[kind].values(case))

    def _offers(self, kind: str, case: Any, at: datetime) -> Sequence[Offer]:
        return self._kinds[kind].offers(case, self._governed.rules(case.plan, case.pack, at, {}), at)


def _confirmed(offers: Sequence[Offer], proof: frozenset[str], step: str, person: PersonId) -> tuple[Offer, Holder] | None:
    """The offer by which the task is this person's. Some offers name no step: there is only one."""
    for offer in offers:
        if offer.command in proof and offer.slot in ("", step):
            for holder in offer.who:
                if holder.person == person:
                    return offer, holder
    return None


def task_key(text: str) -> Key:
    """The key in a task's cursor. Raises `NotACursor`."""
    of, due_at, case, task, step = key_of(text, str, datetime, str, str, str)
    if of != "inbox":
        raise NotACursor(text[:80])
    return due_at, CaseId(case), task, step


async def _lines(connection: AsyncConnection, build: int, rows: Sequence[Found]) -> dict[str, Any]:
    """What the list says of their cases."""
    told = (cases.c.case_id, cases.c.number, cases.c.plan, cases.c.pack, cases.c.requester, cases.c.department)
    query = select(*told).where(cases.c.build == build, cases.c.case_id.in_({case for _, case, *_ in rows}))
    return {row.case_id: row for row in (await connection.execute(query)).all()}


def _task(found: Found, line: Any, offer: Offer, holder: Holder, concerns: tuple[str, ...]) -> Task:
    due_at, case, task, step, since = found
    return Task(
        case=case,
        number=line.number,
        plan=line.plan,
        pack=line.pack,
        task=task,
        step=step,
        basis=holder.basis,
        stands_in_for=holder.stands_in_for,
        clause=offer.clause,
        requester=line.requester,
        department=line.department,
        since=since,
        due_at=None if due_at == NEVER else due_at,
        about=concerns,
    )
