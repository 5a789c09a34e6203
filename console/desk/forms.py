"""Forms made from what a decider and a plan say, and read back: the fields of a command, the lines of a plan's own form."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from console.desk.options import Options
from console.desk.people import Who, called
from domain.kernel import Offer, PersonId
from domain.labelled import CommandField
from domain.labels import fields_of, said, task_title, value_title
from domain.organisation import Organisation, by_handle
from domain.policy import Field, Plan
from domain.shapes import COMMANDS
from views.saying import Teller

LINE = "fields."
"""Begins the name of each line of a plan's form."""

EVIDENCE = "evidence"
"""A field in which a file of the case is named."""

BESIDE: Mapping[str, tuple[str, ...]] = {"incident": ("level", "reason", "exercise")}
"""What somebody may say beside the plan's form when they open a case of this kind."""

LONG = 200
"""A text that may be longer gets several lines."""

Typed = Mapping[str, str]
"""What somebody typed, by the name of the input."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One input as the macro `field` wants it. `error` says what is wrong with what was typed."""

    name: str
    title: str
    type: str
    value: str = ""
    hint: str = ""
    error: str = ""
    choices: Sequence[tuple[str, str]] = ()
    required: bool = False
    personal: bool = False
    longest: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a form is made for: the plan with its words, what was typed before, what is wrong with which input; of which case, if any."""

    plan: Plan
    teller: Teller
    typed: Typed
    wrong: Mapping[str, str]
    options: Options | None = None


# --- making them ----------------------------------------------------------------------------------


def of_command(kind: str, offer: Offer, asked: Asked, current: Mapping[str, Any]) -> tuple[Input, ...]:
    """The inputs of a command that is open now; `current` holds the lines of the form that this person sees, as they stand."""
    wanted = (set(offer.needs) | set(offer.takes)) - Options.fixed(offer).keys()
    made: list[Input] = []
    for each in fields_of(kind, offer.command):
        if each.name in wanted:
            made += of_lines(asked, current) if each.type == "form" else [_of_field(each, offer, asked)]
    return tuple(made)


def of_lines(asked: Asked, current: Mapping[str, Any] | None = None) -> tuple[Input, ...]:
    """The lines of a plan's form: empty ones, or those in `current` with what stands in them."""
    lines = [line for line in asked.plan.fields if current is None or line.name in current or not line.personal]
    return tuple(_of_line(line, asked, current or {}) for line in lines)


def of_opening(asked: Asked) -> tuple[Input, ...]:
    """What may be said beside the form when a case of this plan is opened; nothing of it must be."""
    kind = asked.plan.kind
    offer = Offer(command="open", who=(), clause=asked.plan.clause, takes=BESIDE.get(kind, ()))
    found = [_of_field(each, offer, asked) for each in fields_of(kind, "open") if each.name in offer.takes] if offer.takes else []
    return tuple(replace(each, required=False, value=each.value or ("false" if each.type == "yes_no" else "")) for each in found)


def beside(kind: str, sent: Typed, organisation: Organisation) -> dict[str, Any]:
    """The same, read back: only what says something."""
    read = {each.name: _value(each.type, _text(sent, each.name), organisation) for each in _beside(kind) if _text(sent, each.name)}
    return {name: value for name, value in read.items() if value is not False}


def _beside(kind: str) -> Iterable[CommandField]:
    return (each for each in fields_of(kind, "open") if each.name in BESIDE[kind]) if kind in BESIDE else ()


def _of_field(each: CommandField, offer: Offer, asked: Asked) -> Input:
    lang = asked.teller.lang
    kind, choices = _chosen_from(each, offer, asked)
    return Input(
        name=each.name,
        title=said(each.title, lang),
        type=kind,
        value=asked.typed.get(each.name, ""),
        hint=said(each.hint, lang) if kind != "choice" or not choices or each.name != EVIDENCE else "",
        error=asked.wrong.get(each.name, ""),
        choices=choices,
        required=each.name in offer.needs or each.type == "yes_no",
        personal=each.personal,
    )


