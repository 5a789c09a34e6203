"""One figure of the page: a sentence that says it, its picture, its table. Each number of the table leads to what it counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from console import charts
from console.charts import Bar, Bars, Columns
from console.desk.figures import Days
from console.desk.names import Name
from console.desk.times import Times
from console.i18n import translations
from console.web.list_address import Address
from domain.labels import said
from domain.organisation import Organisation
from domain.policy import Pack, Plan
from views.saying import length


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a table: its words, where it leads, whether it is a number. `words`: what pointing at it says."""

    text: str
    href: str = ""
    number: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Everything that is shown of it. `legend`: kinds of parts in the picture and their words; `note`: what is counted.

    Without `rows` there was nothing to count, and `title` says so.
    """

    id: str
    title: str
    note: str
    legend: Sequence[tuple[str, str]] = ()
    bars: Bars | None = None
    columns: Columns | None = None
    heads: Sequence[Cell] = ()
    rows: Sequence[Sequence[Cell]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """What figures are drawn with: one reader's words, one window, the organisation and its rules."""

    lang: str
    days: Days
    times: Times
    pack: Pack
    plans: Mapping[str, Plan]
    organisation: Organisation
    name: Name
    exercise: str = ""
    """``no`` where there are exercises, which no figure counts."""

    def list(self, **filters: Any) -> Address:
        """The list of what is counted."""
        return replace(Address(exercise=self.exercise), **filters)

    def say(self, text: str, **values: object) -> str:
        """A sentence of the page in the reader's language."""
        return translations(self.lang).gettext(text) % values

    def count_say(self, one: str, many: str, count: int, **values: object) -> str:
        """The same for a sentence that counts."""
        return translations(self.lang).ngettext(one, many, count) % {"count": count, **values}

    def plan(self, name: str) -> str:
        """A plan by its title."""
        return said(self.plans[name].title, self.lang) if name in self.plans else name

    def department(self, name: str) -> str:
        """A department by its title."""
        found = self.organisation.departments.get(name)
        return said(found.title, self.lang) if found else name

    def percent(self, part: float, whole: float) -> str:
        """Rounded down: all but one is not 100 %."""
        return f"{int(100 * part / whole)}{'%' if self.lang == 'zh' else ' %'}"

    def length(self, span: timedelta) -> str:
        """In its two largest units."""
        return length(span, self.lang)

    def seconds(self, amount: float) -> str:
        """The same of an axis."""
        return length(timedelta(seconds=amount), self.lang) if amount else "0"

    def heads(self, first: str, *numbers: str) -> Sequence[Cell]:
        """The heads of a table whose first column says of what, and whose others are numbers."""
        return [Cell(text=first), *(Cell(text=each, number=True) for each in numbers)]

    def number(self, count: int, to: Address | str = "") -> Cell:
        """A count that leads to what it counts; nothing leads nowhere."""
        href = to.href() if isinstance(to, Address) else to
        return Cell(text=str(count), href=href if count else "", number=True)

    def within(self, first: date | None = None, last: date | None = None) -> tuple[str, str]:
        """Two days as a list's address has them; the whole window where none are named."""
        return (first or self.days.first).isoformat(), (last or self.days.last).isoformat()


def shares(bars: Sequence[Bar], draw: Draw) -> Bars:
    """Bars of shares, with their axis in percent."""
    return charts.shares(bars, lambda amount: draw.percent(round(amount * 100), 100))
