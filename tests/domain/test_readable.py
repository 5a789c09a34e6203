"""Rules, calendars and organisations in sentences, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.calendar import Span
from domain.deciders import DECIDERS
from domain.policy import Pack, RequestPlan, Role
from domain.procedure import Section
from domain.readable import Changed, compare, of_calendar, of_organisation, of_pack
from packs import read
from packs.read import find

PACK = read.pack(read.load(find("default")))
ORGANISATION = read.organisation(read.load(find("packs/sample/organisation.yaml")))
CALENDAR = read.calendar(read.load(find("packs/sample/calendar.yaml")))
NOT_SAID = {"digest", "version"}
"""What names the document itself."""


def others(value: Any) -> Iterator[Any]:
    """Values of the same type that are not the same in one place only."""
    match value:
        case Role():
            yield Role(kind="post", of="somebody-else")
        case Span():
            yield Span(amount=value.amount + 1, unit=value.unit)
        case bool():
            yield not value
        case int():
            yield 1 if value == 0 else value - 1
        case str():
            yield KNOWN.get(value, f"{value}x")
        case date():
            yield value + timedelta(days=400)
        case frozenset():
            yield value - {max(value)}
        case tuple():
            if value:
                yield value[:-1]
            for place, each in enumerate(value):
                yield from ((*value[:place], other, *value[place + 1 :]) for other in others(each))
        case Mapping():
            yield {key: value[key] for key in list(value)[:-1]}
            for key, each in value.items():
                yield from ({**value, key: other} for other in others(each))
        case _ if is_dataclass(value):
            for field in fields(value):
                if field.name not in NOT_SAID:
                    yield from (replace(value, **{field.name: other}) for other in others(getattr(value, field.name)))  # type: ignore[type-var]
        case _:
            return


KNOWN = {
    "text": "date",
    "reference": "text",
    "person": "text",
    "choice": "text",
    "date": "text",
    "number": "text",
    "document": "privilege",
    "privilege": "document",
    "one rung up": "fallback",
    "fallback": "one rung up",
    "refuse": "close",
    "close": "refuse",
    "on request": "never",
    "head and above": "head",
    "completeness": "nothing",
    **{kind: kind for kind in DECIDERS},
    "unchecked": "unchecked",
    "missed": "missed",
    "go on": "undecided",
    "undecided": "go on",
    "second round": "go on",
    "with a reason": "never",
    "never": "with a reason",
    "cause": "responsible",
    "responsible": "cause",
    "measures": "taught",
    "taught": "measures",
}
"""Words of a small vocabulary, each with another one of it."""


def small_packs() -> Iterator[Pack]:
    """The pack without its plans, then with each of them alone: what changes in one is not looked for in the others."""
    yield replace(PACK, plans={})
    yield from (replace(PACK, plans={name: plan}, house_rules={}, clauses={}) for name, plan in PACK.plans.items())


def test_whatever_changes_in_a_pack_is_in_the_difference():
    """house:governed. Whoever adopts a change sees all of it: no value of a pack can be another one unseen."""
    count = 0
    for whole in small_packs():
        before = of_pack(whole)
        packs = [other for other in others(whole) if other != whole and (other.plans != whole.plans) == bool(whole.plans)]
        assert [pack for pack in packs if not compare(before, of_pack(pack))] == []
        count += len(packs)
    assert count > 400


def test_whatever_changes_in_an_organisation_is_in_the_difference():
    """house:governed. Who holds what, who is above whom, also an address that is not shown."""
    small = replace(ORGANISATION, people=dict(list(ORGANISATION.people.items())[:4]))
    before = of_organisation(small)
    unseen = [other for other in others(small) if other != small and not compare(before, of_organisation(other))]
    assert [each for each in unseen if [p.id for p in each.people.values()] == [p.id for p in small.people.values()]] == []


def test_whatever_changes_in_a_calendar_is_in_the_difference():
    """house:governed. A day that is taken away, and a zone."""
    before = of_calendar(CALENDAR)
    assert all(compare(before, of_calendar(other)) for other in others(CALENDAR) if other != CALENDAR)


def test_a_limit_that_changes_is_one_line_with_both_values():
    """house:answer-time. A shorter answer time is said where it counts: under the step whose time it is."""
    plan = PACK.plans["contract-loan"]
    assert isinstance(plan, RequestPlan)
    step = plan.approval[0].steps[0]
    shorter = replace(step, within=replace(step.within, span=Span(amount=4, unit="h")))
    stages = (replace(plan.approval[0], steps=(shorter,)),)
    found = compare(of_pack(PACK), of_pack(replace(PACK, plans={**PACK.plans, plan.name: replace(plan, approval=stages)})))
    [section] = found
    [change] = section.changes
    assert (section.subject, section.name, section.how, change.how) == ("plan", "contract-loan", "changed", "changed")
    assert change.before is not None
    assert change.after is not None
    assert [str(line.fills["within"]) for line in (change.before, change.after)] == ["1 wd", "4 h"]
    assert change.after.clauses == ("SO 2.2.2", "house:answer-time")


def test_a_step_that_is_new_stands_where_it_comes():
    """SO 2.2.2. A second approval is one line more with what belongs to it, and nothing else is said to have changed."""
    plan = PACK.plans["contract-loan"]
    assert isinstance(plan, RequestPlan)
    second = replace(plan.approval[0].steps[0], by=Role(kind="post", of="legal"))
    more = replace(plan, approval=(*plan.approval, replace(plan.approval[0], steps=(second,))))
    [section] = compare(of_pack(PACK), of_pack(replace(PACK, plans={**PACK.plans, plan.name: more})))
    assert {change.how for change in section.changes} == {"added"}
    first = section.changes[0].after
    assert first is not None
    assert first.fills["who"] == Role(kind="post", of="legal")
    assert all(change.under == first for change in section.changes[1:])


def test_a_plan_that_goes_is_said_as_a_whole():
    """house:governed. A plan that is taken out, and one that is new."""
    fewer = replace(PACK, plans={name: plan for name, plan in PACK.plans.items() if name != "contract-loan"})
    assert _said(compare(of_pack(PACK), of_pack(fewer))) == [("plan", "contract-loan", "removed")]
    assert _said(compare(of_pack(fewer), of_pack(PACK))) == [("plan", "contract-loan", "added")]


def test_the_same_differs_in_nothing():
    """house:governed. A document that was only written in another order changes nothing."""
    turned = read.pack({key: read.load(find("default")).content[key] for key in reversed(list(read.load(find("default")).content))})
    assert compare(of_pack(PACK), of_pack(turned)) == ()


def test_days_that_follow_each_other_are_one():
    """house:governed. A calendar is read by holidays, not by days."""
    golden_week = [
        line.fills["days"] for line in _of(of_calendar(CALENDAR), "year", "2026").lines if "2026-10-01" in str(line.fills["days"])
    ]
    assert golden_week == ["2026-10-01 – 2026-10-02"]


@pytest.mark.parametrize("section", [*of_pack(PACK), *of_organisation(ORGANISATION), *of_calendar(CALENDAR)], ids=lambda each: each.name)
def test_each_sentence_stands_in_both_languages(section: Section):
    """house:governed. Whoever reads Chinese reads the same rules."""
    assert all(line.sentence.keys() == {"en", "zh"} for line in section.lines)


def _said(found: tuple[Changed, ...]) -> list[tuple[str, str, str]]:
    return [(each.subject, each.name, each.how) for each in found]


def _of(sections: tuple[Section, ...], subject: str, name: str) -> Section:
    return next(each for each in sections if (each.subject, each.name) == (subject, name))
