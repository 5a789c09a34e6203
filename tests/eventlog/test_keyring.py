"""Keys per person: made once, erased for ever, and sealed fields that open only with their key in their place."""

from __future__ import annotations

import asyncio
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.errors import Corrupt
from eventlog.keyring import Keyring, MemoryKeyring, PostgresKeyring
from eventlog.roles import admit
from eventlog.seal_fields import decrypt, encrypt, is_sealed, key_id_of
from tests.eventlog.starter import sibling

SECRET, KEY = bytes(range(32)), UUID(int=7)


@pytest.fixture(params=["memory", "postgres"])
async def keyring(request: pytest.FixtureRequest, database: str):
    if request.param == "memory":
        yield MemoryKeyring()
        return
    await admit(database, "test_keeper", password="only-for-this-test", roles=["bylaw_keys"])
    name = database.rpartition("/")[2].partition("?")[0]
    found = await PostgresKeyring.connect(sibling(database, name, user="test_keeper", password="only-for-this-test"))
    yield found
    await found.close()


async def test_a_person_has_one_key(keyring: Keyring):
    """Made on first use, the same afterwards, another for everybody else; twenty at once make one."""
    anna, ben = uuid4(), uuid4()

    keys = await asyncio.gather(*(keyring.key_for(anna) for _ in range(20)))

    assert len({key.id for key in keys}) == len({key.secret for key in keys}) == 1
    assert len(keys[0].secret) == 32
    assert (await keyring.key_for(ben)).id != keys[0].id


async def test_an_erased_key_is_gone_for_ever(keyring: Keyring):
    """Nobody gets the secret again, the id stays known as erased, and a later key is another one."""
    anna, ben = uuid4(), uuid4()
    old, other = await keyring.key_for(anna), await keyring.key_for(ben)

    await keyring.erase(anna)
    await keyring.erase(anna)
    new = await keyring.key_for(anna)

    assert new.id != old.id
    assert new.secret != old.secret
    assert await keyring.by_ids([old.id, other.id, new.id]) == {old.id: None, other.id: other.secret, new.id: new.secret}


async def test_a_key_never_made_here_has_no_secret(keyring: Keyring):
    """An unknown id is no error: what it sealed cannot be read, as if erased."""
    unknown = uuid4()
    assert await keyring.by_ids([unknown]) == {unknown: None}
    assert await keyring.by_ids([]) == {}


async def test_the_secret_of_digests_is_made_once(keyring: Keyring):
    """All doors compute the same digest of the same request."""
    assert len(await keyring.digest_key()) == 32
    assert await keyring.digest_key() == await keyring.digest_key()


async def test_doors_share_the_secret_of_digests(database: str):
    """Two processes that start at once agree on one."""
    doors = await asyncio.gather(*(PostgresKeyring.connect(database) for _ in range(5)))
    secrets = {await door.digest_key() for door in doors}
    for door in doors:
        await door.close()

    assert len(secrets) == 1


def test_a_key_does_not_print_its_secret():
    """Keys must not reach a log file."""
    key = asyncio.run(MemoryKeyring().key_for(KEY))

    assert key.secret.hex() not in repr(key)
    assert repr(key.secret) not in repr(key)


@given(st.binary(max_size=200), st.binary(max_size=50))
def test_a_sealed_field_opens_in_its_place(plaintext: bytes, place: bytes):
    """What was sealed comes back exactly, and says which key it needs."""
    field = encrypt(SECRET, KEY, plaintext, place)

    assert decrypt(SECRET, field, place) == plaintext
    assert is_sealed(field)
    assert key_id_of(field) == KEY


@given(st.binary(min_size=1, max_size=50), st.data())
def test_an_altered_field_does_not_open(plaintext: bytes, data: st.DataObject):
    """Another key, another place, another nonce, any other character: refused."""
    field = encrypt(SECRET, KEY, plaintext, b"place")
    part = data.draw(st.sampled_from(["$nonce", "$sealed"]))
    at = data.draw(st.integers(0, len(field[part]) - 1))
    altered = field[part][:at] + ("B" if field[part][at] == "A" else "A") + field[part][at + 1 :]

    for secret, one, place in [
        (SECRET[::-1], field, b"place"),
        (SECRET, field, b"elsewhere"),
        (SECRET, field | {part: altered + "!!!!"}, b"place"),
        (SECRET, field | {part: field[part][:-4]}, b"place"),
    ]:
        with pytest.raises(Corrupt):
            decrypt(secret, one, place)


def test_equal_fields_look_different():
    """Nobody can guess a short plaintext and compare."""
    assert encrypt(SECRET, KEY, b"yes", b"place")["$sealed"] != encrypt(SECRET, KEY, b"yes", b"place")["$sealed"]


@pytest.mark.parametrize("value", [None, "x", {}, {"$key": "x"}, {"$key": "", "$nonce": "", "$sealed": "", "more": 1}, []])
def test_other_values_are_not_sealed_fields(value: object):
    """Only the exact form is one."""
    assert not is_sealed(value)
