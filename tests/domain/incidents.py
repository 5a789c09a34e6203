"""Playing incidents without a server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from domain.kernel import CaseId
from tests.domain.chained import Chain

FOUR_COLOURS = "incident-four-colour"


@dataclass
class Incidents(Chain):
    """Incidents of the default pack's plans."""

    def incident(self, by: str = "qian", plan: str = FOUR_COLOURS, *, harm: str = "system-down", **more: Any) -> CaseId:
        """Somebody reports one; what stands beside `harm` are facts, but for what the opening takes."""
        beside = {name: more.pop(name) for name in ("level", "reason", "exercise") if name in more}
        return self.opens(plan, by, {"what": "It is down.", "harm": harm, **more}, **beside)

    def level(self, case: CaseId) -> str:
        found: Any = self.cases[case]
        return str(found.level)
