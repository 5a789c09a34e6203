"""Reading a document part by part: each part is checked against what it must be, and all problems are collected.

A part that is wrong reads as a harmless value, so that one reading finds every problem; whoever reads a whole
document must look at `Reading.problems` before using what came out.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeVar

from domain.calendar import Span, span
from domain.kernel import Clause
from domain.policy import Plan, Role, Step, Words, role
from packs.document import Document, Place, Problem

NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,63}")
FIELD_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
CLAUSE: Final = re.compile(r"[A-Z]{2,8} [0-9]{1,3}(\.[0-9]{1,3}){0,4}")
_LANGUAGE: Final = re.compile(r"[a-z]{2}")
_MISSING: Final = object()
_T = TypeVar("_T")


@dataclass(slots=True, kw_only=True)
class Reading:
    """One pass over a document: what was wrong, and what was met where."""

    document: Document
    problems: list[Problem] = field(default_factory=list)
    roles: list[tuple[Place, Role]] = field(default_factory=list)
    clauses: list[tuple[Place, Clause]] = field(default_factory=list)
    plans: list[tuple[Place, Plan]] = field(default_factory=list)
    steps: list[tuple[Place, Step]] = field(default_factory=list)

    def steps_of(self, plan: Place) -> Iterator[tuple[Place, Step]]:
        """Each step that somebody must answer in the plan at this place, and where it stands."""
        return ((place, step) for place, step in self.steps if place[: len(plan)] == plan)

    def root(self) -> Node:
        """The document itself."""
        return Node(self, (), self.document.content)

    def problem(self, place: Place, key: str, **words: object) -> None:
        """Note a problem, once, at this place."""
        cut = {name: text if len(text) <= 200 else f"{text[:60]}…" for name, text in ((n, str(w)) for n, w in words.items())}
        found = Problem(file=self.document.file, line=self.document.line(place), field=self.document.name(place), key=key, words=cut)
        if found not in self.problems:
            self.problems.append(found)


@dataclass(frozen=True, slots=True)
class Node:
    """One part of a document and where it stands."""

    reading: Reading
    place: Place
    value: Any

    @property
    def missing(self) -> bool:
        """Whether there is no such part; `mapping` has told it already."""
        return self.value is _MISSING

    def problem(self, key: str, **words: object) -> None:
        """Note a problem at this part."""
        self.reading.problem(self.place, key, **words)

    # --- structure ----------------------------------------------------------------------------

    def mapping(self, *required: str, optional: Iterable[str] = ()) -> Node:
        """This part as a mapping that has exactly these keys."""
        if self.value is _MISSING:
            return self
        if not isinstance(self.value, Mapping):
            self.problem("not_mapping")
            return Node(self.reading, self.place, _MISSING)
        known = [*required, *optional]
        for key in self.value:
            if key not in known:
                close = difflib.get_close_matches(key, known, n=1)
                self.reading.problem((*self.place, key), "unknown_key", what=key, known=", ".join(close or known))
        for key in required:
            if key not in self.value:
                self.problem("missing", what=key)
        return self

    def __getitem__(self, key: str) -> Node:
        """The part under this key; a missing one, already told by `mapping`, reads as harmless values."""
        value = self.value.get(key, _MISSING) if isinstance(self.value, Mapping) else _MISSING
        return Node(self.reading, (*self.place, key), value)

    def __contains__(self, key: str) -> bool:
        return isinstance(self.value, Mapping) and key in self.value

    def items(self, *, empty: bool = False) -> list[Node]:
        """The entries of a list."""
        if self.value is _MISSING:
            return []
        if not isinstance(self.value, list):
            self.problem("not_list")
            return []
        if not self.value and not empty:
            self.problem("not_empty")
        return [Node(self.reading, (*self.place, n), each) for n, each in enumerate(self.value)]

    def entries(self, name: re.Pattern[str] = NAME, wrong: str = "not_a_name") -> list[tuple[str, Node]]:
        """The entries of a mapping whose keys are names that the author chose."""
        if self.value is _MISSING:
            return []
        if not isinstance(self.value, Mapping):
            self.problem("not_mapping")
            return []
        for key in self.value:
            if not name.fullmatch(key):
                self.reading.problem((*self.place, key), wrong, what=key, mark="_" if name is FIELD_NAME else "-")
        return [(key, self[key]) for key in self.value]

    # --- values -------------------------------------------------------------------------------

    def text(self, most: int = 200) -> str:
        """A text that is not blank."""
        if _is_text(self.value, most):
            return str(self.value)
        return self._wrong("", "not_a_text", most=most)

    def name(self, pattern: re.Pattern[str] = NAME, wrong: str = "not_a_name") -> str:
        """A name that the author chose."""
        if isinstance(self.value, str) and pattern.fullmatch(self.value):
            return self.value
        return self._wrong("", wrong, what=self.value, mark="_" if pattern is FIELD_NAME else "-")

    def number(self, low: int, high: int) -> int:
        """A whole number between these, both in."""
        if isinstance(self.value, int) and not isinstance(self.value, bool) and low <= self.value <= high:
            return self.value
        return self._wrong(low, "not_a_number", low=low, high=high)

    def flag(self) -> bool:
        """True or false."""
        return self.value if isinstance(self.value, bool) else self._wrong(False, "not_a_flag")

    def one_of(self, *known: str) -> Any:
        """One of these texts; the first when it is none of them."""
        if isinstance(self.value, str) and self.value in known:
            return self.value
        return self._wrong(known[0], "not_one_of", what=self.value, known=", ".join(known))

    def words(self) -> Words:
        """The same words by language."""
        given = self.value.items() if isinstance(self.value, Mapping) else ()
        if given and all(_LANGUAGE.fullmatch(language) and _is_text(words, 1000) for language, words in given):
            return dict(given)
        return self._wrong({}, "not_words")

    def span(self) -> Span:
        """A length of time."""
        return self._read(span, Span(amount=1, unit="min"), "not_a_span")

    def day(self) -> date:
        """A date as 2026-02-14."""
        return self._read(_day, date(2000, 1, 1), "not_a_day")

    def role(self) -> Role:
        """A role in the fixed vocabulary."""
        known = len(self.reading.problems)
        found = self._read(role, Role(kind="employee"), "not_a_role")
        if self.value is not _MISSING and len(self.reading.problems) == known:
            self.reading.roles.append((self.place, found))
        return found

    def citation(self) -> Clause:
        """What this rule cites: its `clause`, or `house` where the texts are silent."""
        if self.value is _MISSING:
            return ""
        if "clause" in self and "house" in self:
            self.problem("cites_two")
        elif "house" in self:
            return self._cited(self["house"], f"house:{self['house'].name()}")
        elif "clause" in self:
            return self._cited(self["clause"], self["clause"].name(CLAUSE, "not_a_clause"))
        else:
            self.problem("cites_nothing")
        return ""

    def _cited(self, node: Node, clause: Clause) -> Clause:
        if clause not in ("", "house:"):
            self.reading.clauses.append((node.place, clause))
        return clause

    def _read(self, read: Callable[[str], _T], harmless: _T, wrong: str) -> _T:
        try:
            if isinstance(self.value, str):
                return read(self.value)
        except ValueError:
            pass
        return self._wrong(harmless, wrong, what=self.value)

    def _wrong(self, harmless: _T, key: str, **words: object) -> _T:
        if self.value is not _MISSING:
            self.problem(key, **words)
        return harmless


def _is_text(value: Any, most: int) -> bool:
    return isinstance(value, str) and len(value) <= most and bool(value.strip())


def _day(text: str) -> date:
    found = date.fromisoformat(text)
    if found.isoformat() != text:
        raise ValueError(text)
    return found
