"""The bytes that are hashed: one format, two encoders, vectors that never change."""

from __future__ import annotations

import hashlib
import json
import struct
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog import encoder
from eventlog.connections import for_driver
from eventlog.port import Stream

GOLDEN: list[dict[str, Any]] = json.loads((Path(__file__).parent / "golden" / "entries.json").read_text(encoding="utf-8"))
SQL = "select eventlog.encode($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"


def fields(vector: dict[str, Any]) -> dict[str, Any]:
    return {
        "version": vector["version"],
        "event_id": UUID(vector["event_id"]),
        "type": vector["type"],
        "schema_version": vector["schema_version"],
        "happened_at": datetime.fromisoformat(vector["happened_at"]),
        "recorded_at": datetime.fromisoformat(vector["recorded_at"]),
        "command_id": vector["command_id"] and UUID(vector["command_id"]),
        "previous_leaf": bytes.fromhex(vector["previous_leaf"]),
        "data": bytes.fromhex(vector["data"]),
        "meta": bytes.fromhex(vector["meta"]),
    }


each_vector = pytest.mark.parametrize("vector", GOLDEN, ids=[one["name"] for one in GOLDEN])


@each_vector
def test_the_encoder_here_makes_the_golden_entries(vector: dict[str, Any]):
    """What was hashed once is hashed the same for ever (Python)."""
    entry = encoder.encode(stream=Stream(category=vector["category"], id=UUID(vector["stream_id"])), **fields(vector))

    assert entry.hex() == vector["entry"]
    assert encoder.leaf_of(entry).hex() == vector["leaf"]


@each_vector
async def test_the_encoder_in_the_database_makes_the_golden_entries(vector: dict[str, Any], database: str):
    """What was hashed once is hashed the same for ever (SQL)."""
    connection = await asyncpg.connect(for_driver(database))
    try:
        entry = await connection.fetchval(SQL, vector["category"], UUID(vector["stream_id"]), *fields(vector).values())
    finally:
        await connection.close()

    assert entry.hex() == vector["entry"]


def test_an_entry_is_laid_out_as_the_format_says():
    """The format byte by byte, spelled out once without the encoder."""
    stream, event, command = UUID(int=1), UUID(int=2), UUID(int=3)
    instant = datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)

    entry = encoder.encode(
        stream=Stream(category="ab", id=stream),
        version=5,
        event_id=event,
        type="cde",
        schema_version=6,
        happened_at=instant,
        recorded_at=instant,
        command_id=command,
        previous_leaf=b"\x07" * 32,
        data=b"data",
        meta=b"meta",
    )

    assert entry == (
        b"\x01\x00\x02ab" + stream.bytes + b"\x00\x00\x00\x00\x00\x00\x00\x05" + event.bytes + b"\x00\x03cde\x00\x06"
        + struct.pack(">q", 1_000_000) * 2 + command.bytes + b"\x07" * 32
        + hashlib.sha256(b"data").digest() + hashlib.sha256(b"meta").digest()
    )  # fmt: skip
    assert encoder.leaf_of(entry) == hashlib.sha256(b"\x00" + entry).digest()


@given(st.tuples(st.text(max_size=9), st.text(max_size=9)), st.tuples(st.text(max_size=9), st.text(max_size=9)))
def test_names_that_run_together_do_not_collide(one: tuple[str, str], other: tuple[str, str]):
    """Lengths stand before names, so ("ab", "c") and ("a", "bc") are different entries."""
    assert (one == other) == (_entry(*one) == _entry(*other))


def _entry(category: str, kind: str) -> bytes:
    zero = UUID(int=0)
    return encoder.encode(
        stream=Stream(category=category, id=zero),
        **(fields(GOLDEN[0]) | {"type": kind, "event_id": zero}),
    )
