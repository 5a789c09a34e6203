"""A look at personal fields is written down, once a person, case and day."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from activities.looks import record_look
from domain.kernel import CaseId, Unavailable, uuid_of
from domain.shapes import event_in
from eventlog import errors
from eventlog.port import Stream
from tests.activities.governing import DAY, IDS, Office

CASE = CaseId("request-00000000-0000-4000-8000-000000000001")
STREAM = Stream(category="look", id=uuid_of(CASE))


@pytest.fixture
async def office() -> Office:
    return await Office().adopt_first()


async def look(office: Office, who: str, **more: Any) -> bool:
    asked: dict[str, Any] = {"case": CASE, "fields": ("purpose",), "basis": "head of marketing", "at": office.at} | more
    return await record_look(office.log, office.governed, by=IDS[who], **asked)


async def test_a_look_is_an_event_beside_the_case(office: Office) -> None:
    """house:need-to-know. Who, which fields, on what basis, with the posts they held; and the case itself does not change."""
    assert await look(office, "han")
    (stored,) = await office.log.read(STREAM)
    event, meta = event_in(stored.type, stored.schema_version, json.loads(stored.data)), json.loads(stored.meta)
    assert (event.case, event.fields, event.basis) == (CASE, ("purpose",), "head of marketing")
    assert (meta["by"]["id"], meta["by"]["posts"]) == (IDS["han"], ["head-of-marketing"])


async def test_the_same_day_is_written_once(office: Office) -> None:
    """house:need-to-know. Each person, each day of the organisation, each case; looking again says nothing new."""
    assert [await look(office, "han"), await look(office, "han"), await look(office, "gu")] == [True, False, True]
    assert [await look(office, "han", at=office.at + timedelta(hours=3)), await look(office, "han", at=office.at + DAY)] == [False, True]
    assert len(await office.log.read(STREAM)) == 3


async def test_looks_at_the_same_instant_are_all_written(office: Office) -> None:
    """house:need-to-know. Nobody's look is lost because somebody else looked."""
    people = ("han", "gu", "bai", "lin", "kong")
    assert all(await asyncio.gather(*(look(office, who) for who in people)))
    assert len(await office.log.read(STREAM)) == len(people)


async def test_what_cannot_be_written_down_is_not_shown(office: Office) -> None:
    """house:need-to-know. While the log is away the look is refused, since nobody would know of it."""

    class Away:
        async def append(self, *_: Any) -> Any:
            raise errors.Unavailable("away")

    with pytest.raises(Unavailable):
        await record_look(Away(), office.governed, by=IDS["han"], case=CASE, fields=(), basis="", at=office.at)  # type: ignore[arg-type]
