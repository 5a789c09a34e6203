"""Requests: loans, privileges, and whatever else a plan of kind `request` grants."""

from __future__ import annotations

from temporalio import workflow
from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue

with workflow.unsafe.imports_passed_through():
    from workflows.loop import CaseWorkflow

NOTHING = RawValue(Payload())


@workflow.defn(name="request")
class RequestWorkflow(CaseWorkflow):
    """One request, from its opening until nothing is owed any more."""

    @workflow.run
    async def run(self, carried: RawValue = NOTHING) -> None:
        """Carry the case."""
        await self.carry(carried)
