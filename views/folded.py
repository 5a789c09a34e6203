"""Cases folded from the log, exact at each asking: those that this process saw last are kept, so that only later events are read."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from domain.kernel import CaseId, kind_of, uuid_of
from eventlog.port import Stream
from views.telling import Kind, recorded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from eventlog.port import EventLog

KEPT = 4000
"""Cases, a few thousand bytes each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fold:
    case: Any = None
    version: int = 0


class Folded:
    """The newest state of any case. States are immutable; losing one costs a read."""

    def __init__(self, log: EventLog, kinds: Mapping[str, Kind], kept: int = KEPT) -> None:
        self._log = log
        self._kinds = kinds
        self._kept = kept
        self._known: OrderedDict[CaseId, _Fold] = OrderedDict()

    async def cases(self, wanted: Iterable[CaseId]) -> dict[CaseId, Any]:
        """These cases as the log tells them now, in one round trip. One without events is None."""
        known = {case: self._known.get(case, _Fold()) for case in wanted}
        reads = [(Stream(category=kind_of(case), id=uuid_of(case)), fold.version) for case, fold in known.items()]
        _, later = await self._log.load(None, reads)
        for (case, fold), events in zip(known.items(), later, strict=True):
            state, kind = fold.case, self._kinds[kind_of(case)]
            for event in events:
                state = kind.evolve(state, recorded(kind, event))
            known[case] = _Fold(case=state, version=fold.version + len(events))
        self._keep(known)
        return {case: fold.case for case, fold in known.items()}

    def _keep(self, folds: Mapping[CaseId, _Fold]) -> None:
        for case, fold in folds.items():
            before = self._known.pop(case, fold)  # another reader may have been quicker
            self._known[case] = fold if fold.version >= before.version else before
        while len(self._known) > self._kept:
            self._known.popitem(last=False)
