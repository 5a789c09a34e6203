"""The bytes that are hashed for an event: the second, independent encoder beside the one in the database.

entry = format (1 byte, 0x01)
      ‖ length of category (2) ‖ category ‖ stream id (16) ‖ version (8)
      ‖ event id (16) ‖ length of type (2) ‖ type ‖ schema version (2)
      ‖ happened at, µs since 1970 (8) ‖ recorded at, µs since 1970 (8)
      ‖ command id (16; zeros if there was none)
      ‖ leaf of the stream's previous event (32; zeros for the first)
      ‖ SHA-256(data) ‖ SHA-256(meta)
leaf  = SHA-256(0x00 ‖ entry)                                             (RFC 9162 §2.1.1)

Numbers are big-endian, times signed. Names are UTF-8. The previous leaf inside the entry is the chain of one stream; there is
no other linear chain, so that there is only one structure to check. Golden vectors bind this encoder to the database's.
"""

from __future__ import annotations

import hashlib
import struct
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from eventlog.port import StoredEvent, Stream

FORMAT = 1
NO_LEAF = bytes(32)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(instant: datetime) -> int:
    """An aware instant as whole microseconds since 1970, by integers only: floats lose the last digit."""
    return (instant - _EPOCH) // _MICROSECOND


def encode(  # noqa: PLR0913 - an entry has that many parts, all named
    *,
    stream: Stream,
    version: int,
    event_id: UUID,
    type: str,
    schema_version: int,
    happened_at: datetime,
    recorded_at: datetime,
    command_id: UUID | None,
    previous_leaf: bytes,
    data: bytes,
    meta: bytes,
) -> bytes:
    """The entry of one event."""
    category = stream.category.encode()
    name = type.encode()
    return b"".join(
        (
            struct.pack(">BH", FORMAT, len(category)),
            category,
            stream.id.bytes,
            struct.pack(">q", version),
            event_id.bytes,
            struct.pack(">H", len(name)),
            name,
            struct.pack(">hqq", schema_version, microseconds(happened_at), microseconds(recorded_at)),
            bytes(16) if command_id is None else command_id.bytes,
            previous_leaf,
            hashlib.sha256(data).digest(),
            hashlib.sha256(meta).digest(),
        )
    )


def leaf_of(entry: bytes) -> bytes:
    """The leaf hash of an entry (RFC 9162 §2.1.1)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def entry_of(event: StoredEvent, previous_leaf: bytes) -> bytes:
    """The entry that a stored event must have, made from its columns alone."""
    return encode(
        stream=event.stream,
        version=event.version,
        event_id=event.event_id,
        type=event.type,
        schema_version=event.schema_version,
        happened_at=event.happened_at,
        recorded_at=event.recorded_at,
        command_id=event.command_id,
        previous_leaf=previous_leaf,
        data=event.data,
        meta=event.meta,
    )
