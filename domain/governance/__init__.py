"""Governance: one stream that says which rules count, who stands in, which doors are believed, which machines are let in.

Its decider is shaped as those of cases are, without an agenda: nothing is owed here and no clock runs.
"""

from domain.governance.adopting import digest_of
from domain.governance.duty import keepers
from domain.governance.entitled import GOVERNING, Ground, governing
from domain.governance.facts import COMMANDS, EVENTS, Command, Document, DutyWindow, Event, ImportDuties, StandInSet, What
from domain.governance.private import personal
from domain.governance.reading_in import Compared, compared
from domain.governance.rules import decide
from domain.governance.state import (
    NOTHING,
    DoorKey,
    Duty,
    Governance,
    InForce,
    Proposal,
    Token,
    Window,
    door_key,
    duties,
    evolve,
    fold,
    in_force,
    latest,
    stand_ins,
    token_by_digest,
    tokens,
)
from domain.governance.tokens import RIGHTS, digest_of_secret

__all__ = [
    "COMMANDS",
    "EVENTS",
    "GOVERNING",
    "NOTHING",
    "RIGHTS",
    "Command",
    "Compared",
    "Document",
    "DoorKey",
    "Duty",
    "DutyWindow",
    "Event",
    "Governance",
    "Ground",
    "ImportDuties",
    "InForce",
    "Proposal",
    "StandInSet",
    "Token",
    "What",
    "Window",
    "compared",
    "decide",
    "digest_of",
    "digest_of_secret",
    "door_key",
    "duties",
    "evolve",
    "fold",
    "governing",
    "in_force",
    "keepers",
    "latest",
    "personal",
    "stand_ins",
    "token_by_digest",
    "tokens",
]
