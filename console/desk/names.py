"""What people are called, opened for display. Kept for a minute: whoever is erased is gone from every page within it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from activities.personal import open_up, said
from domain.kernel import SYSTEM
from domain.labels import PARTIES
from domain.organisation import Organisation
from eventlog.keyring import Keyring

KEPT_S = 60.0

Name = Callable[[str], str]


@dataclass(slots=True)
class Names:
    """The names of one organisation, as of its digest, and of whoever belonged to an earlier one: records outlive who made them."""

    earlier: Callable[[], Sequence[Organisation]] = tuple
    _opened: dict[str, tuple[float, Mapping[str, Any]]] = field(default_factory=dict)

    async def of(self, organisation: Organisation, keyring: Keyring, lang: str) -> Name:
        """How to call a person in this language; whoever is unknown by their id."""
        opened = await self._names(organisation, keyring)

        def name(person: str) -> str:
            if person in opened:
                return said(opened[person], lang)
            return "Bylaw" if person == SYSTEM else said(PARTIES.get(person, person), lang)

        return name

    async def _names(self, organisation: Organisation, keyring: Keyring) -> Mapping[str, Any]:
        kept = self._opened.get(organisation.digest)
        if kept is not None and time.monotonic() < kept[0]:
            return kept[1]
        known = {key: who.name for each in (*self.earlier(), organisation) for key, who in each.people.items()}
        opened: Mapping[str, Any] = await open_up(known, keyring)
        self._opened = {organisation.digest: (time.monotonic() + KEPT_S, opened)}
        return opened
