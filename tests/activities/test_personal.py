"""Personal fields: sealed once at the door, under the key of whom they concern (design.md §5)."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from activities.personal import (
    ERASED,
    is_sealed,
    open_up,
    outsiders,
    raw_digest,
    request_digest,
    said,
    seal,
    sealed_for,
    subject_of,
)
from domain.kernel import PersonId, Refused
from domain.shapes import personal
from eventlog.errors import Corrupt
from eventlog.keyring import MemoryKeyring

EVE, FRANK = str(uuid4()), str(uuid4())
CASE = f"incident-{uuid4()}"
PURPOSE = (("fields", "purpose"), EVE)
JSON = st.recursive(
    st.booleans() | st.integers(-(2**40), 2**40) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3),
    max_leaves=8,
)
OFTEN = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


def content(purpose: Any = "to read clause 4", **more: Any) -> dict[str, Any]:
    return {"plan": "contract-loan", "fields": {"contract": "C-7", "purpose": purpose}, **more}


@given(JSON)
@OFTEN
async def test_what_is_sealed_opens_again_unchanged(value: Any) -> None:
    """Any JSON value, whatever its type; nothing else of the content moves."""
    assume(str(value).strip())
    keyring = MemoryKeyring()
    sealed = await seal(content(value), [PURPOSE], uuid4(), keyring)
    assert is_sealed(sealed["fields"]["purpose"])
    assert sealed["fields"]["contract"] == "C-7"
    assert await open_up(sealed, keyring) == content(value)


@given(JSON)
@OFTEN
async def test_erased_stays_erased(value: Any) -> None:
    """Also after the person gets a new key; others' fields stay readable."""
    keyring = MemoryKeyring()
    paths = [(("mine",), EVE), (("hers",), FRANK)]
    sealed = await seal({"mine": "secret", "hers": value}, paths, uuid4(), keyring)
    await keyring.erase(subject_of(EVE))
    await keyring.key_for(subject_of(EVE))
    assert await open_up(sealed, keyring) == {"mine": ERASED, "hers": value}
    assert (await open_up(sealed, keyring, erased={"erased": True}))["mine"] == {"erased": True}


async def test_two_sealings_look_different_and_say_their_place() -> None:
    """A random nonce: nobody guesses a short text and checks. AAD = command id / path."""
    keyring, command = MemoryKeyring(), uuid4()
    one, two = [await seal(content(), [PURPOSE], command, keyring) for _ in range(2)]
    assert one != two
    assert one["fields"]["purpose"]["$aad"] == f"{command}/fields/purpose"


async def test_sealing_again_changes_nothing() -> None:
    """Encrypted once: a value that was sealed at another door for this command passes as it is."""
    keyring, command = MemoryKeyring(), uuid4()
    sealed = await seal(content(), [PURPOSE], command, keyring)
    assert await seal(sealed, [PURPOSE], command, keyring) == sealed


@pytest.mark.parametrize("place", ["purpose", "contract"])
async def test_anothers_sealed_value_cannot_be_sent_as_ones_own(place: str) -> None:
    """house:sealed. Else whoever sees a sealed text could have it opened in a case of their own."""
    keyring = MemoryKeyring()
    stolen = (await seal(content(), [PURPOSE], uuid4(), keyring))["fields"]["purpose"]
    mine = content()
    mine["fields"][place] = stolen
    with pytest.raises(Refused, match="sealed_elsewhere"):
        await seal(mine, [(("fields", "purpose"), FRANK)], uuid4(), keyring)


async def test_a_sealed_value_relabelled_for_this_place_is_refused() -> None:
    """house:sealed. The label is bound to the ciphertext; garbage never reaches the log, where it would break every page."""
    keyring, command = MemoryKeyring(), uuid4()
    stolen = (await seal(content(), [PURPOSE], uuid4(), keyring))["fields"]["purpose"]
    for forged in ({**stolen, "$aad": f"{command}/fields/purpose"}, {"$sealed": "x"}, {**stolen, "$key": "no"}, {"$key": 1}):
        with pytest.raises(Refused, match="sealed_elsewhere"):
            await seal(content(forged), [PURPOSE], command, keyring)
        assert len(await request_digest(keyring, case="c", command="open", by=EVE, content=content(forged))) == 32


