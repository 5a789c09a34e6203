"""What stands around a list: its question, the ways in, the form, what narrows it, and whose cases these are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from console.i18n import translations
from console.levels import levels
from console.web.list_address import Address
from console.web.list_columns import Columns
from domain.incidents.plan import IncidentPlan
from domain.labels import LABELS, said
from domain.organisation import Organisation
from domain.policy import Plan, Words
from domain.reading import Reach
from domain.registers import register

MOST_SUGGESTED = 500
"""People whom the form suggests; in a larger organisation it takes a handle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A link or an option: its address or value, what it says, whether it is on."""

    value: str
    said: str
    on: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """All of it, in the reader's words. `registers` are the plans whose cases make one; `chips` lead to the list without them."""

    question: str
    scope: str
    clause: str
    address: Address
    columns: Columns
    views: Sequence[Choice]
    registers: Sequence[Choice]
    plans: Sequence[Choice]
    stages: Sequence[Choice]
    levels: Sequence[Choice]
    departments: Sequence[Choice]
    people: Sequence[Choice]
    sorts: Sequence[Choice]
    chips: Sequence[Choice]
    file: str


def frame(address: Address, columns: Columns, plans: Mapping[str, Plan], reach: Reach) -> Frame:
    """Made for one address and one reader."""
    lang, organisation = columns.lang, columns.organisation
    return Frame(
        question=_question(address, columns),
        scope=scope(reach, organisation, lang),
        clause=reach.clause,
        address=address,
        columns=columns,
        views=_views(address, lang),
        registers=[Choice(value=f"/cases?plan={name}", said=registered(plan, lang)) for name, plan in plans.items() if register(plan).kept],
        plans=_options({name: plan.title for name, plan in plans.items()}, address.plan, lang),
        stages=_options(_stages(plans), address.stage, lang),
        levels=_options(_levels(plans, address.plan), address.level, lang),
        departments=_options({name: each.title for name, each in organisation.departments.items()}, address.department, lang),
        people=_people(columns),
        sorts=_sorts(address, lang),
        chips=_chips(address, columns, _stages(plans), _levels(plans, address.plan)),
        file=address.href("/cases.csv"),
    )


def registered(plan: Plan, lang: str) -> str:
    """A plan with the paper form whose place it takes."""
    return f"{said(plan.title, lang)}{'' if lang == 'zh' else ' '}《{plan.form}》"


def _question(address: Address, columns: Columns) -> str:
    _ = translations(columns.lang).gettext
    if columns.plan is not None and register(columns.plan).kept:
        return _("Register: %s") % registered(columns.plan, columns.lang)
    asked = {
        ("open", ""): _("Which cases are open, and where does each stand?"),
        ("closed", ""): _("Which cases are closed, and how did each end?"),
        ("", "overdue"): _("Which cases are overdue?"),
        ("", "at_risk"): _("Which cases are due soon?"),
        ("", "today"): _("Which cases are due today?"),
    }
    return asked.get((address.state, address.due)) or _("Which cases are there, and where does each stand?")


def scope(reach: Reach, organisation: Organisation, lang: str) -> str:
    """Whose cases these are: a list that is shorter than another's should say why."""
    _ = translations(lang).gettext
    if reach.everything:
        return _("You see all cases.")
    if reach.departments:
        titles = (said(organisation.departments[each].title, lang) for each in sorted(reach.departments))
        named = ("、" if lang == "zh" else ", ").join(titles)
        return _("You see the cases of %s, and those in which you have a part or are asked.") % named
    return _("You see the cases in which you have a part or are asked.")


def _views(address: Address, lang: str) -> Sequence[Choice]:
    """The questions that are asked most, as links that keep the rest of the filter."""
    _, pgettext = translations(lang).gettext, translations(lang).pgettext
    ways = [
        ("", "", str(pgettext("cases", "All"))),
        ("open", "", str(pgettext("cases", "Open"))),
        ("", "overdue", _("Overdue")),
        ("", "at_risk", _("Due soon")),
        ("", "today", _("Due today")),
        ("closed", "", str(pgettext("cases", "Closed"))),
    ]
    here = (address.state, address.due)
    return [Choice(value=address.href(state=state, due=due), said=word, on=here == (state, due)) for state, due, word in ways]


def _sorts(address: Address, lang: str) -> Sequence[Choice]:
    _ = translations(lang).gettext
    words = {"newest": _("Newest first"), "oldest": _("Oldest first"), "due": _("Due soonest"), "number": _("Number")}
    return [Choice(value=name, said=word, on=name == address.sort) for name, word in words.items()]


def _options(titles: Mapping[str, Words], chosen: str, lang: str) -> Sequence[Choice]:
    """One that is chosen and not known is there too: what the address says is shown."""
    known = {name: said(words, lang) or name for name, words in titles.items()}
    if chosen:
        known.setdefault(chosen, chosen)
    return [Choice(value=name, said=word, on=name == chosen) for name, word in known.items()]


def _stages(plans: Mapping[str, Plan]) -> Mapping[str, Words]:
    kinds = dict.fromkeys(plan.kind for plan in plans.values())
    return {name: words for kind in kinds for name, words in LABELS[kind].stages.items()}


def _levels(plans: Mapping[str, Plan], only: str) -> Mapping[str, Words]:
    """How grave incidents may be: by the plan that is chosen, or by any; of the same name the first one's words."""
    found: dict[str, Words] = {}
    for plan in plans.values():
        if isinstance(plan, IncidentPlan) and only in ("", plan.name):
            found = {**levels(plan), **found}
    return found


def _tasks() -> Mapping[str, Words]:
    return {name: words for labels in LABELS.values() for name, words in labels.tasks.items()}


def _people(columns: Columns) -> Sequence[Choice]:
    people = columns.organisation.people.values()
    return [Choice(value=who.handle, said=columns.name(who.id)) for who in people] if len(people) <= MOST_SUGGESTED else []


def _chips(address: Address, columns: Columns, stages: Mapping[str, Words], graves: Mapping[str, Words]) -> Sequence[Choice]:
    """What narrows the list beside state, plan and search, each with the address without it."""
    _ = translations(columns.lang).gettext
    kept = {"met": _("in time"), "missed": _("missed"), "running": _("running"), "held": _("on hold"), "stopped": _("no longer wanted")}
    names = {who.handle: columns.name(who.id) for who in columns.organisation.people.values()}
    said_as: Mapping[str, tuple[str, Callable[[str], str]]] = {
        "stage": (_("Stage"), lambda value: said(stages.get(value, {}), columns.lang) or value),
        "department": (_("Department"), columns.department),
        "requester": (_("Asked by"), lambda value: names.get(value, value)),
        "opened_from": (_("Opened from"), str),
        "opened_until": (_("Opened until"), str),
        "closed_from": (_("Closed from"), str),
        "closed_until": (_("Closed until"), str),
        "clause": (_("Obliged under"), str),
        "kept": (_("Obligation"), lambda value: kept.get(value, value)),
        "task": (_("Obliged to"), lambda value: said(_tasks().get(value, {}), columns.lang) or value),
        "kept_from": (_("Obligation ended from"), str),
        "kept_until": (_("Obligation ended until"), str),
        "level": (_("Level"), lambda value: said(graves.get(value, {}), columns.lang) or value),
        "exercise": (_("Exercise"), lambda value: {"yes": _("yes, exercises"), "no": _("no exercises")}.get(value, value)),
    }
    worded = [(name, *said_as[name], value) for name, value in address.filters.items() if name in said_as]
    return [Choice(value=address.href(**{name: ""}), said=f"{title}{_(': ')}{write(value)}") for name, title, write, value in worded]
