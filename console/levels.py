"""How grave an incident is, as a sign: a colour of the scale, the word of that colour, and what the plan calls the level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.incidents.plan import IncidentPlan
from domain.labels import said
from domain.policy import Words

COLOURS: Mapping[str, Words] = {
    "red": {"en": "red", "zh": "红色"},
    "orange": {"en": "orange", "zh": "橙色"},
    "yellow": {"en": "yellow", "zh": "黄色"},
    "blue": {"en": "blue", "zh": "蓝色"},
    "green": {"en": "green", "zh": "绿色"},
    "grey": {"en": "grey", "zh": "灰色"},
}
"""Never shown alone: the word stands beside the colour."""

STOPS: Mapping[str, str] = {"en": ", ", "zh": "，"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """`colour` names the class of the style sheet, `word` says it, `title` is the level's. `rank`: 0 is the worst of `of` levels."""

    level: str
    colour: str
    word: str
    title: str
    rank: int
    of: int
    stop: str
    """What stands between the word of the colour and the title."""


def sign(plan: IncidentPlan, level: str, lang: str) -> Sign:
    """The sign of a level of this plan; one that only another pack knows by its name, without a colour."""
    found = plan.levels.get(level)
    if found is None:
        return Sign(level=level, colour="grey", word="", title=level, rank=len(plan.levels), of=len(plan.levels), stop="")
    return Sign(
        level=level,
        colour=found.colour,
        word=said(COLOURS[found.colour], lang),
        title=said(found.title, lang) or level,
        rank=plan.rank(level),
        of=len(plan.levels),
        stop=STOPS[lang],
    )


def levels(plan: IncidentPlan) -> Mapping[str, Words]:
    """The scale by the names of its levels, each with the word of its colour before its title."""
    return {
        name: {lang: f"{word}{STOPS[lang]}{level.title.get(lang, name)}" for lang, word in COLOURS[level.colour].items()}
        for name, level in plan.levels.items()
    }
