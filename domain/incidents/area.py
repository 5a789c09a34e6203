"""A part of what incidents are about, in a package of its own, and how it joins the kind: rules, words, and its place in the state.

Each part has `commands`, `events`, `state`, `plan`, its acts, and `area` with an `AREA`; `domain.incidents.areas` lists them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.casework.draft import Draft
from domain.casework.kind import Kind
from domain.casework.state import Task
from domain.kernel import Asked, ClaimKey, Clause, Duty, Holder, Offer, PersonId, Recorded
from domain.labelled import CommandLabel, FieldType
from domain.policy import Step, Words
from domain.procedure import Line
from domain.rules import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaWords:
    """What a part says; as in `domain.labelled.KindLabels` and a kind's `sentences`."""

    commands: Mapping[str, CommandLabel] = field(default_factory=dict)
    fields: Mapping[str, Words] = field(default_factory=dict)
    hints: Mapping[str, Words] = field(default_factory=dict)
    types: Mapping[str, FieldType] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    outcomes: Mapping[str, Words] = field(default_factory=dict)
    tasks: Mapping[str, Words] = field(default_factory=dict)
    stations: Mapping[str, Words] = field(default_factory=dict)
    values: Mapping[str, Words] = field(default_factory=dict)
    stages: Mapping[str, Words] = field(default_factory=dict)
    refusals: Mapping[str, Words] = field(default_factory=dict)
    notices: Mapping[str, Words] = field(default_factory=dict)
    timeline: Mapping[str, Words] = field(default_factory=dict)
    phrases: Mapping[str, str] = field(default_factory=dict)


def _nothing(*_: Any) -> None:
    return


def _none(*_: Any) -> Iterable[Any]:
    return ()


def _as_it_was(case: Any, _recorded: Recorded) -> Any:
    return case


def _nobody(_event: Any) -> frozenset[PersonId]:
    return frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One part. Each hook may be left out."""

    commands: Mapping[str, type] = field(default_factory=dict)
    from_cases: frozenset[str] = frozenset()
    when_closed: frozenset[str] = frozenset()
    """Commands that an incident takes after it was closed."""
    events: Mapping[str, type] = field(default_factory=dict)
    judge: Callable[[Draft[Any], Any], None] = _nothing
    """Decides the part's own commands."""
    fold: Callable[[Any, Recorded], Any] = _as_it_was
    """Writes down the part's own events, and what it needs of others (`incident.opened`, `case.closed`)."""
    opened: Callable[[Draft[Any]], None] = _nothing
    """What follows the opening."""
    level_set: Callable[[Draft[Any]], None] = _nothing
    """What follows each level, the first one too."""
    facts: Callable[[Draft[Any]], None] = _nothing
    """What follows when more became known, and the level is what it was."""
    looked: Callable[[Draft[Any]], None] = _nothing
    """What follows when the organisation or the calendar changed."""
    settled: Callable[[Draft[Any]], None] = _nothing
    """What follows whatever somebody did: with it, all that had to be done may be done."""
    progress: frozenset[str] = frozenset()
    """Commands of the part that are progress: they keep an acknowledgement alive."""
    offers: Callable[[Kind, Any, Rules, datetime], Iterable[Offer]] = _none
    tasks: Mapping[str, Callable[[Any], Step]] = field(default_factory=dict)
    """The part's tasks by name, and the rule of the plan by which each waits."""
    silence: Callable[[Draft[Any], Task], None] = _nothing
    """Nobody did one of the part's tasks, and no rung is left."""
    duty_ended: Callable[[Draft[Any], Duty, str], None] = _nothing
    duty_failed: Callable[[Draft[Any], Duty, str], None] = _nothing
    barred: Callable[[Any, str], Mapping[PersonId, Clause]] = lambda _case, _task: {}
    claims: Callable[[Any, Asked, Rules], Iterable[ClaimKey]] = _none
    recipients: Callable[[Any, Duty, Rules, datetime], Iterable[Holder]] = _none
    people_in: Callable[[Any], frozenset[PersonId]] = _nobody
    stations: Callable[[Any, Rules], Iterable[tuple[str, Clause]]] = _none
    procedure: Callable[[Any], Iterable[Line]] = _none
    matter: Callable[[Any], Mapping[str, Any]] = lambda _case: {}
    proofs: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Of which commands one must be open for a task to be somebody's."""
    words: AreaWords = field(default_factory=AreaWords)
