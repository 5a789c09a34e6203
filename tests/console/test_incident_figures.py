"""How incidents are answered: figures over weeks that were played, and incidents in the list of cases."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator

import pytest

from console.web import drawn_incidents
from tests.console import test_figures as figures
from tests.console.forms import text
from tests.console.past import Bygone, at, bygone_at, fed
from tests.console.test_figures import rows, title
from workers.settings import Settings

BEGAN, NOW = at("2026-11-16 09:00"), at("2026-11-17 12:10")
PLAN = "incident-four-colour"
ORANGE = "Four-colour incident plan · orange, II, grave"


@pytest.fixture(scope="module")
async def site(database_url: str, admin_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bygone]:
    """Two orange incidents, the second answered only on the next rung, and an exercise."""
    settings = Settings(
        home=tmp_path_factory.mktemp("home"),
        database_url=database_url,
        admin_url=admin_database_url,
        temporal_address="127.0.0.1:1",
        namespace="none",
        embedded=True,
    )
    async with bygone_at(settings, BEGAN, NOW) as made:
        await story(made)
        await fed(made)
        yield made


async def story(site: Bygone) -> None:
    past = site.past
    await past.until(at("2026-11-17 09:00"))
    first = await past.open(PLAN, "qian", what="It is down.", harm="system-down")
    await past.until(at("2026-11-17 09:10"))
    await past.act(first, "acknowledge", "kong")
    await past.until(at("2026-11-17 10:00"))
    await past.act(first, "report_done", "kong", obligation="isolate_scene")
    second = await past.open(PLAN, "qian", what="It is down again.", harm="system-down")
    await past.until(at("2026-11-17 10:50"))
    await past.act(second, "acknowledge", "gu")
    await past.until(at("2026-11-17 12:00"))
    await past.act(second, "report_done", "kong", obligation="isolate_scene")
    await past.open(PLAN, "qian", {"exercise": True}, what="A drill.", harm="system-down")
    await past.until(NOW)


async def test_figures_say_how_soon_incidents_were_answered_and_how_far_they_went_up(site: Bygone) -> None:
    """C13. Half of them acknowledged and isolated within, the highest rung; an exercise counts nowhere."""
    page = (await (await site.client("bai")).get("/figures?days=30")).text
    found = rows(page, "incidents")
    assert list(found) == [ORANGE]
    assert [cell for cell, _ in found[ORANGE]][:5] == ["2", "30 min", "1 h 30 min", "–", "1 at most, 1 of 2"]
    assert title(page, "incidents") == f"Half of the incidents of “{ORANGE}” were somebody's within 30 min."


async def test_a_number_of_incidents_leads_to_exactly_those(site: Bygone) -> None:
    """Numbers lead somewhere: the list of that plan and level without exercises; with them there is one more."""
    bai = await site.client("bai")
    (count, href), *_ = rows((await bai.get("/figures?days=30")).text, "incidents")[ORANGE]
    page = (await bai.get(href)).text
    assert f"{count} cases" in page
    assert "no exercises" in text(page)
    every = text((await bai.get(f"/cases?plan={PLAN}&level=orange")).text)
    assert "3 cases" in every
    assert "Exercise" in every
    assert "orange, II, grave" in every
    assert "No case that you may see is like that." in (await bai.get("/cases?level=red")).text


async def test_the_same_as_a_file_and_for_programs(site: Bygone) -> None:
    """C13. Nothing rounded: terms in seconds; the interface tells the same."""
    bai = await site.client("bai")
    answer = await bai.get("/figures/incidents.csv?days=30")
    heads, *records = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert len(records) == 1
    said = dict(zip(heads, records[0], strict=True))
    assert (said["Incidents"], said["Somebody had it · half within (s)"], said["Isolated · half within (s)"]) == ("2", "1800", "5400")
    told = (await bai.get("/api/v1/figures?span=30")).json()["incidents"]
    assert [(each["plan"], each["level"]["id"], each["count"], each["rungs"], each["climbed"]) for each in told] == [
        (PLAN, "orange", 2, 1, 1)
    ]
    listed = (await bai.get("/api/v1/cases?level=orange&exercise=true")).json()["items"]
    assert [(each["level"], each["exercise"]) for each in listed] == [({"id": "orange", "title": "II, grave"}, True)]
    assert told[0]["acknowledged"] == {"count": 2, "median_s": 1800.0, "p90_s": 2760.0}


async def test_the_list_shows_the_level_with_its_word(site: Bygone) -> None:
    """Never colour alone: colour, its word and the level's name, in both languages."""
    assert "orange, II, grave" in text((await (await site.client("bai")).get("/cases")).text)
    assert "橙色，II 级（重大）" in text((await (await site.client("bai", "zh")).get("/cases")).text)


def test_every_word_of_these_figures_has_its_chinese() -> None:
    """Both languages always."""
    figures.test_every_word_of_lists_and_figures_has_its_chinese(drawn_incidents)
