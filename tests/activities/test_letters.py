"""What a message says around its notices: in both languages, and nothing that is not given."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from activities.letters import Line, letter
from domain.letters import LETTERS

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("key", LETTERS)
def test_both_languages_say_the_same(key: str) -> None:
    """house:form. Both languages are there, Chinese is Chinese, and no gap is forgotten in one of them."""
    said = LETTERS[key]
    assert set(said) == {"zh", "en"}
    assert not CHINESE.search(said["en"])
    gaps = {lang: {name for _, name, _, _ in Formatter().parse(text) if name} for lang, text in said.items()}
    assert gaps["zh"] == gaps["en"]


def test_what_is_not_given_leaves_no_line() -> None:
    """house:form. A notice that nothing is due for, or without a console to go to, says what there is."""
    assert letter([Line(text="granted")], "en").body == "granted"
    assert letter([Line(text="granted", clause="SO 2.3.2")], "en").body.splitlines() == ["granted", "Under: SO 2.3.2"]


def test_a_list_without_a_console_ends_with_its_last_notice() -> None:
    """house:form. Where there is no console there is no link to it."""
    assert letter([Line(text="one"), Line(text="two")], "en").body == "one\n\ntwo"
    assert letter([Line(text="one"), Line(text="two")], "en").title == "2 notices"
