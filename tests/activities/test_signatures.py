"""Doors vouch for who asks: Ed25519 over RFC 8785 JSON (design.md §3, Who)."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.signatures import (
    DoorSecret,
    Voucher,
    check_public,
    covered,
    new_door_key,
    read_door_key,
    sign,
    verify,
    write_door_key,
)
from domain.governance import DoorKey
from domain.kernel import PersonId, Refused

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SECRET = DoorSecret(key="console", private=bytes(range(32)))
CASE = "request-00000000-0000-4000-8000-000000000001"
PAYLOAD = {"id": "8f", "by": "eve", "asked_at": NOW.isoformat(), "shown": "ab12", "note": "同意", "count": 3}


def door(machine: str | None = None) -> DoorKey:
    return DoorKey(key=SECRET.key, public=SECRET.public, title="t", machine=PersonId(machine) if machine else None, since=NOW)


def signed(payload: dict[str, Any] | None = None, *, expires: datetime = NOW + HOUR, command: str = "approve") -> dict[str, Any]:
    return sign(SECRET, payload or PAYLOAD, case=CASE, command=command, expires=expires)


def verified(payload: Any, *, known: DoorKey | None = None, now: datetime = NOW, case: str = CASE, command: str = "approve") -> Voucher:
    known = known or door()
    return verify(payload, case=case, command=command, keys=lambda key: known if key == known.key else None, now=now)


def refused(payload: Any, key: str, **more: Any) -> None:
    with pytest.raises(Refused) as refusal:
        verified(payload, **more)
    assert (refusal.value.clause, refusal.value.key) == ("house:signature", key)


def test_what_a_door_signed_is_believed() -> None:
    """Which door, for whom, and when it was asked."""
    assert verified(signed()) == Voucher(door="console", machine=None, asked_at=NOW)


@given(st.data())
def test_tampering_with_any_byte_is_refused(data: st.DataObject) -> None:
    """Whatever is changed in the payload as it travels, it no longer is what was signed."""
    text = json.dumps(signed(), ensure_ascii=False).encode()
    place = data.draw(st.integers(0, len(text) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != text[place]))
    try:
        changed = json.loads(text[:place] + bytes([byte]) + text[place + 1 :])
    except ValueError:
        return
    if changed != signed():
        with pytest.raises(Refused):
            verified(changed)


@given(st.dictionaries(st.text("ab"), st.integers(-(2**60), 2**60) | st.floats() | st.text() | st.none() | st.lists(st.booleans())))
def test_what_can_be_signed_is_believed_after_a_trip_over_the_wire(fields: dict[str, Any]) -> None:
    """Numbers that a double would round are refused at signing; all else arrives as it was signed."""
    try:
        payload = signed({**fields, **PAYLOAD})
    except Refused:
        return
    assert verified(json.loads(json.dumps(payload))).door == "console"


@pytest.mark.parametrize("number", [2**53, -(2**53), 1.5, 1.0, float("nan"), [{"deep": 2**60}]])
def test_numbers_that_lose_digits_are_refused(number: Any) -> None:
    """RFC 8785 §3.2.2.3: numbers are doubles."""
    with pytest.raises(Refused):
        signed({**PAYLOAD, "count": number})
    refused({**signed(), "count": number}, "signature_malformed")


def test_the_signature_covers_case_and_command_which_travel_outside() -> None:
    """A signed approval of one case is none of another, and no refusal."""
    refused(signed(), "signature_wrong", case=CASE[:-1] + "2")
    refused(signed(), "signature_wrong", command="refuse")


@pytest.mark.parametrize("name", [*PAYLOAD, "extra"])
def test_the_signature_covers_every_field(name: str) -> None:
    """Id, actor, content, digest of what was shown, instant of asking; nothing can be added either."""
    refused({**signed(), name: "2026-03-02T12:00:01+00:00"}, "signature_wrong")
    without = {key: value for key, value in signed().items() if key != name}
    if name != "extra":
        with pytest.raises(Refused):
            verified(without)


def test_an_expired_signature_is_refused_and_none_lasts_for_ever() -> None:
    """Expiry is signed, exclusive, and at most a week after the asking."""
    refused(signed(), "signature_expired", now=NOW + HOUR)
    refused(signed(expires=NOW + timedelta(days=8)), "signature_expired")
    extended = signed()
    extended["signature"]["expires"] = (NOW + 2 * HOUR).isoformat()
    refused(extended, "signature_wrong")


def test_a_key_that_is_unknown_or_withdrawn_vouches_for_nobody() -> None:
    """`keys` gives only what is believed now; `asked_at` can be chosen by a thief."""
    other = new_door_key()
    refused(sign(other, PAYLOAD, case=CASE, command="approve", expires=NOW + HOUR), "signature_unknown_key")
    forged = sign(DoorSecret(key="console", private=other.private), PAYLOAD, case=CASE, command="approve", expires=NOW + HOUR)
    refused(forged, "signature_wrong")


def test_a_machines_key_vouches_for_that_machine_only() -> None:
    """What a key may vouch for stands in the log beside it."""
    refused(signed(), "signature_not_for_person", known=door("alarm-intake"))
    mine = signed({**PAYLOAD, "by": "alarm-intake"})
    assert verified(mine, known=door("alarm-intake")).machine == "alarm-intake"


@pytest.mark.parametrize(
    "signature",
    [{}, [], "x", 1, {"key": "console", "value": "", "expires": NOW.isoformat(), "more": "x"}, {"key": 1, "value": "x", "expires": "y"}],
)
def test_a_malformed_signature_is_one_clear_refusal(signature: Any) -> None:
    """Hostile shapes end in a refusal like any other."""
    refused({**PAYLOAD, "signature": signature}, "signature_malformed")


def test_a_missing_signature_says_so() -> None:
    """Production refuses unsigned commands; the embedded stack marks them."""
    refused(PAYLOAD, "signature_needed")


@pytest.mark.parametrize(
    ("name", "value"), [("asked_at", "noon"), ("asked_at", "2026-03-02T12:00:00"), ("id", 7), ("by", None), ("shown", [])]
)
def test_a_malformed_envelope_is_one_clear_refusal(name: str, value: Any) -> None:
    """Instants carry their offset; ids and names are texts."""
    refused({**signed(), name: value}, "signature_malformed")


def test_there_is_one_way_to_write_a_signature() -> None:
    """Base64 whose spare bits are set is another text for the same bytes; it is refused."""
    payload = signed()
    value = payload["signature"]["value"]
    twin = value[:-3] + chr(ord(value[-3]) + 1) + "=="
    refused({**payload, "signature": {**payload["signature"], "value": twin}}, "signature_malformed")


def test_text_that_is_no_text_is_refused() -> None:
    """A lone surrogate has no UTF-8 form."""
    with pytest.raises(Refused):
        signed({**PAYLOAD, "note": "\ud800"})


def test_the_signed_bytes_never_change() -> None:
    """Other people's doors sign these bytes too: a golden vector."""
    assert covered({**PAYLOAD, "signature": {"key": "console", "expires": "e"}}, case="c", command="approve").decode() == (
        '{"asked_at":"2026-03-02T12:00:00+00:00","by":"eve","case":"c","command":"approve","content":{"count":3,"note":"同意"},'
        '"expires":"e","form":"bylaw-command/1","id":"8f","key":"console","shown":"ab12"}'
    )


def test_a_key_file_is_its_owners_alone(tmp_path: Path) -> None:
    """Mode 0600, never overwritten, refused when others may read it or it is damaged."""
    path, secret = tmp_path / "door.json", new_door_key()
    write_door_key(path, secret)
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_door_key(path) == secret
    assert str(secret.private) not in repr(secret)
    with pytest.raises(FileExistsError):
        write_door_key(path, new_door_key())
    path.write_text(path.read_text().replace(secret.public, new_door_key().public))
    with pytest.raises(ValueError, match="damaged"):
        read_door_key(path)
    path.chmod(0o640)
    with pytest.raises(PermissionError):
        read_door_key(path)


def test_only_a_public_key_is_taken_as_one() -> None:
    """house:door-key."""
    check_public(SECRET.public)
    for wrong in ("", "AAAA", SECRET.public[:-1], "ü" * 44):
        with pytest.raises(Refused, match="bad_key"):
            check_public(wrong)
