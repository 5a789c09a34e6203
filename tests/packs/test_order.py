"""A form's lines stay in the order in which their author wrote them, also after they were kept as JSON with sorted keys."""

from __future__ import annotations

import json

import pytest

from packs import read
from packs.check import of_document
from packs.document import Document
from packs.read import find


@pytest.fixture
def kept():
    """The default pack as the log gives it back."""
    return json.loads(json.dumps(read.load(find("default")).content, sort_keys=True))


def test_the_lines_of_a_form_stay_in_order(kept):
    """house:form. The form of SO 2.3.2 begins with the system and ends with how long, as it is written."""
    assert [line.name for line in read.pack(kept).plans["privilege-elevation"].fields] == ["system", "privilege", "purpose", "duration"]


@pytest.mark.parametrize("order", [[], ["contract"], ["contract", "contract"], ["contract", "purpose", "more"]])
def test_an_order_names_each_line_once(kept, order):
    """house:form. An order that leaves a line out, or names another, is a problem of the pack."""
    kept["plans"][0]["order"] = order
    assert [each.key for each in of_document(Document(file="pack", content=kept), ())] == ["not_the_fields"]


def test_a_pack_without_an_order_is_read(kept):
    """A pack of an earlier release names none: its lines come by name."""
    del kept["plans"][2]["order"]
    assert [line.name for line in read.pack(kept).plans["privilege-elevation"].fields] == ["duration", "privilege", "purpose", "system"]
