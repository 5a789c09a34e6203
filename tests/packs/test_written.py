"""What is kept can be written down again, to be changed."""

from __future__ import annotations

import json

import pytest

from packs import read
from packs.document import digest, parse
from packs.read import find
from packs.written import written

FILES = ["default", "minutes", "packs/sample/organisation.yaml", "packs/sample/calendar.yaml"]


@pytest.mark.parametrize("name", FILES)
def test_what_is_written_reads_back_as_the_same(name: str):
    """house:governed. A pack in force, kept with sorted keys, comes out as YAML with the same digest."""
    content = read.load(find(name)).content
    kept = json.loads(json.dumps(content, sort_keys=True))
    again = parse("again.yaml", written(kept)).content
    without = {key: value for key, value in content.items() if key != "days"}
    assert digest(again) == digest(without if content["kind"] == "calendar" else content)


def test_a_forms_lines_stand_in_their_authors_order():
    """SO 2.3.2. What is kept sorts its keys; what is written down to be changed has the form as its author put it."""
    text = written(json.loads(json.dumps(read.load(find("default")).content, sort_keys=True)))
    form = text.partition("plan: privilege-elevation")[2]
    assert [form.index(f"\n      {line}:") for line in ("system", "privilege", "purpose", "duration")] == sorted(
        form.index(f"\n      {line}:") for line in ("system", "privilege", "purpose", "duration")
    )
    assert "order:" not in text


def test_text_that_looks_like_something_else_stays_text():
    """house:form. A name of digits, a yes, a time, quotes and braces: nothing turns into another value."""
    content = {
        "kind": "pack",
        "title": {"zh": "是: {x}", "en": "'yes' # no\n- 12"},
        "name": "012",
        "form": "true",
        "notes": ["~", "08:30", "2026-01-01"],
    }
    assert parse("x.yaml", written(content)).content == content


def test_a_document_begins_with_what_it_is():
    """A reader sees first which kind of document it is and what it is called."""
    assert written(json.loads(json.dumps(read.load(find("default")).content, sort_keys=True))).startswith(
        "schema: 1\nkind: pack\nname: default\n"
    )
