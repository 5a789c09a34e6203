"""Which Temporal server is taken."""

import stat

import pytest

from workers.embedded.process import CannotStart
from workers.embedded.temporal_program import SERVER_VERSION, checked_source, find_temporal, on_the_path


def program(folder, name: str, prints: str):
    """An executable that prints one line."""
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{prints}'\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.mark.parametrize(("version", "taken"), [("1.8.9", False), ("1.9.0", True), ("1.10.2", True)])
def test_the_command_line_is_taken_from_1_9_on(tmp_path, monkeypatch, version, taken):
    """temporal.md §9: only from 1.9 on does it carry server 1.32."""
    path = program(tmp_path, "temporal", f"temporal version {version} (Server 1.32.0, UI 2.40.0)")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    found = on_the_path()
    assert (found is not None and found.path == path) is taken


async def test_a_server_that_was_built_before_is_taken_and_named(tmp_path, monkeypatch):
    """A clean clone must not build again what is there, and says what it took."""
    monkeypatch.setenv("PATH", "")
    built = program(tmp_path, f"temporal-server-{SERVER_VERSION}", "temporal version 1.32.1")
    said: list[str] = []
    found = await find_temporal(say=said.append, cache=tmp_path)
    assert (found.path, found.is_cli) == (built, False)
    assert said == [f"Temporal: server {SERVER_VERSION}, built before"]


def test_a_source_that_is_not_the_known_one_is_not_built(tmp_path):
    """The source is pinned by its checksum: whoever serves another one is refused."""
    go = program(tmp_path, "go", '{"Dir": "/somewhere", "Sum": "h1:another="}')
    with pytest.raises(CannotStart, match="not the one that Bylaw knows"):
        checked_source(str(go), lambda _: None)
