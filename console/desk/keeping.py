"""Taking a file in at the door: kept, or refused by the store's own reason; what is refused there is written down (house:evidence)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from hashlib import sha256
from uuid import uuid4, uuid5

from activities.evidence import PUT
from activities.refusals import Refusing
from activities.writing import actor_out
from console.backend import Backend
from console.caller import Caller, Machine
from domain.kernel import BYLAW, Actor, CaseId, Refused, uuid_of
from evidence.errors import Empty, NotClean, NotScanned, TooLarge
from evidence.names import RULE
from evidence.port import Kept

UNITS = ("B", "KiB", "MiB", "GiB")


def length(size: int) -> str:
    """Bytes as people say them; a limit is never said larger than it is."""
    scaled, unit = float(size), 0
    while scaled >= 1024 and unit < len(UNITS) - 1:
        scaled, unit = scaled / 1024, unit + 1
    return f"{int(scaled * 10) / 10:g} {UNITS[unit]}"


async def keep(backend: Backend, pieces: AsyncIterator[bytes]) -> Kept:
    """Into the store. Refused (house:evidence) where it takes nothing of it. Raises `Unavailable`."""
    try:
        return await backend.store.put(pieces, backend.setup.largest_file)
    except Empty:
        raise Refused(RULE, "empty_file", field="file") from None
    except TooLarge as large:
        raise Refused(RULE, "file_too_large", field="file", limit=length(large.limit)) from None
    except NotClean:
        raise Refused(RULE, "not_clean", field="file") from None
    except NotScanned:
        raise Refused(RULE, "not_scanned", field="file") from None


async def turned_away(backend: Backend, caller: Caller | Machine, case: CaseId, no: Refused, key: str) -> None:
    """The case never hears of a file that is refused at the door, so the record does here: once a key and reason."""
    command = uuid5(BYLAW, f"file refused/{case}/{caller.id}/{key}/{no.key}") if key else uuid4()
    refusing = Refusing(
        case=uuid_of(case),
        command=command,
        name=PUT,
        digest=sha256(command.bytes).digest(),
        no=no,
        content=b"",
        meta={"by": actor_out(_actor(backend, caller)), "asked_at": caller.at.isoformat()},
        at=caller.at,
    )
    await backend.refusals.record(refusing, caller.id, backend.governed.pack_at(caller.at).settings.refusals_per_minute)


def _actor(backend: Backend, caller: Caller | Machine) -> Actor:
    who = backend.governed.organisation(caller.at).people.get(caller.id)
    return Actor(id=caller.id, department=who.department if who else "", posts=who.posts if who else ())
