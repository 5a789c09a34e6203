"""The one way in: what came is read, judged and written, once, whatever it is and however often it comes."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from activities.governed import Governed
from activities.judge import Judge, JudgeSettings
from activities.personal import is_sealed
from activities.wire import JudgeAsk
from domain.kernel import Unavailable, case_id, clock_command_id
from eventlog.errors import VersionConflict
from eventlog.memory import MemoryLog
from tests.activities.judging import Bench, entry, signed


@pytest.fixture
async def bench() -> Bench:
    return await Bench.make()


async def test_a_case_is_opened_and_approved_by_whoever_may(bench: Bench) -> None:
    """The path of a decision: a request opens a case, the department's head approves it (SO 2.2.2)."""
    case = await bench.opened()
    judged = await bench.send(case, "approve", {"by": "han"})
    assert (judged.outcome, judged.stage, judged.closed) == ("done", "approved", False)
    assert "request.approved" in [each.type for each in await bench.events(case)]


async def test_the_answer_says_when_to_look_again_and_what_is_owed_and_nothing_else(bench: Bench) -> None:
    """A workflow knows version, instant and duty references; no name, no text, no rule."""
    case = await bench.opened()
    judged = await bench.look(case)
    assert judged.next is not None
    assert {duty.kind for duty in judged.owed} == {"notify"}
    assert "customer" not in repr(judged)


async def test_the_same_id_again_is_the_same_answer_whatever_happened_since(bench: Bench) -> None:
    """A command has an id; the same id again gives the same outcome, and the agenda of now."""
    case = await bench.opened()
    content = {"id": str(uuid4()), "by": "han"}
    first = await bench.send(case, "approve", content)
    await bench.send(case, "withdraw", {"by": "he", "reason": "not needed"})
    again = await bench.send(case, "approve", content)
    assert (again.outcome, again.stage) == (first.outcome, "closed")
    assert sum(each.type == "request.approved" for each in await bench.events(case)) == 1


async def test_twenty_at_once_with_one_id_are_one_decision(bench: Bench) -> None:
    """The same command N times at once is one decision with one answer."""
    case = await bench.opened()
    content = {"id": str(uuid4()), "by": "han"}
    answers = await asyncio.gather(*(bench.send(case, "approve", content) for _ in range(20)))
    assert {answer.outcome for answer in answers} == {"done"}
    assert sum(each.type == "request.approved" for each in await bench.events(case)) == 1


async def test_an_id_that_stands_for_something_else_is_refused(bench: Bench) -> None:
    """An id is used for one thing only."""
    case = await bench.opened()
    command = str(uuid4())
    await bench.send(case, "urge", {"id": command, "by": "he"})
    judged = await bench.send(case, "approve", {"id": command, "by": "han"})
    assert judged.refusal is not None
    assert (judged.outcome, judged.refusal.key) == ("refused", "id_reused")
    assert [each["key"] for each in await bench.refused(case)] == ["id_reused"]


