"""A post office for tests: a real outbox, channels of five lines, and notices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from activities.notices import Message, Notice
from activities.outbox import Outbox
from activities.post import Pace, Post, Says
from tests.activities.judging import Bench

AT_ONCE = Pace(lull=timedelta(0), longest=timedelta(0), look=timedelta(seconds=0.01))
"""Nobody waits for anybody."""


@dataclass
class Mail:
    """A channel that keeps what it took, or raises what it is told to."""

    taken: list[tuple[Message, str]] = field(default_factory=list)
    trouble: BaseException | None = None
    tries: int = 0

    async def send(self, message: Message, address: str) -> str:
        self.tries += 1
        if self.trouble is not None:
            raise self.trouble
        self.taken.append((message, address))
        return "mail"

    @property
    def titles(self) -> list[str]:
        return [message.title for message, _ in self.taken]


@dataclass
class Satchel:
    """Carries everything at once, and keeps it; in no database."""

    carried: list[Notice] = field(default_factory=list)
    has_other_channel: bool = False

    def link(self, path: str) -> str:
        return path

    async def deliver(self, notices: Sequence[Notice], says: Says, along: Sequence[Notice] = ()) -> list[str]:
        self.carried += notices
        return ["carried" for _ in notices]

    async def withdraw(self, event: UUID, duty: str) -> None:
        self.carried = [each for each in self.carried if (each.event, each.duty) != (event, duty)]


def post_of(bench: Bench, outbox: Outbox, *channels: Mail, pace: Pace = AT_ONCE) -> Post:
    return Post(outbox, channels, bench.judge._governed, bench.keyring, console_url="https://bylaw.example", pace=pace)
