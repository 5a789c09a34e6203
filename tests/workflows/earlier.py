"""The toy as it might have been once: every history of it fails to replay today."""

from __future__ import annotations

import asyncio

from temporalio import workflow
from temporalio.common import RawValue

with workflow.unsafe.imports_passed_through():
    from tests.workflows.toy import ToyWorkflow
    from workflows.request import NOTHING


@workflow.defn(name="toy")
class EarlierToy(ToyWorkflow):
    """It rests for a moment before it begins, which today's does not."""

    @workflow.run
    async def run(self, carried: RawValue = NOTHING) -> None:
        await asyncio.sleep(0.001)
        await self.carry(carried)