def _chosen_from(each: CommandField, offer: Offer, asked: Asked) -> tuple[str, Sequence[tuple[str, str]]]:
    """How the field is asked for, and what may stand in it."""
    teller, options = asked.teller, asked.options
    if each.type == "person":
        some = options.people(offer.command, each.name) if options else ()
        return each.type, _people(teller, some)
    if options and each.name == EVIDENCE:
        return "choice", list(options.files.items())
    if options and (names := options.names(offer.command, each.name)):
        return "choice", [(name, _called(name, teller)) for name in names]
    return each.type, [(choice, value_title(teller.plan.kind, choice, teller.lang)) for choice in each.choices]


def _called(name: str, teller: Teller) -> str:
    """By the pack, or by the kind of case."""
    title = teller.title(name)
    if title == name:
        title = task_title(teller.plan.kind, name, teller.lang)
    return title if title != name else value_title(teller.plan.kind, name, teller.lang)


def _of_line(line: Field, asked: Asked, current: Mapping[str, Any]) -> Input:
    name = LINE + line.name
    value: Any = current.get(line.name)
    if line.type == "person" and value in asked.teller.organisation.people:
        value = asked.teller.organisation.people[value].handle
    return Input(
        name=name,
        title=said(line.title, asked.teller.lang) or line.name,
        type="long" if line.type == "text" and line.longest > LONG else line.type,
        value=asked.typed.get(name, "" if value is None else str(value)),
        error=asked.wrong.get(name, ""),
        choices=_people(asked.teller) if line.type == "person" else [(choice, asked.teller.title(choice)) for choice in line.choices],
        required=line.required,
        personal=bool(line.personal),
        longest=line.longest if line.type in ("text", "reference") else 0,
    )


def _people(teller: Teller, some: Collection[PersonId] = ()) -> Sequence[tuple[str, str]]:
    """Everybody who works here, or those among them, by handle."""
    people = (person for person in teller.organisation.people.values() if person.active and (not some or person.id in some))
    active: Iterable[Who] = (called(person.id, teller) for person in people)
    return [(who.handle, f"{who.name} ({who.handle})") for who in active]


# --- reading them ---------------------------------------------------------------------------------


def takes(kind: str, command: str, name: str) -> bool:
    """Whether the command has a field of this name: doors fill in `step` and `shown` where it has."""
    return command in COMMANDS[kind] and any(each.name == name for each in fields(COMMANDS[kind][command]))


def content(kind: str, command: str, sent: Typed, plan: Plan, organisation: Organisation, current: Mapping[str, Any]) -> dict[str, Any]:
    """A command's content from a form. Of the plan's lines only those that changed; what was left empty is not there."""
    read: dict[str, Any] = {}
    for each in fields_of(kind, command):
        if each.type == "form":
            if changed := _changed(lines(plan, sent, organisation), current):
                read[each.name] = changed
        elif (text := _text(sent, each.name)).strip():
            read[each.name] = _value(each.type, text, organisation)
    return read


def lines(plan: Plan, sent: Typed, organisation: Organisation) -> dict[str, Any]:
    """The lines of a plan's form that were sent, each as its type wants it; empty ones as an empty text."""
    present = [line for line in plan.fields if LINE + line.name in sent]
    return {line.name: _value(line.type, _text(sent, LINE + line.name), organisation) for line in present}


def filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without the lines in which nothing stands."""
    return {name: value for name, value in values.items() if value not in ("", None)}


def typed(sent: Typed, without: Collection[str] = ("csrf", "key", "shown", "version", "action", "step", "back")) -> Typed:
    """What a person typed, without what the page itself put into the form."""
    return {name: text for name, text in sent.items() if name not in without}


def _changed(values: Mapping[str, Any], current: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value != ("" if current.get(name) is None else current[name])}


def _text(sent: Typed, name: str) -> str:
    """As it was typed; browsers send line ends as CR LF (HTML, form submission)."""
    return sent.get(name, "").replace("\r\n", "\n").strip()


def _value(kind: str, text: str, organisation: Organisation) -> Any:
    """A value as the decider wants it; what is none comes through as it was typed, for the decider to refuse."""
    match kind:
        case "yes_no":
            return {"true": True, "false": False}.get(text, text)
        case "number":
            return int(text) if text.isascii() and text.removeprefix("-").isdecimal() else text
        case "person":
            found = by_handle(organisation, text)
            return found.id if found is not None else text
        case _:
            return text
