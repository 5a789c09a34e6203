"""What a pack says of freezing."""

from __future__ import annotations

from dataclasses import dataclass

from domain.kernel import Clause
from domain.policy import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeRules:
    """`holder` and `resource` name the lines of the form that say whose and which grants are concerned; `lifted_by` who restores."""

    holder: str = ""
    resource: str = ""
    lifted_by: Role
    clause: Clause