HOSTILE: list[tuple[str, dict[str, Any]]] = [
    ("approve", {"fault": "no_input", "body": ""}),
    ("approve", {"fault": "too_many_inputs", "body": "1\n2\n3"}),
    ("approve", {"fault": "too_long", "body": "x" * 200}),
    ("approve", {"fault": "not_json", "body": "\\xff\\xfe"}),
    ("approve", {"body": "{"}),
    ("approve", {"body": "[" * 100_000}),
    ("approve", {"body": '{"a":' * 150 + "1" + "}" * 150}),
    ("approve", {"body": '"text"'}),
    ("approve", {"body": "[1, 2]"}),
    ("approve", {"body": '{"by": NaN}'}),
    ("approve", {"body": '{"by": 1e999}'}),
    ("approve", {"body": '{"by": ' + "9" * 10_000 + "}"}),
    ("approve", {"content": {"id": "no uuid", "by": "han"}}),
    ("approve", {"content": {"by": {"a": 1}}}),
    ("approve", {"content": {"by": "nobody at all"}}),
    ("approve", {"content": {}}),
    ("approve", {"content": {"by": "han", "asked_at": "yesterday"}}),
    ("approve", {"content": {"by": "han", "asked_at": "2026-11-18T10:00:00"}}),
    ("approve", {"content": {"by": "han", "digest": "zz"}}),
    ("approve", {"content": {"by": "han", "cause": 3}}),
    ("approve", {"content": {"by": "han", "signature": "mine"}}),
    ("approve", {"content": {"by": "han", "surprise": 1}}),
    ("approve", {"body": '{"by": "han", "note": "\\ud800"}'}),
    ("approve", {"body": '{"by": "han", "note": "a\\u0000b"}'}),
    ("approve", {"content": {"by": "han", "note": "x" * 5000}}),
    ("approve", {"body": '{"by": "han", "\\ud800": 1}'}),
    ("approve", {"content": {"by": "han", "note": {"$key": "k"}}}),
    ("no_such_command", {"content": {"by": "han"}}),
    ("\ud83d" + "x" * 70, {"content": {"by": "han"}}),
    ("submit", {"content": {"by": "han"}}),
    ("submit", {"content": {"by": "han", "command": 7}}),
    ("submit", {"content": {"by": "han", "command": "\ud800"}}),
    ("time_passed", {"content": {"by": "han", "clock": "answer:1-0-0", "due": "2030-01-01T00:00:00+00:00"}}),
    ("notified", {"content": {"by": "system", "event": str(uuid4()), "duty": "notify"}}),
    ("open", {"content": {"by": "he", "plan": "contract-loan", "fields": {}}}),
]


@pytest.mark.parametrize(("name", "more"), HOSTILE, ids=[str(place) for place in range(len(HOSTILE))])
async def test_what_cannot_be_read_is_one_refusal_and_the_case_goes_on(bench: Bench, name: str, more: dict[str, Any]) -> None:
    """A malformed command is a refusal like any other: clause, key, cut content and digest on record."""
    case = await bench.opened()
    judged = await bench.send(case, name, **more)
    assert judged.outcome == "refused"
    assert judged.refusal is not None
    (refused,) = await bench.refused(case)
    assert refused["clause"].startswith("house:")
    assert len(refused["content"]) <= 200
    assert len(bytes.fromhex(refused["digest"])) == 32
    assert (await bench.send(case, "approve", {"by": "han"})).outcome == "done"


async def test_submit_takes_the_command_beside_its_content(bench: Bench) -> None:
    """`submit` takes the same object with `command` beside it."""
    case = await bench.opened()
    assert (await bench.send(case, "submit", {"command": "approve", "by": "han"})).stage == "approved"


async def test_what_the_rules_refuse_is_recorded_with_its_clause_and_answered_again(bench: Bench) -> None:
    """Nobody approves their own request; the refusal leaves a row, an event, and the same answer for ever."""
    case = await bench.opened()
    content = {"id": str(uuid4()), "by": "he"}
    first = await bench.send(case, "approve", content)
    again = await bench.send(case, "approve", content)
    assert first.refusal is not None
    assert (first.refusal.clause, first.refusal) == ("house:own-request", again.refusal)
    assert len(await bench.refused(case)) == 1


async def test_refusals_of_one_actor_are_limited_and_still_answered(bench: Bench) -> None:
    """Beyond the pack's limit a refusal leaves its row and no event."""
    case = await bench.opened()
    answers = [await bench.send(case, "approve", {"by": "he"}) for _ in range(40)]
    assert {answer.outcome for answer in answers} == {"refused"}
    assert len(await bench.refused(case)) == 30
    assert (await bench.send(case, "approve", {"by": "moreau"})).outcome == "refused"
    assert len(await bench.refused(case)) == 31


