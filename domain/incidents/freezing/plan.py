"""What a pack says of freezing (house:freeze-on-red)."""

from __future__ import annotations

from dataclasses import dataclass

from domain.kernel import Clause
from domain.policy import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeRules:
    """Whose and which grants are concerned, as the form says, and who restores.

    `holder`: a line that names a person; everything granted to them is concerned. `resource`: a line that names what only one may
    hold, of the claim class `klass`.
    """

    holder: str = ""
    resource: str = ""
    klass: str = ""
    lifted_by: Role
    clause: Clause
