"""What a command of the command line reaches: the log, governed data, keys, lists, and Temporal when it is needed."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from activities.governed import Governed
from activities.personal import open_up, said
from domain.kernel import CaseId, PersonId, Refused, Unavailable, uuid_of
from domain.labels import PARTIES
from domain.organisation import Organisation, Person, by_handle
from domain.words import sentence
from eventlog import errors
from eventlog.keyring import Keyring, PostgresKeyring
from eventlog.postgres import PostgresLog
from views.errors import NotBuilt
from views.kinds import KINDS
from views.reader import Reader, reader_at
from views.refusing import numbered, worded
from views.roles import Roles
from workers.settings import NotReachable, Settings, load_settings

DONE, REFUSED, WRONG_USE, NOT_REACHABLE = 0, 1, 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """An open connection to everything that is read. `at` is the instant at which the command was given."""

    settings: Settings
    log: PostgresLog
    keyring: Keyring
    governed: Governed
    reader: Reader
    at: datetime
    lang: str

    @property
    def organisation(self) -> Organisation:
        """The organisation as of when the command was given."""
        return self.governed.organisation(self.at)

    def person(self, name: str) -> Person:
        """Whoever is called so, by handle or id. Refused (house:form) when nobody is."""
        found = by_handle(self.organisation, name)
        if found is None:
            raise Refused("house:form", "no_such_person", field="as", person=name[:80])
        return found

    async def case(self, name: str) -> CaseId:
        """A case by its id or its human number. Refused (house:form) when there is none."""
        try:
            uuid_of(CaseId(name))
        except ValueError:
            found = await self.reader.case_of(name.upper())
            if found is None:
                raise Refused("house:form", "unknown_case", field="case") from None
            return found
        return CaseId(name)

    async def opened(self, value: Any) -> Any:
        """The value with personal parts opened for display."""
        return await open_up(value, self.keyring)

    async def understood(self, no: Refused) -> Refused:
        """The same refusal in a reader's words: posts by their titles, cases by their numbers."""
        known = await numbered(no, self.reader.number_of)
        return worded(known, Roles(lang=self.lang, organisation=self.organisation)) if self.governed.version else known

    async def names(self, lang: str = "") -> Callable[[str], str]:
        """How to call a person: name and handle, as of now; whoever left, as they were called last."""
        people = {key: who for each in (*self.governed.organisations(), self.organisation) for key, who in each.people.items()}
        opened = await open_up({key: who.name for key, who in people.items()}, self.keyring)
        words = {key: f"{said(opened[key], lang or self.lang)} ({people[PersonId(key)].handle})" for key in opened}
        own = {"system": "Bylaw", **{party: told.get(lang or self.lang, party) for party, told in PARTIES.items()}}
        return lambda person: words.get(person) or own.get(person, person)


@asynccontextmanager
async def reach(settings: Settings | None = None, lang: str = "en") -> AsyncIterator[Reach]:
    """Everything that is read, for as long as the block lasts. NotReachable when the database does not answer."""
    settings = settings or load_settings()
    async with AsyncExitStack() as stack:
        log = await PostgresLog.connect(settings.database, pool_size=2)
        stack.push_async_callback(log.close)
        keyring = await PostgresKeyring.connect(settings.keys, pool_size=2)
        stack.push_async_callback(keyring.close)
        governed = Governed(log)
        await governed.refresh()
        reader = await stack.enter_async_context(reader_at(settings.database, log, governed, KINDS))
        yield Reach(settings=settings, log=log, keyring=keyring, governed=governed, reader=reader, at=datetime.now(UTC), lang=lang)


def carry_out(work: Callable[[Reach], Awaitable[int]], lang: str) -> int:
    """Run a command and give its exit code: a refusal is said with its clause on stderr, and so is what does not answer."""

    async def inside() -> int:
        async with reach(lang=lang) as reached:
            try:
                return await work(reached)
            except Refused as no:
                print(sentence(await reached.understood(no), lang), file=sys.stderr)
                return REFUSED

    try:
        return asyncio.run(inside())
    except NotBuilt as reason:
        print(reason, file=sys.stderr)
        return NOT_REACHABLE
    except BrokenPipeError:  # whoever reads has seen enough: nothing is away
        raise
    except (errors.Unavailable, Unavailable, NotReachable, OSError) as reason:
        print(f"Not reachable: {reason}", file=sys.stderr)
        return NOT_REACHABLE


def is_uuid(text: str) -> bool:
    """Whether this is an id and no name."""
    try:
        return bool(UUID(text))
    except ValueError:
        return False
