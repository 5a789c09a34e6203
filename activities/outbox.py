"""What was told to whom: one small file a notice, so that telling twice leaves one.

The text names the case and nothing personal. Kept where the installation's own state is; a channel's own archive is another matter.
"""

from __future__ import annotations

import json
import os
from asyncio import to_thread
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID, uuid5

from domain.kernel import CaseId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notice that a channel took. `key` is the same whenever the same duty tells the same person."""

    key: UUID
    at: datetime
    to: tuple[PersonId, ...]
    case: CaseId
    about: str
    clause: str
    text: str


class Kept(Protocol):
    """What the outbox needs of the settings."""

    @property
    def home(self) -> Path:
        """The folder of this installation's state."""


def notice_key(event: UUID, duty: str, person: PersonId) -> UUID:
    """The idempotency key of a notice."""
    return uuid5(event, f"{duty}/{person}")


class Outbox:
    """The notices of one installation."""

    def __init__(self, home: Path) -> None:
        self._folder = home.expanduser() / "outbox"

    async def has(self, key: UUID) -> bool:
        """Whether this one was told already."""
        return await to_thread((self._folder / f"{key}.json").exists)

    async def put(self, notice: Notice) -> None:
        """Keep it; the same key again changes nothing."""
        await to_thread(self._put, notice)

    def _put(self, notice: Notice) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        fresh = self._folder / f".{notice.key}.{os.getpid()}"
        fresh.write_text(json.dumps(asdict(notice), default=str, ensure_ascii=False))
        fresh.rename(self._folder / f"{notice.key}.json")

    def all(self, to: str, limit: int) -> list[Notice]:
        """The newest, oldest of them first."""
        found = [_read(path) for path in self._folder.glob("[!.]*.json")] if self._folder.is_dir() else []
        return sorted((n for n in found if not to or to in n.to), key=lambda notice: notice.at)[-limit:]


async def read(settings: Kept, *, to: str = "", limit: int = 50) -> list[Notice]:
    """The newest notices of this installation, oldest of them first; those to one person alone if `to` is given."""
    return await to_thread(Outbox(settings.home).all, to, limit)


def _read(path: Path) -> Notice:
    said: dict[str, Any] = json.loads(path.read_text())
    return Notice(
        key=UUID(said["key"]),
        at=datetime.fromisoformat(said["at"]),
        to=tuple(said["to"]),
        case=said["case"],
        about=said["about"],
        clause=said["clause"],
        text=said["text"],
    )
