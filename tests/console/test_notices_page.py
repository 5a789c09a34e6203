"""What was I told: by plain HTTP."""

from __future__ import annotations

from uuid import uuid4

import pytest

from activities.notices import Notice
from tests.console.forms import text
from tests.console.site import Site


async def failed(site: Site, handle: str, number: str, why: str) -> None:
    """A notice that never will get through."""
    case = await site.case(number)
    notice = Notice(
        key=uuid4(), to=site.person(handle).id, case=case, event=uuid4(), duty="notify:decide", about="decide", clause="SO 2.2.2"
    )
    await site.backend.outbox.put([notice])
    async with site.backend.outbox.turn(notice.lane) as turn:
        assert turn is not None
        await turn.refuse([notice.key], why)


@pytest.mark.parametrize(
    ("lang", "question", "words", "mark"),
    [
        ("en", "What were you told?", "your decision is asked for", "never reached you"),
        ("zh", "您收到过哪些通知？", "请您审批", "未能送达"),
    ],
)
async def test_ones_own_notices_lead_to_their_cases(site: Site, lang: str, question: str, words: str, mark: str) -> None:
    """SO 2.2.2. Newest first, each with its case and its rule; what did not get through is marked, with why."""
    number = await site.open("contract-loan", by="qian", contract=f"HT-{lang}", purpose="check")
    await failed(site, "lin", number, "<b>mailbox full</b>")
    lin = await site.client("lin", lang)
    page = (await lin.get("/notices")).text
    said = text(page)
    assert question in said
    assert f"{number}{'：' if lang == 'zh' else ': '}{words}" in said
    assert f'href="/cases/{number}"' in page
    assert mark in said
    assert "&lt;b&gt;mailbox full" in page
    assert "<b>mailbox" not in page


async def test_notices_of_others_are_for_whom_the_pack_lets(site: Site) -> None:
    """house:oversight. The compliance officer reads what others were told; nobody else does, or learns whether there is anything."""
    number = await site.open("contract-loan", by="qian", contract="HT-OTHERS", purpose="check")
    await failed(site, "lin", number, "gone")
    bai, tao, lin = await site.client("bai"), await site.client("tao"), await site.client("lin")
    assert number in (await bai.get("/notices?of=lin")).text
    assert (await tao.get("/notices?of=lin")).status_code == 404
    assert (await tao.get("/notices?of=nobody")).status_code == 404
    assert (await lin.get("/notices?of=lin")).status_code == 200
    assert number not in (await tao.get("/notices")).text


async def test_failures_stand_beside_the_person_for_whom_the_pack_lets(site: Site) -> None:
    """house:oversight. Who is not reached is seen by the compliance officer and themselves, by nobody else."""
    number = await site.open("contract-loan", by="qian", contract="HT-FAILED", purpose="check")
    await failed(site, "lin", number, "gone")
    seen = {}
    for handle in ("bai", "lin", "tao"):
        client = await site.client(handle)
        seen[handle] = "of the last week failed" in text((await client.get("/organisation/people/lin")).text)
    assert seen == {"bai": True, "lin": True, "tao": False}


async def test_nothing_yet_says_what_will_stand_here(site: Site) -> None:
    """An empty list says what will be in it."""
    zou = await site.client("zou")
    assert "Nothing so far." in text((await zou.get("/notices")).text)


@pytest.mark.parametrize("rows", ["0", "-1", "9999", "x"])
async def test_how_many_is_a_number_that_can_be_read(site: Site, rows: str) -> None:
    """house:form. An address that says nothing sensible is refused, not guessed."""
    zou = await site.client("zou")
    assert (await zou.get(f"/notices?rows={rows}")).status_code == 422
