"""Events for other people's tools: CloudEvents 1.0 (JSON format), one a line, with all that the log hashed of each.

`id` is the event's, `source` its category, `subject` its stream, `sequence` its version there. Extensions carry what CloudEvents has no
word for: `bylawmeta` (who, when asked, signature) as the exact text, `bylawleaf` the leaf hash, which holds the one before it.
"""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from domain.shapes import canonical
from eventlog.encoder import entry_of, leaf_of
from eventlog.port import StoredEvent, Stream

SOURCE: Final = "urn:bylaw:"


class NotAnEvent(ValueError):
    """A line that is no event of ours."""


def line(event: StoredEvent) -> bytes:
    """One event, with its line end."""
    category, stream = event.stream.category, str(event.stream.id)
    said: dict[str, Any] = {
        "specversion": "1.0",
        "id": str(event.event_id),
        "source": f"{SOURCE}{category}",
        "subject": stream,
        "type": event.type,
        "time": event.happened_at.astimezone(UTC).isoformat(),
        "datacontenttype": "application/json",
        "dataschema": f"{SOURCE}{event.type}:{event.schema_version}",
        "sequence": f"{event.version:010d}",
        "partitionkey": stream,
        "recordedtime": event.recorded_at.astimezone(UTC).isoformat(),
        "bylawmeta": event.meta.decode(),
        "bylawleaf": event.leaf.hex(),
        **_data(event.data),
    }
    return canonical(said | ({"correlationid": str(event.command_id)} if event.command_id else {})) + b"\n"


def _data(data: bytes) -> Mapping[str, Any]:
    """As JSON where that gives the very bytes back, else as they are."""
    value = json.loads(data)
    return {"data": value} if canonical(value) == data else {"data_base64": base64.b64encode(data).decode()}


def read(text: bytes, previous_leaf: bytes) -> StoredEvent:
    """The event of a line. Raises `NotAnEvent`, also where what it says does not make up its leaf hash."""
    try:
        event = _read(json.loads(text), previous_leaf)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError, struct.error) as error:
        raise NotAnEvent(str(error)[:200]) from error
    if leaf_of(event.entry) != event.leaf:
        raise NotAnEvent("it is not what was hashed")
    return event


def _read(said: Mapping[str, Any], previous_leaf: bytes) -> StoredEvent:
    """Raises all that malformed values do."""
    data = base64.b64decode(said["data_base64"], validate=True) if "data_base64" in said else canonical(said["data"])
    command = said.get("correlationid")
    told: dict[str, Any] = {
        "stream": Stream(category=str(said["source"]).removeprefix(SOURCE), id=UUID(said["subject"])),
        "version": int(said["sequence"]),
        "event_id": UUID(said["id"]),
        "type": str(said["type"]),
        "schema_version": int(str(said["dataschema"]).rpartition(":")[2]),
        "happened_at": datetime.fromisoformat(said["time"]),
        "recorded_at": datetime.fromisoformat(said["recordedtime"]),
        "command_id": UUID(command) if command else None,
        "append_seq": 0,
        "data": data,
        "meta": str(said["bylawmeta"]).encode(),
        "leaf": bytes.fromhex(said["bylawleaf"]),
    }
    bare = StoredEvent(**told, entry=b"")
    return StoredEvent(**told, entry=entry_of(bare, previous_leaf))
