"""``bylaw erase``: whom a case told and who does not work here is deleted from it; the record stays whole."""

from __future__ import annotations

import json
from typing import Any

from activities.custody import custody_of
from activities.personal import ERASED, open_up
from domain.kernel import uuid_of
from eventlog.port import Stream
from tests.console.conftest import site
from tests.console.site import Site
from tests.workers.test_cli_at import Bylaw, bylaw

__all__ = ["bylaw", "site"]

CUSTOMER = "Mr Meng, 1 Long Street"


async def told(site: Site, number: str) -> list[dict[str, Any]]:
    """What the case says of those whom it informed, opened as for display."""
    found = [json.loads(each.data) for each in await site.events(number) if each.type == "room.informed"]
    assert CUSTOMER not in str(found), "the log never holds it in plain"
    return [await open_up(each, site.backend.keyring) for each in found]


async def test_customers_who_were_told_are_deleted_and_that_they_were_told_stays(bylaw: Bylaw, site: Site) -> None:
    """house:outsiders. By whoever may read the log as stored, recorded beside the case; somebody told later is readable again."""
    incident = await site.open("incident-four-colour", by="qian", what="x", harm="death")
    await site.act(incident, "inform", by="qian", whom="customers", text="We are sorry.", recipient=CUSTOMER)
    assert [(each["recipient"], each["text"]) for each in await told(site, incident)] == [(CUSTOMER, "We are sorry.")]
    code, out, err = await bylaw("erase", "outsiders", incident, "--as", "qian")
    assert (code, out, "(house:outsiders)" in err) == (1, "", True)
    assert (await bylaw("erase", "outsiders", "INC-1999-9999", "--as", "bai"))[0] == 1
    code, out, err = await bylaw("erase", "outsiders", incident, "--as", "bai", "--lang", "zh")
    assert (code, incident in out, err) == (0, True, "")
    await site.act(incident, "inform", by="qian", whom="customers", text="Once more.", recipient=CUSTOMER)
    assert [(each["recipient"], each["text"]) for each in await told(site, incident)] == [
        (ERASED, "We are sorry."),
        (CUSTOMER, "Once more."),
    ]
    case = await site.case(incident)
    (row,) = await site.backend.log.read(Stream(category="custody", id=uuid_of(case)))
    assert (row.type, json.loads(row.meta)["by"]["id"]) == ("custody.outsiders_erased", site.person("bai").id)
    assert await custody_of(site.backend.log, case) == []
