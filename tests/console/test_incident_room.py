"""The incident room: what it says to whom, and that every form on it is one that the decider takes."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.console.forms import text
from tests.console.site import Site

PLAN = "incident-four-colour"
V1 = "/api/v1"


@dataclass
class Room:
    """A red incident that Qian reported; the IT director's is to acknowledge it."""

    site: Site
    number: str

    async def page(self, by: str, lang: str = "en") -> str:
        answer = await (await self.site.client(by, lang)).get(f"/cases/{self.number}")
        assert answer.status_code == 200
        return text(answer.text)


@pytest.fixture(scope="module")
async def room(site: Site) -> Room:
    return Room(site=site, number=await site.open(PLAN, by="qian", what="Customer list on a public page", harm="major-leak"))


async def who_can(site: Site, number: str, command: str) -> str:
    """Somebody who may give this command now."""
    client = await site.client("qian")
    offers = (await client.get(f"{V1}/cases/{number}/who-can")).json()
    return str(next(who for offer in offers["offers"] if offer["command"] == command for who in offer["who"])["person"]["handle"])


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ("red", "I, very grave", "Nobody has it yet.", "What must be done", "isolate the scene", "preliminary report", "goes up")),
        ("zh", ("红色", "I 级（特别重大）", "尚无人接警。", "必须完成的事项", "隔离现场", "初步报告", "上报：")),
    ],
)
async def test_the_room_says_how_grave_it_is_who_is_asked_and_what_is_due(room: Room, lang: str, said: tuple[str, ...]) -> None:
    """MK 4.3.1, MK 4.3.2. Level with colour and word, the ladder, every obligation with its time, in both languages."""
    page = await room.page("qian", lang)
    assert [words for words in said if words not in page] == []
    assert "reported by" in page or "报告人" in page
