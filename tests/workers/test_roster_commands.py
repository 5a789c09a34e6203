"""``bylaw roster``, as a person uses it, on a real log (house:duty-roster)."""

import argparse
import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from eventlog.migrations import migrate, migrate_keys
from eventlog.roles import APP, HOUSE, KEYS, admit
from packs.read import find, load, organisation
from views.migrations import migrate as migrate_views
from workers.cli import roster
from workers.cli.adopt import USUAL
from workers.sample import adopt_sample
from workers.sample_roster import keep_roster, turns
from workers.settings import Settings

Bylaw = Callable[..., tuple[int, str, str]]
NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(scope="module")
async def prepared(database_url: str, admin_database_url: str) -> str:
    """A migrated database that the processes' login may use."""
    await migrate(admin_database_url)
    await migrate_keys(admin_database_url)
    await migrate_views(admin_database_url)
    await admit(admin_database_url, "bylaw", roles=(APP, HOUSE, KEYS))
    return database_url


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def bylaw(prepared: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Bylaw:
    """The command line: exit code, what it printed, what it complained. The sample organisation is in force."""
    monkeypatch.setenv("BYLAW_DATABASE_URL", prepared)
    monkeypatch.setenv("BYLAW_HOME", str(home))
    monkeypatch.chdir(tmp_path)
    asyncio.run(adopt_sample(Settings(home=home, database_url=prepared)))
    parser = argparse.ArgumentParser()
    roster.add_parsers(parser.add_subparsers())

    def run(*words: str) -> tuple[int, str, str]:
        asked = parser.parse_args(("roster", *words))
        capsys.readouterr()
        code = asked.run(asked)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def at(hours: float) -> str:
    return (NOW + timedelta(hours=hours)).isoformat()


def facts(bylaw: Bylaw, post: str, days: str = "3") -> list[tuple[str, bool]]:
    """Who is on duty (by id), and the gaps between."""
    shown = json.loads(bylaw("show", "--post", post, "--days", days, "--json")[1])
    return [(each.get("person", ""), each["gap"]) for each in shown]


def calendar(*events: str) -> str:
    body = "".join(f"BEGIN:VEVENT\r\nUID:{n}\r\n{each}\r\nEND:VEVENT\r\n" for n, each in enumerate(events))
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{body}END:VCALENDAR\r\n"


def event(who: str, start: float, end: float) -> str:
    begin, stop = (datetime.fromisoformat(at(each)) for each in (start, end))
    return f"SUMMARY:{who}\r\nDTSTART:{begin:%Y%m%dT%H%M%SZ}\r\nDTEND:{stop:%Y%m%dT%H%M%SZ}"


def test_the_story_of_a_roster(bylaw: Bylaw) -> None:
    """house:duty-roster. Put on duty, shown with the gaps, given to another by the one who has it, taken off."""
    code, out, _ = bylaw("assign", "zhao-y", "--post", "legal", "--until", at(8), "--as", "shen")
    assert code == 0
    window = out.split()[-1]
    assert [gap for _, gap in facts(bylaw, "legal")] == [False, True]
    assert "GAP" in bylaw("show", "--post", "legal", "--days", "2")[1]
    assert "缺口" in bylaw("show", "--days", "2", "--lang", "zh")[1]

    code, _, error = bylaw("swap", window[:8], "--to", "qian", "--reason", "ill", "--as", "qian")
    assert (code, "house:duty-roster" in error) == (1, True)
    code, out, _ = bylaw("swap", window[:8], "--to", "qian", "--reason", "ill", "--as", "zhao-y")
    assert code == 0
    assert bylaw("withdraw", out.split()[-1], "--reason", "enough", "--as", "gu")[0] == 0
    assert facts(bylaw, "legal") == [("", True)]


def test_a_roster_goes_out_and_comes_in(bylaw: Bylaw) -> None:
    """house:duty-roster. A calendar is read whole or not at all; read again, and what we wrote ourselves, it says nothing new."""
    file = Path("roster.ics")
    file.write_text(calendar(event("han", 1, 9), event("nobody-at-all", 9, 17), event("kong", 20, 20)), newline="")
    code, out, error = bylaw("import", "roster.ics", "--post", "it-director", "--as", "kong")
    assert (code, out, len(error.splitlines())) == (1, "", 2)
    assert [gap for _, gap in facts(bylaw, "it-director")] == [True]

    file.write_text(calendar(event("han", 1, 9), event("kong", 9, 17)), newline="")
    assert len(bylaw("import", "roster.ics", "--post", "it-director", "--as", "kong", "--yes")[1].splitlines()) == 4
    assert [gap for _, gap in facts(bylaw, "it-director")] == [True, False, False, True]
    assert "nothing to do" in bylaw("import", "roster.ics", "--post", "it-director", "--as", "kong")[1]
    assert bylaw("export", "--post", "it-director", "--to", "out.ics")[0] == 0
    assert "nothing to do" in bylaw("import", "out.ics", "--post", "it-director", "--as", "kong")[1]
    assert bylaw("export", "--post", "it-director", "--to", "-")[1].count("BEGIN:VEVENT") == 2


def test_a_calendar_is_shown_before_it_is_read(bylaw: Bylaw) -> None:
    """house:duty-roster. Without --yes nothing is done; what is gone from it is withdrawn unless --keep leaves it; by hand nothing is."""
    words, file = ("import", "roster.ics", "--post", "head-of-marketing", "--as", "gu"), Path("roster.ics")
    by_hand = bylaw("assign", "he", "--post", "head-of-marketing", "--from", at(60), "--until", at(64), "--as", "gu")[1].split()[-1]
    file.write_text(calendar(event("lv", 30, 38), event("moreau", 38, 46)), newline="")
    shown = bylaw(*words)[1]
    assert ([line[0] for line in shown.splitlines()[:2]], "--yes" in shown) == (["+", "+"], True)
    assert len(facts(bylaw, "head-of-marketing")) == 3
    assert bylaw(*words, "--yes")[0] == 0
    file.write_text(calendar(event("he", 30, 38)), newline="")
    assert [line[0] for line in bylaw(*words)[1].splitlines()[:2]] == ["~", "-"]
    assert [line[0] for line in bylaw(*words, "--keep")[1].splitlines()[:1]] == ["~"]
    assert "撤销" in bylaw(*words, "--lang", "zh")[1]
    assert bylaw(*words, "--yes")[0] == 0
    left = json.loads(bylaw("show", "--post", "head-of-marketing", "--days", "3", "--json")[1])
    assert len([each for each in left if not each["gap"]]) == 2
    assert by_hand in {each.get("id") for each in left}
    assert "nothing to do" in bylaw(*words, "--yes")[1]


def test_a_window_is_changed(bylaw: Bylaw) -> None:
    """house:duty-roster. By whoever keeps the roster, with a reason."""
    window = bylaw("assign", "lv", "--post", "archivist", "--from", at(5), "--until", at(8), "--as", "gu")[1].split()[-1]
    assert bylaw("change", window[:8], "--until", at(9), "--as", "gu")[0] == 1
    code, out, _ = bylaw("change", window[:8], "--until", at(9), "--to", "he", "--reason", "longer", "--as", "gu")
    assert (code, out.startswith("changed")) == (0, True)
    (shown,) = [each for each in json.loads(bylaw("show", "--post", "archivist", "--json")[1]) if not each["gap"]]
    assert (shown["id"], datetime.fromisoformat(shown["end"])) == (out.split()[-1], NOW + timedelta(hours=9))


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("assign", "han", "--post", "nothing", "--until", "2999-01-01", "--as", "gu"), 1, "no post"),
        (("assign", "han", "--post", "legal", "--until", "2999-01-01", "--as", "gu"), 1, "400 days"),
        (("assign", "han", "--post", "legal", "--until", "2020-01-01", "--as", "gu"), 1, "after now"),
        (("assign", "nobody", "--post", "legal", "--until", "2999-01-01", "--as", "gu"), 1, "nobody who works here"),
        (("withdraw", "nothing", "--reason", "x", "--as", "gu"), 1, "no window"),
        (("import", "not-there.ics", "--post", "legal", "--as", "gu"), 2, "No such file"),
        (("show", "--post", "nothing"), 1, "no post"),
    ],
)
def test_what_cannot_be_is_said(bylaw: Bylaw, words: tuple[str, ...], code: int, why: str) -> None:
    """house:duty-roster. A sentence that says why, and the exit code of a refusal."""
    found, _, error = bylaw(*words)
    assert found == code
    assert why in error


