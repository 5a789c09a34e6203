"""A case with all that it comes from and led to, read from the log as somebody sees it, and told in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from activities.personal import is_sealed, open_up
from domain import reading, telling
from domain.deciders import DECIDERS
from domain.kernel import SYSTEM, CaseId, PersonId, Refused, kind_of
from domain.labels import LABELS, fields_of, said, titles
from domain.organisation import Organisation
from domain.policy import Pack, Words
from domain.reading import Sight
from domain.shapes import plain
from domain.words import readable
from eventlog.keyring import Keyring
from eventlog.port import EventLog
from views.chain import Chain, Shown
from views.inbox import Governing
from views.kinds import KINDS
from views.page import Line, Page, for_reader, page
from views.reader import CaseLine
from views.saying import Teller
from views.veil import reporter_of, veiled

NOT_SHOWN = {"en": "(not shown)", "zh": "（未显示）"}

ALL = Sight(case=True, personal="shown", stored=True)
"""What whoever may read the database itself, and names nobody, sees."""


class Governed(Governing, Protocol):
    """What is asked of governed data."""

    def pack(self, digest: str) -> Pack:
        """An adopted pack."""

    def organisation(self, at: datetime) -> Organisation:
        """The organisation as of an instant."""


class Listing(Protocol):
    """What is asked of the lists."""

    async def chain(self, case: CaseId) -> Chain:
        """All cases of a chain, whoever may see them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chained:
    """A chain as somebody sees it: its cases by the list, and those that are theirs to see by the log."""

    shown: Shown
    pages: Mapping[CaseId, Page]
    sights: Mapping[CaseId, Sight]
    titles: Mapping[CaseId, Mapping[str, Words]]
    """What the names in the tables of the pack that a case runs under are called."""
    more: bool
    who: PersonId | None = None
    """Whoever it is told to; None: whoever may read the database itself."""

    @property
    def lines(self) -> tuple[CaseLine, ...]:
        """Of the cases that are theirs to see."""
        return tuple(line for line in self.shown.lines if line.case not in self.shown.hidden)

    def events(self) -> list[tuple[CaseLine, Line]]:
        """All that happened, by when it happened; at the same instant as it was written down."""
        told = {case: found if self.who is None else for_reader(found, self.who) for case, found in self.pages.items()}
        both = [(line, event) for line in self.lines for event in told[line.case].timeline]
        return sorted(both, key=lambda each: (each[1].happened_at, each[1].recorded_at, each[0].place, each[1].version))

    def teller(self, case: CaseId, lang: str, name: Callable[[str], str]) -> Teller:
        """Says what happened in one of the cases."""
        rules = self.pages[case].rules
        numbers = {line.case: line.number for line in self.lines}
        return Teller(
            lang=lang,
            days=rules.calendar,
            organisation=rules.organisation,
            plan=rules.plan,
            name=name,
            numbers=numbers,
            titles=self.titles[case],
        )


async def chained(log: EventLog, governed: Governed, lists: Listing, case: CaseId, at: datetime, who: PersonId | None) -> Chained:
    """The chain as this person sees it (None: as the database has it). Refused (house:form) when the case is not theirs to see."""
    whole = await lists.chain(case)
    read = {line.case: await page(log, governed, KINDS, line.case, at) for line in whole.lines}
    pages = {each: found for each, found in read.items() if found is not None}
    sights = {each: sight(governed, who, each, found, at) for each, found in pages.items()}
    concerns = case in pages and who is not None and who == telling.concerned(kind_of(case), pages[case].case)
    shown = whole.shown(case, lambda each: each in sights and sights[each].case, hidden=not concerns)
    if not shown.lines or case in shown.hidden:
        raise Refused("house:form", "unknown_case", field="case")
    pages = {each: _veiled(one, who) for each, one in pages.items()}
    tables = {each: titles((*governed.pack(one.case.pack).plans.values(), one.rules.plan)) for each, one in pages.items()}
    return Chained(shown=shown, pages=pages, sights=sights, titles=tables, more=whole.more, who=who)


def _veiled(found: Page, who: PersonId | None) -> Page:
    """Who reported is told on the report's own page, where a look is written down (house:reporter)."""
    hidden = reporter_of(found.case)
    return found if hidden is None or who in (None, hidden) else veiled(found, hidden)


def sight(governed: Governed, who: PersonId | None, case: CaseId, found: Page, at: datetime) -> Sight:
    """What of a case is theirs to see, as its own page judges it."""
    if who is None:
        return ALL
    decider = DECIDERS[kind_of(case)]
    given = reading.sight(
        governed.pack(found.case.pack).reading,
        governed.organisation(at),
        who,
        at,
        parts=reading.parts(decider, found.history),
        department=found.case.department,
        plan=found.case.plan,
        readers=found.rules.plan.readers,
        asked=who in decider.asked(found.case, found.rules, at),
    )
    return telling.narrowed(kind_of(case), found.case, who, given)


async def content(found: Chained, case: CaseId, event: Line, keyring: Keyring, lang: str) -> Mapping[str, Any]:
    """What an event says, for `Teller.event`: personal words only where this person sees them without asking."""
    told = {**event.data, **dict.fromkeys(event.withheld, NOT_SHOWN[lang])}
    data: Any = told if found.sights[case].personal == "shown" else covered(told, lang)
    opened: Mapping[str, Any] = await open_up(data, keyring)
    return {**opened, "by": event.data.get("by") or event.by}


async def form(found: Chained, case: CaseId, keyring: Keyring, teller: Teller) -> Sequence[tuple[str, str]]:
    """The lines of a case's form: what each is called, and what stands in it."""
    one, lang = found.pages[case], teller.lang
    plan, values = one.rules.plan, plain(one.case.fields)
    if found.sights[case].personal != "shown":
        personal = {line.name for line in plan.fields if line.personal}
        values = {name: NOT_SHOWN[lang] if name in personal else value for name, value in values.items()}
    opened = await open_up(values, keyring)
    lines = [line for line in plan.fields if opened.get(line.name) not in (None, "")]
    texts, ways = {line.name: str(opened[line.name]) for line in lines}, {"person": teller.name, "choice": teller.title}
    return [(said(line.title, lang) or line.name, ways.get(line.type, str)(texts[line.name])) for line in lines]


def words(case: CaseId, data: Mapping[str, Any], sentence: str) -> list[str]:
    """What somebody wrote along with what they did, as far as the sentence does not say it."""
    kind = kind_of(case)
    own = {each.name: None for command in LABELS[kind].commands for each in fields_of(kind, command) if each.personal}
    told = (readable(str(data[name])) for name in own if data.get(name) and data.get("by") != SYSTEM)
    return [each for each in told if " ".join(each.split()) not in sentence]


def covered(value: Any, lang: str) -> Any:
    """Without what is sealed: whoever has no part in a case asks for it on its page, and the look is written down."""
    if is_sealed(value):
        return NOT_SHOWN[lang]
    if isinstance(value, Mapping):
        return {name: covered(each, lang) for name, each in value.items()}
    return [covered(each, lang) for each in value] if isinstance(value, list | tuple) else value
