"""Codes of receipts, and who may speak under their names."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from activities import receipts
from activities.personal import subject_of
from domain.kernel import CaseId, case_id
from domain.reports.receipts import receipt_of
from tests.activities.judging import Bench, signed

WHAT = "Somebody sends lists to a private mailbox."


def test_codes_are_random_and_found_however_they_are_typed() -> None:
    """house:reporter. Eighty bits in a script without signs that are read as others."""
    codes = {receipts.new_code() for _ in range(500)}
    assert len(codes) == 500
    for code in codes:
        assert receipts.is_code(code)
        assert receipts.written(code.lower().replace("-", "")) == code
        assert receipts.written(code.replace("0", "O").replace("1", "l")) == code


@given(st.text(max_size=80))
def test_whatever_is_typed_is_a_code_or_none(typed: str) -> None:
    """house:form. Nothing that is typed is a fault."""
    assert receipts.is_code(receipts.written(typed)) == receipts.is_code(typed)


async def test_a_code_leads_to_one_case_and_takes_one_slow_step() -> None:
    """house:reporter. The same code is the same case, whatever it is; another one is another."""
    code = receipts.new_code()
    assert await receipts.case_of(code) == case_id("report", await receipts.opening_of(code.lower()))
    assert await receipts.case_of(code) != await receipts.case_of(receipts.new_code())
    assert await receipts.case_of("x" * 10_000) != await receipts.case_of("")


async def test_a_receipt_speaks_for_its_own_report_and_for_nothing_else() -> None:
    """house:reporter, house:signature. Through the installation's own door, whatever the receipt of another case says."""
    bench = await Bench.make(unsigned_allowed=False)
    mine, other = await reported(bench), await reported(bench)
    content = {"text": "One thing more."}
    assert (await said(bench, mine, "reply", content, by=receipt_of(mine))).outcome == "done"
    no = await said(bench, other, "reply", content, by=receipt_of(mine))
    assert (no.outcome, no.refusal.key if no.refusal else "") == ("refused", "only_the_reporter")
    no = await said(bench, mine, "reject_report", {"reason": "x"}, by=receipt_of(mine))
    assert (no.outcome, no.refusal.clause if no.refusal else "") == ("refused", "house:reporter")
    unsigned = await bench.send(mine, "reply", {"id": str(uuid4()), "by": receipt_of(mine), **content})
    assert (unsigned.outcome, unsigned.refusal.key if unsigned.refusal else "") == ("refused", "signature_needed")


async def test_what_a_receipt_says_is_sealed_under_its_own_key() -> None:
    """house:sealed. Erasing one report erases its words, and no other's; nobody's own key is touched."""
    bench = await Bench.make(unsigned_allowed=False)
    mine, other = await reported(bench), await reported(bench)
    [event, *_] = await bench.events(mine)
    sealed = json.loads(event.data)["fields"]["what"]
    assert WHAT not in event.data.decode()
    keys = [await bench.keyring.key_for(subject_of(receipt_of(case))) for case in (mine, other)]
    assert sealed["$key"] == str(keys[0].id)
    assert keys[0].id != keys[1].id


async def reported(bench: Bench) -> CaseId:
    """A report behind a receipt."""
    command = await receipts.opening_of(receipts.new_code())
    case = case_id("report", command)
    judged = await said(
        bench, case, "open", {"plan": "violation-report", "fields": {"what": WHAT}}, by=receipt_of(case), command=str(command)
    )
    assert judged.outcome == "done", judged
    return case


async def said(bench: Bench, case: str, name: str, content: dict[str, Any], *, by: str, command: str = "") -> Any:
    """Signed by the installation's door."""
    payload = {"id": command or str(uuid4()), "by": by, "asked_at": bench.now.isoformat(), **content}
    return await bench.send(case, name, signed(case, name, payload))
