"""Governance on its direct path to the log: who changed which rules, told once, and never by one alone."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from activities.govern import Affected, Governing, Governor, govern
from activities.governed import CASE, STREAM, Governed
from activities.personal import ERASED, open_up, subject_of
from activities.signatures import new_door_key, sign
from domain.words import sentence
from eventlog.keyring import MemoryKeyring
from eventlog.migrations import migrate
from eventlog.port import EventLog, Stream
from eventlog.postgres import PostgresLog
from tests.activities.governing import (
    ANYBODY,
    DAY,
    DOCUMENTS,
    IDS,
    MANAGER,
    NOON,
    OFFICER,
    STAND_IN,
    Office,
    longer_pack,
    organisation_without,
)


@pytest.fixture
async def office() -> Office:
    return await Office().adopt_first()


@pytest.fixture(scope="module")
async def pg(database_url: str, admin_database_url: str) -> AsyncIterator[EventLog]:
    await migrate(admin_database_url)
    log = await PostgresLog.connect(admin_database_url)
    yield log
    await log.close()


def said(office: Office, key: str, outcome: Any) -> None:
    """Refused, with words in both languages."""
    assert (outcome.outcome, outcome.refusal.key) == ("refused", key), outcome
    assert all(sentence(outcome.refusal, lang) for lang in ("zh", "en"))


async def test_the_first_pack_calendar_and_organisation_come_into_force(office: Office) -> None:
    """house:first-adoption. One append, three events; everything of that instant can be looked up."""
    assert office.governed.version == 3
    assert office.governed.organisation(NOON).people[IDS[OFFICER]].handle == OFFICER
    assert "contract-loan" in office.governed.pack_at(NOON).plans
    assert not office.woken


async def test_a_second_first_adoption_is_refused_and_recorded(office: Office) -> None:
    """house:first-adoption. The refusal stands in its own stream with its clause, and leaves a row."""
    said(office, "already_adopted", await office.ask(MANAGER, "adopt_first", **DOCUMENTS))
    (refused,) = await office.log.read(Stream(category="refused", id=STREAM.id))
    data = json.loads(refused.data)
    assert (data["command"], data["clause"], data["key"]) == ("adopt_first", "house:first-adoption", "already_adopted")
    assert len(data["content"]) <= 200


async def test_before_the_first_adoption_nothing_else_is_possible() -> None:
    """house:governed."""
    office = Office()
    said(office, "nothing_adopted", await office.delegate(OFFICER, ANYBODY))
    said(office, "may_not_govern", await office.ask(ANYBODY, "adopt_first", **DOCUMENTS))
    said(office, "no_such_person", await office.ask("nobody", "adopt_first", **DOCUMENTS))
    said(office, "missing_field", await office.ask(OFFICER, "adopt_first", pack=DOCUMENTS["pack"], organisation=DOCUMENTS["organisation"]))
    assert (await office.adopt_first()).governed.version == 3


async def test_names_and_addresses_are_sealed_before_they_enter_the_log(office: Office) -> None:
    """design.md §5. Opened for display only; one person's erasure leaves the others readable."""
    (changed, *_) = await office.log.read(STREAM)
    text = changed.data.decode()
    for person in DOCUMENTS["organisation"]["people"]:
        assert person["name"]["zh"] not in text
        assert person["name"]["en"] not in text
        assert person["address"] not in text
    await office.keyring.erase(subject_of(IDS[ANYBODY]))
    opened = await open_up(json.loads(changed.data)["document"]["people"], office.keyring)
    names = {person["handle"]: person["name"] for person in opened}
    assert names[ANYBODY] == ERASED
    assert names[OFFICER] == {"zh": "白若谷", "en": "Bai Ruogu"}


async def test_a_later_pack_needs_a_second_person(office: Office) -> None:
    """house:second-person. Cases opened before keep the pack of their opening."""
    proposed = await office.ask(OFFICER, "propose", what="pack", document=longer_pack(), reason="holidays")
    (digest,) = proposed.made
    said(office, "second_person", await office.ask(OFFICER, "adopt", digest=digest))
    office.at += DAY
    assert (await office.ask(MANAGER, "adopt", digest=digest)).outcome == "done"
    assert office.governed.pack_at(office.at).digest == digest
    assert office.governed.pack_at(NOON).digest != digest


async def test_a_document_that_cannot_be_used_is_not_even_proposed(office: Office) -> None:
    """house:form. Unknown keys, another kind, a rung that nobody holds."""
    vacant = {**longer_pack(), "settings": {**DOCUMENTS["pack"]["settings"], "fallback": "post astronaut"}}
    for document in ({**longer_pack(), "more": 1}, DOCUMENTS["calendar"], vacant, {}):
        said(office, "unreadable_document", await office.ask(OFFICER, "propose", what="pack", document=document, reason="x"))
    said(office, "missing_field", await office.ask(OFFICER, "propose", what="pack", document="no", reason="x"))


