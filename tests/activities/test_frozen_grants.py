"""What a freeze makes of grants in the file of a target system (house:freeze-on-red)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from activities.grants import FileGrants

NOW = datetime(2026, 3, 9, 10, tzinfo=UTC)


def given(holder: str, resource: str, **more: Any) -> dict[str, Any]:
    return {"what": "privilege", "holder": holder, "resource": resource, "start": "2026-03-09T00:00Z", "until": "2026-03-10T00:00Z", **more}


async def test_frozen_grants_count_for_nothing_until_they_are_restored(tmp_path: Path) -> None:
    """house:freeze-on-red. By the grant, or by whoever holds it; what others hold is not touched, and nothing is ended."""
    target = FileGrants(tmp_path)
    await target.grant("1", given("qian", "ledger"))
    await target.grant("2", given("qian", "archive"))
    await target.grant("3", given("sun", "ledger"))
    await target.grant("f", given("", "freeze:privilege", what="freeze", grants=["1"]))
    assert (target.held("qian", NOW), target.held("sun", NOW)) == (frozenset({"archive"}), frozenset({"ledger"}))
    await target.grant("g", given("qian", "freeze:person", what="freeze", grants=[]))
    assert (target.held("qian", NOW), target.held("sun", NOW)) == (frozenset[str](), frozenset({"ledger"}))
    await target.revoke("f")
    await target.revoke("g")
    assert target.held("qian", NOW) == {"ledger", "archive"}
