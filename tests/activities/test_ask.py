"""Doors: what they confirm is in the log, what they cannot know they say, and nothing happens twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from temporalio.service import RPCError, RPCStatusCode

from activities.ask import Answer, Door, ask
from activities.governed import Governed
from activities.wire import JudgeAsk
from domain.kernel import CaseId, PersonId, Unavailable, case_id
from eventlog import errors
from eventlog.memory import MemoryLog
from tests.activities.judging import DOOR, Bench, entry
from workflows.shown import answer_of

HE = PersonId("971f5cb4-b872-4e3d-bbc6-741d26f235fe")
AWAY = RPCError("away", RPCStatusCode.UNAVAILABLE, b"")


@dataclass
class Wire:
    """A Temporal client whose workflow is a judge; each call goes as the next of `fates` says, the rest go well."""

    bench: Bench
    fates: list[str] = field(default_factory=list)
    sent: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    async def execute_update_with_start_workflow(
        self, name: str, payload: Any, *, start_workflow_operation: Any, id: str, rpc_timeout: Any
    ) -> Any:
        self.sent.append((id, payload))
        fate = self.fates.pop(0) if self.fates else "well"
        case = start_workflow_operation._start_workflow_input.id
        if fate == "away":
            raise AWAY
        if fate == "unknown":
            return answer_of(None, case)
        arrived = entry(name, payload, at=self.bench.now)
        judged = await self.bench.judge.judge(JudgeAsk(case=case, kind=case[:-37], now=self.bench.now, entry=arrived))
        if fate == "answer lost":
            raise AWAY
        return answer_of(judged, case)


@dataclass
class Place:
    bench: Bench
    wire: Wire
    door: Door

    async def ask(self, case: str, name: str, content: Any = None, **more: Any) -> Answer:
        more = {"by": HE, "asked_at": self.bench.now, **more}
        return await ask(self.door, CaseId(case), name, content or {}, **more)

    async def opened(self) -> CaseId:
        command = uuid4()
        case = case_id("request", command)
        fields = {"contract": "C-1", "purpose": "a customer asks"}
        assert (await self.ask(case, "open", {"plan": "contract-loan", "fields": fields}, command=command)).outcome == "done"
        return case


@pytest.fixture
async def place() -> Place:
    return await made()


async def made(log: MemoryLog | None = None) -> Place:
    bench = await Bench.make(log, unsigned_allowed=False)
    wire = Wire(bench)
    client: Any = wire
    door = Door(client=client, log=bench.log, governed=Governed(), keyring=bench.keyring, secret=DOOR, deadline=timedelta(seconds=1))
    return Place(bench=bench, wire=wire, door=door)


async def test_what_a_door_confirms_is_in_the_log(place: Place) -> None:
    """A confirmed command has its row, and the door's signature stands in the event."""
    case = await place.opened()
    answer = await place.ask(case, "withdraw", {"reason": "no need"})
    assert (answer.outcome, answer.stage) == ("done", "closed")
    row = await place.bench.log.command(answer.command)
    assert row is not None
    assert row.outcome == "done"
    assert "signature" in json.loads((await place.bench.events(case))[-1].meta)


async def test_an_unknown_case_is_refused_at_the_door_and_starts_nothing(place: Place) -> None:
    """Only opening commands start a case without events."""
    for case in (case_id("request", uuid4()), "request-nonsense", "nothing", f"incident-{uuid4()}"):
        answer = await place.ask(case, "approve")
        assert answer.refusal is not None
        assert answer.refusal.key == "unknown_case"
    assert not place.wire.sent


@pytest.mark.parametrize("fates", [["answer lost"], ["away"], ["unknown"], ["away", "unknown", "answer lost"]], ids=str)
async def test_on_any_doubt_the_log_is_asked_and_the_same_id_sent_again(place: Place, fates: list[str]) -> None:
    """Whatever happens on the way, one id is one decision with one answer."""
    case = await place.opened()
    place.wire.fates = list(fates)
    answer = await place.ask(case, "urge")
    assert answer.outcome == "done"
    assert sum(each.type == "request.urged" for each in await place.bench.events(case)) <= 1
    assert {payload["id"] for _, payload in place.wire.sent[1:]} == {str(answer.command)}


async def test_a_later_try_is_an_update_of_its_own(place: Place) -> None:
    """Temporal keeps an Update's answer, also "not known": asked again under the same Update id it would say so for ever."""
    case = await place.opened()
    place.wire.fates = ["unknown", "unknown"]
    await place.ask(case, "urge")
    updates = [update for update, _ in place.wire.sent[1:]]
    assert len(set(updates)) == len(updates) == 3


