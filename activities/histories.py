"""Cases as their events tell them, folded; the newest kept in this process, so that only later events are read."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from domain import claims
from domain.claims import Claim
from domain.kernel import CaseId, ClaimKey, PersonId, Recorded
from domain.shapes import event_in
from eventlog.port import StoredEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A case at a version: its state (None before the opening) and when its last event happened.

    `claims`: those that its last decision read, as they stood then. The next one will most likely read the same, and only what is new.
    """

    state: Any = None
    version: int = 0
    last_at: datetime | None = None
    claims: Mapping[ClaimKey, Claim] = field(default_factory=dict)


UNKNOWN = History()


class Histories:
    """The cases that this process saw last. Values are immutable; losing one costs a read."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._known: OrderedDict[str, History] = OrderedDict()

    def of(self, case: str) -> History:
        """What is known of a case, perhaps nothing."""
        found = self._known.get(case, UNKNOWN)
        if found is not UNKNOWN:
            self._known.move_to_end(case)
        return found

    def keep(self, case: str, history: History) -> None:
        """Remember a case, if it is not older than what is remembered."""
        if history.version >= self.of(case).version:
            self._known[case] = history
            self._known.move_to_end(case)
        while len(self._known) > self._size:
            self._known.popitem(last=False)

    def forget(self, case: str) -> None:
        """Read the whole case next time."""
        self._known.pop(case, None)


def recorded(stored: StoredEvent, case: str) -> Recorded:
    """An event of the log as the domain knows it."""
    return Recorded(
        event=event_in(stored.type, stored.schema_version, json.loads(stored.data)),
        id=stored.event_id,
        version=stored.version,
        happened_at=stored.happened_at,
        by=PersonId(json.loads(stored.meta)["by"]["id"]),
        case=CaseId(case),
    )


def told(decider: Any, history: History, events: Iterable[Recorded]) -> History:
    """The history with these events written down."""
    for each in events:
        history = replace(history, state=decider.evolve(history.state, each), version=each.version, last_at=each.happened_at)
    return history


def claim_told(claim: Claim, stored: Sequence[StoredEvent]) -> Claim:
    """The claim with these events written down."""
    for each in stored:
        claim = claims.evolve(claim, recorded(each, ""))
    return claim