async def test_an_unknown_case_is_refused_and_ends_the_workflow(bench: Bench) -> None:
    """Neither events nor an opening: the refusal is recorded, and there is nothing to wait for."""
    case = case_id("request", uuid4())
    judged = await bench.send(case, "approve", {"by": "han"})
    assert (judged.outcome, judged.closed) == ("refused", True)
    assert [each["key"] for each in await bench.refused(case)] == ["unknown_case"]


@pytest.mark.parametrize("case", ["request-nonsense", "x", "incident-7c1c4c9e-6f0a-4c0a-8a52-5f2f4c9f0a11", ""])
async def test_what_is_no_case_of_ours_is_closed_at_once(bench: Bench, case: str) -> None:
    """A workflow started by hand under a name that is no case ends, and nothing is written."""
    judged = await bench.judge.judge(JudgeAsk(case=case, kind="request", now=bench.now, entry=entry("open", {}, at=bench.now)))
    assert (judged.outcome, judged.closed) == ("refused", True)


async def test_an_unsigned_command_is_taken_only_where_allowed_and_is_marked() -> None:
    """Production refuses unsigned commands; the embedded stack takes them and the event says so."""
    bench = await Bench.make()
    case = await bench.opened()
    assert json.loads((await bench.events(case))[0].meta)["unsigned"] is True
    strict = Judge(bench.log, Governed(bench.log), bench.keyring, JudgeSettings())
    bench.judge = strict
    judged = await bench.send(case, "approve", {"by": "han"})
    assert judged.refusal is not None
    assert judged.refusal.key == "signature_needed"


async def test_a_door_vouches_and_its_instant_counts_within_late_delivery() -> None:
    """A deadline is judged on the signed instant of asking, if it lies at most `late_delivery` back."""
    bench = await Bench.make(unsigned_allowed=False)
    command = uuid4()
    case = case_id("request", command)
    asked = {**bench.loan(command, "he"), "asked_at": (bench.now - timedelta(minutes=10)).isoformat()}
    assert (await bench.send(case, "open", signed(case, "open", asked))).outcome == "done"
    (first, *_) = await bench.events(case)
    assert first.happened_at == bench.now - timedelta(minutes=10)
    assert json.loads(first.meta)["asked_at"] == asked["asked_at"]


@pytest.mark.parametrize("minutes", [-20, 5])
async def test_an_instant_too_far_back_or_ahead_does_not_count(minutes: int) -> None:
    """Later than `late_delivery`, or from the future: the workflow's clock counts."""
    bench = await Bench.make(unsigned_allowed=False)
    command = uuid4()
    case = case_id("request", command)
    asked = {**bench.loan(command, "he"), "asked_at": (bench.now + timedelta(minutes=minutes)).isoformat()}
    assert (await bench.send(case, "open", signed(case, "open", asked))).outcome == "done"
    assert (await bench.events(case))[0].happened_at == bench.now


async def test_a_changed_payload_is_not_believed() -> None:
    """The signature covers case, command and content."""
    bench = await Bench.make(unsigned_allowed=False)
    command = uuid4()
    case = case_id("request", command)
    payload = signed(case, "open", {**bench.loan(command, "he"), "asked_at": bench.now.isoformat()})
    judged = await bench.send(case, "open", {**payload, "by": "lv"})
    assert judged.refusal is not None
    assert (judged.refusal.clause, judged.refusal.key) == ("house:signature", "signature_wrong")


async def test_personal_text_of_a_bare_command_is_sealed_before_it_is_written(bench: Bench) -> None:
    """For a bare signal `judge` is the door: personal fields never reach the log in clear."""
    case = await bench.opened()
    await bench.send(case, "approve", {"by": "han", "note": "I know the customer"})
    written = await bench.events(case)
    assert is_sealed(json.loads(written[0].data)["fields"]["purpose"])
    assert not any(b"I know the customer" in each.data or b"a customer asks" in each.data for each in written)