async def test_not_known_is_said_and_the_same_id_does_it_later(place: Place) -> None:
    """Only after the deadline: not known to be recorded, send it again, it cannot happen twice."""
    case = await place.opened()
    command = uuid4()
    place.wire.fates = ["away"] * 20
    with pytest.raises(Unavailable, match=str(command)):
        await place.ask(case, "withdraw", {"reason": "no need"}, command=command)
    assert await place.bench.log.command(command) is None
    place.wire.fates = []
    assert (await place.ask(case, "withdraw", {"reason": "no need"}, command=command)).outcome == "done"


async def test_a_known_id_is_answered_from_the_log_without_temporal(place: Place) -> None:
    """The same id again gives the same answer although nothing but the log is there."""
    case = await place.opened()
    first = await place.ask(case, "approve", {})
    place.wire.fates = ["away"] * 20
    again = await place.ask(case, "approve", {}, command=first.command)
    assert (again.outcome, again.refusal) == (first.outcome, first.refusal)
    assert first.refusal is not None
    assert first.refusal.clause == "house:own-request"


async def test_an_id_is_used_for_one_thing_only(place: Place) -> None:
    """The same id with other content is refused at the door."""
    case = await place.opened()
    first = await place.ask(case, "withdraw", {"reason": "one"})
    other = await place.ask(case, "withdraw", {"reason": "two"}, command=first.command)
    assert other.refusal is not None
    assert other.refusal.key == "id_reused"


async def test_an_honest_retry_is_the_same_request_although_it_is_sealed_anew(place: Place) -> None:
    """The digest covers what the caller sent, not instant or ciphertext."""
    command = uuid4()
    case = case_id("request", command)
    content = {"plan": "contract-loan", "fields": {"contract": "C-1", "purpose": "a customer asks"}}
    first = await place.ask(case, "open", content, command=command)
    later = place.bench.now + timedelta(minutes=1)
    again = await place.ask(case, "open", content, command=command, asked_at=later)
    assert (first.outcome, again.outcome) == ("done", "done")


async def test_nothing_personal_leaves_the_door(place: Place) -> None:
    """Personal fields are sealed before they reach Temporal or the log."""
    case = await place.opened()
    await place.ask(case, "withdraw", {"reason": "my own affair"})
    assert not any("my own affair" in json.dumps(payload) or "a customer asks" in json.dumps(payload) for _, payload in place.wire.sent)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: {**content, "fields": "no form"},
        lambda content: {**content, "fields": {"contract": {"$key": "x", "$nonce": "", "$sealed": "", "$aad": ""}, "purpose": "p"}},
        lambda content: {**content, "plan": "no such plan"},
        lambda content: {**content, "plan": ["x"]},
        lambda content: {"fields": {}},
        lambda content: {**content, "surprise": 1},
    ],
    ids=["form", "sealed", "plan", "list", "missing", "unknown field"],
)
async def test_bad_input_is_one_clear_refusal(place: Place, spoil: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """What a door cannot hand over, and what judge cannot read, is a refusal with its clause and never an error."""
    command = uuid4()
    content = spoil({"plan": "contract-loan", "fields": {"contract": "C-1", "purpose": "p"}})
    answer = await place.ask(case_id("request", command), "open", content, command=command)
    assert answer.outcome == "refused"
    assert answer.refusal is not None
    assert answer.refusal.clause.startswith("house:")


async def test_without_a_key_a_command_goes_unsigned_and_production_refuses_it(place: Place) -> None:
    """A door without a key vouches for nobody."""
    place.door = replace(place.door, secret=None)
    command = uuid4()
    fields = {"contract": "C-1", "purpose": "p"}
    answer = await place.ask(case_id("request", command), "open", {"plan": "contract-loan", "fields": fields}, command=command)
    assert answer.refusal is not None
    assert answer.refusal.key == "signature_needed"


class Gone(MemoryLog):
    gone = False

    async def load(self, command_id: UUID | None, reads: Any) -> Any:
        if self.gone:
            raise errors.Unavailable("gone")
        return await super().load(command_id, reads)


async def test_a_log_that_is_away_is_not_known_and_not_an_error() -> None:
    """Without the log nothing is confirmed."""
    log = Gone()
    place = await made(log)
    case = await place.opened()
    log.gone = True
    with pytest.raises(Unavailable):
        await place.ask(case, "urge")
