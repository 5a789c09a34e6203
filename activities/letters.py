"""What a message says: a title, and under it each notice with when it is due, under which clause, and where to go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain import words
from domain.letters import LETTERS

LINES = 50
"""So many notices are written out in one message; whoever has more looks at the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One notice as it is said now. `due_shown`: the due instant as the organisation's calendar shows it; `case`: as people call it.

    `body`: what stands under the title where that is more than when, by which rule and where.
    """

    text: str
    plan: str = ""
    clause: str = ""
    due: datetime | None = None
    due_shown: str = ""
    link: str = ""
    body: str = ""
    case: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The words of a message."""

    title: str
    body: str


def letter(lines: Sequence[Line], language: str, *, tasks: str = "") -> Letter:
    """One notice as it is; several as a list, soonest due first. `tasks`: the link to all that waits for this person."""
    if len(lines) == 1:
        return Letter(title=lines[0].text, body=_paragraph(lines[0], language))
    ordered = sorted(lines, key=_soonest)
    parts = [_paragraph(line, language) for line in ordered[:LINES]]
    if len(ordered) > LINES:
        parts.append(said("more", language, count=len(ordered) - LINES))
    if tasks:
        parts.append(said("all_tasks", language, link=tasks))
    return Letter(title=_title(ordered, language), body="\n\n".join(parts))


def said(key: str, language: str, **values: object) -> str:
    """One of the fixed sentences."""
    return words.fill(LETTERS[key], language, values)


def lines_of(parts: Iterable[str]) -> str:
    """Those that say something, one under the other."""
    return "\n".join(part for part in parts if part)


def _title(ordered: Sequence[Line], language: str) -> str:
    """How many, of which case where all are of one, and until when the first."""
    first, cases = ordered[0].due_shown, {line.case for line in ordered}
    told = said("several_due", language, count=len(ordered), due=first) if first else said("several", language, count=len(ordered))
    return said("of_case", language, case=cases.pop(), told=told) if len(cases) == 1 and cases != {""} else told


def _paragraph(line: Line, language: str) -> str:
    if line.body:
        return line.body
    due = said("due", language, due=line.due_shown) if line.due_shown else ""
    clause = said("clause", language, clause=line.clause) if line.clause else ""
    return lines_of((line.text, line.plan, due, clause, line.link))


def _soonest(line: Line) -> tuple[bool, float]:
    """What is due comes before what is only told."""
    return line.due is None, line.due.timestamp() if line.due else 0.0