async def test_an_altered_sealed_value_does_not_open() -> None:
    """AES-GCM: what the log holds opens as it was sealed or not at all."""
    keyring = MemoryKeyring()
    sealed = await seal(content(), [PURPOSE], uuid4(), keyring)
    sealed["fields"]["purpose"]["$aad"] += "x"
    with pytest.raises(Corrupt):
        await open_up(sealed, keyring)


async def test_the_digest_is_of_what_was_asked_not_of_how_it_was_sealed() -> None:
    """An honest retry matches, sealed or not; anything else that is asked does not."""
    keyring, command = MemoryKeyring(), uuid4()

    async def digest(body: dict[str, Any], **more: str) -> bytes:
        return await request_digest(keyring, **{"case": "c", "command": "open", "by": EVE, "content": body, **more})  # type: ignore[arg-type]

    sealed = [await seal(content(), [PURPOSE], command, keyring) for _ in range(2)]
    same = {await digest(content()), *[await digest(each) for each in sealed]}
    assert len(same) == 1
    others = [
        await digest(content("else")),
        await digest(content(), by=FRANK),
        await digest(content(), case="d"),
        await digest(content(), shown="x"),
    ]
    assert len({*same, *others}) == 5
    assert await digest(content()) != await request_digest(MemoryKeyring(), case="c", command="open", by=EVE, content=content())
    assert len(await raw_digest(keyring, b"\xff garbage")) == 32


async def test_missing_values_and_odd_shapes_are_left_for_the_form_to_refuse() -> None:
    """Sealing never fails on what is not there."""
    keyring, command = MemoryKeyring(), uuid4()
    for odd in ({}, {"fields": None}, {"fields": "x"}, {"fields": {"purpose": None}}, {"fields": {"purpose": " "}}, {"fields": ["a"]}):
        assert await seal(odd, [PURPOSE], command, keyring) == odd
    people = {"people": [{"name": {"en": "Eve"}}]}
    sealed = await seal(people, [(("people", "0", "name"), EVE), (("people", "7", "name"), EVE)], command, keyring)
    assert await open_up(sealed, keyring) == people


async def test_what_is_nested_beyond_reason_or_no_json_is_refused() -> None:
    """house:form. A refusal, not a stack overflow in a worker."""
    deep: Any = "x"
    for _ in range(400):
        deep = [deep]
    for body in ({"fields": deep}, {"fields": float("nan")}):
        with pytest.raises(Refused):
            await seal(body, [PURPOSE], uuid4(), MemoryKeyring())
        with pytest.raises(Refused):
            await request_digest(MemoryKeyring(), case="c", command="open", by=EVE, content=body)


def test_everybody_has_a_key_of_their_own() -> None:
    """A person's id is the subject; machines and others get one derived from what they are called."""
    assert subject_of(EVE) == UUID(EVE)
    assert subject_of("alarm-intake") == subject_of("alarm-intake") != subject_of("other")


def test_words_are_said_in_the_readers_language_if_there() -> None:
    """Erased names and plain texts are said as they are."""
    assert [said({"zh": "名", "en": "n"}, "en"), said({"zh": "名"}, "en"), said(ERASED, "en")] == ["n", "名", ERASED]


async def test_those_outside_have_a_key_of_their_own() -> None:
    """house:outsiders. Whom a case tells and who does not work here: their key is erased, and what was said to them stays."""
    keyring, content = MemoryKeyring(), {"text": "We are sorry.", "recipient": "Mr Meng, 1 Long Street"}
    found = personal("incident", "inform", {"whom": "customers", **content}, None)
    paths = [(path, sealed_for(whose, case=CASE, by=PersonId(EVE), people={EVE})) for path, whose in found]
    sealed = await seal(content, paths, uuid4(), keyring)
    assert await open_up(sealed, keyring) == content
    await keyring.erase(subject_of(outsiders("incident-another")))
    assert await open_up(sealed, keyring) == content
    await keyring.erase(subject_of(outsiders(CASE)))
    assert await open_up(sealed, keyring) == {"text": "We are sorry.", "recipient": ERASED}


def test_there_is_a_key_only_for_whom_we_know() -> None:
    """house:form. A form that names somebody unknown is sealed for whoever filled it in."""
    assert sealed_for(FRANK, case=CASE, by=PersonId(EVE), people={EVE, FRANK}) == FRANK
    assert sealed_for(FRANK, case=CASE, by=PersonId(EVE), people={EVE}) == EVE
    assert sealed_for("by", case=CASE, by=PersonId(EVE), people={EVE}) == EVE
