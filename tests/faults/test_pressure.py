"""Many at once: nobody is lost, nobody is answered with somebody else's answer, and what only one may have only one gets."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any
from uuid import UUID, uuid4

import pytest

from activities.ask import Answer
from domain.kernel import CaseId, Unavailable
from tests.faults.loans import loan_at
from tests.faults.record import kept, sound
from tests.faults.stack import OURS, Stack, new_stack

EACH = 60
POSTS = ("gu", "shen", "bai", "lin", "yang-q", "zhu", "qin", "you", "kong", "cao", "yan", "wei-h", "tao", "qi", "xie")
"""Who holds a post and is not asked already."""
OTHERS = ("ding", "zhao-y", "qian", "sun", "zhou", "wu-l", "zheng", "feng", "chu", "wei", "jiang-m", "okafor", "hua", "jin")


async def test_the_same_command_twenty_times_through_several_doors(stack: Stack):
    """One id is one decision with one answer, however many doors it comes through at once."""
    loan, command = await loan_at(stack, "opened", "he"), uuid4()
    doors = [stack.new_door() for _ in range(4)]
    answers = await asyncio.gather(*(stack.ask(loan.case, "approve", "han", command=command, door=doors[at % 4]) for at in range(20)))
    assert {(each.outcome, each.command) for each in answers} == {("done", command)}
    approved = [each for each in await stack.events(loan.case) if each.type == "request.approved"]
    assert [each.command_id for each in approved] == [command]
    await kept(stack, answers, await sound(stack))


async def test_the_same_opening_twenty_times_at_once(stack: Stack):
    """The case's id comes from the opening command's, so opening twenty times opens once."""
    command = uuid4()
    cases = await asyncio.gather(*(stack.open(by="lv", command=command) for _ in range(20)))
    assert len(set(cases)) == 1
    assert (await stack.types(cases[0])).count("request.opened") == 1


async def test_thirty_voters_at_once(stack: Stack):
    """Everybody is answered: whoever was asked has voted, whoever was not is refused, and the last vote grants."""
    case = await stack.open(by="he")
    for handle in POSTS:
        answer = await stack.ask(case, "add_approver", "han", person=stack.person(handle))
        assert answer.outcome == "done", (handle, answer)
    voters = ("han", *POSTS, *OTHERS)
    assert len(voters) == 30
    answers = await asyncio.gather(*(stack.ask(case, "approve", voter) for voter in voters))
    said = dict(zip(voters, answers, strict=True))
    assert {voter for voter, answer in said.items() if answer.outcome == "done"} == {"han", *POSTS}
    assert all(said[voter].refusal is not None for voter in OTHERS)
    assert (await stack.types(case)).count("request.approved") == 1 + len(POSTS)
    assert (await stack.types(case)).count("request.ready") == 1
    await kept(stack, answers, await sound(stack))


async def test_two_loans_of_one_contract_never_both_pass(stack: Stack):
    """house:one-holder. Two archivists hand the same contract out to five borrowers at the same instant: one gets it."""
    contract = f"C-{uuid4()}"
    cases = [await stack.open(by=by, contract=contract) for by in ("lv", "shi", "zhang-k", "moreau", "xu")]
    await asyncio.gather(*(stack.ask(case, "approve", "han") for case in cases))
    answers = await asyncio.gather(*(stack.ask(case, "hand_out", "tao" if at % 2 else "jiang-x") for at, case in enumerate(cases)))
    assert Counter(each.outcome for each in answers) == {"done": 1, "refused": 4}
    assert {each.refusal.clause for each in answers if each.refusal} == {"house:one-holder"}
    await kept(stack, answers, await sound(stack))


# --- continue-as-new under a stream ---------------------------------------------------------------------


async def signalled(stack: Stack, case: CaseId) -> list[UUID]:
    """A stream of bare signals, each a change of the purpose with an id of its own."""
    ids = [uuid4() for _ in range(EACH)]
    for at, command in enumerate(ids):
        content = {"id": str(command), "by": "he", "fields": {"purpose": f"by signal {at}"}}
        await stack.handle(case).signal("amend", content)
    return ids


async def updated(stack: Stack, case: CaseId) -> list[Answer]:
    """A stream of Updates through a door, some at once."""
    answers: list[Answer] = []
    for first in range(0, EACH, 6):
        asked = (stack.ask(case, "amend", "he", fields={"purpose": f"by door {at}"}) for at in range(first, first + 6))
        answers += await asyncio.gather(*asked)
    return answers


async def runs_of(stack: Stack, case: CaseId) -> int:
    return len([found async for found in stack.client.list_workflows(f"WorkflowId = '{case}'")])


@pytest.mark.deep
async def test_continue_as_new_every_few_events_under_a_stream():
    """Sixty signals and sixty Updates on a real request whose history is cut every few events: none lost, none answered wrongly."""
    async with new_stack("house", "worker", dynamic={"limit.historyCount.suggestContinueAsNew": 20}, max_cached_workflows=2) as stack:
        case = await stack.open(by="he")
        ids, answers = await asyncio.gather(signalled(stack, case), updated(stack, case))

        async def all_judged() -> bool:
            return all([await stack.log.command(command) for command in ids])

        await stack.until(all_judged, "a row for every signal")
        rows = [await stack.log.command(command) for command in ids]
        assert Counter(row.outcome for row in rows if row) == {"done": EACH}
        assert Counter(each.outcome for each in answers) == {"done": EACH}
        events = {each.version: each.command_id for each in await stack.events(case)}
        assert all(events[answer.version] == answer.command for answer in answers), "each was answered with its own decision"
        assert (await stack.ask(case, "approve", "han")).outcome == "done"
        await kept(stack, answers, await sound(stack))
        assert await runs_of(stack, case) > 3
        assert await stack.replay() > 3


# --- everything dies in turn, and people go on ---------------------------------------------------------------


async def changes(stack: Stack, case: CaseId, by: str, over: asyncio.Event) -> list[Answer]:
    """One person who changes a request again and again, and sends the same id until it is answered."""
    answers: list[Answer] = []
    while not over.is_set():
        command, text = uuid4(), f"change {len(answers)}"
        while True:
            try:
                answers.append(await stack.ask(case, "amend", by, command=command, door=stack.brief, fields={"purpose": text}))
                break
            except Unavailable:
                continue
    return answers


async def dying(stack: Stack, answered: Any) -> None:
    """Each process in turn, two of them together, in the middle of whatever is going on."""
    for victims in (("worker",), ("postgres",), ("temporal",), ("worker", "postgres"), ("temporal", "worker")):
        await answered()
        await stack.kill(*victims)
        await stack.again(*victims)
    await answered()


@pytest.mark.deep
async def test_people_go_on_while_everything_dies_in_turn():
    """Six people at work, five kills: every command that was confirmed is there once, in the order of its case."""
    async with new_stack(*OURS) as stack:
        people = ("he", "lv", "shi", "zhang-k", "moreau", "xu")
        cases = [await stack.open(by=by) for by in people]
        over = asyncio.Event()
        working = [asyncio.create_task(changes(stack, case, by, over)) for case, by in zip(cases, people, strict=True)]

        async def answered() -> None:
            before = [len(await stack.events(case)) for case in cases]

            async def all_moved() -> bool:
                return all([len(await stack.events(case)) > count + 3 for case, count in zip(cases, before, strict=True)])

            await stack.until(all_moved, "an answer for everybody")

        await dying(stack, answered)
        over.set()
        answers = [answer for each in await asyncio.gather(*working) for answer in each]
        assert {each.outcome for each in answers} == {"done"}
        events = await sound(stack)
        assert await kept(stack, answers, events) == len(answers) > 100
        for case, by in zip(cases, people, strict=True):
            said = [each.command_id for each in await stack.events(case) if each.type == "request.amended"]
            assert said == [each.command for each in answers if each.case == case], by
        await stack.listed()
        assert await stack.replay() >= len(cases)
