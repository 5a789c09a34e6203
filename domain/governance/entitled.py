"""Who may change the rules: deny by default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from domain.kernel import Asked, Holder, Refused
from domain.organisation import Organisation, holders
from domain.policy import Role

GOVERNING = ("compliance-officer", "general-manager")
"""The posts that may propose and adopt, in this order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a decision stands on: the organisation as of the instant (for the first adoption, the one handed in).

    `fallback` is the pack's; `coming` the organisation that would be in force afterwards, where that changes.
    """

    organisation: Organisation
    fallback: Role
    coming: Organisation | None = None


def governing(ground: Ground, asked: Asked) -> tuple[Holder, ...]:
    """Everybody who may change the rules at the instant: by post, stand-ins included, else by the pack's fallback."""
    posts = tuple(Role(kind="post", of=post) for post in GOVERNING)
    found = tuple(h for role in posts for h in holders(ground.organisation, role, {}, asked.at))
    return found or holders(ground.organisation, ground.fallback, {}, asked.at)


def own(ground: Ground, asked: Asked) -> tuple[Holder, ...]:
    """Every basis on which the asker may change the rules; in their own right first."""
    found = tuple(h for h in governing(ground, asked) if h.person == asked.by.id)
    return tuple(sorted(found, key=lambda h: h.stands_in_for is not None))


def entitled(ground: Ground, asked: Asked) -> Holder:
    """house:governed. The first basis on which the asker may change the rules; refused without any."""
    found = own(ground, asked)
    if not found:
        raise Refused("house:governed", "may_not_govern", field="by")
    return found[0]


def fallback(ground: Ground, asked: Asked) -> bool:
    """Whether the asker holds the pack's fallback."""
    return any(h.person == asked.by.id for h in holders(ground.organisation, ground.fallback, {}, asked.at))


def must_say_why(reason: Any) -> None:
    """house:reason. What takes or gives a right says why; a sealed reason is a reason."""
    if not reason or (isinstance(reason, str) and not reason.strip()):
        raise Refused("house:reason", "reason_needed", field="reason")
