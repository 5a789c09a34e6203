"""What a handler may do with what came in: take it as it is, whatever it is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import uuid5

from temporalio import workflow
from temporalio.common import RawValue

with workflow.unsafe.imports_passed_through():
    from activities.wire import LOOK_AGAIN, Carried, Entry, Fault
    from domain.kernel import BYLAW

LONGEST = 64 * 1024
"""Bytes of a command. More is never one: evidence travels by reference. It keeps what a run carries over small."""

SHOWN = 200
LONGEST_NAME = 80


def taken(name: str, values: Sequence[RawValue], command_id: str, arrived: datetime) -> Entry:
    """The entry for a signal or Update of any shape. Never fails: judging is not done here."""
    if name == LOOK_AGAIN:
        return Entry(name=LOOK_AGAIN, body="{}", id=command_id, arrived=arrived, duty=LOOK_AGAIN)
    fault = _fault(values)
    data = b"\n".join(value.payload.data for value in values)
    body = data.decode("utf-8", "backslashreplace")
    return Entry(
        name=name[:LONGEST_NAME].encode("utf-8", "replace").decode(),
        body=body[:SHOWN] if fault else body,
        id=command_id,
        arrived=arrived,
        fault=fault,
        digest=hashlib.sha256(data).hexdigest() if fault else "",
    )


def _fault(values: Sequence[RawValue]) -> Fault:
    if not values:
        return "no_input"
    if len(values) > 1:
        return "too_many_inputs"
    payload = values[0].payload
    if payload.metadata.get("encoding") != b"json/plain":
        return "no_input" if payload.metadata.get("encoding") == b"binary/null" else "not_json"
    return "too_long" if len(payload.data) > LONGEST else ""


def carried_over(value: RawValue) -> Sequence[Entry]:
    """What the run before handed over. A case started by hand with something else starts with nothing."""
    if value.payload.metadata.get("encoding") != b"json/plain":
        return ()
    try:
        return workflow.payload_converter().from_payload(value.payload, Carried).inbox
    except (TypeError, ValueError, RuntimeError, KeyError):
        return ()


def derived_id(case: str, seed: str) -> str:
    """The id of a command that brought none: the same whenever the same thing is taken in again."""
    return str(uuid5(BYLAW, f"{case}/{seed}"))
