"""Appeals: the panel's review of a decision.

One workflow a module: the sandbox reads the whole module anew for each case.
"""

from __future__ import annotations

from temporalio import workflow
from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue

with workflow.unsafe.imports_passed_through():
    from workflows.loop import CaseWorkflow

NOTHING = RawValue(Payload())


@workflow.defn(name="appeal")
class AppealWorkflow(CaseWorkflow):
    """One appeal: the panel's review of a decision."""

    @workflow.run
    async def run(self, carried: RawValue = NOTHING) -> None:
        """Carry the case."""
        await self.carry(carried)
