"""``bylaw adopt``, ``delegate``, ``sign`` and ``token``, as a person uses them, on a real log."""

import argparse
import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from activities.governed import Governed
from activities.signatures import read_door_key, verify
from domain.governance import digest_of_secret
from domain.kernel import Refused, case_id
from eventlog.migrations import migrate, migrate_keys
from eventlog.port import StoredEvent
from eventlog.postgres import PostgresLog
from eventlog.roles import APP, HOUSE, KEYS, admit
from views.migrations import migrate as migrate_views
from workers.cli import adopt, delegate, sign, token
from workers.sample import adopt_sample
from workers.settings import Settings

Bylaw = Callable[..., tuple[int, str, str]]


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
def bylaw(prepared: str, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Bylaw:
    """The command line: exit code, what it printed, what it complained."""
    monkeypatch.setenv("BYLAW_DATABASE_URL", prepared)
    monkeypatch.setenv("BYLAW_HOME", str(home))
    parser = argparse.ArgumentParser()
    subparsers = parser.add_subparsers()
    for group in (adopt, delegate, sign, token):
        group.add_parsers(subparsers)

    def run(*words: str) -> tuple[int, str, str]:
        asked = parser.parse_args(words)
        capsys.readouterr()
        code = asked.run(asked)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def governance(url: str) -> tuple[Governed, list[StoredEvent]]:
    async def inside() -> tuple[Governed, list[StoredEvent]]:
        log = await PostgresLog.connect(url, pool_size=1)
        governed = Governed(log)
        await governed.refresh()
        events = await log.read(governed.stream)
        await log.close()
        return governed, events

    return asyncio.run(inside())


def test_governing_by_hand(bylaw: Bylaw, prepared: str, home: Path) -> None:
    """The story: the first alone, a pack by two, a stand-in, a machine's door; each signed by the command line's own key."""
    assert bylaw("adopt", "--list")[1] == "nothing is adopted yet\n"
    code, _, error = bylaw("adopt", "--as", "ding")
    assert (code, "house:governed" in error) == (1, True)

    assert asyncio.run(adopt_sample(Settings(home=home, database_url=prepared)))
    assert not asyncio.run(adopt_sample(Settings(home=home, database_url=prepared)))
    assert (home / "door-key.json").stat().st_mode & 0o777 == 0o600
    assert bylaw("adopt", "--as", "bai")[0] == 1

    proposed = bylaw("adopt", "--propose", "--pack", "minutes", "--reason", "to try", "--as", "bai")
    digest = proposed[1].split()[-1]
    assert digest in bylaw("adopt", "--list")[1]
    code, _, error = bylaw("adopt", "--accept", digest[:12], "--as", "bai")
    assert (code, "house:second-person" in error) == (1, True)
    assert bylaw("adopt", "--accept", digest[:12], "--as", "gu")[0] == 0
    assert {each["digest"] for each in json.loads(bylaw("adopt", "--list", "--json")[1])["in_force"]} >= {digest}

    until = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    code, out, _ = bylaw("delegate", "shen", "--as", "lin", "--until", until, "--reason", "on leave")
    assert code == 0
    assert "on leave" in bylaw("delegate", "--list")[1]
    assert bylaw("delegate", "--end", out.split()[-1], "--as", "lin", "--reason", "back")[0] == 0
    assert json.loads(bylaw("delegate", "--list", "--json")[1]) == []

    intake = home / "intake.json"
    assert bylaw("sign", "--new-key", "--key", str(intake))[0] == 0
    assert bylaw("sign", "--register", "--key", str(intake), "--machine", "alarm-intake", "--as", "bai")[0] == 0
    assert bylaw("sign", "--withdraw", read_door_key(intake).key, "--reason", "lost", "--as", "gu")[0] == 0

    governed, events = governance(prepared)
    assert governed.door_key(read_door_key(intake).key, datetime.now(UTC)) is None
    metas = [json.loads(event.meta) for event in events]
    assert all("signature" in meta for meta in metas[4:])
    assert not any("on leave" in event.data.decode() for event in events)


def test_a_signed_payload_needs_no_server_and_is_believed(bylaw: Bylaw, prepared: str, home: Path) -> None:
    """`bylaw sign` for a bare Temporal client: what it prints is what `judge` verifies."""
    governed, _ = governance(prepared)
    words = ("--as", "ding", "--field", "plan=contract-loan", "--field", "fields.contract=C-7", "--field", "fields.days:=2")
    code, out, error = bylaw("sign", "request", "open", *words)
    payload: dict[str, Any] = json.loads(out)
    case = case_id("request", UUID(payload["id"]))
    assert (code, error) == (0, f"case {case}\n")
    assert (payload["plan"], payload["fields"]) == ("contract-loan", {"contract": "C-7", "days": 2})
    now = datetime.now(UTC)
    voucher = verify(payload, case=case, command="open", keys=lambda key: governed.door_key(key, now), now=now)
    assert voucher.door == read_door_key(home / "door-key.json").key
    with pytest.raises(Refused):
        verify(payload, case=case, command="withdraw", keys=lambda key: governed.door_key(key, now), now=now)


def test_a_machine_is_let_in_by_hand(bylaw: Bylaw, prepared: str) -> None:
    """house:machine-token. The secret is printed once and stands nowhere; whoever has it comes in until it is withdrawn."""
    asked = ("--machine", "alarm-intake", "--title", "alarms", "--right", "command request", "--right", "read cases")
    code, secret, error = bylaw("token", "--add", *asked, "--until", "2999-01-01", "--as", "bai")
    name = error.split(":")[0]
    digest = digest_of_secret(secret.strip())
    governed, events = governance(prepared)
    found = governed.token(digest, datetime.now(UTC))
    assert found is not None
    assert (code, found.token, found.rights) == (0, name, ("command request", "read cases"))
    assert secret.strip().encode() not in b"".join(event.data for event in events)
    assert name in bylaw("token", "--list")[1]
    assert [each["machine"] for each in json.loads(bylaw("token", "--list", "--json")[1])] == ["alarm-intake"]
    assert bylaw("token", "--withdraw", name, "--reason", "lost", "--as", "gu")[0] == 0
    assert governance(prepared)[0].token(digest, datetime.now(UTC)) is None
    assert bylaw("token", "--list")[1] == "no token lets anybody in\n"


@pytest.mark.parametrize(
    "words",
    [
        ("token", "--add", "--machine", "m", "--right", "read cases", "--as", "bai"),
        ("token", "--withdraw", "t"),
        ("adopt",),
        ("adopt", "--propose", "--as", "bai"),
        ("adopt", "--pack", "nowhere.yaml", "--as", "bai"),
        ("delegate", "--as", "bai"),
        ("delegate", "shen", "--as", "bai"),
        ("delegate", "shen", "--list"),
        ("sign", "request", "open"),
        ("sign", "request", "--as", "bai"),
        ("sign", "no such", "approve", "--as", "bai"),
        ("sign", "request", "open", "--as", "bai", "--field", "plan"),
        ("sign", "request", "open", "--as", "bai", "--field", "id=7"),
        ("sign", "request", "open", "--as", "bai", "--field", "a=1", "--field", "a.b=2"),
        ("sign", "request", "open", "--as", "bai", "--field", "a:=nope"),
        ("sign", "request", "open", "--as", "bai", "--id", "7"),
        ("sign", "request", "open", "--as", "bai", "--key", "nowhere.json"),
        (
            "sign",
            "--new-key",
        ),
    ],
)
def test_wrong_use_is_2_and_says_why(bylaw: Bylaw, words: tuple[str, ...]) -> None:
    """Exit codes: 0 done, 1 refused, 2 wrong use, 3 not reachable."""
    code, out, error = bylaw(*words)
    assert (code, out) == (2, "")
    assert error


@pytest.mark.parametrize(
    "words",
    [
        ("delegate", "nobody", "--as", "bai", "--until", "2999-01-01", "--reason", "x"),
        ("delegate", "shen", "--as", "nobody", "--until", "2999-01-01", "--reason", "x"),
        ("delegate", "shen", "--as", "bai", "--until", "tomorrow", "--reason", "x"),
        ("delegate", "shen", "--as", "bai", "--until", "2020-01-01", "--reason", "x"),
        ("delegate", "--end", "nothing", "--as", "bai", "--reason", "x"),
        ("adopt", "--accept", "00", "--as", "gu"),
        ("token", "--add", "--machine", "bai", "--right", "read cases", "--until", "2999-01-01", "--as", "bai"),
        ("token", "--add", "--machine", "m", "--right", "read all", "--until", "2999-01-01", "--as", "bai"),
        ("token", "--withdraw", "t", "--reason", "x", "--as", "ding"),
        ("sign", "--withdraw", "nothing", "--as", "gu", "--reason", "x"),
        ("sign", "request", "open", "--as", "bai", "--field", "a:=1.5"),
    ],
)
def test_a_refusal_is_1_with_its_rule(bylaw: Bylaw, words: tuple[str, ...]) -> None:
    """The clause on standard error."""
    code, out, error = bylaw(*words)
    assert (code, out) == (1, "")
    assert "house:" in error


def test_a_pack_that_cannot_be_adopted_says_where(bylaw: Bylaw, tmp_path: Path) -> None:
    """File, line, field and reason."""
    wrong = tmp_path / "pack.yaml"
    wrong.write_text("schema: 1\nkind: pack\nname: 7\n")
    code, _, error = bylaw("adopt", "--propose", "--pack", str(wrong), "--reason", "x", "--as", "bai")
    assert (code, f"{wrong}:" in error) == (1, True)


def test_a_log_that_does_not_answer_is_3(bylaw: Bylaw, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not reachable, in one sentence."""
    monkeypatch.setenv("BYLAW_DATABASE_URL", "postgresql://bylaw@127.0.0.1:1/none")
    code, _, error = bylaw("delegate", "--list")
    assert code == 3
    assert error
