"""Documents: YAML read as plain content with the line of each part."""

import hashlib
import re
from pathlib import Path

import pytest

from packs.document import LARGEST, Unreadable, digest, parse
from packs.read import load

TEXT = """\
schema: 1
# a comment
plans:
  - plan: loan
    fields: {contract: {type: text}}
    day: 2026-02-14
    hour: 08:30
    on: yes
"""


def test_each_part_knows_its_line() -> None:
    """A problem is told with file and line."""
    document = parse("p.yaml", TEXT)
    assert document.line(("plans",)) == 3
    assert document.line(("plans", 0, "fields", "contract", "type")) == 5
    assert document.line(("plans", 0, "missing")) == 4
    assert document.name(("plans", 0, "fields")) == "plans[loan].fields"


def test_content_is_what_json_can_say() -> None:
    """Dates, times and words that older YAML would turn into something else stay text."""
    assert parse("p.yaml", TEXT).content["plans"][0] == {
        "plan": "loan",
        "fields": {"contract": {"type": "text"}},
        "day": "2026-02-14",
        "hour": "08:30",
        "on": "yes",
    }


def test_the_digest_is_of_the_content_alone() -> None:
    """Comments, order of keys and layout do not make another pack; a changed value does."""
    one, other = parse("a", "a: 1\nb: [2]  # two\n"), parse("b", "b:\n- 2\na: 1\n")
    assert digest(one) == digest(other) == digest({"b": [2], "a": 1})
    assert digest(one) != digest({"a": 1, "b": ["2"]})
    assert digest({"a": "合"}) == hashlib.sha256('{"a":"合"}'.encode()).hexdigest()


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: 1\na: 2\n", 2, "twice"),
        ("a: &x 1\nb: *x\n", 1, "anchors"),
        ("a: 1\nb: !!python/object:os.system x\n", 2, "is not a text"),
        ("a: 1\n? [b]\n: 2\n", 2, "plain text"),
        ("a: 1\n  b: 2\n", 2, "not valid YAML"),
        ("a: 'x\n", 2, "not valid YAML"),
        ("a: 1\n--- \nb: 2\n", 2, "not valid YAML"),
        ("- a\n", 1, "mapping"),
        ("", 1, "mapping"),
        ("a: 0x1F\n", 1, "is not a text"),
        ("a: 99999999999999999999\n", 1, "is not a text"),
        ("a: \x07\n", 1, "not valid YAML"),
        ("a: " + "[" * 20_000, 1, "nested too deep"),
    ],
)
def test_what_hides_something_from_a_reader_is_refused(text: str, line: int, reason: str) -> None:
    """Keys given twice, aliases, tags, several documents, broken YAML: refused with the line."""
    with pytest.raises(Unreadable, match=re.escape(reason)) as refused:
        parse("p.yaml", text)
    assert refused.value.problems[0].line == line


def test_a_file_that_is_missing_huge_or_not_text_is_refused(tmp_path: Path) -> None:
    """One sentence for each, no traceback."""
    (tmp_path / "huge.yaml").write_bytes(b"a" * (LARGEST + 1))
    (tmp_path / "latin.yaml").write_bytes("a: é".encode("latin-1"))
    for name, reason in (("none.yaml", "cannot be read"), ("huge.yaml", "too large"), ("latin.yaml", "UTF-8")):
        with pytest.raises(Unreadable, match=reason):
            load(tmp_path / name)