def test_the_sample_organisation_always_has_somebody_on_duty(bylaw: Bylaw, prepared: str, home: Path) -> None:
    """house:duty-roster. For 14 days without a gap, by turns; a second start says nothing new; what was swapped or is gone stays so."""
    settings = Settings(home=home, database_url=prepared)
    Path("own.ics").write_text(calendar(event("han", 1, 9)), newline="")
    bylaw("import", "own.ics", "--post", "it-director", "--as", "kong", "--yes")
    assert 3 * 27 > asyncio.run(keep_roster(settings)) >= 2 * 27, "a post that has a calendar of its own is left to it"
    shown = json.loads(bylaw("show", "--post", "customer-information", "--days", "12", "--json")[1])
    assert not any(each["gap"] for each in shown)
    assert len({each["person"] for each in shown}) == 3

    assert bylaw("swap", shown[0]["id"], "--to", "lin", "--reason", "ill", "--as", "xie")[0] == 0
    assert asyncio.run(keep_roster(settings)) == 0
    again = json.loads(bylaw("show", "--post", "customer-information", "--days", "12", "--json")[1])
    assert [each["person"] for each in again][1:] == [each["person"] for each in shown][1:]
    assert again[0]["person"] != shown[0]["person"]


def test_turns_follow_each_other_around_the_clock() -> None:
    """house:duty-roster. At whatever hour the stack starts, the first turn has begun and each ends when the next begins."""
    sample = organisation(load(find(USUAL["organisation"])))
    for hour in (0, 7, 8, 19, 20, 23):
        now = datetime(2026, 3, 2, hour, 30, tzinfo=UTC)
        found = list(turns(sample, "legal", now))
        begins, ends = ([datetime.fromisoformat(each[at]) for each in found] for at in ("start", "end"))
        assert begins[0] <= now < ends[0]
        assert begins[1:] == ends[:-1]
