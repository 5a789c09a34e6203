"""`kill -9` at every point of the story of a borrowed contract. design.md §3: the log remembers; losing a process loses nothing."""

from __future__ import annotations

import asyncio
from collections import Counter
from uuid import UUID, uuid4

import pytest

from activities.ask import Answer
from domain.kernel import CaseId, Unavailable
from tests.faults.loans import Loan, Step, confirmed, insist, loans_at_every_point
from tests.faults.record import kept, sound
from tests.faults.stack import OURS, SERVERS, Stack, new_stack

VICTIMS = {
    "worker": ("worker",),
    "temporal": ("temporal",),
    "postgres": ("postgres",),
    "everything": (*SERVERS, *OURS),
}


async def into_the_outage(loan: Loan, step: Step, command: UUID) -> Answer | None:
    """Sent while things are down: an answer, or an honest "not known"."""
    try:
        return await loan.act(step, command=command)
    except Unavailable:
        return None


async def sent_while_down(loans: list[Loan]) -> dict[CaseId, tuple[Step, UUID]]:
    """The next act of every case, sent into the outage with an id that is kept."""
    sent = {loan.case: (step, uuid4()) for loan in loans if (step := loan.next_step()) is not None}
    await asyncio.gather(*(into_the_outage(loan, *sent[loan.case]) for loan in loans if loan.case in sent))
    return sent


async def go_on(loan: Loan, step: Step, command: UUID) -> None:
    """The same id until it is answered; then the rest of the story."""
    answer = await insist(loan, step, command)
    assert answer.outcome == "done", (loan.point, answer)
    again = await insist(loan, step, command)
    assert (again.outcome, again.command) == ("done", command)
    loan.point = {"approve": "approved", "hand_out": "lent", "return": "returned", "confirm_check": "checked"}[step.name]
    await loan.finish()


async def told_once(stack: Stack, loans: list[Loan]) -> None:
    """SO 4.2.1. The overdue loan reminded its head by itself, once for the one clock that ran out."""
    for loan in loans:
        types = Counter(await stack.types(loan.case))
        late = loan.borrower == "zhang-k"
        assert (types["clock.ran_out"], types["request.reminded"]) == ((1, 1) if late else (0, 0)), (loan.borrower, types)
        assert (types["request.lent"], types["request.returned"], types["request.closed"]) == (1, 1, 1), (loan.borrower, types)


@pytest.mark.deep
@pytest.mark.timeout(240)
@pytest.mark.parametrize("victims", VICTIMS.values(), ids=VICTIMS.keys())
async def test_killed_at_every_point_of_the_story(victims: tuple[str, ...]):
    """No command that a door confirmed is lost or done twice, every clock runs out once, and every case can be finished."""
    async with new_stack(*OURS) as stack:
        loans = await loans_at_every_point(stack)
        await stack.kill(*victims)
        sent = await sent_while_down(loans)
        await stack.again(*victims)
        await asyncio.gather(*(go_on(loan, *sent[loan.case]) for loan in loans if loan.case in sent))
        for loan in loans:
            loan.point = "checked"
            await loan.settled()
        events = await sound(stack)
        assert await kept(stack, confirmed(loans), events) >= 20
        await told_once(stack, loans)
        assert await stack.replay() >= len(loans)
