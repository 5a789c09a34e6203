"""The incident room: what it says to whom, and that every form on it is one that the decider takes."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from tests.console.forms import form, give, text
from tests.console.site import Site

PLAN = "incident-four-colour"


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


async def test_whoever_is_asked_acknowledges_with_the_first_form_on_the_page(room: Room) -> None:
    """house:ladder. The form is there for those whom the ladder asks, for nobody else; then the room says who has it and until when."""
    site, kong = room.site, await room.site.client("kong")
    assert f'action="/cases/{room.number}/acknowledge"' not in (await (await site.client("qian")).get(f"/cases/{room.number}")).text
    page = (await kong.get(f"/cases/{room.number}")).text
    assert re.findall(r'<form method="post" action="/cases/[^"]*/(\w+)"', page)[0] == "acknowledge"
    assert (await give(kong, room.number, "acknowledge")).status_code == 303
    said = await room.page("qian")
    assert [words for words in ("Kong Lingyi has it.", "Without progress that lapses") if words not in said] == []
    assert "Nobody has it yet." not in said


async def test_an_obligation_is_reported_done_where_it_stands(room: Room) -> None:
    """MK 4.3.2. The form is about that obligation and no other; afterwards who did it and when stands in its place."""
    kong, address = await room.site.client("kong"), f"/cases/{room.number}/report_done"
    sent = form((await kong.get(f"/cases/{room.number}")).text, address, obligation="isolate_scene")
    answer = await kong.post(address, data={**sent, "note": "The page is taken down."})
    assert answer.status_code == 303, text(answer.text)
    said = await room.page("kong")
    assert [words for words in ("done by Kong Lingyi", "The page is taken down.") if words not in said] == []
    assert 'name="obligation" value="isolate_scene"' not in (await kong.get(f"/cases/{room.number}")).text


async def test_a_tick_is_taken_back_where_it_stands(room: Room) -> None:
    """house:checklist. Whoever responds takes it back with a reason; without one the page says what is missing, and nothing is recorded."""
    kong, address = await room.site.client("kong"), f"/cases/{room.number}"
    tick = form((await kong.get(address)).text, f"{address}/tick", item="control")
    assert (await kong.post(f"{address}/tick", data={**tick, "note": "The list is gone."})).status_code == 303
    back = form((await kong.get(address)).text, f"{address}/untick", item="control")
    refused = await kong.post(f"{address}/untick", data=back)
    assert (refused.status_code, "house:checklist" in refused.text) == (422, True)
    assert (await kong.post(f"{address}/untick", data={**back, "reason": "It is cached elsewhere."})).status_code == 303
    page = (await kong.get(address)).text
    assert form(page, f"{address}/tick", item="control")
    assert "took back the tick" in text(page)


async def test_the_level_is_chosen_from_the_plan_and_the_change_stands_with_its_reason(room: Room) -> None:
    """house:level-change. All levels of the plan by name, no other; before and after, by whom and why."""
    kong = await room.site.client("kong")
    page = (await kong.get(f"/cases/{room.number}")).text
    offered = re.search(r'<select[^>]*name="level".*?</select>', page, re.DOTALL)
    assert offered is not None
    assert re.findall(r'value="([a-z]+)"', offered[0]) == ["red", "orange", "yellow", "blue"]
    assert (await give(kong, room.number, "change_level", level="orange", reason="It was one page.")).status_code == 303
    said = await room.page("qian")
    assert [words for words in ("orange", "How its level came", "It was one page.") if words not in said] == []


async def test_more_that_is_known_is_told_by_the_plan_s_own_form(room: Room) -> None:
    """MK 4.3.1. The lines of the report stand in the form as they are known; only what changed is said."""
    kong = await room.site.client("kong")
    assert (await give(kong, room.number, "record_facts", **{"fields.regions": "5", "fields.harm": "major-leak"})).status_code == 303
    page = await room.page("qian")
    assert "very grave" in page
    assert "Regions concerned = 5" in page
    assert "{'" not in page


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "en",
            ("What the facts demand", "Harm: a material accident makes it “III, considerable”", "opened as “I, very grave”", "It spreads."),
        ),
        ("zh", ("事实要求的级别", "影响：财物事故，至少定为“III 级（较大）”", "事实要求“III 级（较大）”", "It spreads.")),
    ],
)
async def test_the_room_says_which_facts_demand_which_level(site: Site, lang: str, said: tuple[str, ...]) -> None:
    """SO 4.3.1, house:level-change. The line of the form that makes it so grave, with its rule; another level with its reason."""
    sent = {"fields.what": "A box is gone", "fields.harm": "material", "level": "red", "reason": "It spreads."}
    answer = await (await site.client("qian", lang)).post(f"/open/{PLAN}", data=sent)
    assert answer.status_code == 303, text(answer.text)
    page = text((await (await site.client("kong", lang)).get(answer.headers["location"])).text)
    assert [words for words in said if words not in page] == []


async def test_the_room_alone_is_what_a_page_renews_itself_with(room: Room) -> None:
    """Live for all: the same room without the page around it; for whoever may not see the case it is not there."""
    qian = await room.site.client("qian")
    alone = await qian.get(f"/cases/{room.number}/room")
    assert alone.status_code == 200
    assert alone.text.strip().startswith('<section id="room"')
    assert "<html" not in alone.text
    loan = await room.site.open("contract-loan", by="qian", contract="HT-ROOM", purpose="x")
    assert (await qian.get(f"/cases/{loan}/room")).status_code == 404


async def test_an_exercise_says_so_before_anything_else(site: Site) -> None:
    """CS 4.5.1. Nobody takes an exercise for an incident, nor the other way round."""
    qian = await site.client("qian")
    drill = {"fields.what": "Drill", "fields.harm": "system-down", "exercise": "true"}
    answer = await qian.post(f"/open/{PLAN}", data=drill)
    assert answer.status_code == 303, text(answer.text)
    page = text((await qian.get(answer.headers["location"])).text)
    assert page.index("Exercise") < page.index("What must be done")


FILLER = {
    "person": "shen",
    "to": "shen",
    "responsible": "shen",
    "subject": "shen",
    "loss": "1200",
    "fields.regions": "5",
    "fields.loss": "900000",
    "fields.account": "feng",
}
"""What somebody types where a text will not do."""

LEFT_OPEN = {"call_expert": {"person": ""}, "inform": {"template": ""}}
"""What depends on another choice in the same form, and need not be said."""


def commands_on(page: str) -> dict[str, dict[str, str]]:
    """Every form by which the reader acts, filled in as somebody in a hurry would: the first choice, a word."""
    found: dict[str, dict[str, str]] = {}
    for command, body in re.findall(r'<form method="post" action="/cases/[^"]*/(\w+)" data-draft(.*?)</form>', page, re.DOTALL):
        values = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', body))
        for name, options in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', body, re.DOTALL):
            values[name] = next(iter(re.findall(r'value="([^"]+)"', options)), "")
        values |= dict.fromkeys(re.findall(r'<textarea [^>]*name="([^"]+)"', body), "Said in a hurry.")
        values |= {name: FILLER.get(name, "Word") for name in re.findall(r'<input id="[^"]*" name="([^"]+)"[^>]*type="text"', body)}
        found.setdefault(command, values | LEFT_OPEN.get(command, {}))
    return found


@pytest.mark.parametrize(("by", "least"), [("kong", 12), ("lin", 6), ("qi", 1)])
async def test_every_form_on_the_page_is_one_that_the_rules_take(site: Site, by: str, least: int) -> None:
    """What is offered can be given: each form, sent as it stands with something in every field, is taken; nothing is asked in keys."""
    number = await site.open(PLAN, by="qian", what="Customer list on a public page", harm="major-leak")
    client, tried = await site.client(by), set[str]()
    while wanted := sorted(commands_on((await client.get(f"/cases/{number}")).text).keys() - tried - {"mark_duplicate", "evidence"}):
        command = wanted[0]
        tried.add(command)
        values = commands_on((await client.get(f"/cases/{number}")).text)[command]
        answer = await client.post(f"/cases/{number}/{command}", data=values)
        assert answer.status_code == 303, (command, text(answer.text.partition('id="problem"')[2][:600]))
    assert len(tried) >= least


async def test_nobody_is_said_to_lose_what_no_longer_lapses(site: Site) -> None:
    """MK 4.3.3. Once nothing is left to be done against the clock, an acknowledgement lapses no more, and the ladder begins no more."""
    number = await site.open(PLAN, by="qian", what="A caller complains", harm="complaint")
    await site.act(number, "acknowledge", by="yang-q")
    said = text((await (await site.client("qian")).get(f"/cases/{number}")).text)
    assert "Yang Qianxun has it." in said
    assert [words for words in ("Should that lapse", "Without progress that lapses") if words in said] == []
