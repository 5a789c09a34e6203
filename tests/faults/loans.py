"""A contract loan brought to each point of its story, and from there to its end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeVar
from uuid import UUID, uuid4

from activities.ask import Answer, Door
from domain.kernel import CaseId, Unavailable
from tests.faults.stack import Stack

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One act of the story: who does what."""

    name: str
    by: str


STORY: Final = (
    Step(name="approve", by="han"),
    Step(name="hand_out", by="tao"),
    Step(name="return", by="he"),
    Step(name="confirm_check", by="jiang-x"),
)
OVERDUE: Final = timedelta(hours=2, seconds=30)
"""The loan's two hours, and a moment."""

POINTS: Final = ("opened", "approved", "lent", "overdue", "returned", "checked")
DONE_AT: Final = {"opened": 0, "approved": 1, "lent": 2, "overdue": 2, "returned": 3, "checked": 4}
"""How many acts of the story are done at each point."""

BORROWERS: Final = ("he", "lv", "shi", "zhang-k", "moreau", "xu")
"""All of marketing, whose head is Han. One each, since who is overdue borrows nothing more."""


@dataclass(slots=True, kw_only=True, eq=False)
class Loan:
    """A case on its way: who borrows, what was done, with which answers."""

    stack: Stack
    case: CaseId
    borrower: str
    answers: list[Answer]
    point: str = "opened"

    async def act(self, step: Step, *, command: UUID | None = None, door: Door | None = None) -> Answer:
        answer = await self.stack.ask(self.case, step.name, self._by(step), command=command or uuid4(), door=door)
        self.answers.append(answer)
        return answer

    def _by(self, step: Step) -> str:
        return self.borrower if step.by == "he" else step.by

    def next_step(self) -> Step | None:
        """What the story wants next; nothing when it is at its end."""
        done = DONE_AT[self.point]
        return STORY[done] if done < len(STORY) else None

    async def settled(self) -> None:
        """Until nothing is on its way any more: no duty is owed."""
        if self.point == "checked":
            await self.stack.until(self._ended, f"the end of {self.case}")
        else:
            await self.stack.settled(self.case)

    async def _ended(self) -> bool:
        return not await self.stack.runs(self.case)

    async def finish(self) -> None:
        """The rest of the story, by its ordinary way."""
        for step in STORY[DONE_AT[self.point] :]:
            answer = await insist(self, step, uuid4())
            assert answer.outcome == "done", (self.point, step, answer)
        self.point = "checked"


async def loan_at(stack: Stack, point: str, borrower: str, *, settled: bool = True) -> Loan:
    """A new loan, brought to this point and left there."""
    opening = uuid4()
    case = await opened_at_last(stack, borrower, opening)
    loan = Loan(stack=stack, case=case, borrower=borrower, answers=[])
    for step in STORY[: DONE_AT[point]]:
        answer = await insist(loan, step, uuid4())
        assert answer.outcome == "done", (step, answer)
    loan.point = point
    if point == "overdue":
        await loan.settled()
        await stack.advance(case, OVERDUE)
        await stack.happens(case, "request.reminded")
    if settled:
        await loan.settled()
    return loan


async def opened_at_last(stack: Stack, borrower: str, command: UUID) -> CaseId:
    """As `insist`, for the opening: what was killed before may still be coming back."""
    return await _answered(lambda: stack.open(by=borrower, command=command, door=stack.brief), f"opening {command}")


async def loans_at_every_point(stack: Stack) -> list[Loan]:
    """One loan parked at each point of the story."""
    return [await loan_at(stack, point, borrower) for point, borrower in zip(POINTS, BORROWERS, strict=True)]


async def insist(loan: Loan, step: Step, command: UUID) -> Answer:
    """What an honest caller does: the same id again until it is known what came of it."""
    return await _answered(lambda: loan.act(step, command=command, door=loan.stack.brief), f"{step} of {loan.case}")


async def _answered(send: Callable[[], Awaitable[T]], what: str, tries: int = 20) -> T:
    for _ in range(tries):
        try:
            return await send()
        except Unavailable:
            continue
    raise AssertionError(f"{what} was never answered")


def confirmed(loans: Sequence[Loan]) -> list[Answer]:
    return [answer for loan in loans for answer in loan.answers]
