"""Where settings come from."""

import os

import pytest

from workers.home import Home, Running, note_of
from workers.settings import NotReachable, Settings, as_environment, load_settings


@pytest.fixture
def home(tmp_path, monkeypatch) -> Home:
    for name in [name for name in os.environ if name.startswith(("BYLAW_", "TEMPORAL_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("BYLAW_HOME", str(tmp_path))
    return Home(tmp_path)


def running(**environment: object) -> Running:
    stack = note_of("bylaw", os.getpid())
    assert stack is not None
    return Running(ready=True, version="0", started_at="", stack=stack, processes=(), environment=environment)


def test_without_a_stack_nothing_is_reachable(home):
    """A sentence that names both ways out, and exit code 3 from it."""
    with pytest.raises(NotReachable, match="bylaw run"):
        _ = load_settings().database


def test_addresses_are_those_of_the_stack_that_runs(home):
    """The other commands find the stack by its home alone."""
    home.write(running(database_url="postgresql://x", temporal_address="127.0.0.1:1", embedded=True))
    settings = load_settings()
    assert (settings.database, settings.temporal, settings.embedded) == ("postgresql://x", "127.0.0.1:1", True)


def test_the_environment_wins_over_the_stack(home, monkeypatch):
    """Whoever sets an address means it."""
    home.write(running(temporal_address="127.0.0.1:1"))
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:2")
    assert load_settings().temporal == "127.0.0.1:2"


def test_unsigned_commands_are_never_taken_by_default(home):
    """design.md §3: only the embedded stack takes them."""
    assert Settings().embedded is False


def test_no_process_is_given_the_administrators_url(home):
    """Whoever could alter the schema could alter the log: only migrations have it."""
    told = as_environment(Settings(admin_url="postgresql://postgres:secret@x", database_url="postgresql://bylaw@x"))
    assert "secret" not in str(told)
    assert told["BYLAW_DATABASE_URL"] == "postgresql://bylaw@x"
