"""Where unsigned commands are not taken: who may be believed over a bare signal, on a running stack."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from domain.kernel import CaseId
from tests.faults.loans import opened_at_last
from tests.faults.record import sound
from tests.faults.stack import Stack


@pytest.fixture(scope="module")
async def strict(stack: Stack) -> AsyncIterator[Stack]:
    """The stack with a worker as in production, which has answered once: what the one before it had taken comes back late."""
    await stack.restart("worker", embedded="false")
    await opened_at_last(stack, "he", uuid4())
    yield stack
    await stack.restart("worker")


async def signed(stack: Stack, case: str, command: str, by: str, *more: str) -> Any:
    """What `bylaw sign` prints."""
    (ran,) = await stack.typed(("sign", case, command, "--as", by, *more))
    assert ran.code == 0, ran
    return json.loads(ran.out)


async def refused(stack: Stack, case: CaseId, count: int) -> list[tuple[str, str]]:
    """Clause and key of each refusal, when there are so many."""

    async def there() -> bool:
        return len(await stack.refusals(case)) >= count

    await stack.until(there, f"{count} refusals")
    return [(each["clause"], each["key"]) for each in await stack.refusals(case)]


async def test_only_a_door_is_believed(strict: Stack):
    """design.md §3: production refuses unsigned commands; a signature counts for one case, command and content, until it expires."""
    case, other = await strict.open(by="he"), await strict.open(by="lv")
    han = strict.person("han")
    good = await signed(strict, case, "approve", han)
    for payload in (
        {"by": "han"},
        await signed(strict, other, "approve", han),
        await signed(strict, case, "refuse", han, "--field", "reason=no"),
        {**good, "note": "and a car"},
        {**good, "by": strict.person("gu")},
        {**good, "signature": {**good["signature"], "key": str(uuid4())}},
        {**good, "signature": {**good["signature"], "value": "A" * 86 + "=="}},
        {**good, "signature": {**good["signature"], "expires": "2020-01-01T00:00:00+00:00"}},
    ):
        await strict.handle(case).signal("approve", payload | ({"id": str(uuid4())} if "signature" not in payload else {}))
    said = await refused(strict, case, 7)
    assert {clause for clause, _ in said} <= {"house:signature", "house:form"}, said
    assert "request.approved" not in await strict.types(case)
    await strict.handle(case).signal("approve", await signed(strict, case, "approve", han))
    await strict.happens(case, "request.approved")
    approved = next(each for each in await strict.events(case) if each.type == "request.approved")
    assert "signature" in json.loads(approved.meta)
    assert "unsigned" not in json.loads(approved.meta)
    await sound(strict)


async def test_a_signed_signal_sent_twice_is_one_decision(strict: Stack):
    """Whoever records a signed signal and plays it again changes nothing."""
    case = await strict.open(by="shi")
    payload = await signed(strict, case, "approve", strict.person("han"))
    await asyncio.gather(*(strict.handle(case).signal("approve", payload) for _ in range(5)))
    await strict.happens(case, "request.approved")
    last = await strict.handle(case).execute_update("approve", payload)
    assert last["outcome"] == "done"
    assert (await strict.types(case)).count("request.approved") == 1
