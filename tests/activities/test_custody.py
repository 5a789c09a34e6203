"""Who was handed a case's files is written down, before they have them."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from activities.custody import custody_of, record_custody
from domain.kernel import CaseId, Unavailable, uuid_of
from domain.shapes import event_in
from eventlog import errors
from eventlog.port import Stream
from tests.activities.governing import IDS, Office

CASE = CaseId("violation-00000000-0000-4000-8000-000000000001")
STREAM = Stream(category="custody", id=uuid_of(CASE))
FILE, OTHER = "a" * 64, "b" * 64


@pytest.fixture
async def office() -> Office:
    return await Office().adopt_first()


async def hand(office: Office, who: str, *digests: str, **more: Any) -> bool:
    asked: dict[str, Any] = {"case": CASE, "digests": digests or (FILE,), "basis": "part", "at": office.at} | more
    return await record_custody(office.log, office.governed, by=IDS[who], **asked)


async def test_reading_a_file_is_an_event_beside_the_case(office: Office) -> None:
    """house:evidence. Who, which file, on what basis, with the posts they held; the case itself does not change."""
    assert await hand(office, "han")
    (stored,) = await office.log.read(STREAM)
    event, meta = event_in(stored.type, stored.schema_version, json.loads(stored.data)), json.loads(stored.meta)
    assert (stored.type, event.case, event.digests, event.basis) == ("custody.read", CASE, (FILE,), "part")
    assert (meta["by"]["id"], meta["by"]["posts"]) == (IDS["han"], ["head-of-marketing"])


async def test_reads_within_a_minute_are_one(office: Office) -> None:
    """house:evidence. One row a person, case, file and minute: a browser asks several times for one look."""
    start = office.at.replace(second=0, microsecond=0)
    seen = [await hand(office, "han", at=start + timedelta(seconds=second)) for second in (0, 59, 60)]
    assert seen == [True, False, True]
    assert [await hand(office, "han", OTHER, at=start), await hand(office, "gu", at=start)] == [True, True]
    assert [await hand(office, "han", at=start, exported=True), await hand(office, "han", at=start, exported=True)] == [True, False]


async def test_the_chain_of_custody_says_who_had_what(office: Office) -> None:
    """house:evidence. Oldest first; taking files out of the house is told apart from reading them."""
    await hand(office, "han")
    await hand(office, "bai", FILE, OTHER, FILE, basis="post compliance-officer", exported=True)
    chain = await custody_of(office.log, CASE)
    assert [(each.by, each.digests, each.exported) for each in chain] == [(IDS["han"], (FILE,), False), (IDS["bai"], (FILE, OTHER), True)]


async def test_readers_at_the_same_instant_are_all_written(office: Office) -> None:
    """house:evidence. Nobody's reading is lost because somebody else read."""
    people = ("han", "gu", "bai", "lin", "kong")
    assert all(await asyncio.gather(*(hand(office, who) for who in people)))
    assert len(await custody_of(office.log, CASE)) == len(people)


async def test_what_cannot_be_written_down_is_not_handed_out(office: Office) -> None:
    """house:evidence. While the log is away it is refused, since nobody would know of it."""

    class Away:
        async def append(self, *_: Any) -> Any:
            raise errors.Unavailable("away")

    with pytest.raises(Unavailable):
        await record_custody(Away(), office.governed, by=IDS["han"], case=CASE, digests=(FILE,), basis="", at=office.at)  # type: ignore[arg-type]
