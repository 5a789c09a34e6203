"""Rectifications: lines of the ledger.

One workflow a module: the sandbox reads the whole module anew for each case.
"""

from __future__ import annotations

from temporalio import workflow
from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue

with workflow.unsafe.imports_passed_through():
    from workflows.loop import CaseWorkflow

NOTHING = RawValue(Payload())


@workflow.defn(name="rectification")
class RectificationWorkflow(CaseWorkflow):
    """One line of the rectification ledger, until its effect is verified."""

    @workflow.run
    async def run(self, carried: RawValue = NOTHING) -> None:
        """Carry the case."""
        await self.carry(carried)
