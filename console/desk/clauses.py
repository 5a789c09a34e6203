"""A rule as pages cite it: its number, its words on pointing, its place in the policy book."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from domain.labels import said
from domain.policy import Pack

HOUSE = "house:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A clause or house rule with its own words, and where the policy book has it."""

    clause: str
    words: str
    href: str


def cited(pack: Pack, clause: str, lang: str) -> Cited:
    """A citation in the reader's language; an empty one for no clause."""
    found = pack.house_rules.get(clause.removeprefix(HOUSE), {}) if clause.startswith(HOUSE) else pack.clauses.get(clause, {})
    return Cited(clause=clause, words=said(found, lang), href=f"/book#{anchor(clause)}" if clause else "")


def anchor(clause: str) -> str:
    """The name of a rule within a page: ``SO-2.2.2``, ``house-one-holder``."""
    return quote(clause.replace(" ", "-").replace(":", "-"))
