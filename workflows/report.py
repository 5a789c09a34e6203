"""Reports: what somebody says happened, by name or without one.

One workflow a module: the sandbox reads the whole module anew for each case.
"""

from __future__ import annotations

from temporalio import workflow
from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue

with workflow.unsafe.imports_passed_through():
    from workflows.loop import CaseWorkflow

NOTHING = RawValue(Payload())


@workflow.defn(name="report")
class ReportWorkflow(CaseWorkflow):
    """One report, from its receipt until whoever reported was answered."""

    @workflow.run
    async def run(self, carried: RawValue = NOTHING) -> None:
        """Carry the case."""
        await self.carry(carried)
