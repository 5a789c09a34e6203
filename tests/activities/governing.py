"""The sample organisation adopted into a log, for tests."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from activities.govern import Affected, Governing, Governor, Outcome
from activities.governed import Governed
from domain.kernel import CaseId, PersonId
from eventlog.keyring import Keyring, MemoryKeyring
from eventlog.memory import MemoryLog
from eventlog.port import EventLog
from packs import read

PACKS = Path(__file__).parents[2] / "packs"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
DOCUMENTS: dict[str, Any] = {
    "pack": read.load(PACKS / "default" / "pack.yaml").content,
    "calendar": read.load(PACKS / "sample" / "calendar.yaml").content,
    "organisation": read.load(PACKS / "sample" / "organisation.yaml").content,
}
OFFICER, MANAGER, ANYBODY, STAND_IN = "bai", "gu", "ding", "shen"
"""Handles: compliance officer, general manager, somebody without a post, the legal counsel."""
IDS = {person["handle"]: PersonId(person["id"]) for person in DOCUMENTS["organisation"]["people"]}


def organisation_without(handle: str) -> dict[str, Any]:
    """The organisation after somebody left."""
    document: dict[str, Any] = copy.deepcopy(DOCUMENTS["organisation"])
    next(person for person in document["people"] if person["handle"] == handle)["active"] = False
    return document


def longer_pack() -> dict[str, Any]:
    """A pack that gives more time to answer."""
    document: dict[str, Any] = copy.deepcopy(DOCUMENTS["pack"])
    document["parameters"]["answer-time"]["value"] = "2 wd"
    return document


@dataclass(kw_only=True)
class Office:
    """A log, what is known of its governance, and a clock that stands still unless it is moved."""

    log: EventLog = field(default_factory=MemoryLog)
    keyring: Keyring = field(default_factory=MemoryKeyring)
    at: datetime = NOON
    unsigned_allowed: bool = True
    woken: list[Affected] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.governed = Governed(self.log)
        self.governor = Governor(self.log, self.governed, self.keyring, unsigned_allowed=self.unsigned_allowed, wake=self.wake)

    async def wake(self, affected: Affected) -> list[CaseId]:
        self.woken.append(affected)
        return [CaseId("request-00000000-0000-4000-8000-000000000001")]

    async def ask(self, by: str, command: str, /, **content: Any) -> Outcome:
        """An unsigned command with a fresh id."""
        return await self.governor.govern(Governing(command=command, content=content, by=by, at=self.at))

    async def adopt_first(self) -> Office:
        outcome = await self.ask(OFFICER, "adopt_first", **DOCUMENTS)
        assert outcome.outcome == "done", outcome.refusal
        return self

    async def delegate(self, by: str, stand_in: str, *, days: int = 5, **more: Any) -> Outcome:
        return await self.ask(
            by,
            "delegate",
            stand_in=stand_in,
            start=self.at.isoformat(),
            end=(self.at + days * DAY).isoformat(),
            reason="on leave",
            **more,
        )
