"""The command line at an address: the same words as beside the log, asked of a console by whoever a token speaks for."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from console.signin import tokens
from tests.console.conftest import site
from tests.console.site import Site, served
from workers import cli

__all__ = ["site"]

Bylaw = Callable[..., "asyncio.Future[tuple[int, str, str]]"]


@pytest.fixture(scope="module")
async def address(site: Site) -> AsyncIterator[str]:
    """The console's application behind a real socket."""
    async with served(site.app) as found:
        yield found


@pytest.fixture
def bylaw(site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Bylaw:
    """The command line in a thread, as it has a loop of its own: exit code, what it printed, what it complained."""
    monkeypatch.setenv("BYLAW_HOME", str(site.settings.home))
    monkeypatch.setenv("BYLAW_DATABASE_URL", str(site.settings.database_url))
    monkeypatch.setenv("BYLAW_EMBEDDED", "true")
    monkeypatch.setenv("TEMPORAL_ADDRESS", str(site.settings.temporal_address))
    monkeypatch.setenv("TEMPORAL_NAMESPACE", site.settings.namespace)

    async def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = await asyncio.to_thread(cli.called, words)
        said = capsys.readouterr()
        return code, own(said.out), own(said.err)

    return run  # type: ignore[return-value]


LOGGED = re.compile(r"^[0-9-]{10} [0-9:]{8} \[")


def own(text: str) -> str:
    """Without what the console and the worker, which are in this process too, log meanwhile."""
    return "".join(line for line in text.splitlines(keepends=True) if not LOGGED.match(line))


def without_passing(text: str) -> str:
    """Without what a moment changes: how long it is until something."""
    return re.sub(r"[(（](in|还有) [^)）]*[)）]", "(…)", text)


async def test_what_is_printed_is_the_same_near_and_far(site: Site, bylaw: Bylaw, address: str) -> None:
    """One layout: whoever moves from the machine to an address reads on."""
    number = await site.open("contract-loan", by="qian", contract="HT-AT", purpose="check")
    await site.act(number, "urge", by="qian")
    qian, bai = ("--as", "qian"), ("--as", "bai")
    for words, by in (
        (["show", number], qian),
        (["show", number, "--chain"], qian),
        (["explain", number], qian),
        (["who-can", number], qian),
        (["show", number, "--lang", "zh"], qian),
        (["inbox", "--as", "lin"], ()),
        (["inbox", "--as", "lin", "--lang", "zh"], ()),
        (["cases"], bai),
    ):
        near, far = await alike(bylaw, words, (*words, "--at", address, *by))
        assert far[0] == 0, far[2]
        assert without_passing(far[1]) == without_passing(near[1])


@pytest.mark.parametrize(("lang", "says"), [("en", "– I, very grave, open"), ("zh", "– I 级（特别重大）, open")])
async def test_how_grave_an_incident_is_stands_at_its_head(site: Site, bylaw: Bylaw, address: str, lang: str, says: str) -> None:
    """MK 4.3.1. Near and far: whoever reads an incident reads first how grave it is."""
    number = await site.open("incident-four-colour", by="qian", what="A list is public", harm="major-leak")
    for words in (["show", number, "--lang", lang], ["show", number, "--lang", lang, "--at", address, "--as", "qian"]):
        code, said, complained = await bylaw(*words)
        assert (code, says in said.splitlines()[0]) == (0, True), said + complained


async def alike(bylaw: Bylaw, near: Sequence[str], far: Sequence[str]) -> tuple[tuple[int, str, str], tuple[int, str, str]]:
    """Both of one moment: read near before and after, until nothing was added meanwhile and no list was behind."""
    before = await bylaw(*near)
    for _ in range(60):
        there, after = await bylaw(*far), await bylaw(*near)
        if without_passing(before[1]) == without_passing(after[1]) and not before[1].startswith("! "):
            return before, there
        before = after
    raise AssertionError(f"{near} never came to rest")


async def test_a_loan_goes_its_whole_way_at_an_address(bylaw: Bylaw, address: str) -> None:
    """SO 2.2.2. Each by the person whose it is."""
    at = ("--at", address)
    fields = ("--field", "contract=HT-WAY", "--field", "purpose=x")
    code, out, err = await bylaw("open", "contract-loan", *fields, "--as", "qian", "--json", *at)
    assert code == 0, err
    number = json.loads(out)["number"]
    for command, who in (("approve", "lin"), ("hand_out", "tao"), ("return", "qian")):
        assert (await bylaw("act", number, command, "--as", who, *at))[0] == 0
    code, out, _ = await bylaw("act", number, "confirm_check", "--as", "tao", "--field", "complete=yes", *at)
    assert (code, "closed" in out) == (0, True)


async def test_a_refusal_is_said_with_its_clause(site: Site, bylaw: Bylaw, address: str) -> None:
    """house:own-request; exit code 1, the same sentence near and far."""
    number = await site.open("contract-loan", by="qian", contract="HT-NO", purpose="x")
    words = ("act", number, "approve", "--as", "qian")
    near, far = await bylaw(*words), await bylaw(*words, "--at", address)
    assert far[0] == near[0] == 1
    assert without_passing(far[2]) == without_passing(near[2])


async def test_the_same_id_is_the_same_command_at_an_address(bylaw: Bylaw, address: str) -> None:
    """Sent again, it cannot happen twice."""
    words = ("open", "contract-loan", "--field", "contract=HT-ID", "--field", "purpose=x", "--as", "qian", "--id", str(uuid4()))
    first, again = [await bylaw(*words, "--at", address) for _ in range(2)]
    assert first[:2] == again[:2]


async def test_rules_are_changed_by_two_at_an_address(bylaw: Bylaw, address: str) -> None:
    """house:second-person. Proposed by one, adopted by another; the list says what waits."""
    at = ("--at", address)
    code, out, err = await bylaw("adopt", "--propose", "--pack", "minutes", "--as", "bai", "--reason", "try", *at)
    assert code == 0, err
    digest = out.split()[-1]
    near, far = await bylaw("adopt", "--list"), await bylaw("adopt", "--list", "--as", "ding", *at)
    assert far[1] == near[1]
    assert digest in far[1]
    assert (await bylaw("adopt", "--accept", digest[:8], "--as", "bai", *at))[0] == 1
    assert (await bylaw("adopt", "--accept", digest[:8], "--as", "gu", *at))[0] == 0


async def test_a_stand_in_is_named_and_ended_at_an_address(bylaw: Bylaw, address: str) -> None:
    """house:stand-in."""
    until, at = (datetime.now(UTC) + timedelta(days=3)).isoformat(), ("--at", address)
    code, out, err = await bylaw("delegate", "shen", "--as", "lin", "--until", until, "--reason", "leave", *at)
    assert code == 0, err
    near, far = await bylaw("delegate", "--list"), await bylaw("delegate", "--list", "--as", "lin", *at)
    assert far[1] == near[1]
    assert (await bylaw("delegate", "--end", out.split()[-1], "--as", "lin", "--reason", "back", *at))[0] == 0


async def test_a_roster_is_kept_at_an_address(bylaw: Bylaw, address: str, tmp_path: Path) -> None:
    """house:duty-roster. The same words and the same lines near and far; a calendar is shown before it is read."""
    at, now, post = ("--at", address), datetime.now(UTC).replace(microsecond=0), ("--post", "system-administrator")
    until = [(now + timedelta(hours=hours)).isoformat() for hours in (8, 9)]
    code, out, err = await bylaw("roster", "assign", "hua", *post, "--until", until[0], "--as", "cao", *at)
    assert code == 0, err
    window = out.split()[-1]
    code, out, err = await bylaw("roster", "change", window[:8], "--until", until[1], "--reason", "longer", "--as", "cao", *at)
    assert code == 0, err
    window, show = out.split()[-1], ("roster", "show", *post, "--days", "2")
    near, far = await bylaw(*show, "--lang", "zh"), await bylaw(*show, "--lang", "zh", "--as", "ding", *at)
    assert far[1].splitlines()[:2] == near[1].splitlines()[:2], far
    code, out, err = await bylaw("roster", "swap", window, "--to", "jin", "--reason", "ill", "--as", "hua", *at)
    assert code == 0, err
    file, begin = tmp_path / "roster.ics", now + timedelta(hours=20)
    event = f"UID:1\r\nSUMMARY:jin\r\nDTSTART:{begin:%Y%m%dT%H%M%SZ}\r\nDURATION:PT8H\r\n"
    whole = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\n{event}END:VEVENT\r\nEND:VCALENDAR\r\n"
    file.write_text(whole, newline="")
    words = ("roster", "import", str(file), *post, "--as", "cao")
    shown, far = await bylaw(*words), await bylaw(*words, *at)
    assert (far[0], far[1]) == (0, shown[1]), far
    assert (await bylaw(*words, "--yes", *at))[1].splitlines()[-1].startswith("changed on the roster:")
    assert "nothing to do" in (await bylaw(*words, "--yes", *at))[1]
    assert "BEGIN:VEVENT" in (await bylaw("roster", "export", *post, "--to", "-", "--as", "ding", *at))[1]
    assert (await bylaw("roster", "withdraw", window, "--reason", "enough", "--as", "hua", *at))[0] == 1
    assert (await bylaw("roster", "assign", "hua", *post, "--until", until[0]))[0] == 2


async def test_notices_and_the_log_are_for_whom_they_are(site: Site, bylaw: Bylaw, address: str) -> None:
    """One's own notices; the stored log by the pack's permit (house:oversight)."""
    number = await site.open("contract-loan", by="qian", contract="HT-LOG", purpose="x")
    assert (await bylaw("notices", "--at", address, "--as", "lin"))[0] == 0
    assert (await bylaw("log", number, "--at", address, "--as", "lin"))[0] == 1
    near, far = await bylaw("log", number), await bylaw("log", number, "--at", address, "--as", "bai")
    assert far[1].split()[:3] == near[1].split()[:3]


async def test_a_token_says_who_asks(site: Site, bylaw: Bylaw, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token speaks for its owner and nobody else; an unknown one for nobody."""
    now = datetime.now(UTC)
    ends_at = now + timedelta(days=1)
    secret = await tokens.make(site.backend.engine, site.person("lin").id, "test", id=uuid4(), at=now, ends_at=ends_at)
    monkeypatch.setenv("BYLAW_TOKEN", secret)
    monkeypatch.setenv("BYLAW_ADDRESS", address)
    assert (await bylaw("inbox"))[0] == 0
    assert (await bylaw("inbox", "--as", "qian"))[0] == 2
    monkeypatch.setenv("BYLAW_TOKEN", "bylaw_wrong")
    assert (await bylaw("inbox"))[0] == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("inbox",), 2),
        (("inbox", "--at", "http://127.0.0.1:1", "--as", "lin"), 3),
        (("inbox", "--at", "nonsense", "--as", "lin"), 2),
        (("inbox", "--at", "http://127.0.0.1:1"), 2),
    ],
)
async def test_what_cannot_be_asked_has_its_exit_code(bylaw: Bylaw, words: tuple[str, ...], code: int, tmp_path: Path) -> None:
    """2 wrong use, 3 not reachable."""
    assert (await bylaw(*words))[0] == code


async def test_a_chain_is_taken_out_from_afar(site: Site, bylaw: Bylaw, address: str, tmp_path: Path) -> None:
    """E9. The same file as beside the log, byte for byte; over nothing that is there already, and for nobody who may not."""
    number = await site.open("contract-loan", by="qian", contract="HT-OUT", purpose="check")
    near, far, after = tmp_path / "near.zip", tmp_path / "far.zip", tmp_path / "after.zip"

    async def rested() -> bool:
        """Both of one moment: nothing was added between taking it out near, far and near again."""
        for each in (near, far, after):
            each.unlink(missing_ok=True)
        made = [
            await bylaw("export", "--chain", number, "--to", str(near), "--as", "bai"),
            await bylaw("export", "--chain", number, "--to", str(far), "--as", "bai", "--at", address),
            await bylaw("export", "--chain", number, "--to", str(after), "--as", "bai"),
        ]
        assert [code for code, _, _ in made] == [0, 0, 0], made
        said[:] = [made[1][1]]
        return near.read_bytes() == after.read_bytes()

    said: list[str] = []
    await site.until(rested)
    checked = await bylaw("verify-package", str(far))

    assert checked[:2] == (0, *said)
    assert near.read_bytes() == far.read_bytes()
    assert (await bylaw("export", "--chain", number, "--to", str(far), "--as", "bai", "--at", address))[0] == 2
    assert (await bylaw("export", "--chain", number, "--to", str(tmp_path / "x.zip"), "--as", "lin", "--at", address))[0] == 1
    assert not (tmp_path / "x.zip").exists()
