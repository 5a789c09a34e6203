"""Bad input through every door of a running stack: one clear refusal each, recorded, and the case goes on."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from uuid import uuid4

from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue

from activities.wire import CASES
from domain.kernel import CaseId, case_id
from tests.faults.loans import loan_at
from tests.faults.record import sound
from tests.faults.stack import Stack

HOSTILE = {
    "sql": "'; drop table eventlog.event; --",
    "markup": "<script>alert(1)</script>{{7*7}}${jndi:ldap://x/y}",
    "format": "%s%n{0}{case.__class__}",
    "terminal": "\x1b]0;title\x07\x1b[2J",
    "right_to_left": "\u202egnp.exe",
    "emoji": "👩‍👩‍👧‍👦" * 20,
    "astral": "𠮷野家で𩸽",
}
"""Strange, and text all the same: taken as they are, and they do nothing."""


def raw(data: bytes, encoding: bytes = b"json/plain") -> RawValue:
    """A payload as no SDK would make it."""
    return RawValue(Payload(metadata={"encoding": encoding}, data=data))


GARBAGE: dict[str, tuple[str, tuple[Any, ...], str]] = {
    "no input": ("approve", (), "no_input"),
    "null": ("approve", (None,), "no_input"),
    "three inputs": ("approve", ({"by": "han"}, {"by": "han"}, {"by": "han"}), "too_many_inputs"),
    "garbage bytes": ("approve", (raw(b"\x00\xff\xfe{{{", b"binary/plain"),), "not_json"),
    "broken json": ("approve", (raw(b'{"by": "han"'),), "not_json"),
    "not utf-8": ("approve", (raw(b'{"by": "\xff\xfe"}'),), "not_json"),
    "a number too large": ("approve", (raw(b'{"by": "han", "note": 1e999}'),), "not_json"),
    "not a number": ("approve", (raw(b'{"by": "han", "note": NaN}'),), "not_json"),
    "a list": ("approve", ([{"by": "han"}],), "not_an_object"),
    "a text": ("approve", ("han",), "not_an_object"),
    "400 KB": ("approve", ({"by": "han", "note": "x" * 400_000},), "too_long"),
    "nested": ("approve", (raw(b'{"by": "han", "note": ' + b"[" * 5_000 + b"]" * 5_000 + b"}"),), "not_json"),
    "nested beyond reading": ("approve", (raw(b'{"by":' + b'{"a":' * 10_000 + b"1" + b"}" * 10_000 + b"}"),), "not_json"),
    "an unknown name": ("no_such_thing", ({"by": "han"},), "unknown_command"),
    "a hostile name": ("'; drop table eventlog.event; --\x00\u202e", ({"by": "han"},), "unknown_command"),
    "a huge name": ("a" * 900, ({"by": "han"},), "unknown_command"),
    "nobody": ("approve", ({},), "missing_field"),
    "somebody unknown": ("approve", ({"by": "nobody-of-us"},), "unknown_person"),
    "a name that is a list": ("approve", ({"by": ["han"]},), "wrong_type"),
    "NUL in a name": ("approve", (raw(b'{"by": "han\\u0000"}'),), "wrong_type"),
    "a lone surrogate": ("refuse", (raw(b'{"by": "han", "reason": "\\ud800"}'),), "bad_characters"),
    "NUL in a text": ("refuse", (raw(b'{"by": "han", "reason": "a\\u0000b"}'),), "bad_characters"),
    "a text too long": ("refuse", ({"by": "han", "reason": "x" * 5_000},), "too_long"),
    "no reason": ("refuse", ({"by": "han"},), "missing_field"),
    "an unknown field": ("approve", ({"by": "han", "sudo": True},), "unknown_field"),
    "a wrong type": ("approve", ({"by": "han", "step": 7},), "wrong_type"),
    "an id that is none": ("approve", ({"by": "han", "id": "1"},), "wrong_type"),
    "wrong moment": ("return", ({"by": "he"},), "not_out"),
    "one's own request": ("approve", ({"by": "he"},), "own_request"),
    "not theirs": ("approve", ({"by": "tao"},), "not_yours"),
    "a clock by hand": ("time_passed", ({"by": "system", "clock": "x", "due": "2026-01-01T00:00:00Z"},), "from_the_system"),
    "a receipt by hand": ("notified", ({"by": "system", "event": str(uuid4()), "duty": "notify"},), "from_the_system"),
    "as the system": ("approve", ({"by": "system"},), "not_yours"),
    "a forged signature": ("approve", ({"by": "han", "signature": {"key": "x", "value": "y", "expires": "z"}},), "signature_malformed"),
    "a signature that is none": ("approve", ({"by": "han", "signature": "han"},), "wrong_type"),
    "opened again": ("open", ({"by": "he", "plan": "contract-loan", "fields": {"contract": "C", "purpose": "p"}},), "already_open"),
    "submit without a command": ("submit", ({"by": "han"},), "missing_field"),
    "submit of submit": ("submit", ({"by": "han", "command": "submit"},), "unknown_command"),
}


async def recorded(stack: Stack, case: CaseId, count: int) -> list[dict[str, Any]]:
    """Wait for so many refusals of a case."""

    async def all_there() -> bool:
        return len(await stack.refusals(case)) >= count

    await stack.until(all_there, f"{count} refusals of {case}")
    return await stack.refusals(case)


async def test_bare_signals_of_every_wrong_shape(stack: Stack):
    """design.md §3: by signal nobody is there to answer, so each is recorded, with its clause; then a bare signal approves."""
    loan = await loan_at(stack, "opened", "he")
    before = await stack.types(loan.case)
    for name, arguments, _ in GARBAGE.values():
        await stack.handle(loan.case).signal(name, args=list(arguments))
    said = await recorded(stack, loan.case, len(GARBAGE))
    wanted = {what: key for what, (_, _, key) in GARBAGE.items()}
    assert {what: one["key"] for what, one in zip(GARBAGE, said, strict=True)} == wanted
    assert all(one["clause"] and len(one["content"]) <= 200 and len(one["digest"]) == 64 for one in said)
    assert await stack.types(loan.case) == before
    await stack.handle(loan.case).signal("approve", {"by": "han"})
    await stack.happens(loan.case, "request.approved")
    loan.point = "approved"
    await loan.finish()
    await sound(stack)


async def test_bare_updates_of_every_wrong_shape(stack: Stack):
    """Who asks and waits is told: one refusal, with its clause and key; each is recorded as well."""
    loan = await loan_at(stack, "opened", "he")
    for what, (name, arguments, key) in GARBAGE.items():
        answer = await stack.handle(loan.case).execute_update(name, args=list(arguments))
        assert (what, answer["outcome"], answer["refusal"]["key"]) == (what, "refused", key)
        assert answer["refusal"]["clause"]
    assert len(await stack.refusals(loan.case)) == len(GARBAGE)
    await loan.finish()


async def test_what_is_strange_but_text_is_kept_as_it_is(stack: Stack):
    """Form lines are sealed or stored as they came; nothing in them is read as anything but text."""
    cases = {}
    for text in HOSTILE.values():
        cases[await stack.open(by="shi", purpose=text)] = text
    shown = await stack.typed(*(("show", case, "--json") for case in cases), *(("show", case) for case in cases))
    assert [ran.code for ran in shown] == [0] * 2 * len(cases)
    for text, ran in zip(cases.values(), shown, strict=False):
        assert json.dumps(text, ensure_ascii=False) in ran.out
    assert not any(control in ran.out for ran in shown for control in ("\x1b", "\x07", "\u202e") if not ran.out.startswith("{"))


async def deeds(stack: Stack, case: CaseId) -> list[str]:
    """What happened in a case, without clocks and notices."""
    return [each for each in await stack.types(case) if each.startswith("request.")]


# --- the door that other code uses ------------------------------------------------------------------


async def test_what_a_door_refuses_before_any_workflow(stack: Stack):
    """design.md §3: doors look the case up first; an unknown one is refused there, and no workflow is started."""
    unknown = case_id("request", uuid4())
    for case in (unknown, CaseId("request-nonsense"), CaseId("holiday-" + str(uuid4())), CaseId(""), CaseId("x" * 10_000)):
        answer = await stack.ask(case, "approve", "han")
        assert answer.refusal is not None
        assert (answer.outcome, answer.refusal.key) == ("refused", "unknown_case")
    assert not await stack.runs(unknown)


async def test_what_a_door_cannot_seal_or_sign_is_refused(stack: Stack):
    """A door answers what it cannot even hand over; nothing it refuses reaches the case."""
    case = await stack.open(by="shi")
    before = await deeds(stack, case)
    wrong: list[tuple[str, str, dict[str, Any]]] = [
        ("shi", "amend", {"fields": {"purpose": "\ud800"}}),
        ("shi", "amend", {"fields": {"purpose": "a\x00b"}}),
        ("shi", "amend", {"fields": {"purpose": 1.5}}),
        ("shi", "amend", {"fields": "all of them"}),
        ("shi", "amend", {"fields": {"contract": 10**30}}),
        ("shi", "amend", {"note": "x" * 500_000}),
        ("han", "refuse", {"reason": ""}),
        ("han", "approve", {"shown": "0" * 64}),
        ("han", "approve", {"step": "no-such-step"}),
        ("han", "no_such_command", {}),
        ("han", "hand_on", {"to": "nobody"}),
    ]
    for by, name, content in wrong:
        answer = await stack.ask(case, name, by, **content)
        assert answer.refusal is not None, (name, content, answer)
        assert answer.refusal.clause, (name, content)
    assert await deeds(stack, case) == before


# --- the command line ----------------------------------------------------------------------------------

OPEN = ("open", "contract-loan", "--as", "xu", "--field", "purpose=p", "--field")
DEAD = "127.0.0.1:1"


def command_lines(case: str) -> dict[str, tuple[int, str, tuple[str, ...]]]:
    """What is typed, the exit code, and what stands on stderr."""
    return {
        "unknown plan": (1, "house:", ("open", "no-such-plan", "--as", "xu")),
        "unknown field": (1, "colour", (*OPEN, "contract=C-1", "--field", "colour=red")),
        "missing field": (1, "contract", ("open", "contract-loan", "--as", "xu", "--field", "purpose=p")),
        "unknown person": (1, "house:", ("open", "contract-loan", "--as", "nobody", "--field", "contract=C", "--field", "purpose=p")),
        "unknown case": (1, "house:", ("act", f"request-{uuid4()}", "approve", "--as", "han")),
        "no case at all": (1, "house:", ("act", "LOAN-1999-0001", "approve", "--as", "han")),
        "a case from hell": (1, "house:", ("act", "'; drop table x; --", "approve", "--as", "han")),
        "show nothing": (1, "house:", ("show", f"request-{uuid4()}")),
        "unknown command": (1, "house:", ("act", case, "destroy", "--as", "han")),
        "wrong moment": (1, "SO 2.2.2", ("act", case, "return", "--as", "xu")),
        "own request": (1, "house:own-request", ("act", case, "approve", "--as", "xu")),
        "no reason": (1, "house:reason", ("act", case, "refuse", "--as", "han")),
        "huge": (1, "house:form", (*OPEN, "contract=" + "x" * 100_000)),
        "no text": (1, "house:form", (*OPEN, "contract=\udcff\udcfe")),
        "stale": (1, "house:what-was-shown", ("act", case, "approve", "--as", "han", "--shown", "0" * 64)),
        "no pair": (2, "name=value", ("open", "contract-loan", "--as", "xu", "--field", "purpose")),
        "no id": (2, "--id", ("act", case, "approve", "--as", "han", "--id", "7")),
        "nobody asks": (2, "--as", ("act", case, "approve")),
        "no such verb": (2, "borrow", ("borrow",)),
        "done": (0, "", ("act", case, "urge", "--as", "xu")),
    }


async def test_the_command_line_refuses_in_one_sentence(stack: Stack):
    """Exit codes: 0 done, 1 refused (clause on stderr), 2 wrong use. Never a stack trace."""
    lines = command_lines(await stack.open(by="xu"))
    done = await stack.typed(*(argv for _, _, argv in lines.values()))
    for (what, (code, said, _)), ran in zip(lines.items(), done, strict=True):
        assert (what, ran.code) == (what, code), ran
        assert said in ran.err, (what, ran.err)
        assert code != 1 or len(ran.err.strip().splitlines()) == 1, ran.err


READING: dict[str, tuple[int, str, tuple[str, ...]]] = {
    "nobody's inbox": (1, "house:form", ("inbox", "--as", "nobody")),
    "notices to nobody": (1, "house:form", ("notices", "--to", "nobody")),
    "log of nothing": (1, "house:form", ("log", f"request-{uuid4()}")),
    "explain nothing": (1, "house:form", ("explain", "LOAN-1-1")),
    "who can do nothing": (1, "house:form", ("who-can", "\u202e" * 50)),
    "a span from hell": (2, "bylaw due", ("due", "99999999999 wd", "--from", "2026-11-23T10:00")),
    "no span": (2, "bylaw due", ("due", "soon", "--from", "2026-11-23T10:00")),
    "no instant": (2, "bylaw due", ("due", "2 wd", "--from", "yesterday")),
    "an instant out of time": (2, "bylaw due", ("due", "10000 month", "--from", "9999-12-31T00:00:00+00:00")),
    "no such file": (2, "", ("check", "/no/such/pack.yaml")),
    "a pack that is no text": (1, "", ("check", "{home}/binary.yaml")),
    "a pack that is a bomb": (1, "", ("check", "{home}/bomb.yaml")),
    "a pack that is nested": (1, "", ("check", "{home}/nested.yaml")),
    "a pack that is empty": (1, "", ("check", "{home}/empty.yaml")),
    "a pack with an object": (1, "", ("check", "{home}/object.yaml")),
    "adopting again": (1, "house:", ("adopt", "--as", "bai")),
    "adopting by nobody": (2, "--as", ("adopt",)),
    "standing in for oneself": (1, "house:", ("delegate", "lin", "--as", "lin", "--until", "2030-01-01", "--reason", "r")),
    "standing in by nobody": (1, "house:", ("delegate", "nobody", "--as", "lin", "--until", "2030-01-01", "--reason", "r")),
    "signing nothing": (2, "", ("sign",)),
    "signing no JSON": (2, "", ("sign", f"request-{uuid4()}", "approve", "--as", "han", "--field", "a:={")),
}

BAD_FILES = {
    "binary.yaml": bytes(range(256)) * 10,
    "bomb.yaml": b"a: &a [x,x,x,x,x,x,x,x,x]\n"
    + b"".join(b"%c: &%c [" % (98 + at, 98 + at) + b",".join([b"*%c" % (97 + at)] * 9) + b"]\n" for at in range(12)),
    "nested.yaml": b"[" * 20_000 + b"]" * 20_000,
    "empty.yaml": b"",
    "object.yaml": b"!!python/object/apply:os.abort []\n",
}


async def test_everything_else_that_is_typed(stack: Stack):
    """Reading, checking, adopting, delegating and signing: a refusal or a wrong use, in words, never a stack trace."""
    for name, content in BAD_FILES.items():
        (stack.home / name).write_bytes(content)
    lines = [tuple(word.replace("{home}", str(stack.home)) for word in argv) for _, _, argv in READING.values()]
    for (what, (code, said, _)), ran in zip(READING.items(), await stack.typed(*lines), strict=True):
        assert (what, ran.code) == (what, code), ran
        assert said in ran.err, (what, ran.err)
        assert ran.err or ran.out


async def test_a_closed_case_takes_a_signal_and_ends_again(stack: Stack):
    """An accepted command to a closed case would start it again; one that is refused leaves its refusal, and it ends again."""
    loan = await loan_at(stack, "checked", "he")
    before = await stack.types(loan.case)
    await stack.client.start_workflow("request", id=loan.case, task_queue=CASES, start_signal="approve", start_signal_args=[{"by": "han"}])
    assert [each["key"] for each in await recorded(stack, loan.case, 1)] == ["nothing_to_decide"]
    await loan.settled()
    assert await stack.types(loan.case) == before


async def test_workflows_started_by_hand_for_nothing_end(stack: Stack):
    """Whatever is started under whatever name with whatever input: it ends by itself, and nothing is written."""
    before = await stack.committed()
    for name in ("request-nonsense", "nonsense", f"holiday-{uuid4()}", "request-" + "x" * 500):
        for given in ([], [raw(b"\x00\xff", b"binary/plain")], [{"inbox": [{"name": 7}]}], [{"inbox": "all"}]):
            handle = await stack.client.start_workflow("request", args=given, id=name, task_queue=CASES)
            await asyncio.wait_for(handle.result(), 60)
    assert await stack.committed() == before


async def test_exit_codes_of_the_program_itself(stack: Stack):
    """What a script sees: 0 done, 1 refused, 2 wrong use, 3 not reachable, and one sentence, never a stack trace."""
    case = await stack.open(by="xu")
    urge = ("act", case, "urge", "--as", "xu")
    lost = f"postgresql://bylaw:x@{DEAD}/bylaw"
    ran = await asyncio.gather(
        stack.cli(*urge),
        stack.cli("act", case, "return", "--as", "xu"),
        stack.cli("act", case),
        stack.cli(*urge, BYLAW_TEMPORAL_ADDRESS=DEAD),
        stack.cli(*urge, BYLAW_DATABASE_URL=lost, BYLAW_KEYS_URL=lost),
    )
    assert [each.code for each in ran] == [0, 1, 2, 3, 3], ran
    assert not any("Traceback" in each.err for each in ran)
