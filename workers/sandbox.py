"""How workflow code is kept apart: Temporal's sandbox, entered to run workflow code and for nothing else."""

from __future__ import annotations

from typing import Final

from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.converter import SerializationContext, StorageDriverStoreContext
from temporalio.worker import WorkflowInstance, WorkflowInstanceDetails
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner
from temporalio.workflow import Info

_NOWHERE: Final = StorageDriverStoreContext()


class Sandbox(SandboxedWorkflowRunner):
    """The sandbox, without asking inside it, for every payload, for a context that only a codec or an outside store would use.

    Asking costs as much as a good part of a decision. A payload codec that binds its context must do without this.
    """

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        """As the sandbox does."""
        return _Instance(super().create_instance(det))


class _Instance(WorkflowInstance):
    """One workflow in its sandbox."""

    def __init__(self, inside: WorkflowInstance) -> None:
        self._inside = inside

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        return self._inside.activate(act)

    def get_info(self) -> Info:
        return self._inside.get_info()

    def get_thread_id(self) -> int | None:
        return self._inside.get_thread_id()

    def get_serialization_context(self, command_info: object) -> SerializationContext | None:  # noqa: ARG002 - the same for all
        return None

    def get_external_store_context(self, command_info: object) -> StorageDriverStoreContext:  # noqa: ARG002 - the same for all
        return _NOWHERE
