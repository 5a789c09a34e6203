"""A notice counts as told when the channel has taken it, and not before (lessons §4.2)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest

from activities.channels import Channel
from activities.notices import Message
from activities.outbox import Outbox, Turn
from activities.post import Addressee, Post
from tests.activities.judging import Bench
from tests.activities.posting import Mail, post_of
from tests.activities.test_post import Killed, notice, says


@dataclass
class Office:
    """Two workers one after the other: the first is killed while the channel takes what it was handed."""

    bench: Bench
    outbox: Outbox

    async def killed_while_sending_then_told(self) -> None:
        asked, mail = notice(alone=True), Mail(trouble=Killed())
        with pytest.raises(Killed):
            await post_of(self.bench, self.outbox, mail).deliver([asked], says)
        mail.trouble = None
        await post_of(self.bench, self.outbox, mail).deliver([asked], says)
        assert len(mail.taken) == 1, "nobody was told"


@pytest.fixture
async def office(outbox: Outbox) -> Office:
    made = Office(await Bench.make(), outbox)
    await made.bench.judge._governed.refresh()
    return made


async def test_a_crash_while_sending_loses_no_notice(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lessons §4.2. Killed in between, it is sent again; were it marked as told before it is sent, nobody would ever hear of it."""
    await office.killed_while_sending_then_told()
    monkeypatch.setattr(Post, "_send", _marked_first(Post._send))
    with pytest.raises(AssertionError, match="nobody was told"):
        await office.killed_while_sending_then_told()


def _marked_first(send: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    async def marked(post: Post, turn: Turn, channel: Channel, message: Message, to: Addressee) -> None:
        await turn.told(message, "sent")
        await send(post, turn, channel, message, to)

    return marked
