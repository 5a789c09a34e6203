"""Which doors are believed (house:door-key)."""

from __future__ import annotations

from domain.governance.entitled import Ground, entitled, must_say_why
from domain.governance.facts import AddDoorKey, DoorKeyAdded, DoorKeyWithdrawn, WithdrawDoorKey
from domain.governance.state import Governance, door_key
from domain.kernel import Asked, Decision, Refused


def add_door_key(state: Governance, command: AddDoorKey, asked: Asked, ground: Ground) -> Decision:
    """house:door-key. A key id is used once, for ever; adding the same again says nothing new."""
    entitled(ground, asked)
    known = state.door_keys.get(command.key)
    if known is not None and (known.withdrawn is not None or (known.public, known.machine) != (command.public, command.machine)):
        raise Refused("house:door-key", "key_id_used", field="key")
    if known is not None:
        return Decision()
    return Decision(events=(DoorKeyAdded(key=command.key, public=command.public, title=command.title, machine=command.machine),))


def withdraw_door_key(state: Governance, command: WithdrawDoorKey, asked: Asked, ground: Ground) -> Decision:
    """house:door-key. At once and for good."""
    entitled(ground, asked)
    must_say_why(command.reason)
    if command.key not in state.door_keys:
        raise Refused("house:door-key", "no_such_key", field="key")
    if door_key(state, command.key, asked.at) is None:
        return Decision()
    return Decision(events=(DoorKeyWithdrawn(key=command.key, reason=command.reason),))
