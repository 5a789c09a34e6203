"""What a process keeps of cases for its lists: never older than the log, never more than it may."""

from __future__ import annotations

import pytest

from console.desk import folds
from console.desk.folds import Folds
from domain.kernel import CaseId
from tests.activities.judging import Bench


async def test_a_kept_case_is_as_the_log_tells_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """What came since is read; a case that was dropped is read whole; parts grow with the case."""
    monkeypatch.setattr(folds, "KEPT", 1)
    bench, kept = await Bench.make(), Folds()
    one, other = CaseId(await bench.opened(contract="C-1")), CaseId(await bench.opened(contract="C-2"))
    first, second = await kept.of(bench.log, [one, other])
    await bench.send(one, "withdraw", {"by": "he", "reason": "x"})
    again, same = await kept.of(bench.log, [one, other])
    assert (first.case.stage, again.case.stage) == ("asked", "closed")
    assert again.version == len(await bench.events(one))
    assert same == second
    assert again.parts >= first.parts != frozenset()


async def test_a_case_that_is_not_there_is_nothing() -> None:
    """A list that knows more than the log shows nothing of it."""
    bench = await Bench.make()
    (found,) = await Folds().of(bench.log, [CaseId("request-00000000-0000-0000-0000-000000000000")])
    assert found == folds.NOTHING
