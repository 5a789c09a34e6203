"""Granting and revoking in a target system: the port, and an adapter that keeps a file.

A target holds grants by their id. What somebody may do is the union of the grants that run, so that ending one never cuts another.
"""

from __future__ import annotations

import fcntl
import json
import os
from asyncio import to_thread
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol


class Grants(Protocol):
    """A target system. Both are idempotent by the grant's id and return a receipt; `Unavailable` and `Rejected` are raised."""

    async def grant(self, grant: str, detail: Mapping[str, Any]) -> str:
        """Put a grant in force. `detail` holds holder, resource, start and until."""

    async def revoke(self, grant: str) -> str:
        """End a grant; one that is unknown or ended counts as ended."""


class FileGrants:
    """Grants in one JSON file, for installations whose target has no adapter of its own yet."""

    def __init__(self, home: Path) -> None:
        self._file = home.expanduser() / "grants.json"

    async def grant(self, grant: str, detail: Mapping[str, Any]) -> str:
        """In force from now on, in the file."""
        await to_thread(self._change, lambda held: held.setdefault(grant, dict(detail)))
        return f"file/{grant}"

    async def revoke(self, grant: str) -> str:
        """Ended, and kept: a granting that arrives late finds it and revives nothing."""
        await to_thread(self._change, lambda held: held.update({grant: {**held.get(grant, {}), "ended": True}}))
        return f"file/{grant}"

    def held(self, holder: str, at: datetime) -> frozenset[str]:
        """What this holder may have at the instant: the union of all grants in force, without what is frozen."""
        known = {name: each for name, each in self._read().items() if "start" in each and _runs(each, at)}
        freezes = [each for each in known.values() if each.get("what") == "freeze"]
        if any(each.get("holder") == holder for each in freezes):
            return frozenset()
        out = {name for each in freezes for name in each.get("grants", ())}
        mine = (each for name, each in known.items() if each.get("holder") == holder and name not in out)
        return frozenset(each["resource"] for each in mine if each.get("what") != "freeze")

    def _change(self, how: Callable[[dict[str, Any]], object]) -> None:
        with self._locked():
            held = self._read()
            how(held)
            fresh = self._file.with_suffix(f".{os.getpid()}")
            fresh.write_text(json.dumps(held, indent=1, ensure_ascii=False))
            fresh.rename(self._file)

    def _read(self) -> dict[str, Any]:
        return dict(json.loads(self._file.read_text())) if self._file.exists() else {}

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.with_suffix(".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _runs(grant: Mapping[str, Any], at: datetime) -> bool:
    return not grant.get("ended") and datetime.fromisoformat(grant["start"]) <= at < datetime.fromisoformat(grant["until"])
