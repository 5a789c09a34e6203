"""What people are called on pages."""

from __future__ import annotations

from dataclasses import replace

from console.desk.names import Names
from eventlog.keyring import MemoryKeyring
from tests.domain.playing import people


async def test_whoever_left_is_still_called_by_name() -> None:
    """house:governed. Records outlive who made them: what somebody decided stays theirs by name, though they no longer work here."""
    before = people()
    gone = next(iter(before.people))
    now = replace(before, digest="later", people={key: who for key, who in before.people.items() if key != gone})
    keyring = MemoryKeyring()
    assert (await Names().of(now, keyring, "en"))(gone) == gone
    assert (await Names(earlier=lambda: (before, now)).of(now, keyring, "en"))(gone) == before.people[gone].name["en"]
