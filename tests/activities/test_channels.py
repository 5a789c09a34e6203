"""Messages that leave by Apprise: to the person's own address, under the message's own id."""

from __future__ import annotations

from uuid import UUID

import pytest

from activities.channels import AppriseChannel, LogChannel
from activities.notices import Message
from domain.kernel import PersonId, Rejected, Unavailable
from tests.faults.mail import mail_gateway

# Apprise looks at all its plugins when the first one is asked for, and some of them import what Python 3.13 drops.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

MESSAGE = Message(id=UUID(int=7), to=PersonId("p"), title="LOAN-2026-0042: decide", body="one\ntwo")


async def test_a_message_goes_to_the_person_s_own_address_under_its_id() -> None:
    """A channel that knows an id again can drop what comes twice; nobody's address becomes part of another's."""
    async with mail_gateway() as mail:
        assert await AppriseChannel([f"{mail.url}/{{message}}"]).send(MESSAGE, "han?to=all@example.org") == "apprise"
        assert mail.taken == [(f"han%3Fto=all@example.org/{MESSAGE.id}", "LOAN-2026-0042: decide")]


async def test_a_channel_that_does_not_take_it_is_tried_again() -> None:
    """Whatever it says, it may take it later."""
    async with mail_gateway() as mail:
        mail.mood = "refuses"
        with pytest.raises(Unavailable):
            await AppriseChannel([mail.url]).send(MESSAGE, "han@example.org")


async def test_without_an_address_there_is_nothing_to_try() -> None:
    """Where the person's address is wanted and there is none, somebody must see to it; a room for all needs none."""
    async with mail_gateway() as mail:
        with pytest.raises(Rejected, match="no address"):
            await AppriseChannel([mail.url]).send(MESSAGE, "")
        assert await AppriseChannel([mail.url.replace("{address}", "room")]).send(MESSAGE, "") == "apprise"


async def test_the_log_names_no_address() -> None:
    """For trying: one line, without whom."""
    assert await LogChannel().send(MESSAGE, "han@example.org") == "log"
