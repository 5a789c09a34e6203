"""Writing down that somebody looked at personal fields (house:need-to-know)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from activities.beside import write_down
from activities.governed import Governed
from domain.calendar import local_day
from domain.kernel import CaseId, PersonId, Unavailable
from domain.looks import CATEGORY, LookTaken, command_id
from eventlog import errors
from eventlog.port import EventLog


async def record_look(
    log: EventLog, governed: Governed, *, by: PersonId, case: CaseId, fields: Sequence[str], basis: str, at: datetime
) -> bool:
    """Record it, once a person, case and day of the organisation; whether it was new. Raises `Unavailable`: then show nothing."""
    command = command_id(by, case, local_day(governed.calendar(at), at))
    look = LookTaken(case=case, fields=tuple(fields), basis=basis)
    try:
        return await write_down(log, governed, CATEGORY, look, command=command, by=by, basis=basis, at=at)
    except errors.Unavailable as away:
        raise Unavailable(f"the look is not known to be written down ({away})") from away
