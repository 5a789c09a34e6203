"""What a pack says of the incident room: who commands, which groups there are, what is ticked off, who is told (C6, C12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.kernel import Clause
from domain.policy import Permit, Role, Step, Words

WHOM = ("leaders", "customers", "authorities")
"""Whom an incident informs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One of the groups that work under the commander (MK 4.3.2)."""

    title: Words
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Expert:
    """A field in which somebody knows more, and who that is. `called_at`: the levels at which they are called by themselves."""

    title: Words
    by: Role
    called_at: tuple[str, ...] = ()
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a checklist; what stands after a required one waits for it ("control first, then deal")."""

    name: str
    title: Words
    required: bool = False
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """A situation report is asked for while one of these levels stands, and again after each."""

    levels: tuple[str, ...]
    step: Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Words by which people outside are told, in each language."""

    whom: str
    title: Words
    text: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Informing:
    """Who is kept informed through the incident (CS 4.5.2). `leaders` hear of each situation report."""

    leaders: tuple[Role, ...] = ()
    templates: Mapping[str, Template] = field(default_factory=dict)
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomRules:
    """Who commands, which groups there are, who is informed. `checklist`: by level, in order."""

    commander: Permit | None = None
    """Who commands from the opening on; where nobody holds it, whoever is above; None: whoever takes it first."""
    groups: Mapping[str, Group] = field(default_factory=dict)
    experts: Mapping[str, Expert] = field(default_factory=dict)
    checklist: Mapping[str, tuple[Item, ...]] = field(default_factory=dict)
    report: Reports | None = None
    informing: Informing | None = None
