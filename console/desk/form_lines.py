"""The lines of a case's form as one reader sees them."""

from __future__ import annotations

from dataclasses import dataclass

from console.desk.cases import HIDDEN, Seen
from domain.labels import said
from domain.words import readable

SHORT = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class FormLine:
    """One line by its name: its title and what stands in it. `hidden`: it is personal and not shown (yet); `long`: words of somebody."""

    name: str
    title: str
    value: str
    hidden: bool
    long: bool


def form_lines(seen: Seen) -> tuple[FormLine, ...]:
    """In the order of the form; lines in which nothing stands are left out."""
    lines = [line for line in seen.page.rules.plan.fields if seen.fields.get(line.name) not in (None, "")]
    return tuple(_line(seen, line.name, said(line.title, seen.teller.lang) or line.name, line.type) for line in lines)


def _line(seen: Seen, name: str, title: str, kind: str) -> FormLine:
    value = seen.fields[name]
    if value is HIDDEN:
        return FormLine(name=name, title=title, value="", hidden=True, long=False)
    text = {"person": seen.teller.name, "choice": seen.teller.title}.get(kind, readable)(str(value))
    return FormLine(name=name, title=title, value=text, hidden=False, long=len(text) > SHORT or "\n" in text)
