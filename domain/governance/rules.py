"""The table of contents: who may change the rules, and how.

Packs, calendars and the organisation are governed by whoever holds one of the posts of `GOVERNING`; where no
such post is filled, by the pack's fallback. Nobody else: what is not allowed here is refused.
"""

from __future__ import annotations

from typing import assert_never

from domain.governance.adopting import adopt, adopt_first, propose
from domain.governance.doors import add_door_key, withdraw_door_key
from domain.governance.duty import assign_duty, change_duty, swap_duty, withdraw_duty
from domain.governance.entitled import Ground
from domain.governance.facts import (
    AddDoorKey,
    AddToken,
    Adopt,
    AdoptFirst,
    AssignDuty,
    ChangeDuty,
    Command,
    Delegate,
    EndDelegation,
    ImportDuties,
    Propose,
    SwapDuty,
    WithdrawDoorKey,
    WithdrawDuty,
    WithdrawToken,
)
from domain.governance.reading_in import import_duties
from domain.governance.standing_in import delegate, end_delegation
from domain.governance.state import Governance
from domain.governance.tokens import add_token, withdraw_token
from domain.kernel import Asked, Decision


def decide(state: Governance, asked: Asked, ground: Ground) -> Decision:
    """What happens now, or Refused; no events = moot."""
    command: Command = asked.command
    match command:
        case AdoptFirst():
            return adopt_first(state, command, asked, ground)
        case Propose():
            return propose(state, command, asked, ground)
        case Adopt():
            return adopt(state, command, asked, ground)
        case Delegate():
            return delegate(state, command, asked, ground)
        case EndDelegation():
            return end_delegation(state, command, asked, ground)
        case AddDoorKey():
            return add_door_key(state, command, asked, ground)
        case WithdrawDoorKey():
            return withdraw_door_key(state, command, asked, ground)
        case AddToken():
            return add_token(state, command, asked, ground)
        case WithdrawToken():
            return withdraw_token(state, command, asked, ground)
        case AssignDuty():
            return assign_duty(command, asked, ground)
        case ImportDuties():
            return import_duties(state, command, asked, ground)
        case WithdrawDuty():
            return withdraw_duty(state, command, asked, ground)
        case SwapDuty():
            return swap_duty(state, command, asked, ground)
        case ChangeDuty():
            return change_duty(state, command, asked, ground)
        case _:
            assert_never(command)