async def test_a_changed_organisation_counts_from_its_adoption_and_wakes_whom_it_concerns(office: Office) -> None:
    """design.md §4: a change of the organisation wakes open cases that name the post."""
    (digest,) = (await office.ask(OFFICER, "propose", what="organisation", document=organisation_without("lin"), reason="left")).made
    office.at += DAY
    outcome = await office.ask(MANAGER, "adopt", digest=digest)
    assert office.woken[-1].people == {IDS["lin"]}
    assert office.woken[-1].posts == set(office.governed.organisation(NOON).people[IDS["lin"]].posts)
    assert outcome.wake
    assert not office.governed.organisation(office.at).people[IDS["lin"]].active
    assert office.governed.organisation(NOON).people[IDS["lin"]].active


async def test_a_stand_in_counts_from_its_naming_until_its_end(office: Office) -> None:
    """house:stand-in. People may be called by handle; the log knows ids, and the reason is sealed."""
    outcome = await office.delegate(OFFICER, ANYBODY)
    (window,) = office.governed.organisation(office.at).stand_ins
    assert (window.absent, window.stand_in) == (IDS[OFFICER], IDS[ANYBODY])
    assert "on leave" not in str(window.reason)
    assert await open_up(window.reason, office.keyring) == "on leave"
    assert office.woken[-1] == Affected(people=frozenset({IDS[OFFICER], IDS[ANYBODY]}), posts=frozenset({"compliance-officer"}))
    office.at += DAY
    ended = await office.ask(ANYBODY, "end_delegation", delegation=outcome.made[0], reason="back")
    assert ended.outcome == "done"
    assert not office.governed.organisation(office.at).stand_ins
    assert office.governed.organisation(NOON).stand_ins == (window,)
    assert (await office.ask(ANYBODY, "end_delegation", delegation=outcome.made[0], reason="back")).outcome == "moot"


async def test_a_stand_in_may_govern_but_not_complete_what_the_absent_began(office: Office) -> None:
    """house:second-person, house:stand-in."""
    (digest,) = (await office.ask(OFFICER, "propose", what="pack", document=longer_pack(), reason="x")).made
    await office.delegate(OFFICER, STAND_IN)
    said(office, "second_person", await office.ask(STAND_IN, "adopt", digest=digest))
    assert (await office.ask(MANAGER, "adopt", digest=digest)).outcome == "done"


async def test_the_same_command_again_gives_the_same_answer_and_wakes_again(office: Office) -> None:
    """A command has an id; whatever happened since, the row answers. Who was told first may have died before it woke anybody."""
    content = {"stand_in": ANYBODY, "start": NOON.isoformat(), "end": (NOON + DAY).isoformat(), "reason": "away"}
    asked = Governing(command="delegate", content=content, by=OFFICER, at=NOON)
    first, version = await office.governor.govern(asked), office.governed.version
    other = Governor(office.log, Governed(office.log), office.keyring, wake=office.wake)
    again = await other.govern(asked)
    assert (again.outcome, again.made, again.version) == (first.outcome, first.made, first.version)
    assert office.woken[-1] == Affected(everything=True)
    await office.governed.refresh()
    assert office.governed.version == version


async def test_a_refused_command_stays_refused_and_an_id_stands_for_one_request(office: Office) -> None:
    """Every command leaves a row; the same id with another request is refused and recorded."""
    asked = Governing(command="adopt", content={"digest": "00"}, by=OFFICER, at=NOON)
    for _ in range(2):
        outcome = await office.governor.govern(asked)
        said(office, "no_such_proposal", outcome)
        assert outcome.refusal is not None
        assert outcome.refusal.words == {"digest": "00"}
    other = Governing(command="adopt", content={"digest": "11"}, by=OFFICER, at=NOON, id=asked.id)
    said(office, "command_id_used", await office.governor.govern(other))
    assert len(await office.log.read(Stream(category="refused", id=STREAM.id))) == 2


