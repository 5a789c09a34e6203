"""How much of what was due is put right, in words: a sentence, and a table of departments and quarters (policy catalogue F8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from console.i18n import translations
from domain.labels import said
from domain.organisation import Organisation
from views.ledger import Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """The rate of one department in one quarter, in words, with the list that it counts."""

    department: str
    quarter: str
    share: str
    done: int
    due: int
    state: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """All of them, and a sentence on the newest quarter."""

    sentence: str
    rows: Sequence[Rated]


def rated(found: Sequence[Rate], organisation: Organisation, lang: str) -> Rates:
    """In one reader's language."""
    _ = translations(lang).gettext
    rows = [_rated(each, organisation, lang) for each in found]
    if not found:
        return Rates(sentence=_("Nothing was due to be put right in the last four quarters."), rows=rows)
    newest = [each for each in found if (each.year, each.quarter) == (found[0].year, found[0].quarter)]
    due, done = sum(each.due for each in newest), sum(each.done for each in newest)
    words = {"share": _percent(done, due), "done": done, "due": due, "quarter": rows[0].quarter}
    return Rates(
        sentence=_("%(share)s of what was due in %(quarter)s is put right: %(done)s of %(due)s. The target is 100 %%.") % words, rows=rows
    )


def _rated(each: Rate, organisation: Organisation, lang: str) -> Rated:
    _ = translations(lang).gettext
    found = organisation.departments.get(each.department)
    return Rated(
        department=said(found.title, lang) if found else each.department,
        quarter=_("Q%(quarter)s %(year)s") % {"quarter": each.quarter, "year": each.year},
        share=_percent(each.done, each.due),
        done=each.done,
        due=each.due,
        state="done" if each.done == each.due else "at_risk",
        href=f"/ledger?{urlencode({'view': 'all', 'department': each.department})}",
    )


def _percent(done: int, due: int) -> str:
    """Rounded down: nearly all is not all."""
    return f"{done * 100 // due} %"
