"""`kill -9` at every point of the story of a borrowed contract. design.md §3: the log remembers; losing a process loses nothing."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from activities.ask import Answer
from domain.kernel import CaseId, Unavailable
from tests.faults.loans import BORROWERS, Loan, Step, confirmed, insist, loan_at, loans_at_every_point
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
        return await loan.act(step, command=command, door=loan.stack.brief)
    except Unavailable:
        return None


async def sent_while_down(loans: list[Loan]) -> dict[CaseId, tuple[Step, UUID]]:
    """The next act of every case, sent into the outage with an id that is kept."""
    sent = {loan.case: (step, uuid4()) for loan in loans if (step := loan.next_step()) is not None}
    await asyncio.gather(*(into_the_outage(loan, *sent[loan.case]) for loan in loans if loan.case in sent))
    return sent


async def opened_into_the_outage(stack: Stack, command: UUID) -> None:
    """Somebody asks for a new contract just then, and is told at once that it is not known."""
    with suppress(Unavailable):
        await stack.open(by="ding", command=command, door=stack.brief)


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
@pytest.mark.parametrize("victims", VICTIMS.values(), ids=VICTIMS.keys())
async def test_killed_at_every_point_of_the_story(victims: tuple[str, ...]):
    """No command that a door confirmed is lost or done twice, every clock runs out once, and every case can be finished."""
    async with new_stack(*OURS) as stack:
        loans = await loans_at_every_point(stack)
        await stack.kill(*victims)
        sent, opening = await sent_while_down(loans), uuid4()
        await opened_into_the_outage(stack, opening)
        await stack.again(*victims)
        await asyncio.gather(*(go_on(loan, *sent[loan.case]) for loan in loans if loan.case in sent))
        for loan in loans:
            loan.point = "checked"
            await loan.settled()
        assert (await stack.types(await stack.open(by="ding", command=opening))).count("request.opened") == 1
        events = await sound(stack)
        assert await kept(stack, confirmed(loans), events) >= 20
        await told_once(stack, loans)
        await stack.listed()
        assert await stack.replay() >= len(loans)


# --- clocks that fall due in the middle of it -----------------------------------------------------------


async def due_of(loan: Loan) -> datetime:
    """When the loan must be back."""
    armed = [json.loads(each.data) for each in await loan.stack.events(loan.case) if each.type == "clock.armed"]
    return next(datetime.fromisoformat(clock["due"]) for clock in armed if clock["clock"] == "return")


async def nearly_due(stack: Stack, before: timedelta) -> dict[Loan, datetime]:
    """Six loans that must be back in so short a time."""
    due = {}
    for borrower in BORROWERS:
        loan = await loan_at(stack, "lent", borrower)
        due[loan] = await due_of(loan)
    for loan, instant in due.items():
        await stack.advance(loan.case, instant - stack.now(loan.case) - before)
        assert stack.now(loan.case) < instant
    return due


async def each_ran_out_once(stack: Stack, due: dict[Loan, datetime], *, late: bool) -> None:
    """SO 4.2.1. One clock, one event, at its own instant and with its lateness; one reminder. The cases recover beside each other."""
    await asyncio.gather(*(ran_out_once(loan, instant, late=late) for loan, instant in due.items()))
    await kept(stack, confirmed(list(due)), await sound(stack))


async def ran_out_once(loan: Loan, instant: datetime, *, late: bool) -> None:
    """The same for one of them, to its end."""
    await loan.stack.happens(loan.case, "request.reminded")
    await loan.settled()
    events = await loan.stack.events(loan.case)
    ran_out = [json.loads(each.data) for each in events if each.type == "clock.ran_out"]
    assert [(each["clock"], datetime.fromisoformat(each["due"])) for each in ran_out] == [("return", instant)]
    assert not late or ran_out[0]["late_s"] > 0
    assert [each.type for each in events].count("request.reminded") == 1
    loan.point = "overdue"
    await loan.finish()


@pytest.mark.deep
async def test_clocks_fall_due_while_everything_is_down():
    """design.md §4: after an outage overdue obligations run out, each once and with its lateness."""
    async with new_stack("house", "worker") as stack:
        due = await nearly_due(stack, timedelta(seconds=8))
        await stack.kill(*SERVERS, "house", "worker")

        async def all_due() -> bool:
            return all(stack.now(loan.case) > instant for loan, instant in due.items())

        await stack.until(all_due, "the due instants")
        await stack.again(*SERVERS)
        await each_ran_out_once(stack, due, late=True)
        assert await stack.replay()


@pytest.mark.deep
async def test_killed_while_clocks_run_out():
    """A worker that dies over clocks that run out leaves none of them out and none twice."""
    async with new_stack("house", "worker") as stack:
        due = await nearly_due(stack, timedelta(seconds=5))
        first = next(iter(due))
        await stack.happens(first.case, "clock.ran_out")
        await stack.kill("worker")
        await stack.again()
        await each_ran_out_once(stack, due, late=False)
        assert await stack.replay()