@pytest.mark.parametrize(
    ("command", "content"),
    [
        ("nonsense", {}),
        ("adopt", {}),
        ("adopt", {"digest": 7}),
        ("adopt", {"digest": "x", "more": 1}),
        ("propose", {"what": ["pack"], "document": {}, "reason": "x"}),
        ("propose", {"what": "diary", "document": {}, "reason": "x"}),
        ("import_duties", {"post": "it-director", "windows": [{"person": ["x"], "start": 1, "end": None, "uid": {}}, 5, {}]}),
        ("import_duties", {"post": {"a": 1}, "windows": "all"}),
        ("assign_duty", {"post": "it-director", "person": 7, "start": "now", "end": "later"}),
        ("swap_duty", {"duty": ["x"], "to": "\x00", "reason": {"$sealed": "forged"}}),
        ("delegate", {"stand_in": {"a": 1}, "start": "noon", "end": 1, "reason": None}),
        ("delegate", {"stand_in": "x" * 9000, "start": NOON.isoformat(), "end": NOON.isoformat(), "reason": "\x00"}),
        ("delegate", {"stand_in": ANYBODY, "start": "2026-01-01", "end": "2026-01-02", "reason": {"$sealed": "forged"}}),
        ("delegate", {"stand_in": ANYBODY, "start": "2026-03-02T12:00+00:00", "end": "2026-03-09T12:00+00:00", "reason": "  "}),
        ("add_door_key", {"key": "k", "public": "not a key", "title": "t"}),
        ("add_door_key", {"key": "k", "public": float("nan"), "title": "t"}),
    ],
)
async def test_bad_input_is_one_clear_refusal(office: Office, command: str, content: dict[str, Any]) -> None:
    """Malformed, huge and hostile: refused, recorded, and governance goes on."""
    outcome = await office.ask(OFFICER, command, **content)
    assert outcome.outcome == "refused"
    assert len(await office.log.read(Stream(category="refused", id=STREAM.id))) == 1
    assert (await office.delegate(OFFICER, ANYBODY)).outcome == "done"


async def test_signed_commands_are_verified_and_unsigned_ones_marked() -> None:
    """design.md §3, Who. Production refuses unsigned commands; the embedded stack says so in the event."""
    office, secret = await Office().adopt_first(), new_door_key()
    await office.ask(OFFICER, "add_door_key", key=secret.key, public=secret.public, title="command line")
    strict = Governor(office.log, office.governed, office.keyring, unsigned_allowed=False)
    content = {"stand_in": ANYBODY, "start": NOON.isoformat(), "end": (NOON + DAY).isoformat(), "reason": "away"}
    said(office, "signature_needed", await strict.govern(Governing(command="delegate", content=content, by=OFFICER, at=NOON)))

    def signed(by: str) -> Governing:
        command_id, asked_at = uuid4(), NOON.isoformat()
        payload = {**content, "id": str(command_id), "by": OFFICER, "asked_at": asked_at}
        signature = sign(secret, payload, case=CASE, command="delegate", expires=NOON + timedelta(hours=1))["signature"]
        return Governing(command="delegate", content=content, by=by, at=NOON, id=command_id, signature=signature, asked_at=asked_at)

    said(office, "signature_wrong", await strict.govern(signed(MANAGER)))
    assert (await strict.govern(signed(OFFICER))).outcome == "done"
    metas = [json.loads(event.meta) for event in await office.log.read(STREAM)]
    assert metas[0]["unsigned"] is True
    assert metas[-1]["signature"]["key"] == secret.key
    assert metas[-1]["by"]["posts"] == ["compliance-officer"]


async def test_the_first_adoption_brings_the_first_door_since_nobody_could_sign_it() -> None:
    """house:first-adoption, house:door-key. From then on every command is signed where that is asked for."""
    office, secret = Office(unsigned_allowed=False), new_door_key()
    said(office, "bad_key", await office.ask(OFFICER, "adopt_first", **DOCUMENTS, door_key=secret.key, door_public="no"))
    done = await office.ask(OFFICER, "adopt_first", **DOCUMENTS, door_key=secret.key, door_public=secret.public)
    assert done.made[-1] == secret.key
    assert office.governed.door_key(secret.key, NOON) is not None
    said(office, "signature_needed", await office.delegate(OFFICER, ANYBODY))


async def test_one_call_is_enough_where_bylaw_is_tried_out() -> None:
    """The unsigned way in, with a fresh id."""
    office = Office()
    outcome = await govern(office.log, office.governed, office.keyring, "adopt_first", DOCUMENTS, OFFICER, NOON)
    assert outcome.outcome == "done"


async def test_time_never_runs_backwards_in_governance(office: Office) -> None:
    """happened_at is the later of the door's clock and the last event."""
    office.at -= DAY
    await office.delegate(OFFICER, ANYBODY)
    events = await office.log.read(STREAM)
    assert events[-1].happened_at == NOON


async def test_many_at_once_lose_nothing_and_double_nothing(pg: EventLog) -> None:
    """The log is the lock: whoever was slower loads and decides again; ten first adoptions are one."""
    keyring = MemoryKeyring()
    offices = [Office(log=pg, keyring=keyring) for _ in range(10)]
    outcomes = await asyncio.gather(*(office.ask(OFFICER, "adopt_first", **DOCUMENTS) for office in offices))
    assert sorted(outcome.outcome for outcome in outcomes) == ["done"] + ["refused"] * 9
    people = [handle for handle in IDS if handle not in (OFFICER, ANYBODY)][:8]
    windows = await asyncio.gather(*(office.delegate(who, ANYBODY) for office, who in zip(offices, people, strict=False)))
    assert [window.outcome for window in windows] == ["done"] * 8
    await offices[0].governed.refresh()
    assert offices[0].governed.version == 3 + 8
    assert len(offices[0].governed.organisation(NOON).stand_ins) == 8
