"""Which person of the organisation a provider's claims name: exactly one who works here, or nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from activities.personal import open_up
from console.setup import Oidc
from console.signin.failed import SignInFailed
from domain.governance import GOVERNING
from domain.organisation import Organisation, Person
from eventlog.keyring import Keyring


async def person_of(claims: Mapping[str, Any], oidc: Oidc, organisation: Organisation, keyring: Keyring) -> Person:
    """The active person whose handle, or with `email` whose address, the claim says. Raises `SignInFailed` with whom to ask.

    Nothing else of the token counts: neither groups nor roles, for these stand in the organisation.
    """
    said = claims.get(oidc.claim)
    called = said.strip() if isinstance(said, str) else ""
    active = [person for person in organisation.people.values() if person.active]
    if oidc.claim == "email":
        believed = called if claims.get("email_verified", True) is True else ""
        found = await _by_address(believed, active, keyring) if believed else []
    else:
        found = [person for person in active if called and person.handle == called]
    if len(found) != 1:
        raise SignInFailed("nobody_here", called=called[:80] or "?", ask=whom_to_ask(organisation), detail=f"{len(found)} fit")
    return found[0]


def whom_to_ask(organisation: Organisation) -> list[Mapping[str, str]]:
    """The titles of the posts that change the organisation. No names: whoever reads this is not signed in."""
    return [organisation.posts[post].title for post in GOVERNING if post in organisation.posts]


async def _by_address(address: str, people: list[Person], keyring: Keyring) -> list[Person]:
    """Addresses are sealed, so all are opened; people sign in a few times a day. Upper and lower case are the same."""
    opened: Mapping[str, Any] = await open_up({person.id: person.address for person in people}, keyring)
    return [person for person in people if str(opened[person.id]).casefold() == address.casefold()]
