"""The words by which a case is found, and how what is searched for is read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.policy import Field
from tests.views.toy import plan
from views.wording import LONGEST, MOST, TERMS, folded, terms, words_of, words_of_form, words_of_title


def test_a_part_of_a_number_is_a_word_of_its_own():
    """Whoever knows only the last part of a contract's number finds it, whatever way it is written."""
    assert words_of("HT-2026-001") == {"ht-2026-001", "2026-001", "001"}
    assert words_of("ＨＴ－２０２６－００１") == words_of("HT-2026-001")


def test_chinese_is_found_from_any_character_on():
    """Chinese is written without spaces: each character may begin what one searches for."""
    assert words_of("合同借阅 A1") == {"合同借阅 a1", "同借阅 a1", "借阅 a1", "阅 a1", "a1"}


def test_only_short_lines_that_are_nobodys_own_are_words():
    """Texts, persons, dates, personal and sealed values are in no index."""
    line = Field(name="a", type="reference", title={})
    kinds = (
        line,
        replace(line, name="b", type="text"),
        replace(line, name="c", personal="requester"),
        replace(line, name="d", type="number"),
    )
    form = replace(plan(), fields=(*kinds, replace(line, name="e", type="person"), replace(line, name="f", type="date")))
    sealed = {"$key": "k", "$nonce": "n", "$sealed": "s"}

    found = words_of_form(form, {"a": "X-1", "b": "secret", "c": "mine", "d": 42, "e": "ann", "f": "2026-01-01"})

    assert found == {"x-1", "1", "42"}
    assert words_of_form(form, {"a": sealed, "d": None}) == frozenset()


def test_titles_count_in_every_language():
    """Who reads Chinese and who reads English find the same plan."""
    titled = replace(plan(), title={"en": "Loan of a contract", "zh": "合同借阅"})

    assert {"contract", "loan of a contract", "借阅"} <= words_of_title(titled)


@given(st.text(max_size=400))
def test_what_is_kept_is_bounded_and_found_by_its_own_beginning(text: str):
    """No value makes many or long words, and each word is found by searching for its first part."""
    found = words_of(text)

    assert len(found) <= MOST
    assert all(len(word) <= LONGEST for word in found)
    for word in found:
        assert word.startswith(terms(word)[0])


@pytest.mark.parametrize(("search", "wanted"), [("", ()), ("  Loan   ００１ loan", ("loan", "001")), ("HT-2026 合同", ("ht-2026", "合同"))])
def test_a_search_is_words_in_one_form(search: str, wanted: tuple[str, ...]):
    """Width, case and repetition of what is typed do not count."""
    assert terms(search) == wanted


def test_a_long_search_is_cut():
    """What somebody pastes by mistake is no long query."""
    assert len(terms(" ".join(str(n) for n in range(100)))) == TERMS
    assert folded("A  b") == "a b"
