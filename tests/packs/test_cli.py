"""``bylaw due`` and ``bylaw check``: no server, plain results, exit codes 0 done, 1 refused, 2 wrong use."""

import argparse
import io
import sys
from pathlib import Path

import pytest

from workers.cli import check, due

SAMPLE = "packs/sample/calendar.yaml"


def bylaw(*words: str, lang: str = "en") -> int:
    parser = argparse.ArgumentParser()
    parser.set_defaults(lang=lang)
    subparsers = parser.add_subparsers(required=True)
    due.add_parsers(subparsers)
    check.add_parsers(subparsers)
    args = parser.parse_args(words)
    return int(args.run(args))


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        (("2 wd", "--from", "2026-02-13T10:00"), "2026-02-25T00:00:00+08:00"),
        (("2 wd", "--from", "2026-02-13T10:00", "--calendar", SAMPLE), "2026-02-25T00:00:00+08:00"),
        (("1 wd", "--from", "2026-02-13T17:00Z"), "2026-02-25T00:00:00+08:00"),
        (("48 h", "--from", "2026-02-13T10:00+01:00"), "2026-02-15T17:00:00+08:00"),
        (("1 wd", "--from", "2026-12-24T10:00", "--calendar", "DE", "--zone", "Europe/Berlin"), "2026-12-29T00:00:00+01:00"),
    ],
)
def test_due_prints_the_instant_in_the_organisations_zone(capsys: pytest.CaptureFixture[str], words: tuple[str, ...], printed: str) -> None:
    """SO 2.2.2 by hand. An instant without an offset is read in the organisation's zone."""
    assert bylaw("due", *words) == 0
    assert capsys.readouterr().out == f"{printed}\n"


def test_a_provisional_instant_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """Days that are not published yet are an estimate."""
    assert bylaw("due", "2 wd", "--from", "2027-02-01T10:00") == 0
    assert "provisional" in capsys.readouterr().err


def batch(monkeypatch: pytest.MonkeyPatch, text: str) -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    return bylaw("due", "--batch")


def test_batch_prints_one_due_instant_a_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """One line in, one line out, in the same order."""
    assert batch(monkeypatch, "2026-02-13T10:00\t2 wd\r\n2026-02-13T10:00\t30 min\n2026-01-31\t1 month") == 0
    assert capsys.readouterr().out.splitlines() == [
        "2026-02-25T00:00:00+08:00",
        "2026-02-13T10:30:00+08:00",
        "2026-03-01T00:00:00+08:00",
    ]


@pytest.mark.parametrize("bad", ["", "2026-02-13T10:00 2 wd", "2026-02-13T10:00\t2 xd", "yesterday\t2 wd", "9999-12-31\t2 wd"])
def test_a_bad_line_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], bad: str) -> None:
    """What came before stands; the bad line is named; wrong use."""
    assert batch(monkeypatch, f"2026-02-13T10:00\t2 wd\n{bad}\n2026-02-13T10:00\t2 wd\n") == 2
    out, err = capsys.readouterr()
    assert out == "2026-02-25T00:00:00+08:00\n"
    assert "line 2: " in err


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("2 wd",),
        ("--from", "2026-02-13"),
        ("2 wd", "--from", "2026-02-13", "--batch"),
        ("0 wd", "--from", "2026-02-13"),
        ("2 wd", "--from", "13.2.2026"),
        ("2 wd", "--from", "2026-02-13", "--calendar", "ZZ"),
        ("2 wd", "--from", "2026-02-13", "--calendar", "DE"),
        ("2 wd", "--from", "2026-02-13", "--calendar", "none.yaml"),
        ("2 wd", "--from", "2026-02-13", "--calendar", "packs/default/pack.yaml"),
        ("2 wd", "--from", "2026-02-13", "--calendar", SAMPLE, "--zone", "UTC"),
    ],
)
def test_wrong_use_of_due(capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    """One sentence on standard error and nothing else."""
    assert bylaw("due", *words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("bylaw due: ")


def test_check_says_that_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    """A pack that comes with the product can be named; nothing on standard output means no problem."""
    assert bylaw("check", "default", "--organisation", "packs/sample/organisation.yaml", "--calendar", SAMPLE) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "in order" in err


@pytest.mark.parametrize(("lang", "reason"), [("en", "the boss is no role"), ("zh", "the boss 不是角色")])
def test_check_prints_file_line_field_and_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str, reason: str) -> None:
    """Exit code 1 if there is a problem, in the reader's language."""
    text = Path("packs/default/pack.yaml").read_text().replace("by: head of requester's department", "by: the boss", 1)
    file = tmp_path / "pack.yaml"
    file.write_text(text)
    line = text[: text.index("by: the boss")].count("\n") + 1
    assert bylaw("check", str(tmp_path), lang=lang) == 1
    assert capsys.readouterr().out.startswith(f"{file}:{line}: plans[contract-loan].approval[0].by: {reason}")


def test_check_of_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    """Wrong use, not a refusal."""
    assert bylaw("check", "nonsense") == 2
    assert "no such file" in capsys.readouterr().err
