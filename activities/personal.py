"""The one seam for personal fields: sealed once, at the door, under the key of whom they concern; opened for display only.

A sealed value is the JSON object ``{"$key", "$nonce", "$sealed", "$aad"}``; `$aad` is ``<command id>/<path>``, the place that
it was sealed for. What is sealed is the value's JSON. The domain carries it as it is.

At a door, in this order: `request_digest` over what the caller sent, then `seal`. Both travel together from there.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Container, Iterator, Mapping, Sequence
from math import isfinite
from typing import Any, Final
from uuid import UUID, uuid5

from domain.kernel import BYLAW, PersonId, Refused
from domain.shapes import canonical
from eventlog.errors import Corrupt
from eventlog.keyring import Key, Keyring
from eventlog.seal_fields import decrypt, encrypt, key_id_of

Path = tuple[str, ...]
Subject = PersonId | str

ERASED: Final = "[erased]"
"""Stands where a person's key is gone. For JSON pass ``{"erased": true}`` to `open_up`."""

OUTSIDERS: Final = "outsiders"
_FORM: Final = frozenset({"$key", "$nonce", "$sealed", "$aad"})
_DEEPEST: Final = 256


def subject_of(person: Subject) -> UUID:
    """Whose key it is: a person's id, or for anybody without such an id a name derived from what they are called."""
    try:
        return UUID(person)
    except ValueError:
        return uuid5(BYLAW, f"subject/{person}")


def outsiders(case: str) -> Subject:
    """Those of whom a case tells and who do not work here, as customers hit: one key for them all, which can be erased by itself."""
    return f"outsiders of {case}"


def sealed_for(whose: str, *, case: str, by: PersonId, people: Container[str]) -> Subject:
    """Whose key seals what is personal (see `domain.shapes.personal`): there is none for whoever is not known here."""
    if whose == OUTSIDERS:
        return outsiders(case)
    return whose if whose in people else by


def is_sealed(value: object) -> bool:
    """Whether a JSON value is a sealed one, by its form."""
    return isinstance(value, Mapping) and value.keys() == _FORM and all(isinstance(part, str) for part in value.values())


# --- at the door -------------------------------------------------------------------------------


async def request_digest(keyring: Keyring, *, case: str, command: str, by: str, content: Mapping[str, Any], shown: str = "") -> bytes:
    """What was asked, as 32 bytes that only this keyring can make: HMAC-SHA-256 over what the caller sent.

    Covers no instant, signature or trace. Sealed values count as what they hide, so an honest retry matches although its
    nonces differ; short personal data cannot be guessed from it without the key. Refused (house:form) for what is no JSON.
    """
    plain = await _digestible(_copied(content), keyring)
    asked = {"case": case, "command": command, "by": by, "shown": shown, "content": plain}
    return await raw_digest(keyring, canonical(asked))


async def raw_digest(keyring: Keyring, body: bytes) -> bytes:
    """The same for what could not be read as a command: over the bytes that came."""
    return hmac.new(await keyring.digest_key(), body, hashlib.sha256).digest()


async def seal(content: Mapping[str, Any], paths: Sequence[tuple[Path, Subject]], command_id: UUID, keyring: Keyring) -> dict[str, Any]:
    """The content with the value at each path sealed under its subject's key.

    A value sealed already passes unchanged if it was sealed for this place, command and person; anything else that
    looks sealed is refused (house:sealed): else somebody could have another's secret opened by sending it as their own.
    """
    copy: dict[str, Any] = _copied(content)
    places = {"/".join(path): subject_of(subject) for path, subject in paths}
    keys = {subject: await keyring.key_for(subject) for subject in dict.fromkeys(places.values())}
    for place, value in _looks_sealed(copy):
        if place not in places or not _sealed_here(value, keys[places[place]], _aad(command_id, place)):
            raise Refused("house:sealed", "sealed_elsewhere", field=place[:80])
    for path, subject in paths:
        _seal_at(copy, path, keys[subject_of(subject)], _aad(command_id, "/".join(path)))
    return copy