async def test_nothing_due_leaves_no_row_and_the_same_clock_may_come_again(bench: Bench) -> None:
    """`time_passed` is the one command that leaves no row when nothing is due."""
    case = await bench.opened()
    due = (await bench.look(case)).next
    assert due is not None
    early = await bench.time_passes(case, due - timedelta(seconds=1))
    late = await bench.time_passes(case, due)
    assert (early.outcome, late.outcome) == ("moot", "done")
    again = await bench.time_passes(case, due)
    assert again.outcome == "moot"
    assert sum(each.type == "clock.ran_out" for each in await bench.events(case)) == 1


async def test_a_clock_runs_out_although_somebody_used_up_its_id(bench: Bench) -> None:
    """Ids of clocks can be guessed; a clock that is due runs out all the same."""
    case = await bench.opened()
    due = (await bench.look(case)).next
    assert due is not None
    armed = [json.loads(each.data) for each in await bench.events(case) if each.type == "clock.armed"]
    first = min(armed, key=lambda each: (each["due"], each["clock"]))
    stolen = clock_command_id(case, first["clock"], due)  # type: ignore[arg-type]
    await bench.send(case, "urge", {"id": str(stolen), "by": "he"})
    assert (await bench.time_passes(case, due)).outcome == "done"


async def test_a_duty_ends_once_and_is_no_longer_owed(bench: Bench) -> None:
    """A duty's end is a command; after it the duty is not owed, and the same end again changes nothing."""
    case = await bench.opened()
    (duty, *_) = (await bench.look(case)).owed
    end = {"event": duty.event, "duty": duty.name, "to": [], "receipt": "r"}
    sent = entry("notified", end, at=bench.now, duty=f"{duty.event}/{duty.name}")
    ask = JudgeAsk(case=case, kind="request", now=bench.now, entry=sent)
    first, again = await bench.judge.judge(ask), await bench.judge.judge(ask)
    assert duty not in first.owed
    assert (first.outcome, again.outcome, first.version) == ("done", "done", again.version)


async def test_a_claim_is_never_taken_twice(bench: Bench) -> None:
    """Two loans of one contract never both pass (house:one-holder), also when they are judged at once."""
    cases = [await bench.opened(by, "C-9") for by in ("he", "lv", "shi")]
    await asyncio.gather(*(bench.send(case, "approve", {"by": "han"}) for case in cases))
    handed = await asyncio.gather(*(bench.send(case, "hand_out", {"by": "tao"}) for case in cases))
    assert sum(each.outcome == "done" for each in handed) == 1


async def test_a_case_is_the_same_in_a_process_that_never_saw_it(bench: Bench) -> None:
    """What a process remembers is only a saving: another one reads the same from the log."""
    case = await bench.opened()
    await bench.send(case, "approve", {"by": "han"})
    judge = Judge(bench.log, Governed(), bench.keyring, JudgeSettings(unsigned_allowed=True))
    other = Bench(log=bench.log, keyring=bench.keyring, judge=judge, now=bench.now)
    assert await other.look(case) == await bench.look(case)
    await other.send(case, "hand_out", {"by": "he"})
    assert (await bench.send(case, "withdraw", {"by": "he", "reason": "no need"})).outcome == "done"


async def test_somebody_always_quicker_is_unavailable_and_not_an_error() -> None:
    """Load and decide again, a bounded number of times; then the same may be tried later."""

    class Slow(MemoryLog):
        beaten = False

        async def append(self, command: Any, writes: Any) -> Any:
            if self.beaten and writes:
                raise VersionConflict(writes[0].stream, 0, 1)
            return await super().append(command, writes)

    log = Slow()
    bench = await Bench.make(log, tries=3)
    case = await bench.opened()
    log.beaten = True
    with pytest.raises(Unavailable):
        await bench.send(case, "approve", {"by": "han"})
