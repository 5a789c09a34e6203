"""A refusal with its gaps filled as a reader would say it, before any door makes a sentence of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from domain import labels
from domain.kernel import CaseId, Refused
from views.lengths import long
from views.roles import Roles

Numbers = Callable[[CaseId], Awaitable[str | None]]
"""The number of a case; nothing for one that is in no list."""


def worded(no: Refused, roles: Roles, kind: str = "") -> Refused:
    """The same refusal: a role by its title, a stage by its name (that of the case's `kind`, where it is known), a length in words."""
    words = dict(no.words)
    if "who" in words:
        words["who"] = roles.said(words["who"])
    if "limit" in words:
        words["limit"] = long(words["limit"], roles.lang)
    if "stage" in words:
        words["stage"] = labels.stage_title(kind, words["stage"], roles.lang) if kind else labels.stage_of_any(words["stage"], roles.lang)
    return Refused(no.clause, no.key, field=no.field, **words)


async def numbered(no: Refused, number_of: Numbers) -> Refused:
    """The same refusal with another case called by its number."""
    case = no.words.get("case")
    number = await number_of(CaseId(case)) if case else None
    return Refused(no.clause, no.key, field=no.field, **{**no.words, "case": number}) if number else no
