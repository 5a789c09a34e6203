"""What a person does first, with nothing but the program: the embedded stack, its sample organisation, the command line."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True)
class Bylaw:
    """The command line on one home."""

    home: Path

    def __call__(self, *words: str, code: int = 0) -> str:
        """What it printed, where it says things for that exit code."""
        environment = dict(os.environ) | {"BYLAW_HOME": str(self.home)}
        command = [sys.executable, "-m", "workers.cli", *words]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=100, check=False)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stderr if code else done.stdout

    def show(self, case: str) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self("show", case, "--json"))
        return said

    def open(self, plan: str, by: str, *fields: str) -> str:
        words = [word for field in fields for word in ("--field", field)]
        return str(json.loads(self("open", plan, "--as", by, *words, "--json"))["number"])


@pytest.fixture(scope="module")
def bylaw() -> Iterator[Bylaw]:
    """A whole stack of its own, outside pytest's folders, which PostgreSQL's user could not enter."""
    home = Path(tempfile.mkdtemp(prefix="bylaw-first-"))
    home.chmod(0o711)
    running = Bylaw(home / "home")
    running("run", "--detach")
    yield running
    running("stop")
    shutil.rmtree(home)


def test_a_contract_is_borrowed_and_comes_back(bylaw: Bylaw) -> None:
    """A9, SO 2.2.2: the whole way through the command line, with each step in the timeline under its clause."""
    loan = bylaw.open("contract-loan", "qian", "contract=HT-2026-001", "purpose=check the delivery terms")
    assert loan.startswith("LOAN-")
    assert loan in bylaw("inbox", "--as", "lin")
    assert "house:own-request" in bylaw("act", loan, "approve", "--as", "qian", code=1)
    bylaw("act", loan, "approve", "--as", "lin")
    assert "Archivist" in bylaw("act", loan, "hand_out", "--as", "lin", code=1)
    bylaw("act", loan, "hand_out", "--as", "tao")
    assert [clock["name"] for clock in bylaw.show(loan)["clocks"]] == ["return"]
    bylaw("act", loan, "return", "--as", "qian")
    bylaw("act", loan, "confirm_check", "--as", "tao", "--field", "complete=true")
    told = bylaw.show(loan)
    assert (told["stage"], told["outcome"], told["fields"]["purpose"]) == ("closed", "returned", "check the delivery terms")
    assert {line["clause"] for line in told["timeline"] if line["type"].startswith("request.")} >= {"SO 2.2.2"}


def test_two_people_grant_a_privilege(bylaw: Bylaw) -> None:
    """A4, SO 2.3.2: granted when both have approved, in the target's file until its end."""
    case = bylaw.open("privilege-elevation", "sun", "system=ERP", "privilege=price-admin", "purpose=month end", "duration=1 h")
    bylaw("act", case, "approve", "--as", "kong")
    assert "house:took-part" in bylaw("act", case, "approve", "--as", "kong", code=1)
    bylaw("act", case, "approve", "--as", "lin")
    assert bylaw.show(case)["stage"] == "granted"


def test_the_same_id_twice_is_one_command(bylaw: Bylaw) -> None:
    """house:form: a command sent again with its id is answered from the log; with other content it is refused."""
    words = [
        "open",
        "contract-loan",
        "--as",
        "zhou",
        "--field",
        "contract=HT-7",
        "--field",
        "purpose=x",
        "--id",
        str(uuid.uuid4()),
        "--json",
    ]
    first, again = json.loads(bylaw(*words)), json.loads(bylaw(*words))
    assert (first["case"], first["version"]) == (again["case"], again["version"])
    assert "house:form" in bylaw(*[word.replace("HT-7", "HT-8") for word in words], code=1)


def test_one_contract_is_lent_once(bylaw: Bylaw) -> None:
    """house:one-holder: the second loan of a contract waits until the first is back and checked."""
    first, second = (bylaw.open("contract-loan", who, "contract=HT-55", "purpose=x") for who in ("feng", "chu"))
    for loan in (first, second):
        bylaw("act", loan, "approve", "--as", "lin")
    bylaw("act", first, "hand_out", "--as", "tao")
    no = bylaw("act", second, "hand_out", "--as", "tao", code=1)
    assert "house:one-holder" in no
    assert first in no


