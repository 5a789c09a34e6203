"""Governance: one stream that says which pack, calendar and organisation count, who stands in, which doors are believed.

Its decider is shaped as those of cases are, without an agenda: nothing is owed here and no clock runs.
"""

from domain.governance.adopting import digest_of
from domain.governance.entitled import GOVERNING, Ground, governing
from domain.governance.facts import COMMANDS, EVENTS, Command, Document, Event, StandInSet, What
from domain.governance.private import personal
from domain.governance.rules import decide
from domain.governance.state import (
    NOTHING,
    DoorKey,
    Governance,
    InForce,
    Proposal,
    Window,
    door_key,
    evolve,
    fold,
    in_force,
    latest,
    stand_ins,
)

__all__ = [
    "COMMANDS",
    "EVENTS",
    "GOVERNING",
    "NOTHING",
    "Command",
    "Document",
    "DoorKey",
    "Event",
    "Governance",
    "Ground",
    "InForce",
    "Proposal",
    "StandInSet",
    "What",
    "Window",
    "decide",
    "digest_of",
    "door_key",
    "evolve",
    "fold",
    "governing",
    "in_force",
    "latest",
    "personal",
    "stand_ins",
]
