"""The keys of duties, and their ends as commands."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, FailureError

with workflow.unsafe.imports_passed_through():
    from activities.wire import DutyDone, DutyRef, Entry
    from domain.kernel import duty_command_id


def duty_key(duty: DutyRef) -> str:
    """A duty is the same if event and name are."""
    return f"{duty.event}/{duty.name}"


def duty_end(duty: DutyRef, done: DutyDone | None, reason: str, at: datetime) -> Entry:
    """The command that says how a duty ended; its id is that of the duty, so that it ends once."""
    end = done or DutyDone(command="duty_failed", content={"reason": reason})
    return Entry(
        name=end.command,
        body=json.dumps({**end.content, "event": duty.event, "duty": duty.name}),
        id=str(duty_command_id(UUID(duty.event), duty.name, "" if done else "failed")),
        arrived=at,
        duty=duty_key(duty),
    )


def why(failed: FailureError) -> str:
    """Why a duty failed, without anybody's text: what the world rejected says so itself, all else is named only."""
    cause = failed.cause if isinstance(failed, ActivityError) else failed
    if isinstance(cause, ApplicationError):
        return f"{cause.type}: {cause.message}"[:200] if cause.type == "Rejected" else str(cause.type)
    return type(cause).__name__ if cause else "unknown"