def test_a_stand_in_sees_and_answers_what_was_open(bylaw: Bylaw) -> None:
    """house:stand-in: tasks already open too, never one's own request, never beyond the window."""
    theirs, own = (
        bylaw.open("contract-loan", "wei", "contract=HT-60", "purpose=x"),
        bylaw.open("contract-loan", "wu-l", "contract=HT-61", "purpose=x"),
    )
    bylaw("delegate", "wu-l", "--as", "lin", "--from", "now", "--until", "2099-01-01", "--reason", "leave")
    inbox = bylaw("inbox", "--as", "wu-l")
    assert theirs in inbox
    assert f"{own}   approve" not in inbox
    bylaw("act", theirs, "approve", "--as", "wu-l")
    assert "house:own-request" in bylaw("act", own, "approve", "--as", "wu-l", code=1)


def test_a_case_is_told_in_both_languages(bylaw: Bylaw) -> None:
    """SO 2.2.2: whoever reads it finds the clause."""
    bylaw.open("contract-loan", "chu", "contract=HT-91", "purpose=x")
    for command, language in (("show", "zh"), ("explain", "en"), ("who-can", "zh"), ("log", "en")):
        assert "SO 2.2.2" in bylaw(command, _newest(bylaw), "--lang", language)


def test_everything_that_comes_by_itself_is_explained(bylaw: Bylaw) -> None:
    """MK 4.3.2, house:ladder. Each clock of an incident, the soonest first, with its rule and what follows."""
    incident = bylaw.open("incident-four-colour", "qian", "what=Smoke in hall 2", "harm=major-leak")
    told = bylaw("explain", incident).partition("if nobody does anything")[2].strip().splitlines()
    running = [clock for clock in bylaw.show(incident)["clocks"] if clock["due"]]
    assert [line.rpartition("[")[2].rstrip("]") for line in told] == [clock["clause"] for clock in running]
    assert len(told) > 5


def _newest(bylaw: Bylaw) -> str:
    return next(line.split()[0] for line in bylaw("cases").splitlines() if line.startswith("LOAN-"))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("open", "no-such-plan", "--as", "qian"), "no-such-plan"),
        (("open", "contract-loan", "--as", "nobody"), "nobody"),
        (("open", "contract-loan", "--as", "qian", "--field", "contrct=1"), "fields.contrct"),
        (("open", "contract-loan", "--as", "qian", "--field", "contract=1"), "fields.purpose"),
        (("show", "LOAN-1999-0001"), "case"),
        (("act", "request-00000000-0000-0000-0000-000000000000", "approve", "--as", "lin"), "no such case"),
        (("act", _newest, "frobnicate", "--as", "lin"), "frobnicate"),
        (("act", _newest, "time_passed", "--as", "lin"), "house:form"),
        (("act", _newest, "confirm_check", "--as", "tao"), "SO 2.2.2"),
    ],
)
def test_bad_input_gets_one_clear_refusal(bylaw: Bylaw, words: tuple[Any, ...], says: str) -> None:
    """house:form and the clause: exit code 1, one line that names what is wrong."""
    bylaw.open("contract-loan", "chu", "contract=HT-90", "purpose=x")
    said = bylaw(*(word(bylaw) if callable(word) else word for word in words), code=1)
    assert says in said
    assert len(said.splitlines()) == 1


def test_whoever_reads_may_stop_reading(bylaw: Bylaw) -> None:
    """As with `| head`: what was asked for was done, and nothing is said to be away."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "workers.cli", "cases"]
    environment = dict(os.environ) | {"BYLAW_HOME": str(bylaw.home)}
    done = subprocess.run(command, env=environment, stdout=writing, stderr=subprocess.PIPE, timeout=100, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_wrong_use_and_nothing_running_have_codes_of_their_own(bylaw: Bylaw, tmp_path: Path) -> None:
    """2 for wrong use, 3 where nothing answers, each with a sentence."""
    assert "usage" in bylaw("act", code=2)
    assert "bylaw run" in Bylaw(tmp_path)("cases", code=3)