def seal_value(value: Any, key: Key, aad: str) -> dict[str, str]:
    """One value, sealed for the place that `aad` names."""
    return {**encrypt(key.secret, key.id, canonical(value), aad.encode()), "$aad": aad}


# --- for display -------------------------------------------------------------------------------


async def open_up(value: Any, keyring: Keyring, erased: Any = ERASED) -> Any:
    """A plain value with every sealed part opened, `erased` where the key is gone. Raises `Corrupt` on an altered one."""
    return _opened(value, await _secrets(value, keyring), erased)


def said(words: Any, language: str) -> str:
    """Opened words for a reader: in this language if there, else in another; text as it is."""
    if isinstance(words, Mapping):
        return str(words.get(language) or next(iter(words.values()), ""))
    return str(words)


async def _digestible(value: Any, keyring: Keyring) -> Any:
    """What a digest covers: opened where it opens. What does not is refused later and stays as it came until then."""
    try:
        return await open_up(value, keyring)
    except (Corrupt, ValueError):
        return value


async def _secrets(value: Any, keyring: Keyring) -> Mapping[UUID, bytes | None]:
    wanted = {key_id_of(each) for each in _sealed_in(value)}
    return await keyring.by_ids(wanted) if wanted else {}


def _opened(value: Any, secrets: Mapping[UUID, bytes | None], erased: Any) -> Any:
    if is_sealed(value):
        secret = secrets[key_id_of(value)]
        return erased if secret is None else json.loads(decrypt(secret, value, value["$aad"].encode()))
    if isinstance(value, Mapping):
        return {name: _opened(each, secrets, erased) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_opened(each, secrets, erased) for each in value]
    return value


def _sealed_in(value: Any) -> Iterator[Mapping[str, str]]:
    if is_sealed(value):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _sealed_in(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _sealed_in(each)


# --- places ------------------------------------------------------------------------------------


def _aad(command_id: UUID, place: str) -> str:
    return f"{command_id}/{place}"


def _copied(value: Any, depth: int = 0) -> Any:
    """The same value in fresh dictionaries and lists; Refused when it is nested beyond reason or no JSON."""
    if depth > _DEEPEST or (isinstance(value, float) and not isfinite(value)):
        raise Refused("house:form", "wrong_type", field="content", wanted="form")
    if isinstance(value, Mapping):
        return {str(name): _copied(each, depth + 1) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_copied(each, depth + 1) for each in value]
    return value


def _looks_sealed(value: Any, at: Path = ()) -> Iterator[tuple[str, Any]]:
    """Everything that claims to be sealed, well formed or not, with its place."""
    if isinstance(value, dict):
        if any(name.startswith("$") for name in value):
            yield "/".join(at), value
            return
        for name, each in value.items():
            yield from _looks_sealed(each, (*at, name))
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from _looks_sealed(each, (*at, str(place)))


def _sealed_here(value: Mapping[str, str], key: Key, aad: str) -> bool:
    if not is_sealed(value) or value["$aad"] != aad or value["$key"] != str(key.id):
        return False
    try:
        decrypt(key.secret, value, aad.encode())
    except Corrupt:
        return False
    return True


def _seal_at(content: dict[str, Any], path: Path, key: Key, aad: str) -> None:
    """Seal the value at the path, if it is there and not sealed yet. A blank says nothing, and stays for the form to refuse."""
    inside: Any = content
    for step in path[:-1]:
        inside = _step(inside, step)
    value = _step(inside, path[-1])
    if value is None or is_sealed(value) or (isinstance(value, str) and not value.strip()):
        return
    if isinstance(inside, list):
        inside[int(path[-1])] = seal_value(value, key, aad)
    else:
        inside[path[-1]] = seal_value(value, key, aad)


def _step(inside: Any, step: str) -> Any:
    if isinstance(inside, list):
        return inside[int(step)] if step.isdecimal() and int(step) < len(inside) else None
    return inside.get(step) if isinstance(inside, dict) else None
