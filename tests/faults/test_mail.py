"""Mail away while people approve (design.md §3): duties run beside the loop, are done once, and end one way or the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from activities.grants import FileGrants
from activities.outbox import Outbox
from domain.kernel import CaseId
from tests.faults.loans import loan_at
from tests.faults.mail import Mail, Mood, mail_gateway
from tests.faults.record import kept, sound
from tests.faults.stack import Stack, new_stack

LONG = timedelta(hours=2, seconds=30)
"""A little longer than the time to answer a request, and than a duty of this worker's is tried."""


@pytest.fixture(scope="module")
async def mail() -> AsyncIterator[Mail]:
    async with mail_gateway() as made:
        yield made


@pytest.fixture(scope="module")
async def chat() -> AsyncIterator[Mail]:
    async with mail_gateway() as made:
        yield made


@pytest.fixture(scope="module")
async def posted(mail: Mail, chat: Mail) -> AsyncIterator[Stack]:
    """A stack whose notices go out by one gateway, and by another one if that fails; its duties are not tried for long."""
    async with new_stack("house", notice_urls=(mail.url,), next_notice_urls=(chat.url,)) as stack:
        stack.start("worker", module="tests.faults.impatient")
        await stack.polled()
        yield stack
        assert await stack.replay()
        assert "@example.org" not in stack.process("worker").lines()


async def told(stack: Stack, case: CaseId) -> list[tuple[str, str]]:
    """Who was told what about a case, as the outbox keeps it."""
    outbox = Outbox(stack.settings.database, pool_size=1)
    notices = await outbox.read(limit=10_000)
    await outbox.close()
    return [(person, notice.about) for notice in notices if notice.case == case for person in notice.to]


async def tried(stack: Stack, mail: Mail, times: int = 1) -> None:
    before = mail.tries

    async def again() -> bool:
        return mail.tries >= before + times

    await stack.until(again, "another try to send")


@pytest.mark.parametrize("mood", ["refuses", "hangs"])
async def test_people_approve_while_mail_is_away(posted: Stack, mail: Mail, mood: Mood):
    """Approvals are answered; when mail is back everybody concerned is told once, and nobody of what no longer waits."""
    mail.mood = mood
    loan = await loan_at(posted, "opened", "he", settled=False)
    await tried(posted, mail)
    for step in ("approve", "hand_out", "return", "confirm_check"):
        answer = await posted.ask(loan.case, step, {"approve": "han", "return": "he"}.get(step, "tao"))
        loan.answers.append(answer)
        assert answer.outcome == "done", answer
    assert await told(posted, loan.case) == []
    mail.become("takes")
    await posted.advance(loan.case, timedelta(hours=1))
    loan.point = "checked"
    await loan.settled()
    notices = Counter(await told(posted, loan.case))
    assert set(notices.values()) == {1}
    assert (posted.person("he"), "closed_returned") in notices
    assert not any(about == "decide" for _, about in notices), "nobody is asked for what was decided already"
    await kept(posted, loan.answers, await sound(posted))


async def test_mail_that_is_back_brings_one_message(posted: Stack, mail: Mail):
    """design.md §4. After an outage nobody finds a heap of messages: whatever waited for a person is one."""
    mail.mood = "refuses"
    loans = [await loan_at(posted, "opened", borrower, settled=False) for borrower in ("zhang-k", "moreau", "xu")]
    await tried(posted, mail, len(loans))
    before = len(mail.taken)
    mail.become("takes")
    for loan in loans:
        await loan.settled()
        assert await told(posted, loan.case) == [(posted.person("han"), "decide")]
    ((address, title),) = mail.taken[before:]
    assert address == "han@example.org"
    assert title.startswith("3 条通知")


async def test_a_worker_that_dies_over_a_notice_keeps_nobody_waiting(posted: Stack, mail: Mail):
    """A killed worker is known by its silence within seconds, and what it was about to send goes out, once more if need be."""
    mail.mood = "hangs"
    loan = await loan_at(posted, "opened", "shi", settled=False)
    await tried(posted, mail)
    await posted.kill("worker")
    mail.become("takes")
    posted.start("worker", module="tests.faults.impatient")

    async def told_of_it() -> bool:
        return (posted.person("han"), "decide") in await told(posted, loan.case)

    await posted.until(told_of_it, "the notice of a worker that died")
    await loan.settled()
    assert Counter(await told(posted, loan.case))[posted.person("han"), "decide"] == 1
    assert (await posted.ask(loan.case, "approve", "han")).outcome == "done"


@pytest.mark.deep
async def test_a_notice_that_nobody_takes_is_an_event(posted: Stack, mail: Mail, chat: Mail):
    """The duty ends as `duty.failed`, of which the fallback hears in another way; the clock runs out as armed and the step goes up.

    So a dead mail server stops no ladder, and nobody relies on a notice that never came.
    """
    mail.mood = "refuses"
    loan = await loan_at(posted, "opened", "lv", settled=False)
    await posted.advance(loan.case, LONG)
    await posted.happens(loan.case, "request.went_up")
    types = await posted.types(loan.case)
    assert types.index("duty.failed") < types.index("clock.ran_out") < types.index("request.went_up")
    assert set(await told(posted, loan.case)) == {(posted.person("bai"), "notice_failed")}
    assert {address for address, _ in chat.taken} == {"bai@example.org"}
    mail.become("takes")
    await posted.advance(loan.case, timedelta(minutes=5))
    await posted.settled(loan.case)
    assert (posted.person("gu"), "went_up") in await told(posted, loan.case)
    assert (await posted.ask(loan.case, "approve", "gu")).outcome == "done"
    await sound(posted)


@pytest.mark.deep
async def test_a_grant_that_cannot_be_made_is_told_and_taken_back(posted: Stack, mail: Mail):
    """SO 2.3.2. What the target will not do is an event, the fallback post hears of it, and the case ends with nothing granted."""
    mail.become("takes")
    broken = posted.home / "grants.json"
    broken.mkdir()
    case = await posted.open("privilege-elevation", "shi", system="ledger", privilege=f"admin {uuid4()}", purpose="month end")
    for by in ("han", "kong"):
        assert (await posted.ask(case, "approve", by)).outcome == "done"
    await posted.advance(case, LONG)
    await posted.happens(case, "duty.failed")
    await posted.settled(case)
    assert (posted.person("bai"), "duty_failed") in await told(posted, case)
    broken.rmdir()
    await posted.advance(case, 4 * LONG)
    await posted.happens(case, "request.closed")
    assert FileGrants(posted.home).held(posted.person("shi"), datetime.now(UTC)) == frozenset()
    await sound(posted)
