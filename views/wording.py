"""The words by which a case is found: its number, and what stands in the short lines of its form. Never anything personal or sealed.

A word is kept with each of its endings that a reader might begin with: HT-2026-001 also as 2026-001 and 001, 合同借阅 also as 借阅.
So whoever searches needs to know only the beginning of a part.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from domain.policy import Plan

SHORT = frozenset({"reference", "choice", "number"})
"""Types of lines whose values are words; texts, dates and persons are not."""

LONGEST = 80
"""Characters of a word; of a longer one its beginning."""

MOST = 24
"""Words from one value."""

LONGEST_TEXT = 1000
"""Characters of a longer text, and …"""

AROUND = 20
"""… of each of its words with what follows it."""

TERMS = 8
"""Words of one search; more are not looked at."""


def folded(text: str) -> str:
    """One form for all ways to write the same: width, case and spaces do not count."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def words_of(text: str) -> frozenset[str]:
    """The text as a word, and its endings."""
    whole = folded(text)[:LONGEST]
    return frozenset(whole[start:] for start in list(_starts(whole))[:MOST])


def words_of_text(text: str) -> frozenset[str]:
    """Each word of a longer text, with a little of what follows it: for texts that are looked through, not known by their beginning."""
    whole = folded(text)[:LONGEST_TEXT]
    return frozenset(whole[start : start + AROUND] for start in _starts(whole))


def _starts(whole: str) -> Iterator[int]:
    """Where a part begins: after a sign or a space, and at each character of a script that is written without spaces."""
    before = ""
    for place, char in enumerate(whole):
        if char.isalnum() and (not before.isalnum() or _stands_alone(char) or _stands_alone(before)):
            yield place
        before = char


def _stands_alone(char: str) -> bool:
    return unicodedata.category(char) == "Lo"


def words_of_form(plan: Plan, values: Mapping[str, Any]) -> frozenset[str]:
    """The words of those lines that are short and nobody's own."""
    return frozenset(word for value in about(plan, values) for word in words_of(value))


def about(plan: Plan, values: Mapping[str, Any]) -> tuple[str, ...]:
    """What a case concerns, in short: the values of those lines, in the order of the form."""
    shown = (values.get(line.name) for line in plan.fields if line.type in SHORT and not line.personal)
    return tuple(str(value) for value in shown if _is_plain(value) and value != "")


def _is_plain(value: Any) -> bool:
    """A text or a number; what is sealed is neither."""
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def words_of_title(plan: Plan) -> frozenset[str]:
    """The words of a plan's title in every language."""
    return frozenset(word for title in plan.title.values() for word in words_of(title))


def terms(search: str) -> tuple[str, ...]:
    """What each of the searched words must begin with."""
    return tuple(dict.fromkeys(each[:LONGEST] for each in folded(search).split()))[:TERMS]
