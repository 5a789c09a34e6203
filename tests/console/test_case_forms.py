"""Forms made from a plan and read back, for every type of line."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from console.desk import forms
from console.desk.difference import changes
from console.desk.forms import Asked, Typed
from domain.kernel import Holder, Offer, PersonId
from domain.organisation import Organisation
from domain.policy import Field, Plan
from packs import read
from packs.read import find
from views.saying import Teller
from workers.cli.adopt import USUAL

AT = datetime(2026, 2, 24, tzinfo=UTC)


def _line(name: str, kind: Any, **more: Any) -> Field:
    return Field(name=name, type=kind, title={"en": name.title(), "zh": name}, **more)


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return read.organisation(read.load(find(USUAL["organisation"])))


@pytest.fixture(scope="module")
def plan() -> Plan:
    found = read.pack(read.load(find(USUAL["pack"]))).plans["contract-loan"]
    lines = (
        _line("text", "text", required=True, personal="requester"),
        _line("short", "text", longest=100),
        _line("number", "number"),
        _line("date", "date"),
        _line("choice", "choice", choices=("red", "blue")),
        _line("person", "person"),
    )
    return replace(found, fields=lines)


def _asked(plan: Plan, organisation: Organisation, typed: Typed) -> Asked:
    days = read.calendar(read.load(find(USUAL["calendar"])))
    teller = Teller(
        lang="en", days=days, organisation=organisation, plan=plan, name=lambda person: organisation.people[PersonId(person)].handle
    )
    return Asked(plan=plan, teller=teller, typed=typed, wrong={"fields.number": "no number"})


def test_each_type_of_line_has_its_input(plan: Plan, organisation: Organisation) -> None:
    """house:form: texts that may be long get several lines, people and choices come from what there is, errors stand at their line."""
    made = {each.name: each for each in forms.of_lines(_asked(plan, organisation, {"fields.number": "many"}))}
    assert {name: each.type for name, each in made.items()} == {
        "fields.text": "long",
        "fields.short": "text",
        "fields.number": "number",
        "fields.date": "date",
        "fields.choice": "choice",
        "fields.person": "person",
    }
    assert made["fields.number"].value == "many"
    assert made["fields.number"].error == "no number"
    assert ("lin", "lin (lin)") in made["fields.person"].choices
    assert made["fields.choice"].choices == [("red", "red"), ("blue", "blue")]
    assert made["fields.text"].required
    assert made["fields.text"].personal


def test_what_is_typed_is_read_as_its_line_wants_it(plan: Plan, organisation: Organisation) -> None:
    """house:form: numbers and people are themselves; what is none comes through as typed, for the rules to refuse."""
    lin = next(person for person in organisation.people.values() if person.handle == "lin")
    sent = {"fields.text": "a\r\nb ", "fields.number": "42", "fields.person": "lin", "fields.choice": "green", "other": "x"}
    assert forms.lines(plan, sent, organisation) == {"text": "a\nb", "number": 42, "choice": "green", "person": lin.id}
    odd = forms.lines(plan, {"fields.number": "4٢", "fields.person": "nobody"}, organisation)
    assert odd == {"number": "4٢", "person": "nobody"}


def test_only_changed_lines_are_sent(plan: Plan, organisation: Organisation) -> None:
    """house:what-was-shown: a line that stands as it stood is no change, one that was emptied is."""
    current = {"text": "same", "short": "gone soon", "number": 3}
    sent = {"fields.text": "same", "fields.short": "", "fields.number": "3", "fields.date": "", "note": "why"}
    assert forms.content("request", "amend", sent, plan, organisation, current) == {"fields": {"short": ""}, "note": "why"}


def test_a_command_asks_for_what_its_offer_needs_and_takes(plan: Plan, organisation: Organisation) -> None:
    """Nothing else is on its form, and what is needed is marked so."""
    offer = Offer(command="refuse", who=(Holder(person=next(iter(organisation.people)), basis="x"),), clause="", needs=("reason",))
    made = forms.of_command("request", offer, _asked(plan, organisation, {}), {})
    assert [(each.name, each.type, each.required) for each in made] == [("reason", "long", True)]


def test_yes_and_no_are_truth_values(plan: Plan, organisation: Organisation) -> None:
    """A check is complete or not; anything else is for the rules to refuse."""
    said = [forms.content("request", "confirm_check", {"complete": word}, plan, organisation, {}) for word in ("true", "false", "x", "")]
    assert said == [{"complete": True}, {"complete": False}, {"complete": "x"}, {}]


def test_the_difference_is_told_line_by_line() -> None:
    """Before and after of what is no longer the same, in the order of the form; what is not for the reader is left out."""
    found = changes({"a": "1", "b": "x", "c": "s"}, {"a": "2", "b": "x", "d": "new", "c": "t"}, {"d": "D", "a": "A", "b": "B"})
    assert [(each.line, each.before, each.after) for each in found] == [("D", "", "new"), ("A", "1", "2")]
