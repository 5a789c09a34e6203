"""The checks of our own find what they are for."""

from pathlib import Path

from tools.check_domain import strangers
from tools.check_lengths import too_long
from tools.lock import A_HOST


def written(folder: Path, text: str) -> Path:
    file = folder / "module.py"
    file.write_text(text)
    return file


def test_a_function_of_26_lines_is_too_long_for_25(tmp_path):
    """House style 8: lines of code count; docstrings, comments and blank lines do not."""
    body = "".join(f"    a{number} = {number}\n" for number in range(26))
    assert list(too_long(written(tmp_path, f'def long():\n    """Why."""\n\n    # a comment\n{body}'), 25))
    assert not list(too_long(written(tmp_path, f'def long():\n    """Why."""\n\n    # a comment\n{body}'), 26))


def test_tables_and_stories_may_be_long(tmp_path):
    """House style 8: the `match` tables of decide and evolve, and tests that tell a story."""
    table = "def decide(x):\n    match x:\n" + "".join(f"        case {number}:\n            return {number}\n" for number in range(40))
    story = "def test_the_story_of_a_loan():\n" + "    step()\n" * 60
    assert not list(too_long(written(tmp_path, table), 25))
    assert not list(too_long(written(tmp_path, story), 40))


def test_the_domain_imports_neither_packages_nor_the_world(tmp_path):
    """Rooms: the domain is the standard library only, and of that nothing that does I/O or reads a clock."""
    text = "import pydantic\nimport os.path\nfrom datetime import datetime\nfrom domain.kernel import Case\nfrom eventlog import port\n"
    assert [line.rpartition(" ")[2] for line in strangers(written(tmp_path, text))] == ["pydantic", "os.path", "eventlog"]


def test_a_lock_that_names_a_host_is_found():
    """Lock files pin content, not places."""
    assert A_HOST.search("--index-url https://example.org/simple")
    assert not A_HOST.search("asyncpg==0.32.0 \\")
