"""``python -m benchmarks._beside HOME RATE``: whole contract loans beside something else, so many a second, until killed."""

from __future__ import annotations

import asyncio
import os
import sys
from itertools import count
from uuid import UUID, uuid4

from activities.ask import Door, ask
from domain.kernel import CaseId, PersonId, case_id
from workers.cli.door import door
from workers.cli.reach import Reach, reach

WHO = ("sun", "zhou", "zheng", "feng", "chu", "wei")
STEPS: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("approve", "lin", {}),
    ("hand_out", "tao", {}),
    ("return", "", {}),
    ("confirm_check", "tao", {"complete": True}),
)


async def main(rate: float) -> None:
    """Begin one after the other, evenly."""
    async with reach() as reached, door(reached) as ready:
        loop, begun = asyncio.get_running_loop(), set[asyncio.Task[None]]()
        first = loop.time()
        print("begun", flush=True)
        for number in count():
            await asyncio.sleep(max(0.0, first + number / rate - loop.time()))
            task = asyncio.create_task(one(reached, ready, number))
            begun.add(task)
            task.add_done_callback(begun.discard)


async def one(reached: Reach, ready: Door, number: int) -> None:
    """A whole case. RuntimeError when a step is not done."""
    requester = reached.person(WHO[number % len(WHO)]).id
    opening = uuid4()
    case = case_id("request", opening)
    fields = {"contract": f"BESIDE-{os.getpid()}-{number}", "purpose": "beside"}
    await done(ready, case, "open", {"plan": "contract-loan", "fields": fields}, requester, opening)
    for step, by, content in STEPS:
        await done(ready, case, step, dict(content), reached.person(by).id if by else requester, uuid4())


async def waiting(reached: Reach, ready: Door, count: int) -> None:
    """So many loans that wait for the head of department."""
    for number in range(count):
        opening = uuid4()
        fields = {"contract": f"WAITS-{os.getpid()}-{number}", "purpose": "waits"}
        requester = reached.person(WHO[number % len(WHO)]).id
        await done(ready, case_id("request", opening), "open", {"plan": "contract-loan", "fields": fields}, requester, opening)


async def done(ready: Door, case: CaseId, name: str, content: dict[str, object], by: PersonId, command: UUID) -> None:
    """A step, or it is not worth going on."""
    answer = await ask(ready, case, name, content, by=by, command=command)
    if answer.outcome != "done":
        raise RuntimeError(f"{name}: {answer}")


if __name__ == "__main__":
    os.environ["BYLAW_HOME"] = sys.argv[1]
    asyncio.run(main(float(sys.argv[2])))
