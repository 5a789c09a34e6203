"""Cases as lists show them, exact at each asking: those that this process saw last are kept, so that only later events are read."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from domain import reading
from domain.deciders import DECIDERS
from domain.kernel import CaseId, PersonId, kind_of, uuid_of
from eventlog.port import EventLog, StoredEvent, Stream
from views.kinds import KINDS
from views.telling import recorded

KEPT = 4000
"""Cases, a few thousand bytes each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """A case at a version, and everybody who has or had a part in it by then."""

    case: Any = None
    parts: frozenset[PersonId] = frozenset()
    version: int = 0


NOTHING = Fold()


@dataclass(slots=True)
class Folds:
    """The cases that this process saw last. Values are immutable; losing one costs a read."""

    _known: OrderedDict[CaseId, Fold] = field(default_factory=OrderedDict)

    async def of(self, log: EventLog, cases: Sequence[CaseId]) -> Sequence[Fold]:
        """These cases as the log tells them now, in one round trip."""
        known = [self._known.get(case, NOTHING) for case in cases]
        reads = [(Stream(category=kind_of(case), id=uuid_of(case)), fold.version) for case, fold in zip(cases, known, strict=True)]
        _, later = await log.load(None, reads)
        found = [_told(case, fold, events) for case, fold, events in zip(cases, known, later, strict=True)]
        self._keep(cases, found)
        return found

    def _keep(self, cases: Sequence[CaseId], found: Sequence[Fold]) -> None:
        for case, fold in zip(cases, found, strict=True):
            before = self._known.pop(case, fold)  # another reader may have been quicker
            self._known[case] = fold if fold.version >= before.version else before
        while len(self._known) > KEPT:
            self._known.popitem(last=False)


def _told(case: CaseId, fold: Fold, events: Sequence[StoredEvent]) -> Fold:
    if not events:
        return fold
    kind, state = KINDS[kind_of(case)], fold.case
    history = [recorded(kind, event) for event in events]
    for each in history:
        state = kind.evolve(state, each)
    return Fold(case=state, parts=fold.parts | reading.parts(DECIDERS[kind_of(case)], history), version=fold.version + len(events))
