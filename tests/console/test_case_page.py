"""A case's page: by plain HTTP, as a browser without scripts has it."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.console.site import Site


def fields_of(page: str, action: str) -> dict[str, str]:
    """What the form with this address holds when nobody has typed anything."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>.*?</form>', page, re.DOTALL)
    assert form is not None, f"no form for {action} in:\n{page}"
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0]))


async def give(client: httpx.AsyncClient, number: str, command: str, **typed: str) -> httpx.Response:
    """Send the form of a command as it stands on the page."""
    page = (await client.get(f"/cases/{number}")).text
    address = f"/cases/{number}/{command}"
    return await client.post(address, data={**fields_of(page, address), **typed})


@pytest.mark.parametrize(("lang", "stands", "next_"), [("en", "waiting for approval", "What comes next"), ("zh", "待审批", "下一步")])
async def test_a_loan_is_approved_on_its_page(site: Site, lang: str, stands: str, next_: str) -> None:
    """SO 2.2.2: the page says where the case stands, what approving does, and afterwards what has happened."""
    number = await site.open("contract-loan", by="qian", contract=f"HT-{lang}", purpose="check")
    lin = await site.client("lin", lang)
    page = (await lin.get(f"/cases/{number}")).text
    assert stands in page
    assert f"HT-{lang}" in page
    assert 'title="' in page
    answer = await give(lin, number, "approve")
    assert answer.status_code == 303, answer.text
    after = (await lin.get(answer.headers["location"])).text
    assert next_ in after
    assert f"bylaw log {number}" in after
