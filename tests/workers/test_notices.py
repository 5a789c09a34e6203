"""``bylaw notices``: what was told to whom, and what still waits."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from activities.letters import Line
from activities.migrations import migrate as migrate_world
from activities.notices import Notice
from activities.outbox import Outbox
from domain.kernel import Rejected, Unavailable
from eventlog.migrations import migrate, migrate_keys
from eventlog.roles import APP, HOUSE, KEYS, admit
from tests.activities.judging import Bench
from tests.activities.posting import Mail, post_of
from tests.activities.test_post import HAN, TAO, notice
from views.migrations import migrate as migrate_views
from workers.cli import notices
from workers.sample import adopt_sample
from workers.settings import Settings

Bylaw = Callable[..., str]


@pytest.fixture(scope="module")
async def prepared(database_url: str, admin_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with the sample in force."""
    for bring in (migrate, migrate_keys, migrate_views, migrate_world):
        await bring(admin_database_url)
    await admit(admin_database_url, "bylaw", roles=(APP, HOUSE, KEYS))
    await adopt_sample(Settings(database_url=database_url, home=tmp_path_factory.mktemp("home")))
    return database_url


@pytest.fixture
def bylaw(prepared: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Bylaw:
    """What the command line prints."""
    monkeypatch.setenv("BYLAW_DATABASE_URL", prepared)
    monkeypatch.setenv("BYLAW_HOME", str(tmp_path))
    parser = argparse.ArgumentParser()
    notices.add_parsers(parser.add_subparsers())

    def run(*words: str) -> str:
        asked = parser.parse_args(["notices", *words])
        capsys.readouterr()
        assert asked.run(asked) == 0
        return capsys.readouterr().out

    return run


def told(url: str, asked: Notice, trouble: Exception | None = None) -> None:
    """As a worker would have told it, or tried to."""

    async def says(each: Notice) -> Line | None:
        return Line(text=f"{each.case}: decide")

    async def inside() -> None:
        bench, outbox = await Bench.make(), Outbox(url)
        await bench.judge._governed.refresh()
        try:
            await post_of(bench, outbox, Mail(trouble=trouble)).deliver([asked], says)
        except (Unavailable, Rejected):
            assert trouble is not None
        finally:
            await outbox.close()

    asyncio.run(inside())


def test_what_was_told_and_what_waits(bylaw: Bylaw, prepared: str) -> None:
    """Who was told what, by name; what no channel took yet with how often it was tried; what never will be with the reason."""
    assert bylaw() == "nobody was told anything\n"
    mine, theirs, never = notice(HAN), notice(TAO), notice(TAO)
    told(prepared, mine)
    told(prepared, theirs, Unavailable("away"))
    assert bylaw().strip().endswith(f"(han)  {mine.case}: decide")
    assert f"{theirs.case}: decide  [waiting, tries: 1]" in bylaw("--waiting")
    told(prepared, never, Rejected("no such mailbox"))
    assert f"{never.case}: decide  [never will be, no such mailbox]" in bylaw("--waiting")
    assert "[无法送达, no such mailbox]" in bylaw("--waiting", "--lang", "zh")
    assert [each["case"] for each in json.loads(bylaw("--json", "--to", "han"))] == [mine.case]
    assert theirs.case not in bylaw("--to", "han", "--waiting")
