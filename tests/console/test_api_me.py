"""Who one is to the API."""

from __future__ import annotations

from tests.console.site import Site


async def test_a_signed_in_person_learns_who_they_are(site: Site) -> None:
    """The organisation in the log says it, nothing that the caller sent."""
    lin = await site.client("lin")
    said = (await lin.get("/api/v1/me")).json()
    assert said["handle"] == "lin"
    assert said["posts"] == ["head-of-sales-back-office"]


async def test_nobody_is_told_nothing(site: Site) -> None:
    """Deny by default: without a sign-in the API answers 401, as a problem."""
    nobody = await site.visitor()
    answer = await nobody.get("/api/v1/me")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_loan_goes_its_way_while_somebody_looks(site: Site) -> None:
    """What the fixture does past the console is seen in it."""
    number = await site.open("contract-loan", by="qian", contract="HT-ME-1", purpose="check")
    await site.act(number, "approve", by="lin")
    await site.settled()
    assert next(event.type for event in await site.events(number)) == "request.opened"
