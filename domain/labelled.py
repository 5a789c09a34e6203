"""What a kind of case gives a door to say: titles of commands, fields, stages, outcomes, tasks and clocks, in each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from domain.policy import Words

FieldType = Literal["text", "long", "yes_no", "person", "date", "instant", "form", "span", "choice", "number", "rights", "document"]
"""How a form asks for a field: `long` is words of several lines, `form` the lines of the plan's own form, `span` as ``2 wd``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandLabel:
    """A command that a person can give. `title` is its button, `does` what will happen, in one sentence.

    `usual` ones are shown first, `dangerous` ones are asked twice, `several` may be given to several cases at once; `key` is
    the letter that gives it on a keyboard.
    """

    title: Words
    does: Words
    usual: bool = False
    dangerous: bool = False
    several: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandField:
    """One field of a command's form. `required`: always; what is needed at the moment an offer says."""

    name: str
    type: FieldType
    title: Words
    hint: Words
    required: bool
    personal: bool
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KindLabels:
    """The words of one kind of case, by key.

    `fields`, `hints`, `types` and `choices` are keyed by the field's name, or ``command.name`` where a command says it
    otherwise. `clocks` and `follows` (what happens when one runs out) by the first part of a clock's name.
    """

    title: Words
    commands: Mapping[str, CommandLabel]
    fields: Mapping[str, Words]
    hints: Mapping[str, Words] = field(default_factory=dict)
    types: Mapping[str, FieldType] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stages: Mapping[str, Words] = field(default_factory=dict)
    outcomes: Mapping[str, Words] = field(default_factory=dict)
    tasks: Mapping[str, Words] = field(default_factory=dict)
    clocks: Mapping[str, Words] = field(default_factory=dict)
    follows: Mapping[str, Words] = field(default_factory=dict)
    stations: Mapping[str, Words] = field(default_factory=dict)
    notes: Mapping[str, Words] = field(default_factory=dict)
    values: Mapping[str, Words] = field(default_factory=dict)
    """What the fixed values of `choices` are called, and what a task may come to."""
