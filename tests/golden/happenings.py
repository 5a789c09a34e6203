"""Stories of incidents, left where a release can find them: somewhere on the way, closed, reopened."""

from __future__ import annotations

from typing import Any

from domain.kernel import CaseId
from tests.golden.desk import Desk

PLAN = "incident-four-colour"
REPORTER, IT, MARKETING, SAFETY, MANAGER = "sun", "kong", "han", "yang-q", "gu"
MEASURE: dict[str, Any] = {"finding": "nobody watches the gate at night", "criterion": "no such night in a quarter"}
DONE = {"changed_rules": "watched round the clock", "execution": "the roster of March"}


async def happened(desk: Desk, harm: str = "system-down", **more: Any) -> CaseId:
    """Nobody has it yet."""
    case = await desk.opens(PLAN, REPORTER, what="It is down.", harm=harm, **more)
    await desk.quiet(case)
    return case


async def in_hand(desk: Desk) -> CaseId:
    """Acknowledged; one obligation is met, one item ticked off, after a tick that was taken back."""
    case = await happened(desk)
    await desk.does(IT, case, "acknowledge", note="On my way.")
    await desk.does(IT, case, "report_done", obligation="isolate_scene", note="Cut off.")
    await desk.does(IT, case, "tick", item="control")
    await desk.does(IT, case, "untick", item="control", reason="The other door.")
    await desk.does(IT, case, "tick", item="control")
    await desk.quiet(case)
    return case


async def promise_lapsed(desk: Desk) -> CaseId:
    """Acknowledged, and nothing came of it: somebody is asked again."""
    case = await happened(desk)
    await desk.does(IT, case, "acknowledge")
    await desk.waits(case, 3)
    await desk.until(case, "incident.promise_lapsed")
    await desk.quiet(case)
    return case


async def went_red(desk: Desk) -> CaseId:
    """More became known: the gravest level, grants frozen, experts called, a group, a report, leaders told."""
    case = await happened(desk)
    await desk.does(IT, case, "acknowledge")
    await desk.does(IT, case, "record_facts", facts={"harm": "death", "account": desk.who("qian"), "document": "HT-2026-0007"})
    await desk.does("lin", case, "assign_role", role="technical", person=desk.who("cao"), note="He knows the gate.")
    await desk.does(IT, case, "report_situation", text="Two sites.")
    await desk.does(IT, case, "inform", whom="leaders", text="We have it in hand.")
    await desk.until(case, "incident.frozen")
    await desk.quiet(case)
    return case


async def restored(desk: Desk) -> CaseId:
    """Lowered with a reason, command taken by somebody higher, what was frozen given back."""
    case = await went_red(desk)
    await desk.does(IT, case, "change_level", level="orange", reason="Nobody died.")
    await desk.does(MANAGER, case, "take_command", reason="It concerns every department.")
    await desk.does(MANAGER, case, "lift_freeze", reason="The account was not misused.")
    await desk.quiet(case)
    return case


async def nobody_came(desk: Desk) -> CaseId:
    """Obligations missed, up to the top rung, which is reminded."""
    case = await happened(desk)
    for _ in range(12):
        if "incident.top_reminded" in {each.type for each in await desk.events(case)}:
            break
        await desk.waits(case, 5)
    await desk.until(case, "incident.top_reminded")
    await desk.quiet(case)
    return case


async def aftermath(desk: Desk) -> CaseId:
    """Nothing runs against the clock any more; a measure stands in the ledger."""
    case = await happened(desk, "complaint")
    await _contained(desk, case)
    await desk.quiet(case)
    return case


async def closed(desk: Desk) -> CaseId:
    """Finished: the measure was accepted by others, and somebody else than who commands closed it."""
    case = await aftermath(desk)
    await _settled(desk, case, reason="It is over.")
    return case


async def _contained(desk: Desk, case: CaseId) -> None:
    await desk.does(SAFETY, case, "acknowledge")
    await desk.until(case, "incident.contained")
    await desk.does(IT, case, "require_rectification", responsible=desk.who("he"), **MEASURE)


async def _settled(desk: Desk, case: CaseId, **said: str) -> None:
    line = await desk.linked(case, "rectification")
    await desk.does("he", line, "submit_report", **DONE)
    for member in ("shen", "cao"):
        await desk.does(member, line, "accept")
    await desk.keeps_up(case, line)
    await desk.until(case, "incident.measure_told")
    await desk.does(MARKETING, case, "close", **said)
    await desk.over(case)


async def reopened(desk: Desk) -> CaseId:
    """Closed, and it happened again."""
    case = await closed(desk)
    await desk.does(REPORTER, case, "reopen", reason="It is there again.")
    await desk.quiet(case)
    return case


async def duplicate(desk: Desk) -> CaseId:
    """Finished: the other one goes on."""
    other, case = await happened(desk), await happened(desk)
    await desk.does(REPORTER, case, "mark_duplicate", of=other, reason="The same gate.")
    await desk.over(case)
    return case


async def exercised(desk: Desk) -> CaseId:
    """Finished: an exercise."""
    case = await desk.rehearses(PLAN, REPORTER, what="As if it were down.", harm="complaint")
    await _contained(desk, case)
    await _settled(desk, case)
    return case


LEFT = (
    happened, in_hand, promise_lapsed, went_red, restored, nobody_came, aftermath, closed, reopened, duplicate, exercised,
)  # fmt: skip
