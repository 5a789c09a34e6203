"""Charts are geometry: every axis from zero, every length in proportion, nothing outside its picture. Files calculate nothing."""

from __future__ import annotations

import csv
import io
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console import charts, sheets
from console.charts import Bar, Part

AMOUNTS = st.lists(st.lists(st.floats(min_value=0, max_value=1e7), min_size=1, max_size=3), min_size=1, max_size=30)


def percent(text: str) -> float:
    assert text.endswith("%")
    return float(text[:-1])


@given(AMOUNTS)
def test_bars_are_as_long_as_what_they_say(amounts: list[list[float]]) -> None:
    """House style: axis from zero. A bar's length is its share of the axis, its parts follow each other, none leaves the picture."""
    bars = [Bar(label="x", parts=tuple(Part(kind="span", amount=each) for each in row), said="") for row in amounts]
    drawn, (most, _) = charts.terms(bars, str), charts.scale_of_time(max(sum(row) for row in amounts))
    assert percent(drawn.ticks[0].at) == 0
    for row, given_ in zip(drawn.rows, amounts, strict=True):
        ends = [percent(piece.x) + percent(piece.width) for piece in row.pieces]
        assert all(end <= 100.02 for end in ends)
        assert sum(percent(piece.width) for piece in row.pieces) == pytest.approx(100 * sum(given_) / most, abs=0.05)


@given(st.floats(min_value=0, max_value=1e9))
def test_an_axis_has_few_round_marks(highest: float) -> None:
    """Two to five marks, the highest value within the axis, and no more than half of it left empty."""
    for most, step in (charts.scale(highest), charts.scale_of_time(highest)):
        assert highest <= most * (1 + 1e-12)
        assert 1 <= round(most / step) <= 4
    most, step = charts.scale(highest)
    assert (most, step) == (int(most), int(step))


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=1, max_size=120))
def test_columns_stand_side_by_side(weeks: list[tuple[int, int]]) -> None:
    """Columns grow from one base line, do not overlap, and some of them are named."""
    groups = [(str(place), [Part(kind="opened", amount=a), Part(kind="closed", amount=b)]) for place, (a, b) in enumerate(weeks)]
    drawn = charts.columns(groups, str)
    assert all(piece.y + piece.height == pytest.approx(drawn.base, abs=0.2) for piece in drawn.pieces)
    edges = sorted((percent(piece.x), percent(piece.x) + percent(piece.width)) for piece in drawn.pieces)
    assert all(end <= begin + 0.02 for (_, end), (begin, _) in pairwise(edges))
    assert 1 <= len(drawn.names) <= charts.NAMES
    assert drawn.lines[0].y == drawn.base


def test_nothing_has_no_bar() -> None:
    """A part of nothing is not drawn, and a picture of nothing still has its axis."""
    drawn = charts.amounts([Bar(label="x", parts=(Part(kind="overdue", amount=0),), said="0")], str)
    assert drawn.rows[0].pieces == ()
    assert len(drawn.ticks) == 2


def test_a_long_name_is_cut_in_the_picture_only() -> None:
    """The table has all of it."""
    assert charts.shortened("Loan of a contract") == "Loan of a contract"
    assert len(charts.shortened("x" * 80)) == charts.LONGEST


# --- files ------------------------------------------------------------------------------------------------


@given(st.lists(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])), min_size=2, max_size=6))
def test_a_record_is_read_back_as_it_was(cells: list[str]) -> None:
    """RFC 4180: quotes, commas and line ends within a cell survive; only what a spreadsheet would calculate gains an apostrophe."""
    read = next(csv.reader(io.StringIO(sheets.row(cells), newline=""), strict=True))
    assert read == [sheets.harmless(cell) for cell in cells]
    assert all(cell in (given_, "'" + given_) for cell, given_ in zip(read, cells, strict=True))


@pytest.mark.parametrize("text", ["=1+1", "+49 30 1234", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "＠x", "-1-cmd|' /C calc'!A0"])
def test_what_looks_like_a_formula_is_text(text: str) -> None:
    """No cell that somebody typed is calculated by the spreadsheet of whoever opens the file."""
    assert sheets.harmless(text) == "'" + text


@pytest.mark.parametrize("text", ["-5", "+5.25", "-0,5", "HT-2026-001", "合同", ""])
def test_numbers_and_words_stay_as_they_are(text: str) -> None:
    """A negative number is a number."""
    assert sheets.harmless(text) == text
