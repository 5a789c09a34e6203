"""Plans of a kind that is nothing like a request, by API and in the book: no door asks them for what only requests have."""

from __future__ import annotations

import httpx
import pytest

from packs import read
from packs.document import Document
from packs.written import written
from tests.console.forms import text
from tests.console.site import Site
from tests.console.test_book_changes import checked
from tests.packs.finding import content, made_known


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    made_known(monkeypatch)


@pytest.fixture
async def ding(site: Site, monkeypatch: pytest.MonkeyPatch) -> httpx.AsyncClient:
    """Somebody without a post, when a pack with such a plan is in force."""
    pack = read.pack(Document(file="x", content=content()))
    found = await site.client("ding")
    monkeypatch.setattr(site.backend.governed, "pack_at", lambda _: pack)
    return found


async def test_its_steps_are_told_and_nothing_is_given(ding: httpx.AsyncClient) -> None:
    """SO 5.2.2. Who must answer within what time, whatever the kind; what nobody gives is not there, and requests stay as they were."""
    plan = (await ding.get("/api/v1/plans/hazard")).json()
    assert (plan["kind"], plan["gives"]) == ("finding", None)
    assert [(each["stage"], each["by"], each["within"]) for each in plan["steps"]] == [(1, "head of subject's department", "1 wd")]
    assert {each["name"] for each in plan["fields"]} == {"subject", "what"}
    elevation = (await ding.get("/api/v1/plans/privilege-elevation")).json()
    assert [each["stage"] for each in elevation["steps"]] == [1, 1]
    assert elevation["gives"]["at_most"] == "8 h"
    assert "hazard" in {each["plan"] for each in (await ding.get("/api/v1/plans")).json()["items"]}


@pytest.mark.parametrize(("lang", "said"), [("en", "Still none: it goes up."), ("zh", "仍未办理：上报。")])
async def test_a_new_plan_of_any_kind_is_shown_before_it_is_proposed(site: Site, lang: str, said: str) -> None:
    """house:governed. The difference says it in the words of its kind."""
    page = await checked(await site.client("bai", lang), written(content()))
    assert page.status_code == 200, text(page.text)
    assert said in text(page.text)
