"""From a report to a verified effect: each kind of case has a workflow of its name, and all share the one loop."""

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


@workflow.defn(name="violation")
class ViolationWorkflow(CaseWorkflow):
    """One violation, from its opening until its decision is final and carried out."""

    @workflow.run
    async def run(self, carried: RawValue = NOTHING) -> None:
        """Carry the case."""
        await self.carry(carried)


@workflow.defn(name="appeal")
class AppealWorkflow(CaseWorkflow):
    """One appeal: the panel's review of a decision."""

    @workflow.run
    async def run(self, carried: RawValue = NOTHING) -> None:
        """Carry the case."""
        await self.carry(carried)


@workflow.defn(name="rectification")
class RectificationWorkflow(CaseWorkflow):
    """One line of the rectification ledger, until its effect is verified."""

    @workflow.run
    async def run(self, carried: RawValue = NOTHING) -> None:
        """Carry the case."""
        await self.carry(carried)


@workflow.defn(name="control")
class ControlWorkflow(CaseWorkflow):
    """One run of a recurring control."""

    @workflow.run
    async def run(self, carried: RawValue = NOTHING) -> None:
        """Carry the case."""
        await self.carry(carried)


@workflow.defn(name="incident")
class IncidentWorkflow(CaseWorkflow):
    """One incident, from its report until nothing is let go."""

    @workflow.run
    async def run(self, carried: RawValue = NOTHING) -> None:
        """Carry the case."""
        await self.carry(carried)
