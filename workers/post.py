"""The post of this installation: how people are told, by its settings."""

from __future__ import annotations

from activities.channels import AppriseChannel, Channel, LogChannel
from activities.governed import Governed
from activities.outbox import Outbox
from activities.post import Post
from eventlog.keyring import Keyring
from workers.settings import Settings


def post(settings: Settings, outbox: Outbox, governed: Governed, keyring: Keyring) -> Post:
    """Its post, with links to its console."""
    return Post(outbox, channels(settings), governed, keyring, console_url=settings.console_url)


def channels(settings: Settings) -> list[Channel]:
    """The usual way to tell people, and the next one if there is one."""
    urls = [each for each in (settings.notice_urls, settings.next_notice_urls) if each]
    return [AppriseChannel(each) for each in urls] or [LogChannel()]
