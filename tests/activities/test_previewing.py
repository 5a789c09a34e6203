"""What is shown before sending knows what the log knows."""

from __future__ import annotations

from typing import Any

import pytest

from activities.governed import Governed
from activities.previewing import preview
from domain.kernel import PersonId, Refused
from domain.requests.preview import Preview
from tests.activities.governing import IDS
from tests.activities.judging import Bench


async def looks(bench: Bench, by: str, **fields: Any) -> Preview:
    governed = Governed(bench.log)
    await governed.refresh()
    found = await preview(bench.log, governed, plan="contract-loan", by=PersonId(IDS[by]), fields=fields, at=bench.now)
    assert isinstance(found, Preview)
    return found


async def test_a_contract_that_is_out_is_known() -> None:
    """house:one-holder. Who holds it stands in the log, and whoever wants it next is told beforehand."""
    bench = await Bench.make()
    assert (await looks(bench, "xu", contract="C-1", purpose="x")).warnings == ()
    case = await bench.opened()
    await bench.send(case, "approve", {"by": "han"})
    await bench.send(case, "hand_out", {"by": "tao"})
    found = await looks(bench, "xu", contract="c-1", purpose="x")
    assert ([each.key for each in found.warnings], found.refusals) == (["held_by_other"], ())


async def test_a_plan_that_there_is_not_is_refused() -> None:
    """house:form."""
    bench = await Bench.make()
    governed = Governed(bench.log)
    await governed.refresh()
    with pytest.raises(Refused, match="no_such_plan"):
        await preview(bench.log, governed, plan="travel", by=IDS["xu"], fields={}, at=bench.now)
