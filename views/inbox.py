"""What is due from whom, soonest first.

The list holds what each case asks, and of which role; who that is, is found when it is read, with the organisation as of then.
So a stand-in sees the tasks that were open before, and a post that changes hands takes its tasks along. Then the decider is asked
whether this person may really do it now: it alone knows the separation of duties.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import select, tuple_

from domain.kernel import CaseId, Holder, PersonId, uuid_of
from domain.organisation import holders
from domain.policy import role as read_role
from eventlog.port import Stream
from views.cases import NEVER
from views.schema import asks, cases
from views.telling import PERSON, Kind, fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from domain.claims import Claim
    from domain.kernel import ClaimKey, Offer
    from domain.organisation import Organisation
    from domain.rules import Rules
    from eventlog.port import EventLog

PAGE = 100
"""How many candidates are looked at in one round trip to the log."""

Asked = tuple[str, int, str]
"""Role, rung and party of something that is asked."""


class Governing(Protocol):
    """What the inbox needs of governed data, as of an instant."""

    async def refresh(self) -> None:
        """Take in what was adopted since."""

    def organisation(self, at: datetime) -> Organisation:
        """The organisation as of an instant."""

    def rules(self, plan: str, pack: str, at: datetime, claims: Mapping[ClaimKey, Claim]) -> Rules:
        """The rules of a plan of an adopted pack."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something that one person must do in a case; `basis` says why they, and whether for somebody else."""

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

    @property
    def key(self) -> tuple[datetime, CaseId, str, str]:
        """Where it stands in the list; give it as `after` to go on from here."""
        return self.due_at or NEVER, self.case, self.task, self.step


class Inbox:
    """Reads tasks on a given connection, out of one build of the list."""

    def __init__(self, log: EventLog, governed: Governing, kinds: Mapping[str, Kind]) -> None:
        self._log = log
        self._governed = governed
        self._kinds = kinds

    async def read(
        self,
        connection: AsyncConnection,
        build: int,
        person: PersonId,
        at: datetime,
        *,
        limit: int,
        after: tuple[datetime, CaseId, str, str] | None,
    ) -> list[Task]:
        """The person's tasks at this instant, at most `limit`, soonest first."""
        await self._governed.refresh()
        theirs = await self._theirs(connection, build, person, at)
        found: list[Task] = []
        while theirs and len(found) < limit:
            rows = await _candidates(connection, build, theirs, after)
            found += await self._really(rows, person, at)
            if len(rows) < PAGE:
                break
            after = (rows[-1].due_at, rows[-1].case_id, rows[-1].task, rows[-1].step)
        return found[:limit]

    async def _theirs(self, connection: AsyncConnection, build: int, person: PersonId, at: datetime) -> list[Asked]:
        """Of all that is asked of anybody, what is asked of this person, in their own right or as a stand-in."""
        organisation = self._governed.organisation(at)
        asked = select(asks.c.role, asks.c.rung, asks.c.party).where(asks.c.build == build).distinct()
        rows = (await connection.execute(asked)).all()
        return [(role, rung, party) for role, rung, party in rows if person in _people(organisation, role, rung, party, at)]

    async def _really(self, rows: Sequence[Row[Any]], person: PersonId, at: datetime) -> list[Task]:
        """The candidates that the decider confirms. Those whose case has moved on since the list was written fall out too."""
        streams = dict.fromkeys(Stream(category=row.kind, id=uuid_of(row.case_id)) for row in rows)
        _, histories = await self._log.load(None, [(stream, 0) for stream in streams])
        offers = {f"{s.category}-{s.id}": self._offers(s.category, events, at) for s, events in zip(streams, histories, strict=True)}
        tasks = []
        for row in rows:
            proof = self._kinds[row.kind].proofs[row.task]
            confirmed = _confirmed(offers[row.case_id], proof, row.step, person)
            if confirmed is not None:
                tasks.append(_task(row, *confirmed))
        return tasks

    def _offers(self, kind: str, events: Sequence[Any], at: datetime) -> Sequence[Offer]:
        case = fold(self._kinds[kind], events)
        return self._kinds[kind].offers(case, self._governed.rules(case.plan, case.pack, at, {}), at)


def _people(organisation: Organisation, role: str, rung: int, party: str, at: datetime) -> set[PersonId]:
    """Who holds the role at this instant, with those who stand in for them."""
    if role == PERSON:
        standing_in = {s.stand_in for s in organisation.stand_ins if s.absent == party and s.start <= at < s.end}
        return {PersonId(party), *standing_in}
    wanted = read_role(role)
    return {holder.person for holder in holders(organisation, wanted, {wanted.of: PersonId(party)}, at, rung)}


async def _candidates(
    connection: AsyncConnection, build: int, theirs: Sequence[Asked], after: tuple[datetime, CaseId, str, str] | None
) -> Sequence[Any]:
    """The next tasks in order; one that was asked of several of the person's roles comes once."""
    key = (asks.c.due_at, asks.c.case_id, asks.c.task, asks.c.step)
    told = (cases.c.number, cases.c.kind, cases.c.plan, cases.c.pack, cases.c.requester, cases.c.department, asks.c.since)
    query = (
        select(*key, *told)
        .distinct()
        .join(cases, (cases.c.build == asks.c.build) & (cases.c.case_id == asks.c.case_id))
        .where(asks.c.build == build, tuple_(asks.c.role, asks.c.rung, asks.c.party).in_(theirs))
        .order_by(*key)
        .limit(PAGE)
    )
    if after is not None:
        query = query.where(tuple_(*key) > tuple_(*after))
    return (await connection.execute(query)).all()


def _confirmed(offers: Sequence[Offer], proof: frozenset[str], step: str, person: PersonId) -> tuple[Offer, Holder] | None:
    """The offer by which the task is this person's. Some offers name no step: there is only one."""
    for offer in offers:
        if offer.command in proof and offer.slot in ("", step):
            for holder in offer.who:
                if holder.person == person:
                    return offer, holder
    return None


def _task(row: Row[Any], offer: Offer, holder: Holder) -> Task:
    return Task(
        case=row.case_id,
        number=row.number,
        plan=row.plan,
        pack=row.pack,
        task=row.task,
        step=row.step,
        basis=holder.basis,
        stands_in_for=holder.stands_in_for,
        clause=offer.clause,
        requester=row.requester,
        department=row.department,
        since=row.since,
        due_at=None if row.due_at == NEVER else row.due_at,
    )
